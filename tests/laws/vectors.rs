//! The golden vectors: one file each, which says what it is, what is expected of it, and its bytes.
//!
//! They were made by an independent encoder, not by this program. A file is a head of `field: text`
//! lines, an empty line, and bytes in hexadecimal, with comments from `#` on.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use data_encoding::HEXLOWER;
use envctl::crypto::{EnvKey, Identity};
use envctl::engine::gate::gate;
use envctl::engine::promote::{Back, Given, Options, Plan, Request, promote, release, rollback};
use envctl::model::commit::RawLeaf;
use envctl::model::{
    Commit, Hash, Header, Kind, OpId, Path, ProjectName, Record, StoredLeaf, Tree, Value, WriteId, cbor,
};

/// Every kind of record; a match over them keeps the list whole.
const KINDS: [Kind; 25] = [
    Kind::Message,
    Kind::Org,
    Kind::Member,
    Kind::Project,
    Kind::Env,
    Kind::Epoch,
    Kind::App,
    Kind::Version,
    Kind::Placement,
    Kind::Constant,
    Kind::Value,
    Kind::Datasource,
    Kind::Flag,
    Kind::Run,
    Kind::Pin,
    Kind::Template,
    Kind::Group,
    Kind::Role,
    Kind::Grant,
    Kind::Token,
    Kind::Invitation,
    Kind::AccessPolicy,
    Kind::Request,
    Kind::Waiver,
    Kind::Review,
];

/// The fields that a file may have beside `what`, `kind`, `expect`, and in which kinds of file.
const FIELDS: [(&str, &[&str]); 10] = [
    ("shows", &["record", "leaf", "header"]),
    ("after", &["commit", "plan"]),
    ("plan", &["plan"]),
    ("key", &["sealed"]),
    ("org", &["sealed"]),
    ("path", &["sealed", "write-id"]),
    ("epoch", &["sealed"]),
    ("nonce", &["sealed"]),
    ("seed", &["wrap"]),
    ("binding", &["wrap"]),
];

/// A file, read.
struct Vector {
    name: String,
    kind: String,
    expect: Result<String, String>,
    shows: Vec<String>,
    fields: BTreeMap<String, String>,
    /// The bytes without a label.
    bytes: Vec<u8>,
    /// The bytes under each label, with what stands behind it.
    parts: Vec<(String, String, Vec<u8>)>,
}

