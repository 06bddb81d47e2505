//! Approvals: what takes more than one person, who the others may be, and what binds an answer to
//! what was asked.
//!
//! Where an environment asks for approvals, a version goes in or live, and values are merged in, only
//! with a request that enough people approved and that the same commit carries out. A request names
//! every record that it changes with the leaf that stood there: it is void once one of them is another.
//! Invariant: nobody approves what they ask for themselves, nor what a token of theirs asks for.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::gate::{Refusal, invalid, limit};
use super::membership::Who;
use super::placement::{self, Move};
use super::rights::{Actor, At, Denied, Reach, Right, covers};
use super::transition::{env_of, first_env};
use super::{Secret, Write};
use crate::model::{
    Bound, Closed, Content, Env, EnvId, Grant, Hash, Header, Leaf, MemberId, OpId, Path, Place, Planned,
    ProjectName, Record, Request, Subject, Tree, Value, Vote, WriteId,
};

/// Most records that a request names, and most answers that it has.
const BOUND_MAX: usize = 1024;
const VOTES_MAX: usize = 64;
/// Longest reason or description, in bytes.
const TEXT_MAX: usize = 4096;
/// What a request for a merge calls what it asks for. It is a word for people: what a commit does is told
/// by what it changes.
pub const MERGE: &str = "merge";

/// Why somebody may not answer a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VoteError {
    /// It is their own.
    #[error("nobody approves what they, or a token of theirs, ask for")]
    Own,
    /// They answered before.
    #[error("you have answered it already")]
    Twice,
    /// It was answered.
    #[error("the request is {0}")]
    Closed(Closed),
    /// What it rests on changed.
    #[error("what it was asked for has changed since: it has to be asked for again")]
    Void,
    /// They lack the right.
    #[error(transparent)]
    Denied(#[from] Denied),
}

/// How many approvals an environment asks for.
pub fn asked_by(env: &Env) -> usize {
    env.policy.as_ref().and_then(|policy| policy.approvals).map_or(0, |n| n as usize)
}

/// How many approvals a request needs: what its environments ask for, and of a grant one at least.
pub fn needed(tree: &Tree, request: &Request) -> usize {
    if let Some(planned) = &request.planned {
        return env_of(tree, &planned.project, planned.env).map_or(0, |(_, env)| asked_by(env));
    }
    let Some(wanted) = &request.wanted else { return 0 };
    let projects = if wanted.projects.is_empty() { tree.projects() } else { wanted.projects.clone() };
    let envs = projects.iter().filter(|p| tree.projects().contains(p)).flat_map(|p| tree.envs(p));
    let named = envs.filter(|(id, _)| wanted.envs.is_empty() || wanted.envs.contains(id));
    named.map(|(_, env)| asked_by(env)).max().unwrap_or(0).max(1)
}

/// The member who asks, or who made the token that does.
fn asker(tree: &Tree, by: Subject) -> Option<MemberId> {
    match by {
        Subject::Member(id) => Some(id),
        Subject::Token(id) => Actor::Token(id).member(tree),
        Subject::Group(_) => None,
    }
}

/// Whether a member may answer a request.
///
/// # Errors
/// Why not.
pub fn may_vote(tree: &Tree, id: MemberId, request: &Request) -> Result<(), VoteError> {
    if asker(tree, request.by) == Some(id) {
        return Err(VoteError::Own);
    }
    let access = Actor::Member(id).access(tree);
    if let Some(Planned { project, env, .. }) = &request.planned {
        let at = At { project: Some(project), env: env_of(tree, project, *env), app: None };
        access.check(Right::Approve, at)?;
    }
    if let Some(grant) = request.grant(0) {
        covers(tree, &access, &grant.role, &Reach::of(tree, &grant))?;
    }
    Ok(())
}

/// How many people who may approve a request have, as things are now.
pub fn approvals(tree: &Tree, request: &Request) -> usize {
    let counts = |vote: &&Vote| {
        vote.approved && tree.member(vote.by).is_some() && may_vote(tree, vote.by, request).is_ok()
    };
    request.votes.iter().filter(counts).count()
}

/// The members who could approve a request and have not.
pub fn approvers<'t>(tree: &'t Tree, request: &Request) -> Vec<&'t str> {
    let voted = |id| request.votes.iter().any(|vote| vote.by == id);
    let able = tree.members().filter(|(id, _)| !voted(*id) && may_vote(tree, *id, request).is_ok());
    let mut names: Vec<&str> = able.map(|(_, m)| m.name.as_str()).collect();
    names.sort_unstable();
    names
}

