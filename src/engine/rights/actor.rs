//! Who signs a commit: a member, a token, somebody who joins, or the recovery key.

use super::Access;
use crate::model::{Kid, MemberId, TokenId, Tree};

/// Whose key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A member's device.
    Member(MemberId),
    /// A token.
    Token(TokenId),
    /// Somebody who was invited: their key signs the commit that joins, and nothing else.
    Invited(MemberId),
    /// The organization's recovery key: it gives an owner a new device, and nothing else.
    Recovery,
}

impl Actor {
    /// Whose key this is, with its signing half, if it is anyone's that may sign.
    ///
    /// Invitations count where they were read: a commit that joins touches one.
    pub fn of_key(tree: &Tree, kid: Kid) -> Option<(Actor, [u8; 32])> {
        if let Some((id, member)) = tree.member_of(kid) {
            let device = member.devices.iter().find(|d| !d.revoked && d.kid() == kid)?;
            return Some((Actor::Member(id), device.sign.0));
        }
        if let Some((id, token)) = tree.token_of(kid) {
            return Some((Actor::Token(id), token.key.sign.0));
        }
        if tree.covers(&crate::model::Prefix::invitations())
            && let Some((id, invited)) = tree.invitations().find(|(_, i)| Kid::of(&i.key.0) == kid)
        {
            return Some((Actor::Invited(id), invited.key.0));
        }
        let recovery = tree.organization()?.recovery.iter().find(|d| !d.revoked && d.kid() == kid)?;
        Some((Actor::Recovery, recovery.sign.0))
    }

    /// The member that it is, or for a token the one who made it.
    pub fn member(self, tree: &Tree) -> Option<MemberId> {
        match self {
            Actor::Member(id) => Some(id),
            Actor::Token(id) => tree.tokens().find(|(other, _)| *other == id).map(|(_, token)| token.maker),
            Actor::Invited(_) | Actor::Recovery => None,
        }
    }

    /// What they hold.
    pub fn access(self, tree: &Tree) -> Access<'_> {
        let found = match self {
            Actor::Member(id) => tree.member(id).map(|m| Access::of_member(tree, id, m)),
            Actor::Token(id) => {
                let token = tree.tokens().find(|(other, _)| *other == id);
                token.map(|(_, token)| Access::of_token(tree, id, token))
            }
            Actor::Invited(_) => Some(Access::none("an invitation")),
            Actor::Recovery => Some(Access::none("the recovery key")),
        };
        found.unwrap_or_else(|| Access::none("nobody"))
    }
}
