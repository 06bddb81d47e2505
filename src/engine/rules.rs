//! The rules of a constant: declaring one before it has a value, and changing what is declared.
//!
//! Whether it is a secret changes only while nothing is set (the gate's rule). Invariant: after a
//! change, plain values that are set keep the rules, and those that do not are named.

use super::constants::{self, ConstantError};
use super::{Write, freeze};
use crate::model::{Constant, Content, Key, MergeRule, Place, Prefix, ProjectName, Record, Scope, Tree};

/// Why a rule cannot be so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// The name, the pattern, or the default.
    #[error(transparent)]
    Constant(#[from] ConstantError),
    /// A value that is set would break it.
    #[error("{key} has a value that would not match: {}", at.join(", "))]
    Set {
        /// The constant.
        key: Key,
        /// The environments, with the app whose own value it is.
        at: Vec<String>,
    },
    /// It has values of the kind that it is.
    #[error("{key} has values in {}: unset them first, a secret does not become plain", at.join(", "))]
    Kind {
        /// The constant.
        key: Key,
        /// The environments.
        at: Vec<String>,
    },
    /// A secret's default could be read by everyone.
    #[error("{0} is a secret, and a secret has no default: a default is readable")]
    Default(Key),
    /// Not a duration.
    #[error("rotate: {0}")]
    Rotate(String),
}

impl RuleError {
    /// As somebody is told it who sees the environments of these names.
    #[must_use]
    pub fn seen_by(mut self, names: &[String]) -> RuleError {
        if let RuleError::Set { at, .. } | RuleError::Kind { at, .. } = &mut self {
            let all = at.len();
            at.retain(|at| names.iter().any(|name| at.split(' ').next() == Some(name)));
            if at.len() < all {
                at.push("environments that you do not see".to_owned());
            }
        }
        self
    }
}

/// What to change; what is `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// Whether its values are sealed.
    pub secret: Option<bool>,
    /// Whether every environment must have a value.
    pub required: Option<bool>,
    /// Whether copies leave it out.
    pub private: Option<bool>,
    /// What it is.
    pub description: Option<Option<String>>,
    /// What its values match.
    pub pattern: Option<Option<String>>,
    /// The only values it may have.
    pub one_of: Option<Vec<String>>,
    /// The value where an environment has none.
    pub default: Option<Option<String>>,
    /// Whether its values travel in a merge.
    pub merge: Option<Option<MergeRule>>,
    /// How old a value may grow.
    pub rotate: Option<Option<String>>,
}

/// Plans declaring a constant, or changing what is declared of it. The tree has the project's values.
///
/// # Errors
/// The first rule that cannot be.
pub fn edit(tree: &Tree, p: &ProjectName, key: &Key, edit: &Edit) -> Result<Vec<Write>, RuleError> {
    let old = tree.constant(p, key);
    let mut new = match old {
        Some(old) => old.clone(),
        None => {
            constants::check_name(key, false)?;
            constants::declaration(edit.secret.unwrap_or(true))
        }
    };
    change(&mut new, edit);
    if let Some(Some(text)) = &edit.rotate {
        freeze::duration(text).map_err(RuleError::Rotate)?;
    }
    if new.secret && new.default.is_some() {
        return Err(RuleError::Default(key.clone()));
    }
    if old == Some(&new) {
        return Ok(Vec::new());
    }
    constants::check_pattern(key, &new)?;
    if let Some(default) = &new.default {
        constants::check(key, &new, default.as_bytes())?;
    }
    let set = set(tree, p, key);
    if old.is_some_and(|old| old.secret != new.secret) && !set.is_empty() {
        let at = set.into_iter().map(|(at, _)| at).collect();
        return Err(RuleError::Kind { key: key.clone(), at });
    }
    let breaks = |content: &Content| match content {
        Content::Plain(text) => constants::check(key, &new, text).is_err(),
        _ => false,
    };
    let at: Vec<String> = set.into_iter().filter(|(_, content)| breaks(content)).map(|(at, _)| at).collect();
    if !at.is_empty() {
        return Err(RuleError::Set { key: key.clone(), at });
    }
    Ok(vec![Write::put(Place::Constant(p.clone(), key.clone()), new)])
}

fn change(new: &mut Constant, edit: &Edit) {
    new.secret = edit.secret.unwrap_or(new.secret);
    new.required = edit.required.unwrap_or(new.required);
    new.private = edit.private.unwrap_or(new.private);
    new.merge = edit.merge.unwrap_or(new.merge);
    if let Some(one_of) = &edit.one_of {
        new.one_of.clone_from(one_of);
    }
    for (from, to) in [
        (&edit.description, &mut new.description),
        (&edit.pattern, &mut new.pattern),
        (&edit.default, &mut new.default),
        (&edit.rotate, &mut new.rotate),
    ] {
        if let Some(text) = from {
            to.clone_from(text);
        }
    }
}

/// Where a constant is set, in words, with what it says there.
fn set<'t>(tree: &'t Tree, p: &ProjectName, key: &Key) -> Vec<(String, &'t Content)> {
    let mut set = Vec::new();
    for (env, record) in tree.envs(p) {
        for (path, entry) in tree.scan(&Prefix::values(p, env)) {
            let (Record::Value(value), true) = (&entry.record, path.last() == key.as_str()) else { continue };
            match path.place() {
                Place::Value(_, _, Scope::Project, _) if value.is_set() => {
                    set.push((record.name.to_string(), &value.content));
                }
                Place::Value(_, _, Scope::App(app), _) if value.is_set() => {
                    set.push((format!("{} ({app})", record.name), &value.content));
                }
                _ => {}
            }
        }
    }
    set
}
