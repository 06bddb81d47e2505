//! Bringing an environment's values back to what they were: new writes, which say what they undid.
//!
//! What a rollback undid stays undone: a merge holds it back until somebody says otherwise or its
//! source moves on.

use std::collections::{BTreeMap, BTreeSet};

use super::lineage::Ancestry;
use super::merge::Said;
use super::merging::{Both, both, rule, says};
use super::resolve::Open;
use super::whole::{Broken, Slot, broken};
use super::{Secret, Write, plan_name};
use crate::model::cbor::Writer;
use crate::model::{Content, EnvId, OpId, Place, ProjectName, Tree, Value, WriteId};

/// Most writes that a rollback names as undone: with its parent, as many as a value may name.
const UNDID_MAX: usize = 63;

/// What a rollback does with one key.
#[derive(Clone, Debug)]
pub struct Restored {
    /// Where it stands.
    pub slot: Slot,
    /// Whether it is a secret.
    pub secret: bool,
    /// What it says now.
    pub now: Said,
    /// What it said then, and will say again.
    pub then: Said,
}

/// What a rollback of values would do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The keys that change, in order.
    pub keys: Vec<Restored>,
    /// Those that cannot be brought back, because the caller cannot read what they were.
    pub unreadable: Vec<Slot>,
    /// Those that had a value then and are not declared any more, or were secret and are plain now: they
    /// are left out.
    pub left_out: Vec<Slot>,
    /// What would not hold together afterwards.
    pub broken: Vec<Broken>,
    /// The changes; none if anything is in the way.
    pub writes: Vec<Write>,
    /// A hash of all that the plan rests on.
    pub id: String,
}

/// The writes that have to be known before [`restore`] can say what it undoes.
pub fn unknown(all: &[Both<'_>], known: &Ancestry) -> Vec<WriteId> {
    let since = |both: &Both<'_>| {
        known.since(both.target?.value.id, both.source.map(|at| at.value.id), UNDID_MAX).err()
    };
    let unknown: BTreeSet<WriteId> =
        all.iter().filter(|both| !both.is_same()).filter_map(since).flat_map(|unknown| unknown.0).collect();
    unknown.into_iter().collect()
}

/// Plans bringing an environment's values back to what they were in another tree. `known` has what
/// [`unknown`] asked for.
pub fn restore(
    (now, open): (&Tree, &Open<'_>),
    (then, open_then): (&Tree, &Open<'_>),
    p: &ProjectName,
    env: EnvId,
    select: Option<&dyn Fn(&Slot) -> bool>,
    known: &Ancestry,
    op: OpId,
) -> Plan {
    let mut plan = Plan {
        keys: Vec::new(),
        unreadable: Vec::new(),
        left_out: Vec::new(),
        broken: Vec::new(),
        writes: Vec::new(),
        id: String::new(),
    };
    let mut changes = BTreeMap::new();
    let mut rests_on = Writer::default();
    rests_on.text("restore");
    rests_on.bytes(&now.org.0);
    rests_on.text(p.as_str());
    rests_on.bytes(&env.0);
    for one in both((then, env), (now, env), p) {
        let (Some(slot), Some(at)) = (one.slot(), one.target) else { continue };
        if one.is_same() || select.is_some_and(|select| !select(&slot)) {
            continue;
        }
        let (is, was) = (says(one.target, open), says(one.source, open_then));
        if is.agrees(&was) {
            continue;
        }
        let secret = match (rule(now, p, &slot), &was) {
            (declared, Said::Nothing) => declared.is_some_and(|(secret, _)| secret),
            (Some((true, _)), _) => true,
            (Some((false, _)), Said::Plain(_)) => false,
            _ => {
                plan.left_out.push(slot);
                continue;
            }
        };
        let path = Place::Value(p.clone(), env, slot.scope.clone(), slot.key.clone()).path();
        rests_on.text(path.as_str());
        rests_on.bytes(&at.value.id.0);
        rests_on.bytes(&one.source.map_or(WriteId::ZERO, |at| at.value.id).0);
        let (parents, undid) = (vec![at.value.id], undone(at.value, one.source.map(|at| at.value), known));
        let id = WriteId::of(op, path.as_str());
        plan.writes.push(match &was {
            Said::Unreadable => {
                plan.unreadable.push(slot);
                continue;
            }
            Said::Plain(value) | Said::Secret(value) if secret => {
                Write::Seal(path, Secret { value: value.clone(), id, parents, undid })
            }
            Said::Plain(text) | Said::Secret(text) => {
                let content = Content::Plain(text.expose().to_vec());
                Write::Put(path, Value { id, parents, undid, content }.into())
            }
            Said::Nothing => Write::Put(path, Value { id, parents, undid, content: Content::Deleted }.into()),
        });
        changes.insert(slot.clone(), was.clone());
        plan.keys.push(Restored { slot, secret, now: is, then: was });
    }
    plan.broken = broken(now, p, env, &changes);
    if !plan.broken.is_empty() || !plan.unreadable.is_empty() {
        plan.writes.clear();
    }
    rests_on.uint(plan.broken.len() as u64);
    plan.id = plan_name(rests_on);
    plan
}

/// What going back from one write to an earlier one undoes: everything since, and what the earlier one
/// had undone itself, which is undone again.
pub fn undone(now: &Value, then: Option<&Value>, known: &Ancestry) -> Vec<WriteId> {
    let since = known.since(now.id, then.map(|then| then.id), UNDID_MAX);
    let mut undid = since.unwrap_or_else(|_| vec![now.id]);
    for write in then.into_iter().flat_map(|then| &then.undid) {
        if undid.len() < UNDID_MAX && !undid.contains(write) {
            undid.push(*write);
        }
    }
    undid
}
