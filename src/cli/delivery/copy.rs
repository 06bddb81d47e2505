//! `envctl apps copy`: an app beside itself, or in another project or organization.

use serde::Serialize;

use crate::cli::context::{Context, Found, Project};
use crate::cli::error::{self, Error, Result};
use crate::cli::reconcile::diff::everything;
use crate::cli::{WriteArgs, report};
use crate::engine::Right;
use crate::engine::copy::{self, Copied, Request, Side};
use crate::engine::promote::PromoteError;
use crate::model::{AppName, EnvId, Key, Tree};
use crate::ui::{Line, Page, Report, Symbol};

/// Copy an app: its settings, what it needs, and plain values
///
/// Secrets, private values and fields of datasources stay where they are; what needs a value then is
/// listed. Nothing that is in the target is changed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl apps copy web --as web-next
  envctl apps copy web --to-org acme-prod --env staging
  envctl apps copy web --to-org acme/blog --as shop-web")]
pub struct Args {
    /// The app
    #[arg(id = "positional_app", value_name = "APP")]
    app: String,
    /// The organization to copy it to, with a project where that has another name
    #[arg(long, value_name = "ORG[/PROJECT]")]
    to_org: Option<String>,
    /// What the copy is called (default: as the app, in another project)
    #[arg(long = "as", value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct CopyResult {
    changed: bool,
    rev: u64,
    dry_run: bool,
    app: String,
    version: Option<String>,
    from_org: String,
    from_project: String,
    to_org: String,
    to_project: String,
    #[serde(rename = "as")]
    name: String,
    copied: Taken,
    stripped: Stripped,
    needs: Vec<Missing>,
}

#[derive(Debug, Serialize)]
struct Taken {
    values: usize,
    constants: usize,
    flags: usize,
    datasources: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Stripped {
    secrets: Vec<String>,
    private: Vec<String>,
    uses: Vec<String>,
}

/// What needs a value where the copy is.
#[derive(Debug, Serialize)]
struct Missing {
    env: String,
    constants: Vec<String>,
}

impl CopyResult {
    fn plan(&self) -> Vec<Line> {
        let arrow = |line: Line| line.plain(" ").symbol(Symbol::Arrow).plain(" ");
        let head = Line::new().plain(format!("{}: {}/{}", self.app, self.from_org, self.from_project));
        let head = arrow(head).plain(format!("{}/{}", self.to_org, self.to_project));
        let head = if self.name == self.app { head } else { head.plain(format!(" as {}", self.name)) };
        let mut lines = vec![head];
        let t = &self.copied;
        let mut words = vec![self.version.clone().unwrap_or_else(|| "the draft".to_owned())];
        words.push(report::count(t.values, "plain value"));
        let more = [(t.constants, "constant"), (t.flags, "flag"), (t.datasources.len(), "datasource")];
        let declared: Vec<String> =
            more.iter().filter(|(n, _)| *n > 0).map(|(n, noun)| report::count(*n, noun)).collect();
        if !declared.is_empty() {
            words.push(format!("{} declared", declared.join(", ")));
        }
        lines.push(Line::new().plain(format!("  copied     {}", words.join("; "))));
        let s = &self.stripped;
        let mut left = Vec::new();
        for (names, noun) in [(&s.secrets, "secret"), (&s.private, "private constant")] {
            if !names.is_empty() {
                left.push(format!("{} ({})", report::count(names.len(), noun), names.join(", ")));
            }
        }
        if !s.uses.is_empty() {
            left.push(format!("what it builds on ({})", s.uses.join(", ")));
        }
        if !left.is_empty() {
            lines.push(Line::new().plain(format!("  stripped   {}", left.join("; "))));
        }
        lines
    }
}

impl Report for CopyResult {
    const KIND: &'static str = "CopyResult";

