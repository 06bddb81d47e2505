//! Floor 2: where commits rest. Stores keep order and judge nothing; [`Gated`] puts the gate in
//! front of one.
//!
//! Every implementation means the same: `suite` is the contract, run against each. Invariants: an
//! append is one transaction with its head; a read is consistent at one head; what a commit's
//! bytes were is what they stay.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::model::cbor::DecodeError;
use crate::model::{Commit, Entry, Hash, Head, OrgName, Path, Prefix, Tree, WriteId};

mod ahead;
mod gated;
mod ledger;
mod memory;
mod parts;
mod postgres;
mod sessions;
mod sqlite;
#[cfg(test)]
pub(crate) mod suite;

pub use ahead::{Ahead, Asked, Scene};
pub use gated::{Gated, NOWHERE};
pub use ledger::{Access, Held, Ledger};
pub use memory::Memory;
pub use postgres::Postgres;
pub use sessions::{Attempt, Factor, How, Limit, Session, Sessions, Whose};
pub use sqlite::{Grouped, Sqlite};

/// What takes a record out of a read, or gives it back.
pub type Take<'t> = dyn FnMut(&Path, Entry) -> Option<Entry> + 't;

/// Where the commits of organizations rest.
pub trait Store {
    /// The organizations in the store, by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn orgs(&self) -> Result<Vec<OrgEntry>, StoreError>;

    /// The records under the prefixes, all as of one head: the newest, or the one at revision `at`.
    ///
    /// # Errors
    /// [`StoreError::NoOrg`] and [`StoreError::NoRevision`], or when the store cannot be read.
    fn read(&self, org: &Hash, prefixes: &[Prefix], at: Option<u64>) -> Result<Tree, StoreError>;

    /// As [`Store::read`], but for what `take` takes of it: that does not come into the tree. Paths are
    /// handed to it ascending.
    ///
    /// # Errors
    /// As [`Store::read`].
    fn sift(
        &self,
        org: &Hash,
        prefixes: &[Prefix],
        at: Option<u64>,
        take: &mut Take<'_>,
    ) -> Result<Tree, StoreError> {
        Ok(self.read(org, prefixes, at)?.sifted(take))
    }

    /// Where two folders do not say the same: the paths in either to which the other has no record, or
    /// another one, as of the newest head.
    ///
    /// # Errors
    /// [`StoreError::NoOrg`], or when the store cannot be read.
    fn apart(&self, org: &Hash, folders: [&Prefix; 2]) -> Result<(Head, Vec<Path>), StoreError> {
        let tree = self.read(org, &folders.map(Prefix::clone), None)?;
        let mut apart = Vec::new();
        for [here, there] in [folders, [folders[1], folders[0]]] {
            for (path, entry) in tree.scan(here) {
                let rest = path.as_str().get(here.as_str().len()..).unwrap_or_default();
                let twin = Path::from_store(&format!("{}{rest}", there.as_str()));
                let twin = twin.and_then(|twin| tree.entries().get(&twin));
                if twin.is_none_or(|twin| twin.record != entry.record) {
                    apart.push(path.clone());
                }
            }
        }
        Ok((tree.head, apart))
    }

    /// Appends a commit if `expected` is still the head, in one transaction; a commit whose
    /// operation is already in the log answers with the first receipt and changes nothing.
    ///
    /// The first commit of an organization is appended to [`Hash::ZERO`] at [`Head::NONE`]; its own
    /// hash is the organization's id from then on. The caller has judged the commit ([`Gated`]);
    /// the store takes apart only what it indexes.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`] for a second organization of one name, or when the store cannot
    /// be written.
    fn append(&self, org: &Hash, expected: Head, commit: &Commit) -> Result<Append, StoreError>;

    /// Appends commits that follow one another, the first of them after `expected`, as [`Store::append`]
    /// does one: where one is not appended, those before it may be.
    ///
    /// # Errors
    /// As [`Store::append`].
    fn extend(&self, org: &Hash, expected: Head, commits: &[Commit]) -> Result<Append, StoreError> {
        let mut last = Receipt { org: *org, head: expected };
        for commit in commits {
            match self.append(&last.org, last.head, commit)? {
                Append::Appended(receipt) => last = receipt,
                moved => return Ok(moved),
            }
        }
        Ok(Append::Appended(last))
    }

