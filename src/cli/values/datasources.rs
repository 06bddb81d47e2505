//! `envctl datasources`: what apps connect to: create, set, delete; `list` and `show` are in
//! `datasource_shown`, `test` is in `probe`.

use std::path::PathBuf;

use super::datasource_shown::{self, named};
use super::given::{self, Ask};
use super::probe;
use crate::cli::context::{Context, Found};
use crate::cli::error::{self, Error, Result};
use crate::cli::reconcile::diff::everything;
use crate::cli::report::{self, Change, WriteResult};
use crate::cli::write::changed;
use crate::cli::{ReadArgs, WriteArgs};
use crate::engine::{Right, datasources};
use crate::model::{AppName, Content, Datasource, Field, Key, MergeRule, Prefix, Scope, Tree};
use crate::ui::{Line, Symbol};

/// List, declare, set and delete datasources
///
/// A datasource is declared once for the project; the values of its fields belong to each
/// environment. Fields that are secret are sealed, as secrets are.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List datasources, and where their fields are set
    #[command(visible_alias = "ls")]
    List(ReadArgs),
    /// Show one datasource, in one environment or as declared
    Show(datasource_shown::Show),
    /// Declare a datasource
    Create(Create),
    /// Set the fields of a datasource in an environment
    Set(Set),
    /// Connect to datasources, and say what answers
    Test(probe::Args),
    /// Delete a datasource and the values of its fields
    Delete(Delete),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl datasources create orders --type postgres --app api
  envctl datasources create search --type elastic --field url:required --field key:secret,required --field index=products")]
struct Create {
    /// Its name
    name: String,
    /// What it connects to: postgres, mysql, redis, http, tcp, or a word of your own
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// A field, instead of those that the type has: NAME, :secret, :required, :merge-always, =DEFAULT
    #[arg(long, value_name = "NAME[:secret,required][=DEFAULT]")]
    field: Vec<String>,
    /// What it is
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl datasources set orders pool=5 --env staging
  envctl datasources set orders url --env staging
  printf %s \"$URL\" | envctl datasources set orders url --env production")]
struct Set {
    /// The datasource
    name: String,
    /// FIELD, or FIELD=VALUE (visible in the shell's history and to `ps`)
    #[arg(value_name = "FIELD[=VALUE]")]
    pairs: Vec<std::ffi::OsString>,
    /// Take the value of FIELD from a file
    #[arg(long, value_name = "FIELD=PATH")]
    from_file: Vec<String>,
    /// Remove the value of FIELD
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',')]
    unset: Vec<String>,
    /// Store "" where a value is empty
    #[arg(long)]
    allow_empty: bool,
    /// Keep every byte of stdin or a file, the final newline too
    #[arg(long)]
    raw: bool,
    /// In every environment
    #[arg(long, conflicts_with = "env")]
    all_envs: bool,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, clap::Args)]
struct Delete {
    /// The datasource
    name: String,
    #[command(flatten)]
    write: WriteArgs,
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    match &args.verb {
        None => datasource_shown::list(ctx, &ReadArgs::default()),
        Some(Verb::List(args)) => datasource_shown::list(ctx, args),
        Some(Verb::Show(args)) => datasource_shown::show(ctx, args),
        Some(Verb::Create(args)) => create(ctx, args),
        Some(Verb::Set(args)) => set(ctx, args),
        Some(Verb::Test(args)) => probe::run(ctx, args),
        Some(Verb::Delete(args)) => delete(ctx, args),
    }
}

