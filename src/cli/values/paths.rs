//! The paths that people name values by: `LOG_LEVEL`, `constants.LOG_LEVEL`, `apps.web.constants.KEY`,
//! `datasources.orders.url`, `flags.beta`; or all below `constants`, `apps.web`, `datasources.orders`.

use crate::cli::error::{self, Error, Result};
use crate::engine::whole::Slot;
use crate::model::{AppName, Key, ProjectName, Scope, Tree};

/// The dotted path of a value.
pub fn path(slot: &Slot) -> String {
    match &slot.scope {
        Scope::Project => format!("constants.{}", slot.key),
        Scope::App(app) => format!("apps.{app}.constants.{}", slot.key),
        Scope::Datasource(name) => format!("datasources.{name}.{}", slot.key),
        Scope::Flag(name) => format!("flags.{name}"),
    }
}

/// One path, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Pattern {
    /// A constant, the project's and each app's.
    Key(Key),
    Constants(Option<Key>),
    App(AppName, Option<Key>),
    Datasources,
    Datasource(AppName, Option<Key>),
    Flag(Option<AppName>),
}

/// The paths of a flag.
#[derive(Clone, Debug, Default)]
pub struct Paths(Vec<Pattern>);

impl Paths {
    /// Takes paths apart; each must name something that is declared.
    ///
    /// # Errors
    /// When one is no path, or names nothing.
    pub fn parse<'a>(
        texts: impl IntoIterator<Item = &'a str>,
        tree: &Tree,
        p: &ProjectName,
    ) -> Result<Paths> {
        texts.into_iter().map(|text| pattern(text, tree, p)).collect::<Result<_>>().map(Paths)
    }

    /// Whether none was given.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of them is a value's, or that of something that it lies below.
    pub fn cover(&self, slot: &Slot) -> bool {
        let is = |key: &Option<Key>| key.as_ref().is_none_or(|key| *key == slot.key);
        self.0.iter().any(|pattern| match (pattern, &slot.scope) {
            (Pattern::Key(key), Scope::Project | Scope::App(_)) => *key == slot.key,
            (Pattern::Constants(key), Scope::Project) => is(key),
            (Pattern::App(app, key), Scope::App(own)) => app == own && is(key),
            (Pattern::Datasources, Scope::Datasource(_)) => true,
            (Pattern::Datasource(name, key), Scope::Datasource(own)) => name == own && is(key),
            (Pattern::Flag(name), Scope::Flag(own)) => name.as_ref().is_none_or(|name| name == own),
            _ => false,
        })
    }
}

fn pattern(text: &str, tree: &Tree, p: &ProjectName) -> Result<Pattern> {
    let key = |name: &str| -> Result<Key> {
        let key: Key = name.parse()?;
        if tree.constant(p, &key).is_some() {
            return Ok(key);
        }
        let names: Vec<String> = tree.constants(p).into_iter().map(|(key, _)| key.to_string()).collect();
        Err(Error::new("constant_not_found", error::NOT_FOUND, format!("{name} is not declared"))
            .known(name, &names))
    };
    let app = |name: &str| -> Result<AppName> {
        let app: AppName = name.parse()?;
        if tree.app(p, &app).is_some() {
            return Ok(app);
        }
        let names: Vec<String> = tree.apps(p).into_iter().map(|(app, _)| app.to_string()).collect();
        Err(Error::new("app_not_found", error::NOT_FOUND, format!("there is no app \"{name}\""))
            .known(name, &names))
    };
    let datasource = |name: &str, field: Option<&str>| -> Result<Pattern> {
        let name: AppName = name.parse()?;
        let Some(declared) = tree.datasource(p, &name) else {
            let names: Vec<String> = tree.datasources(p).into_iter().map(|(n, _)| n.to_string()).collect();
            let what = format!("datasource {name} is not declared");
            return Err(
                Error::new("datasource_not_found", error::NOT_FOUND, what).known(name.as_str(), &names)
            );
        };
        let Some(field) = field else { return Ok(Pattern::Datasource(name, None)) };
        if declared.fields.contains_key(field) {
            return Ok(Pattern::Datasource(name, Some(field.parse()?)));
        }
        let names: Vec<String> = declared.fields.keys().cloned().collect();
        let what = format!("datasource {name} has no field {field}");
        Err(Error::new("field_not_found", error::NOT_FOUND, what).known(field, &names))
    };
    let parts: Vec<&str> = text.split('.').collect();
    match parts.as_slice() {
        ["constants"] => Ok(Pattern::Constants(None)),
        ["constants", name] => Ok(Pattern::Constants(Some(key(name)?))),
        ["apps", name] | ["apps", name, "constants"] => Ok(Pattern::App(app(name)?, None)),
        ["apps", name, "constants", constant] => Ok(Pattern::App(app(name)?, Some(key(constant)?))),
        ["flags"] => Ok(Pattern::Flag(None)),
        ["flags", name] => {
            let flag: AppName = name.parse()?;
            if tree.flag(p, &flag).is_some() {
                return Ok(Pattern::Flag(Some(flag)));
            }
            let names: Vec<String> = tree.flags(p).into_iter().map(|(flag, _)| flag.to_string()).collect();
            let what = format!("flag {name} is not declared");
            Err(Error::new("flag_not_found", error::NOT_FOUND, what).known(name, &names))
        }
        ["datasources"] => Ok(Pattern::Datasources),
        ["datasources", name] => datasource(name, None),
        ["datasources", name, field] => datasource(name, Some(field)),
        [name] => {
            let is_datasource = name.parse().is_ok_and(|name| tree.datasource(p, &name).is_some());
            let is_constant = name.parse().is_ok_and(|key| tree.constant(p, &key).is_some());
            if is_datasource && !is_constant { datasource(name, None) } else { key(name).map(Pattern::Key) }
        }
        [name, field] if name.parse().is_ok_and(|name| tree.datasource(p, &name).is_some()) => {
            datasource(name, Some(field))
        }
        _ => Err(Error::usage(format!("\"{text}\" is not the path of a value"))
            .hint("KEY, apps.APP.constants.KEY, datasources.NAME.FIELD, flags.NAME")),
    }
}
