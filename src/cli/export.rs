//! `envctl export`: the effective constants in the format of another tool, or refused.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::context::{Context, Found};
use super::error::{self, Error, Result};
use super::{ReadArgs, get, report};
use crate::engine::Right;
use crate::engine::resolve::Wanted;
use crate::formats::{self, Dialect, Format, Pair, WriteOptions};
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
  envctl export --env staging --format json --output staging.json")]
pub struct Args {
    /// dotenv, shell or json
    #[arg(short, long, value_name = "FORMAT", default_value = "dotenv")]
    format: Format,
    /// Whose dotenv: posix, node, python, compose or docker
    #[arg(long, value_name = "DIALECT", default_value = "posix")]
    dialect: Dialect,
    /// Fail where readers of the format differ
    #[arg(long)]
    strict: bool,
    /// Write to a file, mode 0600, in one step
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it exists
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
    /// Show secrets on a terminal
    #[arg(long)]
    reveal: bool,
    /// Begin with a comment that says what it is
    #[arg(long)]
    header: bool,
    /// json: base64 of every value, for values that are not text
    #[arg(long, value_name = "ENCODING", value_parser = ["base64"])]
    encoding: Option<String>,
    #[command(flatten)]
    read: ReadArgs,
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

impl Report for Export {
    const KIND: &'static str = "Export";
    fn text(&self, _: &mut Page<'_>) {}
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let only = args.only.iter().map(|key| Ok(key.parse()?)).collect::<Result<Vec<Key>>>()?;
    let output = args.output.as_ref().map(|path| Target::check(ctx, path, args)).transpose()?;
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
    for one in constants.iter().filter(|one| one.secret) {
        get::mask(ctx, one.value.expose())?;
    }
    let hide = output.is_none() && ctx.ui.stdout_is_terminal() && !args.reveal;
    if ctx.ui.settings().json && output.is_none() {
        let exported = |one: crate::engine::resolve::Effective| {
            let hidden = hide && one.secret;
            let text = std::str::from_utf8(one.value.expose()).ok().map(str::to_owned);
            let value_base64 =
                (text.is_none() && !hidden).then(|| data_encoding::BASE64.encode(one.value.expose()));
            Exported {
                name: one.key.to_string(),
                value: text.filter(|_| !hidden),
                value_base64,
                secret: one.secret,
                source: one.source.as_str(),
            }
        };
        let constants = constants.into_iter().map(exported).collect();
        let app = app.map(|app| app.to_string());
        ctx.ui.show(&Export { env: found.name().to_owned(), app, constants })?;
        return Ok(error::OK);
    }
    let secrets = constants.iter().filter(|one| one.secret).count();
    let dots = if hide { "••••".as_bytes().to_vec() } else { Vec::new() };
    let pairs: Vec<Pair> = constants
        .into_iter()
        .map(|one| Pair {
            name: one.key.to_string(),
            secret: one.secret,
            value: if hide && one.secret { dots.clone() } else { one.value.into_exposed() },
        })
        .collect();
    let org = project.client.org_name();
    let options = WriteOptions {
        dialect: args.dialect,
        strict: args.strict,
        header: args.header.then(|| format!("{org}/{p} {}, written by envctl export", found.name())),
        base64: args.encoding.is_some(),
    };
    let written = formats::write(args.format, &pairs, &options)?;
    for warning in &written.warnings {
        ctx.ui.warn(&warning.to_string());
    }
    match output {
        None => ctx.ui.payload(&written.bytes)?,
        Some(target) => {
            target.write(&written.bytes)?;
            // What is a stream may be our own stdout: nothing follows the data there.
            if target.stream {
                return Ok(error::OK);
            }
            ctx.ui.show(&Wrote {
                file: target.shown,
                constants: pairs.len(),
                secrets,
                env: found.name().to_owned(),
            })?;
        }
    }
    if hide && secrets > 0 {
        ctx.ui.hint("--reveal shows secrets on a terminal");
    }
    Ok(error::OK)
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
}

impl Report for Wrote {
    const KIND: &'static str = "ExportFile";

    fn text(&self, page: &mut Page<'_>) {
        let dot = |line: Line| line.plain(" ").symbol(Symbol::Dot).plain(" ");
        let line = dot(Line::new().plain(format!("wrote {}", self.file)));
        let line = dot(line.plain(format!(
            "{}, {} secret",
            report::count(self.constants, "constant"),
            self.secrets
        )));
        page.ok(line.plain("mode 0600"));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// A file to write, checked before anything is read.
struct Target {
    path: PathBuf,
    shown: String,
    /// A device or pipe is written to as it is; a file is replaced in one step.
    stream: bool,
}

impl Target {
    fn check(ctx: &Context, given: &Path, args: &Args) -> Result<Target> {
        let path = ctx.cwd.join(given);
        let shown = given.display().to_string();
        let meta = std::fs::symlink_metadata(&path);
        let target = |stream| Target { path: path.clone(), shown: shown.clone(), stream };
        if let Ok(meta) = &meta {
            // `/dev/stdout` is a link that the user means.
            if path.starts_with("/dev") || is_stream(meta) {
                return Ok(target(true));
            }
            if meta.is_symlink() {
                return Err(Error::new(
                    "symlink",
                    error::CONFLICT,
                    format!("{shown} is a symbolic link: it is not followed"),
                ));
            }
            if meta.is_dir() {
                return Err(Error::new("directory", error::CONFLICT, format!("{shown} is a directory")));
            }
            if !args.force {
                return Err(Error::new("file_exists", error::CONFLICT, format!("{shown} exists"))
                    .hint("--force replaces it"));
            }
        }
        if !args.allow_tracked && git_would_track(&path) {
            return Err(Error::new(
                "tracked",
                error::BLOCKED,
                format!("{shown} is inside a git work tree and not ignored: it could be committed"),
            )
            .hint(format!("echo {shown} >> .gitignore   (or --allow-tracked)")));
        }
        Ok(target(false))
    }

    fn write(&self, bytes: &[u8]) -> Result<()> {
        let failed =
            |e: std::io::Error| Error::new("io", error::FAILED, format!("cannot write {}: {e}", self.shown));
        if self.stream {
            let mut file = std::fs::OpenOptions::new().write(true).open(&self.path).map_err(failed)?;
            return file.write_all(bytes).map_err(failed);
        }
        let folder = self.path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Mode 0600 from the first byte; nothing is left of it when anything fails.
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
        file.persist(&self.path).map(drop).map_err(|e| failed(e.error))
    }
}

#[cfg(unix)]
fn is_stream(meta: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    let kind = meta.file_type();
    kind.is_fifo() || kind.is_char_device()
}

#[cfg(not(unix))]
fn is_stream(_: &std::fs::Metadata) -> bool {
    false
}

/// Whether the file lies in a git work tree and git would not ignore it. Git itself is asked; where
/// there is no git there is no commit to fear.
fn git_would_track(path: &Path) -> bool {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let inside = folder.ancestors().any(|dir| dir.join(".git").exists());
    if !inside {
        return false;
    }
    let check = std::process::Command::new("git")
        .args(["check-ignore", "--quiet", "--"])
        .arg(path)
        .current_dir(folder)
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status();
    // 0: ignored; 1: not ignored; anything else: no work tree after all.
    check.is_ok_and(|status| status.code() == Some(1))
}
