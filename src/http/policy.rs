//! Policy: what a server refuses beside the gate, because it has a clock and knows addresses.
//!
//! Invariants: it only refuses; what is refused is in the ledger; a commit is judged by who signed it,
//! whoever carries it, so that no key lends itself to another.

use std::collections::BTreeMap;

use super::door::{Door, Known, Turned};
use crate::engine::freeze;
use crate::engine::placement::{Move, added, move_of};
use crate::engine::rights::{Actor, At, Right};
use crate::engine::signin::{self, Caller, Unmet};
use crate::model::commit::RawLeaf;
use crate::model::{
    Commit, Env, EnvId, Hash, Header, Kid, Kind, Path, Place, Placement, Prefix, ProjectName, Record, Tree,
};
use crate::store::{How, StoreError};

/// A session that was used so lately is not written down as used again, in milliseconds.
const USED: u64 = 60_000;

/// What finding of a preflight says that an environment is frozen.
const FREEZE: &str = "PF10:freeze";

impl Door<'_> {
    /// How somebody stands: their session, and whether they have what makes codes.
    pub(super) fn caller(&self, org: &Hash, actor: Actor, kid: Kid) -> Result<Caller, StoreError> {
        let session = self.store.session(org, kid)?.map(|session| signin::Session {
            began: session.began,
            used: session.used,
            code: session.how != How::Key,
            rest: session.rest,
        });
        let enrolled = match actor {
            Actor::Member(id) => self.store.factor((org, id))?.is_some_and(|factor| factor.secret.is_some()),
            _ => false,
        };
        let is_token = matches!(actor, Actor::Token(_));
        Ok(Caller { now: self.now, address: self.from, is_token, session, enrolled })
    }

    /// The environments of a tree that are closed to the caller now, each with what is missing.
    pub(super) fn closed(
        &self,
        org: &Hash,
        known: &Known,
    ) -> Result<BTreeMap<EnvId, (ProjectName, Unmet)>, StoreError> {
        let asking = asking(&known.tree);
        if asking.is_empty() {
            return Ok(BTreeMap::new());
        }
        let caller = self.caller(org, known.actor, self.kid())?;
        self.used(org, self.kid(), &caller, asking.iter().map(|(_, _, env)| *env))?;
        let closed = asking.into_iter().filter_map(|(p, id, env)| {
            let unmet = signin::check(env, &caller).err()?;
            Some((id, (p, unmet)))
        });
        Ok(closed.collect())
    }

    /// Writes down that a session is used, often enough for the shortest rest that is allowed.
    fn used<'e>(
        &self,
        org: &Hash,
        kid: Kid,
        caller: &Caller,
        envs: impl Iterator<Item = &'e Env>,
    ) -> Result<(), StoreError> {
        let Some(session) = caller.session else { return Ok(()) };
        let shortest = envs.filter_map(|env| signin::lifetimes(env)[1]).min();
        let often = shortest.map_or(USED, |rest| (rest / 8).min(USED));
        if self.now.saturating_sub(session.used) >= often {
            self.store.keep_alive(org, kid, self.now)?;
        }
        Ok(())
    }

    /// Refuses a question for the keys of an environment that is closed to who asks, and may open it.
    pub(super) fn may_read(
        &self,
        org: &Hash,
        known: &Known,
        prefixes: &[Prefix],
        closed: &BTreeMap<EnvId, (ProjectName, Unmet)>,
    ) -> Result<(), Turned> {
        for (id, (p, unmet)) in closed {
            let keys = Prefix::epochs(p, *id);
            let asked = prefixes.iter().any(|prefix| prefix.as_str().starts_with(keys.as_str()));
            let place = Place::Env(p.clone(), *id);
            let Some(env) = known.tree.get::<Env>(place.clone()).filter(|_| asked) else { continue };
            let at = At { project: Some(p), env: Some((*id, env)), app: None };
            if known.actor.access(&known.tree).check(Right::Open, at).is_ok() {
                let error = unmet_error(org, unmet.clone());
                self.note_refusal(org, &known.who, unmet.code(), vec![place.path().to_string()])?;
                return Err(error.into());
            }
        }
        Ok(())
    }

    /// Whether a commit may come now: whoever signed it has what its environments ask for, before it and
    /// after, and nothing moves that is frozen. The tree is at its expected head.
    pub(super) fn may_come(
        &self,
        org: &Hash,
        tree: &Tree,
        header: &Header,
        (commit, paths): (&Commit, &[Path]),
    ) -> Result<(), StoreError> {
        let carrier = self.store.session(org, self.kid())?;
        let brings = |began: u64| header.time < began;
        // An organization that is brought here comes with what happened before.
        if carrier.is_some_and(|session| session.how == How::Founded && brings(session.began)) {
            return Ok(());
        }
        let Some((actor, _)) = Actor::of_key(tree, header.kid) else { return Ok(()) };
        // Who joins, or comes back by the recovery key, is somebody only afterwards.
        if matches!(actor, Actor::Invited(_) | Actor::Recovery) {
            return Ok(());
        }
        let mut tree = tree.clone();
        let is_people = paths.iter().any(|path| is_people(&path.place()));
        if is_people {
            self.with_envs(org, &mut tree)?;
        }
        let asking: BTreeMap<EnvId, (ProjectName, Env)> =
            asking(&tree).into_iter().map(|(p, id, env)| (id, (p, env.clone()))).collect();
        let after = Self::changed(commit);
        if !asking.is_empty() || after.values().any(signin::asks) {
            let caller = self.caller(org, actor, header.kid)?;
            self.used(org, header.kid, &caller, asking.values().map(|(_, env)| env))?;
            let touched = self.touched(org, &tree, paths)?;
            let before = touched.iter().filter_map(|id| asking.get(id).map(|(_, env)| env));
            for env in before.chain(after.values()) {
                signin::check(env, &caller).map_err(|unmet| unmet_error(org, unmet))?;
            }
            if is_people {
                let access = actor.access(&tree);
                for (id, (p, env)) in &asking {
                    let at = At { project: Some(p), env: Some((*id, env)), app: None };
                    if access.check(Right::Manage, at).is_ok() {
                        signin::check_session(env, &caller).map_err(|unmet| unmet_error(org, unmet))?;
                    }
                }
            }
        }
        self.not_frozen(org, &tree, commit)
    }

    /// Adds every environment of every project to a tree.
    fn with_envs(&self, org: &Hash, tree: &mut Tree) -> Result<(), StoreError> {
        if !tree.covers(&Prefix::projects()) {
            let more = self.again(org, tree, &[Prefix::projects()])?;
            tree.extend(more);
        }
        let folders: Vec<Prefix> = tree.projects().iter().map(|p| Prefix::folder(p, "env")).collect();
        let missing: Vec<Prefix> = folders.into_iter().filter(|folder| !tree.covers(folder)).collect();
        if !missing.is_empty() {
            let more = self.again(org, tree, &missing)?;
            tree.extend(more);
        }
        Ok(())
    }

    /// The environments as a commit makes them.
    fn changed(commit: &Commit) -> BTreeMap<EnvId, Env> {
        let leaves = commit.leaves.iter().filter_map(|leaf| RawLeaf::read(&leaf.bytes).ok());
        let envs = leaves.filter_map(|leaf| match (leaf.path.place(), leaf.body) {
            (Place::Env(_, id), Some(body)) => match Record::from_slice(Kind::Env, body) {
                Ok(Record::Env(env)) => Some((id, env)),
                _ => None,
            },
            _ => None,
        });
        envs.collect()
    }

    /// The environments that a commit is about: those of its paths, and of what is asked for there.
    fn touched(&self, org: &Hash, tree: &Tree, paths: &[Path]) -> Result<Vec<EnvId>, StoreError> {
        let mut touched: Vec<EnvId> = paths.iter().filter_map(|path| path.place().env()).collect();
        let requests: Vec<Prefix> =
            paths.iter().filter(|path| matches!(path.place(), Place::Request(_))).map(Prefix::one).collect();
        if !requests.is_empty() {
            let there = self.again(org, tree, &requests)?;
            let planned = there.entries().values().filter_map(|entry| match &entry.record {
                Record::Request(request) => request.planned.as_ref().map(|plan| plan.env),
                _ => None,
            });
            touched.extend(planned);
        }
        touched.sort_unstable();
        touched.dedup();
        Ok(touched)
    }

    /// Nothing goes in or live while an environment is frozen, by the clock of this server: the time that
    /// a commit bears is its signer's word.
    fn not_frozen(&self, org: &Hash, tree: &Tree, commit: &Commit) -> Result<(), StoreError> {
        for leaf in commit.leaves.iter().filter_map(|leaf| RawLeaf::read(&leaf.bytes).ok()) {
            let (Place::Placement(p, id, _), Some(body)) = (leaf.path.place(), leaf.body) else { continue };
            let Some(env) = tree.get::<Env>(Place::Env(p.clone(), id)) else { continue };
            let Some(policy) = &env.policy else { continue };
            let Some(frozen) = freeze::frozen(policy, self.now) else { continue };
            let is_first = tree.chain(&p).first().is_some_and(|(first, _)| *first == id);
            let Ok(Record::Placement(new)) = Record::from_slice(Kind::Placement, body) else { continue };
            let one = Prefix::one(&leaf.path);
            let there = self.again(org, tree, std::slice::from_ref(&one))?;
            let old = there.entry(&leaf.path).and_then(|entry| match &entry.record {
                Record::Placement(old) => Some(old),
                _ => None,
            });
            if !is_first && moves(policy.freeze_rollbacks, old, &new) {
                let why = frozen.reason.map(|why| format!(" ({why})")).unwrap_or_default();
                let until = frozen.until.map(|at| format!(" until {}", freeze::shown(at)));
                let message = format!("{} is frozen{}{why}", env.name, until.unwrap_or_default());
                return Err(StoreError::Answered { code: "env_frozen".to_owned(), message });
            }
        }
        Ok(())
    }

    /// Ends the sessions of keys that are nobody's any more, after a commit that changed members.
    pub(super) fn end_sessions(&self, org: &Hash, paths: &[Path]) -> Result<(), StoreError> {
        if !paths.iter().any(|path| matches!(path.place(), Place::Member(_))) {
            return Ok(());
        }
        let sessions = self.store.sessions(org)?;
        if sessions.is_empty() {
            return Ok(());
        }
        let tree = self.store.read(org, &[Prefix::members(), Prefix::access()], None)?;
        let active = |kid: Kid| {
            let member = tree.member_of(kid);
            member.is_some_and(|(_, m)| m.devices.iter().any(|d| !d.revoked && d.kid() == kid))
        };
        let over: Vec<Kid> = sessions.iter().map(|session| session.kid).filter(|kid| !active(*kid)).collect();
        self.store.sign_out(org, &over).map(drop)
    }
}

