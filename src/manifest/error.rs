//! What can be wrong with a manifest, with the place in the file.
//!
//! No advice about commands beyond a hint, no exit codes. Invariant: nothing here repeats a value
//! of the file, because a user may have pasted a secret; excerpts show keys only.

use std::fmt;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::path::PathBuf;

use super::fact::FactPath;

/// More problems than these in one file are counted, not listed.
const MAX_PROBLEMS: usize = 50;
/// Longer keys are cut in messages.
const MAX_SHOWN: usize = 64;

/// Why a manifest could not be found, read, edited or saved.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// No file at the path given.
    #[error("no manifest at {}", path.display())]
    NotFound {
        /// Where it should be.
        path: PathBuf,
    },
    /// `create` found a file.
    #[error("{} exists", path.display())]
    Exists {
        /// The file in the way.
        path: PathBuf,
    },
    /// The file is not what it was when it was read.
    #[error("{} changed on disk meanwhile", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// The file itself is not to be trusted or not a manifest: a link, a device, too large, …
    #[error("{} is refused: {reason}", path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// What about it.
        reason: String,
    },
    /// The contents are wrong.
    #[error("{} is not valid", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// All that is wrong, in the order of the file, at least one.
        problems: Vec<Problem>,
    },
    /// A change names something that a manifest cannot hold.
    #[error("{path} cannot be set in a manifest")]
    NotAFact {
        /// The path of the change.
        path: FactPath,
    },
    /// A rename of something that is not there.
    #[error("{path} is not in the manifest")]
    Missing {
        /// What was to be renamed.
        path: FactPath,
    },
    /// A rename to something that is there.
    #[error("{path} is already in the manifest")]
    Taken {
        /// The name in the way.
        path: FactPath,
    },
    /// The file is written in a way that this edit cannot keep; nothing was changed.
    #[error("cannot edit {path} in this manifest: change it by hand")]
    CannotEdit {
        /// The first path that would have come out wrong.
        path: FactPath,
    },
    /// The system said no.
    #[error("cannot {verb} {}: {source}", path.display())]
    Io {
        /// What was attempted: `read`, `write`.
        verb: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
}

impl ManifestError {
    /// Returns what is wrong with the contents; empty for every other error.
    pub fn problems(&self) -> &[Problem] {
        match self {
            Self::Invalid { problems, .. } => problems,
            _ => &[],
        }
    }
}

/// One thing wrong in the file. Displays as lines with the place and a caret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, as the user named it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong, lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The key at fault as the file has it; never a value.
    pub excerpt: Option<Excerpt>,
}

/// The key part of a source line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The text shown, values replaced by `…`.
    pub text: String,
    /// The characters of it to underline.
    pub caret: Range<usize>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, message, .. } = self;
        let margin = line.to_string().len();
        match &self.excerpt {
            Some(Excerpt { text, caret }) => {
                let carets = "^".repeat(caret.len().max(1));
                writeln!(f, "{:margin$}--> {file}:{line}:{column}", "")?;
                writeln!(f, "{:margin$} |", "")?;
                writeln!(f, "{line} | {text}")?;
                write!(f, "{:margin$} | {:start$}{carets} {message}", "", "", start = caret.start)
            }
            None => write!(f, "{:margin$}--> {file}:{line}:{column} {message}", ""),
        }
    }
}

/// Collects the problems of one file.
pub(super) struct Problems<'a> {
    path: &'a Path,
    text: &'a str,
    found: Vec<(usize, Problem)>,
    more: usize,
}

impl<'a> Problems<'a> {
    pub(super) fn new(path: &'a Path, text: &'a str) -> Self {
        Self { path, text, found: Vec::new(), more: 0 }
    }

    /// Tells whether further problems are only counted, so that no work need go into them.
    pub(super) fn is_full(&self) -> bool {
        self.found.len() == MAX_PROBLEMS
    }

    /// Adds a problem with the key at `span`.
    pub(super) fn key(&mut self, span: Range<usize>, message: impl Into<String>, hint: Option<String>) {
        let excerpt = self.text.get(span.clone()).and_then(|_| key_excerpt(self.text, span.clone()));
        self.push(span.start, message.into(), hint, excerpt);
    }

