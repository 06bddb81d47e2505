//! `envctl check`: what would stop a promotion, in the same words; or, without an app, everything that
//! is wrong where it stands.

use serde::Serialize;

use super::context::{Context, Found, Project};
use super::deploy::Kit;
use super::error::{self, Error, Result};
use super::{plan, promote, publish, report};
use crate::engine::check::{self, Problem};
use crate::engine::plan::Plan;
use crate::engine::preflight::{Code, Finding, Level};
use crate::engine::promote::{Given, Options};
use crate::model::{AppName, Hash, Tree};
use crate::ui::{Line, Page, Report, Symbol};

/// Check versions against an environment, or everything where it stands
///
/// With apps: what `promote` would find, for the versions that would come in. Without: whether what is
/// in each environment has what it needs, whether what is required is set, and whether values keep
/// the rules of their declaration.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl check
  envctl check --env staging,production --strict
  envctl check web --in production
  envctl check web@v7 api --in production --json")]
pub struct Args {
    /// Apps, each with a version where not the one that would be promoted
    #[arg(value_name = "APP[@VERSION]", requires = "into")]
    apps: Vec<String>,
    /// The environment that they are to be in
    #[arg(long = "in", id = "into", value_name = "ENV", requires = "apps")]
    into: Option<String>,
    /// Warnings fail as well
    #[arg(long)]
    strict: bool,
}

#[derive(Debug, Serialize)]
struct CheckResult {
    ok: bool,
    envs: Vec<String>,
    problems: Vec<Row>,
    warnings: Vec<Row>,
    notes: Vec<Row>,
    #[serde(skip)]
    names: Vec<(Line, String)>,
}

/// One thing that was found.
#[derive(Clone, Debug, Serialize)]
struct Row {
    id: Option<&'static str>,
    code: &'static str,
    env: String,
    subject: String,
    secret: bool,
    detail: String,
    apps: Vec<String>,
    #[serde(skip)]
    level: Level,
}

impl Row {
    fn of(env: &str, problem: &Problem) -> Row {
        Row {
            id: problem.code.map(Code::number),
            code: problem.as_str(),
            env: env.to_owned(),
            subject: problem.subject.clone(),
            secret: problem.secret,
            detail: problem.detail.clone(),
            apps: problem.apps.iter().map(ToString::to_string).collect(),
            level: problem.level(),
        }
    }

    fn line(&self) -> Line {
        let mark = match self.level {
            Level::Error => Line::new().bad("  ! "),
            Level::Warning => Line::new().caution("  ~ "),
            Level::Info => Line::new().plain("  ").symbol(Symbol::Dot).plain(" "),
        };
        let about: Vec<&str> = self.apps.iter().map(String::as_str).chain(self.id).collect();
        let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) };
        mark.plain(format!("{:<24} {}{about}", self.subject, self.detail))
    }
}

impl Report for CheckResult {
    const KIND: &'static str = "CheckResult";

