//! `envctl sync --repair`: brings back what a store has lost, as far as this machine holds it.

use serde::Serialize;

use crate::cli::WriteArgs;
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::report;
use crate::client::repair::{Repair, RepairError, Told, accept, repair};
use crate::store::OrgEntry;
use crate::ui::{Line, Page, Report, Sign, Symbol};

#[derive(Debug, Serialize)]
struct RepairResult {
    changed: bool,
    dry_run: bool,
    org: String,
    before: u64,
    rev: u64,
    /// The newest revision that this machine has seen.
    seen: Option<u64>,
    brought: Vec<Commit>,
    /// What is held here, and follows revisions that are not.
    waiting: Vec<Commit>,
    /// The first and the last revision that others have to bring back.
    missing: Option<[u64; 2]>,
    /// What was seen beyond the store's newest revision was given up.
    accepted: bool,
}

#[derive(Debug, Serialize)]
struct Commit {
    rev: u64,
    action: String,
    at: jiff::Timestamp,
}

impl Commit {
    fn of(told: &Told) -> Commit {
        Commit { rev: told.rev, action: told.action.clone(), at: report::time(told.time) }
    }

    fn line(&self, page: &Page<'_>, sign: Sign) -> Line {
        let line =
            Line::new().plain("  ").sign(sign).plain(format!("rev {:<6} {:<16} ", self.rev, self.action));
        line.dim(page.time(self.at))
    }
}

impl Report for RepairResult {
    const KIND: &'static str = "RepairResult";

    fn text(&self, page: &mut Page<'_>) {
        for commit in &self.brought {
            let line = commit.line(page, Sign::Add);
            page.line(line);
        }
        for commit in &self.waiting {
            let line = commit.line(page, Sign::Skip);
            page.line(line);
        }
        let dot = |line: Line| line.plain(" ").symbol(Symbol::Dot).plain(format!(" rev {}", self.rev));
        let count = report::count(self.brought.len(), "commit");
        if self.dry_run {
            page.line(dot(Line::new().plain(format!("{count} would be brought back"))));
            return report::dry_run(page);
        }
        if self.accepted {
            let what = format!("{} goes on from what the store has", self.org);
            return page.ok(dot(Line::new().plain(what)));
        }
        match self.missing {
            Some([first, last]) => {
                let revs = if first == last {
                    format!("rev {first} is")
                } else {
                    format!("rev {first} to {last} are")
                };
                page.line(
                    Line::new().caution("!").plain(format!(" {count} brought back; {revs} not held here")),
                );
                page.line("  whoever made them runs envctl sync --repair on the machine where they did; then here again");
                page.line("  or envctl sync --repair --accept goes on without them");
            }
            None if self.brought.is_empty() => {
                page.ok(dot(Line::new().plain("the store has all that was seen here")));
            }
            None => page.ok(dot(Line::new().plain(format!("{count} brought back")))),
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.brought.iter().map(|commit| commit.rev.to_string()).collect())
    }
}

/// Runs the command.
pub fn run(ctx: &Context, write: &WriteArgs, accepts: bool) -> Result {
    let (store, org, _) = ctx.found_org()?;
    let (sent, pins) = (ctx.sent(), ctx.pins());
    if accepts {
        return give_up(ctx, write, &org);
    }
    let done = repair(&*store, &org, &sent, &pins, write.dry_run)?;
    if !write.dry_run {
        pins.set(&org.id, done.head);
    }
    let missing = done.missing().map(|(first, last)| [first, last]);
    let Repair { before, head, brought, waiting, seen } = done;
    ctx.ui.show(&RepairResult {
        changed: !brought.is_empty() && !write.dry_run,
        dry_run: write.dry_run,
        org: org.name.to_string(),
        before: before.seq,
        rev: head.seq,
        seen: seen.map(|seen| seen.seq),
        brought: brought.iter().map(Commit::of).collect(),
        waiting: waiting.iter().map(Commit::of).collect(),
        missing,
        accepted: false,
    })?;
    Ok(if missing.is_some() { error::INVALID } else { error::OK })
}

/// Goes on with what the store has, once the organization's name was typed.
fn give_up(ctx: &Context, write: &WriteArgs, org: &OrgEntry) -> Result {
    let (sent, pins) = (ctx.sent(), ctx.pins());
    let seen = pins.get(&org.id);
    let why = match seen {
        Some(seen) => {
            format!("this machine has seen rev {}, and the store is at rev {}", seen.seq, org.head.seq)
        }
        None => format!("the store is at rev {}", org.head.seq),
    };
    let name = org.name.to_string();
    ctx.confirm_name(
        write,
        &name,
        &why,
        "go on with what the store has",
        "what was seen beyond it is given up",
    )?;
    if !write.dry_run {
        // What is held is of another history from there on, or follows what is lost.
        let from = match repair_point(ctx, org) {
            Some(rev) => rev,
            None => org.head.seq + 1,
        };
        accept(org, from, &sent, &pins);
    }
    ctx.ui.show(&RepairResult {
        changed: !write.dry_run,
        dry_run: write.dry_run,
        org: name,
        before: org.head.seq,
        rev: org.head.seq,
        seen: seen.map(|seen| seen.seq),
        brought: Vec::new(),
        waiting: Vec::new(),
        missing: None,
        accepted: true,
    })?;
    Ok(error::OK)
}

/// Where the store went another way, if it did.
fn repair_point(ctx: &Context, org: &OrgEntry) -> Option<u64> {
    let store = ctx.store(false).ok()??;
    match repair(&*store, org, &ctx.sent(), &ctx.pins(), true) {
        Err(RepairError::Diverged { rev, .. }) => Some(rev),
        _ => None,
    }
}

impl From<RepairError> for Error {
    fn from(e: RepairError) -> Error {
        let message = e.to_string();
        match e {
            RepairError::Store(e) => e.into(),
            RepairError::Diverged { head, lost, .. } => {
                let error = Error::new("store_diverged", error::CONFLICT, message).fact(format!(
                    "the store is at rev {} ({})",
                    head.seq,
                    head.hash.short()
                ));
                let error = lost.iter().take(12).fold(error, |error, told| {
                    error.fact(format!("held here and not there: rev {} {}", told.rev, told.action))
                });
                error
                    .fact("nothing was sent")
                    .hint("envctl audit verify   (is the history that is there whole?)")
                    .hint("envctl sync --repair --accept   (goes on with it: make those changes again)")
            }
        }
    }
}
