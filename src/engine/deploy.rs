//! Promotions with hooks: the steps, and the record that says how far one is.
//!
//! A hook is a command of the manifest at hand; here it is only a line of text. The record is put
//! before the first step and moves on with each: whoever comes by sees it, and when its lease is
//! over it has failed.

use super::Write;
use super::placement;
use crate::model::cbor::{Bytes, Writer};
use crate::model::{AppName, EnvId, Hash, Place, ProjectName, Run, RunState, Tree};

/// A phase of a promotion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Before anything is done: what fails here has changed nothing.
    Pre,
    /// What brings the version there.
    Deploy,
    /// Whether it runs.
    Verify,
    /// After the promotion: what fails here does not undo it.
    Post,
    /// After one that failed.
    OnFailure,
}

impl Phase {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Phase::Pre => "pre",
            Phase::Deploy => "deploy",
            Phase::Verify => "verify",
            Phase::Post => "post",
            Phase::OnFailure => "on-failure",
        }
    }
}

/// The commands of each phase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hooks {
    /// Before.
    pub pre: Vec<String>,
    /// To bring it there.
    pub deploy: Vec<String>,
    /// To see whether it runs.
    pub verify: Vec<String>,
    /// Afterwards.
    pub post: Vec<String>,
    /// After a failure.
    pub on_failure: Vec<String>,
}

/// One command of one phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The phase.
    pub phase: Phase,
    /// The command.
    pub line: String,
    /// What it is called: `deploy 1 of 2`.
    pub label: String,
}

impl Hooks {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        *self == Hooks::default()
    }

    /// The steps of a phase.
    pub fn of(&self, phase: Phase) -> Vec<Step> {
        let lines = match phase {
            Phase::Pre => &self.pre,
            Phase::Deploy => &self.deploy,
            Phase::Verify => &self.verify,
            Phase::Post => &self.post,
            Phase::OnFailure => &self.on_failure,
        };
        let label = |n| format!("{} {} of {}", phase.as_str(), n + 1, lines.len());
        lines
            .iter()
            .enumerate()
            .map(|(n, line)| Step { phase, line: line.clone(), label: label(n) })
            .collect()
    }

    /// The steps that come before a version counts as being there.
    pub fn steps(&self) -> Vec<Step> {
        [Phase::Pre, Phase::Deploy, Phase::Verify].iter().flat_map(|phase| self.of(*phase)).collect()
    }

    /// A hash of all of them: a plan rests on it, and only the same are gone on with.
    pub fn hash(&self) -> Hash {
        let mut w = Writer::default();
        for list in [&self.pre, &self.deploy, &self.verify, &self.post, &self.on_failure] {
            w.array(list.len());
            list.iter().for_each(|line| w.text(line));
        }
        Hash::of("envctl/hooks/v1", &[&w.into_bytes()])
    }
}

/// One promotion of one app, as its steps go on.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// The environment.
    pub env: EnvId,
    /// The app.
    pub app: AppName,
    /// The version.
    pub version: u32,
    /// Whether it is a rollback.
    pub rollback: bool,
    /// The hash of the hooks.
    pub hooks: Hash,
}

impl Deployment {
    fn place(&self, p: &ProjectName) -> Place {
        Place::Run(p.clone(), self.env, self.app.clone())
    }

    /// Notes that a step is under way, until its lease is over.
    pub fn at(&self, p: &ProjectName, n: usize, step: &Step, drift: bool, lease: u64) -> Write {
        self.noted(p, n, &step.label, drift || step.phase >= Phase::Deploy, RunState::Running, lease, None)
    }

    /// Notes that a step failed, or was stopped.
    pub fn failed(
        &self,
        p: &ProjectName,
        (n, label): (usize, &str),
        drift: bool,
        state: RunState,
        why: &str,
    ) -> Write {
        self.noted(p, n, label, drift, state, 0, Some(why))
    }

    #[allow(clippy::too_many_arguments, reason = "the fields of one record")]
    fn noted(
        &self,
        p: &ProjectName,
        n: usize,
        label: &str,
        drift: bool,
        state: RunState,
        lease: u64,
        failure: Option<&str>,
    ) -> Write {
        let failure = failure.map(|text| text.chars().take(200).collect());
        let run = Run {
            version: self.version,
            rollback: self.rollback,
            state,
            step: u32::try_from(n).unwrap_or(u32::MAX),
            label: label.to_owned(),
            lease,
            hooks: Bytes(self.hooks.0.to_vec()),
            drift,
            failure,
        };
        Write::put(self.place(p), run)
    }

    /// Takes the note away: the steps have not begun, or all is done.
    pub fn over(&self, tree: &Tree, p: &ProjectName) -> Option<Write> {
        let path = self.place(p).path();
        tree.entry(&path).map(|_| Write::Delete(path))
    }

    /// The step to go on with after a failure: that of the same version with the same hooks.
    pub fn goes_on(&self, tree: &Tree, p: &ProjectName, now: u64) -> Option<(usize, bool)> {
        let run = placement::run(tree, p, self.env, &self.app)?;
        let same = run.version == self.version
            && run.rollback == self.rollback
            && run.hooks.0 == self.hooks.0
            && !placement::is_running(run, now);
        same.then_some((run.step as usize, run.drift))
    }
}
