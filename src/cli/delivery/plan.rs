//! What promotions, releases and rollbacks share: what they read, and what is said when a plan does
//! not hold.

use crate::cli::context::{Found, Project};
use crate::cli::error::{self, Error, Result};
use crate::cli::report;
use crate::engine::plan::Plan;
use crate::engine::policy::Given;
use crate::engine::preflight::{Code, Finding};
use crate::engine::{Right, Write};
use crate::model::{AppName, Prefix, ProjectName, Tree};

/// What deciding about a promotion reads first: names, and who asks.
pub fn look(p: &ProjectName) -> Vec<Prefix> {
    ["env", "app"].map(|folder| Prefix::folder(p, folder)).into_iter().chain([Prefix::members()]).collect()
}

/// What a plan into one environment reads.
pub fn reads<'a>(
    p: &ProjectName,
    look: &Tree,
    to: &Found,
    apps: impl IntoIterator<Item = &'a AppName>,
) -> Vec<Prefix> {
    let folders = ["env", "app", "constant", "placement", "datasource", "pin", "run"];
    let mut prefixes: Vec<Prefix> = folders.map(|folder| Prefix::folder(p, folder)).into();
    prefixes.push(Prefix::values(p, to.id));
    prefixes.extend(apps.into_iter().map(|app| Prefix::versions(p, app)));
    // Values are compared only where some must differ.
    if to.env.policy.as_ref().is_some_and(|policy| !policy.must_differ.is_empty()) {
        for (id, _) in look.envs(p) {
            prefixes.extend([Prefix::values(p, id), Prefix::epochs(p, id)]);
        }
    }
    prefixes
}

/// What a plan needs from outside of the tree, without opening anything.
pub fn given(project: &Project, tree: &Tree, to: &Found) -> Given<'static> {
    let reads = project.client.may(tree, Right::Open, Some((to.id, &to.env))).is_ok();
    Given { reads, ..Given::at(project.client.now()) }
}

/// `v7` or `7`.
///
/// # Errors
/// When it is neither.
pub fn version_number(text: &str) -> Result<u32> {
    let digits = text.strip_prefix('v').unwrap_or(text);
    let number = digits.parse().ok().filter(|n| *n > 0 && digits.bytes().all(|b| b.is_ascii_digit()));
    number.ok_or_else(|| Error::usage(format!("\"{text}\" is not a version: write v1, v2, …")))
}

/// Refuses a plan that is not the one that was asked for.
///
/// # Errors
/// When its id is another.
pub fn check_plan(asked: Option<&str>, plan: &Plan) -> Result<()> {
    match asked {
        Some(id) if id != plan.id => Err(Error::new(
            "stale",
            error::CONFLICT,
            format!("the plan is not {id} any more: it is {}", plan.id),
        )
        .fact("a version, a value or a placement that it rests on changed since")
        .hint("run it again with --dry-run")),
        _ => Ok(()),
    }
}

/// Refuses a plan with findings, listing all of them.
///
/// # Errors
/// When there are any.
pub fn preflight(plan: &Plan, to: &Found) -> Result<()> {
    let blocking: Vec<&Finding> = plan.blocking().collect();
    if blocking.is_empty() {
        return Ok(());
    }
    let apps: Vec<String> =
        plan.apps.iter().filter(|m| m.changed).map(|m| format!("{} v{}", m.app, m.after)).collect();
    let unset: Vec<&Finding> = blocking.iter().copied().filter(|f| f.code == Code::Unset).collect();
    let env = to.name();
    let all_unset = unset.len() == blocking.len();
    let what = match (all_unset, blocking.len()) {
        (true, 1) => "1 needed constant has no value there".to_owned(),
        (true, n) => format!("{n} needed constants have no value there"),
        (false, 1) if blocking[0].code > Code::Circle => blocking[0].detail.clone(),
        (false, n) => format!("{} in the way", report::count(n, "thing")),
    };
    let (code, exit) = match all_unset {
        true => ("constants_missing", error::INVALID),
        false => blocked(&blocking),
    };
    let mut error = Error::new(code, exit, format!("{} cannot go to {env}: {what}", apps.join(", ")));
    for finding in &blocking {
        let kind = if finding.secret { "secret" } else { "plain " };
        let (number, subject, detail) = (finding.code.number(), &finding.subject, &finding.detail);
        error = error.fact(match finding.code {
            Code::Undeclared | Code::Unset | Code::WrongKind | Code::FieldUnset | Code::Circle => {
                format!("{number:<5} {subject:<24} {kind}  {detail}   needed by {}", finding.app)
            }
            _ => format!("{number:<5} {subject:<24} {detail}   ({})", finding.app),
        });
    }
    for finding in &blocking {
        let hint = match (finding.code, finding.subject.as_str()) {
            (Code::Held, "pin") => format!("--unpin, or: envctl apps pin {} none --env {env}", finding.app),
            (Code::Held, "hold") => "--resume brings it in all the same".to_owned(),
            (Code::Held, "lock") => format!("envctl envs unlock {env}"),
            (Code::Unverified, "verification") => {
                let n = plan.apps.iter().find(|m| m.app == finding.app).map_or(0, |m| m.after);
                let from = plan.source.as_ref().map_or("ENV", |source| source.as_str());
                format!("envctl apps versions verify {}@v{n} --env {from}", finding.app)
            }
            _ => continue,
        };
        error = error.hint(hint);
        break;
    }
    let mut keys: Vec<&str> = unset.iter().map(|f| f.subject.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    for finding in plan.findings.iter().filter(|f| f.code == Code::FieldUnset) {
        let field = finding.subject.replacen('.', " ", 1);
        error = error.hint(format!("envctl datasources set {field} --env {env}"));
    }
    if keys.is_empty() {
        return Err(error);
    }
    Err(error.hint(format!("envctl set {} --env {env}", keys.join(" "))))
}

/// The code and exit of findings: what is blocked and not wrong is told apart.
fn blocked(findings: &[&Finding]) -> (&'static str, u8) {
    if findings.iter().any(|f| f.code != Code::Held) {
        return ("preflight", error::INVALID);
    }
    match findings.iter().map(|f| f.subject.as_str()).min().unwrap_or_default() {
        "run" => ("busy", error::UNAVAILABLE),
        "pin" => ("pinned", error::BLOCKED),
        "hold" => ("held", error::BLOCKED),
        "freeze" => ("env_frozen", error::BLOCKED),
        _ => ("env_locked", error::BLOCKED),
    }
}

/// The changes of a plan, for those who only carry it on.
pub fn writes(plan: Plan) -> (Plan, Vec<Write>) {
    // What stands in the way is said by the preflight, all of it, before the gate says its part.
    let stands = plan.blocking().next().is_some();
    let writes = if stands { Vec::new() } else { plan.writes.clone() };
    (plan, writes)
}
