//! The records of an organization, one struct a kind; fields carry their CBOR map keys.
//!
//! Invariant: keys are never reused or renumbered within a format level, and a field is only ever
//! added as one that may be left out. `docs/format.md` lists them.

use std::collections::BTreeMap;

use super::cbor::{self, Bytes, Cbor, DecodeError, Reader, Writer, choice, record};
use super::people::{AccessPolicy, CustomRole, Grant, Group, Invitation, Review, Token, Waiver};
use super::request::Request;
use super::template::Template;
use super::{AppName, EnvId, EnvName, Key, Kid, MemberId, OrgName, Pin, Placement, Run, Sealed, Value};

choice! {
    /// A role in an organization; `engine::rights` says what each may do.
    pub enum Role("a role") {
        /// Sees released apps in the last environment.
        1 Viewer "viewer",
        /// Opens and runs everywhere.
        2 Tester "tester",
        /// Develops apps and promotes them.
        3 Builder "builder",
        /// Promotes and releases without opening.
        4 Deployer "deployer",
        /// Everything but the organization itself.
        5 Admin "admin",
        /// Everything.
        6 Owner "owner",
    }
}

choice! {
    /// The colour that an environment is shown in.
    pub enum Color("a colour") {
        /// Green.
        1 Green "green",
        /// Yellow.
        2 Yellow "yellow",
        /// Red.
        3 Red "red",
        /// Blue.
        4 Blue "blue",
        /// Magenta.
        5 Magenta "magenta",
        /// Cyan.
        6 Cyan "cyan",
        /// Grey.
        7 Grey "grey",
        /// The terminal's own.
        8 None "none",
    }
}

choice! {
    /// Whether a constant's values travel when environments are merged.
    pub enum MergeRule("a merge rule") {
        /// They travel.
        1 Always "always",
        /// They stay where they are.
        2 Never "never",
    }
}

record! {
    /// The public half of a key pair of a member, token or recovery kit.
    pub struct Device {
        /// Its Ed25519 half; the key's id is derived from it.
        1 sign: Point,
        /// Its X25519 half: what environment keys are wrapped to.
        2 seal: Point,
        /// What the member calls it.
        3 name: String,
        /// Signs and receives nothing any more.
        4 revoked: bool,
    }
}

impl Device {
    /// The key's id.
    pub fn kid(&self) -> Kid {
        Kid::of(&self.sign.0)
    }
}

/// A public key: 32 bytes of a curve point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point(pub [u8; 32]);

impl Cbor for Point {
    fn write(&self, w: &mut Writer) {
        w.bytes(&self.0);
    }
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let error = r.invalid("wrong length");
        r.bytes()?.try_into().map(Point).map_err(|_| error)
    }
}

record! {
    /// An organization.
    pub struct Org {
        /// Its name.
        1 name: OrgName,
        /// Its name for people.
        2 display: Option<String>,
        /// Recovery keys: readers of every environment.
        3 recovery: Vec<Device>,
        /// Random bytes, so that two organizations begun alike differ.
        4 nonce: Bytes,
        /// The organization above it, by name: usage is summed up there, and nothing else.
        40 parent: Option<OrgName>,
        /// The name that it had when it was deleted; none: it was not.
        41 was: Option<OrgName>,
    }
}

record! {
    /// A member of an organization.
    pub struct Member {
        /// An address, or whatever the member is known by.
        1 name: String,
        /// The role in the organization.
        2 role: Role,
        /// One key a device: 1 to 8 that are active. None is ever taken off the list, so that a
        /// revoked key stays revoked.
        3 devices: Vec<Device>,
        /// When the membership is due to end, in milliseconds since 1970. It ends by a commit.
        20 until: Option<u64>,
        /// Is a member no more. The record stays: who signed what, and which keys are revoked.
        21 left: bool,
    }
}

record! {
    /// A project: what one `envctl.toml` describes. Its name is its path.
    pub struct Project {
        /// What it is for.
        1 description: Option<String>,
    }
}

