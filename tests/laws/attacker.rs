//! The attacker with the store in hand: what every key that somebody ever held opens, over all bytes that
//! were ever written; and writers who meet, in every order.
//!
//! The organization is made through the client, as commands do it, in a file. The attacker knows
//! `docs/format.md` and nothing of the vault: bindings are spelled here once more.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path as File;
use std::rc::Rc;

use envctl::client::{Client, ClientError, Founding, Intent, Pins};
use envctl::crypto::{EnvKey, Identity, Plain};
use envctl::engine::gate::gate;
use envctl::engine::readers::readers;
use envctl::engine::{Write, envs, orgs, people};
use envctl::model::cbor::Writer;
use envctl::model::commit::RawLeaf;
use envctl::model::{
    AccessPolicy, Commit, Constant, Content, CustomRole, Device, Env, EnvId, Epoch, Grant, GrantId, Granted,
    Group, GroupId, Hash, Head, Key, Kid, Kind, Leaf, Member, MemberId, Place, Point, Prefix, Record, Right,
    Role, Scope, Sealed, StoredLeaf, Subject, Token, TokenId, Tree, Value,
};
use envctl::store::{Append, Gated, LogQuery, Logged, OrgEntry, Sqlite, Store, StoreError, Written};
use proptest::collection::vec;
use proptest::prelude::*;

use super::gate::replay;
use super::world::{name, shop};

/// What every secret of these tests holds.
const HUSH: &str = "hush-hush-hush";
const ENVS: [EnvId; 3] = [EnvId([1; 8]), EnvId([2; 8]), EnvId([3; 8])];

/// An organization in a file, with everybody's identity.
struct Org {
    folder: tempfile::TempDir,
    id: Hash,
    who: Vec<Identity>,
    written: u32,
}

fn device(identity: &Identity) -> Device {
    let public = identity.public();
    Device { sign: Point(public.sign), seal: Point(public.seal), name: "one".to_owned(), revoked: false }
}

fn kid(identity: &Identity) -> Kid {
    Kid::of(&identity.sign_key())
}

fn open(folder: &File) -> Gated<Sqlite> {
    Gated::new(Sqlite::open(&folder.join("store.db"), true).expect("opens").expect("a store"))
}

impl Org {
    /// Two who may everything, `ana` the owner and `eva` an administrator, and three environments.
    fn new() -> Org {
        let who: Vec<Identity> = (1..=9).map(|n| Identity::from_seed([n; 32])).collect();
        let folder = tempfile::tempdir().expect("a folder");
        let founding = Founding { name: name("acme"), display: None, owner: "ana", recovery: &who[8] };
        let store = Box::new(open(folder.path()));
        let client = Client::found(store, who[0].clone(), founding, Pins::new(None), 1).expect("founded");
        let org = Org { id: *client.org(), folder, who, written: 0 };
        let names: Vec<_> =
            ENVS.into_iter().zip(["development", "staging", "production"].map(name)).collect();
        org.write(0, |tree| orgs::create_project(tree, &shop(), &names, &[]).expect("planned"))
            .expect("a project");
        let eva = Member {
            name: "eva".to_owned(),
            role: Role::Admin,
            devices: vec![device(&org.who[1])],
            until: None,
            left: false,
        };
        let secret = Constant {
            secret: true,
            required: false,
            description: None,
            pattern: None,
            one_of: Vec::new(),
            default: None,
            merge: None,
            private: false,
            rotate: None,
            renamed: None,
        };
        org.write(0, |_| {
            vec![
                Write::put(Place::Member(MemberId([1; 8])), eva.clone()),
                Write::put(Place::Constant(shop(), key()), secret.clone()),
            ]
        })
        .expect("eva");
        org.keep_up();
        org
    }

    /// The same organization in a file of its own.
    fn copy(&self) -> Org {
        let folder = tempfile::tempdir().expect("a folder");
        for entry in std::fs::read_dir(self.folder.path()).expect("the folder") {
            let entry = entry.expect("a file");
            std::fs::copy(entry.path(), folder.path().join(entry.file_name())).expect("copied");
        }
        Org { folder, id: self.id, who: self.who.clone(), written: self.written }
    }

