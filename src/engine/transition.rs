//! Transitions: whether a record may stand in the tree that a commit leaves, given what stood there.
//!
//! The second half of the gate: the first has settled who may; here is what may be. Invariant: a
//! tree that was left by accepted commits alone needs no further check.

use std::collections::{BTreeMap, BTreeSet};

use super::approvals;
use super::constants::VALUE_MAX;
use super::gate::{Refusal, invalid, limit};
use super::membership;
use super::orgs;
use super::placement;
use super::readers::{readers, rotation_due};
use crate::model::{
    App, AppName, Constant, Content, Datasource, Entry, Env, EnvId, Epoch, Flag, Key, Leaf, Path, Place,
    Placement, Prefix, Project, ProjectName, Record, Run, Scope, Stage, Template, Tree, Value, Version,
};

/// Most recovery keys of an organization, and environments of one project.
const DEVICES_MAX: usize = 8;
const ENVS_MAX: usize = 256;
/// Most fields of a datasource, variants of a flag.
const FIELDS_MAX: usize = 256;
const VARIANTS_MAX: usize = 64;
/// Longest display name, description or pattern in a record, in bytes.
const TEXT_MAX: usize = 4096;
/// Most writes that one value names as parents or as undone.
const LINEAGE_MAX: usize = 64;

