//! Laws of sealing: what is sealed opens at its own place with its own key, and nowhere else.

use envctl::crypto::{EnvKey, Identity};
use envctl::model::{Hash, Place, Value};
use proptest::prelude::*;

use super::arbitrary;
use super::world::people;

fn path() -> impl Strategy<Value = String> {
    arbitrary::placed().prop_filter_map("a value", |(place, _)| match place {
        Place::Value(..) => Some(place.path().as_str().to_owned()),
        _ => None,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn a_value_opens_only_where_it_is(
        plain in proptest::collection::vec(any::<u8>(), 0..200),
        here in (any::<[u8; 32]>(), path(), arbitrary::number()),
        there in (any::<[u8; 32]>(), path(), arbitrary::number()),
        what in 0..4_usize,
        flip in any::<(usize, u8)>(),
    ) {
        let (key, other) = (EnvKey::from_slice(&[1; 32]).expect("a key"), EnvKey::generate());
        let binding = |(org, path, epoch): &([u8; 32], String, u32)| Value::binding(&Hash(*org), path, *epoch);
        let (nonce, sealed) = key.cipher().seal(&plain, &binding(&here)).expect("seals");
        let opened = key.cipher().open(&nonce, &sealed, &binding(&here)).expect("opens");
        prop_assert_eq!(opened.expose(), plain.as_slice());
        prop_assert_eq!((sealed.len() - 16) % 32, 0);

        let mut moved = here.clone();
        match what {
            0 => moved.0 = there.0,
            1 => moved.1 = there.1,
            2 => moved.2 = there.2,
            _ => moved = there,
        }
        prop_assert_eq!(moved == here, binding(&moved) == binding(&here));
        if moved != here {
            prop_assert!(key.cipher().open(&nonce, &sealed, &binding(&moved)).is_err());
        }
        prop_assert!(other.cipher().open(&nonce, &sealed, &binding(&here)).is_err());
        let mut damaged = sealed.clone();
        damaged[flip.0 % sealed.len()] ^= 1 << (flip.1 % 8);
        prop_assert!(key.cipher().open(&nonce, &damaged, &binding(&here)).is_err());
        prop_assert!(key.cipher().open(&nonce, &sealed[..flip.0 % sealed.len()], &binding(&here)).is_err());
    }

    #[test]
    fn a_wrap_opens_only_for_its_reader(reader in 0..6_usize, other in 0..6_usize, here in any::<[u8; 9]>(), there in any::<[u8; 9]>()) {
        let key = EnvKey::generate();
        let wrap = key.wrap(&people()[reader].device.seal.0, &here).expect("wraps");
        let opened = people()[reader].identity.unwrap(&wrap, &here).expect("opens");
        prop_assert_eq!(opened.id(), key.id());
        prop_assert_eq!(opened.expose(), key.expose());
        prop_assert_eq!(people()[other].identity.unwrap(&wrap, &here).is_ok(), other == reader);
        prop_assert_eq!(people()[reader].identity.unwrap(&wrap, &there).is_ok(), here == there);
    }

    #[test]
    fn identities_come_back(seed in any::<[u8; 32]>(), flip in any::<(usize, u8)>()) {
        let identity = Identity::from_seed(seed);
        let line = identity.to_line();
        prop_assert_eq!(Identity::from_line(&line).expect("a line").sign_key(), identity.sign_key());
        let words = identity.to_words();
        prop_assert_eq!(Identity::from_words(&words).expect("words").sign_key(), identity.sign_key());
        // No line with a changed character is one, and no text makes the reader panic.
        let mut bytes = line.as_bytes().to_vec();
        let at = flip.0 % bytes.len();
        bytes[at] = flip.1 & 0x7f;
        let changed = String::from_utf8(bytes).expect("ASCII");
        if changed != *line && changed.trim_end() != line.trim_end() {
            prop_assert!(Identity::from_line(&changed).is_err());
        }
    }

    #[test]
    fn no_text_breaks_the_readers(text in ".{0,80}", code in "[a-z2-7]{56,60}") {
        prop_assert!(Identity::from_words(&text).is_err());
        prop_assert!(Identity::from_line(&text).is_err());
        let line = ["envctl_id1_", &code].concat();
        prop_assert!(Identity::from_line(&line).is_err());
    }
}
