//! What a server keeps beside the commits, in the same database.

use postgres::Row;
use postgres::types::{ToSql, Type};

use super::super::StoreError;
use super::super::ledger::{Access, Ledger, lines, paths};
use super::super::parts::column;
use super::fault::{Fault, Faulty};
use super::{Postgres, fixed, number};
use crate::model::{Hash, Kid};

impl Ledger for Postgres {
    fn note(&self, access: &Access) -> Result<(), StoreError> {
        let sql = "INSERT INTO envctl.accesses (org, time, kid, who, address, what, rule, paths)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let Access { org, time, kid, who, address, what, rule, .. } = access;
        let (time, paths) = (column(*time), lines(access));
        let row: [(&(dyn ToSql + Sync), Type); 8] = [
            (&&org.0[..], Type::BYTEA),
            (&time, Type::INT8),
            (&&kid.0[..], Type::BYTEA),
            (who, Type::TEXT),
            (address, Type::TEXT),
            (what, Type::TEXT),
            (rule, Type::TEXT),
            (&paths, Type::TEXT),
        ];
        self.within(|client| Ok(client.query_typed(sql, &row).map(drop)?))
    }

    fn accesses(
        &self,
        org: &Hash,
        below: Option<u64>,
        limit: usize,
    ) -> Result<Vec<(u64, Access)>, StoreError> {
        let sql = "SELECT id, time, kid, who, address, what, rule, paths FROM envctl.accesses
                   WHERE org = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let below = column(below.unwrap_or(u64::MAX));
        let access = |row: &Row| -> Faulty<(u64, Access)> {
            let access = Access {
                org: *org,
                time: number(row, 1)?,
                kid: Kid(fixed(row, 2)?),
                who: row.try_get(3)?,
                address: row.try_get(4)?,
                what: row.try_get(5)?,
                rule: row.try_get(6)?,
                paths: paths(row.try_get(7)?),
            };
            Ok((number(row, 0)?, access))
        };
        self.within(|client| {
            let asked: [(&(dyn ToSql + Sync), Type); 3] =
                [(&&org.0[..], Type::BYTEA), (&below, Type::INT8), (&limit, Type::INT8)];
            client.query_typed(sql, &asked)?.iter().map(access).collect()
        })
    }

    fn keep_code(&self, hash: &Hash) -> Result<(), StoreError> {
        let sql = "WITH gone AS (DELETE FROM envctl.setup) INSERT INTO envctl.setup (hash) VALUES ($1)";
        self.within(|client| Ok(client.query_typed(sql, &[(&&hash.0[..], Type::BYTEA)]).map(drop)?))
    }

    fn use_code(&self, hash: &Hash) -> Result<bool, StoreError> {
        let sql = "DELETE FROM envctl.setup WHERE hash = $1 RETURNING 1";
        self.within(|client| Ok(!client.query_typed(sql, &[(&&hash.0[..], Type::BYTEA)])?.is_empty()))
    }

    fn ready(&self) -> Result<(), StoreError> {
        self.within(|client| {
            let rows = client.query_typed("SELECT pg_is_in_recovery()", &[])?;
            match rows.first().map(|row| row.try_get(0)).transpose()? {
                Some(false) => Ok(()),
                _ => Err(Fault::Store(StoreError::Unreachable {
                    place: self.place().to_owned(),
                    why: "it is a standby, which cannot be written".to_owned(),
                })),
            }
        })
    }
}
