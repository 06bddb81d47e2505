//! `envctl run`: the command, with its constants, in this process's place.
//!
//! The contract in one sentence: `envctl run -- X` is `env K=V X`. Nothing is started unless every
//! value was found and opened; from then on there is no envctl any more, so signals, exit status,
//! process id and open files are the command's own. `std`'s `exec` gives the child the default
//! disposition of SIGPIPE, whatever the parent had: the one known difference from env(1). What has to
//! be done while the command runs is [`super::tend`]'s.

use std::ffi::{OsStr, OsString};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::prepared::{Prepared, Question, Variable};
use super::{get, offline};
use crate::cli::context::{Context, Found};
use crate::cli::error::{self, Error, Result};
use crate::cli::{ReadArgs, duration, report};
use crate::engine::resolve::{Constants, Effective, Wanted};
use crate::engine::{Right, reads};
use crate::model::{AppName, Entry, Key, Path, Tree};

/// Run a command with its constants
///
/// Sets the constants that the app needs in the environment and replaces itself with the command.
/// Constants win over inherited variables unless --preserve-env. Exit status: the command's own;
/// 125 if envctl failed before starting it, 126 if it cannot be executed, 127 if it was not found.
///
/// With --redact, --watch or --as-file it stays, hands signals on, and ends as the command ends.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl run --env staging -- ./e2e
  envctl run --env staging --app api -- cargo test
  envctl run --env staging --offline --max-age 8h -- ./serve
  envctl run --env staging --shell 'psql \"$DATABASE_URL\" -c \"select 1\"'
  envctl run --env staging --redact -- ./deploy.sh
  envctl run --watch -- npm run dev
  envctl run --as-file TLS_KEY,PGPASSFILE=PASSFILE -- ./server

`run -- echo $X` is expanded by your shell before envctl sees it; `--shell 'echo $X'` is not.")]
pub struct Args {
    /// Only these constants
    #[arg(long, value_name = "KEY,…", value_delimiter = ',')]
    only: Vec<String>,
    /// Let inherited variables win, all or these
    #[arg(long, value_name = "NAME,…", num_args = 0..=1, require_equals = true, default_missing_value = "", value_delimiter = ',')]
    preserve_env: Option<Vec<String>>,
    /// Start from nothing but PATH, HOME and the like; `strict`: from nothing at all
    #[arg(long, value_name = "strict", num_args = 0..=1, require_equals = true, default_missing_value = "usual", value_parser = ["usual", "strict"])]
    pristine: Option<String>,
    /// Set one more variable, over everything else
    #[arg(long, value_name = "K=V")]
    set: Vec<String>,
    /// Do not set ENVCTL_ENV, ENVCTL_APP and the like for the command
    #[arg(long)]
    no_meta: bool,
    /// Leave ENVCTL_TOKEN in the command's environment
    #[arg(long)]
    pass_auth: bool,
    /// Run this version's constants instead of those of the version that is there
    #[arg(long, value_name = "V")]
    app_version: Option<String>,
    /// Use what the last run here got from the server, and say how old it is
    #[arg(long, conflicts_with_all = ["at", "app_version"])]
    offline: bool,
    /// How old that may be
    #[arg(long, value_name = "DURATION", value_parser = duration::parse, requires = "offline")]
    max_age: Option<Duration>,
    /// Hide secrets in what the command says: each of their lines of 4 bytes or more
    #[arg(long)]
    redact: bool,
    /// Give these constants as files, whose paths stand in the variables; gone when the command ends
    #[arg(long, value_name = "[NAME=]KEY,…", value_delimiter = ',')]
    as_file: Vec<String>,
    /// Start the command again when what it was given changes
    #[arg(long, conflicts_with_all = ["at", "offline"])]
    watch: bool,
    /// With --watch: how long the command has to end before it is killed [default: 10s]
    #[arg(long, value_name = "DURATION", value_parser = duration::parse, requires = "watch")]
    grace: Option<Duration>,
    /// With --watch: when only files have changed, send this signal instead (HUP, USR1, …)
    #[arg(long, value_name = "SIGNAL", requires = "watch", requires = "as_file")]
    signal: Option<String>,
    /// Run a line of /bin/sh
    #[arg(long, value_name = "STRING", conflicts_with = "command")]
    shell: Option<String>,
    #[command(flatten)]
    read: ReadArgs,
    /// The command and its arguments
    #[arg(value_name = "CMD", trailing_var_arg = true)]
    command: Vec<OsString>,
}

