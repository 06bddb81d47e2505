//! The effective constants of an app, or of a whole project, in one environment.
//!
//! An app's own value wins over the project's, which wins over the declared default. There is no
//! fallback to another environment, ever. References are replaced; what holds a secret is one.

use std::collections::{BTreeMap, BTreeSet};

use super::references::{self, DEPTH_MAX, Part};
use crate::crypto::{Plain, SealError};
use crate::model::{
    AppName, Content, Entry, EnvId, Key, Path, Prefix, ProjectName, Record, Scope, Sealed, Tree,
};

/// Opens a sealed value: the vault's part, handed in.
pub type Open<'o> = dyn Fn(&Path, &Sealed) -> Result<Plain, SealError> + 'o;

/// Where an effective value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The app's own value.
    App,
    /// The project's value.
    Project,
    /// The declaration's default.
    Default,
}

impl Source {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Source::App => "app",
            Source::Project => "project",
            Source::Default => "default",
        }
    }
}

/// One effective constant.
#[derive(Clone, Debug, PartialEq)]
pub struct Effective {
    /// Its name.
    pub key: Key,
    /// Its value.
    pub value: Plain,
    /// Whether it is, or holds, a secret.
    pub secret: bool,
    /// Where the value comes from.
    pub source: Source,
    /// The revision that set it; 0 for a default.
    pub rev: u64,
}

/// What keeps an environment from being resolved: everything at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unresolved {
    /// Constants that must have a value and have none.
    pub missing: Vec<Key>,
    /// Constants that are needed and not declared.
    pub undeclared: Vec<Key>,
    /// Secrets that did not open.
    pub unopened: Vec<Key>,
    /// Constants whose references lead nowhere, in a circle, or elsewhere; with the reason.
    pub broken: Vec<(Key, String)>,
}

impl Unresolved {
    /// Whether nothing is in the way.
    pub fn is_empty(&self) -> bool {
        *self == Unresolved::default()
    }
}

/// A value before its references are replaced.
struct Raw {
    value: Plain,
    secret: bool,
    source: Source,
    rev: u64,
}

/// Which constants to resolve.
#[derive(Clone, Copy, Debug)]
pub enum Wanted<'w> {
    /// Every declared constant; those that are required must have a value.
    All,
    /// These; each must have a value.
    Needed(&'w [Key]),
}

/// The effective constants, ascending by name.
///
/// # Errors
/// Everything that is in the way: a partly resolved environment is never given out.
pub fn resolve(
    tree: &Tree,
    project: &ProjectName,
    env: EnvId,
    app: Option<&AppName>,
    wanted: Wanted<'_>,
    open: &Open<'_>,
) -> Result<Vec<Effective>, Unresolved> {
    let mut given = Constants::new(project, env, app);
    for prefix in given.prefixes() {
        for (path, entry) in tree.scan(&prefix) {
            given.take(path, entry.clone());
        }
    }
    given.resolve(wanted, open)
}

/// The declarations of a project's constants, and their values in one environment: what is resolved,
/// and no more of it, because a `run` waits for it.
#[derive(Debug)]
pub struct Constants {
    prefixes: [Prefix; 3],
    /// What is declared, ascending by name.
    declared: Vec<(Key, Declared)>,
    /// The values of the project, and those of the app: in path order, which is that of the names.
    project: Vec<Named>,
    app: Vec<Named>,
}

/// What a declaration says of how a constant is resolved.
#[derive(Debug)]
struct Declared {
    secret: bool,
    required: bool,
    default: Option<Box<str>>,
}

/// A value, where it stands, and the revision that put it there.
#[derive(Debug)]
struct Named {
    path: Path,
    content: Content,
    rev: u64,
}

impl Constants {
    /// Nothing yet, of an environment and an app in it.
    pub fn new(project: &ProjectName, env: EnvId, app: Option<&AppName>) -> Constants {
        let own = Prefix::scope(project, env, &Scope::of(app));
        let prefixes =
            [Prefix::folder(project, "constant"), Prefix::scope(project, env, &Scope::Project), own];
        Constants { prefixes, declared: Vec::new(), project: Vec::new(), app: Vec::new() }
    }

