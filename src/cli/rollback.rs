//! `envctl rollback`: back to a version that succeeded there before; never a toggle.

use serde::Serialize;

use super::WriteArgs;
use super::context::{Context, Project};
use super::error::{self, Error, Result};
use super::promote::{self, Shown};
use super::report::{self, Change};
use super::restore;
use crate::engine::{Right, promote as engine};
use crate::model::{AppName, EnvId, Place, Placement, Prefix, Tree};
use crate::store::LogQuery;
use crate::ui::{Line, Page, Report, Symbol};

/// Go back to an earlier version, or to earlier values
///
/// To the version that was there before, and with it the release, if it was released. Repeated, it
/// goes further back. Constants stay as they are; those that changed since are listed. With --at it is
/// the values of the environment that go back, and a merge holds back what that undid.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl rollback web --env production
  envctl rollback web --env production --to v5 -m \"checkout broken\"
  envctl rollback --env production --at 41 --only API_TIMEOUT")]
pub struct Args {
    /// The app
    #[arg(id = "positional_app", value_name = "APP")]
    app: Option<String>,
    /// A version that was there before
    #[arg(long, value_name = "VERSION", conflicts_with = "steps")]
    to: Option<String>,
    /// How many versions back
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    steps: u32,
    /// Take off a pin to another version
    #[arg(long)]
    unpin: bool,
    /// Instead of an app: values, back to what they were at revision REV
    #[arg(long, value_name = "REV", conflicts_with_all = ["positional_app", "to", "steps"])]
    at: Option<u64>,
    /// Only these values: KEY, apps.APP, datasources.NAME, …
    #[arg(long, value_name = "PATH,…", value_delimiter = ',', requires = "at")]
    only: Vec<String>,
    /// Apply exactly the plan that --dry-run showed, or fail
    #[arg(long, value_name = "ID")]
    plan: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct RollbackResult {
    changed: bool,
    rev: u64,
    dry_run: bool,
    plan: String,
    env: String,
    app: String,
    before: String,
    after: String,
    released: bool,
    changes: Vec<Change>,
    findings: Vec<Shown>,
    constants_changed: Vec<Change>,
    constants_restored: Vec<String>,
    #[serde(skip)]
    target: Line,
}

impl Report for RollbackResult {
    const KIND: &'static str = "RollbackResult";

