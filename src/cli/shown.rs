//! Which environments somebody is shown. Invariant: whoever was not given an environment cannot tell it
//! from one that does not exist, but for the name of the one that end users get their apps from.

use super::context::{Context, Found, Project};
use super::error::{self, Error, Result};
use crate::engine::rights::{Action, Asked};
use crate::model::{EnvId, Prefix, Tree};

impl Context {
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
}
