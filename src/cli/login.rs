//! `envctl login` and `envctl logout`: the identity of this machine, made and forgotten.
//!
//! A store that is a file knows people by their keys: signing in is to have one. What a server asks for
//! besides is the server's.

use serde::Serialize;

use super::WriteArgs;
use super::context::Context;
use super::error::{self, Error, Result};
use super::pending::fingerprint;
use crate::client::{Client, Kept, KeyError};
use crate::model::{Kid, Prefix};
use crate::ui::{Line, Page, Report};

/// Make an identity for this machine, or show the one that it has
///
/// Its public key is what another machine of yours takes with `envctl whoami add`.
#[derive(Debug, clap::Args)]
pub struct Login {}

/// Forget this machine's identity
///
/// Whatever only this key opens is closed afterwards.
#[derive(Debug, clap::Args)]
pub struct Logout {
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct SignedIn {
    changed: bool,
    profile: String,
    key: String,
    fingerprint: String,
    public: String,
    kept: String,
}

impl Report for SignedIn {
    const KIND: &'static str = "Login";

    fn text(&self, page: &mut Page<'_>) {
        let word = if self.changed { "new identity" } else { "identity" };
        page.ok(Line::new().plain(format!("{word} {}, kept in {}", self.key, self.kept)));
        page.line(format!("  fingerprint  {}", self.fingerprint));
        page.line(Line::new().plain("  public key   ").bold(&self.public));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(vec![self.public.clone()])
    }
}

#[derive(Debug, Serialize)]
struct SignedOut {
    changed: bool,
    dry_run: bool,
    profile: String,
    key: String,
}

impl Report for SignedOut {
    const KIND: &'static str = "Logout";

    fn text(&self, page: &mut Page<'_>) {
        if self.dry_run {
            page.line(format!("the identity {} of profile {} would be forgotten", self.key, self.profile));
            return super::report::dry_run(page);
        }
        page.ok(Line::new().plain(format!("the identity of profile {} is forgotten", self.profile)));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

fn no_token(ctx: &Context) -> Result<()> {
    match ctx.token()? {
        Some(_) => Err(Error::usage("a token is in force: unset ENVCTL_TOKEN and ENVCTL_TOKEN_FILE")),
        None => Ok(()),
    }
}

/// Runs `login`.
pub fn login(ctx: &Context, _: &Login) -> Result {
    no_token(ctx)?;
    let keys = ctx.keys()?;
    let ((identity, kept), changed) = match keys.load() {
        Ok(found) => (found, false),
        Err(KeyError::None) => (keys.create()?, true),
        Err(e) => return Err(e.into()),
    };
    let kid = Kid::of(&identity.sign_key());
    ctx.ui.show(&SignedIn {
        changed,
        profile: keys.profile().to_owned(),
        key: kid.to_string(),
        fingerprint: fingerprint(kid),
        public: identity.public().to_line(),
        kept: match kept {
            Kept::Keyring => "the system keyring".to_owned(),
            Kept::File(path) => path.display().to_string(),
        },
    })?;
    Ok(error::OK)
}

/// Runs `logout`.
pub fn logout(ctx: &Context, args: &Logout) -> Result {
    no_token(ctx)?;
    let keys = ctx.keys()?;
    let (identity, _) = keys.load()?;
    let kid = Kid::of(&identity.sign_key());
    let mut alone = Vec::new();
    let entries = ctx.store(false)?.map(|store| store.orgs()).transpose()?.unwrap_or_default();
    for org in entries {
        let Some(store) = ctx.store(false)? else { break };
        let client = Client::new(store, identity.clone(), (org.id, org.name.clone()), ctx.pins(), ctx.now);
        let tree = client.read(&[Prefix::members()], None)?;
        let only = |m: &crate::model::Member| m.devices.iter().filter(|d| !d.revoked).count() == 1;
        if tree.member_of(kid).is_some_and(|(_, m)| only(m)) {
            alone.push(org.name.to_string());
        }
    }
    let profile = keys.profile().to_owned();
    if !args.write.dry_run {
        if alone.is_empty() {
            ctx.confirm(&args.write, &format!("Forget the identity of profile {profile} on this machine?"))?;
        } else {
            let why =
                format!("this is your only key in {}: without it you are nobody there", alone.join(", "));
            ctx.confirm_name(&args.write, &profile, &why, "forget it", "profile, whose key is forgotten")?;
        }
        keys.forget()?;
    }
    ctx.ui.show(&SignedOut {
        changed: !args.write.dry_run,
        dry_run: args.write.dry_run,
        profile,
        key: kid.to_string(),
    })?;
    Ok(error::OK)
}
