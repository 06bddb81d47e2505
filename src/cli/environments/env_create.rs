//! `envctl envs create`: an environment, empty, filled from another, or made from a template.

use serde::Serialize;

use crate::cli::context::{Context, Found};
use crate::cli::error::{self, Error, Result};
use crate::cli::project::templates;
use crate::cli::reconcile::diff::everything;
use crate::cli::{WriteArgs, report};
use crate::crypto::random;
use crate::engine::{Right, envs, templates as templates_of};
use crate::model::{Color, EnvId, EnvName, ProjectName, Stage, Template, Tree};
use crate::ui::{Line, Page, Report, Symbol};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl envs create preview-142 --from staging
  envctl envs create production --order 3 --protected
  envctl envs create qa --template shop-stage")]
pub struct Create {
    /// Its name
    name: String,
    /// Fill it from this environment, as a merge would: versions, plain values, and the secrets that are
    /// declared merge = "always"
    #[arg(long, value_name = "ENV")]
    from: Option<String>,
    /// Make it as this template says: NAME, NAME/ENV where it holds several, or a file
    #[arg(long, value_name = "TEMPLATE", conflicts_with = "from")]
    template: Option<String>,
    /// Its place in the promotion order, from 1; without it the environment is outside of the order
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    order: Option<u32>,
    /// Its colour (default: the next unused)
    #[arg(long, value_name = "COLOR")]
    color: Option<String>,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Protected: every write asks for its name
    #[arg(long)]
    protected: bool,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Serialize)]
struct EnvCreateResult {
    changed: bool,
    rev: u64,
    dry_run: bool,
    name: String,
    from: Option<String>,
    template: Option<String>,
    applied: Option<Applied>,
    copied: Copied,
    missing_secrets: Vec<String>,
    #[serde(skip)]
    line: Line,
}

/// What a template brought.
#[derive(Debug, Serialize)]
struct Applied {
    constants: usize,
    datasources: usize,
    flags: usize,
    values: usize,
    /// What was declared here already, otherwise.
    kept: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Copied {
    apps: usize,
    constants: usize,
    secrets: usize,
    flags: usize,
}

impl Report for EnvCreateResult {
    const KIND: &'static str = "EnvCreateResult";

