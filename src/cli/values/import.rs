//! `envctl import`: constants from a file of another tool, all of it or nothing.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::Read;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use serde::Serialize;

use super::export;
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::{WriteArgs, report};
use crate::crypto::Plain;
use crate::engine::constants::{self, Assignment, Kind};
use crate::formats::{self, Dialect, Format, ReadOptions, Setting};
use crate::model::{Content, Key, Prefix, Scope};
use crate::ui::{Line, Page, Report, Sign, Symbol};

/// Import constants from a file
///
/// The whole file is read before anything is stored. New constants are secret unless --plain; a
/// value that differs is kept unless --overwrite.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl import .env --env development
  envctl import .env --env staging --prefix DB_ --dry-run
  kubectl get secret web -o yaml | envctl import - --env staging --app web --yes
  doppler secrets download --no-file --format json | envctl import - --env staging --yes")]
pub struct Args {
    /// The file; - is stdin
    file: PathBuf,
    /// The format; without it, by the file's name and content
    #[arg(short, long, value_name = "FORMAT", default_value = "auto", hide_default_value = true, value_parser = formats())]
    format: Choice,
    /// dotenv: whose; posix, node, python, compose or docker
    #[arg(long, value_name = "DIALECT")]
    dialect: Option<Dialect>,
    /// Fail where a line could mean two things
    #[arg(long)]
    strict: bool,
    /// dotenv: replace $NAME by what the same file set before
    #[arg(long)]
    expand: bool,
    /// json, yaml, toml: join the names of nested objects by this
    #[arg(long, value_name = "SEPARATOR")]
    flatten: Option<String>,
    /// Only these constants, as they are called here
    #[arg(long, value_name = "KEY,…", value_delimiter = ',')]
    only: Vec<String>,
    /// Put PREFIX before each name of the file
    #[arg(long, value_name = "PREFIX", default_value = "", hide_default_value = true)]
    prefix: String,
    /// Call OLD in the file NEW here
    #[arg(long, value_name = "OLD=NEW")]
    map: Vec<String>,
    /// New constants are plain
    #[arg(long)]
    plain: bool,
    /// Replace values that differ
    #[arg(long)]
    overwrite: bool,
    /// Remove the values that the file does not have; of those of --only and --prefix
    #[arg(long)]
    prune: bool,
    /// Allow names like PATH or LD_PRELOAD, which act upon every consumer
    #[arg(long)]
    allow_dangerous_name: bool,
    #[command(flatten)]
    write: WriteArgs,
}

/// A format, or none to have it told by the file.
#[derive(Clone, Copy, Debug)]
struct Choice(Option<Format>);

fn formats() -> impl TypedValueParser<Value = Choice> {
    let auto = PossibleValue::new("auto").help("by the name and content of the file");
    let parser = PossibleValuesParser::new(std::iter::once(auto).chain(export::possible_formats()));
    parser.map(|name| Choice(name.parse().ok()))
}

/// Longest file that is read, in bytes.
const FILE_MAX: u64 = 32 * 1024 * 1024;

#[derive(Clone, Debug, Default, Serialize)]
struct ImportResult {
    changed: bool,
    rev: u64,
    dry_run: bool,
    env: String,
    added: Vec<String>,
    same: Vec<String>,
    kept: Vec<String>,
    overwritten: Vec<String>,
    pruned: Vec<String>,
}

impl ImportResult {
    fn plan(&self, file: &str, to: &str) -> Vec<Line> {
        let total = self.added.len() + self.same.len() + self.kept.len() + self.overwritten.len();
        let mut lines = vec![
            Line::new()
                .plain(format!("{file}: {} ", report::count(total, "key")))
                .symbol(Symbol::Arrow)
                .plain(format!(" {to}")),
        ];
        let mut line = |sign, names: &[String], what: &str, note: &str| {
            if !names.is_empty() {
                let line = Line::new().plain("  ").sign(sign).plain(format!("{} {what:<8} ", names.len()));
                lines.push(line.plain(short(names)).dim(note));
            }
        };
        line(Sign::Add, &self.added, "new", "");
        line(Sign::Same, &self.same, "same", "");
        line(Sign::Skip, &self.kept, "differ", " (kept; --overwrite to replace)");
        line(Sign::Change, &self.overwritten, "differ", "");
        line(Sign::Remove, &self.pruned, "not in it", "");
        let (add, change, remove) = (self.added.len(), self.overwritten.len(), self.pruned.len());
        lines.push(Line::new().plain(format!("Plan: {add} to add, {change} to change, {remove} to remove.")));
        lines
    }
}

