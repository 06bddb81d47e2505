//! `envctl constants rotate`: a new value for a secret, made here or by a command.

use std::process::Stdio;

use serde::Serialize;

use super::set;
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::{WriteArgs, report};
use crate::crypto::{Plain, random};
use crate::engine::Right;
use crate::engine::constants::{self, Assignment, Kind};
use crate::model::{Key, Place, Prefix, Scope};
use crate::ui::{Line, Page, Report, Symbol};

/// Give a secret a new value
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("made").required(true).args(["generate", "exec"]))]
#[command(after_help = "Examples:
  envctl constants rotate SESSION_KEY --generate hex:32 --env staging
  envctl constants rotate SESSION_KEY --generate alnum:24 --keep-old --env staging
  envctl constants rotate DB_PASSWORD --exec ./new-password --env production --confirm production")]
pub struct Args {
    /// The constant
    key: String,
    /// Make the value: hex:N or base64:N of N random bytes, alnum:N letters and digits, or uuid
    #[arg(long, value_name = "SPEC")]
    generate: Option<String>,
    /// Take what this command prints, run by /bin/sh; one final newline is dropped
    #[arg(long, value_name = "COMMAND")]
    exec: Option<String>,
    /// Keep the value that it had as KEY_PREVIOUS, for whoever still uses it
    #[arg(long)]
    keep_old: bool,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct RotateResult {
    changed: bool,
    rev: u64,
    dry_run: bool,
    name: String,
    env: String,
    app: Option<String>,
    before: Option<Print>,
    after: Option<Print>,
    previous: Option<String>,
    #[serde(skip)]
    env_line: Line,
}

#[derive(Debug, Serialize)]
struct Print {
    fp: String,
}

impl Report for RotateResult {
    const KIND: &'static str = "RotateResult";

