//! The commits that this machine sent to a store that others run: a failover may lose the last of what was
//! acknowledged, and whoever sent it can bring it back as it was signed.
//!
//! Invariant: what is kept is what the store acknowledged. It is judged again where it is sent again, so
//! that a file that was changed here brings nothing back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::local::{private_dir, replace_private};
use crate::model::cbor::{DecodeError, Reader, Writer};
use crate::model::{Commit, Hash, Head, StoredLeaf};

/// How many commits of an organization are kept.
const KEPT_MAX: usize = 64;

/// Where the commits that were sent are kept.
#[derive(Clone, Debug)]
pub struct Sent {
    folder: Option<PathBuf>,
}

impl Sent {
    /// In the state directory, if there is one.
    pub fn new(state: Option<&Path>) -> Sent {
        Sent { folder: state.map(|state| state.join("sent")) }
    }

    fn place(&self, org: &Hash) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(org.to_string()))
    }

    /// Keeps a commit that a store has acknowledged; the oldest makes room.
    pub fn keep(&self, org: &Hash, head: Head, commit: &Commit) {
        let Some(folder) = self.place(org).filter(|_| commit.hash() == head.hash) else { return };
        let write = || -> std::io::Result<()> {
            private_dir(&folder)?;
            replace_private(&folder.join(head.seq.to_string()), &encode(commit))
        };
        // What cannot be kept cannot be brought back: no more comes of it.
        let _ = write();
        let mut kept = revisions(&folder);
        kept.sort_unstable();
        for old in kept.iter().rev().skip(KEPT_MAX) {
            let _ = std::fs::remove_file(folder.join(old.to_string()));
        }
    }

    /// The commits of an organization that are kept, by revision.
    pub fn of(&self, org: &Hash) -> BTreeMap<u64, Commit> {
        let Some(folder) = self.place(org) else { return BTreeMap::new() };
        let read = |rev: u64| {
            let bytes = std::fs::read(folder.join(rev.to_string())).ok()?;
            let commit = decode(&bytes).ok()?;
            let header = commit.decode_header().ok()?;
            (header.seq == rev).then_some((rev, commit))
        };
        revisions(&folder).into_iter().filter_map(read).collect()
    }

    /// Forgets the commits from a revision on.
    pub fn forget(&self, org: &Hash, from: u64) {
        let Some(folder) = self.place(org) else { return };
        for rev in revisions(&folder).into_iter().filter(|rev| *rev >= from) {
            let _ = std::fs::remove_file(folder.join(rev.to_string()));
        }
    }
}

fn revisions(folder: &Path) -> Vec<u64> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

fn encode(commit: &Commit) -> Vec<u8> {
    let mut w = Writer::default();
    w.array(3);
    w.bytes(&commit.header);
    w.bytes(&commit.signature);
    w.array(2 * commit.leaves.len());
    for leaf in &commit.leaves {
        w.bytes(&leaf.salt);
        w.bytes(&leaf.bytes);
    }
    w.into_bytes()
}

fn decode(bytes: &[u8]) -> Result<Commit, DecodeError> {
    let invalid = |_| DecodeError::Invalid { at: 0, what: "bytes of another length" };
    let mut r = Reader::new(bytes);
    r.tuple(3)?;
    let header = r.bytes()?.to_vec();
    let signature = r.bytes()?.try_into().map_err(invalid)?;
    let mut leaves = Vec::new();
    for _ in 0..r.array()? / 2 {
        leaves.push(StoredLeaf { salt: r.bytes()?.try_into().map_err(invalid)?, bytes: r.bytes()?.to_vec() });
    }
    Ok(Commit { header, signature, leaves })
}
