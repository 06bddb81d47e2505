//! The naive model's reading of design §5: what a placement may become, pins, locks, and promotions
//! that are under way.

use std::collections::BTreeSet;

use envctl::model::{Bypass, Env, EnvId, Hold, Moment, Pin, Placement, Record, Run, RunState};

use super::holds::Who;
use super::naive::{At, Naive, no};
use super::world::Change;

impl Naive {
    /// Where a promotion may come from.
    pub fn sources(&self, id: &str) -> Vec<&str> {
        let Some(env) = self.env(id) else { return Vec::new() };
        let named: Vec<String> =
            env.policy.iter().flat_map(|policy| &policy.promote_from).map(EnvId::to_string).collect();
        let chain = self.chain();
        if !named.is_empty() {
            return self
                .envs()
                .into_iter()
                .map(|(e, _)| e)
                .filter(|e| named.iter().any(|n| n == e))
                .collect();
        }
        match chain.iter().position(|e| *e == id) {
            None => self.envs().into_iter().map(|(e, _)| e).filter(|e| *e != id).collect(),
            Some(at) => {
                let mut found = Vec::new();
                for before in chain[..at].iter().rev() {
                    found.push(*before);
                    if !self.env(before).is_some_and(|env| env.optional) {
                        break;
                    }
                }
                found
            }
        }
    }

    /// Design §4, rule 8: of the places where a version may come from, one must be visible. If there is
    /// none, that is no question of rights.
    fn sees_a_source(&self, who: &Who, env: &str, app: &str, n: u32) -> Result<(), String> {
        let mut hidden = false;
        for source in self.sources(env) {
            if self.placement(source, app).is_some_and(|placed| placed.been.contains(&n)) {
                if self.may(who, "view", At(Some("shop"), Some(source), Some(app))).is_ok() {
                    return Ok(());
                }
                hidden = true;
            }
        }
        if hidden { no("no source that is seen") } else { Ok(()) }
    }

    /// The rights that a change of a placement takes.
    pub fn may_move(&self, who: &Who, env: &str, app: &str, new: Option<&Placement>) -> Result<(), String> {
        let may = |right| self.may(who, right, At(Some("shop"), Some(env), Some(app)));
        let old = self.placement(env, app);
        let is_first = self.chain().first() == Some(&env);
        let live = old.and_then(|old| old.released) != new.and_then(|new| new.released);
        let Some(new) = new else {
            if is_first && live {
                may("release")?;
            }
            return may(if is_first { "edit" } else { "manage" });
        };
        let moves = old.is_none_or(|old| old.version != new.version);
        let back = moves && goes_back(old, new);
        if is_first {
            if !(live && (back || !moves)) {
                may("edit")?;
            }
            return if live { may("release") } else { Ok(()) };
        }
        if back || live {
            may("release")?;
        }
        if moves && !back {
            may("promote")?;
            let known = old.map_or(0, |old| old.bypassed.len());
            if new.bypassed.iter().skip(known).any(|rule| !rule.skipped.is_empty()) {
                may("approve")?;
            }
            self.sees_a_source(who, env, app, new.version)?;
        }
        if !moves && !live {
            let lifts = old.map(|old| &old.hold) != Some(&new.hold);
            may(if lifts { "release" } else { "promote" })?;
        }
        Ok(())
    }

    /// What a lock keeps as it is.
    pub fn unlocked(&self, change: &Change, time: u64) -> Result<(), String> {
        let parts: Vec<&str> = change.path.as_str().split('/').collect();
        let ["p", _, kind, id, ..] = parts.as_slice() else { return Ok(()) };
        if !["env", "epoch", "placement", "value", "run", "pin"].contains(kind) {
            return Ok(());
        }
        let Some(env) = self.env(id) else { return Ok(()) };
        let Some(lock) = &env.lock else { return Ok(()) };
        if lock.until.is_some_and(|until| until <= time) || *kind == "epoch" {
            return Ok(());
        }
        let waits = env.policy.as_ref().is_some_and(|policy| policy.freeze_rollbacks);
        let exempt = match (*kind, &change.record) {
            ("env", Some(Record::Env(new))) => {
                let mut without = new.clone();
                without.lock = env.lock.clone();
                return if new.lock != env.lock && without == *env { Ok(()) } else { no("locked") };
            }
            ("placement", Some(Record::Placement(new))) => {
                let old = self.placement(id, parts[4]);
                old.is_some_and(|old| old.version != new.version) && goes_back(old, new)
            }
            ("run", Some(Record::Run(run))) => run.rollback,
            ("run", None) => true,
            _ => false,
        };
        if exempt && !waits { Ok(()) } else { no("locked") }
    }

