//! `envctl log`: what changed, by whom, newest first.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::report::{self, Change};
use crate::engine::history::{Event, Step};
use crate::model::{AppName, EnvId, Key, Kid, Place, Prefix, Scope, Tree};
use crate::store::LogQuery;
use crate::ui::{Line, Page, Report, Symbol};

/// How often what is new is looked for.
const FOLLOW: std::time::Duration = std::time::Duration::from_secs(30);

/// Show what changed, by whom
///
/// PATH is an app, an environment, a constant, or a dotted path such as constants.KEY.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl log
  envctl log web --limit 5
  envctl log constants.LOG_LEVEL -p
  envctl log --action promote --since 7d --oneline
  envctl log --follow")]
pub struct Args {
    /// Only what touched this
    path: Option<String>,
    /// Only after: a time, a date, or how long ago (7d, 2h)
    #[arg(long, value_name = "T")]
    since: Option<String>,
    /// Only before
    #[arg(long, value_name = "T")]
    until: Option<String>,
    /// Only by this member
    #[arg(long, value_name = "WHO")]
    author: Option<String>,
    /// Only this action: set, promote, …
    #[arg(long, value_name = "A")]
    action: Option<String>,
    /// Show the changes
    #[arg(short, long)]
    patch: bool,
    /// One line each
    #[arg(long)]
    oneline: bool,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// Go on after this cursor of an earlier answer
    #[arg(long, value_name = "CURSOR")]
    after: Option<u64>,
    /// As of revision REV
    #[arg(long, value_name = "REV")]
    at: Option<u64>,
    /// Go on with what comes, until ^C
    #[arg(short, long, conflicts_with_all = ["at", "until", "after"])]
    follow: bool,
}

impl Args {
    /// Whether it goes on until it is interrupted.
    pub fn follows(&self) -> bool {
        self.follow
    }
}

#[derive(Debug, Serialize)]
struct EventList {
    items: Vec<Item>,
    next: Option<String>,
    #[serde(skip)]
    patch: bool,
    #[serde(skip)]
    oneline: bool,
}

#[derive(Debug, Serialize)]
struct Item {
    seq: u64,
    rev: u64,
    time: jiff::Timestamp,
    actor: String,
    via: &'static str,
    action: String,
    path: Option<String>,
    env: Option<String>,
    before: Option<String>,
    after: Option<String>,
    message: Option<String>,
    changes: Vec<Change>,
    #[serde(skip)]
    summary: Line,
}

impl Report for EventList {
    const KIND: &'static str = "EventList";

