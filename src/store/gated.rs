//! A store behind the gate: what is appended has been judged on the tree that it follows.

use super::{Append, LogQuery, Logged, OrgEntry, Store, StoreError, Written};
use crate::engine::gate;
use crate::model::{Commit, Hash, Head, Path, Prefix, Tree, WriteId};

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

    fn apart(&self, org: &Hash, folders: [&Prefix; 2]) -> Result<(Head, Vec<Path>), StoreError> {
        self.inner.apart(org, folders)
    }

    fn append(&self, org: &Hash, expected: Head, commit: &Commit) -> Result<Append, StoreError> {
        let mut tree = match expected {
            Head::NONE => Tree::empty(),
            _ => {
                let paths = gate::paths(commit)?;
                let mut tree = self.inner.read(org, &gate::needs(&paths), None)?;
                let more = gate::needs_more(&tree, &paths);
                if !more.is_empty() {
                    let more = self.inner.read(org, &more, Some(tree.head.seq))?;
                    tree.extend(more);
                }
                tree
            }
        };
        // A head that moved, or an operation that is in the log already, is the store's to answer.
        if tree.head == expected {
            gate::gate(&mut tree, commit)?;
        }
        self.inner.append(org, expected, commit)
    }

    fn log(&self, org: &Hash, query: &LogQuery) -> Result<Vec<Logged>, StoreError> {
        self.inner.log(org, query)
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
