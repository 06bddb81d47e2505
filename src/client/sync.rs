//! The tie between a manifest and its project in the store: what differs, who changed it, and
//! bringing the two together again.
//!
//! Asks nothing and shows nothing. What was agreed on last is the memory of `base`, or found in the
//! log; the rule is `manifest::compare`'s, and what may be declared the engine's.

use std::collections::{BTreeMap, BTreeSet};

use super::base::Memory;
use super::follow::FollowError;
use super::{Client, ClientError};
use crate::crypto::random;
use crate::engine::declare::{self, Misfit};
use crate::manifest::compare::{Base, Changed, Difference, Edits, apply, compare};
use crate::manifest::tree::{self as facts_of, Names};
use crate::manifest::{FactPath, Facts, Manifest, ManifestError, names_env};
use crate::model::commit::RawLeaf;
use crate::model::{EnvId, OpId, Path, Place, Prefix, ProjectName, Record, Scope, Tree};
use crate::store::{LogQuery, StoreError};

/// How many commits are looked at between two reads of the log.
const PAGE: usize = 1000;

/// A manifest and its project in the store.
pub struct Tie<'t> {
    client: &'t Client,
    pub(super) p: &'t ProjectName,
    /// What they last agreed on.
    pub memory: Memory,
}

/// What differs between a manifest and the store.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The manifest, with its environments called as the store calls them.
    pub manifest: Manifest,
    /// Environments that were renamed in the store.
    pub renamed: Vec<(String, String)>,
    /// The revision that the two last agreed on, if that is known.
    pub base: Option<u64>,
    /// Everything that differs.
    pub differences: Vec<Difference>,
    /// Keys that no record is made of: they stay in the file.
    pub kept_out: Vec<FactPath>,
    mine: Facts,
    store: Facts,
    names: Names,
}

/// What stands in the way of a manifest's facts becoming records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The key.
    pub path: FactPath,
    /// What is wrong with it.
    pub why: String,
}

