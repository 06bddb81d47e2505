//! `envctl sessions`: who is signed in to a server.

use serde::Serialize;

use super::signin::Server;
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::report;
use crate::http::wire::SessionItem;
use crate::model::Kid;
use crate::ui::{Line, Page, Report, Row, Table};

/// List who is signed in to the server, and end sessions
///
/// Your own; everybody's for who manages the organization. A session belongs to the key of a device, and
/// ends by itself where an environment says after how long; also when the device is revoked, or the member
/// removed.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List sessions
    #[command(visible_alias = "ls")]
    List,
    /// End sessions: of a member, or of one key
    Revoke(Revoke),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl sessions revoke ben@acme.dev
  envctl sessions revoke 4f1c…   (one key, as `envctl sessions` shows it)")]
struct Revoke {
    /// Members by name, or keys by the beginning of their id
    #[arg(value_name = "WHO", required_unless_present = "all")]
    who: Vec<String>,
    /// All of them, yours too
    #[arg(long, conflicts_with = "who")]
    all: bool,
}

#[derive(Debug, Serialize)]
struct SessionList {
    items: Vec<Session>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct Session {
    user: String,
    device: String,
    key: String,
    mfa: bool,
    ip: String,
    since: jiff::Timestamp,
    last_used: jiff::Timestamp,
    current: bool,
}

impl Session {
    fn of(item: SessionItem, own: Kid) -> Session {
        Session {
            user: item.who,
            device: item.device,
            key: item.kid.to_string(),
            mfa: item.code,
            ip: item.address,
            since: report::time(item.began),
            last_used: report::time(item.used),
            current: item.kid == own,
        }
    }
}

impl Report for SessionList {
    const KIND: &'static str = "SessionList";

    fn text(&self, page: &mut Page<'_>) {
        if self.items.is_empty() {
            return page.line("nobody is signed in");
        }
        let mut table = Table::new(["MEMBER", "DEVICE", "KEY", "CODE", "FROM", "SINCE", "LAST USED"]);
        for one in &self.items {
            let device = if one.current { format!("{} (this one)", one.device) } else { one.device.clone() };
            let row = Row::new()
                .cell(one.user.as_str())
                .cell(device)
                .cell(one.key.get(..8).unwrap_or(&one.key))
                .cell(if one.mfa { "yes" } else { "no" })
                .cell(one.ip.as_str())
                .cell(page.time(one.since))
                .cell(page.time(one.last_used));
            table.row(row);
        }
        page.table(table);
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().map(|one| one.key.clone()).collect())
    }
}

#[derive(Debug, Serialize)]
struct Revoked {
    changed: bool,
    ended: u64,
}

impl Report for Revoked {
    const KIND: &'static str = "SessionsRevoked";

    fn text(&self, page: &mut Page<'_>) {
        page.ok(Line::new().plain(format!("{} ended", report::count(self.ended as usize, "session"))));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let server = Server::needed(ctx)?;
    let org = server.org()?;
    let own = Kid::of(&ctx.identity()?.sign_key());
    let there = server.remote.sessions(&org.id, &[])?.sessions;
    let revoke = match &args.verb {
        None | Some(Verb::List) => {
            let items = there.into_iter().map(|item| Session::of(item, own)).collect();
            ctx.ui.show(&SessionList { items, next: None })?;
            return Ok(error::OK);
        }
        Some(Verb::Revoke(revoke)) => revoke,
    };
    let mut end: Vec<Kid> = Vec::new();
    for who in &revoke.who {
        let meant = |item: &&SessionItem| {
            item.who == *who || (who.len() >= 4 && item.kid.to_string().starts_with(who.as_str()))
        };
        let found: Vec<Kid> = there.iter().filter(meant).map(|item| item.kid).collect();
        if found.is_empty() {
            let mut names: Vec<String> = there.iter().map(|item| item.who.clone()).collect();
            names.sort();
            names.dedup();
            let what = format!("nobody called {who} is signed in, and no such key");
            return Err(Error::new("session_not_found", error::NOT_FOUND, what).known(who, &names));
        }
        end.extend(found);
    }
    if revoke.all {
        end = there.iter().map(|item| item.kid).collect();
    }
    let ended = match end.is_empty() {
        true => 0,
        false => server.remote.sessions(&org.id, &end)?.ended.unwrap_or(0),
    };
    ctx.ui.show(&Revoked { changed: ended > 0, ended })?;
    Ok(error::OK)
}
