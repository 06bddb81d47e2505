//! The contract of [`Store`]: what every store does, as tests that run against each.
//!
//! A store joins with a [`Site`] and a line of `contract!`. The commits here are made by hand and
//! not signed, because stores judge nothing. What only a file can suffer is in `sqlite/tests.rs`.

use std::collections::BTreeMap;
use std::thread;

use proptest::prelude::*;

use super::{
    Append, Grouped, LogQuery, Logged, Memory, Postgres, Receipt, Sqlite, Store, StoreError, Written,
};
use crate::model::cbor;
use crate::model::cbor::Bytes;
use crate::model::commit::LEVEL;
use crate::model::{
    App, Commit, Content, Entry, EnvId, Hash, Head, Header, Key, Kid, Leaf, OpId, Org, Path, Place, Prefix,
    Project, ProjectName, Record, Scope, StoredLeaf, Tree, Value, WriteId,
};

/// Where one store is, for the time of a test. Handles to it may live in several threads.
pub(crate) trait Site: Sync {
    type Handle: Store;

    /// A place with an empty store.
    fn new() -> Self;

    /// Another handle to the store.
    fn open(&self) -> Self::Handle;
}

struct InMemory(Memory);

impl Site for InMemory {
    type Handle = Memory;

    fn new() -> InMemory {
        InMemory(Memory::new())
    }

    fn open(&self) -> Memory {
        self.0.clone()
    }
}

struct InFile(tempfile::TempDir);

impl Site for InFile {
    type Handle = Sqlite;

    fn new() -> InFile {
        InFile(tempfile::tempdir().expect("a directory"))
    }

    fn open(&self) -> Sqlite {
        Sqlite::open(&self.0.path().join("store.db"), true).expect("a store").expect("it is created")
    }
}

/// The same file for many threads, with one writer.
struct InGroups(tempfile::TempDir);

impl Site for InGroups {
    type Handle = Grouped;

    fn new() -> InGroups {
        InGroups(tempfile::tempdir().expect("a directory"))
    }

    fn open(&self) -> Grouped {
        Grouped::open(&self.0.path().join("store.db")).expect("a store")
    }
}

#[cfg(unix)]
struct InPostgres(String);

#[cfg(unix)]
impl Site for InPostgres {
    type Handle = Postgres;

    fn new() -> InPostgres {
        InPostgres(super::postgres::real::database())
    }

    fn open(&self) -> Postgres {
        Postgres::open(&self.0, true).expect("a store").expect("it is created")
    }
}

/// The same database behind a pooler.
#[cfg(unix)]
struct InPool(String);

#[cfg(unix)]
impl Site for InPool {
    type Handle = Postgres;

    fn new() -> InPool {
        InPool(super::postgres::real::pooled())
    }

    fn open(&self) -> Postgres {
        Postgres::open(&self.0, true).expect("a store").expect("it is created")
    }
}

