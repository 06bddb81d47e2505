//! `envctl constants list`: names, kinds, and values where they may be shown.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::cli::context::{Context, Found};
use crate::cli::error::{self, Result};
use crate::cli::{ReadArgs, report};
use crate::crypto::FingerprintKey;
use crate::engine::Right;
use crate::model::{Content, Kid, Path, Place, Prefix, Scope, Tree};
use crate::store::LogQuery;
use crate::ui::{Cell, Line, Page, Report, Row, Symbol, Table};

/// List constants
#[derive(Debug, Default, clap::Args)]
#[command(after_help = "Examples:
  envctl constants list --env staging
  envctl constants list --compare
  envctl constants list --missing --env production")]
pub struct Args {
    /// Only those that have no value
    #[arg(long)]
    missing: bool,
    /// One column for each environment
    #[arg(long)]
    compare: bool,
    /// Show the values of secrets
    #[arg(long)]
    reveal: bool,
    #[command(flatten)]
    read: ReadArgs,
}

#[derive(Debug, Serialize)]
struct ConstantList {
    items: Vec<Item>,
    next: Option<String>,
    #[serde(skip)]
    envs: Vec<Found>,
}

#[derive(Debug, Serialize)]
struct Item {
    name: String,
    secret: bool,
    required: bool,
    description: Option<String>,
    default: Option<String>,
    apps: Vec<String>,
    values: Vec<Shown>,
}

#[derive(Clone, Debug, Serialize)]
struct Shown {
    env: String,
    app: Option<String>,
    set: bool,
    value: Option<String>,
    fp: Option<String>,
    changed_at: Option<jiff::Timestamp>,
    changed_by: Option<String>,
}

impl Shown {
    fn cell(&self, item: &Item) -> Cell {
        match (&self.value, &self.fp, self.set) {
            (Some(value), ..) => Cell::pair(Line::new().plain(one_line(value)), value),
            (None, Some(fp), _) => Cell::pair(Line::new().dim(format!("fp {fp}")), format!("fp {fp}")),
            (None, None, true) => Cell::pair(Line::new().symbol(Symbol::Bullets), "set"),
            (None, None, false) => match &item.default {
                Some(default) => Cell::pair(Line::new().plain(one_line(default)).dim(" (default)"), default),
                None => Cell::pair(Line::new().bad("missing"), "missing"),
            },
        }
    }
}

fn one_line(value: &str) -> String {
    match value.split_once('\n') {
        Some((first, _)) => format!("{first} …"),
        None => value.to_owned(),
    }
}

impl Report for ConstantList {
    const KIND: &'static str = "ConstantList";

    fn text(&self, page: &mut Page<'_>) {
        let one = self.envs.len() == 1;
        let mut columns = vec!["NAME".to_owned(), "KIND".to_owned()];
        columns.extend(
            self.envs.iter().map(|found| if one { "VALUE".to_owned() } else { found.name().to_owned() }),
        );
        columns.push("APPS".to_owned());
        let mut table = Table::new(columns);
        for item in &self.items {
            let mut row =
                Row::new().cell(item.name.as_str()).cell(if item.secret { "secret" } else { "plain" });
            for found in &self.envs {
                let shown = item.values.iter().find(|v| v.env == found.name() && v.app.is_none());
                row = row.cell(shown.map_or_else(|| Cell::from(""), |shown| shown.cell(item)));
            }
            table.row(row.cell(if item.apps.is_empty() { "all".to_owned() } else { item.apps.join(" ") }));
            for own in item.values.iter().filter(|v| v.app.is_some()) {
                let name = format!("{} ({})", item.name, own.app.as_deref().unwrap_or_default());
                let mut row = Row::new().cell(name).cell(if item.secret { "secret" } else { "plain" });
                for found in &self.envs {
                    row = row.cell(if found.name() == own.env { own.cell(item) } else { Cell::from("") });
                }
                table.row(row.cell(own.app.clone().unwrap_or_default()));
            }
        }
        page.table(table);
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().map(|item| item.name.clone()).collect())
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let project = ctx.project()?;
    let p = &project.name;
    let folders = ["env", "app", "constant", "epoch"].map(|folder| Prefix::folder(p, folder));
    let mut tree = project.client.read(&[&folders[..], &[Prefix::members()]].concat(), args.read.at)?;
    let named = ctx.globals.env.is_some();
    let may = |found: &Found| project.client.may(&tree, Right::View, Some((found.id, &found.env)));
    let envs: Vec<Found> = if args.compare && !named {
        ctx.shown(&project, &tree)?.into_iter().filter(|found| may(found).is_ok()).collect()
    } else {
        ctx.envs(&project, &tree, false)?
    };
    envs.iter().try_for_each(may)?;
    let values: Vec<Prefix> = envs.iter().map(|found| Prefix::values(p, found.id)).collect();
    let at = args.read.at.or(Some(tree.head.seq));
    tree.extend(project.client.read(&values, at)?);
    let mut items = collect(ctx, &project, &tree, &envs, args.reveal)?;
    if args.missing {
        items.retain(|item| item.values.iter().any(|v| v.app.is_none() && !v.set && item.default.is_none()));
    }
    let same = same_secrets(&items);
    ctx.ui.show(&ConstantList { items, next: None, envs })?;
    for warning in same {
        ctx.ui.warn(&warning);
    }
    Ok(error::OK)
}

