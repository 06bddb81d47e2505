//! A store behind the gate: what is appended has been judged on the tree that it follows.

use super::{Append, LogQuery, Logged, OrgEntry, Store, StoreError, Take, Written};
use crate::engine::gate;
use crate::model::{Commit, Hash, Head, Path, Prefix, Tree, WriteId};

/// The head of no log: nothing is appended after it.
pub const NOWHERE: Head = Head { seq: u64::MAX, hash: Hash::ZERO };

/// A store that accepts a commit only if the gate does.
///
/// The gate reads at the expected head, and the inner store appends only if that still is the
/// head: the judgement holds in the transaction that appends.
pub struct Gated<S> {
    inner: S,
}

impl<S: Store> Gated<S> {
    /// Puts the gate in front of a store.
    pub fn new(inner: S) -> Gated<S> {
        Gated { inner }
    }

    /// What the gate needs to judge a commit, at the newest head.
    fn basis(&self, org: &Hash, commit: &Commit) -> Result<Tree, StoreError> {
        let paths = gate::paths(commit)?;
        let mut tree = self.inner.read(org, &gate::needs(&paths), None)?;
        let more = gate::needs_more(&tree, &paths);
        if !more.is_empty() {
            let more = self.inner.read(org, &more, Some(tree.head.seq))?;
            tree.extend(more);
        }
        Ok(tree)
    }

    /// The store behind the gate.
    pub fn inner(&self) -> &S {
        &self.inner
    }
}

impl<S: Store> Store for Gated<S> {
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
        loop {
            let mut tree = match expected {
                Head::NONE => Tree::empty(),
                _ => self.basis(org, commit)?,
            };
            if tree.head == expected {
                gate::gate(&mut tree, commit)?;
                return self.inner.append(org, expected, commit);
            }
            // A head that moved, or an operation that is in the log already, is the store's to answer:
            // nothing is appended after a head that no log has. It may move to the expected one just
            // then, and no commit goes in that was not judged on the tree that it follows.
            match self.inner.append(org, NOWHERE, commit)? {
                Append::Moved(head) if head == expected => {}
                answer => return Ok(answer),
            }
        }
    }

    fn extend(&self, org: &Hash, expected: Head, commits: &[Commit]) -> Result<Append, StoreError> {
        let mut tree = match expected {
            Head::NONE => Tree::empty(),
            _ => self.inner.read(org, &[Prefix::all()], None)?,
        };
        if tree.head != expected {
            return match commits.first() {
                Some(first) => self.append(org, expected, first),
                None => Ok(Append::Moved(tree.head)),
            };
        }
        // Each is judged on the tree that the ones before it leave.
        for commit in commits {
            gate::gate(&mut tree, commit)?;
        }
        self.inner.extend(org, expected, commits)
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
