//! Promotion: which version of an app goes into which environment, and whether it may.
//!
//! A plan lists every finding at once, before anything changes. What is set aside on the way, an
//! environment that is skipped or a finding that is accepted, is kept with the version for ever.

use std::collections::BTreeMap;

use super::apps;
use super::placement::{default_source, follows_latest, moved, next, pin, run, sources};
use super::plan::{named, plan_id};
use super::policy::{self, Arrival, Beside};
use super::preflight;
use super::{Secret, Write};
use crate::crypto::Plain;
use crate::model::{
    AppName, Bypass, Content, Entry, Env, EnvId, EnvName, Hash, Hold, Path, Place, Placement, ProjectName,
    Sealed, Tree, Value,
};

pub use super::plan::{AppMove, Plan, PromoteError};
pub use super::policy::Given;
pub use super::release::{Back, release, rollback};

/// One app that is to move, and to which version; none named: the one in the source environment.
#[derive(Clone, Debug)]
pub struct Request {
    /// The app.
    pub app: AppName,
    /// The version.
    pub version: Option<u32>,
}

/// What to promote, and how.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The environment to promote from; none named: the one before the target.
    pub from: Option<EnvId>,
    /// Publish the draft first where it has changes.
    pub publish: bool,
    /// Let a lower version replace a higher one.
    pub allow_downgrade: bool,
    /// Go past the environments between.
    pub skip: bool,
    /// The findings to accept, each as `PF2:KEY`.
    pub accept: Vec<String>,
    /// Why rules are set aside.
    pub reason: Option<String>,
    /// Take off a pin to another version.
    pub unpin: bool,
    /// Bring in what was rolled back from.
    pub resume: bool,
    /// Deploy again what is there.
    pub redeploy: bool,
    /// Values of the target that are set in the same commit.
    pub set: Vec<Write>,
}

