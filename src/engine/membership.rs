//! The gate's rules about people: members, groups, roles, grants, tokens, invitations.
//!
//! Who may change which of them ([`right`], on the tree before), and what may stand there
//! ([`transition`], on the tree after). Invariant: nobody gives, or takes away, more than they hold.

use std::collections::{BTreeMap, BTreeSet};

use super::gate::{Refusal, invalid, limit};
use super::rights::{Access, Actor, At, Reach, Right, covers};
use crate::crypto;
use crate::model::{
    CustomRole, Device, EnvId, Grant, Granted, Group, GroupId, Kid, Leaf, Member, MemberId, Path, Place,
    Record, Role, Subject, Token, Tree,
};

/// Most active devices of one member, and most that they ever had.
const DEVICES_MAX: usize = 8;
const DEVICES_EVER: usize = 64;
/// Longest name or description, in bytes.
const TEXT_MAX: usize = 4096;
/// Most members of a group, and most names in one list of a grant.
const LIST_MAX: usize = 4096;

/// Who changes something, when.
pub(super) struct Who<'t> {
    pub(super) actor: Actor,
    pub(super) access: Access<'t>,
    /// The commit's time: what is due to end by then, anyone may end.
    pub(super) time: u64,
}

impl Who<'_> {
    fn need(&self, right: Right) -> Result<(), Refusal> {
        Ok(self.access.check(right, At::default())?)
    }

    /// Whether something is due to have ended.
    fn is_due(&self, until: Option<u64>) -> bool {
        until.is_some_and(|until| until <= self.time)
    }
}

/// Whether somebody may put or delete a record about people.
pub(super) fn right(before: &Tree, who: &Who<'_>, leaf: &Leaf) -> Result<(), Refusal> {
    let path = &leaf.path;
    match (path.place(), &leaf.record) {
        (Place::Member(id), Some(Record::Member(new))) => member(before, who, path, id, new),
        (Place::Member(_), _) => who.need(Right::Manage),
        (Place::Invitation(id), record) => {
            let old = before.get::<crate::model::Invitation>(Place::Invitation(id));
            if record.is_none() && (who.actor == Actor::Invited(id) || who.is_due(old.map(|old| old.until))) {
                return Ok(());
            }
            let new = match record {
                Some(Record::Invitation(new)) => Some(new.role),
                _ => None,
            };
            old.map(|old| old.role).into_iter().chain(new).try_for_each(|role| gives(before, who, role))
        }
        (Place::Group(id), record) => group(before, who, id, record.as_ref()),
        (Place::Role(name), record) => {
            let old = before.get::<CustomRole>(Place::Role(name));
            let new = record.as_ref().and_then(|r| <&CustomRole>::try_from(r).ok());
            who.need(Right::Manage)?;
            old.into_iter().chain(new).flat_map(|role| &role.rights).try_for_each(|right| who.need(*right))
        }
        (Place::Grant(id), record) => {
            let old = before.get::<Grant>(Place::Grant(id));
            if record.is_none() && old.is_some_and(|old| who.is_due(old.until)) {
                return Ok(());
            }
            let new = record.as_ref().and_then(|r| <&Grant>::try_from(r).ok());
            for grant in old.into_iter().chain(new) {
                covers(before, &who.access, &grant.role, &Reach::of(before, grant))?;
            }
            Ok(())
        }
        (Place::Token(id), record) => {
            let old = before.get::<Token>(Place::Token(id));
            let own = |token: &Token| who.actor == Actor::Member(token.maker);
            match (old, record) {
                // A token holds nothing before it is granted something, and then no more than its maker.
                (None, Some(Record::Token(new))) if own(new) => Ok(()),
                (Some(old), _) if own(old) || who.is_due(old.until) || who.actor == Actor::Token(id) => {
                    Ok(())
                }
                (Some(_), _) => who.need(Right::Manage),
                _ => Err(invalid(path, "a token is made by whose rights are its limit")),
            }
        }
        _ => who.need(Right::Own),
    }
}

