//! What a manifest may hold: one table of keys and shapes, read by the check and by the edits.
//!
//! Walking a file over it is in `check`. Invariant: every key a manifest may have is named here
//! once, in the order in which new keys are written.

use super::fact::Fact;
use super::fact::FactPath;
use super::text;

/// What may stand at a key.
#[derive(Debug)]
pub(super) enum Shape {
    /// A string.
    Text,
    /// `true` or `false`.
    Bool,
    /// An integer.
    Int,
    /// An integer of at least 0.
    Count,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A name.
    Name(Name),
    /// A path within the project.
    InnerPath,
    /// A string, integer, number or boolean, taken as the text the file has: values of constants.
    Plain,
    /// An array of these.
    List(&'static Shape),
    /// One of these, or an array of them.
    OneOrMore(&'static Shape),
    /// An array of inline tables with these keys.
    Records(&'static [Key]),
    /// A table with these keys.
    Keys(&'static [Key]),
    /// The same, and that it is there is a fact.
    Thing(&'static [Key]),
    /// A table from names to these.
    Each(Name, &'static Shape),
    /// A table with the user's own keys: scalars, arrays of scalars, tables.
    Free,
}

/// A key and what may stand there.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
}

/// The grammars of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// Environments, apps, orgs, projects, …: `[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?`.
    Slug,
    /// Constants, and fields of datasources: `[A-Za-z_][A-Za-z0-9_]{0,254}`.
    Constant,
}

const fn key(name: &'static str, shape: Shape) -> Key {
    Key { name, shape }
}

/// The colours an environment may have.
pub(super) const COLORS: &[&str] = &["green", "yellow", "red", "blue", "magenta", "cyan", "grey", "none"];

/// Whether values travel with a merge.
const MERGE: Shape = Shape::Word(&["always", "never"]);
const SLUGS: Shape = Shape::List(&Shape::Name(Name::Slug));
const TEXTS: Shape = Shape::List(&Shape::Text);

/// The top level.
pub(super) const TOP: &[Key] = &[
    key("version", Shape::Int),
    key("project", Shape::Name(Name::Slug)),
    key("org", Shape::Name(Name::Slug)),
    key("store", Shape::Keys(&[key("url", Shape::Text), key("profile", Shape::Text)])),
    key("workspace", Shape::Keys(&[key("members", Shape::List(&Shape::InnerPath))])),
    key("envs", Shape::Each(Name::Slug, &Shape::Thing(ENV))),
    key("apps", Shape::Each(Name::Slug, &Shape::Thing(APP))),
    key("constants", Shape::Each(Name::Constant, &Shape::Thing(CONSTANT))),
    key("datasources", Shape::Each(Name::Slug, &Shape::Thing(DATASOURCE))),
    key("directories", Shape::Each(Name::Slug, &Shape::Thing(DIRECTORY))),
    key("flags", Shape::Each(Name::Slug, &Shape::Thing(FLAG))),
    key("data", Shape::Each(Name::Slug, &Shape::Keys(DATA))),
    key("hooks", Shape::Keys(HOOKS)),
];

/// Top-level keys that stay in the file: no facts, never in the store.
pub(super) const NOT_FACTS: &[&str] = &["version", "store", "workspace", "data", "hooks"];

const ENV: &[Key] = &[
    key("order", Shape::Int),
    key("color", Shape::Word(COLORS)),
    key("description", Shape::Text),
    key("editable", Shape::Bool),
    key("track", Shape::Name(Name::Slug)),
    key("optional", Shape::Bool),
    key("org", Shape::Name(Name::Slug)),
    key("expires", Shape::Text),
    key("notes", Shape::Text),
    key("policy", Shape::Thing(POLICY)),
];

const POLICY: &[Key] = &[
    key("approvals", Shape::Count),
    key("require_mfa", Shape::Bool),
    key("allow_ips", TEXTS),
    key("session", Shape::Text),
    key("session_idle", Shape::Text),
    key("promote_from", SLUGS),
    key("requires_verification", Shape::Bool),
    key("soak", Shape::Text),
    key("freeze", TEXTS),
    key("open", TEXTS),
    key("freeze_rollbacks", Shape::Bool),
    key("accept", TEXTS),
    key("must_differ", Shape::List(&Shape::Name(Name::Constant))),
    key("review", Shape::List(&Shape::Name(Name::Constant))),
    key("offline", Shape::Bool),
];

const APP: &[Key] = &[
    key("path", Shape::InnerPath),
    key("needs", Shape::List(&Shape::Name(Name::Constant))),
    key("datasources", SLUGS),
    key("uses", SLUGS),
    key("network", Shape::Name(Name::Slug)),
    key("settings", Shape::Free),
];

/// The keys of a constant.
pub(super) const CONSTANT: &[Key] = &[
    key("secret", Shape::Bool),
    key("required", Shape::Bool),
    key("pattern", Shape::Text),
    key("one_of", Shape::List(&Shape::Plain)),
    key("default", Shape::Plain),
    key("merge", MERGE),
    key("private", Shape::Bool),
    key("rotate", Shape::Text),
    key("renamed", Shape::Name(Name::Constant)),
    key("description", Shape::Text),
    key("values", Shape::Each(Name::Slug, &Shape::Plain)),
    key("apps", Shape::Each(Name::Slug, &Shape::Each(Name::Slug, &Shape::Plain))),
];

const DATASOURCE: &[Key] = &[
    key("type", Shape::Text),
    key("app", Shape::Name(Name::Slug)),
    key("description", Shape::Text),
    key("fields", Shape::Each(Name::Constant, &Shape::Thing(FIELD))),
    key("values", Shape::Each(Name::Slug, &Shape::Each(Name::Constant, &Shape::Plain))),
];

const FIELD: &[Key] = &[
    key("secret", Shape::Bool),
    key("required", Shape::Bool),
    key("default", Shape::Plain),
    key("merge", MERGE),
];

const DIRECTORY: &[Key] = &[key("provider", Shape::Text), key("map", Shape::Records(MAPPING))];

const MAPPING: &[Key] = &[
    key("app", Shape::Name(Name::Slug)),
    key("env", Shape::Name(Name::Slug)),
    key("group", Shape::Text),
    key("default", Shape::Bool),
];

const FLAG: &[Key] = &[key("description", Shape::Text), key("variants", TEXTS)];

const DATA: &[Key] = &[
    key("kind", Shape::Text),
    key("run", Shape::Text),
    key("app", Shape::Name(Name::Slug)),
    key("envs", Shape::OneOrMore(&Shape::Name(Name::Slug))),
    key("from", Shape::OneOrMore(&Shape::Name(Name::Slug))),
    key("mask", TEXTS),
];

const HOOKS: &[Key] = &[
    key("pre", Shape::OneOrMore(&Shape::Text)),
    key("deploy", Shape::OneOrMore(&Shape::Text)),
    key("verify", Shape::OneOrMore(&Shape::Text)),
    key("post", Shape::OneOrMore(&Shape::Text)),
    key("on_failure", Shape::OneOrMore(&Shape::Text)),
    key("timeout", Shape::Text),
];

impl Name {
    /// Tells whether `name` follows the grammar.
    pub(super) fn allows(self, name: &str) -> bool {
        let bytes = name.as_bytes();
        let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
            return false;
        };
        let lower = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        match self {
            Self::Slug => {
                bytes.len() <= 63
                    && lower(first)
                    && lower(last)
                    && bytes.iter().all(|b| lower(b) || *b == b'-')
            }
            Self::Constant => {
                bytes.len() <= 255
                    && !first.is_ascii_digit()
                    && bytes.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
            }
        }
    }

    /// Says the grammar to a person.
    pub(super) fn rule(self) -> &'static str {
        match self {
            Self::Slug => "lower-case letters, digits and dashes, at most 63",
            Self::Constant => "letters, digits and underscores, not a digit first, at most 255",
        }
    }
}

/// Tells whether a key is the user's own, ignored wherever it stands.
pub(super) fn is_own(key: &str) -> bool {
    key.starts_with("x-")
}

/// Returns what may stand at a path, if it is one of a fact.
pub(super) fn shape_of(path: &FactPath) -> Option<&'static Shape> {
    let (first, rest) = path.parts().split_first()?;
    if NOT_FACTS.contains(&first.as_str()) || path.parts().iter().any(|part| is_own(part)) {
        return None;
    }
    let mut shape = &find(TOP, first)?.shape;
    for part in rest {
        shape = match shape {
            Shape::Keys(keys) | Shape::Thing(keys) => &find(keys, part)?.shape,
            Shape::Each(_, each) => each,
            Shape::Free => &Shape::Free,
            _ => return None,
        };
    }
    Some(shape)
}

/// Tells whether a path may hold this fact, as far as the kind of table goes.
pub(super) fn holds(path: &FactPath, fact: &Fact) -> bool {
    match shape_of(path) {
        None | Some(Shape::Keys(_) | Shape::Each(..)) => false,
        Some(Shape::Thing(_)) => *fact == Fact::Table,
        // `settings` itself is a table; its keys are the facts.
        Some(Shape::Free) => *fact != Fact::Table && path.parts().len() > 3,
        Some(_) => *fact != Fact::Table,
    }
}

/// Returns a fact as reading it back will give it: values of constants are text.
pub(super) fn normal(path: &FactPath, fact: &Fact) -> Fact {
    match (shape_of(path), fact) {
        (Some(Shape::Plain), fact) => plain(fact),
        (Some(Shape::List(Shape::Plain)), Fact::List(items)) => Fact::List(items.iter().map(plain).collect()),
        (_, fact) => fact.clone(),
    }
}

fn plain(fact: &Fact) -> Fact {
    match fact {
        Fact::Int(_) | Fact::Bool(_) | Fact::Float(_) => Fact::Text(text::value(fact)),
        fact => fact.clone(),
    }
}

/// Tells whether a table at this path is a thing, a fact by being there.
pub(super) fn is_thing(path: &[String]) -> bool {
    matches!(shape_of(&FactPath::new(path)), Some(Shape::Thing(_)))
}

/// How a table that is not in the file yet is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// `[constants.K]`
    Header,
    /// `values = { … }`
    Inline,
    /// `a.b = …`
    Dotted,
}

