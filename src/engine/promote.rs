//! Promotion, release and rollback: which version of an app is in which environment.
//!
//! A plan lists every finding at once, before anything changes; the id of a plan is a hash of all
//! that it rests on, so that applying a plan applies exactly what was shown or fails.

use super::Write;
use super::apps::{self, Change};
use super::placement::{moved, rolled_back, sources};
use super::preflight::{self, Finding};
use crate::model::cbor::{self, Writer};
use crate::model::{AppName, Env, EnvId, EnvName, Hash, Place, Placement, ProjectName, Tree, Version};

/// One app that is to move, and to which version; none named: the one in the source environment.
#[derive(Clone, Debug)]
pub struct Request {
    /// The app.
    pub app: AppName,
    /// The version.
    pub version: Option<u32>,
}

/// What to promote, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The environment to promote from; none named: the one before the target.
    pub from: Option<EnvId>,
    /// Publish the draft first where it has changes.
    pub publish: bool,
    /// Let a lower version replace a higher one.
    pub allow_downgrade: bool,
}

/// Why nothing can be planned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PromoteError {
    /// There is no such app.
    #[error("there is no app \"{0}\"")]
    NoApp(AppName),
    /// There is no such version of the app.
    #[error("{app} has no version v{version}")]
    NoVersion {
        /// The app.
        app: AppName,
        /// The version.
        version: u32,
    },
    /// The app has nothing but a draft.
    #[error("{app} is a draft: it has no published version")]
    NotPublished {
        /// The app.
        app: AppName,
    },
    /// A version was named where the draft was to be published.
    #[error("{app}: --publish promotes the draft, and a version was named")]
    PublishesDraft {
        /// The app.
        app: AppName,
    },
    /// The source environment has no version of the app.
    #[error("{app} has no version in {env}")]
    NotInSource {
        /// The app.
        app: AppName,
        /// The source environment.
        env: EnvName,
    },
    /// The version never was in the source environment.
    #[error("{app} v{version} never was in {from}, and only what passed there enters {to}")]
    NotPassed {
        /// The app.
        app: AppName,
        /// The version.
        version: u32,
        /// The source environment.
        from: EnvName,
        /// The target.
        to: EnvName,
    },
    /// The target is the first environment, where versions are published.
    #[error("{env} is the first environment: versions get there by being published")]
    FirstEnv {
        /// The environment.
        env: EnvName,
    },
    /// The source is the last environment.
    #[error("{env} is the last environment: there is nowhere further to promote to")]
    LastEnv {
        /// The environment.
        env: EnvName,
    },
    /// The source is behind the target.
    #[error("{to} comes before {from}: going back is a rollback, not a promotion")]
    Backwards {
        /// The source environment.
        from: EnvName,
        /// The target.
        to: EnvName,
    },
    /// Environments lie between source and target.
    #[error("{to} is not the next environment after {from}: {} lies between", between.join(", "))]
    SkipsEnv {
        /// The source environment.
        from: EnvName,
        /// The target.
        to: EnvName,
        /// What would be skipped.
        between: Vec<String>,
    },
    /// The target has a higher version.
    #[error("{env} has {app} v{has}, which is newer than v{version}")]
    Downgrade {
        /// The app.
        app: AppName,
        /// The environment.
        env: EnvName,
        /// What is there.
        has: u32,
        /// What was to be promoted.
        version: u32,
        /// Whether the version was there before.
        been: bool,
    },
    /// Only the last environment is released from.
    #[error("{env} is not the last environment; end users get what is released in {last}")]
    NotInLastEnv {
        /// The environment.
        env: EnvName,
        /// The last one.
        last: EnvName,
    },
    /// There is nothing to go back to.
    #[error("{app} has no earlier version in {env} to go back to")]
    NoEarlier {
        /// The app.
        app: AppName,
        /// The environment.
        env: EnvName,
    },
    /// The version never was there.
    #[error("{app} v{version} never was in {env}")]
    NeverThere {
        /// The app.
        app: AppName,
        /// The version.
        version: u32,
        /// The environment.
        env: EnvName,
    },
    /// The app is not there at all.
    #[error("{app} is not in {env}")]
    NotThere {
        /// The app.
        app: AppName,
        /// The environment.
        env: EnvName,
    },
}

