//! The manifest as data: dotted paths and the values at them.
//!
//! What a path may be is the business of `schema`; where it stands in the file that of `layout`.
//! Invariant: the order of paths is the order of their parts, so what lies in a table follows it.

use std::collections::BTreeMap;
use std::fmt;

use super::check;
use super::text;

/// A dotted key path in the manifest, for example `constants.LOG_LEVEL.values.staging`.
///
/// ```text
/// ["envs", "staging", "color"]                      displays as  envs.staging.color
/// ["constants", "K", "values", "staging"]           displays as  constants.K@staging
/// ["constants", "K", "apps", "web", "staging"]      displays as  constants.K@staging (app web)
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactPath(Vec<String>);

/// All facts of a manifest, by path.
pub type Facts = BTreeMap<FactPath, Fact>;

/// One value of the manifest.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// The named thing exists: an environment, a policy, an app, a constant, …
    Table,
    /// A string, or any scalar that is the value of a constant, as its TOML text.
    Text(String),
    /// An integer.
    Int(i64),
    /// `true` or `false`.
    Bool(bool),
    /// A finite number with a fraction or an exponent.
    Float(f64),
    /// An array.
    List(Vec<Fact>),
    /// An inline table inside an array.
    Map(BTreeMap<String, Fact>),
}

impl Fact {
    /// Writes the value as TOML does; a table is the empty one.
    pub fn to_toml(&self) -> String {
        text::value(self)
    }

    /// Reads what [`Fact::to_toml`] wrote.
    pub fn from_toml(text: &str) -> Option<Fact> {
        let fact = check::of_value(&text.parse().ok()?)?;
        Some(if fact == Fact::Map(BTreeMap::new()) { Fact::Table } else { fact })
    }
}

impl FactPath {
    /// Makes a path of its parts, outermost first.
    pub fn new<I>(parts: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        Self(parts.into_iter().map(Into::into).collect())
    }

    /// Returns the parts, outermost first.
    pub fn parts(&self) -> &[String] {
        &self.0
    }

    /// Returns the parts as string slices, to match on.
    pub fn as_strs(&self) -> Vec<&str> {
        self.0.iter().map(String::as_str).collect()
    }

    /// Tells whether this path is `other` or lies beneath it.
    pub fn starts_with(&self, other: &FactPath) -> bool {
        self.0.starts_with(&other.0)
    }
}

impl<const N: usize> From<[&str; N]> for FactPath {
    fn from(parts: [&str; N]) -> Self {
        Self::new(parts)
    }
}

impl fmt::Display for FactPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use text::key;

        match self.as_strs()[..] {
            ["constants", k, "values", env] => write!(f, "constants.{}@{}", key(k), key(env)),
            ["constants", k, "apps", app, env] => {
                write!(f, "constants.{}@{} (app {})", key(k), key(env), key(app))
            }
            ref parts => f.write_str(&text::dotted(parts)),
        }
    }
}

impl fmt::Debug for FactPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_display_as_people_write_them() {
        let shown = |parts: &[&str]| FactPath::new(parts.iter().copied()).to_string();
        assert_eq!(shown(&["envs", "staging", "color"]), "envs.staging.color");
        assert_eq!(shown(&["constants", "K", "values", "staging"]), "constants.K@staging");
        assert_eq!(shown(&["constants", "K", "apps", "web", "qa"]), "constants.K@qa (app web)");
        assert_eq!(shown(&["constants", "K", "values"]), "constants.K.values");
        assert_eq!(shown(&["apps", "web", "settings", "a b"]), "apps.web.settings.\"a b\"");
    }

    #[test]
    fn a_table_is_followed_by_what_lies_in_it() {
        let table = FactPath::from(["constants", "K"]);
        let inner = FactPath::from(["constants", "K", "default"]);
        assert!(table < inner && inner.starts_with(&table) && !table.starts_with(&inner));
    }
}
