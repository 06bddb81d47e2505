//! Several manifests of one repository: a root with `[workspace] members`, and its members.
//!
//! A member says what is its own; the organization, the store and the environments are the root's.
//! Invariants: a fact about an environment is read from the root, and written to the root; what a
//! member would have to say twice is refused.

use std::path::Path;
use std::path::PathBuf;

use super::Fact;
use super::FactPath;
use super::Head;
use super::Manifest;
use super::error::ManifestError;
use super::error::Problems;
use super::file;
use super::find::FILE_NAME;
use super::find::find;
use super::guard;

/// The root of the workspace that a manifest is a member of, if it is one. The manifest need not be
/// there yet.
///
/// # Errors
/// When the next manifest above cannot be read.
pub fn root_of(path: &Path, home: Option<&Path>) -> Result<Option<PathBuf>, ManifestError> {
    let Some(folder) = path.parent() else { return Ok(None) };
    // The folder need not be there either.
    let there = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(folder);
    let made = folder.strip_prefix(there).unwrap_or(Path::new(""));
    let folder = there.canonicalize().unwrap_or_else(|_| there.to_owned()).join(made);
    let folder = folder.as_path();
    // A repository of its own is no part of what lies around it.
    let Some(above) = folder.parent().filter(|_| Some(folder) != home) else { return Ok(None) };
    if folder.join(".git").symlink_metadata().is_ok() {
        return Ok(None);
    }
    let above = above.ancestors().find(|folder| folder.is_dir()).unwrap_or(above);
    let Some(root) = find(above, home)? else { return Ok(None) };
    let members = super::read_head(&root)?.workspace_members;
    let Some(inner) = root.parent().and_then(|base| folder.strip_prefix(base).ok()) else { return Ok(None) };
    let inner: Option<Vec<&str>> = inner.components().map(|part| part.as_os_str().to_str()).collect();
    let is_it = |member: &String| inner.as_ref().is_some_and(|inner| covers(&parts(member), inner));
    Ok(members.iter().any(is_it).then_some(root))
}

/// Where the root of the workspace that a manifest is a member of may be, nearest first: what is there, or
/// comes there, decides.
pub fn above(path: &Path, home: Option<&Path>) -> Vec<PathBuf> {
    let ends = |folder: &Path| Some(folder) == home || folder.join(".git").symlink_metadata().is_ok();
    let mut places = Vec::new();
    for folder in path.parent().into_iter().flat_map(Path::ancestors) {
        places.push(folder.join(FILE_NAME));
        if ends(folder) {
            break;
        }
    }
    places.into_iter().skip(1).collect()
}

