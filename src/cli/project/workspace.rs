//! The manifests of a workspace, for the commands that take `--all`.

use std::path::{Path, PathBuf};

use crate::cli::Globals;
use crate::cli::context::{Context, manifest_name};
use crate::cli::error::{self, Error, Result};

impl Context {
    /// The same command, in the folder of another manifest.
    fn at_manifest(&self, path: PathBuf) -> Context {
        let folder = path.parent().map(Path::to_owned);
        let mut member = self.with(Globals { config: Some(path), ..self.globals.clone() });
        member.cwd = folder.unwrap_or_else(|| self.cwd.clone());
        member
    }

    /// The manifest's file as people are shown it: from its workspace's root, where it has one.
    ///
    /// # Errors
    /// As [`Context::head`].
    pub fn manifest_label(&self) -> Result<String> {
        let Some(path) = self.manifest_path()? else { return Ok(manifest_name().to_owned()) };
        let base = self.head()?.root.as_deref().and_then(Path::parent);
        let canonical = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let inner = base.and_then(|base| canonical.strip_prefix(base).ok());
        Ok(inner.map_or_else(|| manifest_name().to_owned(), |inner| inner.display().to_string()))
    }

    /// Every manifest of the workspace at hand, each as a context of its own; without a workspace, the one
    /// manifest that there is.
    ///
    /// # Errors
    /// When there is none, or one that is named is not there.
    pub fn members(&self) -> Result<Vec<Context>> {
        let Some(path) = self.manifest_path()? else {
            let what = format!("there is no {} here", manifest_name());
            return Err(Error::new("manifest_not_found", error::NOT_FOUND, what));
        };
        let head = self.head()?;
        let root = head.root.as_deref().unwrap_or(path);
        let above = crate::manifest::read_head(root)?;
        let mut paths = crate::manifest::members(root, &above)?;
        if above.project.is_some() || paths.is_empty() {
            paths.insert(0, root.to_owned());
        }
        Ok(paths.into_iter().map(|path| self.at_manifest(path)).collect())
    }

    /// Asks every member of the workspace. One that fails says so and leaves the others alone; the worst
    /// exit code is handed back.
    ///
    /// # Errors
    /// As [`Context::members`].
    pub fn each_member<T>(&self, ask: impl Fn(&Context) -> Result<T>) -> Result<(Vec<T>, Option<u8>)> {
        let (mut answers, mut failed) = (Vec::new(), None);
        for member in self.members()? {
            match ask(&member) {
                Ok(answer) => answers.push(answer),
                Err(e) => {
                    self.ui.fail(&e.0);
                    failed = failed.max(Some(e.exit()));
                }
            }
        }
        Ok((answers, failed))
    }
}
