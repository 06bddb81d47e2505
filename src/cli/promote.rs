//! `envctl promote`: versions into another environment, checked before anything changes.

use serde::Serialize;

use super::WriteArgs;
use super::context::{Context, Found, Project};
use super::error::{self, Error, Result};
use super::publish;
use super::report::{self, Change};
use crate::engine::preflight::{Code, Finding};
use crate::engine::promote::{self, AppMove, Given, Options, Plan, Request};
use crate::engine::{Right, Write};
use crate::model::{AppName, Prefix, ProjectName, Tree};
use crate::ui::{Line, Page, Report, Symbol};

/// Move a version to another environment
///
/// Only the version moves: values belong to their environment. Everything that stands in the way
/// is listed before anything changes; several apps are one commit.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl promote web --to staging
  envctl promote web@v7 api --to production --dry-run
  envctl promote web --to staging --publish -m \"checkout redesign\"")]
pub struct Args {
    /// Apps, each with a version where not the one in the environment before
    #[arg(value_name = "APP[@VERSION]")]
    apps: Vec<String>,
    /// The environment to promote to
    #[arg(long, value_name = "ENV")]
    to: Option<String>,
    /// The environment to promote from (default: the one before)
    #[arg(long, value_name = "ENV")]
    from: Option<String>,
    /// Every app
    #[arg(long, conflicts_with = "apps")]
    all: bool,
    /// Publish the draft first where it has changes, in the same commit
    #[arg(long)]
    publish: bool,
    /// Let a lower version replace a higher one
    #[arg(long)]
    allow_downgrade: bool,
    /// Go past the environment between; takes the right to approve, and --reason
    #[arg(long, requires = "reason")]
    skip_stage: bool,
    /// Accept one finding, as PF2:KEY, where the environment lets it; takes --reason
    #[arg(long, value_name = "PFn:KEY", requires = "reason")]
    accept: Vec<String>,
    /// Why a rule is set aside: shown with the version for ever
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Take off a pin to another version
    #[arg(long)]
    unpin: bool,
    /// Bring in what was rolled back from
    #[arg(long)]
    resume: bool,
    /// Apply exactly the plan that --dry-run showed, or fail
    #[arg(long, value_name = "ID")]
    plan: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct PromoteResult {
    changed: bool,
    rev: u64,
    dry_run: bool,
    plan: String,
    from: Option<String>,
    to: String,
    apps: Vec<Moved>,
    findings: Vec<Shown>,
    approval: Option<String>,
    #[serde(skip)]
    notes: Vec<String>,
    #[serde(skip)]
    source: Line,
    #[serde(skip)]
    target: Line,
}

/// One app's part in a promotion, a release or a rollback.
#[derive(Clone, Debug, Serialize)]
pub struct Moved {
    /// The app.
    #[serde(rename = "name")]
    pub app: String,
    /// The version that was there.
    pub before: Option<String>,
    /// The version that is there.
    pub after: String,
    /// Whether anything changed.
    pub changed: bool,
    /// Whether the version was published by this.
    pub published_draft: bool,
    /// How many constants it needs.
    pub needs: usize,
    /// The environments that it went past.
    pub skipped: Vec<String>,
    /// What differs from the version that was there.
    pub changes: Vec<Change>,
}

impl Moved {
    /// From the engine's plan.
    pub fn of(m: &AppMove, tree: &Tree, p: &ProjectName) -> Moved {
        let envs = tree.envs(p);
        let past = envs.iter().filter(|(id, _)| m.skipped.contains(id));
        Moved {
            app: m.app.to_string(),
            before: m.before.map(|n| format!("v{n}")),
            after: format!("v{}", m.after),
            changed: m.changed,
            published_draft: m.published,
            needs: m.needs,
            skipped: past.map(|(_, env)| env.name.to_string()).collect(),
            changes: report::version_changes(&m.diff),
        }
    }
}

/// A finding, as `--json` gives it.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// `PF1`, `PF2`, …
    pub id: &'static str,
    /// The same as a word.
    pub code: &'static str,
    /// The app.
    pub app: String,
    /// What it is about.
    pub subject: String,
    /// Whether that is a secret.
    pub secret: bool,
    /// In words.
    pub detail: String,
    /// How much it matters: `error`, `warning`, `info`.
    pub level: &'static str,
    /// Whether it was accepted.
    pub accepted: bool,
}

