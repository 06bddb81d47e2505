//! The second reading of the design, §4, for people: what each holds where, as a set of words, and
//! who may change which record about people.

use std::collections::BTreeSet;

use envctl::model::{
    CustomRole, Device, Grant, Granted, Group, Invitation, Kid, Member, Record, Role, Subject, Token,
};

use super::naive::{Naive, TABLE, pick};
use super::world::{Change, Draft, people};

/// Who signs.
#[derive(Clone, Debug, PartialEq)]
pub enum Who {
    Founder,
    Member(String),
    Token(String),
    Invited(String),
    Recovery,
}

type Words = BTreeSet<&'static str>;

fn words(row: &'static str) -> Words {
    row.split(' ').filter(|word| !word.is_empty()).collect()
}

fn row(role: Role) -> Words {
    words(TABLE.iter().find(|(r, _)| *r == role).expect("a row for each role").1)
}

const ALL: &str = "view open edit write promote release approve manage own";

fn spelled(role: &CustomRole) -> Words {
    words(ALL).into_iter().filter(|word| role.rights.iter().any(|right| right.as_str() == *word)).collect()
}

fn no(why: impl Into<String>) -> Result<(), String> {
    Err(why.into())
}

impl Naive {
    /// Everyone who did not leave.
    pub fn staff(&self) -> Vec<(&str, &Member)> {
        self.members().into_iter().filter(|(_, m)| !m.left).collect()
    }

    fn all<'n, R: 'n>(&'n self, folder: &str) -> Vec<(&'n str, &'n R)>
    where
        &'n R: TryFrom<&'n Record>,
    {
        self.below(folder).into_iter().filter_map(|(id, r)| Some((id, <&R>::try_from(r).ok()?))).collect()
    }

    pub fn grants(&self) -> Vec<(&str, &Grant)> {
        self.all("access/grant/")
    }

    pub fn tokens(&self) -> Vec<(&str, &Token)> {
        self.all("access/token/")
    }

    pub fn groups(&self) -> Vec<(&str, &Group)> {
        self.all("access/group/")
    }

    pub fn invitations(&self) -> Vec<(&str, &Invitation)> {
        self.all("invitation/")
    }

    /// The rights that a granted role gives: a viewer's look, and never the organization.
    fn given(&self, role: &Granted) -> Words {
        match role {
            Granted::BuiltIn(Role::Viewer) => words("view"),
            Granted::BuiltIn(role) => row(*role).into_iter().filter(|word| *word != "own").collect(),
            Granted::Custom(name) => {
                let role = self.get(&format!("access/role/{name}"));
                pick!(role, Role).map(spelled).unwrap_or_default()
            }
        }
    }

    /// The grants of one subject, with those of the groups that it is in.
    fn theirs(&self, who: &Who) -> Vec<&Grant> {
        let is = |grant: &Grant| match (who, grant.subject) {
            (Who::Member(id), Subject::Member(other)) => *id == other.to_string(),
            (Who::Token(id), Subject::Token(other)) => *id == other.to_string(),
            (Who::Member(id), Subject::Group(group)) => {
                let group = self.get(&format!("access/group/{group}"));
                pick!(group, Group).is_some_and(|g| g.members.iter().any(|m| m.to_string() == *id))
            }
            _ => false,
        };
        self.grants().into_iter().map(|(_, grant)| grant).filter(|grant| is(grant)).collect()
    }

    /// Everything that somebody holds in a place, as words.
    pub fn holds(&self, who: &Who, p: Option<&str>, env: Option<&str>, app: Option<&str>) -> BTreeSet<&str> {
        let role = match who {
            Who::Member(id) => match pick!(self.get(&format!("member/{id}")), Member) {
                Some(m) if !m.left => Some(m.role),
                _ => return BTreeSet::new(),
            },
            Who::Token(id) => {
                let Some(token) = pick!(self.get(&format!("access/token/{id}")), Token) else {
                    return BTreeSet::new();
                };
                let maker = self.holds(&Who::Member(token.maker.to_string()), p, env, app);
                let own = self.reached(None, &self.theirs(who), p, env, app);
                return own.intersection(&maker).copied().collect();
            }
            _ => return BTreeSet::new(),
        };
        match role {
            Some(role @ (Role::Admin | Role::Owner)) => row(role),
            role => self.reached(role, &self.theirs(who), p, env, app),
        }
    }

    fn reached(
        &self,
        role: Option<Role>,
        grants: &[&Grant],
        p: Option<&str>,
        env: Option<&str>,
        app: Option<&str>,
    ) -> BTreeSet<&'static str> {
        let mut rights = self.for_app(role, grants, p, env, app);
        if env.is_some() && app.is_none() {
            // One app is enough to look into an environment.
            for one in grants.iter().flat_map(|grant| &grant.apps) {
                let there = self.for_app(role, grants, p, env, Some(one.as_str()));
                rights.extend(there.into_iter().filter(|word| ["view", "open"].contains(word)));
            }
        }
        rights
    }

