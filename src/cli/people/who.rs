//! Whom a command about people means, on what, and until when; and the one way in which such
//! commands write.
//!
//! Scope comes from flags only, never from a manifest, a variable or what was saved: what is given
//! away by a command is all on its line.

use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::report::{Change, WriteResult};
use crate::cli::{WriteArgs, duration};
use crate::client::{Client, Done, Intent};
use crate::engine::rights::Actor;
use crate::engine::{Write, people};
use crate::model::{AppName, EnvId, Grant, MemberId, OpId, ProjectName, Subject, Tree};
use crate::ui::{Line, Symbol};

/// The longest life of a token, and its usual one, in days.
pub const TOKEN_DAYS_MAX: u64 = 366;
/// Milliseconds of a day.
pub const DAY: u64 = 86_400_000;

/// What a grant is on.
pub struct Scope {
    /// The project, where the flags name anything in one.
    pub projects: Vec<ProjectName>,
    /// The apps, ascending; none: all.
    pub apps: Vec<AppName>,
    /// The environments, ascending by id; none: all.
    pub envs: Vec<EnvId>,
}

impl Context {
    /// Opens the organization that is meant, with everyone in it and all environments, after what was
    /// due is done.
    ///
    /// # Errors
    /// When this identity is nobody there.
    pub fn people(&self) -> Result<(Client, Tree)> {
        let client = self.org()?;
        let reads = client.people_reads()?;
        let mut tree = client.read(&reads, None)?;
        if client.upkeep(&tree) {
            tree = client.read(&reads, None)?;
        }
        client.me(&tree)?;
        Ok((client, tree))
    }

    /// That it is a person who asks, and not a token: what makes and unmakes people is for people.
    ///
    /// # Errors
    /// When it is a token.
    pub fn in_person(&self, client: &Client, tree: &Tree, what: &str) -> Result<MemberId> {
        match client.actor(tree)? {
            Actor::Member(id) => Ok(id),
            _ => Err(Error::new(
                "token_not_enough",
                error::UNAUTHENTICATED,
                format!("{what}: sign in yourself"),
            )),
        }
    }

    /// What `--env` and `--app` name; a project is named by them, or by `--org ORG/PROJECT`.
    ///
    /// # Errors
    /// When there is no such thing.
    pub fn scope(&self, tree: &Tree) -> Result<Scope> {
        let whole = self.globals.org.as_ref().is_some_and(|org| org.contains('/'));
        let (mut envs, mut apps) = (Vec::new(), Vec::new());
        if self.globals.env.is_none() && self.globals.app.is_none() && !whole {
            return Ok(Scope { projects: Vec::new(), apps, envs });
        }
        let project = self.project()?;
        for name in self.globals.env.iter().flat_map(|names| names.split(',')) {
            envs.push(self.env_named(&project, tree, name)?.id);
        }
        for name in self.globals.app.iter().flat_map(|names| names.split(',')) {
            apps.push(self.app_named(&project, tree, name)?);
        }
        envs.sort_unstable();
        envs.dedup();
        apps.sort_unstable();
        apps.dedup();
        Ok(Scope { projects: vec![project.name], apps, envs })
    }

    /// Until when, for `--expires`.
    ///
    /// # Errors
    /// When it is no duration, or one that leads past all calendars.
    pub fn until(&self, expires: Option<&str>) -> Result<Option<u64>> {
        let Some(text) = expires else { return Ok(None) };
        let bad = |why: String| Error::usage(format!("--expires {text}: {why}"));
        let long = duration::parse(text).map_err(bad)?;
        let days = long.as_secs() / 86_400;
        if days > 36_500 {
            return Err(bad("more than a hundred years is for ever: leave it out".to_owned()));
        }
        Ok(Some(self.now + long.as_millis() as u64))
    }

