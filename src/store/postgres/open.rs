//! The address of a database, how its connections are protected, and its schema.
//!
//! Invariants: no password leaves this file but to the server; a connection that is not to this
//! machine is under TLS with a certificate that was checked; migrations go forward only, one
//! process at a time.

use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use postgres::config::{Host, SslMode};
use postgres::{Client, Config};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::super::StoreError;
use super::fault::{Fault, Faulty};

/// The schemas: level `n` is what the first `n` of these make, applied in order.
const MIGRATIONS: [&str; 3] = [
    include_str!("../schema/postgres/0001.sql"),
    include_str!("../schema/postgres/0002.sql"),
    include_str!("../schema/postgres/0003.sql"),
];

/// The newest level.
const LEVEL: i64 = MIGRATIONS.len() as i64;

/// The lock that migrations are made under: "envctl" as a number.
const LOCK: i64 = 0x656e_7663_746c;

/// Where a database is, and how it is connected to.
#[derive(Clone)]
pub(super) struct Address {
    /// The server and the database, for people: never the user's password.
    pub(super) place: String,
    config: Config,
    tls: Option<MakeRustlsConnect>,
}

impl Address {
    /// Reads `postgres://…`.
    pub(super) fn parse(url: &str) -> Result<Address, StoreError> {
        // Nothing of the URL is repeated: what is wrong in it may stand in its password.
        let wrong =
            |why: &str| StoreError::Unreachable { place: "postgres://…".to_owned(), why: why.to_owned() };
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let mut mode = None;
        let mut file = None;
        let mut rest = Vec::new();
        // The driver knows neither of these as the others write them.
        for part in query.split('&').filter(|part| !part.is_empty()) {
            match part.split_once('=') {
                Some(("sslmode", value)) => mode = Some(value.to_owned()),
                Some(("sslrootcert", value)) => file = Some(value.replace("%2F", "/")),
                _ => rest.push(part),
            }
        }
        let url = if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
        let mut config = Config::from_str(&url).map_err(|_| wrong("the address is not one of PostgreSQL"))?;
        let Some(host) = config.get_hosts().first() else { return Err(wrong("the address names no server")) };
        let (host, near) = match host {
            Host::Tcp(host) => (host.clone(), matches!(host.as_str(), "localhost" | "127.0.0.1" | "::1")),
            #[cfg(unix)]
            Host::Unix(path) => (path.display().to_string(), true),
        };
        let port = config.get_ports().first().filter(|port| **port != 5432);
        let port = port.map_or(String::new(), |port| format!(":{port}"));
        let place = format!("postgres://{host}{port}/{}", config.get_dbname().unwrap_or_default());
        let protected = match mode.as_deref() {
            None => !near,
            Some("disable") if near => false,
            Some("prefer" | "allow") if near => false,
            Some("require" | "verify-ca" | "verify-full") => true,
            Some("disable" | "prefer" | "allow") => {
                return Err(wrong("a database on another machine is reached with sslmode=verify-full only"));
            }
            Some(_) => return Err(wrong("sslmode is disable, require or verify-full")),
        };
        config.ssl_mode(if protected { SslMode::Require } else { SslMode::Disable });
        config.application_name("envctl").connect_timeout(Duration::from_secs(10));
        let tls = if protected { Some(tls(file.as_deref()).map_err(|why| wrong(&why))?) } else { None };
        Ok(Address { place, config, tls })
    }

    /// A new connection.
    pub(super) fn connect(&self) -> Faulty<Client> {
        Ok(match &self.tls {
            Some(tls) => self.config.connect(tls.clone())?,
            None => self.config.connect(postgres::NoTls)?,
        })
    }
}

/// TLS with the certificates that this system trusts, or those of a file.
fn tls(file: Option<&str>) -> Result<MakeRustlsConnect, String> {
    let mut roots = rustls::RootCertStore::empty();
    match file {
        Some(file) => {
            let unreadable = |_| "the file of its sslrootcert holds no certificate".to_owned();
            for certificate in CertificateDer::pem_file_iter(file).map_err(unreadable)? {
                let certificate = certificate.map_err(unreadable)?;
                roots.add(certificate).map_err(|_| "its sslrootcert is not a certificate".to_owned())?;
            }
        }
        None => drop(roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs)),
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| "there is no protocol version".to_owned())?;
    Ok(MakeRustlsConnect::new(config.with_root_certificates(roots).with_no_client_auth()))
}

/// The schema level of a database, 0 where there is none.
pub(super) fn level(client: &mut Client) -> Faulty<i64> {
    // Not `to_regclass`: it may answer from what the connection knew before it waited for the lock.
    let sql = "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = 'envctl' AND tablename = 'level'";
    if client.query_typed(sql, &[])?.is_empty() {
        return Ok(0);
    }
    let rows = client.query_typed("SELECT level FROM envctl.level", &[])?;
    match rows.first() {
        Some(row) => Ok(row.try_get(0)?),
        None => Err(Fault::damaged("its schema has no level")),
    }
}

/// Whether a level is one that this program works with.
pub(super) fn check(level: i64, place: &str) -> Result<bool, StoreError> {
    if level > LEVEL {
        return Err(StoreError::Newer { path: place.into(), found: level, known: LEVEL });
    }
    Ok(level == LEVEL)
}

/// Applies what is missing. Of several processes one does, and the others find it done.
pub(super) fn migrate(client: &mut Client, place: &str) -> Faulty<()> {
    // Released with the transaction, so that no pooler hands it to somebody else.
    client.batch_execute(&format!("BEGIN; SELECT pg_advisory_xact_lock({LOCK})"))?;
    let outcome = apply(client, place);
    client.batch_execute(if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    outcome
}

fn apply(client: &mut Client, place: &str) -> Faulty<()> {
    let level = level(client)?;
    if check(level, place)? {
        return Ok(());
    }
    if level == 0 {
        let sql = "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = 'envctl'";
        if client.query_typed(sql, &[])?.is_empty() {
            client.batch_execute("CREATE SCHEMA envctl")?;
        }
        client.batch_execute(
            "CREATE TABLE envctl.level (level bigint NOT NULL); INSERT INTO envctl.level VALUES (0)",
        )?;
    }
    for migration in MIGRATIONS.iter().skip(usize::try_from(level).unwrap_or_default()) {
        client.batch_execute(migration)?;
    }
    client.batch_execute(&format!("UPDATE envctl.level SET level = {LEVEL}"))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn addresses() {
        let place = |url: &str| Address::parse(url).map(|address| address.place);
        let refused = |url: &str| place(url).expect_err("refused").to_string();
        let place = |url: &str| place(url).expect("an address");
        assert_eq!(place("postgres://ana:hush@127.0.0.1:5433/envctl"), "postgres://127.0.0.1:5433/envctl");
        assert_eq!(place("postgresql://ana@%2Frun%2Fpostgresql/db"), "postgres:///run/postgresql/db");
        assert_eq!(place("postgres://ana@db.acme.dev/e?sslmode=verify-full"), "postgres://db.acme.dev/e");
        assert!(refused("postgres://ana:hush@db.acme.dev/e?sslmode=disable").contains("verify-full"));
        for bad in ["postgres://ana:hush@host:port/x", "postgres://", "postgres:///db?sslmode=hush"] {
            assert!(!refused(bad).contains("hush"), "{bad}");
        }
    }
}
