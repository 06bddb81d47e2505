//! The gate: whether a commit may follow a tree. Everything that is in a log has passed it.
//!
//! The client calls it before it signs, so that a refusal has the same words everywhere; a gated
//! store calls it on append; `audit verify` calls it over the whole log. Rights are judged on the
//! tree before the commit, validity on the tree after it.

use std::collections::{BTreeMap, BTreeSet};

use super::approvals;
use super::locks;
use super::membership::{self, Who};
use super::placement::{self, Move};
pub use super::refusal::Refusal;
use super::rights::{Actor, At, Denied, Right};
use super::transition::{env_of, first_env, transition, values_of};
use crate::crypto;
use crate::model::commit::{BODY_MAX, COMMIT_MAX, LEAVES_MAX, LEVEL, MESSAGE_MAX, RawLeaf};
use crate::model::{
    App, AppName, Commit, Entry, Env, Hash, Head, Header, Kind, Leaf, Path, Place, Prefix, ProjectName,
    Record, Role, Scope, Tree,
};

/// Largest leaf of a record that is neither a value nor a key, in bytes.
const SMALL_MAX: usize = 256 * 1024;

/// What the gate must know of the tree to judge a commit with these paths.
pub fn needs<'p>(paths: impl IntoIterator<Item = &'p Path>) -> Vec<Prefix> {
    let mut prefixes = BTreeSet::from([Prefix::one(&Place::Org.path()), Prefix::members(), Prefix::access()]);
    for path in paths {
        prefixes.insert(Prefix::one(path));
        let place = path.place();
        if let Some(p) = place.project() {
            prefixes.insert(Prefix::one(&Place::Project(p.clone()).path()));
            prefixes.insert(Prefix::folder(p, "env"));
        }
        match &place {
            Place::Env(p, env) => {
                prefixes.extend([Prefix::epochs(p, *env), Prefix::placements(p, *env)]);
            }
            Place::Epoch(p, env, _) => drop(prefixes.insert(Prefix::epochs(p, *env))),
            Place::Waiver(p, env, scope, key) => {
                let value = Place::Value(p.clone(), *env, scope.clone(), key.clone());
                prefixes.insert(Prefix::one(&value.path()));
            }
            Place::Constant(p, _) => drop(prefixes.insert(Prefix::folder(p, "app"))),
            Place::Value(p, env, scope, key) => {
                prefixes.insert(Prefix::epochs(p, *env));
                if let Scope::App(app) = scope {
                    prefixes.insert(Prefix::one(&Place::App(p.clone(), app.clone()).path()));
                }
                let declared = match scope {
                    Scope::Datasource(name) => Place::Datasource(p.clone(), name.clone()),
                    Scope::Flag(name) => Place::Flag(p.clone(), name.clone()),
                    Scope::Project | Scope::App(_) => Place::Constant(p.clone(), key.clone()),
                };
                prefixes.insert(Prefix::one(&declared.path()));
            }
            Place::Org
            | Place::Member(_)
            | Place::Group(_)
            | Place::Role(_)
            | Place::Grant(_)
            | Place::Token(_)
            | Place::Invitation(_)
            | Place::Request(_) => {
                prefixes.extend([Prefix::invitations(), Prefix::projects()]);
            }
            Place::App(p, app)
            | Place::Version(p, app, _)
            | Place::Placement(p, _, app)
            | Place::Run(p, _, app)
            | Place::Pin(p, _, app) => {
                if let Some(env) = place.env() {
                    prefixes.insert(Prefix::one(&Place::Run(p.clone(), env, app.clone()).path()));
                    prefixes.insert(Prefix::one(&Place::Pin(p.clone(), env, app.clone()).path()));
                }
                prefixes.insert(Prefix::folder(p, "placement"));
                prefixes.insert(Prefix::versions(p, app));
                prefixes.insert(Prefix::one(&Place::App(p.clone(), app.clone()).path()));
            }
            _ => {}
        }
    }
    prefixes.into_iter().collect()
}

