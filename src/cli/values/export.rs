//! `envctl export`: the effective constants in the format of another tool, or refused.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use serde::Serialize;

use super::get;
use super::target::{Allow, How, Target};
use crate::cli::context::{Context, Found};
use crate::cli::error::{self, Error, Result};
use crate::cli::{ReadArgs, report};
use crate::crypto;
use crate::engine::Right;
use crate::engine::resolve::{Effective, Wanted};
use crate::formats::{self, Dialect, Format, Object, Pair, ReadOptions, Setting, WriteOptions};
use crate::model::Key;
use crate::ui::{Line, Page, Report, Symbol};

/// Export constants in the format of another tool
///
/// To a terminal secrets are shown as dots unless --reveal; to a pipe or a file values are
/// written. What a format cannot hold is an error that names the constant.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl export --env staging > .env
  eval \"$(envctl export --env staging --format shell)\"
  envctl export --env staging --format json --output staging.json
  envctl export --env production --app web --format k8s | kubectl apply -f -
  envctl export --env staging --format github-env --only PUBLIC_URL")]
pub struct Args {
    /// The format
    #[arg(short, long, value_name = "FORMAT", default_value = "dotenv", value_parser = formats())]
    format: Format,
    /// dotenv: whose; posix, node, python, compose or docker
    #[arg(long, value_name = "DIALECT")]
    dialect: Option<Dialect>,
    /// Fail where readers of the format differ
    #[arg(long)]
    strict: bool,
    /// Write to a file, mode 0600, in one step
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it exists; names in it that are no constants here are kept
    #[arg(long)]
    force: bool,
    /// Write inside a git work tree to a file that git does not ignore
    #[arg(long)]
    allow_tracked: bool,
    /// Only these constants
    #[arg(long, value_name = "KEY,…", value_delimiter = ',')]
    only: Vec<String>,
    /// Only plain constants
    #[arg(long)]
    plain_only: bool,
    /// Show secrets on a terminal, and write them into a gitlab-dotenv report
    #[arg(long)]
    reveal: bool,
    /// Do not ask the runner of GitHub Actions to mask secrets
    #[arg(long)]
    no_mask: bool,
    /// Begin with a comment that says what it is
    #[arg(long)]
    header: bool,
    /// json: base64 of every value, for values that are not text
    #[arg(long, value_name = "ENCODING", value_parser = ["base64"])]
    encoding: Option<String>,
    /// k8s: the name of the objects; otherwise that of the app or the project
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// k8s: the namespace of the objects
    #[arg(long, value_name = "NAMESPACE")]
    namespace: Option<String>,
    /// k8s: labels of the objects
    #[arg(long, value_name = "KEY=VALUE,…", value_delimiter = ',')]
    labels: Vec<String>,
    #[command(flatten)]
    read: ReadArgs,
}

/// The formats as the help and the completions list them.
pub fn possible_formats() -> impl Iterator<Item = PossibleValue> {
    Format::ALL.iter().map(|format| PossibleValue::new(format.as_str()).help(format.about()))
}

fn formats() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(possible_formats()).try_map(|name| name.parse::<Format>())
}

/// Refuses a flag that means nothing to the format.
///
/// # Errors
/// The first such flag.
pub fn check_settings(format: Format, given: &[(bool, Setting, &str)]) -> Result<()> {
    let stray = given.iter().find(|(given, setting, _)| *given && !format.knows(*setting));
    stray.map_or(Ok(()), |(_, setting, flag)| {
        let known: Vec<&str> = Format::ALL.iter().filter(|f| f.knows(*setting)).map(|f| f.as_str()).collect();
        Err(Error::usage(format!("{flag} is for {}, not for {format}", known.join(", "))))
    })
}

impl Args {
    fn options(&self, header: String, name: &str) -> Result<WriteOptions> {
        let label = |pair: &String| match pair.split_once('=') {
            Some((key, value)) => Ok((key.to_owned(), value.to_owned())),
            None => Err(Error::usage(format!("--labels {pair}: write KEY=VALUE"))),
        };
        Ok(WriteOptions {
            dialect: self.dialect.unwrap_or_default(),
            strict: self.strict,
            header: self.header.then_some(header),
            base64: self.encoding.is_some(),
            reveal: self.reveal,
            nonce: crypto::random(),
            object: Object {
                name: self.name.as_deref().unwrap_or(name).to_owned(),
                namespace: self.namespace.clone(),
                labels: self.labels.iter().map(label).collect::<Result<BTreeMap<_, _>>>()?,
            },
        })
    }

