//! `envctl envs edit`: what an environment is, and what it asks of the versions that come in.

use super::protect;
use crate::cli::WriteArgs;
use crate::cli::context::Context;
use crate::cli::delivery::follow;
use crate::cli::error::{self, Error, Result};
use crate::cli::reconcile::diff::everything;
use crate::cli::reconcile::differences;
use crate::cli::report::Change;
use crate::cli::write::changed;
use crate::engine::Right;
use crate::engine::envs::{self, Edit, Rule};
use crate::model::Key;

/// Change what an environment is and what it asks for
///
/// A rule of the policy protects the environment: writes to it ask for its name.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl envs edit staging --description \"UAT and QA\" --optional on
  envctl envs edit production --requires-verification on --soak 2h --must-differ DATABASE_URL
  envctl envs edit production --freeze 'fri 16:00..mon 08:00 weekend' --freeze 2026-12-20..2027-01-02")]
pub struct Args {
    /// The environment
    name: String,
    /// What it is for; `none` takes it away
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Its place in the promotion order, from 1; `none`: outside of it
    #[arg(long, value_name = "N")]
    order: Option<String>,
    /// Whether promotions may pass it by
    #[arg(long, value_name = "SWITCH", value_parser = ["on", "off"])]
    optional: Option<String>,
    /// Whether its apps follow what is published, or gets into the environment before
    #[arg(long, value_name = "WHAT", value_parser = ["latest", "none"])]
    track: Option<String>,
    /// Where promotions come from; `none`: from the environment before
    #[arg(long, value_name = "ENV,…", value_delimiter = ',', help_heading = "Policy")]
    promote_from: Vec<String>,
    /// Whether a version must have been verified where it comes from
    #[arg(long, value_name = "SWITCH", value_parser = ["on", "off"], help_heading = "Policy")]
    requires_verification: Option<String>,
    /// How long a version must have been where it comes from: 30m, 2h, 1d; or `none`
    #[arg(long, value_name = "DURATION", help_heading = "Policy")]
    soak: Option<String>,
    /// When nothing is promoted or released: 'fri 16:00..mon 08:00'; several times; or `none`
    #[arg(long, value_name = "WINDOW", help_heading = "Policy")]
    freeze: Vec<String>,
    /// When something may be: outside of these it is frozen; several times; or `none`
    #[arg(long, value_name = "WINDOW", help_heading = "Policy")]
    open: Vec<String>,
    /// Whether rollbacks wait for freezes and locks as well
    #[arg(long, value_name = "SWITCH", value_parser = ["on", "off"], help_heading = "Policy")]
    freeze_rollbacks: Option<String>,
    /// Which findings of a preflight may be accepted: PF2,PF9; or `none`
    #[arg(long, value_name = "PFn,…", value_delimiter = ',', help_heading = "Policy")]
    accept: Vec<String>,
    /// Constants whose value must not be that of the environment before; or `none`
    #[arg(long, value_name = "KEY,…", value_delimiter = ',', help_heading = "Policy")]
    must_differ: Vec<String>,
    /// Constants whose value is to be looked at for each new version; or `none`
    #[arg(long, value_name = "KEY,…", value_delimiter = ',', help_heading = "Policy")]
    review: Vec<String>,
    /// Whether clients may keep copies of it for `run --offline`
    #[arg(long, value_name = "SWITCH", value_parser = ["on", "off"], help_heading = "Policy")]
    offline: Option<String>,
    /// How many people must approve what comes in; 0: nobody
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=32), help_heading = "Policy")]
    approvals: Option<u32>,
    #[command(flatten)]
    signin: protect::Signin,
    #[command(flatten)]
    write: WriteArgs,
}

/// A list as it was given: nothing, `none`, or items.
fn list(given: &[String]) -> Option<&[String]> {
    match given {
        [] => None,
        [only] if only == "none" => Some(&[]),
        items => Some(items),
    }
}

fn keys(given: &[String]) -> Result<Option<Vec<Key>>> {
    let parsed = list(given).map(|items| items.iter().map(|key| Ok(key.parse()?)).collect::<Result<_>>());
    parsed.transpose()
}

