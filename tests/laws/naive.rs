//! A second reading of the design, §3 to §5: what a commit may do, said over plain maps.
//!
//! It knows the records, which are data, and nothing of the engine: paths are taken apart as text,
//! roles are looked up in a table, and every rule is a loop over all records.

use std::collections::{BTreeMap, BTreeSet};

use envctl::model::{
    App, AppName, Constant, Content, Datasource, Env, Epoch, Field, GrantId, Hash, Key, Kid, Member, Org,
    Placement, Record, Role, Template, Value, Version,
};

use super::holds::Who;
use super::world::{Change, Draft};

/// Design §4: the rights of each role.
pub const TABLE: [(Role, &str); 6] = [
    (Role::Viewer, ""),
    (Role::Tester, "view open"),
    (Role::Builder, "view open edit write promote"),
    (Role::Deployer, "view promote release"),
    (Role::Admin, "view open edit write promote release approve manage"),
    (Role::Owner, "view open edit write promote release approve manage own"),
];

/// A place that a right is asked for in: project, environment, app.
#[derive(Clone, Copy, Debug)]
pub struct At<'a>(pub Option<&'a str>, pub Option<&'a str>, pub Option<&'a str>);

/// All records of an organization by path, each with its leaf and revision.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Naive {
    pub org: Option<Hash>,
    pub seq: u64,
    pub parent: Option<Hash>,
    pub time: u64,
    pub records: BTreeMap<String, (Hash, u64, Record)>,
}

/// Why not: in words, for whoever reads a failure.
pub type Verdict = Result<Naive, String>;

pub fn no(why: impl Into<String>) -> Result<(), String> {
    Err(why.into())
}

/// The record, if it is of a kind.
macro_rules! pick {
    ($record:expr, $kind:ident) => {
        match $record {
            Some(Record::$kind(r)) => Some(r),
            _ => None,
        }
    };
}
pub(super) use pick;

impl Naive {
    pub fn get(&self, path: &str) -> Option<&Record> {
        self.records.get(path).map(|(_, _, record)| record)
    }

    /// What is below a folder: the last part of each path, and the record.
    pub fn below(&self, folder: &str) -> Vec<(&str, &Record)> {
        self.records.iter().filter_map(|(path, (_, _, r))| Some((path.strip_prefix(folder)?, r))).collect()
    }

    pub fn members(&self) -> Vec<(&str, &Member)> {
        self.below("member/").into_iter().filter_map(|(id, r)| Some((id, pick!(Some(r), Member)?))).collect()
    }

    pub fn env(&self, id: &str) -> Option<&Env> {
        pick!(self.get(&format!("p/shop/env/{id}")), Env)
    }

    pub fn envs(&self) -> Vec<(&str, &Env)> {
        self.below("p/shop/env/").into_iter().filter_map(|(id, r)| Some((id, pick!(Some(r), Env)?))).collect()
    }

    /// The ordered environments, first to last.
    pub fn chain(&self) -> Vec<&str> {
        let mut ordered: Vec<(u32, &str)> =
            self.envs().into_iter().filter_map(|(id, env)| Some((env.order?, id))).collect();
        ordered.sort_unstable();
        ordered.into_iter().map(|(_, id)| id).collect()
    }

    pub fn app(&self, app: &str) -> Option<&App> {
        pick!(self.get(&format!("p/shop/app/{app}")), App)
    }

    pub fn versions(&self, app: &str) -> BTreeMap<u32, &Version> {
        let below = self.below(&format!("p/shop/version/{app}/"));
        below.into_iter().filter_map(|(n, r)| Some((n.parse().ok()?, pick!(Some(r), Version)?))).collect()
    }

    pub fn placement(&self, env: &str, app: &str) -> Option<&Placement> {
        pick!(self.get(&format!("p/shop/placement/{env}/{app}")), Placement)
    }

    /// The newest key of an environment.
    pub fn epoch(&self, env: &str) -> Option<(u32, &Epoch)> {
        let below = self.below(&format!("p/shop/epoch/{env}/"));
        let keys = below.into_iter().filter_map(|(n, r)| Some((n.parse().ok()?, pick!(Some(r), Epoch)?)));
        keys.max_by_key(|(n, _)| *n)
    }

