//! Laws of promotion, on random histories that are planned by the engine and pass the gate.

use std::collections::{BTreeMap, BTreeSet};

use envctl::engine::Write;
use envctl::engine::apps::publish;
use envctl::engine::promote::{
    Back, Given, Options, Plan, PromoteError, Request, promote, release, rollback,
};
use envctl::model::{
    AppName, Content, Datasource, Entry, EnvId, Field, Hash, Need, Path, Place, Record, Scope, Setting, Tree,
    Version,
};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

use super::gate::draft_of;
use super::versions;
use super::world::{
    Change, Draft, ENVS, at, begun, constant, env, name, people, placement, shop, tree_of, value,
};

fn web() -> AppName {
    name("web")
}

/// An organization and what its environments have seen, told without the engine.
struct History {
    tree: Tree,
    commits: u64,
    newest: u32,
    /// Every version that was ever in an environment.
    been: [BTreeSet<u32>; 3],
    /// What was there before, oldest first, and what is there.
    stack: [Vec<u32>; 3],
    /// What was left by rollbacks since the last promotion.
    left: [BTreeSet<u32>; 3],
    released: Option<u32>,
    withdrawn: BTreeSet<u32>,
    /// What was rolled back from and not passed since.
    held: [Option<u32>; 3],
}

/// When everything happens.
const NOW: u64 = 2000;

fn no() -> Options {
    Options::default()
}

fn back(to: Option<u32>, steps: usize, reason: Option<&str>) -> Back<'_> {
    Back { to, steps, reason, unpin: false }
}

impl History {
    fn begun() -> History {
        let mut history = History {
            tree: begun().0,
            commits: 10,
            newest: 0,
            been: Default::default(),
            stack: Default::default(),
            left: Default::default(),
            released: None,
            withdrawn: BTreeSet::new(),
            held: [None; 3],
        };
        history.apply(&[Write::put(Place::App(shop(), web()), envctl::engine::orgs::draft(None))]);
        history
    }

    /// Commits what a plan asks for, as the owner; the gate must agree.
    fn apply(&mut self, writes: &[Write]) {
        let change = |write: &Write| {
            let (path, record) = match write {
                Write::Put(path, record) => (path.clone(), Some(record.clone())),
                Write::Delete(path) => (path.clone(), None),
                other => panic!("{other:?} in a promotion"),
            };
            Change { prev: self.tree.entry(&path).map(|e| e.leaf), path, record }
        };
        let changes: Vec<Change> = writes.iter().map(change).collect();
        self.commits += 1;
        let draft = Draft::after(self.tree.org, self.tree.head, NOW, 0, self.commits, changes);
        let verdict = envctl::engine::gate::gate(&mut self.tree, &draft.commit());
        verdict.unwrap_or_else(|e| panic!("the gate refuses a plan: {e}: {writes:?}"));
    }

    fn there(&self, env: usize) -> Option<u32> {
        self.stack[env].last().copied()
    }

    fn publish(&mut self, n: u8) {
        let mut app = self.tree.app(&shop(), &web()).expect("the app").clone();
        app.settings.insert("n".to_owned(), Setting::Int(n.into()));
        self.apply(&[Write::put(Place::App(shop(), web()), app.clone())]);
        let publication = publish(&self.tree, &shop(), &web(), &app, None, None, NOW);
        if publication.changed {
            self.apply(&publication.writes);
            self.newest += 1;
            assert_eq!(publication.number, self.newest);
            self.came(0, self.newest);
        }
    }

    fn came(&mut self, env: usize, n: u32) {
        self.been[env].insert(n);
        self.stack[env].retain(|there| *there != n);
        self.stack[env].push(n);
        self.left[env].clear();
        self.held[env] = self.held[env].filter(|from| n < *from);
    }

    fn promote(&mut self, to: usize, version: Option<u32>, options: &Options) {
        let request = [Request { app: web(), version }];
        let before = self.there(to);
        let plan = match promote(&self.tree, &shop(), ENVS[to], &request, options, &Given::at(NOW)) {
            Ok(plan) => plan,
            Err(e) => return self.refused(to, version, options, &e),
        };
        let n = plan.apps[0].after;
        assert!(to > 0, "nothing is promoted into the first environment");
        assert!(self.been[to - 1].contains(&n), "v{n} never was before {to}");
        assert_eq!(Some(n), version.or(self.there(to - 1)), "another version than was asked for");
        assert!(options.allow_downgrade || before.is_none_or(|old| old <= n), "backwards by promotion");
        assert_eq!((plan.is_empty(), plan.apps[0].changed), (before == Some(n), before != Some(n)));
        assert_eq!(plan.apps[0].before, before);
        let barred = self.withdrawn.contains(&n) || (self.held[to] == Some(n) && !options.resume);
        assert_eq!(plan.blocking().next().is_none(), !barred || plan.is_empty(), "{:?}", plan.findings);
        if plan.is_empty() || barred {
            return;
        }
        self.apply(&plan.writes);
        self.came(to, n);
        // The same again changes nothing.
        let again = promote(&self.tree, &shop(), ENVS[to], &request, options, &Given::at(NOW))
            .expect("the same again");
        assert!(again.is_empty() && again.findings.is_empty() && !again.apps[0].changed);
        assert!(again.apps[0].diff.is_empty() && again.apps[0].after == n);
    }

