//! One file for many threads: each reads on a handle of its own, and one writer commits for all that
//! wait (group commit): the disk is waited for once for all of them.
//!
//! Invariants: nobody is answered before the transaction that holds their work is on the disk; a piece
//! of work that fails takes nothing of the others' with it; each finds what the ones before it left.

use std::path::Path as FilePath;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

use rusqlite::{Connection, TransactionBehavior};

use super::super::ledger::{Access, Ledger};
use super::super::parts::Parts;
use super::super::{Append, LogQuery, Logged, OrgEntry, Store, StoreError, Written};
use super::fault::{Fault, Faulty};
use super::{Sqlite, append, ledger, open};
use crate::model::{Commit, Hash, Head, Path, Prefix, Tree, WriteId};

/// Most pieces of work in one transaction.
const MOST: usize = 128;

/// A store in one SQLite file, for as many threads as ask at once.
pub struct Grouped {
    file: std::path::PathBuf,
    /// Handles that nobody reads on.
    idle: Mutex<Vec<Sqlite>>,
    writer: Option<Writer>,
}

/// The thread that writes, and the way to it.
struct Writer {
    jobs: SyncSender<Box<dyn Job>>,
    thread: JoinHandle<()>,
}

impl Grouped {
    /// Opens the store in a file; it is made where there is none.
    ///
    /// # Errors
    /// As [`Sqlite::open`], and where there are no threads to be had.
    pub fn open(path: &FilePath) -> Result<Grouped, StoreError> {
        let handle = || Sqlite::open(path, true)?.ok_or_else(|| gone(path));
        let store = handle()?;
        // Carried over less often than where each process opens the store anew and reads the log first.
        let ease = "PRAGMA wal_autocheckpoint = 4096; PRAGMA cache_size = -8192;";
        store.connection.execute_batch(ease).map_err(|e| Fault::from(e).at(path, "open"))?;
        let (jobs, waiting) = sync_channel::<Box<dyn Job>>(MOST);
        let writer = std::thread::Builder::new().name("writer".to_owned());
        let thread = writer.spawn(move || write_all(&store, &waiting));
        let io = |source| StoreError::Io { doing: "write", path: path.to_owned(), source };
        let writer = Some(Writer { jobs, thread: thread.map_err(io)? });
        Ok(Grouped { file: path.to_owned(), idle: Mutex::new(vec![handle()?]), writer })
    }

    /// Reads on a handle of one's own.
    pub(super) fn reading<T>(
        &self,
        work: impl FnOnce(&Sqlite) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let store = match kept {
            Some(store) => store,
            None => Sqlite::open(&self.file, false)?.ok_or_else(|| gone(&self.file))?,
        };
        let outcome = work(&store);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(store);
        outcome
    }

    /// Has the writer do it, with whatever else waits, and waits until it is on the disk.
    pub(super) fn writing<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Faulty<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (tell, told) = sync_channel(1);
        let work = Work { file: self.file.clone(), work: Some(work), outcome: None, tell };
        let ended = || StoreError::Io {
            doing: "write",
            path: self.file.clone(),
            source: std::io::Error::other("its writer has ended"),
        };
        let writer = self.writer.as_ref().ok_or_else(ended)?;
        writer.jobs.send(Box::new(work)).map_err(|_| ended())?;
        told.recv().map_err(|_| ended())?
    }
}

impl Drop for Grouped {
    fn drop(&mut self) {
        if let Some(Writer { jobs, thread }) = self.writer.take() {
            drop(jobs);
            let _ = thread.join();
        }
    }
}

fn gone(path: &FilePath) -> StoreError {
    StoreError::Damaged { path: path.to_owned(), what: "it is gone".to_owned() }
}

/// A piece of work for the writer.
trait Job: Send {
    /// Does it, in a transaction; whether it is to stay.
    fn run(&mut self, tx: &Connection) -> bool;

    /// The transaction has ended: whoever waits is told.
    fn end(self: Box<Self>, ended: Result<(), StoreError>);
}

struct Work<T, F> {
    file: std::path::PathBuf,
    work: Option<F>,
    outcome: Option<Faulty<T>>,
    tell: SyncSender<Result<T, StoreError>>,
}

impl<T: Send, F: FnOnce(&Connection) -> Faulty<T> + Send> Job for Work<T, F> {
    fn run(&mut self, tx: &Connection) -> bool {
        self.outcome = self.work.take().map(|work| work(tx));
        matches!(self.outcome, Some(Ok(_)))
    }

