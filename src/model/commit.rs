//! Commits: a signed header that names its leaves by hash, and the leaves themselves.
//!
//! Invariant: the bytes that were signed are the bytes that are stored and hashed. A [`Commit`]
//! keeps its header and leaves as received; nothing is encoded again to be verified.

use super::cbor::{self, Cbor, DecodeError, Reader, Writer, record};
use super::record::Message;
use super::{Hash, Kid, Kind, OpId, Path, Record};

/// The one format level that this program writes and reads.
pub const LEVEL: u64 = 1;
/// Most leaves in one commit.
pub const LEAVES_MAX: usize = 65_536;
/// Longest body of one leaf, in bytes.
pub const BODY_MAX: usize = 2 * 1024 * 1024;
/// All leaves of one commit together, in bytes.
pub const COMMIT_MAX: usize = 32 * 1024 * 1024;
/// Longest reason given for a commit, in bytes.
pub const MESSAGE_MAX: usize = 4096;

/// The domain label of a commit's hash and of its signature.
pub const COMMIT_LABEL: &str = "envctl/commit/v1";
const LEAF_LABEL: &str = "envctl/leaf/v1";

/// The newest commit of an organization: its number and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its number, the revision: 1 for the first commit, 0 where there is none.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
}

impl Head {
    /// The head of an organization that does not exist yet.
    pub const NONE: Head = Head { seq: 0, hash: Hash::ZERO };
}

record! {
    /// What is signed.
    pub struct Header {
        /// The format level.
        1 level: u64,
        /// The organization: the hash of its first commit, and zeros in that commit itself.
        2 org: Hash,
        /// The commit's number, from 1.
        3 seq: u64,
        /// The hash of the commit before; zeros in the first.
        4 parent: Hash,
        /// The key that signs.
        5 kid: Kid,
        /// When, in milliseconds since 1970-01-01T00:00Z; not before the parent's.
        6 time: u64,
        /// The operation: appended once, however often it is sent.
        7 op: OpId,
        /// What was done: `set`, `promote`, …
        8 action: String,
        /// The hash of each leaf, in order.
        9 leaves: Vec<Hash>,
    }
}

/// Whether a leaf puts a record or takes it away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// The record is there from now on.
    Put,
    /// The record is gone.
    Delete,
}

/// One change of one record.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// Where.
    pub path: Path,
    /// The hash of the leaf that it replaces.
    pub prev: Option<Hash>,
    /// What is there afterwards; `None` deletes it.
    pub record: Option<Record>,
}

impl Leaf {
    /// The leaf of a commit's reason.
    pub fn message(text: &str) -> Leaf {
        let record = Some(Message { text: text.to_owned() }.into());
        Leaf { path: super::Place::Message.path(), prev: None, record }
    }

    /// Put or delete.
    pub fn op(&self) -> Op {
        if self.record.is_some() { Op::Put } else { Op::Delete }
    }

    /// The encoding, given the record's own, which is written once and kept.
    pub fn encode(&self, kind: Kind, body: Option<&[u8]>) -> Vec<u8> {
        let mut w = opening(kind, &self.path, self.prev.as_ref());
        match body {
            Some(body) => w.raw(body),
            None => w.null(),
        }
        w.into_bytes()
    }
}

/// A leaf's encoding up to its body.
fn opening(kind: Kind, path: &Path, prev: Option<&Hash>) -> Writer {
    let mut w = Writer::with_capacity(48 + path.as_str().len());
    w.array(4);
    w.uint(kind.number());
    path.write(&mut w);
    match prev {
        Some(prev) => prev.write(&mut w),
        None => w.null(),
    }
    w
}

/// A leaf taken apart as far as a store needs it: the body stays bytes.
#[derive(Clone, Debug)]
pub struct RawLeaf<'b> {
    /// The kind of the record.
    pub kind: Kind,
    /// Where.
    pub path: Path,
    /// The hash of the leaf that it replaces.
    pub prev: Option<Hash>,
    /// The record's encoding; `None` deletes it.
    pub body: Option<&'b [u8]>,
}

