//! Drafts and the care of versions: editing an app, beginning anew from a version, naming and
//! deleting versions.
//!
//! What a version holds never changes. Its name is for people and may, as long as it was promoted
//! nowhere.

use std::collections::BTreeMap;

use super::Write;
use super::apps::{Change, version_diff};
use crate::model::{App, AppName, EnvId, Key, Pin, Place, ProjectName, Setting, Tree, Version};

/// How deep tables of settings may nest.
const DEPTH_MAX: usize = 6;

/// Why an app or a version cannot be changed so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// There is no such version.
    #[error("{app} has no version v{n}")]
    NoVersion {
        /// The app.
        app: AppName,
        /// The number.
        n: u32,
    },
    /// The path leads through something that is no table.
    #[error("settings.{path} is not a table: nothing can be set in it")]
    NoTable {
        /// The dotted path.
        path: String,
    },
    /// There is no such setting.
    #[error("there is no setting {path}")]
    NoSetting {
        /// The dotted path.
        path: String,
    },
    /// The path is too deep, or has an empty part.
    #[error("\"{path}\" is not the path of a setting: up to {DEPTH_MAX} names with dots between them")]
    Path {
        /// As it was given.
        path: String,
    },
    /// Not a datasource that is declared.
    #[error("datasource {0} is not declared")]
    NoDatasource(AppName),
    /// Not another app of the project.
    #[error("{app} cannot build on {other}: there is no such other app")]
    NoApp {
        /// The app.
        app: AppName,
        /// What it is to build on.
        other: AppName,
    },
    /// It is somewhere already.
    #[error("{app} v{n} is in {env}: what others know it by does not change")]
    Promoted {
        /// The app.
        app: AppName,
        /// The version.
        n: u32,
        /// Where.
        env: String,
    },
    /// It is somewhere still.
    #[error("{app} v{n} is in {env}")]
    InUse {
        /// The app.
        app: AppName,
        /// The version.
        n: u32,
        /// Where.
        env: String,
    },
    /// The app would be left without any.
    #[error("v{n} is the only version of {app}")]
    Only {
        /// The app.
        app: AppName,
        /// The version.
        n: u32,
    },
}

/// What an edit changes of an app; what is left out stays.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// Settings by dotted path.
    pub set: Vec<(String, Setting)>,
    /// Settings to take away.
    pub unset: Vec<String>,
    /// Its folder; nothing for none.
    pub path: Option<Option<String>>,
    /// Its network; nothing for the default one.
    pub network: Option<Option<String>>,
    /// The constants that it needs; empty for those that it runs with.
    pub needs: Option<Vec<Key>>,
    /// The datasources that it uses.
    pub datasources: Option<Vec<AppName>>,
    /// The apps that it builds on.
    pub uses: Option<Vec<AppName>>,
}

/// Plans an edit of an app's draft.
///
/// # Errors
/// The first part that cannot be.
pub fn edit(
    tree: &Tree,
    p: &ProjectName,
    name: &AppName,
    app: &App,
    edit: &Edit,
) -> Result<(Vec<Change>, Vec<Write>), DraftError> {
    let mut new = app.clone();
    for path in &edit.unset {
        take(&mut new.settings, path, &parts(path)?)?;
    }
    for (path, setting) in &edit.set {
        put(&mut new.settings, path, &parts(path)?, setting)?;
    }
    if let Some(path) = &edit.path {
        new.path.clone_from(path);
    }
    if let Some(network) = &edit.network {
        new.network.clone_from(network);
    }
    if let Some(needs) = &edit.needs {
        new.needs.clone_from(needs);
        new.needs.sort();
        new.needs.dedup();
    }
    if let Some(datasources) = &edit.datasources {
        if let Some(none) = datasources.iter().find(|name| tree.datasource(p, name).is_none()) {
            return Err(DraftError::NoDatasource(none.clone()));
        }
        new.datasources.clone_from(datasources);
        new.datasources.sort();
        new.datasources.dedup();
    }
    if let Some(uses) = &edit.uses {
        if let Some(other) = uses.iter().find(|other| *other == name || tree.app(p, other).is_none()) {
            return Err(DraftError::NoApp { app: name.clone(), other: other.clone() });
        }
        new.uses.clone_from(uses);
        new.uses.sort();
        new.uses.dedup();
    }
    if new == *app {
        return Ok((Vec::new(), Vec::new()));
    }
    let changes = differences(app, &new);
    Ok((changes, vec![Write::put(Place::App(p.clone(), name.clone()), new)]))
}

/// What differs between two drafts, as a version's parts are named, and what no version has.
fn differences(old: &App, new: &App) -> Vec<Change> {
    let version = |app: &App| Version {
        settings: app.settings.clone(),
        datasources: app.datasources.clone(),
        ..Version::default()
    };
    let mut changes = version_diff(Some(&version(old)), Some(&version(new)));
    let text = |text: &Option<String>| text.clone().map(Setting::Text);
    fn names<T: ToString>(names: &[T]) -> Option<Setting> {
        let names: Vec<Setting> = names.iter().map(|name| Setting::Text(name.to_string())).collect();
        (!names.is_empty()).then_some(Setting::List(names))
    }
    for (path, before, after) in [
        ("path", text(&old.path), text(&new.path)),
        ("network", text(&old.network), text(&new.network)),
        ("needs", names(&old.needs), names(&new.needs)),
        ("uses", names(&old.uses), names(&new.uses)),
    ] {
        if before != after {
            changes.push(Change { path: path.to_owned(), before, after });
        }
    }
    changes
}