impl<'t> Tie<'t> {
    /// Ties a manifest to a project.
    pub fn new(client: &'t Client, p: &'t ProjectName, memory: Memory) -> Tie<'t> {
        Tie { client, p, memory }
    }

    /// What differs between the manifest and the whole project in a tree.
    ///
    /// # Errors
    /// When what they last agreed on cannot be read.
    pub fn compare(&self, manifest: &Manifest, tree: &Tree) -> Result<Comparison, FollowError> {
        let names = facts_of::names(tree, self.p);
        let store = facts_of::facts(tree, self.p, &names);
        let (mine, kept_out) = facts_of::kept(manifest.facts(), self.p);
        if mine == store {
            // In a fresh clone this is what all that follows is compared with.
            self.memory.update(|agreed| {
                if agreed.rev.is_none() {
                    agreed.all(tree.head.seq);
                }
            });
            let (manifest, base) = (manifest.clone(), self.memory.load().rev);
            let (renamed, differences) = (Vec::new(), Vec::new());
            return Ok(Comparison { manifest, renamed, base, differences, kept_out, mine, store, names });
        }
        let (then, rev) = self.then(tree)?;
        let (now, renamed) = self.renamed(manifest, tree, then.as_ref())?;
        let (mine, kept_out) = facts_of::kept(now.facts(), self.p);
        let (rev, base) = match &then {
            Some(then) => (rev, Base::Known(self.facts_then(then, &names, &mine))),
            None => self.search(manifest, &mine, &names)?,
        };
        let mut differences = compare(&base, &mine, &store);
        for difference in &mut differences {
            if rev.is_some_and(|rev| self.touched_inside(difference, tree, &names, rev)) {
                difference.changed = Changed::Both;
            }
        }
        Ok(Comparison { manifest: now, renamed, base: rev, differences, kept_out, mine, store, names })
    }

    /// What the manifest and the store last agreed on, for a tree that has all environments.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn base(&self, manifest: &Manifest, tree: &Tree) -> Result<Base, FollowError> {
        let names = facts_of::names(tree, self.p);
        let (mine, _) = facts_of::kept(manifest.facts(), self.p);
        match self.then(tree)?.0 {
            Some(then) => Ok(Base::Known(self.facts_then(&then, &names, &mine))),
            None => Ok(self.search(manifest, &mine, &names)?.1),
        }
    }

    /// The project at the revision that was last agreed on, if one is remembered.
    fn then(&self, tree: &Tree) -> Result<(Option<Tree>, Option<u64>), FollowError> {
        match self.memory.load().rev.filter(|rev| *rev <= tree.head.seq) {
            Some(rev) => Ok((Some(self.client.read(&facts_of::prefixes(self.p), Some(rev))?), Some(rev))),
            None => Ok((None, None)),
        }
    }

    /// What a tree of the past says in the names of now, with what was agreed on since.
    fn facts_then(&self, then: &Tree, now: &Names, mine: &Facts) -> Facts {
        let mut names = facts_of::names(then, self.p);
        names.extend(now.clone());
        let mut facts = facts_of::facts(then, self.p, &names);
        apply(&mut facts, &self.memory.load().later(mine));
        facts
    }

    /// The manifest with each environment called as the store calls it now, where it still has a
    /// name from before.
    fn renamed(
        &self,
        manifest: &Manifest,
        tree: &Tree,
        then: Option<&Tree>,
    ) -> Result<(Manifest, Vec<(String, String)>), ManifestError> {
        let mut manifest = manifest.clone();
        let mut renamed = Vec::new();
        let has =
            |manifest: &Manifest, name: &str| manifest.facts().contains_key(&FactPath::from(["envs", name]));
        for (id, env) in tree.envs(self.p) {
            if has(&manifest, env.name.as_str()) {
                continue;
            }
            let before = then.and_then(|then| then.get(Place::Env(self.p.clone(), id)));
            let before = before.map(|env: &crate::model::Env| &env.name);
            let old = before.into_iter().chain(&env.aliases).find(|old| has(&manifest, old.as_str()));
            if let Some(old) = old.filter(|old| tree.envs(self.p).iter().all(|(_, env)| env.name != **old)) {
                manifest = manifest.renamed_env(old.as_str(), env.name.as_str())?;
                renamed.push((old.to_string(), env.name.to_string()));
            }
        }
        Ok((manifest, renamed))
    }

    /// Whether a thing that the manifest does not have any more was changed in the store since a
    /// revision, in what no fact shows: its secrets, versions and placements.
    fn touched_inside(&self, difference: &Difference, tree: &Tree, names: &Names, rev: u64) -> bool {
        let removed = difference.changed == Changed::Manifest
            && difference.is_thing()
            && difference.own().is_some_and(|own| own.manifest.is_none());
        let Some(thing) = facts_of::place_of(&difference.path, self.p, names).filter(|_| removed) else {
            return false;
        };
        let belongs = |place: &Place| match (&thing, place) {
            (Place::Env(_, id), Place::Value(_, env, ..) | Place::Placement(_, env, _)) => id == env,
            (Place::App(_, app), Place::Version(_, of, _) | Place::Placement(_, _, of)) => app == of,
            (Place::App(_, app), Place::Value(_, _, Scope::App(of), _)) => app == of,
            (Place::Constant(_, key), Place::Value(_, _, Scope::Project | Scope::App(_), of)) => key == of,
            (Place::Datasource(_, name), Place::Value(_, _, Scope::Datasource(of), _)) => name == of,
            (Place::Flag(_, name), Place::Value(_, _, Scope::Flag(of), _)) => name == of,
            _ => false,
        };
        let whole = difference.path.parts().len() == 2;
        let mut later = tree.scan(&Prefix::project(self.p)).filter(|(_, entry)| entry.rev > rev);
        whole && later.any(|(path, _)| belongs(&path.place()))
    }

    /// Looks in the log for the newest revision at which the store said what the manifest says.
    fn search(
        &self,
        manifest: &Manifest,
        mine: &Facts,
        now: &Names,
    ) -> Result<(Option<u64>, Base), FollowError> {
        let agreed: BTreeMap<_, _> = self.memory.load().later(mine).into_iter().collect();
        let (raw, _) = facts_of::kept(manifest.facts(), self.p);
        let mut past = Past::new(self.p, now, &raw);
        let mut query = LogQuery {
            newest_first: false,
            limit: PAGE,
            touching: facts_of::prefixes(self.p),
            ..LogQuery::default()
        };
        let mut found = None;
        loop {
            let page = self.client.store.log(&self.client.org, &query).map_err(ClientError::from)?;
            for logged in &page {
                for leaf in logged.commit.leaves.iter().filter(|leaf| !leaf.is_withheld()) {
                    let damaged =
                        |source| StoreError::Record { path: format!("commit {}", logged.seq), source };
                    let leaf = RawLeaf::read(&leaf.bytes).and_then(RawLeaf::decode);
                    let leaf = leaf.map_err(damaged).map_err(ClientError::from)?;
                    past.take(leaf.path, leaf.record);
                }
                if past.agrees() {
                    found = Some(logged.seq);
                }
            }
            match page.last() {
                Some(last) if page.len() == PAGE => query.from = last.seq + 1,
                _ => break,
            }
        }
        let Some(rev) = found else { return Ok((None, Base::Unknown { agreed, ever: past.ever })) };
        self.memory.update(|agreed| agreed.rev = Some(rev));
        let then = self.client.read(&facts_of::prefixes(self.p), Some(rev))?;
        Ok((Some(rev), Base::Known(self.facts_then(&then, now, mine))))
    }
}

