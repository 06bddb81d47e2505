//! Environments: creating, ordering, colouring, renaming and deleting them.

use std::collections::{BTreeMap, BTreeSet};

use super::Write;
use super::freeze::{self, Window};
use super::lineage::Ancestry;
use super::merge::Action;
use super::merging::{Options, merge};
use super::resolve::Open;
use super::signin;
use super::whole::Slot;
use crate::model::{
    Color, Env, EnvId, EnvName, Key, OpId, Place, Placement, Policy, ProjectName, Record, Scope, Tree,
};

/// Why an environment cannot be changed so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvError {
    /// Another environment has the name, now or from before.
    #[error("{}", if name == env {
        format!("there is an environment {name} already")
    } else {
        format!("{name} is an earlier name of {env}")
    })]
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
    /// Versions are there.
    #[error("{} in {env}: nothing is deleted under what runs there", are(placed))]
    InUse {
        /// The environment.
        env: EnvName,
        /// The apps that are there, each with its version.
        placed: Vec<String>,
    },
    /// A rule that says nothing that can be kept.
    #[error("{what}: {why}")]
    Rule {
        /// Which rule.
        what: &'static str,
        /// What is wrong with it.
        why: String,
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
    /// Secrets whose declaration lets them travel.
    pub secrets: usize,
    /// States of flags.
    pub flags: usize,
    /// Secrets that have a value in the source and none here.
    pub missing_secrets: Vec<String>,
}

/// The colour that the `n`th environment gets: the first three as a traffic light.
pub fn color_of(n: usize) -> Color {
    const COLORS: [Color; 7] =
        [Color::Green, Color::Yellow, Color::Red, Color::Cyan, Color::Blue, Color::Magenta, Color::Grey];
    COLORS[n % COLORS.len()]
}

/// Plans a new environment, with nothing in it yet.
///
/// # Errors
/// When the name is taken.
pub fn create(tree: &Tree, p: &ProjectName, new: &New) -> Result<Vec<Write>, EnvError> {
    free(tree, p, &new.name, None)?;
    let envs = tree.envs(p);
    let used: Vec<Color> = envs.iter().map(|(_, e)| e.color).collect();
    let unused = (0..7).map(color_of).find(|c| !used.contains(c));
    let mut writes = new.order.map(|order| make_room(tree, p, order, new.id)).unwrap_or_default();
    let env = Env {
        name: new.name.clone(),
        order: new.order,
        color: new.color.or(unused).unwrap_or(Color::None),
        description: new.description.clone(),
        aliases: Vec::new(),
        policy: new.protected.then(Box::default),
        created_from: new.from,
        lock: None,
        optional: false,
        latest: false,
    };
    writes.push(Write::put(Place::Env(p.clone(), new.id), env));
    writes.push(Write::Rekey(p.clone(), new.id));
    Ok(writes)
}

/// Whoever stands at a place in the order, or right behind it, moves one further.
fn make_room(tree: &Tree, p: &ProjectName, order: u32, but: EnvId) -> Vec<Write> {
    let mut writes = Vec::new();
    let mut place = order;
    for (id, env) in tree.chain(p) {
        if env.order == Some(place) && id != but {
            place += 1;
            let moved = Env { order: Some(place), ..env.clone() };
            writes.push(Write::put(Place::Env(p.clone(), id), moved));
        }
    }
    writes
}

