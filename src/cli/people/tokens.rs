//! `envctl tokens`: create, list, revoke.

use serde::Serialize;

use super::who::{self, DAY, TOKEN_DAYS_MAX};
use crate::cli::WriteArgs;
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::report::{self, Change};
use crate::cli::shown::curtained;
use crate::client::device;
use crate::crypto::{Identity, random};
use crate::engine::people;
use crate::model::{Grant, GrantId, Subject, Token as Record, TokenId};
use crate::ui::{Line, Page, Report, Symbol, Table};

/// How long a token lives unless it is said otherwise.
const USUAL: &str = "90d";

/// Create, list and revoke tokens
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List the tokens of the organization
    #[command(visible_alias = "ls")]
    List,
    /// Create a token; it is shown once
    Create(Create),
    /// Revoke a token
    Revoke(Revoke),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "The token is the only thing on stdout. It never may more than you.

Example:
  envctl tokens create ci-staging --role deployer --app web --env staging | gh secret set ENVCTL_TOKEN")]
struct Create {
    /// Its name
    name: String,
    /// The role that it has, on what --app and --env name
    #[arg(long)]
    role: String,
    /// For so long, at most a year
    #[arg(long, value_name = "DURATION", default_value = USUAL)]
    expires: String,
    /// Write it to a new file instead of stdout
    #[arg(long, value_name = "FILE")]
    output: Option<std::path::PathBuf>,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, clap::Args)]
struct Revoke {
    /// Its name or id
    name: String,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct TokenList {
    items: Vec<Token>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct Token {
    id: String,
    name: String,
    role: String,
    on: String,
    made_by: String,
    until: Option<jiff::Timestamp>,
}

impl Report for TokenList {
    const KIND: &'static str = "TokenList";

    fn text(&self, page: &mut Page<'_>) {
        if self.items.is_empty() {
            return page.line("no tokens");
        }
        let mut table = Table::new(["NAME", "ROLE", "ON", "MADE BY", "UNTIL"]);
        for token in &self.items {
            let until = token.until.map_or_else(|| "-".to_owned(), |until| page.time(until));
            table.row([
                token.name.clone(),
                token.role.clone(),
                token.on.clone(),
                token.made_by.clone(),
                until,
            ]);
        }
        page.table(table);
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().map(|token| token.name.clone()).collect())
    }
}

#[derive(Serialize)]
struct Created<'t> {
    changed: bool,
    rev: u64,
    dry_run: bool,
    id: String,
    name: &'t str,
    role: String,
    on: String,
    expires_at: jiff::Timestamp,
    token: Option<&'t str>,
}

impl Report for Created<'_> {
    const KIND: &'static str = "Token";

    fn text(&self, page: &mut Page<'_>) {
        if let Some(token) = self.token {
            page.line(token);
        }
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    match &args.verb {
        None | Some(Verb::List) => list(ctx),
        Some(Verb::Create(args)) => create(ctx, args),
        Some(Verb::Revoke(args)) => revoke(ctx, args),
    }
}

fn list(ctx: &Context) -> Result {
    let (client, tree) = ctx.people()?;
    let tree = curtained(&client, tree)?;
    let active = tree.tokens().filter(|(_, token)| !token.key.revoked);
    let mut items: Vec<Token> = active
        .map(|(id, token)| {
            let theirs = tree.grants().filter(|(_, grant)| grant.subject == Subject::Token(id));
            let (roles, on): (Vec<_>, Vec<_>) =
                theirs.map(|(_, grant)| (grant.role.to_string(), who::reach(&tree, grant))).unzip();
            Token {
                id: id.to_string(),
                name: token.name.clone(),
                role: roles.join(", "),
                on: on.join("; "),
                made_by: people::subject_name(&tree, Subject::Member(token.maker)),
                until: token.until.map(report::time),
            }
        })
        .collect();
    items.sort_by(|a, b| a.name.cmp(&b.name));
    ctx.ui.show(&TokenList { items, next: None })?;
    Ok(error::OK)
}

