//! An organization from one store to another: commit by commit, as they were signed.
//!
//! Nothing is decrypted and nothing signed. Invariant: what arrives is a prefix of what there is, at
//! any time, so that a copy that was broken off goes on where it ended.

use crate::model::{Hash, Head, OrgName};
use crate::store::{Append, LogQuery, OrgEntry, Store, StoreError};

/// How many commits are read together.
const PAGE: usize = 1000;

/// Why a copy was not made.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// One of the stores.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The copies have gone different ways.
    #[error("both stores have {org}, and they differ from rev {rev} on")]
    Diverged {
        /// The organization.
        org: OrgName,
        /// The first revision that is not the same.
        rev: u64,
    },
    /// Whoever copies may not see all of it.
    #[error("rev {rev} of {org} has parts that you may not see: only all of an organization is copied")]
    Withheld {
        /// The organization.
        org: OrgName,
        /// The first revision of which something is missing.
        rev: u64,
    },
    /// A commit is not there, or not the one that it should be.
    #[error("rev {rev} is missing, or another one than it should be")]
    Missing {
        /// The revision.
        rev: u64,
    },
}

/// What was copied.
#[derive(Clone, Copy, Debug)]
pub struct Copied {
    /// Commits that were new there.
    pub commits: u64,
    /// The newest there now.
    pub head: Head,
}

/// Copies what the other store does not have yet. `progress` gets each revision.
///
/// # Errors
/// When the two have gone different ways, something is withheld, or a store says no.
pub fn copy(
    from: &dyn Store,
    to: &dyn Store,
    org: &OrgEntry,
    mut progress: impl FnMut(u64),
) -> Result<Copied, CopyError> {
    let there = to.orgs()?.into_iter().find(|other| other.id == org.id).map(|other| other.head);
    let mut head = there.unwrap_or(Head::NONE);
    if let Some(there) = there {
        same(from, to, org, there)?;
    }
    let mut commits = 0;
    loop {
        let query = LogQuery { from: head.seq + 1, newest_first: false, limit: PAGE, ..LogQuery::default() };
        let page = from.log(&org.id, &query)?;
        if page.is_empty() {
            return Ok(Copied { commits, head });
        }
        let (mut next, mut fresh) = (head.seq, Vec::with_capacity(page.len()));
        for logged in page {
            next += 1;
            if logged.seq != next || logged.hash != logged.commit.hash() {
                return Err(CopyError::Missing { rev: next });
            }
            if logged.commit.leaves.iter().any(crate::model::StoredLeaf::is_withheld) {
                return Err(CopyError::Withheld { org: org.name.clone(), rev: next });
            }
            fresh.push(logged.commit);
        }
        let id = if head == Head::NONE { Hash::ZERO } else { org.id };
        commits += next - head.seq;
        match to.extend(&id, head, &fresh)? {
            Append::Appended(receipt) if receipt.head.seq == next => head = receipt.head,
            _ => return Err(CopyError::Diverged { org: org.name.clone(), rev: head.seq + 1 }),
        }
        progress(next);
    }
}

/// Whether the shorter of two logs is the beginning of the longer one.
fn same(from: &dyn Store, to: &dyn Store, org: &OrgEntry, there: Head) -> Result<(), CopyError> {
    let rev = there.seq.min(org.head.seq);
    let hash_at = |store: &dyn Store, rev: u64| -> Result<Option<Hash>, StoreError> {
        let query = LogQuery { from: rev, to: rev, limit: 1, ..LogQuery::default() };
        Ok(store.log(&org.id, &query)?.first().map(|logged| logged.hash))
    };
    let agrees = |rev: u64| -> Result<bool, StoreError> { Ok(hash_at(from, rev)? == hash_at(to, rev)?) };
    if agrees(rev)? {
        return Ok(());
    }
    // A chain that differs somewhere differs from there on.
    let (mut low, mut high) = (1, rev);
    while low < high {
        let middle = low + (high - low) / 2;
        if agrees(middle)? { low = middle + 1 } else { high = middle }
    }
    Err(CopyError::Diverged { org: org.name.clone(), rev: low })
}
