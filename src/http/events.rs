//! Server-sent events: that an organization has a newer commit. Numbers and hashes, nothing else.
//!
//! Invariants: a stream is told only to who is known in the organization, again at each event; streams
//! are bounded in number and time, and end when the server does; what another process of the same
//! database appends is told as well, a second later.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, broadcast, mpsc};

use super::door::Door;
use super::server::{Peer, Served, Server};
use super::sign::Signer;
use crate::model::{Hash, Head};

/// Most streams at once.
const STREAMS: usize = 512;
/// How long a stream lasts: then the client asks again.
const LIFE: Duration = Duration::from_secs(50);
/// How often a stream says that it is there.
const BEAT: Duration = Duration::from_secs(15);
/// How often the store is asked what others appended, while somebody listens.
const LOOK: Duration = Duration::from_secs(1);

/// What streams are told.
#[derive(Clone, Copy, Debug)]
enum Told {
    Head(Hash),
    Stop,
}

/// Those who listen.
pub(super) struct Events {
    tell: broadcast::Sender<Told>,
    places: Arc<Semaphore>,
}

impl Events {
    pub(super) fn new() -> Events {
        Events { tell: broadcast::Sender::new(256), places: Arc::new(Semaphore::new(STREAMS)) }
    }

    /// An organization has a newer commit.
    pub(super) fn moved(&self, org: Hash) {
        // Nobody listens: nobody has to know.
        let _ = self.tell.send(Told::Head(org));
    }

    /// The server ends.
    pub(super) fn stop(&self) {
        let _ = self.tell.send(Told::Stop);
    }
}

/// Tells what other processes append, while somebody listens.
pub(super) async fn look(server: Arc<Server>) {
    let mut known: HashMap<Hash, Head> = HashMap::new();
    loop {
        tokio::time::sleep(LOOK).await;
        if server.events.tell.receiver_count() == 0 {
            known.clear();
            continue;
        }
        let asked = Arc::clone(&server);
        let Ok(Ok(orgs)) = tokio::task::spawn_blocking(move || asked.backend.store().orgs()).await else {
            continue;
        };
        for org in orgs {
            // Also where it is seen the first time: somebody may have begun to listen just before it moved.
            if known.insert(org.id, org.head) != Some(org.head) {
                server.events.moved(org.id);
            }
        }
    }
}

/// What is written to one client.
struct Lines {
    lines: mpsc::Receiver<Bytes>,
    _place: OwnedSemaphorePermit,
}

impl futures_core::Stream for Lines {
    type Item = Result<Bytes, std::convert::Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.lines.poll_recv(context).map(|line| line.map(Ok))
    }
}

/// `GET /v1/events?org=HASH`.
pub(super) async fn events(State(server): State<Arc<Server>>, request: Request) -> Response {
    let began = Instant::now();
    let (parts, _) = request.into_parts();
    let peer = parts.extensions.get::<Peer>().map(|peer| peer.0);
    let from = peer.map(|peer| server.client(peer, &parts.headers));
    let org = parts.uri.query().and_then(|query| query.strip_prefix("org="));
    let org: Option<Hash> = org.and_then(|org| org.parse().ok());
    let signer = server.signer(&parts, peer, b"");
    let limited = server.limited(from, signer.as_ref().ok().map(|signer| signer.kid()));
    let opened = match (&signer, org) {
        (Err(answered), _) => Err(answered.status),
        _ if limited.is_some() => Err(StatusCode::TOO_MANY_REQUESTS),
        (_, None) => Err(StatusCode::BAD_REQUEST),
        (Ok(signer), Some(org)) => open(&server, *signer, org).await,
    };
    let status = opened.as_ref().map_or_else(|status| *status, |_| StatusCode::OK);
    let served = Served {
        time: 0,
        method: parts.method.to_string(),
        route: parts.uri.path().to_owned(),
        status: status.as_u16(),
        milliseconds: 0,
        kid: signer.ok().map(|signer| signer.kid()),
        org: org.filter(|_| status == StatusCode::OK),
        from,
        code: None,
    };
    server.served(&served, began);
    match opened {
        Err(status) => status.into_response(),
        Ok(lines) => {
            let headers = [
                (header::CONTENT_TYPE, "text/event-stream"),
                (header::CACHE_CONTROL, "no-store"),
                (header::HeaderName::from_static("x-accel-buffering"), "no"),
            ];
            (headers, Body::from_stream(lines)).into_response()
        }
    }
}

/// The newest commit, as far as the caller is known in the organization.
async fn head(server: &Arc<Server>, signer: Signer, org: Hash) -> Option<Head> {
    let server = Arc::clone(server);
    let looked = tokio::task::spawn_blocking(move || {
        let now = server.now();
        let (store, kids) = (server.backend.store(), &server.kids);
        Door { store, kids, signer, from: None, now, is_open: server.is_open }.head(&org).ok()
    });
    looked.await.ok().flatten()
}

async fn open(server: &Arc<Server>, signer: Signer, org: Hash) -> Result<Lines, StatusCode> {
    let place = Arc::clone(&server.events.places).try_acquire_owned();
    let place = place.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    // Before the first look: what comes in between is told twice rather than never.
    let mut told = server.events.tell.subscribe();
    let mut last = head(server, signer, org).await.ok_or(StatusCode::NOT_FOUND)?;
    let (send, lines) = mpsc::channel(4);
    let server = Arc::clone(server);
    tokio::spawn(async move {
        let end = tokio::time::Instant::now() + LIFE;
        if send.send(event(last)).await.is_err() {
            return;
        }
        loop {
            let beat = tokio::time::Instant::now() + BEAT;
            tokio::select! {
                told = told.recv() => match told {
                    Ok(Told::Head(other)) if other != org => {}
                    Ok(Told::Head(_)) | Err(broadcast::error::RecvError::Lagged(_)) => {
                        // Whoever lost access since is told nothing more.
                        let Some(now) = head(&server, signer, org).await else { return };
                        if now != last && send.send(event(now)).await.is_err() {
                            return;
                        }
                        last = now;
                    }
                    Ok(Told::Stop) | Err(broadcast::error::RecvError::Closed) => return,
                },
                () = tokio::time::sleep_until(end) => return,
                () = tokio::time::sleep_until(beat) => {
                    if send.send(Bytes::from_static(b":\n\n")).await.is_err() {
                        return;
                    }
                }
            }
        }
    });
    Ok(Lines { lines, _place: place })
}

fn event(head: Head) -> Bytes {
    format!("event: head\ndata: {} {}\n\n", head.seq, head.hash).into()
}
