//! What differs between the manifest and the store, in words and in JSON, for `status`, `diff` and
//! `sync` alike.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::cli::error::fact_text;
use crate::cli::report::Change;
use crate::manifest::compare::{Cell, Difference};
use crate::manifest::{Fact, FactPath, Facts, tree as facts_of};
use crate::model::{ProjectName, Tree};

/// Which side is to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The store.
    Push,
    /// The manifest.
    Pull,
}

/// One side of a cell.
type Side = fn(&Cell) -> &Option<Fact>;

/// The manifest's side.
pub const MANIFEST: Side = |cell| &cell.manifest;
/// The store's side.
pub const STORE: Side = |cell| &cell.store;
/// What both began from.
pub const BASE: Side = |cell| &cell.base;

/// A difference as the change that a sync makes.
pub fn change(difference: &Difference, way: Way) -> Change {
    let (before, after) = match way {
        Way::Push => (side(difference, STORE), side(difference, MANIFEST)),
        Way::Pull => (side(difference, MANIFEST), side(difference, STORE)),
    };
    let op = match (&before, &after) {
        (Value::Null, _) => "add",
        (_, Value::Null) => "remove",
        _ => "change",
    };
    Change { op, path: difference.path.to_string(), before, after, secret: false }
}

/// What one side says: a value, or for a thing all that it holds; null where it is not there.
pub fn side(difference: &Difference, of: Side) -> Value {
    let own = difference.own().and_then(|own| of(own).as_ref());
    match own {
        None => Value::Null,
        Some(Fact::Table) => {
            let mut object = Map::new();
            let depth = difference.path.parts().len();
            for cell in &difference.cells {
                let (inner, fact) = (cell.path.parts(), of(cell).as_ref());
                let Some(fact) = fact.filter(|_| cell.path != difference.path) else { continue };
                // The values of an environment stand with their constants.
                let inner = if cell.path.starts_with(&difference.path) { &inner[depth..] } else { inner };
                insert(&mut object, inner, json(fact));
            }
            Value::Object(object)
        }
        Some(fact) => json(fact),
    }
}

fn insert(object: &mut Map<String, Value>, path: &[String], value: Value) {
    match path {
        [] => {}
        [last] => match (object.get_mut(last), value) {
            // A table that already holds something is more than that it is there.
            (Some(Value::Object(_)), Value::Object(_)) => {}
            (_, value) => drop(object.insert(last.clone(), value)),
        },
        [first, rest @ ..] => {
            let inner = object.entry(first.clone()).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                insert(inner, rest, value);
            }
        }
    }
}

/// What a commit changed of a project, as its manifest says it.
pub fn of_commit(before: &Tree, after: &Tree, p: &ProjectName) -> Vec<Change> {
    let facts = |tree| facts_of::facts(tree, p, &facts_of::names(tree, p));
    let (was, is) = (facts(before), facts(after));
    let paths: BTreeSet<&FactPath> = was.keys().chain(is.keys()).collect();
    let changed = paths.into_iter().filter(|path| was.get(path) != is.get(path));
    let change = |path: &FactPath| {
        let side = |facts: &Facts| facts.get(path).map_or(Value::Null, json);
        let (before, after) = (side(&was), side(&is));
        let op = match (&before, &after) {
            (Value::Null, _) => "add",
            (_, Value::Null) => "remove",
            _ => "change",
        };
        Change { op, path: path.to_string(), before, after, secret: false }
    };
    changed.map(change).collect()
}

fn json(fact: &Fact) -> Value {
    match fact {
        Fact::Table => Value::Object(Map::new()),
        Fact::Text(text) => text.clone().into(),
        Fact::Int(n) => (*n).into(),
        Fact::Bool(b) => (*b).into(),
        Fact::Float(n) => (*n).into(),
        Fact::List(items) => items.iter().map(json).collect::<Vec<_>>().into(),
        Fact::Map(_) => fact_text(Some(fact)).into(),
    }
}