/// The manifests of the members of a workspace, by path.
///
/// # Errors
/// When one that is named is not there.
pub fn members(root: &Path, head: &Head) -> Result<Vec<PathBuf>, ManifestError> {
    let base = root.parent().unwrap_or(Path::new("."));
    let mut found = Vec::new();
    for member in &head.workspace_members {
        let parts = parts(member);
        let mut folders = vec![base.to_owned()];
        for part in &parts {
            folders = folders.iter().flat_map(|folder| inside(folder, part)).collect();
        }
        let manifests = folders.into_iter().map(|folder| folder.join(FILE_NAME));
        let manifests: Vec<PathBuf> = manifests.filter(|path| path.symlink_metadata().is_ok()).collect();
        if manifests.is_empty() && !member.contains('*') {
            return Err(ManifestError::NotFound { path: base.join(member).join(FILE_NAME) });
        }
        found.extend(manifests.into_iter().filter(|path| path != root));
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn parts(member: &str) -> Vec<&str> {
    member.split('/').filter(|part| !part.is_empty() && *part != ".").collect()
}

fn covers(member: &[&str], inner: &[&str]) -> bool {
    member.len() == inner.len() && member.iter().zip(inner).all(|(pattern, name)| is_like(pattern, name))
}

/// Whether a name is as a pattern says, in which `*` stands for anything, and for no hidden name.
fn is_like(pattern: &str, name: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut left) = name.strip_prefix(first).filter(|_| !first.is_empty() || !name.starts_with('.'))
    else {
        return false;
    };
    let mut pieces: Vec<&str> = rest.split('*').collect();
    let last = pieces.pop().unwrap_or_default();
    for piece in pieces {
        match left.find(piece) {
            Some(at) => left = &left[at + piece.len()..],
            None => return false,
        }
    }
    left.ends_with(last)
}

/// The folders in a folder that a part of a pattern means; links are not followed.
fn inside(folder: &Path, part: &str) -> Vec<PathBuf> {
    if !part.contains('*') {
        return vec![folder.join(part)];
    }
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let like = folders.filter(|entry| entry.file_name().to_str().is_some_and(|name| is_like(part, name)));
    like.map(|entry| entry.path()).collect()
}

/// Reads the head of a manifest, with what it has from the root of its workspace.
///
/// # Errors
/// When one of them cannot be read, or the member says what is the root's.
pub fn load_head(path: &Path, home: Option<&Path>) -> Result<Head, ManifestError> {
    let head = super::read_head(path)?;
    match root_of(path, home)? {
        None => Ok(head),
        Some(root) => {
            let above = super::read_head(&root)?;
            head.within(path, &root, above, || file::read(path))
        }
    }
}

impl Head {
    /// The head of a member, with what it has from the root. `text` is the member's, to show where it
    /// says what it may not.
    fn within(
        self,
        path: &Path,
        root: &Path,
        above: Head,
        text: impl FnOnce() -> Result<Vec<u8>, ManifestError>,
    ) -> Result<Head, ManifestError> {
        let said = [
            (self.org.is_some(), "org", "the organization of a workspace is"),
            (
                self.store_url.is_some() || self.store_profile.is_some(),
                "[store]",
                "the store of a workspace is",
            ),
            (self.has_envs, "[envs", "the environments of a workspace are"),
            (!self.workspace_members.is_empty(), "[workspace]", "the members of a workspace are"),
        ];
        let said: Vec<_> = said.iter().filter(|(said, ..)| *said).collect();
        if said.is_empty() {
            let Head { org, store_url, store_profile, env_orgs, has_envs, .. } = above;
            let root = Some(root.to_owned());
            return Ok(Head { org, store_url, store_profile, env_orgs, has_envs, root, ..self });
        }
        let text = text()?;
        let text = guard::without_bom(guard::decode(path, &text)?);
        let mut problems = Problems::new(path, text);
        for (_, begin, what) in said {
            let mut at = 0;
            let line = text.split_inclusive('\n').find(|line| {
                let found = line.trim_start().starts_with(begin);
                at += if found { 0 } else { line.len() };
                found
            });
            let message = format!("{what} said by its root");
            let hint = format!("it stands in {}: take it out here", root.display());
            problems.place(line.map_or(0, |_| at), &message, Some(hint));
        }
        Err(problems.into_error())
    }
}

impl Manifest {
    /// Reads a manifest, with what it has from the root of its workspace.
    ///
    /// # Errors
    /// When one of them cannot be read, or the member says what is the root's.
    pub fn load(path: &Path, home: Option<&Path>) -> Result<Self, ManifestError> {
        let manifest = Self::read(path)?;
        match root_of(path, home)? {
            None => Ok(manifest),
            Some(root) => manifest.within(Self::read(&root)?),
        }
    }

    /// Reads the same files again.
    ///
    /// # Errors
    /// As [`Manifest::load`].
    pub fn again(&self) -> Result<Self, ManifestError> {
        let manifest = Self::read(&self.path)?;
        match &self.root {
            None => Ok(manifest),
            Some(root) => manifest.within(Self::read(&root.path)?),
        }
    }

    /// This manifest as a member of a workspace.
    pub(super) fn within(mut self, root: Manifest) -> Result<Self, ManifestError> {
        let text = self.text.clone();
        self.head =
            self.head.within(&self.path, &root.path, root.head.clone(), || Ok(text.as_bytes().to_vec()))?;
        let envs = root.facts.iter().filter(|(path, _)| is_roots(path));
        self.facts.extend(envs.map(|(path, fact)| (path.clone(), fact.clone())));
        self.root = Some(Box::new(root));
        Ok(self)
    }

    /// What the member says itself.
    fn own(&self) -> Self {
        let mut own = Self { root: None, ..self.clone() };
        own.facts.retain(|path, _| !is_roots(path));
        own
    }

    /// As [`Manifest::edited`], each in its file.
    pub(super) fn edited_each(
        &self,
        root: &Manifest,
        changes: &[(FactPath, Option<Fact>)],
    ) -> Result<Self, ManifestError> {
        let (theirs, own): (Vec<_>, Vec<_>) = changes.iter().cloned().partition(|(path, _)| is_roots(path));
        let own = if own.is_empty() { self.own() } else { self.own().edited(&own)? };
        let root = if theirs.is_empty() { root.clone() } else { root.edited(&theirs)? };
        own.read_again()?.within(root)
    }

    /// As [`Manifest::renamed_env`], in both files.
    pub(super) fn renamed_in_each(
        &self,
        root: &Manifest,
        old: &str,
        new: &str,
    ) -> Result<Self, ManifestError> {
        let root = root.renamed_env(old, new)?;
        self.own().renamed_everywhere(old, new)?.read_again()?.within(root)
    }

    /// The text, read without what the root says.
    fn read_again(self) -> Result<Self, ManifestError> {
        Self::parse(&self.path, self.text.as_bytes())
    }

    /// The environments, in promotion order; those outside of it last.
    pub fn envs_in_order(&self) -> Vec<String> {
        let order = |name: &str| match self.facts.get(&FactPath::from(["envs", name, "order"])) {
            Some(Fact::Int(n)) => *n,
            _ => i64::MAX,
        };
        let envs = self.facts.keys().filter_map(|path| match path.as_strs()[..] {
            ["envs", name] => Some(name.to_owned()),
            _ => None,
        });
        let mut envs: Vec<String> = envs.collect();
        envs.sort_by_key(|name| order(name));
        envs
    }

    /// Replaces the files of this manifest, each in one step, unless they are no longer what `over` was
    /// read from. The root goes first: a member may name an environment that is new there.
    ///
    /// # Errors
    /// [`ManifestError::Changed`] where one is not, or when one cannot be written.
    pub fn save_over(&self, over: &Manifest) -> Result<(), ManifestError> {
        if let (Some(root), Some(old)) = (&self.root, &over.root) {
            root.save(old.digest_bytes())?;
        }
        self.save(over.digest_bytes())
    }
}

/// Whether a fact is one of the root's.
fn is_roots(path: &FactPath) -> bool {
    path.parts().first().is_some_and(|first| first == "envs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, name, like) in [
            ("web", "web", true),
            ("web", "webs", false),
            ("*", "web", true),
            ("*", ".git", false),
            (".*", ".git", true),
            ("svc-*", "svc-a", true),
            ("svc-*", "a-svc-", false),
            ("*-svc", "a-svc", true),
            ("a*b*c", "abc", true),
            ("a*b*c", "acb", false),
            ("a*a", "a", false),
        ] {
            assert_eq!(is_like(pattern, name), like, "{pattern} {name}");
        }
        assert!(covers(&parts("./services/*/"), &["services", "a"]));
        assert!(!covers(&parts("services/*"), &["services", "a", "b"]));
    }
}