    pub fn constant(&self, key: &str) -> Option<&Constant> {
        pick!(self.get(&format!("p/shop/constant/{key}")), Constant)
    }

    pub fn datasource(&self, name: &str) -> Option<&Datasource> {
        pick!(self.get(&format!("p/shop/datasource/{name}")), Datasource)
    }

    pub fn organization(&self) -> Option<&Org> {
        pick!(self.get("org"), Org)
    }

    /// Whether somebody holds a right in a place; in a project that is the one that there is.
    pub fn may(&self, who: &Who, right: &str, at: At<'_>) -> Result<(), String> {
        let At(p, env, app) = at;
        // An environment that is not there yet is asked for as the project.
        let env = env.filter(|env| self.env(env).is_some());
        if self.holds(who, p, env, app).contains(right) {
            Ok(())
        } else {
            no(format!("no {right} in {at:?}"))
        }
    }

    /// Design §3.5: who may hold an environment's key.
    pub fn readers(&self, env: &str) -> BTreeSet<Kid> {
        let opens = |who: Who| self.may(&who, "open", At(Some("shop"), Some(env), None)).is_ok();
        let members = self.staff().into_iter().filter(|(id, _)| opens(Who::Member((*id).to_owned())));
        let devices = members.flat_map(|(_, m)| &m.devices);
        let tokens = self.tokens().into_iter().filter(|(id, _)| opens(Who::Token((*id).to_owned())));
        let recovery = self.organization().into_iter().flat_map(|org| &org.recovery);
        let all = devices.chain(tokens.map(|(_, t)| &t.key)).chain(recovery);
        all.filter(|d| !d.revoked).map(|d| Kid::of(&d.sign.0)).collect()
    }

    /// Whether someone holds the newest key who may not any more.
    pub fn rotation_due(&self, env: &str) -> bool {
        let readers = self.readers(env);
        self.epoch(env).is_some_and(|(_, epoch)| epoch.wraps.iter().any(|w| !readers.contains(&w.kid)))
    }

    /// The organization after a commit, or why there is none.
    pub fn judge(&self, draft: &Draft, hash: Hash, leaves: &[Hash]) -> Verdict {
        self.follows(draft)?;
        let who = self.who(draft)?;
        let mut seen = BTreeSet::new();
        for change in &draft.changes {
            let path = change.path.as_str();
            let there = self.records.get(path).map(|(leaf, ..)| *leaf);
            if !seen.insert(path) {
                no("twice")?;
            }
            if there != change.prev {
                no("stale")?;
            }
            if there.is_none() && change.record.is_none() {
                no("nothing to delete")?;
            }
        }
        if self.seq > 0 {
            if self.organization().is_some_and(|org| org.was.is_some()) {
                no("the organization was deleted")?;
            }
            for change in &draft.changes {
                self.right(&who, draft, change)?;
            }
            for change in &draft.changes {
                self.unlocked(change, draft.time)?;
            }
            self.approved(draft)?;
        }
        let mut after = self.clone();
        after.org = after.org.or(Some(hash));
        (after.seq, after.parent, after.time) = (draft.seq, Some(hash), draft.time);
        for (change, leaf) in draft.changes.iter().zip(leaves) {
            let path = change.path.as_str().to_owned();
            match &change.record {
                Some(record) => drop(after.records.insert(path, (*leaf, draft.seq, record.clone()))),
                None => drop(after.records.remove(&path)),
            }
        }
        for change in &draft.changes {
            after.valid(self, change).map_err(|why| format!("{}: {why}", change.path))?;
        }
        Ok(after)
    }

