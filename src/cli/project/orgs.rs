//! `envctl orgs`: organizations: list, show, create. What else may be done with them has files of its own.

use serde::Serialize;

use super::{init, orgs_copy, orgs_delete, usage, use_};
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::stores::{StorePlace, no_org};
use crate::client::{Client, ClientError, Founding};
use crate::crypto::Identity;
use crate::model::{Kid, OrgName, Prefix};
use crate::store::StoreError;
use crate::ui::{Line, Page, Report, Symbol, Table};

/// List, create and show organizations
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List the organizations that you are a member of
    #[command(visible_alias = "ls")]
    List,
    /// Show one organization
    Show(Show),
    /// Create an organization, of which you are the owner
    Create(Create),
    /// Delete an organization
    Delete(orgs_delete::Args),
    /// Save the default organization or environment
    Use(use_::Args),
    /// Say which organization is above this one, or change it
    Parent(usage::Parent),
    /// Count what is in an organization
    Usage(usage::Usage),
    /// Copy an organization of this store, with its history, to another
    Push(orgs_copy::Push),
    /// Copy an organization of another store, with its history, to this one
    Clone(orgs_copy::Clone),
}

impl Args {
    /// Whether it takes as long as it takes: a whole history is copied.
    pub fn takes_long(&self) -> bool {
        matches!(self.verb, Some(Verb::Push(_) | Verb::Clone(_)))
    }
}

#[derive(Debug, clap::Args)]
struct Show {
    /// The organization (default: the one in force)
    name: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  envctl orgs create acme --display-name \"Acme Inc\"")]
struct Create {
    /// Its name
    name: String,
    /// Its name for people
    #[arg(long, value_name = "TEXT")]
    display_name: Option<String>,
    /// Save it as the default
    #[arg(long = "use")]
    use_it: bool,
    /// Print the plan, change nothing, exit 0
    #[arg(short = 'n', long)]
    dry_run: bool,
}

#[derive(Debug, Serialize)]
struct OrgList {
    items: Vec<Org>,
    next: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct Org {
    name: String,
    id: String,
    display_name: Option<String>,
    role: &'static str,
    parent: Option<String>,
    personal: bool,
    projects: usize,
    members: usize,
    rev: u64,
    head: String,
    #[serde(skip)]
    project_names: Vec<String>,
}

impl Report for OrgList {
    const KIND: &'static str = "OrgList";

    fn text(&self, page: &mut Page<'_>) {
        let mut table = Table::new(["ORG", "NAME", "ROLE", "PARENT", "PROJECTS", "MEMBERS"]);
        for org in &self.items {
            let display = org.display_name.clone().unwrap_or_else(|| "-".to_owned());
            table.row(vec![
                org.name.clone(),
                display,
                org.role.to_owned(),
                org.parent.clone().unwrap_or_else(|| "-".to_owned()),
                org.projects.to_string(),
                org.members.to_string(),
            ]);
        }
        page.table(table);
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().map(|org| org.name.clone()).collect())
    }
}

#[derive(Debug, Serialize)]
struct OrgShow {
    #[serde(flatten)]
    org: Org,
    project_names: Vec<String>,
    store: String,
}

impl Report for OrgShow {
    const KIND: &'static str = "Org";

    fn text(&self, page: &mut Page<'_>) {
        let dot = |line: Line| line.plain(" ").symbol(Symbol::Dot).plain(" ");
        let mut head = Line::new().bold(&self.org.name);
        if let Some(display) = &self.org.display_name {
            head = dot(head).plain(display);
        }
        page.line(dot(head).plain(format!("store {}", self.store)));
        page.line(format!("id        {}", self.org.id));
        page.line(format!("rev       {}   head {}", self.org.rev, self.org.head));
        page.line(format!("members   {}   you are {}", self.org.members, self.org.role));
        let projects =
            if self.project_names.is_empty() { "none".to_owned() } else { self.project_names.join(", ") };
        page.line(format!("projects  {projects}"));
    }
}

#[derive(Debug, Serialize)]
struct Created {
    changed: bool,
    dry_run: bool,
    name: String,
    id: Option<String>,
    rev: u64,
    recovery_key: Option<String>,
}

impl Report for Created {
    const KIND: &'static str = "OrgCreateResult";

