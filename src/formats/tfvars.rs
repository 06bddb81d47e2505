//! Variable files of Terraform and OpenTofu: `NAME = "value"`, in HCL.
//!
//! A `$` or `%` before a brace begins a template in HCL and is doubled. Terraform normalises every
//! string to Unicode's composed form, so a value that is in another is refused. The reader takes
//! literals only: nothing is evaluated. The grammar is HashiCorp's HCL native syntax specification.

#[cfg(test)]
mod tests;

use unicode_normalization::is_nfc;

use super::Format;
use super::Pair;
use super::Parsed;
use super::ReadOptions;
use super::Row;
use super::Setting;
use super::WriteOptions;
use super::Written;
use super::collect;
use super::collect::Assignment;
use super::error::Fault;
use super::error::ReadError;
use super::error::Unfit;
use super::error::WriteError;
use super::pieces;
use super::quote;

/// `tfvars`.
pub(super) const TFVARS: Format = Format(&Row {
    name: "tfvars",
    about: "Terraform and OpenTofu: -var-file",
    suffixes: &[".tfvars"],
    settings: &[Setting::Header],
    appended_to: None,
    write,
    read,
});

fn write(pairs: &[&Pair], options: &WriteOptions) -> Result<Written, WriteError> {
    pieces(pairs, options.header.as_deref(), |bytes, pair| {
        let text = pair.text()?;
        if !is_nfc(text) {
            return Err(pair.unfit(Unfit::Decomposed, "Terraform"));
        }
        let quoted = quote::double(text).replace("${", "$${").replace("%{", "%%{");
        bytes.extend(format!("{} = {quoted}\n", pair.name).into_bytes());
        Ok(())
    })
}

fn read(bytes: &[u8], options: &ReadOptions) -> Result<Parsed, ReadError> {
    collect::utf8(bytes)?;
    collect::assignments(bytes, options, &[b"#", b"//"], |bytes, start| {
        let (name, value, end) = assignment(bytes, start)?;
        Ok((name, value, end + usize::from(bytes[end..].starts_with(b"\r\n"))))
    })
}

fn assignment(bytes: &[u8], start: usize) -> Result<Assignment<'_>, (usize, Fault)> {
    let line = collect::line_at(bytes, start);
    let form = "NAME = \"value\"";
    let equals = line.iter().position(|byte| *byte == b'=').ok_or((start, Fault::NotAssignment { form }))?;
    let name = collect::trim(&line[..equals]);
    let named = || collect::label(name).to_owned();
    let rest = &line[equals + 1..];
    let at = start + equals + 1 + rest.iter().take_while(|byte| collect::is_blank(byte)).count();
    let rest = collect::line_at(bytes, at);
    let Some(inner) = rest.strip_prefix(b"\"") else {
        let length = rest.iter().take_while(|byte| !b" \t#/".contains(byte)).count();
        let scalar = std::str::from_utf8(&rest[..length]).unwrap_or_default();
        let null = scalar == "null";
        return match quote::is_plain_scalar(scalar) {
            true => Ok((name, scalar.as_bytes().to_vec(), at + length)),
            false if null => Err((at, Fault::Null { name: named() })),
            false => Err((at, Fault::NotLiteral { name: named() })),
        };
    };
    let mut value = Vec::new();
    let mut rest = inner;
    loop {
        rest = match rest {
            [] => return Err((at, Fault::Unterminated { name: named() })),
            [b'"', rest @ ..] => {
                let end = at + 1 + inner.len() - rest.len();
                return Ok((name, value, end));
            }
            [sign @ (b'$' | b'%'), again, b'{', rest @ ..] if sign == again => {
                value.extend([*sign, b'{']);
                rest
            }
            [b'$' | b'%', b'{', ..] => return Err((at, Fault::NotLiteral { name: named() })),
            [b'\\', rest @ ..] => {
                let (c, rest) = escape(rest).ok_or_else(|| (at, Fault::BadEscape { name: named() }))?;
                value.extend(c.encode_utf8(&mut [0; 4]).bytes());
                rest
            }
            [byte, rest @ ..] => {
                value.push(*byte);
                rest
            }
        };
    }
}

/// What stands behind a backslash, and what follows it.
fn escape(text: &[u8]) -> Option<(char, &[u8])> {
    let (letter, rest) = text.split_first()?;
    let digits = match letter {
        b'n' => return Some(('\n', rest)),
        b'r' => return Some(('\r', rest)),
        b't' => return Some(('\t', rest)),
        b'"' | b'\\' => return Some((char::from(*letter), rest)),
        b'u' => 4,
        b'U' => 8,
        _ => return None,
    };
    let (code, rest) = rest.split_at_checked(digits)?;
    let code = std::str::from_utf8(code).ok().filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit()))?;
    Some((char::from_u32(u32::from_str_radix(code, 16).ok()?)?, rest))
}
