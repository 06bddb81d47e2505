//! `envctl publish`: the draft of an app, frozen as its next version.

use serde::Serialize;

use super::follow::{self, Followed};
use crate::cli::WriteArgs;
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::report::{self, Change};
use crate::engine::apps;
use crate::model::{AppName, Prefix, ProjectName, Scope, Tree};
use crate::ui::{Line, Page, Report, Symbol};

/// Freeze the draft of an app as a version
///
/// A version holds the app's settings and the names of what it needs, and does not change any
/// more. It is then in the first environment, and ready to be promoted.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl publish web
  envctl publish web --artifact sha256:b20e41c9 --name \"checkout redesign\"")]
pub struct Args {
    /// The app
    #[arg(id = "positional_app", value_name = "APP")]
    pub app: Option<String>,
    /// What is deployed: an image digest, a commit, anything
    #[arg(long, value_name = "X")]
    artifact: Option<String>,
    /// A name for people
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    pub write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct PublishResult {
    changed: bool,
    rev: u64,
    dry_run: bool,
    app: String,
    version: String,
    name: Option<String>,
    artifact: Option<String>,
    needs: usize,
    changes: Vec<Change>,
    followed: Vec<Followed>,
}

impl Report for PublishResult {
    const KIND: &'static str = "PublishResult";

    fn text(&self, page: &mut Page<'_>) {
        if self.changes.is_empty() && !self.changed {
            page.line(format!("{} has no changes since {}: nothing to do", self.app, self.version));
            return;
        }
        for change in &self.changes {
            page.line(change.line());
        }
        let name = self.name.as_ref().map(|name| format!(" \"{name}\"")).unwrap_or_default();
        if self.dry_run {
            page.line(format!("{} {}{name} would be published", self.app, self.version));
            return report::dry_run(page);
        }
        page.ok(Line::new()
            .plain(format!("{} {}{name} published ", self.app, self.version))
            .symbol(Symbol::Dot)
            .plain(format!(" needs {} ", report::count(self.needs, "constant")))
            .symbol(Symbol::Dot)
            .plain(format!(" rev {}", self.rev)));
        self.followed.iter().for_each(|followed| page.line(followed.line()));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// Longest artifact and version name, in bytes.
pub const TEXT_MAX: usize = 1024;

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    for (flag, text) in [("--artifact", &args.artifact), ("--name", &args.name)] {
        if text.as_ref().is_some_and(|text| text.len() > TEXT_MAX || text.trim().is_empty()) {
            return Err(Error::usage(format!("{flag} takes 1 to {TEXT_MAX} bytes of text")));
        }
    }
    let project = ctx.project()?;
    let p = &project.name;
    let look = project
        .client
        .read(&[Prefix::folder(p, "env"), Prefix::folder(p, "app"), Prefix::members()], None)?;
    let app = ctx.app(&project, &look, args.app.as_deref())?;
    let written = ctx.write(
        &project,
        "publish",
        &args.write,
        &reads(p, &look, &app),
        |tree, _| {
            let draft =
                tree.app(p, &app).ok_or_else(|| crate::engine::promote::PromoteError::NoApp(app.clone()))?;
            let (artifact, name) = (args.artifact.as_deref(), args.name.as_deref());
            let publication = apps::publish(tree, p, &app, draft, artifact, name, project.client.now());
            let writes = publication.writes.clone();
            Ok((publication, writes))
        },
        |_, _| Ok(()),
    )?;
    let (done, publication) = (&written.done, &written.done.report);
    let followed =
        follow::after(ctx, &project, std::slice::from_ref(&app), &args.write, publication.changed)?;
    let next = done.after.chain(p).get(1).map(|(id, _)| *id);
    let next = ctx.shown(&project, &done.after)?.into_iter().find(|found| Some(found.id) == next);
    let next = next.map(|found| found.name().to_owned());
    let next = next.filter(|next| !followed.iter().any(|f| f.env == *next));
    ctx.ui.show(&PublishResult {
        changed: publication.changed && !args.write.dry_run,
        rev: done.rev,
        dry_run: args.write.dry_run,
        app: app.to_string(),
        version: format!("v{}", publication.number),
        name: publication.version.name.clone(),
        artifact: publication.version.artifact.clone(),
        needs: publication.version.needs.len(),
        changes: report::version_changes(&publication.diff),
        followed,
    })?;
    if publication.changed
        && !args.write.dry_run
        && let Some(next) = next
    {
        ctx.ui.hint(&format!("envctl promote {app} --to {next}"));
    }
    Ok(error::OK)
}

/// What publishing an app reads.
pub fn reads(p: &ProjectName, look: &Tree, app: &AppName) -> Vec<Prefix> {
    let mut prefixes: Vec<Prefix> =
        ["env", "app", "constant", "placement", "datasource"].map(|folder| Prefix::folder(p, folder)).into();
    prefixes.push(Prefix::versions(p, app));
    if let Some((first, _)) = look.chain(p).first() {
        prefixes.push(Prefix::scope(p, *first, &Scope::Project));
        prefixes.push(Prefix::scope(p, *first, &Scope::App(app.clone())));
    }
    prefixes
}
