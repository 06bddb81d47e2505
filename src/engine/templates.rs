//! Templates: taking from an environment what can be made again, and making it in a project.
//!
//! A template fits a project or it does not: what is declared there stays as it is, and what is
//! declared there as the other kind refuses. Invariant: nothing secret goes in, and no id.

use std::collections::{BTreeMap, BTreeSet};

use super::constants::{self, ConstantError};
use super::datasources::{self, DatasourceError};
use super::declare::Declared;
use super::envs::{self, EnvError};
use super::{Write, freeze};
use crate::crypto::Plain;
use crate::model::{
    AppName, Color, Content, Entry, Env, EnvId, EnvName, Hash, Head, Key, OpId, Place, Policy, Prefix,
    ProjectName, Record, Scope, Stage, Template, Tree,
};

/// Why a template cannot be made, or does not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// There is another thing of the name, of the other kind.
    #[error("{name} is declared {} here, and not in the template", if *.secret { "a secret" } else { "plain" })]
    Kind {
        /// The constant, or datasource and field.
        name: String,
        /// What it is here.
        secret: bool,
    },
    /// A datasource that connects to something else.
    #[error("datasource {name} is of type {here} here, and of type {there} in the template")]
    Type {
        /// The datasource.
        name: AppName,
        /// Its type here.
        here: String,
        /// Its type there.
        there: String,
    },
    /// Promotions would come from an environment that is not there.
    #[error("{env} takes promotions from {from}, and there is no such environment here")]
    From {
        /// The environment to be made.
        env: EnvName,
        /// The one that it names.
        from: EnvName,
    },
    /// What a template does not hold.
    #[error("a template holds no apps: {0}")]
    App(String),
    /// Nothing to make.
    #[error("a template holds at least one environment")]
    Empty,
    /// The name of a constant or datasource is none.
    #[error("{name:?} in the template is not a name")]
    Name {
        /// The text.
        name: String,
    },
    /// The environment cannot be.
    #[error(transparent)]
    Env(#[from] EnvError),
    /// A value breaks its constant's rule here.
    #[error(transparent)]
    Constant(#[from] ConstantError),
    /// A value cannot be a field's.
    #[error(transparent)]
    Field(#[from] DatasourceError),
}

/// What stayed behind when a template was taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// Secrets that are declared: their values stay.
    pub secrets: Vec<String>,
    /// Constants that are private to the project: their values stay.
    pub private: Vec<Key>,
}

/// The templates that every organization has, with what they are for.
pub const BUILT_IN: [&str; 3] = ["preview", "regulated", "three-stage"];

/// A built-in template.
pub fn built_in(name: &str) -> Option<Template> {
    let stage = |(n, name): (usize, &str), policy: Option<Policy>| {
        let order = Some(n as u32 + 1);
        let env = blank(name.parse().ok()?, order, envs::color_of(n));
        Some(Stage {
            env: Env { policy: policy.map(Box::new), ..env },
            promote_from: Vec::new(),
            values: BTreeMap::new(),
            fields: BTreeMap::new(),
        })
    };
    let stages = |last: Option<Policy>| {
        let names = ["development", "staging", "production"];
        let last = |n: usize| last.clone().filter(|_| n == 2);
        names.into_iter().enumerate().map(|(n, name)| stage((n, name), last(n))).collect::<Option<Vec<_>>>()
    };
    let (what, stages) = match name {
        "three-stage" => ("development, staging, production", stages(None)?),
        "regulated" => {
            let policy = Policy {
                requires_verification: true,
                soak: Some("24h".to_owned()),
                approvals: Some(2),
                require_mfa: true,
                session: Some("4h".to_owned()),
                ..Policy::default()
            };
            (
                "production takes only what was verified in staging, was there for a day, and two people approved; sign-in with a one-time code, for 4 hours",
                stages(Some(policy))?,
            )
        }
        "preview" => {
            let env = Env { latest: true, ..blank("preview".parse().ok()?, None, Color::Cyan) };
            let stage = Stage { env, ..stage((3, "preview"), None)? };
            ("outside the promotion order, follows the newest version", vec![stage])
        }
        _ => return None,
    };
    Some(Template { description: Some(what.to_owned()), stages, ..empty() })
}

fn blank(name: EnvName, order: Option<u32>, color: Color) -> Env {
    Env {
        name,
        order,
        color,
        description: None,
        aliases: Vec::new(),
        policy: None,
        created_from: None,
        lock: None,
        optional: false,
        latest: false,
    }
}

fn empty() -> Template {
    Template {
        description: None,
        stages: Vec::new(),
        constants: BTreeMap::new(),
        datasources: BTreeMap::new(),
        flags: BTreeMap::new(),
    }
}

/// Takes a template from an environment: what it is and asks for, every declaration of its project,
/// and its plain values.
pub fn of_env(tree: &Tree, p: &ProjectName, id: EnvId, env: &Env) -> (Template, Left) {
    let mut left = Left::default();
    let mut stage = stage(tree, p, env);
    // Where it stands among others is not its own.
    stage.env.order = None;
    let mut template = empty();
    for (key, constant) in tree.constants(p) {
        match tree.value(p, id, &Scope::Project, &key).map(|value| &value.content) {
            _ if constant.secret => left.secrets.push(key.to_string()),
            Some(Content::Plain(_)) if constant.private => left.private.push(key.clone()),
            Some(Content::Plain(text)) => drop(stage.values.insert(key.to_string(), text_of(text))),
            _ => {}
        }
        template.constants.insert(key.to_string(), constant.clone());
    }
    for (name, datasource) in tree.datasources(p) {
        let scope = Scope::Datasource(name.clone());
        let secret = datasource.fields.iter().filter(|(_, field)| field.secret);
        left.secrets.extend(secret.map(|(field, _)| format!("{name}.{field}")));
        for (path, value) in tree.values(p, id, &scope) {
            if let Content::Plain(text) = &value.content {
                let fields = stage.fields.entry(name.to_string()).or_default();
                fields.insert(path.last().to_owned(), text_of(text));
            }
        }
        template.datasources.insert(name.to_string(), datasource.clone());
    }
    template.flags = tree.flags(p).into_iter().map(|(name, flag)| (name.to_string(), flag.clone())).collect();
    template.stages.push(stage);
    (template, left)
}

/// Plain values are text: the gate holds them to it.
fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// An environment without what means nothing elsewhere, with nothing in it.
fn stage(tree: &Tree, p: &ProjectName, env: &Env) -> Stage {
    let mut env = Env { aliases: Vec::new(), created_from: None, lock: None, ..env.clone() };
    let from = env.policy.iter_mut().flat_map(|policy| std::mem::take(&mut policy.promote_from));
    let name_of = |id: EnvId| tree.get::<Env>(Place::Env(p.clone(), id)).map(|env| env.name.clone());
    let promote_from = from.filter_map(name_of).collect();
    Stage { env, promote_from, values: BTreeMap::new(), fields: BTreeMap::new() }
}

/// Makes a template of a declaration, as a file has it. `names` has the names of environments that
/// are only named, too.
///
/// # Errors
/// When it declares what no template holds.
pub fn of_declared(declared: &Declared, names: &BTreeMap<EnvId, String>) -> Result<Template, TemplateError> {
    let mut template = empty();
    let mut stages: BTreeMap<EnvId, Stage> = BTreeMap::new();
    for (place, record) in &declared.things {
        match (place, record) {
            (Place::Env(_, id), Record::Env(env)) => {
                let mut env = env.clone();
                let from = env.policy.iter_mut().flat_map(|p| std::mem::take(&mut p.promote_from));
                let from = from.filter_map(|id| names.get(&id)?.parse().ok()).collect();
                let (values, fields) = (BTreeMap::new(), BTreeMap::new());
                stages.insert(*id, Stage { env, promote_from: from, values, fields });
            }
            (Place::Constant(_, key), Record::Constant(c)) => {
                template.constants.insert(key.to_string(), c.clone());
            }
            (Place::Datasource(_, name), Record::Datasource(d)) => {
                template.datasources.insert(name.to_string(), d.clone());
            }
            (Place::Flag(_, name), Record::Flag(f)) => {
                template.flags.insert(name.to_string(), f.clone());
            }
            (Place::App(_, name), _) => return Err(TemplateError::App(name.to_string())),
            _ => {}
        }
    }
    for (place, text) in &declared.values {
        let Place::Value(_, env, scope, key) = place else { continue };
        let Some(stage) = stages.get_mut(env) else { continue };
        match scope {
            Scope::Datasource(name) => {
                let fields = stage.fields.entry(name.to_string()).or_default();
                fields.insert(key.to_string(), text.clone());
            }
            Scope::App(app) => return Err(TemplateError::App(app.to_string())),
            Scope::Project | Scope::Flag(_) => drop(stage.values.insert(key.to_string(), text.clone())),
        }
    }
    template.stages = stages.into_values().collect();
    template.stages.sort_by(|a, b| {
        let key = |stage: &Stage| (stage.env.order.unwrap_or(u32::MAX), stage.env.name.clone());
        key(a).cmp(&key(b))
    });
    if template.stages.is_empty() { Err(TemplateError::Empty) } else { Ok(template) }
}

/// A template as the project that it would be, and the names of environments, those too that it only
/// names. What cannot be in a project is left out.
pub fn project(template: &Template, p: &ProjectName) -> (Tree, BTreeMap<EnvId, String>) {
    let mut names: BTreeMap<EnvId, String> = BTreeMap::new();
    let own = template.stages.iter().map(|stage| &stage.env.name);
    let named = template.stages.iter().flat_map(|stage| &stage.promote_from);
    for name in own.chain(named).collect::<BTreeSet<_>>() {
        names.insert(EnvId((names.len() as u64).to_be_bytes()), name.to_string());
    }
    let id_of = |name: &EnvName| names.iter().find(|(_, other)| *other == name.as_str()).map(|(id, _)| *id);
    let mut records: Vec<(Place, Record)> = Vec::new();
    let value = |text: &String| {
        let content = Content::Plain(text.clone().into_bytes());
        let id = crate::model::WriteId::of(OpId([0; 16]), "");
        crate::model::Value { id, parents: Vec::new(), undid: Vec::new(), content }
    };
    for stage in &template.stages {
        let Some(id) = id_of(&stage.env.name) else { continue };
        let mut env = stage.env.clone();
        if let Some(policy) = &mut env.policy {
            policy.promote_from = stage.promote_from.iter().filter_map(id_of).collect();
        }
        records.push((Place::Env(p.clone(), id), env.into()));
        let constants = stage.values.iter().map(|(key, text)| (Some(Scope::Project), key, text));
        let fields = stage.fields.iter().flat_map(|(name, fields)| {
            fields.iter().map(move |(key, text)| (name.parse().ok().map(Scope::Datasource), key, text))
        });
        for (scope, key, text) in constants.chain(fields) {
            let (Some(scope), Ok(key)) = (scope, key.parse()) else { continue };
            records.push((Place::Value(p.clone(), id, scope, key), value(text).into()));
        }
    }
    for (name, constant) in &template.constants {
        records
            .extend(name.parse().ok().map(|key| (Place::Constant(p.clone(), key), constant.clone().into())));
    }
    for (name, datasource) in &template.datasources {
        let place = name.parse().ok().map(|name| Place::Datasource(p.clone(), name));
        records.extend(place.map(|place| (place, datasource.clone().into())));
    }
    for (name, flag) in &template.flags {
        let place = name.parse().ok().map(|name| Place::Flag(p.clone(), name));
        records.extend(place.map(|place| (place, flag.clone().into())));
    }
    let entries =
        records.into_iter().map(|(place, record)| (place.path(), Entry { leaf: Hash::ZERO, rev: 0, record }));
    (Tree::new(Hash::ZERO, Head::NONE, 0, vec![Prefix::all()], entries), names)
}

/// What making a template's environments did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Constants that were declared.
    pub constants: usize,
    /// Datasources that were declared.
    pub datasources: usize,
    /// Flags that were declared.
    pub flags: usize,
    /// Plain values, those of fields too.
    pub values: usize,
    /// What was declared here already, otherwise: it stays as it is.
    pub kept: Vec<String>,
    /// Secrets that need a value in each environment that was made.
    pub secrets: Vec<String>,
}