/// Whether something that a request is about has changed since it was asked for.
pub fn is_void(tree: &Tree, request: &Request) -> bool {
    let Some(planned) = &request.planned else { return false };
    planned.bound.iter().any(|bound| tree.entry(&bound.path).map(|entry| entry.leaf) != bound.prev)
}

/// What of a commit a request has to name: the placements and the values in the environment.
fn bound<'c>(
    env: EnvId,
    changes: impl Iterator<Item = (&'c Path, Option<Hash>, Option<&'c Record>)>,
) -> Vec<Bound> {
    let mut all: Vec<Bound> = changes
        .filter(|(path, ..)| match path.place() {
            Place::Placement(_, there, _) | Place::Value(_, there, ..) => there == env,
            _ => false,
        })
        .map(|(path, prev, record)| {
            let placement = match record {
                Some(Record::Placement(placement)) => Some(placement),
                _ => None,
            };
            Bound {
                path: path.clone(),
                prev,
                version: placement.map(|at| at.version),
                released: placement.and_then(|at| at.released),
            }
        })
        .collect();
    all.sort_by(|a, b| a.path.cmp(&b.path));
    all
}

/// What a plan changes in an environment, as a request names it.
pub fn bound_by(tree: &Tree, env: EnvId, writes: &[Write]) -> Vec<Bound> {
    let changes = writes.iter().filter_map(|write| {
        let path = write.path()?;
        let record = if let Write::Put(_, record) = write { Some(record) } else { None };
        Some((path, tree.entry(path).map(|entry| entry.leaf), record))
    });
    bound(env, changes)
}

/// The writes of values that a commit makes, as opposed to those that it brings from elsewhere.
struct Own {
    made: BTreeSet<WriteId>,
    replaced: BTreeSet<WriteId>,
}

impl Own {
    fn of<'c>(before: &Tree, op: OpId, paths: impl Iterator<Item = &'c Path>) -> Own {
        let (mut made, mut replaced) = (BTreeSet::new(), BTreeSet::new());
        for path in paths.filter(|path| matches!(path.place(), Place::Value(..))) {
            made.insert(WriteId::of(op, path.as_str()));
            replaced.extend(before.get::<Value>(path.place()).map(|value| value.id));
        }
        Own { made, replaced }
    }

    /// Whether a value comes from elsewhere: its write was made by another operation, or descends from one
    /// that this commit does not replace. What only is sealed anew stays the write that it was.
    fn brings(&self, old: Option<&Value>, new: &Value) -> bool {
        let same = old.is_some_and(|old| old.id == new.id);
        let own = self.made.contains(&new.id) && new.parents.iter().all(|id| self.replaced.contains(id));
        !same && !own
    }
}

/// Whether a change is one that an environment which asks for approvals takes only approved.
fn takes_approval(
    before: &Tree,
    brings: impl Fn(Option<&Value>, &Value) -> bool,
    path: &Path,
    record: Option<&Record>,
) -> Option<(ProjectName, EnvId)> {
    let place = path.place();
    let (p, id) = (place.project()?.clone(), place.env()?);
    let (_, env) = env_of(before, &p, id)?;
    if asked_by(env) == 0 {
        return None;
    }
    let takes = match (&place, record) {
        (Place::Value(..), Some(Record::Value(new))) => brings(before.get(place.clone()), new),
        (Place::Placement(_, _, app), Some(Record::Placement(new))) => {
            let step = placement::move_of(before.placement(&p, id, app), Some(new));
            let moves = matches!(step, Move::Forward | Move::ForwardAndRelease | Move::Release);
            moves && first_env(before, &p).map(|(first, _)| first) != Some(id)
        }
        _ => false,
    };
    takes.then_some((p, id))
}

/// Whether the plan of an operation takes approval in an environment.
pub fn takes(tree: &Tree, op: OpId, env: EnvId, writes: &[Write]) -> bool {
    let own = Own::of(tree, op, writes.iter().filter_map(Write::path));
    writes.iter().any(|write| {
        // A secret is judged by where it comes from: what it says has no part in it.
        let sealed = match write {
            Write::Seal(_, Secret { id, parents, undid, .. }) => {
                let (parents, undid) = (parents.clone(), undid.clone());
                Some(Value { id: *id, parents, undid, content: Content::Deleted }.into())
            }
            _ => None,
        };
        let record = if let Write::Put(_, record) = write { Some(record) } else { sealed.as_ref() };
        write
            .path()
            .and_then(|path| takes_approval(tree, |old, new| own.brings(old, new), path, record))
            .is_some_and(|(_, id)| id == env)
    })
}

/// The open request for a plan, if there is one.
pub fn find<'t>(tree: &'t Tree, plan: &str, bound: &[Bound]) -> Option<(u32, &'t Request)> {
    let same = |planned: &Planned| planned.plan == plan && planned.bound == bound;
    tree.requests()
        .find(|(_, request)| request.closed.is_none() && request.planned.as_ref().is_some_and(same))
}

