//! Places where a test ends the process, as a crash or a loss of power would: a debug build that is
//! told `ENVCTL_FAILPOINT=NAME:N` kills itself the N-th time that it passes the place. With `NAME:N:stop` it
//! only stops there until it is told to go on, so that another process can come in between.
//!
//! Invariant: a release build has none of it; a call there is an empty function.

/// Every place, in the order in which a write passes them.
pub const ALL: [&str; 17] = [
    "key.written",
    "key.renamed",
    "store.begin",
    "store.begun",
    "store.head",
    "store.commit",
    "store.leaf",
    "store.record",
    "store.lineage",
    "store.end",
    "store.ended",
    "state.written",
    "manifest.written",
    "manifest.renamed",
    "manifest.synced",
    "export.written",
    "export.renamed",
];

/// Here a test may end the process.
#[cfg(all(unix, debug_assertions))]
pub fn at(name: &'static str) {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use rustix::process::{Signal, getpid, kill_process};

    static ARMED: OnceLock<Option<(String, usize, Signal)>> = OnceLock::new();
    static PASSED: AtomicUsize = AtomicUsize::new(0);
    debug_assert!(ALL.contains(&name), "{name} is no failpoint");
    #[allow(clippy::disallowed_methods, reason = "no setting of a user's: it is not there in a release")]
    let armed = ARMED.get_or_init(|| {
        let text = std::env::var("ENVCTL_FAILPOINT").ok()?;
        let mut parts = text.split(':');
        let (name, times) = (parts.next()?.to_owned(), parts.next().unwrap_or("1").parse().ok()?);
        Some((name, times, if parts.next() == Some("stop") { Signal::STOP } else { Signal::KILL }))
    });
    let Some((wanted, times, signal)) = armed else { return };
    if wanted == name && PASSED.fetch_add(1, Ordering::SeqCst) + 1 == *times {
        let _ = kill_process(getpid(), *signal);
    }
}

/// Here a test may end the process, but not in a release.
#[cfg(not(all(unix, debug_assertions)))]
#[inline(always)]
pub fn at(_: &'static str) {}
