//! The effective constants of an app, or of a whole project, in one environment.
//!
//! An app's own value wins over the project's, which wins over the declared default. There is no
//! fallback to another environment, ever. References are replaced; what holds a secret is one.

use std::collections::{BTreeMap, BTreeSet};

use super::references::{self, DEPTH_MAX, Part};
use crate::crypto::{Plain, SealError};
use crate::model::{
    AppName, Constant, Content, Entry, EnvId, Key, Path, Prefix, ProjectName, Record, Scope, Sealed, Tree,
    Value,
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
    let mut found = Unresolved::default();
    let values = Values::of(tree, project, env, app);
    let mut raw: Vec<(Key, Raw)> = Vec::new();
    let mut refers = false;
    let mut take = |key: Key, constant: Option<&Constant>, required: bool| {
        let Some(constant) = constant else { return found.undeclared.push(key) };
        match values.raw(&key, constant, open) {
            Ok(Some(value)) => {
                refers |= value.value.expose().contains(&b'{');
                raw.push((key, value));
            }
            Ok(None) if required => found.missing.push(key),
            Ok(None) => {}
            Err(_) => found.unopened.push(key),
        }
    };
    match wanted {
        Wanted::All => {
            for (key, constant) in tree.constants(project) {
                let required = constant.required;
                take(key, Some(constant), required);
            }
        }
        Wanted::Needed(keys) => {
            let keys: BTreeSet<&Key> = keys.iter().collect();
            for key in keys {
                take(key.clone(), tree.constant(project, key), true);
            }
        }
    }
    let constants = if refers {
        References { tree, project, values: &values, open, asked: &raw, others: BTreeMap::new() }
            .replace(&mut found)
    } else {
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

/// Most replacements in one value, and its longest outcome in bytes: references may branch.
const STEPS_MAX: usize = 10_000;
const EXPANDED_MAX: usize = 1024 * 1024;

/// Replaces references. They may lead to constants that were not asked for: those are opened too,
/// and not given out.
struct References<'r> {
    tree: &'r Tree,
    project: &'r ProjectName,
    values: &'r Values<'r>,
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
            let declared = self.tree.constant(self.project, &key);
            let raw = declared.map(|c| self.values.raw(&key, c, self.open)).transpose();
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

/// The values of one environment with their names: in path order, which is that of the names.
struct Values<'t> {
    app: Vec<Named<'t>>,
    project: Vec<Named<'t>>,
}

/// A value, where it stands, its name, and the revision that put it there.
#[derive(Clone, Copy)]
struct Named<'t> {
    name: &'t str,
    path: &'t Path,
    value: &'t Value,
    rev: u64,
}

impl<'t> Values<'t> {
    fn of(tree: &'t Tree, project: &ProjectName, env: EnvId, app: Option<&AppName>) -> Values<'t> {
        let scope = |scope: &Scope| {
            let entries = tree.scan(&Prefix::scope(project, env, scope));
            let named = |(path, entry): (&'t Path, &'t Entry)| match &entry.record {
                Record::Value(value) if value.is_set() => {
                    Some(Named { name: path.last(), path, value, rev: entry.rev })
                }
                _ => None,
            };
            entries.filter_map(named).collect()
        };
        Values {
            app: app.map(|app| scope(&Scope::App(app.clone()))).unwrap_or_default(),
            project: scope(&Scope::Project),
        }
    }

    fn raw(&self, key: &Key, constant: &Constant, open: &Open<'_>) -> Result<Option<Raw>, SealError> {
        let find = |values: &[Named<'t>]| {
            values.binary_search_by(|named| named.name.cmp(key.as_str())).ok().map(|at| values[at])
        };
        let own = find(&self.app).map(|v| (Source::App, v));
        let Some((source, found)) = own.or_else(|| find(&self.project).map(|v| (Source::Project, v))) else {
            let default = |text: &String| Raw {
                value: Plain::new(text.as_bytes().to_vec()),
                secret: false,
                source: Source::Default,
                rev: 0,
            };
            return Ok(constant.default.as_ref().map(default));
        };
        let (value, secret) = match &found.value.content {
            Content::Deleted => return Ok(None),
            Content::Plain(bytes) => (Plain::new(bytes.clone()), false),
            Content::Sealed(sealed) => (open(found.path, sealed)?, true),
        };
        Ok(Some(Raw { value, secret, source, rev: found.rev }))
    }
}
