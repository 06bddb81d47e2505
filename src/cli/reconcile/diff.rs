//! `envctl diff`: two environments, two versions, or the manifest and the store.

use serde::Serialize;

use super::differences::{self, Way};
use crate::cli::context::{Context, Found, Project, manifest_name};
use crate::cli::error::{self, Error, Result};
use crate::cli::report::{self, Change};
use crate::engine::Right;
use crate::engine::apps::version_diff;
use crate::engine::diff;
use crate::model::{AppName, Prefix, Tree, Version};
use crate::ui::{Line, Page, Report, Sign, Symbol};

/// Show what differs
///
/// Without arguments: envctl.toml against the store. FROM and TO are environments, or versions
/// (web@v7). Secrets compare by fingerprint.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl diff
  envctl diff staging production --exit-code
  envctl diff web@v7 web@v8
  envctl diff staging staging --at 41")]
pub struct Args {
    /// An environment or APP@VERSION; `manifest` or `store`
    from: Option<String>,
    /// The other side
    to: Option<String>,
    /// Only paths that begin so: constants.LOG_LEVEL, apps.web
    #[arg(long, value_name = "PATH,…", value_delimiter = ',')]
    only: Vec<String>,
    /// Names of what differs, one a line
    #[arg(long)]
    name_only: bool,
    /// Counts only
    #[arg(long)]
    stat: bool,
    /// Exit 10 if anything differs
    #[arg(long)]
    exit_code: bool,
    /// Every manifest of the workspace, against the store
    #[arg(long, conflicts_with_all = ["from", "to", "at"])]
    all: bool,
    /// FROM as of revision REV
    #[arg(long, value_name = "REV")]
    at: Option<u64>,
}

#[derive(Debug, Serialize)]
struct Diff {
    from: String,
    to: String,
    changes: Vec<Change>,
    same: usize,
    apps: Vec<AppSide>,
    #[serde(skip)]
    name_only: bool,
    #[serde(skip)]
    stat: bool,
    #[serde(skip)]
    head: Line,
}

/// The answer for every member of a workspace.
#[derive(Debug, Serialize)]
struct DiffList {
    items: Vec<Diff>,
    next: Option<String>,
}

impl Report for DiffList {
    const KIND: &'static str = "DiffList";

    fn text(&self, page: &mut Page<'_>) {
        self.items.iter().for_each(|diff| diff.text(page));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().filter_map(Report::names).flatten().collect())
    }
}

#[derive(Debug, Serialize)]
struct AppSide {
    app: String,
    before: Option<String>,
    after: Option<String>,
}

impl Report for Diff {
    const KIND: &'static str = "Diff";

    fn text(&self, page: &mut Page<'_>) {
        if self.name_only {
            for change in &self.changes {
                page.line(change.path.as_str());
            }
            return;
        }
        let counts = format!("{} differ, {} same", self.changes.len(), self.same);
        page.line(self.head.clone().plain("   ").dim(counts));
        if self.stat {
            return;
        }
        for change in &self.changes {
            page.line(report::value_line(change));
        }
        if !self.apps.is_empty() {
            page.line("apps");
        }
        for side in &self.apps {
            let version = |v: &Option<String>| v.clone().unwrap_or_else(|| "nothing".to_owned());
            let sign = if side.before == side.after { Sign::Same } else { Sign::Change };
            let line = Line::new().plain("  ").sign(sign).plain(format!(
                "{:<10} {} ",
                side.app,
                version(&side.before)
            ));
            page.line(line.symbol(Symbol::Arrow).plain(format!(" {}", version(&side.after))));
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.changes.iter().map(|c| c.path.clone()).collect())
    }
}

