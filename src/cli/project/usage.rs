//! `envctl orgs parent` and `envctl orgs usage`: which organization stands above another, and how much there is
//! in each. A parent sees numbers; it gives nobody access to what is below it.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::cli::WriteArgs;
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::report::Change;
use crate::cli::stores::org_of;
use crate::crypto::Identity;
use crate::engine::orgs;
use crate::model::{OrgName, Place, Prefix, Tree};
use crate::store::OrgEntry;
use crate::ui::{Line, Page, Report, Table};

/// Say which organization is above this one, or change it
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl orgs parent acme-production acme
  envctl orgs parent acme-production --none")]
pub struct Parent {
    /// The organization
    name: String,
    /// What is to be above it
    #[arg(conflicts_with = "none")]
    parent: Option<String>,
    /// Nothing is to be above it
    #[arg(long)]
    none: bool,
    #[command(flatten)]
    write: WriteArgs,
}

/// Count what is in an organization
#[derive(Debug, clap::Args)]
pub struct Usage {
    /// The organization (default: the one in force)
    name: Option<String>,
    /// Those below it as well, with the sum
    #[arg(long)]
    rollup: bool,
}

#[derive(Debug, Serialize)]
struct UsageReport {
    items: Vec<Counts>,
    total: Counts,
    #[serde(skip)]
    rollup: bool,
}

#[derive(Clone, Debug, Default, Serialize)]
struct Counts {
    org: String,
    projects: usize,
    envs: usize,
    apps: usize,
    constants: usize,
    members: usize,
    tokens: usize,
    revisions: u64,
}

impl Counts {
    fn of(name: &OrgName, tree: &Tree) -> Counts {
        let mut counts = Counts {
            org: name.to_string(),
            members: tree.members().count(),
            tokens: tree.tokens().filter(|(_, token)| !token.key.revoked).count(),
            revisions: tree.head.seq,
            ..Counts::default()
        };
        for p in tree.projects() {
            counts.projects += 1;
            counts.envs += tree.envs(&p).len();
            counts.apps += tree.apps(&p).len();
            counts.constants += tree.constants(&p).len();
        }
        counts
    }

    fn row(&self) -> [String; 8] {
        let numbers = [self.projects, self.envs, self.apps, self.constants, self.members, self.tokens];
        let [a, b, c, d, e, f] = numbers.map(|n| n.to_string());
        [self.org.clone(), a, b, c, d, e, f, self.revisions.to_string()]
    }
}

impl Report for UsageReport {
    const KIND: &'static str = "Usage";

    fn text(&self, page: &mut Page<'_>) {
        let head = ["ORG", "PROJECTS", "ENVS", "APPS", "CONSTANTS", "MEMBERS", "TOKENS", "REVISIONS"];
        let mut table = Table::new(head);
        for item in &self.items {
            table.row(item.row());
        }
        if self.rollup {
            table.row(self.total.row());
        }
        page.table(table);
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().map(|item| item.org.clone()).collect())
    }
}

/// The organization above one, by name.
pub(in crate::cli) fn parent_of(ctx: &Context, entry: &OrgEntry) -> Result<Option<OrgName>> {
    let Some(store) = ctx.store(false)? else { return Ok(None) };
    let tree = store.read(&entry.id, &[Prefix::one(&Place::Org.path())], None)?;
    Ok(tree.organization().and_then(|org| org.parent.clone()))
}

/// The organizations of the store, those that were deleted among them.
pub(in crate::cli) fn entries(ctx: &Context) -> Result<Vec<OrgEntry>> {
    Ok(ctx.store(false)?.map(|store| store.orgs()).transpose()?.unwrap_or_default())
}

