//! Where an identity is kept: in the operating system's keyring, or in a file that only the user
//! may read.
//!
//! Invariant: which of the two it is, is written down next to the keys when the identity is made.
//! A keyring that is merely locked is therefore an error, never a reason to make a second identity;
//! and where the identity is a file, no keyring is ever asked.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use super::local::{Folders, LocalError, write_private_once};
use crate::crypto::{Identity, IdentityError};
use crate::model::Kid;

const SERVICE: &str = "envctl";
/// What the key file holds where the keyring has the identity.
const IN_KEYRING: &str = "keyring:";
/// A keyring that does not answer within this counts as absent.
const PATIENCE: Duration = Duration::from_secs(2);

/// Why there is no identity to use.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// None was ever made.
    #[error("you have no identity on this machine yet")]
    None,
    /// The keyring has it, and does not give it.
    #[error("your identity is in the system keyring, which {0}")]
    Keyring(String),
    /// Others may read the key file.
    #[error("the key file {} is open to other users (mode {mode:04o})", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The key file is a link, a folder, or somebody else's.
    #[error("the key file {} {what}", path.display())]
    Unsafe {
        /// The file.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// The key file holds no identity.
    #[error("the key file {} is not valid: {source}", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What was found.
        source: IdentityError,
    },
    /// The file cannot be read or written.
    #[error(transparent)]
    Local(#[from] LocalError),
}

/// Where an identity is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// In the system keyring.
    Keyring,
    /// In a file.
    File(PathBuf),
}

/// The identities of one user, by profile.
#[derive(Clone, Debug)]
pub struct Keys {
    folder: Option<PathBuf>,
    profile: String,
    use_keyring: bool,
}

impl Keys {
    /// The keys of a profile. Without `use_keyring` new identities go to a file.
    pub fn new(folders: &Folders, profile: &str, use_keyring: bool) -> Keys {
        let folder = folders.config.as_ref().map(|config| config.join("keys"));
        Keys { folder, profile: profile.to_owned(), use_keyring }
    }

    /// The profile's name.
    pub fn profile(&self) -> &str {
        &self.profile
    }

    /// The file that holds the identity, or says that the keyring has it.
    ///
    /// # Errors
    /// When there is no home directory.
    pub fn file(&self) -> Result<PathBuf, LocalError> {
        let folder = self.folder.as_ref().ok_or(LocalError::NoHome { variable: "XDG_CONFIG_HOME" })?;
        Ok(folder.join(&self.profile))
    }

    /// The identity, and where it is kept.
    ///
    /// # Errors
    /// [`KeyError::None`] where none was made; otherwise why it cannot be used.
    pub fn load(&self) -> Result<(Identity, Kept), KeyError> {
        let path = self.file()?;
        let Some(line) = read_line(&path)? else { return Err(KeyError::None) };
        if let Some(kid) = line.trim_end().strip_prefix(IN_KEYRING) {
            if !self.use_keyring {
                return Err(KeyError::Keyring("is not asked in CI, or with ENVCTL_KEYRING=off".to_owned()));
            }
            let line = from_keyring(&self.profile, kid)?;
            let identity = Identity::from_line(&line)
                .map_err(|e| KeyError::Keyring(format!("holds something else: {e}")))?;
            if Kid::of(&identity.sign_key()).to_string() != kid {
                return Err(KeyError::Keyring(format!("holds another key than {kid}")));
            }
            return Ok((identity, Kept::Keyring));
        }
        let identity =
            Identity::from_line(&line).map_err(|source| KeyError::Invalid { path: path.clone(), source })?;
        Ok((identity, Kept::File(path)))
    }

    /// Whether the keyring is asked at all.
    pub fn uses_keyring(&self) -> bool {
        self.use_keyring
    }

    /// The profiles that have an identity on this machine, in order.
    pub fn profiles(&self) -> Vec<String> {
        let entries = self.folder.as_ref().and_then(|folder| std::fs::read_dir(folder).ok());
        let names = entries.into_iter().flatten().flatten().map(|entry| entry.file_name());
        let mut names: Vec<String> = names
            .filter_map(|name| name.into_string().ok())
            .filter(|name| name.parse::<crate::model::AppName>().is_ok())
            .collect();
        names.sort();
        names
    }

