//! Bringing back what another tree of the same project holds, a backup's: what is missing or says
//! something else is written anew. What came since stays.
//!
//! Invariant: the writes descend from what is there now, so that a later merge knows them; no version
//! and no placement comes back by this, those are promoted.

use std::collections::BTreeSet;

use super::Write;
use super::envs::{self, EnvError};
use super::merge::Said;
use super::merging::{At, rule, says};
use super::resolve::Open;
use super::restore::Restored;
use super::whole::Slot;
use crate::model::{Env, EnvId, EnvName, OpId, Path, Place, Prefix, ProjectName, Record, Scope, Tree, Value};

/// A tree, and what opens its secrets.
#[derive(Clone, Copy)]
pub struct Side<'s> {
    /// The records.
    pub tree: &'s Tree,
    /// Opens what is sealed in it.
    pub open: &'s Open<'s>,
}

/// Where the values of an environment go.
#[derive(Clone, Debug)]
pub enum Target {
    /// Into one that is there.
    There(EnvId),
    /// Into a new one, with this id and name.
    New(EnvId, EnvName),
}

/// What comes back.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Environments that are made.
    pub made: Vec<EnvName>,
    /// Declarations that are made.
    pub declared: Vec<Place>,
    /// Values that change, with the environment that they change in.
    pub keys: Vec<(EnvId, Restored)>,
    /// Secrets that cannot be read, with the environment that they would go into.
    pub unreadable: Vec<(EnvId, Slot)>,
    /// Values whose app is gone, or that were secret and are declared as plain now: they are left out.
    pub left_out: Vec<(EnvId, Slot)>,
    /// The changes.
    pub writes: Vec<Write>,
}

/// Plans bringing environments back.
///
/// # Errors
/// When an environment cannot be made.
pub fn bring(
    now: Side<'_>,
    then: Side<'_>,
    p: &ProjectName,
    envs: &[(EnvId, Target)],
    select: &dyn Fn(&Slot) -> bool,
    op: OpId,
) -> Result<Plan, EnvError> {
    let mut plan = Plan::default();
    let mut declared: BTreeSet<Path> = BTreeSet::new();
    for (from, target) in envs {
        let into = match target {
            Target::There(id) => *id,
            Target::New(id, name) => {
                let record = then.tree.get::<Env>(Place::Env(p.clone(), *from));
                plan.writes.extend(made(now.tree, p, *id, name, record)?);
                plan.made.push(name.clone());
                *id
            }
        };
        for (path, entry) in then.tree.scan(&Prefix::values(p, *from)) {
            let (Place::Value(_, _, scope, key), Record::Value(value)) = (path.place(), &entry.record) else {
                continue;
            };
            let slot = Slot { scope, key };
            if !value.is_set() || !select(&slot) {
                continue;
            }
            one(now, then, p, into, slot, At { path, value, rev: entry.rev }, op, &mut declared, &mut plan);
        }
    }
    Ok(plan)
}

#[allow(clippy::too_many_arguments, reason = "one value, and all that decides about it")]
fn one(
    now: Side<'_>,
    then: Side<'_>,
    p: &ProjectName,
    into: EnvId,
    slot: Slot,
    at: At<'_>,
    op: OpId,
    declared: &mut BTreeSet<Path>,
    plan: &mut Plan,
) {
    let place = Place::Value(p.clone(), into, slot.scope.clone(), slot.key.clone());
    let path = place.path();
    let entry = now.tree.entries().get(&path);
    let before: Option<(&Value, u64)> = entry.and_then(|entry| match &entry.record {
        Record::Value(value) => Some((value, entry.rev)),
        _ => None,
    });
    let is = says(before.map(|(value, rev)| At { path: &path, value, rev }), now.open);
    let was = says(Some(at), then.open);
    let gone = matches!(&slot.scope, Scope::App(app) if now.tree.app(p, app).is_none());
    let (here, there) = (rule(now.tree, p, &slot), rule(then.tree, p, &slot));
    let secret = match (here, there) {
        _ if gone => return plan.left_out.push((into, slot)),
        (Some((false, _)), _) if matches!(was, Said::Secret(_) | Said::Unreadable) => {
            return plan.left_out.push((into, slot));
        }
        (Some((secret, _)), _) => secret,
        (None, Some((secret, _))) => {
            if let Some((place, record)) = declaration(then.tree, p, &slot)
                && declared.insert(place.path())
            {
                plan.writes.push(Write::Put(place.path(), record));
                plan.declared.push(place);
            }
            secret
        }
        (None, None) => return plan.left_out.push((into, slot)),
    };
    let value = match &was {
        _ if is.agrees(&was) => return,
        Said::Plain(value) | Said::Secret(value) => value.clone(),
        Said::Unreadable => return plan.unreadable.push((into, slot)),
        Said::Nothing => return,
    };
    plan.writes.push(Write::value(op, place, before.map(|(value, _)| value), value, secret));
    plan.keys.push((into, Restored { slot, secret, now: is, then: was }));
}

/// What a value is declared by.
fn declaration(tree: &Tree, p: &ProjectName, slot: &Slot) -> Option<(Place, Record)> {
    let place = match &slot.scope {
        Scope::Project | Scope::App(_) => Place::Constant(p.clone(), slot.key.clone()),
        Scope::Datasource(name) => Place::Datasource(p.clone(), name.clone()),
        Scope::Flag(name) => Place::Flag(p.clone(), name.clone()),
    };
    let record = tree.entry(&place.path())?.record.clone();
    Some((place, record))
}

/// An environment made again as it was, as far as that means something now.
fn made(
    now: &Tree,
    p: &ProjectName,
    id: EnvId,
    name: &EnvName,
    was: Option<&Env>,
) -> Result<Vec<Write>, EnvError> {
    let new = envs::New {
        id,
        name: name.clone(),
        order: was.and_then(|env| env.order),
        color: was.map(|env| env.color),
        description: was.and_then(|env| env.description.clone()),
        protected: false,
        from: None,
    };
    let there: BTreeSet<EnvId> = now.envs(p).into_iter().map(|(id, _)| id).collect();
    let mut policy = was.and_then(|env| env.policy.clone());
    if let Some(policy) = &mut policy {
        policy.promote_from.retain(|id| there.contains(id));
    }
    let place = Place::Env(p.clone(), id).path();
    let like = |env: Env| Env {
        policy: policy.clone(),
        optional: was.is_some_and(|was| was.optional),
        latest: was.is_some_and(|was| was.latest),
        ..env
    };
    let writes = envs::create(now, p, &new)?.into_iter().map(|write| match write {
        Write::Put(path, Record::Env(env)) if path == place => Write::Put(path, like(env).into()),
        other => other,
    });
    Ok(writes.collect())
}
