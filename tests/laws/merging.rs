//! The laws of merging, on random histories of three environments: sets, deletions, clones, rollbacks,
//! merges of all and of some, conflicts decided either way.
//!
//! `MERGE_HISTORIES=1000000 cargo test --test laws merging` tries more of them. A failure names the
//! seed of its history.

use std::collections::{BTreeMap, BTreeSet};

use envctl::crypto::Plain;
use envctl::engine::lineage::{Ancestor, Ancestry, Relation};
use envctl::engine::merge::{Action, Choice, Decision, Effect, Pair, Said, Wish, decide, settle};
use envctl::engine::restore::undone;
use envctl::model::{Content, Value, WriteId};

/// How many histories are tried, unless the environment says otherwise.
const HISTORIES: u64 = 50_000;
/// Steps of a history, keys, and values that a key may have: few, so that everything meets.
const STEPS: u64 = 14;
const KEYS: usize = 2;
const VALUES: u64 = 3;

#[allow(clippy::disallowed_methods, reason = "how long the test is to run")]
fn histories() -> u64 {
    std::env::var("MERGE_HISTORIES").ok().and_then(|n| n.parse().ok()).unwrap_or(HISTORIES)
}

/// SplitMix64: each seed is a history, and the same one everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}

/// The values of one environment: by key, the last write, which may be a deletion.
type Values = [Option<Value>; KEYS];

/// Three environments, and everything that was ever written.
struct History {
    envs: [Values; 3],
    kept: Vec<(usize, Values)>,
    known: Ancestry,
    parents: BTreeMap<WriteId, Vec<WriteId>>,
    says: BTreeMap<WriteId, Said>,
    undid: BTreeMap<WriteId, Vec<WriteId>>,
    writes: u64,
}

fn said(value: Option<&Value>) -> Said {
    match value.map(|value| &value.content) {
        None | Some(Content::Deleted) => Said::Nothing,
        Some(Content::Plain(text)) => Said::Plain(Plain::new(text.clone())),
        Some(Content::Sealed(_)) => Said::Unreadable,
    }
}

fn content(says: &Said) -> Content {
    says.text().map_or(Content::Deleted, |text| Content::Plain(text.expose().to_vec()))
}

impl History {
    fn new() -> History {
        History {
            envs: Default::default(),
            kept: Vec::new(),
            known: Ancestry::default(),
            parents: BTreeMap::new(),
            says: BTreeMap::new(),
            undid: BTreeMap::new(),
            writes: 0,
        }
    }

    fn fresh(&mut self) -> WriteId {
        self.writes += 1;
        WriteId((u128::from(self.writes)).to_be_bytes())
    }

    fn put(&mut self, env: usize, key: usize, value: Value) {
        if let Some(before) = self.parents.get(&value.id) {
            // An id is one write: whoever arrives at it, arrives at the same.
            assert_eq!(before, &value.parents);
            assert_eq!(self.says[&value.id], said(Some(&value)));
            assert_eq!(self.undid[&value.id], value.undid);
        } else {
            self.writes += 1;
            self.known.insert(value.id, Ancestor { rev: self.writes, parents: value.parents.clone() });
            self.parents.insert(value.id, value.parents.clone());
            self.says.insert(value.id, said(Some(&value)));
            self.undid.insert(value.id, value.undid.clone());
        }
        self.envs[env][key] = Some(value);
    }

    fn write(&mut self, env: usize, key: usize, content: Content, undid: Vec<WriteId>) {
        let parents = self.envs[env][key].as_ref().map(|value| value.id).into_iter().collect();
        let id = self.fresh();
        self.put(env, key, Value { id, parents, undid, content });
    }

    fn decide(&self, from: usize, into: usize, key: usize, wish: &Wish) -> Option<Decision> {
        let source = self.envs[from][key].as_ref()?;
        let target = self.envs[into][key].as_ref();
        let (source_says, target_says) = (said(Some(source)), said(target));
        let pair = Pair { source, source_says: &source_says, target, target_says: &target_says };
        Some(decide(pair, &self.known, &|base| self.says[&base].clone(), wish).expect("all is known"))
    }

