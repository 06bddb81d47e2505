//! `envctl apps edit` and `apps versions create|rename|delete`: the draft of an app, and the care of
//! its versions.

use toml_edit::Value;

use super::draft_editor;
use super::plan::version_number;
use super::publish::{self, TEXT_MAX};
use crate::cli::WriteArgs;
use crate::cli::context::{Context, Project};
use crate::cli::error::{self, Error, Result};
use crate::cli::reconcile::diff::everything;
use crate::cli::report::{self, Change};
use crate::cli::write::changed;
use crate::engine::drafts::DraftError;
use crate::engine::{Right, drafts};
use crate::model::{AppName, Key, Setting};
use crate::ui::Line;

/// Edit the draft of an app: its settings and what it needs
///
/// Values are TOML: 3, true, 0.5, [1, 2], "text"; what is none of these is text. Only the draft
/// changes: `publish` makes a version of it. With nothing to edit, at a terminal, its table opens in
/// $VISUAL or $EDITOR.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl apps edit web replicas=3 deploy.region=fra
  envctl apps edit web --unset deploy.region --needs DATABASE_URL,LOG_LEVEL
  envctl apps edit api --datasources orders --path services/api")]
pub struct Edit {
    /// The app
    #[arg(id = "positional_app", value_name = "APP")]
    app: String,
    /// A setting and its value
    #[arg(value_name = "KEY=VALUE")]
    pairs: Vec<String>,
    /// Take a setting away
    #[arg(long, value_name = "KEY,…", value_delimiter = ',')]
    unset: Vec<String>,
    /// Its folder, relative to envctl.toml; `none` for no folder
    #[arg(long, value_name = "DIR")]
    path: Option<String>,
    /// The private network that it is in; `none` for the default one
    #[arg(long, value_name = "NET")]
    network: Option<String>,
    /// The constants that it needs, all of them; `none`: those that it runs with
    #[arg(long, value_name = "KEY,…", value_delimiter = ',')]
    needs: Option<Vec<String>>,
    /// The datasources that it uses, all of them; `none` for no datasource
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    datasources: Option<Vec<String>>,
    /// The apps that it builds on, all of them; `none` for no app
    #[arg(long, value_name = "APP,…", value_delimiter = ',')]
    uses: Option<Vec<String>>,
    #[command(flatten)]
    write: WriteArgs,
}

/// Publish the draft as a version, or begin a new draft from a version
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl apps versions create web --name \"bigger cart\" --artifact sha256:b20e41c9
  envctl apps versions create web --from v7")]
pub struct Create {
    #[command(flatten)]
    publish: publish::Args,
    /// Begin a new draft from this version instead; the draft that is there is given up
    #[arg(long, value_name = "V", conflicts_with_all = ["artifact", "name"])]
    from: Option<String>,
}

/// Give a version another name, until it is promoted
#[derive(Debug, clap::Args)]
pub struct Rename {
    /// The version
    #[arg(value_name = "APP@VERSION")]
    version: String,
    /// Its new name; \"\" for none
    name: String,
    #[command(flatten)]
    write: WriteArgs,
}

/// Delete a version that is in no environment
#[derive(Debug, clap::Args)]
pub struct Delete {
    /// The version
    #[arg(value_name = "APP@VERSION")]
    version: String,
    #[command(flatten)]
    write: WriteArgs,
}

/// A value of TOML as a setting.
pub fn of_toml(value: &Value) -> Setting {
    match value {
        Value::String(text) => Setting::Text(text.value().clone()),
        Value::Integer(n) => Setting::Int(*n.value()),
        Value::Boolean(b) => Setting::Bool(*b.value()),
        Value::Float(n) if n.value().is_finite() => Setting::Number(n.value().to_string()),
        Value::Float(_) | Value::Datetime(_) => Setting::Text(value.to_string().trim().to_owned()),
        Value::Array(items) => Setting::List(items.iter().map(of_toml).collect()),
        Value::InlineTable(items) => {
            Setting::Table(items.iter().map(|(key, value)| (key.to_owned(), of_toml(value))).collect())
        }
    }
}

/// A value as TOML has it; what is no TOML is text.
fn setting(text: &str) -> Setting {
    text.parse::<Value>().map_or_else(|_| Setting::Text(text.to_owned()), |value| of_toml(&value))
}

/// A list as it was given, where `none` is an empty one.
fn list<T>(given: Option<&Vec<String>>) -> Result<Option<Vec<T>>>
where
    T: std::str::FromStr<Err = crate::model::NameError>,
{
    let Some(given) = given else { return Ok(None) };
    if let [only] = given.as_slice()
        && (only == "none" || only.is_empty())
    {
        return Ok(Some(Vec::new()));
    }
    Ok(Some(given.iter().map(|item| Ok(item.parse()?)).collect::<Result<_>>()?))
}

