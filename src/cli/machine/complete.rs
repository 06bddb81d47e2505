//! Completion of names: environments, apps, versions, constants, organizations, templates.
//!
//! What the shell's script asks each time the tab key is pressed. Invariant: nothing is asked, nothing
//! asked for a key, no error is shown: where names cannot be read there are none.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::Arc;

use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{CompleteEnv, Shells};

use crate::cli::Globals;
use crate::cli::context::Context;
use crate::cli::shown::curtained;
use crate::cli::stores::StorePlace;
use crate::client::{Client, Folders, Keys};
use crate::manifest;
use crate::model::{Place, Prefix, ProjectName, Tree};
use crate::store::OrgEntry;
use crate::ui::{EnvSnapshot, Settings, Ui};

/// The variable that a shell's script sets, to its own name.
pub const VAR: &str = "ENVCTL_COMPLETE";

/// What names are looked for in: the process as it was found.
#[derive(Clone)]
pub struct Asker {
    /// The environment of the process.
    pub vars: BTreeMap<OsString, OsString>,
    /// The words as they were typed.
    pub typed: Vec<OsString>,
    /// The working directory.
    pub cwd: PathBuf,
    /// The time in milliseconds since 1970.
    pub now: u64,
}

/// Answers a shell that asks.
pub fn answer(asker: Asker) {
    let (typed, cwd) = (asker.typed.clone(), asker.cwd.clone());
    let asker = Arc::new(asker);
    let complete = CompleteEnv::with_factory(|| with_names(crate::cli::command(), &asker)).var(VAR);
    // What cannot be completed is completed with nothing.
    let _ = complete.try_complete(typed, Some(&cwd));
}

/// The script that makes a shell ask.
pub fn script(shell: &str) -> Option<Vec<u8>> {
    let shells = Shells::builtins();
    let completer = shells.completer(shell)?;
    let mut script = Vec::new();
    completer.write_registration(VAR, "envctl", "envctl", "envctl", &mut script).ok()?;
    Some(script)
}

/// Kinds of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Noun {
    Org,
    Env,
    App,
    /// A version, or `APP@VERSION` where an app is named with it.
    Version,
    AppVersion,
    Key,
    Datasource,
    Flag,
    Template,
    Project,
}

/// What an argument of a command names, if it names anything that has completions.
fn noun(command: &str, arg: &clap::Arg) -> Option<Noun> {
    let id = arg.get_id().as_str();
    let value = arg.get_value_names().and_then(|names| names.first()).map(|name| name.as_str());
    match (command, id, value.unwrap_or_default()) {
        (_, _, "ENV" | "ENV[,ENV]" | "ENV,…") => Some(Noun::Env),
        (_, _, "ORG" | "ORG[/PROJECT]") => Some(Noun::Org),
        (_, _, "APP" | "APP[,APP]" | "APP,…") => Some(Noun::App),
        (_, _, "APP@VERSION" | "APP[@VERSION]") => Some(Noun::AppVersion),
        (_, _, "V" | "VERSION" | "VERSION|latest|none") if id != "json" => Some(Noun::Version),
        (_, _, "KEY" | "KEY[=VALUE]" | "KEY,…" | "KEYS") => Some(Noun::Key),
        (_, "template", _) | ("templates", "name", _) => Some(Noun::Template),
        ("envs", "name" | "old", _) => Some(Noun::Env),
        ("apps", "name" | "app", _) => Some(Noun::App),
        ("orgs", "name" | "org", _) => Some(Noun::Org),
        ("projects", "name", _) => Some(Noun::Project),
        ("datasources", "name" | "names", _) => Some(Noun::Datasource),
        ("flags", "name" | "flag", _) => Some(Noun::Flag),
        ("constants" | "explain" | "get" | "unset" | "set", "key" | "keys", _) => Some(Noun::Key),
        ("diff", "from" | "to", _) => Some(Noun::Env),
        ("use", _, _) if arg.is_positional() => Some(Noun::Env),
        _ => None,
    }
}

/// The command tree with names to complete. What makes a thing is given a name that is new.
fn with_names(command: clap::Command, asker: &Arc<Asker>) -> clap::Command {
    fn walk(command: clap::Command, top: &str, asker: &Arc<Asker>) -> clap::Command {
        let makes = command.get_name() == "create";
        let command = command.mut_args(|arg| {
            let new = makes && arg.is_positional();
            match noun(top, &arg).filter(|_| !new) {
                Some(noun) => {
                    let asker = Arc::clone(asker);
                    arg.add(ArgValueCompleter::new(move |current: &OsStr| candidates(&asker, noun, current)))
                }
                None => arg,
            }
        });
        command.mut_subcommands(|below| {
            let name = if top.is_empty() { below.get_name().to_owned() } else { top.to_owned() };
            walk(below, &name, asker)
        })
    }
    walk(command, "", asker)
}

/// The names that go on from what is typed; behind a comma that of the next one.
fn candidates(asker: &Asker, noun: Noun, current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(current) = current.to_str() else { return Vec::new() };
    let (before, last) = current
        .rsplit_once(',')
        .map_or(("", current), |(_, last)| (current.strip_suffix(last).unwrap_or_default(), last));
    let named: Vec<&str> = before.split(',').collect();
    let names = names(asker, noun, last).unwrap_or_default();
    names
        .into_iter()
        .filter(|name| name.starts_with(last) && !named.contains(&name.as_str()))
        .map(|name| CompletionCandidate::new(format!("{before}{name}")))
        .collect()
}

