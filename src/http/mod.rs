//! Floor 3: the wire, both ends: the server in front of a gated store, and the store that is a
//! server. `docs/protocol.md` has it in words.
//!
//! `wire` is what is said, `sign` whose it is, `door` what they may have, `server` the routes, `listen`
//! the sockets; [`Remote`] is the other end. Invariants: only what the caller may see leaves the
//! server; that secrets are shown is written down before they leave; nothing runs but in `serve`.

mod backend;
mod door;
mod kids;
mod listen;
mod metrics;
mod openapi;
mod remote;
mod scene;
mod server;
pub mod sign;
#[cfg(test)]
mod tests;
pub mod wire;

pub use backend::Backend;
pub use door::code_hash;
pub use listen::{Listener, Plan, ServeError, Transport, is_near};
pub use remote::{Remote, is_url};
pub use scene::{from_bytes as scene_of, to_bytes as scene_bytes};
pub use server::{IsOurs, Served, Settings};
