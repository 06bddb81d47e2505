//! `envctl audit`, and `audit verify`: every commit through the gate again, trusting nothing that is derived.

use serde::Serialize;

use super::audit_list;
use crate::cli::context::Context;
use crate::cli::error::{self, Result};
use crate::cli::report;
use crate::ui::{Line, Page, Report, Symbol};

/// List what happened, and verify the signed log
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List every change, read and refusal, newest first
    List(audit_list::List),
    /// Check every signature, hash, right and transition, and that the records are what the log made
    Verify,
    /// Write every change, read and refusal to a file, newest first
    Export(audit_list::Export),
}

#[derive(Debug, Serialize)]
struct AuditVerify {
    ok: bool,
    events: u64,
    head: String,
    withheld: usize,
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
            _ => {
                page.ok(Line::new().plain(format!("{events}, chain intact, head {}", self.head)));
                if self.withheld > 0 {
                    let changes = report::count(self.withheld, "change");
                    page.line(format!("  {changes} you may not see: signed, and not looked into"));
                }
            }
        }
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    match &args.verb {
        Verb::List(args) => audit_list::list(ctx, args),
        Verb::Verify => verify(ctx),
        Verb::Export(args) => audit_list::export(ctx, args),
    }
}

fn verify(ctx: &Context) -> Result {
    // The database's own view of its pages comes first: a broken page explains whatever follows.
    ctx.check_store()?;
    let client = ctx.org()?;
    let spinner = ctx.ui.spinner("verifying the log");
    let head = client.store().read(client.org(), &[], None)?.head;
    let verdict = client.verify(|seq| spinner.at(seq, head.seq.max(seq)))?;
    drop(spinner);
    let ok = verdict.first_bad.is_none();
    let (first_bad, reason) = verdict.first_bad.unzip();
    ctx.ui.show(&AuditVerify {
        ok,
        events: verdict.commits,
        head: verdict.head.hash.short(),
        withheld: verdict.withheld,
        first_bad,
        reason,
    })?;
    Ok(if ok { error::OK } else { error::INVALID })
}
