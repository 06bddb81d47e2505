//! A store that keeps in mind what was appended through it, for whoever has to end the program
//! before the command is done.

use std::sync::{Arc, Mutex, PoisonError, TryLockError};

use super::sent::Sent;
use crate::model::{Commit, Hash, Head, Path, Prefix, Tree, WriteId};
use crate::store::{Append, LogQuery, Logged, OrgEntry, Store, StoreError, Take, Written};

/// What has become of a command's writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nothing is in the store.
    Nothing,
    /// The store is at it: nobody can say yet.
    UnderWay,
    /// The newest revision that is in the store.
    Written(u64),
}

/// The revisions that a command has written; held while it writes one.
#[derive(Clone, Debug, Default)]
pub struct Revisions(Arc<Mutex<Option<u64>>>);

impl Revisions {
    /// What has become of the writes until now. Does not wait.
    pub fn progress(&self) -> Progress {
        let written = match self.0.try_lock() {
            Ok(written) => *written,
            Err(TryLockError::Poisoned(broken)) => *broken.into_inner(),
            Err(TryLockError::WouldBlock) => return Progress::UnderWay,
        };
        written.map_or(Progress::Nothing, Progress::Written)
    }
}

/// A store, and the [`Revisions`] that were written through it.
pub struct Noted<S> {
    inner: S,
    revisions: Revisions,
    sent: Option<Sent>,
}

impl<S: Store> Noted<S> {
    /// Notes what is appended to `inner`.
    pub fn new(inner: S, revisions: Revisions) -> Noted<S> {
        Noted { inner, revisions, sent: None }
    }

    /// And keeps what was appended, to bring it back if the store loses it.
    #[must_use]
    pub fn keeping(self, sent: Sent) -> Noted<S> {
        Noted { sent: Some(sent), ..self }
    }
}

impl<S: Store> Store for Noted<S> {
    fn orgs(&self) -> Result<Vec<OrgEntry>, StoreError> {
        self.inner.orgs()
    }

    fn read(&self, org: &Hash, prefixes: &[Prefix], at: Option<u64>) -> Result<Tree, StoreError> {
        self.inner.read(org, prefixes, at)
    }

    fn sift(
        &self,
        org: &Hash,
        prefixes: &[Prefix],
        at: Option<u64>,
        take: &mut Take<'_>,
    ) -> Result<Tree, StoreError> {
        self.inner.sift(org, prefixes, at, take)
    }

    fn apart(&self, org: &Hash, folders: [&Prefix; 2]) -> Result<(Head, Vec<Path>), StoreError> {
        self.inner.apart(org, folders)
    }

    fn append(&self, org: &Hash, expected: Head, commit: &Commit) -> Result<Append, StoreError> {
        let mut written = self.revisions.0.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = self.inner.append(org, expected, commit)?;
        if let Append::Appended(receipt) = &outcome {
            *written = Some(receipt.head.seq);
            if let Some(sent) = &self.sent {
                sent.keep(&receipt.org, receipt.head, commit);
            }
        }
        Ok(outcome)
    }

    fn extend(&self, org: &Hash, expected: Head, commits: &[Commit]) -> Result<Append, StoreError> {
        let mut written = self.revisions.0.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = self.inner.extend(org, expected, commits)?;
        if let Append::Appended(receipt) = &outcome {
            *written = Some(receipt.head.seq);
        }
        Ok(outcome)
    }

    fn wait(&self, org: &Hash, seen: Head, most: std::time::Duration) -> Result<Head, StoreError> {
        self.inner.wait(org, seen, most)
    }

    fn log(&self, org: &Hash, query: &LogQuery) -> Result<Vec<Logged>, StoreError> {
        self.inner.log(org, query)
    }

    fn hash_at(&self, org: &Hash, rev: u64) -> Result<Option<Hash>, StoreError> {
        self.inner.hash_at(org, rev)
    }

    fn lineage(
        &self,
        org: &Hash,
        writes: &[WriteId],
        generations: usize,
    ) -> Result<Vec<Written>, StoreError> {
        self.inner.lineage(org, writes, generations)
    }
}
