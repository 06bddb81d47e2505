//! The manifest as a file: opening it with suspicion, creating it, replacing it in one step.
//!
//! Nothing here knows TOML. Invariant: all facts about a file come from the descriptor it is read
//! through, so a file swapped between check and read gains nothing; a file is old or new, never half.

use std::fs::File;
use std::io;
use std::io::Read as _;
use std::io::Write as _;
use std::path::Path;

use super::error::ManifestError;
use crate::failpoint;

/// Plain constants live in the manifest, so it may grow; a megabyte of it is 15,000 constants.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// Reads a manifest from a file that only its owner can have written.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, ManifestError> {
    let (file, size) = open(path)?;
    let too_large = || refused(path, format!("it is larger than {} MiB", MAX_BYTES >> 20));
    if size > MAX_BYTES {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
    // It may grow while it is read.
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|e| failed("read", path, e))?;
    if bytes.len() as u64 > MAX_BYTES { Err(too_large()) } else { Ok(bytes) }
}

/// A manifest that is written and has not got its name yet.
#[derive(Debug)]
pub struct Prepared {
    file: tempfile::TempPath,
    path: std::path::PathBuf,
}

/// Writes a manifest beside where it is to be.
pub(super) fn prepare(path: &Path, bytes: &[u8]) -> Result<Prepared, ManifestError> {
    let write = || -> io::Result<tempfile::TempPath> {
        let mut builder = tempfile::Builder::new();
        // Whatever the mask: a manifest that everyone may write to is one that is refused.
        #[cfg(unix)]
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
        #[cfg(unix)]
        builder.permissions(mode);
        let mut file = builder.prefix(".envctl.toml.").tempfile_in(directory(path))?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        Ok(file.into_temp_path())
    };
    let file = write().map_err(|error| failed("write", path, error))?;
    Ok(Prepared { file, path: path.to_owned() })
}

impl Prepared {
    /// Gives it its name, in one step, where nothing has it: not even a dangling link.
    ///
    /// # Errors
    /// When something has, or the system refuses.
    pub fn put(self) -> Result<(), ManifestError> {
        failpoint::at("manifest.written");
        let path = self.path;
        self.file.persist_noclobber(&path).map_err(|e| match e.error.kind() {
            io::ErrorKind::AlreadyExists => ManifestError::Exists { path: path.clone() },
            _ => failed("write", &path, e.error),
        })?;
        failpoint::at("manifest.renamed");
        #[cfg(unix)]
        File::open(directory(&path))
            .and_then(|held| held.sync_all())
            .map_err(|e| failed("write", &path, e))?;
        Ok(())
    }
}

fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Replaces the file in one step, if it still holds `old`. Between the look and the step another
/// program may write; no file system offers to close that gap.
pub(super) fn replace(path: &Path, old: &[u8], new: &[u8]) -> Result<(), ManifestError> {
    let changed = || ManifestError::Changed { path: path.to_owned() };
    let directory = directory(path);
    // Held from the look to the rename: of two writers one comes after the other, and sees it. Where
    // a directory cannot be locked there is still the look.
    #[cfg(unix)]
    let held = File::open(directory).and_then(|handle| handle.lock().map(|()| handle));
    match read(path) {
        Ok(bytes) if bytes == old => {}
        Ok(_) | Err(ManifestError::NotFound { .. }) => return Err(changed()),
        Err(error) => return Err(error),
    }
    if old == new {
        return Ok(());
    }
    let write = || -> io::Result<()> {
        let mode = std::fs::metadata(path)?.permissions();
        let mut file = tempfile::Builder::new().prefix(".envctl.toml.").tempfile_in(directory)?;
        file.write_all(new)?;
        file.as_file().set_permissions(mode)?;
        file.as_file().sync_all()?;
        failpoint::at("manifest.written");
        file.persist(path).map_err(|error| error.error)?;
        failpoint::at("manifest.renamed");
        // The rename itself is only safe on disk once the directory is.
        #[cfg(unix)]
        File::open(directory)?.sync_all()?;
        failpoint::at("manifest.synced");
        Ok(())
    };
    let written = write().map_err(|error| failed("write", path, error));
    #[cfg(unix)]
    drop(held);
    written
}

fn refused(path: &Path, reason: impl Into<String>) -> ManifestError {
    ManifestError::Refused { path: path.to_owned(), reason: reason.into() }
}

fn failed(verb: &'static str, path: &Path, source: io::Error) -> ManifestError {
    match source.kind() {
        io::ErrorKind::NotFound => ManifestError::NotFound { path: path.to_owned() },
        _ => ManifestError::Io { verb, path: path.to_owned(), source },
    }
}

/// Opens a regular file of ours and returns its size.
#[cfg(unix)]
fn open(path: &Path) -> Result<(File, u64), ManifestError> {
    use rustix::fs::FileType;
    use rustix::fs::Mode;
    use rustix::fs::OFlags;
    use rustix::io::Errno;

    // NONBLOCK: opening a FIFO would wait for a writer. NOCTTY: a terminal would become ours.
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
    let file = rustix::fs::open(path, flags, Mode::empty()).map_err(|errno| match errno {
        Errno::LOOP => refused(path, "it is a symbolic link"),
        Errno::NXIO => refused(path, "it is not a regular file"),
        errno => failed("read", path, errno.into()),
    })?;
    let stat = rustix::fs::fstat(&file).map_err(|errno| failed("read", path, errno.into()))?;
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => {}
        FileType::Directory => return Err(refused(path, "it is a directory")),
        _ => return Err(refused(path, "it is not a regular file")),
    }
    if stat.st_uid != 0 && stat.st_uid != rustix::process::geteuid().as_raw() {
        return Err(refused(path, "it belongs to another user"));
    }
    // A world-writable directory is no danger: a file put there by others belongs to them.
    if Mode::from_raw_mode(stat.st_mode).contains(Mode::WOTH) {
        return Err(refused(path, "everyone may write to it"));
    }
    Ok((File::from(file), u64::try_from(stat.st_size).unwrap_or(0)))
}

/// Opens a regular file and returns its size. Ownership is left to the system's access lists.
#[cfg(not(unix))]
fn open(path: &Path) -> Result<(File, u64), ManifestError> {
    let look = std::fs::symlink_metadata(path).map_err(|error| failed("read", path, error))?;
    if look.is_symlink() {
        return Err(refused(path, "it is a symbolic link"));
    }
    if look.is_dir() {
        return Err(refused(path, "it is a directory"));
    }
    let file = File::open(path).map_err(|error| failed("read", path, error))?;
    let metadata = file.metadata().map_err(|error| failed("read", path, error))?;
    if !metadata.is_file() {
        return Err(refused(path, "it is not a regular file"));
    }
    Ok((file, metadata.len()))
}
