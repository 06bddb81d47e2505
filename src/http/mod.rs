//! Floor 3: the wire, both ends: the server in front of a gated store, and the store that is a
//! server. `docs/protocol.md` has it in words.
//!
//! `wire` is what is said, `sign` whose it is, `door` what they may have, `policy` what the clock forbids, `server` the routes, `listen`
//! the sockets; [`Remote`] is the other end. Invariants: only what the caller may see leaves the
//! server; that secrets are shown is written down before they leave; nothing runs but in `serve`.

mod append;
mod backend;
mod door;
mod events;
mod kids;
#[cfg(test)]
mod lies;
mod listen;
mod listening;
mod metrics;
mod openapi;
mod policy;
mod rates;
mod remote;
mod scene;
mod server;
mod session;
pub mod sign;
#[cfg(test)]
mod tests;
mod totp;
pub mod wire;

pub use append::code_hash;
pub use backend::Backend;
pub use listen::{Listener, Plan, ServeError, Transport, is_near};
pub use remote::{Codes, Remote, is_url};
pub use scene::{from_bytes as scene_of, to_bytes as scene_bytes};
pub use server::{IsOurs, Served, Settings};
