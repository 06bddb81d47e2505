//! `envctl status`: where everything stands.

use serde::Serialize;

use crate::cli::context::{Context, Found, Project};
use crate::cli::environments::lock::Locked;
use crate::cli::error::{self, Result};
use crate::cli::reconcile::diff;
use crate::cli::reconcile::differences::{self, Way};
use crate::cli::report::{self, Change};
use crate::cli::stores::StorePlace;
use crate::engine::apps;
use crate::engine::{freeze, placement, preflight};
use crate::manifest::compare::Changed;
use crate::model::{AppName, Tree};
use crate::ui::{Cell, Line, Page, Report, Row, Symbol, Table};

/// Show where everything stands
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl status
  envctl status --short
  envctl status --exit-code || echo \"envctl.toml and the store differ\"")]
pub struct Args {
    /// One line, for shell prompts
    #[arg(long)]
    short: bool,
    /// Exit 10 if the manifest and the store differ
    #[arg(long)]
    exit_code: bool,
    /// Every manifest of the workspace
    #[arg(long, conflicts_with_all = ["short", "at"])]
    all: bool,
    /// As of revision REV
    #[arg(long, value_name = "REV")]
    at: Option<u64>,
}

/// The answer for every member of a workspace.
#[derive(Debug, Serialize)]
struct StatusList {
    items: Vec<Status>,
    next: Option<String>,
}

impl Report for StatusList {
    const KIND: &'static str = "StatusList";

    fn text(&self, page: &mut Page<'_>) {
        for (n, status) in self.items.iter().enumerate() {
            if n > 0 {
                page.blank();
            }
            status.text(page);
        }
    }
}

#[derive(Debug, Serialize)]
struct Status {
    org: String,
    project: String,
    env: Option<String>,
    store: StoreState,
    unsynced: usize,
    changes: Vec<Change>,
    behind: Vec<Change>,
    conflicts: Vec<Change>,
    environments: Vec<Environment>,
    #[serde(skip)]
    apps: Vec<String>,
    #[serde(skip)]
    store_line: String,
}

#[derive(Debug, Serialize)]
struct StoreState {
    url: String,
    rev: u64,
    reachable: bool,
}

#[derive(Debug, Serialize)]
struct Environment {
    name: String,
    color: &'static str,
    protected: bool,
    locked: Option<Locked>,
    frozen: Option<Frozen>,
    apps: Vec<Placed>,
    constants: Coverage,
    #[serde(skip)]
    found: Found,
    #[serde(skip)]
    state: String,
}

/// A freeze that is on, as `--json` gives it.
#[derive(Clone, Debug, Serialize)]
pub struct Frozen {
    /// Why.
    pub reason: Option<String>,
    /// When it is over.
    pub until: Option<jiff::Timestamp>,
}

impl Frozen {
    /// Whether an environment's windows keep it as it is.
    pub fn of(found: &Found, now: u64) -> Option<Frozen> {
        let frozen = freeze::frozen(found.env.policy.as_ref()?, now)?;
        Some(Frozen { reason: frozen.reason, until: frozen.until.map(report::time) })
    }
}

/// An app in an environment.
#[derive(Clone, Debug, Serialize)]
pub struct Placed {
    /// The app.
    pub name: String,
    /// The version there, if any.
    pub version: Option<String>,
    /// Whether the draft has changes; only in the first environment.
    pub draft: bool,
    /// Whether the version there is live for end users.
    pub released: bool,
    /// Why it stays where a rollback put it.
    pub held: Option<String>,
    /// The version that it is pinned to.
    pub pinned: Option<String>,
    /// A promotion whose hooks are under way, or failed: what runs may not be what is placed.
    pub run: Option<String>,
    /// Whether what runs there may be another version than the one that is placed there.
    pub drift: bool,
    #[serde(skip)]
    running: bool,
}

impl Placed {
    /// How an app stands in an environment.
    pub fn of(tree: &Tree, p: &crate::model::ProjectName, found: &Found, app: &AppName, now: u64) -> Placed {
        let run = placement::run(tree, p, found.id, app);
        let running = run.is_some_and(|run| placement::is_running(run, now.max(tree.time)));
        let placed = tree.placement(p, found.id, app);
        let first = tree.chain(p).first().is_some_and(|(id, _)| *id == found.id);
        let draft = tree.app(p, app).filter(|_| first);
        Placed {
            name: app.to_string(),
            version: placed.map(|at| format!("v{}", at.version)),
            draft: draft.is_some_and(|draft| {
                placed.is_none() || !apps::draft_changes(tree, p, app, draft).is_empty()
            }),
            released: placed.is_some_and(|at| at.released == Some(at.version)),
            held: placed.and_then(|at| at.hold.as_ref()).map(|hold| {
                let what = if hold.chosen { "promoted past" } else { "rolled back from" };
                let why = hold.reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
                format!("{what} v{}{why}", hold.from)
            }),
            pinned: placement::pin(tree, p, found.id, app)
                .and_then(|pin| pin.version)
                .map(|n| format!("v{n}")),
            run: run.map(|run| match running {
                true => format!("v{} {} under way", run.version, run.label),
                false => {
                    let what = run.failure.as_deref().unwrap_or("left off");
                    format!("v{} {}: {what}", run.version, run.label)
                }
            }),
            drift: run.is_some_and(|run| run.drift),
            running,
        }
    }