    /// Where it goes; none is stdout.
    fn target(&self, ctx: &Context) -> Result<Option<Target>> {
        let allow = Allow { force: self.force, tracked: self.allow_tracked };
        match (&self.output, self.format.appended_to()) {
            (Some(path), _) => Target::check(ctx, path, allow).map(Some),
            (None, Some(variable)) => Target::named_by(ctx, variable).map(Some),
            (None, None) => Ok(None),
        }
    }
}

#[derive(Debug, Serialize)]
struct Export {
    env: String,
    app: Option<String>,
    constants: Vec<Exported>,
}

#[derive(Debug, Serialize)]
struct Exported {
    name: String,
    value: Option<String>,
    value_base64: Option<String>,
    secret: bool,
    source: &'static str,
}

impl Exported {
    fn of(one: Effective, hide: bool) -> Exported {
        let hidden = hide && one.secret;
        let bytes = one.value.expose();
        let text = std::str::from_utf8(bytes).ok().map(str::to_owned);
        let value_base64 = (text.is_none() && !hidden).then(|| data_encoding::BASE64.encode(bytes));
        Exported {
            name: one.key.to_string(),
            value: text.filter(|_| !hidden),
            value_base64,
            secret: one.secret,
            source: one.source.as_str(),
        }
    }
}

impl Report for Export {
    const KIND: &'static str = "Export";
    fn text(&self, _: &mut Page<'_>) {}
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let only = args.only.iter().map(|key| Ok(key.parse()?)).collect::<Result<Vec<Key>>>()?;
    let object = args.name.is_some() || args.namespace.is_some() || !args.labels.is_empty();
    check_settings(
        args.format,
        &[
            (args.dialect.is_some(), Setting::Dialect, "--dialect"),
            (args.header, Setting::Header, "--header"),
            (args.encoding.is_some(), Setting::Base64, "--encoding"),
            (object, Setting::Object, "--name, --namespace and --labels"),
        ],
    )?;
    let target = args.target(ctx)?;
    let project = ctx.project()?;
    let p = &project.name;
    let mut tree = project.client.read(&get::reads(p), args.read.at)?;
    let found = ctx.env(&project, &tree, false)?;
    let app = match ctx.named_apps(&project, &tree)?.as_slice() {
        [] => None,
        [app] => Some(app.clone()),
        _ => return Err(Error::usage("export takes one app: --app was given several")),
    };
    let right = if args.plain_only { Right::View } else { Right::Open };
    project.client.may_app(&tree, right, Some((found.id, &found.env)), app.as_ref())?;
    let header = format!("{}/{p} {}, written by envctl export", project.client.org_name(), found.name());
    let options = args.options(header, app.as_ref().map_or(p.as_str(), |app| app.as_str()))?;
    let spinner = ctx.ui.spinner(&format!("exporting {}", found.name()));
    let values = get::value_reads(p, found.id, app.as_ref());
    tree.extend(project.client.read(&values, args.read.at.or(Some(tree.head.seq)))?);
    let plain: Vec<Key>;
    let wanted = match (only.is_empty(), args.plain_only) {
        (false, _) => Wanted::Needed(&only),
        (true, false) => Wanted::All,
        (true, true) => {
            plain = set_and_plain(&tree, p, &found, app.as_ref());
            Wanted::Needed(&plain)
        }
    };
    let mut constants =
        get::effective(&project.client, &tree, p, (found.id, found.name()), app.as_ref(), wanted)?;
    if args.plain_only {
        constants.retain(|one| !one.secret);
    }
    drop(spinner);
    let hide = target.is_none() && ctx.ui.stdout_is_terminal() && !args.reveal;
    let app = app.map(|app| app.to_string());
    if ctx.ui.settings().json && target.is_none() {
        let secrets = constants.iter().filter(|one| one.secret);
        masks(ctx, args, secrets.map(|one| (one.key.as_str(), one.value.expose())))?;
        let constants = constants.into_iter().map(|one| Exported::of(one, hide)).collect();
        ctx.ui.show(&Export { env: found.name().to_owned(), app, constants })?;
        return Ok(error::OK);
    }
    let mut pairs: Vec<Pair> = constants
        .into_iter()
        .map(|one| Pair {
            name: one.key.to_string(),
            secret: one.secret,
            value: if hide && one.secret { DOTS.into() } else { one.value.into_exposed() },
        })
        .collect();
    let constants = pairs.len();
    let declared = |name: &str| name.parse().is_ok_and(|key| tree.constant(p, &key).is_some());
    if let Some(target) = target.as_ref().filter(|_| !args.format.knows(Setting::Object)) {
        pairs.extend(foreign(target, args, declared)?);
    }
    let written = formats::write(args.format, &pairs, &options)?;
    // A runner has to know what to hide before anything can show it.
    let secrets = || pairs.iter().filter(|pair| pair.secret);
    let masked = masks(ctx, args, secrets().map(|pair| (pair.name.as_str(), pair.value.as_slice())))?;
    let secrets = secrets().count();
    for warning in &written.warnings {
        ctx.ui.warn(&warning.to_string());
    }
    match target {
        None => ctx.ui.payload(&written.bytes)?,
        Some(target) => {
            target.write(&written.bytes)?;
            // What is a stream may be our own stdout: nothing follows the data there.
            if target.how != How::Stream {
                let (file, appended) = (target.shown, target.how == How::Appended);
                let (env, kept) = (found.name().to_owned(), pairs.len() - constants);
                ctx.ui.show(&Wrote { file, env, constants, secrets, kept, masked, appended })?;
            }
        }
    }
    if hide && secrets > 0 {
        ctx.ui.hint("--reveal shows secrets on a terminal");
    }
    Ok(error::OK)
}

/// What is in the file that is replaced and is none of ours.
fn foreign(target: &Target, args: &Args, declared: impl Fn(&str) -> bool) -> Result<Vec<Pair>> {
    let Some(bytes) = target.replaces()? else {
        return Ok(Vec::new());
    };
    let options = ReadOptions { dialect: args.dialect.unwrap_or_default(), ..ReadOptions::default() };
    let parsed = formats::read(args.format, &bytes, &options).map_err(|e| {
        let message = format!("{}:{e}: what else is in it cannot be kept", target.shown);
        Error::new("unreadable", error::CONFLICT, message).hint(format!("rm {}", target.shown))
    })?;
    let foreign = parsed.pairs.into_iter().filter(|(name, _)| !declared(name));
    Ok(foreign.map(|(name, value)| Pair { name, value, secret: false }).collect())
}

/// What stands for a secret on a terminal.
const DOTS: &str = "••••";

/// Asks a runner of GitHub Actions to hide the secrets; gives how many there were.
fn masks<'s>(
    ctx: &Context,
    args: &Args,
    secrets: impl Iterator<Item = (&'s str, &'s [u8])>,
) -> Result<usize> {
    let for_steps = args.format.appended_to().is_some() && args.output.is_none();
    if args.no_mask || !(for_steps || get::is_on_runner(ctx)) {
        return Ok(0);
    }
    let mut masked = 0;
    for (key, value) in secrets {
        get::mask(ctx, key, value)?;
        masked += 1;
    }
    Ok(masked)
}