record! {
    /// Standing rules of an environment. Having one is what "protected" means.
    #[derive(Default)]
    pub struct Policy {
        /// Where promotions may come from; empty: from the environment before.
        1 promote_from: Vec<EnvId>,
        /// Whether a version must have been verified where it comes from.
        2 requires_verification: bool,
        /// How long a version must have been where it comes from, as the manifest says it.
        3 soak: Option<String>,
        /// When nothing is promoted or released: windows as the manifest says them.
        4 freeze: Vec<String>,
        /// When something may be; empty: always but in a freeze.
        5 open: Vec<String>,
        /// Whether rollbacks wait for freezes and locks as well.
        6 freeze_rollbacks: bool,
        /// The findings of a preflight that may be accepted one by one: `PF2`, …
        7 accept: Vec<String>,
        /// Constants whose value must not be that of the environment a version comes from.
        8 must_differ: Vec<Key>,
        /// Constants whose value is to be looked at for each new version.
        9 review: Vec<Key>,
        /// How many people must approve what comes in.
        40 approvals: Option<u32>,
        /// Whether a session counts only with a one-time code.
        60 require_mfa: bool,
        /// The networks that it is reached from, as the manifest says them; empty: from everywhere.
        61 allow_ips: Vec<String>,
        /// How long after its beginning a session counts, as the manifest says it.
        62 session: Option<String>,
        /// How long a session may rest and count, as the manifest says it.
        63 session_idle: Option<String>,
        /// Whether clients may keep what they fetched, for when the server cannot be reached.
        70 offline: bool,
    }
}

record! {
    /// An environment's lock: nothing is written to it until it is taken off, or is over.
    pub struct Lock {
        /// Why.
        1 reason: String,
        /// When it ends, in milliseconds since 1970; none: when it is taken off.
        2 until: Option<u64>,
        /// Who put it.
        3 by: MemberId,
        /// When, in milliseconds since 1970.
        4 at: u64,
    }
}

record! {
    /// An environment.
    pub struct Env {
        /// Its name, unique in the project.
        1 name: EnvName,
        /// Its place in the promotion order; none: outside of it, as a preview is.
        2 order: Option<u32>,
        /// The colour it is shown in.
        3 color: Color,
        /// What it is for.
        4 description: Option<String>,
        /// Names it had before: they keep working.
        5 aliases: Vec<EnvName>,
        /// Standing rules; with them the environment is protected.
        6 policy: Option<Box<Policy>>,
        /// The environment that it was filled from.
        7 created_from: Option<EnvId>,
        /// A lock, over or not.
        8 lock: Option<Box<Lock>>,
        /// Whether promotions may pass it by.
        9 optional: bool,
        /// Whether its apps follow the newest version, where they have no pin of their own.
        10 latest: bool,
    }
}

record! {
    /// An environment's key, wrapped to one reader (HPKE, RFC 9180).
    pub struct Wrap {
        /// The reader's key.
        1 kid: Kid,
        /// Encapsulated key and ciphertext.
        2 bytes: Bytes,
    }
}

record! {
    /// One key of an environment, wrapped to each of its readers.
    pub struct Epoch {
        /// A commitment to the key, checked after unwrapping.
        1 key_id: Bytes,
        /// One a reader, ascending by key id.
        2 wraps: Vec<Wrap>,
        /// The key before this one, sealed under this one.
        3 previous: Option<Sealed>,
        /// The project's fingerprint key, sealed under this one.
        4 fingerprint: Sealed,
    }
}

/// A setting of an app: part of every version.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// Text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// True or false.
    Bool(bool),
    /// A number as it was written: never computed with.
    Number(String),
    /// A list.
    List(Vec<Setting>),
    /// A table.
    Table(BTreeMap<String, Setting>),
}

