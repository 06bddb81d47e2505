//! Copies of what a server gave, each for the same question when there is no server: sealed under a key
//! of the identity, beside the secrets in them, which are sealed as they always are.
//!
//! Invariants: a copy opens for the identity, the store and the question that it was kept for, and for
//! nothing else; one that was changed or cut is told from one that is not there; how old it is cannot be
//! changed either.

use std::path::PathBuf;

use super::local::{Folders, private_dir, replace_private};
use crate::crypto::Identity;
use crate::model::cbor::{DecodeError, Reader, Writer};
use crate::model::{Hash, Kid};

/// How many copies of one organization are kept before old ones are cleared away.
const KEPT_MAX: usize = 256;

/// The place of one copy.
#[derive(Clone, Debug)]
pub struct Copy {
    folder: PathBuf,
    question: Hash,
}

/// What was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// When it was fetched, in milliseconds since 1970.
    pub at: u64,
    /// What was fetched.
    pub bytes: Vec<u8>,
}

/// The copy is not what was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the offline copy was changed or cut, or is another's")]
pub struct Forged;

impl Copy {
    /// The place of the copy of an answer to a question of a store; none where there is no folder for it.
    pub fn of(folders: &Folders, store: &str, org: &str, kid: &Kid, question: &[&[u8]]) -> Option<Copy> {
        let who = Hash::of("envctl/offline/v1", &[store.as_bytes(), org.as_bytes(), &kid.0]);
        let folder = folders.cache.as_ref()?.join("offline").join(who.short());
        let parts: Vec<&[u8]> = [&who.0[..]].into_iter().chain(question.iter().copied()).collect();
        Some(Copy { folder, question: Hash::of("envctl/offline-copy/v1", &parts) })
    }

    fn file(&self) -> PathBuf {
        self.folder.join(self.question.short())
    }

    /// Keeps what was fetched at `now`, in milliseconds since 1970. What cannot be kept is not there
    /// later: nothing else comes of it.
    pub fn keep(&self, identity: &Identity, bytes: &[u8], now: u64) {
        let Ok((nonce, sealed)) = identity.local_cipher().seal(bytes, &self.binding(now)) else { return };
        let mut w = Writer::default();
        w.array(3);
        w.uint(now);
        w.bytes(&nonce);
        w.bytes(&sealed);
        let write = || -> std::io::Result<()> {
            private_dir(&self.folder)?;
            let kept: Vec<_> = std::fs::read_dir(&self.folder)?.flatten().collect();
            if kept.len() >= KEPT_MAX {
                self.forget_all();
                private_dir(&self.folder)?;
            }
            replace_private(&self.file(), &w.into_bytes())
        };
        let _ = write();
    }

    /// The copy, if there is one.
    ///
    /// # Errors
    /// When there is one that was not kept here, or not whole.
    pub fn find(&self, identity: &Identity) -> Result<Option<Kept>, Forged> {
        let Ok(bytes) = std::fs::read(self.file()) else { return Ok(None) };
        let (at, nonce, sealed) = parts(&bytes).map_err(|_| Forged)?;
        let nonce = nonce.try_into().map_err(|_| Forged)?;
        let opened = identity.local_cipher().open(nonce, sealed, &self.binding(at)).map_err(|_| Forged)?;
        Ok(Some(Kept { at, bytes: opened.into_exposed() }))
    }

    /// Removes it.
    pub fn forget(&self) {
        let _ = std::fs::remove_file(self.file());
    }

    /// Removes all that this identity keeps of the organization.
    pub fn forget_all(&self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }

    fn binding(&self, at: u64) -> Vec<u8> {
        [&self.question.0[..], &at.to_be_bytes()].concat()
    }
}

/// When, nonce, and what is sealed.
fn parts(bytes: &[u8]) -> Result<(u64, &[u8], &[u8]), DecodeError> {
    let mut r = Reader::new(bytes);
    r.tuple(3)?;
    Ok((r.uint()?, r.bytes()?, r.bytes()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_what_was_kept_or_it_is_forged() {
        let dir = tempfile::tempdir().expect("a directory");
        let folders = Folders { cache: Some(dir.path().to_owned()), ..Folders::default() };
        let (ana, ben) = (Identity::generate(), Identity::generate());
        let place = |store: &str, question: &str| {
            Copy::of(&folders, store, "acme", &Kid([1; 16]), &[question.as_bytes()]).expect("a place")
        };
        let copy = place("https://one", "staging");
        assert_eq!(copy.find(&ana), Ok(None));
        copy.keep(&ana, b"hunter2", 7);
        assert_eq!(copy.find(&ana), Ok(Some(Kept { at: 7, bytes: b"hunter2".to_vec() })));
        assert_eq!(copy.find(&ben), Err(Forged));
        let bytes = std::fs::read(copy.file()).expect("read");
        assert!(!bytes.windows(7).any(|part| part == b"hunter2"));
        let other = place("https://one", "production");
        std::fs::copy(copy.file(), other.file()).expect("copied");
        assert_eq!(other.find(&ana), Err(Forged), "moved to another question");
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1;
            std::fs::write(copy.file(), &flipped).expect("written");
            assert_eq!(copy.find(&ana), Err(Forged), "byte {at}");
            std::fs::write(copy.file(), &bytes[..at]).expect("written");
            assert_eq!(copy.find(&ana), Err(Forged), "cut at {at}");
        }
        copy.forget_all();
        assert_eq!(other.find(&ana), Ok(None));
        assert_eq!(place("https://two", "staging").find(&ana), Ok(None));
    }
}
