//! The gate: whether a commit may follow a tree. Everything that is in a log has passed it.
//!
//! The client calls it before it signs, so that a refusal has the same words everywhere; a gated
//! store calls it on append; `audit verify` calls it over the whole log. Rights are judged on the
//! tree before the commit, validity on the tree after it.

use std::collections::{BTreeMap, BTreeSet};

use super::constants::VALUE_MAX;
use super::promote::{self, Move};
use super::readers::{readers, rotation_due};
use super::rights::{self, Denied, Right};
use crate::crypto;
use crate::model::cbor::DecodeError;
use crate::model::commit::{BODY_MAX, COMMIT_MAX, LEAVES_MAX, LEVEL, MESSAGE_MAX, RawLeaf};
use crate::model::{
    Commit, Constant, Content, Entry, Env, EnvId, Epoch, Hash, Head, Header, Key, Kid, Kind, Leaf, Member,
    Path, Place, Placement, Prefix, Project, ProjectName, Record, Role, Scope, Tree, Value,
};

/// Most devices of one member, environments of one project, recovery keys of an organization.
const DEVICES_MAX: usize = 8;
const ENVS_MAX: usize = 256;
/// Largest leaf of a record that is neither a value nor a key, in bytes.
const SMALL_MAX: usize = 256 * 1024;
/// Longest display name, description or pattern in a record, in bytes.
const TEXT_MAX: usize = 4096;
/// Most writes that one value names as parents or as undone.
const LINEAGE_MAX: usize = 64;

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
    #[error("commit {seq} is signed by {kid}, which is no active key of a member")]
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

