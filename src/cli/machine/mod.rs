//! The program itself: its server, its help, and what this machine has of what it needs.

pub mod complete;
pub mod completions;
pub mod doctor;
pub mod help;
pub mod man;
pub mod schema;
pub mod serve;
