//! Sealing: an environment's key, the values under it, and its wraps to readers.
//!
//! Values: AES-256-GCM-SIV (RFC 8452), random nonce, padded so that a length says little. Wraps:
//! HPKE base mode (RFC 9180), DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305. Both are
//! bound to a place by associated data that the caller spells: what is moved does not open.

use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, OpModeR, OpModeS, Serializable};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::random;

pub(super) type Kem = X25519HkdfSha256;

const WRAP_INFO: &[u8] = b"envctl/wrap/v1";
const VALUE_LABEL: &[u8] = b"envctl/env/value/v1";
const KEY_ID_LABEL: &[u8] = b"envctl/env/key-id/v1";
const FINGERPRINT_LABEL: &[u8] = b"envctl/fingerprint/v1\0";
/// Values are padded to a multiple of this, in bytes.
const PAD: usize = 32;
/// Length of an encapsulated X25519 key, in bytes.
const ENCAPPED: usize = 32;

/// Why something did not open. What it held is never repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The key is not the one it was sealed with, it stood elsewhere, or it was changed.
    #[error("does not open: the key is not its key, or it was changed or moved")]
    Open,
    /// Not the length or form of something sealed.
    #[error("is not whole")]
    Form,
    /// A wrap holds another key than the one that was announced.
    #[error("holds another key than the one that was announced")]
    KeyId,
    /// The public key to wrap to is not one.
    #[error("the reader's public key is not valid")]
    Reader,
}

/// A value in the clear: wiped when dropped, shown by no `Debug`.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Plain(Vec<u8>);

impl Plain {
    /// Takes over a value.
    pub fn new(bytes: Vec<u8>) -> Plain {
        Plain(bytes)
    }

    /// The value.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The value, taken out: the caller wipes it.
    pub fn into_exposed(mut self) -> Vec<u8> {
        std::mem::take(&mut self.0)
    }
}

impl std::fmt::Debug for Plain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Plain({} bytes)", self.0.len())
    }
}

/// One key of an environment. Values are sealed under a key derived from it.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct EnvKey {
    seed: [u8; 32],
}

impl EnvKey {
    /// A new key.
    pub fn generate() -> EnvKey {
        EnvKey { seed: random() }
    }

    fn derive(&self, label: &[u8]) -> [u8; 32] {
        let mut out = [0; 32];
        let hkdf = Hkdf::<Sha256>::new(Some(b"envctl/env/v1"), &self.seed);
        hkdf.expand(label, &mut out).expect("32 bytes are a valid HKDF-SHA256 length");
        out
    }

    /// A commitment to the key, public: what an unwrapped key is checked against.
    pub fn id(&self) -> [u8; 32] {
        self.derive(KEY_ID_LABEL)
    }

    /// What seals and opens values; made once for many of them.
    pub fn cipher(&self) -> Cipher {
        let mut key = self.derive(VALUE_LABEL);
        let cipher = Cipher::new(&key);
        key.zeroize();
        cipher
    }

    /// Wraps the key to a reader's X25519 key: 32 bytes of encapsulated key, 48 of ciphertext.
    ///
    /// # Errors
    /// When `reader` is no usable public key.
    pub fn wrap(&self, reader: &[u8; 32], binding: &[u8]) -> Result<Vec<u8>, SealError> {
        let reader = <Kem as hpke::Kem>::PublicKey::from_bytes(reader).map_err(|_| SealError::Reader)?;
        let (encapped, sealed) = hpke::single_shot_seal::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeS::Base,
            &reader,
            WRAP_INFO,
            &self.seed,
            binding,
        )
        .map_err(|_| SealError::Reader)?;
        Ok([encapped.to_bytes().as_slice(), &sealed].concat())
    }

    pub(super) fn unwrap(
        private: &<Kem as hpke::Kem>::PrivateKey,
        wrap: &[u8],
        binding: &[u8],
    ) -> Result<EnvKey, SealError> {
        let (encapped, sealed) = wrap.split_at_checked(ENCAPPED).ok_or(SealError::Form)?;
        let encapped = <Kem as hpke::Kem>::EncappedKey::from_bytes(encapped).map_err(|_| SealError::Form)?;
        let mut seed = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeR::Base,
            private,
            &encapped,
            WRAP_INFO,
            sealed,
            binding,
        )
        .map_err(|_| SealError::Open)?;
        let key = EnvKey::from_slice(&seed);
        seed.zeroize();
        key
    }

    /// The key with these bytes, as [`EnvKey::expose`] gave them.
    ///
    /// # Errors
    /// When they are not 32.
    pub fn from_slice(bytes: &[u8]) -> Result<EnvKey, SealError> {
        Ok(EnvKey { seed: bytes.try_into().map_err(|_| SealError::Form)? })
    }

    /// The key's bytes, to be sealed under the key that follows it.
    pub fn expose(&self) -> &[u8; 32] {
        &self.seed
    }
}

/// What seals and opens the values of one environment under one of its keys.
pub struct Cipher {
    cipher: Aes256GcmSiv,
}

