//! SCRAM-SHA-256 (RFC 5802, RFC 7677) as PostgreSQL asks for it: the password never goes over the wire.
//!
//! Without channel binding. The server's own proof is checked: who does not know the password either
//! is not the server.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// One exchange.
pub(super) struct Scram {
    nonce: String,
    password: zeroize::Zeroizing<String>,
    proof: Option<Vec<u8>>,
}

fn mac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

impl Scram {
    /// Begins, with a nonce of random bytes.
    pub(super) fn new(password: &str, random: [u8; 18]) -> Scram {
        let nonce = data_encoding::BASE64.encode(&random);
        Scram { nonce, password: password.to_owned().into(), proof: None }
    }

    fn bare(&self) -> String {
        // PostgreSQL takes the user from its own start message.
        format!("n=,r={}", self.nonce)
    }

    /// The client's first message.
    pub(super) fn first(&self) -> String {
        format!("n,,{}", self.bare())
    }

    /// The answer to the server's first message; none where that is not one.
    pub(super) fn answer(&mut self, server: &str) -> Option<String> {
        let part = |name: &str| server.split(',').find_map(|part| part.strip_prefix(name));
        let (nonce, salt, count) = (part("r=")?, part("s=")?, part("i=")?);
        let salt = data_encoding::BASE64.decode(salt.as_bytes()).ok()?;
        // A hostile server could have us count for hours.
        let count: u32 = count.parse().ok().filter(|n| (1..=1_000_000).contains(n))?;
        if !nonce.starts_with(&self.nonce) || nonce.len() == self.nonce.len() {
            return None;
        }
        let mut salted = zeroize::Zeroizing::new([0; 32]);
        pbkdf2::pbkdf2_hmac::<Sha256>(self.password.as_bytes(), &salt, count, &mut *salted);
        let client = zeroize::Zeroizing::new(mac(&*salted, b"Client Key"));
        let stored = Sha256::digest(client.as_slice());
        let last = format!("c=biws,r={nonce}");
        let all = format!("{},{server},{last}", self.bare());
        let signature = mac(&stored, all.as_bytes());
        let proof: Vec<u8> = client.iter().zip(signature).map(|(a, b)| a ^ b).collect();
        self.proof = Some(mac(&mac(&*salted, b"Server Key"), all.as_bytes()));
        Some(format!("{last},p={}", data_encoding::BASE64.encode(&proof)))
    }

    /// Whether the server's last message proves that it knows the password.
    pub(super) fn is_server(&self, last: &str) -> bool {
        let proof = last.strip_prefix("v=").and_then(|v| data_encoding::BASE64.decode(v.as_bytes()).ok());
        proof.is_some() && proof == self.proof
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_another_implementation_computes_it() {
        let mut scram = Scram::new("pencil", [7; 18]);
        let nonce = data_encoding::BASE64.encode(&[7; 18]);
        let server = format!("r={nonce}srv,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
        // By Python's hashlib: pbkdf2_hmac, hmac.
        assert_eq!(
            scram.answer(&server).as_deref(),
            Some(&*format!("c=biws,r={nonce}srv,p=RY8yfl7Ti24NX0XwWTIN+rFmNwMvP1vTENMmzZcsc4w="))
        );
        assert!(scram.is_server("v=ic0b2U/IuWURHoEk7h0b5YJ/sijDnlFedxe4oaqy34k="));
        assert!(!scram.is_server("v=AAAA") && !scram.is_server("e=no"));
        for bad in
            ["", "r=x,s=AA==,i=1", &server.replace("4096", "99999999"), &format!("r={nonce},s=AA==,i=1")]
        {
            assert_eq!(Scram::new("pencil", [7; 18]).answer(bad), None, "{bad}");
        }
    }
}
