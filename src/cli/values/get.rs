//! `envctl get`: one value, one newline, nothing else.

use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::{ReadArgs, report};
use crate::client::Client;
use crate::engine::Right;
pub use crate::engine::reads::{place as reads, values as value_reads};
use crate::engine::resolve::{self, Open, Unresolved, Wanted};
use crate::model::{AppName, EnvId, Key, ProjectName, Tree};
use crate::ui::{Page, Report};

/// Print the value of a constant
///
/// The effective value: an app's own wins over the project's with --app, references are replaced.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl get LOG_LEVEL --env staging
  envctl get DATABASE_URL --env staging --at 41")]
pub struct Args {
    /// The constant
    key: String,
    #[command(flatten)]
    read: ReadArgs,
}

#[derive(Debug, Serialize)]
struct Constant {
    name: String,
    env: String,
    app: Option<String>,
    secret: bool,
    value: Option<String>,
    value_base64: Option<String>,
    source: &'static str,
    rev: u64,
}

impl Report for Constant {
    const KIND: &'static str = "Constant";
    fn text(&self, _: &mut Page<'_>) {}
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let key: Key = args.key.parse()?;
    let project = ctx.project()?;
    let p = &project.name;
    let tree = project.client.read(&reads(p), args.read.at)?;
    let found = ctx.env(&project, &tree, false)?;
    let app = match ctx.named_apps(&project, &tree)?.as_slice() {
        [] => None,
        [app] => Some(app.clone()),
        _ => return Err(Error::usage("get takes one app: --app was given several")),
    };
    let values =
        project.client.read(&value_reads(p, found.id, app.as_ref()), args.read.at.or(Some(tree.head.seq)))?;
    let mut tree = tree;
    tree.extend(values);
    let secret = tree.constant(p, &key).is_some_and(|c| c.secret);
    let right = if secret { Right::Open } else { Right::View };
    project.client.may_app(&tree, right, Some((found.id, &found.env)), app.as_ref())?;
    if tree.constant(p, &key).is_none() {
        let names: Vec<String> = tree.constants(p).iter().map(|(key, _)| key.to_string()).collect();
        let near: Vec<String> = crate::ui::nearest(key.as_str(), names.iter().map(String::as_str))
            .map(str::to_owned)
            .into_iter()
            .collect();
        return Err(Error::new(
            "constant_not_found",
            error::NOT_FOUND,
            format!("{key} is not declared in {}/{p}", project.client.org_name()),
        )
        .known(key.as_str(), &near));
    }
    let wanted = [key.clone()];
    let mut effective = effective(
        &project.client,
        &tree,
        p,
        (found.id, found.name()),
        app.as_ref(),
        Wanted::Needed(&wanted),
    )?;
    let Some(one) = effective.pop() else {
        return Err(Error::new(
            "constant_not_found",
            error::NOT_FOUND,
            format!("{key} has no value in {}", found.name()),
        ));
    };
    let bytes = one.value.expose();
    if one.secret && is_on_runner(ctx) {
        mask(ctx, key.as_str(), bytes)?;
    }
    if ctx.ui.settings().json {
        let text = std::str::from_utf8(bytes).ok().map(str::to_owned);
        let value_base64 = text.is_none().then(|| data_encoding::BASE64.encode(bytes));
        ctx.ui.show(&Constant {
            name: key.to_string(),
            env: found.name().to_owned(),
            app: app.map(|app| app.to_string()),
            secret: one.secret,
            value: text,
            value_base64,
            source: one.source.as_str(),
            rev: one.rev,
        })?;
    } else {
        ctx.ui.payload(&[bytes, b"\n"].concat())?;
    }
    Ok(error::OK)
}

/// Resolves, and says everything that is in the way at once.
///
/// # Errors
/// When a needed value is missing, does not open, or refers to what is not there.
pub fn effective(
    client: &Client,
    tree: &Tree,
    p: &ProjectName,
    (env, env_name): (EnvId, &str),
    app: Option<&AppName>,
    wanted: Wanted<'_>,
) -> Result<Vec<resolve::Effective>> {
    let all = |open: &Open<'_>| resolve::resolve(tree, p, env, app, wanted, open);
    opened(client, tree, p, (env, env_name), all)
}

/// As [`effective`], of what was read already; the keys are in the tree.
///
/// # Errors
/// As [`effective`].
pub fn opened(
    client: &Client,
    tree: &Tree,
    p: &ProjectName,
    (env, env_name): (EnvId, &str),
    resolve: impl FnOnce(&Open<'_>) -> std::result::Result<Vec<resolve::Effective>, Unresolved>,
) -> Result<Vec<resolve::Effective>> {
    let vault = client.vault(tree);
    let resolved = resolve(&*vault.opener());
    resolved.map_err(|unresolved| explain(&unresolved, &vault, p, env, env_name))
}

fn explain(
    unresolved: &Unresolved,
    vault: &crate::client::Vault<'_>,
    p: &ProjectName,
    env: EnvId,
    name: &str,
) -> Error {
    let Unresolved { missing, undeclared, unopened, broken } = unresolved;
    if !unopened.is_empty() {
        // Why nothing opens says more than what does not.
        let cause = vault.unlock(p, env).err();
        let error = Error::new(
            "sealed",
            if cause.is_some() { error::DENIED } else { error::INVALID },
            format!(
                "{} in {name} did not open: {}",
                report::count(unopened.len(), "secret"),
                report::names(unopened)
            ),
        );
        return match cause {
            Some(cause) => error.fact(cause.to_string()),
            None => {
                error.fact("changed in the store, or sealed for another place").hint("envctl audit verify")
            }
        };
    }
    if missing.is_empty() && undeclared.is_empty() {
        let mut error = Error::new(
            "invalid_reference",
            error::INVALID,
            format!("{} in {name} cannot be resolved", report::count(broken.len(), "constant")),
        );
        for (key, why) in broken {
            error = error.fact(format!("{key}: {why}"));
        }
        return error;
    }
    let all: Vec<Key> = missing.iter().chain(undeclared).cloned().collect();
    let verb = if all.len() == 1 { "constant has" } else { "constants have" };
    let mut error = Error::new(
        "constants_missing",
        error::NOT_FOUND,
        format!("{} {verb} no value in {name}: {}", all.len(), report::names(&all)),
    );
    for key in undeclared {
        error = error.fact(format!("{key} is not declared at all"));
    }
    let keys: Vec<&str> = all.iter().take(5).map(Key::as_str).collect();
    error.hint(format!("envctl set {} --env {name}", keys.join(" ")))
}

/// Whether this is a step of GitHub Actions, whose runner reads what is printed.
pub fn is_on_runner(ctx: &Context) -> bool {
    ctx.ui.is_ci() && ctx.var("GITHUB_ACTIONS") == Some("true")
}

/// Shortest line that is masked, in bytes: a shorter one would blank half the log.
const MASKED_MIN: usize = 4;

/// Tells a GitHub runner to hide a secret, a line at a time, on stderr: the runner reads both. Says
/// so if a line is too short for that.
///
/// # Errors
/// When stderr cannot be written.
pub fn mask(ctx: &Context, key: &str, value: &[u8]) -> Result<()> {
    let lines = value.split(|b| *b == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let (long, short): (Vec<_>, Vec<_>) =
        lines.filter(|line| !line.is_empty()).partition(|line| line.len() >= MASKED_MIN);
    for line in long {
        let text = String::from_utf8_lossy(line).replace('%', "%25").replace('\r', "%0D");
        ctx.ui.command(&format!("::add-mask::{text}"))?;
    }
    if !short.is_empty() && !ctx.ui.settings().quiet {
        ctx.ui.warn(&format!("{key} has a line of less than {MASKED_MIN} bytes, which is not masked"));
    }
    Ok(())
}
