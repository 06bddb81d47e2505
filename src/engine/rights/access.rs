//! The decision: what somebody holds, and whether it gives a right somewhere.
//!
//! The rules are those of `docs/format.md`, section 10. [`Access::check`] decides and
//! [`Access::held`] shows what it looked at: both go through [`Held::reaches`], so that an
//! explanation never disagrees with a decision.

use super::{At, Denied, Right, Rights, Rule};
use crate::model::{
    AppName, Env, EnvId, Grant, GrantId, Granted, GroupName, Member, MemberId, ProjectName, Role, Subject,
    TokenId, Tree,
};

/// How somebody comes by a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via<'t> {
    /// It is for them.
    Own,
    /// It is for a group that they are in.
    Group(&'t GroupName),
}

/// A grant that somebody holds.
#[derive(Clone, Debug)]
pub struct Held<'t> {
    /// Its id.
    pub id: GrantId,
    /// The grant.
    pub grant: &'t Grant,
    /// How they come by it.
    pub via: Via<'t>,
    /// The rights of its role.
    pub rights: Rights,
}

impl Held<'_> {
    /// Whether it is about a project and an app; no app: about what all apps share.
    fn matches(&self, project: Option<&ProjectName>, app: Option<&AppName>) -> bool {
        let Grant { projects, apps, .. } = self.grant;
        (projects.is_empty() || project.is_some_and(|p| projects.contains(p)))
            && (apps.is_empty() || app.is_some_and(|app| apps.contains(app)))
    }

    /// Whether it reaches an environment: it names it, or none.
    pub fn reaches(&self, env: EnvId) -> bool {
        self.grant.envs.is_empty() || self.names(env)
    }

    /// Whether it has a part in deciding what is asked somewhere.
    pub fn counts(&self, at: At<'_>) -> bool {
        self.matches(at.project, at.app)
            && match at.env {
                Some((id, env)) if env.policy.is_some() => self.names(id),
                Some((id, _)) => self.reaches(id),
                None => self.grant.envs.is_empty(),
            }
    }

    fn names(&self, env: EnvId) -> bool {
        self.grant.envs.contains(&env)
    }
}

/// Somebody, with everything that they hold in one tree.
#[derive(Clone, Debug)]
pub struct Access<'t> {
    name: String,
    role: Option<Role>,
    held: Vec<Held<'t>>,
    /// Whose rights are the limit: a token's maker, none if they left.
    maker: Option<Option<Box<Access<'t>>>>,
    per_env: bool,
}

