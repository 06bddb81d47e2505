//! Laws of the encoding: a value has one, and bytes that are not it are refused without harm.

use envctl::model::commit::RawLeaf;
use envctl::model::{Commit, Header, Kind, Leaf, Path, Place, Prefix, Record, cbor};
use proptest::collection::vec;
use proptest::prelude::*;

use super::arbitrary;
use super::world::shop;

fn kinds() -> Vec<Kind> {
    (0..64).filter_map(Kind::from_number).collect()
}

fn encode(leaf: &Leaf) -> Vec<u8> {
    let body = leaf.record.as_ref().map(Record::to_vec);
    leaf.encode(leaf.path.place().kind(), body.as_deref())
}

/// Whatever decodes is written as the bytes that it was read from.
fn one_form(bytes: &[u8]) -> Result<(), TestCaseError> {
    for kind in kinds() {
        if let Ok(record) = Record::from_slice(kind, bytes) {
            prop_assert_eq!(record.to_vec(), bytes, "{:?}", record);
        }
    }
    if let Ok(header) = cbor::from_slice::<Header>(bytes) {
        prop_assert_eq!(cbor::to_vec(&header), bytes, "{:?}", header);
    }
    if let Ok(raw) = RawLeaf::read(bytes) {
        let kind = raw.kind;
        if let Ok(leaf) = raw.decode() {
            prop_assert_eq!(leaf.path.place().kind(), kind);
            prop_assert_eq!(encode(&leaf), bytes, "{:?}", leaf);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    #[test]
    fn records_come_back((place, record) in arbitrary::placed()) {
        let bytes = record.to_vec();
        prop_assert_eq!(place.kind(), record.kind());
        prop_assert_eq!(Record::from_slice(record.kind(), &bytes), Ok(record));
    }

    #[test]
    fn no_prefix_and_no_extension_decodes((_, record) in arbitrary::placed(), cut in any::<usize>(), more in any::<u8>()) {
        let mut bytes = record.to_vec();
        let part = &bytes[..cut % bytes.len()];
        prop_assert!(Record::from_slice(record.kind(), part).is_err());
        bytes.push(more);
        prop_assert!(Record::from_slice(record.kind(), &bytes).is_err());
    }

    #[test]
    fn headers_come_back(header in arbitrary::header()) {
        let bytes = cbor::to_vec(&header);
        prop_assert_eq!(cbor::from_slice::<Header>(&bytes), Ok(header.clone()));
        let commit = Commit { header: bytes, signature: [0; 64], leaves: Vec::new() };
        prop_assert_eq!(commit.decode_header(), Ok(header));
    }

    #[test]
    fn leaves_come_back(leaf in arbitrary::leaf()) {
        let bytes = encode(&leaf);
        prop_assert_eq!(RawLeaf::read(&bytes).and_then(RawLeaf::decode), Ok(leaf));
    }

    #[test]
    fn noise_is_harmless(bytes in arbitrary::noise()) {
        one_form(&bytes)?;
    }

    #[test]
    fn damaged_records_are_harmless((_, record) in arbitrary::placed(), damage in vec(arbitrary::damage(), 1..4)) {
        let mut bytes = record.to_vec();
        damage.iter().for_each(|d| d.apply(&mut bytes));
        one_form(&bytes)?;
    }

    #[test]
    fn damaged_leaves_and_headers_are_harmless(
        leaf in arbitrary::leaf(),
        header in arbitrary::header(),
        damage in vec(arbitrary::damage(), 1..4),
    ) {
        for mut bytes in [encode(&leaf), cbor::to_vec(&header)] {
            damage.iter().for_each(|d| d.apply(&mut bytes));
            one_form(&bytes)?;
        }
    }

    #[test]
    fn paths_are_their_places((place, _) in arbitrary::placed()) {
        let path = place.path();
        prop_assert_eq!(path.place(), place);
        prop_assert_eq!(Path::parse(path.as_str()), Some(path.clone()));
        prop_assert!(Prefix::one(&path).covers(path.as_str()) && Prefix::all().covers(path.as_str()));
        prop_assert!(path.as_str().is_ascii() && !path.as_str().contains("//"));
    }

    #[test]
    fn no_other_spelling_is_a_path(
        (place, _) in arbitrary::placed(),
        damage in vec(arbitrary::damage(), 1..3),
        noise in "[a-z0-9/._ A-Z+-]{0,40}",
    ) {
        let mut bytes = place.path().as_str().as_bytes().to_vec();
        damage.iter().for_each(|d| d.apply(&mut bytes));
        for text in [String::from_utf8_lossy(&bytes).into_owned(), noise] {
            if let Some(path) = Path::parse(&text) {
                prop_assert_eq!(path.as_str(), text.as_str());
                prop_assert_eq!(path.place().path(), path);
            }
        }
    }

    #[test]
    fn different_places_have_different_paths((a, _) in arbitrary::placed(), (b, _) in arbitrary::placed()) {
        prop_assert_eq!(a == b, a.path() == b.path());
        prop_assert_eq!(a.path() < b.path(), a.path().as_str() < b.path().as_str());
    }

    /// A store keeps paths as ordered text, and the last key of an environment is the newest.
    #[test]
    fn numbers_order_as_text(a in 0_u32..100_000_000, b in 0_u32..100_000_000) {
        let path = |n| Place::Version(shop(), "web".parse().expect("a name"), n).path();
        prop_assert_eq!(a.cmp(&b), path(a).cmp(&path(b)));
    }
}

fn agree(text: &str) -> Result<(), TestCaseError> {
    prop_assert_eq!(Path::from_store(text), Path::parse(text), "{}", text);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    /// The quick reader of paths that a store uses and the thorough one agree about every text.
    #[test]
    fn both_readers_of_paths_agree(
        (place, _) in arbitrary::placed(),
        damage in vec(arbitrary::damage(), 0..3),
        noise in "[a-z0-9/._ A-Z+-]{0,40}",
    ) {
        let mut bytes = place.path().as_str().as_bytes().to_vec();
        damage.iter().for_each(|d| d.apply(&mut bytes));
        agree(&String::from_utf8_lossy(&bytes))?;
        agree(&noise)?;
    }
}

/// What is counted further than in eight digits would not be in order, and is no path.
#[test]
fn numbers_have_eight_digits() {
    for n in [100_000_000, u32::MAX] {
        let path = Place::Version(shop(), "web".parse().expect("a name"), n).path();
        assert_eq!((Path::parse(path.as_str()), Path::from_store(path.as_str())), (None, None), "{path}");
    }
}
