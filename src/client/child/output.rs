//! What a command says, with its secrets taken out on the way.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::client::mask::{Mask, Masked};

/// How long what may be the beginning of a secret is held back.
const HELD: Duration = Duration::from_millis(100);
/// How long the words of what a command has left running are waited for.
const LATE: Duration = Duration::from_millis(200);
/// How much is read at once.
const READ: usize = 64 * 1024;

/// Which stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// The answer.
    Stdout,
    /// The talk.
    Stderr,
}

/// Shows what a command said.
pub type Show = Arc<dyn Fn(To, &[u8]) -> io::Result<()> + Send + Sync>;

/// What is done with what a command says.
pub struct Output {
    /// What is not to be seen.
    pub mask: Mask,
    /// Where the rest goes.
    pub show: Show,
}

/// The threads that carry what a command says.
#[derive(Default)]
pub(super) struct Pumps {
    threads: Vec<JoinHandle<()>>,
    ended: Arc<AtomicBool>,
}

impl Pumps {
    pub(super) fn start(ends: Vec<(OwnedFd, To)>, output: &Output) -> io::Result<Pumps> {
        let mut pumps = Pumps::default();
        for (end, to) in ends {
            let (mask, show, ended) = (output.mask.clone(), output.show.clone(), pumps.ended.clone());
            let pump = Pump { end, to, stream: Masked::new(mask), show, ended };
            let thread = std::thread::Builder::new().name("output".to_owned());
            pumps.threads.push(thread.spawn(move || drop(pump.run()))?);
        }
        Ok(pumps)
    }

    /// The command is gone: what comes late comes soon, or not at all.
    pub(super) fn ended(&self) {
        self.ended.store(true, Ordering::SeqCst);
    }

    pub(super) fn are_done(&self) -> bool {
        self.threads.iter().all(JoinHandle::is_finished)
    }
}

struct Pump {
    end: OwnedFd,
    to: To,
    stream: Masked,
    show: Show,
    ended: Arc<AtomicBool>,
}

impl Pump {
    /// Carries until there is no more. When nobody listens any more it ends as well, and the command
    /// finds its pipe closed.
    fn run(mut self) -> io::Result<()> {
        let mut bytes = vec![0; READ];
        loop {
            let wait = if self.stream.waits() { HELD } else { LATE };
            let wait = Timespec { tv_sec: 0, tv_nsec: wait.subsec_nanos().into() };
            match poll(&mut [PollFd::new(&self.end, PollFlags::IN)], Some(&wait)) {
                Ok(0) => {
                    if self.ended.load(Ordering::SeqCst) {
                        let held = self.stream.end();
                        return self.show(&held);
                    }
                    let held = self.stream.settle();
                    self.show(&held)?;
                    continue;
                }
                Err(rustix::io::Errno::INTR) => continue,
                Err(e) => return Err(e.into()),
                Ok(_) => {}
            }
            match rustix::io::read(&self.end, &mut bytes) {
                Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => {}
                // A terminal that everybody has closed is an error to read.
                Ok(0) | Err(_) => {
                    let held = self.stream.end();
                    return self.show(&held);
                }
                Ok(n) => {
                    let shown = self.stream.push(&bytes[..n]);
                    self.show(&shown)?;
                }
            }
        }
    }

    fn show(&self, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() { Ok(()) } else { (self.show)(self.to, bytes) }
    }
}
