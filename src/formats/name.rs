//! The grammar of a name in every format: that of an environment variable which all shells pass on.
//!
//! It repeats the grammar of the model on purpose: a name is checked where it leaves and enters,
//! and a name in a broken file may be a piece of a secret, so the faults here do not quote it.

/// Longest name, in bytes.
pub const NAME_MAX: usize = 255;

/// Longest text a fixed name is suggested for: beyond it, it is hardly a name.
const SUGGEST_MAX: usize = 40;

/// Why a text is not a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameFault {
    /// There is none.
    #[error("the name is empty")]
    Empty,
    /// Longer than the limit.
    #[error("the name of {len} bytes is too long: the limit is {NAME_MAX}")]
    TooLong {
        /// Length of what was given, in bytes.
        len: usize,
    },
    /// A character that may not be there.
    #[error(
        "the name is not of letters, digits and `_`, starting with no digit{}",
        suggestion.as_ref().map(|name| format!(" (did you mean `{name}`?)")).unwrap_or_default()
    )]
    Grammar {
        /// A valid name close to it, where one is obvious.
        suggestion: Option<String>,
    },
}

/// Checks a name and hands it back as text.
pub(super) fn check(name: &[u8]) -> Result<&str, NameFault> {
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    match std::str::from_utf8(name) {
        Ok("") => Err(NameFault::Empty),
        _ if name.len() > NAME_MAX => Err(NameFault::TooLong { len: name.len() }),
        Ok(text) if name.iter().all(word) && !name[0].is_ascii_digit() => Ok(text),
        Ok(text) => Err(NameFault::Grammar { suggestion: suggest(text) }),
        Err(_) => Err(NameFault::Grammar { suggestion: None }),
    }
}

/// Mends `a-b`, `A.B`, `A B` and `1X`. Not text of mixed case, which may well be the middle of a key
/// in base64: a suggestion quotes what it mends.
fn suggest(text: &str) -> Option<String> {
    let upper = text.bytes().any(|byte| byte.is_ascii_uppercase());
    let lower = text.bytes().any(|byte| byte.is_ascii_lowercase());
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "-_. ".contains(c));
    if text.len() > SUGGEST_MAX || upper == lower || !plain {
        return None;
    }
    let digit = text.starts_with(|c: char| c.is_ascii_digit());
    let fixed = text.replace(['-', '.', ' '], "_");
    Some(if digit { format!("_{fixed}") } else { fixed })
}

/// A name that may be anything, fit for a message.
pub(super) fn shown(name: &str) -> String {
    name.escape_debug().take(2 * SUGGEST_MAX).collect()
}
