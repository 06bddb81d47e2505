//! Readers and writers of the formats constants leave and enter by: one file a format.
//!
//! Every function here is pure and total: bytes in, bytes out. What touches a file, a terminal, a
//! clock or the environment of the process does not live here, and neither does the choice of what
//! may be exported to whom. Two invariants: what a writer writes its reader reads back exactly, and
//! no message holds a value, not even a piece of one.
//!
//! A format is a [`Row`] in a file of its own, and a line in [`Format::ALL`]. `docs/formats.md` has
//! what each can hold, and by whom that is said.

mod collect;
mod docker;
mod dotenv;
mod env0;
mod error;
mod fish;
mod github;
mod gitlab;
mod json;
mod k8s;
mod name;
mod nested;
mod quote;
mod shell;
mod systemd;
mod tfvars;
mod toml;
mod yaml;

#[cfg(test)]
mod corpus;
#[cfg(test)]
mod real;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

pub use error::Fault;
pub use error::Position;
pub use error::Problem;
pub use error::ReadError;
pub use error::Refusal;
pub use error::Tool;
pub use error::Unfit;
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

/// What a format is; each says it in its own file.
struct Row {
    /// Its name on the command line.
    name: &'static str,
    /// Who reads it, in a few words for the help text.
    about: &'static str,
    /// How the names of its files end, in lower case, to tell it by.
    suffixes: &'static [&'static str],
    /// The settings that mean something to it.
    settings: &'static [Setting],
    /// The variable with the name of the file that it is appended to, if that is how it is used.
    appended_to: Option<&'static str>,
    /// Writes pairs that are sorted and checked.
    write: fn(&[&Pair], &WriteOptions) -> Result<Written, WriteError>,
    /// Reads a whole file.
    read: fn(&[u8], &ReadOptions) -> Result<Parsed, ReadError>,
}

/// A format that can be read and written.
#[derive(Clone, Copy)]
pub struct Format(&'static Row);

impl Format {
    /// Every format, in the order of the help text.
    pub const ALL: &[Format] = &[
        dotenv::DOTENV,
        shell::SHELL,
        fish::FISH,
        json::JSON,
        yaml::YAML,
        toml::TOML,
        docker::DOCKER,
        dotenv::COMPOSE,
        k8s::BOTH,
        k8s::SECRET,
        k8s::CONFIG_MAP,
        github::ENV,
        github::OUTPUT,
        gitlab::GITLAB,
        systemd::SYSTEMD,
        tfvars::TFVARS,
        env0::ENV0,
    ];

    /// Its name on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.0.name
    }

    /// Who reads it, in a few words.
    #[must_use]
    pub fn about(self) -> &'static str {
        self.0.about
    }

    /// Whether a setting means anything to it.
    #[must_use]
    pub fn knows(self, setting: Setting) -> bool {
        self.0.settings.contains(&setting)
    }

    /// The variable with the name of the file that it is appended to, if that is how it is used.
    #[must_use]
    pub fn appended_to(self) -> Option<&'static str> {
        self.0.appended_to
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Format) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for Format {}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl FromStr for Format {
    type Err = Unknown;

    fn from_str(text: &str) -> Result<Self, Unknown> {
        parse("format", Format::ALL, text)
    }
}

/// What only some formats know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// [`WriteOptions::dialect`] and [`ReadOptions::dialect`].
    Dialect,
    /// [`WriteOptions::header`].
    Header,
    /// [`WriteOptions::base64`].
    Base64,
    /// [`WriteOptions::object`].
    Object,
    /// [`ReadOptions::expand`].
    Expand,
    /// [`ReadOptions::flatten`].
    Flatten,
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

/// How to write. What a format does not know it ignores; [`Format::knows`] tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// dotenv: whose.
    pub dialect: Dialect,
    /// Refuse, where otherwise there would be a warning.
    pub strict: bool,
    /// A comment for the top of the file.
    pub header: Option<String>,
    /// Every value in base64, so that it may be any bytes.
    pub base64: bool,
    /// Write secrets even where everybody will be able to read them.
    pub reveal: bool,
    /// Random bytes, for what must not be guessed by whoever wrote a value.
    pub nonce: [u8; 16],
    /// Kubernetes: what the objects are called.
    pub object: Object,
}