    /// A deleted organization says what it was called, is called `deleted-` and the beginning of its id,
    /// and is else what it was; no other is called so.
    fn deleted_or_not(&self, before: &Naive, org: &Org) -> Result<(), String> {
        let mark = org.name.as_str().strip_prefix("deleted-").unwrap_or_default();
        let marked = mark.len() == 10 && mark.chars().all(|c| c.is_ascii_hexdigit());
        let id = self.org.map(|id| id.to_string()).unwrap_or_default();
        match (before.organization(), &org.was) {
            (_, None) if !marked => Ok(()),
            (Some(old), Some(was)) if *was == old.name && marked && id.starts_with(mark) => {
                if (&old.display, &old.recovery, &old.nonce, &old.parent)
                    == (&org.display, &org.recovery, &org.nonce, &org.parent)
                {
                    Ok(())
                } else {
                    no("deleted, and changed")
                }
            }
            _ => no("deleted, and not"),
        }
    }

    fn follows(&self, draft: &Draft) -> Result<(), String> {
        let zero = Hash([0; 32]);
        let checks = [
            (draft.seq == self.seq + 1, "seq"),
            (draft.parent == self.parent.unwrap_or(zero), "parent"),
            (draft.org == self.org.unwrap_or(zero), "org"),
            (draft.time >= self.time, "time"),
            (!draft.changes.is_empty(), "empty"),
            (!draft.forged, "signature"),
        ];
        checks.iter().find(|(ok, _)| !ok).map_or(Ok(()), |(_, why)| no(*why))
    }

    /// Design §4: the right that a change needs, on what was before.
    fn right(&self, who: &Who, draft: &Draft, change: &Change) -> Result<(), String> {
        let chain = self.chain();
        let first = chain.first().copied();
        let parts: Vec<&str> = change.path.as_str().split('/').collect();
        match parts.as_slice() {
            ["org"] | ["access", "policy"] => self.may(who, "own", At(None, None, None)),
            ["access", "review"] => {
                self.may(who, "manage", At(None, None, None))?;
                let by = pick!(change.record.as_ref(), Review).map(|new| Who::Member(new.by.to_string()));
                if by.is_none_or(|by| by == *who) { Ok(()) } else { no("reviewed in another's name") }
            }
            ["member" | "access" | "invitation", ..] => self.people_right(who, draft, change),
            ["request", _] => self.request_right(who, change),
            ["project", p] => self.may(who, "manage", At(Some(p), None, None)),
            ["p", p, "env", env] => {
                self.may(who, "manage", At(Some(p), Some(env), None))?;
                let lock = pick!(change.record.as_ref(), Env).and_then(|env| env.lock.clone());
                match lock {
                    Some(lock) if self.env(env).and_then(|env| env.lock.clone()) != Some(lock.clone()) => {
                        let by = match who {
                            Who::Member(id) => Some(id.clone()),
                            Who::Token(id) => self
                                .tokens()
                                .into_iter()
                                .find(|(t, _)| t == id)
                                .map(|(_, token)| token.maker.to_string()),
                            _ => None,
                        };
                        if by == Some(lock.by.to_string()) { Ok(()) } else { no("locked in another's name") }
                    }
                    _ => Ok(()),
                }
            }
            ["p", _, "epoch", ..] if *who == Who::Recovery => Ok(()),
            ["p", p, "epoch", env, _] => self.may(who, "open", At(Some(p), Some(env), None)),
            ["p", p, "app", app] => {
                let edits = self.may(who, "edit", At(Some(p), first, Some(app)));
                // A draft begun again from a version, by who may edit where that version is.
                let new = pick!(change.record.as_ref(), App);
                let taken = self.app(app).zip(new).is_some_and(|(old, new)| {
                    let n = new.base.unwrap_or(0);
                    let Some(version) = self.versions(app).get(&n).copied() else { return false };
                    let needs: Vec<_> = version.needs.iter().map(|need| need.key.clone()).collect();
                    let same = new.path == old.path
                        && new.network == old.network
                        && new.last == old.last
                        && (new.uses == old.uses
                            || new.uses.iter().eq(version.uses.iter().map(|used| &used.app)));
                    let from = new.settings == version.settings && new.datasources == version.datasources;
                    let here = |(env, _): &(&str, &Env)| {
                        self.placement(env, app).is_some_and(|at| at.version == n)
                            && self.may(who, "edit", At(Some(p), Some(env), Some(app))).is_ok()
                    };
                    same && from
                        && (new.needs == old.needs || new.needs == needs)
                        && self.envs().iter().any(here)
                });
                if taken { Ok(()) } else { edits }
            }
            ["p", p, "version", app, _] => self.may(who, "edit", At(Some(p), first, Some(app))),
            ["template", _] => self.may(who, "manage", At(None, None, None)),
            ["p", p, "template", _] => self.may(who, "manage", At(Some(p), None, None)),
            ["p", p, "constant" | "datasource" | "flag", _] => {
                self.may(who, "write", At(Some(p), first, None))
            }
            ["p", p, "value", env, scope, _] => {
                self.may(who, "write", At(Some(p), Some(env), scope.strip_prefix("app.")))
            }
            ["p", _, "placement", env, app] => {
                self.may_move(who, env, app, pick!(change.record.as_ref(), Placement))
            }
            ["p", p, "waiver", env, ..] => {
                self.may(who, "manage", At(Some(p), Some(env), None))?;
                let by =
                    pick!(change.record.as_ref(), Waiver).map(|waiver| Who::Member(waiver.by.to_string()));
                if by.is_none_or(|by| by == *who) { Ok(()) } else { no("waived in another's name") }
            }
            ["p", p, "pin", env, app] => self.may(who, "release", At(Some(p), Some(env), Some(app))),
            ["p", p, "run", env, app] => {
                let may = |right| self.may(who, right, At(Some(p), Some(env), Some(app)));
                let back = pick!(change.record.as_ref(), Run).is_some_and(|run| run.rollback);
                if first == Some(*env) {
                    may("edit")
                } else if back {
                    may("release")
                } else {
                    may("release").or_else(|_| may("promote"))
                }
            }
            other => no(format!("{other:?} is no place")),
        }
    }

