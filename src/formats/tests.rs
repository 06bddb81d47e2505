//! What holds for every format.

use proptest::collection::btree_map;
use proptest::collection::vec;
use proptest::prelude::*;

use super::corpus::pair;
use super::*;

#[test]
fn names_of_formats_and_dialects() {
    for format in Format::ALL {
        assert_eq!(format.to_string().parse(), Ok(format));
    }
    for dialect in Dialect::ALL {
        assert_eq!(dialect.to_string().parse(), Ok(dialect));
    }
    let error = "DOTENV".parse::<Format>().expect_err("lower case");
    assert_eq!(error.to_string(), "unknown format: expected one of dotenv, shell, json");
}

#[test]
fn detection() {
    let by = |name, bytes: &str| detect(name, bytes.as_bytes());
    assert_eq!(by(Some(".env"), "{"), Format::Dotenv);
    assert_eq!(by(Some(".env.production"), "{"), Format::Dotenv);
    assert_eq!(by(Some("app.env"), ""), Format::Dotenv);
    assert_eq!(by(Some("a.JSON"), "K=1"), Format::Json);
    assert_eq!(by(Some("a.sh"), ""), Format::Shell);
    assert_eq!(by(Some("a.txt"), "\u{feff}\n {"), Format::Json);
    assert_eq!(by(None, "{\"K\":1}"), Format::Json);
    assert_eq!(by(None, "K={"), Format::Dotenv);
    assert_eq!(by(None, ""), Format::Dotenv);
}

#[test]
fn debug_shows_no_value() {
    let secret = Pair { secret: true, ..pair("K", b"hunter2") };
    assert_eq!(format!("{secret:?}"), "Pair { name: \"K\", value: 7 bytes, secret: true }");
    let written = write(Format::Dotenv, &[secret], &WriteOptions::default()).expect("fine");
    assert!(!format!("{written:?}").contains("hunter2"));
    let parsed = read(Format::Dotenv, &written.bytes, &ReadOptions::default()).expect("fine");
    assert_eq!(format!("{parsed:?}"), "Parsed { names: [\"K\"], warnings: [] }");
}

#[test]
fn writers_check_names_and_values_again() {
    let long = "A".repeat(256);
    let pairs = [
        pair("-p", b"x"),
        pair("a;id", b"x"),
        pair("\u{1b}[2J", b"x"),
        pair("", b"x"),
        pair(&long, b"x"),
        pair("B", b"x"),
        pair("B", b"y"),
        pair("C", b"a\0b"),
    ];
    for format in Format::ALL {
        let error = write(format, &pairs, &WriteOptions::default()).expect_err("all but one");
        let text = error.to_string();
        assert_eq!(error.refused.len(), 7, "{text}");
        assert!(text.contains("`a;id` cannot be written") && !text.contains('\u{1b}'), "{text}");
        assert!(text.contains("`B` appears twice"), "{text}");
        assert!(text.ends_with("value of `C` has a NUL byte at offset 1") || text.contains("offset 1;"));
    }
}

#[test]
fn output_is_sorted_and_stable() {
    let (a, b, c) = (pair("A", b"1"), pair("B", b"it's"), pair("a", b""));
    for format in Format::ALL {
        let options = WriteOptions { header: Some("made by\nenvctl".to_owned()), ..Default::default() };
        let one = write(format, &[a.clone(), b.clone(), c.clone()], &options).expect("fine");
        let other = write(format, &[c.clone(), b.clone(), a.clone()], &options).expect("fine");
        assert_eq!(one.bytes, other.bytes);
        assert!(one.bytes.ends_with(b"\n") && !one.bytes.ends_with(b"\n\n"));
        let lines = one.bytes.starts_with(b"# made by\n# envctl\n");
        assert_eq!(lines, format != Format::Json);
    }
}

#[test]
fn a_header_stays_a_comment() {
    let text = "x\rK=1\u{85}\u{2028}K=2\0\n\nend";
    assert_eq!(comment(Some(text)), "# x K=1  K=2\n#\n# end\n");
    assert_eq!(comment(None), "");
}