    fn text(&self, page: &mut Page<'_>) {
        let width = self.items.iter().map(|item| item.action.len()).max().unwrap_or(0);
        for item in &self.items {
            let mut line = Line::new()
                .plain(format!("rev {:<4} ", item.rev))
                .bold(format!("{:<width$}", item.action))
                .plain("  ")
                .join(item.summary.clone())
                .plain("   ")
                .dim(format!("{}  {}", item.actor, page.time(item.time)));
            if self.oneline
                && let Some(message) = &item.message
            {
                line = line.plain(format!("  \"{}\"", message.lines().next().unwrap_or_default()));
            }
            page.line(line);
            if let Some(message) = item.message.as_ref().filter(|_| !self.oneline) {
                page.line(format!("         \"{message}\""));
            }
            if self.patch {
                for change in &item.changes {
                    page.line(Line::new().plain("       ").join(change.line()));
                }
            }
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().map(|item| item.rev.to_string()).collect())
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let project = ctx.project()?;
    let p = &project.name;
    let look = project
        .client
        .read(&["env", "app", "constant", "datasource", "flag"].map(|f| Prefix::folder(p, f)), args.at)?;
    let members = project.client.read(&[Prefix::members()], Some(look.head.seq))?;
    let touching = args.path.as_deref().map(|path| prefixes(ctx, &project, &look, path)).transpose();
    let touching = touching.map_err(|e| ctx.unnamed(&project, &look, e))?;
    let since = args.since.as_deref().map(|text| instant(ctx, text, false)).transpose()?;
    let until = args.until.as_deref().map(|text| instant(ctx, text, false)).transpose()?;
    let shown = ctx.shown(&project, &look)?;
    let mut names = Names::new(&look, &members, p);
    let all = look.envs(p).into_iter().map(|(id, _)| id);
    names.hidden = all.filter(|id| !shown.iter().any(|found| found.id == *id)).collect();
    let is_hidden = |id: EnvId| names.hidden.contains(&id);
    let pick = |mut event: Event| {
        // Nothing is told of environments that are not shown, not even that something happened there;
        // a server does not show it either.
        event.steps.retain(|step| step.env().is_none_or(|env| !is_hidden(env)));
        let actor = names.member(event.kid);
        let skip = event.steps.is_empty()
            || until.is_some_and(|until| event.time >= until)
            || args.author.as_ref().is_some_and(|who| *who != actor)
            || args.action.as_ref().is_some_and(|action| *action != event.action);
        (!skip).then(|| item(event, actor, &names, &look, p))
    };
    let mut items: Vec<Item> = Vec::new();
    let mut to = args.after.map_or(look.head.seq, |cursor| cursor.saturating_sub(1)).min(look.head.seq);
    let mut next = None;
    'pages: while to > 0 {
        let limit = args.limit.saturating_add(1).min(256);
        let query =
            LogQuery { to, limit, touching: touching.clone().unwrap_or_default(), ..LogQuery::default() };
        let page = project.client.events(&query)?;
        let Some(last) = page.last().map(|event| event.rev) else { break };
        for event in page {
            if since.is_some_and(|since| event.time < since) {
                break 'pages;
            }
            let Some(item) = pick(event) else { continue };
            if items.len() == args.limit {
                next = items.last().map(|item| item.rev.to_string());
                break 'pages;
            }
            items.push(item);
        }
        to = last - 1;
    }
    if let (Some(path), [], None) = (&args.path, items.as_slice(), args.after)
        && project
            .client
            .events(&LogQuery {
                touching: touching.clone().unwrap_or_default(),
                limit: 1,
                ..LogQuery::default()
            })?
            .is_empty()
    {
        return Err(nothing(&look, p, path));
    }
    let show =
        |items, next| ctx.ui.show(&EventList { items, next, patch: args.patch, oneline: args.oneline });
    if !args.follow {
        show(items, next)?;
        return Ok(error::OK);
    }
    // What comes later stands below.
    items.reverse();
    show(items, None)?;
    let (mut seen, mut head) = (look.head.seq, look.head);
    loop {
        let now = project.client.store().wait(project.client.org(), head, FOLLOW)?;
        if std::mem::replace(&mut head, now) == now {
            continue;
        }
        let touching = touching.clone().unwrap_or_default();
        let query =
            LogQuery { from: seen + 1, newest_first: false, limit: 256, touching, ..LogQuery::default() };
        let page = project.client.events(&query)?;
        // What may not be seen is no event.
        seen = page.last().map_or(seen, |event| event.rev);
        let items: Vec<Item> = page.into_iter().filter_map(&pick).collect();
        if !items.is_empty() {
            show(items, None)?;
        }
    }
}

/// Names for the ids in the log.
struct Names {
    envs: BTreeMap<EnvId, Line>,
    env_names: BTreeMap<EnvId, String>,
    members: BTreeMap<Kid, String>,
    /// The environments that nothing is told of.
    hidden: BTreeSet<EnvId>,
}

impl Names {
    fn new(tree: &Tree, members: &Tree, p: &crate::model::ProjectName) -> Names {
        let envs = tree.envs(p);
        // Who signed may have left since.
        let devices =
            members.everyone().flat_map(|(_, m)| m.devices.iter().map(|d| (d.kid(), m.name.clone())));
        let tokens = members.tokens().map(|(_, token)| (token.key.kid(), format!("token {}", token.name)));
        Names {
            envs: envs.iter().map(|(id, env)| (*id, crate::cli::context::env_line(env))).collect(),
            env_names: envs.iter().map(|(id, env)| (*id, env.name.to_string())).collect(),
            members: devices.chain(tokens).collect(),
            hidden: BTreeSet::new(),
        }
    }

    fn member(&self, kid: Kid) -> String {
        self.members.get(&kid).cloned().unwrap_or_else(|| kid.to_string())
    }

    /// An environment that is gone keeps the name that the commit itself gives it.
    fn env(&self, id: EnvId, steps: &[Step]) -> (Line, String) {
        if let (Some(line), Some(name)) = (self.envs.get(&id), self.env_names.get(&id)) {
            return (line.clone(), name.clone());
        }
        let own = steps.iter().find(|s| matches!(&s.place, Place::Env(_, at) if *at == id));
        let name = own.and_then(|s| s.after.clone().or(s.before.clone())).unwrap_or_else(|| id.to_string());
        (Line::new().plain(&name), name)
    }
}

fn item(event: Event, actor: String, names: &Names, tree: &Tree, p: &crate::model::ProjectName) -> Item {
    let mut changes = Vec::new();
    for step in event.steps.iter().filter(|s| !matches!(s.place, Place::Epoch(..))) {
        let mut path = step.dotted();
        if let Some(env) = step.env() {
            let (_, name) = names.env(env, &event.steps);
            path = match step.place {
                Place::Env(..) => format!("envs.{name}"),
                _ => format!("{path}@{name}"),
            };
        }
        changes.push(Change {
            op: step.change.as_str(),
            path,
            before: step.before.clone().into(),
            after: step.after.clone().into(),
            secret: step.secret,
        });
    }
    let lead = lead(&event);
    let summary = summary(&event, names, tree, p);
    Item {
        seq: event.rev,
        rev: event.rev,
        time: report::time(event.time),
        actor,
        via: "cli",
        path: lead.map(Step::dotted),
        env: lead.and_then(Step::env).map(|env| names.env(env, &event.steps).1),
        before: lead.and_then(|step| step.before.clone()),
        after: lead.and_then(|step| step.after.clone()),
        action: event.action.clone(),
        message: event.message.clone(),
        changes,
        summary,
    }
}

