//! `envctl set`: values of constants, from a prompt, stdin, files, or the command line.

use serde::Serialize;

use super::get;
use super::given::{self, Ask, Given};
use crate::cli::WriteArgs;
use crate::cli::context::{Context, Found, Project, manifest_name};
use crate::cli::error::{self, Error, Result};
use crate::cli::report::{self, Change};
use crate::cli::write::changed;
use crate::engine::constants::{self, Assignment, Kind};
use crate::engine::locks;
use crate::model::{AppName, Key, MergeRule, Place, Prefix, ProjectName, Scope};
use crate::ui::{Line, Page, Report, Symbol};

/// Set constants
///
/// A declared constant follows its declaration; a new one is secret unless --plain. KEY alone
/// asks for the value without showing it, or reads it from stdin where there is no terminal.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl set DATABASE_URL --env staging
  printf %s \"$PEM\" | envctl set TLS_KEY --env staging
  envctl set LOG_LEVEL=debug --plain --env development,staging
  envctl set TLS_KEY --from-file TLS_KEY=key.pem --env production
  envctl set PUBLIC_URL --merge never")]
pub struct Args {
    /// KEY, or KEY=VALUE (visible in the shell's history and to `ps`)
    #[arg(value_name = "KEY[=VALUE]")]
    pairs: Vec<std::ffi::OsString>,
    /// New constants are secret
    #[arg(long, conflicts_with = "plain")]
    secret: bool,
    /// New constants are plain: readable by whoever sees the environment, and kept in envctl.toml
    #[arg(long)]
    plain: bool,
    /// Take the value of KEY from a file
    #[arg(long, value_name = "KEY=PATH")]
    from_file: Vec<String>,
    /// Store "" where a value is empty
    #[arg(long)]
    allow_empty: bool,
    /// Keep every byte of stdin or a file, the final newline too
    #[arg(long)]
    raw: bool,
    /// In every environment
    #[arg(long, conflicts_with = "env")]
    all_envs: bool,
    /// Whether its values travel when environments are merged: always (as plain ones do) or never (as
    /// secrets do). KEY alone, without --env, changes nothing but this
    #[arg(long, value_name = "RULE")]
    merge: Option<String>,
    /// Allow names like PATH or LD_PRELOAD, which act upon every consumer
    #[arg(long)]
    allow_dangerous_name: bool,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct SetResult {
    changed: bool,
    rev: u64,
    dry_run: bool,
    constants: Vec<SetConstant>,
    #[serde(skip)]
    in_manifest: bool,
}

#[derive(Clone, Debug, Serialize)]
struct SetConstant {
    name: String,
    env: String,
    app: Option<String>,
    secret: bool,
    bytes: usize,
    lines: usize,
    fp: Option<String>,
    trimmed_newline: bool,
    #[serde(skip)]
    value: Option<String>,
    #[serde(skip)]
    env_line: Line,
}

impl Report for SetResult {
    const KIND: &'static str = "SetResult";

