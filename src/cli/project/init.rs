//! `envctl init`: a project here, with an organization and an identity where there are none.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::templates;
use crate::cli::context::{Context, manifest_name};
use crate::cli::error::{self, Error, Result};
use crate::cli::report;
use crate::client::base::Memory;
use crate::client::sync::Tie;
use crate::client::{Client, Founding, Intent, Kept, KeyError};
use crate::crypto::{Identity, random};
use crate::engine::{envs, orgs};
use crate::manifest::compare::Take;
use crate::manifest::{self, Manifest};
use crate::model::{AppName, EnvId, EnvName, OrgName, Place, Prefix, ProjectName, Template, Tree};
use crate::store::Store;
use crate::ui::{Line, Page, Report, Symbol};

/// Start a project here
///
/// Writes envctl.toml, and makes what is missing on this machine: an organization in the store,
/// and your identity. Never overwrites, and never edits .gitignore.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl init
  envctl init shop --envs development,staging,production --apps web,api
  envctl init shop --template regulated
  envctl init --from acme/shop")]
pub struct Args {
    /// Directory of the project; made if it does not exist
    dir: Option<PathBuf>,
    /// Name of the project (default: that of the directory)
    #[arg(long, value_name = "NAME")]
    project: Option<String>,
    /// Environments in promotion order
    #[arg(long, value_name = "A,B,C", conflicts_with = "template")]
    envs: Option<String>,
    /// Environments, policies, declarations and plain values as a template has them: a name, or a file
    #[arg(long, value_name = "TEMPLATE", conflicts_with = "from")]
    template: Option<String>,
    /// Apps (default: those found in the directory)
    #[arg(long, value_name = "X,Y")]
    apps: Option<String>,
    /// Start from a project that a store has: ORG/PROJECT, or file:PATH of a store
    #[arg(long, value_name = "URL", conflicts_with_all = ["project", "envs", "apps"])]
    from: Option<String>,
}

#[derive(Debug, Serialize)]
struct InitResult {
    manifest: String,
    org: String,
    project: String,
    envs: Vec<String>,
    apps: Vec<String>,
    store: String,
    identity: String,
    identity_created: bool,
    org_created: bool,
    recovery_key: Option<String>,
    rev: u64,
    #[serde(skip)]
    asked_keyring: bool,
}

impl Report for InitResult {
    const KIND: &'static str = "InitResult";

