//! `envctl members`: list, set-role, remove.

use serde::Serialize;

use super::signin::Server;
use crate::cli::WriteArgs;
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::report::{self, Change};
use crate::cli::shown::curtained;
use crate::cli::stores::StorePlace;
use crate::engine::rights::Actor;
use crate::engine::{Write, people};
use crate::model::{Kid, MemberId, Prefix, Role, Subject, Tree};
use crate::store::{Postgres, Sessions, Sqlite};
use crate::ui::{Line, Page, Report, Table};

/// List members, change their role, remove them
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List the members of the organization
    #[command(visible_alias = "ls")]
    List(List),
    /// Change the role of a member in the organization
    SetRole(SetRole),
    /// Remove a member, or withdraw an invitation
    Remove(Remove),
    /// Take a member's one-time codes away, who lost what makes them: they enrol again
    ResetMfa(ResetMfa),
}

#[derive(Debug, Default, clap::Args)]
struct List {
    /// Only who was invited and has not joined
    #[arg(long)]
    pending: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  envctl members set-role ben@acme.dev deployer")]
struct SetRole {
    /// The member
    who: String,
    /// The role: viewer, tester, builder, deployer, admin, owner
    role: Role,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, clap::Args)]
struct Remove {
    /// The member, or who was invited
    who: String,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, clap::Args)]
struct ResetMfa {
    /// The member
    who: String,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct MfaReset {
    changed: bool,
    dry_run: bool,
    user: String,
}

impl Report for MfaReset {
    const KIND: &'static str = "MfaReset";