impl Cbor for Setting {
    fn write(&self, w: &mut Writer) {
        match self {
            Setting::Text(text) => w.text(text),
            Setting::Int(n) => w.int(*n),
            Setting::Bool(b) => w.bool(*b),
            Setting::Number(text) => w.bytes(text.as_bytes()),
            Setting::List(items) => items.write(w),
            Setting::Table(items) => items.write(w),
        }
    }
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        // The first byte's major type (RFC 8949 §3.1) tells the variants apart.
        let error = r.invalid("not a setting");
        Ok(match r.ahead().first().map(|b| b >> 5) {
            Some(0 | 1) => Setting::Int(r.int()?),
            Some(2) => Setting::Number(String::from_utf8(r.bytes()?.to_vec()).map_err(|_| error)?),
            Some(3) => Setting::Text(String::read(r)?),
            Some(4) => Setting::List(Vec::read(r)?),
            Some(5) => Setting::Table(BTreeMap::read(r)?),
            Some(7) => Setting::Bool(r.bool()?),
            _ => return Err(error),
        })
    }
}

record! {
    /// An app and its draft: the next version, not yet published. Its name is its path.
    pub struct App {
        /// Its folder, relative to the manifest.
        1 path: Option<String>,
        /// The private network that it is in.
        2 network: Option<String>,
        /// The constants that it needs; none named: those that it runs with when it is published.
        3 needs: Vec<Key>,
        /// The datasources that it needs.
        4 datasources: Vec<AppName>,
        /// Its settings.
        5 settings: BTreeMap<String, Setting>,
        /// The version that the draft descends from.
        6 base: Option<u32>,
        /// The highest number that a version ever had.
        7 last: Option<u32>,
        /// The apps that it builds on: their versions go before it.
        8 uses: Vec<AppName>,
    }
}

record! {
    /// A constant that a version needs, and of which kind it was when the version was published.
    pub struct Need {
        /// The constant.
        1 key: Key,
        /// Whether it was a secret.
        2 secret: bool,
    }
}

record! {
    /// Another app that a version builds on.
    pub struct Use {
        /// The app.
        1 app: AppName,
        /// The version that it had then.
        2 version: u32,
    }
}

record! {
    /// An immutable version of an app. Its app and number are its path.
    #[derive(Default)]
    pub struct Version {
        /// A name for people.
        1 name: Option<String>,
        /// The settings.
        2 settings: BTreeMap<String, Setting>,
        /// The constants that it needs, ascending by name.
        3 needs: Vec<Need>,
        /// The datasources that it needs.
        4 datasources: Vec<AppName>,
        /// What is deployed: an image digest, a commit, anything.
        5 artifact: Option<String>,
        /// The version that its draft came from.
        6 parent: Option<u32>,
        /// Why it must go no further.
        7 withdrawn: Option<String>,
        /// The versions of other apps that it builds on, ascending by name.
        8 uses: Vec<Use>,
        /// What each of its datasources connected to.
        9 kinds: BTreeMap<String, String>,
    }
}

record! {
    /// The declaration of a constant. Its name is its path.
    pub struct Constant {
        /// Whether its values are sealed.
        1 secret: bool,
        /// Whether every environment must have a value.
        2 required: bool,
        /// What it is.
        3 description: Option<String>,
        /// A regular expression that its values match.
        4 pattern: Option<String>,
        /// The only values it may have.
        5 one_of: Vec<String>,
        /// The value where an environment has none.
        6 default: Option<String>,
        /// Whether its values travel in a merge.
        7 merge: Option<MergeRule>,
        /// Whether `apps copy` leaves it out.
        8 private: bool,
        /// How old a value may grow, as the manifest says it.
        9 rotate: Option<String>,
        /// The constant that this is only another name of.
        50 renamed: Option<Key>,
    }
}

record! {
    /// A field of a datasource.
    pub struct Field {
        /// Whether its values are sealed.
        1 secret: bool,
        /// Whether it must have a value.
        2 required: bool,
        /// The value where an environment has none.
        3 default: Option<String>,
        /// Whether its values travel with a merge; by default those of secret fields do not.
        4 merge: Option<MergeRule>,
    }
}

