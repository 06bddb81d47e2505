//! Laws of resolving: the engine against a recursive model that looks everything up anew.

use std::collections::{BTreeMap, BTreeSet};

use envctl::crypto::{Plain, SealError};
use envctl::engine::constants::{self, Assignment, Kind};
use envctl::engine::preflight;
use envctl::engine::references::DEPTH_MAX;
use envctl::engine::resolve::{Effective, Source, Unresolved, Wanted, resolve};
use envctl::model::{
    AppName, Constant, Content, EnvId, Key, Need, OpId, Path, Place, Record, Scope, Sealed, Tree, Version,
};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::versions;
use super::world::{ENVS, constant, name, shop, tree_of, value};

const KEYS: [&str; 6] = ["A", "B", "C", "D", "E", "F"];
/// The epoch of secrets that do not open.
const SHUT: u32 = 99;

/// A part of a text, so that the model need not take texts apart.
#[derive(Clone, Debug)]
enum Part {
    Text(&'static str),
    Constant(&'static str),
    Secret(&'static str),
    Foreign,
}

type Parts = Vec<Part>;

#[derive(Clone, Debug)]
enum Held {
    Deleted,
    Plain(Parts),
    Sealed(Parts),
    Shut,
}

#[derive(Clone, Debug)]
struct World {
    declared: BTreeMap<&'static str, (bool, Option<Parts>)>,
    /// By whether it is the app's own, and key.
    values: BTreeMap<(bool, &'static str), Held>,
}

fn text(parts: &Parts) -> String {
    let spelled = |part: &Part| match part {
        Part::Text(text) => (*text).to_owned(),
        Part::Constant(key) => format!("{{{{constants.{key}}}}}"),
        Part::Secret(key) => format!("{{{{ secrets.{key} }}}}"),
        Part::Foreign => "{{envs.production.constants.A}}".to_owned(),
    };
    parts.iter().map(spelled).collect()
}

fn parts() -> impl Strategy<Value = Parts> {
    let key = || select(KEYS.to_vec());
    let plain =
        select(vec!["", "x", "{", "}", "{{", "{{name}}", "{{constants.}}", "\n", "${A}", "{{ constants"]);
    let part = prop_oneof![
        6 => plain.prop_map(Part::Text),
        2 => key().prop_map(Part::Constant),
        2 => key().prop_map(Part::Secret),
        1 => Just(Part::Foreign),
    ];
    let references = prop_oneof![key().prop_map(Part::Constant), key().prop_map(Part::Secret)];
    prop_oneof![3 => Just(vec![Part::Text("v")]), 2 => vec(references, 0..3), 1 => vec(part, 0..4)]
}

fn held() -> impl Strategy<Value = Held> {
    prop_oneof![
        1 => Just(Held::Deleted),
        5 => parts().prop_map(Held::Plain),
        5 => parts().prop_map(Held::Sealed),
        1 => Just(Held::Shut),
    ]
}

fn world() -> impl Strategy<Value = World> {
    let key = || select(KEYS.to_vec());
    let declaration = (any::<bool>(), option::weighted(0.3, parts()));
    let at = (any::<bool>(), key());
    (btree_map(key(), declaration, 2..6), btree_map(at, held(), 0..9))
        .prop_map(|(declared, values)| World { declared, values })
}

fn web() -> AppName {
    name("web")
}

fn place(own: bool, env: EnvId, key: &str) -> Place {
    let scope = if own { Scope::App(web()) } else { Scope::Project };
    Place::Value(shop(), env, scope, name(key))
}

impl World {
    fn tree(&self) -> Tree {
        let mut records: Vec<(Place, Record)> = Vec::new();
        for (key, (required, default)) in &self.declared {
            let default = default.as_ref().map(text);
            let declared = Constant { required: *required, default, ..constant(false) };
            records.push((Place::Constant(shop(), name(key)), declared.into()));
        }
        for ((own, key), held) in &self.values {
            let sealed = |epoch, bytes| Content::Sealed(Sealed { epoch, nonce: [0; 12], bytes });
            let content = match held {
                Held::Deleted => Content::Deleted,
                Held::Plain(parts) => Content::Plain(text(parts).into_bytes()),
                Held::Sealed(parts) => sealed(1, text(parts).into_bytes()),
                Held::Shut => sealed(SHUT, Vec::new()),
            };
            records.push((place(*own, ENVS[0], key), value(1, content).into()));
            // What is in another environment or another app is never seen.
            let elsewhere = Content::Plain(b"elsewhere".to_vec());
            records.push((place(*own, ENVS[1], key), value(2, elsewhere.clone()).into()));
            let other = Place::Value(shop(), ENVS[0], Scope::App(name("api")), name(key));
            records.push((other, value(3, elsewhere).into()));
        }
        tree_of(records)
    }

    /// The value that counts: its parts (none where it does not open), whether it is a secret, whence.
    fn counts(&self, key: &str, app: bool) -> Option<(Option<&Parts>, bool, Source)> {
        let default = &self.declared.get(key)?.1;
        let candidates = [(true, Source::App), (false, Source::Project)];
        for (own, source) in candidates.into_iter().filter(|(own, _)| app || !own) {
            let found = KEYS.iter().find(|k| **k == key).and_then(|k| self.values.get(&(own, *k)));
            match found {
                Some(Held::Plain(parts)) => return Some((Some(parts), false, source)),
                Some(Held::Sealed(parts)) => return Some((Some(parts), true, source)),
                Some(Held::Shut) => return Some((None, true, source)),
                Some(Held::Deleted) | None => {}
            }
        }
        default.as_ref().map(|parts| (Some(parts), false, Source::Default))
    }

    /// The text of a key with its references replaced, and whether it holds a secret.
    fn expand(&self, key: &'static str, app: bool, trail: &[&str]) -> Option<(String, bool)> {
        let (parts, mut secret, _) = self.counts(key, app)?;
        if trail.contains(&key) {
            return None;
        }
        let trail = [trail, &[key]].concat();
        let mut out = String::new();
        for part in parts? {
            let (to, as_secret) = match part {
                Part::Text(text) => {
                    out.push_str(text);
                    continue;
                }
                Part::Foreign => return None,
                Part::Constant(to) => (*to, false),
                Part::Secret(to) => (*to, true),
            };
            if self.counts(to, app)?.1 != as_secret {
                return None;
            }
            let (text, holds) = self.expand(to, app, &trail)?;
            out.push_str(&text);
            secret |= holds;
        }
        Some((out, secret))
    }

    /// Every key that the texts of these lead to, and they themselves.
    fn reached(&self, from: &BTreeSet<&'static str>, app: bool) -> BTreeSet<&'static str> {
        let mut reached = from.clone();
        loop {
            let more: BTreeSet<&'static str> = reached
                .iter()
                .filter_map(|key| self.counts(key, app)?.0)
                .flatten()
                .filter_map(|part| match part {
                    Part::Constant(key) | Part::Secret(key) => Some(*key),
                    _ => None,
                })
                .filter(|key| self.declared.contains_key(key))
                .collect();
            if more.is_subset(&reached) {
                return reached;
            }
            reached.extend(more);
        }
    }
}

fn open(_: &Path, sealed: &Sealed) -> Result<Plain, SealError> {
    if sealed.epoch == SHUT { Err(SealError::Open) } else { Ok(Plain::new(sealed.bytes.clone())) }
}

fn names(keys: impl IntoIterator<Item = Key>) -> BTreeSet<String> {
    keys.into_iter().map(|key| key.to_string()).collect()
}

fn texts(keys: impl IntoIterator<Item = &'static str>) -> BTreeSet<String> {
    keys.into_iter().map(str::to_owned).collect()
}

/// What is in the way, by name.
#[derive(Debug, PartialEq, Eq)]
struct InTheWay {
    missing: BTreeSet<String>,
    undeclared: BTreeSet<String>,
    unopened: BTreeSet<String>,
    broken: BTreeSet<String>,
}

/// What the model says: in the way, or the effective constants.
fn model(
    world: &World,
    app: bool,
    wanted: Option<&BTreeSet<&'static str>>,
) -> Result<Vec<Effective>, InTheWay> {
    let asked: BTreeSet<&'static str> =
        wanted.cloned().unwrap_or_else(|| world.declared.keys().copied().collect());
    let required = |key: &&'static str| wanted.is_some() || world.declared.get(key).is_some_and(|d| d.0);
    let declared = |key: &&'static str| world.declared.contains_key(key);
    let has = |key: &&'static str| world.counts(key, app).is_some();
    let opens = |key: &&'static str| world.counts(key, app).is_some_and(|(parts, ..)| parts.is_some());
    let in_the_way = InTheWay {
        missing: texts(
            asked.iter().filter(declared_and(&declared)).filter(|k| required(k) && !has(k)).copied(),
        ),
        undeclared: texts(asked.iter().filter(|k| !declared(k)).copied()),
        unopened: texts(world.reached(&asked, app).into_iter().filter(|k| has(k) && !opens(k))),
        broken: texts(asked.iter().copied().filter(|k| opens(k) && world.expand(k, app, &[]).is_none())),
    };
    let none = InTheWay {
        missing: BTreeSet::new(),
        undeclared: BTreeSet::new(),
        unopened: BTreeSet::new(),
        broken: BTreeSet::new(),
    };
    if in_the_way != none {
        return Err(in_the_way);
    }
    let tree = world.tree();
    let effective = |key: &'static str| {
        let (_, _, source) = world.counts(key, app)?;
        let (text, secret) = world.expand(key, app, &[])?;
        let rev = match source {
            Source::Default => 0,
            Source::App | Source::Project => {
                tree.entries()[&place(source == Source::App, ENVS[0], key).path()].rev
            }
        };
        Some(Effective { key: name(key), value: Plain::new(text.into_bytes()), secret, source, rev })
    };
    Ok(asked.into_iter().filter_map(effective).collect())
}

fn declared_and<'f>(f: &'f dyn Fn(&&'static str) -> bool) -> impl Fn(&&&'static str) -> bool + 'f {
    move |key| f(key)
}

fn engine(
    world: &World,
    app: bool,
    wanted: Option<&BTreeSet<&'static str>>,
) -> Result<Vec<Effective>, InTheWay> {
    let keys: Vec<Key> = wanted.into_iter().flatten().map(|key| name(key)).collect();
    let asked = if wanted.is_some() { Wanted::Needed(&keys) } else { Wanted::All };
    let web = web();
    resolve(&world.tree(), &shop(), ENVS[0], app.then_some(&web), asked, &open).map_err(
        |found: Unresolved| InTheWay {
            missing: names(found.missing),
            undeclared: names(found.undeclared),
            unopened: names(found.unopened),
            broken: names(found.broken.into_iter().map(|(key, _)| key)),
        },
    )
}

fn asked() -> impl Strategy<Value = Option<BTreeSet<&'static str>>> {
    option::of(btree_set(select(KEYS.to_vec()), 0..6))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1500) })]

    #[test]
    fn as_the_model_says(world in world(), app in any::<bool>(), wanted in asked()) {
        let expected = model(&world, app, wanted.as_ref());
        let found = engine(&world, app, wanted.as_ref());
        prop_assert_eq!(expected, found);
    }
}

