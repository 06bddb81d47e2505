//! Carrying a plan out: in one commit where no hook runs; else a note that it is under way, the
//! steps, and then the commit that moves the pointers, of exactly the plan that was agreed to.

use super::approval;
use super::deploy::{self, Going, Kit, Ran};
use super::plan;
use crate::cli::WriteArgs;
use crate::cli::context::{Context, Found, Project};
use crate::cli::error::{Error, Result};
use crate::engine::Write;
use crate::engine::plan::{AppMove, Plan};
use crate::engine::preflight::Finding;
use crate::engine::promote::Given;
use crate::model::{Entry, Hash, OpId, Prefix, Record, Tree};
use crate::ui::Line;

/// What is to be carried out, and how.
pub struct Carrier<'c> {
    /// The command's context.
    pub ctx: &'c Context,
    /// The project.
    pub project: &'c Project,
    /// The environment.
    pub to: &'c Found,
    /// The hooks that run.
    pub kit: Option<&'c Kit>,
    /// Whether hooks there are were left out.
    pub left_out: bool,
    /// Go on from the step that failed.
    pub retry: bool,
    /// Whether it goes back.
    pub rollback: bool,
    /// The plan that it must be.
    pub asked: Option<&'c str>,
    /// The flags of a write.
    pub write: &'c WriteArgs,
    /// What a plan reads.
    pub reads: &'c [Prefix],
}

