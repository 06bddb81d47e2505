//! `envctl sync`, `pull`, `push`: the manifest and the store brought together again.

use std::collections::BTreeSet;

use serde::Serialize;

mod all;
mod choices;
mod conflict;

use choices::Choices;

use super::diff::everything;
use super::differences::{self, Way};
use crate::cli::WriteArgs;
use crate::cli::context::{Context, Project, manifest_name};
use crate::cli::error::{self, Error, Result};
use crate::cli::report::{self, Change};
use crate::client::base::Memory;
use crate::client::sync::{Comparison, Trouble};
use crate::client::{ClientError, Intent};
use crate::engine::declare::{Plan, Removal};
use crate::manifest::compare::{Changed, Difference, Edits, Take};
use crate::manifest::{self, Fact, Manifest, tree as facts_of};
use crate::model::{OpId, Place, Tree};
use crate::ui::{Line, Page, Report, Sign, Symbol};

/// Bring envctl.toml and the store together
///
/// What was edited by hand goes to the store, what commands elsewhere changed comes into
/// envctl.toml. What both changed differently is a conflict.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl sync
  envctl sync --dry-run
  envctl sync --yes --prefer store
  envctl sync --resolve constants.API_TIMEOUT@production=manifest")]
pub struct Args {
    /// Only bring what the store changed into envctl.toml
    #[arg(long, conflicts_with = "push")]
    pull: bool,
    /// Only bring what envctl.toml changed into the store
    #[arg(long)]
    push: bool,
    /// Bring back what a store of others has lost and this machine still holds
    #[arg(long, conflicts_with_all = ["pull", "push", "prefer", "resolve", "all"])]
    repair: bool,
    /// Go on with what the store has, and give up what was seen beyond it
    #[arg(long, requires = "repair")]
    accept: bool,
    #[command(flatten)]
    common: Common,
}

/// The flags of `sync`, `pull` and `push`.
#[derive(Clone, Debug, clap::Args)]
pub struct Common {
    /// Which side wins where both changed something
    #[arg(long, value_name = "SIDE", value_parser = ["manifest", "store"])]
    prefer: Option<String>,
    /// Which side one conflict is resolved to: PATH=manifest or PATH=store
    #[arg(long, value_name = "PATH=SIDE")]
    resolve: Vec<String>,
    /// Every manifest of the workspace
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    write: WriteArgs,
}

/// What is brought where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Both,
    Pull,
    Push,
}

#[derive(Debug, Default, Serialize)]
struct SyncResult {
    changed: bool,
    rev: u64,
    base: Option<u64>,
    pulled: usize,
    pushed: usize,
    changes: Vec<Directed>,
    conflicts: Vec<conflict::Conflict>,
    kept_out: Vec<String>,
    dry_run: bool,
    #[serde(skip)]
    plan: Vec<Line>,
}

/// A change, and which side it is made on.
#[derive(Debug, Serialize)]
struct Directed {
    #[serde(flatten)]
    change: Change,
    to: &'static str,
}

impl SyncResult {
    /// What was done, in a line.
    fn done(&self) -> Line {
        let line = Line::new().plain("synced ").symbol(Symbol::Dot).plain(format!(" rev {}", self.rev));
        if self.pulled == 0 {
            return line;
        }
        let keys = report::count(self.pulled, "key");
        line.plain(" ").symbol(Symbol::Dot).plain(format!(" {}: {keys} updated", manifest_name()))
    }
}

impl Report for SyncResult {
    const KIND: &'static str = "SyncResult";