    /// Waits until the newest commit is another than `seen`, for about as long as `most`; the newest
    /// commit then.
    ///
    /// # Errors
    /// [`StoreError::NoOrg`], or when the store cannot be read.
    fn wait(&self, org: &Hash, seen: Head, most: Duration) -> Result<Head, StoreError> {
        let end = Instant::now() + most;
        loop {
            let head = self.read(org, &[], None)?.head;
            if head != seen || Instant::now() >= end {
                return Ok(head);
            }
            std::thread::sleep(LOOK.min(most));
        }
    }

    /// Commits, in the order and the range that the query says.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn log(&self, org: &Hash, query: &LogQuery) -> Result<Vec<Logged>, StoreError>;

    /// The hash that the log has at a revision; none: it does not go that far.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn hash_at(&self, org: &Hash, rev: u64) -> Result<Option<Hash>, StoreError> {
        let query = LogQuery { from: rev, to: rev, limit: 1, ..LogQuery::default() };
        Ok(self.log(org, &query)?.first().map(|logged| logged.hash))
    }

    /// The writes of values with these ids, and what they descend from, so many generations back, by
    /// id; ids that no commit has are left out.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn lineage(&self, org: &Hash, writes: &[WriteId], generations: usize)
    -> Result<Vec<Written>, StoreError>;
}

/// How often a store that does not tell is looked at.
const LOOK: Duration = Duration::from_millis(250);

impl<S: Store + ?Sized> Store for &S {
    fn orgs(&self) -> Result<Vec<OrgEntry>, StoreError> {
        (**self).orgs()
    }

    fn read(&self, org: &Hash, prefixes: &[Prefix], at: Option<u64>) -> Result<Tree, StoreError> {
        (**self).read(org, prefixes, at)
    }

    fn sift(
        &self,
        org: &Hash,
        prefixes: &[Prefix],
        at: Option<u64>,
        take: &mut Take<'_>,
    ) -> Result<Tree, StoreError> {
        (**self).sift(org, prefixes, at, take)
    }

    fn apart(&self, org: &Hash, folders: [&Prefix; 2]) -> Result<(Head, Vec<Path>), StoreError> {
        (**self).apart(org, folders)
    }

    fn append(&self, org: &Hash, expected: Head, commit: &Commit) -> Result<Append, StoreError> {
        (**self).append(org, expected, commit)
    }

    fn extend(&self, org: &Hash, expected: Head, commits: &[Commit]) -> Result<Append, StoreError> {
        (**self).extend(org, expected, commits)
    }

    fn wait(&self, org: &Hash, seen: Head, most: Duration) -> Result<Head, StoreError> {
        (**self).wait(org, seen, most)
    }

    fn log(&self, org: &Hash, query: &LogQuery) -> Result<Vec<Logged>, StoreError> {
        (**self).log(org, query)
    }

    fn hash_at(&self, org: &Hash, rev: u64) -> Result<Option<Hash>, StoreError> {
        (**self).hash_at(org, rev)
    }

    fn lineage(
        &self,
        org: &Hash,
        writes: &[WriteId],
        generations: usize,
    ) -> Result<Vec<Written>, StoreError> {
        (**self).lineage(org, writes, generations)
    }
}

/// A write of a value, where it was first made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its id.
    pub id: WriteId,
    /// The value's path.
    pub path: Path,
    /// The revision that made it.
    pub rev: u64,
    /// The writes that it descends from.
    pub parents: Vec<WriteId>,
}

/// An organization in a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrgEntry {
    /// Its id: the hash of its first commit.
    pub id: Hash,
    /// Its name now.
    pub name: OrgName,
    /// Its newest commit.
    pub head: Head,
}

impl OrgEntry {
    /// Whether it was deleted: its log stays, and nothing follows.
    pub fn is_deleted(&self) -> bool {
        self.name.is_deleted()
    }
}

