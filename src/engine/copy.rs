//! Copying an app: beside itself, or into another project, perhaps of another organization.
//!
//! What belongs to where it was stays there: secrets, private values, fields of datasources, what was
//! promoted and released. Invariant: nothing that is in the target is changed, only added to.

use std::collections::{BTreeMap, BTreeSet};

use super::constants::{self, ConstantError};
use super::{Write, references};
use crate::crypto::Plain;
use crate::model::{
    App, AppName, Constant, Content, EnvId, EnvName, Key, OpId, Place, ProjectName, Scope, Tree,
};

/// Why an app cannot be copied so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CopyError {
    /// The target has one.
    #[error("there is an app {0} already")]
    Exists(AppName),
    /// Not there.
    #[error("there is no app {0}")]
    NoApp(AppName),
    /// No version of it is in the environment.
    #[error("{app} has no version in {env}")]
    NotThere {
        /// The app.
        app: AppName,
        /// The environment.
        env: EnvName,
    },
    /// Declared otherwise.
    #[error("{name} is {there} here, and {here} where the app goes")]
    Kind {
        /// The constant or datasource.
        name: String,
        /// What it is where the app goes.
        here: String,
        /// What it is where the app is.
        there: String,
    },
    /// A value breaks a rule of the target.
    #[error(transparent)]
    Constant(#[from] ConstantError),
}

/// One side of a copy.
#[derive(Clone, Copy, Debug)]
pub struct Side<'s> {
    /// The records.
    pub tree: &'s Tree,
    /// The project.
    pub p: &'s ProjectName,
    /// The app's name there.
    pub app: &'s AppName,
}

/// What is copied from where.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    /// Where the app is.
    pub from: Side<'r>,
    /// Where it goes.
    pub to: Side<'r>,
    /// Whether both are one project: what apps share is there already.
    pub beside: bool,
    /// The environment whose version is copied; none: the draft.
    pub version_in: Option<EnvId>,
    /// Environments of both sides whose values are copied.
    pub envs: &'r [(EnvId, EnvId)],
}

/// What a copy took along, and what it left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// The version that it is a copy of; none: the draft.
    pub version: Option<u32>,
    /// Plain values.
    pub values: usize,
    /// Constants that were declared.
    pub declared: usize,
    /// Datasources whose shape was declared.
    pub datasources: Vec<AppName>,
    /// Flags that were declared.
    pub flags: usize,
    /// Secrets whose values were left.
    pub secrets: BTreeSet<Key>,
    /// Private constants whose values were left.
    pub private: BTreeSet<Key>,
    /// Apps that it builds on and that are not where it goes.
    pub uses: Vec<AppName>,
    /// What it needs and has no value for, by environment of the target.
    pub needs: BTreeMap<EnvId, Vec<Key>>,
}

/// Plans a copy.
///
/// # Errors
/// When the target has something of the name that is something else.
pub fn copy(request: &Request<'_>, op: OpId) -> Result<(Copied, Vec<Write>), CopyError> {
    let Request { from, to, .. } = *request;
    let app = from.tree.app(from.p, from.app).ok_or_else(|| CopyError::NoApp(from.app.clone()))?;
    if to.tree.app(to.p, to.app).is_some() {
        return Err(CopyError::Exists(to.app.clone()));
    }
    let mut copied = Copied::default();
    let mut draft = draft(request, app, &mut copied)?;
    let keys = keys(request, &draft);
    let mut writes = Vec::new();
    if !request.beside {
        // Where it goes, what it needs may be less than everything: it is said.
        draft.needs = keys.iter().cloned().collect();
        let here = |other: &AppName| to.tree.app(to.p, other).is_some();
        copied.uses = draft.uses.iter().filter(|other| !here(other)).cloned().collect();
        draft.uses.retain(here);
        datasources(request, &draft, &mut copied, &mut writes)?;
        for (name, flag) in from.tree.flags(from.p) {
            if to.tree.flag(to.p, &name).is_none() {
                copied.flags += 1;
                writes.push(Write::put(Place::Flag(to.p.clone(), name), flag.clone()));
            }
        }
    }
    writes.push(Write::put(Place::App(to.p.clone(), to.app.clone()), draft));
    for key in &keys {
        let Some(constant) = from.tree.constant(from.p, key) else { continue };
        let declared = declare(request, key, constant, &mut copied, &mut writes)?;
        for (a, b) in request.envs {
            values(request, key, &declared, (*a, *b), op, &mut copied, &mut writes)?;
        }
    }
    for (_, env) in request.envs {
        let set = |key: &Key| {
            let written = |scope: Scope| Place::Value(to.p.clone(), *env, scope, key.clone()).path();
            let now = [Scope::Project, Scope::App(to.app.clone())].map(written);
            let there = to.tree.value(to.p, *env, &Scope::Project, key).is_some();
            there || writes.iter().any(|write| write.path().is_some_and(|path| now.contains(path)))
        };
        let default =
            |key: &Key| from.tree.constant(from.p, key).is_some_and(|constant| constant.default.is_some());
        let missing: Vec<Key> = keys.iter().filter(|key| !set(key) && !default(key)).cloned().collect();
        if !missing.is_empty() {
            copied.needs.insert(*env, missing);
        }
    }
    Ok((copied, writes))
}

