//! Floor 1, verbs: pure functions from a tree to changes, and the gate that judges every commit.
//!
//! No I/O, no clock, no randomness: what a verb needs of those comes as an argument, so that the
//! same call gives the same answer on a laptop, on a server and in an audit ten years later.
//! Nothing here fails for an outside reason.

use std::collections::BTreeSet;

use crate::crypto::Plain;
use crate::model::cbor::Writer;
use crate::model::{Content, EnvId, Hash, Kid, OpId, Path, Place, ProjectName, Record, Value, WriteId};

pub mod approvals;
pub mod apps;
pub mod bring;
pub mod check;
pub mod constants;
pub mod copy;
pub mod datasources;
pub mod declare;
pub mod deploy;
pub mod diff;
pub mod drafts;
pub mod envs;
pub mod exposure;
pub mod flags;
pub mod freeze;
pub mod gate;
pub mod history;
pub mod lineage;
pub mod locks;
pub mod marks;
mod membership;
pub mod merge;
pub mod merging;
pub mod orgs;
pub mod people;
pub mod placement;
pub mod plan;
pub mod policy;
pub mod preflight;
pub mod promote;
pub mod readers;
pub mod reads;
pub mod references;
pub mod refusal;
pub mod release;
pub mod rename;
pub mod resolve;
pub mod restore;
pub mod rights;
pub mod rules;
pub mod sight;
pub mod signin;
pub mod templates;
pub mod three_way;
mod transition;
pub mod whole;
pub mod witness;

pub use gate::Refusal;
pub use rights::{Denied, Right};

/// Most writes that one write names as its parents here; the gate lets a value name some more.
const PARENTS_MAX: usize = 32;

/// One change that a verb asks for; the client turns a list of them into a commit.
#[derive(Clone, Debug)]
pub enum Write {
    /// The record is there from now on.
    Put(Path, Record),
    /// The secret is there from now on: the client seals it before it signs.
    Seal(Path, Secret),
    /// A new key of the environment, from now on: the client makes it and wraps it to the readers.
    Rekey(ProjectName, EnvId),
    /// The environment's key, wrapped from now on to every reader who has no wrap yet, or to these.
    Share(ProjectName, EnvId, Option<Vec<Kid>>),
    /// The record is gone.
    Delete(Path),
}

/// A secret to be sealed, with its lineage.
#[derive(Clone, Debug)]
pub struct Secret {
    /// The value.
    pub value: Plain,
    /// The write's id.
    pub id: WriteId,
    /// The writes that it descends from.
    pub parents: Vec<WriteId>,
    /// The writes that it undoes.
    pub undid: Vec<WriteId>,
}

impl Write {
    /// Puts a record at a place.
    pub fn put(place: Place, record: impl Into<Record>) -> Write {
        Write::Put(place.path(), record.into())
    }

    /// Writes a value, plain or secret, over what was written there before.
    pub fn value(op: OpId, place: Place, before: Option<&Value>, value: Plain, secret: bool) -> Write {
        let path = place.path();
        let id = WriteId::of(op, path.as_str());
        let parents = before.map(|v| v.id).into_iter().collect();
        if secret {
            return Write::Seal(path, Secret { value, id, parents, undid: Vec::new() });
        }
        let content = Content::Plain(value.into_exposed());
        Write::Put(path, Value { id, parents, undid: Vec::new(), content }.into())
    }

    /// Removes a value: a write like any other, which leaves its trace.
    pub fn unset(op: OpId, place: Place, before: &Value) -> Write {
        let path = place.path();
        let id = WriteId::of(op, path.as_str());
        let content = Content::Deleted;
        Write::Put(path, Value { id, parents: vec![before.id], undid: Vec::new(), content }.into())
    }

    /// Makes writes of one value in several environments one write: what they have in common from
    /// then on, so that a change in one of them merges into the others.
    fn share(writes: &mut [Write]) {
        let lineage = |write: &Write| match write {
            Write::Put(_, Record::Value(Value { id, parents, .. })) => Some((*id, parents.clone())),
            Write::Seal(_, Secret { id, parents, .. }) => Some((*id, parents.clone())),
            _ => None,
        };
        let Some((first, _)) = writes.first().and_then(lineage) else { return };
        let replaced: BTreeSet<WriteId> =
            writes.iter().filter_map(lineage).flat_map(|(_, parents)| parents).collect();
        // A value names so many parents: in more environments than that they stay apart.
        if replaced.len() > PARENTS_MAX {
            return;
        }
        for write in writes {
            match write {
                Write::Put(_, Record::Value(Value { id, parents, .. }))
                | Write::Seal(_, Secret { id, parents, .. }) => {
                    *id = first;
                    *parents = replaced.iter().copied().collect();
                }
                _ => {}
            }
        }
    }

    /// The record that changes; none for a new key, whose number the client knows.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Write::Put(path, _) | Write::Seal(path, _) | Write::Delete(path) => Some(path),
            Write::Rekey(..) | Write::Share(..) => None,
        }
    }
}

/// The id of a plan: a hash of what it rests on.
fn plan_name(rests_on: Writer) -> String {
    let hash = Hash::of("envctl/plan/v1", &[&rests_on.into_bytes()]);
    format!("plan-{}", &hash.to_string()[..12])
}
