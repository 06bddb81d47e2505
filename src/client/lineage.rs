//! What a merge or a rollback has to know of the past: read in few rounds, and no further back than
//! it matters.

use std::collections::{BTreeMap, BTreeSet};

use super::{Client, ClientError};
use crate::engine::lineage::{Ancestor, Ancestry};
use crate::engine::merging::{self, Both};
use crate::engine::restore;
use crate::model::{EnvId, Place, Prefix, ProjectName, Scope, Tree, Value, WriteId};

/// How many generations are read in the first round; each later one reads four times as many.
const GENERATIONS: usize = 8;
const GENERATIONS_MAX: usize = 8192;

/// In more places than this it is quicker to read everything.
const APART_MAX: usize = 1024;

impl Client {
    /// What a merge of one environment into another reads, with `more`: of their values, and of what is
    /// declared about them, only where the two differ. Nothing, where that is in most places.
    ///
    /// A datasource that differs in one field is read whole: it is one thing.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn read_apart(
        &self,
        p: &ProjectName,
        envs: [EnvId; 2],
        more: &[Prefix],
    ) -> Result<Option<Tree>, ClientError> {
        let folders = envs.map(|env| Prefix::values(p, env));
        loop {
            let (head, apart) = self.store.apart(&self.org, [&folders[0], &folders[1]])?;
            if apart.len() > APART_MAX {
                return Ok(None);
            }
            let mut reads: BTreeSet<Prefix> = more.iter().cloned().collect();
            for path in &apart {
                let Place::Value(_, _, scope, key) = path.place() else { continue };
                if let Scope::Project | Scope::App(_) = scope {
                    reads.insert(Prefix::one(&Place::Constant(p.clone(), key.clone()).path()));
                }
                for env in envs {
                    reads.insert(match &scope {
                        Scope::Datasource(_) => Prefix::scope(p, env, &scope),
                        _ => Prefix::one(&Place::Value(p.clone(), env, scope.clone(), key.clone()).path()),
                    });
                }
            }
            let mut tree = self.read(&Vec::from_iter(reads), None)?;
            if tree.head == head {
                for folder in folders.into_iter().chain([Prefix::folder(p, "constant")]) {
                    tree.count_as_read(folder);
                }
                return Ok(Some(tree));
            }
        }
    }

    /// What merging one side into the other has to know.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn past_of_merge(&self, all: &[Both<'_>]) -> Result<Ancestry, ClientError> {
        let mut known = Ancestry::default();
        self.learn(&mut known, |known| merging::unknown(all, known).0)?;
        let (_, contents) = merging::unknown(all, &known);
        self.read_contents(&mut known, &contents)?;
        Ok(known)
    }

    /// What going back from the targets to the sources has to know.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn past_of_restore(&self, all: &[Both<'_>]) -> Result<Ancestry, ClientError> {
        let mut known = Ancestry::default();
        self.learn(&mut known, |known| restore::unknown(all, known))?;
        Ok(known)
    }

    fn learn(
        &self,
        known: &mut Ancestry,
        unknown: impl Fn(&Ancestry) -> Vec<WriteId>,
    ) -> Result<(), ClientError> {
        let mut generations = GENERATIONS;
        loop {
            let asked = unknown(known);
            if asked.is_empty() {
                return Ok(());
            }
            for write in self.store.lineage(&self.org, &asked, generations)? {
                known.insert(write.id, Ancestor { rev: write.rev, parents: write.parents });
            }
            // A write that no commit has is the end of what can be told.
            for write in asked {
                if !known.knows(write) {
                    known.insert(write, Ancestor { rev: 0, parents: Vec::new() });
                }
            }
            generations = (generations * 4).min(GENERATIONS_MAX);
        }
    }

    /// Reads what writes wrote, each at the revision that made it.
    fn read_contents(&self, known: &mut Ancestry, writes: &[WriteId]) -> Result<(), ClientError> {
        if writes.is_empty() {
            return Ok(());
        }
        let mut by_rev: BTreeMap<u64, Vec<Prefix>> = BTreeMap::new();
        for write in self.store.lineage(&self.org, writes, 0)? {
            by_rev.entry(write.rev).or_default().push(Prefix::one(&write.path));
        }
        for (rev, prefixes) in by_rev {
            let tree = self.store.read(&self.org, &prefixes, Some(rev))?;
            for path in tree.entries().keys() {
                let place: Place = path.place();
                let Some(value) = tree.get::<Value>(place) else { continue };
                known.insert_content(value.id, path.clone(), value.content.clone());
            }
        }
        Ok(())
    }
}
