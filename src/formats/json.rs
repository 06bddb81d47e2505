//! JSON: one flat object of strings.
//!
//! A value in base64 may be any bytes, if that was asked for; it is read as the text it is.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use data_encoding::BASE64;
use serde::Deserializer;
use serde::de::MapAccess;
use serde::de::Visitor;
use serde_json::value::RawValue;

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

/// `json`.
pub(super) const JSON: Format = Format(&Row {
    name: "json",
    about: "one flat object of strings",
    suffixes: &[".json"],
    settings: &[Setting::Base64, Setting::Flatten],
    appended_to: None,
    write,
    read,
});

fn write(pairs: &[&Pair], options: &WriteOptions) -> Result<Written, WriteError> {
    let mut object = BTreeMap::new();
    let mut refused = Vec::new();
    for pair in pairs {
        match pair.text() {
            _ if options.base64 => drop(object.insert(&pair.name, BASE64.encode(&pair.value))),
            Ok(text) => drop(object.insert(&pair.name, text.to_owned())),
            Err(refusal) => refused.push(refusal),
        }
    }
    WriteError::unless_empty(refused)?;
    // Never fails: a map of strings, into memory.
    let text = serde_json::to_string_pretty(&object).unwrap_or_default();
    Ok(Written::plainly(format!("{text}\n")))
}

fn read(bytes: &[u8], options: &ReadOptions) -> Result<Parsed, ReadError> {
    let text = collect::utf8(bytes)?;
    let members = parse(text).map_err(|error| {
        let (offset, fault) = explain(text, &error);
        ReadError::one(Lines::new(text.as_bytes()).position(offset), fault)
    })?;
    nested::flat(text.as_bytes(), nodes(text, members, 1), options)
}

/// Keys with the values as they are in the file.
type Raw<'a> = Vec<(String, &'a RawValue)>;

fn parse(text: &str) -> serde_json::Result<Raw<'_>> {
    struct Object;

    impl<'de> Visitor<'de> for Object {
        type Value = Raw<'de>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Vec::new();
            while let Some(member) = map.next_entry()? {
                members.push(member);
            }
            Ok(members)
        }
    }

    let mut parser = serde_json::Deserializer::from_str(text);
    let members = parser.deserialize_map(Object)?;
    parser.end()?;
    Ok(members)
}

/// Turns an error of the parser into a fault. Its own text is kept only where it quotes nothing:
/// not for errors of type, which show the value.
fn explain(text: &str, error: &serde_json::Error) -> (usize, Fault) {
    if error.is_data() {
        return (text.len() - text.trim_start().len(), Fault::NotObject);
    }
    let before = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    let offset = before.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
    let message = error.to_string();
    let end = message.rfind(" at line ").unwrap_or(message.len());
    (offset, Fault::Syntax { message: message[..end].to_lowercase() })
}

fn nodes<'a>(file: &str, members: Raw<'a>, depth: usize) -> Members<'a> {
    let node = |(key, raw): (String, &'a RawValue)| {
        let value = raw.get();
        // A raw value is a piece of the file, so this is its place.
        let at = (value.as_ptr() as usize).saturating_sub(file.as_ptr() as usize);
        let (at, value) = match value.as_bytes().first() {
            Some(b'"') => (at, string(value)),
            Some(b'[') => (at, Node::Array(Vec::new())),
            Some(b'n') => (at, Node::null()),
            Some(b'{') if depth >= DEPTH_MAX => (at, Node::Deep),
            Some(b'{') => match parse(value) {
                Ok(inner) => (at, Node::Object(nodes(file, inner, depth + 1))),
                Err(error) => {
                    let (inner, fault) = explain(value, &error);
                    (at + inner, Node::Broken(fault))
                }
            },
            _ => (at, Node::Text(value.into())),
        };
        Member { at, key: key.into(), value }
    };
    members.into_iter().map(node).collect()
}

fn string(text: &str) -> Node<'_> {
    match serde_json::from_str::<String>(text) {
        Ok(text) => Node::Text(text.into()),
        Err(_) => Node::Bad(|name| Fault::BadEscape { name }),
    }
}
