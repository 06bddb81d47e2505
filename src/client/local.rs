//! The user's own files: where they live, and the small ones that are read and written here.
//!
//! Configuration, state and data are apart, as the XDG base directory specification has them; a
//! relative path in its variables is ignored, as it says. Nothing here is ever in the project.

use crate::failpoint;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Why a file of the user's own could not be used.
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// Reading or writing failed.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// `read`, `write`, `create`.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// The operating system's word.
        source: std::io::Error,
    },
    /// No folder to put them in.
    #[error("no home directory: set HOME, or {variable}")]
    NoHome {
        /// The variable that names the folder.
        variable: &'static str,
    },
    /// Not what was expected in it.
    #[error("{} is not valid: {what}", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What was found.
        what: String,
    },
}

/// The folders of one user.
#[derive(Clone, Debug, Default)]
pub struct Folders {
    /// The home directory.
    pub home: Option<PathBuf>,
    /// Configuration and keys.
    pub config: Option<PathBuf>,
    /// The store of this machine.
    pub data: Option<PathBuf>,
    /// Saved context, pins.
    pub state: Option<PathBuf>,
    /// What may be lost: answers that are kept for the next time.
    pub cache: Option<PathBuf>,
}

impl Folders {
    /// The folders that these variables name. `var` gives an environment variable.
    pub fn of(var: impl Fn(&str) -> Option<std::ffi::OsString>) -> Folders {
        let absolute = |name: &str| var(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let home = absolute("HOME").or_else(dirs::home_dir);
        let folder = |own: &str, xdg: &str, windows: Option<PathBuf>, below: &str| {
            if let Some(own) = absolute(own) {
                return Some(own);
            }
            let base = absolute(xdg)
                .or_else(|| if cfg!(windows) { windows } else { home.as_ref().map(|home| home.join(below)) });
            base.map(|base| base.join("envctl"))
        };
        Folders {
            config: folder("ENVCTL_CONFIG_DIR", "XDG_CONFIG_HOME", dirs::config_dir(), ".config"),
            data: folder("ENVCTL_DATA_DIR", "XDG_DATA_HOME", dirs::data_local_dir(), ".local/share"),
            cache: folder("ENVCTL_CACHE_DIR", "XDG_CACHE_HOME", dirs::cache_dir(), ".cache"),
            state: folder("ENVCTL_STATE_DIR", "XDG_STATE_HOME", dirs::data_local_dir(), ".local/state"),
            home,
        }
    }

    /// The file of the store of this machine.
    ///
    /// # Errors
    /// When there is no home directory.
    pub fn store(&self) -> Result<PathBuf, LocalError> {
        let data = self.data.as_ref().ok_or(LocalError::NoHome { variable: "XDG_DATA_HOME" })?;
        Ok(data.join("store.db"))
    }
}

/// Makes a folder, and those above it, that only the user may enter.
pub(super) fn private_dir(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Replaces a file in one step, without waiting for the disk: for what may be lost. Mode 0600.
pub(super) fn replace_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    failpoint::at("state.written");
    file.persist(path).map(drop).map_err(|e| e.error)
}

/// Replaces a file in one step: the old one or the new one is there, never a part. Mode 0600.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), LocalError> {
    put_private(path, bytes, false).map(drop)
}

/// Makes a file in one step, unless there is one: false then. Mode 0600.
pub(super) fn write_private_once(path: &Path, bytes: &[u8]) -> Result<bool, LocalError> {
    put_private(path, bytes, true)
}

fn put_private(path: &Path, bytes: &[u8], once: bool) -> Result<bool, LocalError> {
    let io = |source| LocalError::Io { doing: "write", path: path.to_owned(), source };
    let folder = path.parent().unwrap_or(Path::new("."));
    private_dir(folder).map_err(io)?;
    // A temporary file is made with mode 0600.
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(io)?;
    file.write_all(bytes).map_err(io)?;
    file.as_file().sync_all().map_err(io)?;
    failpoint::at("key.written");
    let put = if once { file.persist_noclobber(path) } else { file.persist(path) };
    match put {
        Ok(_) => {}
        Err(e) if once && e.error.kind() == std::io::ErrorKind::AlreadyExists => return Ok(false),
        Err(e) => return Err(io(e.error)),
    }
    failpoint::at("key.renamed");
    #[cfg(unix)]
    std::fs::File::open(folder).and_then(|dir| dir.sync_all()).map_err(io)?;
    Ok(true)
}

/// The context that `use` saved: per manifest, so that two clones do not share it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// The organization.
    pub org: Option<String>,
    /// The environment.
    pub env: Option<String>,
    /// When, in milliseconds since 1970.
    pub saved: Option<i64>,
}

impl Context {
    /// The file that holds the contexts of all scopes.
    pub fn file(folders: &Folders) -> Option<PathBuf> {
        folders.state.as_ref().map(|state| state.join("context.toml"))
    }

    fn read_all(path: &Path) -> Result<BTreeMap<String, toml::Table>, LocalError> {
        match std::fs::read_to_string(path) {
            Ok(text) => toml::from_str(&text)
                .map_err(|e| LocalError::Invalid { path: path.to_owned(), what: e.message().to_owned() }),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(source) => Err(LocalError::Io { doing: "read", path: path.to_owned(), source }),
        }
    }

    /// What was saved for a scope: a manifest's path, or `default` outside of a project.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn load(folders: &Folders, scope: &str) -> Result<Context, LocalError> {
        let Some(path) = Context::file(folders) else { return Ok(Context::default()) };
        let mut all = Context::read_all(&path)?;
        let Some(table) = all.remove(scope) else { return Ok(Context::default()) };
        let text = |key: &str| table.get(key).and_then(|v| v.as_str()).map(str::to_owned);
        let saved = table.get("saved").and_then(toml::Value::as_integer);
        Ok(Context { org: text("org"), env: text("env"), saved })
    }

    /// Saves the context of a scope; an empty one is removed.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, folders: &Folders, scope: &str) -> Result<(), LocalError> {
        let path = Context::file(folders).ok_or(LocalError::NoHome { variable: "XDG_STATE_HOME" })?;
        let mut all = Context::read_all(&path)?;
        let mut document = toml_edit::DocumentMut::new();
        all.remove(scope);
        for (scope, table) in &all {
            for (key, value) in table {
                document[scope][key] = match value {
                    toml::Value::Integer(n) => toml_edit::value(*n),
                    other => toml_edit::value(other.as_str().unwrap_or_default()),
                };
            }
        }
        if self.org.is_some() || self.env.is_some() {
            let mut table = toml_edit::Table::new();
            for (key, text) in [("org", &self.org), ("env", &self.env)] {
                if let Some(text) = text {
                    table[key] = toml_edit::value(text);
                }
            }
            if let Some(saved) = self.saved {
                table["saved"] = toml_edit::value(saved);
            }
            document[scope] = toml_edit::Item::Table(table);
        }
        write_private(&path, document.to_string().as_bytes())
    }
}
