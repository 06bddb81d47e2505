//! `envctl projects`: the projects of an organization.

use serde::Serialize;

use crate::cli::ReadArgs;
use crate::cli::context::Context;
use crate::cli::error::{self, Result};
use crate::cli::shown::curtained;
use crate::model::{Prefix, ProjectName, Tree};
use crate::ui::{Page, Report, Table};

/// List and show projects
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List the projects of the organization
    #[command(visible_alias = "ls")]
    List(ReadArgs),
    /// Show one project (default: the one in force)
    Show(Show),
}

#[derive(Debug, Default, clap::Args)]
struct Show {
    /// The project
    name: Option<String>,
    #[command(flatten)]
    read: ReadArgs,
}

#[derive(Debug, Serialize)]
struct Project {
    name: String,
    org: String,
    description: Option<String>,
    envs: Vec<String>,
    apps: Vec<String>,
    constants: usize,
}

impl Project {
    fn of(tree: &Tree, org: &str, p: &ProjectName) -> Project {
        let record = tree.get::<crate::model::Project>(crate::model::Place::Project(p.clone()));
        Project {
            name: p.to_string(),
            org: org.to_owned(),
            description: record.and_then(|r| r.description.clone()),
            envs: tree.envs(p).iter().map(|(_, e)| e.name.to_string()).collect(),
            apps: tree.apps(p).iter().map(|(app, _)| app.to_string()).collect(),
            constants: tree.constants(p).len(),
        }
    }
}

#[derive(Debug, Serialize)]
struct ProjectList {
    items: Vec<Project>,
    next: Option<String>,
}

impl Report for ProjectList {
    const KIND: &'static str = "ProjectList";

    fn text(&self, page: &mut Page<'_>) {
        let mut table = Table::new(["PROJECT", "ENVIRONMENTS", "APPS", "CONSTANTS"]);
        for project in &self.items {
            table.row(vec![
                project.name.clone(),
                project.envs.join(", "),
                project.apps.join(", "),
                project.constants.to_string(),
            ]);
        }
        page.table(table);
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().map(|p| p.name.clone()).collect())
    }
}

impl Report for Project {
    const KIND: &'static str = "Project";

    fn text(&self, page: &mut Page<'_>) {
        page.line(format!("{}/{}", self.org, self.name));
        page.line(format!("  environments  {}", self.envs.join(", ")));
        page.line(format!(
            "  apps          {}",
            if self.apps.is_empty() { "none".to_owned() } else { self.apps.join(", ") }
        ));
        page.line(format!("  constants     {}", self.constants));
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    match &args.verb {
        None => list(ctx, &ReadArgs::default()),
        Some(Verb::List(args)) => list(ctx, args),
        Some(Verb::Show(args)) => show(ctx, args),
    }
}

fn reads(p: &ProjectName) -> Vec<Prefix> {
    ["env", "app", "constant"].map(|folder| Prefix::folder(p, folder)).into()
}

fn list(ctx: &Context, args: &ReadArgs) -> Result {
    let client = ctx.org()?;
    let mut tree = client.read(&[Prefix::projects(), Prefix::members()], args.at)?;
    client.me(&tree)?;
    let names = tree.projects();
    let below: Vec<Prefix> = names.iter().flat_map(reads).collect();
    tree.extend(client.read(&below, args.at.or(Some(tree.head.seq)))?);
    let tree = curtained(&client, tree)?;
    let items = names.iter().map(|p| Project::of(&tree, client.org_name().as_str(), p)).collect();
    ctx.ui.show(&ProjectList { items, next: None })?;
    Ok(error::OK)
}

fn show(ctx: &Context, args: &Show) -> Result {
    let (client, name) = match &args.name {
        Some(name) => {
            let client = ctx.org()?;
            let name: ProjectName = name.parse()?;
            let tree = client.read(&[Prefix::projects()], args.read.at)?;
            let known: Vec<String> = tree.projects().iter().map(ToString::to_string).collect();
            if !tree.projects().contains(&name) {
                return Err(crate::cli::Error::new(
                    "project_not_found",
                    error::NOT_FOUND,
                    format!("{} has no project \"{name}\"", client.org_name()),
                )
                .known(name.as_str(), &known));
            }
            (client, name)
        }
        None => {
            let project = ctx.project()?;
            (project.client, project.name)
        }
    };
    let tree = client.read(&[&reads(&name)[..], &[Prefix::projects()]].concat(), args.read.at)?;
    let tree = curtained(&client, tree)?;
    ctx.ui.show(&Project::of(&tree, client.org_name().as_str(), &name))?;
    Ok(error::OK)
}
