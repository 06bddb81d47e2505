//! An identity: one 32-byte seed from which a signing key and a sealing key are derived, and the
//! two forms in which a person meets it: a line in a key file, and recovery words.

use data_encoding::BASE32_NOPAD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hkdf::Hkdf;
use hpke::Serializable;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::seal::Kem;
use super::{Cipher, EnvKey, SealError, random};

const SALT: &[u8] = b"envctl/identity/v1";
const SIGN_LABEL: &[u8] = b"envctl/identity/sign/v1";
const SEAL_LABEL: &[u8] = b"envctl/identity/seal/v1";
const LOCAL_LABEL: &[u8] = b"envctl/identity/local/v1";
/// How the line in a key file begins, so that secret scanners find one that leaked.
const PREFIX: &str = "envctl_id1_";
/// How a token begins.
const TOKEN_PREFIX: &str = "envctl_st1_";
/// How the public halves begin.
const PUBLIC_PREFIX: &str = "envctl_pk1_";
/// How the code of an invitation begins.
const INVITATION_PREFIX: &str = "inv_";

/// A person's, device's, token's or recovery kit's secret: who signs, and who opens.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Identity {
    seed: [u8; 32],
}

/// The public halves of an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKeys {
    /// Ed25519 (RFC 8032).
    pub sign: [u8; 32],
    /// X25519 (RFC 7748).
    pub seal: [u8; 32],
}

impl PublicKeys {
    /// The keys in one line, to be carried to another machine.
    pub fn to_line(&self) -> String {
        coded(PUBLIC_PREFIX, b"envctl/public/v1\0", &[self.sign, self.seal].concat()).to_string()
    }

    /// The keys in a line; white space around it is none of it.
    ///
    /// # Errors
    /// When it is not one.
    pub fn from_line(text: &str) -> Result<PublicKeys, TokenError> {
        let bytes = decoded(PUBLIC_PREFIX, b"envctl/public/v1\0", text.trim())?;
        let half = |at: std::ops::Range<usize>| bytes.get(at).and_then(|half| half.try_into().ok());
        match (half(0..32), half(32..64), bytes.len()) {
            (Some(sign), Some(seal), 64) => Ok(PublicKeys { sign, seal }),
            _ => Err(TokenError::Checksum),
        }
    }
}

/// Whether bytes are a key that signs: a point in its one spelling, and not of small order, under
/// which a signature would say nothing.
pub fn is_sign_key(sign: &[u8; 32]) -> bool {
    is_canonical(sign, 0x7f) && VerifyingKey::from_bytes(sign).is_ok_and(|key| !key.is_weak())
}

/// Whether bytes are a key that something can be wrapped to: a coordinate in its one spelling, and not
/// one of the few (RFC 7748 §6.1) with which every secret is the same.
pub fn is_seal_key(seal: &[u8; 32]) -> bool {
    // Order 1, 2, 4 and 8: 0, 1, p - 1, and two more.
    const SMALL: [&str; 2] = [
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    ];
    let tiny = seal[1..].iter().all(|b| *b == 0) && seal[0] < 2;
    let last = seal[0] == 0xec && seal[1..31].iter().all(|b| *b == 0xff) && seal[31] == 0x7f;
    let text = data_encoding::HEXLOWER.encode(seal);
    is_canonical(seal, 0xff) && !tiny && !last && !SMALL.contains(&text.as_str())
}

/// Whether a number, less what `mask` leaves out of its last byte, is below 2^255 - 19.
fn is_canonical(bytes: &[u8; 32], mask: u8) -> bool {
    let high = bytes[31] & mask;
    high < 0x7f || (high == 0x7f && !(bytes[1..31].iter().all(|b| *b == 0xff) && bytes[0] >= 0xed))
}