    /// Whether what a change leaves is valid, in the organization after the commit.
    fn valid(&self, before: &Naive, change: &Change) -> Result<(), String> {
        let path = change.path.as_str();
        let parts: Vec<&str> = path.split('/').collect();
        let record = change.record.as_ref();
        if let ["p", p, ..] = parts.as_slice()
            && record.is_some()
            && self.get(&format!("project/{p}")).is_none()
        {
            no("no project")?;
        }
        match (parts.as_slice(), record) {
            (["org"], None) => no("the organization goes"),
            (["org"], Some(record)) => {
                if let Record::Org(org) = record
                    && org.parent.as_ref() == Some(&org.name)
                {
                    no("above itself")?;
                }
                if let Record::Org(org) = record {
                    self.deleted_or_not(before, org)?;
                }
                self.keys_once()?;
                self.owned()
            }
            (["access", "review"], None) => no("a review goes"),
            (["access", "review"], Some(Record::Review(new))) => {
                let there = |id: &GrantId| self.get(&format!("access/grant/{id}")).is_some();
                let sorted = |ids: &[GrantId]| ids.windows(2).all(|two| two[0] < two[1]);
                let right = new.kept.iter().all(there) && !new.ended.iter().any(there);
                let sorted = sorted(&new.kept) && sorted(&new.ended);
                if right && sorted { Ok(()) } else { no("not what was reviewed") }
            }
            (["member" | "access" | "invitation", ..], _) => self.people_valid(before, change),
            (["request", _], _) => self.request_valid(before, change),
            (["project", _], record) => {
                if record.is_some() {
                    Ok(())
                } else {
                    no("a project goes")
                }
            }
            (["p", _, "env", id], Some(Record::Env(env))) => self.env_valid(id, env),
            (["p", _, "env", id], _) => {
                if !self.below(&format!("p/shop/placement/{id}/")).is_empty() {
                    no("versions in it")?;
                }
                if self.chain().is_empty() { no("no environment left") } else { Ok(()) }
            }
            (["p", _, "epoch", env, n], Some(Record::Epoch(new))) => {
                let old = pick!(before.get(path), Epoch);
                self.epoch_valid(env, n.parse().expect("a number"), old, new)
            }
            (["p", _, "epoch" | "value", env, ..], None) => {
                if self.env(env).is_some() {
                    no("deleted in an environment that is there")
                } else {
                    Ok(())
                }
            }
            (["p", _, "app", app], None) => {
                let placed = self.envs().iter().any(|(env, _)| self.placement(env, app).is_some());
                if placed || !self.versions(app).is_empty() {
                    no("versions left")?;
                }
                self.no_own_values(app)
            }
            (["p", _, "app", app], Some(Record::App(new))) => {
                let last = before.app(app).and_then(|app| app.last).unwrap_or(0);
                if (last..=last + 1).contains(&new.last.unwrap_or(0)) {
                    Ok(())
                } else {
                    no("counts otherwise")
                }
            }
            (["p", _, "version", app, n], Some(Record::Version(new))) => {
                self.version_valid(before, app, n.parse().expect("a number"), new)
            }
            (["p", _, "version", app, n], None) => {
                let n: u32 = n.parse().expect("a number");
                let there = |at: &Placement| at.version == n || at.released == Some(n);
                let placed = |(env, _): &(&str, &Env)| self.placement(env, app).is_some_and(there);
                if self.envs().iter().any(placed) {
                    no("in an environment")?;
                }
                if self.app(app).is_some() && self.versions(app).is_empty() {
                    no("the only one")
                } else {
                    Ok(())
                }
            }
            (["p", _, "placement", env, app], Some(Record::Placement(new))) => {
                self.placement_valid(before.placement(env, app), env, app, new)
            }
            (["p", _, "run", env, app], Some(Record::Run(new))) => {
                self.run_valid(pick!(before.get(path), Run), env, app, new)
            }
            (["p", _, "waiver", ..], None) => Ok(()),
            (["p", _, "waiver", env, scope, key], Some(Record::Waiver(new))) => {
                let value = pick!(self.get(&format!("p/shop/value/{env}/{scope}/{key}")), Value);
                let sealed =
                    value.is_some_and(|v| matches!(v.content, Content::Sealed(_)) && v.id == new.write);
                if sealed { Ok(()) } else { no("no such secret") }
            }
            (["p", _, "pin", env, app], Some(Record::Pin(new))) => {
                if self.env(env).is_none() || self.app(app).is_none() {
                    no("pinned to nothing")?;
                }
                match new.version {
                    Some(n) if !self.versions(app).contains_key(&n) => no("no such version"),
                    _ => Ok(()),
                }
            }
            (["template", _] | ["p", _, "template", _], Some(Record::Template(new))) => template_valid(new),
            (["template", _] | ["p", _, "template", _], None) => Ok(()),
            (["p", _, "constant", key], record) => {
                let new = pick!(record, Constant);
                if new.is_some_and(|c| c.secret && c.default.is_some()) {
                    no("a secret with a default")?;
                }
                match before.constant(key) {
                    Some(old) if new.is_none_or(|new| new.secret != old.secret) => self.unset(key),
                    _ => Ok(()),
                }
            }
            (["p", _, "datasource", name], record) => {
                let new = pick!(record, Datasource);
                for (field, declared) in new.iter().flat_map(|new| &new.fields) {
                    if field.parse::<Key>().is_err() {
                        no("no name of a field")?;
                    }
                    if declared.secret && declared.default.is_some() {
                        no("a secret field with a default")?;
                    }
                }
                let old = before.datasource(name).map(|old| old.fields.clone()).unwrap_or_default();
                for (path, record) in self.below("p/shop/value/") {
                    let parts: Vec<&str> = path.split('/').collect();
                    let [env, scope, field] = parts.as_slice() else { panic!("{path} is no value") };
                    let set = pick!(Some(record), Value).is_some_and(|v| v.content != Content::Deleted);
                    if scope.strip_prefix("ds.") != Some(name) || !set || self.env(env).is_none() {
                        continue;
                    }
                    let now = new.and_then(|new| new.fields.get(*field)).map(|f| f.secret);
                    if old.get(*field).is_some_and(|was| now != Some(was.secret)) {
                        no(format!("{path} is set"))?;
                    }
                }
                Ok(())
            }
            (["p", _, "flag", name], None) => {
                for (path, record) in self.below("p/shop/value/") {
                    let on = pick!(Some(record), Value).is_some_and(|v| v.content != Content::Deleted);
                    let parts: Vec<&str> = path.split('/').collect();
                    if on && parts[1] == format!("flag.{name}") && self.env(parts[0]).is_some() {
                        no(format!("{path} is set"))?;
                    }
                }
                Ok(())
            }
            (["p", _, "value", env, scope, key], Some(Record::Value(v))) => {
                let own = scope.strip_prefix("app.").filter(|_| v.content != Content::Deleted);
                if own.is_some_and(|app| self.app(app).is_none()) {
                    no("an app that is not there")?;
                }
                let was = pick!(before.get(path), Value);
                let sealed = |v: &Value| matches!(v.content, Content::Sealed(_));
                if let Some(was) = was.filter(|was| was.id == v.id) {
                    let resealed = Value { content: was.content.clone(), ..v.clone() } == *was;
                    if was != v && !(resealed && sealed(was) && sealed(v)) {
                        no("one id, two writes")?;
                    }
                }
                if v.parents.iter().chain(&v.undid).any(|id| *id == v.id) {
                    no("its own ancestor")?;
                }
                self.value_valid(env, scope, key, v)
            }
            _ => Ok(()),
        }
    }

