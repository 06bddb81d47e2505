//! A sign of life while something takes long.
//!
//! Nothing under 300 ms. Then one moving line at a terminal, with a bar where it is known how far the
//! work is, erased when done; elsewhere a plain line after 3 s and then every minute, so that a log
//! shows what it waited for.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::line::Line;
use super::stream::Stream;

const QUIET: Duration = Duration::from_millis(300);
const SLOW: Duration = Duration::from_secs(3);
const AGAIN: Duration = Duration::from_secs(60);

/// The moving line that is on the screen now, shared with whoever writes around it.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    bar: Option<ProgressBar>,
    /// How far the work is: so many of so many.
    far: Option<(u64, u64)>,
}

/// Shows that work goes on, until it is dropped.
#[derive(Debug)]
pub struct Spinner {
    what: Arc<Mutex<String>>,
    shown: Shown,
    thread: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Shown {
    /// Writes with the moving line out of the way.
    pub(super) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.state().bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, bar: Option<ProgressBar>) {
        let before = {
            let mut state = self.state();
            match (&bar, state.far) {
                (Some(bar), Some((done, total))) => place(bar, done, total),
                (Some(_), None) => {}
                (None, _) => state.far = None,
            }
            std::mem::replace(&mut state.bar, bar)
        };
        if let Some(bar) = before {
            bar.finish_and_clear();
        }
    }

    /// Says how far the work is.
    pub(super) fn at(&self, done: u64, total: u64) {
        let mut state = self.state();
        state.far = Some((done, total));
        if let Some(bar) = &state.bar {
            place(bar, done, total);
        }
    }

    fn far(&self) -> Option<(u64, u64)> {
        self.state().far
    }
}

impl Spinner {
    pub(super) fn still() -> Spinner {
        Spinner { what: Arc::default(), shown: Shown::default(), thread: None }
    }

    pub(super) fn start(what: &str, moving: bool, stream: Stream, shown: Shown) -> Spinner {
        let what = Arc::new(Mutex::new(what.to_owned()));
        let (done, drop_came) = mpsc::channel::<()>();
        shown.set(None);
        let (said, bar) = (what.clone(), shown.clone());
        let thread = std::thread::Builder::new().spawn(move || {
            let mut wait = if moving { QUIET } else { SLOW };
            while drop_came.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                let what = said.lock().unwrap_or_else(PoisonError::into_inner).clone();
                if moving {
                    bar.set(Some(moving_line(&what, stream.look.unicode)));
                    let _ = drop_came.recv();
                    break;
                }
                // Nobody can be told that the talk is cut off.
                let line = Line::from(told(&what, bar.far()) + " …");
                let _ = stream.write_text(&(line.shown(&stream.look) + "\n"));
                wait = AGAIN;
            }
        });
        Spinner {
            what,
            shown,
            // Without a thread there is no sign of life, but the work goes on.
            thread: thread.ok().map(|thread| (done, thread)),
        }
    }

    /// Says that the work is now at something else.
    pub fn now(&self, what: &str) {
        what.clone_into(&mut self.what.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(bar) = &self.shown.state().bar {
            bar.set_message(super::safe(what).into_owned());
        }
    }

    /// Says how far the work is: so many of so many.
    pub fn at(&self, done: u64, total: u64) {
        self.shown.at(done, total);
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        if let Some((done, thread)) = self.thread.take() {
            drop(done);
            // The thread is waited for, so that its line is gone before the next word is written.
            let _ = thread.join();
            self.shown.set(None);
        }
    }
}

/// What is going on, and how far it is.
fn told(what: &str, far: Option<(u64, u64)>) -> String {
    far.map_or_else(|| what.to_owned(), |(done, total)| format!("{what}: {done} of {total}"))
}

/// Makes a bar of a line, or moves it on.
fn place(bar: &ProgressBar, done: u64, total: u64) {
    if bar.length().is_none() {
        let template = "{spinner:.cyan} {msg} {bar:24.cyan} {human_pos} of {human_len}";
        bar.set_style(style(template, bar.style()));
    }
    bar.set_length(total);
    bar.set_position(done);
}

fn moving_line(what: &str, unicode: bool) -> ProgressBar {
    let frames = if unicode { "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ " } else { "|/-\\ " };
    let marks = if unicode { "█▉▊▋▌▍▎▏ " } else { "=> " };
    let style = ProgressStyle::default_spinner().tick_chars(frames).progress_chars(marks);
    let bar = ProgressBar::new_spinner().with_style(self::style("{spinner:.cyan} {wide_msg}", style));
    bar.set_draw_target(ProgressDrawTarget::stderr());
    bar.set_message(super::safe(what).into_owned());
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// A style with another template.
fn style(template: &str, style: ProgressStyle) -> ProgressStyle {
    let kept = style.clone();
    style.template(template).unwrap_or(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_it_is() {
        assert_eq!(told("importing a.env", None), "importing a.env");
        assert_eq!(told("importing a.env", Some((3, 10))), "importing a.env: 3 of 10");
        let shown = Shown::default();
        shown.at(1, 10);
        let bar = ProgressBar::hidden();
        bar.unset_length();
        shown.set(Some(bar.clone()));
        assert_eq!((bar.position(), bar.length()), (1, Some(10)), "it was known before there was a bar");
        shown.at(7, 12);
        assert_eq!((bar.position(), bar.length()), (7, Some(12)));
        shown.set(None);
        assert_eq!(shown.far(), None, "and is not known of what comes next");
    }
}
