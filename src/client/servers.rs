//! Which server a profile is signed in to: the store of commands that name none.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::local::{Folders, LocalError, write_private};

/// The servers that profiles are signed in to.
#[derive(Debug)]
pub struct Servers<'f>(pub &'f Folders);

impl Servers<'_> {
    /// The file that holds them.
    pub fn file(&self) -> Option<PathBuf> {
        self.0.config.as_ref().map(|config| config.join("servers.toml"))
    }

    fn all(&self) -> Result<BTreeMap<String, String>, LocalError> {
        let Some(path) = self.file() else { return Ok(BTreeMap::new()) };
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                toml::from_str(&text).map_err(|e| LocalError::Invalid { path, what: e.message().to_owned() })
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(source) => Err(LocalError::Io { doing: "read", path, source }),
        }
    }

    /// The server of a profile.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn of(&self, profile: &str) -> Result<Option<String>, LocalError> {
        Ok(self.all()?.remove(profile))
    }

    /// Remembers the server of a profile; none: it has none any more.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn set(&self, profile: &str, server: Option<&str>) -> Result<(), LocalError> {
        let path = self.file().ok_or(LocalError::NoHome { variable: "XDG_CONFIG_HOME" })?;
        let mut all = self.all()?;
        let before = match server {
            Some(server) => all.insert(profile.to_owned(), server.to_owned()),
            None => all.remove(profile),
        };
        if before.as_deref() == server {
            return Ok(());
        }
        let mut document = toml_edit::DocumentMut::new();
        for (profile, server) in &all {
            document[profile] = toml_edit::value(server.as_str());
        }
        write_private(&path, document.to_string().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_profile_has_its_own() {
        let folder = tempfile::tempdir().expect("a directory");
        let folders = Folders { config: Some(folder.path().join("envctl")), ..Folders::default() };
        let servers = Servers(&folders);
        assert_eq!(servers.of("default").expect("read"), None);
        servers.set("default", Some("https://one")).expect("written");
        servers.set("work", Some("https://two")).expect("written");
        servers.set("default", None).expect("written");
        servers.set("nobody", None).expect("nothing to do");
        assert_eq!(servers.of("default").expect("read"), None);
        assert_eq!(servers.of("work").expect("read").as_deref(), Some("https://two"));
    }
}
