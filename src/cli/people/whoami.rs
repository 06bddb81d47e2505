//! `envctl whoami`: the identity in force, and the organizations that know it.

use serde::Serialize;

use super::devices;
use super::login::Org;
use super::signin::Server;
use crate::cli::context::Context;
use crate::cli::error::{self, Result};
use crate::cli::stores::StorePlace;
use crate::client::{Client, Kept};
use crate::model::{Kid, Prefix};
use crate::ui::{Line, Page, Report, Symbol};

/// Show who you are to the store
///
/// Exit 4 if there is no identity: a check for scripts. Never asks.
#[derive(Debug, clap::Args)]
#[command(after_help = "A second machine: `envctl login` there shows its public key, and here:
  envctl whoami add laptop envctl_pk1_…
One that was lost:
  envctl whoami revoke laptop")]
pub struct Args {
    /// Every key of yours in the organization
    #[arg(long, conflicts_with = "all")]
    devices: bool,
    /// Every identity on this machine, by profile
    #[arg(long)]
    all: bool,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Let another device in as you, by the public key that `envctl login` shows there
    Add(devices::Add),
    /// Take a key of yours away: what it could open gets new keys
    Revoke(devices::Revoke),
}

#[derive(Debug, Serialize)]
struct Identity {
    user: Option<String>,
    store: String,
    profile: String,
    method: &'static str,
    key: String,
    kept: String,
    fingerprint: String,
    mfa: bool,
    expires_at: Option<jiff::Timestamp>,
    orgs: Vec<OrgRole>,
    token: Option<String>,
    #[serde(skip)]
    is_server: bool,
}

#[derive(Debug, Serialize)]
struct OrgRole {
    name: String,
    role: &'static str,
}

impl Report for Identity {
    const KIND: &'static str = "Identity";

    fn text(&self, page: &mut Page<'_>) {
        let dot = |line: Line| line.plain(" ").symbol(Symbol::Dot).plain(" ");
        let line = dot(Line::new().bold(self.user.as_deref().unwrap_or("nobody yet")));
        let roles: Vec<String> =
            self.orgs.iter().map(|org| format!("{} of {}", org.role, org.name)).collect();
        let roles = if roles.is_empty() { "member of no organization".to_owned() } else { roles.join(", ") };
        page.line(dot(line.plain(&self.store)).plain(roles));
        page.line(Line::new().dim(format!("key {}, kept in {}", self.key, self.kept)));
        page.line(Line::new().dim(format!("fingerprint {}", self.fingerprint)));
        if self.method == "session" {
            let code = if self.mfa { ", with a one-time code" } else { "" };
            let until = self.expires_at.map(|at| format!(", session until {}", page.time(at)));
            page.line(Line::new().dim(format!("signed in{code}{}", until.unwrap_or_default())));
        }
        page.line(Line::new().dim(match self.is_server {
            true => "authenticated: every request is signed with this key",
            false => "not authenticated: the file store trusts this machine",
        }));
    }
}

/// The sessions of this machine's key, where the store is a server.
fn sessions(ctx: &Context, is_token: bool) -> Result<Vec<Org>> {
    if is_token {
        return Ok(Vec::new());
    }
    let Some(server) = Server::open(ctx, None)? else { return Ok(Vec::new()) };
    let mut sessions = Vec::new();
    for org in &server.orgs {
        let answer = server.remote.signed_in(&org.id)?;
        if answer.session.is_some() {
            sessions.push(Org::of(org.name.as_str(), &answer));
        }
    }
    Ok(sessions)
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    match &args.verb {
        Some(Verb::Add(args)) => return devices::add(ctx, args),
        Some(Verb::Revoke(args)) => return devices::revoke(ctx, args),
        None if args.devices => return devices::list(ctx),
        None if args.all => return devices::profiles(ctx),
        None => {}
    }
    let keys = ctx.keys()?;
    let token = ctx.token()?;
    let is_token = token.is_some();
    let (identity, kept) = match token {
        Some(identity) => (identity, "ENVCTL_TOKEN".to_owned()),
        None => match keys.load()? {
            (identity, Kept::Keyring) => (identity, "the system keyring".to_owned()),
            (identity, Kept::File(path)) => (identity, path.display().to_string()),
        },
    };
    let kid = Kid::of(&identity.sign_key());
    let sessions = sessions(ctx, is_token)?;
    let mut orgs = Vec::new();
    let mut user = None;
    let entries = ctx.store(false)?.map(|store| store.orgs()).transpose()?.unwrap_or_default();
    for org in entries.into_iter().filter(|org| !org.is_deleted()) {
        let Some(store) = ctx.store(false)? else { break };
        let client = Client::new(store, identity.clone(), (org.id, org.name.clone()), ctx.pins(), ctx.now);
        let tree = client.read(&[Prefix::members()], None)?;
        if let Some((_, member)) = tree.member_of(kid) {
            user.get_or_insert(member.name.clone());
            orgs.push(OrgRole { name: org.name.to_string(), role: member.role.as_str() });
        } else if let Some((_, token)) = tree.token_of(kid) {
            user.get_or_insert(format!("token {}", token.name));
            orgs.push(OrgRole { name: org.name.to_string(), role: "token" });
        }
    }
    ctx.ui.show(&Identity {
        user,
        store: ctx.store_label()?,
        profile: keys.profile().to_owned(),
        method: match (is_token, sessions.is_empty()) {
            (true, _) => "token",
            (false, false) => "session",
            (false, true) => "key",
        },
        key: kid.to_string(),
        kept,
        fingerprint: super::pending::fingerprint(kid),
        mfa: sessions.iter().any(|org| org.mfa),
        expires_at: sessions.iter().filter_map(|org| org.session_until).min(),
        orgs,
        token: None,
        is_server: matches!(ctx.store_place()?, StorePlace::Server(_)),
    })?;
    Ok(error::OK)
}
