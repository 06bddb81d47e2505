//! `envctl envs`: environments: list, show, create, color, rename, delete; and `use`.

use serde::Serialize;

use super::context::{Context, Found, Project, manifest_name};
use super::diff::everything;
use super::error::{self, Error, Result};
use super::lock::Locked;
use super::report::{self, Change};
use super::status::{Coverage, Frozen, Placed, state};
use super::write::changed;
use super::{ReadArgs, WriteArgs, env_edit, lock, protect, use_};
use crate::crypto::random;
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
    /// Create an environment
    Create(Create),
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
#[command(after_help = "Examples:
  envctl envs create preview-142 --from staging
  envctl envs create production --order 3 --protected")]
struct Create {
    /// Its name
    name: String,
    /// Fill it from this environment, as a merge would: versions, plain values, and the secrets that are
    /// declared merge = "always"
    #[arg(long, value_name = "ENV")]
    from: Option<String>,
    /// Its place in the promotion order, from 1; without it the environment is outside of the order
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    order: Option<u32>,
    /// Its colour (default: the next unused)
    #[arg(long, value_name = "COLOR")]
    color: Option<String>,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Protected: every write asks for its name
    #[arg(long)]
    protected: bool,
    #[command(flatten)]
    write: WriteArgs,
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
        words.extend(self.freeze_rollbacks.then(|| "rollbacks wait for freezes".to_owned()));
        words
    }
}

