//! What a run reads of a server: ahead, in one question; kept for when there is no server; and found
//! again with `--offline`.
//!
//! Invariants: nothing is kept of a protected environment that does not allow it, and nothing stays of
//! what was refused; a copy is used only where it was asked for, and how old it is is always said.

use std::time::Duration;

use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::stores::StorePlace;
use crate::cli::{duration, report};
use crate::client::Copy;
use crate::crypto::Identity;
use crate::engine::signin::Unmet;
use crate::http::{self, Remote};
use crate::model::{Env, Kid};
use crate::store::{Asked, Scene, StoreError};

/// What was read ahead, and where a copy of it is kept.
pub struct Fetched {
    copy: Copy,
    identity: Identity,
    /// What is to be kept; none: it is a copy already, or there is nothing.
    fresh: Option<Scene>,
}

/// The place of the copy of what is asked, if copies are kept.
fn place(ctx: &Context, url: &str, asked: &Asked, identity: &Identity) -> Option<Copy> {
    let Asked { org, project, env, app, .. } = asked;
    let app = app.as_ref().map(|app| app.as_str()).unwrap_or_default();
    let parts = [project.as_str(), env.as_str(), app].map(str::as_bytes);
    let kid = Kid::of(&identity.sign_key());
    Copy::of(&ctx.folders, url, org.as_str(), &kid, &parts)
}

/// Reads all that a run here reads, in one question, where the store is a server and everything is named.
///
/// # Errors
/// When the server cannot be reached.
pub fn ahead(ctx: &Context) -> Result<Option<Fetched>> {
    let StorePlace::Server(url) = ctx.store_place()? else { return Ok(None) };
    let Some(asked) = ctx.asked()? else { return Ok(None) };
    let identity = ctx.identity()?;
    let Some(copy) = place(ctx, &url, &asked, &identity) else { return Ok(None) };
    let known = ctx.pins().known(&url, &asked.org).and_then(|org| ctx.pins().get(&org));
    let asked = Asked { seen: known.map(|head| head.seq), ..asked };
    let fresh = match Remote::open(&url, identity.clone(), ctx.now)?.scene(&asked) {
        Ok(scene) => {
            *ctx.ahead.borrow_mut() = Some((scene.clone(), true));
            Some(scene)
        }
        Err(e @ (StoreError::Unreachable { .. } | StoreError::Busy { .. })) => {
            return Err(match copy.find(&identity) {
                Ok(Some(kept)) => Error::from(e).hint(format!(
                    "envctl run --offline …   (starts with the copy from {})",
                    ctx.ui.age(report::time(kept.at))
                )),
                _ => Error::from(e),
            });
        }
        // Why it says no is asked step by step: each has its own words.
        Err(_) => None,
    };
    Ok(Some(Fetched { copy, identity, fresh }))
}

/// Finds the copy of what a run here read last; nothing, where the store is of this machine.
///
/// # Errors
/// When there is none, it is too old, or not what was kept.
pub fn copy(ctx: &Context, max_age: Option<Duration>) -> Result<Option<Fetched>> {
    let StorePlace::Server(url) = ctx.store_place()? else { return Ok(None) };
    let Some(asked) = ctx.asked()? else {
        return Err(Error::usage("--offline needs the environment, the project and the organization named")
            .hint("--org ORG/PROJECT --env ENV"));
    };
    let identity = ctx.identity()?;
    let none = || {
        let what = format!("there is no offline copy of {}/{}", asked.org, asked.env);
        Error::new("no_offline_copy", error::NOT_FOUND, what)
            .fact("each run that reached the server keeps one, but of protected environments that do not allow it")
            .hint("envctl envs edit ENV --offline on   (allows it where the environment is protected)")
    };
    let copy = place(ctx, &url, &asked, &identity).ok_or_else(none)?;
    let forged = |what: String| {
        Error::new("offline_copy_damaged", error::INVALID, what)
            .fact("nothing was started")
            .hint("envctl run …   (without --offline: fetches another)")
    };
    let kept = copy.find(&identity).map_err(|e| forged(e.to_string()))?.ok_or_else(none)?;
    let scene = http::scene_of(&url, &kept.bytes, &asked).map_err(|e| forged(e.to_string()))?;
    let age = Duration::from_millis(ctx.now.saturating_sub(kept.at));
    let said = ctx.ui.age(report::time(kept.at));
    if let Some(most) = max_age.filter(|most| age > *most || kept.at > ctx.now) {
        let what = format!("the offline copy is from {said}, and --max-age says {}", duration::shown(most));
        return Err(Error::new("offline_copy_old", error::INVALID, what));
    }
    let env = scene.tree.env_named(&asked.project, asked.env.as_str());
    if env.is_some_and(|(_, env)| !is_kept(env)) {
        copy.forget();
        return Err(none());
    }
    ctx.ui.warn(&format!(
        "offline: the copy from {said} (rev {}); what changed since is not in it",
        scene.org.head.seq
    ));
    *ctx.ahead.borrow_mut() = Some((scene, false));
    ctx.is_offline.set(true);
    Ok(Some(Fetched { copy, identity, fresh: None }))
}

/// Whether copies of an environment are kept.
fn is_kept(env: &Env) -> bool {
    env.policy.as_ref().is_none_or(|policy| policy.offline)
}

impl Fetched {
    /// The run has what it needs: a copy is kept for when the server cannot be reached.
    pub fn keep(&self, ctx: &Context, env: &Env) {
        let Some(scene) = &self.fresh else { return };
        if ctx.var("ENVCTL_CACHE") == Some("off") || !is_kept(env) {
            return self.copy.forget();
        }
        self.copy.keep(&self.identity, &http::scene_bytes(scene), ctx.now);
    }

    /// The run was refused: nothing of what was refused stays.
    pub fn refused(&self, e: &Error) {
        match e.exit() {
            // What one environment asks of who is known says nothing of the others; a clock, of nobody.
            _ if Unmet::CODES.contains(&e.0.code) => self.copy.forget(),
            error::UNAUTHENTICATED if e.0.code == "clock_skew" => {}
            error::UNAUTHENTICATED => self.copy.forget_all(),
            error::DENIED | error::NOT_FOUND => self.copy.forget(),
            _ => {}
        }
    }
}