/// Giving a role in the organization, or taking it away.
fn gives(before: &Tree, who: &Who<'_>, role: Role) -> Result<(), Refusal> {
    // What a refusal names first.
    who.need(Right::Manage)?;
    if role == Role::Owner {
        return who.need(Right::Own);
    }
    Ok(covers(before, &who.access, &Granted::BuiltIn(role), &Reach::all())?)
}

fn member(before: &Tree, who: &Who<'_>, path: &Path, id: MemberId, new: &Member) -> Result<(), Refusal> {
    let old = before.get::<Member>(Place::Member(id));
    match who.actor {
        Actor::Invited(invited) => {
            let kept = before.get::<crate::model::Invitation>(Place::Invitation(invited));
            let fits = kept.is_some_and(|kept| {
                (&kept.name, kept.role, kept.member_until) == (&new.name, new.role, new.until)
            });
            let own = invited == id && old.is_none() && fits && !new.left;
            return if own { Ok(()) } else { Err(invalid(path, "the invitation is for somebody else")) };
        }
        Actor::Recovery => {
            let owner = new.role == Role::Owner && !new.left;
            let grown = old.is_none_or(|old| Member { devices: old.devices.clone(), ..new.clone() } == *old);
            let rule = "a recovery key only gives an owner other devices";
            return if owner && grown { Ok(()) } else { Err(invalid(path, rule)) };
        }
        _ => {}
    }
    if let Some(old) = old {
        let same = Member { devices: old.devices.clone(), ..new.clone() } == *old;
        if same && who.actor == Actor::Member(id) {
            return Ok(());
        }
        let ended = Member { devices: new.devices.clone(), left: true, ..old.clone() };
        if who.is_due(old.until) && ended == *new {
            return Ok(());
        }
        gives(before, who, old.role)?;
    }
    gives(before, who, new.role)
}

/// Who changes a group gives or takes what the group reaches.
fn group(before: &Tree, who: &Who<'_>, id: GroupId, record: Option<&Record>) -> Result<(), Refusal> {
    let old = before.get::<Group>(Place::Group(id)).map(|group| &group.members);
    let new = record.and_then(|r| <&Group>::try_from(r).ok()).map(|group| &group.members);
    let granted = || before.grants().filter(|(_, grant)| grant.subject == Subject::Group(id));
    if old == new && old.is_some() || granted().next().is_none() {
        return who.need(Right::Manage);
    }
    for (_, grant) in granted() {
        covers(before, &who.access, &grant.role, &Reach::of(before, grant))?;
    }
    Ok(())
}

