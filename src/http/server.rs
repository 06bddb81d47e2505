//! The routes: a request becomes a question at the [`Door`], and its answer a response.
//!
//! Invariants: a body is bounded before it is read, and a question is asked only once its signature
//! holds; work on the store is on threads of its own, and bounded in number; an answer says no more of
//! what went wrong inside than its kind; a line of the log has ids, and never a body, a token or a
//! query.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes as BodyBytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use ipnet::IpNet;
use tokio::sync::Semaphore;

use super::backend::Backend;
use super::door::{Door, Turned};
use super::events::{self, Events};
use super::kids::Kids;
use super::metrics::Metrics;
use super::openapi;
use super::rates::Rates;
use super::sign::{self, Signer, Unsigned};
use super::wire::*;
use crate::engine::Refusal;
use crate::engine::signin::{Lack, Unmet};
use crate::model::cbor::{self, Cbor};
use crate::model::{Hash, Kid};
use crate::store::StoreError;

/// How many questions are worked on at once.
const AT_WORK: usize = 32;

/// How many large bodies are held at once.
const LARGE: usize = 8;

/// The routes that ask the store, each with the size of its largest body.
pub(super) const QUESTIONS: [(&str, usize); 10] = [
    ("/v1/orgs", QUESTION_MAX),
    ("/v1/read", QUESTION_MAX),
    ("/v1/run", QUESTION_MAX),
    ("/v1/append", APPEND_MAX),
    ("/v1/log", QUESTION_MAX),
    ("/v1/lineage", QUESTION_MAX),
    ("/v1/accesses", QUESTION_MAX),
    ("/v1/login", QUESTION_MAX),
    ("/v1/sessions", QUESTION_MAX),
    ("/v1/factor", QUESTION_MAX),
];

/// Whether a host is one of the server's names.
pub type IsOurs = Box<dyn Fn(&str) -> bool + Send + Sync>;

/// What was served, for the log: ids and numbers.
#[derive(Clone, Debug)]
pub struct Served {
    /// Milliseconds since 1970.
    pub time: u64,
    /// The method.
    pub method: String,
    /// The route; never the query.
    pub route: String,
    /// The status of the answer.
    pub status: u16,
    /// How long it took.
    pub milliseconds: u64,
    /// The key that asked.
    pub kid: Option<Kid>,
    /// The organization that was asked about.
    pub org: Option<Hash>,
    /// The client's address.
    pub from: Option<IpAddr>,
    /// The stable word for why it was not answered.
    pub code: Option<String>,
}

/// How a server is to work.
pub struct Settings {
    /// Whether a host, without its port, is one of the server's names.
    pub is_ours: IsOurs,
    /// The proxies whose word on a client's address and on the host is taken.
    pub proxies: Vec<IpNet>,
    /// How many questions a second one key may ask; none: any number.
    pub rate: Option<NonZeroU32>,
    /// Takes a line of the log.
    pub log: Box<dyn Fn(&Served) + Send + Sync>,
    /// The clock, in milliseconds since 1970.
    pub clock: fn() -> u64,
}

/// A server: what all its connections share.
pub(super) struct Server {
    pub(super) backend: Backend,
    settings: Settings,
    pub(super) kids: Kids,
    pub(super) events: Events,
    rates: Option<Rates>,
    pub(super) metrics: Metrics,
    at_work: Arc<Semaphore>,
    large: Arc<Semaphore>,
    pub(super) is_open: bool,
}

impl Server {
    pub(super) fn new(backend: Backend, settings: Settings, is_open: bool) -> Server {
        Server {
            backend,
            rates: settings.rate.map(Rates::new),
            settings,
            kids: Kids::default(),
            events: Events::new(),
            metrics: Metrics::new(),
            at_work: Arc::new(Semaphore::new(AT_WORK)),
            large: Arc::new(Semaphore::new(LARGE)),
            is_open,
        }
    }

    /// The routes of a server.
    pub(super) fn router(self: Arc<Server>) -> Router {
        let mut router = Router::new()
            .route("/healthz", get(|| async { "ok\n" }))
            .route("/readyz", get(ready))
            .route("/metrics", get(metrics))
            .route(
                "/openapi.json",
                get(|| async { ([(header::CONTENT_TYPE, "application/json")], openapi::document()) }),
            );
        router = router.route("/v1/events", get(events::events));
        for (path, _) in QUESTIONS {
            router = router.route(path, post(question));
        }
        router.fallback(|| async { StatusCode::NOT_FOUND }).with_state(self)
    }
}

/// The address that a connection comes from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub(super) IpAddr);

