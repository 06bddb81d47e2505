//! Floor 5: what the user types. One file a command: arguments, one call down, one report up.
//!
//! A rule is never here (it is in `engine`), nor SQL, nor a format. What is here is the command
//! tree, the words of answers and errors, and the way from a context to an exit code.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::{Args as ClapArgs, CommandFactory, Parser, Subcommand};

use crate::client::Folders;
use crate::ui::{ColorWhen, EnvSnapshot, Settings, Ui};

mod context;
mod delivery;
mod duration;
mod environments;
mod error;
mod history;
mod identity;
mod machine;
mod people;
mod project;
mod reconcile;
mod report;
mod shown;
mod stores;
mod typed;
mod values;
mod watch;
mod which;
mod write;
#[cfg(unix)]
pub use context::Context;
pub use error::{Error, Result};

/// Manage what differs between environments, and promote applications through them
#[derive(Debug, Parser)]
#[command(
    name = "envctl",
    version,
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = "Run `envctl COMMAND --help` for all about one command. Start with `envctl quickstart` or `envctl init`."
)]
pub struct Args {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

/// The flags that every command takes, before or after its name.
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct Globals {
    /// Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]
    #[arg(short, long, global = true, value_name = "ORG[/PROJECT]", help_heading = "Global options")]
    pub org: Option<String>,
    /// Environment; several only where a command says so [env: ENVCTL_ENV]
    #[arg(short, long, global = true, value_name = "ENV[,ENV]", help_heading = "Global options")]
    pub env: Option<String>,
    /// App [env: ENVCTL_APP]
    #[arg(short, long, global = true, value_name = "APP[,APP]", help_heading = "Global options")]
    pub app: Option<String>,
    /// Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]
    #[arg(short, long, global = true, value_name = "PATH", help_heading = "Global options")]
    pub config: Option<PathBuf>,
    /// Run as if started in DIR
    #[arg(short = 'C', global = true, value_name = "DIR", help_heading = "Global options")]
    pub directory: Option<PathBuf>,
    /// Store: file:PATH, https://HOST or postgres://…; this machine's where left out [env: ENVCTL_STORE]
    #[arg(long, global = true, value_name = "URL", help_heading = "Global options")]
    pub store: Option<String>,
    /// Which saved identity to use [env: ENVCTL_PROFILE]
    #[arg(long, global = true, value_name = "NAME", help_heading = "Global options")]
    pub profile: Option<String>,
    /// One-time code, where a server asks for one; asked for at a terminal
    #[arg(long, global = true, value_name = "CODE", help_heading = "Global options")]
    pub code: Option<String>,
    /// Answer as one JSON document on stdout [env: ENVCTL_JSON=1]
    #[arg(
        short,
        long,
        global = true,
        value_name = "VERSION",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "v1",
        value_parser = ["v1"],
        help_heading = "Global options"
    )]
    pub json: Option<String>,
    /// Lists: one name a line; writes: nothing on success
    #[arg(short, long, global = true, help_heading = "Global options")]
    pub quiet: bool,
    /// Say how the context was found, and error codes
    #[arg(short, long, global = true, help_heading = "Global options")]
    pub verbose: bool,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", value_parser = ["auto", "always", "never"], help_heading = "Global options")]
    pub color: Option<String>,
    /// Answer y/N questions with yes (not those that ask for a name)
    #[arg(short, long, global = true, help_heading = "Global options")]
    pub yes: bool,
    /// Never ask [env: ENVCTL_NO_INPUT=1]
    #[arg(long, global = true, help_heading = "Global options")]
    pub no_input: bool,
    /// How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]
    #[arg(long, global = true, value_name = "DURATION", value_parser = duration::parse, help_heading = "Global options")]
    pub timeout: Option<Duration>,
}

/// The flags of every command that writes.
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct WriteArgs {
    /// Print the plan, change nothing, exit 0
    #[arg(short = 'n', long, help_heading = "Write options")]
    pub dry_run: bool,
    /// Reason, kept in the log
    #[arg(short, long, value_name = "TEXT", help_heading = "Write options")]
    pub message: Option<String>,
    /// The name that would be asked for: a protected environment, or the thing being deleted
    #[arg(long, value_name = "NAME", help_heading = "Write options")]
    pub confirm: Option<String>,
    /// Refuse unless the store is still at revision REV
    #[arg(long, value_name = "REV", help_heading = "Write options")]
    pub expect: Option<u64>,
}

