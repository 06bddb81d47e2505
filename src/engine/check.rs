//! Checking what stands: whether every environment has what the versions in it need and what its
//! constants declare, and whether its values are not older than they may grow. The findings of a
//! promotion are those of [`super::promote`].

use std::collections::BTreeMap;

use super::preflight::{self, Code, Level};
use super::resolve::Open;
use super::{constants, freeze};
use crate::model::{AppName, Content, EnvId, ProjectName, Record, Scope, Tree};

/// What kind of thing is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// What a preflight would find.
    Finding(Code),
    /// A value that breaks the rule of its declaration.
    Rule,
    /// A value that is older than its declaration lets it grow.
    Age,
}

/// What a problem is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Constants: what is set, and to what.
    Constants,
    /// Datasources: their fields.
    Datasources,
    /// What is asked of values besides.
    Policy,
}

/// Something that is wrong, or to be looked at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// What kind of thing.
    pub kind: Kind,
    /// The constant, datasource field or version.
    pub subject: String,
    /// In words.
    pub detail: String,
    /// Whether the subject is a secret.
    pub secret: bool,
    /// The apps that it is a problem of.
    pub apps: Vec<AppName>,
}

impl Problem {
    /// How much it matters: a value that breaks a rule is there, and was let in once.
    pub fn level(&self) -> Level {
        match self.kind {
            Kind::Finding(code) => code.level(),
            Kind::Rule | Kind::Age => Level::Warning,
        }
    }

    /// What it is about.
    pub fn topic(&self) -> Topic {
        match self.kind {
            Kind::Finding(Code::FieldUnset) => Topic::Datasources,
            Kind::Age => Topic::Policy,
            Kind::Finding(_) | Kind::Rule => Topic::Constants,
        }
    }

    /// The word for it.
    pub fn as_str(&self) -> &'static str {
        match self.kind {
            Kind::Finding(code) => code.as_str(),
            Kind::Rule => "rule",
            Kind::Age => "age",
        }
    }
}

/// Everything that is wrong in an environment as it stands. Secrets are looked into where the
/// caller may.
pub fn environment(tree: &Tree, p: &ProjectName, env: EnvId, open: &Open<'_>) -> Vec<Problem> {
    let mut found: BTreeMap<(Kind, String), Problem> = BTreeMap::new();
    let mut add = |kind: Kind, subject: &str, detail: String, secret: bool, app: Option<AppName>| {
        let new = Problem { kind, subject: subject.to_owned(), detail, secret, apps: Vec::new() };
        found.entry((kind, subject.to_owned())).or_insert(new).apps.extend(app);
    };
    for (app, _) in tree.apps(p) {
        let Some(n) = tree.placement(p, env, &app).map(|at| at.version) else { continue };
        let Some(version) = tree.version(p, &app, n) else { continue };
        for f in preflight::check(tree, p, env, &app, n, version) {
            add(Kind::Finding(f.code), &f.subject, f.detail, f.secret, Some(f.app));
        }
    }
    for key in preflight::coverage(tree, p, env).missing {
        if let Some(declared) = tree.constant(p, &key).filter(|declared| declared.required) {
            let detail = "required, and has no value there".to_owned();
            add(Kind::Finding(Code::Unset), key.as_str(), detail, declared.secret, None);
        }
    }
    for (path, entry) in tree.scan(&crate::model::Prefix::values(p, env)) {
        let Record::Value(value) = &entry.record else { continue };
        let Some((scope, key)) = scoped(path.place()) else { continue };
        let Some(declared) = tree.constant(p, &key) else { continue };
        let text = match &value.content {
            Content::Plain(text) => Some(crate::crypto::Plain::new(text.clone())),
            Content::Sealed(sealed) => open(path, sealed).ok(),
            Content::Deleted => None,
        };
        if let Some(Err(e)) = text.map(|text| constants::check(&key, declared, text.expose())) {
            add(Kind::Rule, key.as_str(), e.to_string(), declared.secret, app_of(scope));
        }
    }
    found.into_values().collect()
}

/// The values in an environment that are older than their declaration lets them grow. `written` says
/// when a revision was written, in milliseconds since 1970.
///
/// # Errors
/// When that cannot be told.
pub fn too_old<E>(
    tree: &Tree,
    p: &ProjectName,
    env: EnvId,
    now: u64,
    mut written: impl FnMut(u64) -> Result<u64, E>,
) -> Result<Vec<Problem>, E> {
    let mut found = Vec::new();
    for (path, entry) in tree.scan(&crate::model::Prefix::values(p, env)) {
        let Record::Value(value) = &entry.record else { continue };
        let Some((scope, key)) = scoped(path.place()).filter(|_| value.is_set()) else { continue };
        let Some(declared) = tree.constant(p, &key) else { continue };
        let Some(text) = &declared.rotate else { continue };
        // What is declared was checked when it was; what does not hold any more says nothing.
        let Ok(most) = freeze::duration(text) else { continue };
        let age = now.saturating_sub(written(entry.rev)?);
        if age > most {
            let detail = format!("set {} ago, and a new value is due every {text}", freeze::lasting(age));
            let (subject, secret) = (key.to_string(), declared.secret);
            let apps = app_of(scope).into_iter().collect();
            found.push(Problem { kind: Kind::Age, subject, detail, secret, apps });
        }
    }
    Ok(found)
}

fn app_of(scope: Scope) -> Option<AppName> {
    match scope {
        Scope::App(app) => Some(app),
        _ => None,
    }
}

/// The scope and name of a constant's value.
fn scoped(place: crate::model::Place) -> Option<(Scope, crate::model::Key)> {
    match place {
        crate::model::Place::Value(_, _, scope @ (Scope::Project | Scope::App(_)), key) => Some((scope, key)),
        _ => None,
    }
}
