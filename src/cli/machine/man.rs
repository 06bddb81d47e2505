//! `envctl man`: manual pages, made from the same text as the help.

use std::path::PathBuf;

use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};

/// Print a manual page, or write all of them
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl man | man -l -
  envctl man apps copy | man -l -
  envctl man --output ~/.local/share/man/man1")]
pub struct Args {
    /// The command (default: envctl itself)
    #[arg(value_name = "COMMAND")]
    words: Vec<String>,
    /// Write the pages of every command into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "words")]
    output: Option<PathBuf>,
}

/// The pages by file name.
///
/// # Errors
/// When one cannot be made.
pub fn pages() -> std::io::Result<Vec<(String, Vec<u8>)>> {
    fn walk(command: &clap::Command, name: &str, pages: &mut Vec<(String, Vec<u8>)>) -> std::io::Result<()> {
        pages.push((format!("{name}.1"), page(command, name)?));
        for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
            walk(below, &format!("{name}-{}", below.get_name()), pages)?;
        }
        Ok(())
    }
    let mut pages = Vec::new();
    walk(&built(), "envctl", &mut pages)?;
    Ok(pages)
}

fn built() -> clap::Command {
    let mut root = crate::cli::command().disable_help_flag(true);
    root.build();
    root
}

fn page(command: &clap::Command, name: &str) -> std::io::Result<Vec<u8>> {
    let usage = name.replace('-', " ");
    // A page has the name under which `man` finds it.
    let command = command.clone().name(name.to_owned()).display_name(name).bin_name(usage);
    let mut bytes = Vec::new();
    clap_mangen::Man::new(command).render(&mut bytes)?;
    Ok(bytes)
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    if let Some(folder) = &args.output {
        let folder = ctx.cwd.join(folder);
        let io = |e: std::io::Error| {
            Error::new("io", error::FAILED, format!("cannot write to {}: {e}", folder.display()))
        };
        std::fs::create_dir_all(&folder).map_err(io)?;
        let pages = pages()?;
        for (name, bytes) in &pages {
            std::fs::write(folder.join(name), bytes).map_err(io)?;
        }
        ctx.ui.note(format!("wrote {} pages to {}", pages.len(), folder.display()));
        return Ok(error::OK);
    }
    let mut command = built();
    let mut name = "envctl".to_owned();
    for word in &args.words {
        let known: Vec<String> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
        let Some(below) = command.find_subcommand(word).cloned() else {
            let what = format!("there is no command \"{}\"", args.words.join(" "));
            return Err(Error::new("unknown_command", error::USAGE, what).known(word, &known));
        };
        name = format!("{name}-{}", below.get_name());
        command = below;
    }
    ctx.ui.payload(&page(&command, &name)?)?;
    Ok(error::OK)
}
