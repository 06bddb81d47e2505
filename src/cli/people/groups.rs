//! `envctl groups`: list, show, create, add, remove, delete.

use serde::Serialize;

use super::who;
use crate::cli::WriteArgs;
use crate::cli::context::Context;
use crate::cli::error::{self, Result};
use crate::cli::report::{self, Change};
use crate::cli::shown::curtained;
use crate::crypto::random;
use crate::engine::people;
use crate::model::{Group as Record, GroupId, GroupName, MemberId, Subject, Tree};
use crate::ui::{Line, Page, Report, Table};

/// List, create, fill and delete groups
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List the groups of the organization
    #[command(visible_alias = "ls")]
    List,
    /// Show one group
    Show(One),
    /// Create a group; -m says what it is for
    Create(Named),
    /// Add members to a group
    Add(Members),
    /// Take members out of a group
    Remove(Members),
    /// Delete a group, and end its grants
    Delete(Named),
}

#[derive(Debug, clap::Args)]
struct One {
    /// The group
    name: String,
}

#[derive(Debug, clap::Args)]
struct Named {
    /// The group
    name: String,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, clap::Args)]
struct Members {
    /// The group
    name: String,
    /// The members
    #[arg(required = true)]
    who: Vec<String>,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct GroupList {
    items: Vec<Group>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct Group {
    name: String,
    description: Option<String>,
    members: Vec<String>,
    grants: Vec<Given>,
}

#[derive(Debug, Serialize)]
struct Given {
    role: String,
    on: String,
    until: Option<jiff::Timestamp>,
}

impl Group {
    fn of(tree: &Tree, id: GroupId, group: &Record) -> Group {
        let name = |member: &MemberId| people::subject_name(tree, Subject::Member(*member));
        let grants = tree.grants().filter(|(_, grant)| grant.subject == Subject::Group(id));
        Group {
            name: group.name.to_string(),
            description: group.description.clone(),
            members: group.members.iter().map(name).filter(|name| name != "nobody").collect(),
            grants: grants
                .map(|(_, grant)| Given {
                    role: grant.role.to_string(),
                    on: who::reach(tree, grant),
                    until: grant.until.map(report::time),
                })
                .collect(),
        }
    }

    fn grants(&self) -> String {
        let words: Vec<String> =
            self.grants.iter().map(|given| format!("{} {}", given.role, given.on)).collect();
        if words.is_empty() { "-".to_owned() } else { words.join("; ") }
    }
}

impl Report for GroupList {
    const KIND: &'static str = "GroupList";

    fn text(&self, page: &mut Page<'_>) {
        let mut table = Table::new(["GROUP", "MEMBERS", "GRANTS"]);
        for group in &self.items {
            table.row([group.name.clone(), group.members.len().to_string(), group.grants()]);
        }
        page.table(table);
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().map(|group| group.name.clone()).collect())
    }
}

impl Report for Group {
    const KIND: &'static str = "Group";

    fn text(&self, page: &mut Page<'_>) {
        let members = if self.members.is_empty() { "nobody".to_owned() } else { self.members.join(", ") };
        page.line(Line::new().bold(&self.name).plain(format!("   {members}")));
        if let Some(description) = &self.description {
            page.line(format!("  {description}"));
        }
        page.line(format!("  grants: {}", self.grants()));
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    match &args.verb {
        None | Some(Verb::List) => list(ctx),
        Some(Verb::Show(args)) => show(ctx, args),
        Some(Verb::Create(args)) => create(ctx, args),
        Some(Verb::Add(args)) => fill(ctx, args, true),
        Some(Verb::Remove(args)) => fill(ctx, args, false),
        Some(Verb::Delete(args)) => delete(ctx, args),
    }
}

fn list(ctx: &Context) -> Result {
    let (client, tree) = ctx.people()?;
    let tree = curtained(&client, tree)?;
    let mut items: Vec<Group> = tree.groups().map(|(id, group)| Group::of(&tree, id, group)).collect();
    items.sort_by(|a, b| a.name.cmp(&b.name));
    ctx.ui.show(&GroupList { items, next: None })?;
    Ok(error::OK)
}

fn show(ctx: &Context, args: &One) -> Result {
    let (client, tree) = ctx.people()?;
    let tree = curtained(&client, tree)?;
    let (id, group) = people::group(&tree, &args.name)?;
    ctx.ui.show(&Group::of(&tree, id, group))?;
    Ok(error::OK)
}

fn create(ctx: &Context, args: &Named) -> Result {
    let name: GroupName = args.name.parse()?;
    let (client, _) = ctx.people()?;
    let id = GroupId(random());
    let done = ctx.write_people(
        &client,
        "groups.create",
        &args.write,
        |tree, _| Ok(((), people::create_group(tree, id, &name, args.write.message.as_deref())?)),
        |(), _| Ok(()),
    )?;
    let line = Line::new().plain(format!("group {name} created in {}", client.org_name()));
    let change = Change::of(format!("groups.{name}"), None, Some(name.to_string()));
    ctx.show_people(&done, &args.write, line, vec![change], Vec::new())
}

fn fill(ctx: &Context, args: &Members, add: bool) -> Result {
    let (client, tree) = ctx.people()?;
    let mut members = Vec::new();
    for who in &args.who {
        match who::subject(&tree, who)? {
            Subject::Member(id) => members.push(id),
            _ => {
                let what = format!("{who} is no member: groups hold members");
                return Err(crate::cli::Error::usage(what));
            }
        }
    }
    let action = if add { "groups.add" } else { "groups.remove" };
    let done = ctx.write_people(
        &client,
        action,
        &args.write,
        |tree, _| {
            let (id, group) = people::group(tree, &args.name)?;
            Ok(((), people::regroup(id, group, &members, add)))
        },
        |(), _| Ok(()),
    )?;
    let (n, name) = (args.who.len(), &args.name);
    let said = if add { format!("{n} added to {name}") } else { format!("{n} taken out of {name}") };
    let changes = args.who.iter().map(|who| {
        let path = format!("groups.{name}.{who}");
        if add {
            Change::of(path, None, Some(who.clone()))
        } else {
            Change::of(path, Some(who.clone()), None)
        }
    });
    ctx.show_people(&done, &args.write, Line::new().plain(said), changes.collect(), Vec::new())
}

fn delete(ctx: &Context, args: &Named) -> Result {
    let (client, tree) = ctx.people()?;
    let (id, group) = people::group(&tree, &args.name)?;
    let grants = tree.grants().filter(|(_, grant)| grant.subject == Subject::Group(id)).count();
    let (grants, members) = (report::count(grants, "grant"), report::count(group.members.len(), "member"));
    let question = format!("{} carries {grants} for {members}. Delete it?", args.name);
    let done = ctx.write_people(
        &client,
        "groups.delete",
        &args.write,
        |tree, _| Ok(((), people::delete_group(tree, people::group(tree, &args.name)?.0))),
        |(), _| ctx.confirm(&args.write, &question),
    )?;
    let line = Line::new().plain(format!("group {} deleted, {grants} ended", args.name));
    let change = Change::of(format!("groups.{}", args.name), Some(args.name.clone()), None);
    ctx.show_people(&done, &args.write, line, vec![change], Vec::new())
}
