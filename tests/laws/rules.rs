//! Rules of the design that the random commits of `gate` do not reach, each by one commit.

use envctl::engine::gate::gate;
use envctl::engine::orgs;
use envctl::model::{Content, EnvId, Hold, Member, Place, Placement, Record, Role, Sealed, Tree, Value};

use super::gate::draft_of;
use super::world::{
    Change, Draft, ENVS, at, begun, constant, device_key, env, epoch, name, people, placement, sealed, shop,
    value,
};

const OLGA: usize = 0;
const BOB: usize = 2;
const DAN: usize = 3;
const TESS: usize = 4;

struct World {
    tree: Tree,
    op: u64,
}

impl World {
    fn begun() -> World {
        World { tree: begun().0, op: 50 }
    }

    /// Whether the gate lets a commit through; if it does, it is in the tree.
    fn lets(&mut self, who: usize, changes: &[(Place, Option<Record>)]) -> bool {
        self.op += 1;
        let change = |(place, record): &(Place, Option<Record>)| Change {
            path: place.path(),
            prev: self.tree.entry(&place.path()).map(|e| e.leaf),
            record: record.clone(),
        };
        let changes = changes.iter().map(change).collect();
        let draft = Draft::after(self.tree.org, self.tree.head, self.tree.time, who, self.op, changes);
        gate(&mut self.tree, &draft.commit()).is_ok()
    }

    fn put(&mut self, who: usize, place: Place, record: impl Into<Record>) -> bool {
        self.lets(who, &[(place, Some(record.into()))])
    }

    /// An app with a version that is in these environments.
    fn with_app(places: &[(EnvId, Placement)]) -> World {
        let mut world = World::begun();
        let mut changes: Vec<(Place, Option<Record>)> = vec![
            (Place::App(shop(), name("web")), Some(draft_of(1).into())),
            (Place::Version(shop(), name("web"), 1), Some(super::versions::with(Default::default()).into())),
        ];
        for (env, at) in places {
            changes.push((placed(*env), Some(at.clone().into())));
        }
        assert!(world.lets(OLGA, &changes));
        world
    }
}

fn placed(env: EnvId) -> Place {
    Place::Placement(shop(), env, name("web"))
}

fn record<'t, R>(world: &'t World, place: &Place) -> &'t R
where
    &'t R: TryFrom<&'t Record>,
{
    world.tree.get(place.clone()).expect("it is there")
}

fn everywhere() -> Vec<(EnvId, Placement)> {
    ENVS.iter().map(|env| (*env, placement(1))).collect()
}

/// §4: the right to release is not that to edit, also where the only environment is the first and the last.
#[test]
fn release_takes_the_right_to_release() {
    let mut world = World::with_app(&everywhere()[..1]);
    let gone = |n: usize| {
        let env = ENVS[n];
        vec![(Place::Epoch(shop(), env, 1), None), (Place::Env(shop(), env), None)]
    };
    assert!(world.lets(OLGA, &[gone(1), gone(2)].concat()));
    let live = Placement { released: Some(1), ..placement(1) };
    assert!(!world.put(BOB, placed(ENVS[0]), live.clone()), "a builder released");
    assert!(world.put(OLGA, placed(ENVS[0]), live));
}

/// §4: in an only environment, going back from what is live changes what is live.
#[test]
fn a_rollback_of_what_is_live_takes_the_right_to_release() {
    let mut world = World::with_app(&everywhere()[..1]);
    let gone = |n: usize| [(Place::Epoch(shop(), ENVS[n], 1), None), (Place::Env(shop(), ENVS[n]), None)];
    assert!(world.lets(OLGA, &[gone(1), gone(2)].concat()));
    let two = Placement { released: Some(2), before: vec![1], been: vec![1, 2], ..Placement::of(2) };
    let published = [
        (Place::App(shop(), name("web")), Some(draft_of(2).into())),
        (Place::Version(shop(), name("web"), 2), Some(super::versions::with(Default::default()).into())),
        (placed(ENVS[0]), Some(two.into())),
    ];
    assert!(world.lets(OLGA, &published));
    let hold = Some(Hold { from: 2, reason: None, since: None, chosen: false });
    let back = Placement { released: Some(1), been: vec![1, 2], hold, ..Placement::of(1) };
    assert!(!world.put(BOB, placed(ENVS[0]), back.clone()), "a builder changed what is live");
    assert!(world.put(DAN, placed(ENVS[0]), back));
    assert!(!world.lets(BOB, &[(placed(ENVS[0]), None)]), "a builder removed what is live");
}

