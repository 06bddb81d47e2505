//! Walks a parsed manifest over the schema, and returns its head and facts or all its problems.
//!
//! The schema itself is in `schema`. Invariant: facts come only from keys that the schema names, and
//! no message repeats a value.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use toml_edit::Document;
use toml_edit::Item;
use toml_edit::TableLike;
use toml_edit::Value;

use super::advice::expected;
use super::advice::hint_for;
use super::advice::nearest;
use super::error::ManifestError;
use super::error::Problems;
use super::error::shown;
use super::fact::Fact;
use super::fact::FactPath;
use super::fact::Facts;
use super::head::Head;
use super::schema;
use super::schema::Key;
use super::schema::Shape;
use super::text;

/// The one version of the format there is.
const VERSION: i64 = 1;

/// Reads text that passed the guard, without byte order mark and with line endings of LF.
pub(super) fn check(path: &Path, source: &str) -> Result<(Head, Facts), ManifestError> {
    let mut problems = Problems::new(path, source);
    let document = match Document::parse(source) {
        Ok(document) => document,
        Err(error) => {
            problems.syntax(error.span().map_or(0, |span| span.start), error.message());
            return Err(problems.into_error());
        }
    };
    let top = document.as_table();
    let mut check = Check { source, problems, facts: Facts::new(), path: Vec::new(), recording: true };
    if check.version(top) {
        check.keys(schema::TOP, top);
    }
    check.problems.finish()?;
    Ok((Head::of(top), check.facts))
}

struct Check<'a> {
    source: &'a str,
    problems: Problems<'a>,
    facts: Facts,
    /// Where the walk is.
    path: Vec<String>,
    /// Whether what is found here is a fact.
    recording: bool,
}

type Span = Range<usize>;

