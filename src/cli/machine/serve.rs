//! `envctl serve`: the store over HTTP, for a team.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;

use ipnet::IpNet;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::report;
use crate::cli::stores::StorePlace;
use crate::crypto::random;
use crate::http::{self, Backend, IsOurs, Listener, Plan, ServeError, Served, Settings, Transport, is_near};
use crate::ui::{Line, Page, Report, Symbol, Ui};

/// Serve a store to a team over HTTP
///
/// Everybody works with it as with their own: --store https://HOST. It holds no key of any
/// environment. Another address than this machine's own is served under TLS, or behind a proxy.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl serve
  envctl serve --store file:/var/lib/envctl/store.db --listen 0.0.0.0:443 --tls-cert cert.pem --tls-key key.pem
  envctl serve --store postgres://envctl@db/envctl --listen 10.0.0.5:7600 --behind-proxy 10.0.0.0/8 --host envctl.acme.dev")]
pub struct Args {
    /// The address to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7600")]
    listen: SocketAddr,
    /// The certificate, in PEM, with those that vouch for it
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Its private key, in PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// The proxies in front, which do TLS: what they say of a client's address is believed
    #[arg(long, value_name = "CIDR", value_delimiter = ',', conflicts_with = "tls_cert")]
    behind_proxy: Vec<IpNet>,
    /// A name that clients call the server by (default: those of the certificate, or this machine)
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    host: Vec<String>,
    /// How many questions a second one key may ask, and four times as many an address; `off`: any number
    #[arg(long, value_name = "N", default_value = "300")]
    rate_limit: String,
    /// How the log on stderr is written
    #[arg(long, value_name = "FORMAT", value_parser = ["text", "json"], default_value = "text")]
    log_format: String,
}

#[derive(Debug, Serialize)]
struct Serving {
    url: String,
    store: String,
    setup_code: Option<String>,
}

impl Report for Serving {
    const KIND: &'static str = "Serving";