/// Plans a template's declarations, and environments of its stages.
///
/// # Errors
/// What does not fit.
pub fn apply(
    tree: &Tree,
    p: &ProjectName,
    template: &Template,
    stages: &[(&Stage, envs::New)],
    op: OpId,
) -> Result<(Applied, Vec<Write>), TemplateError> {
    let (mut applied, mut writes) = (Applied::default(), Vec::new());
    declare(tree, p, template, &mut applied, &mut writes)?;
    for (n, (stage, new)) in stages.iter().enumerate() {
        // Those before it are there when it is made.
        let before: Vec<(EnvId, &EnvName)> = stages[..n].iter().map(|(_, new)| (new.id, &new.name)).collect();
        if let Some((_, name)) = before.iter().find(|(_, name)| **name == new.name) {
            return Err(EnvError::NameTaken { name: new.name.clone(), env: (*name).clone() }.into());
        }
        let mut policy = stage.env.policy.clone().or_else(|| new.protected.then(Box::default));
        if let Some(policy) = &mut policy {
            for from in &stage.promote_from {
                let made = stages.iter().find(|(_, new)| new.name == *from).map(|(_, new)| new.id);
                let id = made.or_else(|| tree.env_named(p, from.as_str()).map(|(id, _)| id));
                let none = || TemplateError::From { env: new.name.clone(), from: from.clone() };
                policy.promote_from.push(id.ok_or_else(none)?);
            }
            if let Some(soak) = &policy.soak {
                freeze::duration(soak).map_err(|why| EnvError::Rule { what: "soak", why })?;
            }
        }
        for write in envs::create(tree, p, new)? {
            writes.push(match write {
                Write::Put(path, Record::Env(env)) if path == Place::Env(p.clone(), new.id).path() => {
                    let made = Env {
                        policy: policy.clone(),
                        description: env.description.clone().or_else(|| stage.env.description.clone()),
                        optional: stage.env.optional,
                        latest: stage.env.latest,
                        ..env
                    };
                    Write::Put(path, made.into())
                }
                other => other,
            });
        }
        values(tree, p, template, stage, new.id, op, &mut applied, &mut writes)?;
    }
    Ok((applied, writes))
}

