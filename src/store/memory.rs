//! A store in memory: what the methods of [`Store`] mean, said as plainly as possible.
//!
//! It keeps commits and nothing else, and answers a read by replaying them. Nothing is indexed and
//! nothing outlives the process; it is for tests, and the measure of the other stores.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Append, LogQuery, Logged, OrgEntry, Receipt, Store, StoreError, Written};
use crate::model::cbor::{self, DecodeError};
use crate::model::commit::RawLeaf;
use crate::model::{
    Commit, Entry, Hash, Head, Header, Kind, OrgName, Path, Prefix, Record, Tree, Value, WriteId,
};

/// A store in memory. Clones are handles to the same store.
#[derive(Clone, Default)]
pub struct Memory {
    orgs: Arc<Mutex<Vec<Log>>>,
}

/// An organization: its commits, the first at index 0.
struct Log {
    id: Hash,
    name: OrgName,
    commits: Vec<Kept>,
}

/// A commit, and what a replay needs of it.
struct Kept {
    hash: Hash,
    header: Header,
    commit: Commit,
    changes: Vec<Change>,
}

/// A leaf taken apart.
struct Change {
    kind: Kind,
    path: Path,
    leaf: Hash,
    body: Option<Vec<u8>>,
}

impl Memory {
    /// An empty store.
    pub fn new() -> Memory {
        Memory::default()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Log>> {
        // OK because a change begins when nothing is left that could panic.
        self.orgs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for Memory {
    fn orgs(&self) -> Result<Vec<OrgEntry>, StoreError> {
        let orgs = self.lock();
        let mut entries: Vec<OrgEntry> = orgs
            .iter()
            .map(|org| OrgEntry { id: org.id, name: org.name.clone(), head: org.head() })
            .collect();
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(entries)
    }

    fn read(&self, org: &Hash, prefixes: &[Prefix], at: Option<u64>) -> Result<Tree, StoreError> {
        let orgs = self.lock();
        let log = orgs.iter().find(|log| log.id == *org).ok_or(StoreError::NoOrg(*org))?;
        let newest = log.head().seq;
        let rev = at.unwrap_or(newest);
        if rev == 0 || rev > newest {
            return Err(StoreError::NoRevision { rev, newest });
        }
        let past = &log.commits[..rev as usize];
        let mut tree: BTreeMap<&Path, (u64, &Change)> = BTreeMap::new();
        for commit in past {
            for change in commit.changes.iter().filter(|change| change.kind != Kind::Message) {
                if prefixes.iter().any(|prefix| prefix.covers(change.path.as_str())) {
                    match change.body {
                        Some(_) => tree.insert(&change.path, (commit.header.seq, change)),
                        None => tree.remove(&change.path),
                    };
                }
            }
        }
        let mut entries = BTreeMap::new();
        for (path, (rev, change)) in tree {
            let record = Record::from_slice(change.kind, change.body.as_deref().unwrap_or_default())
                .map_err(|source| StoreError::Record { path: path.to_string(), source })?;
            entries.insert(path.clone(), Entry { leaf: change.leaf, rev, record });
        }
        let head = Log::head_of(past);
        let time = past.last().map_or(0, |commit| commit.header.time);
        Ok(Tree::new(*org, head, time, prefixes.to_vec(), entries))
    }

    fn append(&self, org: &Hash, expected: Head, commit: &Commit) -> Result<Append, StoreError> {
        let kept = Kept::new(commit)?;
        let named = kept.names_org()?;
        let mut orgs = self.lock();

        // A first commit belongs to no organization yet: its repetition is another's first commit.
        let first = *org == Hash::ZERO;
        let index = orgs.iter().position(|log| log.id == *org);
        let repeated = orgs.iter().filter(|log| first || log.id == *org).find_map(|log| {
            let range = if first { &log.commits[..1] } else { &log.commits[..] };
            let found = range.iter().find(|earlier| earlier.header.op == kept.header.op)?;
            Some(Receipt { org: log.id, head: found.head() })
        });
        if let Some(receipt) = repeated {
            return Ok(Append::Appended(receipt));
        }
        if !first && index.is_none() {
            return Err(StoreError::NoOrg(*org));
        }
        let head = index.map_or(Head::NONE, |i| orgs[i].head());
        if head != expected {
            return Ok(Append::Moved(head));
        }
        if kept.header.seq != head.seq + 1 {
            return Err(refuse("a number that does not follow the head's"));
        }
        if let Some(name) = &named
            && orgs.iter().enumerate().any(|(i, log)| Some(i) != index && log.name == *name)
        {
            return Err(StoreError::NameTaken(name.clone()));
        }

        let head = kept.head();
        match (index, named) {
            (Some(i), named) => {
                orgs[i].commits.push(kept);
                orgs[i].name = named.unwrap_or_else(|| orgs[i].name.clone());
                Ok(Append::Appended(Receipt { org: *org, head }))
            }
            (None, Some(name)) => {
                orgs.push(Log { id: head.hash, name, commits: vec![kept] });
                Ok(Append::Appended(Receipt { org: head.hash, head }))
            }
            (None, None) => Err(refuse("a first commit without its organization")),
        }
    }

    fn log(&self, org: &Hash, query: &LogQuery) -> Result<Vec<Logged>, StoreError> {
        let orgs = self.lock();
        let Some(log) = orgs.iter().find(|log| log.id == *org) else { return Ok(Vec::new()) };
        let asked = log.commits.iter().filter(|kept| {
            let covered =
                |change: &Change| query.touching.iter().any(|prefix| prefix.covers(change.path.as_str()));
            (query.from..=query.to).contains(&kept.header.seq)
                && (query.touching.is_empty() || kept.changes.iter().any(covered))
        });
        let logged =
            asked.map(|kept| Logged { seq: kept.header.seq, hash: kept.hash, commit: kept.commit.clone() });
        let mut logged: Vec<Logged> = logged.collect();
        if query.newest_first {
            logged.reverse();
        }
        logged.truncate(query.limit);
        Ok(logged)
    }

    fn lineage(
        &self,
        org: &Hash,
        writes: &[WriteId],
        generations: usize,
    ) -> Result<Vec<Written>, StoreError> {
        let orgs = self.lock();
        let Some(log) = orgs.iter().find(|log| log.id == *org) else { return Ok(Vec::new()) };
        let mut made: BTreeMap<WriteId, Written> = BTreeMap::new();
        for commit in &log.commits {
            for change in commit.changes.iter().filter(|change| change.kind == Kind::Value) {
                let Some(body) = &change.body else { continue };
                let damaged = |source| StoreError::Record { path: change.path.to_string(), source };
                let value: Value = cbor::from_slice(body).map_err(damaged)?;
                let (path, rev) = (change.path.clone(), commit.header.seq);
                made.entry(value.id).or_insert(Written { id: value.id, path, rev, parents: value.parents });
            }
        }
        let mut asked: BTreeSet<WriteId> = writes.iter().copied().collect();
        for _ in 0..generations {
            let parents = asked.iter().filter_map(|id| made.get(id)).flat_map(|write| &write.parents);
            let parents: Vec<WriteId> = parents.copied().collect();
            asked.extend(parents);
        }
        Ok(asked.iter().filter_map(|id| made.get(id).cloned()).collect())
    }
}

impl Log {
    fn head(&self) -> Head {
        Log::head_of(&self.commits)
    }

    fn head_of(commits: &[Kept]) -> Head {
        commits.last().map_or(Head::NONE, Kept::head)
    }
}

impl Kept {
    fn new(commit: &Commit) -> Result<Kept, StoreError> {
        let damaged = |path: &str, source| StoreError::Record { path: path.to_owned(), source };
        let header = commit.decode_header().map_err(|e| damaged("header", e))?;
        let mut changes = Vec::with_capacity(commit.leaves.len());
        for leaf in &commit.leaves {
            let raw = RawLeaf::read(&leaf.bytes).map_err(|e| damaged("leaf", e))?;
            let body = raw.body.map(<[u8]>::to_vec);
            changes.push(Change { kind: raw.kind, path: raw.path, leaf: leaf.hash(), body });
        }
        Ok(Kept { hash: commit.hash(), header, commit: commit.clone(), changes })
    }

    fn head(&self) -> Head {
        Head { seq: self.header.seq, hash: self.hash }
    }

    /// The name that the commit gives the organization, if it gives one.
    fn names_org(&self) -> Result<Option<OrgName>, StoreError> {
        let bodies = self.changes.iter().rev().filter(|change| change.kind == Kind::Org);
        let Some(body) = bodies.filter_map(|change| change.body.as_deref()).next() else { return Ok(None) };
        match Record::from_slice(Kind::Org, body) {
            Ok(Record::Org(org)) => Ok(Some(org.name)),
            Ok(_) => Ok(None),
            Err(source) => Err(StoreError::Record { path: "org".to_owned(), source }),
        }
    }
}

/// The answer to a commit that the gate would not have let through.
fn refuse(what: &'static str) -> StoreError {
    StoreError::Record { path: "header".to_owned(), source: DecodeError::Invalid { at: 0, what } }
}
