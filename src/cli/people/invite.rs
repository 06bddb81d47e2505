//! `envctl invite` and `envctl join`: how somebody becomes a member.
//!
//! An invitation carries a key that signs once, and no key of any environment: who joins waits for
//! those until somebody who holds them comes by.

use serde::Serialize;

use super::who::{self, DAY};
use crate::cli::WriteArgs;
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::project::orgs_delete;
use crate::cli::report;
use crate::client::{Client, ClientError, Intent, device};
use crate::crypto::{Identity, random};
use crate::engine::{people, rights::Actor};
use crate::model::{
    Grant, GrantId, Granted, GroupId, Invitation, Kid, MemberId, Place, Point, Prefix, Role, Subject, Tree,
};
use crate::ui::{Line, Page, Report, Symbol};

/// How long the code of an invitation can be used.
const CODE_DAYS: u64 = 7;
/// Longest name of a member, in bytes.
const NAME_MAX: usize = 254;

/// Invite somebody to the organization
///
/// What --app and --env name limits them to it; without, the role holds everywhere. The code is for
/// them alone, works once, and for 7 days.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  envctl invite ben@acme.dev --role builder --env development,staging")]
pub struct Invite {
    /// Who: an address, or whatever they are to be known by
    #[arg(required = true)]
    who: Vec<String>,
    /// Their role in the organization
    #[arg(long)]
    role: Option<Role>,
    /// A group that they will be in
    #[arg(long, value_name = "GROUP")]
    group: Vec<String>,
    /// Membership for so long: 90d
    #[arg(long, value_name = "DURATION")]
    expires: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

/// Join an organization by the code of an invitation
///
/// The code is read from stdin where it is not given.
#[derive(Debug, clap::Args)]
pub struct Join {
    /// The code
    code: Option<String>,
    /// Make it the default organization
    #[arg(long = "use")]
    use_it: bool,
}

#[derive(Serialize)]
struct Invited {
    changed: bool,
    rev: u64,
    dry_run: bool,
    name: String,
    org: String,
    role: &'static str,
    groups: Vec<String>,
    on: String,
    member_until: Option<jiff::Timestamp>,
    code: Option<String>,
    code_expires_at: jiff::Timestamp,
}

impl Report for Invited {
    const KIND: &'static str = "Invitation";

    fn text(&self, page: &mut Page<'_>) {
        let dot = |line: Line| line.plain(" ").symbol(Symbol::Dot).plain(" ");
        let line = Line::new().plain(format!("invited {} to {} as {}", self.name, self.org, self.role));
        let mut line = dot(line).plain(&self.on);
        if let Some(until) = self.member_until {
            line = dot(line).plain(format!("until {}", page.time(until)));
        }
        if self.dry_run {
            page.line(line);
            return report::dry_run(page);
        }
        page.ok(line);
        if let Some(code) = &self.code {
            page.line(Line::new().plain("  code ").bold(code));
            page.line("  for them alone, shown once, valid for 7 days: envctl join CODE");
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.code.clone().into_iter().collect())
    }
}

#[derive(Debug, Serialize)]
struct Joined {
    changed: bool,
    rev: u64,
    org: String,
    name: String,
    role: &'static str,
    key: String,
    fingerprint: String,
}

impl Report for Joined {
    const KIND: &'static str = "JoinResult";

