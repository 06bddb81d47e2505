//! What somebody may see of an organization's records: the one rule of what leaves a server.
//!
//! Who is who and who holds what is seen by everybody in the organization: without it nobody could
//! check a signature or a reader. Everything else is seen with `view` on an environment, secrets and
//! keys with `open`. Invariant: what is not known to be seen is not shown, and what has no
//! environment any more is shown to admins and owners alone.

use std::cell::RefCell;
use std::collections::HashMap;

use super::rights::{Access, Actor, At, Right};
use crate::model::commit::RawLeaf;
use crate::model::{
    AppName, Content, Env, EnvId, Kind, MemberId, Place, Prefix, ProjectName, Record, Request, Scope, Sealed,
    Tree, Value, cbor,
};

/// What of a record is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    /// Nothing, not that it is there.
    Nothing,
    /// That it is there, and which write it is; not the secret.
    Trace,
    /// All of it.
    Whole,
}

/// An environment, and an app in it or what all apps share.
type Where = (EnvId, Option<AppName>);

/// What one actor may see in one tree.
pub struct Sight<'t> {
    tree: &'t Tree,
    access: Access<'t>,
    invited: Option<MemberId>,
    /// The environments that nobody looks into now.
    closed: Vec<EnvId>,
    /// What was decided already: whether an app in an environment is seen, and opened.
    known: RefCell<HashMap<Where, (bool, bool)>>,
}

/// What a tree must have been read with to judge what is seen under some prefixes.
pub fn needs(prefixes: &[Prefix]) -> Vec<Prefix> {
    let mut needs = vec![
        Prefix::one(&Place::Org.path()),
        Prefix::members(),
        Prefix::access(),
        Prefix::invitations(),
        Prefix::projects(),
    ];
    for prefix in prefixes {
        match project_of(prefix.as_str()) {
            Asked::One(p) => needs.push(Prefix::folder(&p, "env")),
            Asked::All => return vec![Prefix::all()],
            Asked::None => {}
        }
    }
    needs.sort();
    needs.dedup();
    needs
}

/// The projects that a prefix is about.
enum Asked {
    None,
    One(ProjectName),
    All,
}

fn project_of(prefix: &str) -> Asked {
    let parts: Vec<&str> = prefix.split('/').collect();
    match parts.as_slice() {
        // The record of a project is seen by who sees an environment of it.
        [""] | ["p", ""] | ["project", ""] => Asked::All,
        ["p" | "project", name, ..] => name.parse().map_or(Asked::None, Asked::One),
        _ => Asked::None,
    }
}

impl<'t> Sight<'t> {
    /// What an actor sees. The tree was read with [`needs`].
    pub fn new(tree: &'t Tree, actor: Actor) -> Sight<'t> {
        let invited = match actor {
            Actor::Invited(id) => Some(id),
            _ => None,
        };
        let (access, closed) = (actor.access(tree), Vec::new());
        Sight { tree, access, invited, closed, known: RefCell::default() }
    }

    /// The same, without the secrets and keys of environments that are closed to them now.
    #[must_use]
    pub fn without(mut self, closed: impl IntoIterator<Item = EnvId>) -> Sight<'t> {
        self.closed.extend(closed);
        self
    }

    /// What of the record at a place is shown, whatever it holds.
    pub fn of(&self, place: &Place) -> Shown {
        let most = match place {
            Place::Epoch(_, id, _) if self.closed.contains(id) => Shown::Nothing,
            Place::Value(_, id, ..) if self.closed.contains(id) => Shown::Trace,
            _ => Shown::Whole,
        };
        self.by_right(place).min(most)
    }

    fn by_right(&self, place: &Place) -> Shown {
        if self.access.is_above() {
            return Shown::Whole;
        }
        let shown = match place {
            Place::Invitation(id) => self.invited.is_none_or(|own| own == *id),
            Place::Env(p, id) => self.sees_env(p, *id),
            Place::Epoch(p, id, _) => self.decide(p, *id, None).1,
            Place::App(p, app) | Place::Version(p, app, _) => self.sees_app(p, app),
            Place::Placement(p, id, app) | Place::Run(p, id, app) | Place::Pin(p, id, app) => {
                self.decide(p, *id, Some(app)).0 || self.uses(p, *id, app)
            }
            Place::Value(p, id, scope, _) => {
                let app = if let Scope::App(app) = scope { Some(app) } else { None };
                return match self.decide(p, *id, app) {
                    (_, true) => Shown::Whole,
                    (true, false) => Shown::Trace,
                    _ => Shown::Nothing,
                };
            }
            other => match (other.project(), other.env()) {
                (Some(p), Some(id)) => self.decide(p, id, None).0,
                (Some(p), None) => self.sees_project(p),
                (None, _) => true,
            },
        };
        if shown { Shown::Whole } else { Shown::Nothing }
    }