    /// What it is made of.
    pub fn prefixes(&self) -> Vec<Prefix> {
        let mut prefixes = self.prefixes.to_vec();
        prefixes.dedup();
        prefixes
    }

    /// The names of the secrets.
    pub fn secrets(&self) -> impl Iterator<Item = &Key> {
        self.declared.iter().filter(|(_, declared)| declared.secret).map(|(key, _)| key)
    }

    /// Takes a record that is one of those; they come in path order. Gives back any other.
    pub fn take(&mut self, path: &Path, entry: Entry) -> Option<Entry> {
        let [declared, project, app] = &self.prefixes;
        let into = match () {
            () if declared.covers(path.as_str()) => {
                if let (Record::Constant(constant), Ok(key)) = (entry.record, path.last().parse()) {
                    let default = constant.default.map(String::into_boxed_str);
                    let (secret, required) = (constant.secret, constant.required);
                    self.declared.push((key, Declared { secret, required, default }));
                }
                return None;
            }
            () if project.covers(path.as_str()) => &mut self.project,
            () if app.covers(path.as_str()) => &mut self.app,
            () => return Some(entry),
        };
        if let Record::Value(value) = entry.record
            && value.is_set()
        {
            into.push(Named { path: path.clone(), content: value.content, rev: entry.rev });
        }
        None
    }

    /// The effective constants, ascending by name.
    ///
    /// # Errors
    /// As [`resolve`].
    pub fn resolve(mut self, wanted: Wanted<'_>, open: &Open<'_>) -> Result<Vec<Effective>, Unresolved> {
        let mut found = Unresolved::default();
        let wanted = match wanted {
            Wanted::All => None,
            Wanted::Needed(keys) => Some(keys.iter().collect::<BTreeSet<&Key>>()),
        };
        if let Some(keys) = &wanted {
            let missing = keys.iter().filter(|key| self.declared(key).is_none());
            found.undeclared = missing.map(|key| (*key).clone()).collect();
        }
        let mut raw: Vec<(Key, Raw)> = Vec::new();
        let mut refers = false;
        for at in 0..self.declared.len() {
            let (key, declared) = &self.declared[at];
            if wanted.as_ref().is_some_and(|keys| !keys.contains(key)) {
                continue;
            }
            let required = declared.required || wanted.is_some();
            match self.raw(at, open) {
                Ok(Some(value)) => {
                    refers |= value.value.expose().contains(&b'{');
                    raw.push((self.declared[at].0.clone(), value));
                }
                Ok(None) if required => found.missing.push(self.declared[at].0.clone()),
                Ok(None) => {}
                Err(_) => found.unopened.push(self.declared[at].0.clone()),
            }
        }
        let constants = if refers {
            References { given: &mut self, open, asked: &raw, others: BTreeMap::new() }.replace(&mut found)
        } else {
            drop(self);
            let effective = |(key, raw): (Key, Raw)| Effective {
                key,
                value: raw.value,
                secret: raw.secret,
                source: raw.source,
                rev: raw.rev,
            };
            raw.into_iter().map(effective).collect()
        };
        if found.is_empty() { Ok(constants) } else { Err(found) }
    }

    /// Where a constant is declared.
    fn declared(&self, key: &Key) -> Option<usize> {
        self.declared.binary_search_by(|(declared, _)| declared.cmp(key)).ok()
    }

    /// The value of a declared constant, opened. It is asked for once, and not kept.
    fn raw(&mut self, at: usize, open: &Open<'_>) -> Result<Option<Raw>, SealError> {
        let (key, declared) = &self.declared[at];
        let find =
            |values: &[Named]| values.binary_search_by(|named| named.path.last().cmp(key.as_str())).ok();
        let (source, found) = match (find(&self.app), find(&self.project)) {
            (Some(own), _) => (Source::App, &mut self.app[own]),
            (None, Some(shared)) => (Source::Project, &mut self.project[shared]),
            (None, None) => {
                let default = |text: &str| Raw {
                    value: Plain::new(text.as_bytes().to_vec()),
                    secret: false,
                    source: Source::Default,
                    rev: 0,
                };
                return Ok(declared.default.as_deref().map(default));
            }
        };
        let (value, secret) = match &mut found.content {
            Content::Deleted => return Ok(None),
            Content::Plain(bytes) => (Plain::new(std::mem::take(bytes)), false),
            Content::Sealed(sealed) => (open(&found.path, sealed)?, true),
        };
        Ok(Some(Raw { value, secret, source, rev: found.rev }))
    }
}

