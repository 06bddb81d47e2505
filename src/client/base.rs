//! What a clone's manifest and the store last agreed on, remembered in the user's state directory.
//!
//! A revision, and keys that agreed later than it. Invariant: a key is never remembered as agreed
//! on before the manifest says so on disk: what is still to be written is marked, and counts only
//! once the manifest has it. A memory that is lost costs a comparison with the log, nothing else.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path as FsPath, PathBuf};

use serde::{Deserialize, Serialize};

use super::local;
use crate::manifest::compare::Edits;
use crate::manifest::{Fact, FactPath, Facts, Manifest};
use crate::model::{Hash, ProjectName};

/// How often in a row a manifest may be broken off before it is written, and what it said before is
/// still known.
const PENDING_MAX: usize = 16;

/// Where the memory of one clone's manifest is kept.
#[derive(Clone, Debug)]
pub struct Memory {
    /// The manifest.
    pub manifest: PathBuf,
    file: Option<PathBuf>,
    org: String,
    project: String,
}

/// What is remembered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agreed {
    /// The revision at which manifest and store said the same.
    pub rev: Option<u64>,
    /// Keys that agreed later. Of each, what was agreed, and after it what the manifest was about to
    /// say; more than once, where that was broken off.
    pub later: BTreeMap<FactPath, Vec<Later>>,
    /// The hash of a manifest that is known to be valid: the last that was read or written whole.
    pub valid: Option<String>,
}

/// A key that agreed later than the revision.
#[derive(Clone, Debug, PartialEq)]
pub struct Later {
    /// What both said, or were about to say.
    pub fact: Option<Fact>,
    /// The manifest was about to be written: it counts if that happened.
    pub pending: bool,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    org: String,
    project: String,
    rev: Option<u64>,
    /// Path, fact as TOML text, pending.
    later: Vec<(Vec<String>, Option<String>, bool)>,
    #[serde(default)]
    valid: Option<String>,
}

impl Memory {
    /// The memory of a manifest, in the state directory if there is one.
    pub fn new(state: Option<&FsPath>, manifest: &FsPath, org: &Hash, p: &ProjectName) -> Memory {
        // However the way there was written, it is one clone.
        let path = manifest.canonicalize().unwrap_or_else(|_| manifest.to_owned());
        let name = Hash::of("envctl/manifest/v1", &[path.as_os_str().as_encoded_bytes()]);
        let file = state.map(|state| state.join("synced").join(format!("{name}.json")));
        Memory { manifest: manifest.to_owned(), file, org: org.to_string(), project: p.to_string() }
    }

    /// What is remembered; nothing of another project or organization that the manifest was of.
    pub fn load(&self) -> Agreed {
        let text = self.file.as_ref().and_then(|file| std::fs::read(file).ok());
        let kept: Option<Kept> = text.and_then(|text| serde_json::from_slice(&text).ok());
        let Some(kept) = kept.filter(|kept| kept.org == self.org && kept.project == self.project) else {
            return Agreed::default();
        };
        let mut agreed = Agreed { rev: kept.rev, later: BTreeMap::new(), valid: kept.valid };
        for (path, text, pending) in kept.later {
            let fact = text.as_deref().map(Fact::from_toml);
            if fact != Some(None) {
                agreed
                    .later
                    .entry(FactPath::new(path))
                    .or_default()
                    .push(Later { fact: fact.flatten(), pending });
            }
        }
        agreed
    }

    /// Whether this text of the manifest was read whole before, and is valid.
    pub fn knows(&self, text: &[u8]) -> bool {
        self.load().valid.is_some_and(|known| known == digest(text))
    }

    /// Remembers a manifest that was read whole, or edited from one that was.
    pub fn know(&self, manifest: &Manifest) {
        self.update(|agreed| agreed.know(manifest));
    }

    /// Changes what is remembered, one process after the other.
    pub fn update(&self, change: impl FnOnce(&mut Agreed)) {
        let Some((file, folder)) = self.file.as_ref().and_then(|file| Some((file, file.parent()?))) else {
            return;
        };
        let held = local::private_dir(folder)
            .and_then(|()| File::open(folder))
            .and_then(|handle| handle.lock().map(|()| handle));
        let before = self.load();
        let mut after = before.clone();
        change(&mut after);
        if after != before {
            let later = after.later.into_iter().flat_map(|(path, all)| {
                let one = move |later: Later| {
                    (path.parts().to_vec(), later.fact.as_ref().map(Fact::to_toml), later.pending)
                };
                all.into_iter().map(one)
            });
            let (org, project) = (self.org.clone(), self.project.clone());
            let kept = Kept { org, project, rev: after.rev, later: later.collect(), valid: after.valid };
            // See the module: a memory is a help, not a condition.
            let _ = serde_json::to_vec(&kept).map(|text| local::replace_private(file, &text));
        }
        drop(held);
    }
}

fn digest(text: &[u8]) -> String {
    // Another version may know another schema.
    Hash::of("envctl/manifest-text/v1", &[env!("CARGO_PKG_VERSION").as_bytes(), text]).to_string()
}

impl Agreed {
    /// This is the manifest, read whole, or edited from one that was.
    pub fn know(&mut self, manifest: &Manifest) {
        self.valid = Some(digest(manifest.digest_bytes()));
    }

    /// The manifest is about to say these.
    pub fn begin(&mut self, edits: &Edits) {
        for (path, fact) in edits {
            let all = self.later.entry(path.clone()).or_default();
            // What was about to be said before may be what the manifest says now: this process may
            // not get to say more.
            if all.len() >= PENDING_MAX {
                all.remove(0);
            }
            all.push(Later { fact: fact.clone(), pending: true });
        }
    }

    /// The manifest says these, and the store since its revision `rev`, which came right after
    /// `before`.
    pub fn settle(&mut self, before: u64, rev: u64, edits: &Edits) {
        if self.rev == Some(before) {
            // Nothing else changed in between, so what agreed before still does.
            self.rev = Some(rev);
            for (path, _) in edits {
                self.later.remove(path);
            }
        } else {
            self.agree(edits);
        }
    }

    /// Both say these.
    pub fn agree(&mut self, edits: &Edits) {
        for (path, fact) in edits {
            self.later.insert(path.clone(), vec![Later { fact: fact.clone(), pending: false }]);
        }
    }

    /// Both say the same about everything, at this revision.
    pub fn all(&mut self, rev: u64) {
        (self.rev, self.later) = (Some(rev), BTreeMap::new());
    }

    /// The keys that count, given what the manifest says.
    pub fn later(&self, manifest: &Facts) -> Edits {
        let counts = self.later.iter().filter_map(|(path, all)| {
            let says = manifest.get(path);
            let last = all.iter().rev().find(|later| !later.pending || says == later.fact.as_ref())?;
            Some((path.clone(), last.fact.clone()))
        });
        counts.collect()
    }
}
