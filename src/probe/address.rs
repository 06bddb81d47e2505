//! Where a datasource is and how one gets in, from its fields.
//!
//! Either one field `url`, or fields named one by one. Invariant: `Debug` and errors show neither the
//! user nor the password.

use std::collections::BTreeMap;
use std::fmt;

use zeroize::Zeroizing;

use super::ProbeError;

/// How much protection a connection must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tls {
    /// None.
    Never,
    /// If the server offers it; its certificate is not looked at.
    Offered,
    /// Always; its certificate is not looked at, as PostgreSQL's `require` has it.
    Unverified,
    /// Always, with a certificate that is trusted and of that name.
    Verified,
}

/// Where a datasource is, and how one gets in.
#[derive(Clone)]
pub(super) struct Address {
    /// A host name, an address, or the folder or file of a socket.
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) user: Option<String>,
    pub(super) password: Option<Zeroizing<String>>,
    /// The database, or the path and query of a URL, without its first slash.
    pub(super) path: String,
    pub(super) tls: Tls,
    /// A file of certificates to trust instead of the system's.
    pub(super) roots: Option<String>,
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address").field("at", &self.shown()).finish_non_exhaustive()
    }
}

fn field(text: impl Into<String>) -> ProbeError {
    ProbeError::Field(text.into())
}

impl Address {
    /// Host and port, for people.
    pub(super) fn shown(&self) -> String {
        match self.host.contains(':') {
            true => format!("[{}]:{}", self.host, self.port),
            false if self.is_socket() => self.host.clone(),
            false => format!("{}:{}", self.host, self.port),
        }
    }

    /// Whether it is a socket of this machine.
    pub(super) fn is_socket(&self) -> bool {
        self.host.starts_with('/')
    }

    /// Whether what is said stays on this machine.
    pub(super) fn is_local(&self) -> bool {
        let ip = self.host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
        ip || self.host == "localhost" || self.is_socket()
    }

    /// The address that the fields of a datasource of this type name.
    pub(super) fn of(kind: &str, fields: &BTreeMap<String, String>) -> Result<Address, ProbeError> {
        let get = |names: &[&str]| names.iter().find_map(|name| fields.get(*name)).filter(|v| !v.is_empty());
        let mut address = match (get(&["url", "uri", "dsn"]), get(&["address"])) {
            (Some(url), _) => Self::of_url(kind, url)?,
            (None, Some(address)) => Self::of_url(kind, &format!("{kind}://{address}"))?,
            (None, None) => {
                let host = get(&["host"]).ok_or_else(|| field("it has no value for url, address or host"))?;
                Self::bare(kind, host.clone())?
            }
        };
        if let Some(port) = get(&["port"]) {
            address.port = port.parse().map_err(|_| field("its port is not a number from 1 to 65535"))?;
        }
        if let Some(user) = get(&["user", "username"]) {
            address.user = Some(user.clone());
        }
        if let Some(password) = get(&["password", "token"]) {
            address.password = Some(Zeroizing::new(password.clone()));
        }
        if let Some(database) = get(&["database", "dbname", "db"]) {
            address.path.clone_from(database);
        }
        if let Some(mode) = get(&["sslmode", "tls"]) {
            address.tls = address.mode(mode)?;
        }
        Ok(address)
    }

    fn bare(kind: &str, host: String) -> Result<Address, ProbeError> {
        let (port, tls) = match kind {
            "postgres" | "postgresql" => (5432, None),
            "mysql" | "mariadb" => (3306, None),
            "redis" => (6379, Some(Tls::Never)),
            "rediss" => (6379, Some(Tls::Verified)),
            "http" => (80, Some(Tls::Never)),
            "https" => (443, Some(Tls::Verified)),
            "tcp" => (0, Some(Tls::Never)),
            _ => return Err(field("its url is of another kind than the datasource")),
        };
        let mut address = Address {
            host,
            port,
            user: None,
            password: None,
            path: String::new(),
            tls: Tls::Never,
            roots: None,
        };
        // Whoever asks for nothing gets a protected connection, but for this machine itself.
        let usual = if address.is_local() { Tls::Offered } else { Tls::Verified };
        address.tls = tls.unwrap_or(usual);
        Ok(address)
    }

    /// What PostgreSQL and MySQL call the ways to protect a connection.
    fn mode(&self, mode: &str) -> Result<Tls, ProbeError> {
        Ok(match mode.to_ascii_lowercase().replace('_', "-").as_str() {
            "disable" | "disabled" | "false" | "off" | "no" => Tls::Never,
            "allow" | "prefer" | "preferred" => Tls::Offered,
            "require" | "required" => Tls::Unverified,
            "verify-ca" | "verify-full" | "verify-identity" | "true" | "on" | "yes" => Tls::Verified,
            _ => return Err(field("its sslmode is not one of disable, prefer, require, verify-full")),
        })
    }

