//! How a request says whose it is: a signature over a fixed text, with the time and the server's
//! name in it. No bearer secret goes over the wire.
//!
//! Invariants: what is signed is spelled by [`text`] alone; a request that was meant for another
//! server, another path or another body does not verify; one that is repeated does what it did.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest, Sha256};

use crate::crypto::{self, Identity, random};
use crate::model::Kid;

/// How far the clocks of a client and a server may be apart, in milliseconds.
pub const SKEW: u64 = 120_000;

/// The scheme of the header `Authorization`.
const SCHEME: &str = "Envctl ";

/// What is signed of a request.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    /// The method, in capitals.
    pub method: &'r str,
    /// The authority that the client called: `host` or `host:port`, in small letters.
    pub host: &'r str,
    /// The path, with its query if it has one.
    pub path: &'r str,
    /// The body.
    pub body: &'r [u8],
}

/// Whose request it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signer {
    /// The public key.
    pub key: [u8; 32],
    /// When it was signed, in milliseconds since 1970.
    pub time: u64,
}

impl Signer {
    /// The id of the key.
    pub fn kid(&self) -> Kid {
        Kid::of(&self.key)
    }
}

/// Why a request is nobody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsigned {
    /// No such header, or not in its form.
    #[error("the request is not signed")]
    Missing,
    /// The signature is not the key's over this request.
    #[error("the signature of the request does not match")]
    Wrong,
    /// Signed too long ago, or in the future.
    #[error("the clocks of this machine and the server are more than two minutes apart")]
    Skewed,
}

/// The text that is signed.
fn text(request: &Request<'_>, time: u64, nonce: &str) -> String {
    let Request { method, host, path, body } = request;
    let body = HEXLOWER.encode(&Sha256::digest(body));
    format!("envctl/req/v1\n{method}\n{host}\n{path}\n{body}\n{time}\n{nonce}")
}

/// The value of the header `Authorization`.
pub fn sign(identity: &Identity, request: &Request<'_>, now: u64) -> String {
    let nonce = BASE64URL_NOPAD.encode(&random::<12>());
    let signature = identity.sign(text(request, now, &nonce).as_bytes());
    let (key, signature) = (identity.sign_key(), signature);
    let [key, signature] = [&key[..], &signature[..]].map(|bytes| BASE64URL_NOPAD.encode(bytes));
    format!("{SCHEME}key={key},ts={now},n={nonce},sig={signature}")
}

/// Whose request it is, by its header.
///
/// # Errors
/// When it is nobody's.
pub fn verify(header: Option<&str>, request: &Request<'_>, now: u64) -> Result<Signer, Unsigned> {
    let fields = header.and_then(|h| h.strip_prefix(SCHEME)).ok_or(Unsigned::Missing)?;
    let parts: Vec<&str> = fields.split(',').collect();
    let &[key, time, nonce, signature] = parts.as_slice() else { return Err(Unsigned::Missing) };
    let value = |field: &str, name: &str| -> Result<String, Unsigned> {
        let value = field.strip_prefix(name).ok_or(Unsigned::Missing)?;
        Ok(value.to_owned())
    };
    let bytes = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| Unsigned::Missing);
    let key: [u8; 32] = bytes(&value(key, "key=")?)?.try_into().map_err(|_| Unsigned::Missing)?;
    let signature: [u8; 64] = bytes(&value(signature, "sig=")?)?.try_into().map_err(|_| Unsigned::Missing)?;
    let (time, nonce) = (value(time, "ts=")?, value(nonce, "n=")?);
    // One spelling of a number, or the text that is signed would have several headers.
    let stamp: u64 = time.parse().ok().filter(|n: &u64| n.to_string() == time).ok_or(Unsigned::Missing)?;
    if nonce.len() != 16 || bytes(&nonce).is_err() {
        return Err(Unsigned::Missing);
    }
    if !crypto::verify(&key, text(request, stamp, &nonce).as_bytes(), &signature) {
        return Err(Unsigned::Wrong);
    }
    if stamp.abs_diff(now) > SKEW {
        return Err(Unsigned::Skewed);
    }
    Ok(Signer { key, time: stamp })
}

#[cfg(test)]
mod tests {
    use super::{Request, SKEW, Unsigned, sign, verify};
    use crate::crypto::Identity;
    use crate::model::Kid;

    const NOW: u64 = 1_800_000_000_000;
    const REQUEST: Request<'static> =
        Request { method: "POST", host: "envctl.acme.dev", path: "/v1/read", body: b"body" };

    #[test]
    fn a_request_is_its_signers() {
        let identity = Identity::generate();
        let header = sign(&identity, &REQUEST, NOW);
        let signer = verify(Some(&header), &REQUEST, NOW + SKEW).expect("it verifies");
        assert_eq!(signer.kid(), Kid::of(&identity.sign_key()));
        for now in [NOW + SKEW + 1, NOW - SKEW - 1, 0, u64::MAX] {
            assert_eq!(verify(Some(&header), &REQUEST, now), Err(Unsigned::Skewed));
        }
    }

    #[test]
    fn nothing_of_it_can_be_exchanged() {
        let header = sign(&Identity::generate(), &REQUEST, NOW);
        for other in [
            Request { method: "GET", ..REQUEST },
            Request { host: "evil.acme.dev", ..REQUEST },
            Request { path: "/v1/append", ..REQUEST },
            Request { path: "/v1/read?x", ..REQUEST },
            Request { body: b"body2", ..REQUEST },
            Request { body: b"", ..REQUEST },
        ] {
            assert_eq!(verify(Some(&header), &other, NOW), Err(Unsigned::Wrong), "{other:?}");
        }
        // Any other byte of the header is another request, or none.
        for at in 0..header.len() {
            let mut other = header.clone().into_bytes();
            other[at] = if other[at] == b'A' { b'B' } else { b'A' };
            let other = String::from_utf8(other).expect("ASCII");
            assert!(verify(Some(&other), &REQUEST, NOW).is_err(), "{other}");
        }
        for odd in [None, Some(""), Some("Bearer x"), Some("Envctl "), Some(&header[..header.len() - 1])] {
            assert!(verify(odd, &REQUEST, NOW).is_err());
        }
        let extended = format!("{header},x=1");
        assert_eq!(verify(Some(&extended), &REQUEST, NOW), Err(Unsigned::Missing));
    }
}
