//! A store in a PostgreSQL database: reads, and the log. `append` writes, `open` knows the address and
//! the schema, `pool` lends connections, `fault` names what PostgreSQL says.
//!
//! Invariants: one statement is one snapshot, and what is not one statement reads only what never
//! changes; no statement needs anything that an earlier one left on the connection, so that a pooler
//! may lend another connection for each; SQL names its schema.

use std::collections::{BTreeMap, BTreeSet};

use postgres::types::{ToSql, Type};
use postgres::{Client, Row};

use self::fault::{Fault, Faulty};
use self::open::Address;
use self::pool::Pool;
use super::parts::{Parts, column, entry, ranges};
use super::{Append, LogQuery, Logged, OrgEntry, Store, StoreError, Written};
use crate::model::cbor::DecodeError;
use crate::model::{Commit, Entry, Hash, Head, Kind, Path, Prefix, Record, StoredLeaf, Tree, WriteId};

mod append;
mod fault;
mod ledger;
mod open;
mod pool;
#[cfg(test)]
pub(super) mod real;
mod sessions;

/// A store in a PostgreSQL database; may be used by many threads at once.
pub struct Postgres {
    pool: Pool,
}

impl Postgres {
    /// Opens the store in a database; `None` when there is none in it and none was to be created.
    ///
    /// # Errors
    /// When the database cannot be reached, or holds a newer store.
    pub fn open(url: &str, create: bool) -> Result<Option<Postgres>, StoreError> {
        let store = Postgres { pool: Pool::new(Address::parse(url)?) };
        let place = store.place();
        let there = store.within(|client| {
            let level = open::level(client)?;
            if open::check(level, place)? {
                return Ok(true);
            }
            if level == 0 && !create {
                return Ok(false);
            }
            open::migrate(client, place)?;
            Ok(true)
        })?;
        Ok(there.then_some(store))
    }

    /// The server and the database, for people; never a password.
    pub fn place(&self) -> &str {
        &self.pool.address.place
    }

    /// The place that a URL names, without connecting to it.
    ///
    /// # Errors
    /// When it is not the address of a database.
    pub fn place_of(url: &str) -> Result<String, StoreError> {
        Ok(Address::parse(url)?.place)
    }

    /// Does the work on one connection.
    fn within<T>(&self, work: impl FnMut(&mut Client) -> Faulty<T>) -> Result<T, StoreError> {
        self.pool.with(work).map_err(|fault| fault.at(self.place()))
    }
}

impl Store for Postgres {
    fn orgs(&self) -> Result<Vec<OrgEntry>, StoreError> {
        self.within(|client| {
            let rows =
                client.query_typed("SELECT org, name, seq, head FROM envctl.orgs ORDER BY name", &[])?;
            let org = |row: &Row| {
                let name: &str = row.try_get(1)?;
                let name = name.parse().map_err(|_| Fault::damaged("an organization's name is not one"))?;
                Ok(OrgEntry { id: hash(row, 0)?, name, head: head_of(row, 2, 3)? })
            };
            rows.iter().map(org).collect()
        })
    }

    fn read(&self, org: &Hash, prefixes: &[Prefix], at: Option<u64>) -> Result<Tree, StoreError> {
        self.within(|client| {
            let (head, time, entries) = match at {
                None => present(client, org, prefixes)?,
                Some(rev) => {
                    let row = OrgRow::find(client, org)?.ok_or(StoreError::NoOrg(*org))?;
                    let newest = row.head.seq;
                    if rev == 0 || rev > newest {
                        return Err(StoreError::NoRevision { rev, newest }.into());
                    }
                    let (head, time) = revision(client, row.id, rev)?;
                    (head, time, past(client, row.id, prefixes, rev)?)
                }
            };
            Ok(Tree::new(*org, head, time, prefixes.to_vec(), entries))
        })
    }

    fn append(&self, org: &Hash, expected: Head, commit: &Commit) -> Result<Append, StoreError> {
        let parts = Parts::of(commit)?;
        self.within(|client| append::append(client, org, expected, &parts))
    }

    fn log(&self, org: &Hash, query: &LogQuery) -> Result<Vec<Logged>, StoreError> {
        self.within(|client| {
            let Some(row) = OrgRow::find(client, org)? else { return Ok(Vec::new()) };
            let (from, to) = (query.from.max(1), query.to.min(row.head.seq));
            if from > to {
                return Ok(Vec::new());
            }
            let revs = match query.touching.as_slice() {
                [] if query.newest_first => (from..=to).rev().take(query.limit).collect(),
                [] => (from..=to).take(query.limit).collect(),
                prefixes => touching(client, row.id, prefixes, (from, to), query)?,
            };
            logged(client, row.id, &revs)
        })
    }

    fn hash_at(&self, org: &Hash, rev: u64) -> Result<Option<Hash>, StoreError> {
        self.within(|client| {
            let row = OrgRow::find(client, org)?.filter(|row| (1..=row.head.seq).contains(&rev));
            row.map(|row| Ok(revision(client, row.id, rev)?.0.hash)).transpose()
        })
    }

