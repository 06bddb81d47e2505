//! What every command needs to find its way: the manifest, the store, the identity, and which
//! organization, project, environment and app are meant.
//!
//! The process environment, the working directory and the clock are read once, here and in
//! `main`; no floor below sees them. First hit wins: flag, variable, manifest, saved by `use`, the
//! only one there is, a question; a question is only asked at a terminal.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Globals;
use super::error::{self, Error, Result};
use super::watch::Interrupts;
use crate::client::{Client, Context as Saved, Folders, Pins, Revisions};
use crate::manifest::{self, Head, Manifest};
use crate::model::{Env, EnvId, OrgName, Prefix, ProjectName, Tree};
use crate::store::{OrgEntry, Scene, Store};
use crate::ui::{EnvColor, Line, Ui};

/// Which environment variable holds what.
pub(super) mod var {
    pub(in crate::cli) const ORG: &str = "ENVCTL_ORG";
    pub(in crate::cli) const PROJECT: &str = "ENVCTL_PROJECT";
    pub(in crate::cli) const ENV: &str = "ENVCTL_ENV";
    pub(in crate::cli) const APP: &str = "ENVCTL_APP";
    pub(in crate::cli) const CONFIG: &str = "ENVCTL_CONFIG";
    pub(in crate::cli) const STORE: &str = "ENVCTL_STORE";
    pub(in crate::cli) const PROFILE: &str = "ENVCTL_PROFILE";
    pub(in crate::cli) const KEYRING: &str = "ENVCTL_KEYRING";
    pub(in crate::cli) const SETUP_CODE: &str = "ENVCTL_SETUP_CODE";
    pub(in crate::cli) const TOKEN: &str = "ENVCTL_TOKEN";
    pub(in crate::cli) const TOKEN_FILE: &str = "ENVCTL_TOKEN_FILE";
}

/// What a command runs in.
pub struct Context {
    /// The global flags.
    pub globals: Globals,
    /// The terminal.
    pub ui: Arc<Ui>,
    /// The user's folders.
    pub folders: Folders,
    /// The environment of this process.
    pub vars: BTreeMap<OsString, OsString>,
    /// The working directory.
    pub cwd: PathBuf,
    /// Milliseconds since 1970.
    pub now: u64,
    /// What was written to the store.
    pub revisions: Revisions,
    /// Whom ^C is for.
    pub interrupts: Interrupts,
    /// What was read of the store before it is opened, and whether it can be asked for more.
    pub(super) ahead: RefCell<Option<(Scene, bool)>>,
    /// A copy is used, which may be behind what was seen since.
    pub(super) is_offline: Cell<bool>,
    manifest_path: OnceCell<Option<PathBuf>>,
    head: OnceCell<Head>,
    manifest: OnceCell<Option<Manifest>>,
}

/// An organization and a project, open.
pub struct Project {
    /// The organization's client.
    pub client: Client,
    /// The project.
    pub name: ProjectName,
    /// Whether the manifest at hand is this project's.
    pub has_manifest: bool,
}

/// An environment that was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its id.
    pub id: EnvId,
    /// Its record.
    pub env: Env,
}

impl Found {
    /// The environment's name as people see it: bold, in its colour.
    pub fn line(&self) -> Line {
        env_line(&self.env)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.env.name.as_str()
    }
}

/// An environment's name as people see it.
pub fn env_line(env: &Env) -> Line {
    Line::new().env(&env.name, color(env), false)
}

/// The colour that an environment is shown in.
pub fn color(env: &Env) -> EnvColor {
    env.color.as_str().parse().unwrap_or(EnvColor::None)
}

