//! `envctl.toml`: find it, read it, edit it.
//!
//! ```text
//! find ─► file ─► guard ─► check (schema) ─► Head, Facts
//!                                              │ changes
//!     file ◄─ layout (cut) ◄─ edit, rename ◄───┘
//! ```
//!
//! A manifest is a set of facts at dotted paths, and a text around them. Reading takes the facts
//! from the text; editing changes facts and keeps the text. What a store's tree says as
//! facts is in `tree`. Invariant: after an edit the file says what was asked, or nothing was changed.

mod advice;
mod check;
pub mod compare;
mod cut;
mod edit;
mod error;
mod excerpt;
mod fact;
mod file;
mod find;
mod group;
mod guard;
mod head;
mod hooks;
mod json_schema;
mod layout;
mod record;
mod rename;
mod schema;
mod template;
mod text;
pub mod tree;
mod workspace;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

pub use error::Excerpt;
pub use error::ManifestError;
pub use error::Problem;
pub use fact::Fact;
pub use fact::FactPath;
pub use fact::Facts;
pub use file::Prepared;
pub use find::FILE_NAME;
pub use find::find;
pub use head::Head;
pub use hooks::Hooks;
pub use json_schema::json_schema;
pub use template::template;
pub use template::template_of_member;
pub use workspace::above;
pub use workspace::load_head;
pub use workspace::members;
pub use workspace::root_of;

use excerpt::Part;
use layout::Layout;

/// The names of the colours an environment may have.
pub const COLORS: &[&str] = schema::COLORS;

/// What stands above a template that is written to a file.
const TEMPLATE_HEAD: &str = "# A template of envctl: envctl templates create NAME --from-file FILE
version = 1
";

/// A manifest that was read, or edited and not yet saved.
#[derive(Clone)]
pub struct Manifest {
    path: PathBuf,
    /// The file as it is: byte order mark, line endings and all.
    text: Arc<str>,
    head: Head,
    facts: Facts,
    /// Of which constants the facts are, where not of all.
    part: Option<BTreeSet<String>>,
    /// The root of the workspace that it is a member of: what says its environments.
    root: Option<Box<Manifest>>,
}

