//! Which environments somebody is shown. Invariant: whoever was not given an environment cannot tell it
//! from one that does not exist, but for the name of the one that end users get their apps from.

use std::collections::BTreeSet;

use super::context::{Context, Found, Project, var};
use super::error::{self, Error, Result};
use crate::client::sync::Comparison;
use crate::client::{Client, ClientError};
use crate::crypto::Identity;
use crate::engine::rights::{Action, Asked};
use crate::manifest::Manifest;
use crate::model::{EnvId, Path, Prefix, ProjectName, Tree};
use crate::store::OrgEntry;

impl Context {
    /// Opens an organization of the store by its entry.
    ///
    /// # Errors
    /// When another stands in its place, or the store cannot be opened.
    pub fn client_of(&self, entry: &OrgEntry, identity: Identity) -> Result<Client> {
        if !self.pins().knows(&self.store_label()?, &entry.name, &entry.id) {
            return Err(ClientError::Replaced { org: entry.name.clone() }.into());
        }
        let gone = || Error::new("store", error::UNAVAILABLE, "the store is gone");
        let store = self.store(false)?.ok_or_else(gone)?;
        Ok(Client::new(store, identity, (entry.id, entry.name.clone()), self.pins(), self.now))
    }

    /// That there is no environment of a name, with those that there are.
    pub(super) fn no_env(&self, project: &Project, tree: &Tree, name: &str) -> Error {
        let shown = self.shown(project, tree).unwrap_or_default();
        let names: Vec<String> = shown.iter().map(|found| found.name().to_owned()).collect();
        let (org, p) = (project.client.org_name(), &project.name);
        Error::new("env_not_found", error::NOT_FOUND, format!("{org}/{p} has no environment \"{name}\""))
            .known(name, &names)
    }

    /// The environments that this identity is shown: those that it was given anything in, and the one
    /// that end users get their apps from. Who asks of the past is shown what they are shown now.
    ///
    /// # Errors
    /// When this identity is nobody there.
    pub fn shown(&self, project: &Project, tree: &Tree) -> Result<Vec<Found>> {
        let hidden = hidden(&project.client, tree, std::slice::from_ref(&project.name))?;
        let all = tree.envs(&project.name).into_iter().filter(|(id, _)| !hidden.contains(id));
        Ok(all.map(|(id, env)| Found { id, env: env.clone() }).collect())
    }

    /// The names of the environments that this identity is shown.
    ///
    /// # Errors
    /// When this identity is nobody there.
    pub fn names_shown(&self, project: &Project, tree: &Tree) -> Result<Vec<String>> {
        Ok(self.shown(project, tree)?.iter().map(|found| found.name().to_owned()).collect())
    }

    /// Every environment, for what is done in all of them.
    ///
    /// # Errors
    /// When some are not shown: they are not named, and not left out either.
    pub fn every_env(&self, project: &Project, tree: &Tree) -> Result<Vec<Found>> {
        let shown = self.shown(project, tree)?;
        if shown.len() == tree.envs(&project.name).len() {
            return Ok(shown);
        }
        let names: Vec<&str> = shown.iter().map(Found::name).collect();
        let what = format!("there are environments of {} that were not given to you", project.name);
        let error = Error::new("env_not_granted", error::DENIED, what);
        Err(error.hint(format!("--env {}   (those that you see)", names.join(","))))
    }

    /// The environment of a name, if this identity is shown it.
    ///
    /// # Errors
    /// When it is not, or there is none: the two look alike.
    pub fn env_shown(&self, project: &Project, tree: &Tree, name: &str) -> Result<Found> {
        let hidden = |id: EnvId| Ok::<_, Error>(!self.shown(project, tree)?.iter().any(|env| env.id == id));
        match tree.env_named(&project.name, name) {
            Some((id, _)) if hidden(id)? => Err(self.no_env(project, tree, name)),
            _ => self.env_named(project, tree, name),
        }
    }

    /// An environment that nobody named: the only one, or the one picked.
    ///
    /// # Errors
    /// When there are several and nobody to ask.
    pub fn pick_env(&self, project: &Project, tree: &Tree) -> Result<Found> {
        let envs = self.shown(project, tree)?;
        match envs.as_slice() {
            [only] => {
                self.because("env", only.name(), "the only one");
                Ok(only.clone())
            }
            _ if self.ui.can_prompt() => self.select_env("Environment", &envs),
            _ => {
                let names: Vec<String> = envs.iter().map(|found| found.name().to_owned()).collect();
                let (org, p) = (project.client.org_name(), &project.name);
                let error = Error::input_required("environment", "--env", names)
                    .fact(format!("organization {org}, project {p}"));
                Err(error.hint(format!("or set {}", var::ENV)))
            }
        }
    }

