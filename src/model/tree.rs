//! The records of an organization at one revision, or as many of them as were read.
//!
//! Invariant: a tree knows which prefixes it was read with, and asking it for a path outside them
//! is a bug that a debug build stops at: absent and not read are never confused.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::{
    App, AppName, Constant, Datasource, Env, EnvId, Epoch, Hash, Head, Key, Kid, Member, MemberId, Org, Path,
    Place, Placement, Prefix, Project, ProjectName, Record, Scope, Value, Version,
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

    /// Every member.
    pub fn members(&self) -> impl Iterator<Item = (MemberId, &Member)> {
        self.records::<Member>(&Prefix::members()).filter_map(|(path, m)| match path.place() {
            Place::Member(id) => Some((id, m)),
            _ => None,
        })
    }

    /// The member whose active key this is.
    pub fn member_of(&self, kid: Kid) -> Option<(MemberId, &Member)> {
        self.members().find(|(_, m)| m.devices.iter().any(|d| !d.revoked && d.kid() == kid))
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
