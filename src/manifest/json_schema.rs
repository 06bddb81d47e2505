//! The JSON Schema of a manifest, for editors: the table of `schema`, said in their language.
//!
//! Invariant: it names every key that the check knows, and no other but the user's own.

use serde_json::{Map, Value, json};

use super::schema::{Key, Name, Shape, TOP};

/// The schema's address, as manifests name it.
const ID: &str = "https://envctl.dev/schema/manifest-v1.json";

/// Returns the schema.
#[must_use]
pub fn json_schema() -> Value {
    let mut schema = keys(TOP);
    if let Value::Object(schema) = &mut schema {
        schema.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
        schema.insert("$id".to_owned(), ID.into());
        schema.insert("title".to_owned(), "envctl.toml".into());
        schema.insert("required".to_owned(), json!(["version"]));
    }
    schema
}

fn keys(keys: &'static [Key]) -> Value {
    let properties: Map<String, Value> =
        keys.iter().map(|key| (key.name.to_owned(), shape(&key.shape))).collect();
    // Keys that begin with x- are the user's own, wherever they stand.
    json!({
        "type": "object",
        "properties": properties,
        "patternProperties": { "^x-": {} },
        "additionalProperties": false,
    })
}

fn name(name: Name) -> Value {
    let pattern = match name {
        Name::Slug => "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$",
        Name::Constant => "^[A-Za-z_][A-Za-z0-9_]{0,254}$",
    };
    json!({ "type": "string", "pattern": pattern })
}

fn shape(what: &'static Shape) -> Value {
    match what {
        Shape::Text | Shape::InnerPath => json!({ "type": "string" }),
        Shape::Bool => json!({ "type": "boolean" }),
        Shape::Int => json!({ "type": "integer" }),
        Shape::Count => json!({ "type": "integer", "minimum": 0 }),
        Shape::Word(words) => json!({ "enum": words }),
        Shape::Name(grammar) => name(*grammar),
        Shape::Plain => json!({ "type": ["string", "number", "boolean"] }),
        Shape::List(each) => json!({ "type": "array", "items": shape(each) }),
        Shape::OneOrMore(each) => {
            json!({ "anyOf": [shape(each), { "type": "array", "items": shape(each) }] })
        }
        Shape::Records(inner) => json!({ "type": "array", "items": keys(inner) }),
        Shape::Keys(inner) | Shape::Thing(inner) => keys(inner),
        Shape::Each(grammar, each) => json!({
            "type": "object",
            "propertyNames": { "anyOf": [name(*grammar), { "pattern": "^x-" }] },
            "additionalProperties": shape(each),
        }),
        Shape::Free => json!({ "type": "object" }),
    }
}
