//! Floor 0, nouns: names, records, paths, the tree, commits, and their bytes.
//!
//! Values only. Nothing here does I/O, reads a clock, draws randomness or knows serde; what is
//! signed is encoded by hand in [`cbor`] and the `record!` structs, and `docs/format.md` is its
//! specification. A name, path or number that decodes is valid; what must hold between records is the
//! gate's.

pub mod cbor;
pub mod commit;
pub mod hash;
pub mod name;
pub mod path;
pub mod people;
pub mod record;
pub mod tree;
pub mod value;

pub use commit::{Commit, Head, Header, Leaf, Op, StoredLeaf};
pub use hash::{EnvId, GrantId, GroupId, Hash, Kid, MemberId, OpId, TokenId, WriteId};
pub use name::{AppName, EnvName, GroupName, Key, NameError, OrgName, ProjectName, RoleName};
pub use path::{Path, Place, Prefix, Scope};
pub use people::{AccessPolicy, CustomRole, Grant, Granted, Group, Invitation, Right, Subject, Token};
pub use record::{
    App, Color, Constant, Datasource, Device, Env, Epoch, Field, Hold, Kind, Member, MergeRule, Need, Org,
    Placement, Point, Policy, Project, Record, Role, Setting, Version, Wrap,
};
pub use tree::{Entry, Tree};
pub use value::{Content, Sealed, Value};