    fn text(&self, page: &mut Page<'_>) {
        let mut at = 0;
        while let Some(first) = self.constants.get(at) {
            let same = |c: &&SetConstant| c.name == first.name && c.fp == first.fp;
            let group: Vec<&SetConstant> = self.constants[at..].iter().take_while(same).collect();
            at += group.len();
            let dot = |line: Line| line.plain(" ").symbol(Symbol::Dot).plain(" ");
            let mut line = match &first.value {
                Some(value) if self.in_manifest => {
                    Line::new().plain(format!("{}: {} = {value:?} in ", manifest_name(), first.name))
                }
                Some(value) => Line::new().plain(format!("{} = {value:?} in ", first.name)),
                None => Line::new().key(&first.name).plain(" set in "),
            };
            for (n, c) in group.iter().enumerate() {
                line = line.plain(if n == 0 { "" } else { ", " }).join(c.env_line.clone());
            }
            if let Some(app) = &first.app {
                line = line.plain(format!(" for {app}"));
            }
            if first.secret {
                line = dot(line).plain("secret");
                line = dot(line).plain(size(first.bytes, first.lines));
                if let Some(fp) = &first.fp {
                    line = dot(line).plain(format!("fp {fp}"));
                }
            }
            if self.dry_run {
                page.line(line);
            } else {
                page.ok(dot(line).plain(format!("rev {}", self.rev)));
            }
        }
        if self.dry_run {
            report::dry_run(page);
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

fn size(bytes: usize, lines: usize) -> String {
    match lines {
        0 | 1 => report::count(bytes, "byte"),
        _ => format!("{}, {lines} lines", report::count(bytes, "byte")),
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    // Names are checked before anything is read or asked.
    let named = args.pairs.iter().map(|pair| given::split(pair)).collect::<Result<Vec<_>>>()?;
    let files = args.from_file.iter().map(|pair| given::split_file(pair)).collect::<Result<Vec<_>>>()?;
    if named.is_empty() && files.is_empty() {
        return Err(Error::usage("no constant given").hint("envctl set KEY"));
    }
    for key in named.iter().map(|(key, _)| key).chain(files.iter().map(|(key, _)| key)) {
        constants::check_name(key, args.allow_dangerous_name)?;
    }
    given::once(&named, &files)?;
    let rule = args.merge.as_deref().map(str::parse::<MergeRule>).transpose().map_err(Error::usage)?;
    let project = ctx.project()?;
    let p = &project.name;
    let mut reads = get::reads(p);
    reads.extend(named.iter().map(|(key, _)| Prefix::one(&Place::Constant(p.clone(), key.clone()).path())));
    let look = project.client.read(&reads, None)?;
    let bare = files.is_empty() && named.iter().all(|(_, value)| value.is_none());
    let nowhere = ctx.globals.env.is_none() && !args.all_envs;
    if let Some(rule) = rule.filter(|_| bare && nowhere) {
        let keys: Vec<Key> = named.into_iter().map(|(key, _)| key).collect();
        if keys.iter().all(|key| look.constant(p, key).is_some()) {
            return travel(ctx, args, &project, &keys, rule);
        }
        return Err(Error::input_required("environment", "--env", Vec::new())
            .fact("a new constant is declared with its first value"));
    }
    let envs = if args.all_envs { ctx.every_env(&project, &look)? } else { ctx.envs(&project, &look, true)? };
    let app = match ctx.named_apps(&project, &look)?.as_slice() {
        [] => None,
        [app] => Some(app.clone()),
        _ => return Err(Error::usage("set takes one app: --app was given several")),
    };
    for found in &envs {
        let env = Some((found.id, &found.env));
        project.client.may_app(&look, crate::engine::Right::Write, env, app.as_ref())?;
        // Nobody types a value that cannot be kept.
        locks::open(&look, &found.env, ctx.now.max(look.time), false)?;
    }
    let env = envs.first().map_or("ENV", |found| found.name());
    let again = |key: &Key| format!("envctl set {key} --env {env}");
    let ask = Ask { raw: args.raw, allow_empty: args.allow_empty, again: &again };
    let given = given::values(ctx, &ask, named, files)?;
    for found in &envs {
        let what: Vec<&str> = given.iter().map(|g| g.key.as_str()).collect();
        ctx.confirm_env(&args.write, found, "set there", &format!("set {}", what.join(", ")))?;
    }
    let kind = match (args.secret, args.plain) {
        (true, _) => Kind::Secret,
        (_, true) => Kind::Plain,
        _ => Kind::AsDeclared,
    };
    commit(ctx, args, &project, &envs, app.as_ref(), given, kind, rule)
}

/// Declares whether values travel, and sets none.
fn travel(ctx: &Context, args: &Args, project: &Project, keys: &[Key], rule: MergeRule) -> Result {
    let p = &project.name;
    let written = ctx.write(
        project,
        "set",
        &args.write,
        &[Prefix::folder(p, "constant")],
        |tree, _| {
            let before: Vec<_> = keys.iter().map(|key| tree.constant(p, key).and_then(|c| c.merge)).collect();
            let mut writes = Vec::new();
            constants::travel(tree, p, keys, rule, &mut writes);
            Ok((before, writes))
        },
        |_, _| Ok(()),
    )?;
    let old = written.done.report.iter().map(|rule| rule.map(|rule| rule.to_string()));
    let change = |(key, old)| Change::of(format!("constants.{key}.merge"), old, Some(rule.to_string()));
    let changes: Vec<Change> = keys.iter().zip(old).map(change).filter(|c| c.before != c.after).collect();
    let names: Vec<&str> = keys.iter().map(Key::as_str).collect();
    let does = if rule == MergeRule::Always { "travel with a merge" } else { "stay out of merges" };
    let line = Line::new().plain(format!("values of {} {does}", names.join(", ")));
    ctx.ui.show(&changed(&written, &args.write, changes, vec![line]))?;
    Ok(error::OK)
}

#[allow(clippy::too_many_arguments, reason = "what was given, and where it goes")]
fn commit(
    ctx: &Context,
    args: &Args,
    project: &Project,
    envs: &[Found],
    app: Option<&AppName>,
    given: Vec<Given>,
    kind: Kind,
    rule: Option<MergeRule>,
) -> Result {
    let p = &project.name;
    let ids: Vec<_> = envs.iter().map(|found| found.id).collect();
    let assignments: Vec<Assignment> =
        given.iter().map(|g| Assignment { key: g.key.clone(), value: g.value.clone() }).collect();
    let mut reads = reads(p, &ids, app, assignments.iter().map(|a| &a.key));
    if assignments.iter().any(|a| a.value.expose().windows(2).any(|w| w == b"{{")) {
        // What the value refers to is looked at too: a circle is refused when it is made.
        reads.extend(ids.iter().map(|env| Prefix::scope(p, *env, &Scope::of(app))));
    }
    let written = ctx.write(
        project,
        "set",
        &args.write,
        &reads,
        |tree, op| {
            let (effects, mut writes) = constants::set(tree, p, &ids, app, &assignments, kind, op)?;
            if let Some(rule) = rule {
                let keys: Vec<Key> = assignments.iter().map(|a| a.key.clone()).collect();
                constants::travel(tree, p, &keys, rule, &mut writes);
            }
            Ok((effects, writes))
        },
        |_, _| Ok(()),
    )?;
    let after = &written.done.after;
    let vault = project.client.vault(after);
    let mut constants = Vec::new();
    for effect in &written.done.report {
        let (Some(g), Some(found)) =
            (given.iter().find(|g| g.key == effect.key), envs.iter().find(|f| f.id == effect.env))
        else {
            continue;
        };
        let bytes = g.value.expose();
        let fp = match effect.secret {
            true => Some(vault.fingerprints(p, effect.env)?.of(bytes)),
            false => None,
        };
        constants.push(SetConstant {
            name: effect.key.to_string(),
            env: found.name().to_owned(),
            app: app.map(ToString::to_string),
            secret: effect.secret,
            bytes: bytes.len(),
            lines: lines(bytes),
            fp,
            trimmed_newline: g.trimmed,
            value: (!effect.secret).then(|| String::from_utf8_lossy(bytes).into_owned()),
            env_line: found.line(),
        });
    }
    let secret_typed = given
        .iter()
        .any(|g| g.on_command_line && constants.iter().any(|c| c.secret && c.name == g.key.as_str()));
    for g in given.iter().filter(|g| g.trimmed) {
        ctx.ui.note(format!("{}: one final newline was dropped (--raw keeps it)", g.key));
    }
    ctx.ui.show(&SetResult {
        changed: written.done.changed && !args.write.dry_run,
        rev: written.done.rev,
        dry_run: args.write.dry_run,
        constants,
        in_manifest: written.in_manifest,
    })?;
    if secret_typed {
        if ctx.ui.stderr_is_terminal() {
            ctx.ui.warn("this value is now in your shell's history, and was visible to `ps`");
        }
        ctx.ui.hint("envctl set KEY   (asks for the value without showing it)");
    }
    Ok(error::OK)
}

/// What a plan of values in some environments reads.
pub fn reads<'k>(
    p: &ProjectName,
    envs: &[crate::model::EnvId],
    app: Option<&AppName>,
    keys: impl IntoIterator<Item = &'k Key>,
) -> Vec<Prefix> {
    let mut prefixes = Vec::new();
    for key in keys {
        prefixes.push(Prefix::one(&Place::Constant(p.clone(), key.clone()).path()));
        for env in envs {
            let place = Place::Value(p.clone(), *env, Scope::of(app), key.clone());
            prefixes.push(Prefix::one(&place.path()));
        }
    }
    for env in envs {
        prefixes.push(Prefix::epochs(p, *env));
    }
    prefixes
}

fn lines(bytes: &[u8]) -> usize {
    let breaks = bytes.iter().filter(|b| **b == b'\n').count();
    if bytes.last() == Some(&b'\n') { breaks } else { breaks + 1 }
}
