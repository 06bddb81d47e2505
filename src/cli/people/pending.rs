//! `envctl access pending` and `envctl access approve`: readers who wait for an environment's key.
//!
//! In an environment that is not protected the next command of anyone who holds the key gives it to
//! them. In a protected one somebody looks at the fingerprint of the key that it is given to.

use serde::Serialize;

use crate::cli::WriteArgs;
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::shown::curtained;
use crate::engine::readers::pending;
use crate::model::{EnvId, Kid, ProjectName, Tree};
use crate::ui::{Line, Page, Report, Symbol, Table};

/// Approve a request, or give an environment's key to a reader who waits for it
///
/// A request by its number, as `envctl access requests` lists it; nobody approves their own. A reader by
/// name: compare the fingerprint with what their `envctl whoami` shows, on another way than this one.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl access approve 18
  envctl access approve ben@acme.dev --env production")]
pub struct Approve {
    /// The number of a request; or who waits for a key: a member, or token:NAME
    who: String,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct PendingList {
    items: Vec<Waiting>,
    next: Option<String>,
}

/// A key that waits.
#[derive(Clone, Debug, Serialize)]
struct Waiting {
    who: String,
    device: String,
    project: String,
    env: String,
    protected: bool,
    fingerprint: String,
    #[serde(skip)]
    kid: Kid,
    #[serde(skip)]
    at: (ProjectName, EnvId),
}

impl Report for PendingList {
    const KIND: &'static str = "PendingList";

    fn text(&self, page: &mut Page<'_>) {
        if self.items.is_empty() {
            return page.line("nobody waits for a key");
        }
        let mut table = Table::new(["WHO", "DEVICE", "ENVIRONMENT", "FINGERPRINT", "NEEDS"]);
        for one in &self.items {
            let needs = if one.protected { "access approve" } else { "any holder's next command" };
            let env = format!("{}/{}", one.project, one.env);
            table.row([one.who.clone(), one.device.clone(), env, one.fingerprint.clone(), needs.to_owned()]);
        }
        page.table(table);
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().map(|one| format!("{} {}", one.who, one.env)).collect())
    }
}

#[derive(Debug, Serialize)]
struct Approved {
    changed: bool,
    rev: u64,
    who: String,
    envs: Vec<String>,
    fingerprints: Vec<String>,
}

impl Report for Approved {
    const KIND: &'static str = "KeyApproval";

    fn text(&self, page: &mut Page<'_>) {
        let said = format!("{} holds the key of {} ", self.who, self.envs.join(", "));
        page.ok(Line::new().plain(said).symbol(Symbol::Dot).plain(format!(" rev {}", self.rev)));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// A key's id in groups of four, for two people to compare.
pub fn fingerprint(kid: Kid) -> String {
    let text = kid.to_string();
    let groups: Vec<&str> = (0..text.len()).step_by(4).filter_map(|at| text.get(at..at + 4)).collect();
    groups.join("-")
}

/// Who waits for which key, of the environments that are `shown`.
fn waiting(tree: &Tree, shown: &Tree) -> Vec<Waiting> {
    let mut all = Vec::new();
    for p in tree.projects() {
        for (env, record) in shown.envs(&p) {
            for kid in pending(tree, &p, env).into_keys() {
                let member = tree.members().find_map(|(_, m)| {
                    let device = m.devices.iter().find(|device| device.kid() == kid)?;
                    Some((m.name.clone(), device.name.clone()))
                });
                let token =
                    || tree.token_of(kid).map(|(_, t)| (format!("token:{}", t.name), "token".to_owned()));
                let recovery = || ("the recovery key".to_owned(), "recovery key".to_owned());
                let (who, device) = member.or_else(token).unwrap_or_else(recovery);
                all.push(Waiting {
                    who,
                    device,
                    project: p.to_string(),
                    env: record.name.to_string(),
                    protected: record.policy.is_some(),
                    fingerprint: fingerprint(kid),
                    kid,
                    at: (p.clone(), env),
                });
            }
        }
    }
    all
}

/// Runs `access pending`.
pub fn list(ctx: &Context) -> Result {
    let (client, tree) = ctx.people()?;
    let items = waiting(&tree, &curtained(&client, tree.clone())?);
    ctx.ui.show(&PendingList { items, next: None })?;
    Ok(error::OK)
}

/// Runs `access approve`.
pub fn approve(ctx: &Context, args: &Approve) -> Result {
    if let Ok(id) = args.who.parse() {
        return super::requests::approve(ctx, id, &args.write);
    }
    let (client, tree) = ctx.people()?;
    let scope = ctx.scope(&tree)?;
    let mut theirs = waiting(&tree, &curtained(&client, tree.clone())?);
    theirs.retain(|one| one.who == args.who && (scope.envs.is_empty() || scope.envs.contains(&one.at.1)));
    if theirs.is_empty() {
        return Err(Error::new(
            "not_pending",
            error::NOT_FOUND,
            format!("{} waits for no key there", args.who),
        )
        .hint("envctl access pending"));
    }
    for one in &theirs {
        ctx.ui.note(format!(
            "{} · {} · {}/{} · fingerprint {}",
            one.who, one.device, one.project, one.env, one.fingerprint
        ));
    }
    let mut envs: Vec<(ProjectName, EnvId)> = Vec::new();
    for one in &theirs {
        if envs.contains(&one.at) {
            continue;
        }
        envs.push(one.at.clone());
        if one.protected && !args.write.dry_run {
            let why = format!("{} is protected", one.env);
            ctx.confirm_name(
                &args.write,
                &one.env,
                &why,
                "give the key away",
                &format!("to {}", one.fingerprint),
            )?;
        }
    }
    let kids: Vec<Kid> = theirs.iter().map(|one| one.kid).collect();
    let rev = if args.write.dry_run { tree.head.seq } else { client.share(&envs, Some(&kids))? };
    let mut names: Vec<String> = theirs.iter().map(|one| one.env.clone()).collect();
    names.dedup();
    ctx.ui.show(&Approved {
        changed: !args.write.dry_run,
        rev,
        who: args.who.clone(),
        envs: names,
        fingerprints: theirs.into_iter().map(|one| one.fingerprint).collect(),
    })?;
    Ok(error::OK)
}