    fn text(&self, page: &mut Page<'_>) {
        if self.before == self.after {
            return page.ok(Line::new()
                .plain(format!("{} {} is already in ", self.app, self.after))
                .join(self.target.clone()));
        }
        let head = Line::new()
            .bold(&self.app)
            .plain("   ")
            .join(self.target.clone())
            .plain(format!("   {} ", self.before));
        page.line(head.symbol(Symbol::Arrow).plain(format!(" {}", self.after)));
        for change in &self.changes {
            page.line(change.line());
        }
        if self.dry_run {
            page.line(format!("plan {}", self.plan));
            return report::dry_run(page);
        }
        let state = if self.released { "live" } else { "back" };
        page.ok(Line::new()
            .plain(format!("{} {} is {state} in ", self.app, self.after))
            .join(self.target.clone())
            .plain(" ")
            .symbol(Symbol::Dot)
            .plain(format!(" rev {}", self.rev)));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let to = args.to.as_deref().map(promote::version_number).transpose()?;
    let project = ctx.project()?;
    let p = &project.name;
    let look = project.client.read(&promote::look(p), None)?;
    // Going back is never aimed by what was saved some day.
    let found = match (&ctx.globals.env, ctx.var("ENVCTL_ENV")) {
        (None, None) => ctx.pick_env(&project, &look)?,
        _ => ctx.env(&project, &look, true)?,
    };
    if let Some(at) = args.at {
        let wanted = restore::Wanted { at, only: &args.only, plan: args.plan.as_deref() };
        return restore::run(ctx, &project, &look, &found, &wanted, &args.write);
    }
    let app = ctx.app(&project, &look, args.app.as_deref())?;
    project.client.may_app(&look, Right::Release, Some((found.id, &found.env)), Some(&app))?;
    let reason = args.write.message.as_deref();
    let fact = format!("roll {app} back in {}", found.name());
    let drift = std::cell::RefCell::new(Vec::new());
    let written = ctx.write(
        &project,
        "rollback",
        &args.write,
        &promote::reads(p, &look, &found, [&app]),
        |tree, _| {
            let given = promote::given(&project, tree, &found);
            let back = engine::Back { to, steps: args.steps as usize, reason, unpin: args.unpin };
            Ok(promote::writes(engine::rollback(tree, p, found.id, &app, &back, &given)?))
        },
        |plan, before| {
            promote::check_plan(args.plan.as_deref(), plan)?;
            if !args.write.dry_run {
                promote::preflight(plan, &found)?;
            }
            if plan.is_empty() {
                return Ok(());
            }
            let target = plan.apps.first().map_or(0, |m| m.after);
            let changed = changed_since(&project, before, found.id, &app, target)?;
            if !changed.is_empty() {
                let names: Vec<&str> =
                    changed.iter().map(|c| c.path.trim_start_matches("constants.")).collect();
                let n = report::count(changed.len(), "constant");
                ctx.ui.warn(&format!("{n} changed since v{target} was there (kept): {}", names.join(", ")));
            }
            *drift.borrow_mut() = changed;
            ctx.confirm_env(&args.write, &found, "roll back", &fact)
        },
    )?;
    let (done, plan) = (&written.done, &written.done.report);
    let Some(m) = plan.apps.first() else { return Err(Error::usage("no app")) };
    let after = done.after.placement(p, found.id, &app);
    ctx.ui.show(&RollbackResult {
        changed: done.changed && !args.write.dry_run,
        rev: done.rev,
        dry_run: args.write.dry_run,
        plan: plan.id.clone(),
        env: found.name().to_owned(),
        app: app.to_string(),
        before: format!("v{}", m.before.unwrap_or(m.after)),
        after: format!("v{}", m.after),
        released: after.is_some_and(|at| at.released == Some(at.version)),
        changes: report::version_changes(&m.diff),
        findings: plan.findings.iter().map(Shown::of).collect(),
        constants_changed: drift.into_inner(),
        constants_restored: Vec::new(),
        target: found.line(),
    })?;
    Ok(error::OK)
}

/// The constants that the version needs and whose value was written after it was last there.
fn changed_since(project: &Project, tree: &Tree, env: EnvId, app: &AppName, n: u32) -> Result<Vec<Change>> {
    let p = &project.name;
    let path = Place::Placement(p.clone(), env, app.clone()).path();
    let touching = vec![Prefix::one(&path)];
    // The newest commit that moved the placement away from the version ends its time there.
    let mut left = None;
    for logged in
        project.client.store().log(project.client.org(), &LogQuery { touching, ..LogQuery::default() })?
    {
        let at =
            project.client.store().read(project.client.org(), &[Prefix::one(&path)], Some(logged.seq))?;
        let there = at.get::<Placement>(path.place()).is_some_and(|placed| placed.version == n);
        if there {
            break;
        }
        left = Some(logged.seq);
    }
    let (Some(left), Some(version)) = (left, tree.version(p, app, n)) else { return Ok(Vec::new()) };
    let mut changes = Vec::new();
    for need in &version.needs {
        for scope in [crate::model::Scope::Project, crate::model::Scope::App(app.clone())] {
            let place = Place::Value(p.clone(), env, scope, need.key.clone());
            if tree.entry(&place.path()).is_some_and(|entry| entry.rev >= left) {
                changes.push(Change {
                    secret: need.secret,
                    ..Change::of(format!("constants.{}", need.key), None, None)
                });
                break;
            }
        }
    }
    Ok(changes)
}