    fn text(&self, page: &mut Page<'_>) {
        let dot = |line: Line| line.plain(" ").symbol(Symbol::Dot).plain(" ");
        let mut line = Line::new().key(&self.name).plain(" rotated in ").join(self.env_line.clone());
        if let Some(app) = &self.app {
            line = line.plain(format!(" for {app}"));
        }
        if let Some(after) = &self.after {
            line = dot(line).plain("fp ");
            if let Some(before) = &self.before {
                line = line.plain(format!("{} ", before.fp)).symbol(Symbol::Arrow).plain(" ");
            }
            line = line.plain(&after.fp);
        }
        if let Some(previous) = &self.previous {
            line = dot(line).plain(format!("{previous} has the value before"));
        }
        if self.dry_run {
            page.line(line);
            return report::dry_run(page);
        }
        page.ok(dot(line).plain(format!("rev {}", self.rev)));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// Most that a generator makes: a value that fits into an environment.
const LENGTH_MAX: usize = 4096;

/// A value as a specification says.
fn generate(spec: &str) -> Result<Plain> {
    let bad = || {
        Error::usage(format!(
            "--generate {spec}: hex:N, base64:N or alnum:N with N from 1 to {LENGTH_MAX}, or uuid"
        ))
    };
    if spec == "uuid" {
        let mut bytes: [u8; 16] = random();
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let hex = data_encoding::HEXLOWER.encode(&bytes);
        let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
        return Ok(Plain::new(parts.join("-").into_bytes()));
    }
    let (kind, n) = spec.split_once(':').ok_or_else(bad)?;
    let n: usize = n.parse().ok().filter(|n| (1..=LENGTH_MAX).contains(n)).ok_or_else(bad)?;
    let bytes = || std::iter::repeat_with(random::<1>).map(|[byte]| byte);
    let text = match kind {
        "hex" => data_encoding::HEXLOWER.encode(&bytes().take(n).collect::<Vec<_>>()),
        "base64" => data_encoding::BASE64.encode(&bytes().take(n).collect::<Vec<_>>()),
        "alnum" => {
            const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
            // Bytes past the last whole round would make the first letters likelier.
            let round = 256 - 256 % ALPHABET.len();
            let fair = bytes().map(usize::from).filter(|byte| *byte < round);
            fair.take(n).map(|byte| char::from(ALPHABET[byte % ALPHABET.len()])).collect()
        }
        _ => return Err(bad()),
    };
    Ok(Plain::new(text.into_bytes()))
}

/// What a command prints. Its environment is ours, without what opens the store.
fn from_command(ctx: &Context, command: &str) -> Result<Plain> {
    let failed = |why: String| {
        Error::new("command_failed", error::FAILED, format!("the new value was not made: {why}"))
            .fact("nothing was changed")
    };
    let mut sh = std::process::Command::new("/bin/sh");
    sh.arg("-c").arg(command).current_dir(&ctx.cwd).stdin(Stdio::null()).stderr(Stdio::inherit());
    for name in [crate::cli::context::var::TOKEN, crate::cli::context::var::TOKEN_FILE] {
        sh.env_remove(name);
    }
    let output = sh.output().map_err(|e| failed(format!("/bin/sh: {e}")))?;
    if !output.status.success() {
        return Err(failed(format!("the command ended with {}", output.status)));
    }
    let mut bytes = output.stdout;
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    }
    if bytes.is_empty() {
        return Err(failed("the command printed nothing".to_owned()));
    }
    Ok(Plain::new(bytes))
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let key: Key = args.key.parse()?;
    let previous: Option<Key> = args.keep_old.then(|| format!("{key}_PREVIOUS").parse()).transpose()?;
    let made = args.generate.as_deref().map(generate).transpose()?;
    let project = ctx.project()?;
    let p = &project.name;
    let folders = ["env", "app", "constant"].map(|folder| Prefix::folder(p, folder));
    let look = project.client.read(&[&folders[..], &[Prefix::members()]].concat(), None)?;
    let found = ctx.env(&project, &look, true)?;
    let app = match ctx.named_apps(&project, &look)?.as_slice() {
        [] => None,
        [app] => Some(app.clone()),
        _ => return Err(Error::usage("rotate takes one app: --app was given several")),
    };
    project.client.may_app(&look, Right::Write, Some((found.id, &found.env)), app.as_ref())?;
    match look.constant(p, &key) {
        Some(constant) if constant.secret => {}
        Some(_) => {
            return Err(Error::new(
                "not_secret",
                error::CONFLICT,
                format!("{key} is plain: it is not rotated"),
            )
            .hint(format!("envctl set {key}=VALUE --env {}", found.name())));
        }
        None => {
            let names: Vec<String> = look.constants(p).iter().map(|(key, _)| key.to_string()).collect();
            let what = format!("{key} is not declared");
            return Err(Error::new("constant_not_found", error::NOT_FOUND, what).known(key.as_str(), &names));
        }
    }
    // Whoever has to say the name of the environment says it before anything runs.
    ctx.confirm_env(&args.write, &found, "rotate there", &format!("rotate {key}"))?;
    let value = match (made, &args.exec) {
        (Some(value), _) => value,
        (None, Some(_)) if args.write.dry_run => Plain::new(b"what the command prints".to_vec()),
        (None, Some(command)) => from_command(ctx, command)?,
        (None, None) => return Err(Error::input_required("a new value", "--generate", Vec::new())),
    };
    let keys: Vec<&Key> = std::iter::once(&key).chain(&previous).collect();
    let reads = set::reads(p, &[found.id], app.as_ref(), keys);
    let place = Place::Value(p.clone(), found.id, Scope::of(app.as_ref()), key.clone());
    let written = ctx.write(
        &project,
        "constants.rotate",
        &args.write,
        &reads,
        |tree, op| {
            let vault = project.client.vault(tree);
            let old = tree.get::<crate::model::Value>(place.clone()).and_then(|value| match &value.content {
                crate::model::Content::Sealed(sealed) => Some(sealed),
                _ => None,
            });
            let mut assignments = vec![Assignment { key: key.clone(), value: value.clone() }];
            if let (Some(previous), Some(sealed)) = (&previous, old) {
                let old = vault.opener()(&place.path(), sealed).map_err(|e| {
                    Error::new(
                        "sealed",
                        error::DENIED,
                        format!("the value of {key} in {} cannot be kept: {e}", found.name()),
                    )
                })?;
                assignments.push(Assignment { key: previous.clone(), value: old });
            }
            let (_, writes) =
                constants::set(tree, p, &[found.id], app.as_ref(), &assignments, Kind::Secret, op)?;
            Ok((assignments.len() > 1, writes))
        },
        |_, _| Ok(()),
    )?;
    let done = &written.done;
    let print = |tree| -> Option<Print> {
        let vault = project.client.vault(tree);
        let value = crate::model::Tree::get::<crate::model::Value>(tree, place.clone())?;
        let crate::model::Content::Sealed(sealed) = &value.content else { return None };
        let plain = vault.opener()(&place.path(), sealed).ok()?;
        Some(Print { fp: vault.fingerprints(p, found.id).ok()?.of(plain.expose()) })
    };
    ctx.ui.show(&RotateResult {
        changed: done.changed && !args.write.dry_run,
        rev: done.rev,
        dry_run: args.write.dry_run,
        name: key.to_string(),
        env: found.name().to_owned(),
        app: app.as_ref().map(ToString::to_string),
        before: print(&done.before),
        after: if args.write.dry_run { None } else { print(&done.after) },
        previous: previous.filter(|_| done.report).map(|key| key.to_string()),
        env_line: found.line(),
    })?;
    Ok(error::OK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generators_make_what_they_say() {
        let text = |spec| String::from_utf8(generate(spec).expect(spec).expose().to_vec()).expect("text");
        assert_eq!(text("hex:32").len(), 64);
        assert!(text("hex:8").bytes().all(|b| b.is_ascii_hexdigit()));
        assert_eq!(text("base64:30").len(), 40);
        assert!(text("alnum:500").bytes().all(|b| b.is_ascii_alphanumeric()));
        assert_eq!(text("alnum:24").len(), 24);
        let uuid = text("uuid");
        assert_eq!((uuid.len(), &uuid[14..15]), (36, "4"));
        assert!("89ab".contains(&uuid[19..20]));
        assert_ne!(text("hex:16"), text("hex:16"));
        for bad in ["", "hex", "hex:", "hex:0", "hex:4097", "hex:-1", "words:3", "uuid:4"] {
            assert!(generate(bad).is_err(), "{bad}");
        }
    }
}
