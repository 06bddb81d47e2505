//! `envctl audit verify`: every commit through the gate again, trusting nothing that is derived.

use serde::Serialize;

use super::context::Context;
use super::error::{self, Result};
use super::report;
use crate::ui::{Line, Page, Report, Symbol};

/// Verify the signed log
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Check every signature, hash, right and transition, and that the records are what the log made
    Verify,
}

#[derive(Debug, Serialize)]
struct AuditVerify {
    ok: bool,
    events: u64,
    head: String,
    first_bad: Option<u64>,
    reason: Option<String>,
}

impl Report for AuditVerify {
    const KIND: &'static str = "AuditVerify";

    fn text(&self, page: &mut Page<'_>) {
        let events = report::count(usize::try_from(self.events).unwrap_or(usize::MAX), "commit");
        match (self.first_bad, &self.reason) {
            (Some(seq), Some(reason)) => {
                page.line(
                    Line::new()
                        .symbol(Symbol::Cross)
                        .plain(format!(" commit {seq} is not as it should be: {reason}")),
                );
                page.line(format!("{events} before it verified, up to head {}", self.head));
            }
            _ => page.ok(Line::new().plain(format!("{events}, chain intact, head {}", self.head))),
        }
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    match args.verb {
        Verb::Verify => verify(ctx),
    }
}

fn verify(ctx: &Context) -> Result {
    // The database's own view of its pages comes first: a broken page explains whatever follows.
    ctx.check_store()?;
    let client = ctx.org()?;
    let spinner = ctx.ui.spinner("verifying the log");
    let verdict = client.verify(|seq| spinner.now(&format!("verifying the log: {seq} commits")))?;
    drop(spinner);
    let ok = verdict.first_bad.is_none();
    let (first_bad, reason) = verdict.first_bad.unzip();
    ctx.ui.show(&AuditVerify {
        ok,
        events: verdict.commits,
        head: verdict.head.hash.short(),
        first_bad,
        reason,
    })?;
    Ok(if ok { error::OK } else { error::INVALID })
}
