//! The contract of stores, over the wire; and what only a wire can suffer.

use std::collections::VecDeque;
use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use super::{Backend, Listener, Plan, Remote, Settings, Transport};
use crate::crypto::Identity;
use crate::model::Leaf;
use crate::store::suite::{begin, commit, put, value, value_at};
use crate::store::{Append, LogQuery, Receipt, Store as _};

/// A server on a port of loopback, for as long as the test runs.
pub(crate) struct Running {
    pub(crate) url: String,
    stop: Box<dyn Fn() + Send + Sync>,
    thread: Option<JoinHandle<()>>,
}

pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a clock");
    u64::try_from(since.as_millis()).expect("a time")
}

impl Running {
    pub(crate) fn start(backend: Backend, is_open: bool) -> Running {
        let settings = Settings {
            is_ours: Box::new(|host| host == "127.0.0.1"),
            proxies: Vec::new(),
            rate: None,
            log: Box::new(|_| {}),
            clock: now,
        };
        let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
        let plan = Plan { address, transport: Transport::Plain, settings, backend };
        let listener = Listener::with(plan, is_open).expect("a listener");
        let (url, stop) = (format!("http://{}", listener.address()), Box::new(listener.stopper()));
        let thread = std::thread::spawn(move || listener.run(false).expect("it runs"));
        Running { url, stop, thread: Some(thread) }
    }

    pub(crate) fn remote(&self, identity: &Identity) -> Remote {
        Remote::open(&self.url, identity.clone(), now()).expect("a remote store")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        (self.stop)();
        drop(self.thread.take().map(JoinHandle::join));
    }
}

/// The contract, against a server whose door is open: what it adds of its own is tested elsewhere.
struct OverWire {
    running: Running,
    _folder: tempfile::TempDir,
}

impl crate::store::suite::Site for OverWire {
    type Handle = Remote;

    fn new() -> OverWire {
        let folder = tempfile::tempdir().expect("a directory");
        let backend = Backend::file(&folder.path().join("store.db")).expect("a store");
        OverWire { running: Running::start(backend, true), _folder: folder }
    }

    fn open(&self) -> Remote {
        self.running.remote(&Identity::generate())
    }
}

crate::store::suite::contract! {
    remote: crate::http::tests::OverWire,
}

/// What becomes of one request on its way.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// Nothing arrives.
    DropQuestion,
    /// It arrives, and its answer does not.
    DropAnswer,
    /// It arrives, and so much of its answer does.
    Cut(usize),
    /// It arrives twice.
    Twice,
    /// It takes a moment.
    Late,
}

/// Reads one message: its head, and as much more as that says.
fn message(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 16 * 1024];
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
            let length: usize = length.map_or(0, |length| length.trim().parse().expect("a length"));
            if bytes.len() >= end + 4 + length {
                return Some(bytes);
            }
        }
        match stream.read(&mut buffer) {
            Ok(n) if n > 0 => bytes.extend_from_slice(&buffer[..n]),
            _ => return None,
        }
    }
}

/// A proxy that does to each request the next that it is told, and nothing to those after.
fn proxy(server: &str, ways: &[Way]) -> String {
    let upstream = server.strip_prefix("http://").expect("an address").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let ways: Arc<Mutex<VecDeque<Way>>> = Arc::new(Mutex::new(ways.iter().copied().collect()));
    let ask = move |question: &[u8]| {
        let mut stream = TcpStream::connect(&upstream).ok()?;
        stream.write_all(question).ok()?;
        message(&mut stream)
    };
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let (ways, ask) = (Arc::clone(&ways), ask.clone());
            std::thread::spawn(move || {
                while let Some(question) = message(&mut stream) {
                    let way = ways.lock().expect("no panic").pop_front();
                    if matches!(way, Some(Way::DropQuestion)) {
                        return;
                    }
                    if matches!(way, Some(Way::Late)) {
                        std::thread::sleep(Duration::from_millis(300));
                    }
                    let Some(answer) = ask(&question) else { return };
                    let sent = match way {
                        Some(Way::DropAnswer) => return,
                        Some(Way::Cut(n)) => {
                            drop(stream.write_all(&answer[..n.min(answer.len() - 1)]));
                            return;
                        }
                        Some(Way::Twice) => stream.write_all(&ask(&question).expect("an answer")),
                        _ => stream.write_all(&answer),
                    };
                    if sent.is_err() {
                        return;
                    }
                }
            });
        }
    });
    url
}