impl Cipher {
    pub(super) fn new(key: &[u8; 32]) -> Cipher {
        Cipher { cipher: Aes256GcmSiv::new(key.into()) }
    }

    /// Seals a value under a random nonce.
    ///
    /// # Errors
    /// When the value is longer than the algorithm takes (64 GiB).
    pub fn seal(&self, value: &[u8], binding: &[u8]) -> Result<([u8; 12], Vec<u8>), SealError> {
        let nonce: [u8; 12] = random();
        let mut padded = Vec::with_capacity(value.len() + PAD);
        padded.extend_from_slice(value);
        padded.push(0x80);
        padded.resize(padded.len().next_multiple_of(PAD), 0);
        let payload = Payload { msg: &padded, aad: binding };
        let sealed = self.cipher.encrypt(&Nonce::from(nonce), payload);
        padded.zeroize();
        Ok((nonce, sealed.map_err(|_| SealError::Form)?))
    }

    /// Opens a value.
    ///
    /// # Errors
    /// When it was not sealed by this key for this place.
    pub fn open(&self, nonce: &[u8; 12], sealed: &[u8], binding: &[u8]) -> Result<Plain, SealError> {
        let payload = Payload { msg: sealed, aad: binding };
        let mut padded = self.cipher.decrypt(&Nonce::from(*nonce), payload).map_err(|_| SealError::Open)?;
        // The pad is one 0x80 and zeros; what is authenticated and has none was not made here.
        let Some(end) = padded.iter().rposition(|b| *b != 0).filter(|i| padded[*i] == 0x80) else {
            padded.zeroize();
            return Err(SealError::Form);
        };
        padded.truncate(end);
        Ok(Plain(padded))
    }
}

/// The key of a project's fingerprints: short texts by which people with access compare secrets.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct FingerprintKey([u8; 32]);

impl FingerprintKey {
    /// A new key.
    pub fn generate() -> FingerprintKey {
        FingerprintKey(random())
    }

    /// The key with these bytes.
    ///
    /// # Errors
    /// When they are not 32.
    pub fn from_slice(bytes: &[u8]) -> Result<FingerprintKey, SealError> {
        bytes.try_into().map(FingerprintKey).map_err(|_| SealError::Form)
    }

    /// The key's bytes, to be sealed.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// Six hexadecimal digits of `HMAC-SHA256(key, label ‖ value)`.
    pub fn of(&self, value: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(FINGERPRINT_LABEL);
        mac.update(value);
        data_encoding::HEXLOWER.encode(&mac.finalize().into_bytes()[..3])
    }
}

#[cfg(test)]
mod tests {
    use super::super::Identity;
    use super::*;

    #[test]
    fn values() {
        let cipher = EnvKey::generate().cipher();
        for len in [0, 1, 31, 32, 33, 1000] {
            for last in [0, 1, 0x80] {
                let value = vec![last; len];
                let (nonce, sealed) = cipher.seal(&value, b"here").expect("seals");
                assert_eq!(sealed.len() % PAD, 16, "padded, and a tag of 16 bytes");
                assert_eq!(cipher.open(&nonce, &sealed, b"here").expect("opens").expose(), value);
                assert_eq!(cipher.open(&nonce, &sealed, b"there").map(drop), Err(SealError::Open));
                let mut flipped = sealed.clone();
                flipped[len] ^= 1;
                assert_eq!(cipher.open(&nonce, &flipped, b"here").map(drop), Err(SealError::Open));
                let other = EnvKey::generate().cipher();
                assert_eq!(other.open(&nonce, &sealed, b"here").map(drop), Err(SealError::Open));
            }
        }
    }

    #[test]
    fn wraps() {
        let (ana, ben) = (Identity::generate(), Identity::generate());
        let key = EnvKey::generate();
        let wrap = key.wrap(&ana.public().seal, b"place").expect("wraps");
        assert_eq!(wrap.len(), 80);
        assert_eq!(ana.unwrap(&wrap, b"place").expect("opens").id(), key.id());
        assert_eq!(ana.unwrap(&wrap, b"elsewhere").map(drop), Err(SealError::Open));
        assert_eq!(ben.unwrap(&wrap, b"place").map(drop), Err(SealError::Open));
        assert_eq!(ana.unwrap(&wrap[..31], b"place").map(drop), Err(SealError::Form));
        assert!(key.wrap(&[0; 32], b"place").is_err(), "the zero point is no reader");
    }

    #[test]
    fn fingerprints() {
        let (a, b) = (FingerprintKey::generate(), FingerprintKey::generate());
        assert_eq!(a.of(b"x"), a.of(b"x"));
        assert_eq!(a.of(b"x").len(), 6);
        // Two in 2^24 each: a false alarm is not to be expected in the life of this test.
        assert!(a.of(b"x") != a.of(b"y") && a.of(b"x") != b.of(b"x"));
        assert_eq!(format!("{:?}", Plain::new(b"hunter2".to_vec())), "Plain(7 bytes)");
    }
}
