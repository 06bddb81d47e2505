//! `envctl completions`: the completion script of a shell.

use clap_complete::Shell;

use crate::cli::context::Context;
use crate::cli::error::{self, Result};

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl completions bash > ~/.local/share/bash-completion/completions/envctl
  envctl completions zsh > \"${fpath[1]}/_envctl\"
  envctl completions fish > ~/.config/fish/completions/envctl.fish")]
pub struct Args {
    /// The shell
    shell: Shell,
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    ctx.ui.payload(&script(args.shell))?;
    Ok(error::OK)
}

/// The completion script of a shell: it asks the program what comes next, names of environments and
/// constants too.
pub fn script(shell: Shell) -> Vec<u8> {
    super::complete::script(&shell.to_string()).unwrap_or_default()
}
