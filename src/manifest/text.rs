//! How keys and values are written: TOML 1.0, on one line, readable by every TOML reader.
//!
//! Does not read. Invariant: what is written here passes `guard`, so a value full of control or
//! bidi characters comes out escaped, and reading it back gives the same value.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::fact::Fact;
use super::guard;

/// Writes a key: bare if TOML allows it, else quoted.
pub(super) fn key(name: &str) -> Cow<'_, str> {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.chars().all(bare) { Cow::Borrowed(name) } else { Cow::Owned(basic(name)) }
}

/// Writes a dotted key.
pub(super) fn dotted<S: AsRef<str>>(parts: &[S]) -> String {
    let keys: Vec<_> = parts.iter().map(|part| key(part.as_ref())).collect();
    keys.join(".")
}

/// Writes a value. [`Fact::Table`] is the empty inline table.
pub(super) fn value(fact: &Fact) -> String {
    value_in(fact, Quotes::Quieter, "\n")
}

/// The quotes that a string is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quotes {
    /// Those that spare escapes.
    Quieter,
    /// `"…"`
    Basic,
    /// `'…'`
    Literal,
    /// `"""…"""`, on lines of their own or not.
    BasicLines(bool),
    /// `'''…'''`, on lines of their own or not.
    LiteralLines(bool),
}

impl Quotes {
    /// Those of a string as it is written.
    pub(super) fn of(raw: &str) -> Quotes {
        let begins = |rest: &str| rest.starts_with(['\n', '\r']);
        match raw {
            _ if raw.starts_with("\"\"\"") => Quotes::BasicLines(begins(&raw[3..])),
            _ if raw.starts_with("'''") => Quotes::LiteralLines(begins(&raw[3..])),
            _ if raw.starts_with('"') => Quotes::Basic,
            _ if raw.starts_with('\'') => Quotes::Literal,
            _ => Quotes::Quieter,
        }
    }
}

/// Writes a value with its strings in these quotes, where they can hold them.
pub(super) fn value_in(fact: &Fact, quotes: Quotes, newline: &str) -> String {
    let value = |fact: &Fact| value_in(fact, quotes, newline);
    match fact {
        Fact::Table => "{}".to_owned(),
        Fact::Text(text) => string_in(text, quotes, newline),
        Fact::Int(int) => int.to_string(),
        Fact::Bool(bool) => bool.to_string(),
        Fact::Float(float) => number(*float),
        Fact::List(items) => {
            let items: Vec<String> = items.iter().map(value).collect();
            format!("[{}]", items.join(", "))
        }
        Fact::Map(map) if map.is_empty() => "{}".to_owned(),
        Fact::Map(map) => {
            let pairs: Vec<_> = map.iter().map(|(k, v)| format!("{} = {}", key(k), value(v))).collect();
            format!("{{ {} }}", pairs.join(", "))
        }
    }
}

/// Writes a float so that it stays one: `1.0`, not `1`.
pub(super) fn number(float: f64) -> String {
    // `{:?}` of f64 is the shortest text that reads back the same, always with `.` or `e`.
    format!("{float:?}")
}

/// Writes a string: literal where that spares escapes (patterns), else basic.
pub(super) fn string(text: &str) -> String {
    let spares = text.contains(['\\', '"']) && !text.contains('\'');
    if spares && !text.chars().any(must_escape) { format!("'{text}'") } else { basic(text) }
}

/// Writes a string in these quotes, if they can hold it.
fn string_in(text: &str, quotes: Quotes, newline: &str) -> String {
    let escapes = |more: &[char]| text.chars().any(|c| must_escape(c) && !more.contains(&c));
    // A reader takes no notice of a line break right after the quotes.
    let first = |begins: bool| if begins || text.starts_with('\n') { newline } else { "" };
    match quotes {
        Quotes::Quieter => string(text),
        Quotes::Literal if !text.contains('\'') && !escapes(&[]) => format!("'{text}'"),
        Quotes::LiteralLines(begins)
            if !text.contains("'''") && !text.ends_with('\'') && !escapes(&['\n', '\t']) =>
        {
            format!("'''{}{}'''", first(begins), text.replace('\n', newline))
        }
        Quotes::BasicLines(begins) => {
            let line = |text: &str| {
                let quoted = basic(text);
                quoted[1..quoted.len() - 1].to_owned()
            };
            let lines: Vec<String> = text.split('\n').map(line).collect();
            format!("\"\"\"{}{}\"\"\"", first(begins), lines.join(newline))
        }
        Quotes::Basic | Quotes::Literal | Quotes::LiteralLines(_) => basic(text),
    }
}

fn must_escape(c: char) -> bool {
    c.is_control() || guard::is_bidi(c)
}

fn basic(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if must_escape(c) => {
                let code = u32::from(c);
                // Writing to a String cannot fail.
                let _ =
                    if code > 0xFFFF { write!(out, "\\U{code:08X}") } else { write!(out, "\\u{code:04X}") };
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_take_the_quieter_quotes() {
        assert_eq!(string("plain"), "\"plain\"");
        assert_eq!(string(r"^\d+$"), r"'^\d+$'");
        assert_eq!(string("it's \"so\""), "\"it's \\\"so\\\"\"");
        assert_eq!(string("two\nlines"), "\"two\\nlines\"");
        assert_eq!(string("\u{1b}[0m\u{202e}\u{e0041}"), "\"\\u001B[0m\\u202E\\U000E0041\"");
    }

    #[test]
    fn quotes_stay_where_they_can() {
        let like = |old: &str, text: &str| value_in(&Fact::Text(text.to_owned()), Quotes::of(old), "\n");
        assert_eq!(like("'a'", "b"), "'b'");
        assert_eq!(like("''", r"\d"), r"'\d'");
        assert_eq!(like("'a'", "it's"), "\"it's\"");
        assert_eq!(like("'a'", "two\nlines"), "\"two\\nlines\"");
        assert_eq!(like("\"a\"", r"\d"), r#""\\d""#);
        assert_eq!(like("3", r"\d"), r"'\d'");
        assert_eq!(like("'''\na\nb'''", "c\n\\d"), "'''\nc\n\\d'''");
        assert_eq!(like("'''a\nb'''", "c'\nd'"), "\"c'\\nd'\"");
        assert_eq!(like("\"\"\"a\nb\"\"\"", "c\"\"\"\n\\d"), "\"\"\"c\\\"\\\"\\\"\n\\\\d\"\"\"");
        assert_eq!(like("\"\"\"a\nb\"\"\"", "one"), "\"\"\"one\"\"\"");
        assert_eq!(like("'''a'''", "\nb"), "'''\n\nb'''");
        let list = Fact::List(vec![Fact::Text("a".to_owned()), Fact::Int(1)]);
        assert_eq!(value_in(&list, Quotes::Literal, "\n"), "['a', 1]");
    }

    #[test]
    fn keys_are_bare_where_they_may_be() {
        assert_eq!(dotted(&["envs", "a-b", "a b", ""]), "envs.a-b.\"a b\".\"\"");
    }

    #[test]
    fn floats_stay_floats() {
        for float in [1.0, 0.1, 1e300, -2.5e-7] {
            let text = number(float);
            let read: toml_edit::Value = text.parse().expect("toml");
            assert_eq!(read.as_float(), Some(float), "{text}");
        }
    }
}
