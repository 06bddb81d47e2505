//! What the fuzzer is let loose on: functions of any bytes, which panic where a promise is broken.
//!
//! `targets` has one program for each. `tests/laws/fuzzing.rs` feeds the same functions bytes that are
//! nearly right, so that they are tried by everybody, without a fuzzer. Invariant: nothing here touches
//! a file, a terminal or a clock.

use std::path::Path;

use envctl::formats::{self, Dialect, Format, Object, Pair, ReadOptions, WriteOptions};
use envctl::manifest::{Fact, Manifest};
use envctl::model::commit::RawLeaf;
use envctl::model::{Header, Kind, Record, cbor};

/// Every reader of a format: it ends, and what it gives could be stored. The first three bytes choose
/// the format, the dialect and the options.
pub fn formats_read(input: &[u8]) {
    let [format, dialect, flags, bytes @ ..] = input else { return };
    let _ = formats::detect(None, bytes);
    let format = Format::ALL[usize::from(*format) % Format::ALL.len()];
    let options = ReadOptions {
        dialect: Dialect::ALL[usize::from(*dialect) % Dialect::ALL.len()],
        strict: flags & 1 != 0,
        expand: flags & 2 != 0,
        flatten: (flags & 4 != 0).then(|| "__".to_owned()),
        prefix: if flags & 8 != 0 { "P_".to_owned() } else { String::new() },
        ..ReadOptions::default()
    };
    match formats::read(format, bytes, &options) {
        Ok(parsed) => {
            let mut names: Vec<&str> = parsed.pairs.iter().map(|(name, _)| name.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), parsed.pairs.len(), "{format}: a name twice");
            assert!(parsed.pairs.iter().all(|(_, value)| !value.contains(&0)), "{format}: a NUL byte");
            assert!(names.iter().all(|name| name.starts_with(&options.prefix)), "{format}: no prefix");
        }
        Err(error) => {
            assert!(!error.problems.is_empty() && error.count >= error.problems.len());
            let _ = error.to_string();
        }
    }
}

/// Every writer on any value: its reader gives the value back, or it was refused by name. The first two
/// bytes choose the format and the dialect.
pub fn formats_round_trip(input: &[u8]) {
    let [format, dialect, value @ ..] = input else { return };
    let format = Format::ALL[usize::from(*format) % Format::ALL.len()];
    let dialect = Dialect::ALL[usize::from(*dialect) % Dialect::ALL.len()];
    let object = Object { name: "web".to_owned(), ..Object::default() };
    let options = WriteOptions { dialect, object, reveal: true, ..WriteOptions::default() };
    // With another below it: a value that ends too late or too early changes that one.
    let pair =
        |name: &str, value: &[u8]| Pair { name: name.to_owned(), value: value.to_vec(), secret: false };
    let pairs = [pair("K", value), pair("Z", b"z")];
    let written = match formats::write(format, &pairs, &options) {
        Ok(written) => written,
        Err(error) => return assert!(error.to_string().contains("`K`"), "{format}: {error}"),
    };
    let options = ReadOptions { dialect, ..ReadOptions::default() };
    let parsed = match formats::read(format, &written.bytes, &options) {
        Ok(parsed) => parsed.pairs,
        Err(error) if is_unreadable(format, dialect, value) => return drop(error),
        Err(error) => panic!("{format}: {error}"),
    };
    let expected: Vec<(String, Vec<u8>)> = pairs.into_iter().map(|pair| (pair.name, pair.value)).collect();
    assert!(parsed == expected || is_unreadable(format, dialect, value), "{format} {dialect}");
}

/// node's dotenv has no way to say some values; writing says so in a warning.
fn is_unreadable(format: Format, dialect: Dialect, value: &[u8]) -> bool {
    let quotes = [b'\'', b'"', b'`'];
    let all = quotes.iter().all(|quote| value.contains(quote)) || value.contains(&b'\\');
    format.as_str() == "dotenv" && dialect == Dialect::Node && all
}

/// The manifest: it is read or refused, an edit changes what it should or nothing, and read in part it
/// says and becomes the same as read whole.
pub fn manifest(bytes: &[u8]) {
    let path = Path::new("envctl.toml");
    let manifest = match Manifest::parse(path, bytes) {
        Ok(manifest) => manifest,
        Err(error) => {
            assert!(!error.problems().is_empty());
            let _ = error.to_string();
            return;
        }
    };
    for (at, fact) in manifest.facts().iter().take(8) {
        let gone = manifest.edited(&[(at.clone(), None)]);
        if let Ok(edited) = &gone {
            assert!(!edited.facts().contains_key(at), "{at} is still there");
        }
        let changes = match fact {
            Fact::Text(_) if at.parts().len() > 3 => vec![(at.clone(), Some(Fact::Text("other".to_owned())))],
            _ => vec![(at.clone(), None)],
        };
        let constants = at.parts().get(1).cloned().into_iter().collect();
        let part = Manifest::part(path, bytes, &constants).expect("the whole is valid");
        assert_eq!(part.facts().get(at), Some(fact), "{at} is not in its part");
        let (part, whole) = (part.edited(&changes), manifest.edited(&changes));
        assert_eq!(part.is_ok(), whole.is_ok(), "{at} can be edited in one of them");
        if let (Ok(part), Ok(whole)) = (part, whole) {
            assert!(part.digest_bytes() == whole.digest_bytes(), "{at} is edited otherwise in a part");
        }
    }
}

