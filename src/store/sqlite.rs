//! A store in one SQLite file: reads, and the log. `append` writes, `open` makes and recognizes the
//! file, `fault` names what SQLite says; the tables are in `schema/`.
//!
//! Invariants: one method is one transaction; what stands in `records` is what a replay of `leaves`
//! gives; a file that is not whole is an error, never a panic.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path as FilePath, PathBuf};

use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior};

use self::fault::{Fault, Faulty};
use super::parts::{Parts, column, entry, ranges};
use super::{Append, LogQuery, Logged, OrgEntry, Store, StoreError, Take, Written};
use crate::failpoint;
use crate::model::cbor::DecodeError;
use crate::model::{Commit, Entry, Hash, Head, Kind, Path, Prefix, Record, StoredLeaf, Tree, WriteId};

mod append;
mod fault;
mod grouped;
mod ledger;
mod open;
mod sessions;
#[cfg(test)]
mod tests;

pub use grouped::Grouped;

/// A commit of more leaves than this leaves a log that is not worth reading again at every open.
const MANY: usize = 64;

/// A store in one SQLite file.
pub struct Sqlite {
    path: PathBuf,
    connection: Connection,
}

impl Sqlite {
    /// Opens the store in a file; `None` when there is none and none was to be created.
    ///
    /// # Errors
    /// When the file is no store, a newer one's, open to other users, or on a network.
    pub fn open(path: &FilePath, create: bool) -> Result<Option<Sqlite>, StoreError> {
        let connection = open::open(path, create)?;
        Ok(connection.map(|connection| Sqlite { path: path.to_owned(), connection }))
    }

    /// The file.
    pub fn path(&self) -> &FilePath {
        &self.path
    }

    /// Looks for damage in the whole file.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] with the first that was found.
    pub fn check(&self) -> Result<(), StoreError> {
        self.within(TransactionBehavior::Deferred, "read", |tx| {
            let found: String = tx.query_row("PRAGMA quick_check(1)", (), |row| row.get(0))?;
            if found == "ok" { Ok(()) } else { Err(Fault::Damaged(found)) }
        })
    }

    /// Copies the store as it is at one moment to a file that is not there yet, which is its owner's
    /// alone; others go on reading and writing meanwhile.
    ///
    /// # Errors
    /// When there is such a file, or it cannot be written: nothing of it is left then.
    pub fn copy_to(&self, path: &FilePath) -> Result<(), StoreError> {
        let io = |source| StoreError::Io { doing: "create", path: path.to_owned(), source };
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path).map_err(io)?;
        let copy = || -> Faulty<()> {
            let mut to = Connection::open(path)?;
            let backup = rusqlite::backup::Backup::new(&self.connection, &mut to)?;
            // All pages in one step are those of one moment.
            let until = std::time::Instant::now() + fault::PATIENCE;
            while backup.step(-1)? != rusqlite::backup::StepResult::Done {
                if std::time::Instant::now() > until {
                    return Err(Fault::Store(StoreError::Busy { seconds: fault::PATIENCE.as_secs() }));
                }
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            Ok(())
        };
        copy().map_err(|fault: Fault| {
            // What was begun is no backup.
            let _ = std::fs::remove_file(path);
            fault.at(path, "write")
        })
    }

    /// Does the work in one transaction.
    fn within<T>(
        &self,
        behavior: TransactionBehavior,
        doing: &'static str,
        work: impl FnOnce(&Connection) -> Faulty<T>,
    ) -> Result<T, StoreError> {
        let run = || {
            // Reads pass no place in which there is anything to lose.
            let writes = matches!(behavior, TransactionBehavior::Immediate);
            let at = |place| {
                if writes {
                    failpoint::at(place)
                }
            };
            at("store.begin");
            let tx = Transaction::new_unchecked(&self.connection, behavior)?;
            at("store.begun");
            let answer = work(&tx)?;
            at("store.end");
            tx.commit()?;
            at("store.ended");
            Ok(answer)
        };
        run().map_err(|fault: Fault| fault.at(&self.path, doing))
    }
}

