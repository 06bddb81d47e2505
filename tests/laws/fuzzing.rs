//! The fuzzer's entries (`fuzz/entries.rs`), on bytes that are nearly right: files that are, with a few
//! pieces cut, doubled, moved or replaced. A fuzzer finds more; this is what everybody runs.

#[path = "../../fuzz/entries.rs"]
mod entries;

use envctl::formats::{self, Dialect, Format, Object, Pair, WriteOptions};
use proptest::prelude::*;

/// Awkward pieces: what ends a string, begins a reference, nests, or looks like another format.
const PIECES: [&str; 40] = [
    "'", "\"", "\"\"\"", "'''", "`", "\\", "\\\n", "${", "}", "$K", "$(", "#", " #", "=", ":", ": ", "- ",
    "\n", "\r\n", "\r", "\t", "[", "]", "{", "}", ",", "|", "|-", ">", "<<EOF\n", "EOF", "export ",
    "set -gx ", "&a ", "*a", "!!x ", "\u{feff}", "\u{202e}", "é", "\0",
];

/// A change: where, what, and how much of what stands there it replaces.
type Change = (u16, u8, u8);

/// Bytes with some changes made.
fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for (at, what, len) in changes {
        let from = usize::from(*at) % (bytes.len() + 1);
        let to = (from + usize::from(*len % 9)).min(bytes.len());
        let piece = match usize::from(*what) {
            what @ 0..40 => PIECES[what].as_bytes().to_vec(),
            // A piece of the text itself, once more.
            what @ 40..80 => {
                bytes.iter().skip(what * 7 % (bytes.len() + 1)).take(usize::from(*len)).copied().collect()
            }
            80..120 => Vec::new(),
            what => vec![what as u8],
        };
        bytes.splice(from..to, piece);
    }
    bytes
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    proptest::collection::vec(any::<Change>(), 0..6)
}

/// A value that some reader gets wrong somewhere.
fn value() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        3 => proptest::sample::select(PIECES.to_vec()).prop_map(|piece| piece.as_bytes().to_vec()),
        2 => "[a-z0-9]{1,4}".prop_map(String::into_bytes),
        1 => proptest::collection::vec(any::<u8>(), 1..4),
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(1500))]

    #[test]
    fn every_reader(
        format in 0..Format::ALL.len(),
        reader in proptest::option::weighted(0.3, 0..Format::ALL.len()),
        dialect in 0..Dialect::ALL.len(),
        flags in any::<u8>(),
        values in proptest::collection::vec(value(), 1..4),
        changes in changes(),
    ) {
        let pairs: Vec<Pair> = values.into_iter().enumerate()
            .map(|(n, value)| Pair { name: format!("K{n}"), value, secret: n == 1 })
            .collect();
        let object = Object { name: "web".to_owned(), ..Object::default() };
        let options = WriteOptions { dialect: Dialect::ALL[dialect], object, reveal: true, ..WriteOptions::default() };
        // What cannot be written is read all the same.
        let file = match formats::write(Format::ALL[format], &pairs, &options) {
            Ok(written) => written.bytes,
            Err(_) => pairs.iter().flat_map(|pair| [b"K=", &*pair.value, b"\n"].concat()).collect(),
        };
        let mut input = vec![reader.unwrap_or(format) as u8, dialect as u8, flags];
        input.extend(changed(file, &changes));
        entries::formats_read(&input);
    }

    #[test]
    fn every_writer(format in any::<u8>(), dialect in any::<u8>(), value in value()) {
        entries::formats_round_trip(&[&[format, dialect], &*value].concat());
    }

    #[test]
    fn the_decoder(
        (place, record) in crate::arbitrary::placed(),
        kind in proptest::option::weighted(0.2, 0..50_u8),
        changes in changes(),
    ) {
        let kind = kind.unwrap_or(place.kind().number() as u8);
        entries::cbor(&[&[kind], &*changed(record.to_vec(), &changes)].concat());
    }
}