impl Context {
    /// A context for one command.
    pub fn new(
        globals: Globals,
        ui: Ui,
        folders: Folders,
        vars: BTreeMap<OsString, OsString>,
        cwd: PathBuf,
        now: u64,
    ) -> Context {
        let (manifest_path, head, manifest) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        let (ui, revisions, interrupts) = (Arc::new(ui), Revisions::default(), Interrupts::default());
        let (ahead, is_offline) = (RefCell::default(), Cell::new(false));
        Context {
            globals,
            ui,
            folders,
            vars,
            cwd,
            now,
            revisions,
            interrupts,
            ahead,
            is_offline,
            manifest_path,
            head,
            manifest,
        }
    }

    /// The same command, with other global flags.
    pub fn with(&self, globals: Globals) -> Context {
        let (manifest_path, head, manifest) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        let (ui, folders, vars) = (self.ui.clone(), self.folders.clone(), self.vars.clone());
        let (cwd, now, revisions) = (self.cwd.clone(), self.now, self.revisions.clone());
        Context {
            globals,
            ui,
            folders,
            vars,
            cwd,
            now,
            revisions,
            interrupts: self.interrupts.clone(),
            ahead: RefCell::default(),
            is_offline: Cell::new(false),
            manifest_path,
            head,
            manifest,
        }
    }

    /// An environment variable that is set and not empty, as text.
    pub fn var(&self, name: &str) -> Option<&str> {
        self.vars.get(OsStr::new(name)).and_then(|value| value.to_str()).filter(|value| !value.is_empty())
    }

    /// The manifest's file, if there is one: given, or found by walking up.
    ///
    /// # Errors
    /// When a given one does not exist.
    pub fn manifest_path(&self) -> Result<Option<&Path>> {
        if let Some(path) = self.manifest_path.get() {
            return Ok(path.as_deref());
        }
        let given = self.globals.config.clone().or_else(|| self.var(var::CONFIG).map(PathBuf::from));
        let path = match given {
            Some(path) if path.as_os_str() == "none" => None,
            Some(path) => {
                let path = self.cwd.join(path);
                Some(if path.is_dir() { path.join(manifest_name()) } else { path })
            }
            None => manifest::find(&self.cwd, self.folders.home.as_deref())?,
        };
        Ok(self.manifest_path.get_or_init(|| path).as_deref())
    }

    /// What of the manifest every command needs, without reading its constants.
    ///
    /// # Errors
    /// When there is a manifest and it is not valid.
    pub fn head(&self) -> Result<&Head> {
        if let Some(head) = self.head.get() {
            return Ok(head);
        }
        let head = match self.manifest_path()? {
            Some(path) => manifest::load_head(path, self.folders.home.as_deref())?,
            None => Head::default(),
        };
        Ok(self.head.get_or_init(|| head))
    }

    /// The whole manifest, if there is one.
    ///
    /// # Errors
    /// When there is one and it is not valid.
    pub fn manifest(&self) -> Result<Option<&Manifest>> {
        if let Some(manifest) = self.manifest.get() {
            return Ok(manifest.as_ref());
        }
        let home = self.folders.home.as_deref();
        let manifest = self.manifest_path()?.map(|path| Manifest::load(path, home)).transpose()?;
        Ok(self.manifest.get_or_init(|| manifest).as_ref())
    }

    /// The store's URL, and the directory that a relative path in it starts from: a flag's from
    /// here, the manifest's from the manifest.
    pub(super) fn store_url(&self) -> Result<(Option<String>, PathBuf)> {
        let given = self.globals.store.clone().or_else(|| self.var(var::STORE).map(str::to_owned));
        if given.is_some() || self.sets_manifest_aside() {
            return Ok((given, self.cwd.clone()));
        }
        let url = self.head()?.store_url.clone();
        let said_in = self.head()?.root.as_deref().or(self.manifest_path()?);
        let from = said_in.and_then(Path::parent).unwrap_or(&self.cwd);
        Ok((url, self.cwd.join(from)))
    }

    /// Where this machine remembers heads.
    pub fn pins(&self) -> Pins {
        let state = self.folders.state.as_ref().filter(|_| !self.is_offline.get());
        Pins::new(state.map(|state| state.join("heads")))
    }

