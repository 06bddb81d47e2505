//! The files of GitHub Actions that set variables for later steps: `$GITHUB_ENV`, `$GITHUB_OUTPUT`.
//!
//! A value of one line is `NAME=value`; any other stands between `NAME<<DELIMITER` and the delimiter
//! on a line of its own. Whoever can write a value must not be able to guess the delimiter: it comes
//! from [`WriteOptions::nonce`], and is made longer until the value does not hold it. The grammar is
//! that of `FileCommandManager` in the runner.

#[cfg(test)]
mod tests;

use data_encoding::HEXLOWER;

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
use super::error::WriteError;
use super::pieces;

/// `github-env`.
pub(super) const ENV: Format = Format(&Row {
    name: "github-env",
    about: "variables for later steps: appended to $GITHUB_ENV",
    suffixes: &[],
    settings: &[],
    appended_to: Some("GITHUB_ENV"),
    write,
    read,
});

/// `github-output`.
pub(super) const OUTPUT: Format = Format(&Row {
    name: "github-output",
    about: "outputs of a step: appended to $GITHUB_OUTPUT",
    suffixes: &[],
    settings: &[],
    appended_to: Some("GITHUB_OUTPUT"),
    write,
    read,
});

const READER: &str = "GitHub Actions";

/// Names that the runner refuses or keeps for itself, or by which a step would run other programs.
fn is_reserved(name: &str) -> bool {
    name.starts_with("GITHUB_") || name.starts_with("RUNNER_") || name == "NODE_OPTIONS" || name == "PATH"
}

fn write(pairs: &[&Pair], options: &WriteOptions) -> Result<Written, WriteError> {
    pieces(pairs, None, |bytes, pair| {
        let (name, value) = (&pair.name, pair.text()?);
        if is_reserved(name) {
            return Err(Refusal::Reserved { name: name.clone(), reader: READER });
        }
        if !value.contains(['\n', '\r']) {
            bytes.extend(format!("{name}={value}\n").into_bytes());
            return Ok(());
        }
        let mut delimiter = format!("envctl_{}", HEXLOWER.encode(&options.nonce));
        while value.contains(&delimiter) {
            delimiter.push('_');
        }
        bytes.extend(format!("{name}<<{delimiter}\n{value}\n{delimiter}\n").into_bytes());
        Ok(())
    })
}

fn read(bytes: &[u8], options: &ReadOptions) -> Result<Parsed, ReadError> {
    let text = collect::utf8(bytes)?;
    let mut found = Found::new(text.as_bytes(), options);
    let mut lines = collect::lines(text.as_bytes());
    while let Some((start, line)) = lines.next() {
        let equals = line.iter().position(|byte| *byte == b'=');
        let here = line.windows(2).position(|pair| pair == b"<<");
        let (name, value) = match (here, equals) {
            (Some(here), equals) if equals.is_none_or(|equals| here < equals) => {
                let (name, delimiter) = (&line[..here], &line[here + 2..]);
                let from = start + line.len() + 1;
                let end = lines.find(|(_, line)| *line == delimiter && !delimiter.is_empty());
                let Some((end, _)) = end else {
                    let name = collect::label(name).to_owned();
                    found.fault(start, Fault::Unterminated { name });
                    break;
                };
                // The line feed before the delimiter is not of the value.
                (name, text.as_bytes().get(from..end - 1).unwrap_or_default())
            }
            (_, Some(equals)) => (&line[..equals], &line[equals + 1..]),
            _ if line.is_empty() => continue,
            _ => {
                found.fault(start, Fault::NoEquals);
                continue;
            }
        };
        if let Some(name) = found.name(start, name) {
            found.add(start, name, value.to_vec());
        }
    }
    found.finish()
}
