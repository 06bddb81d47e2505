//! Random values of every type that has an encoding.

use envctl::model::cbor::Bytes;
use envctl::model::{
    AccessPolicy, App, AppName, Bound, Bypass, Closed, Color, Constant, Content, CustomRole, Datasource,
    Device, Env, EnvId, EnvName, Epoch, Field, Flag, Grant, GrantId, Granted, Group, GroupId, Hash, Header,
    Hold, Invitation, Key, Kid, Leaf, Lock, Member, MemberId, MergeRule, Moment, Need, OpId, Org, Pin, Place,
    Placement, Planned, Point, Policy, Project, ProjectName, Record, Request, Review, Right, Role, Run,
    RunState, Scope, Sealed, Setting, Stage, Subject, Template, Token, TokenId, Use, Value, Version, Vote,
    Waiver, Wanted, Wrap, WriteId,
};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// Numbers at the edges of their encodings, and any.
pub fn number() -> impl Strategy<Value = u32> {
    prop_oneof![select(vec![0, 1, 23, 24, 255, 256, 65535, 65536, 99_999_999, u32::MAX]), any::<u32>()]
}

/// Numbers that a path may hold.
fn counted() -> impl Strategy<Value = u32> {
    number().prop_map(|n| n % 100_000_000)
}

fn long() -> impl Strategy<Value = u64> {
    prop_oneof![number().prop_map(u64::from), select(vec![1 << 32, 1 << 63, u64::MAX]), any::<u64>()]
}

pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[a-z{}. ]{0,30}", ".{0,12}", "[a-z]{22,26}"]
}

fn slug() -> impl Strategy<Value = String> {
    let devices = ["aux", "com1", "con", "lpt1", "nul", "prn"];
    let any = prop_oneof!["[a-z0-9]", "[a-z0-9][a-z0-9-]{0,10}[a-z0-9]", "[a-z]{63}"];
    any.prop_filter("a device", move |text| !devices.contains(&text.as_str()))
}

fn named<T: std::str::FromStr<Err: std::fmt::Debug> + std::fmt::Debug>() -> impl Strategy<Value = T> {
    slug().prop_map(|text| text.parse().expect("a name"))
}

pub fn key() -> impl Strategy<Value = Key> {
    prop_oneof!["[A-Z]", "[A-Za-z_][A-Za-z0-9_]{0,20}"].prop_map(|text| text.parse().expect("a name"))
}

fn bytes(max: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..=max)
}

fn blob() -> impl Strategy<Value = Bytes> {
    bytes(40).prop_map(Bytes)
}

fn hash() -> impl Strategy<Value = Hash> {
    any::<[u8; 32]>().prop_map(Hash)
}

fn env_id() -> impl Strategy<Value = EnvId> {
    any::<[u8; 8]>().prop_map(EnvId)
}

fn write_id() -> impl Strategy<Value = WriteId> {
    any::<[u8; 16]>().prop_map(WriteId)
}

fn kid() -> impl Strategy<Value = Kid> {
    any::<[u8; 16]>().prop_map(Kid)
}

fn device() -> impl Strategy<Value = Device> {
    (any::<[u8; 32]>(), any::<[u8; 32]>(), text(), any::<bool>()).prop_map(|(sign, seal, name, revoked)| {
        Device { sign: Point(sign), seal: Point(seal), name, revoked }
    })
}

fn sealed() -> impl Strategy<Value = Sealed> {
    (number(), any::<[u8; 12]>(), bytes(50)).prop_map(|(epoch, nonce, bytes)| Sealed { epoch, nonce, bytes })
}

/// A setting, nested no deeper than a version may hold it.
pub fn setting() -> impl Strategy<Value = Setting> {
    let leaf = prop_oneof![
        text().prop_map(Setting::Text),
        prop_oneof![any::<i64>(), select(vec![-1, -24, -25, 0, i64::MIN, i64::MAX])].prop_map(Setting::Int),
        any::<bool>().prop_map(Setting::Bool),
        "[0-9]{1,4}[.][0-9]{0,4}".prop_map(Setting::Number),
    ];
    leaf.prop_recursive(5, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Setting::List),
            btree_map(text(), inner, 0..4).prop_map(Setting::Table),
        ]
    })
}

fn need() -> impl Strategy<Value = Need> {
    (key(), any::<bool>()).prop_map(|(key, secret)| Need { key, secret })
}

fn moment() -> impl Strategy<Value = Moment> {
    (long(), long()).prop_map(|(rev, time)| Moment { rev, time })
}

