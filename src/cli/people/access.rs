//! `envctl access`: who may do what, and why; giving and taking it.

use serde::Serialize;

use super::{exposed, pending, requests, review, roles, who};
use crate::cli::WriteArgs;
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::report::{self, Change};
use crate::cli::shown::curtained;
use crate::crypto::random;
use crate::engine::people;
use crate::engine::rights::{Access, Action, Actor, Asked, At, Right, Rights, Via};
use crate::model::{AppName, EnvId, Grant, GrantId, Place, Prefix, ProjectName, Subject, Tree};
use crate::ui::{Line, Page, Report, Table};

/// List, explain, give and take rights
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List grants
    #[command(visible_alias = "ls")]
    List(List),
    /// Say whether somebody may do something, and why
    Check(Check),
    /// Give a role to a member, a group or a token
    Grant(Give),
    /// End grants
    Revoke(Take),
    /// Show what roles give; create and delete roles
    Roles(roles::Args),
    /// Say how rights add up, or change it
    Mode(roles::Mode),
    /// Ask for a role
    Request(requests::Ask),
    /// List requests that wait
    Requests(requests::List),
    /// Approve a request, or give an environment's key to a reader who waits for it
    Approve(pending::Approve),
    /// Say no to a request, or withdraw your own
    Deny(requests::Deny),
    /// List readers who wait for an environment's key
    Pending,
    /// List secrets that somebody could read who may not any more
    Exposed(exposed::List),
    /// Leave exposed secrets as they are
    Waive(exposed::Waive),
    /// Go through who holds what, and end what is not needed
    Review(review::Args),
}

#[derive(Debug, Default, clap::Args)]
struct List {
    /// Only what this member, group:NAME or token:NAME holds
    #[arg(long = "for", value_name = "WHO")]
    who: Option<String>,
    /// Only grants that end by themselves
    #[arg(long)]
    expiring: bool,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Actions: view, open, run, edit, publish, create, delete, write, promote, release, rollback,
approve, manage, own, use (a released app), list (the environment).

Exit 0: allowed; 5: not allowed; 3: nobody of that name.

Example:
  envctl access check ben@acme.dev promote web --env production"
)]
struct Check {
    /// A member, or token:NAME
    who: String,
    /// What they want to do
    action: String,
    /// The app, or APP@VERSION
    #[arg(id = "positional_app", value_name = "APP")]
    app: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "--app and --env limit it; what is left out is all, also what is created later.

Examples:
  envctl access grant group:builders builder --env development,staging
  envctl access grant ben@acme.dev deployer --env production --expires 4h")]
struct Give {
    /// A member, group:NAME or token:NAME
    who: String,
    /// The role
    role: String,
    /// For so long: 4h, 90d
    #[arg(long, value_name = "DURATION")]
    expires: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, clap::Args)]
struct Take {
    /// A member, group:NAME or token:NAME
    who: String,
    /// Only grants of this role
    role: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct GrantList {
    items: Vec<Given>,
    next: Option<String>,
    #[serde(skip)]
    one: bool,
}

#[derive(Debug, Serialize)]
struct Given {
    id: Option<String>,
    who: String,
    role: String,
    projects: Option<Vec<String>>,
    apps: Option<Vec<String>>,
    envs: String,
    via: String,
    until: Option<jiff::Timestamp>,
}

impl Report for GrantList {
    const KIND: &'static str = "GrantList";

    fn text(&self, page: &mut Page<'_>) {
        if self.items.is_empty() {
            return page.line("no grants");
        }
        let last = if self.one { "VIA" } else { "WHO" };
        let mut table = Table::new(["ROLE", "APPS", "ENVIRONMENTS", last, "UNTIL"]);
        for given in &self.items {
            let all =
                |list: &Option<Vec<String>>| list.as_ref().map_or_else(|| "all".to_owned(), |l| l.join(", "));
            let until = given.until.map_or_else(|| "-".to_owned(), |until| page.time(until));
            let who = if self.one { &given.via } else { &given.who };
            table.row([given.role.clone(), all(&given.apps), given.envs.clone(), who.clone(), until]);
        }
        page.table(table);
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().map(|given| format!("{} {}", given.who, given.role)).collect())
    }
}

#[derive(Debug, Serialize)]
struct AccessCheck {
    who: String,
    action: String,
    app: Option<String>,
    env: Option<String>,
    allowed: bool,
    grants: Vec<Looked>,
    rule: Option<&'static str>,
    reason: Option<String>,
    can: Vec<&'static str>,
}

/// A grant that was looked at.
#[derive(Debug, Serialize)]
struct Looked {
    role: String,
    via: String,
    on: String,
    gives: Vec<&'static str>,
    reaches: bool,
}

