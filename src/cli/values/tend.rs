//! A run that stays while its command runs: secrets are hidden in what the command says, some values
//! are files, and it is started again when what it was given changes.
//!
//! Signals reach the command, and how it ended is how this ends (`child` in `client`). Nothing is
//! started again unless everything was found and opened anew: until then the command goes on with
//! what it has.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::prepared::Prepared;
use super::run::{self, AsFile, Given};
use crate::cli::context::{Context, var};
use crate::cli::error::{self, Error, Result};
use crate::client::Files;
use crate::client::child::{self, End, Event, Keeper, Output, Stand, To, Waker};
use crate::client::mask::Mask;

/// Runs a command, and stays.
pub fn run(ctx: &Context, given: &Given<'_>, command: &[OsString], prepared: Prepared) -> Result {
    let stand = match given.watches() {
        _ if given.redacts() && ctx.ui.stdout_is_terminal() => Stand::Inside,
        Some(_) => Stand::Apart,
        None => Stand::Beside,
    };
    let signal = given.signal().map(named).transpose()?;
    let keeper = Keeper::new(stand).map_err(|e| broken(&e))?;
    let files = match given.files.is_empty() {
        true => None,
        false => Some(Files::create(&places(ctx))?),
    };
    let began = Instant::now();
    let watch = match given.watches() {
        Some(grace) => Some((watch(ctx, &prepared, keeper.waker())?, grace)),
        None => None,
    };
    let mut tended = Tended { ctx, given, command, keeper, files, prepared, complaint: String::new() };
    tended.start()?;
    let end = loop {
        match tended.keeper.wait().map_err(|e| broken(&e))? {
            Event::Ended(end) => break end,
            Event::Woken => {
                let Some((trouble, grace)) = &watch else { continue };
                let trouble = trouble.lock().unwrap_or_else(PoisonError::into_inner).take();
                if let Some(why) = trouble {
                    tended.complain(&why);
                } else if let Some(end) = tended.look_again(began.elapsed(), *grace, signal)? {
                    break end;
                }
            }
        }
    };
    // Files are removed and the terminal is put back before this process ends as the command did.
    drop(tended);
    Ok(end.imitate())
}

/// This process, started to become a command: why it did not.
pub fn arrive(typed: &[OsString]) -> Error {
    match child::arrive(typed) {
        Ok((program, command)) => run::exec(&program, command),
        Err(e) => broken(&e),
    }
}

fn broken(e: &std::io::Error) -> Error {
    Error::new("cannot_stay", error::RUN_FAILED, format!("the command cannot be looked after: {e}"))
}

/// The folders that the files of values may lie in, those in memory first.
fn places(ctx: &Context) -> Vec<PathBuf> {
    let named = |name: &str| ctx.var(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let memory = Path::new("/dev/shm").to_owned();
    let places = [named("XDG_RUNTIME_DIR"), Some(memory), named("TMPDIR"), Some(PathBuf::from("/tmp"))];
    places.into_iter().flatten().filter(|place| place.is_dir()).collect()
}

/// The signal of a name, with or without `SIG`.
fn named(name: &str) -> Result<Signal> {
    const KNOWN: [(&str, Signal); 7] = [
        ("HUP", Signal::HUP),
        ("INT", Signal::INT),
        ("QUIT", Signal::QUIT),
        ("TERM", Signal::TERM),
        ("USR1", Signal::USR1),
        ("USR2", Signal::USR2),
        ("WINCH", Signal::WINCH),
    ];
    let upper = name.to_ascii_uppercase();
    let short = upper.strip_prefix("SIG").unwrap_or(&upper);
    match KNOWN.iter().find(|(known, _)| *known == short) {
        Some((_, signal)) => Ok(*signal),
        None => {
            let known = KNOWN.map(|(known, _)| known).join(", ");
            Err(Error::usage(format!("--signal {name}: no signal of that name")).hint(known))
        }
    }
}

/// Waits in a thread of its own for the store to move on. What keeps it from telling is left to be said.
fn watch(ctx: &Context, prepared: &Prepared, waker: Waker) -> Result<Arc<Mutex<Option<String>>>> {
    let trouble = Arc::new(Mutex::new(None));
    let Some((org, seen)) = prepared.read else { return Ok(trouble) };
    let (open, left) = (ctx.changes(org, seen)?, trouble.clone());
    let wait = move || {
        let complain = |why: String| {
            *left.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
            waker.wake()
        };
        let mut changes = match open() {
            Ok(changes) => changes,
            Err(e) => {
                complain(e.to_string());
                return;
            }
        };
        loop {
            let waited = match changes.wait() {
                Ok(()) => waker.wake(),
                Err(e) => complain(e.to_string()),
            };
            if !waited {
                return;
            }
        }
    };
    std::thread::Builder::new().name("changes".to_owned()).spawn(wait)?;
    Ok(trouble)
}

/// A command, and what it was started with.
struct Tended<'a> {
    ctx: &'a Context,
    given: &'a Given<'a>,
    command: &'a [OsString],
    keeper: Keeper,
    files: Option<Files>,
    prepared: Prepared,
    /// What was said last: it is not said again and again.
    complaint: String,
}

