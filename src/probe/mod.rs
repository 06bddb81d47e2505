//! Floor 2: is the thing at the other end there, and does it let us in?
//!
//! ```text
//! fields ─► address ─► wire (TCP, socket, TLS; one deadline) ─► postgres, mysql, redis, http
//! ```
//!
//! A probe speaks as little of a protocol as it takes to be let in, changes nothing, and hangs up.
//! Invariant: it ends by its deadline, and no error repeats a field or what a server said in words:
//! either may hold a password.

mod address;
mod http;
mod mysql;
mod postgres;
#[cfg(test)]
mod real;
mod redis;
mod scram;
#[cfg(test)]
mod tests;
mod tls;
mod wire;

use std::collections::BTreeMap;
use std::sync::mpsc;
use std::time::Duration;

use address::Address;
use wire::Wire;

/// Why a probe failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProbeError {
    /// No probe speaks to such a thing.
    #[error("there is no test for this type")]
    Kind,
    /// A field is not what it should be.
    #[error("{0}")]
    Field(String),
    /// Nobody is there.
    #[error("cannot connect to {at}: {why}")]
    Connect {
        /// Host and port.
        at: String,
        /// What the system says.
        why: String,
    },
    /// No answer in time.
    #[error("timeout after {seconds} s {doing}")]
    Timeout {
        /// The limit.
        seconds: u64,
        /// What was being done, with whom.
        doing: String,
    },
    /// No protected connection.
    #[error("TLS: {0}")]
    Tls(String),
    /// It is there, and does not let us in.
    #[error("{0}")]
    Refused(String),
    /// It does not speak the protocol.
    #[error("no {0} answers there")]
    Protocol(&'static str),
    /// It hung up.
    #[error("the connection was closed {0}")]
    Closed(String),
}

/// Connects, logs in, and hangs up. Says what answered, as `PostgreSQL 16.3`.
///
/// # Errors
/// Why not, without a word of what is secret.
pub fn probe(kind: &str, fields: &BTreeMap<String, String>, limit: Duration) -> Result<String, ProbeError> {
    let probe: fn(&Address, Wire) -> Result<String, ProbeError> = match kind {
        "postgres" => postgres::probe,
        "mysql" => mysql::probe,
        "redis" => redis::probe,
        "http" => http::probe,
        "tcp" => |address, _| Ok(format!("{} accepts connections", address.shown())),
        _ => return Err(ProbeError::Kind),
    };
    let address = Address::of(kind, fields)?;
    let at = address.shown();
    let (tell, told) = mpsc::channel();
    // Looking a name up cannot be given a deadline: that thread is left behind.
    std::thread::spawn(move || {
        let found = Wire::open(&address, limit).and_then(|wire| probe(&address, wire));
        drop(tell.send(found));
    });
    // The wire has the same limit; a little more here lets it say what it was waiting for.
    told.recv_timeout(limit + Duration::from_millis(200)).unwrap_or_else(|_| {
        Err(ProbeError::Timeout { seconds: limit.as_secs(), doing: format!("connecting to {at}") })
    })
}