fn parts(path: &str) -> Result<Vec<&str>, DraftError> {
    let parts: Vec<&str> = path.strip_prefix("settings.").unwrap_or(path).split('.').collect();
    if parts.len() > DEPTH_MAX || parts.iter().any(|part| part.is_empty()) {
        return Err(DraftError::Path { path: path.to_owned() });
    }
    Ok(parts)
}

fn put(
    table: &mut BTreeMap<String, Setting>,
    path: &str,
    parts: &[&str],
    setting: &Setting,
) -> Result<(), DraftError> {
    match parts {
        [] => Ok(()),
        [last] => {
            table.insert((*last).to_owned(), setting.clone());
            Ok(())
        }
        [first, rest @ ..] => {
            let inner = table.entry((*first).to_owned()).or_insert_with(|| Setting::Table(BTreeMap::new()));
            match inner {
                Setting::Table(inner) => put(inner, path, rest, setting),
                _ => Err(DraftError::NoTable { path: path.to_owned() }),
            }
        }
    }
}

fn take(table: &mut BTreeMap<String, Setting>, path: &str, parts: &[&str]) -> Result<(), DraftError> {
    let none = || DraftError::NoSetting { path: path.to_owned() };
    match parts {
        [] => Err(none()),
        [last] => table.remove(*last).map(drop).ok_or_else(none),
        [first, rest @ ..] => {
            let Some(Setting::Table(inner)) = table.get_mut(*first) else { return Err(none()) };
            take(inner, path, rest)?;
            // The manifest has no tables that hold nothing.
            if inner.is_empty() {
                table.remove(*first);
            }
            Ok(())
        }
    }
}

/// Plans a draft that begins anew from a version; what differs from the draft there is.
///
/// # Errors
/// When there is no such version.
pub fn from_version(
    tree: &Tree,
    p: &ProjectName,
    name: &AppName,
    app: &App,
    n: u32,
) -> Result<(Vec<Change>, Vec<Write>), DraftError> {
    let version = tree.version(p, name, n).ok_or(DraftError::NoVersion { app: name.clone(), n })?;
    let new = App {
        settings: version.settings.clone(),
        needs: version.needs.iter().map(|need| need.key.clone()).collect(),
        datasources: version.datasources.clone(),
        uses: version.uses.iter().map(|used| used.app.clone()).collect(),
        base: Some(n),
        ..app.clone()
    };
    if new == *app {
        return Ok((Vec::new(), Vec::new()));
    }
    Ok((differences(app, &new), vec![Write::put(Place::App(p.clone(), name.clone()), new)]))
}

/// Where a version is, or was, apart from the first environment.
fn promoted(tree: &Tree, p: &ProjectName, name: &AppName, n: u32) -> Option<String> {
    let first = tree.chain(p).first().map(|(id, _)| *id);
    let there = |(id, _): &(EnvId, &crate::model::Env)| {
        Some(*id) != first && tree.placement(p, *id, name).is_some_and(|at| at.been.contains(&n))
    };
    tree.envs(p).into_iter().find(there).map(|(_, env)| env.name.to_string())
}

/// Plans another name for a version, or none.
///
/// # Errors
/// When it was promoted, or is not there.
pub fn rename(
    tree: &Tree,
    p: &ProjectName,
    name: &AppName,
    n: u32,
    title: Option<&str>,
) -> Result<(Option<String>, Vec<Write>), DraftError> {
    let version = tree.version(p, name, n).ok_or(DraftError::NoVersion { app: name.clone(), n })?;
    if version.name.as_deref() == title {
        return Ok((version.name.clone(), Vec::new()));
    }
    if let Some(env) = promoted(tree, p, name, n) {
        return Err(DraftError::Promoted { app: name.clone(), n, env });
    }
    let renamed = Version { name: title.map(str::to_owned), ..version.clone() };
    let place = Place::Version(p.clone(), name.clone(), n);
    Ok((version.name.clone(), vec![Write::put(place, renamed)]))
}

/// Plans the deletion of a version that is nowhere. A draft that descends from it then descends from
/// the version before that.
///
/// # Errors
/// When it is somewhere, the only one, or not there.
pub fn delete(
    tree: &Tree,
    p: &ProjectName,
    name: &AppName,
    app: &App,
    n: u32,
) -> Result<Vec<Write>, DraftError> {
    let version = tree.version(p, name, n).ok_or(DraftError::NoVersion { app: name.clone(), n })?;
    for (id, env) in tree.envs(p) {
        let there = tree.placement(p, id, name).is_some_and(|at| at.version == n || at.released == Some(n));
        let pin = tree.get::<Pin>(Place::Pin(p.clone(), id, name.clone()));
        if there || pin.is_some_and(|pin| pin.version == Some(n)) {
            let env = env.name.to_string();
            return Err(DraftError::InUse { app: name.clone(), n, env });
        }
    }
    if tree.versions(p, name).len() == 1 {
        return Err(DraftError::Only { app: name.clone(), n });
    }
    let mut writes = vec![Write::Delete(Place::Version(p.clone(), name.clone(), n).path())];
    if app.base == Some(n) {
        let older = version.parent.filter(|n| tree.version(p, name, *n).is_some());
        let base = older.or_else(|| tree.versions(p, name).iter().map(|(m, _)| *m).rfind(|m| *m != n));
        writes.push(Write::put(Place::App(p.clone(), name.clone()), App { base, ..app.clone() }));
    }
    Ok(writes)
}
