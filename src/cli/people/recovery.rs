//! `envctl recovery`: trying the recovery key of an organization, an owner let in again with it, and
//! another one in its place.
//!
//! The words are typed, or read from stdin: never an argument.

use serde::Serialize;
use zeroize::Zeroizing;

use super::pending::fingerprint;
use crate::cli::WriteArgs;
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::client::{Client, Intent, KeyError, device};
use crate::crypto::Identity;
use crate::engine::rights::Actor;
use crate::engine::{orgs, people};
use crate::model::{EnvId, Kid, Member, MemberId, ProjectName, Role, Tree};
use crate::ui::{Line, Page, Report, Symbol};

/// Try the recovery key, let an owner in again with it, or make another one
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Say whether these words are the recovery key, and open everything
    Verify,
    /// Make this machine's identity an owner's device, as the recovery key lets
    Restore(Restore),
    /// Make another recovery key: the one before opens nothing that is written from then on
    Replace(Replace),
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "For words that were lost, or seen by somebody. What the key before has opened, or could \
                  have, it can open still: rotate what matters."
)]
struct Replace {
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Afterwards take away what was lost: envctl whoami --devices, envctl whoami revoke NAME"
)]
struct Restore {
    /// Which owner, where there are several
    owner: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct Verified {
    org: String,
    key: String,
    opens: Vec<String>,
    shut: Vec<String>,
}

impl Report for Verified {
    const KIND: &'static str = "RecoveryVerify";

    fn text(&self, page: &mut Page<'_>) {
        let all = self.opens.len() + self.shut.len();
        let line = Line::new().plain(format!("this is the recovery key of {} ", self.org));
        page.ok(line
            .symbol(Symbol::Dot)
            .plain(format!(" it opens {} of {all} environments", self.opens.len())));
        for env in &self.shut {
            page.line(Line::new().caution(format!("  {env} has not given it the key yet")));
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.opens.clone())
    }
}

#[derive(Debug, Serialize)]
struct Replaced {
    changed: bool,
    dry_run: bool,
    rev: u64,
    org: String,
    /// Shown once.
    recovery_key: Option<String>,
}

impl Report for Replaced {
    const KIND: &'static str = "RecoveryReplace";

    fn text(&self, page: &mut Page<'_>) {
        let line = Line::new().plain(format!("{} has another recovery key", self.org));
        if self.dry_run {
            page.line(line);
            return crate::cli::report::dry_run(page);
        }
        page.ok(line.plain(" ").symbol(Symbol::Dot).plain(format!(" rev {}", self.rev)));
        if let Some(words) = &self.recovery_key {
            page.line(Line::new().caution("!").plain(" recovery key  ").bold(words));
            page.line("  write it down: shown once; the one before opens nothing new");
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.recovery_key.iter().cloned().collect())
    }
}

#[derive(Debug, Serialize)]
struct Restored {
    changed: bool,
    dry_run: bool,
    rev: u64,
    org: String,
    owner: String,
    key: String,
    fingerprint: String,
}

impl Report for Restored {
    const KIND: &'static str = "RecoveryRestore";

