//! What can be wrong with a file, and what may be read differently by others.
//!
//! Messages name constants and places and never quote a line: a bad line may hold a secret.
//! They say nothing of the file's name either, which only the caller knows: it prints
//! `{file}:{problem}`.

use std::fmt;

use super::name::NameFault;

/// A place in a file; both count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A program that reads dotenv files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tool {
    /// `node --env-file`, `util.parseEnv`.
    Node,
    /// The dotenv package of npm.
    Npm,
    /// python-dotenv.
    Python,
    /// The dotenvy crate.
    Dotenvy,
    /// Docker Compose.
    Compose,
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Tool::Node => "node",
            Tool::Npm => "npm dotenv",
            Tool::Python => "python-dotenv",
            Tool::Dotenvy => "dotenvy",
            Tool::Compose => "docker compose",
        })
    }
}

/// Joins as a list in a sentence.
fn list<T: fmt::Display>(items: &[T]) -> String {
    items.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}

/// What is not wrong, but may surprise. With `strict` it is an error.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// Read: `K=a#b`, where some readers see a comment.
    #[error("`#` in `{name}` is read as part of the value; node and npm dotenv see a comment")]
    AmbiguousHash {
        /// The place of the value.
        at: Position,
        /// The constant.
        name: String,
    },
    /// Read: a value in backticks, which a shell would run as a command.
    #[error("backticks of `{name}` are read as quotes; sh would run a command")]
    Backtick {
        /// The place of the value.
        at: Position,
        /// The constant.
        name: String,
    },
    /// Read: a name for the second time; the last one wins.
    #[error("`{name}` was set before, on line {first}; this one wins")]
    Duplicate {
        /// The place of the later one.
        at: Position,
        /// The constant.
        name: String,
        /// The line of the one before.
        first: usize,
    },
    /// Read: an unquoted value that starts or ends with a blank other than space and tab.
    #[error("`{name}` starts or ends with an invisible blank, which is kept; others trim it")]
    OddBlank {
        /// The place of the value.
        at: Position,
        /// The constant.
        name: String,
    },
    /// Read: with `expand`, a reference to nothing above it.
    #[error("a `$` reference in `{name}` is to nothing set above it and was left as it is")]
    NotExpanded {
        /// The place of the value.
        at: Position,
        /// The constant.
        name: String,
    },
    /// Written: a value that no encoding makes alike to all.
    #[error("`{name}` will be read differently by {}", list(tools))]
    Differs {
        /// The constant.
        name: String,
        /// Who reads something else, or fails.
        tools: Vec<Tool>,
    },
    /// Written: a value with a `$`, where the reader may put something else.
    #[error("`$` in `{name}` may be expanded by {reader} where the variable is used")]
    Expanded {
        /// The constant.
        name: String,
        /// Who reads the format.
        reader: &'static str,
    },
}

impl Warning {
    /// Where it is in the file that was read.
    #[must_use]
    pub fn at(&self) -> Option<Position> {
        match self {
            Warning::AmbiguousHash { at, .. }
            | Warning::Backtick { at, .. }
            | Warning::Duplicate { at, .. }
            | Warning::OddBlank { at, .. }
            | Warning::NotExpanded { at, .. } => Some(*at),
            Warning::Differs { .. } | Warning::Expanded { .. } => None,
        }
    }
}