fn declare(
    tree: &Tree,
    p: &ProjectName,
    template: &Template,
    applied: &mut Applied,
    writes: &mut Vec<Write>,
) -> Result<(), TemplateError> {
    let bad = |name: &String| TemplateError::Name { name: name.clone() };
    for (name, constant) in &template.constants {
        let key: Key = name.parse().map_err(|_| bad(name))?;
        match tree.constant(p, &key) {
            Some(here) if here.secret != constant.secret => {
                return Err(TemplateError::Kind { name: name.clone(), secret: here.secret });
            }
            Some(here) if here != constant => applied.kept.push(format!("constants.{name}")),
            Some(_) => {}
            None => {
                constants::check_name(&key, false)?;
                constants::check_pattern(&key, constant)?;
                applied.constants += 1;
                writes.push(Write::put(Place::Constant(p.clone(), key), constant.clone()));
            }
        }
        if constant.secret {
            applied.secrets.push(name.clone());
        }
    }
    for (name, datasource) in &template.datasources {
        let named: AppName = name.parse().map_err(|_| bad(name))?;
        match tree.datasource(p, &named) {
            Some(here) if here.kind != datasource.kind => {
                let (here, there) = (here.kind.clone(), datasource.kind.clone());
                return Err(TemplateError::Type { name: named, here, there });
            }
            Some(here) if here != datasource => {
                let other = datasource
                    .fields
                    .iter()
                    .find(|(field, d)| here.fields.get(*field).is_some_and(|h| h.secret != d.secret));
                if let Some((field, declared)) = other {
                    let name = format!("{name}.{field}");
                    return Err(TemplateError::Kind { name, secret: !declared.secret });
                }
                applied.kept.push(format!("datasources.{name}"));
            }
            Some(_) => {}
            None => {
                applied.datasources += 1;
                writes.push(Write::put(Place::Datasource(p.clone(), named), datasource.clone()));
            }
        }
        let secret = datasource.fields.iter().filter(|(_, field)| field.secret);
        applied.secrets.extend(secret.map(|(field, _)| format!("{name}.{field}")));
    }
    for (name, flag) in &template.flags {
        let named: AppName = name.parse().map_err(|_| bad(name))?;
        match tree.flag(p, &named) {
            Some(here) if here != flag => applied.kept.push(format!("flags.{name}")),
            Some(_) => {}
            None => {
                applied.flags += 1;
                writes.push(Write::put(Place::Flag(p.clone(), named), flag.clone()));
            }
        }
    }
    Ok(())
}

