//! The manifest follows: what a commit changed in the store, changed in `envctl.toml` too.
//!
//! Only the keys that the commit touched are edited, and only where the file says what the store
//! said before, or is behind it: a hand edit is never overwritten, the command stops before it
//! changes anything. Bringing the two together again is `sync`'s.

use std::collections::{BTreeMap, BTreeSet};

use super::ClientError;
use crate::manifest::compare::{Base, Edits};
use crate::manifest::{Fact, FactPath, Facts, Manifest, ManifestError, tree as facts_of};
use crate::model::{Path, ProjectName, Tree};

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
    /// What the two last agreed on cannot be read.
    #[error(transparent)]
    Client(Box<ClientError>),
}

impl From<ClientError> for FollowError {
    fn from(e: ClientError) -> FollowError {
        FollowError::Client(Box::new(e))
    }
}

/// A manifest as it will be after a commit.
#[derive(Clone, Debug)]
pub struct Followed {
    /// The manifest, with the edits made.
    pub manifest: Manifest,
    /// The keys that the commit changed.
    pub edits: Edits,
}

/// The manifest as it will be after a commit, or nothing where the commit does not show in it.
/// `base` is asked what the manifest and the store last agreed on, if that has to be known.
///
/// # Errors
/// [`FollowError::HandEdit`] where a key that would be edited is not what the store had.
pub fn edited(
    manifest: &Manifest,
    before: &Tree,
    after: &Tree,
    p: &ProjectName,
    touched: &[Path],
    base: impl FnOnce(&Manifest) -> Result<Base, FollowError>,
) -> Result<Option<Followed>, FollowError> {
    let (old_names, new_names) = (facts_of::names(before, p), facts_of::names(after, p));
    let mut manifest = manifest.clone();
    let mut moved = false;
    // A renamed environment is renamed in place, and its old name is no fact any more.
    let mut names_then = old_names.clone();
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
            was.extend(facts_of::of_record(&place, &entry.record, &names_then));
        }
        if let Some(entry) = after.entry(path) {
            is.extend(facts_of::of_record(&place, &entry.record, &new_names));
        }
    }
    let paths: BTreeSet<&FactPath> = was.keys().chain(is.keys()).collect();
    let paths: Vec<&FactPath> = paths.into_iter().filter(|path| was.get(*path) != is.get(*path)).collect();
    if paths.is_empty() {
        return Ok(moved.then(|| Followed { manifest, edits: Vec::new() }));
    }
    let mine = facts_of::plain(manifest.facts());
    let mut hand: BTreeMap<&FactPath, Option<&Fact>> = BTreeMap::new();
    for path in &paths {
        let there = mine.get(*path);
        if there != was.get(*path) && there != is.get(*path) {
            hand.insert(path, was.get(*path));
        }
        // A thing that the store did not have and the manifest declares by hand is as much an edit.
        if !was.contains_key(*path) && is.get(*path) == Some(&Fact::Table) {
            let inside = mine.range::<FactPath, _>(*path..).map(|(inner, _)| inner);
            hand.extend(inside.take_while(|inner| inner.starts_with(path)).map(|inner| (inner, None)));
        }
    }
    if !hand.is_empty() {
        // What the manifest still says as it was agreed is behind, and not edited.
        let base = base(&manifest)?;
        hand.retain(|path, _| base.get(path) != Some(mine.get(*path)));
    }
    if !hand.is_empty() {
        let unsynced = |(path, store): (&FactPath, Option<&Fact>)| Unsynced {
            path: path.clone(),
            manifest: mine.get(path).cloned(),
            store: store.cloned(),
        };
        return Err(FollowError::HandEdit(hand.into_iter().map(unsynced).collect()));
    }
    let edits: Edits = paths.into_iter().map(|path| (path.clone(), is.get(path).cloned())).collect();
    Ok(Some(Followed { manifest: manifest.following(&edits)?, edits }))
}
