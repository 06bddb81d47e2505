//! Merging the values of one environment into another: a plan for every key, checked as a whole.
//!
//! [`both`] puts the two environments side by side, for this and for `diff`; [`decide`] says what
//! becomes of one key; what is left is deciding what is one thing as one thing, and that the outcome
//! holds together. All or nothing: a plan with anything in its way has no writes.

use std::collections::{BTreeMap, BTreeSet};

use super::lineage::{Ancestry, Relation};
use super::merge::{
    Action, Choice, Conflict, Decision, Effect, Outcome, Pair, Said, Settled, Wish, decide, settle,
};
use super::resolve::Open;
use super::whole::{Broken, Slot, Why, broken};
use super::{Secret, Write, plan_name};
use crate::crypto::Plain;
use crate::model::cbor::Writer;
use crate::model::{
    AppName, Content, Env, EnvId, MergeRule, OpId, Path, Place, Prefix, ProjectName, Record, Scope, Tree,
    Value, WriteId,
};

/// A write at its place.
#[derive(Clone, Copy, Debug)]
pub struct At<'t> {
    /// Where it stands.
    pub path: &'t Path,
    /// The write.
    pub value: &'t Value,
    /// The revision that put it there.
    pub rev: u64,
}

/// What two environments have written in one slot.
#[derive(Clone, Copy, Debug)]
pub struct Both<'t> {
    /// The one environment's.
    pub source: Option<At<'t>>,
    /// The other's.
    pub target: Option<At<'t>>,
}

impl Both<'_> {
    /// The slot.
    pub fn slot(&self) -> Option<Slot> {
        match self.source.or(self.target)?.path.place() {
            Place::Value(_, _, scope, key) => Some(Slot { scope, key }),
            _ => None,
        }
    }

    /// Whether both have the same write. What can be compared is: an id alone is a claim.
    pub fn is_same(&self) -> bool {
        let (Some(a), Some(b)) = (self.source, self.target) else { return false };
        a.value.id == b.value.id
            && match (&a.value.content, &b.value.content) {
                (Content::Sealed(_), Content::Sealed(_)) => true,
                (a, b) => a == b,
            }
    }
}

/// Every slot that one of two environments has written, deletions included, in order. The
/// environments may be one at two revisions: each has its tree.
pub fn both<'t>(source: (&'t Tree, EnvId), target: (&'t Tree, EnvId), p: &ProjectName) -> Vec<Both<'t>> {
    let side = |(tree, env): (&'t Tree, EnvId)| {
        let prefix = Prefix::values(p, env);
        let skip = prefix.as_str().len();
        let entries = tree.scan(&prefix).filter_map(move |(path, entry)| match &entry.record {
            Record::Value(value) => Some((path.as_str().get(skip..)?, At { path, value, rev: entry.rev })),
            _ => None,
        });
        entries.peekable()
    };
    let (mut sources, mut targets) = (side(source), side(target));
    let mut all = Vec::new();
    loop {
        let order = match (sources.peek(), targets.peek()) {
            (None, None) => return all,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some((a, _)), Some((b, _))) => a.cmp(b),
        };
        let mut next = |from_source: bool| {
            let side = if from_source { sources.next() } else { targets.next() };
            side.map(|(_, at)| at)
        };
        let source = if order.is_le() { next(true) } else { None };
        let target = if order.is_ge() { next(false) } else { None };
        all.push(Both { source, target });
    }
}

/// Whether a slot's values travel, and whether they are secret; nothing of what is not declared.
pub fn rule(tree: &Tree, p: &ProjectName, slot: &Slot) -> Option<(bool, MergeRule)> {
    let (secret, rule) = match &slot.scope {
        // What is left of an app that is gone is nobody's.
        Scope::App(app) if tree.app(p, app).is_none() => return None,
        Scope::Project | Scope::App(_) => {
            let declared = tree.constant(p, &slot.key)?;
            (declared.secret, declared.merge)
        }
        Scope::Datasource(name) => {
            let field = tree.datasource(p, name)?.fields.get(slot.key.as_str())?;
            (field.secret, field.merge)
        }
        Scope::Flag(name) => tree.flag(p, name).map(|_| (false, None))?,
    };
    let default = if secret { MergeRule::Never } else { MergeRule::Always };
    Some((secret, rule.unwrap_or(default)))
}

