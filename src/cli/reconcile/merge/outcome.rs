//! What a merge did or would do, as an answer; and what was in its way, as an error.

use serde::Serialize;

use super::{Sides, chosen, count, is_conflict, subject, why};
use crate::cli::context::Project;
use crate::cli::error::{self, Error, Result};
use crate::cli::report::{self, Change, said};
use crate::cli::values::paths;
use crate::client::Done;
use crate::engine::merge::{Action, Effect, Said};
use crate::engine::merging::{Key, Plan};
use crate::engine::whole::{Broken, Why};
use crate::store::LogQuery;
use crate::ui::{Line, Page, Report, Sign, Symbol};

/// How many conflicts the line to paste decides one by one.
const RESOLVE_MAX: usize = 20;

/// The answer of `merge`.
#[derive(Debug, Serialize)]
pub struct MergeResult {
    changed: bool,
    rev: u64,
    dry_run: bool,
    plan: String,
    from: String,
    into: String,
    outcome: &'static str,
    changes: Vec<Change>,
    conflicts: Vec<ConflictShown>,
    blocked: Vec<String>,
    held: Vec<Held>,
    skipped: Vec<String>,
    broken: Vec<BrokenShown>,
    keys: Vec<KeyShown>,
    #[serde(skip)]
    lines: Vec<Line>,
    #[serde(skip)]
    kept: usize,
    #[serde(skip)]
    recorded: usize,
    #[serde(skip)]
    source: Line,
    #[serde(skip)]
    target: Line,
}

