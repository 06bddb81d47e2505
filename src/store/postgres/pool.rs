//! Connections that are kept open and lent out, one user at a time.
//!
//! Invariants: never more than [`MOST`] are open; whoever waits for one waits no longer than
//! [`PATIENCE`]; one that broke is not lent again. Nothing is set on a connection, so that it may be a
//! pooler's, and another server connection for every transaction.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use postgres::Client;

use super::fault::{Fault, Faulty};
use super::open::Address;

/// Most connections of one process.
const MOST: usize = 16;

/// How long a free connection is waited for.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// The connections of one process to one database.
pub(super) struct Pool {
    pub(super) address: Address,
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Client>,
    open: usize,
    /// Whether the database ever answered: one that never did is not waited for.
    answered: bool,
}

impl Pool {
    pub(super) fn new(address: Address) -> Pool {
        Pool { address, state: Mutex::default(), freed: Condvar::new() }
    }

    /// Does the work on a connection. One that was lost while idle is replaced, and the work done
    /// again: all work here has one effect, however often it is done.
    pub(super) fn with<T>(&self, mut work: impl FnMut(&mut Client) -> Faulty<T>) -> Faulty<T> {
        // Every connection may have been lost, and a server that begins again takes a moment.
        let end = Instant::now() + PATIENCE;
        loop {
            let outcome = self.take().and_then(|mut client| {
                let outcome = work(&mut client);
                let lost = client.is_closed() || outcome.as_ref().is_err_and(Fault::is_lost);
                self.give((!lost).then_some(client));
                outcome
            });
            match outcome {
                Err(fault) if fault.is_lost() && self.state().answered && Instant::now() < end => {
                    std::thread::sleep(Duration::from_millis(50));
                }
                outcome => return outcome,
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // OK because nothing in between can panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Faulty<Client> {
        let end = Instant::now() + PATIENCE;
        let mut state = self.state();
        loop {
            if let Some(client) = state.idle.pop() {
                if !client.is_closed() {
                    return Ok(client);
                }
                state.open -= 1;
                continue;
            }
            if state.open < MOST {
                state.open += 1;
                drop(state);
                return self.address.connect().inspect_err(|_| self.give(None));
            }
            let Some(left) = end.checked_duration_since(Instant::now()) else { return Err(Fault::Busy) };
            state = self.freed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Takes a connection back; none: it is gone.
    fn give(&self, client: Option<Client>) {
        let mut state = self.state();
        match client {
            Some(client) => {
                state.answered = true;
                state.idle.push(client);
            }
            None => state.open -= 1,
        }
        drop(state);
        self.freed.notify_one();
    }
}
