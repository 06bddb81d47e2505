//! `envctl whoami --devices`, `--all`, `add` and `revoke`: the keys of one person, each on a machine of
//! its own.

use serde::Serialize;

use super::pending::fingerprint;
use crate::cli::WriteArgs;
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::report::Change;
use crate::client::{Client, Kept, KeyError};
use crate::crypto::PublicKeys;
use crate::engine::people;
use crate::engine::rights::Actor;
use crate::model::{Device, EnvId, Kid, Member, MemberId, Point, ProjectName, Tree};
use crate::ui::{Line, Page, Report, Table};

/// Let another device in as you
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  envctl whoami add laptop envctl_pk1_abc…")]
pub struct Add {
    /// What you call it
    name: String,
    /// Its public key, as `envctl login` shows it there
    key: String,
    #[command(flatten)]
    write: WriteArgs,
}

/// Take a key of yours away
#[derive(Debug, clap::Args)]
pub struct Revoke {
    /// The device: its name, or its key
    name: String,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct DeviceList {
    items: Vec<Item>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct Item {
    name: String,
    key: String,
    fingerprint: String,
    this: bool,
    revoked: bool,
}

impl Report for DeviceList {
    const KIND: &'static str = "DeviceList";

    fn text(&self, page: &mut Page<'_>) {
        let mut table = Table::new(["DEVICE", "FINGERPRINT", "STATE"]);
        for item in &self.items {
            let state = match (item.this, item.revoked) {
                (_, true) => "revoked",
                (true, false) => "this one",
                (false, false) => "active",
            };
            table.row([item.name.clone(), item.fingerprint.clone(), state.to_owned()]);
        }
        page.table(table);
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().map(|item| item.name.clone()).collect())
    }
}

#[derive(Debug, Serialize)]
struct ProfileList {
    items: Vec<Profile>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct Profile {
    profile: String,
    key: Option<String>,
    kept: String,
    in_force: bool,
}

impl Report for ProfileList {
    const KIND: &'static str = "ProfileList";

    fn text(&self, page: &mut Page<'_>) {
        if self.items.is_empty() {
            return page.line("no identity on this machine");
        }
        let mut table = Table::new(["PROFILE", "KEY", "KEPT IN", ""]);
        for item in &self.items {
            let key = item.key.clone().unwrap_or_else(|| "-".to_owned());
            let mark = if item.in_force { "in force" } else { "" };
            table.row([item.profile.clone(), key, item.kept.clone(), mark.to_owned()]);
        }
        page.table(table);
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().map(|item| item.profile.clone()).collect())
    }
}

/// The member that this identity is.
fn myself<'t>(client: &Client, tree: &'t Tree) -> Result<(MemberId, &'t Member)> {
    let member = match client.actor(tree)? {
        Actor::Member(id) => tree.member(id).map(|m| (id, m)),
        _ => None,
    };
    member.ok_or_else(|| {
        Error::new("token_not_enough", error::UNAUTHENTICATED, "a token has no devices: sign in yourself")
    })
}

/// Runs `whoami --devices`.
pub fn list(ctx: &Context) -> Result {
    let (client, tree) = ctx.people()?;
    let (_, me) = myself(&client, &tree)?;
    let item = |device: &Device| Item {
        name: device.name.clone(),
        key: device.kid().to_string(),
        fingerprint: fingerprint(device.kid()),
        this: device.kid() == client.kid(),
        revoked: device.revoked,
    };
    ctx.ui.show(&DeviceList { items: me.devices.iter().map(item).collect(), next: None })?;
    Ok(error::OK)
}

/// Runs `whoami --all`.
pub fn profiles(ctx: &Context) -> Result {
    let own = ctx.keys()?;
    let mut items = Vec::new();
    for profile in own.profiles() {
        let (key, kept) = match ctx.keys_of(&profile).load() {
            Ok((identity, kept)) => {
                let kept = match kept {
                    Kept::Keyring => "the system keyring".to_owned(),
                    Kept::File(path) => path.display().to_string(),
                };
                (Some(Kid::of(&identity.sign_key()).to_string()), kept)
            }
            Err(KeyError::Keyring(why)) => (None, format!("the system keyring, which {why}")),
            Err(e) => (None, e.to_string()),
        };
        items.push(Profile { in_force: profile == own.profile(), profile, key, kept });
    }
    ctx.ui.show(&ProfileList { items, next: None })?;
    Ok(error::OK)
}

