//! Plans of promotions, releases and rollbacks: what they hold, what they rest on, and why there is
//! none.
//!
//! Invariant: the id of a plan is a hash of all that it rests on, so that applying a plan applies
//! exactly what was shown or fails.

use super::apps::Change;
use super::preflight::{self, Finding};
use super::{Write, plan_name, restore};
use crate::model::cbor::{self, Writer};
use crate::model::{AppName, Env, EnvId, EnvName, Hash, Place, ProjectName, Run, Tree, Version};

/// Why nothing can be planned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PromoteError {
    /// There is no such app.
    #[error("there is no app \"{0}\"")]
    NoApp(AppName),
    /// There is no such version of the app.
    #[error("{app} has no version v{version}")]
    NoVersion {
        /// The app.
        app: AppName,
        /// The version.
        version: u32,
    },
    /// The app has nothing but a draft.
    #[error("{app} is a draft: it has no published version")]
    NotPublished {
        /// The app.
        app: AppName,
    },
    /// A version was named where the draft was to be published.
    #[error("{app}: --publish promotes the draft, and a version was named")]
    PublishesDraft {
        /// The app.
        app: AppName,
    },
    /// The source environment has no version of the app.
    #[error("{app} has no version in {env}")]
    NotInSource {
        /// The app.
        app: AppName,
        /// The source environment.
        env: EnvName,
    },
    /// The version never was in the source environment.
    #[error("{app} v{version} never was in {from}, and only what passed there enters {to}")]
    NotPassed {
        /// The app.
        app: AppName,
        /// The version.
        version: u32,
        /// The source environment.
        from: EnvName,
        /// The target.
        to: EnvName,
    },
    /// The target is the first environment, where versions are published.
    #[error("{env} is the first environment: versions get there by being published")]
    FirstEnv {
        /// The environment.
        env: EnvName,
    },
    /// The source is the last environment.
    #[error("{env} is the last environment: there is nowhere further to promote to")]
    LastEnv {
        /// The environment.
        env: EnvName,
    },
    /// The source is behind the target.
    #[error("{to} comes before {from}: going back is a rollback, not a promotion")]
    Backwards {
        /// The source environment.
        from: EnvName,
        /// The target.
        to: EnvName,
    },
    /// Environments lie between source and target.
    #[error("{to} is not the next environment after {from}: {} lies between", between.join(", "))]
    SkipsEnv {
        /// The source environment.
        from: EnvName,
        /// The target.
        to: EnvName,
        /// What would be skipped.
        between: Vec<String>,
    },
    /// The target has a higher version.
    #[error("{env} has {app} v{has}, which is newer than v{version}")]
    Downgrade {
        /// The app.
        app: AppName,
        /// The environment.
        env: EnvName,
        /// What is there.
        has: u32,
        /// What was to be promoted.
        version: u32,
        /// Whether the version was there before.
        been: bool,
    },
    /// Only the last environment is released from.
    #[error("{env} is not the last environment; end users get what is released in {last}")]
    NotInLastEnv {
        /// The environment.
        env: EnvName,
        /// The last one.
        last: EnvName,
    },
    /// There is nothing to go back to.
    #[error("{app} has no earlier version in {env} to go back to")]
    NoEarlier {
        /// The app.
        app: AppName,
        /// The environment.
        env: EnvName,
    },
    /// The version never was there.
    #[error("{app} v{version} never was in {env}")]
    NeverThere {
        /// The app.
        app: AppName,
        /// The version.
        version: u32,
        /// The environment.
        env: EnvName,
    },
    /// The stage is skipped only from one that the version was in.
    #[error("{app} v{version} never was in an environment before {to}")]
    NowhereBefore {
        /// The app.
        app: AppName,
        /// The version.
        version: u32,
        /// The target.
        to: EnvName,
    },
    /// The environment does not let the finding be accepted.
    #[error("{env} does not let {asked} be accepted")]
    NotAcceptable {
        /// The environment.
        env: EnvName,
        /// The finding, as `PF2:KEY`.
        asked: String,
        /// What it does let be accepted; none: it has no policy.
        allowed: Option<Vec<String>>,
    },
    /// A rule is set aside only with a reason.
    #[error("no reason is given for setting a rule aside")]
    NoReason,
    /// The app is not there at all.
    #[error("{app} is not in {env}")]
    NotThere {
        /// The app.
        app: AppName,
        /// The environment.
        env: EnvName,
    },
}

