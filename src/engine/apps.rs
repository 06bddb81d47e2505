//! Apps: their drafts and their immutable versions.

use std::collections::{BTreeMap, BTreeSet};

use super::placement::{moved, next};
use super::{Write, references};
use crate::model::{
    App, AppName, EnvId, Key, Need, Place, Placement, ProjectName, Scope, Setting, Tree, Use, Version,
};

/// One difference between two versions, or between a version and a draft.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What: `settings.replicas`, `needs.REDIS_URL`, `artifact`, …
    pub path: String,
    /// What it was; `None` where it was not there.
    pub before: Option<Setting>,
    /// What it is; `None` where it is not there any more.
    pub after: Option<Setting>,
}

/// What publishing a draft does.
#[derive(Clone, Debug)]
pub struct Publication {
    /// The version's number.
    pub number: u32,
    /// The version.
    pub version: Version,
    /// Whether there is anything to publish: the draft differs from the newest version.
    pub changed: bool,
    /// What changed since the version that the draft descends from.
    pub diff: Vec<Change>,
    /// The changes.
    pub writes: Vec<Write>,
}

/// The constants that an app needs as it stands: those that it names, or, where it names none,
/// those that it runs with in the first environment and those that are required; and always those
/// that its settings refer to.
fn needs(tree: &Tree, p: &ProjectName, name: &AppName, app: &App) -> Vec<Need> {
    let mut needs: BTreeMap<Key, bool> = BTreeMap::new();
    let declared: BTreeMap<Key, _> = tree.constants(p).into_iter().collect();
    if app.needs.is_empty() {
        if let Some((first, _)) = tree.chain(p).first() {
            let set: BTreeSet<&str> = [Scope::Project, Scope::App(name.clone())]
                .iter()
                .flat_map(|scope| tree.values(p, *first, scope))
                .map(|(path, _)| path.last())
                .collect();
            for (key, constant) in &declared {
                if constant.required || constant.default.is_some() || set.contains(key.as_str()) {
                    needs.insert(key.clone(), constant.secret);
                }
            }
        }
    } else {
        for key in &app.needs {
            needs.insert(key.clone(), declared.get(key).is_some_and(|c| c.secret));
        }
    }
    for reference in app.settings.values().flat_map(references::of_setting) {
        needs.insert(reference.key, reference.secret);
    }
    needs.into_iter().map(|(key, secret)| Need { key, secret }).collect()
}

/// The apps that an app builds on, each with the version that is in the first environment now.
fn uses(tree: &Tree, p: &ProjectName, app: &App) -> Vec<Use> {
    let Some((first, _)) = tree.chain(p).first().copied() else { return Vec::new() };
    let mut uses: Vec<Use> = app
        .uses
        .iter()
        .filter_map(|other| {
            let version = tree.placement(p, first, other)?.version;
            Some(Use { app: other.clone(), version })
        })
        .collect();
    uses.sort_by(|a, b| a.app.cmp(&b.app));
    uses.dedup_by(|a, b| a.app == b.app);
    uses
}

/// The draft as the version that it would be.
fn frozen(tree: &Tree, p: &ProjectName, name: &AppName, app: &App) -> Version {
    Version {
        name: None,
        settings: app.settings.clone(),
        needs: needs(tree, p, name, app),
        datasources: app.datasources.clone(),
        artifact: None,
        parent: app.base,
        withdrawn: None,
        uses: uses(tree, p, app),
        kinds: app
            .datasources
            .iter()
            .filter_map(|name| Some((name.to_string(), tree.datasource(p, name)?.kind.clone())))
            .collect(),
    }
}

/// Plans publishing the draft of an app as its next version, which is then in the first
/// environment. Without an artifact of its own a version has none.
pub fn publish(
    tree: &Tree,
    p: &ProjectName,
    name: &AppName,
    app: &App,
    artifact: Option<&str>,
    title: Option<&str>,
    now: u64,
) -> Publication {
    let mut version = frozen(tree, p, name, app);
    version.artifact = artifact.map(str::to_owned);
    version.name = title.map(str::to_owned);
    let base = app.base.and_then(|n| tree.version(p, name, n));
    let mut diff = version_diff(base, Some(&version));
    if artifact.is_none() {
        diff.retain(|change| change.path != "artifact");
    }
    let changed = base.is_none() || !diff.is_empty();
    let number = if changed { app.last.unwrap_or(0) + 1 } else { app.base.unwrap_or(0) };
    let mut writes = Vec::new();
    if changed {
        let draft = App { base: Some(number), last: Some(number), ..app.clone() };
        writes.push(Write::put(Place::App(p.clone(), name.clone()), draft));
        writes.push(Write::put(Place::Version(p.clone(), name.clone(), number), version.clone()));
        if let Some((first, _)) = tree.chain(p).first() {
            let placement: Placement = moved(tree.placement(p, *first, name), number, Some(next(tree, now)));
            writes.push(Write::put(Place::Placement(p.clone(), *first, name.clone()), placement));
        }
    }
    Publication { number, version, changed, diff, writes }
}

