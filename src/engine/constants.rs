//! Constants: declaring them, setting and unsetting their values.

use std::collections::{BTreeMap, BTreeSet};

use super::{Write, references};
use crate::crypto::Plain;
use crate::model::{
    AppName, Constant, Content, EnvId, Key, MergeRule, OpId, Place, ProjectName, Record, Scope, Tree,
};

/// Longest value, in bytes. What a process can take is less; such a value is for a file.
pub const VALUE_MAX: usize = 1024 * 1024;

/// Whether a new constant is to be a secret, and an old one is expected to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// As it is declared; a new one is a secret.
    AsDeclared,
    /// A secret.
    Secret,
    /// Plain.
    Plain,
}

/// Why a value cannot be set. The value itself is never repeated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConstantError {
    /// The name belongs to envctl.
    #[error("{0} is reserved: names beginning with ENVCTL_ are envctl's own")]
    Reserved(Key),
    /// The name makes a loader or shell do things.
    #[error(
        "{0} is a name that a shell, loader or runtime acts upon: setting it runs code in every consumer"
    )]
    Dangerous(Key),
    /// The value cannot be an environment variable.
    #[error("the value of {key} has a NUL byte at offset {at}: it cannot be an environment variable")]
    Nul {
        /// The constant.
        key: Key,
        /// Offset in bytes.
        at: usize,
    },
    /// The value is too long.
    #[error("the value of {key} has {size} bytes: the limit is {VALUE_MAX}")]
    TooLong {
        /// The constant.
        key: Key,
        /// Its length in bytes.
        size: usize,
    },
    /// A plain value that the manifest could not hold.
    #[error("the value of {key} is not UTF-8: plain values stand in envctl.toml, which is text")]
    NotText {
        /// The constant.
        key: Key,
    },
    /// Declared otherwise.
    #[error("{key} is declared {}", if *.secret { "a secret" } else { "plain" })]
    OtherKind {
        /// The constant.
        key: Key,
        /// What it is declared as.
        secret: bool,
    },
    /// The value breaks the declaration's rule.
    #[error("the value of {key} does not match its {rule}")]
    Rule {
        /// The constant.
        key: Key,
        /// `pattern …` or `one_of …`.
        rule: String,
    },
    /// The declaration's pattern is no regular expression.
    #[error("the pattern of {key} is not a regular expression: {reason}")]
    Pattern {
        /// The constant.
        key: Key,
        /// What is wrong with it.
        reason: String,
    },
    /// The value refers to another environment.
    #[error(
        "the value of {key} refers to another environment ({reference}); values never cross environments"
    )]
    Foreign {
        /// The constant.
        key: Key,
        /// The reference.
        reference: String,
    },
    /// The value would lead to itself.
    #[error("the value of {key} refers to itself: {circle}")]
    Circle {
        /// The constant.
        key: Key,
        /// The names on the way.
        circle: String,
    },
    /// The value would lead through too many others.
    #[error("the references of {key} lead deeper than {max}")]
    TooDeep {
        /// The constant.
        key: Key,
        /// How deep they may.
        max: usize,
    },
    /// It is only another name.
    #[error("{key} is the old name of {new}")]
    Renamed {
        /// The old name.
        key: Key,
        /// The name.
        new: Key,
    },
    /// Nothing of that name.
    #[error("{0} is not declared")]
    Undeclared(Key),
}

/// A value to set.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// The constant.
    pub key: Key,
    /// Its value.
    pub value: Plain,
}

/// What a `set` does to one constant in one environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The constant.
    pub key: Key,
    /// The environment.
    pub env: EnvId,
    /// Whether it is a secret.
    pub secret: bool,
    /// Whether it was declared by this.
    pub declared: bool,
    /// Whether there was a value before.
    pub replaced: bool,
}

/// Checks a value against its name and declaration.
///
/// # Errors
/// The first rule that it breaks.
pub fn check(key: &Key, declared: &Constant, value: &[u8]) -> Result<(), ConstantError> {
    let named = || key.clone();
    if let Some(at) = value.iter().position(|b| *b == 0) {
        return Err(ConstantError::Nul { key: named(), at });
    }
    if value.len() > VALUE_MAX {
        return Err(ConstantError::TooLong { key: named(), size: value.len() });
    }
    let text = std::str::from_utf8(value).ok();
    if !declared.secret && text.is_none() {
        return Err(ConstantError::NotText { key: named() });
    }
    if let Some(reference) = references::foreign(value) {
        return Err(ConstantError::Foreign { key: named(), reference: reference.to_owned() });
    }
    if let Some(regex) = check_pattern(key, declared)?
        && !text.is_some_and(|text| regex.is_match(text))
    {
        let pattern = declared.pattern.as_deref().unwrap_or_default();
        return Err(ConstantError::Rule { key: named(), rule: format!("pattern {pattern}") });
    }
    if !declared.one_of.is_empty() && !declared.one_of.iter().any(|one| one.as_bytes() == value) {
        let rule = format!("one_of {}", declared.one_of.join(", "));
        return Err(ConstantError::Rule { key: named(), rule });
    }
    Ok(())
}

