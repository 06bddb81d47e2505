//! What a server keeps of who is signed in: sessions, and what makes one-time codes. It is no part of the
//! log, and nothing in it is signed.
//!
//! Invariant: each method is one step that either happened or did not, whoever else is at it: several
//! servers on one database count the same attempts, and use the same code up once.

use super::StoreError;
use crate::model::{Hash, Kid, MemberId};

/// How a session began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// With the key alone.
    Key,
    /// With a one-time code.
    Code,
    /// By founding the organization here, or bringing it.
    Founded,
}

impl How {
    pub(super) fn number(self) -> i64 {
        match self {
            How::Key => 0,
            How::Code => 1,
            How::Founded => 2,
        }
    }

    pub(super) fn from_number(n: i64) -> How {
        match n {
            1 => How::Code,
            2 => How::Founded,
            _ => How::Key,
        }
    }
}

/// The session of a key in an organization. Times are in milliseconds since 1970, by the server's clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The key.
    pub kid: Kid,
    /// What the client called the sign-in: one that is sent again is the same.
    pub login: [u8; 16],
    /// When it began.
    pub began: u64,
    /// When it was last used.
    pub used: u64,
    /// How it began.
    pub how: How,
    /// When its longest rest began, and how long that was.
    pub rest: (u64, u64),
    /// The address that it was begun from.
    pub address: String,
}

/// What makes a member's one-time codes.
#[derive(Clone, PartialEq, Eq)]
pub struct Factor {
    /// The secret in use.
    pub secret: Option<Vec<u8>>,
    /// One that was given out, and not confirmed yet.
    pub pending: Option<Vec<u8>>,
    /// How many recovery codes are left.
    pub codes: u64,
}

impl std::fmt::Debug for Factor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Factor").field("enrolled", &self.secret.is_some()).finish_non_exhaustive()
    }
}

/// Whose one-time codes.
pub type Whose<'w> = (&'w Hash, MemberId);

/// What becomes of an attempt to give a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// It is counted, and may be looked at.
    Counted,
    /// There were too many: none until this time, in milliseconds since 1970.
    TooMany(u64),
}

/// How many attempts there may be, and how long it takes until the last is forgotten.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// How many.
    pub most: u64,
    /// Milliseconds without any.
    pub pause: u64,
}

/// What a server keeps of who is signed in.
pub trait Sessions {
    /// The session of a key.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn session(&self, org: &Hash, kid: Kid) -> Result<Option<Session>, StoreError>;

    /// All sessions of an organization, the newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn sessions(&self, org: &Hash) -> Result<Vec<Session>, StoreError>;

    /// Begins a session, in place of one that the key had.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn sign_in(&self, org: &Hash, session: &Session) -> Result<(), StoreError>;

    /// Says that a session is used now, and remembers the rest before that if it is the longest.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn keep_alive(&self, org: &Hash, kid: Kid, now: u64) -> Result<(), StoreError>;

    /// Ends the sessions of keys; gives back how many there were.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn sign_out(&self, org: &Hash, kids: &[Kid]) -> Result<u64, StoreError>;

    /// What makes a member's one-time codes.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn factor(&self, whose: Whose<'_>) -> Result<Option<Factor>, StoreError>;

    /// Keeps a secret that is to be confirmed, in place of an earlier one.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn propose(&self, whose: Whose<'_>, secret: &[u8]) -> Result<(), StoreError>;

    /// Counts an attempt before it is looked at. Whoever has no factor has too many.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn attempt(&self, whose: Whose<'_>, now: u64, limit: Limit) -> Result<Attempt, StoreError>;

    /// Uses a step of time up, and forgets the attempts before it; false: this step or a later one was
    /// used up before. `confirms`: the secret that is to be confirmed, and no other, is in use from now
    /// on.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn use_step(&self, whose: Whose<'_>, step: u64, confirms: Option<&[u8]>) -> Result<bool, StoreError>;

    /// Keeps the hashes of recovery codes, in place of earlier ones.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn keep_recovery(&self, whose: Whose<'_>, hashes: &[Hash]) -> Result<(), StoreError>;

    /// Uses a recovery code up, and forgets the attempts before it; false: there is none such.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn use_recovery(&self, whose: Whose<'_>, hash: &Hash) -> Result<bool, StoreError>;

    /// Forgets what makes a member's codes; gives back whether there was something.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn forget_factor(&self, whose: Whose<'_>) -> Result<bool, StoreError>;
}