    /// Adds a problem of syntax at `offset`, which may be inside a value.
    pub(super) fn syntax(&mut self, offset: usize, message: impl Into<String>) {
        let excerpt = syntax_excerpt(self.text, offset);
        self.push(offset, message.into(), None, excerpt);
    }

    /// Adds a problem that has a place but nothing fit to show.
    pub(super) fn place(&mut self, offset: usize, message: impl Into<String>, hint: Option<String>) {
        self.push(offset, message.into(), hint, None);
    }

    fn push(&mut self, offset: usize, message: String, hint: Option<String>, excerpt: Option<Excerpt>) {
        if self.is_full() {
            self.more += 1;
            return;
        }
        let (line, column) = position(self.text, offset);
        let file = self.path.display().to_string();
        self.found.push((offset, Problem { file, line, column, message, hint, excerpt }));
    }

    /// Returns all of it as one error, or nothing if nothing was wrong.
    pub(super) fn finish(self) -> Result<(), ManifestError> {
        if self.found.is_empty() { Ok(()) } else { Err(self.into_error()) }
    }

    /// Returns all of it as one error.
    pub(super) fn into_error(mut self) -> ManifestError {
        self.found.sort_by_key(|(offset, _)| *offset);
        if self.more > 0
            && let Some((_, last)) = self.found.last_mut()
        {
            last.message.push_str(&format!(" (and {} more problems)", self.more));
        }
        let problems = self.found.into_iter().map(|(_, problem)| problem).collect();
        ManifestError::Invalid { path: self.path.to_owned(), problems }
    }
}

/// Makes a name from the file fit for a message.
pub(super) fn shown(name: &str) -> String {
    let mut out: String = name.chars().take(MAX_SHOWN).flat_map(char::escape_debug).collect();
    if name.chars().nth(MAX_SHOWN).is_some() {
        out.push('…');
    }
    out
}

/// Line and column of a byte offset, both from 1; past the end is the end.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    (line, before[line_start..].chars().count() + 1)
}

/// The whole line around `offset`, and where it starts.
fn line_at(text: &str, offset: usize) -> Option<(usize, &str)> {
    let start = text.get(..offset)?.rfind('\n').map_or(0, |at| at + 1);
    let rest = &text[start..];
    Some((start, rest.lines().next().unwrap_or("")))
}

/// Characters of bare keys and headers. A run of them before a `=` cannot be a value.
fn is_keyish(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '\t')
}

fn key_excerpt(text: &str, span: Range<usize>) -> Option<Excerpt> {
    let (start, line) = line_at(text, span.start)?;
    let before = text.get(start..span.start)?;
    let rest = text.get(span.end..start + line.len())?;
    let header = before.trim_start().trim_start_matches('[');
    // OK to show what stands before the key: it is the rest of a dotted key or of a header.
    let before = if header.chars().all(is_keyish) { before } else { "… " };
    let key = shown(text.get(span)?);
    let mut out = format!("{}{key}", before.replace('\t', " "));
    let caret = before.chars().count()..before.chars().count() + key.chars().count();
    let after: String = rest.chars().take_while(|c| is_keyish(*c)).collect();
    match rest[after.len()..].chars().next() {
        Some('=') => out.push_str(&format!("{after}= …")),
        Some(']') => out.push_str(&format!("{after}]")),
        _ => out.push_str(" …"),
    }
    Some(Excerpt { text: out, caret })
}

fn syntax_excerpt(text: &str, offset: usize) -> Option<Excerpt> {
    let (start, line) = line_at(text, offset)?;
    let key: String = line.chars().take_while(|c| is_keyish(*c)).collect();
    let value = line.get(key.len()..)?.strip_prefix('=')?;
    // `c2VjcmV0==` is pasted Base64, not a key.
    if key.trim().is_empty() || value.trim().is_empty() || value.starts_with('=') {
        return None;
    }
    let at = text.get(start..offset)?.chars().count().min(key.chars().count() + 2);
    let text = format!("{}= …", key.replace('\t', " "));
    Some(Excerpt { text, caret: at..at + 1 })
}