/// What a write says, as far as it opens.
pub fn says(at: Option<At<'_>>, open: &Open<'_>) -> Said {
    match at.map(|at| (at.path, &at.value.content)) {
        None | Some((_, Content::Deleted)) => Said::Nothing,
        Some((_, Content::Plain(text))) => Said::Plain(Plain::new(text.clone())),
        Some((path, Content::Sealed(sealed))) => open(path, sealed).map_or(Said::Unreadable, Said::Secret),
    }
}

/// Which slots a merge is about, and how what it cannot decide is decided.
pub struct Options<'o> {
    /// The environment that is merged.
    pub from: EnvId,
    /// The environment that it is merged into.
    pub into: EnvId,
    /// The slots that it is about; none: all.
    pub select: Option<&'o dyn Fn(&Slot) -> bool>,
    /// Leave out what cannot be read, rather than refuse.
    pub skip_unreadable: bool,
    /// How conflicts are decided that nobody decided one by one.
    pub prefer: Option<Choice>,
    /// How conflicts are decided; none for a slot: it is left out.
    pub resolve: &'o BTreeMap<Slot, Option<Choice>>,
    /// What is taken although a rollback undid it.
    pub reapply: &'o BTreeSet<Slot>,
    /// Go on where references would lead nowhere: what they lead to may come later.
    pub unfinished: bool,
}

/// What a merge does with one key.
#[derive(Clone, Debug)]
pub struct Key {
    /// Where it stands.
    pub slot: Slot,
    /// Whether it is a secret.
    pub secret: bool,
    /// What becomes of it, and why.
    pub decision: Decision,
    /// What the source says; nothing also where it was not looked at.
    pub source: Said,
    /// What the target says.
    pub target: Said,
    /// What the target will say, where that changes.
    pub after: Option<Said>,
    /// What they began with.
    pub bases: Vec<Said>,
    /// The revisions that put the source's and the target's write there; 0 where there is none.
    pub revs: (u64, u64),
    /// Its conflict is that of a datasource that one side deleted, and is decided as one.
    pub whole: bool,
    /// How its conflict was decided.
    pub resolved: Option<Choice>,
    /// In the way of nothing, because it was asked to be left out.
    pub left_out: bool,
    /// The writes that are compared.
    pub heads: (Option<WriteId>, Option<WriteId>),
}

impl Key {
    /// Whether it is in the way of the merge.
    pub fn is_stuck(&self) -> bool {
        !self.left_out && matches!(self.decision.action, Action::Conflict(_) | Action::Blocked)
    }
}

/// What a merge would do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Every key that it is about, in order.
    pub keys: Vec<Key>,
    /// What would not hold together afterwards.
    pub broken: Vec<Broken>,
    /// The changes; none if anything is in the way.
    pub writes: Vec<Write>,
    /// A hash of all that the plan rests on.
    pub id: String,
}

impl Plan {
    /// Whether it rests on values that it does not change: what goes may be referred to, and what comes
    /// may refer to others. Without that, a tree of what differs gives the same plan as a whole one.
    pub fn needs_others(&self) -> bool {
        self.keys
            .iter()
            .filter_map(|key| key.after.as_ref())
            .any(|after| after.text().is_none_or(|text| text.expose().windows(2).any(|two| two == b"{{")))
    }
}

