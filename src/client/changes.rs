//! What tells a command that goes on for long that the store has moved on.
//!
//! Whoever waits asks again for what it needs: a wake-up says that there may be something new, not
//! what. [`Polled`] asks any store for its head; a server can say it of itself.

use std::time::Duration;

use crate::model::{Hash, Head};
use crate::store::{Store, StoreError};

/// A source of wake-ups.
pub trait Changes {
    /// Waits until there may be something newer than at the last call, or at the beginning.
    ///
    /// # Errors
    /// When it cannot be told just now. The next call waits again.
    fn wait(&mut self) -> Result<(), StoreError>;
}

/// Asks a store for an organization's head, again and again.
pub struct Polled {
    store: Box<dyn Store>,
    org: Hash,
    seen: Head,
    every: Duration,
}

impl Polled {
    /// Wakes when the organization's head is another than `seen`.
    pub fn new(store: Box<dyn Store>, org: Hash, seen: Head, every: Duration) -> Polled {
        Polled { store, org, seen, every }
    }
}

impl Changes for Polled {
    fn wait(&mut self) -> Result<(), StoreError> {
        loop {
            std::thread::sleep(self.every);
            let head = self.store.read(&self.org, &[], None)?.head;
            if head != self.seen {
                self.seen = head;
                return Ok(());
            }
        }
    }
}
