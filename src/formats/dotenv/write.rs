//! Writing dotenv.
//!
//! The plainest encoding that all readers understand alike: nothing, single quotes, double quotes.
//! Newlines are never written as `\n`, which a shell does not understand. For a value that no
//! encoding makes alike to all, the shells are right and the others are named in a warning, or, in
//! another dialect, the reader of that dialect is right. Who differs was measured; `real.rs` measures
//! it again.

use super::super::Dialect;
use super::super::Pair;
use super::super::WriteOptions;
use super::super::Written;
use super::super::error::Tool;
use super::super::error::Warning;
use super::super::error::WriteError;
use super::super::pieces;

/// Writes pairs that are sorted and checked.
pub(super) fn write(pairs: &[&Pair], options: &WriteOptions) -> Result<Written, WriteError> {
    let mut warnings = Vec::new();
    let mut written = pieces(pairs, options.header.as_deref(), |bytes, pair| {
        let (value, tools) = encode(&pair.value, options.dialect);
        if !tools.is_empty() {
            let warning = Warning::Differs { name: pair.name.clone(), tools };
            if options.strict {
                return Err(warning.into());
            }
            warnings.push(warning);
        }
        bytes.extend([pair.name.as_bytes(), b"=", &value, b"\n"].concat());
        Ok(())
    })?;
    written.warnings = warnings;
    Ok(written)
}

/// Encodes a value, and names who reads something else.
fn encode(value: &[u8], dialect: Dialect) -> (Vec<u8>, Vec<Tool>) {
    if is_bare(value) {
        return (value.to_vec(), Vec::new());
    }
    let (text, mut tools) = match dialect {
        Dialect::Posix | Dialect::Docker => posix(value),
        Dialect::Node => node(value),
        Dialect::Python => (python(value), Vec::new()),
        Dialect::Compose => (compose(value), Vec::new()),
    };
    if std::str::from_utf8(value).is_err() {
        tools.extend(match dialect {
            Dialect::Posix => [Tool::Node, Tool::Npm, Tool::Python, Tool::Dotenvy].as_slice(),
            Dialect::Node => &[Tool::Node, Tool::Npm],
            Dialect::Python => &[Tool::Python],
            Dialect::Compose => &[Tool::Compose],
            Dialect::Docker => &[],
        });
    }
    tools.sort_unstable();
    tools.dedup();
    (text, tools)
}

/// Whether a value needs no quotes anywhere.
fn is_bare(value: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_./:@%+,=-".contains(byte);
    !value.is_empty() && value.iter().all(plain)
}

fn has_any(value: &[u8], bytes: &[u8]) -> bool {
    value.iter().any(|byte| bytes.contains(byte))
}

/// Whether python-dotenv sees something to expand.
fn has_reference(value: &[u8]) -> bool {
    let open = value.windows(2).position(|pair| pair == b"${");
    open.is_some_and(|open| value[open..].contains(&b'}'))
}

fn quoted(quote: u8, value: &[u8], escape: impl Fn(u8) -> Option<u8>) -> Vec<u8> {
    let mut text = Vec::with_capacity(value.len() + 2);
    text.push(quote);
    for &byte in value {
        match escape(byte) {
            Some(letter) => text.extend([b'\\', letter]),
            None => text.push(byte),
        }
    }
    text.push(quote);
    text
}

fn raw(quote: u8, value: &[u8]) -> Vec<u8> {
    quoted(quote, value, |_| None)
}

/// For a file that `sh` sources, and as many others as can be.
fn posix(value: &[u8]) -> (Vec<u8>, Vec<Tool>) {
    let mut tools = Vec::new();
    if value.contains(&b'\r') {
        tools.extend([Tool::Node, Tool::Npm, Tool::Python]);
    }
    let single = !value.contains(&b'\'') && !has_reference(value) && !value.ends_with(b"\\");
    if single {
        if value.windows(2).any(|pair| pair == b"\\\\") {
            tools.push(Tool::Python);
        }
        return (raw(b'\'', value), tools);
    }
    if has_any(value, b"\"\\$`") {
        tools.extend([Tool::Node, Tool::Npm]);
    }
    if has_any(value, b"$`") {
        tools.push(Tool::Python);
    }
    if value.contains(&b'`') {
        tools.push(Tool::Dotenvy);
    }
    (quoted(b'"', value, |byte| b"\"\\$`".contains(&byte).then_some(byte)), tools)
}

/// For node and npm, which take any of three quotes and no escapes but `\n` and `\r` within `"`.
fn node(value: &[u8]) -> (Vec<u8>, Vec<Tool>) {
    let mut tools = Vec::new();
    if value.contains(&b'\r') {
        tools.extend([Tool::Node, Tool::Npm]);
    }
    // npm takes a quote after a backslash for a part of the value, if it finds another one below.
    let open_ended = value.ends_with(b"\\");
    if open_ended && is_bare_to_node(value) {
        return (value.to_vec(), tools);
    }
    let quote = [b'\'', b'"', b'`']
        .into_iter()
        .find(|quote| !value.contains(quote) && (*quote != b'"' || !value.contains(&b'\\')));
    if let Some(quote) = quote {
        if open_ended {
            tools.push(Tool::Npm);
        }
        return (raw(quote, value), tools);
    }
    if is_bare_to_node(value) {
        return (value.to_vec(), tools);
    }
    (posix(value).0, vec![Tool::Node, Tool::Npm])
}

/// Whether node and npm read a value right without quotes: one line, which starts with no quote, and
/// which neither trims.
fn is_bare_to_node(value: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(value) else {
        return false;
    };
    let blank = |c: char| c.is_whitespace() || c == '\u{feff}';
    !text.is_empty()
        && !text.starts_with(['\'', '"', '`'])
        && !text.starts_with(blank)
        && !text.ends_with(blank)
        && !text.contains(['#', '\n', '\r', '\u{2028}', '\u{2029}'])
}

/// For python-dotenv, which turns every line end into LF and expands `${…}` even in single quotes,
/// but gives the default of a name that cannot be set: `${:-$}` is a dollar.
fn python(value: &[u8]) -> Vec<u8> {
    if !has_any(value, b"'\\\r") && !has_reference(value) {
        return raw(b'\'', value);
    }
    let text = quoted(b'"', value, |byte| match byte {
        b'"' | b'\\' => Some(byte),
        b'\r' => Some(b'r'),
        _ => None,
    });
    let mut out = Vec::with_capacity(text.len());
    for (index, byte) in text.iter().enumerate() {
        match text[index..] {
            [b'$', b'{', ..] => out.extend(b"${:-$}"),
            _ => out.push(*byte),
        }
    }
    out
}

/// For Compose, which expands in double quotes and knows `\'` in single ones.
fn compose(value: &[u8]) -> Vec<u8> {
    let ambiguous = value.ends_with(b"\\") || value.windows(2).any(|pair| pair == b"\\'");
    if ambiguous || value.contains(&b'\r') {
        return quoted(b'"', value, |byte| match byte {
            b'"' | b'\\' | b'$' => Some(byte),
            b'\r' => Some(b'r'),
            _ => None,
        });
    }
    quoted(b'\'', value, |byte| (byte == b'\'').then_some(byte))
}