/// The names of a kind, from the store, or where that cannot be read from the manifest.
fn names(asker: &Asker, noun: Noun, last: &str) -> Option<BTreeSet<String>> {
    let ctx = asker.context();
    if let Some(found) = in_store(&ctx, noun, last) {
        return Some(found);
    }
    let section = match noun {
        Noun::Env => "envs",
        Noun::App | Noun::AppVersion => "apps",
        Noun::Key => "constants",
        Noun::Datasource => "datasources",
        Noun::Flag => "flags",
        _ => return None,
    };
    let manifest = manifest::Manifest::read(ctx.manifest_path().ok()??).ok()?;
    let named = manifest.facts().keys().filter_map(|path| match path.as_strs()[..] {
        [at, name] if at == section => Some(name.to_owned()),
        _ => None,
    });
    Some(named.collect())
}

fn in_store(ctx: &Context, noun: Noun, last: &str) -> Option<BTreeSet<String>> {
    // A file of this machine only: a tab never waits for a network.
    let StorePlace::File(_) = ctx.store_place().ok()? else { return None };
    let store = ctx.store(false).ok()??;
    let orgs = store.orgs().ok()?;
    if noun == Noun::Org {
        return Some(orgs.iter().filter(|org| !org.is_deleted()).map(|org| org.name.to_string()).collect());
    }
    let (org, project) = ctx.named_project();
    let org = match org {
        Some(name) => orgs.into_iter().find(|org| org.name.as_str() == name)?,
        None => orgs.into_iter().next()?,
    };
    let read = |prefixes: &[Prefix]| store.read(&org.id, prefixes, None).ok();
    if noun == Noun::Project {
        let tree = read(&[Prefix::projects()])?;
        return Some(tree.projects().iter().map(ToString::to_string).collect());
    }
    let p: ProjectName = match project {
        Some(name) => name.parse().ok()?,
        None => match read(&[Prefix::projects()])?.projects().as_slice() {
            [only] => only.clone(),
            _ => return None,
        },
    };
    let folder = |name: &str| Prefix::folder(&p, name);
    let of = |tree: &Tree| -> BTreeSet<String> {
        tree.entries().keys().map(|path| path.last().to_owned()).collect()
    };
    Some(match noun {
        Noun::Env => {
            let envs = read(&[folder("env")])?;
            let tree = curtained(&somebody(ctx, &org)?, envs).ok()?;
            tree.envs(&p).iter().map(|(_, env)| env.name.to_string()).collect()
        }
        Noun::App => of(&read(&[folder("app")])?),
        Noun::Key => of(&read(&[folder("constant")])?),
        Noun::Datasource => of(&read(&[folder("datasource")])?),
        Noun::Flag => of(&read(&[folder("flag")])?),
        Noun::Template => {
            let tree = read(&[folder("template"), Prefix::templates()])?;
            crate::engine::templates::all(&tree, Some(&p)).into_keys().collect()
        }
        Noun::Version | Noun::AppVersion => {
            let tree = read(&[folder("app"), folder("version")])?;
            let mut found = BTreeSet::new();
            for path in tree.entries().keys() {
                match path.place() {
                    // The versions once the app is settled: there may be hundreds.
                    Place::Version(..) if noun == Noun::AppVersion && !last.contains('@') => {}
                    Place::Version(_, app, n) if noun == Noun::AppVersion => {
                        found.extend([format!("{app}@v{n}")]);
                    }
                    Place::Version(_, _, n) => found.extend([format!("v{n}")]),
                    Place::App(_, app) if noun == Noun::AppVersion => found.extend([app.to_string()]),
                    _ => {}
                }
            }
            found
        }
        Noun::Org | Noun::Project => return None,
    })
}

/// Who asks, as far as that is known without asking anybody for a key: who is not shown an environment
/// is not offered it.
fn somebody(ctx: &Context, org: &OrgEntry) -> Option<Client> {
    let identity = match ctx.token().ok()? {
        Some(token) => token,
        None => Keys::new(&ctx.folders, ctx.keys().ok()?.profile(), false).load().ok()?.0,
    };
    ctx.client_of(org, identity).ok()
}

impl Asker {
    /// A context as the command that is being typed would have it, as far as its flags say.
    fn context(&self) -> Context {
        let words: Vec<&str> = self.typed.iter().filter_map(|word| word.to_str()).collect();
        let given = |long: &str, short: Option<&str>| {
            words.iter().enumerate().find_map(|(n, word)| {
                if *word == long || Some(*word) == short {
                    return words.get(n + 1).map(|value| (*value).to_owned());
                }
                word.strip_prefix(long)?.strip_prefix('=').map(str::to_owned)
            })
        };
        let globals = Globals {
            org: given("--org", Some("-o")),
            config: given("--config", Some("-c")).map(PathBuf::from),
            store: given("--store", None),
            quiet: true,
            no_input: true,
            ..Globals::default()
        };
        let mut cwd = self.cwd.clone();
        cwd.extend(given("-C", None));
        let settings = Settings {
            quiet: true,
            no_input: true,
            env: self.vars.iter().map(|(k, v)| (k.clone(), v.clone())).collect::<EnvSnapshot>(),
            ..Settings::default()
        };
        let folders = Folders::of(|name| self.vars.get(OsStr::new(name)).cloned());
        Context::new(globals, Ui::new(settings), folders, self.vars.clone(), cwd, self.now)
    }
}