    fn text(&self, page: &mut Page<'_>) {
        if self.dry_run {
            self.plan.iter().for_each(|line| page.line(line.clone()));
            return report::dry_run(page);
        }
        if !self.changed {
            return page.line("nothing to do");
        }
        page.ok(self.done());
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// Runs `sync`.
pub fn run(ctx: &Context, args: &Args) -> Result {
    if args.repair {
        return super::repair::run(ctx, &args.common.write, args.accept);
    }
    let mode = match (args.pull, args.push) {
        (true, _) => Mode::Pull,
        (_, true) => Mode::Push,
        _ => Mode::Both,
    };
    sync(ctx, &args.common, mode)
}

/// Runs `pull`.
pub fn pull(ctx: &Context, args: &Common) -> Result {
    sync(ctx, args, Mode::Pull)
}

/// Runs `push`.
pub fn push(ctx: &Context, args: &Common) -> Result {
    sync(ctx, args, Mode::Push)
}

fn sync(ctx: &Context, args: &Common, mode: Mode) -> Result {
    if args.all {
        return all::run(ctx, args, mode);
    }
    let project = ctx.project()?;
    if mode != Mode::Push && ctx.manifest_path()?.is_none() && ctx.globals.config.is_none() {
        return fresh(ctx, &project, args);
    }
    let Some(manifest) = ctx.manifest()?.filter(|_| project.has_manifest) else {
        return Err(Error::new(
            "manifest_not_found",
            error::NOT_FOUND,
            format!("there is no {} here to sync with the store", manifest_name()),
        ));
    };
    let mut manifest = manifest.clone();
    loop {
        let job = Job::new(ctx, &project, args, mode, &manifest)?;
        match job.run() {
            // Another writer came first: the plan is made again, and shown again.
            Err(e) if e.0.code == "stale_revision" && ctx.ui.can_prompt() && args.write.expect.is_none() => {
                ctx.ui.warn(&e.0.message);
                manifest = manifest.again()?;
            }
            done => return done,
        }
    }
}

/// Writes a manifest here, of a project that the store has.
fn fresh(ctx: &Context, project: &Project, args: &Common) -> Result {
    let look = project.client.read(&everything(project), None)?;
    project.client.me(&look)?;
    let file = ctx.cwd.join(manifest_name());
    let given = ctx.globals.store.as_deref().filter(|url| !url.trim_start_matches("file:").starts_with('/'));
    let root = manifest::root_of(&file, ctx.folders.home.as_deref())?;
    let root = root.map(|root| Manifest::read(&root)).transpose()?;
    let manifest = Manifest::of(&file, &look, &project.name, given, root)?;
    let rev = look.head.seq;
    let keys = manifest.facts().len();
    let arrow =
        Line::new().plain(format!("Plan for {}/{}   rev {rev} ", project.client.org_name(), project.name));
    let arrow =
        arrow.symbol(Symbol::Arrow).plain(format!(" {} ({})", manifest_name(), report::count(keys, "key")));
    let plan = vec![arrow];
    let report = SyncResult {
        changed: !args.write.dry_run,
        rev,
        pulled: keys,
        dry_run: args.write.dry_run,
        plan,
        ..SyncResult::default()
    };
    if !args.write.dry_run {
        Manifest::prepare(&file, std::str::from_utf8(manifest.digest_bytes()).unwrap_or_default())?.put()?;
        let memory = Memory::new(ctx.folders.state.as_deref(), &file, project.client.org(), &project.name);
        memory.update(|agreed| agreed.all(rev));
    }
    ctx.ui.show(&report)?;
    Ok(error::OK)
}

/// One attempt: what differs, what becomes of it, and the plan.
struct Job<'j> {
    ctx: &'j Context,
    project: &'j Project,
    args: &'j Common,
    /// The manifest as it is on disk.
    disk: &'j Manifest,
    look: Tree,
    found: Comparison,
    takes: Vec<Take>,
    push: Edits,
    pull: Edits,
    plan: Plan,
    new: Manifest,
}

impl<'j> Job<'j> {
    fn new(
        ctx: &'j Context,
        project: &'j Project,
        args: &'j Common,
        mode: Mode,
        disk: &'j Manifest,
    ) -> Result<Job<'j>> {
        let look = project.client.read(&everything(project), None)?;
        project.client.me(&look)?;
        if let Some(expected) = args.write.expect.filter(|rev| *rev != look.head.seq) {
            return Err(ClientError::Expected { expected, found: look.head.seq }.into());
        }
        let waiting = ctx.ui.spinner(&format!("comparing {} and the store", manifest_name()));
        let found = ctx.compared(project, disk, &look)?;
        drop(waiting);
        let takes = Choices { ctx, project, args, mode, look: &look, found: &found }.takes()?;
        let (mut push, mut pull) = (Edits::new(), Edits::new());
        for (difference, take) in found.differences.iter().zip(&takes) {
            let (to_store, to_manifest) = difference.edits(take);
            push.extend(to_store);
            pull.extend(to_manifest);
        }
        let plan = found.plan(&look, &project.name, &push, OpId([0; 16])).map_err(troubled)?;
        let new = found.pulled(&pull)?;
        Ok(Job { ctx, project, args, disk, look, found, takes, push, pull, plan, new })
    }