/// What the objects of Kubernetes are called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object {
    /// `metadata.name`; required.
    pub name: String,
    /// `metadata.namespace`.
    pub namespace: Option<String>,
    /// `metadata.labels`.
    pub labels: BTreeMap<String, String>,
}

/// What was written.
#[derive(Clone, PartialEq, Eq)]
pub struct Written {
    /// The file, final newline included; the same for the same pairs, in whatever order.
    pub bytes: Vec<u8>,
    /// What some readers will read otherwise.
    pub warnings: Vec<Warning>,
}

impl Written {
    /// A file that all its readers read alike.
    fn plainly(bytes: impl Into<Vec<u8>>) -> Written {
        Written { bytes: bytes.into(), warnings: Vec::new() }
    }
}

/// How to read. What a format does not know it ignores; [`Format::knows`] tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// dotenv: whose.
    pub dialect: Dialect,
    /// Refuse, where otherwise there would be a warning.
    pub strict: bool,
    /// Replace `$NAME` and `${NAME}` by what the same file says above, and nothing else.
    pub expand: bool,
    /// Join the keys of nested objects by this, instead of refusing them.
    pub flatten: Option<String>,
    /// Names of the file, which need not be names here, with what they are called instead.
    pub rename: BTreeMap<String, String>,
    /// Stands before every name that is not renamed.
    pub prefix: String,
    /// Only these names, as they are called here; of the others not even the name has to be one.
    pub only: Option<BTreeSet<String>>,
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
    (format.0.write)(&sorted(pairs)?, options)
}

/// Reads a whole file.
///
/// # Errors
///
/// Everything wrong with the file, with the places, so that one edit mends it.
pub fn read(format: Format, bytes: &[u8], options: &ReadOptions) -> Result<Parsed, ReadError> {
    (format.0.read)(bytes, options)
}

/// Tells the format of a file: by what can be nothing else, by its name, and where that says
/// nothing, by its first byte.
///
/// A shell file without its extension is called dotenv, whose reader reads all our writer writes.
#[must_use]
pub fn detect(file_name: Option<&str>, bytes: &[u8]) -> Format {
    let name = file_name.unwrap_or_default().to_ascii_lowercase();
    let ends = |format: &&Format| format.0.suffixes.iter().any(|suffix| name.ends_with(suffix));
    let first = collect::without_bom(bytes).iter().find(|byte| !byte.is_ascii_whitespace());
    if k8s::is_manifest(bytes) {
        k8s::BOTH
    } else if env0::is_environment(bytes) {
        env0::ENV0
    } else if let Some(format) = Format::ALL.iter().find(ends) {
        *format
    } else if first == Some(&b'{') && !name.starts_with(".env.") {
        json::JSON
    } else {
        dotenv::DOTENV
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
    WriteError::unless_empty(refused)?;
    Ok(pairs)
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

/// Writes a file of text, a piece for each pair, below the header; or gives all that is refused.
///
/// `piece` appends what it makes of a value, or says why it cannot.
fn pieces(
    pairs: &[&Pair],
    header: Option<&str>,
    mut piece: impl FnMut(&mut Vec<u8>, &Pair) -> Result<(), Refusal>,
) -> Result<Written, WriteError> {
    let mut bytes = comment(header).into_bytes();
    let mut refused = Vec::new();
    for pair in pairs {
        refused.extend(piece(&mut bytes, pair).err());
    }
    WriteError::unless_empty(refused)?;
    Ok(Written::plainly(bytes))
}

impl Pair {
    /// Its value as text, for the formats that are text.
    fn text(&self) -> Result<&str, Refusal> {
        std::str::from_utf8(&self.value).map_err(|_| Refusal::NotUtf8 { name: self.name.clone() })
    }

    /// Refuses it, because `reader` could not read a value that has `what`.
    fn unfit(&self, what: Unfit, reader: &'static str) -> Refusal {
        Refusal::Unfit { name: self.name.clone(), what, reader }
    }
}