/// Never the contents.
impl fmt::Debug for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Manifest").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Manifest {
    /// Reads a manifest from a file; every problem of its contents is in the error.
    pub fn read(path: &Path) -> Result<Self, ManifestError> {
        Self::parse(path, &file::read(path)?)
    }

    /// Reads a manifest from bytes; the path is for messages and for [`Manifest::save`].
    pub fn parse(path: &Path, bytes: &[u8]) -> Result<Self, ManifestError> {
        let text = guard::decode(path, bytes)?;
        let body = unix_lines(guard::without_bom(text));
        guard::inspect(path, &body)?;
        let (head, facts) = check::check(path, &body)?;
        Ok(Self { path: path.to_owned(), text: text.into(), head, facts, part: None, root: None })
    }

    /// Reads of a manifest that is known to be valid only what it says of these constants, and of all
    /// that is no constant; the whole, where it is written in a way that this cannot be told apart.
    pub fn part(path: &Path, bytes: &[u8], constants: &BTreeSet<String>) -> Result<Self, ManifestError> {
        let text = guard::decode(path, bytes)?;
        let Some(excerpt) = Part::of(text, constants) else { return Self::parse(path, bytes) };
        let Self { path, head, facts, .. } = Self::parse(path, excerpt.text().as_bytes())?;
        Ok(Self { path, text: text.into(), head, facts, part: Some(constants.clone()), root: None })
    }

    /// The same manifest, read whole.
    pub fn whole(&self) -> Result<Cow<'_, Self>, ManifestError> {
        match self.part {
            None => Ok(Cow::Borrowed(self)),
            Some(_) => Self::parse(&self.path, self.text.as_bytes()).map(Cow::Owned),
        }
    }

    /// As [`Manifest::edited`], for a part: the excerpt is edited and put back. Nothing if it does not fit.
    fn edited_part(
        &self,
        changes: &[(FactPath, Option<Fact>)],
        constants: &BTreeSet<String>,
    ) -> Result<Option<Self>, ManifestError> {
        let Some(excerpt) = Part::of(&self.text, constants) else { return Ok(None) };
        let edited = Self::parse(&self.path, excerpt.text().as_bytes())?.edited(changes)?;
        let Some(text) = excerpt.whole(&edited.text) else { return Ok(None) };
        Ok(Some(Self { text: text.into(), part: Some(constants.clone()), ..edited }))
    }

    /// The manifest of a project that a store has: what `init` writes, with all that there is.
    pub fn of(
        path: &Path,
        tree: &crate::model::Tree,
        p: &crate::model::ProjectName,
        store: Option<&str>,
        root: Option<Manifest>,
    ) -> Result<Self, ManifestError> {
        let names = tree::names(tree, p);
        let envs: Vec<(String, String)> =
            tree.envs(p).iter().map(|(_, env)| (env.name.to_string(), env.color.to_string())).collect();
        let apps: Vec<(String, Option<String>)> =
            tree.apps(p).iter().map(|(name, app)| (name.to_string(), app.path.clone())).collect();
        let org = tree.organization().map_or_else(String::new, |org| org.name.to_string());
        let begun = match root {
            None => Self::parse(path, template(p.as_str(), &org, &envs, &apps, store).as_bytes())?,
            Some(root) => {
                Self::parse(path, template_of_member(p.as_str(), &apps).as_bytes())?.within(root)?
            }
        };
        begun.filled(tree, p, &names)
    }

    /// A template of environments as a file: what it declares and nothing around it.
    pub fn of_template(
        path: &Path,
        tree: &crate::model::Tree,
        p: &crate::model::ProjectName,
        names: &tree::Names,
    ) -> Result<Self, ManifestError> {
        Self::parse(path, TEMPLATE_HEAD.as_bytes())?.filled(tree, p, names)
    }

    fn filled(
        self,
        tree: &crate::model::Tree,
        p: &crate::model::ProjectName,
        names: &tree::Names,
    ) -> Result<Self, ManifestError> {
        let wanted = tree::facts(tree, p, names);
        let said = |path: &&FactPath| path.parts().len() > 2 && path.as_strs()[2] != "editable";
        let gone = self.facts.keys().filter(said).filter(|path| !wanted.contains_key(*path));
        let mut edits: compare::Edits = gone.map(|path| (path.clone(), None)).collect();
        edits.extend(wanted.iter().map(|(path, fact)| (path.clone(), Some(fact.clone()))));
        self.following(&edits)
    }

    /// Writes a new file, which has no name until it is put; it never overwrites.
    pub fn prepare(path: &Path, text: &str) -> Result<Prepared, ManifestError> {
        file::prepare(path, text.as_bytes())
    }

    /// Returns the file this was read from.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns what every command needs to find its way.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Returns everything a store may know of this manifest, or of the part that was read.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Returns the bytes of the file.
    pub fn digest_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// Returns this manifest with keys set (`Some`) or removed (`None`), all else byte for byte
    /// the same.
    ///
    /// Removals come first, whatever their order; removing [`Fact::Table`] removes all that lies
    /// in it, and what is not there needs no removing. Setting a key makes the tables around it.
    /// A fact that is there already is left as it is written.
    pub fn edited(&self, changes: &[(FactPath, Option<Fact>)]) -> Result<Self, ManifestError> {
        if let Some(root) = &self.root {
            return self.edited_each(root, changes);
        }
        if let Some(constants) = &self.part {
            let edited = self.edited_part(changes, constants)?;
            return edited.map_or_else(|| self.whole()?.edited(changes), Ok);
        }
        let wanted = wanted(&self.facts, changes)?;
        let cannot = |path: &FactPath| ManifestError::CannotEdit { path: path.clone() };
        let root = FactPath::new::<[&str; 0]>([]);
        let mut layout = Layout::parse(&self.text).ok_or_else(|| cannot(&root))?;
        let mut now = self.facts.clone();
        for (path, _) in changes.iter().filter(|(_, fact)| fact.is_none()) {
            if now.contains_key(path) {
                edit::remove(&mut layout, path);
                take(&mut now, path);
            }
        }
        for (path, fact) in in_order(changes) {
            let fact = wanted.get(path).unwrap_or(fact);
            if now.get(path) != Some(fact) {
                edit::set(&mut layout, path, fact).ok_or_else(|| cannot(path))?;
            }
        }
        let mut edited = Self::parse(&self.path, layout.print().as_bytes())?;
        if edited.facts != wanted {
            // A thing that was only there through a key that is gone gets a header of its own.
            for (path, fact) in wanted.iter().filter(|(path, _)| !edited.facts.contains_key(path)) {
                edit::set(&mut layout, path, fact).ok_or_else(|| cannot(path))?;
            }
            edited = Self::parse(&self.path, layout.print().as_bytes())?;
        }
        match first_difference(&edited.facts, &wanted) {
            None => Ok(edited),
            Some(path) => Err(cannot(path)),
        }
    }

    /// Returns this manifest with keys set or removed as in [`Manifest::edited`], and with `editable`
    /// moved along where the first environment is another one then.
    pub fn following(&self, edits: &compare::Edits) -> Result<Self, ManifestError> {
        let edited = self.edited(edits)?;
        let (old, new) = (tree::first_env(&self.facts), tree::first_env(edited.facts()));
        let editable = |env: &str| FactPath::from(["envs", env, "editable"]);
        match (old, new) {
            (Some(old), Some(new))
                if old != new && self.facts.get(&editable(old)) == Some(&Fact::Bool(true)) =>
            {
                edited.edited(&[(editable(old), None), (editable(new), Some(Fact::Bool(true)))])
            }
            _ => Ok(edited),
        }
    }

    /// Returns this manifest with an environment renamed everywhere, in place: its tables, the
    /// values of constants and datasources, `promote_from`, `track`, `map`, and `data`.
    pub fn renamed_env(&self, old: &str, new: &str) -> Result<Self, ManifestError> {
        if let Some(root) = &self.root {
            return self.renamed_in_each(root, old, new);
        }
        if self.part.is_some() {
            return self.whole()?.renamed_env(old, new);
        }
        let path = FactPath::from(["envs", old]);
        if !self.facts.contains_key(&path) {
            return Err(ManifestError::Missing { path });
        }
        let target = FactPath::from(["envs", new]);
        if !schema::Name::Slug.allows(new) || schema::is_own(new) {
            return Err(ManifestError::NotAFact { path: target });
        }
        if let Some(path) = self.facts.keys().find(|path| names_env(path, new)) {
            return Err(ManifestError::Taken { path: path.clone() });
        }
        self.renamed_everywhere(old, new)
    }

    /// An environment renamed wherever it is named; the names were checked.
    fn renamed_everywhere(&self, old: &str, new: &str) -> Result<Self, ManifestError> {
        let path = FactPath::from(["envs", old]);
        let mut layout = Layout::parse(&self.text).ok_or(ManifestError::CannotEdit { path: path.clone() })?;
        rename::env(&mut layout, old, new);
        let renamed = Self::parse(&self.path, layout.print().as_bytes())?;
        match renamed.facts.keys().find(|path| names_env(path, old)) {
            None if renamed.facts.len() == self.facts.len() => Ok(renamed),
            _ => Err(ManifestError::CannotEdit { path }),
        }
    }

    /// Replaces the file in one step, unless its text is no longer `over`.
    pub fn save(&self, over: &[u8]) -> Result<(), ManifestError> {
        file::replace(&self.path, over, self.digest_bytes())
    }
}

