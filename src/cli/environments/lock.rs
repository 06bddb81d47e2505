//! `envctl envs lock` and `unlock`: an environment stays as it is until it is unlocked.

use serde::Serialize;

use crate::cli::WriteArgs;
use crate::cli::context::{Context, Found, Project};
use crate::cli::error::{self, Error, Result};
use crate::cli::history::log::instant;
use crate::cli::report;
use crate::engine::{Right, freeze, marks};
use crate::model::{Lock as Record, Member, Place, Prefix, Tree};
use crate::ui::{Line, Page, Report, Symbol};

/// Lock an environment: no write of any kind until it is unlocked
///
/// Rollbacks go through, unless the environment says otherwise (`envs edit --freeze-rollbacks on`).
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  envctl envs lock production --until 2026-03-05T08:00Z -m \"quarter close\"")]
pub struct Lock {
    /// The environment
    name: String,
    /// When it ends: 2026-03-05T08:00Z, 2026-03-05, or in how long (2h, 3d)
    #[arg(long, value_name = "T")]
    until: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

/// Unlock an environment
#[derive(Debug, clap::Args)]
pub struct Unlock {
    /// The environment
    name: String,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct EnvLock {
    changed: bool,
    rev: u64,
    dry_run: bool,
    env: String,
    locked: Option<Locked>,
    #[serde(skip)]
    name: Line,
}

/// A lock that is on, as `--json` gives it.
#[derive(Clone, Debug, Serialize)]
pub struct Locked {
    /// Who put it.
    pub by: String,
    /// When.
    pub at: jiff::Timestamp,
    /// When it ends.
    pub until: Option<jiff::Timestamp>,
    /// Why.
    pub reason: String,
}

impl Locked {
    /// The lock of an environment, if there is one and it is not over.
    pub fn of(tree: &Tree, found: &Found, now: u64) -> Option<Locked> {
        freeze::lock(&found.env, now.max(tree.time)).map(|lock| Locked::shown(tree, lock))
    }

    fn shown(tree: &Tree, lock: &Record) -> Locked {
        let by = tree.get::<Member>(Place::Member(lock.by)).map(|m| m.name.clone());
        Locked {
            by: by.unwrap_or_else(|| "someone who left".to_owned()),
            at: report::time(lock.at),
            until: lock.until.map(report::time),
            reason: lock.reason.clone(),
        }
    }

    /// In words: until when, by whom, why.
    pub fn words(&self) -> String {
        let until = match self.until.and_then(|until| u64::try_from(until.as_millisecond()).ok()) {
            Some(until) => format!(" until {}", freeze::shown(until)),
            None => String::new(),
        };
        format!("locked{until} by {}: \"{}\"", self.by, self.reason)
    }
}

impl Report for EnvLock {
    const KIND: &'static str = "EnvLock";

    fn text(&self, page: &mut Page<'_>) {
        let line = self.name.clone();
        let line = match &self.locked {
            Some(locked) => line.plain(" ").plain(locked.words()),
            None => line.plain(if self.changed || self.dry_run { " unlocked" } else { " is not locked" }),
        };
        if self.dry_run {
            page.line(line);
            return report::dry_run(page);
        }
        page.ok(match self.changed {
            true => line.plain(" ").symbol(Symbol::Dot).plain(format!(" rev {}", self.rev)),
            false => line,
        });
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

fn find(ctx: &Context, name: &str) -> Result<(Project, Tree, Found)> {
    let project = ctx.project()?;
    let look = project.client.read(&[Prefix::folder(&project.name, "env"), Prefix::members()], None)?;
    let found = ctx.env_named(&project, &look, name)?;
    project.client.may(&look, Right::Manage, Some((found.id, &found.env)))?;
    Ok((project, look, found))
}

/// Runs `envs lock`.
pub fn lock(ctx: &Context, args: &Lock) -> Result {
    let until = args.until.as_deref().map(|text| instant(ctx, text, true)).transpose()?;
    if until.is_some_and(|until| until <= ctx.now) {
        return Err(Error::usage("--until is over already"));
    }
    let reason = match args.write.message.as_deref().map(str::trim) {
        Some(reason) if !reason.is_empty() => reason.to_owned(),
        _ if ctx.ui.can_prompt() => ctx.ui.input("Why", None)?,
        _ => return Err(Error::input_required("reason", "-m TEXT", Vec::new())),
    };
    let (project, _, found) = find(ctx, &args.name)?;
    let written = ctx.write(
        &project,
        "envs.lock",
        &args.write,
        &[Prefix::members()],
        |tree, _| {
            let now = ctx.env_named(&project, tree, found.name())?;
            let by = project.client.actor(tree)?.member(tree);
            let by =
                by.ok_or_else(|| Error::new("denied", error::DENIED, "a lock carries a member's name"))?;
            let at = ctx.now.max(tree.time);
            let lock = Record { reason: reason.clone(), until, by, at };
            let writes = marks::lock(&project.name, now.id, &now.env, Some(lock.clone()));
            Ok((lock, writes))
        },
        |_, _| Ok(()),
    )?;
    let done = &written.done;
    ctx.ui.show(&EnvLock {
        changed: done.changed && !args.write.dry_run,
        rev: done.rev,
        dry_run: args.write.dry_run,
        env: found.name().to_owned(),
        locked: Some(Locked::shown(&done.before, &done.report)),
        name: found.line(),
    })?;
    Ok(error::OK)
}

/// Runs `envs unlock`.
pub fn unlock(ctx: &Context, args: &Unlock) -> Result {
    let (project, look, found) = find(ctx, &args.name)?;
    let locked = Locked::of(&look, &found, ctx.now);
    let written = ctx.write(
        &project,
        "envs.unlock",
        &args.write,
        &[Prefix::members()],
        |tree, _| {
            let now = ctx.env_named(&project, tree, found.name())?;
            Ok(((), marks::lock(&project.name, now.id, &now.env, None)))
        },
        |(), _| match &locked {
            Some(locked) if !args.write.dry_run => {
                let words = locked.words();
                let why = format!("{} is {words}", found.name());
                ctx.confirm_name(&args.write, found.name(), &why, "unlock", &words)
            }
            _ => Ok(()),
        },
    )?;
    let done = &written.done;
    ctx.ui.show(&EnvLock {
        changed: done.changed && !args.write.dry_run,
        rev: done.rev,
        dry_run: args.write.dry_run && done.changed,
        env: found.name().to_owned(),
        locked: None,
        name: found.line(),
    })?;
    Ok(error::OK)
}
