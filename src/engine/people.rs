//! Members, groups, roles, grants and tokens: what each change of them writes.
//!
//! A plan writes everything that goes with it: who leaves takes grants and tokens along. New keys
//! for environments that lose a reader are the client's to add, as it alone can make them.

use super::Write;
use super::rights::{Right, Rights};
use crate::model::{
    CustomRole, Device, Grant, GrantId, Granted, Group, GroupId, GroupName, Invitation, Kid, Member,
    MemberId, Place, Role, RoleName, Subject, Token, TokenId, Tree,
};

/// Why a change of people is not planned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeopleError {
    /// Nobody, or nothing, has the name.
    #[error("there is no {what} \"{name}\" in the organization")]
    NotFound {
        /// What was looked for.
        what: &'static str,
        /// The name.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// The name is taken.
    #[error("there is a {what} \"{name}\" already")]
    Taken {
        /// What has it.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A viewer is granted more than a look.
    #[error("{name} is a viewer, who never gets more than a look: {role} would give nothing else")]
    Viewer {
        /// Who.
        name: String,
        /// The role.
        role: String,
    },
    /// The last owner would go.
    #[error("{0} is the last owner: an organization keeps one")]
    LastOwner(String),
    /// The last key of somebody would go.
    #[error("{0} has no other key: without it they could not sign in")]
    LastDevice(String),
    /// It is still in use.
    #[error("{what} \"{name}\" is still granted to {to}")]
    InUse {
        /// What.
        what: &'static str,
        /// Its name.
        name: String,
        /// To whom.
        to: String,
    },
}

/// Finds a member by name.
///
/// # Errors
/// When nobody has it.
pub fn member<'t>(tree: &'t Tree, name: &str) -> Result<(MemberId, &'t Member), PeopleError> {
    tree.members().find(|(_, m)| m.name == name).ok_or_else(|| PeopleError::NotFound {
        what: "member",
        name: name.to_owned(),
        known: tree.members().map(|(_, m)| m.name.clone()).collect(),
    })
}

/// Finds a group by name.
///
/// # Errors
/// When none has it.
pub fn group<'t>(tree: &'t Tree, name: &str) -> Result<(GroupId, &'t Group), PeopleError> {
    tree.groups().find(|(_, g)| g.name.as_str() == name).ok_or_else(|| PeopleError::NotFound {
        what: "group",
        name: name.to_owned(),
        known: tree.groups().map(|(_, g)| g.name.to_string()).collect(),
    })
}

/// Finds a token that is not revoked, by name or id.
///
/// # Errors
/// When there is none.
pub fn token<'t>(tree: &'t Tree, name: &str) -> Result<(TokenId, &'t Token), PeopleError> {
    let active = || tree.tokens().filter(|(_, token)| !token.key.revoked);
    let found = active().find(|(id, token)| token.name == name || id.to_string() == name);
    found.ok_or_else(|| PeopleError::NotFound {
        what: "token",
        name: name.to_owned(),
        known: active().map(|(_, token)| token.name.clone()).collect(),
    })
}

/// Finds a role by name: a built-in one, or one of the organization's own.
///
/// # Errors
/// When there is none.
pub fn role(tree: &Tree, name: &str) -> Result<Granted, PeopleError> {
    if let Ok(role) = name.parse::<Role>() {
        return Ok(Granted::BuiltIn(role));
    }
    match tree.roles().find(|(other, _)| other.as_str() == name) {
        Some((name, _)) => Ok(Granted::Custom(name)),
        None => Err(PeopleError::NotFound {
            what: "role",
            name: name.to_owned(),
            known: (Role::ALL.iter().map(ToString::to_string))
                .chain(tree.roles().map(|(name, _)| name.to_string()))
                .collect(),
        }),
    }
}

/// The rights that a granted role gives.
pub fn rights(tree: &Tree, role: &Granted) -> Rights {
    super::rights::rights_of(tree, role)
}

fn owners(tree: &Tree) -> usize {
    tree.members().filter(|(_, m)| m.role == Role::Owner).count()
}

