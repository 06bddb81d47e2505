//! Which organizations a key is known in, so that a list of them need not read them all.
//!
//! Invariant: what is kept of an organization is of the head that it is kept with, and used for no
//! other.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use crate::model::{Hash, Head, Kid, Place, Prefix, Tree};
use crate::store::{OrgEntry, Store, StoreError};

/// The keys that each organization knows.
#[derive(Default)]
pub(super) struct Kids(Mutex<HashMap<Hash, (Head, HashSet<Kid>)>>);

impl Kids {
    /// The organizations, of these, that know a key: a member's, a token's, an invitation's.
    pub(super) fn among(
        &self,
        store: &dyn Store,
        orgs: Vec<OrgEntry>,
        kid: Kid,
    ) -> Result<Vec<OrgEntry>, StoreError> {
        let mut known = Vec::new();
        for org in orgs {
            let kept = {
                let kids = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                kids.get(&org.id).filter(|(head, _)| *head == org.head).map(|(_, kids)| kids.contains(&kid))
            };
            let knows = match kept {
                Some(knows) => knows,
                None => {
                    let reads = [
                        Prefix::one(&Place::Org.path()),
                        Prefix::members(),
                        Prefix::access(),
                        Prefix::invitations(),
                    ];
                    let tree = store.read(&org.id, &reads, None)?;
                    let kids = all(&tree);
                    let knows = kids.contains(&kid);
                    let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                    kept.insert(org.id, (tree.head, kids));
                    knows
                }
            };
            if knows {
                known.push(org);
            }
        }
        Ok(known)
    }
}

/// Every key that an organization knows, also those that it revoked: whose key was revoked is told so.
fn all(tree: &Tree) -> HashSet<Kid> {
    let devices = tree.everyone().flat_map(|(_, member)| member.devices.iter().map(|d| d.kid()));
    let tokens = tree.tokens().map(|(_, token)| token.key.kid());
    let invited = tree.invitations().map(|(_, invited)| Kid::of(&invited.key.0));
    let recovery = tree.organization().into_iter().flat_map(|org| org.recovery.iter().map(|d| d.kid()));
    devices.chain(tokens).chain(invited).chain(recovery).collect()
}