    /// `SCHEME://[USER[:PASSWORD]@]HOST[:PORT][/PATH][?NAME=VALUE&…]`
    fn of_url(kind: &str, url: &str) -> Result<Address, ProbeError> {
        let (scheme, rest) = url
            .trim()
            .split_once("://")
            .ok_or_else(|| field(format!("its url is not like {kind}://HOST")))?;
        let kinds: &[&str] = match kind {
            "postgres" => &["postgres", "postgresql"],
            "mysql" => &["mysql", "mariadb"],
            "redis" => &["redis", "rediss"],
            "http" => &["http", "https"],
            _ => &["tcp"],
        };
        if !kinds.contains(&scheme.to_ascii_lowercase().as_str()) {
            return Err(field(format!("its url does not begin with {}://", kinds.join(":// or "))));
        }
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        let rest = rest.split('#').next().unwrap_or_default();
        let (login, place) = match authority.rsplit_once('@') {
            Some((login, place)) => (Some(login), place),
            None => (None, authority),
        };
        let bad_port = || field("its port is not a number from 1 to 65535");
        let (host, port) = match place.strip_prefix('[').and_then(|place| place.split_once(']')) {
            Some((host, port)) => (host.to_owned(), port.strip_prefix(':')),
            None => match place.rsplit_once(':') {
                Some((host, port)) => (decoded(host)?, Some(port)),
                None => (decoded(place)?, None),
            },
        };
        let mut address = Self::bare(&scheme.to_ascii_lowercase(), host)?;
        if let Some(port) = port.filter(|port| !port.is_empty()) {
            address.port = port.parse().ok().filter(|port| *port != 0).ok_or_else(bad_port)?;
        }
        if let Some(login) = login {
            let (user, password) = match login.split_once(':') {
                Some((user, password)) => (user, Some(password)),
                None => (login, None),
            };
            address.user = Some(decoded(user)?).filter(|user| !user.is_empty());
            address.password = password.map(decoded).transpose()?.map(Zeroizing::new);
        }
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        if kind == "http" {
            // As it stands: a path is the server's own to decode.
            rest.strip_prefix('/').unwrap_or(rest).clone_into(&mut address.path);
        } else {
            address.path = decoded(path.strip_prefix('/').unwrap_or(path))?;
            for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
                let value = decoded(value)?;
                match name.to_ascii_lowercase().as_str() {
                    "sslmode" | "ssl-mode" | "tls" => address.tls = address.mode(&value)?,
                    "sslrootcert" | "ssl-ca" => address.roots = Some(value),
                    "host" => address.host = value,
                    "user" => address.user = Some(value),
                    "password" => address.password = Some(Zeroizing::new(value)),
                    "dbname" => address.path = value,
                    "port" => address.port = value.parse().map_err(|_| bad_port())?,
                    _ => {}
                }
            }
        }
        if address.host.is_empty() {
            "localhost".clone_into(&mut address.host);
        }
        if address.port == 0 {
            return Err(field("its address has no port"));
        }
        Ok(address)
    }
}

/// Replaces `%41` by what it stands for.
fn decoded(text: &str) -> Result<String, ProbeError> {
    let error = || field("its url has a % that stands for no character");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first != b'%' {
            bytes.push(*first);
            rest = after;
            continue;
        }
        let digits = after.get(..2).and_then(|two| std::str::from_utf8(two).ok()).ok_or_else(error)?;
        bytes.push(u8::from_str_radix(digits, 16).map_err(|_| error())?);
        rest = &after[2..];
    }
    String::from_utf8(bytes).map_err(|_| error())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: &str, url: &str) -> Result<Address, ProbeError> {
        Address::of(kind, &BTreeMap::from([("url".to_owned(), url.to_owned())]))
    }

    #[test]
    fn urls() {
        let a = of("postgres", "postgresql://ana:p%40ss%3A@db.example.org:6432/shop?sslmode=disable&x=1")
            .expect("an address");
        assert_eq!(
            (a.host.as_str(), a.port, a.path.as_str(), a.tls),
            ("db.example.org", 6432, "shop", Tls::Never)
        );
        assert_eq!(a.user.as_deref(), Some("ana"));
        assert_eq!(a.password.as_ref().map(|p| p.as_str()), Some("p@ss:"));
        assert_eq!(format!("{a:?}"), "Address { at: \"db.example.org:6432\", .. }");
        assert_eq!(of("postgres", "postgres://h/d").expect("an address").tls, Tls::Verified);
        assert_eq!(of("postgres", "postgres://127.0.0.1/d").expect("an address").tls, Tls::Offered);
        let socket = of("postgres", "postgres://u@%2Frun%2Fpostgresql/d").expect("an address");
        assert!(socket.is_socket() && socket.shown() == "/run/postgresql", "{socket:?}");
        assert_eq!(of("redis", "rediss://:x@[::1]:7000/2").expect("an address").shown(), "[::1]:7000");
        assert_eq!(of("http", "https://h/a/b?c=%20").expect("an address").path, "a/b?c=%20");
    }

    #[test]
    fn what_is_no_address_is_said_without_it() {
        for (kind, url) in [
            ("postgres", "hush"),
            ("postgres", "mysql://hush@h/d"),
            ("postgres", "postgres://hush@h:99999/d"),
            ("postgres", "postgres://u:hush%zz@h/d"),
            ("postgres", "postgres://u:hush@h/d?sslmode=hush"),
            ("tcp", "tcp://hush"),
        ] {
            let error = of(kind, url).expect_err(url).to_string();
            assert!(!error.contains("hush"), "{error}");
        }
    }

    #[test]
    fn fields_one_by_one() {
        let fields = [("host", "h"), ("port", "1"), ("user", "u"), ("password", "p"), ("database", "d")];
        let fields = fields.map(|(k, v)| (k.to_owned(), v.to_owned())).into();
        let a = Address::of("postgres", &fields).expect("an address");
        assert_eq!((a.shown(), a.path, a.user), ("h:1".to_owned(), "d".to_owned(), Some("u".to_owned())));
        let fields = [("address".to_owned(), "q.internal:5672".to_owned())].into();
        assert_eq!(Address::of("tcp", &fields).expect("an address").shown(), "q.internal:5672");
    }
}
