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

mod access;
mod approval;
mod apps;
mod audit;
mod audit_list;
mod backups;
mod backups_far;
mod backups_kept;
mod carry;
mod check;
mod complete;
mod completions;
mod constant_edit;
mod constant_rename;
mod constants;
mod context;
mod copy;
mod datasources;
mod deploy;
mod devices;
mod diff;
mod differences;
mod doctor;
mod draft_editor;
mod drafts;
mod duration;
mod enrol;
mod env_create;
mod env_describe;
mod env_edit;
mod envs;
mod error;
mod explain;
mod export;
mod exposed;
mod flags;
mod follow;
mod get;
mod given;
mod groups;
mod help;
mod identity;
mod import;
mod init;
mod invite;
mod list;
mod lock;
mod log;
mod login;
mod man;
mod members;
mod merge;
mod moved;
mod offline;
mod orgs;
mod orgs_copy;
mod orgs_delete;
mod paths;
mod pending;
mod pin;
mod plan;
mod prepared;
mod probe;
mod projects;
mod promote;
mod protect;
mod publish;
mod quickstart;
mod recovery;
mod release;
mod repair;
mod report;
mod requests;
mod restore;
mod review;
mod roles;
mod rollback;
mod rotate;
mod run;
mod schema;
mod serve;
mod sessions;
mod set;
mod shown;
mod signin;
mod status;
mod stores;
mod summary;
mod sync;
mod target;
mod templates;
#[cfg(unix)]
mod tend;
mod tokens;
mod typed;
mod unset;
mod usage;
mod use_;
mod verdict;
mod versions;
mod wait;
mod watch;
mod which;
mod who;
mod whoami;
mod workspace;
mod write;

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
    Init(init::Args),
    /// Show where everything stands
    #[command(visible_alias = "st")]
    Status(status::Args),
    /// Set constants
    Set(set::Args),
    /// Print the value of a constant
    Get(get::Args),
    /// Remove the value of a constant
    Unset(unset::Args),
    /// Run a command with its constants
    Run(run::Args),
    /// Show what differs
    Diff(diff::Args),
    /// Bring envctl.toml and the store together
    Sync(sync::Args),
    /// Bring what the store changed into envctl.toml
    Pull(sync::Common),
    /// Bring what envctl.toml changed into the store
    Push(sync::Common),
    /// Freeze the draft of an app as a version
    Publish(publish::Args),
    /// Move a version to another environment
    Promote(promote::Args),
    /// Make the version in the last environment live
    Release(release::Args),
    /// Go back to an earlier version
    Rollback(rollback::Args),
    /// Bring values of one environment into another
    Merge(merge::Args),
    /// Check versions against an environment, or everything where it stands
    Check(check::Args),
    /// Show what changed, by whom
    Log(log::Args),
    /// Save the default organization or environment
    Use(use_::Args),
    /// List, declare, rename, set, get, unset, rotate, import and export constants
    #[command(visible_alias = "const", alias = "constant", alias = "secrets")]
    Constants(constants::Args),
    /// Say where the value of a constant comes from, and what loses against it
    Explain(explain::Args),
    /// Import constants from a file
    Import(import::Args),
    /// Export constants in the format of another tool
    Export(export::Args),
    /// List, create and show organizations
    #[command(alias = "org")]
    Orgs(orgs::Args),
    /// List and show projects
    #[command(alias = "project")]
    Projects(projects::Args),
    /// List, create, colour, rename and delete environments
    #[command(alias = "env")]
    Envs(envs::Args),
    /// List, create and delete apps, and list their versions
    #[command(alias = "app")]
    Apps(apps::Args),
    /// List, show, export, create and delete templates of environments
    #[command(alias = "template")]
    Templates(templates::Args),
    /// List, declare, set and delete datasources
    #[command(visible_alias = "ds", alias = "datasource")]
    Datasources(datasources::Args),
    /// List, set, check and delete feature flags
    #[command(alias = "flag")]
    Flags(flags::Args),
    /// List members, change their role, remove them
    #[command(alias = "member")]
    Members(members::Args),
    /// List, create, fill and delete groups
    #[command(alias = "group")]
    Groups(groups::Args),
    /// List, explain, give and take rights
    Access(access::Args),
    /// Create, list and revoke tokens
    #[command(alias = "token")]
    Tokens(tokens::Args),
    /// Invite somebody to the organization
    Invite(invite::Invite),
    /// Join an organization by the code of an invitation
    Join(invite::Join),
    /// Sign in to a server; without one, make an identity for this machine
    Login(login::Login),
    /// Sign out of a server; without one, forget this machine's identity
    Logout(login::Logout),
    /// List who is signed in to the server, and end sessions
    #[command(alias = "session")]
    Sessions(sessions::Args),
    /// Show who you are to the store, and your devices
    Whoami(whoami::Args),
    /// Try the recovery key, let an owner in again with it, or make another one
    Recovery(recovery::Args),
    /// List what happened, and verify the signed log
    Audit(audit::Args),
    /// Back the store up, list, verify and restore backups
    #[command(alias = "backup")]
    Backups(backups::Args),
    /// Serve a store to a team over HTTP
    Serve(serve::Args),
    /// Make a small project and walk it through its environments
    Quickstart(quickstart::Args),
    /// Check this machine: manifest, context, store, identity, clock, terminal
    Doctor(doctor::Args),
    /// Print a completion script for a shell
    Completions(completions::Args),
    /// Print the JSON Schema of envctl.toml, or of an answer of --json
    Schema(schema::Args),
    /// Print a manual page, or write all of them
    Man(man::Args),
    /// Show help for a command, or about a topic: context, environment, exit-codes, json
    Help(help::Args),
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
            Command::Init(args) => init::run(ctx, args),
            Command::Status(args) => status::run(ctx, args),
            Command::Set(args) => set::run(ctx, args),
            Command::Get(args) => get::run(ctx, args),
            Command::Unset(args) => unset::run(ctx, args),
            Command::Run(args) => run::run(ctx, args),
            Command::Diff(args) => diff::run(ctx, args),
            Command::Sync(args) => sync::run(ctx, args),
            Command::Pull(args) => sync::pull(ctx, args),
            Command::Push(args) => sync::push(ctx, args),
            Command::Publish(args) => publish::run(ctx, args),
            Command::Promote(args) => promote::run(ctx, args),
            Command::Check(args) => check::run(ctx, args),
            Command::Release(args) => release::run(ctx, args),
            Command::Rollback(args) => rollback::run(ctx, args),
            Command::Merge(args) => merge::run(ctx, args),
            Command::Log(args) => log::run(ctx, args),
            Command::Use(args) => use_::run(ctx, args),
            Command::Constants(args) => constants::run(ctx, args),
            Command::Explain(args) => explain::run(ctx, args),
            Command::Import(args) => import::run(ctx, args),
            Command::Export(args) => export::run(ctx, args),
            Command::Orgs(args) => orgs::run(ctx, args),
            Command::Projects(args) => projects::run(ctx, args),
            Command::Envs(args) => envs::run(ctx, args),
            Command::Apps(args) => apps::run(ctx, args),
            Command::Templates(args) => templates::run(ctx, args),
            Command::Datasources(args) => datasources::run(ctx, args),
            Command::Flags(args) => flags::run(ctx, args),
            Command::Members(args) => members::run(ctx, args),
            Command::Groups(args) => groups::run(ctx, args),
            Command::Access(args) => access::run(ctx, args),
            Command::Tokens(args) => tokens::run(ctx, args),
            Command::Invite(args) => invite::invite(ctx, args),
            Command::Join(args) => invite::join(ctx, args),
            Command::Login(args) => login::login(ctx, args),
            Command::Logout(args) => login::logout(ctx, args),
            Command::Sessions(args) => sessions::run(ctx, args),
            Command::Whoami(args) => whoami::run(ctx, args),
            Command::Recovery(args) => recovery::run(ctx, args),
            Command::Audit(args) => audit::run(ctx, args),
            Command::Backups(args) => backups::run(ctx, args),
            Command::Serve(args) => serve::run(ctx, args),
            Command::Quickstart(args) => quickstart::run(ctx, args),
            Command::Doctor(args) => doctor::run(ctx, args),
            Command::Completions(args) => completions::run(ctx, args),
            Command::Schema(args) => schema::run(ctx, args),
            Command::Man(args) => man::run(ctx, args),
            Command::Help(args) => help::run(ctx, args),
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
    if word(complete::VAR).is_some() {
        let cwd = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
        let asker = complete::Asker { vars: vars.clone(), typed, cwd, now: clock() };
        complete::answer(asker);
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
        let problem = tend::arrive(&typed);
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
