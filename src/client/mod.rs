//! Floor 3: one organization, open, as one identity; the one way to write.
//!
//! A command hands [`Client::transact`] a pure plan; the client seals, signs and appends it, and
//! plans again when another writer came first. Opening values is the [`Vault`]'s; what follows a
//! commit in `envctl.toml` is [`follow`]'s.

use std::cell::Cell;
use std::time::{Duration, Instant};

use crate::crypto::{Identity, random};
use crate::engine::rights::{Access, Actor};
use crate::engine::{Refusal, Write, gate, rights};
use crate::model::cbor::to_vec;
use crate::model::commit::LEVEL;
use crate::model::{
    Commit, Device, Entry, Hash, Head, Header, Kid, Leaf, MemberId, OpId, OrgName, Path, Place, Point,
    Prefix, Record, StoredLeaf, Tree,
};
use crate::store::{Append, Store, StoreError, Take};

pub mod base;
pub mod changes;
#[cfg(unix)]
pub mod child;
pub mod copy;
mod files;
pub mod follow;
pub mod hooks;
mod keys;
mod lineage;
mod local;
mod log;
pub mod mask;
mod memo;
mod noted;
mod offline;
mod pin;
pub mod repair;
mod sent;
mod servers;
pub mod sync;
mod upkeep;
mod vault;
mod vouch;

pub use files::Files;
pub use keys::{Kept, KeyError, Keys};
pub use local::{Context, Folders, LocalError};
pub use log::Verdict;
pub use memo::{Memo, Witnesses};
pub use noted::{Noted, Progress, Revisions};
pub use offline::Copy;
pub use pin::Pins;
pub use sent::Sent;
pub use servers::Servers;
pub use vault::{Vault, VaultError};

/// How long a plan is made again because other writers come first: as long as a store that another
/// process holds is waited for.
const PATIENCE: Duration = Duration::from_secs(30);
/// So many times it is made again however long that takes: a person may be asked each time.
const TRIES: u32 = 50;

/// Why the client could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The gate, asked before signing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Keys and sealing.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The store is not at the revision that the caller expects.
    #[error("the store moved while you were deciding: expected rev {expected}, it is at rev {found}")]
    Expected {
        /// What the caller expects.
        expected: u64,
        /// Where the store is.
        found: u64,
    },
    /// Too many writers at once.
    #[error("other writers came first again and again for {} seconds", PATIENCE.as_secs())]
    Contended,
    /// This identity is no member.
    #[error("your key {kid} is not that of a member of {org}")]
    NotMember {
        /// The key.
        kid: Kid,
        /// The organization.
        org: OrgName,
    },
    /// This identity is a token that is nobody's any more.
    #[error("the token {name} {}", if *expired { "has expired" } else { "was revoked" })]
    TokenEnded {
        /// Its name.
        name: String,
        /// Whether its time came, rather than somebody's decision.
        expired: bool,
    },
    /// This identity was a member, or its key was a member's.
    #[error("your key is not {name}'s any more: {name} left {org}, or the key was revoked")]
    Left {
        /// The member.
        name: String,
        /// The organization.
        org: OrgName,
    },
    /// The store is behind what this machine has already seen.
    #[error(
        "the store went back: it is at rev {found}, and this machine has already seen rev {seen} of {org}"
    )]
    WentBack {
        /// The organization.
        org: OrgName,
        /// The highest revision seen here.
        seen: u64,
        /// Where the store is.
        found: u64,
    },
    /// The store's history is another one than this machine has seen.
    #[error("the history of {org} was rewritten: rev {rev} is not the one that this machine has seen")]
    Rewritten {
        /// The organization.
        org: OrgName,
        /// The revision that differs.
        rev: u64,
    },
    /// Another organization than the one known by the name here.
    #[error("{org} is another organization in this store than the one that this machine knows by the name")]
    Replaced {
        /// The name.
        org: OrgName,
    },
    /// A record that no commit put there.
    #[error("the record {path} is not what was signed into the log: {why}")]
    Unvouched {
        /// The record.
        path: Path,
        /// What does not fit.
        why: &'static str,
    },
    /// A file of the user's own.
    #[error(transparent)]
    Local(#[from] LocalError),
}

