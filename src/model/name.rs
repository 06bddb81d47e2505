//! Names of organizations, projects, environments, apps and constants, and their grammars.
//!
//! A name that exists is valid: the only way to one is [`std::str::FromStr`]. Names are ASCII, so
//! that no Unicode table ever decides whether two of them are equal.

use std::fmt;
use std::str::FromStr;

use super::cbor::{Cbor, DecodeError, Reader, Writer};

/// Longest slug (organization, project, environment, app), in bytes.
pub const SLUG_MAX: usize = 63;
/// Longest name of a constant, in bytes.
pub const KEY_MAX: usize = 255;

/// Why a text is not a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing was given.
    #[error("{what} name is empty")]
    Empty {
        /// What the name is of, with its article.
        what: &'static str,
    },
    /// Longer than the limit.
    #[error("{what} name of {len} bytes is too long: the limit is {max}")]
    TooLong {
        /// What the name is of, with its article.
        what: &'static str,
        /// Length of what was given, in bytes.
        len: usize,
        /// The limit, in bytes.
        max: usize,
    },
    /// A character outside ASCII, which may look like another one.
    #[error("{what} name may not hold non-ASCII U+{code:04X} (at {at}): {grammar}")]
    NonAscii {
        /// What the name is of, with its article.
        what: &'static str,
        /// The code point.
        code: u32,
        /// Position in characters, from 1.
        at: usize,
        /// The rule in words.
        grammar: &'static str,
    },
    /// An ASCII character in the wrong place.
    #[error("\"{text}\" is not {what} name: {grammar}{}", suggestion.as_ref().map(|s| format!(" (did you mean {s}?)")).unwrap_or_default())]
    Grammar {
        /// What the name is of, with its article.
        what: &'static str,
        /// What was given, with control characters escaped.
        text: String,
        /// The rule in words.
        grammar: &'static str,
        /// A valid name close to it.
        suggestion: Option<String>,
    },
    /// A name that the operating system or a tool treats specially.
    #[error("\"{text}\" is reserved and cannot be {what} name")]
    Reserved {
        /// What the name is of, with its article.
        what: &'static str,
        /// What was given.
        text: String,
    },
}

const SLUG_GRAMMAR: &str = "use a-z, 0-9 and -, beginning and ending with a letter or digit";
const KEY_GRAMMAR: &str = "use A-Z, a-z, 0-9 and _, not beginning with a digit";

/// Names that Windows gives to devices; a file of that name cannot be made there.
const DEVICES: [&str; 6] = ["aux", "com1", "con", "lpt1", "nul", "prn"];

fn common(what: &'static str, text: &str, max: usize, grammar: &'static str) -> Result<(), NameError> {
    if text.is_empty() {
        return Err(NameError::Empty { what });
    }
    if text.len() > max {
        return Err(NameError::TooLong { what, len: text.len(), max });
    }
    if let Some((i, c)) = text.chars().enumerate().find(|(_, c)| !c.is_ascii()) {
        return Err(NameError::NonAscii { what, code: c as u32, at: i + 1, grammar });
    }
    Ok(())
}

fn grammar(what: &'static str, text: &str, grammar: &'static str, fixed: String, ok: bool) -> NameError {
    NameError::Grammar {
        what,
        text: text.escape_default().to_string(),
        grammar,
        suggestion: (ok && fixed != text).then_some(fixed),
    }
}

/// Whether a text is the name of an organization, a project, an environment, or an app.
pub(super) fn is_slug(text: &[u8]) -> bool {
    let edge = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.len() <= SLUG_MAX
        && !DEVICES.iter().any(|device| device.as_bytes() == text)
        && edge(text.first())
        && edge(text.last())
        && text.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-')
}