    fn run_of(&self, env: &str, app: &str) -> Option<&Run> {
        match self.get(&format!("p/shop/run/{env}/{app}")) {
            Some(Record::Run(run)) => Some(run),
            _ => None,
        }
    }

    fn pin_of(&self, env: &str, app: &str) -> Option<&Pin> {
        match self.get(&format!("p/shop/pin/{env}/{app}")) {
            Some(Record::Pin(pin)) => Some(pin),
            _ => None,
        }
    }

    /// What may follow a promotion that is under way, or is not.
    pub fn run_valid(&self, old: Option<&Run>, env: &str, app: &str, new: &Run) -> Result<(), String> {
        if self.env(env).is_none() || !self.versions(app).contains_key(&new.version) {
            no("a run of nothing")?;
        }
        let Some(old) = old else { return Ok(()) };
        if old.state != RunState::Running || old.lease <= self.time {
            return Ok(());
        }
        let same = (old.version, old.rollback, &old.hooks) == (new.version, new.rollback, &new.hooks);
        let forth = new.step >= old.step && (new.drift || !old.drift);
        if same && forth { Ok(()) } else { no("another is under way") }
    }

    /// What a placement may become, in the organization after the commit.
    pub fn placement_valid(
        &self,
        old: Option<&Placement>,
        env: &str,
        app: &str,
        new: &Placement,
    ) -> Result<(), String> {
        let Some(target) = self.env(env) else { return no("no environment") };
        let versions = self.versions(app);
        let Some(version) = versions.get(&new.version) else { return no("no version") };
        let moment = Some(Moment { rev: self.seq, time: self.time });
        let moves = old.is_none_or(|old| old.version != new.version);
        if moves {
            if self.pin_of(env, app).and_then(|pin| pin.version).is_some_and(|n| n != new.version) {
                no("pinned")?;
            }
            if self
                .run_of(env, app)
                .is_some_and(|run| run.state == RunState::Running && self.time < run.lease)
            {
                no("busy")?;
            }
            if new.since.is_some() && new.since != moment {
                no("at another time")?;
            }
        }
        // Each move leaves one thing, told from the version, the mark of a rollback, and the release.
        let been: BTreeSet<u32> = old.iter().flat_map(|old| &old.been).copied().collect();
        let mut left = new.clone();
        match old {
            Some(old) if !moves && old.released != new.released => {
                left = old.clone();
                left.released = Some(old.version);
            }
            Some(old) if !moves => {
                left = old.clone();
                left.verified = new.verified.clone();
                left.unverified = new.unverified.clone();
                if new.hold.is_none() {
                    left.hold = None;
                }
                let both: Vec<u32> = [new.verified.clone(), new.unverified.clone()].concat();
                if both.iter().any(|n| !been.contains(n)) {
                    no("verified and never there")?;
                }
                for list in [&new.verified, &new.unverified] {
                    let sorted: BTreeSet<u32> = list.iter().copied().collect();
                    if sorted.into_iter().collect::<Vec<_>>() != *list {
                        no("not in order")?;
                    }
                }
                if both.iter().collect::<BTreeSet<_>>().len() != both.len() {
                    no("both verified and not")?;
                }
            }
            Some(old) if goes_back(Some(old), new) => {
                if !been.contains(&new.version) {
                    no("back to where it never was")?;
                }
                // What came after it is forgotten; the release goes along; the rest stays. If it is no
                // longer on the way back, the numbers say what came after.
                left = old.clone();
                left.version = new.version;
                left.before = if old.before.contains(&new.version) {
                    old.before.iter().copied().take_while(|n| *n != new.version).collect()
                } else {
                    old.before.iter().copied().filter(|n| *n < new.version).collect()
                };
                left.released = old.released.map(|n| if n == old.version { new.version } else { n });
                let reason = new.hold.as_ref().and_then(|hold| hold.reason.clone());
                let since = new.since.clone();
                left.hold = Some(Hold { from: old.version, reason, since: since.clone(), chosen: false });
                left.since = since;
            }
            _ => {
                if version.withdrawn.is_some() {
                    no("withdrawn")?;
                }
                let known: Vec<Bypass> = old.map(|old| old.bypassed.clone()).unwrap_or_default();
                let fresh: &[Bypass] = new.bypassed.get(known.len()..).unwrap_or(&[]);
                self.arrives(target, env, app, new.version, fresh, &moment)?;
                let mut grown = been;
                grown.insert(new.version);
                left.been = grown.into_iter().collect();
                left.bypassed = known.into_iter().chain(fresh.iter().cloned()).collect();
                // No version is on the way back to itself, and what comes again is to be verified again.
                let Some(old) = old else {
                    left.before.clear();
                    left.verified.clear();
                    left.unverified.clear();
                    left.hold = None;
                    if new.released != Some(new.version) {
                        left.released = None;
                    }
                    return self.left_as(old, env, new, &left);
                };
                left.before = old.before.iter().copied().chain([old.version]).collect();
                left.before.retain(|n| *n != new.version);
                left.verified = old.verified.iter().copied().filter(|n| *n != new.version).collect();
                left.unverified = old.unverified.iter().copied().filter(|n| *n != new.version).collect();
                let chosen = new
                    .hold
                    .as_ref()
                    .is_some_and(|hold| hold.chosen && hold.from == old.version && hold.since == new.since);
                if !chosen {
                    left.hold = old.hold.clone().filter(|hold| hold.from > new.version);
                }
                if new.released != Some(new.version) {
                    left.released = old.released;
                }
            }
        }
        self.left_as(old, env, new, &left)
    }