    fn client(&self, n: usize, store: Box<dyn Store>) -> Client {
        Client::new(store, self.who[n].clone(), (self.id, name("acme")), Pins::new(None), 1)
    }

    fn write(&self, n: usize, plan: impl Fn(&Tree) -> Vec<Write>) -> Result<u64, ClientError> {
        write(&self.client(n, Box::new(open(self.folder.path()))), plan)
    }

    /// What the next command of anyone does: whoever waits for a key gets it.
    fn keep_up(&self) {
        let client = self.client(0, Box::new(open(self.folder.path())));
        let tree = client.read(&[Prefix::all()], None).expect("read");
        client.upkeep(&tree);
    }

    fn set(&mut self, n: usize, env: EnvId) -> Result<u64, ClientError> {
        self.written += 1;
        let text = format!("{HUSH}-{}", self.written);
        self.write(n, |tree| vec![sealing(tree, env, &text)])
    }

    fn log(&self) -> Vec<Commit> {
        let query = LogQuery { newest_first: false, ..LogQuery::default() };
        let log = open(self.folder.path()).log(&self.id, &query).expect("the log");
        log.into_iter().map(|logged| logged.commit).collect()
    }
}

fn key() -> Key {
    name("SECRET")
}

fn sealing(tree: &Tree, env: EnvId, text: &str) -> Write {
    let place = Place::Value(shop(), env, Scope::Project, key());
    let before = tree.get::<Value>(place.clone());
    let op = envctl::model::OpId(*text.as_bytes().last_chunk::<16>().expect("long enough"));
    Write::value(op, place, before, Plain::new(text.as_bytes().to_vec()), true)
}

fn write(client: &Client, plan: impl Fn(&Tree) -> Vec<Write>) -> Result<u64, ClientError> {
    let intent = Intent { action: "test", message: None, expect: None, dry_run: false };
    let mut reads = client.people_reads()?;
    reads.extend(ENVS.iter().map(|env| Prefix::values(&shop(), *env)));
    reads.extend(["constant", "env", "app", "epoch"].map(|folder| Prefix::folder(&shop(), folder)));
    let done = client.transact::<(), ClientError>(
        &intent,
        &reads,
        |tree, _| Ok(((), plan(tree))),
        |(), _, _, _| Ok(()),
    )?;
    Ok(done.rev)
}

/// Everything sealed that was ever in the store.
#[derive(Default)]
struct Loot {
    org: Vec<u8>,
    epochs: Vec<(EnvId, u32, Epoch)>,
    values: Vec<(u64, String, EnvId, Sealed)>,
}

fn loot(log: &[Commit], org: Hash) -> Loot {
    let mut loot = Loot { org: org.0.to_vec(), ..Loot::default() };
    for (n, commit) in log.iter().enumerate() {
        for leaf in &commit.leaves {
            let leaf = RawLeaf::read(&leaf.bytes).and_then(RawLeaf::decode).expect("a leaf");
            match (leaf.path.place(), leaf.record) {
                (Place::Epoch(_, env, n), Some(Record::Epoch(epoch))) => loot.epochs.push((env, n, epoch)),
                (
                    Place::Value(_, env, ..),
                    Some(Record::Value(Value { content: Content::Sealed(sealed), .. })),
                ) => loot.values.push((n as u64 + 1, leaf.path.as_str().to_owned(), env, sealed)),
                _ => {}
            }
        }
    }
    loot
}

impl Loot {
    fn binding(&self, env: EnvId, n: u32, last: impl FnOnce(&mut Writer)) -> Vec<u8> {
        let mut w = Writer::default();
        w.array(5);
        w.bytes(&self.org);
        w.text(shop().as_str());
        w.bytes(&env.0);
        w.uint(u64::from(n));
        last(&mut w);
        w.into_bytes()
    }