    /// Forgets the identity: from the file, and from the keyring where that has it.
    ///
    /// # Errors
    /// When it stays where it is.
    pub fn forget(&self) -> Result<(), KeyError> {
        let path = self.file()?;
        let Some(line) = read_line(&path)? else { return Err(KeyError::None) };
        if let Some(kid) = line.trim_end().strip_prefix(IN_KEYRING) {
            if !self.use_keyring {
                return Err(KeyError::Keyring("is not asked in CI, or with ENVCTL_KEYRING=off".to_owned()));
            }
            let user = format!("{}:{kid}", self.profile);
            let gone = patiently(move || keyring::Entry::new(SERVICE, &user)?.delete_credential());
            match gone {
                Some(Ok(()) | Err(keyring::Error::NoEntry)) => {}
                Some(Err(e)) => return Err(KeyError::Keyring(format!("does not give it up: {e}"))),
                None => {
                    return Err(KeyError::Keyring(format!("did not answer within {} s", PATIENCE.as_secs())));
                }
            }
        }
        let io = |source| LocalError::Io { doing: "remove", path: path.clone(), source };
        Ok(std::fs::remove_file(&path).map_err(io)?)
    }

    /// Makes an identity and keeps it: in the keyring where one answers, otherwise in a file.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub fn create(&self) -> Result<(Identity, Kept), KeyError> {
        let path = self.file()?;
        let identity = Identity::generate();
        let kid = Kid::of(&identity.sign_key()).to_string();
        let in_keyring = self.use_keyring && to_keyring(&self.profile, &kid, &identity.to_line());
        let line =
            if in_keyring { format!("{IN_KEYRING}{kid}\n") } else { format!("{}\n", *identity.to_line()) };
        // Two processes may be the first at once: one identity is made, and both use it.
        if !write_private_once(&path, line.as_bytes())? {
            return self.load();
        }
        Ok((identity, if in_keyring { Kept::Keyring } else { Kept::File(path) }))
    }
}

fn read_line(path: &Path) -> Result<Option<String>, KeyError> {
    let io = |source| LocalError::Io { doing: "read", path: path.to_owned(), source };
    #[cfg(unix)]
    let file = {
        use rustix::fs::{Mode, OFlags};
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        match rustix::fs::open(path, flags, Mode::empty()) {
            Ok(fd) => std::fs::File::from(fd),
            Err(rustix::io::Errno::NOENT) => return Ok(None),
            Err(rustix::io::Errno::LOOP) => {
                return Err(KeyError::Unsafe { path: path.to_owned(), what: "is a symbolic link" });
            }
            Err(e) => return Err(io(e.into()).into()),
        }
    };
    #[cfg(not(unix))]
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(io(e).into()),
    };
    let meta = file.metadata().map_err(io)?;
    if !meta.is_file() {
        return Err(KeyError::Unsafe { path: path.to_owned(), what: "is not a regular file" });
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if meta.uid() != rustix::process::geteuid().as_raw() {
            return Err(KeyError::Unsafe { path: path.to_owned(), what: "belongs to another user" });
        }
        if meta.mode() & 0o077 != 0 {
            return Err(KeyError::Exposed { path: path.to_owned(), mode: meta.mode() & 0o7777 });
        }
    }
    let mut line = String::new();
    // An identity is one short line: more is not read.
    let read = file.take(4096).read_to_string(&mut line);
    match read {
        Ok(_) => Ok(Some(line)),
        Err(e) if e.kind() == std::io::ErrorKind::InvalidData => {
            Err(KeyError::Invalid { path: path.to_owned(), source: IdentityError::Prefix })
        }
        Err(e) => Err(io(e).into()),
    }
}

/// Runs a call to the keyring with a limit: a bus that accepts and never answers blocks for ever.
fn patiently<T: Send + 'static>(call: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || send.send(call()));
    receive.recv_timeout(PATIENCE).ok()
}

fn from_keyring(profile: &str, kid: &str) -> Result<zeroize::Zeroizing<String>, KeyError> {
    let user = format!("{profile}:{kid}");
    let answer =
        patiently(move || keyring::Entry::new(SERVICE, &user).and_then(|entry| entry.get_password()));
    match answer {
        Some(Ok(line)) => Ok(zeroize::Zeroizing::new(line)),
        Some(Err(e)) => Err(KeyError::Keyring(format!("does not give it: {e}"))),
        None => Err(KeyError::Keyring(format!("did not answer within {} s", PATIENCE.as_secs()))),
    }
}

fn to_keyring(profile: &str, kid: &str, line: &str) -> bool {
    let (user, line) = (format!("{profile}:{kid}"), zeroize::Zeroizing::new(line.to_owned()));
    let kept = patiently(move || {
        let entry = keyring::Entry::new(SERVICE, &user)?;
        entry.set_password(&line)?;
        // Some services accept and forget: what cannot be read back was not kept.
        entry.get_password().map(|back| zeroize::Zeroizing::new(back) == line)
    });
    matches!(kept, Some(Ok(true)))
}
