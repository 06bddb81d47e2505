//! `envctl explain`: where the value of a constant comes from, and what loses against it.

use serde::Serialize;

use super::get;
use super::list::Authors;
use crate::cli::ReadArgs;
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::engine::{Right, constants, references};
use crate::model::{Content, Key, Place, Prefix, Record, Scope};
use crate::ui::{Line, Page, Report, Symbol};

/// Say where the value of a constant comes from, and what loses against it
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl explain LOG_LEVEL --env staging --app web
  envctl explain DATABASE_URL --env production")]
pub struct Args {
    /// The constant
    key: String,
    #[command(flatten)]
    read: ReadArgs,
}

#[derive(Debug, Serialize)]
struct Explanation {
    name: String,
    env: String,
    app: Option<String>,
    secret: bool,
    required: bool,
    winner: Option<&'static str>,
    layers: Vec<Layer>,
    refers_to: Vec<String>,
    needed_by: Vec<Needed>,
    #[serde(skip)]
    env_line: Line,
}

/// One place that a value may come from, strongest first.
#[derive(Debug, Serialize)]
struct Layer {
    layer: &'static str,
    set: bool,
    wins: bool,
    value: Option<String>,
    fp: Option<String>,
    rev: Option<u64>,
    changed_at: Option<jiff::Timestamp>,
    changed_by: Option<String>,
    why: &'static str,
}

#[derive(Debug, Serialize)]
struct Needed {
    app: String,
    version: String,
    env: String,
}

impl Report for Explanation {
    const KIND: &'static str = "Explanation";