/// The regular expression of a declaration's pattern, if it has one.
///
/// # Errors
/// When it is none.
pub(super) fn check_pattern(
    key: &Key,
    declared: &Constant,
) -> Result<Option<regex_lite::Regex>, ConstantError> {
    let regex = declared.pattern.as_deref().map(regex_lite::Regex::new).transpose();
    regex.map_err(|e| ConstantError::Pattern { key: key.clone(), reason: e.to_string() })
}

/// Checks a name that is to become a constant's.
///
/// # Errors
/// When it is envctl's own, or dangerous and not allowed.
pub fn check_name(key: &Key, allow_dangerous: bool) -> Result<(), ConstantError> {
    if key.is_reserved() {
        return Err(ConstantError::Reserved(key.clone()));
    }
    if key.is_dangerous() && !allow_dangerous {
        return Err(ConstantError::Dangerous(key.clone()));
    }
    Ok(())
}

/// A declaration as `set` makes it for a new name.
pub fn declaration(secret: bool) -> Constant {
    Constant {
        secret,
        required: false,
        description: None,
        pattern: None,
        one_of: Vec::new(),
        default: None,
        merge: None,
        private: false,
        rotate: None,
        renamed: None,
    }
}

/// Plans setting values in environments, declaring what is new. All or nothing.
///
/// # Errors
/// The first rule that is broken, before anything is planned.
pub fn set(
    tree: &Tree,
    p: &ProjectName,
    envs: &[EnvId],
    app: Option<&AppName>,
    assignments: &[Assignment],
    kind: Kind,
    op: OpId,
) -> Result<(Vec<Effect>, Vec<Write>), ConstantError> {
    let (mut effects, mut writes) = (Vec::new(), Vec::new());
    let scope = Scope::of(app);
    let mut texts: BTreeMap<&Key, &[u8]> = BTreeMap::new();
    for Assignment { key, value } in assignments {
        let old = tree.constant(p, key);
        if let Some(new) = old.and_then(|old| old.renamed.clone()) {
            return Err(ConstantError::Renamed { key: key.clone(), new });
        }
        let constant = match (old, kind) {
            (Some(c), Kind::Secret) if !c.secret => {
                return Err(ConstantError::OtherKind { key: key.clone(), secret: false });
            }
            (Some(c), Kind::Plain) if c.secret => {
                return Err(ConstantError::OtherKind { key: key.clone(), secret: true });
            }
            (Some(c), _) => c.clone(),
            (None, kind) => {
                let new = declaration(kind != Kind::Plain);
                writes.push(Write::put(Place::Constant(p.clone(), key.clone()), new.clone()));
                new
            }
        };
        check(key, &constant, value.expose())?;
        if !constant.secret {
            texts.insert(key, value.expose());
        }
        let first = writes.len();
        for env in envs {
            let before = tree.written(p, *env, &scope, key);
            let place = Place::Value(p.clone(), *env, scope.clone(), key.clone());
            writes.push(Write::value(op, place, before, value.clone(), constant.secret));
            effects.push(Effect {
                key: key.clone(),
                env: *env,
                secret: constant.secret,
                declared: old.is_none(),
                replaced: before.is_some_and(crate::model::Value::is_set),
            });
        }
        Write::share(&mut writes[first..]);
    }
    for env in envs {
        check_references(tree, p, *env, &scope, &texts)?;
    }
    Ok((effects, writes))
}

/// Checks that no reference in values to be set leads back to where it began, or too deep.
///
/// # Errors
/// The first that does.
pub(super) fn check_references(
    tree: &Tree,
    p: &ProjectName,
    env: EnvId,
    scope: &Scope,
    texts: &BTreeMap<&Key, &[u8]>,
) -> Result<(), ConstantError> {
    for key in texts.keys() {
        let (trail, done) = (Vec::new(), BTreeSet::new());
        Walk { tree, p, env, scope, texts, trail, done }.from(key)?;
    }
    Ok(())
}

/// A walk along the references of the values to be set, each constant once: refuses those that lead
/// back to where they began, or too deep.
struct Walk<'w> {
    tree: &'w Tree,
    p: &'w ProjectName,
    env: EnvId,
    scope: &'w Scope,
    texts: &'w BTreeMap<&'w Key, &'w [u8]>,
    trail: Vec<Key>,
    done: BTreeSet<Key>,
}

