//! MySQL and MariaDB: their greeting, their two usual logins. Protocol 10.

use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::ProbeError;
use super::address::{Address, Tls};
use super::wire::Wire;

const PROTOCOL: ProbeError = ProbeError::Protocol("MySQL");

/// CLIENT_LONG_PASSWORD, CONNECT_WITH_DB, PROTOCOL_41, SSL, SECURE_CONNECTION, PLUGIN_AUTH.
const LONG_PASSWORD: u32 = 1;
const WITH_DATABASE: u32 = 1 << 3;
const PROTOCOL_41: u32 = 1 << 9;
const SSL: u32 = 1 << 11;
const SECURE: u32 = 1 << 15;
const PLUGIN: u32 = 1 << 19;

/// Logs in, and says which version answers.
pub(super) fn probe(address: &Address, mut wire: Wire) -> Result<String, ProbeError> {
    let (mut number, greeting) = packet(&mut wire)?;
    let Greeting { version, mut scramble, capabilities, mut plugin } = greeting_of(&greeting)?;
    let mut flags = LONG_PASSWORD | PROTOCOL_41 | SECURE | PLUGIN;
    if !address.path.is_empty() {
        flags |= WITH_DATABASE;
    }
    let mut head = Vec::new();
    if address.tls != Tls::Never {
        if capabilities & SSL != 0 {
            flags |= SSL;
        } else if address.tls != Tls::Offered {
            return Err(ProbeError::Tls(
                "the server does not offer it (tls=disable goes without)".to_owned(),
            ));
        }
    }
    head.extend(flags.to_le_bytes());
    head.extend((64 * 1024_u32).to_le_bytes());
    head.push(45); // utf8mb4_general_ci
    head.extend([0; 23]);
    if flags & SSL != 0 {
        number = number.wrapping_add(1);
        wire.send(&framed(number, &head))?;
        wire = wire.protect(address)?;
    }
    let empty = zeroize::Zeroizing::new(String::new());
    let password = address.password.as_ref().unwrap_or(&empty);
    let mut answer = head;
    answer.extend(address.user.as_deref().unwrap_or("root").as_bytes());
    answer.push(0);
    let proof = prove(&plugin, password.as_bytes(), &scramble).unwrap_or_default();
    answer.push(u8::try_from(proof.len()).unwrap_or(0));
    answer.extend(proof);
    if flags & WITH_DATABASE != 0 {
        answer.extend(address.path.as_bytes());
        answer.push(0);
    }
    answer.extend(plugin.as_bytes());
    answer.push(0);
    number = number.wrapping_add(1);
    wire.send(&framed(number, &answer))?;
    loop {
        let (number, body) = packet(&mut wire)?;
        let next = number.wrapping_add(1);
        match body.as_slice() {
            [0x00, ..] => break,
            [0xff, rest @ ..] => return Err(ProbeError::Refused(refusal(rest))),
            // Another login than it said at first.
            [0xfe, rest @ ..] => {
                let mut parts = rest.splitn(2, |b| *b == 0);
                plugin = String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
                scramble = parts.next().unwrap_or_default().iter().copied().take(20).collect();
                let proof = prove(&plugin, password.as_bytes(), &scramble).ok_or_else(|| {
                    ProbeError::Refused("it asks for a login that envctl does not know".to_owned())
                })?;
                wire.send(&framed(next, &proof))?;
            }
            // caching_sha2_password: 3, it knew us; 4, it wants the password itself.
            [0x01, 0x03] => {}
            [0x01, 0x04] if wire.is_protected() => {
                wire.send(&framed(next, &[password.as_bytes(), &[0]].concat()))?;
            }
            [0x01, 0x04] => {
                return Err(ProbeError::Refused(
                    "it wants the password in clear text, without TLS: not sent".to_owned(),
                ));
            }
            _ => return Err(PROTOCOL),
        }
    }
    drop(wire.send(&framed(0, &[0x01])));
    let product = if version.contains("MariaDB") { "MariaDB" } else { "MySQL" };
    let short = version.trim_start_matches("5.5.5-").split('-').next().unwrap_or_default();
    Ok(format!("{product} {short}"))
}