/// Reads the text of a manifest, without looking into it.
pub fn read_text(path: &Path) -> Result<Vec<u8>, ManifestError> {
    file::read(path)
}

/// Reads only the head of a manifest: the same care with the file, without reading its constants.
pub fn read_head(path: &Path) -> Result<Head, ManifestError> {
    let bytes = file::read(path)?;
    let text = guard::decode(path, &bytes)?;
    match Head::fast(path, text) {
        Some(head) => Ok(head),
        None => Manifest::parse(path, &bytes).map(|manifest| manifest.head),
    }
}

/// TOML and git take both line endings for the same text; so do the facts.
fn unix_lines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").into() } else { text.into() }
}

/// Returns the facts as the changes want them.
fn wanted(facts: &Facts, changes: &[(FactPath, Option<Fact>)]) -> Result<Facts, ManifestError> {
    let mut wanted = facts.clone();
    for (path, _) in changes.iter().filter(|(_, fact)| fact.is_none()) {
        take(&mut wanted, path);
    }
    for (path, fact) in changes {
        let Some(fact) = fact else { continue };
        if !schema::holds(path, fact) {
            return Err(ManifestError::NotAFact { path: path.clone() });
        }
        for len in 1..path.parts().len() {
            if schema::is_thing(&path.parts()[..len]) {
                wanted.insert(FactPath::new(&path.parts()[..len]), Fact::Table);
            }
        }
        wanted.insert(path.clone(), schema::normal(path, fact));
    }
    Ok(wanted)
}

/// Removes a fact; with a table all that lies in it.
fn take(facts: &mut Facts, path: &FactPath) {
    if facts.remove(path) == Some(Fact::Table) {
        let inner: Vec<_> = facts
            .range(path..)
            .map(|(inner, _)| inner.clone())
            .take_while(|inner| inner.starts_with(path))
            .collect();
        for path in inner {
            facts.remove(&path);
        }
    }
}

/// Returns the facts to set in the order in which they read well: things in the order given, in
/// each the keys in the order of the schema.
fn in_order(changes: &[(FactPath, Option<Fact>)]) -> Vec<(&FactPath, &Fact)> {
    let thing = |path: &FactPath| path.parts().iter().take(2).cloned().collect::<Vec<_>>();
    let mut first = BTreeMap::new();
    for (at, (path, _)) in changes.iter().enumerate() {
        first.entry(thing(path)).or_insert(at);
    }
    let mut sets: Vec<_> = changes.iter().filter_map(|(path, fact)| Some((path, fact.as_ref()?))).collect();
    sets.sort_by_cached_key(|(path, _)| (first.get(&thing(path)).copied(), schema::rank(path)));
    sets
}

fn first_difference<'f>(a: &'f Facts, b: &'f Facts) -> Option<&'f FactPath> {
    if a == b {
        return None;
    }
    let paths: BTreeSet<_> = a.keys().chain(b.keys()).collect();
    paths.into_iter().find(|path| a.get(path) != b.get(path))
}

/// Tells whether a fact is at the name of this environment.
pub(crate) fn names_env(path: &FactPath, env: &str) -> bool {
    match path.as_strs()[..] {
        ["envs", name, ..]
        | ["constants" | "datasources", _, "values", name, ..]
        | ["constants", _, "apps", _, name] => name == env,
        _ => false,
    }
}
