//! `envctl apps`: apps: list, show, create, delete; and their versions.

use serde::Serialize;

use super::{copy, drafts, pin, versions};
use crate::cli::context::{Context, Found, Project};
use crate::cli::error::{self, Error, Result};
use crate::cli::project::status::Placed;
use crate::cli::reconcile::diff::everything;
use crate::cli::report::{self, Change};
use crate::cli::write::changed;
use crate::cli::{ReadArgs, WriteArgs};
use crate::engine::{Right, apps};
use crate::model::{App as Draft, AppName, Key, Place, Prefix, Tree};
use crate::ui::{Line, Page, Report, Row, Symbol, Table};

/// List, create and delete apps, and list their versions
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List apps
    #[command(visible_alias = "ls")]
    List(ReadArgs),
    /// Show one app
    Show(Show),
    /// Create an app
    Create(Create),
    /// Edit the draft of an app: its settings and what it needs
    Edit(drafts::Edit),
    /// Copy an app: its settings, what it needs, and plain values
    Copy(copy::Args),
    /// Delete an app with its versions
    Delete(Delete),
    /// Pin an app in an environment to a version
    Pin(pin::Pin),
    /// Lift the hold that a rollback put
    Resume(pin::Resume),
    /// List, show, verify and withdraw versions
    Versions(versions::Args),
}

#[derive(Debug, clap::Args)]
struct Show {
    /// The app
    name: Option<String>,
    #[command(flatten)]
    read: ReadArgs,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  envctl apps create worker --path services/worker --needs DATABASE_URL,QUEUE_URL")]
struct Create {
    /// Its name
    name: String,
    /// Its folder, relative to envctl.toml
    #[arg(long, value_name = "DIR")]
    path: Option<String>,
    /// The constants that it needs (default: those that it runs with)
    #[arg(long, value_name = "KEY,…", value_delimiter = ',')]
    needs: Vec<String>,
    /// The apps that it builds on: their versions go before it
    #[arg(long, value_name = "APP,…", value_delimiter = ',')]
    uses: Vec<String>,
    /// The private network that it is in
    #[arg(long, value_name = "NET")]
    network: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, clap::Args)]
struct Delete {
    /// The app
    name: String,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct AppList {
    items: Vec<App>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct App {
    name: String,
    path: Option<String>,
    network: Option<String>,
    draft_changes: usize,
    envs: Vec<InEnv>,
    needs: Vec<String>,
    datasources: Vec<String>,
    #[serde(skip)]
    changes: Vec<Change>,
    #[serde(skip)]
    base: Option<u32>,
    #[serde(skip)]
    placed: Vec<(Found, Placed)>,
}

#[derive(Debug, Serialize)]
struct InEnv {
    env: String,
    version: Option<String>,
    pinned: bool,
    pin: Option<String>,
    released: bool,
    held: Option<String>,
}

impl App {
    fn of(tree: &Tree, project: &Project, envs: &[Found], name: &AppName, app: &Draft, now: u64) -> App {
        let p = &project.name;
        let placed: Vec<(Found, Placed)> =
            envs.iter().map(|found| (found.clone(), Placed::of(tree, p, found, name, now))).collect();
        let changes = apps::draft_changes(tree, p, name, app);
        let version = app.base.and_then(|n| tree.version(p, name, n));
        let needs: Vec<String> = match version {
            _ if !app.needs.is_empty() => app.needs.iter().map(ToString::to_string).collect(),
            Some(version) => version.needs.iter().map(|need| need.key.to_string()).collect(),
            None => Vec::new(),
        };
        App {
            name: name.to_string(),
            path: app.path.clone(),
            network: app.network.clone(),
            draft_changes: changes.len(),
            envs: placed
                .iter()
                .map(|(found, placed)| InEnv {
                    env: found.name().to_owned(),
                    version: placed.version.clone(),
                    pinned: placed.pinned.is_some(),
                    pin: placed.pinned.clone(),
                    released: placed.released,
                    held: placed.held.clone(),
                })
                .collect(),
            needs,
            datasources: app.datasources.iter().map(ToString::to_string).collect(),
            changes: report::version_changes(&changes),
            base: app.base,
            placed,
        }
    }
}

impl Report for AppList {
    const KIND: &'static str = "AppList";

    fn text(&self, page: &mut Page<'_>) {
        let envs: Vec<String> = self
            .items
            .first()
            .map(|app| app.placed.iter().map(|(f, _)| f.name().to_uppercase()).collect())
            .unwrap_or_default();
        let mut columns = vec!["APP".to_owned(), "PATH".to_owned()];
        columns.extend(envs);
        columns.push("NETWORK".to_owned());
        let mut table = Table::new(columns);
        for app in &self.items {
            let mut row = Row::new().cell(app.name.as_str()).cell(app.path.clone());
            for (_, placed) in &app.placed {
                row = row.cell(placed.cell());
            }
            table.row(row.cell(app.network.clone().unwrap_or_else(|| "default".to_owned())));
        }
        page.table(table);
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().map(|app| app.name.clone()).collect())
    }
}

impl Report for App {
    const KIND: &'static str = "App";

