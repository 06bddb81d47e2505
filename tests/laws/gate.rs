//! The gate against the naive model: random commits by people of every role, whole and twisted.

use std::collections::BTreeMap;

use envctl::engine::gate::gate;
use envctl::model::cbor::Bytes;
use envctl::model::{
    AccessPolicy, App, Bypass, Commit, Content, CustomRole, Datasource, EnvId, Field, Flag, Grant, GrantId,
    Granted, Group, GroupId, Hash, Head, Hold, Invitation, Lock, Member, MemberId, Moment, OpId, Org, Path,
    Pin, Placement, Policy, Record, Review, Right, Role, Run, RunState, Stage, StoredLeaf, Subject, Template,
    Token, TokenId, Tree, Value, Version, Waiver, WriteId,
};
use proptest::collection::vec;
use proptest::prelude::*;

use super::asking;
use super::naive::Naive;
use super::world::{
    Change, Draft, EVE, IVY, KIT, TOK, beginnings, constant, device_key, env, epoch, name, people, sealed,
    shop, value,
};

/// One step: what to do, to what, who does it, and what is wrong with it.
pub type Step = [u8; 6];

pub fn steps(max: usize) -> impl Strategy<Value = Vec<Step>> {
    vec(any::<Step>(), 1..max)
}

/// An organization as both see it.
pub struct Both {
    pub tree: Tree,
    pub naive: Naive,
    pub log: Vec<Commit>,
    tried: u64,
}

impl Both {
    /// The organization of [`beginnings`].
    pub fn begun() -> Both {
        let mut both = Both { tree: Tree::empty(), naive: Naive::default(), log: Vec::new(), tried: 0 };
        let (first, changes) = beginnings();
        both.submit(&first).expect("the first commit");
        let second = both.draft(0, changes);
        both.submit(&second).expect("the second commit");
        both
    }

    fn draft(&mut self, signer: usize, changes: Vec<Change>) -> Draft {
        self.tried += 1;
        let head = Head { seq: self.naive.seq, hash: self.naive.parent.unwrap_or(Hash::ZERO) };
        let (org, time) = (self.naive.org.unwrap_or(Hash::ZERO), self.naive.time);
        Draft::after(org, head, time + 1, signer, 100 + self.tried, changes)
    }

    /// Lets both judge a commit, and compares what they say and what they leave.
    pub fn submit(&mut self, draft: &Draft) -> Result<(), String> {
        let commit = draft.commit();
        let leaves: Vec<Hash> = commit.leaves.iter().map(StoredLeaf::hash).collect();
        let before = self.tree.clone();
        let found = gate(&mut self.tree, &commit);
        let expected = self.naive.judge(draft, commit.hash(), &leaves);
        match (found, expected) {
            (Ok(_), Ok(after)) => {
                self.naive = after;
                self.log.push(commit);
                assert_eq!(shown(&self.tree), self.naive, "the trees differ after {draft:?}");
                Ok(())
            }
            (Err(found), Err(expected)) => {
                assert_eq!(self.tree, before, "a refusal changed the tree: {draft:?}");
                Err(format!("{found} / {expected}"))
            }
            (Ok(_), Err(expected)) => {
                panic!("the gate lets through what the model refuses ({expected}): {draft:?}")
            }
            (Err(found), Ok(_)) => {
                panic!("the gate refuses what the model lets through ({found}): {draft:?}")
            }
        }
    }

    /// What there is at a path now, as a change to something else.
    pub fn change(&self, path: String, record: Option<Record>) -> Change {
        let prev = self.naive.records.get(&path).map(|(leaf, ..)| *leaf);
        Change { path: Path::parse(&path).unwrap_or_else(|| panic!("{path}")), prev, record }
    }

    fn put(&self, path: String, record: impl Into<Record>) -> Change {
        self.change(path, Some(record.into()))
    }
}

/// A tree as the model keeps one.
pub fn shown(tree: &Tree) -> Naive {
    Naive {
        org: Some(tree.org),
        seq: tree.head.seq,
        parent: Some(tree.head.hash),
        time: tree.time,
        records: tree
            .entries()
            .iter()
            .map(|(path, at)| (path.as_str().to_owned(), (at.leaf, at.rev, at.record.clone())))
            .collect(),
    }
}

fn of<T: Copy>(list: &[T], n: u8) -> T {
    list[usize::from(n) % list.len()]
}