    fn for_app(
        &self,
        role: Option<Role>,
        grants: &[&Grant],
        p: Option<&str>,
        env: Option<&str>,
        app: Option<&str>,
    ) -> BTreeSet<&'static str> {
        let listed =
            |list: Vec<&str>, what: Option<&str>| list.is_empty() || what.is_some_and(|w| list.contains(&w));
        let on_app: Vec<&&Grant> = grants
            .iter()
            .filter(|grant| {
                listed(grant.projects.iter().map(|p| p.as_str()).collect(), p)
                    && listed(grant.apps.iter().map(|a| a.as_str()).collect(), app)
            })
            .collect();
        let mut rights = role.map(row).unwrap_or_default();
        let names = |grant: &Grant, env: &str| grant.envs.iter().any(|id| id.to_string() == env);
        match env {
            None => {
                for grant in on_app.iter().filter(|grant| grant.envs.is_empty()) {
                    rights.extend(self.given(&grant.role));
                }
            }
            Some(env) => {
                let protected = self.env(env).is_some_and(|env| env.policy.is_some());
                let here: Vec<&&&Grant> =
                    on_app.iter().filter(|g| names(g, env) || (g.envs.is_empty() && !protected)).collect();
                let by_role = on_app.is_empty() && !protected && !matches!(role, None | Some(Role::Viewer));
                if here.is_empty() && !by_role {
                    return BTreeSet::new();
                }
                let per_env = pick!(self.get("access/policy"), AccessPolicy).is_some_and(|p| p.per_env);
                for grant in &on_app {
                    let is_here = here.iter().any(|other| std::ptr::eq(**other, *grant));
                    let mut given = self.given(&grant.role);
                    if !is_here {
                        given.retain(|word| !per_env && *word != "manage" && *word != "approve");
                    }
                    rights.extend(given);
                }
            }
        }
        if role == Some(Role::Viewer) {
            rights.retain(|word| *word == "view");
        }
        rights
    }

    /// The right that a change of a record about people needs.
    pub fn people_right(&self, who: &Who, draft: &Draft, change: &Change) -> Result<(), String> {
        let parts: Vec<&str> = change.path.as_str().split('/').collect();
        let record = change.record.as_ref();
        let holds = |word: &str| self.holds(who, None, None, None).contains(word);
        let need = |word: &'static str| if holds(word) { Ok(()) } else { no(format!("no {word}")) };
        let due = |until: Option<u64>| until.is_some_and(|until| until <= draft.time);
        let give = |role: Role| -> Result<(), String> {
            let mut all: Words =
                if role == Role::Owner { words(ALL) } else { self.given(&Granted::BuiltIn(role)) };
            all.insert("manage");
            if all.iter().all(|word| holds(word)) { Ok(()) } else { no(format!("cannot give {role}")) }
        };
        match parts.as_slice() {
            ["member", id] => {
                let old = pick!(self.get(change.path.as_str()), Member);
                let Some(new) = pick!(record, Member) else { return need("manage") };
                let differs_in_devices_only =
                    old.is_some_and(|old| Member { devices: old.devices.clone(), ..new.clone() } == *old);
                match who {
                    Who::Invited(own) => {
                        let kept = pick!(self.get(&format!("invitation/{own}")), Invitation);
                        let fits = kept.is_some_and(|kept| {
                            kept.name == new.name && kept.role == new.role && kept.member_until == new.until
                        });
                        return if own == id && old.is_none() && fits && !new.left {
                            Ok(())
                        } else {
                            no("somebody else's invitation")
                        };
                    }
                    Who::Recovery => {
                        let ok = new.role == Role::Owner
                            && !new.left
                            && (old.is_none() || differs_in_devices_only);
                        return if ok { Ok(()) } else { no("not what recovery is for") };
                    }
                    _ => {}
                }
                if differs_in_devices_only && *who == Who::Member((*id).to_owned()) {
                    return Ok(());
                }
                if let Some(old) = old {
                    let ended = Member { left: true, devices: new.devices.clone(), ..old.clone() };
                    if due(old.until) && ended == *new {
                        return Ok(());
                    }
                    give(old.role)?;
                }
                give(new.role)
            }
            ["invitation", id] => {
                let old = pick!(self.get(change.path.as_str()), Invitation);
                let used = *who == Who::Invited((*id).to_owned()) || due(old.map(|old| old.until));
                if record.is_none() && used {
                    return Ok(());
                }
                old.into_iter().chain(pick!(record, Invitation)).try_for_each(|i| give(i.role))
            }
            ["access", "group", id] => {
                let old = pick!(self.get(change.path.as_str()), Group).map(|g| &g.members);
                let new = pick!(record, Group).map(|g| &g.members);
                let reached: Vec<&Grant> = self
                    .grants()
                    .into_iter()
                    .map(|(_, grant)| grant)
                    .filter(|grant| matches!(grant.subject, Subject::Group(g) if g.to_string() == *id))
                    .collect();
                if reached.is_empty() || (old.is_some() && old == new) {
                    return need("manage");
                }
                reached.into_iter().try_for_each(|grant| self.hands_on(who, grant))
            }
            ["access", "role", _] => {
                need("manage")?;
                let old = pick!(self.get(change.path.as_str()), Role);
                let both = old.into_iter().chain(pick!(record, Role)).flat_map(spelled);
                both.collect::<Vec<_>>().into_iter().try_for_each(need)
            }
            ["access", "grant", _] => {
                let old = pick!(self.get(change.path.as_str()), Grant);
                if record.is_none() && due(old.and_then(|old| old.until)) {
                    return Ok(());
                }
                old.into_iter().chain(pick!(record, Grant)).try_for_each(|grant| self.hands_on(who, grant))
            }
            ["access", "token", id] => {
                let own = |token: &Token| *who == Who::Member(token.maker.to_string());
                match (pick!(self.get(change.path.as_str()), Token), pick!(record, Token)) {
                    (None, Some(new)) if own(new) => Ok(()),
                    (Some(old), _) if own(old) || due(old.until) || *who == Who::Token((*id).to_owned()) => {
                        Ok(())
                    }
                    (Some(_), _) => need("manage"),
                    _ => no("somebody else's token"),
                }
            }
            _ => need("own"),
        }
    }

    /// Whether somebody holds, and manages, all that a grant gives wherever it gives it.
    pub fn hands_on(&self, who: &Who, grant: &Grant) -> Result<(), String> {
        let mut given = self.given(&grant.role);
        given.insert("manage");
        let projects: Vec<Option<&str>> = some_or_all(grant.projects.iter().map(|p| p.as_str()));
        let apps: Vec<Option<&str>> = some_or_all(grant.apps.iter().map(|a| a.as_str()));
        let ids: Vec<String> = grant.envs.iter().map(ToString::to_string).collect();
        let there = ids
            .iter()
            .map(String::as_str)
            .filter(|id| grant.projects.iter().any(|p| p.as_str() == "shop") && self.env(id).is_some());
        for project in &projects {
            for env in some_or_all(there.clone()) {
                for app in &apps {
                    let held = self.holds(who, *project, env, *app);
                    if let Some(word) = given.iter().find(|word| !held.contains(*word)) {
                        return no(format!("no {word} there"));
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether a record about people may stand.
    pub fn people_valid(&self, before: &Naive, change: &Change) -> Result<(), String> {
        let path = change.path.as_str();
        let parts: Vec<&str> = path.split('/').collect();
        let record = change.record.as_ref();
        match (parts.as_slice(), record) {
            (["member", _], None) => no("a member is deleted"),
            (["member", _], Some(Record::Member(m))) => {
                let old = pick!(before.get(path), Member);
                self.member_valid(old, m)?;
                self.owned()
            }
            (["invitation", id], Some(Record::Invitation(i))) => {
                if self.get(&format!("member/{id}")).is_some() {
                    no("a member with its id")?;
                }
                self.keys_once()?;
                self.named_once(&i.name)
            }
            (["access", "group", id], Some(Record::Group(group))) => {
                ascending(&group.members)?;
                let twice = self.groups().into_iter().any(|(other, g)| other != *id && g.name == group.name);
                if twice { no("name taken") } else { Ok(()) }
            }
            (["access", "group", id], None) => {
                let granted =
                    |(_, g): &(&str, &Grant)| matches!(g.subject, Subject::Group(s) if s.to_string() == *id);
                if self.grants().iter().any(granted) { no("grants left") } else { Ok(()) }
            }
            (["access", "role", _], Some(Record::Role(role))) => {
                ascending(&role.rights)?;
                let words = spelled(role);
                let ok = !words.is_empty()
                    && !words.contains("own")
                    && (words.contains("open") || !words.contains("manage"));
                if ok { Ok(()) } else { no("not a set of rights for a role") }
            }
            (["access", "role", name], None) => {
                let given =
                    |(_, g): &(&str, &Grant)| matches!(&g.role, Granted::Custom(n) if n.as_str() == *name);
                if self.grants().iter().any(given) { no("grants left") } else { Ok(()) }
            }
            (["access", "grant", _], Some(Record::Grant(grant))) => {
                if before.get(path).is_some() {
                    no("a grant changes")?;
                }
                self.grant_valid(grant)
            }
            (["access", "token", _], None) => no("a token is deleted"),
            (["access", "token", id], Some(Record::Token(new))) => {
                if let Some(old) = pick!(before.get(path), Token) {
                    let key = Device { revoked: true, ..old.key.clone() };
                    return if *new == (Token { key, ..old.clone() }) { Ok(()) } else { no("changes") };
                }
                let maker = self.staff().into_iter().any(|(id, _)| id == new.maker.to_string());
                if new.key.revoked || !maker {
                    no("nobody's")?;
                }
                let alike = |(other, t): &(&str, &Token)| other != id && !t.key.revoked && t.name == new.name;
                if self.tokens().iter().any(alike) {
                    no("name taken")?;
                }
                self.keys_once()
            }
            _ => Ok(()),
        }
    }

    fn member_valid(&self, old: Option<&Member>, m: &Member) -> Result<(), String> {
        if m.devices.is_empty() || m.devices.iter().filter(|d| !d.revoked).count() > 8 || m.devices.len() > 64
        {
            no("too many devices, or none")?;
        }
        if let Some(old) = old {
            if old.left {
                no("comes back")?;
            }
            for was in &old.devices {
                let now = m.devices.iter().filter(|d| d.sign == was.sign && d.seal == was.seal);
                if !now.into_iter().any(|now| now.revoked || !was.revoked) {
                    no("a device is off the list, or back")?;
                }
            }
        }
        if m.left && m.devices.iter().any(|d| !d.revoked) {
            no("left with a key")?;
        }
        self.keys_once()?;
        if m.left { Ok(()) } else { self.named_once(&m.name) }
    }

    fn grant_valid(&self, grant: &Grant) -> Result<(), String> {
        let known = match grant.subject {
            Subject::Member(id) => {
                let invited = self.get(&format!("invitation/{id}")).is_some();
                invited || self.staff().into_iter().any(|(other, _)| other == id.to_string())
            }
            Subject::Group(id) => self.get(&format!("access/group/{id}")).is_some(),
            Subject::Token(id) => {
                self.tokens().into_iter().any(|(other, t)| other == id.to_string() && !t.key.revoked)
            }
        };
        let role = match &grant.role {
            Granted::BuiltIn(role) => *role != Role::Owner,
            Granted::Custom(name) => self.get(&format!("access/role/{name}")).is_some(),
        };
        if !known || !role {
            no("for nobody, or of no role")?;
        }
        ascending(&grant.projects)?;
        ascending(&grant.apps)?;
        ascending(&grant.envs)?;
        if grant.projects.len() != 1 && (!grant.apps.is_empty() || !grant.envs.is_empty()) {
            no("of which project?")?;
        }
        let projects = grant.projects.iter().all(|p| self.get(&format!("project/{p}")).is_some());
        let envs = grant
            .envs
            .iter()
            .all(|env| grant.projects.iter().any(|p| self.get(&format!("p/{p}/env/{env}")).is_some()));
        if projects && envs { Ok(()) } else { no("names what is not there") }
    }

    pub fn keys_once(&self) -> Result<(), String> {
        let mut keys: Vec<[u8; 32]> = Vec::new();
        keys.extend(self.members().into_iter().flat_map(|(_, m)| &m.devices).map(|d| d.sign.0));
        keys.extend(self.tokens().into_iter().map(|(_, t)| t.key.sign.0));
        keys.extend(self.invitations().into_iter().map(|(_, i)| i.key.0));
        keys.extend(self.organization().into_iter().flat_map(|org| &org.recovery).map(|d| d.sign.0));
        let once: BTreeSet<&[u8; 32]> = keys.iter().collect();
        if once.len() == keys.len() { Ok(()) } else { no("one key twice") }
    }

    fn named_once(&self, name: &str) -> Result<(), String> {
        let members = self.staff().into_iter().filter(|(_, m)| m.name == name).count();
        let invited = self.invitations().into_iter().filter(|(_, i)| i.name == name).count();
        if members + invited > 1 { no("name taken") } else { Ok(()) }
    }

    /// Whose key signs.
    pub fn who(&self, draft: &Draft) -> Result<Who, String> {
        let kid = people()[draft.signer].kid();
        let is = |d: &Device| !d.revoked && Kid::of(&d.sign.0) == kid;
        if self.seq == 0 {
            let first: Vec<&Member> =
                draft.changes.iter().filter_map(|c| pick!(c.record.as_ref(), Member)).collect();
            let founder = first.len() == 1 && first[0].role == Role::Owner && first[0].devices.iter().any(is);
            return if founder { Ok(Who::Founder) } else { Err("nobody's key".to_owned()) };
        }
        if let Some((id, _)) = self.staff().into_iter().find(|(_, m)| m.devices.iter().any(is)) {
            return Ok(Who::Member(id.to_owned()));
        }
        if let Some((id, _)) = self.tokens().into_iter().find(|(_, t)| is(&t.key)) {
            return Ok(Who::Token(id.to_owned()));
        }
        // An invitation signs the commit that uses it up.
        let used = |id: &str| {
            let path = format!("invitation/{id}");
            draft.changes.iter().any(|c| c.path.as_str() == path && c.record.is_none())
        };
        let invited = |(id, i): &(&str, &Invitation)| Kid::of(&i.key.0) == kid && used(id);
        if let Some((id, _)) = self.invitations().into_iter().find(invited) {
            return Ok(Who::Invited(id.to_owned()));
        }
        if self.organization().is_some_and(|org| org.recovery.iter().any(is)) {
            return Ok(Who::Recovery);
        }
        Err("nobody's key".to_owned())
    }
}

fn some_or_all<'s>(named: impl Iterator<Item = &'s str>) -> Vec<Option<&'s str>> {
    let named: Vec<_> = named.map(Some).collect();
    if named.is_empty() { vec![None] } else { named }
}

fn ascending<T: PartialOrd>(list: &[T]) -> Result<(), String> {
    if list.is_sorted_by(|a, b| a < b) { Ok(()) } else { no("not in order") }
}
