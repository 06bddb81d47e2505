//! Marks: pins, holds that are lifted, verifications, withdrawals, locks.

use super::Write;
use super::plan::{PromoteError, named};
use crate::model::{AppName, Env, EnvId, Lock, Pin, Place, Placement, ProjectName, Tree, Version};

/// Plans what an app in an environment keeps to: a version, the newest (`Some(None)`), or nothing.
///
/// # Errors
/// When there is no such version.
pub fn pin(
    tree: &Tree,
    p: &ProjectName,
    env: EnvId,
    app: &AppName,
    to: Option<Option<u32>>,
    reason: Option<&str>,
) -> Result<Vec<Write>, PromoteError> {
    let place = Place::Pin(p.clone(), env, app.clone());
    let old = tree.get::<Pin>(place.clone());
    if let Some(Some(version)) = to
        && tree.version(p, app, version).is_none()
    {
        return Err(PromoteError::NoVersion { app: app.clone(), version });
    }
    Ok(match (old, to) {
        (Some(old), Some(version)) if old.version == version => Vec::new(),
        (None, None) => Vec::new(),
        (Some(_), None) => vec![Write::Delete(place.path())],
        (_, Some(version)) => vec![Write::put(place, Pin { version, reason: reason.map(str::to_owned) })],
    })
}

/// Plans lifting a hold: promotions and what follows the newest go on.
///
/// # Errors
/// When the app is not there.
pub fn resume(tree: &Tree, p: &ProjectName, env: EnvId, app: &AppName) -> Result<Vec<Write>, PromoteError> {
    let place = Place::Placement(p.clone(), env, app.clone());
    let not_there = || PromoteError::NotThere { app: app.clone(), env: named(tree, p, env).name.clone() };
    let old = tree.placement(p, env, app).ok_or_else(not_there)?;
    Ok(match old.hold {
        Some(_) => vec![Write::put(place, Placement { hold: None, ..old.clone() })],
        None => Vec::new(),
    })
}

/// Plans noting whether a version was verified in an environment.
///
/// # Errors
/// When it never was there.
pub fn verify(
    tree: &Tree,
    p: &ProjectName,
    env: EnvId,
    app: &AppName,
    n: u32,
    passed: bool,
) -> Result<Vec<Write>, PromoteError> {
    if tree.version(p, app, n).is_none() {
        return Err(PromoteError::NoVersion { app: app.clone(), version: n });
    }
    let never =
        || PromoteError::NeverThere { app: app.clone(), version: n, env: named(tree, p, env).name.clone() };
    let old = tree.placement(p, env, app).filter(|at| at.been.contains(&n)).ok_or_else(never)?;
    let new = verified(old, n, passed);
    if new == *old {
        return Ok(Vec::new());
    }
    Ok(vec![Write::put(Place::Placement(p.clone(), env, app.clone()), new)])
}

/// The placement with a version's verification noted.
pub(super) fn verified(old: &Placement, n: u32, passed: bool) -> Placement {
    let with = |list: &[u32], wanted: bool| {
        let mut list: Vec<u32> = list.iter().copied().filter(|v| *v != n).collect();
        if wanted {
            list.insert(list.partition_point(|v| *v < n), n);
        }
        list
    };
    Placement {
        verified: with(&old.verified, passed),
        unverified: with(&old.unverified, !passed),
        ..old.clone()
    }
}

/// Plans that a version must go no further, or may again. Where it is, it stays.
///
/// # Errors
/// When there is no such version.
pub fn withdraw(
    tree: &Tree,
    p: &ProjectName,
    app: &AppName,
    n: u32,
    reason: Option<&str>,
) -> Result<Vec<Write>, PromoteError> {
    let no_version = || PromoteError::NoVersion { app: app.clone(), version: n };
    let old = tree.version(p, app, n).ok_or_else(no_version)?;
    if old.withdrawn.as_deref() == reason {
        return Ok(Vec::new());
    }
    let new = Version { withdrawn: reason.map(str::to_owned), ..old.clone() };
    Ok(vec![Write::put(Place::Version(p.clone(), app.clone(), n), new)])
}

/// Plans a lock of an environment, or taking it off.
pub fn lock(p: &ProjectName, id: EnvId, env: &Env, lock: Option<Lock>) -> Vec<Write> {
    let lock = lock.map(Box::new);
    if env.lock == lock {
        return Vec::new();
    }
    vec![Write::put(Place::Env(p.clone(), id), Env { lock, ..env.clone() })]
}
