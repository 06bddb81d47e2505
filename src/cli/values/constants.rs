//! `envctl constants`: the noun over `list`, `set`, `get`, `unset`, `edit`, `rename`, `rotate`, `import`, `export`.

use super::{constant_edit, constant_rename, export, get, import, list, rotate, set, unset};
use crate::cli::context::Context;
use crate::cli::error::Result;

/// List, declare, rename, set, get, unset, rotate, import and export constants
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List constants
    #[command(visible_alias = "ls")]
    List(list::Args),
    /// Set constants
    Set(set::Args),
    /// Print the value of a constant
    Get(get::Args),
    /// Remove the value of a constant
    Unset(unset::Args),
    /// Declare a constant, or change its rules
    #[command(alias = "declare")]
    Edit(constant_edit::Args),
    /// Give a constant another name
    Rename(constant_rename::Args),
    /// Give a secret a new value
    Rotate(rotate::Args),
    /// Import constants from a file
    Import(import::Args),
    /// Export constants in the format of another tool
    Export(export::Args),
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    match &args.verb {
        None => list::run(ctx, &list::Args::default()),
        Some(Verb::List(args)) => list::run(ctx, args),
        Some(Verb::Set(args)) => set::run(ctx, args),
        Some(Verb::Get(args)) => get::run(ctx, args),
        Some(Verb::Unset(args)) => unset::run(ctx, args),
        Some(Verb::Edit(args)) => constant_edit::run(ctx, args),
        Some(Verb::Rename(args)) => constant_rename::run(ctx, args),
        Some(Verb::Rotate(args)) => rotate::run(ctx, args),
        Some(Verb::Import(args)) => import::run(ctx, args),
        Some(Verb::Export(args)) => export::run(ctx, args),
    }
}
