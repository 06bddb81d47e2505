//! Release and rollback: what end users get, and the way back.

use super::placement::{self, rolled_back};
use super::plan::{AppMove, Plan, PromoteError, named, plan_id};
use super::policy::{self, Arrival, Beside, Given};
use super::{Write, apps, preflight};
use crate::model::{AppName, EnvId, Place, Placement, ProjectName, Run, Tree};

/// Plans making the version that is in the last environment live.
///
/// # Errors
/// What makes it impossible.
pub fn release(
    tree: &Tree,
    p: &ProjectName,
    env: EnvId,
    names: &[AppName],
    given: &Given<'_>,
) -> Result<Plan, PromoteError> {
    let env_name = || named(tree, p, env).name.clone();
    if let Some((last, record)) = tree.chain(p).last()
        && *last != env
    {
        return Err(PromoteError::NotInLastEnv { env: env_name(), last: record.name.clone() });
    }
    let (mut moves, mut writes, mut findings) = (Vec::new(), Vec::new(), Vec::new());
    for app in names {
        if tree.app(p, app).is_none() {
            return Err(PromoteError::NoApp(app.clone()));
        }
        let not_there = || PromoteError::NotThere { app: app.clone(), env: env_name() };
        let old = tree.placement(p, env, app).ok_or_else(not_there)?;
        let version = tree.version(p, app, old.version);
        let changed = old.released != Some(old.version);
        if changed {
            let new = Placement { released: Some(old.version), ..old.clone() };
            writes.push(Write::put(Place::Placement(p.clone(), env, app.clone()), new));
            if let Some(version) = version {
                let arrival = Arrival { env, from: None, app, n: old.version, version, back: false };
                findings.extend(preflight::check(tree, p, env, app, old.version, version));
                findings.extend(policy::check(tree, p, &arrival, &ALONE, given));
            }
        }
        moves.push(AppMove {
            app: app.clone(),
            before: old.released,
            after: old.version,
            published: false,
            changed,
            diff: apps::version_diff(old.released.and_then(|n| tree.version(p, app, n)), version),
            needs: version.map_or(0, |v| v.needs.len()),
            draft_changes: 0,
            redeploy: false,
            skipped: Vec::new(),
            failed: None,
            artifact: version.and_then(|v| v.artifact.clone()),
            uses: Vec::new(),
        });
    }
    let id = plan_id("release", tree, p, env, &moves, None);
    Ok(Plan { env, from: None, source: None, apps: moves, findings, writes, id })
}

/// A way back.
#[derive(Clone, Copy, Debug)]
pub struct Back<'b> {
    /// The version to go to; none named: by steps.
    pub to: Option<u32>,
    /// How many versions further back.
    pub steps: usize,
    /// Why.
    pub reason: Option<&'b str>,
    /// A pin does not hold it.
    pub unpin: bool,
}

const ALONE: Beside<'_> = Beside { others: &[], unpin: false, resume: false };

/// Plans going back: to the version before, further, or to any that ever was there. Where a
/// promotion failed half-way, one step back is the version that is placed there, deployed again.
///
/// # Errors
/// What makes it impossible.
pub fn rollback(
    tree: &Tree,
    p: &ProjectName,
    env: EnvId,
    app: &AppName,
    back: &Back<'_>,
    given: &Given<'_>,
) -> Result<Plan, PromoteError> {
    let env_name = || named(tree, p, env).name.clone();
    if tree.app(p, app).is_none() {
        return Err(PromoteError::NoApp(app.clone()));
    }
    let old = tree
        .placement(p, env, app)
        .ok_or_else(|| PromoteError::NotThere { app: app.clone(), env: env_name() })?;
    let over = |run: &&Run| given.mine || !placement::is_running(run, given.now.max(tree.time));
    let failed = placement::run(tree, p, env, app).filter(over);
    let drifted = given.steps.is_some() && failed.is_some_and(|run| run.drift);
    let alive = |n: &u32| {
        tree.version(p, app, *n).is_some_and(|v| v.withdrawn.is_none()) && !old.unverified.contains(n)
    };
    let target = match back.to {
        Some(n) if !old.been.contains(&n) => {
            return Err(PromoteError::NeverThere { app: app.clone(), version: n, env: env_name() });
        }
        Some(n) if tree.version(p, app, n).is_none() => {
            return Err(PromoteError::NoVersion { app: app.clone(), version: n });
        }
        Some(n) => n,
        None if drifted && back.steps <= 1 => old.version,
        None => {
            let earlier = old.before.iter().rev().filter(|n| **n != old.version && alive(n));
            let found = earlier.copied().nth(back.steps.saturating_sub(1));
            found.ok_or_else(|| PromoteError::NoEarlier { app: app.clone(), env: env_name() })?
        }
    };
    let changed = target != old.version;
    let version = tree.version(p, app, target);
    let mut writes = Vec::new();
    if changed {
        let since = Some(placement::next(tree, given.now));
        let new = rolled_back(old, target, back.reason.map(str::to_owned), since);
        writes.push(Write::put(Place::Placement(p.clone(), env, app.clone()), new));
    }
    if back.unpin
        && placement::pin(tree, p, env, app).is_some_and(|pin| pin.version.is_some_and(|n| n != target))
    {
        writes.push(Write::Delete(Place::Pin(p.clone(), env, app.clone()).path()));
    }
    if changed || given.mine {
        writes.extend(policy::ended(tree, p, env, app, given));
    }
    let moves = vec![AppMove {
        app: app.clone(),
        before: Some(old.version),
        after: target,
        published: false,
        changed,
        diff: apps::version_diff(tree.version(p, app, old.version), version),
        needs: version.map_or(0, |v| v.needs.len()),
        draft_changes: 0,
        redeploy: drifted && !changed,
        skipped: Vec::new(),
        failed: failed.cloned(),
        artifact: version.and_then(|v| v.artifact.clone()),
        uses: Vec::new(),
    }];
    let mut findings = Vec::new();
    if let Some(version) = version.filter(|_| changed || drifted) {
        let arrival = Arrival { env, from: None, app, n: target, version, back: true };
        let beside = Beside { unpin: back.unpin, ..ALONE };
        findings = preflight::check(tree, p, env, app, target, version);
        findings.extend(policy::check(tree, p, &arrival, &beside, given));
    }
    let id = plan_id("rollback", tree, p, env, &moves, given.steps);
    Ok(Plan { env, from: None, source: None, apps: moves, findings, writes, id })
}