impl Vector {
    fn read(name: &str, text: &str) -> Vector {
        let (head, body) = text.split_once("\n\n").unwrap_or((text.trim_end(), ""));
        let mut fields = BTreeMap::new();
        let mut shows = Vec::new();
        for line in head.lines() {
            let (field, value) = line.split_once(':').unwrap_or_else(|| panic!("{name}: {line}"));
            let value = value.strip_prefix(' ').unwrap_or(value).to_owned();
            if field == "shows" {
                shows.push(value);
            } else {
                assert!(fields.insert(field.to_owned(), value).is_none(), "{name}: {field} twice");
            }
        }
        let mut take = |field: &str| fields.remove(field).unwrap_or_else(|| panic!("{name}: no {field}"));
        assert!(!take("what").is_empty(), "{name}: says nothing");
        let (kind, expect) = (take("kind"), take("expect"));
        let expect = match expect.split_once(' ').unwrap_or((&expect, "")) {
            ("ok", details) => Ok(details.to_owned()),
            ("reject", reason) => Err(reason.to_owned()),
            (other, _) => panic!("{name}: expects {other}"),
        };
        let family = kind.split(' ').next().unwrap_or_default();
        for field in fields.keys().map(String::as_str).chain((!shows.is_empty()).then_some("shows")) {
            let known = FIELDS.iter().any(|(known, kinds)| *known == field && kinds.contains(&family));
            assert!(known, "{name}: unknown field {field} in a {family}");
        }
        let mut vector = Vector {
            name: name.to_owned(),
            kind,
            expect,
            shows,
            fields,
            bytes: Vec::new(),
            parts: Vec::new(),
        };
        for line in body.lines() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if let Some((label, rest)) = line.split_once(':') {
                vector.parts.push((label.to_owned(), rest.trim().to_owned(), Vec::new()));
                continue;
            }
            let bytes = vector.hex(line);
            vector.parts.last_mut().map_or(&mut vector.bytes, |part| &mut part.2).extend(bytes);
        }
        vector
    }

    fn hex(&self, text: &str) -> Vec<u8> {
        HEXLOWER.decode(text.as_bytes()).unwrap_or_else(|e| panic!("{}: {text}: {e}", self.name))
    }

    fn field(&self, field: &str) -> &str {
        self.fields.get(field).unwrap_or_else(|| panic!("{}: no {field}", self.name))
    }

    fn hex_field<const N: usize>(&self, field: &str) -> [u8; N] {
        let bytes = self.hex(self.field(field));
        bytes.try_into().unwrap_or_else(|_| panic!("{}: {field} has another length", self.name))
    }

    /// The bytes as a commit.
    fn commit(&self) -> Commit {
        let mut commit = Commit { header: Vec::new(), signature: [0; 64], leaves: Vec::new() };
        for (label, rest, bytes) in &self.parts {
            match label.as_str() {
                "header" => commit.header.clone_from(bytes),
                "signature" => commit.signature = bytes.as_slice().try_into().expect("64 bytes"),
                "leaf" => {
                    let salt = self.hex(rest).try_into().expect("16 bytes");
                    commit.leaves.push(StoredLeaf { salt, bytes: bytes.clone() });
                }
                other => panic!("{}: {other} in a commit", self.name),
            }
        }
        commit
    }

    /// Compares what came out with what is expected; `shown` is the value as `Debug` shows it.
    fn judge(&self, found: Result<String, String>, shown: &str) {
        match (&self.expect, found) {
            (Ok(details), Ok(found)) => assert_eq!(*details, found, "{}", self.name),
            (Err(reason), Err(found)) => {
                assert!(
                    found.contains(reason.as_str()),
                    "{}: expected {reason:?}, found {found:?}",
                    self.name
                );
            }
            (Ok(_), Err(found)) => panic!("{}: rejected: {found}", self.name),
            (Err(reason), Ok(found)) => panic!("{}: accepted as {found:?}, expected {reason:?}", self.name),
        }
        for part in &self.shows {
            assert!(shown.contains(part.as_str()), "{}: no {part:?} in {shown}", self.name);
        }
    }
}

fn files() -> BTreeMap<String, Vector> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(&folder).expect("tests/vectors is readable") {
        let path = entry.expect("an entry").path();
        assert!(path.extension().is_some_and(|e| e == "txt"), "{} is no vector", path.display());
        let name = path.file_stem().and_then(|s| s.to_str()).expect("a name").to_owned();
        let text = std::fs::read_to_string(&path).expect("a text");
        let vector = Vector::read(&name, &text);
        files.insert(name, vector);
    }
    files
}

fn text(e: impl std::fmt::Display) -> String {
    e.to_string()
}

/// The tree that a commit and all those that it follows leave.
fn tree_after(files: &BTreeMap<String, Vector>, name: &str) -> Tree {
    let vector = files.get(name).unwrap_or_else(|| panic!("there is no {name}"));
    let mut tree = vector.fields.get("after").map_or_else(Tree::empty, |before| tree_after(files, before));
    gate(&mut tree, &vector.commit()).unwrap_or_else(|e| panic!("{name}: {e}"));
    tree
}

fn check_record(vector: &Vector, kind: &str) -> Kind {
    let kind = *KINDS.iter().find(|k| k.as_str() == kind).unwrap_or_else(|| panic!("{kind} is no kind"));
    let record = Record::from_slice(kind, &vector.bytes);
    let shown = format!("{record:?}");
    if let Ok(record) = &record {
        assert_eq!(record.to_vec(), vector.bytes, "{}: written otherwise", vector.name);
        assert_eq!(record.kind(), kind, "{}", vector.name);
    }
    vector.judge(record.map(|_| String::new()).map_err(text), &shown);
    kind
}