fn collect(
    ctx: &Context,
    project: &crate::cli::context::Project,
    tree: &Tree,
    envs: &[Found],
    reveal: bool,
) -> Result<Vec<Item>> {
    let p = &project.name;
    let vault = project.client.vault(tree);
    let open = vault.opener();
    let mut authors = Authors::default();
    let mut own: BTreeMap<&str, Vec<(usize, String, &Path)>> = BTreeMap::new();
    for (n, found) in envs.iter().enumerate() {
        for (path, entry) in tree.scan(&Prefix::values(p, found.id)) {
            if let Place::Value(_, _, Scope::App(app), _) = path.place()
                && matches!(&entry.record, crate::model::Record::Value(v) if v.is_set())
            {
                own.entry(path.last()).or_default().push((n, app.to_string(), path));
            }
        }
    }
    let fingerprints: Vec<Option<FingerprintKey>> =
        envs.iter().map(|found| vault.fingerprints(p, found.id).ok()).collect();
    let json = ctx.ui.settings().json;
    let mut show = |n: usize, app: Option<String>, path: &Path| -> Result<Shown> {
        let mut shown = Shown {
            env: envs[n].name().to_owned(),
            app,
            set: false,
            value: None,
            fp: None,
            changed_at: None,
            changed_by: None,
        };
        let Some(entry) = tree.entry(path) else { return Ok(shown) };
        let crate::model::Record::Value(value) = &entry.record else { return Ok(shown) };
        shown.set = value.is_set();
        if shown.set && json {
            let (at, by) = authors.of(project, tree, entry.rev)?;
            (shown.changed_at, shown.changed_by) = (Some(at), by);
        }
        match &value.content {
            Content::Deleted => {}
            Content::Plain(bytes) => shown.value = Some(String::from_utf8_lossy(bytes).into_owned()),
            Content::Sealed(sealed) => {
                if let (Some(key), Ok(plain)) = (&fingerprints[n], open(path, sealed)) {
                    shown.fp = Some(key.of(plain.expose()));
                    if reveal {
                        shown.value = Some(String::from_utf8_lossy(plain.expose()).into_owned());
                    }
                }
            }
        }
        Ok(shown)
    };
    let mut items = Vec::new();
    for (key, constant) in tree.constants(p) {
        let apps = tree
            .apps(p)
            .into_iter()
            .filter(|(_, app)| app.needs.contains(&key))
            .map(|(app, _)| app.to_string())
            .collect();
        let mut values = Vec::new();
        for (n, found) in envs.iter().enumerate() {
            let place = Place::Value(p.clone(), found.id, Scope::Project, key.clone());
            values.push(show(n, None, &place.path())?);
        }
        for (n, app, path) in own.remove(key.as_str()).unwrap_or_default() {
            values.push(show(n, Some(app), path)?);
        }
        items.push(Item {
            name: key.to_string(),
            secret: constant.secret,
            required: constant.required,
            description: constant.description.clone(),
            default: constant.default.clone(),
            apps,
            values,
        });
    }
    Ok(items)
}

/// Who made a revision and when, read once each.
#[derive(Default)]
pub struct Authors(BTreeMap<u64, (u64, Kid)>);

impl Authors {
    /// When a revision was made, and by whom if that is a member still.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn of(
        &mut self,
        project: &crate::cli::context::Project,
        tree: &Tree,
        rev: u64,
    ) -> Result<(jiff::Timestamp, Option<String>)> {
        if !self.0.contains_key(&rev) {
            let query = LogQuery { from: rev, to: rev, limit: 1, ..LogQuery::default() };
            for event in project.client.events(&query)? {
                self.0.insert(event.rev, (event.time, event.kid));
            }
        }
        let (time, kid) = self.0.get(&rev).copied().unwrap_or((0, Kid::ZERO));
        Ok((report::time(time), tree.member_of(kid).map(|(_, m)| m.name.clone())))
    }
}

/// A secret with the same value in two environments: a leak of one is a leak of both.
fn same_secrets(items: &[Item]) -> Vec<String> {
    let mut warnings = Vec::new();
    for item in items.iter().filter(|item| item.secret) {
        let mut by_print: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for shown in item.values.iter().filter(|v| v.app.is_none()) {
            if let Some(fp) = &shown.fp {
                by_print.entry(fp).or_default().push(&shown.env);
            }
        }
        for envs in by_print.values().filter(|envs| envs.len() > 1) {
            warnings.push(format!("{} has the same value in {}", item.name, envs.join(" and ")));
        }
    }
    warnings
}