/// What a command wants to write, apart from the changes themselves.
#[derive(Clone, Debug)]
pub struct Intent<'i> {
    /// What is done: `set`, `promote`, …
    pub action: &'i str,
    /// The reason given.
    pub message: Option<&'i str>,
    /// The revision that the store must be at.
    pub expect: Option<u64>,
    /// Walk the same code, and append nothing.
    pub dry_run: bool,
}

/// What a new organization begins with.
pub struct Founding<'f> {
    /// Its name.
    pub name: OrgName,
    /// Its name for people.
    pub display: Option<String>,
    /// What its owner is called.
    pub owner: &'f str,
    /// The recovery key: a reader of every environment.
    pub recovery: &'f Identity,
}

/// What a transaction did.
#[derive(Debug)]
pub struct Done<T> {
    /// What the plan reported.
    pub report: T,
    /// Whether a commit was appended (or would have been).
    pub changed: bool,
    /// The store's revision afterwards.
    pub rev: u64,
    /// What the plan was made on.
    pub before: Tree,
    /// What the commit left.
    pub after: Tree,
    /// The records that it touched.
    pub touched: Vec<Path>,
}

/// One organization in one store, open as one identity.
pub struct Client {
    store: Box<dyn Store>,
    identity: Identity,
    kid: Kid,
    org: Hash,
    name: OrgName,
    pins: Pins,
    now: Cell<u64>,
    /// Who is told how far a commit is that is being made.
    on_step: Option<Box<dyn Fn(u64, u64)>>,
}

impl Client {
    /// Opens an organization. `now` is in milliseconds since 1970.
    pub fn new(
        store: Box<dyn Store>,
        identity: Identity,
        org: (Hash, OrgName),
        pins: Pins,
        now: u64,
    ) -> Client {
        let kid = Kid::of(&identity.sign_key());
        Client { store, identity, kid, org: org.0, name: org.1, pins, now: Cell::new(now), on_step: None }
    }

    /// Founds an organization: its first commit, of which this identity is the owner.
    ///
    /// # Errors
    /// When the store already has the name, or cannot be written.
    pub fn found(
        store: Box<dyn Store>,
        identity: Identity,
        founding: Founding<'_>,
        pins: Pins,
        now: u64,
    ) -> Result<Client, ClientError> {
        let Founding { name, display, owner, recovery } = founding;
        let device = device(&identity, "this machine");
        let owner = (MemberId(random()), owner.to_owned(), device);
        let kit = self::device(recovery, "recovery key");
        let writes = crate::engine::orgs::create(name.clone(), display, owner, kit, random());
        let mut client = Client::new(store, identity, (Hash::ZERO, name), pins, now);
        let intent = Intent { action: "orgs.create", message: None, expect: None, dry_run: false };
        let op = OpId(random());
        let mut tree = Tree::empty();
        let commit = client.commit(&mut tree, &intent, op, writes)?;
        match client.store.append(&Hash::ZERO, Head::NONE, &commit)? {
            Append::Appended(receipt) => {
                client.org = receipt.org;
                client.pins.set(&client.org, receipt.head);
                Ok(client)
            }
            Append::Moved(_) => Err(ClientError::Contended),
        }
    }

    /// The same client, which says how far a commit is that is being made: so many of so many changes.
    pub fn telling(self, on_step: impl Fn(u64, u64) + 'static) -> Client {
        Client { on_step: Some(Box::new(on_step)), ..self }
    }

    /// The store.
    pub fn store(&self) -> &dyn Store {
        &*self.store
    }

    /// The organization's id.
    pub fn org(&self) -> &Hash {
        &self.org
    }

    /// The organization's name.
    pub fn org_name(&self) -> &OrgName {
        &self.name
    }

    /// The time, in milliseconds since 1970.
    pub fn now(&self) -> u64 {
        self.now.get()
    }

    /// Time has passed: commits from now on are of then.
    pub fn set_now(&self, now: u64) {
        self.now.set(now.max(self.now.get()));
    }

    /// The id of the identity's key.
    pub fn kid(&self) -> Kid {
        self.kid
    }