/// Every way a line can be wrong, around a value that must not be seen again.
#[test]
fn messages_hold_no_value() {
    let lines = [
        "hunter2",
        "export hunter2",
        "K='hunter2",
        "K=\"hunter2",
        "K=\"\"\"hunter2",
        "K='x'hunter2",
        "K='hunter2'x",
        "K=x\rhunter2",
        "Hunter2+==",
        "K hunter2=x",
        "K: hunter2",
        "K=x#hunter2",
        "K=`hunter2`",
        "K=hunter2\u{a0}",
        "K=$hunter2",
        "K=${hunter2}",
        "K=hunter2\0",
        "K=1\nK=hunter2",
        "{\"K\": \"hunter2",
        "{\"K\": hunter2}",
        "{\"K\": [\"hunter2\"]}",
        "{\"K\": {\"a\": \"hunter2\"}}",
        "\"hunter2\"",
        "[\"hunter2\"]",
        "{\"K\": \"hunter2\\ud800\"}",
        "{\"K\":1,\"K\":\"hunter2\"}",
        "{\"K\": \"hunter2\\u0000\"}",
        "{\"K\": \"hunter2\" x}",
    ];
    for line in lines {
        for format in Format::ALL {
            for strict in [false, true] {
                let options = ReadOptions { strict, expand: true, ..ReadOptions::default() };
                let talk = match read(format, line.as_bytes(), &options) {
                    Ok(parsed) => {
                        parsed.warnings.iter().map(|warning| format!("{warning} {warning:?}")).collect()
                    }
                    Err(error) => {
                        let problems = error.problems.iter();
                        let all: String = problems.map(|problem| format!("{problem} {problem:?}")).collect();
                        format!("{all} {error}")
                    }
                };
                assert!(!talk.to_lowercase().contains("hunter2"), "{line}: {talk}");
            }
        }
    }
}

fn names() -> impl Strategy<Value = String> {
    vec(0_usize..63, 0..12).prop_map(|letters| {
        let letter = |index: usize| {
            char::from(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"[index])
        };
        std::iter::once('K').chain(letters.into_iter().map(letter)).collect()
    })
}

/// Any bytes but NUL, and among them many of those that mean something.
fn values() -> impl Strategy<Value = Vec<u8>> {
    let special = proptest::sample::select(b"'\"`\\$#{} =\r\n\tn".to_vec());
    vec(prop_oneof![special, 1_u8..=255], 0..24)
}

fn round_trip(format: Format, pairs: &[Pair]) -> Result<(), TestCaseError> {
    let written = write(format, pairs, &WriteOptions::default());
    let bytes = written.map_err(|error| TestCaseError::fail(error.to_string()))?.bytes;
    let parsed = read(format, &bytes, &ReadOptions::default());
    let parsed = parsed.map_err(|error| TestCaseError::fail(error.to_string()))?;
    let expected: Vec<_> = pairs.iter().map(|pair| (pair.name.clone(), pair.value.clone())).collect();
    prop_assert_eq!(parsed.pairs, expected);
    prop_assert_eq!(parsed.warnings, vec![]);
    Ok(())
}

proptest! {
    #[test]
    fn any_bytes_come_back_from_dotenv_and_shell(map in btree_map(names(), values(), 0..6)) {
        let pairs: Vec<Pair> = map.iter().map(|(name, value)| pair(name, value)).collect();
        round_trip(Format::Dotenv, &pairs)?;
        round_trip(Format::Shell, &pairs)?;
    }

    #[test]
    fn any_text_comes_back_from_json(map in btree_map(names(), vec(any::<char>(), 0..24), 0..6)) {
        let text = |value: &[char]| value.iter().filter(|c| **c != '\0').collect::<String>();
        let pairs: Vec<Pair> =
            map.iter().map(|(name, value)| pair(name, text(value).as_bytes())).collect();
        round_trip(Format::Json, &pairs)?;
    }

    #[test]
    fn readers_never_panic(
        bytes in vec(any::<u8>(), 0..64),
        pieces in vec(proptest::sample::select(vec![
            "K", "=", "'", "\"", "\"\"\"", "'''", "`", "\\", "$", "${", "}", "{", "[", "]", ":", ",", "#",
            " ", "\n", "\r\n", "\r", "export ", "\u{feff}", "é", "\0", "1e9", "null", "${:-$}", "$K", "-",
        ]), 0..32),
        dialect in proptest::sample::select(Dialect::ALL.to_vec()),
        strict in any::<bool>(),
        expand in any::<bool>(),
        flatten in proptest::option::of(Just("_".to_owned())),
    ) {
        let options = ReadOptions { dialect, strict, expand, flatten, ..ReadOptions::default() };
        for input in [&bytes[..], pieces.concat().as_bytes()] {
            let _ = detect(None, input);
            for format in Format::ALL {
                match read(format, input, &options) {
                    Ok(parsed) => {
                        let mut names: Vec<_> = parsed.pairs.iter().map(|(name, _)| name).collect();
                        names.sort();
                        names.dedup();
                        prop_assert_eq!(names.len(), parsed.pairs.len());
                        prop_assert!(parsed.warnings.is_empty() || !strict);
                    }
                    Err(error) => {
                        prop_assert!(!error.problems.is_empty() && error.count >= error.problems.len());
                        prop_assert!(error.problems.iter().all(|problem| problem.at.line > 0));
                    }
                }
            }
        }
    }
}