/// The contract of [`Sessions`], run against each store that a server can have.
#[cfg(test)]
pub(crate) fn contract<S: std::ops::Deref<Target: Sessions>>(open: &(dyn Fn() -> S + Sync)) {
    let store = open();
    let (org, other) = (Hash([1; 32]), Hash([2; 32]));
    let session = |n: u8, began: u64| Session {
        kid: Kid([n; 16]),
        login: [n; 16],
        began,
        used: began,
        how: How::Code,
        rest: (began, 0),
        address: "192.0.2.1".to_owned(),
    };
    let (first, second) = (session(1, 100), session(2, 200));
    for one in [&first, &second] {
        store.sign_in(&org, one).expect("signed in");
    }
    assert_eq!(store.session(&org, first.kid).expect("read"), Some(first.clone()));
    assert_eq!(store.session(&other, first.kid).expect("read"), None);
    assert_eq!(store.sessions(&org).expect("read"), vec![second.clone(), first.clone()]);
    // The longest rest is kept, with when it began.
    for now in [150, 300, 310] {
        store.keep_alive(&org, first.kid, now).expect("used");
    }
    let used = store.session(&org, first.kid).expect("read").expect("there");
    assert_eq!((used.used, used.rest), (310, (150, 150)));
    // A clock that goes back changes nothing.
    store.keep_alive(&org, first.kid, 5).expect("used");
    assert_eq!(store.session(&org, first.kid).expect("read").expect("there"), used);
    let again = Session { how: How::Founded, ..session(1, 400) };
    store.sign_in(&org, &again).expect("signed in again");
    assert_eq!(store.session(&org, first.kid).expect("read"), Some(again));
    assert_eq!(store.sign_out(&org, &[first.kid, Kid([9; 16])]).expect("ended"), 1);
    assert_eq!(store.sign_out(&org, &[]).expect("ended"), 0);
    assert_eq!(store.sessions(&org).expect("read"), vec![second]);
    store.keep_alive(&org, first.kid, 500).expect("nothing to use");
    assert_eq!(store.session(&org, first.kid).expect("read"), None);

    let ana: Whose<'_> = (&org, MemberId([1; 8]));
    let limit = Limit { most: 5, pause: 1000 };
    assert_eq!(store.factor(ana).expect("read"), None);
    assert_eq!(store.attempt(ana, 0, limit).expect("counted"), Attempt::TooMany(1000));
    store.propose(ana, b"one").expect("kept");
    store.propose(ana, b"two").expect("kept");
    let factor = store.factor(ana).expect("read").expect("there");
    assert_eq!((factor.secret.as_deref(), factor.pending.as_deref()), (None, Some(&b"two"[..])));
    assert!(!store.use_step(ana, 7, Some(b"one")).expect("used"), "another secret than the newest");
    assert!(store.use_step(ana, 7, Some(b"two")).expect("used"));
    let factor = store.factor(ana).expect("read").expect("there");
    assert_eq!((factor.secret.as_deref(), factor.pending.as_deref()), (Some(&b"two"[..]), None));
    for (step, fresh) in [(7, false), (6, false), (8, true), (8, false)] {
        assert_eq!(store.use_step(ana, step, None).expect("used"), fresh, "step {step}");
    }
    // Everybody at once: each attempt is counted, and each step used up once.
    let count = |work: &(dyn Fn(S) -> bool + Sync)| {
        std::thread::scope(|scope| {
            let all: Vec<_> = (0..8).map(|_| scope.spawn(|| work(open()))).collect();
            all.into_iter().map(|one| one.join().expect("no panic")).filter(|yes| *yes).count()
        })
    };
    let counted = |store: S| store.attempt(ana, 50, limit).expect("counted") == Attempt::Counted;
    assert_eq!(count(&counted), 5);
    assert_eq!(store.attempt(ana, 1049, limit).expect("counted"), Attempt::TooMany(1050));
    assert_eq!(store.attempt(ana, 1050, limit).expect("counted"), Attempt::Counted);
    assert_eq!(count(&|store: S| store.use_step(ana, 9, None).expect("used")), 1);
    assert_eq!(count(&counted), 5, "a code that was right begins the count anew");

    let hashes = [Hash([3; 32]), Hash([4; 32])];
    store.keep_recovery(ana, &[Hash([5; 32])]).expect("kept");
    store.keep_recovery(ana, &hashes).expect("kept");
    assert_eq!(store.factor(ana).expect("read").expect("there").codes, 2);
    assert!(!store.use_recovery(ana, &Hash([5; 32])).expect("used"), "it was replaced");
    assert_eq!(count(&|store: S| store.use_recovery(ana, &hashes[0]).expect("used")), 1);
    assert!(!store.use_recovery((&other, ana.1), &hashes[1]).expect("used"), "another's");
    assert!(store.forget_factor(ana).expect("forgotten"));
    assert!(!store.forget_factor(ana).expect("forgotten"));
    assert!(!store.use_recovery(ana, &hashes[1]).expect("used"), "forgotten with the rest");
    assert_eq!(store.factor(ana).expect("read"), None);
}