/// The facts of a project while its log is read forwards, against those of a manifest.
struct Past<'p> {
    p: &'p ProjectName,
    now: &'p Names,
    manifest: &'p Facts,
    names: Names,
    records: BTreeMap<Path, Record>,
    facts: Facts,
    /// Where the two differ.
    differ: BTreeSet<FactPath>,
    /// Every key that there ever was, in the names of its time and of now.
    ever: BTreeSet<FactPath>,
    stale: bool,
}

impl<'p> Past<'p> {
    fn new(p: &'p ProjectName, now: &'p Names, manifest: &'p Facts) -> Past<'p> {
        Past {
            p,
            now,
            manifest,
            names: Names::new(),
            records: BTreeMap::new(),
            facts: Facts::new(),
            differ: manifest.keys().cloned().collect(),
            ever: BTreeSet::new(),
            stale: false,
        }
    }

    fn take(&mut self, path: Path, record: Option<Record>) {
        let place = path.place();
        if place.project() != Some(self.p) {
            return;
        }
        if let Place::Env(_, id) = &place {
            match &record {
                Some(Record::Env(env)) => drop(self.names.insert(*id, env.name.to_string())),
                _ => drop(self.names.remove(id)),
            }
            self.stale = true;
        }
        let old = match &record {
            Some(record) => self.records.insert(path, record.clone()),
            None => self.records.remove(&path),
        };
        if let Some(record) = &record {
            self.ever.extend(facts_of::of_record(&place, record, &self.names).into_keys());
            self.ever.extend(facts_of::of_record(&place, record, self.now).into_keys());
        }
        if self.stale {
            return;
        }
        let facts = |record: &Option<Record>| match record {
            Some(record) => facts_of::of_record(&place, record, &self.names),
            None => Facts::new(),
        };
        let (was, is) = (facts(&old), facts(&record));
        for (path, _) in was {
            self.facts.remove(&path);
            self.judge(path);
        }
        for (path, fact) in is {
            self.facts.insert(path.clone(), fact);
            self.judge(path);
        }
    }

    fn judge(&mut self, path: FactPath) {
        if self.facts.get(&path) == self.manifest.get(&path) {
            self.differ.remove(&path);
        } else {
            self.differ.insert(path);
        }
    }

    /// Whether the two say the same at this point of the log.
    fn agrees(&mut self) -> bool {
        if std::mem::take(&mut self.stale) {
            // An environment came, went, or got another name: the keys of all its values did too.
            let facts = self
                .records
                .iter()
                .flat_map(|(path, record)| facts_of::of_record(&path.place(), record, &self.names));
            self.facts = facts.collect();
            let paths: BTreeSet<&FactPath> = self.facts.keys().chain(self.manifest.keys()).collect();
            let differ = paths.into_iter().filter(|path| self.facts.get(*path) != self.manifest.get(*path));
            self.differ = differ.cloned().collect();
        }
        self.differ.is_empty()
    }
}

impl Comparison {
    /// Leaves out what is said of environments of these names: they are none of the reader's business, and
    /// stay on both sides as they are.
    #[must_use]
    pub fn without(mut self, hidden: &[String]) -> Comparison {
        let about = |path: &FactPath| hidden.iter().any(|env| names_env(path, env));
        for difference in &mut self.differences {
            difference.cells.retain(|cell| !about(&cell.path));
        }
        self.differences.retain(|difference| !difference.cells.is_empty());
        self.renamed.retain(|(_, now)| !hidden.contains(now));
        self
    }

