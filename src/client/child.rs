//! A command that is looked after while it runs: signals reach it as if nobody stood between, and
//! how it ended is how this process ends.
//!
//! Invariants: the handlers are there before the first child is; a signal that the terminal sent is
//! not sent a second time; one that is ignored here is ignored there; the child does not outlive
//! this process, and what it has stopped for, this process stops for.
//!
//! A child is started by this program itself, under the name [`SHIM`]: what has to be done between
//! fork and exec is done there, in a process of its own, which then becomes the command.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use nix::sys::signal::{SigSet, Signal as Blocked};
use rustix::process::{self, Pid, Resource, Rlimit, Signal, WaitOptions};
use rustix::stdio::stdin;
use rustix::termios;
use signal_hook::consts as sig;
use signal_hook::iterator::SignalsInfo;
use signal_hook::iterator::exfiltrator::origin::WithOrigin;
use signal_hook::low_level::{emulate_default_handler, siginfo::Cause};

mod output;
mod screen;
mod shim;

pub use output::{Output, To};
pub use shim::{SHIM, arrive};

use output::Pumps;
use screen::Screen;

/// How long a group that was killed is waited for.
const KILLED: Duration = Duration::from_secs(1);
/// How often it is looked whether all are gone.
const LOOK: Duration = Duration::from_millis(10);
/// What is handed on.
const FORWARDED: [i32; 9] = [
    sig::SIGTERM,
    sig::SIGHUP,
    sig::SIGINT,
    sig::SIGQUIT,
    sig::SIGUSR1,
    sig::SIGUSR2,
    sig::SIGWINCH,
    sig::SIGCONT,
    sig::SIGTSTP,
];
/// What asks a command to end.
const ENDING: [i32; 4] = [sig::SIGTERM, sig::SIGHUP, sig::SIGINT, sig::SIGQUIT];

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With a status.
    Exited(u8),
    /// By a signal.
    Killed(i32),
}

impl End {
    /// Ends this process as the command ended: by the same signal. Where that does not end it, the status
    /// that a shell would give.
    pub fn imitate(self) -> u8 {
        match self {
            End::Exited(status) => status,
            End::Killed(number) => {
                // What would be in a core is ours.
                let none = Rlimit { current: Some(0), maximum: Some(0) };
                let _ = process::setrlimit(Resource::Core, none);
                // Process 1 is not ended by what it has no handler for.
                if process::getpid() != Pid::INIT {
                    let _ = emulate_default_handler(number);
                }
                u8::try_from(128 + number).unwrap_or(u8::MAX)
            }
        }
    }
}

/// What happened while a command was running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// It ended.
    Ended(End),
    /// Somebody called [`Waker::wake`].
    Woken,
}

enum Message {
    Signal { number: i32, typed: bool },
    Woken,
}

/// Wakes whoever looks after a command.
#[derive(Clone)]
pub struct Waker(Sender<Message>);

impl Waker {
    /// Makes [`Keeper::wait`] return; false once nobody waits any more.
    pub fn wake(&self) -> bool {
        self.0.send(Message::Woken).is_ok()
    }
}

/// Where a command stands to the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// In this process's group: what the terminal sends, it gets.
    Beside,
    /// In a group of its own, which can be ended as one; in front where this process was.
    Apart,
    /// In a session of its own, at a terminal that is made for it.
    Inside,
}

struct Child {
    pid: Pid,
    /// Whether it was given the keyboard.
    in_front: bool,
}

/// Looks after one command at a time.
pub struct Keeper {
    stand: Stand,
    messages: Receiver<Message>,
    waker: Waker,
    screen: Option<Screen>,
    child: Option<Child>,
    /// What still comes of the last one's words.
    pumps: Pumps,
    woken: bool,
    ending: bool,
}

