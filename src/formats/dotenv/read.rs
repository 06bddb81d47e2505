//! Reading dotenv.
//!
//! ```text
//! file      = { blank-line | comment | ["export" BLANK] NAME "=" value [comment] }
//! value     = 'raw' | "escaped" | `raw` | '''raw''' | """escaped""" | the rest of the line
//! comment   = "#" after a blank, to the end of the line
//! ```
//! A dialect changes which escapes there are and which characters quote.
//! Where readers disagree and no answer is safe, the line is an error, not a guess.

use super::super::Dialect;
use super::super::Parsed;
use super::super::ReadOptions;
use super::super::collect;
use super::super::collect::Found;
use super::super::collect::NAMELESS;
use super::super::collect::is_blank;
use super::super::collect::trim;
use super::super::error::Fault;
use super::super::error::ReadError;
use super::super::error::Warning;
use super::super::name;

/// How much references may add to a file: lines that double one another grow without end.
const EXPANSION_MAX: usize = 1 << 20;

/// Reads a dotenv file.
pub(super) fn read(bytes: &[u8], options: &ReadOptions) -> Result<Parsed, ReadError> {
    let bytes = collect::text(bytes)?;
    let mut reader = Reader {
        bytes,
        at: 0,
        options,
        windows: windows_lines(bytes),
        expanded: 0,
        unknown: false,
        found: Found::new(bytes, options),
    };
    while reader.at < bytes.len() {
        reader.line();
    }
    reader.found.finish()
}

/// Whether every line ends in CR LF: then so do lines within quotes, as an editor made them. In a
/// file of our own the last line never does, so a CR within quotes comes back as it was.
fn windows_lines(bytes: &[u8]) -> bool {
    let mut before = 0;
    let mut any = false;
    for &byte in bytes {
        if byte == b'\n' {
            if before != b'\r' {
                return false;
            }
            any = true;
        }
        before = byte;
    }
    any
}

/// Whether a value starts or ends with a blank that other readers trim.
fn has_odd_edge(value: &[u8]) -> bool {
    let odd = |c: Option<char>| c.is_some_and(|c| c.is_whitespace() || c == '\u{feff}');
    let text = String::from_utf8_lossy(value);
    odd(text.chars().next()) || odd(text.chars().next_back())
}

/// What a backslash and `next` stand for within quotes, if anything.
fn escape(dialect: Dialect, quote: u8, next: u8) -> Option<&'static [u8]> {
    use Dialect::Compose;
    use Dialect::Docker;
    use Dialect::Node;
    use Dialect::Posix;
    use Dialect::Python;
    Some(match (quote, next, dialect) {
        (b'\'', b'\'', Compose | Python) => b"'",
        (b'\'', b'\\', Compose) => b"\\\\",
        (b'\'', b'\\', Python) => b"\\",
        (b'"', b'n', _) => b"\n",
        (b'"', b'r', _) => b"\r",
        (_, _, Docker | Node) => return None,
        (b'"', b't', _) => b"\t",
        (b'"', b'\\', _) => b"\\",
        (b'"', b'"', _) => b"\"",
        (b'"', b'$', Posix | Compose) => b"$",
        (b'"', b'`', Posix) => b"`",
        (b'"', b'\'', Python) => b"'",
        (b'"', b'a', Compose | Python) => b"\x07",
        (b'"', b'b', Compose | Python) => b"\x08",
        (b'"', b'f', Compose | Python) => b"\x0c",
        (b'"', b'v', Compose | Python) => b"\x0b",
        _ => return None,
    })
}

/// A fault and its offset.
type Read<T> = Result<T, (usize, Fault)>;

