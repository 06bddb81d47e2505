//! `docker run --env-file`: lines of `NAME=value`, in which quotes, blanks and `#` are data.
//!
//! The grammar is the one of `opts/envfile` in docker's command line: a line ends at its line feed,
//! blanks before the name are skipped, and a name alone would be taken from the environment, which
//! here it never is.

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
use super::collect::Found;
use super::collect::is_blank;
use super::error::Fault;
use super::error::ReadError;
use super::error::Refusal;
use super::error::Unfit;
use super::error::WriteError;
use super::pieces;

/// `docker`.
pub(super) const DOCKER: Format = Format(&Row {
    name: "docker",
    about: "docker run --env-file",
    suffixes: &[],
    settings: &[Setting::Header],
    appended_to: None,
    write,
    read,
});

/// Longest line that is read.
const LINE_MAX: usize = 65_535;

const READER: &str = "docker";

pub(super) fn write(pairs: &[&Pair], options: &WriteOptions) -> Result<Written, WriteError> {
    pieces(pairs, options.header.as_deref(), |bytes, pair| {
        let line = [pair.name.as_bytes(), b"=", &pair.value].concat();
        if pair.value.iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
            return Err(pair.unfit(Unfit::LineBreak, READER));
        }
        pair.text()?;
        if line.len() > LINE_MAX {
            let name = pair.name.clone();
            return Err(Refusal::LineTooLong { name, len: line.len(), limit: LINE_MAX, reader: READER });
        }
        bytes.extend(line);
        bytes.push(b'\n');
        Ok(())
    })
}

pub(super) fn read(bytes: &[u8], options: &ReadOptions) -> Result<Parsed, ReadError> {
    let bytes = collect::text(bytes)?;
    let mut found = Found::new(bytes, options);
    for (start, line) in collect::lines(bytes) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let blanks = line.iter().take_while(|byte| is_blank(byte)).count();
        let (start, line) = (start + blanks, &line[blanks..]);
        if line.is_empty() || line[0] == b'#' {
            continue;
        }
        match line.iter().position(|byte| *byte == b'=') {
            None => found.fault(start, Fault::NoEquals),
            Some(equals) => {
                if let Some(name) = found.name(start, &line[..equals]) {
                    found.add(start, name, line[equals + 1..].to_vec());
                }
            }
        }
    }
    found.finish()
}
