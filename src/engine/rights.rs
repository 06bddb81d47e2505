//! Who may do what: the closed set of rights, what each role holds, and the one decision.
//!
//! Judged on the tree before a commit, by the gate, by the client before it signs, and by whoever
//! asks why. Time does not occur here: a right ends by a commit.

use crate::model::{AppName, Env, EnvId, Member, Role};

/// One right. The set is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// See an environment: its settings and plain values.
    View,
    /// Open secrets; run and inspect.
    Open,
    /// Change drafts, publish, manage versions.
    Edit,
    /// Set values of constants, datasources and flags.
    Write,
    /// Move versions into an environment.
    Promote,
    /// Make a version live, and roll back.
    Release,
    /// Approve what others ask for.
    Approve,
    /// Environments, people, grants, tokens.
    Manage,
    /// The organization itself.
    Own,
}

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
            // A viewer sees released apps in the last environment: no right on an environment.
            Role::Viewer => &[],
            Role::Tester => &[View, Open],
            Role::Builder => &[View, Open, Edit, Write, Promote],
            Role::Deployer => &[View, Promote, Release],
            Role::Admin => &[View, Open, Edit, Write, Promote, Release, Approve, Manage],
            Role::Owner => &[View, Open, Edit, Write, Promote, Release, Approve, Manage, Own],
        }
    }
}

/// The rule that a refusal rests on, in the order in which they are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The environment is protected and no grant names it.
    EnvNotGranted,
    /// The role sees, but does not change.
    ViewOnly,
    /// The role does not hold the right.
    NoRight,
}

/// A right that is not there, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{who} may not {} {}: {}", right.verb(), what, self.reason())]
pub struct Denied {
    /// Who asked.
    pub who: String,
    /// The role in the organization.
    pub role: Role,
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
        let role = self.role;
        match self.rule {
            Rule::EnvNotGranted => format!("it is protected, and no grant of {role} names it"),
            Rule::ViewOnly => format!("{role} only looks"),
            Rule::NoRight => format!("{role} does not give that right"),
        }
    }
}

/// Decides whether a member holds a right, on an environment or on the organization as a whole.
///
/// # Errors
/// The first rule that refuses.
pub fn check(
    member: &Member,
    right: Right,
    env: Option<(EnvId, &Env)>,
    _app: Option<&AppName>,
) -> Result<(), Denied> {
    let what = env.map_or_else(|| "the organization".to_owned(), |(_, e)| e.name.to_string());
    let denied =
        |rule| Err(Denied { who: member.name.clone(), role: member.role, right, what: what.clone(), rule });
    let above = matches!(member.role, Role::Admin | Role::Owner);
    if env.is_some_and(|(_, e)| e.policy.is_some()) && !above {
        return denied(Rule::EnvNotGranted);
    }
    let rights = member.role.rights();
    if rights.contains(&right) {
        return Ok(());
    }
    denied(if rights.iter().all(|r| *r <= Right::Open) { Rule::ViewOnly } else { Rule::NoRight })
}
