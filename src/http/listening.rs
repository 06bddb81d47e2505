//! Waiting for a newer commit of a server's organization: its stream of events, opened again when it ends.
//!
//! Invariant: an event says only that it is time to look; what is there is read as always.

use std::io::{BufRead as _, BufReader, Read};
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use super::Remote;
use super::sign;
use crate::model::{Hash, Head};
use crate::store::{OrgEntry, Store as _, StoreError};

/// Longest line of a stream.
const LINE_MAX: u64 = 256;
/// How long a stream may last: a server ends it before.
const LIFE: Duration = Duration::from_secs(65);
/// How long is waited before a stream that broke is opened again.
const PAUSE: Duration = Duration::from_secs(1);

/// A stream of events that is open.
pub(super) struct Listening {
    org: Hash,
    lines: BufReader<Box<dyn Read + Send>>,
}

impl Listening {
    /// The next head that it tells of; none: a sign of life.
    fn next(&mut self) -> std::io::Result<Option<Head>> {
        let mut line = String::new();
        let read = self.lines.by_ref().take(LINE_MAX).read_line(&mut line)?;
        if read == 0 || !line.ends_with('\n') {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let Some(data) = line.trim_end().strip_prefix("data: ") else { return Ok(None) };
        let head = data
            .split_once(' ')
            .and_then(|(seq, hash)| Some(Head { seq: seq.parse().ok()?, hash: hash.parse().ok()? }));
        head.map(Some).ok_or_else(|| std::io::ErrorKind::InvalidData.into())
    }
}

impl Remote {
    fn listen(&self, org: &Hash) -> Option<Listening> {
        let path = format!("/v1/events?org={org}");
        let request = sign::Request { method: "GET", host: self.host(), path: &path, body: b"" };
        let sent = self
            .agent()
            .get(format!("{}{path}", self.base()))
            .config()
            .timeout_global(None)
            .timeout_recv_response(Some(Duration::from_secs(10)))
            .timeout_recv_body(Some(LIFE))
            .build()
            .header("authorization", self.signed(&request))
            .call();
        let answer = sent.ok().filter(|answer| answer.status().as_u16() == 200)?;
        let kind = answer.headers().get("content-type")?.as_bytes();
        let is_stream = kind == b"text/event-stream";
        let body: Box<dyn Read + Send> = Box::new(answer.into_body().into_reader());
        is_stream.then(|| Listening { org: *org, lines: BufReader::new(body) })
    }

    /// Waits until the newest commit is another than `seen`, for about as long as `most`.
    ///
    /// # Errors
    /// When the server says no.
    pub(super) fn until_moved(&self, org: &Hash, seen: Head, most: Duration) -> Result<Head, StoreError> {
        let end = Instant::now() + most;
        loop {
            let mut kept = self.listening().lock().unwrap_or_else(PoisonError::into_inner);
            let open = kept.take().filter(|listening| listening.org == *org);
            if let Some(mut listening) = open.or_else(|| self.listen(org)) {
                loop {
                    match listening.next() {
                        Ok(Some(head)) if head != seen => {
                            *kept = Some(listening);
                            return Ok(head);
                        }
                        Ok(_) if Instant::now() >= end => {
                            *kept = Some(listening);
                            return Ok(seen);
                        }
                        Ok(_) => {}
                        // It ended, as all do; the next one begins with the head of then.
                        Err(_) => break,
                    }
                }
                std::thread::sleep(PAUSE);
            } else {
                // No stream to be had, through a proxy perhaps: then it is looked.
                drop(kept);
                let is_it = |entry: &OrgEntry| entry.id == *org;
                match self.orgs().map(|orgs| orgs.into_iter().find(is_it)) {
                    Ok(Some(entry)) if entry.head != seen => return Ok(entry.head),
                    Ok(None) => return Err(StoreError::NoOrg(*org)),
                    Ok(Some(_)) | Err(StoreError::Unreachable { .. } | StoreError::Busy { .. }) => {}
                    Err(e) => return Err(e),
                }
                std::thread::sleep(PAUSE);
            }
            if Instant::now() >= end {
                return Ok(seen);
            }
        }
    }
}