/// §4, rule 8: the source of a promotion must be visible to who promotes.
#[test]
fn the_source_of_a_promotion_is_visible() {
    let mut world = World::with_app(&everywhere()[..2]);
    let staging = Place::Env(shop(), ENVS[1]);
    let protected = envctl::model::Env {
        policy: Some(Box::default()),
        ..record::<envctl::model::Env>(&world, &staging).clone()
    };
    let production = Place::Env(shop(), ENVS[2]);
    let open =
        envctl::model::Env { policy: None, ..record::<envctl::model::Env>(&world, &production).clone() };
    assert!(world.lets(OLGA, &[(staging, Some(protected.into())), (production, Some(open.into()))]));
    assert!(!world.put(BOB, placed(ENVS[2]), placement(1)), "a builder promoted what he may not see");
    assert!(!world.put(DAN, placed(ENVS[2]), placement(1)), "a deployer promoted what he may not see");
    assert!(world.put(OLGA, placed(ENVS[2]), placement(1)));
}

/// §4: "delete (not the released, not the only one)".
#[test]
fn the_only_version_stays() {
    let mut world = World::with_app(&[]);
    assert!(!world.lets(OLGA, &[(Place::Version(shop(), name("web"), 1), None)]));
}

/// §3.5: no wrap outside the readers of an environment, and one that is not there has none.
#[test]
fn a_key_is_of_an_environment_that_is_there() {
    let mut world = World::begun();
    assert!(!world.put(TESS, Place::Epoch(shop(), EnvId([9; 8]), 1), epoch(1, [0, TESS])));
}

/// §2: an order has a first environment, however it is taken away.
#[test]
fn the_last_of_the_order_stays() {
    let mut world = World::begun();
    let out = |n: usize| (Place::Env(shop(), ENVS[n]), Some(env(["a", "b", "c"][n], None).into()));
    assert!(!world.lets(OLGA, &[out(0), out(1), out(2)]));
}

/// §2: a constant is secret or plain, and so are its values.
#[test]
fn a_declaration_fits_the_values_that_are_there() {
    let mut world = World::begun();
    let plain = value(1, Content::Plain(b"x".to_vec()));
    assert!(world.put(OLGA, at(ENVS[0], "PLAIN"), plain));
    assert!(world.put(OLGA, at(ENVS[0], "SECRET"), value(2, sealed(1))));
    let declared = |key: &str| Place::Constant(shop(), name(key));
    assert!(!world.put(OLGA, declared("PLAIN"), constant(true)), "readable text under a secret's name");
    assert!(!world.put(OLGA, declared("SECRET"), constant(false)), "a secret under a plain name");
    assert!(!world.lets(OLGA, &[(declared("SECRET"), None)]), "a value of nothing");
}

/// A revoked key "signs and receives nothing any more".
#[test]
fn a_revoked_key_stays_revoked() {
    let mut world = World::begun();
    let bob = Place::Member(people()[BOB].id);
    let mut member: Member = people()[BOB].member();
    member.devices[0].revoked = true;
    assert!(world.put(OLGA, bob.clone(), member.clone()));
    member.devices[0].revoked = false;
    assert!(!world.put(OLGA, bob, member));
}

/// §3.5: when the readers are fewer, the next secret waits for a new key; plain values do not.
#[test]
fn a_reader_who_left_makes_a_new_key_due() {
    let mut world = World::begun();
    assert!(world.put(OLGA, at(ENVS[0], "SECRET"), value(1, sealed(1))));
    let mut left = people()[TESS].member();
    left.left = true;
    left.devices[0].revoked = true;
    assert!(world.put(OLGA, Place::Member(people()[TESS].id), left));
    assert!(!world.put(OLGA, at(ENVS[0], "SECRET"), value(2, sealed(1))));
    assert!(world.put(OLGA, at(ENVS[0], "PLAIN"), value(3, Content::Plain(Vec::new()))));
    // In the commit that brings the key, the secret is already under it.
    let key = Place::Epoch(shop(), ENVS[0], 2);
    let secret = |n| (at(ENVS[0], "SECRET"), Some(value(4, sealed(n)).into()));
    assert!(!world.lets(OLGA, &[(key.clone(), Some(epoch(2, [0, 1]).into())), secret(1)]));
    assert!(world.lets(OLGA, &[(key, Some(epoch(2, [0, 1]).into())), secret(2)]));
    assert!(!world.put(OLGA, at(ENVS[0], "SECRET"), value(5, sealed(1))));
    // The environment that she did not read is not concerned.
    assert!(world.put(OLGA, at(ENVS[2], "SECRET"), value(6, sealed(1))));
}

