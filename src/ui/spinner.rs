//! A sign of life while something takes long.
//!
//! Nothing under 300 ms. Then one moving line at a terminal, erased when done; elsewhere a plain
//! line after 3 s and then every minute, so that a log shows what it waited for.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
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
pub(super) struct Shown(Arc<Mutex<Option<ProgressBar>>>);

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
        match self.0.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    fn set(&self, bar: Option<ProgressBar>) {
        let before = std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), bar);
        if let Some(bar) = before {
            bar.finish_and_clear();
        }
    }
}

impl Spinner {
    pub(super) fn still() -> Spinner {
        Spinner { what: Arc::default(), shown: Shown::default(), thread: None }
    }

    pub(super) fn start(what: &str, moving: bool, stream: Stream, shown: Shown) -> Spinner {
        let what = Arc::new(Mutex::new(what.to_owned()));
        let (done, drop_came) = mpsc::channel::<()>();
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
                let _ = stream.write_text(&(Line::from(what + " …").shown(&stream.look) + "\n"));
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
        if let Some(bar) = &*self.shown.0.lock().unwrap_or_else(PoisonError::into_inner) {
            bar.set_message(super::safe(what).into_owned());
        }
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

fn moving_line(what: &str, unicode: bool) -> ProgressBar {
    let frames = if unicode { "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ " } else { "|/-\\ " };
    let style = ProgressStyle::with_template("{spinner:.cyan} {wide_msg}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner());
    let bar = ProgressBar::new_spinner().with_style(style.tick_chars(frames));
    bar.set_draw_target(ProgressDrawTarget::stderr());
    bar.set_message(super::safe(what).into_owned());
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