async fn ready(State(server): State<Arc<Server>>) -> Response {
    let asked = Arc::clone(&server);
    let ready = tokio::task::spawn_blocking(move || asked.backend.store().ready());
    match tokio::time::timeout(Duration::from_secs(5), ready).await {
        Ok(Ok(Ok(()))) => (StatusCode::OK, "ready\n").into_response(),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "the store cannot be used\n").into_response(),
    }
}

async fn metrics(State(server): State<Arc<Server>>) -> Response {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], server.metrics.text()).into_response()
}

/// A request that was answered one way or the other.
pub(super) struct Answered {
    pub(super) status: StatusCode,
    body: Vec<u8>,
    kid: Option<Kid>,
    org: Option<Hash>,
    code: Option<String>,
    /// After how many seconds it may be tried again.
    seconds: Option<u64>,
}

impl Answered {
    fn refused(status: StatusCode, code: &str, message: &str) -> Answered {
        refuse(status, Refused { code: code.to_owned(), message: message.to_owned(), ..blank() })
    }
}

async fn question(State(server): State<Arc<Server>>, request: Request) -> Response {
    let began = Instant::now();
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0);
    let method = request.method().to_string();
    let route = request.uri().path().to_owned();
    let from = peer.map(|peer| server.client(peer, request.headers()));
    let limit = Duration::from_secs(SECONDS);
    let asked = tokio::time::timeout(limit, server.clone().ask(request, peer, from)).await;
    let answered = asked.unwrap_or_else(|_| {
        Answered::refused(StatusCode::SERVICE_UNAVAILABLE, "too_slow", "the question took too long")
    });
    if let Some(code) = answered.code.as_deref().filter(|_| (401..=429).contains(&answered.status.as_u16())) {
        server.metrics.refused(code);
    }
    server.served(
        &Served {
            time: 0,
            method,
            route,
            status: answered.status.as_u16(),
            milliseconds: 0,
            kid: answered.kid,
            org: answered.org,
            from,
            code: answered.code,
        },
        began,
    );
    let headers = [
        (header::CONTENT_TYPE, CONTENT_TYPE),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    let mut response = (answered.status, headers, Body::from(answered.body)).into_response();
    if let Some(seconds) = answered.seconds {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

impl Server {
    fn is_proxy(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        self.settings.proxies.iter().any(|proxy| proxy.contains(&peer))
    }

    /// Writes down what was served since a moment.
    pub(super) fn served(&self, served: &Served, began: Instant) {
        let took = began.elapsed();
        self.metrics.answered(&served.route, served.status, took.as_secs_f64());
        let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        (self.settings.log)(&Served { time: self.now(), milliseconds, ..served.clone() });
    }

    /// The clock, in milliseconds since 1970.
    pub(super) fn now(&self) -> u64 {
        (self.settings.clock)()
    }

    /// Whoever asks too often has to wait: an address, or a key.
    pub(super) fn limited(&self, from: Option<IpAddr>, kid: Option<Kid>) -> Option<Answered> {
        let rates = self.rates.as_ref()?;
        if let Some(seconds) = from.and_then(|from| rates.address(from).err()) {
            return Some(too_much("rate_limited", "too many requests from your address", seconds));
        }
        let seconds = rates.key(kid?).err()?;
        let refused = too_much("rate_limited", "too many requests with your key", seconds);
        Some(Answered { kid, ..refused })
    }

    /// Whose a request is.
    pub(super) fn signer(
        &self,
        parts: &axum::http::request::Parts,
        peer: Option<IpAddr>,
        body: &[u8],
    ) -> Result<Signer, Answered> {
        let refused = Answered::refused;
        let Some(host) = self.host(peer, &parts.headers) else {
            return Err(refused(
                StatusCode::MISDIRECTED_REQUEST,
                "other_server",
                "the request is for a name that is not this server's",
            ));
        };
        let now = self.now();
        let path = parts.uri.path_and_query().map_or(parts.uri.path(), |target| target.as_str());
        let signed = sign::Request { method: parts.method.as_str(), host: &host, path, body };
        let authorization = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        sign::verify(authorization, &signed, now).map_err(|e| {
            let code = if e == Unsigned::Skewed { "clock_skew" } else { "unauthenticated" };
            let now = (e == Unsigned::Skewed).then_some(now);
            let why = Refused { code: code.to_owned(), message: e.to_string(), now, ..blank() };
            refuse(StatusCode::UNAUTHORIZED, why)
        })
    }

    /// The client's address: the connection's, or what a proxy of ours says, from the last backwards.
    pub(super) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let hops = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let hops: Vec<&str> = hops.flat_map(|value| value.split(',')).collect();
        for hop in hops.into_iter().rev() {
            if !self.is_proxy(client) {
                break;
            }
            let Ok(hop) = hop.trim().parse::<IpAddr>() else { break };
            client = hop.to_canonical();
        }
        client
    }

    /// The authority that the client called.
    fn host(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Option<String> {
        let proxied = peer.is_some_and(|peer| self.is_proxy(peer));
        let forwarded = headers.get("x-forwarded-host").filter(|_| proxied);
        let host = forwarded.or_else(|| headers.get(header::HOST))?.to_str().ok()?.to_ascii_lowercase();
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => host.as_str(),
        };
        (self.settings.is_ours)(name).then(|| host.clone())
    }

    async fn ask(
        self: Arc<Server>,
        request: Request,
        peer: Option<IpAddr>,
        from: Option<IpAddr>,
    ) -> Answered {
        let (parts, body) = request.into_parts();
        let refused = Answered::refused;
        if let (Some(rates), Some(from)) = (&self.rates, from)
            && let Err(seconds) = rates.address(from)
        {
            return too_much("rate_limited", "too many requests from your address", seconds);
        }
        let is_ours = parts
            .headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes() == CONTENT_TYPE.as_bytes());
        if !is_ours {
            return refused(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "malformed",
                "the body is not of this protocol",
            );
        }
        let path = parts.uri.path().to_owned();
        let most = QUESTIONS.iter().find(|(route, _)| *route == path).map_or(0, |(_, most)| *most);
        // One who is not signed at all is not read either.
        if parts.headers.get(header::AUTHORIZATION).is_none() {
            return refused(StatusCode::UNAUTHORIZED, "unauthenticated", &Unsigned::Missing.to_string());
        }
        // Of large bodies only a few are held at once.
        let length = parts.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
        let is_small =
            length.and_then(|length| length.parse::<usize>().ok()).is_some_and(|n| n <= QUESTION_MAX);
        let _large = match is_small {
            true => None,
            false => Arc::clone(&self.large).acquire_owned().await.ok(),
        };
        let Ok(body) = to_bytes(body, most).await else {
            return refused(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                "the body is too large, or ended early",
            );
        };
        let signer = match self.signer(&parts, peer, &body) {
            Ok(signer) => signer,
            Err(answered) => return answered,
        };
        if let Some(answered) = self.limited(None, Some(signer.kid())) {
            return answered;
        }
        let now = self.now();
        let Ok(permit) = Arc::clone(&self.at_work).acquire_owned().await else { return internal() };
        let server = Arc::clone(&self);
        let work = tokio::task::spawn_blocking(move || {
            // Held until the work is done, whether or not anybody still waits for it.
            let _permit = permit;
            let (store, kids) = (server.backend.store(), &server.kids);
            let door = Door { store, kids, signer, from, now, is_open: server.is_open };
            let mut answered = match server.answer(&door, &path, &body) {
                Ok((body, org)) => {
                    Answered { status: StatusCode::OK, body, kid: None, org, code: None, seconds: None }
                }
                Err(turned) => turned_away(&turned),
            };
            answered.kid = Some(signer.kid());
            answered
        });
        work.await.unwrap_or_else(|_| internal())
    }

    fn answer(
        &self,
        door: &Door<'_>,
        path: &str,
        body: &BodyBytes,
    ) -> Result<(Vec<u8>, Option<Hash>), Turned> {
        Ok(match path {
            "/v1/orgs" => {
                let question: OrgsQuestion = decode(body)?;
                (cbor::to_vec(&door.orgs(&question)?), None)
            }
            "/v1/read" => {
                let question: ReadQuestion = decode(body)?;
                (cbor::to_vec(&door.read(&question)?), Some(question.org))
            }
            "/v1/run" => {
                let question: RunQuestion = decode(body)?;
                let answer = door.run(&question)?;
                (cbor::to_vec(&answer), Some(answer.org))
            }
            "/v1/append" => {
                let question: AppendQuestion = decode(body)?;
                let answer = door.append(question)?;
                if let Some(org) = answer.org {
                    self.metrics.committed();
                    self.events.moved(org);
                }
                (cbor::to_vec(&answer), answer.org)
            }
            "/v1/log" => {
                let question: LogQuestion = decode(body)?;
                (cbor::to_vec(&door.log(&question)?), Some(question.org))
            }
            "/v1/lineage" => {
                let question: LineageQuestion = decode(body)?;
                (cbor::to_vec(&door.lineage(&question)?), Some(question.org))
            }
            "/v1/accesses" => {
                let question: AccessesQuestion = decode(body)?;
                (cbor::to_vec(&door.accesses(&question)?), Some(question.org))
            }
            "/v1/login" => {
                let question: LoginQuestion = decode(body)?;
                let org = question.org;
                (cbor::to_vec(&door.login(question)?), Some(org))
            }
            "/v1/sessions" => {
                let question: SessionsQuestion = decode(body)?;
                (cbor::to_vec(&door.sessions(&question)?), Some(question.org))
            }
            "/v1/factor" => {
                let question: FactorQuestion = decode(body)?;
                (cbor::to_vec(&door.factor(&question)?), Some(question.org))
            }
            _ => return Err(Turned::Malformed("there is no such route")),
        })
    }
}

