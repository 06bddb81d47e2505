//! A store's tree as the manifest would say it: the one mapping between records and facts.
//!
//! Invariant: what two records have in common with each other they have in common as facts, so a
//! change of a record is a change of exactly its facts. Secrets have no facts but that they are
//! declared.

use std::collections::BTreeMap;

use super::{Fact, FactPath, Facts};
use crate::model::{
    App, Constant, Content, Datasource, Env, EnvId, Place, ProjectName, Record, Scope, Setting, Tree,
};

/// Everything of a project that a manifest holds, as facts.
pub fn facts(tree: &Tree, p: &ProjectName) -> Facts {
    let mut facts = Facts::new();
    if let Some(org) = tree.organization() {
        facts.insert(FactPath::from(["org"]), Fact::Text(org.name.to_string()));
    }
    facts.insert(FactPath::from(["project"]), Fact::Text(p.to_string()));
    let names = names(tree, p);
    for (path, entry) in tree.scan(&crate::model::Prefix::project(p)) {
        facts.extend(of_record(&path.place(), &entry.record, &names));
    }
    facts
}

/// The names of the environments of a project.
pub fn names(tree: &Tree, p: &ProjectName) -> BTreeMap<EnvId, String> {
    tree.envs(p).into_iter().map(|(id, env)| (id, env.name.to_string())).collect()
}

/// A manifest's facts without what says nothing: `editable` where it is so anyway, and switches
/// that are off by default.
pub fn plain(mut facts: Facts) -> Facts {
    let order = |facts: &Facts, env: &str| match facts.get(&FactPath::from(["envs", env, "order"])) {
        Some(Fact::Int(n)) => Some(*n),
        _ => None,
    };
    let envs: Vec<String> = facts
        .keys()
        .filter_map(|path| match path.as_strs()[..] {
            ["envs", env] => Some(env.to_owned()),
            _ => None,
        })
        .collect();
    let first =
        envs.iter().filter_map(|env| Some((order(&facts, env)?, env))).min().map(|(_, env)| env.clone());
    facts.retain(|path, fact| match (&path.as_strs()[..], &*fact) {
        (["envs", env, "editable"], Fact::Bool(editable)) => *editable != (first.as_deref() == Some(*env)),
        (["constants", _, "secret" | "required" | "private"], Fact::Bool(false)) => false,
        (["envs", _, "optional"], Fact::Bool(false)) => false,
        (["envs", _, "policy", "requires_verification" | "freeze_rollbacks"], Fact::Bool(false)) => false,
        (["datasources", _, "fields", _, "secret" | "required"], Fact::Bool(false)) => false,
        _ => true,
    });
    facts
}

/// The facts of one record.
pub fn of_record(place: &Place, record: &Record, names: &BTreeMap<EnvId, String>) -> Facts {
    match (place, record) {
        (Place::Env(..), Record::Env(env)) => of_env(env, names),
        (Place::App(_, name), Record::App(app)) => of_app(name.as_str(), app),
        (Place::Constant(_, key), Record::Constant(constant)) => of_constant(key.as_str(), constant),
        (Place::Datasource(_, name), Record::Datasource(datasource)) => {
            of_datasource(name.as_str(), datasource)
        }
        (Place::Flag(_, name), Record::Flag(flag)) => {
            let mut table = Table::new(["flags", name.as_str()]);
            table.text("description", flag.description.as_ref());
            table.list("variants", &flag.variants);
            table.facts
        }
        (Place::Value(_, env, scope, key), Record::Value(value)) => {
            let (Content::Plain(bytes), Some(env)) = (&value.content, names.get(env)) else {
                return Facts::new();
            };
            let fact = Fact::Text(String::from_utf8_lossy(bytes).into_owned());
            let path = match scope {
                Scope::Project => FactPath::from(["constants", key.as_str(), "values", env]),
                Scope::App(app) => FactPath::from(["constants", key.as_str(), "apps", app.as_str(), env]),
                // Which state a flag is in is the store's alone.
                Scope::Flag(_) => return Facts::new(),
                Scope::Datasource(name) => {
                    FactPath::from(["datasources", name.as_str(), "values", env, key.as_str()])
                }
            };
            Facts::from([(path, fact)])
        }
        _ => Facts::new(),
    }
}

/// Collects the facts of one table.
struct Table {
    at: Vec<String>,
    facts: Facts,
}

impl Table {
    fn new<const N: usize>(at: [&str; N]) -> Table {
        let at: Vec<String> = at.into_iter().map(str::to_owned).collect();
        let facts = Facts::from([(FactPath::new(&at), Fact::Table)]);
        Table { at, facts }
    }