/// What stays of the environment with `--pristine`.
const USUAL: [&str; 10] =
    ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "TERM", "LANG", "TZ", "TMPDIR", "SYSTEMROOT"];
/// What never reaches a command: it would hand on the right to read everything.
pub const AUTH: [&str; 2] = ["ENVCTL_TOKEN", "ENVCTL_TOKEN_FILE"];
/// Longest `NAME=value` that Linux hands to a process (MAX_ARG_STRLEN), with its final NUL.
const STRING_MAX: usize = 131_072;
/// How long a command has to end that is to be started again.
const GRACE: Duration = Duration::from_secs(10);

/// Runs the command. Returns only when it could not be started.
pub fn run(ctx: &Context, args: &Args) -> Result {
    if ctx.ui.settings().json {
        return Err(Error::usage("run has no --json: stdout belongs to the command"));
    }
    let command: Vec<OsString> = match &args.shell {
        Some(line) => vec!["/bin/sh".into(), "-c".into(), line.into()],
        None if args.command.is_empty() => {
            return Err(Error::usage("no command given").hint("envctl run --env ENV -- CMD ARGS"));
        }
        None => args.command.clone(),
    };
    let set = args.set.iter().map(|pair| split(pair)).collect::<Result<Vec<_>>>()?;
    let files = args.as_file.iter().map(|one| AsFile::parse(one)).collect::<Result<Vec<_>>>()?;
    // A run of what is there now may be one that was made before.
    let now = args.read.at.is_none() && !args.watch;
    let usual = args.only.is_empty() && args.app_version.is_none() && now;
    let mut question = if usual { Question::of(ctx) } else { None };
    let prepared = match question.as_ref().and_then(|question| question.recall(ctx)) {
        Some(prepared) => prepared,
        None => prepare(ctx, args, question.as_mut())?,
    };
    let given = Given { args, set, files };
    if args.redact || args.watch || !given.files.is_empty() {
        return stay(ctx, &given, &command, prepared);
    }
    let mut process = Command::new(&command[0]);
    process.args(&command[1..]);
    given.surround(ctx, &prepared, &[], &mut process)?;
    Err(exec(&command[0], process))
}

#[cfg(unix)]
use super::tend::run as stay;

#[cfg(not(unix))]
fn stay(_: &Context, _: &Given<'_>, _: &[OsString], _: Prepared) -> Result {
    Err(Error::usage("--redact, --watch and --as-file need a Unix system"))
}

/// A constant that is given as a file.
pub struct AsFile {
    /// The variable that holds the file's path.
    pub name: String,
    /// The constant.
    pub key: String,
}

impl AsFile {
    fn parse(text: &str) -> Result<AsFile> {
        let (name, key) = text.split_once('=').unwrap_or((text, text));
        let [name, key] = [name.parse::<Key>()?, key.parse::<Key>()?].map(|key| key.to_string());
        Ok(AsFile { name, key })
    }
}

/// Reads what the command is prepared: in one question where the store is a server, or from the copy of
/// the last answer.
pub fn prepare(ctx: &Context, args: &Args, question: Option<&mut Question>) -> Result<Prepared> {
    let fetched = match args.offline {
        true => offline::copy(ctx, args.max_age)?,
        false => offline::ahead(ctx)?,
    };
    let prepared = read(ctx, args, question, fetched.as_ref());
    if let (Err(e), Some(fetched)) = (&prepared, &fetched) {
        fetched.refused(e);
    }
    prepared
}

