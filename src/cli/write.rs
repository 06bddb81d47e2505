//! Writing: asking first, one commit, and the manifest that follows.

use std::cell::RefCell;

use super::WriteArgs;
use super::context::{Context, Found, Project};
use super::error::{self, Error, Result};
use super::report::{Change, WriteResult};
use crate::client::{Done, Intent, follow};
use crate::engine::Write;
use crate::manifest::{Manifest, ManifestError};
use crate::model::{OpId, Prefix, ProjectName, Tree};
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
            Some(typed) if typed == name => return Ok(()),
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
        let edited: RefCell<Option<Manifest>> = RefCell::new(None);
        let intent =
            Intent { action, message: args.message.as_deref(), expect: args.expect, dry_run: args.dry_run };
        let done = project.client.transact::<T, Error>(
            &intent,
            &reads,
            plan,
            |report, before, after, touched| {
                if let Some(manifest) = manifest {
                    *edited.borrow_mut() = follow::edited(manifest, before, after, &project.name, touched)?;
                }
                agree(report, before)
            },
        )?;
        let edited = edited.into_inner();
        if let (Some(new), Some(old), false) = (&edited, manifest, args.dry_run) {
            save(new, old, &done, &project.name).map_err(|e| {
                let what = format!(
                    "rev {} is in the store, and envctl.toml did not follow: {}",
                    done.rev, e.0.message
                );
                Error::new("manifest_not_written", error::FAILED, what)
                    .hint("envctl diff   (shows what differs)")
            })?;
        }
        Ok(Written { done, in_manifest: edited.is_some() })
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

/// Saves the manifest; where another command edited it meanwhile, the same edit is made in theirs.
fn save<T>(new: &Manifest, old: &Manifest, done: &Done<T>, p: &ProjectName) -> Result<()> {
    let (mut new, mut old) = (new.clone(), old.clone());
    for _ in 0..TRIES {
        match new.save(&old) {
            Err(ManifestError::Changed { path }) => {
                old = Manifest::read(&path)?;
                match follow::edited(&old, &done.before, &done.after, p, &done.touched)? {
                    Some(again) => new = again,
                    None => return Ok(()),
                }
            }
            saved => return Ok(saved?),
        }
    }
    Err(ManifestError::Changed { path: new.path().to_owned() }.into())
}