    /// The key under which `use` saves: the manifest, or the profile outside of a project.
    ///
    /// # Errors
    /// When the manifest cannot be found.
    pub fn saved_scope(&self) -> Result<String> {
        Ok(self.manifest_path()?.map_or_else(|| "default".to_owned(), |path| path.display().to_string()))
    }

    /// What `use` saved; nothing in CI.
    ///
    /// # Errors
    /// When the file of saved contexts cannot be read.
    pub fn saved(&self) -> Result<Saved> {
        if self.ui.is_ci() || self.sets_manifest_aside() {
            return Ok(Saved::default());
        }
        Ok(Saved::load(&self.folders, &self.saved_scope()?)?)
    }

    /// Whether anything says which environment is meant: a flag, a variable, or what `use` saved.
    ///
    /// # Errors
    /// As [`Context::saved`].
    pub fn says_env(&self) -> Result<bool> {
        Ok(self.globals.env.is_some() || self.var(var::ENV).is_some() || self.saved()?.env.is_some())
    }

    /// `--org ORG/PROJECT` names everything: the manifest at hand is not asked.
    fn sets_manifest_aside(&self) -> bool {
        self.globals.org.as_ref().is_some_and(|org| org.contains('/'))
    }

    /// Says why something is meant, with `--verbose`.
    pub(super) fn because(&self, part: &str, value: &str, why: &str) {
        self.ui.verbose(&format!("context  {part:<8} {value}  ({why})"));
    }

    /// The name of the organization that is meant, and of the project where one is named with it.
    fn org_name(&self, orgs: &[OrgEntry]) -> Result<(OrgName, Option<ProjectName>)> {
        let found = |part: &str, why: &str| -> Result<OrgName> {
            self.because("org", part, why);
            Ok(part.parse()?)
        };
        let head = self.head()?;
        if let Some(flag) = &self.globals.org {
            let (org, project) = match flag.split_once('/') {
                Some((org, project)) => (org, Some(project.parse()?)),
                None => (flag.as_str(), None),
            };
            return Ok((found(org, "--org")?, project));
        }
        if let Some(org) = self.var(var::ORG) {
            return Ok((found(org, var::ORG)?, None));
        }
        if let Some(org) = &head.org {
            return Ok((found(org, manifest_name())?, None));
        }
        if let Some(org) = self.saved()?.org {
            return Ok((found(&org, "saved by `envctl use`")?, None));
        }
        let there = orgs.iter().filter(|org| !org.is_deleted());
        let names: Vec<String> = there.map(|org| org.name.to_string()).collect();
        match names.as_slice() {
            [] => Err(no_org()),
            [only] => Ok((found(only, "the only one")?, None)),
            _ if self.ui.can_prompt() => {
                let picked = self.ui.select("Organization", &names)?;
                Ok((found(&names[picked], "picked")?, None))
            }
            _ => Err(Error::input_required("organization", "--org", names)),
        }
    }

    /// What the command line, the variables and the manifest name, without asking a store: for what may
    /// say nothing, ask nothing, and fail at nothing.
    pub fn named_project(&self) -> (Option<String>, Option<String>) {
        let head = self.head().ok();
        let flag = self.globals.org.as_deref();
        let (org, project) = match flag.map(|flag| flag.split_once('/').unwrap_or((flag, ""))) {
            Some((org, project)) => (Some(org), Some(project).filter(|project| !project.is_empty())),
            None => (self.var(var::ORG), self.var(var::PROJECT)),
        };
        let org = org.map(str::to_owned).or_else(|| head?.org.clone());
        (org, project.map(str::to_owned).or_else(|| head?.project.clone()))
    }

    /// Opens the organization that is meant.
    ///
    /// # Errors
    /// When there is none of that name, or this identity is no member.
    pub fn org(&self) -> Result<Client> {
        Ok(self.org_and_project()?.0)
    }

