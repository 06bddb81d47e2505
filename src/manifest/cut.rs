//! Cuts the text of a manifest into the pieces of `layout`.
//!
//! Expects text that a TOML reader accepts; of other text it may return nothing, or pieces that
//! nobody should use. Invariant: no byte is left out, and comments go to the table they stand under.

use toml_parser::Source;
use toml_parser::lexer::Token;
use toml_parser::lexer::TokenKind;

use super::layout::Entry;
use super::layout::Group;
use super::layout::Header;
use super::layout::Line;
use super::layout::Part;
use super::layout::Piece;
use super::layout::Section;

/// Reads tokens into pieces. Recursion is bounded: the guard refused deep nesting before.
pub(super) struct Cutter<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    /// The token to read next.
    at: usize,
}

impl<'t> Cutter<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, tokens: Source::new(text).lex().collect(), at: 0 }
    }

    /// Cuts a whole file: its tables, and the comments after everything.
    pub(super) fn file(&mut self) -> Option<(Vec<Section>, String)> {
        let mut sections = vec![Section::default()];
        // Whole lines of comments and blanks since the last header or entry.
        let mut between = String::new();
        loop {
            let indent = self.while_in(&[TokenKind::Whitespace]);
            let section = sections.last_mut()?;
            match self.peek()? {
                TokenKind::Eof => {
                    let (own, tail) = divide(&between, false);
                    section.comment(own);
                    return Some((sections, format!("{tail}{indent}")));
                }
                TokenKind::Newline | TokenKind::Comment => {
                    between.push_str(&indent);
                    between.push_str(&self.line_end()?);
                }
                TokenKind::LeftSquareBracket => {
                    let (own, lead) = divide(&between, true);
                    section.comment(own);
                    let header = Some(self.header(indent)?);
                    sections.push(Section { lead: lead.to_owned(), header, lines: Vec::new() });
                    between.clear();
                }
                _ => {
                    section.comment(&between);
                    between.clear();
                    let mut entry = self.entry(indent)?;
                    entry.after = self.line_end()?;
                    section.lines.push(Line::Entry(entry));
                }
            }
        }
    }

    fn header(&mut self, mut before: String) -> Option<Header> {
        before.push_str(&self.while_in(&[TokenKind::LeftSquareBracket]));
        let key = self.key()?;
        let mut after = self.while_in(&[TokenKind::Whitespace, TokenKind::RightSquareBracket]);
        after.push_str(&self.line_end()?);
        Some(Header { before, key, after })
    }

    fn entry(&mut self, before: String) -> Option<Entry> {
        let key = self.key()?;
        let equals = self.while_in(&[TokenKind::Whitespace, TokenKind::Equals]);
        let value = self.value()?;
        Some(Entry { before, key, equals, value, after: String::new() })
    }

    /// Reads a dotted key. Spaces after it are left to what follows.
    fn key(&mut self) -> Option<Vec<Part>> {
        let mut key = Vec::new();
        let mut before = self.while_in(&[TokenKind::Whitespace]);
        loop {
            let raw = match self.peek()? {
                TokenKind::Atom | TokenKind::BasicString | TokenKind::LiteralString => self.take()?,
                _ => return None,
            };
            let name = if raw.starts_with(['"', '\'']) {
                toml_edit::Key::parse(raw).ok()?.first()?.get().to_owned()
            } else {
                raw.to_owned()
            };
            key.push(Part { before, raw: raw.to_owned(), name });
            before = self.dot();
            if before.is_empty() {
                return Some(key);
            }
        }
    }

    /// Takes a dot and the spaces around it, or nothing at all.
    fn dot(&mut self) -> String {
        let mut ahead = self.tokens[self.at..].iter().map(Token::kind);
        if ahead.find(|kind| *kind != TokenKind::Whitespace) == Some(TokenKind::Dot) {
            self.while_in(&[TokenKind::Whitespace, TokenKind::Dot])
        } else {
            String::new()
        }
    }

    /// Cuts one value.
    pub(super) fn value(&mut self) -> Option<Piece> {
        match self.peek()? {
            TokenKind::LeftSquareBracket => self.group(TokenKind::RightSquareBracket),
            TokenKind::LeftCurlyBracket => self.group(TokenKind::RightCurlyBracket),
            _ => {
                let mut raw = self.take()?.to_owned();
                while matches!(self.peek()?, TokenKind::Atom | TokenKind::Dot) {
                    raw.push_str(self.take()?);
                }
                // A date and a time may have a space between them.
                let ahead: Vec<_> = self.tokens[self.at..].iter().take(2).map(Token::kind).collect();
                if ahead == [TokenKind::Whitespace, TokenKind::Atom] {
                    raw.push_str(self.take()?);
                    raw.push_str(&self.while_in(&[TokenKind::Atom, TokenKind::Dot]));
                }
                Some(Piece::Scalar(raw))
            }
        }
    }

    fn group(&mut self, close: TokenKind) -> Option<Piece> {
        const TRIVIA: &[TokenKind] = &[TokenKind::Whitespace, TokenKind::Newline, TokenKind::Comment];
        let curly = close == TokenKind::RightCurlyBracket;
        self.take()?;
        let mut group = Group { curly, entries: Vec::new(), comma: false, tail: String::new() };
        loop {
            let before = self.while_in(TRIVIA);
            if self.peek()? == close {
                self.take()?;
                group.tail = before;
                group.comma = !group.entries.is_empty();
                return Some(Piece::Group(group));
            }
            let mut entry = if curly {
                self.entry(before)?
            } else {
                let value = self.value()?;
                Entry { before, key: Vec::new(), equals: String::new(), value, after: String::new() }
            };
            entry.after = self.while_in(TRIVIA);
            group.entries.push(entry);
            let kind = self.peek()?;
            self.take()?;
            if kind == close {
                return Some(Piece::Group(group));
            }
            if kind != TokenKind::Comma {
                return None;
            }
        }
    }

    /// Takes the rest of a line that is blank but for a comment.
    fn line_end(&mut self) -> Option<String> {
        let mut out = self.while_in(&[TokenKind::Whitespace, TokenKind::Comment]);
        match self.peek()? {
            TokenKind::Newline => out.push_str(self.take()?),
            TokenKind::Eof => {}
            _ => return None,
        }
        Some(out)
    }

    fn while_in(&mut self, kinds: &[TokenKind]) -> String {
        let mut out = String::new();
        while let Some(token) = self.tokens.get(self.at).filter(|t| kinds.contains(&t.kind())) {
            out.push_str(self.raw(*token));
            self.at += 1;
        }
        out
    }

    fn peek(&self) -> Option<TokenKind> {
        self.tokens.get(self.at).map(Token::kind)
    }

    fn take(&mut self) -> Option<&'t str> {
        let token = *self.tokens.get(self.at)?;
        self.at += 1;
        Some(self.raw(token))
    }

    fn raw(&self, token: Token) -> &'t str {
        self.text.get(token.span().start()..token.span().end()).unwrap_or("")
    }
}

/// Divides the lines between two tables. Comments right under a table are its own, up to the first
/// blank line; with no blank line they belong to the header that follows, if one does.
fn divide(between: &str, header_follows: bool) -> (&str, &str) {
    let mut at = 0;
    for line in between.split_inclusive('\n') {
        if line.trim().is_empty() {
            return between.split_at(at);
        }
        at += line.len();
    }
    if header_follows { ("", between) } else { (between, "") }
}
