//! What a promotion, a release or a rollback answers: the apps that moved, and what was found.

use serde::Serialize;

use super::deploy::Ran;
use super::follow::Followed;
use super::release::ReleaseResult;
use crate::cli::report::{self, Change};
use crate::engine::plan::AppMove;
use crate::engine::preflight::Finding;
use crate::engine::promote::Request;
use crate::model::{AppName, ProjectName, Tree};
use crate::ui::{Line, Page, Report, Symbol};

/// The answer of a promotion.
#[derive(Clone, Debug, Serialize)]
pub struct PromoteResult {
    /// Whether anything changed.
    pub changed: bool,
    /// The store's revision.
    pub rev: u64,
    /// Whether nothing was done because of `--dry-run`.
    pub dry_run: bool,
    /// The plan's id.
    pub plan: String,
    /// Where the versions come from.
    pub from: Option<String>,
    /// The environment.
    pub to: String,
    /// What moves.
    pub apps: Vec<Moved>,
    /// The constants that were set in the same commit.
    pub set: Vec<String>,
    /// What the preflight found.
    pub findings: Vec<Shown>,
    /// The hooks, as `phase n of m  command`.
    pub hooks: Vec<String>,
    /// The hooks that ran.
    pub ran: Vec<Ran>,
    /// The environments on the way, with `--through`.
    pub stages: Vec<PromoteResult>,
    /// What followed the newest version after it.
    pub followed: Vec<Followed>,
    /// The release that went with it.
    pub release: Option<ReleaseResult>,
    /// The approval that it waits for.
    pub approval: Option<String>,
    #[serde(skip)]
    pub(in crate::cli) notes: Vec<String>,
    #[serde(skip)]
    pub(in crate::cli) source: Line,
    #[serde(skip)]
    pub(in crate::cli) target: Line,
}

impl PromoteResult {
    /// Takes in what another promotion to the same environment did.
    pub fn join(&mut self, other: PromoteResult) {
        self.changed |= other.changed;
        self.rev = self.rev.max(other.rev);
        self.apps.extend(other.apps);
        self.findings.extend(other.findings);
        self.ran.extend(other.ran);
        self.notes.extend(other.notes);
    }
}

/// One app's part in a promotion, a release or a rollback.
#[derive(Clone, Debug, Serialize)]
pub struct Moved {
    /// The app.
    #[serde(rename = "name")]
    pub app: String,
    /// The version that was there.
    pub before: Option<String>,
    /// The version that is there.
    pub after: String,
    /// Whether anything changed.
    pub changed: bool,
    /// Whether the version that is there was deployed again.
    pub redeployed: bool,
    /// Whether the version was published by this.
    pub published_draft: bool,
    /// How many constants it needs.
    pub needs: usize,
    /// The environments that it went past.
    pub skipped: Vec<String>,
    /// What differs from the version that was there.
    pub changes: Vec<Change>,
    #[serde(skip)]
    name: AppName,
}

impl Moved {
    /// The same version again, somewhere else.
    pub fn request(&self) -> Request {
        let version = self.after.trim_start_matches('v').parse().ok();
        Request { app: self.name.clone(), version }
    }

    /// From the engine's plan.
    pub fn of(m: &AppMove, tree: &Tree, p: &ProjectName) -> Moved {
        let envs = tree.envs(p);
        let past = envs.iter().filter(|(id, _)| m.skipped.contains(id));
        Moved {
            app: m.app.to_string(),
            name: m.app.clone(),
            before: m.before.map(|n| format!("v{n}")),
            after: format!("v{}", m.after),
            changed: m.changed,
            redeployed: m.redeploy,
            published_draft: m.published,
            needs: m.needs,
            skipped: past.map(|(_, env)| env.name.to_string()).collect(),
            changes: report::version_changes(&m.diff),
        }
    }
}