impl Tended<'_> {
    fn start(&mut self) -> Result<()> {
        let paths = self.write(&self.prepared)?;
        let (ctx, given, prepared) = (self.ctx, self.given, &self.prepared);
        let mut process = self.keeper.command(self.command);
        self.keeper.aside(|| given.surround(ctx, prepared, &paths, &mut process))?;
        let secret = prepared.constants.iter().filter(|one| one.secret).map(|one| one.value.expose());
        let ui = ctx.ui.clone();
        let output = given.redacts().then(|| Output {
            mask: Mask::new(secret),
            show: Arc::new(move |to, bytes| ui.pass(to == To::Stdout, bytes)),
        });
        let started = self.keeper.start(&mut process, output.as_ref());
        started.map_err(|failed| run::explain(&self.command[0], &failed, &process))
    }

    /// Writes what is given as files: the paths, in the order of the command line.
    fn write(&self, prepared: &Prepared) -> Result<Vec<PathBuf>> {
        let Some(files) = &self.files else { return Ok(Vec::new()) };
        let value = |file: &AsFile| prepared.constants.iter().find(|one| one.name == file.key);
        if let Some(lacking) = self.given.files.iter().find(|file| value(file).is_none()) {
            let what = format!("--as-file {0}: the command is not given {0}", lacking.key);
            let known: Vec<String> = prepared.constants.iter().map(|one| one.name.clone()).collect();
            return Err(Error::new("constant_not_found", error::NOT_FOUND, what).known(&lacking.key, &known));
        }
        let put = |file: &AsFile| -> Result<PathBuf> {
            Ok(files.put(&file.key, value(file).map_or(&[][..], |one| one.value.expose()))?)
        };
        self.given.files.iter().map(put).collect()
    }

    /// Looks what the command would be given now, and starts it again if that is something else. Its end,
    /// if it ended for good meanwhile.
    fn look_again(
        &mut self,
        elapsed: Duration,
        grace: Duration,
        signal: Option<Signal>,
    ) -> Result<Option<End>> {
        let now = match self.prepare_again(elapsed) {
            Ok(now) => now,
            Err(e) => {
                self.complain(&e.0.message);
                return Ok(None);
            }
        };
        self.complaint.clear();
        let changed = changes(&self.prepared, &now);
        let moved = (&self.prepared.version, &self.prepared.hidden) != (&now.version, &now.hidden);
        if changed.is_empty() && !moved {
            return Ok(None);
        }
        if let Err(e) = self.write(&now) {
            self.complain(&e.0.message);
            return Ok(None);
        }
        let what = match (changed.is_empty(), &now.version) {
            (false, _) => changed.join(", "),
            (true, Some(version)) => version.clone(),
            (true, None) => "the app".to_owned(),
        };
        let files_alone = changed.iter().all(|name| self.given.files.iter().any(|file| file.key == *name));
        self.prepared = now;
        let ui = &self.ctx.ui;
        if let Some(signal) = signal.filter(|_| files_alone && !moved) {
            self.keeper.aside(|| ui.note(format!("changed: {what}; the command is sent a signal")));
            self.keeper.signal(signal);
            return Ok(None);
        }
        self.keeper.aside(|| ui.note(format!("changed: {what}; the command is started again")));
        if let Some(end) = self.keeper.stop(grace) {
            return Ok(Some(end));
        }
        self.start()?;
        Ok(None)
    }

    /// What the command would be given now. Nothing is asked: it is the same place.
    fn prepare_again(&self, elapsed: Duration) -> Result<Prepared> {
        let [org, project, env] = &self.prepared.place;
        let mut globals = self.ctx.globals.clone();
        globals.env = Some(env.clone());
        globals.app = self.prepared.app.clone().or(globals.app);
        let mut ctx = self.ctx.with(globals);
        for (name, value) in [(var::ORG, org), (var::PROJECT, project)] {
            ctx.vars.insert(name.into(), value.into());
        }
        ctx.now += u64::try_from(elapsed.as_millis()).unwrap_or(0);
        run::prepare(&ctx, self.given.args, None)
    }

    fn complain(&mut self, why: &str) {
        if self.complaint != why {
            let ui = &self.ctx.ui;
            self.keeper.aside(|| ui.warn(&format!("the command goes on with what it has: {why}")));
            self.complaint = why.to_owned();
        }
    }
}

/// The constants that are not the same.
fn changes(before: &Prepared, after: &Prepared) -> Vec<String> {
    let values = |prepared: &Prepared| -> BTreeMap<String, Vec<u8>> {
        prepared.constants.iter().map(|one| (one.name.clone(), one.value.expose().to_vec())).collect()
    };
    let (before, after) = (values(before), values(after));
    let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
    names.filter(|name| before.get(*name) != after.get(*name)).cloned().collect()
}
