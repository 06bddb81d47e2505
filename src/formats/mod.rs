//! Readers and writers of the formats constants leave and enter by: one file a format.
//!
//! Every function here is pure and total: bytes in, bytes out. What touches a file, a terminal, a
//! clock or the environment of the process does not live here, and neither does the choice of what
//! may be exported to whom. Two invariants: what a writer writes its reader reads back exactly, and
//! no message holds a value, not even a piece of one.
//!
//! A new format is a file, a variant of [`Format`], and a line in [`write`], [`read`] and [`detect`].

mod collect;
mod dotenv;
mod error;
mod json;
mod name;
mod shell;

#[cfg(test)]
mod corpus;
#[cfg(test)]
mod real;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

pub use error::Fault;
pub use error::Position;
pub use error::Problem;
pub use error::ReadError;
pub use error::Refusal;
pub use error::Tool;
pub use error::Warning;
pub use error::WriteError;
pub use name::NAME_MAX;
pub use name::NameFault;

/// One constant on its way out.
#[derive(Clone, PartialEq, Eq)]
pub struct Pair {
    /// Its name; every writer checks it again, for it may end up in code.
    pub name: String,
    /// Its value: any bytes but NUL.
    pub value: Vec<u8>,
    /// Whether it is a secret, for the formats that keep secrets apart.
    pub secret: bool,
}

impl fmt::Debug for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pair")
            .field("name", &self.name)
            .field("value", &format_args!("{} bytes", self.value.len()))
            .field("secret", &self.secret)
            .finish()
    }
}

/// A format that can be read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// `.env` files, in one of several [`Dialect`]s.
    Dotenv,
    /// POSIX shell: `eval "$(envctl export -f shell)"`.
    Shell,
    /// One flat object of strings.
    Json,
}

impl Format {
    /// Every format, in the order of the help text.
    pub const ALL: [Format; 3] = [Format::Dotenv, Format::Shell, Format::Json];

    /// Its name on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Dotenv => "dotenv",
            Format::Shell => "shell",
            Format::Json => "json",
        }
    }
}

/// Whose dotenv it is: no two readers agree on all of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// A file that `sh` can source; on reading, what most readers agree on.
    #[default]
    Posix,
    /// `node --env-file` and the dotenv package of npm.
    Node,
    /// python-dotenv.
    Python,
    /// Docker Compose.
    Compose,
    /// `docker run --env-file`: lines of raw text, in which quotes are data.
    Docker,
}

impl Dialect {
    /// Every dialect, in the order of the help text.
    pub const ALL: [Dialect; 5] =
        [Dialect::Posix, Dialect::Node, Dialect::Python, Dialect::Compose, Dialect::Docker];

    /// Its name on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Dialect::Posix => "posix",
            Dialect::Node => "node",
            Dialect::Python => "python",
            Dialect::Compose => "compose",
            Dialect::Docker => "docker",
        }
    }
}

/// A text that names no format or dialect.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown {what}: expected one of {expected}")]
pub struct Unknown {
    what: &'static str,
    expected: String,
}

/// Finds the one of `all` that shows as `text`.
fn parse<T: Copy + fmt::Display>(what: &'static str, all: &[T], text: &str) -> Result<T, Unknown> {
    let shown: Vec<String> = all.iter().map(T::to_string).collect();
    let found = shown.iter().position(|name| name == text);
    found.map(|index| all[index]).ok_or_else(|| Unknown { what, expected: shown.join(", ") })
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = Unknown;

    fn from_str(text: &str) -> Result<Self, Unknown> {
        parse("format", &Format::ALL, text)
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Dialect {
    type Err = Unknown;

    fn from_str(text: &str) -> Result<Self, Unknown> {
        parse("dialect", &Dialect::ALL, text)
    }
}

/// How to write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// Whose dotenv; the other formats ignore it.
    pub dialect: Dialect,
    /// Refuse, where otherwise there would be a warning.
    pub strict: bool,
    /// A comment for the top of the file; JSON has none and ignores it.
    pub header: Option<String>,
    /// JSON: every value in base64, so that it may be any bytes.
    pub base64: bool,
}

/// What was written.
#[derive(Clone, PartialEq, Eq)]
pub struct Written {
    /// The file, final newline included; the same for the same pairs, in whatever order.
    pub bytes: Vec<u8>,
    /// What some readers will read otherwise.
    pub warnings: Vec<Warning>,
}

/// How to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Whose dotenv; the other formats ignore it.
    pub dialect: Dialect,
    /// Refuse, where otherwise there would be a warning.
    pub strict: bool,
    /// dotenv: replace `$NAME` and `${NAME}` by what the same file says above, and nothing else.
    pub expand: bool,
    /// JSON: join the keys of nested objects by this, instead of refusing them.
    pub flatten: Option<String>,
    /// Names of the file, which need not be names here, with what they are called instead.
    pub rename: BTreeMap<String, String>,
}