fn short(names: &[String]) -> String {
    const SHOWN: usize = 6;
    let more = if names.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", names[..names.len().min(SHOWN)].join(", "))
}

impl Report for ImportResult {
    const KIND: &'static str = "ImportResult";

    fn text(&self, page: &mut Page<'_>) {
        let n = self.added.len() + self.overwritten.len();
        if self.dry_run {
            for (sign, names) in [
                (Sign::Add, &self.added),
                (Sign::Change, &self.overwritten),
                (Sign::Same, &self.same),
                (Sign::Skip, &self.kept),
                (Sign::Remove, &self.pruned),
            ] {
                for name in names {
                    page.line(Line::new().sign(sign).plain(name));
                }
            }
            return report::dry_run(page);
        }
        if !self.changed {
            return page.line("nothing to do");
        }
        let pruned =
            if self.pruned.is_empty() { String::new() } else { format!(", removed {}", self.pruned.len()) };
        page.ok(Line::new()
            .plain(format!("imported {}{pruned} ", report::count(n, "constant")))
            .symbol(Symbol::Dot)
            .plain(format!(" rev {}", self.rev)));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let only = args.only.iter().map(|key| Ok(key.parse()?)).collect::<Result<BTreeSet<Key>>>()?;
    let (shown, pairs, warnings) = read(ctx, args, &only)?;
    let mut values: Vec<(Key, Plain)> = Vec::with_capacity(pairs.len());
    for (name, value) in pairs {
        let key: Key = name.parse()?;
        constants::check_name(&key, args.allow_dangerous_name)?;
        values.push((key, Plain::new(value)));
    }
    let names: BTreeSet<&Key> = values.iter().map(|(key, _)| key).collect();
    // What the file could have set, and so what --prune may miss in it.
    let concerns =
        |key: &Key| (only.is_empty() || only.contains(key)) && key.as_str().starts_with(args.prefix.as_str());
    for warning in warnings {
        let at = warning.at().map(|at| format!("{at}: ")).unwrap_or_default();
        ctx.ui.warn(&format!("{shown}:{at}{warning}"));
    }
    let project = ctx.project()?;
    let p = &project.name;
    let look = project
        .client
        .read(&[Prefix::folder(p, "env"), Prefix::folder(p, "app"), Prefix::members()], None)?;
    let found = ctx.env(&project, &look, true)?;
    let app = match ctx.named_apps(&project, &look)?.as_slice() {
        [] => None,
        [app] => Some(app.clone()),
        _ => return Err(Error::usage("import takes one app: --app was given several")),
    };
    let scope = Scope::of(app.as_ref());
    let kind = if args.plain { Kind::Plain } else { Kind::AsDeclared };
    let mut reads = vec![
        Prefix::folder(p, "constant"),
        Prefix::folder(p, "app"),
        Prefix::epochs(p, found.id),
        Prefix::scope(p, found.id, &scope),
    ];
    if let Some(app) = &app {
        reads.push(Prefix::scope(p, found.id, &Scope::App(app.clone())));
    }
    let to = format!("{}/{}", project.client.org_name(), found.name());
    // Shown but while something is asked.
    let spinner = RefCell::new(Some(ctx.ui.spinner(&format!("importing {shown}"))));
    let written = ctx.write(
        &project,
        "import",
        &args.write,
        &reads,
        |tree, op| {
            let vault = project.client.vault(tree);
            let open = vault.opener();
            let mut result = ImportResult {
                env: found.name().to_owned(),
                dry_run: args.write.dry_run,
                ..ImportResult::default()
            };
            let mut wanted: Vec<Assignment> = Vec::new();
            for (key, value) in &values {
                let name = key.to_string();
                let there = tree.value(p, found.id, &scope, key);
                let equal = match there.map(|v| &v.content) {
                    None | Some(Content::Deleted) => None,
                    Some(Content::Plain(bytes)) => Some(bytes.as_slice() == value.expose()),
                    Some(Content::Sealed(sealed)) => {
                        let path =
                            crate::model::Place::Value(p.clone(), found.id, scope.clone(), key.clone())
                                .path();
                        Some(
                            open(&path, sealed).map_err(|source| crate::client::VaultError::Seal {
                                what: name.clone(),
                                source,
                            })? == *value,
                        )
                    }
                };
                let list = match equal {
                    Some(true) => &mut result.same,
                    Some(false) if !args.overwrite => &mut result.kept,
                    Some(false) => &mut result.overwritten,
                    None => &mut result.added,
                };
                list.push(name);
                if equal.is_none() || (equal == Some(false) && args.overwrite) {
                    wanted.push(Assignment { key: key.clone(), value: value.clone() });
                }
            }
            // What is declared keeps its kind: --plain is for what is new.
            let (new, declared): (Vec<_>, Vec<_>) =
                wanted.into_iter().partition(|a| tree.constant(p, &a.key).is_none());
            let (_, mut writes) =
                constants::set(tree, p, &[found.id], app.as_ref(), &declared, Kind::AsDeclared, op)?;
            writes.extend(constants::set(tree, p, &[found.id], app.as_ref(), &new, kind, op)?.1);
            if args.prune {
                let gone: Vec<Key> = tree
                    .values(p, found.id, &scope)
                    .filter_map(|(path, _)| path.last().parse().ok())
                    .filter(|key| concerns(key) && !names.contains(key))
                    .collect();
                result.pruned = gone.iter().map(ToString::to_string).collect();
                writes.extend(constants::unset(tree, p, &[found.id], app.as_ref(), &gone, false, op)?.1);
            }
            Ok((result, writes))
        },
        |result: &ImportResult, _| {
            if args.write.dry_run || result.added.len() + result.overwritten.len() + result.pruned.len() == 0
            {
                return Ok(());
            }
            spinner.take();
            for line in result.plan(&shown, &to) {
                ctx.ui.note(line);
            }
            ctx.confirm_env(&args.write, &found, "import there", &format!("import {shown}"))?;
            ctx.confirm(&args.write, "Apply?")?;
            spinner.replace(Some(ctx.ui.spinner(&format!("importing {shown}"))));
            Ok(())
        },
    )?;
    drop(spinner);
    let changed = written.done.changed && !args.write.dry_run;
    ctx.ui.show(&ImportResult { changed, rev: written.done.rev, ..written.done.report })?;
    if changed && args.file.as_os_str() != "-" {
        ctx.ui.hint(&format!("{shown} still holds the values; delete it when you no longer need it"));
    }
    Ok(error::OK)
}

/// The file as it is called, its pairs, and what may be misread in it.
type Input = (String, Vec<(String, Vec<u8>)>, Vec<formats::Warning>);

fn read(ctx: &Context, args: &Args, only: &BTreeSet<Key>) -> Result<Input> {
    let shown = args.file.display().to_string();
    let failed = |e: std::io::Error| {
        let code = if e.kind() == std::io::ErrorKind::NotFound { error::NOT_FOUND } else { error::FAILED };
        Error::new("file", code, format!("cannot read {shown}: {e}"))
    };
    let mut bytes = Vec::new();
    if shown == "-" {
        let _pause = ctx.ui.stdin_is_terminal().then(|| ctx.ui.pauses().begin());
        std::io::stdin().lock().take(FILE_MAX + 1).read_to_end(&mut bytes).map_err(failed)?;
    } else {
        let path = ctx.cwd.join(&args.file);
        if !std::fs::metadata(&path).map_err(failed)?.is_file() {
            return Err(
                Error::usage(format!("{shown} is not a regular file")).hint("envctl import - reads stdin")
            );
        }
        std::fs::File::open(&path)
            .map_err(failed)?
            .take(FILE_MAX + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
    }
    if bytes.len() as u64 > FILE_MAX {
        return Err(Error::usage(format!("{shown} is longer than {FILE_MAX} bytes")));
    }
    let named = || formats::detect(args.file.file_name().and_then(|name| name.to_str()), &bytes);
    let format = args.format.0.unwrap_or_else(named);
    export::check_settings(
        format,
        &[
            (args.dialect.is_some(), Setting::Dialect, "--dialect"),
            (args.expand, Setting::Expand, "--expand"),
            (args.flatten.is_some(), Setting::Flatten, "--flatten"),
        ],
    )?;
    let split = |pair: &String| match pair.split_once('=') {
        Some((old, new)) => Ok((old.to_owned(), new.to_owned())),
        None => Err(Error::usage(format!("--map {pair}: write OLD=NEW"))),
    };
    let options = ReadOptions {
        dialect: args.dialect.unwrap_or_default(),
        strict: args.strict,
        expand: args.expand,
        flatten: args.flatten.clone(),
        rename: args.map.iter().map(split).collect::<Result<_>>()?,
        prefix: args.prefix.clone(),
        only: (!only.is_empty()).then(|| only.iter().map(ToString::to_string).collect()),
    };
    let parsed = formats::read(format, &bytes, &options).map_err(|e| {
        let mut error = Error::from(e);
        error.0.message = format!("{shown}:{}", error.0.message);
        error.fact("nothing was stored")
    })?;
    Ok((shown, parsed.pairs, parsed.warnings))
}
