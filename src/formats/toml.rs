//! TOML: one flat table of basic strings.
//!
//! Numbers, truth values and times are read as the text that they are in the file, unless they have
//! a sign, an underscore, a base or an exponent: then quotes say which text is meant.

#[cfg(test)]
mod tests;

use ::toml::de::DeTable;
use ::toml::de::DeValue;

use super::Format;
use super::Pair;
use super::Parsed;
use super::ReadOptions;
use super::Row;
use super::Setting;
use super::WriteOptions;
use super::Written;
use super::collect;
use super::collect::Lines;
use super::error::Fault;
use super::error::ReadError;
use super::error::WriteError;
use super::nested;
use super::nested::DEPTH_MAX;
use super::nested::Member;
use super::nested::Members;
use super::nested::Node;
use super::pieces;
use super::quote;

/// `toml`.
pub(super) const TOML: Format = Format(&Row {
    name: "toml",
    about: "one flat table of strings",
    suffixes: &[".toml"],
    settings: &[Setting::Header, Setting::Flatten],
    appended_to: None,
    write,
    read,
});

fn write(pairs: &[&Pair], options: &WriteOptions) -> Result<Written, WriteError> {
    pieces(pairs, options.header.as_deref(), |bytes, pair| {
        bytes.extend(format!("{} = {}\n", pair.name, quote::double(pair.text()?)).into_bytes());
        Ok(())
    })
}

fn read(bytes: &[u8], options: &ReadOptions) -> Result<Parsed, ReadError> {
    let text = collect::utf8(bytes)?;
    let table = DeTable::parse(text).map_err(|error| {
        let at = Lines::new(text.as_bytes()).position(error.span().map_or(0, |span| span.start));
        // What the parser says up to where it could quote the file.
        let message = error.message().split(['`', '\n']).next().unwrap_or_default().trim().to_owned();
        ReadError::one(at, Fault::Syntax { message })
    })?;
    let members = members(text, table.into_inner(), 1);
    nested::flat(text.as_bytes(), members, options)
}

fn members<'a>(text: &'a str, table: DeTable<'a>, depth: usize) -> Members<'a> {
    let member = |(key, value): (::toml::Spanned<_>, ::toml::Spanned<DeValue<'a>>)| {
        let span = value.span();
        let scalar = text.get(span.clone()).unwrap_or_default();
        let value = match value.into_inner() {
            DeValue::String(text) => Node::Text(text),
            DeValue::Table(_) if depth >= DEPTH_MAX => Node::Deep,
            DeValue::Table(inner) => Node::Object(members(text, inner, depth + 1)),
            DeValue::Array(_) => Node::Array(Vec::new()),
            DeValue::Datetime(_) => Node::Text(scalar.into()),
            _ if quote::is_plain_scalar(scalar) => Node::Text(scalar.into()),
            _ => Node::ambiguous(),
        };
        Member { at: span.start, key: key.into_inner(), value }
    };
    let mut members: Members<'a> = table.into_iter().map(member).collect();
    // The table is sorted by its keys.
    members.sort_by_key(|member| member.at);
    members
}