    fn text(&self, page: &mut Page<'_>) {
        if !self.changed && !self.dry_run {
            return page.ok(Line::new().plain("nothing to do: ").join(self.line.clone()));
        }
        if self.dry_run {
            page.line(self.line.clone());
        } else {
            page.ok(self.line.clone().plain(" ").symbol(Symbol::Dot).plain(format!(" rev {}", self.rev)));
        }
        if self.from.is_some() {
            let more = [(self.copied.secrets, "secret"), (self.copied.flags, "flag")];
            let more =
                more.iter().filter(|(n, _)| *n > 0).map(|(n, noun)| format!(", {}", report::count(*n, noun)));
            let more: String = more.collect();
            page.line(format!(
                "  {}, {}{more} copied",
                report::count(self.copied.apps, "app"),
                report::count(self.copied.constants, "plain value")
            ));
        }
        if let Some(applied) = &self.applied {
            let declared = [
                (applied.constants, "constant"),
                (applied.datasources, "datasource"),
                (applied.flags, "flag"),
            ];
            let declared = declared.iter().filter(|(n, _)| *n > 0);
            let declared: Vec<String> = declared.map(|(n, noun)| report::count(*n, noun)).collect();
            let declared = if declared.is_empty() { "nothing".to_owned() } else { declared.join(", ") };
            page.line(format!("  {declared} declared, {} set", report::count(applied.values, "plain value")));
            if !applied.kept.is_empty() {
                page.line(format!("  declared here otherwise, and stays so: {}", applied.kept.join(", ")));
            }
        }
        if !self.missing_secrets.is_empty() {
            page.line(format!(
                "  {} to set: {}",
                report::count(self.missing_secrets.len(), "secret"),
                self.missing_secrets.join(", ")
            ));
        }
        if self.dry_run {
            report::dry_run(page);
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// The template that is meant, and the environment in it: the only one, the one of the name that is
/// made, or `TEMPLATE/ENV`.
fn chosen(
    ctx: &Context,
    tree: &Tree,
    p: &ProjectName,
    given: &str,
    name: &EnvName,
) -> Result<(Template, Stage)> {
    let split = given.rsplit_once('/').filter(|(_, env)| !env.ends_with(".toml"));
    let (template, env) = match split {
        Some((template, env)) => (template, Some(env)),
        None => (given, None),
    };
    let template = templates::named(ctx, tree, p, template)?;
    let stage = match (env, template.stages.as_slice()) {
        (None, [only]) => Some(only),
        (env, stages) => stages.iter().find(|stage| stage.env.name.as_str() == env.unwrap_or(name.as_str())),
    };
    let Some(stage) = stage.cloned() else {
        let names: Vec<String> = template.stages.iter().map(|stage| stage.env.name.to_string()).collect();
        let what = format!(
            "template {given} holds several environments, and none called {}",
            env.unwrap_or(name.as_str())
        );
        let error = Error::new("env_not_found", error::NOT_FOUND, what);
        return Err(error.fact(names.join(", ")).hint(format!("--template {given}/{}", names[0])));
    };
    Ok((template, stage))
}

/// Runs the command.
pub fn create(ctx: &Context, args: &Create) -> Result {
    let name: EnvName = args.name.parse()?;
    let color = args.color.as_deref().map(str::parse::<Color>).transpose().map_err(Error::usage)?;
    let project = ctx.project()?;
    let p = &project.name;
    let mut reads = everything(&project);
    reads.extend(templates::prefixes());
    let look = project.client.read(&reads, None)?;
    project.client.may(&look, Right::Manage, None)?;
    let template = args.template.as_deref().map(|given| chosen(ctx, &look, p, given, &name)).transpose()?;
    let from = args.from.as_deref().map(|from| ctx.env_named(&project, &look, from)).transpose()?;
    let result = |changed, rev, (copied, applied): (envs::Copied, Option<Applied>), line| EnvCreateResult {
        changed,
        rev,
        dry_run: args.write.dry_run,
        name: name.to_string(),
        from: from.as_ref().map(|f| f.name().to_owned()),
        template: args.template.clone(),
        applied,
        copied: Copied {
            apps: copied.apps,
            constants: copied.constants,
            secrets: copied.secrets,
            flags: copied.flags,
        },
        missing_secrets: copied.missing_secrets,
        line,
    };
    // The same environment again is what was asked for; another of its name is not.
    if let Some((_, env)) = look.envs(p).into_iter().find(|(_, env)| env.name == name) {
        let same = env.order.is_none_or(|n| args.order.is_none_or(|order| order == n))
            && color.is_none_or(|color| color == env.color)
            && args.description.as_ref().is_none_or(|text| env.description.as_ref() == Some(text))
            && env.created_from == from.as_ref().map(|f| f.id)
            && env.policy.is_some()
                == (args.protected || template.as_ref().is_some_and(|(_, s)| s.env.policy.is_some()));
        if !same {
            return Err(Error::new(
                "env_exists",
                error::CONFLICT,
                format!("{name} exists, and is not like this"),
            )
            .hint(format!("envctl envs show {name}")));
        }
        let line = Line::new().plain(format!("{name} exists"));
        ctx.ui.show(&result(false, look.head.seq, (envs::Copied::default(), None), line))?;
        return Ok(error::OK);
    }
    let new = envs::New {
        id: EnvId(random()),
        name: name.clone(),
        order: args.order,
        color: color.or_else(|| {
            template.as_ref().map(|(_, stage)| stage.env.color).filter(|color| *color != Color::None)
        }),
        description: args.description.clone(),
        protected: args.protected,
        from: from.as_ref().map(|f| f.id),
    };
    let written = ctx.write(
        &project,
        "envs.create",
        &args.write,
        &reads,
        |tree, op| {
            if let Some((template, stage)) = &template {
                let made = [(stage, new.clone())];
                let (applied, writes) = templates_of::apply(tree, p, template, &made, op)?;
                let copied = envs::Copied { missing_secrets: applied.secrets, ..envs::Copied::default() };
                let applied = Applied {
                    constants: applied.constants,
                    datasources: applied.datasources,
                    flags: applied.flags,
                    values: applied.values,
                    kept: applied.kept,
                };
                return Ok(((copied, Some(applied)), writes));
            }
            let mut writes = envs::create(tree, p, &new)?;
            let Some(from) = &from else { return Ok(((envs::Copied::default(), None), writes)) };
            let vault = project.client.vault(tree);
            let (copied, filled) = envs::fill(tree, p, from.id, new.id, &*vault.opener(), op);
            writes.extend(filled);
            Ok(((copied, None), writes))
        },
        |_, _| Ok(()),
    )?;
    let done = written.done;
    let found = done
        .after
        .envs(p)
        .into_iter()
        .find(|(id, _)| *id == new.id)
        .map(|(id, env)| Found { id, env: env.clone() });
    let env = found.as_ref().map_or_else(|| Line::new().plain(&name), Found::line);
    let mut line = Line::new().plain("environment ").join(env);
    if let Some(from) = &from {
        line = line.plain(" from ").join(from.line());
    }
    if let Some(given) = &args.template {
        line = line.plain(format!(" from template {given}"));
    }
    if let Some(found) = &found {
        line = line.plain(format!(", {}", found.env.color));
    }
    let missing = !done.report.0.missing_secrets.is_empty();
    ctx.ui.show(&result(done.changed && !args.write.dry_run, done.rev, done.report, line))?;
    if missing {
        ctx.ui.hint(&format!("envctl constants list --missing --env {name}"));
    }
    Ok(error::OK)
}
