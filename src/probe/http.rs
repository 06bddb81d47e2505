//! HTTP: one GET, and the status that answers. A token is sent as a bearer, a login as Basic.

use super::ProbeError;
use super::address::{Address, Tls};
use super::wire::Wire;

const PROTOCOL: ProbeError = ProbeError::Protocol("HTTP");

/// Asks, and says what status answers: an error of the server's is one of the test's.
pub(super) fn probe(address: &Address, mut wire: Wire) -> Result<String, ProbeError> {
    let mut usual = 80;
    if address.tls != Tls::Never {
        usual = 443;
        wire = wire.protect(address)?;
    }
    let mut login = String::new();
    if let Some(password) = &address.password {
        login = match &address.user {
            Some(user) => {
                let both = data_encoding::BASE64.encode(format!("{user}:{}", password.as_str()).as_bytes());
                format!("Authorization: Basic {both}\r\n")
            }
            None => format!("Authorization: Bearer {}\r\n", password.as_str()),
        };
    }
    let login = zeroize::Zeroizing::new(login);
    // What would end a line would begin another header.
    let breaks = |text: &str| text.chars().any(char::is_control);
    if breaks(&address.path) || breaks(login.trim_end()) || address.path.contains(' ') {
        return Err(ProbeError::Field("its url or token holds what a request cannot".to_owned()));
    }
    if !wire.is_protected() && !login.is_empty() && !address.is_local() {
        return Err(ProbeError::Refused("a token over http, without TLS: not sent".to_owned()));
    }
    let host = if address.host.contains(':') { format!("[{}]", address.host) } else { address.host.clone() };
    let host = if address.port == usual { host } else { format!("{host}:{}", address.port) };
    let request = zeroize::Zeroizing::new(format!(
        "GET /{} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: envctl\r\nAccept: */*\r\n{}Connection: close\r\n\r\n",
        address.path, *login
    ));
    wire.send(request.as_bytes())?;
    if wire.take(5)? != b"HTTP/" {
        return Err(PROTOCOL);
    }
    let line = wire.until(b"\n")?;
    let line = String::from_utf8_lossy(&line);
    let status = line.split_ascii_whitespace().nth(1).and_then(|status| status.parse::<u16>().ok());
    match status.ok_or(PROTOCOL)? {
        401 | 403 if login.is_empty() => {
            Err(ProbeError::Refused("it wants a login, and none is set".to_owned()))
        }
        status @ (401 | 403) => Err(ProbeError::Refused(format!("HTTP {status}: the login is refused"))),
        status @ 400.. => Err(ProbeError::Refused(format!("HTTP {status}"))),
        status => Ok(format!("HTTP {status}")),
    }
}