/// Runs `apps edit`.
pub fn edit(ctx: &Context, args: &Edit) -> Result {
    let pair = |text: &String| {
        let (path, value) = text.split_once('=').ok_or_else(|| {
            Error::usage(format!("\"{text}\" is not KEY=VALUE")).hint("envctl apps edit APP replicas=3")
        })?;
        Ok((path.to_owned(), setting(value)))
    };
    let text = |text: &Option<String>| text.as_ref().map(|text| Some(text.clone()).filter(|t| t != "none"));
    let edit = drafts::Edit {
        set: args.pairs.iter().map(pair).collect::<Result<_>>()?,
        unset: args.unset.clone(),
        path: text(&args.path),
        network: text(&args.network),
        needs: list::<Key>(args.needs.as_ref())?,
        datasources: list::<AppName>(args.datasources.as_ref())?,
        uses: list::<AppName>(args.uses.as_ref())?,
    };
    let nothing = edit.set.is_empty()
        && edit.unset.is_empty()
        && edit.path.is_none()
        && edit.network.is_none()
        && edit.needs.is_none()
        && edit.datasources.is_none()
        && edit.uses.is_none();
    if nothing && !ctx.ui.can_prompt() {
        return Err(Error::usage("nothing to edit was given")
            .hint(format!("envctl apps edit {} KEY=VALUE", args.app)));
    }
    let project = ctx.project()?;
    let p = &project.name;
    let look = project.client.read(&everything(&project), None)?;
    let name = ctx.app(&project, &look, Some(&args.app))?;
    let first = look.chain(p).first().map(|(id, env)| (*id, *env));
    project.client.may_app(&look, Right::Edit, first, Some(&name))?;
    let edit = match look.app(p, &name).filter(|_| nothing) {
        Some(app) => draft_editor::ask(ctx, &name, app)?,
        None => edit,
    };
    if let Some(Some(path)) = &edit.path {
        super::apps::inside(path)?;
    }
    let written = ctx.write(
        &project,
        "apps.edit",
        &args.write,
        &everything(&project),
        |tree, _| match tree.app(p, &name) {
            Some(app) => Ok(drafts::edit(tree, p, &name, app, &edit)?),
            None => Err(crate::engine::promote::PromoteError::NoApp(name.clone()).into()),
        },
        |_, _| Ok(()),
    )?;
    let mut changes = report::version_changes(&written.done.report);
    let mut lines = vec![Line::new().plain(format!("the draft of {name} is edited"))];
    if !args.write.dry_run {
        lines.extend(changes.iter().map(Change::line));
    }
    for change in &mut changes {
        change.path = format!("apps.{name}.{}", change.path);
    }
    ctx.ui.show(&changed(&written, &args.write, changes, lines))?;
    if written.done.changed && !args.write.dry_run {
        ctx.ui.hint(&format!("envctl publish {name}"));
    }
    Ok(error::OK)
}

/// Runs `apps versions create`.
pub fn create(ctx: &Context, args: &Create) -> Result {
    let Some(from) = &args.from else { return publish::run(ctx, &args.publish) };
    let n = version_number(from)?;
    let write = &args.publish.write;
    let project = ctx.project()?;
    let p = &project.name;
    let look = project.client.read(&everything(&project), None)?;
    let name = ctx.app(&project, &look, args.publish.app.as_deref())?;
    let first = look.chain(p).first().map(|(id, env)| (*id, *env));
    // Who edits where the version is may begin a draft from it, which is in the first environment all the same.
    let edits = project.client.may_app(&look, Right::Edit, first, Some(&name));
    let there = |(env, _): &(_, _)| look.placement(p, *env, &name).is_some_and(|at| at.version == n);
    let mut there = look.envs(p).into_iter().filter(there);
    let begins = there.any(|env| project.client.may_app(&look, Right::Edit, Some(env), Some(&name)).is_ok());
    let stays_out = edits.is_err();
    if !begins {
        edits?;
    }
    let written = ctx.write(
        &project,
        "apps.versions.create",
        write,
        &everything(&project),
        |tree, _| match tree.app(p, &name) {
            Some(app) => Ok(drafts::from_version(tree, p, &name, app, n)?),
            None => Err(crate::engine::promote::PromoteError::NoApp(name.clone()).into()),
        },
        |_, tree| {
            let draft = tree.app(p, &name).map(|app| crate::engine::apps::draft_changes(tree, p, &name, app));
            match draft.map_or(0, |changes| changes.len()) {
                0 => Ok(()),
                n => {
                    let lost = report::count(n, "change");
                    ctx.confirm(write, &format!("The draft of {name} has {lost}. Give it up?"))
                }
            }
        },
    )?;
    let mut changes = report::version_changes(&written.done.report);
    for change in &mut changes {
        change.path = format!("apps.{name}.{}", change.path);
    }
    if changes.is_empty() && written.done.changed {
        changes.push(Change::of(format!("apps.{name}.base"), None, Some(format!("v{n}"))));
    }
    let line = Line::new().plain(format!("the draft of {name} begins from v{n}"));
    ctx.ui.show(&changed(&written, write, changes, vec![line]))?;
    if stays_out {
        ctx.ui.note("you may not edit it: drafts are in the first environment, which you were not given");
    }
    Ok(error::OK)
}