/// A finding, as `--json` gives it.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// `PF1`, `PF2`, …
    pub id: &'static str,
    /// The same as a word.
    pub code: &'static str,
    /// The app.
    pub app: String,
    /// What it is about.
    pub subject: String,
    /// Whether that is a secret.
    pub secret: bool,
    /// In words.
    pub detail: String,
    /// How much it matters: `error`, `warning`, `info`.
    pub level: &'static str,
    /// Whether it was accepted.
    pub accepted: bool,
}

impl Shown {
    /// From the engine's finding.
    pub fn of(f: &Finding) -> Shown {
        Shown {
            id: f.code.number(),
            code: f.code.as_str(),
            app: f.app.to_string(),
            subject: f.subject.clone(),
            secret: f.secret,
            detail: f.detail.clone(),
            level: f.code.level().as_str(),
            accepted: f.accepted,
        }
    }

    /// Whether it stands in nobody's way.
    pub fn passes(&self) -> bool {
        self.level != "error" || self.accepted
    }

    /// The finding as one line of a plan.
    pub fn line(&self) -> Line {
        let mark = match (self.level, self.accepted) {
            (_, true) => Line::new().plain("  = "),
            ("error", _) => Line::new().bad("  ! "),
            ("warning", _) => Line::new().caution("  ~ "),
            _ => Line::new().plain("  ").symbol(Symbol::Dot).plain(" "),
        };
        let accepted = if self.accepted { ", accepted" } else { "" };
        mark.plain(format!("{:<24} {} ({}, {}{accepted})", self.subject, self.detail, self.app, self.id))
    }
}

impl Report for PromoteResult {
    const KIND: &'static str = "PromoteResult";

    fn text(&self, page: &mut Page<'_>) {
        for stage in &self.stages {
            stage.text(page);
        }
        let arrow = |line: Line| line.plain(" ").symbol(Symbol::Arrow).plain(" ");
        for app in self.apps.iter().filter(|app| app.changed) {
            let head = Line::new().bold(&app.app).plain("   ").join(self.source.clone());
            page.line(arrow(head).join(self.target.clone()));
            if app.published_draft {
                page.line(format!("  published draft as {}", app.after));
            }
            if !app.skipped.is_empty() {
                page.line(Line::new().caution(format!("  skips {}", app.skipped.join(", "))));
            }
            for change in app.changes.iter().filter(|_| app.before.is_some()) {
                page.line(change.line());
            }
            let missing = self.findings.iter().filter(|f| f.app == app.app && f.id == "PF2").count();
            page.line(Line::new().plain("  constants in ").join(self.target.clone()).plain(format!(
                "   {} of {} set",
                app.needs - missing.min(app.needs),
                app.needs
            )));
        }
        if !self.set.is_empty() {
            page.line(format!("  sets         {}", self.set.join(", ")));
        }
        for finding in &self.findings {
            page.line(finding.line());
        }
        if self.dry_run {
            for hook in &self.hooks {
                page.line(Line::new().dim(format!("  hook {hook}")));
            }
        }
        if self.dry_run {
            self.notes.iter().for_each(|note| page.line(Line::new().dim(note)));
            page.line(format!("plan {}", self.plan));
            return report::dry_run(page);
        }
        for app in &self.apps {
            let line = Line::new().plain(format!("{} {} is ", app.app, app.after));
            page.ok(if app.changed {
                let was = app.before.as_ref().map(|v| format!(" (was {v})")).unwrap_or_default();
                line.plain("in ")
                    .join(self.target.clone())
                    .plain(format!("{was} "))
                    .symbol(Symbol::Dot)
                    .plain(format!(" rev {}", self.rev))
            } else if app.redeployed {
                line.plain("deployed again in ").join(self.target.clone())
            } else {
                line.plain("already in ").join(self.target.clone())
            });
        }
        for app in self.apps.iter().filter(|app| app.changed && app.before.is_some()) {
            page.line(Line::new().dim(format!("undo: envctl rollback {} --env {}", app.app, self.to)));
        }
        if let Some(release) = &self.release {
            release.text(page);
        }
        for followed in &self.followed {
            page.line(followed.line());
        }
        for note in &self.notes {
            page.line(Line::new().dim(note));
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}
