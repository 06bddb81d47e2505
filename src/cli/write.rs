//! Writing: asking first, one commit, and the manifest that follows.

use std::cell::RefCell;

use super::WriteArgs;
use super::context::{Context, Found, Project};
use super::error::{self, Error, Result};
use super::report::{Change, WriteResult};
use crate::client::base::Memory;
use crate::client::follow::{self, Followed};
use crate::client::sync::Tie;
use crate::client::{Done, Intent};
use crate::engine::Write;
use crate::manifest::{self, Manifest, ManifestError};
use crate::model::{OpId, Path, Prefix, Tree};
use crate::ui::{Line, Symbol};

/// What a write did.
pub struct Written<T> {
    /// The transaction.
    pub done: Done<T>,
    /// Whether the manifest was edited too.
    pub in_manifest: bool,
}

impl Context {
    /// Asks for the name of a protected environment, or of whatever is not easily undone.
    ///
    /// # Errors
    /// When it is not confirmed.
    pub fn confirm_name(
        &self,
        write: &WriteArgs,
        name: &str,
        why: &str,
        verb: &str,
        fact: &str,
    ) -> Result<()> {
        match &write.confirm {
            Some(typed) if typed.split(',').any(|typed| typed == name) => return Ok(()),
            Some(typed) => {
                return Err(Error::new(
                    "cancelled",
                    error::BLOCKED,
                    format!("--confirm {typed} is not the name {name}: nothing changed"),
                ));
            }
            None => {}
        }
        if !self.ui.can_prompt() {
            return Err(Error::new(
                "confirmation_required",
                error::BLOCKED,
                format!("{why} and its name was not confirmed"),
            )
            .fact(fact)
            .hint(format!("pass --confirm {name}   (--yes does not answer this)")));
        }
        match self.ui.type_name(&format!("{why}. Type its name to {verb}"), name)? {
            true => Ok(()),
            false => Err(Error::cancelled()),
        }
    }

    /// Asks for the name of an environment if it is protected.
    ///
    /// # Errors
    /// When it is not confirmed.
    pub fn confirm_env(&self, write: &WriteArgs, found: &Found, verb: &str, fact: &str) -> Result<()> {
        if found.env.policy.is_none() || write.dry_run {
            return Ok(());
        }
        self.confirm_name(write, found.name(), &format!("{} is protected", found.name()), verb, fact)
    }

    /// Asks y/N.
    ///
    /// # Errors
    /// When the answer is no, or there is nobody to ask.
    pub fn confirm(&self, write: &WriteArgs, question: &str) -> Result<()> {
        if write.dry_run || self.globals.yes {
            return Ok(());
        }
        if !self.ui.can_prompt() {
            return Err(Error::new(
                "input_required",
                error::USAGE,
                "this asks for confirmation and there is no terminal to ask on",
            )
            .hint("pass --yes (or look first with --dry-run)"));
        }
        if self.ui.confirm(question)? { Ok(()) } else { Err(Error::cancelled()) }
    }

    /// Writes: plans, asks, commits, and lets the manifest follow.
    ///
    /// `agree` sees the plan before anything changes; it shows and asks.
    ///
    /// # Errors
    /// Whatever refuses: nothing was changed then, but for a manifest that could not be written
    /// after the commit, which says so.
    pub fn write<T>(
        &self,
        project: &Project,
        action: &str,
        args: &WriteArgs,
        reads: &[Prefix],
        plan: impl FnMut(&Tree, OpId) -> Result<(T, Vec<Write>)>,
        mut agree: impl FnMut(&T, &Tree) -> Result<()>,
    ) -> Result<Written<T>> {
        let manifest = if project.has_manifest { self.manifest()? } else { None };
        let mut reads = reads.to_vec();
        // The manifest names environments; records name them by id.
        reads.push(Prefix::folder(&project.name, "env"));
        let followed: RefCell<Option<Followed>> = RefCell::new(None);
        let intent =
            Intent { action, message: args.message.as_deref(), expect: args.expect, dry_run: args.dry_run };
        let done = project.client.transact::<T, Error>(
            &intent,
            &reads,
            plan,
            |report, before, after, touched| {
                if let Some(manifest) = manifest {
                    *followed.borrow_mut() = self.follow(project, manifest, before, after, touched)?;
                }
                agree(report, before)
            },
        )?;
        let followed = followed.into_inner();
        let in_manifest = followed.is_some();
        if let (Some(old), true, false) = (manifest, done.changed, args.dry_run) {
            self.save(project, old, followed, &done).map_err(|e| {
                let what = format!(
                    "rev {} is in the store, and envctl.toml did not follow: {}",
                    done.rev, e.0.message
                );
                Error::new("manifest_not_written", error::FAILED, what)
                    .hint("envctl sync   (brings the two together)")
            })?;
        }
        Ok(Written { done, in_manifest })
    }

    /// The manifest and its project in the store.
    ///
    /// # Errors
    /// When there is no manifest to be found.
    pub fn tie<'p>(&self, project: &'p Project) -> Result<Tie<'p>> {
        let path = self.manifest_path()?.unwrap_or(std::path::Path::new(manifest::FILE_NAME));
        let memory = Memory::new(self.folders.state.as_deref(), path, project.client.org(), &project.name);
        Ok(Tie::new(&project.client, &project.name, memory))
    }

    fn follow(
        &self,
        project: &Project,
        manifest: &Manifest,
        before: &Tree,
        after: &Tree,
        touched: &[Path],
    ) -> Result<Option<Followed>> {
        let tie = self.tie(project)?;
        let base = |manifest: &Manifest| tie.base(manifest, before);
        Ok(follow::edited(manifest, before, after, &project.name, touched, base)?)
    }

    /// Saves the manifest; where another command edited it meanwhile, the same edit is made in theirs.
    fn save<T>(
        &self,
        project: &Project,
        old: &Manifest,
        mut followed: Option<Followed>,
        done: &Done<T>,
    ) -> Result<()> {
        let memory = self.tie(project)?.memory;
        let (before, rev) = (done.before.head.seq, done.rev);
        let mut old = old.clone();
        for _ in 0..TRIES {
            let Some(Followed { manifest, edits }) = &followed else {
                memory.update(|agreed| agreed.settle(before, rev, &Vec::new()));
                return Ok(());
            };
            memory.update(|agreed| agreed.begin(edits));
            match manifest.save(&old) {
                Err(ManifestError::Changed { path }) => {
                    old = Manifest::read(&path)?;
                    followed = self.follow(project, &old, &done.before, &done.after, &done.touched)?;
                }
                saved => {
                    saved?;
                    memory.update(|agreed| agreed.settle(before, rev, edits));
                    return Ok(());
                }
            }
        }
        Err(ManifestError::Changed { path: old.path().to_owned() }.into())
    }
}

/// The answer of a write that has no shape of its own: the first line says the revision.
pub fn changed<T>(
    written: &Written<T>,
    args: &WriteArgs,
    changes: Vec<Change>,
    lines: Vec<Line>,
) -> WriteResult {
    let done = &written.done;
    let rev = Line::new().plain(" ").symbol(Symbol::Dot).plain(format!(" rev {}", done.rev));
    let lines = lines
        .into_iter()
        .enumerate()
        .map(|(n, line)| if n == 0 && !args.dry_run { line.join(rev.clone()) } else { line })
        .collect();
    WriteResult {
        changed: done.changed && !args.dry_run,
        rev: done.rev,
        synced: written.in_manifest,
        dry_run: args.dry_run,
        changes: if done.changed { changes } else { Vec::new() },
        lines,
    }
}

/// How often another writer of the manifest may come first.
const TRIES: usize = 50;
