//! Finding the manifest by walking up from a directory.
//!
//! Only looks whether a file is there; opening it is for `file`. Invariant: the walk never leaves
//! the repository, the home directory or the file system it began in.

use std::io;
use std::path::Path;
use std::path::PathBuf;

use super::error::ManifestError;

/// The name of a manifest.
pub const FILE_NAME: &str = "envctl.toml";

/// Walks up from `start`, an absolute directory, to the first `envctl.toml`.
///
/// The walk ends after the root of a repository (it holds `.git`), after `home`, and before a
/// directory on another file system. Whatever has the name is found, a link or a directory too:
/// reading it then says what is wrong, where passing over it would take another file silently.
pub fn find(start: &Path, home: Option<&Path>) -> Result<Option<PathBuf>, ManifestError> {
    let device = device(start);
    for directory in start.ancestors() {
        if self::device(directory) != device {
            break;
        }
        let candidate = directory.join(FILE_NAME);
        if exists(&candidate)? {
            return Ok(Some(candidate));
        }
        if Some(directory) == home || exists(&directory.join(".git"))? {
            break;
        }
    }
    Ok(None)
}

fn exists(path: &Path) -> Result<bool, ManifestError> {
    match std::fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Ok(false),
            _ => Err(ManifestError::Io { verb: "look for", path: path.to_owned(), source: error }),
        },
    }
}

/// Returns the file system a directory is on.
#[cfg(unix)]
fn device(path: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt as _;

    std::fs::metadata(path).ok().map(|metadata| metadata.dev())
}

/// Drives are not crossed by walking up.
#[cfg(not(unix))]
fn device(_path: &Path) -> Option<u64> {
    None
}
