//! `envctl envs`: environments: list, show, color, rename, delete; and `use`.

use serde::Serialize;

use super::env_describe::Who;
use super::lock::Locked;
use super::{env_create, env_describe, env_edit, lock, protect};
use crate::cli::context::{Context, Found, Project, manifest_name};
use crate::cli::error::{self, Error, Result};
use crate::cli::history::backups;
use crate::cli::project::status::{Coverage, Frozen, Placed, state};
use crate::cli::project::use_;
use crate::cli::reconcile::diff::everything;
use crate::cli::report::{self, Change, WriteResult};
use crate::cli::write::changed;
use crate::cli::{ReadArgs, WriteArgs};
use crate::engine::{Right, envs};
use crate::model::{AppName, Color, EnvId, EnvName, Prefix, Tree};
use crate::ui::{Cell, Line, Page, Report, Row, Symbol, Table};

/// List, create, colour, rename and delete environments
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List environments
    #[command(visible_alias = "ls")]
    List(ReadArgs),
    /// Show one environment
    Show(Show),
    /// Describe an environment as a document in Markdown
    Describe(env_describe::Args),
    /// Create an environment
    Create(env_create::Create),
    /// Show an environment in another colour
    Color(Recolor),
    /// Give an environment another name; the old one keeps working
    Rename(Rename),
    /// Delete an environment and the values in it
    Delete(Delete),
    /// Change what an environment is and what it asks for
    Edit(Box<env_edit::Args>),
    /// Protect an environment: writes ask for its name, and rules hold for everyone
    Protect(protect::Protect),
    /// Take all rules of an environment away
    Unprotect(protect::Unprotect),
    /// Lock an environment: no write of any kind until it is unlocked
    Lock(lock::Lock),
    /// Unlock an environment
    Unlock(lock::Unlock),
    /// Save the default environment
    Use(use_::Args),
}

#[derive(Debug, clap::Args)]
struct Show {
    /// The environment (default: the one in force)
    name: Option<String>,
    #[command(flatten)]
    read: ReadArgs,
}

#[derive(Debug, clap::Args)]
struct Recolor {
    /// The environment
    name: String,
    /// green, yellow, red, blue, magenta, cyan, grey or none
    color: String,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, clap::Args)]
struct Rename {
    /// Its name now
    old: String,
    /// Its new name
    new: String,
    /// The old name stops working
    #[arg(long)]
    drop_alias: bool,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, clap::Args)]
