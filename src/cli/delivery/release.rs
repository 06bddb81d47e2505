//! `envctl release`: the version in the last environment, live for end users.

use serde::Serialize;

use super::approval;
use super::moved::{Moved, Shown};
use super::{plan, summary, wait};
use crate::cli::WriteArgs;
use crate::cli::context::{Context, Found, Project};
use crate::cli::duration;
use crate::cli::error::{self, Error, Result};
use crate::cli::report;
use crate::engine::Right;
use crate::engine::promote::{self as engine, PromoteError};
use crate::model::{AppName, Tree};
use crate::ui::{Line, Page, Report, Symbol};

/// Make the version in the last environment live
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl release web --env production
  envctl release web api --env production --confirm production")]
pub struct Args {
    /// The apps
    #[arg(value_name = "APP")]
    apps: Vec<String>,
    /// How long to wait for what passes by itself: a freeze, a lock, a promotion under way
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    wait: Option<std::time::Duration>,
    /// Append a summary to $GITHUB_STEP_SUMMARY
    #[arg(long)]
    summary: bool,
    /// Apply exactly the plan that --dry-run showed, or fail
    #[arg(long, value_name = "ID")]
    plan: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

/// The answer of a release.
#[derive(Clone, Debug, Serialize)]
pub struct ReleaseResult {
    changed: bool,
    rev: u64,
    dry_run: bool,
    plan: String,
    env: String,
    apps: Vec<Moved>,
    findings: Vec<Shown>,
    #[serde(skip)]
    target: Line,
}

impl Report for ReleaseResult {
    const KIND: &'static str = "ReleaseResult";

    fn text(&self, page: &mut Page<'_>) {
        for app in self.apps.iter().filter(|app| app.changed) {
            match &app.before {
                Some(before) => page.line(format!("{} {} replaces {before}", app.app, app.after)),
                None => page.line(format!("{} {} is its first release", app.app, app.after)),
            }
            for change in app.changes.iter().filter(|_| app.before.is_some()) {
                page.line(change.line());
            }
        }
        if self.dry_run {
            page.line(format!("plan {}", self.plan));
            return report::dry_run(page);
        }
        for app in &self.apps {
            let line = Line::new().plain(format!("{} {} is ", app.app, app.after));
            let line = line
                .plain(if app.changed { "live in " } else { "already live in " })
                .join(self.target.clone());
            page.ok(if app.changed {
                line.plain(" ").symbol(Symbol::Dot).plain(format!(" rev {}", self.rev))
            } else {
                line
            });
        }
        for app in self.apps.iter().filter(|app| app.changed && app.before.is_some()) {
            page.line(Line::new().dim(format!("undo: envctl rollback {} --env {}", app.app, self.env)));
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// Where to release. Somebody at a terminal who said nothing is offered the last environment alone: end
/// users get nothing from another.
fn target(ctx: &Context, project: &Project, look: &Tree) -> Result<Found> {
    if ctx.says_env()? || !ctx.ui.can_prompt() {
        return ctx.env(project, look, true);
    }
    let last = look.chain(&project.name).last().map(|(id, _)| *id);
    let mut envs = ctx.shown(project, look)?;
    envs.retain(|env| Some(env.id) == last);
    if envs.is_empty() { ctx.env(project, look, true) } else { ctx.select_env("Release in", &envs) }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let project = ctx.project()?;
    let look = project.client.read(&plan::look(&project.name), None)?;
    let apps: Vec<AppName> = if args.apps.is_empty() {
        vec![ctx.app(&project, &look, None)?]
    } else {
        args.apps.iter().map(|name| ctx.app_named(&project, &look, name)).collect::<Result<_>>()?
    };
    if let Some(app) = apps.iter().enumerate().find_map(|(n, app)| apps[..n].contains(app).then_some(app)) {
        return Err(Error::usage(format!("{app} is given twice")));
    }
    let found = target(ctx, &project, &look)?;
    let attempt = || perform(ctx, &project, &look, &found, &apps, args.plan.as_deref(), &args.write);
    let result = wait::until(ctx, &project, args.wait, attempt);
    if let (Err(e), true) = (&result, args.summary) {
        summary::failed(ctx, "release", e)?;
    }
    let result = result?;
    if args.summary && !args.write.dry_run {
        let row = |app: &Moved| summary::Row {
            app: app.app.clone(),
            from: None,
            to: result.env.clone(),
            before: app.before.clone(),
            after: app.after.clone(),
            rev: result.rev,
            undo: app.before.as_ref().map(|_| format!("envctl rollback {} --env {}", app.app, result.env)),
        };
        summary::append(ctx, "release", result.apps.iter().filter(|app| app.changed).map(row).collect())?;
    }
    ctx.ui.show(&result)?;
    Ok(error::OK)
}

impl ReleaseResult {
    /// The revision afterwards.
    pub fn rev(&self) -> u64 {
        self.rev
    }
}

/// Whether the caller may release there, and anyone can.
///
/// # Errors
/// When it is not the last environment, or the caller may not.
pub fn may(project: &Project, look: &Tree, found: &Found, apps: &[AppName]) -> Result<()> {
    let chain = look.chain(&project.name);
    if let Some((_, last)) = chain.last().filter(|(id, _)| *id != found.id) {
        let (env, last) = (found.env.name.clone(), last.name.clone());
        return Err(PromoteError::NotInLastEnv { env, last }.into());
    }
    for app in apps {
        project.client.may_app(look, Right::Release, Some((found.id, &found.env)), Some(app))?;
    }
    Ok(())
}

/// Releases.
///
/// # Errors
/// What refuses; nothing changed then.
pub fn perform(
    ctx: &Context,
    project: &Project,
    look: &Tree,
    found: &Found,
    apps: &[AppName],
    asked: Option<&str>,
    write: &WriteArgs,
) -> Result<ReleaseResult> {
    let p = &project.name;
    may(project, look, found, apps)?;
    let names: Vec<String> = apps.iter().map(ToString::to_string).collect();
    let fact = format!("release {} in {}", names.join(", "), found.name());
    let written = ctx.write(
        project,
        "release",
        write,
        &plan::reads(p, look, found, apps),
        |tree, op| {
            let given = plan::given(project, tree, found);
            let (plan, writes) = plan::writes(engine::release(tree, p, found.id, apps, &given)?);
            plan::check_plan(asked, &plan)?;
            let moves: Vec<String> = plan.apps.iter().map(|m| format!("{} v{}", m.app, m.after)).collect();
            let what = format!("release {} in {}", moves.join(", "), found.name());
            let asked = approval::Asked { action: "release", op, to: found, plan: &plan.id, what };
            let writes = approval::within(ctx, project, tree, &asked, writes, write.dry_run)?;
            Ok((plan, writes))
        },
        |plan, _| {
            plan::check_plan(asked, plan)?;
            if !write.dry_run {
                plan::preflight(plan, found)?;
            }
            if plan.is_empty() {
                return Ok(());
            }
            ctx.confirm_env(write, found, "release", &fact)
        },
    )?;
    let (done, plan) = (&written.done, &written.done.report);
    Ok(ReleaseResult {
        changed: done.changed && !write.dry_run,
        rev: done.rev,
        dry_run: write.dry_run,
        plan: plan.id.clone(),
        env: found.name().to_owned(),
        apps: plan.apps.iter().map(|m| Moved::of(m, look, p)).collect(),
        findings: plan.findings.iter().map(Shown::of).collect(),
        target: found.line(),
    })
}