    fn text(&self, page: &mut Page<'_>) {
        for line in self.plan() {
            page.line(line);
        }
        for missing in &self.needs {
            page.line(format!("  needs a value in {}: {}", missing.env, missing.constants.join(", ")));
        }
        if self.dry_run {
            return report::dry_run(page);
        }
        let line = Line::new().plain(format!("{} copied ", self.app)).symbol(Symbol::Dot);
        page.ok(line.plain(format!(" {} rev {}", self.to_org, self.rev)));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let from = ctx.project()?;
    let from_tree = from.client.read(&everything(&from), None)?;
    let app = ctx.app_named(&from, &from_tree, &args.app)?;
    let beside = args.to_org.is_none();
    let other;
    let to = match &args.to_org {
        None => &from,
        Some(text) => {
            let (org, project) = match text.split_once('/') {
                Some((org, project)) => (org.parse()?, project.parse()?),
                None => (text.parse()?, from.name.clone()),
            };
            other = ctx.other_project(org, project)?;
            &other
        }
    };
    let name: AppName = match &args.name {
        Some(name) => name.parse()?,
        None if beside => {
            return Err(Error::usage("a copy in the same project needs a name of its own")
                .hint(format!("envctl apps copy {app} --as {app}-copy")));
        }
        None => app.clone(),
    };
    let to_tree = if beside { from_tree.clone() } else { to.client.read(&everything(to), None)? };
    let (sources, envs) = environments(ctx, &from, &from_tree, to, &to_tree)?;
    for found in &sources {
        from.client.may_app(&from_tree, Right::View, Some((found.id, &found.env)), Some(&app))?;
    }
    // The version of the one environment that is named; of several nobody said which.
    let version_in =
        sources.first().filter(|_| ctx.globals.env.is_some() && sources.len() == 1).map(|f| f.id);
    let reads = everything(to);
    let result = |tree: &Tree, copied: &Copied, changed: bool, rev: u64| CopyResult {
        changed,
        rev,
        dry_run: args.write.dry_run,
        app: app.to_string(),
        version: copied.version.map(|n| format!("v{n}")),
        from_org: from.client.org_name().to_string(),
        from_project: from.name.to_string(),
        to_org: to.client.org_name().to_string(),
        to_project: to.name.to_string(),
        name: name.to_string(),
        copied: Taken {
            values: copied.values,
            constants: copied.declared,
            flags: copied.flags,
            datasources: copied.datasources.iter().map(ToString::to_string).collect(),
        },
        stripped: Stripped {
            secrets: names(&copied.secrets),
            private: names(&copied.private),
            uses: copied.uses.iter().map(ToString::to_string).collect(),
        },
        needs: tree
            .envs(&to.name)
            .into_iter()
            .filter_map(|(id, env)| {
                let keys = copied.needs.get(&id)?;
                Some(Missing { env: env.name.to_string(), constants: names(keys) })
            })
            .collect(),
    };
    let written = ctx.write(
        to,
        "apps.copy",
        &args.write,
        &reads,
        |tree, op| {
            let from = Side { tree: &from_tree, p: &from.name, app: &app };
            let to = Side { tree, p: &to.name, app: &name };
            Ok(copy::copy(&Request { from, to, beside, version_in, envs: &envs }, op)?)
        },
        |copied, tree| {
            if !beside && !args.write.dry_run && !ctx.globals.yes {
                for line in result(tree, copied, false, 0).plan() {
                    ctx.ui.note(line);
                }
                ctx.confirm(&args.write, "Copy?")?;
            }
            let protected = to_tree.envs(&to.name).into_iter();
            let written = |id: &EnvId| envs.iter().any(|(_, env)| env == id) && copied.values > 0;
            for (id, env) in protected.filter(|(id, _)| written(id)) {
                let found = Found { id, env: env.clone() };
                ctx.confirm_env(&args.write, &found, "copy there", &format!("copy {app}"))?;
            }
            Ok(())
        },
    )?;
    let done = &written.done;
    let shown = result(&done.after, &done.report, done.changed && !args.write.dry_run, done.rev);
    ctx.ui.show(&shown)?;
    if !args.write.dry_run {
        let place =
            if beside { String::new() } else { format!(" --org {}/{}", shown.to_org, shown.to_project) };
        for missing in shown.needs.iter().take(2) {
            let keys = missing.constants.join(" ");
            ctx.ui.hint(&format!("envctl set {keys} --env {}{place}", missing.env));
        }
    }
    Ok(error::OK)
}

fn names<'k>(keys: impl IntoIterator<Item = &'k Key>) -> Vec<String> {
    keys.into_iter().map(ToString::to_string).collect()
}

/// Environments of the source, and the id of each with that of its counterpart.
type Envs = (Vec<Found>, Vec<(EnvId, EnvId)>);

/// The environments whose values are copied, and each with that of its name in the target; those that
/// `--env` names must be there.
fn environments(
    ctx: &Context,
    from: &Project,
    from_tree: &Tree,
    to: &Project,
    to_tree: &Tree,
) -> Result<Envs> {
    let (mut sources, mut pairs) = (Vec::new(), Vec::new());
    match &ctx.globals.env {
        Some(names) => {
            for name in names.split(',') {
                let source = ctx.env_named(from, from_tree, name)?;
                let target = ctx.env_named(to, to_tree, source.name())?;
                pairs.push((source.id, target.id));
                sources.push(source);
            }
        }
        None => {
            for (id, env) in from_tree.envs(&from.name) {
                if let Some((target, _)) = to_tree.env_named(&to.name, env.name.as_str()) {
                    pairs.push((id, target));
                    sources.push(Found { id, env: env.clone() });
                }
            }
        }
    }
    Ok((sources, pairs))
}

impl From<copy::CopyError> for Error {
    fn from(e: copy::CopyError) -> Error {
        let message = e.to_string();
        match e {
            copy::CopyError::Exists(_) => {
                Error::new("app_exists", error::CONFLICT, message).hint("--as NAME")
            }
            copy::CopyError::NoApp(app) => PromoteError::NoApp(app).into(),
            copy::CopyError::NotThere { .. } => {
                Error::new("not_placed", error::NOT_FOUND, message).fact("without --env the draft is copied")
            }
            copy::CopyError::Kind { .. } => Error::new("copy_misfit", error::CONFLICT, message),
            copy::CopyError::Constant(e) => e.into(),
        }
    }
}
