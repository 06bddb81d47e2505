//! `envctl flags`: on, off, or for a part of the subjects, per environment: list, show, set, check,
//! delete.

use std::collections::BTreeMap;

use serde::Serialize;

use super::list::Authors;
use crate::cli::context::{Context, Found, Project};
use crate::cli::error::{self, Error, Result};
use crate::cli::reconcile::diff::everything;
use crate::cli::report::{self, Change};
use crate::cli::write::changed;
use crate::cli::{ReadArgs, WriteArgs};
use crate::engine::{Right, flags};
use crate::model::{AppName, Key, Place, Prefix, Scope, Tree};
use crate::ui::{Line, Page, Report, Row, Symbol, Table};

/// List, set, check and delete feature flags
///
/// A flag has a state in each environment: on, off, or on for a share of the subjects, with variants
/// and rules. The same subject gets the same answer every time; docs/flags.md says how.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List flags and their states
    #[command(visible_alias = "ls")]
    List(ReadArgs),
    /// Show one flag, with its split and rules
    Show(Show),
    /// Set the state of a flag in an environment; a new flag is declared
    Set(Set),
    /// Say what a flag is for a subject, and why
    Check(Check),
    /// Delete a flag everywhere
    Delete(Delete),
}

#[derive(Debug, clap::Args)]
struct Show {
    /// The flag
    name: String,
    #[command(flatten)]
    read: ReadArgs,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl flags set new-checkout 25% --env staging
  envctl flags set price-test on --split a=50,b=50 --env staging
  envctl flags set new-checkout off --rule plan=pro --rule 'country=de,at:off' --env production")]
struct Set {
    /// The flag
    name: String,
    /// on, off, or a percentage of the subjects (default: as it is)
    #[arg(value_name = "on|off|N%")]
    state: Option<String>,
    /// Variants with weights for those that it is on for; `none` takes them away
    #[arg(long, value_name = "A=50,B=50")]
    split: Option<String>,
    /// What holds for subjects with these attributes, asked first, in order; `none` takes all away
    #[arg(long, value_name = "ATTR=VALUE[:on|off|VARIANT]")]
    rule: Vec<String>,
    /// What it is
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// In every environment
    #[arg(long, conflicts_with = "env")]
    all_envs: bool,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  envctl flags check new-checkout --for user-42 --attr plan=pro --env staging")]
struct Check {
    /// The flag
    name: String,
    /// The subject: a user's id, an account, a session
    #[arg(long = "for", value_name = "KEY")]
    subject: String,
    /// An attribute of the subject, which rules may ask for
    #[arg(long, value_name = "ATTR=VALUE")]
    attr: Vec<String>,
    #[command(flatten)]
    read: ReadArgs,
}

#[derive(Debug, clap::Args)]
struct Delete {
    /// The flag
    name: String,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct FlagList {
    items: Vec<Flag>,
    next: Option<String>,
    #[serde(skip)]
    envs: Vec<Found>,
}

#[derive(Debug, Serialize)]
struct Flag {
    name: String,
    description: Option<String>,
    variants: Vec<String>,
    envs: BTreeMap<String, Option<State>>,
    #[serde(skip)]
    lines: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct State {
    state: &'static str,
    percent: f64,
    /// In order, which counts.
    split: Option<Vec<Weight>>,
    rules: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Weight {
    variant: String,
    weight: u32,
}

impl State {
    fn of(state: &flags::State) -> State {
        let weight = |(variant, weight): &(String, u32)| Weight { variant: variant.clone(), weight: *weight };
        let split: Vec<Weight> = state.split.iter().map(weight).collect();
        State {
            state: if state.share == 0 { "off" } else { "on" },
            percent: hundredths(state.share),
            split: Some(split).filter(|split| !split.is_empty()),
            rules: state.rules.iter().map(ToString::to_string).collect(),
        }
    }
}

fn hundredths(share: u16) -> f64 {
    f64::from(share) / 100.0
}

/// A state in the words of a table: `25%`, `a/b`, `on +1 rule`.
fn cell(state: Option<&flags::State>) -> String {
    let Some(state) = state else { return "off".to_owned() };
    let variants: Vec<&str> = state.split.iter().map(|(name, _)| name.as_str()).collect();
    let mut text = match (variants.is_empty(), flags::mode(state.share).as_str()) {
        (false, "on") => variants.join("/"),
        (false, mode) if mode != "off" => format!("{mode} {}", variants.join("/")),
        (_, mode) => mode.to_owned(),
    };
    if !state.rules.is_empty() {
        text.push_str(&format!(" +{}", report::count(state.rules.len(), "rule")));
    }
    text
}

impl Report for FlagList {
    const KIND: &'static str = "FlagList";

    fn text(&self, page: &mut Page<'_>) {
        let mut columns = vec!["FLAG".to_owned()];
        columns.extend(self.envs.iter().map(|found| found.name().to_owned()));
        let mut table = Table::new(columns);
        for flag in &self.items {
            let row = flag
                .lines
                .iter()
                .fold(Row::new().cell(flag.name.as_str()), |row, line| row.cell(line.clone()));
            table.row(row);
        }
        page.table(table);
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().map(|flag| flag.name.clone()).collect())
    }
}

impl Report for Flag {
    const KIND: &'static str = "Flag";

