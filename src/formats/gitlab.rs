//! The dotenv report of GitLab: lines of `NAME=value`, no quotes, no comments, no empty lines.
//!
//! The grammar is what GitLab says of `artifacts:reports:dotenv` and what its parser does: it trims
//! both ends of a value, and the whole file is at most 5 KB. Whoever may see the pipeline can read
//! it, so secrets are refused unless that is what is wanted.

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
use super::error::Refusal;
use super::error::Unfit;
use super::error::Warning;
use super::error::WriteError;
use super::pieces;

/// `gitlab-dotenv`.
pub(super) const GITLAB: Format = Format(&Row {
    name: "gitlab-dotenv",
    about: "GitLab's artifacts:reports:dotenv",
    suffixes: &[],
    settings: &[],
    appended_to: None,
    write,
    read,
});

/// Largest file that GitLab takes unless its administrator says otherwise.
const FILE_MAX: usize = 5 * 1024;

const READER: &str = "GitLab";

fn write(pairs: &[&Pair], options: &WriteOptions) -> Result<Written, WriteError> {
    let mut warnings = Vec::new();
    let mut written = pieces(pairs, None, |bytes, pair| {
        let text = pair.text()?;
        if pair.secret && !options.reveal {
            return Err(Refusal::Secret { name: pair.name.clone(), reader: READER });
        }
        if text.contains(['\n', '\r']) {
            return Err(pair.unfit(Unfit::LineBreak, READER));
        }
        if is_trimmed(text.chars().next()) || is_trimmed(text.chars().next_back()) {
            return Err(pair.unfit(Unfit::Edge, READER));
        }
        if text.contains('$') {
            let warning = Warning::Expanded { name: pair.name.clone(), reader: READER };
            if options.strict {
                return Err(warning.into());
            }
            warnings.push(warning);
        }
        bytes.extend([pair.name.as_bytes(), b"=", &pair.value, b"\n"].concat());
        Ok(())
    })?;
    written.warnings = warnings;
    let largest = pairs.iter().max_by_key(|pair| pair.value.len());
    match largest {
        Some(pair) if written.bytes.len() > FILE_MAX => {
            let (name, size) = (pair.name.clone(), written.bytes.len());
            Err(WriteError { refused: vec![Refusal::TooBig { name, size, limit: FILE_MAX, reader: READER }] })
        }
        _ => Ok(written),
    }
}

/// Whether Ruby's `strip` takes it off.
fn is_trimmed(c: Option<char>) -> bool {
    c.is_some_and(|c| matches!(c, ' ' | '\t'..='\r'))
}

fn read(bytes: &[u8], options: &ReadOptions) -> Result<Parsed, ReadError> {
    let text = collect::utf8(bytes)?;
    let mut found = Found::new(text.as_bytes(), options);
    for (start, line) in collect::lines(text.as_bytes()) {
        let trimmed = |text: &'_ [u8]| {
            let text = String::from_utf8_lossy(text).into_owned();
            text.trim_matches(|c| is_trimmed(Some(c))).as_bytes().to_vec()
        };
        match line.iter().position(|byte| *byte == b'=') {
            Some(equals) => {
                if let Some(name) = found.name(start, &trimmed(&line[..equals])) {
                    found.add(start, name, trimmed(&line[equals + 1..]));
                }
            }
            None if trimmed(line).is_empty() => {}
            None => found.fault(start, Fault::NoEquals),
        }
    }
    found.finish()
}
