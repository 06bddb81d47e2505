//! The log in words: what each commit did, taken from its leaves.

use std::collections::BTreeMap;

use crate::model::commit::RawLeaf;
use crate::model::{Content, EnvId, Header, Kid, Path, Place, Record, RunState, Scope, StoredLeaf};

/// What a commit did to one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Add,
    /// It changed.
    Change,
    /// It is gone.
    Remove,
}

impl Change {
    /// The word for it in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Change::Add => "add",
            Change::Change => "change",
            Change::Remove => "remove",
        }
    }
}

/// One record that a commit touched.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What happened to it.
    pub change: Change,
    /// Which record.
    pub place: Place,
    /// What stood there before, in a few words; values of secrets never.
    pub before: Option<String>,
    /// What stands there since.
    pub after: Option<String>,
    /// Whether it is a secret's value.
    pub secret: bool,
}

impl Step {
    /// The record as a dotted path, as the manifest and `--json` name it.
    pub fn dotted(&self) -> String {
        match &self.place {
            Place::Org => "org".to_owned(),
            Place::Message => "message".to_owned(),
            Place::Member(id) => format!("members.{id}"),
            Place::Group(id) => format!("groups.{id}"),
            Place::Role(name) => format!("roles.{name}"),
            Place::Grant(id) => format!("grants.{id}"),
            Place::Token(id) => format!("tokens.{id}"),
            Place::AccessPolicy => "access".to_owned(),
            Place::Review => "access.review".to_owned(),
            Place::Invitation(id) => format!("invitations.{id}"),
            Place::Request(n) => format!("requests.{n}"),
            Place::Project(p) => format!("projects.{p}"),
            Place::Env(_, id) | Place::Epoch(_, id, _) => format!("envs.{id}"),
            Place::App(_, app) | Place::Placement(_, _, app) => format!("apps.{app}"),
            Place::Version(_, app, n) => format!("apps.{app}.v{n}"),
            Place::Constant(_, key) | Place::Value(_, _, Scope::Project, key) => format!("constants.{key}"),
            Place::Value(_, _, Scope::App(app), key) => format!("apps.{app}.constants.{key}"),
            Place::Value(_, _, Scope::Datasource(name), key) => format!("datasources.{name}.{key}"),
            Place::Datasource(_, name) => format!("datasources.{name}"),
            Place::Flag(_, name) | Place::Value(_, _, Scope::Flag(name), _) => format!("flags.{name}"),
            Place::Run(_, _, app) => format!("apps.{app}.run"),
            Place::Pin(_, _, app) => format!("apps.{app}.pin"),
            Place::Template(_, name) => format!("templates.{name}"),
            Place::Waiver(_, _, Scope::Project, key) => format!("waivers.{key}"),
            Place::Waiver(_, _, scope, key) => format!("waivers.{scope}.{key}"),
        }
    }

    /// The environment that the record belongs to.
    pub fn env(&self) -> Option<EnvId> {
        self.place.env()
    }
}

/// A commit in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its number.
    pub rev: u64,
    /// When, in milliseconds since 1970.
    pub time: u64,
    /// The key that signed.
    pub kid: Kid,
    /// What was done.
    pub action: String,
    /// The reason that was given.
    pub message: Option<String>,
    /// What it touched; keys and drafts that only follow are left out.
    pub steps: Vec<Step>,
}

/// The event of a commit. `before` gives the record that stood at a path before it.
pub fn event(header: &Header, leaves: &[StoredLeaf], before: &BTreeMap<Path, Record>) -> Event {
    let mut event = Event {
        rev: header.seq,
        time: header.time,
        kid: header.kid,
        action: header.action.clone(),
        message: None,
        steps: Vec::new(),
    };
    for stored in leaves {
        let Ok(leaf) = RawLeaf::read(&stored.bytes).and_then(RawLeaf::decode) else { continue };
        if let Some(Record::Message(m)) = leaf.record {
            event.message = Some(m.text);
            continue;
        }
        let old = before.get(&leaf.path).filter(|old| !is_trace(old));
        let new = leaf.record.as_ref().filter(|new| !is_trace(new));
        let change = match (old, new) {
            (_, None) => Change::Remove,
            (None, Some(_)) => Change::Add,
            (Some(_), Some(_)) => Change::Change,
        };
        let secret = [old, new].into_iter().flatten().any(is_secret);
        let place = leaf.path.place();
        let released = matches!(
            (old, new),
            (Some(Record::Placement(a)), Some(Record::Placement(b))) if a.version == b.version
        );
        let words = |record: Option<&Record>| record.and_then(|r| words(r, released));
        let (before, after) = (words(old), words(new));
        event.steps.push(Step { change, place, before, after, secret });
    }
    event
}

fn is_trace(record: &Record) -> bool {
    matches!(record, Record::Value(v) if v.content == Content::Deleted)
}

fn is_secret(record: &Record) -> bool {
    matches!(record, Record::Value(v) if v.is_secret())
}

fn words(record: &Record, released: bool) -> Option<String> {
    match record {
        Record::Org(org) => Some(org.name.to_string()),
        Record::Member(m) if m.left => Some(format!("{} (left)", m.name)),
        Record::Member(m) => Some(format!("{} ({})", m.name, m.role)),
        Record::Group(group) => Some(group.name.to_string()),
        Record::Grant(grant) => Some(grant.role.to_string()),
        Record::Token(token) if token.key.revoked => Some(format!("{} (revoked)", token.name)),
        Record::Token(token) => Some(token.name.clone()),
        Record::Invitation(invited) => Some(format!("{} ({})", invited.name, invited.role)),
        Record::Waiver(waiver) => Some(waiver.reason.clone()),
        Record::Request(request) => Some(match (request.closed, request.votes.last()) {
            (Some(closed), _) => closed.to_string(),
            (None, Some(_)) => "approved".to_owned(),
            (None, None) => "asked".to_owned(),
        }),
        Record::Env(env) => Some(env.name.to_string()),
        Record::Placement(at) if released => at.released.map(|n| format!("v{n}")),
        Record::Placement(at) => Some(format!("v{}", at.version)),
        Record::Version(v) => v.name.clone(),
        Record::Run(run) => Some(match run.state {
            RunState::Running => format!("{} v{}", run.label, run.version),
            state => format!("{} v{} {state}", run.label, run.version),
        }),
        Record::Pin(pin) => Some(pin.version.map_or_else(|| "latest".to_owned(), |n| format!("v{n}"))),
        Record::Constant(c) => Some(if c.secret { "secret" } else { "plain" }.to_owned()),
        Record::Value(v) => match &v.content {
            Content::Plain(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
            Content::Sealed(_) | Content::Deleted => None,
        },
        _ => None,
    }
}