    /// The cell of a table.
    pub fn cell(&self) -> String {
        let mut text = match (&self.version, self.draft) {
            (Some(v), true) => format!("{v} + draft"),
            (Some(v), false) => v.clone(),
            (None, true) => "draft".to_owned(),
            (None, false) => "-".to_owned(),
        };
        if self.released {
            text.push_str(" released");
        }
        if self.held.is_some() {
            text.push_str(" held");
        }
        if self.pinned.is_some() {
            text.push_str(" pinned");
        }
        if self.run.is_some() {
            text.push_str(match (self.drift, self.running) {
                (_, true) => " deploying",
                (true, false) => " drifted",
                (false, false) => " failed",
            });
        }
        text
    }
}

/// How many constants an environment has of those that it should have.
#[derive(Clone, Debug, Serialize)]
pub struct Coverage {
    /// How many it should have.
    pub required: usize,
    /// How many it has.
    pub set: usize,
    /// Which it lacks.
    pub missing: Vec<String>,
}

impl Coverage {
    /// The coverage of an environment.
    pub fn of(tree: &Tree, p: &crate::model::ProjectName, found: &Found) -> Coverage {
        let coverage = preflight::coverage(tree, p, found.id);
        let missing = coverage.missing.iter().map(ToString::to_string).collect();
        Coverage { required: coverage.required, set: coverage.set, missing }
    }

    /// The cell of a table.
    pub fn line(&self) -> Line {
        let line = Line::new().plain(format!("{}/{}", self.set, self.required));
        match self.missing.len() {
            0 => line,
            n => line.plain("  ").bad(format!("{n} missing")),
        }
    }
}

/// The state of an environment in a few words.
pub fn state(tree: &Tree, p: &crate::model::ProjectName, found: &Found, now: u64) -> String {
    let first = tree.chain(p).first().is_some_and(|(id, _)| *id == found.id);
    let mut words = Vec::new();
    words.extend(found.env.policy.is_some().then_some("protected"));
    words.extend((first && found.env.policy.is_none()).then_some("editable"));
    words.extend(found.env.order.is_none().then_some("outside the order"));
    words.extend(found.env.optional.then_some("optional"));
    words.extend(found.env.latest.then_some("follows latest"));
    words.extend(freeze::lock(&found.env, now).is_some().then_some("locked"));
    words.extend(Frozen::of(found, now).is_some().then_some("frozen"));
    if words.is_empty() { "-".to_owned() } else { words.join(", ") }
}

impl Report for Status {
    const KIND: &'static str = "Status";

    fn text(&self, page: &mut Page<'_>) {
        let mut head =
            Line::new().bold(format!("{}/{}", self.org, self.project)).plain(" ").symbol(Symbol::Dot);
        head = head
            .plain(format!(" {} ", self.store_line))
            .symbol(Symbol::Dot)
            .plain(format!(" rev {}", self.store.rev));
        if self.unsynced > 0 {
            head = head
                .plain(" ")
                .symbol(Symbol::Dot)
                .caution(format!(" {} not synced", report::count(self.unsynced, "change")));
        }
        page.line(head);
        page.blank();
        let mut columns = vec!["ENVIRONMENT".to_owned()];
        columns.extend(self.apps.iter().map(|app| app.to_uppercase()));
        columns.extend(["CONSTANTS".to_owned(), "STATE".to_owned()]);
        let mut table = Table::new(columns);
        for env in &self.environments {
            let mut row = Row::new().cell(Cell::pair(env.found.line(), &env.name));
            for app in &env.apps {
                row = row.cell(app.cell());
            }
            let cover = format!("{}/{}", env.constants.set, env.constants.required);
            table.row(row.cell(Cell::pair(env.constants.line(), cover)).cell(env.state.as_str()));
        }
        page.table(table);
        let arrow = |from, to| Line::new().plain(from).symbol(Symbol::Arrow).plain(to);
        for (title, changes) in [
            (arrow("Not synced (envctl.toml ", " store)"), &self.changes),
            (arrow("Behind (store ", " envctl.toml)"), &self.behind),
            (Line::new().plain("Changed in both, differently (store: envctl.toml)"), &self.conflicts),
        ] {
            if !changes.is_empty() {
                page.blank();
                page.line(title);
                changes.iter().for_each(|change| page.line(change.line()));
            }
        }
    }
}

