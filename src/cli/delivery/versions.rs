//! `envctl apps versions`: what was published, and where it is.

use serde::Serialize;

use super::{drafts, verdict};
use crate::cli::ReadArgs;
use crate::cli::context::{Context, Project};
use crate::cli::error::{self, Error, Result};
use crate::cli::reconcile::diff::everything;
use crate::cli::report;
use crate::engine::apps;
use crate::model::{AppName, Place, Prefix, Tree, Version as Record};
use crate::store::LogQuery;
use crate::ui::{Cell, Line, Page, Report, Row, Symbol, Table};

/// List and show versions
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List the versions of an app, newest first
    #[command(visible_alias = "ls")]
    List(List),
    /// Show one version
    Show(Show),
    /// Note that a version was verified in an environment, or failed there
    Verify(verdict::Verify),
    /// Withdraw a version: it goes no further, and stays where it is
    Withdraw(verdict::Withdraw),
    /// Publish the draft as a version, or begin a new draft from a version
    Create(drafts::Create),
    /// Give a version another name, until it is promoted
    Rename(drafts::Rename),
    /// Delete a version that is in no environment
    Delete(drafts::Delete),
}

#[derive(Debug, clap::Args)]
struct List {
    /// The app
    #[arg(id = "positional_app", value_name = "APP")]
    app: Option<String>,
    #[command(flatten)]
    read: ReadArgs,
}

#[derive(Debug, clap::Args)]
struct Show {
    /// The version
    #[arg(value_name = "APP@VERSION")]
    version: String,
    #[command(flatten)]
    read: ReadArgs,
}

#[derive(Debug, Serialize)]
struct VersionList {
    items: Vec<Version>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct Version {
    app: String,
    version: Option<String>,
    name: Option<String>,
    draft: bool,
    saved_at: Option<jiff::Timestamp>,
    saved_by: Option<String>,
    artifact: Option<String>,
    envs: Vec<String>,
    released_in: Vec<String>,
    verified_in: Vec<String>,
    failed_in: Vec<String>,
    bypassed: Vec<Bypassed>,
    #[serde(skip)]
    changes: usize,
}

/// A rule that was set aside for a version: shown for ever.
#[derive(Debug, Serialize)]
struct Bypassed {
    env: String,
    skipped: Vec<String>,
    accepted: Option<String>,
    reason: String,
    at: Option<jiff::Timestamp>,
    rev: Option<u64>,
}

impl Bypassed {
    fn of(tree: &Tree, p: &crate::model::ProjectName, app: &AppName, n: u32) -> Vec<Bypassed> {
        let name_of = |id: &crate::model::EnvId| {
            let env = tree.get::<crate::model::Env>(Place::Env(p.clone(), *id));
            env.map_or_else(|| id.to_string(), |env| env.name.to_string())
        };
        let mut found = Vec::new();
        for (id, env) in tree.envs(p) {
            for rule in tree.placement(p, id, app).into_iter().flat_map(|at| &at.bypassed) {
                if rule.version == n {
                    found.push(Bypassed {
                        env: env.name.to_string(),
                        skipped: rule.skipped.iter().map(name_of).collect(),
                        accepted: rule.accepted.clone(),
                        reason: rule.reason.clone(),
                        at: rule.at.as_ref().map(|at| report::time(at.time)),
                        rev: rule.at.as_ref().map(|at| at.rev),
                    });
                }
            }
        }
        found
    }

    fn words(&self) -> String {
        let what = match &self.accepted {
            Some(accepted) => format!("{accepted} accepted"),
            None => format!("skipped {}", self.skipped.join(", ")),
        };
        format!("{what} on the way to {}: {}", self.env, self.reason)
    }
}

#[derive(Debug, Serialize)]
struct VersionShow {
    #[serde(flatten)]
    version: Version,
    parent: Option<String>,
    withdrawn: Option<String>,
    needs: Vec<NeedShow>,
    datasources: Vec<String>,
    settings: serde_json::Map<String, serde_json::Value>,
}

#[derive(Debug, Serialize)]
struct NeedShow {
    name: String,
    secret: bool,
}

impl Report for VersionList {
    const KIND: &'static str = "VersionList";

