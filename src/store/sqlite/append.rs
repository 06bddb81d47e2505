//! Writes one commit and all that follows from it, in the caller's transaction.
//!
//! Nothing is judged: the gate has. What a commit that passed it cannot be is refused all the same,
//! because a log that was written wrongly stays so.

use rusqlite::{Connection, OptionalExtension};

use super::super::parts::{Part, Parts, column, refuse};
use super::super::{Append, Receipt, StoreError};
use super::fault::Faulty;
use super::{OrgRow, number};
use crate::failpoint;
use crate::model::{Hash, Head, Kind, OpId, OrgName};

pub(super) fn append(tx: &Connection, org: &Hash, expected: Head, parts: &Parts<'_>) -> Faulty<Append> {
    let first = *org == Hash::ZERO;
    let row = OrgRow::find(tx, org)?;
    let repeated = match &row {
        Some(row) => earlier(tx, row.id, parts.header.op)?.map(|head| Receipt { org: *org, head }),
        None if first => begun(tx, parts.header.op)?,
        None => return Err(StoreError::NoOrg(*org).into()),
    };
    if let Some(receipt) = repeated {
        return Ok(Append::Appended(receipt));
    }
    let before = row.as_ref().map_or(Head::NONE, |row| row.head);
    if before != expected {
        return Ok(Append::Moved(before));
    }
    if parts.header.seq != before.seq + 1 {
        return Err(refuse("a number that does not follow the head's").into());
    }
    if let Some(name) = &parts.name {
        let taken = "SELECT 1 FROM orgs WHERE name = ?1 AND org <> ?2";
        if tx.prepare_cached(taken)?.exists((name.as_str(), org.0))? {
            return Err(StoreError::NameTaken(name.clone()).into());
        }
    }

    let head = Head { seq: parts.header.seq, hash: parts.hash };
    let name = parts.name.as_ref().map(OrgName::as_str);
    let time = parts.header.time.cast_signed();
    let id = match (row, name) {
        (Some(row), name) => {
            let sql =
                "UPDATE orgs SET seq = ?2, head = ?3, time = ?4, name = coalesce(?5, name) WHERE id = ?1";
            tx.prepare_cached(sql)?.execute((row.id, column(head.seq), head.hash.0, time, name))?;
            row.id
        }
        (None, Some(name)) => {
            let sql = "INSERT INTO orgs (org, name, seq, head, time) VALUES (?1, ?2, ?3, ?1, ?4)";
            tx.prepare_cached(sql)?.insert((head.hash.0, name, column(head.seq), time))?
        }
        (None, None) => return Err(refuse("a first commit without its organization").into()),
    };
    failpoint::at("store.head");
    write(tx, id, parts)?;
    Ok(Append::Appended(Receipt { org: if first { head.hash } else { *org }, head }))
}

/// The commit of an operation, if the organization has it.
fn earlier(tx: &Connection, org: i64, op: OpId) -> Faulty<Option<Head>> {
    let mut query = tx.prepare_cached("SELECT seq, hash FROM commits WHERE op = ?1 AND org = ?2")?;
    let head = query.query_row((op.0, org), |row| Ok(Head { seq: number(row, 0)?, hash: Hash(row.get(1)?) }));
    Ok(head.optional()?)
}

/// The organization that an operation began, if one was.
fn begun(tx: &Connection, op: OpId) -> Faulty<Option<Receipt>> {
    let mut query = tx.prepare_cached("SELECT seq, hash FROM commits WHERE op = ?1 AND seq = 1")?;
    let receipt = query.query_row([op.0], |row| {
        let head = Head { seq: number(row, 0)?, hash: Hash(row.get(1)?) };
        Ok(Receipt { org: head.hash, head })
    });
    Ok(receipt.optional()?)
}

fn write(tx: &Connection, org: i64, parts: &Parts<'_>) -> Faulty<()> {
    let Parts { commit, header, .. } = parts;
    let seq = column(header.seq);
    tx.prepare_cached(
        "INSERT INTO commits (org, seq, hash, op, time, signature, header) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute((org, seq, parts.hash.0, header.op.0, header.time.cast_signed(), commit.signature, &commit.header))?;
    failpoint::at("store.commit");

    let mut leaf = tx.prepare_cached(
        "INSERT INTO leaves (org, seq, idx, path, hash, salt, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let mut put = tx.prepare_cached(
        "REPLACE INTO records (org, path, kind, leaf, rev, salt, prev, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    let mut delete = tx.prepare_cached("DELETE FROM records WHERE org = ?1 AND path = ?2")?;
    // A write has one place; where it is sealed again, its first leaf is the one that counts.
    let mut lineage = tx.prepare_cached(
        "INSERT OR IGNORE INTO lineage (org, write, path, seq, parents) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (idx, part) in (0i64..).zip(&parts.leaves) {
        let Part { stored, raw, hash, value } = part;
        let path = raw.path.as_str();
        leaf.execute((org, seq, idx, path, hash.0, stored.salt, &stored.bytes))?;
        failpoint::at("store.leaf");
        match raw.body {
            _ if raw.kind == Kind::Message => {}
            Some(body) => {
                let (kind, prev) = (column(raw.kind.number()), raw.prev.map(|prev| prev.0));
                put.execute((org, path, kind, hash.0, seq, stored.salt, prev, body))?;
            }
            None => drop(delete.execute((org, path))?),
        }
        failpoint::at("store.record");
        if let Some(value) = value {
            let parents: Vec<u8> = value.parents.iter().flat_map(|id| id.0).collect();
            lineage.execute((org, value.id.0, path, seq, parents))?;
            failpoint::at("store.lineage");
        }
    }
    Ok(())
}