    /// Writes a change of people: one commit, with the new keys that it makes due.
    ///
    /// # Errors
    /// What refuses; nothing was changed then.
    pub fn write_people<T>(
        &self,
        client: &Client,
        action: &str,
        args: &WriteArgs,
        plan: impl FnMut(&Tree, OpId) -> Result<(T, Vec<Write>)>,
        mut agree: impl FnMut(&T, &Tree) -> Result<()>,
    ) -> Result<Done<T>> {
        let intent =
            Intent { action, message: args.message.as_deref(), expect: args.expect, dry_run: args.dry_run };
        let reads = client.people_reads()?;
        client.transact::<T, Error>(&intent, &reads, plan, |report, before, _, _| agree(report, before))
    }

    /// Shows what a change of people did: one line, the revision, and what it brought with it.
    ///
    /// # Errors
    /// When the answer cannot be written.
    pub fn show_people<T>(
        &self,
        done: &Done<T>,
        args: &WriteArgs,
        line: Line,
        changes: Vec<Change>,
        more: Vec<Line>,
    ) -> Result {
        let rekeyed = rekeyed(done);
        let mut lines = vec![line];
        if !args.dry_run {
            let first = std::mem::take(&mut lines[0]);
            lines[0] = first.plain(" ").symbol(Symbol::Dot).plain(format!(" rev {}", done.rev));
        }
        lines.extend(more);
        if !rekeyed.is_empty() {
            let verb = if args.dry_run { "would get" } else { "got" };
            lines.push(Line::new().plain(format!("  {verb} a new key: {}", rekeyed.join(", "))));
        }
        self.ui.show(&WriteResult {
            changed: done.changed && !args.dry_run,
            rev: done.rev,
            synced: false,
            backup: None,
            dry_run: args.dry_run,
            changes: if done.changed { changes } else { Vec::new() },
            lines,
        })?;
        Ok(error::OK)
    }
}

/// The environments that got a new key.
fn rekeyed<T>(done: &Done<T>) -> Vec<String> {
    let mut names = Vec::new();
    for path in &done.touched {
        if let crate::model::Place::Epoch(p, env, n) = path.place()
            && n > 1
            && done.before.entry(path).is_none()
        {
            names.push(env_name(&done.before, &p, env));
        }
    }
    names
}

fn env_name(tree: &Tree, p: &ProjectName, env: EnvId) -> String {
    let found = tree.envs(p).into_iter().find(|(id, _)| *id == env);
    found.map_or_else(|| "a deleted environment".to_owned(), |(_, record)| record.name.to_string())
}

/// WHO on the command line: a member's name, `group:NAME` or `token:NAME`.
///
/// # Errors
/// When there is nobody of the name.
pub fn subject(tree: &Tree, who: &str) -> Result<Subject> {
    Ok(match who.split_once(':') {
        Some(("group", name)) => Subject::Group(people::group(tree, name)?.0),
        Some(("token", name)) => Subject::Token(people::token(tree, name)?.0),
        _ => match tree.invitations().find(|(_, invited)| invited.name == who) {
            Some((id, _)) => Subject::Member(id),
            None => Subject::Member(people::member(tree, who)?.0),
        },
    })
}

/// What a grant is on, in words.
pub fn reach(tree: &Tree, grant: &Grant) -> String {
    let apps: Vec<&str> = grant.apps.iter().map(AppName::as_str).collect();
    let apps = if apps.is_empty() { "all apps".to_owned() } else { apps.join(", ") };
    let projects: Vec<&str> = grant.projects.iter().map(ProjectName::as_str).collect();
    let of = if projects.is_empty() { String::new() } else { format!(" of {}", projects.join(", ")) };
    format!("on {apps}{of} in {}", envs(tree, grant))
}

/// The environments of a grant, in words.
pub fn envs(tree: &Tree, grant: &Grant) -> String {
    if grant.envs.is_empty() {
        return "all environments".to_owned();
    }
    let mut names: Vec<String> = Vec::new();
    for p in &grant.projects {
        for (id, env) in tree.envs(p) {
            if grant.envs.contains(&id) {
                names.push(env.name.to_string());
            }
        }
    }
    if names.is_empty() {
        "no environment that is left, or that you see".to_owned()
    } else {
        names.join(", ")
    }
}