/// What the gate must know besides [`needs`], once environments and apps are known: the values of
/// declarations that change or go, those of apps that go, and the environments that a grant may
/// name.
pub fn needs_more<'p>(tree: &Tree, paths: impl IntoIterator<Item = &'p Path>) -> Vec<Prefix> {
    let mut prefixes = BTreeSet::new();
    for path in paths {
        match path.place() {
            Place::Constant(p, key) if tree.entries().contains_key(path) => {
                prefixes.extend(values_of(tree, &p, &key).map(|value| Prefix::one(&value)));
            }
            Place::Datasource(p, name) if tree.entries().contains_key(path) => {
                let scope = Scope::Datasource(name);
                prefixes.extend(tree.envs(&p).iter().map(|(env, _)| Prefix::scope(&p, *env, &scope)));
            }
            Place::App(p, app) if tree.entries().contains_key(path) => {
                let scope = Scope::App(app);
                prefixes.extend(tree.envs(&p).into_iter().map(|(env, _)| Prefix::scope(&p, env, &scope)));
            }
            Place::Flag(p, name) if tree.entries().contains_key(path) => {
                let scope = Scope::Flag(name);
                prefixes.extend(tree.envs(&p).iter().map(|(env, _)| Prefix::scope(&p, *env, &scope)));
            }
            Place::Group(_) | Place::Grant(_) | Place::Request(_) => {
                prefixes.extend(tree.projects().iter().map(|p| Prefix::folder(p, "env")));
            }
            _ => {}
        }
    }
    prefixes.into_iter().collect()
}

/// The paths that a commit touches, for [`needs`].
///
/// # Errors
/// When a leaf cannot be taken apart.
pub fn paths(commit: &Commit) -> Result<Vec<Path>, Refusal> {
    let read = |(i, leaf): (usize, &crate::model::StoredLeaf)| match RawLeaf::read(&leaf.bytes) {
        Ok(raw) => Ok(raw.path),
        Err(source) => Err(Refusal::Bytes { seq: 0, part: format!("leaf {i}"), source }),
    };
    commit.leaves.iter().enumerate().map(read).collect()
}

/// Judges a commit and applies it. On an error the tree is as it was.
///
/// # Errors
/// The first rule that the commit breaks.
pub fn gate(tree: &mut Tree, commit: &Commit) -> Result<Header, Refusal> {
    let (header, leaves) = decode(tree, commit)?;
    if leaves.len() != header.leaves.len() {
        return Err(Refusal::Chain { seq: header.seq, what: "a leaf is missing" });
    }
    let signer = signer(tree, &header, &leaves)?;
    if !crypto::verify(&signer, &Commit::signed_bytes(&commit.header), &commit.signature) {
        return Err(Refusal::Signature { seq: header.seq });
    }
    judge(tree, &header, commit.hash(), &leaves)?;
    Ok(header)
}

/// What [`gate`] does once the bytes and the signature are checked: what a client asks before it
/// signs, with the leaves that it is about to encode.
///
/// # Errors
/// The first rule that the changes break; the tree is as it was.
pub fn judge(tree: &mut Tree, header: &Header, hash: Hash, leaves: &[(Leaf, Hash)]) -> Result<(), Refusal> {
    if tree.head != Head::NONE
        && let Err(unapproved) = approvals::approved(tree, header, leaves)
    {
        // Who may not do it at all is told that.
        return Err(rights(tree, header, leaves).err().unwrap_or(unapproved));
    }
    judge_plan(tree, header, hash, leaves)
}

/// What [`judge`] does but for approvals: what a client asks about a plan that it only shows.
///
/// # Errors
/// As [`judge`].
pub fn judge_plan(
    tree: &mut Tree,
    header: &Header,
    hash: Hash,
    leaves: &[(Leaf, Hash)],
) -> Result<(), Refusal> {
    let (seq, time) = (header.seq, header.time);
    let mut seen = BTreeSet::new();
    for (leaf, _) in leaves {
        if !seen.insert(&leaf.path) {
            return Err(invalid(&leaf.path, "changed twice in one commit"));
        }
        if leaf.path.place() == Place::Message {
            message(leaf)?;
            continue;
        }
        let there = tree.entry(&leaf.path);
        if there.map(|e| e.leaf) != leaf.prev {
            return Err(Refusal::Stale { path: leaf.path.clone() });
        }
        if there.is_none() && leaf.record.is_none() {
            return Err(invalid(&leaf.path, "there is nothing to delete"));
        }
    }
    if leaves.iter().all(|(leaf, _)| leaf.path.place() == Place::Message) {
        return Err(Refusal::Chain { seq, what: "it changes nothing" });
    }
    let first = tree.head == Head::NONE;
    if !first {
        if let Some(was) = tree.organization().and_then(|org| org.was.clone()) {
            return Err(Refusal::Deleted(was));
        }
        rights(tree, header, leaves)?;
        for (leaf, _) in leaves {
            locks::fits(tree, leaf, header.time)?;
        }
    }
    let before: Vec<Option<Entry>> = leaves.iter().map(|(leaf, _)| entry_of(tree, leaf)).collect();
    let (head, org, old_time) = (tree.head, tree.org, tree.time);
    for (leaf, leaf_hash) in leaves.iter().filter(|(leaf, _)| leaf.path.place() != Place::Message) {
        let entry = leaf.record.clone().map(|record| Entry { leaf: *leaf_hash, rev: seq, record });
        tree.apply(leaf.path.clone(), entry);
    }
    tree.head = Head { seq, hash };
    tree.time = time;
    if first {
        tree.org = hash;
    }
    let olds: BTreeMap<&Path, Option<&Record>> = leaves
        .iter()
        .zip(&before)
        .map(|((leaf, _), old)| (&leaf.path, old.as_ref().map(|e| &e.record)))
        .collect();
    let verdict = leaves.iter().try_for_each(|(leaf, _)| transition(tree, leaf, &olds));
    if verdict.is_err() {
        for ((leaf, _), old) in leaves.iter().zip(before) {
            if leaf.path.place() != Place::Message {
                tree.apply(leaf.path.clone(), old);
            }
        }
        (tree.head, tree.org, tree.time) = (head, org, old_time);
    }
    verdict
}

