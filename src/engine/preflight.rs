//! The preflight: whether an environment has what a version needs, everything found at once.
//!
//! Presence only: no secret is opened here, so whoever may promote can see the findings without
//! being able to read the target. The codes are those of `docs/promotion.md`.

use std::collections::{BTreeMap, BTreeSet};

use super::{datasources, references};
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
    /// A value that must differ does not.
    SameValue,
    /// A value that is to be looked at for each version.
    Review,
    /// Another app that it builds on is not there.
    UsedMissing,
    /// Not verified, or not long enough, where it comes from.
    Unverified,
    /// The environment is kept as it is: a pin, a hold, a lock, a freeze, another promotion.
    Held,
    /// The version was withdrawn.
    Withdrawn,
    /// Secrets that were not looked into.
    Unread,
    /// A hook that cannot run.
    Hook,
    /// Values that changed since the last version came in.
    Drifted,
    /// A name that stands for something else now.
    OtherThing,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It stands in the way.
    Error,
    /// It is to be looked at.
    Warning,
    /// It is good to know.
    Info,
}

impl Level {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info => "info",
        }
    }
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
            Code::SameValue => "PF6",
            Code::Review => "PF7",
            Code::UsedMissing => "PF8",
            Code::Unverified => "PF9",
            Code::Held => "PF10",
            Code::Withdrawn => "PF11",
            Code::Unread => "PF12",
            Code::Hook => "PF13",
            Code::Drifted => "PF14",
            Code::OtherThing => "PF15",
        }
    }

    /// How much it matters.
    pub fn level(self) -> Level {
        match self {
            Code::Review => Level::Warning,
            Code::Unread | Code::Drifted => Level::Info,
            _ => Level::Error,
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
            Code::SameValue => "must_differ",
            Code::Review => "review",
            Code::UsedMissing => "app_missing",
            Code::Unverified => "unverified",
            Code::Held => "held",
            Code::Withdrawn => "withdrawn",
            Code::Unread => "secrets_unread",
            Code::Hook => "hook",
            Code::Drifted => "constants_changed",
            Code::OtherThing => "other_thing",
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
    /// Whether it was accepted, with a reason that is kept.
    pub accepted: bool,
}

impl Finding {
    /// Whether it stands in the way.
    pub fn blocks(&self) -> bool {
        self.code.level() == Level::Error && !self.accepted
    }

    /// What it is called when it is accepted: `PF2:KEY`.
    pub fn id(&self) -> String {
        format!("{}:{}", self.code.number(), self.subject)
    }
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
        found.insert(Finding { code, app: app.clone(), subject, secret, detail, accepted: false });
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
            (None, None) => {
                add(Code::Unset, need.key.as_str(), declared.secret, "has no value there".to_owned())
            }
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
        for field in datasources::missing(tree, p, env, name, datasource) {
            let secret = datasource.fields.get(&field).is_some_and(|f| f.secret);
            let detail = format!("field {field} has no value there");
            add(Code::FieldUnset, &format!("{name}.{field}"), secret, detail);
        }
    }
    found.into_iter().collect()
}

/// The value that an app sees of a constant in an environment, if one is set there.
pub(super) fn effective<'t>(
    tree: &'t Tree,
    p: &ProjectName,
    env: EnvId,
    app: &AppName,
    key: &Key,
) -> Option<&'t Value> {
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
    let mut walk = Walk { tree, p, env, app, trail: vec![key.clone()], done: BTreeSet::new() };
    walk.through(text, add);
}

/// A walk along the references of one plain value, each constant once.
struct Walk<'w> {
    tree: &'w Tree,
    p: &'w ProjectName,
    env: EnvId,
    app: &'w AppName,
    trail: Vec<Key>,
    done: BTreeSet<Key>,
}