    fn text(&self, page: &mut Page<'_>) {
        let dot = |line: Line| line.plain(" ").symbol(Symbol::Dot).plain(" ");
        let mut head = dot(Line::new().bold(&self.name)).join(self.env_line.clone());
        if let Some(app) = &self.app {
            head = dot(head).plain(app);
        }
        head = dot(head).plain(if self.secret { "secret" } else { "plain" });
        page.line(if self.required { dot(head).plain("required") } else { head });
        for layer in &self.layers {
            let what = match (&layer.value, &layer.fp, layer.set) {
                (Some(value), ..) => format!("{value:?}"),
                (None, Some(fp), _) => format!("fp {fp}"),
                (None, None, true) => "set".to_owned(),
                (None, None, false) => "-".to_owned(),
            };
            let line = if layer.wins { Line::new().good("  * ") } else { Line::new().plain("    ") };
            let mut line = line.plain(format!("{:<12} {what}", layer.layer));
            if let Some(rev) = layer.rev {
                line = dot(line).plain(format!("rev {rev}"));
            }
            if let Some(by) = &layer.changed_by {
                line = dot(line).plain(by);
            }
            if let Some(at) = layer.changed_at {
                line = dot(line).plain(page.time(at));
            }
            if layer.set && !layer.wins {
                line = dot(line).dim(layer.why);
            }
            page.line(line);
        }
        if self.winner.is_none() {
            page.line(Line::new().caution(format!("  {} has no value in {}", self.name, self.env)));
        }
        if !self.refers_to.is_empty() {
            page.line(format!("  refers to    {}", self.refers_to.join(", ")));
        }
        if !self.needed_by.is_empty() {
            let by = self.needed_by.iter().map(|n| format!("{} {} in {}", n.app, n.version, n.env));
            page.line(format!("  needed by    {}", by.collect::<Vec<_>>().join(", ")));
        }
    }
}

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let key: Key = args.key.parse()?;
    let project = ctx.project()?;
    let p = &project.name;
    let mut reads = get::reads(p);
    reads.extend(["constant", "version", "placement"].map(|folder| Prefix::folder(p, folder)));
    let mut tree = project.client.read(&reads, args.read.at)?;
    let found = ctx.env(&project, &tree, false)?;
    let app = match ctx.named_apps(&project, &tree)?.as_slice() {
        [] => ctx.app_here(&project, &tree)?,
        [app] => Some(app.clone()),
        _ => return Err(Error::usage("explain takes one app: --app was given several")),
    };
    project.client.may_app(&tree, Right::View, Some((found.id, &found.env)), app.as_ref())?;
    let at = args.read.at.or(Some(tree.head.seq));
    tree.extend(project.client.read(&get::value_reads(p, found.id, app.as_ref()), at)?);
    let Some(constant) = tree.constant(p, &key) else {
        let names: Vec<String> = tree.constants(p).iter().map(|(key, _)| key.to_string()).collect();
        let what = format!("{key} is not declared in {}/{p}", project.client.org_name());
        return Err(Error::new("constant_not_found", error::NOT_FOUND, what).known(key.as_str(), &names));
    };
    let vault = project.client.vault(&tree);
    let prints = vault.fingerprints(p, found.id).ok();
    let mut authors = Authors::default();
    let (mut layers, mut refers_to) = (Vec::new(), Vec::new());
    let mut winner: Option<&'static str> = None;
    let scopes = app.iter().map(|app| ("app", Scope::App(app.clone()))).chain([("project", Scope::Project)]);
    for (name, scope) in scopes {
        let path = Place::Value(p.clone(), found.id, scope, key.clone()).path();
        let entry = tree.entry(&path);
        let value = entry.and_then(|entry| match &entry.record {
            Record::Value(value) => Some(value),
            _ => None,
        });
        let mut layer = Layer {
            layer: name,
            set: value.is_some_and(crate::model::Value::is_set),
            wins: false,
            value: None,
            fp: None,
            rev: None,
            changed_at: None,
            changed_by: None,
            why: "the app's own value comes first",
        };
        let wins = layer.set && winner.is_none();
        if let (Some(entry), true) = (entry, layer.set) {
            layer.rev = Some(entry.rev);
            let (time, by) = authors.of(&project, &tree, entry.rev)?;
            (layer.changed_at, layer.changed_by) = (Some(time), by);
        }
        match value.map(|value| &value.content) {
            Some(Content::Plain(text)) => {
                layer.value = Some(String::from_utf8_lossy(text).into_owned());
                if wins {
                    refers_to = references::of_text(text).into_iter().map(|to| to.key.to_string()).collect();
                }
            }
            Some(Content::Sealed(sealed)) => {
                let plain = vault.opener()(&path, sealed).ok();
                layer.fp = prints.as_ref().zip(plain).map(|(key, plain)| key.of(plain.expose()));
            }
            _ => {}
        }
        if wins {
            (layer.wins, winner) = (true, Some(name));
        }
        layers.push(layer);
    }
    let outside = [
        ("default", constant.default.is_some(), constant.default.clone(), "a value that is set comes first"),
        // What it says is not ours to show.
        ("your shell", ctx.vars.contains_key(std::ffi::OsStr::new(key.as_str())), None, "run replaces it"),
    ];
    for (name, set, value, why) in outside {
        let wins = set && winner.is_none();
        if wins {
            winner = Some(name);
        }
        let (fp, rev, changed_at, changed_by) = (None, None, None, None);
        layers.push(Layer { layer: name, set, wins, value, fp, rev, changed_at, changed_by, why });
    }
    let shown = ctx.shown(&project, &tree)?;
    let name_of = |id| shown.iter().find(|found| found.id == id).map(|found| found.name().to_owned());
    let needed_by = constants::needed_by(&tree, p, &key).into_iter().filter_map(|(app, n, env)| {
        Some(Needed { app: app.to_string(), version: format!("v{n}"), env: name_of(env)? })
    });
    let needed_by = needed_by.collect();
    let missing = winner.is_none();
    ctx.ui.show(&Explanation {
        name: key.to_string(),
        env: found.name().to_owned(),
        app: app.map(|app| app.to_string()),
        secret: constant.secret,
        required: constant.required,
        winner,
        layers,
        refers_to,
        needed_by,
        env_line: found.line(),
    })?;
    if missing {
        ctx.ui.hint(&format!("envctl set {key} --env {}", found.name()));
    }
    Ok(error::OK)
}
