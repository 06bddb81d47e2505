//! A store that is a server: the questions of [`Store`] over HTTP, as one identity.
//!
//! Invariants: every question is signed, and no redirect is followed; what comes back is bounded,
//! strictly read and checked against what was asked, before anything is made of it; an append that
//! was not answered is sent again as it was, which is harmless, because an operation happens once.

mod session;

pub use session::Codes;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};

use super::listening::Listening;
use super::wire::*;
use super::{scene, sign};
use crate::crypto::Identity;
use crate::model::cbor::{self, Cbor};
use crate::model::{Commit, Entry, Hash, Head, Path, Prefix, Tree, WriteId};
use crate::store::{Access, Append, LogQuery, Logged, OrgEntry, Receipt, Store, StoreError, Written};

/// How long everything that belongs to one question may take.
const PATIENCE: Duration = Duration::from_secs(SECONDS);

/// Longest sentence of a server that is shown, in characters.
const SENTENCE: usize = 500;

/// Whether a store is named by the address of a server.
pub fn is_url(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// A store that is a server.
pub struct Remote {
    /// The address, without a slash at its end.
    base: String,
    /// The authority in it, as it is signed.
    host: String,
    agent: Agent,
    identity: Identity,
    setup: Option<String>,
    /// Who gives one-time codes.
    codes: Option<Codes>,
    /// Whether the server has answered before: then it is being replaced where it does not.
    known: AtomicBool,
    /// The time when it was opened, by the clock and by the count since.
    began: (u64, Instant),
    /// A stream of events that was opened.
    listening: Mutex<Option<Listening>>,
}

impl Remote {
    /// The store at an address, asked as an identity. Nothing is sent yet. `now` is in milliseconds
    /// since 1970.
    ///
    /// # Errors
    /// When the address is not one, or not protected and of another machine.
    pub fn open(url: &str, identity: Identity, now: u64) -> Result<Remote, StoreError> {
        let base = Remote::place_of(url)?;
        let wrong = |why: &str| StoreError::Unreachable { place: base.clone(), why: why.to_owned() };
        let (scheme, host) = base.split_once("://").ok_or_else(|| wrong("it is no address"))?;
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(PATIENCE))
            .timeout_connect(Some(Duration::from_secs(10)))
            .user_agent(concat!("envctl/", env!("CARGO_PKG_VERSION")));
        if is_near(host) {
            config = config.proxy(None);
        }
        if scheme == "https" {
            let roots = rustls_native_certs::load_native_certs().certs;
            if roots.is_empty() {
                return Err(wrong(
                    "this system trusts no certificate (install ca-certificates, or set SSL_CERT_FILE)",
                ));
            }
            let roots: Vec<Certificate<'static>> =
                roots.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
            let provider = Arc::new(rustls::crypto::ring::default_provider());
            let tls = TlsConfig::builder()
                .provider(TlsProvider::Rustls)
                .unversioned_rustls_crypto_provider(provider)
                .root_certs(RootCerts::new_with_certs(&roots));
            config = config.https_only(true).tls_config(tls.build());
        }
        let agent = config.build().new_agent();
        let host = host.to_owned();
        let (setup, codes, known) = (None, None, AtomicBool::new(false));
        let (began, listening) = ((now, Instant::now()), Mutex::default());
        Ok(Remote { base, host, agent, identity, setup, codes, known, began, listening })
    }

    /// The same with a set-up code, for the first organization of a server.
    #[must_use]
    pub fn with_setup(mut self, code: Option<String>) -> Remote {
        self.setup = code;
        self
    }

    /// The address that a URL names, in its one spelling.
    ///
    /// # Errors
    /// When it is not one, or not protected and of another machine.
    pub fn place_of(url: &str) -> Result<String, StoreError> {
        // What stands before an @ may be a password: none of it is repeated.
        let wrong = |why: &str| {
            let place = url.rsplit_once('@').map_or(url, |(_, host)| host).to_owned();
            StoreError::Unreachable { place, why: why.to_owned() }
        };
        let (scheme, rest) = url.split_once("://").ok_or_else(|| wrong("it is no address"))?;
        let host = rest.strip_suffix('/').unwrap_or(rest).to_ascii_lowercase();
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-.:[]".contains(&b);
        if host.is_empty() || !host.bytes().all(plain) {
            return Err(wrong("a server is named as https://HOST or https://HOST:PORT, and nothing else"));
        }
        // As clients spell it: the port of the scheme is left out.
        let usual = if scheme == "https" { ":443" } else { ":80" };
        let host = host.strip_suffix(usual).unwrap_or(&host);
        match scheme {
            "https" => Ok(format!("https://{host}")),
            "http" if is_near(host) => Ok(format!("http://{host}")),
            "http" => Err(wrong("a server on another machine is reached over https:// only")),
            _ => Err(wrong("it is no address of a server")),
        }
    }

    /// Its address.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    pub(super) fn host(&self) -> &str {
        &self.host
    }

    pub(super) fn agent(&self) -> &Agent {
        &self.agent
    }

    pub(super) fn listening(&self) -> &Mutex<Option<Listening>> {
        &self.listening
    }

    /// The signature of a request, as of now.
    pub(super) fn signed(&self, request: &sign::Request<'_>) -> String {
        sign::sign(&self.identity, request, self.now())
    }

    fn unreachable(&self, why: impl Into<String>) -> StoreError {
        StoreError::Unreachable { place: self.base.clone(), why: why.into() }
    }

    /// What a server that does as the protocol says would not have answered.
    fn wrong(&self, what: impl Into<String>) -> StoreError {
        StoreError::Damaged { path: self.base.clone().into(), what: what.into() }
    }

    fn now(&self) -> u64 {
        let (at, since) = self.began;
        at.saturating_add(u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX))
    }

    /// Asks, and asks again while the server cannot be reached or is busy, within [`PATIENCE`].
    pub(super) fn send<A: Cbor>(&self, path: &str, question: &impl Cbor) -> Result<A, StoreError> {
        let body = cbor::to_vec(question);
        let end = Instant::now() + PATIENCE;
        let mut wait = Duration::from_millis(50);
        // One that had the question may have done what it asks, and only it can say.
        let mut sent = false;
        for attempt in 0.. {
            let outcome = self.once(path, &body, end);
            if !matches!(outcome, Err(Failed::Unreached(_))) {
                self.known.store(true, Ordering::Relaxed);
                sent = true;
            }
            let (again, error) = match outcome {
                Ok(answer) => return cbor::from_slice(&answer).map_err(|e| self.wrong(e.to_string())),
                Err(Failed::Answered(error)) => return Err(error),
                // A server that was never there is not waited for; one that is being replaced is.
                Err(Failed::Unreached(error)) => {
                    (attempt < 2 || sent || self.known.load(Ordering::Relaxed), error)
                }
                Err(Failed::Lost(error)) => (true, error),
                // Whoever asked too much waits for as long as the server says, if there is time.
                Err(Failed::Later(error, seconds)) => {
                    wait = Duration::from_secs(seconds.min(2 * SECONDS)).max(wait);
                    (true, error)
                }
            };
            if !again || Instant::now() + wait >= end {
                return Err(error);
            }
            std::thread::sleep(wait);
            wait = (wait * 2).min(Duration::from_secs(2));
        }
        Err(self.unreachable("it does not answer"))
    }

    fn once(&self, path: &str, body: &[u8], end: Instant) -> Result<Vec<u8>, Failed> {
        let signature = self.signed(&sign::Request { method: "POST", host: &self.host, path, body });
        let left = end.saturating_duration_since(Instant::now());
        let sent = self
            .agent
            .post(format!("{}{path}", self.base))
            .config()
            .timeout_global(Some(left))
            .build()
            .header("authorization", signature)
            .header("content-type", CONTENT_TYPE)
            .send(body);
        let mut response = sent.map_err(|e| self.failed(&e))?;
        let status = response.status().as_u16();
        let kind = response.headers().get("content-type").map(|kind| kind.as_bytes().to_vec());
        if kind.as_deref() != Some(CONTENT_TYPE.as_bytes()) {
            let why = match status {
                301..=308 => "it sends its callers to another address, which is not followed".to_owned(),
                502..=504 => {
                    return Err(Failed::Lost(self.unreachable(format!("a proxy says {status}"))));
                }
                _ => format!("what answers there is no envctl server (status {status})"),
            };
            return Err(Failed::Answered(self.unreachable(why)));
        }
        let too_large = || Failed::Answered(self.wrong("it answers with more than an answer may be"));
        if response.body().content_length().is_some_and(|length| length > ANSWER_MAX as u64) {
            return Err(too_large());
        }
        let answer = response.body_mut().with_config().limit(ANSWER_MAX as u64).read_to_vec();
        let answer = answer.map_err(|e| match e {
            ureq::Error::BodyExceedsLimit(_) => too_large(),
            e => self.failed(&e),
        })?;
        if status == 200 {
            return Ok(answer);
        }
        let refused: Refused =
            cbor::from_slice(&answer).map_err(|e| Failed::Answered(self.wrong(e.to_string())))?;
        let seconds = refused.seconds.filter(|_| status == 429 && refused.code == "rate_limited");
        let error = self.refused(refused);
        Err(match (status, seconds) {
            (503, _) => Failed::Lost(error),
            (_, Some(seconds)) => Failed::Later(error, seconds),
            _ => Failed::Answered(error),
        })
    }

    fn failed(&self, e: &ureq::Error) -> Failed {
        let tls = |why: &str| Failed::Answered(self.unreachable(why));
        match e {
            ureq::Error::HostNotFound => Failed::Unreached(self.unreachable("there is no such host")),
            // The resolver's error has no kind of its own.
            ureq::Error::Io(e) if e.to_string().contains("lookup address") => {
                Failed::Unreached(self.unreachable("there is no such host"))
            }
            ureq::Error::ConnectionFailed => Failed::Unreached(self.unreachable("nothing answers there")),
            ureq::Error::Io(e) if e.kind() == std::io::ErrorKind::ConnectionRefused => {
                Failed::Unreached(self.unreachable("nothing answers there"))
            }
            ureq::Error::Io(e) => match e.get_ref().and_then(|e| e.downcast_ref::<rustls::Error>()) {
                Some(e) => tls(&tls_reason(e)),
                None => Failed::Lost(self.unreachable(format!("the connection broke: {e}"))),
            },
            ureq::Error::Rustls(e) => tls(&tls_reason(e)),
            ureq::Error::Tls(e) => tls(e),
            ureq::Error::Timeout(_) => Failed::Lost(self.unreachable("it did not answer in time")),
            e => Failed::Lost(self.unreachable(e.to_string())),
        }
    }

    fn refused(&self, refused: Refused) -> StoreError {
        if let Some(unmet) = self.unmet(&refused) {
            return unmet;
        }
        let Refused { code, message, org, rev, newest, name, now, seconds, .. } = refused;
        match (code.as_str(), org, rev, newest, name.as_deref().and_then(|name| name.parse().ok())) {
            ("org_not_found", Some(org), ..) => StoreError::NoOrg(org),
            ("revision_not_found", _, Some(rev), Some(newest), _) => StoreError::NoRevision { rev, newest },
            ("name_taken", .., Some(name)) => StoreError::NameTaken(name),
            ("store_busy", ..) => StoreError::Busy { seconds: SECONDS },
            _ => {
                let mut message: String = message.chars().take(SENTENCE).collect();
                if let Some(theirs) = now {
                    let seconds = theirs.abs_diff(self.now()) / 1000;
                    message = format!("{message}: {seconds} seconds");
                }
                match seconds {
                    Some(seconds) => StoreError::TooMuch { code, message, seconds },
                    None => StoreError::Answered { code, message },
                }
            }
        }
    }

    /// One commit of an answer, compared with what its bytes say.
    fn logged(&self, org: &Hash, item: LoggedItem) -> Result<Logged, StoreError> {
        let seq = item.seq;
        let logged = item.logged().ok_or_else(|| self.wrong(format!("commit {seq} is not one")))?;
        let no = |what: &str| self.wrong(format!("commit {seq} {what}"));
        let header = logged.commit.decode_header().map_err(|_| no("has no header"))?;
        let begins = header.seq == 1 && header.org == Hash::ZERO;
        if header.seq != seq || logged.commit.hash() != logged.hash {
            return Err(no("is another one than it is said to be"));
        }
        if (!begins && header.org != *org) || (begins && logged.hash != *org) {
            return Err(no("is another organization's"));
        }
        let fits =
            |(leaf, hash): (&crate::model::StoredLeaf, &Hash)| leaf.is_withheld() || leaf.hash() == *hash;
        if header.leaves.len() != logged.commit.leaves.len()
            || !logged.commit.leaves.iter().zip(&header.leaves).all(fits)
        {
            return Err(no("has other leaves than were signed"));
        }
        Ok(logged)
    }
}

