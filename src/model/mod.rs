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
pub mod placement;
pub mod record;
pub mod request;
pub mod template;
pub mod tree;
pub mod value;

pub use commit::{Commit, Head, Header, Leaf, Op, StoredLeaf};
pub use hash::{EnvId, GrantId, GroupId, Hash, Kid, MemberId, OpId, TokenId, WriteId};
pub use name::{AppName, EnvName, GroupName, Key, NameError, OrgName, ProjectName, RoleName};
pub use path::{Path, Place, Prefix, Scope};
pub use people::{
    AccessPolicy, CustomRole, Grant, Granted, Group, Invitation, Review, Right, Subject, Token, Waiver,
};
pub use placement::{Bypass, Hold, Moment, Pin, Placement, Run, RunState};
pub use record::{
    App, Color, Constant, Datasource, Device, Env, Epoch, Field, Flag, Kind, Lock, Member, MergeRule, Need,
    Org, Point, Policy, Project, Record, Role, Setting, Use, Version, Wrap,
};
pub use request::{Bound, Closed, Planned, Request, Vote, Wanted};
pub use template::{Stage, Template};
pub use tree::{Entry, Tree};
pub use value::{Content, Sealed, Value};
