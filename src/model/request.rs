//! What somebody asks for: a role for a time, or that a plan be carried out where that takes more
//! than one person.
//!
//! Who may answer, and what an answer does, is `engine::approvals`'s; nothing is decided here.

use super::cbor::{choice, record};
use super::people::{Granted, Subject};
use super::{AppName, EnvId, Hash, MemberId, Path, ProjectName};

record! {
    /// A grant that is asked for.
    pub struct Wanted {
        /// The role.
        1 role: Granted,
        /// The projects, ascending; none: all.
        2 projects: Vec<ProjectName>,
        /// The apps, ascending; none: all.
        3 apps: Vec<AppName>,
        /// The environments, ascending; none: all.
        4 envs: Vec<EnvId>,
        /// For how long, in milliseconds; none: for good.
        5 long: Option<u64>,
    }
}

record! {
    /// One record that a plan changes, as it was when the plan was made.
    pub struct Bound {
        /// The record.
        1 path: Path,
        /// The leaf that stood there; none: nothing did.
        2 prev: Option<Hash>,
        /// The version that a placement is to have.
        3 version: Option<u32>,
        /// The version that it is to have released.
        4 released: Option<u32>,
    }
}

record! {
    /// A plan that is to be carried out.
    pub struct Planned {
        /// Its project.
        1 project: ProjectName,
        /// The environment that it changes.
        2 env: EnvId,
        /// `promote`, `release` or `merge`.
        3 action: String,
        /// Its id.
        4 plan: String,
        /// What it changes there, ascending by path.
        5 bound: Vec<Bound>,
        /// What it does, in words.
        6 what: String,
    }
}

record! {
    /// What somebody answered.
    pub struct Vote {
        /// Who.
        1 by: MemberId,
        /// Whether they approve.
        2 approved: bool,
        /// Why.
        3 why: Option<String>,
    }
}

choice! {
    /// How a request ended.
    pub enum Closed("the end of a request") {
        /// It was carried out.
        1 Done "done",
        /// Somebody who could have approved it said no.
        2 Denied "denied",
        /// It is not asked for any more.
        3 Withdrawn "withdrawn",
    }
}

record! {
    /// Something that is asked for. Its path has the revision that it was asked in.
    pub struct Request {
        /// Who asks: a member or a token.
        1 by: Subject,
        /// A grant.
        2 wanted: Option<Wanted>,
        /// A plan.
        3 planned: Option<Planned>,
        /// Why.
        4 reason: Option<String>,
        /// The answers, in the order in which they came.
        5 votes: Vec<Vote>,
        /// How it ended; none: it has not.
        6 closed: Option<Closed>,
    }
}

impl Request {
    /// The grant that it asks for, as of a time in milliseconds since 1970.
    pub fn grant(&self, now: u64) -> Option<super::Grant> {
        let wanted = self.wanted.as_ref()?;
        Some(super::Grant {
            subject: self.by,
            role: wanted.role.clone(),
            projects: wanted.projects.clone(),
            apps: wanted.apps.clone(),
            envs: wanted.envs.clone(),
            until: wanted.long.map(|long| now.saturating_add(long)),
        })
    }
}
