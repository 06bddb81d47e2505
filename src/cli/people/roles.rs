//! `envctl access roles` and `envctl access mode`: what roles give, and how it adds up.

use serde::Serialize;

use crate::cli::WriteArgs;
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::report::Change;
use crate::engine::{Write, people};
use crate::model::{AccessPolicy, Place, Right, Role, RoleName};
use crate::ui::{Line, Page, Report, Table};

/// Show what roles give; create and delete roles
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
    /// Only this role
    role: Option<String>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List the roles
    #[command(visible_alias = "ls")]
    List,
    /// Create a role out of rights; -m says what it is for
    Create(Create),
    /// Delete a role that nobody has
    Delete(Delete),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  envctl access roles create releaser --rights view,release")]
struct Create {
    /// Its name
    name: String,
    /// The rights: view, open, edit, write, promote, release, approve, manage
    #[arg(long, value_name = "RIGHT,…", value_delimiter = ',', required = true)]
    rights: Vec<String>,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, clap::Args)]
struct Delete {
    /// The role
    name: String,
    #[command(flatten)]
    write: WriteArgs,
}

/// Say how rights add up, or change it
///
/// combined (the default): rights add up over all grants that match, and so do environments.
/// per-env: a right counts only in the environments of the grant that gives it.
#[derive(Debug, clap::Args)]
pub struct Mode {
    /// The mode from now on
    #[arg(value_parser = ["combined", "per-env"])]
    mode: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct RoleList {
    items: Vec<Shown>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct Shown {
    name: String,
    built_in: bool,
    rights: Vec<&'static str>,
    description: Option<String>,
}

impl Report for RoleList {
    const KIND: &'static str = "RoleList";

    fn text(&self, page: &mut Page<'_>) {
        let rights: Vec<&str> = Right::ALL.iter().map(|right| right.as_str()).collect();
        let mut head = vec!["ROLE"];
        head.extend(&rights);
        let mut table = Table::new(head);
        for role in &self.items {
            let mut row = vec![role.name.clone()];
            row.extend(
                rights.iter().map(|right| if role.rights.contains(right) { "yes" } else { "-" }.to_owned()),
            );
            table.row(row);
        }
        page.table(table);
        if self.items.iter().any(|role| role.built_in && role.name == "viewer") {
            page.line(
                Line::new().dim(
                    "viewer: released apps in the last environment; by a grant, a look at what it names",
                ),
            );
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().map(|role| role.name.clone()).collect())
    }
}

#[derive(Debug, Serialize)]
struct AccessMode {
    mode: &'static str,
}

impl Report for AccessMode {
    const KIND: &'static str = "AccessMode";

    fn text(&self, page: &mut Page<'_>) {
        page.line(self.mode);
    }
}

/// Runs `access roles`.
pub fn run(ctx: &Context, args: &Args) -> Result {
    match &args.verb {
        None => list(ctx, args.role.as_deref()),
        Some(Verb::List) => list(ctx, None),
        Some(Verb::Create(args)) => create(ctx, args),
        Some(Verb::Delete(args)) => delete(ctx, args),
    }
}

fn list(ctx: &Context, only: Option<&str>) -> Result {
    let (_, tree) = ctx.people()?;
    let words = |rights: &[Right]| rights.iter().map(|right| right.as_str()).collect();
    let mut items: Vec<Shown> = Role::ALL
        .iter()
        .map(|role| Shown {
            name: role.to_string(),
            built_in: true,
            rights: words(role.rights()),
            description: None,
        })
        .collect();
    items.extend(tree.roles().map(|(name, role)| Shown {
        name: name.to_string(),
        built_in: false,
        rights: words(&role.rights),
        description: role.description.clone(),
    }));
    if let Some(only) = only {
        people::role(&tree, only)?;
        items.retain(|role| role.name == only);
    }
    ctx.ui.show(&RoleList { items, next: None })?;
    Ok(error::OK)
}

fn create(ctx: &Context, args: &Create) -> Result {
    let name: RoleName = args.name.parse()?;
    let rights = args.rights.iter().map(|right| right.parse::<Right>().map_err(Error::usage));
    let rights = rights.collect::<Result<Vec<_>>>()?;
    let (client, _) = ctx.people()?;
    let done = ctx.write_people(
        &client,
        "access.role-create",
        &args.write,
        |tree, _| Ok(((), people::create_role(tree, &name, &rights, args.write.message.as_deref())?)),
        |(), _| Ok(()),
    )?;
    let words: Vec<&str> = rights.iter().map(|right| right.as_str()).collect();
    let line = Line::new().plain(format!("role {name} created: {}", words.join(", ")));
    let change = Change::of(format!("roles.{name}"), None, Some(words.join(", ")));
    ctx.show_people(&done, &args.write, line, vec![change], Vec::new())
}

fn delete(ctx: &Context, args: &Delete) -> Result {
    let name: RoleName = args.name.parse()?;
    let (client, tree) = ctx.people()?;
    people::role(&tree, &args.name)?;
    let done = ctx.write_people(
        &client,
        "access.role-delete",
        &args.write,
        |tree, _| Ok(((), people::delete_role(tree, &name)?)),
        |(), _| ctx.confirm(&args.write, &format!("Delete role {name}?")),
    )?;
    let line = Line::new().plain(format!("role {name} deleted"));
    let change = Change::of(format!("roles.{name}"), Some(name.to_string()), None);
    ctx.show_people(&done, &args.write, line, vec![change], Vec::new())
}

/// Runs `access mode`.
pub fn mode(ctx: &Context, args: &Mode) -> Result {
    let (client, tree) = ctx.people()?;
    let word = |per_env: bool| if per_env { "per-env" } else { "combined" };
    let was = tree.is_per_env();
    let Some(mode) = &args.mode else {
        ctx.ui.show(&AccessMode { mode: word(was) })?;
        return Ok(error::OK);
    };
    let per_env = mode == word(true);
    let done = ctx.write_people(
        &client,
        "access.mode",
        &args.write,
        |tree, _| {
            let same = tree.is_per_env() == per_env;
            let write = Write::put(Place::AccessPolicy, AccessPolicy { per_env });
            Ok(((), if same { Vec::new() } else { vec![write] }))
        },
        |(), _| Ok(()),
    )?;
    let line = Line::new().plain(format!("rights in {} are {mode} (were {})", client.org_name(), word(was)));
    let change = Change::of("access.mode", Some(word(was).to_owned()), Some(mode.clone()));
    ctx.show_people(&done, &args.write, line, vec![change], Vec::new())
}