/// The step that a commit is about: a placement before a value before the rest.
fn lead(event: &Event) -> Option<&Step> {
    let rank = |step: &&Step| match (&step.place, event.action.as_str()) {
        (Place::Version(..), "publish") => 0,
        (Place::Placement(..), _) => 1,
        (Place::Value(..), _) => 2,
        (Place::Env(..) | Place::App(..) | Place::Project(_), _) => 3,
        (Place::Epoch(..), _) => 9,
        _ => 4,
    };
    event.steps.iter().min_by_key(rank)
}

fn summary(event: &Event, names: &Names, tree: &Tree, p: &crate::model::ProjectName) -> Line {
    let mut line = Line::new();
    let placed: Vec<&Step> = event.steps.iter().filter(|s| matches!(s.place, Place::Placement(..))).collect();
    if !placed.is_empty() && matches!(event.action.as_str(), "promote" | "release" | "rollback") {
        for (n, step) in placed.iter().enumerate() {
            let (Place::Placement(_, env, app), Some(after)) = (&step.place, &step.after) else { continue };
            line = line.plain(if n > 0 { ", " } else { "" }).plain(format!("{app} {after}   "));
            let chain = tree.chain(p);
            let at = chain.iter().position(|(id, _)| id == env).and_then(|at| at.checked_sub(1));
            if event.action == "promote"
                && !at.and_then(|at| chain.get(at)).is_some_and(|(from, _)| names.hidden.contains(from))
                && let Some((from, _)) = at.and_then(|at| chain.get(at))
            {
                line =
                    line.join(names.env(*from, &event.steps).0).plain(" ").symbol(Symbol::Arrow).plain(" ");
            }
            line = line.join(names.env(*env, &event.steps).0);
            if let (Some(before), "rollback") = (&step.before, event.action.as_str()) {
                line = line.plain(format!(" (was {before})"));
            }
        }
        return line;
    }
    let values: Vec<&Step> = event.steps.iter().filter(|s| matches!(s.place, Place::Value(..))).collect();
    if !values.is_empty() && event.action != "envs.create" && event.action != "envs.delete" {
        let named = |step: &&Step| match &step.place {
            Place::Value(_, _, Scope::Datasource(name), field) => Some(format!("{name}.{field}")),
            Place::Value(_, _, Scope::Flag(name), _) => Some(name.to_string()),
            Place::Value(_, _, _, key) => Some(key.to_string()),
            _ => None,
        };
        let mut keys: Vec<String> = values.iter().filter_map(named).collect();
        keys.dedup();
        let noun = match &values[0].place {
            Place::Value(_, _, Scope::Datasource(_), _) => "field",
            Place::Value(_, _, Scope::Flag(_), _) => "flag",
            _ => "constant",
        };
        let text = match keys.as_slice() {
            [one] => one.clone(),
            many => report::count(many.len(), noun),
        };
        let mut envs: Vec<EnvId> = values.iter().filter_map(|s| s.env()).collect();
        envs.dedup();
        line = line.plain(format!("{text}   "));
        for (n, env) in envs.iter().take(4).enumerate() {
            line = line.plain(if n > 0 { ", " } else { "" }).join(names.env(*env, &event.steps).0);
        }
        return line;
    }
    match lead(event) {
        Some(step) => match (&step.place, step.env()) {
            (Place::Version(_, app, n), _) => line.plain(format!("{app} v{n}")),
            (Place::Env(..), Some(env)) => line.join(names.env(env, &event.steps).0),
            (Place::Project(p), _) => line.plain(format!("project {p}")),
            _ => line.plain(step.dotted()),
        },
        None => line,
    }
}