/// Plans another role in the organization.
///
/// # Errors
/// When the last owner would be none any more.
pub fn set_role(tree: &Tree, id: MemberId, m: &Member, role: Role) -> Result<Vec<Write>, PeopleError> {
    if m.role == role {
        return Ok(Vec::new());
    }
    if m.role == Role::Owner && owners(tree) == 1 {
        return Err(PeopleError::LastOwner(m.name.clone()));
    }
    Ok(vec![Write::put(Place::Member(id), Member { role, ..m.clone() })])
}

/// Plans one more key of a member.
///
/// # Errors
/// When a key of theirs has the name.
pub fn add_device(id: MemberId, m: &Member, device: Device) -> Result<Vec<Write>, PeopleError> {
    if m.devices.iter().any(|d| !d.revoked && d.name == device.name) {
        return Err(PeopleError::Taken { what: "device", name: device.name });
    }
    let mut more = m.clone();
    more.devices.push(device);
    Ok(vec![Write::put(Place::Member(id), more)])
}

/// Plans that a key of a member is nobody's any more: it is named, or its id is.
///
/// # Errors
/// When there is none of the name, or no other.
pub fn revoke_device(id: MemberId, m: &Member, name: &str) -> Result<Vec<Write>, PeopleError> {
    let active = || m.devices.iter().filter(|d| !d.revoked);
    let named = |d: &&Device| d.name == name || d.kid().to_string() == name;
    let Some(kid) = active().find(named).map(Device::kid) else {
        return Err(PeopleError::NotFound {
            what: "device",
            name: name.to_owned(),
            known: active().map(|d| d.name.clone()).collect(),
        });
    };
    if active().count() == 1 {
        return Err(PeopleError::LastDevice(m.name.clone()));
    }
    let mut fewer = m.clone();
    for device in fewer.devices.iter_mut().filter(|d| d.kid() == kid) {
        device.revoked = true;
    }
    Ok(vec![Write::put(Place::Member(id), fewer)])
}

/// A member who leaves: no key of theirs is anyone's any more.
fn left(m: &Member) -> Member {
    let revoked = |d: &Device| Device { revoked: true, ..d.clone() };
    Member { left: true, devices: m.devices.iter().map(revoked).collect(), ..m.clone() }
}

fn revoked(id: TokenId, token: &Token) -> Write {
    let key = Device { revoked: true, ..token.key.clone() };
    Write::put(Place::Token(id), Token { key, ..token.clone() })
}

/// What goes with a subject: the grants for it.
fn grants_of(tree: &Tree, subject: Subject) -> impl Iterator<Item = Write> {
    let theirs = tree.grants().filter(move |(_, grant)| grant.subject == subject);
    theirs.map(|(id, _)| Write::Delete(Place::Grant(id).path()))
}

/// Plans that a member leaves, with their grants, the tokens that they made, and their places in
/// groups.
///
/// # Errors
/// When it is the last owner.
pub fn remove(tree: &Tree, id: MemberId, m: &Member) -> Result<Vec<Write>, PeopleError> {
    if m.role == Role::Owner && owners(tree) == 1 {
        return Err(PeopleError::LastOwner(m.name.clone()));
    }
    let mut writes = vec![Write::put(Place::Member(id), left(m))];
    writes.extend(grants_of(tree, Subject::Member(id)));
    for (token, record) in tree.tokens().filter(|(_, t)| t.maker == id && !t.key.revoked) {
        writes.push(revoked(token, record));
        writes.extend(grants_of(tree, Subject::Token(token)));
    }
    writes.extend(out_of_groups(tree, id));
    Ok(writes)
}

fn out_of_groups(tree: &Tree, id: MemberId) -> Vec<Write> {
    let mut writes = Vec::new();
    for (group, record) in tree.groups().filter(|(_, group)| group.members.contains(&id)) {
        let mut fewer = record.clone();
        fewer.members.retain(|other| *other != id);
        writes.push(Write::put(Place::Group(group), fewer));
    }
    writes
}

