//! POSIX shell: lines of `export NAME='value'`, for `eval` in `sh`.
//!
//! Single quotes are the only place where a shell changes nothing, so there is no other form. The
//! reader takes this form and nothing else: it is not a shell.

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

/// `shell`.
pub(super) const SHELL: Format = Format(&Row {
    name: "shell",
    about: "sh, bash, dash, zsh: eval \"$(envctl export -f shell)\"",
    suffixes: &[".sh", ".bash", ".dash", ".ksh", ".zsh"],
    settings: &[Setting::Header],
    appended_to: None,
    write,
    read,
});

/// Variables that bash or dash set themselves, or let nobody set; `real` measures them.
const RESERVED: &[&str] = &[
    "BASHOPTS",
    "BASHPID",
    "BASH_ARGC",
    "BASH_ARGV",
    "BASH_COMMAND",
    "BASH_SUBSHELL",
    "BASH_VERSINFO",
    "DIRSTACK",
    "EPOCHREALTIME",
    "EPOCHSECONDS",
    "EUID",
    "FUNCNAME",
    "GROUPS",
    "HISTCMD",
    "LINENO",
    "OPTIND",
    "PPID",
    "RANDOM",
    "SECONDS",
    "SHELLOPTS",
    "SRANDOM",
    "UID",
    "_",
];

fn write(pairs: &[&Pair], options: &WriteOptions) -> Result<Written, WriteError> {
    pieces(pairs, options.header.as_deref(), |bytes, pair| {
        if RESERVED.contains(&pair.name.as_str()) {
            return Err(Refusal::Reserved { name: pair.name.clone(), reader: "sh" });
        }
        bytes.extend(b"export ");
        bytes.extend(pair.name.as_bytes());
        bytes.extend(b"='");
        for piece in pair.value.split_inclusive(|byte| *byte == b'\'') {
            match piece.strip_suffix(b"'") {
                Some(before) => bytes.extend([before, b"'\\''"].concat()),
                None => bytes.extend(piece),
            }
        }
        bytes.extend(b"'\n");
        Ok(())
    })
}

/// Reads assignments of words in single quotes, one a line.
fn read(bytes: &[u8], options: &ReadOptions) -> Result<Parsed, ReadError> {
    collect::assignments(bytes, options, &[b"#"], assignment)
}

fn assignment(bytes: &[u8], start: usize) -> Result<Assignment<'_>, (usize, Fault)> {
    let text = &bytes[start..];
    let text = text.strip_prefix(b"export ").unwrap_or(text);
    let length = text.iter().take_while(|byte| !b"= \t\n'\"`$".contains(byte)).count();
    let (name, rest) = text.split_at(length);
    let form = "export NAME='value'";
    let mut rest = rest.strip_prefix(b"='").ok_or((start, Fault::NotAssignment { form }))?;
    let mut value = Vec::new();
    loop {
        let close = rest.iter().position(|byte| *byte == b'\'');
        let open = || (start, Fault::Unterminated { name: collect::label(name).to_owned() });
        let close = close.ok_or_else(open)?;
        value.extend(&rest[..close]);
        rest = &rest[close + 1..];
        match rest.strip_prefix(b"\\''") {
            Some(more) => {
                value.push(b'\'');
                rest = more;
            }
            None => return Ok((name, value, bytes.len() - rest.len())),
        }
    }
}
