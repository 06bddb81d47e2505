//! Plans that take approval: looking for the request that lets a plan go on, filing one, and carrying out
//! what the last approval was for.

use super::{follow, plan, promote, release};
use crate::cli::WriteArgs;
use crate::cli::context::{Context, Found, Project};
use crate::cli::error::{self, Error, Result};
use crate::cli::report;
use crate::client::{ClientError, Intent};
use crate::engine::promote::{self as engine, Options};
use crate::engine::{Write, approvals, rights::Actor};
use crate::model::{AppName, Bound, OpId, OrgName, Place, Planned, Prefix, Request, Subject, Tree};

/// A plan that is to be carried out in an environment.
pub struct Asked<'a> {
    /// `promote`, `release` or `merge`.
    pub action: &'a str,
    /// The operation that carries it out.
    pub op: OpId,
    /// The environment.
    pub to: &'a Found,
    /// The plan's id.
    pub plan: &'a str,
    /// What it does, in words.
    pub what: String,
}

/// The writes of a plan with what they need to be taken: where the environment asks for approvals, the
/// request that was approved. Where there is none yet, one is filed.
///
/// # Errors
/// While the request waits.
pub fn within(
    ctx: &Context,
    project: &Project,
    tree: &Tree,
    asked: &Asked<'_>,
    mut writes: Vec<Write>,
    dry_run: bool,
) -> Result<Vec<Write>> {
    let Asked { action, op, to, plan, what } = asked;
    if !approvals::takes(tree, *op, to.id, &writes) {
        return Ok(writes);
    }
    if dry_run {
        let needs = report::count(approvals::asked_by(&to.env), "approval");
        ctx.ui.note(format!("{} takes {needs} by someone else", to.name()));
        return Ok(writes);
    }
    let client = &project.client;
    let reads =
        [Prefix::members(), Prefix::requests(), Prefix::projects(), Prefix::folder(&project.name, "env")];
    let people = client.read(&reads, Some(tree.head.seq))?;
    let bound = approvals::bound_by(tree, to.id, &writes);
    if let Some((n, request)) = approvals::find(&people, plan, &bound) {
        if approvals::approvals(&people, request) < approvals::needed(&people, request) {
            return Err(waits(&people, to, n, request));
        }
        writes.push(approvals::done(n, request));
        return Ok(writes);
    }
    let by = match client.actor(tree)? {
        Actor::Member(id) => Subject::Member(id),
        Actor::Token(id) => Subject::Token(id),
        Actor::Invited(_) | Actor::Recovery => return Ok(writes),
    };
    let planned = Planned {
        project: project.name.clone(),
        env: to.id,
        action: (*action).to_owned(),
        plan: (*plan).to_owned(),
        bound,
        what: what.clone(),
    };
    let request =
        Request { by, wanted: None, planned: Some(planned), reason: None, votes: Vec::new(), closed: None };
    let intent = Intent { action: "access.request", message: None, expect: None, dry_run: false };
    let filed = client.transact::<(), ClientError>(
        &intent,
        &reads,
        |tree, _| Ok(((), approvals::ask(tree, request.clone()))),
        |(), _, _, _| Ok(()),
    )?;
    let n = u32::try_from(filed.rev).unwrap_or(u32::MAX);
    ctx.ui.note(format!("request {n} filed: {what}"));
    Err(waits(&filed.after, to, n, &request))
}

fn waits(people: &Tree, to: &Found, n: u32, request: &Request) -> Error {
    let (has, needs) = (approvals::approvals(people, request), approvals::needed(people, request));
    let able = approvals::approvers(people, request);
    let so_far = if has > 0 { format!(", {has} so far") } else { String::new() };
    let what =
        format!("{} needs {}{so_far}; request {n} is waiting", to.name(), report::count(needs, "approval"));
    let error = Error::new("approval_pending", error::BLOCKED, what);
    if able.is_empty() {
        return error.fact("nobody else may approve there").hint("envctl access grant WHO admin --env ENV");
    }
    error.fact(format!("can approve: {}", able.join(", "))).hint(format!(
        "they run `envctl access approve {n}`; then run this again, or wait for it with --wait 30m"
    ))
}

/// Carries out what a request is for, as whoever gave the last approval: the very plan that was asked for,
/// or nothing. None where it takes who asked: hooks run on the machine of who starts them, a merge is made
/// with the answers that were given to it, and whoever approves may not promote.
///
/// # Errors
/// What stands in the way of the plan now.
pub fn carry_out(ctx: &Context, org: &OrgName, planned: &Planned, write: &WriteArgs) -> Result<Option<u64>> {
    let project = ctx.other_project(org.clone(), planned.project.clone())?;
    let look = project.client.read(&plan::look(&project.name), None)?;
    let env = look.envs(&project.name).into_iter().find(|(id, _)| *id == planned.env);
    let Some(to) = env.map(|(id, env)| Found { id, env: env.clone() }) else { return Ok(None) };
    let app = |bound: &Bound| match bound.path.place() {
        Place::Placement(_, _, app) => Some(app),
        _ => None,
    };
    let apps: Vec<AppName> = planned.bound.iter().filter_map(app).collect();
    let confirm = Some(to.name().to_owned());
    let write = WriteArgs { confirm, expect: None, dry_run: false, ..write.clone() };
    let id = Some(planned.plan.clone());
    let done = match planned.action.as_str() {
        "promote" => {
            let version =
                |bound: &Bound| app(bound).map(|app| engine::Request { app, version: bound.version });
            let order = promote::Order {
                requests: planned.bound.iter().filter_map(version).collect(),
                to,
                options: Options::default(),
                plan: id,
                no_hooks: false,
                check: false,
                set: Vec::new(),
                retry: false,
                write: write.clone(),
            };
            let done = promote::perform(ctx, &project, &look, &order).map(|done| done.report.rev);
            if done.is_ok() {
                follow::after(ctx, &project, &apps, &write, true)?;
            }
            done
        }
        "release" => {
            release::perform(ctx, &project, &look, &to, &apps, id.as_deref(), &write).map(|done| done.rev())
        }
        _ => return Ok(None),
    };
    match done {
        Ok(rev) => Ok(Some(rev)),
        Err(e) if e.0.code == "stale" || e.0.exit == error::DENIED => Ok(None),
        Err(e) => Err(e),
    }
}