    fn org_and_project(&self) -> Result<(Client, Option<ProjectName>)> {
        let (store, entry, project) = self.found_org()?;
        Ok((self.client(store, entry)?, project))
    }

    pub(super) fn found_org(&self) -> Result<(Box<dyn Store>, OrgEntry, Option<ProjectName>)> {
        let store = self.store(false)?.ok_or_else(no_org)?;
        let orgs = store.orgs()?;
        let (name, project) = self.org_name(&orgs)?;
        let entry = self.entry(&orgs, name)?;
        Ok((store, entry, project))
    }

    /// Opens another project than the one at hand, of another organization perhaps: no manifest is its.
    ///
    /// # Errors
    /// When there is none, or this identity is no member.
    pub fn other_project(&self, org: OrgName, name: ProjectName) -> Result<Project> {
        let store = self.store(false)?.ok_or_else(no_org)?;
        let client = self.open(store, org)?;
        let tree = self.kept_up(&client, &name)?;
        client.me(&tree)?;
        if tree.projects().contains(&name) {
            return Ok(Project { client, name, has_manifest: false });
        }
        let known: Vec<String> = tree.projects().iter().map(ToString::to_string).collect();
        let org = client.org_name();
        let what = format!("{org} has no project \"{name}\"");
        let error = Error::new("project_not_found", error::NOT_FOUND, what).known(name.as_str(), &known);
        Err(error.hint(format!("envctl init DIR --org {org} --project {name}")))
    }

    fn open(&self, store: Box<dyn Store>, name: OrgName) -> Result<Client> {
        let entry = self.entry(&store.orgs()?, name)?;
        self.client(store, entry)
    }

    /// The organization, open; it says how far its commits are to whatever shows that.
    fn client(&self, store: Box<dyn Store>, entry: OrgEntry) -> Result<Client> {
        let client = Client::new(store, self.identity()?, (entry.id, entry.name), self.pins(), self.now);
        let ui = Arc::clone(&self.ui);
        Ok(client.telling(move |done, total| ui.at(done, total)))
    }

    /// Opens the project that is meant.
    ///
    /// # Errors
    /// When it cannot be told which, or it does not exist.
    pub fn project(&self) -> Result<Project> {
        let (client, named) = self.org_and_project()?;
        let head = self.head()?;
        if let (Some(flag), Some(org), None) = (&self.globals.org, &head.org, &named)
            && flag != org
        {
            return Err(Error::usage(format!(
                "--org {flag} contradicts {}, which says {org}",
                manifest_name()
            ))
            .hint(format!("--org {flag}/PROJECT sets the manifest aside")));
        }
        let from_manifest = head.project.clone().filter(|_| named.is_none());
        let name = match (named, self.var(var::PROJECT), &from_manifest) {
            (Some(name), ..) => name,
            (None, Some(name), None) => name.parse()?,
            (None, _, Some(name)) => name.parse()?,
            (None, None, None) => self.pick_project(&client)?,
        };
        let tree = self.kept_up(&client, &name)?;
        client.me(&tree)?;
        let known: Vec<String> = tree.projects().iter().map(ToString::to_string).collect();
        if !known.contains(&name.to_string()) {
            let org = client.org_name();
            let error =
                Error::new("project_not_found", error::NOT_FOUND, format!("{org} has no project \"{name}\""));
            return Err(match &from_manifest {
                Some(_) => error
                    .fact(format!("{} names it, and this store does not have it", manifest_name()))
                    .known(name.as_str(), &known),
                None => error.known(name.as_str(), &known),
            });
        }
        let has_manifest = from_manifest.is_some()
            && head.org.as_deref().is_none_or(|org| org == client.org_name().as_str());
        self.because("project", name.as_str(), if has_manifest { manifest_name() } else { "named" });
        Ok(Project { client, name, has_manifest })
    }