/// Plans that a place is not kept any more, nor what was granted with it.
pub fn withdraw(tree: &Tree, id: MemberId) -> Vec<Write> {
    let mut writes = vec![Write::Delete(Place::Invitation(id).path())];
    writes.extend(grants_of(tree, Subject::Member(id)));
    writes.extend(out_of_groups(tree, id));
    writes
}

/// Plans a place for somebody, with a grant where it is limited, and their places in groups.
///
/// # Errors
/// When somebody has the name.
pub fn invite(
    tree: &Tree,
    id: MemberId,
    invited: Invitation,
    grant: Option<(GrantId, Grant)>,
    groups: &[GroupId],
) -> Result<Vec<Write>, PeopleError> {
    let name = &invited.name;
    let named =
        tree.members().any(|(_, m)| m.name == *name) || tree.invitations().any(|(_, i)| i.name == *name);
    if named {
        return Err(PeopleError::Taken { what: "member or invitation", name: name.clone() });
    }
    let mut writes = vec![Write::put(Place::Invitation(id), invited)];
    writes.extend(grant.map(|(id, grant)| Write::put(Place::Grant(id), grant)));
    for (group, record) in tree.groups().filter(|(group, _)| groups.contains(group)) {
        let mut more = record.clone();
        more.members.push(id);
        more.members.sort_unstable();
        writes.push(Write::put(Place::Group(group), more));
    }
    Ok(writes)
}

/// Plans that who was invited is a member.
pub fn join(id: MemberId, invited: &Invitation, device: Device) -> Vec<Write> {
    let member = Member {
        name: invited.name.clone(),
        role: invited.role,
        devices: vec![device],
        until: invited.member_until,
        left: false,
    };
    vec![Write::Delete(Place::Invitation(id).path()), Write::put(Place::Member(id), member)]
}

/// Plans a group.
///
/// # Errors
/// When the name is taken.
pub fn create_group(
    tree: &Tree,
    id: GroupId,
    name: &GroupName,
    description: Option<&str>,
) -> Result<Vec<Write>, PeopleError> {
    if tree.groups().any(|(_, group)| group.name == *name) {
        return Err(PeopleError::Taken { what: "group", name: name.to_string() });
    }
    let description = description.map(str::to_owned);
    Ok(vec![Write::put(Place::Group(id), Group { name: name.clone(), members: Vec::new(), description })])
}

/// Plans who is in a group: with these, or without them.
pub fn regroup(id: GroupId, group: &Group, members: &[MemberId], add: bool) -> Vec<Write> {
    let mut changed = group.clone();
    changed.members.retain(|member| !members.contains(member));
    if add {
        changed.members.extend(members);
    }
    changed.members.sort_unstable();
    changed.members.dedup();
    if changed == *group { Vec::new() } else { vec![Write::put(Place::Group(id), changed)] }
}

/// Plans that a group is no more, and its grants with it.
pub fn delete_group(tree: &Tree, id: GroupId) -> Vec<Write> {
    let mut writes: Vec<Write> = grants_of(tree, Subject::Group(id)).collect();
    writes.push(Write::Delete(Place::Group(id).path()));
    writes
}

/// Plans a role of the organization's own.
///
/// # Errors
/// When there is one of that name with other rights.
pub fn create_role(
    tree: &Tree,
    name: &RoleName,
    rights: &[Right],
    description: Option<&str>,
) -> Result<Vec<Write>, PeopleError> {
    let mut rights = rights.to_vec();
    rights.sort_unstable();
    rights.dedup();
    let new = CustomRole { rights, description: description.map(str::to_owned) };
    match tree.roles().find(|(other, _)| other == name) {
        Some((_, old)) if *old == new => Ok(Vec::new()),
        Some(_) => Err(PeopleError::Taken { what: "role", name: name.to_string() }),
        None => Ok(vec![Write::put(Place::Role(name.clone()), new)]),
    }
}

/// Plans that a role is no more.
///
/// # Errors
/// When it is still granted.
pub fn delete_role(tree: &Tree, name: &RoleName) -> Result<Vec<Write>, PeopleError> {
    let role = Granted::Custom(name.clone());
    if let Some((_, grant)) = tree.grants().find(|(_, grant)| grant.role == role) {
        let to = subject_name(tree, grant.subject);
        return Err(PeopleError::InUse { what: "role", name: name.to_string(), to });
    }
    Ok(vec![Write::Delete(Place::Role(name.clone()).path())])
}