    fn text(&self, page: &mut Page<'_>) {
        let mut table = Table::new(["VERSION", "NAME", "SAVED", "BY", "ARTIFACT", "WHERE"]);
        for v in &self.items {
            let saved = match (v.saved_at, v.draft) {
                (Some(at), _) => Cell::pair(page.time(at), at),
                (None, true) => report::count(v.changes, "change").into(),
                (None, false) => "-".into(),
            };
            let mut places: Vec<String> = v
                .envs
                .iter()
                .map(
                    |env| if v.released_in.contains(env) { format!("{env} (released)") } else { env.clone() },
                )
                .collect();
            if v.bypassed.iter().any(|rule| rule.accepted.is_none()) {
                places.push("skipped a stage".to_owned());
            }
            let row = Row::new()
                .cell(v.version.clone().unwrap_or_else(|| "draft".to_owned()))
                .cell(v.name.clone())
                .cell(saved)
                .cell(v.saved_by.clone())
                .cell(v.artifact.clone())
                .cell(places.join(", "));
            table.row(row);
        }
        page.table(table);
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().filter_map(|v| v.version.clone()).collect())
    }
}

impl Report for VersionShow {
    const KIND: &'static str = "Version";

    fn text(&self, page: &mut Page<'_>) {
        let dot = |line: Line| line.plain(" ").symbol(Symbol::Dot).plain(" ");
        let v = &self.version;
        let mut head = Line::new().bold(format!("{} {}", v.app, v.version.as_deref().unwrap_or("draft")));
        if let Some(name) = &v.name {
            head = head.plain(format!(" \"{name}\""));
        }
        if let (Some(at), Some(by)) = (v.saved_at, &v.saved_by) {
            head = dot(head).plain(format!("published {} by {by}", page.time(at)));
        }
        page.line(head);
        if let Some(artifact) = &v.artifact {
            page.line(format!("  artifact      {artifact}"));
        }
        if let Some(reason) = &self.withdrawn {
            page.line(Line::new().bad(format!("  withdrawn     {reason}")));
        }
        page.line(format!(
            "  in            {}",
            if v.envs.is_empty() { "no environment".to_owned() } else { v.envs.join(", ") }
        ));
        if !v.released_in.is_empty() {
            page.line(format!("  released in   {}", v.released_in.join(", ")));
        }
        for (word, envs) in [("verified in", &v.verified_in), ("failed in", &v.failed_in)] {
            if !envs.is_empty() {
                page.line(format!("  {word:<13} {}", envs.join(", ")));
            }
        }
        for rule in &v.bypassed {
            page.line(Line::new().caution(format!("  set aside     {}", rule.words())));
        }
        let needs: Vec<String> = self.needs.iter().map(|n| n.name.clone()).collect();
        page.line(format!(
            "  needs         {}",
            if needs.is_empty() { "nothing".to_owned() } else { needs.join(", ") }
        ));
        for (key, value) in &self.settings {
            page.line(format!("  settings.{key} = {value}"));
        }
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    match &args.verb {
        Verb::List(args) => list(ctx, args),
        Verb::Show(args) => show(ctx, args),
        Verb::Verify(args) => verdict::verify(ctx, args),
        Verb::Withdraw(args) => verdict::withdraw(ctx, args),
        Verb::Create(args) => drafts::create(ctx, args),
        Verb::Rename(args) => drafts::rename(ctx, args),
        Verb::Delete(args) => drafts::delete(ctx, args),
    }
}

/// An app's name and a version's number, from `APP@VERSION`.
///
/// # Errors
/// When it is not that.
pub fn named(text: &str) -> Result<(&str, u32)> {
    let parts = text.split_once('@');
    let (name, number) = parts.ok_or_else(|| Error::usage(format!("\"{text}\" is not APP@VERSION")))?;
    Ok((name, super::plan::version_number(number)?))
}

fn version(project: &Project, tree: &Tree, app: &AppName, n: u32, record: &Record) -> Result<Version> {
    let p = &project.name;
    let path = Place::Version(p.clone(), app.clone(), n).path();
    let query =
        LogQuery { touching: vec![Prefix::one(&path)], newest_first: false, limit: 1, ..LogQuery::default() };
    let event = project.client.events(&query)?.into_iter().next();
    let places = |which: fn(&crate::model::Placement, u32) -> bool| {
        let there = tree
            .envs(p)
            .into_iter()
            .filter(|(id, _)| tree.placement(p, *id, app).is_some_and(|at| which(at, n)));
        there.map(|(_, env)| env.name.to_string()).collect::<Vec<_>>()
    };
    Ok(Version {
        app: app.to_string(),
        version: Some(format!("v{n}")),
        name: record.name.clone(),
        draft: false,
        saved_at: event.as_ref().map(|event| report::time(event.time)),
        saved_by: event.and_then(|event| tree.member_of(event.kid).map(|(_, m)| m.name.clone())),
        artifact: record.artifact.clone(),
        envs: places(|at, n| at.version == n),
        released_in: places(|at, n| at.released == Some(n)),
        verified_in: places(|at, n| at.verified.contains(&n)),
        failed_in: places(|at, n| at.unverified.contains(&n)),
        bypassed: Bypassed::of(tree, p, app, n),
        changes: 0,
    })
}

fn list(ctx: &Context, args: &List) -> Result {
    let project = ctx.project()?;
    let p = &project.name;
    let tree = project.client.read(&everything(&project), args.read.at)?;
    let first = tree.chain(p).first().map(|(id, _)| *id);
    let tree = ctx.behind_curtain(&project, tree)?;
    let first = tree.chain(p).into_iter().find(|(id, _)| Some(*id) == first);
    let first = first.map(|(_, env)| env.name.to_string());
    let app = ctx.app(&project, &tree, args.app.as_deref())?;
    let mut items = Vec::new();
    if let Some(draft) = tree.app(p, &app) {
        let changes = apps::draft_changes(&tree, p, &app, draft);
        if !changes.is_empty() || draft.base.is_none() {
            items.push(Version {
                app: app.to_string(),
                version: None,
                name: None,
                draft: true,
                saved_at: None,
                saved_by: None,
                artifact: None,
                envs: first.into_iter().collect(),
                released_in: Vec::new(),
                verified_in: Vec::new(),
                failed_in: Vec::new(),
                bypassed: Vec::new(),
                changes: changes.len(),
            });
        }
    }
    for (n, record) in tree.versions(p, &app).into_iter().rev() {
        items.push(version(&project, &tree, &app, n, record)?);
    }
    ctx.ui.show(&VersionList { items, next: None })?;
    Ok(error::OK)
}

fn show(ctx: &Context, args: &Show) -> Result {
    let (name, n) = named(&args.version)?;
    let project = ctx.project()?;
    let p = &project.name;
    let tree = project.client.read(&everything(&project), args.read.at)?;
    let tree = ctx.behind_curtain(&project, tree)?;
    let app = ctx.app_named(&project, &tree, name)?;
    let Some(record) = tree.version(p, &app, n) else {
        return Err(Error::new("version_not_found", error::NOT_FOUND, format!("{app} has no version v{n}"))
            .hint(format!("envctl apps versions list {app}")));
    };
    ctx.ui.show(&VersionShow {
        version: version(&project, &tree, &app, n, record)?,
        parent: record.parent.map(|n| format!("v{n}")),
        withdrawn: record.withdrawn.clone(),
        needs: record
            .needs
            .iter()
            .map(|need| NeedShow { name: need.key.to_string(), secret: need.secret })
            .collect(),
        datasources: record.datasources.iter().map(ToString::to_string).collect(),
        settings: record
            .settings
            .iter()
            .map(|(key, setting)| (key.clone(), report::setting_json(setting)))
            .collect(),
    })?;
    Ok(error::OK)
}