/// Plans a request: what the same asker asked for about the same records is not asked for any more.
pub fn ask(tree: &Tree, request: Request) -> Vec<Write> {
    let number = u32::try_from(tree.head.seq + 1).unwrap_or(u32::MAX);
    let paths = |planned: &Planned| planned.bound.iter().map(|b| b.path.clone()).collect::<BTreeSet<_>>();
    let mut writes = Vec::new();
    if let Some(new) = &request.planned {
        let same = |old: &Request| {
            let planned = old.planned.as_ref();
            old.by == request.by
                && old.closed.is_none()
                && planned.is_some_and(|old| paths(old) == paths(new))
        };
        for (n, old) in tree.requests().filter(|(_, old)| same(old)) {
            writes.push(Write::put(
                Place::Request(n),
                Request { closed: Some(Closed::Withdrawn), ..old.clone() },
            ));
        }
    }
    writes.push(Write::put(Place::Request(number), request));
    writes
}

/// Plans an answer; the last approval of a grant gives it.
///
/// # Errors
/// When it is not theirs to answer, or too late.
pub fn vote(
    tree: &Tree,
    n: u32,
    request: &Request,
    vote: Vote,
    grant: (crate::model::GrantId, u64),
) -> Result<Vec<Write>, VoteError> {
    if let Some(closed) = request.closed {
        return Err(VoteError::Closed(closed));
    }
    if request.votes.iter().any(|other| other.by == vote.by) {
        return Err(VoteError::Twice);
    }
    may_vote(tree, vote.by, request)?;
    if vote.approved && is_void(tree, request) {
        return Err(VoteError::Void);
    }
    let mut new = request.clone();
    let approved = vote.approved;
    new.votes.push(vote);
    if !approved {
        new.closed = Some(Closed::Denied);
        return Ok(vec![Write::put(Place::Request(n), new)]);
    }
    let mut writes = Vec::new();
    if let Some(given) = new.grant(grant.1).filter(|_| approvals(tree, &new) >= needed(tree, &new)) {
        new.closed = Some(Closed::Done);
        writes.push(Write::put(Place::Grant(grant.0), given));
    }
    writes.push(Write::put(Place::Request(n), new));
    Ok(writes)
}

/// Plans that a request is carried out.
pub fn done(n: u32, request: &Request) -> Write {
    Write::put(Place::Request(n), Request { closed: Some(Closed::Done), ..request.clone() })
}

/// Plans that a request is not asked for any more.
///
/// # Errors
/// When it was answered.
pub fn withdraw(n: u32, request: &Request) -> Result<Vec<Write>, VoteError> {
    match request.closed {
        Some(closed) => Err(VoteError::Closed(closed)),
        None => {
            let new = Request { closed: Some(Closed::Withdrawn), ..request.clone() };
            Ok(vec![Write::put(Place::Request(n), new)])
        }
    }
}

/// Whether somebody may put a request as it is to be: ask, answer, withdraw. That what it asks for is
/// carried out is [`approved`]'s to judge.
pub(super) fn right(before: &Tree, who: &Who<'_>, leaf: &Leaf) -> Result<(), Refusal> {
    let path = &leaf.path;
    let fail = |rule: &str| Err(invalid(path, rule));
    let Some(Record::Request(new)) = &leaf.record else { return Ok(()) };
    let own = |by: Subject| match who.actor {
        Actor::Member(id) => by == Subject::Member(id),
        Actor::Token(id) => by == Subject::Token(id),
        Actor::Invited(_) | Actor::Recovery => false,
    };
    let Some(Record::Request(old)) = before.entry(path).map(|entry| &entry.record) else {
        if !own(new.by) {
            return fail("it is asked for in somebody else's name");
        }
        if let Some(Planned { project, env, .. }) = &new.planned {
            let env = env_of(before, project, *env);
            who.access.check(Right::View, At { project: Some(project), env, app: None })?;
        }
        return Ok(());
    };
    if let Some(vote) = new.votes.get(old.votes.len()) {
        if who.actor != Actor::Member(vote.by) || old.votes.iter().any(|other| other.by == vote.by) {
            return fail("everybody answers for themselves, once");
        }
        return match may_vote(before, vote.by, old) {
            Ok(()) => Ok(()),
            Err(VoteError::Denied(denied)) => Err(denied.into()),
            Err(e) => fail(&e.to_string()),
        };
    }
    if new.closed == Some(Closed::Withdrawn) && !own(old.by) {
        who.access.check(Right::Manage, At::default())?;
    }
    Ok(())
}

