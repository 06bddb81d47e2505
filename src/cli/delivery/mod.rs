//! Apps, their versions, and how these move through environments.

pub mod approval;
pub mod apps;
pub mod carry;
pub mod check;
pub mod copy;
pub mod deploy;
pub mod draft_editor;
pub mod drafts;
pub mod follow;
pub mod moved;
pub mod pin;
pub mod plan;
pub mod promote;
pub mod publish;
pub mod release;
pub mod restore;
pub mod rollback;
pub mod summary;
pub mod verdict;
pub mod versions;
pub mod wait;
