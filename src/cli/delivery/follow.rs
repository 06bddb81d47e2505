//! What follows the newest version: after a publication or a promotion, the environments in which an
//! app follows `latest` get it by the same promotion that a person would make.

use serde::Serialize;

use super::plan;
use super::promote::{self, Order};
use crate::cli::WriteArgs;
use crate::cli::context::{Context, Found, Project};
use crate::cli::error::Result;
use crate::engine::placement;
use crate::engine::promote::{Options, Request, newest};
use crate::model::{AppName, EnvId, Prefix, Tree};
use crate::ui::{Line, Symbol};

/// An app in an environment that follows the newest, and what became of that.
#[derive(Clone, Debug, Serialize)]
pub struct Followed {
    /// The app.
    pub app: String,
    /// The environment.
    pub env: String,
    /// The version that is there.
    pub before: Option<String>,
    /// The version that should be.
    pub after: String,
    /// Whether it is.
    pub moved: bool,
    /// Why not.
    pub error: Option<String>,
}

impl Followed {
    /// As one line of an answer.
    pub fn line(&self) -> Line {
        let line = Line::new().plain("  ").symbol(Symbol::Dot).plain(" ");
        match &self.error {
            None => line.plain(format!("{} follows latest: {} {}", self.env, self.app, self.after)),
            Some(why) => {
                let stays = self.before.as_deref().unwrap_or("nothing");
                line.caution(format!("{} follows latest, and keeps {stays} of {}: {why}", self.env, self.app))
            }
        }
    }
}

/// The same after a write, if it was one that there may be something to follow after.
///
/// # Errors
/// When the store cannot be read.
pub fn after(
    ctx: &Context,
    project: &Project,
    apps: &[AppName],
    write: &WriteArgs,
    wrote: bool,
) -> Result<Vec<Followed>> {
    if wrote && !write.dry_run { latest(ctx, project, apps, write) } else { Ok(Vec::new()) }
}

/// Lets every environment that follows the newest have it. A check that refuses leaves an
/// environment as it is, and is told.
///
/// # Errors
/// When the store cannot be read.
fn latest(ctx: &Context, project: &Project, apps: &[AppName], write: &WriteArgs) -> Result<Vec<Followed>> {
    let p = &project.name;
    let mut reads = plan::look(p);
    reads.extend(["placement", "pin"].map(|folder| Prefix::folder(p, folder)));
    reads.extend(apps.iter().map(|app| Prefix::versions(p, app)));
    let mut followed = Vec::new();
    let mut tree = project.client.read(&reads, None)?;
    let envs: Vec<EnvId> = tree.envs(p).iter().map(|(id, _)| *id).collect();
    for id in envs {
        for app in apps {
            let Some((found, from, n)) = behind(&tree, project, id, app) else { continue };
            let version = |n: u32| format!("v{n}");
            let before = tree.placement(p, id, app).map(|at| version(at.version));
            let order = Order {
                check: false,
                set: Vec::new(),
                requests: vec![Request { app: app.clone(), version: Some(n) }],
                to: found.clone(),
                options: Options { from: Some(from), ..Options::default() },
                plan: None,
                no_hooks: false,
                retry: false,
                write: WriteArgs { dry_run: false, expect: None, ..write.clone() },
            };
            let done = promote::perform(ctx, project, &tree, &order);
            let error = match &done {
                Ok(performed) => performed.late.as_ref().map(|e| e.0.message.clone()),
                Err(e) => Some(e.0.message.clone()),
            };
            followed.push(Followed {
                app: app.to_string(),
                env: found.name().to_owned(),
                before,
                after: version(n),
                moved: done.is_ok(),
                error,
            });
            // What went in there may be followed further on.
            tree = project.client.read(&reads, None)?;
        }
    }
    Ok(followed)
}

/// Whether an app in an environment follows the newest and does not have it: from where it would
/// come, and which it is. A hold keeps it where it is.
fn behind(tree: &Tree, project: &Project, id: EnvId, app: &AppName) -> Option<(Found, EnvId, u32)> {
    let p = &project.name;
    let (_, env) = tree.envs(p).into_iter().find(|(other, _)| *other == id)?;
    let placed = tree.placement(p, id, app);
    if !placement::follows_latest(tree, p, (id, env), app) || placed.is_some_and(|at| at.hold.is_some()) {
        return None;
    }
    let from = placement::default_source(tree, p, id, env)?;
    let n = newest(tree, p, from, app)?;
    let found = Found { id, env: env.clone() };
    placed.is_none_or(|at| at.version < n).then_some((found, from, n))
}
