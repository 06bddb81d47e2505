//! Which environments somebody is shown. Invariant: whoever was not given an environment cannot tell it
//! from one that does not exist, but for the name of the one that end users get their apps from.

use super::context::{Context, Found, Project, var};
use super::error::{self, Error, Result};
use crate::client::{Client, ClientError};
use crate::crypto::Identity;
use crate::engine::rights::{Action, Asked};
use crate::model::{EnvId, Prefix, Tree};
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
        let people = project.client.read(&[Prefix::members()], None)?;
        let me = project.client.me(&people)?;
        let listed = |id: EnvId| {
            let asked = Asked { project: &project.name, env: Some(id), app: None, version: None };
            me.may(tree, Action::List, &asked).is_ok()
        };
        let all = tree.envs(&project.name).into_iter().filter(|(id, _)| listed(*id));
        Ok(all.map(|(id, env)| Found { id, env: env.clone() }).collect())
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

    /// Opens the organization that is meant as somebody else than the identity of this machine.
    ///
    /// # Errors
    /// As [`Context::org`].
    pub fn org_as(&self, identity: Identity) -> Result<Client> {
        let (store, entry, _) = self.found_org()?;
        Ok(Client::new(store, identity, (entry.id, entry.name), self.pins(), self.now))
    }
}
