//! Where a record stands in an organization's tree.
//!
//! A path is text, so that a store keeps it as an ordered key and reads by prefix; [`Place`] is the
//! same path taken apart. Invariant: every [`Path`] was built from a [`Place`] or parsed to one.

use std::fmt;

use super::cbor::{Cbor, DecodeError, Reader, Writer};
use super::name::{is_key, is_own, is_slug};
use super::{AppName, EnvId, GrantId, GroupId, Key, Kind, MemberId, ProjectName, RoleName, TokenId};

/// Most parts that a path has.
const PARTS_MAX: usize = 6;

/// The path of one record, as ordered text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(Box<str>);

/// Whose value it is: the project's, or one app's own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The project's: what every app sees unless it has its own.
    Project,
    /// One app's own value, which wins over the project's.
    App(AppName),
    /// A field of a datasource; the key is the field's name.
    Datasource(AppName),
    /// A flag; the one key is [`Key::state`].
    Flag(AppName),
}

impl Scope {
    /// The scope of `app`, or of the project where there is none.
    pub fn of(app: Option<&AppName>) -> Scope {
        app.map_or(Scope::Project, |app| Scope::App(app.clone()))
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scope::Project => f.write_str("_"),
            Scope::App(app) => write!(f, "app.{app}"),
            Scope::Datasource(name) => write!(f, "ds.{name}"),
            Scope::Flag(name) => write!(f, "flag.{name}"),
        }
    }
}

/// A path taken apart: which record it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The organization itself.
    Org,
    /// The text of a commit: in its leaf only, never in the tree.
    Message,
    /// A member.
    Member(MemberId),
    /// A group.
    Group(GroupId),
    /// A custom role.
    Role(RoleName),
    /// A grant.
    Grant(GrantId),
    /// A token.
    Token(TokenId),
    /// How rights add up.
    AccessPolicy,
    /// The last access review.
    Review,
    /// An invitation, by the id that the member will have.
    Invitation(MemberId),
    /// A request, by the revision that it was asked in.
    Request(u32),
    /// A project.
    Project(ProjectName),
    /// An environment of a project.
    Env(ProjectName, EnvId),
    /// The `n`th key of an environment, with its wraps.
    Epoch(ProjectName, EnvId, u32),
    /// An app, with its draft.
    App(ProjectName, AppName),
    /// An immutable version of an app.
    Version(ProjectName, AppName, u32),
    /// Which version of an app is in an environment.
    Placement(ProjectName, EnvId, AppName),
    /// The declaration of a constant.
    Constant(ProjectName, Key),
    /// The value of a constant, or of a datasource's field, in an environment.
    Value(ProjectName, EnvId, Scope, Key),
    /// The declaration of a datasource.
    Datasource(ProjectName, AppName),
    /// The declaration of a flag.
    Flag(ProjectName, AppName),
    /// A promotion of an app into an environment whose hooks are under way or failed.
    Run(ProjectName, EnvId, AppName),
    /// That a secret is left as it is, though it is exposed.
    Waiver(ProjectName, EnvId, Scope, Key),
    /// What an app in an environment keeps to.
    Pin(ProjectName, EnvId, AppName),
    /// A template: a project's, or the organization's.
    Template(Option<ProjectName>, AppName),
}

impl Place {
    /// The kind of record that stands there.
    pub fn kind(&self) -> Kind {
        match self {
            Place::Org => Kind::Org,
            Place::Message => Kind::Message,
            Place::Member(_) => Kind::Member,
            Place::Group(_) => Kind::Group,
            Place::Role(_) => Kind::Role,
            Place::Grant(_) => Kind::Grant,
            Place::Token(_) => Kind::Token,
            Place::AccessPolicy => Kind::AccessPolicy,
            Place::Review => Kind::Review,
            Place::Invitation(_) => Kind::Invitation,
            Place::Request(_) => Kind::Request,
            Place::Project(_) => Kind::Project,
            Place::Env(..) => Kind::Env,
            Place::Epoch(..) => Kind::Epoch,
            Place::App(..) => Kind::App,
            Place::Version(..) => Kind::Version,
            Place::Placement(..) => Kind::Placement,
            Place::Constant(..) => Kind::Constant,
            Place::Value(..) => Kind::Value,
            Place::Datasource(..) => Kind::Datasource,
            Place::Flag(..) => Kind::Flag,
            Place::Run(..) => Kind::Run,
            Place::Pin(..) => Kind::Pin,
            Place::Template(..) => Kind::Template,
            Place::Waiver(..) => Kind::Waiver,
        }
    }

