//! `envctl datasources list` and `show`: what is declared, and what of it is set where.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::cli::ReadArgs;
use crate::cli::context::{Context, Found, Project};
use crate::cli::error::{self, Error, Result};
use crate::cli::reconcile::diff::everything;
use crate::engine::{Right, datasources};
use crate::model::{AppName, Content, Datasource, Key, Place, Scope, Tree};
use crate::ui::{Cell, Line, Page, Report, Row, Symbol, Table};

/// Arguments of `datasources show`.
#[derive(Debug, clap::Args)]
pub struct Show {
    /// The datasource
    name: String,
    /// Show the values of secret fields
    #[arg(long)]
    reveal: bool,
    #[command(flatten)]
    read: ReadArgs,
}

#[derive(Debug, Serialize)]
struct DatasourceList {
    items: Vec<Item>,
    next: Option<String>,
    #[serde(skip)]
    envs: Vec<Found>,
}

#[derive(Debug, Serialize)]
struct Item {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    description: Option<String>,
    apps: Vec<String>,
    fields: Vec<FieldShown>,
    /// `set`, or what is missing.
    envs: BTreeMap<String, String>,
}

#[derive(Debug, Serialize)]
struct FieldShown {
    name: String,
    secret: bool,
    required: bool,
    default: Option<String>,
}

impl Item {
    fn of(tree: &Tree, project: &Project, name: &AppName, declared: &Datasource, envs: &[Found]) -> Item {
        let p = &project.name;
        let state = |found: &Found| match datasources::missing(tree, p, found.id, name, declared).as_slice() {
            [] => "set".to_owned(),
            missing => format!("missing {}", missing.join(", ")),
        };
        Item {
            name: name.to_string(),
            kind: declared.kind.clone(),
            description: declared.description.clone(),
            apps: datasources::uses(tree, p, name).apps(),
            fields: declared
                .fields
                .iter()
                .map(|(name, field)| FieldShown {
                    name: name.clone(),
                    secret: field.secret,
                    required: field.required,
                    default: field.default.clone(),
                })
                .collect(),
            envs: envs.iter().map(|found| (found.name().to_owned(), state(found))).collect(),
        }
    }
}

impl Report for DatasourceList {
    const KIND: &'static str = "DatasourceList";

    fn text(&self, page: &mut Page<'_>) {
        let mut columns = vec!["NAME".to_owned(), "TYPE".to_owned()];
        columns.extend(self.envs.iter().map(|found| found.name().to_owned()));
        columns.push("APPS".to_owned());
        let mut table = Table::new(columns);
        for item in &self.items {
            let mut row = Row::new().cell(item.name.as_str()).cell(item.kind.as_str());
            for found in &self.envs {
                row = row.cell(match item.envs.get(found.name()).map(String::as_str) {
                    None | Some("set") => Cell::from("set"),
                    Some(missing) => Cell::pair(Line::new().bad(missing), missing),
                });
            }
            table.row(row.cell(item.apps.join(" ")));
        }
        page.table(table);
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.items.iter().map(|item| item.name.clone()).collect())
    }
}

#[derive(Debug, Serialize)]
struct Shown {
    #[serde(flatten)]
    item: Item,
    env: Option<String>,
    values: Vec<Value>,
    #[serde(skip)]
    found: Option<Found>,
}

#[derive(Debug, Serialize)]
struct Value {
    field: String,
    secret: bool,
    set: bool,
    value: Option<String>,
    fp: Option<String>,
}

impl Report for Shown {
    const KIND: &'static str = "Datasource";

    fn text(&self, page: &mut Page<'_>) {
        let dot = |line: Line| line.plain(" ").symbol(Symbol::Dot).plain(" ");
        let mut head = dot(Line::new().bold(&self.item.name)).plain(&self.item.kind);
        if let Some(found) = &self.found {
            head = dot(head).join(found.line());
        }
        if !self.item.apps.is_empty() {
            head = dot(head).plain(format!("used by {}", self.item.apps.join(", ")));
        }
        page.line(head);
        if let Some(description) = &self.item.description {
            page.line(format!("  {description}"));
        }
        let mut table = Table::block();
        for field in &self.item.fields {
            let mut kind = vec![if field.secret { "secret" } else { "plain" }];
            kind.extend(field.required.then_some("required"));
            let shown = self.values.iter().find(|value| value.field == field.name);
            let cell = match (shown, &field.default) {
                (Some(Value { value: Some(text), .. }), _) => Line::new().plain(text),
                (Some(Value { fp: Some(fp), .. }), _) => Line::new().dim(format!("fp {fp}")),
                (Some(Value { set: true, .. }), _) => Line::new().symbol(Symbol::Bullets),
                (_, Some(default)) => Line::new().plain(default).dim(" (default)"),
                (Some(_), None) if field.required => Line::new().bad("missing"),
                (Some(_), None) => Line::new().dim("not set"),
                (None, None) => Line::new(),
            };
            table.row(Row::new().cell(field.name.as_str()).cell(kind.join(", ")).cell(cell));
        }
        page.table(table);
    }
}