/// Nothing is prepared, unless everything was found and opened.
fn read(
    ctx: &Context,
    args: &Args,
    question: Option<&mut Question>,
    fetched: Option<&offline::Fetched>,
) -> Result<Prepared> {
    let only = args.only.iter().map(|key| Ok(key.parse()?)).collect::<Result<Vec<Key>>>()?;
    let question = match question {
        Some(question) => {
            question.look(ctx)?;
            Some(question)
        }
        None => None,
    };
    let project = ctx.project()?;
    let p = &project.name;
    let mut tree = project.client.read(&get::reads(p), args.read.at)?;
    let at = args.read.at.unwrap_or(tree.head.seq);
    let found = ctx.env(&project, &tree, false)?;
    let app = match ctx.named_apps(&project, &tree)?.as_slice() {
        [] => ctx.app_here(&project, &tree)?,
        [app] => Some(app.clone()),
        _ => return Err(Error::usage("run takes one app: --app was given several")),
    };
    project.client.may_app(&tree, Right::Open, Some((found.id, &found.env)), app.as_ref())?;
    let mut given = Constants::new(p, found.id, app.as_ref());
    let (more, taken) = (reads::run(p, found.id, app.as_ref()), given.prefixes());
    let mut take = |path: &Path, entry: Entry| given.take(path, entry);
    tree.extend(project.client.sift(&more, &taken, at, &mut take)?);

    let (version, needs) = needs(&tree, ctx, &project, &found, app.as_ref(), args)?;
    let keys: Option<Vec<Key>> = match (only.is_empty(), needs) {
        (false, _) => Some(only),
        (true, needs) => needs,
    };
    let wanted = keys.as_deref().map_or(Wanted::All, Wanted::Needed);
    let secrets = given.secrets().filter(|_| keys.is_some());
    let hidden = secrets.map(ToString::to_string).collect();
    let place = (found.id, found.name());
    let constants = get::opened(&project.client, &tree, p, place, |open| given.resolve(wanted, open))?;
    let variable =
        |one: Effective| Variable { name: one.key.to_string(), value: one.value, secret: one.secret };
    let prepared = Prepared {
        place: [project.client.org_name().to_string(), p.to_string(), found.name().to_owned()],
        app: app.map(|app| app.to_string()),
        version,
        hidden,
        constants: constants.into_iter().map(variable).collect(),
        read: Some((*project.client.org(), tree.head)),
    };
    // What is protected is opened anew each time.
    if let Some(question) = question.filter(|_| found.env.policy.is_none()) {
        question.keep(ctx, &prepared);
    }
    if let Some(fetched) = fetched {
        fetched.keep(ctx, &found.env);
    }
    Ok(prepared)
}

/// What was asked for on the command line.
pub struct Given<'a> {
    /// As it was typed.
    pub args: &'a Args,
    /// Variables over everything else.
    pub set: Vec<(String, OsString)>,
    /// What is given as files.
    pub files: Vec<AsFile>,
}

