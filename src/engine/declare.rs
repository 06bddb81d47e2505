//! Making a project be what is declared: the changes from what is there to a whole declaration.
//!
//! Takes every environment, app, constant, datasource and flag with its plain values; what is not
//! among them is removed. Secrets and states of flags are not declared: they go only with what they
//! belong to. Invariant: a
//! declaration that cannot be is refused as a whole, with everything that is wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Write, apps, constants, datasources, envs, flags};
use crate::crypto::Plain;
use crate::model::{
    AppName, Constant, Content, Datasource, Env, EnvId, Key, OpId, Path, Place, Prefix, ProjectName, Record,
    Scope, Tree, Value,
};

/// What a project is to be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Declared {
    /// Environments, apps, constants, datasources.
    pub things: BTreeMap<Place, Record>,
    /// The plain values.
    pub values: BTreeMap<Place, String>,
}

/// Something declared that cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The record.
    pub place: Place,
    /// Why not; a value is never repeated.
    pub why: String,
}

/// A thing that is removed with all that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// The thing.
    pub place: Place,
    /// Values that go with it.
    pub values: usize,
    /// How many of them are secrets.
    pub secrets: usize,
    /// Versions that are placed in environments and go with it.
    pub placed: usize,
}

/// The way to a declaration.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The changes.
    pub writes: Vec<Write>,
    /// What is removed.
    pub removals: Vec<Removal>,
}

/// Whether a record of this kind is part of a declaration.
fn is_thing(place: &Place) -> bool {
    use Place::{App, Constant, Datasource, Env, Flag};
    matches!(place, Env(..) | App(..) | Constant(..) | Datasource(..) | Flag(..))
}

/// Plans what makes the project be as it is declared.
///
/// # Errors
/// Everything declared that cannot be.
pub fn plan(tree: &Tree, p: &ProjectName, wanted: &Declared, op: OpId) -> Result<Plan, Vec<Misfit>> {
    let mut work =
        Work { tree, p, wanted, op, puts: BTreeMap::new(), misfits: Vec::new(), plan: Plan::default() };
    work.remove();
    work.check_envs();
    work.put();
    work.values();
    work.references();
    let Work { puts, misfits, mut plan, .. } = work;
    if !misfits.is_empty() {
        return Err(misfits);
    }
    let rekeys = std::mem::take(&mut plan.writes);
    plan.writes = shared(puts).into_iter().chain(rekeys).collect();
    Ok(plan)
}

/// The changes, those that give one value to a constant in several environments made one write, as a
/// `set` of them at once is.
fn shared(puts: BTreeMap<Path, Write>) -> Vec<Write> {
    let mut groups: BTreeMap<(Scope, Key, Vec<u8>), Vec<Write>> = BTreeMap::new();
    let mut writes = Vec::with_capacity(puts.len());
    for (path, write) in puts {
        match (path.place(), &write) {
            (Place::Value(_, _, scope, key), Write::Put(_, Record::Value(value))) => match &value.content {
                Content::Plain(text) => groups.entry((scope, key, text.clone())).or_default().push(write),
                _ => writes.push(write),
            },
            _ => writes.push(write),
        }
    }
    for mut group in groups.into_values() {
        if group.len() > 1 {
            Write::share(&mut group);
        }
        writes.extend(group);
    }
    writes
}

struct Work<'w> {
    tree: &'w Tree,
    p: &'w ProjectName,
    wanted: &'w Declared,
    op: OpId,
    /// One change a record: what goes with a removed thing is in it once.
    puts: BTreeMap<Path, Write>,
    misfits: Vec<Misfit>,
    plan: Plan,
}

impl<'w> Work<'w> {
    fn misfit(&mut self, place: &Place, why: impl ToString) {
        self.misfits.push(Misfit { place: place.clone(), why: why.to_string() });
    }

    fn write(&mut self, write: Write) {
        match write.path().cloned() {
            Some(path) => drop(self.puts.entry(path).or_insert(write)),
            None => self.plan.writes.push(write),
        }
    }