/// The writes that have to be known before [`merge`] can plan: first those that relations rest on,
/// then those whose content is what two writes began with.
pub fn unknown(all: &[Both<'_>], known: &Ancestry) -> (Vec<WriteId>, Vec<WriteId>) {
    let (mut writes, mut contents) = (BTreeSet::new(), BTreeSet::new());
    for both in all {
        let (Some(source), Some(target)) = (both.source, both.target) else { continue };
        match known.relation(source.value, target.value) {
            Err(unknown) => writes.extend(unknown.0),
            Ok(Relation::Apart(bases)) => {
                contents.extend(bases.into_iter().filter(|base| known.content(*base).is_none()));
            }
            Ok(_) => {}
        }
    }
    (writes.into_iter().collect(), contents.into_iter().collect())
}

/// Plans a merge. `known` has what [`unknown`] asked for.
pub fn merge(
    tree: &Tree,
    p: &ProjectName,
    options: &Options<'_>,
    known: &Ancestry,
    open: &Open<'_>,
    op: OpId,
) -> Plan {
    let merge = Merge { tree, p, options, known, open };
    let all = both((tree, options.from), (tree, options.into), p);
    let mut rows: Vec<(Both<'_>, Key)> =
        all.into_iter().filter_map(|both| Some((both, merge.key(&both)?))).collect();
    merge.datasources(&mut rows);
    // What only the target has is nobody's business, but where it was decided with others.
    rows.retain(|(both, key)| both.source.is_some() || key.whole);
    let (mut changes, mut writes) = (BTreeMap::new(), Vec::new());
    for (both, key) in &mut rows {
        merge.leave_out(key);
        let own = || WriteId::of(op, merge.place(&key.slot).path().as_str());
        let Key { source, target, decision, secret, .. } = &*key;
        let settled = settle(
            both.source.map(|at| (at.value, source)),
            both.target.map(|at| (at.value, target)),
            decision,
            *secret,
            own,
        );
        let Some(settled) = settled else { continue };
        match merge.write(both, &key.slot, &settled) {
            Some(write) => writes.push(write),
            None => {
                key.decision = Decision::new(Action::Blocked, Effect::None);
                merge.leave_out(key);
                continue;
            }
        }
        // A secret that is kept unread says what it said.
        if settled.says != key.target && !settled.says.agrees(&key.target) {
            changes.insert(key.slot.clone(), settled.says.clone());
            key.after = Some(settled.says);
        }
    }
    let mut broken = broken(tree, p, options.into, &changes);
    broken.extend(merge.alike(rows.iter().map(|(_, key)| key)));
    let keys: Vec<Key> = rows.into_iter().map(|(_, key)| key).collect();
    let held_up = !broken.is_empty() && !options.unfinished;
    if held_up || keys.iter().any(Key::is_stuck) {
        writes.clear();
    }
    let id = merge.id(&keys, &broken);
    Plan { keys, broken, writes, id }
}

struct Merge<'m> {
    tree: &'m Tree,
    p: &'m ProjectName,
    options: &'m Options<'m>,
    known: &'m Ancestry,
    open: &'m Open<'m>,
}

impl Merge<'_> {
    fn place(&self, slot: &Slot) -> Place {
        Place::Value(self.p.clone(), self.options.into, slot.scope.clone(), slot.key.clone())
    }

    fn base_says(&self, base: WriteId) -> Said {
        match self.known.content(base) {
            None => Said::Unreadable,
            Some((_, Content::Deleted)) => Said::Nothing,
            Some((_, Content::Plain(text))) => Said::Plain(Plain::new(text.clone())),
            Some((path, Content::Sealed(sealed))) => {
                (self.open)(path, sealed).map_or(Said::Unreadable, Said::Secret)
            }
        }
    }

    fn choice(&self, slot: &Slot) -> Option<Choice> {
        self.options.resolve.get(slot).cloned().flatten().or_else(|| self.options.prefer.clone())
    }

    fn key(&self, both: &Both<'_>) -> Option<Key> {
        let slot = both.slot()?;
        if self.options.select.is_some_and(|select| !select(&slot)) {
            return None;
        }
        let (secret, rule) = rule(self.tree, self.p, &slot)?;
        let (source, target, decision) = match both.source {
            _ if both.is_same() => (Said::Nothing, Said::Nothing, Decision::new(Action::Same, Effect::None)),
            _ if rule == MergeRule::Never => {
                (Said::Nothing, Said::Nothing, Decision::new(Action::Local, Effect::None))
            }
            None => (Said::Nothing, says(both.target, self.open), Decision::new(Action::Keep, Effect::None)),
            Some(at) => {
                let (source, target) = (says(both.source, self.open), says(both.target, self.open));
                let wish = Wish { choice: self.choice(&slot), reapply: self.options.reapply.contains(&slot) };
                let there = both.target.map(|at| at.value);
                let pair =
                    Pair { source: at.value, source_says: &source, target: there, target_says: &target };
                let decision = decide(pair, self.known, &|base| self.base_says(base), &wish);
                // A past that nobody can tell is none.
                let decision = decision
                    .unwrap_or_else(|_| Decision::new(Action::Conflict(Conflict::AddAdd), Effect::None));
                (source, target, decision)
            }
        };
        Some(Key {
            resolved: decision.conflict.and_then(|_| self.choice(&slot)),
            bases: decision.bases.iter().map(|base| self.base_says(*base)).collect(),
            slot,
            secret,
            decision,
            source,
            target,
            after: None,
            revs: (both.source.map_or(0, |at| at.rev), both.target.map_or(0, |at| at.rev)),
            whole: false,
            left_out: false,
            heads: (both.source.map(|at| at.value.id), both.target.map(|at| at.value.id)),
        })
    }

    /// What would become alike in the two environments, and must differ in the target.
    fn alike<'k>(&self, keys: impl Iterator<Item = &'k Key>) -> Vec<Broken> {
        let env = |id| self.tree.get::<Env>(Place::Env(self.p.clone(), id));
        let policy = env(self.options.into).and_then(|env| env.policy.as_ref());
        let (Some(policy), Some(source)) = (policy, env(self.options.from)) else { return Vec::new() };
        let alike = keys.filter(|key| {
            let own = matches!(key.slot.scope, Scope::Project | Scope::App(_));
            let after = key.after.as_ref().filter(|after| after.is_set());
            own && policy.must_differ.contains(&key.slot.key)
                && after.is_some_and(|after| after.agrees(&key.source))
        });
        let why = || Why::Rule(format!("would be as in {}, and must differ", source.name));
        alike.map(|key| Broken { slot: key.slot.clone(), why: why() }).collect()
    }

    /// A datasource that one side deleted is one thing: where the other has a field that whoever
    /// deleted it had not seen, all of it is decided together.
    fn datasources(&self, rows: &mut [(Both<'_>, Key)]) {
        let mut names: BTreeMap<AppName, Vec<usize>> = BTreeMap::new();
        for (at, (_, key)) in rows.iter().enumerate() {
            if let (Scope::Datasource(name), true) = (&key.slot.scope, key.decision.action != Action::Local) {
                names.entry(name.clone()).or_default().push(at);
            }
        }
        let is_set = |at: Option<At<'_>>| at.is_some_and(|at| at.value.is_set());
        for fields in names.values() {
            let any = |test: &dyn Fn(&(Both<'_>, Key)) -> bool| fields.iter().any(|at| test(&rows[*at]));
            let source_gone =
                any(&|(both, _)| both.source.is_some()) && !any(&|(both, _)| is_set(both.source));
            let target_gone =
                any(&|(both, _)| both.target.is_some()) && !any(&|(both, _)| is_set(both.target));
            let conflict = match (source_gone, target_gone) {
                (false, true) => Conflict::ModifyDelete,
                (true, false) => Conflict::DeleteModify,
                _ => continue,
            };
            let kept = |both: &Both<'_>| is_set(if target_gone { both.source } else { both.target });
            let unseen = any(&|(both, key)| {
                let deleted = if target_gone { both.target } else { both.source };
                let apart =
                    key.decision.conflict.is_some() || matches!(key.decision.action, Action::Conflict(_));
                kept(both) && (deleted.is_none() || apart)
            });
            // A deletion that the other side has seen, and went on from, is not news.
            let news = any(&|(both, key)| {
                let deleted = if target_gone { both.target } else { both.source };
                let went_on = match key.decision.action {
                    Action::Same => true,
                    Action::Keep | Action::Held => source_gone,
                    Action::Take => target_gone,
                    _ => false,
                };
                deleted.is_some() && !(went_on && key.decision.conflict.is_none())
            });
            if unseen && news {
                for at in fields {
                    let (both, key) = &mut rows[*at];
                    if kept(both) {
                        self.decide_whole(both, key, conflict);
                    }
                }
            }
        }
    }

    fn decide_whole(&self, both: &Both<'_>, key: &mut Key, conflict: Conflict) {
        let choice = self.choice(&key.slot);
        let new = Decision::new;
        let was = key.decision.clone();
        let decision = match (&choice, both.source, both.target) {
            (Some(Choice::Source), None, _) => new(Action::Take, Effect::Delete),
            (Some(Choice::Source), Some(_), _) if was.effect == Effect::Take => was.clone(),
            (Some(Choice::Source), Some(_), _) => Decision::join_source(&key.source),
            (Some(Choice::Target), _, None) => new(Action::Keep, Effect::Delete),
            (Some(Choice::Target), None, _) => new(Action::Keep, Effect::None),
            (Some(Choice::Target), ..) if matches!(was.action, Action::Keep | Action::Held) => {
                new(Action::Keep, was.effect.clone())
            }
            (Some(Choice::Target), ..) => new(Action::Keep, Effect::Join(Outcome::Target)),
            (Some(Choice::Value(value)), Some(_), Some(_)) => {
                new(Action::Take, Effect::Join(Outcome::Value(value.clone())))
            }
            (Some(Choice::Value(_)) | None, ..) => new(Action::Conflict(conflict), Effect::None),
        };
        let is_open = matches!(decision.action, Action::Conflict(_));
        key.decision = Decision { bases: was.bases, conflict: (!is_open).then_some(conflict), ..decision };
        key.resolved = choice.filter(|_| !is_open);
        key.whole = true;
    }

    /// Leaves out what nobody can read, or nobody decided, where that was asked for.
    fn leave_out(&self, key: &mut Key) {
        let unread = matches!(key.decision.action, Action::Blocked | Action::Conflict(Conflict::Unreadable));
        let skipped = matches!(self.options.resolve.get(&key.slot), Some(None));
        key.left_out = key.is_stuck() && (skipped || (unread && self.options.skip_unreadable));
        if key.left_out {
            key.decision.effect = Effect::None;
        }
    }

    /// The change that puts a write into the target; none where it would have to be sealed anew by
    /// someone who cannot read it.
    fn write(&self, both: &Both<'_>, slot: &Slot, settled: &Settled) -> Option<Write> {
        let path = self.place(slot).path();
        let Settled { id, parents, undid, says } = settled.clone();
        let content = match says {
            Said::Nothing => Content::Deleted,
            Said::Plain(text) => Content::Plain(text.into_exposed()),
            Said::Secret(value) => return Some(Write::Seal(path, Secret { value, id, parents, undid })),
            Said::Unreadable => {
                let newest = self.tree.epoch(self.p, self.options.into).map(|(n, _)| n);
                let kept = both.target.map(|at| &at.value.content);
                kept.filter(|content| matches!(content, Content::Sealed(s) if Some(s.epoch) == newest))?
                    .clone()
            }
        };
        Some(Write::Put(path, Value { id, parents, undid, content }.into()))
    }

    /// The hash of what the plan rests on: both writes of every key that differs, what becomes of it,
    /// and what is in the way.
    fn id(&self, keys: &[Key], broken: &[Broken]) -> String {
        let mut w = Writer::default();
        w.text("merge");
        w.bytes(&self.tree.org.0);
        w.text(self.p.as_str());
        w.bytes(&self.options.from.0);
        w.bytes(&self.options.into.0);
        for key in keys.iter().filter(|key| key.decision.action != Action::Same) {
            w.text(self.place(&key.slot).path().as_str());
            for head in [key.heads.0, key.heads.1] {
                match head {
                    Some(id) => w.bytes(&id.0),
                    None => w.null(),
                }
            }
            w.text(if key.left_out { "left out" } else { key.decision.action.as_str() });
            match &key.resolved {
                None => w.null(),
                Some(Choice::Source) => w.text("source"),
                Some(Choice::Target) => w.text("target"),
                Some(Choice::Value(value)) if !key.secret => w.bytes(value.expose()),
                Some(Choice::Value(_)) => w.text("value"),
            }
        }
        w.uint(broken.len() as u64);
        plan_name(w)
    }
}