    fn text(&self, page: &mut Page<'_>) {
        if self.dry_run {
            page.line(format!("organization {} would be created", self.name));
            return crate::cli::report::dry_run(page);
        }
        if !self.changed {
            return page.ok(Line::new().plain(format!("organization {} is there, and you are its owner", self.name)));
        }
        page.ok(Line::new()
            .plain(format!("organization {} created ", self.name))
            .symbol(Symbol::Dot)
            .plain(" you are its owner"));
        if let Some(words) = &self.recovery_key {
            page.line(Line::new().caution("!").plain(" recovery key  ").bold(words));
            page.line("  write it down: shown once; without it and your identity, secrets are gone");
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    match &args.verb {
        None | Some(Verb::List) => list(ctx),
        Some(Verb::Show(args)) => show(ctx, args),
        Some(Verb::Create(args)) => create(ctx, args),
        Some(Verb::Delete(args)) => orgs_delete::run(ctx, args),
        Some(Verb::Use(args)) => use_::run(ctx, args),
        Some(Verb::Parent(args)) => usage::parent(ctx, args, ctx.identity()?),
        Some(Verb::Usage(args)) => usage::usage(ctx, args, ctx.identity()?),
        Some(Verb::Push(args)) => orgs_copy::push(ctx, args),
        Some(Verb::Clone(args)) => orgs_copy::clone(ctx, args),
    }
}

/// The organizations of this store that know this identity.
fn mine(ctx: &Context) -> Result<Vec<Org>> {
    let Some(store) = ctx.store(false)? else { return Ok(Vec::new()) };
    let entries = store.orgs()?;
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let identity = ctx.identity()?;
    let kid = Kid::of(&identity.sign_key());
    let mut orgs = Vec::new();
    for entry in entries.into_iter().filter(|entry| !entry.is_deleted()) {
        let Some(store) = ctx.store(false)? else { break };
        let client =
            Client::new(store, identity.clone(), (entry.id, entry.name.clone()), ctx.pins(), ctx.now);
        let reads = [Prefix::one(&crate::model::Place::Org.path()), Prefix::members(), Prefix::projects()];
        let tree = client.read(&reads, None)?;
        let Some((_, me)) = tree.member_of(kid) else { continue };
        orgs.push(Org {
            id: entry.id.to_string(),
            display_name: tree.organization().and_then(|org| org.display.clone()),
            role: me.role.as_str(),
            parent: tree.organization().and_then(|org| org.parent.as_ref()).map(ToString::to_string),
            personal: entry.name.as_str() == "personal",
            projects: tree.projects().len(),
            members: tree.members().count(),
            rev: tree.head.seq,
            head: tree.head.hash.short(),
            project_names: tree.projects().iter().map(ToString::to_string).collect(),
            name: entry.name.to_string(),
        });
    }
    Ok(orgs)
}

fn list(ctx: &Context) -> Result {
    ctx.ui.show(&OrgList { items: mine(ctx)?, next: None })?;
    Ok(error::OK)
}

fn show(ctx: &Context, args: &Show) -> Result {
    let name = match &args.name {
        Some(name) => name.parse::<OrgName>()?,
        None => ctx.org()?.org_name().clone(),
    };
    let orgs = mine(ctx)?;
    let names: Vec<String> = orgs.iter().map(|org| org.name.clone()).collect();
    let Some(org) = orgs.into_iter().find(|org| org.name == name.as_str()) else {
        return Err(no_org(name.as_str(), &names, "this store"));
    };
    let project_names = org.project_names.clone();
    ctx.ui.show(&OrgShow { org, project_names, store: ctx.store_label()? })?;
    Ok(error::OK)
}

fn create(ctx: &Context, args: &Create) -> Result {
    let name: OrgName = args.name.parse()?;
    let made = |changed, id, rev, recovery_key| Created {
        changed,
        dry_run: args.dry_run,
        name: name.to_string(),
        id,
        rev,
        recovery_key,
    };
    let is_server = matches!(ctx.store_place()?, StorePlace::Server(_));
    let known = match ctx.store(is_server && !args.dry_run)? {
        Some(store) => store.orgs()?.into_iter().find(|org| org.name == name),
        None => None,
    };
    if known.is_some() {
        if let Some(own) = mine(ctx)?.into_iter().find(|org| org.name == name.as_str() && org.role == "owner")
        {
            ctx.ui.show(&made(false, Some(own.id), own.rev, None))?;
            return Ok(error::OK);
        }
        return Err(Error::new(
            "name_taken",
            error::CONFLICT,
            format!("the store already has an organization \"{name}\""),
        ));
    }
    if args.dry_run {
        ctx.ui.show(&made(false, None, 0, None))?;
        return Ok(error::OK);
    }
    let store = ctx
        .store(true)?
        .ok_or_else(|| Error::new("store", error::UNAVAILABLE, "the store cannot be made"))?;
    let identity = ctx.identity_or_new()?;
    let recovery = Identity::generate();
    let owner = init::owner_name(ctx);
    let display = args.display_name.clone();
    let found = |store| {
        let founding =
            Founding { name: name.clone(), display: display.clone(), owner: &owner, recovery: &recovery };
        Client::found(store, identity.clone(), founding, ctx.pins(), ctx.now)
    };
    let client = match found(store) {
        Err(ClientError::Store(StoreError::Answered { code, .. }))
            if code == "setup_code" && ctx.ui.can_prompt() =>
        {
            let code = ctx.ui.secret("Set-up code of the server")?;
            found(ctx.store_with_code(&identity, &code)?)?
        }
        outcome => outcome?,
    };
    ctx.pins().founded(&ctx.store_label()?, client.org_name(), client.org());
    ctx.ui.show(&made(true, Some(client.org().to_string()), 1, Some(recovery.to_words().to_string())))?;
    if args.use_it {
        let saved = crate::client::Context {
            org: Some(name.to_string()),
            env: None,
            saved: i64::try_from(ctx.now).ok(),
        };
        saved.save(&ctx.folders, "default")?;
    }
    ctx.ui.hint(&format!("envctl init --org {name}   (starts a project in it)"));
    Ok(error::OK)
}
