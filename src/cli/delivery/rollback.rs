//! `envctl rollback`: back to a version that succeeded there before; never a toggle.

use std::cell::RefCell;

use serde::Serialize;

use super::carry::{Carried, Carrier};
use super::deploy::{self, Kit, Ran};
use super::moved::Shown;
use super::{plan, restore, summary};
use crate::cli::WriteArgs;
use crate::cli::context::{Context, Found, Project};
use crate::cli::error::{self, Error, Result};
use crate::cli::report::{self, Change};
use crate::engine::plan::Plan;
use crate::engine::restore::Plan as Values;
use crate::engine::whole::Slot;
use crate::engine::{Right, promote as engine};
use crate::model::{AppName, EnvId, Need, OpId, Place, Placement, Prefix, Scope, Tree};
use crate::store::LogQuery;
use crate::ui::{Line, Page, Report, Symbol};

/// Go back to an earlier version, or to earlier values
///
/// To the version that was there before, and with it the release, if it was released. Repeated, it
/// goes further back. Constants stay as they are, and those that changed since are listed; --with-constants
/// brings the plain ones back as well. With --at it is
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
    /// Plain constants that it needs as well, to what they were when it was last there
    #[arg(long)]
    with_constants: bool,
    /// Take off a pin to another version
    #[arg(long)]
    unpin: bool,
    /// Leave out the hooks of envctl.toml
    #[arg(long)]
    no_hooks: bool,
    /// Go on from the hook that failed
    #[arg(long, conflicts_with = "no_hooks")]
    retry: bool,
    /// Append a summary to $GITHUB_STEP_SUMMARY
    #[arg(long)]
    summary: bool,
    /// Instead of an app: values, back to what they were at revision REV
    #[arg(long, value_name = "REV", conflicts_with_all = ["positional_app", "to", "steps", "with_constants", "retry", "summary"])]
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
    constants_restored: Vec<Change>,
    hooks: Vec<String>,
    ran: Vec<Ran>,
    #[serde(skip)]
    redeployed: bool,
    #[serde(skip)]
    target: Line,
}

impl Report for RollbackResult {
    const KIND: &'static str = "RollbackResult";