/// Plans what a new environment takes over from another: a merge into an empty one. The two share the
/// history of each value, and a later merge knows it.
pub fn fill(
    tree: &Tree,
    p: &ProjectName,
    from: EnvId,
    into: EnvId,
    open: &Open<'_>,
    op: OpId,
) -> (Copied, Vec<Write>) {
    let mut copied = Copied::default();
    let (resolve, reapply) = (BTreeMap::new(), BTreeSet::new());
    let options = Options {
        from,
        into,
        select: None,
        skip_unreadable: true,
        prefer: None,
        resolve: &resolve,
        reapply: &reapply,
        unfinished: true,
    };
    let plan = merge(tree, p, &options, &Ancestry::default(), open, op);
    for key in &plan.keys {
        match (key.decision.action, key.secret) {
            (Action::Take, _) if matches!(key.slot.scope, Scope::Flag(_)) => copied.flags += 1,
            (Action::Take, false) => copied.constants += 1,
            (Action::Take, true) => copied.secrets += 1,
            (Action::Local | Action::Blocked, true) => {
                let Slot { scope, key } = &key.slot;
                if tree.value(p, from, scope, key).is_some() {
                    copied.missing_secrets.push(match scope {
                        Scope::Datasource(name) => format!("{name}.{key}"),
                        Scope::Project | Scope::App(_) | Scope::Flag(_) => key.to_string(),
                    });
                }
            }
            _ => {}
        }
    }
    let mut writes = plan.writes;
    for (app, _) in tree.apps(p) {
        if let Some(placed) = tree.placement(p, from, &app) {
            copied.apps += 1;
            let placement = Placement::of(placed.version);
            writes.push(Write::put(Place::Placement(p.clone(), into, app), placement));
        }
    }
    (copied, writes)
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

/// What to change about an environment; what is `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// What it is for.
    pub description: Option<Option<String>>,
    /// Its place in the promotion order.
    pub order: Option<Option<u32>>,
    /// Whether promotions may pass it by.
    pub optional: Option<bool>,
    /// Whether its apps follow the newest version.
    pub latest: Option<bool>,
    /// Whether it is protected; not any more: without any rule.
    pub protected: Option<bool>,
    /// Its rules: with any of them it is protected.
    pub policy: Vec<Rule>,
}

/// One rule of an environment's policy, as it is to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// Where promotions come from.
    PromoteFrom(Vec<EnvId>),
    /// Whether versions must have been verified.
    RequiresVerification(bool),
    /// How long versions must have been where they come from.
    Soak(Option<String>),
    /// When nothing moves.
    Freeze(Vec<String>),
    /// When something may move.
    Open(Vec<String>),
    /// Whether rollbacks wait as well.
    FreezeRollbacks(bool),
    /// Which findings may be accepted.
    Accept(Vec<String>),
    /// Which values must differ.
    MustDiffer(Vec<Key>),
    /// Which values are to be looked at.
    Review(Vec<Key>),
    /// How many people must approve what comes in.
    Approvals(u32),
    /// Whether clients may keep what they fetched.
    Offline(bool),
    /// Whether a session counts only with a one-time code.
    RequireMfa(bool),
    /// The networks that it is reached from.
    AllowIps(Vec<String>),
    /// How long a session counts.
    Session(Option<String>),
    /// How long a session may rest.
    SessionIdle(Option<String>),
}

impl Rule {
    /// Checks what the rule says and makes the policy say it.
    fn apply(&self, policy: &mut Policy) -> Result<(), EnvError> {
        let invalid = |what, why| EnvError::Rule { what, why };
        match self {
            Rule::PromoteFrom(envs) => policy.promote_from.clone_from(envs),
            Rule::RequiresVerification(on) => policy.requires_verification = *on,
            Rule::Soak(text) => {
                if let Some(text) = text {
                    freeze::duration(text).map_err(|why| invalid("soak", why))?;
                }
                policy.soak.clone_from(text);
            }
            Rule::Freeze(texts) | Rule::Open(texts) => {
                for text in texts {
                    Window::parse(text).map_err(|why| invalid("a window", why))?;
                }
                let list =
                    if matches!(self, Rule::Freeze(_)) { &mut policy.freeze } else { &mut policy.open };
                list.clone_from(texts);
            }
            Rule::FreezeRollbacks(on) => policy.freeze_rollbacks = *on,
            Rule::Accept(codes) => {
                if let Some(code) = codes.iter().find(|code| !ACCEPTABLE.contains(&code.as_str())) {
                    let why = format!("\"{code}\" is none of {}", ACCEPTABLE.join(", "));
                    return Err(invalid("what may be accepted", why));
                }
                policy.accept.clone_from(codes);
            }
            Rule::MustDiffer(keys) => policy.must_differ.clone_from(keys),
            Rule::Review(keys) => policy.review.clone_from(keys),
            Rule::Offline(on) => policy.offline = *on,
            Rule::Approvals(n) => policy.approvals = Some(*n).filter(|n| *n > 0),
            Rule::RequireMfa(on) => policy.require_mfa = *on,
            Rule::AllowIps(texts) => {
                let nets = texts.iter().map(|text| signin::network(text).map(|net| net.to_string()));
                let nets: Result<Vec<String>, String> = nets.collect();
                policy.allow_ips = nets.map_err(|why| invalid("an address", why))?;
                policy.allow_ips.sort_unstable();
                policy.allow_ips.dedup();
            }
            Rule::Session(text) | Rule::SessionIdle(text) => {
                if let Some(text) = text {
                    signin::lifetime(text).map_err(|why| invalid("the lifetime of a session", why))?;
                }
                let rule = match self {
                    Rule::Session(_) => &mut policy.session,
                    _ => &mut policy.session_idle,
                };
                rule.clone_from(text);
            }
        }
        Ok(())
    }
}

