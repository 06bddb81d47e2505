//! `envctl promote`: versions into another environment, checked before anything changes.

use std::ffi::{OsStr, OsString};

use super::carry::{Carried, Carrier};
use super::deploy::{self, Kit};
use super::moved::{Moved, PromoteResult, Shown};
use super::{follow, plan, publish, release, summary, wait};
use crate::cli::WriteArgs;
use crate::cli::context::{Context, Found, Project};
use crate::cli::error::{self, Error, Result};
use crate::cli::values::{given, probe};
use crate::cli::{duration, report};
use crate::engine::Right;
use crate::engine::constants::{self, Assignment, Kind};
use crate::engine::promote::{self, AppMove, Options, Plan, PromoteError, Request};
use crate::model::{AppName, EnvId, Key, Prefix, Tree};

/// Move a version to another environment
///
/// Only the version moves: values belong to their environment. Everything that stands in the way
/// is listed before anything changes; several apps are one commit.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl promote web --to staging
  envctl promote web@v7 api --to production --dry-run
  envctl promote web --to staging --publish -m \"checkout redesign\"
  envctl promote --all --to staging --keep-going")]
pub struct Args {
    /// Apps, each with a version where not the one in the environment before
    #[arg(value_name = "APP[@VERSION]")]
    apps: Vec<String>,
    /// The environment to promote to
    #[arg(long, value_name = "ENV")]
    to: Option<String>,
    /// The environment to promote from (default: the one before)
    #[arg(long, value_name = "ENV")]
    from: Option<String>,
    /// Every app
    #[arg(long, conflicts_with = "apps")]
    all: bool,
    /// Publish the draft first where it has changes, in the same commit
    #[arg(long)]
    publish: bool,
    /// Let a lower version replace a higher one
    #[arg(long)]
    allow_downgrade: bool,
    /// Go past the environment between; takes the right to approve, and --reason
    #[arg(long, requires = "reason")]
    skip_stage: bool,
    /// Accept one finding, as PF2:KEY, where the environment lets it; takes --reason
    #[arg(long, value_name = "PFn:KEY", requires = "reason")]
    accept: Vec<String>,
    /// Why a rule is set aside: shown with the version for ever
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Set a constant there in the same commit; without a value it is asked for, or read from stdin
    #[arg(long, value_name = "KEY[=VALUE]", conflicts_with_all = ["through", "keep_going"])]
    set: Vec<OsString>,
    /// Set constants there to what the variables of the same names hold
    #[arg(long, value_name = "KEY,…", value_delimiter = ',', conflicts_with_all = ["through", "keep_going"])]
    set_from_env: Vec<String>,
    /// Take off a pin to another version
    #[arg(long)]
    unpin: bool,
    /// Bring in what was rolled back from
    #[arg(long)]
    resume: bool,
    /// Make it live as well, in the last environment
    #[arg(long)]
    release: bool,
    /// Deploy the version again that is there already
    #[arg(long)]
    redeploy: bool,
    /// Through the environments between, one after another, each with its own checks
    #[arg(long, conflicts_with_all = ["skip_stage", "plan"])]
    through: bool,
    /// Leave out the hooks of envctl.toml
    #[arg(long)]
    no_hooks: bool,
    /// Go on from the hook that failed
    #[arg(long, conflicts_with = "no_hooks")]
    retry: bool,
    /// How long to wait for what passes by itself: a freeze, a lock, a soak, another promotion
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    wait: Option<std::time::Duration>,
    /// Connect to the datasources that the versions need there, before anything changes
    #[arg(long)]
    check: bool,
    /// Of several apps, leave out those that cannot go, and promote the others, each for itself
    #[arg(long, conflicts_with_all = ["plan", "through"])]
    keep_going: bool,
    /// Append a summary to $GITHUB_STEP_SUMMARY
    #[arg(long)]
    summary: bool,
    /// Apply exactly the plan that --dry-run showed, or fail
    #[arg(long, value_name = "ID")]
    plan: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

/// One promotion: which versions, from where, to where, and how.
pub struct Order {
    /// The apps.
    pub requests: Vec<Request>,
    /// The environment.
    pub to: Found,
    /// How.
    pub options: Options,
    /// The plan that it must be.
    pub plan: Option<String>,
    /// Leave hooks out.
    pub no_hooks: bool,
    /// Go on from the step that failed.
    pub retry: bool,
    /// Connect to datasources first.
    pub check: bool,
    /// The values that are set in the same commit.
    pub set: Vec<Assignment>,
    /// The flags of a write.
    pub write: WriteArgs,
}

/// What a promotion did; a hook that failed after it does not undo it.
pub struct Performed {
    /// The answer.
    pub report: PromoteResult,
    /// Whether there was nothing to do.
    pub idle: bool,
    /// What failed afterwards.
    pub late: Option<Error>,
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let project = ctx.project()?;
    let p = &project.name;
    let look = project.client.read(&plan::look(p), None)?;
    let requests = requests(ctx, &project, &look, args)?;
    let to = target(ctx, &project, &look, args)?;
    let set = values(ctx, &project, &look, &to, args)?;
    let from = args.from.as_deref().map(|name| ctx.env_named(&project, &look, name)).transpose()?;
    let order = |requests: Vec<Request>, to: Found, from: Option<EnvId>, publish: bool| Order {
        requests,
        to,
        options: Options {
            from,
            publish,
            allow_downgrade: args.allow_downgrade,
            skip: args.skip_stage,
            accept: args.accept.clone(),
            reason: args.reason.clone(),
            unpin: args.unpin,
            resume: args.resume,
            redeploy: args.redeploy,
            set: Vec::new(),
        },
        plan: args.plan.clone(),
        no_hooks: args.no_hooks,
        retry: args.retry,
        check: args.check,
        set: set.clone(),
        write: args.write.clone(),
    };
    let names: Vec<String> = requests.iter().map(|r| r.app.to_string()).collect();
    let apps: Vec<AppName> = requests.iter().map(|r| r.app.clone()).collect();
    let live = args.release.then_some(&apps);
    if live.is_some() {
        release::may(&project, &look, &to, &apps)?;
    }
    let attempt = |order: &Order| {
        let done = wait::until(ctx, &project, args.wait, || perform(ctx, &project, &look, order))
            .map_err(|e| ctx.unnamed(&project, &look, e));
        if let (Err(e), true) = (&done, args.summary) {
            summary::failed(ctx, "promote", e)?;
        }
        done
    };
    let mut done = if args.through {
        let stages =
            stages(&project, &look, from.as_ref(), &to).map_err(|e| ctx.unnamed(&project, &look, e))?;
        let one = |n: usize, requests: Vec<Request>| {
            let (from, to) = &stages[n];
            attempt(&order(requests, to.clone(), Some(*from), args.publish && n == 0))
        };
        let mut done = walk(ctx, stages.len(), args.write.dry_run, requests, one)?;
        if args.write.dry_run {
            let later = stages[1..].iter().map(|(_, to)| to.name());
            done.report.notes = later.map(|env| format!("then {env}, checked when it gets there")).collect();
        }
        done
    } else if args.keep_going && requests.len() > 1 {
        let one =
            |request| attempt(&order(vec![request], to.clone(), from.as_ref().map(|f| f.id), args.publish));
        each(requests, to.name(), one)?
    } else {
        attempt(&order(requests, to.clone(), from.map(|f| f.id), args.publish))?
    };
    if let (Some(apps), None, false) = (live, &done.late, args.write.dry_run) {
        let write = WriteArgs { expect: None, ..args.write.clone() };
        done.report.release = Some(release::perform(ctx, &project, &look, &to, apps, None, &write)?);
    }
    done.report.followed = follow::after(ctx, &project, &apps, &args.write, !done.idle)?;
    if args.summary {
        let rows: Vec<&PromoteResult> = done.report.stages.iter().chain([&done.report]).collect();
        summary::moves(ctx, &rows)?;
    }
    if let Some(late) = done.late {
        if !ctx.ui.settings().json {
            ctx.ui.show(&done.report)?;
        }
        return Err(late);
    }
    ctx.ui.show(&done.report)?;
    let report = &done.report;
    if args.write.dry_run && !args.through && report.findings.iter().all(Shown::passes) && !done.idle {
        let apps = match (args.all, args.apps.is_empty()) {
            (true, _) => "--all".to_owned(),
            (false, true) => names.join(" "),
            (false, false) => args.apps.join(" "),
        };
        ctx.ui.hint(&format!("envctl promote {apps} --to {} --plan {}", to.name(), report.plan));
    } else if done.idle && !args.release && look.chain(p).last().is_some_and(|(id, _)| *id == to.id) {
        ctx.ui.hint(&format!("to make it live: envctl release {} --env {}", names.join(" "), to.name()));
    }
    Ok(error::OK)
}

/// The environments that `--through` walks: from where to where.
fn stages(project: &Project, look: &Tree, from: Option<&Found>, to: &Found) -> Result<Vec<(EnvId, Found)>> {
    let chain = look.chain(&project.name);
    let at = |id: EnvId| chain.iter().position(|(other, _)| *other == id);
    let first = from.map_or(Some(0), |from| at(from.id));
    let (Some(first), Some(last)) = (first, at(to.id)) else {
        return Err(Error::usage(
            "--through walks the promotion order, and the environment is outside of it",
        ));
    };
    if first >= last {
        return Err(PromoteError::FirstEnv { env: to.env.name.clone() }.into());
    }
    let found = |n: usize| Found { id: chain[n].0, env: chain[n].1.clone() };
    Ok((first + 1..=last).map(|n| (chain[n - 1].0, found(n))).collect())
}

/// Goes from stage to stage: the version that went into the first is the one that goes on.
fn walk(
    ctx: &Context,
    stages: usize,
    dry_run: bool,
    mut requests: Vec<Request>,
    one: impl Fn(usize, Vec<Request>) -> Result<Performed>,
) -> Result<Performed> {
    let mut past: Vec<PromoteResult> = Vec::new();
    for n in 0..stages {
        let mut performed = match one(n, requests) {
            Ok(performed) => performed,
            Err(e) => return Err(stopped(ctx, past, e)),
        };
        if n + 1 == stages || dry_run {
            performed.report.stages = past;
            return Ok(performed);
        }
        requests = performed.report.apps.iter().map(|m| m.request()).collect();
        past.push(performed.report);
        if let Some(late) = performed.late {
            return Err(stopped(ctx, past, late));
        }
    }
    Err(Error::usage("--through: there is nothing to go through"))
}

/// Promotes one app after another, whatever becomes of the others: those that could not go are what
/// failed in the end.
fn each(requests: Vec<Request>, to: &str, one: impl Fn(Request) -> Result<Performed>) -> Result<Performed> {
    let (of, mut all, mut failed) = (requests.len(), None::<Performed>, Vec::new());
    let mut next = requests;
    while !next.is_empty() {
        let (tried, mut waiting) = (next.len(), Vec::new());
        for request in next {
            match one(request.clone()) {
                Ok(mut done) => {
                    failed.extend(done.late.take().map(|late| (request.app, late)));
                    match &mut all {
                        None => all = Some(done),
                        Some(all) => {
                            all.idle &= done.idle;
                            all.report.join(done.report);
                        }
                    }
                }
                // It may build on one that comes after it.
                Err(e) if e.0.code == "preflight" => waiting.push((request, e)),
                Err(e) => failed.push((request.app, e)),
            }
        }
        let moves_on = waiting.len() < tried;
        next = match moves_on {
            true => waiting.into_iter().map(|(request, _)| request).collect(),
            false => {
                failed.extend(waiting.into_iter().map(|(request, e)| (request.app, e)));
                Vec::new()
            }
        };
    }
    let late = match failed.len() {
        0 => None,
        1 if of == 1 => failed.pop().map(|(_, e)| e),
        n => {
            let (code, exit) = (failed[0].1.0.code, failed[0].1.exit());
            let mut error = Error::new(code, exit, format!("{n} of {of} apps did not get to {to}"));
            for (app, e) in &failed {
                error = error.fact(format!("{app}: {}", e.0.message));
            }
            Some(match failed[0].1.0.hints.first() {
                Some(hint) => error.hint(hint.clone()),
                None => error,
            })
        }
    };
    match (all, late) {
        (Some(all), late) => Ok(Performed { late, ..all }),
        (None, Some(late)) => Err(late),
        (None, None) => Err(Error::usage("no app is named")),
    }
}

/// Refuses while a datasource that a version needs does not let anybody in.
fn connects(ctx: &Context, project: &Project, to: &Found, plan: &Plan, tree: &Tree) -> Result<()> {
    let moving = plan.apps.iter().filter(|m| m.changed || m.redeploy);
    let versions = moving.filter_map(|m| tree.version(&project.name, &m.app, m.after));
    let names: Vec<AppName> = versions.flat_map(|version| version.datasources.clone()).collect();
    let found = probe::connections(ctx, project, std::slice::from_ref(to), Some(&names))?;
    let failed: Vec<_> = found.iter().filter(|one| one.answers == Some(false)).collect();
    if failed.is_empty() {
        return Ok(());
    }
    let verb = if failed.len() == 1 { "does" } else { "do" };
    let what =
        format!("{} of {} {verb} not let anybody in", report::count(failed.len(), "datasource"), to.name());
    let mut error = Error::new("datasource_unreachable", error::INVALID, what);
    for one in &failed {
        error = error.fact(format!("{:<14} {}", one.name, one.detail));
    }
    Err(error.hint(format!("envctl datasources test --env {}", to.name())))
}

/// A promotion through several environments stopped: what was done stays, and is said.
fn stopped(ctx: &Context, past: Vec<PromoteResult>, mut e: Error) -> Error {
    for stage in past.iter().filter(|stage| stage.changed) {
        for app in stage.apps.iter().filter(|app| app.changed) {
            e = e.fact(format!("{} {} is in {} (rev {})", app.app, app.after, stage.to, stage.rev));
        }
    }
    if !ctx.ui.settings().json {
        for stage in &past {
            // What cannot be shown any more is in the facts.
            let _ = ctx.ui.show(stage);
        }
    }
    e
}

/// Promotes: plans, asks, runs the hooks, and moves the pointers.
///
/// # Errors
/// What refuses; nothing moved then.
pub fn perform(ctx: &Context, project: &Project, look: &Tree, order: &Order) -> Result<Performed> {
    let p = &project.name;
    let to = &order.to;
    for request in &order.requests {
        project.client.may_app(look, Right::Promote, Some((to.id, &to.env)), Some(&request.app))?;
    }
    let kit = Kit::at_hand(ctx, project, order.no_hooks)?;
    if kit.is_some() {
        deploy::may_run(project, look, to)?;
    }
    let mut reads = plan::reads(p, look, to, order.requests.iter().map(|r| &r.app));
    // What the draft would be: to publish it, or to say that it has changes that stay behind.
    reads.extend(order.requests.iter().flat_map(|r| publish::reads(p, look, &r.app)));
    if !order.set.is_empty() {
        reads.push(Prefix::epochs(p, to.id));
    }
    let names: Vec<String> = order.requests.iter().map(|r| r.app.to_string()).collect();
    let fact = format!("promote {} to {}", names.join(", "), to.name());
    let carrier = Carrier {
        ctx,
        project,
        to,
        kit: kit.as_ref(),
        left_out: order.no_hooks,
        retry: order.retry,
        rollback: false,
        asked: order.plan.as_deref(),
        write: &order.write,
        reads: &reads,
    };
    let Carried { plan, changed, rev, ran, late, .. } = carrier.carry(
        &|tree, op, given, under_way| {
            let (_, set) = constants::set(tree, p, &[to.id], None, &order.set, Kind::AsDeclared, op)?;
            let options = Options { set, ..order.options.clone() };
            let Some(plan) = under_way else {
                return Ok(promote::promote(tree, p, to.id, &order.requests, &options, given)?);
            };
            let exact = |m: &AppMove| Request { app: m.app.clone(), version: Some(m.after) };
            let requests: Vec<Request> = plan.apps.iter().map(exact).collect();
            let options = Options { from: plan.from, publish: false, ..options };
            Ok(promote::promote(tree, p, to.id, &requests, &options, given)?)
        },
        &|plan, tree| {
            if order.check {
                connects(ctx, project, to, plan, tree)?;
            }
            carrier.agree(order.plan.as_deref(), plan, "promote", &fact)
        },
    )?;
    let source = plan.from.and_then(|id| {
        look.envs(p).into_iter().find(|(env, _)| *env == id).map(|(id, env)| Found { id, env: env.clone() })
    });
    let behind: Vec<String> = plan
        .apps
        .iter()
        .filter(|m| m.draft_changes > 0 && !m.published)
        .map(|m| {
            let changes = report::count(m.draft_changes, "change");
            format!("the draft of {} has {changes} that v{} does not (--publish)", m.app, m.after)
        })
        .collect();
    let report = PromoteResult {
        changed: changed && !order.write.dry_run,
        rev,
        dry_run: order.write.dry_run,
        plan: plan.id.clone(),
        from: source.as_ref().map(|f| f.name().to_owned()),
        to: to.name().to_owned(),
        apps: plan.apps.iter().map(|m| Moved::of(m, look, p)).collect(),
        set: order.set.iter().map(|one| one.key.to_string()).collect(),
        findings: plan.findings.iter().map(Shown::of).collect(),
        hooks: kit.as_ref().map(Kit::lines).unwrap_or_default(),
        ran,
        stages: Vec::new(),
        followed: Vec::new(),
        release: None,
        approval: None,
        notes: if order.write.dry_run { Vec::new() } else { behind },
        source: source.map(|f| f.line()).unwrap_or_default(),
        target: to.line(),
    };
    Ok(Performed { report, idle: plan.is_idle(), late })
}

/// The values that are to be set in the target, which are declared, and whose setting is the caller's
/// right.
fn values(ctx: &Context, project: &Project, look: &Tree, to: &Found, args: &Args) -> Result<Vec<Assignment>> {
    let mut named = args.set.iter().map(|pair| given::split(pair)).collect::<Result<Vec<_>>>()?;
    for name in &args.set_from_env {
        let key: Key = name.parse()?;
        let value = ctx.vars.get(OsStr::new(name)).ok_or_else(|| {
            Error::usage(format!("--set-from-env {name}: there is no variable of that name"))
        })?;
        named.push((key, Some(value.as_encoded_bytes().to_vec())));
    }
    if named.is_empty() {
        return Ok(Vec::new());
    }
    given::once(&named, &[])?;
    project.client.may(look, Right::Write, Some((to.id, &to.env)))?;
    let p = &project.name;
    let declared = project.client.read(&[Prefix::folder(p, "constant")], None)?;
    if let Some((key, _)) = named.iter().find(|(key, _)| declared.constant(p, key).is_none()) {
        let names: Vec<String> = declared.constants(p).iter().map(|(key, _)| key.to_string()).collect();
        let error = Error::new("constant_not_found", error::NOT_FOUND, format!("{key} is not declared"));
        return Err(error.known(key.as_str(), &names));
    }
    let is_secret = |key: &Key| declared.constant(p, key).is_some_and(|constant| constant.secret);
    let typed = args.set.iter().filter_map(|pair| given::split(pair).ok());
    if ctx.ui.stderr_is_terminal() && typed.into_iter().any(|(key, value)| value.is_some() && is_secret(&key))
    {
        ctx.ui.warn("this value is now in your shell's history, and was visible to `ps`");
    }
    let again = |key: &Key| format!("envctl set {key} --env {}", to.name());
    let ask = given::Ask { raw: false, allow_empty: false, again: &again };
    let given = given::values(ctx, &ask, named, Vec::new())?;
    Ok(given.into_iter().map(|one| Assignment { key: one.key, value: one.value }).collect())
}

fn requests(ctx: &Context, project: &Project, look: &Tree, args: &Args) -> Result<Vec<Request>> {
    if args.all {
        let apps = look.apps(&project.name);
        if apps.is_empty() {
            return Err(Error::new(
                "app_not_found",
                error::NOT_FOUND,
                format!("{} has no apps", project.name),
            )
            .hint("envctl apps create NAME"));
        }
        return Ok(apps.into_iter().map(|(app, _)| Request { app, version: None }).collect());
    }
    if args.apps.is_empty() {
        let app = ctx.app(project, look, None)?;
        return Ok(vec![Request { app, version: None }]);
    }
    named(ctx, project, look, &args.apps)
}

/// The apps that are named, each with a version where it has one: `web`, `web@v7`.
///
/// # Errors
/// When there is no such app, or it is named twice.
pub fn named(ctx: &Context, project: &Project, look: &Tree, names: &[String]) -> Result<Vec<Request>> {
    let mut requests: Vec<Request> = Vec::new();
    for text in names {
        let (name, version) = match text.split_once('@') {
            Some((name, version)) => (name, Some(plan::version_number(version)?)),
            None => (text.as_str(), None),
        };
        let app = ctx.app_named(project, look, name)?;
        if requests.iter().any(|r| r.app == app) {
            return Err(Error::usage(format!("{app} is given twice")));
        }
        requests.push(Request { app, version });
    }
    Ok(requests)
}

fn target(ctx: &Context, project: &Project, look: &Tree, args: &Args) -> Result<Found> {
    match &args.to {
        Some(name) => ctx.env_named(project, look, name),
        None => {
            let mut envs = ctx.shown(project, look)?;
            // Versions get into the first by being published.
            let first = look.chain(&project.name).first().map(|(id, _)| *id);
            envs.retain(|env| Some(env.id) != first);
            if ctx.ui.can_prompt() {
                return ctx.select_env("Promote to", &envs);
            }
            let names = envs.iter().map(|env| env.name().to_owned()).collect();
            Err(Error::input_required("environment to promote to", "--to", names))
        }
    }
}
