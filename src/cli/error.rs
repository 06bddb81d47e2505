//! Errors as people see them: every error of the floors below, with its code, its exit code, and
//! the command that helps. Only this file names a command in a hint.

use super::people::signin;
use crate::client::follow::{FollowError, Unsynced};
use crate::client::{ClientError, KeyError, LocalError, VaultError};
use crate::engine::approvals::VoteError;
use crate::engine::constants::ConstantError;
use crate::engine::datasources::DatasourceError;
use crate::engine::envs::EnvError;
use crate::engine::flags::FlagError;
use crate::engine::people::PeopleError;
use crate::engine::promote::PromoteError;
use crate::engine::rights::Rule;
use crate::engine::{Denied, Refusal};
use crate::formats;
use crate::manifest::{Fact, ManifestError};
use crate::model::NameError;
use crate::store::StoreError;
use crate::ui::{Problem, PromptError};

/// Done, or nothing to do.
pub const OK: u8 = 0;
/// Anything without a code of its own.
pub const FAILED: u8 = 1;
/// A bad flag or argument, or a missing one and no terminal to ask on.
pub const USAGE: u8 = 2;
/// The thing named does not exist.
pub const NOT_FOUND: u8 = 3;
/// No identity, or not one that the store knows.
pub const UNAUTHENTICATED: u8 = 4;
/// Known, and not allowed.
pub const DENIED: u8 = 5;
/// Not confirmed, locked, or waiting for approval.
pub const BLOCKED: u8 = 6;
/// Changed meanwhile, or already there otherwise.
pub const CONFLICT: u8 = 7;
/// A manifest, check or precondition that does not hold.
pub const INVALID: u8 = 8;
/// The store cannot be reached now; trying again may help.
pub const UNAVAILABLE: u8 = 9;
/// Something differs, and `--exit-code` asked.
pub const DIFFERS: u8 = 10;
/// Ended by ^C.
pub const INTERRUPTED: u8 = 130;
/// A hook failed, or was stopped, before a promotion counted.
pub const HOOK_FAILED: u8 = 11;
/// A hook failed after a promotion, which stands.
pub const POST_HOOK_FAILED: u8 = 12;
/// `run` failed before it started anything.
pub const RUN_FAILED: u8 = 125;
/// `run` found the command and cannot execute it.
pub const RUN_CANNOT: u8 = 126;
/// `run` did not find the command.
pub const RUN_NOT_FOUND: u8 = 127;

/// Why a command failed.
#[derive(Debug)]
pub struct Error(pub Box<Problem>);

/// What a command gives back.
pub type Result<T = u8> = std::result::Result<T, Error>;

impl Error {
    /// An error with a stable code, an exit code and one sentence.
    pub fn new(code: &'static str, exit: u8, message: impl Into<String>) -> Error {
        Error(Box::new(Problem { code, exit, message: message.into(), ..Problem::default() }))
    }

    /// A bad or missing argument.
    pub fn usage(message: impl Into<String>) -> Error {
        Error::new("usage", USAGE, message)
    }

    /// A missing argument and nobody to ask.
    pub fn input_required(what: &str, flag: &str, choices: Vec<String>) -> Error {
        let mut error =
            Error::new("input_required", USAGE, format!("no {what} given and no terminal to ask on"));
        let list = if choices.is_empty() { String::new() } else { format!(" {}", choices.join("|")) };
        error.0.hints.push(format!("pass {flag}{list}"));
        error.0.flag = Some(flag.to_owned());
        error.0.choices = choices;
        error
    }

    /// Declined.
    pub fn cancelled() -> Error {
        Error::new("cancelled", BLOCKED, "cancelled, nothing changed")
    }

    /// With an indented fact below the sentence.
    #[must_use]
    pub fn fact(mut self, fact: impl Into<String>) -> Error {
        self.0.facts.push(fact.into());
        self
    }

