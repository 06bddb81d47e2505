//! The program as a user sees it: arguments in; stdout, stderr, files and an exit code out.
//!
//! `reference/ux.md` and `reference/run-export-import.md` are what is tested; one file an area.
//! Snapshots are inline: `UPDATE_EXPECT=1 cargo test --test cli` writes them anew.
#![cfg(unix)]

mod harness;

mod answers;
mod approvals;
mod backups;
mod bad;
mod cache;
mod clones;
mod comments;
mod constants;
mod context;
mod copies;
mod datasources;
mod deleted;
mod devices;
mod drafts;
mod ending;
mod environments;
mod events;
mod explained;
mod failover;
mod faults;
mod files;
mod flags;
mod hidden;
mod history;
mod hooks;
mod identities;
mod merge_cases;
mod merging;
mod offline;
mod people;
mod process;
mod promotion;
mod real;
mod reliability;
mod removal;
mod rights_cases;
mod rights_more;
mod rulebook;
mod rules;
mod schemas;
mod server;
mod several;
mod shells;
mod signin;
mod sync;
mod templates;
mod tending;
mod terminal;
mod workspace;