/// The records that a PATH means: an app, an environment, a constant, or a dotted path.
fn prefixes(
    ctx: &Context,
    project: &crate::cli::context::Project,
    tree: &Tree,
    path: &str,
) -> Result<Vec<Prefix>> {
    let p = &project.name;
    let (noun, name) = path.split_once('.').map_or((None, path), |(noun, rest)| (Some(noun), rest));
    let app = |name: &str| name.parse().ok().filter(|app| tree.app(p, app).is_some());
    if noun.is_none_or(|noun| noun == "apps")
        && let Some(app) = app(name)
    {
        let placements = tree
            .envs(p)
            .into_iter()
            .map(|(env, _)| Prefix::one(&Place::Placement(p.clone(), env, app.clone()).path()));
        let own = [Prefix::one(&Place::App(p.clone(), app.clone()).path()), Prefix::versions(p, &app)];
        return Ok(own.into_iter().chain(placements).collect());
    }
    if noun.is_none_or(|noun| noun == "envs")
        && let Some((id, _)) = tree.env_named(p, name)
    {
        let own = Prefix::one(&Place::Env(p.clone(), id).path());
        return Ok(vec![own, Prefix::values(p, id), Prefix::placements(p, id), Prefix::epochs(p, id)]);
    }
    if noun.is_none_or(|noun| noun == "datasources")
        && let Ok(name) = name.parse::<AppName>()
        && (noun.is_some() || tree.datasource(p, &name).is_some())
    {
        let scope = Scope::Datasource(name.clone());
        let fields = tree.envs(p).into_iter().map(|(env, _)| Prefix::scope(p, env, &scope));
        return Ok(fields.chain([Prefix::one(&Place::Datasource(p.clone(), name).path())]).collect());
    }
    if noun.is_none_or(|noun| noun == "flags")
        && let Ok(name) = name.parse::<AppName>()
        && (noun.is_some() || tree.flag(p, &name).is_some())
    {
        let state = |env| Place::Value(p.clone(), env, Scope::Flag(name.clone()), Key::state()).path();
        let states = tree.envs(p).into_iter().map(|(env, _)| Prefix::one(&state(env)));
        return Ok(states.chain([Prefix::one(&Place::Flag(p.clone(), name.clone()).path())]).collect());
    }
    if noun.is_none_or(|noun| noun == "constants")
        && let Ok(key) = name.split('@').next().unwrap_or(name).parse::<Key>()
    {
        let env = name.split_once('@').map(|(_, env)| ctx.env_named(project, tree, env)).transpose()?;
        let mut found = vec![Prefix::one(&Place::Constant(p.clone(), key.clone()).path())];
        let apps = tree.apps(p).into_iter().map(|(app, _)| Scope::App(app));
        let scopes: Vec<Scope> = std::iter::once(Scope::Project).chain(apps).collect();
        for (id, _) in tree.envs(p).into_iter().filter(|(id, _)| env.as_ref().is_none_or(|env| env.id == *id))
        {
            found.extend(
                scopes.iter().map(|scope| {
                    Prefix::one(&Place::Value(p.clone(), id, scope.clone(), key.clone()).path())
                }),
            );
        }
        return Ok(found);
    }
    Err(nothing(tree, p, path))
}

/// What was named is not there, and never was.
fn nothing(tree: &Tree, p: &crate::model::ProjectName, path: &str) -> Error {
    let apps = tree.apps(p).into_iter().map(|(app, _)| app.to_string());
    let envs = tree.envs(p).into_iter().map(|(_, env)| env.name.to_string());
    let constants = tree.constants(p).into_iter().map(|(key, _)| key.to_string());
    let names: Vec<String> = apps.chain(envs).chain(constants).collect();
    let word = path.rsplit('.').next().unwrap_or(path);
    let near = crate::ui::nearest(word, names.iter().map(String::as_str)).map(str::to_owned);
    Error::new(
        "path_not_found",
        error::NOT_FOUND,
        format!("\"{path}\" is no app, environment or constant of {p}"),
    )
    .known(word, &near.into_iter().collect::<Vec<_>>())
    .hint("envctl log web, envctl log envs.staging, envctl log constants.KEY")
}

/// A point in time: RFC 3339, a date, or how long ago, or from now. In milliseconds since 1970.
///
/// # Errors
/// When it is none.
pub fn instant(ctx: &Context, text: &str, ahead: bool) -> Result<u64> {
    let how = if ahead { "in how long" } else { "how long ago" };
    let bad = || {
        Error::usage(format!(
            "\"{text}\" is not a time: use 2026-03-05T08:00Z, 2026-03-05, or {how} (90m, 2h, 7d)"
        ))
    };
    let ms = |t: jiff::Timestamp| u64::try_from(t.as_millisecond()).map_err(|_| bad());
    if let Ok(time) = text.parse::<jiff::Timestamp>() {
        return ms(time);
    }
    if let Ok(date) = text.parse::<jiff::civil::Date>() {
        return ms(date.to_zoned(jiff::tz::TimeZone::UTC).map_err(|_| bad())?.timestamp());
    }
    let span: jiff::Span = text.parse().map_err(|_| bad())?;
    let ago = span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()).map_err(|_| bad())?;
    let ago = u64::try_from(ago.as_millis()).map_err(|_| bad())?;
    Ok(if ahead { ctx.now.saturating_add(ago) } else { ctx.now.saturating_sub(ago) })
}