/// Messages of the wire that are right, to be changed.
fn messages() -> Vec<(u8, Vec<u8>)> {
    use envctl::http::wire::*;
    use envctl::model::cbor::{Bytes, to_vec};
    use envctl::model::{Hash, Kid, MemberId, OpId, WriteId};
    let hash = Hash([7; 32]);
    let path = "p/shop/constant/LOG_LEVEL".to_owned();
    let leaf = LeafItem { salt: Some(Bytes(vec![1; 16])), bytes: Some(Bytes(b"leaf".to_vec())) };
    let commit = CommitItem {
        header: Bytes(b"header".to_vec()),
        signature: Bytes(vec![2; 64]),
        leaves: vec![leaf, LeafItem { salt: None, bytes: None }],
    };
    let org = OrgItem { id: hash, name: "acme".to_owned(), seq: 3, hash };
    let entry = EntryItem { path: path.clone(), leaf: hash, rev: 2, kind: 8, body: Bytes(vec![0xa0]) };
    let logged = LoggedItem { seq: 3, hash, commit: commit.clone() };
    let write =
        WrittenItem { id: WriteId([1; 16]), path: path.clone(), rev: 2, parents: vec![WriteId([2; 16])] };
    let access = AccessItem {
        id: 9,
        time: 1,
        kid: Kid([3; 16]),
        who: "ana".to_owned(),
        address: "127.0.0.1".to_owned(),
        what: "read".to_owned(),
        rule: String::new(),
        paths: vec![path.clone()],
    };
    let page = ReadAnswer { seq: 3, hash, time: 4, entries: vec![entry.clone(), entry], more: true };
    let session = SessionItem {
        kid: Kid([3; 16]),
        began: 1,
        used: 2,
        code: true,
        address: "127.0.0.1".to_owned(),
        who: "ana".to_owned(),
        device: "this machine".to_owned(),
    };
    let prefixes = || vec!["member/".to_owned(), path.clone()];
    vec![
        (0, to_vec(&OrgsQuestion { name: Some("acme".to_owned()) })),
        (1, to_vec(&OrgsAnswer { orgs: vec![org.clone(), org] })),
        (
            2,
            to_vec(&ReadQuestion { org: hash, prefixes: prefixes(), at: Some(3), after: Some(path.clone()) }),
        ),
        (3, to_vec(&page)),
        (
            4,
            to_vec(&AppendQuestion {
                org: hash,
                seq: 2,
                hash,
                commit: commit.clone(),
                setup: Some("X".to_owned()),
            }),
        ),
        (5, to_vec(&AppendAnswer { org: Some(hash), seq: 3, hash })),
        (
            6,
            to_vec(&LogQuestion {
                org: hash,
                from: 1,
                to: 9,
                newest_first: true,
                touching: prefixes(),
                limit: 5,
            }),
        ),
        (7, to_vec(&LogAnswer { commits: vec![logged], next: Some(2) })),
        (8, to_vec(&LineageQuestion { org: hash, writes: vec![WriteId([1; 16])], generations: 2 })),
        (9, to_vec(&LineageAnswer { writes: vec![write] })),
        (10, to_vec(&AccessesQuestion { org: hash, below: Some(9), limit: 5 })),
        (11, to_vec(&AccessesAnswer { accesses: vec![access] })),
        (
            12,
            to_vec(&Refused {
                code: "stale".to_owned(),
                message: "no".to_owned(),
                org: Some(hash),
                rev: Some(1),
                newest: Some(2),
                name: Some("acme".to_owned()),
                now: Some(3),
                env: Some("production".to_owned()),
                ago: Some(4),
                allowed: Some(5),
                rest: true,
                from: Some("192.0.2.1".to_owned()),
                seconds: Some(6),
            }),
        ),
        (
            13,
            to_vec(&RunQuestion {
                org: "acme".to_owned(),
                project: "shop".to_owned(),
                env: "staging".to_owned(),
                app: Some("web".to_owned()),
                seen: Some(3),
            }),
        ),
        (14, to_vec(&RunAnswer { org: hash, page, seen: Some(hash) })),
        (15, to_vec(&LoginQuestion { org: hash, op: Some(OpId([1; 16])), code: Some("123456".to_owned()) })),
        (
            16,
            to_vec(&LoginAnswer {
                session: Some(session.clone()),
                enrolled: true,
                asking: vec!["production".to_owned()],
                until: Some(1),
                codes: Some(10),
                who: "ana".to_owned(),
            }),
        ),
        (17, to_vec(&SessionsQuestion { org: hash, end: vec![session.kid] })),
        (18, to_vec(&SessionsAnswer { sessions: vec![session], ended: Some(1) })),
        (
            19,
            to_vec(&FactorQuestion {
                org: hash,
                verb: "reset".to_owned(),
                code: Some("123456".to_owned()),
                member: Some(MemberId([1; 8])),
            }),
        ),
        (
            20,
            to_vec(&FactorAnswer {
                secret: Some(Bytes(vec![1; 20])),
                codes: vec!["AAAA-AAAA-AAAA-AAAA".to_owned()],
                changed: true,
            }),
        ),
        (21, to_vec(&commit)),
    ]
}

