//! Floor 0, keys: identities, signatures, sealing. Bytes only; it knows no record.
//!
//! One key, one purpose: everything is derived under a label of its own, and every label ends in
//! `/v1`. What is secret has no `Debug`, no `Serialize`, and is wiped when dropped. All randomness
//! of the program is drawn here.

mod identity;
mod seal;

pub use identity::{
    Identity, IdentityError, PublicKeys, TokenError, WordsError, is_seal_key, is_sign_key, verify,
};
pub use seal::{Cipher, EnvKey, FingerprintKey, Plain, SealError};

/// Fills an array from the operating system's random source.
///
/// Aborts where the system has none: nothing safe could be done without it.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