fn create(ctx: &Context, args: &Create) -> Result {
    if args.name.is_empty() || args.name.len() > 100 || args.name.chars().any(|c| c.is_control() || c == ':')
    {
        return Err(Error::usage("a token's name has 1 to 100 characters, no colon among them"));
    }
    let until = ctx.until(Some(&args.expires))?.unwrap_or(ctx.now);
    if until > ctx.now + TOKEN_DAYS_MAX * DAY {
        return Err(Error::usage(format!("--expires {}: a token lives for at most a year", args.expires)));
    }
    let output = args.output.as_ref().map(|path| ctx.cwd.join(path));
    if let Some(path) = output.as_ref().filter(|path| path.symlink_metadata().is_ok()) {
        return Err(Error::new("file_exists", error::CONFLICT, format!("{} exists", path.display())));
    }
    let (client, tree) = ctx.people()?;
    let scope = ctx.scope(&tree)?;
    let maker = ctx.in_person(&client, &tree, "a token makes no tokens")?;
    let identity = Identity::generate();
    let (id, grant_id) = (TokenId(random()), GrantId(random()));
    let token =
        Record { name: args.name.clone(), key: device(&identity, &args.name), maker, until: Some(until) };
    let grant = Grant {
        subject: Subject::Token(id),
        role: people::role(&tree, &args.role)?,
        projects: scope.projects,
        apps: scope.apps,
        envs: scope.envs,
        until: None,
    };
    let done = ctx.write_people(
        &client,
        "tokens.create",
        &args.write,
        |tree, _| Ok(((), people::create_token(tree, id, token.clone(), (grant_id, grant.clone()))?)),
        |(), _| Ok(()),
    )?;
    let on = who::reach(&done.after, &grant);
    let text = identity.to_token();
    if !args.write.dry_run {
        // Whoever holds the keys of the token's environments gives them to it, and this is one.
        client.upkeep(&done.after);
        if let Some(path) = &output {
            write_new(path, text.as_bytes())?;
        }
    }
    let dry = if args.write.dry_run { "would be: " } else { "" };
    ctx.ui.note(
        Line::new()
            .plain(format!("{dry}token {} ", args.name))
            .symbol(Symbol::Dot)
            .plain(format!(" {} {on}, for {}", grant.role, args.expires)),
    );
    let shown = !args.write.dry_run && output.is_none();
    ctx.ui.show(&Created {
        changed: done.changed && !args.write.dry_run,
        rev: done.rev,
        dry_run: args.write.dry_run,
        id: id.to_string(),
        name: &args.name,
        role: grant.role.to_string(),
        on,
        expires_at: report::time(until),
        token: shown.then_some(text.as_str()),
    })?;
    if shown {
        ctx.ui.warn("shown once: keep it where it is used, as ENVCTL_TOKEN");
    }
    Ok(error::OK)
}

/// Writes a file that is not there, for the user alone.
fn write_new(path: &std::path::Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.write_all(b"\n")?;
        file.sync_all()
    });
    written.map_err(|e| Error::new("io", error::FAILED, format!("cannot write {}: {e}", path.display())))
}

fn revoke(ctx: &Context, args: &Revoke) -> Result {
    let (client, tree) = ctx.people()?;
    let name = people::token(&tree, &args.name)?.1.name.clone();
    let done = ctx.write_people(
        &client,
        "tokens.revoke",
        &args.write,
        |tree, _| {
            let (id, token) = people::token(tree, &args.name)?;
            Ok(((), people::revoke_token(tree, id, token)))
        },
        |(), _| ctx.confirm(&args.write, &format!("Revoke {name}? What uses it fails from now on.")),
    )?;
    let line = Line::new().plain(format!("token {name} revoked"));
    let change = Change::of(format!("tokens.{name}"), Some(name.clone()), None);
    ctx.show_people(&done, &args.write, line, vec![change], Vec::new())
}
