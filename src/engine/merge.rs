//! Merging: what one environment's values become when another's are merged into them.
//!
//! Pure algebra on two writes of one value and what they descend from ([`Ancestry`]); `merging`
//! applies it to whole environments. Every key remembers for itself what it came from, so a merge of
//! some keys, a hotfix or a rollback never confuses a later merge of others. Invariant: after a merge
//! into a target, the target's write descends from the source's wherever the two were compared.

use super::lineage::{Ancestry, Relation, Unknown};
use crate::crypto::Plain;
use crate::model::cbor::{Cbor, Writer};
use crate::model::{Content, Value, WriteId};

/// Why two writes do not come together by themselves: what the source did, and what the target did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Conflict {
    /// Both set a value that the other never saw.
    AddAdd,
    /// Both changed what they had in common.
    ModifyModify,
    /// The source changed what the target deleted.
    ModifyDelete,
    /// The source deleted what the target changed.
    DeleteModify,
    /// They were merged both ways with opposite outcomes: what they have in common is not one value.
    CrissCross,
    /// Both wrote a secret, and the caller cannot read both.
    Unreadable,
}

impl Conflict {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Conflict::AddAdd => "add/add",
            Conflict::ModifyModify => "modify/modify",
            Conflict::ModifyDelete => "modify/delete",
            Conflict::DeleteModify => "delete/modify",
            Conflict::CrissCross => "criss-cross",
            Conflict::Unreadable => "unreadable",
        }
    }
}

/// What a merge does with one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Both have the same write.
    Same,
    /// The target takes what the source has.
    Take,
    /// The target keeps what it has.
    Keep,
    /// Both arrived at the same value; from now on they have it in common.
    Converge,
    /// The target keeps what a rollback brought back: it undid what the source has.
    Held,
    /// Its values belong to their environments.
    Local,
    /// Somebody has to decide.
    Conflict(Conflict),
    /// The caller cannot read what would have to be taken.
    Blocked,
}

impl Action {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Same => "same",
            Action::Take => "take",
            Action::Keep => "keep",
            Action::Converge => "converge",
            Action::Held => "held",
            Action::Local => "local",
            Action::Conflict(_) => "conflict",
            Action::Blocked => "blocked",
        }
    }
}

/// What a write says, as far as the caller can read it.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// There is no value.
    Nothing,
    /// A plain value.
    Plain(Plain),
    /// A secret.
    Secret(Plain),
    /// A secret that does not open to the caller: equal to nothing.
    Unreadable,
}

impl Said {
    /// Whether there is a value.
    pub fn is_set(&self) -> bool {
        *self != Said::Nothing
    }

    /// The value, if it is there and can be read.
    pub fn text(&self) -> Option<&Plain> {
        match self {
            Said::Plain(text) | Said::Secret(text) => Some(text),
            Said::Nothing | Said::Unreadable => None,
        }
    }

    /// Whether both are known to say the same.
    pub fn agrees(&self, other: &Said) -> bool {
        match (self, other) {
            (Said::Nothing, Said::Nothing) => true,
            _ => self.text().is_some() && self.text() == other.text(),
        }
    }
}

/// How somebody decides a conflict.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    /// Take what the source has.
    Source,
    /// Keep what the target has.
    Target,
    /// Neither: this value.
    Value(Plain),
}

/// Which side's value a write that brings two together has.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The source's.
    Source,
    /// The target's.
    Target,
    /// Neither's.
    Value(Plain),
}

/// What happens to the target's write.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Nothing.
    None,
    /// It becomes the source's write, the same one.
    Take,
    /// A new write comes after both.
    Join(Outcome),
    /// A new write, after the one of them that there is, says that there is no value.
    Delete,
}

/// What a merge decides about one key, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// In one word.
    pub action: Action,
    /// What it does.
    pub effect: Effect,
    /// What the two began with, where they went apart.
    pub bases: Vec<WriteId>,
    /// The source moved on from what a rollback undid in the target.
    pub past_rollback: bool,
    /// The conflict that a choice decided.
    pub conflict: Option<Conflict>,
}