/// What was read.
#[derive(Clone, PartialEq, Eq)]
pub struct Parsed {
    /// Names and values in order of appearance; no name twice.
    pub pairs: Vec<(String, Vec<u8>)>,
    /// What other readers would have read otherwise.
    pub warnings: Vec<Warning>,
}

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Written").field("bytes", &self.bytes.len()).field("warnings", &self.warnings).finish()
    }
}

impl fmt::Debug for Parsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.pairs.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Parsed").field("names", &names).field("warnings", &self.warnings).finish()
    }
}

/// Writes `pairs`, sorted by name.
///
/// # Errors
///
/// Everything the format cannot carry, all of it at once; then nothing is written.
pub fn write(format: Format, pairs: &[Pair], options: &WriteOptions) -> Result<Written, WriteError> {
    let pairs = sorted(pairs)?;
    match format {
        Format::Dotenv => dotenv::write(&pairs, options),
        Format::Shell => Ok(shell::write(&pairs, options)),
        Format::Json => json::write(&pairs, options),
    }
}

/// Reads a whole file.
///
/// # Errors
///
/// Everything wrong with the file, with the places, so that one edit mends it.
pub fn read(format: Format, bytes: &[u8], options: &ReadOptions) -> Result<Parsed, ReadError> {
    match format {
        Format::Dotenv => dotenv::read(bytes, options),
        Format::Shell => shell::read(bytes, options),
        Format::Json => json::read(bytes, options),
    }
}

/// Tells the format of a file by its name, and where that says nothing, by its first byte.
///
/// A shell file without its extension is called dotenv, whose reader reads all our writer writes.
#[must_use]
pub fn detect(file_name: Option<&str>, bytes: &[u8]) -> Format {
    let name = file_name.unwrap_or_default().to_ascii_lowercase();
    let first = collect::without_bom(bytes).iter().find(|byte| !byte.is_ascii_whitespace());
    match name.rsplit_once('.') {
        Some((_, "json")) => Format::Json,
        Some((_, "sh" | "bash" | "dash" | "ksh" | "zsh")) => Format::Shell,
        Some((_, "env")) => Format::Dotenv,
        _ if name.starts_with(".env.") => Format::Dotenv,
        _ if first == Some(&b'{') => Format::Json,
        _ => Format::Dotenv,
    }
}

/// Sorts, and checks what no format can carry: bad names, a name twice, NUL.
fn sorted(pairs: &[Pair]) -> Result<Vec<&Pair>, WriteError> {
    let mut pairs: Vec<&Pair> = pairs.iter().collect();
    pairs.sort_by(|a, b| a.name.cmp(&b.name));
    let mut refused = Vec::new();
    for (index, pair) in pairs.iter().enumerate() {
        if let Err(fault) = name::check(pair.name.as_bytes()) {
            refused.push(Refusal::Name { name: name::shown(&pair.name), fault });
        } else if index > 0 && pairs[index - 1].name == pair.name {
            refused.push(Refusal::Duplicate { name: pair.name.clone() });
        } else if let Some(offset) = pair.value.iter().position(|byte| *byte == 0) {
            refused.push(Refusal::Nul { name: pair.name.clone(), offset });
        }
    }
    if refused.is_empty() { Ok(pairs) } else { Err(WriteError { refused }) }
}

/// Renders a header as comment lines. Only printable characters pass: to some readers a carriage
/// return ends the comment, and the rest of it would be an assignment.
fn comment(header: Option<&str>) -> String {
    let lines = header.iter().flat_map(|text| text.lines());
    lines
        .map(|line| {
            let line = line.replace(|c: char| c.is_control() || "\u{2028}\u{2029}".contains(c), " ");
            format!("{}\n", format!("# {line}").trim_end())
        })
        .collect()
}
