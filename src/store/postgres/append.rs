//! Writes one commit and all that follows from it, as one statement: it has happened whole or not at
//! all, whatever becomes of the connection, and a pooler may lend another one for the next.
//!
//! The row of the organization is locked by its update, and the statement does nothing unless that
//! row still has the expected head. Why it did nothing is asked afterwards, in the order in which
//! every store answers.

use std::collections::BTreeMap;

use postgres::Client;
use postgres::types::{ToSql, Type};

use super::super::parts::{Part, Parts, column, refuse};
use super::super::{Append, Receipt, StoreError};
use super::fault::{Fault, Faulty};
use super::{OrgRow, head_of};
use crate::model::{Hash, Head, Kind, OpId, OrgName, Path};

/// How often the answer is asked for while others write.
const TRIES: usize = 8;

const FIRST: &str = "WITH head AS (
    INSERT INTO envctl.orgs (org, name, seq, head, time)
    SELECT $5, $10, $4, $5, $7
    WHERE NOT EXISTS (SELECT 1 FROM envctl.commits c WHERE c.op = $6 AND c.seq = 1)
    ON CONFLICT DO NOTHING
    RETURNING id
)";

const NEXT: &str = "WITH head AS (
    UPDATE envctl.orgs o SET seq = $4, head = $5, time = $7, name = coalesce($10, o.name)
    WHERE o.org = $1 AND o.seq = $2 AND o.head = $3
      AND NOT EXISTS (SELECT 1 FROM envctl.commits c WHERE c.op = $6 AND c.org = o.id)
      AND NOT EXISTS (SELECT 1 FROM envctl.orgs n WHERE n.name = $10 AND n.org <> $1)
    RETURNING o.id
)";

const REST: &str = ", c AS (
    INSERT INTO envctl.commits (org, seq, hash, op, time, signature, header)
    SELECT id, $4, $5, $6, $7, $8, $9 FROM head
), l AS (
    INSERT INTO envctl.leaves (org, seq, idx, path, hash, salt, bytes)
    SELECT head.id, $4, u.n - 1, u.path, u.hash, u.salt, u.bytes
    FROM head, unnest($11, $12, $13, $14) WITH ORDINALITY AS u(path, hash, salt, bytes, n)
), p AS (
    INSERT INTO envctl.records (org, path, kind, leaf, rev, body)
    SELECT head.id, u.path, u.kind, u.leaf, $4, u.body
    FROM head, unnest($15, $16, $17, $18) AS u(path, kind, leaf, body)
    ON CONFLICT (org, path) DO UPDATE
    SET kind = excluded.kind, leaf = excluded.leaf, rev = excluded.rev, body = excluded.body
), d AS (
    DELETE FROM envctl.records r USING head WHERE r.org = head.id AND r.path = ANY($19)
), w AS (
    INSERT INTO envctl.lineage (org, write, path, seq, parents)
    SELECT head.id, u.write, u.path, $4, u.parents
    FROM head, unnest($20, $21, $22) AS u(write, path, parents)
    ON CONFLICT DO NOTHING
)
SELECT id FROM head";

pub(super) fn append(client: &mut Client, org: &Hash, expected: Head, parts: &Parts<'_>) -> Faulty<Append> {
    for _ in 0..TRIES {
        let follows = parts.header.seq == expected.seq.saturating_add(1);
        let begins = *org == Hash::ZERO;
        if follows && (begins == (expected == Head::NONE)) && (!begins || parts.name.is_some()) {
            match write(client, org, expected, parts) {
                Ok(true) => {
                    let head = Head { seq: parts.header.seq, hash: parts.hash };
                    return Ok(Append::Appended(Receipt {
                        org: if begins { head.hash } else { *org },
                        head,
                    }));
                }
                Ok(false) => {}
                // Another writer came between the look and the write.
                Err(fault) if fault.is_race() => {}
                Err(fault) => return Err(fault),
            }
        }
        if let Some(answer) = explain(client, org, expected, parts)? {
            return Ok(answer);
        }
    }
    Err(Fault::Busy)
}

/// Writes all of it if the head is the expected one; false: nothing was written.
fn write(client: &mut Client, org: &Hash, expected: Head, parts: &Parts<'_>) -> Faulty<bool> {
    let Parts { commit, header, .. } = parts;
    let mut columns = Columns::default();
    for part in &parts.leaves {
        columns.take(part);
    }
    let (puts, deletes) = columns.outcome();
    let name = parts.name.as_ref().map(OrgName::as_str);
    let (seq, time) = (column(header.seq), header.time.cast_signed());
    let (put_paths, kinds, put_leaves, bodies) = puts;
    let Columns { paths, hashes, salts, bytes, writes, write_paths, parents, .. } = &columns;
    let parameters: [(&(dyn ToSql + Sync), Type); 22] = [
        (&&org.0[..], Type::BYTEA),
        (&column(expected.seq), Type::INT8),
        (&&expected.hash.0[..], Type::BYTEA),
        (&seq, Type::INT8),
        (&&parts.hash.0[..], Type::BYTEA),
        (&&header.op.0[..], Type::BYTEA),
        (&time, Type::INT8),
        (&&commit.signature[..], Type::BYTEA),
        (&&commit.header[..], Type::BYTEA),
        (&name, Type::TEXT),
        (paths, Type::TEXT_ARRAY),
        (hashes, Type::BYTEA_ARRAY),
        (salts, Type::BYTEA_ARRAY),
        (bytes, Type::BYTEA_ARRAY),
        (&put_paths, Type::TEXT_ARRAY),
        (&kinds, Type::INT4_ARRAY),
        (&put_leaves, Type::BYTEA_ARRAY),
        (&bodies, Type::BYTEA_ARRAY),
        (&deletes, Type::TEXT_ARRAY),
        (writes, Type::BYTEA_ARRAY),
        (write_paths, Type::TEXT_ARRAY),
        (parents, Type::BYTEA_ARRAY),
    ];
    let head = if *org == Hash::ZERO { FIRST } else { NEXT };
    Ok(!client.query_typed(&format!("{head}{REST}"), &parameters)?.is_empty())
}