/// What is missing, as an error about an organization.
pub(super) fn unmet_error(org: &Hash, unmet: Unmet) -> StoreError {
    StoreError::Unmet { place: None, org: *org, unmet: Box::new(unmet) }
}

/// The environments in a tree that ask for something of who reaches them.
fn asking(tree: &Tree) -> Vec<(ProjectName, EnvId, &Env)> {
    let envs = tree.entries().iter().filter_map(|(path, entry)| match &entry.record {
        Record::Env(env) if signin::asks(env) => match path.place() {
            Place::Env(p, id) => Some((p, id, env)),
            _ => None,
        },
        _ => None,
    });
    envs.collect()
}

/// Whether a change of this is one of who may do what.
fn is_people(place: &Place) -> bool {
    matches!(
        place,
        Place::Org
            | Place::Member(_)
            | Place::Group(_)
            | Place::Role(_)
            | Place::Grant(_)
            | Place::Token(_)
            | Place::Invitation(_)
            | Place::AccessPolicy
    )
}

/// Whether a step is one that a freeze holds up, and nobody accepted.
fn moves(rollbacks: bool, old: Option<&Placement>, new: &Placement) -> bool {
    let accepted = added(old, new).iter().any(|rule| rule.accepted.as_deref() == Some(FREEZE));
    match move_of(old, Some(new)) {
        Move::Forward | Move::ForwardAndRelease | Move::Release => !accepted,
        Move::Back => rollbacks,
        Move::Mark | Move::Remove => false,
    }
}
