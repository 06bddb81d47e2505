//! What goes over the wire: the questions of [`Store`](crate::store::Store) and their answers, as the
//! CBOR of the format, strictly read. `docs/protocol.md` is this file in words.
//!
//! Invariants: what is not in canonical form is refused; commits and leaves travel as the bytes that
//! were signed; every list is bounded by the size of its message.

mod session;

pub use session::*;

use crate::model::cbor::{Bytes, record};
use crate::model::{Commit, Entry, Hash, Head, Kid, Path, Record, StoredLeaf, WriteId};
use crate::store::Logged;

/// The type of every message.
pub const CONTENT_TYPE: &str = "application/vnd.envctl.v1+cbor";
/// Largest question that appends nothing, in bytes.
pub const QUESTION_MAX: usize = 1024 * 1024;
/// Largest question that appends: a commit of the largest size, its header and what is around it.
pub const APPEND_MAX: usize = crate::model::commit::COMMIT_MAX + 4 * 1024 * 1024;
/// A page of an answer ends when it has grown to this, in bytes.
pub const PAGE_BYTES: usize = 4 * 1024 * 1024;
/// Largest answer that a client reads, in bytes: a page, and one item of the largest size more.
pub const ANSWER_MAX: usize = PAGE_BYTES + APPEND_MAX;
/// Most commits in a page.
pub const PAGE_COMMITS: usize = 1000;
/// Most writes whose lineage is asked for at once.
pub const LINEAGE_MAX: usize = 1000;
/// Most accesses in an answer.
pub const ACCESSES_MAX: usize = 500;
/// Longest time that a question may take, in seconds.
pub const SECONDS: u64 = 30;

record! {
    /// `POST /v1/orgs`: the organizations that the caller may see.
    pub struct OrgsQuestion {
        /// Only the one of this name.
        1 name: Option<String>,
    }
}

record! {
    /// An organization.
    pub struct OrgItem {
        /// Its id.
        1 id: Hash,
        /// Its name.
        2 name: String,
        /// The number of its newest commit.
        3 seq: u64,
        /// The hash of that.
        4 hash: Hash,
    }
}

record! {
    /// The answer, by name.
    pub struct OrgsAnswer {
        /// The organizations.
        1 orgs: Vec<OrgItem>,
    }
}

record! {
    /// `POST /v1/read`: records under prefixes, as of one head.
    pub struct ReadQuestion {
        /// The organization.
        1 org: Hash,
        /// The prefixes.
        2 prefixes: Vec<String>,
        /// The revision; none: the newest.
        3 at: Option<u64>,
        /// Go on behind this path.
        4 after: Option<String>,
    }
}

record! {
    /// A record.
    pub struct EntryItem {
        /// Its path.
        1 path: String,
        /// The hash of the leaf that put it there.
        2 leaf: Hash,
        /// The revision that did.
        3 rev: u64,
        /// The number of its kind.
        4 kind: u64,
        /// Its encoding.
        5 body: Bytes,
    }
}

record! {
    /// The answer: records in the order of their paths.
    pub struct ReadAnswer {
        /// The number of the commit that this is the tree of.
        1 seq: u64,
        /// Its hash.
        2 hash: Hash,
        /// Its time.
        3 time: u64,
        /// The records.
        4 entries: Vec<EntryItem>,
        /// There are others behind the last: ask again, at this revision.
        5 more: bool,
    }
}

record! {
    /// A leaf; one that the caller may not see has neither part.
    pub struct LeafItem {
        /// Its salt.
        1 salt: Option<Bytes>,
        /// Its bytes, as they were hashed.
        2 bytes: Option<Bytes>,
    }
}

record! {
    /// A commit.
    pub struct CommitItem {
        /// The header's bytes, as they were signed.
        1 header: Bytes,
        /// The signature.
        2 signature: Bytes,
        /// The leaves, in the header's order.
        3 leaves: Vec<LeafItem>,
    }
}

record! {
    /// `POST /v1/run`: everything that a run in an environment reads, by names.
    pub struct RunQuestion {
        /// The organization's name.
        1 org: String,
        /// The project's.
        2 project: String,
        /// The environment's, or an earlier one of it.
        3 env: String,
        /// The app's.
        4 app: Option<String>,
        /// A revision that was seen before.
        5 seen: Option<u64>,
    }
}

record! {
    /// The answer.
    pub struct RunAnswer {
        /// The organization.
        1 org: Hash,
        /// The records, as of the newest head.
        2 page: ReadAnswer,
        /// The hash of the revision that was seen before; none: the log does not have it.
        3 seen: Option<Hash>,
    }
}

record! {
    /// `POST /v1/append`: a commit after a head.
    pub struct AppendQuestion {
        /// The organization; zeros for the first commit of a new one.
        1 org: Hash,
        /// The number of the expected head.
        2 seq: u64,
        /// Its hash.
        3 hash: Hash,
        /// The commit.
        4 commit: CommitItem,
        /// The set-up code, for the first organization of a server.
        5 setup: Option<String>,
    }
}

record! {
    /// The answer.
    pub struct AppendAnswer {
        /// The organization, if the commit is in its log; none: another commit came first.
        1 org: Option<Hash>,
        /// The number of the commit, or of the head.
        2 seq: u64,
        /// Its hash.
        3 hash: Hash,
    }
}

record! {
    /// `POST /v1/log`: commits of a range.
    pub struct LogQuestion {
        /// The organization.
        1 org: Hash,
        /// The lowest revision.
        2 from: u64,
        /// The highest.
        3 to: u64,
        /// Newest first.
        4 newest_first: bool,
        /// Only those that touch a path under one of these; none: all.
        5 touching: Vec<String>,
        /// At most so many.
        6 limit: u64,
    }
}

