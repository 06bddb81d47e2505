//! Which app is meant: named, by directory, the only one, or picked.

use std::path::Path;

use super::context::{Context, Project, var};
use super::error::{self, Error, Result};
use crate::model::{AppName, Tree};
use crate::store::Asked;

impl Context {
    /// The apps named by the flag or the variable, if any.
    ///
    /// # Errors
    /// When one of them does not exist.
    pub fn named_apps(&self, project: &Project, tree: &Tree) -> Result<Vec<AppName>> {
        let names = self.globals.app.as_deref().or_else(|| self.var(var::APP));
        names.map_or(Ok(Vec::new()), |names| {
            names.split(',').map(|name| self.app_named(project, tree, name)).collect()
        })
    }

    /// The app of a name.
    ///
    /// # Errors
    /// When there is none.
    pub fn app_named(&self, project: &Project, tree: &Tree, name: &str) -> Result<AppName> {
        let app: AppName = name.parse()?;
        if tree.app(&project.name, &app).is_some() {
            return Ok(app);
        }
        let names: Vec<String> = tree.apps(&project.name).iter().map(|(app, _)| app.to_string()).collect();
        let (org, p) = (project.client.org_name(), &project.name);
        Err(Error::new("app_not_found", error::NOT_FOUND, format!("{org}/{p} has no app \"{name}\""))
            .known(name, &names))
    }

    /// The app whose folder holds the working directory, the deepest of them.
    ///
    /// # Errors
    /// When the manifest is not valid.
    pub fn app_here(&self, project: &Project, tree: &Tree) -> Result<Option<AppName>> {
        let deepest = self.app_by_folder(project.has_manifest)?;
        deepest.map(|name| self.app_named(project, tree, name)).transpose()
    }

    /// The name that the manifest at hand gives the app whose folder holds the working directory.
    fn app_by_folder(&self, has_manifest: bool) -> Result<Option<&str>> {
        let (true, Some(manifest)) = (has_manifest, self.manifest_path()?) else { return Ok(None) };
        let root = manifest.parent().unwrap_or(Path::new("."));
        let here =
            |path: &str| self.cwd.starts_with(root.join(path)).then(|| Path::new(path).components().count());
        let apps = &self.head()?.apps;
        let deepest = apps
            .iter()
            .filter_map(|(name, path)| Some((here(path.as_deref()?)?, name)))
            .max_by_key(|(depth, _)| *depth);
        Ok(deepest.map(|(_, name)| name.as_str()))
    }

    /// What a run here is about, as far as it is named without asking a store; none: something is not.
    ///
    /// # Errors
    /// When a name is none, or the manifest is not valid.
    pub fn asked(&self) -> Result<Option<Asked>> {
        let head = self.head()?;
        let (org, project) = match self.globals.org.as_deref().map(|flag| flag.split_once('/')) {
            Some(Some((org, project))) => (Some(org.to_owned()), Some(project.to_owned())),
            Some(None) => (self.globals.org.clone(), None),
            None => (self.var(var::ORG).map(str::to_owned).or_else(|| head.org.clone()), None),
        };
        let is_named = project.is_some();
        let project = project.or_else(|| head.project.clone());
        let project = project.or_else(|| self.var(var::PROJECT).map(str::to_owned));
        let saved = self.saved()?;
        let env = self.globals.env.clone().or_else(|| self.var(var::ENV).map(str::to_owned)).or(saved.env);
        let (Some(org), Some(project), Some(env)) = (org.or(saved.org), project, env) else {
            return Ok(None);
        };
        // Several, or no name: what is wrong with it is said where it is looked up.
        let Ok(env) = env.parse() else { return Ok(None) };
        let has_manifest =
            !is_named && head.project.is_some() && head.org.as_ref().is_none_or(|there| *there == org);
        let app = match self.globals.app.as_deref().or_else(|| self.var(var::APP)) {
            Some(app) => Some(app),
            None => self.app_by_folder(has_manifest)?,
        };
        let Ok(app) = app.map(str::parse).transpose() else { return Ok(None) };
        Ok(Some(Asked { org: org.parse()?, project: project.parse()?, env, app, seen: None }))
    }

    /// The one app that is meant: positional, flag, variable, by directory, the only one, picked.
    ///
    /// # Errors
    /// When it cannot be told which, or there is none of that name.
    pub fn app(&self, project: &Project, tree: &Tree, positional: Option<&str>) -> Result<AppName> {
        if let Some(name) = positional {
            if let Some(flag) = self.globals.app.as_deref().filter(|flag| *flag != name) {
                return Err(Error::usage(format!("--app {flag} contradicts {name}")));
            }
            return self.app_named(project, tree, name);
        }
        match self.named_apps(project, tree)?.as_slice() {
            [app] => return Ok(app.clone()),
            [] => {}
            _ => return Err(Error::usage("this command takes one app: --app was given several")),
        }
        if let Some(app) = self.app_here(project, tree)? {
            self.because("app", app.as_str(), "by directory");
            return Ok(app);
        }
        let names: Vec<String> = tree.apps(&project.name).iter().map(|(app, _)| app.to_string()).collect();
        match names.as_slice() {
            [] => Err(Error::new("app_not_found", error::NOT_FOUND, format!("{} has no apps", project.name))
                .hint("envctl apps create NAME")),
            [only] => Ok(only.parse()?),
            _ if self.ui.can_prompt() => Ok(names[self.ui.select("App", &names)?].parse()?),
            _ => Err(Error::input_required("app", "APP", names)),
        }
    }
}
