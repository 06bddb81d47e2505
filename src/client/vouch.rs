//! Vouching: whether a record that a store answers with was signed into the log by someone who may.
//!
//! Reads are answered from derived tables, which whoever can write the file can change. Before a
//! secret is sealed, the key that it is sealed under is followed back to its signed commit, and the
//! signer to theirs, until the signer is this identity itself or the commit is the first one, whose
//! hash is the organization's id. Everything else is for `audit verify`, which reads the whole log.

use std::collections::BTreeSet;

use super::{Client, ClientError, Intent};
use crate::crypto;
use crate::engine::Write;
use crate::model::commit::RawLeaf;
use crate::model::{
    Commit, Entry, EnvId, Header, Invitation, Kid, OpId, Path, Place, Prefix, ProjectName, Record, Tree,
};
use crate::store::{LogQuery, StoreError};

/// How many signers deep a record is followed.
const DEPTH_MAX: usize = 64;

impl Client {
    /// [`Client::commit`], once what it seals under, and to whom, is followed back to its signatures.
    pub(super) fn vouched(
        &self,
        before: &Tree,
        after: &mut Tree,
        intent: &Intent<'_>,
        op: OpId,
        writes: Vec<Write>,
    ) -> Result<Commit, ClientError> {
        for (p, env) in super::sealed_in(&writes) {
            self.vouch_key(before, &p, env)?;
        }
        self.vouch_readers(before, &writes)?;
        self.commit(after, intent, op, writes)
    }

    /// What a server says where it is asked for the keys of environments, if it refuses them: in an answer
    /// about more than these it only leaves them out.
    pub(super) fn refusal(&self, envs: &[(ProjectName, EnvId)]) -> Option<ClientError> {
        let asked = |(p, env): &(ProjectName, EnvId)| match self.store.read(
            &self.org,
            &[Prefix::epochs(p, *env)],
            None,
        ) {
            Err(e @ StoreError::Unmet { .. }) => Some(e.into()),
            _ => None,
        };
        envs.iter().find_map(asked)
    }

    /// Refuses the newest key of an environment unless a member signed it into the log.
    ///
    /// # Errors
    /// [`ClientError::Unvouched`] when the record is not what a commit put there.
    pub(super) fn vouch_key(&self, tree: &Tree, p: &ProjectName, env: EnvId) -> Result<(), ClientError> {
        let Some((n, _)) = tree.epoch(p, env) else { return Ok(()) };
        self.vouch(tree, &Place::Epoch(p.clone(), env, n).path(), &mut BTreeSet::new(), DEPTH_MAX)
    }

    /// Refuses to make wraps for anyone whose record, or what they hold, was not signed into the log.
    ///
    /// # Errors
    /// [`ClientError::Unvouched`] for the first that was not.
    pub(super) fn vouch_readers(&self, tree: &Tree, writes: &[Write]) -> Result<(), ClientError> {
        let wraps = |write: &&Write| matches!(write, Write::Rekey(..) | Write::Share(..));
        if !writes.iter().any(|write| wraps(&write)) {
            return Ok(());
        }
        let mut seen = BTreeSet::new();
        let mut paths = vec![Place::Org.path()];
        for write in writes {
            if let Write::Rekey(p, env) | Write::Share(p, env, _) = write {
                let path = Place::Env(p.clone(), *env).path();
                paths.extend(tree.entries().contains_key(&path).then_some(path));
                if let (Write::Share(..), Some((n, _))) = (write, tree.epoch(p, *env)) {
                    paths.push(Place::Epoch(p.clone(), *env, n).path());
                }
            }
        }
        for prefix in [Prefix::members(), Prefix::access()] {
            paths.extend(tree.scan(&prefix).map(|(path, _)| path.clone()));
        }
        paths.iter().try_for_each(|path| self.vouch(tree, path, &mut seen, DEPTH_MAX))
    }

    /// Follows a record to its commit, and the commit to who signed it. `seen`: commits that were.
    fn vouch(
        &self,
        tree: &Tree,
        path: &Path,
        seen: &mut BTreeSet<u64>,
        depth: usize,
    ) -> Result<(), ClientError> {
        let no = |why: &'static str| Err(ClientError::Unvouched { path: path.clone(), why });
        let Some(entry) = tree.entry(path) else { return no("it is not there") };
        let Some(commit) = self.commit_at(entry.rev)? else { return no("the log has no such commit") };
        let header = self.header_of(&commit, entry.rev)?;
        let is_first = header.seq == 1 && commit.hash() == self.org;
        if header.seq != entry.rev || (header.org != self.org && !is_first) {
            return no("its commit is of another place in the log");
        }
        if !header.leaves.contains(&entry.leaf) || !holds(&commit, path, entry) {
            return no("its commit says something else");
        }
        if seen.contains(&entry.rev) {
            return Ok(());
        }
        let signed =
            |sign: &[u8; 32]| crypto::verify(sign, &Commit::signed_bytes(&commit.header), &commit.signature);
        if header.kid == self.kid {
            let own = signed(&self.identity.sign_key());
            return if own { vouched(seen, entry.rev) } else { no("its signature is not yours") };
        }
        // The first commit is the organization: its hash is what the organization is known by.
        if is_first {
            return vouched(seen, entry.rev);
        }
        let Some(depth) = depth.checked_sub(1) else { return no("its signers lead too far") };
        // Whoever signed may have left since, or the key been revoked: it was theirs.
        let member = tree.everyone().find_map(|(id, m)| {
            let device = m.devices.iter().find(|device| device.kid() == header.kid)?;
            Some((Place::Member(id), device.sign))
        });
        let token = || {
            let (id, token) = tree.tokens().find(|(_, token)| token.key.kid() == header.kid)?;
            Some((Place::Token(id), token.key.sign))
        };
        let recovery = || {
            let keys = &tree.organization()?.recovery;
            Some((Place::Org, keys.iter().find(|device| device.kid() == header.kid)?.sign))
        };
        if let Some((place, sign)) = member.or_else(token).or_else(recovery) {
            if !signed(&sign.0) {
                return no("its signature does not match");
            }
            return self.vouch_signer(tree, &place.path(), entry.rev, seen, depth);
        }
        match self.invited_by(&commit, header.kid)? {
            Some(invitation) if signed(&invitation.1.key.0) => {
                self.vouch_commit(tree, &invitation.0, path, seen, depth)?;
                vouched(seen, entry.rev)
            }
            Some(_) => no("its signature does not match"),
            None => no("nobody is known by its signer's key"),
        }
    }