fn check_leaf(vector: &Vector) {
    let leaf = RawLeaf::read(&vector.bytes).and_then(RawLeaf::decode);
    let shown = format!("{leaf:?}");
    let found = leaf.map(|leaf| {
        let body = leaf.record.as_ref().map(Record::to_vec);
        let again = leaf.encode(leaf.path.place().kind(), body.as_deref());
        assert_eq!(again, vector.bytes, "{}: written otherwise", vector.name);
        format!("{} {}", if leaf.record.is_some() { "put" } else { "delete" }, leaf.path)
    });
    vector.judge(found.map_err(text), &shown);
}

fn check_header(vector: &Vector) {
    let header = cbor::from_slice::<Header>(&vector.bytes);
    let shown = format!("{header:?}");
    let found = header.map(|header| {
        assert_eq!(cbor::to_vec(&header), vector.bytes, "{}: written otherwise", vector.name);
        format!("seq={} hash={}", header.seq, Hash::of("envctl/commit/v1", &[&vector.bytes]))
    });
    vector.judge(found.map_err(text), &shown);
}

fn check_commit(files: &BTreeMap<String, Vector>, vector: &Vector) {
    let before = vector.fields.get("after").map_or_else(Tree::empty, |name| tree_after(files, name));
    let (mut tree, commit) = (before.clone(), vector.commit());
    let found = gate(&mut tree, &commit).map(|header| {
        assert_eq!(tree.head.hash, commit.hash(), "{}", vector.name);
        let records = tree.entries().len();
        format!("seq={} hash={} org={} records={records}", header.seq, commit.hash(), tree.org)
    });
    if found.is_err() {
        assert_eq!(tree, before, "{}: a refusal changed the tree", vector.name);
    }
    vector.judge(found.map_err(text), "");
}

fn check_sealed(vector: &Vector) {
    let cipher = EnvKey::from_slice(&vector.hex_field::<32>("key")).expect("a key").cipher();
    let epoch = vector.field("epoch").parse().expect("a number");
    let path = Path::parse(vector.field("path")).expect("a path");
    let binding = Value::binding(&Hash(vector.hex_field("org")), path.as_str(), epoch);
    let plain = cipher.open(&vector.hex_field("nonce"), &vector.bytes, &binding);
    vector.judge(plain.map(|p| String::from_utf8_lossy(p.expose()).into_owned()).map_err(text), "");
}

fn check_wrap(vector: &Vector) {
    let identity = Identity::from_seed(vector.hex_field("seed"));
    let key = identity.unwrap(&vector.bytes, &vector.hex(vector.field("binding")));
    vector.judge(key.map(|key| HEXLOWER.encode(&key.id())).map_err(text), "");
}

fn check_identity(vector: &Vector) {
    let given = std::str::from_utf8(&vector.bytes).expect("ASCII");
    let identity = match vector.kind.as_str() {
        "words" => Identity::from_words(given).map_err(text),
        _ => Identity::from_line(given).map_err(text),
    };
    let found = identity.map(|identity| {
        let again = if vector.kind == "words" { identity.to_words() } else { identity.to_line() };
        assert_eq!(given.trim_end(), *again, "{}: written otherwise", vector.name);
        let keys = identity.public();
        assert_eq!(keys.sign, identity.sign_key());
        format!("{} {}", HEXLOWER.encode(&keys.sign), HEXLOWER.encode(&keys.seal))
    });
    vector.judge(found, "");
}

/// A rejection here is an id that is not that of these inputs.
fn check_write_id(vector: &Vector) {
    let op = OpId::from_slice(&vector.bytes).expect("16 bytes");
    let found = WriteId::of(op, vector.field("path")).to_string();
    match &vector.expect {
        Ok(id) => assert_eq!(*id, found, "{}", vector.name),
        Err(id) => assert_ne!(*id, found, "{}", vector.name),
    }
}

