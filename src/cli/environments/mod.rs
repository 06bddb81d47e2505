//! Environments: made, shown, changed, kept as they are.

pub mod env_create;
pub mod env_describe;
pub mod env_edit;
pub mod envs;
pub mod lock;
pub mod protect;