    /// Every environment key that an identity comes by: by any wrap, whoever it is for, and from there by any
    /// key that is sealed under one that it has.
    fn keys(&self, identity: &Identity) -> BTreeMap<[u8; 32], EnvKey> {
        let mut keys = BTreeMap::new();
        let mut tried = BTreeSet::new();
        for (env, n, epoch) in &self.epochs {
            for wrap in epoch.wraps.iter().filter(|wrap| tried.insert(&wrap.bytes.0)) {
                for reader in [wrap.kid, kid(identity)] {
                    let binding = self.binding(*env, *n, |w| w.bytes(&reader.0));
                    if let Ok(key) = identity.unwrap(&wrap.bytes.0, &binding) {
                        keys.insert(*key.expose(), key);
                    }
                }
            }
        }
        loop {
            let mut more: Vec<EnvKey> = Vec::new();
            for key in keys.values() {
                for (env, n, epoch) in &self.epochs {
                    for sealed in epoch.previous.iter().chain([&epoch.fingerprint]) {
                        for what in ["previous", "fingerprint"] {
                            let binding = self.binding(*env, *n, |w| w.text(what));
                            let opened = key.cipher().open(&sealed.nonce, &sealed.bytes, &binding);
                            more.extend(
                                opened.ok().and_then(|bytes| EnvKey::from_slice(bytes.expose()).ok()),
                            );
                        }
                    }
                }
            }
            let before = keys.len();
            keys.extend(more.into_iter().map(|key| (*key.expose(), key)));
            if keys.len() == before {
                return keys;
            }
        }
    }

    /// The values that an identity opens, as (revision, environment), with every key that it comes by.
    fn opens(&self, identity: &Identity) -> BTreeSet<(u64, EnvId)> {
        self.opened_by(identity, &self.keys(identity))
    }

    fn opened_by(&self, identity: &Identity, keys: &BTreeMap<[u8; 32], EnvKey>) -> BTreeSet<(u64, EnvId)> {
        let mut opened = BTreeSet::new();
        for (rev, path, env, sealed) in &self.values {
            let binding =
                Value::binding(&Hash(self.org.clone().try_into().expect("a hash")), path, sealed.epoch);
            let own = identity.local_cipher();
            let all = keys.values().map(EnvKey::cipher).chain([own]);
            for cipher in all {
                if let Ok(plain) = cipher.open(&sealed.nonce, &sealed.bytes, &binding) {
                    assert!(plain.expose().starts_with(HUSH.as_bytes()));
                    opened.insert((*rev, *env));
                }
            }
        }
        opened
    }
}

/// What an identity may have read, from `readers` alone: what was sealed under the keys that there were until
/// it was a reader for the last time; `given`: of those that it was given, for in a protected environment
/// somebody who may waits until a holder looked at them.
fn may_have_read(log: &[Commit], loot: &Loot, kid: Kid, given: bool) -> BTreeSet<(u64, EnvId)> {
    let mut upto: BTreeMap<EnvId, u32> = BTreeMap::new();
    let mut tree = Tree::empty();
    for commit in log {
        gate(&mut tree, commit).expect("what was let through once is let through again");
        for env in ENVS {
            if let Some((newest, epoch)) = tree.epoch(&shop(), env)
                && (!given || epoch.wraps.iter().any(|wrap| wrap.kid == kid))
                && readers(&tree, &shop(), env).contains_key(&kid)
            {
                upto.insert(env, newest);
            }
        }
    }
    let read = |(_, _, env, sealed): &&(u64, String, EnvId, Sealed)| {
        upto.get(env).is_some_and(|newest| sealed.epoch <= *newest)
    };
    loot.values.iter().filter(read).map(|(rev, _, env, _)| (*rev, *env)).collect()
}

