//! `envctl audit list` and `audit export`: every change, and on a server who was shown which secrets
//! and who was refused what.
//!
//! Changes are signed, and `audit verify` judges them; reads and refusals are the server's word.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;

use serde::Serialize;

use super::log::instant;
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::report;
use crate::cli::shown::curtained;
use crate::cli::stores::StorePlace;
use crate::client::Client;
use crate::engine::history::Event;
use crate::http::Remote;
use crate::model::{EnvId, Kid, Path, Place, Prefix};
use crate::store::{Access, Ledger as _, LogQuery, Postgres, Sqlite};
use crate::ui::{Page, Report, Table};

/// How many are read at once.
const PAGE: usize = 200;

/// What is listed.
#[derive(Debug, clap::Args)]
pub struct Filter {
    /// Only by this member or token
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    /// Only this: set, promote, …, read, refused
    #[arg(long, value_name = "ACTION")]
    action: Option<String>,
    /// Only after: a time, a date, or how long ago (7d, 2h)
    #[arg(long, value_name = "T")]
    since: Option<String>,
    /// Only before
    #[arg(long, value_name = "T")]
    until: Option<String>,
    /// Only what was refused
    #[arg(long)]
    denied: bool,
}

/// List every change, read and refusal, newest first
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  envctl audit list --denied --since 7d")]
pub struct List {
    #[command(flatten)]
    filter: Filter,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// Go on after this cursor of an earlier answer
    #[arg(long, value_name = "CURSOR")]
    after: Option<String>,
}

/// Write every change, read and refusal to a file, newest first
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  envctl audit export --format csv --since 30d --output audit.csv")]
pub struct Export {
    #[command(flatten)]
    filter: Filter,
    /// How it is written
    #[arg(short, long, value_name = "FORMAT", value_parser = ["jsonl", "csv"], default_value = "jsonl")]
    format: String,
    /// The file; it must not be there (default: stdout)
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct AuditList {
    items: Vec<Item>,
    next: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct Item {
    seq: Option<u64>,
    time: jiff::Timestamp,
    actor: String,
    key: String,
    action: String,
    what: Vec<String>,
    result: &'static str,
    rule: Option<String>,
    ip: Option<String>,
    message: Option<String>,
}

impl Item {
    fn what(&self) -> String {
        match self.what.as_slice() {
            [] => "-".to_owned(),
            [one] => one.clone(),
            [one, rest @ ..] => format!("{one} and {} more", rest.len()),
        }
    }
}

impl Report for AuditList {
    const KIND: &'static str = "AuditList";

    fn text(&self, page: &mut Page<'_>) {
        let mut table = Table::new(["REV", "TIME", "WHO", "ACTION", "WHAT", "FROM", "WHY"]);
        for item in &self.items {
            let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
            table.row(vec![
                item.seq.map_or_else(|| "-".to_owned(), |seq| seq.to_string()),
                page.time(item.time),
                item.actor.clone(),
                item.action.clone(),
                item.what(),
                or_dash(&item.ip),
                or_dash(&item.rule),
            ]);
        }
        page.table(table);
        if let Some(next) = &self.next {
            page.line(format!("more: --after {next}"));
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().filter_map(|item| item.seq).map(|seq| seq.to_string()).collect())
    }
}

#[derive(Debug, Serialize)]
struct Exported {
    changed: bool,
    path: String,
    events: usize,
}

impl Report for Exported {
    const KIND: &'static str = "AuditExportResult";

    fn text(&self, page: &mut Page<'_>) {
        page.ok(crate::ui::Line::new()
            .plain(format!("wrote {} ", self.path))
            .symbol(crate::ui::Symbol::Dot)
            .plain(format!(" {}", report::count(self.events, "event"))));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(vec![self.path.clone()])
    }
}

/// Runs `audit list`.
pub fn list(ctx: &Context, args: &List) -> Result {
    let (items, next) = Trail::new(ctx, &args.filter, args.after.as_deref())?.take(args.limit)?;
    ctx.ui.show(&AuditList { items, next })?;
    Ok(error::OK)
}

/// Runs `audit export`.
pub fn export(ctx: &Context, args: &Export) -> Result {
    let exists = |path: &PathBuf| {
        Error::new("file_exists", error::CONFLICT, format!("{} is there already", path.display()))
    };
    let path = args.output.as_ref().map(|path| ctx.cwd.join(path));
    if let Some(path) = path.as_ref().filter(|path| path.exists()) {
        return Err(exists(path));
    }
    let (items, _) = Trail::new(ctx, &args.filter, None)?.take(usize::MAX)?;
    let mut text = String::new();
    if args.format == "csv" {
        text.push_str("rev,time,actor,key,action,what,result,rule,ip,message\n");
    }
    for item in &items {
        text.push_str(&match args.format.as_str() {
            "csv" => csv(item),
            _ => serde_json::to_string(item).map_err(|e| Error::new("io", error::FAILED, e.to_string()))?,
        });
        text.push('\n');
    }
    let Some(path) = path else {
        ctx.ui.payload(text.as_bytes())?;
        return Ok(error::OK);
    };
    let failed = |e: std::io::Error| match e.kind() {
        std::io::ErrorKind::AlreadyExists => exists(&path),
        _ => Error::new("io", error::FAILED, format!("cannot write {}: {e}", path.display())),
    };
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&path).map_err(failed)?;
    std::io::Write::write_all(&mut file, text.as_bytes()).map_err(failed)?;
    let shown = args.output.as_ref().unwrap_or(&path).display().to_string();
    ctx.ui.show(&Exported { changed: true, path: shown, events: items.len() })?;
    Ok(error::OK)
}

/// A line of CSV (RFC 4180). A cell that a spreadsheet would compute begins with an apostrophe.
fn csv(item: &Item) -> String {
    let cell = |text: &str| {
        let computed = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let text = if computed { format!("'{text}") } else { text.to_owned() };
        if text.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text
        }
    };
    let cells = [
        item.seq.map(|seq| seq.to_string()).unwrap_or_default(),
        item.time.to_string(),
        item.actor.clone(),
        item.key.clone(),
        item.action.clone(),
        item.what.join("; "),
        item.result.to_owned(),
        item.rule.clone().unwrap_or_default(),
        item.ip.clone().unwrap_or_default(),
        item.message.clone().unwrap_or_default(),
    ];
    cells.map(|text| cell(&text)).join(",")
}