impl Decision {
    pub(super) fn new(action: Action, effect: Effect) -> Decision {
        Decision { action, effect, bases: Vec::new(), past_rollback: false, conflict: None }
    }

    /// Takes the source's value by a new write: not without reading it.
    pub(super) fn join_source(source: &Said) -> Decision {
        match source {
            Said::Unreadable => Decision::new(Action::Blocked, Effect::None),
            _ => Decision::new(Action::Take, Effect::Join(Outcome::Source)),
        }
    }
}

/// The two writes of one key, with what they say.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'v> {
    /// What the source has, a deletion included.
    pub source: &'v Value,
    /// What it says.
    pub source_says: &'v Said,
    /// What the target has, if it ever had anything.
    pub target: Option<&'v Value>,
    /// What it says.
    pub target_says: &'v Said,
}

/// What a caller says about one key before it is decided.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// How a conflict is decided.
    pub choice: Option<Choice>,
    /// Whether what a rollback undid is taken again.
    pub reapply: bool,
}

/// Decides about one key. `base_says` tells what an earlier write said, as far as the caller can
/// read it.
///
/// # Errors
/// The writes that have to be known first.
pub fn decide(
    pair: Pair<'_>,
    known: &Ancestry,
    base_says: &dyn Fn(WriteId) -> Said,
    wish: &Wish,
) -> Result<Decision, Unknown> {
    let Pair { source, source_says, target, target_says } = pair;
    let Some(target) = target else {
        return Ok(match source_says {
            // What the target never had need not be deleted there.
            Said::Nothing => Decision::new(Action::Same, Effect::None),
            Said::Unreadable => Decision::new(Action::Blocked, Effect::None),
            _ => Decision::new(Action::Take, Effect::Take),
        });
    };
    let bases = match known.relation(source, target)? {
        // One id that says two things was forged in one of them: what is taken is shown.
        Relation::Same if source_says.text().is_some() && !source_says.agrees(target_says) => {
            return Ok(Decision::new(Action::Take, Effect::Take));
        }
        Relation::Same => return Ok(Decision::new(Action::Same, Effect::None)),
        Relation::Newer if *source_says == Said::Unreadable => {
            return Ok(Decision::new(Action::Blocked, Effect::None));
        }
        Relation::Newer => return Ok(Decision::new(Action::Take, Effect::Take)),
        Relation::Older if target.undid.contains(&source.id) => {
            let held = Decision::new(Action::Held, Effect::None);
            return Ok(if wish.reapply { Decision::join_source(source_says) } else { held });
        }
        Relation::Older => return Ok(Decision::new(Action::Keep, Effect::None)),
        Relation::Apart(bases) => bases,
    };
    let decided = apart(source_says, target, target_says, &bases, base_says);
    let Action::Conflict(conflict) = decided.action else { return Ok(Decision { bases, ..decided }) };
    let decision = match &wish.choice {
        None => return Ok(Decision { bases, ..decided }),
        Some(Choice::Source) => Decision::join_source(source_says),
        Some(Choice::Target) => Decision::new(Action::Keep, Effect::Join(Outcome::Target)),
        // A value that one of them has is that side's: however it was said, it is one outcome.
        Some(Choice::Value(value)) if source_says.text() == Some(value) => Decision::join_source(source_says),
        Some(Choice::Value(value)) if target_says.text() == Some(value) => {
            Decision::new(Action::Keep, Effect::Join(Outcome::Target))
        }
        Some(Choice::Value(value)) => {
            Decision::new(Action::Take, Effect::Join(Outcome::Value(value.clone())))
        }
    };
    Ok(Decision { bases, conflict: Some(conflict), ..decision })
}

