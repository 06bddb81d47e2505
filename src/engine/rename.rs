//! Constants under another name.
//!
//! A published version never changes, and names the constants that it needs. So the old name stays, as
//! another name of the new one: its values are references to it, and nothing else is set under it. It
//! is undeclared like any constant, once nothing needs it.

use super::Write;
use super::constants::{self, ConstantError};
use super::resolve::Open;
use crate::crypto::Plain;
use crate::model::{AppName, Constant, Content, EnvId, Key, OpId, Place, ProjectName, Scope, Tree, Value};

/// Why a constant cannot be renamed.
#[derive(Debug, thiserror::Error)]
pub enum RenameError {
    /// A rule of names and values.
    #[error(transparent)]
    Constant(#[from] ConstantError),
    /// The new name is another constant's.
    #[error("{0} is declared already")]
    Taken(Key),
    /// Secrets that the caller may not open are not sealed anew.
    #[error("the secret {key} did not open in every environment: it is sealed with its name")]
    Unopened {
        /// The constant.
        key: Key,
        /// The environments.
        envs: Vec<EnvId>,
    },
}

/// What a rename does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// The environments in which it has a value.
    pub envs: Vec<EnvId>,
    /// The drafts that need it, under its new name from now on.
    pub drafts: Vec<AppName>,
}

/// Plans that a constant has another name. The tree has the project's values.
///
/// # Errors
/// The first rule that is broken.
pub fn constant(
    tree: &Tree,
    p: &ProjectName,
    (old, new): (&Key, &Key),
    open: &Open<'_>,
    op: OpId,
) -> Result<(Renamed, Vec<Write>), RenameError> {
    let declared = tree.constant(p, old).ok_or_else(|| ConstantError::Undeclared(old.clone()))?;
    if let Some(renamed) = &declared.renamed {
        return Err(ConstantError::Renamed { key: old.clone(), new: renamed.clone() }.into());
    }
    if tree.constant(p, new).is_some() {
        return Err(RenameError::Taken(new.clone()));
    }
    constants::check_name(new, false)?;
    let reference = format!("{{{{{}.{new}}}}}", if declared.secret { "secrets" } else { "constants" });
    let alias = Constant {
        default: declared.default.as_ref().map(|_| reference.clone()),
        merge: declared.merge,
        private: declared.private,
        renamed: Some(new.clone()),
        ..constants::declaration(declared.secret)
    };
    let mut writes = vec![
        Write::put(Place::Constant(p.clone(), new.clone()), declared.clone()),
        Write::put(Place::Constant(p.clone(), old.clone()), alias),
    ];
    let (mut envs, mut shut) = (Vec::new(), Vec::new());
    let apps = tree.apps(p).into_iter().map(|(app, _)| Scope::App(app));
    let scopes: Vec<Scope> = std::iter::once(Scope::Project).chain(apps).collect();
    for (env, _) in tree.envs(p) {
        for scope in &scopes {
            let Some(value): Option<&Value> = tree.value(p, env, scope, old) else { continue };
            let from = Place::Value(p.clone(), env, scope.clone(), old.clone());
            let to = Place::Value(p.clone(), env, scope.clone(), new.clone());
            let plain = match &value.content {
                Content::Plain(text) => Plain::new(text.clone()),
                Content::Sealed(sealed) => match open(&from.path(), sealed) {
                    Ok(plain) => plain,
                    Err(_) => {
                        shut.push(env);
                        continue;
                    }
                },
                Content::Deleted => continue,
            };
            let before = tree.written(p, env, scope, new);
            writes.push(Write::value(op, to, before, plain, declared.secret));
            let reference = Plain::new(reference.clone().into_bytes());
            writes.push(Write::value(op, from, Some(value), reference, declared.secret));
            if !envs.contains(&env) {
                envs.push(env);
            }
        }
    }
    if !shut.is_empty() {
        shut.dedup();
        return Err(RenameError::Unopened { key: old.clone(), envs: shut });
    }
    let other = |key: &Key| if key == old { new.clone() } else { key.clone() };
    let mut drafts = Vec::new();
    for (name, app) in tree.apps(p).into_iter().filter(|(_, app)| app.needs.contains(old)) {
        let mut app = app.clone();
        app.needs = app.needs.iter().map(other).collect();
        writes.push(Write::put(Place::App(p.clone(), name.clone()), app));
        drafts.push(name);
    }
    for (id, env) in tree.envs(p) {
        let Some(policy) = &env.policy else { continue };
        if policy.must_differ.contains(old) || policy.review.contains(old) {
            let mut policy = policy.clone();
            policy.must_differ = policy.must_differ.iter().map(other).collect();
            policy.review = policy.review.iter().map(other).collect();
            let env = crate::model::Env { policy: Some(policy), ..env.clone() };
            writes.push(Write::put(Place::Env(p.clone(), id), env));
        }
    }
    Ok((Renamed { envs, drafts }, writes))
}