    fn lineage(
        &self,
        org: &Hash,
        writes: &[WriteId],
        generations: usize,
    ) -> Result<Vec<Written>, StoreError> {
        self.within(|client| {
            let Some(row) = OrgRow::find(client, org)? else { return Ok(Vec::new()) };
            let mut found: BTreeMap<WriteId, Written> = BTreeMap::new();
            let mut asked: BTreeSet<WriteId> = writes.iter().copied().collect();
            for _ in 0..=generations {
                if asked.is_empty() {
                    break;
                }
                let mut parents = BTreeSet::new();
                for write in written(client, row.id, &asked)? {
                    parents.extend(write.parents.iter().copied());
                    found.insert(write.id, write);
                }
                asked = parents.into_iter().filter(|id| !found.contains_key(id)).collect();
            }
            Ok(found.into_values().collect())
        })
    }
}

/// An organization's row.
struct OrgRow {
    /// What stands for it in the other tables.
    id: i64,
    head: Head,
}

impl OrgRow {
    fn find(client: &mut Client, org: &Hash) -> Faulty<Option<OrgRow>> {
        let sql = "SELECT id, seq, head FROM envctl.orgs WHERE org = $1";
        let rows = client.query_typed(sql, &[(&&org.0[..], Type::BYTEA)])?;
        rows.first().map(|row| Ok(OrgRow { id: row.try_get(0)?, head: head_of(row, 1, 2)? })).transpose()
    }
}

/// A column that holds a number from 0.
fn number(row: &Row, column: usize) -> Faulty<u64> {
    let n: i64 = row.try_get(column)?;
    u64::try_from(n).map_err(|_| Fault::damaged("a number below zero"))
}

fn hash(row: &Row, column: usize) -> Faulty<Hash> {
    Ok(Hash(fixed(row, column)?))
}

fn fixed<const N: usize>(row: &Row, column: usize) -> Faulty<[u8; N]> {
    let bytes: &[u8] = row.try_get(column)?;
    bytes.try_into().map_err(|_| Fault::damaged("bytes of another length"))
}

fn head_of(row: &Row, seq: usize, hash_at: usize) -> Faulty<Head> {
    Ok(Head { seq: number(row, seq)?, hash: hash(row, hash_at)? })
}

/// The bounds of the ranges that prefixes cover, as two columns.
fn bounds(prefixes: &[Prefix]) -> (Vec<String>, Vec<String>) {
    ranges(prefixes).into_iter().unzip()
}

type Found = (Head, u64, Vec<(Path, Box<Entry>)>);

/// The head, and the records at it: one statement, so that they are of one moment.
fn present(client: &mut Client, org: &Hash, prefixes: &[Prefix]) -> Faulty<Found> {
    let (from, end) = bounds(prefixes);
    // The head stands in the first row alone: it is not sent with every record.
    let sql = "WITH o AS (SELECT id, seq, head, time FROM envctl.orgs WHERE org = $1)
        SELECT NULL::text AS path, 0, o.head, o.seq, NULL::bytea, o.time FROM o
        UNION ALL
        SELECT r.path, r.kind, r.leaf, r.rev, r.body, 0
        FROM o, unnest($2, $3) AS p(lo, hi), envctl.records r
        WHERE r.org = o.id AND r.path >= p.lo AND r.path < p.hi";
    let parameters: [(&(dyn ToSql + Sync), Type); 3] =
        [(&&org.0[..], Type::BYTEA), (&from, Type::TEXT_ARRAY), (&end, Type::TEXT_ARRAY)];
    let mut first = None;
    let mut entries = Vec::new();
    for row in client.query_typed(sql, &parameters)? {
        let Some(path) = row.try_get::<_, Option<&str>>(0)? else {
            first = Some((head_of(&row, 3, 2)?, row.try_get::<_, i64>(5)?.cast_unsigned()));
            continue;
        };
        let body: &[u8] = row.try_get(4)?;
        let kind: i32 = row.try_get(1)?;
        let record = Kind::from_number(kind.unsigned_abs().into())
            .ok_or(DecodeError::Invalid { at: 0, what: "unknown kind of record" })
            .and_then(|kind| Record::from_slice(kind, body))
            .map_err(|source| StoreError::Record { path: path.to_owned(), source })?;
        let entry = Entry { leaf: hash(&row, 2)?, rev: number(&row, 3)?, record };
        let path = Path::from_store(path).ok_or_else(|| Fault::damaged("a record's path is not one"))?;
        entries.push((path, Box::new(entry)));
    }
    let (head, time) = first.ok_or(StoreError::NoOrg(*org))?;
    Ok((head, time, entries))
}