    fn text(&self, page: &mut Page<'_>) {
        page.ok(Line::new()
            .plain(format!("serving {} ", self.store))
            .symbol(Symbol::Dot)
            .plain(" ")
            .bold(&self.url));
        if let Some(code) = &self.setup_code {
            page.line(Line::new().caution("!").plain(" set-up code  ").bold(code));
            page.line(format!("  works once: envctl orgs create NAME --store {}", self.url));
        }
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let (transport, is_ours) = transport(args)?;
    let rate = match args.rate_limit.as_str() {
        "off" => None,
        text => Some(
            text.parse::<NonZeroU32>()
                .map_err(|_| Error::usage(format!("--rate-limit {text}: a number from 1, or off")))?,
        ),
    };
    let place = match ctx.store_url()?.0 {
        Some(_) => ctx.store_place()?,
        // The server that somebody is signed in to is not what they serve.
        None => StorePlace::File(ctx.folders.store()?),
    };
    let backend = match &place {
        StorePlace::File(path) => Backend::file(path)?,
        StorePlace::Postgres(url) => Backend::database(url)?,
        StorePlace::Server(_) => {
            return Err(Error::usage("a server serves a file or a database")
                .hint("envctl serve --store file:PATH, or --store postgres://…"));
        }
    };
    let setup_code = setup_code(&backend)?;
    let scheme = if args.tls_cert.is_some() { "https" } else { "http" };
    let (ui, is_json) = (Arc::clone(&ctx.ui), args.log_format == "json");
    let settings = Settings {
        is_ours,
        proxies: args.behind_proxy.clone(),
        rate,
        log: Box::new(move |served| log(&ui, is_json, served)),
        clock: crate::cli::clock,
    };
    let plan = Plan { address: args.listen, transport, settings, backend };
    let listener = Listener::bind(plan)?;
    let name = args.host.first().cloned();
    let url = match (name, args.behind_proxy.is_empty()) {
        (Some(name), false) => format!("https://{name}"),
        (Some(name), true) => format!("{scheme}://{name}:{}", listener.address().port()),
        (None, _) => format!("{scheme}://{}", listener.address()),
    };
    ctx.ui.show(&Serving { url, store: place.label()?, setup_code })?;
    listener.run(true)?;
    Ok(error::OK)
}

/// What protects the server, and which hosts are its names.
fn transport(args: &Args) -> Result<(Transport, IsOurs)> {
    let named: Vec<String> = args.host.iter().map(|host| host.to_ascii_lowercase()).collect();
    let given = move |host: &str| named.iter().any(|name| name == host);
    if let (Some(certificate), Some(key)) = (&args.tls_cert, &args.tls_key) {
        let (transport, certified) = Transport::tls(certificate, key)?;
        return Ok((transport, Box::new(move |host| given(host) || certified(host))));
    }
    let address = args.listen.ip();
    if args.behind_proxy.is_empty() && !is_near(address) {
        return Err(Error::usage(format!(
            "{address} is not this machine alone, and nothing protects the way"
        ))
        .hint("--tls-cert FILE --tls-key FILE, or --behind-proxy CIDR where a proxy does TLS"));
    }
    if !args.behind_proxy.is_empty() && args.host.is_empty() {
        return Err(Error::usage("behind a proxy the server has to be told the name that clients call")
            .fact("a request is signed for a name: one that was meant for another server is not taken")
            .hint("--host envctl.example.com"));
    }
    let own = [address.to_string(), format!("[{address}]")];
    let near = is_near(address);
    Ok((
        Transport::Plain,
        Box::new(move |host| {
            given(host)
                || own.iter().any(|own| own == host)
                || (near && ["localhost", "127.0.0.1", "[::1]"].contains(&host))
        }),
    ))
}

/// A new set-up code, where the store has no organization yet.
fn setup_code(backend: &Backend) -> Result<Option<String>> {
    let store = backend.store();
    if !store.orgs()?.is_empty() {
        return Ok(None);
    }
    let text = data_encoding::BASE32_NOPAD.encode(&random::<10>());
    let groups: Vec<&str> = (0..text.len()).step_by(4).map(|at| &text[at..at + 4]).collect();
    let code = groups.join("-");
    store.keep_code(&http::code_hash(&code))?;
    Ok(Some(code))
}

#[derive(Serialize)]
struct LogLine<'l> {
    time: jiff::Timestamp,
    method: &'l str,
    route: &'l str,
    status: u16,
    ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    org: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'l str>,
}

/// One line for each answer: ids and numbers, and nothing that somebody wrote.
fn log(ui: &Ui, is_json: bool, served: &Served) {
    let line = LogLine {
        time: report::time(served.time),
        method: &served.method,
        route: &served.route,
        status: served.status,
        ms: served.milliseconds,
        kid: served.kid.map(|kid| kid.to_string()),
        org: served.org.map(|org| org.to_string()),
        from: served.from.map(|from| from.to_string()),
        code: served.code.as_deref(),
    };
    if is_json {
        if let Ok(text) = serde_json::to_string(&line) {
            ui.block(&(text + "\n"));
        }
        return;
    }
    let mut text = format!("{} {} {} {} {}ms", line.time, line.method, line.route, line.status, line.ms);
    for (name, value) in
        [("code", served.code.clone()), ("kid", line.kid), ("org", line.org), ("from", line.from)]
    {
        if let Some(value) = value {
            text.push_str(&format!(" {name}={value}"));
        }
    }
    ui.block(&(text + "\n"));
}

impl From<ServeError> for Error {
    fn from(e: ServeError) -> Error {
        let message = e.to_string();
        match e {
            ServeError::Bind { .. } => Error::new("cannot_listen", error::UNAVAILABLE, message)
                .hint("--listen 127.0.0.1:0 takes a port that is free"),
            ServeError::Certificate { .. } => Error::new("certificate_invalid", error::INVALID, message),
            ServeError::Start(_) => Error::new("cannot_start", error::FAILED, message),
        }
    }
}
