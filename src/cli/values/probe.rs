//! `envctl datasources test`: whether what apps connect to is there, and lets them in.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::datasource_shown::named;
use crate::cli::context::{Context, Found, Project};
use crate::cli::error::{self, Error, Result};
use crate::cli::reconcile::diff::everything;
use crate::engine::Right;
use crate::model::{AppName, Content, Datasource, Key, Place, Scope, Tree};
use crate::probe::{self, ProbeError};
use crate::ui::{Line, Page, Report, Row, Table};

/// Connect to datasources, and say what answers
///
/// Logs in as an app would, with the fields of the environment, changes nothing and hangs up. For
/// postgres, mysql, redis, http and tcp.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl datasources test orders --env staging,production
  envctl datasources test --env staging --wait 2")]
pub struct Args {
    /// The datasources (default: all)
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Give up on each after so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=300))]
    wait: u64,
}

/// How long a check waits for each.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug, Serialize)]
struct DatasourceTest {
    items: Vec<Item>,
    #[serde(skip)]
    lines: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Item {
    name: String,
    env: String,
    /// None where there is no test for the type.
    ok: Option<bool>,
    ms: Option<u64>,
    detail: String,
}

impl Report for DatasourceTest {
    const KIND: &'static str = "DatasourceTest";

    fn text(&self, page: &mut Page<'_>) {
        let mut table = Table::block();
        for (item, env) in self.items.iter().zip(&self.lines) {
            let verdict = match item.ok {
                Some(true) => Line::new().good("ok"),
                Some(false) => Line::new().bad("failed"),
                None => Line::new().dim("not tested"),
            };
            let row = Row::new().cell(item.name.as_str()).cell(env.clone()).cell(verdict);
            let took = item.ms.filter(|_| item.ok == Some(true)).map(|ms| format!("{ms} ms"));
            table.row(row.cell(took.unwrap_or_default()).cell(item.detail.as_str()));
        }
        page.table(table);
    }
}

/// One test to be made.
struct Job<'j> {
    name: &'j AppName,
    found: &'j Found,
    kind: &'j str,
    fields: std::result::Result<BTreeMap<String, String>, String>,
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let project = ctx.project()?;
    let p = &project.name;
    let tree = project.client.read(&everything(&project), None)?;
    let mut all: Vec<(AppName, &Datasource)> = tree.datasources(p);
    if !args.names.is_empty() {
        let wanted = args.names.iter().map(|name| Ok(named(&project, &tree, name)?.0));
        let wanted = wanted.collect::<Result<Vec<AppName>>>()?;
        all.retain(|(name, _)| wanted.contains(name));
    }
    if all.is_empty() {
        return Err(Error::new("datasource_not_found", error::NOT_FOUND, format!("{p} has no datasources"))
            .hint("envctl datasources create NAME --type TYPE"));
    }
    let envs = ctx.envs(&project, &tree, false)?;
    for found in &envs {
        project.client.may(&tree, Right::Open, Some((found.id, &found.env)))?;
    }
    let mut jobs = Vec::new();
    for (name, declared) in &all {
        for found in &envs {
            let fields = fields(&project, &tree, found, name, declared)?;
            jobs.push(Job { name, found, kind: &declared.kind, fields });
        }
    }
    let items = test_all(ctx, &jobs, Duration::from_secs(args.wait));
    let failed = items.iter().any(|item| item.ok == Some(false));
    let lines = jobs.iter().map(|job| job.found.line()).collect();
    ctx.ui.show(&DatasourceTest { items, lines })?;
    Ok(if failed { error::INVALID } else { error::OK })
}