/// The findings that an environment may let be accepted.
pub const ACCEPTABLE: [&str; 11] =
    ["PF1", "PF2", "PF3", "PF4", "PF5", "PF6", "PF8", "PF9", "PF10", "PF13", "PF15"];

/// Plans changes of an environment.
///
/// # Errors
/// When a rule does not say what a rule may say.
pub fn edit(tree: &Tree, p: &ProjectName, id: EnvId, env: &Env, edit: &Edit) -> Result<Vec<Write>, EnvError> {
    let mut new = env.clone();
    let mut writes = Vec::new();
    if let Some(description) = &edit.description {
        new.description.clone_from(description);
    }
    if let Some(order) = edit.order.filter(|order| *order != env.order) {
        writes = order.map(|order| make_room(tree, p, order, id)).unwrap_or_default();
        new.order = order;
    }
    new.optional = edit.optional.unwrap_or(env.optional);
    new.latest = edit.latest.unwrap_or(env.latest);
    match edit.protected {
        Some(true) => drop(new.policy.get_or_insert_default()),
        Some(false) => new.policy = None,
        None => {}
    }
    for rule in &edit.policy {
        rule.apply(new.policy.get_or_insert_default())?;
    }
    writes.extend(changed(p, id, env, new));
    Ok(writes)
}

/// Plans another colour.
pub fn color(p: &ProjectName, id: EnvId, env: &Env, color: Color) -> Vec<Write> {
    changed(p, id, env, Env { color, ..env.clone() })
}

fn changed(p: &ProjectName, id: EnvId, old: &Env, new: Env) -> Vec<Write> {
    if *old == new { Vec::new() } else { vec![Write::put(Place::Env(p.clone(), id), new)] }
}

fn are(placed: &[String]) -> String {
    format!("{} {}", placed.join(", "), if placed.len() == 1 { "is" } else { "are" })
}

/// Plans the deletion of an environment with everything in it. What was in it stays in the log; what
/// promoted from it promotes from the one before again.
///
/// # Errors
/// When it is protected, the only one, or released from; or versions are there and `force` is not
/// given.
pub fn delete(
    tree: &Tree,
    p: &ProjectName,
    id: EnvId,
    env: &Env,
    force: bool,
) -> Result<Vec<Write>, EnvError> {
    if env.policy.is_some() {
        return Err(EnvError::Protected(env.name.clone()));
    }
    if env.order.is_some() && tree.chain(p).len() == 1 {
        return Err(EnvError::Only(env.name.clone()));
    }
    let (mut writes, mut placed) = (Vec::new(), Vec::new());
    let below = [
        crate::model::Prefix::placements(p, id),
        crate::model::Prefix::values(p, id),
        crate::model::Prefix::epochs(p, id),
        crate::model::Prefix::pins(p, id),
        crate::model::Prefix::runs(p, id),
    ];
    for (path, entry) in below.iter().flat_map(|prefix| tree.scan(prefix)) {
        if let Record::Placement(Placement { released: Some(version), .. }) = &entry.record {
            let (app, version) = (path.last().to_owned(), *version);
            return Err(EnvError::Released { env: env.name.clone(), app, version });
        }
        if let Record::Placement(at) = &entry.record {
            placed.push(format!("{} v{}", path.last(), at.version));
        }
        writes.push(Write::Delete(path.clone()));
    }
    if !placed.is_empty() && !force {
        return Err(EnvError::InUse { env: env.name.clone(), placed });
    }
    for (other, record) in tree.envs(p) {
        if let Some(policy) = record.policy.as_ref().filter(|policy| policy.promote_from.contains(&id)) {
            let mut policy = policy.clone();
            policy.promote_from.retain(|from| *from != id);
            writes.push(Write::put(
                Place::Env(p.clone(), other),
                Env { policy: Some(policy), ..record.clone() },
            ));
        }
    }
    writes.push(Write::Delete(Place::Env(p.clone(), id).path()));
    Ok(writes)
}
