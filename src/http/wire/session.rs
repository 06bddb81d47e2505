//! Signing in, over the wire: sessions, and what makes one-time codes.

use crate::model::cbor::{Bytes, record};
use crate::model::{Hash, Kid, MemberId, OpId};

record! {
    /// `POST /v1/login`: how the caller is signed in; with an operation: sign in.
    pub struct LoginQuestion {
        /// The organization.
        1 org: Hash,
        /// Sign in; one that is sent again is the same.
        2 op: Option<OpId>,
        /// A one-time code, or a recovery code.
        3 code: Option<String>,
    }
}

record! {
    /// A session.
    pub struct SessionItem {
        /// The key.
        1 kid: Kid,
        /// When it began, in milliseconds since 1970, by the server's clock.
        2 began: u64,
        /// When it was last used.
        3 used: u64,
        /// Whether a one-time code began it.
        4 code: bool,
        /// The address that it was begun from.
        5 address: String,
        /// Whose it is.
        6 who: String,
        /// What they call the device.
        7 device: String,
    }
}

record! {
    /// The answer: how the caller is signed in, and what is asked of them.
    pub struct LoginAnswer {
        /// The session.
        1 session: Option<SessionItem>,
        /// Whether the caller has what makes one-time codes.
        2 enrolled: bool,
        /// The environments that ask for a code, of those that the caller sees, by name.
        3 asking: Vec<String>,
        /// When the session ends for the first of those environments, if it is left alone.
        4 until: Option<u64>,
        /// How many recovery codes are left.
        5 codes: Option<u64>,
        /// Who the caller is.
        6 who: String,
    }
}

record! {
    /// `POST /v1/sessions`: who is signed in. The caller's own, and everybody's for who manages the
    /// organization.
    pub struct SessionsQuestion {
        /// The organization.
        1 org: Hash,
        /// End the sessions of these keys first.
        2 end: Vec<Kid>,
    }
}

record! {
    /// The answer, the newest first.
    pub struct SessionsAnswer {
        /// The sessions.
        1 sessions: Vec<SessionItem>,
        /// How many were ended.
        2 ended: Option<u64>,
    }
}

record! {
    /// `POST /v1/factor`: begin to enrol, confirm it, make other recovery codes, or reset a member.
    pub struct FactorQuestion {
        /// The organization.
        1 org: Hash,
        /// `begin`, `confirm`, `codes` or `reset`.
        2 verb: String,
        /// A one-time code, or a recovery code.
        3 code: Option<String>,
        /// Whom to reset.
        4 member: Option<MemberId>,
    }
}

record! {
    /// The answer. What it holds is shown this once.
    pub struct FactorAnswer {
        /// What makes the codes, to be confirmed with one.
        1 secret: Option<Bytes>,
        /// Recovery codes.
        2 codes: Vec<String>,
        /// Whether there was something to reset.
        3 changed: bool,
    }
}