    fn text(&self, page: &mut Page<'_>) {
        if self.dry_run {
            page.line(format!("the one-time codes of {} would be taken away", self.user));
            return report::dry_run(page);
        }
        if self.changed {
            page.ok(
                Line::new().plain(format!("{} has no one-time codes any more, sessions closed", self.user))
            );
            page.line("  they enrol again: envctl login --enrol-totp");
        } else {
            page.ok(Line::new().plain(format!("{} had no one-time codes", self.user)));
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

#[derive(Debug, Serialize)]
struct MemberList {
    items: Vec<Member>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct Member {
    id: String,
    name: String,
    role: &'static str,
    groups: Vec<String>,
    /// None: all of them.
    envs: Option<Vec<String>>,
    status: &'static str,
    until: Option<jiff::Timestamp>,
    devices: usize,
    me: bool,
}

impl Report for MemberList {
    const KIND: &'static str = "MemberList";

    fn text(&self, page: &mut Page<'_>) {
        let mut table = Table::new(["NAME", "ROLE", "GROUPS", "ENVIRONMENTS", "STATUS", "UNTIL"]);
        for member in &self.items {
            let none = |list: &[String]| if list.is_empty() { "-".to_owned() } else { list.join(", ") };
            let envs = member.envs.as_ref().map_or_else(|| "all".to_owned(), |envs| none(envs));
            let until = member.until.map_or_else(|| "-".to_owned(), |until| page.time(until));
            let status = if member.me { "you" } else { member.status };
            table.row([
                member.name.clone(),
                member.role.to_owned(),
                none(&member.groups),
                envs,
                status.to_owned(),
                until,
            ]);
        }
        page.table(table);
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().map(|member| member.name.clone()).collect())
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    match &args.verb {
        None => list(ctx, &List::default()),
        Some(Verb::List(args)) => list(ctx, args),
        Some(Verb::SetRole(args)) => set_role(ctx, args),
        Some(Verb::Remove(args)) => remove(ctx, args),
        Some(Verb::ResetMfa(args)) => reset_mfa(ctx, args),
    }
}

fn reset_mfa(ctx: &Context, args: &ResetMfa) -> Result {
    let client = ctx.org()?;
    let tree = client.read(&[Prefix::members()], None)?;
    let found = tree.members().find(|(_, member)| member.name == args.who);
    let Some((id, member)) = found else {
        let names: Vec<String> = tree.members().map(|(_, member)| member.name.clone()).collect();
        let what = format!("{} has no member {}", client.org_name(), args.who);
        return Err(Error::new("member_not_found", error::NOT_FOUND, what).known(&args.who, &names));
    };
    let (dry_run, user) = (args.write.dry_run, member.name.clone());
    if dry_run {
        ctx.ui.show(&MfaReset { changed: false, dry_run, user })?;
        return Ok(error::OK);
    }
    ctx.confirm(&args.write, &format!("Take the one-time codes of {user} away?"))?;
    // Who has the store itself in hand needs no server: it is how the last owner comes back.
    let forget = |store: &dyn Sessions| -> Result<bool> {
        let kids: Vec<Kid> = member.devices.iter().map(|device| device.kid()).collect();
        store.sign_out(client.org(), &kids)?;
        Ok(store.forget_factor((client.org(), id))?)
    };
    let changed = match ctx.store_place()? {
        StorePlace::File(path) => Sqlite::open(&path, false)?.map(|store| forget(&store)),
        StorePlace::Postgres(url) => Postgres::open(&url, false)?.map(|store| forget(&store)),
        StorePlace::Server(_) => {
            let server = Server::needed(ctx)?;
            Some(Ok(server.remote.factor(client.org(), "reset", None, Some(id))?.changed))
        }
    };
    ctx.ui.show(&MfaReset { changed: changed.transpose()?.unwrap_or(false), dry_run, user })?;
    Ok(error::OK)
}

/// The environments that somebody sees, by the names of those that are `shown`; none: all that there are.
fn seen(tree: &Tree, shown: &Tree, id: MemberId) -> Option<Vec<String>> {
    let access = Actor::Member(id).access(tree);
    let (mut names, mut all) = (Vec::new(), true);
    for p in tree.projects() {
        for (env, record) in tree.envs(&p) {
            if access.sees(&p, env, record) {
                let name = shown.envs(&p).into_iter().find(|(other, _)| *other == env);
                names.extend(name.map(|(_, env)| env.name.to_string()));
            } else {
                all = false;
            }
        }
    }
    names.dedup();
    if all && !names.is_empty() || access.is_above() { None } else { Some(names) }
}

fn groups(tree: &Tree, id: MemberId) -> Vec<String> {
    let theirs = tree.groups().filter(|(_, group)| group.members.contains(&id));
    theirs.map(|(_, group)| group.name.to_string()).collect()
}

fn list(ctx: &Context, args: &List) -> Result {
    let (client, tree) = ctx.people()?;
    let me = client.actor(&tree)?;
    let shown = curtained(&client, tree.clone())?;
    let mut items: Vec<Member> = Vec::new();
    if !args.pending {
        items.extend(tree.members().map(|(id, m)| Member {
            id: id.to_string(),
            name: m.name.clone(),
            role: m.role.as_str(),
            groups: groups(&tree, id),
            envs: seen(&tree, &shown, id),
            status: "member",
            until: m.until.map(report::time),
            devices: m.devices.iter().filter(|d| !d.revoked).count(),
            me: me == Actor::Member(id),
        }));
    }
    items.extend(tree.invitations().map(|(id, invited)| Member {
        id: id.to_string(),
        name: invited.name.clone(),
        role: invited.role.as_str(),
        groups: groups(&tree, id),
        envs: Some(Vec::new()),
        status: if invited.until <= ctx.now { "invitation expired" } else { "invited" },
        until: invited.member_until.map(report::time),
        devices: 0,
        me: false,
    }));
    items.sort_by(|a, b| a.name.cmp(&b.name));
    ctx.ui.show(&MemberList { items, next: None })?;
    Ok(error::OK)
}

fn set_role(ctx: &Context, args: &SetRole) -> Result {
    let (client, tree) = ctx.people()?;
    ctx.in_person(&client, &tree, "a token gives no role in the organization")?;
    let was = people::member(&tree, &args.who)?.1.role;
    let done = ctx.write_people(
        &client,
        "members.set-role",
        &args.write,
        |tree, _| {
            let (id, m) = people::member(tree, &args.who)?;
            Ok(((), people::set_role(tree, id, m, args.role)?))
        },
        |(), _| Ok(()),
    )?;
    let line =
        Line::new().plain(format!("{} is {} in {} (was {was})", args.who, args.role, client.org_name()));
    let change =
        Change::of(format!("members.{}", args.who), Some(was.to_string()), Some(args.role.to_string()));
    ctx.show_people(&done, &args.write, line, vec![change], Vec::new())
}

fn remove(ctx: &Context, args: &Remove) -> Result {
    let (client, tree) = ctx.people()?;
    ctx.in_person(&client, &tree, "a token removes nobody")?;
    let invited = tree.invitations().find(|(_, invited)| invited.name == args.who).map(|(id, _)| id);
    let id = match invited {
        Some(id) => id,
        None => people::member(&tree, &args.who)?.0,
    };
    let grants = tree.grants().filter(|(_, grant)| grant.subject == Subject::Member(id)).count();
    let tokens = tree.tokens().filter(|(_, token)| token.maker == id && !token.key.revoked).count();
    let fact = format!("{}, {}", report::count(grants, "grant"), report::count(tokens, "token"));
    let plan = |tree: &Tree| -> Result<Vec<Write>> {
        Ok(match invited {
            Some(id) => people::withdraw(tree, id),
            None => {
                let (id, m) = people::member(tree, &args.who)?;
                people::remove(tree, id, m)?
            }
        })
    };
    let done = ctx.write_people(
        &client,
        "members.remove",
        &args.write,
        |tree, _| Ok(((), plan(tree)?)),
        |(), _| {
            ctx.confirm(&args.write, &format!("Remove {} ({fact}) from {}?", args.who, client.org_name()))
        },
    )?;
    let what = if invited.is_some() { "the invitation of " } else { "" };
    let line = Line::new().plain(format!("{what}{} removed", args.who));
    let mut more = Vec::new();
    if grants + tokens > 0 {
        more.push(Line::new().plain(format!("  {fact} ended")));
    }
    if invited.is_none() {
        more.push(Line::new().plain("  what was read before stays known: change the values that matter"));
    }
    let change = Change::of(format!("members.{}", args.who), Some(args.who.clone()), None);
    ctx.show_people(&done, &args.write, line, vec![change], more)
}

impl clap::builder::ValueParserFactory for Role {
    type Parser = clap::builder::ValueParser;
    fn value_parser() -> Self::Parser {
        clap::builder::ValueParser::new(|text: &str| text.parse::<Role>())
    }
}

/// A word for an error of a role that is not built in where only those count.
pub fn built_in(text: &str) -> Result<Role> {
    text.parse::<Role>().map_err(Error::usage)
}