/// The environments that this identity may see.
fn visible(project: &Project, tree: &Tree) -> Vec<Found> {
    let all = tree.envs(&project.name).into_iter().map(|(id, env)| Found { id, env: env.clone() });
    all.filter(|f| project.client.may(tree, Right::View, Some((f.id, &f.env))).is_ok()).collect()
}

/// Runs `datasources list`.
pub fn list(ctx: &Context, args: &ReadArgs) -> Result {
    let project = ctx.project()?;
    let tree = project.client.read(&everything(&project), args.at)?;
    let envs = match ctx.globals.env {
        Some(_) => ctx.envs(&project, &tree, false)?,
        None => visible(&project, &tree),
    };
    for found in &envs {
        project.client.may(&tree, Right::View, Some((found.id, &found.env)))?;
    }
    let all = tree.datasources(&project.name);
    let items = all.iter().map(|(name, declared)| Item::of(&tree, &project, name, declared, &envs)).collect();
    ctx.ui.show(&DatasourceList { items, next: None, envs })?;
    Ok(error::OK)
}

/// The datasource of a name.
pub fn named<'t>(project: &Project, tree: &'t Tree, name: &str) -> Result<(AppName, &'t Datasource)> {
    let parsed: AppName = name.parse()?;
    if let Some(declared) = tree.datasource(&project.name, &parsed) {
        return Ok((parsed, declared));
    }
    let names: Vec<String> =
        tree.datasources(&project.name).iter().map(|(name, _)| name.to_string()).collect();
    let (org, p) = (project.client.org_name(), &project.name);
    let error = Error::new(
        "datasource_not_found",
        error::NOT_FOUND,
        format!("{org}/{p} has no datasource \"{name}\""),
    );
    Err(if names.is_empty() {
        error.hint(format!("envctl datasources create {name} --type {}", datasources::KINDS.join("|")))
    } else {
        error.known(name, &names)
    })
}

/// Runs `datasources show`.
pub fn show(ctx: &Context, args: &Show) -> Result {
    let project = ctx.project()?;
    let p = &project.name;
    let tree = project.client.read(&everything(&project), args.read.at)?;
    let (name, declared) = named(&project, &tree, &args.name)?;
    let asked = ctx.says_env()?;
    let found = asked.then(|| ctx.env(&project, &tree, false)).transpose()?;
    let mut values = Vec::new();
    if let Some(found) = &found {
        project.client.may(&tree, Right::View, Some((found.id, &found.env)))?;
        let vault = project.client.vault(&tree);
        let prints = vault.fingerprints(p, found.id).ok();
        let scope = Scope::Datasource(name.clone());
        for (field, declared) in &declared.fields {
            let key: Key = field.parse()?;
            let path = Place::Value(p.clone(), found.id, scope.clone(), key.clone()).path();
            let mut shown =
                Value { field: field.clone(), secret: declared.secret, set: false, value: None, fp: None };
            match tree.value(p, found.id, &scope, &key).map(|v| &v.content) {
                None | Some(Content::Deleted) => {}
                Some(Content::Plain(bytes)) => {
                    (shown.set, shown.value) = (true, Some(String::from_utf8_lossy(bytes).into_owned()));
                }
                Some(Content::Sealed(sealed)) => {
                    shown.set = true;
                    if let Ok(plain) = vault.open(&path, sealed) {
                        shown.fp = prints.as_ref().map(|key| key.of(plain.expose()));
                        shown.value =
                            args.reveal.then(|| String::from_utf8_lossy(plain.expose()).into_owned());
                    }
                }
            }
            values.push(shown);
        }
    }
    let envs = visible(&project, &tree);
    let item = Item::of(&tree, &project, &name, declared, &envs);
    let env = found.as_ref().map(|found| found.name().to_owned());
    ctx.ui.show(&Shown { item, env, values, found })?;
    Ok(error::OK)
}
