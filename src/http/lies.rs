//! A server that lies: whatever it answers, a client that reads it says what is wrong, and makes nothing of it.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use super::Remote;
use super::tests::now;
use super::wire::*;
use crate::crypto::Identity;
use crate::model::cbor::{self, Bytes, Cbor};
use crate::model::{Hash, Head, Leaf, Place, Prefix};
use crate::store::suite::{commit, org_record, put, value, value_at};
use crate::store::{LogQuery, Store as _, StoreError};

/// A server that gives the same answer to everything: as often as it is asked.
fn answering(bytes: Vec<u8>) -> Remote {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let bytes = bytes.clone();
            std::thread::spawn(move || {
                let mut buffer = [0; 64 * 1024];
                drop(stream.read(&mut buffer));
                drop(stream.write_all(&bytes));
                drop(stream.shutdown(std::net::Shutdown::Write));
                drop(stream.read_to_end(&mut Vec::new()));
            });
        }
    });
    Remote::open(&url, Identity::generate(), now()).expect("an address")
}

fn http(status: u16, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status} X\r\ncontent-type: {CONTENT_TYPE}\r\ncontent-length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

fn saying(answer: &impl Cbor) -> Remote {
    answering(http(200, &cbor::to_vec(answer)))
}

fn refused<T: std::fmt::Debug>(what: &str, answer: Result<T, StoreError>) {
    let error = answer.expect_err(what);
    assert!(matches!(error, StoreError::Damaged { .. } | StoreError::Record { .. }), "{what}: {error:?}");
    assert!(error.to_string().contains(what), "{what}: {error}");
}

const ORG: Hash = Hash([5; 32]);
const AT: Head = Head { seq: 9, hash: Hash([9; 32]) };

fn entry(n: u32) -> EntryItem {
    let record = value(n.into(), "text");
    let path = value_at(1, n);
    let kind = record.kind().number();
    EntryItem { path: path.to_string(), leaf: Hash([1; 32]), rev: 3, kind, body: Bytes(record.to_vec()) }
}

#[test]
fn of_records() {
    let page =
        |entries: Vec<EntryItem>| ReadAnswer { seq: AT.seq, hash: AT.hash, time: 1, entries, more: false };
    let all = [Prefix::values(&crate::store::suite::project(), crate::model::EnvId([1; 8]))];
    let read = |answer: ReadAnswer| saying(&answer).read(&ORG, &all, None);
    assert_eq!(read(page(vec![entry(1), entry(2)])).expect("that is right").entries().len(), 2);
    refused("not in order", read(page(vec![entry(2), entry(1)])));
    refused("not in order", read(page(vec![entry(1), entry(1)])));
    refused(
        "not asked for",
        read(page(vec![EntryItem { path: "member/0101010101010101".to_owned(), ..entry(1) }])),
    );
    let elsewhere = value_at(2, 1).to_string();
    refused("not asked for", read(page(vec![EntryItem { path: elsewhere, ..entry(1) }])));
    refused("path is not one", read(page(vec![EntryItem { path: "p/\u{1b}[31m".to_owned(), ..entry(1) }])));
    refused("another kind", read(page(vec![EntryItem { kind: 1, ..entry(1) }])));
    refused("another kind", read(page(vec![EntryItem { kind: 0x7fff, ..entry(1) }])));
    refused("has not been", read(page(vec![EntryItem { rev: 0, ..entry(1) }])));
    refused("has not been", read(page(vec![EntryItem { rev: AT.seq + 1, ..entry(1) }])));
    refused("damaged", read(page(vec![EntryItem { body: Bytes(vec![0xff]), ..entry(1) }])));
    refused("says nothing", read(ReadAnswer { more: true, ..page(Vec::new()) }));
    // The same page for ever: it does not go on behind its last record.
    refused(
        "not in order",
        saying(&ReadAnswer { more: true, ..page(vec![entry(1)]) }).read(&ORG, &all, None),
    );
    refused("another revision", saying(&page(vec![entry(1)])).read(&ORG, &all, Some(4)));
    let orgs = |name: &str| {
        let org = OrgItem { id: ORG, name: name.to_owned(), seq: 1, hash: ORG };
        saying(&OrgsAnswer { orgs: vec![org] }).orgs()
    };
    assert!(orgs("acme").is_ok());
    refused("name is not one", orgs("a\nb"));
    refused("name is not one", orgs(""));
}