    fn put(&mut self, key: &str, fact: Fact) {
        self.facts.insert(FactPath::new(self.at.iter().map(String::as_str).chain([key])), fact);
    }

    fn text(&mut self, key: &str, text: Option<impl ToString>) {
        if let Some(text) = text {
            self.put(key, Fact::Text(text.to_string()));
        }
    }

    fn on(&mut self, key: &str, on: bool) {
        if on {
            self.put(key, Fact::Bool(true));
        }
    }

    fn list<T: ToString>(&mut self, key: &str, items: &[T]) {
        if !items.is_empty() {
            self.put(key, Fact::List(items.iter().map(|item| Fact::Text(item.to_string())).collect()));
        }
    }
}

fn of_env(env: &Env, names: &BTreeMap<EnvId, String>) -> Facts {
    let mut table = Table::new(["envs", env.name.as_str()]);
    if let Some(order) = env.order {
        table.put("order", Fact::Int(i64::from(order)));
    }
    table.text("color", Some(env.color));
    table.text("description", env.description.as_ref());
    table.text("track", env.latest.then_some("latest"));
    table.on("optional", env.optional);
    let mut facts = table.facts;
    if let Some(policy) = &env.policy {
        let mut table = Table::new(["envs", env.name.as_str(), "policy"]);
        let from: Vec<&String> = policy.promote_from.iter().filter_map(|id| names.get(id)).collect();
        table.list("promote_from", &from);
        table.on("requires_verification", policy.requires_verification);
        table.text("soak", policy.soak.as_ref());
        table.list("freeze", &policy.freeze);
        table.list("open", &policy.open);
        table.on("freeze_rollbacks", policy.freeze_rollbacks);
        table.list("accept", &policy.accept);
        table.list("must_differ", &policy.must_differ);
        table.list("review", &policy.review);
        facts.extend(table.facts);
    }
    facts
}

fn of_app(name: &str, app: &App) -> Facts {
    let mut table = Table::new(["apps", name]);
    table.text("path", app.path.as_ref());
    table.text("network", app.network.as_ref());
    table.list("needs", &app.needs);
    table.list("datasources", &app.datasources);
    table.list("uses", &app.uses);
    for (key, setting) in &app.settings {
        of_setting(
            vec!["apps".to_owned(), name.to_owned(), "settings".to_owned(), key.clone()],
            setting,
            &mut table.facts,
        );
    }
    table.facts
}

fn of_setting(path: Vec<String>, setting: &Setting, facts: &mut Facts) {
    if let Setting::Table(items) = setting {
        for (key, item) in items {
            let mut path = path.clone();
            path.push(key.clone());
            of_setting(path, item, facts);
        }
    } else {
        facts.insert(FactPath::new(path), setting_fact(setting));
    }
}

fn setting_fact(setting: &Setting) -> Fact {
    match setting {
        Setting::Text(text) => Fact::Text(text.clone()),
        Setting::Int(n) => Fact::Int(*n),
        Setting::Bool(b) => Fact::Bool(*b),
        // Written by `settings` of a manifest: a finite number's text.
        Setting::Number(text) => text.parse().map_or_else(|_| Fact::Text(text.clone()), Fact::Float),
        Setting::List(items) => Fact::List(items.iter().map(setting_fact).collect()),
        Setting::Table(items) => Fact::Map(items.iter().map(|(k, v)| (k.clone(), setting_fact(v))).collect()),
    }
}

fn of_constant(key: &str, constant: &Constant) -> Facts {
    let mut table = Table::new(["constants", key]);
    table.on("secret", constant.secret);
    table.on("required", constant.required);
    table.on("private", constant.private);
    table.text("description", constant.description.as_ref());
    table.text("pattern", constant.pattern.as_ref());
    table.list("one_of", &constant.one_of);
    table.text("default", constant.default.as_ref());
    table.text("merge", constant.merge);
    table.text("rotate", constant.rotate.as_ref());
    table.facts
}

fn of_datasource(name: &str, datasource: &Datasource) -> Facts {
    let mut table = Table::new(["datasources", name]);
    table.text("type", Some(&datasource.kind));
    table.text("description", datasource.description.as_ref());
    let mut facts = table.facts;
    for (field, declared) in &datasource.fields {
        let mut table = Table::new(["datasources", name, "fields", field]);
        table.on("secret", declared.secret);
        table.on("required", declared.required);
        table.text("default", declared.default.as_ref());
        facts.extend(table.facts);
    }
    facts
}