fn entry_of(tree: &Tree, leaf: &Leaf) -> Option<Entry> {
    (leaf.path.place() != Place::Message).then(|| tree.entry(&leaf.path).cloned()).flatten()
}

pub(super) fn invalid(path: &Path, rule: impl Into<String>) -> Refusal {
    Refusal::Invalid { path: path.clone(), rule: rule.into() }
}

pub(super) fn limit(what: &'static str, size: usize, max: usize) -> Result<(), Refusal> {
    if size > max { Err(Refusal::Limit { what, size, max }) } else { Ok(()) }
}

/// Bytes to leaves, and everything that ties them to the head; leaves that were withheld are left out.
pub(super) fn decode(tree: &Tree, commit: &Commit) -> Result<(Header, Vec<(Leaf, Hash)>), Refusal> {
    let next = tree.head.seq + 1;
    limit("a commit", commit.leaves.len(), LEAVES_MAX)?;
    limit("a commit", commit.leaves.iter().map(|l| l.bytes.len()).sum(), COMMIT_MAX)?;
    let bytes = |part: String| move |source| Refusal::Bytes { seq: next, part, source };
    let header = commit.decode_header().map_err(bytes("the header".to_owned()))?;
    let chain = |what| Err(Refusal::Chain { seq: next, what });
    if header.level != LEVEL {
        return Err(Refusal::Level { seq: next, level: header.level });
    }
    if header.seq != next {
        return chain("its number is not the next");
    }
    if header.org != tree.org {
        return chain("it is of another organization");
    }
    if header.parent != tree.head.hash {
        return chain("its parent is not the head");
    }
    if header.time < tree.time {
        return chain("it is older than its parent");
    }
    if header.action.is_empty()
        || header.action.len() > 32
        || !header.action.bytes().all(|b| b.is_ascii_lowercase() || b".-".contains(&b))
    {
        return chain("its action is not a word");
    }
    if header.leaves.len() != commit.leaves.len() || header.leaves.is_empty() {
        return chain("its leaves are not those that it names");
    }
    let mut leaves = Vec::with_capacity(commit.leaves.len());
    for (i, (stored, hash)) in commit.leaves.iter().zip(&header.leaves).enumerate() {
        if stored.is_withheld() {
            continue;
        }
        if stored.hash() != *hash {
            return chain("a leaf is not the one that it names");
        }
        let raw = RawLeaf::read(&stored.bytes).map_err(bytes(format!("leaf {i}")))?;
        let max = if matches!(raw.kind, Kind::Value | Kind::Epoch) { BODY_MAX } else { SMALL_MAX };
        limit("a record", stored.bytes.len(), max)?;
        leaves.push((raw.decode().map_err(bytes(format!("leaf {i}")))?, *hash));
    }
    Ok((header, leaves))
}

/// The signing key: of whoever the tree before the commit knows by it, or in the first commit of the
/// owner that it makes.
pub(super) fn signer(tree: &Tree, header: &Header, leaves: &[(Leaf, Hash)]) -> Result<[u8; 32], Refusal> {
    let unknown = Refusal::UnknownKey { seq: header.seq, kid: header.kid };
    if tree.head != Head::NONE {
        return Actor::of_key(tree, header.kid).map(|(_, sign)| sign).ok_or(unknown);
    }
    let mut made = leaves.iter().filter_map(|(leaf, _)| match &leaf.record {
        Some(Record::Member(m)) => Some(m),
        _ => None,
    });
    let owner = made.next().filter(|m| made.next().is_none() && m.role == Role::Owner);
    let device = owner.and_then(|m| m.devices.iter().find(|d| !d.revoked && d.kid() == header.kid));
    device.map(|d| d.sign.0).ok_or(unknown)
}

