//! What `env -0` prints, and `/proc/PID/environ` holds: assignments that end in NUL.
//!
//! The only format that holds every value there can be, exactly.

#[cfg(test)]
mod tests;

use super::Format;
use super::Pair;
use super::Parsed;
use super::ReadOptions;
use super::Row;
use super::WriteOptions;
use super::Written;
use super::collect;
use super::collect::Found;
use super::error::Fault;
use super::error::ReadError;
use super::error::WriteError;
use super::pieces;

/// `env0`.
pub(super) const ENV0: Format = Format(&Row {
    name: "env0",
    about: "NUL after each, as env -0 and xargs -0 have it",
    suffixes: &[],
    settings: &[],
    appended_to: None,
    write,
    read,
});

/// Whether a file can be nothing else.
pub(super) fn is_environment(bytes: &[u8]) -> bool {
    bytes.ends_with(b"\0") && bytes.contains(&b'=') && collect::text(bytes).is_ok()
}

fn write(pairs: &[&Pair], _: &WriteOptions) -> Result<Written, WriteError> {
    pieces(pairs, None, |bytes, pair| {
        bytes.extend([pair.name.as_bytes(), b"=", &pair.value, b"\0"].concat());
        Ok(())
    })
}

fn read(bytes: &[u8], options: &ReadOptions) -> Result<Parsed, ReadError> {
    let mut found = Found::new(bytes, options);
    let mut at = 0;
    for piece in bytes.split_inclusive(|byte| *byte == 0) {
        let text = piece.strip_suffix(b"\0").unwrap_or(piece);
        match text.iter().position(|byte| *byte == b'=') {
            Some(equals) => {
                if let Some(name) = found.name(at, &text[..equals]) {
                    found.add(at, name, text[equals + 1..].to_vec());
                }
            }
            None => found.fault(at, Fault::NoEquals),
        }
        at += piece.len();
    }
    found.finish()
}
