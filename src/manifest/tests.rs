//! Tests of the whole floor: reading the documented example, bad inputs, edits with exact text.

use super::*;

mod edits;
mod files;
mod laws;
mod reading;

/// The example of the documentation.
const EXAMPLE: &str = include_str!("tests/example.toml");

fn parse(text: &str) -> Manifest {
    match Manifest::parse(Path::new("envctl.toml"), text.as_bytes()) {
        Ok(manifest) => manifest,
        Err(error) => panic!("{error}\n{}\n--\n{text}", problems(&error)),
    }
}

fn refusal(text: impl AsRef<[u8]>) -> ManifestError {
    Manifest::parse(Path::new("envctl.toml"), text.as_ref()).expect_err("must be refused")
}

fn problems(error: &ManifestError) -> String {
    let shown = |problem: &Problem| match &problem.hint {
        Some(hint) => format!("{problem}\nhint: {hint}"),
        None => problem.to_string(),
    };
    error.problems().iter().map(shown).collect::<Vec<_>>().join("\n")
}

fn text(manifest: &Manifest) -> &str {
    std::str::from_utf8(manifest.digest_bytes()).expect("UTF-8")
}

fn path(dotted: &str) -> FactPath {
    FactPath::new(dotted.split('.'))
}

fn some(text: &str) -> Option<Fact> {
    Some(Fact::Text(text.to_owned()))
}