fn message(leaf: &Leaf) -> Result<(), Refusal> {
    match &leaf.record {
        Some(Record::Message(m)) if leaf.prev.is_none() => limit("a message", m.text.len(), MESSAGE_MAX),
        _ => Err(invalid(&leaf.path, "a message is not a message")),
    }
}

/// The rights that a commit needs, on the tree before it.
fn rights(before: &Tree, header: &Header, leaves: &[(Leaf, Hash)]) -> Result<(), Refusal> {
    let unknown = || Refusal::UnknownKey { seq: header.seq, kid: header.kid };
    let (actor, _) = Actor::of_key(before, header.kid).ok_or_else(unknown)?;
    let who = Who { actor, access: actor.access(before), time: header.time };
    for (leaf, _) in leaves {
        right(before, &who, leaf)?;
    }
    // An invitation is used up by the commit that it signs.
    let joins = |id| leaves.iter().any(|(leaf, _)| leaf.path.place() == id && leaf.record.is_none());
    match actor {
        Actor::Invited(id) if !joins(Place::Invitation(id)) => Err(unknown()),
        _ => Ok(()),
    }
}

/// The right that a change needs.
fn right(before: &Tree, who: &Who<'_>, leaf: &Leaf) -> Result<(), Refusal> {
    let place = leaf.path.place();
    let project = place.project().cloned();
    let app_of = |place: &Place| match place {
        Place::App(_, app)
        | Place::Version(_, app, _)
        | Place::Placement(_, _, app)
        | Place::Run(_, _, app)
        | Place::Pin(_, _, app) => Some(app.clone()),
        Place::Value(_, _, Scope::App(app), _) => Some(app.clone()),
        _ => None,
    };
    let app = app_of(&place);
    let need = |right, env: Option<(crate::model::EnvId, &Env)>| {
        let at = At { project: project.as_ref(), env, app: app.as_ref() };
        who.access.check(right, at).map_err(|denied| match (&project, env) {
            // What was not given to somebody is not named to them.
            (Some(p), Some((id, env))) if !who.access.is_shown(before, p, id, env) => {
                Refusal::from(Denied { what: format!("another environment of {p}"), ..denied })
            }
            _ => denied.into(),
        })
    };
    match place {
        Place::Message => Ok(()),
        Place::Org | Place::AccessPolicy => need(Right::Own, None),
        Place::Member(_)
        | Place::Group(_)
        | Place::Role(_)
        | Place::Grant(_)
        | Place::Token(_)
        | Place::Invitation(_) => membership::right(before, who, leaf),
        Place::Request(_) => approvals::right(before, who, leaf),
        Place::Project(_) | Place::Template(..) => need(Right::Manage, None),
        Place::Review => {
            need(Right::Manage, None)?;
            match &leaf.record {
                Some(Record::Review(new)) if who.actor != Actor::Member(new.by) => {
                    Err(invalid(&leaf.path, "it is a review in another member's name"))
                }
                _ => Ok(()),
            }
        }
        Place::Env(p, env) => {
            let there = env_of(before, &p, env);
            need(Right::Manage, there)?;
            // A lock carries the name of who put it.
            let new = match &leaf.record {
                Some(Record::Env(new)) => new.lock.as_ref(),
                _ => None,
            };
            let new = new.filter(|lock| there.and_then(|(_, env)| env.lock.as_ref()) != Some(*lock));
            match new {
                Some(lock) if who.actor.member(before) != Some(lock.by) => {
                    Err(invalid(&leaf.path, "its lock is in another member's name"))
                }
                _ => Ok(()),
            }
        }
        Place::Waiver(p, env, ..) => {
            need(Right::Manage, env_of(before, &p, env))?;
            match &leaf.record {
                Some(Record::Waiver(new)) if who.actor != Actor::Member(new.by) => {
                    Err(invalid(&leaf.path, "it is waived in another member's name"))
                }
                _ => Ok(()),
            }
        }
        Place::Pin(p, env, _) => need(Right::Release, env_of(before, &p, env)),
        Place::Run(p, env, _) => {
            let target = env_of(before, &p, env);
            let rollback = match &leaf.record {
                Some(Record::Run(run)) => run.rollback,
                _ => false,
            };
            if first_env(before, &p).map(|(id, _)| id) == Some(env) {
                return need(Right::Edit, target);
            }
            match need(Right::Release, target) {
                // Who may promote may begin and end a promotion, and end what has failed.
                Err(_) if !rollback => need(Right::Promote, target),
                verdict => verdict,
            }
        }
        // Who has no wrap cannot make one that opens; who is no reader has no business trying.
        Place::Epoch(..) if who.actor == Actor::Recovery => Ok(()),
        Place::Epoch(p, env, _) => need(Right::Open, env_of(before, &p, env)),
        Place::App(p, app) => {
            let edits = need(Right::Edit, first_env(before, &p));
            let taken = || {
                let old = before.app(&p, &app)?;
                let new = leaf.record.as_ref().and_then(|r| <&App>::try_from(r).ok())?;
                let n = taken_from(before, &p, &app, old, new)?;
                let there =
                    |(env, _): &(_, &_)| before.placement(&p, *env, &app).is_some_and(|at| at.version == n);
                before.envs(&p).into_iter().filter(there).find(|env| need(Right::Edit, Some(*env)).is_ok())
            };
            if edits.is_err() && taken().is_some() { Ok(()) } else { edits }
        }
        Place::Version(p, ..) => need(Right::Edit, first_env(before, &p)),
        Place::Constant(p, _) | Place::Datasource(p, _) | Place::Flag(p, _) => {
            need(Right::Write, first_env(before, &p))
        }
        Place::Value(p, env, ..) => need(Right::Write, env_of(before, &p, env)),
        Place::Placement(p, env, app) => {
            let target = env_of(before, &p, env);
            let old = before.placement(&p, env, &app);
            let new = match &leaf.record {
                Some(Record::Placement(new)) => Some(new),
                _ => None,
            };
            let step = placement::move_of(old, new);
            let releases = matches!(step, Move::Release | Move::ForwardAndRelease);
            if first_env(before, &p).map(|(id, _)| id) == Some(env) {
                // Publishing and rolling back a publication are editing; changing what is live is not.
                let live = old.and_then(|old| old.released) != new.and_then(|new| new.released);
                if live {
                    need(Right::Release, target)?;
                }
                let edits = !(live && matches!(step, Move::Release | Move::Back));
                return if edits { need(Right::Edit, target) } else { Ok(()) };
            }
            match step {
                Move::Forward | Move::ForwardAndRelease => {
                    need(Right::Promote, target)?;
                    let added = new.map(|new| placement::added(old, new)).unwrap_or_default();
                    if added.iter().any(|rule| !rule.skipped.is_empty()) {
                        need(Right::Approve, target)?;
                    }
                    if releases {
                        need(Right::Release, target)?;
                    }
                    // Who may not see where it comes from may not bring it.
                    let from = new.map(|new| placement::came_from(before, &p, env, &app, new.version));
                    let mut from =
                        from.unwrap_or_default().into_iter().map(|source| need(Right::View, Some(source)));
                    let first = from.next().unwrap_or(Ok(()));
                    if first.is_ok() || from.any(|seen| seen.is_ok()) { Ok(()) } else { first }
                }
                Move::Back | Move::Release => need(Right::Release, target),
                Move::Mark => {
                    let lifts = old.map(|old| &old.hold) != new.map(|new| &new.hold);
                    need(if lifts { Right::Release } else { Right::Promote }, target)
                }
                Move::Remove => need(Right::Manage, target),
            }
        }
    }
}

/// The version that a draft was begun again from, if that is all that changed: whoever may edit the
/// app where that version is may do so, and the draft is in the first environment as ever.
fn taken_from(tree: &Tree, p: &ProjectName, name: &AppName, old: &App, new: &App) -> Option<u32> {
    let n = new.base?;
    let version = tree.version(p, name, n)?;
    let needs: Vec<_> = version.needs.iter().map(|need| need.key.clone()).collect();
    let uses: Vec<_> = version.uses.iter().map(|used| used.app.clone()).collect();
    let taken = App {
        base: Some(n),
        settings: version.settings.clone(),
        datasources: version.datasources.clone(),
        needs: if new.needs == old.needs { old.needs.clone() } else { needs },
        uses: if new.uses == old.uses { old.uses.clone() } else { uses },
        ..old.clone()
    };
    (taken == *new).then_some(n)
}