/// Makes a plan on a tree, for the write with this id; of the plan whose hooks have run, if some have.
pub type Make<'m> = &'m dyn Fn(&Tree, OpId, &Given<'_>, Option<&Plan>) -> Result<Plan>;

/// What was carried out.
pub struct Carried {
    /// The plan.
    pub plan: Plan,
    /// Whether anything was written.
    pub changed: bool,
    /// The store's revision.
    pub rev: u64,
    /// What is there now.
    pub after: Tree,
    /// The hooks that ran.
    pub ran: Vec<Ran>,
    /// A hook that failed afterwards, which undoes nothing.
    pub late: Option<Error>,
}

impl Carrier<'_> {
    /// Plans, asks, runs the hooks and moves the pointers. `make` plans; once the steps are done it
    /// is given the plan that they were run for, and must come to the same one.
    ///
    /// # Errors
    /// What refuses; no pointer moved then.
    pub fn carry(&self, make: Make<'_>, agree: &dyn Fn(&Plan, &Tree) -> Result<()>) -> Result<Carried> {
        let broken = self.kit.map(|kit| kit.findings(self.ctx)).unwrap_or_default();
        let stepped = self.kit.filter(|kit| !kit.hooks.steps().is_empty());
        if self.retry && stepped.is_none() {
            return Err(Error::usage("--retry goes on with hooks, and there are none"));
        }
        let planned = |tree: &Tree, op: OpId| self.plan(make, tree, op, &broken, None);
        let action = if self.rollback { "rollback" } else { "promote" };
        let mut going = self.kit.map(|kit| Going::new(self, kit));
        let (Some(_), Some(going)) = (stepped, &mut going) else {
            let moved = self.ctx.write(
                self.project,
                action,
                self.write,
                self.reads,
                |tree, op| {
                    let (plan, writes) = plan::writes(planned(tree, op)?);
                    let writes = self.approved(tree, op, &plan, writes)?;
                    Ok((plan, writes))
                },
                agree,
            )?;
            let (mut ran, mut late) = (Vec::new(), None);
            let plan = moved.done.report;
            if let (Some(mut going), false) = (going, self.write.dry_run || plan.is_idle()) {
                let held = self.ctx.interrupts.hold();
                late = going.after(&plan, &self.before_hooks(&plan)?, &held).err();
                ran = going.ran;
            }
            let (changed, rev, after) = (moved.done.changed, moved.done.rev, moved.done.after);
            return Ok(Carried { plan, changed, rev, after, ran, late });
        };
        let begun = self.ctx.write(
            self.project,
            if self.rollback { "rollback.start" } else { "promote.start" },
            self.write,
            self.reads,
            |tree, op| {
                let plan = planned(tree, op)?;
                if self.write.dry_run || plan.blocking().next().is_some() || plan.is_idle() {
                    return Ok(plan::writes(plan));
                }
                // Asked before a hook runs; the commit that moves the pointer carries it out.
                self.approved(tree, op, &plan, plan.writes.clone())?;
                let writes = going.begin(tree, &plan)?;
                Ok((plan, writes))
            },
            agree,
        )?;
        let plan = begun.done.report;
        if self.write.dry_run || plan.is_idle() {
            let (changed, rev, after) = (begun.done.changed, begun.done.rev, begun.done.after);
            return Ok(Carried { plan, changed, rev, after, ran: Vec::new(), late: None });
        }
        // From here to the note of what became of it, ^C is for the hooks.
        let held = self.ctx.interrupts.hold();
        going.warn(&plan);
        let tree = self.before_hooks(&plan)?;
        going.steps(&plan, &tree, &held)?;
        let write = WriteArgs { dry_run: false, expect: None, ..self.write.clone() };
        let moved = self.ctx.write(
            self.project,
            action,
            &write,
            self.reads,
            |tree, op| {
                let again = self.plan(make, tree, op, &broken, Some(&plan))?;
                plan::check_plan(Some(&plan.id), &again)?;
                let (again, writes) = plan::writes(again);
                let writes = self.approved(tree, op, &again, writes)?;
                Ok((again, writes))
            },
            |again, _| plan::preflight(again, self.to),
        );
        let moved = match moved {
            Ok(moved) => moved,
            Err(e) => {
                going.give_up(&plan, &e.0.message);
                return Err(e.fact("the hooks had run; the pointer stayed where it was"));
            }
        };
        let late = going.after(&plan, &tree, &held).err();
        let ran = std::mem::take(&mut going.ran);
        Ok(Carried { plan, changed: true, rev: moved.done.rev, after: moved.done.after, ran, late })
    }

    fn plan(
        &self,
        make: Make<'_>,
        tree: &Tree,
        op: OpId,
        broken: &[Finding],
        under_way: Option<&Plan>,
    ) -> Result<Plan> {
        let vault = self.project.client.vault(tree);
        let open = vault.opener();
        let given = Given {
            open: &*open,
            hooks: broken,
            steps: self.kit.map(|kit| &kit.hash),
            mine: under_way.is_some(),
            left_out: self.left_out,
            ..plan::given(self.project, tree, self.to)
        };
        make(tree, op, &given, under_way)
    }

    /// The writes of a plan, with the request that lets them be taken.
    fn approved(&self, tree: &Tree, op: OpId, plan: &Plan, writes: Vec<Write>) -> Result<Vec<Write>> {
        // Of another plan than the one that is meant nothing is asked for.
        plan::check_plan(self.asked, plan)?;
        let action = if self.rollback { "rollback" } else { "promote" };
        let apps = moving(plan).map(|m| format!("{} v{}", m.app, m.after)).collect::<Vec<_>>().join(", ");
        let from = plan.source.as_ref().map(|from| format!(" {from} to")).unwrap_or_default();
        let what = format!("{action} {apps}{from} {}", self.to.name());
        let asked = approval::Asked { action, op, to: self.to, plan: &plan.id, what };
        approval::within(self.ctx, self.project, tree, &asked, writes, self.write.dry_run)
    }

    /// What the hooks see: the target as it is, with the plain values that go back in the same plan.
    fn before_hooks(&self, plan: &Plan) -> Result<Tree> {
        let mut tree = self.project.client.read(&deploy::reads(&self.project.name, self.to, plan), None)?;
        for write in &plan.writes {
            if let Write::Put(path, record @ Record::Value(_)) = write {
                let entry = Entry { leaf: Hash::ZERO, rev: tree.head.seq + 1, record: record.clone() };
                tree.apply(path.clone(), Some(entry));
            }
        }
        Ok(tree)
    }

    /// What is to be said and asked before a plan is carried out.
    ///
    /// # Errors
    /// When it is not the plan that was asked for, something is in the way, or nobody confirms.
    pub fn agree(&self, asked: Option<&str>, plan: &Plan, verb: &str, fact: &str) -> Result<()> {
        plan::check_plan(asked, plan)?;
        if self.write.dry_run {
            return Ok(());
        }
        plan::preflight(plan, self.to)?;
        if plan.is_idle() {
            return Ok(());
        }
        if !self.rollback {
            let place = format!("{}/{}", self.project.client.org_name(), self.to.name());
            self.ctx.ui.note(Line::new().dim(place));
        }
        self.ctx.confirm_env(self.write, self.to, verb, fact)
    }
}

/// The apps of a plan that move, or are deployed again.
pub fn moving(plan: &Plan) -> impl Iterator<Item = &AppMove> {
    plan.apps.iter().filter(|m| m.changed || m.redeploy)
}