#[test]
fn everything_missing_is_listed() {
    let world = World {
        declared: BTreeMap::from([("A", (true, None)), ("B", (true, None))]),
        values: BTreeMap::from([((false, "A"), Held::Plain(vec![Part::Constant("B")]))]),
    };
    assert_eq!(engine(&world, false, None), model(&world, false, None));
}

/// A tree in which `K0` refers to `K1`, which refers to `K2`, … and the last of `n` to nothing.
fn chain(n: usize) -> Tree {
    let link = |i: usize| {
        let text = if i + 1 < n { format!("<{{{{constants.K{}}}}}>", i + 1) } else { "end".to_owned() };
        let key = format!("K{i}");
        let declared: (Place, Record) = (Place::Constant(shop(), name(&key)), constant(false).into());
        [declared, (place(false, ENVS[0], &key), value(1, Content::Plain(text.into_bytes())).into())]
    };
    tree_of((0..n).flat_map(link))
}

fn resolve_first(tree: &Tree) -> Result<Vec<Effective>, Unresolved> {
    resolve(tree, &shop(), ENVS[0], None, Wanted::Needed(&[name("K0")]), &open)
}

#[test]
fn references_lead_ten_deep() {
    for n in 1..=DEPTH_MAX + 1 {
        let found = resolve_first(&chain(n)).expect("not too deep");
        let expected = format!("{}end{}", "<".repeat(n - 1), ">".repeat(n - 1));
        assert_eq!((found.len(), found[0].value.expose()), (1, expected.as_bytes()));
    }
    for n in DEPTH_MAX + 2..DEPTH_MAX + 5 {
        assert_eq!(resolve_first(&chain(n)).expect_err("too deep").broken.len(), 1);
    }
}

/// What the preflight lets into an environment can be run there, and what it stops cannot.
#[test]
fn the_preflight_counts_as_resolve_does() {
    let needs = vec![Need { key: name("K0"), secret: false }];
    let version = Version { needs, ..versions::with(BTreeMap::new()) };
    for n in 1..DEPTH_MAX + 5 {
        let tree = chain(n);
        let clean = preflight::check(&tree, &shop(), ENVS[0], &web(), 1, &version).is_empty();
        assert_eq!(clean, resolve_first(&tree).is_ok(), "a chain of {n}");
    }
}

/// A value that `set` accepts can be resolved, and one that it refuses cannot.
#[test]
fn set_counts_as_resolve_does() {
    for n in 2..DEPTH_MAX + 5 {
        let tree = chain(n);
        let value = Plain::new(b"<{{constants.K1}}>".to_vec());
        let assignment = Assignment { key: name("K0"), value };
        let set = constants::set(&tree, &shop(), &[ENVS[0]], None, &[assignment], Kind::Plain, OpId::ZERO);
        assert_eq!(set.is_ok(), resolve_first(&tree).is_ok(), "a chain of {n}");
    }
}
