//! What happened, and copies of it.

pub mod audit;
pub mod audit_list;
pub mod backups;
pub mod backups_far;
pub mod backups_kept;
pub mod log;
