//! The contract of stores, over the wire; and what only a wire can suffer.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::thread::JoinHandle;
use std::time::SystemTime;

use super::{Backend, Listener, Plan, Remote, Settings, Transport};
use crate::crypto::Identity;

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
        let backend = Backend::file(folder.path().join("store.db")).expect("a store");
        OverWire { running: Running::start(backend, true), _folder: folder }
    }

    fn open(&self) -> Remote {
        self.running.remote(&Identity::generate())
    }
}

crate::store::suite::contract! {
    remote: crate::http::tests::OverWire,
}
