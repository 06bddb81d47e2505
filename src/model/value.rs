//! A value of a constant in an environment, and the lineage that a merge will need.
//!
//! Invariant: a deletion is a write too. The record of a deleted value stays, with its write id, so
//! that no later merge resurrects the key.

use super::cbor::{Bytes, Cbor, DecodeError, Reader, Writer, record};
use super::{Hash, WriteId};

/// A value sealed under an environment's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Which of the environment's keys.
    pub epoch: u32,
    /// The AES-256-GCM-SIV nonce (RFC 8452).
    pub nonce: [u8; 12],
    /// The padded value and its tag.
    pub bytes: Vec<u8>,
}

impl Cbor for Sealed {
    fn write(&self, w: &mut Writer) {
        w.array(3);
        w.uint(u64::from(self.epoch));
        w.bytes(&self.nonce);
        w.bytes(&self.bytes);
    }
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.tuple(3)?;
        let epoch = u32::read(r)?;
        let error = r.invalid("wrong length");
        let nonce = r.bytes()?.try_into().map_err(|_| error)?;
        let sealed = Sealed { epoch, nonce, bytes: r.bytes()?.to_vec() };
        r.leave();
        Ok(sealed)
    }
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The value was removed.
    Deleted,
    /// A plain value.
    Plain(Vec<u8>),
    /// A secret.
    Sealed(Sealed),
}

impl Cbor for Content {
    fn write(&self, w: &mut Writer) {
        match self {
            Content::Deleted => w.null(),
            Content::Plain(bytes) => w.bytes(bytes),
            Content::Sealed(sealed) => sealed.write(w),
        }
    }
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        if r.null()? {
            return Ok(Content::Deleted);
        }
        // A plain value is a byte string, a secret an array: the type tells them apart.
        let mut plain = Reader::new(r.ahead());
        if plain.bytes().is_ok() {
            return Ok(Content::Plain(Bytes::read(r)?.0));
        }
        Sealed::read(r).map(Content::Sealed)
    }
}

record! {
    /// One write of one value.
    pub struct Value {
        /// The write's id.
        1 id: WriteId,
        /// The writes that it descends from: the one it replaced, and after a merge the one taken.
        2 parents: Vec<WriteId>,
        /// The writes that a rollback undid: a later merge holds them back.
        3 undid: Vec<WriteId>,
        /// What was written.
        4 content: Content,
    }
}

impl Value {
    /// Whether there is a value, rather than the trace of a deleted one.
    pub fn is_set(&self) -> bool {
        self.content != Content::Deleted
    }

    /// Whether it is a secret.
    pub fn is_secret(&self) -> bool {
        matches!(self.content, Content::Sealed(_))
    }

    /// The associated data that binds a sealed value to its place: it opens nowhere else.
    pub fn binding(org: &Hash, path: &str, epoch: u32) -> Vec<u8> {
        let mut w = Writer::with_capacity(64 + path.len());
        w.array(3);
        w.bytes(&org.0);
        // The path holds project, environment, scope and name.
        w.text(path);
        w.uint(u64::from(epoch));
        w.into_bytes()
    }
}
