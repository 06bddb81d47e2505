//! `envctl merge`: what changed in one environment, brought into another; conflicts are decided here.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use crate::cli::WriteArgs;
use crate::cli::context::{Context, Found, Project};
use crate::cli::delivery::approval;
use crate::cli::error::{self, Error, Result};
use crate::cli::report::{self, said_text};
use crate::cli::values::paths::{self, Paths};
use crate::crypto::{FingerprintKey, Plain};
use crate::engine::approvals::MERGE;
use crate::engine::merge::{Action, Choice, Conflict, Said};
use crate::engine::merging::{self, Key, Options, Plan};
use crate::engine::whole::Slot;
use crate::engine::{Right, Write};
use crate::model::{OpId, Prefix, ProjectName, Tree, WriteId};
use crate::ui::{Line, PromptError, Spinner};

mod outcome;

pub use outcome::broken_fact;
use outcome::{MergeResult, stuck};

/// Bring values of one environment into another
///
/// Three-way, for each value by itself: what only one side changed is taken or kept, what both
/// changed is a conflict. Plain values travel unless they are declared merge = "never", secrets only
/// where they are declared merge = "always" (`envctl set KEY --merge always`). All or nothing, in one
/// commit.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl merge --from staging --into production --dry-run
  envctl merge --from staging --into production --only LOG_LEVEL,datasources.orders
  envctl merge --from staging --into production --resolve API_TIMEOUT=source -m \"new gateway\"
  envctl merge --from production --into staging --prefer source")]
