//! The hooks of a manifest: commands that run with a promotion. They are no facts: a store never
//! knows them, and nothing here runs one.

use toml_edit::{Document, Item, Value};

use super::Manifest;
use super::guard;
use super::unix_lines;

/// The commands of each phase, as the manifest has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hooks {
    /// Before a promotion.
    pub pre: Vec<String>,
    /// To bring the version there.
    pub deploy: Vec<String>,
    /// To see whether it runs.
    pub verify: Vec<String>,
    /// Afterwards.
    pub post: Vec<String>,
    /// After a failure.
    pub on_failure: Vec<String>,
    /// How long each may take.
    pub timeout: Option<String>,
}

impl Manifest {
    /// The hooks that stand in the file.
    #[must_use]
    pub fn hooks(&self) -> Hooks {
        let body = unix_lines(guard::without_bom(&self.text));
        let Ok(document) = Document::parse(body.as_ref()) else { return Hooks::default() };
        let Some(table) = document.get("hooks").and_then(Item::as_table_like) else {
            return Hooks::default();
        };
        let lines = |key: &str| -> Vec<String> {
            match table.get(key).and_then(Item::as_value) {
                Some(Value::String(line)) => vec![line.value().clone()],
                Some(Value::Array(lines)) => {
                    lines.iter().filter_map(Value::as_str).map(str::to_owned).collect()
                }
                _ => Vec::new(),
            }
        };
        Hooks {
            pre: lines("pre"),
            deploy: lines("deploy"),
            verify: lines("verify"),
            post: lines("post"),
            on_failure: lines("on_failure"),
            timeout: table.get("timeout").and_then(Item::as_str).map(str::to_owned),
        }
    }
}