#[derive(Debug, Serialize)]
struct Short {
    org: String,
    project: String,
    env: Option<String>,
    unsynced: bool,
}

impl Report for Short {
    const KIND: &'static str = "StatusShort";

    fn text(&self, page: &mut Page<'_>) {
        let place = self.env.as_deref().unwrap_or(&self.project);
        page.line(format!("{}/{place}{}", self.org, if self.unsynced { "*" } else { "" }));
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    if args.all {
        let (items, failed) = ctx.each_member(|member| {
            let project = member.project()?;
            let tree = project.client.read(&diff::everything(&project), None)?;
            look(member, &project, &tree)
        })?;
        let differs = args.exit_code && items.iter().any(|status| status.unsynced > 0);
        ctx.ui.show(&StatusList { items, next: None })?;
        return Ok(failed.unwrap_or(if differs { error::DIFFERS } else { error::OK }));
    }
    let project = ctx.project()?;
    let p = &project.name;
    let tree = project.client.read(&diff::everything(&project), args.at)?;
    if args.short {
        let [changes, behind, conflicts] = unsynced(ctx, &project, &tree)?;
        let unsynced = !(changes.is_empty() && behind.is_empty() && conflicts.is_empty());
        let (org, env) = (project.client.org_name().to_string(), env(ctx, &project, &tree)?);
        ctx.ui.show(&Short { org, project: p.to_string(), env, unsynced })?;
        return Ok(if unsynced && args.exit_code { error::DIFFERS } else { error::OK });
    }
    let status = look(ctx, &project, &tree)?;
    let unsynced = status.unsynced > 0;
    ctx.ui.show(&status)?;
    if unsynced {
        ctx.ui.hint("`envctl diff` shows both in full, `envctl sync` brings them together");
    }
    Ok(if unsynced && args.exit_code { error::DIFFERS } else { error::OK })
}

/// The environment that is meant where none is named.
fn env(ctx: &Context, project: &Project, tree: &Tree) -> Result<Option<String>> {
    Ok(match (&ctx.globals.env, ctx.var("ENVCTL_ENV")) {
        (Some(name), _) => Some(ctx.env_named(project, tree, name)?.name().to_owned()),
        (None, Some(name)) => Some(ctx.env_named(project, tree, name)?.name().to_owned()),
        (None, None) => ctx.saved()?.env.filter(|name| tree.env_named(&project.name, name).is_some()),
    })
}

fn look(ctx: &Context, project: &Project, tree: &Tree) -> Result<Status> {
    let p = &project.name;
    let [changes, behind, conflicts] = unsynced(ctx, project, tree)?;
    let unsynced = changes.len() + behind.len() + conflicts.len();
    let env = env(ctx, project, tree)?;
    let org = project.client.org_name().to_string();
    let apps: Vec<AppName> = tree.apps(p).into_iter().map(|(app, _)| app).collect();
    let environments = ctx
        .shown(project, tree)?
        .into_iter()
        .map(|found| {
            let env = &found.env;
            Environment {
                name: env.name.to_string(),
                color: env.color.as_str(),
                protected: env.policy.is_some(),
                locked: Locked::of(tree, &found, ctx.now),
                frozen: Frozen::of(&found, ctx.now),
                apps: apps.iter().map(|app| Placed::of(tree, p, &found, app, ctx.now)).collect(),
                constants: Coverage::of(tree, p, &found),
                state: state(tree, p, &found, ctx.now),
                found,
            }
        })
        .collect();
    let default_store = ctx.folders.store().ok().map(StorePlace::File) == Some(ctx.store_place()?);
    Ok(Status {
        org,
        project: p.to_string(),
        env,
        store: StoreState { url: ctx.store_label()?, rev: tree.head.seq, reachable: true },
        unsynced,
        changes,
        behind,
        conflicts,
        environments,
        apps: apps.iter().map(ToString::to_string).collect(),
        store_line: if default_store { "this machine".to_owned() } else { ctx.store_label()? },
    })
}

/// What differs from the manifest at hand: what it changed, what the store changed, what both did.
fn unsynced(ctx: &Context, project: &Project, tree: &Tree) -> Result<[Vec<Change>; 3]> {
    let (true, Some(manifest)) = (project.has_manifest, ctx.manifest()?) else {
        return Ok(Default::default());
    };
    let found = ctx.compared(project, manifest, tree)?;
    let of = |who, way| {
        let those = found.differences.iter().filter(|difference| difference.changed == who);
        those.map(|difference| differences::change(difference, way)).collect()
    };
    Ok([of(Changed::Manifest, Way::Push), of(Changed::Store, Way::Pull), of(Changed::Both, Way::Push)])
}
