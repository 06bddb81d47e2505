//! The records of an organization at one revision, or as many of them as were read.
//!
//! Invariant: a tree knows which prefixes it was read with, and asking it for a path outside them
//! is a bug that a debug build stops at: absent and not read are never confused.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::{
    AccessPolicy, App, AppName, Constant, CustomRole, Datasource, Env, EnvId, Epoch, Flag, Grant, GrantId,
    Group, GroupId, Hash, Head, Invitation, Key, Kid, Member, MemberId, Org, Path, Place, Placement, Prefix,
    Project, ProjectName, Record, Request, Review, RoleName, Scope, Token, TokenId, Value, Version,
};

/// A record and the leaf that put it there.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The leaf's hash: the `prev` of the next change.
    pub leaf: Hash,
    /// The revision that put it there.
    pub rev: u64,
    /// The record.
    pub record: Record,
}

/// Records by path, at one head.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    /// The organization: the hash of its first commit.
    pub org: Hash,
    /// The commit that the tree is the result of.
    pub head: Head,
    /// When that commit was made, in milliseconds since 1970.
    pub time: u64,
    read: Vec<Prefix>,
    // Boxed: the map stays small while it is built and walked, whatever the largest record is.
    entries: BTreeMap<Path, Box<Entry>>,
}

impl Tree {
    /// A tree of what was read with these prefixes.
    pub fn new<E: Into<Box<Entry>>>(
        org: Hash,
        head: Head,
        time: u64,
        read: Vec<Prefix>,
        entries: impl IntoIterator<Item = (Path, E)>,
    ) -> Tree {
        let entries = entries.into_iter().map(|(path, entry)| (path, entry.into())).collect();
        Tree { org, head, time, read, entries }
    }

    /// The tree before the first commit.
    pub fn empty() -> Tree {
        Tree::new::<Entry>(Hash::ZERO, Head::NONE, 0, vec![Prefix::all()], [])
    }

    /// Whether everything below a prefix, or the one record, was read.
    pub fn has_read(&self, path: &str) -> bool {
        self.read.iter().any(|p| p.covers(path))
    }

    /// Whether all that a prefix covers was read.
    pub fn covers(&self, prefix: &Prefix) -> bool {
        self.read.iter().any(|p| p == prefix || p.covers(prefix.as_str()))
    }

    /// The same tree without what `take` takes of it.
    pub fn sifted(mut self, take: &mut dyn FnMut(&Path, Entry) -> Option<Entry>) -> Tree {
        let entries = std::mem::take(&mut self.entries).into_iter();
        self.entries =
            entries.filter_map(|(path, e)| Some((path.clone(), take(&path, *e)?.into()))).collect();
        self
    }

    /// From now on a folder counts as not read: what was in it was taken.
    pub fn forget(&mut self, folder: &Prefix) {
        self.read.retain(|read| read != folder);
    }

    /// From now on a folder counts as read of which only what somebody asks about was: the caller
    /// knows that nothing else in it matters.
    pub fn count_as_read(&mut self, folder: Prefix) {
        self.read.push(folder);
    }

    /// Takes in what was read of the same organization at the same head.
    pub fn extend(&mut self, other: Tree) {
        debug_assert!(self.head == other.head && self.org == other.org, "trees of two heads do not mix");
        self.read.extend(other.read);
        let mut entries = other.entries;
        // The few go to the many: merging two maps touches all of both.
        if entries.len() > self.entries.len() {
            std::mem::swap(&mut entries, &mut self.entries);
        }
        self.entries.extend(entries);
    }

    /// Every record that was read, by path.
    pub fn entries(&self) -> &BTreeMap<Path, Box<Entry>> {
        &self.entries
    }

    /// The entry at a path.
    pub fn entry(&self, path: &Path) -> Option<&Entry> {
        debug_assert!(self.has_read(path.as_str()), "{path} was not read");
        self.entries.get(path).map(|entry| &**entry)
    }

