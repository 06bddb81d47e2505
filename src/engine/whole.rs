//! Whether the values of an environment hold together after some of them change: every reference
//! leads to a value of its kind, and none in a circle. Only what the change breaks is reported.

use std::collections::BTreeMap;

use super::constants;
use super::merge::Said;
use super::references::{self, DEPTH_MAX, Reference};
use crate::model::{Content, EnvId, Key, Prefix, ProjectName, Record, Scope, Tree};

/// Where a value stands, in whatever environment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    /// Whose value it is.
    pub scope: Scope,
    /// The constant, or the field of a datasource.
    pub key: Key,
}

/// What keeps a value from standing where a change would put it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It refers to what would have no value.
    Dangling(Key),
    /// It refers to a secret as to a constant, or the reverse.
    WrongKind(Key),
    /// It would lead to itself.
    Circle(Vec<Key>),
    /// It does not fit its declaration.
    Rule(String),
}

/// A value that would not stand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Broken {
    /// The value.
    pub slot: Slot,
    /// What is in its way.
    pub why: Why,
}

/// What changes would break in an environment: what each slot says after them.
pub fn broken(tree: &Tree, p: &ProjectName, env: EnvId, changes: &BTreeMap<Slot, Said>) -> Vec<Broken> {
    let after = After { tree, p, env, changes };
    let mut found = Vec::new();
    for (slot, said) in changes {
        let Some(text) = said.text() else { continue };
        if let (Scope::Project | Scope::App(_), Some(declared)) = (&slot.scope, tree.constant(p, &slot.key))
            && let Err(e) = constants::check(&slot.key, declared, text.expose())
        {
            found.push(Broken { slot: slot.clone(), why: Why::Rule(e.to_string()) });
        }
        after.check(slot, text.expose(), &mut found);
    }
    let gone = |key: &Key| changes.iter().any(|(slot, said)| slot.key == *key && !said.is_set());
    if changes.values().any(|said| !said.is_set()) {
        // What stays may refer to what goes.
        for (path, entry) in tree.scan(&Prefix::values(p, env)) {
            let Record::Value(value) = &entry.record else { continue };
            let Content::Plain(text) = &value.content else { continue };
            let refers = references::of_text(text);
            if !refers.iter().any(|reference| gone(&reference.key)) {
                continue;
            }
            let crate::model::Place::Value(_, _, scope, key) = path.place() else { continue };
            let slot = Slot { scope, key };
            if !changes.contains_key(&slot) {
                for reference in refers.iter().filter(|reference| gone(&reference.key)) {
                    found.extend(
                        after
                            .follow(&slot.scope, reference)
                            .err()
                            .map(|why| Broken { slot: slot.clone(), why }),
                    );
                }
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

/// An environment as it would be.
struct After<'a> {
    tree: &'a Tree,
    p: &'a ProjectName,
    env: EnvId,
    changes: &'a BTreeMap<Slot, Said>,
}

/// What a reference meets.
enum Meets<'a> {
    Nothing,
    Text(&'a [u8]),
    /// A value that is not read here.
    Closed,
}

impl<'a> After<'a> {
    fn at(&self, scope: Scope, key: &Key) -> Meets<'a> {
        let slot = Slot { scope, key: key.clone() };
        if let Some(said) = self.changes.get(&slot) {
            return match said {
                Said::Nothing => Meets::Nothing,
                Said::Plain(text) | Said::Secret(text) => Meets::Text(text.expose()),
                Said::Unreadable => Meets::Closed,
            };
        }
        match self.tree.value(self.p, self.env, &slot.scope, key).map(|value| &value.content) {
            None | Some(Content::Deleted) => Meets::Nothing,
            Some(Content::Plain(text)) => Meets::Text(text),
            Some(Content::Sealed(_)) => Meets::Closed,
        }
    }

    /// What a reference from a scope leads to.
    fn follow(&self, scope: &Scope, reference: &Reference) -> Result<Meets<'a>, Why> {
        let key = &reference.key;
        let Some(declared) = self.tree.constant(self.p, key) else { return Err(Why::Dangling(key.clone())) };
        if declared.secret != reference.secret {
            return Err(Why::WrongKind(key.clone()));
        }
        let own = match scope {
            Scope::App(_) => self.at(scope.clone(), key),
            Scope::Project | Scope::Datasource(_) | Scope::Flag(_) => Meets::Nothing,
        };
        match (own, self.at(Scope::Project, key)) {
            (Meets::Nothing, Meets::Nothing) => {}
            (Meets::Nothing, met) | (met, _) => return Ok(met),
        }
        if let Some(default) = &declared.default {
            return Ok(Meets::Text(default.as_bytes()));
        }
        // A project's value may be meant for the apps that have what it refers to as their own.
        let apps = self.tree.apps(self.p).into_iter().map(|(app, _)| Scope::App(app));
        let own = apps.map(|app| self.at(app, key)).find(|met| !matches!(met, Meets::Nothing));
        match own.filter(|_| *scope == Scope::Project) {
            Some(_) => Ok(Meets::Closed),
            None => Err(Why::Dangling(key.clone())),
        }
    }

    fn check(&self, slot: &Slot, text: &[u8], found: &mut Vec<Broken>) {
        // The state of a flag is its own language.
        if !text.contains(&b'{') || matches!(slot.scope, Scope::Flag(_)) {
            return;
        }
        let mut trail = match &slot.scope {
            Scope::Datasource(_) | Scope::Flag(_) => Vec::new(),
            Scope::Project | Scope::App(_) => vec![slot.key.clone()],
        };
        self.walk(slot, text, &mut trail, found);
    }

    fn walk(&self, slot: &Slot, text: &[u8], trail: &mut Vec<Key>, found: &mut Vec<Broken>) {
        for reference in references::of_text(text) {
            let mut broken = |why| found.push(Broken { slot: slot.clone(), why });
            trail.push(reference.key.clone());
            let last = trail.len() - 1;
            if trail[..last].contains(&reference.key) || last > DEPTH_MAX {
                broken(Why::Circle(trail.clone()));
            } else {
                match self.follow(&slot.scope, &reference) {
                    Err(why) => broken(why),
                    Ok(Meets::Text(text)) => self.walk(slot, text, trail, found),
                    Ok(Meets::Nothing | Meets::Closed) => {}
                }
            }
            trail.pop();
        }
    }
}
