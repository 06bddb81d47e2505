//! Who may do what: what each role holds, the rule that a refusal rests on, and the one decision.
//!
//! Judged on the tree before a commit, by the gate, by the client before it signs, and by whoever
//! asks why: all of them call [`Access::check`]. Time does not occur here: a right ends by a commit.

use std::fmt;

use crate::model::{AppName, Env, EnvId, ProjectName, Role};

mod access;
mod action;
mod actor;
mod covers;

pub use crate::model::Right;
pub(super) use access::rights_of;
pub use access::{Access, Held, Via};
pub use action::{Action, Asked};
pub use actor::Actor;
pub use covers::{Reach, covers};

impl Right {
    /// The verb that a refusal uses.
    pub fn verb(self) -> &'static str {
        match self {
            Right::View => "see",
            Right::Open => "open",
            Right::Edit => "edit apps in",
            Right::Write => "set values in",
            Right::Promote => "promote to",
            Right::Release => "release or roll back in",
            Right::Approve => "approve in",
            Right::Manage => "manage",
            Right::Own => "change",
        }
    }
}

impl Role {
    /// The rights that the role holds, wherever it holds any.
    pub fn rights(self) -> &'static [Right] {
        use Right::{Approve, Edit, Manage, Open, Own, Promote, Release, View, Write};
        match self {
            // A viewer sees released apps in the last environment, and where a grant says so, more.
            Role::Viewer => &[],
            Role::Tester => &[View, Open],
            Role::Builder => &[View, Open, Edit, Write, Promote],
            Role::Deployer => &[View, Promote, Release],
            Role::Admin => &[View, Open, Edit, Write, Promote, Release, Approve, Manage],
            Role::Owner => &[View, Open, Edit, Write, Promote, Release, Approve, Manage, Own],
        }
    }

    /// The rights that a grant of the role gives. A grant of `viewer` lets see what it names.
    pub fn granted(self) -> &'static [Right] {
        match self {
            Role::Viewer => &[Right::View],
            Role::Owner => Role::Admin.rights(),
            other => other.rights(),
        }
    }
}

/// A set of rights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rights(u16);

impl Rights {
    /// These rights.
    pub fn of(rights: &[Right]) -> Rights {
        Rights(rights.iter().fold(0, |set, right| set | bit(*right)))
    }

    /// Whether a right is among them.
    pub fn holds(self, right: Right) -> bool {
        self.0 & bit(right) != 0
    }

    /// The rights of both.
    #[must_use]
    pub fn and(self, other: Rights) -> Rights {
        Rights(self.0 | other.0)
    }

    /// Those that are in both.
    #[must_use]
    pub fn within(self, other: Rights) -> Rights {
        Rights(self.0 & other.0)
    }

    /// Whether there are no others than these.
    pub fn is_within(self, other: Rights) -> bool {
        self.0 & !other.0 == 0
    }

    /// The rights, in order.
    pub fn list(self) -> Vec<Right> {
        Right::ALL.iter().copied().filter(|right| self.holds(*right)).collect()
    }
}

fn bit(right: Right) -> u16 {
    1 << right as u16
}

impl fmt::Display for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.list().into_iter().map(Right::as_str).collect();
        f.write_str(&if words.is_empty() { "nothing".to_owned() } else { words.join(", ") })
    }
}

/// Where a right is asked for. What is left out is asked for as a whole.
#[derive(Clone, Copy, Debug, Default)]
pub struct At<'a> {
    /// The project; none: the organization.
    pub project: Option<&'a ProjectName>,
    /// The environment.
    pub env: Option<(EnvId, &'a Env)>,
    /// The app; none: whatever all apps share.
    pub app: Option<&'a AppName>,
}

/// The rule that a refusal rests on, in the order in which they are checked: the first is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The token was not given this.
    TokenScope,
    /// There is nothing there, for who asks.
    NotFound,
    /// No grant reaches the environment.
    EnvNotGranted,
    /// The environment is protected, and no grant names it.
    Protected,
    /// What is held there only looks.
    ViewOnly,
    /// What is held there does not give the right.
    NoRight,
    /// End users get this version.
    ReleasedVersion,
    /// Apps are edited in the first environment.
    EnvReadOnly,
    /// It was published: only a draft is edited.
    NotDraft,
    /// It is released from the last environment.
    NotInLastEnv,
    /// Nothing of the app is released.
    NotReleased,
    /// The app has no other version.
    OnlyVersion,
}

impl Rule {
    /// The stable word for it, with the right that was asked for.
    pub fn code(self, right: Right) -> &'static str {
        match self {
            Rule::TokenScope => "token_scope",
            Rule::NotFound => "not_found",
            Rule::EnvNotGranted | Rule::Protected => "env_not_granted",
            Rule::ViewOnly => "view_only",
            Rule::NoRight => match right {
                Right::Promote => "no_promote_right",
                Right::Release => "no_release_right",
                _ => "denied",
            },
            Rule::ReleasedVersion => "released_version",
            Rule::EnvReadOnly => "env_read_only",
            Rule::NotDraft => "not_draft",
            Rule::NotInLastEnv => "not_in_last_env",
            Rule::NotReleased => "not_released",
            Rule::OnlyVersion => "only_version",
        }
    }
}

/// A right that is not there, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{who} may not {} {what}: {}", right.verb(), self.reason())]
pub struct Denied {
    /// Who asked.
    pub who: String,
    /// What they hold, in words.
    pub role: String,
    /// What was asked for.
    pub right: Right,
    /// Where.
    pub what: String,
    /// The rule that decided.
    pub rule: Rule,
}

impl Denied {
    /// The rule in words.
    pub fn reason(&self) -> String {
        let (role, what) = (&self.role, &self.what);
        match self.rule {
            Rule::TokenScope => "the token was not given that".to_owned(),
            Rule::NotFound => "there is no such thing".to_owned(),
            Rule::EnvNotGranted => "no grant reaches it".to_owned(),
            Rule::Protected => format!("it is protected, and no grant of {role} names it"),
            Rule::ViewOnly => format!("{role} only looks"),
            Rule::NoRight => format!("{role} does not give that right"),
            Rule::ReleasedVersion => "end users get this version".to_owned(),
            Rule::EnvReadOnly => {
                format!("apps are edited in the first environment only, and {what} is another")
            }
            Rule::NotDraft => "it was published; only the draft is edited".to_owned(),
            Rule::NotInLastEnv => "it is not in the last environment".to_owned(),
            Rule::NotReleased => "it is not released".to_owned(),
            Rule::OnlyVersion => "it is the only version of its app".to_owned(),
        }
    }
}
