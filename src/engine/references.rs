//! References in text: `{{constants.NAME}}` and `{{secrets.NAME}}`, in values and in settings.
//!
//! They are typed names, not a language: nothing is computed, nothing executed, and there is no
//! default to fall back to. Anything else between braces is ordinary text.

use crate::model::{Key, Setting};

/// How deep references may lead to references.
pub const DEPTH_MAX: usize = 10;

/// A reference in a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// The constant.
    pub key: Key,
    /// Whether it is asked for as a secret.
    pub secret: bool,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'t> {
    /// As it stands.
    Text(&'t [u8]),
    /// To be replaced.
    Reference(Reference),
    /// A reference to another environment, which there is not: values never cross.
    Foreign(&'t str),
}

/// Takes a text apart. A text without references is one part.
pub fn parts(text: &[u8]) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(open) = find(&text[at..], b"{{").map(|i| at + i) {
        let Some(close) = find(&text[open..], b"}}").map(|i| open + i) else { break };
        let inner = std::str::from_utf8(&text[open + 2..close]).unwrap_or_default();
        let part = match inner.trim().split_once('.') {
            Some(("constants", name)) => {
                name.parse().ok().map(|key| Part::Reference(Reference { key, secret: false }))
            }
            Some(("secrets", name)) => {
                name.parse().ok().map(|key| Part::Reference(Reference { key, secret: true }))
            }
            Some(("envs", _)) => Some(Part::Foreign(inner)),
            _ => None,
        };
        match part {
            Some(part) => {
                if from < open {
                    parts.push(Part::Text(&text[from..open]));
                }
                parts.push(part);
                at = close + 2;
                from = at;
            }
            // `{{{constants.A}}`: the reference may begin one brace later.
            None => at = open + 1,
        }
    }
    if from < text.len() || parts.is_empty() {
        parts.push(Part::Text(&text[from..]));
    }
    parts
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|w| w == what)
}

/// The references in a text, in order.
pub fn of_text(text: &[u8]) -> Vec<Reference> {
    if !text.contains(&b'{') {
        return Vec::new();
    }
    let parts = parts(text).into_iter();
    parts.filter_map(|p| if let Part::Reference(r) = p { Some(r) } else { None }).collect()
}

/// The first reference to another environment in a text.
pub fn foreign(text: &[u8]) -> Option<&str> {
    if !text.contains(&b'{') {
        return None;
    }
    parts(text).into_iter().find_map(|p| if let Part::Foreign(f) = p { Some(f) } else { None })
}

/// The references in a setting.
pub fn of_setting(setting: &Setting) -> Vec<Reference> {
    match setting {
        Setting::Text(text) => of_text(text.as_bytes()),
        Setting::List(items) => items.iter().flat_map(of_setting).collect(),
        Setting::Table(items) => items.values().flat_map(of_setting).collect(),
        Setting::Int(_) | Setting::Bool(_) | Setting::Number(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        of_text(text.as_bytes())
            .iter()
            .map(|r| format!("{}{}", if r.secret { "!" } else { "" }, r.key))
            .collect()
    }

    #[test]
    fn found_and_not() {
        assert_eq!(names("{{constants.A}}-{{ secrets.B_2 }}"), ["A", "!B_2"]);
        assert_eq!(names("{{{constants.A}}}"), ["A"]);
        for none in [
            "",
            "{{name}}",
            "{{constants.}}",
            "{{constants.a b}}",
            "${A}",
            "$(id)",
            "{{constants.A}",
            "{ {constants.A}}",
        ] {
            assert!(names(none).is_empty(), "{none}");
        }
        assert_eq!(foreign(b"x{{envs.production.constants.A}}"), Some("envs.production.constants.A"));
        assert_eq!(parts(b"a{{b}}c"), [Part::Text(b"a{{b}}c")]);
    }
}