impl Store for Sqlite {
    fn orgs(&self) -> Result<Vec<OrgEntry>, StoreError> {
        self.within(TransactionBehavior::Deferred, "read", |tx| {
            let mut query = tx.prepare_cached("SELECT org, name, seq, head FROM orgs ORDER BY name")?;
            let mut rows = query.query(())?;
            let mut orgs = Vec::new();
            while let Some(row) = rows.next()? {
                let name = row.get_ref(1)?.as_str()?;
                let name = name.parse().map_err(|_| Fault::damaged("an organization's name is not one"))?;
                let head = Head { seq: number(row, 2)?, hash: Hash(row.get(3)?) };
                orgs.push(OrgEntry { id: Hash(row.get(0)?), name, head });
            }
            Ok(orgs)
        })
    }

    fn read(&self, org: &Hash, prefixes: &[Prefix], at: Option<u64>) -> Result<Tree, StoreError> {
        self.sift(org, prefixes, at, &mut |_, entry| Some(entry))
    }

    fn sift(
        &self,
        org: &Hash,
        prefixes: &[Prefix],
        at: Option<u64>,
        take: &mut Take<'_>,
    ) -> Result<Tree, StoreError> {
        self.within(TransactionBehavior::Deferred, "read", |tx| {
            let row = OrgRow::find(tx, org)?.ok_or(StoreError::NoOrg(*org))?;
            let newest = row.head.seq;
            let (head, time, entries) = match at {
                Some(rev) if rev == 0 || rev > newest => {
                    return Err(StoreError::NoRevision { rev, newest }.into());
                }
                Some(rev) if rev < newest => {
                    let (head, time) = revision(tx, row.id, rev)?;
                    let entries = past(tx, row.id, prefixes, rev)?;
                    let tree = Tree::new(*org, head, time, prefixes.to_vec(), entries);
                    return Ok(tree.sifted(take));
                }
                _ => (row.head, row.time, present(tx, row.id, prefixes, take)?),
            };
            // OK because the paths come in order and once: the map is built in one pass.
            Ok(Tree::new(*org, head, time, prefixes.to_vec(), entries))
        })
    }

    fn apart(&self, org: &Hash, folders: [&Prefix; 2]) -> Result<(Head, Vec<Path>), StoreError> {
        self.within(TransactionBehavior::Deferred, "read", |tx| {
            let row = OrgRow::find(tx, org)?.ok_or(StoreError::NoOrg(*org))?;
            Ok((row.head, apart(tx, row.id, folders)?))
        })
    }

    fn append(&self, org: &Hash, expected: Head, commit: &Commit) -> Result<Append, StoreError> {
        let parts = Parts::of(commit)?;
        let work = |tx: &Connection| append::append(tx, org, expected, &parts);
        let appended = self.within(TransactionBehavior::Immediate, "write", work)?;
        if commit.leaves.len() > MANY {
            open::shorten_log(&self.connection);
        }
        Ok(appended)
    }

    fn extend(&self, org: &Hash, expected: Head, commits: &[Commit]) -> Result<Append, StoreError> {
        let parts = commits.iter().map(Parts::of).collect::<Result<Vec<_>, _>>()?;
        self.within(TransactionBehavior::Immediate, "write", |tx| {
            let mut last = super::Receipt { org: *org, head: expected };
            for parts in &parts {
                match append::append(tx, &last.org, last.head, parts)? {
                    Append::Appended(receipt) => last = receipt,
                    moved => return Ok(moved),
                }
            }
            Ok(Append::Appended(last))
        })
    }