    fn text(&self, page: &mut Page<'_>) {
        for (line, env) in &self.names {
            let all = [&self.problems, &self.warnings, &self.notes].into_iter().flatten();
            let rows: Vec<&Row> = all.filter(|row| row.env == *env).collect();
            if rows.iter().all(|row| row.level == Level::Info) {
                page.ok(line.clone().plain(": nothing is in the way"));
            } else {
                page.line(line.clone());
            }
            rows.iter().for_each(|row| page.line(row.line()));
        }
        let (problems, warnings) = (self.problems.len(), self.warnings.len());
        if problems + warnings > 0 {
            let (problems, warnings) =
                (report::count(problems, "problem"), report::count(warnings, "warning"));
            page.line(format!("{problems}, {warnings}"));
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.problems.iter().map(|row| row.subject.clone()).collect())
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let project = ctx.project()?;
    // What is wrong with the manifest is wrong before anything else.
    ctx.manifest()?;
    let look = project.client.read(&plan::look(&project.name), None)?;
    let (names, rows) = match &args.into {
        Some(env) => {
            let to = ctx.env_named(&project, &look, env)?;
            let (plan, into) = arriving(ctx, &project, &look, &args.apps, &to)?;
            let rows = plan.findings.iter().map(|f| Row::of(to.name(), &problem(f))).collect();
            (vec![(into, to.name().to_owned())], rows)
        }
        None => standing(ctx, &project, &look)?,
    };
    let of = |level: Level| rows.iter().filter(|row| row.level == level).cloned().collect::<Vec<Row>>();
    let (problems, warnings) = (of(Level::Error), of(Level::Warning));
    let ok = problems.is_empty() && (warnings.is_empty() || !args.strict);
    let mut unset: Vec<&str> =
        problems.iter().filter(|row| row.id == Some("PF2")).map(|row| row.subject.as_str()).collect();
    unset.dedup();
    let hint = problems.iter().find(|row| row.id == Some("PF2")).map(|row| {
        let here = |key: &&&str| problems.iter().any(|other| other.env == row.env && other.subject == **key);
        let keys: Vec<&str> = unset.iter().filter(here).copied().collect();
        format!("envctl set {} --env {}", keys.join(" "), row.env)
    });
    let envs = names.iter().map(|(_, name)| name.clone()).collect();
    ctx.ui.show(&CheckResult { ok, envs, problems, warnings, notes: of(Level::Info), names })?;
    if let Some(hint) = hint {
        ctx.ui.hint(&hint);
    }
    Ok(if ok { error::OK } else { error::INVALID })
}

fn problem(f: &Finding) -> Problem {
    Problem {
        code: Some(f.code),
        subject: f.subject.clone(),
        detail: f.detail.clone(),
        secret: f.secret,
        apps: vec![f.app.clone()],
    }
}

/// The plan of promoting versions into an environment, where they are not there yet; and a line
/// that names them.
fn arriving(
    ctx: &Context,
    project: &Project,
    look: &Tree,
    apps: &[String],
    to: &Found,
) -> Result<(Plan, Line)> {
    let p = &project.name;
    let requests = promote::named(ctx, project, look, apps)?;
    let mut reads = plan::look(p);
    reads.extend(plan::reads(p, look, to, requests.iter().map(|r| &r.app)));
    reads.extend(requests.iter().flat_map(|r| publish::reads(p, look, &r.app)));
    let tree = project.client.read(&reads, None)?;
    let kit = Kit::at_hand(ctx, project, false)?;
    let broken = kit.as_ref().map(|kit| kit.findings(ctx)).unwrap_or_default();
    let vault = project.client.vault(&tree);
    let open = vault.opener();
    // What is there already is checked as if it were deployed again.
    let steps = kit.as_ref().map_or(Hash::ZERO, |kit| kit.hash);
    let given =
        Given { open: &*open, hooks: &broken, steps: Some(&steps), ..plan::given(project, &tree, to) };
    let options = Options { redeploy: true, ..Options::default() };
    let plan = crate::engine::promote::promote(&tree, p, to.id, &requests, &options, &given)?;
    let versions: Vec<String> = plan.apps.iter().map(|m| format!("{} v{}", m.app, m.after)).collect();
    Ok((plan, Line::new().plain(format!("{} in ", versions.join(", "))).join(to.line())))
}

/// What is wrong in the environments as they are: those that are named, or all.
#[allow(clippy::type_complexity, reason = "lines with the names of environments, and rows")]
fn standing(ctx: &Context, project: &Project, look: &Tree) -> Result<(Vec<(Line, String)>, Vec<Row>)> {
    let p = &project.name;
    let named = ctx.globals.env.is_some() || ctx.var("ENVCTL_ENV").is_some();
    let envs: Vec<Found> = match named {
        true => ctx.envs(project, look, false)?,
        false => look.envs(p).into_iter().map(|(id, env)| Found { id, env: env.clone() }).collect(),
    };
    let apps: Vec<AppName> = look.apps(p).into_iter().map(|(app, _)| app).collect();
    let (mut lines, mut rows) = (Vec::new(), Vec::new());
    for found in &envs {
        let mut reads = plan::look(p);
        reads.extend(plan::reads(p, look, found, &apps));
        reads.push(crate::model::Prefix::epochs(p, found.id));
        let tree = project.client.read(&reads, None)?;
        let vault = project.client.vault(&tree);
        let problems = check::environment(&tree, p, found.id, &*vault.opener());
        rows.extend(problems.iter().map(|problem| Row::of(found.name(), problem)));
        lines.push((found.line(), found.name().to_owned()));
    }
    if envs.is_empty() {
        return Err(Error::new("env_not_found", error::NOT_FOUND, format!("{p} has no environments")));
    }
    Ok((lines, rows))
}