    /// Follows a signer's record as it was before the revision that they signed: what came after says
    /// nothing about it, and so the way back ends.
    fn vouch_signer(
        &self,
        tree: &Tree,
        path: &Path,
        rev: u64,
        seen: &mut BTreeSet<u64>,
        depth: usize,
    ) -> Result<(), ClientError> {
        let prefix = Prefix::one(path);
        let then = self.store.read(&self.org, std::slice::from_ref(&prefix), Some(rev - 1))?;
        let Some(entry) = then.entry(path).cloned() else {
            return Err(ClientError::Unvouched { path: path.clone(), why: "its subject made it" });
        };
        let mut before = tree.clone();
        before.apply(path.clone(), Some(entry));
        self.vouch(&before, path, seen, depth)?;
        vouched(seen, rev)
    }

    /// Follows a commit that put an invitation: to who signed it.
    fn vouch_commit(
        &self,
        tree: &Tree,
        commit: &Commit,
        path: &Path,
        seen: &mut BTreeSet<u64>,
        depth: usize,
    ) -> Result<(), ClientError> {
        let no = |why: &'static str| Err(ClientError::Unvouched { path: path.clone(), why });
        let header = self.header_of(commit, 0)?;
        let signed =
            |sign: &[u8; 32]| crypto::verify(sign, &Commit::signed_bytes(&commit.header), &commit.signature);
        if header.kid == self.kid && signed(&self.identity.sign_key()) {
            return Ok(());
        }
        let Some(depth) = depth.checked_sub(1) else { return no("its signers lead too far") };
        let inviter = tree.everyone().find_map(|(id, m)| {
            let device = m.devices.iter().find(|device| device.kid() == header.kid)?;
            Some((Place::Member(id).path(), device.sign))
        });
        match inviter {
            Some((_, sign)) if !signed(&sign.0) => no("its invitation's signature does not match"),
            Some((signer, _)) => self.vouch_signer(tree, &signer, header.seq, seen, depth),
            None => no("nobody is known by its inviter's key"),
        }
    }

    /// The invitation that a commit uses up, with the commit that made it, if the key is its own.
    fn invited_by(&self, commit: &Commit, kid: Kid) -> Result<Option<(Commit, Invitation)>, ClientError> {
        for leaf in commit.leaves.iter().filter_map(|leaf| RawLeaf::read(&leaf.bytes).ok()) {
            let (Place::Invitation(_), Some(prev)) = (leaf.path.place(), leaf.prev) else { continue };
            let touching = vec![Prefix::one(&leaf.path)];
            let query = LogQuery { touching, newest_first: false, limit: 16, ..LogQuery::default() };
            for logged in self.store.log(&self.org, &query)? {
                let header = self.header_of(&logged.commit, logged.seq)?;
                let made =
                    logged.commit.leaves.iter().filter(|l| l.hash() == prev && header.leaves.contains(&prev));
                for made in made.filter_map(|l| RawLeaf::read(&l.bytes).and_then(RawLeaf::decode).ok()) {
                    if let Some(Record::Invitation(invited)) = made.record
                        && Kid::of(&invited.key.0) == kid
                    {
                        return Ok(Some((logged.commit, invited)));
                    }
                }
            }
        }
        Ok(None)
    }

    fn commit_at(&self, rev: u64) -> Result<Option<Commit>, ClientError> {
        let query = LogQuery { from: rev, to: rev, limit: 1, ..LogQuery::default() };
        Ok(self.store.log(&self.org, &query)?.into_iter().next().map(|logged| logged.commit))
    }

    fn header_of(&self, commit: &Commit, rev: u64) -> Result<Header, ClientError> {
        let damaged = |source| StoreError::Record { path: format!("commit {rev}"), source };
        Ok(commit.decode_header().map_err(damaged)?)
    }
}

fn vouched(seen: &mut BTreeSet<u64>, rev: u64) -> Result<(), ClientError> {
    seen.insert(rev);
    Ok(())
}

/// Whether a commit puts this very record at this path.
fn holds(commit: &Commit, path: &Path, entry: &Entry) -> bool {
    commit.leaves.iter().filter(|leaf| leaf.hash() == entry.leaf).any(|leaf| {
        let read = RawLeaf::read(&leaf.bytes).and_then(RawLeaf::decode);
        read.is_ok_and(|leaf| leaf.path == *path && leaf.record.as_ref() == Some(&entry.record))
    })
}

/// The environment that a change is about.
pub(super) fn env_of(write: &Write) -> Option<(ProjectName, EnvId)> {
    match write {
        Write::Rekey(p, env) | Write::Share(p, env, _) => Some((p.clone(), *env)),
        write => {
            let place = write.path()?.place();
            Some((place.project()?.clone(), place.env()?))
        }
    }
}
