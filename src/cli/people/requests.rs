//! `envctl access request|requests|approve|deny`: asking for a role or for a plan, and answering.

use serde::Serialize;

use super::who;
use crate::cli::WriteArgs;
use crate::cli::context::Context;
use crate::cli::delivery::approval;
use crate::cli::error::{self, Error, Result};
use crate::cli::report;
use crate::cli::shown::curtained;
use crate::client::{Client, Done, Intent};
use crate::crypto::random;
use crate::engine::rights::Actor;
use crate::engine::{approvals, people};
use crate::model::{Closed, GrantId, Place, Prefix, Record, Request, Subject, Tree, Vote, Wanted};
use crate::store::LogQuery;
use crate::ui::{Line, Page, Report, Symbol, Table};

/// Ask for a role
///
/// Nothing changes until somebody who could give it approves. --app and --env limit it; what is left out
/// is all.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  envctl access request deployer --env production --expires 4h -m \"hotfix for #812\"")]
pub struct Ask {
    /// The role
    role: String,
    /// For so long: 4h, 90d
    #[arg(long, value_name = "DURATION")]
    expires: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

/// List requests that wait
#[derive(Debug, clap::Args)]
pub struct List {
    /// Those that were answered or withdrawn as well
    #[arg(long)]
    all: bool,
}

/// Say no to a request, or withdraw your own
#[derive(Debug, clap::Args)]
pub struct Deny {
    /// Its number
    id: u32,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct RequestList {
    items: Vec<Item>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct Item {
    id: u32,
    who: String,
    #[serde(rename = "type")]
    kind: &'static str,
    wants: String,
    role: Option<String>,
    envs: Option<String>,
    for_seconds: Option<u64>,
    plan: Option<String>,
    reason: Option<String>,
    state: String,
    approvals: usize,
    needed: usize,
    approved_by: Vec<String>,
    created_at: Option<jiff::Timestamp>,
}

impl Report for RequestList {
    const KIND: &'static str = "RequestList";

    fn text(&self, page: &mut Page<'_>) {
        if self.items.is_empty() {
            return page.line("no requests");
        }
        let mut table = Table::new(["ID", "WHO", "WANTS", "STATE", "AGE", "WHY"]);
        for item in &self.items {
            let state = match item.state.as_str() {
                "pending" => format!("{} of {}", item.approvals, item.needed),
                other => other.to_owned(),
            };
            table.row([
                item.id.to_string(),
                item.who.clone(),
                item.wants.clone(),
                state,
                item.created_at.map_or_else(|| "-".to_owned(), |at| page.time(at)),
                item.reason.clone().unwrap_or_else(|| "-".to_owned()),
            ]);
        }
        page.table(table);
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().map(|item| item.id.to_string()).collect())
    }
}

#[derive(Debug, Serialize)]
struct Answered {
    changed: bool,
    rev: u64,
    dry_run: bool,
    id: u32,
    who: String,
    wants: String,
    state: String,
    approvals: usize,
    needed: usize,
    can_approve: Vec<String>,
    #[serde(skip)]
    said: String,
}

impl Report for Answered {
    const KIND: &'static str = "Request";

