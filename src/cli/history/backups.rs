//! `envctl backups`: copies of the store, and bringing back what they hold.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::backups_far;
pub use super::backups_kept::before;
use super::backups_kept::{copy, file, folder, open, place, taken};
use crate::cli::WriteArgs;
use crate::cli::context::{Context, Found, Project};
use crate::cli::error::{self, Error, Result};
use crate::cli::reconcile::diff::everything;
use crate::cli::report::{self, Change};
use crate::cli::stores::StorePlace;
use crate::cli::values::paths::{self, Paths};
use crate::client::{Client, Pins};
use crate::crypto::random;
use crate::engine::Right;
use crate::engine::bring::{Plan, Side, Target, bring};
use crate::engine::whole::Slot;
use crate::model::{EnvId, EnvName, Tree};
use crate::store::{Sqlite, Store};
use crate::ui::{Cell, Line, Page, Report, Row, Sign, Symbol, Table};

/// Back the store up, list, verify and restore backups
///
/// A backup is a copy of the whole store, secrets sealed as they are there: it opens with the same
/// keys. What a restore brings back is a new revision; nothing is rewound.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List backups
    #[command(visible_alias = "ls")]
    List,
    /// Copy the store, as it is at one moment
    Create(Create),
    /// Check a backup: its file, and every signature, hash and transition of its log
    Verify(One),
    /// Bring back what a backup holds of a project, or the store where there is none
    Restore(Box<Restore>),
    /// Delete a backup
    Delete(Delete),
}

#[derive(Debug, clap::Args)]
struct Create {
    /// The file (default: one among the backups of this machine)
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct One {
    /// The backup: its id, or a file
    #[arg(value_name = "BACKUP")]
    backup: String,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl backups restore bk-0003 --dry-run
  envctl backups restore bk-0003 --env staging --only constants.API_TIMEOUT
  envctl backups restore bk-0003 --env qa --into qa-again
  envctl backups restore /mnt/usb/store.db   (where this machine has no store any more: the whole of it)")]
struct Restore {
    /// The backup: its id, or a file
    #[arg(value_name = "BACKUP")]
    backup: String,
    /// Only these paths
    #[arg(long, value_name = "PATH,…", value_delimiter = ',')]
    only: Vec<String>,
    /// The environment that it is brought into; made if it is not there
    #[arg(long, value_name = "ENV")]
    into: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, clap::Args)]
struct Delete {
    /// The backup
    #[arg(value_name = "BACKUP")]
    backup: String,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct BackupList {
    items: Vec<Backup>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct Backup {
    id: String,
    path: String,
    created_at: Option<jiff::Timestamp>,
    bytes: u64,
    orgs: Vec<OrgRev>,
    /// Why it cannot be read, if it cannot.
    problem: Option<String>,
    /// Every commit of it was judged again.
    verified: Option<bool>,
}

#[derive(Debug, Serialize)]
struct OrgRev {
    org: String,
    rev: u64,
}

impl Backup {
    fn of(id: String, path: &Path) -> Backup {
        let meta = std::fs::metadata(path).ok();
        let modified = meta.as_ref().and_then(|meta| meta.modified().ok());
        let mut backup = Backup {
            id,
            path: path.display().to_string(),
            created_at: modified.and_then(|at| jiff::Timestamp::try_from(at).ok()),
            bytes: meta.map_or(0, |meta| meta.len()),
            orgs: Vec::new(),
            problem: None,
            verified: None,
        };
        match open(path).and_then(|store| Ok(store.orgs()?)) {
            Ok(orgs) => {
                let of =
                    |org: crate::store::OrgEntry| OrgRev { org: org.name.to_string(), rev: org.head.seq };
                backup.orgs = orgs.into_iter().map(of).collect();
            }
            Err(e) => backup.problem = Some(e.0.message),
        }
        backup
    }

    fn revs(&self) -> String {
        match &self.problem {
            Some(problem) => problem.clone(),
            None => {
                let words = self.orgs.iter().map(|org| format!("{} rev {}", org.org, org.rev));
                words.collect::<Vec<_>>().join(", ")
            }
        }
    }
}

impl Report for BackupList {
    const KIND: &'static str = "BackupList";

    fn text(&self, page: &mut Page<'_>) {
        let mut table = Table::new(["ID", "TAKEN", "HOLDS", "BYTES"]);
        for item in &self.items {
            let taken = item.created_at.map(|at| page.time(at)).unwrap_or_default();
            let piped = item.created_at.map(|at| at.to_string()).unwrap_or_default();
            let row = Row::new().cell(item.id.as_str()).cell(Cell::pair(taken, piped));
            table.row(row.cell(item.revs()).cell(item.bytes.to_string()));
        }
        page.table(table);
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().map(|item| item.id.clone()).collect())
    }
}

impl Report for Backup {
    const KIND: &'static str = "Backup";

