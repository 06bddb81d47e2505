//! Hashes and ids: fixed-length byte strings that show as hexadecimal.
//!
//! Every hash has a domain label ending in `/v1`, so that bytes of one type never hash to the
//! same value as equal bytes of another.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::cbor::{Cbor, DecodeError, Reader, Writer};

macro_rules! bytes {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = $len;
            /// All zeros: the value that stands for "none" in a first commit.
            pub const ZERO: $name = $name([0; $len]);

            /// The value with these bytes, if there are as many as it has.
            pub fn from_slice(bytes: &[u8]) -> Option<$name> {
                bytes.try_into().ok().map($name)
            }
        }

        impl Cbor for $name {
            fn write(&self, w: &mut Writer) {
                w.bytes(&self.0);
            }
            fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
                let error = r.invalid("wrong length");
                <$name>::from_slice(r.bytes()?).ok_or(error)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut digits = [0; 2 * $len];
                HEXLOWER.encode_mut(&self.0, &mut digits);
                f.write_str(std::str::from_utf8(&digits).unwrap_or_default())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = BadHex;
            fn from_str(text: &str) -> Result<Self, BadHex> {
                let mut id = $name::ZERO;
                if text.len() != 2 * $len {
                    return Err(BadHex);
                }
                HEXLOWER.decode_mut(text.as_bytes(), &mut id.0).map_err(|_| BadHex)?;
                Ok(id)
            }
        }
    };
}

/// The text is not the lower-case hexadecimal form of an id of that length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct BadHex;

bytes!(
    /// A SHA-256 hash under a domain label: of a commit, a leaf, or an organization's first commit.
    Hash, 32
);
bytes!(
    /// The id of a key: the first 16 bytes of the hash of its signing half.
    Kid, 16
);
bytes!(
    /// The id of one operation, drawn by the client, so that a repeated append has one effect.
    OpId, 16
);
bytes!(
    /// The id of one write of one value: what lineage is made of.
    WriteId, 16
);
bytes!(
    /// The id of an environment, which outlives its names.
    EnvId, 8
);
bytes!(
    /// The id of a member, which outlives addresses and keys.
    MemberId, 8
);
bytes!(
    /// The id of a group, which outlives its names.
    GroupId, 8
);
bytes!(
    /// The id of a grant.
    GrantId, 8
);
bytes!(
    /// The id of a token.
    TokenId, 8
);

fn digest(label: &str, parts: &[&[u8]]) -> [u8; 32] {
    debug_assert!(label.ends_with("/v1"), "labels carry their version");
    let mut hasher = Sha256::new();
    hasher.update(label.as_bytes());
    hasher.update([0]);
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

impl Hash {
    /// `SHA-256(label ‖ 0x00 ‖ parts…)`. Only the last part may vary in length.
    pub fn of(label: &str, parts: &[&[u8]]) -> Hash {
        Hash(digest(label, parts))
    }

    /// The first ten hexadecimal digits: enough for a person to compare.
    pub fn short(&self) -> String {
        HEXLOWER.encode(&self.0[..5])
    }
}

impl Kid {
    /// The id of the key whose Ed25519 public half this is.
    pub fn of(sign: &[u8; 32]) -> Kid {
        let mut kid = Kid::ZERO;
        kid.0.copy_from_slice(&digest("envctl/kid/v1", &[sign])[..Kid::LEN]);
        kid
    }
}

impl WriteId {
    /// The id of what operation `op` writes at `path`: unique because the operation's id is.
    pub fn of(op: OpId, path: &str) -> WriteId {
        let mut id = WriteId::ZERO;
        id.0.copy_from_slice(&digest("envctl/write/v1", &[&op.0, path.as_bytes()])[..WriteId::LEN]);
        id
    }

    /// The id of the write that brings two others together, the lower of them first: the same
    /// outcome, reached on both sides, is one write.
    pub fn joining(parents: [WriteId; 2], outcome: &[u8]) -> WriteId {
        debug_assert!(parents[0] < parents[1], "one order, whoever merges");
        let mut id = WriteId::ZERO;
        let hash = digest("envctl/merge/v1", &[&parents[0].0, &parents[1].0, outcome]);
        id.0.copy_from_slice(&hash[..WriteId::LEN]);
        id
    }
}