    /// The changes that make the store say what these edits of it want.
    ///
    /// # Errors
    /// Everything that cannot be.
    pub fn plan(
        &self,
        tree: &Tree,
        p: &ProjectName,
        push: &Edits,
        op: OpId,
    ) -> Result<declare::Plan, Vec<Trouble>> {
        let wanted = self.wanted(push);
        let mut names = self.names.clone();
        for path in wanted.keys() {
            if let ["envs", name] = path.as_strs()[..]
                && !names.values().any(|other| other == name)
            {
                names.insert(EnvId(random()), name.to_owned());
            }
        }
        let old = |place: &Place| tree.entry(&place.path()).map(|entry| &entry.record);
        let reading = facts_of::declared(&wanted, p, &names, old);
        if !reading.unfit.is_empty() {
            let trouble = |unfit: facts_of::Unfit| Trouble { path: unfit.path, why: unfit.why };
            return Err(reading.unfit.into_iter().map(trouble).collect());
        }
        declare::plan(tree, p, &reading.declared, op).map_err(|misfits| {
            let trouble =
                |Misfit { place, why }: Misfit| Trouble { path: facts_of::path_of(&place, &names), why };
            let mut troubles: Vec<Trouble> = misfits.into_iter().map(trouble).collect();
            troubles.sort_by(|a, b| (&a.path, &a.why).cmp(&(&b.path, &b.why)));
            troubles
        })
    }

    /// What the store is to say: what it says, with the edits, and `editable` as the manifest has it.
    fn wanted(&self, push: &Edits) -> Facts {
        let mut wanted = self.store.clone();
        apply(&mut wanted, push);
        let editable = self.mine.iter().filter(|(path, _)| path.as_strs().get(2) == Some(&"editable"));
        wanted.extend(editable.map(|(path, fact)| (path.clone(), fact.clone())));
        wanted
    }

    /// The first key of which a tree does not say what the edits of the store wanted.
    pub fn missed(&self, after: &Tree, p: &ProjectName, push: &Edits) -> Option<FactPath> {
        let (wanted, is) = (self.wanted(push), facts_of::facts(after, p, &facts_of::names(after, p)));
        let paths: BTreeSet<&FactPath> = wanted.keys().chain(is.keys()).collect();
        paths.into_iter().find(|path| wanted.get(*path) != is.get(*path)).cloned()
    }

    /// Whether the manifest on disk changes, with these edits of it.
    pub fn edits_manifest(&self, pull: &Edits) -> bool {
        !pull.is_empty() || !self.renamed.is_empty()
    }

    /// The manifest with these edits.
    ///
    /// # Errors
    /// When it is written in a way that has no place for them.
    pub fn pulled(&self, pull: &Edits) -> Result<Manifest, ManifestError> {
        if pull.is_empty() { Ok(self.manifest.clone()) } else { self.manifest.following(pull) }
    }
}
