//! `envctl apps versions verify` and `withdraw`: what is known of a version after it was published.

use super::plan;
use super::versions::named;
use crate::cli::WriteArgs;
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::report::Change;
use crate::cli::write::changed;
use crate::engine::{Right, marks};
use crate::model::Prefix;
use crate::ui::Line;

/// Note that a version was verified in an environment, or failed there
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl apps versions verify web@v7 --env staging
  envctl apps versions verify web@v7 --env staging --failed -m \"checkout is slow\"")]
pub struct Verify {
    /// The version
    #[arg(value_name = "APP@VERSION")]
    version: String,
    /// It failed
    #[arg(long)]
    failed: bool,
    #[command(flatten)]
    write: WriteArgs,
}

/// Withdraw a version: it goes no further, and stays where it is
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl apps versions withdraw web@v7 -m \"loses carts\"
  envctl apps versions withdraw web@v7 --undo")]
pub struct Withdraw {
    /// The version
    #[arg(value_name = "APP@VERSION")]
    version: String,
    /// It may go on again
    #[arg(long)]
    undo: bool,
    #[command(flatten)]
    write: WriteArgs,
}

/// Runs `apps versions verify`.
pub fn verify(ctx: &Context, args: &Verify) -> Result {
    let (name, n) = named(&args.version)?;
    let project = ctx.project()?;
    let p = &project.name;
    let look = project.client.read(&plan::look(p), None)?;
    let app = ctx.app_named(&project, &look, name)?;
    let found = ctx.env(&project, &look, true)?;
    let is_first = look.chain(p).first().is_some_and(|(id, _)| *id == found.id);
    let right = if is_first { Right::Edit } else { Right::Promote };
    project.client.may_app(&look, right, Some((found.id, &found.env)), Some(&app))?;
    let word = if args.failed { "failed its verification" } else { "is verified" };
    let written = ctx.write(
        &project,
        if args.failed { "versions.fail" } else { "versions.verify" },
        &args.write,
        &plan::reads(p, &look, &found, [&app]),
        |tree, _| Ok(((), marks::verify(tree, p, found.id, &app, n, !args.failed)?)),
        |(), _| ctx.confirm_env(&args.write, &found, "note it", &format!("{app} v{n} {word}")),
    )?;
    let change = Change::of(format!("apps.{app}.v{n}"), None, Some(word.to_owned()));
    let line = Line::new().plain(format!("{app} v{n} {word} in ")).join(found.line());
    ctx.ui.show(&changed(&written, &args.write, vec![change], vec![line]))?;
    Ok(error::OK)
}

/// Runs `apps versions withdraw`.
pub fn withdraw(ctx: &Context, args: &Withdraw) -> Result {
    let (name, n) = named(&args.version)?;
    let reason = match (args.write.message.as_deref().map(str::trim), args.undo) {
        (_, true) => None,
        (Some(reason), _) if !reason.is_empty() => Some(reason.to_owned()),
        _ if ctx.ui.can_prompt() => Some(ctx.ui.input("Why", None)?),
        _ => return Err(Error::input_required("reason", "-m TEXT", Vec::new())),
    };
    let project = ctx.project()?;
    let p = &project.name;
    let look = project.client.read(&plan::look(p), None)?;
    let app = ctx.app_named(&project, &look, name)?;
    let first = look.chain(p).first().map(|(id, env)| (*id, *env));
    project.client.may_app(&look, Right::Edit, first, Some(&app))?;
    let written = ctx.write(
        &project,
        "versions.withdraw",
        &args.write,
        &[Prefix::folder(p, "app"), Prefix::folder(p, "placement"), Prefix::versions(p, &app)],
        |tree, _| {
            let there: Vec<String> = ctx
                .shown(&project, tree)?
                .iter()
                .filter(|found| tree.placement(p, found.id, &app).is_some_and(|at| at.version == n))
                .map(|found| found.name().to_owned())
                .collect();
            Ok((there, marks::withdraw(tree, p, &app, n, reason.as_deref())?))
        },
        |_, _| Ok(()),
    )?;
    let there = written.done.report.clone();
    let change = Change::of(format!("apps.{app}.v{n}.withdrawn"), None, reason.clone());
    let mut lines = vec![Line::new().plain(match &reason {
        Some(reason) => format!("{app} v{n} is withdrawn: {reason}"),
        None => format!("{app} v{n} may go on again"),
    })];
    if !there.is_empty() && reason.is_some() {
        lines.push(Line::new().plain(format!("  it stays in {}", there.join(", "))));
    }
    ctx.ui.show(&changed(&written, &args.write, vec![change], lines))?;
    for env in there.iter().filter(|_| reason.is_some() && !args.write.dry_run) {
        ctx.ui.hint(&format!("envctl rollback {app} --env {env}"));
    }
    Ok(error::OK)
}
