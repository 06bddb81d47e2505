//! The time that is not ours: while a person thinks, or a program of theirs runs, a deadline does
//! not count.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

#[derive(Debug, Default)]
struct State {
    over: Duration,
    open: usize,
    since: Option<Instant>,
}

impl State {
    fn total(&self) -> Duration {
        self.over + self.since.map_or(Duration::ZERO, |since| since.elapsed())
    }
}

/// The pauses of one command, shared with whoever watches its deadline.
#[derive(Clone, Debug, Default)]
pub struct Pauses(Arc<Mutex<State>>);

/// A pause, until it is dropped; pauses may overlap.
#[derive(Debug)]
#[must_use = "a pause ends when it is dropped"]
pub struct Pause(Pauses);

impl Pauses {
    /// Begins one.
    pub fn begin(&self) -> Pause {
        self.with(|state| {
            state.since.get_or_insert_with(Instant::now);
            state.open += 1;
        });
        Pause(self.clone())
    }

    /// How long the command has paused, the pause that lasts included.
    #[must_use]
    pub fn total(&self) -> Duration {
        self.with(|state| state.total())
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Pause {
    fn drop(&mut self) {
        self.0.with(|state| {
            state.open -= 1;
            if state.open == 0 {
                state.over = state.total();
                state.since = None;
            }
        });
    }
}