/// What became of an append.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a commit that was not appended has to be planned again"]
pub enum Append {
    /// It is in the log.
    Appended(Receipt),
    /// Another commit came first: this is the head now, and nothing was changed.
    Moved(Head),
}

/// Where a commit came to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The organization's id.
    pub org: Hash,
    /// The commit's number and hash.
    pub head: Head,
}

/// Which commits to list.
#[derive(Clone, Debug)]
pub struct LogQuery {
    /// The lowest revision, inclusive.
    pub from: u64,
    /// The highest revision, inclusive.
    pub to: u64,
    /// Newest first, or oldest first.
    pub newest_first: bool,
    /// Only commits that touch a path under one of these; empty: all.
    pub touching: Vec<Prefix>,
    /// At most so many.
    pub limit: usize,
}

impl Default for LogQuery {
    fn default() -> Self {
        LogQuery {
            from: 1,
            to: u64::MAX >> 1,
            newest_first: true,
            touching: Vec::new(),
            limit: usize::MAX >> 1,
        }
    }
}

/// A commit in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Its number, the revision.
    pub seq: u64,
    /// The hash that the store keeps for it; `audit verify` compares.
    pub hash: Hash,
    /// The commit.
    pub commit: Commit,
}

/// Why a store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such organization.
    #[error("the store has no organization with the id {}", .0.short())]
    NoOrg(Hash),
    /// The organization has no such revision.
    #[error("there is no revision {rev}: the newest is {newest}")]
    NoRevision {
        /// What was asked for.
        rev: u64,
        /// What there is.
        newest: u64,
    },
    /// Another organization in the store has the name.
    #[error("the store already has an organization \"{0}\"")]
    NameTaken(OrgName),
    /// Another process held the store for too long.
    #[error("the store is busy: another process has been writing for {seconds} seconds")]
    Busy {
        /// How long it was waited for.
        seconds: u64,
    },
    /// The server that has the store does not answer, or refuses.
    #[error("the store {place} cannot be used: {why}")]
    Unreachable {
        /// Where it is; no part of it is secret.
        place: String,
        /// What was heard of it.
        why: String,
    },
    /// The server that has the store did not do what it was asked.
    #[error("the server says: {message}")]
    Answered {
        /// The stable word for why.
        code: String,
        /// Its sentence.
        message: String,
    },
    /// An environment asks for something of who reaches it, and they do not have it.
    #[error("{unmet}")]
    Unmet {
        /// The server's address, as it was called.
        place: Option<String>,
        /// The organization.
        org: Hash,
        /// What is missing.
        unmet: Box<crate::engine::signin::Unmet>,
    },
    /// The server was asked too much in a while.
    #[error("the server says: {message}; again in {seconds} seconds")]
    TooMuch {
        /// The stable word for what it was.
        code: String,
        /// Its sentence.
        message: String,
        /// How long to wait.
        seconds: u64,
    },
    /// The file cannot be opened, read or written.
    #[error("cannot {doing} the store {}: {source}", path.display())]
    Io {
        /// What was tried: `open`, `read`, `write`, …
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// The operating system's word.
        source: std::io::Error,
    },
    /// The file lies where SQLite's locks do not work.
    #[error("the store {} is on a network file system ({kind}), where locks are not safe", path.display())]
    Network {
        /// The file.
        path: PathBuf,
        /// The file system's name.
        kind: &'static str,
    },
    /// Others may read or write the file.
    #[error("the store {} is open to other users (mode {mode:04o})", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// A newer envctl made the store.
    #[error("the store {} has schema {found}; this envctl knows schemas up to {known}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest schema known.
        known: i64,
    },
    /// The file is no store, or not whole any more.
    #[error("the store {} is damaged: {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// A record in the store is not one.
    #[error("a record in the store is damaged: {path}: {source}")]
    Record {
        /// Its path.
        path: String,
        /// What was found.
        source: DecodeError,
    },
    /// The database refused for a reason that has no name here.
    #[error("the store {}: {source}", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// The database's word.
        source: rusqlite::Error,
    },
    /// The gate refused the commit.
    #[error(transparent)]
    Refused(#[from] crate::engine::Refusal),
}
