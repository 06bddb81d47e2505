//! Two states that are brought together: environments by `merge`, manifest and store by `sync`.

pub mod diff;
pub mod differences;
pub mod merge;
pub mod repair;
pub mod sync;
