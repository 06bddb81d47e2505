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

/// Creates a manifest where there is none, not even a dangling link.
pub(super) fn create(path: &Path, bytes: &[u8]) -> Result<(), ManifestError> {
    let mut options = File::options();
    options.write(true).create_new(true);
    // Whatever the mask: a manifest that everyone may write to is one that is refused.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o644);
    let mut file = options.open(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => ManifestError::Exists { path: path.to_owned() },
        _ => failed("write", path, error),
    })?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        // Half a manifest would be worse than none, and it is ours: we have just created it.
        let _ = std::fs::remove_file(path);
    }
    written.map_err(|error| failed("write", path, error))
}

/// Replaces the file in one step, if it still holds `old`. Between the look and the step another
/// program may write; no file system offers to close that gap.
pub(super) fn replace(path: &Path, old: &[u8], new: &[u8]) -> Result<(), ManifestError> {
    let changed = || ManifestError::Changed { path: path.to_owned() };
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
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
        file.persist(path).map_err(|error| error.error)?;
        // The rename itself is only safe on disk once the directory is.
        #[cfg(unix)]
        File::open(directory)?.sync_all()?;
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