/// One change of people, or a secret.
fn step(org: &mut Org, [action, a, b, c]: [u8; 4]) {
    let by = usize::from(c & 1);
    let env = ENVS[usize::from(b) % 3];
    let member = MemberId([10 + a % 3; 8]);
    let identity = 2 + usize::from(a % 3);
    let role =
        [Role::Viewer, Role::Tester, Role::Builder, Role::Deployer, Role::Admin][usize::from(b >> 2) % 5];
    let granted = Grant {
        subject: match c >> 5 {
            0..=3 => Subject::Member(member),
            4 | 5 => Subject::Group(GroupId([1; 8])),
            _ => Subject::Token(TokenId([20 + a % 2; 8])),
        },
        role: if a & 0x30 == 0x30 { Granted::Custom(name("own")) } else { Granted::BuiltIn(role) },
        projects: vec![shop()],
        apps: Vec::new(),
        envs: vec![env],
        until: (a & 0x40 != 0).then_some(50),
    };
    // What is refused changes nothing: half of what is tried makes no sense.
    let _ = match action % 15 {
        0 | 1 => org.set(by, env),
        2 => org.write(by, |_| {
            let devices = vec![device(&org.who[identity])];
            let name = format!("member-{}", a % 3);
            let new = Member { name, role, devices, until: None, left: false };
            vec![Write::put(Place::Member(member), new)]
        }),
        3 => org.write(by, |tree| match tree.member(member) {
            Some(m) => people::remove(tree, member, m).unwrap_or_default(),
            None => Vec::new(),
        }),
        4 => org.write(by, |_| vec![Write::put(Place::Grant(GrantId([a ^ c; 8])), granted.clone())]),
        5 => org.write(by, |tree| {
            let all: Vec<GrantId> = tree.grants().map(|(id, _)| id).collect();
            let end = all.get(usize::from(a) % all.len().max(1)).copied();
            end.map(|id| Write::Delete(Place::Grant(id).path())).into_iter().collect()
        }),
        6 => org.write(by, |tree| {
            let mut members: Vec<MemberId> = tree.members().map(|(id, _)| id).collect();
            members.retain(|id| id.0[0] & b != 0);
            let group = Group { name: name("leads"), members, description: None };
            vec![Write::put(Place::Group(GroupId([1; 8])), group)]
        }),
        7 => {
            let id = TokenId([20 + a % 2; 8]);
            let maker = if by == 0 { org.owner() } else { MemberId([1; 8]) };
            org.write(by, |tree| match tree.tokens().find(|(other, _)| *other == id) {
                Some((_, token)) => people::revoke_token(tree, id, token),
                None => {
                    let key = device(&org.who[5 + usize::from(a % 2)]);
                    let token = Token { name: format!("ci-{}", a % 2), key, maker, until: None };
                    vec![Write::put(Place::Token(id), token)]
                }
            })
        }
        8 => org.write(by, |tree| {
            // Protected, and not any more.
            let Some(env) = tree.get::<Env>(Place::Env(shop(), env)).cloned() else { return Vec::new() };
            let policy = if env.policy.is_some() { None } else { Some(Box::default()) };
            vec![Write::put(Place::Env(shop(), ENVS[usize::from(b) % 3]), Env { policy, ..env })]
        }),
        9 => org.write(by, |_| {
            let rights = [
                vec![Right::View],
                vec![Right::View, Right::Open],
                vec![Right::View, Right::Write],
                vec![Right::View, Right::Open, Right::Manage],
            ];
            let role = CustomRole { rights: rights[usize::from(c >> 1) % 4].clone(), description: None };
            vec![Write::put(Place::Role(name("own")), role)]
        }),
        10 => org.write(by, |_| vec![Write::put(Place::AccessPolicy, AccessPolicy { per_env: c & 2 == 0 })]),
        11 => org.write(by, |_| vec![Write::Rekey(shop(), env)]),
        12 => {
            // Time passes: what was given for a time ends.
            let client = org.client(by, Box::new(open(org.folder.path())));
            client.set_now(100);
            let tree = client.read(&[Prefix::all()], None).expect("read");
            client.upkeep(&tree);
            Ok(0)
        }
        // In a protected environment somebody looked at the fingerprint.
        13 => org.write(by, |_| vec![Write::Share(shop(), env, None)]),
        _ => org.write(by, |tree| match tree.member(member) {
            Some(m) => people::set_role(tree, member, m, role).unwrap_or_default(),
            None => Vec::new(),
        }),
    };
    org.keep_up();
}

