//! `envctl orgs push` and `orgs clone`: an organization from one store to another, history and all.

use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::stores::{StorePlace, no_org, org_of};
use crate::client::copy::{CopyError, copy};
use crate::model::OrgName;
use crate::store::{OrgEntry, Store};
use crate::ui::{Line, Page, Report, Symbol};

/// Copy an organization of this store, with its history, to another
///
/// Every commit goes as it was signed; nothing is decrypted. What the other store has already is not
/// sent again, so that a push that was broken off goes on where it ended.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  envctl orgs push acme --to https://envctl.acme.dev")]
pub struct Push {
    /// The organization
    name: String,
    /// The store that it goes to: https://HOST, postgres://… or file:PATH
    #[arg(long, value_name = "URL")]
    to: String,
    /// Print the plan, change nothing, exit 0
    #[arg(short = 'n', long)]
    dry_run: bool,
}

/// Copy an organization of another store, with its history, to this one
///
/// Only all of an organization is copied: from a server, by those who may see all of it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  envctl orgs clone acme --from https://envctl.acme.dev")]
pub struct Clone {
    /// The organization
    name: String,
    /// The store that it comes from: https://HOST, postgres://… or file:PATH
    #[arg(long, value_name = "URL")]
    from: String,
    /// Print the plan, change nothing, exit 0
    #[arg(short = 'n', long)]
    dry_run: bool,
}

#[derive(Debug, Serialize)]
struct Copied {
    changed: bool,
    dry_run: bool,
    name: String,
    id: String,
    commits: u64,
    rev: u64,
    from: String,
    to: String,
}

impl Report for Copied {
    const KIND: &'static str = "OrgCopyResult";

    fn text(&self, page: &mut Page<'_>) {
        let Copied { name, from, to, commits, rev, .. } = self;
        if self.dry_run {
            page.line(format!("organization {name} would be copied from {from} to {to}, up to rev {rev}"));
            return crate::cli::report::dry_run(page);
        }
        if !self.changed {
            return page.ok(Line::new().plain(format!("{to} has all of {name} already, at rev {rev}")));
        }
        let commits = crate::cli::report::count(usize::try_from(*commits).unwrap_or(usize::MAX), "commit");
        page.ok(Line::new()
            .plain(format!("{name} copied to {to} "))
            .symbol(Symbol::Dot)
            .plain(format!(" {commits} "))
            .symbol(Symbol::Dot)
            .plain(format!(" rev {rev}")));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// Runs `orgs push`.
pub fn push(ctx: &Context, args: &Push) -> Result {
    let (from, to) = (ctx.store_place()?, StorePlace::of(&args.to, &ctx.cwd)?);
    run(ctx, &args.name, &from, &to, args.dry_run)?;
    ctx.ui.hint(&format!("envctl status --store {}   (works there from now on)", to.label()?));
    Ok(error::OK)
}

/// Runs `orgs clone`.
pub fn clone(ctx: &Context, args: &Clone) -> Result {
    let (from, to) = (StorePlace::of(&args.from, &ctx.cwd)?, ctx.store_place()?);
    run(ctx, &args.name, &from, &to, args.dry_run)?;
    Ok(error::OK)
}

fn run(ctx: &Context, name: &str, from: &StorePlace, to: &StorePlace, dry_run: bool) -> Result<()> {
    let name: OrgName = name.parse()?;
    if from == to {
        return Err(Error::usage(format!("both stores are {}", from.label()?)));
    }
    let there = from.label()?;
    let Some(source) = ctx.open_store(from, false, || ctx.identity())? else {
        return Err(no_org(name.as_str(), &[], &there));
    };
    let orgs = source.orgs()?;
    let org = org_of(&orgs, name.as_str(), &there)?;
    if dry_run {
        return Ok(ctx.ui.show(&report(org, from, to, true, None)?)?);
    }
    let target = ctx.open_store(to, true, || ctx.identity())?;
    let target: Box<dyn Store> =
        target.ok_or_else(|| Error::new("store", error::UNAVAILABLE, "the store cannot be made"))?;
    let spinner = ctx.ui.spinner(&format!("copying {name}"));
    let copied = copy(&*source, &*target, org, |rev| {
        spinner.at(rev, org.head.seq);
    })?;
    drop(spinner);
    ctx.pins().founded(&to.label()?, &org.name, &org.id);
    Ok(ctx.ui.show(&report(org, from, to, false, Some((copied.commits, copied.head.seq)))?)?)
}

fn report(
    org: &OrgEntry,
    from: &StorePlace,
    to: &StorePlace,
    dry_run: bool,
    done: Option<(u64, u64)>,
) -> Result<Copied> {
    let (commits, rev) = done.unwrap_or((0, org.head.seq));
    Ok(Copied {
        changed: commits > 0,
        dry_run,
        name: org.name.to_string(),
        id: org.id.to_string(),
        commits,
        rev,
        from: from.label()?,
        to: to.label()?,
    })
}

impl From<CopyError> for Error {
    fn from(e: CopyError) -> Error {
        let message = e.to_string();
        match e {
            CopyError::Store(e) => e.into(),
            CopyError::Diverged { .. } => {
                Error::new("diverged", error::CONFLICT, message).fact("nothing of either was changed")
            }
            CopyError::Withheld { .. } => {
                Error::new("denied", error::DENIED, message).hint("an admin or owner of the organization can")
            }
            CopyError::Missing { .. } => {
                Error::new("store_damaged", error::INVALID, message).hint("envctl audit verify")
            }
        }
    }
}
