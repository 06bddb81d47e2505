//! dotenv: a format without a specification, read by a written grammar and written so that as many
//! readers as possible agree.
//!
//! Nothing is ever executed, and nothing of the environment of the process is ever looked up.
//! [`read`](read()) and [`write`](write()) agree on every value in every dialect that can carry it.

mod read;
#[cfg(test)]
mod tests;
mod write;

pub(super) use read::read;
pub(super) use write::write;