    /// The record at a path, as the type that stands there.
    pub fn get<'t, R>(&'t self, place: Place) -> Option<&'t R>
    where
        &'t R: TryFrom<&'t Record>,
    {
        <&R>::try_from(&self.entry(&place.path())?.record).ok()
    }

    /// Every entry that a prefix covers, in path order.
    pub fn scan<'t>(&'t self, prefix: &Prefix) -> impl Iterator<Item = (&'t Path, &'t Entry)> + use<'t> {
        debug_assert!(self.covers(prefix), "{} was not read", prefix.as_str());
        let prefix = prefix.clone();
        let from = Path::from_text(prefix.as_str());
        self.entries
            .range((Bound::Included(from), Bound::Unbounded))
            .take_while(move |(path, _)| prefix.covers(path.as_str()))
            .map(|(path, entry)| (path, &**entry))
    }

    fn records<'t, R: 't>(&'t self, prefix: &Prefix) -> impl Iterator<Item = (&'t Path, &'t R)> + use<'t, R>
    where
        &'t R: TryFrom<&'t Record>,
    {
        self.scan(prefix).filter_map(|(path, e)| Some((path, <&R>::try_from(&e.record).ok()?)))
    }

    /// Puts or removes an entry: how a commit is applied.
    pub fn apply(&mut self, path: Path, entry: Option<Entry>) {
        match entry {
            Some(entry) => drop(self.entries.insert(path, Box::new(entry))),
            None => drop(self.entries.remove(&path)),
        }
    }

    /// The organization.
    pub fn organization(&self) -> Option<&Org> {
        self.get(Place::Org)
    }

    /// Every member, those who left not among them.
    pub fn members(&self) -> impl Iterator<Item = (MemberId, &Member)> {
        self.everyone().filter(|(_, m)| !m.left)
    }

    /// Every member, with those who left.
    pub fn everyone(&self) -> impl Iterator<Item = (MemberId, &Member)> {
        self.by_id::<Member, MemberId>(&Prefix::members())
    }

    fn by_id<'t, R: 't, Id: std::str::FromStr>(
        &'t self,
        prefix: &Prefix,
    ) -> impl Iterator<Item = (Id, &'t R)> + use<'t, R, Id>
    where
        &'t R: TryFrom<&'t Record>,
    {
        self.records::<R>(prefix).filter_map(|(path, record)| Some((path.last().parse().ok()?, record)))
    }

    /// The member whose active key this is.
    pub fn member_of(&self, kid: Kid) -> Option<(MemberId, &Member)> {
        self.members().find(|(_, m)| m.devices.iter().any(|d| !d.revoked && d.kid() == kid))
    }

    /// The member with an id, if they did not leave.
    pub fn member(&self, id: MemberId) -> Option<&Member> {
        self.get::<Member>(Place::Member(id)).filter(|m| !m.left)
    }

    /// Every group.
    pub fn groups(&self) -> impl Iterator<Item = (GroupId, &Group)> {
        self.by_id::<Group, GroupId>(&Prefix::access())
    }

    /// Every custom role, by name.
    pub fn roles(&self) -> impl Iterator<Item = (RoleName, &CustomRole)> {
        self.by_id::<CustomRole, RoleName>(&Prefix::access())
    }

    /// Every grant.
    pub fn grants(&self) -> impl Iterator<Item = (GrantId, &Grant)> {
        self.by_id::<Grant, GrantId>(&Prefix::access())
    }

    /// Every token, revoked ones too.
    pub fn tokens(&self) -> impl Iterator<Item = (TokenId, &Token)> {
        self.by_id::<Token, TokenId>(&Prefix::access())
    }

    /// The token whose key this is, if it is not revoked.
    pub fn token_of(&self, kid: Kid) -> Option<(TokenId, &Token)> {
        self.tokens().find(|(_, token)| !token.key.revoked && token.key.kid() == kid)
    }

    /// Every invitation, by the id that the member will have.
    pub fn invitations(&self) -> impl Iterator<Item = (MemberId, &Invitation)> {
        self.by_id::<Invitation, MemberId>(&Prefix::invitations())
    }

    /// Every request, in the order in which they were asked.
    pub fn requests(&self) -> impl Iterator<Item = (u32, &Request)> {
        self.records::<Request>(&Prefix::requests())
            .filter_map(|(path, r)| Some((path.last().parse().ok()?, r)))
    }

    /// Whether a right counts only in the environments of the grant that gives it.
    pub fn is_per_env(&self) -> bool {
        self.get::<AccessPolicy>(Place::AccessPolicy).is_some_and(|policy| policy.per_env)
    }

    /// The last access review, with the revision that it was made in.
    pub fn review(&self) -> Option<(u64, &Review)> {
        let entry = self.entry(&Place::Review.path())?;
        Some((entry.rev, <&Review>::try_from(&entry.record).ok()?))
    }

    /// The project of an environment, among those whose environments were read.
    pub fn project_of(&self, env: EnvId) -> Option<ProjectName> {
        let mut from = Path::from_text("p/");
        loop {
            let (path, _) = self.entries.range((Bound::Included(from), Bound::Unbounded)).next()?;
            let name = path.as_str().strip_prefix("p/")?.split('/').next()?;
            let project: ProjectName = name.parse().ok()?;
            if self.entries.contains_key(&Place::Env(project.clone(), env).path()) {
                return Some(project);
            }
            // '0' follows '/': the first text behind everything of this project.
            from = Path::from_text(&format!("p/{project}0"));
        }
    }

    /// The names of the projects.
    pub fn projects(&self) -> Vec<ProjectName> {
        let names = self.records::<Project>(&Prefix::projects());
        names.filter_map(|(path, _)| path.last().parse().ok()).collect()
    }

    /// The environments of a project: those in promotion order first, then the others by name.
    pub fn envs(&self, p: &ProjectName) -> Vec<(EnvId, &Env)> {
        let mut envs: Vec<_> = self
            .records::<Env>(&Prefix::folder(p, "env"))
            .filter_map(|(path, env)| Some((path.last().parse().ok()?, env)))
            .collect();
        envs.sort_by_key(|(_, env)| (env.order.unwrap_or(u32::MAX), env.name.clone()));
        envs
    }

    /// The environments that promotions walk through: the first is where drafts live, the last is
    /// released from.
    pub fn chain(&self, p: &ProjectName) -> Vec<(EnvId, &Env)> {
        self.envs(p).into_iter().filter(|(_, env)| env.order.is_some()).collect()
    }

    /// An environment by name, or by a name that it had before.
    pub fn env_named(&self, p: &ProjectName, name: &str) -> Option<(EnvId, &Env)> {
        let envs = self.envs(p);
        let by_name = envs.iter().find(|(_, env)| env.name.as_str() == name);
        let found =
            by_name.or_else(|| envs.iter().find(|(_, env)| env.aliases.iter().any(|a| a.as_str() == name)));
        found.copied()
    }

    /// The current key of an environment, with its number.
    pub fn epoch(&self, p: &ProjectName, env: EnvId) -> Option<(u32, &Epoch)> {
        let last = self.records::<Epoch>(&Prefix::epochs(p, env)).last();
        last.and_then(|(path, epoch)| Some((path.last().parse().ok()?, epoch)))
    }

    /// The apps of a project, by name.
    pub fn apps(&self, p: &ProjectName) -> Vec<(AppName, &App)> {
        let apps = self.records::<App>(&Prefix::folder(p, "app"));
        apps.filter_map(|(path, app)| Some((path.last().parse().ok()?, app))).collect()
    }

    /// One app.
    pub fn app(&self, p: &ProjectName, app: &AppName) -> Option<&App> {
        self.get(Place::App(p.clone(), app.clone()))
    }

    /// The versions of an app, oldest first.
    pub fn versions(&self, p: &ProjectName, app: &AppName) -> Vec<(u32, &Version)> {
        let versions = self.records::<Version>(&Prefix::versions(p, app));
        versions.filter_map(|(path, v)| Some((path.last().parse().ok()?, v))).collect()
    }

    /// One version of an app.
    pub fn version(&self, p: &ProjectName, app: &AppName, n: u32) -> Option<&Version> {
        self.get(Place::Version(p.clone(), app.clone(), n))
    }

    /// Which version of an app is in an environment.
    pub fn placement(&self, p: &ProjectName, env: EnvId, app: &AppName) -> Option<&Placement> {
        self.get(Place::Placement(p.clone(), env, app.clone()))
    }

    /// The declared constants, by name.
    pub fn constants(&self, p: &ProjectName) -> Vec<(Key, &Constant)> {
        let constants = self.records::<Constant>(&Prefix::folder(p, "constant"));
        constants.filter_map(|(path, c)| Some((path.last().parse().ok()?, c))).collect()
    }

    /// The declaration of one constant.
    pub fn constant(&self, p: &ProjectName, key: &Key) -> Option<&Constant> {
        self.get(Place::Constant(p.clone(), key.clone()))
    }

    /// The declared datasources, by name.
    pub fn datasources(&self, p: &ProjectName) -> Vec<(AppName, &Datasource)> {
        let declared = self.records::<Datasource>(&Prefix::folder(p, "datasource"));
        declared.filter_map(|(path, d)| Some((path.last().parse().ok()?, d))).collect()
    }

    /// The declaration of one datasource.
    pub fn datasource(&self, p: &ProjectName, name: &AppName) -> Option<&Datasource> {
        self.get(Place::Datasource(p.clone(), name.clone()))
    }

    /// The declared flags, by name.
    pub fn flags(&self, p: &ProjectName) -> Vec<(AppName, &Flag)> {
        let declared = self.records::<Flag>(&Prefix::folder(p, "flag"));
        declared.filter_map(|(path, flag)| Some((path.last().parse().ok()?, flag))).collect()
    }

    /// The declaration of one flag.
    pub fn flag(&self, p: &ProjectName, name: &AppName) -> Option<&Flag> {
        self.get(Place::Flag(p.clone(), name.clone()))
    }

    /// The values of one scope of an environment, deleted ones left out.
    pub fn values<'t>(
        &'t self,
        p: &ProjectName,
        env: EnvId,
        scope: &Scope,
    ) -> impl Iterator<Item = (&'t Path, &'t Value)> + use<'t> {
        self.records::<Value>(&Prefix::scope(p, env, scope)).filter(|(_, v)| v.is_set())
    }

    /// The last write of one value, which may be its deletion.
    pub fn written(&self, p: &ProjectName, env: EnvId, scope: &Scope, key: &Key) -> Option<&Value> {
        self.get(Place::Value(p.clone(), env, scope.clone(), key.clone()))
    }

    /// One value, if it is set.
    pub fn value(&self, p: &ProjectName, env: EnvId, scope: &Scope, key: &Key) -> Option<&Value> {
        self.written(p, env, scope, key).filter(|v| v.is_set())
    }
}