pub struct Args {
    /// The environment whose values are merged
    #[arg(long, value_name = "ENV")]
    from: Option<String>,
    /// The environment that they are merged into
    #[arg(long, value_name = "ENV")]
    into: Option<String>,
    /// Only these: KEY, apps.APP, datasources.NAME, …; the others stay for a later merge
    #[arg(long, value_name = "PATH,…", value_delimiter = ',')]
    only: Vec<String>,
    /// All but these; they stay for a later merge
    #[arg(long, value_name = "PATH,…", value_delimiter = ',')]
    exclude: Vec<String>,
    /// Leave out the secrets that cannot be read, for somebody else to merge
    #[arg(long)]
    skip_unreadable: bool,
    /// Decide every conflict for one side
    #[arg(long, value_name = "SIDE", value_parser = ["source", "target"])]
    prefer: Option<String>,
    /// As --prefer target
    #[arg(long, conflicts_with_all = ["prefer", "theirs"])]
    ours: bool,
    /// As --prefer source
    #[arg(long, conflicts_with = "prefer")]
    theirs: bool,
    /// Decide one conflict: source, target, skip, value:TEXT or file:PATH
    #[arg(long, value_name = "PATH=SIDE")]
    resolve: Vec<String>,
    /// Take again what a rollback undid
    #[arg(long, value_name = "PATH,…", value_delimiter = ',')]
    reapply: Vec<String>,
    /// Apply exactly the plan that --dry-run showed, or fail
    #[arg(long, value_name = "ID")]
    plan: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

impl Args {
    /// Whether a flag names values, which have to be known for that.
    fn names_values(&self) -> bool {
        [&self.only, &self.exclude, &self.resolve, &self.reapply].iter().any(|paths| !paths.is_empty())
    }
}

/// What a merge reads of a project.
pub fn reads(p: &ProjectName, envs: [&Found; 2]) -> Vec<Prefix> {
    let folders =
        ["env", "app", "constant", "datasource", "flag", "epoch"].map(|folder| Prefix::folder(p, folder));
    folders.into_iter().chain(envs.map(|found| Prefix::values(p, found.id))).collect()
}

/// Both sides of a merge, and the fingerprints of the secrets in it.
struct Sides {
    from: Found,
    into: Found,
    prints: RefCell<Option<FingerprintKey>>,
    /// The sign that work goes on, until something is asked or done.
    waiting: RefCell<Option<Spinner>>,
}

impl Sides {
    fn text(&self, said: &Said) -> String {
        said_text(said, self.prints.borrow().as_ref())
    }
}

/// What the flags decide about keys, in one tree.
struct Asked {
    only: Paths,
    exclude: Paths,
    reapply: Paths,
    resolve: Vec<(Paths, Option<Choice>)>,
}

/// What was answered about a conflict, and about which two writes.
type Answers = BTreeMap<Slot, ((Option<WriteId>, Option<WriteId>), Option<Choice>)>;

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let project = ctx.project()?;
    let p = &project.name;
    let folders: &[&str] = match args.names_values() {
        true => &["env", "app", "constant", "datasource", "flag"],
        false => &["env"],
    };
    let folders = folders.iter().map(|folder| Prefix::folder(p, folder));
    let look: Vec<Prefix> = folders.chain([Prefix::members()]).collect();
    let look = project.client.read(&look, None)?;
    let from = side(ctx, &project, &look, args.from.as_deref(), "from", args.into.as_deref())?;
    let into = side(ctx, &project, &look, args.into.as_deref(), "into", Some(from.name()))?;
    if from.id == into.id {
        return Err(Error::usage(format!("--from and --into are both {}", from.name())));
    }
    project.client.may(&look, Right::View, Some((from.id, &from.env)))?;
    project.client.may(&look, Right::Write, Some((into.id, &into.env)))?;
    let asked = asked(ctx, args, &look, p, [&from, &into])?;
    let fact = format!("merge {} into {}", from.name(), into.name());
    let waiting = RefCell::new(Some(ctx.ui.spinner(&fact)));
    let sides = Sides { from, into, prints: RefCell::new(None), waiting };
    let answers: RefCell<Answers> = RefCell::default();
    let all = reads(p, [&sides.from, &sides.into]);
    let whole = Cell::new(ctx.ui.settings().json);
    let read = |needs: &[Prefix]| -> Result<Tree> {
        let client = &project.client;
        if !whole.get() {
            let few = ["app", "datasource", "flag", "epoch"].map(|folder| Prefix::folder(p, folder));
            let envs = [sides.from.id, sides.into.id];
            if let Some(tree) = client.read_apart(p, envs, &[&few, needs].concat())? {
                return Ok(tree);
            }
            whole.set(true);
        }
        Ok(client.read(&[&all, needs].concat(), None)?)
    };
    let written = ctx.write_on(
        &project,
        "merge",
        &args.write,
        read,
        |tree, op| {
            let planned = |tree: &Tree| planned(ctx, args, &project, &sides, &asked, &answers, tree, op);
            let planned_here = planned(tree)?;
            if whole.get() || !planned_here.0.needs_others() {
                return Ok(planned_here);
            }
            planned(&project.client.read(&all, Some(tree.head.seq))?)
        },
        |plan, _| {
            drop(sides.waiting.take());
            if let Some(id) = args.plan.as_ref().filter(|id| **id != plan.id) {
                let what = format!("the plan is not {id} any more: it is {}", plan.id);
                return Err(Error::new("stale", error::CONFLICT, what)
                    .fact("a value that it rests on changed since, or other flags were given")
                    .hint("run it again with --dry-run"));
            }
            if args.write.dry_run {
                return Ok(());
            }
            if let Some(error) = stuck(plan, &sides) {
                return Err(error);
            }
            if plan.writes.is_empty() {
                return Ok(());
            }
            ctx.confirm_env(&args.write, &sides.into, "merge", &fact)
        },
    )?;
    let (done, plan) = (&written.done, &written.done.report);
    let result = MergeResult::of(&project, done, plan, &sides, args.write.dry_run)?;
    ctx.ui.show(&result)?;
    if args.write.dry_run && !plan.writes.is_empty() {
        ctx.ui.hint(&format!(
            "envctl merge --from {} --into {} --plan {}   (with the same flags)",
            sides.from.name(),
            sides.into.name(),
            plan.id
        ));
    }
    Ok(error::OK)
}

/// One side of the merge: as named, or one that is not the other.
fn side(
    ctx: &Context,
    project: &Project,
    look: &Tree,
    name: Option<&str>,
    flag: &str,
    other: Option<&str>,
) -> Result<Found> {
    match name {
        Some(name) => ctx.env_named(project, look, name),
        None => {
            let mut envs = ctx.shown(project, look)?;
            envs.retain(|env| Some(env.name()) != other);
            if ctx.ui.can_prompt() {
                return ctx.select_env(&format!("Merge {flag}"), &envs);
            }
            let names = envs.iter().map(|env| env.name().to_owned()).collect();
            Err(Error::input_required(&format!("environment to merge {flag}"), &format!("--{flag}"), names))
        }
    }
}

