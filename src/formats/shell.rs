//! POSIX shell: lines of `export NAME='value'`, for `eval` in `sh`.
//!
//! Single quotes are the only place where a shell changes nothing, so there is no other form. The
//! reader takes this form and nothing else: it is not a shell.

#[cfg(test)]
mod tests;

use super::Pair;
use super::Parsed;
use super::ReadOptions;
use super::WriteOptions;
use super::Written;
use super::collect;
use super::collect::Found;
use super::comment;
use super::error::Fault;
use super::error::ReadError;

/// Writes pairs that are sorted and checked.
pub(super) fn write(pairs: &[&Pair], options: &WriteOptions) -> Written {
    let mut bytes = comment(options.header.as_deref()).into_bytes();
    for pair in pairs {
        bytes.extend(b"export ");
        bytes.extend(pair.name.as_bytes());
        bytes.extend(b"='");
        for &byte in &pair.value {
            match byte {
                b'\'' => bytes.extend(b"'\\''"),
                _ => bytes.push(byte),
            }
        }
        bytes.extend(b"'\n");
    }
    Written { bytes, warnings: Vec::new() }
}

/// Reads assignments of words in single quotes, one a line.
pub(super) fn read(bytes: &[u8], options: &ReadOptions) -> Result<Parsed, ReadError> {
    let bytes = collect::text(bytes)?;
    let mut found = Found::new(bytes, options);
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let start = at + line.iter().take_while(|byte| collect::is_blank(byte)).count();
        if matches!(bytes.get(start), None | Some(b'\n' | b'#')) {
            at += line.len() + 1;
            continue;
        }
        at = match assignment(bytes, start) {
            Ok((name, value, end)) => {
                if let Some(name) = found.name(start, name) {
                    found.add(start, name, value);
                }
                end
            }
            Err((offset, fault)) => {
                // What follows an open quote may be value or not: no use in reading it.
                let lost = matches!(fault, Fault::Unterminated { .. });
                found.fault(offset, fault);
                let resume = bytes[offset..].iter().position(|byte| *byte == b'\n');
                resume.filter(|_| !lost).map_or(bytes.len(), |length| offset + length + 1)
            }
        };
    }
    found.finish()
}

/// A name, its value, and where the next line starts.
type Assignment<'a> = (&'a [u8], Vec<u8>, usize);

/// Reads one assignment; fails with a fault and its offset.
fn assignment(bytes: &[u8], start: usize) -> Result<Assignment<'_>, (usize, Fault)> {
    let text = &bytes[start..];
    let text = text.strip_prefix(b"export ").unwrap_or(text);
    let length = text.iter().take_while(|byte| !b"= \t\n'\"`$".contains(byte)).count();
    let (name, rest) = text.split_at(length);
    let mut rest = rest.strip_prefix(b"='").ok_or((start, Fault::NotAssignment))?;
    let shown = || collect::label(name).to_owned();
    let mut value = Vec::new();
    loop {
        let close = rest.iter().position(|byte| *byte == b'\'');
        let close = close.ok_or_else(|| (start, Fault::Unterminated { name: shown() }))?;
        value.extend(&rest[..close]);
        rest = &rest[close + 1..];
        match rest.strip_prefix(b"\\''") {
            Some(more) => {
                value.push(b'\'');
                rest = more;
            }
            None => break,
        }
    }
    let end = bytes.len() - rest.len();
    let tail = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if !collect::trim(tail).is_empty() {
        return Err((end, Fault::AfterQuote { name: shown() }));
    }
    Ok((name, value, end + tail.len() + 1))
}
