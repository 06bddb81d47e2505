//! A terminal that is made for a command, between it and the real one: the keyboard goes through as
//! it is, and so do size and modes.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::fs::OpenOptionsExt as _;
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};

use rustix::fs::OFlags;
use rustix::io::{FdFlags, fcntl_setfd};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::stdio::{stderr, stdin, stdout};
use rustix::termios::{OptionalActions, Termios, isatty, tcgetattr, tcgetwinsize, tcsetattr, tcsetwinsize};

use super::is_in_front;

/// The terminal of the command that runs now.
#[derive(Default)]
pub(super) struct Screen {
    /// Where keys go.
    inner: Arc<Mutex<Option<File>>>,
    /// How the real one was found, once its keyboard was taken.
    found: Option<Termios>,
    /// Whether keys are read.
    reads: bool,
}

impl Screen {
    /// Makes a new terminal and has the command use it wherever it would use the real one. This
    /// process's end of it.
    pub(super) fn turn_to(&mut self, command: &mut Command) -> io::Result<OwnedFd> {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
        fcntl_setfd(&ours, FdFlags::CLOEXEC)?;
        grantpt(&ours)?;
        unlockpt(&ours)?;
        let name = ptsname(&ours, Vec::new())?;
        let name = name.to_str().map_err(io::Error::other)?;
        let no_control = i32::try_from(OFlags::NOCTTY.bits()).map_err(io::Error::other)?;
        let theirs = OpenOptions::new().read(true).write(true).custom_flags(no_control).open(name)?;
        let found = match &self.found {
            Some(found) => Some(found.clone()),
            None => tcgetattr(stdin()).ok(),
        };
        if let Some(found) = found {
            tcsetattr(&theirs, OptionalActions::Now, &found)?;
        }
        if isatty(stdin()) {
            command.stdin(theirs.try_clone()?);
        }
        if isatty(stderr()) {
            command.stderr(theirs.try_clone()?);
        }
        command.stdout(theirs);
        *self.inner.lock().unwrap_or_else(PoisonError::into_inner) = Some(ours.try_clone()?.into());
        self.resize();
        self.attend();
        Ok(ours)
    }

    /// Gives the terminal the size of the real one.
    pub(super) fn resize(&self) {
        if let (Some(inner), Ok(size)) =
            (self.inner.lock().unwrap_or_else(PoisonError::into_inner).as_ref(), tcgetwinsize(stdout()))
        {
            let _ = tcsetwinsize(inner, size);
        }
    }

    /// Takes the keyboard, if it is this process's to take.
    pub(super) fn attend(&mut self) {
        if !is_in_front() {
            return;
        }
        if self.found.is_none() {
            self.found = tcgetattr(stdin()).ok();
        }
        if let Some(found) = &self.found {
            let mut raw = found.clone();
            raw.make_raw();
            let _ = tcsetattr(stdin(), OptionalActions::Now, &raw);
        }
        if !std::mem::replace(&mut self.reads, true) {
            let inner = Arc::clone(&self.inner);
            let read = move || carry(&inner);
            let _ = std::thread::Builder::new().name("keyboard".to_owned()).spawn(read);
        }
    }

    /// Leaves the keyboard as it was found.
    pub(super) fn leave(&mut self) {
        if let Some(found) = self.found.as_ref().filter(|_| is_in_front()) {
            let _ = tcsetattr(stdin(), OptionalActions::Now, found);
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.leave();
    }
}

fn carry(inner: &Mutex<Option<File>>) {
    let mut keys = [0; 1024];
    let mut keyboard = io::stdin().lock();
    while let Ok(n) = keyboard.read(&mut keys) {
        if n == 0 {
            return;
        }
        if let Some(inner) = inner.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            // A command that is gone reads no more; the next one does.
            let _ = inner.write_all(&keys[..n]);
        }
    }
}
