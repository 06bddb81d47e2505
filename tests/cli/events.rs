//! The stream of events of a server: that there is a newer commit, and nothing else.

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant, SystemTime};

use envctl::client::{Folders, Keys};
use envctl::crypto::Identity;
use envctl::http::Remote;
use envctl::http::sign::{Request, sign};
use envctl::store::{Store as _, StoreError};

use crate::harness::World;
use crate::server::{Server, founded, join, on};

fn now() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a clock");
    u64::try_from(since.as_millis()).expect("a time")
}

fn identity(w: &World, who: &str) -> Identity {
    let var = |var: &str| (var == "HOME").then(|| w.home.clone().into());
    Keys::new(&Folders::of(var), who, false).load().expect("an identity").0
}

fn asked(server: &Server, route: &str) -> u64 {
    let metrics = server.get("/metrics");
    let line = format!("envctl_requests_total{{route=\"{route}\",status=\"200\"}} ");
    metrics.lines().find_map(|found| found.strip_prefix(&line)?.trim().parse().ok()).unwrap_or(0)
}

#[test]
fn who_waits_is_told_at_once_and_asks_nothing() {
    let w = World::empty();
    let server = founded(&w);
    join(&w, &server, "ben", "--role builder -e development");
    let store = Remote::open(&server.url, identity(&w, "ben"), now()).expect("an address");
    let org = store.orgs().expect("a list").remove(0);
    let before = asked(&server, "/v1/orgs");
    std::thread::scope(|scope| {
        let waits = scope.spawn(|| {
            let began = Instant::now();
            let head = store.wait(&org.id, org.head, Duration::from_secs(40)).expect("a head");
            (head, began.elapsed())
        });
        // Until the stream is open.
        let end = Instant::now() + Duration::from_secs(20);
        while asked(&server, "/v1/events") == 0 && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(20));
        }
        on(&w, &server, "ana", "set LOG_LEVEL=info -e staging").ok();
        let (head, took) = waits.join().expect("no panic");
        assert!(head.seq > org.head.seq);
        assert!(took < Duration::from_secs(30), "it waited to the end: {took:?}");
    });
    // What another process writes to the same store is told too, over the stream that is open.
    let head = store.orgs().expect("a list").remove(0).head;
    let asks = asked(&server, "/v1/orgs");
    let file = w.home.join(".local/share/envctl/store.db");
    let beside = format!("set LOG_LEVEL=warn -e staging --store file:{}", file.display());
    w.cmd(&beside).env("ENVCTL_PROFILE", "ana").ok();
    let told = store.wait(&org.id, head, Duration::from_secs(40)).expect("a head");
    assert!(told.seq > head.seq);
    assert_eq!(asked(&server, "/v1/orgs"), asks);
    assert!(asks - before <= 3, "it is told, and does not look");
    // An end does not wait for those who listen.
    let began = Instant::now();
    server.stop();
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_stream_says_no_more_than_that() {
    let w = World::empty();
    let server = founded(&w);
    let ana = identity(&w, "ana");
    let org =
        Remote::open(&server.url, ana.clone(), now()).expect("an address").orgs().expect("a list").remove(0);
    let path = format!("/v1/events?org={}", org.id);
    let host = server.url.strip_prefix("http://").expect("an address");
    let get = |signer: Option<&Identity>, path: &str| {
        let request = Request { method: "GET", host, path, body: b"" };
        let signed = signer.map(|who| format!("authorization: {}\r\n", sign(who, &request, now())));
        format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n{}\r\n", signed.unwrap_or_default())
    };
    let begins = |request: &str| {
        let mut stream = std::net::TcpStream::connect(host).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
        stream.write_all(request.as_bytes()).expect("sent");
        let (mut answer, mut buffer) = (Vec::new(), [0; 4096]);
        while !answer.windows(6).any(|six| six == b"data: ") {
            match stream.read(&mut buffer) {
                Ok(n) if n > 0 => answer.extend_from_slice(&buffer[..n]),
                _ => break,
            }
            if answer.starts_with(b"HTTP/1.1 4") {
                break;
            }
        }
        String::from_utf8_lossy(&answer).into_owned()
    };
    let told = begins(&get(Some(&ana), &path));
    assert!(
        told.contains("text/event-stream")
            && told.contains(&format!("data: {} {}", org.head.seq, org.head.hash))
    );
    assert!(!told.contains("acme") && !told.contains("shop"), "{told}");
    assert!(begins(&get(None, &path)).starts_with("HTTP/1.1 401"));
    assert!(begins(&get(Some(&Identity::generate()), &path)).starts_with("HTTP/1.1 404"));
    assert!(begins(&get(Some(&ana), "/v1/events")).starts_with("HTTP/1.1 400"));
    assert!(begins(&get(Some(&ana), "/v1/events?org=zz")).starts_with("HTTP/1.1 400"));
    // Signed for another organization.
    let other = get(Some(&ana), "/v1/events?org=00").replace("org=00", &format!("org={}", org.id));
    assert!(begins(&other).starts_with("HTTP/1.1 401"));
    let eve = Remote::open(&server.url, Identity::generate(), now()).expect("an address");
    let nothing = eve.wait(&org.id, org.head, Duration::from_secs(1));
    assert!(matches!(nothing, Err(StoreError::NoOrg(_))), "{nothing:?}");
}