    /// Merges keys; false if one of them is in the way, and then nothing changed.
    fn merge(&mut self, from: usize, into: usize, keys: &[usize], wish: &Wish) -> bool {
        let mut writes = Vec::new();
        for key in keys {
            let Some(decision) = self.decide(from, into, *key, wish) else { continue };
            if matches!(decision.action, Action::Conflict(_) | Action::Blocked) {
                return false;
            }
            let (source, target) = (self.envs[from][*key].as_ref(), self.envs[into][*key].as_ref());
            let (source_says, target_says) = (said(source), said(target));
            let own = WriteId([0xff; 16]);
            let settled = settle(
                source.map(|value| (value, &source_says)),
                target.map(|value| (value, &target_says)),
                &decision,
                false,
                || own,
            );
            if let Some(settled) = settled {
                assert_ne!(settled.id, own, "nothing here needs a name of its own");
                let (id, parents, undid) = (settled.id, settled.parents, settled.undid);
                writes.push((*key, Value { id, parents, undid, content: content(&settled.says) }));
            }
        }
        for (key, value) in writes {
            self.put(into, key, value);
        }
        true
    }

    fn rollback(&mut self, env: usize, then: &Values) {
        for (key, was) in then.iter().enumerate() {
            let (Some(now), was) = (self.envs[env][key].as_ref(), was.as_ref()) else { continue };
            if said(Some(now)).agrees(&said(was)) {
                continue;
            }
            let undid = undone(now, was, &self.known);
            let content = was.map_or(Content::Deleted, |was| was.content.clone());
            self.write(env, key, content, undid);
        }
    }

    fn step(&mut self, dice: &mut Dice) {
        let (env, other) = (dice.roll(3) as usize, dice.roll(3) as usize);
        let key = dice.roll(KEYS as u64) as usize;
        match dice.roll(16) {
            0..=5 => {
                let text = vec![b'a' + dice.roll(VALUES) as u8];
                self.write(env, key, Content::Plain(text), Vec::new());
            }
            6..=7 if self.envs[env][key].as_ref().is_some_and(Value::is_set) => {
                self.write(env, key, Content::Deleted, Vec::new());
            }
            8 => self.kept.push((env, self.envs[env].clone())),
            9..=10 if !self.kept.is_empty() => {
                let (env, then) = self.kept[dice.roll(self.kept.len() as u64) as usize].clone();
                self.rollback(env, &then);
            }
            11 if self.envs[env].iter().all(Option::is_none) => self.envs[env] = self.envs[other].clone(),
            _ if env != other => {
                let wish = wish(dice);
                let keys: &[usize] = if dice.roll(3) == 0 { &[key] } else { &[0, 1] };
                self.merge(env, other, keys, &wish);
            }
            _ => {}
        }
    }
}

fn wish(dice: &mut Dice) -> Wish {
    let choice = match dice.roll(5) {
        0 | 1 => Some(Choice::Source),
        2 => Some(Choice::Target),
        3 => Some(Choice::Value(Plain::new(vec![b'a' + dice.roll(VALUES) as u8]))),
        _ => None,
    };
    Wish { choice, reapply: dice.roll(8) == 0 }
}

/// All that a write descends from, itself included: by looking at everything.
fn ancestors(history: &History, of: WriteId) -> BTreeSet<WriteId> {
    let mut found = BTreeSet::new();
    let mut queue = vec![of];
    while let Some(write) = queue.pop() {
        if found.insert(write) {
            queue.extend(&history.parents[&write]);
        }
    }
    found
}

/// How two writes are related, by looking at everything.
fn relation(history: &History, source: WriteId, target: WriteId) -> Relation {
    let (of_source, of_target) = (ancestors(history, source), ancestors(history, target));
    match (source == target, of_source.contains(&target), of_target.contains(&source)) {
        (true, ..) => return Relation::Same,
        (_, true, _) => return Relation::Newer,
        (_, _, true) => return Relation::Older,
        _ => {}
    }
    let common: BTreeSet<WriteId> = of_source.intersection(&of_target).copied().collect();
    let behind = |write: &WriteId| {
        common.iter().any(|other| other != write && ancestors(history, *other).contains(write))
    };
    Relation::Apart(common.iter().filter(|write| !behind(write)).copied().collect())
}

/// What is asked for is enough to tell, and no round asks for what is known.
fn relation_in_rounds(history: &History, source: &Value, target: &Value) -> Relation {
    let mut known = Ancestry::default();
    loop {
        match known.relation(source, target) {
            Ok(relation) => return relation,
            Err(unknown) => {
                assert!(!unknown.0.is_empty());
                for write in unknown.0 {
                    assert!(!known.knows(write));
                    let parents = history.parents[&write].clone();
                    known.insert(write, Ancestor { rev: rev(history, write), parents });
                }
            }
        }
    }
}