/// Returns how a table at this path is written when it is new.
pub(super) fn written(path: &[String]) -> Written {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match path[..] {
        ["apps", _, "settings"] | ["constants", _, "apps", _] => Written::Header,
        ["constants", _, "values"] | ["datasources", _, "fields" | "values", ..] => Written::Inline,
        [_, _] | ["envs", _, "policy"] => Written::Header,
        _ => Written::Dotted,
    }
}

/// Returns where a key comes among its siblings when several are written at once.
pub(super) fn rank(path: &FactPath) -> usize {
    let siblings = match path.as_strs()[..] {
        ["envs", _, "policy", ..] if path.parts().len() > 3 => POLICY,
        [kind, _, ..] => match find(TOP, kind).map(|key| &key.shape) {
            Some(Shape::Each(_, Shape::Thing(keys))) => keys,
            _ => TOP,
        },
        _ => TOP,
    };
    let at = |name: &str| siblings.iter().position(|key| key.name == name).map_or(99, |at| at + 1);
    match path.as_strs()[..] {
        // The policy's own keys come after all keys of its environment.
        ["envs", _, "policy"] => 100,
        ["envs", _, "policy", name, ..] => 100 + at(name),
        [_, _, name, ..] => at(name),
        _ => 0,
    }
}

/// Finds a key by its name.
pub(super) fn find(keys: &'static [Key], name: &str) -> Option<&'static Key> {
    keys.iter().find(|key| key.name == name)
}
