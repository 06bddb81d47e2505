//! Who may do what where, as records: groups, custom roles, grants, tokens, invitations, and the
//! mode in which rights add up.
//!
//! What a role gives and how grants add up is `engine::rights`'s; nothing is decided here.

use super::cbor::{Cbor, DecodeError, Reader, Writer, choice, record};
use super::record::{Device, Point, Role};
use super::{AppName, EnvId, GrantId, GroupId, GroupName, MemberId, ProjectName, RoleName, TokenId, WriteId};

choice! {
    /// One right. The set is closed.
    pub enum Right("a right") {
        /// See an environment: its settings and plain values.
        1 View "view",
        /// Open secrets; run and inspect.
        2 Open "open",
        /// Change drafts, publish, manage versions.
        3 Edit "edit",
        /// Set values of constants, datasources and flags.
        4 Write "write",
        /// Move versions into an environment.
        5 Promote "promote",
        /// Make a version live, and roll back.
        6 Release "release",
        /// Approve what others ask for.
        7 Approve "approve",
        /// Environments, people, grants, tokens.
        8 Manage "manage",
        /// The organization itself. No grant and no custom role gives it.
        9 Own "own",
    }
}

record! {
    /// People who are granted things together.
    pub struct Group {
        /// Its name, unique in the organization.
        1 name: GroupName,
        /// Who is in it, ascending. Those who left, or have not joined yet, count for nothing.
        2 members: Vec<MemberId>,
        /// What it is for.
        3 description: Option<String>,
    }
}

record! {
    /// A role that the organization made: a set of rights. Its name is its path.
    pub struct CustomRole {
        /// The rights, ascending.
        1 rights: Vec<Right>,
        /// What it is for.
        2 description: Option<String>,
    }
}

/// Whom a grant is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A member.
    Member(MemberId),
    /// Everyone in a group.
    Group(GroupId),
    /// A token.
    Token(TokenId),
}

impl Cbor for Subject {
    fn write(&self, w: &mut Writer) {
        let (kind, id) = match self {
            Subject::Member(id) => (1, &id.0),
            Subject::Group(id) => (2, &id.0),
            Subject::Token(id) => (3, &id.0),
        };
        w.array(2);
        w.uint(kind);
        w.bytes(id);
    }
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.tuple(2)?;
        let error = r.invalid("not whom a grant may be for");
        let kind = r.uint()?;
        let length = r.invalid("wrong length");
        let id = r.bytes()?.try_into().map_err(|_| length)?;
        r.leave();
        match kind {
            1 => Ok(Subject::Member(MemberId(id))),
            2 => Ok(Subject::Group(GroupId(id))),
            3 => Ok(Subject::Token(TokenId(id))),
            _ => Err(error),
        }
    }
}

/// The role that a grant gives.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Granted {
    /// One that every organization has.
    BuiltIn(Role),
    /// One that the organization made.
    Custom(RoleName),
}

impl std::fmt::Display for Granted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Granted::BuiltIn(role) => f.pad(role.as_str()),
            Granted::Custom(name) => f.pad(name.as_str()),
        }
    }
}

impl Cbor for Granted {
    fn write(&self, w: &mut Writer) {
        match self {
            Granted::BuiltIn(role) => role.write(w),
            Granted::Custom(name) => name.write(w),
        }
    }
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        // A built-in role is a number, a custom one a text (RFC 8949 §3.1: the major type).
        match r.ahead().first().map(|b| b >> 5) {
            Some(0) => Role::read(r).map(Granted::BuiltIn),
            _ => RoleName::read(r).map(Granted::Custom),
        }
    }
}

record! {
    /// A role for somebody, on projects × apps × environments.
    pub struct Grant {
        /// Whom it is for.
        1 subject: Subject,
        /// The role that it gives.
        2 role: Granted,
        /// The projects; none named: all.
        3 projects: Vec<ProjectName>,
        /// The apps; none named: all, also those created later.
        4 apps: Vec<AppName>,
        /// The environments; none named: all, also those created later.
        5 envs: Vec<EnvId>,
        /// When it is due to end, in milliseconds since 1970. It ends by a commit.
        6 until: Option<u64>,
    }
}

record! {
    /// A key for a machine. What it may do are the grants that are for it, as far as its maker may.
    pub struct Token {
        /// Its name, unique among the tokens that are not revoked.
        1 name: String,
        /// Its key; revoked, it is nobody's.
        2 key: Device,
        /// Who made it: it never may more than they.
        3 maker: MemberId,
        /// When it is due to end, in milliseconds since 1970. It ends by a commit.
        4 until: Option<u64>,
    }
}

record! {
    /// A place that is kept for somebody who has not joined yet. Its path has the id that the
    /// member will have, so that grants and groups can name them already.
    pub struct Invitation {
        /// What the member will be called.
        1 name: String,
        /// The role that they will have.
        2 role: Role,
        /// The Ed25519 half of a key that signs once: the commit that joins.
        3 key: Point,
        /// Until when it can be used, in milliseconds since 1970.
        4 until: u64,
        /// When the membership is due to end.
        5 member_until: Option<u64>,
    }
}

record! {
    /// How rights add up, where it is not the default way.
    pub struct AccessPolicy {
        /// A right counts only in the environments of the grant that gives it.
        1 per_env: bool,
    }
}

record! {
    /// That somebody went through who holds what: the last time that anybody did.
    pub struct Review {
        /// Who.
        1 by: MemberId,
        /// The grants that they looked at and left, ascending.
        2 kept: Vec<GrantId>,
        /// The grants that they ended, ascending.
        3 ended: Vec<GrantId>,
        /// Only what had not been used for so long, in milliseconds.
        4 unused: Option<u64>,
    }
}

record! {
    /// That a secret is left as it is, though somebody may know it who may not any more.
    pub struct Waiver {
        /// The write of the value: with another value it is over.
        1 write: WriteId,
        /// Who waives.
        2 by: MemberId,
        /// Why.
        3 reason: String,
    }
}