proptest! {
    #![proptest_config(config(1500))]

    #[test]
    fn the_wire(which in 0..22_usize, changes in changes()) {
        let (message, bytes) = messages().swap_remove(which);
        entries::wire(&[&[message], &*changed(bytes, &changes)].concat());
    }
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn the_signature(keep in any::<u8>(), rest in "[ -~]{0,40}", changes in changes()) {
        entries::signature(&[&[keep], &*changed(rest.into_bytes(), &changes)].concat());
    }

    #[test]
    fn the_answer_to_a_run(changes in changes()) {
        entries::scene(&changed(scene(), &changes));
    }
}

/// The answer to a run in a small project, as a server gives it.
fn scene() -> Vec<u8> {
    static SCENE: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    SCENE.get_or_init(scene_bytes).clone()
}

fn scene_bytes() -> Vec<u8> {
    use envctl::engine::reads;
    use envctl::store::{OrgEntry, Scene};
    let (whole, _) = super::world::begun();
    let p = super::world::shop();
    let mut prefixes = reads::place(&p);
    let web = "web".parse().expect("a name");
    prefixes.extend(reads::run(&p, super::world::ENVS[1], Some(&web)));
    let entries = whole.entries().iter().filter(|(path, _)| prefixes.iter().any(|p| p.covers(path.as_str())));
    let entries = entries.map(|(path, entry)| (path.clone(), entry.clone())).collect::<Vec<_>>();
    let tree = envctl::model::Tree::new(whole.org, whole.head, whole.time, prefixes, entries);
    let org = OrgEntry { id: whole.org, name: "acme".parse().expect("a name"), head: whole.head };
    envctl::http::scene_bytes(&Scene { org, tree, seen: None })
}

#[test]
fn an_answer_to_a_run_that_is_right_is_read() {
    entries::scene(&scene());
    let asked = envctl::store::Asked {
        org: "acme".parse().expect("a name"),
        project: super::world::shop(),
        env: "staging".parse().expect("a name"),
        app: None,
        seen: None,
    };
    assert!(envctl::http::scene_of("here", &scene(), &asked).is_ok());
    let other = envctl::store::Asked { org: "bolt".parse().expect("a name"), ..asked.clone() };
    assert!(envctl::http::scene_of("here", &scene(), &other).is_err());
    // What lies in another environment was not asked for.
    let other = envctl::store::Asked { env: "development".parse().expect("a name"), ..asked };
    assert!(envctl::http::scene_of("here", &scene(), &other).is_err());
}

#[test]
fn every_message_of_the_wire_is_read_as_it_was_written() {
    for (message, bytes) in messages() {
        entries::wire(&[&[message], &*bytes].concat());
        // Cut anywhere, it is none.
        (0..bytes.len()).for_each(|end| entries::wire(&[&[message], &bytes[..end]].concat()));
    }
}

const MANIFEST: &str = include_str!("../../src/manifest/tests/example.toml");

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn the_manifest(changes in changes()) {
        entries::manifest(&changed(MANIFEST.as_bytes().to_vec(), &changes));
    }
}

#[test]
fn what_they_begin_with_is_right() {
    entries::manifest(MANIFEST.as_bytes());
    assert!(
        envctl::manifest::Manifest::parse(std::path::Path::new("envctl.toml"), MANIFEST.as_bytes()).is_ok()
    );
}
