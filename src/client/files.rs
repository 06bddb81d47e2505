//! Values as files, for as long as a command runs: a folder of mode 0700 with files of mode 0600, in
//! memory where there is such a place, gone when this is dropped.
//!
//! A folder whose owner was killed before it could clear it away is cleared away by the next: whoever
//! uses one holds its lock.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::local::{LocalError, private_dir, replace_private};

/// How the folders begin.
const PREFIX: &str = "envctl-run-";
/// Younger than this, a folder without a lock may be just about to get it.
const YOUNG: Duration = Duration::from_secs(60);

/// A folder of values.
#[derive(Debug)]
pub struct Files {
    folder: tempfile::TempDir,
    /// Held for as long as the folder is used.
    _lock: File,
}

impl Files {
    /// Makes a folder in the first of these places that can be used.
    ///
    /// # Errors
    /// When none can be.
    pub fn create(places: &[PathBuf]) -> Result<Files, LocalError> {
        let mut failed = LocalError::NoHome { variable: "TMPDIR" };
        for place in places {
            sweep(place);
            match Files::create_in(place) {
                Ok(files) => return Ok(files),
                Err(source) => failed = LocalError::Io { doing: "create", path: place.clone(), source },
            }
        }
        Err(failed)
    }

    fn create_in(place: &Path) -> std::io::Result<Files> {
        // A temporary folder may be entered by others where the mask allows it: this may not.
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(place)?;
        let inner = folder.path().join("values");
        #[cfg(unix)]
        std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
        private_dir(&inner)?;
        let lock = File::create(folder.path().join("lock"))?;
        lock.lock()?;
        Ok(Files { folder, _lock: lock })
    }

    /// Where the value of this name lies.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("values").join(name)
    }

    /// Writes a value, or replaces it in one step.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put(&self, name: &str, value: &[u8]) -> Result<PathBuf, LocalError> {
        let path = self.path(name);
        replace_private(&path, value).map_err(|source| LocalError::Io {
            doing: "write",
            path: path.clone(),
            source,
        })?;
        Ok(path)
    }
}

/// Clears away what others left behind. What cannot be is left.
fn sweep(place: &Path) {
    let Ok(entries) = std::fs::read_dir(place) else { return };
    for entry in entries.flatten() {
        let ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        let is_old = || {
            let changed = entry.metadata().and_then(|meta| meta.modified()).ok()?;
            Some(changed.elapsed().ok()? > YOUNG)
        };
        if !ours || is_old() != Some(true) {
            continue;
        }
        // The folders of others cannot be entered, and so not opened.
        let free = match File::open(entry.path().join("lock")) {
            Ok(lock) => lock.try_lock().is_ok(),
            Err(e) => e.kind() == std::io::ErrorKind::NotFound,
        };
        if free {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        let meta = std::fs::metadata(path).expect("there");
        std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o777
    }

    #[test]
    fn files_are_private_and_gone_afterwards() {
        let place = tempfile::tempdir().expect("a folder");
        let places = [place.path().join("nowhere"), place.path().to_owned()];
        let files = Files::create(&places).expect("made");
        let path = files.put("TLS_KEY", b"one").expect("written");
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().expect("a folder")), 0o700);
        assert_eq!(mode(files.folder.path()), 0o700);
        assert_eq!(files.put("TLS_KEY", b"two").expect("written"), path);
        assert_eq!(std::fs::read(&path).expect("read"), b"two");
        drop(files);
        assert_eq!(std::fs::read_dir(place.path()).expect("a folder").count(), 0);
        assert!(Files::create(&places[..1]).is_err());
    }

    #[test]
    fn what_was_left_behind_is_cleared_away() {
        let place = tempfile::tempdir().expect("a folder");
        let old = |path: &Path| {
            let then = std::time::SystemTime::now() - 2 * YOUNG;
            File::open(path).and_then(|folder| folder.set_modified(then)).expect("made old");
        };
        let [used, left, young] = [0, 1, 2].map(|_| Files::create_in(place.path()).expect("made"));
        old(used.folder.path());
        old(left.folder.path());
        let [left, young] = [left, young].map(|Files { folder, _lock: lock }| {
            drop(lock);
            folder.keep()
        });
        sweep(place.path());
        assert!(used.folder.path().exists(), "its lock is held");
        assert!(!left.exists(), "nobody uses it");
        assert!(young.exists(), "it may be just made");
    }
}