impl Report for AccessCheck {
    const KIND: &'static str = "AccessCheck";

    fn text(&self, page: &mut Page<'_>) {
        let place = match (&self.app, &self.env) {
            (Some(app), Some(env)) => format!(" {app} in {env}"),
            (Some(app), None) => format!(" {app}"),
            (None, Some(env)) => format!(" in {env}"),
            (None, None) => String::new(),
        };
        let verb = if self.allowed { "may" } else { "may not" };
        let line = format!("{} {verb} {}{place}", self.who, self.action);
        page.line(if self.allowed {
            Line::new().good("yes").plain(format!("   {line}"))
        } else {
            Line::new().bad("no").plain(format!("    {line}"))
        });
        for looked in &self.grants {
            let gives = if looked.gives.is_empty() { "nothing".to_owned() } else { looked.gives.join(", ") };
            let reach = if looked.reaches { "" } else { "   (does not reach it)" };
            page.line(format!("      {} {}   {}   gives {gives}{reach}", looked.role, looked.on, looked.via));
        }
        if let Some(reason) = &self.reason {
            page.line(format!("      rule    {}: {reason}", self.rule.unwrap_or_default()));
        }
        if !self.allowed && !self.can.is_empty() {
            page.line(format!("      can     {}", self.can.join(", ")));
        }
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    match &args.verb {
        None => list(ctx, &List::default()),
        Some(Verb::List(args)) => list(ctx, args),
        Some(Verb::Check(args)) => check(ctx, args),
        Some(Verb::Grant(args)) => give(ctx, args),
        Some(Verb::Revoke(args)) => take(ctx, args),
        Some(Verb::Roles(args)) => roles::run(ctx, args),
        Some(Verb::Mode(args)) => roles::mode(ctx, args),
        Some(Verb::Pending) => pending::list(ctx),
        Some(Verb::Approve(args)) => pending::approve(ctx, args),
        Some(Verb::Exposed(args)) => exposed::list(ctx, args),
        Some(Verb::Waive(args)) => exposed::waive(ctx, args),
        Some(Verb::Review(args)) => review::run(ctx, args),
        Some(Verb::Request(args)) => requests::ask(ctx, args),
        Some(Verb::Requests(args)) => requests::list(ctx, args),
        Some(Verb::Deny(args)) => requests::deny(ctx, args),
    }
}

/// A grant in words; its environments as far as they are `seen`.
fn given(tree: &Tree, seen: &Tree, id: GrantId, grant: &Grant, via: String) -> Given {
    let all = |list: Vec<String>| if list.is_empty() { None } else { Some(list) };
    Given {
        id: Some(id.to_string()),
        who: people::subject_name(tree, grant.subject),
        role: grant.role.to_string(),
        projects: all(grant.projects.iter().map(ToString::to_string).collect()),
        apps: all(grant.apps.iter().map(ToString::to_string).collect()),
        envs: if grant.envs.is_empty() { "all".to_owned() } else { who::envs(seen, grant) },
        via,
        until: grant.until.map(report::time),
    }
}

fn list(ctx: &Context, args: &List) -> Result {
    let (client, tree) = ctx.people()?;
    let seen = curtained(&client, tree.clone())?;
    let mut items = Vec::new();
    let one = match args.who.as_deref().map(|who| who::subject(&tree, who)).transpose()? {
        Some(Subject::Member(id)) if tree.member(id).is_some() => {
            let access = Actor::Member(id).access(&tree);
            for held in access.held() {
                items.push(given(&tree, &seen, held.id, held.grant, via(held.via)));
            }
            let role = access.role().map(|role| role.to_string()).unwrap_or_default();
            items.push(Given {
                id: None,
                who: access.name().to_owned(),
                role,
                projects: None,
                apps: None,
                envs: if access.held().is_empty() || access.is_above() {
                    "all"
                } else {
                    "where no grant says otherwise"
                }
                .to_owned(),
                via: "organization".to_owned(),
                until: tree.member(id).and_then(|m| m.until).map(report::time),
            });
            true
        }
        Some(subject) => {
            let theirs = tree.grants().filter(|(_, grant)| grant.subject == subject);
            items.extend(theirs.map(|(id, grant)| given(&tree, &seen, id, grant, "own".to_owned())));
            true
        }
        None => {
            items.extend(tree.grants().map(|(id, grant)| given(&tree, &seen, id, grant, "own".to_owned())));
            false
        }
    };
    items.retain(|given| !args.expiring || given.until.is_some());
    items.sort_by(|a, b| (&a.who, &a.role, &a.envs).cmp(&(&b.who, &b.role, &b.envs)));
    ctx.ui.show(&GrantList { items, next: None, one })?;
    Ok(error::OK)
}

fn via(via: Via<'_>) -> String {
    match via {
        Via::Own => "own".to_owned(),
        Via::Group(name) => format!("group:{name}"),
    }
}

fn check(ctx: &Context, args: &Check) -> Result {
    let words: Vec<String> = Action::WORDS.iter().map(|(word, _)| (*word).to_owned()).collect();
    let Some((_, action)) = Action::WORDS.iter().find(|(word, _)| *word == args.action) else {
        return Err(Error::usage(format!("\"{}\" is no action", args.action)).known(&args.action, &words));
    };
    let (client, mut tree) = ctx.people()?;
    let needs_project = ctx.globals.env.is_some() || ctx.globals.app.is_some() || args.app.is_some();
    let project = if needs_project || ctx.head()?.project.is_some() { Some(ctx.project()?) } else { None };
    if let Some(project) = &project {
        let folders = ["placement", "version"].map(|folder| Prefix::folder(&project.name, folder));
        tree.extend(client.read(&folders, Some(tree.head.seq))?);
    }
    let access = match who::subject(&tree, &args.who)? {
        Subject::Member(id) if tree.member(id).is_none() => {
            return Err(Error::new(
                "member_not_found",
                error::NOT_FOUND,
                format!("{} has not joined yet", args.who),
            ));
        }
        Subject::Member(id) => Actor::Member(id).access(&tree),
        Subject::Token(id) => Actor::Token(id).access(&tree),
        Subject::Group(_) => {
            return Err(Error::usage("a group does nothing itself: ask about one of its members"));
        }
    };
    let Some(project) = project else {
        let denied = access.check(action.right(), At::default()).err();
        return answer(ctx, args, &access, *action, denied, None, &tree);
    };
    let (app, version) = match args.app.as_deref().or(ctx.globals.app.as_deref()) {
        Some(name) => {
            let (name, version) = name.split_once('@').map_or((name, None), |(name, v)| (name, Some(v)));
            let version = version.map(crate::cli::delivery::plan::version_number).transpose()?;
            (Some(ctx.app_named(&project, &tree, name)?), version)
        }
        None => (None, None),
    };
    let env = match &ctx.globals.env {
        Some(name) => Some(ctx.env_named(&project, &tree, name)?),
        None => None,
    };
    let env_id = env.as_ref().map(|found| found.id);
    let asked = Asked { project: &project.name, env: env_id, app: app.as_ref(), version };
    let denied = access.may(&tree, *action, &asked).err();
    answer(ctx, args, &access, *action, denied, Some((&project.name, env_id, app.as_ref())), &tree)
}

type Somewhere<'a> = (&'a ProjectName, Option<EnvId>, Option<&'a AppName>);

fn answer(
    ctx: &Context,
    args: &Check,
    access: &Access<'_>,
    action: Action,
    denied: Option<crate::engine::Denied>,
    place: Option<Somewhere<'_>>,
    tree: &Tree,
) -> Result {
    let words = |rights: Rights| rights.list().into_iter().map(Right::as_str).collect::<Vec<_>>();
    let at = place.map(|(p, env, app)| {
        let env = env.and_then(|id| tree.get(Place::Env(p.clone(), id)).map(|env| (id, env)));
        At { project: Some(p), env, app }
    });
    let at = at.unwrap_or_default();
    let mut grants: Vec<Looked> = Vec::new();
    if let Some(role) = access.role() {
        grants.push(Looked {
            role: role.to_string(),
            via: "organization".to_owned(),
            on: "in the organization".to_owned(),
            gives: words(Rights::of(role.rights())),
            reaches: access.by_role(at),
        });
    }
    grants.extend(access.held().iter().map(|held| Looked {
        role: held.grant.role.to_string(),
        via: via(held.via),
        on: who::reach(tree, held.grant),
        gives: words(held.rights),
        reaches: held.counts(at),
    }));
    let can = Right::ALL.iter().filter(|right| access.check(**right, at).is_ok()).map(|right| right.as_str());
    let report = AccessCheck {
        who: access.name().to_owned(),
        action: args.action.clone(),
        app: at.app.map(ToString::to_string),
        env: at.env.map(|(_, env)| env.name.to_string()),
        allowed: denied.is_none(),
        grants,
        rule: denied.as_ref().map(|denied| denied.rule.code(action.right())),
        reason: denied.as_ref().map(crate::engine::Denied::reason),
        can: can.collect(),
    };
    let allowed = report.allowed;
    ctx.ui.show(&report)?;
    Ok(if allowed { error::OK } else { error::DENIED })
}

fn give(ctx: &Context, args: &Give) -> Result {
    let until = ctx.until(args.expires.as_deref())?;
    let (client, tree) = ctx.people()?;
    let scope = ctx.scope(&tree)?;
    let subject = who::subject(&tree, &args.who)?;
    let grant = Grant {
        subject,
        role: people::role(&tree, &args.role)?,
        projects: scope.projects,
        apps: scope.apps,
        envs: scope.envs,
        until,
    };
    let id = GrantId(random());
    let done = ctx.write_people(
        &client,
        "access.grant",
        &args.write,
        |tree, _| Ok(((), people::grant(tree, id, grant.clone())?)),
        |(), _| Ok(()),
    )?;
    let on = who::reach(&done.after, &grant);
    let mut line = Line::new().plain(format!("{} is {} {on}", args.who, grant.role));
    if let Some(expires) = &args.expires {
        line = line.plain(format!(", for {expires}"));
    }
    let mut more = Vec::new();
    if let Subject::Member(member) = subject
        && narrows(&done.before, member)
    {
        more.push(Line::new().plain(format!(
            "  {} now has on {} only the environments that grants name; the role in the organization gave all",
            args.who,
            if grant.apps.is_empty() { "all apps" } else { "these apps" }
        )));
    }
    let change = Change::of(format!("access.{}", args.who), None, Some(format!("{} {on}", grant.role)));
    ctx.show_people(&done, &args.write, line, vec![change], more)
}

/// Whether a first grant takes environments away that the role in the organization gave.
fn narrows(before: &Tree, id: crate::model::MemberId) -> bool {
    let Some(m) = before.member(id) else { return false };
    let access = Access::of_member(before, id, m);
    let roams = !access.is_above() && m.role != crate::model::Role::Viewer;
    roams && access.held().is_empty()
}

/// Whom the end of their last grant gives environments again: the role in the organization reaches them.
pub fn widened(before: &Tree, after: &Tree) -> Vec<Line> {
    let held =
        |tree: &Tree, id| tree.member(id).is_some_and(|m| !Access::of_member(tree, id, m).held().is_empty());
    let roams = after.members().filter(|(_, m)| {
        use crate::model::Role;
        !matches!(m.role, Role::Viewer | Role::Admin | Role::Owner)
    });
    let wider = roams.filter(|(id, _)| held(before, *id) && !held(after, *id));
    let line = |m: &crate::model::Member| {
        format!(
            "  {} holds no grant any more: as {} they reach every environment that is not protected",
            m.name, m.role
        )
    };
    wider.map(|(_, m)| Line::new().caution("!").plain(line(m))).collect()
}

fn take(ctx: &Context, args: &Take) -> Result {
    let (client, tree) = ctx.people()?;
    let scope = ctx.scope(&tree)?;
    let subject = who::subject(&tree, &args.who)?;
    let role = args.role.as_deref().map(|role| people::role(&tree, role)).transpose()?;
    let meant = |grant: &Grant| {
        grant.subject == subject
            && role.as_ref().is_none_or(|role| grant.role == *role)
            && (scope.projects.is_empty() || grant.projects == scope.projects)
            && (scope.apps.is_empty() || grant.apps == scope.apps)
            && (scope.envs.is_empty() || grant.envs == scope.envs)
    };
    let ending: Vec<String> = (tree.grants())
        .filter(|(_, grant)| meant(grant))
        .map(|(_, grant)| format!("{} {}", grant.role, who::reach(&tree, grant)))
        .collect();
    if ending.is_empty() {
        return Err(Error::new(
            "grant_not_found",
            error::NOT_FOUND,
            format!("{} has no such grant", args.who),
        )
        .hint(format!("envctl access list --for {}", args.who)));
    }
    let done = ctx.write_people(
        &client,
        "access.revoke",
        &args.write,
        |tree, _| {
            let theirs = tree.grants().filter(|(_, grant)| meant(grant));
            let ends = theirs.map(|(id, _)| crate::engine::Write::Delete(Place::Grant(id).path()));
            Ok(((), ends.collect()))
        },
        |(), _| Ok(()),
    )?;
    let line = Line::new().plain(format!("{} of {} ended", report::count(ending.len(), "grant"), args.who));
    let path = format!("access.{}", args.who);
    let changes = ending.iter().map(|was| Change::of(path.clone(), Some(was.clone()), None)).collect();
    let mut more: Vec<Line> = ending.iter().map(|was| Line::new().plain(format!("  {was}"))).collect();
    more.extend(widened(&done.before, &done.after));
    ctx.show_people(&done, &args.write, line, changes, more)
}
