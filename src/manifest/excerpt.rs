//! A manifest cut at its headers, so that a change of some constants need not read thousands of others.
//!
//! Knows lines, not values. Invariants: the pieces in their order are the text, byte for byte; where
//! a line could be anything but what it looks like, there are no pieces, and the whole is read.

use std::collections::BTreeSet;

use super::guard;
use super::schema;

/// Some lines of a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    /// The constant whose table it is; nothing for all that is no constant's.
    pub(super) constant: Option<&'t str>,
    /// The lines: a header, and all up to the next.
    pub(super) text: &'t str,
}

/// Cuts a text, without its byte order mark, at its headers. Nothing when in doubt.
pub(super) fn cut(text: &str) -> Option<Vec<Piece<'_>>> {
    // In a string of several lines a line may look like a header.
    if ["\"\"\"", "'''"].iter().any(|open| memchr::memmem::find(text.as_bytes(), open.as_bytes()).is_some()) {
        return None;
    }
    let mut pieces = Vec::new();
    let (mut constant, mut from) = (None, 0);
    for at in memchr::memchr_iter(b'[', text.as_bytes()) {
        // The first of its line, or no header.
        let indent =
            text.as_bytes()[..at].iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if at > indent && text.as_bytes()[at - indent - 1] != b'\n' {
            continue;
        }
        if indent > 0 {
            return None;
        }
        let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |line| at + line);
        // Of a constant, or not: a run of others is one piece.
        let next = header(&text[at..end])?;
        if (constant.is_some() || next.is_some()) && !(constant == next && from > 0) && at > from {
            pieces.push(Piece { constant, text: &text[from..at] });
            from = at;
        }
        constant = next;
    }
    if from < text.len() {
        pieces.push(Piece { constant, text: &text[from..] });
    }
    Some(pieces)
}

/// The constant that a header is of, or that it is of none. Nothing if the line may be no header: a line
/// of an array looks much the same, but has no word of the schema in it.
fn header(line: &str) -> Option<Option<&str>> {
    let line = line.strip_prefix('[')?;
    let (key, rest) = line.split_at(memchr::memchr(b']', line.as_bytes())?);
    let rest = rest[1..].trim_ascii();
    if !(rest.is_empty() || rest.starts_with('#')) {
        return None;
    }
    // A manifest has two for each constant: they are looked at byte by byte, and once.
    let (mut dots, mut begun) = ([key.len(); 2], false);
    for (at, byte) in key.bytes().enumerate() {
        match byte {
            b'.' if begun => {
                begun = false;
                match dots {
                    [first, _] if first == key.len() => dots[0] = at,
                    [_, second] if second == key.len() => dots[1] = at,
                    _ => {}
                }
            }
            b'_' | b'-' => begun = true,
            byte if byte.is_ascii_alphanumeric() => begun = true,
            _ => return None,
        }
    }
    let first = &key[..dots[0]];
    if !begun {
        return None;
    }
    match first {
        "constants" => Some(key.get(dots[0] + 1..dots[1])),
        _ if schema::is_own(first) || schema::find(schema::TOP, first).is_some() => Some(None),
        _ => None,
    }
}

/// The part of a text in which these constants stand, and all that is no constant: what is said of
/// them is said the same there. What ends the file, and the last constant, are part of it.
pub(super) struct Part<'t> {
    pieces: Vec<(Piece<'t>, bool)>,
    bom: bool,
}