struct Delete {
    /// The environment
    name: String,
    /// Also with versions in it
    #[arg(long)]
    force: bool,
    /// Make no backup of the store first
    #[arg(long)]
    no_backup: bool,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct EnvList {
    items: Vec<Env>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct Env {
    name: String,
    order: Option<u32>,
    color: &'static str,
    description: Option<String>,
    org: String,
    created_from: Option<String>,
    aliases: Vec<String>,
    expires_at: Option<String>,
    protected: bool,
    locked: Option<Locked>,
    frozen: Option<Frozen>,
    optional: bool,
    track: Option<String>,
    policy: Option<Policy>,
    apps: Vec<Placed>,
    constants: Coverage,
    created_at: Option<jiff::Timestamp>,
    who: Option<Who>,
    #[serde(skip)]
    found: Found,
    #[serde(skip)]
    state: String,
}

#[derive(Debug, Serialize)]
struct Policy {
    promote_from: Vec<String>,
    requires_verification: bool,
    soak: Option<String>,
    freeze: Vec<String>,
    open: Vec<String>,
    freeze_rollbacks: bool,
    accept: Vec<String>,
    must_differ: Vec<String>,
    review: Vec<String>,
    offline: bool,
    approvals: u32,
    require_mfa: bool,
    allow_ips: Vec<String>,
    session: Option<String>,
    session_idle: Option<String>,
}

impl Policy {
    /// The rules in words.
    fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        let mut list = |what: &str, items: &[String]| {
            if !items.is_empty() {
                words.push(format!("{what} {}", items.join(", ")));
            }
        };
        list("promote from", &self.promote_from);
        list("frozen", &self.freeze);
        list("open", &self.open);
        list("accepts", &self.accept);
        list("must differ", &self.must_differ);
        list("review", &self.review);
        words.extend(self.soak.as_ref().map(|soak| format!("soak {soak}")));
        words.extend(self.requires_verification.then(|| "verified versions only".to_owned()));
        words.extend(self.offline.then(|| "offline copies".to_owned()));
        words.extend(self.freeze_rollbacks.then(|| "rollbacks wait for freezes".to_owned()));
        let approvals = Some(self.approvals as usize).filter(|n| *n > 0);
        words.extend(approvals.map(|n| crate::cli::report::count(n, "approval")));
        words.extend(self.require_mfa.then(|| "one-time codes".to_owned()));
        words.extend((!self.allow_ips.is_empty()).then(|| format!("from {}", self.allow_ips.join(", "))));
        words.extend(self.session.as_ref().map(|long| format!("sessions end after {long}")));
        words.extend(self.session_idle.as_ref().map(|long| format!("sessions at rest end after {long}")));
        words
    }
}

impl Env {
    /// An environment; others are named as far as they are `shown`.
    fn of(tree: &Tree, project: &Project, shown: &[Found], found: Found, now: u64) -> Env {
        let p = &project.name;
        let env = &found.env;
        let name_of =
            |id: &EnvId| shown.iter().find(|other| other.id == *id).map(|other| other.name().to_owned());
        let apps: Vec<AppName> = tree.apps(p).into_iter().map(|(app, _)| app).collect();
        Env {
            name: env.name.to_string(),
            order: env.order,
            color: env.color.as_str(),
            description: env.description.clone(),
            org: project.client.org_name().to_string(),
            created_from: env.created_from.as_ref().and_then(name_of),
            aliases: env.aliases.iter().map(ToString::to_string).collect(),
            expires_at: None,
            protected: env.policy.is_some(),
            locked: Locked::of(tree, &found, now),
            frozen: Frozen::of(&found, now),
            optional: env.optional,
            track: env.latest.then(|| "latest".to_owned()),
            policy: env.policy.as_ref().map(|policy| Policy {
                promote_from: policy.promote_from.iter().filter_map(name_of).collect(),
                requires_verification: policy.requires_verification,
                soak: policy.soak.clone(),
                freeze: policy.freeze.clone(),
                open: policy.open.clone(),
                freeze_rollbacks: policy.freeze_rollbacks,
                accept: policy.accept.clone(),
                must_differ: policy.must_differ.iter().map(ToString::to_string).collect(),
                review: policy.review.iter().map(ToString::to_string).collect(),
                offline: policy.offline,
                approvals: policy.approvals.unwrap_or(0),
                require_mfa: policy.require_mfa,
                allow_ips: policy.allow_ips.clone(),
                session: policy.session.clone(),
                session_idle: policy.session_idle.clone(),
            }),
            apps: apps.iter().map(|app| Placed::of(tree, p, &found, app, now)).collect(),
            constants: Coverage::of(tree, p, &found),
            created_at: None,
            who: None,
            state: state(tree, p, &found, now),
            found,
        }
    }
}

impl Report for EnvList {
    const KIND: &'static str = "EnvList";

    fn text(&self, page: &mut Page<'_>) {
        let mut table = Table::new(["ENVIRONMENT", "ORDER", "COLOUR", "APPS", "CONSTANTS", "STATE"]);
        for env in &self.items {
            let cover = format!("{}/{}", env.constants.set, env.constants.required);
            let placed = env.apps.iter().filter(|app| app.version.is_some()).count();
            let row = Row::new()
                .cell(Cell::pair(env.found.line(), &env.name))
                .cell(env.order.map(|n| n.to_string()))
                .cell(env.color)
                .cell(placed)
                .cell(Cell::pair(env.constants.line(), cover))
                .cell(env.state.as_str());
            table.row(row);
        }
        page.table(table);
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().map(|env| env.name.clone()).collect())
    }
}

impl Report for Env {
    const KIND: &'static str = "Env";