fn none(text: &str) -> Option<&str> {
    Some(text).filter(|text| *text != "none")
}

fn on(switch: Option<&String>) -> Option<bool> {
    switch.map(|word| word == "on")
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let project = ctx.project()?;
    let p = &project.name;
    let look = project.client.read(&everything(&project), None)?;
    let found = ctx.env_named(&project, &look, &args.name)?;
    project.client.may(&look, Right::Manage, Some((found.id, &found.env)))?;
    let mut edit = Edit {
        description: args.description.as_deref().map(|text| none(text).map(str::to_owned)),
        optional: on(args.optional.as_ref()),
        latest: args.track.as_ref().map(|word| word == "latest"),
        ..Edit::default()
    };
    if let Some(text) = &args.order {
        let number = || match text.parse::<u32>() {
            Ok(n) if (1..=256).contains(&n) => Ok(n),
            _ => Err(Error::usage(format!("--order {text}: a number from 1 to 256, or none"))),
        };
        edit.order = Some(none(text).map(|_| number()).transpose()?);
    }
    if let Some(names) = list(&args.promote_from) {
        let ids = names.iter().map(|name| Ok(ctx.env_named(&project, &look, name)?.id));
        edit.policy.push(Rule::PromoteFrom(ids.collect::<Result<_>>()?));
    }
    let declared = |keys: Vec<Key>| match keys.iter().find(|key| look.constant(p, key).is_none()) {
        None => Ok(keys),
        Some(key) => {
            let names: Vec<String> = look.constants(p).iter().map(|(key, _)| key.to_string()).collect();
            Err(Error::new("constant_not_found", error::NOT_FOUND, format!("{key} is not declared"))
                .known(key.as_str(), &names))
        }
    };
    edit.policy.extend(on(args.requires_verification.as_ref()).map(Rule::RequiresVerification));
    edit.policy.extend(args.soak.as_deref().map(|text| Rule::Soak(none(text).map(str::to_owned))));
    edit.policy.extend(list(&args.freeze).map(|windows| Rule::Freeze(windows.to_vec())));
    edit.policy.extend(list(&args.open).map(|windows| Rule::Open(windows.to_vec())));
    edit.policy.extend(on(args.freeze_rollbacks.as_ref()).map(Rule::FreezeRollbacks));
    edit.policy.extend(list(&args.accept).map(|codes| Rule::Accept(codes.to_vec())));
    edit.policy.extend(keys(&args.must_differ)?.map(declared).transpose()?.map(Rule::MustDiffer));
    edit.policy.extend(args.approvals.map(Rule::Approvals));
    edit.policy.extend(args.signin.rules());
    edit.policy.extend(on(args.offline.as_ref()).map(Rule::Offline));
    if matches!(edit.policy[..], [Rule::Offline(_)]) && found.env.policy.is_none() {
        return Err(Error::usage(format!(
            "{} is not protected: copies of it may be kept anyway",
            found.name()
        )));
    }
    edit.policy.extend(keys(&args.review)?.map(declared).transpose()?.map(Rule::Review));
    let written = ctx.write(
        &project,
        "envs.edit",
        &args.write,
        &everything(&project),
        |tree, _| {
            let now = ctx.env_named(&project, tree, found.name())?;
            Ok(((), envs::edit(tree, p, now.id, &now.env, &edit)?))
        },
        |(), _| ctx.confirm_env(&args.write, &found, "change it", "what it is and what it asks for"),
    )?;
    let done = &written.done;
    let changes = differences::of_commit(&done.before, &done.after, p);
    let mut lines = vec![found.line().plain(" changed")];
    if !args.write.dry_run {
        lines.extend(changes.iter().map(Change::line));
    }
    ctx.ui.show(&changed(&written, &args.write, changes, lines))?;
    let apps: Vec<_> = look.apps(p).into_iter().map(|(app, _)| app).collect();
    let follows = done.changed && args.track.as_deref() == Some("latest");
    protect::enforced(ctx, &args.signin)?;
    for followed in follow::after(ctx, &project, &apps, &args.write, follows)? {
        ctx.ui.note(followed.line());
    }
    Ok(error::OK)
}