impl<'b> RawLeaf<'b> {
    /// Takes a leaf's bytes apart.
    ///
    /// # Errors
    /// When they are not a leaf, or of a kind that this program does not know.
    pub fn read(bytes: &'b [u8]) -> Result<RawLeaf<'b>, DecodeError> {
        let mut r = Reader::new(bytes);
        r.tuple(4)?;
        let unknown = r.invalid("unknown kind of record; a newer envctl wrote this");
        let kind = Kind::from_number(r.uint()?).ok_or(unknown)?;
        let misplaced = r.invalid("the path is not one of this kind");
        let path = Path::read(&mut r)?;
        if path.place().kind() != kind {
            return Err(misplaced);
        }
        let prev = if r.null()? { None } else { Some(Hash::read(&mut r)?) };
        let body = if r.null()? { None } else { Some(r.ahead()) };
        if body.is_none() && r.at() != bytes.len() {
            return Err(DecodeError::Trailing { at: r.at() });
        }
        Ok(RawLeaf { kind, path, prev, body })
    }

    /// The leaf with its record.
    ///
    /// # Errors
    /// When the body is not a record of the leaf's kind.
    pub fn decode(self) -> Result<Leaf, DecodeError> {
        let record = self.body.map(|body| Record::from_slice(self.kind, body)).transpose()?;
        Ok(Leaf { path: self.path, prev: self.prev, record })
    }
}

/// A leaf as it is kept: its bytes and the salt that hides them behind their hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLeaf {
    /// Random, so that a withheld body cannot be guessed from the hash.
    pub salt: [u8; 16],
    /// The encoded leaf.
    pub bytes: Vec<u8>,
}

impl StoredLeaf {
    /// What stands where a leaf is that whoever asked may not see: its hash is in the header.
    pub fn withheld() -> StoredLeaf {
        StoredLeaf { salt: [0; 16], bytes: Vec::new() }
    }

    /// Whether the leaf itself is not here.
    pub fn is_withheld(&self) -> bool {
        self.bytes.is_empty()
    }

    /// `SHA-256("envctl/leaf/v1" ‖ 0x00 ‖ salt ‖ leaf)`.
    pub fn hash(&self) -> Hash {
        StoredLeaf::hash_of(&self.salt, &self.bytes)
    }

    /// The same, of its parts.
    pub fn hash_of(salt: &[u8; 16], bytes: &[u8]) -> Hash {
        Hash::of(LEAF_LABEL, &[salt, bytes])
    }

    /// The same, of a leaf that puts a record there.
    pub fn hash_of_put(salt: &[u8; 16], kind: Kind, path: &Path, prev: Option<&Hash>, body: &[u8]) -> Hash {
        Hash::of(LEAF_LABEL, &[salt, &opening(kind, path, prev).into_bytes(), body])
    }
}

/// A commit as it is signed, stored and sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The encoded [`Header`].
    pub header: Vec<u8>,
    /// Ed25519 over the header under [`COMMIT_LABEL`].
    pub signature: [u8; 64],
    /// The leaves, in the header's order.
    pub leaves: Vec<StoredLeaf>,
}

impl Commit {
    /// The commit's hash.
    pub fn hash(&self) -> Hash {
        Hash::of(COMMIT_LABEL, &[&self.header])
    }

    /// The header, decoded.
    ///
    /// # Errors
    /// When the bytes are not the canonical encoding of one.
    pub fn decode_header(&self) -> Result<Header, DecodeError> {
        cbor::from_slice(&self.header)
    }

    /// The bytes that the signature is over: `"envctl/commit/v1" ‖ 0x00 ‖ header`.
    pub fn signed_bytes(header: &[u8]) -> Vec<u8> {
        [COMMIT_LABEL.as_bytes(), &[0], header].concat()
    }
}