    /// The project that the record belongs to, if it belongs to one.
    pub fn project(&self) -> Option<&ProjectName> {
        match self {
            Place::Org
            | Place::Message
            | Place::Member(_)
            | Place::Group(_)
            | Place::Role(_)
            | Place::Grant(_)
            | Place::Token(_)
            | Place::AccessPolicy
            | Place::Review
            | Place::Invitation(_)
            | Place::Request(_) => None,
            Place::Project(p)
            | Place::Env(p, _)
            | Place::Epoch(p, ..)
            | Place::App(p, _)
            | Place::Version(p, ..)
            | Place::Placement(p, ..)
            | Place::Constant(p, _)
            | Place::Value(p, ..)
            | Place::Datasource(p, _)
            | Place::Flag(p, _)
            | Place::Run(p, ..)
            | Place::Pin(p, ..)
            | Place::Waiver(p, ..) => Some(p),
            Place::Template(p, _) => p.as_ref(),
        }
    }

    /// The environment that the record belongs to, if it belongs to one.
    pub fn env(&self) -> Option<EnvId> {
        match self {
            Place::Env(_, env)
            | Place::Epoch(_, env, _)
            | Place::Placement(_, env, _)
            | Place::Value(_, env, ..)
            | Place::Run(_, env, _)
            | Place::Pin(_, env, _)
            | Place::Waiver(_, env, ..) => Some(*env),
            Place::Org
            | Place::Message
            | Place::Member(_)
            | Place::Group(_)
            | Place::Role(_)
            | Place::Grant(_)
            | Place::Token(_)
            | Place::Invitation(_)
            | Place::Request(_)
            | Place::AccessPolicy
            | Place::Review
            | Place::Project(_)
            | Place::App(..)
            | Place::Version(..)
            | Place::Constant(..)
            | Place::Datasource(..)
            | Place::Flag(..)
            | Place::Template(..) => None,
        }
    }

    /// The path as ordered text.
    pub fn path(&self) -> Path {
        let text = match self {
            Place::Org => "org".to_owned(),
            Place::Message => "message".to_owned(),
            Place::Member(id) => format!("member/{id}"),
            Place::Group(id) => format!("access/group/{id}"),
            Place::Role(name) => format!("access/role/{name}"),
            Place::Grant(id) => format!("access/grant/{id}"),
            Place::Token(id) => format!("access/token/{id}"),
            Place::AccessPolicy => "access/policy".to_owned(),
            Place::Review => "access/review".to_owned(),
            Place::Invitation(id) => format!("invitation/{id}"),
            Place::Request(n) => format!("request/{n:08}"),
            Place::Project(p) => format!("project/{p}"),
            Place::Env(p, env) => format!("p/{p}/env/{env}"),
            Place::Epoch(p, env, n) => format!("p/{p}/epoch/{env}/{n:08}"),
            Place::App(p, app) => format!("p/{p}/app/{app}"),
            Place::Version(p, app, n) => format!("p/{p}/version/{app}/{n:08}"),
            Place::Placement(p, env, app) => format!("p/{p}/placement/{env}/{app}"),
            Place::Constant(p, key) => ["p/", p.as_str(), "/constant/", key.as_str()].concat(),
            Place::Value(p, env, scope, key) => {
                ["p/", p.as_str(), "/value/", &env.to_string(), "/", &scope.to_string(), "/", key.as_str()]
                    .concat()
            }
            Place::Datasource(p, name) => format!("p/{p}/datasource/{name}"),
            Place::Flag(p, name) => format!("p/{p}/flag/{name}"),
            Place::Run(p, env, app) => format!("p/{p}/run/{env}/{app}"),
            Place::Pin(p, env, app) => format!("p/{p}/pin/{env}/{app}"),
            Place::Template(None, name) => format!("template/{name}"),
            Place::Template(Some(p), name) => format!("p/{p}/template/{name}"),
            Place::Waiver(p, env, scope, key) => format!("p/{p}/waiver/{env}/{scope}/{key}"),
        };
        Path(text.into())
    }

