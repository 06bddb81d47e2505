//! Lineage: which writes a write descends from, and how two writes are related.
//!
//! A write is known by its id, its parents, and the revision that made it; a parent's revision is
//! always lower, so a walk from the newest on meets every write after all that descend from it.
//! What is not known yet is asked for: the caller reads it and asks again. Deciding what a relation
//! means for a merge is `merge`'s.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use crate::model::{Content, Path, Value, WriteId};

/// A write, as those that descend from it know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ancestor {
    /// The revision that made it.
    pub rev: u64,
    /// The writes that it descends from.
    pub parents: Vec<WriteId>,
}

/// What is known of the writes that some others descend from.
#[derive(Clone, Debug, Default)]
pub struct Ancestry {
    writes: BTreeMap<WriteId, Ancestor>,
    contents: BTreeMap<WriteId, (Path, Content)>,
}

/// How two writes of one value are related.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relation {
    /// They are one write.
    Same,
    /// The source descends from the target: what the target has is what the source began with.
    Newer,
    /// The target descends from the source: it was taken, or declined, before.
    Older,
    /// Neither. The newest writes that both descend from, ascending.
    Apart(Vec<WriteId>),
}

/// Writes that have to be known before the answer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown(pub Vec<WriteId>);

const SOURCE: u8 = 1;
const TARGET: u8 = 2;
const BOTH: u8 = SOURCE | TARGET;
/// It lies behind a write that both descend from.
const BEHIND: u8 = 4;

/// A walk from some writes to older and older ones, which carries marks along.
struct Walk<'a> {
    known: &'a Ancestry,
    queue: BinaryHeap<(u64, WriteId)>,
    marks: BTreeMap<WriteId, u8>,
    unknown: BTreeSet<WriteId>,
    /// Unknown too, and of interest only while something is left that may lie behind them.
    unknown_behind: BTreeSet<WriteId>,
}

impl<'a> Walk<'a> {
    fn new(known: &'a Ancestry) -> Walk<'a> {
        let (marks, unknown, unknown_behind) = Default::default();
        Walk { known, queue: BinaryHeap::new(), marks, unknown, unknown_behind }
    }

    fn mark(&mut self, write: WriteId, marks: u8) {
        let Some(ancestor) = self.known.writes.get(&write) else {
            let unknown = if marks & BEHIND == 0 { &mut self.unknown } else { &mut self.unknown_behind };
            unknown.insert(write);
            return;
        };
        let had = self.marks.entry(write).or_insert(0);
        if *had | marks != *had {
            *had |= marks;
            self.queue.push((ancestor.rev, write));
        }
    }

    /// The newest write that was not looked at since it was marked, with its marks.
    fn next(&mut self) -> Option<(WriteId, u8)> {
        let (_, write) = self.queue.pop()?;
        // Marked twice, it is in the queue twice, side by side.
        while self.queue.peek().is_some_and(|(_, next)| *next == write) {
            self.queue.pop();
        }
        let marks = self.marks.get(&write).copied().unwrap_or(0);
        if marks & BEHIND == 0 {
            self.unknown.append(&mut self.unknown_behind);
        }
        Some((write, marks))
    }

    fn parents(&mut self, write: WriteId, marks: u8) {
        let known = self.known;
        for parent in known.writes.get(&write).into_iter().flat_map(|ancestor| &ancestor.parents) {
            self.mark(*parent, marks);
        }
    }

    /// Whether all that is left lies behind what was found.
    fn is_done(&self) -> bool {
        self.queue.iter().all(|(_, write)| self.marks.get(write).is_some_and(|marks| marks & BEHIND != 0))
    }

    fn complete<T>(self, answer: T) -> Result<T, Unknown> {
        if self.unknown.is_empty() { Ok(answer) } else { Err(Unknown(self.unknown.into_iter().collect())) }
    }
}

impl Ancestry {
    /// Takes in a write.
    pub fn insert(&mut self, write: WriteId, ancestor: Ancestor) {
        self.writes.insert(write, ancestor);
    }

    /// Takes in what a write wrote, and where.
    pub fn insert_content(&mut self, write: WriteId, path: Path, content: Content) {
        self.contents.insert(write, (path, content));
    }

    /// Whether a write is known.
    pub fn knows(&self, write: WriteId) -> bool {
        self.writes.contains_key(&write)
    }

    /// What a write wrote, and where, if that is known.
    pub fn content(&self, write: WriteId) -> Option<&(Path, Content)> {
        self.contents.get(&write)
    }