/// Most replacements in one value, and its longest outcome in bytes: references may branch.
const STEPS_MAX: usize = 10_000;
const EXPANDED_MAX: usize = 1024 * 1024;

/// Replaces references. They may lead to constants that were not asked for: those are opened too,
/// and not given out.
struct References<'r> {
    given: &'r mut Constants,
    open: &'r Open<'r>,
    asked: &'r [(Key, Raw)],
    others: BTreeMap<Key, Option<Raw>>,
}

impl References<'_> {
    fn replace(mut self, found: &mut Unresolved) -> Vec<Effective> {
        let asked = self.asked;
        self.follow(found);
        let mut constants = Vec::with_capacity(asked.len());
        for (key, raw) in asked {
            let mut out = Vec::new();
            let mut steps = 0;
            match self.expand(key, raw, &mut out, &mut Vec::new(), &mut steps) {
                Ok(secret) => constants.push(Effective {
                    key: key.clone(),
                    value: Plain::new(out),
                    secret,
                    source: raw.source,
                    rev: raw.rev,
                }),
                Err(reason) => found.broken.push((key.clone(), reason)),
            }
        }
        constants
    }

    fn asked(&self, key: &Key) -> Option<&Raw> {
        let at = self.asked.binary_search_by(|(asked, _)| asked.cmp(key)).ok()?;
        self.asked.get(at).map(|(_, raw)| raw)
    }

    /// Opens what the values lead to, each once.
    fn follow(&mut self, found: &mut Unresolved) {
        let of =
            |raw: &Raw| references::of_text(raw.value.expose()).into_iter().map(|reference| reference.key);
        let mut queue: Vec<Key> = self.asked.iter().flat_map(|(_, raw)| of(raw)).collect();
        while let Some(key) = queue.pop() {
            if self.asked(&key).is_some() || self.others.contains_key(&key) {
                continue;
            }
            let raw = self.given.declared(&key).map(|at| self.given.raw(at, self.open)).transpose();
            let raw = raw.unwrap_or_else(|_| {
                found.unopened.push(key.clone());
                None
            });
            let raw = raw.flatten();
            queue.extend(raw.iter().flat_map(of));
            self.others.insert(key, raw);
        }
    }

    /// Writes a value with its references replaced; true if it holds a secret.
    fn expand(
        &self,
        key: &Key,
        raw: &Raw,
        out: &mut Vec<u8>,
        trail: &mut Vec<Key>,
        steps: &mut usize,
    ) -> Result<bool, String> {
        *steps += 1;
        if *steps > STEPS_MAX || out.len() > EXPANDED_MAX {
            return Err(format!(
                "its references grow beyond {STEPS_MAX} replacements or {EXPANDED_MAX} bytes"
            ));
        }
        if trail.contains(key) {
            trail.push(key.clone());
            let circle: Vec<&str> = trail.iter().map(Key::as_str).collect();
            return Err(format!("its references form a circle: {}", circle.join(" -> ")));
        }
        if trail.len() > DEPTH_MAX {
            return Err(format!("its references lead deeper than {DEPTH_MAX}"));
        }
        trail.push(key.clone());
        let mut secret = raw.secret;
        for part in references::parts(raw.value.expose()) {
            match part {
                Part::Text(text) => out.extend_from_slice(text),
                Part::Foreign(text) => return Err(format!("it refers to another environment: {text}")),
                Part::Reference(to) => {
                    let target = self.asked(&to.key).or_else(|| self.others.get(&to.key)?.as_ref());
                    let target =
                        target.ok_or_else(|| format!("it refers to {}, which has no value", to.key))?;
                    if target.secret != to.secret {
                        let is = if target.secret { "secrets" } else { "constants" };
                        return Err(format!("{} is one of the {is}: write {{{{{is}.{}}}}}", to.key, to.key));
                    }
                    secret |= self.expand(&to.key, target, out, trail, steps)?;
                }
            }
        }
        trail.pop();
        Ok(secret)
    }
}
