//! Actions on apps, as people name them: the right that each needs, and where apps are edited.
//!
//! What a promotion or a release must find besides is `engine::promote`'s.

use super::{Access, At, Denied, Right, Rule};
use crate::model::{AppName, EnvId, Place, Placement, ProjectName, Tree};

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Nothing but a right.
    Right(Right),
    /// Use what is released of an app.
    Use,
    /// Edit an app's draft.
    Edit,
    /// Rename or describe an app's draft.
    Rename,
    /// Publish an app's draft.
    Publish,
    /// Delete a version.
    Delete,
    /// Begin a draft from a version.
    Create,
    /// See that an environment exists.
    List,
}

impl Action {
    /// The words that name actions, with what they mean.
    pub const WORDS: [(&'static str, Action); 24] = [
        ("view", Action::Right(Right::View)),
        ("preview", Action::Right(Right::View)),
        ("open", Action::Right(Right::Open)),
        ("run", Action::Right(Right::Open)),
        ("read", Action::Right(Right::Open)),
        ("reveal", Action::Right(Right::Open)),
        ("inspect", Action::Right(Right::Open)),
        ("edit", Action::Edit),
        ("rename", Action::Rename),
        ("publish", Action::Publish),
        ("delete", Action::Delete),
        ("create", Action::Create),
        ("write", Action::Right(Right::Write)),
        ("set", Action::Right(Right::Write)),
        ("promote", Action::Right(Right::Promote)),
        ("release", Action::Right(Right::Release)),
        ("rollback", Action::Right(Right::Release)),
        ("approve", Action::Right(Right::Approve)),
        ("manage", Action::Right(Right::Manage)),
        ("lock", Action::Right(Right::Manage)),
        ("admin", Action::Right(Right::Manage)),
        ("own", Action::Right(Right::Own)),
        ("use", Action::Use),
        ("list", Action::List),
    ];

    /// The right that it needs.
    pub fn right(self) -> Right {
        match self {
            Action::Right(right) => right,
            Action::Use | Action::List => Right::View,
            Action::Edit | Action::Rename | Action::Publish | Action::Delete | Action::Create => Right::Edit,
        }
    }
}

/// What an action is asked about.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The project.
    pub project: &'a ProjectName,
    /// The environment; none: the whole project.
    pub env: Option<EnvId>,
    /// The app.
    pub app: Option<&'a AppName>,
    /// The version, for a deletion.
    pub version: Option<u32>,
}

impl Access<'_> {
    /// Decides whether they may do something, on a tree that has the project's environments, apps,
    /// versions and placements.
    ///
    /// # Errors
    /// The first rule that refuses.
    pub fn may(&self, tree: &Tree, action: Action, asked: &Asked<'_>) -> Result<(), Denied> {
        let p = asked.project;
        let chain = tree.chain(p);
        let (first, last) = (chain.first().copied(), chain.last().copied());
        let env = asked.env.and_then(|id| tree.get(Place::Env(p.clone(), id)).map(|env| (id, env)));
        let at = At { project: Some(p), env, app: asked.app };
        let right = action.right();
        let refuse = |rule| Err(self.denied(right, at, rule));
        match action {
            Action::Right(_) => self.check(right, at),
            Action::List => match env {
                Some((id, env)) if self.is_shown(tree, p, id, env) => Ok(()),
                _ => refuse(Rule::NotFound),
            },
            Action::Use => {
                let (Some(last), Some(app)) = (last, asked.app) else { return refuse(Rule::NotFound) };
                if !self.uses(p, last, app) {
                    return self.check(right, At { env: Some(last), ..at });
                }
                let released = |at: &Placement| at.released.is_some();
                if tree.placement(p, last.0, app).is_some_and(released) {
                    Ok(())
                } else {
                    refuse(Rule::NotReleased)
                }
            }
            Action::Edit | Action::Rename | Action::Publish => {
                self.check(right, at)?;
                if env.is_some() && env.map(|(id, _)| id) != first.map(|(id, _)| id) {
                    return refuse(Rule::EnvReadOnly);
                }
                match asked.version {
                    Some(_) => refuse(Rule::NotDraft),
                    None => Ok(()),
                }
            }
            // Whatever it is made from, a draft is in the first environment.
            Action::Create => self.check(right, at),
            Action::Delete => {
                self.check(right, at)?;
                let (Some(app), Some(n)) = (asked.app, asked.version) else { return Ok(()) };
                let released = |(id, _): &(EnvId, _)| {
                    tree.placement(p, *id, app).is_some_and(|placed| placed.released == Some(n))
                };
                if tree.envs(p).iter().any(released) {
                    return refuse(Rule::ReleasedVersion);
                }
                if tree.versions(p, app).iter().all(|(other, _)| *other == n) {
                    return refuse(Rule::OnlyVersion);
                }
                Ok(())
            }
        }
    }
}
