//! Exposure: secrets that somebody could read who may not any more.
//!
//! A new key keeps what is set afterwards from who left; what was there before they know. It follows from
//! the keys: who was given one could open everything that is sealed under it and under those before it.
//! A secret is exposed until it is changed, or somebody who manages the environment waives it.

use std::collections::BTreeMap;

use super::Write;
use super::readers::readers;
use crate::model::{
    Content, EnvId, Epoch, Key, Kid, MemberId, Place, Prefix, ProjectName, Record, Scope, Tree, Value,
    Waiver, WriteId,
};

/// A secret that somebody may know who may not open it any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposed {
    /// The environment.
    pub env: EnvId,
    /// Whose value it is.
    pub scope: Scope,
    /// The constant, or the field of a datasource.
    pub key: Key,
    /// The write that made the value.
    pub write: WriteId,
    /// The keys that opened it, of who may not any more.
    pub to: Vec<Kid>,
}

/// The secrets of a project that are exposed, on a tree with its environments, keys, values and waivers.
pub fn exposed(tree: &Tree, p: &ProjectName) -> Vec<Exposed> {
    let mut all = Vec::new();
    for (env, _) in tree.envs(p) {
        let now = readers(tree, p, env);
        // The newest key that each of those had who may not have one any more.
        let mut had: BTreeMap<Kid, u32> = BTreeMap::new();
        for (path, entry) in tree.scan(&Prefix::epochs(p, env)) {
            let (Place::Epoch(_, _, n), Record::Epoch(Epoch { wraps, .. })) = (path.place(), &entry.record)
            else {
                continue;
            };
            for wrap in wraps.iter().filter(|wrap| !now.contains_key(&wrap.kid)) {
                let newest = had.entry(wrap.kid).or_default();
                *newest = n.max(*newest);
            }
        }
        for (path, entry) in tree.scan(&Prefix::values(p, env)) {
            let Record::Value(Value { id, content: Content::Sealed(sealed), .. }) = &entry.record else {
                continue;
            };
            let Place::Value(_, _, scope, key) = path.place() else { continue };
            let to: Vec<Kid> = had.iter().filter(|(_, n)| sealed.epoch <= **n).map(|(kid, _)| *kid).collect();
            let waiver = tree.get::<Waiver>(Place::Waiver(p.clone(), env, scope.clone(), key.clone()));
            if !to.is_empty() && waiver.is_none_or(|waiver| waiver.write != *id) {
                all.push(Exposed { env, scope, key, write: *id, to });
            }
        }
    }
    all
}

/// Plans that exposed secrets are left as they are.
pub fn waive(p: &ProjectName, exposed: &[Exposed], by: MemberId, reason: &str) -> Vec<Write> {
    let waiver = |one: &Exposed| {
        let place = Place::Waiver(p.clone(), one.env, one.scope.clone(), one.key.clone());
        Write::put(place, Waiver { write: one.write, by, reason: reason.to_owned() })
    };
    exposed.iter().map(waiver).collect()
}
