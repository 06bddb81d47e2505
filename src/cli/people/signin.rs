//! What a server asks of who signs in, in words: which command or flag gives it; and the questions for
//! one-time codes.

use std::sync::Arc;

use crate::cli::context::{Context, var};
use crate::cli::error::{self, Error, Result};
use crate::cli::stores::StorePlace;
use crate::engine::freeze;
use crate::engine::signin::{Lack, Unmet};
use crate::http::{Codes, Remote};
use crate::store::{OrgEntry, Store as _, StoreError};
use crate::ui::PromptError;

/// Attempts at a code before a command gives up: the server counts them too.
const ATTEMPTS: usize = 3;

/// What an environment asks for, and whoever asks does not have.
pub fn unmet(place: Option<&str>, unmet: &Unmet) -> Error {
    let place = place.unwrap_or("the server");
    let (code, env) = (unmet.code(), &unmet.env);
    let login = format!("envctl login {place}");
    match unmet.lack {
        Lack::Session => Error::new(code, error::UNAUTHENTICATED, unmet.to_string())
            .hint(format!("{login}   (in CI: set ENVCTL_TOKEN)")),
        Lack::Ended { ago, allowed, rest } => {
            let (what, long) = (if rest { "sessions at rest for" } else { "sessions of" }, allowed);
            let text = format!("your session for {place} ended {} ago", ago_words(ago));
            Error::new(code, error::UNAUTHENTICATED, text)
                .fact(format!("{env} allows {what} {}", freeze::lasting(long)))
                .hint(format!("{login}   (in CI: set ENVCTL_TOKEN)"))
        }
        Lack::Code { enrolled: true } => {
            let mut error = Error::new(code, error::UNAUTHENTICATED, unmet.to_string())
                .hint("pass --code CODE, from your authenticator   (in CI: set ENVCTL_TOKEN)");
            error.0.flag = Some("--code".to_owned());
            error
        }
        Lack::Code { enrolled: false } => Error::new(code, error::UNAUTHENTICATED, unmet.to_string())
            .hint(format!("{login} --enrol-totp   (in CI: set ENVCTL_TOKEN)")),
        Lack::Address(_) => Error::new(code, error::DENIED, unmet.to_string())
            .fact("who manages it says from where: envctl envs show"),
    }
}

/// The server was asked too much.
pub fn too_much(code: &str, message: String) -> Error {
    match code {
        "too_many_codes" => Error::new("too_many_codes", error::UNAUTHENTICATED, message),
        _ => Error::new("rate_limited", error::UNAVAILABLE, message),
    }
}

/// So long ago, in words.
fn ago_words(ms: u64) -> String {
    let words = crate::ui::apart(i64::try_from(ms / 1000).unwrap_or(i64::MAX));
    words.unwrap_or_else(|| "a moment".to_owned())
}

/// Where one-time codes come from: the flag, the first time; then whoever sits at the terminal.
pub fn codes(ctx: &Context) -> Codes {
    let (ui, given) = (Arc::clone(&ctx.ui), ctx.globals.code.clone());
    Arc::new(move |unmet, attempt| {
        if let Some(code) = &given {
            return Some(code.clone()).filter(|_| attempt == 0);
        }
        if attempt >= ATTEMPTS || !ui.can_prompt() {
            return None;
        }
        if attempt > 0 {
            ui.warn("that is not the one-time code, or it was used: wait for the next");
        }
        ui.input(&format!("One-time code for {}", unmet.env), None).ok().filter(|code| !code.is_empty())
    })
}

/// Asks for a code, or takes the one that was given.
///
/// # Errors
/// Where nobody can be asked: the flag's name.
pub fn code(ctx: &Context, label: &str) -> Result<String> {
    if let Some(code) = &ctx.globals.code {
        return Ok(code.clone());
    }
    match ctx.ui.input(label, None) {
        Ok(code) if !code.is_empty() => Ok(code),
        Err(PromptError::Interrupted) => Err(PromptError::Interrupted.into()),
        _ => {
            let mut error = Error::new(
                "mfa_required",
                error::UNAUTHENTICATED,
                "a one-time code is needed, and there is no terminal to ask on",
            )
            .hint("pass --code CODE, from your authenticator");
            error.0.flag = Some("--code".to_owned());
            Err(error)
        }
    }
}

/// Says that a code was not right, where there may be another; any other error stands.
///
/// # Errors
/// What was wrong with something else.
pub fn again(ctx: &Context, error: StoreError) -> Result<()> {
    match error {
        StoreError::Answered { ref code, ref message } if code.starts_with("code_") => {
            ctx.ui.warn(message);
            Ok(())
        }
        error => Err(error.into()),
    }
}

/// A server and the organizations there that know this identity.
pub struct Server {
    /// Its address.
    pub url: String,
    /// The server, asked as this identity.
    pub remote: Remote,
    /// The organizations that are meant: the one that was named, or all.
    pub orgs: Vec<OrgEntry>,
}

impl Server {
    /// Opens a server: the one that is named, or that of the store in force; none: that is no server.
    ///
    /// # Errors
    /// When it cannot be asked, or has no organization that was named.
    pub fn open(ctx: &Context, url: Option<&str>) -> Result<Option<Server>> {
        let place = match url {
            Some(url) => StorePlace::of(url, &ctx.cwd)?,
            None => ctx.store_place()?,
        };
        let StorePlace::Server(url) = place else { return Ok(None) };
        let remote = Remote::open(&url, ctx.identity()?, ctx.now)?.with_codes(codes(ctx));
        let mut orgs = remote.orgs()?;
        let named = ctx.globals.org.as_deref().or_else(|| ctx.var(var::ORG));
        if let Some(name) = named.map(|org| org.split('/').next().unwrap_or(org)) {
            let names: Vec<String> = orgs.iter().map(|org| org.name.to_string()).collect();
            orgs.retain(|org| org.name.as_str() == name);
            if orgs.is_empty() {
                let what = format!("{url} has no organization \"{name}\" that knows you");
                return Err(Error::new("org_not_found", error::NOT_FOUND, what).known(name, &names));
            }
        }
        Ok(Some(Server { url, remote, orgs }))
    }

    /// The server, for what only a server has.
    ///
    /// # Errors
    /// When the store in force is none.
    pub fn needed(ctx: &Context) -> Result<Server> {
        Server::open(ctx, None)?.ok_or_else(|| {
            Error::usage("the store in force is a file: it trusts this machine, and has no sessions")
                .hint("--store https://HOST, or envctl login https://HOST")
        })
    }

    /// The one organization that is meant.
    ///
    /// # Errors
    /// When there are several, or none.
    pub fn org(&self) -> Result<&OrgEntry> {
        match self.orgs.as_slice() {
            [org] => Ok(org),
            [] => Err(Error::new("org_not_found", error::NOT_FOUND, "no organization there knows you")
                .hint("envctl join   (with the code of an invitation)")),
            several => {
                let names = several.iter().map(|org| org.name.to_string()).collect();
                Err(Error::input_required("organization", "--org", names))
            }
        }
    }
}