    /// No plan: there must be a reason for it.
    fn refused(&self, to: usize, version: Option<u32>, options: &Options, e: &PromoteError) {
        let n = version.or_else(|| self.there(to.checked_sub(1)?));
        let reason = match e {
            PromoteError::FirstEnv { .. } => to == 0,
            PromoteError::NoVersion { .. } => version.is_some_and(|n| n == 0 || n > self.newest),
            PromoteError::NotPassed { .. } => version.is_some_and(|n| !self.been[to - 1].contains(&n)),
            PromoteError::NotPublished { .. } | PromoteError::NotInSource { .. } => n.is_none(),
            PromoteError::Downgrade { .. } => !options.allow_downgrade && n < self.there(to),
            _ => false,
        };
        assert!(reason, "{e}");
    }

    fn release(&mut self) {
        for env in &ENVS[..2] {
            let early = release(&self.tree, &shop(), *env, &[web()], &Given::at(NOW));
            assert!(matches!(early, Err(PromoteError::NotInLastEnv { .. })));
        }
        let plan = match release(&self.tree, &shop(), ENVS[2], &[web()], &Given::at(NOW)) {
            Ok(plan) => plan,
            Err(e) => {
                assert!(matches!(e, PromoteError::NotThere { .. }) && self.there(2).is_none(), "{e}");
                return;
            }
        };
        assert_eq!(plan.is_empty(), self.released == self.there(2));
        if !plan.is_empty() {
            self.apply(&plan.writes);
            self.released = self.there(2);
            let again =
                release(&self.tree, &shop(), ENVS[2], &[web()], &Given::at(NOW)).expect("the same again");
            assert!(again.is_empty() && again.findings.is_empty());
        }
    }

    /// Where a rollback goes: to what was there last before what is there, and still may go on.
    fn earlier(&self, env: usize) -> Option<usize> {
        let (now, before) = self.stack[env].split_last()?;
        before.iter().rposition(|n| n != now && !self.withdrawn.contains(n))
    }

    fn rollback(&mut self, env: usize, to: Option<u32>) {
        let found =
            rollback(&self.tree, &shop(), ENVS[env], &web(), &back(to, 1, Some("slow")), &Given::at(NOW));
        let Some(now) = self.there(env) else {
            assert!(matches!(found, Err(PromoteError::NotThere { .. })));
            return;
        };
        let target = match (to, self.earlier(env)) {
            (Some(n), _) if !self.been[env].contains(&n) => {
                assert!(matches!(found, Err(PromoteError::NeverThere { .. })));
                return;
            }
            (Some(n), _) => n,
            (None, None) => {
                assert!(matches!(found, Err(PromoteError::NoEarlier { .. })));
                return;
            }
            (None, Some(at)) => self.stack[env][at],
        };
        let plan = found.expect("a plan");
        assert_eq!(plan.apps[0].after, target);
        assert_eq!(plan.is_empty(), target == now);
        if plan.is_empty() {
            return;
        }
        if to.is_none() {
            assert!(target < now, "a rollback went forward");
            assert!(!self.left[env].contains(&target), "a rollback toggled");
        }
        self.apply(&plan.writes);
        self.stack[env].pop();
        match self.stack[env].iter().position(|there| *there == target) {
            Some(at) => self.stack[env].truncate(at),
            // It had been left: what is older than it is the way back.
            None => self.stack[env].retain(|there| *there < target),
        }
        self.stack[env].push(target);
        self.left[env].insert(now);
        self.held[env] = Some(now);
        if env == 2 && self.released == Some(now) {
            self.released = Some(target);
        }
        let placed = self.tree.placement(&shop(), ENVS[env], &web()).expect("it is there");
        let hold = placed.hold.as_ref().expect("a rollback puts a hold");
        assert_eq!((hold.from, hold.reason.as_deref()), (now, Some("slow")));
    }

    fn withdraw(&mut self, n: u32) {
        let Some(version) = self.tree.version(&shop(), &web(), n).cloned() else { return };
        if self.withdrawn.insert(n) {
            let withdrawn = Version { withdrawn: Some("bad".to_owned()), ..version };
            self.apply(&[Write::put(Place::Version(shop(), web(), n), withdrawn)]);
        }
    }