    /// The environment that somebody at a terminal selects.
    ///
    /// # Errors
    /// When they do not.
    pub fn select_env(&self, question: &str, envs: &[Found]) -> Result<Found> {
        let mark = |found: &Found| match found.env.policy {
            Some(_) => format!("{} (protected)", found.name()),
            None => found.name().to_owned(),
        };
        let picked = self.ui.select(question, &envs.iter().map(mark).collect::<Vec<_>>())?;
        Ok(envs[picked].clone())
    }

    /// What differs between a manifest and the store, but for environments that this identity is not shown.
    ///
    /// # Errors
    /// As [`Tie::compare`](crate::client::sync::Tie::compare).
    pub fn compared(&self, project: &Project, manifest: &Manifest, tree: &Tree) -> Result<Comparison> {
        let hidden = hidden(&project.client, tree, std::slice::from_ref(&project.name))?;
        let names = tree.envs(&project.name).into_iter().filter(|(id, _)| hidden.contains(id));
        let names: Vec<String> = names.map(|(_, env)| env.name.to_string()).collect();
        Ok(self.tie(project)?.compare(manifest, tree)?.without(&names))
    }

    /// A tree without the environments that this identity is not shown, and without what is in them: for
    /// what is printed. Plans are made on the whole.
    ///
    /// # Errors
    /// When this identity is nobody there.
    pub fn behind_curtain(&self, project: &Project, tree: Tree) -> Result<Tree> {
        curtained(&project.client, tree)
    }

    /// An error as this identity is told it: without the names of environments that it is not shown.
    pub fn unnamed(&self, project: &Project, tree: &Tree, mut e: Error) -> Error {
        let Ok(shown) = self.shown(project, tree) else { return e };
        let hidden: Vec<&str> = tree
            .envs(&project.name)
            .into_iter()
            .filter(|(id, _)| !shown.iter().any(|found| found.id == *id))
            .map(|(_, env)| env.name.as_str())
            .collect();
        let names = |text: &str| words(text).any(|word| hidden.contains(&word));
        let retold = |text: &mut String| {
            if names(text) {
                let told = words(text).map(|word| if hidden.contains(&word) { ELSEWHERE } else { word });
                *text = told.collect();
            }
        };
        retold(&mut e.0.message);
        e.0.facts.iter_mut().for_each(retold);
        e.0.causes.iter_mut().for_each(retold);
        e.0.hints.retain(|hint| !names(hint));
        e.0.choices.retain(|choice| !names(choice));
        e
    }

    /// Opens the organization that is meant as somebody else than the identity of this machine.
    ///
    /// # Errors
    /// As [`Context::org`].
    pub fn org_as(&self, identity: Identity) -> Result<Client> {
        let (store, entry, _) = self.found_org()?;
        Ok(Client::new(store, identity, (entry.id, entry.name), self.pins(), self.now))
    }
}

/// What an environment is called to who is not shown it.
const ELSEWHERE: &str = "another environment";

/// The words of a text that could be names, and what stands between them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = rest.find(|c| is_name(c) != is_name(first)).unwrap_or(rest.len());
        let (word, more) = rest.split_at(end);
        rest = more;
        Some(word)
    })
}

/// The environments of some projects that an identity is not shown.
fn hidden(client: &Client, tree: &Tree, projects: &[ProjectName]) -> Result<BTreeSet<EnvId>> {
    let people = client.read(&[Prefix::members()], None)?;
    let me = client.me(&people)?;
    let mut hidden = BTreeSet::new();
    if me.is_above() {
        return Ok(hidden);
    }
    for project in projects {
        for (id, _) in tree.envs(project) {
            let asked = Asked { project, env: Some(id), app: None, version: None };
            if me.may(tree, Action::List, &asked).is_err() {
                hidden.insert(id);
            }
        }
    }
    Ok(hidden)
}

/// A tree without the environments that an identity is not shown, and without what is in them: for what is
/// printed.
///
/// # Errors
/// When the identity is nobody there.
pub fn curtained(client: &Client, mut tree: Tree) -> Result<Tree> {
    let known: BTreeSet<ProjectName> =
        tree.entries().keys().filter_map(|path| path.place().project().cloned()).collect();
    let known: Vec<ProjectName> =
        known.into_iter().filter(|p| tree.covers(&Prefix::folder(p, "env"))).collect();
    let hidden = hidden(client, &tree, &known)?;
    let there = |path: &&Path| path.place().env().is_some_and(|id| hidden.contains(&id));
    let behind: Vec<Path> = tree.entries().keys().filter(there).cloned().collect();
    for path in behind {
        tree.apply(path, None);
    }
    Ok(tree)
}
