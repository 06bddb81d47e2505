//! Bringing back what a store has lost: the commits that this machine sent, as they were signed.
//!
//! Invariants: nothing is taken away and nothing replaced; where the store went another way meanwhile,
//! nothing is sent.

use super::pin::Pins;
use super::sent::Sent;
use crate::model::{Commit, Head};
use crate::store::{Append, OrgEntry, Store, StoreError};

/// A commit, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The revision.
    pub rev: u64,
    /// The word for what was done.
    pub action: String,
    /// When it was signed, in milliseconds since 1970.
    pub time: u64,
}

impl Told {
    fn of(rev: u64, commit: &Commit) -> Told {
        let header = commit.decode_header().ok();
        let (action, time) = header.map(|header| (header.action, header.time)).unwrap_or_default();
        Told { rev, action, time }
    }
}

/// What was brought back, and what is still to come.
#[derive(Clone, Debug)]
pub struct Repair {
    /// The store's head before.
    pub before: Head,
    /// And after.
    pub head: Head,
    /// What was sent again.
    pub brought: Vec<Told>,
    /// What is held here, and follows commits that are not.
    pub waiting: Vec<Told>,
    /// The newest head that this machine has seen.
    pub seen: Option<Head>,
}

impl Repair {
    /// The revisions that others have to bring back: the first and the last of them.
    pub fn missing(&self) -> Option<(u64, u64)> {
        let last = self.waiting.last().map(|told| told.rev).max(self.seen.map(|seen| seen.seq))?;
        (last > self.head.seq).then_some((self.head.seq + 1, last))
    }
}

/// Why nothing was brought back.
#[derive(Debug, thiserror::Error)]
pub enum RepairError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store has other commits since.
    #[error(
        "the store and this machine have gone different ways: rev {rev} is not the one that was seen here"
    )]
    Diverged {
        /// The first revision that is known to differ.
        rev: u64,
        /// Where the store is.
        head: Head,
        /// What is held here from there on.
        lost: Vec<Told>,
    },
}

/// Sends again what the store does not have any more; `dry_run`: only says what would be sent.
///
/// # Errors
/// When the store went another way, or says no.
pub fn repair(
    store: &dyn Store,
    org: &OrgEntry,
    sent: &Sent,
    pins: &Pins,
    dry_run: bool,
) -> Result<Repair, RepairError> {
    let (held, seen) = (sent.of(&org.id), pins.get(&org.id));
    let mut head = org.head;
    let told = |from: u64| held.range(from..).map(|(rev, commit)| Told::of(*rev, commit)).collect::<Vec<_>>();
    let parted = |rev: u64| RepairError::Diverged { rev, head: org.head, lost: told(rev) };
    let kept = held.iter().map(|(rev, commit)| (*rev, commit.hash()));
    let mut known: Vec<_> = kept.chain(seen.map(|seen| (seen.seq, seen.hash))).collect();
    known.retain(|(rev, _)| *rev <= head.seq);
    known.sort_unstable_by_key(|(rev, _)| *rev);
    let mut first = None;
    // From the newest: where one is the same, all before it are.
    for (rev, hash) in known.into_iter().rev() {
        if store.hash_at(&org.id, rev)? == Some(hash) {
            break;
        }
        first = Some(rev);
    }
    if let Some(rev) = first {
        return Err(parted(rev));
    }
    let mut brought = Vec::new();
    while let Some(next) = held.get(&(head.seq + 1)) {
        if next.decode_header().is_ok_and(|header| header.parent != head.hash) {
            return Err(parted(head.seq));
        }
        let at = Head { seq: head.seq + 1, hash: next.hash() };
        if !dry_run {
            match store.append(&org.id, head, next)? {
                Append::Appended(receipt) if receipt.head == at => {}
                _ => return Err(parted(at.seq)),
            }
        }
        brought.push(Told::of(at.seq, next));
        head = at;
    }
    Ok(Repair { before: org.head, head, brought, waiting: told(head.seq + 1), seen })
}

/// Goes on with what the store has: what was seen beyond it is given up.
pub fn accept(org: &OrgEntry, from: u64, sent: &Sent, pins: &Pins) {
    sent.forget(&org.id, from);
    pins.accept(&org.id, org.head);
}