/// Decides about two writes neither of which descends from the other.
fn apart(
    source: &Said,
    target: &Value,
    target_says: &Said,
    bases: &[WriteId],
    base_says: &dyn Fn(WriteId) -> Said,
) -> Decision {
    if source.agrees(target_says) {
        return Decision::new(Action::Converge, Effect::Join(Outcome::Target));
    }
    // A rollback refuses what it undid, and not what came of it since.
    if !bases.is_empty() && bases.iter().all(|base| target.undid.contains(base)) {
        return Decision { past_rollback: true, ..Decision::join_source(source) };
    }
    let conflict = |why| Decision::new(Action::Conflict(why), Effect::None);
    if source.is_set() && target_says.is_set() && (source.text().is_none() || target_says.text().is_none()) {
        return conflict(Conflict::Unreadable);
    }
    let before: Vec<Said> = bases.iter().map(|base| base_says(*base)).collect();
    let Some(base) = before.first() else {
        return conflict(match (source.is_set(), target_says.is_set()) {
            (false, _) => Conflict::DeleteModify,
            (_, false) => Conflict::ModifyDelete,
            _ => Conflict::AddAdd,
        });
    };
    if !before.iter().all(|other| other == base || other.agrees(base)) {
        return conflict(Conflict::CrissCross);
    }
    // Whoever deletes has seen what it deletes, or there is something to decide.
    match (source.is_set(), target_says.is_set()) {
        (false, _) => conflict(Conflict::DeleteModify),
        (_, false) => conflict(Conflict::ModifyDelete),
        // Changed, and changed back: that side has nothing new.
        _ if source.agrees(base) => Decision::new(Action::Keep, Effect::Join(Outcome::Target)),
        _ if target_says.agrees(base) => Decision::join_source(source),
        _ if !base.is_set() => conflict(Conflict::AddAdd),
        _ => conflict(Conflict::ModifyModify),
    }
}

/// The write that a decision puts into the target, before it is sealed.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    /// Its id.
    pub id: WriteId,
    /// The writes that it descends from.
    pub parents: Vec<WriteId>,
    /// The writes that it undid, where it is one that did.
    pub undid: Vec<WriteId>,
    /// What it says.
    pub says: Said,
}

/// Carries a decision out. `own` makes the id of a write that nobody else could make.
///
/// What was plain is hashed into the id of a write that joins two, so that the same outcome reached
/// on both sides is one write. A secret never is: a hash would let guesses be checked. There the
/// write whose value won stands for it, the lower of the two where both say the same; a new secret has
/// no name but its own.
pub fn settle(
    source: Option<(&Value, &Said)>,
    target: Option<(&Value, &Said)>,
    decision: &Decision,
    secret: bool,
    own: impl FnOnce() -> WriteId,
) -> Option<Settled> {
    let (outcome, (source, source_says), (target, target_says)) = match (&decision.effect, source, target) {
        (Effect::Take, Some((source, says)), _) => {
            let (parents, undid) = (source.parents.clone(), source.undid.clone());
            return Some(Settled { id: source.id, parents, undid, says: says.clone() });
        }
        (Effect::Delete, source, target) => {
            let parents = [source, target].into_iter().flatten().map(|(value, _)| value.id).collect();
            return Some(Settled { id: own(), parents, undid: Vec::new(), says: Said::Nothing });
        }
        (Effect::Join(outcome), Some(source), Some(target)) => (outcome, source, target),
        _ => return None,
    };
    let mut parents = [source.id, target.id];
    parents.sort_unstable();
    let (won, says) = match outcome {
        Outcome::Source => (Some(source.id), source_says.clone()),
        Outcome::Target if decision.action == Action::Converge => (Some(parents[0]), target_says.clone()),
        Outcome::Target => (Some(target.id), target_says.clone()),
        Outcome::Value(value) if secret => (None, Said::Secret(value.clone())),
        Outcome::Value(value) => (None, Said::Plain(value.clone())),
    };
    let mut name = Writer::default();
    let id = match (&says, won) {
        (Said::Nothing, _) => {
            Content::Deleted.write(&mut name);
            WriteId::joining(parents, &name.into_bytes())
        }
        (Said::Plain(text), _) => {
            Content::Plain(text.expose().to_vec()).write(&mut name);
            WriteId::joining(parents, &name.into_bytes())
        }
        (_, Some(won)) => {
            name.array(1);
            won.write(&mut name);
            WriteId::joining(parents, &name.into_bytes())
        }
        (_, None) => own(),
    };
    Some(Settled { id, parents: parents.to_vec(), undid: Vec::new(), says })
}
