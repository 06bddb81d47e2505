//! A store of which a part was read ahead, by names, so that what asks for it step by step costs one
//! question; or of which there is nothing else, because it cannot be reached.
//!
//! Invariants: what was read ahead is of one head, and answers only what it covers; once something was
//! appended, nothing of it is used any more.

use std::cell::Cell;

use super::{Append, LogQuery, Logged, OrgEntry, Store, StoreError, Written};
use crate::model::{AppName, Commit, EnvName, Hash, Head, OrgName, Path, Prefix, ProjectName, Tree, WriteId};

/// What a run is about, by the names that it is called by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The organization.
    pub org: OrgName,
    /// The project.
    pub project: ProjectName,
    /// The environment, by its name or an earlier one.
    pub env: EnvName,
    /// The app.
    pub app: Option<AppName>,
    /// A revision that was seen before: its hash is asked for too.
    pub seen: Option<u64>,
}

/// What was found: all that a run there reads, as far as it may be seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// The organization.
    pub org: OrgEntry,
    /// The records.
    pub tree: Tree,
    /// The hash of the revision that was seen before; none: the log does not have it.
    pub seen: Option<(u64, Hash)>,
}

/// A store, with what was read of it ahead.
pub struct Ahead {
    inner: Option<Box<dyn Store>>,
    scene: Scene,
    moved: Cell<bool>,
}

impl Ahead {
    /// What was read ahead, and the store for all else; none: there is nothing else.
    pub fn new(inner: Option<Box<dyn Store>>, scene: Scene) -> Ahead {
        Ahead { inner, scene, moved: Cell::new(false) }
    }

    fn inner(&self) -> Result<&dyn Store, StoreError> {
        self.inner.as_deref().ok_or_else(|| StoreError::Unreachable {
            place: "of an offline copy".to_owned(),
            why: "only what was fetched is in it".to_owned(),
        })
    }

    /// What was read ahead, as long as it is the newest.
    fn scene(&self) -> Option<&Scene> {
        (!self.moved.get()).then_some(&self.scene)
    }
}

impl Store for Ahead {
    fn orgs(&self) -> Result<Vec<OrgEntry>, StoreError> {
        match self.scene() {
            Some(scene) => Ok(vec![scene.org.clone()]),
            None => self.inner()?.orgs(),
        }
    }

    fn read(&self, org: &Hash, prefixes: &[Prefix], at: Option<u64>) -> Result<Tree, StoreError> {
        let covered = |scene: &&Scene| {
            let tree = &scene.tree;
            tree.org == *org
                && at.is_none_or(|at| at == tree.head.seq)
                && prefixes.iter().all(|prefix| tree.covers(prefix))
        };
        let Some(Scene { tree, .. }) = self.scene().filter(covered) else {
            return self.inner()?.read(org, prefixes, at);
        };
        let under = prefixes.iter().flat_map(|prefix| tree.scan(prefix));
        let entries = under.map(|(path, entry)| (path.clone(), entry.clone()));
        Ok(Tree::new(*org, tree.head, tree.time, prefixes.to_vec(), entries))
    }

    fn append(&self, org: &Hash, expected: Head, commit: &Commit) -> Result<Append, StoreError> {
        self.moved.set(true);
        self.inner()?.append(org, expected, commit)
    }

    fn extend(&self, org: &Hash, expected: Head, commits: &[Commit]) -> Result<Append, StoreError> {
        self.moved.set(true);
        self.inner()?.extend(org, expected, commits)
    }

    fn wait(&self, org: &Hash, seen: Head, most: std::time::Duration) -> Result<Head, StoreError> {
        self.inner()?.wait(org, seen, most)
    }

    fn log(&self, org: &Hash, query: &LogQuery) -> Result<Vec<Logged>, StoreError> {
        self.inner()?.log(org, query)
    }

    fn hash_at(&self, org: &Hash, rev: u64) -> Result<Option<Hash>, StoreError> {
        match self.scene().and_then(|scene| scene.seen) {
            Some((seen, hash)) if seen == rev => Ok(Some(hash)),
            _ => self.inner()?.hash_at(org, rev),
        }
    }

    fn apart(&self, org: &Hash, folders: [&Prefix; 2]) -> Result<(Head, Vec<Path>), StoreError> {
        self.inner()?.apart(org, folders)
    }

    fn lineage(
        &self,
        org: &Hash,
        writes: &[WriteId],
        generations: usize,
    ) -> Result<Vec<Written>, StoreError> {
        self.inner()?.lineage(org, writes, generations)
    }
}
