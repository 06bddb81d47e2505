//! The routes as an OpenAPI document. Bodies are CBOR, which it can only name: `docs/protocol.md` has
//! what is in them.

use super::server::QUESTIONS;
use super::wire::CONTENT_TYPE;

/// What each question asks.
fn summary(path: &str) -> &'static str {
    match path {
        "/v1/orgs" => "The organizations that the caller may see",
        "/v1/read" => "Records under prefixes, as of one head",
        "/v1/run" => "Everything that a run in an environment reads, by names",
        "/v1/append" => "A commit after an expected head",
        "/v1/log" => "Commits of a range of revisions",
        "/v1/lineage" => "What writes of values descend from",
        "/v1/accesses" => "Who was shown which secrets, and who was refused what",
        "/v1/login" => "How the caller is signed in; with an operation: sign in",
        "/v1/sessions" => "Who is signed in; end sessions",
        "/v1/factor" => "Enrol what makes one-time codes, make recovery codes, reset a member",
        _ => "",
    }
}

/// The document.
pub(super) fn document() -> String {
    use serde_json::{Map, Value, json};
    let body = json!({ CONTENT_TYPE: { "schema": { "type": "string", "format": "binary" } } });
    let refused = |what: &str| json!({ "description": what, "content": body });
    let mut paths = Map::new();
    for (path, most) in QUESTIONS {
        let question = json!({
            "summary": summary(path),
            "description": format!("At most {most} bytes. docs/protocol.md says what is in a body."),
            "security": [{ "signature": [] }],
            "requestBody": { "required": true, "content": body },
            "responses": {
                "200": { "description": "The answer", "content": body },
                "400": refused("The body is not a question of this route"),
                "401": refused("Not signed, or by nobody who is known here"),
                "403": refused("Not allowed"),
                "404": refused("No such organization or revision, for who asks"),
                "409": refused("The name is taken, or what is replaced was changed meanwhile"),
                "413": refused("Too large"),
                "415": refused("Not of this protocol"),
                "421": refused("For a name that is not this server's"),
                "422": refused("Refused by a rule"),
                "429": refused("Too much was asked: the header Retry-After says for how long"),
                "500": refused("The server could not answer"),
                "503": refused("The store cannot be used now: ask again"),
            },
        });
        paths.insert(path.to_owned(), json!({ "post": question }));
    }
    let events = json!({
        "summary": "Server-sent events: the organization has a newer commit",
        "parameters": [{ "name": "org", "in": "query", "required": true, "schema": { "type": "string" } }],
        "security": [{ "signature": [] }],
        "responses": {
            "200": { "description": "A stream of number and hash", "content": { "text/event-stream": {} } },
            "400": { "description": "No organization is named" },
            "401": { "description": "Not signed" },
            "404": { "description": "No such organization, for who asks" },
            "421": { "description": "For a name that is not this server's" },
            "503": { "description": "Too many streams: look instead" },
        },
    });
    paths.insert("/v1/events".to_owned(), json!({ "get": events }));
    let text = |what: &str, statuses: &[(&str, &str)]| -> Value {
        let responses: Map<String, Value> = statuses
            .iter()
            .map(|(status, what)| ((*status).to_owned(), json!({ "description": what })))
            .collect();
        json!({ "get": { "summary": what, "responses": responses } })
    };
    paths.insert("/healthz".to_owned(), text("Whether the process answers", &[("200", "It does")]));
    let ready = [("200", "It can"), ("503", "It cannot")];
    paths.insert("/readyz".to_owned(), text("Whether the store can be read and written", &ready));
    paths.insert("/metrics".to_owned(), text("Counters, for Prometheus", &[("200", "OpenMetrics text")]));
    paths.insert("/openapi.json".to_owned(), text("This document", &[("200", "OpenAPI 3.1")]));
    let signature = json!({
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "Envctl key=…,ts=…,n=…,sig=…: an Ed25519 signature over the request; docs/protocol.md",
    });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "envctl", "version": env!("CARGO_PKG_VERSION") },
        "paths": paths,
        "components": { "securitySchemes": { "signature": signature } },
    })
    .to_string()
}
