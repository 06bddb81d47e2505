//! The manifest, the store, and what they last agreed on: who changed what.
//!
//! Facts only; where they come from is the caller's. What belongs together stays together: a thing
//! that one side added or removed is one difference with all that lies in it. Invariant: every key
//! on which the two sides differ is in exactly one difference.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fact, FactPath, Facts, names_env};
use crate::engine::three_way::{Verdict, three_way};

/// What the manifest and the store last agreed on.
#[derive(Clone, Debug)]
pub enum Base {
    /// This.
    Known(Facts),
    /// Nobody knows: a fresh clone, and the manifest is none that the store ever said.
    Unknown {
        /// Keys of which it is known all the same.
        agreed: BTreeMap<FactPath, Option<Fact>>,
        /// Every key that the store ever had.
        ever: BTreeSet<FactPath>,
    },
}

/// Who changed something since the two last agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Changed {
    /// The manifest: by hand.
    Manifest,
    /// The store: by a command somewhere else.
    Store,
    /// Both, differently.
    Both,
}

/// One key on which the sides differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The key.
    pub path: FactPath,
    /// What it was when they last agreed, if that is known.
    pub base: Option<Fact>,
    /// What the manifest says.
    pub manifest: Option<Fact>,
    /// What the store says.
    pub store: Option<Fact>,
}

/// One difference: a key, or a whole thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The key, or the thing.
    pub path: FactPath,
    /// Who changed it.
    pub changed: Changed,
    /// The keys in it, the thing itself first.
    pub cells: Vec<Cell>,
}

/// What becomes of a difference.
#[derive(Clone, Debug, PartialEq)]
pub enum Take {
    /// The store follows the manifest.
    Manifest,
    /// The manifest follows the store.
    Store,
    /// Both get this.
    Value(Fact),
    /// Nothing, for now.
    Leave,
}

/// Keys to set (`Some`) or to remove (`None`).
pub type Edits = Vec<(FactPath, Option<Fact>)>;

impl Difference {
    /// The difference itself: what the thing or the key is on both sides.
    pub fn own(&self) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.path == self.path)
    }

    /// Whether it is a whole thing that one side does not have.
    pub fn is_thing(&self) -> bool {
        self.own().is_some_and(|own| {
            [&own.manifest, &own.store].into_iter().flatten().all(|fact| *fact == Fact::Table)
        })
    }

    /// What is to be done, in the store and in the manifest.
    pub fn edits(&self, take: &Take) -> (Edits, Edits) {
        let side = |of: fn(&Cell) -> &Option<Fact>| {
            self.cells.iter().map(|cell| (cell.path.clone(), of(cell).clone())).collect()
        };
        match take {
            Take::Manifest => (side(|cell| &cell.manifest), Vec::new()),
            Take::Store => (Vec::new(), side(|cell| &cell.store)),
            Take::Value(fact) => {
                let edits = vec![(self.path.clone(), Some(fact.clone()))];
                (edits.clone(), edits)
            }
            Take::Leave => (Vec::new(), Vec::new()),
        }
    }
}

/// Applies edits to facts.
pub fn apply(facts: &mut Facts, edits: &Edits) {
    for (path, fact) in edits {
        match fact {
            Some(fact) => drop(facts.insert(path.clone(), fact.clone())),
            None => drop(facts.remove(path)),
        }
    }
}

/// Everything on which the manifest and the store differ, by path.
pub fn compare(base: &Base, manifest: &Facts, store: &Facts) -> Vec<Difference> {
    let paths: BTreeSet<&FactPath> = manifest.keys().chain(store.keys()).collect();
    let mut groups: BTreeMap<FactPath, (Vec<Cell>, Vec<Changed>)> = BTreeMap::new();
    for path in paths {
        let (mine, theirs) = (manifest.get(path), store.get(path));
        let changed = match verdict(base, path, mine, theirs) {
            Verdict::Same => continue,
            Verdict::First => Changed::Manifest,
            Verdict::Second => Changed::Store,
            Verdict::Conflict => Changed::Both,
        };
        let (cells, who) = groups.entry(whole(path, manifest, store)).or_default();
        let base = base.get(path).flatten().cloned();
        cells.push(Cell { path: path.clone(), base, manifest: mine.cloned(), store: theirs.cloned() });
        who.push(changed);
    }
    let difference = |(path, (mut cells, who)): (FactPath, (Vec<Cell>, Vec<Changed>))| {
        cells.sort_by_key(|cell| (cell.path != path, cell.path.clone()));
        let agreed = who.iter().all(|changed| *changed == who[0]);
        Difference { path, changed: if agreed { who[0] } else { Changed::Both }, cells }
    };
    groups.into_iter().map(difference).collect()
}

impl Base {
    /// What is known of a key: outer `None`, nothing is; inner, it was not there.
    pub fn get(&self, path: &FactPath) -> Option<Option<&Fact>> {
        match self {
            Base::Known(facts) => Some(facts.get(path)),
            Base::Unknown { agreed, .. } => agreed.get(path).map(Option::as_ref),
        }
    }
}

