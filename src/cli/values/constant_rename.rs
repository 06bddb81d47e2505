//! `envctl constants rename`: a constant under another name; the old one goes on to work.

use crate::cli::WriteArgs;
use crate::cli::context::{Context, Found};
use crate::cli::error::{self, Error, Result};
use crate::cli::reconcile::diff::everything;
use crate::cli::report::Change;
use crate::cli::write::changed;
use crate::engine::Right;
use crate::engine::rename::{self, RenameError};
use crate::model::Key;
use crate::ui::Line;

/// Give a constant another name
///
/// Its values and what is declared of it move to the new name. The old one stays, as another name of
/// the new one, for versions that need it; it is not set any more. Takes the secrets of every
/// environment: they are sealed together with their name.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl constants rename DB_URL DATABASE_URL
  envctl constants unset DB_URL --declaration --all-envs   (once nothing needs the old name)")]
pub struct Args {
    /// The constant
    key: String,
    /// Its new name
    new: String,
    #[command(flatten)]
    write: WriteArgs,
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let (old, new): (Key, Key) = (args.key.parse()?, args.new.parse()?);
    let project = ctx.project()?;
    let p = &project.name;
    let look = project.client.read(&everything(&project), None)?;
    let envs: Vec<Found> = look.envs(p).into_iter().map(|(id, env)| Found { id, env: env.clone() }).collect();
    for found in &envs {
        project.client.may(&look, Right::Write, Some((found.id, &found.env)))?;
    }
    let name =
        |id| envs.iter().find(|found| found.id == id).map_or_else(String::new, |f| f.name().to_owned());
    let written = ctx.write(
        &project,
        "constants.rename",
        &args.write,
        &everything(&project),
        |tree, op| {
            let vault = project.client.vault(tree);
            let open = vault.opener();
            rename::constant(tree, p, (&old, &new), &*open, op).map_err(|e| match e {
                RenameError::Constant(e) => Error::from(e),
                RenameError::Taken(ref key) => Error::new("already_exists", error::CONFLICT, e.to_string())
                    .hint(format!("envctl explain {key} --env ENV")),
                RenameError::Unopened { ref envs, .. } => {
                    let shut: Vec<String> = envs.iter().map(|id| name(*id)).collect();
                    Error::new("sealed", error::DENIED, e.to_string())
                        .fact(format!("you may not open {}", shut.join(", ")))
                }
            })
        },
        |renamed, _| {
            for found in envs.iter().filter(|found| renamed.envs.contains(&found.id)) {
                ctx.confirm_env(&args.write, found, "rename it there", &format!("rename {old} to {new}"))?;
            }
            Ok(())
        },
    )?;
    let renamed = &written.done.report;
    let change = Change {
        op: "rename",
        ..Change::of(format!("constants.{old}"), Some(old.to_string()), Some(new.to_string()))
    };
    let mut lines = vec![Line::new().plain(format!("{old} is now ")).key(&new)];
    if !renamed.drafts.is_empty() {
        let drafts: Vec<&str> = renamed.drafts.iter().map(|app| app.as_str()).collect();
        lines.push(
            Line::new().plain(format!("  the drafts of {} need it by its new name", drafts.join(", "))),
        );
    }
    lines.push(Line::new().dim(format!("  {old} goes on to work, as another name of it")));
    ctx.ui.show(&changed(&written, &args.write, vec![change], lines))?;
    if !args.write.dry_run {
        ctx.ui.hint(&format!(
            "envctl unset {old} --declaration --all-envs   (once nothing needs the old name)"
        ));
    }
    Ok(error::OK)
}