record! {
    /// The declaration of a datasource. Its name is its path.
    pub struct Datasource {
        /// What it connects to: `postgres`, `redis`, …
        1 kind: String,
        /// Its fields.
        2 fields: BTreeMap<String, Field>,
        /// What it is.
        3 description: Option<String>,
    }
}

record! {
    /// The declaration of a flag. Its name is its path; its states are values.
    pub struct Flag {
        /// What it is.
        1 description: Option<String>,
        /// The variants that subjects may get.
        2 variants: Vec<String>,
    }
}

record! {
    /// The reason that was given for a commit: in its leaf only, never in the tree.
    pub struct Message {
        /// The text.
        1 text: String,
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $n:literal $kind:ident($ty:ty) $text:literal,)*) => {
        /// The kind of a record.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($(#[$doc])* $kind,)* }

        /// A record of any kind.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Record { $($(#[$doc])* $kind($ty),)* }

        impl Kind {
            /// The number that stands for it in a leaf.
            pub fn number(self) -> u64 {
                match self { $(Kind::$kind => $n,)* }
            }

            /// The kind with this number.
            pub fn from_number(n: u64) -> Option<Kind> {
                match n { $($n => Some(Kind::$kind),)* _ => None }
            }

            /// The word for it.
            pub fn as_str(self) -> &'static str {
                match self { $(Kind::$kind => $text,)* }
            }
        }

        impl Record {
            /// Its kind.
            pub fn kind(&self) -> Kind {
                match self { $(Record::$kind(_) => Kind::$kind,)* }
            }

            /// Its encoding.
            pub fn to_vec(&self) -> Vec<u8> {
                match self { $(Record::$kind(r) => cbor::to_vec(r),)* }
            }

            /// The record of `kind` that these bytes are the encoding of.
            ///
            /// # Errors
            /// When they are not the canonical encoding of one.
            pub fn from_slice(kind: Kind, bytes: &[u8]) -> Result<Record, DecodeError> {
                match kind { $(Kind::$kind => cbor::from_slice(bytes).map(Record::$kind),)* }
            }
        }

        $(impl From<$ty> for Record {
            fn from(record: $ty) -> Record { Record::$kind(record) }
        })*

        $(impl<'r> TryFrom<&'r Record> for &'r $ty {
            type Error = ();
            fn try_from(record: &'r Record) -> Result<&'r $ty, ()> {
                match record { Record::$kind(r) => Ok(r), _ => Err(()) }
            }
        })*
    };
}

kinds! {
    /// The text of a commit.
    1 Message(Message) "message",
    /// An organization.
    2 Org(Org) "organization",
    /// A member.
    3 Member(Member) "member",
    /// A group.
    4 Group(Group) "group",
    /// A custom role.
    5 Role(CustomRole) "role",
    /// A grant.
    6 Grant(Grant) "grant",
    /// A token.
    7 Token(Token) "token",
    /// An invitation.
    8 Invitation(Invitation) "invitation",
    /// A project.
    10 Project(Project) "project",
    /// An environment.
    11 Env(Env) "environment",
    /// An environment's key.
    12 Epoch(Epoch) "key",
    /// An app.
    13 App(App) "app",
    /// A version.
    14 Version(Version) "version",
    /// A placement.
    15 Placement(Placement) "placement",
    /// A constant.
    16 Constant(Constant) "constant",
    /// A value.
    17 Value(Value) "value",
    /// A datasource.
    18 Datasource(Datasource) "datasource",
    /// A flag.
    19 Flag(Flag) "flag",
    /// A promotion whose hooks are under way or failed.
    22 Run(Run) "run",
    /// A pin.
    23 Pin(Pin) "pin",
    /// A template.
    26 Template(Template) "template",
    /// How rights add up.
    30 AccessPolicy(AccessPolicy) "access policy",
    /// Something that is asked for.
    31 Request(Request) "request",
    /// That an exposed secret is left as it is.
    32 Waiver(Waiver) "waiver",
    /// That somebody went through who holds what.
    33 Review(Review) "access review",
}