/// `NAME[:secret,required][=DEFAULT]`
fn field(spec: &str) -> Result<(String, Field)> {
    let (head, default) = match spec.split_once('=') {
        Some((head, default)) => (head, Some(default.to_owned())),
        None => (spec, None),
    };
    let (name, words) = head.split_once(':').unwrap_or((head, ""));
    let name: Key = name.parse()?;
    let mut field = Field { secret: false, required: false, default, merge: None };
    for word in words.split(',').filter(|word| !word.is_empty()) {
        match word {
            "secret" => field.secret = true,
            "required" => field.required = true,
            "merge-always" => field.merge = Some(MergeRule::Always),
            "merge-never" => field.merge = Some(MergeRule::Never),
            _ => {
                let what = format!("--field {head}: \"{word}\" says nothing about a field");
                return Err(Error::usage(what).hint("secret, required, merge-always, merge-never"));
            }
        }
    }
    if field.secret && field.default.is_some() {
        return Err(Error::usage(format!("--field {head}: a secret has no default, a default is readable")));
    }
    Ok((name.to_string(), field))
}

fn create(ctx: &Context, args: &Create) -> Result {
    let name: AppName = args.name.parse()?;
    let kind = match &args.kind {
        Some(kind) => kind.clone(),
        None if ctx.ui.can_prompt() => {
            let kinds = datasources::KINDS.map(str::to_owned);
            kinds[ctx.ui.select("Type", &kinds)?].clone()
        }
        None => {
            return Err(Error::input_required(
                "type",
                "--type",
                datasources::KINDS.map(str::to_owned).into(),
            ));
        }
    };
    if kind.is_empty() || !kind.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        return Err(Error::usage(format!("--type {kind:?}: use a-z, 0-9 and -")));
    }
    let given = args.field.iter().map(|spec| field(spec)).collect::<Result<Vec<_>>>()?;
    let fields = if given.is_empty() { datasources::fields_of(&kind) } else { given.into_iter().collect() };
    if fields.is_empty() {
        return Err(Error::usage(format!("nothing is known of type {kind}: name its fields"))
            .hint(format!("envctl datasources create {name} --type {kind} --field url:secret,required")));
    }
    let project = ctx.project()?;
    let p = &project.name;
    let look = project.client.read(&everything(&project), None)?;
    let first = look.chain(p).first().map(|(id, env)| (*id, *env));
    project.client.may(&look, Right::Write, first)?;
    let apps = ctx.named_apps(&project, &look)?;
    if !apps.is_empty() {
        project.client.may(&look, Right::Edit, first)?;
    }
    let new = Datasource { kind, fields, description: args.description.clone() };
    let reads = ["datasource", "app"].map(|folder| Prefix::folder(p, folder));
    let written = ctx.write(
        &project,
        "datasources.create",
        &args.write,
        &reads,
        |tree, _| Ok(((), datasources::create(tree, p, &name, &new, &apps)?)),
        |(), _| Ok(()),
    )?;
    let fields: Vec<String> = new
        .fields
        .iter()
        .map(|(name, f)| if f.secret { format!("{name} (secret)") } else { name.clone() })
        .collect();
    let mut line =
        Line::new().plain(format!("datasource {name}: {}, fields {}", new.kind, fields.join(", ")));
    if !apps.is_empty() {
        let apps: Vec<&str> = apps.iter().map(AppName::as_str).collect();
        line = line.plain(format!(", used by {}", apps.join(", ")));
    }
    let mut changes = vec![Change::of(format!("datasources.{name}"), None, Some(new.kind.clone()))];
    changes.extend(
        apps.iter()
            .map(|app| Change::of(format!("apps.{app}.datasources.{name}"), None, Some(name.to_string()))),
    );
    let report: WriteResult = changed(&written, &args.write, changes, vec![line]);
    ctx.ui.show(&report)?;
    let required: Vec<&str> = new
        .fields
        .iter()
        .filter(|(_, f)| f.required && f.default.is_none())
        .map(|(n, _)| n.as_str())
        .collect();
    if written.done.changed && !required.is_empty() {
        ctx.ui.hint(&format!("envctl datasources set {name} {} --env ENV", required.join(" ")));
    }
    Ok(error::OK)
}