fn policy() -> impl Strategy<Value = Policy> {
    let texts = || vec(text(), 0..3);
    let keys = || vec(key(), 0..3);
    let soak = (option::of(text()), option::of(number()));
    let signin = (any::<bool>(), vec(text(), 0..3), option::of(text()), option::of(text()));
    let soak = (soak, signin);
    (vec(env_id(), 0..3), any::<[bool; 3]>(), soak, texts(), texts(), texts(), keys(), keys()).prop_map(
        |(
            promote_from,
            [requires_verification, freeze_rollbacks, offline],
            ((soak, approvals), (require_mfa, allow_ips, session, session_idle)),
            freeze,
            open,
            accept,
            differ,
            review,
        )| {
            Policy {
                promote_from,
                requires_verification,
                soak,
                freeze,
                open,
                freeze_rollbacks,
                accept,
                must_differ: differ,
                review,
                approvals,
                offline,
                require_mfa,
                allow_ips,
                session,
                session_idle,
            }
        },
    )
}

fn lock() -> impl Strategy<Value = Lock> {
    (text(), option::of(long()), any::<[u8; 8]>(), long()).prop_map(|(reason, until, by, at)| Lock {
        reason,
        until,
        by: MemberId(by),
        at,
    })
}

fn env() -> impl Strategy<Value = Env> {
    let policy = policy().prop_map(Box::new);
    let marks = (option::of(lock().prop_map(Box::new)), any::<[bool; 2]>());
    (
        named::<EnvName>(),
        option::of(number()),
        select(Color::ALL),
        option::of(text()),
        vec(named::<EnvName>(), 0..3),
        option::of(policy),
        option::of(env_id()),
        marks,
    )
        .prop_map(
            |(name, order, color, description, aliases, policy, created_from, (lock, [optional, latest]))| {
                Env { name, order, color, description, aliases, policy, created_from, lock, optional, latest }
            },
        )
}

fn epoch() -> impl Strategy<Value = Epoch> {
    let wrap = (kid(), blob()).prop_map(|(kid, bytes)| Wrap { kid, bytes });
    (blob(), vec(wrap, 0..4), option::of(sealed()), sealed())
        .prop_map(|(key_id, wraps, previous, fingerprint)| Epoch { key_id, wraps, previous, fingerprint })
}

fn app() -> impl Strategy<Value = App> {
    (
        option::of(text()),
        option::of(text()),
        vec(key(), 0..4),
        vec(named::<AppName>(), 0..3),
        btree_map(text(), setting(), 0..4),
        option::of(number()),
        option::of(number()),
        vec(named::<AppName>(), 0..3),
    )
        .prop_map(|(path, network, needs, datasources, settings, base, last, uses)| App {
            path,
            network,
            needs,
            datasources,
            settings,
            base,
            last,
            uses,
        })
}

fn version() -> impl Strategy<Value = Version> {
    (
        option::of(text()),
        btree_map(text(), setting(), 0..4),
        vec(need(), 0..4),
        vec(named::<AppName>(), 0..3),
        option::of(text()),
        option::of(number()),
        option::of(text()),
        (
            vec((named::<AppName>(), number()).prop_map(|(app, version)| Use { app, version }), 0..3),
            btree_map(text(), text(), 0..3),
        ),
    )
        .prop_map(|(name, settings, needs, datasources, artifact, parent, withdrawn, (uses, kinds))| {
            Version { name, settings, needs, datasources, artifact, parent, withdrawn, uses, kinds }
        })
}

fn placement() -> impl Strategy<Value = Placement> {
    let hold = (number(), option::of(text()), option::of(moment()), any::<bool>())
        .prop_map(|(from, reason, since, chosen)| Hold { from, reason, since, chosen });
    let bypass = (number(), vec(env_id(), 0..3), option::of(text()), text(), option::of(moment())).prop_map(
        |(version, skipped, accepted, reason, at)| Bypass { version, skipped, accepted, reason, at },
    );
    let lists = (vec(number(), 0..4), vec(number(), 0..4), vec(number(), 0..4), vec(number(), 0..4));
    (number(), option::of(number()), lists, option::of(hold), option::of(moment()), vec(bypass, 0..3))
        .prop_map(|(version, released, (before, been, verified, unverified), hold, since, bypassed)| {
            Placement { version, released, before, been, hold, since, verified, unverified, bypassed }
        })
}

