//! `envctl unset`: values, or whole constants, away; names only are printed.

use serde::Serialize;

use super::set;
use crate::cli::context::{Context, Found};
use crate::cli::error::{self, Error, Result};
use crate::cli::{WriteArgs, report};
use crate::engine::{Right, constants};
use crate::model::{Key, Prefix};
use crate::ui::{Line, Page, Report, Symbol};

/// Remove the value of a constant
///
/// What was there stays in the log: `envctl get KEY --at REV` reads it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl unset OLD_KEY --env staging
  envctl unset OLD_KEY --declaration")]
pub struct Args {
    /// The constants
    #[arg(required = true, value_name = "KEY")]
    keys: Vec<String>,
    /// Remove the constant everywhere, with its declaration
    #[arg(long)]
    declaration: bool,
    /// In every environment
    #[arg(long, conflicts_with = "env")]
    all_envs: bool,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct UnsetResult {
    changed: bool,
    rev: u64,
    dry_run: bool,
    removed: Vec<RemovedConstant>,
    #[serde(skip)]
    recover: Option<String>,
}

#[derive(Debug, Serialize)]
struct RemovedConstant {
    name: String,
    envs: Vec<String>,
    declaration: bool,
}

impl Report for UnsetResult {
    const KIND: &'static str = "UnsetResult";

    fn text(&self, page: &mut Page<'_>) {
        if self.removed.is_empty() {
            return page.line("nothing to do");
        }
        for one in &self.removed {
            let mut line = Line::new().key(&one.name).plain(" removed");
            if !one.declaration {
                line = line.plain(format!(" from {}", one.envs.join(", ")));
            }
            if self.dry_run {
                page.line(line);
                continue;
            }
            line = line.plain(" ").symbol(Symbol::Dot).plain(format!(" rev {}", self.rev));
            if let Some(recover) = &self.recover {
                line = line.plain(" ").symbol(Symbol::Dot).plain(format!(" recover with: {recover}"));
            }
            page.ok(line);
        }
        if self.dry_run {
            report::dry_run(page);
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let keys = args.keys.iter().map(|key| Ok(key.parse()?)).collect::<Result<Vec<Key>>>()?;
    let project = ctx.project()?;
    let p = &project.name;
    let folders = ["env", "app", "constant", "version", "placement"].map(|folder| Prefix::folder(p, folder));
    let look = project.client.read(&[&folders[..], &[Prefix::members()]].concat(), None)?;
    let app = match ctx.named_apps(&project, &look)?.as_slice() {
        [] => None,
        [app] => Some(app.clone()),
        _ => return Err(Error::usage("unset takes one app: --app was given several")),
    };
    let envs: Vec<Found> = if args.all_envs && !args.declaration {
        ctx.every_env(&project, &look)?
    } else if args.declaration {
        look.envs(p).into_iter().map(|(id, env)| Found { id, env: env.clone() }).collect()
    } else {
        ctx.envs(&project, &look, true)?
    };
    let name_of = |id| envs.iter().find(|f| f.id == id).map_or_else(String::new, |f| f.name().to_owned());
    if args.declaration {
        project.client.may(&look, Right::Write, look.chain(p).first().map(|(id, env)| (*id, *env)))?;
        for key in &keys {
            let needed = constants::needed_by(&look, p, key);
            if !needed.is_empty() {
                let mut error = Error::new(
                    "constant_needed",
                    error::INVALID,
                    format!(
                        "{key} is needed by {} in an environment",
                        report::count(needed.len(), "version")
                    ),
                );
                for (app, n, env) in needed {
                    error = error.fact(format!("{app} v{n} in {}", name_of(env)));
                }
                return Err(ctx.unnamed(&project, &look, error));
            }
        }
    }
    let ids: Vec<_> = envs.iter().map(|found| found.id).collect();
    let mut reads = set::reads(p, &ids, app.as_ref(), &keys);
    reads.push(Prefix::folder(p, "app"));
    if args.declaration {
        reads.extend(ids.iter().map(|env| Prefix::values(p, *env)));
    }
    let written = ctx.write(
        &project,
        "unset",
        &args.write,
        &reads,
        |tree, op| Ok(constants::unset(tree, p, &ids, app.as_ref(), &keys, args.declaration, op)?),
        |removed, _| {
            for one in removed {
                for found in envs.iter().filter(|found| one.envs.contains(&found.id)) {
                    ctx.confirm_env(&args.write, found, "remove it there", &format!("unset {}", one.key))?;
                }
            }
            if args.declaration && !removed.is_empty() {
                let values: usize = removed.iter().map(|one| one.envs.len()).sum();
                let what = report::names(&keys);
                ctx.confirm(&args.write, &format!("Remove {what} and {}?", report::count(values, "value")))?;
            }
            Ok(())
        },
    )?;
    let done = &written.done;
    let removed: Vec<RemovedConstant> = done
        .report
        .iter()
        .map(|one| RemovedConstant {
            name: one.key.to_string(),
            envs: one.envs.iter().map(|id| name_of(*id)).collect(),
            declaration: one.declaration,
        })
        .collect();
    let recover = removed.first().and_then(|one| {
        let env = one.envs.first()?;
        let app = app.as_ref().map(|app| format!(" --app {app}")).unwrap_or_default();
        Some(format!("envctl get {} --at {} --env {env}{app}", one.name, done.before.head.seq))
    });
    ctx.ui.show(&UnsetResult {
        changed: done.changed && !args.write.dry_run,
        rev: done.rev,
        dry_run: args.write.dry_run,
        removed,
        recover: recover.filter(|_| done.changed),
    })?;
    Ok(error::OK)
}
