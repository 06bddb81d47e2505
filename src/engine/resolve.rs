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
    let declared: BTreeMap<Key, &Constant> = tree.constants(project).into_iter().collect();
    let lookup = Lookup::new(tree, project, env, app);
    let required = match wanted {
        Wanted::All => declared.iter().filter(|(_, c)| c.required).map(|(key, _)| key.clone()).collect(),
        Wanted::Needed(keys) => keys.iter().cloned().collect::<BTreeSet<Key>>(),
    };
    let keys: Vec<&Key> = match wanted {
        Wanted::All => declared.keys().collect(),
        Wanted::Needed(_) => required.iter().collect(),
    };

    let mut raw: BTreeMap<&Key, Raw> = BTreeMap::new();
    // References may lead to constants that were not asked for: those are opened too, not given out.
    let mut queue: Vec<(&Key, bool)> = keys.iter().rev().map(|key| (*key, true)).collect();
    let mut seen: BTreeSet<&Key> = BTreeSet::new();
    while let Some((key, asked)) = queue.pop() {
        if !seen.insert(key) {
            continue;
        }
        let Some(constant) = declared.get(key) else {
            if asked {
                found.undeclared.push(key.clone());
            }
            continue;
        };
        match lookup.raw(key, constant, open) {
            Ok(Some(value)) => {
                for reference in references::of_text(value.value.expose()) {
                    if let Some((key, _)) = declared.get_key_value(&reference.key) {
                        queue.push((key, false));
                    }
                }
                raw.insert(key, value);
            }
            Ok(None) if asked && required.contains(key) => found.missing.push(key.clone()),
            Ok(None) => {}
            Err(_) => found.unopened.push(key.clone()),
        }
    }

    let mut constants = Vec::with_capacity(keys.len());
    for key in keys {
        let Some(value) = raw.get(key) else { continue };
        if !value.value.expose().contains(&b'{') {
            // The common case, without a copy of the text and its parts.
            constants.push(Effective {
                key: key.clone(),
                value: value.value.clone(),
                secret: value.secret,
                source: value.source,
                rev: value.rev,
            });
            continue;
        }
        let mut out = Vec::new();
        match expand(key, &raw, &mut out, &mut Vec::new()) {
            Ok(holds_secret) => constants.push(Effective {
                key: key.clone(),
                value: Plain::new(out),
                secret: value.secret || holds_secret,
                source: value.source,
                rev: value.rev,
            }),
            Err(reason) => found.broken.push((key.clone(), reason)),
        }
    }
    if found.is_empty() { Ok(constants) } else { Err(found) }
}

fn expand<'k>(
    key: &'k Key,
    raw: &BTreeMap<&'k Key, Raw>,
    out: &mut Vec<u8>,
    trail: &mut Vec<Key>,
) -> Result<bool, String> {
    let Some((key, value)) = raw.get_key_value(key) else {
        return Err(format!("it refers to {key}, which has no value"));
    };
    if trail.contains(key) {
        trail.push((*key).clone());
        let circle: Vec<&str> = trail.iter().map(Key::as_str).collect();
        return Err(format!("its references form a circle: {}", circle.join(" -> ")));
    }
    if trail.len() >= DEPTH_MAX {
        return Err(format!("its references lead deeper than {DEPTH_MAX}"));
    }
    trail.push((*key).clone());
    let mut secret = value.secret;
    for part in references::parts(value.value.expose()) {
        match part {
            Part::Text(text) => out.extend_from_slice(text),
            Part::Foreign(text) => return Err(format!("it refers to another environment: {text}")),
            Part::Reference(to) => {
                if let Some(target) = raw.get(&to.key)
                    && target.secret != to.secret
                {
                    let is = if target.secret { "secrets" } else { "constants" };
                    return Err(format!("{} is one of the {is}: write {{{{{is}.{}}}}}", to.key, to.key));
                }
                secret |= expand(&to.key, raw, out, trail)?;
            }
        }
    }
    trail.pop();
    Ok(secret)
}

/// The values of one environment, found by name.
struct Lookup<'t> {
    app: BTreeMap<&'t str, (&'t Path, &'t Value)>,
    project: BTreeMap<&'t str, (&'t Path, &'t Value)>,
    tree: &'t Tree,
}

impl<'t> Lookup<'t> {
    fn new(tree: &'t Tree, project: &ProjectName, env: EnvId, app: Option<&AppName>) -> Lookup<'t> {
        let by_name = |scope: &Scope| {
            tree.values(project, env, scope).map(|(path, v)| (path.last(), (path, v))).collect()
        };
        Lookup {
            app: app.map(|app| by_name(&Scope::App(app.clone()))).unwrap_or_default(),
            project: by_name(&Scope::Project),
            tree,
        }
    }

    fn raw(&self, key: &Key, constant: &Constant, open: &Open<'_>) -> Result<Option<Raw>, SealError> {
        let own = self.app.get(key.as_str()).map(|v| (Source::App, v));
        let found = own.or_else(|| self.project.get(key.as_str()).map(|v| (Source::Project, v)));
        let Some((source, (path, value))) = found else {
            let default = constant.default.as_ref().map(|d| Raw {
                value: Plain::new(d.as_bytes().to_vec()),
                secret: false,
                source: Source::Default,
                rev: 0,
            });
            return Ok(default);
        };
        let rev = self.tree.entry(path).map_or(0, |e| e.rev);
        Ok(match &value.content {
            Content::Deleted => None,
            Content::Plain(bytes) => Some(Raw { value: Plain::new(bytes.clone()), secret: false, source, rev }),
            Content::Sealed(sealed) => Some(Raw { value: open(path, sealed)?, secret: true, source, rev }),
        })
    }
}
