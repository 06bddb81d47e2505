//! Records and what the manifest says of them: one list of keys a kind, walked in both directions.
//!
//! A key that is added to a list here is written by every command, read by every sync, and compared;
//! nothing else has to learn of it. Invariant: a record made from facts has exactly those facts.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::str::FromStr;

use super::text;
use super::tree::Names;
use super::{Fact, FactPath, Facts};
use crate::engine::signin;
use crate::model::{
    App, Color, Constant, Datasource, Env, EnvId, Field, Flag, Place, Policy, ProjectName, Record, Setting,
};

/// A fact that no record can be made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// Where it stands.
    pub path: FactPath,
    /// What is wrong with it, without the value.
    pub why: String,
}

/// The table that a record stands in.
pub(super) fn table_of(place: &Place, names: &Names) -> Option<[String; 2]> {
    let (section, name) = match place {
        Place::Env(_, id) => ("envs", names.get(id).cloned()?),
        Place::App(_, name) => ("apps", name.to_string()),
        Place::Constant(_, key) => ("constants", key.to_string()),
        Place::Datasource(_, name) => ("datasources", name.to_string()),
        Place::Flag(_, name) => ("flags", name.to_string()),
        _ => return None,
    };
    Some([section.to_owned(), name])
}

/// The record that a table stands for, and the record as it is with nothing in it; nothing for a
/// table that no record is made of.
pub(super) fn place_of(
    p: &ProjectName,
    [section, name]: [&str; 2],
    names: &Names,
) -> Option<Result<(Place, Record), String>> {
    fn parse<T: FromStr<Err: Display>>(name: &str) -> Result<T, String> {
        name.parse::<T>().map_err(|e| e.to_string())
    }
    let p = p.clone();
    Some(match section {
        "envs" => parse(name).and_then(|parsed| {
            let id = id_of(names, name).ok_or("there is no such environment")?;
            let blank = Env {
                name: parsed,
                order: None,
                color: Color::None,
                description: None,
                aliases: Vec::new(),
                policy: None,
                created_from: None,
                lock: None,
                optional: false,
                latest: false,
            };
            Ok((Place::Env(p, id), blank.into()))
        }),
        "apps" => parse(name).map(|name| (Place::App(p, name), crate::engine::orgs::draft(None).into())),
        "constants" => parse(name)
            .map(|key| (Place::Constant(p, key), crate::engine::constants::declaration(false).into())),
        "datasources" => parse(name).map(|name| {
            let blank = Datasource { kind: String::new(), fields: BTreeMap::new(), description: None };
            (Place::Datasource(p, name), blank.into())
        }),
        "flags" => parse(name)
            .map(|name| (Place::Flag(p, name), Flag { description: None, variants: Vec::new() }.into())),
        _ => return None,
    })
}

/// The keys of every kind.
fn keys(record: &mut Record, t: &mut Table<'_>) {
    match record {
        Record::Env(env) => env_keys(env, t),
        Record::App(app) => app_keys(app, t),
        Record::Constant(constant) => constant_keys(constant, t),
        Record::Datasource(datasource) => datasource_keys(datasource, t),
        Record::Flag(flag) => flag_keys(flag, t),
        _ => {}
    }
}

