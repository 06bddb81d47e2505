//! Placements: which version of an app is in an environment, how it got there, and what may follow.
//!
//! Each move has one outcome, made by one function here: plans are made of them, and the gate
//! accepts nothing else.

use crate::model::{AppName, Env, EnvId, Hold, Place, Placement, ProjectName, Tree};

/// How many former versions a placement remembers.
const REMEMBERED: usize = 256;

/// What a change of a placement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Another version came in by promotion.
    Forward,
    /// An earlier version came back by rollback.
    Back,
    /// The version that is there was made live.
    Release,
    /// Both at once.
    ForwardAndRelease,
    /// The app left the environment.
    Remove,
}

/// What the step from one placement to another does. A rollback is known by the hold it puts.
pub fn move_of(old: Option<&Placement>, new: Option<&Placement>) -> Move {
    let Some(new) = new else { return Move::Remove };
    let moved = old.is_none_or(|old| old.version != new.version);
    let released = old.and_then(|old| old.released) != new.released;
    match (moved, released) {
        (true, _) if new.hold.is_some() => Move::Back,
        (true, true) => Move::ForwardAndRelease,
        (true, false) => Move::Forward,
        (false, _) => Move::Release,
    }
}

/// The gate's rule for a placement, on the tree after the commit.
///
/// # Errors
/// The rule that is broken, in words.
pub fn placement_rule(
    after: &Tree,
    p: &ProjectName,
    env: EnvId,
    app: &AppName,
    old: Option<&Placement>,
    new: &Placement,
) -> Result<(), String> {
    let chain = after.chain(p);
    let Some(target) = after.get::<Env>(Place::Env(p.clone(), env)) else {
        return Err("its environment does not exist".to_owned());
    };
    let Some(version) = after.version(p, app, new.version) else {
        return Err(format!("v{} does not exist", new.version));
    };
    let been = old.map(|old| old.been.as_slice()).unwrap_or_default();
    let is_last = chain.last().is_some_and(|(id, _)| *id == env);
    // Each move has one outcome: what the engine's own function makes of the placement before.
    let outcome = match (move_of(old, Some(new)), old) {
        (Move::Back, Some(old)) => {
            if !been.contains(&new.version) {
                return Err(format!("v{} never was in {}", new.version, target.name));
            }
            let reason = new.hold.as_ref().and_then(|hold| hold.reason.clone());
            rolled_back(old, new.version, reason)
        }
        (Move::Release, Some(old)) => Placement { released: Some(old.version), ..old.clone() },
        _ => {
            if version.withdrawn.is_some() {
                return Err(format!("v{} was withdrawn", new.version));
            }
            let first = chain.first().is_some_and(|(id, _)| *id == env);
            let sources = sources(after, p, env, target);
            let passed = |(id, _): &(EnvId, &Env)| {
                after.placement(p, *id, app).is_some_and(|placed| placed.been.contains(&new.version))
            };
            if !first && !sources.iter().any(passed) {
                let names: Vec<&str> = sources.iter().map(|(_, e)| e.name.as_str()).collect();
                return Err(format!("v{} never was in {}", new.version, names.join(" or ")));
            }
            let came = moved(old, new.version);
            let released = if new.released == Some(new.version) { new.released } else { came.released };
            Placement { released, ..came }
        }
    };
    if *new != outcome {
        return Err("its memory of versions does not fit".to_owned());
    }
    if new.released != old.and_then(|old| old.released) && !is_last {
        return Err(format!("{} is not the last environment: nothing is released from it", target.name));
    }
    Ok(())
}

/// Where promotions into an environment may come from: where its policy says, else from the one
/// before it; into one outside the order (a preview), from anywhere.
pub(super) fn sources<'t>(tree: &'t Tree, p: &ProjectName, id: EnvId, env: &Env) -> Vec<(EnvId, &'t Env)> {
    let mut envs = tree.envs(p);
    let named = env.policy.as_ref().map(|policy| policy.promote_from.as_slice()).unwrap_or_default();
    if !named.is_empty() {
        envs.retain(|(id, _)| named.contains(id));
        return envs;
    }
    if env.order.is_none() {
        envs.retain(|(other, _)| *other != id);
        return envs;
    }
    let chain = tree.chain(p);
    let before = chain.iter().position(|(other, _)| *other == id).and_then(|at| at.checked_sub(1));
    before.map(|at| chain[at]).into_iter().collect()
}

/// The environments that a version may have come from into another: allowed sources where it was.
pub fn came_from<'t>(
    tree: &'t Tree,
    p: &ProjectName,
    to: EnvId,
    app: &AppName,
    n: u32,
) -> Vec<(EnvId, &'t Env)> {
    let Some(target) = tree.get::<Env>(Place::Env(p.clone(), to)) else { return Vec::new() };
    let was_in = |(id, _): &(EnvId, &Env)| tree.placement(p, *id, app).is_some_and(|at| at.been.contains(&n));
    sources(tree, p, to, target).into_iter().filter(was_in).collect()
}

/// The placement after version `n` came in. A promotion lifts a hold.
pub fn moved(old: Option<&Placement>, n: u32) -> Placement {
    let Some(old) = old else {
        return Placement { version: n, released: None, before: Vec::new(), been: vec![n], hold: None };
    };
    // What comes in again is no way back any more: rollbacks never toggle.
    let mut before: Vec<u32> = old.before.iter().copied().filter(|other| *other != n).collect();
    before.push(old.version);
    let surplus = before.len().saturating_sub(REMEMBERED);
    before.drain(..surplus);
    Placement { version: n, released: old.released, before, been: remember(&old.been, n), hold: None }
}

/// The versions that were there, with `n`; the lowest of the others are forgotten first.
fn remember(been: &[u32], n: u32) -> Vec<u32> {
    let mut been: Vec<u32> = been.iter().copied().filter(|other| *other != n).collect();
    let surplus = (been.len() + 1).saturating_sub(REMEMBERED);
    been.drain(..surplus);
    been.insert(been.partition_point(|other| *other < n), n);
    been
}

/// The placement after a rollback to version `n`. What came after it is forgotten as a way back:
/// rollbacks never toggle. The release goes back with the version that was released.
pub(super) fn rolled_back(old: &Placement, n: u32, reason: Option<String>) -> Placement {
    let before = match old.before.iter().rposition(|other| *other == n) {
        Some(cut) => old.before[..cut].to_vec(),
        // It had been left by a rollback: further back is what is older than it.
        None => old.before.iter().copied().filter(|other| *other < n).collect(),
    };
    Placement {
        version: n,
        released: if old.released == Some(old.version) { Some(n) } else { old.released },
        before,
        been: old.been.clone(),
        hold: Some(Hold { from: old.version, reason }),
    }
}
