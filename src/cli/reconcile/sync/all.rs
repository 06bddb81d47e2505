//! `sync --all`: every manifest of a workspace, one plan, one question, a commit for each.
//!
//! Nothing is changed before every plan is made and agreed on. Each project is one commit: what fails
//! half way is said, and running it again does the rest.

use serde::Serialize;

use super::{Common, Job, Mode, SyncResult};
use crate::cli::context::{Context, Project};
use crate::cli::error::{self, Error, Result};
use crate::cli::report;
use crate::manifest::Manifest;
use crate::ui::{Line, Page, Report};

/// The answer for every member.
#[derive(Debug, Serialize)]
struct SyncList {
    items: Vec<Item>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct Item {
    manifest: String,
    project: String,
    #[serde(flatten)]
    result: SyncResult,
}

impl Report for SyncList {
    const KIND: &'static str = "SyncList";

    fn text(&self, page: &mut Page<'_>) {
        for item in &self.items {
            if item.result.dry_run {
                page.line(&item.manifest);
                item.result.plan.iter().for_each(|line| page.line(line.clone()));
            } else if item.result.changed {
                page.ok(Line::new().plain(format!("{}: ", item.manifest)).join(item.result.done()));
            } else {
                page.line(format!("{}: nothing to do", item.manifest));
            }
        }
        if self.items.iter().any(|item| item.result.dry_run) {
            report::dry_run(page);
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// Runs the command.
pub(super) fn run(ctx: &Context, args: &Common, mode: Mode) -> Result {
    let members = ctx.members()?;
    let mut open: Vec<(&Context, Project, Manifest)> = Vec::new();
    for member in &members {
        let project = member.project()?;
        let Some(manifest) = member.manifest()?.filter(|_| project.has_manifest).cloned() else {
            let what = format!("{} is of no project in this store", member.manifest_label()?);
            return Err(Error::new("manifest_not_found", error::NOT_FOUND, what));
        };
        open.push((member, project, manifest));
    }
    let mut jobs: Vec<(String, Job<'_>)> = Vec::new();
    for (member, project, manifest) in &open {
        jobs.push((member.manifest_label()?, Job::new(member, project, args, mode, manifest)?));
    }
    let mut items = Vec::new();
    for (manifest, job) in &jobs {
        // What the gate refuses is refused before anything is asked.
        job.check()?;
        let project = job.project.name.to_string();
        items.push(Item { manifest: manifest.clone(), project, result: job.report() });
    }
    if !args.write.dry_run && jobs.iter().any(|(_, job)| !job.is_nothing()) {
        for item in &items {
            ctx.ui.note(Line::new().plain(&item.manifest));
            item.result.plan.iter().for_each(|line| ctx.ui.note(line.clone()));
        }
        for (_, job) in &jobs {
            job.confirm_names()?;
        }
        ctx.confirm(&args.write, "Apply all?")?;
    }
    if !args.write.dry_run {
        for (n, (_, job)) in jobs.iter().enumerate() {
            // One after the other: the store has moved on since, and the plan is judged again.
            let done = job.apply(false).map_err(|mut e| {
                e.0.facts.push(format!("{n} of {} manifests are synced", jobs.len()));
                e.0.facts.push(format!("this one is not: {}", items[n].manifest));
                e
            })?;
            if let Some(rev) = done {
                (items[n].result.rev, items[n].result.changed) = (rev, true);
            }
        }
    }
    ctx.ui.show(&SyncList { items, next: None })?;
    for (_, job) in &jobs {
        job.kept_out();
        if !args.write.dry_run {
            job.missing_values();
        }
    }
    Ok(error::OK)
}
