//! `--wait`: for what passes by itself, such as a freeze, a lock with an end, a soak, another
//! promotion. The outcome is that of the last attempt.

use std::time::{Duration, Instant};

use crate::cli::context::{Context, Project};
use crate::cli::error::{Error, Result};

/// What passes by itself.
const PASSING: [&str; 5] = ["busy", "env_frozen", "env_locked", "soaking", "approval_pending"];
/// How often it is tried again.
const TICK: Duration = Duration::from_secs(1);
/// How often it is said that there is something to wait for.
const AGAIN: Duration = Duration::from_secs(60);

/// Tries until it is done, refused for good, or the time is up.
///
/// # Errors
/// What refuses for good, or what stood in the way last.
pub fn until<T>(
    ctx: &Context,
    project: &Project,
    wait: Option<Duration>,
    mut attempt: impl FnMut() -> Result<T>,
) -> Result<T> {
    let Some(wait) = wait else { return attempt() };
    let began = Instant::now();
    let mut said: Option<Instant> = None;
    // Waiting has a limit of its own: the deadline of the command does not count meanwhile.
    let _pause = ctx.ui.pauses().begin();
    loop {
        let passed = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        project.client.set_now(ctx.now.saturating_add(passed));
        match attempt() {
            Err(e) if passes(&e) && began.elapsed() < wait => {
                if said.is_none_or(|said| said.elapsed() >= AGAIN) {
                    ctx.ui.note(format!("waiting: {}", e.0.message));
                    said = Some(Instant::now());
                }
                std::thread::sleep(TICK.min(wait.saturating_sub(began.elapsed())));
            }
            outcome => return outcome,
        }
    }
}

fn passes(e: &Error) -> bool {
    PASSING.contains(&e.0.code)
}