/// The version that `APP@VERSION` names, where it may be edited.
fn editable(ctx: &Context, text: &str) -> Result<(Project, AppName, u32)> {
    let (app, n) =
        text.split_once('@').ok_or_else(|| Error::usage(format!("\"{text}\" is not APP@VERSION")))?;
    let n = version_number(n)?;
    let project = ctx.project()?;
    let look = project.client.read(&everything(&project), None)?;
    let name = ctx.app_named(&project, &look, app)?;
    let first = look.chain(&project.name).first().map(|(id, env)| (*id, *env));
    project.client.may_app(&look, Right::Edit, first, Some(&name))?;
    Ok((project, name, n))
}

/// Runs `apps versions rename`.
pub fn rename(ctx: &Context, args: &Rename) -> Result {
    if args.name.len() > TEXT_MAX || args.name.chars().any(char::is_control) {
        return Err(Error::usage(format!("a version's name has at most {TEXT_MAX} bytes, in one line")));
    }
    let title = Some(args.name.trim()).filter(|name| !name.is_empty());
    let (project, name, n) = editable(ctx, &args.version)?;
    let p = &project.name;
    let written = ctx.write(
        &project,
        "apps.versions.rename",
        &args.write,
        &everything(&project),
        |tree, _| drafts::rename(tree, p, &name, n, title).map_err(|e| ctx.unnamed(&project, tree, e.into())),
        |_, _| Ok(()),
    )?;
    let line = match title {
        Some(title) => Line::new().plain(format!("{name} v{n} is now \"{title}\"")),
        None => Line::new().plain(format!("{name} v{n} has no name any more")),
    };
    let was = written.done.report.clone();
    let change = Change::of(format!("apps.{name}.v{n}.name"), was, title.map(str::to_owned));
    ctx.ui.show(&changed(&written, &args.write, vec![change], vec![line]))?;
    Ok(error::OK)
}

/// Runs `apps versions delete`.
pub fn delete(ctx: &Context, args: &Delete) -> Result {
    let (project, name, n) = editable(ctx, &args.version)?;
    let p = &project.name;
    let written = ctx.write(
        &project,
        "apps.versions.delete",
        &args.write,
        &everything(&project),
        |tree, _| match tree.app(p, &name) {
            Some(app) => {
                let deleted = drafts::delete(tree, p, &name, app, n);
                Ok(((), deleted.map_err(|e| ctx.unnamed(&project, tree, e.into()))?))
            }
            None => Err(crate::engine::promote::PromoteError::NoApp(name.clone()).into()),
        },
        |(), _| ctx.confirm(&args.write, &format!("Delete {name} v{n}? It is in no environment.")),
    )?;
    let change = Change::of(format!("apps.{name}.v{n}"), Some(format!("v{n}")), None);
    let line = Line::new().plain(format!("{name} v{n} deleted"));
    ctx.ui.show(&changed(&written, &args.write, vec![change], vec![line]))?;
    Ok(error::OK)
}

impl From<DraftError> for Error {
    fn from(e: DraftError) -> Error {
        let message = e.to_string();
        match e {
            DraftError::NoVersion { app, .. } => Error::new("version_not_found", error::NOT_FOUND, message)
                .hint(format!("envctl apps versions list {app}")),
            DraftError::NoSetting { .. } => Error::new("setting_not_found", error::NOT_FOUND, message),
            DraftError::NoDatasource(_) => {
                Error::new("datasource_not_found", error::NOT_FOUND, message).hint("envctl datasources list")
            }
            DraftError::NoApp { .. } => {
                Error::new("app_not_found", error::NOT_FOUND, message).hint("envctl apps list")
            }
            DraftError::NoTable { .. } => Error::new("setting_refused", error::INVALID, message),
            DraftError::Path { .. } => Error::usage(message),
            DraftError::Promoted { .. } => Error::new("version_promoted", error::CONFLICT, message),
            DraftError::InUse { .. } => Error::new("version_in_use", error::CONFLICT, message),
            DraftError::Only { .. } => Error::new("version_only", error::CONFLICT, message),
        }
    }
}