fn asked(
    ctx: &Context,
    args: &Args,
    look: &Tree,
    p: &ProjectName,
    [from, into]: [&Found; 2],
) -> Result<Asked> {
    let list = |texts: &[String]| Paths::parse(texts.iter().map(String::as_str), look, p);
    let mut resolve = Vec::new();
    for text in &args.resolve {
        let (path, side) = text.split_once('=').ok_or_else(|| {
            Error::usage(format!("--resolve {text}: write PATH=SIDE")).hint("--resolve LOG_LEVEL=source")
        })?;
        let paths = Paths::parse([path], look, p)?;
        let choice = match side {
            "source" | "theirs" => Some(Choice::Source),
            "target" | "ours" => Some(Choice::Target),
            "skip" => None,
            _ if side == from.name() => Some(Choice::Source),
            _ if side == into.name() => Some(Choice::Target),
            _ => Some(Choice::Value(value(ctx, path, side, &paths, look, p)?)),
        };
        resolve.push((paths, choice));
    }
    Ok(Asked {
        only: list(&args.only)?,
        exclude: list(&args.exclude)?,
        reapply: list(&args.reapply)?,
        resolve,
    })
}

/// A value of somebody's own: `value:TEXT`, or `file:PATH`.
fn value(
    ctx: &Context,
    path: &str,
    side: &str,
    paths: &Paths,
    look: &Tree,
    p: &ProjectName,
) -> Result<Plain> {
    if let Some(file) = side.strip_prefix("file:") {
        return Ok(crate::cli::values::given::read_file(ctx, path, std::path::Path::new(file), false)?.0);
    }
    let Some(text) = side.strip_prefix("value:") else {
        return Err(Error::usage(format!("--resolve {path}={side}: that is no side"))
            .hint(format!("--resolve {path}=source, =target, =skip, =value:TEXT or =file:PATH")));
    };
    let secret = look.constants(p).into_iter().any(|(key, declared)| {
        declared.secret && paths.cover(&Slot { scope: crate::model::Scope::Project, key })
    });
    if secret {
        return Err(Error::usage(format!("{path} is a secret, and the command line is seen by others"))
            .hint(format!("--resolve {path}=file:PATH")));
    }
    Ok(Plain::new(text.as_bytes().to_vec()))
}

/// Plans, and asks about conflicts where somebody is there to answer, until none is left to ask about.
#[allow(clippy::too_many_arguments, reason = "what a plan rests on")]
fn planned(
    ctx: &Context,
    args: &Args,
    project: &Project,
    sides: &Sides,
    asked: &Asked,
    answers: &RefCell<Answers>,
    tree: &Tree,
    op: OpId,
) -> Result<(Plan, Vec<Write>)> {
    let p = &project.name;
    let (from, into) = (sides.from.id, sides.into.id);
    let select =
        |slot: &Slot| (asked.only.is_empty() || asked.only.cover(slot)) && !asked.exclude.cover(slot);
    let all: Vec<_> = merging::both((tree, from), (tree, into), p)
        .into_iter()
        .filter(|both| !both.is_same() && both.slot().is_some_and(|slot| select(&slot)))
        .collect();
    let slots: BTreeSet<Slot> = all.iter().filter_map(merging::Both::slot).collect();
    let known = project.client.past_of_merge(&all)?;
    let reapply = slots.iter().filter(|slot| asked.reapply.cover(slot)).cloned().collect();
    let mut resolve: BTreeMap<Slot, Option<Choice>> = BTreeMap::new();
    for (paths, choice) in &asked.resolve {
        resolve
            .extend(slots.iter().filter(|slot| paths.cover(slot)).map(|slot| (slot.clone(), choice.clone())));
    }
    let vault = project.client.vault(tree);
    let prints = vault.fingerprints(p, into).or_else(|_| vault.fingerprints(p, from)).ok();
    *sides.prints.borrow_mut() = prints;
    let open = vault.opener();
    let prefer = match (args.prefer.as_deref(), args.theirs, args.ours) {
        (Some("source"), ..) | (_, true, _) => Some(Choice::Source),
        (Some(_), ..) | (_, _, true) => Some(Choice::Target),
        _ => None,
    };
    let everything = asked.only.is_empty() && asked.exclude.is_empty();
    loop {
        let options = Options {
            from,
            into,
            select: (!everything).then_some(&select),
            skip_unreadable: args.skip_unreadable,
            prefer: prefer.clone(),
            resolve: &resolve,
            reapply: &reapply,
            unfinished: false,
        };
        let plan = merging::merge(tree, p, &options, &known, &*open, op);
        let ask = ctx.ui.can_prompt() && !args.write.dry_run && args.plan.is_none();
        // What was answered and is still in the way is not asked again.
        let open = |key: &&Key| key.is_stuck() && is_conflict(key) && !resolve.contains_key(&key.slot);
        let Some(key) = plan.keys.iter().find(|key| ask && open(key)) else {
            let what = format!("merge {} into {}", sides.from.name(), sides.into.name());
            let what = format!("{what}, {}", report::count(plan.writes.len(), "value"));
            let request = approval::Asked { action: MERGE, op, to: &sides.into, plan: &plan.id, what };
            let dry_run = args.write.dry_run || args.plan.as_ref().is_some_and(|id| *id != plan.id);
            let writes = approval::within(ctx, project, tree, &request, plan.writes.clone(), dry_run)?;
            return Ok((plan, writes));
        };
        let before = answers.borrow().get(&key.slot).filter(|(heads, _)| *heads == key.heads).cloned();
        let choice = match before {
            Some((_, choice)) => choice,
            None => decide(ctx, sides, key)?,
        };
        let with = |slot: &Slot| if key.whole { slot.scope == key.slot.scope } else { *slot == key.slot };
        for slot in slots.iter().filter(|slot| with(slot)) {
            resolve.insert(slot.clone(), choice.clone());
        }
        answers.borrow_mut().insert(key.slot.clone(), (key.heads, choice));
    }
}

