//! Why a commit may not be appended: the words that a refusal has everywhere.

use super::freeze;
use super::rights::Denied;
use crate::model::cbor::DecodeError;
use crate::model::commit::LEVEL;
use crate::model::{EnvName, Kid, OrgName, Path};

/// Why a commit may not be appended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The bytes are not a commit.
    #[error("commit {seq}: {part} is not valid: {source}")]
    Bytes {
        /// The revision that it would have been.
        seq: u64,
        /// The header, or a leaf by number.
        part: String,
        /// What was found.
        source: DecodeError,
    },
    /// The commit does not follow the head.
    #[error("commit {seq} does not follow its predecessor: {what}")]
    Chain {
        /// The revision that it would have been.
        seq: u64,
        /// What does not fit.
        what: &'static str,
    },
    /// Made by a newer program.
    #[error("commit {seq} has format level {level}; this envctl knows level {LEVEL}")]
    Level {
        /// The revision.
        seq: u64,
        /// Its level.
        level: u64,
    },
    /// Nobody's active key.
    #[error("commit {seq} is signed by {kid}, which is no active key of a member or token")]
    UnknownKey {
        /// The revision that it would have been.
        seq: u64,
        /// The key.
        kid: Kid,
    },
    /// The signature is not the key's over these bytes.
    #[error("commit {seq} has a signature that does not match")]
    Signature {
        /// The revision that it would have been.
        seq: u64,
    },
    /// The signer lacks a right.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// What it replaces is not what is there.
    #[error("{path} was changed by someone else meanwhile")]
    Stale {
        /// The record.
        path: Path,
    },
    /// A record or a transition that the rules do not allow.
    #[error("{path}: {rule}")]
    Invalid {
        /// The record.
        path: Path,
        /// The rule.
        rule: String,
    },
    /// The environment is locked.
    #[error("{env} is locked{} by {who}: {reason:?}", until.map(|at| format!(" until {}", freeze::shown(at))).unwrap_or_default())]
    Locked {
        /// The environment.
        env: EnvName,
        /// Who locked it.
        who: String,
        /// When it ends.
        until: Option<u64>,
        /// Why.
        reason: String,
    },
    /// Nothing follows the deletion of an organization.
    #[error("the organization {0} was deleted")]
    Deleted(OrgName),
    /// Larger than the format allows.
    #[error("{what} is larger than the format allows: {size}, at most {max}")]
    Limit {
        /// What.
        what: &'static str,
        /// How large it is.
        size: usize,
        /// How large it may be.
        max: usize,
    },
}