/// Why a line is not an identity. The line itself is never repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// Empty, or only white space.
    #[error("it is empty")]
    Empty,
    /// It does not begin as an identity does.
    #[error("it does not begin with {PREFIX}")]
    Prefix,
    /// Not the right number of characters.
    #[error("it has {0} characters behind {PREFIX} where an identity has 58")]
    Length(usize),
    /// A character changed.
    #[error("its checksum does not match: a character is wrong or missing")]
    Checksum,
}

/// Why a text is not a token, or not an invitation. Nothing of it is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Empty, or only white space.
    #[error("it is empty")]
    Empty,
    /// It does not begin as one does.
    #[error("it does not begin with {0}")]
    Prefix(&'static str),
    /// It is of another version.
    #[error("it is of another version than this envctl reads")]
    Version,
    /// A character changed, or some are missing.
    #[error("its checksum does not match: a character is wrong or missing")]
    Checksum,
}

/// Why words are not a recovery key. Words are never repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// Not 24 words.
    #[error("a recovery key has 24 words, not {0}")]
    Count(usize),
    /// A word that is not in the list.
    #[error("word {0} is not one of the list")]
    Word(usize),
    /// All words exist, but they are not a recovery key.
    #[error("the words do not match their checksum: one is wrong, or two changed places")]
    Checksum,
}

impl Identity {
    /// A new identity.
    pub fn generate() -> Identity {
        Identity { seed: random() }
    }

    /// The identity with this seed.
    pub fn from_seed(seed: [u8; 32]) -> Identity {
        Identity { seed }
    }

    fn derive(&self, label: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut out = Zeroizing::new([0; 32]);
        let hkdf = Hkdf::<Sha256>::new(Some(SALT), &self.seed);
        hkdf.expand(label, out.as_mut()).expect("32 bytes are a valid HKDF-SHA256 length");
        out
    }

    fn signing(&self) -> SigningKey {
        SigningKey::from_bytes(&self.derive(SIGN_LABEL))
    }

    fn sealing(&self) -> (<Kem as hpke::Kem>::PrivateKey, <Kem as hpke::Kem>::PublicKey) {
        <Kem as hpke::Kem>::derive_keypair(self.derive(SEAL_LABEL).as_ref())
    }

    /// The public halves.
    pub fn public(&self) -> PublicKeys {
        let sign = self.signing().verifying_key().to_bytes();
        PublicKeys { sign, seal: self.sealing().1.to_bytes().into() }
    }

    /// The public signing half alone: half the work of [`Identity::public`].
    pub fn sign_key(&self) -> [u8; 32] {
        self.signing().verifying_key().to_bytes()
    }

