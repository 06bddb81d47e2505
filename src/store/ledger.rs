//! What a server keeps beside the commits: who was shown which secrets, and the code that the first
//! organization is made with. It is no part of the log, and nothing in it is signed.

use super::{Sessions, Store, StoreError};
use crate::model::{Hash, Kid};

/// That somebody was shown something, or was refused it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// The organization.
    pub org: Hash,
    /// When, in milliseconds since 1970, by the server's clock.
    pub time: u64,
    /// The key that asked.
    pub kid: Kid,
    /// Who it is.
    pub who: String,
    /// The address that they asked from.
    pub address: String,
    /// What happened: `read`, `log`, `refused`.
    pub what: String,
    /// The stable word of the rule that refused; empty where none did.
    pub rule: String,
    /// The paths of the secrets that were shown, or what was asked for.
    pub paths: Vec<String>,
}

/// What a server keeps beside the commits.
pub trait Ledger {
    /// Writes down an access; when this returns it is as durable as a commit.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn note(&self, access: &Access) -> Result<(), StoreError>;

    /// The accesses of an organization with their numbers, newest first, below a number.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn accesses(
        &self,
        org: &Hash,
        below: Option<u64>,
        limit: usize,
    ) -> Result<Vec<(u64, Access)>, StoreError>;

    /// Keeps the hash of a set-up code, in place of an earlier one.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn keep_code(&self, hash: &Hash) -> Result<(), StoreError>;

    /// Uses a set-up code up: true the first time, for the one that is kept.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn use_code(&self, hash: &Hash) -> Result<bool, StoreError>;

    /// Whether the store answers and can be written.
    ///
    /// # Errors
    /// When it cannot.
    fn ready(&self) -> Result<(), StoreError>;
}

/// A store that a server can have.
pub trait Held: Store + Ledger + Sessions {}

impl<S: Store + Ledger + Sessions> Held for S {}

/// The paths as one column.
pub(super) fn lines(access: &Access) -> String {
    access.paths.join("\n")
}

/// The paths of one column.
pub(super) fn paths(lines: &str) -> Vec<String> {
    lines.lines().map(str::to_owned).collect()
}
