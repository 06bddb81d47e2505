//! `envctl orgs delete`: the end of an organization. Its log stays in the store, under another name, and
//! its name is free.

use super::usage;
use crate::cli::WriteArgs;
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::report::{self, Change};
use crate::cli::stores::no_org;
use crate::client::{Client, ClientError};
use crate::engine::{Right, orgs};
use crate::model::{OrgName, Place, Prefix};
use crate::store::{OrgEntry, Store};
use crate::ui::Line;

/// Delete an organization: nobody opens it or writes to it any more
///
/// Its members, tokens and invitations are nobody's any more, and its name is free for another. The signed
/// log stays in the store, and can be verified under the name that is printed. Owners only.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  envctl orgs delete acme-staging --confirm acme-staging")]
pub struct Args {
    /// Its name
    name: String,
    /// Delete its projects with it
    #[arg(long)]
    with_projects: bool,
    #[command(flatten)]
    write: WriteArgs,
}

/// Runs `orgs delete`.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let name: OrgName = args.name.parse()?;
    let all = usage::entries(ctx)?;
    let client = ctx.client_named(&all, name.clone())?;
    let mut reads = client.people_reads()?;
    reads.push(Prefix::projects());
    let tree = client.read(&reads, None)?;
    ctx.in_person(&client, &tree, "a token deletes no organization")?;
    client.may(&tree, Right::Own, None)?;
    if let Some(was) = tree.organization().and_then(|org| org.was.as_ref()) {
        return Err(crate::engine::Refusal::Deleted(was.clone()).into());
    }
    let projects: Vec<String> = tree.projects().iter().map(ToString::to_string).collect();
    if !projects.is_empty() && !args.with_projects {
        let what = format!("{name} still has {}: {}", count(&projects), projects.join(", "));
        return Err(Error::new("org_has_projects", error::CONFLICT, what)
            .hint(format!("envctl orgs delete {name} --with-projects   (ends them with it)")));
    }
    for below in &all {
        if usage::parent_of(ctx, below)?.as_ref() == Some(&name) {
            let what = format!("{name} is above {}", below.name);
            return Err(Error::new("org_has_children", error::CONFLICT, what)
                .hint(format!("envctl orgs parent {} --none", below.name)));
        }
    }
    let members = report::count(tree.members().count(), "member");
    let tokens = tree.tokens().filter(|(_, token)| !token.key.revoked).count();
    let fact =
        format!("{}, {members}, {}; this cannot be undone", count(&projects), report::count(tokens, "token"));
    if !args.write.dry_run {
        ctx.confirm_name(&args.write, name.as_str(), &format!("{name}: {fact}"), "delete it", &fact)?;
    }
    let done = ctx.write_people(
        &client,
        "orgs.delete",
        &args.write,
        |tree, _| Ok(((), orgs::delete(tree))),
        |(), _| Ok(()),
    )?;
    let kept = OrgName::of_deleted(client.org());
    let change = Change::of(format!("orgs.{name}"), Some(name.to_string()), None);
    let more = vec![Line::new().plain(format!("  its log stays: envctl audit verify -o {kept}"))];
    ctx.show_people(&done, &args.write, Line::new().plain(format!("{name} deleted")), vec![change], more)
}

fn count(projects: &[String]) -> String {
    report::count(projects.len(), "project")
}

/// The organization that had a name until it was deleted, if one had.
fn deleted<'e>(store: &dyn Store, all: &'e [OrgEntry], name: &OrgName) -> Result<Option<&'e OrgEntry>> {
    for entry in all.iter().filter(|entry| entry.is_deleted()) {
        let tree = store.read(&entry.id, &[Prefix::one(&Place::Org.path())], None)?;
        if tree.organization().and_then(|org| org.was.as_ref()) == Some(name) {
            return Ok(Some(entry));
        }
    }
    Ok(None)
}

/// The error for an organization that was deleted.
pub fn gone(name: &OrgName, entry: &OrgEntry) -> Error {
    Error::new("org_deleted", error::NOT_FOUND, format!("the organization {name} was deleted"))
        .fact(format!("its log stays in the store as {}", entry.name))
        .hint(format!("envctl log -o {}", entry.name))
}

impl Context {
    /// The entry of an organization that this machine may open by its name.
    ///
    /// # Errors
    /// When there is none, it was deleted, or it is not the one that this machine knows by the name.
    pub(in crate::cli) fn entry(&self, orgs: &[OrgEntry], name: OrgName) -> Result<OrgEntry> {
        let had = |name: &OrgName| match self.store(false)? {
            Some(store) => deleted(&*store, orgs, name),
            None => Ok(None),
        };
        let Some(entry) = orgs.iter().find(|org| org.name == name) else {
            if let Some(entry) = had(&name)? {
                return Err(gone(&name, entry));
            }
            let there = orgs.iter().filter(|org| !org.is_deleted());
            let names: Vec<String> = there.map(|org| org.name.to_string()).collect();
            return Err(no_org(name.as_str(), &names, "this store"));
        };
        if self.pins().knows(&self.store_label()?, &name, &entry.id) {
            return Ok(entry.clone());
        }
        // Another has the name since the one that is known here was deleted.
        if let Some(old) = had(&name)?
            && self.pins().get(&old.id).is_some()
        {
            return Err(gone(&name, old)
                .fact(format!("another organization is called {name} now"))
                .hint(format!("envctl join CODE   (of an invitation into the new {name})")));
        }
        Err(ClientError::Replaced { org: name }.into())
    }

    /// Opens an organization of the store by its name.
    ///
    /// # Errors
    /// As [`Context::entry`].
    fn client_named(&self, all: &[OrgEntry], name: OrgName) -> Result<Client> {
        let entry = self.entry(all, name)?;
        self.client_of(&entry, self.identity()?)
    }
}
