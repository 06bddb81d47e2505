//! `envctl access exposed` and `envctl access waive`: what somebody may know who may not any more.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::cli::WriteArgs;
use crate::cli::context::{Context, Project};
use crate::cli::error::{self, Error, Result};
use crate::cli::report::{self, Change};
use crate::cli::write::changed;
use crate::engine::Right;
use crate::engine::exposure::{self, Exposed};
use crate::engine::rights::Actor;
use crate::model::{Kid, Prefix, Scope, Tree};
use crate::ui::{Line, Page, Report, Table};

/// List secrets that somebody could read who may not any more
///
/// Each is listed until it is set anew, or waived. A new key does not take back what was read.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl access exposed
  envctl access exposed ben@acme.dev --env production")]
pub struct List {
    /// Only what this member or token:NAME could read; those who left too
    who: Option<String>,
}

/// Leave exposed secrets as they are
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  envctl access waive LEGACY_TOKEN --env staging -m \"a sandbox\"")]
pub struct Waive {
    /// The constants, or DATASOURCE.FIELD
    #[arg(required = true)]
    keys: Vec<String>,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct ExposedList {
    items: Vec<Item>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct Item {
    key: String,
    env: String,
    to: Vec<String>,
}

impl Report for ExposedList {
    const KIND: &'static str = "ExposedList";

    fn text(&self, page: &mut Page<'_>) {
        if self.items.is_empty() {
            return page.line("nothing is exposed");
        }
        let mut table = Table::new(["KEY", "ENVIRONMENT", "COULD BE READ BY"]);
        for item in &self.items {
            table.row([item.key.clone(), item.env.clone(), item.to.join(", ")]);
        }
        page.table(table);
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().map(|item| format!("{}@{}", item.key, item.env)).collect())
    }
}

/// A value as it is named on the command line.
fn dotted(one: &Exposed) -> String {
    match &one.scope {
        Scope::Project => one.key.to_string(),
        Scope::App(app) => format!("{app}.{}", one.key),
        Scope::Datasource(name) | Scope::Flag(name) => format!("{name}.{}", one.key),
    }
}

/// Whose key it was.
fn whose(tree: &Tree, kid: Kid) -> String {
    let member = tree.everyone().find(|(_, m)| m.devices.iter().any(|d| d.kid() == kid));
    let token = || tree.tokens().find(|(_, token)| token.key.kid() == kid);
    match member {
        Some((_, m)) => m.name.clone(),
        None => token().map_or_else(|| "a recovery key".to_owned(), |(_, t)| format!("token:{}", t.name)),
    }
}

fn reads(project: &Project) -> Vec<Prefix> {
    let folders = ["env", "epoch", "value", "waiver"];
    folders.iter().map(|folder| Prefix::folder(&project.name, folder)).chain([Prefix::members()]).collect()
}

/// What is exposed in the environments that are named, or in all that this identity sees.
fn found(ctx: &Context, project: &Project, tree: &Tree) -> Result<Vec<Exposed>> {
    let envs = match &ctx.globals.env {
        Some(_) => ctx.envs(project, tree, false)?,
        None => ctx.shown(project, tree)?,
    };
    let mut all = exposure::exposed(tree, &project.name);
    all.retain(|one| envs.iter().any(|env| env.id == one.env));
    Ok(all)
}

/// Runs `access exposed`.
pub fn list(ctx: &Context, args: &List) -> Result {
    let project = ctx.project()?;
    let tree = project.client.read(&reads(&project), None)?;
    let mut items = Vec::new();
    let mut known: BTreeSet<String> = tree.everyone().map(|(_, m)| m.name.clone()).collect();
    known.extend(tree.tokens().map(|(_, token)| format!("token:{}", token.name)));
    if let Some(who) = args.who.as_ref().filter(|who| !known.contains(*who)) {
        let known: Vec<String> = known.into_iter().collect();
        let what = format!("nobody was ever called \"{who}\" here");
        return Err(Error::new("member_not_found", error::NOT_FOUND, what).known(who, &known));
    }
    for one in found(ctx, &project, &tree)? {
        let to: BTreeSet<String> = one.to.iter().map(|kid| whose(&tree, *kid)).collect();
        if args.who.as_ref().is_some_and(|who| !to.contains(who)) {
            continue;
        }
        let env = tree.envs(&project.name).into_iter().find(|(id, _)| *id == one.env);
        let env = env.map_or_else(String::new, |(_, env)| env.name.to_string());
        items.push(Item { key: dotted(&one), env, to: to.into_iter().collect() });
    }
    let any = !items.is_empty();
    ctx.ui.show(&ExposedList { items, next: None })?;
    if any {
        ctx.ui.hint("set them anew, or: envctl access waive KEY --env ENV -m WHY");
    }
    Ok(error::OK)
}

/// Runs `access waive`.
pub fn waive(ctx: &Context, args: &Waive) -> Result {
    let project = ctx.project()?;
    let p = &project.name;
    let look = project.client.read(&reads(&project), None)?;
    let Some(why) = args.write.message.clone().filter(|why| !why.trim().is_empty()) else {
        return Err(Error::input_required("reason", "-m", Vec::new()));
    };
    let envs = ctx.envs(&project, &look, true)?;
    for env in &envs {
        project.client.may(&look, Right::Manage, Some((env.id, &env.env)))?;
    }
    let Actor::Member(by) = project.client.actor(&look)? else {
        return Err(Error::new("token_not_enough", error::UNAUTHENTICATED, "a token waives nothing"));
    };
    let named = |tree: &Tree| -> Result<Vec<Exposed>> {
        let mut all = exposure::exposed(tree, p);
        all.retain(|one| envs.iter().any(|env| env.id == one.env));
        let names: Vec<String> = all.iter().map(dotted).collect();
        if let Some(key) = args.keys.iter().find(|key| !names.contains(*key)) {
            let what = format!("{key} is not exposed there");
            return Err(Error::new("not_exposed", error::NOT_FOUND, what).known(key, &names));
        }
        all.retain(|one| args.keys.contains(&dotted(one)));
        Ok(all)
    };
    let quiet = WriteArgs { message: None, ..args.write.clone() };
    let written = ctx.write(
        &project,
        "access.waive",
        &quiet,
        &reads(&project),
        |tree, _| {
            let all = named(tree)?;
            Ok((all.len(), exposure::waive(p, &all, by, &why)))
        },
        |_, _| Ok(()),
    )?;
    let n = written.done.report;
    let line = Line::new().plain(format!("{} waived", report::count(n, "exposed secret")));
    let changes: Vec<Change> =
        args.keys.iter().map(|key| Change::of(format!("waivers.{key}"), None, Some(why.clone()))).collect();
    ctx.ui.show(&changed(&written, &args.write, changes, vec![line]))?;
    Ok(error::OK)
}