fn run() -> impl Strategy<Value = Run> {
    (
        number(),
        any::<[bool; 2]>(),
        select(RunState::ALL),
        number(),
        text(),
        long(),
        blob(),
        option::of(text()),
    )
        .prop_map(|(version, [rollback, drift], state, step, label, lease, hooks, failure)| Run {
            version,
            rollback,
            state,
            step,
            label,
            lease,
            hooks,
            drift,
            failure,
        })
}

fn constant() -> impl Strategy<Value = Constant> {
    (
        any::<[bool; 3]>(),
        option::of(text()),
        option::of(text()),
        vec(text(), 0..3),
        option::of(text()),
        option::of(select(MergeRule::ALL)),
        option::of(text()),
        option::of(key()),
    )
        .prop_map(
            |([secret, required, private], description, pattern, one_of, default, merge, rotate, renamed)| {
                Constant {
                    secret,
                    required,
                    description,
                    pattern,
                    one_of,
                    default,
                    merge,
                    private,
                    rotate,
                    renamed,
                }
            },
        )
}

fn value() -> impl Strategy<Value = Value> {
    let content = prop_oneof![
        Just(Content::Deleted),
        bytes(60).prop_map(Content::Plain),
        sealed().prop_map(Content::Sealed)
    ];
    (write_id(), vec(write_id(), 0..3), vec(write_id(), 0..3), content)
        .prop_map(|(id, parents, undid, content)| Value { id, parents, undid, content })
}

fn datasource() -> impl Strategy<Value = Datasource> {
    let field = (any::<[bool; 2]>(), option::of(text()), option::of(select(MergeRule::ALL)))
        .prop_map(|([secret, required], default, merge)| Field { secret, required, default, merge });
    (text(), btree_map(text(), field, 0..4), option::of(text()))
        .prop_map(|(kind, fields, description)| Datasource { kind, fields, description })
}

fn flag() -> impl Strategy<Value = Flag> {
    (option::of(text()), vec(text(), 0..3)).prop_map(|(description, variants)| Flag { description, variants })
}

fn template() -> impl Strategy<Value = Template> {
    let texts = || btree_map(text(), text(), 0..3);
    let stage = (env(), vec(named::<EnvName>(), 0..3), texts(), btree_map(text(), texts(), 0..3))
        .prop_map(|(env, promote_from, values, fields)| Stage { env, promote_from, values, fields });
    let constants = btree_map(text(), constant(), 0..3);
    let datasources = btree_map(text(), datasource(), 0..3);
    (option::of(text()), vec(stage, 0..3), constants, datasources, btree_map(text(), flag(), 0..3)).prop_map(
        |(description, stages, constants, datasources, flags)| Template {
            description,
            stages,
            constants,
            datasources,
            flags,
        },
    )
}

