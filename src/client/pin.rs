//! Pins: the newest head of each organization that this machine has seen.
//!
//! A store that goes back, or another history than the one seen, is noticed by comparing with it.
//! A pin is written after everything else: a crash in between leaves it behind, which is safe. A
//! pin that cannot be written stops nothing; there is then one comparison less.

use std::path::PathBuf;

use crate::model::{Hash, Head, OrgName};

/// Where the pins are kept.
#[derive(Clone, Debug)]
pub struct Pins {
    folder: Option<PathBuf>,
}

impl Pins {
    /// Pins in a folder of their own; none: nothing is remembered.
    pub fn new(folder: Option<PathBuf>) -> Pins {
        Pins { folder }
    }

    /// The newest head seen of an organization.
    pub fn get(&self, org: &Hash) -> Option<Head> {
        let text = std::fs::read_to_string(self.folder.as_ref()?.join(org.to_string())).ok()?;
        let (seq, hash) = text.trim_end().split_once(' ')?;
        Some(Head { seq: seq.parse().ok()?, hash: hash.parse().ok()? })
    }

    fn name_file(&self, store: &str, name: &OrgName) -> Option<PathBuf> {
        let place = Hash::of("envctl/store/v1", &[store.as_bytes()]).short();
        self.folder.as_ref().map(|folder| folder.join(format!("{name}@{place}")))
    }

    /// Whether a name in a store stands for the organization that it stood for before; the first
    /// time it is remembered. Otherwise a new organization under a known name would have no pin.
    pub fn knows(&self, store: &str, name: &OrgName, org: &Hash) -> bool {
        let known = self.name_file(store, name).and_then(|file| std::fs::read_to_string(file).ok());
        if known.is_none() {
            self.founded(store, name, org);
        }
        known.is_none_or(|known| known.trim_end() == org.to_string())
    }

    /// The organization that a name in a store stands for, if it is remembered.
    pub fn known(&self, store: &str, name: &OrgName) -> Option<Hash> {
        std::fs::read_to_string(self.name_file(store, name)?).ok()?.trim_end().parse().ok()
    }

    /// Remembers which organization a name in a store stands for.
    pub fn founded(&self, store: &str, name: &OrgName, org: &Hash) {
        if let Some(file) = self.name_file(store, name) {
            // See the module: what cannot be remembered is one comparison less.
            let _ = super::local::write_private(&file, format!("{org}\n").as_bytes());
        }
    }

    /// Remembers a head, unless a newer one was seen.
    pub fn set(&self, org: &Hash, head: Head) {
        if self.get(org).is_none_or(|seen| seen.seq < head.seq) {
            self.accept(org, head);
        }
    }

    /// Remembers a head, whatever was seen: somebody has looked, and takes it for the right one.
    pub fn accept(&self, org: &Hash, head: Head) {
        let Some(folder) = &self.folder else { return };
        let write = || -> std::io::Result<()> {
            super::local::private_dir(folder)?;
            let line = format!("{} {}\n", head.seq, head.hash);
            super::local::replace_private(&folder.join(org.to_string()), line.as_bytes())
        };
        // See the module: a pin is a second look, not a condition.
        let _ = write();
    }
}
