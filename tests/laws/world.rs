//! A small organization to try laws on: its people, and commits made by hand.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use envctl::crypto::Identity;
use envctl::engine::gate::gate;
use envctl::model::cbor::{Bytes, to_vec};
use envctl::model::commit::LEVEL;
use envctl::model::{
    Color, Commit, Constant, Content, Device, Entry, Env, EnvId, Epoch, Hash, Head, Header, Kid, Leaf,
    Member, MemberId, OpId, Org, Path, Place, Placement, Point, Prefix, Project, ProjectName, Record, Role,
    Scope, Sealed, StoredLeaf, Tree, Value, Wrap, WriteId,
};

/// Someone with a key.
pub struct Person {
    pub name: &'static str,
    pub id: MemberId,
    pub role: Role,
    pub identity: Identity,
    pub device: Device,
}

impl Person {
    fn new(n: u8, name: &'static str, role: Role) -> Person {
        let identity = Identity::from_seed([n; 32]);
        let keys = identity.public();
        let device =
            Device { sign: Point(keys.sign), seal: Point(keys.seal), name: name.to_owned(), revoked: false };
        Person { name, id: MemberId([n; 8]), role, identity, device }
    }

    pub fn kid(&self) -> Kid {
        self.device.kid()
    }

    pub fn member(&self) -> Member {
        let (name, devices) = (self.name.to_owned(), vec![self.device.clone()]);
        Member { name, role: self.role, devices, until: None, left: false }
    }
}

/// The recovery key, which is nobody's, and the stranger, who is in no organization.
pub const KIT: usize = 6;
pub const EVE: usize = 7;
/// The keys of a token and of an invitation.
pub const TOK: usize = 8;
pub const IVY: usize = 9;

/// One person of each role, then [`KIT`], [`EVE`], [`TOK`] and [`IVY`].
pub fn people() -> &'static [Person] {
    static PEOPLE: OnceLock<Vec<Person>> = OnceLock::new();
    PEOPLE.get_or_init(|| {
        vec![
            Person::new(1, "olga", Role::Owner),
            Person::new(2, "ada", Role::Admin),
            Person::new(3, "bob", Role::Builder),
            Person::new(4, "dan", Role::Deployer),
            Person::new(5, "tess", Role::Tester),
            Person::new(6, "vic", Role::Viewer),
            Person::new(7, "kit", Role::Viewer),
            Person::new(8, "eve", Role::Owner),
            Person::new(9, "tok", Role::Viewer),
            Person::new(10, "ivy", Role::Viewer),
        ]
    })
}

pub fn shop() -> ProjectName {
    "shop".parse().expect("a name")
}

pub fn name<T: std::str::FromStr>(text: &str) -> T {
    text.parse().unwrap_or_else(|_| panic!("{text} is no name"))
}

/// One change, as a commit will carry it.
#[derive(Clone, Debug)]
pub struct Change {
    pub path: Path,
    pub prev: Option<Hash>,
    pub record: Option<Record>,
}

/// A commit before its bytes: what a model judges.
#[derive(Clone, Debug)]
pub struct Draft {
    pub org: Hash,
    pub seq: u64,
    pub parent: Hash,
    pub time: u64,
    pub signer: usize,
    /// Whether the signature is somebody else's.
    pub forged: bool,
    pub op: u64,
    pub changes: Vec<Change>,
}

impl Draft {
    /// What follows a head.
    pub fn after(org: Hash, head: Head, time: u64, signer: usize, op: u64, changes: Vec<Change>) -> Draft {
        let (seq, parent) = (head.seq + 1, head.hash);
        Draft { org, seq, parent, time, signer, forged: false, op, changes }
    }

    /// The action: that of a plan that was asked for, where there is one.
    pub fn action(&self) -> String {
        let planned = self.changes.iter().find_map(|change| match &change.record {
            Some(Record::Request(request)) => request.planned.as_ref().map(|planned| planned.action.clone()),
            _ => None,
        });
        planned.unwrap_or_else(|| "test".to_owned())
    }

    /// The bytes, signed.
    pub fn commit(&self) -> Commit {
        let stored = |(n, change): (usize, &Change)| {
            let leaf = Leaf { path: change.path.clone(), prev: change.prev, record: change.record.clone() };
            let body = leaf.record.as_ref().map(Record::to_vec);
            let mut salt = [0; 16];
            salt[..8].copy_from_slice(&self.op.to_be_bytes());
            salt[8..].copy_from_slice(&(n as u64).to_be_bytes());
            StoredLeaf { salt, bytes: leaf.encode(leaf.path.place().kind(), body.as_deref()) }
        };
        let leaves: Vec<StoredLeaf> = self.changes.iter().enumerate().map(stored).collect();
        let mut op = OpId::ZERO;
        op.0[..8].copy_from_slice(&self.op.to_be_bytes());
        let who = &people()[self.signer];
        let header = to_vec(&Header {
            level: LEVEL,
            org: self.org,
            seq: self.seq,
            parent: self.parent,
            kid: who.kid(),
            time: self.time,
            op,
            action: self.action(),
            leaves: leaves.iter().map(StoredLeaf::hash).collect(),
        });
        let hand = if self.forged { &people()[EVE].identity } else { &who.identity };
        let signature = hand.sign(&Commit::signed_bytes(&header));
        Commit { header, signature, leaves }
    }
}

