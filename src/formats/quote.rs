//! Strings in double quotes, as JSON has them and YAML, TOML and HCL too.
//!
//! Everything is escaped that any of them could take for something else: control characters, what
//! YAML 1.1 takes for a line break, a byte order mark, and what is no character. All of those are
//! below U+10000, where the four agree on `\u` and four digits.

use std::fmt::Write as _;

/// Writes a string in double quotes.
pub(super) fn double(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || "\u{2028}\u{2029}\u{feff}\u{fffe}\u{ffff}".contains(c) => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Whether a text is a number or truth value that every reader writes as it stands: in JSON's form
/// without an exponent. `0123`, `1_000`, `0x10`, `yes` and `1e3` are not.
pub(super) fn is_plain_scalar(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let number = digits(whole) && digits(fraction) && (whole == "0" || !whole.starts_with('0'));
    number || text == "true" || text == "false"
}