impl Given<'_> {
    /// Whether secrets are hidden in what the command says.
    pub fn redacts(&self) -> bool {
        self.args.redact
    }

    /// How long a command has to end that is to be started again; none: it is not.
    pub fn watches(&self) -> Option<Duration> {
        self.args.watch.then(|| self.args.grace.unwrap_or(GRACE))
    }

    /// The signal that a command is sent when its files have changed.
    pub fn signal(&self) -> Option<&str> {
        self.args.signal.as_deref()
    }

    /// Whether the variable of this name is the caller's, if the caller has it.
    fn preserves(&self, name: &str) -> bool {
        let names = self.args.preserve_env.as_ref();
        names.is_some_and(|names| names.iter().all(String::is_empty) || names.iter().any(|one| one == name))
    }

    /// Gives a command what it inherits and what it is prepared; `paths` are those of its files.
    ///
    /// # Errors
    /// When something is longer than a process can be given.
    pub fn surround(
        &self,
        ctx: &Context,
        prepared: &Prepared,
        paths: &[PathBuf],
        process: &mut Command,
    ) -> Result<()> {
        let is_file = |one: &&Variable| self.files.iter().any(|file| file.key == one.name);
        let (filed, constants): (Vec<&Variable>, Vec<&Variable>) =
            prepared.constants.iter().partition(is_file);
        fits(&constants)?;
        let usual =
            |name: &OsStr| name.to_str().is_some_and(|name| USUAL.contains(&name) || name.starts_with("LC_"));
        if let Some(how) = self.args.pristine.as_deref() {
            process.env_clear();
            process.envs(ctx.vars.iter().filter(|(name, _)| how != "strict" && usual(name)));
        }
        for name in AUTH {
            match ctx.vars.get(OsStr::new(name)).filter(|_| self.args.pass_auth) {
                Some(value) => drop(process.env(name, value)),
                None => drop(process.env_remove(name)),
            }
        }
        for name in prepared.hidden.iter().chain(filed.iter().map(|one| &one.name)) {
            process.env_remove(name);
        }
        if !self.args.no_meta {
            let [org, project, env] = &prepared.place;
            process.env("ENVCTL_ORG", org).env("ENVCTL_PROJECT", project).env("ENVCTL_ENV", env);
            if let Some(app) = &prepared.app {
                process.env("ENVCTL_APP", app);
                process.env("ENVCTL_APP_VERSION", prepared.version.as_deref().unwrap_or("draft"));
            }
        }
        for one in constants {
            let name = one.name.as_str();
            match ctx.vars.get(OsStr::new(name)).filter(|_| self.preserves(name)) {
                Some(inherited) => process.env(name, inherited),
                None => process.env(name, os(one.value.expose().to_vec())),
            };
        }
        process.envs(self.files.iter().zip(paths).map(|(file, path)| (&file.name, path)));
        process.envs(self.set.iter().map(|(name, value)| (name, value)));
        announce(ctx, prepared)
    }
}

/// Says what the command is given, and tells a runner what to hide.
fn announce(ctx: &Context, prepared: &Prepared) -> Result<()> {
    let [org, _, env] = &prepared.place;
    for one in prepared.constants.iter().filter(|one| one.secret && get::is_on_runner(ctx)) {
        get::mask(ctx, &one.name, one.value.expose())?;
    }
    let secrets = prepared.constants.iter().filter(|one| one.secret).count();
    let named = match (&prepared.app, &prepared.version) {
        (Some(app), Some(version)) => format!(" {app} {version}"),
        (Some(app), None) => format!(" {app} draft"),
        _ => String::new(),
    };
    ctx.ui.note(format!(
        "{org}/{env}{named} · {} ({secrets} secret)",
        report::count(prepared.constants.len(), "constant")
    ));
    Ok(())
}

/// The constants that the app needs, and the version that says so; the draft in the first
/// environment, all constants where no app is named.
fn needs(
    tree: &Tree,
    ctx: &Context,
    project: &crate::cli::context::Project,
    found: &Found,
    app: Option<&AppName>,
    args: &Args,
) -> Result<(Option<String>, Option<Vec<Key>>)> {
    let p = &project.name;
    let Some(app) = app else {
        return match args.app_version {
            Some(_) => Err(Error::input_required("app", "--app", Vec::new())),
            None => Ok((None, None)),
        };
    };
    let asked = args.app_version.as_deref().map(crate::cli::delivery::plan::version_number).transpose()?;
    let draft = tree.app(p, app).filter(|draft| !draft.needs.is_empty()).map(|draft| draft.needs.clone());
    let is_first = tree.chain(p).first().is_some_and(|(id, _)| *id == found.id);
    let placed = tree.placement(p, found.id, app).map(|placed| placed.version);
    let n = match (asked, is_first, placed) {
        (Some(n), ..) => n,
        (None, true, _) => return Ok((None, draft)),
        (None, false, Some(n)) => n,
        (None, false, None) => {
            return Err(Error::new(
                "not_in_env",
                error::NOT_FOUND,
                format!("{app} has no version in {}", found.name()),
            )
            .hint(format!("envctl promote {app} --to {}", found.name())));
        }
    };
    let Some(version) = tree.version(p, app, n) else {
        return Err(Error::new("version_not_found", error::NOT_FOUND, format!("{app} has no version v{n}")));
    };
    ctx.ui.verbose(&format!("context  version  v{n}"));
    Ok((Some(format!("v{n}")), Some(version.needs.iter().map(|need| need.key.clone()).collect())))
}