    fn log(&self, org: &Hash, query: &LogQuery) -> Result<Vec<Logged>, StoreError> {
        self.within(TransactionBehavior::Deferred, "read", |tx| {
            let Some(row) = OrgRow::find(tx, org)? else { return Ok(Vec::new()) };
            // Revisions have no gaps: those of a range need no query.
            let (from, to) = (query.from.max(1), query.to.min(row.head.seq));
            let mut revs: Vec<u64> = match query.touching.as_slice() {
                _ if from > to => Vec::new(),
                [] if query.newest_first => (from..=to).rev().take(query.limit).collect(),
                [] => (from..=to).take(query.limit).collect(),
                prefixes => touching(tx, row.id, prefixes, from, to)?.into_iter().collect(),
            };
            if query.newest_first && !query.touching.is_empty() {
                revs.reverse();
            }
            revs.truncate(query.limit);
            revs.into_iter().map(|rev| logged(tx, row.id, rev)).collect()
        })
    }

    fn hash_at(&self, org: &Hash, rev: u64) -> Result<Option<Hash>, StoreError> {
        self.within(TransactionBehavior::Deferred, "read", |tx| {
            let row = OrgRow::find(tx, org)?.filter(|row| (1..=row.head.seq).contains(&rev));
            row.map(|row| Ok(revision(tx, row.id, rev)?.0.hash)).transpose()
        })
    }

    fn lineage(
        &self,
        org: &Hash,
        writes: &[WriteId],
        generations: usize,
    ) -> Result<Vec<Written>, StoreError> {
        self.within(TransactionBehavior::Deferred, "read", |tx| {
            let Some(row) = OrgRow::find(tx, org)? else { return Ok(Vec::new()) };
            let mut found = BTreeMap::new();
            let mut asked: BTreeSet<WriteId> = writes.iter().copied().collect();
            for _ in 0..=generations {
                let mut parents = BTreeSet::new();
                for id in asked {
                    if let Some(write) = written(tx, row.id, id)? {
                        parents.extend(write.parents.iter().copied());
                        found.insert(id, write);
                    }
                }
                asked = parents.into_iter().filter(|id| !found.contains_key(id)).collect();
            }
            Ok(found.into_values().collect())
        })
    }
}

/// One write of a value.
fn written(tx: &Connection, org: i64, id: WriteId) -> Faulty<Option<Written>> {
    let mut query =
        tx.prepare_cached("SELECT path, seq, parents FROM lineage WHERE org = ?1 AND write = ?2")?;
    let mut rows = query.query((org, id.0))?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let path = Path::parse(row.get_ref(0)?.as_str()?);
    let parents = row.get_ref(2)?.as_blob()?.chunks(WriteId::LEN).map(WriteId::from_slice);
    match (path, parents.collect()) {
        (Some(path), Some(parents)) => Ok(Some(Written { id, path, rev: number(row, 1)?, parents })),
        _ => Err(Fault::damaged("the lineage of a value is not one")),
    }
}

/// An organization's row.
struct OrgRow {
    /// What stands for it in the other tables.
    id: i64,
    head: Head,
    time: u64,
}

impl OrgRow {
    fn find(tx: &Connection, org: &Hash) -> Faulty<Option<OrgRow>> {
        let mut query = tx.prepare_cached("SELECT id, seq, head, time FROM orgs WHERE org = ?1")?;
        let row = query.query_row([&org.0[..]], |row| {
            let head = Head { seq: number(row, 1)?, hash: Hash(row.get(2)?) };
            Ok(OrgRow { id: row.get(0)?, head, time: row.get::<_, i64>(3)?.cast_unsigned() })
        });
        Ok(row.optional()?)
    }
}

/// A column that holds a number from 0.
fn number(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let n: i64 = row.get(column)?;
    u64::try_from(n).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, n))
}