fn env_keys(env: &mut Env, t: &mut Table<'_>) {
    t.number("order", &mut env.order);
    // The terminal's own colour is none.
    let mut color = Some(env.color).filter(|color| *color != Color::None);
    t.word("color", &mut color);
    env.color = color.unwrap_or(Color::None);
    t.word("description", &mut env.description);
    let mut track = env.latest.then(|| LATEST.to_owned());
    t.word("track", &mut track);
    if track.as_ref().is_some_and(|track| track != LATEST) {
        t.unfit("track", format!("can only be {LATEST}"));
    }
    env.latest = track.is_some();
    t.switch("optional", &mut env.optional);
    t.table("policy", &mut env.policy, Box::default, |policy: &mut Box<Policy>, t| {
        t.envs("promote_from", &mut policy.promote_from);
        t.switch("requires_verification", &mut policy.requires_verification);
        t.word("soak", &mut policy.soak);
        t.list("freeze", &mut policy.freeze);
        t.list("open", &mut policy.open);
        t.switch("freeze_rollbacks", &mut policy.freeze_rollbacks);
        t.list("accept", &mut policy.accept);
        t.list("must_differ", &mut policy.must_differ);
        t.list("review", &mut policy.review);
        t.number("approvals", &mut policy.approvals);
        t.switch("offline", &mut policy.offline);
        t.switch("require_mfa", &mut policy.require_mfa);
        t.list("allow_ips", &mut policy.allow_ips);
        t.word("session", &mut policy.session);
        t.word("session_idle", &mut policy.session_idle);
        for text in &policy.allow_ips {
            if signin::network(text).is_err() {
                t.unfit("allow_ips", "holds what is no network (10.0.0.0/8, or one address)");
            }
        }
        for (key, text) in [("session", &policy.session), ("session_idle", &policy.session_idle)] {
            if let Some(Err(why)) = text.as_deref().map(signin::lifetime) {
                t.unfit(key, format!("is no lifetime of a session: {why}"));
            }
        }
    });
}

/// What the apps of an environment may follow without being promoted.
const LATEST: &str = "latest";

fn app_keys(app: &mut App, t: &mut Table<'_>) {
    t.word("path", &mut app.path);
    t.word("network", &mut app.network);
    t.list("needs", &mut app.needs);
    t.list("datasources", &mut app.datasources);
    t.list("uses", &mut app.uses);
    t.settings("settings", &mut app.settings);
}

fn constant_keys(constant: &mut Constant, t: &mut Table<'_>) {
    t.switch("secret", &mut constant.secret);
    t.switch("required", &mut constant.required);
    t.switch("private", &mut constant.private);
    t.word("description", &mut constant.description);
    t.word("pattern", &mut constant.pattern);
    t.list("one_of", &mut constant.one_of);
    t.word("default", &mut constant.default);
    t.word("merge", &mut constant.merge);
    t.word("rotate", &mut constant.rotate);
    t.word("renamed", &mut constant.renamed);
}

fn flag_keys(flag: &mut Flag, t: &mut Table<'_>) {
    t.word("description", &mut flag.description);
    t.list("variants", &mut flag.variants);
}

fn datasource_keys(datasource: &mut Datasource, t: &mut Table<'_>) {
    let mut kind = Some(std::mem::take(&mut datasource.kind));
    t.word("type", &mut kind);
    match kind {
        Some(kind) => datasource.kind = kind,
        None => t.unfit("type", "is missing"),
    }
    t.word("description", &mut datasource.description);
    let blank = || Field { secret: false, required: false, default: None, merge: None };
    t.each("fields", &mut datasource.fields, blank, |field, t| {
        t.switch("secret", &mut field.secret);
        t.switch("required", &mut field.required);
        t.word("default", &mut field.default);
        t.word("merge", &mut field.merge);
    });
}

/// The facts of one record.
pub(super) fn facts_of(table: [String; 2], record: &Record, names: &Names) -> Facts {
    let mut facts = Facts::from([(FactPath::new(&table), Fact::Table)]);
    let mut wrong = Vec::new();
    let mut walk = Table { at: table.into(), facts: &mut facts, inward: false, names, wrong: &mut wrong };
    keys(&mut record.clone(), &mut walk);
    facts
}

/// Makes a record say what the facts of its table say, and takes those facts away; what no key of
/// it is stays behind.
pub(super) fn take(
    table: [String; 2],
    record: &mut Record,
    facts: &mut Facts,
    names: &Names,
    wrong: &mut Vec<Unfit>,
) {
    facts.remove(&FactPath::new(&table));
    keys(record, &mut Table { at: table.into(), facts, inward: true, names, wrong });
}

/// The environment of a name.
pub(super) fn id_of(names: &Names, name: &str) -> Option<EnvId> {
    names.iter().find(|(_, other)| *other == name).map(|(id, _)| *id)
}

/// A table on its way into facts, or out of them.
struct Table<'t> {
    at: Vec<String>,
    facts: &'t mut Facts,
    inward: bool,
    names: &'t Names,
    wrong: &'t mut Vec<Unfit>,
}