/// Refuses what no process can be given, naming it, before anything is started.
fn fits(constants: &[&Variable]) -> Result<()> {
    let size = |one: &Variable| one.name.len() + 1 + one.value.expose().len() + 1;
    if let Some(one) = constants.iter().find(|one| size(one) > STRING_MAX) {
        let (bytes, max) = (one.value.expose().len(), STRING_MAX - one.name.len() - 2);
        return Err(Error::new(
            "too_large",
            error::INVALID,
            format!("{} is {bytes} bytes, limit {max}", one.name),
        )
        .fact("longer strings are not handed to a process by the operating system")
        .hint(format!("--as-file {} gives the command a file, and its path in {0}", one.name)));
    }
    Ok(())
}

fn split(pair: &str) -> Result<(String, OsString)> {
    let (name, value) = pair.split_once('=').ok_or_else(|| Error::usage("--set takes K=V"))?;
    let key: Key = name.parse()?;
    Ok((key.to_string(), value.into()))
}

#[cfg(unix)]
fn os(bytes: Vec<u8>) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(bytes)
}

#[cfg(not(unix))]
fn os(bytes: Vec<u8>) -> OsString {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

/// Replaces this process. Comes back only with the reason why it could not.
#[cfg(unix)]
pub fn exec(program: &OsStr, mut process: Command) -> Error {
    // Destructors do not run any more: what was said is flushed now.
    let _ = std::io::stderr().flush();
    let failed = std::os::unix::process::CommandExt::exec(&mut process);
    explain(program, &failed, &process)
}

#[cfg(not(unix))]
pub fn exec(program: &OsStr, mut process: Command) -> Error {
    match process.status() {
        #[allow(clippy::disallowed_methods, reason = "there is no exec here: the child's status is ours")]
        Ok(status) => std::process::exit(status.code().unwrap_or(1)),
        Err(failed) => explain(program, &failed, &process),
    }
}

pub fn explain(program: &OsStr, failed: &std::io::Error, process: &Command) -> Error {
    let name = program.to_string_lossy();
    match failed.kind() {
        std::io::ErrorKind::NotFound => match missing_interpreter(program) {
            Some(interpreter) => Error::new(
                "interpreter_not_found",
                error::RUN_NOT_FOUND,
                format!("{name}: its interpreter {interpreter} was not found"),
            ),
            None => Error::new(
                "command_not_found",
                error::RUN_NOT_FOUND,
                format!("envctl: {name}: command not found"),
            ),
        },
        std::io::ErrorKind::ArgumentListTooLong => {
            let set =
                process.get_envs().filter_map(|(name, value)| Some((value?.len(), name.to_string_lossy())));
            let mut largest: Vec<_> = set.collect();
            largest.sort_by(|a, b| b.cmp(a));
            let size: usize = largest.iter().map(|(bytes, name)| bytes + name.len() + 2).sum();
            let mut error = Error::new(
                "too_large",
                error::RUN_FAILED,
                format!("{size} bytes of constants are more than a process can be started with"),
            );
            for (bytes, name) in largest.iter().take(5) {
                error = error.fact(format!("{name}   {bytes} bytes"));
            }
            error.hint("--only KEY,… starts with fewer")
        }
        _ => Error::new(
            "cannot_execute",
            error::RUN_CANNOT,
            format!("envctl: {name}: cannot execute: {failed}"),
        ),
    }
}

/// A script that is there, and whose interpreter is not: the kernel says "not found" of both.
fn missing_interpreter(program: &OsStr) -> Option<String> {
    let path = std::path::Path::new(program);
    if path.components().count() < 2 {
        return None;
    }
    let mut head = [0; 128];
    let n = std::io::Read::read(&mut std::fs::File::open(path).ok()?, &mut head).ok()?;
    let text = String::from_utf8_lossy(&head[..n]).into_owned();
    let interpreter = text.strip_prefix("#!")?.split(['\n', ' ']).find(|word| !word.is_empty())?;
    Some(interpreter.to_owned())
}
