//! People and machines: who they are, what they may do, and for how long.

pub mod access;
pub mod devices;
pub mod enrol;
pub mod exposed;
pub mod groups;
pub mod invite;
pub mod login;
pub mod members;
pub mod pending;
pub mod recovery;
pub mod requests;
pub mod review;
pub mod roles;
pub mod sessions;
pub mod signin;
pub mod tokens;
pub mod who;
pub mod whoami;
