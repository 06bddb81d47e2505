//! The sockets of a server: bound, protected, and closed in an orderly way.
//!
//! Invariants: an address that is not of this machine alone is served under TLS, or behind a proxy that
//! is named; who sends nothing is hung up on; a stop lets what is under way end.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::ParsedCertificate;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore};
use tokio_rustls::TlsAcceptor;

use super::backend::Backend;
use super::events;
use super::server::{IsOurs, Peer, Server, Settings};

/// Most connections at once.
const CONNECTIONS: usize = 1024;
/// How long a client may take to say what it wants, or to agree on protection.
const HELLO: Duration = Duration::from_secs(10);
/// How long a stop waits for what is under way.
const GRACE: Duration = Duration::from_secs(35);

/// Why a server does not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// The operating system's word.
        source: std::io::Error,
    },
    /// The certificate or its key cannot be used.
    #[error("{}: {why}", path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The operating system gives no threads.
    #[error("the server cannot be started: {0}")]
    Start(#[from] std::io::Error),
}

/// What protects the connections.
pub enum Transport {
    /// Nothing: for this machine alone, or behind a proxy.
    Plain,
    /// TLS.
    Tls(TlsAcceptor),
}

/// The certificate of a server, and whether a host is one of its names.
fn named(certificate: &CertificateDer<'static>) -> Option<IsOurs> {
    let certificate = certificate.clone();
    ParsedCertificate::try_from(&certificate).ok()?;
    Some(Box::new(move |host| {
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let parsed = ParsedCertificate::try_from(&certificate);
        let name = ServerName::try_from(host);
        matches!((parsed, name), (Ok(parsed), Ok(name))
            if rustls::client::verify_server_name(&parsed, &name).is_ok())
    }))
}

impl Transport {
    /// TLS with a certificate and its key, from files; and the hosts that the certificate is for.
    ///
    /// # Errors
    /// When they cannot be read, or do not belong together.
    pub fn tls(
        certificate: &std::path::Path,
        key: &std::path::Path,
    ) -> Result<(Transport, IsOurs), ServeError> {
        let wrong =
            |path: &std::path::Path, why: String| ServeError::Certificate { path: path.to_owned(), why };
        let chain = CertificateDer::pem_file_iter(certificate)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|e| wrong(certificate, format!("no certificate in PEM: {e}")))?;
        let first = chain.first().ok_or_else(|| wrong(certificate, "no certificate in PEM".to_owned()))?;
        let is_ours = named(first).ok_or_else(|| wrong(certificate, "not a certificate".to_owned()))?;
        let secret = PrivateKeyDer::from_pem_file(key)
            .map_err(|e| wrong(key, format!("no private key in PEM: {e}")))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|e| wrong(key, e.to_string()))?
            .with_no_client_auth()
            .with_single_cert(chain, secret)
            .map_err(|e| wrong(key, format!("not the key of the certificate: {e}")))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok((Transport::Tls(TlsAcceptor::from(Arc::new(config))), is_ours))
    }
}

/// What a server is made of.
pub struct Plan {
    /// Where it listens; port 0 is any that is free.
    pub address: SocketAddr,
    /// What protects it.
    pub transport: Transport,
    /// How it works.
    pub settings: Settings,
    /// What it is in front of.
    pub backend: Backend,
}

/// A server whose address is its own, and that does not answer yet.
pub struct Listener {
    runtime: tokio::runtime::Runtime,
    socket: TcpListener,
    address: SocketAddr,
    transport: Transport,
    server: Arc<Server>,
    stop: Arc<Notify>,
}

impl Listener {
    /// Takes the address.
    ///
    /// # Errors
    /// When it cannot be had.
    pub fn bind(plan: Plan) -> Result<Listener, ServeError> {
        Listener::with(plan, false)
    }

