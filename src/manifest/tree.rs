//! A store's tree as the manifest would say it, and what a manifest declares as records.
//!
//! What the records of one kind say is in `record`. Invariant: what two records have in common with
//! each other they have in common as facts, so a change of a record is a change of exactly its
//! facts. Secrets have no facts but that they are declared.

use std::collections::BTreeMap;

pub use super::record::Unfit;
use super::record::{self, id_of};
use super::{Fact, FactPath, Facts};
use crate::engine::declare::Declared;
use crate::model::{Content, EnvId, Place, Prefix, ProjectName, Record, Scope, Tree};

/// The names of environments.
pub type Names = BTreeMap<EnvId, String>;

/// Everything of a project that a manifest holds, as facts.
pub fn facts(tree: &Tree, p: &ProjectName, names: &Names) -> Facts {
    let mut facts = Facts::new();
    for (path, entry) in prefixes(p).iter().flat_map(|prefix| tree.scan(prefix)) {
        facts.extend(of_record(&path.place(), &entry.record, names));
    }
    facts
}

/// The folders of the records that have facts.
pub fn prefixes(p: &ProjectName) -> Vec<Prefix> {
    ["env", "app", "constant", "datasource", "flag", "value"].map(|folder| Prefix::folder(p, folder)).into()
}

/// The names of the environments of a project.
pub fn names(tree: &Tree, p: &ProjectName) -> Names {
    tree.envs(p).into_iter().map(|(id, env)| (id, env.name.to_string())).collect()
}

/// A manifest's facts without what says nothing: `editable` where it is so anyway, and switches
/// that are off by default.
pub fn plain(facts: &Facts) -> Facts {
    let first = first_env(facts);
    let says = |(path, fact): &(&FactPath, &Fact)| match (&path.as_strs()[..], *fact) {
        (["envs", env, "editable"], Fact::Bool(editable)) => *editable != (first == Some(*env)),
        (["envs", _, "color"], Fact::Text(color)) => color != "none",
        (["constants", _, "secret" | "required" | "private"], Fact::Bool(false)) => false,
        (["envs", _, "optional"], Fact::Bool(false)) => false,
        (["envs", _, "policy", "requires_verification" | "freeze_rollbacks"], Fact::Bool(false)) => false,
        (["datasources", _, "fields", _, "secret" | "required"], Fact::Bool(false)) => false,
        (["apps", _, "needs" | "datasources" | "uses"], Fact::List(items)) => !items.is_empty(),
        (["constants", _, "one_of"] | ["flags", _, "variants"], Fact::List(items)) => !items.is_empty(),
        (["envs", _, "policy", _], Fact::List(items)) => !items.is_empty(),
        _ => true,
    };
    facts.iter().filter(says).map(|(path, fact)| (path.clone(), fact.clone())).collect()
}

/// The first environment of the promotion order.
pub(super) fn first_env(facts: &Facts) -> Option<&str> {
    let section = FactPath::from(["envs"]);
    let envs = facts.range(&section..).take_while(|(path, _)| path.starts_with(&section));
    let order = envs.filter_map(|(path, fact)| match (path.as_strs().as_slice(), fact) {
        (["envs", env, "order"], Fact::Int(n)) => Some((*n, *env)),
        _ => None,
    });
    order.min().map(|(_, env)| env)
}

/// The facts of one record.
pub fn of_record(place: &Place, record: &Record, names: &Names) -> Facts {
    if let Place::Value(_, env, scope, key) = place {
        let (Record::Value(value), Some(env)) = (record, names.get(env)) else { return Facts::new() };
        // Which state a flag is in is the store's alone.
        if matches!(scope, Scope::Flag(_)) {
            return Facts::new();
        }
        let Content::Plain(bytes) = &value.content else { return Facts::new() };
        let fact = Fact::Text(String::from_utf8_lossy(bytes).into_owned());
        return Facts::from([(value_path(env, scope, key.as_str()), fact)]);
    }
    match record::table_of(place, names) {
        Some(table) => record::facts_of(table, record, names),
        None => Facts::new(),
    }
}

fn value_path(env: &str, scope: &Scope, key: &str) -> FactPath {
    match scope {
        Scope::Project => FactPath::from(["constants", key, "values", env]),
        Scope::App(app) => FactPath::from(["constants", key, "apps", app.as_str(), env]),
        Scope::Datasource(name) => FactPath::from(["datasources", name.as_str(), "values", env, key]),
        Scope::Flag(name) => FactPath::from(["flags", name.as_str(), key, env]),
    }
}

/// What facts declare, and what is the matter with them.
#[derive(Debug, Default)]
pub struct Reading {
    /// The records.
    pub declared: Declared,
    /// Facts that no record is made of: they stay in the file.
    pub kept_out: Vec<FactPath>,
    /// Facts that should make a record, and do not.
    pub unfit: Vec<Unfit>,
}

