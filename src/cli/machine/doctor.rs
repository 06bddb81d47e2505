//! `envctl doctor`: what this machine has of what envctl needs, each by itself.

use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::stores::StorePlace;
use crate::client::{Kept, KeyError};
use crate::model::Prefix;
use crate::ui::{Line, Page, Report, Symbol};

/// Check this machine: manifest, context, store, identity, clock, terminal
///
/// Changes nothing. Exit 8 if a check failed; warnings are exit 0.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Ask no server and no database: look at this machine alone
    #[arg(long)]
    offline: bool,
}

#[derive(Debug, Serialize)]
struct Doctor {
    ok: bool,
    checks: Vec<Check>,
}

#[derive(Debug, Serialize)]
struct Check {
    name: &'static str,
    level: Level,
    detail: String,
    fix: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Ok,
    Warning,
    Failed,
}

impl Check {
    fn ok(name: &'static str, detail: impl Into<String>) -> Check {
        Check { name, level: Level::Ok, detail: detail.into(), fix: None }
    }

    fn warning(name: &'static str, detail: impl Into<String>, fix: Option<String>) -> Check {
        Check { name, level: Level::Warning, detail: detail.into(), fix }
    }

    /// What kept a check from being passed, in the words of the command that would meet it.
    fn failed(name: &'static str, e: &Error) -> Check {
        let detail = std::iter::once(e.0.message.clone()).chain(e.0.facts.clone()).collect::<Vec<_>>();
        Check { name, level: Level::Failed, detail: detail.join("; "), fix: e.0.hints.first().cloned() }
    }
}

impl Report for Doctor {
    const KIND: &'static str = "Doctor";

    fn text(&self, page: &mut Page<'_>) {
        for check in &self.checks {
            let line = match check.level {
                Level::Ok => Line::new().symbol(Symbol::Tick),
                Level::Warning => Line::new().caution("!"),
                Level::Failed => Line::new().symbol(Symbol::Cross),
            };
            page.line(line.plain(format!(" {:<10} {}", check.name, check.detail)));
        }
        let count = |level| self.checks.iter().filter(|check| check.level == level).count();
        let words = [(count(Level::Failed), "problem"), (count(Level::Warning), "warning")];
        let words = words.iter().filter(|(n, _)| *n > 0).map(|(n, noun)| crate::cli::report::count(*n, noun));
        let words: Vec<String> = words.collect();
        if !words.is_empty() {
            page.line(words.join(", "));
        }
    }
}

/// How far a clock may be behind the newest commit, in milliseconds: clocks differ a little.
const SKEW: u64 = 5 * 60 * 1000;

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let elsewhere = args.offline && !matches!(ctx.store_place(), Ok(StorePlace::File(_)) | Err(_));
    let mut checks = vec![manifest(ctx)];
    if elsewhere {
        checks.push(unasked(ctx));
    } else {
        checks.push(context(ctx));
        checks.extend(store(ctx));
    }
    checks.push(identity(ctx));
    checks.extend(folders(ctx));
    checks.push(terminal(ctx));
    let ok = checks.iter().all(|check| check.level != Level::Failed);
    let fixes: Vec<String> = checks.iter().filter_map(|check| check.fix.clone()).collect();
    ctx.ui.show(&Doctor { ok, checks })?;
    for fix in fixes.iter().take(2) {
        ctx.ui.hint(fix);
    }
    Ok(if ok { error::OK } else { error::INVALID })
}

fn manifest(ctx: &Context) -> Check {
    let path = match ctx.manifest_path() {
        Ok(path) => path,
        Err(e) => return Check::failed("manifest", &e),
    };
    match (path, ctx.manifest()) {
        (Some(path), Ok(_)) => Check::ok("manifest", format!("{} (version 1)", path.display())),
        (None, _) => Check::warning(
            "manifest",
            "none from here upwards",
            Some("envctl init   (starts a project)".to_owned()),
        ),
        (Some(_), Err(e)) => Check::failed("manifest", &e),
    }
}

fn context(ctx: &Context) -> Check {
    let project = match ctx.project() {
        Ok(project) => project,
        // The store and the identity are looked at by themselves.
        Err(e) => return Check::warning("context", e.0.message.clone(), e.0.hints.first().cloned()),
    };
    let at = format!("{}/{}", project.client.org_name(), project.name);
    let env = match (&ctx.globals.env, ctx.var("ENVCTL_ENV"), ctx.saved()) {
        (Some(env), ..) => format!("env {env} (--env)"),
        (None, Some(env), _) => format!("env {env} (ENVCTL_ENV)"),
        (None, None, Ok(saved)) => match saved.env {
            Some(env) => format!("env {env} (saved by `envctl use`)"),
            None => "no environment saved".to_owned(),
        },
        (None, None, Err(e)) => return Check::failed("context", &e),
    };
    Check::ok("context", format!("{at}, {env}"))
}