/// Whether a record about people, or its absence, is valid in the tree after.
pub(super) fn transition(
    after: &Tree,
    leaf: &Leaf,
    olds: &BTreeMap<&Path, Option<&Record>>,
) -> Result<(), Refusal> {
    let path = &leaf.path;
    let old = olds.get(path).copied().flatten();
    let fail = |rule: &str| Err(invalid(path, rule));
    match (path.place(), &leaf.record) {
        (Place::Member(_), Some(Record::Member(m))) => {
            member_rule(after, path, old.and_then(|r| <&Member>::try_from(r).ok()), m)
        }
        (Place::Member(_), None) => {
            owners(after, path)?;
            fail("a member leaves, and is not deleted: their keys stay revoked")
        }
        (Place::Invitation(id), Some(Record::Invitation(new))) => {
            limit("a member's name", new.name.len(), TEXT_MAX)?;
            if after.get::<Member>(Place::Member(id)).is_some() {
                return fail("there is a member with its id");
            }
            one_name(after, path, &new.name)?;
            if !crypto::is_sign_key(&new.key.0) {
                return fail("its key is none");
            }
            one_key_each(after, path)
        }
        (Place::Group(id), Some(Record::Group(new))) => {
            limit("a description", new.description.as_ref().map_or(0, String::len), TEXT_MAX)?;
            limit("the list of members", new.members.len(), LIST_MAX)?;
            if !new.members.is_sorted_by(|a, b| a < b) {
                return fail("its members are not in order");
            }
            if after.groups().any(|(other, group)| other != id && group.name == new.name) {
                return fail("another group has the name");
            }
            Ok(())
        }
        (Place::Group(id), None) => {
            let granted = after.grants().any(|(_, grant)| grant.subject == Subject::Group(id));
            if granted { fail("there are still grants for it") } else { Ok(()) }
        }
        (Place::Role(_), Some(Record::Role(new))) => {
            limit("a description", new.description.as_ref().map_or(0, String::len), TEXT_MAX)?;
            if new.rights.is_empty() || !new.rights.is_sorted_by(|a, b| a < b) {
                return fail("its rights are not in order, or none");
            }
            if new.rights.contains(&Right::Own) {
                return fail("the organization itself is its owners' alone");
            }
            if new.rights.contains(&Right::Manage) && !new.rights.contains(&Right::Open) {
                return fail("who manages opens: who hands out keys holds keys");
            }
            Ok(())
        }
        (Place::Role(name), None) => {
            let given = after.grants().any(|(_, grant)| grant.role == Granted::Custom(name.clone()));
            if given { fail("there are still grants of it") } else { Ok(()) }
        }
        (Place::Grant(_), Some(Record::Grant(new))) => grant_rule(after, path, old, new),
        (Place::Grant(_), None) => Ok(()),
        (Place::Token(id), Some(Record::Token(new))) => {
            limit("a token's name", new.name.len(), TEXT_MAX)?;
            if let Some(Record::Token(old)) = old {
                let mut revoked = old.clone();
                revoked.key.revoked = true;
                return if revoked == *new { Ok(()) } else { fail("a token is only revoked") };
            }
            if new.key.revoked || after.member(new.maker).is_none() {
                return fail("it has no maker, or no key");
            }
            let same = |token: &Token| !token.key.revoked && token.name == new.name;
            if after.tokens().any(|(other, token)| other != id && same(token)) {
                return fail("another token has the name");
            }
            are_keys(path, std::iter::once(&new.key))?;
            one_key_each(after, path)
        }
        (Place::Token(_), None) => fail("a token is revoked, and not deleted"),
        (Place::Review, Some(Record::Review(new))) => {
            for grants in [&new.kept, &new.ended] {
                limit("the grants of a review", grants.len(), LIST_MAX)?;
                if !grants.is_sorted_by(|a, b| a < b) {
                    return fail("its grants are not in order");
                }
            }
            let is_there = |id: &crate::model::GrantId| after.get::<Grant>(Place::Grant(*id)).is_some();
            if !new.kept.iter().all(is_there) || new.ended.iter().any(is_there) {
                return fail("what it keeps is there, and what it ends is not");
            }
            Ok(())
        }
        (Place::Review, None) => fail("that a review was made stays"),
        (Place::Invitation(_), None) | (Place::AccessPolicy, _) => Ok(()),
        _ => fail("the record is not of the kind that stands there"),
    }
}

fn member_rule(after: &Tree, path: &Path, old: Option<&Member>, m: &Member) -> Result<(), Refusal> {
    let fail = |rule: &str| Err(invalid(path, rule));
    limit("a member's name", m.name.len(), TEXT_MAX)?;
    limit("the list of devices", m.devices.iter().filter(|d| !d.revoked).count(), DEVICES_MAX)?;
    limit("the list of devices", m.devices.len(), DEVICES_EVER)?;
    if m.devices.is_empty() {
        return fail("a member has a device");
    }
    one_key_each(after, path)?;
    are_keys(path, m.devices.iter().filter(|new| !old.is_some_and(|old| old.devices.contains(new))))?;
    if old.is_some_and(|old| old.left) {
        return fail("who left comes back as somebody new");
    }
    let listed = |was: &Device| {
        let now = m.devices.iter().find(|now| now.sign == was.sign && now.seal == was.seal);
        now.is_some_and(|now| now.revoked || !was.revoked)
    };
    let before = old.into_iter().flat_map(|old| &old.devices);
    if before.into_iter().any(|was| was.revoked && !listed(was)) {
        return fail("a revoked key stays revoked");
    }
    if old.into_iter().flat_map(|old| &old.devices).any(|was| !listed(was)) {
        return fail("a device is revoked, and not taken off the list");
    }
    if m.left && m.devices.iter().any(|d| !d.revoked) {
        return fail("the keys of who leaves are revoked");
    }
    if !m.left {
        one_name(after, path, &m.name)?;
    }
    owners(after, path)
}