/// The leaves of a commit, column by column.
#[derive(Default)]
struct Columns<'p> {
    paths: Vec<&'p str>,
    hashes: Vec<&'p [u8]>,
    salts: Vec<&'p [u8]>,
    bytes: Vec<&'p [u8]>,
    writes: Vec<&'p [u8]>,
    write_paths: Vec<&'p str>,
    parents: Vec<Vec<u8>>,
    changes: BTreeMap<&'p Path, Option<Put<'p>>>,
}

/// A record as it is put: its kind, its leaf's hash, its body.
type Put<'p> = (Kind, &'p [u8], &'p [u8]);
/// The same, column by column, with the paths.
type Puts<'p> = (Vec<&'p str>, Vec<i32>, Vec<&'p [u8]>, Vec<&'p [u8]>);

impl<'p> Columns<'p> {
    fn take(&mut self, part: &'p Part<'_>) {
        let Part { stored, raw, hash, value } = part;
        let path = raw.path.as_str();
        self.paths.push(path);
        self.hashes.push(&hash.0);
        self.salts.push(&stored.salt);
        self.bytes.push(&stored.bytes);
        if raw.kind != Kind::Message {
            // Twice at one path: the last counts.
            self.changes.insert(&raw.path, raw.body.map(|body| (raw.kind, &hash.0[..], body)));
        }
        // A write has one place; where it is sealed again, its first leaf is the one that counts.
        if let Some(value) = value
            && !self.writes.contains(&&value.id.0[..])
        {
            self.writes.push(&value.id.0);
            self.write_paths.push(path);
            self.parents.push(value.parents.iter().flat_map(|id| id.0).collect());
        }
    }

    /// What is there afterwards, and what is not.
    fn outcome(&self) -> (Puts<'p>, Vec<&'p str>) {
        let mut puts = Puts::default();
        let mut deletes = Vec::new();
        for (path, change) in &self.changes {
            match change {
                Some((kind, leaf, body)) => {
                    puts.0.push(path.as_str());
                    // OK because kinds are numbered from 1 by hand.
                    puts.1.push(i32::try_from(kind.number()).unwrap_or(i32::MAX));
                    puts.2.push(leaf);
                    puts.3.push(body);
                }
                None => deletes.push(path.as_str()),
            }
        }
        (puts, deletes)
    }
}

/// Why nothing was written; none: nothing stands in the way any more.
fn explain(client: &mut Client, org: &Hash, expected: Head, parts: &Parts<'_>) -> Faulty<Option<Append>> {
    let first = *org == Hash::ZERO;
    let row = OrgRow::find(client, org)?;
    let repeated = match &row {
        Some(row) => earlier(client, row.id, parts.header.op)?.map(|head| Receipt { org: *org, head }),
        None if first => begun(client, parts.header.op)?,
        None => return Err(StoreError::NoOrg(*org).into()),
    };
    if let Some(receipt) = repeated {
        return Ok(Some(Append::Appended(receipt)));
    }
    let before = row.as_ref().map_or(Head::NONE, |row| row.head);
    if before != expected {
        return Ok(Some(Append::Moved(before)));
    }
    if parts.header.seq != before.seq + 1 {
        return Err(refuse("a number that does not follow the head's").into());
    }
    if let Some(name) = &parts.name {
        let taken = "SELECT 1 FROM envctl.orgs WHERE name = $1 AND org <> $2";
        let found = client.query_typed(taken, &[(&name.as_str(), Type::TEXT), (&&org.0[..], Type::BYTEA)])?;
        if !found.is_empty() {
            return Err(StoreError::NameTaken(name.clone()).into());
        }
    }
    if first && parts.name.is_none() {
        return Err(refuse("a first commit without its organization").into());
    }
    Ok(None)
}

/// The commit of an operation, if the organization has it.
fn earlier(client: &mut Client, org: i64, op: OpId) -> Faulty<Option<Head>> {
    let sql = "SELECT seq, hash FROM envctl.commits WHERE op = $1 AND org = $2";
    let rows = client.query_typed(sql, &[(&&op.0[..], Type::BYTEA), (&org, Type::INT8)])?;
    rows.first().map(|row| head_of(row, 0, 1)).transpose()
}

/// The organization that an operation began, if one was.
fn begun(client: &mut Client, op: OpId) -> Faulty<Option<Receipt>> {
    let sql = "SELECT seq, hash FROM envctl.commits WHERE op = $1 AND seq = 1";
    let rows = client.query_typed(sql, &[(&&op.0[..], Type::BYTEA)])?;
    let head = rows.first().map(|row| head_of(row, 0, 1)).transpose()?;
    Ok(head.map(|head| Receipt { org: head.hash, head }))
}
