//! Shapes that several answers share: the changes of a write, a value that may be a secret.

use serde::Serialize;

use crate::crypto::FingerprintKey;
use crate::engine::apps::Change as VersionChange;
use crate::engine::merge::Said;
use crate::engine::whole::Slot;
use crate::model::{Key, Setting};
use crate::ui::{Line, Page, Report, Sign};

/// One change, as `--json` gives it.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// `add`, `change`, `remove` or `rename`.
    pub op: &'static str,
    /// The dotted path of what changed.
    pub path: String,
    /// What it was.
    pub before: serde_json::Value,
    /// What it is.
    pub after: serde_json::Value,
    /// Whether it is a secret; then only fingerprints are given.
    pub secret: bool,
}

impl Change {
    /// A change between two texts.
    pub fn of(path: impl Into<String>, before: Option<String>, after: Option<String>) -> Change {
        let op = match (&before, &after) {
            (None, _) => "add",
            (_, None) => "remove",
            _ => "change",
        };
        Change { op, path: path.into(), before: before.into(), after: after.into(), secret: false }
    }

    /// The change as one line of a plan.
    pub fn line(&self) -> Line {
        let sign = match self.op {
            "add" => Sign::Add,
            "remove" => Sign::Remove,
            _ => Sign::Change,
        };
        let line = Line::new().plain("  ").sign(sign).plain(format!("{:<28}", self.path));
        match (&self.before, &self.after) {
            (serde_json::Value::Null, serde_json::Value::Null) => line,
            // That it is there is all there is to say.
            (serde_json::Value::Object(only), serde_json::Value::Null)
            | (serde_json::Value::Null, serde_json::Value::Object(only))
                if only.is_empty() =>
            {
                Line::new().plain("  ").sign(sign).plain(&self.path)
            }
            (serde_json::Value::Null, after) => line.plain(format!(" {}", shown(after))),
            (before, serde_json::Value::Null) => line.plain(format!(" {}", shown(before))),
            (before, after) => line
                .plain(format!(" {} ", shown(before)))
                .symbol(crate::ui::Symbol::Arrow)
                .plain(format!(" {}", shown(after))),
        }
    }
}

/// What a value says, as JSON: of a secret no more than its fingerprint.
pub fn said(said: &Said, prints: Option<&FingerprintKey>) -> serde_json::Value {
    match said {
        Said::Nothing => serde_json::Value::Null,
        Said::Unreadable => serde_json::json!({ "fp": null }),
        Said::Secret(value) => serde_json::json!({ "fp": prints.map(|key| key.of(value.expose())) }),
        Said::Plain(value) => String::from_utf8_lossy(value.expose()).into_owned().into(),
    }
}

/// What a value says, in a line: of a secret no more than its fingerprint.
pub fn said_text(said: &Said, prints: Option<&FingerprintKey>) -> String {
    match said {
        Said::Nothing => "nothing".to_owned(),
        Said::Unreadable => "a secret that you cannot read".to_owned(),
        Said::Secret(value) => match prints {
            Some(key) => format!("secret fp {}", key.of(value.expose())),
            None => "a secret".to_owned(),
        },
        Said::Plain(value) => format!("{:?}", String::from_utf8_lossy(value.expose())),
    }
}

/// A change of a value.
pub fn value_change(slot: &Slot, before: &Said, after: &Said, prints: Option<&FingerprintKey>) -> Change {
    let op = match (before.is_set(), after.is_set()) {
        (false, _) => "add",
        (_, false) => "remove",
        _ => "change",
    };
    let secret = [before, after].into_iter().any(|said| matches!(said, Said::Secret(_) | Said::Unreadable));
    let (before, after) = (self::said(before, prints), self::said(after, prints));
    Change { op, path: super::values::paths::path(slot), before, after, secret }
}

/// A change of a value as a line; that of a secret shows fingerprints, and says what is missing.
pub fn value_line(change: &Change) -> Line {
    if !change.secret {
        return change.line();
    }
    let side = |value: &serde_json::Value| match value.get("fp").and_then(|fp| fp.as_str()) {
        Some(fp) => format!("secret fp {fp}"),
        None if value.is_null() => "missing".to_owned(),
        None => "secret, not readable to you".to_owned(),
    };
    Line::new()
        .plain("  ")
        .sign(Sign::Change)
        .plain(format!("{:<28} {} ", change.path, side(&change.before)))
        .symbol(crate::ui::Symbol::Arrow)
        .plain(format!(" {}", side(&change.after)))
}

