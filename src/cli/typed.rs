//! The arguments as they were typed: the way to a command, and what is said of those that lead to none.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches, Parser};

use super::error::{self, Error};
use super::values::run;
use super::{Args, Command, Globals};
use crate::ui::{Settings, Ui};

/// `envctl run …` alone: it starts thousands of times a day, and building the whole command tree
/// would be a third of its time.
#[derive(Debug, Parser)]
#[command(name = "run")]
struct RunOnly {
    #[command(flatten)]
    globals: Globals,
    #[command(flatten)]
    run: run::Args,
}

/// The arguments, and the name of the command. What the short way does not understand, help and
/// errors included, is for the whole tree to say.
pub fn parse(typed: &[OsString]) -> std::result::Result<(Args, String), clap::Error> {
    if typed.get(1).is_some_and(|word| word == "run")
        && let Ok(RunOnly { globals, run }) = RunOnly::try_parse_from(&typed[1..])
    {
        return Ok((Args { globals, command: Command::Run(run) }, "run".to_owned()));
    }
    let matches = Args::command().try_get_matches_from(typed)?;
    let name = matches.subcommand_name().unwrap_or_default().to_owned();
    Ok((Args::from_arg_matches(&matches)?, name))
}

/// The name of the command in arguments that clap refused: the first word that is neither a global
/// flag nor the value of one.
fn command_word(typed: &[OsString]) -> Option<&OsString> {
    const TAKE_VALUES: [&str; 14] = [
        "--code",
        "-o",
        "--org",
        "-e",
        "--env",
        "-a",
        "--app",
        "-c",
        "--config",
        "-C",
        "--store",
        "--profile",
        "--color",
        "--timeout",
    ];
    let mut words = typed.iter().skip(1);
    while let Some(word) = words.next() {
        if TAKE_VALUES.iter().any(|flag| word == flag) {
            words.next();
        } else if !word.as_encoded_bytes().starts_with(b"-") {
            return Some(word);
        }
    }
    None
}

/// What clap has to say: help and version on stdout, a usage error in our own form.
pub fn refuse(e: &clap::Error, typed: &[OsString], settings: &Settings) -> ExitCode {
    let is = |word: &str| typed.iter().any(|arg| arg == word);
    let settings = Settings { json: settings.json || is("--json") || is("-j"), ..settings.clone() };
    let is_run = command_word(typed).is_some_and(|word| word == "run");
    let ui = Ui::new(settings);
    if matches!(e.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return match ui.payload(e.render().to_string().as_bytes()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Err(_) => ExitCode::from(error::FAILED),
        };
    }
    let text = e.render().to_string();
    let exit = if is_run { error::RUN_FAILED } else { error::USAGE };
    let missing = [ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand, ErrorKind::MissingSubcommand];
    if missing.contains(&e.kind()) {
        if !ui.settings().json {
            ui.block(&text);
            return ExitCode::from(exit);
        }
        ui.fail(&Error::new("usage", exit, "no command given").hint("envctl --help").0);
        return ExitCode::from(exit);
    }
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or("bad arguments").trim_start_matches("error: ");
    let mut problem = Error::new("usage", exit, first);
    let likeliest = match (e.get(ContextKind::SuggestedSubcommand), e.get(ContextKind::InvalidSubcommand)) {
        (Some(ContextValue::Strings(names)), Some(ContextValue::String(word))) => {
            crate::ui::nearest(word, names.iter().map(String::as_str))
        }
        _ => None,
    };
    if matches!(e.get(ContextKind::InvalidArg), Some(ContextValue::String(flag)) if flag.starts_with("--token"))
    {
        let why =
            "a token on a command line is seen by everybody on the machine, and stays in the shell's history";
        problem = problem.fact(why).hint("ENVCTL_TOKEN, or ENVCTL_TOKEN_FILE with the name of a file");
        ui.fail(&problem.0);
        return ExitCode::from(exit);
    }
    if let Some(name) = likeliest {
        problem = problem.hint(format!("did you mean {name}?"));
    }
    for line in lines {
        match line.strip_prefix("tip: ") {
            Some(tip) if tip.contains("subcommand") || tip.starts_with("to pass ") => {}
            Some(tip) => problem = problem.hint(tip),
            None if line.starts_with("For more information") => {}
            None => problem = problem.fact(line),
        }
    }
    ui.fail(&problem.hint("--help shows all flags").0);
    ExitCode::from(exit)
}
