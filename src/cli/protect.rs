//! `envctl envs protect|unprotect`: the standing rules of an environment, given and taken as a whole.

use serde::Serialize;

use super::WriteArgs;
use super::context::{Context, Project};
use super::diff::everything;
use super::error::{self, Result};
use super::report;
use crate::engine::Right;
use crate::engine::envs::{self, Edit, Rule};
use crate::model::EnvId;
use crate::ui::{Line, Page, Report};

/// Protect an environment: writes ask for its name, and rules hold for everyone
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  envctl envs protect production --approvals 1 --promote-from staging

More rules: envctl envs edit --help")]
pub struct Protect {
    /// The environment
    name: String,
    /// How many other people must approve promotions, releases and merges into it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=32))]
    approvals: Option<u32>,
    /// Where promotions come from
    #[arg(long, value_name = "ENV,…", value_delimiter = ',')]
    promote_from: Vec<String>,
    #[command(flatten)]
    write: WriteArgs,
}

/// Take all rules of an environment away
#[derive(Debug, clap::Args)]
pub struct Unprotect {
    /// The environment
    name: String,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct EnvPolicy {
    changed: bool,
    dry_run: bool,
    synced: bool,
    env: String,
    protected: bool,
    approvals: u32,
    promote_from: Vec<String>,
    rev: u64,
}

impl Report for EnvPolicy {
    const KIND: &'static str = "EnvPolicy";

    fn text(&self, page: &mut Page<'_>) {
        let state = if self.protected { "protected" } else { "not protected" };
        let line = Line::new().plain(format!("{} is {state}", self.env));
        if self.dry_run {
            page.line(line);
            return report::dry_run(page);
        }
        let synced = if self.synced { ", envctl.toml follows" } else { "" };
        page.ok(line.plain(format!(" (rev {}{synced})", self.rev)));
        if !self.protected {
            return;
        }
        page.line("  writes      type the name (scripts: --confirm)");
        let from = if self.promote_from.is_empty() {
            "from the environment before".to_owned()
        } else {
            format!("from {} only", self.promote_from.join(", "))
        };
        let approvals = match self.approvals {
            0 => String::new(),
            n => format!(", {} by someone else", report::count(n as usize, "approval")),
        };
        page.line(format!("  promote     {from}{approvals}"));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// Runs `envs protect`.
pub fn protect(ctx: &Context, args: &Protect) -> Result {
    let project = ctx.project()?;
    let look = project.client.read(&everything(&project), None)?;
    let mut rules: Vec<Rule> = args.approvals.map(Rule::Approvals).into_iter().collect();
    if !args.promote_from.is_empty() {
        let ids = args.promote_from.iter().map(|name| Ok(ctx.env_named(&project, &look, name)?.id));
        rules.push(Rule::PromoteFrom(ids.collect::<Result<_>>()?));
    }
    let edit = Edit { protected: Some(true), policy: rules, ..Edit::default() };
    change(ctx, &project, &args.name, &args.write, "envs.protect", &edit)
}

/// Runs `envs unprotect`.
pub fn unprotect(ctx: &Context, args: &Unprotect) -> Result {
    let project = ctx.project()?;
    let edit = Edit { protected: Some(false), ..Edit::default() };
    change(ctx, &project, &args.name, &args.write, "envs.unprotect", &edit)
}

fn change(
    ctx: &Context,
    project: &Project,
    name: &str,
    write: &WriteArgs,
    action: &str,
    edit: &Edit,
) -> Result {
    let p = &project.name;
    let look = project.client.read(&everything(project), None)?;
    let found = ctx.env_named(project, &look, name)?;
    project.client.may(&look, Right::Manage, Some((found.id, &found.env)))?;
    let takes_away = edit.protected == Some(false);
    if takes_away && found.env.policy.is_some() {
        ctx.ui.warn("this takes away every rule of it: approvals, where promotions come from, freezes");
    }
    let written = ctx.write(
        project,
        action,
        write,
        &everything(project),
        |tree, _| {
            let now = ctx.env_named(project, tree, found.name())?;
            Ok(((), envs::edit(tree, p, now.id, &now.env, edit)?))
        },
        |(), _| {
            let verb = if takes_away { "unprotect it" } else { "change its rules" };
            ctx.confirm_env(write, &found, verb, "the standing rules of it")
        },
    )?;
    let after = &written.done.after;
    let now = after.envs(p).into_iter().find(|(id, _)| *id == found.id);
    let policy = now.and_then(|(_, env)| env.policy.as_deref());
    let name_of = |id: &EnvId| {
        after.envs(p).into_iter().find(|(other, _)| other == id).map(|(_, env)| env.name.to_string())
    };
    ctx.ui.show(&EnvPolicy {
        changed: written.done.changed && !write.dry_run,
        dry_run: write.dry_run,
        synced: written.in_manifest,
        env: found.name().to_owned(),
        protected: policy.is_some(),
        approvals: policy.and_then(|policy| policy.approvals).unwrap_or(0),
        promote_from: policy.iter().flat_map(|policy| &policy.promote_from).filter_map(name_of).collect(),
        rev: written.done.rev,
    })?;
    Ok(error::OK)
}