impl Walk<'_> {
    fn through(&mut self, text: &[u8], add: &mut impl FnMut(Code, &str, bool, String)) {
        for reference in references::of_text(text) {
            let by = self.trail[0].as_str().to_owned();
            let to = &reference.key;
            if self.trail.contains(to) {
                let names: Vec<&str> = self.trail.iter().map(Key::as_str).chain([to.as_str()]).collect();
                add(
                    Code::Circle,
                    &by,
                    false,
                    format!("its references form a circle: {}", names.join(" -> ")),
                );
                continue;
            }
            if self.trail.len() > references::DEPTH_MAX {
                let detail = format!("its references lead deeper than {}", references::DEPTH_MAX);
                add(Code::Circle, &by, false, detail);
                continue;
            }
            if !self.done.insert(to.clone()) {
                continue;
            }
            let Some(declared): Option<&Constant> = self.tree.constant(self.p, to) else {
                let detail = format!("{by} refers to it, and it is not declared");
                add(Code::Undeclared, to.as_str(), reference.secret, detail);
                continue;
            };
            if declared.secret != reference.secret {
                let is = if declared.secret { "secrets" } else { "constants" };
                let detail = format!("{by} must refer to it as {is}.{to}");
                add(Code::WrongKind, to.as_str(), declared.secret, detail);
            }
            match text_of(self.tree, self.p, self.env, self.app, to, declared) {
                None => {
                    let detail = format!("{by} refers to it, and it has no value there");
                    add(Code::Unset, to.as_str(), declared.secret, detail);
                }
                Some(text) => {
                    self.trail.push(to.clone());
                    self.through(text, add);
                    self.trail.pop();
                }
            }
        }
    }
}

/// What a constant says in an environment as far as it can be read without a key: a secret reads
/// as empty text, a constant without a value as nothing.
fn text_of<'t>(
    tree: &'t Tree,
    p: &ProjectName,
    env: EnvId,
    app: &AppName,
    key: &Key,
    declared: &'t Constant,
) -> Option<&'t [u8]> {
    match (effective(tree, p, env, app, key).map(|v| &v.content), &declared.default) {
        (Some(Content::Plain(text)), _) => Some(text),
        (Some(Content::Sealed(_) | Content::Deleted), _) => Some(&[]),
        (None, Some(default)) => Some(default.as_bytes()),
        (None, None) => None,
    }
}

/// The records that a version's fate in an environment rests on: its placement, the declarations
/// and values that it needs, those that they refer to, and the fields of its datasources.
pub fn rests_on(
    tree: &Tree,
    p: &ProjectName,
    env: EnvId,
    app: &AppName,
    version: &Version,
) -> BTreeSet<Path> {
    let mut paths = BTreeSet::from([Place::Placement(p.clone(), env, app.clone()).path()]);
    let mut seen: BTreeSet<Key> = BTreeSet::new();
    let mut queue: Vec<Key> = version.needs.iter().map(|need| need.key.clone()).collect();
    while let Some(key) = queue.pop() {
        if !seen.insert(key.clone()) {
            continue;
        }
        let value = |scope| Place::Value(p.clone(), env, scope, key.clone()).path();
        paths.extend([value(Scope::App(app.clone())), value(Scope::Project)]);
        paths.insert(Place::Constant(p.clone(), key.clone()).path());
        if let Some(declared) = tree.constant(p, &key)
            && let Some(text) = text_of(tree, p, env, app, &key, declared)
        {
            queue.extend(references::of_text(text).into_iter().map(|reference| reference.key));
        }
    }
    for name in &version.datasources {
        paths.insert(Place::Datasource(p.clone(), name.clone()).path());
        let fields = tree.datasource(p, name).into_iter().flat_map(|d| d.fields.keys());
        let scope = Scope::Datasource(name.clone());
        let field =
            |field: &String| Some(Place::Value(p.clone(), env, scope.clone(), field.parse().ok()?).path());
        paths.extend(fields.filter_map(field));
    }
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
    let placed: Vec<AppName> = tree
        .apps(p)
        .into_iter()
        .map(|(app, _)| app)
        .filter(|app| tree.placement(p, env, app).is_some())
        .collect();
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
