//! Constants, datasources and flags: declared, set, read, run with, brought in and handed out.

pub mod constant_edit;
pub mod constant_rename;
pub mod constants;
pub mod datasource_shown;
pub mod datasources;
pub mod explain;
pub mod export;
pub mod flags;
pub mod get;
pub mod given;
pub mod import;
pub mod list;
pub mod offline;
pub mod paths;
pub mod prepared;
pub mod probe;
pub mod rotate;
pub mod run;
pub mod set;
pub mod target;
pub mod tend;
pub mod unset;