const APPS: [&str; 2] = ["web", "api"];
const KEYS: [&str; 4] = ["PLAIN", "SECRET", "OTHER", "NONE"];

/// What a placement is after a version came in.
pub fn came(old: Option<&Placement>, n: u32) -> Placement {
    let Some(old) = old else { return Placement::of(n) };
    let mut new = old.clone();
    new.version = n;
    new.since = None;
    for list in [&mut new.before, &mut new.verified, &mut new.unverified] {
        list.retain(|there| *there != n);
    }
    new.before.push(old.version);
    new.been.push(n);
    new.been.sort_unstable();
    new.been.dedup();
    new.hold = old.hold.clone().filter(|hold| n < hold.from);
    new
}

/// What a placement is after it went back.
fn went(old: &Placement, n: u32) -> Placement {
    let mut new = old.clone();
    match new.before.iter().position(|there| *there == n) {
        Some(cut) => new.before.truncate(cut),
        None => new.before.retain(|there| *there < n),
    }
    new.version = n;
    new.since = None;
    new.released = if old.released == Some(old.version) { Some(n) } else { old.released };
    new.hold = Some(Hold { from: old.version, reason: None, since: None, chosen: false });
    new
}

/// The changes that a step asks for, made from what the model knows; none where it makes no sense.
fn changes(both: &Both, [action, a, b, c, ..]: Step) -> Vec<Change> {
    let naive = &both.naive;
    let envs: Vec<&str> = naive.envs().into_iter().map(|(id, _)| id).collect();
    let chain = naive.chain();
    let (env_id, app, key) = (of(&envs, a), of(&APPS, b), of(&KEYS, b));
    let newest = naive.versions(app).keys().last().copied().unwrap_or(0);
    let placement_at = |env: &str| format!("p/shop/placement/{env}/{app}");
    let members: Vec<(&str, &Member)> = naive.members();
    let (member_id, member) = of(&members, a);
    let member_at = format!("member/{member_id}");
    let old = naive.placement(env_id, app);
    match action % 50 {
        0..=2 => {
            // A value of the kind that is declared, or none.
            let content = match (naive.constant(key).map(|k| k.secret), c % 5) {
                (_, 4) => Content::Deleted,
                (Some(true), _) => sealed(naive.epoch(env_id).map_or(0, |(n, _)| n)),
                _ => Content::Plain(vec![b'a' + c % 3]),
            };
            let scope = if c & 8 == 0 { "_" } else { "app.web" };
            // Ids come again: a write is one, and it may be no other.
            let path = format!("p/shop/value/{env_id}/{scope}/{key}");
            if c & 0x10 == 0 {
                return vec![both.put(path, value(both.tried / 4, content))];
            }
            // Or the write that this operation makes, over what is there.
            let mut op = OpId::ZERO;
            op.0[..8].copy_from_slice(&(101 + both.tried).to_be_bytes());
            let old = naive.get(&path).and_then(|old| <&Value>::try_from(old).ok()).map(|old| old.id);
            let made = WriteId::of(op, &path);
            let made = Value { id: made, parents: old.into_iter().collect(), ..value(0, content) };
            vec![both.put(path, made)]
        }
        3 => {
            let mut declared = constant(c & 1 == 1);
            declared.default = (c & 6 == 6).then(|| "d".to_owned());
            vec![both.put(format!("p/shop/constant/{}", of(&KEYS, b)), declared)]
        }
        4 => vec![both.change(format!("p/shop/constant/{key}"), None)],
        5..=7 => {
            // Publish: the draft, the version, and that it is in the first environment.
            let Some(first) = chain.first() else { return Vec::new() };
            let n = naive.app(app).and_then(|app| app.last).unwrap_or(0) + 1;
            let mut draft = draft_of(n);
            draft.path = Some(format!("{c}"));
            vec![
                both.put(format!("p/shop/app/{app}"), draft),
                both.put(format!("p/shop/version/{app}/{n:08}"), version(n)),
                both.put(placement_at(first), came(naive.placement(first, app), n)),
            ]
        }
        8..=11 => {
            if newest == 0 {
                return Vec::new();
            }
            // Promote: mostly what is in the environment before.
            let before =
                chain.iter().position(|e| *e == env_id).and_then(|at| at.checked_sub(1)).map(|at| chain[at]);
            let there = before.and_then(|env| naive.placement(env, app)).map(|at| at.version);
            let n = if c & 3 == 0 { 1 + u32::from(c >> 2) % newest.max(1) } else { there.unwrap_or(newest) };
            let mut new = came(old, n);
            if c & 0x30 == 0x30 {
                new.released = Some(n);
            }
            let moment = Moment { rev: naive.seq + 1, time: naive.time + 1 };
            if b & 0x40 != 0 {
                new.since = Some(Moment { time: moment.time + u64::from(b >> 7), ..moment.clone() });
            }
            let rule = |skipped: bool, accepted: &str| Bypass {
                version: n,
                skipped: if skipped { vec![name(of(&envs, b))] } else { Vec::new() },
                accepted: (!skipped).then(|| accepted.to_owned()),
                reason: if c & 0x41 == 0x41 { String::new() } else { "late".to_owned() },
                at: (c & 0x80 != 0).then(|| moment.clone()),
            };
            if a & 0x40 != 0 {
                new.bypassed.push(rule(true, ""));
            }
            if a & 0x20 != 0 {
                new.bypassed.push(rule(false, of(&["PF9:verification", "PF2:KEY", "PF11:v1"], b)));
            }
            if let (Some(old), true) = (old, a & 0x90 == 0x90) {
                let since = new.since.clone();
                new.hold = Some(Hold { from: old.version, reason: None, since, chosen: true });
            }
            vec![both.put(placement_at(env_id), new)]
        }
        12 => {
            let Some(old) = old else { return Vec::new() };
            vec![both.put(placement_at(env_id), Placement { released: Some(old.version), ..old.clone() })]
        }
        13 => {
            let Some(old) = old else { return Vec::new() };
            let n = of(&old.been, c);
            vec![both.put(placement_at(env_id), went(old, n))]
        }
        14 => {
            if c & 3 == 0 {
                return vec![both.change(placement_at(env_id), None)];
            }
            let Some(old) = naive.versions(app).get(&(1 + u32::from(c) % newest.max(1))).copied() else {
                return Vec::new();
            };
            let n = 1 + u32::from(c) % newest.max(1);
            let withdrawn = old.withdrawn.is_none().then(|| "bad".to_owned());
            let name = if c & 4 == 0 { old.name.clone() } else { Some(format!("{b}")) };
            vec![both.put(format!("p/shop/version/{app}/{n:08}"), Version { withdrawn, name, ..old.clone() })]
        }
        15 => {
            let n = 1 + u32::from(c) % newest.max(1);
            let mut gone = vec![both.change(format!("p/shop/version/{app}/{n:08}"), None)];
            if c & 0x40 != 0 {
                // Everything of the app at once.
                gone = vec![both.change(format!("p/shop/app/{app}"), None)];
                let there = naive.records.keys().filter(|path| {
                    path.starts_with(&format!("p/shop/version/{app}/"))
                        || (path.starts_with("p/shop/placement/") && path.ends_with(&format!("/{app}")))
                });
                gone.extend(there.map(|path| both.change(path.clone(), None)));
            }
            gone
        }
        16 => {
            let role = of(Role::ALL, b);
            vec![both.put(member_at, Member { role, ..member.clone() })]
        }
        17 => {
            let mut changed = member.clone();
            match c % 4 {
                0 => {
                    changed.left = true;
                    changed.devices.iter_mut().for_each(|d| d.revoked = true);
                    if c & 0x40 != 0 {
                        return vec![both.change(member_at, None)];
                    }
                }
                1 => changed.devices.iter_mut().for_each(|d| d.revoked = !d.revoked),
                2 => changed.name = people()[usize::from(b) % 6].name.to_owned(),
                _ => changed.devices.push(people()[usize::from(b) % people().len()].device.clone()),
            }
            vec![both.put(member_at, changed)]
        }
        18 => {
            // Whoever is not there, comes.
            let who = &people()[usize::from(b) % people().len()];
            let id = MemberId([c % 16; 8]);
            vec![both.put(format!("member/{id}"), Member { role: of(Role::ALL, a), ..who.member() })]
        }
        19 => {
            let mut changed = naive.env(env_id).expect("an environment").clone();
            match c % 5 {
                0 if changed.policy.is_some() => changed.policy = None,
                0 => changed.policy = Some(Box::default()),
                1 => {
                    let from: EnvId = name(of(&envs, b));
                    changed.policy = Some(Box::new(Policy { promote_from: vec![from], ..Policy::default() }));
                }
                2 => {
                    changed.aliases.push(changed.name.clone());
                    changed.name = name(of(&["development", "staging", "production", "qa"], b));
                    changed.aliases.truncate(2);
                }
                3 => changed.color = of(envctl::model::Color::ALL, b),
                _ if changed.order.is_some() && b & 8 != 0 && chain.len() > 2 => changed.order = None,
                _ if changed.order.is_some() => changed.order = Some(u32::from(b % 6)),
                _ => changed.aliases = vec![name("old")],
            }
            vec![both.put(format!("p/shop/env/{env_id}"), changed)]
        }
        20 => {
            // A new environment with its key; now and then a taken name or place, or no key.
            let id = EnvId([b; 8]).to_string();
            let order = (c & 1 == 0).then(|| u32::from(b % 8));
            let mut new =
                vec![both.put(
                    format!("p/shop/env/{id}"),
                    env(of(&["qa", "preview-1", "staging"], c >> 3), order),
                )];
            if c & 6 != 6 {
                new.push(both.put(format!("p/shop/epoch/{id}/00000001"), epoch(1, [0, 1, KIT])));
            }
            new
        }
        21 => {
            // An environment goes with all that is in it, as long as an order is left.
            if chain.len() <= 2 && chain.contains(&env_id) {
                return Vec::new();
            }
            let below = |path: &&String| {
                path.split('/').nth(3) == Some(env_id)
                    && (c & 3 != 0 || !path.starts_with("p/shop/placement/"))
            };
            naive.records.keys().filter(below).map(|path| both.change(path.clone(), None)).collect()
        }
        22 => {
            // A new key, wrapped to those who may have it; now and then to one more, or to nobody.
            let n = naive.epoch(env_id).map_or(0, |(n, _)| n) + 1;
            let readers = naive.readers(env_id);
            let mut holders: Vec<usize> =
                (0..people().len()).filter(|i| readers.contains(&people()[*i].kid())).collect();
            if c & 7 == 7 {
                holders.push(usize::from(b) % people().len());
                holders.sort_unstable();
                holders.dedup();
            }
            let mut new = epoch(n, holders);
            if c & 0x18 == 0x18 {
                new.previous = None;
            }
            vec![both.put(format!("p/shop/epoch/{env_id}/{n:08}"), new)]
        }
        23 => {
            // One more wrap of the key that is there.
            let Some((n, old)) = naive.epoch(env_id) else { return Vec::new() };
            let mut new = old.clone();
            let who = usize::from(b) % people().len();
            new.wraps.retain(|w| w.kid != people()[who].kid());
            new.wraps.push(device_key(who));
            if c & 7 == 7 {
                new.wraps.remove(0);
            }
            if c & 0x18 == 0x18 {
                new.key_id = Bytes(vec![c; if c & 0x20 == 0 { 32 } else { 31 }]);
            }
            if c & 0x80 == 0 {
                new.wraps.sort_by_key(|w| w.kid);
            }
            vec![both.put(format!("p/shop/epoch/{env_id}/{n:08}"), new)]
        }
        24 => {
            // A datasource: a field that is plain, secret, gone, or not a field.
            let path = format!("p/shop/datasource/{app}");
            if c & 7 == 7 {
                return vec![both.change(path, None)];
            }
            let mut fields = std::collections::BTreeMap::new();
            for (n, field) in
                ["URL", "POOL", "no field"].into_iter().enumerate().take(if c & 0x38 == 0x38 { 3 } else { 2 })
            {
                let default = (c >> n & 9 == 9).then(|| "d".to_owned());
                if b >> (n + 4) & 1 == 0 {
                    fields.insert(
                        field.to_owned(),
                        Field { secret: c >> n & 1 == 1, required: false, default, merge: None },
                    );
                }
            }
            vec![both.put(path, Datasource { kind: "pg".to_owned(), fields, description: None })]
        }
        25 => {
            let field = of(&["URL", "POOL"], c >> 3);
            let secret = naive.datasource(app).and_then(|d| d.fields.get(field)).map(|f| f.secret);
            let content = match (secret, c % 5) {
                (_, 4) => Content::Deleted,
                (Some(true), _) => sealed(naive.epoch(env_id).map_or(0, |(n, _)| n)),
                _ => Content::Plain(vec![b'a' + c % 3]),
            };
            vec![both.put(format!("p/shop/value/{env_id}/ds.{app}/{field}"), value(both.tried, content))]
        }
        26..=36 => people_changes(both, action % 50 - 1, a, b, c),
        38 => {
            // Marks: a verification, a hold that is lifted.
            let Some(old) = old else { return Vec::new() };
            let mut new = old.clone();
            let n = of(&old.been, c);
            match c >> 5 {
                0..=3 => new.verified.push(n),
                4 => new.unverified.push(n),
                5 => new.hold = None,
                6 => new.verified.insert(0, n),
                _ => new.verified.push(99),
            }
            vec![both.put(placement_at(env_id), new)]
        }
        39 => {
            let path = format!("p/shop/pin/{env_id}/{app}");
            if c & 3 == 0 {
                return vec![both.change(path, None)];
            }
            let version = (c & 4 == 0).then(|| 1 + u32::from(c >> 3) % (newest + 1));
            vec![both.put(path, Pin { version, reason: None })]
        }
        49 if c & 0x0f == 0x0f => {
            // A review of what there is, of what there is not, and in whose name.
            let mut kept: Vec<GrantId> = naive.grants().into_iter().map(|(id, _)| name(id)).collect();
            let mut ended = Vec::new();
            match c >> 4 {
                0 => kept.reverse(),
                1 => kept.push(GrantId([0xff; 8])),
                2 => ended.extend(kept.first().copied()),
                3 => ended.push(GrantId([9; 8])),
                4 => return vec![both.change("access/review".to_owned(), None)],
                _ => {}
            }
            let by = if b & 1 == 0 { people()[0].id } else { name(of(&members, b).0) };
            vec![both.put("access/review".to_owned(), Review { by, kept, ended, unused: None })]
        }
        49 => {
            let value = format!("p/shop/value/{env_id}/_/{key}");
            let write = match naive.get(&value) {
                Some(Record::Value(value)) if c & 7 != 7 => value.id,
                _ => WriteId([c; 16]),
            };
            let by = name(of(&members, c >> 4).0);
            let waiver = Waiver { write, by, reason: "why".to_owned() };
            let record = (c & 0x38 != 0x38).then(|| waiver.into());
            vec![both.change(format!("p/shop/waiver/{env_id}/_/{key}"), record)]
        }
        46..=48 => asking::changes(both, env_id, app, [a, b, c]),
        40..=41 => {
            // A promotion with hooks: it begins, goes on, fails, ends.
            let path = format!("p/shop/run/{env_id}/{app}");
            if c & 7 == 0 {
                return vec![both.change(path, None)];
            }
            let run = Run {
                version: 1 + u32::from(c >> 3) % newest.max(1),
                rollback: b & 0x40 != 0,
                state: of(RunState::ALL, c & 1),
                step: u32::from(a >> 6),
                label: "deploy 1".to_owned(),
                lease: naive.time + u64::from(b & 0x3f),
                hooks: Bytes(vec![c & 2]),
                drift: a & 0x20 != 0,
                failure: None,
            };
            vec![both.put(path, run)]
        }
        42 => {
            // Locks, with what rollbacks do then, and what an environment asks for.
            let mut changed = naive.env(env_id).expect("an environment").clone();
            let who = &people()[usize::from(b) % 2];
            match c % 8 {
                0..=2 => changed.lock = None,
                3..=4 => {
                    let until = (c & 0x20 != 0).then(|| naive.time + u64::from(c >> 3));
                    changed.lock =
                        Some(Box::new(Lock { reason: "why".to_owned(), until, by: who.id, at: naive.time }));
                }
                5 => changed.optional = !changed.optional,
                6 => {
                    let policy = changed.policy.get_or_insert_default();
                    policy.requires_verification = c & 0x10 != 0;
                    policy.accept = if c & 0x20 != 0 { vec!["PF9".to_owned()] } else { Vec::new() };
                    policy.freeze_rollbacks = c & 0x40 != 0;
                    policy.offline = c & 0x08 != 0;
                    policy.approvals = Some(u32::from(c >> 7));
                }
                _ => changed.latest = !changed.latest,
            }
            vec![both.put(format!("p/shop/env/{env_id}"), changed)]
        }
        43 => {
            // Templates, with each rule broken in turn.
            let path = if b & 1 == 0 { format!("template/{app}") } else { format!("p/shop/template/{app}") };
            if c & 15 == 15 {
                return vec![both.change(path, None)];
            }
            let mut env = naive.env(env_id).expect("an environment").clone();
            (env.lock, env.created_from) = (None, None);
            env.aliases.clear();
            if c & 8 == 0 {
                env.policy.iter_mut().for_each(|policy| policy.promote_from.clear());
            }
            let secret = c & 2 != 0;
            let key = if c >> 4 == 1 { "no key" } else { "A" };
            let value = if c >> 4 == 2 { "\0" } else { "1" };
            let values = if c & 4 != 0 {
                BTreeMap::from([("A".to_owned(), value.to_owned())])
            } else {
                BTreeMap::new()
            };
            if c >> 4 == 3 {
                env.aliases.push(env.name.clone());
            }
            let fields = BTreeMap::from([("db".to_owned(), values.clone())]);
            let stage = Stage { env, promote_from: Vec::new(), values, fields };
            let stages = match c >> 4 {
                4 => Vec::new(),
                5 => vec![stage.clone(), stage],
                _ => vec![stage],
            };
            let declared = |key: &str| (key.to_owned(), constant(secret));
            let fields = BTreeMap::from([(
                key.to_owned(),
                Field { secret, required: false, default: None, merge: None },
            )]);
            let datasource = Datasource { kind: "pg".to_owned(), fields, description: None };
            let template = Template {
                description: None,
                stages,
                constants: BTreeMap::from([declared(key)]),
                datasources: BTreeMap::from([("db".to_owned(), datasource)]),
                flags: BTreeMap::new(),
            };
            vec![both.put(path, template)]
        }
        44 => {
            let path = format!("p/shop/flag/{app}");
            let flag = Flag { description: None, variants: vec![format!("{b}")] };
            vec![both.change(path, (c & 3 != 3).then(|| flag.into()))]
        }
        45 => {
            let content = match c % 5 {
                4 => Content::Deleted,
                3 => sealed(naive.epoch(env_id).map_or(0, |(n, _)| n)),
                _ => Content::Plain(b"on".to_vec()),
            };
            let key = of(&["STATE", "STATE", "OTHER"], c >> 3);
            vec![both.put(format!("p/shop/value/{env_id}/flag.{app}/{key}"), value(both.tried, content))]
        }
        _ => {
            let org = naive.organization().expect("an organization");
            let changed = match c % 6 {
                0 => Org { recovery: Vec::new(), ..org.clone() },
                1 => Org { recovery: vec![people()[KIT].device.clone()], ..org.clone() },
                2 => Org { display: Some(format!("{b}")), ..org.clone() },
                3 => Org { was: Some(org.name.clone()), ..org.clone() },
                // Deleted: what follows is refused from then on.
                4 if b % 4 == 0 => {
                    let name = name(&format!("deleted-{}", &naive.org.expect("an id").to_string()[..10]));
                    Org { name, was: Some(org.name.clone()), ..org.clone() }
                }
                4 => Org { name: name("deleted-0123456789"), ..org.clone() },
                _ => return vec![both.change("org".to_owned(), None)],
            };
            vec![both.put("org".to_owned(), changed)]
        }
    }
}

