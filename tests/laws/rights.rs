//! The table of rights, written from the design, and who reads an environment.

use std::collections::BTreeMap;

use envctl::engine::readers::{pending, readers, rotation_due};
use envctl::engine::rights::{Access, Actor, At, Right};
use envctl::model::cbor::Bytes;
use envctl::model::{
    AccessPolicy, AppName, CustomRole, Device, Env, EnvId, Grant, GrantId, Granted, Group, GroupId, Kid,
    Member, MemberId, Org, Place, Point, Project, Record, Role, Subject, Token, TokenId, Tree, Wrap,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::holds::Who;
use super::naive::{Naive, TABLE};
use super::world::{ENVS, env, epoch, name, people, shop, tree_of};

const RIGHTS: [(Right, &str); 9] = [
    (Right::View, "view"),
    (Right::Open, "open"),
    (Right::Edit, "edit"),
    (Right::Write, "write"),
    (Right::Promote, "promote"),
    (Right::Release, "release"),
    (Right::Approve, "approve"),
    (Right::Manage, "manage"),
    (Right::Own, "own"),
];

fn guarded(protected: bool) -> Env {
    let mut env = env("production", Some(3));
    env.policy = protected.then(Box::default);
    env
}

#[test]
fn the_table_of_the_design() {
    assert_eq!(TABLE.len(), Role::ALL.len());
    for role in Role::ALL {
        let row = TABLE.iter().find(|(r, _)| r == role).expect("a row for each role").1;
        let (name, devices) = ("m".to_owned(), Vec::new());
        let member = Member { name, role: *role, devices, until: None, left: false };
        let tree = tree_of([]);
        let access = Access::of_member(&tree, MemberId([1; 8]), &member);
        let p = shop();
        let project = Some(&p);
        for (right, word) in RIGHTS {
            let in_row = row.split(' ').any(|w| w == word);
            assert_eq!(access.check(right, At::default()).is_ok(), in_row, "{role} {word}");
            for protected in [false, true] {
                let env = guarded(protected);
                // Rule 7: without a grant that names it, a protected environment is admins' and owners'.
                let expected = in_row && (!protected || matches!(role, Role::Admin | Role::Owner));
                let at = At { project, env: Some((ENVS[2], &env)), app: None };
                let found = access.check(right, at);
                assert_eq!(found.is_ok(), expected, "{role} {word}, protected: {protected}");
            }
        }
        // Who hands out keys holds keys.
        assert!(!row.contains("manage") || row.contains("open"), "{role}");
    }
}

#[derive(Clone, Debug)]
struct Key {
    n: u8,
    revoked: bool,
}

fn keys() -> impl Strategy<Value = Vec<Key>> {
    vec((any::<u8>(), any::<bool>()).prop_map(|(n, revoked)| Key { n, revoked }), 0..4)
}

fn device(key: &Key) -> Device {
    let (sign, seal) = (Point([key.n; 32]), Point([key.n.wrapping_add(1); 32]));
    Device { sign, seal, name: String::new(), revoked: key.revoked }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn readers_are_who_may_open(
        members in vec((select(Role::ALL), keys()), 0..7),
        recovery in keys(),
        protected in any::<bool>(),
        wrapped in vec(0_usize..24, 0..6),
    ) {
        // Each key belongs to one device, as the gate sees to.
        let mut next = 0;
        let mut fresh = |keys: &[Key]| -> Vec<Device> {
            keys.iter().map(|key| { next += 1; device(&Key { n: next, ..*key }) }).collect()
        };
        let mut records: Vec<(Place, Record)> = Vec::new();
        let mut expected: BTreeMap<Kid, Point> = BTreeMap::new();
        let mut all = Vec::new();
        for (n, (role, keys)) in members.iter().enumerate() {
            let devices = fresh(keys);
            let open = match role {
                Role::Owner | Role::Admin => true,
                Role::Builder | Role::Tester => !protected,
                Role::Deployer | Role::Viewer => false,
            };
            for device in &devices {
                all.push(device.kid());
                if open && !device.revoked {
                    expected.insert(device.kid(), device.seal);
                }
            }
            let member = Member { name: format!("m{n}"), role: *role, devices, until: None, left: false };
            records.push((Place::Member(MemberId([n as u8; 8])), member.into()));
        }
        let recovery = fresh(&recovery);
        for device in &recovery {
            all.push(device.kid());
            if !device.revoked {
                expected.insert(device.kid(), device.seal);
            }
        }
        let org = Org { name: name("acme"), display: None, recovery, nonce: Bytes(Vec::new()), parent: None, was: None };
        records.push((Place::Org, org.into()));
        let (p, id) = (shop(), EnvId([1; 8]));
        records.push((Place::Env(p.clone(), id), guarded(protected).into()));
        let mut key = epoch(1, []);
        let holders: Vec<Kid> = wrapped.iter().filter_map(|n| all.get(*n).copied()).collect();
        key.wraps = holders.iter().map(|kid| Wrap { kid: *kid, bytes: Bytes(Vec::new()) }).collect();
        records.push((Place::Epoch(p.clone(), id, 1), key.into()));

        let tree = tree_of(records);
        prop_assert_eq!(&readers(&tree, &p, id), &expected);
        // Pending: readers without a wrap. Rotation: a wrap without a reader.
        let missing: BTreeMap<Kid, Point> =
            expected.iter().filter(|(kid, _)| !holders.contains(kid)).map(|(k, v)| (*k, *v)).collect();
        prop_assert_eq!(pending(&tree, &p, id), missing);
        prop_assert_eq!(rotation_due(&tree, &p, id), holders.iter().any(|kid| !expected.contains_key(kid)));
    }
}

/// A grant as a few bytes: whom for, which role, where.
type Given = [u8; 5];

/// An organization of people who hold all sorts of things, and the model's own copy of it.
fn org_of(roles: &[Role], given: &[Given], per_env: bool, protected: u8) -> (Tree, Naive) {
    let pick = |n: u8, list: &[&str]| list[usize::from(n) % list.len()].to_owned();
    let mut records: Vec<(Place, Record)> =
        vec![(Place::Project(shop()), Project { description: None }.into())];
    for (n, who) in ENVS.iter().enumerate() {
        let mut env = env(["development", "staging", "production"][n], Some(n as u32 + 1));
        env.policy = (protected & (1 << n) != 0).then(Box::default);
        records.push((Place::Env(shop(), *who), env.into()));
    }
    for (n, role) in roles.iter().enumerate() {
        let device = device(&Key { n: n as u8 + 1, revoked: false });
        let member =
            Member { name: format!("m{n}"), role: *role, devices: vec![device], until: None, left: n == 6 };
        records.push((Place::Member(MemberId([n as u8; 8])), member.into()));
        let token = Token {
            name: format!("t{n}"),
            key: self::device(&Key { n: n as u8 + 101, revoked: false }),
            maker: MemberId([n as u8; 8]),
            until: None,
        };
        records.push((Place::Token(TokenId([n as u8; 8])), token.into()));
    }
    for n in 0..3_u8 {
        let members = (0..roles.len() as u8).filter(|m| (m + n) % 3 != 0).map(|m| MemberId([m; 8]));
        let group = Group {
            name: name(["leads", "qa", "ops"][usize::from(n)]),
            members: members.collect(),
            description: None,
        };
        records.push((Place::Group(GroupId([n; 8])), group.into()));
    }
    let rights = vec![Right::View, Right::Promote, Right::Approve];
    records.push((Place::Role(name("auditor")), CustomRole { rights, description: None }.into()));
    for (n, [who, role, apps, envs, projects]) in given.iter().enumerate() {
        let id = [who / 3 % 8; 8];
        let subject = match who % 3 {
            0 => Subject::Member(MemberId(id)),
            1 => Subject::Group(GroupId([who / 3 % 3; 8])),
            _ => Subject::Token(TokenId(id)),
        };
        let role = match role % 7 {
            6 => Granted::Custom(name("auditor")),
            n => Granted::BuiltIn(Role::ALL[usize::from(n)]),
        };
        let apps = if apps % 2 == 0 { Vec::new() } else { vec![name(&pick(apps / 2, &["api", "web"]))] };
        let mut envs: Vec<EnvId> = match envs % 4 {
            0 => Vec::new(),
            1 => vec![EnvId([9; 8])],
            n => ENVS.iter().copied().take(usize::from(n)).skip(usize::from(envs / 4 % 2)).collect(),
        };
        envs.sort_unstable();
        let limited = !apps.is_empty() || !envs.is_empty();
        let projects = if limited || projects % 2 == 1 {
            vec![name(&pick(projects / 2, &["shop", "shop", "blog"]))]
        } else {
            Vec::new()
        };
        let grant = Grant { subject, role, projects, apps, envs, until: None };
        records.push((Place::Grant(GrantId([n as u8; 8])), grant.into()));
    }
    if per_env {
        records.push((Place::AccessPolicy, AccessPolicy { per_env }.into()));
    }
    let tree = tree_of(records);
    let naive = super::gate::shown(&tree);
    (tree, naive)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(120) })]

    /// Whoever asks, for whatever, wherever: the decision is what the model holds, and what the
    /// explanation lists is enough to come to it.
    #[test]
    fn decisions_are_those_of_the_table(
        roles in vec(select(Role::ALL), 7),
        given in vec(any::<Given>(), 0..12),
        per_env in any::<bool>(),
        protected in 0_u8..8,
    ) {
        let (tree, naive) = org_of(&roles, &given, per_env, protected);
        let (p, web, api, other): (_, AppName, AppName, AppName) = (shop(), name("web"), name("api"), name("x"));
        let mut asked = Vec::new();
        for n in 0..roles.len() as u8 {
            asked.push((Actor::Member(MemberId([n; 8])), Who::Member(MemberId([n; 8]).to_string())));
            asked.push((Actor::Token(TokenId([n; 8])), Who::Token(TokenId([n; 8]).to_string())));
        }
        for (actor, who) in &asked {
            let access = actor.access(&tree);
            for id in ENVS.iter().map(Some).chain([None]) {
                let env = id.and_then(|id| tree.envs(&p).into_iter().find(|(other, _)| other == id));
                for app in [None, Some(&web), Some(&api), Some(&other)] {
                    let shown = id.map(EnvId::to_string);
                    let held = naive.holds(who, Some("shop"), shown.as_deref(), app.map(AppName::as_str));
                    for (right, word) in RIGHTS {
                        let at = At { project: Some(&p), env, app };
                        let found = access.check(right, at);
                        prop_assert_eq!(found.is_ok(), held.contains(word), "{:?} {} {:?} {:?}", who, word, at, found);
                        // A refusal is one rule, and asking again with fewer words gives the same.
                        prop_assert_eq!(found.err().map(|denied| denied.rule), access.decide(right, at).err());
                    }
                }
            }
        }
    }
}

/// Whoever leaves holds nothing, and neither does what they made.
#[test]
fn nothing_is_left_of_who_left() {
    let roles = [Role::Owner; 7];
    let (tree, _) = org_of(&roles, &[], false, 0);
    let left = Actor::Member(MemberId([6; 8])).access(&tree);
    assert!(RIGHTS.iter().all(|(right, _)| left.check(*right, At::default()).is_err()));
    let given = [[2 + 3 * 6, 4, 0, 0, 0], [2 + 3 * 5, 4, 0, 0, 0]];
    let (tree, _) = org_of(&roles, &given, false, 0);
    let may = |n: u8| Actor::Token(TokenId([n; 8])).access(&tree).check(Right::Manage, At::default()).is_ok();
    assert!(may(5) && !may(6));
}

#[test]
fn people_have_one_role_each() {
    let mut roles: Vec<Role> = people()[..6].iter().map(|who| who.role).collect();
    roles.sort();
    assert_eq!(roles, Role::ALL);
}