    fn text(&self, page: &mut Page<'_>) {
        let mut head = Line::new().bold(&self.name);
        if let Some(description) = &self.description {
            head = head.plain(" ").symbol(Symbol::Dot).plain(format!(" {description}"));
        }
        page.line(head);
        for line in &self.lines {
            page.line(line.clone());
        }
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    match &args.verb {
        None => list(ctx, &ReadArgs::default()),
        Some(Verb::List(args)) => list(ctx, args),
        Some(Verb::Show(args)) => show(ctx, args),
        Some(Verb::Set(args)) => set(ctx, args),
        Some(Verb::Check(args)) => check(ctx, args),
        Some(Verb::Delete(args)) => delete(ctx, args),
    }
}

/// The environments that are asked for, or all that this identity may see.
fn envs(ctx: &Context, project: &Project, tree: &Tree) -> Result<Vec<Found>> {
    let may = |found: &Found| project.client.may(tree, Right::View, Some((found.id, &found.env)));
    if ctx.globals.env.is_some() {
        let named = ctx.envs(project, tree, false)?;
        named.iter().try_for_each(may)?;
        return Ok(named);
    }
    let all = tree.envs(&project.name).into_iter().map(|(id, env)| Found { id, env: env.clone() });
    Ok(all.filter(|found| may(found).is_ok()).collect())
}

fn list(ctx: &Context, args: &ReadArgs) -> Result {
    let project = ctx.project()?;
    let p = &project.name;
    let tree = project.client.read(&everything(&project), args.at)?;
    let envs = envs(ctx, &project, &tree)?;
    let mut items = Vec::new();
    for (name, flag) in tree.flags(p) {
        let mut item = Flag {
            name: name.to_string(),
            description: flag.description.clone(),
            variants: flag.variants.clone(),
            envs: BTreeMap::new(),
            lines: Vec::new(),
        };
        for found in &envs {
            let state = flags::state(&tree, p, found.id, &name)?;
            item.lines.push(Line::new().plain(cell(state.as_ref())));
            item.envs.insert(found.name().to_owned(), state.as_ref().map(State::of));
        }
        items.push(item);
    }
    ctx.ui.show(&FlagList { items, next: None, envs })?;
    Ok(error::OK)
}

fn show(ctx: &Context, args: &Show) -> Result {
    let project = ctx.project()?;
    let p = &project.name;
    let tree = project.client.read(&everything(&project), args.read.at)?;
    let name = named(&project, &tree, &args.name)?;
    let envs = envs(ctx, &project, &tree)?;
    let flag = tree.flag(p, &name);
    let mut shown = Flag {
        name: name.to_string(),
        description: flag.and_then(|flag| flag.description.clone()),
        variants: flag.map(|flag| flag.variants.clone()).unwrap_or_default(),
        envs: BTreeMap::new(),
        lines: Vec::new(),
    };
    let mut authors = Authors::default();
    let width = envs.iter().map(|found| found.name().len()).max().unwrap_or(0);
    for found in &envs {
        let state = flags::state(&tree, p, found.id, &name)?;
        shown.envs.insert(found.name().to_owned(), state.as_ref().map(State::of));
        let pad = " ".repeat(width - found.name().len());
        let mut line = Line::new().plain("  ").join(found.line()).plain(format!("{pad}   "));
        let Some(state) = state else {
            shown.lines.push(line.plain("off").dim("   not set"));
            continue;
        };
        line = line.plain(flags::mode(state.share));
        if !state.split.is_empty() {
            line = line.plain(format!("   split {}", flags::split_text(&state.split, " ")));
        }
        let place = Place::Value(p.clone(), found.id, Scope::Flag(name.clone()), Key::state());
        if let Some(entry) = tree.entry(&place.path()) {
            let (at, by) = authors.of(&project, &tree, entry.rev)?;
            let by = by.map(|by| format!(" by {by}")).unwrap_or_default();
            line = line.dim(format!("   rev {}, {at}{by}", entry.rev));
        }
        shown.lines.push(line);
        shown.lines.extend(
            state
                .rules
                .iter()
                .enumerate()
                .map(|(n, rule)| Line::new().plain(format!("  {:width$}   rule {}  {rule}", "", n + 1))),
        );
    }
    ctx.ui.show(&shown)?;
    Ok(error::OK)
}

/// The flag of a name.
fn named(project: &Project, tree: &Tree, name: &str) -> Result<AppName> {
    let parsed: AppName = name.parse()?;
    if tree.flag(&project.name, &parsed).is_some() {
        return Ok(parsed);
    }
    let names: Vec<String> = tree.flags(&project.name).iter().map(|(name, _)| name.to_string()).collect();
    let (org, p) = (project.client.org_name(), &project.name);
    let error = Error::new("flag_not_found", error::NOT_FOUND, format!("{org}/{p} has no flag \"{name}\""));
    Err(if names.is_empty() {
        error.hint(format!("envctl flags set {name} on --env ENV   (declares it)"))
    } else {
        error.known(name, &names)
    })
}

fn none(text: &str) -> bool {
    text == "none"
}

fn set(ctx: &Context, args: &Set) -> Result {
    let name: AppName = args.name.parse()?;
    let setting = flags::Setting {
        share: args.state.as_deref().map(flags::parse_mode).transpose()?,
        split: match args.split.as_deref() {
            Some(text) if none(text) => Some(Vec::new()),
            split => split.map(flags::parse_split).transpose()?,
        },
        rules: match args.rule.as_slice() {
            [] => None,
            [one] if none(one) => Some(Vec::new()),
            rules => Some(rules.iter().map(|rule| Ok(rule.parse()?)).collect::<Result<_>>()?),
        },
        description: args.description.clone(),
    };
    if setting.share.is_none()
        && setting.split.is_none()
        && setting.rules.is_none()
        && setting.description.is_none()
    {
        return Err(Error::usage("nothing to set: give a state, --split or --rule")
            .hint(format!("envctl flags set {name} on --env ENV")));
    }
    let project = ctx.project()?;
    let p = &project.name;
    let folders = ["env", "flag"].map(|folder| Prefix::folder(p, folder));
    let look = project.client.read(&[&folders[..], &[Prefix::members()]].concat(), None)?;
    let envs = if args.all_envs { ctx.every_env(&project, &look)? } else { ctx.envs(&project, &look, true)? };
    for found in &envs {
        project.client.may(&look, Right::Write, Some((found.id, &found.env)))?;
    }
    let ids: Vec<_> = envs.iter().map(|found| found.id).collect();
    let scope = Scope::Flag(name.clone());
    let mut reads = vec![Prefix::folder(p, "flag")];
    reads.extend(ids.iter().map(|env| Prefix::scope(p, *env, &scope)));
    let written = ctx.write(
        &project,
        "flags.set",
        &args.write,
        &reads,
        |tree, op| Ok(flags::set(tree, p, &ids, &name, &setting, op)?),
        |moved, _| {
            for (env, _, after) in moved.iter().filter(|(_, before, after)| before.as_ref() != Some(after)) {
                if let Some(found) = envs.iter().find(|found| found.id == *env) {
                    let fact = format!("{name} would be {}", cell(Some(after)));
                    ctx.confirm_env(&args.write, found, "set it there", &fact)?;
                }
            }
            Ok(())
        },
    )?;
    let (mut lines, mut changes) = (Vec::new(), Vec::new());
    let declares = written.done.before.flag(p, &name).is_none();
    if declares {
        changes.push(Change::of(format!("flags.{name}"), None, Some(name.to_string())));
    }
    for (env, before, after) in &written.done.report {
        let Some(found) = envs.iter().find(|found| found.id == *env) else { continue };
        if before.as_ref() == Some(after) {
            continue;
        }
        let mode = match flags::mode(after.share) {
            share if share.ends_with('%') => format!("on for {share}"),
            mode => mode,
        };
        let mut line = Line::new().plain(format!("{name} is {mode} in ")).join(found.line());
        if !after.split.is_empty() {
            line = line.plain(format!(", split {}", flags::split_text(&after.split, " ")));
        }
        if !after.rules.is_empty() {
            line = line.plain(format!(", {}", report::count(after.rules.len(), "rule")));
        }
        if before.as_ref().is_none_or(|before| before.share != after.share) {
            line = line.plain(format!(" (was {})", flags::mode(before.as_ref().map_or(0, |b| b.share))));
        }
        let path = format!("flags.{name}@{}", found.name());
        changes.push(Change::of(path, before.as_ref().map(|b| cell(Some(b))), Some(cell(Some(after)))));
        lines.push(line);
    }
    if written.done.changed && lines.is_empty() {
        lines.push(Line::new().plain(format!("{name} described")));
        if !declares {
            changes.push(Change::of(format!("flags.{name}.description"), None, args.description.clone()));
        }
    }
    ctx.ui.show(&changed(&written, &args.write, changes, lines))?;
    Ok(error::OK)
}

#[derive(Debug, Serialize)]
struct FlagEvaluation {
    flag: String,
    env: String,
    key: String,
    value: bool,
    variant: Option<String>,
    reason: &'static str,
    rule: Option<String>,
    bucket: f64,
    #[serde(skip)]
    why: String,
}

impl Report for FlagEvaluation {
    const KIND: &'static str = "FlagEvaluation";

