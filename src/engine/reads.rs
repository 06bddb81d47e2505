//! What is read before more is known: the prefixes that a command and a server agree on, so that one
//! question is enough.

use crate::model::{AppName, EnvId, Place, Prefix, ProjectName, Scope};

/// What finding an environment and an app by their names reads, and who is who.
pub fn place(p: &ProjectName) -> Vec<Prefix> {
    let folders = ["env", "app"].map(|folder| Prefix::folder(p, folder));
    let who = [Prefix::members(), Prefix::access(), Prefix::one(&Place::Org.path()), Prefix::projects()];
    folders.into_iter().chain(who).collect()
}

/// What resolving an environment's values reads.
pub fn values(p: &ProjectName, env: EnvId, app: Option<&AppName>) -> Vec<Prefix> {
    let declared = Prefix::folder(p, "constant");
    let mut prefixes = vec![declared, Prefix::epochs(p, env), Prefix::scope(p, env, &Scope::Project)];
    prefixes.extend(app.map(|app| Prefix::scope(p, env, &Scope::App(app.clone()))));
    prefixes
}

/// What running there reads: the values, and which version of the app is there.
pub fn run(p: &ProjectName, env: EnvId, app: Option<&AppName>) -> Vec<Prefix> {
    let mut prefixes = values(p, env, app);
    if let Some(app) = app {
        prefixes.push(Prefix::one(&Place::Placement(p.clone(), env, app.clone()).path()));
        prefixes.push(Prefix::versions(p, app));
    }
    prefixes
}
