//! The preflight: whether an environment has what a version needs, everything found at once.
//!
//! Presence only: no secret is opened here, so whoever may promote can see the findings without
//! being able to read the target. The codes are those of `docs/promotion.md`.

use std::collections::{BTreeMap, BTreeSet};

use super::references;
use crate::model::{
    AppName, Constant, Content, EnvId, Key, Path, Place, ProjectName, Scope, Tree, Value, Version,
};

/// What a preflight can find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// Needed, and not declared.
    Undeclared,
    /// Declared, and without a value.
    Unset,
    /// Needed as a constant and a secret there, or the reverse.
    WrongKind,
    /// A datasource lacks a required field.
    FieldUnset,
    /// References in a circle, or to another environment.
    Circle,
    /// The version was withdrawn.
    Withdrawn,
}

impl Code {
    /// The code as promotion's documentation numbers it.
    pub fn number(self) -> &'static str {
        match self {
            Code::Undeclared => "PF1",
            Code::Unset => "PF2",
            Code::WrongKind => "PF3",
            Code::FieldUnset => "PF4",
            Code::Circle => "PF5",
            Code::Withdrawn => "PF11",
        }
    }

    /// The code as a word, for JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Code::Undeclared => "undeclared",
            Code::Unset => "constant_missing",
            Code::WrongKind => "wrong_kind",
            Code::FieldUnset => "field_missing",
            Code::Circle => "reference_circle",
            Code::Withdrawn => "withdrawn",
        }
    }
}

/// One thing that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What kind of thing.
    pub code: Code,
    /// The app.
    pub app: AppName,
    /// The constant, datasource or version that it is about.
    pub subject: String,
    /// Whether the subject is a secret.
    pub secret: bool,
    /// In words.
    pub detail: String,
}

/// Checks version `n` of an app against an environment.
pub fn check(
    tree: &Tree,
    p: &ProjectName,
    env: EnvId,
    app: &AppName,
    n: u32,
    version: &Version,
) -> Vec<Finding> {
    let mut found = BTreeSet::new();
    let mut add = |code, subject: &str, secret, detail: String| {
        let subject = subject.to_owned();
        found.insert(Finding { code, app: app.clone(), subject, secret, detail });
    };
    if let Some(reason) = &version.withdrawn {
        add(Code::Withdrawn, &format!("v{n}"), false, format!("v{n} was withdrawn: {reason}"));
    }
    for need in &version.needs {
        let Some(declared) = tree.constant(p, &need.key) else {
            add(Code::Undeclared, need.key.as_str(), need.secret, "not declared in the project".to_owned());
            continue;
        };
        if declared.secret != need.secret {
            let (was, is) = if need.secret { ("a secret", "plain") } else { ("plain", "a secret") };
            let detail = format!("needed as {was}, declared {is}");
            add(Code::WrongKind, need.key.as_str(), need.secret, detail);
        }
        match (effective(tree, p, env, app, &need.key), &declared.default) {
            (None, None) => add(Code::Unset, need.key.as_str(), declared.secret, "has no value there".to_owned()),
            (None, Some(default)) => follow(tree, p, env, app, &need.key, default.as_bytes(), &mut add),
            (Some(value), _) => {
                if let Content::Plain(text) = &value.content {
                    follow(tree, p, env, app, &need.key, text, &mut add);
                }
            }
        }
    }
    for name in &version.datasources {
        let Some(datasource) = tree.datasource(p, name) else {
            add(Code::Undeclared, name.as_str(), false, "datasource not declared in the project".to_owned());
            continue;
        };
        let scope = Scope::Datasource(name.clone());
        for (field, declared) in datasource.fields.iter().filter(|(_, f)| f.required && f.default.is_none()) {
            let set = field.parse().is_ok_and(|key: Key| tree.value(p, env, &scope, &key).is_some());
            if !set {
                let detail = format!("field {field} has no value there");
                add(Code::FieldUnset, &format!("{name}.{field}"), declared.secret, detail);
            }
        }
    }
    found.into_iter().collect()
}

fn effective<'t>(tree: &'t Tree, p: &ProjectName, env: EnvId, app: &AppName, key: &Key) -> Option<&'t Value> {
    let own = tree.value(p, env, &Scope::App(app.clone()), key);
    own.or_else(|| tree.value(p, env, &Scope::Project, key))
}