    fn text(&self, page: &mut Page<'_>) {
        let dot = |line: Line| line.plain(" ").symbol(Symbol::Dot).plain(" ");
        let wrote = format!("wrote {}", self.manifest);
        let line = Line::new().plain(format!("{wrote:<23} project {}", self.project));
        let line = dot(line).plain(report::count(self.envs.len(), "environment"));
        page.ok(dot(line).plain(report::count(self.apps.len(), "app")));
        if self.org_created {
            page.ok(Line::new().plain(format!(
                "created organization    {}, in the store of this machine (secrets sealed)",
                self.org
            )));
        } else {
            page.ok(Line::new().plain(format!("in organization         {}", self.org)));
        }
        if self.identity_created {
            let place = if self.identity == "keyring" {
                "in the system keyring".to_owned()
            } else {
                format!(
                    "in {} (mode 0600{})",
                    self.identity.trim_start_matches("file:"),
                    if self.asked_keyring { "; no keyring answered" } else { "" }
                )
            };
            page.ok(Line::new().plain(format!("created your identity   {place}")));
        }
        if let Some(words) = &self.recovery_key {
            page.line(Line::new().caution("!").plain(" recovery key            ").bold(words));
            page.line("  write it down: shown once; without it and your identity, secrets are gone");
        }
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let dir = args.dir.as_ref().map_or_else(|| ctx.cwd.clone(), |dir| ctx.cwd.join(dir));
    let file = dir.join(manifest_name());
    if std::fs::symlink_metadata(&file).is_ok() {
        return Err(Error::new(
            "manifest_exists",
            error::CONFLICT,
            format!("{} exists: init never overwrites", file.display()),
        )
        .hint("envctl status   (shows the project that it describes)"));
    }
    if let Some(from) = &args.from {
        return from_store(ctx, args, &file, from);
    }
    let home = ctx.folders.home.as_deref();
    let root = manifest::root_of(&file, home)?.map(|root| Manifest::read(&root)).transpose()?;
    if args.envs.is_some() && root.is_some() {
        return Err(Error::usage("the environments of a workspace are said by its root: leave --envs out"));
    }
    // Names are checked before anything is made.
    let org = ctx.globals.org.as_deref().or_else(|| ctx.var("ENVCTL_ORG"));
    let org = org.or(root.as_ref().and_then(|root| root.head().org.as_deref()));
    let org: Option<OrgName> = org.map(str::parse).transpose()?;
    let ask = ctx.ui.can_prompt();
    let project = match &args.project {
        Some(name) => name.parse()?,
        None => {
            let default = default_name(&dir);
            let name = if ask { ctx.ui.input("Project name", Some(&default))? } else { default };
            name.parse::<ProjectName>()?
        }
    };
    let template = args.template.as_deref().map(|name| templates::for_new_project(ctx, name)).transpose()?;
    if template.is_some() && root.is_some() {
        return Err(Error::usage("--template: the environments of a workspace are those of its root"));
    }
    let envs = match (&args.envs, &root, &template) {
        (Some(list), ..) => list.clone(),
        (None, Some(root), _) => root.envs_in_order().join(","),
        (None, None, Some(template)) => {
            template.stages.iter().map(|stage| stage.env.name.as_str()).collect::<Vec<_>>().join(",")
        }
        (None, None, None) => {
            let default = "development,staging,production";
            if ask {
                ctx.ui.input("Environments, in promotion order", Some(default))?
            } else {
                default.to_owned()
            }
        }
    };
    let names = envs.split(',').map(|name| Ok(name.trim().parse()?)).collect::<Result<Vec<EnvName>>>()?;
    let apps = choose_apps(ctx, args, &dir, ask)?;
    once("environment", names.iter().map(EnvName::as_str))?;
    once("app", apps.iter().map(|(name, _)| name.as_str()))?;

    std::fs::create_dir_all(&dir)
        .map_err(|e| Error::new("directory", error::FAILED, format!("cannot make {}: {e}", dir.display())))?;
    let store = ctx
        .store(true)?
        .ok_or_else(|| Error::new("store", error::UNAVAILABLE, "the store cannot be made"))?;
    let keys = ctx.keys()?;
    let (identity, kept, identity_created) = match keys.load() {
        Ok((identity, kept)) => (identity, kept, false),
        Err(KeyError::None) => {
            let (identity, kept) = keys.create()?;
            (identity, kept, true)
        }
        Err(e) => return Err(e.into()),
    };
    let (client, recovery) = organization(ctx, store, identity, org)?;
    let colors: Vec<(String, String)> =
        names.iter().enumerate().map(|(n, name)| (name.to_string(), envs::color_of(n).to_string())).collect();
    let listed: Vec<(String, Option<String>)> =
        apps.iter().map(|(name, path)| (name.to_string(), path.clone())).collect();
    // A path of this machine has no place in a file that others check out.
    let given = ctx.globals.store.as_deref().or_else(|| ctx.var("ENVCTL_STORE"));
    let url = given.filter(|url| args.dir.is_none() && !url.trim_start_matches("file:").starts_with('/'));
    let rev = match &template {
        Some(template) => {
            let (rev, tree) = create_project(&client, &project, Begin::As(template), &apps)?;
            let manifest = Manifest::of(&file, &tree, &project, url, None)?;
            let text = std::str::from_utf8(manifest.digest_bytes()).unwrap_or_default();
            Manifest::prepare(&file, text).and_then(manifest::Prepared::put).map_err(|e| {
                Error::from(e).fact(format!("{project} is in the store since rev {rev}")).hint("envctl pull")
            })?;
            rev
        }
        None => {
            let text = match &root {
                Some(_) => manifest::template_of_member(project.as_str(), &listed),
                None => {
                    manifest::template(project.as_str(), client.org_name().as_str(), &colors, &listed, url)
                }
            };
            let prepared = Manifest::prepare(&file, &text)?;
            let made = || create_project(&client, &project, Begin::With(&names), &apps);
            if root.is_some() {
                // What the root says of a member is found from the member's file.
                prepared.put()?;
                let made = made().and_then(|_| as_the_root_says(ctx, &client, &project, &file));
                made.inspect_err(|_| {
                    // Nothing else knows the file yet.
                    let _ = std::fs::remove_file(&file);
                })?
            } else {
                // The store first, as everywhere; it is known by now that the file can be written.
                let (rev, _) = made()?;
                prepared.put()?;
                rev
            }
        }
    };
    let memory = Memory::new(ctx.folders.state.as_deref(), &file, client.org(), &project);
    memory.update(|agreed| agreed.all(rev));

    ctx.ui.show(&InitResult {
        manifest: label(args),
        org: client.org_name().to_string(),
        project: project.to_string(),
        envs: names.iter().map(ToString::to_string).collect(),
        apps: apps.iter().map(|(name, _)| name.to_string()).collect(),
        store: ctx.store_label()?,
        identity: kept_at(&kept),
        identity_created,
        org_created: recovery.is_some(),
        recovery_key: recovery.map(|recovery| recovery.to_words().to_string()),
        rev,
        asked_keyring: keys.uses_keyring(),
    })?;
    let first = &names[0];
    if given.is_some() && url.is_none() {
        ctx.ui.hint("this store is not named in envctl.toml: set ENVCTL_STORE, or pass --store");
    }
    ctx.ui.hint(&format!("envctl set DATABASE_URL --env {first}"));
    Ok(error::OK)
}

/// Gives a new project the environments as the root of its workspace says them: colours, order, policy.
fn as_the_root_says(ctx: &Context, client: &Client, project: &ProjectName, file: &Path) -> Result<u64> {
    let manifest = Manifest::load(file, ctx.folders.home.as_deref())?;
    let memory = Memory::new(None, file, client.org(), project);
    let tie = Tie::new(client, project, memory);
    let reads = [Prefix::one(&Place::Org.path()), Prefix::members(), Prefix::project(project)];
    let intent = Intent { action: "init", message: None, expect: None, dry_run: false };
    let done = client.transact::<(), Error>(
        &intent,
        &reads,
        |tree, op| {
            let found = tie.compare(&manifest, tree)?;
            let push = found.differences.iter().flat_map(|one| one.edits(&Take::Manifest).0).collect();
            let plan = found.plan(tree, project, &push, op).map_err(crate::cli::reconcile::sync::troubled)?;
            Ok(((), plan.writes))
        },
        |(), _, _, _| Ok(()),
    )?;
    Ok(done.rev)
}

/// Where a project is to be started from.
fn source(ctx: &Context, from: &str) -> Result<Context> {
    let mut globals = ctx.globals.clone();
    if from.starts_with("file:") {
        globals.store = Some(from.to_owned());
    } else if !from.contains("://") && from.split('/').count() == 2 {
        globals.org = Some(from.to_owned());
    } else {
        let what = format!("--from {}: that is no project that this envctl can start from", shown(from));
        return Err(Error::usage(what).hint("--from ORG/PROJECT, or --from file:PATH --org ORG/PROJECT"));
    }
    // A manifest further up says nothing about what is started here.
    globals.config = Some("none".into());
    Ok(ctx.with(globals))
}

/// An address without what may be a password.
fn shown(url: &str) -> &str {
    url.rsplit_once('@').map_or(url, |(_, host)| host)
}

/// Writes the manifest of a project that a store has.
fn from_store(ctx: &Context, args: &Args, file: &Path, from: &str) -> Result {
    let ctx = source(ctx, from)?;
    let project = ctx.project()?;
    let look = project.client.read(&crate::cli::reconcile::diff::everything(&project), None)?;
    project.client.me(&look)?;
    let look = ctx.behind_curtain(&project, look)?;
    let dir = file.parent().unwrap_or(&ctx.cwd);
    std::fs::create_dir_all(dir)
        .map_err(|e| Error::new("directory", error::FAILED, format!("cannot make {}: {e}", dir.display())))?;
    let home = ctx.folders.home.as_deref();
    let root = manifest::root_of(file, home)?.map(|root| Manifest::read(&root)).transpose()?;
    let given = ctx.globals.store.as_deref();
    let url = given.filter(|url| args.dir.is_none() && !url.trim_start_matches("file:").starts_with('/'));
    let manifest = Manifest::of(file, &look, &project.name, url, root)?;
    Manifest::prepare(file, std::str::from_utf8(manifest.digest_bytes()).unwrap_or_default())?.put()?;
    let memory = Memory::new(ctx.folders.state.as_deref(), file, project.client.org(), &project.name);
    memory.update(|agreed| agreed.all(look.head.seq));
    let p = &project.name;
    let (_, kept) = ctx.keys()?.load()?;
    ctx.ui.show(&InitResult {
        manifest: label(args),
        org: project.client.org_name().to_string(),
        project: p.to_string(),
        envs: ctx.names_shown(&project, &look)?,
        apps: look.apps(p).iter().map(|(app, _)| app.to_string()).collect(),
        store: ctx.store_label()?,
        identity: kept_at(&kept),
        identity_created: false,
        org_created: false,
        recovery_key: None,
        rev: look.head.seq,
        asked_keyring: false,
    })?;
    if given.is_some() && url.is_none() {
        ctx.ui.hint("this store is not named in envctl.toml: set ENVCTL_STORE, or pass --store");
    }
    Ok(error::OK)
}

/// The new manifest as the user named its place.
fn label(args: &Args) -> String {
    let dir = args.dir.as_ref();
    dir.map_or_else(|| manifest_name().to_owned(), |dir| dir.join(manifest_name()).display().to_string())
}

fn kept_at(kept: &Kept) -> String {
    match kept {
        Kept::Keyring => "keyring".to_owned(),
        Kept::File(path) => format!("file:{}", path.display()),
    }
}

/// Refuses a name that is given twice.
fn once<'n>(noun: &str, names: impl Iterator<Item = &'n str>) -> Result<()> {
    let mut seen = std::collections::BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(Error::usage(format!("the {noun} {name} is given twice")));
        }
    }
    Ok(())
}