/// What one app does in a plan.
#[derive(Clone, Debug)]
pub struct AppMove {
    /// The app.
    pub app: AppName,
    /// The version that is there.
    pub before: Option<u32>,
    /// The version that will be.
    pub after: u32,
    /// Set if the plan publishes the draft as this version first; the changes since the one before.
    pub published: bool,
    /// Whether anything changes.
    pub changed: bool,
    /// What the version differs in from the one that is there.
    pub diff: Vec<Change>,
    /// How many constants it needs.
    pub needs: usize,
    /// How many changes of the draft stay behind, unpublished.
    pub draft_changes: usize,
}

/// What a promotion, a release or a rollback would do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The environment that changes.
    pub env: EnvId,
    /// The environment that the versions come from.
    pub from: Option<EnvId>,
    /// One for each app.
    pub apps: Vec<AppMove>,
    /// Everything that the preflight found.
    pub findings: Vec<Finding>,
    /// The changes.
    pub writes: Vec<Write>,
    /// A hash of all that the plan rests on.
    pub id: String,
}

impl Plan {
    /// Whether anything changes.
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }
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
) -> Result<Plan, PromoteError> {
    let (from, target) = source(tree, p, to, options.from)?;
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
            let publication = apps::publish(tree, p, &request.app, app, None, None);
            if publication.changed {
                for write in &publication.writes {
                    if let Write::Put(path, record) = write {
                        let entry = crate::model::Entry { leaf: Hash::ZERO, rev: 0, record: record.clone() };
                        with_drafts.apply(path.clone(), Some(entry));
                    }
                }
                writes.extend(publication.writes);
                published.push(request.app.clone());
            }
        }
    }

    let mut moves = Vec::new();
    for request in requests {
        let app = &request.app;
        let n = resolve_version(&with_drafts, p, request, from, from_first, &target.name)?;
        let version = with_drafts
            .version(p, app, n)
            .ok_or_else(|| PromoteError::NoVersion { app: app.clone(), version: n })?;
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
        if changed {
            writes.push(Write::put(Place::Placement(p.clone(), to, app.clone()), moved(old, n)));
        }
        let there = before.and_then(|b| with_drafts.version(p, app, b));
        let is_published = published.contains(app);
        let draft = tree.app(p, app).filter(|_| !is_published);
        moves.push(AppMove {
            app: app.clone(),
            before,
            after: n,
            published: is_published,
            changed,
            diff: apps::version_diff(there, Some(version)),
            needs: version.needs.len(),
            draft_changes: draft.map_or(0, |draft| apps::draft_changes(tree, p, app, draft).len()),
        });
    }
    let findings = moves
        .iter()
        .filter(|m| m.changed)
        .flat_map(|m| {
            let version = with_drafts.version(p, &m.app, m.after);
            version.map(|v| preflight::check(&with_drafts, p, to, &m.app, m.after, v)).unwrap_or_default()
        })
        .collect();
    let id = plan_id("promote", &with_drafts, p, to, &moves);
    Ok(Plan { env: to, from: Some(from), apps: moves, findings, writes, id })
}

/// The source of a promotion, and the target's record.
fn source<'t>(
    tree: &'t Tree,
    p: &ProjectName,
    to: EnvId,
    from: Option<EnvId>,
) -> Result<(EnvId, &'t Env), PromoteError> {
    let chain = tree.chain(p);
    let envs = tree.envs(p);
    let target = named(tree, p, to);
    let allowed = sources(tree, p, to, target);
    let is_last = |id: EnvId| chain.last().is_some_and(|(last, _)| *last == id);
    let Some(from) = from else {
        // A preview takes what the environment has that it was made from.
        let made_from = target.created_from.filter(|_| target.order.is_none());
        let default = made_from.or_else(|| match target.order {
            Some(_) => allowed.last().map(|(id, _)| *id),
            None => chain.first().map(|(id, _)| *id),
        });
        return match default {
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
    let between = envs[at(from) + 1..at(to)].iter().map(|(_, e)| e.name.to_string()).collect();
    Err(PromoteError::SkipsEnv { from: source.name.clone(), to: target.name.clone(), between })
}

/// The record of an environment that was resolved in this tree.
fn named<'t>(tree: &'t Tree, p: &ProjectName, env: EnvId) -> &'t Env {
    tree.get(Place::Env(p.clone(), env)).expect("the environment was resolved in this tree")
}

