//! Organizations and projects: their beginnings.

use super::{Write, envs};
use crate::model::cbor::Bytes;
use crate::model::{
    App, AppName, Device, EnvId, EnvName, Member, MemberId, Org, OrgName, Place, Project, ProjectName, Role,
    Tree,
};

/// Plans the first commit of an organization: itself, its owner, its recovery key.
pub fn create(
    name: OrgName,
    display: Option<String>,
    owner: (MemberId, String, Device),
    recovery: Device,
    nonce: [u8; 16],
) -> Vec<Write> {
    let (id, owner_name, device) = owner;
    let org = Org { name, display, recovery: vec![recovery], nonce: Bytes(nonce.to_vec()) };
    let member =
        Member { name: owner_name, role: Role::Owner, devices: vec![device], until: None, left: false };
    vec![Write::put(Place::Org, org), Write::put(Place::Member(id), member)]
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
