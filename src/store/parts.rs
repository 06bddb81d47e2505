//! A commit taken apart, and the ranges of a read: what every store with tables writes and asks by.
//!
//! Nothing is judged: the gate has. What a commit that passed it cannot be is refused all the same,
//! because a log that was written wrongly stays so.

use super::StoreError;
use crate::model::cbor::{self, DecodeError};
use crate::model::commit::RawLeaf;
use crate::model::{
    Commit, Entry, Hash, Header, Kind, Org, OrgName, Path, Prefix, Record, StoredLeaf, Value,
};

/// A commit taken apart, before any lock is taken.
pub(super) struct Parts<'c> {
    pub(super) commit: &'c Commit,
    pub(super) header: Header,
    pub(super) hash: Hash,
    pub(super) leaves: Vec<Part<'c>>,
    /// The name that the commit gives the organization, if it gives one.
    pub(super) name: Option<OrgName>,
}

/// A leaf taken apart.
pub(super) struct Part<'c> {
    pub(super) stored: &'c StoredLeaf,
    pub(super) raw: RawLeaf<'c>,
    pub(super) hash: Hash,
    /// The write, if it is one of a value.
    pub(super) value: Option<Value>,
}

impl<'c> Parts<'c> {
    pub(super) fn of(commit: &'c Commit) -> Result<Parts<'c>, StoreError> {
        let damaged = |path: &str, source| StoreError::Record { path: path.to_owned(), source };
        let header = commit.decode_header().map_err(|e| damaged("header", e))?;
        let mut leaves = Vec::with_capacity(commit.leaves.len());
        let mut name = None;
        for stored in &commit.leaves {
            let raw = RawLeaf::read(&stored.bytes).map_err(|e| damaged("leaf", e))?;
            let mut value = None;
            match (raw.kind, raw.body) {
                (Kind::Org, Some(body)) => {
                    let org: Org = cbor::from_slice(body).map_err(|e| damaged(raw.path.as_str(), e))?;
                    name = Some(org.name);
                }
                (Kind::Value, Some(body)) => {
                    value = Some(cbor::from_slice(body).map_err(|e| damaged(raw.path.as_str(), e))?);
                }
                _ => {}
            }
            leaves.push(Part { stored, raw, hash: stored.hash(), value });
        }
        Ok(Parts { commit, header, hash: commit.hash(), leaves, name })
    }
}

/// The answer to a commit that the gate would not have let through.
pub(super) fn refuse(what: &'static str) -> StoreError {
    StoreError::Record { path: "header".to_owned(), source: DecodeError::Invalid { at: 0, what } }
}

/// A number for a column; no revision comes near what does not fit.
pub(super) fn column(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// What a leaf put into the tree, if it put something there.
pub(super) fn entry(bytes: &[u8], leaf: Hash, rev: u64) -> Result<Option<(Path, Box<Entry>)>, DecodeError> {
    let raw = RawLeaf::read(bytes)?;
    let Some(body) = raw.body.filter(|_| raw.kind != Kind::Message) else { return Ok(None) };
    let record = Record::from_slice(raw.kind, body)?;
    Ok(Some((raw.path, Box::new(Entry { leaf, rev, record }))))
}

/// The ranges of paths that prefixes cover: from the first, up to before the second; ascending, and
/// none inside another.
pub(super) fn ranges(prefixes: &[Prefix]) -> Vec<(String, String)> {
    let range = |prefix: &Prefix| {
        let from = prefix.as_str().to_owned();
        let end = match prefix.end() {
            Some(end) => end,
            None if prefix.is_folder() => char::MAX.to_string(),
            // No path has a character as low; one of zero is no text to PostgreSQL.
            None => format!("{from}\u{1}"),
        };
        (from, end)
    };
    let mut ranges: Vec<_> = prefixes.iter().map(range).collect();
    ranges.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    // OK because two prefixes cover one inside the other, or nothing in common.
    ranges.dedup_by(|next, kept| next.1 <= kept.1);
    ranges
}