/// A project's name from its directory's: what can be kept of it.
fn default_name(dir: &Path) -> String {
    let name = dir.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let kept: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let kept = kept.trim_matches('-').to_owned();
    if kept.parse::<ProjectName>().is_ok() { kept } else { "project".to_owned() }
}

/// The apps: named, or found by the files that build tools leave.
fn choose_apps(ctx: &Context, args: &Args, dir: &Path, ask: bool) -> Result<Vec<(AppName, Option<String>)>> {
    if let Some(list) = &args.apps {
        let found = find_apps(dir);
        let named = list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(|name| {
            let path =
                found.iter().find(|(other, _)| other.as_str() == name).and_then(|(_, path)| path.clone());
            Ok((name.parse()?, path))
        });
        return named.collect();
    }
    let found = find_apps(dir);
    if !ask || found.is_empty() {
        return Ok(found);
    }
    let items: Vec<String> =
        found.iter().map(|(name, path)| format!("{name} ({})", path.as_deref().unwrap_or("."))).collect();
    let all: Vec<bool> = vec![true; items.len()];
    let picked = ctx.ui.multi_select("Apps found here", &items, &all)?;
    Ok(found.into_iter().enumerate().filter(|(n, _)| picked.contains(n)).map(|(_, app)| app).collect())
}