impl Table<'_> {
    fn path(&self, key: &str) -> FactPath {
        FactPath::new(self.at.iter().map(String::as_str).chain([key]))
    }

    fn unfit(&mut self, key: &str, why: impl Into<String>) {
        let path = self.path(key);
        self.wrong.push(Unfit { path, why: why.into() });
    }

    /// Hands a fact over, in the direction of the walk.
    fn key<T>(
        &mut self,
        key: &str,
        value: &mut T,
        out: impl Fn(&T) -> Option<Fact>,
        back: impl Fn(Option<Fact>) -> Result<T, String>,
    ) {
        let path = self.path(key);
        if self.inward {
            match back(self.facts.remove(&path)) {
                Ok(read) => *value = read,
                Err(why) => self.unfit(key, why),
            }
        } else if let Some(fact) = out(value) {
            self.facts.insert(path, fact);
        }
    }

    /// A text, or a word that stands for something.
    fn word<T: FromStr<Err: Display> + ToString>(&mut self, key: &str, value: &mut Option<T>) {
        let out = |value: &Option<T>| value.as_ref().map(|value| Fact::Text(value.to_string()));
        self.key(key, value, out, |fact| match fact {
            None => Ok(None),
            Some(Fact::Text(text)) => text.parse().map(Some).map_err(|e: T::Err| e.to_string()),
            Some(_) => Err("is not text".to_owned()),
        });
    }

    /// A whole number from 1.
    fn number(&mut self, key: &str, value: &mut Option<u32>) {
        let out = |value: &Option<u32>| value.map(|n| Fact::Int(i64::from(n)));
        self.key(key, value, out, |fact| match fact {
            None => Ok(None),
            Some(Fact::Int(n)) if n > 0 && u32::try_from(n).is_ok() => Ok(u32::try_from(n).ok()),
            Some(_) => Err("is not a whole number from 1".to_owned()),
        });
    }

    /// A switch that is off unless it is said to be on.
    fn switch(&mut self, key: &str, value: &mut bool) {
        let out = |on: &bool| on.then_some(Fact::Bool(true));
        self.key(key, value, out, |fact| Ok(fact == Some(Fact::Bool(true))));
    }

    /// A list of texts or names; an empty one says nothing.
    fn list<T: FromStr<Err: Display> + ToString>(&mut self, key: &str, value: &mut Vec<T>) {
        let out = |items: &Vec<T>| {
            let facts = items.iter().map(|item| Fact::Text(item.to_string())).collect();
            (!items.is_empty()).then_some(Fact::List(facts))
        };
        let item = |fact| match fact {
            Fact::Text(text) => text.parse().map_err(|e: T::Err| e.to_string()),
            _ => Err("holds something else than text".to_owned()),
        };
        self.key(key, value, out, |fact| match fact {
            None => Ok(Vec::new()),
            Some(Fact::List(items)) => items.into_iter().map(item).collect(),
            Some(_) => Err("is not a list".to_owned()),
        });
    }

    /// A list of environments, by name here and by id in the record.
    fn envs(&mut self, key: &str, value: &mut Vec<EnvId>) {
        let names = self.names;
        let mut listed: Vec<String> = value.iter().filter_map(|id| names.get(id)).cloned().collect();
        self.list(key, &mut listed);
        if self.inward {
            value.clear();
            for name in listed {
                match id_of(names, &name) {
                    Some(id) => value.push(id),
                    None => self.unfit(key, format!("names {name}, and there is no such environment")),
                }
            }
        }
    }

    /// A table that may be missing.
    fn table<T>(
        &mut self,
        key: &str,
        value: &mut Option<T>,
        blank: impl Fn() -> T,
        keys: impl Fn(&mut T, &mut Table<'_>),
    ) {
        let path = self.path(key);
        if self.inward {
            let there = self.facts.remove(&path).is_some();
            *value = there.then(|| value.take().unwrap_or_else(blank));
        } else if value.is_some() {
            self.facts.insert(path, Fact::Table);
        }
        if let Some(value) = value {
            keys(value, &mut self.below([key]));
        }
    }

    /// A table of tables, by name.
    fn each<T>(
        &mut self,
        key: &str,
        value: &mut BTreeMap<String, T>,
        blank: impl Fn() -> T,
        keys: impl Fn(&mut T, &mut Table<'_>),
    ) {
        if self.inward {
            let base = self.path(key);
            let named: BTreeSet<String> = inside(self.facts, &base)
                .filter_map(|path| path.parts().get(base.parts().len()).cloned())
                .collect();
            value.retain(|name, _| named.contains(name));
            for name in named {
                self.facts.remove(&FactPath::new(base.parts().iter().chain([&name])));
                value.entry(name).or_insert_with(&blank);
            }
        }
        for (name, item) in value {
            let mut table = self.below([key, name]);
            if !table.inward {
                table.facts.insert(FactPath::new(&table.at), Fact::Table);
            }
            keys(item, &mut table);
        }
    }

    fn below<const N: usize>(&mut self, keys: [&str; N]) -> Table<'_> {
        let mut at = self.at.clone();
        at.extend(keys.map(str::to_owned));
        Table { at, facts: self.facts, inward: self.inward, names: self.names, wrong: self.wrong }
    }

    /// Free settings: every leaf is a fact.
    fn settings(&mut self, key: &str, value: &mut BTreeMap<String, Setting>) {
        let base = self.path(key);
        if !self.inward {
            for (name, setting) in value {
                let path = FactPath::new(base.parts().iter().chain([name]));
                out_setting(path, setting, self.facts);
            }
            return;
        }
        let paths: Vec<FactPath> = inside(self.facts, &base).cloned().collect();
        value.clear();
        for path in paths {
            let Some(fact) = self.facts.remove(&path) else { continue };
            in_setting(&path.parts()[base.parts().len()..], setting(fact), value);
        }
    }
}