record! {
    /// A commit in the log.
    pub struct LoggedItem {
        /// Its number.
        1 seq: u64,
        /// The hash that the store keeps for it.
        2 hash: Hash,
        /// The commit.
        3 commit: CommitItem,
    }
}

record! {
    /// The answer: commits in the order that was asked for.
    pub struct LogAnswer {
        /// The commits.
        1 commits: Vec<LoggedItem>,
        /// There may be others: ask again from this revision on, in the same direction.
        2 next: Option<u64>,
    }
}

record! {
    /// `POST /v1/lineage`: what writes of values descend from.
    pub struct LineageQuestion {
        /// The organization.
        1 org: Hash,
        /// The writes.
        2 writes: Vec<WriteId>,
        /// So many generations back.
        3 generations: u64,
    }
}

record! {
    /// A write.
    pub struct WrittenItem {
        /// Its id.
        1 id: WriteId,
        /// The value's path.
        2 path: String,
        /// The revision that made it.
        3 rev: u64,
        /// The writes that it descends from.
        4 parents: Vec<WriteId>,
    }
}

record! {
    /// The answer, by id.
    pub struct LineageAnswer {
        /// The writes.
        1 writes: Vec<WrittenItem>,
    }
}

record! {
    /// `POST /v1/accesses`: who was shown which secrets, and who was refused what.
    pub struct AccessesQuestion {
        /// The organization.
        1 org: Hash,
        /// Only those with a lower number.
        2 below: Option<u64>,
        /// At most so many.
        3 limit: u64,
    }
}

record! {
    /// An access.
    pub struct AccessItem {
        /// Its number.
        1 id: u64,
        /// When, by the server's clock.
        2 time: u64,
        /// The key.
        3 kid: Kid,
        /// Whose it was.
        4 who: String,
        /// The address that they asked from.
        5 address: String,
        /// What happened.
        6 what: String,
        /// The word of the rule that refused, or nothing.
        7 rule: String,
        /// The paths.
        8 paths: Vec<String>,
    }
}

record! {
    /// The answer, newest first.
    pub struct AccessesAnswer {
        /// The accesses.
        1 accesses: Vec<AccessItem>,
    }
}

record! {
    /// Why a question was not answered; the status says as much to whoever does not read this.
    pub struct Refused {
        /// The stable word for it.
        1 code: String,
        /// One sentence.
        2 message: String,
        /// The organization that there is none of.
        3 org: Option<Hash>,
        /// The revision that was asked for.
        4 rev: Option<u64>,
        /// The newest that there is.
        5 newest: Option<u64>,
        /// The name that is taken.
        6 name: Option<String>,
        /// The server's time in milliseconds since 1970, where the caller's is another.
        7 now: Option<u64>,
        /// The environment that asks for something.
        60 env: Option<String>,
        /// How long ago the session ended, in milliseconds.
        61 ago: Option<u64>,
        /// How long one is allowed, in milliseconds.
        62 allowed: Option<u64>,
        /// Whether it is the rest that was too long.
        63 rest: bool,
        /// The address that it is not reached from.
        64 from: Option<String>,
        /// After how many seconds it may be tried again.
        65 seconds: Option<u64>,
    }
}

impl EntryItem {
    /// A record as it is shown.
    pub fn of(path: &Path, entry: &Entry, shown: &Record) -> EntryItem {
        EntryItem {
            path: path.to_string(),
            leaf: entry.leaf,
            rev: entry.rev,
            kind: shown.kind().number(),
            body: Bytes(shown.to_vec()),
        }
    }
}

impl CommitItem {
    /// A commit with the leaves that `shown` says.
    pub fn of(commit: &Commit, shown: impl Fn(usize, &StoredLeaf) -> bool) -> CommitItem {
        let leaf = |(n, leaf): (usize, &StoredLeaf)| match shown(n, leaf) {
            true => {
                LeafItem { salt: Some(Bytes(leaf.salt.to_vec())), bytes: Some(Bytes(leaf.bytes.clone())) }
            }
            false => LeafItem { salt: None, bytes: None },
        };
        CommitItem {
            header: Bytes(commit.header.clone()),
            signature: Bytes(commit.signature.to_vec()),
            leaves: commit.leaves.iter().enumerate().map(leaf).collect(),
        }
    }

    /// The commit; `None`: a signature or a salt of another length, or half a leaf.
    pub fn commit(self) -> Option<Commit> {
        let leaf = |leaf: LeafItem| match (leaf.salt, leaf.bytes) {
            (Some(salt), Some(bytes)) if !bytes.0.is_empty() => {
                Some(StoredLeaf { salt: salt.0.try_into().ok()?, bytes: bytes.0 })
            }
            (None, None) => Some(StoredLeaf::withheld()),
            _ => None,
        };
        Some(Commit {
            header: self.header.0,
            signature: self.signature.0.try_into().ok()?,
            leaves: self.leaves.into_iter().map(leaf).collect::<Option<_>>()?,
        })
    }

    /// How many bytes it is, about.
    pub fn size(&self) -> usize {
        let leaf = |leaf: &LeafItem| 32 + leaf.bytes.as_ref().map_or(0, |bytes| bytes.0.len());
        self.header.0.len() + 96 + self.leaves.iter().map(leaf).sum::<usize>()
    }
}

impl LoggedItem {
    /// The commit as a store gives it; `None` where [`CommitItem::commit`] says so.
    pub fn logged(self) -> Option<Logged> {
        Some(Logged { seq: self.seq, hash: self.hash, commit: self.commit.commit()? })
    }
}

/// The head that two fields say.
pub fn head(seq: u64, hash: Hash) -> Head {
    Head { seq, hash }
}
