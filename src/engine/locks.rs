//! What a lock of an environment keeps from being written. When it ends is in `freeze`, how it is set in
//! `marks`.

use super::freeze;
use super::gate::Refusal;
use super::placement::{self, Move};
use super::transition::env_of;
use crate::model::{Env, Leaf, Member, Place, Record, Tree};

/// A lock keeps everything in its environment as it is, but for its keys (who loses access loses it
/// now), for itself, and for rollbacks, if the environment says nothing else.
pub fn fits(before: &Tree, leaf: &Leaf, time: u64) -> Result<(), Refusal> {
    let place = leaf.path.place();
    let (Some(p), Some(id)) = (place.project(), place.env()) else { return Ok(()) };
    let Some((_, env)) = env_of(before, p, id) else { return Ok(()) };
    if freeze::lock(env, time).is_none() {
        return Ok(());
    }
    let back = match (&place, &leaf.record) {
        (Place::Epoch(..), _) => return Ok(()),
        (Place::Env(..), Some(Record::Env(new))) => {
            let unlocks = Env { lock: new.lock.clone(), ..env.clone() } == *new && new.lock != env.lock;
            if unlocks {
                return Ok(());
            }
            false
        }
        (Place::Placement(_, _, app), Some(Record::Placement(new))) => {
            placement::move_of(before.placement(p, id, app), Some(new)) == Move::Back
        }
        (Place::Run(..), Some(Record::Run(run))) => run.rollback,
        // What ends a rollback, or what a rollback ends.
        (Place::Run(..), None) => true,
        _ => false,
    };
    open(before, env, time, back)
}

/// Whether an environment may be written to: by a rollback, or by anything else.
///
/// # Errors
/// The lock that is in the way, as the gate says it.
pub fn open(before: &Tree, env: &Env, time: u64, is_rollback: bool) -> Result<(), Refusal> {
    let Some(lock) = freeze::lock(env, time) else { return Ok(()) };
    if !placement::is_locked(env, time, is_rollback) {
        return Ok(());
    }
    let who = before.get::<Member>(Place::Member(lock.by)).map(|m| m.name.clone());
    Err(Refusal::Locked {
        env: env.name.clone(),
        who: who.unwrap_or_else(|| "someone who left".to_owned()),
        until: lock.until,
        reason: lock.reason.clone(),
    })
}