/// Runs `whoami add`.
pub fn add(ctx: &Context, args: &Add) -> Result {
    let plain = !args.name.trim().is_empty() && !args.name.chars().any(char::is_control);
    if !plain || args.name.len() > 100 {
        return Err(Error::usage("a device's name has 1 to 100 characters, in one line"));
    }
    let public = PublicKeys::from_line(&args.key).map_err(|e| {
        Error::usage(format!("that is no public key: {e}"))
            .hint("envctl login   (shows it, on the other machine)")
    })?;
    let device = Device {
        sign: Point(public.sign),
        seal: Point(public.seal),
        name: args.name.clone(),
        revoked: false,
    };
    let kid = device.kid();
    let (client, tree) = ctx.people()?;
    let _ = myself(&client, &tree)?;
    if let Some(whose) = people::whose(&tree, kid) {
        let what = format!("one key belongs to one member, once: this is {whose}");
        return Err(Error::new("key_taken", error::UNAUTHENTICATED, what)
            .hint("envctl login --profile NAME   (on the other machine: makes another)"));
    }
    let done = ctx.write_people(
        &client,
        "devices.add",
        &args.write,
        |tree, _| {
            let (id, me) = myself(&client, tree)?;
            Ok(((), people::add_device(id, me, device.clone())?))
        },
        |(), _| {
            ctx.ui.note(format!("{} · fingerprint {}", args.name, fingerprint(kid)));
            ctx.confirm(&args.write, "Is that the fingerprint that the other machine shows?")
        },
    )?;
    if done.changed && !args.write.dry_run {
        give_keys(&client, &done.after, kid)?;
    }
    let line = Line::new().plain(format!("{} is yours: it may and opens what you do", args.name));
    let change = Change::of(format!("devices.{}", args.name), None, Some(kid.to_string()));
    ctx.show_people(&done, &args.write, line, vec![change], Vec::new())
}

/// Wraps for a new key of one's own, whose fingerprint was just compared: everywhere, also where an
/// environment is protected.
fn give_keys(client: &Client, tree: &Tree, kid: Kid) -> Result<()> {
    let waits = |p: &ProjectName, env: EnvId| {
        let held = tree.epoch(p, env).is_some_and(|(_, e)| e.wraps.iter().any(|w| w.kid == client.kid()));
        held && crate::engine::readers::pending(tree, p, env).contains_key(&kid)
    };
    let mut envs: Vec<(ProjectName, EnvId)> = Vec::new();
    for p in tree.projects() {
        let there = tree.envs(&p).into_iter().map(|(env, _)| env).filter(|env| waits(&p, *env));
        envs.extend(there.map(|env| (p.clone(), env)));
    }
    if !envs.is_empty() {
        client.share(&envs, Some(&[kid]))?;
    }
    Ok(())
}

/// Runs `whoami revoke`.
pub fn revoke(ctx: &Context, args: &Revoke) -> Result {
    let (client, tree) = ctx.people()?;
    let (id, me) = myself(&client, &tree)?;
    people::revoke_device(id, me, &args.name)?;
    let this = me
        .devices
        .iter()
        .find(|d| d.kid() == client.kid())
        .is_some_and(|d| d.name == args.name || d.kid().to_string() == args.name);
    let question = match this {
        true => format!("{} is this device: it cannot do anything afterwards. Revoke it?", args.name),
        false => format!("Revoke {}?", args.name),
    };
    let done = ctx.write_people(
        &client,
        "devices.revoke",
        &args.write,
        |tree, _| {
            let (id, me) = myself(&client, tree)?;
            Ok(((), people::revoke_device(id, me, &args.name)?))
        },
        |(), _| ctx.confirm(&args.write, &question),
    )?;
    let line = Line::new().plain(format!("{} is nobody's key any more", args.name));
    let change = Change::of(format!("devices.{}", args.name), Some(args.name.clone()), None);
    ctx.show_people(&done, &args.write, line, vec![change], Vec::new())
}
