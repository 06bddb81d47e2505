//! dotenv: a format without a specification, read by a written grammar and written so that as many
//! readers as possible agree.
//!
//! Nothing is ever executed, and nothing of the environment of the process is ever looked up.
//! [`read`](read()) and [`write`](write()) agree on every value in every dialect that can carry it.

mod read;
#[cfg(test)]
mod tests;
mod write;

use super::Dialect;
use super::Format;
use super::ReadOptions;
use super::Row;
use super::Setting;
use super::WriteOptions;
use super::docker;

/// `dotenv`.
pub(super) const DOTENV: Format = Format(&Row {
    name: "dotenv",
    about: ".env files, in one of several dialects",
    suffixes: &[".env", ".env.local"],
    settings: &[Setting::Dialect, Setting::Header, Setting::Expand],
    appended_to: None,
    write: |pairs, options| match options.dialect {
        Dialect::Docker => docker::write(pairs, options),
        _ => write::write(pairs, options),
    },
    read: |bytes, options| match options.dialect {
        Dialect::Docker => docker::read(bytes, options),
        _ => read::read(bytes, options),
    },
});

/// `compose`: the dialect as a format of its own.
pub(super) const COMPOSE: Format = Format(&Row {
    name: "compose",
    about: "docker compose --env-file, and env_file: of a service",
    suffixes: &[],
    settings: &[Setting::Header, Setting::Expand],
    appended_to: None,
    write: |pairs, options| {
        write::write(pairs, &WriteOptions { dialect: Dialect::Compose, ..options.clone() })
    },
    read: |bytes, options| read::read(bytes, &ReadOptions { dialect: Dialect::Compose, ..options.clone() }),
});