    fn parse(text: &str) -> Option<Place> {
        // Asked of every leaf of every commit, several times: no list is made.
        let (mut parts, mut count, mut from) = ([""; PARTS_MAX], 0, 0);
        let slashes = text.bytes().enumerate().filter(|(_, byte)| *byte == b'/').map(|(at, _)| at);
        for to in slashes.chain([text.len()]) {
            *parts.get_mut(count)? = text.get(from..to)?;
            (count, from) = (count + 1, to + 1);
        }
        // Eight digits, so that paths are in the order of the numbers.
        let number = |s: &str| s.parse::<u32>().ok().filter(|_| s.len() == 8);
        Some(match parts.get(..count)? {
            ["org"] => Place::Org,
            ["message"] => Place::Message,
            ["member", id] => Place::Member(id.parse().ok()?),
            ["access", "group", id] => Place::Group(id.parse().ok()?),
            ["access", "role", name] => Place::Role(name.parse().ok()?),
            ["access", "grant", id] => Place::Grant(id.parse().ok()?),
            ["access", "token", id] => Place::Token(id.parse().ok()?),
            ["access", "policy"] => Place::AccessPolicy,
            ["access", "review"] => Place::Review,
            ["invitation", id] => Place::Invitation(id.parse().ok()?),
            ["request", n] => Place::Request(number(n)?),
            ["project", p] => Place::Project(p.parse().ok()?),
            ["p", p, "env", env] => Place::Env(p.parse().ok()?, env.parse().ok()?),
            ["p", p, "epoch", env, n] => Place::Epoch(p.parse().ok()?, env.parse().ok()?, number(n)?),
            ["p", p, "app", app] => Place::App(p.parse().ok()?, app.parse().ok()?),
            ["p", p, "version", app, n] => Place::Version(p.parse().ok()?, app.parse().ok()?, number(n)?),
            ["p", p, "placement", env, app] => {
                Place::Placement(p.parse().ok()?, env.parse().ok()?, app.parse().ok()?)
            }
            ["p", p, "constant", key] => Place::Constant(p.parse().ok()?, key.parse().ok()?),
            ["p", p, folder @ ("value" | "waiver"), env, scope, key] => {
                let scope = match scope.split_once('.') {
                    None if *scope == "_" => Scope::Project,
                    Some(("app", app)) => Scope::App(app.parse().ok()?),
                    Some(("ds", name)) => Scope::Datasource(name.parse().ok()?),
                    Some(("flag", name)) => Scope::Flag(name.parse().ok()?),
                    _ => return None,
                };
                let (p, env, key) = (p.parse().ok()?, env.parse().ok()?, key.parse().ok()?);
                match *folder {
                    "value" => Place::Value(p, env, scope, key),
                    _ => Place::Waiver(p, env, scope, key),
                }
            }
            ["p", p, "datasource", name] => Place::Datasource(p.parse().ok()?, name.parse().ok()?),
            ["p", p, "flag", name] => Place::Flag(p.parse().ok()?, name.parse().ok()?),
            ["p", p, "run", env, app] => Place::Run(p.parse().ok()?, env.parse().ok()?, app.parse().ok()?),
            ["p", p, "pin", env, app] => Place::Pin(p.parse().ok()?, env.parse().ok()?, app.parse().ok()?),
            ["template", name] => Place::Template(None, name.parse().ok()?),
            ["p", p, "template", name] => Place::Template(Some(p.parse().ok()?), name.parse().ok()?),
            _ => return None,
        })
    }
}