/// What an app's draft changes since the version that it descends from.
pub fn draft_changes(tree: &Tree, p: &ProjectName, name: &AppName, app: &App) -> Vec<Change> {
    let base = app.base.and_then(|n| tree.version(p, name, n));
    let mut diff = version_diff(base, Some(&frozen(tree, p, name, app)));
    diff.retain(|change| change.path != "artifact");
    diff
}

/// What differs between two versions.
pub fn version_diff(before: Option<&Version>, after: Option<&Version>) -> Vec<Change> {
    let flat = |version: Option<&Version>| {
        let mut flat = BTreeMap::new();
        let Some(version) = version else { return flat };
        for (name, setting) in &version.settings {
            flatten(&format!("settings.{}", key(name)), setting, &mut flat);
        }
        for need in &version.needs {
            let kind = if need.secret { "secret" } else { "plain" };
            flat.insert(format!("needs.{}", need.key), Setting::Text(kind.to_owned()));
        }
        for name in &version.datasources {
            let kind = version.kinds.get(name.as_str());
            let what = kind.map_or(Setting::Bool(true), |kind| Setting::Text(kind.clone()));
            flat.insert(format!("datasources.{name}"), what);
        }
        for used in &version.uses {
            flat.insert(format!("uses.{}", used.app), Setting::Text(format!("v{}", used.version)));
        }
        if let Some(artifact) = &version.artifact {
            flat.insert("artifact".to_owned(), Setting::Text(artifact.clone()));
        }
        flat
    };
    let (mut before, after) = (flat(before), flat(after));
    let mut changes: Vec<Change> = Vec::new();
    for (path, new) in after {
        let old = before.remove(&path);
        if old.as_ref() != Some(&new) {
            changes.push(Change { path, before: old, after: Some(new) });
        }
    }
    changes.extend(before.into_iter().map(|(path, old)| Change { path, before: Some(old), after: None }));
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    changes
}

fn flatten(path: &str, setting: &Setting, flat: &mut BTreeMap<String, Setting>) {
    match setting {
        Setting::Table(items) if !items.is_empty() => {
            for (name, item) in items {
                flatten(&format!("{path}.{}", key(name)), item, flat);
            }
        }
        other => drop(flat.insert(path.to_owned(), other.clone())),
    }
}

/// A name as a part of a dotted path: quoted where it could be taken for more than one.
fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if bare { name.to_owned() } else { format!("{name:?}") }
}

/// Plans a new app.
pub fn create(p: &ProjectName, name: &AppName, app: App) -> Vec<Write> {
    vec![Write::put(Place::App(p.clone(), name.clone()), app)]
}

/// What deleting an app takes with it.
#[derive(Clone, Debug)]
pub struct Removal {
    /// The environments that it is in, with the version there.
    pub placed: Vec<(EnvId, u32)>,
    /// Whether a version was ever released.
    pub released: bool,
    /// Its own values.
    pub values: usize,
    /// The changes.
    pub writes: Vec<Write>,
}

/// Plans the deletion of an app, its versions, placements and own values.
pub fn delete(tree: &Tree, p: &ProjectName, name: &AppName, op: crate::model::OpId) -> Removal {
    let mut removal = Removal { placed: Vec::new(), released: false, values: 0, writes: Vec::new() };
    for (env, _) in tree.envs(p) {
        if let Some(placement) = tree.placement(p, env, name) {
            removal.placed.push((env, placement.version));
            removal.released |= placement.released.is_some();
            removal.writes.push(Write::Delete(Place::Placement(p.clone(), env, name.clone()).path()));
        }
        for place in [Place::Pin(p.clone(), env, name.clone()), Place::Run(p.clone(), env, name.clone())] {
            let path = place.path();
            removal.writes.extend(tree.entry(&path).map(|_| Write::Delete(path.clone())));
        }
        for (path, value) in tree.values(p, env, &Scope::App(name.clone())) {
            removal.values += 1;
            removal.writes.push(Write::unset(op, path.place(), value));
        }
    }
    for (n, _) in tree.versions(p, name) {
        removal.writes.push(Write::Delete(Place::Version(p.clone(), name.clone(), n).path()));
    }
    removal.writes.push(Write::Delete(Place::App(p.clone(), name.clone()).path()));
    removal
}
