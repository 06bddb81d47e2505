//! `envctl apps pin` and `apps resume`: what an app in an environment keeps to.

use serde::Serialize;

use super::follow::{self, Followed};
use super::plan;
use crate::cli::WriteArgs;
use crate::cli::context::Context;
use crate::cli::error::{self, Result};
use crate::cli::report;
use crate::engine::{Right, marks};
use crate::ui::{Line, Page, Report, Symbol};

/// Pin an app in an environment to a version
///
/// Nothing else comes in then, by promotion or rollback, until it is pinned to something else. With
/// `latest` it follows: what is published, or gets into the environment before, is promoted there at
/// once, through the same checks.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl apps pin web v7 --env production
  envctl apps pin web latest --env staging
  envctl apps pin web none --env production")]
pub struct Pin {
    /// The app
    #[arg(id = "positional_app", value_name = "APP")]
    app: String,
    /// A version, latest, or none
    #[arg(value_name = "VERSION|latest|none")]
    to: String,
    #[command(flatten)]
    write: WriteArgs,
}

/// Lift the hold that a rollback put
///
/// What was rolled back from may come in again, and what follows the newest goes on.
#[derive(Debug, clap::Args)]
pub struct Resume {
    /// The app
    #[arg(id = "positional_app", value_name = "APP")]
    app: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct PinResult {
    changed: bool,
    rev: u64,
    dry_run: bool,
    app: String,
    env: String,
    pin: Option<String>,
    version: Option<String>,
    followed: Vec<Followed>,
    #[serde(skip)]
    target: Line,
}

impl Report for PinResult {
    const KIND: &'static str = "PinResult";

    fn text(&self, page: &mut Page<'_>) {
        let line = Line::new().bold(&self.app);
        let line = match self.pin.as_deref() {
            Some("latest") => line.plain(" follows latest in ").join(self.target.clone()),
            Some(pin) => line.plain(format!(" is pinned to {pin} in ")).join(self.target.clone()),
            None => line.plain(" is not pinned in ").join(self.target.clone()),
        };
        if self.dry_run {
            page.line(line);
            return report::dry_run(page);
        }
        page.ok(match self.changed {
            true => line.plain(" ").symbol(Symbol::Dot).plain(format!(" rev {}", self.rev)),
            false => line,
        });
        self.followed.iter().for_each(|followed| page.line(followed.line()));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

#[derive(Debug, Serialize)]
struct ResumeResult {
    changed: bool,
    rev: u64,
    dry_run: bool,
    app: String,
    env: String,
    followed: Vec<Followed>,
    #[serde(skip)]
    target: Line,
}

impl Report for ResumeResult {
    const KIND: &'static str = "ResumeResult";

    fn text(&self, page: &mut Page<'_>) {
        let line = Line::new().bold(&self.app);
        if self.dry_run {
            page.line(line.plain(" would be held no longer in ").join(self.target.clone()));
            return report::dry_run(page);
        }
        page.ok(match self.changed {
            true => line
                .plain(" is held no longer in ")
                .join(self.target.clone())
                .plain(" ")
                .symbol(Symbol::Dot)
                .plain(format!(" rev {}", self.rev)),
            false => line.plain(" is not held in ").join(self.target.clone()),
        });
        self.followed.iter().for_each(|followed| page.line(followed.line()));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// Runs `apps pin`.
pub fn pin(ctx: &Context, args: &Pin) -> Result {
    let to = match args.to.as_str() {
        "none" => None,
        "latest" => Some(None),
        version => Some(Some(plan::version_number(version)?)),
    };
    let project = ctx.project()?;
    let p = &project.name;
    let look = project.client.read(&plan::look(p), None)?;
    let app = ctx.app_named(&project, &look, &args.app)?;
    let found = ctx.env(&project, &look, true)?;
    project.client.may_app(&look, Right::Release, Some((found.id, &found.env)), Some(&app))?;
    let reason = args.write.message.as_deref();
    let written = ctx.write(
        &project,
        "apps.pin",
        &args.write,
        &plan::reads(p, &look, &found, [&app]),
        |tree, _| Ok(((), marks::pin(tree, p, found.id, &app, to, reason)?)),
        |(), _| ctx.confirm_env(&args.write, &found, "pin", &format!("pin {app} to {}", args.to)),
    )?;
    let done = &written.done;
    let followed = follow::after(ctx, &project, std::slice::from_ref(&app), &args.write, to == Some(None))?;
    let version = done.after.placement(p, found.id, &app).map(|at| at.version);
    ctx.ui.show(&PinResult {
        changed: done.changed && !args.write.dry_run,
        rev: done.rev,
        dry_run: args.write.dry_run,
        app: app.to_string(),
        env: found.name().to_owned(),
        pin: to.map(|to| to.map_or_else(|| "latest".to_owned(), |n| format!("v{n}"))),
        version: match followed.iter().find(|f| f.moved && f.env == found.name()) {
            Some(followed) => Some(followed.after.clone()),
            None => version.map(|n| format!("v{n}")),
        },
        followed,
        target: found.line(),
    })?;
    if let Some(n) = to.flatten().filter(|n| version != Some(*n)) {
        let has = version.map_or_else(|| "none".to_owned(), |n| format!("v{n}"));
        ctx.ui.warn(&format!("{} has {has}; only v{n} may come in", found.name()));
    }
    Ok(error::OK)
}

/// Runs `apps resume`.
pub fn resume(ctx: &Context, args: &Resume) -> Result {
    let project = ctx.project()?;
    let p = &project.name;
    let look = project.client.read(&plan::look(p), None)?;
    let app = ctx.app(&project, &look, args.app.as_deref())?;
    let found = ctx.env(&project, &look, true)?;
    project.client.may_app(&look, Right::Release, Some((found.id, &found.env)), Some(&app))?;
    let written = ctx.write(
        &project,
        "apps.resume",
        &args.write,
        &plan::reads(p, &look, &found, [&app]),
        |tree, _| Ok(((), marks::resume(tree, p, found.id, &app)?)),
        |(), _| ctx.confirm_env(&args.write, &found, "lift the hold", &format!("lift the hold of {app}")),
    )?;
    let done = &written.done;
    let followed = follow::after(ctx, &project, std::slice::from_ref(&app), &args.write, done.changed)?;
    ctx.ui.show(&ResumeResult {
        changed: done.changed && !args.write.dry_run,
        rev: done.rev,
        dry_run: args.write.dry_run && done.changed,
        app: app.to_string(),
        env: found.name().to_owned(),
        followed,
        target: found.line(),
    })?;
    Ok(error::OK)
}