fn is_conflict(key: &Key) -> bool {
    matches!(key.decision.action, Action::Conflict(_))
}

/// What a conflict is called: the value, or the datasource that is decided as one.
fn subject(key: &Key) -> String {
    let path = paths::path(&key.slot);
    match path.rsplit_once('.') {
        Some((whole, _)) if key.whole => whole.to_owned(),
        _ => path,
    }
}

/// Asks how a conflict is decided; none: not now.
fn decide(ctx: &Context, sides: &Sides, key: &Key) -> Result<Option<Choice>> {
    let (from, into) = (sides.from.name(), sides.into.name());
    let Action::Conflict(conflict) = key.decision.action else { return Ok(None) };
    drop(sides.waiting.take());
    let head = Line::new().plain("  ").sign(crate::ui::Sign::Conflict).plain(subject(key));
    ctx.ui.note(head.plain("   ").dim(why(conflict, from, into)));
    if !key.bases.is_empty() && !key.whole {
        let bases: Vec<String> = key.bases.iter().map(|base| sides.text(base)).collect();
        ctx.ui.note(Line::new().dim(format!("      both began with {}", bases.join(" and with "))));
    }
    let (mut items, mut choices) = (Vec::new(), Vec::new());
    let mut offer = |item: String, choice: Option<Choice>| {
        items.push(item);
        choices.push(choice);
    };
    if key.whole {
        offer(format!("keep what {into} has"), Some(Choice::Target));
        offer(format!("take what {from} has"), Some(Choice::Source));
    } else {
        offer(format!("keep {into}'s {}", sides.text(&key.target)), Some(Choice::Target));
        if key.source != Said::Unreadable {
            offer(format!("take {from}'s {}", sides.text(&key.source)), Some(Choice::Source));
        }
        offer("another value".to_owned(), Some(Choice::Value(Plain::new(Vec::new()))));
    }
    offer("leave it for a later merge".to_owned(), None);
    let picked = ctx.ui.select(&subject(key), &items)?;
    Ok(match choices.swap_remove(picked) {
        Some(Choice::Value(_)) if key.secret => {
            let typed = ctx.ui.secret(&subject(key))?;
            Some(Choice::Value(Plain::new(typed.as_bytes().to_vec())))
        }
        Some(Choice::Value(_)) => {
            let typed = ctx.ui.input(&subject(key), None)?;
            if typed.is_empty() {
                return Err(PromptError::Cancelled.into());
            }
            Some(Choice::Value(Plain::new(typed.into_bytes())))
        }
        choice => choice,
    })
}

/// A conflict in words.
fn why(conflict: Conflict, from: &str, into: &str) -> String {
    match conflict {
        Conflict::AddAdd => format!("{from} and {into} each set it, and have nothing in common"),
        Conflict::ModifyModify => "both changed".to_owned(),
        Conflict::ModifyDelete => format!("{from} changed it, {into} deleted it"),
        Conflict::DeleteModify => format!("{from} deleted it, {into} changed it"),
        Conflict::CrissCross => "merged both ways with opposite outcomes".to_owned(),
        Conflict::Unreadable => "both changed, and you cannot read both".to_owned(),
    }
}

/// The words for how a conflict was decided.
fn chosen(choice: &Choice) -> &'static str {
    match choice {
        Choice::Source => "source",
        Choice::Target => "target",
        Choice::Value(_) => "value",
    }
}

/// A count of conflicts, values, …
fn count(n: usize, noun: &str) -> String {
    report::count(n, noun)
}