fn decode<T: Cbor>(body: &[u8]) -> Result<T, Turned> {
    cbor::from_slice(body).map_err(|_| Turned::Malformed("the body is not a question of this route"))
}

fn blank() -> Refused {
    Refused {
        code: String::new(),
        message: String::new(),
        org: None,
        rev: None,
        newest: None,
        name: None,
        now: None,
        env: None,
        ago: None,
        allowed: None,
        rest: false,
        from: None,
        seconds: None,
    }
}

fn refuse(status: StatusCode, why: Refused) -> Answered {
    let (body, seconds) = (cbor::to_vec(&why), why.seconds);
    Answered { status, body, kid: None, org: why.org, code: Some(why.code), seconds }
}

fn too_much(code: &str, message: &str, seconds: u64) -> Answered {
    let (code, message) = (code.to_owned(), message.to_owned());
    let why = Refused { code, message, seconds: Some(seconds), ..blank() };
    refuse(StatusCode::TOO_MANY_REQUESTS, why)
}

/// What an environment asks for, and the caller does not have.
fn unmet_answer(org: &Hash, unmet: &Unmet) -> Answered {
    let mut why = Refused {
        code: unmet.code().to_owned(),
        message: unmet.to_string(),
        org: Some(*org),
        env: Some(unmet.env.to_string()),
        ..blank()
    };
    match unmet.lack {
        Lack::Ended { ago, allowed, rest } => {
            (why.ago, why.allowed, why.rest) = (Some(ago), Some(allowed), rest);
        }
        Lack::Address(from) => why.from = from.map(|from| from.to_string()),
        Lack::Session | Lack::Code { .. } => {}
    }
    let is_address = matches!(unmet.lack, Lack::Address(_));
    refuse(if is_address { StatusCode::FORBIDDEN } else { StatusCode::UNAUTHORIZED }, why)
}

