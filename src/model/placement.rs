//! Which version of an app is in an environment, what keeps it there, and what is under way.
//!
//! Invariant: as in `record`, keys are never reused, and a field is only ever added as one that may
//! be left out.

use super::EnvId;
use super::cbor::{Bytes, choice, record};

record! {
    /// A commit's number and time, as its header has them.
    pub struct Moment {
        /// The revision.
        1 rev: u64,
        /// In milliseconds since 1970.
        2 time: u64,
    }
}

record! {
    /// A mark that an environment is to stay where it is: put by a rollback, and by a promotion of
    /// something other than the newest where the newest is followed.
    pub struct Hold {
        /// The version that was there before.
        1 from: u32,
        /// Why.
        2 reason: Option<String>,
        /// When it was put.
        3 since: Option<Moment>,
        /// Whether a promotion put it, not a rollback.
        4 chosen: bool,
    }
}

record! {
    /// A rule that was set aside for one version: shown for ever.
    pub struct Bypass {
        /// The version.
        1 version: u32,
        /// The environments that it did not pass through.
        2 skipped: Vec<EnvId>,
        /// The finding that was accepted, as `PF2:KEY`.
        3 accepted: Option<String>,
        /// Why.
        4 reason: String,
        /// When.
        5 at: Option<Moment>,
    }
}

record! {
    /// Which version of an app is in an environment, and which were.
    pub struct Placement {
        /// The version that is there.
        1 version: u32,
        /// The version that end users get, in the last environment.
        2 released: Option<u32>,
        /// The versions that succeeded there before this one, oldest first: where `rollback` goes.
        3 before: Vec<u32>,
        /// The versions that succeeded there, ascending, the 256 newest of them: where `rollback --to`
        /// may go.
        4 been: Vec<u32>,
        /// Set by a rollback.
        5 hold: Option<Hold>,
        /// When the version that is there came in.
        6 since: Option<Moment>,
        /// The versions that were verified there, ascending.
        7 verified: Vec<u32>,
        /// The versions whose verification failed there, ascending.
        8 unverified: Vec<u32>,
        /// The rules that were set aside there, oldest first.
        9 bypassed: Vec<Bypass>,
    }
}

impl Placement {
    /// A version that is there, and nothing before it.
    pub fn of(version: u32) -> Placement {
        Placement {
            version,
            released: None,
            before: Vec::new(),
            been: vec![version],
            hold: None,
            since: None,
            verified: Vec::new(),
            unverified: Vec::new(),
            bypassed: Vec::new(),
        }
    }
}

record! {
    /// What an app in an environment keeps to, promotions or not.
    pub struct Pin {
        /// The only version that may come in; none: the newest, as soon as it is there.
        1 version: Option<u32>,
        /// Why.
        2 reason: Option<String>,
    }
}

choice! {
    /// How a promotion with hooks stands.
    pub enum RunState("the state of a run") {
        /// Under way, as long as its lease lasts.
        1 Running "running",
        /// A hook failed.
        2 Failed "failed",
        /// It was told to stop.
        3 Aborted "aborted",
    }
}

record! {
    /// A promotion or rollback whose hooks are under way, or did not all succeed.
    pub struct Run {
        /// The version that is to come in.
        1 version: u32,
        /// Whether it is a rollback.
        2 rollback: bool,
        /// How it stands.
        3 state: RunState,
        /// The step that is under way, or that failed, from 0.
        4 step: u32,
        /// The step in words: `deploy 1 of 2`.
        5 label: String,
        /// When it counts as failed unless it went on, in milliseconds since 1970.
        6 lease: u64,
        /// A hash of its hooks: only the same are gone on with.
        7 hooks: Bytes,
        /// Whether what runs there may be another version than the one that is placed there.
        8 drift: bool,
        /// What became of the step.
        9 failure: Option<String>,
    }
}