fn set(ctx: &Context, args: &Set) -> Result {
    let pairs = args.pairs.iter().map(|pair| given::split(pair)).collect::<Result<Vec<_>>>()?;
    let files: Vec<(Key, PathBuf)> =
        args.from_file.iter().map(|pair| given::split_file(pair)).collect::<Result<_>>()?;
    let unset = args.unset.iter().map(|field| Ok(field.parse()?)).collect::<Result<Vec<Key>>>()?;
    if pairs.is_empty() && files.is_empty() && unset.is_empty() {
        return Err(Error::usage("no field given").hint(format!("envctl datasources show {}", args.name)));
    }
    given::once(&pairs, &files)?;
    let named_twice =
        |key: &&Key| pairs.iter().any(|(k, _)| k == *key) || files.iter().any(|(k, _)| k == *key);
    if let Some(key) = unset.iter().find(named_twice) {
        return Err(Error::usage(format!("{key} is both set and unset")));
    }
    let project = ctx.project()?;
    let p = &project.name;
    let look = project
        .client
        .read(&[Prefix::folder(p, "env"), Prefix::folder(p, "datasource"), Prefix::members()], None)?;
    let (name, declared) = named(&project, &look, &args.name)?;
    let envs = if args.all_envs { ctx.every_env(&project, &look)? } else { ctx.envs(&project, &look, true)? };
    for found in &envs {
        project.client.may(&look, Right::Write, Some((found.id, &found.env)))?;
    }
    // A field that is not there is said before its value is asked for.
    let asked = pairs.iter().map(|(key, _)| key).chain(files.iter().map(|(key, _)| key)).chain(&unset);
    let fields: Vec<String> = declared.fields.keys().cloned().collect();
    for key in asked.clone() {
        if !declared.fields.contains_key(key.as_str()) {
            let (name, field) = (name.clone(), key.clone());
            return Err(datasources::DatasourceError::NoField { name, field, fields }.into());
        }
    }
    let what: Vec<&str> = asked.map(Key::as_str).collect();
    let fact = format!("set {name} {}", what.join(", "));
    let env = envs.first().map_or("ENV", |found| found.name());
    let again = |key: &Key| format!("envctl datasources set {name} {key} --env {env}");
    let ask = Ask { raw: args.raw, allow_empty: args.allow_empty, again: &again };
    let given = given::values(ctx, &ask, pairs, files)?;
    for found in &envs {
        ctx.confirm_env(&args.write, found, "set there", &fact)?;
    }
    let ids: Vec<_> = envs.iter().map(|found| found.id).collect();
    let values: Vec<_> = given.iter().map(|g| (g.key.clone(), g.value.clone())).collect();
    let scope = Scope::Datasource(name.clone());
    let mut reads = vec![Prefix::folder(p, "datasource")];
    reads.extend(ids.iter().flat_map(|env| [Prefix::scope(p, *env, &scope), Prefix::epochs(p, *env)]));
    let written = ctx.write(
        &project,
        "datasources.set",
        &args.write,
        &reads,
        |tree, op| Ok(datasources::set(tree, p, &ids, &name, &values, &unset, op)?),
        |_, _| Ok(()),
    )?;
    let vault = project.client.vault(&written.done.after);
    let (mut lines, mut changes) = (Vec::new(), Vec::new());
    for effect in &written.done.report {
        let Some(found) = envs.iter().find(|found| found.id == effect.env) else { continue };
        let at = format!("{name}.{}", effect.field);
        let path = format!("datasources.{at}@{}", found.name());
        let value = given.iter().find(|g| g.key == effect.field).filter(|_| effect.set);
        let (line, mut change) = match value {
            None => {
                let was =
                    (!effect.secret).then(|| plain_at(&written.done.before, p, found, &scope, &effect.field));
                let change = Change::of(path, was.flatten().or(Some(String::new())), None);
                (Line::new().plain(format!("{at} removed from ")).join(found.line()), change)
            }
            Some(g) if effect.secret => {
                let fp = vault.fingerprints(p, found.id)?.of(g.value.expose());
                let line = Line::new().plain(format!("{at} set in ")).join(found.line()).plain(" ");
                let line = line.symbol(Symbol::Dot).plain(" secret ").symbol(Symbol::Dot);
                (line.plain(format!(" fp {fp}")), Change::of(path, None, Some(format!("fp {fp}"))))
            }
            Some(g) => {
                let text = String::from_utf8_lossy(g.value.expose()).into_owned();
                let was = plain_at(&written.done.before, p, found, &scope, &effect.field);
                let line = Line::new().plain(format!("{at} = {text:?} in ")).join(found.line());
                (line, Change::of(path, was, Some(text)))
            }
        };
        change.secret = effect.secret;
        lines.push(line);
        changes.push(change);
    }
    for g in given.iter().filter(|g| g.trimmed) {
        ctx.ui.note(format!("{}: one final newline was dropped (--raw keeps it)", g.key));
    }
    ctx.ui.show(&changed(&written, &args.write, changes, lines))?;
    let is_secret = |key: &Key| declared.fields.get(key.as_str()).is_some_and(|f| f.secret);
    if let Some(typed) = given.iter().find(|g| g.on_command_line && is_secret(&g.key)) {
        if ctx.ui.stderr_is_terminal() {
            ctx.ui.warn("this value is now in your shell's history, and was visible to `ps`");
        }
        ctx.ui.hint(&format!("{}   (asks for the value without showing it)", again(&typed.key)));
    }
    Ok(error::OK)
}

