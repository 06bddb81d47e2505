//! What an environment asks of a version that comes in, beside having what the version needs:
//! verification, soak, pins, holds, freezes, values that differ. Findings PF6 to PF15.
//!
//! Secrets are opened only where a value must differ from that of the environment before, and only
//! by whoever may; neither value is shown or kept.

use std::collections::BTreeMap;

use super::Write;
use super::freeze::{self, lasting, shown};
use super::placement;
use super::plan::{PromoteError, named};
use super::preflight::{Code, Finding, effective};
use super::resolve::Open;
use crate::crypto::{Plain, SealError};
use crate::model::{
    AppName, Content, Env, EnvId, Hash, Key, Path, Place, ProjectName, Run, Scope, Sealed, Tree, Version,
};

/// What a plan needs from outside of the tree.
#[derive(Clone, Copy)]
pub struct Given<'g> {
    /// The time, in milliseconds since 1970.
    pub now: u64,
    /// Opens a sealed value, where the caller may.
    pub open: &'g Open<'g>,
    /// Whether the caller may open secrets in the target.
    pub reads: bool,
    /// What is wrong with the hooks at hand.
    pub hooks: &'g [Finding],
    /// A hash of the hooks that will run; none: no hooks.
    pub steps: Option<&'g Hash>,
    /// Whether the promotion that is under way is the caller's own.
    pub mine: bool,
    /// Whether hooks are left out: what runs there is not known better afterwards.
    pub left_out: bool,
}

fn closed(_: &Path, _: &Sealed) -> Result<Plain, SealError> {
    Err(SealError::Open)
}

impl Given<'_> {
    /// Nothing but the time: no secret is opened, no hook runs.
    pub fn at(now: u64) -> Given<'static> {
        Given { now, open: &closed, reads: false, hooks: &[], steps: None, mine: false, left_out: false }
    }
}

/// A version that is to come into an environment.
#[derive(Clone, Copy)]
pub struct Arrival<'a> {
    /// The environment.
    pub env: EnvId,
    /// Where it comes from; none: it is there, or was.
    pub from: Option<EnvId>,
    /// The app.
    pub app: &'a AppName,
    /// The version's number.
    pub n: u32,
    /// The version.
    pub version: &'a Version,
    /// Whether it comes by rollback.
    pub back: bool,
}

/// What else comes in with it, and which marks are taken off by the way.
#[derive(Clone, Copy)]
pub struct Beside<'b> {
    /// The other apps of the plan, with the version that comes in.
    pub others: &'b [(AppName, u32)],
    /// A pin does not count.
    pub unpin: bool,
    /// A hold does not count.
    pub resume: bool,
}

