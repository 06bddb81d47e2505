//! systemd's `EnvironmentFile=`: values in double quotes, in which four characters are escaped.
//!
//! There are no escapes for line feeds: they stand as they are. The grammar is that of `env-file.c`
//! in systemd, and of systemd.exec(5); a value with another control character than tab and line feed
//! is dropped by systemd, with no more than a line in its log, and so is refused here.

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
use super::error::Unfit;
use super::error::WriteError;
use super::pieces;

/// `systemd`.
pub(super) const SYSTEMD: Format = Format(&Row {
    name: "systemd",
    about: "EnvironmentFile= of a unit",
    suffixes: &[".service.env"],
    settings: &[Setting::Header],
    appended_to: None,
    write,
    read,
});

/// What a backslash escapes within double quotes.
const ESCAPED: &[u8] = b"\"\\`$";

fn write(pairs: &[&Pair], options: &WriteOptions) -> Result<Written, WriteError> {
    pieces(pairs, options.header.as_deref(), |bytes, pair| {
        let text = pair.text()?;
        if text.bytes().any(|byte| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n')) {
            return Err(pair.unfit(Unfit::Control, "systemd"));
        }
        bytes.extend(pair.name.as_bytes());
        bytes.extend(b"=\"");
        for byte in text.bytes() {
            if ESCAPED.contains(&byte) {
                bytes.push(b'\\');
            }
            bytes.push(byte);
        }
        bytes.extend(b"\"\n");
        Ok(())
    })
}

fn read(bytes: &[u8], options: &ReadOptions) -> Result<Parsed, ReadError> {
    collect::utf8(bytes)?;
    collect::assignments(bytes, options, &[b"#", b";"], assignment)
}

/// Reads up to the end of the line on which the value ends. A value may be several pieces, quoted
/// and not; blanks between them are lost, and a backslash before a line feed joins two lines.
fn assignment(bytes: &[u8], start: usize) -> Result<Assignment<'_>, (usize, Fault)> {
    let line = collect::line_at(bytes, start);
    let equals = line.iter().position(|byte| *byte == b'=').ok_or((start, Fault::NoEquals))?;
    let name = collect::trim(&line[..equals]);
    let mut value = Vec::new();
    let mut at = start + equals + 1;
    // Blanks at the end of a piece without quotes are not of the value.
    let mut solid = 0;
    let mut bare = false;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        match rest {
            [] | [b'\n', ..] | [b'\r', b'\n', ..] => {
                value.truncate(solid);
                return Ok((name, value, at + usize::from(rest.starts_with(b"\r"))));
            }
            [b'\\', b'\n', ..] => at += 2,
            [b'\\', byte, ..] => {
                value.push(*byte);
                (at, solid, bare) = (at + 2, value.len(), true);
            }
            [quote @ (b'\'' | b'"'), ..] if !bare => {
                at = quoted(bytes, at, *quote, &mut value)
                    .ok_or_else(|| (at, Fault::Unterminated { name: collect::label(name).to_owned() }))?;
                solid = value.len();
            }
            [byte, ..] => {
                if bare || !byte.is_ascii_whitespace() {
                    value.push(*byte);
                    bare = true;
                }
                if !byte.is_ascii_whitespace() {
                    solid = value.len();
                }
                at += 1;
            }
        }
    }
}

/// Reads a piece in quotes; gives the offset behind it, unless it is never closed.
fn quoted(bytes: &[u8], open: usize, quote: u8, value: &mut Vec<u8>) -> Option<usize> {
    let mut at = open + 1;
    loop {
        match bytes.get(at..)? {
            [] => return None,
            [byte, ..] if *byte == quote => return Some(at + 1),
            [b'\\', b'\n', ..] if quote == b'"' => at += 2,
            [b'\\', byte, ..] if quote == b'"' && ESCAPED.contains(byte) => {
                value.push(*byte);
                at += 2;
            }
            [byte, ..] => {
                value.push(*byte);
                at += 1;
            }
        }
    }
}