/// A number that is higher than those of all that a write descends from.
fn rev(history: &History, write: WriteId) -> u64 {
    history.parents[&write].iter().map(|parent| rev(history, *parent) + 1).max().unwrap_or(0)
}

fn laws(seed: u64) {
    let mut dice = Dice(seed);
    let mut history = History::new();
    for _ in 0..STEPS {
        history.step(&mut dice);
    }
    let (from, into) = ((seed % 3) as usize, ((seed % 3 + 1 + seed / 3 % 2) % 3) as usize);
    let (all, none) = ([0, 1], Wish::default());
    let chosen = |choice| Wish { choice: Some(choice), reapply: false };
    let action = |history: &History, from, into, key| {
        history.decide(from, into, key, &Wish::default()).map(|decision| decision.action)
    };
    // Every law begins here: what was written meanwhile is written, and nobody has it.
    let begun = history.envs.clone();

    for key in all {
        let (Some(source), Some(target)) = (&history.envs[from][key], &history.envs[into][key]) else {
            continue;
        };
        if seed.is_multiple_of(4) {
            let found = history.known.relation(source, target).expect("all is known");
            assert_eq!(found, relation(&history, source.id, target.id), "a relation");
            assert_eq!(found, relation_in_rounds(&history, source, target), "a relation in rounds");
        }
    }

    // Key by key, in any order, is the same as all at once.
    let held = all.map(|key| action(&history, from, into, key) == Some(Action::Held));
    let mut wish = Wish { reapply: false, ..wish(&mut dice) };
    if !history.merge(from, into, &all, &wish) {
        assert!(wish.choice.is_none(), "a choice decides every conflict");
        assert_eq!(history.envs, begun, "all or nothing");
        wish = chosen(Choice::Source);
        assert!(history.merge(from, into, &all, &wish));
    }
    let whole = std::mem::replace(&mut history.envs, begun.clone());
    for key in if dice.roll(2) == 0 { [0, 1] } else { [1, 0] } {
        assert!(history.merge(from, into, &[key], &wish));
    }
    assert_eq!(history.envs, whole, "key by key");

    // What was merged has nothing to do again, whatever is chosen.
    for choice in [None, Some(Choice::Source), Some(Choice::Target)] {
        let wish = Wish { choice, reapply: false };
        for key in all {
            let again = history.decide(from, into, key, &wish);
            assert!(again.is_none_or(|again| again.effect == Effect::None), "merging again");
        }
    }

    // There and back: both say the same, but where something is held.
    let held_back = all.map(|key| action(&history, into, from, key) == Some(Action::Held));
    assert!(history.merge(into, from, &all, &none), "the way back meets no conflict");
    for key in all {
        if !held[key] && !held_back[key] {
            assert_eq!(
                said(history.envs[from][key].as_ref()),
                said(history.envs[into][key].as_ref()),
                "there and back"
            );
        }
    }

    for key in all {
        history.envs.clone_from(&begun);
        let is_conflict = |action| matches!(action, Some(Action::Conflict(_)));
        if is_conflict(action(&history, from, into, key)) && is_conflict(action(&history, into, from, key)) {
            // One side wins: that is one write, whoever merges into whom.
            for (here, there) in [(Choice::Source, Choice::Target), (Choice::Target, Choice::Source)] {
                history.merge(from, into, &[key], &chosen(here));
                let one = history.envs[into][key].clone();
                history.envs.clone_from(&begun);
                history.merge(into, from, &[key], &chosen(there));
                assert_eq!(one, history.envs[from][key], "one write");
                history.envs.clone_from(&begun);
            }
        }
        // What a rollback undid is taken again when somebody says so, and stays then.
        if held[key] {
            let again = Wish { choice: None, reapply: true };
            assert!(history.merge(from, into, &[key], &again));
            let (source, target) =
                (said(history.envs[from][key].as_ref()), said(history.envs[into][key].as_ref()));
            assert_eq!(source, target, "lifted");
            assert_eq!(history.decide(from, into, key, &again).map(|d| d.effect), Some(Effect::None));
        }
    }
}

#[test]
fn hold_on_random_histories() {
    let threads = 2;
    let each = histories().div_ceil(threads);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            scope.spawn(move || {
                for seed in thread * each..(thread + 1) * each {
                    let outcome = std::panic::catch_unwind(|| laws(seed));
                    assert!(outcome.is_ok(), "the history of seed {seed}");
                }
            });
        }
    });
}