/// What the gate must know of the tree to judge a commit with these paths.
pub fn needs<'p>(paths: impl IntoIterator<Item = &'p Path>) -> Vec<Prefix> {
    let mut prefixes = BTreeSet::from([Prefix::one(&Place::Org.path()), Prefix::members()]);
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
            Place::Constant(p, _) => drop(prefixes.insert(Prefix::folder(p, "app"))),
            Place::Value(p, env, scope, key) => {
                prefixes.insert(Prefix::epochs(p, *env));
                let declared = match scope {
                    Scope::Datasource(name) => Place::Datasource(p.clone(), name.clone()),
                    Scope::Project | Scope::App(_) => Place::Constant(p.clone(), key.clone()),
                };
                prefixes.insert(Prefix::one(&declared.path()));
            }
            Place::App(p, app) | Place::Version(p, app, _) | Place::Placement(p, _, app) => {
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
/// declarations that change or go.
pub fn needs_more<'p>(tree: &Tree, paths: impl IntoIterator<Item = &'p Path>) -> Vec<Prefix> {
    let mut prefixes = Vec::new();
    for path in paths.into_iter().filter(|path| tree.entries().contains_key(*path)) {
        if let Place::Constant(p, key) = path.place() {
            prefixes.extend(values_of(tree, &p, &key).map(|value| Prefix::one(&value)));
        }
    }
    prefixes
}

/// Where a constant may have values.
fn values_of(tree: &Tree, p: &ProjectName, key: &Key) -> impl Iterator<Item = Path> {
    let apps = tree.apps(p).into_iter().map(|(app, _)| Scope::App(app));
    let scopes: Vec<Scope> = std::iter::once(Scope::Project).chain(apps).collect();
    let mut places = Vec::new();
    for (env, _) in tree.envs(p) {
        places.extend(
            scopes.iter().map(|scope| Place::Value(p.clone(), env, scope.clone(), key.clone()).path()),
        );
    }
    places.into_iter()
}

fn is_set(entry: &Entry) -> bool {
    matches!(&entry.record, Record::Value(value) if value.is_set())
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
    let signer = signer(tree, &header, &leaves)?;
    if !crypto::verify(&signer.1, &Commit::signed_bytes(&commit.header), &commit.signature) {
        return Err(Refusal::Signature { seq: header.seq });
    }
    judge(tree, &signer.0, header.seq, commit.hash(), header.time, &leaves)?;
    Ok(header)
}

/// What [`gate`] does once the bytes and the signature are checked: what a client asks before it
/// signs, with the leaves that it is about to encode.
///
/// # Errors
/// The first rule that the changes break; the tree is as it was.
pub fn judge(
    tree: &mut Tree,
    actor: &Member,
    seq: u64,
    hash: Hash,
    time: u64,
    leaves: &[(Leaf, Hash)],
) -> Result<(), Refusal> {
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
        for (leaf, _) in leaves {
            right(tree, actor, leaf)?;
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

fn invalid(path: &Path, rule: impl Into<String>) -> Refusal {
    Refusal::Invalid { path: path.clone(), rule: rule.into() }
}

fn limit(what: &'static str, size: usize, max: usize) -> Result<(), Refusal> {
    if size > max { Err(Refusal::Limit { what, size, max }) } else { Ok(()) }
}

/// Bytes to leaves, and everything that ties them to the head.
fn decode(tree: &Tree, commit: &Commit) -> Result<(Header, Vec<(Leaf, Hash)>), Refusal> {
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

/// The member who signs, with the signing key: of the tree before the commit, or in the first
/// commit the owner that it makes.
fn signer(tree: &Tree, header: &Header, leaves: &[(Leaf, Hash)]) -> Result<(Member, [u8; 32]), Refusal> {
    let unknown = Refusal::UnknownKey { seq: header.seq, kid: header.kid };
    let member = if tree.head == Head::NONE {
        let mut made = leaves.iter().filter_map(|(leaf, _)| match &leaf.record {
            Some(Record::Member(m)) => Some(m.clone()),
            _ => None,
        });
        made.next().filter(|m| made.next().is_none() && m.role == Role::Owner).ok_or(unknown.clone())?
    } else {
        tree.member_of(header.kid).map(|(_, m)| m.clone()).ok_or(unknown.clone())?
    };
    let device = member.devices.iter().find(|d| !d.revoked && d.kid() == header.kid);
    let sign = device.map(|d| d.sign.0).ok_or(unknown)?;
    Ok((member, sign))
}

fn message(leaf: &Leaf) -> Result<(), Refusal> {
    match &leaf.record {
        Some(Record::Message(m)) if leaf.prev.is_none() => limit("a message", m.text.len(), MESSAGE_MAX),
        _ => Err(invalid(&leaf.path, "a message is not a message")),
    }
}

fn env_of<'t>(tree: &'t Tree, p: &ProjectName, env: EnvId) -> Option<(EnvId, &'t Env)> {
    tree.get(Place::Env(p.clone(), env)).map(|record| (env, record))
}

fn first_env<'t>(tree: &'t Tree, p: &ProjectName) -> Option<(EnvId, &'t Env)> {
    tree.chain(p).first().copied()
}

/// The right that a change needs, on the tree before the commit.
fn right(before: &Tree, actor: &Member, leaf: &Leaf) -> Result<(), Refusal> {
    let need = |right, env| rights::check(actor, right, env, None).map_err(Refusal::from);
    match leaf.path.place() {
        Place::Message => Ok(()),
        Place::Org => need(Right::Own, None),
        Place::Member(id) => {
            need(Right::Manage, None)?;
            let old = before.get::<Member>(Place::Member(id)).map(|m| m.role);
            let new = match &leaf.record {
                Some(Record::Member(m)) => Some(m.role),
                _ => None,
            };
            // Nobody gives or takes away more than they have.
            if old.max(new) == Some(Role::Owner) { need(Right::Own, None) } else { Ok(()) }
        }
        Place::Project(_) => need(Right::Manage, None),
        Place::Env(p, env) => need(Right::Manage, env_of(before, &p, env)),
        // Who has no wrap cannot make one that opens; who is no reader has no business trying.
        Place::Epoch(p, env, _) => need(Right::Open, env_of(before, &p, env)),
        Place::App(p, _) | Place::Version(p, ..) => need(Right::Edit, first_env(before, &p)),
        Place::Constant(p, _) | Place::Datasource(p, _) => need(Right::Write, first_env(before, &p)),
        Place::Value(p, env, ..) => need(Right::Write, env_of(before, &p, env)),
        Place::Placement(p, env, app) => {
            let target = env_of(before, &p, env);
            let old = before.placement(&p, env, &app);
            let new = match &leaf.record {
                Some(Record::Placement(new)) => Some(new),
                _ => None,
            };
            let step = promote::move_of(old, new);
            let releases = matches!(step, Move::Release | Move::ForwardAndRelease);
            if first_env(before, &p).map(|(id, _)| id) == Some(env) {
                // Publishing and rolling back a publication are editing; making live is not.
                return if releases { need(Right::Release, target) } else { need(Right::Edit, target) };
            }
            match step {
                Move::Forward | Move::ForwardAndRelease => {
                    need(Right::Promote, target)?;
                    if releases {
                        need(Right::Release, target)?;
                    }
                    // Who may not see where it comes from may not bring it.
                    let from = new.map(|new| promote::came_from(before, &p, env, &app, new.version));
                    let mut from =
                        from.unwrap_or_default().into_iter().map(|source| need(Right::View, Some(source)));
                    let first = from.next().unwrap_or(Ok(()));
                    if first.is_ok() || from.any(|seen| seen.is_ok()) { Ok(()) } else { first }
                }
                Move::Back | Move::Release => need(Right::Release, target),
                Move::Remove => need(Right::Manage, target),
            }
        }
    }
}

/// Whether the record that a leaf puts, or the place that it empties, is valid in the tree after.
fn transition(after: &Tree, leaf: &Leaf, olds: &BTreeMap<&Path, Option<&Record>>) -> Result<(), Refusal> {
    let path = &leaf.path;
    let old = olds.get(path).copied().flatten();
    let fail = |rule: &str| Err(invalid(path, rule));
    let place = path.place();
    if let Some(p) = place.project().filter(|_| !matches!(place, Place::Project(_)) && leaf.record.is_some())
        && after.get::<Project>(Place::Project(p.clone())).is_none()
    {
        return fail("its project does not exist");
    }
    match (&place, &leaf.record) {
        (Place::Message, _) => Ok(()),
        (Place::Org, None) => fail("an organization is not deleted by a commit"),
        (Place::Org, Some(Record::Org(org))) => {
            limit("the display name", org.display.as_ref().map_or(0, String::len), TEXT_MAX)?;
            limit("the list of recovery keys", org.recovery.len(), DEVICES_MAX)?;
            owners(after, path)
        }
        (Place::Member(_), record) => {
            if let Some(Record::Member(m)) = record {
                limit("a member's name", m.name.len(), TEXT_MAX)?;
                limit("the list of devices", m.devices.len(), DEVICES_MAX)?;
                if m.devices.is_empty() {
                    return fail("a member has a device");
                }
                let before = old.and_then(|r| <&Member>::try_from(r).ok());
                let revoked = before.into_iter().flat_map(|m| &m.devices).filter(|d| d.revoked);
                let active = |d: &crate::model::Device| {
                    m.devices.iter().any(|new| !new.revoked && new.kid() == d.kid())
                };
                if revoked.into_iter().any(active) {
                    return fail("a revoked key stays revoked");
                }
                let kids: BTreeSet<Kid> =
                    after.members().flat_map(|(_, m)| &m.devices).map(crate::model::Device::kid).collect();
                if kids.len() != after.members().map(|(_, m)| m.devices.len()).sum::<usize>() {
                    return fail("one key belongs to one member, once");
                }
                if after.members().filter(|(_, other)| other.name == m.name).count() > 1 {
                    return fail("another member has the name");
                }
            }
            owners(after, path)
        }
        (Place::Project(_), Some(_)) => Ok(()),
        (Place::Project(_), None) => fail("a project is not deleted"),
        (Place::Env(p, id), Some(Record::Env(env))) => environment(after, path, p, *id, env),
        (Place::Env(p, id), None) => {
            if after.scan(&Prefix::placements(p, *id)).next().is_some() {
                return fail("versions are still placed in it");
            }
            if after.chain(p).is_empty() { fail("it is the only environment of its project") } else { Ok(()) }
        }
        (Place::Epoch(p, env, n), Some(Record::Epoch(new))) => epoch(after, path, p, *env, *n, new, old),
        (Place::Epoch(p, env, _), None) if env_of(after, p, *env).is_none() => Ok(()),
        (Place::Epoch(..), None) => {
            fail("an environment's key is not deleted while the environment is there")
        }
        (Place::App(..), Some(Record::App(new))) => {
            // Numbers are given once and in order: a deleted version's is not given again.
            let last = old
                .and_then(|r| <&crate::model::App>::try_from(r).ok())
                .and_then(|app| app.last)
                .unwrap_or(0);
            let next = new.last.unwrap_or(0);
            if next == last || next == last + 1 { Ok(()) } else { fail("its version numbers do not go on") }
        }
        (Place::App(p, app), None) => {
            let placed = after.envs(p).iter().any(|(env, _)| after.placement(p, *env, app).is_some());
            if placed || !after.versions(p, app).is_empty() { fail("it still has versions") } else { Ok(()) }
        }
        (Place::Version(p, app, n), Some(Record::Version(new))) => {
            let Some(record) = after.app(p, app) else { return fail("its app does not exist") };
            match old {
                None => {
                    let before = olds.get(&Place::App(p.clone(), app.clone()).path()).copied();
                    let before = before.flatten().and_then(|r| <&crate::model::App>::try_from(r).ok());
                    let last = before.and_then(|app| app.last).unwrap_or(0);
                    let counted = olds.contains_key(&Place::App(p.clone(), app.clone()).path());
                    let next = counted && record.last == Some(*n) && *n == last + 1;
                    if next { Ok(()) } else { fail("its number is not the next") }
                }
                // Immutable but for the mark that it must go no further.
                Some(Record::Version(old)) => {
                    let same = crate::model::Version { withdrawn: old.withdrawn.clone(), ..new.clone() };
                    if same == *old { Ok(()) } else { fail("a version does not change") }
                }
                Some(_) => fail("a version does not change"),
            }
        }
        (Place::Version(p, app, n), None) => {
            let placed = |env: &EnvId| {
                after.placement(p, *env, app).is_some_and(|at| at.version == *n || at.released == Some(*n))
            };
            if after.envs(p).iter().any(|(env, _)| placed(env)) {
                return fail("it is in an environment");
            }
            let only = after.app(p, app).is_some() && after.versions(p, app).is_empty();
            if only { fail("it is the only version of its app") } else { Ok(()) }
        }
        (Place::Placement(p, env, app), Some(Record::Placement(new))) => {
            let old = old.and_then(|r| <&Placement>::try_from(r).ok());
            promote::placement_rule(after, p, *env, app, old, new).map_err(|rule| invalid(path, rule))
        }
        (Place::Placement(..), None) => Ok(()),
        (Place::Constant(p, key), record) => {
            let new = record.as_ref().and_then(|r| <&Constant>::try_from(r).ok());
            if let Some(new) = new {
                constant(path, new)?;
            }
            let was = old.and_then(|r| <&Constant>::try_from(r).ok());
            let same = new.map(|c| c.secret) == was.map(|c| c.secret);
            if was.is_some()
                && !same
                && values_of(after, p, key).any(|value| after.entry(&value).is_some_and(is_set))
            {
                return fail("it still has values of its kind");
            }
            Ok(())
        }
        (Place::Datasource(..), _) => Ok(()),
        (Place::Value(p, env, scope, key), Some(Record::Value(v))) => {
            let secret = match scope {
                Scope::Datasource(name) => {
                    after.datasource(p, name).and_then(|d| d.fields.get(key.as_str())).map(|f| f.secret)
                }
                Scope::Project | Scope::App(_) => after.constant(p, key).map(|c| c.secret),
            };
            value(after, path, p, *env, v, secret)
        }
        (Place::Value(p, env, ..), None) if env_of(after, p, *env).is_none() => Ok(()),
        (Place::Value(..), None) => fail("a value is unset, not deleted: its lineage stays"),
        _ => fail("the record is not of the kind that stands there"),
    }
}

fn owners(after: &Tree, path: &Path) -> Result<(), Refusal> {
    let active = |m: &Member| m.role == Role::Owner && m.devices.iter().any(|d| !d.revoked);
    if after.organization().is_none() {
        return Err(invalid(path, "there is no organization"));
    }
    if after.members().any(|(_, m)| active(m)) { Ok(()) } else { Err(invalid(path, "the last owner stays")) }
}

fn environment(after: &Tree, path: &Path, p: &ProjectName, id: EnvId, env: &Env) -> Result<(), Refusal> {
    let envs = after.envs(p);
    limit("the list of environments", envs.len(), ENVS_MAX)?;
    limit("a description", env.description.as_ref().map_or(0, String::len), TEXT_MAX)?;
    for (other, record) in envs.iter().filter(|(other, _)| *other != id) {
        let names = |e: &Env| std::iter::once(&e.name).chain(&e.aliases).cloned().collect::<BTreeSet<_>>();
        if !names(env).is_disjoint(&names(record)) {
            return Err(invalid(path, format!("environment {} has the name {}", other, record.name)));
        }
        if env.order.is_some() && record.order == env.order {
            return Err(invalid(path, format!("{} has the same place in the order", record.name)));
        }
    }
    if after.chain(p).is_empty() {
        return Err(invalid(path, "no environment would be left in the promotion order"));
    }
    if after.epoch(p, id).is_none() { Err(invalid(path, "it has no key")) } else { Ok(()) }
}

fn epoch(
    after: &Tree,
    path: &Path,
    p: &ProjectName,
    env: EnvId,
    n: u32,
    new: &Epoch,
    old: Option<&Record>,
) -> Result<(), Refusal> {
    let fail = |rule: &str| Err(invalid(path, rule));
    if env_of(after, p, env).is_none() {
        return fail("its environment does not exist");
    }
    let current = after.epoch(p, env).map_or(0, |(n, _)| n);
    if current != n {
        return fail("only the newest key of an environment changes");
    }
    match old.and_then(|r| <&Epoch>::try_from(r).ok()) {
        // More wraps of the same key: a pending reader got it.
        Some(old) => {
            let same = Epoch { wraps: old.wraps.clone(), ..new.clone() } == *old;
            if !same || !old.wraps.iter().all(|w| new.wraps.contains(w)) {
                return fail("a key does not change, and its wraps are only added to");
            }
        }
        None if n > 1 => {
            let before = after.entry(&Place::Epoch(p.clone(), env, n - 1).path());
            if before.is_none() || new.previous.is_none() {
                return fail("a new key follows the one before it, and seals it");
            }
        }
        None if n == 0 || new.previous.is_some() => {
            return fail("the first key of an environment is number 1");
        }
        None => {}
    }
    if new.key_id.0.len() != 32 || !new.wraps.is_sorted_by(|a, b| a.kid < b.kid) {
        return fail("its wraps are not in order");
    }
    let readers = readers(after, p, env);
    match new.wraps.iter().find(|w| !readers.contains_key(&w.kid)) {
        Some(w) => Err(invalid(path, format!("{} may not open the environment", w.kid))),
        None if new.wraps.is_empty() => fail("nobody could open it"),
        None => Ok(()),
    }
}

fn constant(path: &Path, c: &Constant) -> Result<(), Refusal> {
    limit("a description", c.description.as_ref().map_or(0, String::len), TEXT_MAX)?;
    limit("a pattern", c.pattern.as_ref().map_or(0, String::len), TEXT_MAX)?;
    if c.secret && c.default.is_some() {
        return Err(invalid(path, "a secret has no default: a default is readable"));
    }
    Ok(())
}

fn value(
    after: &Tree,
    path: &Path,
    p: &ProjectName,
    env: EnvId,
    v: &Value,
    secret: Option<bool>,
) -> Result<(), Refusal> {
    let fail = |rule: &str| Err(invalid(path, rule));
    limit("the lineage of a value", v.parents.len() + v.undid.len(), LINEAGE_MAX)?;
    if env_of(after, p, env).is_none() {
        return fail("its environment does not exist");
    }
    match (&v.content, secret) {
        (Content::Deleted, _) => Ok(()),
        (_, None) => fail("it is not declared"),
        (Content::Plain(_), Some(true)) => fail("it is a secret, and this value is not sealed"),
        (Content::Sealed(_), Some(false)) => fail("it is plain, and this value is sealed"),
        (Content::Plain(bytes), Some(false)) if bytes.contains(&0) => fail("it holds a NUL byte"),
        (Content::Plain(bytes), Some(false)) if bytes.len() > VALUE_MAX => fail("it is too long"),
        (Content::Plain(bytes), Some(false)) if std::str::from_utf8(bytes).is_err() => fail("it is not text"),
        (Content::Plain(_), Some(false)) => Ok(()),
        (Content::Sealed(sealed), Some(true)) => {
            if after.epoch(p, env).is_none_or(|(n, _)| n != sealed.epoch) {
                return fail("it is sealed under another key than the newest");
            }
            if rotation_due(after, p, env) {
                return fail("a reader left: a new key is due before the next secret");
            }
            Ok(())
        }
    }
}
