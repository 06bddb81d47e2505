//! The two ways in which a command ends before it is done: its deadline, and ^C. Either says
//! whether a revision was written.
//!
//! A thread of its own waits for both, so that nothing that blocks the command blocks them. `run`
//! has neither: the process belongs to its child.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::duration;
use super::error::{self, Error};
use crate::client::{Progress, Revisions};
use crate::ui::Ui;

/// How long a command may take where nothing else is said.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// How long an append that is under way is waited for, to say what became of it.
const GRACE: Duration = Duration::from_secs(1);

/// Whether ^C ends the command, or is for what the command runs just now.
#[derive(Clone, Debug, Default)]
pub struct Interrupts(Arc<Held>);

#[derive(Debug, Default)]
struct Held {
    by: AtomicUsize,
    free: Arc<AtomicBool>,
    came: Arc<AtomicBool>,
    #[cfg(unix)]
    known: std::sync::OnceLock<()>,
}

/// ^C and an end from outside are for what runs, until this is dropped.
#[derive(Debug)]
#[must_use = "it is held until it is dropped"]
pub struct Hold(Arc<Held>);

impl Interrupts {
    /// From now on an interrupt does not end the command: it is asked for.
    pub fn hold(&self) -> Hold {
        let held = &self.0;
        held.came.store(false, Ordering::SeqCst);
        held.free.store(false, Ordering::SeqCst);
        held.by.fetch_add(1, Ordering::SeqCst);
        // A request to end, or the end of the terminal, is as much an interrupt; while nothing is
        // held they end the program as they always do.
        #[cfg(unix)]
        held.known.get_or_init(|| {
            for signal in [signal_hook::consts::SIGTERM, signal_hook::consts::SIGHUP] {
                let free = Arc::clone(&held.free);
                let _ = signal_hook::flag::register_conditional_default(signal, free);
                let _ = signal_hook::flag::register(signal, Arc::clone(&held.came));
            }
        });
        Hold(Arc::clone(held))
    }

    fn is_held(&self) -> bool {
        let held = self.0.by.load(Ordering::SeqCst) > 0;
        if held {
            self.0.came.store(true, Ordering::SeqCst);
        }
        held
    }
}

impl Hold {
    /// Whether one has come.
    pub fn stopped(&self) -> bool {
        self.0.came.load(Ordering::SeqCst)
    }

    /// What came has been acted on: from here another one counts.
    pub fn forget(&self) {
        self.0.came.store(false, Ordering::SeqCst);
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if self.0.by.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.0.free.store(true, Ordering::SeqCst);
        }
    }
}

/// Why a command is ended.
enum End {
    Interrupted,
    Late,
}

/// Watches a command until the program ends.
#[cfg(unix)]
pub fn start(ui: Arc<Ui>, revisions: Revisions, interrupts: Interrupts, limit: Duration) {
    use std::io::Read;
    use std::os::unix::net::UnixStream;

    let began = Instant::now();
    // Without a thread, ^C ends the program as it always does, only without a word.
    let Ok((mut wire, write)) = UnixStream::pair() else { return };
    let Ok(_) = signal_hook::low_level::pipe::register(signal_hook::consts::SIGINT, write) else { return };
    let watch = move || loop {
        let left = (limit + ui.pauses().total()).saturating_sub(began.elapsed());
        if left.is_zero() {
            end(&ui, &revisions, &End::Late, limit);
        }
        let _ = wire.set_read_timeout(Some(left));
        if wire.read(&mut [0]).is_ok() && !interrupts.is_held() {
            end(&ui, &revisions, &End::Interrupted, limit);
        }
    };
    let _ = std::thread::Builder::new().name("watch".to_owned()).spawn(watch);
}

/// Watches a command's deadline until the program ends.
#[cfg(not(unix))]
pub fn start(ui: Arc<Ui>, revisions: Revisions, _: Interrupts, limit: Duration) {
    let began = Instant::now();
    let watch = move || loop {
        let left = (limit + ui.pauses().total()).saturating_sub(began.elapsed());
        if left.is_zero() {
            end(&ui, &revisions, &End::Late, limit);
        }
        std::thread::sleep(left);
    };
    let _ = std::thread::Builder::new().name("watch".to_owned()).spawn(watch);
}

#[allow(clippy::disallowed_methods, reason = "the command's own thread may be blocked for long")]
fn end(ui: &Ui, revisions: &Revisions, why: &End, limit: Duration) -> ! {
    let until = Instant::now() + GRACE;
    while revisions.progress() == Progress::UnderWay && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(5));
    }
    let error = ended(why, revisions.progress(), limit);
    if matches!(why, End::Interrupted) && ui.can_prompt() {
        // A terminal has shown ^C where the line stood.
        ui.block("\n");
    }
    ui.fail(&error.0);
    std::process::exit(i32::from(error.exit()))
}

/// What is said of a command that was ended.
fn ended(why: &End, progress: Progress, limit: Duration) -> Error {
    let (code, exit, what) = match why {
        End::Interrupted => ("interrupted", error::INTERRUPTED, "interrupted".to_owned()),
        End::Late => ("timeout", error::UNAVAILABLE, format!("not done after {}", duration::shown(limit))),
    };
    let error = |rest: &str| Error::new(code, exit, what + rest);
    let error = match progress {
        Progress::Nothing => error(", nothing changed"),
        Progress::Written(rev) => error(&format!(", but rev {rev} was written"))
            .hint("envctl status   (shows whether envctl.toml followed)"),
        Progress::UnderWay => error(" while a revision was being written: it may be there")
            .hint("envctl log   (shows whether it is)"),
    };
    match why {
        End::Interrupted => error,
        End::Late => error.hint("--timeout 2m allows more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_says_what_was_written() {
        let said = |why, progress| ended(&why, progress, Duration::from_secs(30)).0;
        let nothing = said(End::Interrupted, Progress::Nothing);
        assert_eq!((nothing.message.as_str(), nothing.exit), ("interrupted, nothing changed", 130));
        assert!(nothing.hints.is_empty());
        let written = said(End::Interrupted, Progress::Written(44));
        assert_eq!(written.message, "interrupted, but rev 44 was written");
        let late = said(End::Late, Progress::UnderWay);
        assert_eq!(
            (late.message.as_str(), late.exit),
            ("not done after 30 s while a revision was being written: it may be there", 9)
        );
        assert_eq!(late.hints.len(), 2);
    }
}