    fn left_as(
        &self,
        old: Option<&Placement>,
        env: &str,
        new: &Placement,
        left: &Placement,
    ) -> Result<(), String> {
        if left != new {
            no("another memory")?;
        }
        if old.and_then(|old| old.released) != new.released && self.chain().last() != Some(&env) {
            no("released too early")?;
        }
        Ok(())
    }

    /// Whether a version comes from where it may, with what is asked for or with the rules set aside.
    fn arrives(
        &self,
        target: &Env,
        env: &str,
        app: &str,
        n: u32,
        fresh: &[Bypass],
        moment: &Option<Moment>,
    ) -> Result<(), String> {
        for rule in fresh {
            if rule.version != n || (rule.at.is_some() && rule.at != *moment) {
                no("for another version or time")?;
            }
            if rule.reason.trim().is_empty() || rule.skipped.is_empty() == rule.accepted.is_none() {
                no("no reason, or not one rule")?;
            }
            let Some(accepted) = &rule.accepted else { continue };
            let code = accepted.split(':').next().unwrap_or_default().to_owned();
            let lets = target.policy.as_ref().is_none_or(|policy| policy.accept.contains(&code));
            if code == "PF11" || !lets {
                no("not to be accepted")?;
            }
        }
        let chain = self.chain();
        let at = chain.iter().position(|e| *e == env);
        if at == Some(0) {
            return Ok(());
        }
        let passed = |from: &str| self.placement(from, app).filter(|placed| placed.been.contains(&n));
        let mut from: Vec<&Placement> = self.sources(env).into_iter().filter_map(passed).collect();
        if from.is_empty() && fresh.iter().any(|rule| !rule.skipped.is_empty()) {
            from = chain[..at.unwrap_or(0)].iter().filter_map(|e| passed(e)).collect();
        }
        if from.is_empty() {
            no("skips an environment")?;
        }
        let asked = target.policy.as_ref().is_some_and(|policy| policy.requires_verification);
        let waived = fresh.iter().any(|rule| rule.accepted.as_deref() == Some("PF9:verification"));
        if asked && !waived && !from.iter().any(|placed| placed.verified.contains(&n)) {
            no("not verified")?;
        }
        Ok(())
    }
}

/// Whether a move is a rollback: its hold names the version that leaves, and no promotion chose it.
fn goes_back(old: Option<&Placement>, new: &Placement) -> bool {
    let Some(old) = old else { return false };
    new.hold.as_ref().is_some_and(|hold| !hold.chosen && hold.from == old.version)
}