#[derive(Debug, Serialize)]
struct KeyShown {
    path: String,
    action: &'static str,
    conflict: Option<&'static str>,
    resolved: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct ConflictShown {
    path: String,
    kind: &'static str,
    base: serde_json::Value,
    bases: Vec<serde_json::Value>,
    source: serde_json::Value,
    target: serde_json::Value,
    secret: bool,
    resolved: Option<&'static str>,
}

/// What a rollback holds back.
#[derive(Debug, Serialize)]
struct Held {
    path: String,
    rev: u64,
    by: Option<String>,
    time: Option<jiff::Timestamp>,
}

#[derive(Debug, Serialize)]
struct BrokenShown {
    path: String,
    detail: String,
}

impl MergeResult {
    /// What became of a plan.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub(super) fn of(
        project: &Project,
        done: &Done<Plan>,
        plan: &Plan,
        sides: &Sides,
        dry_run: bool,
    ) -> Result<MergeResult> {
        let prints = sides.prints.borrow();
        let prints = prints.as_ref();
        let mut result = MergeResult {
            changed: done.changed && !dry_run,
            rev: done.rev,
            dry_run,
            plan: plan.id.clone(),
            from: sides.from.name().to_owned(),
            into: sides.into.name().to_owned(),
            outcome: outcome(plan),
            changes: Vec::new(),
            conflicts: Vec::new(),
            blocked: Vec::new(),
            held: Vec::new(),
            skipped: Vec::new(),
            broken: plan.broken.iter().map(BrokenShown::of).collect(),
            keys: plan.keys.iter().map(KeyShown::of).collect(),
            lines: Vec::new(),
            kept: 0,
            recorded: 0,
            source: sides.from.line(),
            target: sides.into.line(),
        };
        let mut secrets: Vec<&Key> = Vec::new();
        for key in &plan.keys {
            let path = paths::path(&key.slot);
            if let Some(after) = &key.after {
                let change = report::value_change(&key.slot, &key.target, after, prints);
                let note = match (&key.resolved, key.decision.past_rollback) {
                    (Some(choice), _) => format!("   (conflict: {})", chosen(choice)),
                    (_, true) => format!("   (past a rollback: {} moved on)", result.from),
                    _ => String::new(),
                };
                result.lines.push(planned(&change, key, sides).dim(note));
                result.changes.push(change);
            } else if key.decision.effect != Effect::None {
                result.recorded += 1;
            }
            let conflict = key.decision.conflict.or(match key.decision.action {
                Action::Conflict(conflict) => Some(conflict),
                _ => None,
            });
            if let Some(conflict) = conflict {
                let bases: Vec<serde_json::Value> = key.bases.iter().map(|base| said(base, prints)).collect();
                result.conflicts.push(ConflictShown {
                    path: path.clone(),
                    kind: conflict.as_str(),
                    base: if let [base] = bases.as_slice() { base.clone() } else { serde_json::Value::Null },
                    bases,
                    source: said(&key.source, prints),
                    target: said(&key.target, prints),
                    secret: key.secret,
                    resolved: key.resolved.as_ref().map(chosen),
                });
            }
            if key.left_out {
                result.skipped.push(path.clone());
                result.lines.push(skip(&path, "left for a later merge"));
                continue;
            }
            let differs = !key.source.agrees(&key.target);
            match key.decision.action {
                Action::Conflict(conflict) => {
                    let line = Line::new().plain("  ").sign(Sign::Conflict).plain(format!("{path:<28} "));
                    result.lines.push(line.plain(why(conflict, &result.from, &result.into)));
                    result.lines.extend(sides_line(key, sides));
                }
                Action::Blocked => {
                    let line = Line::new().plain("  ").sign(Sign::Conflict).plain(format!("{path:<28} "));
                    result
                        .lines
                        .push(line.plain(format!("a secret of {} that you cannot read", result.from)));
                    result.blocked.push(path);
                }
                Action::Held => {
                    let held = Held::of(project, done, key, path)?;
                    result.lines.push(held.line());
                    result.held.push(held);
                }
                Action::Local if key.secret => {
                    secrets.push(key);
                    result.skipped.push(path);
                }
                Action::Local => {
                    result.lines.push(skip(&path, "stays (merge = \"never\")"));
                    result.skipped.push(path);
                }
                Action::Converge => {
                    let text = format!("{} in both", sides.text(&key.target));
                    result.lines.push(same(&path, &text));
                }
                Action::Keep if key.source != Said::Nothing || key.heads.0.is_some() => {
                    result.kept += 1;
                    if differs && key.decision.conflict.is_some() {
                        let text = format!("keeps {}   (conflict: target)", sides.text(&key.target));
                        result.lines.push(same(&path, &text));
                    } else if differs {
                        result.lines.push(same(&path, &format!("keeps {}", sides.text(&key.target))));
                    }
                }
                Action::Take if key.after.is_none() => {
                    result.lines.push(same(&path, &sides.text(&key.target)))
                }
                Action::Keep | Action::Take | Action::Same => {}
            }
        }
        if !secrets.is_empty() {
            let names: Vec<String> = secrets.iter().map(|key| paths::path(&key.slot)).collect();
            let names: Vec<&str> = names.iter().map(|name| name.trim_start_matches("constants.")).collect();
            result.lines.push(skip(&names.join(", "), "secrets are not carried"));
        }
        let broken = result.broken.iter().map(|broken| {
            let line = Line::new().plain("  ").sign(Sign::Conflict).plain(format!("{:<28} ", broken.path));
            line.plain(&broken.detail)
        });
        let broken: Vec<Line> = broken.collect();
        result.lines.extend(broken);
        Ok(result)
    }
}

/// A change of a plan: that of a secret with no more than fingerprints.
fn planned(change: &Change, key: &Key, sides: &Sides) -> Line {
    let Some(after) = key.after.as_ref().filter(|_| change.secret) else { return change.line() };
    let (sign, text) = match change.op {
        "add" => (Sign::Add, sides.text(after)),
        "remove" => (Sign::Remove, sides.text(&key.target)),
        _ => {
            let line = Line::new().plain("  ").sign(Sign::Change).plain(format!("{:<28} ", change.path));
            let line = line.plain(sides.text(&key.target)).plain(" ").symbol(Symbol::Arrow);
            return line.plain(format!(" {}", sides.text(after)));
        }
    };
    Line::new().plain("  ").sign(sign).plain(format!("{:<28} {text}", change.path))
}