/// What is wrong at one place of a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// UTF-16, by its byte order mark or its NUL bytes.
    #[error("the file is UTF-16: save it as UTF-8")]
    Utf16,
    /// Text that is not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// The name before the `=`, or the key.
    #[error(transparent)]
    Name(#[from] NameFault),
    /// A line that sets nothing.
    #[error("no `=`")]
    NoEquals,
    /// `K: v`.
    #[error("`:` where `=` belongs")]
    Colon,
    /// A quote that never ends.
    #[error("the quote that opens `{name}` is never closed")]
    Unterminated {
        /// The constant.
        name: String,
    },
    /// `K="a"b`, in which every reader sees something else.
    #[error("text after the closing quote of `{name}`")]
    AfterQuote {
        /// The constant.
        name: String,
    },
    /// `K='a\'b'`: the quote does not escape, or does, depending on the reader.
    #[error("text after the closing quote of `{name}`, which follows a backslash")]
    EscapedQuote {
        /// The constant.
        name: String,
    },
    /// A carriage return in an unquoted value, which to some readers ends the line.
    #[error("carriage return in the unquoted value of `{name}`")]
    CarriageReturn {
        /// The constant.
        name: String,
    },
    /// No environment variable can hold it.
    #[error("NUL byte in the value of `{name}`")]
    Nul {
        /// The constant.
        name: String,
    },
    /// References that multiply.
    #[error("the references in `{name}` expand too far")]
    ExpandsTooFar {
        /// The constant.
        name: String,
    },
    /// A line that is none of the few that a format has.
    #[error("not of the form {form}")]
    NotAssignment {
        /// What it would have to look like.
        form: &'static str,
    },
    /// What the parser of the format says.
    #[error("{message}")]
    Syntax {
        /// A fixed text, which quotes nothing.
        message: String,
    },
    /// A document that is no mapping of names to values.
    #[error("not an object")]
    NotObject,
    /// A document behind the first one.
    #[error("a second document")]
    SecondDocument,
    /// No document of the kinds that hold values.
    #[error("no Secret and no ConfigMap")]
    NoKubernetesObject,
    /// YAML: an anchor, an alias or a tag, which make a text mean something else.
    #[error("an anchor, alias or tag, which are not followed")]
    Indirect,
    /// A value that some readers take for another type than others do.
    #[error("the value of `{name}` means different things to different readers")]
    Ambiguous {
        /// The constant.
        name: String,
    },
    /// A value that is computed.
    #[error("the value of `{name}` is not a literal")]
    NotLiteral {
        /// The constant.
        name: String,
    },
    /// What should be base64 is not.
    #[error("the value of `{name}` is not base64")]
    NotBase64 {
        /// The constant.
        name: String,
    },
    /// `null`, which is neither empty nor absent.
    #[error("`{name}` is null")]
    Null {
        /// The constant.
        name: String,
    },
    /// An array.
    #[error("`{name}` is an array")]
    Array {
        /// The constant.
        name: String,
    },
    /// An object in the object.
    #[error("`{name}` is an object")]
    Nested {
        /// The constant.
        name: String,
    },
    /// Objects too deep in one another.
    #[error("`{name}` is nested too deeply")]
    TooDeep {
        /// The constant.
        name: String,
    },
    /// A key for the second time, perhaps by flattening.
    #[error("`{name}` appears twice")]
    Repeated {
        /// The constant.
        name: String,
    },
    /// An escape of half of a surrogate pair, or of nothing.
    #[error("the string of `{name}` has an escape that is no character")]
    BadEscape {
        /// The constant.
        name: String,
    },
    /// A warning, under `strict`.
    #[error(transparent)]
    Strict(#[from] Warning),
}

impl Fault {
    /// What to do about it, where that is not plain.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Fault::Colon => "looks like YAML",
            Fault::NoEquals => "to set an empty value write NAME=",
            Fault::Unterminated { .. } => "a quoted value may span lines: was the end quote lost?",
            Fault::EscapedQuote { .. } => {
                "docker compose reads \\' as a quote: use --dialect compose, or write it '\\''"
            }
            Fault::AfterQuote { .. } => "quote the whole value, or put a space before a comment",
            Fault::Null { .. } => "leave the key out, or write \"\"",
            Fault::Nested { .. } => "use --flatten __ to join the names",
            Fault::NotAssignment { .. } => "commands and expansions are never run",
            Fault::Ambiguous { .. } | Fault::NotLiteral { .. } => "put it in quotes",
            Fault::SecondDocument => "one file, one document",
            Fault::Indirect => "write the value out",
            Fault::Nul { .. } => "no environment variable can hold one",
            _ => return None,
        })
    }
}

/// A fault and its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {fault}")]
pub struct Problem {
    /// The place.
    pub at: Position,
    /// What is wrong there.
    pub fault: Fault,
}

/// Why a file was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", summary(problems, *count))]
pub struct ReadError {
    /// The first of them, in order of appearance; at least one.
    pub problems: Vec<Problem>,
    /// How many there are in all.
    pub count: usize,
}

impl ReadError {
    /// How many problems are kept.
    pub const KEPT: usize = 20;

    /// An error of one problem.
    pub(super) fn one(at: Position, fault: Fault) -> Self {
        Self { problems: vec![Problem { at, fault }], count: 1 }
    }
}