    fn text(&self, page: &mut Page<'_>) {
        let line = Line::new().plain(format!("this machine is {}, owner of {}", self.owner, self.org));
        if self.dry_run {
            page.line(line);
            return crate::cli::report::dry_run(page);
        }
        page.ok(line.plain(" ").symbol(Symbol::Dot).plain(format!(" rev {}", self.rev)));
        page.line("  what was lost still counts: envctl whoami --devices, envctl whoami revoke NAME");
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    match &args.verb {
        Verb::Verify => verify(ctx),
        Verb::Restore(args) => restore(ctx, args),
        Verb::Replace(args) => replace(ctx, args),
    }
}

/// The words, from the keyboard or from stdin.
fn words(ctx: &Context) -> Result<Identity> {
    let text = if ctx.ui.can_prompt() {
        ctx.ui.secret("Recovery key, 24 words")?
    } else {
        let mut text = Zeroizing::new(String::new());
        std::io::Read::read_to_string(&mut std::io::Read::take(std::io::stdin().lock(), 4096), &mut text)
            .map_err(|e| Error::usage(format!("cannot read the words: {e}")))?;
        text
    };
    if text.trim().is_empty() {
        return Err(Error::input_required("recovery key", "stdin", Vec::new()));
    }
    Identity::from_words(&text)
        .map_err(|e| Error::new("recovery_malformed", error::UNAUTHENTICATED, e.to_string()))
}

/// The organization, open with the recovery key.
fn open(ctx: &Context, recovery: Identity) -> Result<(Client, Tree)> {
    let client = ctx.org_as(recovery)?;
    let tree = client.read(&client.people_reads()?, None)?;
    match client.actor(&tree) {
        Ok(Actor::Recovery) => Ok((client, tree)),
        _ => Err(Error::new(
            "recovery_not_found",
            error::UNAUTHENTICATED,
            format!("these words are no recovery key of {}", client.org_name()),
        )),
    }
}

/// Each environment with its name, and whether the recovery key holds its newest key.
fn held(client: &Client, tree: &Tree) -> Vec<(ProjectName, EnvId, String, bool)> {
    let vault = client.vault(tree);
    let mut all = Vec::new();
    for p in tree.projects() {
        for (env, record) in tree.envs(&p) {
            let opens = vault.unlock(&p, env).is_ok();
            all.push((p.clone(), env, format!("{p}/{}", record.name), opens));
        }
    }
    all
}

fn verify(ctx: &Context) -> Result {
    let (client, tree) = open(ctx, words(ctx)?)?;
    let (opens, shut): (Vec<_>, Vec<_>) = held(&client, &tree).into_iter().partition(|(.., opens)| *opens);
    let names =
        |list: Vec<(ProjectName, EnvId, String, bool)>| list.into_iter().map(|(_, _, n, _)| n).collect();
    ctx.ui.show(&Verified {
        org: client.org_name().to_string(),
        key: client.kid().to_string(),
        opens: names(opens),
        shut: names(shut),
    })?;
    Ok(error::OK)
}

fn owner<'t>(tree: &'t Tree, name: Option<&str>) -> Result<(MemberId, &'t Member)> {
    let owners: Vec<(MemberId, &Member)> = tree.members().filter(|(_, m)| m.role == Role::Owner).collect();
    let names: Vec<String> = owners.iter().map(|(_, m)| m.name.clone()).collect();
    match (name, owners.as_slice()) {
        (None, [only]) => Ok(*only),
        (None, _) => Err(Error::input_required("owner", "OWNER", names)),
        (Some(name), _) => owners.into_iter().find(|(_, m)| m.name == name).ok_or_else(|| {
            Error::new("member_not_found", error::NOT_FOUND, format!("{name} is no owner"))
                .known(name, &names)
        }),
    }
}

fn replace(ctx: &Context, args: &Replace) -> Result {
    let client = ctx.org()?;
    ctx.confirm(&args.write, &format!("Make another recovery key of {}?", client.org_name()))?;
    let recovery = Identity::generate();
    let intent = Intent {
        action: "recovery.replace",
        message: args.write.message.as_deref(),
        expect: args.write.expect,
        dry_run: args.write.dry_run,
    };
    let done = client.transact::<(), Error>(
        &intent,
        &client.people_reads()?,
        |tree, _| Ok(((), orgs::replace_recovery(tree, device(&recovery, "recovery key")))),
        |(), _, _, _| Ok(()),
    )?;
    ctx.ui.show(&Replaced {
        changed: done.changed && !args.write.dry_run,
        dry_run: args.write.dry_run,
        rev: done.rev,
        org: client.org_name().to_string(),
        recovery_key: (!args.write.dry_run).then(|| recovery.to_words().to_string()),
    })?;
    Ok(error::OK)
}

fn restore(ctx: &Context, args: &Restore) -> Result {
    if ctx.token()?.is_some() {
        return Err(Error::usage("a token is in force: unset ENVCTL_TOKEN and ENVCTL_TOKEN_FILE"));
    }
    let (client, tree) = open(ctx, words(ctx)?)?;
    let (id, who) = owner(&tree, args.owner.as_deref())?;
    let name = who.name.clone();
    ctx.confirm(
        &args.write,
        &format!("Make this machine a device of {name}, an owner of {}?", client.org_name()),
    )?;
    let keys = ctx.keys()?;
    let identity = match keys.load() {
        Ok((identity, _)) => identity,
        // A plan makes no identity: it would be another one in the end.
        Err(KeyError::None) if args.write.dry_run => Identity::generate(),
        Err(KeyError::None) => keys.create()?.0,
        Err(e) => return Err(e.into()),
    };
    let kid = Kid::of(&identity.sign_key());
    if let Some((Actor::Member(_), _)) = Actor::of_key(&tree, kid) {
        return Err(Error::new(
            "already_member",
            error::CONFLICT,
            "this machine's identity is a member's already",
        )
        .hint("--profile NAME restores beside it"));
    }
    let called = format!("restored {}", &kid.to_string()[..6]);
    let intent = Intent {
        action: "recovery.restore",
        message: args.write.message.as_deref(),
        expect: args.write.expect,
        dry_run: args.write.dry_run,
    };
    let done = client.transact::<(), Error>(
        &intent,
        &client.people_reads()?,
        |tree, _| {
            let (_, m) = people::member(tree, &name)?;
            Ok(((), people::add_device(id, m, device(&identity, &called))?))
        },
        |(), _, _, _| Ok(()),
    )?;
    let mut rev = done.rev;
    if !args.write.dry_run {
        let held = held(&client, &done.after).into_iter().filter(|(.., opens)| *opens);
        let envs: Vec<(ProjectName, EnvId)> = held.map(|(p, env, ..)| (p, env)).collect();
        if !envs.is_empty() {
            rev = client.share(&envs, Some(&[kid]))?;
        }
    }
    ctx.ui.show(&Restored {
        changed: !args.write.dry_run,
        dry_run: args.write.dry_run,
        rev,
        org: client.org_name().to_string(),
        owner: name,
        key: kid.to_string(),
        fingerprint: fingerprint(kid),
    })?;
    Ok(error::OK)
}