fn skip(path: &str, text: &str) -> Line {
    Line::new().plain("  ").sign(Sign::Skip).plain(format!("{path:<28} ")).dim(text)
}

fn same(path: &str, text: &str) -> Line {
    Line::new().plain("  ").sign(Sign::Same).plain(format!("{path:<28} ")).dim(text)
}

fn sides_line(key: &Key, sides: &Sides) -> Option<Line> {
    let bases: Vec<String> = key.bases.iter().map(|base| format!("base {}   ", sides.text(base))).collect();
    let line = Line::new().plain("        ").dim(bases.concat());
    let line = line.join(sides.from.line()).plain(format!(" {}   ", sides.text(&key.source)));
    Some(line.join(sides.into.line()).plain(format!(" {}", sides.text(&key.target))))
}

/// The plan in one word.
fn outcome(plan: &Plan) -> &'static str {
    if plan.keys.iter().any(|key| key.is_stuck() && is_conflict(key)) {
        "conflict"
    } else if plan.keys.iter().any(Key::is_stuck) {
        "blocked"
    } else if !plan.broken.is_empty() {
        "dangling"
    } else if plan.writes.is_empty() {
        "nothing-to-do"
    } else {
        "merged"
    }
}

impl KeyShown {
    fn of(key: &Key) -> KeyShown {
        let conflict = match key.decision.action {
            Action::Conflict(conflict) => Some(conflict.as_str()),
            _ => None,
        };
        KeyShown {
            path: paths::path(&key.slot),
            action: key.decision.action.as_str(),
            conflict,
            resolved: key.resolved.as_ref().map(chosen),
        }
    }
}

impl BrokenShown {
    fn of(broken: &Broken) -> BrokenShown {
        BrokenShown { path: paths::path(&broken.slot), detail: detail(&broken.why) }
    }
}

fn detail(why: &Why) -> String {
    match why {
        Why::Dangling(key) => format!("refers to {key}, which would have no value there"),
        Why::WrongKind(key) => format!("refers to {key} as what it is not: a secret, or a plain constant"),
        Why::Circle(keys) => {
            let names: Vec<&str> = keys.iter().map(crate::model::Key::as_str).collect();
            format!("would lead to itself: {}", names.join(" -> "))
        }
        Why::Rule(rule) => rule.clone(),
    }
}

/// What would not hold together, as a fact of an error.
pub fn broken_fact(broken: &Broken) -> String {
    format!("{}   {}", paths::path(&broken.slot), detail(&broken.why))
}

impl Held {
    fn of(project: &Project, done: &Done<Plan>, key: &Key, path: String) -> Result<Held> {
        let rev = key.revs.1;
        let query = LogQuery { from: rev, to: rev, limit: 1, ..LogQuery::default() };
        let event = project.client.events(&query)?.into_iter().next();
        let by = event.as_ref().map(|event| match done.before.member_of(event.kid) {
            Some((_, member)) => member.name.clone(),
            None => event.kid.to_string(),
        });
        Ok(Held { path, rev, by, time: event.map(|event| report::time(event.time)) })
    }

    fn line(&self) -> Line {
        let by = self.by.as_deref().unwrap_or("somebody");
        skip(&self.path, &format!("held: {by} rolled it back at rev {} (--reapply takes it again)", self.rev))
    }
}

impl Report for MergeResult {
    const KIND: &'static str = "MergeResult";

