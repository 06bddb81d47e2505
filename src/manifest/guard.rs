//! The first look at the bytes of a manifest, before any parser sees them.
//!
//! Knows tokens, not tables. Invariant: text that passed is UTF-8 without NUL, has bidi control
//! characters only in comments, and nests at most [`MAX_DEPTH`] deep, so recursion over it is safe.

use std::path::Path;

use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use super::error::ManifestError;
use super::error::Problems;

/// Tables and arrays within each other, dotted keys counted part by part.
pub(super) const MAX_DEPTH: usize = 16;

/// Keys, part by part: more than a full file of honest ones has, and few enough to refuse at once.
const MAX_PARTS: usize = 250_000;

pub(super) const BOM: &str = "\u{feff}";

/// Returns the text after a byte order mark, if there is one.
pub(super) fn without_bom(text: &str) -> &str {
    text.strip_prefix(BOM).unwrap_or(text)
}

/// Tells whether `c` can reorder or hide text on a screen: `Bidi_Control`, and the tag characters.
pub(super) fn is_bidi(c: char) -> bool {
    matches!(c,
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{e0000}'..='\u{e007f}')
}

/// Takes bytes for text.
pub(super) fn decode<'t>(path: &Path, bytes: &'t [u8]) -> Result<&'t str, ManifestError> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return refuse(path, "", 0, "the file is UTF-16", Some("save it as UTF-8"));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let valid = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or("");
            let message = "this is not UTF-8 text";
            return refuse(path, valid, valid.len(), message, Some("save it as UTF-8"));
        }
    };
    match memchr::memchr(0, text.as_bytes()) {
        Some(at) => refuse(path, text, at, "the file holds a NUL character", None),
        None => Ok(text),
    }
}

/// Refuses what no honest manifest holds; `text` is without the byte order mark.
pub(super) fn inspect(path: &Path, text: &str) -> Result<(), ManifestError> {
    let plain = text.is_ascii();
    let mut depth = Depth::default();
    let mut parts = 0;
    for token in Source::new(text).lex() {
        let (kind, span) = (token.kind(), token.span());
        let raw = text.get(span.start()..span.end()).unwrap_or("");
        if !plain
            && kind != TokenKind::Comment
            && let Some((at, _)) = raw.char_indices().find(|(_, c)| is_bidi(*c))
        {
            let message = "a character that reorders text on the screen";
            let hint = "allowed in comments only; in a string write it as an escape, \\u202E";
            return refuse(path, text, span.start() + at, message, Some(hint));
        }
        parts += usize::from(matches!(kind, TokenKind::Dot | TokenKind::Equals));
        if parts > MAX_PARTS {
            return refuse(path, text, span.start(), "more keys than a manifest has", None);
        }
        depth.take(kind);
        if depth.now() > MAX_DEPTH {
            let message = format!("nested deeper than {MAX_DEPTH}");
            return refuse(path, text, span.start(), &message, None);
        }
    }
    Ok(())
}

fn refuse<T>(
    path: &Path,
    text: &str,
    at: usize,
    message: &str,
    hint: Option<&str>,
) -> Result<T, ManifestError> {
    let mut problems = Problems::new(path, text);
    problems.place(at, message, hint.map(str::to_owned));
    Err(problems.into_error())
}

/// Counts how deep a token stream is, from brackets and dots alone.
#[derive(Default)]
struct Depth {
    /// Parts of the header of the table we are in.
    header: usize,
    /// Whether a header is being read.
    in_header: bool,
    /// Whether something stood on this line before.
    line_begun: bool,
    /// Levels outside each open bracket.
    outer: Vec<usize>,
    /// Levels of the brackets that are open.
    level: usize,
    /// Parts of the key before the value that is being read.
    keyed: usize,
    /// Dots since the last key, comma or bracket.
    dots: usize,
}

impl Depth {
    fn now(&self) -> usize {
        let header = if self.in_header { 0 } else { self.header };
        header + self.level + self.keyed + self.dots
    }

    fn take(&mut self, kind: TokenKind) {
        match kind {
            TokenKind::LeftSquareBracket if self.outer.is_empty() && !self.line_begun => {
                (self.in_header, self.dots, self.header) = (true, 0, 0);
            }
            TokenKind::LeftSquareBracket | TokenKind::RightSquareBracket if self.in_header => {
                self.header = self.dots + 1;
            }
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => {
                self.outer.push(self.level);
                self.level += self.keyed + 1;
                (self.keyed, self.dots) = (0, 0);
            }
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                self.level = self.outer.pop().unwrap_or(0);
                (self.keyed, self.dots) = (0, 0);
            }
            TokenKind::Dot => self.dots += 1,
            TokenKind::Equals => (self.keyed, self.dots) = (self.dots + 1, 0),
            TokenKind::Comma => (self.keyed, self.dots) = (0, 0),
            TokenKind::Newline => {
                if self.outer.is_empty() {
                    (self.keyed, self.in_header) = (0, false);
                }
                self.dots = 0;
                self.line_begun = false;
                return;
            }
            TokenKind::Whitespace => return,
            _ => {}
        }
        self.line_begun = true;
    }
}