impl Check<'_> {
    /// Judges `version`. For a newer format nothing else is reported: this schema cannot judge it.
    fn version(&mut self, top: &dyn TableLike) -> bool {
        let Some((key, item)) = top.get_key_value("version") else {
            self.problems.place(0, "`version` is missing", Some("add `version = 1`".to_owned()));
            return true;
        };
        let span = key.span().unwrap_or_default();
        match item.as_integer() {
            Some(version) if version > VERSION => {
                let message = format!(
                    "format {version} needs an envctl that reads it; this one reads format {VERSION}"
                );
                self.problems.key(span, message, Some("upgrade envctl".to_owned()));
                false
            }
            Some(version) if version < VERSION => {
                self.problems.key(span, format!("must be {VERSION}"), None);
                true
            }
            _ => true,
        }
    }

    fn keys(&mut self, keys: &'static [Key], table: &dyn TableLike) {
        for (name, item) in table.iter() {
            if schema::is_own(name) {
                continue;
            }
            let span = span_of(table, name, item);
            let Some(key) = schema::find(keys, name) else {
                if self.problems.is_full() {
                    self.problems.key(span, "", None);
                    continue;
                }
                let message = format!("unknown key {}", self.place());
                self.problems.key(span, message, hint_for(name, keys, self.path.is_empty()));
                continue;
            };
            let recording = self.recording;
            self.recording &= !(self.path.is_empty() && schema::NOT_FACTS.contains(&name));
            self.path.push(name.to_owned());
            self.item(&key.shape, item, span);
            self.path.pop();
            self.recording = recording;
        }
    }

    fn item(&mut self, shape: &'static Shape, item: &Item, span: Span) {
        match shape {
            Shape::Keys(_) | Shape::Thing(_) | Shape::Each(..) | Shape::Free => match item.as_table_like() {
                Some(table) => self.table(shape, table),
                None => self.problems.key(span, "must be a table", None),
            },
            _ => match item.as_value() {
                Some(value) => {
                    if let Some(fact) = self.value(shape, value, &span) {
                        self.fact(fact);
                    }
                }
                None => self.problems.key(span, expected(shape), None),
            },
        }
    }

    fn table(&mut self, shape: &'static Shape, table: &dyn TableLike) {
        match shape {
            Shape::Keys(keys) => self.keys(keys, table),
            Shape::Thing(keys) => {
                self.fact(Fact::Table);
                self.keys(keys, table);
                match self.path[0].as_str() {
                    "constants" => self.secret_has_no_value(table),
                    "datasources" => self.secret_fields_have_no_value(table),
                    _ => {}
                }
            }
            Shape::Each(grammar, each) => {
                for (name, item) in table.iter().filter(|(name, _)| !schema::is_own(name)) {
                    let span = span_of(table, name, item);
                    if !grammar.allows(name) {
                        self.problems.key(span, "not a name", Some(grammar.rule().to_owned()));
                        continue;
                    }
                    self.path.push(name.to_owned());
                    self.item(each, item, span);
                    self.path.pop();
                }
            }
            _ => self.free(table),
        }
    }

    /// Settings: every leaf is a fact.
    fn free(&mut self, table: &dyn TableLike) {
        for (name, item) in table.iter().filter(|(name, _)| !schema::is_own(name)) {
            let span = span_of(table, name, item);
            self.path.push(name.to_owned());
            match item {
                Item::Value(Value::Array(array)) => {
                    let items: Option<Vec<_>> = array.iter().map(|value| self.scalar(value, &span)).collect();
                    if let Some(items) = items {
                        self.fact(Fact::List(items));
                    }
                }
                Item::ArrayOfTables(_) => {
                    self.problems.key(span, "must be a scalar, an array of scalars or a table", None);
                }
                item => match (item.as_table_like(), item.as_value()) {
                    (Some(table), _) => self.free(table),
                    (None, Some(value)) => {
                        if let Some(fact) = self.scalar(value, &span) {
                            self.fact(fact);
                        }
                    }
                    (None, None) => {}
                },
            }
            self.path.pop();
        }
    }

    /// Returns the fact of a value, or reports it against the key at `span`.
    fn value(&mut self, shape: &'static Shape, value: &Value, span: &Span) -> Option<Fact> {
        match shape {
            Shape::List(each) => self.list(each, value.as_array(), shape, span),
            Shape::OneOrMore(each) if value.is_array() => self.list(each, value.as_array(), shape, span),
            Shape::OneOrMore(each) => self.value(each, value, span),
            Shape::Records(keys) => {
                let tables = |array: &'_ toml_edit::Array| {
                    array.iter().map(|value| value.as_inline_table().cloned()).collect()
                };
                let tables: Option<Vec<_>> = value.as_array().and_then(tables);
                match tables {
                    Some(tables) => {
                        let records = tables.into_iter().map(|table| self.record(keys, &table));
                        Some(Fact::List(records.collect()))
                    }
                    None => {
                        self.problems.key(span.clone(), expected(shape), None);
                        None
                    }
                }
            }
            Shape::Plain => match value {
                Value::String(text) => Some(Fact::Text(text.value().clone())),
                value => {
                    self.scalar(value, span)?;
                    let source = value.span().and_then(|span| self.source.get(span))?;
                    Some(Fact::Text(source.to_owned()))
                }
            },
            shape => {
                let fact = of_value(value);
                let problem = match (shape, &fact) {
                    (Shape::Text, Some(Fact::Text(_))) => None,
                    (Shape::Bool, Some(Fact::Bool(_))) => None,
                    (Shape::Int, Some(Fact::Int(_))) => None,
                    (Shape::Count, Some(Fact::Int(int))) if *int >= 0 => None,
                    (Shape::Word(words), Some(Fact::Text(word))) if words.contains(&word.as_str()) => None,
                    (Shape::Word(words), Some(Fact::Text(word))) => {
                        Some(nearest(word, words.iter().copied()))
                    }
                    (Shape::Name(name), Some(Fact::Text(text))) if name.allows(text) => None,
                    (Shape::Name(name), _) => Some(Some(name.rule().to_owned())),
                    (Shape::InnerPath, Some(Fact::Text(path))) if is_inner(path) => None,
                    _ => Some(None),
                };
                match problem {
                    None => fact,
                    Some(hint) => {
                        self.problems.key(span.clone(), expected(shape), hint);
                        None
                    }
                }
            }
        }
    }

    fn list(
        &mut self,
        each: &'static Shape,
        array: Option<&toml_edit::Array>,
        shape: &'static Shape,
        span: &Span,
    ) -> Option<Fact> {
        let Some(array) = array else {
            self.problems.key(span.clone(), expected(shape), None);
            return None;
        };
        let mut items = Vec::with_capacity(array.len());
        for value in array {
            // The first wrong item speaks for the rest.
            items.push(self.value(each, value, span)?);
        }
        Some(Fact::List(items))
    }

    fn record(&mut self, keys: &'static [Key], table: &toml_edit::InlineTable) -> Fact {
        let mut map = BTreeMap::new();
        for (name, value) in table.iter().filter(|(name, _)| !schema::is_own(name)) {
            let span = table.key(name).and_then(toml_edit::Key::span).unwrap_or_default();
            let Some(key) = schema::find(keys, name) else {
                let message = format!("unknown key in an entry of {}", self.dotted());
                self.problems.key(span, message, hint_for(name, keys, false));
                continue;
            };
            if let Some(fact) = self.value(&key.shape, value, &span) {
                map.insert(name.to_owned(), fact);
            }
        }
        Fact::Map(map)
    }

    fn scalar(&mut self, value: &Value, span: &Span) -> Option<Fact> {
        let fact = of_value(value).filter(|fact| !matches!(fact, Fact::List(_) | Fact::Map(_)));
        if fact.is_none() {
            let hint = value.is_datetime().then(|| "write a date as a string, in quotes".to_owned());
            self.problems.key(span.clone(), expected(&Shape::Plain), hint);
        }
        fact
    }

    /// The promise of the whole program: what is declared secret has no value in the file.
    fn secret_has_no_value(&mut self, table: &dyn TableLike) {
        if table.get("secret").and_then(Item::as_bool) != Some(true) {
            return;
        }
        for name in ["default", "values", "apps"] {
            if let Some(item) = table.get(name) {
                let key = self.path.last().map(String::as_str).unwrap_or_default();
                let hint = format!("take it out of the file, then: envctl set {}", shown(key));
                let message = "a secret has no value in the manifest, only in the store";
                self.problems.key(span_of(table, name, item), message, Some(hint));
            }
        }
    }

    fn secret_fields_have_no_value(&mut self, table: &dyn TableLike) {
        let Some(fields) = table.get("fields").and_then(Item::as_table_like) else {
            return;
        };
        let message = "a secret field has no value in the manifest, only in the store";
        for (name, field) in fields.iter() {
            let Some(field) = field.as_table_like() else {
                continue;
            };
            if field.get("secret").and_then(Item::as_bool) != Some(true) {
                continue;
            }
            if let Some(item) = field.get("default") {
                self.problems.key(span_of(field, "default", item), message, None);
            }
            let Some(values) = table.get("values").and_then(Item::as_table_like) else {
                continue;
            };
            for (_, env) in values.iter() {
                let Some(env) = env.as_table_like() else {
                    continue;
                };
                if let Some(item) = env.get(name) {
                    self.problems.key(span_of(env, name, item), message, None);
                }
            }
        }
    }

    fn fact(&mut self, fact: Fact) {
        if self.recording {
            self.facts.insert(FactPath::new(&self.path), fact);
        }
    }

    fn dotted(&self) -> String {
        shown(&text::dotted(&self.path))
    }

    fn place(&self) -> String {
        if self.path.is_empty() { "at the top level".to_owned() } else { format!("in [{}]", self.dotted()) }
    }
}

