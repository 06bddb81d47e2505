//! One line of text for people: words, each with a style.
//!
//! A line does not know where it will go. The stream's `Look` decides on colours and on symbols
//! when it is written. Every word is made harmless on the way in, so a `Line` is always safe.

use std::borrow::Cow;
use std::fmt::Display;

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::safe::safe;
use super::sign::{EnvColor, Sign, Symbol, ascii};

/// How a stream wants its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    pub(super) terminal: bool,
    pub(super) color: bool,
    pub(super) unicode: bool,
    /// A GitHub runner would obey lines that begin with `::`.
    pub(super) github: bool,
    pub(super) width: usize,
}

/// A line made of styled words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line(Vec<Span>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Span {
    words: Words,
    style: Style,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Words {
    Text(String),
    Symbol(Symbol),
}

impl Line {
    /// Begins an empty line.
    #[must_use]
    pub fn new() -> Line {
        Line::default()
    }

    /// Adds words as they are.
    #[must_use]
    pub fn plain(self, words: impl Display) -> Line {
        self.styled(Style::new(), words)
    }

    /// Adds words that matter.
    #[must_use]
    pub fn bold(self, words: impl Display) -> Line {
        self.styled(Style::new().bold(), words)
    }

    /// Adds words that matter less than the rest.
    #[must_use]
    pub fn dim(self, words: impl Display) -> Line {
        self.styled(Style::new().dimmed(), words)
    }

    /// Adds the name of a constant or of another key.
    #[must_use]
    pub fn key(self, words: impl Display) -> Line {
        self.styled(AnsiColor::Cyan.on_default(), words)
    }

    /// Adds words that say that all is well.
    #[must_use]
    pub fn good(self, words: impl Display) -> Line {
        self.styled(AnsiColor::Green.on_default(), words)
    }

    /// Adds words that ask for attention.
    #[must_use]
    pub fn caution(self, words: impl Display) -> Line {
        self.styled(AnsiColor::Yellow.on_default(), words)
    }

    /// Adds words that say that something is wrong.
    #[must_use]
    pub fn bad(self, words: impl Display) -> Line {
        self.styled(AnsiColor::Red.on_default(), words)
    }

    /// Adds what a plan adds, behind its `+`.
    #[must_use]
    pub fn added(self, words: impl Display) -> Line {
        self.sign(Sign::Add).plain(words)
    }

    /// Adds what a plan changes, behind its `~`.
    #[must_use]
    pub fn changed(self, words: impl Display) -> Line {
        self.sign(Sign::Change).plain(words)
    }

    /// Adds what a plan removes, behind its `-`.
    #[must_use]
    pub fn removed(self, words: impl Display) -> Line {
        self.sign(Sign::Remove).plain(words)
    }

    /// Adds the sign of a plan's entry and a blank.
    #[must_use]
    pub fn sign(self, sign: Sign) -> Line {
        match sign {
            Sign::Add => self.good("+"),
            Sign::Change => self.caution("~"),
            Sign::Remove => self.bad("-"),
            Sign::Conflict => self.bad("!"),
            Sign::Same => self.dim("="),
            Sign::Skip => self.symbol(Symbol::Dot),
        }
        .plain(" ")
    }

    /// Adds the name of an environment, bold in its colour.
    ///
    /// Colour is never the only sign: `protected` adds the word. Pass false where the line says
    /// it in another way.
    #[must_use]
    pub fn env(self, name: impl Display, color: EnvColor, protected: bool) -> Line {
        let line = self.styled(color.style().bold(), name);
        if protected { line.dim(" (protected)") } else { line }
    }

    /// Adds a symbol.
    #[must_use]
    pub fn symbol(mut self, symbol: Symbol) -> Line {
        let style = match symbol {
            Symbol::Tick => AnsiColor::Green.on_default(),
            Symbol::Cross => AnsiColor::Red.on_default(),
            Symbol::Arrow => Style::new(),
            Symbol::Dot | Symbol::Bullets => Style::new().dimmed(),
        };
        self.0.push(Span { words: Words::Symbol(symbol), style });
        self
    }

    /// Adds another line's words.
    #[must_use]
    pub fn join(mut self, other: impl Into<Line>) -> Line {
        self.0.extend(other.into().0);
        self
    }

    /// Adds words in a style of this folder's own.
    pub(super) fn styled(mut self, style: Style, words: impl Display) -> Line {
        let words = Words::Text(safe(&words.to_string()).into_owned());
        self.0.push(Span { words, style });
        self
    }

    /// The line in the words that a stream can show.
    pub(super) fn spoken(self, look: &Look) -> Line {
        let speak = |span: Span| {
            let text = match span.words {
                Words::Symbol(symbol) => symbol.spoken(look).to_owned(),
                Words::Text(text) if look.unicode => text,
                Words::Text(text) => ascii(&text),
            };
            Span { words: Words::Text(text), style: span.style }
        };
        Line(self.0.into_iter().map(speak).collect())
    }

    /// The words alone.
    pub(super) fn text(&self) -> String {
        self.0.iter().map(Span::text).collect()
    }

    /// The words with the escape codes of their styles.
    pub(super) fn painted(&self) -> String {
        let paint = |Span { words, style }: &Span| format!("{style}{}{style:#}", words.as_str());
        self.0.iter().map(paint).collect()
    }

    /// The line as a stream shows it.
    pub(super) fn shown(self, look: &Look) -> String {
        let line = self.spoken(look);
        if look.color { line.painted() } else { line.text() }
    }

    /// The line cut to a width, with a mark where it was cut.
    pub(super) fn cut(self, width: usize, look: &Look) -> Line {
        if self.text().width() <= width {
            return self;
        }
        let mark = if look.unicode { "…" } else { "~" };
        let mut left = width.saturating_sub(1);
        let mut cut = Line::new();
        for Span { words, style } in self.0 {
            let text = words.as_str();
            let kept = prefix(text, left);
            left -= kept.width().min(left);
            let whole = kept.len() == text.len();
            cut.0.push(Span { words: Words::Text(kept.to_owned()), style });
            if !whole {
                break;
            }
        }
        cut.dim(mark)
    }
}

/// The longest beginning of a text that fits, with the marks that belong to its last letter.
fn prefix(text: &str, width: usize) -> &str {
    let ends = text.char_indices().map(|(at, c)| (at + c.len_utf8(), c.width().unwrap_or(0)));
    let mut used = 0;
    let mut end = 0;
    for (after, wide) in ends {
        used += wide;
        if used > width {
            break;
        }
        end = after;
    }
    &text[..end]
}

impl Span {
    fn text(&self) -> &str {
        self.words.as_str()
    }
}

impl Words {
    fn as_str(&self) -> &str {
        match self {
            Words::Text(text) => text,
            Words::Symbol(symbol) => symbol.as_str(),
        }
    }
}

macro_rules! from_words {
    ($($words:ty),*) => {$(
        impl From<$words> for Line {
            fn from(words: $words) -> Line {
                Line::new().plain(words)
            }
        }
    )*};
}

from_words!(&str, &String, String, Cow<'_, str>);