/// Plans the promotion of one or more apps into one environment, in one commit.
///
/// # Errors
/// What makes a plan impossible; what merely stops one is among its findings.
pub fn promote(
    tree: &Tree,
    p: &ProjectName,
    to: EnvId,
    requests: &[Request],
    options: &Options,
    given: &Given<'_>,
) -> Result<Plan, PromoteError> {
    if (options.skip || !options.accept.is_empty()) && options.reason.is_none() {
        return Err(PromoteError::NoReason);
    }
    let (from, target) = source(tree, p, to, options)?;
    let chain = tree.chain(p);
    let from_first = chain.first().is_some_and(|(id, _)| *id == from);

    // A published draft is part of the plan: what follows sees the tree with it.
    let mut with_drafts = tree.clone();
    let mut writes = Vec::new();
    let mut published = Vec::new();
    for request in requests {
        let app = tree.app(p, &request.app).ok_or_else(|| PromoteError::NoApp(request.app.clone()))?;
        if options.publish && request.version.is_some() {
            return Err(PromoteError::PublishesDraft { app: request.app.clone() });
        }
        if options.publish && from_first {
            let publication = apps::publish(&with_drafts, p, &request.app, app, None, None, given.now);
            if publication.changed {
                for write in &publication.writes {
                    if let Write::Put(path, record) = write {
                        let (leaf, rev) = (Hash::ZERO, tree.head.seq + 1);
                        let entry = Entry { leaf, rev, record: record.clone() };
                        with_drafts.apply(path.clone(), Some(entry));
                    }
                }
                writes.extend(publication.writes);
                published.push(request.app.clone());
            }
        }
    }

    // So are values: whatever stands there, it stands on them.
    let mut set: BTreeMap<Path, Plain> = BTreeMap::new();
    for write in &options.set {
        let (path, value) = match write {
            Write::Put(path, record) => (path, record.clone()),
            Write::Seal(path, secret) => {
                set.insert(path.clone(), secret.value.clone());
                let Secret { id, parents, undid, .. } = secret.clone();
                let sealed = Sealed { epoch: 0, nonce: [0; 12], bytes: Vec::new() };
                (path, Value { id, parents, undid, content: Content::Sealed(sealed) }.into())
            }
            Write::Rekey(..) | Write::Share(..) | Write::Delete(_) => continue,
        };
        let entry = Entry { leaf: Hash::ZERO, rev: tree.head.seq + 1, record: value };
        with_drafts.apply(path.clone(), Some(entry));
    }
    // Once the promotion is under way they are there.
    if !given.mine {
        writes.extend(options.set.iter().cloned());
    }
    let open = |path: &Path, sealed: &Sealed| match set.get(path) {
        Some(value) => Ok(value.clone()),
        None => (given.open)(path, sealed),
    };
    let given = &Given { open: &open, ..*given };

    let mut moves = Vec::new();
    let mut findings = Vec::new();
    let mut others: Vec<(AppName, u32)> = Vec::new();
    for request in requests {
        let n = resolve_version(&with_drafts, p, request, (from, from_first), to, options.skip)?;
        others.push((request.app.clone(), n));
    }
    for (app, n) in &others {
        let (app, n) = (app, *n);
        let no_version = || PromoteError::NoVersion { app: app.clone(), version: n };
        let version = with_drafts.version(p, app, n).ok_or_else(no_version)?;
        let old = tree.placement(p, to, app);
        if let Some(old) = old
            && old.version > n
            && !options.allow_downgrade
        {
            let (env, has) = (target.name.clone(), old.version);
            let been = old.been.contains(&n);
            return Err(PromoteError::Downgrade { app: app.clone(), env, has, version: n, been });
        }
        let before = old.map(|old| old.version);
        let changed = before != Some(n);
        let redeploy = !changed && options.redeploy && given.steps.is_some();
        let there = before.and_then(|b| with_drafts.version(p, app, b));
        let is_published = published.contains(app);
        let draft = tree.app(p, app).filter(|_| !is_published);
        if changed || redeploy {
            let arrival = Arrival { env: to, from: Some(from), app, n, version, back: redeploy };
            let beside = Beside { others: &others, unpin: options.unpin, resume: options.resume };
            findings.extend(preflight::check(&with_drafts, p, to, app, n, version));
            findings.extend(policy::check(&with_drafts, p, &arrival, &beside, given));
        }
        moves.push(AppMove {
            app: app.clone(),
            before,
            after: n,
            published: is_published,
            changed,
            diff: apps::version_diff(there, Some(version)),
            needs: version.needs.len(),
            draft_changes: draft.map_or(0, |draft| apps::draft_changes(tree, p, app, draft).len()),
            redeploy,
            skipped: if changed { skipped(&with_drafts, p, to, target, app, n) } else { Vec::new() },
            failed: run(tree, p, to, app).filter(|_| !given.mine).cloned(),
            artifact: version.artifact.clone(),
            uses: version.uses.iter().map(|used| used.app.clone()).collect(),
        });
    }
    let accepted = policy::accept(target, &mut findings, &options.accept)?;
    for m in moves.iter().filter(|m| m.changed) {
        let at = Some(next(tree, given.now));
        let reason = options.reason.clone().unwrap_or_default();
        let bypass = |skipped: Vec<EnvId>, accepted: Option<String>| Bypass {
            version: m.after,
            skipped,
            accepted,
            reason: reason.clone(),
            at: at.clone(),
        };
        let old = tree.placement(p, to, &m.app);
        let mut new: Placement = moved(old, m.after, at.clone());
        if !m.skipped.is_empty() {
            new.bypassed.push(bypass(m.skipped.clone(), None));
        }
        let ids = accepted.get(&m.app).into_iter().flatten();
        new.bypassed.extend(ids.map(|id| bypass(Vec::new(), Some(id.clone()))));
        if let Some(old) = old
            && follows_latest(tree, p, (to, target), &m.app)
            && newest(&with_drafts, p, from, &m.app).is_some_and(|newest| m.after < newest)
        {
            new.hold =
                Some(Hold { from: old.version, reason: options.reason.clone(), since: at, chosen: true });
        }
        writes.push(Write::put(Place::Placement(p.clone(), to, m.app.clone()), new));
        if options.unpin
            && pin(tree, p, to, &m.app).is_some_and(|pin| pin.version.is_some_and(|n| n != m.after))
        {
            writes.push(Write::Delete(Place::Pin(p.clone(), to, m.app.clone()).path()));
        }
        writes.extend(policy::ended(tree, p, to, &m.app, given));
    }
    for m in moves.iter().filter(|m| m.redeploy && given.mine) {
        writes.extend(policy::ended(tree, p, to, &m.app, given));
    }
    in_order(&mut moves);
    let id = plan_id("promote", &with_drafts, p, to, &moves, given.steps);
    let source = Some(named(tree, p, from).name.clone());
    Ok(Plan { env: to, from: Some(from), source, apps: moves, findings, writes, id })
}

/// What others build on goes first; what builds on each other keeps its order.
fn in_order(moves: &mut Vec<AppMove>) {
    let mut ordered: Vec<AppMove> = Vec::with_capacity(moves.len());
    while !moves.is_empty() {
        let waits = |m: &AppMove| moves.iter().any(|other| other.app != m.app && m.uses.contains(&other.app));
        let at = moves.iter().position(|m| !waits(m)).unwrap_or(0);
        ordered.push(moves.remove(at));
    }
    *moves = ordered;
}

