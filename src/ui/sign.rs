//! Signs and colours, each with a meaning of its own.
//!
//! A colour is never the only sign, and every symbol has a form for terminals that cannot show it.
//! Only the sixteen colours of ANSI are used: the user's theme knows what can be read on it.

use std::fmt::{self, Display};
use std::str::FromStr;

use anstyle::{AnsiColor, Style};

use super::line::Look;

/// A sign that has a plain form where it cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symbol {
    /// `✓`, or `ok`.
    Tick,
    /// `✗`, or `failed`.
    Cross,
    /// `→`, or `->`.
    Arrow,
    /// `·`, or `-`.
    Dot,
    /// `••••`, or `****`: a secret that is not shown.
    Bullets,
}

/// What happens to an entry of a plan or of a diff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// `+`
    Add,
    /// `~`
    Change,
    /// `-`
    Remove,
    /// `!`
    Conflict,
    /// `=`
    Same,
    /// `·`
    Skip,
}

/// The colour that an environment is shown in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)] // They are what they say.
pub enum EnvColor {
    Green,
    Yellow,
    Red,
    Blue,
    Magenta,
    Cyan,
    Grey,
    #[default]
    None,
}

/// The word is not the name of a colour.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a colour: {choices}", choices = EnvColor::NAMES.map(|(name, _)| name).join(", "))]
pub struct UnknownColor(String);

impl Symbol {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Symbol::Tick => "✓",
            Symbol::Cross => "✗",
            Symbol::Arrow => "→",
            Symbol::Dot => "·",
            Symbol::Bullets => "••••",
        }
    }

    /// A pipe gets verdicts as words: a script has better things to look for than a tick.
    pub(super) fn spoken(self, look: &Look) -> &'static str {
        match self {
            Symbol::Tick if !(look.unicode && look.terminal) => "ok",
            Symbol::Cross if !(look.unicode && look.terminal) => "failed",
            Symbol::Arrow if !look.unicode => "->",
            Symbol::Dot if !look.unicode => "-",
            Symbol::Bullets if !look.unicode => "****",
            symbol => symbol.as_str(),
        }
    }
}

/// Symbols that stand in a sentence get their plain forms too.
pub(super) fn ascii(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '✓' => plain.push_str("ok"),
            '✗' => plain.push_str("failed"),
            '→' => plain.push_str("->"),
            '·' => plain.push('-'),
            '•' => plain.push('*'),
            '…' => plain.push_str("..."),
            c => plain.push(c),
        }
    }
    plain
}

impl EnvColor {
    const NAMES: [(&str, EnvColor); 8] = [
        ("green", EnvColor::Green),
        ("yellow", EnvColor::Yellow),
        ("red", EnvColor::Red),
        ("blue", EnvColor::Blue),
        ("magenta", EnvColor::Magenta),
        ("cyan", EnvColor::Cyan),
        ("grey", EnvColor::Grey),
        ("none", EnvColor::None),
    ];

    pub(super) fn style(self) -> Style {
        match self {
            EnvColor::Green => AnsiColor::Green.on_default(),
            EnvColor::Yellow => AnsiColor::Yellow.on_default(),
            EnvColor::Red => AnsiColor::Red.on_default(),
            EnvColor::Blue => AnsiColor::Blue.on_default(),
            EnvColor::Magenta => AnsiColor::Magenta.on_default(),
            EnvColor::Cyan => AnsiColor::Cyan.on_default(),
            EnvColor::Grey => AnsiColor::BrightBlack.on_default(),
            EnvColor::None => Style::new(),
        }
    }
}

impl FromStr for EnvColor {
    type Err = UnknownColor;

    fn from_str(word: &str) -> Result<EnvColor, UnknownColor> {
        let known = EnvColor::NAMES.into_iter().find(|(name, _)| *name == word);
        known.map(|(_, color)| color).ok_or_else(|| UnknownColor(word.to_owned()))
    }
}

impl Display for EnvColor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = EnvColor::NAMES.into_iter().find(|(_, color)| color == self);
        f.write_str(known.map_or("none", |(name, _)| name))
    }
}