/// The draft of the copy: that of the app, or the version in an environment.
fn draft(request: &Request<'_>, app: &App, copied: &mut Copied) -> Result<App, CopyError> {
    let Side { tree, p, app: name } = request.from;
    let mut draft = App { base: None, last: None, ..app.clone() };
    if request.beside {
        // Two apps in one folder: standing in it would select neither.
        draft.path = None;
    }
    let Some(env) = request.version_in else { return Ok(draft) };
    let placed = tree.placement(p, env, name);
    let version = placed.and_then(|at| Some((at.version, tree.version(p, name, at.version)?)));
    let Some((n, version)) = version else {
        let found = tree.envs(p).into_iter().find(|(id, _)| *id == env);
        let env = found.map(|(_, env)| env.name.clone());
        return Err(
            env.map_or(CopyError::NoApp(name.clone()), |env| CopyError::NotThere { app: name.clone(), env })
        );
    };
    copied.version = Some(n);
    draft.settings.clone_from(&version.settings);
    draft.datasources.clone_from(&version.datasources);
    draft.needs = version.needs.iter().map(|need| need.key.clone()).collect();
    draft.uses = version.uses.iter().map(|used| used.app.clone()).collect();
    Ok(draft)
}

/// The constants that matter to the copy: those that it needs, refers to, or has values of its own of.
/// Where it names none it runs with all.
fn keys(request: &Request<'_>, draft: &App) -> BTreeSet<Key> {
    let Side { tree, p, app } = request.from;
    let mut keys: BTreeSet<Key> = draft.needs.iter().cloned().collect();
    if keys.is_empty() && !request.beside {
        keys.extend(tree.constants(p).into_iter().map(|(key, _)| key));
    }
    keys.extend(draft.settings.values().flat_map(references::of_setting).map(|reference| reference.key));
    for (env, _) in request.envs {
        let own = tree.values(p, *env, &Scope::App(app.clone()));
        keys.extend(own.filter_map(|(path, _)| path.last().parse().ok()));
    }
    keys
}

fn kind(secret: bool) -> String {
    if secret { "a secret" } else { "plain" }.to_owned()
}

fn declare(
    request: &Request<'_>,
    key: &Key,
    constant: &Constant,
    copied: &mut Copied,
    writes: &mut Vec<Write>,
) -> Result<Constant, CopyError> {
    let to = request.to;
    match to.tree.constant(to.p, key) {
        Some(here) if here.secret != constant.secret => Err(CopyError::Kind {
            name: key.to_string(),
            here: kind(here.secret),
            there: kind(constant.secret),
        }),
        Some(here) => Ok(here.clone()),
        None => {
            copied.declared += 1;
            writes.push(Write::put(Place::Constant(to.p.clone(), key.clone()), constant.clone()));
            Ok(constant.clone())
        }
    }
}

/// The values of one constant in one environment: the project's, where the target has none, and the
/// app's own.
fn values(
    request: &Request<'_>,
    key: &Key,
    declared: &Constant,
    (a, b): (EnvId, EnvId),
    op: OpId,
    copied: &mut Copied,
    writes: &mut Vec<Write>,
) -> Result<(), CopyError> {
    let Request { from, to, beside, .. } = *request;
    let own = (Scope::App(from.app.clone()), Scope::App(to.app.clone()));
    let shared = (!beside).then_some((Scope::Project, Scope::Project));
    for (source, target) in shared.into_iter().chain([own]) {
        let Some(value) = from.tree.value(from.p, a, &source, key) else { continue };
        match &value.content {
            Content::Sealed(_) => drop(copied.secrets.insert(key.clone())),
            Content::Plain(_) if from.tree.constant(from.p, key).is_some_and(|c| c.private) => {
                copied.private.insert(key.clone());
            }
            Content::Plain(text) => {
                if to.tree.value(to.p, b, &target, key).is_some() {
                    continue;
                }
                constants::check(key, declared, text)?;
                let before = to.tree.written(to.p, b, &target, key);
                let place = Place::Value(to.p.clone(), b, target, key.clone());
                writes.push(Write::value(op, place, before, Plain::new(text.clone()), false));
                copied.values += 1;
            }
            Content::Deleted => {}
        }
    }
    Ok(())
}

/// The shapes of the datasources that it uses: their fields say where they were.
fn datasources(
    request: &Request<'_>,
    draft: &App,
    copied: &mut Copied,
    writes: &mut Vec<Write>,
) -> Result<(), CopyError> {
    let Request { from, to, .. } = *request;
    for name in &draft.datasources {
        let Some(there) = from.tree.datasource(from.p, name) else { continue };
        match to.tree.datasource(to.p, name) {
            Some(here) if here.kind != there.kind => {
                let (here, there) = (here.kind.clone(), there.kind.clone());
                return Err(CopyError::Kind { name: name.to_string(), here, there });
            }
            Some(_) => {}
            None => {
                copied.datasources.push(name.clone());
                writes.push(Write::put(Place::Datasource(to.p.clone(), name.clone()), there.clone()));
            }
        }
    }
    Ok(())
}
