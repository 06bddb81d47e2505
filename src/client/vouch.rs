//! Vouching: whether a record that a store answers with was signed into the log by someone who may.
//!
//! Reads are answered from derived tables, which whoever can write the file can change. Before a
//! secret is sealed, the key that it is sealed under is followed back to its signed commit, and the
//! signer to theirs, until the signer is this identity itself or the commit is the first one, whose
//! hash is the organization's id. Everything else is for `audit verify`, which reads the whole log.

use super::{Client, ClientError};
use crate::crypto;
use crate::model::commit::RawLeaf;
use crate::model::{Commit, Entry, EnvId, Path, Place, ProjectName, Tree};
use crate::store::{LogQuery, StoreError};

/// How many signers deep a record is followed.
const DEPTH_MAX: usize = 16;

impl Client {
    /// Refuses the newest key of an environment unless a member signed it into the log.
    ///
    /// # Errors
    /// [`ClientError::Unvouched`] when the record is not what a commit put there.
    pub(super) fn vouch_key(&self, tree: &Tree, p: &ProjectName, env: EnvId) -> Result<(), ClientError> {
        let Some((n, _)) = tree.epoch(p, env) else { return Ok(()) };
        self.vouch(tree, &Place::Epoch(p.clone(), env, n).path(), DEPTH_MAX)
    }

    fn vouch(&self, tree: &Tree, path: &Path, depth: usize) -> Result<(), ClientError> {
        let no = |why: &'static str| Err(ClientError::Unvouched { path: path.clone(), why });
        let Some(entry) = tree.entry(path) else { return no("it is not there") };
        let query = LogQuery { from: entry.rev, to: entry.rev, limit: 1, ..LogQuery::default() };
        let Some(logged) = self.store.log(&self.org, &query)?.into_iter().next() else {
            return no("the log has no such commit");
        };
        let commit = logged.commit;
        let damaged = |source| StoreError::Record { path: format!("commit {}", entry.rev), source };
        let header = commit.decode_header().map_err(damaged)?;
        let is_first = header.seq == 1 && commit.hash() == self.org;
        if header.seq != entry.rev || (header.org != self.org && !is_first) {
            return no("its commit is of another place in the log");
        }
        if !header.leaves.contains(&entry.leaf) || !holds(&commit, path, entry) {
            return no("its commit says something else");
        }
        let signed =
            |sign: &[u8; 32]| crypto::verify(sign, &Commit::signed_bytes(&commit.header), &commit.signature);
        if header.kid == self.kid {
            return if signed(&self.identity.sign_key()) { Ok(()) } else { no("its signature is not yours") };
        }
        // The first commit is the organization: its hash is what the organization is known by.
        if is_first {
            return Ok(());
        }
        let Some((id, member)) = tree.member_of(header.kid) else {
            return no("nobody is known by its signer's key");
        };
        let device = member.devices.iter().find(|device| device.kid() == header.kid);
        if !device.is_some_and(|device| signed(&device.sign.0)) {
            return no("its signature does not match");
        }
        match depth.checked_sub(1) {
            Some(depth) => self.vouch(tree, &Place::Member(id).path(), depth),
            None => no("its signers lead too far"),
        }
    }
}

/// Whether a commit puts this very record at this path.
fn holds(commit: &Commit, path: &Path, entry: &Entry) -> bool {
    commit.leaves.iter().filter(|leaf| leaf.hash() == entry.leaf).any(|leaf| {
        let read = RawLeaf::read(&leaf.bytes).and_then(RawLeaf::decode);
        read.is_ok_and(|leaf| leaf.path == *path && leaf.record.as_ref() == Some(&entry.record))
    })
}