fn verdict(base: &Base, path: &FactPath, manifest: Option<&Fact>, store: Option<&Fact>) -> Verdict {
    match (base.get(path), base) {
        (Some(base), _) => three_way(base, manifest, store),
        _ if manifest == store => Verdict::Same,
        // What the store never had, it did not remove.
        (None, Base::Unknown { ever, .. }) if store.is_none() && !ever.contains(path) => Verdict::First,
        _ => Verdict::Conflict,
    }
}

/// The outermost thing around a key that only one side has, or the key itself. A value in an
/// environment that only one side has belongs to the environment.
fn whole(path: &FactPath, manifest: &Facts, store: &Facts) -> FactPath {
    let one_sided = |path: &FactPath| {
        let is = |facts: &Facts| facts.get(path) == Some(&Fact::Table);
        is(manifest) != is(store)
    };
    for len in 2..=path.parts().len() {
        let thing = FactPath::new(&path.parts()[..len]);
        if one_sided(&thing) {
            return thing;
        }
    }
    if let Some(env) = env_of(path) {
        let env = FactPath::from(["envs", env]);
        let goes_along = manifest.contains_key(path) == manifest.contains_key(&env)
            && store.contains_key(path) == store.contains_key(&env);
        if one_sided(&env) && goes_along {
            return env;
        }
    }
    path.clone()
}

/// The environment that a value is in.
fn env_of(path: &FactPath) -> Option<&str> {
    let env = match path.parts() {
        [_, _, values, env, ..] if values == "values" => env,
        [_, _, _, _, env] => env,
        _ => return None,
    };
    names_env(path, env).then_some(env)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(text: &str) -> Facts {
        let item = |line: &str| {
            let (path, value) = line.split_once('=').unwrap_or((line, ""));
            let fact = if value.is_empty() { Fact::Table } else { Fact::Text(value.to_owned()) };
            (FactPath::new(path.split('.')), fact)
        };
        text.split_whitespace().map(item).collect()
    }

    fn shown(base: &str, manifest: &str, store: &str) -> String {
        let all = compare(&Base::Known(facts(base)), &facts(manifest), &facts(store));
        let line = |d: &Difference| format!("{} {:?} {}", d.path, d.changed, d.cells.len());
        all.iter().map(line).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn each_side_by_itself() {
        let base = "constants.K constants.K.values.a=1 constants.K.values.b=1";
        let one = "constants.K constants.K.values.a=2 constants.K.values.b=1";
        let two = "constants.K constants.K.values.a=1 constants.K.values.b=2";
        assert_eq!(shown(base, one, base), "constants.K@a Manifest 1");
        assert_eq!(shown(base, base, one), "constants.K@a Store 1");
        assert_eq!(shown(base, one, two), "constants.K@a Manifest 1, constants.K@b Store 1");
        assert_eq!(
            shown(base, one, "constants.K constants.K.values.a=3"),
            "constants.K@a Both 1, constants.K@b Store 1"
        );
    }

    #[test]
    fn a_thing_is_one_difference() {
        let base = "constants.K constants.K.default=1";
        assert_eq!(shown(base, "", base), "constants.K Manifest 2");
        assert_eq!(shown("", base, ""), "constants.K Manifest 2");
        assert_eq!(shown(base, base, ""), "constants.K Store 2");
        // Removed here, changed there: nobody's change is lost.
        assert_eq!(shown(base, "", "constants.K constants.K.default=2"), "constants.K Both 2");
        assert_eq!(shown(base, "constants.K constants.K.default=2", ""), "constants.K Both 2");
        // Added on both sides: key by key.
        let other = "constants.K constants.K.pattern=x";
        assert_eq!(shown("", base, other), "constants.K.default Manifest 1, constants.K.pattern Store 1");
    }

    #[test]
    fn an_environment_takes_its_values_along() {
        let base =
            "constants.K constants.K.values.qa=1 constants.K.values.dev=1 envs.dev envs.qa envs.qa.color=red";
        let gone = "constants.K constants.K.values.dev=1 envs.dev";
        assert_eq!(shown(base, gone, base), "envs.qa Manifest 3");
        assert_eq!(shown(base, base, gone), "envs.qa Store 3");
        // A value that was forgotten in the manifest stays a difference of its own, and cannot be.
        let forgotten = "constants.K constants.K.values.qa=2 constants.K.values.dev=1 envs.dev";
        assert_eq!(shown(base, forgotten, base), "constants.K@qa Manifest 1, envs.qa Manifest 2");
        let moved = base.replace("qa=1", "qa=2");
        assert_eq!(shown(base, gone, &moved), "envs.qa Both 3");
    }

    #[test]
    fn where_nothing_is_known_only_what_the_store_never_had_is_certain() {
        let base = Base::Unknown {
            agreed: BTreeMap::from([(FactPath::from(["constants", "A", "default"]), None)]),
            ever: facts("constants.A constants.OLD constants.A.default=1").into_keys().collect(),
        };
        let manifest = facts("constants.A constants.A.default=2 constants.OLD constants.NEW");
        let found = compare(&base, &manifest, &facts("constants.A constants.GONE"));
        let found: Vec<_> = found.iter().map(|d| format!("{} {:?}", d.path, d.changed)).collect();
        assert_eq!(
            found,
            [
                "constants.A.default Manifest",
                "constants.GONE Both",
                "constants.NEW Manifest",
                "constants.OLD Both"
            ]
        );
    }
}