fn plain_at(
    tree: &Tree,
    p: &crate::model::ProjectName,
    found: &Found,
    scope: &Scope,
    field: &Key,
) -> Option<String> {
    match &tree.value(p, found.id, scope, field)?.content {
        Content::Plain(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        _ => None,
    }
}

fn delete(ctx: &Context, args: &Delete) -> Result {
    let project = ctx.project()?;
    let p = &project.name;
    let look = project.client.read(&everything(&project), None)?;
    let (name, _) = named(&project, &look, &args.name)?;
    project.client.may(&look, Right::Write, look.chain(p).first().map(|(id, env)| (*id, *env)))?;
    let written = ctx.write(
        &project,
        "datasources.delete",
        &args.write,
        &everything(&project),
        |tree, op| {
            let uses = datasources::uses(tree, p, &name);
            let shown = ctx.shown(&project, tree)?;
            let env_name = |id| shown.iter().find(|found| found.id == id).map(Found::name);
            let place = |(app, n, env): &(AppName, u32, _)| match env_name(*env) {
                Some(env) => format!("{app} v{n} in {env}"),
                None => format!("{app} v{n} where you do not see it"),
            };
            if !uses.placed.is_empty() {
                let n = report::count(uses.placed.len(), "version");
                let what = format!("{name} is used by {n} in an environment");
                let error = Error::new("datasource_in_use", error::INVALID, what);
                return Err(uses.placed.iter().fold(error, |error, at| error.fact(place(at))));
            }
            Ok(datasources::delete(tree, p, &name, op))
        },
        |values, tree| {
            if args.write.dry_run {
                return Ok(());
            }
            let fact = format!("delete {name} with {}", report::count(*values, "value"));
            let scope = Scope::Datasource(name.clone());
            for (id, env) in tree.envs(p) {
                if tree.values(p, id, &scope).next().is_some() {
                    let found = Found { id, env: env.clone() };
                    ctx.confirm_env(&args.write, &found, "delete its values there", &fact)?;
                }
            }
            ctx.confirm(&args.write, &format!("Delete {name} and {}?", report::count(*values, "value")))
        },
    )?;
    let values = written.done.report;
    let line = format!("datasource {name} deleted with {}", report::count(values, "value"));
    let change = Change::of(format!("datasources.{name}"), Some(name.to_string()), None);
    ctx.ui.show(&changed(&written, &args.write, vec![change], vec![Line::new().plain(line)]))?;
    Ok(error::OK)
}
