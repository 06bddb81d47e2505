//! Placements: which version of an app is in an environment, how it got there, and what may follow.
//!
//! Each move has one outcome, made by one function here: plans are made of them, and the gate
//! accepts nothing else.

use super::freeze;
use crate::model::{
    AppName, Bypass, Env, EnvId, Hold, Moment, Pin, Place, Placement, ProjectName, Run, RunState, Tree,
};

/// How many former versions a placement remembers.
const REMEMBERED: usize = 256;
/// Most rules that were set aside in one placement, and the longest reason of one, in bytes.
const BYPASSED_MAX: usize = 128;
const REASON_MAX: usize = 1024;

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
    /// Nothing moved: a verification was noted, or a hold was lifted.
    Mark,
    /// The app left the environment.
    Remove,
}

/// What the step from one placement to another does. A rollback is known by the hold it puts.
pub fn move_of(old: Option<&Placement>, new: Option<&Placement>) -> Move {
    let Some(new) = new else { return Move::Remove };
    let moved = old.is_none_or(|old| old.version != new.version);
    let released = old.and_then(|old| old.released) != new.released;
    let leaves = |hold: &Hold| !hold.chosen && old.is_some_and(|old| old.version == hold.from);
    match (moved, released) {
        (true, _) if new.hold.as_ref().is_some_and(leaves) => Move::Back,
        (true, true) => Move::ForwardAndRelease,
        (true, false) => Move::Forward,
        (false, true) => Move::Release,
        (false, false) => Move::Mark,
    }
}

/// When a commit that follows a tree is made.
pub fn next(tree: &Tree, now: u64) -> Moment {
    Moment { rev: tree.head.seq + 1, time: now.max(tree.time) }
}

/// What was appended to the rules that were set aside.
pub fn added<'p>(old: Option<&Placement>, new: &'p Placement) -> &'p [Bypass] {
    let known = old.map_or(0, |old| old.bypassed.len());
    new.bypassed.get(known..).unwrap_or_default()
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
    let step = move_of(old, Some(new));
    let now = Moment { rev: after.head.seq, time: after.time };
    if old.is_none_or(|old| old.version != new.version) {
        still(after, p, env, app, new.version)?;
    }
    // Each move has one outcome: what the engine's own function makes of the placement before.
    let outcome = match (step, old) {
        (Move::Back, Some(old)) => {
            if !been.contains(&new.version) {
                return Err(format!("v{} never was in {}", new.version, target.name));
            }
            let reason = new.hold.as_ref().and_then(|hold| hold.reason.clone());
            rolled_back(old, new.version, reason, new.since.clone())
        }
        (Move::Release, Some(old)) => Placement { released: Some(old.version), ..old.clone() },
        (Move::Mark, Some(old)) => {
            let (verified, unverified) = (new.verified.clone(), new.unverified.clone());
            let hold = new.hold.clone().and(old.hold.clone());
            if !verified.iter().chain(&unverified).all(|n| been.contains(n)) {
                return Err("it verifies a version that never was there".to_owned());
            }
            let ordered = |list: &[u32]| list.is_sorted_by(|a, b| a < b);
            if !ordered(&verified) || !ordered(&unverified) || unverified.iter().any(|n| verified.contains(n))
            {
                return Err("its verifications are not in order".to_owned());
            }
            Placement { verified, unverified, hold, ..old.clone() }
        }
        _ => {
            if version.withdrawn.is_some() {
                return Err(format!("v{} was withdrawn", new.version));
            }
            let bypassed = added(old, new);
            came_rightly(after, p, (env, target), app, new.version, bypassed)?;
            let mut came = moved(old, new.version, new.since.clone());
            if let (Some(hold), Some(old)) = (&new.hold, old)
                && hold.chosen
                && hold.from == old.version
                && hold.since == new.since
            {
                came.hold = Some(hold.clone());
            }
            came.bypassed.extend_from_slice(bypassed);
            let released = if new.released == Some(new.version) { new.released } else { came.released };
            Placement { released, ..came }
        }
    };
    if *new != outcome {
        return Err("its memory of versions does not fit".to_owned());
    }
    let moved = old.is_none_or(|old| old.version != new.version);
    if moved && new.since.as_ref().is_some_and(|since| *since != now) {
        return Err("its time is not that of its commit".to_owned());
    }
    let too_long = |hold: &Hold| hold.reason.as_ref().is_some_and(|reason| reason.len() > 4 * REASON_MAX);
    if new.bypassed.len() > BYPASSED_MAX || new.hold.as_ref().is_some_and(too_long) {
        return Err("it holds more than the format allows".to_owned());
    }
    if new.released != old.and_then(|old| old.released) && !is_last {
        return Err(format!("{} is not the last environment: nothing is released from it", target.name));
    }
    Ok(())
}