/// The flag of every command that reads.
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct ReadArgs {
    /// Read as of revision REV
    #[arg(long, value_name = "REV")]
    pub at: Option<u64>,
}

/// The command tree.
#[derive(Debug, Subcommand)]
enum Command {
    /// Start a project here
    Init(project::init::Args),
    /// Show where everything stands
    #[command(visible_alias = "st")]
    Status(project::status::Args),
    /// Set constants
    Set(values::set::Args),
    /// Print the value of a constant
    Get(values::get::Args),
    /// Remove the value of a constant
    Unset(values::unset::Args),
    /// Run a command with its constants
    Run(values::run::Args),
    /// Show what differs
    Diff(reconcile::diff::Args),
    /// Bring envctl.toml and the store together
    Sync(reconcile::sync::Args),
    /// Bring what the store changed into envctl.toml
    Pull(reconcile::sync::Common),
    /// Bring what envctl.toml changed into the store
    Push(reconcile::sync::Common),
    /// Freeze the draft of an app as a version
    Publish(delivery::publish::Args),
    /// Move a version to another environment
    Promote(delivery::promote::Args),
    /// Make the version in the last environment live
    Release(delivery::release::Args),
    /// Go back to an earlier version
    Rollback(delivery::rollback::Args),
    /// Bring values of one environment into another
    Merge(reconcile::merge::Args),
    /// Check versions against an environment, or everything where it stands
    Check(delivery::check::Args),
    /// Show what changed, by whom
    Log(history::log::Args),
    /// Save the default organization or environment
    Use(project::use_::Args),
    /// List, declare, rename, set, get, unset, rotate, import and export constants
    #[command(visible_alias = "const", alias = "constant", alias = "secrets")]
    Constants(values::constants::Args),
    /// Say where the value of a constant comes from, and what loses against it
    Explain(values::explain::Args),
    /// Import constants from a file
    Import(values::import::Args),
    /// Export constants in the format of another tool
    Export(values::export::Args),
    /// List, create and show organizations
    #[command(alias = "org")]
    Orgs(project::orgs::Args),
    /// List and show projects
    #[command(alias = "project")]
    Projects(project::projects::Args),
    /// List, create, colour, rename and delete environments
    #[command(alias = "env")]
    Envs(environments::envs::Args),
    /// List, create and delete apps, and list their versions
    #[command(alias = "app")]
    Apps(delivery::apps::Args),
    /// List, show, export, create and delete templates of environments
    #[command(alias = "template")]
    Templates(project::templates::Args),
    /// List, declare, set and delete datasources
    #[command(visible_alias = "ds", alias = "datasource")]
    Datasources(values::datasources::Args),
    /// List, set, check and delete feature flags
    #[command(alias = "flag")]
    Flags(values::flags::Args),
    /// List members, change their role, remove them
    #[command(alias = "member")]
    Members(people::members::Args),
    /// List, create, fill and delete groups
    #[command(alias = "group")]
    Groups(people::groups::Args),
    /// List, explain, give and take rights
    Access(people::access::Args),
    /// Create, list and revoke tokens
    #[command(alias = "token")]
    Tokens(people::tokens::Args),
    /// Invite somebody to the organization
    Invite(people::invite::Invite),
    /// Join an organization by the code of an invitation
    Join(people::invite::Join),
    /// Sign in to a server; without one, make an identity for this machine
    Login(people::login::Login),
    /// Sign out of a server; without one, forget this machine's identity
    Logout(people::login::Logout),
    /// List who is signed in to the server, and end sessions
    #[command(alias = "session")]
    Sessions(people::sessions::Args),
    /// Show who you are to the store, and your devices
    Whoami(people::whoami::Args),
    /// Try the recovery key, let an owner in again with it, or make another one
    Recovery(people::recovery::Args),
    /// List what happened, and verify the signed log
    Audit(history::audit::Args),
    /// Back the store up, list, verify and restore backups
    #[command(alias = "backup")]
    Backups(history::backups::Args),
    /// Serve a store to a team over HTTP
    Serve(machine::serve::Args),
    /// Make a small project and walk it through its environments
    Quickstart(project::quickstart::Args),
    /// Check this machine: manifest, context, store, identity, clock, terminal
    Doctor(machine::doctor::Args),
    /// Print a completion script for a shell
    Completions(machine::completions::Args),
    /// Print the JSON Schema of envctl.toml, or of an answer of --json
    Schema(machine::schema::Args),
    /// Print a manual page, or write all of them
    Man(machine::man::Args),
    /// Show help for a command, or about a topic: context, environment, exit-codes, json
    Help(machine::help::Args),
}