impl Org {
    fn owner(&self) -> MemberId {
        replay(&self.log()).members().find(|(_, m)| m.name == "ana").map(|(id, _)| id).expect("ana")
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4) })]

    #[test]
    fn the_store_gives_everyone_what_they_may_have_read_and_nothing_else(
        steps in vec(any::<[u8; 4]>(), 1..16),
    ) {
        let mut org = Org::new();
        for env in ENVS {
            org.set(0, env).expect("set");
        }
        for one in steps {
            step(&mut org, one);
        }
        for env in ENVS {
            org.set(1, env).expect("set");
        }
        let log = org.log();
        let loot = loot(&log, org.id);
        let mut secrets: BTreeSet<[u8; 32]> = BTreeSet::new();
        for identity in &org.who {
            let keys = loot.keys(identity);
            let opened = loot.opened_by(identity, &keys);
            prop_assert!(opened.is_subset(&may_have_read(&log, &loot, kid(identity), false)));
            prop_assert_eq!(opened, may_have_read(&log, &loot, kid(identity), true));
            secrets.extend(keys.keys());
        }
        // A stranger opens nothing, and nothing lies about in the clear.
        prop_assert!(loot.opens(&Identity::from_seed([99; 32])).is_empty());
        for entry in std::fs::read_dir(org.folder.path()).expect("the folder") {
            let bytes = std::fs::read(entry.expect("a file").path()).expect("its bytes");
            let secret = |w: &[u8]| w.starts_with(HUSH.as_bytes()) || w.first_chunk().is_some_and(|key| secrets.contains(key));
            prop_assert!(!(0..bytes.len()).any(|at| secret(&bytes[at..])), "a secret in the clear");
        }
    }
}

/// A store that does something else before its `at`th call.
struct Meddled {
    store: Gated<Sqlite>,
    left: Rc<RefCell<Option<usize>>>,
    meddle: Box<dyn Fn()>,
}

impl Meddled {
    fn call(&self) {
        let now = match &mut *self.left.borrow_mut() {
            Some(0) => true,
            Some(n) => {
                *n -= 1;
                false
            }
            None => false,
        };
        if now {
            *self.left.borrow_mut() = None;
            (self.meddle)();
        }
    }
}

impl Store for Meddled {
    fn orgs(&self) -> Result<Vec<OrgEntry>, StoreError> {
        self.call();
        self.store.orgs()
    }
    fn read(&self, org: &Hash, prefixes: &[Prefix], at: Option<u64>) -> Result<Tree, StoreError> {
        self.call();
        self.store.read(org, prefixes, at)
    }
    fn append(&self, org: &Hash, expected: Head, commit: &Commit) -> Result<Append, StoreError> {
        self.call();
        self.store.append(org, expected, commit)
    }
    fn log(&self, org: &Hash, query: &LogQuery) -> Result<Vec<Logged>, StoreError> {
        self.call();
        self.store.log(org, query)
    }
    fn lineage(
        &self,
        org: &Hash,
        writes: &[envctl::model::WriteId],
        generations: usize,
    ) -> Result<Vec<Written>, StoreError> {
        self.call();
        self.store.lineage(org, writes, generations)
    }
}