    /// With a hint: a command that can be pasted.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Error {
        self.0.hints.push(hint.into());
        self
    }

    /// With the known names, and the nearest of them.
    #[must_use]
    pub fn known(mut self, word: &str, names: &[String]) -> Error {
        let nearest = crate::ui::nearest(word, names.iter().map(String::as_str));
        let list = names.join(", ");
        match nearest {
            Some(name) => self.0.hints.push(format!("did you mean {name}? ({list})")),
            None if !names.is_empty() => self.0.hints.push(format!("there are: {list}")),
            None => {}
        }
        self.0.choices = names.to_vec();
        self
    }

    /// The exit code.
    pub fn exit(&self) -> u8 {
        self.0.exit
    }
}

impl From<NameError> for Error {
    fn from(e: NameError) -> Error {
        Error::new("invalid_name", USAGE, e.to_string())
    }
}

impl From<PromptError> for Error {
    fn from(e: PromptError) -> Error {
        match e {
            PromptError::Interrupted => {
                Error::new("interrupted", INTERRUPTED, "interrupted, nothing changed")
            }
            PromptError::Cancelled => Error::cancelled(),
            other => Error::new("input_required", USAGE, other.to_string()),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(e: std::io::Error) -> Error {
        // The reader of our stdout went away: that ends a command quietly (see `main`).
        let code = if e.kind() == std::io::ErrorKind::BrokenPipe { "broken_pipe" } else { "io" };
        Error::new(code, FAILED, format!("cannot write the answer: {e}"))
    }
}

impl From<LocalError> for Error {
    fn from(e: LocalError) -> Error {
        let (code, exit) = match e {
            LocalError::NoHome { .. } => ("no_home", USAGE),
            LocalError::Invalid { .. } => ("local_file_invalid", INVALID),
            LocalError::Io { .. } => ("local_file", FAILED),
        };
        Error::new(code, exit, e.to_string())
    }
}

impl From<KeyError> for Error {
    fn from(e: KeyError) -> Error {
        let error = Error::new("no_identity", UNAUTHENTICATED, e.to_string());
        match e {
            KeyError::None => error.hint("envctl init   (makes one, with a project)"),
            KeyError::Exposed { path, .. } => error.hint(format!("chmod 600 {}", path.display())),
            KeyError::Keyring(_) => error.hint("unlock the keyring and run the command again"),
            KeyError::Local(e) => e.into(),
            KeyError::Unsafe { .. } | KeyError::Invalid { .. } => error,
        }
    }
}

impl From<VaultError> for Error {
    fn from(e: VaultError) -> Error {
        match e {
            VaultError::NoWrap { .. } => Error::new("no_key", DENIED, e.to_string()),
            VaultError::NoKey { .. } | VaultError::Seal { .. } => {
                Error::new("sealed", INVALID, e.to_string())
            }
        }
    }
}

impl From<StoreError> for Error {
    fn from(e: StoreError) -> Error {
        let message = e.to_string();
        match e {
            StoreError::Refused(refusal) => refusal.into(),
            StoreError::NoOrg(_) => Error::new("org_not_found", NOT_FOUND, message),
            StoreError::NoRevision { .. } => Error::new("revision_not_found", NOT_FOUND, message),
            StoreError::NameTaken(_) => Error::new("name_taken", CONFLICT, message),
            StoreError::Busy { .. } => {
                Error::new("store_busy", UNAVAILABLE, message).hint("run the command again")
            }
            StoreError::Exposed { path, .. } => {
                Error::new("store_exposed", DENIED, message).hint(format!("chmod 600 {}", path.display()))
            }
            StoreError::Network { .. } => {
                Error::new("store_on_network", UNAVAILABLE, message).hint("--store file:PATH on a local disk")
            }
            StoreError::Newer { .. } => Error::new("store_newer", INVALID, message)
                .hint("use the envctl that made it, or a newer one"),
            StoreError::Damaged { .. } | StoreError::Record { .. } => {
                Error::new("store_damaged", INVALID, message)
                    .hint("envctl audit verify   (says what is not as it was signed)")
            }
            StoreError::Answered { code, .. } => answered(&code, message),
            StoreError::Unmet { place, unmet, .. } => signin::unmet(place.as_deref(), &unmet),
            StoreError::TooMuch { code, .. } => signin::too_much(&code, message),
            StoreError::Unreachable { .. } => Error::new("store_unreachable", UNAVAILABLE, message),
            StoreError::Io { .. } | StoreError::Database { .. } => {
                Error::new("store_io", UNAVAILABLE, message)
            }
        }
    }
}

/// What a server refused, by its stable word; one that is not known here is the server's own affair.
fn answered(code: &str, message: String) -> Error {
    const CODES: [(&str, u8); 26] = [
        ("unauthenticated", UNAUTHENTICATED),
        ("token_expired", UNAUTHENTICATED),
        ("token_revoked", UNAUTHENTICATED),
        ("not_member", UNAUTHENTICATED),
        ("invitation_expired", UNAUTHENTICATED),
        ("unknown_key", UNAUTHENTICATED),
        ("setup_code", UNAUTHENTICATED),
        ("clock_skew", UNAUTHENTICATED),
        ("no_session", UNAUTHENTICATED),
        ("mfa_not_enrolled", UNAUTHENTICATED),
        ("code_wrong", UNAUTHENTICATED),
        ("code_used", UNAUTHENTICATED),
        ("code_needed", UNAUTHENTICATED),
        ("env_frozen", BLOCKED),
        ("token_scope", DENIED),
        ("env_not_granted", DENIED),
        ("view_only", DENIED),
        ("no_promote_right", DENIED),
        ("no_release_right", DENIED),
        ("denied", DENIED),
        ("env_read_only", DENIED),
        ("not_found", NOT_FOUND),
        ("env_locked", BLOCKED),
        ("stale", CONFLICT),
        ("refused", INVALID),
        ("too_large", INVALID),
    ];
    let known = CODES.iter().find(|(word, _)| *word == code);
    let (code, exit) = known.copied().unwrap_or(("store_unavailable", UNAVAILABLE));
    let error = Error::new(code, exit, message);
    match code {
        "clock_skew" => error.hint("set the clock of this machine"),
        "setup_code" => error
            .fact("the server prints it when it starts, until its first organization is made")
            .hint("ENVCTL_SETUP_CODE=CODE envctl orgs create NAME"),
        "stale" => error.hint("run the command again"),
        _ => error,
    }
}

impl From<Denied> for Error {
    fn from(e: Denied) -> Error {
        let exit = match e.rule {
            Rule::NotFound => NOT_FOUND,
            _ => DENIED,
        };
        Error::new(e.rule.code(e.right), exit, e.to_string()).fact(format!("your role: {}", e.role))
    }
}

impl From<VoteError> for Error {
    fn from(e: VoteError) -> Error {
        let message = e.to_string();
        match e {
            VoteError::Own => Error::new("own_request", DENIED, message),
            VoteError::Twice | VoteError::Closed(_) => Error::new("already_decided", CONFLICT, message),
            VoteError::Void => Error::new("stale", CONFLICT, message).hint("envctl access requests"),
            VoteError::Denied(denied) => denied.into(),
        }
    }
}

impl From<Refusal> for Error {
    fn from(e: Refusal) -> Error {
        let message = e.to_string();
        match e {
            Refusal::Denied(denied) => denied.into(),
            Refusal::Deleted(_) => Error::new("org_deleted", NOT_FOUND, message),
            Refusal::Stale { .. } => Error::new("stale", CONFLICT, message).hint("run the command again"),
            Refusal::Level { .. } => Error::new("format_newer", INVALID, message),
            Refusal::UnknownKey { .. } => Error::new("unknown_key", UNAUTHENTICATED, message),
            Refusal::Locked { ref env, .. } => Error::new("env_locked", BLOCKED, message)
                .fact("nothing was changed")
                .hint(format!("envctl envs unlock {env}")),
            Refusal::Invalid { .. } | Refusal::Limit { .. } => Error::new("refused", INVALID, message),
            Refusal::Bytes { .. } | Refusal::Chain { .. } | Refusal::Signature { .. } => {
                Error::new("refused", INVALID, message).hint("envctl audit verify")
            }
        }
    }
}

impl From<ClientError> for Error {
    fn from(e: ClientError) -> Error {
        let message = e.to_string();
        match e {
            ClientError::Store(e) => e.into(),
            ClientError::Refused(e) => e.into(),
            ClientError::Vault(e) => e.into(),
            ClientError::Local(e) => e.into(),
            ClientError::Expected { .. } => Error::new("stale_revision", CONFLICT, message)
                .hint("look with `envctl log`, then run the command again"),
            ClientError::Contended => {
                Error::new("store_busy", UNAVAILABLE, message).hint("run the command again")
            }
            ClientError::TokenEnded { expired, .. } => {
                let code = if expired { "token_expired" } else { "token_revoked" };
                Error::new(code, UNAUTHENTICATED, message)
                    .hint("envctl tokens create NAME --role ROLE   (makes another)")
            }
            ClientError::Left { .. } => Error::new("not_member", UNAUTHENTICATED, message),
            ClientError::NotMember { .. } => Error::new("not_member", UNAUTHENTICATED, message)
                .hint("envctl whoami   (shows your key and organizations)"),
            ClientError::Replaced { .. } => Error::new("org_replaced", INVALID, message)
                .fact("somebody put another one in its place, or the store was made anew")
                .hint(
                    "if that was you: remove the file of its name in envctl's state directory, under heads/",
                ),
            ClientError::Unvouched { .. } => Error::new("store_forged", INVALID, message)
                .fact("nothing was written")
                .hint("envctl audit verify"),
            ClientError::WentBack { .. } | ClientError::Rewritten { .. } => {
                Error::new("store_went_back", INVALID, message)
                    .fact("an older copy was put in its place, or commits were taken away")
                    .hint("envctl audit verify")
                    .hint("envctl sync --repair   (brings back what this machine holds, after a failover)")
            }
        }
    }
}

impl From<ManifestError> for Error {
    fn from(e: ManifestError) -> Error {
        let message = e.to_string();
        match e {
            ManifestError::NotFound { .. } => {
                Error::new("manifest_not_found", NOT_FOUND, message).hint("envctl init   (writes one here)")
            }
            ManifestError::Exists { .. } => Error::new("manifest_exists", CONFLICT, message),
            ManifestError::Changed { .. } => {
                Error::new("manifest_changed", CONFLICT, message).hint("run the command again")
            }
            ManifestError::Invalid { problems, .. } => {
                let mut error = Error::new("manifest_invalid", INVALID, message);
                let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
                error.0.excerpt = Some(shown.join("\n"));
                error.0.hints = problems.into_iter().filter_map(|p| p.hint).take(2).collect();
                error
            }
            ManifestError::Io { .. } => Error::new("manifest_io", FAILED, message),
            _ => Error::new("manifest_invalid", INVALID, message),
        }
    }
}

/// A fact as one line, for people.
pub fn fact_text(fact: Option<&Fact>) -> String {
    match fact {
        None => "nothing".to_owned(),
        Some(Fact::Table) => "declared".to_owned(),
        Some(Fact::Text(text)) => format!("\"{text}\""),
        Some(Fact::Int(n)) => n.to_string(),
        Some(Fact::Bool(b)) => b.to_string(),
        Some(Fact::Float(n)) => n.to_string(),
        Some(Fact::List(items)) => {
            format!("[{}]", items.iter().map(|item| fact_text(Some(item))).collect::<Vec<_>>().join(", "))
        }
        Some(Fact::Map(items)) => {
            let item = |(key, value): (&String, &Fact)| format!("{key} = {}", fact_text(Some(value)));
            format!("{{ {} }}", items.iter().map(item).collect::<Vec<_>>().join(", "))
        }
    }
}

impl From<FollowError> for Error {
    fn from(e: FollowError) -> Error {
        let message = e.to_string();
        match e {
            FollowError::Manifest(e) => e.into(),
            FollowError::Client(e) => (*e).into(),
            FollowError::HandEdit(edits) => {
                let mut error = Error::new("not_synced", CONFLICT, message).fact("nothing was changed");
                for Unsynced { path, manifest, store } in edits {
                    let (here, there) = (fact_text(manifest.as_ref()), fact_text(store.as_ref()));
                    error = error.fact(format!("{path}   envctl.toml {here} · store {there}"));
                }
                error.hint("envctl sync   (envctl diff shows all that differs)")
            }
        }
    }
}

impl From<ConstantError> for Error {
    fn from(e: ConstantError) -> Error {
        let message = e.to_string();
        match e {
            ConstantError::Reserved(_) => Error::new("reserved_name", USAGE, message),
            ConstantError::Dangerous(_) => Error::new("dangerous_name", USAGE, message)
                .hint("--allow-dangerous-name sets it all the same"),
            ConstantError::Nul { .. } | ConstantError::TooLong { .. } => {
                Error::new("invalid_value", USAGE, message)
            }
            ConstantError::NotText { .. } => {
                Error::new("invalid_value", USAGE, message).hint("set it as --secret")
            }
            ConstantError::OtherKind { ref key, secret } => {
                Error::new("wrong_kind", CONFLICT, message).hint(format!(
                    "leave out {}, or `envctl unset {key} --declaration` first",
                    if secret { "--plain" } else { "--secret" }
                ))
            }
            ConstantError::Rule { .. } => Error::new("value_refused", INVALID, message),
            ConstantError::Pattern { .. } => Error::new("manifest_invalid", INVALID, message),
            ConstantError::Foreign { .. } | ConstantError::Circle { .. } | ConstantError::TooDeep { .. } => {
                Error::new("invalid_reference", USAGE, message)
            }
            ConstantError::Renamed { ref new, .. } => {
                Error::new("renamed", CONFLICT, message).hint(format!("envctl set {new}"))
            }
            ConstantError::Undeclared(_) => Error::new("constant_not_found", NOT_FOUND, message),
        }
    }
}

impl From<DatasourceError> for Error {
    fn from(e: DatasourceError) -> Error {
        let message = e.to_string();
        match e {
            DatasourceError::Exists(name) => Error::new("datasource_exists", CONFLICT, message)
                .hint(format!("envctl datasources show {name}")),
            DatasourceError::Undeclared(_) => Error::new("datasource_not_found", NOT_FOUND, message),
            DatasourceError::NoField { field, fields, .. } => {
                Error::new("field_not_found", NOT_FOUND, message).known(field.as_str(), &fields)
            }
            DatasourceError::Value { .. } => Error::new("invalid_value", USAGE, message),
        }
    }
}

impl From<FlagError> for Error {
    fn from(e: FlagError) -> Error {
        let message = e.to_string();
        match e {
            FlagError::Undeclared(_) => Error::new("flag_not_found", NOT_FOUND, message),
            FlagError::Mode(_) | FlagError::Split(_) | FlagError::Rule(_) | FlagError::TooMany => {
                Error::usage(message)
            }
            FlagError::Unreadable(_) => Error::new("flag_unreadable", INVALID, message)
                .fact("a newer envctl wrote it, or another program"),
        }
    }
}

impl From<PeopleError> for Error {
    fn from(e: PeopleError) -> Error {
        let message = e.to_string();
        match e {
            PeopleError::NotFound { what, name, known } => {
                let code = match what {
                    "group" => "group_not_found",
                    "token" => "token_not_found",
                    "role" => "role_not_found",
                    "device" => "device_not_found",
                    _ => "member_not_found",
                };
                Error::new(code, NOT_FOUND, message).known(&name, &known)
            }
            PeopleError::Taken { .. } => Error::new("name_taken", CONFLICT, message),
            PeopleError::Viewer { name, role } => Error::new("builder_level", CONFLICT, message)
                .hint(format!("envctl members set-role {name} {role}")),
            PeopleError::LastOwner(_) => Error::new("last_owner", CONFLICT, message),
            PeopleError::LastDevice(_) => Error::new("last_device", CONFLICT, message),
            PeopleError::InUse { .. } => {
                Error::new("in_use", CONFLICT, message).hint("envctl access list   (shows who has it)")
            }
        }
    }
}

impl From<EnvError> for Error {
    fn from(e: EnvError) -> Error {
        let message = e.to_string();
        match e {
            EnvError::NameTaken { .. } => Error::new("env_exists", CONFLICT, message),
            EnvError::Protected(_) => Error::new("env_protected", BLOCKED, message),
            EnvError::Released { .. } => {
                Error::new("env_released", CONFLICT, message).fact("end users get it from there")
            }
            EnvError::InUse { ref env, .. } => {
                Error::new("env_in_use", CONFLICT, message).hint(format!("envctl envs delete {env} --force"))
            }
            EnvError::Rule { .. } => Error::new("invalid_rule", USAGE, message),
            EnvError::Only(_) => Error::new("env_only", CONFLICT, message),
        }
    }
}

impl From<PromoteError> for Error {
    fn from(e: PromoteError) -> Error {
        let message = e.to_string();
        match e {
            PromoteError::NoApp(_) => Error::new("app_not_found", NOT_FOUND, message),
            PromoteError::NoVersion { ref app, .. } => Error::new("version_not_found", NOT_FOUND, message)
                .hint(format!("envctl apps versions list {app}")),
            PromoteError::NotPublished { ref app } => Error::new("not_published", INVALID, message)
                .hint(format!("envctl publish {app}   (or promote with --publish)")),
            PromoteError::PublishesDraft { .. } => {
                Error::new("usage", USAGE, message).hint("leave out the version, or --publish")
            }
            PromoteError::NotInSource { ref app, ref env } => {
                Error::new("not_in_source", INVALID, message).hint(format!("envctl promote {app} --to {env}"))
            }
            PromoteError::NotPassed { ref app, version, ref from, .. } => {
                Error::new("skips_env", INVALID, message)
                    .hint(format!("envctl promote {app}@v{version} --to {from}"))
            }
            PromoteError::FirstEnv { .. } => {
                Error::new("first_env", INVALID, message).hint("envctl publish APP")
            }
            PromoteError::LastEnv { ref env } => Error::new("last_env", INVALID, message)
                .hint(format!("to make it live: envctl release APP --env {env}")),
            PromoteError::Backwards { .. } => {
                Error::new("backwards", INVALID, message).hint("envctl rollback APP --env ENV")
            }
            PromoteError::SkipsEnv { ref between, .. } => Error::new("skips_env", INVALID, message)
                .hint(format!("envctl promote APP --to {}", between.first().map_or("ENV", String::as_str))),
            PromoteError::Downgrade { ref app, ref env, version, been, .. } => {
                let error = Error::new("downgrade", INVALID, message);
                if been {
                    error.hint(format!("envctl rollback {app} --env {env} --to v{version}"))
                } else {
                    error.hint("--allow-downgrade promotes it all the same")
                }
            }
            PromoteError::NowhereBefore { ref app, .. } => {
                Error::new("not_in_source", INVALID, message).hint(format!("envctl apps versions list {app}"))
            }
            PromoteError::NoReason => {
                Error::new("usage", USAGE, message).hint("--reason TEXT says why; it is kept for ever")
            }
            PromoteError::NotAcceptable { ref env, ref allowed, .. } => {
                let error = Error::new("not_acceptable", INVALID, message);
                match allowed.as_deref() {
                    Some([]) => error.fact("its policy lets nothing be accepted"),
                    Some(codes) => error.fact(format!("its policy lets be accepted: {}", codes.join(", "))),
                    None => error,
                }
                .hint(format!("envctl envs show {env}"))
            }
            PromoteError::NotInLastEnv { ref last, .. } => Error::new("not_in_last_env", INVALID, message)
                .hint(format!("envctl release APP --env {last}")),
            PromoteError::NoEarlier { ref app, .. } => Error::new("no_earlier_version", INVALID, message)
                .hint(format!("envctl apps versions list {app}")),
            PromoteError::NeverThere { ref app, .. } => Error::new("version_never_there", INVALID, message)
                .hint(format!("envctl apps versions list {app}")),
            PromoteError::NotThere { ref app, ref env } => {
                Error::new("not_in_env", INVALID, message).hint(format!("envctl promote {app} --to {env}"))
            }
        }
    }
}

impl From<formats::ReadError> for Error {
    fn from(e: formats::ReadError) -> Error {
        let mut error = Error::new("unreadable", INVALID, e.to_string());
        for problem in e.problems.iter().skip(1) {
            error = error.fact(problem.to_string());
        }
        match e.problems.iter().find_map(|problem| problem.fault.hint()) {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}

impl From<formats::WriteError> for Error {
    fn from(e: formats::WriteError) -> Error {
        let mut refused = e.refused.iter();
        let first = refused.next().map(ToString::to_string).unwrap_or_default();
        let mut error = Error::new("format_cannot_hold", INVALID, first);
        for refusal in refused {
            error = error.fact(refusal.to_string());
        }
        error = error.fact("nothing was written");
        match e.refused.iter().find_map(formats::Refusal::hint) {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}