struct Reader<'a> {
    bytes: &'a [u8],
    /// How far it has come.
    at: usize,
    options: &'a ReadOptions,
    windows: bool,
    /// How many bytes references have added.
    expanded: usize,
    /// Whether a reference in this value was to nothing.
    unknown: bool,
    found: Found<'a>,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        self.at += self.rest().iter().take_while(|byte| is_blank(byte)).count();
    }

    /// The rest of the line, without its end.
    fn rest_of_line(&self) -> &'a [u8] {
        let line = self.rest().split(|byte| *byte == b'\n').next().unwrap_or_default();
        line.strip_suffix(b"\r").unwrap_or(line)
    }

    fn next_line(&mut self) {
        let to_end = self.rest().iter().position(|byte| *byte == b'\n');
        self.at = to_end.map_or(self.bytes.len(), |length| self.at + length + 1);
    }

    /// Reads what starts on this line, which may span more of them.
    fn line(&mut self) {
        self.skip_blanks();
        let line = self.rest_of_line();
        if !line.is_empty()
            && line[0] != b'#'
            && let Err((offset, fault)) = self.assignment(line)
        {
            self.found.fault(offset, fault);
        }
        self.next_line();
    }

    fn assignment(&mut self, mut line: &[u8]) -> Read<()> {
        if let Some(after) = line.strip_prefix(b"export")
            && after.first().is_some_and(is_blank)
        {
            self.at += b"export".len();
            self.skip_blanks();
            line = trim(after);
        }
        let start = self.at;
        let word = line.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        if name::check(&line[..word]).is_ok() && line.get(word) == Some(&b':') {
            return Err((start + word, Fault::Colon));
        }
        let Some(equals) = line.iter().position(|byte| *byte == b'=') else {
            return Err((start, Fault::NoEquals));
        };
        let name = self.found.name(start, trim(&line[..equals]));
        self.at += equals + 1;
        // A value under a bad name is read too, for it may span lines.
        let value = self.value(name.as_deref().unwrap_or(NAMELESS))?;
        if let Some(name) = name {
            self.found.add(start, name, value);
        }
        Ok(())
    }

    fn value(&mut self, name: &str) -> Read<Vec<u8>> {
        let owned = || name.to_owned();
        let after_equals = self.at;
        self.skip_blanks();
        let open = self.at;
        let quote = self.rest().first().copied();
        let backtick = matches!(self.options.dialect, Dialect::Posix | Dialect::Node);
        let before = self.expanded;
        self.unknown = false;
        let value = match quote {
            Some(quote @ (b'"' | b'\'')) => self.quoted(name, quote)?,
            Some(quote @ b'`') if backtick => {
                if self.options.dialect == Dialect::Posix {
                    self.found.warn(open, |at| Warning::Backtick { at, name: owned() });
                }
                self.quoted(name, quote)?
            }
            _ => self.unquoted(name, open > after_equals)?,
        };
        if self.unknown {
            self.found.warn(open, |at| Warning::NotExpanded { at, name: owned() });
        }
        if self.expanded > EXPANSION_MAX && self.expanded > before {
            return Err((open, Fault::ExpandsTooFar { name: owned() }));
        }
        Ok(value)
    }

    /// Reads the rest of the line up to a comment, and knows no escapes.
    fn unquoted(&mut self, name: &str, blank_before: bool) -> Read<Vec<u8>> {
        let start = self.at;
        let line = self.rest_of_line();
        let owned = || name.to_owned();
        let comment = (0..line.len()).find(|&index| {
            let blank = if index == 0 { blank_before } else { is_blank(&line[index - 1]) };
            line[index] == b'#' && (blank || self.options.dialect == Dialect::Node)
        });
        let text = trim(&line[..comment.unwrap_or(line.len())]);
        if text.contains(&b'\r') {
            return Err((start, Fault::CarriageReturn { name: owned() }));
        }
        if text.contains(&b'#') {
            self.found.warn(start, |at| Warning::AmbiguousHash { at, name: owned() });
        }
        if has_odd_edge(text) {
            self.found.warn(start, |at| Warning::OddBlank { at, name: owned() });
        }
        let mut value = Vec::with_capacity(text.len());
        let end = start + text.len();
        while self.at < end {
            if !self.reference(end, &mut value) {
                value.push(self.bytes[self.at]);
                self.at += 1;
            }
        }
        Ok(value)
    }

    /// Reads from an opening quote to the end of the line on which it closes.
    fn quoted(&mut self, name: &str, quote: u8) -> Read<Vec<u8>> {
        let owned = || name.to_owned();
        let triple = quote != b'`' && self.rest().starts_with(&[quote; 3]);
        let mut value = Vec::new();
        if triple {
            self.at += 3;
            // A block starts on the line below its quotes.
            let skipped = [b"\r\n".as_slice(), b"\n"];
            let skipped = skipped.iter().find(|end| self.rest().starts_with(end));
            self.at += skipped.map_or(0, |end| end.len());
            self.until(name, &[quote; 3], &mut value)?;
        } else {
            self.at += 1;
            self.until(name, &[quote], &mut value)?;
            // The shell's way to a quote within quotes: 'it'\''s'.
            while quote == b'\'' && self.options.dialect == Dialect::Posix && self.rest().starts_with(b"\\'")
            {
                self.at += 2;
                value.push(b'\'');
                if self.rest().first() == Some(&b'\'') {
                    self.at += 1;
                    self.until(name, b"'", &mut value)?;
                }
            }
        }
        let closed = self.at;
        let backslash = quote == b'\'' && self.bytes[..closed].ends_with(b"\\'");
        self.skip_blanks();
        let comment = self.at > closed || self.options.dialect == Dialect::Node;
        match self.rest_of_line().first() {
            None => Ok(value),
            Some(b'#') if comment => Ok(value),
            Some(_) if backslash => Err((self.at, Fault::EscapedQuote { name: owned() })),
            Some(_) => Err((self.at, Fault::AfterQuote { name: owned() })),
        }
    }

    /// Reads up to and over a closing quote.
    fn until(&mut self, name: &str, close: &[u8], value: &mut Vec<u8>) -> Read<()> {
        let open = self.at - close.len();
        let quote = close[0];
        loop {
            match self.rest() {
                [] => {
                    // What follows may be value or not: no use in reading it.
                    let name = name.to_owned();
                    return Err((open, Fault::Unterminated { name }));
                }
                rest if rest.starts_with(close) => {
                    self.at += close.len();
                    return Ok(());
                }
                [b'\\', next, ..] if let Some(text) = escape(self.options.dialect, quote, *next) => {
                    value.extend(text);
                    self.at += 2;
                }
                [b'\r', b'\n', ..] if self.windows => self.at += 1,
                [b'$', ..] if self.reference_in(quote, value) => {}
                [byte, ..] => {
                    value.push(*byte);
                    self.at += 1;
                }
            }
        }
    }

    fn reference_in(&mut self, quote: u8, value: &mut Vec<u8>) -> bool {
        // python-dotenv expands all it reads; `${:-$}` is its only way to a dollar before a brace.
        if self.options.dialect == Dialect::Python && self.rest().starts_with(b"${:-$}") {
            value.push(b'$');
            self.at += b"${:-$}".len();
            return true;
        }
        quote == b'"' && self.reference(self.bytes.len(), value)
    }

    /// Replaces a reference by the value set above, if that was asked for and there is one.
    fn reference(&mut self, end: usize, value: &mut Vec<u8>) -> bool {
        let text = self.bytes.get(self.at..end).unwrap_or_default();
        if !self.options.expand || text.first() != Some(&b'$') {
            return false;
        }
        let braced = text.get(1) == Some(&b'{');
        let from = if braced { 2 } else { 1 };
        let word = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
        let to = from + text[from..].iter().take_while(word).count();
        let Ok(target) = name::check(&text[from..to]) else {
            return false;
        };
        let closed = !braced || text.get(to) == Some(&b'}');
        if let Some(found) = self.found.value(target).filter(|_| closed) {
            self.expanded = self.expanded.saturating_add(found.len());
            if self.expanded <= EXPANSION_MAX {
                value.extend(found);
            }
            self.at += to + usize::from(braced);
            return true;
        }
        self.unknown = true;
        false
    }
}
