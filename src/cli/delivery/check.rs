//! `envctl check`: what would stop a promotion, in the same words; or, without an app, everything that
//! is wrong where it stands.

use std::collections::BTreeMap;

use serde::Serialize;

use super::deploy::Kit;
use super::{plan, promote, publish};
use crate::cli::context::{Context, Found, Project};
use crate::cli::error::{self, Error, Result};
use crate::cli::report;
use crate::cli::values::probe::{self, Connection};
use crate::engine::check::{self, Kind, Problem, Topic};
use crate::engine::plan::Plan;
use crate::engine::preflight::{Finding, Level};
use crate::engine::promote::{Given, Options};
use crate::model::{AppName, Hash, Tree};
use crate::ui::{Line, Page, Report, Symbol};

/// Check versions against an environment, or everything where it stands
///
/// With apps: what `promote` would find, for the versions that would come in. Without: whether what is
/// in each environment has what it needs, whether what is required is set, whether values keep the
/// rules of their declaration and are not older than they may grow, and whether datasources answer.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl check
  envctl check --env staging,production --strict
  envctl check constants policy
  envctl check datasources --env staging
  envctl check web --in production
  envctl check web@v7 api --in production --json")]
pub struct Args {
    /// With --in: apps, each with a version where not the one that would be promoted. Without: what to
    /// check: constants, datasources, policy or all
    #[arg(value_name = "WHAT")]
    what: Vec<String>,
    /// The environment that the apps are to be in
    #[arg(long = "in", id = "into", value_name = "ENV")]
    into: Option<String>,
    /// With --in: every app. Without: every environment, though ENVCTL_ENV names one
    #[arg(long)]
    all: bool,
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
            id: match problem.kind {
                Kind::Finding(code) => Some(code.number()),
                Kind::Rule | Kind::Age => None,
            },
            code: problem.as_str(),
            env: env.to_owned(),
            subject: problem.subject.clone(),
            secret: problem.secret,
            detail: problem.detail.clone(),
            apps: problem.apps.iter().map(ToString::to_string).collect(),
            level: problem.level(),
        }
    }

    /// What became of a connection. One that was not asked for want of a value is not wrong by itself:
    /// what needs it says so.
    fn of_connection(found: &Connection) -> Row {
        let (level, detail) = match (found.answers, found.lacks) {
            (Some(true), _) => (Level::Info, found.detail.clone()),
            (Some(false), _) => (Level::Error, format!("does not let anybody in: {}", found.detail)),
            (None, true) => (Level::Warning, format!("not tested: {}", found.detail)),
            (None, false) => (Level::Info, format!("not tested: {}", found.detail)),
        };
        let (subject, env) = (found.name.to_string(), found.env.clone());
        Row { id: None, code: "connection", env, subject, secret: false, detail, apps: Vec::new(), level }
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
            let all = || look.apps(&project.name).into_iter().map(|(app, _)| app.to_string()).collect();
            let apps = match (args.all, args.what.is_empty()) {
                (true, true) => all(),
                (false, false) => args.what.clone(),
                (true, false) => return Err(Error::usage("--all is every app, and some are named")),
                (false, true) => return Err(Error::input_required("app", "APP, or --all", all())),
            };
            let (plan, into) = arriving(ctx, &project, &look, &apps, &to)?;
            let rows = plan.findings.iter().map(|f| Row::of(to.name(), &problem(f))).collect();
            (vec![(into, to.name().to_owned())], rows)
        }
        None => standing(ctx, &project, &look, &Topics::parse(&args.what, &project, &look)?, args.all)?,
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
    let old = warnings.iter().find(|row| row.code == "age" && row.secret);
    let hint = hint.or_else(|| {
        old.map(|row| format!("envctl constants rotate {} --generate hex:32 --env {}", row.subject, row.env))
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
        kind: Kind::Finding(f.code),
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

/// What is to be checked.
struct Topics(Vec<Topic>);

impl Topics {
    fn parse(words: &[String], project: &Project, look: &Tree) -> Result<Topics> {
        const ALL: [(&str, Topic); 3] =
            [("constants", Topic::Constants), ("datasources", Topic::Datasources), ("policy", Topic::Policy)];
        if words.is_empty() || words.iter().any(|word| word == "all") {
            return Ok(Topics(ALL.map(|(_, topic)| topic).into()));
        }
        let topic = |word: &String| {
            let topic = ALL.iter().find(|(name, _)| name == word).map(|(_, topic)| *topic);
            topic.ok_or_else(|| {
                let app = word.split_once('@').map_or(word.as_str(), |(app, _)| app);
                let is_app = look.apps(&project.name).iter().any(|(name, _)| name.as_str() == app);
                let error = Error::usage(format!("check {word}: constants, datasources, policy or all"));
                if is_app { error.hint(format!("envctl check {word} --in ENV")) } else { error }
            })
        };
        Ok(Topics(words.iter().map(topic).collect::<Result<_>>()?))
    }

    fn have(&self, topic: Topic) -> bool {
        self.0.contains(&topic)
    }
}

/// What is wrong in the environments as they are: those that are named, or all.
#[allow(clippy::type_complexity, reason = "lines with the names of environments, and rows")]
fn standing(
    ctx: &Context,
    project: &Project,
    look: &Tree,
    topics: &Topics,
    all: bool,
) -> Result<(Vec<(Line, String)>, Vec<Row>)> {
    let p = &project.name;
    if all && ctx.globals.env.is_some() {
        return Err(Error::usage("--all is every environment, and --env names some"));
    }
    let named = !all && (ctx.globals.env.is_some() || ctx.var("ENVCTL_ENV").is_some());
    let envs: Vec<Found> = match named {
        true => ctx.envs(project, look, false)?,
        false => ctx.shown(project, look)?,
    };
    let apps: Vec<AppName> = look.apps(p).into_iter().map(|(app, _)| app).collect();
    let (mut lines, mut rows) = (Vec::new(), Vec::new());
    for found in &envs {
        let mut reads = plan::look(p);
        reads.extend(plan::reads(p, look, found, &apps));
        reads.push(crate::model::Prefix::epochs(p, found.id));
        let tree = project.client.read(&reads, None)?;
        let vault = project.client.vault(&tree);
        let mut problems = check::environment(&tree, p, found.id, &*vault.opener());
        if topics.have(Topic::Policy) {
            let mut times = BTreeMap::new();
            let written = |rev: u64| -> Result<u64> {
                if let Some(time) = times.get(&rev) {
                    return Ok(*time);
                }
                let time = project.client.time_of(rev)?;
                times.insert(rev, time);
                Ok(time)
            };
            problems.extend(check::too_old(&tree, p, found.id, ctx.now, written)?);
        }
        problems.retain(|problem| topics.have(problem.topic()));
        rows.extend(problems.iter().map(|problem| Row::of(found.name(), problem)));
        lines.push((found.line(), found.name().to_owned()));
    }
    if topics.have(Topic::Datasources) {
        rows.extend(probe::connections(ctx, project, &envs, None)?.iter().map(Row::of_connection));
    }
    if envs.is_empty() {
        return Err(Error::new("env_not_found", error::NOT_FOUND, format!("{p} has no environments")));
    }
    Ok((lines, rows))
}