    /// An Ed25519 signature (RFC 8032) over `message`, which carries its own domain label.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.signing().sign(message).to_bytes()
    }

    /// Opens an environment's key that was wrapped to this identity.
    ///
    /// # Errors
    /// When the wrap is for another key or place, or not whole.
    pub fn unwrap(&self, wrap: &[u8], binding: &[u8]) -> Result<EnvKey, SealError> {
        EnvKey::unwrap(&self.sealing().0, wrap, binding)
    }

    /// What seals what this identity keeps for itself on its machine: in no store, for nobody else.
    pub fn local_cipher(&self) -> Cipher {
        Cipher::new(&self.derive(LOCAL_LABEL))
    }

    /// The identity as the one line of a key file.
    pub fn to_line(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new([0; 36]);
        bytes[..32].copy_from_slice(&self.seed);
        bytes[32..].copy_from_slice(&checksum(&self.seed));
        Zeroizing::new(format!("{PREFIX}{}", BASE32_NOPAD.encode(bytes.as_ref()).to_ascii_lowercase()))
    }

    /// The identity in the one line of a key file; one line end may follow.
    ///
    /// # Errors
    /// When the line is not one.
    pub fn from_line(text: &str) -> Result<Identity, IdentityError> {
        let line = text.strip_suffix('\n').unwrap_or(text);
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.trim().is_empty() {
            return Err(IdentityError::Empty);
        }
        let code = line.strip_prefix(PREFIX).ok_or(IdentityError::Prefix)?;
        let upper = Zeroizing::new(code.to_ascii_uppercase());
        let bytes = Zeroizing::new(
            BASE32_NOPAD.decode(upper.as_bytes()).map_err(|_| IdentityError::Length(code.chars().count()))?,
        );
        let (seed, sum) = bytes.split_at_checked(32).ok_or(IdentityError::Length(code.len()))?;
        if sum != checksum(seed) || code != code.to_ascii_lowercase() {
            return Err(IdentityError::Checksum);
        }
        let seed = seed.try_into().map_err(|_| IdentityError::Length(code.len()))?;
        Ok(Identity { seed })
    }

    /// The identity as a token: the seed and a checksum, behind a prefix of its own.
    pub fn to_token(&self) -> Zeroizing<String> {
        coded(TOKEN_PREFIX, b"envctl/token/v1\0", &self.seed)
    }

    /// The identity in a token; white space around it is none of it.
    ///
    /// # Errors
    /// When it is not one; the token is never repeated.
    pub fn from_token(text: &str) -> Result<Identity, TokenError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(TokenError::Empty);
        }
        if !text.starts_with(TOKEN_PREFIX) && text.starts_with("envctl_st") {
            return Err(TokenError::Version);
        }
        let bytes = decoded(TOKEN_PREFIX, b"envctl/token/v1\0", text)?;
        let seed = bytes.as_slice().try_into().map_err(|_| TokenError::Checksum)?;
        Ok(Identity { seed })
    }

    /// The identity as the code of an invitation into the organization whose id begins so.
    pub fn to_invitation(&self, org: [u8; 8]) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new([0; 40]);
        bytes[..32].copy_from_slice(&self.seed);
        bytes[32..].copy_from_slice(&org);
        coded(INVITATION_PREFIX, b"envctl/invitation/v1\0", bytes.as_ref())
    }

    /// The identity in the code of an invitation, and how the organization's id begins.
    ///
    /// # Errors
    /// When it is not one; the code is never repeated.
    pub fn from_invitation(text: &str) -> Result<(Identity, [u8; 8]), TokenError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(TokenError::Empty);
        }
        let bytes = decoded(INVITATION_PREFIX, b"envctl/invitation/v1\0", text)?;
        let (seed, org) = bytes.split_at_checked(32).ok_or(TokenError::Checksum)?;
        let seed = seed.try_into().map_err(|_| TokenError::Checksum)?;
        Ok((Identity { seed }, org.try_into().map_err(|_| TokenError::Checksum)?))
    }

    /// The identity as 24 words (BIP-39, English), for paper.
    pub fn to_words(&self) -> Zeroizing<String> {
        let words = bip39::Mnemonic::from_entropy(&self.seed).expect("32 bytes make 24 words");
        Zeroizing::new(words.words().collect::<Vec<_>>().join("-"))
    }

    /// The identity in 24 words, separated by hyphens or white space, in any case.
    ///
    /// # Errors
    /// When they are not such words; says which, never what.
    pub fn from_words(text: &str) -> Result<Identity, WordsError> {
        let text = Zeroizing::new(text.to_ascii_lowercase());
        let words: Vec<&str> =
            text.split(|c: char| c == '-' || c.is_whitespace()).filter(|w| !w.is_empty()).collect();
        if words.len() != 24 {
            return Err(WordsError::Count(words.len()));
        }
        let phrase = Zeroizing::new(words.join(" "));
        let phrase = bip39::Mnemonic::parse_in_normalized(bip39::Language::English, &phrase);
        let entropy = match phrase {
            Ok(phrase) => Zeroizing::new(phrase.to_entropy()),
            Err(bip39::Error::UnknownWord(at)) => return Err(WordsError::Word(at + 1)),
            Err(_) => return Err(WordsError::Checksum),
        };
        let seed = entropy.as_slice().try_into().map_err(|_| WordsError::Checksum)?;
        Ok(Identity { seed })
    }
}

