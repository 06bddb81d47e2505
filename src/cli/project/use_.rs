//! `envctl use`: the default organization and environment, saved for this manifest.

use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::stores::org_of;
use crate::client::Context as Saved;
use crate::model::{OrgName, Prefix};
use crate::ui::{Line, Page, Report};

/// Save the default organization or environment
///
/// For this manifest, or outside of a project for all. Never used for writes to a protected
/// environment, for rollbacks, or in CI.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl use staging
  envctl use acme/staging
  envctl use --clear")]
pub struct Args {
    /// The environment, with its organization if it is another
    #[arg(value_name = "[ORG/]ENV")]
    target: Option<String>,
    /// Forget what was saved
    #[arg(long, conflicts_with = "target")]
    clear: bool,
}

#[derive(Debug, Serialize)]
struct Using {
    org: Option<String>,
    env: Option<String>,
    scope: String,
    previous: Option<String>,
    #[serde(skip)]
    line: Line,
}

impl Report for Using {
    const KIND: &'static str = "Context";

    fn text(&self, page: &mut Page<'_>) {
        let was = self.previous.as_ref().map(|env| format!(" (was {env})")).unwrap_or_default();
        let line = self.line.clone().plain(format!(" for {}{was}", self.scope));
        page.ok(line);
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let scope = ctx.saved_scope()?;
    let previous = Saved::load(&ctx.folders, &scope)?;
    let saved =
        |org: Option<String>, env: Option<String>| Saved { org, env, saved: i64::try_from(ctx.now).ok() };
    if args.clear {
        Saved::default().save(&ctx.folders, &scope)?;
        let line = Line::new().plain("nothing is saved any more");
        ctx.ui.show(&Using { org: None, env: None, scope, previous: previous.env, line })?;
        return Ok(error::OK);
    }
    let (org, env) = match args
        .target
        .as_deref()
        .map(|text| text.split_once('/').map_or((None, text), |(org, env)| (Some(org), env)))
    {
        Some((org, env)) => (org.map(str::to_owned), Some(env.to_owned())),
        None => (None, None),
    };
    let in_manifest = ctx.head()?.org.clone();
    if let Some(org) = &org {
        org.parse::<OrgName>()?;
        if let Some(other) = in_manifest.as_ref().filter(|other| *other != org) {
            return Err(Error::usage(format!(
                "{org} contradicts {}, which says {other}",
                crate::cli::context::manifest_name()
            )));
        }
        // Outside of a project an organization can be saved alone: `envctl use acme/`.
        if env.as_deref() == Some("") {
            let store = ctx.store(false)?;
            let mut orgs = store.map(|store| store.orgs()).transpose()?.unwrap_or_default();
            orgs.retain(|org| !org.is_deleted());
            org_of(&orgs, org, "this store")?;
            saved(Some(org.clone()), None).save(&ctx.folders, &scope)?;
            let line = Line::new().plain(format!("using {org}"));
            ctx.ui.show(&Using { org: Some(org.clone()), env: None, scope, previous: previous.env, line })?;
            return Ok(error::OK);
        }
    }
    let project = ctx.project()?;
    let tree = project.client.read(&[Prefix::folder(&project.name, "env")], None)?;
    let found = match env {
        Some(name) => ctx.env_named(&project, &tree, &name)?,
        None if ctx.ui.can_prompt() => ctx.pick_env(&project, &tree)?,
        None => {
            let names = ctx.names_shown(&project, &tree)?;
            return Err(Error::input_required("environment", "ENV", names));
        }
    };
    let org = project.client.org_name().to_string();
    let keep = org_to_save(in_manifest.is_some(), &org);
    saved(keep, Some(found.name().to_owned())).save(&ctx.folders, &scope)?;
    let line = Line::new().plain(format!("using {org}/")).join(found.line());
    ctx.ui.show(&Using {
        org: Some(org),
        env: Some(found.name().to_owned()),
        scope,
        previous: previous.env,
        line,
    })?;
    ctx.ui.hint("writes to a protected environment still ask for its name");
    Ok(error::OK)
}

/// A manifest that names the organization needs no second opinion.
fn org_to_save(in_manifest: bool, org: &str) -> Option<String> {
    (!in_manifest).then(|| org.to_owned())
}
