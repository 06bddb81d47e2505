//! The table of rights, written from the design, and who reads an environment.

use std::collections::BTreeMap;

use envctl::engine::readers::{pending, readers, rotation_due};
use envctl::engine::rights::{Right, check};
use envctl::model::cbor::Bytes;
use envctl::model::{
    Device, Env, EnvId, Kid, Member, MemberId, Org, Place, Point, Policy, Record, Role, Wrap,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::naive::TABLE;
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
    env.policy = protected.then(|| Policy { promote_from: Vec::new() });
    env
}

#[test]
fn the_table_of_the_design() {
    assert_eq!(TABLE.len(), Role::ALL.len());
    for role in Role::ALL {
        let row = TABLE.iter().find(|(r, _)| r == role).expect("a row for each role").1;
        let member = Member { name: "m".to_owned(), role: *role, devices: Vec::new() };
        for (right, word) in RIGHTS {
            let in_row = row.split(' ').any(|w| w == word);
            assert_eq!(check(&member, right, None, None).is_ok(), in_row, "{role} {word}");
            for protected in [false, true] {
                let env = guarded(protected);
                // Rule 7: without a grant that names it, a protected environment is admins' and owners'.
                let expected = in_row && (!protected || matches!(role, Role::Admin | Role::Owner));
                let found = check(&member, right, Some((ENVS[2], &env)), None);
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
            let member = Member { name: format!("m{n}"), role: *role, devices };
            records.push((Place::Member(MemberId([n as u8; 8])), member.into()));
        }
        let recovery = fresh(&recovery);
        for device in &recovery {
            all.push(device.kid());
            if !device.revoked {
                expected.insert(device.kid(), device.seal);
            }
        }
        let org = Org { name: name("acme"), display: None, recovery, nonce: Bytes(Vec::new()) };
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

#[test]
fn people_have_one_role_each() {
    let mut roles: Vec<Role> = people()[..6].iter().map(|who| who.role).collect();
    roles.sort();
    assert_eq!(roles, Role::ALL);
}