#[test]
fn whatever_becomes_of_the_connection_an_append_has_one_effect() {
    let folder = tempfile::tempdir().expect("a directory");
    let backend = Backend::file(&folder.path().join("store.db")).expect("a store");
    let running = Running::start(backend, true);
    let near = running.remote(&Identity::generate());
    let mut at = begin(&near, "acme");
    let ways = [
        vec![Way::DropQuestion],
        vec![Way::DropAnswer],
        vec![Way::DropAnswer, Way::DropAnswer, Way::DropQuestion],
        vec![Way::Cut(0)],
        vec![Way::Cut(1)],
        vec![Way::Cut(40)],
        vec![Way::Cut(usize::MAX)],
        vec![Way::Twice],
        vec![Way::Late, Way::DropAnswer],
    ];
    for (n, ways) in (0u32..).zip(&ways) {
        let far = Remote::open(&proxy(&running.url, ways), Identity::generate(), now()).expect("an address");
        let leaves = [Leaf::message("why"), put(value_at(1, n), value(n.into(), "text"))];
        let next = commit(at.org, at.head, u128::from(n) + 100, &leaves);
        let answer = far.append(&at.org, at.head, &next).expect("an answer");
        let Append::Appended(Receipt { org, head }) = answer else { panic!("{ways:?}: {answer:?}") };
        assert_eq!((org, head.seq, head.hash), (at.org, at.head.seq + 1, next.hash()), "{ways:?}");
        at = Receipt { org, head };
        let log = far.log(&at.org, &LogQuery::default()).expect("the log");
        assert_eq!(log.len() as u64, at.head.seq, "{ways:?}: one effect");
    }
}

/// A server that says to come back in so many seconds, whatever it is asked.
fn later(seconds: Option<u64>) -> String {
    use super::wire::{CONTENT_TYPE, Refused};
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let refused = Refused {
        code: "rate_limited".to_owned(),
        message: "too many requests".to_owned(),
        org: None,
        rev: None,
        newest: None,
        name: None,
        now: None,
        env: None,
        ago: None,
        allowed: None,
        rest: false,
        from: None,
        seconds,
    };
    let body = crate::model::cbor::to_vec(&refused);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            while message(&mut stream).is_some() {
                let head = format!(
                    "HTTP/1.1 429 Too Many Requests\r\nretry-after: -1\r\ncontent-type: {CONTENT_TYPE}\r\ncontent-length: {}\r\n\r\n",
                    body.len()
                );
                if stream.write_all(&[head.as_bytes(), &body].concat()).is_err() {
                    return;
                }
            }
        }
    });
    url
}

#[test]
fn whoever_is_told_to_come_back_too_late_says_so_at_once() {
    let began = std::time::Instant::now();
    for seconds in [Some(u64::MAX), Some(1_000_000_000), Some(3600)] {
        let far = Remote::open(&later(seconds), Identity::generate(), now()).expect("an address");
        let error = far.orgs().expect_err("no answer");
        let crate::store::StoreError::TooMuch { seconds: said, .. } = &error else { panic!("{error}") };
        assert_eq!(Some(*said), seconds);
    }
    // One that does not say when is an answer.
    let far = Remote::open(&later(None), Identity::generate(), now()).expect("an address");
    far.orgs().expect_err("no answer");
    assert!(began.elapsed() < Duration::from_secs(10));
}