/// A place, and a record of the kind that stands there.
pub fn placed() -> impl Strategy<Value = (Place, Record)> {
    let names = (named(), option::of(named()), option::of(named()));
    let org = (names, option::of(text()), vec(device(), 0..3), blob()).prop_map(
        |((name, parent, was), display, recovery, nonce)| Org { name, display, recovery, nonce, parent, was },
    );
    let member = (text(), select(Role::ALL), vec(device(), 0..3), option::of(long()), any::<bool>())
        .prop_map(|(name, role, devices, until, left)| Member { name, role, devices, until, left });
    let id = any::<[u8; 8]>;
    let own = |prefix: &'static str| "[a-z]{1,9}".prop_map(move |text| format!("{prefix}{text}"));
    let group = (own("g-"), vec(id().prop_map(MemberId), 0..3), option::of(text())).prop_map(
        |(name, members, description)| Group { name: name.parse().expect("a name"), members, description },
    );
    let role = (vec(select(Right::ALL), 0..4), option::of(text()))
        .prop_map(|(rights, description)| CustomRole { rights, description });
    let subject = prop_oneof![
        id().prop_map(|id| Subject::Member(MemberId(id))),
        id().prop_map(|id| Subject::Group(GroupId(id))),
        id().prop_map(|id| Subject::Token(TokenId(id))),
    ];
    let granted = prop_oneof![
        select(Role::ALL).prop_map(Granted::BuiltIn),
        own("r-").prop_map(|name| Granted::Custom(name.parse().expect("a name"))),
    ];
    let grant = (
        subject,
        granted,
        vec(named::<ProjectName>(), 0..2),
        vec(named::<AppName>(), 0..2),
        vec(env_id(), 0..3),
        option::of(long()),
    )
        .prop_map(|(subject, role, projects, apps, envs, until)| Grant {
            subject,
            role,
            projects,
            apps,
            envs,
            until,
        });
    let token = (text(), device(), id().prop_map(MemberId), option::of(long()))
        .prop_map(|(name, key, maker, until)| Token { name, key, maker, until });
    let invitation =
        (text(), select(Role::ALL), any::<[u8; 32]>().prop_map(Point), long(), option::of(long())).prop_map(
            |(name, role, key, until, member_until)| Invitation { name, role, key, until, member_until },
        );
    let grants = || vec(id().prop_map(GrantId), 0..3);
    let review = (id(), grants(), grants(), option::of(long()))
        .prop_map(|(by, kept, ended, unused)| Review { by: MemberId(by), kept, ended, unused });
    let policy = any::<bool>().prop_map(|per_env| AccessPolicy { per_env });
    let people = prop_oneof![
        (id(), group).prop_map(|(id, r)| (Place::Group(GroupId(id)), Record::from(r))),
        (own("r-"), role).prop_map(|(name, r)| (Place::Role(name.parse().expect("a name")), r.into())),
        (id(), grant).prop_map(|(id, r)| (Place::Grant(GrantId(id)), r.into())),
        (id(), token).prop_map(|(id, r)| (Place::Token(TokenId(id)), r.into())),
        (id(), invitation).prop_map(|(id, r)| (Place::Invitation(MemberId(id)), r.into())),
        policy.prop_map(|r| (Place::AccessPolicy, r.into())),
        review.prop_map(|r| (Place::Review, r.into())),
        (counted(), request()).prop_map(|(n, r)| (Place::Request(n), r.into())),
    ];
    let project = option::of(text()).prop_map(|description| Project { description });
    let message = text().prop_map(|text| envctl::model::record::Message { text });
    let p = || named::<ProjectName>();
    let a = || named::<AppName>();
    let scope = prop_oneof![
        Just(Scope::Project),
        a().prop_map(Scope::App),
        a().prop_map(Scope::Datasource),
        a().prop_map(Scope::Flag)
    ];
    prop_oneof![
        message.prop_map(|r| (Place::Message, r.into())),
        org.prop_map(|r| (Place::Org, r.into())),
        (any::<[u8; 8]>(), member).prop_map(|(id, r)| (Place::Member(MemberId(id)), r.into())),
        people,
        (p(), project).prop_map(|(p, r)| (Place::Project(p), r.into())),
        (p(), env_id(), env()).prop_map(|(p, e, r)| (Place::Env(p, e), r.into())),
        (p(), env_id(), counted(), epoch()).prop_map(|(p, e, n, r)| (Place::Epoch(p, e, n), r.into())),
        (p(), a(), app()).prop_map(|(p, a, r)| (Place::App(p, a), r.into())),
        (p(), a(), counted(), version()).prop_map(|(p, a, n, r)| (Place::Version(p, a, n), r.into())),
        (p(), env_id(), a(), placement()).prop_map(|(p, e, a, r)| (Place::Placement(p, e, a), r.into())),
        (p(), key(), constant()).prop_map(|(p, k, r)| (Place::Constant(p, k), r.into())),
        (p(), env_id(), scope, key(), value())
            .prop_map(|(p, e, s, k, r)| (Place::Value(p, e, s, k), r.into())),
        (p(), env_id(), a(), run()).prop_map(|(p, e, a, r)| (Place::Run(p, e, a), r.into())),
        (p(), env_id(), a(), option::of(number()), option::of(text()))
            .prop_map(|(p, e, a, version, reason)| (Place::Pin(p, e, a), Pin { version, reason }.into())),
        (p(), env_id(), key(), write_id(), any::<[u8; 8]>(), text()).prop_map(
            |(p, e, k, write, by, reason)| {
                let place = Place::Waiver(p, e, Scope::Project, k);
                (place, Waiver { write, by: MemberId(by), reason }.into())
            }
        ),
        (p(), a(), datasource()).prop_map(|(p, a, r)| (Place::Datasource(p, a), r.into())),
        (p(), a(), flag()).prop_map(|(p, a, r)| (Place::Flag(p, a), r.into())),
        (option::of(p()), a(), template()).prop_map(|(p, a, r)| (Place::Template(p, a), r.into())),
    ]
}