impl Command {
    /// Whether its answer belongs to the program that it starts.
    fn is_run(&self) -> bool {
        matches!(self, Command::Run(_))
    }

    /// Whether it ends when its time is up: what others run takes as long as it takes.
    fn has_deadline(&self) -> bool {
        match self {
            Command::Run(_) | Command::Quickstart(_) | Command::Serve(_) => false,
            Command::Orgs(args) => !args.takes_long(),
            Command::Log(args) => !args.follows(),
            _ => true,
        }
    }

    fn run(&self, ctx: &Context) -> Result {
        match self {
            Command::Init(args) => project::init::run(ctx, args),
            Command::Status(args) => project::status::run(ctx, args),
            Command::Set(args) => values::set::run(ctx, args),
            Command::Get(args) => values::get::run(ctx, args),
            Command::Unset(args) => values::unset::run(ctx, args),
            Command::Run(args) => values::run::run(ctx, args),
            Command::Diff(args) => reconcile::diff::run(ctx, args),
            Command::Sync(args) => reconcile::sync::run(ctx, args),
            Command::Pull(args) => reconcile::sync::pull(ctx, args),
            Command::Push(args) => reconcile::sync::push(ctx, args),
            Command::Publish(args) => delivery::publish::run(ctx, args),
            Command::Promote(args) => delivery::promote::run(ctx, args),
            Command::Check(args) => delivery::check::run(ctx, args),
            Command::Release(args) => delivery::release::run(ctx, args),
            Command::Rollback(args) => delivery::rollback::run(ctx, args),
            Command::Merge(args) => reconcile::merge::run(ctx, args),
            Command::Log(args) => history::log::run(ctx, args),
            Command::Use(args) => project::use_::run(ctx, args),
            Command::Constants(args) => values::constants::run(ctx, args),
            Command::Explain(args) => values::explain::run(ctx, args),
            Command::Import(args) => values::import::run(ctx, args),
            Command::Export(args) => values::export::run(ctx, args),
            Command::Orgs(args) => project::orgs::run(ctx, args),
            Command::Projects(args) => project::projects::run(ctx, args),
            Command::Envs(args) => environments::envs::run(ctx, args),
            Command::Apps(args) => delivery::apps::run(ctx, args),
            Command::Templates(args) => project::templates::run(ctx, args),
            Command::Datasources(args) => values::datasources::run(ctx, args),
            Command::Flags(args) => values::flags::run(ctx, args),
            Command::Members(args) => people::members::run(ctx, args),
            Command::Groups(args) => people::groups::run(ctx, args),
            Command::Access(args) => people::access::run(ctx, args),
            Command::Tokens(args) => people::tokens::run(ctx, args),
            Command::Invite(args) => people::invite::invite(ctx, args),
            Command::Join(args) => people::invite::join(ctx, args),
            Command::Login(args) => people::login::login(ctx, args),
            Command::Logout(args) => people::login::logout(ctx, args),
            Command::Sessions(args) => people::sessions::run(ctx, args),
            Command::Whoami(args) => people::whoami::run(ctx, args),
            Command::Recovery(args) => people::recovery::run(ctx, args),
            Command::Audit(args) => history::audit::run(ctx, args),
            Command::Backups(args) => history::backups::run(ctx, args),
            Command::Serve(args) => machine::serve::run(ctx, args),
            Command::Quickstart(args) => project::quickstart::run(ctx, args),
            Command::Doctor(args) => machine::doctor::run(ctx, args),
            Command::Completions(args) => machine::completions::run(ctx, args),
            Command::Schema(args) => machine::schema::run(ctx, args),
            Command::Man(args) => machine::man::run(ctx, args),
            Command::Help(args) => machine::help::run(ctx, args),
        }
    }
}

