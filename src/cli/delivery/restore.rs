//! `envctl rollback --env ENV --at REV`: an environment's values, back to what they were.

use serde::Serialize;

use crate::cli::WriteArgs;
use crate::cli::context::{Context, Found, Project};
use crate::cli::error::{self, Error, Result};
use crate::cli::reconcile::merge::broken_fact;
use crate::cli::report::{self, Change};
use crate::cli::values::paths::{self, Paths};
use crate::engine::restore::{Plan, restore};
use crate::engine::whole::Slot;
use crate::engine::{Right, merging};
use crate::model::{OpId, Prefix, ProjectName, Tree};
use crate::ui::{Line, Page, Report, Symbol};

/// What to bring back.
pub struct Wanted<'a> {
    /// To what it was at this revision.
    pub at: u64,
    /// Only these paths; none: all.
    pub only: &'a [String],
    /// The plan that was shown.
    pub plan: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct RestoreResult {
    changed: bool,
    rev: u64,
    dry_run: bool,
    plan: String,
    env: String,
    at: u64,
    changes: Vec<Change>,
    skipped: Vec<String>,
    #[serde(skip)]
    target: Line,
}

impl Report for RestoreResult {
    const KIND: &'static str = "RestoreResult";

    fn text(&self, page: &mut Page<'_>) {
        let head = Line::new().plain("values of ").join(self.target.clone());
        page.line(head.plain(format!(" as they were at rev {}", self.at)));
        for change in &self.changes {
            page.line(report::value_line(change));
        }
        for path in &self.skipped {
            let line = Line::new().plain("  ").sign(crate::ui::Sign::Skip).plain(format!("{path:<28} "));
            page.line(line.dim("left as it is: it is not declared so any more"));
        }
        if self.dry_run {
            page.line(format!("plan {}", self.plan));
            return report::dry_run(page);
        }
        if !self.changed {
            return page.line("nothing to do");
        }
        let what = format!("{} brought back in ", report::count(self.changes.len(), "value"));
        let line = Line::new().plain(what).join(self.target.clone()).plain(" ").symbol(Symbol::Dot);
        page.ok(line.plain(format!(" rev {}", self.rev)));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// Runs the command.
///
/// # Errors
/// Whatever refuses; nothing was changed then.
pub fn run(
    ctx: &Context,
    project: &Project,
    look: &Tree,
    found: &Found,
    wanted: &Wanted<'_>,
    write: &WriteArgs,
) -> Result {
    let p = &project.name;
    project.client.may(look, Right::Write, Some((found.id, &found.env)))?;
    let reads = reads(p, found);
    let then = project.client.read(&reads, Some(wanted.at))?;
    if !then.envs(p).iter().any(|(id, _)| *id == found.id) {
        let what = format!("{} did not exist yet at rev {}", found.name(), wanted.at);
        return Err(Error::new("env_not_found", error::NOT_FOUND, what)
            .hint(format!("envctl log {}   (shows its revisions)", found.name())));
    }
    let now = project.client.read(&reads, None)?;
    let only = Paths::parse(wanted.only.iter().map(String::as_str), &now, p)?;
    let fact = format!("bring values of {} back to rev {}", found.name(), wanted.at);
    let written = ctx.write(
        project,
        "rollback",
        write,
        &reads,
        |tree, op| {
            let select = |slot: &Slot| only.is_empty() || only.cover(slot);
            let plan = planned(project, &then, found, &select, tree, op)?;
            let writes = plan.writes.clone();
            Ok((plan, writes))
        },
        |plan, _| {
            if let Some(id) = wanted.plan.filter(|id| *id != plan.id) {
                let what = format!("the plan is not {id} any more: it is {}", plan.id);
                return Err(Error::new("stale", error::CONFLICT, what)
                    .fact("a value that it rests on changed since")
                    .hint("run it again with --dry-run"));
            }
            if write.dry_run {
                return Ok(());
            }
            refuse(plan, found, wanted.at)?;
            if plan.writes.is_empty() {
                return Ok(());
            }
            ctx.confirm_env(write, found, "roll back", &fact)
        },
    )?;
    let (done, plan) = (&written.done, &written.done.report);
    let vault = project.client.vault(&done.after);
    let prints = vault.fingerprints(p, found.id).ok();
    let change = |key: &crate::engine::restore::Restored| {
        report::value_change(&key.slot, &key.now, &key.then, prints.as_ref())
    };
    ctx.ui.show(&RestoreResult {
        changed: done.changed && !write.dry_run,
        rev: done.rev,
        dry_run: write.dry_run,
        plan: plan.id.clone(),
        env: found.name().to_owned(),
        at: wanted.at,
        changes: plan.keys.iter().map(change).collect(),
        skipped: plan.left_out.iter().map(paths::path).collect(),
        target: found.line(),
    })?;
    if write.dry_run && !plan.writes.is_empty() {
        let (env, at, id) = (found.name(), wanted.at, &plan.id);
        ctx.ui.hint(&format!("envctl rollback --env {env} --at {at} --plan {id}   (with the same flags)"));
    }
    Ok(error::OK)
}

/// What bringing values back reads, now and then.
pub fn reads(p: &ProjectName, found: &Found) -> Vec<Prefix> {
    let folders =
        ["env", "app", "constant", "datasource", "flag", "epoch"].map(|folder| Prefix::folder(p, folder));
    folders.into_iter().chain([Prefix::values(p, found.id)]).collect()
}

/// Plans bringing values back to what they were in another tree.
///
/// # Errors
/// When the log cannot be read.
pub fn planned(
    project: &Project,
    then: &Tree,
    found: &Found,
    select: &dyn Fn(&Slot) -> bool,
    tree: &Tree,
    op: OpId,
) -> Result<Plan> {
    let p = &project.name;
    let all: Vec<_> = merging::both((then, found.id), (tree, found.id), p)
        .into_iter()
        .filter(|both| !both.is_same() && both.slot().is_some_and(|slot| select(&slot)))
        .collect();
    let known = project.client.past_of_restore(&all)?;
    // What was sealed then opens with the keys of now: each holds the one before it.
    let vault = project.client.vault(tree);
    let open = vault.opener();
    Ok(restore((tree, &*open), (then, &*open), p, found.id, Some(select), &known, op))
}

/// Refuses a plan that something is in the way of.
///
/// # Errors
/// When a secret cannot be read, or the values would not hold together.
pub fn refuse(plan: &Plan, found: &Found, at: u64) -> Result<()> {
    let env = found.name();
    if !plan.unreadable.is_empty() {
        let n = report::count(plan.unreadable.len(), "secret");
        let what = format!("you cannot read {n} that {env} had at rev {at}: nothing was changed");
        let error = Error::new("unreadable", error::DENIED, what);
        let error = plan.unreadable.iter().fold(error, |error, slot| error.fact(paths::path(slot)));
        return Err(error.hint(format!("envctl rollback --env {env} --at {at} --only PATH,…")));
    }
    if plan.broken.is_empty() {
        return Ok(());
    }
    let what = format!("{env} would not hold together: nothing was changed");
    let error = Error::new("dangling", error::INVALID, what);
    Err(plan.broken.iter().fold(error, |error, broken| error.fact(broken_fact(broken))))
}
