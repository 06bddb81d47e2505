//! `envctl access review`: who holds what, since when, and when they last did something; and the end of what
//! is not needed. That somebody went through it is a record of its own, whatever they ended.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::who;
use crate::cli::WriteArgs;
use crate::cli::context::Context;
use crate::cli::duration;
use crate::cli::error::{self, Error, Result};
use crate::cli::report::{self, Change};
use crate::cli::shown::curtained;
use crate::client::Client;
use crate::engine::rights::{Actor, At, Right};
use crate::engine::{Write, people};
use crate::model::{GrantId, Kid, Place, Review, Subject, Tree};
use crate::store::LogQuery;
use crate::ui::{Line, Page, Report, Table};

/// Go through who holds what, and end what is not needed
///
/// At a terminal it asks about each grant: keep, end, or later. What ends, ends in one commit.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl access review --older-than 90d
  envctl access review --report --json")]
pub struct Args {
    /// Only what was not used for so long: 90d
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    older_than: Option<Duration>,
    /// Print what would be asked about, and change nothing
    #[arg(long)]
    report: bool,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct AccessReview {
    items: Vec<Item>,
    next: Option<String>,
    last: Option<Last>,
}

/// The last review.
#[derive(Debug, Serialize)]
struct Last {
    by: String,
    at: Option<jiff::Timestamp>,
    rev: u64,
    kept: usize,
    ended: usize,
}

impl Last {
    fn of(tree: &Tree, times: &BTreeMap<u64, u64>) -> Option<Last> {
        let (rev, review) = tree.review()?;
        Some(Last {
            by: people::subject_name(tree, Subject::Member(review.by)),
            at: times.get(&rev).copied().map(report::time),
            rev,
            kept: review.kept.len(),
            ended: review.ended.len(),
        })
    }
}

/// A grant, with what its holder did.
#[derive(Clone, Debug, Serialize)]
struct Item {
    id: String,
    who: String,
    role: String,
    on: String,
    given_at: Option<jiff::Timestamp>,
    last_wrote: Option<jiff::Timestamp>,
    until: Option<jiff::Timestamp>,
    #[serde(skip)]
    grant: GrantId,
}

impl Report for AccessReview {
    const KIND: &'static str = "AccessReview";

    fn text(&self, page: &mut Page<'_>) {
        match &self.last {
            None => page.line("never reviewed"),
            Some(last) => {
                let at = last.at.map(|at| page.time(at)).unwrap_or_default();
                let grants = report::count(last.kept, "grant");
                let did = format!("{grants} kept, {} ended", last.ended);
                page.line(format!("last reviewed {at} by {}: {did} (rev {})", last.by, last.rev));
            }
        }
        if self.items.is_empty() {
            return page.line("nothing to review");
        }
        let mut table = Table::new(["WHO", "HOLDS", "SINCE", "LAST WROTE", "UNTIL"]);
        for item in &self.items {
            let at = |time: Option<jiff::Timestamp>| time.map(|time| page.time(time));
            table.row([
                item.who.clone(),
                format!("{} {}", item.role, item.on),
                at(item.given_at).unwrap_or_else(|| "-".to_owned()),
                at(item.last_wrote).unwrap_or_else(|| "never".to_owned()),
                at(item.until).unwrap_or_else(|| "-".to_owned()),
            ]);
        }
        page.table(table);
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().map(|item| item.id.clone()).collect())
    }
}

/// When each key last signed, and when each commit was made.
fn history(client: &Client) -> Result<(BTreeMap<Kid, u64>, BTreeMap<u64, u64>)> {
    const PAGE: usize = 512;
    let (mut last, mut times) = (BTreeMap::new(), BTreeMap::new());
    let mut from = 1;
    loop {
        let query = LogQuery { from, newest_first: false, limit: PAGE, ..LogQuery::default() };
        let page = client.events(&query)?;
        let Some(end) = page.last().map(|event| event.rev) else { return Ok((last, times)) };
        for event in page {
            // What ends by itself, and keys that are handed on, are nobody's use of anything.
            if !["grant.expire", "key.wrap"].contains(&event.action.as_str()) {
                last.insert(event.kid, event.time);
            }
            times.insert(event.rev, event.time);
        }
        from = end + 1;
    }
}