impl Args {
    /// Leaves of an answer what was asked for.
    fn narrow(&self, diff: &mut Diff) {
        if !self.only.is_empty() {
            diff.changes.retain(|c| {
                self.only.iter().any(|only| {
                    c.path == *only
                        || c.path.starts_with(&format!("{only}."))
                        || c.path.starts_with(&format!("{only}@"))
                })
            });
            diff.apps.clear();
        }
        (diff.name_only, diff.stat) = (self.name_only, self.stat);
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    if args.all {
        let (items, failed) = ctx.each_member(|member| {
            let mut diff = manifest(member, &member.project()?)?;
            args.narrow(&mut diff);
            Ok(diff)
        })?;
        let differs = args.exit_code && items.iter().any(|diff| !diff.changes.is_empty());
        ctx.ui.show(&DiffList { items, next: None })?;
        return Ok(failed.unwrap_or(if differs { error::DIFFERS } else { error::OK }));
    }
    let project = ctx.project()?;
    let words = (args.from.as_deref(), args.to.as_deref());
    let mut diff = match words {
        (None, None) | (Some("manifest"), None | Some("store")) | (Some("store"), Some("manifest")) => {
            manifest(ctx, &project)?
        }
        (Some(from), to) if from.contains('@') => versions(ctx, &project, from, to, args)?,
        (Some(from), Some(to)) => environments(ctx, &project, from, to, args)?,
        (Some(from), None) if args.at.is_some() => environments(ctx, &project, from, from, args)?,
        (Some(_), None) => {
            return Err(Error::usage("diff takes two sides").hint("envctl diff staging production"));
        }
        (None, Some(_)) => return Err(Error::usage("diff takes two sides")),
    };
    args.narrow(&mut diff);
    let differs = !diff.changes.is_empty() || diff.apps.iter().any(|side| side.before != side.after);
    ctx.ui.show(&diff)?;
    Ok(if differs && args.exit_code { error::DIFFERS } else { error::OK })
}

fn arrow(from: Line, to: Line) -> Line {
    from.plain(" ").symbol(Symbol::Arrow).plain(" ").join(to)
}

/// The manifest against the store.
fn manifest(ctx: &Context, project: &Project) -> Result<Diff> {
    let manifest = match ctx.manifest()? {
        Some(manifest) if project.has_manifest => manifest,
        _ => {
            return Err(Error::new(
                "manifest_not_found",
                error::NOT_FOUND,
                format!("there is no {} here to compare with the store", manifest_name()),
            )
            .hint("envctl diff ENV ENV compares two environments"));
        }
    };
    let tree = project.client.read(&everything(project), None)?;
    let found = ctx.compared(project, manifest, &tree)?;
    let differ: usize = found.differences.iter().map(|difference| difference.cells.len()).sum();
    let same = manifest.facts().len().saturating_sub(differ);
    let changes =
        found.differences.iter().map(|difference| differences::change(difference, Way::Push)).collect();
    let head = arrow(Line::new().plain(ctx.manifest_label()?), Line::new().plain("store"));
    Ok(Diff {
        from: "manifest".to_owned(),
        to: "store".to_owned(),
        changes,
        same,
        apps: Vec::new(),
        name_only: false,
        stat: false,
        head,
    })
}

/// What comparing with the manifest reads.
pub fn everything(project: &Project) -> Vec<Prefix> {
    vec![Prefix::one(&crate::model::Place::Org.path()), Prefix::members(), Prefix::project(&project.name)]
}

/// The values in two environments, and which versions are there.
fn environments(ctx: &Context, project: &Project, from: &str, to: &str, args: &Args) -> Result<Diff> {
    let p = &project.name;
    let reads = everything(project);
    let now = project.client.read(&reads, None)?;
    let then = match args.at {
        Some(rev) => project.client.read(&reads, Some(rev))?,
        None => now.clone(),
    };
    let (a, b) = (ctx.env_named(project, &then, from)?, ctx.env_named(project, &now, to)?);
    for (tree, found) in [(&then, &a), (&now, &b)] {
        project.client.may(tree, Right::View, Some((found.id, &found.env)))?;
    }
    let (left, right) = (project.client.vault(&then), project.client.vault(&now));
    let (differences, same) = diff::values((&then, a.id, &*left.opener()), (&now, b.id, &*right.opener()), p);
    let prints = right.fingerprints(p, b.id).or_else(|_| left.fingerprints(p, a.id)).ok();
    let changes =
        differences.iter().map(|d| report::value_change(&d.slot, &d.before, &d.after, prints.as_ref()));
    let changes = changes.collect();
    let apps = now.apps(p).into_iter().map(|(app, _)| AppSide {
        before: then.placement(p, a.id, &app).map(|at| format!("v{}", at.version)),
        after: now.placement(p, b.id, &app).map(|at| format!("v{}", at.version)),
        app: app.to_string(),
    });
    let label = |found: &Found, rev: Option<u64>| match rev {
        Some(rev) => found.line().plain(format!(" at rev {rev}")),
        None => found.line(),
    };
    let head = arrow(label(&a, args.at), label(&b, None));
    let (from, to) = (a.name().to_owned(), b.name().to_owned());
    Ok(Diff { from, to, changes, same, apps: apps.collect(), name_only: false, stat: false, head })
}

/// Two versions of an app.
fn versions(ctx: &Context, project: &Project, from: &str, to: Option<&str>, args: &Args) -> Result<Diff> {
    let tree = project.client.read(&everything(project), args.at)?;
    let (app, n, old) = version(ctx, project, &tree, from, None)?;
    let to = to.ok_or_else(|| {
        Error::usage("diff takes two versions").hint(format!("envctl diff {from} {app}@v2"))
    })?;
    let (other, m, new) = version(ctx, project, &tree, to, Some(&app))?;
    if app != other {
        return Err(Error::usage(format!("{from} and {to} are versions of two apps")));
    }
    let changes = report::version_changes(&version_diff(Some(&old), Some(&new)));
    let (from, to) = (format!("{app}@v{n}"), format!("{app}@v{m}"));
    let head = arrow(Line::new().plain(&from), Line::new().plain(&to));
    Ok(Diff { from, to, changes, same: 0, apps: Vec::new(), name_only: false, stat: false, head })
}

fn version(
    ctx: &Context,
    project: &Project,
    tree: &Tree,
    text: &str,
    default: Option<&AppName>,
) -> Result<(AppName, u32, Version)> {
    let (app, number) = match (text.split_once('@'), default) {
        (Some((app, number)), _) => (ctx.app_named(project, tree, app)?, number),
        (None, Some(app)) => (app.clone(), text),
        (None, None) => return Err(Error::usage(format!("\"{text}\" is not APP@VERSION"))),
    };
    let n = crate::cli::delivery::plan::version_number(number)?;
    match tree.version(&project.name, &app, n) {
        Some(version) => Ok((app, n, version.clone())),
        None => Err(Error::new("version_not_found", error::NOT_FOUND, format!("{app} has no version v{n}"))
            .hint(format!("envctl apps versions list {app}"))),
    }
}