fn check_slug(what: &'static str, text: &str) -> Result<(), NameError> {
    common(what, text, SLUG_MAX, SLUG_GRAMMAR)?;
    if DEVICES.contains(&text) {
        return Err(NameError::Reserved { what, text: text.to_owned() });
    }
    if !is_slug(text.as_bytes()) {
        let fixed: String = text
            .trim()
            .to_ascii_lowercase()
            .chars()
            .map(|c| if matches!(c, '_' | ' ' | '.') { '-' } else { c })
            .collect();
        let ok = is_slug(fixed.as_bytes());
        return Err(grammar(what, text, SLUG_GRAMMAR, fixed, ok));
    }
    Ok(())
}

/// Words that stand for built-in roles, here and in tools that people come from.
const ROLES: [&str; 8] =
    ["viewer", "end-user", "tester", "builder", "deployer", "admin", "owner", "everyone"];

/// Whether a text is the name of a group or of a custom role.
pub(super) fn is_own(text: &[u8]) -> bool {
    is_slug(text) && !ROLES.iter().any(|role| role.as_bytes() == text)
}

fn check_own(what: &'static str, text: &str) -> Result<(), NameError> {
    let plain = text.trim().to_ascii_lowercase().replace(['_', ' '], "-");
    if ROLES.contains(&plain.as_str()) {
        return Err(NameError::Reserved { what, text: text.escape_default().to_string() });
    }
    check_slug(what, text)
}

/// Whether a text is the name of a constant.
pub(super) fn is_key(text: &[u8]) -> bool {
    text.len() <= KEY_MAX && key_grammar(text)
}

fn key_grammar(text: &[u8]) -> bool {
    text.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
        && text.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
}