/// Changes and accesses, by time, newest first.
struct Trail<'c> {
    ctx: &'c Context,
    filter: &'c Filter,
    client: Client,
    names: BTreeMap<Kid, String>,
    envs: BTreeMap<EnvId, String>,
    /// The environments that are not shown: nothing is told of them, nor that something happened there.
    hidden: BTreeSet<EnvId>,
    since: u64,
    until: u64,
    commits: VecDeque<Event>,
    accesses: VecDeque<(u64, Access)>,
    /// The highest revision that was not read yet; 0: all were.
    to: u64,
    /// The number below which accesses were not read yet; none: all were.
    below: Option<u64>,
}

impl<'c> Trail<'c> {
    fn new(ctx: &'c Context, filter: &'c Filter, after: Option<&str>) -> Result<Trail<'c>> {
        let client = ctx.org()?;
        let tree = client.read(&[Prefix::members(), Prefix::projects()], None)?;
        client.me(&tree)?;
        let members = tree.everyone().flat_map(|(_, m)| m.devices.iter().map(|d| (d.kid(), m.name.clone())));
        let tokens = tree.tokens().map(|(_, token)| (token.key.kid(), format!("token {}", token.name)));
        let names = members.chain(tokens).collect();
        let folders: Vec<Prefix> = tree.projects().iter().map(|p| Prefix::folder(p, "env")).collect();
        let environments = client.read(&folders, None)?;
        let all: BTreeSet<EnvId> =
            tree.projects().iter().flat_map(|p| environments.envs(p)).map(|(id, _)| id).collect();
        let environments = curtained(&client, environments)?;
        let envs = tree.projects().iter().flat_map(|p| environments.envs(p)).collect::<Vec<_>>();
        let hidden = all.into_iter().filter(|id| !envs.iter().any(|(other, _)| other == id)).collect();
        let envs = envs.into_iter().map(|(id, env)| (id, env.name.to_string())).collect();
        let time = |text: &Option<String>| text.as_deref().map(|text| instant(ctx, text, false)).transpose();
        let (since, until) = (time(&filter.since)?.unwrap_or(0), time(&filter.until)?.unwrap_or(u64::MAX));
        let cursor = after.map(|cursor| {
            let (rev, id) = cursor.split_once('.')?;
            Some((rev.parse().ok()?, id.parse().ok()?))
        });
        let (to, below) = match cursor {
            None => (tree.head.seq, u64::MAX >> 1),
            Some(Some(cursor)) => cursor,
            Some(None) => return Err(Error::usage("--after takes a cursor that an earlier answer gave")),
        };
        Ok(Trail {
            ctx,
            filter,
            client,
            names,
            envs,
            hidden,
            since,
            until,
            commits: VecDeque::new(),
            accesses: VecDeque::new(),
            to,
            below: Some(below),
        })
    }

    /// The newest that the filter lets through, and the cursor of what follows.
    fn take(mut self, limit: usize) -> Result<(Vec<Item>, Option<String>)> {
        let mut items = Vec::new();
        while items.len() < limit {
            let Some((time, item)) = self.next()? else { return Ok((items, None)) };
            if time < self.since {
                return Ok((items, None));
            }
            let by = self.filter.actor.as_ref().is_none_or(|who| item.actor == *who);
            let did = self.filter.action.as_ref().is_none_or(|action| item.action == *action);
            if time < self.until && by && did && (!self.filter.denied || item.result == "denied") {
                items.push(item);
            }
        }
        let rev = self.commits.front().map_or(self.to, |event| event.rev);
        let below = self.accesses.front().map_or(self.below, |(id, _)| Some(id + 1)).unwrap_or(0);
        let more = rev > 0 || below > 0;
        Ok((items, more.then(|| format!("{rev}.{below}"))))
    }

    fn next(&mut self) -> Result<Option<(u64, Item)>> {
        while self.commits.is_empty() && self.to > 0 && !self.filter.denied {
            let query = LogQuery { to: self.to, limit: PAGE, ..LogQuery::default() };
            let mut events = self.client.events(&query)?;
            self.to = events.last().map_or(0, |event| event.rev - 1);
            events.retain_mut(|event| {
                let any = !event.steps.is_empty();
                event.steps.retain(|step| self.is_shown(&step.place));
                !(any && event.steps.is_empty())
            });
            self.commits = events.into();
        }
        if let (true, Some(below)) = (self.accesses.is_empty(), self.below) {
            let page = self.read_accesses(below)?;
            self.below = page.last().map(|(id, _)| *id).filter(|_| page.len() == PAGE);
            self.accesses = page.into();
        }
        let commit = self.commits.front().map(|event| event.time);
        let access = self.accesses.front().map(|(_, access)| access.time);
        Ok(match (commit, access) {
            (None, None) => None,
            (Some(time), other) if other.is_none_or(|other| other <= time) => {
                self.commits.pop_front().map(|event| (time, self.change(event)))
            }
            (_, Some(time)) => self.accesses.pop_front().map(|(_, access)| (time, self.access(access))),
            (Some(_), None) => None,
        })
    }

    /// A file has none, but for those of a server that it was behind.
    fn read_accesses(&self, below: u64) -> Result<Vec<(u64, Access)>> {
        let (org, below) = (self.client.org(), Some(below));
        Ok(match self.ctx.store_place()? {
            StorePlace::Server(url) => {
                Remote::open(&url, self.ctx.identity()?, self.ctx.now)?.accesses(org, below, PAGE)?
            }
            StorePlace::File(path) => match Sqlite::open(&path, false)? {
                Some(store) => store.accesses(org, below, PAGE)?,
                None => Vec::new(),
            },
            StorePlace::Postgres(url) => match Postgres::open(&url, false)? {
                Some(store) => store.accesses(org, below, PAGE)?,
                None => Vec::new(),
            },
        })
    }

    fn change(&self, event: Event) -> Item {
        Item {
            seq: Some(event.rev),
            time: report::time(event.time),
            actor: self.names.get(&event.kid).cloned().unwrap_or_else(|| event.kid.to_string()),
            key: event.kid.to_string(),
            action: event.action,
            what: event.steps.iter().map(|step| self.place(&step.place)).collect(),
            result: "ok",
            rule: None,
            ip: None,
            message: event.message,
        }
    }

    fn access(&self, access: Access) -> Item {
        let denied = access.what == "refused";
        let shown = |path: &&String| Path::parse(path).is_none_or(|path| self.is_shown(&path.place()));
        let what = access.paths.iter().filter(shown).map(|path| match Path::parse(path) {
            Some(path) => self.place(&path.place()),
            None => path.clone(),
        });
        Item {
            seq: None,
            time: report::time(access.time),
            actor: access.who,
            key: access.kid.to_string(),
            action: access.what,
            what: what.collect(),
            result: if denied { "denied" } else { "ok" },
            rule: Some(access.rule).filter(|rule| !rule.is_empty()),
            ip: Some(access.address).filter(|address| !address.is_empty()),
            message: None,
        }
    }

    /// A place in words: `DATABASE_URL in production`.
    fn place(&self, place: &Place) -> String {
        let path = place.path();
        match (place, place.env()) {
            (Place::Env(..), Some(env)) => format!("environment {}", self.env(env)),
            (_, Some(env)) => format!("{} in {}", path.last(), self.env(env)),
            _ => path.as_str().to_owned(),
        }
    }

    fn is_shown(&self, place: &Place) -> bool {
        place.env().is_none_or(|env| !self.hidden.contains(&env))
    }

    fn env(&self, id: EnvId) -> String {
        self.envs.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }
}
