//! Words from elsewhere, made harmless before a terminal sees them.
//!
//! A commit message can hold an escape sequence that clears the screen, a bidirectional control
//! that turns `staging` into `production`, or a letter under a tower of accents. Everything that
//! this folder writes as text has been through here; JSON has not, it escapes in its own way.

use std::borrow::Cow;
use std::fmt::Write;

use unicode_width::UnicodeWidthChar;

/// Combining marks that may follow one letter; no language needs more.
const MARKS: usize = 8;

/// Escapes what would act on a terminal instead of being shown, for one line.
///
/// Line feeds and tabs become `\n` and `\t`, everything else `\u{…}`.
#[must_use]
pub fn safe(text: &str) -> Cow<'_, str> {
    clean(text, "")
}

/// Escapes like [`safe`], but keeps line feeds and tabs.
#[must_use]
pub fn safe_block(text: &str) -> Cow<'_, str> {
    clean(text, "\n\t")
}

/// Whether a character acts on the terminal, or hides, instead of being shown.
pub(super) fn acts(c: char) -> bool {
    matches!(c,
        '\0'..='\x1f' | '\x7f'..='\u{9f}'          // C0, DEL, C1
        | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' // zero width, direction marks
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' // line ends, bidirectional controls
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}') // marks, tags
}

fn clean<'a>(text: &'a str, keep: &str) -> Cow<'a, str> {
    // Almost all text is plain, and then nothing is copied.
    if text.chars().all(|c| matches!(c, ' '..='~') || keep.contains(c)) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    let mut marks = 0;
    for c in text.chars() {
        marks = if c.width() == Some(0) { marks + 1 } else { 0 };
        match c {
            c if keep.contains(c) => clean.push(c),
            '\n' => clean.push_str("\\n"),
            '\t' => clean.push_str("\\t"),
            // Writing to a String cannot fail.
            c if acts(c) => drop(write!(clean, "\\u{{{:x}}}", u32::from(c))),
            _ if marks > MARKS => {}
            c => clean.push(c),
        }
    }
    Cow::Owned(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_shown() {
        let table = [
            ("plain", "plain"),
            ("Grüße, 東京 🚀", "Grüße, 東京 🚀"),
            ("\x1b[2J", "\\u{1b}[2J"),
            ("\x1b]52;c;eA==\x07", "\\u{1b}]52;c;eA==\\u{7}"),
            ("a\rb", "a\\u{d}b"),
            ("a\nb\tc", "a\\nb\\tc"),
            ("\u{9b}31m\x7f", "\\u{9b}31m\\u{7f}"),
            ("\u{202e}gnigats\u{2066}", "\\u{202e}gnigats\\u{2066}"),
            ("pro\u{200d}d\u{feff}", "pro\\u{200d}d\\u{feff}"),
            ("tag\u{e0041}", "tag\\u{e0041}"),
        ];
        for (text, shown) in table {
            assert_eq!(safe(text), shown);
        }
        assert_eq!(safe_block("a\n\tb\r"), "a\n\tb\\u{d}");
        assert!(matches!(safe("plain"), Cow::Borrowed(_)));
    }

    #[test]
    fn towers_of_accents_are_cut() {
        let tower = format!("e{}x\u{301}", "\u{301}".repeat(100_000));
        assert_eq!(safe(&tower), format!("e{}x\u{301}", "\u{301}".repeat(8)));
    }
}