    fn run(&self) -> Result {
        let (ctx, write) = (self.ctx, &self.args.write);
        let mut report = self.report();
        if write.dry_run || (ctx.ui.can_prompt() && !self.is_nothing()) {
            // What the gate refuses is refused before anything is asked.
            self.check()?;
        }
        if write.dry_run {
            ctx.ui.show(&report)?;
            return Ok(error::OK);
        }
        if !self.is_nothing() {
            self.ask(&report)?;
        }
        let done = self.apply(true)?;
        if let Some(rev) = done {
            (report.rev, report.changed) = (rev, true);
        }
        ctx.ui.show(&report)?;
        self.kept_out();
        if done.is_some() {
            self.missing_values();
        }
        Ok(error::OK)
    }

    /// Whether neither side changes.
    fn is_nothing(&self) -> bool {
        self.plan.writes.is_empty() && self.push.is_empty() && !self.found.edits_manifest(&self.pull)
    }

    /// Judges the commit without making it.
    fn check(&self) -> Result<()> {
        if self.plan.writes.is_empty() { Ok(()) } else { self.commit(true, true).map(drop) }
    }

    /// Does what was planned: the revision, if anything was done. `still`: only if the store is where the
    /// plan was made.
    fn apply(&self, still: bool) -> Result<Option<u64>> {
        if self.is_nothing() {
            if self.is_whole() {
                self.ctx.tie(self.project)?.memory.update(|agreed| agreed.all(self.look.head.seq));
            }
            return Ok(None);
        }
        let _waiting = self.ctx.ui.spinner(&format!("syncing {}", self.project.name));
        let pushes = !self.plan.writes.is_empty();
        let rev = if pushes { self.commit(false, still)? } else { self.look.head.seq };
        self.save(rev, pushes)?;
        Ok(Some(rev))
    }

    /// Whether nothing is left that differs.
    fn is_whole(&self) -> bool {
        !self.takes.contains(&Take::Leave)
    }

    fn commit(&self, dry_run: bool, still: bool) -> Result<u64> {
        let p = &self.project.name;
        let message = self.args.write.message.as_deref();
        let expect = still.then_some(self.look.head.seq);
        let intent = Intent { action: "sync", message, expect, dry_run };
        let done = self.project.client.transact::<(), Error>(
            &intent,
            &everything(self.project),
            |tree, op| Ok(((), self.found.plan(tree, p, &self.push, op).map_err(troubled)?.writes)),
            |(), _, after, _| match self.found.missed(after, p, &self.push) {
                None => Ok(()),
                Some(path) => {
                    Err(troubled(vec![Trouble { path, why: "cannot be kept as it is".to_owned() }]))
                }
            },
        )?;
        Ok(done.rev)
    }

    /// Writes the manifest and remembers what both say now; the store has it already.
    fn save(&self, rev: u64, pushed: bool) -> Result<()> {
        let memory = self.ctx.tie(self.project)?.memory;
        memory.update(|agreed| {
            agreed.agree(&self.push);
            agreed.begin(&self.pull);
        });
        if self.found.edits_manifest(&self.pull) {
            self.save_manifest().map_err(|e| {
                let place = if pushed { format!("rev {rev} is in the store, and ") } else { String::new() };
                let what = format!("{place}{} did not follow: {}", manifest_name(), e.0.message);
                Error::new("manifest_not_written", error::FAILED, what).hint("envctl sync")
            })?;
        }
        memory.update(|agreed| match self.is_whole() {
            true => agreed.all(rev),
            false => agreed.agree(&self.pull),
        });
        Ok(())
    }

    fn save_manifest(&self) -> Result<()> {
        let again = |theirs: &Manifest| {
            let mut theirs = theirs.clone();
            for (was, is) in &self.found.renamed {
                if theirs.facts().contains_key(&crate::manifest::FactPath::from(["envs", was.as_str()])) {
                    theirs = theirs.renamed_env(was, is)?;
                }
            }
            let was = self.found.manifest.facts();
            let mut edits = self.pull.clone();
            edits.retain(|(path, _)| theirs.facts().get(path) == was.get(path));
            theirs.following(&edits)
        };
        Ok(self.ctx.tie(self.project)?.replace(self.disk.clone(), self.new.clone(), again)?)
    }

    /// Shows the plan and asks.
    fn ask(&self, report: &SyncResult) -> Result<()> {
        let (ctx, write) = (self.ctx, &self.args.write);
        report.plan.iter().for_each(|line| ctx.ui.note(line.clone()));
        let asked = self.confirm_names()?;
        if !asked || !ctx.ui.can_prompt() { ctx.confirm(write, "Apply?") } else { Ok(()) }
    }

