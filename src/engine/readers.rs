//! Who can open an environment: the one rule about keys.
//!
//! No wrap outside this set is valid; a member of it without a wrap is *pending*: derived, never
//! stored, and completed by the next command of anyone who holds the key.

use std::collections::BTreeMap;

use super::rights::{Actor, At, Right};
use crate::model::{Env, EnvId, Kid, Place, Point, ProjectName, Tree};

/// The keys that an environment's key is wrapped to, with their sealing halves: active devices of
/// members who hold `open` there, tokens that do, and the organization's recovery keys.
pub fn readers(tree: &Tree, project: &ProjectName, env: EnvId) -> BTreeMap<Kid, Point> {
    let record = tree.get::<Env>(Place::Env(project.clone(), env)).map(|record| (env, record));
    let at = At { project: Some(project), env: record, app: None };
    let opens = |actor: Actor| actor.access(tree).decide(Right::Open, at).is_ok();
    let members = tree.members().filter(|(id, _)| opens(Actor::Member(*id))).flat_map(|(_, m)| &m.devices);
    let tokens = tree.tokens().filter(|(_, token)| !token.key.revoked);
    let tokens = tokens.filter(|(id, _)| opens(Actor::Token(*id))).map(|(_, token)| &token.key);
    let recovery = tree.organization().into_iter().flat_map(|org| &org.recovery);
    let active = members.chain(tokens).chain(recovery).filter(|d| !d.revoked);
    active.map(|d| (d.kid(), d.seal)).collect()
}

/// The readers of an environment that its current key is not wrapped to yet.
pub fn pending(tree: &Tree, project: &ProjectName, env: EnvId) -> BTreeMap<Kid, Point> {
    let mut readers = readers(tree, project, env);
    if let Some((_, epoch)) = tree.epoch(project, env) {
        readers.retain(|kid, _| !epoch.wraps.iter().any(|w| w.kid == *kid));
    }
    readers
}

/// Whether the current key of an environment is wrapped to someone who is no reader any more: a
/// new key is due before the next secret is written.
pub fn rotation_due(tree: &Tree, project: &ProjectName, env: EnvId) -> bool {
    let readers = readers(tree, project, env);
    let wraps = tree.epoch(project, env).into_iter().flat_map(|(_, epoch)| &epoch.wraps);
    wraps.into_iter().any(|w| !readers.contains_key(&w.kid))
}