/// Nothing holds the app in the environment to what is there: no pin to another version, and no
/// promotion that is under way.
fn still(after: &Tree, p: &ProjectName, env: EnvId, app: &AppName, n: u32) -> Result<(), String> {
    if let Some(pinned) = pin(after, p, env, app).and_then(|pin| pin.version)
        && pinned != n
    {
        return Err(format!("{app} is pinned to v{pinned} there"));
    }
    match run(after, p, env, app) {
        Some(run) if is_running(run, after.time) => {
            Err(format!("a promotion of {app} v{} is under way there", run.version))
        }
        _ => Ok(()),
    }
}

/// Whether a version may come into an environment by promotion: from where it may come from, with
/// what its policy asks for, or with these rules set aside.
fn came_rightly(
    after: &Tree,
    p: &ProjectName,
    (env, target): (EnvId, &Env),
    app: &AppName,
    n: u32,
    bypassed: &[Bypass],
) -> Result<(), String> {
    let chain = after.chain(p);
    let at = chain.iter().position(|(id, _)| *id == env);
    let here = Moment { rev: after.head.seq, time: after.time };
    for rule in bypassed {
        if rule.version != n || rule.at.as_ref().is_some_and(|at| *at != here) {
            return Err("it sets a rule aside for another version or time".to_owned());
        }
        if rule.reason.trim().is_empty() || rule.reason.len() > REASON_MAX {
            return Err("a rule is set aside with a reason".to_owned());
        }
        if rule.accepted.is_some() != rule.skipped.is_empty() {
            return Err("it sets aside one rule at a time".to_owned());
        }
        if let Some(code) = rule.accepted.as_deref().map(code_of)
            && !may_accept(target, code)
        {
            return Err(format!("{} does not let {code} be accepted", target.name));
        }
    }
    if at == Some(0) {
        return Ok(());
    }
    let there = |id: EnvId| after.placement(p, id, app).filter(|placed| placed.been.contains(&n));
    let sources = sources(after, p, env, target);
    let passed: Vec<&Placement> = sources.iter().filter_map(|(id, _)| there(*id)).collect();
    let skipped = bypassed.iter().any(|rule| !rule.skipped.is_empty());
    let earlier = || chain[..at.unwrap_or(0)].iter().filter_map(|(id, _)| there(*id)).collect::<Vec<_>>();
    let passed = match passed.is_empty() {
        true if skipped => earlier(),
        _ => passed,
    };
    if passed.is_empty() {
        let names: Vec<&str> = sources.iter().map(|(_, e)| e.name.as_str()).collect();
        return Err(format!("v{n} never was in {}", names.join(" or ")));
    }
    let waived = bypassed.iter().any(|rule| rule.accepted.as_deref() == Some("PF9:verification"));
    let asked = target.policy.as_ref().is_some_and(|policy| policy.requires_verification);
    if asked && !waived && !passed.iter().any(|placed| placed.verified.contains(&n)) {
        return Err(format!("v{n} was not verified where it comes from"));
    }
    Ok(())
}

/// The code of an accepted finding: what stands before the colon.
pub fn code_of(accepted: &str) -> &str {
    accepted.split(':').next().unwrap_or(accepted)
}

/// Whether an environment lets a finding be accepted: with a policy those that it names, without
/// one all of them; never what the gate refuses in any case.
pub fn may_accept(env: &Env, code: &str) -> bool {
    code != "PF11" && env.policy.as_ref().is_none_or(|policy| policy.accept.iter().any(|named| named == code))
}

/// What an app in an environment keeps to.
pub fn pin<'t>(tree: &'t Tree, p: &ProjectName, env: EnvId, app: &AppName) -> Option<&'t Pin> {
    tree.get(Place::Pin(p.clone(), env, app.clone()))
}

/// The promotion of an app into an environment whose hooks are under way, or failed.
pub fn run<'t>(tree: &'t Tree, p: &ProjectName, env: EnvId, app: &AppName) -> Option<&'t Run> {
    tree.get(Place::Run(p.clone(), env, app.clone()))
}

