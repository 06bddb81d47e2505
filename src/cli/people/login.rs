//! `envctl login` and `envctl logout`: signed in to a server, and out of it; and the identity of this
//! machine, made and forgotten.
//!
//! A store that is a file knows people by their keys: signing in is to have one. A server keeps sessions,
//! and asks for one-time codes where an environment wants them.

use serde::Serialize;

use super::enrol;
use super::pending::fingerprint;
use super::signin::{self, Server};
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::stores::StorePlace;
use crate::cli::{WriteArgs, report};
use crate::client::{Client, Kept, KeyError, Servers};
use crate::http::wire::LoginAnswer;
use crate::model::{Kid, Prefix};
use crate::ui::{Line, Page, Report, Symbol};

/// Sign in to a server; without one, make an identity for this machine, or show the one that it has
///
/// The server knows you by the key of this machine. Where an environment asks for one-time codes, one is
/// asked for. The server is remembered for the profile: commands that name no store use it.
///
/// The public key that is shown without a server is what another machine of yours takes with
/// `envctl whoami add`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl login https://envctl.acme.dev
  envctl login https://envctl.acme.dev --code 123456
  envctl login --enrol-totp")]
pub struct Login {
    /// The server
    #[arg(value_name = "URL")]
    url: Option<String>,
    /// Set up an authenticator app for one-time codes
    #[arg(long, alias = "enroll-totp", conflicts_with_all = ["confirm_totp", "recovery_codes"])]
    enrol_totp: bool,
    /// Confirm an authenticator with its first code, where `--enrol-totp` could not ask for it
    #[arg(long, value_name = "CODE", conflicts_with = "recovery_codes")]
    confirm_totp: Option<String>,
    /// Make new recovery codes: those from before serve no more
    #[arg(long)]
    recovery_codes: bool,
}

/// Sign out of a server; without one, forget this machine's identity
///
/// Whatever only this key opens is closed once it is forgotten.
#[derive(Debug, clap::Args)]
pub struct Logout {
    /// The server (default: the one in force)
    #[arg(value_name = "URL")]
    url: Option<String>,
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
    store: Option<String>,
    orgs: Vec<Org>,
}

/// How somebody is signed in to an organization.
#[derive(Debug, Serialize)]
pub struct Org {
    name: String,
    user: String,
    /// Whether a one-time code began the session.
    pub mfa: bool,
    enrolled: bool,
    recovery_codes: Option<u64>,
    /// When it ends for the first environment, if it is left alone.
    pub session_until: Option<jiff::Timestamp>,
    /// Whether there is a session.
    pub session: bool,
}

impl Org {
    /// What a server says of it.
    pub fn of(name: &str, answer: &LoginAnswer) -> Org {
        Org {
            name: name.to_owned(),
            user: answer.who.clone(),
            mfa: answer.session.as_ref().is_some_and(|session| session.code),
            enrolled: answer.enrolled,
            recovery_codes: answer.codes,
            session_until: answer.until.map(report::time),
            session: answer.session.is_some(),
        }
    }
}

impl Report for SignedIn {
    const KIND: &'static str = "Login";

    fn text(&self, page: &mut Page<'_>) {
        if let Some(store) = &self.store {
            let dot = |line: Line| line.plain(" ").symbol(Symbol::Dot).plain(" ");
            for org in &self.orgs {
                let line = Line::new().plain(format!("signed in to {store} as ")).bold(&org.user);
                let mut line = dot(line).plain(&org.name);
                if org.mfa {
                    line = dot(line).plain("one-time code");
                }
                if let Some(until) = org.session_until {
                    line = dot(line).plain(format!("session until {}", page.time(until)));
                }
                page.ok(line);
            }
            if self.orgs.is_empty() {
                page.ok(Line::new()
                    .plain(format!("{store} is remembered: no organization there knows your key yet")));
                page.line(format!("  public key   {}", self.public));
            }
            return;
        }
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
    store: Option<String>,
}

impl Report for SignedOut {
    const KIND: &'static str = "Logout";