/// Whether the record that a leaf puts, or the place that it empties, is valid in the tree after.
pub(super) fn transition(
    after: &Tree,
    leaf: &Leaf,
    olds: &BTreeMap<&Path, Option<&Record>>,
) -> Result<(), Refusal> {
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
            if org.parent.as_ref() == Some(&org.name) {
                return fail("an organization is not above itself");
            }
            membership::one_key_each(after, path)?;
            let was = old.and_then(|r| <&crate::model::Org>::try_from(r).ok());
            if org.was.is_some() || org.name.is_deleted() {
                let deleted = was.map(|was| orgs::deleted(was, &after.org));
                if deleted.as_ref() != Some(org) {
                    return fail("what is deleted is only given the name of a deleted organization");
                }
            }
            let is_new = |d: &&crate::model::Device| !was.is_some_and(|was| was.recovery.contains(d));
            membership::are_keys(path, org.recovery.iter().filter(is_new))?;
            membership::owners(after, path)
        }
        (
            Place::Member(_)
            | Place::Group(_)
            | Place::Role(_)
            | Place::Grant(_)
            | Place::Token(_)
            | Place::AccessPolicy
            | Place::Review
            | Place::Invitation(_),
            _,
        ) => membership::transition(after, leaf, olds),
        (Place::Request(_), _) => approvals::transition(after, leaf, old),
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
            let last = old.and_then(|r| <&App>::try_from(r).ok()).and_then(|app| app.last).unwrap_or(0);
            let next = new.last.unwrap_or(0);
            if next == last || next == last + 1 { Ok(()) } else { fail("its version numbers do not go on") }
        }
        (Place::App(p, app), None) => {
            let placed = after.envs(p).iter().any(|(env, _)| after.placement(p, *env, app).is_some());
            if placed || !after.versions(p, app).is_empty() {
                return fail("it still has versions");
            }
            let scope = Scope::App(app.clone());
            let own = after.envs(p).iter().any(|(env, _)| after.values(p, *env, &scope).next().is_some());
            if own { fail("it still has values of its own") } else { Ok(()) }
        }
        (Place::Version(p, app, n), Some(Record::Version(new))) => {
            let Some(record) = after.app(p, app) else { return fail("its app does not exist") };
            match old {
                None => {
                    let before = olds.get(&Place::App(p.clone(), app.clone()).path()).copied();
                    let before = before.flatten().and_then(|r| <&App>::try_from(r).ok());
                    let last = before.and_then(|app| app.last).unwrap_or(0);
                    let counted = olds.contains_key(&Place::App(p.clone(), app.clone()).path());
                    let next = counted && record.last == Some(*n) && *n == last + 1;
                    if next { Ok(()) } else { fail("its number is not the next") }
                }
                // Immutable but for the mark that it must go no further, and its name for people.
                Some(Record::Version(old)) => {
                    let same =
                        Version { withdrawn: old.withdrawn.clone(), name: old.name.clone(), ..new.clone() };
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
            placement::placement_rule(after, p, *env, app, old, new).map_err(|rule| invalid(path, rule))
        }
        (Place::Placement(..) | Place::Run(..) | Place::Pin(..), None) => Ok(()),
        (Place::Run(p, env, app), Some(Record::Run(new))) => {
            let old = old.and_then(|r| <&Run>::try_from(r).ok());
            placement::run_rule(after, p, *env, app, old, new).map_err(|rule| invalid(path, rule))
        }
        (Place::Pin(p, env, app), Some(Record::Pin(new))) => {
            limit("a reason", new.reason.as_ref().map_or(0, String::len), TEXT_MAX)?;
            if env_of(after, p, *env).is_none() {
                return fail("its environment does not exist");
            }
            match new.version {
                _ if after.app(p, app).is_none() => fail("its app does not exist"),
                Some(n) if after.version(p, app, n).is_none() => fail("its version does not exist"),
                _ => Ok(()),
            }
        }
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
        (Place::Datasource(p, name), record) => {
            let new = record.as_ref().and_then(|r| <&Datasource>::try_from(r).ok());
            if let Some(new) = new {
                datasource(path, new)?;
            }
            let was = old.and_then(|r| <&Datasource>::try_from(r).ok());
            let scope = Scope::Datasource(name.clone());
            for (field, was) in was.iter().flat_map(|was| &was.fields) {
                let same = new.and_then(|new| new.fields.get(field)).is_some_and(|f| f.secret == was.secret);
                let set = |(env, _): &(EnvId, &Env)| {
                    after.values(p, *env, &scope).any(|(path, _)| path.last() == field.as_str())
                };
                if !same && after.envs(p).iter().any(set) {
                    return Err(invalid(path, format!("its field {field} still has values of its kind")));
                }
            }
            Ok(())
        }
        (Place::Flag(p, name), record) => {
            if let Some(flag) = record.as_ref().and_then(|r| <&Flag>::try_from(r).ok()) {
                limit("a description", flag.description.as_ref().map_or(0, String::len), TEXT_MAX)?;
                limit("the list of variants", flag.variants.len(), VARIANTS_MAX)?;
                return Ok(());
            }
            let scope = Scope::Flag(name.clone());
            let set = |(env, _): &(EnvId, &Env)| after.values(p, *env, &scope).next().is_some();
            if after.envs(p).iter().any(set) {
                fail("it still has a state in an environment")
            } else {
                Ok(())
            }
        }
        (Place::Template(..), Some(Record::Template(new))) => template(path, new),
        (Place::Template(..), None) => Ok(()),
        (Place::Value(p, env, scope, key), Some(Record::Value(v))) => {
            let secret = match scope {
                Scope::Flag(name) if *key == Key::state() => after.flag(p, name).map(|_| false),
                Scope::Flag(_) => None,
                Scope::Datasource(name) => {
                    after.datasource(p, name).and_then(|d| d.fields.get(key.as_str())).map(|f| f.secret)
                }
                Scope::Project | Scope::App(_) => after.constant(p, key).map(|c| c.secret),
            };
            // An app that is made later would find a value that nobody judged as its own.
            if let Scope::App(app) = scope
                && v.is_set()
                && after.app(p, app).is_none()
            {
                return fail("its app does not exist");
            }
            value(after, path, p, *env, v, secret)?;
            lineage(path, v, old.and_then(|r| <&Value>::try_from(r).ok()))
        }
        (Place::Waiver(p, env, scope, key), Some(Record::Waiver(new))) => {
            limit("a reason", new.reason.len(), TEXT_MAX)?;
            let value = Place::Value(p.clone(), *env, scope.clone(), key.clone());
            match after.get::<Value>(value) {
                Some(value) if value.id == new.write && value.is_secret() => Ok(()),
                _ => fail("it is about a secret that is not there"),
            }
        }
        (Place::Waiver(..), None) => Ok(()),
        (Place::Value(p, env, ..), None) if env_of(after, p, *env).is_none() => Ok(()),
        (Place::Value(..), None) => fail("a value is unset, not deleted: its lineage stays"),
        _ => fail("the record is not of the kind that stands there"),
    }
}

