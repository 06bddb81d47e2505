//! Who can open an environment: the one rule about keys.
//!
//! No wrap outside this set is valid; a member of it without a wrap is *pending*: derived, never
//! stored, and completed by the next command of anyone who holds the key.

use std::collections::BTreeMap;

use super::rights::{self, Right};
use crate::model::{EnvId, Kid, Place, Point, ProjectName, Tree};

/// The keys that an environment's key is wrapped to, with their sealing halves: active devices of
/// members who hold `open` there, and the organization's recovery keys.
pub fn readers(tree: &Tree, project: &ProjectName, env: EnvId) -> BTreeMap<Kid, Point> {
    let record = tree.get(Place::Env(project.clone(), env)).map(|record| (env, record));
    let members = tree
        .members()
        .filter(|(_, m)| rights::check(m, Right::Open, record, None).is_ok())
        .flat_map(|(_, m)| &m.devices);
    let recovery = tree.organization().into_iter().flat_map(|org| &org.recovery);
    members.chain(recovery).filter(|d| !d.revoked).map(|d| (d.kid(), d.seal)).collect()
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
