//! `envctl templates`: list, show, export, create, delete; and finding the one that is meant.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::cli::WriteArgs;
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::reconcile::diff::everything;
use crate::cli::report::{self, Change, WriteResult};
use crate::cli::values::target::{Allow, Target};
use crate::client::{Client, Intent};
use crate::engine::Write;
use crate::engine::templates::{self, Left, Shelf, TemplateError};
use crate::manifest::{Fact, FactPath, Manifest, tree as facts_of};
use crate::model::{AppName, EnvId, Place, Prefix, ProjectName, Template, Tree};
use crate::ui::{Line, Page, Report, Symbol, Table};

/// List, show, export, create and delete templates of environments
///
/// A template holds what can be made again somewhere else: an environment with its policy, the
/// declarations of its project, and plain values. Never a secret, a version or a person.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List templates
    #[command(visible_alias = "ls")]
    List,
    /// Show one template
    Show(One),
    /// Write a template as a file, for another organization
    Export(Export),
    /// Make a template from an environment, or from a file
    Create(Create),
    /// Delete a template; what was made from it stays
    Delete(Delete),
}

#[derive(Debug, clap::Args)]
struct One {
    /// The template
    name: String,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl templates export shop-stage --output shop-stage.toml
  envctl templates create stage --from-file shop-stage.toml --org-wide --org other")]
struct Export {
    /// The template
    name: String,
    /// The file (default: stdout)
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file
    #[arg(long)]
    force: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl templates create shop-stage --from staging --org-wide
  envctl templates create shop-stage --from-file shop-stage.toml")]
struct Create {
    /// Its name
    name: String,
    /// The environment to make it from
    #[arg(long, value_name = "ENV", required_unless_present = "from_file")]
    from: Option<String>,
    /// A file to make it from, as `templates export` writes it; parts of an envctl.toml will do
    #[arg(long, value_name = "FILE", conflicts_with = "from")]
    from_file: Option<PathBuf>,
    /// For every project of the organization, not only this one
    #[arg(long)]
    org_wide: bool,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, clap::Args)]
struct Delete {
    /// The template
    name: String,
    /// The organization's, not this project's
    #[arg(long)]
    org_wide: bool,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct TemplateList {
    items: Vec<Summary>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct Summary {
    name: String,
    scope: String,
    description: Option<String>,
    envs: Vec<Stage>,
    constants: usize,
    secrets: usize,
    datasources: usize,
    flags: usize,
}

#[derive(Debug, Serialize)]
struct Stage {
    name: String,
    order: Option<u32>,
    color: &'static str,
    description: Option<String>,
    protected: bool,
    policy: BTreeMap<String, String>,
    values: usize,
}

impl Summary {
    fn of(name: &str, scope: String, template: &Template) -> Summary {
        Summary {
            name: name.to_owned(),
            scope,
            description: template.description.clone(),
            envs: template.stages.iter().map(|stage| Stage::of(template, stage)).collect(),
            constants: template.constants.len(),
            secrets: template.constants.values().filter(|c| c.secret).count(),
            datasources: template.datasources.len(),
            flags: template.flags.len(),
        }
    }

    fn holds(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        words.push(self.envs.iter().map(|env| env.name.as_str()).collect::<Vec<_>>().join(", "));
        for (n, noun) in
            [(self.constants, "constant"), (self.datasources, "datasource"), (self.flags, "flag")]
        {
            if n > 0 {
                words.push(report::count(n, noun));
            }
        }
        words.join("; ")
    }
}

impl Stage {
    fn of(template: &Template, stage: &crate::model::Stage) -> Stage {
        let env = &stage.env;
        Stage {
            name: env.name.to_string(),
            order: env.order,
            color: env.color.as_str(),
            description: env.description.clone(),
            protected: env.policy.is_some(),
            policy: policy(template, env.name.as_str()),
            values: stage.values.len() + stage.fields.values().map(BTreeMap::len).sum::<usize>(),
        }
    }
}

/// The rules of an environment in a template, as a manifest would say them.
fn policy(template: &Template, env: &str) -> BTreeMap<String, String> {
    let Ok(p) = PROJECT.parse::<ProjectName>() else { return BTreeMap::new() };
    let (tree, names) = templates::project(template, &p);
    let facts = facts_of::facts(&tree, &p, &names);
    let rules = facts.iter().filter_map(|(path, fact)| match path.as_strs()[..] {
        ["envs", name, "policy", rule] if name == env => {
            Some((rule.to_owned(), error::fact_text(Some(fact))))
        }
        _ => None,
    });
    rules.collect()
}

/// A template is shown and written as the project that it would be; its name says nothing.
const PROJECT: &str = "template";

impl Report for TemplateList {
    const KIND: &'static str = "TemplateList";

    fn text(&self, page: &mut Page<'_>) {
        let mut table = Table::new(["TEMPLATE", "SCOPE", "HOLDS"]);
        for item in &self.items {
            table.row([item.name.clone(), item.scope.clone(), item.holds()]);
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
    summary: Summary,
    declared: Vec<Declared>,
}

#[derive(Debug, Serialize)]
struct Declared {
    path: String,
    secret: bool,
}

impl Report for Shown {
    const KIND: &'static str = "Template";

    fn text(&self, page: &mut Page<'_>) {
        let s = &self.summary;
        let dot = |line: Line| line.plain(" ").symbol(Symbol::Dot).plain(" ");
        let head = dot(Line::new().bold(&s.name)).plain(&s.scope);
        page.line(match &s.description {
            Some(what) => dot(head).plain(what),
            None => head,
        });
        for env in &s.envs {
            let mut line = Line::new().plain(format!("  {:<12}", env.name)).plain(format!(" {}", env.color));
            if let Some(n) = env.order {
                line = dot(line).plain(format!("order {n}"));
            }
            if env.values > 0 {
                line = dot(line).plain(report::count(env.values, "plain value"));
            }
            if env.protected {
                line = dot(line).plain("protected");
            }
            page.line(line);
            for (rule, text) in &env.policy {
                page.line(format!("    {rule:<22} {text}"));
            }
        }
        let of = |kind: &str| {
            let names = self.declared.iter().filter_map(|d| {
                let name = d.path.strip_prefix(kind)?;
                Some(if d.secret { format!("{name} (secret)") } else { name.to_owned() })
            });
            names.collect::<Vec<_>>().join(", ")
        };
        for (label, kind) in
            [("constants", "constants."), ("datasources", "datasources."), ("flags", "flags.")]
        {
            let names = of(kind);
            if !names.is_empty() {
                page.line(format!("  {label:<12} {names}"));
            }
        }
    }
}

/// Where templates are looked for: an organization, and a project of it where one is meant.
struct Shelves {
    client: Client,
    project: Option<ProjectName>,
    tree: Tree,
}

impl Shelves {
    fn open(ctx: &Context, org_only: bool) -> Result<Shelves> {
        let (client, project) = if org_only {
            (ctx.org()?, None)
        } else {
            match ctx.project() {
                Ok(project) => (project.client, Some(project.name)),
                // Outside of any project there are those of the organization.
                Err(e) if ["project_not_found", "input_required"].contains(&e.0.code) => (ctx.org()?, None),
                Err(e) => return Err(e),
            }
        };
        let tree = client.read(&reads(project.as_ref()), None)?;
        client.me(&tree)?;
        Ok(Shelves { client, project, tree })
    }

    fn scope(&self, shelf: Shelf) -> String {
        let org = self.client.org_name();
        match (shelf, &self.project) {
            (Shelf::BuiltIn, _) => "built in".to_owned(),
            (Shelf::Project, Some(p)) => format!("{org}/{p}"),
            _ => org.to_string(),
        }
    }

    fn find(&self, name: &str) -> Result<(Shelf, Template)> {
        let mut all = templates::all(&self.tree, self.project.as_ref());
        all.remove(name).ok_or_else(|| not_found(name, all.into_keys().collect()))
    }
}

fn not_found(name: &str, known: Vec<String>) -> Error {
    Error::new("template_not_found", error::NOT_FOUND, format!("there is no template \"{name}\""))
        .known(name, &known)
}

fn reads(p: Option<&ProjectName>) -> Vec<Prefix> {
    let mut reads = vec![Prefix::one(&Place::Org.path()), Prefix::members(), Prefix::templates()];
    reads.extend(p.map(|p| Prefix::folder(p, "template")));
    reads
}

/// What a plan reads that makes something of a template.
pub fn prefixes() -> Vec<Prefix> {
    vec![Prefix::templates()]
}

/// The template that `NAME` or a file is, for a project of a tree that has the organization's
/// templates.
///
/// # Errors
/// When there is none.
pub fn named(ctx: &Context, tree: &Tree, p: &ProjectName, name: &str) -> Result<Template> {
    if is_file(name) {
        return read(ctx, Path::new(name));
    }
    let mut all = templates::all(tree, Some(p));
    let found = all.remove(name).map(|(_, template)| template);
    found.ok_or_else(|| not_found(name, all.into_keys().collect()))
}

/// The template that is meant where there is no project yet.
///
/// # Errors
/// When there is none.
pub fn for_new_project(ctx: &Context, name: &str) -> Result<Template> {
    if is_file(name) {
        return read(ctx, Path::new(name));
    }
    match templates::built_in(name) {
        Some(template) if ctx.store(false)?.is_none() => Ok(template),
        built_in => match (Shelves::open(ctx, true), built_in) {
            (Ok(shelves), _) => Ok(shelves.find(name)?.1),
            (Err(_), Some(template)) => Ok(template),
            (Err(e), None) if e.0.code == "org_not_found" => {
                Err(not_found(name, templates::BUILT_IN.map(str::to_owned).to_vec()))
            }
            (Err(e), None) => Err(e),
        },
    }
}

fn is_file(name: &str) -> bool {
    name.contains('/') || name.ends_with(".toml")
}

/// Reads a template from a file.
fn read(ctx: &Context, path: &Path) -> Result<Template> {
    let manifest = Manifest::read(&ctx.cwd.join(path))?;
    let facts = facts_of::plain(manifest.facts());
    let mut named: BTreeSet<String> = BTreeSet::new();
    for (path, fact) in &facts {
        match (&path.as_strs()[..], fact) {
            (["envs", name], Fact::Table) => drop(named.insert((*name).to_owned())),
            (["envs", _, "policy", "promote_from"], Fact::List(items)) => {
                named.extend(items.iter().filter_map(|item| match item {
                    Fact::Text(name) => Some(name.clone()),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    let ids = named.into_iter().enumerate();
    let names: facts_of::Names = ids.map(|(n, name)| (EnvId((n as u64).to_be_bytes()), name)).collect();
    let p: ProjectName = PROJECT.parse()?;
    let own = |path: &FactPath| !matches!(path.as_strs()[..], [_] | ["envs", _, "editable"]);
    let facts = facts.into_iter().filter(|(path, _)| own(path)).collect();
    let reading = facts_of::declared(&facts, &p, &names, |_| None);
    let wrong = reading.unfit.iter().map(|unfit| format!("{} {}", unfit.path, unfit.why));
    let kept_out = reading.kept_out.iter().map(|path| format!("{path} is nothing that a template holds"));
    let wrong: Vec<String> = wrong.chain(kept_out).collect();
    if !wrong.is_empty() {
        let what = format!("{} is no template", path.display());
        let error = Error::new("template_invalid", error::INVALID, what);
        return Err(wrong.into_iter().fold(error, Error::fact));
    }
    Ok(templates::of_declared(&reading.declared, &names)?)
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    match &args.verb {
        None | Some(Verb::List) => list(ctx),
        Some(Verb::Show(args)) => show(ctx, args),
        Some(Verb::Export(args)) => export(ctx, args),
        Some(Verb::Create(args)) => create(ctx, args),
        Some(Verb::Delete(args)) => delete(ctx, args),
    }
}

fn list(ctx: &Context) -> Result {
    let shelves = Shelves::open(ctx, false)?;
    let all = templates::all(&shelves.tree, shelves.project.as_ref());
    let items = all.iter().map(|(name, (shelf, t))| Summary::of(name, shelves.scope(*shelf), t)).collect();
    ctx.ui.show(&TemplateList { items, next: None })?;
    Ok(error::OK)
}

fn show(ctx: &Context, args: &One) -> Result {
    let shelves = Shelves::open(ctx, false)?;
    let (shelf, template) = shelves.find(&args.name)?;
    let mut declared: Vec<Declared> = Vec::new();
    for (name, constant) in &template.constants {
        declared.push(Declared { path: format!("constants.{name}"), secret: constant.secret });
    }
    for (name, datasource) in &template.datasources {
        let secret = datasource.fields.values().any(|field| field.secret);
        declared.push(Declared { path: format!("datasources.{name}"), secret });
    }
    declared
        .extend(template.flags.keys().map(|name| Declared { path: format!("flags.{name}"), secret: false }));
    ctx.ui.show(&Shown { summary: Summary::of(&args.name, shelves.scope(shelf), &template), declared })?;
    Ok(error::OK)
}

fn export(ctx: &Context, args: &Export) -> Result {
    let allow = Allow { force: args.force, tracked: true };
    let target = args.output.as_ref().map(|file| Target::check(ctx, file, allow)).transpose()?;
    let shelves = Shelves::open(ctx, false)?;
    let (_, template) = shelves.find(&args.name)?;
    let p: ProjectName = PROJECT.parse()?;
    let (tree, names) = templates::project(&template, &p);
    let manifest = Manifest::of_template(Path::new(&args.name), &tree, &p, &names)?;
    match target {
        None => ctx.ui.payload(manifest.digest_bytes())?,
        Some(target) => {
            target.write(manifest.digest_bytes())?;
            ctx.ui.note(format!("wrote {}", target.shown));
        }
    }
    Ok(error::OK)
}

fn create(ctx: &Context, args: &Create) -> Result {
    let name: AppName = args.name.parse()?;
    if templates::built_in(name.as_str()).is_some() {
        return Err(Error::new("name_taken", error::CONFLICT, format!("{name} is a built-in template")));
    }
    let (client, project, template, left) = match (&args.from, &args.from_file) {
        (Some(env), _) => {
            let project = ctx.project()?;
            let tree = project.client.read(&everything(&project), None)?;
            let found = ctx.env_named(&project, &tree, env)?;
            let at = Some((found.id, &found.env));
            project.client.may(&tree, crate::engine::Right::View, at)?;
            let (template, left) = templates::of_env(&tree, &project.name, found.id, &found.env);
            (project.client, Some(project.name), template, left)
        }
        (None, file) => {
            let file = file.as_deref().unwrap_or(Path::new(""));
            let template = read(ctx, file)?;
            let shelves = Shelves::open(ctx, args.org_wide)?;
            (shelves.client, shelves.project, template, Left::default())
        }
    };
    let description = args.description.clone().or_else(|| template.description.clone());
    let template = Template { description, ..template };
    let project = project.filter(|_| !args.org_wide);
    let place = Place::Template(project.clone(), name.clone());
    let intent = intent("templates.create", &args.write);
    let done = client.transact::<bool, Error>(
        &intent,
        &reads(project.as_ref()),
        |tree, _| match tree.get::<Template>(place.clone()) {
            Some(there) if *there == template => Ok((false, Vec::new())),
            Some(_) => Ok((true, vec![Write::put(place.clone(), template.clone())])),
            None => Ok((false, vec![Write::put(place.clone(), template.clone())])),
        },
        |replaces, _, _, _| match replaces {
            true => ctx.confirm(&args.write, &format!("There is a template {name} already. Replace it?")),
            false => Ok(()),
        },
    )?;
    let scope =
        project.map_or_else(|| client.org_name().to_string(), |p| format!("{}/{p}", client.org_name()));
    let summary = Summary::of(name.as_str(), scope, &template);
    let dot = |line: Line| line.plain(" ").symbol(Symbol::Dot).plain(" ");
    let mut line = dot(Line::new().plain(format!("template {name} saved in {}", summary.scope)));
    line = line.plain(summary.holds());
    if !args.write.dry_run {
        line = dot(line).plain(format!("rev {}", done.rev));
    }
    let mut lines = vec![line];
    if !left.secrets.is_empty() {
        lines.push(Line::new().plain(format!("  secrets without values: {}", left.secrets.join(", "))));
    }
    if !left.private.is_empty() {
        lines.push(Line::new().plain(format!("  private values left out: {}", report::names(&left.private))));
    }
    let change = Change::of(format!("templates.{name}"), None, Some(summary.holds()));
    show_write(ctx, &args.write, done.changed, done.rev, change, lines)
}

fn delete(ctx: &Context, args: &Delete) -> Result {
    let name: AppName = args.name.parse()?;
    let shelves = Shelves::open(ctx, args.org_wide)?;
    let (shelf, _) = shelves.find(name.as_str())?;
    let project = match shelf {
        Shelf::BuiltIn => {
            let what = format!("{name} is built in: it cannot be deleted");
            return Err(Error::new("built_in", error::CONFLICT, what));
        }
        Shelf::Org => None,
        Shelf::Project => shelves.project.clone(),
    };
    let place = Place::Template(project.clone(), name.clone());
    let done = shelves.client.transact::<(), Error>(
        &intent("templates.delete", &args.write),
        &reads(project.as_ref()),
        |tree, _| match tree.get::<Template>(place.clone()) {
            Some(_) => Ok(((), vec![Write::Delete(place.path())])),
            None => Err(not_found(name.as_str(), Vec::new())),
        },
        |(), _, _, _| {
            let scope = shelves.scope(shelf);
            ctx.confirm(
                &args.write,
                &format!("Delete template {name} of {scope}? What was made from it stays."),
            )
        },
    )?;
    let line = Line::new().plain(format!("template {name} deleted"));
    let line = if args.write.dry_run {
        line
    } else {
        line.plain(" ").symbol(Symbol::Dot).plain(format!(" rev {}", done.rev))
    };
    let change = Change::of(format!("templates.{name}"), Some(name.to_string()), None);
    show_write(ctx, &args.write, done.changed, done.rev, change, vec![line])
}

fn intent<'i>(action: &'i str, write: &'i WriteArgs) -> Intent<'i> {
    Intent { action, message: write.message.as_deref(), expect: write.expect, dry_run: write.dry_run }
}

fn show_write(
    ctx: &Context,
    write: &WriteArgs,
    changed: bool,
    rev: u64,
    change: Change,
    lines: Vec<Line>,
) -> Result {
    ctx.ui.show(&WriteResult {
        changed: changed && !write.dry_run,
        rev,
        synced: false,
        backup: None,
        dry_run: write.dry_run,
        changes: if changed { vec![change] } else { Vec::new() },
        lines,
    })?;
    Ok(error::OK)
}

impl From<TemplateError> for Error {
    fn from(e: TemplateError) -> Error {
        let message = e.to_string();
        match e {
            TemplateError::Env(e) => e.into(),
            TemplateError::Constant(e) => e.into(),
            TemplateError::Field(e) => e.into(),
            TemplateError::Kind { .. } | TemplateError::Type { .. } => {
                Error::new("template_misfit", error::CONFLICT, message)
            }
            TemplateError::From { .. } => Error::new("template_misfit", error::CONFLICT, message)
                .hint("envctl envs create NAME   (makes it first)"),
            TemplateError::App(_) | TemplateError::Empty | TemplateError::Name { .. } => {
                Error::new("template_invalid", error::INVALID, message)
            }
        }
    }
}