/// Shows the first problem and how many follow.
fn summary(problems: &[Problem], count: usize) -> String {
    let first = problems.first().map(Problem::to_string).unwrap_or_default();
    match count.saturating_sub(1) {
        0 => first,
        more => format!("{first} (and {more} more)"),
    }
}

/// What cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A name that would break the format, or be run as code.
    #[error("`{name}` cannot be written: {fault}")]
    Name {
        /// The name, with control characters escaped.
        name: String,
        /// What is wrong with it.
        fault: NameFault,
    },
    /// The same name twice.
    #[error("`{name}` appears twice")]
    Duplicate {
        /// The constant.
        name: String,
    },
    /// A NUL byte.
    #[error("value of `{name}` has a NUL byte at offset {offset}")]
    Nul {
        /// The constant.
        name: String,
        /// Where in the value, from 0.
        offset: usize,
    },
    /// Text formats cannot carry other bytes.
    #[error("value of `{name}` is not UTF-8")]
    NotUtf8 {
        /// The constant.
        name: String,
    },
    /// Something in the value that the reader takes for something else.
    #[error("value of `{name}` has {what}, which {reader} cannot read")]
    Unfit {
        /// The constant.
        name: String,
        /// What it has.
        what: Unfit,
        /// Who reads the format.
        reader: &'static str,
    },
    /// A line longer than its reader takes.
    #[error("`{name}` makes a line of {len} bytes: {reader} reads at most {limit}")]
    LineTooLong {
        /// The constant.
        name: String,
        /// The length of its line.
        len: usize,
        /// The longest line.
        limit: usize,
        /// Who reads the format.
        reader: &'static str,
    },
    /// All of it together is more than the reader takes.
    #[error("{size} bytes in all: {reader} takes at most {limit} (`{name}` is the largest)")]
    TooBig {
        /// The constant with the longest value.
        name: String,
        /// The size of all.
        size: usize,
        /// The most there may be.
        limit: usize,
        /// Who reads the format.
        reader: &'static str,
    },
    /// A name that the reader keeps to itself.
    #[error("{reader} does not let `{name}` be set")]
    Reserved {
        /// The constant.
        name: String,
        /// Who reads the format.
        reader: &'static str,
    },
    /// A name longer than the reader takes.
    #[error("`{name}` is longer than the {limit} bytes that {reader} takes for a name")]
    NameTooLong {
        /// The constant.
        name: String,
        /// The longest name.
        limit: usize,
        /// Who reads the format.
        reader: &'static str,
    },
    /// A secret, where the format is for what everybody may read.
    #[error("`{name}` is a secret, and {reader} shows what it is given to everybody who may look")]
    Secret {
        /// The constant.
        name: String,
        /// Who reads the format.
        reader: &'static str,
    },
    /// Kubernetes: a name, namespace or label that the server would refuse.
    #[error("{what} `{text}` is not one that Kubernetes takes: {rule}")]
    Object {
        /// What it was to be.
        what: &'static str,
        /// What was given, control characters escaped.
        text: String,
        /// What it may be.
        rule: &'static str,
    },
    /// A warning, under `strict`.
    #[error(transparent)]
    Strict(#[from] Warning),
}

/// What a reader cannot read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// A line feed or carriage return, where a value is the rest of its line.
    #[error("a line break")]
    LineBreak,
    /// A control character.
    #[error("a control character")]
    Control,
    /// A blank at its beginning or end, which is trimmed.
    #[error("a blank at its beginning or end")]
    Edge,
    /// Letters that are composed of others, which are normalised.
    #[error("letters that are not in Unicode's composed form (NFC)")]
    Decomposed,
}

impl Refusal {
    /// What to do about it, where that is not plain.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Refusal::NotUtf8 { .. } => "json can carry it with --encoding base64",
            Refusal::Strict(Warning::Differs { .. }) => "name the reader with --dialect",
            Refusal::Secret { .. } => "--plain-only leaves secrets out",
            Refusal::Object { what: "name", .. } => "--name gives another",
            _ => return None,
        })
    }
}

/// Why nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", refused.iter().map(Refusal::to_string).collect::<Vec<_>>().join("; "))]
pub struct WriteError {
    /// All of it, sorted by name; at least one.
    pub refused: Vec<Refusal>,
}

impl WriteError {
    /// Fails if anything was refused.
    pub(super) fn unless_empty(refused: Vec<Refusal>) -> Result<(), WriteError> {
        if refused.is_empty() { Ok(()) } else { Err(WriteError { refused }) }
    }
}
