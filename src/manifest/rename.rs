//! Renaming an environment wherever the manifest names it, in place.
//!
//! Works on the pieces of `layout`; the caller checks the names. Invariant: only names change,
//! never their quotes, their order or anything between them.

use super::layout::Entry;
use super::layout::Layout;
use super::layout::Line;
use super::layout::Part;
use super::layout::Piece;
use super::schema;

/// Renames an environment in all headers, keys and lists of names.
pub(super) fn env(layout: &mut Layout, old: &str, new: &str) {
    for section in &mut layout.sections {
        if let Some(header) = &mut section.header {
            rename_key(&mut header.key, &[], old, new);
        }
        let base = section.path();
        for line in &mut section.lines {
            if let Line::Entry(entry) = line {
                rename_entry(entry, &base, old, new);
            }
        }
    }
}

fn rename_entry(entry: &mut Entry, base: &[String], old: &str, new: &str) {
    let own = rename_key(&mut entry.key, base, old, new);
    let path: Vec<&str> = own.iter().map(String::as_str).collect();
    let names_env = matches!(
        path[..],
        ["envs", _, "track"]
            | ["envs", _, "policy", "promote_from"]
            | ["data", _, "envs" | "from"]
            | ["directories", _, "map", "env"]
    );
    rename_value(&mut entry.value, &own, names_env, old, new);
}

fn rename_value(piece: &mut Piece, own: &[String], names_env: bool, old: &str, new: &str) {
    match piece {
        Piece::Scalar(raw) if names_env && unquoted(raw) == Some(old) => {
            *raw = raw.replacen(old, new, 1);
        }
        Piece::Scalar(_) => {}
        Piece::Group(group) if group.curly => {
            for entry in &mut group.entries {
                rename_entry(entry, own, old, new);
            }
        }
        // Items have no key: they stand for the array itself.
        Piece::Group(group) => {
            for entry in &mut group.entries {
                rename_value(&mut entry.value, own, names_env, old, new);
            }
        }
    }
}

/// Renames the parts of a key that are names of environments; returns the path as it was, so that
/// what lies in it is recognised.
fn rename_key(key: &mut [Part], base: &[String], old: &str, new: &str) -> Vec<String> {
    let mut path = base.to_vec();
    for part in key {
        path.push(part.name.clone());
        if part.name == old && names_env(&path) {
            part.raw = match part.raw.chars().next() {
                Some(quote @ ('"' | '\'')) => format!("{quote}{new}{quote}"),
                _ => new.to_owned(),
            };
            part.name = new.to_owned();
        }
    }
    path
}

/// Tells whether the last part of a path is the name of an environment.
fn names_env(path: &[String]) -> bool {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    !path.iter().any(|part| schema::is_own(part))
        && matches!(
            path[..],
            ["envs", _] | ["constants" | "datasources", _, "values", _] | ["constants", _, "apps", _, _]
        )
}

/// Returns what is in the quotes of a string without escapes; names have none.
fn unquoted(raw: &str) -> Option<&str> {
    let quotes = ["\"\"\"", "'''", "\"", "'"];
    quotes.iter().find_map(|quote| raw.strip_prefix(quote)?.strip_suffix(quote))
}
