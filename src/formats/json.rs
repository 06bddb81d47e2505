//! JSON: one flat object of strings.
//!
//! Numbers and booleans are read as the text they are in the file, so none is ever rounded. Null,
//! arrays, and a key given twice are errors: each of them would be a guess.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::collections::HashSet;
use std::fmt;

use data_encoding::BASE64;
use serde::Deserializer;
use serde::de::MapAccess;
use serde::de::Visitor;
use serde_json::value::RawValue;

use super::Pair;
use super::Parsed;
use super::ReadOptions;
use super::WriteOptions;
use super::Written;
use super::collect;
use super::collect::Found;
use super::collect::Lines;
use super::error::Fault;
use super::error::ReadError;
use super::error::Refusal;
use super::error::WriteError;
use super::name;

/// How deep objects may nest, where they may.
const DEPTH_MAX: usize = 32;

/// Writes pairs that are sorted and checked.
pub(super) fn write(pairs: &[&Pair], options: &WriteOptions) -> Result<Written, WriteError> {
    let mut object = BTreeMap::new();
    let mut refused = Vec::new();
    for pair in pairs {
        match std::str::from_utf8(&pair.value) {
            _ if options.base64 => {
                object.insert(&pair.name, BASE64.encode(&pair.value));
            }
            Ok(text) => {
                object.insert(&pair.name, text.to_owned());
            }
            Err(_) => refused.push(Refusal::NotUtf8 { name: pair.name.clone() }),
        }
    }
    if !refused.is_empty() {
        return Err(WriteError { refused });
    }
    // Never fails: a map of strings, into memory.
    let text = serde_json::to_string_pretty(&object).unwrap_or_default();
    Ok(Written { bytes: format!("{text}\n").into_bytes(), warnings: Vec::new() })
}

/// Reads an object.
pub(super) fn read(bytes: &[u8], options: &ReadOptions) -> Result<Parsed, ReadError> {
    let bytes = collect::text(bytes)?;
    let lines = Lines::new(bytes);
    let text = std::str::from_utf8(bytes)
        .map_err(|error| ReadError::one(lines.position(error.valid_up_to()), Fault::NotUtf8))?;
    let members = members(text).map_err(|error| {
        let (offset, fault) = explain(text, &error);
        ReadError::one(lines.position(offset), fault)
    })?;
    let mut reader = Reader {
        text,
        flatten: options.flatten.as_deref(),
        seen: HashSet::new(),
        found: Found::new(bytes, options),
    };
    reader.object("", members, 1);
    reader.found.finish()
}

/// The members of an object in order of appearance, a key as often as it is there.
type Members<'a> = Vec<(String, &'a RawValue)>;

fn members(text: &str) -> serde_json::Result<Members<'_>> {
    struct Object;

    impl<'de> Visitor<'de> for Object {
        type Value = Members<'de>;

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

struct Reader<'a> {
    text: &'a str,
    flatten: Option<&'a str>,
    seen: HashSet<String>,
    found: Found<'a>,
}

impl<'a> Reader<'a> {
    fn object(&mut self, prefix: &str, members: Members<'a>, depth: usize) {
        for (key, raw) in members {
            let value = raw.get();
            // A raw value is a piece of the text, so this is its place.
            let offset = (value.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
            let name = format!("{prefix}{key}");
            match (value.as_bytes().first(), self.flatten) {
                (Some(b'{'), Some(_)) if depth >= DEPTH_MAX => {
                    self.found.fault(offset, Fault::TooDeep { name: name::shown(&name) });
                }
                (Some(b'{'), Some(separator)) => match self::members(value) {
                    Ok(inner) => self.object(&format!("{name}{separator}"), inner, depth + 1),
                    Err(error) => {
                        let (inner, fault) = explain(value, &error);
                        self.found.fault(offset + inner, fault);
                    }
                },
                _ => self.scalar(offset, &name, value),
            }
        }
    }

    fn scalar(&mut self, offset: usize, name: &str, value: &str) {
        let Some(name) = self.found.name(offset, name.as_bytes()) else {
            return;
        };
        let fault = match value.as_bytes().first() {
            _ if !self.seen.insert(name.clone()) => Fault::Repeated { name },
            Some(b'"') => match serde_json::from_str::<String>(value) {
                Ok(text) => return self.found.add(offset, name, text.into_bytes()),
                Err(_) => Fault::BadEscape { name },
            },
            Some(b'[') => Fault::Array { name },
            Some(b'{') => Fault::Nested { name },
            Some(b'n') => Fault::Null { name },
            _ => return self.found.add(offset, name, value.as_bytes().to_vec()),
        };
        self.found.fault(offset, fault);
    }
}