/// The paths below one.
fn inside<'f>(facts: &'f Facts, base: &'f FactPath) -> impl Iterator<Item = &'f FactPath> {
    let below = facts.range(base..).map(|(path, _)| path).take_while(|path| path.starts_with(base));
    below.filter(move |path| *path != base)
}

fn out_setting(path: FactPath, setting: &Setting, facts: &mut Facts) {
    if let Setting::Table(items) = setting {
        for (key, item) in items {
            out_setting(FactPath::new(path.parts().iter().chain([key])), item, facts);
        }
    } else {
        facts.insert(path, fact(setting));
    }
}

fn in_setting(path: &[String], setting: Setting, into: &mut BTreeMap<String, Setting>) {
    match path {
        [] => {}
        [last] => drop(into.insert(last.clone(), setting)),
        [first, rest @ ..] => {
            let inner = into.entry(first.clone()).or_insert_with(|| Setting::Table(BTreeMap::new()));
            if let Setting::Table(inner) = inner {
                in_setting(rest, setting, inner);
            }
        }
    }
}

fn fact(setting: &Setting) -> Fact {
    match setting {
        Setting::Text(text) => Fact::Text(text.clone()),
        Setting::Int(n) => Fact::Int(*n),
        Setting::Bool(b) => Fact::Bool(*b),
        // Written by `setting`: a finite number's text.
        Setting::Number(text) => text.parse().map_or_else(|_| Fact::Text(text.clone()), Fact::Float),
        Setting::List(items) => Fact::List(items.iter().map(fact).collect()),
        Setting::Table(items) => Fact::Map(items.iter().map(|(k, v)| (k.clone(), fact(v))).collect()),
    }
}

fn setting(fact: Fact) -> Setting {
    match fact {
        Fact::Text(text) => Setting::Text(text),
        Fact::Int(n) => Setting::Int(n),
        Fact::Bool(b) => Setting::Bool(b),
        Fact::Float(n) => Setting::Number(text::number(n)),
        Fact::List(items) => Setting::List(items.into_iter().map(setting).collect()),
        Fact::Map(items) => Setting::Table(items.into_iter().map(|(k, v)| (k, setting(v))).collect()),
        Fact::Table => Setting::Table(BTreeMap::new()),
    }
}
