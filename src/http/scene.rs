//! What a run reads, asked for by names, in one question; and the same kept as bytes, to be read again
//! where there is no server.
//!
//! Invariant: a record counts only under a prefix that a run there reads, whoever answers.

use std::collections::BTreeMap;

use super::Remote;
use super::wire::{EntryItem, ReadAnswer, RunAnswer, RunQuestion, head};
use crate::engine::reads;
use crate::model::cbor::{self, Bytes};
use crate::model::{Entry, Head, Kind, Path, Prefix, Record, Tree};
use crate::store::{Asked, OrgEntry, Scene, Store as _, StoreError};

impl Remote {
    /// Everything that a run reads.
    ///
    /// # Errors
    /// When the server cannot be asked, or says no.
    pub fn scene(&self, asked: &Asked) -> Result<Scene, StoreError> {
        let question = RunQuestion {
            org: asked.org.to_string(),
            project: asked.project.to_string(),
            env: asked.env.to_string(),
            app: asked.app.as_ref().map(ToString::to_string),
            seen: asked.seen,
        };
        let answer: RunAnswer = self.ask("/v1/run", &question)?;
        let more = answer.page.more;
        let mut scene = of_answer(self.base(), answer, asked)?;
        if more {
            let prefixes = prefixes(&scene.tree, asked);
            scene.tree = self.read(&scene.org.id, &prefixes, Some(scene.tree.head.seq))?;
        }
        Ok(scene)
    }
}

/// What was found, as bytes.
pub fn to_bytes(scene: &Scene) -> Vec<u8> {
    let Scene { org, tree, seen } = scene;
    let entries = tree.entries().iter().map(|(path, entry)| EntryItem::of(path, entry, &entry.record));
    let page = ReadAnswer {
        seq: tree.head.seq,
        hash: tree.head.hash,
        time: tree.time,
        entries: entries.collect(),
        more: false,
    };
    cbor::to_vec(&RunAnswer { org: org.id, page, seen: seen.map(|(_, hash)| hash) })
}

/// What was found, from its bytes.
///
/// # Errors
/// When they are not the answer to what is asked.
pub fn from_bytes(place: &str, bytes: &[u8], asked: &Asked) -> Result<Scene, StoreError> {
    let answer = cbor::from_slice(bytes).map_err(|e| wrong(place, e.to_string()))?;
    of_answer(place, answer, asked)
}

fn wrong(place: &str, what: impl Into<String>) -> StoreError {
    StoreError::Damaged { path: place.into(), what: what.into() }
}

/// What a run reads, as far as a tree says which environment is meant.
fn prefixes(tree: &Tree, asked: &Asked) -> Vec<Prefix> {
    let Asked { project, env, app, .. } = asked;
    let mut prefixes = reads::place(project);
    if let Some((id, _)) = tree.env_named(project, env.as_str()) {
        prefixes.extend(reads::run(project, id, app.as_ref()));
    }
    prefixes
}

fn of_answer(place: &str, answer: RunAnswer, asked: &Asked) -> Result<Scene, StoreError> {
    let RunAnswer { org, page, seen } = answer;
    let at = head(page.seq, page.hash);
    let known = reads::place(&asked.project);
    let (first, rest): (Vec<EntryItem>, Vec<EntryItem>) =
        page.entries.into_iter().partition(|item| known.iter().any(|prefix| prefix.covers(&item.path)));
    let take = |items: Vec<EntryItem>, prefixes: &[Prefix]| {
        let mut entries: BTreeMap<Path, Box<Entry>> = BTreeMap::new();
        for item in items {
            let (path, entry) = entry(place, item, prefixes, at)?;
            if entries.last_key_value().is_some_and(|(before, _)| *before >= path) {
                return Err(wrong(place, "its records are not in order"));
            }
            entries.insert(path, entry);
        }
        Ok(entries)
    };
    let mut entries = take(first, &known)?;
    let tree = Tree::new(org, at, page.time, known, entries.clone());
    let prefixes = prefixes(&tree, asked);
    entries.extend(take(rest, &prefixes)?);
    let name = tree.organization().map(|org| org.name.clone());
    let name = name.ok_or_else(|| wrong(place, "the organization is not in its answer"))?;
    if name != asked.org {
        return Err(wrong(place, "it answers for another organization than was asked for"));
    }
    let tree = Tree::new(org, at, page.time, prefixes, entries);
    Ok(Scene { org: OrgEntry { id: org, name, head: at }, tree, seen: asked.seen.zip(seen) })
}

/// One record of an answer, compared with what was asked for.
pub(super) fn entry(
    place: &str,
    item: EntryItem,
    prefixes: &[Prefix],
    head: Head,
) -> Result<(Path, Box<Entry>), StoreError> {
    let EntryItem { path, leaf, rev, kind, body: Bytes(body) } = item;
    let damaged = |source| StoreError::Record { path: path.clone(), source };
    let parsed = Path::parse(&path).ok_or_else(|| wrong(place, "a record's path is not one"))?;
    if !prefixes.iter().any(|prefix| prefix.covers(&path)) {
        return Err(wrong(place, "it answers with records that were not asked for"));
    }
    let kind = Kind::from_number(kind).filter(|kind| *kind == parsed.place().kind());
    let kind = kind.ok_or_else(|| wrong(place, "a record is of another kind than its path"))?;
    if rev == 0 || rev > head.seq {
        return Err(wrong(place, "a record is of a revision that has not been"));
    }
    let record = Record::from_slice(kind, &body).map_err(damaged)?;
    Ok((parsed, Box::new(Entry { leaf, rev, record })))
}