/// Whom a grant is for, as it is written on the command line.
pub fn subject_name(tree: &Tree, subject: Subject) -> String {
    let name = match subject {
        Subject::Member(id) => {
            let invited = || tree.covers(&crate::model::Prefix::invitations()).then(|| tree.invitations());
            let member = tree.everyone().find(|(other, _)| *other == id).map(|(_, m)| m.name.clone());
            member.or_else(|| invited()?.find(|(other, _)| *other == id).map(|(_, i)| i.name.clone()))
        }
        Subject::Group(id) => {
            tree.groups().find(|(other, _)| *other == id).map(|(_, g)| format!("group:{}", g.name))
        }
        Subject::Token(id) => {
            tree.tokens().find(|(other, _)| *other == id).map(|(_, t)| format!("token:{}", t.name))
        }
    };
    name.unwrap_or_else(|| "nobody".to_owned())
}

/// Plans a grant, unless there is the same.
///
/// # Errors
/// When it would give a viewer more than a look.
pub fn grant(tree: &Tree, id: GrantId, new: Grant) -> Result<Vec<Write>, PeopleError> {
    if tree.grants().any(|(_, grant)| *grant == new) {
        return Ok(Vec::new());
    }
    if let Subject::Member(member) = new.subject
        && let Some(m) = tree.member(member).filter(|m| m.role == Role::Viewer)
        && !rights(tree, &new.role).is_within(Rights::of(&[Right::View]))
    {
        return Err(PeopleError::Viewer { name: m.name.clone(), role: new.role.to_string() });
    }
    Ok(vec![Write::put(Place::Grant(id), new)])
}

/// Plans a token with its grant.
///
/// # Errors
/// When a token has the name.
pub fn create_token(
    tree: &Tree,
    id: TokenId,
    token: Token,
    grant: (GrantId, Grant),
) -> Result<Vec<Write>, PeopleError> {
    if tree.tokens().any(|(_, other)| !other.key.revoked && other.name == token.name) {
        return Err(PeopleError::Taken { what: "token", name: token.name });
    }
    Ok(vec![Write::put(Place::Token(id), token), Write::put(Place::Grant(grant.0), grant.1)])
}

/// Plans that a token is nobody's any more.
pub fn revoke_token(tree: &Tree, id: TokenId, token: &Token) -> Vec<Write> {
    let mut writes = vec![revoked(id, token)];
    writes.extend(grants_of(tree, Subject::Token(id)));
    writes
}

/// Plans the end of what was due to end by now: grants, memberships, tokens.
pub fn ended(tree: &Tree, now: u64) -> Vec<Write> {
    let due = |until: Option<u64>| until.is_some_and(|until| until <= now);
    let grants = tree.grants().filter(|(_, grant)| due(grant.until));
    let mut writes: Vec<Write> = grants.map(|(id, _)| Write::Delete(Place::Grant(id).path())).collect();
    let members = tree.members().filter(|(_, m)| due(m.until));
    writes.extend(members.map(|(id, m)| Write::put(Place::Member(id), left(m))));
    let tokens = tree.tokens().filter(|(_, token)| !token.key.revoked && due(token.until));
    writes.extend(tokens.map(|(id, token)| revoked(id, token)));
    writes
}

/// Whose a key is or was, in words: a member's device, or a token.
pub fn whose(tree: &Tree, kid: Kid) -> Option<String> {
    let devices = tree.everyone().flat_map(|(_, m)| m.devices.iter().map(move |d| (m, d)));
    let device = devices.into_iter().find(|(_, device)| device.kid() == kid);
    let device = device.map(|(m, device)| match device.revoked {
        true => format!("{} of {}, which was revoked", device.name, m.name),
        false => format!("{} of {}", device.name, m.name),
    });
    let token = || tree.tokens().find(|(_, token)| token.key.kid() == kid);
    device.or_else(|| token().map(|(_, token)| format!("the token {}", token.name)))
}
