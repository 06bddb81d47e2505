//! Checking what stands: whether every environment has what the versions in it need and what its
//! constants declare. The findings of a promotion are those of [`super::promote`].

use std::collections::BTreeMap;

use super::constants;
use super::preflight::{self, Code, Level};
use super::resolve::Open;
use crate::model::{AppName, Content, EnvId, ProjectName, Record, Scope, Tree};

/// Something that is wrong, or to be looked at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The finding of a preflight; none: a value that breaks the rule of its declaration.
    pub code: Option<Code>,
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
        self.code.map_or(Level::Warning, Code::level)
    }

    /// The word for it.
    pub fn as_str(&self) -> &'static str {
        self.code.map_or("rule", Code::as_str)
    }
}

/// Everything that is wrong in an environment as it stands. Secrets are looked into where the
/// caller may.
pub fn environment(tree: &Tree, p: &ProjectName, env: EnvId, open: &Open<'_>) -> Vec<Problem> {
    let mut found: BTreeMap<(Option<Code>, String), Problem> = BTreeMap::new();
    let mut add = |code: Option<Code>, subject: &str, detail: String, secret: bool, app: Option<AppName>| {
        let new = Problem { code, subject: subject.to_owned(), detail, secret, apps: Vec::new() };
        found.entry((code, subject.to_owned())).or_insert(new).apps.extend(app);
    };
    for (app, _) in tree.apps(p) {
        let Some(n) = tree.placement(p, env, &app).map(|at| at.version) else { continue };
        let Some(version) = tree.version(p, &app, n) else { continue };
        for f in preflight::check(tree, p, env, &app, n, version) {
            add(Some(f.code), &f.subject, f.detail, f.secret, Some(f.app));
        }
    }
    for key in preflight::coverage(tree, p, env).missing {
        if let Some(declared) = tree.constant(p, &key).filter(|declared| declared.required) {
            let detail = "required, and has no value there".to_owned();
            add(Some(Code::Unset), key.as_str(), detail, declared.secret, None);
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
            let app = match scope {
                Scope::App(app) => Some(app),
                _ => None,
            };
            add(None, key.as_str(), e.to_string(), declared.secret, app);
        }
    }
    found.into_values().collect()
}

/// The scope and name of a constant's value.
fn scoped(place: crate::model::Place) -> Option<(Scope, crate::model::Key)> {
    match place {
        crate::model::Place::Value(_, _, scope @ (Scope::Project | Scope::App(_)), key) => Some((scope, key)),
        _ => None,
    }
}
