//! Reading the log: events in words, and the whole log through the gate.

use std::collections::BTreeMap;

use super::{Client, ClientError};
use crate::engine::history::{self, Event};
use crate::engine::{gate, witness};
use crate::model::commit::RawLeaf;
use crate::model::{Head, Path, Prefix, Record, StoredLeaf, Tree};
use crate::store::{LogQuery, Logged, StoreError};

/// How many commits are verified between two reads of the store.
const PAGE: usize = 1000;

/// What a verification of the whole log found.
#[derive(Debug)]
pub struct Verdict {
    /// Commits that were verified.
    pub commits: u64,
    /// The newest of them.
    pub head: Head,
    /// Leaves that were withheld: of them it is known that they were signed, and not what they say.
    pub withheld: usize,
    /// The first that is not as it should be, with the reason.
    pub first_bad: Option<(u64, String)>,
}

impl Client {
    /// The events of the commits that a query names.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn events(&self, query: &LogQuery) -> Result<Vec<Event>, ClientError> {
        self.store.log(&self.org, query)?.iter().map(|logged| self.event(logged)).collect()
    }

    /// When a revision was written, in milliseconds since 1970.
    ///
    /// # Errors
    /// When the store cannot be read, or has no such revision.
    pub fn time_of(&self, rev: u64) -> Result<u64, ClientError> {
        let query = LogQuery { from: rev, to: rev, limit: 1, ..LogQuery::default() };
        let damaged = |source| StoreError::Record { path: format!("commit {rev}"), source };
        match self.store.log(&self.org, &query)?.first() {
            Some(logged) => Ok(logged.commit.decode_header().map_err(damaged)?.time),
            None => Err(StoreError::NoRevision { rev, newest: rev }.into()),
        }
    }

    fn event(&self, logged: &Logged) -> Result<Event, ClientError> {
        let damaged = |source| StoreError::Record { path: format!("commit {}", logged.seq), source };
        let header = logged.commit.decode_header().map_err(damaged)?;
        let leaves = logged.commit.leaves.iter().map(|leaf| RawLeaf::read(&leaf.bytes));
        let replaced: Vec<Prefix> = leaves
            .filter_map(Result::ok)
            .filter(|leaf| leaf.prev.is_some())
            .map(|leaf| Prefix::one(&leaf.path))
            .collect();
        let before: BTreeMap<Path, Record> = if replaced.is_empty() {
            BTreeMap::new()
        } else {
            let tree = self.store.read(&self.org, &replaced, Some(logged.seq - 1))?;
            tree.entries().iter().map(|(path, entry)| (path.clone(), entry.record.clone())).collect()
        };
        Ok(history::event(&header, &logged.commit.leaves, &before))
    }

    /// Puts every commit of the log through the gate, from the first, trusting nothing that is
    /// derived; then compares the outcome with the records that the store answers reads from.
    ///
    /// # Errors
    /// When the store cannot be read at all; what is wrong with the log is in the verdict.
    pub fn verify(&self, mut progress: impl FnMut(u64)) -> Result<Verdict, ClientError> {
        let mut tree = Tree::empty();
        let mut from = 1;
        let mut limit = PAGE;
        let seen = self.pins.get(&self.org);
        let mut withheld = 0;
        let bad = |tree: &Tree, seq: u64, why: String| Verdict {
            commits: tree.head.seq,
            head: tree.head,
            withheld: 0,
            first_bad: Some((seq, why)),
        };
        loop {
            let query = LogQuery { from, newest_first: false, limit, ..LogQuery::default() };
            let page = match self.store.log(&self.org, &query) {
                Ok(page) => page,
                // Somewhere in the page: commit by commit it will show where.
                Err(StoreError::Damaged { .. } | StoreError::Record { .. }) if limit > 1 => {
                    limit = 1;
                    continue;
                }
                Err(e @ (StoreError::Damaged { .. } | StoreError::Record { .. })) => {
                    return Ok(bad(&tree, from, e.to_string()));
                }
                Err(e) => return Err(e.into()),
            };
            if page.is_empty() {
                break;
            }
            for logged in &page {
                if logged.seq != tree.head.seq + 1 {
                    return Ok(bad(&tree, tree.head.seq + 1, "the commit is missing".to_owned()));
                }
                if logged.hash != logged.commit.hash() {
                    return Ok(bad(&tree, logged.seq, "its bytes are not those that were hashed".to_owned()));
                }
                if seen.is_some_and(|seen| seen.seq == logged.seq && seen.hash != logged.hash) {
                    let why = "it is not the one that this machine has seen: the history was rewritten";
                    return Ok(bad(&tree, logged.seq, why.to_owned()));
                }
                // From the first leaf that is not shown, nobody can say what the rules would.
                let partial = withheld > 0 || logged.commit.leaves.iter().any(StoredLeaf::is_withheld);
                let judged = match partial {
                    true => witness::witness(&mut tree, &logged.commit),
                    false => gate::gate(&mut tree, &logged.commit).map(|_| 0),
                };
                match judged {
                    Ok(more) => withheld += more,
                    Err(refusal) => return Ok(bad(&tree, logged.seq, refusal.to_string())),
                }
                if logged.seq == 1 && tree.org != self.org {
                    return Ok(bad(&tree, 1, "it is the first commit of another organization".to_owned()));
                }
            }
            from = tree.head.seq + 1;
            progress(tree.head.seq);
        }
        if let Some(seen) = seen.filter(|seen| seen.seq > tree.head.seq) {
            let why = format!("the log ends before rev {}, which this machine has seen", seen.seq);
            return Ok(bad(&tree, tree.head.seq + 1, why));
        }
        let kept = match self.store.read(&self.org, &[Prefix::all()], None) {
            Ok(kept) => kept,
            Err(e @ (StoreError::Damaged { .. } | StoreError::Record { .. })) => {
                return Ok(bad(&tree, tree.head.seq, e.to_string()));
            }
            Err(e) => return Err(e.into()),
        };
        if kept.head != tree.head {
            let why = format!("the store names rev {} as its newest", kept.head.seq);
            return Ok(bad(&tree, tree.head.seq, why));
        }
        if withheld > 0 {
            let other = kept.entries().iter().find(|(path, entry)| {
                tree.entries()
                    .get(*path)
                    .is_some_and(|known| known.leaf != entry.leaf && known.rev >= entry.rev)
            });
            if let Some((path, _)) = other {
                let why = format!("the record {path} is not what the log made it");
                return Ok(bad(&tree, tree.head.seq, why));
            }
            return Ok(Verdict { commits: tree.head.seq, head: tree.head, withheld, first_bad: None });
        }
        let differs = tree.entries().iter().find(|(path, entry)| kept.entries().get(*path) != Some(entry));
        let surplus = kept.entries().keys().find(|path| !tree.entries().contains_key(*path));
        if let Some(path) = differs.map(|(path, _)| path).or(surplus) {
            let why = format!("the record {path} is not what the log made it");
            return Ok(bad(&tree, tree.head.seq, why));
        }
        Ok(Verdict { commits: tree.head.seq, head: tree.head, withheld, first_bad: None })
    }
}