    fn text(&self, page: &mut Page<'_>) {
        let arrow = Line::new().plain("merge ").join(self.source.clone()).plain(" ").symbol(Symbol::Arrow);
        page.line(arrow.plain(" ").join(self.target.clone()));
        for line in &self.lines {
            page.line(line.clone());
        }
        let of = |op| self.changes.iter().filter(|change| change.op == op).count();
        let plan = format!("{} to add, {} to change, {} to remove", of("add"), of("change"), of("remove"));
        let also = [
            (self.conflicts.iter().filter(|c| c.resolved.is_none()).count(), "conflict"),
            (self.held.len(), "value held"),
        ];
        let also = also.iter().filter(|(n, _)| *n > 0).map(|(n, noun)| match *noun {
            "value held" => format!(", {n} held"),
            noun => format!(", {}", count(*n, noun)),
        });
        let plan = format!("Plan: {plan}{}.", also.collect::<String>());
        if self.dry_run {
            page.line(plan);
            page.line(format!("plan {}", self.plan));
            return report::dry_run(page);
        }
        if !self.changed {
            return page.line("nothing to do");
        }
        page.line(plan);
        let what = match self.changes.len() {
            0 => format!("no value changed, {} in common from now on, in ", count(self.recorded, "value")),
            n => format!("merged {} into ", count(n, "change")),
        };
        let line = Line::new().plain(what).join(self.target.clone()).plain(" ").symbol(Symbol::Dot);
        page.ok(line.plain(format!(" rev {}", self.rev)));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// Why a plan cannot be carried out, all of it at once.
pub(super) fn stuck(plan: &Plan, sides: &Sides) -> Option<Error> {
    let (from, into) = (sides.from.name(), sides.into.name());
    let conflicts: Vec<&Key> = plan.keys.iter().filter(|key| key.is_stuck() && is_conflict(key)).collect();
    let blocked: Vec<&Key> = plan.keys.iter().filter(|key| key.is_stuck() && !is_conflict(key)).collect();
    let command = format!("envctl merge --from {from} --into {into}");
    let unread = |error: Error| {
        blocked.iter().fold(error, |error, key| {
            error.fact(format!("{}   a secret of {from} that you cannot read", paths::path(&key.slot)))
        })
    };
    if !conflicts.is_empty() {
        let what = format!("{} between {from} and {into}", count(conflicts.len(), "conflict"));
        let mut error = Error::new("merge_conflict", error::CONFLICT, what);
        let mut lines = Vec::new();
        for key in &conflicts {
            let Action::Conflict(conflict) = key.decision.action else { continue };
            let bases =
                key.bases.iter().map(|base| format!("base {} · ", sides.text(base))).collect::<String>();
            let (source, target) = (sides.text(&key.source), sides.text(&key.target));
            error = error.fact(format!(
                "{}   {}: {bases}{from} {source} · {into} {target}",
                paths::path(&key.slot),
                conflict.as_str()
            ));
            let line = format!("--resolve {}=source", subject(key));
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        error = unread(error);
        // A line that nobody would read, and no shell may take, helps nobody.
        let more = if lines.len() > RESOLVE_MAX { " …" } else { "" };
        lines.truncate(RESOLVE_MAX);
        return Some(
            error
                .hint(format!("{command} {}{more}   (or =target, =skip, =value:TEXT)", lines.join(" ")))
                .hint("--prefer source or --prefer target decides all of them"),
        );
    }
    if let Some(first) = blocked.first() {
        let n = count(blocked.len(), "secret");
        let what = format!("{from} has {n} to merge that you cannot read: nothing was changed");
        return Some(
            unread(Error::new("unreadable", error::DENIED, what))
                .hint(format!(
                    "{command} --skip-unreadable   (leaves what you cannot read for somebody else)"
                ))
                .hint(format!("{command} --exclude {}", subject(first))),
        );
    }
    let first = plan.broken.first()?;
    let what = format!("{into} would not hold together: nothing was changed");
    let error = Error::new("dangling", error::INVALID, what);
    let error = plan.broken.iter().fold(error, |error, broken| error.fact(broken_fact(broken)));
    Some(match &first.why {
        Why::Dangling(key) => error.hint(format!("envctl set {key} --env {into}   (or merge it along)")),
        _ => error.hint(format!("{command} --exclude {}", paths::path(&first.slot))),
    })
}