/// Follows the references of a plain value; those of secrets cannot be seen here.
fn follow(
    tree: &Tree,
    p: &ProjectName,
    env: EnvId,
    app: &AppName,
    key: &Key,
    text: &[u8],
    add: &mut impl FnMut(Code, &str, bool, String),
) {
    if let Some(foreign) = references::foreign(text) {
        add(Code::Circle, key.as_str(), false, format!("refers to another environment: {foreign}"));
    }
    let mut trail = vec![key.clone()];
    walk(tree, p, env, app, text, &mut trail, add);
}

fn walk(
    tree: &Tree,
    p: &ProjectName,
    env: EnvId,
    app: &AppName,
    text: &[u8],
    trail: &mut Vec<Key>,
    add: &mut impl FnMut(Code, &str, bool, String),
) {
    for reference in references::of_text(text) {
        let by = trail[0].as_str().to_owned();
        let to = &reference.key;
        if trail.contains(to) {
            let names: Vec<&str> = trail.iter().map(Key::as_str).chain([to.as_str()]).collect();
            add(Code::Circle, &by, false, format!("its references form a circle: {}", names.join(" -> ")));
            continue;
        }
        if trail.len() >= references::DEPTH_MAX {
            add(Code::Circle, &by, false, format!("its references lead deeper than {}", references::DEPTH_MAX));
            continue;
        }
        let Some(declared): Option<&Constant> = tree.constant(p, to) else {
            add(Code::Undeclared, to.as_str(), reference.secret, format!("{by} refers to it, and it is not declared"));
            continue;
        };
        if declared.secret != reference.secret {
            let is = if declared.secret { "secrets" } else { "constants" };
            add(Code::WrongKind, to.as_str(), declared.secret, format!("{by} must refer to it as {is}.{to}"));
        }
        let value = effective(tree, p, env, app, to);
        let text = match (value.map(|v| &v.content), &declared.default) {
            (Some(Content::Plain(text)), _) => text.as_slice(),
            (None, Some(default)) => default.as_bytes(),
            (None, None) => {
                add(Code::Unset, to.as_str(), declared.secret, format!("{by} refers to it, and it has no value there"));
                continue;
            }
            _ => continue,
        };
        trail.push(to.clone());
        walk(tree, p, env, app, text, trail, add);
        trail.pop();
    }
}

/// The records in an environment that a version's fate there rests on.
pub fn rests_on(p: &ProjectName, env: EnvId, app: &AppName, version: &Version) -> Vec<Path> {
    let mut paths = vec![Place::Placement(p.clone(), env, app.clone()).path()];
    for need in &version.needs {
        let value = |scope| Place::Value(p.clone(), env, scope, need.key.clone()).path();
        paths.push(Place::Constant(p.clone(), need.key.clone()).path());
        paths.push(value(Scope::App(app.clone())));
        paths.push(value(Scope::Project));
    }
    paths.extend(version.datasources.iter().map(|name| Place::Datasource(p.clone(), name.clone()).path()));
    paths
}

/// How many of the constants that are expected in an environment have a value there, and which do
/// not: those required, needed by a version that is there, or set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// How many are expected.
    pub required: usize,
    /// How many of them have a value.
    pub set: usize,
    /// The others.
    pub missing: Vec<Key>,
}

/// The coverage of an environment.
pub fn coverage(tree: &Tree, p: &ProjectName, env: EnvId) -> Coverage {
    let mut expected: BTreeMap<Key, bool> = BTreeMap::new();
    let placed: Vec<AppName> =
        tree.apps(p).into_iter().map(|(app, _)| app).filter(|app| tree.placement(p, env, app).is_some()).collect();
    let values: BTreeSet<&str> = tree.values(p, env, &Scope::Project).map(|(path, _)| path.last()).collect();
    for (key, declared) in tree.constants(p) {
        let set = values.contains(key.as_str()) || declared.default.is_some();
        if declared.required || set {
            expected.insert(key, set);
        }
    }
    for app in &placed {
        let version = tree.placement(p, env, app).and_then(|at| tree.version(p, app, at.version));
        for need in version.into_iter().flat_map(|v| &v.needs) {
            let set = effective(tree, p, env, app, &need.key).is_some()
                || tree.constant(p, &need.key).is_some_and(|c| c.default.is_some());
            // Set for one app and not for another is missing.
            expected.entry(need.key.clone()).and_modify(|all| *all &= set || *all).or_insert(set);
        }
    }
    let missing: Vec<Key> = expected.iter().filter(|(_, set)| !**set).map(|(key, _)| key.clone()).collect();
    Coverage { required: expected.len(), set: expected.len() - missing.len(), missing }
}