/// A removal and a `set`, each at every point of the other: what comes after the removal is nothing that who
/// left can open. `guarded`: the environment is protected, and who removes has no key of it.
fn meet(guarded: bool, set_inside: bool) -> usize {
    let mut made = Org::new();
    let (ben, env) = (MemberId([10; 8]), ENVS[1]);
    let member = Member {
        name: "ben".to_owned(),
        role: Role::Tester,
        devices: vec![device(&made.who[2])],
        until: None,
        left: false,
    };
    made.write(0, |_| vec![Write::put(Place::Member(ben), member.clone())]).expect("ben");
    made.keep_up();
    if guarded {
        // Eva is made an administrator once more, who waits for the key of what is protected.
        made.write(0, |tree| {
            let (_, record) = tree.envs(&shop()).into_iter().find(|(id, _)| *id == env).expect("there");
            let edit = envs::Edit { protected: Some(true), ..envs::Edit::default() };
            let grant = Grant {
                subject: Subject::Member(ben),
                role: Granted::BuiltIn(Role::Tester),
                projects: vec![shop()],
                apps: Vec::new(),
                envs: vec![env],
                until: None,
            };
            let mut writes = envs::edit(tree, &shop(), env, record, &edit).expect("planned");
            writes.push(Write::put(Place::Grant(GrantId([7; 8])), grant));
            writes
        })
        .expect("protected");
        let eva = made.write(0, |tree| {
            let (id, m) = people::member(tree, "eva").expect("eva");
            people::set_role(tree, id, m, Role::Viewer).expect("planned")
        });
        eva.expect("eva looks on");
        made.write(0, |tree| {
            let (id, m) = people::member(tree, "eva").expect("eva");
            people::set_role(tree, id, m, Role::Admin).expect("planned")
        })
        .expect("eva is back, without the key");
    }
    made.set(0, env).expect("set");
    for at in 0.. {
        let org = made.copy();
        let folder = org.folder.path().to_owned();
        let (id, who) = (org.id, org.who.clone());
        let client = move |n: usize, store: Box<dyn Store>| {
            Client::new(store, who[n].clone(), (id, name("acme")), Pins::new(None), 1)
        };
        let remove = move |client: &Client| {
            write(client, |tree| match tree.member(ben) {
                Some(m) => people::remove(tree, ben, m).expect("planned"),
                None => Vec::new(),
            })
            .expect("removed");
        };
        let set = move |client: &Client| {
            let text = |tree: &Tree| format!("{HUSH}-at-{:08}", tree.head.seq);
            write(client, |tree| vec![sealing(tree, env, &text(tree))]).expect("set");
        };
        let left = Rc::new(RefCell::new(Some(at)));
        let (inner, inside) = (client.clone(), folder.clone());
        let meddle: Box<dyn Fn()> = if set_inside {
            Box::new(move || set(&inner(0, Box::new(open(&inside)))))
        } else {
            Box::new(move || remove(&inner(1, Box::new(open(&inside)))))
        };
        let store = Box::new(Meddled { store: open(&folder), left: Rc::clone(&left), meddle });
        if set_inside {
            remove(&client(1, store))
        } else {
            set(&client(0, store))
        }
        // And once more after everything.
        set(&client(0, Box::new(open(&folder))));
        if left.borrow().is_some() {
            // The other has ended before.
            return at;
        }
        let log = org.log();
        let loot = loot(&log, org.id);
        let there = (1..=log.len()).rev().find(|n| replay(&log[..*n]).member(ben).is_some());
        let gone = there.expect("ben was there") as u64 + 1;
        let opened = loot.opens(&org.who[2]);
        assert!(!opened.is_empty(), "what was there before is known");
        assert!(
            opened.iter().all(|(rev, _)| *rev < gone),
            "at {at}: sealed for who left: {opened:?}, {gone}"
        );
        assert!(loot.values.iter().any(|(rev, ..)| *rev > gone));
    }
    0
}

#[test]
fn nothing_is_sealed_for_who_left_whoever_comes_first() {
    for guarded in [false, true] {
        for set_inside in [false, true] {
            let points = meet(guarded, set_inside);
            assert!(points >= 3, "{points} points are not every point");
        }
    }
}

/// Appends to the store's log as whoever can write its file: past the gate.
fn slip(org: &Org, commit: &Commit, head: Head) {
    let bare = Sqlite::open(&org.folder.path().join("store.db"), false).expect("opens").expect("a store");
    assert!(matches!(bare.append(&org.id, head, commit), Ok(Append::Appended(_))));
}