/// The subjects that a grant may be for: everyone who is there, and a few who are not.
pub fn subjects(naive: &Naive) -> Vec<Subject> {
    let mut all: Vec<Subject> =
        naive.members().into_iter().map(|(id, _)| Subject::Member(name(id))).collect();
    all.extend(naive.groups().into_iter().map(|(id, _)| Subject::Group(name(id))));
    all.extend(naive.tokens().into_iter().map(|(id, _)| Subject::Token(name(id))));
    all.extend(naive.invitations().into_iter().map(|(id, _)| Subject::Member(name(id))));
    all.push(Subject::Group(GroupId([99; 8])));
    all
}

/// Changes of records about people.
fn people_changes(both: &Both, action: u8, a: u8, b: u8, c: u8) -> Vec<Change> {
    let naive = &both.naive;
    let until = (c & 3 == 3).then(|| naive.time + u64::from(a % 8));
    let drop_one = |paths: Vec<String>| match paths.as_slice() {
        [] => Vec::new(),
        some => vec![both.change(some[usize::from(a) % some.len()].clone(), None)],
    };
    let below = |folder: &str| -> Vec<String> {
        naive.records.keys().filter(|path| path.starts_with(folder)).cloned().collect()
    };
    match action {
        25..=28 => {
            let envs: Vec<EnvId> = naive.envs().into_iter().map(|(id, _)| name(id)).collect();
            let mut named: Vec<EnvId> = match c >> 5 {
                0 | 1 => Vec::new(),
                2 => vec![EnvId([98; 8])],
                3 => vec![of(&envs, b), of(&envs, b / 7)],
                _ => vec![of(&envs, b)],
            };
            named.sort_unstable();
            named.dedup();
            let apps = if c & 4 == 0 { Vec::new() } else { vec![name(of(&APPS, b))] };
            let limited = !named.is_empty() || !apps.is_empty();
            let projects = if limited ^ (c & 0x1c == 0x1c) { vec![shop()] } else { Vec::new() };
            let role = match b % 8 {
                7 => Granted::Custom(name("auditor")),
                n => Granted::BuiltIn(of(Role::ALL, n)),
            };
            let subject = of(&subjects(naive), a);
            let grant = Grant { subject, role, projects, apps, envs: named, until };
            vec![both.put(format!("access/grant/{}", GrantId([a ^ c; 8])), grant)]
        }
        29 => drop_one(below("access/grant/")),
        30 => {
            let id = GroupId([b % 2; 8]);
            let mut members: Vec<MemberId> = naive.members().into_iter().map(|(id, _)| name(id)).collect();
            members.retain(|id| id.0[0] & c != 0);
            if c & 0x81 == 0x81 {
                return drop_one(below("access/group/"));
            }
            let group = Group { name: name(of(&["leads", "qa"], b)), members, description: None };
            vec![both.put(format!("access/group/{id}"), group)]
        }
        31 => {
            if c & 7 == 7 {
                return drop_one(below("access/role/"));
            }
            let rights = Right::ALL.iter().copied().filter(|r| (b >> (*r as u8 % 8)) & 1 == 1);
            let role = CustomRole {
                rights: rights.filter(|r| *r != Right::Own || c > 250).collect(),
                description: None,
            };
            vec![both.put("access/role/auditor".to_owned(), role)]
        }
        32 => {
            // A token of whoever, or its end.
            let id = TokenId([b % 3; 8]);
            if let Some(Record::Token(old)) = naive.get(&format!("access/token/{id}")) {
                let mut ended = old.clone();
                ended.key.revoked = true;
                if c & 0x0f == 0x0f {
                    ended.name.push('x');
                }
                return vec![both.put(format!("access/token/{id}"), ended)];
            }
            let members: Vec<(&str, &Member)> = naive.members();
            let maker = if c & 1 == 0 { people()[0].id } else { name(of(&members, a).0) };
            let key = people()[if c & 6 == 6 { usize::from(b) % people().len() } else { TOK }].device.clone();
            let token = Token { name: format!("ci-{}", b % 2), key, maker, until };
            vec![both.put(format!("access/token/{id}"), token)]
        }
        33 => {
            let id = MemberId([0x40 + b % 2; 8]);
            let key = people()[IVY].device.sign;
            let until = naive.time + u64::from(a % 16);
            let role = of(Role::ALL, a);
            let invited = Invitation {
                name: of(&["ivy", "olga"], c / 64).to_owned(),
                role,
                key,
                until,
                member_until: None,
            };
            if c & 7 == 7 {
                return drop_one(below("invitation/"));
            }
            vec![both.put(format!("invitation/{id}"), invited)]
        }
        34 => {
            // Joining: the member comes, the invitation goes.
            let invited = naive.invitations();
            let Some((id, kept)) = invited.first() else { return Vec::new() };
            let mut member = people()[EVE].member();
            (member.name, member.role) = (kept.name.clone(), kept.role);
            if c & 3 == 3 {
                member.role = of(Role::ALL, b);
            }
            let mut changes = vec![both.put(format!("member/{id}"), member)];
            if c & 0x0c != 0x0c {
                changes.push(both.change(format!("invitation/{id}"), None));
            }
            changes
        }
        _ => vec![both.put("access/policy".to_owned(), AccessPolicy { per_env: c & 1 == 0 })],
    }
}

