//! `envctl constants edit`: what is declared of a constant, and its rules.

use crate::cli::WriteArgs;
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::reconcile::diff::everything;
use crate::cli::reconcile::differences;
use crate::cli::report::Change;
use crate::cli::write::changed;
use crate::engine::Right;
use crate::engine::rules::{self, Edit, RuleError};
use crate::model::{Key, MergeRule};
use crate::ui::Line;

/// Declare a constant, or change its rules
///
/// A constant that is not declared yet is, as a secret unless --plain says otherwise. Values that are
/// set must keep the new rules.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl constants edit API_TIMEOUT --plain --pattern '^[0-9]+(ms|s)$' --default 30s
  envctl constants edit STRIPE_KEY --required on --rotate 90d --description \"payments\"
  envctl constants edit LOG_LEVEL --one-of debug,info,warn,error
  envctl constants edit ADMIN_URL --private on --merge never")]
pub struct Args {
    /// The constant
    key: String,
    /// Its values are sealed
    #[arg(long, conflicts_with = "plain")]
    secret: bool,
    /// Its values are readable by whoever sees the environment, and kept in envctl.toml
    #[arg(long)]
    plain: bool,
    /// Whether every environment must have a value
    #[arg(long, value_name = "SWITCH", value_parser = ["on", "off"])]
    required: Option<String>,
    /// Whether copies of apps and templates leave its values out
    #[arg(long, value_name = "SWITCH", value_parser = ["on", "off"])]
    private: Option<String>,
    /// What it is; `none` takes it away
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// A regular expression that its values match; or `none`
    #[arg(long, value_name = "REGEX")]
    pattern: Option<String>,
    /// The only values that it may have; or `none`
    #[arg(long, value_name = "A,B,…", value_delimiter = ',')]
    one_of: Vec<String>,
    /// The value where an environment has none; or `none`. Not for secrets
    #[arg(long, value_name = "VALUE")]
    default: Option<String>,
    /// Whether its values travel when environments are merged: always, never; or `none`: as its kind does
    #[arg(long, value_name = "RULE")]
    merge: Option<String>,
    /// How old a value may grow: 90d, 12h; or `none`
    #[arg(long, value_name = "DURATION")]
    rotate: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

fn text(given: Option<&String>) -> Option<Option<String>> {
    given.map(|text| Some(text.clone()).filter(|text| text != "none"))
}

impl Args {
    fn edit(&self) -> Result<Edit> {
        let on = |switch: &Option<String>| switch.as_deref().map(|word| word == "on");
        let merge = match text(self.merge.as_ref()) {
            None => None,
            Some(None) => Some(None),
            Some(Some(word)) => Some(Some(word.parse::<MergeRule>().map_err(Error::usage)?)),
        };
        let one_of = match self.one_of.as_slice() {
            [] => None,
            [only] if only == "none" => Some(Vec::new()),
            words => Some(words.to_vec()),
        };
        Ok(Edit {
            secret: if self.secret { Some(true) } else { self.plain.then_some(false) },
            required: on(&self.required),
            private: on(&self.private),
            description: text(self.description.as_ref()),
            pattern: text(self.pattern.as_ref()),
            one_of,
            default: text(self.default.as_ref()),
            merge,
            rotate: text(self.rotate.as_ref()),
        })
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let key: Key = args.key.parse()?;
    let edit = args.edit()?;
    let project = ctx.project()?;
    let p = &project.name;
    let look = project.client.read(&everything(&project), None)?;
    let first = look.chain(p).first().map(|(id, env)| (*id, *env));
    project.client.may(&look, Right::Write, first)?;
    let written = ctx.write(
        &project,
        "constants.edit",
        &args.write,
        &everything(&project),
        |tree, _| {
            let new = tree.constant(p, &key).is_none();
            let shown = ctx.names_shown(&project, tree)?;
            Ok((new, rules::edit(tree, p, &key, &edit).map_err(|e| e.seen_by(&shown))?))
        },
        |_, _| Ok(()),
    )?;
    let done = &written.done;
    let changes = differences::of_commit(&done.before, &done.after, p);
    let verb = if done.report { "declared" } else { "changed" };
    let mut lines = vec![Line::new().key(&key).plain(format!(" {verb}"))];
    if !args.write.dry_run {
        lines.extend(changes.iter().map(Change::line));
    }
    ctx.ui.show(&changed(&written, &args.write, changes, lines))?;
    Ok(error::OK)
}

impl From<RuleError> for Error {
    fn from(e: RuleError) -> Error {
        let message = e.to_string();
        match e {
            RuleError::Constant(e) => e.into(),
            RuleError::Set { .. } | RuleError::Kind { .. } => {
                Error::new("value_refused", error::CONFLICT, message)
            }
            RuleError::Default(_) => Error::new("default_refused", error::INVALID, message),
            RuleError::Rotate(_) => Error::usage(message),
        }
    }
}
