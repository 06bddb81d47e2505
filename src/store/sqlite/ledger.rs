//! What a server keeps beside the commits, in the same file.

use rusqlite::{Connection, Row, TransactionBehavior};

use super::super::StoreError;
use super::super::ledger::{Access, Ledger, lines, paths};
use super::super::parts::column;
use super::fault::Faulty;
use super::{Sqlite, number};
use crate::model::{Hash, Kid};

impl Ledger for Sqlite {
    fn note(&self, access: &Access) -> Result<(), StoreError> {
        self.within(TransactionBehavior::Immediate, "write", |tx| note(tx, access))
    }

    fn accesses(
        &self,
        org: &Hash,
        below: Option<u64>,
        limit: usize,
    ) -> Result<Vec<(u64, Access)>, StoreError> {
        self.within(TransactionBehavior::Deferred, "read", |tx| {
            let sql = "SELECT id, time, kid, who, address, what, rule, paths FROM accesses
                       WHERE org = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3";
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let access = |row: &Row<'_>| {
                let access = Access {
                    org: *org,
                    time: number(row, 1)?,
                    kid: Kid(row.get(2)?),
                    who: row.get(3)?,
                    address: row.get(4)?,
                    what: row.get(5)?,
                    rule: row.get(6)?,
                    paths: paths(&row.get::<_, String>(7)?),
                };
                Ok((number(row, 0)?, access))
            };
            let mut query = tx.prepare_cached(sql)?;
            let rows = query.query_map((org.0, column(below.unwrap_or(u64::MAX)), limit), access)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    fn keep_code(&self, hash: &Hash) -> Result<(), StoreError> {
        self.within(TransactionBehavior::Immediate, "write", |tx| keep_code(tx, hash))
    }

    fn use_code(&self, hash: &Hash) -> Result<bool, StoreError> {
        self.within(TransactionBehavior::Immediate, "write", |tx| use_code(tx, hash))
    }

    fn ready(&self) -> Result<(), StoreError> {
        // The lock of a writer, taken and given back.
        self.within(TransactionBehavior::Immediate, "write", |_| Ok(()))
    }
}

pub(super) fn note(tx: &Connection, access: &Access) -> Faulty<()> {
    let Access { org, time, kid, who, address, what, rule, .. } = access;
    let sql = "INSERT INTO accesses (org, time, kid, who, address, what, rule, paths)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let row = (org.0, column(*time), kid.0, who, address, what, rule, lines(access));
    tx.prepare_cached(sql)?.execute(row)?;
    Ok(())
}

pub(super) fn keep_code(tx: &Connection, hash: &Hash) -> Faulty<()> {
    tx.execute("DELETE FROM setup", ())?;
    tx.execute("INSERT INTO setup (hash) VALUES (?1)", [hash.0])?;
    Ok(())
}

pub(super) fn use_code(tx: &Connection, hash: &Hash) -> Faulty<bool> {
    Ok(tx.execute("DELETE FROM setup WHERE hash = ?1", [hash.0])? > 0)
}