/// The write that brings two together: their ids, then what it says.
fn check_merge_id(vector: &Vector) {
    let (parents, outcome) = vector.bytes.split_at(2 * WriteId::LEN);
    let parents = [0, 1].map(|n| WriteId::from_slice(&parents[n * WriteId::LEN..][..WriteId::LEN]));
    let parents = parents.map(|id| id.expect("16 bytes"));
    let found = WriteId::joining(parents, outcome).to_string();
    match &vector.expect {
        Ok(id) => assert_eq!(*id, found, "{}", vector.name),
        Err(id) => assert_ne!(*id, found, "{}", vector.name),
    }
}

fn check_plan(files: &BTreeMap<String, Vector>, vector: &Vector) {
    let tree = tree_after(files, vector.field("after"));
    let p: ProjectName = "shop".parse().expect("a name");
    let words: Vec<&str> = vector.field("plan").split(' ').collect();
    let [action, app, env] = words.as_slice() else { panic!("{}: three words", vector.name) };
    let (app, version) = app.split_once('@').map_or((*app, None), |(app, n)| (app, n.parse().ok()));
    let app: envctl::model::AppName = app.parse().expect("a name");
    let (env, _) = tree.env_named(&p, env).expect("an environment");
    let options = Options::default();
    let plan = match *action {
        "promote" => promote(&tree, &p, env, &[Request { app, version }], &options, &Given::at(0)),
        "release" => release(&tree, &p, env, &[app], &Given::at(0)),
        "rollback" => {
            let back = Back { to: version, steps: 1, reason: None, unpin: false };
            rollback(&tree, &p, env, &app, &back, &Given::at(0))
        }
        other => panic!("{}: {other}", vector.name),
    };
    let found = plan.map(|Plan { id, .. }| {
        let hash = Hash::of("envctl/plan/v1", &[&vector.bytes]).to_string();
        assert_eq!(
            id,
            format!("plan-{}", &hash[..12]),
            "{}: the bytes are not those of the plan",
            vector.name
        );
        id
    });
    vector.judge(found.map_err(text), "");
}

#[test]
fn golden_vectors() {
    let files = files();
    let (mut rejections, mut recorded, mut families) = (0, BTreeSet::new(), BTreeSet::new());
    for vector in files.values() {
        let mut words = vector.kind.splitn(2, ' ');
        let family = words.next().unwrap_or_default();
        match (family, words.next()) {
            ("record", Some(kind)) => {
                let kind = check_record(vector, kind);
                if vector.expect.is_ok() {
                    recorded.insert(kind);
                }
            }
            ("leaf", None) => check_leaf(vector),
            ("header", None) => check_header(vector),
            ("commit", None) => check_commit(&files, vector),
            ("sealed", None) => check_sealed(vector),
            ("wrap", None) => check_wrap(vector),
            ("identity-line" | "words", None) => check_identity(vector),
            ("write-id", None) => check_write_id(vector),
            ("merge-id", None) => check_merge_id(vector),
            ("plan", None) => check_plan(&files, vector),
            _ => panic!("{}: {} is no kind of vector", vector.name, vector.kind),
        }
        rejections += usize::from(vector.expect.is_err());
        families.insert((family.to_owned(), vector.expect.is_ok()));
    }
    let accepted = files.len() - rejections;
    assert!(rejections > accepted, "{rejections} rejections, {accepted} acceptances");
    assert!(
        rejections >= 60 && families.len() == 22,
        "each kind of vector accepts and rejects: {families:?}"
    );
    for kind in KINDS {
        // A new kind fails to compile here, and then in the list above.
        match kind {
            Kind::Message | Kind::Org | Kind::Member | Kind::Project | Kind::Env | Kind::Epoch => {}
            Kind::Group | Kind::Role | Kind::Grant | Kind::Token => {}
            Kind::Invitation | Kind::AccessPolicy | Kind::Request | Kind::Waiver | Kind::Review => {}
            Kind::App
            | Kind::Version
            | Kind::Placement
            | Kind::Constant
            | Kind::Value
            | Kind::Datasource
            | Kind::Flag => {}
            Kind::Run | Kind::Pin | Kind::Template => {}
        }
        assert!(recorded.contains(&kind), "no accepted vector of a {}", kind.as_str());
        assert_eq!(Kind::from_number(kind.number()), Some(kind));
    }
}
