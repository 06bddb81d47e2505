//! `envctl schema`: the JSON Schema of the manifest, and of what `--json` answers.

use serde_json::Value;

use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};

/// Print the JSON Schema of envctl.toml, or of an answer of --json
///
/// Answers are described by their kind. Fields may be added to one; none is renamed, retyped or removed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl schema > manifest-v1.json
  envctl schema PromoteResult
  envctl schema --list")]
pub struct Args {
    /// The kind of an answer; without it, the manifest
    kind: Option<String>,
    /// Name the kinds
    #[arg(long, conflicts_with = "kind")]
    list: bool,
}

/// What each kind of answer has: the program's tests hold every answer that they see against it.
const ANSWERS: &str = include_str!("../../../docs/schemas.json");

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let answers: Value = serde_json::from_str(ANSWERS).unwrap_or_default();
    let kinds: Vec<String> = answers.as_object().map(|all| all.keys().cloned().collect()).unwrap_or_default();
    let text = match &args.kind {
        _ if args.list => kinds.join("\n"),
        None => serde_json::to_string_pretty(&crate::manifest::json_schema()).unwrap_or_default(),
        Some(kind) => {
            let Some(answer) = answers.get(kind) else {
                let what = format!("there is no kind of answer \"{kind}\"");
                return Err(Error::new("kind_not_found", error::NOT_FOUND, what).known(kind, &kinds));
            };
            let mut schema = serde_json::Map::new();
            schema.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
            schema.insert("title".to_owned(), kind.as_str().into());
            schema.extend(answer.as_object().cloned().unwrap_or_default());
            serde_json::to_string_pretty(&schema).unwrap_or_default()
        }
    };
    ctx.ui.payload(format!("{text}\n").as_bytes())?;
    Ok(error::OK)
}
