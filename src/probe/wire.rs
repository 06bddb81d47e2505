//! A connection with a deadline: over TCP or a socket, protected or not.
//!
//! Invariant: every wait is cut at the one deadline that was given when the wire was opened.

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::time::{Duration, Instant};

use rustls::{ClientConnection, StreamOwned};

use super::ProbeError;
use super::address::{Address, Tls};
use super::tls;

/// Longest answer that is read, in bytes.
const ANSWER_MAX: usize = 64 * 1024;

/// A connection.
pub(super) struct Wire {
    stream: Box<dyn Stream>,
    limit: Limit,
    protected: bool,
}

#[derive(Clone)]
struct Limit {
    end: Instant,
    seconds: u64,
    at: String,
}

impl Limit {
    fn left(&self) -> Option<Duration> {
        self.end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())
    }

    fn over(&self, doing: &str) -> ProbeError {
        ProbeError::Timeout { seconds: self.seconds, doing: format!("{doing} {}", self.at) }
    }
}

trait Stream: Read + Write + Send {}
impl<T: Read + Write + Send> Stream for T {}

/// What can be told how long to wait.
trait Patient: Read + Write + Send {
    fn wait(&self, left: Duration) -> io::Result<()>;
}

impl Patient for TcpStream {
    fn wait(&self, left: Duration) -> io::Result<()> {
        self.set_read_timeout(Some(left))?;
        self.set_write_timeout(Some(left))
    }
}

#[cfg(unix)]
impl Patient for std::os::unix::net::UnixStream {
    fn wait(&self, left: Duration) -> io::Result<()> {
        self.set_read_timeout(Some(left))?;
        self.set_write_timeout(Some(left))
    }
}

/// A stream that waits only until the deadline.
struct Timed<S> {
    stream: S,
    limit: Limit,
}

impl<S: Patient> Timed<S> {
    fn ready(&self) -> io::Result<()> {
        let left = self.limit.left().ok_or(io::ErrorKind::TimedOut)?;
        self.stream.wait(left)
    }
}

impl<S: Patient> Read for Timed<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.ready()?;
        self.stream.read(buffer)
    }
}

impl<S: Patient> Write for Timed<S> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.ready()?;
        self.stream.write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

impl Wire {
    /// Connects. A protocol that begins with TLS has it from here on.
    pub(super) fn open(address: &Address, limit: Duration) -> Result<Wire, ProbeError> {
        let limit = Limit { end: Instant::now() + limit, seconds: limit.as_secs(), at: address.shown() };
        let connect = |e: io::Error| match e.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => limit.over("connecting to"),
            io::ErrorKind::ConnectionRefused => {
                ProbeError::Connect { at: limit.at.clone(), why: "connection refused".to_owned() }
            }
            kind => ProbeError::Connect { at: limit.at.clone(), why: kind.to_string() },
        };
        #[cfg(unix)]
        if address.is_socket() {
            let file = std::path::Path::new(&address.host);
            let file =
                if file.is_dir() { file.join(format!(".s.PGSQL.{}", address.port)) } else { file.into() };
            let stream = std::os::unix::net::UnixStream::connect(file).map_err(connect)?;
            let stream = Box::new(Timed { stream, limit: limit.clone() });
            return Ok(Wire { stream, limit, protected: false });
        }
        let name = |_| ProbeError::Connect { at: limit.at.clone(), why: "no such host".to_owned() };
        let mut last = name(());
        for at in (address.host.as_str(), address.port).to_socket_addrs().map_err(|_| name(()))? {
            let left = limit.left().ok_or_else(|| limit.over("connecting to"))?;
            match TcpStream::connect_timeout(&at, left) {
                Ok(stream) => {
                    let stream = Box::new(Timed { stream, limit: limit.clone() });
                    return Ok(Wire { stream, limit, protected: false });
                }
                Err(e) => last = connect(e),
            }
        }
        Err(last)
    }

    /// Whether what is said is protected.
    pub(super) fn is_protected(&self) -> bool {
        self.protected
    }

    /// The same connection, protected from here on.
    pub(super) fn protect(self, address: &Address) -> Result<Wire, ProbeError> {
        let config = tls::config(address.tls == Tls::Verified, address.roots.as_deref())?;
        let name = rustls::pki_types::ServerName::try_from(address.host.clone())
            .map_err(|_| ProbeError::Tls("its host is no name that a certificate can have".to_owned()))?;
        let connection =
            ClientConnection::new(config, name).map_err(|_| ProbeError::Tls("no client".to_owned()))?;
        let mut stream = StreamOwned::new(connection, self.stream);
        let limit = self.limit;
        while stream.conn.is_handshaking() {
            stream.conn.complete_io(&mut stream.sock).map_err(|e| match e.kind() {
                io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => limit.over("waiting for TLS of"),
                _ => ProbeError::Tls(tls::reason(&e)),
            })?;
        }
        Ok(Wire { stream: Box::new(stream), limit, protected: true })
    }

    fn failed(&self, e: &io::Error) -> ProbeError {
        match e.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => self.limit.over("waiting for"),
            _ => ProbeError::Closed(format!("by {}", self.limit.at)),
        }
    }

    /// Sends all of it.
    pub(super) fn send(&mut self, bytes: &[u8]) -> Result<(), ProbeError> {
        let sent = self.stream.write_all(bytes).and_then(|()| self.stream.flush());
        sent.map_err(|e| self.failed(&e))
    }

    /// Reads exactly so many bytes; none that are too many for an answer.
    pub(super) fn take(&mut self, n: usize) -> Result<Vec<u8>, ProbeError> {
        if n > ANSWER_MAX {
            return Err(ProbeError::Closed("by us: its answer is too long".to_owned()));
        }
        let mut bytes = vec![0; n];
        self.stream.read_exact(&mut bytes).map_err(|e| self.failed(&e))?;
        Ok(bytes)
    }

    /// Reads up to and with an end.
    pub(super) fn until(&mut self, end: &[u8]) -> Result<Vec<u8>, ProbeError> {
        let mut bytes = Vec::new();
        while !bytes.ends_with(end) {
            bytes.extend(self.take(1)?);
            if bytes.len() > ANSWER_MAX {
                return Err(ProbeError::Closed("by us: its answer is too long".to_owned()));
            }
        }
        Ok(bytes)
    }
}
