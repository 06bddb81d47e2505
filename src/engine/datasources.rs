//! Datasources: what an app connects to, declared once, with the values of its fields per environment.
//!
//! A field's value is a value like any other: it has lineage, and it is sealed where the field is a
//! secret. It is literal text: references are for constants.

use std::collections::BTreeMap;

use super::Write;
use super::constants::VALUE_MAX;
use crate::crypto::Plain;
use crate::model::{
    App, AppName, Datasource, EnvId, Field, Key, OpId, Place, ProjectName, Scope, Tree, Value,
};

/// Why a datasource cannot be changed so. A value is never repeated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatasourceError {
    /// Declared otherwise.
    #[error("datasource {0} exists, and is not like this")]
    Exists(AppName),
    /// Nothing of that name.
    #[error("datasource {0} is not declared")]
    Undeclared(AppName),
    /// It has no such field.
    #[error("datasource {name} has no field {field}")]
    NoField {
        /// The datasource.
        name: AppName,
        /// The field.
        field: Key,
        /// Those that it has.
        fields: Vec<String>,
    },
    /// The value cannot be kept.
    #[error("the value of {field} {why}")]
    Value {
        /// The field.
        field: Key,
        /// What is wrong with it.
        why: String,
    },
}

/// The fields that a datasource of a known type has unless others are named.
pub fn fields_of(kind: &str) -> BTreeMap<String, Field> {
    let field = |secret, required| Field { secret, required, default: None, merge: None };
    let known: &[(&str, Field)] = match kind {
        "postgres" | "mysql" => &[("url", field(true, true)), ("pool", field(false, false))],
        "redis" => &[("url", field(true, true))],
        "http" => &[("url", field(false, true)), ("token", field(true, false))],
        "tcp" => &[("address", field(false, true))],
        _ => &[],
    };
    known.iter().map(|(name, field)| ((*name).to_owned(), field.clone())).collect()
}

/// The types whose fields are known: those that can be tested.
pub const KINDS: [&str; 5] = ["postgres", "mysql", "redis", "http", "tcp"];

/// Plans a declaration, and that apps use it.
///
/// # Errors
/// When it is declared otherwise.
pub fn create(
    tree: &Tree,
    p: &ProjectName,
    name: &AppName,
    new: &Datasource,
    apps: &[AppName],
) -> Result<Vec<Write>, DatasourceError> {
    let mut writes = Vec::new();
    match tree.datasource(p, name) {
        Some(old) if old == new => {}
        Some(_) => return Err(DatasourceError::Exists(name.clone())),
        None => writes.push(Write::put(Place::Datasource(p.clone(), name.clone()), new.clone())),
    }
    for app in apps {
        if let Some(draft) = tree.app(p, app).filter(|draft| !draft.datasources.contains(name)) {
            let mut draft: App = draft.clone();
            draft.datasources.push(name.clone());
            writes.push(Write::put(Place::App(p.clone(), app.clone()), draft));
        }
    }
    Ok(writes)
}

/// What a `set` does to one field in one environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The field.
    pub field: Key,
    /// The environment.
    pub env: EnvId,
    /// Whether it is a secret.
    pub secret: bool,
    /// Whether it has a value now, rather than none any more.
    pub set: bool,
}

/// Plans setting fields of a datasource in environments, and unsetting others. All or nothing.
///
/// # Errors
/// The first rule that is broken, before anything is planned.
pub fn set(
    tree: &Tree,
    p: &ProjectName,
    envs: &[EnvId],
    name: &AppName,
    values: &[(Key, Plain)],
    unset: &[Key],
    op: OpId,
) -> Result<(Vec<Effect>, Vec<Write>), DatasourceError> {
    let declared = tree.datasource(p, name).ok_or_else(|| DatasourceError::Undeclared(name.clone()))?;
    let field = |key: &Key| {
        declared.fields.get(key.as_str()).ok_or_else(|| DatasourceError::NoField {
            name: name.clone(),
            field: key.clone(),
            fields: declared.fields.keys().cloned().collect(),
        })
    };
    let (mut effects, mut writes) = (Vec::new(), Vec::new());
    let scope = Scope::Datasource(name.clone());
    for (key, value) in values {
        let secret = field(key)?.secret;
        check(key, secret, value.expose())?;
        let first = writes.len();
        for env in envs {
            let before = tree.written(p, *env, &scope, key);
            let place = Place::Value(p.clone(), *env, scope.clone(), key.clone());
            writes.push(Write::value(op, place, before, value.clone(), secret));
            effects.push(Effect { field: key.clone(), env: *env, secret, set: true });
        }
        Write::share(&mut writes[first..]);
    }
    for key in unset {
        let secret = field(key)?.secret;
        let first = writes.len();
        for env in envs {
            if let Some(before) = tree.value(p, *env, &scope, key) {
                let place = Place::Value(p.clone(), *env, scope.clone(), key.clone());
                writes.push(Write::unset(op, place, before));
                effects.push(Effect { field: key.clone(), env: *env, secret, set: false });
            }
        }
        Write::share(&mut writes[first..]);
    }
    Ok((effects, writes))
}