impl Path {
    /// The path with this text, if it is one, spelled in its one way.
    pub fn parse(text: &str) -> Option<Path> {
        let path = Place::parse(text)?.path();
        (&*path.0 == text).then_some(path)
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path taken apart.
    pub fn place(&self) -> Place {
        Place::parse(&self.0).expect("a path was built from a place or parsed to one")
    }

    /// What stands behind the last slash: the key of a value, a constant, …
    pub fn last(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// Text that only bounds a range of paths.
    pub(super) fn from_text(text: &str) -> Path {
        Path(text.into())
    }

    /// The path with this text, for the many that a store hands back: as [`Path::parse`], without
    /// taking it apart.
    pub fn from_store(text: &str) -> Option<Path> {
        is_path(text).then(|| Path(text.into()))
    }
}

/// Whether [`Path::parse`] accepts a text. Nothing is allocated: a `run` asks this of every value.
fn is_path(text: &str) -> bool {
    let mut parts = text.as_bytes().split(|b| *b == b'/');
    let mut next = || parts.next().unwrap_or_default();
    let id = |text: &[u8]| text.len() == 16 && text.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let number = |text: &[u8]| text.len() == 8 && text.iter().all(u8::is_ascii_digit);
    let scope = |text: &[u8]| match text {
        b"_" => true,
        [b'a', b'p', b'p', b'.', name @ ..]
        | [b'd', b's', b'.', name @ ..]
        | [b'f', b'l', b'a', b'g', b'.', name @ ..] => is_slug(name),
        _ => false,
    };
    let ok = match next() {
        b"org" | b"message" => true,
        b"member" | b"invitation" => id(next()),
        b"access" => match next() {
            b"group" | b"grant" | b"token" => id(next()),
            b"role" => is_own(next()),
            b"policy" | b"review" => true,
            _ => false,
        },
        b"request" => number(next()),
        b"project" | b"template" => is_slug(next()),
        b"p" => {
            is_slug(next())
                && match next() {
                    b"env" => id(next()),
                    b"epoch" => id(next()) && number(next()),
                    b"app" | b"datasource" | b"flag" | b"template" => is_slug(next()),
                    b"version" => is_slug(next()) && number(next()),
                    b"placement" | b"run" | b"pin" => id(next()) && is_slug(next()),
                    b"constant" => is_key(next()),
                    b"value" | b"waiver" => id(next()) && scope(next()) && is_key(next()),
                    _ => false,
                }
        }
        _ => false,
    };
    ok && parts.next().is_none()
}

impl From<Place> for Path {
    fn from(place: Place) -> Path {
        place.path()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Cbor for Path {
    fn write(&self, w: &mut Writer) {
        w.text(&self.0);
    }
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let error = r.invalid("not a path");
        Path::parse(r.text()?).ok_or(error)
    }
}

/// What a read covers: one record, or everything below a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Prefix(Box<str>);

impl Prefix {
    /// The prefix with this text, as it came over the wire: whatever covers no path covers nothing.
    pub fn from_wire(text: &str) -> Prefix {
        Prefix(text.into())
    }

    /// Every record of an organization.
    pub fn all() -> Prefix {
        Prefix("".into())
    }

    /// One record.
    pub fn one(path: &Path) -> Prefix {
        Prefix(path.0.clone())
    }

    /// Every member.
    pub fn members() -> Prefix {
        Prefix("member/".into())
    }

    /// Who holds what: groups, roles, grants, tokens, and how they add up.
    pub fn access() -> Prefix {
        Prefix("access/".into())
    }

    /// Every invitation.
    pub fn invitations() -> Prefix {
        Prefix("invitation/".into())
    }

    /// Every request.
    pub fn requests() -> Prefix {
        Prefix("request/".into())
    }

    /// The record of every project.
    pub fn projects() -> Prefix {
        Prefix("project/".into())
    }

    /// The templates of the organization.
    pub fn templates() -> Prefix {
        Prefix("template/".into())
    }

    /// Everything in a project but the project's own record.
    pub fn project(p: &ProjectName) -> Prefix {
        Prefix(format!("p/{p}/").into())
    }

    /// A folder of a project: `env`, `epoch`, `app`, `version`, `placement`, `constant`, `value`, …
    pub fn folder(p: &ProjectName, folder: &str) -> Prefix {
        Prefix(format!("p/{p}/{folder}/").into())
    }

    /// The versions of one app.
    pub fn versions(p: &ProjectName, app: &AppName) -> Prefix {
        Prefix(format!("p/{p}/version/{app}/").into())
    }

    /// The values of one environment.
    pub fn values(p: &ProjectName, env: EnvId) -> Prefix {
        Prefix(format!("p/{p}/value/{env}/").into())
    }

    /// The values of one scope of one environment.
    pub fn scope(p: &ProjectName, env: EnvId, scope: &Scope) -> Prefix {
        Prefix(format!("p/{p}/value/{env}/{scope}/").into())
    }

    /// The keys of one environment.
    pub fn epochs(p: &ProjectName, env: EnvId) -> Prefix {
        Prefix(format!("p/{p}/epoch/{env}/").into())
    }

    /// The placements in one environment.
    pub fn placements(p: &ProjectName, env: EnvId) -> Prefix {
        Prefix(format!("p/{p}/placement/{env}/").into())
    }

    /// The pins in one environment.
    pub fn pins(p: &ProjectName, env: EnvId) -> Prefix {
        Prefix(format!("p/{p}/pin/{env}/").into())
    }

    /// The promotions into one environment that are under way or failed.
    pub fn runs(p: &ProjectName, env: EnvId) -> Prefix {
        Prefix(format!("p/{p}/run/{env}/").into())
    }

    /// The prefix as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a path is covered. A prefix that ends in `/` (or is empty) covers what is below it,
    /// any other only itself.
    pub fn covers(&self, path: &str) -> bool {
        if self.is_folder() { path.starts_with(&*self.0) } else { path == &*self.0 }
    }

    /// Whether it covers a folder rather than one record.
    pub fn is_folder(&self) -> bool {
        self.0.is_empty() || self.0.ends_with('/')
    }

    /// The first text after everything that a folder covers, `None` for a folder without end.
    pub fn end(&self) -> Option<String> {
        // '0' is the character after '/', so `p/x0` is the first text after all `p/x/…`.
        self.0.strip_suffix('/').map(|head| format!("{head}0"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        let p: ProjectName = "shop".parse().expect("a name");
        let app: AppName = "web".parse().expect("a name");
        let key: Key = "A_KEY".parse().expect("a name");
        let env = EnvId([7; 8]);
        let places = [
            Place::Org,
            Place::Message,
            Place::Member(MemberId([1; 8])),
            Place::Group(GroupId([2; 8])),
            Place::Role("auditor".parse().expect("a name")),
            Place::Grant(GrantId([3; 8])),
            Place::Token(TokenId([4; 8])),
            Place::AccessPolicy,
            Place::Review,
            Place::Invitation(MemberId([5; 8])),
            Place::Request(41),
            Place::Project(p.clone()),
            Place::Env(p.clone(), env),
            Place::Epoch(p.clone(), env, 3),
            Place::App(p.clone(), app.clone()),
            Place::Version(p.clone(), app.clone(), 12),
            Place::Placement(p.clone(), env, app.clone()),
            Place::Run(p.clone(), env, app.clone()),
            Place::Pin(p.clone(), env, app.clone()),
            Place::Constant(p.clone(), key.clone()),
            Place::Value(p.clone(), env, Scope::Project, key.clone()),
            Place::Waiver(p.clone(), env, Scope::Project, key.clone()),
            Place::Value(p.clone(), env, Scope::App(app.clone()), key.clone()),
            Place::Value(p.clone(), env, Scope::Datasource(app.clone()), key),
            Place::Value(p.clone(), env, Scope::Flag(app.clone()), Key::state()),
            Place::Datasource(p.clone(), app.clone()),
            Place::Template(None, app.clone()),
            Place::Template(Some(p.clone()), app.clone()),
            Place::Flag(p.clone(), app),
        ];
        for place in places {
            let path = place.path();
            assert_eq!(path.place(), place);
            assert_eq!(Path::from_store(path.as_str()), Some(path.clone()));
            // What is not one byte by byte is refused by both in the same places.
            for at in 0..path.as_str().len() {
                for byte in [b'/', b'.', b'Z', b'_', b'0', b'a', b'-', b' '] {
                    let mut text = path.as_str().as_bytes().to_vec();
                    text[at] = byte;
                    let text = String::from_utf8(text).expect("ASCII");
                    assert_eq!(Path::from_store(&text), Path::parse(&text), "{text}");
                    assert_eq!(is_path(&text[..at]), Path::parse(&text[..at]).is_some(), "{}", &text[..at]);
                }
            }
            assert_eq!(Path::parse(path.as_str()), Some(path));
        }
        for bad in ["", "/", "org/", "p/shop/version/web/3", "p/Shop/app/web", "p/shop/value/07/_/A", "x"] {
            assert_eq!(Path::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn prefixes() {
        let p: ProjectName = "shop".parse().expect("a name");
        let folder = Prefix::folder(&p, "app");
        assert!(folder.covers("p/shop/app/web") && !folder.covers("p/shop/apps/web"));
        assert_eq!(folder.end().as_deref(), Some("p/shop/app0"));
        assert!(Prefix::one(&Place::Org.path()).covers("org"));
        assert!(!Prefix::one(&Place::Org.path()).covers("orgs"));
        assert!(Prefix::all().covers("anything") && Prefix::all().end().is_none());
    }
}