fn set_and_plain(
    tree: &crate::model::Tree,
    p: &crate::model::ProjectName,
    found: &Found,
    app: Option<&crate::model::AppName>,
) -> Vec<Key> {
    use crate::model::Scope;
    let has = |key: &Key| {
        let own = app.is_some_and(|app| tree.value(p, found.id, &Scope::App(app.clone()), key).is_some());
        own || tree.value(p, found.id, &Scope::Project, key).is_some()
    };
    let plain =
        tree.constants(p).into_iter().filter(|(key, c)| !c.secret && (c.default.is_some() || has(key)));
    plain.map(|(key, _)| key).collect()
}

#[derive(Debug, Serialize)]
struct Wrote {
    file: String,
    env: String,
    constants: usize,
    secrets: usize,
    kept: usize,
    masked: usize,
    appended: bool,
}

impl Report for Wrote {
    const KIND: &'static str = "ExportFile";

    fn text(&self, page: &mut Page<'_>) {
        let dot = |line: Line| line.plain(" ").symbol(Symbol::Dot).plain(" ");
        if self.appended {
            let count = report::count(self.constants, "variable");
            let line = Line::new().plain(format!("{count} for later steps"));
            return page.ok(dot(line).plain(format!("{} masked", self.masked)));
        }
        let line = dot(Line::new().plain(format!("wrote {}", self.file)));
        let count = report::count(self.constants, "constant");
        let mut line = dot(line.plain(format!("{count}, {} secret", self.secrets)));
        if self.kept > 0 {
            line = dot(line.plain(format!("{} of others kept", self.kept)));
        }
        page.ok(line.plain("mode 0600"));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}