/// The newest version that a source has had and that may go on.
pub fn newest(tree: &Tree, p: &ProjectName, from: EnvId, app: &AppName) -> Option<u32> {
    let alive = |n: &u32| tree.version(p, app, *n).is_some_and(|v| v.withdrawn.is_none());
    tree.placement(p, from, app)?.been.iter().rev().copied().find(alive)
}

/// The environments that a version goes past: nothing where it was in one that it may come from.
fn skipped(tree: &Tree, p: &ProjectName, to: EnvId, target: &Env, app: &AppName, n: u32) -> Vec<EnvId> {
    let was_in = |id: EnvId| tree.placement(p, id, app).is_some_and(|at| at.been.contains(&n));
    if sources(tree, p, to, target).iter().any(|(id, _)| was_in(*id)) {
        return Vec::new();
    }
    let chain = tree.chain(p);
    let end = chain.iter().position(|(id, _)| *id == to).unwrap_or(0);
    let last = chain[..end].iter().rposition(|(id, _)| was_in(*id));
    last.map_or_else(Vec::new, |at| chain[at + 1..end].iter().map(|(id, _)| *id).collect())
}

/// The source of a promotion, and the target's record.
fn source<'t>(
    tree: &'t Tree,
    p: &ProjectName,
    to: EnvId,
    options: &Options,
) -> Result<(EnvId, &'t Env), PromoteError> {
    let chain = tree.chain(p);
    let envs = tree.envs(p);
    let target = named(tree, p, to);
    let allowed = sources(tree, p, to, target);
    let is_last = |id: EnvId| chain.last().is_some_and(|(last, _)| *last == id);
    let Some(from) = options.from else {
        let default = default_source(tree, p, to, target);
        // With a stage to skip it is the one before that.
        let earlier = default.filter(|_| options.skip).and_then(|id| {
            let at = chain.iter().position(|(other, _)| *other == id)?;
            chain.get(at.checked_sub(1)?).map(|(id, _)| *id)
        });
        return match earlier.or(default) {
            Some(from) => Ok((from, target)),
            None if chain.len() <= 1 => Err(PromoteError::LastEnv { env: target.name.clone() }),
            None => Err(PromoteError::FirstEnv { env: target.name.clone() }),
        };
    };
    if allowed.iter().any(|(id, _)| *id == from) {
        return Ok((from, target));
    }
    let source = named(tree, p, from);
    let at = |id: EnvId| envs.iter().position(|(other, _)| *other == id).unwrap_or_default();
    if is_last(from) && from != to {
        return Err(PromoteError::LastEnv { env: source.name.clone() });
    }
    if at(from) >= at(to) {
        return Err(PromoteError::Backwards { from: source.name.clone(), to: target.name.clone() });
    }
    if options.skip {
        return Ok((from, target));
    }
    let between = envs[at(from) + 1..at(to)].iter().map(|(_, e)| e.name.to_string()).collect();
    Err(PromoteError::SkipsEnv { from: source.name.clone(), to: target.name.clone(), between })
}

fn resolve_version(
    tree: &Tree,
    p: &ProjectName,
    request: &Request,
    (from, from_first): (EnvId, bool),
    to: EnvId,
    skip: bool,
) -> Result<u32, PromoteError> {
    let to: &EnvName = &named(tree, p, to).name;
    let app = request.app.clone();
    let source = || named(tree, p, from).name.clone();
    let placed = tree.placement(p, from, &app);
    let Some(n) = request.version else {
        return match placed {
            Some(placed) => Ok(placed.version),
            None if from_first => Err(PromoteError::NotPublished { app }),
            None => Err(PromoteError::NotInSource { app, env: source() }),
        };
    };
    if tree.version(p, &app, n).is_none() {
        return Err(PromoteError::NoVersion { app, version: n });
    }
    if placed.is_some_and(|placed| placed.been.contains(&n)) {
        return Ok(n);
    }
    if skip {
        // Wherever it was before: what is skipped follows from that.
        let before = tree.chain(p).into_iter().take_while(|(_, env)| env.name != *to);
        let was =
            |(id, _): &(EnvId, &Env)| tree.placement(p, *id, &app).is_some_and(|at| at.been.contains(&n));
        return match before.into_iter().any(|env| was(&env)) {
            true => Ok(n),
            false => Err(PromoteError::NowhereBefore { app, version: n, to: to.clone() }),
        };
    }
    Err(PromoteError::NotPassed { app, version: n, from: source(), to: to.clone() })
}