    fn wants(&self, place: &Place) -> bool {
        self.wanted.things.contains_key(place)
    }

    /// The environments that stay.
    fn envs(&self) -> Vec<EnvId> {
        let all = self.tree.envs(self.p).into_iter().map(|(id, _)| id);
        all.filter(|id| self.wants(&Place::Env(self.p.clone(), *id))).collect()
    }

    fn remove(&mut self) {
        let (tree, p) = (self.tree, self.p);
        let gone = tree.scan(&Prefix::project(p)).map(|(path, entry)| (path.place(), &entry.record));
        let gone: Vec<(Place, &Record)> =
            gone.filter(|(place, _)| is_thing(place) && !self.wants(place)).collect();
        // Environments first: all that is in one goes with it.
        for (place, record) in &gone {
            if let (Place::Env(_, id), Record::Env(env)) = (place, record) {
                let values = tree.scan(&Prefix::values(p, *id)).map(|(_, entry)| &entry.record);
                let placed = tree.scan(&Prefix::placements(p, *id)).count();
                self.removal(place, values, placed);
                match envs::delete(tree, p, *id, env, true) {
                    // Where the others promote from is declared with them.
                    Ok(writes) => writes
                        .into_iter()
                        .filter(|write| matches!(write, Write::Delete(_)))
                        .for_each(|write| self.write(write)),
                    Err(e) => self.misfit(place, e),
                }
            }
        }
        for (place, _) in &gone {
            match place {
                Place::App(_, app) => {
                    let removal = apps::delete(tree, p, app, self.op);
                    let values = tree
                        .envs(p)
                        .into_iter()
                        .flat_map(|(env, _)| tree.scan(&Prefix::scope(p, env, &Scope::App(app.clone()))));
                    self.removal(place, values.map(|(_, entry)| &entry.record), removal.placed.len());
                    removal.writes.into_iter().for_each(|write| self.write(write));
                }
                Place::Constant(_, key) => self.remove_constant(place, key),
                Place::Datasource(_, name) => self.remove_datasource(place, name),
                Place::Flag(_, name) => self.remove_flag(place, name),
                _ => {}
            }
        }
    }

    fn removal(&mut self, place: &Place, records: impl Iterator<Item = &'w Record>, placed: usize) {
        let values: Vec<&Value> =
            records.filter_map(|record| <&Value>::try_from(record).ok()).filter(|v| v.is_set()).collect();
        let secrets = values.iter().filter(|value| value.is_secret()).count();
        self.plan.removals.push(Removal { place: place.clone(), values: values.len(), secrets, placed });
    }

    fn remove_constant(&mut self, place: &Place, key: &Key) {
        let (tree, p) = (self.tree, self.p);
        for (app, n, env) in constants::needed_by(tree, p, key) {
            self.needed(place, &app, n, env);
        }
        let values = tree.scan(&Prefix::folder(p, "value")).filter(|(path, _)| {
            path.last() == key.as_str()
                && !matches!(path.place(), Place::Value(_, _, Scope::Datasource(_), _))
        });
        self.removal(place, values.map(|(_, entry)| &entry.record), 0);
        let envs: Vec<EnvId> = tree.envs(p).into_iter().map(|(id, _)| id).collect();
        match constants::unset(tree, p, &envs, None, std::slice::from_ref(key), true, self.op) {
            Ok((_, writes)) => writes.into_iter().for_each(|write| self.write(write)),
            Err(e) => self.misfit(place, e),
        }
    }

