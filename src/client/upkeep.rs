//! Upkeep: what is due, done by whoever comes by with the key or the clock for it.
//!
//! New keys where a reader leaves, in the same commit; the ends of what was given for a time; wraps
//! for readers who have none yet. Invariant: a file store has no one else to do it, so a command that
//! cannot do it goes on without.

use super::{Client, ClientError, Intent, preview};
use crate::engine::readers::{pending, readers, rotation_due};
use crate::engine::rights::{At, Right};
use crate::engine::{Write, people};
use crate::model::{Env, EnvId, Path, Place, Prefix, ProjectName, Record, Tree};

impl Client {
    /// What a change of people reads: everyone, what they hold, and every environment with its keys.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn people_reads(&self) -> Result<Vec<Prefix>, ClientError> {
        let tree = self.read(&[Prefix::projects()], None)?;
        let mut reads = vec![Prefix::members(), Prefix::access(), Prefix::invitations(), Prefix::projects()];
        for p in tree.projects() {
            reads.extend([Prefix::folder(&p, "env"), Prefix::folder(&p, "epoch")]);
            reads.push(Prefix::folder(&p, "app"));
        }
        Ok(reads)
    }

    /// The new keys that changes make due, of environments that this identity can open: where a reader
    /// leaves by them, and where a secret is written and a reader has left before.
    pub(super) fn rekeys(&self, before: &Tree, writes: &[Write]) -> Result<Vec<Write>, ClientError> {
        let made: Vec<EnvId> = writes
            .iter()
            .filter_map(|write| if let Write::Rekey(_, env) = write { Some(*env) } else { None })
            .collect();
        let sealed: Vec<EnvId> = super::sealed_in(writes).into_iter().map(|(_, env)| env).collect();
        let is_people = |path: &Path| {
            matches!(
                path.place(),
                Place::Org
                    | Place::Member(_)
                    | Place::Group(_)
                    | Place::Role(_)
                    | Place::Grant(_)
                    | Place::Token(_)
                    | Place::AccessPolicy
                    | Place::Review
                    | Place::Env(..)
            )
        };
        let changes: Vec<(Path, Option<Record>)> = writes
            .iter()
            .filter_map(|write| match write {
                Write::Put(path, record) if is_people(path) => Some((path.clone(), Some(record.clone()))),
                Write::Delete(path) if is_people(path) => Some((path.clone(), None)),
                _ => None,
            })
            .collect();
        if changes.is_empty() && sealed.is_empty() {
            return Ok(Vec::new());
        }
        let after = preview(before, &changes);
        let me = self.me(before)?;
        let mut rekeys = Vec::new();
        for (p, env, record) in open_envs(before) {
            let Some((_, epoch)) = before.epoch(&p, env) else { continue };
            let gone = after.get::<Env>(Place::Env(p.clone(), env)).is_none();
            if made.contains(&env) || gone || !epoch.wraps.iter().any(|w| w.kid == self.kid) {
                continue;
            }
            let at = At { project: Some(&p), env: Some((env, record)), app: None };
            let shrinks = || {
                let now = readers(&after, &p, env);
                readers(before, &p, env).keys().any(|kid| !now.contains_key(kid))
            };
            let due = rotation_due(&after, &p, env)
                && (sealed.contains(&env) || (!changes.is_empty() && shrinks()))
                && me.check(Right::Open, at).is_ok();
            if due {
                rekeys.push(Write::Rekey(p, env));
            }
        }
        Ok(rekeys)
    }

    /// Ends what was given until now, and makes wraps for readers who have none yet, in environments
    /// that are not protected. The tree has everyone and, of those environments, the keys.
    ///
    /// What cannot be done is left to the next who comes by. True if there was something: the store may
    /// have moved.
    pub fn upkeep(&self, tree: &Tree) -> bool {
        let due = !people::ended(tree, self.now()).is_empty();
        if due {
            self.end_due();
        }
        let waiting = |(p, env, record): &(ProjectName, EnvId, &Env)| {
            let held = tree.epoch(p, *env).is_some_and(|(_, e)| e.wraps.iter().any(|w| w.kid == self.kid));
            let at = At { project: Some(p), env: Some((*env, record)), app: None };
            held && record.policy.is_none()
                && !pending(tree, p, *env).is_empty()
                && self.me(tree).is_ok_and(|me| me.check(Right::Open, at).is_ok())
        };
        let shares: Vec<(ProjectName, EnvId)> =
            open_envs(tree).into_iter().filter(waiting).map(|(p, env, _)| (p, env)).collect();
        if shares.is_empty() {
            return due;
        }
        // A store that this process may not write, or a writer who came first, is no failure here.
        let _ = self.share(&shares, None);
        true
    }

    /// Ends what was given until now.
    fn end_due(&self) {
        let Ok(reads) = self.people_reads() else { return };
        let intent = Intent { action: "grant.expire", message: None, expect: None, dry_run: false };
        let now = self.now();
        let _ = self.transact::<(), ClientError>(
            &intent,
            &reads,
            |tree, _| Ok(((), people::ended(tree, now))),
            |(), _, _, _| Ok(()),
        );
    }

    /// Wraps the keys of environments for readers who have none, all of them or these.
    ///
    /// # Errors
    /// When this identity does not hold a key, or may not.
    pub fn share(
        &self,
        envs: &[(ProjectName, EnvId)],
        kids: Option<&[crate::model::Kid]>,
    ) -> Result<u64, ClientError> {
        let intent = Intent { action: "key.wrap", message: None, expect: None, dry_run: false };
        let done = self.transact::<(), ClientError>(
            &intent,
            &self.people_reads()?,
            |tree, _| {
                let left = |(p, env): &&(ProjectName, EnvId)| !pending(tree, p, *env).is_empty();
                let share = |(p, env): &(ProjectName, EnvId)| {
                    Write::Share(p.clone(), *env, kids.map(<[crate::model::Kid]>::to_vec))
                };
                Ok(((), envs.iter().filter(left).map(share).collect()))
            },
            |(), _, _, _| Ok(()),
        )?;
        Ok(done.rev)
    }
}

/// The environments of which a tree has the keys.
fn open_envs(tree: &Tree) -> Vec<(ProjectName, EnvId, &Env)> {
    let mut envs = Vec::new();
    let mut projects: Vec<ProjectName> = Vec::new();
    for (path, entry) in tree.entries() {
        if let (Record::Env(_), Place::Env(p, _)) = (&entry.record, path.place())
            && !projects.contains(&p)
        {
            projects.push(p);
        }
    }
    for p in projects.into_iter().filter(|p| tree.covers(&Prefix::folder(p, "env"))) {
        let there = tree.envs(&p).into_iter().filter(|(env, _)| tree.covers(&Prefix::epochs(&p, *env)));
        envs.extend(there.map(|(env, record)| (p.clone(), env, record)));
    }
    envs
}