    fn text(&self, page: &mut Page<'_>) {
        let dot = |line: Line| line.plain(" ").symbol(Symbol::Dot).plain(" ");
        let mut head = self.found.line().plain(format!(" ({})", self.color));
        if self.protected {
            head = dot(head).plain("protected");
        }
        head = dot(head).plain(
            self.order.map_or_else(|| "outside the promotion order".to_owned(), |n| format!("order {n}")),
        );
        let from = self.created_from.as_ref().map(|from| format!(" from {from}")).unwrap_or_default();
        match self.created_at {
            Some(at) => head = dot(head).plain(format!("created {}{from}", page.time(at))),
            None if !from.is_empty() => head = dot(head).plain(format!("created{from}")),
            None => {}
        }
        page.line(head);
        if let Some(description) = &self.description {
            page.line(format!("  {description}"));
        }
        let apps: Vec<String> = self.apps.iter().map(|app| format!("{} {}", app.name, app.cell())).collect();
        page.line(format!(
            "  apps        {}",
            if apps.is_empty() { "none".to_owned() } else { apps.join(", ") }
        ));
        let line = Line::new()
            .plain(format!("  constants   {} of {} set", self.constants.set, self.constants.required));
        page.line(match self.constants.missing.as_slice() {
            [] => line,
            missing => line.bad(format!(", missing {}", missing.join(", "))),
        });
        if !self.aliases.is_empty() {
            page.line(format!("  was called  {}", self.aliases.join(", ")));
        }
        if let Some(policy) = self.policy.as_ref().filter(|policy| !policy.words().is_empty()) {
            page.line(format!("  policy      {}", policy.words().join("; ")));
        }
        if let Some(who) = &self.who {
            let words = who.lines().into_iter().map(|(right, names)| match names {
                [] => format!("{right} 0"),
                names if names.len() > 3 => format!("{right} {}", names.len()),
                names => format!("{right} {} ({})", names.len(), names.join(", ")),
            });
            page.line(format!("  who may     {}", words.collect::<Vec<_>>().join("; ")));
        }
        if let Some(track) = &self.track {
            page.line(format!("  track       {track}"));
        }
        if let Some(locked) = &self.locked {
            page.line(Line::new().caution(format!("  {}", locked.words())));
        }
        if let Some(frozen) = &self.frozen {
            let until = frozen.until.map(|at| format!(" until {}", page.time(at))).unwrap_or_default();
            let why = frozen.reason.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
            page.line(Line::new().caution(format!("  frozen{until}{why}")));
        }
        for app in &self.apps {
            for (what, text) in [("pinned", &app.pinned), ("deploy", &app.run)] {
                if let Some(text) = text {
                    page.line(format!("  {what:<10}  {} ({text})", app.name));
                }
            }
            if let Some(held) = &app.held {
                page.line(format!("  held        {} ({held})", app.name));
            }
        }
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    match &args.verb {
        None => list(ctx, &ReadArgs::default()),
        Some(Verb::List(args)) => list(ctx, args),
        Some(Verb::Show(args)) => show(ctx, args),
        Some(Verb::Describe(args)) => env_describe::run(ctx, args),
        Some(Verb::Create(args)) => env_create::create(ctx, args),
        Some(Verb::Color(args)) => color(ctx, args),
        Some(Verb::Rename(args)) => rename(ctx, args),
        Some(Verb::Delete(args)) => delete(ctx, args),
        Some(Verb::Edit(args)) => env_edit::run(ctx, args),
        Some(Verb::Protect(args)) => protect::protect(ctx, args),
        Some(Verb::Unprotect(args)) => protect::unprotect(ctx, args),
        Some(Verb::Lock(args)) => lock::lock(ctx, args),
        Some(Verb::Unlock(args)) => lock::unlock(ctx, args),
        Some(Verb::Use(args)) => use_::run(ctx, args),
    }
}

fn list(ctx: &Context, args: &ReadArgs) -> Result {
    let project = ctx.project()?;
    let tree = project.client.read(&everything(&project), args.at)?;
    let envs = ctx.shown(&project, &tree)?;
    let item = |found: &Found| Env::of(&tree, &project, &envs, found.clone(), ctx.now);
    let items = envs.iter().map(item).collect();
    ctx.ui.show(&EnvList { items, next: None })?;
    Ok(error::OK)
}

fn show(ctx: &Context, args: &Show) -> Result {
    let project = ctx.project()?;
    let reads = [everything(&project), vec![Prefix::access()]].concat();
    let tree = project.client.read(&reads, args.read.at)?;
    let found = match &args.name {
        Some(name) => ctx.env_shown(&project, &tree, name)?,
        None => ctx.env(&project, &tree, false)?,
    };
    let who = Who::of(&tree, &project.name, &found);
    let created_at = env_describe::created(&project, &found)?;
    let shown = ctx.shown(&project, &tree)?;
    let env = Env { who: Some(who), created_at, ..Env::of(&tree, &project, &shown, found, ctx.now) };
    ctx.ui.show(&env)?;
    Ok(error::OK)
}

fn color(ctx: &Context, args: &Recolor) -> Result {
    let color: Color = args.color.parse().map_err(Error::usage)?;
    let project = ctx.project()?;
    let p = &project.name;
    let look = project.client.read(&everything(&project), None)?;
    let found = ctx.env_named(&project, &look, &args.name)?;
    project.client.may(&look, Right::Manage, Some((found.id, &found.env)))?;
    let written = ctx.write(
        &project,
        "envs.color",
        &args.write,
        &[Prefix::folder(p, "env")],
        |tree, _| {
            let now = ctx.env_named(&project, tree, found.name())?;
            Ok(((), envs::color(p, now.id, &now.env, color)))
        },
        |(), _| ctx.confirm_env(&args.write, &found, "change it", "another colour"),
    )?;
    let old = found.env.color;
    let change =
        Change::of(format!("envs.{}.color", found.name()), Some(old.to_string()), Some(color.to_string()));
    let line = Line::new().plain(format!("{} is now {color} (was {old})", found.name()));
    ctx.ui.show(&changed(&written, &args.write, vec![change], vec![line]))?;
    Ok(error::OK)
}

fn rename(ctx: &Context, args: &Rename) -> Result {
    let new: EnvName = args.new.parse()?;
    let project = ctx.project()?;
    let p = &project.name;
    let look = project.client.read(&everything(&project), None)?;
    let found = ctx.env_named(&project, &look, &args.old)?;
    project.client.may(&look, Right::Manage, Some((found.id, &found.env)))?;
    // Every plain value of the environment is named by it in the manifest.
    let reads = everything(&project);
    let written = ctx.write(
        &project,
        "envs.rename",
        &args.write,
        &reads,
        |tree, _| {
            let now = ctx.env_named(&project, tree, found.name())?;
            Ok(((), envs::rename(tree, p, now.id, &now.env, &new, args.drop_alias)?))
        },
        |(), _| ctx.confirm_env(&args.write, &found, "rename it", &format!("rename to {new}")),
    )?;
    let old = found.name();
    let change = Change {
        op: "rename",
        ..Change::of(format!("envs.{old}"), Some(old.to_owned()), Some(new.to_string()))
    };
    let mut lines = vec![Line::new().plain(format!("{old} is now called {new}"))];
    if written.in_manifest {
        lines.push(Line::new().plain(format!("  {} follows: [envs.{new}]", manifest_name())));
    }
    if !args.drop_alias && old != new.as_str() {
        lines.push(Line::new().plain(format!("  {old} stays an alias (--drop-alias ends it)")));
    }
    ctx.ui.show(&changed(&written, &args.write, vec![change], lines))?;
    Ok(error::OK)
}

fn delete(ctx: &Context, args: &Delete) -> Result {
    let project = ctx.project()?;
    let p = &project.name;
    let look = project.client.read(&everything(&project), None)?;
    let found = ctx.env_named(&project, &look, &args.name)?;
    project.client.may(&look, Right::Manage, Some((found.id, &found.env)))?;
    let name = found.name();
    let backup = std::cell::RefCell::new(None);
    let written = ctx.write(
        &project,
        "envs.delete",
        &args.write,
        &everything(&project),
        |tree, _| Ok(((), envs::delete(tree, p, found.id, &found.env, args.force)?)),
        |(), tree| {
            if args.write.dry_run {
                return Ok(());
            }
            let values = tree.scan(&Prefix::values(p, found.id)).count();
            let fact = format!(
                "{}, {}",
                report::count(tree.scan(&Prefix::placements(p, found.id)).count(), "app"),
                report::count(values, "value")
            );
            ctx.confirm_name(
                &args.write,
                name,
                &format!("{name} and what is in it ({fact}) will be deleted"),
                "delete it",
                &fact,
            )?;
            if !args.no_backup {
                *backup.borrow_mut() = backups::before(ctx)?;
            }
            Ok(())
        },
    )?;
    let at = written.done.before.head.seq;
    let change = Change::of(format!("envs.{name}"), Some(name.to_owned()), None);
    let mut lines = vec![
        Line::new().plain(format!("environment {name} deleted")),
        Line::new().dim(format!("  what it held: envctl constants list --env {name} --at {at}")),
    ];
    let backup = backup.into_inner();
    if let Some(id) = &backup {
        lines.push(Line::new().dim(format!("  to have it again: envctl backups restore {id} --env {name}")));
    }
    ctx.ui.show(&WriteResult { backup, ..changed(&written, &args.write, vec![change], lines) })?;
    Ok(error::OK)
}
