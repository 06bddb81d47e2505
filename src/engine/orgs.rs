//! Organizations and projects: their beginnings.

use super::templates::{self, TemplateError};
use super::{Write, envs};
use crate::model::cbor::Bytes;
use crate::model::{
    App, AppName, Device, EnvId, EnvName, Hash, Member, MemberId, OpId, Org, OrgName, Place, Project,
    ProjectName, Role, Stage, Template, Tree,
};

/// Plans that another key is the recovery key, and no other is.
pub fn replace_recovery(tree: &Tree, new: Device) -> Vec<Write> {
    let Some(org) = tree.organization() else { return Vec::new() };
    let mut org = org.clone();
    // A key that was taken off once is revoked for good: nobody can bring it in again.
    org.recovery.iter_mut().for_each(|old| old.revoked = true);
    org.recovery.push(new);
    vec![Write::put(Place::Org, org)]
}

/// Plans the first commit of an organization: itself, its owner, its recovery key.
pub fn create(
    name: OrgName,
    display: Option<String>,
    owner: (MemberId, String, Device),
    recovery: Device,
    nonce: [u8; 16],
) -> Vec<Write> {
    let (id, owner_name, device) = owner;
    let org = Org {
        name,
        display,
        recovery: vec![recovery],
        nonce: Bytes(nonce.to_vec()),
        parent: None,
        was: None,
    };
    let member =
        Member { name: owner_name, role: Role::Owner, devices: vec![device], until: None, left: false };
    vec![Write::put(Place::Org, org), Write::put(Place::Member(id), member)]
}

/// Plans which organization is above this one.
pub fn set_parent(tree: &Tree, parent: Option<&OrgName>) -> Vec<Write> {
    match tree.organization() {
        Some(org) if org.parent.as_ref() != parent => {
            vec![Write::put(Place::Org, Org { parent: parent.cloned(), ..org.clone() })]
        }
        _ => Vec::new(),
    }
}

/// An organization as it is once it is deleted: nothing follows, and its name is free.
pub fn deleted(org: &Org, id: &Hash) -> Org {
    Org { name: OrgName::of_deleted(id), was: Some(org.name.clone()), ..org.clone() }
}

/// Plans that an organization is deleted, with all that is in it.
pub fn delete(tree: &Tree) -> Vec<Write> {
    let org = tree.organization().filter(|org| org.was.is_none());
    org.map(|org| Write::put(Place::Org, deleted(org, &tree.org))).into_iter().collect()
}

/// Plans a project with its environments, in promotion order, and its apps.
pub fn create_project(
    tree: &Tree,
    p: &ProjectName,
    names: &[(EnvId, EnvName)],
    apps: &[(AppName, Option<String>)],
) -> Result<Vec<Write>, envs::EnvError> {
    let mut writes = vec![Write::put(Place::Project(p.clone()), Project { description: None })];
    for (n, (id, name)) in names.iter().enumerate() {
        if let Some((_, twice)) = names[..n].iter().find(|(_, other)| other == name) {
            return Err(envs::EnvError::NameTaken { name: name.clone(), env: twice.clone() });
        }
        let new = envs::New {
            id: *id,
            name: name.clone(),
            order: Some(n as u32 + 1),
            color: Some(envs::color_of(n)),
            description: None,
            protected: false,
            from: None,
        };
        writes.extend(envs::create(tree, p, &new)?);
    }
    for (name, path) in apps {
        writes.extend(super::apps::create(p, name, draft(path.clone())));
    }
    Ok(writes)
}

/// Plans a project as a template has it, with its apps. `ids` are those of the environments, in the
/// order of the template.
///
/// # Errors
/// What cannot be.
pub fn project_of(
    tree: &Tree,
    p: &ProjectName,
    ids: &[(EnvId, EnvName)],
    template: &Template,
    apps: &[(AppName, Option<String>)],
    op: OpId,
) -> Result<Vec<Write>, TemplateError> {
    let mut writes = vec![Write::put(Place::Project(p.clone()), Project { description: None })];
    let ordered = template.stages.iter().any(|stage| stage.env.order.is_some());
    let stages: Vec<(&Stage, envs::New)> = template
        .stages
        .iter()
        .zip(ids)
        .enumerate()
        .map(|(n, (stage, (id, name)))| {
            let new = envs::New {
                id: *id,
                name: name.clone(),
                // A project has an order, whatever its environments were elsewhere.
                order: if ordered { stage.env.order } else { Some(n as u32 + 1) },
                color: Some(stage.env.color),
                description: None,
                protected: false,
                from: None,
            };
            (stage, new)
        })
        .collect();
    writes.extend(templates::apply(tree, p, template, &stages, op)?.1);
    for (name, path) in apps {
        writes.extend(super::apps::create(p, name, draft(path.clone())));
    }
    Ok(writes)
}

/// The draft of an app that has nothing but a folder.
pub fn draft(path: Option<String>) -> App {
    App {
        path,
        network: None,
        needs: Vec::new(),
        datasources: Vec::new(),
        settings: std::collections::BTreeMap::new(),
        base: None,
        last: None,
        uses: Vec::new(),
    }
}
