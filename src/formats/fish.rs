//! fish: lines of `set -gx NAME 'value'`, for `source`.
//!
//! Within single quotes fish knows two escapes, of the backslash and of the quote, and nothing else.

#[cfg(test)]
mod tests;

use super::Format;
use super::Pair;
use super::Parsed;
use super::ReadOptions;
use super::Row;
use super::Setting;
use super::WriteOptions;
use super::Written;
use super::collect;
use super::collect::Assignment;
use super::error::Fault;
use super::error::ReadError;
use super::error::Refusal;
use super::error::WriteError;
use super::pieces;

/// `fish`.
pub(super) const FISH: Format = Format(&Row {
    name: "fish",
    about: "fish: envctl export -f fish | source",
    suffixes: &[".fish"],
    settings: &[Setting::Header],
    appended_to: None,
    write,
    read,
});

/// Variables that fish sets itself; `real` measures them.
const RESERVED: &[&str] = &[
    "FISH_VERSION",
    "PWD",
    "SHLVL",
    "_",
    "fish_history",
    "fish_kill_signal",
    "fish_killring",
    "fish_pid",
    "history",
    "hostname",
    "pipestatus",
    "status",
    "status_generation",
    "umask",
    "version",
];

fn write(pairs: &[&Pair], options: &WriteOptions) -> Result<Written, WriteError> {
    pieces(pairs, options.header.as_deref(), |bytes, pair| {
        if RESERVED.contains(&pair.name.as_str()) {
            return Err(Refusal::Reserved { name: pair.name.clone(), reader: "fish" });
        }
        bytes.extend(b"set -gx ");
        bytes.extend(pair.name.as_bytes());
        bytes.extend(b" '");
        for &byte in &pair.value {
            if matches!(byte, b'\\' | b'\'') {
                bytes.push(b'\\');
            }
            bytes.push(byte);
        }
        bytes.extend(b"'\n");
        Ok(())
    })
}

fn read(bytes: &[u8], options: &ReadOptions) -> Result<Parsed, ReadError> {
    collect::assignments(bytes, options, &[b"#"], assignment)
}

fn assignment(bytes: &[u8], start: usize) -> Result<Assignment<'_>, (usize, Fault)> {
    let form = || (start, Fault::NotAssignment { form: "set -gx NAME 'value'" });
    let text = &bytes[start..];
    let text = [b"set -gx ".as_slice(), b"set -x "].iter().find_map(|set| text.strip_prefix(*set));
    let text = text.ok_or_else(form)?;
    let length = text.iter().take_while(|byte| !b" \t\n'\"\\$(".contains(byte)).count();
    let (name, rest) = text.split_at(length);
    let mut rest = rest.strip_prefix(b" '").ok_or_else(form)?;
    let mut value = Vec::new();
    loop {
        rest = match rest {
            [] => return Err((start, Fault::Unterminated { name: collect::label(name).to_owned() })),
            [b'\'', rest @ ..] => return Ok((name, value, bytes.len() - rest.len())),
            [b'\\', byte @ (b'\\' | b'\''), rest @ ..] | [byte, rest @ ..] => {
                value.push(*byte);
                rest
            }
        };
    }
}