fn check_key(what: &'static str, text: &str) -> Result<(), NameError> {
    common(what, text, KEY_MAX, KEY_GRAMMAR)?;
    if !key_grammar(text.as_bytes()) {
        let fixed = text.trim().replace(['-', '.', ' '], "_");
        let ok = key_grammar(fixed.as_bytes());
        return Err(grammar(what, text, KEY_GRAMMAR, fixed, ok));
    }
    Ok(())
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $what:literal, $check:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NameError;
            fn from_str(text: &str) -> Result<Self, NameError> {
                $check($what, text)?;
                Ok($name(text.into()))
            }
        }

        impl Cbor for $name {
            fn write(&self, w: &mut Writer) {
                w.text(self.as_str());
            }
            fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
                let error = r.invalid("not a name");
                r.text()?.parse().map_err(|_| error)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

name!(
    /// The name of an organization. It may change; the organization's id does not.
    OrgName, "an organization's", check_slug
);
impl OrgName {
    const DELETED: &str = "deleted-";

    /// What a deleted organization is called: its name is free for another.
    pub fn of_deleted(org: &super::Hash) -> OrgName {
        OrgName(format!("{}{}", Self::DELETED, org.short()).into())
    }

    /// Whether it is what a deleted organization is called.
    pub fn is_deleted(&self) -> bool {
        let short = self.as_str().strip_prefix(Self::DELETED);
        short.is_some_and(|short| short.len() == 10 && short.bytes().all(|b| b.is_ascii_hexdigit()))
    }
}

name!(
    /// The name of a project: what one `envctl.toml` describes.
    ProjectName, "a project's", check_slug
);
name!(
    /// The name of an environment. It may change; the environment's id does not.
    EnvName, "an environment's", check_slug
);
name!(
    /// The name of an app.
    AppName, "an app's", check_slug
);
name!(
    /// The name of a group.
    GroupName, "a group's", check_own
);
name!(
    /// The name of a role that an organization made.
    RoleName, "a role's", check_own
);
name!(
    /// The name of a constant: also the name of the environment variable it becomes.
    Key, "a constant's", check_key
);

/// Names that a loader, a shell or a runtime acts upon before the program that reads them.
/// A constant of such a name runs code or redirects traffic in every consumer, so `set` refuses it
/// unless told `--allow-dangerous-name`. (`reference: docs/security.md`, "the environment as code".)
const DANGEROUS: [&str; 40] = [
    "BASHOPTS",
    "BASH_ENV",
    "BROWSER",
    "CLASSPATH",
    "EDITOR",
    "ENV",
    "GCONV_PATH",
    "GIT_ASKPASS",
    "GIT_EDITOR",
    "GIT_EXEC_PATH",
    "GIT_EXTERNAL_DIFF",
    "GIT_PAGER",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GITHUB_ENV",
    "GITHUB_OUTPUT",
    "GITHUB_PATH",
    "GITHUB_STATE",
    "HOME",
    "IFS",
    "JAVA_TOOL_OPTIONS",
    "JDK_JAVA_OPTIONS",
    "NODE_OPTIONS",
    "NODE_PATH",
    "PAGER",
    "PATH",
    "PROMPT_COMMAND",
    "PS1",
    "PS4",
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "RUBYLIB",
    "RUBYOPT",
    "SHELL",
    "SHELLOPTS",
    "SSH_ASKPASS",
    "TMPDIR",
    "VISUAL",
    "_JAVA_OPTIONS",
];
const DANGEROUS_PREFIXES: [&str; 6] = ["ACTIONS_", "DYLD_", "GIT_CONFIG", "LD_", "PERL5", "RUNNER_"];

impl Key {
    /// What the state of a flag is kept under.
    pub fn state() -> Key {
        Key("STATE".into())
    }

    /// Whether a loader, shell or runtime acts upon this variable by itself.
    pub fn is_dangerous(&self) -> bool {
        DANGEROUS.contains(&self.as_str()) || DANGEROUS_PREFIXES.iter().any(|p| self.0.starts_with(p))
    }

    /// Whether the name belongs to envctl itself and can never be a constant's.
    pub fn is_reserved(&self) -> bool {
        self.0.starts_with("ENVCTL_")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs() {
        for good in ["a", "0", "web", "preview-142", "a-b-c", "null", "true", &"x".repeat(63)] {
            assert!(good.parse::<EnvName>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "-",
            "-a",
            "a-",
            "A",
            "a_b",
            "a/b",
            "..",
            ".",
            "a b",
            "prod ",
            "--help",
            "@all",
            "*",
            ".git",
            "con",
            "aux",
            "../production",
            "%2e",
            "C:\\x",
            "a\u{200b}",
            &"x".repeat(64),
        ] {
            assert!(bad.parse::<EnvName>().is_err(), "{bad:?}");
        }
        let e = "PROD".parse::<EnvName>().expect_err("upper case").to_string();
        assert!(e.contains("did you mean prod?"), "{e}");
    }

    #[test]
    fn keys() {
        for good in ["A", "_", "a1", "DATABASE_URL", &"K".repeat(255)] {
            assert!(good.parse::<Key>().is_ok(), "{good}");
        }
        for bad in
            ["", "1A", "A-B", "A B", "A=B", "A\nB", "A\0", "\u{c4}PFEL", "\u{410}PI_KEY", &"K".repeat(256)]
        {
            assert!(bad.parse::<Key>().is_err(), "{bad:?}");
        }
        let e = "\u{410}PI_KEY".parse::<Key>().expect_err("Cyrillic").to_string();
        assert!(e.contains("U+0410 (at 1)"), "{e}");
        let e = "A-B".parse::<Key>().expect_err("dash").to_string();
        assert!(e.contains("did you mean A_B?"), "{e}");
        let e = "A\u{1b}[2J".parse::<Key>().expect_err("escape").to_string();
        assert!(!e.contains('\u{1b}'), "{e}");
    }

    #[test]
    fn dangerous_keys() {
        for name in ["PATH", "LD_PRELOAD", "DYLD_INSERT_LIBRARIES", "BASH_ENV", "GIT_CONFIG_COUNT"] {
            assert!(name.parse::<Key>().is_ok_and(|k| k.is_dangerous()), "{name}");
        }
        for name in ["GITHUB_TOKEN", "SSH_KEY", "PATHS", "HOMEPAGE"] {
            assert!(name.parse::<Key>().is_ok_and(|k| !k.is_dangerous()), "{name}");
        }
    }
}