/// Bytes and their checksum, as text behind a prefix.
fn coded(prefix: &str, label: &[u8], bytes: &[u8]) -> Zeroizing<String> {
    let sum: [u8; 32] = Sha256::new().chain_update(label).chain_update(bytes).finalize().into();
    let mut all = Zeroizing::new(bytes.to_vec());
    all.extend_from_slice(&sum[..4]);
    Zeroizing::new(format!("{prefix}{}", BASE32_NOPAD.encode(&all).to_ascii_lowercase()))
}

fn decoded(prefix: &'static str, label: &[u8], text: &str) -> Result<Zeroizing<Vec<u8>>, TokenError> {
    let code = text.strip_prefix(prefix).ok_or(TokenError::Prefix(prefix))?;
    let upper = Zeroizing::new(code.to_ascii_uppercase());
    let bytes = BASE32_NOPAD.decode(upper.as_bytes()).map_err(|_| TokenError::Checksum)?;
    let mut bytes = Zeroizing::new(bytes);
    let at = bytes.len().checked_sub(4).ok_or(TokenError::Checksum)?;
    let again = coded(prefix, label, &bytes[..at]);
    if *again != text {
        return Err(TokenError::Checksum);
    }
    bytes.truncate(at);
    Ok(bytes)
}

fn checksum(seed: &[u8]) -> [u8; 4] {
    let digest: [u8; 32] =
        Sha256::new().chain_update(b"envctl/identity/checksum/v1\0").chain_update(seed).finalize().into();
    [digest[0], digest[1], digest[2], digest[3]]
}