/// Everything that the target's rules find against a version.
pub fn check(
    tree: &Tree,
    p: &ProjectName,
    arrival: &Arrival<'_>,
    beside: &Beside<'_>,
    given: &Given<'_>,
) -> Vec<Finding> {
    let Arrival { env, from, app, n, version, back } = *arrival;
    let target = named(tree, p, env);
    let mut found = Vec::new();
    let mut add = |code, subject: &str, secret, detail: String| {
        let (app, subject) = (app.clone(), subject.to_owned());
        found.push(Finding { code, app, subject, secret, detail, accepted: false });
    };
    standing(tree, p, arrival, beside, given, &mut |code, subject, detail| add(code, subject, false, detail));
    if let (Some(from), false) = (from, back) {
        let source = named(tree, p, from);
        proven(tree, p, (from, source), target, arrival, given.now, &mut |subject, detail| {
            add(Code::Unverified, subject, false, detail);
        });
        let policy = target.policy.as_ref();
        for key in policy.into_iter().flat_map(|policy| &policy.must_differ) {
            if needs(version, key) && same(tree, p, (from, env), app, key, given.open) == Some(true) {
                let secret = tree.constant(p, key).is_some_and(|c| c.secret);
                let detail = format!("has the value that {} has, and must differ", source.name);
                add(Code::SameValue, key.as_str(), secret, detail);
            }
        }
        let born = tree.entry(&Place::Version(p.clone(), app.clone(), n).path()).map_or(0, |e| e.rev);
        for key in policy.into_iter().flat_map(|policy| &policy.review) {
            let rev = value_rev(tree, p, env, app, key);
            if needs(version, key) && rev.is_some_and(|rev| rev < born) {
                let detail = format!("was not changed since before v{n}, and is to be reviewed");
                add(Code::Review, key.as_str(), false, detail);
            }
        }
    }
    for used in &version.uses {
        let there = tree.placement(p, env, &used.app).map(|at| at.version);
        let comes = beside.others.iter().find(|(other, _)| *other == used.app).map(|(_, n)| *n);
        let has = comes.or(there);
        if has.is_none_or(|has| has < used.version) {
            let has = has.map_or_else(|| "has none".to_owned(), |has| format!("has v{has}"));
            let detail = format!("builds on {} v{}, and {} {has}", used.app, used.version, target.name);
            add(Code::UsedMissing, used.app.as_str(), false, detail);
        }
    }
    for (name, kind) in &version.kinds {
        let now = name.parse().ok().and_then(|name| tree.datasource(p, &name));
        if let Some(now) = now.filter(|now| now.kind != *kind) {
            add(Code::OtherThing, name, false, format!("was {kind} for v{n}, and is {} now", now.kind));
        }
    }
    if !given.reads {
        let secrets: Vec<&str> = version
            .needs
            .iter()
            .filter(|need| effective(tree, p, env, app, &need.key).is_some_and(|value| value.is_secret()))
            .map(|need| need.key.as_str())
            .collect();
        if !secrets.is_empty() {
            let detail = format!("only whether they are there was checked: {}", secrets.join(", "));
            add(Code::Unread, "secrets", true, detail);
        }
    }
    if let Some((was, since)) =
        tree.placement(p, env, app).and_then(|at| Some((at.version, at.since.as_ref()?.rev)))
    {
        let later = |key: &&Key| value_rev(tree, p, env, app, key).is_some_and(|rev| rev > since);
        let keys: Vec<&str> =
            version.needs.iter().map(|need| &need.key).filter(later).map(Key::as_str).collect();
        if !keys.is_empty() {
            let detail = format!("changed since v{was} came in: {}", keys.join(", "));
            add(Code::Drifted, "constants", false, detail);
        }
    }
    found.extend(given.hooks.iter().map(|f| Finding { app: app.clone(), ..f.clone() }));
    found.sort();
    found.dedup();
    found
}

/// PF10: what keeps the target as it is.
fn standing(
    tree: &Tree,
    p: &ProjectName,
    arrival: &Arrival<'_>,
    beside: &Beside<'_>,
    given: &Given<'_>,
    add: &mut dyn FnMut(Code, &str, String),
) {
    let Arrival { env, app, n, back, .. } = *arrival;
    let target = named(tree, p, env);
    let name = &target.name;
    let time = given.now.max(tree.time);
    if let Some(pinned) = placement::pin(tree, p, env, app).and_then(|pin| pin.version)
        && pinned != n
        && !beside.unpin
    {
        add(Code::Held, "pin", format!("{app} is pinned to v{pinned} in {name}"));
    }
    let placed = tree.placement(p, env, app);
    if let Some(hold) = placed.and_then(|at| at.hold.as_ref())
        && hold.from == n
        && !hold.chosen
        && !back
        && !beside.resume
    {
        let why = hold.reason.as_ref().map(|why| format!(": {why:?}")).unwrap_or_default();
        add(Code::Held, "hold", format!("{app} was rolled back from v{n} in {name}{why}"));
    }
    let under_way = |run: &&Run| placement::is_running(run, time) && !given.mine;
    if let Some(run) = placement::run(tree, p, env, app).filter(under_way) {
        let until = shown(run.lease);
        let detail =
            format!("a promotion of v{} is under way ({}), until {until} at most", run.version, run.label);
        add(Code::Held, "run", detail);
    }
    if placement::is_locked(target, time, back)
        && let Some(lock) = freeze::lock(target, time)
    {
        let until = lock.until.map(|at| format!(" until {}", shown(at))).unwrap_or_default();
        add(Code::Held, "lock", format!("{name} is locked{until}: {:?}", lock.reason));
    }
    let Some(policy) = &target.policy else { return };
    if back && !policy.freeze_rollbacks {
        return;
    }
    if let Some(frozen) = freeze::frozen(policy, time) {
        let until = frozen.until.map(|at| format!(" until {}", shown(at))).unwrap_or_default();
        let why = frozen.reason.map(|why| format!(" ({why})")).unwrap_or_default();
        add(Code::Held, "freeze", format!("{name} is frozen{until}{why}"));
    }
}

