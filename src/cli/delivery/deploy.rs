//! Hooks of a promotion or rollback: the manifest's commands, run with the target's constants,
//! step by step, and what is said and kept when one fails.
//!
//! The pointer moves only after the last step. Until then a record with a lease says what is under
//! way; it says `failed` afterwards, or the lease runs out and says the same.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde::Serialize;
use zeroize::Zeroizing;

use super::carry::{Carrier, moving};
use crate::cli::WriteArgs;
use crate::cli::context::{Context, Found, Project};
use crate::cli::error::{self, Error, Result};
use crate::cli::values::{get, run};
use crate::cli::watch::Hold;
use crate::client::hooks::{self, Ending, Surroundings};
use crate::client::mask::Mask;
use crate::engine::deploy::{Deployment, Hooks, Phase, Step};
use crate::engine::plan::{AppMove, Plan};
use crate::engine::preflight::{Code, Finding};
use crate::engine::resolve::Wanted;
use crate::engine::{Right, Write, freeze, marks, placement};
use crate::model::{Hash, Key, Place, Prefix, RunState, Tree};
use crate::ui::Line;

/// How long a hook may take where the manifest says nothing.
const LIMIT: Duration = Duration::from_secs(600);
/// How long the lease of a step outlasts it.
const SPARE: u64 = 60_000;

/// The hooks of the manifest at hand.
pub struct Kit {
    /// The commands.
    pub hooks: Hooks,
    /// Their hash.
    pub hash: Hash,
    limit: Duration,
    folder: PathBuf,
    began: Instant,
}

/// One hook that ran.
#[derive(Clone, Debug, Serialize)]
pub struct Ran {
    /// The app.
    pub app: String,
    /// The phase.
    pub phase: &'static str,
    /// The command.
    pub command: String,
    /// `done`, or what became of it.
    pub outcome: String,
    /// How long it took.
    pub seconds: f64,
}

/// A promotion or rollback that is under way.
pub struct Going<'g> {
    ctx: &'g Context,
    project: &'g Project,
    to: &'g Found,
    kit: &'g Kit,
    from: Option<String>,
    since: u64,
    rollback: bool,
    retry: bool,
    /// The hooks that ran.
    pub ran: Vec<Ran>,
}

impl Kit {
    /// The hooks of the manifest at hand, if it is this project's, there are any, and they are not
    /// left out.
    ///
    /// # Errors
    /// When the manifest is not valid.
    pub fn at_hand(ctx: &Context, project: &Project, left_out: bool) -> Result<Option<Kit>> {
        let (true, false, Some(manifest)) = (project.has_manifest, left_out, ctx.manifest()?) else {
            return Ok(None);
        };
        let found = manifest.hooks();
        let hooks = Hooks {
            pre: found.pre,
            deploy: found.deploy,
            verify: found.verify,
            post: found.post,
            on_failure: found.on_failure,
        };
        if hooks.is_empty() {
            return Ok(None);
        }
        let limit = match &found.timeout {
            None => LIMIT,
            Some(text) => Duration::from_millis(freeze::duration(text).map_err(|why| {
                Error::new("manifest_invalid", error::INVALID, format!("hooks.timeout \"{text}\": {why}"))
            })?),
        };
        let folder = manifest.path().parent().map_or_else(|| ctx.cwd.clone(), |folder| ctx.cwd.join(folder));
        Ok(Some(Kit { hash: hooks.hash(), hooks, limit, folder, began: Instant::now() }))
    }

    /// What is wrong with the hooks, as far as it can be told before they run.
    pub fn findings(&self, ctx: &Context) -> Vec<Finding> {
        let path = ctx.vars.get(std::ffi::OsStr::new("PATH"));
        let mut findings = Vec::new();
        for phase in [Phase::Pre, Phase::Deploy, Phase::Verify, Phase::Post, Phase::OnFailure] {
            for step in self.hooks.of(phase) {
                let Some(detail) = hooks::cannot_run(&step.line, &self.folder, path) else { continue };
                findings.push(Finding {
                    code: Code::Hook,
                    // Each app of the plan puts its own name here.
                    app: "hooks".parse().unwrap_or_else(|_| unreachable!("a name")),
                    subject: step.label,
                    secret: false,
                    detail,
                    accepted: false,
                });
            }
        }
        findings
    }

