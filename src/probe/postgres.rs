//! PostgreSQL: its start, its three ways to ask for a password, its version. Protocol 3.0.

use md5::{Digest as _, Md5};

use super::ProbeError;
use super::address::{Address, Tls};
use super::scram::Scram;
use super::wire::Wire;
use crate::crypto::random;

const PROTOCOL: ProbeError = ProbeError::Protocol("PostgreSQL");

/// Logs in, and says which version answers.
pub(super) fn probe(address: &Address, mut wire: Wire) -> Result<String, ProbeError> {
    if address.tls != Tls::Never && !address.is_socket() {
        wire.send(&[0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])?;
        match (wire.take(1)?[0], address.tls) {
            (b'S', _) => wire = wire.protect(address)?,
            (b'N', Tls::Offered) => {}
            (b'N', _) => {
                return Err(ProbeError::Tls(
                    "the server does not offer it (sslmode=disable goes without)".to_owned(),
                ));
            }
            _ => return Err(PROTOCOL),
        }
    }
    let user = address.user.as_deref().unwrap_or("postgres");
    let database = if address.path.is_empty() { user } else { &address.path };
    let mut start = vec![0, 3, 0, 0];
    for text in ["user", user, "database", database, "application_name", "envctl"] {
        start.extend(text.as_bytes());
        start.push(0);
    }
    start.push(0);
    wire.send(&framed(&start))?;
    let mut scram = None;
    let mut version = None;
    loop {
        let (kind, body) = message(&mut wire)?;
        match kind {
            b'R' => login(address, user, &mut wire, &mut scram, &body)?,
            b'S' => {
                let mut parts = body.split(|b| *b == 0);
                if parts.next() == Some(b"server_version") {
                    version = parts.next().map(shown);
                }
            }
            b'Z' => break,
            b'E' => return Err(ProbeError::Refused(refusal(&body))),
            b'K' | b'N' | b'v' => {}
            _ => return Err(PROTOCOL),
        }
    }
    // A courtesy: the answer is in.
    drop(wire.send(b"X\0\0\0\x04"));
    Ok(format!("PostgreSQL {}", version.unwrap_or_default()).trim_end().to_owned())
}

/// Letters that a version may have, and no more of them than one has.
fn shown(version: &[u8]) -> String {
    let ok = |c: &char| c.is_ascii_alphanumeric() || ". -_()+~".contains(*c);
    version.iter().map(|b| char::from(*b)).take_while(ok).take(60).collect()
}

fn framed(body: &[u8]) -> Vec<u8> {
    let mut bytes = u32::try_from(body.len() + 4).unwrap_or(u32::MAX).to_be_bytes().to_vec();
    bytes.extend(body);
    bytes
}

fn message(wire: &mut Wire) -> Result<(u8, Vec<u8>), ProbeError> {
    let head = wire.take(5)?;
    let [kind, a, b, c, d] = head[..] else { return Err(PROTOCOL) };
    // What it is tells a server of another kind before its length is believed.
    if !b"RSZEKNv".contains(&kind) {
        return Err(PROTOCOL);
    }
    let len = u32::from_be_bytes([a, b, c, d]) as usize;
    Ok((kind, wire.take(len.checked_sub(4).ok_or(PROTOCOL)?)?))
}

/// Answers what the server asks of who logs in.
fn login(
    address: &Address,
    user: &str,
    wire: &mut Wire,
    scram: &mut Option<Scram>,
    body: &[u8],
) -> Result<(), ProbeError> {
    let (how, rest) = body.split_at_checked(4).ok_or(PROTOCOL)?;
    let password = || {
        let none = || ProbeError::Refused("it asks for a password, and none is set".to_owned());
        address.password.as_ref().ok_or_else(none)
    };
    let say = |text: &[u8]| [b"p".to_vec(), framed(text)].concat();
    match how[3] {
        0 => Ok(()),
        3 if !wire.is_protected() && !address.is_socket() => {
            Err(ProbeError::Refused("it wants the password in clear text, without TLS: not sent".to_owned()))
        }
        3 => wire.send(&say(&[password()?.as_bytes(), &[0]].concat())),
        5 => {
            let inner = hex(&[password()?.as_bytes(), user.as_bytes()].concat());
            let outer = hex(&[inner.as_bytes(), rest].concat());
            wire.send(&say(format!("md5{outer}\0").as_bytes()))
        }
        10 => {
            if !rest.split(|b| *b == 0).any(|name| name == b"SCRAM-SHA-256") {
                return Err(ProbeError::Refused("it asks for a login that envctl does not know".to_owned()));
            }
            let begun = scram.insert(Scram::new(password()?, random()));
            let first = begun.first();
            let mut text = b"SCRAM-SHA-256\0".to_vec();
            text.extend(u32::try_from(first.len()).unwrap_or(0).to_be_bytes());
            text.extend(first.as_bytes());
            wire.send(&say(&text))
        }
        11 => {
            let server = std::str::from_utf8(rest).map_err(|_| PROTOCOL)?;
            let answer = scram.as_mut().and_then(|scram| scram.answer(server)).ok_or(PROTOCOL)?;
            wire.send(&say(answer.as_bytes()))
        }
        12 => {
            let last = std::str::from_utf8(rest).map_err(|_| PROTOCOL)?;
            let known = scram.as_ref().is_some_and(|scram| scram.is_server(last));
            let stranger = || ProbeError::Refused("the server does not know the password either".to_owned());
            if known { Ok(()) } else { Err(stranger()) }
        }
        _ => Err(ProbeError::Refused("it asks for a login that envctl does not know".to_owned())),
    }
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Md5::digest(bytes))
}

/// Why it does not let us in: by its code, as its words name the user and more.
fn refusal(body: &[u8]) -> String {
    let code = body.split(|b| *b == 0).find_map(|field| field.strip_prefix(b"C")).map(shown);
    let code = code.unwrap_or_default();
    match code.as_str() {
        "28P01" => "the user or the password is wrong".to_owned(),
        "28000" => "this user may not log in from here".to_owned(),
        "3D000" => "there is no such database".to_owned(),
        "42501" => "this user may not use the database".to_owned(),
        "53300" => "it has too many connections already".to_owned(),
        "57P03" => "it is starting up or shutting down".to_owned(),
        code => format!("it refuses with SQLSTATE {code}"),
    }
}