impl Keeper {
    /// Takes the signals, for commands that will stand so.
    ///
    /// # Errors
    /// When there is no signal to be had, or no thread.
    pub fn new(stand: Stand) -> io::Result<Keeper> {
        let (send, messages) = channel();
        let ignored = ignored();
        let wanted = FORWARDED.into_iter().filter(|number| ignored & (1 << (number - 1)) == 0);
        let mut signals = SignalsInfo::<WithOrigin>::new(wanted.chain([sig::SIGCHLD]))?;
        let to = send.clone();
        std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
            for origin in signals.forever() {
                let typed = matches!(origin.cause, Cause::Kernel);
                if to.send(Message::Signal { number: origin.signal, typed }).is_err() {
                    return;
                }
            }
        })?;
        let screen = (stand == Stand::Inside).then(Screen::default);
        let (pumps, woken, ending) = (Pumps::default(), false, false);
        Ok(Keeper { stand, messages, waker: Waker(send), screen, child: None, pumps, woken, ending })
    }

    /// What makes [`Keeper::wait`] return.
    pub fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// The command that these words are, to be given an environment and to be started here.
    pub fn command(&self, words: &[OsString]) -> Command {
        shim::command(self.stand, self.stand == Stand::Apart && is_in_front(), words)
    }

    /// Starts a command. What it says goes through `output`, if there is one.
    ///
    /// # Errors
    /// When no process or no terminal can be made.
    pub fn start(&mut self, command: &mut Command, output: Option<&Output>) -> io::Result<()> {
        let in_front = self.stand == Stand::Apart && is_in_front();
        if self.stand == Stand::Apart {
            command.process_group(0);
        }
        let mut ends = Vec::new();
        match (&mut self.screen, output) {
            (Some(screen), Some(_)) => {
                if !termios::isatty(rustix::stdio::stderr()) {
                    command.stderr(Stdio::piped());
                }
                ends.push((screen.turn_to(command)?, To::Stdout));
            }
            (None, Some(_)) => drop(command.stdout(Stdio::piped()).stderr(Stdio::piped())),
            (_, None) => {}
        }
        let mut child = command.spawn()?;
        // What was opened for the child is the child's alone, or its end would not be seen.
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        ends.extend(child.stdout.take().map(|end| (end.into(), To::Stdout)));
        ends.extend(child.stderr.take().map(|end| (end.into(), To::Stderr)));
        let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) else {
            return Err(io::ErrorKind::Other.into());
        };
        if in_front {
            bring_to_front(pid);
        }
        if let Some(output) = output {
            self.pumps = Pumps::start(ends, output)?;
        }
        self.child = Some(Child { pid, in_front });
        Ok(())
    }

    /// Waits until the command has ended, or somebody wakes this.
    ///
    /// # Errors
    /// When there is nothing to wait for.
    pub fn wait(&mut self) -> io::Result<Event> {
        loop {
            if std::mem::take(&mut self.woken) {
                return Ok(Event::Woken);
            }
            match self.messages.recv() {
                Ok(Message::Woken) => self.woken = true,
                Ok(Message::Signal { number, typed }) => {
                    if let Some(end) = self.heed(number, typed) {
                        self.drain();
                        return Ok(Event::Ended(end));
                    }
                }
                Err(e) => return Err(io::Error::other(e)),
            }
        }
    }

    /// Ends the command, and all that it has started: asks them, and kills what is still there after
    /// `grace`. Its end, if somebody wanted it to end for good meanwhile.
    pub fn stop(&mut self, grace: Duration) -> Option<End> {
        let group = self.child.as_ref()?.pid;
        self.ending = false;
        let _ = process::kill_process_group(group, Signal::TERM);
        let _ = process::kill_process_group(group, Signal::CONT);
        let (mut until, mut killed, mut end) = (Instant::now() + grace, false, None);
        while end.is_none() || process::test_kill_process_group(group).is_ok() {
            match self.messages.recv_timeout(LOOK) {
                Ok(Message::Woken) => self.woken = true,
                Ok(Message::Signal { number, typed }) => end = end.or(self.heed(number, typed)),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
            }
            if Instant::now() >= until {
                if std::mem::replace(&mut killed, true) && end.is_some() {
                    break;
                }
                let _ = process::kill_process_group(group, Signal::KILL);
                until = Instant::now() + KILLED;
            }
        }
        self.drain();
        end.filter(|_| self.ending)
    }

    /// Sends the command a signal, if it is running.
    pub fn signal(&self, signal: Signal) {
        if let Some(child) = &self.child {
            let _ = process::kill_process(child.pid, signal);
        }
    }

    /// Says something, with the terminal as it was found.
    pub fn aside<T>(&mut self, say: impl FnOnce() -> T) -> T {
        if let Some(screen) = &mut self.screen {
            screen.leave();
        }
        let said = say();
        if let Some(screen) = &mut self.screen {
            screen.attend();
        }
        said
    }

    fn heed(&mut self, number: i32, typed: bool) -> Option<End> {
        if number == sig::SIGCHLD {
            return self.reap();
        }
        self.ending |= ENDING.contains(&number);
        match (number, &mut self.screen) {
            (sig::SIGWINCH, Some(screen)) => screen.resize(),
            (sig::SIGCONT, _) => self.resume(),
            _ => {
                let (child, signal) = (self.child.as_ref()?, Signal::from_named_raw(number)?);
                let _ = match self.stand {
                    // It has it already.
                    Stand::Beside if typed => Ok(()),
                    Stand::Apart | Stand::Inside if typed => process::kill_process_group(child.pid, signal),
                    _ => process::kill_process(child.pid, signal),
                };
            }
        }
        None
    }

    /// Looks what became of the children: of process 1's, there may be some that are not its own.
    fn reap(&mut self) -> Option<End> {
        let mut end = None;
        loop {
            match process::wait(WaitOptions::NOHANG | WaitOptions::UNTRACED) {
                Ok(Some((pid, status))) if self.child.as_ref().is_some_and(|child| child.pid == pid) => {
                    if let Some(number) = status.stopping_signal() {
                        self.stopped(number);
                        continue;
                    }
                    let exited = status.exit_status().and_then(|status| u8::try_from(status).ok());
                    end = match (exited, status.terminating_signal()) {
                        (Some(status), _) => Some(End::Exited(status)),
                        (None, Some(number)) => Some(End::Killed(number)),
                        (None, None) => continue,
                    };
                    if self.child.take().is_some_and(|child| child.in_front) {
                        bring_to_front(process::getpgrp());
                    }
                }
                Ok(Some(_)) | Err(rustix::io::Errno::INTR) => {}
                Ok(None) | Err(_) => return end,
            }
        }
    }

    /// The command stopped: whoever waits for this process is to see that.
    fn stopped(&mut self, number: i32) {
        let Some(child) = self.child.as_mut().filter(|_| self.stand != Stand::Inside) else { return };
        let by_terminal = [sig::SIGTSTP, sig::SIGTTIN, sig::SIGTTOU].contains(&number);
        if by_terminal && is_orphaned() {
            // Nobody could make it go on again.
            let _ = process::kill_process(child.pid, Signal::CONT);
            return;
        }
        if std::mem::take(&mut child.in_front) {
            bring_to_front(process::getpgrp());
        }
        let _ = match self.stand {
            Stand::Apart if by_terminal => process::kill_current_process_group(Signal::STOP),
            _ => process::kill_process(process::getpid(), Signal::STOP),
        };
        // From here it goes on with the message that somebody continued this process.
    }

    fn resume(&mut self) {
        if let Some(screen) = &mut self.screen {
            screen.attend();
        }
        let Some(child) = &mut self.child else { return };
        let _ = match self.stand {
            Stand::Beside => process::kill_process(child.pid, Signal::CONT),
            Stand::Apart | Stand::Inside => {
                if self.stand == Stand::Apart && is_in_front() {
                    child.in_front = true;
                    bring_to_front(child.pid);
                }
                process::kill_process_group(child.pid, Signal::CONT)
            }
        };
    }

    /// Waits until all that the command said is shown; what it left running is not waited for.
    fn drain(&mut self) {
        let pumps = std::mem::take(&mut self.pumps);
        pumps.ended();
        while !pumps.are_done() {
            match self.messages.recv_timeout(LOOK) {
                Ok(Message::Woken) => self.woken = true,
                Ok(Message::Signal { number, .. }) if ENDING.contains(&number) => {
                    self.ending = true;
                    return;
                }
                _ => {}
            }
        }
    }
}

/// The signals that are ignored, bit by bit.
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    line.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

/// Whether the keyboard is this process's.
fn is_in_front() -> bool {
    termios::isatty(stdin()) && termios::tcgetpgrp(stdin()).is_ok_and(|group| group == process::getpgrp())
}

/// Gives the keyboard to a group.
fn bring_to_front(group: Pid) {
    // Whoever gives away what is not his any more would be stopped for it.
    let mut stopping = SigSet::empty();
    stopping.add(Blocked::SIGTTOU);
    if stopping.thread_block().is_ok() {
        let _ = termios::tcsetpgrp(stdin(), group);
        let _ = stopping.thread_unblock();
    }
}

/// Whether there is no shell that would make this process's group go on.
fn is_orphaned() -> bool {
    let parents = process::getppid().and_then(|parent| process::getsid(Some(parent)).ok());
    parents.is_none() || parents != process::getsid(None).ok()
}