/// Checks a field's value.
///
/// # Errors
/// The first rule that it breaks.
pub(super) fn check(field: &Key, secret: bool, value: &[u8]) -> Result<(), DatasourceError> {
    let refuse = |why: String| Err(DatasourceError::Value { field: field.clone(), why });
    if let Some(at) = value.iter().position(|b| *b == 0) {
        return refuse(format!("has a NUL byte at offset {at}"));
    }
    if value.len() > VALUE_MAX {
        return refuse(format!("has {} bytes: the limit is {VALUE_MAX}", value.len()));
    }
    if !secret && std::str::from_utf8(value).is_err() {
        return refuse("is not UTF-8: plain values stand in envctl.toml, which is text".to_owned());
    }
    Ok(())
}

/// Who uses a datasource.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// The apps whose draft names it.
    pub drafts: Vec<AppName>,
    /// The versions in environments that name it; and whether it is the released one there.
    pub placed: Vec<(AppName, u32, EnvId)>,
}

impl Uses {
    /// Every app that uses it, by name.
    pub fn apps(&self) -> Vec<String> {
        let placed = self.placed.iter().map(|(app, ..)| app);
        let mut apps: Vec<String> = self.drafts.iter().chain(placed).map(ToString::to_string).collect();
        apps.sort();
        apps.dedup();
        apps
    }
}

/// Who uses a datasource: drafts, and versions that are somewhere.
pub fn uses(tree: &Tree, p: &ProjectName, name: &AppName) -> Uses {
    let mut uses = Uses::default();
    for (app, draft) in tree.apps(p) {
        if draft.datasources.contains(name) {
            uses.drafts.push(app.clone());
        }
        for (env, _) in tree.envs(p) {
            let Some(at) = tree.placement(p, env, &app) else { continue };
            let names = |n: u32| tree.version(p, &app, n).is_some_and(|v| v.datasources.contains(name));
            if let Some(n) = at.released.filter(|n| names(*n)) {
                uses.placed.push((app.clone(), n, env));
            } else if names(at.version) {
                uses.placed.push((app.clone(), at.version, env));
            }
        }
    }
    uses
}

/// Plans the deletion of a datasource: its values everywhere, its declaration, and that drafts use
/// it. Returns how many values go.
pub fn delete(tree: &Tree, p: &ProjectName, name: &AppName, op: OpId) -> (usize, Vec<Write>) {
    let mut writes = Vec::new();
    for (env, _) in tree.envs(p) {
        for (path, value) in tree.values(p, env, &Scope::Datasource(name.clone())) {
            writes.push(Write::unset(op, path.place(), value));
        }
    }
    let values = writes.len();
    for (app, draft) in tree.apps(p) {
        if draft.datasources.contains(name) {
            let mut draft = draft.clone();
            draft.datasources.retain(|other| other != name);
            writes.push(Write::put(Place::App(p.clone(), app), draft));
        }
    }
    writes.push(Write::Delete(Place::Datasource(p.clone(), name.clone()).path()));
    (values, writes)
}

/// How a datasource stands in an environment: the required fields that have no value there, and
/// whether any field has one.
pub fn missing(
    tree: &Tree,
    p: &ProjectName,
    env: EnvId,
    name: &AppName,
    declared: &Datasource,
) -> Vec<String> {
    let scope = Scope::Datasource(name.clone());
    let is_set = |field: &str| {
        let value = |key: Key| tree.value(p, env, &scope, &key).is_some_and(Value::is_set);
        field.parse().is_ok_and(value)
    };
    let lacks = |(field, f): &(&String, &Field)| f.required && f.default.is_none() && !is_set(field);
    declared.fields.iter().filter(lacks).map(|(field, _)| field.clone()).collect()
}