/// Makes tests, all at once: the slowest decides how long it takes.
fn test_all(ctx: &Context, jobs: &[Job<'_>], limit: Duration) -> Vec<Item> {
    let _spinner = ctx.ui.spinner("connecting");
    std::thread::scope(|scope| {
        let started: Vec<_> = jobs.iter().map(|job| scope.spawn(move || test(job, limit))).collect();
        let joined = jobs.iter().zip(started);
        joined
            .map(|(job, thread)| {
                thread.join().unwrap_or_else(|_| job.item(Some(false), None, "the test failed"))
            })
            .collect()
    })
}

/// What became of a connection that a check made, or did not make.
pub struct Connection {
    /// The datasource.
    pub name: AppName,
    /// The environment.
    pub env: String,
    /// Whether it is there; none: it was not asked.
    pub answers: Option<bool>,
    /// Whether it was not asked because something of it has no value.
    pub lacks: bool,
    /// In words; no part of it is secret.
    pub detail: String,
}

/// Connects to datasources in environments: to all of them, or to those that are named. Where the
/// caller may not open what is in an environment, nothing is asked.
///
/// # Errors
/// When the store cannot be read.
pub fn connections(
    ctx: &Context,
    project: &Project,
    envs: &[Found],
    named: Option<&[AppName]>,
) -> Result<Vec<Connection>> {
    let tree = project.client.read(&everything(project), None)?;
    let mut all: Vec<(AppName, &Datasource)> = tree.datasources(&project.name);
    all.retain(|(name, _)| named.is_none_or(|named| named.contains(name)));
    let (mut jobs, mut closed) = (Vec::new(), Vec::new());
    for found in envs {
        let may = project.client.may(&tree, Right::Open, Some((found.id, &found.env))).is_ok();
        for (name, declared) in &all {
            if !may {
                let (name, env, detail) =
                    (name.clone(), found.name().to_owned(), "not yours to open".to_owned());
                closed.push(Connection { name, env, answers: None, lacks: false, detail });
                continue;
            }
            let fields = fields(project, &tree, found, name, declared)?;
            jobs.push(Job { name, found, kind: &declared.kind, fields });
        }
    }
    let items = test_all(ctx, &jobs, PATIENCE);
    let connection = |(job, item): (&Job<'_>, Item)| {
        let lacks = job.fields.is_err();
        let took = item.ms.filter(|_| item.ok == Some(true)).map(|ms| format!("{ms} ms, "));
        Connection {
            name: job.name.clone(),
            env: item.env,
            answers: item.ok.filter(|_| !lacks),
            lacks,
            detail: took.unwrap_or_default() + &item.detail,
        }
    };
    Ok(jobs.iter().zip(items).map(connection).chain(closed).collect())
}

impl Job<'_> {
    fn item(&self, ok: Option<bool>, ms: Option<u64>, detail: impl Into<String>) -> Item {
        let (name, env) = (self.name.to_string(), self.found.name().to_owned());
        Item { name, env, ok, ms, detail: detail.into() }
    }
}

fn test(job: &Job<'_>, limit: Duration) -> Item {
    let fields = match &job.fields {
        Ok(fields) => fields,
        Err(why) => return job.item(Some(false), None, why),
    };
    let begun = Instant::now();
    let found = probe::probe(job.kind, fields, limit);
    let ms = u64::try_from(begun.elapsed().as_millis()).ok();
    match found {
        Ok(answer) => job.item(Some(true), ms, answer),
        Err(ProbeError::Kind) => job.item(None, None, format!("there is no test for type {}", job.kind)),
        Err(e) => job.item(Some(false), ms, e.to_string()),
    }
}

/// The fields of a datasource in an environment, opened; or which of them has no value.
fn fields(
    project: &Project,
    tree: &Tree,
    found: &Found,
    name: &AppName,
    declared: &Datasource,
) -> Result<std::result::Result<BTreeMap<String, String>, String>> {
    let p = &project.name;
    let vault = project.client.vault(tree);
    let mut fields = BTreeMap::new();
    let mut missing = Vec::new();
    for (field, declared) in &declared.fields {
        let key: Key = field.parse()?;
        let place = Place::Value(p.clone(), found.id, Scope::Datasource(name.clone()), key.clone());
        let Some(value) = tree.value(p, found.id, &Scope::Datasource(name.clone()), &key) else {
            match &declared.default {
                Some(default) => drop(fields.insert(field.clone(), default.clone())),
                None if declared.required => missing.push(field.as_str()),
                None => {}
            }
            continue;
        };
        let bytes = match &value.content {
            Content::Deleted => continue,
            Content::Plain(bytes) => bytes.clone(),
            Content::Sealed(sealed) => match vault.open(&place.path(), sealed) {
                // Nothing of it is shown, so no runner has to hide it.
                Ok(plain) => plain.into_exposed(),
                Err(_) => return Ok(Err(format!("{field} did not open"))),
            },
        };
        match String::from_utf8(bytes) {
            Ok(text) => drop(fields.insert(field.clone(), text)),
            Err(_) => return Ok(Err(format!("{field} is not text"))),
        }
    }
    if missing.is_empty() { Ok(Ok(fields)) } else { Ok(Err(format!("{} has no value", missing.join(", ")))) }
}