impl Env {
    fn of(tree: &Tree, project: &Project, found: Found, now: u64) -> Env {
        let p = &project.name;
        let env = &found.env;
        let name_of =
            |id: &EnvId| tree.envs(p).iter().find(|(other, _)| other == id).map(|(_, e)| e.name.to_string());
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
            }),
            apps: apps.iter().map(|app| Placed::of(tree, p, &found, app, now)).collect(),
            constants: Coverage::of(tree, p, &found),
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
        if let Some(from) = &self.created_from {
            head = dot(head).plain(format!("created from {from}"));
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

#[derive(Debug, Serialize)]
struct EnvCreateResult {
    changed: bool,
    rev: u64,
    dry_run: bool,
    name: String,
    from: Option<String>,
    copied: Copied,
    missing_secrets: Vec<String>,
    #[serde(skip)]
    line: Line,
}

#[derive(Debug, Serialize)]
struct Copied {
    apps: usize,
    constants: usize,
    secrets: usize,
    flags: usize,
}

impl Report for EnvCreateResult {
    const KIND: &'static str = "EnvCreateResult";

    fn text(&self, page: &mut Page<'_>) {
        if !self.changed && !self.dry_run {
            return page.ok(Line::new().plain("nothing to do: ").join(self.line.clone()));
        }
        if self.dry_run {
            page.line(self.line.clone());
        } else {
            page.ok(self.line.clone().plain(" ").symbol(Symbol::Dot).plain(format!(" rev {}", self.rev)));
        }
        if self.from.is_some() {
            let more = [(self.copied.secrets, "secret"), (self.copied.flags, "flag")];
            let more =
                more.iter().filter(|(n, _)| *n > 0).map(|(n, noun)| format!(", {}", report::count(*n, noun)));
            let more: String = more.collect();
            page.line(format!(
                "  {}, {}{more} copied",
                report::count(self.copied.apps, "app"),
                report::count(self.copied.constants, "plain value")
            ));
        }
        if !self.missing_secrets.is_empty() {
            page.line(format!(
                "  {} to set: {}",
                report::count(self.missing_secrets.len(), "secret"),
                self.missing_secrets.join(", ")
            ));
        }
        if self.dry_run {
            report::dry_run(page);
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    match &args.verb {
        None => list(ctx, &ReadArgs::default()),
        Some(Verb::List(args)) => list(ctx, args),
        Some(Verb::Show(args)) => show(ctx, args),
        Some(Verb::Create(args)) => create(ctx, args),
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
    let items = envs.into_iter().map(|found| Env::of(&tree, &project, found, ctx.now)).collect();
    ctx.ui.show(&EnvList { items, next: None })?;
    Ok(error::OK)
}

fn show(ctx: &Context, args: &Show) -> Result {
    let project = ctx.project()?;
    let tree = project.client.read(&everything(&project), args.read.at)?;
    let found = match &args.name {
        Some(name) => ctx.env_shown(&project, &tree, name)?,
        None => ctx.env(&project, &tree, false)?,
    };
    ctx.ui.show(&Env::of(&tree, &project, found, ctx.now))?;
    Ok(error::OK)
}

fn create(ctx: &Context, args: &Create) -> Result {
    let name: EnvName = args.name.parse()?;
    let color = args.color.as_deref().map(str::parse::<Color>).transpose().map_err(Error::usage)?;
    let project = ctx.project()?;
    let p = &project.name;
    let look = project.client.read(&everything(&project), None)?;
    project.client.may(&look, Right::Manage, None)?;
    let from = args.from.as_deref().map(|from| ctx.env_named(&project, &look, from)).transpose()?;
    let result = |changed, rev, copied: envs::Copied, line| EnvCreateResult {
        changed,
        rev,
        dry_run: args.write.dry_run,
        name: name.to_string(),
        from: from.as_ref().map(|f| f.name().to_owned()),
        copied: Copied {
            apps: copied.apps,
            constants: copied.constants,
            secrets: copied.secrets,
            flags: copied.flags,
        },
        missing_secrets: copied.missing_secrets,
        line,
    };
    // The same environment again is what was asked for; another of its name is not.
    if let Some((_, env)) = look.envs(p).into_iter().find(|(_, env)| env.name == name) {
        let same = env.order.is_none_or(|n| args.order.is_none_or(|order| order == n))
            && color.is_none_or(|color| color == env.color)
            && args.description.as_ref().is_none_or(|text| env.description.as_ref() == Some(text))
            && env.created_from == from.as_ref().map(|f| f.id)
            && env.policy.is_some() == args.protected;
        if !same {
            return Err(Error::new(
                "env_exists",
                error::CONFLICT,
                format!("{name} exists, and is not like this"),
            )
            .hint(format!("envctl envs show {name}")));
        }
        let line = Line::new().plain(format!("{name} exists"));
        ctx.ui.show(&result(false, look.head.seq, envs::Copied::default(), line))?;
        return Ok(error::OK);
    }
    let new = envs::New {
        id: EnvId(random()),
        name: name.clone(),
        order: args.order,
        color,
        description: args.description.clone(),
        protected: args.protected,
        from: from.as_ref().map(|f| f.id),
    };
    let written = ctx.write(
        &project,
        "envs.create",
        &args.write,
        &everything(&project),
        |tree, op| {
            let mut writes = envs::create(tree, p, &new)?;
            let Some(from) = &from else { return Ok((envs::Copied::default(), writes)) };
            let vault = project.client.vault(tree);
            let (copied, filled) = envs::fill(tree, p, from.id, new.id, &*vault.opener(), op);
            writes.extend(filled);
            Ok((copied, writes))
        },
        |_, _| Ok(()),
    )?;
    let done = written.done;
    let found = done
        .after
        .envs(p)
        .into_iter()
        .find(|(id, _)| *id == new.id)
        .map(|(id, env)| Found { id, env: env.clone() });
    let env = found.as_ref().map_or_else(|| Line::new().plain(&name), Found::line);
    let mut line = Line::new().plain("environment ").join(env);
    if let Some(from) = &from {
        line = line.plain(" from ").join(from.line());
    }
    if let Some(found) = &found {
        line = line.plain(format!(", {}", found.env.color));
    }
    let missing = !done.report.missing_secrets.is_empty();
    ctx.ui.show(&result(done.changed && !args.write.dry_run, done.rev, done.report, line))?;
    if missing {
        ctx.ui.hint(&format!("envctl constants list --missing --env {name}"));
    }
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
    let written = ctx.write(
        &project,
        "envs.delete",
        &args.write,
        &everything(&project),
        |tree, _| Ok(((), envs::delete(tree, p, found.id, &found.env)?)),
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
            )
        },
    )?;
    let at = written.done.before.head.seq;
    let change = Change::of(format!("envs.{name}"), Some(name.to_owned()), None);
    let lines = vec![
        Line::new().plain(format!("environment {name} deleted")),
        Line::new().dim(format!("  what it held: envctl constants list --env {name} --at {at}")),
    ];
    ctx.ui.show(&changed(&written, &args.write, vec![change], lines))?;
    Ok(error::OK)
}