/// The records at the newest commit. Each is hashed as its leaf was: SQLite has no checksums, and what
/// a disk has changed would be taken for what was written.
fn present(
    tx: &Connection,
    org: i64,
    prefixes: &[Prefix],
    take: &mut Take<'_>,
) -> Faulty<Vec<(Path, Box<Entry>)>> {
    let mut query = tx.prepare_cached(
        "SELECT path, kind, leaf, rev, salt, prev, body FROM records
         WHERE org = ?1 AND path >= ?2 AND path < ?3 ORDER BY path",
    )?;
    let mut entries = Vec::new();
    for (from, end) in ranges(prefixes) {
        let mut rows = query.query((org, from, end))?;
        while let Some(row) = rows.next()? {
            let text = row.get_ref(0)?.as_str()?;
            let path = Path::from_store(text).ok_or_else(|| Fault::damaged("a record's path is not one"))?;
            let damaged = |source| StoreError::Record { path: text.to_owned(), source };
            let kind = Kind::from_number(number(row, 1)?)
                .ok_or(DecodeError::Invalid { at: 0, what: "unknown kind of record" })
                .map_err(damaged)?;
            let (leaf, salt, prev) = (Hash(row.get(2)?), row.get(4)?, row.get::<_, Option<_>>(5)?.map(Hash));
            let body = row.get_ref(6)?.as_blob()?;
            if StoredLeaf::hash_of_put(&salt, kind, &path, prev.as_ref(), body) != leaf {
                return Err(Fault::Damaged(format!("{text} is not what was written there")));
            }
            let record = Record::from_slice(kind, body).map_err(damaged)?;
            if let Some(entry) = take(&path, Entry { leaf, rev: number(row, 3)?, record }) {
                entries.push((path, Box::new(entry)));
            }
        }
    }
    Ok(entries)
}

/// What of a row's path lies below a folder.
fn rest<'r>(row: &'r Row<'_>, folder: &Prefix) -> Faulty<&'r [u8]> {
    Ok(row.get_ref(0)?.as_bytes()?.get(folder.as_str().len()..).unwrap_or_default())
}

/// The paths of two folders that do not say the same; nothing is decoded.
fn apart(tx: &Connection, org: i64, folders: [&Prefix; 2]) -> Faulty<Vec<Path>> {
    let sql = "SELECT path, body FROM records WHERE org = ?1 AND path >= ?2 AND path < ?3 ORDER BY path";
    let bounds = |folder: &Prefix| {
        let range = ranges(std::slice::from_ref(folder)).pop();
        range.ok_or_else(|| Fault::damaged("a folder has no bounds"))
    };
    let [(from_a, end_a), (from_b, end_b)] = [bounds(folders[0])?, bounds(folders[1])?];
    let (mut query_a, mut query_b) = (tx.prepare_cached(sql)?, tx.prepare_cached(sql)?);
    let (mut rows_a, mut rows_b) =
        (query_a.query((org, from_a, end_a))?, query_b.query((org, from_b, end_b))?);
    let (mut a, mut b) = (rows_a.next()?, rows_b.next()?);
    let path = |row: &Row<'_>| -> Faulty<Path> {
        Path::from_store(row.get_ref(0)?.as_str()?)
            .ok_or_else(|| Fault::damaged("a record's path is not one"))
    };
    let mut apart = Vec::new();
    loop {
        let order = match (a, b) {
            (None, None) => return Ok(apart),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(a), Some(b)) => rest(a, folders[0])?.cmp(rest(b, folders[1])?),
        };
        let same = match (a, b) {
            (Some(a), Some(b)) if order.is_eq() => a.get_ref(1)? == b.get_ref(1)?,
            _ => false,
        };
        if let (Some(row), true) = (a, order.is_le() && !same) {
            apart.push(path(row)?);
        }
        if let (Some(row), true) = (b, order.is_ge() && !same) {
            apart.push(path(row)?);
        }
        if order.is_le() {
            a = rows_a.next()?;
        }
        if order.is_ge() {
            b = rows_b.next()?;
        }
    }
}