/// Reads facts as the records that they declare. `old` gives the record at a place as it is: what a
/// manifest says nothing of stays so.
pub fn declared<'t>(
    facts: &Facts,
    p: &ProjectName,
    names: &Names,
    old: impl Fn(&Place) -> Option<&'t Record>,
) -> Reading {
    let mut rest = facts.clone();
    let mut reading = Reading::default();
    for table in facts.keys().filter(|path| path.parts().len() == 2 && facts[*path] == Fact::Table) {
        let at = [table.parts()[0].as_str(), table.parts()[1].as_str()];
        let (place, blank) = match record::place_of(p, at, names) {
            None => continue,
            Some(Ok(found)) => found,
            Some(Err(why)) => {
                rest.retain(|path, _| !path.starts_with(table));
                reading.unfit.push(Unfit { path: table.clone(), why });
                continue;
            }
        };
        let was = old(&place);
        let mut made = was.cloned().unwrap_or(blank);
        record::take(at.map(str::to_owned), &mut made, &mut rest, names, &mut reading.unfit);
        // The same facts are the same record, however its values were written before.
        let same = was.is_some_and(|was| of_record(&place, was, names) == of_record(&place, &made, names));
        let made = was.filter(|_| same).cloned().unwrap_or(made);
        reading.declared.things.insert(place, made);
    }
    for (path, fact) in rest {
        match (value_place(&path, p, names), fact) {
            (Some(Ok(place)), Fact::Text(text)) => drop(reading.declared.values.insert(place, text)),
            (Some(Ok(_)), _) => reading.unfit.push(Unfit { path, why: "is not text".to_owned() }),
            (Some(Err(why)), _) => reading.unfit.push(Unfit { path, why }),
            (None, _) if is_editable(&path) => {
                let why = "is for the first environment of the promotion order".to_owned();
                reading.unfit.push(Unfit { path, why });
            }
            (None, _) => reading.kept_out.push(path),
        }
    }
    reading
}

fn is_editable(path: &FactPath) -> bool {
    matches!(path.as_strs()[..], ["envs", _, "editable"])
}

/// The value that a fact is; nothing for a fact that is none.
fn value_place(path: &FactPath, p: &ProjectName, names: &Names) -> Option<Result<Place, String>> {
    let (env, scope, key) = match path.as_strs()[..] {
        ["constants", key, "values", env] => (env, Ok(Scope::Project), key),
        ["constants", key, "apps", app, env] => (env, app.parse().map(Scope::App), key),
        ["datasources", name, "values", env, key] => (env, name.parse().map(Scope::Datasource), key),
        _ => return None,
    };
    let place = || {
        let scope = scope.map_err(|e| e.to_string())?;
        let key = key.parse().map_err(|e: crate::model::NameError| e.to_string())?;
        let id = id_of(names, env).ok_or_else(|| format!("there is no environment {env}"))?;
        Ok(Place::Value(p.clone(), id, scope, key))
    };
    Some(place())
}

/// The record that a fact is of: a value, or the thing in whose table it stands.
pub fn place_of(path: &FactPath, p: &ProjectName, names: &Names) -> Option<Place> {
    if let Some(value) = value_place(path, p, names) {
        return value.ok();
    }
    let (section, name) = (path.parts().first()?, path.parts().get(1)?);
    Some(record::place_of(p, [section, name], names)?.ok()?.0)
}

/// The facts of a manifest that records are made of, and the paths of the others, which stay in the
/// file. The file's own address, its organization and project, is neither.
pub fn kept(manifest: &Facts, p: &ProjectName) -> (Facts, Vec<FactPath>) {
    let mut facts = plain(manifest);
    facts.retain(|path, _| path.parts().len() > 1);
    let envs = facts.keys().filter_map(|path| match path.as_strs()[..] {
        ["envs", name] => Some(name.to_owned()),
        _ => None,
    });
    // Any ids do: only which facts are taken is looked at.
    let names: Names = envs.enumerate().map(|(n, name)| (EnvId((n as u64).to_be_bytes()), name)).collect();
    let kept_out = declared(&facts, p, &names, |_| None).kept_out;
    for path in &kept_out {
        facts.remove(path);
    }
    (facts, kept_out)
}

/// How a manifest names a record: a value by its key and environment, anything else by its table.
pub fn path_of(place: &Place, names: &Names) -> FactPath {
    match place {
        Place::Value(_, env, scope, key) => {
            let env = names.get(env).cloned().unwrap_or_else(|| env.to_string());
            value_path(&env, scope, key.as_str())
        }
        other => match record::table_of(other, names) {
            Some(table) => FactPath::new(table),
            None => FactPath::new(other.path().as_str().split('/')),
        },
    }
}