fn find_apps(dir: &Path) -> Vec<(AppName, Option<String>)> {
    const MARKS: [&str; 5] = ["Cargo.toml", "package.json", "go.mod", "pyproject.toml", "Dockerfile"];
    let is_app = |path: &Path| MARKS.iter().any(|mark| path.join(mark).is_file());
    let folders = |dir: &Path| {
        let entries = std::fs::read_dir(dir).into_iter().flatten().filter_map(std::io::Result::ok);
        let mut names: Vec<PathBuf> = entries
            .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
            .map(|entry| entry.path())
            .filter(|path| path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.')))
            .filter(|path| !path.ends_with("node_modules") && !path.ends_with("target"))
            .collect();
        names.sort();
        names
    };
    let mut apps: Vec<(AppName, Option<String>)> = Vec::new();
    for folder in folders(dir) {
        let inside = std::iter::once(folder.clone()).chain(folders(&folder));
        for path in inside.filter(|path| is_app(path)) {
            let name = path.file_name().and_then(|name| name.to_string_lossy().parse::<AppName>().ok());
            let relative = path.strip_prefix(dir).ok().map(|p| p.to_string_lossy().replace('\\', "/"));
            if let Some(name) = name.filter(|name| apps.iter().all(|(other, _)| other != name)) {
                apps.push((name, relative));
            }
        }
    }
    if apps.is_empty()
        && is_app(dir)
        && let Ok(name) = default_name(dir).parse()
    {
        apps.push((name, Some(".".to_owned())));
    }
    apps
}

/// The organization that is meant; where the store has none, a personal one is founded.
fn organization(
    ctx: &Context,
    store: Box<dyn Store>,
    identity: Identity,
    wanted: Option<OrgName>,
) -> Result<(Client, Option<Identity>)> {
    let mut existing = store.orgs()?;
    existing.retain(|org| !org.is_deleted());
    let found = match &wanted {
        Some(name) => existing.iter().find(|org| org.name == *name),
        None if existing.len() == 1 => existing.first(),
        None if existing.len() > 1 => {
            let names: Vec<String> = existing.iter().map(|org| org.name.to_string()).collect();
            if !ctx.ui.can_prompt() {
                return Err(Error::input_required("organization", "--org", names));
            }
            let picked = ctx.ui.select("Organization", &names)?;
            existing.get(picked)
        }
        None => None,
    };
    if let Some(org) = found {
        return Ok((Client::new(store, identity, (org.id, org.name.clone()), ctx.pins(), ctx.now), None));
    }
    let name = match wanted {
        Some(name) => name,
        None => "personal".parse()?,
    };
    let recovery = Identity::generate();
    let owner = owner_name(ctx);
    let founding = Founding { name, display: None, owner: &owner, recovery: &recovery };
    let client = Client::found(store, identity, founding, ctx.pins(), ctx.now)?;
    ctx.pins().founded(&ctx.store_label()?, client.org_name(), client.org());
    Ok((client, Some(recovery)))
}

/// What the owner of a local organization is called: whatever the machine says.
pub fn owner_name(ctx: &Context) -> String {
    let named = ["ENVCTL_USER", "GIT_AUTHOR_EMAIL", "EMAIL", "USER", "USERNAME", "LOGNAME"];
    named.iter().find_map(|name| ctx.var(name)).unwrap_or("owner").to_owned()
}

/// What a project begins with.
#[derive(Clone, Copy)]
enum Begin<'b> {
    /// Environments with nothing in them.
    With(&'b [EnvName]),
    /// All that a template holds.
    As(&'b Template),
}

fn create_project(
    client: &Client,
    project: &ProjectName,
    begin: Begin<'_>,
    apps: &[(AppName, Option<String>)],
) -> Result<(u64, Tree)> {
    let ids: Vec<(EnvId, EnvName)> = match begin {
        Begin::With(names) => names.iter().map(|name| (EnvId(random()), name.clone())).collect(),
        Begin::As(template) => {
            template.stages.iter().map(|stage| (EnvId(random()), stage.env.name.clone())).collect()
        }
    };
    let intent = Intent { action: "init", message: None, expect: None, dry_run: false };
    let reads = [Prefix::one(&Place::Org.path()), Prefix::projects(), Prefix::project(project)];
    let done = client.transact::<(), Error>(
        &intent,
        &reads,
        |tree, op| {
            if tree.projects().contains(project) {
                let org = client.org_name();
                return Err(Error::new(
                    "project_exists",
                    error::CONFLICT,
                    format!("{org} already has a project \"{project}\""),
                )
                .hint(format!("envctl pull -o {org}/{project}   (writes its envctl.toml here)"))
                .hint("--project NAME"));
            }
            Ok(match begin {
                Begin::With(_) => ((), orgs::create_project(tree, project, &ids, apps)?),
                Begin::As(template) => ((), orgs::project_of(tree, project, &ids, template, apps, op)?),
            })
        },
        |(), _, _, _| Ok(()),
    )?;
    Ok((done.rev, done.after))
}
