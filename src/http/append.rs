//! Commits that come to a server: what policy and the gate let in, and what becomes of it.
//!
//! Invariant: a commit is judged on the head that it follows, and goes in on that head or on none.

use super::door::{Door, Turned, apply, nobody};
use super::sign::SKEW;
use super::wire::{self, *};
use crate::engine::rights::Actor;
use crate::engine::{Refusal, Write, gate, people};
use crate::model::{Commit, Hash, Head, Prefix, Tree};
use crate::store::{Append, Gated, NOWHERE, Store as _, StoreError};

impl Door<'_> {
    pub(super) fn append(&self, question: AppendQuestion) -> Result<AppendAnswer, Turned> {
        let AppendQuestion { org, seq, hash, commit, setup } = question;
        let expected = wire::head(seq, hash);
        let commit = commit.commit().ok_or(Turned::Malformed("the commit is not one"))?;
        let outcome = if self.is_open {
            self.store.append(&org, expected, &commit)?
        } else {
            let outcome = self.judged(&org, expected, &commit, setup.as_deref());
            if let Err(Turned::Store(error)) = &outcome {
                self.refused(&org, &commit, error)?;
            }
            let outcome = outcome?;
            if let Append::Appended(receipt) = &outcome {
                let paths = gate::paths(&commit).map_err(StoreError::from)?;
                self.end_sessions(&receipt.org, &paths)?;
            }
            outcome
        };
        Ok(match outcome {
            Append::Appended(receipt) => {
                AppendAnswer { org: Some(receipt.org), seq: receipt.head.seq, hash: receipt.head.hash }
            }
            Append::Moved(head) => AppendAnswer { org: None, seq: head.seq, hash: head.hash },
        })
    }

    /// Appends what policy and the gate let come. What was judged on another head than it follows goes in
    /// on none: that head may be reached just then.
    fn judged(
        &self,
        org: &Hash,
        expected: Head,
        commit: &Commit,
        setup: Option<&str>,
    ) -> Result<Append, Turned> {
        loop {
            if self.may_append(org, expected, commit)? {
                return self.gated(org, expected, commit, setup);
            }
            match self.store.append(org, NOWHERE, commit)? {
                Append::Moved(head) if head == expected => {}
                answer => return Ok(answer),
            }
        }
    }

    fn gated(
        &self,
        org: &Hash,
        expected: Head,
        commit: &Commit,
        setup: Option<&str>,
    ) -> Result<Append, Turned> {
        let gated = Gated::new(self.store);
        if *org != Hash::ZERO {
            return Ok(gated.append(org, expected, commit)?);
        }
        if self.is_owner()? {
            let outcome = gated.append(org, expected, commit)?;
            if let Append::Appended(receipt) = &outcome {
                self.founded(&receipt.org)?;
            }
            return Ok(outcome);
        }
        // The code is used up first: of two who have it, one founds an organization.
        let used = setup.map(code_hash);
        let first = match used {
            Some(hash) => self.store.use_code(&hash)?,
            None => false,
        };
        if !first {
            // A first commit that is repeated, because its answer was lost, has used the code already.
            return match self.repeated(commit)? {
                Some(answer) => Ok(answer),
                None => Err(nobody(
                    "setup_code",
                    if setup.is_some() { "the set-up code is not valid" } else { "a set-up code is needed" },
                )),
            };
        }
        let outcome = gated.append(org, expected, commit);
        if let (Err(_) | Ok(Append::Moved(_)), Some(hash)) = (&outcome, used) {
            self.store.keep_code(&hash)?;
        }
        if let Ok(Append::Appended(receipt)) = &outcome {
            self.founded(&receipt.org)?;
        }
        Ok(outcome?)
    }

    /// The answer to a first commit that is in the store already, from whoever signed it.
    fn repeated(&self, commit: &Commit) -> Result<Option<Append>, Turned> {
        let id = commit.hash();
        let there = self.store.orgs()?.iter().any(|org| org.id == id);
        let own = commit.decode_header().is_ok_and(|header| header.kid == self.kid());
        let receipt = crate::store::Receipt { org: id, head: Head { seq: 1, hash: id } };
        Ok((there && own).then_some(Append::Appended(receipt)))
    }

    /// Whether the caller owns an organization here already: then another needs no code.
    fn is_owner(&self) -> Result<bool, Turned> {
        let orgs = self.kids.among(&self.store, self.store.orgs()?, self.kid())?;
        for org in orgs {
            if let Ok(known) = self.know(&org.id, &[])
                && known.actor.access(&known.tree).role() == Some(crate::model::Role::Owner)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Policy: what the gate does not look at, because it has no clock. False: the commit follows another
    /// head than the newest, and nothing can be said of it.
    fn may_append(&self, org: &Hash, expected: Head, commit: &Commit) -> Result<bool, Turned> {
        let paths = gate::paths(commit).map_err(StoreError::from)?;
        let header = commit.decode_header().map_err(|_| Turned::Malformed("the commit is not one"))?;
        if header.time > self.now.saturating_add(SKEW) {
            return Err(nobody("clock_skew", "the commit is of a time that has not come yet"));
        }
        if *org == Hash::ZERO {
            return Ok(true);
        }
        let mut tree = self.store.read(org, &gate::needs(&paths), None)?;
        // A commit says whose it is; who carries it need not be anybody. To those who are not
        // known, and carry what nobody here has signed, there is no such organization.
        let signed = |tree: &Tree| {
            Actor::of_key(tree, header.kid).is_some_and(|(_, key)| {
                crate::crypto::verify(&key, &Commit::signed_bytes(&commit.header), &commit.signature)
            })
        };
        let known = |tree: &Tree| signed(tree) || self.actor(tree).is_some();
        if !known(&tree) && !tree.covers(&Prefix::invitations()) {
            tree.extend(self.again(org, &tree, &[Prefix::invitations()])?);
        }
        if !known(&tree) {
            return Err(self.nobody(org, &tree));
        }
        if let Some((actor, _)) = Actor::of_key(&tree, header.kid) {
            self.not_expired(org, &tree, actor)?;
        }
        if tree.head != expected {
            return Ok(false);
        }
        self.may_come(org, &tree, &header, (commit, &paths))?;
        // Judged as if everything had ended that was due to, but what the commit itself ends.
        let due: Vec<Write> = people::ended(&tree, self.now)
            .into_iter()
            .filter(|write| write.path().is_some_and(|path| !paths.contains(path)))
            .collect();
        if due.is_empty() || header.seq != expected.seq + 1 {
            return Ok(true);
        }
        let more = gate::needs_more(&tree, &paths);
        if !more.is_empty() {
            tree.extend(self.again(org, &tree, &more)?);
        }
        for write in due {
            apply(&mut tree, write);
        }
        match gate::gate(&mut tree, commit) {
            Err(refusal @ (Refusal::Denied(_) | Refusal::UnknownKey { .. })) => {
                Err(StoreError::from(refusal).into())
            }
            _ => Ok(true),
        }
    }

    /// Writes down that a commit was refused for want of a right, or by policy.
    fn refused(&self, org: &Hash, commit: &Commit, error: &StoreError) -> Result<(), Turned> {
        let (who, rule) = match error {
            StoreError::Refused(Refusal::Denied(denied)) => {
                (Some(denied.who.clone()), denied.rule.code(denied.right))
            }
            StoreError::Unmet { unmet, .. } => (None, unmet.code()),
            StoreError::Answered { code, .. } => (None, code.as_str()),
            _ => return Ok(()),
        };
        let who = match (who, commit.decode_header()) {
            (Some(who), _) => who,
            (None, Ok(header)) => {
                let tree = self.store.read(org, &[Prefix::members(), Prefix::access()], None)?;
                Actor::of_key(&tree, header.kid)
                    .map(|(actor, _)| actor.access(&tree).name().to_owned())
                    .unwrap_or_default()
            }
            (None, Err(_)) => String::new(),
        };
        let paths = gate::paths(commit).unwrap_or_default().iter().map(ToString::to_string).collect();
        Ok(self.note_refusal(org, &who, rule, paths)?)
    }
}

/// What is kept of a set-up code.
pub fn code_hash(code: &str) -> Hash {
    Hash::of("envctl/setup/v1", &[code.trim().as_bytes()])
}