    fn remove_datasource(&mut self, place: &Place, name: &AppName) {
        let (tree, p) = (self.tree, self.p);
        for (app, n, env) in datasources::uses(tree, p, name).placed {
            self.needed(place, &app, n, env);
        }
        let scope = Scope::Datasource(name.clone());
        let envs = tree.envs(p).into_iter();
        let values = envs.flat_map(|(env, _)| tree.scan(&Prefix::scope(p, env, &scope)));
        self.removal(place, values.map(|(_, entry)| &entry.record), 0);
        // Which apps use it is declared with them.
        let writes = datasources::delete(tree, p, name, self.op).1.into_iter();
        let own = |write: &Write| !write.path().is_some_and(|path| matches!(path.place(), Place::App(..)));
        writes.filter(own).for_each(|write| self.write(write));
    }

    fn remove_flag(&mut self, place: &Place, name: &AppName) {
        let (tree, p) = (self.tree, self.p);
        let scope = Scope::Flag(name.clone());
        let states = tree.envs(p).into_iter().flat_map(|(env, _)| tree.scan(&Prefix::scope(p, env, &scope)));
        self.removal(place, states.map(|(_, entry)| &entry.record), 0);
        match flags::delete(tree, p, name, self.op) {
            Ok((_, writes)) => writes.into_iter().for_each(|write| self.write(write)),
            Err(e) => self.misfit(place, e),
        }
    }

    /// A version in an environment needs what is removed, unless it goes too.
    fn needed(&mut self, place: &Place, app: &AppName, n: u32, env: EnvId) {
        let stays = self.wants(&Place::App(self.p.clone(), app.clone()));
        let env = Place::Env(self.p.clone(), env);
        if let (true, Some(Record::Env(env))) = (stays, self.wanted.things.get(&env)) {
            let why = format!("{app} v{n} in {} needs it", env.name);
            self.misfit(place, why);
        }
    }

    /// What holds between environments.
    fn check_envs(&mut self) {
        let mut envs: Vec<(&Place, &Env)> = self
            .wanted
            .things
            .iter()
            .filter_map(|(place, record)| Some((place, <&Env>::try_from(record).ok()?)))
            .collect();
        // New ones have random ids: the same declaration is refused in the same words.
        envs.sort_by_key(|(_, env)| &env.name);
        if let (Some((place, _)), true) = (envs.first(), envs.iter().all(|(_, env)| env.order.is_none())) {
            self.misfit(place, "no environment would be left in the promotion order");
        }
        for (n, (place, env)) in envs.iter().enumerate() {
            for (_, other) in &envs[..n] {
                if env.order.is_some() && env.order == other.order {
                    self.misfit(place, format!("{} has the same place in the order", other.name));
                }
                if other.aliases.contains(&env.name) || env.aliases.contains(&other.name) {
                    let (new, old) =
                        if other.aliases.contains(&env.name) { (env, other) } else { (other, env) };
                    self.misfit(place, format!("{} was called {} before", old.name, new.name));
                }
            }
        }
    }

    fn put(&mut self) {
        for (place, record) in &self.wanted.things {
            let old = self.tree.entry(&place.path()).map(|entry| &entry.record);
            if old == Some(record) {
                continue;
            }
            match (place, record) {
                (Place::Env(p, id), _) if old.is_none() => self.write(Write::Rekey(p.clone(), *id)),
                (Place::Constant(_, key), Record::Constant(new)) => {
                    let rules = [
                        old.is_none().then(|| constants::check_name(key, false)),
                        new.default.as_ref().map(|text| constants::check(key, new, text.as_bytes())),
                        Some(constants::check_pattern(key, new).map(drop)),
                    ];
                    for broken in rules.into_iter().flatten().filter_map(Result::err) {
                        self.misfit(place, broken);
                    }
                }
                _ => {}
            }
            self.write(Write::Put(place.path(), record.clone()));
        }
    }

    /// Whether what a value is declared as is a secret; nothing where it is not declared.
    fn is_secret(&self, scope: &Scope, key: &Key) -> Option<bool> {
        let things = &self.wanted.things;
        match scope {
            Scope::Project | Scope::App(_) => {
                match things.get(&Place::Constant(self.p.clone(), key.clone()))? {
                    Record::Constant(constant) => Some(constant.secret),
                    _ => None,
                }
            }
            Scope::Datasource(name) => match things.get(&Place::Datasource(self.p.clone(), name.clone()))? {
                Record::Datasource(Datasource { fields, .. }) => Some(fields.get(key.as_str())?.secret),
                _ => None,
            },
            Scope::Flag(_) => Some(false),
        }
    }