/// Why there is no answer.
enum Failed {
    /// Nothing was reached.
    Unreached(StoreError),
    /// Something was reached, and the answer lost, or there may be one later.
    Lost(StoreError),
    /// There was too much of it: after so many seconds again.
    Later(StoreError, u64),
    /// That is the answer.
    Answered(StoreError),
}

/// Whether a host, with or without a port, is this machine.
fn is_near(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !name.ends_with(':') => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Why there is no protected connection.
fn tls_reason(e: &rustls::Error) -> String {
    use rustls::CertificateError as Wrong;
    match e {
        rustls::Error::InvalidCertificate(why) => match why {
            Wrong::UnknownIssuer => "its certificate is of an issuer that is not trusted",
            Wrong::NotValidForName | Wrong::NotValidForNameContext { .. } => {
                "its certificate is for another name"
            }
            Wrong::Expired | Wrong::ExpiredContext { .. } => "its certificate has expired",
            _ => "its certificate is not valid",
        }
        .to_owned(),
        rustls::Error::AlertReceived(alert) => format!("the server says {alert:?}"),
        _ => "the server does not speak TLS as it should".to_owned(),
    }
}

impl Store for Remote {
    fn orgs(&self) -> Result<Vec<OrgEntry>, StoreError> {
        let answer: OrgsAnswer = self.ask("/v1/orgs", &OrgsQuestion { name: None })?;
        let org = |item: OrgItem| {
            let name = item.name.parse().map_err(|_| self.wrong("an organization's name is not one"))?;
            Ok(OrgEntry { id: item.id, name, head: head(item.seq, item.hash) })
        };
        answer.orgs.into_iter().map(org).collect()
    }

    fn read(&self, org: &Hash, prefixes: &[Prefix], at: Option<u64>) -> Result<Tree, StoreError> {
        let mut question = ReadQuestion {
            org: *org,
            prefixes: prefixes.iter().map(|prefix| prefix.as_str().to_owned()).collect(),
            at,
            after: None,
        };
        let mut entries: BTreeMap<Path, Box<Entry>> = BTreeMap::new();
        let mut first: Option<(Head, u64)> = None;
        loop {
            let answer: ReadAnswer = self.ask("/v1/read", &question)?;
            let this = (head(answer.seq, answer.hash), answer.time);
            if at.is_some_and(|at| at != answer.seq) || first.is_some_and(|first| first != this) {
                return Err(self.wrong("it answers for another revision than was asked for"));
            }
            first = Some(this);
            let last = answer.entries.last().map(|item| item.path.clone());
            for item in answer.entries {
                let (path, entry) = scene::entry(&self.base, item, prefixes, this.0)?;
                if entries.last_key_value().is_some_and(|(before, _)| *before >= path) {
                    return Err(self.wrong("its records are not in order"));
                }
                entries.insert(path, entry);
            }
            match (answer.more, last) {
                (false, _) => return Ok(Tree::new(*org, this.0, this.1, prefixes.to_vec(), entries)),
                (true, None) => return Err(self.wrong("it has more to say, and says nothing")),
                (true, Some(last)) => (question.at, question.after) = (Some(this.0.seq), Some(last)),
            }
        }
    }

    fn append(&self, org: &Hash, expected: Head, commit: &Commit) -> Result<Append, StoreError> {
        let question = AppendQuestion {
            org: *org,
            seq: expected.seq,
            hash: expected.hash,
            commit: CommitItem::of(commit, |_, _| true),
            setup: self.setup.clone().filter(|_| *org == Hash::ZERO),
        };
        let answer: AppendAnswer = self.ask("/v1/append", &question)?;
        let at = head(answer.seq, answer.hash);
        Ok(match answer.org {
            Some(org) => Append::Appended(Receipt { org, head: at }),
            None => Append::Moved(at),
        })
    }

    fn log(&self, org: &Hash, query: &LogQuery) -> Result<Vec<Logged>, StoreError> {
        let mut question = LogQuestion {
            org: *org,
            from: query.from,
            to: query.to,
            newest_first: query.newest_first,
            touching: query.touching.iter().map(|prefix| prefix.as_str().to_owned()).collect(),
            limit: 0,
        };
        let mut commits: Vec<Logged> = Vec::new();
        while commits.len() < query.limit {
            question.limit = (query.limit - commits.len()) as u64;
            let answer: LogAnswer = match self.ask("/v1/log", &question) {
                // Where there is no organization there are no commits.
                Err(StoreError::NoOrg(_)) => return Ok(Vec::new()),
                answer => answer?,
            };
            for item in answer.commits {
                let logged = self.logged(org, item)?;
                let in_order = commits.last().is_none_or(|before| match query.newest_first {
                    true => logged.seq < before.seq,
                    false => logged.seq > before.seq,
                });
                if !in_order || !(question.from..=question.to).contains(&logged.seq) {
                    return Err(self.wrong("its commits are not in order"));
                }
                if commits.len() == query.limit {
                    return Err(self.wrong("it answers with more commits than were asked for"));
                }
                commits.push(logged);
            }
            let Some(next) = answer.next else { break };
            let goes_on = (question.from..=question.to).contains(&next)
                && commits.last().is_none_or(|last| match query.newest_first {
                    true => next < last.seq,
                    false => next > last.seq,
                });
            if !goes_on {
                return Err(self.wrong("its pages do not follow one another"));
            }
            match query.newest_first {
                true => question.to = next,
                false => question.from = next,
            }
        }
        Ok(commits)
    }

    fn wait(&self, org: &Hash, seen: Head, most: Duration) -> Result<Head, StoreError> {
        self.until_moved(org, seen, most)
    }

    fn lineage(
        &self,
        org: &Hash,
        writes: &[WriteId],
        generations: usize,
    ) -> Result<Vec<Written>, StoreError> {
        let mut found = BTreeMap::new();
        for some in writes.chunks(LINEAGE_MAX) {
            let question =
                LineageQuestion { org: *org, writes: some.to_vec(), generations: generations as u64 };
            let answer: LineageAnswer = match self.ask("/v1/lineage", &question) {
                Err(StoreError::NoOrg(_)) => return Ok(Vec::new()),
                answer => answer?,
            };
            for item in answer.writes {
                let path = Path::parse(&item.path).ok_or_else(|| self.wrong("a write's path is not one"))?;
                let write = Written { id: item.id, path, rev: item.rev, parents: item.parents };
                found.insert(write.id, write);
            }
        }
        Ok(found.into_values().collect())
    }
}

impl Remote {
    /// Who was shown which secrets and who was refused what, newest first, below a number.
    ///
    /// # Errors
    /// When the server cannot be asked, or says no.
    pub fn accesses(
        &self,
        org: &Hash,
        below: Option<u64>,
        limit: usize,
    ) -> Result<Vec<(u64, Access)>, StoreError> {
        let question = AccessesQuestion { org: *org, below, limit: limit as u64 };
        let answer: AccessesAnswer = self.ask("/v1/accesses", &question)?;
        let mut last = below.unwrap_or(u64::MAX);
        let access = |item: AccessItem| {
            // A page that does not go down would never end.
            if item.id >= last {
                return Err(self.wrong("its accesses are not in order"));
            }
            last = item.id;
            let AccessItem { id, time, kid, who, address, what, rule, paths } = item;
            Ok((id, Access { org: *org, time, kid, who, address, what, rule, paths }))
        };
        answer.accesses.into_iter().map(access).collect()
    }
}