/// A store that is not on this machine, and was not asked.
fn unasked(ctx: &Context) -> Check {
    match ctx.store_label() {
        Ok(label) => Check::ok("store", format!("{label}, not asked (--offline)")),
        Err(e) => Check::failed("store", &e),
    }
}

/// The store, and whether the clock agrees with what is in it.
fn store(ctx: &Context) -> Vec<Check> {
    let label = match ctx.store_label() {
        Ok(label) => label,
        Err(e) => return vec![Check::failed("store", &e)],
    };
    let opened = ctx.check_store().and_then(|()| ctx.store(false));
    let store = match opened {
        Ok(Some(store)) => store,
        Ok(None) => {
            let fix = Some("envctl init   (makes it, with a project)".to_owned());
            return vec![Check::warning("store", format!("{label} does not exist yet"), fix)];
        }
        Err(e) => return vec![Check::failed("store", &e)],
    };
    let orgs = match store.orgs() {
        Ok(orgs) => orgs,
        Err(e) => return vec![Check::failed("store", &e.into())],
    };
    let words: Vec<String> = orgs.iter().map(|org| format!("{} rev {}", org.name, org.head.seq)).collect();
    let words = if words.is_empty() { "no organization".to_owned() } else { words.join(", ") };
    let mut checks = vec![Check::ok("store", format!("{label}, whole; {words}"))];
    let times = orgs.iter().filter_map(|org| store.read(&org.id, &[Prefix::projects()], None).ok());
    let newest = times.map(|tree| tree.time).max().unwrap_or(0);
    checks.push(if newest > ctx.now + SKEW {
        let late = crate::cli::report::time(newest);
        let what = format!("behind: the newest commit is of {late}, which is still to come here");
        Check::warning("clock", what, Some("set the clock of this machine".to_owned()))
    } else {
        Check::ok("clock", format!("{}", crate::cli::report::time(ctx.now)))
    });
    checks
}

fn identity(ctx: &Context) -> Check {
    match ctx.token() {
        Ok(Some(_)) => return Check::ok("identity", "a token, from ENVCTL_TOKEN"),
        Err(e) => return Check::failed("identity", &e),
        Ok(None) => {}
    }
    let keys = match ctx.keys() {
        Ok(keys) => keys,
        Err(e) => return Check::failed("identity", &e),
    };
    match keys.load() {
        Ok((_, Kept::Keyring)) => {
            Check::ok("identity", format!("profile {}, in the system keyring", keys.profile()))
        }
        Ok((_, Kept::File(path))) => {
            Check::ok("identity", format!("profile {}, in {} (mode 0600)", keys.profile(), path.display()))
        }
        Err(KeyError::None) => Check::warning(
            "identity",
            format!("profile {} has none yet", keys.profile()),
            Some("envctl init   (makes one)".to_owned()),
        ),
        Err(e) => {
            let fix = match &e {
                KeyError::Exposed { path, .. } => Some(format!("chmod 600 {}", path.display())),
                _ => None,
            };
            let mut check = Check::failed("identity", &e.into());
            check.fix = fix.or(check.fix);
            check
        }
    }
}

/// Files that only their owner is to read.
#[cfg(unix)]
fn folders(ctx: &Context) -> Vec<Check> {
    use std::os::unix::fs::PermissionsExt;

    let store = match ctx.store_place() {
        Ok(StorePlace::File(path)) => Some(path),
        _ => None,
    };
    let keys = ctx.folders.config.as_ref().map(|config| config.join("keys"));
    let mut checks = Vec::new();
    for path in store.into_iter().chain(keys) {
        let Ok(meta) = std::fs::metadata(&path) else { continue };
        let (mode, wanted) = (meta.permissions().mode() & 0o777, if meta.is_dir() { 0o700 } else { 0o600 });
        if mode & !wanted != 0 {
            let what = format!("{} is open to others (mode {mode:04o})", path.display());
            checks.push(Check::warning("files", what, Some(format!("chmod {wanted:o} {}", path.display()))));
        }
    }
    if checks.is_empty() {
        checks.push(Check::ok("files", "the store and the keys are yours alone"));
    }
    checks
}

#[cfg(not(unix))]
fn folders(_: &Context) -> Vec<Check> {
    Vec::new()
}

fn terminal(ctx: &Context) -> Check {
    let ui = &ctx.ui;
    let streams = [
        (ui.stdin_is_terminal(), "stdin"),
        (ui.stdout_is_terminal(), "stdout"),
        (ui.stderr_is_terminal(), "stderr"),
    ];
    let terminals: Vec<&str> = streams.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect();
    let streams = match terminals.as_slice() {
        [] => "no stream is a terminal".to_owned(),
        [one] => format!("{one} is a terminal"),
        many => format!("{} are terminals", many.join(", ")),
    };
    let asks = if ui.can_prompt() { "questions are asked" } else { "no questions are asked" };
    let settings = ui.settings();
    let colour = if settings.env.color(settings.color, ui.stdout_is_terminal()) { "on" } else { "off" };
    Check::ok("terminal", format!("{streams}; {asks}; colour {colour}"))
}
