//! The text of a manifest cut into pieces: headers, keys, values, and all between them.
//!
//! Knows neither schema nor meaning; the scissors are in `cut`. Invariant: the
//! pieces in their order are the text, byte for byte, so an edit changes what it replaces and
//! nothing else. (`toml_edit` loses line endings, byte order marks and comments when it writes;
//! this file is why that does not matter.)

use std::collections::HashMap;

use super::cut::Cutter;

/// A whole file.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    bom: bool,
    /// `\n` or `\r\n`, what the first line ends with.
    pub(super) newline: &'static str,
    /// The last line has no line ending. In the pieces it has one.
    open_end: bool,
    /// The first has no header: keys before any table. A section keeps its number as long as the
    /// layout lives; where it stands is in `order`.
    pub(super) sections: Vec<Section>,
    /// The sections as they stand in the file.
    order: Vec<usize>,
    /// The sections of each thing (the first two parts of their headers), as they stand.
    things: HashMap<(String, String), Vec<usize>>,
    /// The sections with shorter headers, or none.
    short: Vec<usize>,
    /// The last section of each kind of thing (the first part).
    last: HashMap<String, usize>,
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
        let mut layout = Self {
            bom: body.len() != text.len(),
            newline,
            open_end,
            sections: Vec::with_capacity(sections.len()),
            order: Vec::new(),
            things: HashMap::new(),
            short: Vec::new(),
            last: HashMap::new(),
            tail,
        };
        for section in sections {
            layout.push(section);
        }
        Some(layout)
    }

    /// Adds a section at the end; returns its number.
    pub(super) fn push(&mut self, section: Section) -> usize {
        self.place(section, self.order.len(), None)
    }

    /// Adds a section right after another; returns its number.
    pub(super) fn push_after(&mut self, kin: usize, section: Section) -> usize {
        let at = self.position(kin).map_or(self.order.len(), |at| at + 1);
        self.place(section, at, Some(kin))
    }

    fn place(&mut self, section: Section, at: usize, kin: Option<usize>) -> usize {
        let number = self.sections.len();
        match section.key() {
            [kind, name, ..] => {
                let of = self.things.entry((kind.name.clone(), name.name.clone())).or_default();
                let after = kin.and_then(|kin| of.iter().position(|other| *other == kin));
                of.insert(after.map_or(of.len(), |after| after + 1), number);
            }
            _ => self.short.push(number),
        }
        if let Some(kind) = section.key().first() {
            let last = self.last.get(&kind.name).copied();
            if kin.is_none() || last.is_none() || last == kin {
                self.last.insert(kind.name.clone(), number);
            }
        }
        self.sections.push(section);
        self.order.insert(at, number);
        number
    }

    /// Takes a section out; returns it, and the number of the one that follows.
    pub(super) fn take(&mut self, number: usize) -> Option<(Section, Option<usize>)> {
        let at = self.position(number)?;
        self.order.remove(at);
        self.short.retain(|other| *other != number);
        let section = std::mem::take(self.sections.get_mut(number)?);
        if let [kind, name, ..] = section.key()
            && let Some(of) = self.things.get_mut(&(kind.name.clone(), name.name.clone()))
        {
            of.retain(|other| *other != number);
        }
        if let Some(kind) = section.key().first().filter(|kind| self.last.get(&kind.name) == Some(&number)) {
            let of_kind =
                |number: &&usize| self.sections[**number].key().first().is_some_and(|k| k.name == kind.name);
            match self.order.iter().rev().find(of_kind).copied() {
                Some(last) => drop(self.last.insert(kind.name.clone(), last)),
                None => drop(self.last.remove(&kind.name)),
            }
        }
        Some((section, self.order.get(at).copied()))
    }

    fn position(&self, number: usize) -> Option<usize> {
        // What is edited is mostly what was added last.
        self.order.iter().rposition(|other| *other == number)
    }

    /// The sections that tell what stands at a path, as they stand in the file: far fewer than all.
    pub(super) fn near(&self, path: &[String]) -> Vec<usize> {
        let mut near = self.short.clone();
        match path {
            [] => {}
            // One of the kind is enough to know that there is any.
            [kind] => near.extend(self.last.get(kind)),
            [kind, name, ..] => {
                near.extend(self.things.get(&(kind.clone(), name.clone())).into_iter().flatten())
            }
        }
        near
    }

    /// The sections in which something of a path may stand, all of them.
    pub(super) fn around(&self, path: &[String]) -> Vec<usize> {
        if path.len() < 2 { self.order.clone() } else { self.near(path) }
    }

    /// The last section that lies in a table.
    pub(super) fn last_in(&self, path: &[String]) -> Option<usize> {
        match path {
            [] => self.order.last().copied(),
            [kind] => self.last.get(kind).copied(),
            [kind, name, ..] => {
                let of = self.things.get(&(kind.clone(), name.clone()))?;
                of.iter().rev().find(|number| self.sections[**number].lies_in(path)).copied()
            }
        }
    }

    /// Puts the text together again.
    pub(super) fn print(&self) -> String {
        let mut out = String::new();
        if self.bom {
            out.push('\u{feff}');
        }
        for number in &self.order {
            self.sections[*number].print(&mut out);
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

/// Tells whether a key may be a part of a path, or the path a part of it.
pub(super) fn may_lead(key: &[Part], path: &[String]) -> bool {
    same(key, path)
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