    /// What opens values, for a tree that was read here.
    pub fn vault<'v>(&'v self, tree: &'v Tree) -> Vault<'v> {
        Vault::new(&self.identity, self.kid, tree)
    }

    /// Reads records under prefixes, now or at a revision, and compares the head with what this
    /// machine has seen before.
    ///
    /// # Errors
    /// When the store cannot be read, or went back.
    pub fn read(&self, prefixes: &[Prefix], at: Option<u64>) -> Result<Tree, ClientError> {
        let mut prefixes = prefixes.to_vec();
        // Who somebody is and what they hold is asked for together.
        if prefixes.contains(&Prefix::members()) {
            for more in [Prefix::access(), Prefix::one(&Place::Org.path())] {
                if !prefixes.contains(&more) {
                    prefixes.push(more);
                }
            }
        }
        let tree = self.store.read(&self.org, &prefixes, at)?;
        if at.is_none() {
            self.check_pin(tree.head)?;
        }
        Ok(tree)
    }

    /// As [`Client::read`], at a revision; but what is under those of the prefixes that are `taken` is
    /// handed to `take`, and does not come into the tree.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn sift(
        &self,
        prefixes: &[Prefix],
        taken: &[Prefix],
        at: u64,
        take: &mut Take<'_>,
    ) -> Result<Tree, ClientError> {
        let mut tree = self.store.sift(&self.org, prefixes, Some(at), take)?;
        taken.iter().for_each(|folder| tree.forget(folder));
        Ok(tree)
    }

    fn check_pin(&self, head: Head) -> Result<(), ClientError> {
        let Some(seen) = self.pins.get(&self.org) else {
            self.pins.set(&self.org, head);
            return Ok(());
        };
        if seen == head {
            return Ok(());
        }
        // Behind: another process may have pinned a commit that came after this read.
        let there = self.store.hash_at(&self.org, seen.seq)? == Some(seen.hash);
        match (head.seq < seen.seq, there) {
            (true, true) => return Ok(()),
            (true, false) => {
                return Err(ClientError::WentBack {
                    org: self.name.clone(),
                    seen: seen.seq,
                    found: head.seq,
                });
            }
            (false, false) => return Err(ClientError::Rewritten { org: self.name.clone(), rev: seen.seq }),
            (false, true) => {}
        }
        self.pins.set(&self.org, head);
        Ok(())
    }

    /// Who this identity is in the organization.
    ///
    /// # Errors
    /// When it is nobody there.
    pub fn actor(&self, tree: &Tree) -> Result<Actor, ClientError> {
        if let Some((actor, _)) = Actor::of_key(tree, self.kid) {
            return Ok(actor);
        }
        let mut tokens = tree.tokens().map(|(_, token)| token);
        if let Some(token) = tokens.find(|token| token.key.kid() == self.kid) {
            let expired = token.until.is_some_and(|until| until <= self.now.get());
            return Err(ClientError::TokenEnded { name: token.name.clone(), expired });
        }
        let mut gone =
            tree.everyone().map(|(_, m)| m).filter(|m| m.devices.iter().any(|d| d.kid() == self.kid));
        Err(match gone.next() {
            Some(m) => ClientError::Left { name: m.name.clone(), org: self.name.clone() },
            None => ClientError::NotMember { kid: self.kid, org: self.name.clone() },
        })
    }

    /// What this identity holds.
    ///
    /// # Errors
    /// When it is nobody in the organization.
    pub fn me<'t>(&self, tree: &'t Tree) -> Result<Access<'t>, ClientError> {
        Ok(self.actor(tree)?.access(tree))
    }

    /// Plans on the newest tree and appends the plan as one commit; plans again when another writer
    /// came first. `agree` sees each plan before it is appended: it checks, shows, and asks.
    ///
    /// A plan without changes appends nothing.
    ///
    /// # Errors
    /// What the plan, `agree`, the gate or the store refuses.
    pub fn transact<T, E: From<ClientError>>(
        &self,
        intent: &Intent<'_>,
        reads: &[Prefix],
        plan: impl FnMut(&Tree, OpId) -> Result<(T, Vec<Write>), E>,
        agree: impl FnMut(&T, &Tree, &Tree, &[Path]) -> Result<(), E>,
    ) -> Result<Done<T>, E> {
        let read = |needs: &[Prefix]| Ok(self.read(&[reads, needs].concat(), None)?);
        self.transact_on(intent, read, plan, agree)
    }

    /// As [`Client::transact`], on the tree that `read` gives: the newest, with what it is handed.
    ///
    /// # Errors
    /// As [`Client::transact`].
    pub fn transact_on<T, E: From<ClientError>>(
        &self,
        intent: &Intent<'_>,
        read: impl Fn(&[Prefix]) -> Result<Tree, E>,
        mut plan: impl FnMut(&Tree, OpId) -> Result<(T, Vec<Write>), E>,
        mut agree: impl FnMut(&T, &Tree, &Tree, &[Path]) -> Result<(), E>,
    ) -> Result<Done<T>, E> {
        let needs = gate::needs([]);
        let op = OpId(random());
        let began = Instant::now();
        for attempt in 0.. {
            if attempt >= TRIES && began.elapsed() > PATIENCE {
                break;
            }
            let mut before = read(&needs)?;
            if let Some(expected) = intent.expect.filter(|rev| *rev != before.head.seq) {
                return Err(ClientError::Expected { expected, found: before.head.seq }.into());
            }
            self.me(&before)?;
            let (report, mut writes) = plan(&before, op)?;
            if writes.is_empty() {
                agree(&report, &before, &before, &[])?;
                let (rev, after) = (before.head.seq, before.clone());
                return Ok(Done { report, changed: false, rev, before, after, touched: Vec::new() });
            }
            if !self.complete(&mut before, &writes)? {
                continue;
            }
            let rekeys = self.rekeys(&before, &writes)?;
            if !rekeys.is_empty() {
                writes.extend(rekeys);
                if !self.complete(&mut before, &writes)? {
                    continue;
                }
            }
            let mut after = before.clone();
            let envs: Vec<_> = writes.iter().filter_map(vouch::env_of).collect();
            let commit = self
                .vouched(&before, &mut after, intent, op, writes)
                .map_err(|e| self.refusal(&envs).unwrap_or(e))?;
            let touched = gate::paths(&commit).map_err(ClientError::from)?;
            let touched: Vec<Path> =
                touched.into_iter().filter(|path| path.place() != Place::Message).collect();
            agree(&report, &before, &after, &touched)?;
            if intent.dry_run {
                let rev = before.head.seq;
                return Ok(Done { report, changed: true, rev, before, after, touched });
            }
            match self.store.append(&self.org, before.head, &commit).map_err(ClientError::from)? {
                Append::Appended(receipt) => {
                    self.pins.set(&self.org, receipt.head);
                    let rev = receipt.head.seq;
                    return Ok(Done { report, changed: true, rev, before, after, touched });
                }
                // Writers that lose a race together would race again: each waits for a random part of
                // a time that doubles, to about a quarter of a second.
                Append::Moved(_) => {
                    let [jitter] = random::<1>();
                    let longest = Duration::from_millis(8 << attempt.min(5));
                    std::thread::sleep(longest * u32::from(jitter) / 256);
                }
            }
        }
        Err(ClientError::Contended.into())
    }

    /// Reads what the gate needs beyond what the plan read. False: the head moved meanwhile.
    fn complete(&self, tree: &mut Tree, writes: &[Write]) -> Result<bool, ClientError> {
        let mut paths: Vec<Path> = writes.iter().filter_map(|w| w.path().cloned()).collect();
        for write in writes {
            // Sealing and wrapping need the environment's keys.
            if let Write::Rekey(p, env) | Write::Share(p, env, _) = write {
                paths.push(Place::Epoch(p.clone(), *env, 1).path());
            }
        }
        for needs in [
            |_: &Tree, paths: &[Path]| gate::needs(paths),
            |tree: &Tree, paths: &[Path]| gate::needs_more(tree, paths),
        ] {
            let missing: Vec<Prefix> =
                needs(tree, &paths).into_iter().filter(|prefix| !tree.covers(prefix)).collect();
            if missing.is_empty() {
                continue;
            }
            let more = self.store.read(&self.org, &missing, None)?;
            if more.head != tree.head {
                return Ok(false);
            }
            tree.extend(more);
        }
        Ok(true)
    }

    /// Seals, encodes, judges and signs. On success the tree is the one after the commit.
    fn commit(
        &self,
        tree: &mut Tree,
        intent: &Intent<'_>,
        op: OpId,
        writes: Vec<Write>,
    ) -> Result<Commit, ClientError> {
        let records = vault::seal(&self.identity, self.kid, tree, writes)?;
        let mut leaves = Vec::with_capacity(records.len() + 1);
        let mut stored = Vec::with_capacity(records.len() + 1);
        let message = intent.message.map(Leaf::message);
        let records = records.into_iter().map(|(path, record)| {
            let prev = tree.entry(&path).map(|e| e.leaf);
            Leaf { path, prev, record }
        });
        let total = leaves.capacity() as u64;
        for leaf in records.chain(message) {
            if let Some(tell) = &self.on_step {
                tell(leaves.len() as u64, total);
            }
            let body = leaf.record.as_ref().map(Record::to_vec);
            let bytes = leaf.encode(leaf.path.place().kind(), body.as_deref());
            let kept = StoredLeaf { salt: random(), bytes };
            leaves.push((leaf, kept.hash()));
            stored.push(kept);
        }
        let header = Header {
            level: LEVEL,
            org: tree.org,
            seq: tree.head.seq + 1,
            parent: tree.head.hash,
            kid: self.kid,
            // A clock that is behind must not make a commit older than its parent.
            time: self.now.get().max(tree.time),
            op,
            action: intent.action.to_owned(),
            leaves: leaves.iter().map(|(_, hash)| *hash).collect(),
        };
        let bytes = to_vec(&header);
        let mut commit = Commit { header: bytes, signature: [0; 64], leaves: stored };
        // What is only shown needs nobody's approval yet.
        let judge = if intent.dry_run { gate::judge_plan } else { gate::judge };
        judge(tree, &header, commit.hash(), &leaves)?;
        commit.signature = self.identity.sign(&Commit::signed_bytes(&commit.header));
        Ok(commit)
    }

    /// Whether this identity holds a right, before anything is planned.
    ///
    /// # Errors
    /// The rule that refuses.
    pub fn may(
        &self,
        tree: &Tree,
        right: rights::Right,
        env: Option<(crate::model::EnvId, &crate::model::Env)>,
    ) -> Result<(), ClientError> {
        self.may_app(tree, right, env, None)
    }

    /// Whether this identity holds a right on an app, before anything is planned.
    ///
    /// # Errors
    /// The rule that refuses.
    pub fn may_app(
        &self,
        tree: &Tree,
        right: rights::Right,
        env: Option<(crate::model::EnvId, &crate::model::Env)>,
        app: Option<&crate::model::AppName>,
    ) -> Result<(), ClientError> {
        let project = env.and_then(|(id, _)| tree.project_of(id));
        let at = rights::At { project: project.as_ref(), env, app };
        self.me(tree)?.check(right, at).map_err(|denied| ClientError::Refused(denied.into()))
    }
}

/// The environments whose newest key seals one of the changes.
fn sealed_in(
    writes: &[Write],
) -> std::collections::BTreeSet<(crate::model::ProjectName, crate::model::EnvId)> {
    let sealed = writes.iter().filter_map(|write| match write {
        Write::Seal(path, _) => match path.place() {
            Place::Value(p, env, ..) => Some((p, env)),
            _ => None,
        },
        _ => None,
    });
    sealed.collect()
}

/// The public half of an identity, as the organization records it.
pub fn device(identity: &Identity, name: &str) -> Device {
    let keys = identity.public();
    Device { sign: Point(keys.sign), seal: Point(keys.seal), name: name.to_owned(), revoked: false }
}

/// A tree with changes applied as if they were committed, for what has to see them before.
fn preview(tree: &Tree, records: &[(Path, Option<Record>)]) -> Tree {
    let mut preview = tree.clone();
    for (path, record) in records {
        let entry = record.clone().map(|record| Entry { leaf: Hash::ZERO, rev: 0, record });
        preview.apply(path.clone(), entry);
    }
    preview
}