    /// Asks for the names that have to be typed; whether there were any.
    fn confirm_names(&self) -> Result<bool> {
        let names = self.names_to_type();
        for (name, why) in &names {
            let fact = format!("sync {}", self.project.name);
            self.ctx.confirm_name(&self.args.write, name, why, "apply", &fact)?;
        }
        Ok(!names.is_empty())
    }

    /// What asks for its name: what goes for good, and protected environments.
    fn names_to_type(&self) -> Vec<(String, String)> {
        let names = facts_of::names(&self.look, &self.project.name);
        let mut asked: Vec<(String, String)> = Vec::new();
        for removal in &self.plan.removals {
            let path = facts_of::path_of(&removal.place, &names);
            let asks = match removal.place {
                Place::Constant(..) | Place::Datasource(..) | Place::Flag(..) => removal.secrets > 0,
                _ => true,
            };
            if let (true, Some(name)) = (asks, path.parts().last()) {
                asked.push((name.clone(), format!("{name} will be deleted with {}", taken(removal))));
            }
        }
        let touched = self.plan.writes.iter().filter_map(|write| match write.path()?.place() {
            Place::Env(_, id) | Place::Value(_, id, ..) | Place::Placement(_, id, _) => Some(id),
            _ => None,
        });
        for (id, env) in self.look.envs(&self.project.name) {
            let name = env.name.to_string();
            let known = asked.iter().any(|(other, _)| *other == name);
            if env.policy.is_some() && !known && touched.clone().any(|other| other == id) {
                asked.push((name.clone(), format!("{name} is protected")));
            }
        }
        asked
    }

    fn report(&self) -> SyncResult {
        let mut report = SyncResult {
            rev: self.look.head.seq,
            base: self.found.base,
            kept_out: self.found.kept_out.iter().map(ToString::to_string).collect(),
            dry_run: self.args.write.dry_run,
            ..SyncResult::default()
        };
        let (mut to_store, mut gone, mut to_manifest, mut conflicts) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (old, new) in &self.found.renamed {
            let path = format!("envs.{old}");
            let change = Change { op: "rename", ..Change::of(path, Some(old.clone()), Some(new.clone())) };
            to_manifest.push(change.line());
            report.changes.push(Directed { change, to: "manifest" });
        }
        for (difference, take) in self.found.differences.iter().zip(&self.takes) {
            let change = match take {
                Take::Manifest => differences::change(difference, Way::Push),
                Take::Store => differences::change(difference, Way::Pull),
                Take::Value(fact) => {
                    let change = differences::change(difference, Way::Push);
                    Change { after: error::fact_text(Some(fact)).into(), ..change }
                }
                Take::Leave if difference.changed == Changed::Both => {
                    let author = self.author(difference);
                    conflicts.extend(conflict::lines(difference, author.as_ref(), self.ctx));
                    report.conflicts.push(conflict::conflict(difference, author));
                    continue;
                }
                Take::Leave => continue,
            };
            let line = change.line();
            if *take == Take::Store {
                let author = self.author(difference);
                to_manifest.push(match author {
                    Some(author) => line.dim(format!("   {}", conflict::said(&author, self.ctx))),
                    None => line,
                });
                report.changes.push(Directed { change, to: "manifest" });
                continue;
            }
            match (change.op, self.removal(difference)) {
                ("remove", Some(removal)) => {
                    let line =
                        Line::new().plain("  ").sign(Sign::Remove).plain(format!("{:<28}", change.path));
                    gone.push(line.bad(format!(" {} in the store will be deleted", taken(removal))));
                }
                ("remove", None) => gone.push(line),
                _ => to_store.push(line),
            }
            report.changes.push(Directed { change, to: "store" });
        }
        report.pushed = report.changes.iter().filter(|change| change.to == "store").count();
        report.pulled = report.changes.len() - report.pushed;
        to_store.extend(gone);
        report.plan = self.plan_lines(&report, to_store, to_manifest, conflicts);
        report
    }