/// PF9: what the version must have been through where it comes from.
fn proven(
    tree: &Tree,
    p: &ProjectName,
    (from, source): (EnvId, &Env),
    target: &Env,
    arrival: &Arrival<'_>,
    now: u64,
    add: &mut dyn FnMut(&str, String),
) {
    let Some(policy) = &target.policy else { return };
    let (app, n) = (arrival.app, arrival.n);
    let placed = tree.placement(p, from, app);
    let failed = placed.is_some_and(|at| at.unverified.contains(&n));
    if policy.requires_verification && !placed.is_some_and(|at| at.verified.contains(&n)) {
        let what = if failed { "failed its verification" } else { "was not verified" };
        add("verification", format!("v{n} {what} in {}", source.name));
    }
    let Some(text) = &policy.soak else { return };
    // A policy that cannot be read asks for more than anyone can give.
    let soak = freeze::duration(text).unwrap_or(u64::MAX);
    let since = placed.filter(|at| at.version == n).and_then(|at| at.since.as_ref());
    let detail = match since {
        None => format!("nobody can say how long v{n} has been in {}; {text} are asked for", source.name),
        Some(since) => {
            let been = now.max(tree.time).saturating_sub(since.time);
            if been >= soak {
                return;
            }
            let left = shown(since.time.saturating_add(soak));
            format!("v{n} has been in {} for {} of {text}; until {left}", source.name, lasting(been))
        }
    };
    add("soak", detail);
}

/// The end of a promotion that failed, was left off, or is the caller's own and done: what runs
/// there is known again, unless hooks were left out.
pub(super) fn ended(
    tree: &Tree,
    p: &ProjectName,
    env: EnvId,
    app: &AppName,
    given: &Given<'_>,
) -> Option<Write> {
    let run = placement::run(tree, p, env, app)?;
    let over = given.mine || !placement::is_running(run, given.now.max(tree.time));
    let known = !(given.left_out && run.drift);
    (over && known).then(|| Write::Delete(Place::Run(p.clone(), env, app.clone()).path()))
}

fn needs(version: &Version, key: &Key) -> bool {
    version.needs.iter().any(|need| need.key == *key)
}

/// The revision that wrote the value that an app sees.
fn value_rev(tree: &Tree, p: &ProjectName, env: EnvId, app: &AppName, key: &Key) -> Option<u64> {
    let rev = |scope| {
        let place = Place::Value(p.clone(), env, scope, key.clone());
        tree.entry(&place.path()).map(|entry| entry.rev)
    };
    rev(Scope::App(app.clone())).max(rev(Scope::Project))
}

/// Whether a constant says the same in two environments; nothing where that cannot be told.
fn same(
    tree: &Tree,
    p: &ProjectName,
    (from, to): (EnvId, EnvId),
    app: &AppName,
    key: &Key,
    open: &Open<'_>,
) -> Option<bool> {
    let default = tree.constant(p, key).and_then(|c| c.default.clone());
    let said = |env: EnvId| -> Option<Plain> {
        let scopes = [Scope::App(app.clone()), Scope::Project];
        let set = scopes.into_iter().find_map(|scope| {
            let value = tree.value(p, env, &scope, key)?;
            Some((Place::Value(p.clone(), env, scope, key.clone()).path(), value))
        });
        match set {
            None => default.clone().map(|text| Plain::new(text.into_bytes())),
            Some((path, value)) => match &value.content {
                Content::Plain(bytes) => Some(Plain::new(bytes.clone())),
                Content::Sealed(sealed) => open(&path, sealed).ok(),
                Content::Deleted => None,
            },
        }
    };
    Some(said(from)?.expose() == said(to)?.expose())
}

/// Marks the findings that are accepted, and says what of it is to be kept.
///
/// # Errors
/// Where the environment does not let one of them be accepted.
pub fn accept(
    target: &Env,
    findings: &mut [Finding],
    asked: &[String],
) -> Result<BTreeMap<AppName, Vec<String>>, PromoteError> {
    let mut accepted: BTreeMap<AppName, Vec<String>> = BTreeMap::new();
    for finding in findings.iter_mut().filter(|finding| finding.blocks()) {
        let id = finding.id();
        if !asked.contains(&id) {
            continue;
        }
        let standing = finding.code == Code::Held && !matches!(finding.subject.as_str(), "freeze" | "hold");
        if standing || !placement::may_accept(target, finding.code.number()) {
            let allowed = target.policy.as_ref().map(|policy| policy.accept.clone());
            return Err(PromoteError::NotAcceptable { env: target.name.clone(), asked: id, allowed });
        }
        finding.accepted = true;
        accepted.entry(finding.app.clone()).or_default().push(id);
    }
    Ok(accepted)
}