/// The plain values of a stage, checked by the declarations that will be there.
#[allow(clippy::too_many_arguments, reason = "what a plan is made of, and where it goes")]
fn values(
    tree: &Tree,
    p: &ProjectName,
    template: &Template,
    stage: &Stage,
    env: EnvId,
    op: OpId,
    applied: &mut Applied,
    writes: &mut Vec<Write>,
) -> Result<(), TemplateError> {
    let mut write = |scope: Scope, key: Key, text: &String| {
        let place = Place::Value(p.clone(), env, scope, key);
        applied.values += 1;
        writes.push(Write::value(op, place, None, Plain::new(text.clone().into_bytes()), false));
    };
    for (name, text) in &stage.values {
        let key: Key = name.parse().map_err(|_| TemplateError::Name { name: name.clone() })?;
        let Some(declared) = tree.constant(p, &key).or_else(|| template.constants.get(name)) else {
            continue;
        };
        constants::check(&key, declared, text.as_bytes())?;
        write(Scope::Project, key, text);
    }
    for (name, fields) in &stage.fields {
        let named: AppName = name.parse().map_err(|_| TemplateError::Name { name: name.clone() })?;
        let declared = tree.datasource(p, &named).or_else(|| template.datasources.get(name));
        for (field, text) in fields {
            let key: Key = field.parse().map_err(|_| TemplateError::Name { name: field.clone() })?;
            // A field that the datasource does not have here has nowhere to go.
            if declared.is_some_and(|d| d.fields.get(field).is_some_and(|f| !f.secret)) {
                datasources::check(&key, false, text.as_bytes())?;
                write(Scope::Datasource(named.clone()), key, text);
            }
        }
    }
    Ok(())
}

/// Where a template comes from: the nearest that has the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shelf {
    /// The project's.
    Project,
    /// The organization's.
    Org,
    /// Every organization has it.
    BuiltIn,
}

/// Every template that can be used in a project, or outside of any; those that another of the same
/// name hides are left out.
pub fn all(tree: &Tree, p: Option<&ProjectName>) -> BTreeMap<String, (Shelf, Template)> {
    let mut all = BTreeMap::new();
    for name in BUILT_IN {
        all.extend(built_in(name).map(|template| (name.to_owned(), (Shelf::BuiltIn, template))));
    }
    let shelves =
        [Some((Shelf::Org, Prefix::templates())), p.map(|p| (Shelf::Project, Prefix::folder(p, "template")))];
    for (shelf, prefix) in shelves.into_iter().flatten() {
        for (path, entry) in tree.scan(&prefix) {
            if let Record::Template(template) = &entry.record {
                all.insert(path.last().to_owned(), (shelf, template.clone()));
            }
        }
    }
    all
}