#[test]
fn of_the_log() {
    let first = commit(Hash::ZERO, Head::NONE, 1, &[put(Place::Org.path(), org_record("acme"))]);
    let org = first.hash();
    let mut head = Head { seq: 1, hash: org };
    let mut items = Vec::new();
    for n in 2..6u32 {
        let next = commit(
            org,
            head,
            n.into(),
            &[Leaf::message("why"), put(value_at(1, n), value(n.into(), "text"))],
        );
        head = Head { seq: u64::from(n), hash: next.hash() };
        let commit = CommitItem::of(&next, |_, _| true);
        items.push(LoggedItem { seq: head.seq, hash: head.hash, commit });
    }
    let query = LogQuery { from: 2, newest_first: false, limit: 3, ..LogQuery::default() };
    let log = |commits: &[&LoggedItem], next: Option<u64>| {
        let commits = commits.iter().map(|item| (*item).clone()).collect();
        saying(&LogAnswer { commits, next }).log(&org, &query)
    };
    let [a, b, c, d] = items.as_slice() else { panic!("four") };
    assert_eq!(log(&[a, b, c], None).expect("that is right").len(), 3);
    refused("not in order", log(&[b, a], None));
    refused("not in order", log(&[a, a], None));
    refused("more commits than", log(&[a, b, c, d], None));
    refused("do not follow", log(&[a], Some(2)));
    refused("do not follow", log(&[b], Some(1)));
    let renumbered = LoggedItem { seq: 3, ..a.clone() };
    refused("another one", log(&[&renumbered], None));
    let rehashed = LoggedItem { hash: b.hash, ..a.clone() };
    refused("another one", log(&[&rehashed], None));
    let mut changed = a.clone();
    changed.commit.leaves[1].bytes = Some(Bytes(vec![0; 8]));
    refused("other leaves", log(&[&changed], None));
    let mut fewer = a.clone();
    fewer.commit.leaves.pop();
    refused("other leaves", log(&[&fewer], None));
    let mut broken = a.clone();
    broken.commit.signature = Bytes(vec![1; 63]);
    refused("is not one", log(&[&broken], None));
    let other = saying(&LogAnswer { commits: vec![a.clone()], next: None }).log(&ORG, &query);
    refused("another organization", other);
    // A leaf that is not shown is no lie: its hash is signed.
    let mut withheld = a.clone();
    withheld.commit.leaves[1] = LeafItem { salt: None, bytes: None };
    assert!(log(&[&withheld], None).is_ok());
}

#[test]
fn of_accesses_and_of_itself() {
    let access = |id| AccessItem {
        id,
        time: 1,
        kid: crate::model::Kid([3; 16]),
        who: "ana".to_owned(),
        address: String::new(),
        what: "read".to_owned(),
        rule: String::new(),
        paths: Vec::new(),
    };
    let accesses = |ids: &[u64]| {
        saying(&AccessesAnswer { accesses: ids.iter().map(|id| access(*id)).collect() }).accesses(
            &ORG,
            Some(9),
            5,
        )
    };
    assert_eq!(accesses(&[8, 7]).expect("that is right").len(), 2);
    refused("not in order", accesses(&[7, 8]));
    refused("not in order", accesses(&[9]));
    // What it says of itself: bounded, and told as its own words.
    let why = |message: String| {
        let mut why: Refused = cbor::from_slice(b"\xa2\x01\x67refused\x02\x61x").expect("a refusal");
        why.message = message;
        why
    };
    let long = answering(http(422, &cbor::to_vec(&why("\u{1b}[31m".repeat(100_000))))).orgs();
    let Err(StoreError::Answered { message, .. }) = long else { panic!("{long:?}") };
    assert!(message.chars().count() <= 500);
    refused("", answering(http(422, b"\xa1")).orgs());
    refused("expected", answering(http(200, b"\x80")).orgs());
    // Trailing bytes, an indefinite length, a length that nothing could have.
    for body in [&b"\xa0\x00"[..], b"\xbf\xff", b"\xa1\x01\x9b\x7f\xff\xff\xff\xff\xff\xff\xff", b""] {
        refused("", answering(http(200, body)).orgs());
    }
    // More than an answer may be, whatever it says of its length.
    let mut endless =
        format!("HTTP/1.1 200 OK\r\ncontent-type: {CONTENT_TYPE}\r\ntransfer-encoding: chunked\r\n\r\n");
    endless.push_str("400000\r\n");
    let mut endless = endless.into_bytes();
    for _ in 0..12 {
        endless.extend(std::iter::repeat_n(0, 0x40_0000));
        endless.extend(b"\r\n400000\r\n");
    }
    refused("more than an answer may be", answering(endless).orgs());
    let place = |answer: &[u8]| match answering(answer.to_vec()).orgs() {
        Err(StoreError::Unreachable { why, .. }) => why,
        other => panic!("{other:?}"),
    };
    assert!(
        place(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 5\r\n\r\nlogin")
            .contains("no envctl server")
    );
    assert!(place(b"HTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n").contains("status 404"));
    assert!(
        place(b"HTTP/1.1 307 X\r\nlocation: https://evil.example/\r\ncontent-length: 0\r\n\r\n")
            .contains("not followed")
    );
}
