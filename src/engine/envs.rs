//! Environments: creating, ordering, colouring, renaming and deleting them.

use super::Write;
use crate::model::{
    Color, Content, Env, EnvId, EnvName, MergeRule, Place, Placement, Policy, ProjectName, Record, Scope,
    Tree,
};

/// Why an environment cannot be changed so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvError {
    /// Another environment has the name, now or from before.
    #[error("{env} already has the name {name}")]
    NameTaken {
        /// The name.
        name: EnvName,
        /// Whose it is.
        env: EnvName,
    },
    /// Protected: the protection goes first.
    #[error("{0} is protected")]
    Protected(EnvName),
    /// End users get a version from it.
    #[error("{app} v{version} is released in {env}")]
    Released {
        /// The environment.
        env: EnvName,
        /// The app.
        app: String,
        /// The version.
        version: u32,
    },
    /// The project needs one.
    #[error("{0} is the only environment in the promotion order")]
    Only(EnvName),
}

/// What to make.
#[derive(Clone, Debug)]
pub struct New {
    /// Its id.
    pub id: EnvId,
    /// Its name.
    pub name: EnvName,
    /// Its place in the promotion order, from 1; none: outside of it.
    pub order: Option<u32>,
    /// Its colour; none: the next that is not used.
    pub color: Option<Color>,
    /// What it is for.
    pub description: Option<String>,
    /// Whether it is protected from the start.
    pub protected: bool,
    /// The environment to fill it from.
    pub from: Option<EnvId>,
}

/// What a new environment took over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Apps whose version was placed.
    pub apps: usize,
    /// Plain values.
    pub constants: usize,
    /// Secrets that have a value in the source and none here: they are not carried.
    pub missing_secrets: Vec<String>,
}

/// The colour that the `n`th environment gets: the first three as a traffic light.
pub fn color_of(n: usize) -> Color {
    const COLORS: [Color; 7] =
        [Color::Green, Color::Yellow, Color::Red, Color::Cyan, Color::Blue, Color::Magenta, Color::Grey];
    COLORS[n % COLORS.len()]
}

/// Plans a new environment. Values that are taken over keep their write ids: the two environments
/// share the history of each value, and a later merge knows it.
///
/// # Errors
/// When the name is taken.
pub fn create(tree: &Tree, p: &ProjectName, new: &New) -> Result<(Copied, Vec<Write>), EnvError> {
    free(tree, p, &new.name, None)?;
    let envs = tree.envs(p);
    let used: Vec<Color> = envs.iter().map(|(_, e)| e.color).collect();
    let unused = (0..7).map(color_of).find(|c| !used.contains(c));
    let mut writes = Vec::new();
    if let Some(order) = new.order {
        // Whoever stands at the place or behind it moves one further.
        let mut place = order;
        for (id, env) in tree.chain(p) {
            if env.order == Some(place) {
                place += 1;
                let moved = Env { order: Some(place), ..env.clone() };
                writes.push(Write::put(Place::Env(p.clone(), id), moved));
            }
        }
    }
    let env = Env {
        name: new.name.clone(),
        order: new.order,
        color: new.color.or(unused).unwrap_or(Color::None),
        description: new.description.clone(),
        aliases: Vec::new(),
        policy: new.protected.then_some(Policy { promote_from: Vec::new() }),
        created_from: new.from,
    };
    writes.push(Write::put(Place::Env(p.clone(), new.id), env));
    writes.push(Write::Rekey(p.clone(), new.id));
    let mut copied = Copied::default();
    if let Some(from) = new.from {
        copy(tree, p, from, new.id, &mut copied, &mut writes);
    }
    Ok((copied, writes))
}

fn copy(tree: &Tree, p: &ProjectName, from: EnvId, to: EnvId, copied: &mut Copied, writes: &mut Vec<Write>) {
    let apps: Vec<_> = tree.apps(p).into_iter().map(|(app, _)| app).collect();
    for scope in std::iter::once(Scope::Project).chain(apps.iter().cloned().map(Scope::App)) {
        for (path, value) in tree.values(p, from, &scope) {
            let Place::Value(_, _, scope, key) = path.place() else { continue };
            let travels = tree.constant(p, &key).is_some_and(|c| c.merge != Some(MergeRule::Never));
            match &value.content {
                Content::Sealed(_) => copied.missing_secrets.push(key.to_string()),
                Content::Plain(_) if travels => {
                    copied.constants += 1;
                    writes.push(Write::put(Place::Value(p.clone(), to, scope, key), value.clone()));
                }
                Content::Plain(_) | Content::Deleted => {}
            }
        }
    }
    for app in apps {
        if let Some(placed) = tree.placement(p, from, &app) {
            copied.apps += 1;
            let version = placed.version;
            let placement =
                Placement { version, released: None, before: Vec::new(), been: vec![version], hold: None };
            writes.push(Write::put(Place::Placement(p.clone(), to, app), placement));
        }
    }
}

fn free(tree: &Tree, p: &ProjectName, name: &EnvName, but: Option<EnvId>) -> Result<(), EnvError> {
    match tree.env_named(p, name.as_str()) {
        Some((id, env)) if Some(id) != but => {
            Err(EnvError::NameTaken { name: name.clone(), env: env.name.clone() })
        }
        _ => Ok(()),
    }
}

/// Plans another name; the old one keeps working unless its alias is dropped.
///
/// # Errors
/// When the name is taken.
pub fn rename(
    tree: &Tree,
    p: &ProjectName,
    id: EnvId,
    env: &Env,
    name: &EnvName,
    drop_alias: bool,
) -> Result<Vec<Write>, EnvError> {
    free(tree, p, name, Some(id))?;
    let mut aliases = if drop_alias { Vec::new() } else { env.aliases.clone() };
    aliases.retain(|alias| alias != name);
    if !drop_alias && env.name != *name {
        aliases.push(env.name.clone());
    }
    let renamed = Env { name: name.clone(), aliases, ..env.clone() };
    Ok(changed(p, id, env, renamed))
}

/// Plans another colour.
pub fn color(p: &ProjectName, id: EnvId, env: &Env, color: Color) -> Vec<Write> {
    changed(p, id, env, Env { color, ..env.clone() })
}

fn changed(p: &ProjectName, id: EnvId, old: &Env, new: Env) -> Vec<Write> {
    if *old == new { Vec::new() } else { vec![Write::put(Place::Env(p.clone(), id), new)] }
}

/// Plans the deletion of an environment with everything in it. What was in it stays in the log.
///
/// # Errors
/// When it is protected, the only one, or released from.
pub fn delete(tree: &Tree, p: &ProjectName, id: EnvId, env: &Env) -> Result<Vec<Write>, EnvError> {
    if env.policy.is_some() {
        return Err(EnvError::Protected(env.name.clone()));
    }
    if env.order.is_some() && tree.chain(p).len() == 1 {
        return Err(EnvError::Only(env.name.clone()));
    }
    let mut writes = Vec::new();
    let below = [
        crate::model::Prefix::placements(p, id),
        crate::model::Prefix::values(p, id),
        crate::model::Prefix::epochs(p, id),
    ];
    for (path, entry) in below.iter().flat_map(|prefix| tree.scan(prefix)) {
        if let Record::Placement(Placement { released: Some(version), .. }) = &entry.record {
            let (app, version) = (path.last().to_owned(), *version);
            return Err(EnvError::Released { env: env.name.clone(), app, version });
        }
        writes.push(Write::Delete(path.clone()));
    }
    writes.push(Write::Delete(Place::Env(p.clone(), id).path()));
    Ok(writes)
}