    fn text(&self, page: &mut Page<'_>) {
        let dot = |line: Line| line.plain(" ").symbol(Symbol::Dot).plain(" ");
        let line = dot(Line::new().bold(&self.id)).plain(self.revs());
        let line = dot(line).plain(report::count(usize::try_from(self.bytes).unwrap_or(usize::MAX), "byte"));
        match (self.verified, &self.problem) {
            (Some(false), _) | (None, Some(_)) => {
                page.line(Line::new().symbol(Symbol::Cross).plain(" ").join(line))
            }
            (Some(true), _) => page.ok(dot(line).plain("verified")),
            (None, None) => page.ok(dot(line).plain(&self.path)),
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    match &args.verb {
        None | Some(Verb::List) => list(ctx),
        Some(Verb::Create(args)) => create(ctx, args),
        Some(Verb::Verify(args)) => verify(ctx, args),
        Some(Verb::Restore(args)) => restore(ctx, args),
        Some(Verb::Delete(args)) => delete(ctx, args),
    }
}

fn list(ctx: &Context) -> Result {
    let items = taken(ctx)?.into_iter().rev().map(|(_, id, path)| Backup::of(id, &path)).collect();
    ctx.ui.show(&BackupList { items, next: None })?;
    Ok(error::OK)
}

fn create(ctx: &Context, args: &Create) -> Result {
    let at = ctx.store_place()?;
    let (id, target) = match &args.output {
        Some(file) => {
            let target = ctx.cwd.join(file);
            if std::fs::symlink_metadata(&target).is_ok() {
                let what = format!("{} exists: a backup never overwrites", file.display());
                return Err(Error::new("file_exists", error::CONFLICT, what));
            }
            (file.display().to_string(), target)
        }
        None => place(ctx)?,
    };
    match &at {
        StorePlace::File(path) => {
            let none = || {
                let what = format!("there is no store at {}", path.display());
                Error::new("store_not_found", error::NOT_FOUND, what)
            };
            copy(ctx, &Sqlite::open(path, false)?.ok_or_else(none)?, &target)?;
        }
        _ => backups_far::fetch(ctx, &target)?,
    }
    ctx.ui.show(&Backup::of(id, &target))?;
    Ok(error::OK)
}

fn verify(ctx: &Context, args: &One) -> Result {
    let path = file(ctx, &args.backup)?;
    open(&path)?.check()?;
    let mut backup = Backup::of(args.backup.clone(), &path);
    let spinner = ctx.ui.spinner("verifying the backup");
    for org in open(&path)?.orgs()? {
        let client = Client::new(
            Box::new(open(&path)?),
            ctx.identity()?,
            (org.id, org.name.clone()),
            Pins::new(None),
            ctx.now,
        );
        let verdict = client.verify(|seq| spinner.now(&format!("verifying the backup: {seq} commits")))?;
        if let Some((seq, reason)) = verdict.first_bad {
            backup.problem = Some(format!("commit {seq} of {} is not as it should be: {reason}", org.name));
        }
    }
    drop(spinner);
    let ok = backup.problem.is_none();
    backup.verified = Some(ok);
    ctx.ui.show(&backup)?;
    Ok(if ok { error::OK } else { error::INVALID })
}

fn delete(ctx: &Context, args: &Delete) -> Result {
    let path = file(ctx, &args.backup)?;
    if !path.starts_with(folder(ctx)?) {
        return Err(Error::usage("only backups of this machine are deleted by this, by their id"));
    }
    ctx.confirm(&args.write, &format!("Delete backup {}?", args.backup))?;
    if !args.write.dry_run {
        std::fs::remove_file(&path)
            .map_err(|e| Error::new("io", error::FAILED, format!("cannot delete {}: {e}", path.display())))?;
    }
    let (dry_run, id) = (args.write.dry_run, args.backup.clone());
    let change = Change::of(format!("backups.{id}"), Some(id.clone()), None);
    let lines = vec![Line::new().plain(format!("backup {id} deleted"))];
    ctx.ui.show(&report::WriteResult {
        changed: !dry_run,
        rev: 0,
        synced: false,
        backup: None,
        dry_run,
        changes: vec![change],
        lines,
    })?;
    Ok(error::OK)
}

#[derive(Debug, Serialize)]
struct BackupRestore {
    changed: bool,
    rev: u64,
    dry_run: bool,
    backup: String,
    /// The store itself was put there from the backup.
    whole: bool,
    made: Vec<String>,
    declared: Vec<String>,
    changes: Vec<Change>,
    skipped: Vec<String>,
}

impl Report for BackupRestore {
    const KIND: &'static str = "BackupRestore";

    fn text(&self, page: &mut Page<'_>) {
        if self.whole {
            let what = if self.made.is_empty() { "the store is".to_owned() } else { self.made.join(", ") };
            if self.dry_run {
                page.line(format!("{what} would be there again, from {}", self.backup));
                return report::dry_run(page);
            }
            return page.ok(Line::new().plain(format!("{what} there again, from {}", self.backup)));
        }
        for env in &self.made {
            page.line(Line::new().plain("  ").sign(Sign::Add).plain(format!("environment {env}")));
        }
        for path in &self.declared {
            page.line(Line::new().plain("  ").sign(Sign::Add).plain(path));
        }
        for change in &self.changes {
            page.line(report::value_line(change));
        }
        for path in &self.skipped {
            let line = Line::new().plain("  ").sign(Sign::Skip).plain(format!("{path:<28} "));
            page.line(line.dim("left as it is: it has no place any more"));
        }
        if self.dry_run {
            return report::dry_run(page);
        }
        if !self.changed {
            return page.line("nothing to do");
        }
        let what =
            format!("{} brought back from {} ", report::count(self.changes.len(), "value"), self.backup);
        page.ok(Line::new().plain(what).symbol(Symbol::Dot).plain(format!(" rev {}", self.rev)));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

fn restore(ctx: &Context, args: &Restore) -> Result {
    let path = file(ctx, &args.backup)?;
    let backup = open(&path)?;
    // Nothing is taken from what is not whole.
    backup.check()?;
    if ctx.store(false)?.is_none() {
        return put_back(ctx, args, &backup);
    }
    if args.only.is_empty()
        && args.into.is_none()
        && ctx.globals.env.is_none()
        && backups_far::put_back(ctx, &backup, true)?.is_some()
    {
        return whole(ctx, args, &backup);
    }
    let project = ctx.project()?;
    let p = &project.name;
    let then_client = Client::new(
        Box::new(backup),
        ctx.identity()?,
        (*project.client.org(), project.client.org_name().clone()),
        Pins::new(None),
        ctx.now,
    );
    let then = then_client.read(&everything(&project), None)?;
    if then.envs(p).is_empty() {
        let what = format!("{} holds no project \"{p}\" of {}", args.backup, project.client.org_name());
        return Err(Error::new("project_not_found", error::NOT_FOUND, what));
    }
    let look = project.client.read(&everything(&project), None)?;
    let only = Paths::parse(args.only.iter().map(String::as_str), &then, p)?;
    let select = |slot: &Slot| only.is_empty() || only.cover(slot);
    let envs = targets(ctx, args, &project, &then, &look)?;
    for (_, target) in &envs {
        match target {
            Target::There(id) => {
                let found = found(&look, &project, *id);
                let at = found.as_ref().map(|found| (found.id, &found.env));
                project.client.may(&look, Right::Write, at)?;
            }
            Target::New(..) => project.client.may(&look, Right::Manage, None)?,
        }
    }
    let then_vault = then_client.vault(&then);
    let open_then = then_vault.opener();
    let written = ctx.write(
        &project,
        "backups.restore",
        &args.write,
        &everything(&project),
        |tree, op| {
            let vault = project.client.vault(tree);
            let open = vault.opener();
            let (now, then) = (Side { tree, open: &*open }, Side { tree: &then, open: &*open_then });
            let plan = bring(now, then, p, &envs, &select, op)?;
            let writes = plan.writes.clone();
            Ok((plan, writes))
        },
        |plan, tree| {
            refuse(plan, args, tree, &project)?;
            if args.write.dry_run || plan.writes.is_empty() {
                return Ok(());
            }
            for (_, target) in &envs {
                let Target::There(id) = target else { continue };
                if let Some(found) =
                    found(tree, &project, *id).filter(|_| plan.keys.iter().any(|(env, _)| env == id))
                {
                    let fact = format!("bring back values from {}", args.backup);
                    ctx.confirm_env(&args.write, &found, "restore there", &fact)?;
                }
            }
            let values = report::count(plan.keys.len(), "value");
            ctx.confirm(&args.write, &format!("Bring back {values} from {}?", args.backup))
        },
    )?;
    let (done, plan) = (&written.done, &written.done.report);
    let vault = project.client.vault(&done.after);
    let path = |(id, slot): &(EnvId, Slot)| {
        let env = found(&done.after, &project, *id).map(|found| found.name().to_owned());
        format!("{}@{}", paths::path(slot), env.unwrap_or_default())
    };
    let changes = plan.keys.iter().map(|(env, key)| {
        let prints = vault.fingerprints(p, *env).ok();
        let change = report::value_change(&key.slot, &key.now, &key.then, prints.as_ref());
        Change { path: path(&(*env, key.slot.clone())), ..change }
    });
    ctx.ui.show(&BackupRestore {
        changed: done.changed && !args.write.dry_run,
        rev: done.rev,
        dry_run: args.write.dry_run,
        backup: args.backup.clone(),
        whole: false,
        made: plan.made.iter().map(ToString::to_string).collect(),
        declared: plan
            .declared
            .iter()
            .map(|place| crate::manifest::tree::path_of(place, &Default::default()).to_string())
            .collect(),
        changes: changes.collect(),
        skipped: plan.left_out.iter().map(path).collect(),
    })?;
    Ok(error::OK)
}

/// The store from a backup, where there is none.
fn put_back(ctx: &Context, args: &Restore, backup: &Sqlite) -> Result {
    let path = match ctx.store_place()? {
        StorePlace::File(path) => path,
        // A database with nothing in it is made to hold one.
        _ => return whole(ctx, args, backup),
    };
    let dry_run = args.write.dry_run;
    ctx.confirm(&args.write, &format!("There is no store at {}. Put the backup there?", path.display()))?;
    if !dry_run {
        if let Some(folder) = path.parent() {
            let mut builder = std::fs::DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(folder).map_err(|e| {
                Error::new("io", error::FAILED, format!("cannot make {}: {e}", folder.display()))
            })?;
        }
        backup.copy_to(&path)?;
    }
    ctx.ui.show(&BackupRestore {
        changed: !dry_run,
        rev: 0,
        dry_run,
        backup: args.backup.clone(),
        whole: true,
        made: Vec::new(),
        declared: Vec::new(),
        changes: Vec::new(),
        skipped: Vec::new(),
    })?;
    Ok(error::OK)
}

/// What of the organizations of a backup a server or a database does not have.
fn whole(ctx: &Context, args: &Restore, backup: &Sqlite) -> Result {
    let dry_run = args.write.dry_run;
    let gone = backups_far::put_back(ctx, backup, true)?.unwrap_or_default();
    let there = ctx.store_label()?;
    ctx.confirm(&args.write, &format!("{there} does not have all of {}. Bring it back?", gone.join(", ")))?;
    if !dry_run {
        backups_far::put_back(ctx, backup, false)?;
    }
    ctx.ui.show(&BackupRestore {
        changed: !dry_run,
        rev: 0,
        dry_run,
        backup: args.backup.clone(),
        whole: true,
        made: gone,
        declared: Vec::new(),
        changes: Vec::new(),
        skipped: Vec::new(),
    })?;
    Ok(error::OK)
}

fn found(tree: &Tree, project: &Project, id: EnvId) -> Option<Found> {
    let found = tree.envs(&project.name).into_iter().find(|(env, _)| *env == id);
    found.map(|(id, env)| Found { id, env: env.clone() })
}

/// Which environment of the backup goes where: the one that is named, or all of them, each into itself;
/// one that is gone is made again.
fn targets(
    ctx: &Context,
    args: &Restore,
    project: &Project,
    then: &Tree,
    now: &Tree,
) -> Result<Vec<(EnvId, Target)>> {
    let p = &project.name;
    let given: Vec<Found> = match &ctx.globals.env {
        Some(names) => {
            names.split(',').map(|name| ctx.env_named(project, then, name)).collect::<Result<_>>()?
        }
        None => match &args.into {
            // Into one goes the one of its name, if nothing else is said.
            Some(name) => vec![ctx.env_named(project, then, name)?],
            None => then.envs(p).into_iter().map(|(id, env)| Found { id, env: env.clone() }).collect(),
        },
    };
    if args.into.is_some() && given.len() > 1 {
        return Err(Error::usage("--into takes one environment of the backup: --env was given several"));
    }
    let target = |from: &Found| -> Result<(EnvId, Target)> {
        let name = args.into.as_deref().unwrap_or(from.name());
        let own = args.into.is_none().then(|| found(now, project, from.id)).flatten();
        let there = own.map(|found| found.id).or_else(|| now.env_named(p, name).map(|(id, _)| id));
        Ok((
            from.id,
            match there {
                Some(id) => Target::There(id),
                None => Target::New(EnvId(random()), name.parse::<EnvName>()?),
            },
        ))
    };
    given.iter().map(target).collect()
}

/// Refuses a plan with secrets that cannot be read: half of what was asked for is not brought back.
fn refuse(plan: &Plan, args: &Restore, tree: &Tree, project: &Project) -> Result<()> {
    if plan.unreadable.is_empty() {
        return Ok(());
    }
    let n = report::count(plan.unreadable.len(), "secret");
    let what = format!("{n} of {} cannot be read with your keys", args.backup);
    let error = Error::new("sealed", error::DENIED, what);
    let error = plan.unreadable.iter().take(6).fold(error, |error, (id, slot)| {
        let env = found(tree, project, *id).map(|found| found.name().to_owned()).unwrap_or_default();
        error.fact(format!("{}@{env}", paths::path(slot)))
    });
    Err(error.hint("--only PATH,… names what is to come back"))
}
