//! `envctl envs protect|unprotect`: the standing rules of an environment, given and taken as a whole.

use serde::Serialize;

use crate::cli::WriteArgs;
use crate::cli::context::{Context, Project};
use crate::cli::error::{self, Result};
use crate::cli::reconcile::diff::everything;
use crate::cli::report;
use crate::cli::stores::StorePlace;
use crate::engine::Right;
use crate::engine::envs::{self, Edit, Rule};
use crate::model::EnvId;
use crate::ui::{Line, Page, Report};

/// Protect an environment: writes ask for its name, and rules hold for everyone
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  envctl envs protect production --approvals 1 --promote-from staging
  envctl envs protect production --require-mfa --allow-ip 10.0.0.0/8 --session 8h --session-idle 30m

More rules: envctl envs edit --help")]
pub struct Protect {
    /// The environment
    name: String,
    /// How many other people must approve promotions, releases and merges into it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=32))]
    approvals: Option<u32>,
    /// Where promotions come from
    #[arg(long, value_name = "ENV,…", value_delimiter = ',')]
    promote_from: Vec<String>,
    #[command(flatten)]
    signin: Signin,
    #[command(flatten)]
    write: WriteArgs,
}

/// What a server asks of who reaches an environment.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Signin {
    /// Whether a session counts only with a one-time code
    #[arg(long, value_name = "SWITCH", num_args = 0..=1, require_equals = true, default_missing_value = "on", value_parser = ["on", "off"], help_heading = "Sign-in, by a server")]
    require_mfa: Option<String>,
    /// A network that it is reached from: 10.0.0.0/8, or one address; several times; or `none`
    #[arg(long, value_name = "CIDR", value_delimiter = ',', help_heading = "Sign-in, by a server")]
    allow_ip: Vec<String>,
    /// How long a session counts: 8h; or `none`
    #[arg(long, value_name = "DURATION", help_heading = "Sign-in, by a server")]
    session: Option<String>,
    /// How long a session may rest and still count: 30m; or `none`
    #[arg(long, value_name = "DURATION", help_heading = "Sign-in, by a server")]
    session_idle: Option<String>,
}

impl Signin {
    /// The rules that were given.
    pub fn rules(&self) -> Vec<Rule> {
        let none = |text: &String| Some(text.clone()).filter(|text| text != "none");
        let ips = match self.allow_ip.as_slice() {
            [] => None,
            [only] if only == "none" => Some(Vec::new()),
            items => Some(items.to_vec()),
        };
        let mut rules = Vec::new();
        rules.extend(self.require_mfa.as_ref().map(|word| Rule::RequireMfa(word == "on")));
        rules.extend(ips.map(Rule::AllowIps));
        rules.extend(self.session.as_ref().map(|text| Rule::Session(none(text))));
        rules.extend(self.session_idle.as_ref().map(|text| Rule::SessionIdle(none(text))));
        rules
    }

    /// The names of those that ask for something.
    fn asked(&self) -> Vec<&'static str> {
        let asked = self.rules().into_iter().filter_map(|rule| match rule {
            Rule::RequireMfa(true) => Some("one-time codes"),
            Rule::AllowIps(nets) if !nets.is_empty() => Some("the list of addresses"),
            Rule::Session(Some(_)) => Some("the lifetime of sessions"),
            Rule::SessionIdle(Some(_)) => Some("the rest of sessions"),
            _ => None,
        });
        asked.collect()
    }
}

/// Says which rules the store in force does not enforce.
///
/// # Errors
/// When the store is named by something that is not one.
pub fn enforced(ctx: &Context, signin: &Signin) -> Result<()> {
    let asked = signin.asked();
    if !asked.is_empty() && !matches!(ctx.store_place()?, StorePlace::Server(_)) {
        ctx.ui.warn(&format!(
            "only a server enforces {}: in this store they are kept, and hold nobody up",
            asked.join(", ")
        ));
    }
    Ok(())
}

/// Take all rules of an environment away
#[derive(Debug, clap::Args)]
pub struct Unprotect {
    /// The environment
    name: String,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct EnvPolicy {
    changed: bool,
    dry_run: bool,
    synced: bool,
    env: String,
    protected: bool,
    approvals: u32,
    require_mfa: bool,
    allow_ips: Vec<String>,
    session: Option<String>,
    session_idle: Option<String>,
    promote_from: Vec<String>,
    rev: u64,
}

impl Report for EnvPolicy {
    const KIND: &'static str = "EnvPolicy";