macro_rules! contract {
    ($($(#[$attribute:meta])* $store:ident: $site:ty,)*) => {$(
        mod $store {
            $crate::store::suite::contract! { @tests [$(#[$attribute])*] $site;
                empty, first_commit, two_orgs, names, moved_head, repeated_operation, repeated_beginning,
                prefixes, past, deletes, messages, log_ranges, log_touching, bytes_come_back, odd_commits,
                handles_agree, concurrent_appends, lineage, apart, same_as_memory
            }
        }
    )*};
    (@tests $attributes:tt $site:ty; $($test:ident),*) => {$(
        $crate::store::suite::contract! { @test $attributes $site; $test }
    )*};
    (@test [$(#[$attribute:meta])*] $site:ty; $test:ident) => {
        #[test]
        $(#[$attribute])*
        fn $test() {
            $crate::store::suite::$test::<$site>();
        }
    };
}

pub(crate) use contract;

contract! {
    memory: super::InMemory,
    sqlite: super::InFile,
    grouped: super::InGroups,
}

/// Against servers that a machine may lack.
#[cfg(unix)]
mod real {
    contract! {
        #[ignore = "needs PostgreSQL"]
        postgres: crate::store::suite::InPostgres,
        #[ignore = "needs PgBouncer"]
        pooled: crate::store::suite::InPool,
    }
}

// What commits are made of.

pub(crate) fn org_record(name: &str) -> Record {
    let name = name.parse().expect("a name");
    Record::Org(Org {
        name,
        display: None,
        recovery: Vec::new(),
        nonce: Bytes(vec![7; 16]),
        parent: None,
        was: None,
    })
}

pub(crate) fn project() -> ProjectName {
    "shop".parse().expect("a name")
}

/// The place of a value, with a number for its name.
pub(crate) fn value_at(env: u8, n: u32) -> Path {
    let key: Key = format!("KEY_{n}").parse().expect("a name");
    Place::Value(project(), EnvId([env; 8]), Scope::Project, key).path()
}

pub(crate) fn value(id: u128, text: &str) -> Record {
    let parents = vec![WriteId([1; 16]), WriteId([2; 16])];
    let content = Content::Plain(text.as_bytes().to_vec());
    Record::Value(Value { id: WriteId(id.to_be_bytes()), parents, undid: Vec::new(), content })
}

pub(crate) fn put(path: Path, record: Record) -> Leaf {
    Leaf { path, prev: None, record: Some(record) }
}

fn delete(path: Path) -> Leaf {
    Leaf { path, prev: None, record: None }
}

fn stored(leaf: &Leaf, salt: u64) -> StoredLeaf {
    let body = leaf.record.as_ref().map(Record::to_vec);
    let mut wide = [0; 16];
    wide[..8].copy_from_slice(&salt.to_be_bytes());
    StoredLeaf { salt: wide, bytes: leaf.encode(leaf.path.place().kind(), body.as_deref()) }
}

/// The commit of operation `op` that follows a head.
pub(crate) fn commit(org: Hash, after: Head, op: u128, leaves: &[Leaf]) -> Commit {
    let seq = after.seq + 1;
    let leaves: Vec<StoredLeaf> = (seq << 16..).zip(leaves).map(|(salt, leaf)| stored(leaf, salt)).collect();
    let header = Header {
        level: LEVEL,
        org,
        seq,
        parent: after.hash,
        kid: Kid([3; 16]),
        time: 1_700_000_000_000 + seq,
        op: OpId(op.to_be_bytes()),
        action: "test".to_owned(),
        leaves: leaves.iter().map(StoredLeaf::hash).collect(),
    };
    Commit { header: cbor::to_vec(&header), signature: [seq as u8; 64], leaves }
}

fn appended(answer: Append) -> Receipt {
    match answer {
        Append::Appended(receipt) => receipt,
        Append::Moved(head) => panic!("moved to {head:?}"),
    }
}

/// Begins an organization; its operation is made from its name.
pub(crate) fn begin(store: &impl Store, name: &str) -> Receipt {
    let op = name.bytes().fold(1 << 64, |op, b| op * 31 + u128::from(b));
    let first = commit(Hash::ZERO, Head::NONE, op, &[put(Place::Org.path(), org_record(name))]);
    appended(store.append(&Hash::ZERO, Head::NONE, &first).expect("the first commit"))
}

/// Appends after `at`, with an operation of the revision's number.
pub(crate) fn follow(store: &impl Store, at: Receipt, leaves: &[Leaf]) -> Receipt {
    let next = commit(at.org, at.head, u128::from(at.head.seq) + 1, leaves);
    appended(store.append(&at.org, at.head, &next).expect("a commit"))
}

fn all(store: &impl Store, org: Hash) -> Tree {
    store.read(&org, &[Prefix::all()], None).expect("the tree")
}

fn revs(log: &[Logged]) -> Vec<u64> {
    log.iter().map(|logged| logged.seq).collect()
}

// The contract.

pub(crate) fn empty<S: Site>() {
    let site = S::new();
    let store = site.open();
    assert_eq!(store.orgs().expect("no organizations"), []);
    let org = Hash([9; 32]);
    assert!(matches!(store.read(&org, &[Prefix::all()], None), Err(StoreError::NoOrg(id)) if id == org));
    assert!(matches!(store.read(&Hash::ZERO, &[], Some(0)), Err(StoreError::NoOrg(_))));
    assert_eq!(store.log(&org, &LogQuery::default()).expect("no commits"), []);
    let next = commit(org, Head::NONE, 1, &[put(Place::Org.path(), org_record("acme"))]);
    assert!(matches!(store.append(&org, Head::NONE, &next), Err(StoreError::NoOrg(id)) if id == org));
    assert_eq!(store.orgs().expect("still none"), []);
}

pub(crate) fn first_commit<S: Site>() {
    let site = S::new();
    let store = site.open();
    let first = commit(Hash::ZERO, Head::NONE, 5, &[put(Place::Org.path(), org_record("acme"))]);
    let receipt = appended(store.append(&Hash::ZERO, Head::NONE, &first).expect("the first commit"));
    assert_eq!(receipt, Receipt { org: first.hash(), head: Head { seq: 1, hash: first.hash() } });

    let orgs = store.orgs().expect("one organization");
    assert_eq!(orgs.len(), 1);
    assert_eq!((orgs[0].id, orgs[0].name.as_str(), orgs[0].head), (receipt.org, "acme", receipt.head));

    let tree = all(&store, receipt.org);
    assert_eq!((tree.org, tree.head, tree.time), (receipt.org, receipt.head, 1_700_000_000_001));
    let entry = tree.entry(&Place::Org.path()).expect("the organization's record");
    assert_eq!(*entry, Entry { leaf: first.leaves[0].hash(), rev: 1, record: org_record("acme") });
}

pub(crate) fn two_orgs<S: Site>() {
    let site = S::new();
    let store = site.open();
    let (b, a) = (begin(&store, "bolt"), begin(&store, "acme"));
    let b = follow(&store, b, &[put(value_at(1, 1), value(1, "bolt's"))]);
    let a = follow(&store, a, &[put(value_at(1, 1), value(1, "acme's"))]);
    assert_ne!(a.org, b.org);
    let orgs = store.orgs().expect("two organizations");
    let listed: Vec<_> = orgs.iter().map(|org| (org.name.as_str(), org.id, org.head)).collect();
    assert_eq!(listed, [("acme", a.org, a.head), ("bolt", b.org, b.head)]);
    for (receipt, text) in [(a, "acme's"), (b, "bolt's")] {
        let tree = all(&store, receipt.org);
        assert_eq!(tree.entries().len(), 2);
        assert_eq!(tree.entry(&value_at(1, 1)).expect("the value").record, value(1, text));
        assert_eq!(revs(&store.log(&receipt.org, &LogQuery::default()).expect("the log")), [2, 1]);
    }
}

pub(crate) fn names<S: Site>() {
    let site = S::new();
    let store = site.open();
    let (acme, bolt) = (begin(&store, "acme"), begin(&store, "bolt"));
    let taken = |e: StoreError| matches!(e, StoreError::NameTaken(name) if name.as_str() == "acme");
    let acmes = [put(Place::Org.path(), org_record("acme"))];

    let second = commit(Hash::ZERO, Head::NONE, 50, &acmes);
    assert!(taken(store.append(&Hash::ZERO, Head::NONE, &second).expect_err("a second acme")));
    let renamed = commit(bolt.org, bolt.head, 51, &acmes);
    assert!(taken(store.append(&bolt.org, bolt.head, &renamed).expect_err("bolt as acme")));
    assert_eq!(all(&store, bolt.org).head, bolt.head);

    // A name is free again when its organization has another.
    let acme = follow(&store, acme, &[put(Place::Org.path(), org_record("apex"))]);
    let acme = follow(&store, acme, &[put(Place::Org.path(), org_record("apex"))]);
    let bolt = appended(store.append(&bolt.org, bolt.head, &renamed).expect("the name is free"));
    let orgs = store.orgs().expect("two organizations");
    let listed: Vec<_> = orgs.iter().map(|org| (org.name.as_str(), org.id)).collect();
    assert_eq!(listed, [("acme", bolt.org), ("apex", acme.org)]);
}

pub(crate) fn moved_head<S: Site>() {
    let site = S::new();
    let store = site.open();
    let first = begin(&store, "acme");
    let second = follow(&store, first, &[put(value_at(1, 1), value(1, "one"))]);
    let late = [put(value_at(1, 2), value(2, "late"))];
    let other = Head { seq: 2, hash: Hash([8; 32]) };
    let beyond = Head { seq: 3, ..second.head };
    for expected in [Head::NONE, first.head, other, beyond] {
        let answer = store.append(&first.org, expected, &commit(first.org, expected, 60, &late));
        assert_eq!(answer.expect("an answer"), Append::Moved(second.head), "{expected:?}");
    }
    // Nobody's head is none.
    let answer = store.append(&Hash::ZERO, second.head, &commit(Hash::ZERO, second.head, 61, &late));
    assert_eq!(answer.expect("an answer"), Append::Moved(Head::NONE));
    assert_eq!(all(&store, first.org).entries().len(), 2);
    follow(&store, second, &late);
}

pub(crate) fn repeated_operation<S: Site>() {
    let site = S::new();
    let store = site.open();
    let (first, other) = (begin(&store, "acme"), begin(&store, "bolt"));
    let set = commit(first.org, first.head, 77, &[put(value_at(1, 1), value(1, "one"))]);
    let receipt = appended(store.append(&first.org, first.head, &set).expect("a commit"));
    let last = follow(&store, receipt, &[put(value_at(1, 1), value(2, "two"))]);

    // As it was sent, planned again on the new head, or with another content: all the first receipt.
    let again = commit(last.org, last.head, 77, &[put(value_at(1, 9), value(9, "nine"))]);
    for (expected, commit) in [(first.head, &set), (last.head, &again), (last.head, &set), (Head::NONE, &set)]
    {
        let answer = store.append(&first.org, expected, commit).expect("an answer");
        assert_eq!(answer, Append::Appended(receipt));
    }
    assert_eq!(all(&store, first.org).head, last.head);
    assert_eq!(all(&store, first.org).entries().len(), 2);

    // Another organization's operations are its own.
    let theirs = commit(other.org, other.head, 77, &[put(value_at(1, 1), value(1, "one"))]);
    assert_eq!(appended(store.append(&other.org, other.head, &theirs).expect("a commit")).head.seq, 2);
}

pub(crate) fn repeated_beginning<S: Site>() {
    let site = S::new();
    let store = site.open();
    let first = commit(Hash::ZERO, Head::NONE, 5, &[put(Place::Org.path(), org_record("acme"))]);
    let receipt = appended(store.append(&Hash::ZERO, Head::NONE, &first).expect("the first commit"));
    follow(&store, receipt, &[put(Place::Org.path(), org_record("apex"))]);
    let planned_again = commit(Hash::ZERO, Head::NONE, 5, &[put(Place::Org.path(), org_record("bolt"))]);
    for commit in [&first, &planned_again] {
        let answer = store.append(&Hash::ZERO, Head::NONE, commit).expect("an answer");
        assert_eq!(answer, Append::Appended(receipt));
    }
    assert_eq!(store.orgs().expect("one organization").len(), 1);
    // Only a first commit's operation counts among organizations.
    let second = commit(Hash::ZERO, Head::NONE, 2, &[put(Place::Org.path(), org_record("bolt"))]);
    assert_eq!(appended(store.append(&Hash::ZERO, Head::NONE, &second).expect("a commit")).head.seq, 1);
}

/// An organization with neighbours on both sides of each prefix.
fn furnished(store: &impl Store) -> Receipt {
    let app = |name: &str| Place::App(project(), name.parse().expect("a name")).path();
    let plain: App = cbor::from_slice(&[0xa0]).expect("an app of defaults");
    let described = Record::Project(Project { description: Some("it sells".to_owned()) });
    let at = begin(store, "acme");
    let at = follow(
        store,
        at,
        &[
            put(Place::Project(project()).path(), described.clone()),
            put(Place::Project("shop-b".parse().expect("a name")).path(), described),
            put(app("web"), plain.clone().into()),
            put(app("api"), plain.into()),
        ],
    );
    let values: Vec<Leaf> =
        (0..12).map(|n| put(value_at(n as u8 % 3, n), value(u128::from(n), "text"))).collect();
    follow(store, at, &values)
}

pub(crate) fn prefixes<S: Site>() {
    let site = S::new();
    let store = site.open();
    let at = furnished(&store);
    let whole = all(&store, at.org);
    assert_eq!(whole.entries().len(), 17);
    let p = project();
    let one = value_at(1, 4);
    let lists = [
        vec![],
        vec![Prefix::one(&one)],
        vec![Prefix::one(&value_at(2, 4))],
        vec![Prefix::one(&Place::Org.path()), Prefix::members()],
        vec![Prefix::projects()],
        vec![Prefix::project(&p)],
        vec![Prefix::project(&"sho".parse().expect("a name"))],
        vec![Prefix::folder(&p, "app"), Prefix::folder(&p, "env"), Prefix::folder(&p, "value")],
        vec![Prefix::values(&p, EnvId([2; 8])), Prefix::values(&p, EnvId([0; 8]))],
        vec![Prefix::one(&one), Prefix::values(&p, EnvId([1; 8])), Prefix::project(&p), Prefix::one(&one)],
        vec![Prefix::folder(&p, "app"), Prefix::all(), Prefix::projects()],
    ];
    for list in lists {
        for rev in [None, Some(at.head.seq)] {
            let tree = store.read(&at.org, &list, rev).expect("a tree");
            let covered = |path: &Path| list.iter().any(|prefix| prefix.covers(path.as_str()));
            let expected: BTreeMap<Path, Box<Entry>> = whole
                .entries()
                .iter()
                .filter(|(path, _)| covered(path))
                .map(|(p, e)| (p.clone(), e.clone()))
                .collect();
            assert_eq!(*tree.entries(), expected, "{list:?}");
            assert_eq!(tree.head, at.head);
            assert!(list.iter().all(|prefix| tree.has_read(prefix.as_str())));
        }
    }
}

/// Two folders are apart where one of them lacks a record, or has another.
pub(crate) fn apart<S: Site>() {
    let site = S::new();
    let store = site.open();
    let folders = [1, 2].map(|env| Prefix::values(&project(), EnvId([env; 8])));
    let apart = |org| {
        let (head, mut paths) = store.apart(&org, [&folders[0], &folders[1]]).expect("paths");
        let (again, mut turned) = store.apart(&org, [&folders[1], &folders[0]]).expect("paths");
        paths.sort();
        turned.sort();
        assert_eq!((head, &paths), (again, &turned));
        (head, paths)
    };
    let at = furnished(&store);
    let there = [1, 2].iter().flat_map(|env| (*env..12).step_by(3).map(|n| value_at(*env, n.into())));
    let mut there: Vec<Path> = there.collect();
    there.sort();
    assert_eq!(apart(at.org), (at.head, there));
    // Of the same number in both, and in a third that nobody asks about.
    let mut leaves: Vec<Leaf> = (0..12)
        .flat_map(|n| [0, 1, 2].map(|env| put(value_at(env, n), value(u128::from(n), "text"))))
        .collect();
    let at = follow(&store, at, &leaves);
    assert_eq!(apart(at.org), (at.head, Vec::new()));
    leaves = vec![put(value_at(1, 3), value(99, "text")), delete(value_at(2, 11)), delete(value_at(0, 5))];
    let at = follow(&store, at, &leaves);
    assert_eq!(apart(at.org), (at.head, vec![value_at(1, 11), value_at(1, 3), value_at(2, 3)]));
    let nobody = store.apart(&Hash([9; 32]), [&folders[0], &folders[1]]);
    assert!(matches!(nobody, Err(StoreError::NoOrg(_))));
}

pub(crate) fn past<S: Site>() {
    let site = S::new();
    let store = site.open();
    let mut at = furnished(&store);
    for n in 0..20u32 {
        let path = value_at((n % 3) as u8, n % 7);
        let leaf = if n % 5 == 4 { delete(path) } else { put(path, value(u128::from(n), &format!("v{n}"))) };
        at = follow(&store, at, &[Leaf::message("because"), leaf]);
    }
    let log = store.log(&at.org, &LogQuery { newest_first: false, ..LogQuery::default() }).expect("the log");
    let list = [Prefix::values(&project(), EnvId([1; 8])), Prefix::projects()];
    let mut replayed: BTreeMap<Path, Box<Entry>> = BTreeMap::new();
    for logged in &log {
        replay(&mut replayed, logged);
        let tree = store.read(&at.org, &[Prefix::all()], Some(logged.seq)).expect("a tree");
        assert_eq!(*tree.entries(), replayed, "revision {}", logged.seq);
        assert_eq!(tree.head, Head { seq: logged.seq, hash: logged.hash });
        assert_eq!(tree.time, logged.commit.decode_header().expect("a header").time);
        let some = store.read(&at.org, &list, Some(logged.seq)).expect("a tree");
        let covered = replayed.iter().filter(|(path, _)| list.iter().any(|p| p.covers(path.as_str())));
        assert!(some.entries().iter().eq(covered), "revision {}", logged.seq);
    }
    assert_eq!(all(&store, at.org).entries(), &replayed);
    for rev in [0, at.head.seq + 1, u64::MAX] {
        let none = store.read(&at.org, &[Prefix::all()], Some(rev)).expect_err("no such revision");
        let newest = at.head.seq;
        assert!(matches!(none, StoreError::NoRevision { rev: r, newest: n } if r == rev && n == newest));
    }
}

/// What a commit does to a tree, written once more.
fn replay(tree: &mut BTreeMap<Path, Box<Entry>>, logged: &Logged) {
    use crate::model::commit::RawLeaf;

    for stored in &logged.commit.leaves {
        let leaf = RawLeaf::read(&stored.bytes).and_then(RawLeaf::decode).expect("a leaf");
        match leaf.record {
            Some(Record::Message(_)) => {}
            Some(record) => {
                drop(
                    tree.insert(leaf.path, Box::new(Entry { leaf: stored.hash(), rev: logged.seq, record })),
                );
            }
            None => drop(tree.remove(&leaf.path)),
        }
    }
}

pub(crate) fn deletes<S: Site>() {
    let site = S::new();
    let store = site.open();
    let at = begin(&store, "acme");
    let (a, b) = (value_at(1, 1), value_at(1, 2));
    let at = follow(&store, at, &[put(a.clone(), value(1, "one")), put(b.clone(), value(2, "two"))]);
    let at = follow(&store, at, &[delete(a.clone()), delete(value_at(1, 3))]);
    let tree = all(&store, at.org);
    assert!(tree.entry(&a).is_none() && tree.entry(&b).is_some());
    let at = follow(&store, at, &[put(a.clone(), value(3, "three"))]);
    let tree = all(&store, at.org);
    assert_eq!(tree.entry(&a).map(|entry| entry.rev), Some(4));
    let before = store.read(&at.org, &[Prefix::one(&a)], Some(2)).expect("a tree");
    assert_eq!(before.entry(&a).expect("it was there").record, value(1, "one"));
    let gone = store.read(&at.org, &[Prefix::one(&a)], Some(3)).expect("a tree");
    assert!(gone.entry(&a).is_none());
}

pub(crate) fn messages<S: Site>() {
    let site = S::new();
    let store = site.open();
    let at = begin(&store, "acme");
    let at = follow(&store, at, &[Leaf::message("because"), put(value_at(1, 1), value(1, "one"))]);
    let at = follow(&store, at, &[Leaf::message("and again")]);
    let path = Place::Message.path();
    for rev in [None, Some(2), Some(3)] {
        for prefix in [Prefix::all(), Prefix::one(&path)] {
            assert!(store.read(&at.org, &[prefix], rev).expect("a tree").entry(&path).is_none());
        }
    }
    let query = LogQuery { touching: vec![Prefix::one(&path)], ..LogQuery::default() };
    assert_eq!(revs(&store.log(&at.org, &query).expect("the log")), [3, 2]);
}

pub(crate) fn log_ranges<S: Site>() {
    let site = S::new();
    let store = site.open();
    let mut at = begin(&store, "acme");
    for n in 2..=9 {
        at = follow(&store, at, &[put(value_at(1, n), value(u128::from(n), "text"))]);
    }
    let log = |from, to, newest_first, limit| {
        let query = LogQuery { from, to, newest_first, limit, ..LogQuery::default() };
        revs(&store.log(&at.org, &query).expect("the log"))
    };
    assert_eq!(log(1, u64::MAX, true, usize::MAX), [9, 8, 7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(log(0, 3, false, 10), [1, 2, 3]);
    assert_eq!(log(4, 6, true, 10), [6, 5, 4]);
    assert_eq!(log(4, 20, true, 2), [9, 8]);
    assert_eq!(log(4, 20, false, 2), [4, 5]);
    assert_eq!(log(9, 9, false, 1), [9]);
    assert_eq!(log(1, 9, false, 0), [0; 0]);
    assert_eq!(log(6, 5, true, 10), [0; 0]);
    assert_eq!(log(10, u64::MAX, true, 10), [0; 0]);
    assert_eq!(log(u64::MAX, u64::MAX, false, 10), [0; 0]);
    assert_eq!(log(1, 0, true, 10), [0; 0]);
}

pub(crate) fn log_touching<S: Site>() {
    let site = S::new();
    let store = site.open();
    let mut at = begin(&store, "acme");
    for n in 2..=9u32 {
        let env = (n % 2) as u8;
        at = follow(
            &store,
            at,
            &[Leaf::message("why"), put(value_at(env, n % 3), value(u128::from(n), "text"))],
        );
    }
    let at = follow(&store, at, &[delete(value_at(1, 0))]);
    let log = |touching: &[Prefix], from, newest_first, limit| {
        let query =
            LogQuery { from, newest_first, limit, touching: touching.to_vec(), ..LogQuery::default() };
        revs(&store.log(&at.org, &query).expect("the log"))
    };
    let env = Prefix::values(&project(), EnvId([1; 8]));
    let key = Prefix::one(&value_at(1, 0));
    assert_eq!(log(std::slice::from_ref(&env), 1, true, 99), [10, 9, 7, 5, 3]);
    assert_eq!(log(std::slice::from_ref(&env), 4, false, 2), [5, 7]);
    assert_eq!(log(std::slice::from_ref(&env), 4, true, 2), [10, 9]);
    assert_eq!(log(std::slice::from_ref(&key), 1, true, 99), [10, 9, 3]);
    assert_eq!(log(&[key, env, Prefix::one(&Place::Org.path())], 1, false, 99), [1, 3, 5, 7, 9, 10]);
    assert_eq!(log(&[Prefix::all()], 1, false, 3), [1, 2, 3]);
    assert_eq!(log(&[Prefix::members()], 1, true, 99), [0; 0]);
}

pub(crate) fn bytes_come_back<S: Site>() {
    let site = S::new();
    let store = site.open();
    let mut at = begin(&store, "acme");
    let mut sent = Vec::new();
    for n in [0usize, 1, 300, 5_000, 200_000] {
        let text: String = (0..n).map(|i| char::from(b'a' + (i % 26) as u8)).collect();
        let leaves = [
            Leaf::message(&text),
            put(value_at(1, n as u32), value(n as u128, &text)),
            delete(value_at(2, 0)),
        ];
        let mut next = commit(at.org, at.head, n as u128 + 100, &leaves);
        next.signature = std::array::from_fn(|i| (i * 37) as u8);
        at = appended(store.append(&at.org, at.head, &next).expect("a commit"));
        sent.push(Logged { seq: at.head.seq, hash: next.hash(), commit: next });
    }
    let query = LogQuery { from: 2, newest_first: false, ..LogQuery::default() };
    assert!(store.log(&at.org, &query).expect("the log") == sent);
}

/// What the gate never lets through is not written either.
pub(crate) fn odd_commits<S: Site>() {
    let site = S::new();
    let store = site.open();
    let leaf = [put(value_at(1, 1), value(1, "one"))];
    let nameless = commit(Hash::ZERO, Head::NONE, 40, &leaf);
    assert!(store.append(&Hash::ZERO, Head::NONE, &nameless).is_err());
    assert_eq!(store.orgs().expect("no organizations"), []);
    let at = begin(&store, "acme");
    let skipping = commit(at.org, Head { seq: 5, ..at.head }, 41, &leaf);
    let mut headless = commit(at.org, at.head, 42, &leaf);
    headless.header.pop();
    let mut torn = commit(at.org, at.head, 43, &leaf);
    torn.leaves[0].bytes = vec![0x84];
    for odd in [skipping, headless, torn] {
        assert!(store.append(&at.org, at.head, &odd).is_err());
    }
    assert_eq!(all(&store, at.org).head, at.head);
    // Twice at one path: the last counts, now and in the past.
    let twice = [put(value_at(1, 1), value(1, "first")), put(value_at(1, 1), value(2, "last"))];
    let at = follow(&store, at, &twice);
    let at = follow(&store, at, &[put(value_at(1, 2), value(3, "two"))]);
    for rev in [None, Some(2)] {
        let tree = store.read(&at.org, &[Prefix::all()], rev).expect("a tree");
        assert_eq!(tree.entry(&value_at(1, 1)).expect("the value").record, value(2, "last"));
    }
}

pub(crate) fn lineage<S: Site>() {
    let site = S::new();
    let store = site.open();
    let id = |n: u8| WriteId([n; 16]);
    let write = |n: u8, parents: &[u8]| {
        let parents = parents.iter().copied().map(id).collect();
        Record::Value(Value { id: id(n), parents, undid: Vec::new(), content: Content::Deleted })
    };
    let at = begin(&store, "acme");
    let at = follow(&store, at, &[put(value_at(1, 1), write(10, &[])), put(value_at(1, 2), write(20, &[]))]);
    let at = follow(&store, at, &[put(value_at(1, 1), write(11, &[10]))]);
    // Taken into another environment, it is the same write, made where and when it was made.
    let at = follow(&store, at, &[put(value_at(2, 1), write(11, &[10]))]);
    let at = follow(&store, at, &[put(value_at(2, 1), write(12, &[11, 99]))]);
    let made = |n, env, key, rev, parents: &[u8]| Written {
        id: id(n),
        path: value_at(env, key),
        rev,
        parents: parents.iter().copied().map(id).collect(),
    };
    let all = [made(10, 1, 1, 2, &[]), made(11, 1, 1, 3, &[10]), made(12, 2, 1, 5, &[11, 99])];
    let asked = |writes: &[u8], generations| {
        let writes: Vec<WriteId> = writes.iter().copied().map(id).collect();
        store.lineage(&at.org, &writes, generations).expect("lineage")
    };
    assert_eq!(asked(&[12], 0), all[2..]);
    assert_eq!(asked(&[12], 1), all[1..]);
    assert_eq!(asked(&[12, 10], 1), all);
    assert_eq!(asked(&[12], 9), all);
    assert_eq!(asked(&[20, 77], 3), [made(20, 1, 2, 2, &[])]);
    assert_eq!(asked(&[], 3), []);
    assert_eq!(store.lineage(&Hash([9; 32]), &[id(10)], 1).expect("nothing"), []);
}

pub(crate) fn handles_agree<S: Site>() {
    let site = S::new();
    let (one, other) = (site.open(), site.open());
    let at = begin(&one, "acme");
    assert_eq!(all(&other, at.org).head, at.head);
    let at = follow(&other, at, &[put(value_at(1, 1), value(1, "one"))]);
    assert_eq!(all(&one, at.org), all(&other, at.org));
    assert_eq!(all(&one, at.org).head, at.head);
}

pub(crate) fn concurrent_appends<S: Site>() {
    const WRITERS: u32 = 8;
    const EACH: u32 = 10;
    let site = S::new();
    let org = begin(&site.open(), "acme").org;
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let site = &site;
            scope.spawn(move || {
                let store = site.open();
                let mut head = all(&store, org).head;
                for n in 0..EACH {
                    let id = writer * EACH + n;
                    let leaf = [put(value_at(writer as u8, n), value(u128::from(id), "text"))];
                    loop {
                        let next = commit(org, head, u128::from(id) + 1000, &leaf);
                        match store.append(&org, head, &next).expect("an answer") {
                            Append::Appended(receipt) => break head = receipt.head,
                            Append::Moved(newer) => head = newer,
                        }
                    }
                }
            });
        }
    });
    let store = site.open();
    let tree = all(&store, org);
    assert_eq!(tree.head.seq, u64::from(WRITERS * EACH) + 1);
    assert_eq!(tree.entries().len(), (WRITERS * EACH) as usize + 1);
    let log = store.log(&org, &LogQuery { newest_first: false, ..LogQuery::default() }).expect("the log");
    let mut before = Hash::ZERO;
    for logged in log {
        assert_eq!(logged.commit.decode_header().expect("a header").parent, before);
        before = logged.commit.hash();
    }
    assert_eq!(tree.head.hash, before);
}

// The same answers as `Memory` gives, to whatever is asked.

#[derive(Clone, Debug)]
struct Asked {
    prefixes: Vec<Prefix>,
    at: Option<u64>,
    from: u64,
    to: u64,
    newest_first: bool,
    limit: usize,
}

fn any_leaf() -> impl Strategy<Value = Leaf> {
    let path = || (0..3u8, 0..6u32).prop_map(|(env, n)| value_at(env, n));
    prop_oneof![
        6 => (path(), any::<u8>(), "[a-z]{0,40}").prop_map(|(p, id, text)| put(p, value(id.into(), &text))),
        2 => path().prop_map(delete),
        1 => "[a-z]{0,40}".prop_map(|text| Leaf::message(&text)),
        1 => "[a-c]".prop_map(|name| put(Place::Org.path(), org_record(&name))),
    ]
}

fn any_prefix() -> impl Strategy<Value = Prefix> {
    prop_oneof![
        Just(Prefix::all()),
        Just(Prefix::project(&project())),
        Just(Prefix::one(&Place::Org.path())),
        Just(Prefix::one(&Place::Message.path())),
        (0..4u8).prop_map(|env| Prefix::values(&project(), EnvId([env; 8]))),
        (0..3u8, 0..6u32).prop_map(|(env, n)| Prefix::one(&value_at(env, n))),
    ]
}

fn any_asked() -> impl Strategy<Value = Asked> {
    let prefixes = prop::collection::vec(any_prefix(), 0..4);
    let asked = (prefixes, prop::option::of(0..14u64), 0..14u64, 0..14u64, any::<bool>(), 0..14usize);
    asked.prop_map(|(prefixes, at, from, to, newest_first, limit)| Asked {
        prefixes,
        at,
        from,
        to,
        newest_first,
        limit,
    })
}

pub(crate) fn same_as_memory<S: Site>() {
    // An operation from few, a head that may be old, an organization that may be another.
    let step = (0..3usize, 0..12u128, 0..4usize, prop::collection::vec(any_leaf(), 0..5));
    let steps = prop::collection::vec(step, 0..14);
    let asked = prop::collection::vec(any_asked(), 1..8);
    // Each case is a file with a dozen syncs.
    let config = ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(steps in steps, asked in asked)| {
        let site = S::new();
        let (store, memory) = (site.open(), Memory::new());
        let mut orgs = vec![(Hash::ZERO, vec![Head::NONE])];
        for (org, op, back, mut leaves) in steps {
            let index = org % orgs.len();
            let (org, heads) = &orgs[index];
            if *org == Hash::ZERO {
                leaves.push(put(Place::Org.path(), org_record(["x", "y", "z"][op as usize % 3])));
            }
            let expected = heads[heads.len().saturating_sub(1 + back / 3)];
            let next = commit(*org, expected, op, &leaves);
            let (ours, theirs) = (store.append(org, expected, &next), memory.append(org, expected, &next));
            prop_assert_eq!(format!("{:?}", ours), format!("{:?}", theirs));
            if let Ok(Append::Appended(receipt)) = theirs {
                match orgs.iter_mut().find(|(id, _)| *id == receipt.org) {
                    Some((_, heads)) if heads.contains(&receipt.head) => {}
                    Some((_, heads)) => heads.push(receipt.head),
                    None => orgs.push((receipt.org, vec![receipt.head])),
                }
            }
        }
        prop_assert_eq!(store.orgs().expect("a list"), memory.orgs().expect("a list"));
        for Asked { prefixes, at, from, to, newest_first, limit } in asked {
            for (org, _) in &orgs {
                let (ours, theirs) = (store.read(org, &prefixes, at), memory.read(org, &prefixes, at));
                prop_assert_eq!(format!("{:?}", ours), format!("{:?}", theirs));
                let query = LogQuery { from, to, newest_first, limit, touching: prefixes.clone() };
                let (ours, theirs) = (store.log(org, &query), memory.log(org, &query));
                prop_assert_eq!(ours.expect("a log"), theirs.expect("a log"));
                let writes: Vec<WriteId> = (0..8u128).map(|n| WriteId(n.to_be_bytes())).collect();
                let (ours, theirs) = (store.lineage(org, &writes, limit % 3), memory.lineage(org, &writes, limit % 3));
                prop_assert_eq!(ours.expect("lineage"), theirs.expect("lineage"));
            }
        }
    });
}