fn version(n: u32) -> Version {
    Version {
        uses: Vec::new(),
        kinds: Default::default(),
        name: Some(format!("v{n}")),
        settings: std::collections::BTreeMap::new(),
        needs: Vec::new(),
        datasources: Vec::new(),
        artifact: None,
        parent: None,
        withdrawn: None,
    }
}

pub fn draft_of(n: u32) -> App {
    App {
        uses: Vec::new(),
        path: None,
        network: None,
        needs: Vec::new(),
        datasources: Vec::new(),
        settings: std::collections::BTreeMap::new(),
        base: Some(n),
        last: Some(n),
    }
}

/// Makes something wrong with a commit that may have been right.
fn twist(draft: &mut Draft, both: &Both, twist: u8, c: u8) {
    let last = draft.changes.len() - 1;
    match twist {
        0 => draft.forged = true,
        1 => draft.seq += u64::from(c % 3) + 1,
        2 => draft.seq -= 1,
        3 => draft.parent = Hash([c; 32]),
        4 => draft.org = Hash([c; 32]),
        5 => draft.time = both.naive.time - 1,
        6 => draft.time = both.naive.time,
        7 => draft.changes.clear(),
        8 => draft.changes[0].prev = Some(Hash([c; 32])),
        9 => draft.changes[0].prev = None,
        10 => draft.changes.push(draft.changes[0].clone()),
        11 => draft.changes.reverse(),
        12 => drop(draft.changes.remove(usize::from(c) % (last + 1))),
        13 => draft.signer = EVE,
        14 => draft.signer = KIT,
        15 => draft.changes[0].record = None,
        16 => {
            // The same thing in a project that does not exist.
            let path = draft.changes[0].path.as_str().replace("p/shop/", "p/none/");
            draft.changes[0].path = Path::parse(&path).expect("a path");
            draft.changes[0].prev = None;
        }
        _ => twist_records(draft, twist, c),
    }
}

