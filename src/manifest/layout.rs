//! The text of a manifest cut into pieces: headers, keys, values, and all between them.
//!
//! Knows neither schema nor meaning; the scissors are in `cut`. Invariant: the
//! pieces in their order are the text, byte for byte, so an edit changes what it replaces and
//! nothing else. (`toml_edit` loses line endings, byte order marks and comments when it writes;
//! this file is why that does not matter.)

use super::cut::Cutter;

/// A whole file.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    bom: bool,
    /// `\n` or `\r\n`, what the first line ends with.
    pub(super) newline: &'static str,
    /// The last line has no line ending. In the pieces it has one.
    open_end: bool,
    /// The first has no header: keys before any table.
    pub(super) sections: Vec<Section>,
    /// Blank lines and comments after everything.
    pub(super) tail: String,
}

/// A header and the lines up to the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    /// Blank lines and comments before the header.
    pub(super) lead: String,
    pub(super) header: Option<Header>,
    pub(super) lines: Vec<Line>,
}

/// `  [` key `]  # comment\n`
#[derive(Clone, Debug)]
pub(super) struct Header {
    pub(super) before: String,
    pub(super) key: Vec<Part>,
    pub(super) after: String,
}

/// One part of a dotted key, with the dot and spaces before it.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) before: String,
    pub(super) raw: String,
    pub(super) name: String,
}

/// A line, or lines, of a section.
#[derive(Clone, Debug)]
pub(super) enum Line {
    /// Blank lines and comments.
    Trivia(String),
    /// A key and its value, with the indentation before and the comment and line ending after.
    Entry(Entry),
}

/// `key = value` in a table; the value alone in an array.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) before: String,
    pub(super) key: Vec<Part>,
    pub(super) equals: String,
    pub(super) value: Piece,
    pub(super) after: String,
}

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    Scalar(String),
    Group(Group),
}

/// An array or an inline table.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// An inline table, not an array.
    pub(super) curly: bool,
    pub(super) entries: Vec<Entry>,
    /// A comma after the last entry.
    pub(super) comma: bool,
    /// What stands before the closing bracket: after the comma, or of an empty group.
    pub(super) tail: String,
}

impl Layout {
    /// Cuts a text. Nothing if it is not TOML; not every such text is noticed.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let body = super::guard::without_bom(text);
        let first_end = body.find('\n').unwrap_or(0);
        let newline = if body[..first_end].ends_with('\r') { "\r\n" } else { "\n" };
        let open_end = !body.is_empty() && !body.ends_with('\n');
        let closed = if open_end { format!("{body}{newline}") } else { body.to_owned() };
        let (sections, tail) = Cutter::new(&closed).file()?;
        Some(Self { bom: body.len() != text.len(), newline, open_end, sections, tail })
    }

    /// Puts the text together again.
    pub(super) fn print(&self) -> String {
        let mut out = String::new();
        if self.bom {
            out.push('\u{feff}');
        }
        for section in &self.sections {
            section.print(&mut out);
        }
        out.push_str(&self.tail);
        if self.open_end && out.ends_with(self.newline) {
            out.truncate(out.len() - self.newline.len());
        }
        out
    }
}

impl Section {
    /// Returns the names of the header.
    pub(super) fn path(&self) -> Vec<String> {
        names(self.key())
    }

    fn key(&self) -> &[Part] {
        self.header.as_ref().map(|header| header.key.as_slice()).unwrap_or_default()
    }

    /// Tells whether this is the table at `path`, or one within it. The keys before all headers
    /// lie in no table.
    pub(super) fn lies_in(&self, path: &[String]) -> bool {
        let key = self.key();
        !key.is_empty() && key.len() >= path.len() && same(key, path)
    }

    /// Tells whether this is the table at `path`, or one around it.
    pub(super) fn leads_to(&self, path: &[String]) -> bool {
        let key = self.key();
        key.len() <= path.len() && same(key, path)
    }

    /// Adds lines of comments and blanks.
    pub(super) fn comment(&mut self, text: &str) {
        if !text.is_empty() {
            self.lines.push(Line::Trivia(text.to_owned()));
        }
    }

    fn print(&self, out: &mut String) {
        out.push_str(&self.lead);
        if let Some(Header { before, key, after }) = &self.header {
            out.push_str(before);
            print_key(key, out);
            out.push_str(after);
        }
        for line in &self.lines {
            match line {
                Line::Trivia(text) => out.push_str(text),
                Line::Entry(entry) => entry.print(out),
            }
        }
    }
}

impl Entry {
    fn print(&self, out: &mut String) {
        out.push_str(&self.before);
        print_key(&self.key, out);
        out.push_str(&self.equals);
        self.value.print(out);
        out.push_str(&self.after);
    }

    /// Returns the path of this entry in a table at `base`.
    pub(super) fn path(&self, base: &[String]) -> Vec<String> {
        base.iter().cloned().chain(names(&self.key)).collect()
    }
}

impl Piece {
    /// Cuts the text of one value.
    pub(super) fn parse(text: &str) -> Option<Self> {
        Cutter::new(text).value()
    }

    pub(super) fn print(&self, out: &mut String) {
        let group = match self {
            Self::Scalar(raw) => return out.push_str(raw),
            Self::Group(group) => group,
        };
        let (open, close) = if group.curly { ('{', '}') } else { ('[', ']') };
        out.push(open);
        for (at, entry) in group.entries.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            entry.print(out);
        }
        if group.comma {
            out.push(',');
        }
        out.push_str(&group.tail);
        out.push(close);
    }

    /// Returns the inline table, if it is one.
    pub(super) fn table(&self) -> Option<&Group> {
        match self {
            Self::Group(group) if group.curly => Some(group),
            _ => None,
        }
    }
}

fn print_key(key: &[Part], out: &mut String) {
    for part in key {
        out.push_str(&part.before);
        out.push_str(&part.raw);
    }
}

fn same(key: &[Part], path: &[String]) -> bool {
    key.iter().zip(path).all(|(part, name)| part.name == *name)
}

/// Returns the names of a key without spaces, dots and quotes.
pub(super) fn names(key: &[Part]) -> Vec<String> {
    key.iter().map(|part| part.name.clone()).collect()
}
