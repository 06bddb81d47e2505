//! One-time codes: RFC 6238 with SHA-1, six digits and steps of 30 seconds, as every authenticator has
//! it; and the recovery codes that serve where one is lost.
//!
//! Invariants: a code is brought into one spelling once, before anything looks at it; what is kept of a
//! recovery code is a hash.

use data_encoding::BASE32_NOPAD;
use totp_rs::{Algorithm, Builder};

use crate::crypto::random;
use crate::model::Hash;
use crate::store::Limit;

/// Five attempts, and five minutes of peace before the next.
pub(super) const ATTEMPTS: Limit = Limit { most: 5, pause: 300_000 };

/// How many recovery codes somebody gets.
const RECOVERY: usize = 10;

/// Longest code that is looked at, in bytes.
const CODE_MAX: usize = 64;

/// What somebody gave for a code.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Given {
    /// Six digits.
    Code(String),
    /// A recovery code, as it is kept.
    Recovery(Hash),
}

/// Reads what somebody typed: blanks and dashes do not count, and digits of any script's full width
/// are digits.
pub(super) fn read(text: &str) -> Option<Given> {
    if text.len() > CODE_MAX {
        return None;
    }
    let digit = |c: char| match c {
        '\u{ff10}'..='\u{ff19}' => char::from_digit(c as u32 - 0xff10, 10).unwrap_or(c),
        c => c.to_ascii_uppercase(),
    };
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(digit).collect();
    if plain.len() == 6 && plain.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Given::Code(plain));
    }
    let is_recovery = plain.len() == 16 && BASE32_NOPAD.decode(plain.as_bytes()).is_ok();
    is_recovery.then(|| Given::Recovery(kept(&plain)))
}

fn kept(plain: &str) -> Hash {
    Hash::of("envctl/recovery-code/v1", &[plain.as_bytes()])
}

/// The step of time that a code is of, if it is of this one or the one on either side. `now` is in
/// milliseconds since 1970.
pub(super) fn step(secret: &[u8], code: &str, now: u64) -> Option<u64> {
    let totp = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(30)
        .with_secret(secret.to_vec())
        .build()
        .ok()?;
    totp.check(code, now / 1000)
}

/// A new secret.
pub(super) fn secret() -> [u8; 20] {
    random()
}

/// New recovery codes, with what is kept of them.
pub(super) fn recovery() -> (Vec<String>, Vec<Hash>) {
    let one = |_| {
        let plain = BASE32_NOPAD.encode(&random::<10>());
        let groups: Vec<&str> = (0..plain.len()).step_by(4).map(|at| &plain[at..at + 4]).collect();
        (groups.join("-"), kept(&plain))
    };
    (0..RECOVERY).map(one).unzip()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_rfc() {
        // RFC 6238, appendix B: the last six digits of its eight.
        let secret = b"12345678901234567890";
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let at = seconds * 1000;
            assert_eq!(step(secret, code, at), Some(seconds / 30), "{seconds}");
            for (later, of) in [(30_000, Some(seconds / 30)), (60_000, None)] {
                assert_eq!(step(secret, code, at + later), of, "{seconds} + {later}");
            }
        }
        assert_eq!(step(secret, "287083", 59_000), None);
        assert_eq!(step(b"short", "287082", 59_000), None);
    }

    #[test]
    fn a_code_has_one_spelling() {
        let code = Some(Given::Code("123456".to_owned()));
        for text in ["123456", " 123 456\n", "123-456", "１２３４５６", "12\u{a0}3456"] {
            assert_eq!(read(text), code, "{text:?}");
        }
        for text in ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", &"1".repeat(6 * 1000), "123456\u{200b}"]
        {
            assert_eq!(read(text), None, "{text:?}");
        }
        let (codes, hashes) = recovery();
        assert_eq!(codes.len(), RECOVERY);
        for (code, hash) in codes.iter().zip(&hashes) {
            assert_eq!(read(code), Some(Given::Recovery(*hash)));
            assert_eq!(read(&code.to_lowercase().replace('-', " ")), Some(Given::Recovery(*hash)));
        }
        assert_eq!(read("AAAA-AAAA-AAAA-AAA1"), None);
    }
}