    /// Reads who there is, and does on the way what is due: what was given for a time ends, and
    /// readers who have no wrap yet get one. `run` does only what cannot wait.
    fn kept_up(&self, client: &Client, p: &ProjectName) -> Result<Tree> {
        let mut reads = vec![Prefix::projects(), Prefix::members()];
        if self.ui.settings().command != "run" {
            reads.extend([Prefix::folder(p, "env"), Prefix::folder(p, "epoch")]);
        }
        let tree = client.read(&reads, None)?;
        if client.upkeep(&tree) { Ok(client.read(&reads, None)?) } else { Ok(tree) }
    }

    fn pick_project(&self, client: &Client) -> Result<ProjectName> {
        let tree = client.read(&[Prefix::projects()], None)?;
        let names: Vec<String> = tree.projects().iter().map(ToString::to_string).collect();
        match names.as_slice() {
            [] => Err(Error::new(
                "project_not_found",
                error::NOT_FOUND,
                format!("{} has no projects", client.org_name()),
            )
            .hint("envctl init   (starts one here)")),
            [only] => Ok(only.parse()?),
            _ if self.ui.can_prompt() => Ok(names[self.ui.select("Project", &names)?].parse()?),
            _ => {
                let org = client.org_name();
                Err(Error::input_required(
                    "project",
                    "--org",
                    names.iter().map(|p| format!("{org}/{p}")).collect(),
                ))
            }
        }
    }

    /// The environment of a name, in a tree that has the project's environments.
    ///
    /// # Errors
    /// When there is none.
    pub fn env_named(&self, project: &Project, tree: &Tree, name: &str) -> Result<Found> {
        if let Some((id, env)) = tree.env_named(&project.name, name) {
            if env.name.as_str() != name {
                self.ui.warn(&format!("{name} is now called {}; the old name still works", env.name));
            }
            return Ok(Found { id, env: env.clone() });
        }
        // A name that could never be one is a usage error, not a miss.
        name.parse::<crate::model::EnvName>()?;
        Err(self.no_env(project, tree, name))
    }

    /// The one environment that is meant. `writes`: a saved one does not count where it is
    /// protected.
    ///
    /// # Errors
    /// When it cannot be told which, or there is none of that name.
    pub fn env(&self, project: &Project, tree: &Tree, writes: bool) -> Result<Found> {
        let mut envs = self.envs(project, tree, writes)?;
        if envs.len() > 1 {
            return Err(Error::usage("this command takes one environment: --env was given several"));
        }
        Ok(envs.remove(0))
    }

    /// The environments that are meant, one or more.
    ///
    /// # Errors
    /// As [`Context::env`].
    pub fn envs(&self, project: &Project, tree: &Tree, writes: bool) -> Result<Vec<Found>> {
        let listed = |text: &str, why: &str| -> Result<Vec<Found>> {
            let mut found: Vec<Found> = Vec::new();
            for name in text.split(',') {
                self.because("env", name, why);
                let env = self.env_named(project, tree, name)?;
                if !found.iter().any(|other| other.id == env.id) {
                    found.push(env);
                }
            }
            Ok(found)
        };
        if let Some(names) = &self.globals.env {
            return listed(names, "--env");
        }
        if let Some(names) = self.var(var::ENV) {
            return listed(names, var::ENV);
        }
        if let Some(name) = self.saved()?.env {
            match tree.env_named(&project.name, &name) {
                Some((_, env)) if writes && env.policy.is_some() => {
                    self.because("env", &name, "saved by `envctl use`, but protected: not for writes");
                }
                Some(_) => return listed(&name, "saved by `envctl use`"),
                None => self.because("env", &name, "saved by `envctl use`, but there is none any more"),
            }
        }
        self.pick_env(project, tree).map(|found| vec![found])
    }
}

/// The manifest's file name.
pub fn manifest_name() -> &'static str {
    manifest::FILE_NAME
}

pub(super) fn no_org() -> Error {
    Error::new("org_not_found", error::NOT_FOUND, "there is no organization in the store yet")
        .hint("envctl init   (makes one, with a project)")
}
