//! `envctl envs describe`: an environment as a document; and who may do what in it.

use std::path::PathBuf;

use serde::Serialize;

use super::lock::Locked;
use crate::cli::context::{Context, Found, Project};
use crate::cli::error::{self, Result};
use crate::cli::project::status::{Coverage, Placed};
use crate::cli::reconcile::diff::everything;
use crate::cli::values::target::{Allow, Target};
use crate::engine::rights::{Access, At};
use crate::engine::{Right, flags};
use crate::manifest::tree as facts_of;
use crate::model::{Place, Prefix, ProjectName, Scope, Tree};
use crate::store::LogQuery;
use crate::ui::{Page, Report};

/// Describe an environment as a document in Markdown
///
/// Apps, constants without their values, datasources, flags, policy, and who may do what: what an
/// audit or a new colleague asks for.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl envs describe production
  envctl envs describe production --output production.md")]
pub struct Args {
    /// The environment (default: the one in force)
    name: Option<String>,
    /// The file; one that this command wrote before is replaced
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Who may do what in an environment, by name.
#[derive(Debug, Serialize)]
pub struct Who {
    /// Open secrets.
    pub open: Vec<String>,
    /// Change drafts.
    pub edit: Vec<String>,
    /// Set values.
    pub write: Vec<String>,
    /// Bring versions in.
    pub promote: Vec<String>,
    /// Make them live, and roll back.
    pub release: Vec<String>,
    /// Manage the environment.
    pub manage: Vec<String>,
}

impl Who {
    /// Who may do what; the tree has everyone and what they hold.
    pub fn of(tree: &Tree, p: &ProjectName, found: &Found) -> Who {
        let members = tree.members().map(|(id, m)| (m.name.clone(), Access::of_member(tree, id, m)));
        let tokens = tree.tokens().filter(|(_, token)| !token.key.revoked);
        let tokens = tokens.map(|(id, t)| (format!("token:{}", t.name), Access::of_token(tree, id, t)));
        let everyone: Vec<(String, Access<'_>)> = members.chain(tokens).collect();
        let at = At { project: Some(p), env: Some((found.id, &found.env)), app: None };
        let who = |right: Right| {
            let may = everyone.iter().filter(|(_, access)| access.check(right, at).is_ok());
            let mut names: Vec<String> = may.map(|(name, _)| name.clone()).collect();
            names.sort();
            names
        };
        let first = tree.chain(p).first().is_some_and(|(id, _)| *id == found.id);
        Who {
            open: who(Right::Open),
            // Apps are edited in the first environment only, whoever it is.
            edit: if first { who(Right::Edit) } else { Vec::new() },
            write: who(Right::Write),
            promote: if first { Vec::new() } else { who(Right::Promote) },
            release: who(Right::Release),
            manage: who(Right::Manage),
        }
    }

    /// What is to be said, with the word for it.
    pub fn lines(&self) -> Vec<(&'static str, &[String])> {
        vec![
            ("open", &self.open),
            ("edit", &self.edit),
            ("write", &self.write),
            ("promote", &self.promote),
            ("release", &self.release),
            ("manage", &self.manage),
        ]
    }
}

/// When an environment was made.
///
/// # Errors
/// When the log cannot be read.
pub fn created(project: &Project, found: &Found) -> Result<Option<jiff::Timestamp>> {
    let path = Place::Env(project.name.clone(), found.id).path();
    let query =
        LogQuery { newest_first: false, limit: 1, touching: vec![Prefix::one(&path)], ..LogQuery::default() };
    Ok(project.client.events(&query)?.first().map(|event| crate::cli::report::time(event.time)))
}

#[derive(Debug, Serialize)]
struct EnvDescription {
    env: String,
    markdown: String,
}

impl Report for EnvDescription {
    const KIND: &'static str = "EnvDescription";