pub fn device_key(n: usize) -> Wrap {
    Wrap { kid: people()[n].kid(), bytes: Bytes(vec![n as u8; 80]) }
}

/// A key of an environment, wrapped to these people; the gate opens none.
pub fn epoch(n: u32, readers: impl IntoIterator<Item = usize>) -> Epoch {
    let mut wraps: Vec<Wrap> = readers.into_iter().map(device_key).collect();
    wraps.sort_by_key(|w| w.kid);
    let sealed = |epoch| Sealed { epoch, nonce: [0; 12], bytes: vec![0; 48] };
    let previous = (n > 1).then(|| sealed(n));
    Epoch { key_id: Bytes(vec![n as u8; 32]), wraps, previous, fingerprint: sealed(n) }
}

pub fn env(name: &str, order: Option<u32>) -> Env {
    Env {
        name: self::name(name),
        order,
        color: Color::Green,
        description: None,
        aliases: Vec::new(),
        policy: None,
        created_from: None,
        lock: None,
        optional: false,
        latest: false,
    }
}

pub fn constant(secret: bool) -> Constant {
    Constant {
        secret,
        required: false,
        description: None,
        pattern: None,
        one_of: Vec::new(),
        default: None,
        merge: None,
        private: false,
        rotate: None,
        renamed: None,
    }
}

pub fn value(id: u64, content: Content) -> Value {
    let mut write = WriteId::ZERO;
    write.0[..8].copy_from_slice(&id.to_be_bytes());
    Value { id: write, parents: Vec::new(), undid: Vec::new(), content }
}

pub fn sealed(epoch: u32) -> Content {
    Content::Sealed(Sealed { epoch, nonce: [1; 12], bytes: vec![2; 48] })
}

pub fn placement(version: u32) -> Placement {
    Placement::of(version)
}

/// A put of what is not there yet.
pub fn new(place: Place, record: impl Into<Record>) -> Change {
    Change { path: place.path(), prev: None, record: Some(record.into()) }
}

/// The ids of the three environments that every world begins with.
pub const ENVS: [EnvId; 3] = [EnvId([0xa1; 8]), EnvId([0xa2; 8]), EnvId([0xa3; 8])];

/// The organization, its people and a project: development, staging, a protected production.
pub fn beginnings() -> (Draft, Vec<Change>) {
    let kit = people()[KIT].device.clone();
    let org = Org {
        name: name("acme"),
        display: None,
        recovery: vec![kit],
        nonce: Bytes(vec![1; 16]),
        parent: None,
        was: None,
    };
    let olga = &people()[0];
    let first = vec![new(Place::Org, org), new(Place::Member(olga.id), olga.member())];
    let first = Draft::after(Hash::ZERO, Head::NONE, 1000, 0, 1, first);

    let p = shop();
    let mut changes: Vec<Change> =
        people()[1..6].iter().map(|who| new(Place::Member(who.id), who.member())).collect();
    changes.push(new(Place::Project(p.clone()), Project { description: None }));
    for (n, env_name) in ["development", "staging", "production"].into_iter().enumerate() {
        let protected = n == 2;
        let mut record = env(env_name, Some(n as u32 + 1));
        record.policy = protected.then(Box::default);
        let readers = if protected { vec![0, 1, KIT] } else { vec![0, 1, 2, 4, KIT] };
        changes.push(new(Place::Env(p.clone(), ENVS[n]), record));
        changes.push(new(Place::Epoch(p.clone(), ENVS[n], 1), epoch(1, readers)));
    }
    changes.push(new(Place::Constant(p.clone(), name("PLAIN")), constant(false)));
    changes.push(new(Place::Constant(p.clone(), name("SECRET")), constant(true)));
    (first, changes)
}

/// A tree that the gate has let through from the first commit on, with its commits.
pub fn begun() -> (Tree, Vec<Commit>) {
    let (first, changes) = beginnings();
    let mut tree = Tree::empty();
    let first = first.commit();
    gate(&mut tree, &first).expect("the first commit");
    let second = Draft::after(tree.org, tree.head, 1001, 0, 2, changes).commit();
    gate(&mut tree, &second).expect("the second commit");
    (tree, vec![first, second])
}

/// A tree of these records that no log led to: for what only reads.
pub fn tree_of(records: impl IntoIterator<Item = (Place, Record)>) -> Tree {
    let entries: BTreeMap<Path, Entry> = (1..)
        .zip(records)
        .map(|(rev, (place, record))| {
            let leaf = Hash::of("envctl/test-leaf/v1", &[place.path().as_str().as_bytes(), &record.to_vec()]);
            (place.path(), Entry { leaf, rev, record })
        })
        .collect();
    let head = Head { seq: 1, hash: Hash([9; 32]) };
    Tree::new(Hash([7; 32]), head, 1000, vec![Prefix::all()], entries)
}

/// The place of a project's value.
pub fn at(env: EnvId, key: &str) -> Place {
    Place::Value(shop(), env, Scope::Project, name(key))
}