    fn text(&self, page: &mut Page<'_>) {
        let what = match &self.store {
            Some(store) => format!("signed out of {store}"),
            None => format!("the identity of profile {} is forgotten", self.profile),
        };
        if self.dry_run {
            page.line(match &self.store {
                Some(store) => format!("the session at {store} would be ended"),
                None => format!("the identity {} of profile {} would be forgotten", self.key, self.profile),
            });
            return report::dry_run(page);
        }
        page.ok(Line::new().plain(what));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

fn no_token(ctx: &Context) -> Result<()> {
    match ctx.token()? {
        Some(_) => Err(Error::usage("a token is in force: unset ENVCTL_TOKEN and ENVCTL_TOKEN_FILE")
            .fact("a token needs no session: it counts until it expires or is revoked")),
        None => Ok(()),
    }
}

/// Runs `login`.
pub fn login(ctx: &Context, args: &Login) -> Result {
    no_token(ctx)?;
    let url = args.url.as_deref();
    let place = match url {
        Some(url) => StorePlace::of(url, &ctx.cwd)?,
        None => ctx.store_place()?,
    };
    let is_server = matches!(place, StorePlace::Server(_));
    if url.is_some() && !is_server {
        return Err(Error::usage("login is for a server: other stores trust this machine")
            .hint("envctl login https://HOST"));
    }
    let keys = ctx.keys()?;
    let ((identity, kept), changed) = match keys.load() {
        Ok(found) => (found, false),
        Err(KeyError::None) => (keys.create()?, true),
        Err(e) => return Err(e.into()),
    };
    let mut orgs = Vec::new();
    if let Some(server) = Server::open(ctx, url)? {
        if args.enrol_totp || args.confirm_totp.is_some() || args.recovery_codes {
            let done = match &args.confirm_totp {
                Some(code) => enrol::confirm(ctx, &server, code),
                None if args.recovery_codes => enrol::recovery_codes(ctx, &server),
                None => enrol::begin(ctx, &server),
            }?;
            Servers(&ctx.folders).set(keys.profile(), Some(&server.url))?;
            return Ok(done);
        }
        for org in &server.orgs {
            orgs.push(Org::of(org.name.as_str(), &sign_in(ctx, &server, org)?));
        }
        Servers(&ctx.folders).set(keys.profile(), Some(&server.url))?;
    } else if args.enrol_totp || args.confirm_totp.is_some() || args.recovery_codes {
        return Err(Error::usage("one-time codes are asked for by a server, and the store in force is none")
            .hint("envctl login https://HOST --enrol-totp"));
    }
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
        store: is_server.then(|| place.label()).transpose()?,
        orgs,
    })?;
    if changed && is_server {
        ctx.ui.hint("envctl join   (with the code of an invitation)");
    }
    Ok(error::OK)
}

/// Signs in to one organization, with a code where an environment asks for one.
fn sign_in(ctx: &Context, server: &Server, org: &crate::store::OrgEntry) -> Result<LoginAnswer> {
    let now = server.remote.signed_in(&org.id)?;
    let asked = !now.asking.is_empty();
    let given = ctx.globals.code.is_some();
    if given && !now.enrolled {
        return Err(Error::new(
            "mfa_not_enrolled",
            error::UNAUTHENTICATED,
            "you have nothing that makes one-time codes",
        )
        .hint(format!("envctl login {} --enrol-totp", server.url)));
    }
    if !now.enrolled || !(asked || given) {
        let answer = server.remote.sign_in(&org.id, None)?;
        if asked {
            ctx.ui.warn(&format!("{} asks for one-time codes, and you have none yet", now.asking.join(", ")));
            ctx.ui.hint(&format!("envctl login {} --enrol-totp", server.url));
        }
        return Ok(answer);
    }
    for attempt in 0.. {
        let code = signin::code(ctx, &format!("One-time code for {}", org.name))?;
        match server.remote.sign_in(&org.id, Some(code)) {
            Ok(answer) => return Ok(answer),
            Err(e) if !given && attempt < 2 => signin::again(ctx, e)?,
            Err(e) => return Err(e.into()),
        }
    }
    Err(Error::cancelled())
}

/// Runs `logout`.
pub fn logout(ctx: &Context, args: &Logout) -> Result {
    no_token(ctx)?;
    let keys = ctx.keys()?;
    let (identity, _) = keys.load()?;
    let kid = Kid::of(&identity.sign_key());
    let profile = keys.profile().to_owned();
    if let Some(server) = Server::open(ctx, args.url.as_deref())? {
        let mut ended = 0;
        for org in &server.orgs {
            if !args.write.dry_run {
                ended += server.remote.sessions(&org.id, &[kid])?.ended.unwrap_or(0);
            }
        }
        if !args.write.dry_run {
            Servers(&ctx.folders).set(&profile, None)?;
        }
        let (dry_run, key) = (args.write.dry_run, kid.to_string());
        ctx.ui.show(&SignedOut { changed: ended > 0, dry_run, profile, key, store: Some(server.url) })?;
        return Ok(error::OK);
    }
    if args.url.is_some() {
        return Err(Error::usage("logout URL is for a server").hint("envctl logout   (forgets the identity)"));
    }
    let mut alone = Vec::new();
    let entries = ctx.store(false)?.map(|store| store.orgs()).transpose()?.unwrap_or_default();
    for org in entries.into_iter().filter(|org| !org.is_deleted()) {
        let Some(store) = ctx.store(false)? else { break };
        let client = Client::new(store, identity.clone(), (org.id, org.name.clone()), ctx.pins(), ctx.now);
        let tree = client.read(&[Prefix::members()], None)?;
        let only = |m: &crate::model::Member| m.devices.iter().filter(|d| !d.revoked).count() == 1;
        if tree.member_of(kid).is_some_and(|(_, m)| only(m)) {
            alone.push(org.name.to_string());
        }
    }
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
        store: None,
    })?;
    Ok(error::OK)
}