    fn text(&self, page: &mut Page<'_>) {
        let said = format!("joined {} as {}, {} ", self.org, self.name, self.role);
        page.ok(Line::new().plain(said).symbol(Symbol::Dot).plain(format!(" rev {}", self.rev)));
        page.line(format!("  your key's fingerprint: {}", self.fingerprint));
        page.line("  secrets open once somebody who can open them has run their next command");
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// Runs `invite`.
pub fn invite(ctx: &Context, args: &Invite) -> Result {
    let member_until = ctx.until(args.expires.as_deref())?;
    for name in &args.who {
        let plain = name.chars().all(|c| c.is_ascii_graphic());
        if name.is_empty() || !plain || name.len() > NAME_MAX || name.contains(':') {
            let rule = "a member's name is made of letters, digits and signs, without blanks or colons";
            return Err(Error::usage(format!("\"{}\": {rule}", name.escape_default())));
        }
    }
    let role = match args.role {
        Some(role) => role,
        None if ctx.ui.can_prompt() => {
            let roles: Vec<String> = Role::ALL.iter().map(ToString::to_string).collect();
            super::members::built_in(&roles[ctx.ui.select("Role", &roles)?])?
        }
        None => {
            let roles = Role::ALL.iter().map(ToString::to_string).collect();
            return Err(Error::input_required("role", "--role", roles));
        }
    };
    let (client, tree) = ctx.people()?;
    ctx.in_person(&client, &tree, "a token invites nobody")?;
    let scope = ctx.scope(&tree)?;
    let groups = args.group.iter().map(|name| Ok((people::group(&tree, name)?.0, name.clone())));
    let groups = groups.collect::<Result<Vec<(GroupId, String)>>>()?;
    let limited = !scope.projects.is_empty();
    for name in &args.who {
        let identity = Identity::generate();
        let (id, grant_id) = (MemberId(random()), GrantId(random()));
        let until = ctx.now + CODE_DAYS * DAY;
        let key = Point(identity.sign_key());
        let invited = Invitation { name: name.clone(), role, key, until, member_until };
        let grant = Grant {
            subject: Subject::Member(id),
            role: Granted::BuiltIn(role),
            projects: scope.projects.clone(),
            apps: scope.apps.clone(),
            envs: scope.envs.clone(),
            until: None,
        };
        if limited && matches!(role, Role::Admin | Role::Owner) {
            return Err(Error::usage(format!(
                "{role} is a role in the whole organization: --env and --app do not limit it"
            ))
            .hint(format!(
                "invite them as viewer or builder, then: envctl access grant {name} admin --env ENV"
            )));
        }
        let ids: Vec<GroupId> = groups.iter().map(|(id, _)| *id).collect();
        let done = ctx.write_people(
            &client,
            "invite",
            &args.write,
            |tree, _| {
                let grant = limited.then(|| (grant_id, grant.clone()));
                Ok(((), people::invite(tree, id, invited.clone(), grant, &ids)?))
            },
            |(), _| Ok(()),
        )?;
        let [a, b, c, d, e, f, g, h, ..] = client.org().0;
        let on = if limited { who::reach(&done.after, &grant) } else { "everywhere".to_owned() };
        ctx.ui.show(&Invited {
            changed: !args.write.dry_run,
            rev: done.rev,
            dry_run: args.write.dry_run,
            name: name.clone(),
            org: client.org_name().to_string(),
            role: role.as_str(),
            groups: groups.iter().map(|(_, name)| name.clone()).collect(),
            on: if role == Role::Viewer && !limited { "released apps".to_owned() } else { on },
            member_until: member_until.map(report::time),
            code: (!args.write.dry_run).then(|| identity.to_invitation([a, b, c, d, e, f, g, h]).to_string()),
            code_expires_at: report::time(until),
        })?;
    }
    Ok(error::OK)
}

/// Runs `join`.
pub fn join(ctx: &Context, args: &Join) -> Result {
    if ctx.token()?.is_some() {
        return Err(Error::usage("a token does not join: unset ENVCTL_TOKEN and ENVCTL_TOKEN_FILE"));
    }
    let code = match &args.code {
        Some(code) => zeroize::Zeroizing::new(code.clone()),
        None if ctx.ui.can_prompt() => ctx.ui.secret("Code of the invitation")?,
        None => {
            let mut text = zeroize::Zeroizing::new(String::new());
            let read = std::io::Read::read_to_string(
                &mut std::io::Read::take(std::io::stdin().lock(), 4096),
                &mut text,
            );
            read.map_err(|e| Error::usage(format!("cannot read the code: {e}")))?;
            text
        }
    };
    let malformed = |e: crate::crypto::TokenError| {
        Error::new(
            "invitation_malformed",
            error::UNAUTHENTICATED,
            format!("that is no code of an invitation: {e}"),
        )
    };
    let (once, prefix) = Identity::from_invitation(&code).map_err(malformed)?;
    let store = ctx.store_as(&once)?.ok_or_else(elsewhere)?;
    let entry = store.orgs()?.into_iter().find(|org| org.id.0.starts_with(&prefix)).ok_or_else(elsewhere)?;
    if entry.is_deleted() {
        let tree = store.read(&entry.id, &[Prefix::one(&Place::Org.path())], None)?;
        let was = tree.organization().and_then(|org| org.was.clone());
        return Err(orgs_delete::gone(&was.unwrap_or_else(|| entry.name.clone()), &entry));
    }
    // A code says which organization it is for: a name that stood for one that was deleted is the new one's.
    if !ctx.pins().knows(&ctx.store_label()?, &entry.name, &entry.id) {
        let known = ctx.entry(&store.orgs()?, entry.name.clone());
        match known {
            Err(e) if e.0.code == "org_deleted" => {
                ctx.pins().founded(&ctx.store_label()?, &entry.name, &entry.id);
            }
            _ => return Err(ClientError::Replaced { org: entry.name }.into()),
        }
    }
    let client = Client::new(store, once.clone(), (entry.id, entry.name.clone()), ctx.pins(), ctx.now);
    let tree = client.read(&[Prefix::members(), Prefix::invitations()], None)?;
    let (id, invited) = invitation(&tree, &once)?;
    if invited.until <= ctx.now {
        return Err(Error::new("invitation_expired", error::UNAUTHENTICATED, "the invitation has expired")
            .hint("ask for another one"));
    }
    let identity = ctx.identity_or_new()?;
    let kid = Kid::of(&identity.sign_key());
    if let Some((Actor::Member(_), _)) = Actor::of_key(&tree, kid) {
        return Err(Error::new(
            "already_member",
            error::CONFLICT,
            format!("you are a member of {} already", entry.name),
        )
        .hint("--profile NAME joins as somebody else"));
    }
    let intent = Intent { action: "join", message: None, expect: None, dry_run: false };
    let device = device(&identity, "this machine");
    let done = client.transact::<(), Error>(
        &intent,
        &[Prefix::members(), Prefix::invitations(), Prefix::projects()],
        |tree, _| {
            let (id, invited) = invitation(tree, &once)?;
            Ok(((), people::join(id, invited, device.clone())))
        },
        |(), _, _, _| Ok(()),
    )?;
    let member = done.after.member(id);
    ctx.ui.show(&Joined {
        changed: true,
        rev: done.rev,
        org: entry.name.to_string(),
        name: member.map(|m| m.name.clone()).unwrap_or_default(),
        role: member.map_or("", |m| m.role.as_str()),
        key: kid.to_string(),
        fingerprint: super::pending::fingerprint(kid),
    })?;
    if args.use_it {
        let org = Some(entry.name.to_string());
        let saved = crate::client::Context { org, env: None, saved: i64::try_from(ctx.now).ok() };
        saved.save(&ctx.folders, "default")?;
    }
    Ok(error::OK)
}

fn elsewhere() -> Error {
    Error::new(
        "org_not_found",
        error::NOT_FOUND,
        "the invitation is into an organization that this store does not have",
    )
    .hint("--store URL   (the store that it was made in)")
}

fn invitation<'t>(tree: &'t Tree, once: &Identity) -> Result<(MemberId, &'t Invitation)> {
    let key = Point(once.sign_key());
    tree.invitations().find(|(_, invited)| invited.key == key).ok_or_else(|| {
        Error::new("invitation_not_found", error::NOT_FOUND, "the invitation was used, or withdrawn")
            .hint("ask for another one")
    })
}