struct Greeting {
    version: String,
    scramble: Vec<u8>,
    capabilities: u32,
    plugin: String,
}

fn greeting_of(body: &[u8]) -> Result<Greeting, ProbeError> {
    match body.first() {
        Some(10) => {}
        Some(0xff) => return Err(ProbeError::Refused(refusal(&body[1..]))),
        _ => return Err(PROTOCOL),
    }
    let mut parts = body[1..].splitn(2, |b| *b == 0);
    let version = parts.next().unwrap_or_default();
    let rest = parts.next().ok_or(PROTOCOL)?;
    let at = |from: usize, to: usize| rest.get(from..to).ok_or(PROTOCOL);
    let low = at(13, 15)?;
    let high = at(18, 20)?;
    let capabilities = u32::from_le_bytes([low[0], low[1], high[0], high[1]]);
    let mut scramble = at(4, 12)?.to_vec();
    scramble.extend(at(31, 43)?);
    let plugin = rest.get(44..).unwrap_or_default().split(|b| *b == 0).next().unwrap_or_default();
    let shown = |b: &u8| b.is_ascii_graphic();
    Ok(Greeting {
        version: version.iter().filter(|b| shown(b)).take(60).map(|b| char::from(*b)).collect(),
        scramble,
        capabilities,
        plugin: match plugin {
            [] => "mysql_native_password".to_owned(),
            name => String::from_utf8_lossy(name).into_owned(),
        },
    })
}

/// That one knows the password, without saying it; none where that is not how it goes.
fn prove(plugin: &str, password: &[u8], scramble: &[u8]) -> Option<Vec<u8>> {
    if !["mysql_native_password", "caching_sha2_password"].contains(&plugin) {
        return None;
    }
    if password.is_empty() {
        return Some(Vec::new());
    }
    let (once, mixed): (Vec<u8>, Vec<u8>) = if plugin == "mysql_native_password" {
        let once = Sha1::digest(password);
        let twice = Sha1::digest(once);
        (once.to_vec(), Sha1::digest([scramble, &twice].concat()).to_vec())
    } else {
        let once = Sha256::digest(password);
        let twice = Sha256::digest(once);
        (once.to_vec(), Sha256::digest([&twice[..], scramble].concat()).to_vec())
    };
    Some(once.iter().zip(mixed).map(|(a, b)| a ^ b).collect())
}

fn framed(number: u8, body: &[u8]) -> Vec<u8> {
    let len = u32::try_from(body.len()).unwrap_or(0).to_le_bytes();
    [&[len[0], len[1], len[2], number], body].concat()
}

fn packet(wire: &mut Wire) -> Result<(u8, Vec<u8>), ProbeError> {
    let head = wire.take(4)?;
    let len = usize::from(head[0]) | usize::from(head[1]) << 8 | usize::from(head[2]) << 16;
    if len > 16 * 1024 {
        return Err(PROTOCOL);
    }
    Ok((head[3], wire.take(len)?))
}

/// Why it does not let us in: by its number, as its words name the user and the host.
fn refusal(body: &[u8]) -> String {
    let code = body.get(..2).map_or(0, |two| u16::from_le_bytes([two[0], two[1]]));
    match code {
        1040 | 1203 => "it has too many connections already".to_owned(),
        1044 => "this user may not use the database".to_owned(),
        1045 | 1698 => "the user or the password is wrong".to_owned(),
        1049 => "there is no such database".to_owned(),
        1129 | 1130 => "this machine may not connect".to_owned(),
        3159 => "it wants TLS".to_owned(),
        code => format!("it refuses with error {code}"),
    }
}