    fn text(&self, page: &mut Page<'_>) {
        if self.before == self.after && !self.redeployed {
            return page.ok(Line::new()
                .plain(format!("{} {} is already in ", self.app, self.after))
                .join(self.target.clone()));
        }
        let head = Line::new()
            .bold(&self.app)
            .plain("   ")
            .join(self.target.clone())
            .plain(format!("   {} ", self.before));
        page.line(match self.redeployed {
            true => head.plain("again"),
            false => head.symbol(Symbol::Arrow).plain(format!(" {}", self.after)),
        });
        for change in &self.changes {
            page.line(change.line());
        }
        for change in &self.constants_restored {
            page.line(report::value_line(change));
        }
        if self.dry_run {
            for hook in &self.hooks {
                page.line(Line::new().dim(format!("  hook {hook}")));
            }
            page.line(format!("plan {}", self.plan));
            return report::dry_run(page);
        }
        let state = match (self.redeployed, self.released) {
            (true, _) => "deployed again",
            (false, true) => "live",
            (false, false) => "back",
        };
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
    let to = args.to.as_deref().map(plan::version_number).transpose()?;
    let project = ctx.project()?;
    let p = &project.name;
    let look = project.client.read(&plan::look(p), None)?;
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
    let at = (found.id, &found.env);
    project.client.may_app(&look, Right::Release, Some(at), Some(&app))?;
    if args.with_constants {
        project.client.may_app(&look, Right::Write, Some(at), Some(&app))?;
    }
    let kit = Kit::at_hand(ctx, &project, args.no_hooks)?;
    if kit.is_some() {
        deploy::may_run(&project, &look, &found)?;
    }
    let mut reads = plan::reads(p, &look, &found, [&app]);
    if args.with_constants {
        reads.extend(restore::reads(p, &found));
    }
    let reason = args.write.message.as_deref();
    let fact = format!("roll {app} back in {}", found.name());
    let (drift, values) = (RefCell::new(Vec::new()), RefCell::new(None));
    let carrier = Carrier {
        ctx,
        project: &project,
        to: &found,
        kit: kit.as_ref(),
        left_out: args.no_hooks,
        retry: args.retry,
        rollback: true,
        asked: None,
        write: &args.write,
        reads: &reads,
    };
    let carried = carrier.carry(
        &|tree, op, given, under_way| {
            let to = under_way.and_then(|plan| plan.apps.first()).map(|m| m.after).or(to);
            let back = engine::Back { to, steps: args.steps as usize, reason, unpin: args.unpin };
            let plan = engine::rollback(tree, p, found.id, &app, &back, given)?;
            if !args.with_constants {
                return Ok(plan);
            }
            let target = plan.apps.first().map_or(0, |m| m.after);
            let then = values_then(&project, tree, &found, &app, target, op)?;
            let plan = then.iter().fold(plan, |plan, (_, then)| plan.beside(then));
            *values.borrow_mut() = then;
            Ok(plan)
        },
        &|plan, before| {
            if let (Some((at, then)), false) = (&*values.borrow(), args.write.dry_run) {
                restore::refuse(then, &found, *at)?;
            }
            if !plan.is_idle() {
                *drift.borrow_mut() = changed_since(&project, before, &found, &app, plan)?;
                warn(ctx, &drift.borrow(), &values.borrow(), plan);
            }
            carrier.agree(args.plan.as_deref(), plan, "roll back", &fact)
        },
    );
    if let (Err(e), true) = (&carried, args.summary) {
        summary::failed(ctx, "rollback", e)?;
    }
    let Carried { plan, changed, rev, after, ran, late } = carried?;
    let Some(m) = plan.apps.first() else { return Err(Error::usage("no app")) };
    let placed = after.placement(p, found.id, &app);
    let restored = values.into_inner().map(|(_, then)| then.keys).unwrap_or_default();
    let result = RollbackResult {
        changed: changed && !args.write.dry_run,
        rev,
        dry_run: args.write.dry_run,
        plan: plan.id.clone(),
        env: found.name().to_owned(),
        app: app.to_string(),
        before: format!("v{}", m.before.unwrap_or(m.after)),
        after: format!("v{}", m.after),
        released: placed.is_some_and(|at| at.released == Some(at.version)),
        changes: report::version_changes(&m.diff),
        findings: plan.findings.iter().map(Shown::of).collect(),
        constants_changed: drift.into_inner(),
        constants_restored: restored
            .iter()
            .map(|key| report::value_change(&key.slot, &key.now, &key.then, None))
            .collect(),
        hooks: kit.as_ref().map(Kit::lines).unwrap_or_default(),
        ran,
        redeployed: m.redeploy,
        target: found.line(),
    };
    if args.summary && !args.write.dry_run {
        let row = summary::Row {
            app: result.app.clone(),
            from: None,
            to: result.env.clone(),
            before: Some(result.before.clone()),
            after: result.after.clone(),
            rev,
            undo: None,
        };
        summary::append(ctx, "rollback", if m.changed { vec![row] } else { Vec::new() })?;
    }
    if late.is_none() || !ctx.ui.settings().json {
        ctx.ui.show(&result)?;
    }
    late.map_or(Ok(error::OK), Err)
}

/// Says which constants are not what the version that comes back met when it was there.
fn warn(ctx: &Context, drift: &[Change], values: &Option<(u64, Values)>, plan: &Plan) {
    let restored = |c: &&Change| {
        let keys = values.iter().flat_map(|(_, then)| &then.keys);
        !keys.into_iter().any(|key| c.path == format!("constants.{}", key.slot.key))
    };
    let kept: Vec<&str> =
        drift.iter().filter(restored).map(|c| c.path.trim_start_matches("constants.")).collect();
    let target = plan.apps.first().map_or(0, |m| m.after);
    if !kept.is_empty() {
        let n = report::count(kept.len(), "constant");
        ctx.ui.warn(&format!("{n} changed since v{target} was there (kept): {}", kept.join(", ")));
    }
}

/// The revision in which an app left a version behind in an environment, the last time it did.
fn left(project: &Project, env: EnvId, app: &AppName, n: u32) -> Result<Option<u64>> {
    let path = Place::Placement(project.name.clone(), env, app.clone()).path();
    let (store, org) = (project.client.store(), project.client.org());
    let touching = vec![Prefix::one(&path)];
    let mut left = None;
    for logged in store.log(org, &LogQuery { touching, ..LogQuery::default() })? {
        let at = store.read(org, &[Prefix::one(&path)], Some(logged.seq))?;
        if at.get::<Placement>(path.place()).is_some_and(|placed| placed.version == n) {
            break;
        }
        left = Some(logged.seq);
    }
    Ok(left)
}

/// The plain values that a version needs, to what they were when it was last there: that revision,
/// and the plan.
fn values_then(
    project: &Project,
    tree: &Tree,
    found: &Found,
    app: &AppName,
    n: u32,
    op: OpId,
) -> Result<Option<(u64, Values)>> {
    let p = &project.name;
    let (Some(left), Some(version)) = (left(project, found.id, app, n)?, tree.version(p, app, n)) else {
        return Ok(None);
    };
    let at = left.saturating_sub(1);
    let then = project.client.read(&restore::reads(p, found), Some(at))?;
    let needed = |slot: &Slot| {
        let ours = match &slot.scope {
            Scope::Project => true,
            Scope::App(other) => other == app,
            _ => false,
        };
        let plain = tree.constant(p, &slot.key).is_some_and(|declared| !declared.secret);
        ours && plain && version.needs.iter().any(|need| need.key == slot.key)
    };
    Ok(Some((at, restore::planned(project, &then, found, &needed, tree, op)?)))
}

/// The constants that the version needs and whose value was written after it was last there.
fn changed_since(
    project: &Project,
    tree: &Tree,
    found: &Found,
    app: &AppName,
    plan: &Plan,
) -> Result<Vec<Change>> {
    let (p, n) = (&project.name, plan.apps.first().map_or(0, |m| m.after));
    let (Some(left), Some(version)) = (left(project, found.id, app, n)?, tree.version(p, app, n)) else {
        return Ok(Vec::new());
    };
    let since = |need: &&Need| {
        [Scope::Project, Scope::App(app.clone())].into_iter().any(|scope| {
            let place = Place::Value(p.clone(), found.id, scope, need.key.clone());
            tree.entry(&place.path()).is_some_and(|entry| entry.rev >= left)
        })
    };
    let change = |need: &Need| Change {
        secret: need.secret,
        ..Change::of(format!("constants.{}", need.key), None, None)
    };
    Ok(version.needs.iter().filter(since).map(change).collect())
}