/// Whether what takes approval in a commit was approved, by enough people, as it is.
pub(super) fn approved(before: &Tree, header: &Header, leaves: &[(Leaf, Hash)]) -> Result<(), Refusal> {
    let mut open: BTreeMap<(ProjectName, EnvId), &Path> = BTreeMap::new();
    let own = OnceCell::new();
    let brings = |old: Option<&Value>, new: &Value| {
        let paths = || leaves.iter().map(|(leaf, _)| &leaf.path);
        own.get_or_init(|| Own::of(before, header.op, paths())).brings(old, new)
    };
    for (leaf, _) in leaves {
        if let Some(env) = takes_approval(before, brings, &leaf.path, leaf.record.as_ref()) {
            open.entry(env).or_insert(&leaf.path);
        }
    }
    for (leaf, _) in leaves {
        let Some(Record::Request(new)) = &leaf.record else { continue };
        let (Some(planned), Some(Closed::Done)) = (&new.planned, new.closed) else { continue };
        let path = &leaf.path;
        let changes = leaves.iter().map(|(leaf, _)| (&leaf.path, leaf.prev, leaf.record.as_ref()));
        if bound(planned.env, changes) != planned.bound {
            return Err(invalid(path, "this is not what was asked for"));
        }
        if approvals(before, new) < needed(before, new) {
            return Err(invalid(path, "not enough people who may have approved it"));
        }
        open.remove(&(planned.project.clone(), planned.env));
    }
    match open.into_values().next() {
        None => Ok(()),
        Some(path) => Err(invalid(path, "its environment asks for approval, and this was not approved")),
    }
}

/// Whether a request may stand in the tree after.
pub(super) fn transition(after: &Tree, leaf: &Leaf, old: Option<&Record>) -> Result<(), Refusal> {
    let path = &leaf.path;
    let fail = |rule: &str| Err(invalid(path, rule));
    let (Place::Request(n), Some(Record::Request(new))) = (path.place(), &leaf.record) else {
        return fail("a request is closed, and not deleted");
    };
    for text in [&new.reason, &new.planned.as_ref().map(|planned| planned.what.clone())] {
        limit("a reason", text.as_ref().map_or(0, String::len), TEXT_MAX)?;
    }
    limit("what a request names", new.planned.as_ref().map_or(0, |planned| planned.bound.len()), BOUND_MAX)?;
    limit("the answers to a request", new.votes.len(), VOTES_MAX)?;
    let Some(Record::Request(old)) = old else {
        if u64::from(n) != after.head.seq {
            return fail("its number is not the revision that it is asked in");
        }
        if new.closed.is_some() || !new.votes.is_empty() {
            return fail("it begins without an answer");
        }
        return match (&new.wanted, &new.planned) {
            (Some(_), None) => Ok(()),
            (None, Some(planned)) if planned.bound.is_empty() => fail("it asks for nothing"),
            (None, Some(_)) => Ok(()),
            _ => fail("it asks for one thing"),
        };
    };
    let (votes, closed) = (new.votes.clone(), new.closed);
    if (Request { votes: old.votes.clone(), closed: old.closed, ..new.clone() }) != *old {
        return fail("what was asked for does not change");
    }
    if old.closed.is_some() {
        return fail("it was closed");
    }
    let more = votes.len().saturating_sub(old.votes.len());
    if !votes.starts_with(&old.votes) || more > 1 {
        return fail("an answer stays as it was");
    }
    let fits = match (votes.get(old.votes.len()).map(|vote| vote.approved), closed) {
        (Some(false), closed) => closed == Some(Closed::Denied),
        (Some(true), None) => true,
        (Some(true), Some(Closed::Done)) => new.wanted.is_some(),
        (None, Some(Closed::Done)) => new.planned.is_some(),
        (None, Some(Closed::Withdrawn)) => true,
        _ => false,
    };
    if !fits {
        return fail("its end is not what was answered");
    }
    if let (Some(wanted), Some(Closed::Done)) = (new.grant(after.time), closed) {
        if approvals(after, new) < needed(after, new) {
            return fail("not enough people who may have approved it");
        }
        let given = |grant: &Grant| {
            let until = match (grant.until, wanted.until) {
                (Some(given), Some(wanted)) => given <= wanted,
                (_, None) => grant.until.is_none(),
                (None, Some(_)) => false,
            };
            until && Grant { until: wanted.until, ..grant.clone() } == wanted
        };
        let fresh =
            |id| after.entry(&Place::Grant(id).path()).is_some_and(|entry| entry.rev == after.head.seq);
        if !after.grants().any(|(id, grant)| fresh(id) && given(grant)) {
            return fail("what it asks for is not given with it");
        }
    }
    Ok(())
}
