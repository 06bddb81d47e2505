//! What a project is made of, and where it stands: manifest, organization, environments at a glance.

pub mod init;
pub mod orgs;
pub mod orgs_copy;
pub mod orgs_delete;
pub mod projects;
pub mod quickstart;
pub mod status;
pub mod templates;
pub mod usage;
pub mod use_;
pub mod workspace;
