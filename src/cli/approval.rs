//! Plans that take approval: looking for the request that lets a plan go on, or filing one.

use super::context::{Context, Found, Project};
use super::error::{self, Error, Result};
use super::report;
use crate::client::{ClientError, Intent};
use crate::engine::{Write, approvals, rights::Actor};
use crate::model::{Planned, Prefix, Request, Subject, Tree};

/// A plan that is to be carried out in an environment.
pub struct Asked<'a> {
    /// `promote`, `release` or `merge`.
    pub action: &'a str,
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
    let Asked { action, to, plan, what } = asked;
    if !approvals::takes(tree, action, to.id, &writes) {
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
    let bound = approvals::bound_by(tree, action, to.id, &writes);
    if let Some((n, request)) = approvals::find(&people, action, plan, &bound) {
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