    /// Whether an app has no value of its own, in any environment.
    fn no_own_values(&self, app: &str) -> Result<(), String> {
        let own = self.below("p/shop/value/").into_iter().filter(|(path, record)| {
            let parts: Vec<&str> = path.split('/').collect();
            let set = pick!(Some(*record), Value).is_some_and(|value| value.content != Content::Deleted);
            parts[1] == format!("app.{app}") && self.env(parts[0]).is_some() && set
        });
        if own.count() > 0 { no("values left") } else { Ok(()) }
    }

    /// Whether no value of a constant is set, where there is an environment and an app for it.
    fn unset(&self, key: &str) -> Result<(), String> {
        for (path, record) in self.below("p/shop/value/") {
            let parts: Vec<&str> = path.split('/').collect();
            let [env, scope, of] = parts.as_slice() else { panic!("{path} is no value") };
            let here = *scope == "_" || scope.strip_prefix("app.").is_some_and(|app| self.app(app).is_some());
            let set = pick!(Some(record), Value).is_some_and(|value| value.content != Content::Deleted);
            if *of == key && here && set && self.env(env).is_some() {
                no(format!("{path} is set"))?;
            }
        }
        Ok(())
    }

    pub fn owned(&self) -> Result<(), String> {
        let owner = |m: &Member| m.role == Role::Owner && m.devices.iter().any(|d| !d.revoked);
        if self.organization().is_none() || !self.staff().iter().any(|(_, m)| owner(m)) {
            return no("no owner");
        }
        Ok(())
    }