/// The keys of whom a grant is for.
fn keys(tree: &Tree, subject: Subject) -> Vec<Kid> {
    let of =
        |id| tree.member(id).into_iter().flat_map(|m| m.devices.iter().map(|d| d.kid())).collect::<Vec<_>>();
    match subject {
        Subject::Member(id) => of(id),
        Subject::Group(id) => {
            let group = tree.groups().find(|(other, _)| *other == id);
            group.into_iter().flat_map(|(_, group)| &group.members).flat_map(|id| of(*id)).collect()
        }
        Subject::Token(id) => {
            tree.tokens().filter(|(other, _)| *other == id).map(|(_, token)| token.key.kid()).collect()
        }
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let (client, tree) = ctx.people()?;
    let (last, times) = history(&client)?;
    let seen = curtained(&client, tree.clone())?;
    let mut items: Vec<Item> = Vec::new();
    for (id, grant) in tree.grants() {
        let given = tree.entry(&Place::Grant(id).path()).and_then(|entry| times.get(&entry.rev)).copied();
        let wrote = keys(&tree, grant.subject).iter().filter_map(|kid| last.get(kid)).max().copied();
        let used = wrote.max(given).unwrap_or(0);
        let long = |limit: Duration| u128::from(ctx.now.saturating_sub(used)) >= limit.as_millis();
        if args.older_than.is_some_and(|limit| !long(limit)) {
            continue;
        }
        items.push(Item {
            id: id.to_string(),
            who: people::subject_name(&tree, grant.subject),
            role: grant.role.to_string(),
            on: who::reach(&seen, grant),
            given_at: given.map(report::time),
            last_wrote: wrote.map(report::time),
            until: grant.until.map(report::time),
            grant: id,
        });
    }
    items.sort_by(|a, b| (a.last_wrote, &a.who, &a.role, &a.on).cmp(&(b.last_wrote, &b.who, &b.role, &b.on)));
    if args.report || items.is_empty() {
        let last = Last::of(&tree, &times);
        ctx.ui.show(&AccessReview { items, next: None, last })?;
        return Ok(error::OK);
    }
    if !ctx.ui.can_prompt() {
        return Err(Error::new(
            "input_required",
            error::USAGE,
            "a review asks about each grant and there is no terminal to ask on",
        )
        .hint("--report prints what it would ask about"));
    }
    let choices = ["keep", "end", "later"].map(str::to_owned);
    let (mut ends, mut keeps): (Vec<&Item>, Vec<&Item>) = (Vec::new(), Vec::new());
    for item in &items {
        let picked = ctx.ui.select(&format!("{}: {} {}", item.who, item.role, item.on), &choices)?;
        match picked {
            0 => keeps.push(item),
            1 => ends.push(item),
            _ => {}
        }
    }
    let done = ctx.write_people(
        &client,
        "access.review",
        &args.write,
        |tree, _| {
            let there = |items: &[&Item]| {
                let mut there: Vec<GrantId> = items.iter().map(|item| item.grant).collect();
                there.retain(|grant| tree.grants().any(|(id, _)| id == *grant));
                there.sort();
                there
            };
            let ended = there(&ends);
            let mut writes: Vec<Write> =
                ended.iter().map(|grant| Write::Delete(Place::Grant(*grant).path())).collect();
            let actor = client.actor(tree)?;
            let manages = actor.access(tree).check(Right::Manage, At::default()).is_ok();
            // Who manages one environment ends what they may; the organization's review is not theirs.
            if let (Actor::Member(by), true, false) = (actor, manages, ends.is_empty() && keeps.is_empty()) {
                let unused = args.older_than.and_then(|long| u64::try_from(long.as_millis()).ok());
                writes.push(Write::put(Place::Review, Review { by, kept: there(&keeps), ended, unused }));
            }
            Ok(((), writes))
        },
        |(), _| Ok(()),
    )?;
    let line = Line::new().plain(format!(
        "reviewed {}: {} kept, {} ended, {} left for later",
        report::count(items.len(), "grant"),
        keeps.len(),
        ends.len(),
        items.len() - keeps.len() - ends.len()
    ));
    let change = |item: &&Item| {
        let was = format!("{} {}", item.role, item.on);
        Change::of(format!("access.{}", item.who), Some(was), None)
    };
    let mut changes: Vec<Change> = ends.iter().map(change).collect();
    if done.changed {
        let did = format!("{} kept, {} ended", keeps.len(), ends.len());
        changes.push(Change::of("access.review", None, Some(did)));
    }
    let more = super::access::widened(&done.before, &done.after);
    ctx.show_people(&done, &args.write, line, changes, more)
}