    fn text(&self, page: &mut Page<'_>) {
        let dot = |line: Line| line.plain(" ").symbol(Symbol::Dot).plain(" ");
        let mut head = Line::new().bold(&self.name);
        if let Some(path) = &self.path {
            head = dot(head).plain(path);
        }
        head = dot(head).plain(format!("network {}", self.network.as_deref().unwrap_or("default")));
        head = match self.base {
            None => dot(head).plain("not published yet"),
            Some(n) if self.draft_changes > 0 => dot(head)
                .plain(format!("draft has {} since v{n}", report::count(self.draft_changes, "change"))),
            Some(_) => head,
        };
        page.line(head);
        for (found, placed) in &self.placed {
            page.line(Line::new().plain("  ").join(found.line()).plain(format!(
                "{:width$}  {}",
                "",
                placed.cell(),
                width = 14_usize.saturating_sub(found.name().len())
            )));
        }
        let needs =
            if self.needs.is_empty() { "what it runs with".to_owned() } else { self.needs.join(", ") };
        page.line(format!("  needs           {needs}"));
        if !self.datasources.is_empty() {
            page.line(format!("  datasources     {}", self.datasources.join(", ")));
        }
        if self.base.is_some() {
            for change in &self.changes {
                page.line(change.line());
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
        Some(Verb::Create(args)) => create(ctx, args),
        Some(Verb::Edit(args)) => drafts::edit(ctx, args),
        Some(Verb::Copy(args)) => copy::run(ctx, args),
        Some(Verb::Delete(args)) => delete(ctx, args),
        Some(Verb::Pin(args)) => pin::pin(ctx, args),
        Some(Verb::Resume(args)) => pin::resume(ctx, args),
        Some(Verb::Versions(args)) => versions::run(ctx, args),
    }
}

fn list(ctx: &Context, args: &ReadArgs) -> Result {
    let project = ctx.project()?;
    let tree = project.client.read(&everything(&project), args.at)?;
    let envs = ctx.shown(&project, &tree)?;
    let items = tree
        .apps(&project.name)
        .into_iter()
        .map(|(name, app)| App::of(&tree, &project, &envs, &name, app, ctx.now))
        .collect();
    ctx.ui.show(&AppList { items, next: None })?;
    Ok(error::OK)
}

fn show(ctx: &Context, args: &Show) -> Result {
    let project = ctx.project()?;
    let tree = project.client.read(&everything(&project), args.read.at)?;
    let name = ctx.app(&project, &tree, args.name.as_deref())?;
    let envs = ctx.shown(&project, &tree)?;
    if let Some(app) = tree.app(&project.name, &name) {
        ctx.ui.show(&App::of(&tree, &project, &envs, &name, app, ctx.now))?;
    }
    Ok(error::OK)
}

/// Whether a path is one below the manifest's folder.
///
/// # Errors
/// When it is not.
pub fn inside(path: &str) -> Result<()> {
    let inside = std::path::Path::new(path)
        .components()
        .all(|part| matches!(part, std::path::Component::Normal(_) | std::path::Component::CurDir));
    if path.is_empty() || !inside {
        return Err(Error::usage(format!("--path {path}: a folder below that of envctl.toml")));
    }
    Ok(())
}

fn create(ctx: &Context, args: &Create) -> Result {
    let name: AppName = args.name.parse()?;
    let mut needs = args.needs.iter().map(|key| Ok(key.parse()?)).collect::<Result<Vec<Key>>>()?;
    needs.sort();
    needs.dedup();
    if let Some(path) = &args.path {
        inside(path)?;
    }
    let project = ctx.project()?;
    let p = &project.name;
    let look = project.client.read(&everything(&project), None)?;
    let first = look.chain(p).first().map(|(id, env)| (*id, *env));
    project.client.may_app(&look, Right::Edit, first, Some(&name))?;
    let mut uses = args
        .uses
        .iter()
        .map(|name| ctx.app_named(&project, &look, name))
        .collect::<Result<Vec<AppName>>>()?;
    uses.sort();
    uses.dedup();
    let new =
        Draft { network: args.network.clone(), needs, uses, ..crate::engine::orgs::draft(args.path.clone()) };
    let written = ctx.write(
        &project,
        "apps.create",
        &args.write,
        &[Prefix::folder(p, "app"), Prefix::one(&Place::App(p.clone(), name.clone()).path())],
        |tree, _| match tree.app(p, &name) {
            Some(app)
                if app.path == new.path
                    && app.needs == new.needs
                    && app.network == new.network
                    && app.uses == new.uses =>
            {
                Ok(((), Vec::new()))
            }
            Some(_) => {
                Err(Error::new("app_exists", error::CONFLICT, format!("{name} exists, and is not like this"))
                    .hint(format!("envctl apps show {name}")))
            }
            None => Ok(((), apps::create(p, &name, new.clone()))),
        },
        |(), _| Ok(()),
    )?;
    let path = args.path.as_ref().map(|path| format!(" in {path}")).unwrap_or_default();
    let changes = vec![Change::of(format!("apps.{name}"), None, Some(name.to_string()))];
    let line = Line::new().plain(format!("app {name} created{path}"));
    ctx.ui.show(&changed(&written, &args.write, changes, vec![line]))?;
    Ok(error::OK)
}

fn delete(ctx: &Context, args: &Delete) -> Result {
    let project = ctx.project()?;
    let p = &project.name;
    let look = project.client.read(&everything(&project), None)?;
    let name = ctx.app_named(&project, &look, &args.name)?;
    let first = look.chain(p).first().map(|(id, env)| (*id, *env));
    project.client.may_app(&look, Right::Edit, first, Some(&name))?;
    let env_of = |id| {
        look.envs(p).into_iter().find(|(env, _)| *env == id).map(|(id, env)| Found { id, env: env.clone() })
    };
    let written = ctx.write(
        &project,
        "apps.delete",
        &args.write,
        &everything(&project),
        |tree, op| {
            let removal = apps::delete(tree, p, &name, op);
            let writes = removal.writes.clone();
            Ok((removal, writes))
        },
        |removal, _| {
            if args.write.dry_run {
                return Ok(());
            }
            let placed: Vec<String> = removal
                .placed
                .iter()
                .filter_map(|(id, n)| Some(format!("v{n} in {}", env_of(*id)?.name())))
                .collect();
            let fact =
                if placed.is_empty() { "it is in no environment".to_owned() } else { placed.join(", ") };
            for (id, _) in &removal.placed {
                if let Some(found) = env_of(*id) {
                    ctx.confirm_env(&args.write, &found, "delete from it", &format!("delete {name}"))?;
                }
            }
            if removal.released {
                return ctx.confirm_name(
                    &args.write,
                    name.as_str(),
                    &format!("{name} was released ({fact})"),
                    "delete it",
                    &fact,
                );
            }
            ctx.confirm(&args.write, &format!("Delete {name} and its versions ({fact})?"))
        },
    )?;
    let changes = vec![Change::of(format!("apps.{name}"), Some(name.to_string()), None)];
    let line = Line::new().plain(format!("app {name} deleted"));
    ctx.ui.show(&changed(&written, &args.write, changes, vec![line]))?;
    Ok(error::OK)
}
