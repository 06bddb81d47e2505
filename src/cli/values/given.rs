//! Values as they are given to a command: on the command line, in files, on stdin, or typed unseen.
//!
//! What a value is for is the command's business. Invariant: no value is longer than one may be, and
//! none is empty unless that was asked for.

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::crypto::Plain;
use crate::engine::constants::VALUE_MAX;
use crate::model::Key;

/// A value as it was given.
pub struct Given {
    /// Whose it is.
    pub key: Key,
    /// The value.
    pub value: Plain,
    /// Whether a final newline was dropped.
    pub trimmed: bool,
    /// Whether it stood on the command line, for all to see.
    pub on_command_line: bool,
}

/// How values are taken.
pub struct Ask<'a> {
    /// Keep every byte, the final newline too.
    pub raw: bool,
    /// An empty value is one.
    pub allow_empty: bool,
    /// The command that takes the value of a key on stdin.
    pub again: &'a dyn Fn(&Key) -> String,
}

/// Takes `KEY` or `KEY=VALUE` apart. The value may be any bytes.
///
/// # Errors
/// When the key is none.
pub fn split(pair: &std::ffi::OsStr) -> Result<(Key, Option<Vec<u8>>)> {
    let bytes = pair.as_encoded_bytes();
    let (name, value) = match bytes.iter().position(|b| *b == b'=') {
        Some(at) => (&bytes[..at], Some(bytes[at + 1..].to_vec())),
        None => (bytes, None),
    };
    let name = String::from_utf8_lossy(name);
    Ok((name.parse()?, value))
}

/// Takes `KEY=PATH` apart.
///
/// # Errors
/// When it is not that.
pub fn split_file(pair: &str) -> Result<(Key, PathBuf)> {
    let (name, path) = pair
        .split_once('=')
        .ok_or_else(|| Error::usage("--from-file takes KEY=PATH").hint("--from-file TLS_KEY=key.pem"))?;
    Ok((name.parse()?, PathBuf::from(path)))
}

/// Refuses a name that is given more than once with a value.
///
/// # Errors
/// The first such name.
pub fn once(named: &[(Key, Option<Vec<u8>>)], files: &[(Key, PathBuf)]) -> Result<()> {
    let twice = |key: &Key| {
        named.iter().filter(|(k, v)| k == key && v.is_some()).count()
            + files.iter().filter(|(k, _)| k == key).count()
            > 1
    };
    let mut keys = named.iter().map(|(key, _)| key).chain(files.iter().map(|(key, _)| key));
    match keys.find(|key| twice(key)) {
        Some(key) => Err(Error::usage(format!("{key} is given twice"))),
        None => Ok(()),
    }
}

/// Gets every value: from the command line, from files, by asking, or from stdin.
///
/// # Errors
/// When one cannot be read, or is empty and must not be.
pub fn values(
    ctx: &Context,
    ask: &Ask<'_>,
    named: Vec<(Key, Option<Vec<u8>>)>,
    files: Vec<(Key, PathBuf)>,
) -> Result<Vec<Given>> {
    let mut given: Vec<Given> = Vec::new();
    let asked: Vec<Key> = named
        .iter()
        .filter(|(key, value)| value.is_none() && files.iter().all(|(file, _)| file != key))
        .map(|(key, _)| key.clone())
        .collect();
    for (key, value) in named {
        if let Some(value) = value {
            given.push(Given { key, value: Plain::new(value), trimmed: false, on_command_line: true });
        }
    }
    for (key, path) in files {
        let (value, trimmed) = read_file(ctx, key.as_str(), &path, ask.raw)?;
        given.push(Given { key, value, trimmed, on_command_line: false });
    }
    let prompts = ctx.ui.can_prompt();
    match asked.as_slice() {
        [] => {}
        keys if prompts => {
            for key in keys {
                let typed = ctx.ui.secret(key.as_str())?;
                let value = Plain::new(typed.as_bytes().to_vec());
                given.push(Given { key: key.clone(), value, trimmed: false, on_command_line: false });
            }
        }
        [key] if !ctx.ui.stdin_is_terminal() => {
            let what = format!("the value of {key}");
            let bytes = read_limited(std::io::stdin().lock(), &what)?;
            let (value, trimmed) = trim(bytes, ask.raw);
            given.push(Given { key: key.clone(), value, trimmed, on_command_line: false });
        }
        [key, ..] => {
            let error = Error::new(
                "input_required",
                error::USAGE,
                format!("no value for {key}: pipe it in, or --from-file {key}=PATH"),
            );
            return Err(if asked.len() > 1 {
                error.fact("stdin holds one value; several were named")
            } else {
                error
            });
        }
    }
    if let Some(empty) = given.iter().find(|g| g.value.expose().is_empty() && !ask.allow_empty) {
        let key = &empty.key;
        let why = if asked.contains(key) && !prompts { "stdin was empty" } else { "it is empty" };
        return Err(Error::new("empty_value", error::USAGE, format!("no value for {key}: {why}"))
            .fact("nothing was stored")
            .hint(format!("printf %s \"$VALUE\" | {}   (--allow-empty to store \"\")", (ask.again)(key))));
    }
    Ok(given)
}

/// Drops one final newline of a single-line value.
fn trim(mut bytes: Vec<u8>, raw: bool) -> (Plain, bool) {
    let single = bytes.iter().filter(|b| **b == b'\n').count() == 1 && bytes.last() == Some(&b'\n');
    if raw || !single {
        return (Plain::new(bytes), false);
    }
    bytes.pop();
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    (Plain::new(bytes), true)
}

/// Reads to the end, and no further than a value may be long.
fn read_limited(source: impl Read, what: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source
        .take(VALUE_MAX as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| Error::usage(format!("cannot read {what}: {e}")))?;
    if bytes.len() > VALUE_MAX {
        return Err(Error::usage(format!("{what} is longer than {VALUE_MAX} bytes")));
    }
    Ok(bytes)
}

/// Takes the value of something from a file; true where a final newline was dropped.
///
/// # Errors
/// When the file cannot be read, is no file, or is longer than a value may be.
pub fn read_file(ctx: &Context, name: &str, path: &Path, raw: bool) -> Result<(Plain, bool)> {
    let at = ctx.cwd.join(path);
    let what = format!("{} for {name}", path.display());
    let meta = std::fs::metadata(&at).map_err(|e| Error::usage(format!("cannot read {what}: {e}")))?;
    // A FIFO would block, a device never end: stdin is the way for those.
    if !meta.is_file() {
        return Err(Error::usage(format!("cannot read {what}: not a regular file")));
    }
    let file = std::fs::File::open(&at).map_err(|e| Error::usage(format!("cannot read {what}: {e}")))?;
    Ok(trim(read_limited(file, &what)?, raw))
}
