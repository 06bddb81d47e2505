//! Between fork and exec: this program under another name, which puts itself where the command is to
//! stand, and becomes it.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::Command;
use std::time::{Duration, Instant};

use rustix::process;
use rustix::stdio::{stdin, stdout};
use rustix::termios;

use super::{LOOK, Stand};

/// What this program is called when it is to become a command.
pub const SHIM: &str = "envctl: start";
/// This program, whatever became of its file.
const OWN: &str = "/proc/self/exe";
/// How long the keyboard is waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// This program, told to become these words.
pub(super) fn command(stand: Stand, in_front: bool, words: &[OsString]) -> Command {
    let own = match std::env::current_exe() {
        Ok(own) if !cfg!(target_os = "linux") => own,
        _ => OWN.into(),
    };
    let mut command = Command::new(own);
    let stand = match stand {
        Stand::Beside => "beside",
        Stand::Apart if in_front => "front",
        Stand::Apart => "apart",
        Stand::Inside => "inside",
    };
    command.arg0(SHIM).arg(process::getpid().as_raw_nonzero().to_string()).arg(stand).args(words);
    command
}

/// The command that this process is to become, once it stands where it is to stand.
///
/// # Errors
/// When it cannot stand there, or nobody is there any more to look after it.
pub fn arrive(typed: &[OsString]) -> io::Result<(OsString, Command)> {
    let [_, keeper, stand, program, args @ ..] = typed else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    #[cfg(target_os = "linux")]
    process::set_parent_process_death_signal(Some(process::Signal::TERM))?;
    let parent = process::getppid().map(|pid| pid.as_raw_nonzero().to_string());
    if parent.as_deref() != keeper.to_str() {
        return Err(io::Error::other("nobody looks after it"));
    }
    match stand.to_str() {
        Some("inside") => {
            process::setsid()?;
            process::ioctl_tiocsctty(stdout())?;
        }
        Some("front") => {
            let until = Instant::now() + PATIENCE;
            let is_ours = || termios::tcgetpgrp(stdin()).is_ok_and(|group| group == process::getpgrp());
            while !is_ours() && Instant::now() < until {
                std::thread::sleep(LOOK / 10);
            }
        }
        _ => {}
    }
    let mut command = Command::new(program);
    command.args(args);
    Ok((program.clone(), command))
}