    fn text(&self, page: &mut Page<'_>) {
        let state = if self.protected { "protected" } else { "not protected" };
        let line = Line::new().plain(format!("{} is {state}", self.env));
        if self.dry_run {
            page.line(line);
            return report::dry_run(page);
        }
        let synced = if self.synced { ", envctl.toml follows" } else { "" };
        page.ok(line.plain(format!(" (rev {}{synced})", self.rev)));
        if !self.protected {
            return;
        }
        page.line("  writes      type the name (scripts: --confirm)");
        let from = if self.promote_from.is_empty() {
            "from the environment before".to_owned()
        } else {
            format!("from {} only", self.promote_from.join(", "))
        };
        let approvals = match self.approvals {
            0 => String::new(),
            n => format!(", {} by someone else", report::count(n as usize, "approval")),
        };
        page.line(format!("  promote     {from}{approvals}"));
        let mut signin = Vec::new();
        signin.extend(self.require_mfa.then(|| "one-time code".to_owned()));
        signin.extend((!self.allow_ips.is_empty()).then(|| format!("from {}", self.allow_ips.join(", "))));
        signin.extend(self.session.as_ref().map(|long| format!("sessions end after {long}")));
        signin.extend(self.session_idle.as_ref().map(|long| format!("at rest after {long}")));
        if !signin.is_empty() {
            page.line(format!("  sign-in     {}", signin.join(", ")));
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// Runs `envs protect`.
pub fn protect(ctx: &Context, args: &Protect) -> Result {
    let project = ctx.project()?;
    let look = project.client.read(&everything(&project), None)?;
    let mut rules: Vec<Rule> = args.approvals.map(Rule::Approvals).into_iter().collect();
    if !args.promote_from.is_empty() {
        let ids = args.promote_from.iter().map(|name| Ok(ctx.env_named(&project, &look, name)?.id));
        rules.push(Rule::PromoteFrom(ids.collect::<Result<_>>()?));
    }
    rules.extend(args.signin.rules());
    let edit = Edit { protected: Some(true), policy: rules, ..Edit::default() };
    let done = change(ctx, &project, &args.name, &args.write, "envs.protect", &edit)?;
    enforced(ctx, &args.signin)?;
    Ok(done)
}

/// Runs `envs unprotect`.
pub fn unprotect(ctx: &Context, args: &Unprotect) -> Result {
    let project = ctx.project()?;
    let edit = Edit { protected: Some(false), ..Edit::default() };
    change(ctx, &project, &args.name, &args.write, "envs.unprotect", &edit)
}

fn change(
    ctx: &Context,
    project: &Project,
    name: &str,
    write: &WriteArgs,
    action: &str,
    edit: &Edit,
) -> Result {
    let p = &project.name;
    let look = project.client.read(&everything(project), None)?;
    let found = ctx.env_named(project, &look, name)?;
    project.client.may(&look, Right::Manage, Some((found.id, &found.env)))?;
    let takes_away = edit.protected == Some(false);
    if takes_away && found.env.policy.is_some() {
        ctx.ui.warn(
            "this takes away every rule of it: approvals, where promotions come from, freezes, sign-in",
        );
    }
    let written = ctx.write(
        project,
        action,
        write,
        &everything(project),
        |tree, _| {
            let now = ctx.env_named(project, tree, found.name())?;
            Ok(((), envs::edit(tree, p, now.id, &now.env, edit)?))
        },
        |(), _| {
            let verb = if takes_away { "unprotect it" } else { "change its rules" };
            ctx.confirm_env(write, &found, verb, "the standing rules of it")
        },
    );
    let written = written.map_err(|e| match e.0.code {
        "ip_denied" | "mfa_required" | "mfa_not_enrolled" | "session_required" | "session_expired" => {
            e.fact("nothing was changed: rules of signing in go for who changes them, before and after")
        }
        _ => e,
    })?;
    let after = &written.done.after;
    let now = after.envs(p).into_iter().find(|(id, _)| *id == found.id);
    let policy = now.and_then(|(_, env)| env.policy.as_deref());
    let name_of = |id: &EnvId| {
        after.envs(p).into_iter().find(|(other, _)| other == id).map(|(_, env)| env.name.to_string())
    };
    ctx.ui.show(&EnvPolicy {
        changed: written.done.changed && !write.dry_run,
        dry_run: write.dry_run,
        synced: written.in_manifest,
        env: found.name().to_owned(),
        protected: policy.is_some(),
        approvals: policy.and_then(|policy| policy.approvals).unwrap_or(0),
        require_mfa: policy.is_some_and(|policy| policy.require_mfa),
        allow_ips: policy.map(|policy| policy.allow_ips.clone()).unwrap_or_default(),
        session: policy.and_then(|policy| policy.session.clone()),
        session_idle: policy.and_then(|policy| policy.session_idle.clone()),
        promote_from: policy.iter().flat_map(|policy| &policy.promote_from).filter_map(name_of).collect(),
        rev: written.done.rev,
    })?;
    Ok(error::OK)
}
