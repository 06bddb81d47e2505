//! `--summary`: what moved, as Markdown for the page of a GitHub workflow run.

use std::io::Write as _;

use super::moved::PromoteResult;
use crate::cli::context::Context;
use crate::cli::error;
use crate::cli::error::{Error, Result};

/// The variable that names the file.
const FILE: &str = "GITHUB_STEP_SUMMARY";
/// Largest file that the runner takes, less what others may append.
const MAX: u64 = 100_000;

/// One row of the table.
pub struct Row {
    /// The app.
    pub app: String,
    /// Where it comes from.
    pub from: Option<String>,
    /// The environment.
    pub to: String,
    /// The version that was there.
    pub before: Option<String>,
    /// The version that is there.
    pub after: String,
    /// The revision.
    pub rev: u64,
    /// The command that undoes it.
    pub undo: Option<String>,
}

/// Appends what promotions moved.
///
/// # Errors
/// When there is no file to append to.
pub fn moves(ctx: &Context, results: &[&PromoteResult]) -> Result<()> {
    let rows = results.iter().filter(|result| !result.dry_run).flat_map(|result| {
        result.apps.iter().filter(|app| app.changed).map(|app| Row {
            app: app.app.clone(),
            from: result.from.clone(),
            to: result.to.clone(),
            before: app.before.clone(),
            after: app.after.clone(),
            rev: result.rev,
            undo: app.before.as_ref().map(|_| format!("envctl rollback {} --env {}", app.app, result.to)),
        })
    });
    append(ctx, "promote", rows.collect())
}

/// Appends that nothing moved, and why.
///
/// # Errors
/// When there is no file to append to.
pub fn failed(ctx: &Context, heading: &str, why: &Error) -> Result<()> {
    let facts = why.0.facts.iter().map(|fact| format!("    {}\n", line(fact))).collect::<String>();
    let space = if facts.is_empty() { "" } else { "\n" };
    text(ctx, &format!("### envctl {heading}: not done\n\n{}\n{space}{facts}\n", line(&why.0.message)))
}

fn line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

/// Appends a table with a heading.
///
/// # Errors
/// When there is no file to append to.
pub fn append(ctx: &Context, heading: &str, rows: Vec<Row>) -> Result<()> {
    let cell = |text: &str| line(&text.replace('\\', "\\\\").replace('|', "\\|"));
    let mut text = format!("### envctl {heading}\n\n");
    if rows.is_empty() {
        text.push_str("Nothing to do.\n\n");
    } else {
        text.push_str(
            "| app | from | to | before | after | revision | undo |\n|---|---|---|---|---|---|---|\n",
        );
    }
    for row in &rows {
        let or = |text: &Option<String>| text.as_deref().map_or_else(|| "-".to_owned(), cell);
        let undo = row.undo.as_ref().map_or_else(|| "-".to_owned(), |undo| format!("`{}`", cell(undo)));
        text.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} | {undo} |\n",
            cell(&row.app),
            or(&row.from),
            cell(&row.to),
            or(&row.before),
            cell(&row.after),
            row.rev
        ));
    }
    if !rows.is_empty() {
        text.push('\n');
    }
    self::text(ctx, &text)
}

fn text(ctx: &Context, text: &str) -> Result<()> {
    let Some(path) = ctx.var(FILE) else {
        ctx.ui.warn(&format!("--summary: {FILE} is not set, and nothing was appended"));
        return Ok(());
    };
    let failed = |e: std::io::Error| {
        Error::new("summary", error::FAILED, format!("cannot append to {FILE}: {e}"))
            .fact("what was to be done is done")
    };
    let mut file = std::fs::OpenOptions::new().append(true).create(true).open(path).map_err(failed)?;
    let there = file.metadata().map_err(failed)?.len();
    let left = usize::try_from(MAX.saturating_sub(there)).unwrap_or(usize::MAX);
    let mut end = left.min(text.len());
    // The runner refuses a file that is too large: whole lines or nothing.
    if end < text.len() {
        end = text[..floor(text, end)].rfind('\n').map_or(0, |at| at + 1);
    }
    file.write_all(&text.as_bytes()[..end]).map_err(failed)
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