    fn end(self: Box<Self>, ended: Result<(), StoreError>) {
        let answer = match (self.outcome, ended) {
            // What was wrong with it alone is its answer, whatever became of the others.
            (Some(Err(fault)), _) => Err(fault.at(&self.file, "write")),
            (Some(Ok(answer)), Ok(())) => Ok(answer),
            (_, Err(e)) => Err(e),
            (None, Ok(())) => Err(gone(&self.file)),
        };
        // Whoever does not wait any more finds out by asking again.
        let _ = self.tell.send(answer);
    }
}

/// The writer, until nobody can ask any more.
fn write_all(store: &Sqlite, waiting: &Receiver<Box<dyn Job>>) {
    while let Ok(first) = waiting.recv() {
        let mut jobs: Vec<Box<dyn Job>> = vec![first];
        // What came while the disk was waited for goes together.
        jobs.extend(waiting.try_iter().take(MOST - 1));
        let ended = store.within(TransactionBehavior::Immediate, "write", |tx| {
            jobs.iter_mut().try_for_each(|job| one(tx, &mut **job))
        });
        for job in jobs {
            job.end(match &ended {
                Ok(()) => Ok(()),
                Err(e) => Err(again(store.path(), e)),
            });
        }
    }
    open::shorten_log(&store.connection);
}

/// One piece of work: it happens whole, or nothing of it.
fn one(tx: &Connection, job: &mut dyn Job) -> Faulty<()> {
    tx.prepare_cached("SAVEPOINT one")?.execute(())?;
    let stays = job.run(tx);
    if tx.is_autocommit() {
        // A full disk, for one, ends the transaction of all of them.
        return Err(Fault::Store(StoreError::Io {
            doing: "write",
            path: tx.path().unwrap_or_default().into(),
            source: std::io::Error::other("the transaction was given up"),
        }));
    }
    if !stays {
        tx.prepare_cached("ROLLBACK TO one")?.execute(())?;
    }
    tx.prepare_cached("RELEASE one")?.execute(())?;
    Ok(())
}

/// The same error, for another who waits.
fn again(path: &FilePath, e: &StoreError) -> StoreError {
    let path = path.to_owned();
    match e {
        StoreError::Busy { seconds } => StoreError::Busy { seconds: *seconds },
        StoreError::Damaged { what, .. } => StoreError::Damaged { path, what: what.clone() },
        StoreError::Io { doing, source, .. } => {
            StoreError::Io { doing, path, source: std::io::Error::new(source.kind(), source.to_string()) }
        }
        e => StoreError::Io { doing: "write", path, source: std::io::Error::other(e.to_string()) },
    }
}

impl Store for Grouped {
    fn orgs(&self) -> Result<Vec<OrgEntry>, StoreError> {
        self.reading(Sqlite::orgs)
    }

    fn read(&self, org: &Hash, prefixes: &[Prefix], at: Option<u64>) -> Result<Tree, StoreError> {
        self.reading(|store| store.read(org, prefixes, at))
    }

    fn apart(&self, org: &Hash, folders: [&Prefix; 2]) -> Result<(Head, Vec<Path>), StoreError> {
        self.reading(|store| store.apart(org, folders))
    }

    fn append(&self, org: &Hash, expected: Head, commit: &Commit) -> Result<Append, StoreError> {
        let (org, commit) = (*org, commit.clone());
        self.writing(move |tx| append::append(tx, &org, expected, &Parts::of(&commit)?))
    }

    fn log(&self, org: &Hash, query: &LogQuery) -> Result<Vec<Logged>, StoreError> {
        self.reading(|store| store.log(org, query))
    }

    fn hash_at(&self, org: &Hash, rev: u64) -> Result<Option<Hash>, StoreError> {
        self.reading(|store| store.hash_at(org, rev))
    }

    fn lineage(
        &self,
        org: &Hash,
        writes: &[WriteId],
        generations: usize,
    ) -> Result<Vec<Written>, StoreError> {
        self.reading(|store| store.lineage(org, writes, generations))
    }
}

impl Ledger for Grouped {
    fn note(&self, access: &Access) -> Result<(), StoreError> {
        let access = access.clone();
        self.writing(move |tx| ledger::note(tx, &access))
    }

    fn accesses(
        &self,
        org: &Hash,
        below: Option<u64>,
        limit: usize,
    ) -> Result<Vec<(u64, Access)>, StoreError> {
        self.reading(|store| store.accesses(org, below, limit))
    }

    fn keep_code(&self, hash: &Hash) -> Result<(), StoreError> {
        let hash = *hash;
        self.writing(move |tx| ledger::keep_code(tx, &hash))
    }

    fn use_code(&self, hash: &Hash) -> Result<bool, StoreError> {
        let hash = *hash;
        self.writing(move |tx| ledger::use_code(tx, &hash))
    }

    fn ready(&self) -> Result<(), StoreError> {
        self.writing(|_| Ok(()))
    }
}