impl Shown {
    /// From the engine's finding.
    pub fn of(f: &Finding) -> Shown {
        Shown {
            id: f.code.number(),
            code: f.code.as_str(),
            app: f.app.to_string(),
            subject: f.subject.clone(),
            secret: f.secret,
            detail: f.detail.clone(),
            level: f.code.level().as_str(),
            accepted: f.accepted,
        }
    }

    /// The finding as one line of a plan.
    pub fn line(&self) -> Line {
        let mark = match (self.level, self.accepted) {
            (_, true) => Line::new().plain("  = "),
            ("error", _) => Line::new().bad("  ! "),
            ("warning", _) => Line::new().caution("  ~ "),
            _ => Line::new().plain("  ").symbol(Symbol::Dot).plain(" "),
        };
        let accepted = if self.accepted { ", accepted" } else { "" };
        mark.plain(format!("{:<24} {} ({}, {}{accepted})", self.subject, self.detail, self.app, self.id))
    }
}

impl Report for PromoteResult {
    const KIND: &'static str = "PromoteResult";

    fn text(&self, page: &mut Page<'_>) {
        let arrow = |line: Line| line.plain(" ").symbol(Symbol::Arrow).plain(" ");
        for app in self.apps.iter().filter(|app| app.changed) {
            let head = Line::new().bold(&app.app).plain("   ").join(self.source.clone());
            page.line(arrow(head).join(self.target.clone()));
            if app.published_draft {
                page.line(format!("  published draft as {}", app.after));
            }
            if !app.skipped.is_empty() {
                page.line(Line::new().caution(format!("  skips {}", app.skipped.join(", "))));
            }
            for change in app.changes.iter().filter(|_| app.before.is_some()) {
                page.line(change.line());
            }
            let missing = self.findings.iter().filter(|f| f.app == app.app && f.id == "PF2").count();
            page.line(Line::new().plain("  constants in ").join(self.target.clone()).plain(format!(
                "   {} of {} set",
                app.needs - missing.min(app.needs),
                app.needs
            )));
        }
        for finding in &self.findings {
            page.line(finding.line());
        }
        if self.dry_run {
            page.line(format!("plan {}", self.plan));
            return report::dry_run(page);
        }
        for app in &self.apps {
            let line = Line::new().plain(format!("{} {} is ", app.app, app.after));
            page.ok(if app.changed {
                let was = app.before.as_ref().map(|v| format!(" (was {v})")).unwrap_or_default();
                line.plain("in ")
                    .join(self.target.clone())
                    .plain(format!("{was} "))
                    .symbol(Symbol::Dot)
                    .plain(format!(" rev {}", self.rev))
            } else {
                line.plain("already in ").join(self.target.clone())
            });
        }
        for app in self.apps.iter().filter(|app| app.changed && app.before.is_some()) {
            page.line(Line::new().dim(format!("undo: envctl rollback {} --env {}", app.app, self.to)));
        }
        for note in &self.notes {
            page.line(Line::new().dim(note));
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let project = ctx.project()?;
    let p = &project.name;
    let look = project.client.read(&look(p), None)?;
    let requests = requests(ctx, &project, &look, args)?;
    let to = target(ctx, &project, &look, args)?;
    let from = args.from.as_deref().map(|name| ctx.env_named(&project, &look, name)).transpose()?;
    for request in &requests {
        project.client.may_app(&look, Right::Promote, Some((to.id, &to.env)), Some(&request.app))?;
    }
    let options = Options {
        from: from.as_ref().map(|f| f.id),
        publish: args.publish,
        allow_downgrade: args.allow_downgrade,
        skip: args.skip_stage,
        accept: args.accept.clone(),
        reason: args.reason.clone(),
        unpin: args.unpin,
        resume: args.resume,
        redeploy: false,
    };
    let mut reads = reads(p, &look, &to, requests.iter().map(|r| &r.app));
    // What the draft would be: to publish it, or to say that it has changes that stay behind.
    reads.extend(requests.iter().flat_map(|r| publish::reads(p, &look, &r.app)));
    let names: Vec<String> = requests.iter().map(|r| r.app.to_string()).collect();
    let fact = format!("promote {} to {}", names.join(", "), to.name());
    let written = ctx.write(
        &project,
        "promote",
        &args.write,
        &reads,
        |tree, _| {
            let vault = project.client.vault(tree);
            let open = vault.opener();
            let given = Given { open: &*open, ..given(&project, tree, &to) };
            Ok(writes(promote::promote(tree, p, to.id, &requests, &options, &given)?))
        },
        |plan, _| agree(ctx, args, &project, plan, &to, &fact),
    )?;
    let (done, plan) = (&written.done, &written.done.report);
    let source = plan.from.and_then(|id| {
        look.envs(p).into_iter().find(|(env, _)| *env == id).map(|(id, env)| Found { id, env: env.clone() })
    });
    let behind: Vec<String> = plan
        .apps
        .iter()
        .filter(|m| m.draft_changes > 0 && !m.published)
        .map(|m| {
            let changes = report::count(m.draft_changes, "change");
            format!("the draft of {} has {changes} that v{} does not (--publish)", m.app, m.after)
        })
        .collect();
    ctx.ui.show(&PromoteResult {
        changed: done.changed && !args.write.dry_run,
        rev: done.rev,
        dry_run: args.write.dry_run,
        plan: plan.id.clone(),
        from: source.as_ref().map(|f| f.name().to_owned()),
        to: to.name().to_owned(),
        apps: plan.apps.iter().map(|m| Moved::of(m, &look, p)).collect(),
        findings: plan.findings.iter().map(Shown::of).collect(),
        approval: None,
        notes: if args.write.dry_run { Vec::new() } else { behind },
        source: source.map(|f| f.line()).unwrap_or_default(),
        target: to.line(),
    })?;
    if args.write.dry_run && plan.blocking().next().is_none() && !plan.is_empty() {
        ctx.ui.hint(&format!("envctl promote {} --to {} --plan {}", args.apps.join(" "), to.name(), plan.id));
    } else if plan.is_empty() && look.chain(p).last().is_some_and(|(id, _)| *id == to.id) {
        ctx.ui.hint(&format!("to make it live: envctl release {} --env {}", names.join(" "), to.name()));
    }
    Ok(error::OK)
}

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

fn requests(ctx: &Context, project: &Project, look: &Tree, args: &Args) -> Result<Vec<Request>> {
    if args.all {
        let apps = look.apps(&project.name);
        if apps.is_empty() {
            return Err(Error::new(
                "app_not_found",
                error::NOT_FOUND,
                format!("{} has no apps", project.name),
            )
            .hint("envctl apps create NAME"));
        }
        return Ok(apps.into_iter().map(|(app, _)| Request { app, version: None }).collect());
    }
    if args.apps.is_empty() {
        let app = ctx.app(project, look, None)?;
        return Ok(vec![Request { app, version: None }]);
    }
    let mut requests: Vec<Request> = Vec::new();
    for text in &args.apps {
        let (name, version) = match text.split_once('@') {
            Some((name, version)) => (name, Some(version_number(version)?)),
            None => (text.as_str(), None),
        };
        let app = ctx.app_named(project, look, name)?;
        if requests.iter().any(|r| r.app == app) {
            return Err(Error::usage(format!("{app} is given twice")));
        }
        requests.push(Request { app, version });
    }
    Ok(requests)
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

fn target(ctx: &Context, project: &Project, look: &Tree, args: &Args) -> Result<Found> {
    match &args.to {
        Some(name) => ctx.env_named(project, look, name),
        None if ctx.ui.can_prompt() => ctx.pick_env(project, look),
        None => {
            let names = look.envs(&project.name).iter().skip(1).map(|(_, e)| e.name.to_string()).collect();
            Err(Error::input_required("environment to promote to", "--to", names))
        }
    }
}

fn agree(ctx: &Context, args: &Args, project: &Project, plan: &Plan, to: &Found, fact: &str) -> Result<()> {
    check_plan(args.plan.as_deref(), plan)?;
    if !args.write.dry_run {
        preflight(plan, to)?;
    }
    if args.write.dry_run || plan.is_empty() {
        return Ok(());
    }
    ctx.ui.note(Line::new().dim(format!("{}/{}", project.client.org_name(), to.name())));
    ctx.confirm_env(&args.write, to, "promote", fact)
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
