//! The manifest follows: what a commit changed in the store, changed in `envctl.toml` too.
//!
//! Only the keys that the commit touched are edited, and only where the file says what the store
//! said before, or is behind it: a hand edit is never overwritten, the command stops before it
//! changes anything. Bringing the two together again is `sync`'s.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path as FsPath, PathBuf};

use super::sync::Tie;
use super::{ClientError, Done};
use crate::manifest::compare::{Base, Edits};
use crate::manifest::{self, Fact, FactPath, Facts, Manifest, ManifestError, tree as facts_of};
use crate::model::{Path, Place, ProjectName, Scope, Tree};

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

/// How often another writer of the manifest may come first.
const TRIES: usize = 50;

/// The manifest that is to follow a commit.
#[derive(Clone, Debug)]
pub enum Sheet {
    /// Read whole.
    Whole(Box<Manifest>),
    /// A text that was read whole before, and is valid: of it only what matters is read.
    Known(PathBuf, Vec<u8>),
}

impl Sheet {
    /// Saves a manifest over this one.
    fn replaced(&self, new: &Manifest) -> Result<(), ManifestError> {
        match self {
            Sheet::Whole(manifest) => new.save_over(manifest),
            Sheet::Known(_, text) => new.save(text),
        }
    }

    /// What stands in the file now.
    fn again(&self) -> Result<Sheet, ManifestError> {
        match self {
            Sheet::Whole(manifest) => manifest.again().map(|manifest| Sheet::Whole(Box::new(manifest))),
            Sheet::Known(path, _) => Manifest::read(path).map(|manifest| Sheet::Whole(Box::new(manifest))),
        }
    }

    /// The manifest, as far as it says something of these records.
    fn read(&self, touched: &[Path]) -> Result<Cow<'_, Manifest>, ManifestError> {
        match self {
            Sheet::Whole(manifest) => Ok(Cow::Borrowed(&**manifest)),
            Sheet::Known(path, text) => {
                let keys = touched.iter().filter_map(|path| match path.place() {
                    Place::Constant(_, key) | Place::Value(_, _, Scope::Project | Scope::App(_), key) => {
                        Some(key.to_string())
                    }
                    _ => None,
                });
                Manifest::part(path, text, &keys.collect()).map(Cow::Owned)
            }
        }
    }
}

impl Tie<'_> {
    /// The manifest in a file: read whole, unless this very text was before.
    ///
    /// # Errors
    /// When it cannot be read, or is not valid.
    pub fn sheet(&self, path: &FsPath, home: Option<&FsPath>) -> Result<Sheet, ManifestError> {
        if manifest::root_of(path, home)?.is_some() {
            return Manifest::load(path, home).map(|manifest| Sheet::Whole(Box::new(manifest)));
        }
        let text = manifest::read_text(path)?;
        if self.memory.knows(&text) {
            return Ok(Sheet::Known(path.to_owned(), text));
        }
        let manifest = Manifest::parse(path, &text)?;
        self.memory.know(&manifest);
        Ok(Sheet::Whole(Box::new(manifest)))
    }

    /// The manifest as it will be after a commit, as [`edited`] says.
    ///
    /// # Errors
    /// As [`edited`].
    pub fn follow(
        &self,
        sheet: &Sheet,
        before: &Tree,
        after: &Tree,
        touched: &[Path],
    ) -> Result<Option<Followed>, FollowError> {
        let base = |manifest: &Manifest| self.base(&*manifest.whole()?, before);
        edited(&*sheet.read(touched)?, before, after, self.p, touched, base)
    }

    /// Saves the manifest after its commit; where another command edited it meanwhile, the same edit is
    /// made in theirs.
    ///
    /// # Errors
    /// When it cannot be written, or somebody edited the same by hand.
    pub fn keep<T>(
        &self,
        mut sheet: Sheet,
        mut followed: Option<Followed>,
        done: &Done<T>,
    ) -> Result<(), FollowError> {
        if followed.is_some() && self.memory.load().rev.is_none() {
            // Looked for while the manifest still says what it said at some revision: it is remembered
            // there. Without it a crash now would leave a manifest that no revision ever said.
            let _ = self.base(&*sheet.read(&done.touched)?.whole()?, &done.before);
        }
        let (before, rev) = (done.before.head.seq, done.rev);
        for _ in 0..TRIES {
            let Some(Followed { manifest, edits }) = &followed else {
                self.memory.update(|agreed| agreed.settle(before, rev, &Vec::new()));
                return Ok(());
            };
            self.memory.update(|agreed| agreed.begin(edits));
            match sheet.replaced(manifest) {
                Err(ManifestError::Changed { .. }) => {
                    sheet = sheet.again()?;
                    followed = self.follow(&sheet, &done.before, &done.after, &done.touched)?;
                }
                saved => {
                    saved?;
                    self.memory.update(|agreed| {
                        agreed.settle(before, rev, edits);
                        agreed.know(manifest);
                    });
                    return Ok(());
                }
            }
        }
        Err(ManifestError::Changed { path: self.memory.manifest.clone() }.into())
    }

    /// Saves a manifest over what was read from the file; where somebody edited it meanwhile, their keys
    /// stay theirs: `again` makes the edit in theirs.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn replace(
        &self,
        mut old: Manifest,
        mut new: Manifest,
        again: impl Fn(&Manifest) -> Result<Manifest, ManifestError>,
    ) -> Result<(), ManifestError> {
        for _ in 0..TRIES {
            match new.save_over(&old) {
                Err(ManifestError::Changed { .. }) => {
                    old = old.again()?;
                    new = again(&old)?;
                }
                saved => {
                    saved?;
                    self.memory.know(&new);
                    return Ok(());
                }
            }
        }
        Err(ManifestError::Changed { path: old.path().to_owned() })
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
