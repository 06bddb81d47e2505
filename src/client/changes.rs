//! What tells a command that goes on for long that the store has moved on.
//!
//! Whoever waits asks again for what it needs: a wake-up says that there may be something new, not
//! what.

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

/// How long a store is waited for at a time.
const LONG: Duration = Duration::from_secs(60);

/// Waits for an organization's head to move: a server tells, another store is looked at.
pub struct Watched {
    store: Box<dyn Store>,
    org: Hash,
    seen: Head,
}

impl Watched {
    /// Wakes when the organization's head is another than `seen`.
    pub fn new(store: Box<dyn Store>, org: Hash, seen: Head) -> Watched {
        Watched { store, org, seen }
    }
}

impl Changes for Watched {
    fn wait(&mut self) -> Result<(), StoreError> {
        loop {
            let head = self.store.wait(&self.org, self.seen, LONG)?;
            if head != self.seen {
                self.seen = head;
                return Ok(());
            }
        }
    }
}