/// The whole command tree, for completions and the reference in `docs/cli.md`.
pub fn command() -> clap::Command {
    Args::command()
}

/// The time, in milliseconds since 1970.
fn clock() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis() as u64)
}

/// The program: arguments and the environment in, an exit code out.
///
/// The only place that reads the process's environment, directory and clock.
pub fn main() -> ExitCode {
    let vars: BTreeMap<OsString, OsString> = std::env::vars_os().collect();
    let typed: Vec<OsString> = std::env::args_os().collect();
    let word =
        |name: &str| vars.get(&OsString::from(name)).and_then(|v| v.to_str()).filter(|v| !v.is_empty());
    if word(machine::complete::VAR).is_some() {
        let cwd = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
        let asker = machine::complete::Asker { vars: vars.clone(), typed, cwd, now: clock() };
        machine::complete::answer(asker);
        return ExitCode::SUCCESS;
    }
    let on = |name: &str| word(name).is_some_and(|v| v != "0" && v != "false");
    let now = clock();
    let settings = |globals: &Globals, command: &str| Settings {
        command: command.to_owned(),
        json: globals.json.is_some() || on("ENVCTL_JSON"),
        quiet: globals.quiet,
        verbose: globals.verbose,
        color: match globals.color.as_deref() {
            Some("always") => ColorWhen::Always,
            Some("never") => ColorWhen::Never,
            _ => ColorWhen::Auto,
        },
        no_input: globals.no_input || on("ENVCTL_NO_INPUT"),
        hints: word("ENVCTL_HINTS") != Some("0"),
        yes: globals.yes,
        env: vars.iter().map(|(k, v)| (k.clone(), v.clone())).collect::<EnvSnapshot>(),
        now: jiff::Timestamp::from_millisecond(now as i64).unwrap_or_default(),
    };

    #[cfg(unix)]
    if typed.first().is_some_and(|name| name == crate::client::child::SHIM) {
        let problem = values::tend::arrive(&typed);
        Ui::new(settings(&Globals::default(), "run")).fail(&problem.0);
        return ExitCode::from(problem.exit());
    }
    let (args, name) = match typed::parse(&typed) {
        Ok(parsed) => parsed,
        Err(e) => return typed::refuse(&e, &typed, &settings(&Globals::default(), "")),
    };
    let mut cwd = match std::env::current_dir() {
        Ok(cwd) => cwd,
        Err(_) => PathBuf::from("."),
    };
    if let Some(directory) = &args.globals.directory {
        cwd.push(directory);
    }
    let folders = Folders::of(|name| vars.get(&OsString::from(name)).cloned());
    let ui = Ui::new(settings(&args.globals, &name));
    let moved = args.globals.directory.is_some();
    let is_run = args.command.is_run();
    let limit = match (args.globals.timeout, word("ENVCTL_TIMEOUT")) {
        (Some(limit), _) => Ok(limit),
        (None, Some(text)) => duration::parse(text)
            .map_err(|rule| Error::usage(format!("ENVCTL_TIMEOUT \"{text}\" is no duration: {rule}"))),
        (None, None) => Ok(watch::DEADLINE),
    };
    let has_deadline = args.command.has_deadline();
    let ctx = Context::new(args.globals, ui, folders, vars.clone(), cwd.clone(), now);
    let outcome = if moved && !cwd.is_dir() {
        Err(Error::new(
            "directory_not_found",
            error::NOT_FOUND,
            format!("-C {}: no such directory", cwd.display()),
        ))
    } else if !has_deadline {
        args.command.run(&ctx)
    } else {
        limit.and_then(|limit| {
            watch::start(ctx.ui.clone(), ctx.revisions.clone(), ctx.interrupts.clone(), limit);
            args.command.run(&ctx)
        })
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        // The reader had enough (`| head`): that is no failure of ours.
        Err(e) if e.0.code == "broken_pipe" => ExitCode::SUCCESS,
        Err(e) => {
            let own = [error::RUN_FAILED, error::RUN_CANNOT, error::RUN_NOT_FOUND];
            let exit = if is_run && !own.contains(&e.exit()) { error::RUN_FAILED } else { e.exit() };
            let mut problem = *e.0;
            problem.exit = exit;
            ctx.ui.fail(&problem);
            ExitCode::from(exit)
        }
    }
}