    /// How a source's write is related to a target's.
    ///
    /// # Errors
    /// The writes that have to be known first.
    pub fn relation(&self, source: &Value, target: &Value) -> Result<Relation, Unknown> {
        // Most of what a merge meets is one step away, or of one origin: nothing has to be read.
        if source.id == target.id {
            return Ok(Relation::Same);
        }
        if source.parents.contains(&target.id) {
            return Ok(Relation::Newer);
        }
        if target.parents.contains(&source.id) {
            return Ok(Relation::Older);
        }
        if source.parents.is_empty() && target.parents.is_empty() {
            return Ok(Relation::Apart(Vec::new()));
        }
        let mut walk = Walk::new(self);
        walk.mark(source.id, SOURCE);
        walk.mark(target.id, TARGET);
        let mut bases = Vec::new();
        while !walk.is_done() {
            let Some((write, mut marks)) = walk.next() else { break };
            if marks & BOTH == BOTH {
                if marks & BEHIND == 0 {
                    bases.push(write);
                }
                marks |= BEHIND;
            }
            walk.parents(write, marks);
        }
        bases.sort_unstable();
        let relation = match bases.as_slice() {
            [base] if *base == target.id => Relation::Newer,
            [base] if *base == source.id => Relation::Older,
            _ => Relation::Apart(bases),
        };
        walk.complete(relation)
    }

    /// What `head` descends from, itself included, and `kept` does not: newest first, at most `max`.
    ///
    /// # Errors
    /// The writes that have to be known first.
    pub fn since(&self, head: WriteId, kept: Option<WriteId>, max: usize) -> Result<Vec<WriteId>, Unknown> {
        let mut walk = Walk::new(self);
        walk.mark(head, SOURCE);
        if let Some(kept) = kept {
            walk.mark(kept, BEHIND);
        }
        let mut since = Vec::new();
        while since.len() < max && !walk.is_done() {
            let Some((write, marks)) = walk.next() else { break };
            if marks & BEHIND == 0 {
                since.push(write);
            }
            walk.parents(write, marks);
        }
        walk.complete(since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> WriteId {
        WriteId([n; 16])
    }

    fn value(n: u8, parents: &[u8]) -> Value {
        let parents = parents.iter().copied().map(id).collect();
        Value { id: id(n), parents, undid: Vec::new(), content: Content::Deleted }
    }

    /// Writes by number, each with its parents; the number is the revision too.
    fn known(writes: &[(u8, &[u8])]) -> Ancestry {
        let mut known = Ancestry::default();
        for (n, parents) in writes {
            let parents = parents.iter().copied().map(id).collect();
            known.insert(id(*n), Ancestor { rev: u64::from(*n), parents });
        }
        known
    }

    #[test]
    fn one_step_needs_nothing() {
        let none = Ancestry::default();
        assert_eq!(none.relation(&value(1, &[]), &value(1, &[])), Ok(Relation::Same));
        assert_eq!(none.relation(&value(2, &[1]), &value(1, &[])), Ok(Relation::Newer));
        assert_eq!(none.relation(&value(1, &[]), &value(2, &[1])), Ok(Relation::Older));
        assert_eq!(none.relation(&value(1, &[]), &value(2, &[])), Ok(Relation::Apart(Vec::new())));
        assert_eq!(none.relation(&value(3, &[2]), &value(1, &[])), Err(Unknown(vec![id(1), id(3)])));
    }

    #[test]
    fn walks_no_further_than_it_must() {
        // 1 ← 2 ← 3, and of the rest nothing is known.
        let known = known(&[(2, &[1]), (3, &[2]), (4, &[3]), (5, &[2])]);
        assert_eq!(known.relation(&value(4, &[3]), &value(2, &[1])), Ok(Relation::Newer));
        assert_eq!(known.relation(&value(2, &[1]), &value(4, &[3])), Ok(Relation::Older));
        assert_eq!(known.relation(&value(4, &[3]), &value(5, &[2])), Ok(Relation::Apart(vec![id(2)])));
        assert_eq!(known.since(id(4), Some(id(2)), 9), Ok(vec![id(4), id(3)]));
        assert_eq!(known.since(id(4), None, 2), Ok(vec![id(4), id(3)]));
        assert_eq!(known.since(id(4), None, 9), Err(Unknown(vec![id(1)])));
    }

    #[test]
    fn criss_cross_has_two_bases() {
        let known =
            known(&[(1, &[]), (2, &[1]), (3, &[1]), (4, &[2, 3]), (5, &[3, 2]), (6, &[4]), (7, &[5])]);
        let relation = known.relation(&value(6, &[4]), &value(7, &[5]));
        assert_eq!(relation, Ok(Relation::Apart(vec![id(2), id(3)])));
        // 1 is an ancestor of both too, and not a newest one.
        assert_eq!(known.relation(&value(4, &[2, 3]), &value(5, &[3, 2])), relation);
    }
}