impl Walk<'_> {
    fn text(&self, key: &Key) -> Vec<references::Reference> {
        if let Some(text) = self.texts.get(key) {
            return references::of_text(text);
        }
        let place = Place::Value(self.p.clone(), self.env, self.scope.clone(), key.clone());
        // Values are read along where a value to be set refers to any.
        if !self.tree.has_read(place.path().as_str()) {
            return Vec::new();
        }
        match self.tree.value(self.p, self.env, self.scope, key).map(|v| &v.content) {
            Some(Content::Plain(text)) => references::of_text(text),
            _ => Vec::new(),
        }
    }

    fn from(&mut self, key: &Key) -> Result<(), ConstantError> {
        let first = self.trail.first().unwrap_or(key).clone();
        if self.trail.contains(key) {
            let names: Vec<&str> = self.trail.iter().chain([key]).map(Key::as_str).collect();
            return Err(ConstantError::Circle { key: first, circle: names.join(" -> ") });
        }
        if self.trail.len() > references::DEPTH_MAX {
            return Err(ConstantError::TooDeep { key: first, max: references::DEPTH_MAX });
        }
        if !self.done.insert(key.clone()) {
            return Ok(());
        }
        self.trail.push(key.clone());
        for reference in self.text(key) {
            self.from(&reference.key)?;
        }
        self.trail.pop();
        Ok(())
    }
}

/// Plans whether the values of declared constants travel when environments are merged; among writes
/// that declare some of them.
pub fn travel(tree: &Tree, p: &ProjectName, keys: &[Key], rule: MergeRule, writes: &mut Vec<Write>) {
    for key in keys {
        let path = Place::Constant(p.clone(), key.clone()).path();
        let declared = writes.iter_mut().find_map(|write| match write {
            Write::Put(at, Record::Constant(new)) if *at == path => Some(new),
            _ => None,
        });
        match (declared, tree.constant(p, key)) {
            (Some(new), _) => new.merge = Some(rule),
            (None, Some(old)) if old.merge != Some(rule) => {
                writes.push(Write::Put(path, Constant { merge: Some(rule), ..old.clone() }.into()));
            }
            _ => {}
        }
    }
}

/// What an `unset` removes of one constant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// The constant.
    pub key: Key,
    /// The environments that lose their value.
    pub envs: Vec<EnvId>,
    /// Whether the declaration goes too.
    pub declaration: bool,
}

/// Plans removing values in environments, or with `declaration` the constants as a whole.
///
/// # Errors
/// When a constant is not declared.
pub fn unset(
    tree: &Tree,
    p: &ProjectName,
    envs: &[EnvId],
    app: Option<&AppName>,
    keys: &[Key],
    declaration: bool,
    op: OpId,
) -> Result<(Vec<Removed>, Vec<Write>), ConstantError> {
    let (mut removed, mut writes) = (Vec::new(), Vec::new());
    let apps: Vec<AppName> = tree.apps(p).into_iter().map(|(name, _)| name).collect();
    for key in keys {
        if tree.constant(p, key).is_none() {
            return Err(ConstantError::Undeclared(key.clone()));
        }
        let scopes: Vec<Scope> = if declaration {
            std::iter::once(Scope::Project).chain(apps.iter().cloned().map(Scope::App)).collect()
        } else {
            vec![Scope::of(app)]
        };
        let mut gone = Removed { key: key.clone(), envs: Vec::new(), declaration };
        for scope in &scopes {
            let first = writes.len();
            for env in envs {
                if let Some(value) = tree.value(p, *env, scope, key) {
                    let place = Place::Value(p.clone(), *env, scope.clone(), key.clone());
                    writes.push(Write::unset(op, place, value));
                    if !gone.envs.contains(env) {
                        gone.envs.push(*env);
                    }
                }
            }
            Write::share(&mut writes[first..]);
        }
        if declaration {
            writes.push(Write::Delete(Place::Constant(p.clone(), key.clone()).path()));
        }
        if declaration || !gone.envs.is_empty() {
            removed.push(gone);
        }
    }
    Ok((removed, writes))
}

/// The versions in environments that need a constant: why it cannot be undeclared.
pub fn needed_by(tree: &Tree, p: &ProjectName, key: &Key) -> Vec<(AppName, u32, EnvId)> {
    let mut by = Vec::new();
    for (app, _) in tree.apps(p) {
        for (env, _) in tree.envs(p) {
            let Some(placed) = tree.placement(p, env, &app) else { continue };
            let version = tree.version(p, &app, placed.version);
            if version.is_some_and(|v| v.needs.iter().any(|need| need.key == *key)) {
                by.push((app.clone(), placed.version, env));
            }
        }
    }
    by
}