    /// What the tree says is what happened.
    fn check(&self) {
        for (i, env) in ENVS.iter().enumerate() {
            let placed = self.tree.placement(&shop(), *env, &web());
            assert_eq!(placed.map(|at| at.version), self.there(i));
            let Some(placed) = placed else { continue };
            assert_eq!(placed.been.iter().copied().collect::<BTreeSet<u32>>(), self.been[i]);
            assert_eq!([placed.before.as_slice(), &[placed.version]].concat(), self.stack[i]);
            assert_eq!(placed.released, self.released.filter(|_| i == 2));
            assert_eq!(placed.hold.as_ref().map(|hold| hold.from), self.held[i]);
            if i > 0 {
                assert!(self.been[i].is_subset(&self.been[i - 1]), "a version skipped {}", i - 1);
            }
        }
        for (n, version) in self.tree.versions(&shop(), &web()) {
            assert!(n <= self.newest && version.withdrawn.is_some() == self.withdrawn.contains(&n));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn histories(steps in vec(any::<[u8; 3]>(), 1..40)) {
        let mut history = History::begun();
        for [what, a, b] in steps {
            let (env, n) = (usize::from(a % 3), u32::from(b % 8));
            match what % 12 {
                0..=2 => history.publish(b),
                3..=6 => history.promote(env, None, &no()),
                7 if a >= 128 => history.promote(env, Some(n), &Options { resume: true, ..no() }),
                7 => history.promote(env, Some(n), &no()),
                8 => history.release(),
                9 => history.rollback(env, None),
                10 if b >= 128 => history.rollback(env, Some(n)),
                10 => (0..3).for_each(|_| history.rollback(env, None)),
                _ if b > 200 => history.withdraw(n),
                _ => history.promote(2, None, &no()),
            }
            history.check();
        }
    }
}

/// Two steps back are one step back, twice; and who went back from a version does not come to it.
fn back_and_back(downgrades: bool, steps: &[[u8; 2]]) {
    let mut history = History::begun();
    let options = Options { allow_downgrade: downgrades, ..no() };
    for [what, b] in steps {
        match what % 4 {
            0 => history.publish(*b),
            _ => history.promote(1, (b % 2 == 0).then_some(u32::from(*b) / 2 % 6), &options),
        }
    }
    let mut single = Vec::new();
    let wide = |k: usize| {
        rollback(&history.tree, &shop(), ENVS[1], &web(), &back(None, k, None), &Given::at(NOW))
            .map(|plan| plan.apps[0].after)
    };
    let at_once: Vec<u32> = (1..10).map_while(|k| wide(k).ok()).collect();
    let mut seen: BTreeSet<u32> = history.there(1).into_iter().collect();
    while let Ok(Plan { apps, writes, .. }) =
        rollback(&history.tree, &shop(), ENVS[1], &web(), &back(None, 1, None), &Given::at(NOW))
    {
        assert!(seen.insert(apps[0].after), "came back to v{}", apps[0].after);
        single.push(apps[0].after);
        history.apply(&writes);
    }
    assert_eq!(single, at_once);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn steps_back(steps in vec(any::<[u8; 2]>(), 1..24)) {
        back_and_back(false, &steps);
    }
}

#[test]
fn rollbacks_never_toggle() {
    // v1, v2 published; staging gets v2, then v1 as a downgrade, then v2 again.
    back_and_back(true, &[[0, 0], [0, 1], [1, 3], [1, 2], [1, 3]]);
}

#[test]
fn back_to_a_version_aside() {
    let mut history = History::begun();
    history.publish(1);
    history.publish(2);
    history.rollback(0, None);
    history.publish(3);
    history.publish(4);
    // 1, 3, 4 by publishing; 2 was there, and was left by a rollback.
    history.rollback(0, Some(2));
    history.check();
    // Further back than 2 is 1; what came after 2 is no way back from it.
    history.rollback(0, None);
    history.check();
    assert_eq!(history.there(0), Some(1));
}

/// What a version in an environment rests on, and what it does not.
fn resting() -> (Tree, Vec<Place>, Vec<Place>) {
    let (p, staging) = (shop(), ENVS[1]);
    let plain = |text: &str| value(1, Content::Plain(text.as_bytes().to_vec()));
    let own = |app: &str, key: &str| Place::Value(shop(), ENVS[1], Scope::App(name(app)), name(key));
    let field = |env: EnvId| Place::Value(shop(), env, Scope::Datasource(name("db")), name("HOST"));
    let declared = |key: &str| Place::Constant(shop(), name(key));
    let host = Field { secret: false, required: true, default: None, merge: None };
    let fields = BTreeMap::from([("HOST".to_owned(), host)]);
    let database =
        |kind: &str| Datasource { kind: kind.to_owned(), fields: fields.clone(), description: None };
    let mut version = versions::with(BTreeMap::new());
    version.needs = vec![Need { key: name("A"), secret: false }, Need { key: name("S"), secret: true }];
    version.datasources = vec![name("db")];
    let secret = |n| value(n, super::world::sealed(1));
    let mut records: Vec<(Place, Record)> = vec![
        (Place::App(p.clone(), web()), draft_of(1).into()),
        (Place::App(p.clone(), name("api")), draft_of(1).into()),
        (Place::Version(p.clone(), web(), 1), version.clone().into()),
        (Place::Version(p.clone(), name("api"), 1), version.into()),
        (Place::Placement(p.clone(), ENVS[0], web()), placement(1).into()),
        (Place::Placement(p.clone(), ENVS[0], name("api")), placement(1).into()),
        (declared("A"), constant(false).into()),
        (declared("B"), constant(false).into()),
        (declared("C"), constant(false).into()),
        (declared("S"), constant(true).into()),
        (declared("Z"), constant(false).into()),
        (Place::Datasource(p.clone(), name("db")), database("pg").into()),
        (Place::Datasource(p.clone(), name("other")), database("pg").into()),
        (Place::Member(people()[0].id), people()[0].member().into()),
    ];
    for (env_id, order) in ENVS.iter().zip(1..) {
        records.push((
            Place::Env(p.clone(), *env_id),
            env(["dev", "qa", "live"][order as usize - 1], Some(order)).into(),
        ));
        records.push((at(*env_id, "A"), plain("a{{constants.B}}").into()));
        records.push((at(*env_id, "B"), plain("{{constants.C}}").into()));
        records.push((at(*env_id, "C"), plain("c").into()));
        records.push((at(*env_id, "S"), secret(1).into()));
        records.push((at(*env_id, "Z"), plain("z{{constants.A}}").into()));
        records.push((field(*env_id), plain("host").into()));
    }
    let related = vec![
        declared("A"),
        declared("B"),
        declared("C"),
        declared("S"),
        at(staging, "A"),
        at(staging, "B"),
        at(staging, "C"),
        at(staging, "S"),
        own("web", "A"),
        own("web", "C"),
        field(staging),
        Place::Datasource(p.clone(), name("db")),
        Place::Version(p.clone(), web(), 1),
    ];
    let unrelated = vec![
        declared("Z"),
        at(staging, "Z"),
        at(ENVS[0], "A"),
        at(ENVS[2], "A"),
        field(ENVS[2]),
        own("api", "A"),
        own("web", "Z"),
        Place::Datasource(p.clone(), name("other")),
        Place::Version(p.clone(), name("api"), 1),
        Place::App(p.clone(), name("api")),
        Place::Placement(p.clone(), ENVS[0], name("api")),
        Place::Member(people()[0].id),
        Place::Env(p, ENVS[2]),
    ];
    (tree_of(records), related, unrelated)
}

/// Writes a record again: another leaf, and for a version another content.
fn touch(tree: &mut Tree, place: &Place) {
    let path: Path = place.path();
    let old = tree.entries().get(&path).cloned();
    let record = match old.map(|entry| entry.record) {
        Some(Record::Version(v)) => Version { artifact: Some("new".to_owned()), ..v }.into(),
        Some(record) => record,
        None => value(9, Content::Plain(b"own".to_vec())).into(),
    };
    let leaf = Hash::of("envctl/test-leaf/v1", &[b"again", path.as_str().as_bytes()]);
    tree.apply(path, Some(Entry { leaf, rev: 9, record }));
}

fn plan(tree: &Tree) -> Plan {
    promote(tree, &shop(), ENVS[1], &[Request { app: web(), version: None }], &no(), &Given::at(NOW))
        .expect("a plan")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn a_plan_is_what_it_rests_on(related in btree_set(0_usize..13, 0..2), unrelated in btree_set(0_usize..13, 0..13)) {
        let (mut tree, matters, does_not) = resting();
        let before = plan(&tree);
        prop_assert!(before.blocking().next().is_none(), "{:?}", before.findings);
        unrelated.iter().for_each(|n| touch(&mut tree, &does_not[*n]));
        prop_assert_eq!(&plan(&tree).id, &before.id, "{:?}", unrelated);
        related.iter().for_each(|n| touch(&mut tree, &matters[*n]));
        prop_assert_eq!(plan(&tree).id == before.id, related.is_empty(), "{:?}", related);
    }
}

#[test]
fn each_record_that_a_plan_rests_on_counts() {
    let (tree, related, unrelated) = resting();
    let before = plan(&tree).id;
    for (places, same) in [(related, false), (unrelated, true)] {
        for place in places {
            let mut changed = tree.clone();
            touch(&mut changed, &place);
            assert_eq!(plan(&changed).id == before, same, "{}", place.path());
        }
    }
}
