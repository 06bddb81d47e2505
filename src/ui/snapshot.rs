//! What the process environment says about terminals, and what follows from it.
//!
//! The environment is read once, by the caller; this file only judges the copy. It keeps the few
//! variables it knows, so a `Ui` never carries a token that was exported.

use std::collections::BTreeMap;
use std::ffi::OsString;

const KNOWN: [&str; 12] = [
    "CI",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "ENVCTL_FORCE_TTY",
    "FORCE_COLOR",
    "GITHUB_ACTIONS",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "NO_COLOR",
    "TERM",
];

/// The variables that bear on terminals, as they were when the program started.
#[derive(Clone, Debug, Default)]
pub struct EnvSnapshot(BTreeMap<&'static str, String>);

/// When to write colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorWhen {
    /// At a terminal, unless the environment says otherwise.
    #[default]
    Auto,
    /// Also into a pipe.
    Always,
    /// Not at all.
    Never,
}

impl FromIterator<(OsString, OsString)> for EnvSnapshot {
    fn from_iter<I: IntoIterator<Item = (OsString, OsString)>>(vars: I) -> EnvSnapshot {
        let known = |(name, value): (OsString, OsString)| {
            let name = KNOWN.into_iter().find(|known| name == *known)?;
            Some((name, value.into_string().ok()?))
        };
        EnvSnapshot(vars.into_iter().filter_map(known).collect())
    }
}

impl EnvSnapshot {
    /// Decides whether a stream gets colours.
    ///
    /// The order is ours and not that of `anstream`, which ignores `FORCE_COLOR`, takes
    /// `CLICOLOR_FORCE=0` for a yes, and lets `CI` overrule `TERM=dumb`.
    #[must_use]
    pub fn color(&self, when: ColorWhen, terminal: bool) -> bool {
        let forced = |name| self.get(name).is_some_and(|value| value != "0");
        match when {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto if self.get("NO_COLOR").is_some() => false,
            ColorWhen::Auto if forced("CLICOLOR_FORCE") || forced("FORCE_COLOR") => true,
            ColorWhen::Auto if self.get("CLICOLOR") == Some("0") || self.is_dumb() => false,
            ColorWhen::Auto => terminal,
        }
    }

    /// Whether a machine runs us: `CI` set, and neither empty nor `0` nor `false`.
    #[must_use]
    pub fn is_ci(&self) -> bool {
        let no = |value: &str| value == "0" || value.eq_ignore_ascii_case("false");
        self.get("CI").is_some_and(|value| !no(value))
    }

    /// Whether stdout is laid out as for a terminal though it is none: a transcript is recorded.
    pub(super) fn forces_terminal(&self) -> bool {
        self.get("ENVCTL_FORCE_TTY").is_some()
    }

    /// Whether a GitHub runner reads our output for commands.
    pub(super) fn is_github(&self) -> bool {
        self.is_ci() && self.get("GITHUB_ACTIONS") == Some("true")
    }

    /// Whether symbols beyond ASCII are shown as themselves.
    pub(super) fn is_unicode(&self) -> bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| self.get(name));
        let utf8 = |locale: &str| {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        };
        !self.is_dumb() && locale.map_or(cfg!(windows), utf8)
    }

    /// Whether the terminal says that it cannot move its cursor.
    pub(super) fn is_dumb(&self) -> bool {
        self.get("TERM") == Some("dumb")
    }

    /// The width that the user asks for, over what the terminal says.
    pub(super) fn columns(&self) -> Option<u16> {
        self.get("COLUMNS")?.parse().ok().filter(|columns| *columns > 0)
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(text: &str) -> EnvSnapshot {
        let pair = |word: &str| {
            let (name, value) = word.split_once('=').expect("NAME=value");
            (name.into(), value.into())
        };
        text.split_whitespace().map(pair).collect()
    }

    #[test]
    fn colour_is_decided_in_the_documented_order() {
        let table = [
            // environment, --color, at a terminal, in a pipe
            ("", ColorWhen::Auto, true, false),
            ("", ColorWhen::Always, true, true),
            ("", ColorWhen::Never, false, false),
            ("NO_COLOR=1", ColorWhen::Auto, false, false),
            ("NO_COLOR=", ColorWhen::Auto, true, false),
            ("NO_COLOR=1", ColorWhen::Always, true, true),
            ("NO_COLOR=1 FORCE_COLOR=1", ColorWhen::Auto, false, false),
            ("FORCE_COLOR=1", ColorWhen::Never, false, false),
            ("FORCE_COLOR=1", ColorWhen::Auto, true, true),
            ("FORCE_COLOR=0", ColorWhen::Auto, true, false),
            ("CLICOLOR_FORCE=1", ColorWhen::Auto, true, true),
            ("CLICOLOR_FORCE=0", ColorWhen::Auto, true, false),
            ("CLICOLOR_FORCE=1 TERM=dumb", ColorWhen::Auto, true, true),
            ("CLICOLOR_FORCE=1 CLICOLOR=0", ColorWhen::Auto, true, true),
            ("CLICOLOR=0", ColorWhen::Auto, false, false),
            ("CLICOLOR=1", ColorWhen::Auto, true, false),
            ("TERM=dumb", ColorWhen::Auto, false, false),
            ("TERM=dumb CI=true", ColorWhen::Auto, false, false),
            ("CI=true", ColorWhen::Auto, true, false),
        ];
        for (text, when, terminal, pipe) in table {
            assert_eq!(env(text).color(when, true), terminal, "{text:?} {when:?} at a terminal");
            assert_eq!(env(text).color(when, false), pipe, "{text:?} {when:?} in a pipe");
        }
    }

    #[test]
    fn locale_and_ci() {
        assert!(env("LANG=en_US.UTF-8").is_unicode());
        assert!(env("LANG=C LC_ALL=C.utf8").is_unicode());
        assert!(!env("LANG=en_US.UTF-8 LC_ALL=C").is_unicode());
        assert!(!env("LANG=en_US.UTF-8 TERM=dumb").is_unicode());
        assert!(env("CI=true").is_ci() && env("CI=1").is_ci());
        assert!(!env("CI=").is_ci() && !env("CI=0").is_ci() && !env("CI=False").is_ci());
        assert!(env("CI=1 GITHUB_ACTIONS=true").is_github());
        assert!(!env("GITHUB_ACTIONS=true").is_github());
        assert_eq!(env("COLUMNS=0").columns(), None);
        assert_eq!(env("COLUMNS=72").columns(), Some(72));
    }

    #[test]
    fn nothing_else_is_kept() {
        assert!(env("ENVCTL_TOKEN=x PATH=y").0.is_empty());
    }
}