    /// The hooks as lines of a plan.
    pub fn lines(&self) -> Vec<String> {
        let mut steps = self.hooks.steps();
        steps.extend(self.hooks.of(Phase::Post));
        steps.extend(self.hooks.of(Phase::OnFailure));
        steps.into_iter().map(|step| format!("{:<20} {}", step.label, step.line)).collect()
    }
}

impl<'g> Going<'g> {
    /// One that has not begun.
    pub fn new(carrier: &Carrier<'g>, kit: &'g Kit) -> Going<'g> {
        let Carrier { ctx, project, to, rollback, retry, .. } = *carrier;
        Going { ctx, project, to, kit, from: None, since: 0, rollback, retry, ran: Vec::new() }
    }

    fn name(&self) -> &'static str {
        if self.rollback { "rollback" } else { "promotion" }
    }

    fn now(&self) -> u64 {
        let passed = u64::try_from(self.kit.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let now = self.ctx.now.saturating_add(passed);
        self.project.client.set_now(now);
        // Nor is it earlier than what the log has, whatever this machine's clock says.
        now.max(self.since)
    }

    fn lease(&self) -> u64 {
        self.now()
            .saturating_add(u64::try_from(self.kit.limit.as_millis()).unwrap_or(u64::MAX))
            .saturating_add(SPARE)
    }

    fn deployment(&self, m: &AppMove) -> Deployment {
        Deployment {
            env: self.to.id,
            app: m.app.clone(),
            version: m.after,
            rollback: self.rollback,
            hooks: self.kit.hash,
        }
    }

    /// The writes with which it begins: what the plan publishes, and a note for each app.
    ///
    /// # Errors
    /// Where there is nothing to go on with.
    pub fn begin(&mut self, tree: &Tree, plan: &Plan) -> Result<Vec<Write>> {
        self.since = tree.time;
        let p = &self.project.name;
        let env = self.to.id;
        let keeps = |write: &&Write| match write.path().map(crate::model::Path::place) {
            Some(Place::Placement(_, id, _) | Place::Pin(_, id, _) | Place::Run(_, id, _)) => id != env,
            // What goes back goes back with the pointer; what is set for a version is there for its hooks.
            Some(Place::Value(..)) => !self.rollback,
            _ => true,
        };
        let mut writes: Vec<Write> = plan.writes.iter().filter(keeps).cloned().collect();
        let steps = self.kit.hooks.steps();
        for m in moving(plan) {
            let deployment = self.deployment(m);
            let from = deployment.goes_on(tree, p, self.now());
            if self.retry && from.is_none() {
                let what =
                    format!("there is no failed {} to {} v{} to go on with", self.name(), m.app, m.after);
                return Err(Error::new("nothing_to_retry", error::INVALID, what)
                    .fact("or its hooks are others by now")
                    .hint("leave out --retry"));
            }
            let drift = m.failed.as_ref().is_some_and(|run| run.drift);
            // After the last one there is nothing left but the pointer.
            let at = from.filter(|_| self.retry).map_or(0, |(at, _)| at).min(steps.len());
            let Some(step) = steps.get(at).or(steps.last()) else { continue };
            // The step itself is noted when it begins: until then nothing has drifted by this.
            let noted = Step { phase: Phase::Pre, ..step.clone() };
            writes.push(deployment.at(p, at, &noted, drift, self.lease()));
        }
        Ok(writes)
    }

    /// Says what failed before, and where it begins now.
    pub fn warn(&self, plan: &Plan) {
        for m in moving(plan) {
            let Some(run) = &m.failed else { continue };
            let what = run.failure.as_deref().unwrap_or("left off, and its lease is over");
            let (app, env) = (&m.app, self.to.name());
            let how = if self.retry { "going on from there" } else { "starting from the first step" };
            self.ctx
                .ui
                .warn(&format!("{app} v{} failed in {env} at {} ({what}): {how}", run.version, run.label));
        }
    }

    /// Runs the steps of every app of the plan.
    ///
    /// # Errors
    /// When one fails, or is stopped; that is noted then.
    pub fn steps(&mut self, plan: &Plan, tree: &Tree, held: &Hold) -> Result<()> {
        self.from = plan.source.as_ref().map(ToString::to_string);
        let steps = self.kit.hooks.steps();
        let apps: Vec<AppMove> = moving(plan).cloned().collect();
        let p = self.project.name.clone();
        let mut done: Vec<&AppMove> = Vec::new();
        for m in &apps {
            let deployment = self.deployment(m);
            let run = placement::run(tree, &p, self.to.id, &m.app);
            let first = run.map_or(0, |run| run.step as usize);
            let mut drift = run.is_some_and(|run| run.drift);
            for (n, step) in steps.iter().enumerate() {
                if n < first {
                    self.ctx.ui.note(Line::new().dim(format!("{} {}: done before", m.app, step.label)));
                    continue;
                }
                drift |= step.phase >= Phase::Deploy;
                if n > first || step.phase >= Phase::Deploy {
                    let lease = self.lease();
                    self.note("promote.step", |_| vec![deployment.at(&p, n, step, drift, lease)])?;
                }
                let ending = self.run_one(m, step, tree, None, held);
                if ending != Ending::Done {
                    let rest: Vec<&AppMove> = apps.iter().filter(|other| other.app != m.app).collect();
                    return Err(self.fail(m, (n, step), drift, &ending, &done, &rest, tree, held));
                }
            }
            done.push(m);
        }
        Ok(())
    }

    /// Notes that what was under way is not any more, because the plan does not hold.
    pub fn give_up(&mut self, plan: &Plan, why: &str) {
        let steps = self.kit.hooks.steps();
        let drift = steps.iter().any(|step| step.phase >= Phase::Deploy);
        let p = self.project.name.clone();
        let label = steps.last().map_or_else(String::new, |step| step.label.clone());
        let notes: Vec<Write> = moving(plan)
            .map(|m| self.deployment(m).failed(&p, (steps.len(), &label), drift, RunState::Failed, why))
            .collect();
        // What cannot be noted fails by its lease.
        let _ = self.note("promote.failed", |_| notes.clone());
    }

    /// Notes the verification and runs what comes after. The promotion stands whatever happens.
    ///
    /// # Errors
    /// When a hook fails.
    pub fn after(&mut self, plan: &Plan, tree: &Tree, held: &Hold) -> Result<()> {
        self.from = plan.source.as_ref().map(ToString::to_string);
        let p = self.project.name.clone();
        let apps: Vec<AppMove> = moving(plan).cloned().collect();
        if !self.kit.hooks.verify.is_empty() {
            let (env, list) = (self.to.id, apps.clone());
            self.note("versions.verify", move |tree| {
                let verified =
                    |m: &AppMove| marks::verify(tree, &p, env, &m.app, m.after, true).unwrap_or_default();
                list.iter().flat_map(verified).collect()
            })?;
        }
        for m in &apps {
            for step in self.kit.hooks.of(Phase::Post) {
                let ending = self.run_one(m, &step, tree, None, held);
                if ending != Ending::Done {
                    let what = format!(
                        "{} v{} is in {}, and {} failed: {}",
                        m.app,
                        m.after,
                        self.to.name(),
                        step.label,
                        words(&ending, self.kit.limit)
                    );
                    return Err(Error::new("post_hook_failed", error::POST_HOOK_FAILED, what).fact(format!(
                        "{}   (the {} stands)",
                        step.line,
                        self.name()
                    )));
                }
            }
        }
        Ok(())
    }

    fn note(&self, action: &str, plan: impl Fn(&Tree) -> Vec<Write>) -> Result<()> {
        self.now();
        let p = &self.project.name;
        let reads = ["env", "app", "placement", "run", "pin"].map(|folder| Prefix::folder(p, folder));
        let apps = self.project.client.read(&[Prefix::folder(p, "app")], None)?;
        let mut reads = reads.to_vec();
        reads.extend(apps.apps(p).into_iter().map(|(app, _)| Prefix::versions(p, &app)));
        let quiet = WriteArgs::default();
        self.ctx.write(
            self.project,
            action,
            &quiet,
            &reads,
            |tree, _| Ok(((), plan(tree))),
            |(), _| Ok(()),
        )?;
        Ok(())
    }

    /// Runs one hook of one app.
    fn run_one(
        &mut self,
        m: &AppMove,
        step: &Step,
        tree: &Tree,
        failed: Option<&str>,
        held: &Hold,
    ) -> Ending {
        if held.stopped() {
            return Ending::Stopped;
        }
        let (env, secrets) = match self.surroundings(m, step, tree, failed) {
            Ok(both) => both,
            Err(e) => return Ending::NotStarted(e.0.message),
        };
        let mask = Mask::new(secrets.iter().map(|secret| secret.as_slice()));
        let around = Surroundings { folder: &self.kit.folder, env, mask, limit: self.kit.limit };
        let ui = &self.ctx.ui;
        let _pause = ui.pauses().begin();
        let began = Instant::now();
        ui.note(Line::new().plain(format!("{} {}: {}", m.app, step.label, step.line)));
        let ending = hooks::run(&step.line, &around, &|| held.stopped(), &mut |line| {
            ui.note(Line::new().dim("  | ").plain(line));
        });
        self.ran.push(Ran {
            app: m.app.to_string(),
            phase: step.phase.as_str(),
            command: step.line.clone(),
            outcome: words(&ending, self.kit.limit),
            seconds: (began.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
        });
        ending
    }

    /// What a hook runs with: what this process inherited, the constants that the version needs in the
    /// target, and what tells it which promotion it belongs to.
    #[allow(clippy::type_complexity, reason = "an environment, and what in it must not be seen")]
    fn surroundings(
        &self,
        m: &AppMove,
        step: &Step,
        tree: &Tree,
        failed: Option<&str>,
    ) -> Result<(Vec<(OsString, Zeroizing<Vec<u8>>)>, Vec<Zeroizing<Vec<u8>>>)> {
        let (client, p) = (&self.project.client, &self.project.name);
        let keys: Vec<Key> = tree
            .version(p, &m.app, m.after)
            .map(|version| version.needs.iter().map(|need| need.key.clone()).collect())
            .unwrap_or_default();
        let wanted = Wanted::Needed(&keys);
        let at = (self.to.id, self.to.name());
        let constants = get::effective(client, tree, p, at, Some(&m.app), wanted)?;
        let mut env: BTreeMap<OsString, Zeroizing<Vec<u8>>> =
            self.ctx.vars.iter().map(|(name, value)| (name.clone(), bytes(value))).collect();
        run::AUTH.iter().for_each(|name| drop(env.remove(std::ffi::OsStr::new(name))));
        for (key, _) in tree.constants(p).into_iter().filter(|(_, c)| c.secret) {
            env.remove(std::ffi::OsStr::new(key.as_str()));
        }
        let mut tell =
            |name: &str, value: String| env.insert(name.into(), Zeroizing::new(value.into_bytes()));
        tell("ENVCTL_ORG", client.org_name().to_string());
        tell("ENVCTL_PROJECT", p.to_string());
        tell("ENVCTL_ENV", self.to.name().to_owned());
        tell("ENVCTL_APP", m.app.to_string());
        tell("ENVCTL_APP_VERSION", format!("v{}", m.after));
        tell("ENVCTL_PREVIOUS_VERSION", m.before.map(|n| format!("v{n}")).unwrap_or_default());
        tell("ENVCTL_ARTIFACT", m.artifact.clone().unwrap_or_default());
        tell("ENVCTL_FROM_ENV", self.from.clone().unwrap_or_default());
        tell("ENVCTL_HOOK", step.phase.as_str().to_owned());
        if self.rollback {
            tell("ENVCTL_ROLLBACK", "1".to_owned());
        }
        if let Some(failed) = failed {
            tell("ENVCTL_FAILED_STEP", failed.to_owned());
        }
        let mut secrets = Vec::new();
        for one in constants {
            let value = Zeroizing::new(one.value.into_exposed());
            if one.secret {
                secrets.push(value.clone());
            }
            env.insert(one.key.as_str().into(), value);
        }
        Ok((env.into_iter().collect(), secrets))
    }

    /// A step failed: what is to run then runs, it is noted, and said.
    #[allow(clippy::too_many_arguments, reason = "what failed, with what, beside what")]
    fn fail(
        &mut self,
        m: &AppMove,
        (n, step): (usize, &Step),
        drift: bool,
        ending: &Ending,
        done: &[&AppMove],
        rest: &[&AppMove],
        tree: &Tree,
        held: &Hold,
    ) -> Error {
        let p = self.project.name.clone();
        let words = words(ending, self.kit.limit);
        // What is to clean up runs also after ^C; another ^C is for that.
        held.forget();
        for hook in self.kit.hooks.of(Phase::OnFailure) {
            let ending = self.run_one(m, &hook, tree, Some(&step.label), held);
            if ending != Ending::Done {
                let how = self::words(&ending, self.kit.limit);
                self.ctx.ui.warn(&format!("{} failed as well: {how}", hook.label));
            }
        }
        let state = if *ending == Ending::Stopped { RunState::Aborted } else { RunState::Failed };
        let mut notes = vec![self.deployment(m).failed(&p, (n, &step.label), drift, state, &words)];
        let deploys = self.kit.hooks.steps().iter().any(|step| step.phase >= Phase::Deploy);
        for other in rest {
            let deployment = self.deployment(other);
            match done.iter().any(|done| done.app == other.app) && deploys {
                // Its steps are done, and its pointer does not move either.
                true => {
                    let why = format!("{} v{} failed beside it", m.app, m.after);
                    let steps = self.kit.hooks.steps();
                    let label = steps.last().map_or("", |step| step.label.as_str());
                    notes.push(deployment.failed(&p, (steps.len(), label), true, state, &why));
                }
                false => notes.extend(deployment.over(tree, &p)),
            }
        }
        let noted = self.note("promote.failed", |_| notes.clone());
        let env = self.to.name();
        let (verb, again) = if self.rollback {
            ("rolled back in", format!("envctl rollback {} --env {env} --to v{} --retry", m.app, m.after))
        } else {
            ("promoted to", format!("envctl promote {}@v{} --to {env} --retry", m.app, m.after))
        };
        let what = format!("{} v{} was not {verb} {env}: {} failed: {words}", m.app, m.after, step.label);
        let mut error = match ending {
            Ending::Stopped => Error::new("interrupted", error::INTERRUPTED, what),
            _ => Error::new("hook_failed", error::HOOK_FAILED, what),
        };
        error = error.fact(step.line.clone());
        let keeps = m.before.map_or_else(|| "nothing".to_owned(), |n| format!("v{n}"));
        error = error.fact(format!("{env} has {keeps} of {}, as before", m.app));
        if drift {
            error = error.fact("what runs there may be another version: it was being deployed");
        }
        if let Err(e) = noted {
            error = error.fact(format!("this could not be noted: {}", e.0.message));
        }
        error = error.hint(format!("{again}   (goes on from {})", step.label));
        match (drift, m.before) {
            (true, Some(_)) => {
                error.hint(format!("envctl rollback {} --env {env}   (deploys {keeps} again)", m.app))
            }
            _ => error,
        }
    }
}

/// What it takes to run hooks: opening the target's secrets.
///
/// # Errors
/// When the caller may not.
pub fn may_run(project: &Project, look: &Tree, to: &Found) -> Result<()> {
    project.client.may(look, Right::Open, Some((to.id, &to.env))).map_err(|e| {
        Error::from(e).fact("hooks run with the target's secrets").hint("--no-hooks leaves them out")
    })
}

fn words(ending: &Ending, limit: Duration) -> String {
    match ending {
        Ending::Done => "done".to_owned(),
        Ending::Failed(how) => how.clone(),
        Ending::Late => {
            let limit = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
            match limit {
                0..60_000 => format!("not done after {} s", limit.div_ceil(1000)),
                _ => format!("not done after {}", freeze::lasting(limit)),
            }
        }
        Ending::Stopped => "interrupted".to_owned(),
        Ending::NotStarted(why) => format!("not started: {why}"),
    }
}

#[cfg(unix)]
fn bytes(value: &OsString) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(std::os::unix::ffi::OsStrExt::as_bytes(value.as_os_str()).to_vec())
}

#[cfg(not(unix))]
fn bytes(value: &OsString) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(value.to_string_lossy().into_owned().into_bytes())
}

/// What hooks read: the values of the environment, and the versions that go there.
pub fn reads(p: &crate::model::ProjectName, to: &Found, plan: &Plan) -> Vec<Prefix> {
    let mut prefixes: Vec<Prefix> =
        ["env", "app", "placement", "run", "pin"].map(|folder| Prefix::folder(p, folder)).into();
    for m in &plan.apps {
        prefixes.push(Prefix::versions(p, &m.app));
        prefixes.extend(get::value_reads(p, to.id, Some(&m.app)));
    }
    prefixes.push(Prefix::members());
    prefixes
}