/// A commit like the last, by any key.
fn forged(org: &Org, by: &Identity, head: Head, change: impl FnOnce(&mut envctl::model::Header)) -> Commit {
    let last = org.log().pop().expect("a commit");
    let mut header = last.decode_header().expect("a header");
    (header.seq, header.parent, header.kid) = (head.seq + 1, head.hash, kid(by));
    header.op = envctl::model::OpId([0xee; 16]);
    change(&mut header);
    let header = envctl::model::cbor::to_vec(&header);
    let signature = by.sign(&Commit::signed_bytes(&header));
    Commit { header, signature, leaves: last.leaves }
}

/// A commit that makes a group, as an administrator might.
fn overreaching(org: &Org, by: &Identity, head: Head) -> Commit {
    let group = Group { name: name("leads"), members: Vec::new(), description: None };
    let path = Place::Group(GroupId([9; 8])).path();
    let record = Record::from(group);
    let body = record.to_vec();
    let leaf = Leaf { path, prev: None, record: Some(record) };
    let stored = StoredLeaf { salt: [1; 16], bytes: leaf.encode(Kind::Group, Some(&body)) };
    let hash = stored.hash();
    let commit = forged(org, by, head, |header| header.leaves = vec![hash]);
    Commit { leaves: vec![stored], ..commit }
}

#[test]
fn what_was_written_into_the_file_is_found_and_named() {
    type Forgery = (&'static str, fn(&Org, Head) -> Commit);
    let forgeries: [Forgery; 8] = [
        ("no active key", |org, head| forged(org, &Identity::from_seed([77; 32]), head, |_| {})),
        // Ben's key, after ben left.
        ("no active key", |org, head| forged(org, &org.who[2], head, |_| {})),
        // The recovery key, which sets nothing.
        // Keys that sign something, and not this.
        ("the recovery key may not", |org, head| overreaching(org, &org.who[8], head)),
        ("may not manage", |org, head| overreaching(org, &org.who[3], head)),
        ("a signature that does not match", |org, head| {
            forged(org, &Identity::from_seed([77; 32]), head, |header| header.kid = kid(&org.who[0]))
        }),
        // Replayed, renumbered and signed by who made it: what it replaces is not there.
        ("was changed by someone else", |org, head| forged(org, &org.who[0], head, |_| {})),
        ("of another organization", |org, head| {
            forged(org, &org.who[0], head, |header| header.org = Hash([5; 32]))
        }),
        ("its parent is not the head", |org, head| {
            forged(org, &org.who[0], head, |header| header.parent = Hash([5; 32]))
        }),
    ];
    let mut made = Org::new();
    let ben = Member {
        name: "ben".to_owned(),
        role: Role::Tester,
        devices: vec![device(&made.who[2])],
        until: None,
        left: false,
    };
    let id = MemberId([10; 8]);
    made.write(0, |_| vec![Write::put(Place::Member(id), ben.clone())]).expect("ben");
    // Somebody who only builds, and stays.
    let tom = Member { name: "tom".to_owned(), devices: vec![device(&made.who[3])], ..ben.clone() };
    made.write(0, |_| vec![Write::put(Place::Member(MemberId([11; 8])), tom.clone())]).expect("tom");
    made.write(0, |tree| people::remove(tree, id, &ben).expect("planned")).expect("gone");
    made.set(0, ENVS[0]).expect("set");
    for (words, forge) in forgeries {
        let org = made.copy();
        let store = open(org.folder.path());
        let head = store.orgs().expect("organizations")[0].head;
        let verify = || org.client(0, Box::new(open(org.folder.path()))).verify(|_| {}).expect("a verdict");
        assert_eq!(verify().first_bad, None);
        let commit = forge(&org, head);
        slip(&org, &commit, head);
        let (seq, why) = verify().first_bad.expect("something is wrong");
        assert_eq!(seq, head.seq + 1, "{words}: {why}");
        assert!(why.contains(words), "{words:?} is not in {why:?}");
    }
}