    fn env_valid(&self, id: &str, env: &Env) -> Result<(), String> {
        let mut own = env.aliases.clone();
        own.push(env.name.clone());
        for (other, theirs) in self.envs().into_iter().filter(|(other, _)| *other != id) {
            if own.contains(&theirs.name) || theirs.aliases.iter().any(|a| own.contains(a)) {
                no(format!("{other} has the name"))?;
            }
            if env.order.is_some() && env.order == theirs.order {
                no(format!("{other} is at that place"))?;
            }
        }
        if self.chain().is_empty() {
            no("nothing in order")?;
        }
        if self.epoch(id).is_none() { no("no key") } else { Ok(()) }
    }

    fn epoch_valid(&self, env: &str, n: u32, old: Option<&Epoch>, new: &Epoch) -> Result<(), String> {
        if self.env(env).is_none() {
            no("no environment")?;
        }
        if self.epoch(env).is_none_or(|(newest, _)| newest != n) {
            no("not the newest")?;
        }
        if let Some(old) = old {
            let same = old.key_id == new.key_id
                && old.previous == new.previous
                && old.fingerprint == new.fingerprint;
            if !same || old.wraps.iter().any(|w| !new.wraps.contains(w)) {
                no("changed")?;
            }
        } else {
            let before = n > 1 && self.get(&format!("p/shop/epoch/{env}/{:08}", n - 1)).is_some();
            if n == 0 || (n == 1) != new.previous.is_none() || (n > 1 && !before) {
                no("does not follow")?;
            }
        }
        let kids: Vec<Kid> = new.wraps.iter().map(|w| w.kid).collect();
        let mut sorted = kids.clone();
        sorted.sort_unstable();
        sorted.dedup();
        if new.key_id.0.len() != 32 || kids.is_empty() || kids != sorted {
            no("not in order")?;
        }
        let readers = self.readers(env);
        if kids.iter().all(|kid| readers.contains(kid)) { Ok(()) } else { no("wrapped to a stranger") }
    }

