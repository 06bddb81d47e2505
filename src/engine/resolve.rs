//! The effective constants of an app, or of a whole project, in one environment.
//!
//! An app's own value wins over the project's, which wins over the declared default. There is no
//! fallback to another environment, ever. References are replaced; what holds a secret is one.

use std::collections::{BTreeMap, BTreeSet};

use super::references::{self, DEPTH_MAX, Part};
use crate::crypto::{Plain, SealError};
use crate::model::{AppName, Constant, Content, EnvId, Key, Path, ProjectName, Scope, Sealed, Tree, Value};

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
        match values.raw(tree, &key, constant, open) {
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
        References { tree, project, values: &values, open, asked: &raw, others: BTreeMap::new() }.replace(&mut found)
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
        for (_, raw) in asked {
            self.follow(&raw.value, found);
        }
        let mut constants = Vec::with_capacity(asked.len());
        for (key, raw) in asked {
            let mut out = Vec::new();
            match self.expand(key, raw, &mut out, &mut Vec::new()) {
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

    /// Opens what a value leads to, each once.
    fn follow(&mut self, value: &Plain, found: &mut Unresolved) {
        for reference in references::of_text(value.expose()) {
            let key = reference.key;
            if self.asked(&key).is_some() || self.others.contains_key(&key) {
                continue;
            }
            let declared = self.tree.constant(self.project, &key);
            let raw = declared.map(|c| self.values.raw(self.tree, &key, c, self.open)).transpose();
            let raw = raw.unwrap_or_else(|_| {
                found.unopened.push(key.clone());
                None
            });
            let raw = raw.flatten();
            let next = raw.as_ref().map(|raw| raw.value.clone());
            self.others.insert(key, raw);
            if let Some(next) = next {
                self.follow(&next, found);
            }
        }
    }

    /// Writes a value with its references replaced; true if it holds a secret.
    fn expand(&self, key: &Key, raw: &Raw, out: &mut Vec<u8>, trail: &mut Vec<Key>) -> Result<bool, String> {
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
                    let target = target.ok_or_else(|| format!("it refers to {}, which has no value", to.key))?;
                    if target.secret != to.secret {
                        let is = if target.secret { "secrets" } else { "constants" };
                        return Err(format!("{} is one of the {is}: write {{{{{is}.{}}}}}", to.key, to.key));
                    }
                    secret |= self.expand(&to.key, target, out, trail)?;
                }
            }
        }
        trail.pop();
        Ok(secret)
    }
}

/// The values of one environment by name: in path order, which is that of the names.
struct Values<'t> {
    app: Vec<(&'t Path, &'t Value)>,
    project: Vec<(&'t Path, &'t Value)>,
}

impl<'t> Values<'t> {
    fn of(tree: &'t Tree, project: &ProjectName, env: EnvId, app: Option<&AppName>) -> Values<'t> {
        let scope = |scope: &Scope| tree.values(project, env, scope).collect();
        Values {
            app: app.map(|app| scope(&Scope::App(app.clone()))).unwrap_or_default(),
            project: scope(&Scope::Project),
        }
    }

    fn raw(&self, tree: &Tree, key: &Key, constant: &Constant, open: &Open<'_>) -> Result<Option<Raw>, SealError> {
        let find = |values: &[(&'t Path, &'t Value)]| {
            values.binary_search_by(|(path, _)| path.last().cmp(key.as_str())).ok().map(|at| values[at])
        };
        let own = find(&self.app).map(|v| (Source::App, v));
        let Some((source, (path, value))) = own.or_else(|| find(&self.project).map(|v| (Source::Project, v))) else {
            let default = |text: &String| Raw {
                value: Plain::new(text.as_bytes().to_vec()),
                secret: false,
                source: Source::Default,
                rev: 0,
            };
            return Ok(constant.default.as_ref().map(default));
        };
        let rev = tree.entry(path).map_or(0, |e| e.rev);
        Ok(match &value.content {
            Content::Deleted => None,
            Content::Plain(bytes) => Some(Raw { value: Plain::new(bytes.clone()), secret: false, source, rev }),
            Content::Sealed(sealed) => Some(Raw { value: open(path, sealed)?, secret: true, source, rev }),
        })
    }
}