    fn values(&mut self) {
        for (place, text) in &self.wanted.values {
            self.value(place, text);
        }
        let envs = self.envs();
        for (path, entry) in self.tree.scan(&Prefix::folder(self.p, "value")) {
            let (place, Record::Value(value)) = (path.place(), &entry.record) else { continue };
            let Place::Value(_, env, scope, key) = &place else { continue };
            // The states of flags are not declared: they are the store's alone.
            let declared = !matches!(scope, Scope::Flag(_));
            if !declared || !value.is_set() || !envs.contains(env) || self.puts.contains_key(path) {
                continue;
            }
            let gone = match self.is_secret(scope, key) {
                None => true,
                Some(false) if value.is_secret() => {
                    self.misfit(
                        &place,
                        "it has a secret value there, and would become plain: unset it first",
                    );
                    false
                }
                Some(_) => !value.is_secret() && !self.wanted.values.contains_key(&place),
            };
            if gone {
                self.write(Write::unset(self.op, place, value));
            }
        }
    }

    fn value(&mut self, place: &Place, text: &str) {
        let Place::Value(p, env, scope, key) = place else { return };
        match self.is_secret(scope, key) {
            None => return self.misfit(place, "it is not declared"),
            Some(true) => return self.misfit(place, "it is a secret: its value is only in the store"),
            Some(false) => {}
        }
        if let Scope::App(app) = scope
            && !self.wants(&Place::App(p.clone(), app.clone()))
        {
            return self.misfit(place, format!("there is no app {app}"));
        }
        let before = self.tree.written(p, *env, scope, key);
        let is =
            before.is_some_and(|value| matches!(&value.content, Content::Plain(b) if b == text.as_bytes()));
        let declaration = Place::Constant(p.clone(), key.clone());
        let new = self.wanted.things.get(&declaration).and_then(|record| <&Constant>::try_from(record).ok());
        let new = new.filter(|_| !matches!(scope, Scope::Datasource(_)));
        if is && new == self.tree.constant(p, key) {
            return;
        }
        let rule = match new {
            Some(constant) => constants::check(key, constant, text.as_bytes()).map_err(|e| e.to_string()),
            None => datasources::check(key, false, text.as_bytes()).map_err(|e| e.to_string()),
        };
        match rule {
            Err(e) => self.misfit(place, e),
            Ok(()) if is => {}
            Ok(()) => {
                let value = Plain::new(text.as_bytes().to_vec());
                self.write(Write::value(self.op, place.clone(), before, value, false));
            }
        }
    }

    /// References in values that change lead somewhere, and not in a circle.
    fn references(&mut self) {
        let changed = self.puts.values().filter_map(|write| match write {
            Write::Put(path, Record::Value(Value { content: Content::Plain(bytes), .. })) => {
                bytes.windows(2).any(|w| w == b"{{").then(|| path.place())
            }
            _ => None,
        });
        let scopes: BTreeSet<(EnvId, Scope)> = changed
            .filter_map(|place| match place {
                Place::Value(_, env, scope, _) => Some((env, scope)),
                _ => None,
            })
            .collect();
        for (env, scope) in scopes {
            let of = |(place, text): (&'w Place, &'w String)| match place {
                Place::Value(_, e, s, key) if *e == env && *s == scope => Some((key, text.as_bytes())),
                _ => None,
            };
            let texts: BTreeMap<&Key, &[u8]> = self.wanted.values.iter().filter_map(of).collect();
            if let Err(e) = constants::check_references(self.tree, self.p, env, &scope, &texts) {
                self.misfits.push(Misfit { place: Place::Env(self.p.clone(), env), why: e.to_string() });
            }
        }
    }
}