fn grant_rule(after: &Tree, path: &Path, old: Option<&Record>, new: &Grant) -> Result<(), Refusal> {
    let fail = |rule: &str| Err(invalid(path, rule));
    for length in [new.projects.len(), new.apps.len(), new.envs.len()] {
        limit("a list of a grant", length, LIST_MAX)?;
    }
    if old.is_some() {
        return fail("a grant does not change: it ends, and another begins");
    }
    let known = match new.subject {
        Subject::Member(id) => {
            after.member(id).is_some()
                || (after.covers(&crate::model::Prefix::invitations())
                    && after.invitations().any(|(other, _)| other == id))
        }
        Subject::Group(id) => after.groups().any(|(other, _)| other == id),
        Subject::Token(id) => after.tokens().any(|(other, token)| other == id && !token.key.revoked),
    };
    if !known {
        return fail("it is for nobody");
    }
    match &new.role {
        Granted::BuiltIn(Role::Owner) => return fail("nobody is made an owner by a grant"),
        Granted::BuiltIn(_) => {}
        Granted::Custom(name) if after.roles().any(|(other, _)| other == *name) => {}
        Granted::Custom(_) => return fail("there is no such role"),
    }
    if !new.projects.is_sorted_by(|a, b| a < b)
        || !new.apps.is_sorted_by(|a, b| a < b)
        || !new.envs.is_sorted_by(|a, b| a < b)
    {
        return fail("what it names is not in order");
    }
    if new.projects.len() != 1 && !(new.apps.is_empty() && new.envs.is_empty()) {
        return fail("apps and environments are those of one project");
    }
    let known = after.projects();
    if new.projects.iter().any(|p| !known.contains(p)) {
        return fail("it names a project that is not there");
    }
    let there = |env: &EnvId| {
        new.projects.iter().any(|p| after.entries().contains_key(&Place::Env(p.clone(), *env).path()))
    };
    if new.envs.iter().all(there) { Ok(()) } else { fail("it names an environment that is not there") }
}

/// An owner with an active device remains.
pub(super) fn owners(after: &Tree, path: &Path) -> Result<(), Refusal> {
    let active = |m: &Member| m.role == Role::Owner && m.devices.iter().any(|d| !d.revoked);
    if after.organization().is_none() {
        return Err(invalid(path, "there is no organization"));
    }
    if after.members().any(|(_, m)| active(m)) { Ok(()) } else { Err(invalid(path, "the last owner stays")) }
}

/// One key belongs to one member, token, or invitation, once. Those that were revoked count too.
pub(super) fn one_key_each(after: &Tree, path: &Path) -> Result<(), Refusal> {
    let members = after.everyone().flat_map(|(_, m)| &m.devices).map(Device::kid);
    let tokens = after.tokens().map(|(_, token)| token.key.kid());
    let invited = after.invitations().map(|(_, invited)| Kid::of(&invited.key.0));
    let recovery = after.organization().into_iter().flat_map(|org| &org.recovery).map(Device::kid);
    let mut seen = BTreeSet::new();
    if members.chain(tokens).chain(invited).chain(recovery).all(|kid| seen.insert(kid)) {
        Ok(())
    } else {
        Err(invalid(path, "one key belongs to one member, once"))
    }
}

/// What is no point of a curve, or one of the few with which nothing is secret, is nobody's key.
pub(super) fn are_keys<'d>(
    path: &Path,
    mut devices: impl Iterator<Item = &'d Device>,
) -> Result<(), Refusal> {
    match devices.find(|d| !crypto::is_sign_key(&d.sign.0) || !crypto::is_seal_key(&d.seal.0)) {
        Some(_) => Err(invalid(path, "its key is none")),
        None => Ok(()),
    }
}

fn one_name(after: &Tree, path: &Path, name: &str) -> Result<(), Refusal> {
    let members = after.members().filter(|(_, other)| other.name == name).count();
    let invited = after.invitations().filter(|(_, other)| other.name == name).count();
    if members + invited > 1 { Err(invalid(path, "another member has the name")) } else { Ok(()) }
}