/// The strict decoder: what it takes has one form, and is encoded as it was read.
pub fn cbor(input: &[u8]) {
    let [kind, bytes @ ..] = input else { return };
    if let Some(kind) = Kind::from_number(u64::from(*kind))
        && let Ok(record) = Record::from_slice(kind, bytes)
    {
        assert_eq!(record.to_vec(), bytes);
    }
    if let Ok(header) = cbor::from_slice::<Header>(bytes) {
        assert_eq!(cbor::to_vec(&header), bytes);
    }
    if let Ok(raw) = RawLeaf::read(bytes)
        && let Ok(leaf) = raw.decode()
    {
        let body = leaf.record.as_ref().map(Record::to_vec);
        assert_eq!(leaf.encode(leaf.path.place().kind(), body.as_deref()), bytes);
    }
}

/// Every message of the wire: what is read is written the same. The first byte chooses the message.
pub fn wire(input: &[u8]) {
    use envctl::http::wire::*;
    fn same<T: cbor::Cbor>(bytes: &[u8]) {
        if let Ok(message) = cbor::from_slice::<T>(bytes) {
            assert_eq!(cbor::to_vec(&message), bytes, "it is not written as it was read");
        }
    }
    let [message, bytes @ ..] = input else { return };
    match message % 22 {
        0 => same::<OrgsQuestion>(bytes),
        1 => same::<OrgsAnswer>(bytes),
        2 => same::<ReadQuestion>(bytes),
        3 => same::<ReadAnswer>(bytes),
        4 => same::<AppendQuestion>(bytes),
        5 => same::<AppendAnswer>(bytes),
        6 => same::<LogQuestion>(bytes),
        7 => same::<LogAnswer>(bytes),
        8 => same::<LineageQuestion>(bytes),
        9 => same::<LineageAnswer>(bytes),
        10 => same::<AccessesQuestion>(bytes),
        11 => same::<AccessesAnswer>(bytes),
        12 => same::<Refused>(bytes),
        13 => same::<RunQuestion>(bytes),
        14 => same::<RunAnswer>(bytes),
        15 => same::<LoginQuestion>(bytes),
        16 => same::<LoginAnswer>(bytes),
        17 => same::<SessionsQuestion>(bytes),
        18 => same::<SessionsAnswer>(bytes),
        19 => same::<FactorQuestion>(bytes),
        20 => same::<FactorAnswer>(bytes),
        _ => {
            if let Ok(item) = cbor::from_slice::<CommitItem>(bytes)
                && let Some(commit) = item.clone().commit()
            {
                let again = CommitItem::of(&commit, |_, leaf| !leaf.is_withheld());
                assert_eq!(again, item, "a commit is not what was sent");
            }
        }
    }
}

/// The header of a request: whatever stands in it, it is somebody's or nobody's, and never another's. The
/// first byte chooses how much of a right one goes before.
pub fn signature(input: &[u8]) {
    use envctl::crypto::Identity;
    use envctl::http::sign::{Request, sign, verify};
    let [keep, bytes @ ..] = input else { return };
    let identity = Identity::from_seed([7; 32]);
    let request = Request { method: "POST", host: "envctl.acme.dev", path: "/v1/read", body: b"body" };
    let now = 1_800_000_000_000;
    let right = sign(&identity, &request, now);
    let keep = usize::from(*keep).min(right.len());
    let text = [&right.as_bytes()[..keep], bytes].concat();
    let Ok(text) = String::from_utf8(text) else { return };
    match verify(Some(&text), &request, now) {
        Ok(signer) => assert!(text == right && signer.key == identity.sign_key(), "{text}"),
        Err(e) => drop(e.to_string()),
    }
}

/// An answer to a run: it is read or refused, and what is read lies where it was asked for.
pub fn scene(input: &[u8]) {
    use envctl::http::{scene_bytes, scene_of};
    use envctl::store::Asked;
    let name = |text: &str| text.to_owned();
    let asked = Asked {
        org: name("acme").parse().expect("a name"),
        project: name("shop").parse().expect("a name"),
        env: name("staging").parse().expect("a name"),
        app: Some(name("web").parse().expect("a name")),
        seen: Some(3),
    };
    if let Ok(scene) = scene_of("https://envctl.acme.dev", input, &asked) {
        assert_eq!(scene.org.name, asked.org);
        assert!(scene.tree.entries().keys().all(|path| scene.tree.has_read(path.as_str())));
        let again =
            scene_of("https://envctl.acme.dev", &scene_bytes(&scene), &asked).expect("the same again");
        assert_eq!(again, scene);
    }
}
