//! Stores behind the gate: each says what the model says, and its tree is its log, replayed.

use envctl::engine::gate::gate;
use envctl::model::{Hash, Head, Prefix, Project, Tree};
use envctl::store::{Append, Gated, LogQuery, Memory, Sqlite, Store, StoreError};
use proptest::prelude::*;

use super::gate::{Both, Step, draft, steps};
use super::world::Draft;

fn run(store: &impl Store, steps: Vec<Step>) -> Result<(), TestCaseError> {
    let mut both = Both::begun();
    let org = both.tree.org;
    let all = [Prefix::all()];
    let mut expected = Head::NONE;
    for commit in &both.log {
        let to = if expected == Head::NONE { Hash::ZERO } else { org };
        let Append::Appended(receipt) = store.append(&to, expected, commit).expect("it begins") else {
            panic!("nobody else writes")
        };
        expected = receipt.head;
    }
    for step in steps {
        let Some(draft) = draft(&mut both, step) else { continue };
        let (before, commit) = (both.tree.head, draft.commit());
        let verdict = both.submit(&draft);
        let answer = store.append(&org, before, &commit);
        match (verdict, answer) {
            (Ok(()), Ok(Append::Appended(receipt))) => {
                prop_assert_eq!(receipt.head, both.tree.head);
                // Once more, as after a lost answer: the same receipt, and nothing changes.
                let again = store.append(&org, before, &commit).expect("the same again");
                prop_assert_eq!(again, Append::Appended(receipt));
            }
            (Err(_), Err(StoreError::Refused(_))) => {}
            (verdict, answer) => prop_assert!(false, "{verdict:?}, {answer:?}: {draft:?}"),
        }
        prop_assert_eq!(store.orgs().expect("orgs")[0].head, both.tree.head);
    }
    prop_assert_eq!(&store.read(&org, &all, None).expect("reads"), &both.tree);
    let oldest = LogQuery { newest_first: false, ..LogQuery::default() };
    let log = store.log(&org, &oldest).expect("a log");
    prop_assert_eq!(log.len(), both.log.len());
    let mut tree = Tree::empty();
    for (logged, commit) in log.iter().zip(&both.log) {
        prop_assert_eq!(&logged.commit, commit);
        gate(&mut tree, &logged.commit).expect("a replay");
        prop_assert_eq!(logged.hash, tree.head.hash);
        prop_assert_eq!(&store.read(&org, &all, Some(logged.seq)).expect("reads the past"), &tree);
    }
    prop_assert_eq!(tree, both.tree.clone());
    // Whoever comes late is told where the head is, and changes nothing.
    let at = Head { seq: 1, hash: both.log[0].hash() };
    let change = both.change("project/late".to_owned(), Some(Project { description: None }.into()));
    let late = Draft::after(org, at, both.tree.time, 0, u64::MAX, vec![change]).commit();
    prop_assert_eq!(store.append(&org, at, &late).expect("an answer"), Append::Moved(both.tree.head));
    prop_assert_eq!(&store.read(&org, &all, None).expect("reads"), &both.tree);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn memory(steps in steps(40)) {
        run(&Gated::new(Memory::new()), steps)?;
    }

    #[test]
    fn sqlite(steps in steps(40)) {
        let folder = tempfile::tempdir().expect("a directory");
        let store = Sqlite::open(&folder.path().join("store.db"), true).expect("a store").expect("it is made");
        run(&Gated::new(store), steps)?;
    }
}

/// A store to which another commit comes after every read.
struct Slipping {
    inner: Memory,
    slips: std::cell::RefCell<Vec<(Head, envctl::model::Commit)>>,
}

impl Store for Slipping {
    fn orgs(&self) -> Result<Vec<envctl::store::OrgEntry>, StoreError> {
        self.inner.orgs()
    }

    fn read(&self, org: &Hash, prefixes: &[Prefix], at: Option<u64>) -> Result<Tree, StoreError> {
        let tree = self.inner.read(org, prefixes, at);
        if let Some((head, commit)) = self.slips.borrow_mut().pop() {
            let answer = self.inner.append(org, head, &commit).expect("it is appended");
            assert!(matches!(answer, Append::Appended(_)));
        }
        tree
    }

    fn append(
        &self,
        org: &Hash,
        expected: Head,
        commit: &envctl::model::Commit,
    ) -> Result<Append, StoreError> {
        self.inner.append(org, expected, commit)
    }

    fn log(&self, org: &Hash, query: &LogQuery) -> Result<Vec<envctl::store::Logged>, StoreError> {
        self.inner.log(org, query)
    }

    fn lineage(
        &self,
        org: &Hash,
        writes: &[envctl::model::WriteId],
        generations: usize,
    ) -> Result<Vec<envctl::store::Written>, StoreError> {
        self.inner.lineage(org, writes, generations)
    }
}

/// A commit that names a head which is just coming: the gate sees it all the same.
#[test]
fn nothing_slips_past_the_gate_between_its_look_and_the_append() {
    let mut both = Both::begun();
    let org = both.tree.org;
    let mut head = Head::NONE;
    let inner = Memory::new();
    for commit in &both.log {
        let to = if head == Head::NONE { Hash::ZERO } else { org };
        let Append::Appended(receipt) = inner.append(&to, head, commit).expect("it begins") else {
            panic!("nobody else writes")
        };
        head = receipt.head;
    }
    let project = |both: &Both, name: &str| {
        both.change(format!("project/{name}"), Some(Project { description: None }.into()))
    };
    let first = Draft::after(org, head, both.tree.time, 0, 70, vec![project(&both, "first")]);
    let before = head;
    both.submit(&first).expect("an owner may");
    // Eve is nobody there.
    let second = Draft::after(
        org,
        both.tree.head,
        both.tree.time,
        super::world::EVE,
        71,
        vec![project(&both, "evil")],
    );
    let slips = std::cell::RefCell::new(vec![(before, first.commit())]);
    let store = Gated::new(Slipping { inner, slips });
    let refused = store.append(&org, both.tree.head, &second.commit());
    assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    assert_eq!(store.orgs().expect("orgs")[0].head, both.tree.head);
}