/// Whether `signature` over `message` is that of the key `sign`.
///
/// Strict: small-order keys and non-canonical points are refused (`verify_strict`), so that all
/// readers of a log agree about every signature in it.
pub fn verify(sign: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(sign)
        .is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_are_none() {
        let public = Identity::from_seed([7; 32]).public();
        assert!(is_sign_key(&public.sign) && is_seal_key(&public.seal));
        let line = public.to_line();
        assert_eq!(PublicKeys::from_line(&format!(" {line}\n")), Ok(public));
        assert_eq!(PublicKeys::from_line(&line[..line.len() - 1]), Err(TokenError::Checksum));
        assert_eq!(PublicKeys::from_line("hush"), Err(TokenError::Prefix(PUBLIC_PREFIX)));
        let point = |hex: &str| -> [u8; 32] {
            data_encoding::HEXLOWER.decode(hex.as_bytes()).expect("hex").try_into().expect("32 bytes")
        };
        let p_and = |low: &str| format!("{low}{}7f", "ff".repeat(30));
        // Zero, one, p - 1, p, p + 1, 2^255 - 1; points of order 8 on either curve; with the high bit set.
        let few = [
            "00".repeat(32),
            format!("01{}", "00".repeat(31)),
            p_and("ec"),
            p_and("ed"),
            p_and("ee"),
            p_and("ff"),
        ];
        for hex in &few {
            assert!(!is_seal_key(&point(hex)), "{hex}");
            assert!(!is_sign_key(&point(hex)), "{hex}");
        }
        assert!(!is_seal_key(&point("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")));
        assert!(!is_seal_key(&point("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157")));
        assert!(!is_sign_key(&point("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")));
        assert!(!is_sign_key(&point("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")));
        let mut high = public.seal;
        high[31] |= 0x80;
        assert!(!is_seal_key(&high));
    }

    #[test]
    fn lines() {
        let identity = Identity::from_seed([7; 32]);
        let line = identity.to_line();
        let same = |text: &str| Identity::from_line(text).is_ok_and(|i| i.seed == identity.seed);
        assert!(same(&line) && same(&format!("{}\n", *line)) && same(&format!("{}\r\n", *line)));
        let bad = |text: &str| Identity::from_line(text).map(drop).expect_err(text);
        assert_eq!(bad(""), IdentityError::Empty);
        assert_eq!(bad("\n"), IdentityError::Empty);
        assert_eq!(bad("secret"), IdentityError::Prefix);
        assert!(matches!(bad(&line[..line.len() - 1]), IdentityError::Length(_) | IdentityError::Checksum));
        assert!(matches!(bad(&format!("{}a", *line)), IdentityError::Length(_) | IdentityError::Checksum));
        assert_eq!(bad(&line.replacen("envctl_id1_a", "envctl_id1_b", 1)), IdentityError::Checksum);
        assert!(matches!(bad(&format!("{}\n\n", *line)), IdentityError::Length(_)));
    }

    #[test]
    fn words() {
        let identity = Identity::from_seed([9; 32]);
        let words = identity.to_words();
        assert_eq!(words.split('-').count(), 24);
        let spaced = words.replace('-', "  ").to_uppercase();
        assert!(Identity::from_words(&spaced).is_ok_and(|i| i.seed == identity.seed));
        let mut list: Vec<&str> = words.split('-').collect();
        assert_eq!(Identity::from_words(&list[..23].join(" ")).map(drop), Err(WordsError::Count(23)));
        list[4] = "envctl";
        assert_eq!(Identity::from_words(&list.join(" ")).map(drop), Err(WordsError::Word(5)));
        let mut list: Vec<&str> = words.split('-').collect();
        list[4] = if list[4] == "abandon" { "zoo" } else { "abandon" };
        assert_eq!(Identity::from_words(&list.join(" ")).map(drop), Err(WordsError::Checksum));
    }

    #[test]
    fn tokens_and_invitations() {
        let identity = Identity::from_seed([5; 32]);
        let token = identity.to_token();
        assert!(token.starts_with("envctl_st1_"));
        let same = |text: &str| Identity::from_token(text).is_ok_and(|i| i.seed == identity.seed);
        assert!(same(&token) && same(&format!(" {}\n", *token)));
        let bad = |text: &str| Identity::from_token(text).map(drop).expect_err("no token");
        assert_eq!(bad(" \n"), TokenError::Empty);
        assert_eq!(bad(&format!("\"{}\"", *token)), TokenError::Prefix("envctl_st1_"));
        assert_eq!(bad(&token.replacen("st1", "st9", 1)), TokenError::Version);
        assert_eq!(bad(&token.to_uppercase()), TokenError::Prefix("envctl_st1_"));
        assert_eq!(bad(&identity.to_line()), TokenError::Prefix("envctl_st1_"));
        for at in 11..token.len() {
            let mut text = token.to_string();
            assert_eq!(bad(&text[..at]), TokenError::Checksum, "cut at {at}");
            let other = if &text[at..=at] == "a" { "b" } else { "a" };
            text.replace_range(at..=at, other);
            assert_eq!(bad(&text), TokenError::Checksum, "changed at {at}");
        }
        let code = identity.to_invitation([7; 8]);
        let (again, org) = Identity::from_invitation(&code).expect("a code");
        assert!(again.seed == identity.seed && org == [7; 8]);
        assert!(Identity::from_invitation(&token).is_err() && Identity::from_token(&code).is_err());
        assert!(Identity::from_invitation(&code[..code.len() - 1]).is_err());
    }

    #[test]
    fn signatures() {
        let identity = Identity::from_seed([1; 32]);
        let signature = identity.sign(b"message");
        let key = identity.public().sign;
        assert_eq!(key, identity.sign_key());
        assert!(verify(&key, b"message", &signature));
        assert!(!verify(&key, b"massage", &signature));
        assert!(!verify(&Identity::from_seed([2; 32]).sign_key(), b"message", &signature));
        let mut flipped = signature;
        flipped[0] ^= 1;
        assert!(!verify(&key, b"message", &flipped));
        // The neutral element signs everything where verification is not strict.
        let mut neutral = [0; 32];
        neutral[0] = 1;
        let mut zero = [0; 64];
        zero[0] = 1;
        assert!(!verify(&neutral, b"message", &zero));
    }
}