    fn text(&self, page: &mut Page<'_>) {
        if self.dry_run {
            page.line(&self.said);
            return report::dry_run(page);
        }
        let line = Line::new().plain(format!("{} ", self.said));
        page.ok(line.symbol(Symbol::Dot).plain(format!(" rev {}", self.rev)));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// What a request asks for, in words.
fn wants(tree: &Tree, request: &Request) -> String {
    if let Some(planned) = &request.planned {
        return planned.what.clone();
    }
    let Some(grant) = request.grant(0) else { return "nothing".to_owned() };
    let long = request.wanted.as_ref().and_then(|wanted| wanted.long).map(long);
    let long = long.map(|long| format!(" for {long}")).unwrap_or_default();
    format!("{} {}{long}", grant.role, who::reach(tree, &grant))
}

fn long(ms: u64) -> String {
    match ms / 1000 {
        s if s.is_multiple_of(86_400) && s > 0 => format!("{} d", s / 86_400),
        s if s.is_multiple_of(3600) && s > 0 => format!("{} h", s / 3600),
        s => crate::cli::duration::shown(std::time::Duration::from_secs(s)),
    }
}

fn state(tree: &Tree, request: &Request) -> String {
    match request.closed {
        Some(closed) => closed.to_string(),
        None if approvals::is_void(tree, request) => "void".to_owned(),
        None if approvals::approvals(tree, request) >= approvals::needed(tree, request) => {
            "approved".to_owned()
        }
        None => "pending".to_owned(),
    }
}

/// Everyone, and every request with what it is about.
fn everything(ctx: &Context) -> Result<(Client, Tree)> {
    let (client, mut tree) = ctx.people()?;
    let at = Some(tree.head.seq);
    tree.extend(client.read(&[Prefix::requests()], at)?);
    let bound = tree.requests().filter_map(|(_, request)| request.planned.as_ref());
    let paths: Vec<Prefix> = bound.flat_map(|planned| &planned.bound).map(|b| Prefix::one(&b.path)).collect();
    if !paths.is_empty() {
        tree.extend(client.read(&paths, at)?);
    }
    Ok((client, tree))
}

/// A request as it is; its environments as far as they are `seen`.
fn item(tree: &Tree, seen: &Tree, n: u32, request: &Request, created_at: Option<jiff::Timestamp>) -> Item {
    let name = |id| people::subject_name(tree, Subject::Member(id));
    let grant = request.grant(0);
    Item {
        id: n,
        who: people::subject_name(tree, request.by),
        kind: request.planned.as_ref().map_or("grant", |planned| match planned.action.as_str() {
            "release" => "release",
            approvals::MERGE => "merge",
            _ => "promote",
        }),
        wants: wants(seen, request),
        role: grant.as_ref().map(|grant| grant.role.to_string()),
        envs: grant.as_ref().map(|grant| who::envs(seen, grant)),
        for_seconds: request.wanted.as_ref().and_then(|wanted| wanted.long).map(|ms| ms / 1000),
        plan: request.planned.as_ref().map(|planned| planned.plan.clone()),
        reason: request.reason.clone(),
        state: state(tree, request),
        approvals: approvals::approvals(tree, request),
        needed: approvals::needed(tree, request),
        approved_by: request.votes.iter().filter(|vote| vote.approved).map(|vote| name(vote.by)).collect(),
        created_at,
    }
}

/// Runs `access requests`.
pub fn list(ctx: &Context, args: &List) -> Result {
    let (client, tree) = everything(ctx)?;
    let mut items = Vec::new();
    let seen = curtained(&client, tree.clone())?;
    // A plan is about an environment: who is not shown that is not shown what is asked for there.
    let shown = |request: &Request| {
        request
            .planned
            .as_ref()
            .is_none_or(|planned| seen.envs(&planned.project).iter().any(|(id, _)| *id == planned.env))
    };
    let listed = |request: &Request| (args.all || request.closed.is_none()) && shown(request);
    for (n, request) in tree.requests().filter(|(_, request)| listed(request)) {
        let query = LogQuery { from: u64::from(n), to: u64::from(n), limit: 1, ..LogQuery::default() };
        let asked = client.events(&query)?.first().map(|event| report::time(event.time));
        items.push(item(&tree, &seen, n, request, asked));
    }
    ctx.ui.show(&RequestList { items, next: None })?;
    Ok(error::OK)
}

fn request(tree: &Tree, id: u32) -> Result<&Request> {
    tree.requests().find(|(n, _)| *n == id).map(|(_, request)| request).ok_or_else(|| {
        Error::new("request_not_found", error::NOT_FOUND, format!("there is no request {id}"))
            .hint("envctl access requests")
    })
}

fn answer(
    ctx: &Context,
    client: &Client,
    action: &str,
    args: &WriteArgs,
    plan: impl FnMut(&Tree, crate::model::OpId) -> Result<((), Vec<crate::engine::Write>)>,
    look: &Tree,
) -> Result<Done<()>> {
    let intent =
        Intent { action, message: args.message.as_deref(), expect: args.expect, dry_run: args.dry_run };
    let mut reads = client.people_reads()?;
    reads.push(Prefix::requests());
    let bound = look.requests().filter_map(|(_, request)| request.planned.as_ref());
    reads.extend(bound.flat_map(|planned| &planned.bound).map(|bound| Prefix::one(&bound.path)));
    let _ = ctx;
    client.transact::<(), Error>(&intent, &reads, plan, |(), _, _, _| Ok(()))
}

/// Runs `access request`.
pub fn ask(ctx: &Context, args: &Ask) -> Result {
    let until = ctx.until(args.expires.as_deref())?;
    let (client, tree) = everything(ctx)?;
    let scope = ctx.scope(&tree)?;
    let by = match client.actor(&tree)? {
        Actor::Member(id) => Subject::Member(id),
        Actor::Token(id) => Subject::Token(id),
        Actor::Invited(_) | Actor::Recovery => return Err(Error::usage("this key asks for nothing")),
    };
    let Some(why) = args.write.message.clone().filter(|why| !why.trim().is_empty()) else {
        return Err(Error::input_required("reason", "-m", Vec::new()));
    };
    let wanted = Wanted {
        role: people::role(&tree, &args.role)?,
        projects: scope.projects,
        apps: scope.apps,
        envs: scope.envs,
        long: until.map(|until| until - ctx.now),
    };
    let new = Request {
        by,
        wanted: Some(wanted),
        planned: None,
        reason: Some(why),
        votes: Vec::new(),
        closed: None,
    };
    let quiet = WriteArgs { message: None, ..args.write.clone() };
    let done = answer(
        ctx,
        &client,
        "access.request",
        &quiet,
        |tree, _| Ok(((), approvals::ask(tree, new.clone()))),
        &tree,
    )?;
    let id = u32::try_from(if args.write.dry_run { done.rev + 1 } else { done.rev }).unwrap_or(u32::MAX);
    let can: Vec<String> = approvals::approvers(&tree, &new).iter().map(ToString::to_string).collect();
    let said = if can.is_empty() {
        format!("request {id}: nobody can approve it yet")
    } else {
        format!("request {id}: nothing changes until someone approves: {}", can.join(", "))
    };
    let shown = Shown { tree: &done.after, rev: done.rev, dry_run: args.write.dry_run };
    shown.answer(ctx, id, &new, said)
}

/// What an answer is shown with.
struct Shown<'t> {
    tree: &'t Tree,
    rev: u64,
    dry_run: bool,
}

impl Shown<'_> {
    fn answer(&self, ctx: &Context, id: u32, request: &Request, said: String) -> Result {
        let Shown { tree, rev, dry_run } = *self;
        let able = approvals::approvers(tree, request);
        ctx.ui.show(&Answered {
            changed: !dry_run,
            rev,
            dry_run,
            id,
            who: people::subject_name(tree, request.by),
            wants: wants(tree, request),
            state: state(tree, request),
            approvals: approvals::approvals(tree, request),
            needed: approvals::needed(tree, request),
            can_approve: if request.closed.is_none() {
                able.iter().map(ToString::to_string).collect()
            } else {
                Vec::new()
            },
            said,
        })?;
        Ok(error::OK)
    }
}

/// Runs `access approve ID`.
pub fn approve(ctx: &Context, id: u32, write: &WriteArgs) -> Result {
    let (client, tree) = everything(ctx)?;
    let by = ctx.in_person(&client, &tree, "requests are answered by people")?;
    let asked = request(&tree, id)?;
    // What would be refused is refused before anything is asked.
    let vote = |why: Option<String>| Vote { by, approved: true, why };
    approvals::vote(&tree, id, asked, vote(None), (GrantId([0; 8]), ctx.now))?;
    let name = people::subject_name(&tree, asked.by);
    ctx.ui.note(format!("{}, asked by {name}", wants(&tree, asked)));
    if let Some(planned) = &asked.planned
        && let Some((_, env)) = tree.envs(&planned.project).into_iter().find(|(env, _)| *env == planned.env)
        && env.policy.is_some()
        && !write.dry_run
    {
        let fact = format!("approve request {id}");
        ctx.confirm_name(write, env.name.as_str(), &format!("{} is protected", env.name), "approve", &fact)?;
    }
    let grant = GrantId(random());
    let quiet = WriteArgs { message: None, ..write.clone() };
    let done = answer(
        ctx,
        &client,
        "access.approve",
        &quiet,
        |tree, _| {
            let now = (grant, ctx.now.max(tree.time));
            Ok(((), approvals::vote(tree, id, request(tree, id)?, vote(write.message.clone()), now)?))
        },
        &tree,
    )?;
    if !write.dry_run {
        client.upkeep(&done.after);
    }
    let mut after = answered(&done.after, id)?;
    let mut shown = Shown { tree: &done.after, rev: done.rev, dry_run: write.dry_run };
    let (has, needs) = (approvals::approvals(&done.after, &after), approvals::needed(&done.after, &after));
    let said = match (&after.planned, after.closed.is_some()) {
        (None, true) => format!("approved: {name} is {}", wants(&done.after, &after)),
        (Some(planned), _) if has >= needs => {
            let again = format!("approved: {name} runs it again, and it goes on");
            let carried = match write.dry_run {
                true => Ok(None),
                false => approval::carry_out(ctx, client.org_name(), planned, write),
            };
            match carried {
                Ok(Some(rev)) => {
                    let said = format!("approved and done: {}", planned.what);
                    shown.rev = rev;
                    after.closed = Some(Closed::Done);
                    said
                }
                Ok(None) => again,
                Err(e) => {
                    ctx.ui.warn(&format!("approved, and not carried out yet: {}", e.0.message));
                    again
                }
            }
        }
        _ => format!("approved, {has} of {needs}"),
    };
    shown.answer(ctx, id, &after, said)
}

fn answered(tree: &Tree, id: u32) -> Result<Request> {
    match tree.entry(&Place::Request(id).path()).map(|entry| &entry.record) {
        Some(Record::Request(request)) => Ok(request.clone()),
        _ => request(tree, id).cloned(),
    }
}

/// Runs `access deny`.
pub fn deny(ctx: &Context, args: &Deny) -> Result {
    let (client, tree) = everything(ctx)?;
    let by = ctx.in_person(&client, &tree, "requests are answered by people")?;
    let asked = request(&tree, args.id)?;
    let name = people::subject_name(&tree, asked.by);
    let own = asked.by == Subject::Member(by);
    let why = args.write.message.clone();
    if !own && why.is_none() {
        return Err(Error::input_required("reason", "-m", Vec::new()));
    }
    let quiet = WriteArgs { message: None, ..args.write.clone() };
    let done = answer(
        ctx,
        &client,
        if own { "access.withdraw" } else { "access.deny" },
        &quiet,
        |tree, _| {
            let asked = request(tree, args.id)?;
            if own {
                return Ok(((), approvals::withdraw(args.id, asked)?));
            }
            let vote = Vote { by, approved: false, why: why.clone() };
            Ok(((), approvals::vote(tree, args.id, asked, vote, (GrantId([0; 8]), 0))?))
        },
        &tree,
    )?;
    let after = answered(&done.after, args.id)?;
    let said = if own {
        format!("request {} withdrawn", args.id)
    } else {
        format!("denied: {name} sees why in `envctl access requests --all`")
    };
    let shown = Shown { tree: &done.after, rev: done.rev, dry_run: args.write.dry_run };
    shown.answer(ctx, args.id, &after, said)
}