/// §6: one id is one write, and it descends from others.
#[test]
fn a_write_stays_what_it_is() {
    let mut world = World::begun();
    let plain = |id, text: &str| value(id, Content::Plain(text.as_bytes().to_vec()));
    let here = || at(ENVS[0], "PLAIN");
    assert!(world.put(OLGA, here(), plain(1, "x")));
    assert!(!world.put(OLGA, here(), plain(1, "y")), "the same write with another value");
    assert!(!world.put(OLGA, here(), value(1, Content::Deleted)), "or none");
    let parents = vec![plain(7, "").id];
    assert!(
        !world.put(OLGA, here(), Value { parents: parents.clone(), ..plain(1, "x") }),
        "or other parents"
    );
    assert!(!world.put(OLGA, here(), Value { undid: parents, ..plain(1, "x") }), "or more that it undid");
    assert!(world.put(OLGA, here(), plain(1, "x")), "it may be put again");
    let own = vec![plain(2, "").id];
    assert!(!world.put(OLGA, here(), Value { parents: own.clone(), ..plain(2, "y") }), "its own parent");
    assert!(!world.put(OLGA, here(), Value { undid: own, ..plain(2, "y") }), "itself undone");
    assert!(world.put(OLGA, here(), plain(2, "y")));
    assert!(world.put(OLGA, at(ENVS[1], "PLAIN"), plain(2, "y")), "taken into another environment");
    let secret = |nonce| match sealed(1) {
        Content::Sealed(sealed) => Content::Sealed(Sealed { nonce: [nonce; 12], ..sealed }),
        other => other,
    };
    assert!(world.put(OLGA, at(ENVS[0], "SECRET"), value(3, secret(1))));
    assert!(world.put(OLGA, at(ENVS[0], "SECRET"), value(3, secret(2))), "sealed anew");
}

/// §3.5: protecting an environment takes readers away too, and bringing them back ends it.
#[test]
fn protection_makes_a_new_key_due() {
    let mut world = World::begun();
    let staging = Place::Env(shop(), ENVS[1]);
    let open = record::<envctl::model::Env>(&world, &staging).clone();
    let policy = Some(Box::default());
    assert!(world.put(OLGA, staging.clone(), envctl::model::Env { policy, ..open.clone() }));
    assert!(!world.put(OLGA, at(ENVS[1], "SECRET"), value(1, sealed(1))));
    assert!(world.put(OLGA, staging, open));
    assert!(world.put(OLGA, at(ENVS[1], "SECRET"), value(1, sealed(1))));
}

/// A wrap is added for who may read and has none yet; nobody's is taken away.
#[test]
fn wraps_are_only_added_to() {
    let mut world = World::begun();
    let key = Place::Epoch(shop(), ENVS[2], 1);
    let mut more = record::<envctl::model::Epoch>(&world, &key).clone();
    let promoted = Member { role: Role::Admin, ..people()[DAN].member() };
    let mut wraps = more.wraps.clone();
    wraps.push(device_key(DAN));
    wraps.sort_by_key(|w| w.kid);
    more.wraps.clone_from(&wraps);
    assert!(!world.put(OLGA, key.clone(), more.clone()), "a deployer may not open");
    assert!(world.put(OLGA, Place::Member(people()[DAN].id), promoted));
    assert!(world.put(OLGA, key.clone(), more.clone()));
    more.wraps.remove(0);
    assert!(!world.put(OLGA, key, more));
}

/// §5: one commit may publish and promote, and may not promote what it does not publish.
#[test]
fn publishing_and_promoting_at_once() {
    let version = || super::versions::with(Default::default());
    let mut world = World::begun();
    assert!(world.put(OLGA, Place::App(shop(), name("web")), orgs::draft(None)));
    let app: (Place, Option<Record>) = (Place::App(shop(), name("web")), Some(draft_of(1).into()));
    let v1 = (Place::Version(shop(), name("web"), 1), Some(version().into()));
    let here = |n: usize| (placed(ENVS[n]), Some(placement(1).into()));
    assert!(!world.lets(OLGA, &[app.clone(), v1.clone(), here(1)]), "past the first environment");
    assert!(!world.lets(OLGA, &[app.clone(), here(0), here(1)]), "a draft");
    assert!(world.lets(OLGA, &[app, v1, here(0), here(1)]));
}