    fn plan_lines(
        &self,
        report: &SyncResult,
        to_store: Vec<Line>,
        to_manifest: Vec<Line>,
        conflicts: Vec<Line>,
    ) -> Vec<Line> {
        let dot = |line: Line| line.plain(" ").symbol(Symbol::Dot).plain(" ");
        let arrow = |from: &str, to: &str| {
            Line::new().plain(format!("  {from} ")).symbol(Symbol::Arrow).plain(format!(" {to}"))
        };
        let org = self.project.client.org_name();
        let base = report.base.map_or_else(|| "base unknown".to_owned(), |rev| format!("base rev {rev}"));
        let head = Line::new().plain(format!("Plan for {org}/{}   {base}", self.project.name));
        let head = dot(head).plain(format!("manifest {}", report::count(report.pushed, "change")));
        let head =
            dot(head).plain(format!("store {} (rev {})", report::count(report.pulled, "change"), report.rev));
        let mut lines = vec![head];
        for (title, part) in [
            (arrow("manifest", "store"), to_store),
            (arrow("store", "manifest"), to_manifest),
            (Line::new().plain("  conflicts"), conflicts),
        ] {
            if !part.is_empty() {
                lines.push(title);
                lines.extend(part);
            }
        }
        for path in &report.kept_out {
            let line = Line::new().plain("  ").sign(Sign::Skip).plain(format!("{path:<28} "));
            lines.push(line.dim(format!("stays in {} only", manifest_name())));
        }
        let count = |op| report.changes.iter().filter(|c| c.to == "store" && c.change.op == op).count();
        let mut total = format!(
            "Plan: {} to add, {} to change, {} to remove",
            count("add"),
            count("change"),
            count("remove")
        );
        if report.pulled + report.conflicts.len() > 0 {
            total.push_str(&format!("; {} to pull", report.pulled));
            total.push_str(&format!("; {} left", report::count(report.conflicts.len(), "conflict")));
        }
        lines.push(Line::new().plain(total + "."));
        lines
    }

    fn removal(&self, difference: &Difference) -> Option<&Removal> {
        let names = facts_of::names(&self.look, &self.project.name);
        let place = facts_of::place_of(&difference.path, &self.project.name, &names)?;
        self.plan.removals.iter().find(|removal| removal.place == place)
    }

    fn author(&self, difference: &Difference) -> Option<conflict::Author> {
        conflict::author(self.project, &self.look, difference)
    }

    /// Says what the file has and no record is made of.
    fn kept_out(&self) {
        for path in &self.found.kept_out {
            self.ctx.ui.warn(&format!(
                "{path} stays in {}: this envctl keeps no such thing in the store, and nothing acts on it",
                manifest_name()
            ));
        }
    }

    /// Says which new constants have no value yet.
    fn missing_values(&self) {
        let p = &self.project.name;
        let envs: Vec<String> = self.look.envs(p).iter().map(|(_, env)| env.name.to_string()).collect();
        let added = self.push.iter().filter_map(|(path, fact)| match (path.parts(), fact) {
            ([section, key], Some(Fact::Table)) if section == "constants" => Some(key),
            _ => None,
        });
        let has = |key: &str, inner: &str| {
            self.push.iter().any(|(path, _)| matches!(path.as_strs()[..], ["constants", k, name, ..] if k == key && name == inner))
        };
        let bare: Vec<&String> = added
            .filter(|key| {
                (has(key, "secret") || has(key, "required")) && !has(key, "values") && !has(key, "default")
            })
            .collect();
        if let Some(first) = bare.first() {
            let names = bare.iter().map(|key| key.as_str()).collect::<Vec<_>>().join(", ");
            let verb = if bare.len() == 1 { "has" } else { "have" };
            self.ctx.ui.warn(&format!("{names} {verb} no value yet in {}", envs.join(", ")));
            if let Some(env) = envs.first() {
                self.ctx.ui.hint(&format!("envctl set {first} --env {env}"));
            }
        }
    }
}

/// What goes with a thing, in words.
fn taken(removal: &Removal) -> String {
    let mut text = report::count(removal.values, "value");
    if removal.secrets > 0 {
        text.push_str(&format!(" ({} secret)", removal.secrets));
    }
    if removal.placed > 0 {
        text.push_str(&format!(" and {}", report::count(removal.placed, "placed version")));
    }
    text
}

/// What stands in the way of a manifest's edits becoming records.
pub(in crate::cli) fn troubled(troubles: Vec<Trouble>) -> Error {
    let what = format!("what {} says cannot be, with what the store has", manifest_name());
    let mut error = Error::new("manifest_invalid", error::INVALID, what);
    let mut seen = BTreeSet::new();
    for Trouble { path, why } in troubles {
        let line = format!("{path}: {why}");
        if seen.insert(line.clone()) {
            error = error.fact(line);
        }
    }
    error.fact("nothing was changed")
}