impl<'t> Part<'t> {
    /// Cuts it out of a text. Nothing when in doubt.
    pub(super) fn of(text: &'t str, constants: &BTreeSet<String>) -> Option<Part<'t>> {
        let body = guard::without_bom(text);
        let pieces = cut(body)?;
        let last = pieces.iter().rposition(|piece| piece.constant.is_some());
        let end = pieces.len().checked_sub(1);
        let kept = |(at, piece): (usize, Piece<'t>)| {
            let kept = piece.constant.is_none_or(|name| constants.contains(name));
            (piece, kept || Some(at) == last || Some(at) == end)
        };
        let pieces = pieces.into_iter().enumerate().map(kept).collect();
        Some(Part { pieces, bom: body.len() != text.len() })
    }

    /// Its text.
    pub(super) fn text(&self) -> String {
        self.pieces.iter().filter(|(_, kept)| *kept).map(|(piece, _)| piece.text).collect()
    }

    /// The whole text with the excerpt as it was edited. Nothing if it does not fit: a table went.
    pub(super) fn whole(&self, edited: &str) -> Option<String> {
        let names: BTreeSet<Option<&str>> =
            self.pieces.iter().filter(|(_, kept)| *kept).map(|(piece, _)| piece.constant).collect();
        let mut out = String::with_capacity(self.pieces.iter().map(|(piece, _)| piece.text.len()).sum());
        if self.bom {
            out.push_str(guard::BOM);
        }
        let mut pieces = self.pieces.iter();
        for new in cut(edited)? {
            // What is new stands right after what it was put after.
            if names.contains(&new.constant) {
                loop {
                    let (piece, kept) = pieces.next()?;
                    if *kept {
                        if piece.constant != new.constant {
                            return None;
                        }
                        break;
                    }
                    out.push_str(piece.text);
                }
            }
            out.push_str(new.text);
        }
        // The last piece is part of every excerpt.
        pieces.next().is_none().then_some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "version = 1\n\n# of all\n[envs.a]\norder = 1\n[constants.A]\n\n# B's\n\
                        [constants.B.values]\na = \"1\"\n[constants.C]\none_of = [\n  \"[x]\",\n]\n[flags.f]\n";

    fn names(text: &str) -> Vec<Option<&str>> {
        cut(text).expect("pieces").iter().map(|piece| piece.constant).collect()
    }

    #[test]
    fn pieces_are_the_text() {
        assert_eq!(names(TEXT), [None, Some("A"), Some("B"), Some("C"), None]);
        assert_eq!(cut(TEXT).expect("pieces").iter().map(|piece| piece.text).collect::<String>(), TEXT);
        assert_eq!(names("[constants.A] # c\r\n[constants.B]"), [Some("A"), Some("B")]);
        assert_eq!(names(""), []);
    }

    #[test]
    fn in_doubt_there_are_none() {
        for text in [
            "x-a = \"\"\"\n[constants.A]\n\"\"\"\n",
            "x-a = '''\n'''",
            "x-a = [\n[1.2]\n]\n",
            "x-a = [\n  [true],\n]\n",
            "[constants.\"A\"]\n",
            "[[constants.A]]\n",
            "[ constants.A ]\n",
            "[constants.A] x\n",
            "[nothing]\n",
        ] {
            assert_eq!(cut(text), None, "{text}");
        }
    }

    #[test]
    fn an_excerpt_goes_back_to_its_place() {
        let excerpt = Part::of(TEXT, &BTreeSet::from(["A".to_owned()])).expect("an excerpt");
        let text = excerpt.text();
        assert!(
            text.contains("[constants.A]") && !text.contains("constants.B") && text.contains("[flags.f]")
        );
        assert_eq!(excerpt.whole(&text).as_deref(), Some(TEXT));
        let edited = text.replace("[constants.A]\n", "[constants.A]\ndefault = \"x\"\n");
        let edited = edited.replace("[flags.f]\n", "\n[constants.N]\n[flags.f]\n");
        let whole = TEXT.replace("[constants.A]\n", "[constants.A]\ndefault = \"x\"\n");
        let whole = whole.replace("[flags.f]\n", "\n[constants.N]\n[flags.f]\n");
        assert_eq!(excerpt.whole(&edited), Some(whole));
        assert_eq!(excerpt.whole(&text.replace("[constants.A]\n", "")), None);
    }
}