/// What one app does in a plan.
#[derive(Clone, Debug)]
pub struct AppMove {
    /// The app.
    pub app: AppName,
    /// The version that is there.
    pub before: Option<u32>,
    /// The version that will be.
    pub after: u32,
    /// Set if the plan publishes the draft as this version first; the changes since the one before.
    pub published: bool,
    /// Whether anything changes.
    pub changed: bool,
    /// What the version differs in from the one that is there.
    pub diff: Vec<Change>,
    /// How many constants it needs.
    pub needs: usize,
    /// How many changes of the draft stay behind, unpublished.
    pub draft_changes: usize,
    /// Whether the version that is there is deployed again.
    pub redeploy: bool,
    /// The environments that it does not pass through.
    pub skipped: Vec<EnvId>,
    /// A promotion that failed there, or was left off.
    pub failed: Option<Run>,
    /// What is deployed.
    pub artifact: Option<String>,
    /// The other apps that it builds on.
    pub uses: Vec<AppName>,
}

/// What a promotion, a release or a rollback would do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The environment that changes.
    pub env: EnvId,
    /// The environment that the versions come from.
    pub from: Option<EnvId>,
    /// Its name.
    pub source: Option<EnvName>,
    /// One for each app.
    pub apps: Vec<AppMove>,
    /// Everything that the preflight found.
    pub findings: Vec<Finding>,
    /// The changes.
    pub writes: Vec<Write>,
    /// A hash of all that the plan rests on.
    pub id: String,
}

impl Plan {
    /// Whether anything changes.
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }

    /// Whether there is nothing to do: nothing to write, and nothing to deploy again.
    pub fn is_idle(&self) -> bool {
        self.is_empty() && !self.apps.iter().any(|m| m.redeploy)
    }

    /// The plan together with values that go back in the same commit.
    #[must_use]
    pub fn beside(mut self, values: &restore::Plan) -> Plan {
        if !values.writes.is_empty() {
            let mut both = Writer::default();
            both.text(&self.id);
            both.text(&values.id);
            self.id = plan_name(both);
            self.writes.extend(values.writes.iter().cloned());
        }
        self
    }

    /// What stands in the way.
    pub fn blocking(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.blocks())
    }
}

/// The record of an environment that was resolved in this tree.
pub(super) fn named<'t>(tree: &'t Tree, p: &ProjectName, env: EnvId) -> &'t Env {
    tree.get(Place::Env(p.clone(), env)).expect("the environment was resolved in this tree")
}

/// The hash of what a plan rests on: the versions with their content, what is there now, and every
/// value and declaration that they will meet in the target, and the hooks that will run.
pub(super) fn plan_id(
    action: &str,
    tree: &Tree,
    p: &ProjectName,
    env: EnvId,
    moves: &[AppMove],
    hooks: Option<&Hash>,
) -> String {
    let mut w = Writer::default();
    w.text(action);
    w.bytes(&tree.org.0);
    w.text(p.as_str());
    w.bytes(&env.0);
    for m in moves {
        w.text(m.app.as_str());
        w.uint(m.before.map_or(0, u64::from));
        w.uint(u64::from(m.after));
        let Some(version) = tree.version(p, &m.app, m.after) else { continue };
        w.bytes(&cbor::to_vec::<Version>(version));
        for path in preflight::rests_on(tree, p, env, &m.app, version) {
            w.text(path.as_str());
            match tree.entry(&path) {
                Some(entry) => w.bytes(&entry.leaf.0),
                None => w.null(),
            }
        }
    }
    // Only what is there is hashed: a plan without hooks has the id that it always had.
    if let Some(hooks) = hooks {
        w.bytes(&hooks.0);
    }
    plan_name(w)
}