    fn version_valid(&self, before: &Naive, app: &str, n: u32, new: &Version) -> Result<(), String> {
        let Some(record) = self.app(app) else { return no("no app") };
        match before.versions(app).get(&n) {
            None => {
                let highest = before.app(app).and_then(|app| app.last).unwrap_or(0);
                if n != highest + 1 || record.last != Some(n) { no("not the next number") } else { Ok(()) }
            }
            Some(old) => {
                let (withdrawn, name) = (new.withdrawn.clone(), new.name.clone());
                let marked = Version { withdrawn, name, ..(*old).clone() };
                if marked == *new { Ok(()) } else { no("a version changed") }
            }
        }
    }

    fn value_valid(&self, env: &str, scope: &str, key: &str, value: &Value) -> Result<(), String> {
        if self.env(env).is_none() {
            no("no environment")?;
        }
        let secret = match (scope.strip_prefix("ds."), scope.strip_prefix("flag.")) {
            (Some(name), _) => self.datasource(name).and_then(|d| d.fields.get(key)).map(|f| f.secret),
            (_, Some(name)) => {
                (self.get(&format!("p/shop/flag/{name}")).is_some() && key == "STATE").then_some(false)
            }
            _ => self.constant(key).map(|c| c.secret),
        };
        match (&value.content, secret) {
            (Content::Deleted, _) => Ok(()),
            (_, None) => no("undeclared"),
            (Content::Plain(bytes), Some(false)) => {
                let fits =
                    bytes.len() <= 1024 * 1024 && !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok();
                if fits { Ok(()) } else { no("no text") }
            }
            (Content::Sealed(sealed), Some(true)) => {
                if self.epoch(env).is_none_or(|(n, _)| n != sealed.epoch) {
                    no("another key")?;
                }
                if self.rotation_due(env) { no("a new key is due") } else { Ok(()) }
            }
            _ => no("of the wrong kind"),
        }
    }
}

/// What stands in a template means something anywhere, and nothing in it is secret.
fn template_valid(t: &Template) -> Result<(), String> {
    if t.stages.is_empty() {
        no("no environment")?;
    }
    for (name, constant) in &t.constants {
        if name.parse::<Key>().is_err() || (constant.secret && constant.default.is_some()) {
            no("no such constant can be")?;
        }
    }
    for (name, datasource) in &t.datasources {
        let bad = |(f, d): (&String, &Field)| f.parse::<Key>().is_err() || (d.secret && d.default.is_some());
        if name.parse::<AppName>().is_err() || datasource.fields.iter().any(bad) {
            no("no such datasource can be")?;
        }
    }
    if t.flags.keys().any(|name| name.parse::<AppName>().is_err()) {
        no("no name of a flag")?;
    }
    for (n, stage) in t.stages.iter().enumerate() {
        let env = &stage.env;
        if t.stages[..n].iter().any(|other| other.env.name == env.name) {
            no("a name twice")?;
        }
        let from = env.policy.iter().any(|policy| !policy.promote_from.is_empty());
        if from || env.lock.is_some() || env.created_from.is_some() || !env.aliases.is_empty() {
            no("an id")?;
        }
        for (key, text) in &stage.values {
            if t.constants.get(key).is_none_or(|c| c.secret) || text.contains('\0') {
                no("a value that cannot be")?;
            }
        }
        for (name, fields) in &stage.fields {
            for (field, text) in fields {
                let declared = t.datasources.get(name).and_then(|d| d.fields.get(field));
                if declared.is_none_or(|f| f.secret) || text.contains('\0') {
                    no("a field that cannot be")?;
                }
            }
        }
    }
    Ok(())
}