    fn text(&self, page: &mut Page<'_>) {
        page.block(&self.markdown);
    }
}

/// What a file begins with that this command may replace.
const MARK: &str = "<!-- Written by envctl envs describe. -->";

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let project = ctx.project()?;
    let reads = [everything(&project), vec![Prefix::access()]].concat();
    let tree = project.client.read(&reads, None)?;
    let found = match &args.name {
        Some(name) => ctx.env_named(&project, &tree, name)?,
        None => ctx.env(&project, &tree, false)?,
    };
    project.client.may(&tree, Right::View, Some((found.id, &found.env)))?;
    let target = match &args.output {
        None => None,
        Some(file) => {
            let ours = std::fs::read(ctx.cwd.join(file)).is_ok_and(|text| text.starts_with(MARK.as_bytes()));
            Some(Target::check(ctx, file, Allow { force: ours, tracked: true })?)
        }
    };
    let markdown = markdown(ctx, &project, &tree, &found)?;
    match target {
        Some(target) => {
            target.write(markdown.as_bytes())?;
            ctx.ui.note(format!("wrote {}", target.shown));
        }
        None => ctx.ui.show(&EnvDescription { env: found.name().to_owned(), markdown })?,
    }
    Ok(error::OK)
}

/// Text in a cell or a line: what would end it is written otherwise.
fn cell(text: &str) -> String {
    text.replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;").replace(['\n', '\r'], " ")
}

fn markdown(ctx: &Context, project: &Project, tree: &Tree, found: &Found) -> Result<String> {
    let p = &project.name;
    let env = &found.env;
    let mut out = vec![MARK.to_owned(), String::new(), format!("# {}", env.name), String::new()];
    let mut facts = vec![format!("Environment of {}/{p}", project.client.org_name())];
    facts.push(env.order.map_or("outside the promotion order".to_owned(), |n| format!("order {n}")));
    facts.extend(env.policy.is_some().then(|| "protected".to_owned()));
    facts.extend(env.latest.then(|| "follows the newest version".to_owned()));
    facts.extend(created(project, found)?.map(|at| format!("created {}", at.strftime("%Y-%m-%d"))));
    facts.push(format!("as of rev {}", tree.head.seq));
    out.push(format!("{}.", facts.join(", ")));
    if let Some(description) = &env.description {
        out.extend([String::new(), cell(description)]);
    }
    if let Some(locked) = Locked::of(tree, found, ctx.now) {
        out.extend([String::new(), cell(&locked.words())]);
    }
    let mut table = |title: &str, header: &[&str], rows: Vec<Vec<String>>, none: &str| {
        out.extend([String::new(), format!("## {title}"), String::new()]);
        if rows.is_empty() {
            return out.push(none.to_owned());
        }
        let row = |cells: &[String]| format!("| {} |", cells.join(" | "));
        out.push(row(&header.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()));
        out.push(format!("|{}", " --- |".repeat(header.len())));
        out.extend(rows.iter().map(|cells| row(&cells.iter().map(|text| cell(text)).collect::<Vec<_>>())));
    };
    let apps = tree.apps(p).into_iter().map(|(app, _)| {
        let since = tree.placement(p, found.id, &app).and_then(|at| at.since.as_ref());
        let since = since.map(|at| crate::cli::report::time(at.time).strftime("%Y-%m-%d").to_string());
        let placed = Placed::of(tree, p, found, &app, ctx.now);
        vec![app.to_string(), placed.cell(), since.unwrap_or_default()]
    });
    table("Apps", &["App", "Version", "Since"], apps.collect(), "No apps.");
    let missing = Coverage::of(tree, p, found).missing;
    let constants = tree.constants(p).into_iter().map(|(key, c)| {
        let set = tree.value(p, found.id, &Scope::Project, &key).is_some();
        let state = match (set, &c.default) {
            (true, _) => "set",
            (false, Some(_)) => "default",
            (false, None) if missing.contains(&key.to_string()) => "missing",
            (false, None) => "not set",
        };
        let kind = if c.secret { "secret" } else { "plain" };
        let required = if c.required { "required" } else { "" };
        let words = [key.as_str(), kind, required, state, c.description.as_deref().unwrap_or_default()];
        words.map(str::to_owned).to_vec()
    });
    let header = ["Constant", "Kind", "", "Here", "What it is"];
    table("Constants", &header, constants.collect(), "No constants.");
    let datasources = tree.datasources(p).into_iter().map(|(name, d)| {
        let scope = Scope::Datasource(name.clone());
        let set: Vec<&str> = tree.values(p, found.id, &scope).map(|(path, _)| path.last()).collect();
        let unset =
            d.fields.iter().filter(|(field, f)| f.default.is_none() && !set.contains(&field.as_str()));
        let unset: Vec<&str> = unset.map(|(field, _)| field.as_str()).collect();
        let state = if unset.is_empty() { "set".to_owned() } else { format!("unset: {}", unset.join(", ")) };
        vec![name.to_string(), d.kind.clone(), state]
    });
    table("Datasources", &["Datasource", "Type", "Here"], datasources.collect(), "No datasources.");
    let states = tree.flags(p).into_iter().map(|(name, flag)| {
        let state = flags::state(tree, p, found.id, &name);
        let state = match state {
            Ok(state) => state.map_or_else(|| "off".to_owned(), |state| state.to_string()),
            Err(_) => "unreadable".to_owned(),
        };
        vec![name.to_string(), state, flag.description.clone().unwrap_or_default()]
    });
    table("Flags", &["Flag", "Here", "What it is"], states.collect(), "No flags.");
    let place = Place::Env(p.clone(), found.id);
    let mut all = facts_of::names(tree, p);
    let shown = ctx.shown(project, tree)?;
    all.retain(|id, _| shown.iter().any(|found| found.id == *id));
    let rules = facts_of::of_record(&place, &env.clone().into(), &all);
    let rules = rules.iter().filter_map(|(path, fact)| match path.as_strs()[..] {
        ["envs", _, "policy", rule] => Some(vec![rule.to_owned(), error::fact_text(Some(fact))]),
        _ => None,
    });
    let none =
        if env.policy.is_some() { "Writes ask for its name; no other rules." } else { "Not protected." };
    table("Policy", &["Rule", "Value"], rules.collect(), none);
    let who = Who::of(tree, p, found);
    let rows = who.lines().into_iter().map(|(right, names)| {
        let names = if names.is_empty() { "nobody".to_owned() } else { names.join(", ") };
        vec![right.to_owned(), names]
    });
    table("Who may", &["Right", "Who"], rows.collect(), "Nobody.");
    Ok(out.join("\n") + "\n")
}