/// Returns the span of a key in the file.
fn span_of(table: &dyn TableLike, name: &str, item: &Item) -> Span {
    table.key(name).and_then(toml_edit::Key::span).or_else(|| item.span()).unwrap_or_default()
}

/// Returns a value as a fact; nothing for dates and numbers that are none.
pub(super) fn of_value(value: &Value) -> Option<Fact> {
    match value {
        Value::String(text) => Some(Fact::Text(text.value().clone())),
        Value::Integer(int) => Some(Fact::Int(*int.value())),
        Value::Float(float) => Some(Fact::Float(*float.value())).filter(|_| float.value().is_finite()),
        Value::Boolean(bool) => Some(Fact::Bool(*bool.value())),
        Value::Datetime(_) => None,
        Value::Array(array) => array.iter().map(of_value).collect::<Option<_>>().map(Fact::List),
        Value::InlineTable(table) => {
            let own = |(key, value): (&str, &Value)| Some((key.to_owned(), of_value(value)?));
            let kept = table.iter().filter(|(key, _)| !schema::is_own(key));
            kept.map(own).collect::<Option<_>>().map(Fact::Map)
        }
    }
}

fn is_inner(path: &str) -> bool {
    let drive = path.as_bytes().get(1) == Some(&b':');
    !path.is_empty()
        && !drive
        && !path.starts_with(['/', '\\', '~'])
        && !path.chars().any(char::is_control)
        && path.split(['/', '\\']).all(|part| part != "..")
}
