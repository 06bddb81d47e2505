//! Writing: asking first, one commit, and the manifest that follows.

use std::cell::RefCell;

use super::WriteArgs;
use super::context::{Context, Found, Project};
use super::error::{self, Error, Result};
use super::report::{Change, WriteResult};
use crate::client::base::Memory;
use crate::client::follow::Followed;
use crate::client::sync::Tie;
use crate::client::{Done, Intent};
use crate::engine::Write;
use crate::manifest;
use crate::model::{OpId, Prefix, Tree};
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
        agree: impl FnMut(&T, &Tree) -> Result<()>,
    ) -> Result<Written<T>> {
        let read = |needs: &[Prefix]| Ok(project.client.read(&[reads, needs].concat(), None)?);
        self.write_on(project, action, args, read, plan, agree)
    }

    /// As [`Context::write`], on the tree that `read` gives: the newest, with what it is handed.
    ///
    /// # Errors
    /// As [`Context::write`].
    pub fn write_on<T>(
        &self,
        project: &Project,
        action: &str,
        args: &WriteArgs,
        read: impl Fn(&[Prefix]) -> Result<Tree>,
        plan: impl FnMut(&Tree, OpId) -> Result<(T, Vec<Write>)>,
        mut agree: impl FnMut(&T, &Tree) -> Result<()>,
    ) -> Result<Written<T>> {
        let tie = self.tie(project)?;
        let path = if project.has_manifest { self.manifest_path()? } else { None };
        let sheet = path.map(|path| tie.sheet(path, self.folders.home.as_deref())).transpose()?;
        // The manifest names environments; records name them by id.
        let envs = [Prefix::folder(&project.name, "env")];
        let read = |needs: &[Prefix]| read(&[&envs, needs].concat());
        let followed: RefCell<Option<Followed>> = RefCell::new(None);
        let intent =
            Intent { action, message: args.message.as_deref(), expect: args.expect, dry_run: args.dry_run };
        let done = project.client.transact_on::<T, Error>(
            &intent,
            read,
            plan,
            |report, before, after, touched| {
                if let Some(sheet) = &sheet {
                    *followed.borrow_mut() = tie.follow(sheet, before, after, touched)?;
                }
                agree(report, before)
            },
        )?;
        let followed = followed.into_inner();
        let in_manifest = followed.is_some();
        if let (Some(sheet), true, false) = (sheet, done.changed, args.dry_run) {
            tie.keep(sheet, followed, &done).map_err(|e| {
                let e = Error::from(e);
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
        backup: None,
        dry_run: args.dry_run,
        changes: if done.changed { changes } else { Vec::new() },
        lines,
    }
}
