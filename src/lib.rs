//! envctl manages what differs between environments, and moves applications through them.
//!
//! The folders are floors; each may import only those below it, and `tests/project/floors.rs` holds them
//! to it. `docs/architecture.md` walks one command through all of them.
//!
//! ```text
//! 5  cli                          what the user types: one file a command
//! 4  ui                           the terminal
//! 3  client                       one organization, open, as one identity
//!    http                         the wire, both ends
//! 2  store    manifest  formats   places and files
//!    probe                        what answers at a datasource's address
//! 1  engine                       verbs: pure functions from a tree to changes
//! 0  model    crypto              nouns and keys
//!    failpoint                    where a test may end the process
//! ```

pub mod cli;
pub mod client;
pub mod crypto;
pub mod engine;
pub mod failpoint;
pub mod formats;
pub mod http;
pub mod manifest;
pub mod model;
pub mod probe;
pub mod store;
pub mod ui;