fn environment(after: &Tree, path: &Path, p: &ProjectName, id: EnvId, env: &Env) -> Result<(), Refusal> {
    let envs = after.envs(p);
    limit("the list of environments", envs.len(), ENVS_MAX)?;
    limit("a description", env.description.as_ref().map_or(0, String::len), TEXT_MAX)?;
    if let Some(lock) = &env.lock {
        limit("a reason", lock.reason.len(), TEXT_MAX)?;
    }
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

fn datasource(path: &Path, d: &Datasource) -> Result<(), Refusal> {
    limit("a description", d.description.as_ref().map_or(0, String::len), TEXT_MAX)?;
    limit("the type of a datasource", d.kind.len(), TEXT_MAX)?;
    limit("the list of fields", d.fields.len(), FIELDS_MAX)?;
    for (name, field) in &d.fields {
        if name.parse::<Key>().is_err() {
            return Err(invalid(path, format!("{name:?} is not the name of a field")));
        }
        if field.secret && field.default.is_some() {
            return Err(invalid(path, "a secret field has no default: a default is readable"));
        }
    }
    Ok(())
}

/// A template holds what can be made again anywhere: no ids, no secrets, and values only of what it
/// declares itself.
fn template(path: &Path, t: &Template) -> Result<(), Refusal> {
    let fail = |rule: String| Err(invalid(path, rule));
    limit("a description", t.description.as_ref().map_or(0, String::len), TEXT_MAX)?;
    limit("the list of environments", t.stages.len(), ENVS_MAX)?;
    if t.stages.is_empty() {
        return fail("it holds no environment".to_owned());
    }
    for (name, declared) in &t.constants {
        if name.parse::<Key>().is_err() {
            return fail(format!("{name:?} is not the name of a constant"));
        }
        constant(path, declared)?;
    }
    for (name, declared) in &t.datasources {
        if name.parse::<AppName>().is_err() {
            return fail(format!("{name:?} is not the name of a datasource"));
        }
        datasource(path, declared)?;
    }
    for (name, flag) in &t.flags {
        if name.parse::<AppName>().is_err() {
            return fail(format!("{name:?} is not the name of a flag"));
        }
        limit("a description", flag.description.as_ref().map_or(0, String::len), TEXT_MAX)?;
        limit("the list of variants", flag.variants.len(), VARIANTS_MAX)?;
    }
    let mut names = BTreeSet::new();
    for Stage { env, values, fields, .. } in &t.stages {
        if !names.insert(&env.name) {
            return fail(format!("it holds {} twice", env.name));
        }
        limit("a description", env.description.as_ref().map_or(0, String::len), TEXT_MAX)?;
        let ids = env.created_from.is_some()
            || env.lock.is_some()
            || !env.aliases.is_empty()
            || env.policy.as_ref().is_some_and(|policy| !policy.promote_from.is_empty());
        if ids {
            return fail(format!("{} holds what means nothing elsewhere", env.name));
        }
        let plain = |name: &str| t.constants.get(name).is_some_and(|c| !c.secret);
        let field = |name: &str, field: &str| {
            t.datasources.get(name).and_then(|d| d.fields.get(field)).is_some_and(|f| !f.secret)
        };
        let inner =
            fields.iter().flat_map(|(name, inner)| inner.iter().map(move |(f, text)| (name, f, text)));
        let mut all = values.iter().map(|(name, text)| (plain(name), name, text));
        let mut inner = inner.map(|(name, f, text)| (field(name, f), f, text));
        if let Some((_, name, _)) = all.find(|(ok, ..)| !ok).or_else(|| inner.find(|(ok, ..)| !ok)) {
            return fail(format!("{name} has a value, and is not declared as plain"));
        }
        let texts = values.values().chain(fields.values().flat_map(BTreeMap::values));
        if texts.into_iter().any(|text| text.contains('\0')) {
            return fail("a value holds a NUL byte".to_owned());
        }
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

/// One id is one write: it descends from others, and where its value stays it says what it said. (A
/// secret may be sealed anew.)
fn lineage(path: &Path, new: &Value, old: Option<&Value>) -> Result<(), Refusal> {
    if new.parents.contains(&new.id) || new.undid.contains(&new.id) {
        return Err(invalid(path, "a write does not descend from itself"));
    }
    let Some(old) = old.filter(|old| old.id == new.id) else { return Ok(()) };
    let says = match (&old.content, &new.content) {
        (Content::Sealed(_), Content::Sealed(_)) => true,
        (old, new) => old == new,
    };
    if says && old.parents == new.parents && old.undid == new.undid {
        Ok(())
    } else {
        Err(invalid(path, "a write does not change: another value is another write"))
    }
}

pub(super) fn env_of<'t>(tree: &'t Tree, p: &ProjectName, env: EnvId) -> Option<(EnvId, &'t Env)> {
    tree.get(Place::Env(p.clone(), env)).map(|record| (env, record))
}

pub(super) fn first_env<'t>(tree: &'t Tree, p: &ProjectName) -> Option<(EnvId, &'t Env)> {
    tree.chain(p).first().copied()
}

/// Where a constant may have values.
pub(super) fn values_of(tree: &Tree, p: &ProjectName, key: &Key) -> impl Iterator<Item = Path> {
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