fn request() -> impl Strategy<Value = Request> {
    let names = || vec(named::<ProjectName>(), 0..3);
    let wanted = (select(Role::ALL), names(), vec(named(), 0..3), vec(env_id(), 0..3), option::of(long()))
        .prop_map(|(role, projects, apps, envs, long)| Wanted {
            role: Granted::BuiltIn(role),
            projects,
            apps,
            envs,
            long,
        });
    let bound = (key(), option::of(hash()), option::of(number()), option::of(number())).prop_map(
        |(key, prev, version, released)| {
            let path = Place::Constant("shop".parse().expect("a name"), key).path();
            Bound { path, prev, version, released }
        },
    );
    let planned = (named(), env_id(), text(), text(), vec(bound, 0..3), text()).prop_map(
        |(project, env, action, plan, bound, what)| Planned { project, env, action, plan, bound, what },
    );
    let vote = (any::<[u8; 8]>(), any::<bool>(), option::of(text())).prop_map(|(by, approved, why)| Vote {
        by: MemberId(by),
        approved,
        why,
    });
    let closed = option::of(select(vec![Closed::Done, Closed::Denied, Closed::Withdrawn]));
    let by = any::<[u8; 8]>().prop_map(|id| Subject::Member(MemberId(id)));
    (by, option::of(wanted), option::of(planned), option::of(text()), vec(vote, 0..3), closed).prop_map(
        |(by, wanted, planned, reason, votes, closed)| Request { by, wanted, planned, reason, votes, closed },
    )
}

/// A leaf, that puts or deletes.
pub fn leaf() -> impl Strategy<Value = Leaf> {
    (placed(), option::of(hash()), any::<bool>()).prop_map(|((place, record), prev, put)| Leaf {
        path: place.path(),
        prev,
        record: put.then_some(record),
    })
}

pub fn header() -> impl Strategy<Value = Header> {
    (long(), hash(), long(), hash(), kid(), long(), any::<[u8; 16]>(), text(), vec(hash(), 0..4)).prop_map(
        |(level, org, seq, parent, kid, time, op, action, leaves)| Header {
            level,
            org,
            seq,
            parent,
            kid,
            time,
            op: OpId(op),
            action,
            leaves,
        },
    )
}

/// A small change of bytes.
#[derive(Clone, Debug)]
pub enum Damage {
    Set(usize, u8),
    Flip(usize, u8),
    Insert(usize, u8),
    Remove(usize),
    Cut(usize),
    Swap(usize, usize),
    Repeat(usize, usize),
}

impl Damage {
    pub fn apply(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let len = bytes.len();
        match *self {
            Damage::Set(at, byte) => bytes[at % len] = byte,
            Damage::Flip(at, bit) => bytes[at % len] ^= 1 << (bit % 8),
            Damage::Insert(at, byte) => bytes.insert(at % (len + 1), byte),
            Damage::Remove(at) => drop(bytes.remove(at % len)),
            Damage::Cut(at) => bytes.truncate(at % len),
            Damage::Swap(a, b) => bytes.swap(a % len, b % len),
            Damage::Repeat(at, n) => {
                let at = at % len;
                let part = bytes[at..(at + 1 + n % 20).min(len)].to_vec();
                bytes.splice(at..at, part);
            }
        }
    }
}

/// Bytes that mean something where they do not belong: heads of every type, long, short, without end.
fn telling() -> impl Strategy<Value = u8> {
    let heads = [
        0x00, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1f, 0x20, 0x38, 0x40, 0x58, 0x5b, 0x5f, 0x60, 0x78, 0x7b, 0x7f,
        0x80, 0x81, 0x98, 0x9b, 0x9f, 0xa0, 0xa1, 0xb8, 0xbb, 0xbf, 0xc0, 0xd9, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8,
        0xf9, 0xfb, 0xff,
    ];
    prop_oneof![select(heads.to_vec()), any::<u8>()]
}

pub fn damage() -> impl Strategy<Value = Damage> {
    let at = || any::<usize>();
    prop_oneof![
        (at(), telling()).prop_map(|(a, b)| Damage::Set(a, b)),
        (at(), any::<u8>()).prop_map(|(a, b)| Damage::Flip(a, b)),
        (at(), telling()).prop_map(|(a, b)| Damage::Insert(a, b)),
        at().prop_map(Damage::Remove),
        at().prop_map(Damage::Cut),
        (at(), at()).prop_map(|(a, b)| Damage::Swap(a, b)),
        (at(), at()).prop_map(|(a, b)| Damage::Repeat(a, b)),
    ]
}

/// Random bytes, many of them heads of items.
pub fn noise() -> impl Strategy<Value = Vec<u8>> {
    vec(telling(), 0..48)
}