    fn text(&self, page: &mut Page<'_>) {
        let mut line = if self.value { Line::new().good("on") } else { Line::new().plain("off") };
        if let Some(variant) = &self.variant {
            line = line.plain(format!(" {variant}"));
        }
        page.line(line.plain(format!("    {}", self.why)));
    }

    fn names(&self) -> Option<Vec<String>> {
        let on = if self.value { "on" } else { "off" };
        Some(vec![self.variant.clone().unwrap_or_else(|| on.to_owned())])
    }
}

fn check(ctx: &Context, args: &Check) -> Result {
    let attribute = |text: &String| {
        let (name, value) = text.split_once('=').ok_or_else(|| Error::usage("--attr takes ATTR=VALUE"))?;
        Ok((name.to_owned(), value.to_owned()))
    };
    let attributes = args.attr.iter().map(attribute).collect::<Result<Vec<_>>>()?;
    let project = ctx.project()?;
    let p = &project.name;
    let folders = ["env", "flag"].map(|folder| Prefix::folder(p, folder));
    let mut tree = project.client.read(&[&folders[..], &[Prefix::members()]].concat(), args.read.at)?;
    let name = named(&project, &tree, &args.name)?;
    let found = ctx.env(&project, &tree, false)?;
    project.client.may(&tree, Right::View, Some((found.id, &found.env)))?;
    let states = [Prefix::scope(p, found.id, &Scope::Flag(name.clone()))];
    tree.extend(project.client.read(&states, args.read.at.or(Some(tree.head.seq)))?);
    let state = flags::state(&tree, p, found.id, &name)?;
    let is_set = state.is_some();
    let state = state.unwrap_or_default();
    let mut answer = state.evaluate(&name, &args.subject, &attributes);
    if !is_set {
        answer.reason = flags::Reason::Unset;
    }
    let rule = match answer.reason {
        flags::Reason::Rule(n) => state.rules.get(n - 1).map(ToString::to_string),
        _ => None,
    };
    let why = match &answer.reason {
        flags::Reason::Unset => format!("not set in {}", found.name()),
        flags::Reason::Off => format!("off in {}", found.name()),
        flags::Reason::On => format!("on in {}", found.name()),
        flags::Reason::Rollout => format!(
            "bucket {} of 100 is {} {}",
            flags::percent(answer.bucket),
            if answer.on { "under" } else { "not under" },
            flags::mode(state.share)
        ),
        flags::Reason::Rule(n) => format!("rule {n}: {}", rule.as_deref().unwrap_or_default()),
    };
    ctx.ui.show(&FlagEvaluation {
        flag: name.to_string(),
        env: found.name().to_owned(),
        key: args.subject.clone(),
        value: answer.on,
        variant: answer.variant,
        reason: answer.reason.as_str(),
        rule,
        bucket: hundredths(answer.bucket),
        why,
    })?;
    Ok(error::OK)
}

fn delete(ctx: &Context, args: &Delete) -> Result {
    let project = ctx.project()?;
    let p = &project.name;
    let look = project.client.read(&everything(&project), None)?;
    let name = named(&project, &look, &args.name)?;
    project.client.may(&look, Right::Write, look.chain(p).first().map(|(id, env)| (*id, *env)))?;
    let written = ctx.write(
        &project,
        "flags.delete",
        &args.write,
        &everything(&project),
        |tree, op| Ok(flags::delete(tree, p, &name, op)?),
        |on, tree| {
            if args.write.dry_run {
                return Ok(());
            }
            for (id, env) in tree.envs(p).into_iter().filter(|(id, _)| on.contains(id)) {
                let found = Found { id, env: env.clone() };
                ctx.confirm_env(&args.write, &found, "delete it there", &format!("{name} is on there"))?;
            }
            match on.len() {
                0 => ctx.confirm(&args.write, &format!("{name} is off everywhere. Delete it?")),
                n => {
                    let envs = report::count(n, "environment");
                    ctx.confirm(&args.write, &format!("{name} is on in {envs}. Delete it everywhere?"))
                }
            }
        },
    )?;
    let change = Change::of(format!("flags.{name}"), Some(name.to_string()), None);
    let line = Line::new().plain(format!("flag {name} deleted"));
    ctx.ui.show(&changed(&written, &args.write, vec![change], vec![line]))?;
    Ok(error::OK)
}