fn resolve_version(
    tree: &Tree,
    p: &ProjectName,
    request: &Request,
    from: EnvId,
    from_first: bool,
    to: &EnvName,
) -> Result<u32, PromoteError> {
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
    Err(PromoteError::NotPassed { app, version: n, from: source(), to: to.clone() })
}

/// Plans making the version that is in the last environment live.
///
/// # Errors
/// What makes it impossible.
pub fn release(tree: &Tree, p: &ProjectName, env: EnvId, names: &[AppName]) -> Result<Plan, PromoteError> {
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
            findings.extend(
                version.map(|v| preflight::check(tree, p, env, app, old.version, v)).unwrap_or_default(),
            );
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
        });
    }
    let id = plan_id("release", tree, p, env, &moves);
    Ok(Plan { env, from: None, apps: moves, findings, writes, id })
}

/// Plans going back: to the version before, `steps` further, or to any that ever was there.
///
/// # Errors
/// What makes it impossible.
pub fn rollback(
    tree: &Tree,
    p: &ProjectName,
    env: EnvId,
    app: &AppName,
    to: Option<u32>,
    steps: usize,
    reason: Option<&str>,
) -> Result<Plan, PromoteError> {
    let env_name = || named(tree, p, env).name.clone();
    if tree.app(p, app).is_none() {
        return Err(PromoteError::NoApp(app.clone()));
    }
    let old = tree
        .placement(p, env, app)
        .ok_or_else(|| PromoteError::NotThere { app: app.clone(), env: env_name() })?;
    let alive = |n: &u32| tree.version(p, app, *n).is_some_and(|v| v.withdrawn.is_none());
    let target = match to {
        Some(n) if !old.been.contains(&n) => {
            return Err(PromoteError::NeverThere { app: app.clone(), version: n, env: env_name() });
        }
        Some(n) if tree.version(p, app, n).is_none() => {
            return Err(PromoteError::NoVersion { app: app.clone(), version: n });
        }
        Some(n) => n,
        None => {
            let earlier = old.before.iter().rev().filter(|n| **n != old.version && alive(n));
            let found = earlier.copied().nth(steps.saturating_sub(1));
            found.ok_or_else(|| PromoteError::NoEarlier { app: app.clone(), env: env_name() })?
        }
    };
    let changed = target != old.version;
    let version = tree.version(p, app, target);
    let writes = if changed {
        let new = rolled_back(old, target, reason.map(str::to_owned));
        vec![Write::put(Place::Placement(p.clone(), env, app.clone()), new)]
    } else {
        Vec::new()
    };
    let moves = vec![AppMove {
        app: app.clone(),
        before: Some(old.version),
        after: target,
        published: false,
        changed,
        diff: apps::version_diff(tree.version(p, app, old.version), version),
        needs: version.map_or(0, |v| v.needs.len()),
        draft_changes: 0,
    }];
    let findings = match version.filter(|_| changed) {
        Some(v) => preflight::check(tree, p, env, app, target, v),
        None => Vec::new(),
    };
    let id = plan_id("rollback", tree, p, env, &moves);
    Ok(Plan { env, from: None, apps: moves, findings, writes, id })
}

/// The hash of what a plan rests on: the versions with their content, what is there now, and every
/// value and declaration that they will meet in the target.
fn plan_id(action: &str, tree: &Tree, p: &ProjectName, env: EnvId, moves: &[AppMove]) -> String {
    let mut w = Writer::default();
    w.text(action);
    w.bytes(&tree.org.0);
    w.text(p.as_str());
    w.bytes(&env.0);
    for m in moves {
        w.text(m.app.as_str());
        w.uint(m.before.map_or(0, u64::from));
        w.uint(u64::from(m.after));
        let Some(version) = tree.version(p, &m.app, m.after) else { continue };
        w.bytes(&cbor::to_vec::<Version>(version));
        for path in preflight::rests_on(tree, p, env, &m.app, version) {
            w.text(path.as_str());
            match tree.entry(&path) {
                Some(entry) => w.bytes(&entry.leaf.0),
                None => w.null(),
            }
        }
    }
    let hash = Hash::of("envctl/plan/v1", &[&w.into_bytes()]);
    format!("plan-{}", &hash.to_string()[..12])
}