fn internal() -> Answered {
    Answered::refused(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the server could not answer")
}

/// The answer to a question that is not answered.
fn turned_away(turned: &Turned) -> Answered {
    let message = turned.to_string();
    let error = match turned {
        Turned::Nobody { code, .. } => return Answered::refused(StatusCode::UNAUTHORIZED, code, &message),
        Turned::Malformed(_) => return Answered::refused(StatusCode::BAD_REQUEST, "malformed", &message),
        Turned::TooMany { code, what, seconds } => return too_much(code, what, *seconds),
        Turned::Store(error) => error,
    };
    let because = |code: &str| Refused { code: code.to_owned(), message: message.clone(), ..blank() };
    match error {
        StoreError::NoOrg(org) => {
            refuse(StatusCode::NOT_FOUND, Refused { org: Some(*org), ..because("org_not_found") })
        }
        StoreError::NoRevision { rev, newest } => {
            let why = Refused { rev: Some(*rev), newest: Some(*newest), ..because("revision_not_found") };
            refuse(StatusCode::NOT_FOUND, why)
        }
        StoreError::NameTaken(name) => {
            refuse(StatusCode::CONFLICT, Refused { name: Some(name.to_string()), ..because("name_taken") })
        }
        StoreError::Unmet { org, unmet, .. } => unmet_answer(org, unmet),
        StoreError::Answered { code, message } => Answered::refused(StatusCode::FORBIDDEN, code, message),
        StoreError::Busy { .. } => refuse(StatusCode::SERVICE_UNAVAILABLE, because("store_busy")),
        StoreError::Unreachable { .. } => Answered::refused(
            StatusCode::SERVICE_UNAVAILABLE,
            "store_unavailable",
            "the server's store cannot be used now",
        ),
        StoreError::Refused(refusal) => match refusal {
            Refusal::Denied(denied) => refuse(StatusCode::FORBIDDEN, because(denied.rule.code(denied.right))),
            Refusal::UnknownKey { .. } => refuse(StatusCode::UNAUTHORIZED, because("unknown_key")),
            Refusal::Stale { .. } => refuse(StatusCode::CONFLICT, because("stale")),
            Refusal::Locked { .. } => refuse(StatusCode::FORBIDDEN, because("env_locked")),
            _ => refuse(StatusCode::UNPROCESSABLE_ENTITY, because("refused")),
        },
        StoreError::Record { .. } => refuse(StatusCode::UNPROCESSABLE_ENTITY, because("refused")),
        // What is wrong inside, and where, is for the operator's log.
        _ => internal(),
    }
}