/// The records at an earlier commit: of each path, its newest leaf up to then.
fn past(client: &mut Client, org: i64, prefixes: &[Prefix], at: u64) -> Faulty<Vec<(Path, Box<Entry>)>> {
    let (from, end) = bounds(prefixes);
    let sql = "SELECT DISTINCT ON (l.path) l.path, l.seq, l.hash, l.bytes
        FROM unnest($2, $3) AS p(lo, hi), envctl.leaves l
        WHERE l.org = $1 AND l.path >= p.lo AND l.path < p.hi AND l.seq <= $4
        ORDER BY l.path, l.seq DESC, l.idx DESC";
    let parameters: [(&(dyn ToSql + Sync), Type); 4] =
        [(&org, Type::INT8), (&from, Type::TEXT_ARRAY), (&end, Type::TEXT_ARRAY), (&column(at), Type::INT8)];
    let mut entries = Vec::new();
    for row in client.query_typed(sql, &parameters)? {
        let found = entry(row.try_get(3)?, hash(&row, 2)?, number(&row, 1)?);
        let path: &str = row.try_get(0)?;
        entries.extend(found.map_err(|source| StoreError::Record { path: path.to_owned(), source })?);
    }
    Ok(entries)
}

/// An earlier commit as a head, and its time.
fn revision(client: &mut Client, org: i64, rev: u64) -> Faulty<(Head, u64)> {
    let sql = "SELECT seq, hash, time FROM envctl.commits WHERE org = $1 AND seq = $2";
    let rows = client.query_typed(sql, &[(&org, Type::INT8), (&column(rev), Type::INT8)])?;
    let row = rows.first().ok_or_else(|| missing(rev))?;
    Ok((head_of(row, 0, 1)?, row.try_get::<_, i64>(2)?.cast_unsigned()))
}

/// The revisions in a range that touch a path under a prefix, in the query's order.
fn touching(
    client: &mut Client,
    org: i64,
    prefixes: &[Prefix],
    range: (u64, u64),
    query: &LogQuery,
) -> Faulty<Vec<u64>> {
    let (from, end) = bounds(prefixes);
    let order = if query.newest_first { "DESC" } else { "ASC" };
    let sql = format!(
        "SELECT DISTINCT l.seq FROM unnest($2, $3) AS p(lo, hi), envctl.leaves l
         WHERE l.org = $1 AND l.path >= p.lo AND l.path < p.hi AND l.seq BETWEEN $4 AND $5
         ORDER BY l.seq {order} LIMIT $6"
    );
    let limit = i64::try_from(query.limit).unwrap_or(i64::MAX);
    let parameters: [(&(dyn ToSql + Sync), Type); 6] = [
        (&org, Type::INT8),
        (&from, Type::TEXT_ARRAY),
        (&end, Type::TEXT_ARRAY),
        (&column(range.0), Type::INT8),
        (&column(range.1), Type::INT8),
        (&limit, Type::INT8),
    ];
    client.query_typed(&sql, &parameters)?.iter().map(|row| number(row, 0)).collect()
}

/// Commits, whole, in the order of the revisions.
fn logged(client: &mut Client, org: i64, revs: &[u64]) -> Faulty<Vec<Logged>> {
    let seqs: Vec<i64> = revs.iter().map(|rev| column(*rev)).collect();
    let parameters: [(&(dyn ToSql + Sync), Type); 2] = [(&org, Type::INT8), (&seqs, Type::INT8_ARRAY)];
    let mut commits: BTreeMap<u64, Logged> = BTreeMap::new();
    let sql = "SELECT seq, hash, signature, header FROM envctl.commits WHERE org = $1 AND seq = ANY($2)";
    for row in client.query_typed(sql, &parameters)? {
        let commit = Commit { header: row.try_get(3)?, signature: fixed(&row, 2)?, leaves: Vec::new() };
        let seq = number(&row, 0)?;
        commits.insert(seq, Logged { seq, hash: hash(&row, 1)?, commit });
    }
    let sql = "SELECT seq, salt, bytes FROM envctl.leaves WHERE org = $1 AND seq = ANY($2) ORDER BY seq, idx";
    for row in client.query_typed(sql, &parameters)? {
        if let Some(logged) = commits.get_mut(&number(&row, 0)?) {
            logged.commit.leaves.push(StoredLeaf { salt: fixed(&row, 1)?, bytes: row.try_get(2)? });
        }
    }
    revs.iter().map(|rev| commits.remove(rev).ok_or_else(|| missing(*rev))).collect()
}

/// Writes of values, by their ids.
fn written(client: &mut Client, org: i64, ids: &BTreeSet<WriteId>) -> Faulty<Vec<Written>> {
    let ids: Vec<&[u8]> = ids.iter().map(|id| &id.0[..]).collect();
    let sql = "SELECT write, path, seq, parents FROM envctl.lineage WHERE org = $1 AND write = ANY($2)";
    let rows = client.query_typed(sql, &[(&org, Type::INT8), (&ids, Type::BYTEA_ARRAY)])?;
    let made = |row: &Row| {
        let path = Path::parse(row.try_get(1)?);
        let parents: &[u8] = row.try_get(3)?;
        let parents = parents.chunks(WriteId::LEN).map(WriteId::from_slice).collect();
        match (path, parents) {
            (Some(path), Some(parents)) => {
                Ok(Written { id: WriteId(fixed(row, 0)?), path, rev: number(row, 2)?, parents })
            }
            _ => Err(Fault::damaged("the lineage of a value is not one")),
        }
    };
    rows.iter().map(made).collect()
}

fn missing(rev: u64) -> Fault {
    Fault::Damaged(format!("revision {rev} is missing"))
}