/// The records at an earlier commit: of each path, its newest leaf up to then.
fn past(tx: &Connection, org: i64, prefixes: &[Prefix], at: u64) -> Faulty<Vec<(Path, Box<Entry>)>> {
    // Backwards, the first leaf of a path is its newest; the index alone answers.
    let mut leaves = tx.prepare_cached(
        "SELECT path, seq, idx FROM leaves
         WHERE org = ?1 AND path >= ?2 AND path < ?3 AND seq <= ?4
         ORDER BY path DESC, seq DESC, idx DESC",
    )?;
    let mut leaf =
        tx.prepare_cached("SELECT hash, bytes FROM leaves WHERE org = ?1 AND seq = ?2 AND idx = ?3")?;
    let mut entries = Vec::new();
    for (from, end) in ranges(prefixes).into_iter().rev() {
        let mut rows = leaves.query((org, from, end, column(at)))?;
        let mut seen = String::new();
        while let Some(row) = rows.next()? {
            let path = row.get_ref(0)?.as_str()?;
            if path == seen {
                continue;
            }
            path.clone_into(&mut seen);
            let rev = number(row, 1)?;
            let entry = leaf.query_row((org, column(rev), row.get::<_, i64>(2)?), |row| {
                let hash = Hash(row.get(0)?);
                Ok(entry(row.get_ref(1)?.as_blob()?, hash, rev))
            })?;
            entries.extend(entry.map_err(|source| StoreError::Record { path: path.to_owned(), source })?);
        }
    }
    entries.reverse();
    Ok(entries)
}

/// An earlier commit as a head, and its time.
fn revision(tx: &Connection, org: i64, rev: u64) -> Faulty<(Head, u64)> {
    let mut query = tx.prepare_cached("SELECT hash, time FROM commits WHERE org = ?1 AND seq = ?2")?;
    let found = query.query_row((org, column(rev)), |row| {
        Ok((Head { seq: rev, hash: Hash(row.get(0)?) }, row.get::<_, i64>(1)?.cast_unsigned()))
    });
    found.optional()?.ok_or_else(|| missing(rev))
}

/// The revisions in a range that touch a path under a prefix.
fn touching(tx: &Connection, org: i64, prefixes: &[Prefix], from: u64, to: u64) -> Faulty<BTreeSet<u64>> {
    let mut query = tx.prepare_cached(
        "SELECT seq FROM leaves WHERE org = ?1 AND path >= ?2 AND path < ?3 AND seq BETWEEN ?4 AND ?5",
    )?;
    let mut revs = BTreeSet::new();
    for (start, end) in ranges(prefixes) {
        let mut rows = query.query((org, start, end, column(from), column(to)))?;
        while let Some(row) = rows.next()? {
            revs.insert(number(row, 0)?);
        }
    }
    Ok(revs)
}

/// One commit, whole.
fn logged(tx: &Connection, org: i64, rev: u64) -> Faulty<Logged> {
    let mut query =
        tx.prepare_cached("SELECT hash, signature, header FROM commits WHERE org = ?1 AND seq = ?2")?;
    let found = query.query_row((org, column(rev)), |row| {
        let commit = Commit { header: row.get(2)?, signature: row.get(1)?, leaves: Vec::new() };
        Ok(Logged { seq: rev, hash: Hash(row.get(0)?), commit })
    });
    let mut logged = found.optional()?.ok_or_else(|| missing(rev))?;
    let mut query =
        tx.prepare_cached("SELECT salt, bytes FROM leaves WHERE org = ?1 AND seq = ?2 ORDER BY idx")?;
    let mut rows = query.query((org, column(rev)))?;
    while let Some(row) = rows.next()? {
        logged.commit.leaves.push(StoredLeaf { salt: row.get(0)?, bytes: row.get(1)? });
    }
    Ok(logged)
}

fn missing(rev: u64) -> Fault {
    Fault::Damaged(format!("revision {rev} is missing"))
}