    pub(super) fn with(plan: Plan, is_open: bool) -> Result<Listener, ServeError> {
        let Plan { address, transport, settings, backend } = plan;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let failed = |source| ServeError::Bind { address, source };
        let socket = runtime.block_on(TcpListener::bind(address)).map_err(failed)?;
        let address = socket.local_addr().map_err(failed)?;
        let server = Arc::new(Server::new(backend, settings, is_open));
        Ok(Listener { runtime, socket, address, transport, server, stop: Arc::default() })
    }

    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What stops it, from any thread.
    pub fn stopper(&self) -> impl Fn() + Send + Sync + 'static {
        let stop = Arc::clone(&self.stop);
        move || stop.notify_one()
    }

    /// Answers until it is stopped: by [`Listener::stopper`], or by a signal if `signals`.
    ///
    /// # Errors
    /// When the operating system gives no signals.
    pub fn run(self, signals: bool) -> Result<(), ServeError> {
        let Listener { runtime, socket, transport, server, stop, .. } = self;
        let outcome = runtime.block_on(async {
            let stopped = stopped(&stop, signals)?;
            tokio::pin!(stopped);
            let router = server.clone().router();
            tokio::spawn(events::look(Arc::clone(&server)));
            let open = GracefulShutdown::new();
            let places = Arc::new(Semaphore::new(CONNECTIONS));
            loop {
                let Ok(place) = Arc::clone(&places).acquire_owned().await else { break };
                let (stream, peer) = tokio::select! {
                    () = &mut stopped => break,
                    accepted = socket.accept() => match accepted {
                        Ok(accepted) => accepted,
                        // Out of descriptors, or hung up already: neither ends the server.
                        Err(_) => {
                            tokio::time::sleep(Duration::from_millis(50)).await;
                            continue;
                        }
                    },
                };
                let _ = stream.set_nodelay(true);
                let service = router.clone().layer(Extension(Peer(peer.ip())));
                let acceptor = match &transport {
                    Transport::Plain => None,
                    Transport::Tls(acceptor) => Some(acceptor.clone()),
                };
                let (watcher, server) = (open.watcher(), Arc::clone(&server));
                tokio::spawn(async move {
                    server.metrics.connections.inc();
                    serve(stream, acceptor, service, watcher).await;
                    server.metrics.connections.dec();
                    drop(place);
                });
            }
            drop(socket);
            server.events.stop();
            let _ = tokio::time::timeout(GRACE, open.shutdown()).await;
            Ok(())
        });
        runtime.shutdown_timeout(Duration::from_secs(1));
        outcome
    }
}

/// Comes to its end when the server is to stop.
fn stopped(
    stop: &Arc<Notify>,
    signals: bool,
) -> Result<impl std::future::Future<Output = ()> + use<>, ServeError> {
    let stop = Arc::clone(stop);
    #[cfg(unix)]
    let mut caught = {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = if signals { vec![SignalKind::terminate(), SignalKind::interrupt()] } else { Vec::new() };
        kinds.into_iter().map(signal).collect::<Result<Vec<_>, _>>()?
    };
    Ok(async move {
        #[cfg(unix)]
        match caught.as_mut_slice() {
            [terminate, interrupt] => tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
                () = stop.notified() => {}
            },
            _ => stop.notified().await,
        }
        #[cfg(not(unix))]
        if signals {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                () = stop.notified() => {}
            }
        } else {
            stop.notified().await;
        }
    })
}

async fn serve(
    stream: TcpStream,
    acceptor: Option<TlsAcceptor>,
    service: axum::Router,
    watcher: hyper_util::server::graceful::Watcher,
) {
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HELLO).max_headers(64).max_buf_size(64 * 1024);
    let service = TowerToHyperService::new(service);
    // What goes wrong on a connection is its client's to notice.
    match acceptor {
        None => drop(watcher.watch(http.serve_connection(TokioIo::new(stream), service)).await),
        Some(acceptor) => {
            if let Ok(Ok(stream)) = tokio::time::timeout(HELLO, acceptor.accept(stream)).await {
                drop(watcher.watch(http.serve_connection(TokioIo::new(stream), service)).await);
            }
        }
    }
}

/// Whether an address is this machine's alone.
pub fn is_near(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}