    /// The record at a place as it is shown; none: not at all.
    pub fn record(&self, place: &Place, record: &Record) -> Option<Record> {
        match (self.of(place), record) {
            // A plan is about an environment.
            (Shown::Whole, Record::Request(request)) if !self.asks(request) => None,
            (Shown::Nothing, _) => None,
            (Shown::Trace, Record::Value(value)) => Some(Record::Value(trace(value))),
            (Shown::Trace, _) => None,
            (Shown::Whole, record) => Some(record.clone()),
        }
    }

    /// Whether a leaf is shown: all of it or nothing, because its hash is signed. The text of a
    /// commit is for who sees any other of its leaves, which the caller knows.
    pub fn leaf(&self, leaf: &RawLeaf<'_>) -> bool {
        match self.of(&leaf.path.place()) {
            Shown::Nothing => false,
            Shown::Whole if leaf.kind == Kind::Request => {
                leaf.body.is_none_or(|body| cbor::from_slice(body).is_ok_and(|request| self.asks(&request)))
            }
            Shown::Whole => true,
            Shown::Trace => leaf
                .body
                .is_none_or(|body| cbor::from_slice::<Value>(body).is_ok_and(|value| !value.is_secret())),
        }
    }

    /// Whether what a request asks for may be seen.
    fn asks(&self, request: &Request) -> bool {
        let planned = request.planned.as_ref();
        self.access.is_above() || planned.is_none_or(|plan| self.decide(&plan.project, plan.env, None).0)
    }

    /// Whether an app, or what all apps share, is seen in an environment, and whether it is opened.
    fn decide(&self, p: &ProjectName, id: EnvId, app: Option<&AppName>) -> (bool, bool) {
        let key = (id, app.cloned());
        if let Some(known) = self.known.borrow().get(&key) {
            return *known;
        }
        let record = self.tree.get::<Env>(Place::Env(p.clone(), id));
        let may = |right| {
            record.is_some_and(|env| {
                self.access.check(right, At { project: Some(p), env: Some((id, env)), app }).is_ok()
            })
        };
        let decided = (may(Right::View), may(Right::Open));
        self.known.borrow_mut().insert(key, decided);
        decided
    }

    /// An end user sees what is released: the apps in the last environment.
    fn uses(&self, p: &ProjectName, id: EnvId, app: &AppName) -> bool {
        self.tree.chain(p).last().is_some_and(|last| last.0 == id && self.access.uses(p, *last, app))
    }

    fn sees_app(&self, p: &ProjectName, app: &AppName) -> bool {
        self.tree.envs(p).iter().any(|(id, _)| self.decide(p, *id, Some(app)).0 || self.uses(p, *id, app))
    }

    /// The first environment has a name for everybody in the project; the others for who was given them.
    fn sees_env(&self, p: &ProjectName, id: EnvId) -> bool {
        let chain = self.tree.chain(p);
        let first = chain.first().is_some_and(|(first, _)| *first == id);
        let last = chain.last().is_some_and(|(last, _)| *last == id);
        self.decide(p, id, None).0 || (first && self.sees_project(p)) || (last && self.is_end_user(p))
    }

    fn sees_project(&self, p: &ProjectName) -> bool {
        self.is_end_user(p) || self.tree.envs(p).iter().any(|(id, _)| self.decide(p, *id, None).0)
    }

    /// Whether they use the apps of a project, whichever these are.
    fn is_end_user(&self, p: &ProjectName) -> bool {
        self.access.role() == Some(crate::model::Role::Viewer) && !self.tree.chain(p).is_empty()
    }
}

/// A secret without its bytes: that it is set, and by which write.
fn trace(value: &Value) -> Value {
    let content = match &value.content {
        Content::Sealed(sealed) => {
            Content::Sealed(Sealed { epoch: sealed.epoch, nonce: [0; 12], bytes: Vec::new() })
        }
        other => other.clone(),
    };
    Value { content, ..value.clone() }
}
