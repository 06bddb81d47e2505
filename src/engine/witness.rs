//! What the gate can say of a commit to somebody who may not see all of it.
//!
//! Invariant: nothing is said of rights and transitions, for which every leaf is needed; that a commit
//! follows the head and that its signer signed it needs none.

use super::Refusal;
use super::gate::{decode, signer};
use crate::crypto;
use crate::model::{Commit, Entry, Head, Place, Tree};

/// Judges what can be judged of a commit of which some leaves were withheld: that it follows the
/// head, that its signer is known and signed it, and that the leaves at hand are those that it names.
/// These are applied; rights and transitions are for those who see all of it.
///
/// # Errors
/// The first rule that the commit breaks; the tree is as it was.
pub fn witness(tree: &mut Tree, commit: &Commit) -> Result<usize, Refusal> {
    let (header, leaves) = decode(tree, commit)?;
    let signer = signer(tree, &header, &leaves)?;
    if !crypto::verify(&signer, &Commit::signed_bytes(&commit.header), &commit.signature) {
        return Err(Refusal::Signature { seq: header.seq });
    }
    let withheld = header.leaves.len() - leaves.len();
    for (leaf, hash) in leaves.into_iter().filter(|(leaf, _)| leaf.path.place() != Place::Message) {
        let entry = leaf.record.map(|record| Entry { leaf: hash, rev: header.seq, record });
        tree.apply(leaf.path, entry);
    }
    if tree.head == Head::NONE {
        tree.org = commit.hash();
    }
    tree.head = Head { seq: header.seq, hash: commit.hash() };
    tree.time = header.time;
    Ok(withheld)
}
