//! Handing on: nobody gives, or takes away, more than they hold on the same target.

use super::access::rights_of;
use super::{Access, At, Denied, Right, Rights};
use crate::model::{AppName, Env, EnvId, Grant, Granted, ProjectName, Tree};

/// What a role is given on: what a grant names, with environments as they are.
#[derive(Clone, Debug)]
pub struct Reach<'t> {
    projects: Vec<Option<&'t ProjectName>>,
    envs: Vec<Option<(EnvId, &'t Env)>>,
    apps: Vec<Option<&'t AppName>>,
}

impl<'t> Reach<'t> {
    /// The whole organization.
    pub fn all() -> Reach<'t> {
        Reach { projects: vec![None], envs: vec![None], apps: vec![None] }
    }

    /// What a grant names. Environments that are gone count as the whole project: who ends what
    /// reaches nothing any more has to manage that.
    pub fn of(tree: &'t Tree, grant: &'t Grant) -> Reach<'t> {
        fn or_all<T>(named: &[T]) -> Vec<Option<&T>> {
            if named.is_empty() { vec![None] } else { named.iter().map(Some).collect() }
        }
        let projects = tree.projects();
        let known = grant.projects.iter().filter(|p| projects.contains(p)).flat_map(|p| tree.envs(p));
        let there = known.filter(|(id, _)| grant.envs.contains(id)).map(Some);
        let mut envs: Vec<_> = there.collect();
        if envs.is_empty() {
            envs.push(None);
        }
        Reach { projects: or_all(&grant.projects), envs, apps: or_all(&grant.apps) }
    }
}

/// Whether somebody may give a role, or take it away, on a reach: they manage it, and hold all of
/// the role's rights on it.
///
/// # Errors
/// The first right that they do not hold, and where.
pub fn covers(tree: &Tree, access: &Access<'_>, role: &Granted, reach: &Reach<'_>) -> Result<(), Denied> {
    // Both of an owner's roles are as wide as an admin's where they are granted.
    let rights = rights_of(tree, role).and(Rights::of(&[Right::Manage]));
    // `manage` is what a refusal should name first.
    let mut needed = vec![Right::Manage];
    needed.extend(rights.list().into_iter().filter(|right| *right != Right::Manage));
    for right in needed {
        for project in &reach.projects {
            for env in &reach.envs {
                for app in &reach.apps {
                    access.check(right, At { project: *project, env: *env, app: *app })?;
                }
            }
        }
    }
    Ok(())
}