impl<'t> Access<'t> {
    /// What a member holds.
    pub fn of_member(tree: &'t Tree, id: MemberId, member: &Member) -> Access<'t> {
        let mut subjects = vec![(Subject::Member(id), Via::Own)];
        let groups = tree.groups().filter(|(_, group)| group.members.contains(&id));
        subjects.extend(groups.map(|(group, record)| (Subject::Group(group), Via::Group(&record.name))));
        Access {
            name: member.name.clone(),
            role: Some(member.role),
            held: held(tree, &subjects),
            maker: None,
            per_env: tree.is_per_env(),
        }
    }

    /// What a token holds: its grants, and no more than its maker.
    pub fn of_token(tree: &'t Tree, id: TokenId, token: &crate::model::Token) -> Access<'t> {
        let maker = tree.member(token.maker).map(|m| Box::new(Access::of_member(tree, token.maker, m)));
        Access {
            name: format!("token {}", token.name),
            role: None,
            held: held(tree, &[(Subject::Token(id), Via::Own)]),
            maker: Some(maker),
            per_env: tree.is_per_env(),
        }
    }

    /// Someone who holds nothing.
    pub fn none(name: &str) -> Access<'t> {
        Access { name: name.to_owned(), role: None, held: Vec::new(), maker: None, per_env: false }
    }

    /// What they are called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The role in the organization; a token has none.
    pub fn role(&self) -> Option<Role> {
        self.role
    }

    /// The grants that they hold.
    pub fn held(&self) -> &[Held<'t>] {
        &self.held
    }

    /// Whether the role in the organization gives every right everywhere.
    pub fn is_above(&self) -> bool {
        matches!(self.role, Some(Role::Admin | Role::Owner))
    }

    /// Decides whether they hold a right somewhere.
    ///
    /// # Errors
    /// The first rule that refuses.
    pub fn check(&self, right: Right, at: At<'_>) -> Result<(), Denied> {
        self.decide(right, at).map_err(|rule| self.denied(right, at, rule))
    }

    pub(super) fn denied(&self, right: Right, at: At<'_>, rule: Rule) -> Denied {
        let place = match (at.env, at.project) {
            (Some((_, env)), _) => env.name.to_string(),
            (None, Some(p)) => format!("project {p}"),
            (None, None) => "the organization".to_owned(),
        };
        let what = at.app.map_or_else(|| place.clone(), |app| format!("{place} ({app})"));
        Denied { who: self.name.clone(), role: self.words(), right, what, rule }
    }

    /// What they hold, in words.
    pub fn words(&self) -> String {
        let mut words: Vec<String> = self.role.map(|role| role.to_string()).into_iter().collect();
        for held in &self.held {
            let word = held.grant.role.to_string();
            if !words.contains(&word) {
                words.push(word);
            }
        }
        if words.is_empty() { "nobody".to_owned() } else { words.join(" and ") }
    }

    /// The rule that refuses a right somewhere, if one does.
    ///
    /// # Errors
    /// That rule.
    pub fn decide(&self, right: Right, at: At<'_>) -> Result<(), Rule> {
        match &self.maker {
            None => self.own(right, at),
            Some(None) => Err(Rule::TokenScope),
            Some(Some(maker)) => {
                self.own(right, at).map_err(|_| Rule::TokenScope)?;
                maker.decide(right, at)
            }
        }
    }

    fn own(&self, right: Right, at: At<'_>) -> Result<(), Rule> {
        if right == Right::Own {
            return if self.role == Some(Role::Owner) { Ok(()) } else { Err(Rule::NoRight) };
        }
        if self.is_above() {
            return Ok(());
        }
        let Some((id, env)) = at.env else { return self.widely(right, at) };
        if at.app.is_some() || right > Right::Open {
            return self.there(right, at.project, at.app, id, env);
        }
        // To see or open an environment any app is enough: its key is one.
        let apps = self.held.iter().flat_map(|held| &held.grant.apps).map(Some);
        let mut refused = None;
        for app in std::iter::once(None).chain(apps) {
            match self.there(right, at.project, app, id, env) {
                Ok(()) => return Ok(()),
                Err(rule) => refused = refused.max(Some(rule)),
            }
        }
        Err(refused.unwrap_or(Rule::NoRight))
    }

    /// A right on no environment in particular: on all of a project or of the organization.
    fn widely(&self, right: Right, at: At<'_>) -> Result<(), Rule> {
        let whole = self.held.iter().filter(|h| h.grant.envs.is_empty() && h.matches(at.project, at.app));
        let rights = whole.fold(self.base(), |rights, held| rights.and(held.rights));
        among(right, self.capped(rights))
    }

    /// A right in one environment, for one app or for what all apps share.
    fn there(
        &self,
        right: Right,
        project: Option<&ProjectName>,
        app: Option<&AppName>,
        id: EnvId,
        env: &Env,
    ) -> Result<(), Rule> {
        let explicit: Vec<&Held<'_>> = self.held.iter().filter(|held| held.matches(project, app)).collect();
        // Grants on the app replace the environments of the role in the organization, not its level.
        let reached = if explicit.is_empty() {
            self.role.is_some_and(|role| role != Role::Viewer)
        } else {
            explicit.iter().any(|held| held.reaches(id))
        };
        if !reached {
            return Err(Rule::EnvNotGranted);
        }
        if env.policy.is_some() && !explicit.iter().any(|held| held.names(id)) {
            return Err(Rule::Protected);
        }
        // Who hands out keys and who approves is told per environment, in either mode.
        let here_only = Rights::of(&[Right::Approve, Right::Manage]);
        let rights = explicit.iter().fold(self.base(), |rights, held| {
            let counts = held.counts(At { project, env: Some((id, env)), app });
            let given = match (counts, self.per_env) {
                (true, _) => held.rights,
                (false, true) => Rights::default(),
                (false, false) => Rights::of(
                    &held.rights.list().into_iter().filter(|r| !here_only.holds(*r)).collect::<Vec<_>>(),
                ),
            };
            rights.and(given)
        });
        among(right, self.capped(rights))
    }

    /// What the role in the organization gives.
    fn base(&self) -> Rights {
        Rights::of(self.role.map(Role::rights).unwrap_or_default())
    }

    /// A viewer never gets more than a look.
    fn capped(&self, rights: Rights) -> Rights {
        let look = Rights::of(&[Right::View]);
        if self.role == Some(Role::Viewer) { rights.within(look) } else { rights }
    }

    /// Whether the role in the organization alone reaches what is asked: no grant matches there.
    pub fn by_role(&self, at: At<'_>) -> bool {
        let explicit = self.held.iter().any(|held| held.matches(at.project, at.app));
        let open = at.env.is_none_or(|(_, env)| env.policy.is_none());
        self.is_above()
            || at.env.is_none()
            || (!explicit && open && self.role.is_some_and(|role| role != Role::Viewer))
    }

    /// Whether they have been given anything in an environment: who has not, does not see it.
    pub fn sees(&self, project: &ProjectName, id: EnvId, env: &Env) -> bool {
        self.check(Right::View, At { project: Some(project), env: Some((id, env)), app: None }).is_ok()
    }

    /// Whether an environment is shown to them: what they were given anything in, and the one that end
    /// users get their apps from.
    pub fn is_shown(&self, tree: &Tree, project: &ProjectName, id: EnvId, env: &Env) -> bool {
        tree.chain(project).last().map(|(last, _)| *last) == Some(id) || self.sees(project, id, env)
    }

    /// Whether they may use what is released of an app: as an end user, or where they were given the
    /// last environment.
    pub fn uses(&self, project: &ProjectName, last: (EnvId, &Env), app: &AppName) -> bool {
        let at = At { project: Some(project), env: Some(last), app: Some(app) };
        match &self.maker {
            None => self.role == Some(Role::Viewer) || self.check(Right::View, at).is_ok(),
            Some(maker) => {
                self.check(Right::View, at).is_ok()
                    && maker.as_ref().is_some_and(|maker| maker.uses(project, last, app))
            }
        }
    }
}

fn among(right: Right, rights: Rights) -> Result<(), Rule> {
    if rights.holds(right) {
        return Ok(());
    }
    let looks = rights.is_within(Rights::of(&[Right::View, Right::Open]));
    Err(if looks { Rule::ViewOnly } else { Rule::NoRight })
}

fn held<'t>(tree: &'t Tree, subjects: &[(Subject, Via<'t>)]) -> Vec<Held<'t>> {
    let mut all = Vec::new();
    for (id, grant) in tree.grants() {
        for (_, via) in subjects.iter().filter(|(subject, _)| *subject == grant.subject) {
            all.push(Held { id, grant, via: *via, rights: rights_of(tree, &grant.role) });
        }
    }
    all
}

/// The rights that a granted role gives.
pub(in crate::engine) fn rights_of(tree: &Tree, role: &Granted) -> Rights {
    match role {
        Granted::BuiltIn(role) => Rights::of(role.granted()),
        Granted::Custom(name) => {
            let role = tree.roles().find(|(other, _)| other == name);
            role.map_or_else(Rights::default, |(_, role)| Rights::of(&role.rights))
        }
    }
}