/// Makes something wrong with what a commit puts.
fn twist_records(draft: &mut Draft, twist: u8, c: u8) {
    for change in &mut draft.changes {
        let Some(record) = &mut change.record else { continue };
        let path = change.path.as_str().to_owned();
        match (twist, record) {
            (17, Record::Value(v)) => v.content = Content::Plain(vec![0, c]),
            (18, Record::Value(v)) => v.content = sealed(1),
            (19, Record::Value(v)) => v.content = sealed(2),
            (20, Record::Value(v)) => v.content = Content::Plain(Vec::new()),
            (21, Record::Version(_)) => {
                // Another number than the app says.
                let path = format!("{}{:08}", &path[..path.len() - 8], u32::from(c % 9));
                change.path = Path::parse(&path).expect("a path");
                change.prev = None;
            }
            (22, Record::Version(v)) => v.artifact = Some("other".to_owned()),
            (23, Record::Placement(at)) => at.version += u32::from(c % 3),
            (24, Record::Placement(at)) => {
                at.hold = Some(Hold { from: at.version, reason: None, since: None, chosen: false })
            }
            (25, Record::Placement(at)) => at.hold = None,
            (26, Record::Placement(at)) => at.been.reverse(),
            (27, Record::Placement(at)) => at.been.clear(),
            (28, Record::Placement(at)) if c & 8 == 0 => at.released = Some(u32::from(c % 4)),
            (28, Record::Placement(at)) => at.been.push(99),
            (29, Record::Placement(at)) => at.before = vec![1],
            (30, Record::App(app)) => app.last = Some(u32::from(c % 9)),
            (29, Record::Epoch(epoch)) => epoch.wraps.reverse(),
            (30, Record::Member(m)) => m.role = Role::Owner,
            (31, Record::Env(env)) => env.order = Some(u32::from(c % 4)),
            _ => {}
        }
    }
}

/// The commit that a step asks for.
pub fn draft(both: &mut Both, step: Step) -> Option<Draft> {
    let changes = changes(both, step);
    if changes.is_empty() {
        return None;
    }
    let [.., c, actor, wrong] = step;
    // Half of the time whoever may do everything, so that things happen.
    let signer = match actor {
        0..128 => 0,
        128..150 => [KIT, TOK, TOK, IVY, IVY, EVE][usize::from(actor) % 6],
        _ => usize::from(actor) % 6,
    };
    let mut draft = both.draft(signer, changes);
    if wrong < 96 {
        twist(&mut draft, both, wrong % 32, c);
    }
    Some(draft)
}

/// Replays a log on nothing.
pub fn replay(log: &[Commit]) -> Tree {
    let mut tree = Tree::empty();
    for commit in log {
        gate(&mut tree, commit).expect("what was let through once is let through again");
    }
    tree
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn verdicts_agree(steps in steps(60)) {
        let mut both = Both::begun();
        for step in steps {
            if let Some(draft) = draft(&mut both, step) {
                // A refusal is as good as an acceptance: both must say so.
                drop(both.submit(&draft));
            }
        }
        prop_assert_eq!(replay(&both.log), both.tree);
    }
}
