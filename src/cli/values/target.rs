//! Where an export goes: a file that is replaced whole, one that is appended to, or a stream.
//!
//! It knows no format. Invariant: a file is as it was or has all of it, and is never readable by
//! others, not for a moment.

use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::failpoint;

/// A file to write, checked before anything is read.
pub struct Target {
    path: PathBuf,
    /// The file as it is called.
    pub shown: String,
    /// How it is written.
    pub how: How,
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Replaced in one step.
    Replaced,
    /// A device or pipe: written to as it is.
    Stream,
    /// Appended to, or left as it was.
    Appended,
}

/// What the user allows.
#[derive(Clone, Copy, Debug)]
pub struct Allow {
    /// To replace a file.
    pub force: bool,
    /// To write where git would see it.
    pub tracked: bool,
}

impl Target {
    /// The file that a variable names, for what is appended.
    ///
    /// # Errors
    /// When there is no such variable.
    pub fn named_by(ctx: &Context, variable: &str) -> Result<Target> {
        let Some(path) = ctx.var(variable) else {
            return Err(Error::usage(format!("{variable} is not set: this is for a step of a workflow"))
                .hint("--output FILE writes to a file, --output /dev/stdout shows it"));
        };
        Ok(Target { path: ctx.cwd.join(path), shown: format!("${variable}"), how: How::Appended })
    }

    /// A file that the user names.
    ///
    /// # Errors
    /// When it is there and may not be replaced, is no file, or git would see it.
    pub fn check(ctx: &Context, given: &Path, allow: Allow) -> Result<Target> {
        let path = ctx.cwd.join(given);
        let shown = given.display().to_string();
        let meta = std::fs::symlink_metadata(&path);
        let target = |how| Target { path: path.clone(), shown: shown.clone(), how };
        if let Ok(meta) = &meta {
            // `/dev/stdout` is a link that the user means.
            if path.starts_with("/dev") || is_stream(meta) {
                return Ok(target(How::Stream));
            }
            if meta.is_symlink() {
                return Err(Error::new(
                    "symlink",
                    error::CONFLICT,
                    format!("{shown} is a symbolic link: it is not followed"),
                ));
            }
            if meta.is_dir() {
                return Err(Error::new("directory", error::CONFLICT, format!("{shown} is a directory")));
            }
            if !allow.force {
                return Err(Error::new("file_exists", error::CONFLICT, format!("{shown} exists"))
                    .hint("--force replaces it"));
            }
        }
        if !allow.tracked && git_would_track(&path) {
            return Err(Error::new(
                "tracked",
                error::BLOCKED,
                format!("{shown} is inside a git work tree and not ignored: it could be committed"),
            )
            .hint(format!("echo {shown} >> .gitignore   (or --allow-tracked)")));
        }
        Ok(target(How::Replaced))
    }

    /// What is in the file that is to be replaced, if there is one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn replaces(&self) -> Result<Option<Vec<u8>>> {
        if self.how != How::Replaced {
            return Ok(None);
        }
        match std::fs::read(&self.path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(Error::new("io", error::FAILED, format!("cannot read {}: {e}", self.shown))),
            Ok(bytes) => Ok(Some(bytes)),
        }
    }

    /// Writes all of it, or leaves the file as it was.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(&self, bytes: &[u8]) -> Result<()> {
        let written = match self.how {
            How::Replaced => self.replace(bytes),
            How::Stream => {
                std::fs::OpenOptions::new().write(true).open(&self.path).and_then(|mut f| f.write_all(bytes))
            }
            How::Appended => self.append(bytes),
        };
        written.map_err(|e| Error::new("io", error::FAILED, format!("cannot write {}: {e}", self.shown)))
    }

    /// Mode 0600 from the first byte; nothing is left of it when anything fails.
    fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        let folder = self.path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes).and_then(|()| file.as_file().sync_all())?;
        failpoint::at("export.written");
        let put = file.persist(&self.path).map(drop).map_err(|e| e.error);
        failpoint::at("export.renamed");
        put
    }

    /// Begins on a line of its own; what was written of it is taken back when anything fails.
    fn append(&self, bytes: &[u8]) -> io::Result<()> {
        let mut file = std::fs::OpenOptions::new().read(true).append(true).create(true).open(&self.path)?;
        let before = file.seek(SeekFrom::End(0))?;
        let mut last = [b'\n'];
        if before > 0 {
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
        }
        let gap: &[u8] = if last == *b"\n" { b"" } else { b"\n" };
        file.write_all(&[gap, bytes].concat()).or_else(|e| file.set_len(before).and(Err(e)))
    }
}

#[cfg(unix)]
fn is_stream(meta: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    let kind = meta.file_type();
    kind.is_fifo() || kind.is_char_device()
}

#[cfg(not(unix))]
fn is_stream(_: &std::fs::Metadata) -> bool {
    false
}

/// Whether the file lies in a git work tree and git would not ignore it. Git itself is asked; where
/// there is no git there is no commit to fear.
fn git_would_track(path: &Path) -> bool {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let inside = folder.ancestors().any(|dir| dir.join(".git").exists());
    if !inside {
        return false;
    }
    let check = std::process::Command::new("git")
        .args(["check-ignore", "--quiet", "--"])
        .arg(path)
        .current_dir(folder)
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status();
    // 0: ignored; 1: not ignored; anything else: no work tree after all.
    check.is_ok_and(|status| status.code() == Some(1))
}
