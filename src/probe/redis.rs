//! Redis and what speaks as it does: a login, a ping, its version.

use super::ProbeError;
use super::address::{Address, Tls};
use super::wire::Wire;

const PROTOCOL: ProbeError = ProbeError::Protocol("Redis");

/// Logs in, and says which version answers.
pub(super) fn probe(address: &Address, mut wire: Wire) -> Result<String, ProbeError> {
    if address.tls != Tls::Never {
        wire = wire.protect(address)?;
    }
    if let Some(password) = &address.password {
        let answer = match &address.user {
            Some(user) => ask(&mut wire, &["AUTH", user, password])?,
            None => ask(&mut wire, &["AUTH", password])?,
        };
        ok(&answer)?;
    }
    ok(&ask(&mut wire, &["PING"])?)?;
    if !address.path.is_empty() {
        ok(&ask(&mut wire, &["SELECT", &address.path])?)?;
    }
    // Not everybody may ask for it: that it answers is enough.
    let info = ask(&mut wire, &["INFO", "server"])?;
    let version = info.lines().find_map(|line| line.strip_prefix("redis_version:"));
    let digits = |c: &char| c.is_ascii_digit() || *c == '.';
    let version: String = version.unwrap_or_default().chars().take_while(digits).take(20).collect();
    Ok(format!("Redis {version}").trim_end().to_owned())
}

/// Sends a command and reads its answer: `+…` and `-…` as they are, the text of `$…`.
fn ask(wire: &mut Wire, words: &[&str]) -> Result<String, ProbeError> {
    let mut bytes = format!("*{}\r\n", words.len()).into_bytes();
    for word in words {
        bytes.extend(format!("${}\r\n", word.len()).into_bytes());
        bytes.extend(word.as_bytes());
        bytes.extend(b"\r\n");
    }
    let sent = wire.send(&bytes);
    zeroize::Zeroize::zeroize(&mut bytes);
    sent?;
    let first = wire.take(1)?[0];
    if !b"+-:$_".contains(&first) {
        return Err(PROTOCOL);
    }
    let line = wire.until(b"\r\n")?;
    let line = String::from_utf8_lossy(line.strip_suffix(b"\r\n").unwrap_or(&line)).into_owned();
    if first != b'$' {
        return Ok(format!("{}{line}", char::from(first)));
    }
    match line.parse::<usize>() {
        Ok(len) => {
            let text = wire.take(len.saturating_add(2))?;
            Ok(String::from_utf8_lossy(&text).into_owned())
        }
        Err(_) => Ok(String::new()),
    }
}

/// Whether an answer is no refusal; the reason by its first word, as the rest may repeat us.
fn ok(answer: &str) -> Result<(), ProbeError> {
    let Some(error) = answer.strip_prefix('-') else { return Ok(()) };
    let why = match error.split(' ').next().unwrap_or_default() {
        "WRONGPASS" => "the user or the password is wrong",
        "NOAUTH" => "it asks for a password, and none is set",
        "NOPERM" => "this user may not do that",
        "LOADING" => "it is still loading its data",
        "MASTERDOWN" => "its master is down",
        "ERR" if error.contains("AUTH") => "it has no password, and one is set",
        "ERR" if error.contains("DB index") => "there is no such database",
        _ => "it refuses",
    };
    Err(ProbeError::Refused(why.to_owned()))
}