/// Whether a promotion is under way: one whose lease is over has failed.
pub fn is_running(run: &Run, time: u64) -> bool {
    run.state == RunState::Running && time < run.lease
}

/// Whether an app in an environment follows the newest version.
pub fn follows_latest(tree: &Tree, p: &ProjectName, (id, env): (EnvId, &Env), app: &AppName) -> bool {
    pin(tree, p, id, app).map_or(env.latest, |pin| pin.version.is_none())
}

/// The gate's rule for a run, on the tree after the commit.
///
/// # Errors
/// The rule that is broken, in words.
pub fn run_rule(
    after: &Tree,
    p: &ProjectName,
    env: EnvId,
    app: &AppName,
    old: Option<&Run>,
    new: &Run,
) -> Result<(), String> {
    if after.get::<Env>(Place::Env(p.clone(), env)).is_none() {
        return Err("its environment does not exist".to_owned());
    }
    if after.version(p, app, new.version).is_none() {
        return Err(format!("v{} does not exist", new.version));
    }
    if new.label.len() > REASON_MAX || new.failure.as_ref().is_some_and(|text| text.len() > REASON_MAX) {
        return Err("it holds more than the format allows".to_owned());
    }
    // Another one begins only when the one before has ended, or its lease has.
    let goes_on = |old: &Run| {
        old.version == new.version
            && old.rollback == new.rollback
            && old.hooks == new.hooks
            && old.step <= new.step
            && (new.drift || !old.drift)
    };
    match old {
        Some(old) if is_running(old, after.time) && !goes_on(old) => {
            Err(format!("a promotion of {app} v{} is under way there", old.version))
        }
        _ => Ok(()),
    }
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
    let mut chain = tree.chain(p);
    chain.truncate(chain.iter().position(|(other, _)| *other == id).unwrap_or(0));
    // What is optional may be passed by: the one before it will do as well.
    let must = chain.iter().rposition(|(_, env)| !env.optional).unwrap_or(0);
    chain.split_off(must.min(chain.len()))
}

/// Where a promotion into an environment comes from, if nobody says: the last of its sources; into
/// one outside the order, what it was made from, or the first.
pub fn default_source(tree: &Tree, p: &ProjectName, id: EnvId, target: &Env) -> Option<EnvId> {
    match target.order {
        Some(_) => sources(tree, p, id, target).last().map(|(id, _)| *id),
        None => target.created_from.or_else(|| tree.chain(p).first().map(|(id, _)| *id)),
    }
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

/// The placement after version `n` came in. What is newer than what a rollback left lifts its hold.
pub fn moved(old: Option<&Placement>, n: u32, since: Option<Moment>) -> Placement {
    let Some(old) = old else { return Placement { since, ..Placement::of(n) } };
    // What comes in again is no way back any more: rollbacks never toggle.
    let mut before: Vec<u32> = old.before.iter().copied().filter(|other| *other != n).collect();
    before.push(old.version);
    let surplus = before.len().saturating_sub(REMEMBERED);
    before.drain(..surplus);
    let been = remember(&old.been, n);
    // A version that comes in again is verified again.
    let kept = |list: &[u32]| list.iter().copied().filter(|v| *v != n && been.contains(v)).collect();
    Placement {
        version: n,
        released: old.released,
        before,
        hold: old.hold.clone().filter(|hold| n < hold.from),
        since,
        verified: kept(&old.verified),
        unverified: kept(&old.unverified),
        bypassed: old.bypassed.clone(),
        been,
    }
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
pub(super) fn rolled_back(
    old: &Placement,
    n: u32,
    reason: Option<String>,
    since: Option<Moment>,
) -> Placement {
    let before = match old.before.iter().rposition(|other| *other == n) {
        Some(cut) => old.before[..cut].to_vec(),
        // It had been left by a rollback: further back is what is older than it.
        None => old.before.iter().copied().filter(|other| *other < n).collect(),
    };
    Placement {
        version: n,
        released: if old.released == Some(old.version) { Some(n) } else { old.released },
        before,
        hold: Some(Hold { from: old.version, reason, since: since.clone(), chosen: false }),
        since,
        ..old.clone()
    }
}

/// What keeps a lock's environment as it is: everything but what a rollback does, unless its policy
/// says that rollbacks wait as well.
pub fn is_locked(env: &Env, time: u64, is_rollback: bool) -> bool {
    let exempt = is_rollback && !env.policy.as_ref().is_some_and(|policy| policy.freeze_rollbacks);
    freeze::lock(env, time).is_some() && !exempt
}