/// Runs `orgs parent`.
pub fn parent(ctx: &Context, args: &Parent, identity: Identity) -> Result {
    let name: OrgName = args.name.parse()?;
    let all = entries(ctx)?;
    let own = org_of(&all, name.as_str(), "this store")?;
    let client = ctx.client_of(own, identity)?;
    let tree = client.read(&client.people_reads()?, None)?;
    client.me(&tree)?;
    let was = tree.organization().and_then(|org| org.parent.clone());
    let parent: Option<OrgName> = match (&args.parent, args.none) {
        (Some(parent), _) => Some(parent.parse()?),
        (None, true) => None,
        (None, false) => {
            let above = was.map_or_else(|| "nothing".to_owned(), |was| was.to_string());
            ctx.ui.show(&Above { org: name.to_string(), parent: above })?;
            return Ok(error::OK);
        }
    };
    // Upwards from there it must not lead back here.
    let mut above = parent.clone();
    let mut seen = BTreeSet::from([name.clone()]);
    while let Some(next) = above {
        let found = org_of(&all, next.as_str(), "this store")?;
        if !seen.insert(next.clone()) {
            return Err(Error::new("cycle", error::INVALID, format!("{next} is below {name} already")));
        }
        above = parent_of(ctx, found)?;
    }
    let done = ctx.write_people(
        &client,
        "orgs.parent",
        &args.write,
        |tree, _| Ok(((), orgs::set_parent(tree, parent.as_ref()))),
        |(), _| Ok(()),
    )?;
    let word = |parent: &Option<OrgName>| parent.as_ref().map(ToString::to_string);
    let line = match (&parent, &was) {
        (Some(parent), _) => format!("{name} is below {parent}"),
        (None, Some(was)) => format!("{name} has no parent (was {was})"),
        (None, None) => format!("{name} has no parent"),
    };
    let change = Change::of(format!("orgs.{name}.parent"), word(&was), word(&parent));
    ctx.show_people(&done, &args.write, Line::new().plain(line), vec![change], Vec::new())
}

#[derive(Debug, Serialize)]
struct Above {
    org: String,
    parent: String,
}

impl Report for Above {
    const KIND: &'static str = "OrgParent";

    fn text(&self, page: &mut Page<'_>) {
        page.line(format!("above {} is {}", self.org, self.parent));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(vec![self.parent.clone()])
    }
}

/// Runs `orgs usage`.
pub fn usage(ctx: &Context, args: &Usage, identity: Identity) -> Result {
    let all = entries(ctx)?;
    let name: OrgName = match &args.name {
        Some(name) => name.parse()?,
        None => ctx.org()?.org_name().clone(),
    };
    let own = org_of(&all, name.as_str(), "this store")?;
    // Whoever asks is a member there; of what is below they see the numbers.
    let client = ctx.client_of(own, identity)?;
    client.me(&client.read(&client.people_reads()?, None)?)?;
    let mut names = vec![name];
    let mut at = 0;
    while let Some(above) = names.get(at).cloned().filter(|_| args.rollup) {
        for entry in all.iter().filter(|entry| !entry.is_deleted()) {
            if !names.contains(&entry.name) && parent_of(ctx, entry)?.as_ref() == Some(&above) {
                names.push(entry.name.clone());
            }
        }
        at += 1;
    }
    let mut items = Vec::new();
    let mut total = Counts { org: "total".to_owned(), ..Counts::default() };
    for name in &names {
        let found = org_of(&all, name.as_str(), "this store")?;
        let Some(store) = ctx.store(false)? else { break };
        let projects = store.read(&found.id, &[Prefix::projects()], None)?.projects();
        let mut reads = vec![Prefix::members(), Prefix::access(), Prefix::projects()];
        for p in &projects {
            reads.extend(["env", "app", "constant"].map(|folder| Prefix::folder(p, folder)));
        }
        let counts = Counts::of(name, &store.read(&found.id, &reads, None)?);
        total.projects += counts.projects;
        total.envs += counts.envs;
        total.apps += counts.apps;
        total.constants += counts.constants;
        total.members += counts.members;
        total.tokens += counts.tokens;
        total.revisions += counts.revisions;
        items.push(counts);
    }
    ctx.ui.show(&UsageReport { items, total, rollup: args.rollup })?;
    Ok(error::OK)
}