/// Longer values are not for a line of a plan.
const SHOWN_MAX: usize = 400;

/// A value as a plan shows it: text in quotes, of a thing what it holds.
pub fn shown(value: &serde_json::Value) -> String {
    use serde_json::Value;

    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) if text.len() > SHOWN_MAX => {
            format!("{}, {}", count(text.lines().count(), "line"), count(text.len(), "byte"))
        }
        Value::String(text) => format!("{text:?}"),
        Value::Array(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Value::Object(items) => {
            let item = |(key, value): (&String, &Value)| match value {
                Value::Bool(true) => key.clone(),
                Value::Object(inner) if inner.is_empty() => key.clone(),
                Value::Object(_) => format!("{key} {{ {} }}", shown(value)),
                value => format!("{key} {}", shown(value)),
            };
            items.iter().map(item).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// A setting as JSON.
pub fn setting_json(setting: &Setting) -> serde_json::Value {
    match setting {
        Setting::Text(text) => text.clone().into(),
        Setting::Int(n) => (*n).into(),
        Setting::Bool(b) => (*b).into(),
        Setting::Number(text) => text.parse::<f64>().map_or_else(|_| text.clone().into(), Into::into),
        Setting::List(items) => items.iter().map(setting_json).collect::<Vec<_>>().into(),
        Setting::Table(items) => {
            serde_json::Value::Object(items.iter().map(|(k, v)| (k.clone(), setting_json(v))).collect())
        }
    }
}

/// What differs between two versions, as changes.
pub fn version_changes(diff: &[VersionChange]) -> Vec<Change> {
    let change = |c: &VersionChange| {
        let of = |side: &Option<Setting>| side.as_ref().map_or(serde_json::Value::Null, setting_json);
        let op = match (&c.before, &c.after) {
            (None, _) => "add",
            (_, None) => "remove",
            _ => "change",
        };
        Change { op, path: c.path.clone(), before: of(&c.before), after: of(&c.after), secret: false }
    };
    diff.iter().map(change).collect()
}

/// The answer of a write that has no shape of its own.
#[derive(Debug, Serialize)]
pub struct WriteResult {
    /// Whether anything changed.
    pub changed: bool,
    /// The store's revision.
    pub rev: u64,
    /// Whether the manifest says the same as the store about what was written.
    pub synced: bool,
    /// Whether nothing was written because of `--dry-run`.
    pub dry_run: bool,
    /// The backup that was made first.
    pub backup: Option<String>,
    /// What changed.
    pub changes: Vec<Change>,
    /// The lines for people.
    #[serde(skip)]
    pub lines: Vec<Line>,
}

impl Report for WriteResult {
    const KIND: &'static str = "WriteResult";

    fn text(&self, page: &mut Page<'_>) {
        if self.changes.is_empty() {
            page.line("nothing to do");
            return;
        }
        for (n, line) in self.lines.iter().enumerate() {
            match (n, self.dry_run) {
                (0, false) => page.ok(line.clone()),
                _ => page.line(line.clone()),
            }
        }
        if self.dry_run {
            for change in &self.changes {
                page.line(change.line());
            }
            dry_run(page);
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// The last line of every dry run.
pub fn dry_run(page: &mut Page<'_>) {
    page.line(Line::new().dim("dry run: nothing changed"));
}

/// Names in one line: all of them, or the first and how many more.
pub fn names(keys: &[Key]) -> String {
    const SHOWN: usize = 8;
    let mut text = keys.iter().take(SHOWN).map(Key::as_str).collect::<Vec<_>>().join(", ");
    if keys.len() > SHOWN {
        text.push_str(&format!(" and {} more", keys.len() - SHOWN));
    }
    text
}

/// A count with its noun.
pub fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// A time of a commit as `--json` gives it.
pub fn time(ms: u64) -> jiff::Timestamp {
    i64::try_from(ms).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok()).unwrap_or_default()
}
