//! `envctl completions`: the completion script of a shell.

use clap_complete::Shell;

use super::context::Context;
use super::error::{self, Result};

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

/// The completion script of a shell.
pub fn script(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut super::command(), "envctl", &mut script);
    script
}
