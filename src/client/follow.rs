//! The manifest follows: what a commit changed in the store, changed in `envctl.toml` too.
//!
//! Only the keys that the commit touched are edited, and only where the file says what the store
//! said before: a hand edit is never overwritten, the command stops before it changes anything.

use std::collections::{BTreeMap, BTreeSet};

use crate::manifest::{Fact, FactPath, Facts, Manifest, ManifestError, tree as facts_of};
use crate::model::{EnvId, Path, ProjectName, Record, Tree};

/// A key on which the manifest and the store do not agree.
#[derive(Clone, Debug, PartialEq)]
pub struct Unsynced {
    /// The key.
    pub path: FactPath,
    /// What the manifest says.
    pub manifest: Option<Fact>,
    /// What the store says.
    pub store: Option<Fact>,
}

/// Why the manifest cannot follow.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// Edited by hand, and not synced.
    #[error("envctl.toml was edited, and the edit is not in the store yet")]
    HandEdit(Vec<Unsynced>),
    /// It cannot be read or written.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
}

/// What the manifest and the store disagree on.
pub fn unsynced(manifest: &Manifest, tree: &Tree, p: &ProjectName) -> Vec<Unsynced> {
    let mine = facts_of::plain(manifest.facts().clone());
    let theirs = facts_of::facts(tree, p);
    differences(&mine, &theirs)
}

fn differences(manifest: &Facts, store: &Facts) -> Vec<Unsynced> {
    let paths: BTreeSet<&FactPath> = manifest.keys().chain(store.keys()).collect();
    let differs = paths.into_iter().filter(|path| manifest.get(path) != store.get(path));
    let entry = |path: &FactPath| Unsynced {
        path: path.clone(),
        manifest: manifest.get(path).cloned(),
        store: store.get(path).cloned(),
    };
    differs.map(entry).collect()
}

/// The manifest as it will be after a commit, or nothing where the commit does not show in it.
///
/// # Errors
/// [`FollowError::HandEdit`] where a key that would be edited is not what the store had.
pub fn edited(
    manifest: &Manifest,
    before: &Tree,
    after: &Tree,
    p: &ProjectName,
    touched: &[Path],
) -> Result<Option<Manifest>, FollowError> {
    let (old_names, new_names) = (facts_of::names(before, p), facts_of::names(after, p));
    let mut manifest = manifest.clone();
    let mut moved = false;
    // A renamed environment is renamed in place, and its old name is no fact any more.
    let mut names_then: BTreeMap<EnvId, String> = old_names.clone();
    for (id, old) in &old_names {
        let Some(new) = new_names.get(id).filter(|new| *new != old) else { continue };
        if manifest.facts().contains_key(&FactPath::from(["envs", old.as_str()])) {
            manifest = manifest.renamed_env(old, new)?;
            moved = true;
        }
        names_then.insert(*id, new.clone());
    }
    let (mut was, mut is) = (Facts::new(), Facts::new());
    for path in touched {
        let place = path.place();
        if place.project() != Some(p) {
            continue;
        }
        if let Some(entry) = before.entry(path) {
            let record = renamed(&entry.record, after, path);
            was.extend(facts_of::of_record(&place, &record, &names_then));
        }
        if let Some(entry) = after.entry(path) {
            is.extend(facts_of::of_record(&place, &entry.record, &new_names));
        }
    }
    let changes = differences(&was, &is);
    if changes.is_empty() {
        return Ok(moved.then_some(manifest));
    }
    let mine = facts_of::plain(manifest.facts().clone());
    let mut hand = Vec::new();
    let mut edits = Vec::new();
    for Unsynced { path, manifest: was, store: is } in changes {
        let there = mine.get(&path);
        if there != was.as_ref() && there != is.as_ref() {
            hand.push(Unsynced { path, manifest: there.cloned(), store: was });
            continue;
        }
        // A thing that the store did not have and the manifest declares by hand is as much an edit.
        if was.is_none() && is == Some(Fact::Table) {
            let inside = mine.keys().filter(|inner| inner.starts_with(&path));
            hand.extend(inside.map(|inner| Unsynced {
                path: inner.clone(),
                manifest: mine.get(inner).cloned(),
                store: None,
            }));
        }
        edits.push((path, is));
    }
    if !hand.is_empty() {
        return Err(FollowError::HandEdit(hand));
    }
    Ok(Some(manifest.edited(&edits)?))
}

/// A record as it would have been under the environment's new name.
fn renamed(record: &Record, after: &Tree, path: &Path) -> Record {
    match (record, after.entry(path).map(|e| &e.record)) {
        (Record::Env(old), Some(Record::Env(new))) => {
            Record::Env(crate::model::Env { name: new.name.clone(), ..old.clone() })
        }
        _ => record.clone(),
    }
}
