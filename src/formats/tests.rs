//! What holds for every format.

use proptest::collection::btree_map;
use proptest::collection::vec;
use proptest::prelude::*;

use super::corpus::corpus;
use super::corpus::pair;
use super::corpus::pairs;
use super::dotenv::DOTENV;
use super::env0::ENV0;
use super::json::JSON;
use super::k8s::BOTH;
use super::shell::SHELL;
use super::*;

/// What every format needs to write anything.
fn options() -> WriteOptions {
    let object = Object { name: "web".to_owned(), ..Object::default() };
    WriteOptions { object, reveal: true, ..WriteOptions::default() }
}

#[test]
fn names_of_formats_and_dialects() {
    for format in Format::ALL {
        assert_eq!(format.to_string().parse(), Ok(*format));
    }
    for dialect in Dialect::ALL {
        assert_eq!(dialect.to_string().parse(), Ok(dialect));
    }
    let error = "DOTENV".parse::<Format>().expect_err("lower case");
    assert_eq!(
        error.to_string(),
        "unknown format: expected one of dotenv, shell, fish, json, yaml, toml, docker, compose, k8s, \
         k8s-secret, k8s-configmap, github-env, github-output, gitlab-dotenv, systemd, tfvars, env0"
    );
}

#[test]
fn detection() {
    let by = |name, bytes: &str| detect(name, bytes.as_bytes());
    assert_eq!(by(Some(".env"), "{"), DOTENV);
    assert_eq!(by(Some(".env.production"), "{"), DOTENV);
    assert_eq!(by(Some("app.env"), ""), DOTENV);
    assert_eq!(by(Some("a.JSON"), "K=1"), JSON);
    assert_eq!(by(Some("a.sh"), ""), SHELL);
    assert_eq!(by(Some("a.txt"), "\u{feff}\n {"), JSON);
    assert_eq!(by(None, "{\"K\":1}"), JSON);
    assert_eq!(by(None, "K={"), DOTENV);
    assert_eq!(by(None, ""), DOTENV);
    assert_eq!(by(Some("compose.env"), "A=1\0B=2\0"), ENV0);
    assert_eq!(by(Some("environ"), "A=\0"), ENV0);
    for (name, format) in [
        ("a.yml", "yaml"),
        ("a.yaml", "yaml"),
        ("Cargo.toml", "toml"),
        ("a.fish", "fish"),
        ("prod.tfvars", "tfvars"),
        ("prod.tfvars.json", "json"),
        (".env.local", "dotenv"),
    ] {
        assert_eq!(by(Some(name), "").to_string(), format, "{name}");
    }
    for text in ["kind: Secret\napiVersion: v1\n", "{\"apiVersion\": \"v1\", \"kind\": \"List\"}"] {
        assert_eq!(by(Some("x.yaml"), text), BOTH);
        assert_eq!(by(None, text), BOTH);
    }
    assert_eq!(by(Some("x.yaml"), "kind: x\nversion: v1\n").to_string(), "yaml");
}

#[test]
fn debug_shows_no_value() {
    let secret = Pair { secret: true, ..pair("K", b"hunter2") };
    assert_eq!(format!("{secret:?}"), "Pair { name: \"K\", value: 7 bytes, secret: true }");
    let written = write(DOTENV, &[secret], &WriteOptions::default()).expect("fine");
    assert!(!format!("{written:?}").contains("hunter2"));
    let parsed = read(DOTENV, &written.bytes, &ReadOptions::default()).expect("fine");
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
        let error = write(*format, &pairs, &options()).expect_err("all but one");
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
        let options = WriteOptions { header: Some("made by\nenvctl".to_owned()), ..options() };
        let one = write(*format, &[a.clone(), b.clone(), c.clone()], &options).expect("fine");
        let other = write(*format, &[c.clone(), b.clone(), a.clone()], &options).expect("fine");
        assert_eq!(one.bytes, other.bytes);
        let end: &[u8] = if *format == ENV0 { b"\0" } else { b"\n" };
        assert!(one.bytes.ends_with(end) && !one.bytes.ends_with(&[end, end].concat()), "{format}");
        let lines = one.bytes.starts_with(b"# made by\n# envctl\n");
        assert_eq!(lines, format.knows(Setting::Header), "{format}");
    }
}

/// Every value of the corpus comes back from every format as it was, or its name is refused.
#[test]
fn what_is_written_is_read_or_refused() {
    let all: Vec<Pair> = pairs(&corpus());
    for format in Format::ALL {
        let fits = |pair: &&Pair| match write(*format, std::slice::from_ref(*pair), &options()) {
            Ok(_) => true,
            Err(error) => {
                assert!(error.to_string().contains(&format!("`{}`", pair.name)), "{format}: {error}");
                false
            }
        };
        let mut kept: Vec<&Pair> = all.iter().filter(fits).collect();
        kept.sort_by(|a, b| a.name.cmp(&b.name));
        assert!(kept.len() > all.len() / 2, "{format} holds {}", kept.len());
        // A file has a limit of its own in some formats: then each value has a file to itself.
        for kept in kept.chunks(if format.as_str() == "gitlab-dotenv" { 1 } else { kept.len().max(1) }) {
            let written: Vec<Pair> = kept.iter().map(|pair| (*pair).clone()).collect();
            let written = match write(*format, &written, &options()) {
                Ok(written) => written,
                Err(error) => panic!("{format}: {error}"),
            };
            let parsed = read(*format, &written.bytes, &ReadOptions::default());
            let parsed = parsed.unwrap_or_else(|error| panic!("{format}: {error}"));
            assert_eq!(parsed.pairs.len(), kept.len(), "{format}");
            for (pair, (name, value)) in kept.iter().zip(&parsed.pairs) {
                assert_eq!((&pair.name, &pair.value), (name, value), "{format}");
            }
            assert_eq!(parsed.warnings, [], "{format}");
        }
    }
}

#[test]
fn names_are_prefixed_renamed_and_chosen() {
    let text = b"A=1\nB=2\nmy-key=3\nBASH_FUNC_f%%=4\n";
    let options = ReadOptions {
        prefix: "P_".to_owned(),
        rename: [("my-key".to_owned(), "MINE".to_owned())].into(),
        only: Some(["P_B".to_owned(), "MINE".to_owned()].into()),
        ..ReadOptions::default()
    };
    for format in [DOTENV, "docker".parse().expect("a format")] {
        let parsed = read(format, text, &options).expect("what is asked for has a name");
        assert_eq!(parsed.pairs, [("P_B".to_owned(), b"2".to_vec()), ("MINE".to_owned(), b"3".to_vec())]);
        let all = ReadOptions { only: None, ..options.clone() };
        let error = read(format, text, &all).expect_err("a name that is none");
        assert_eq!((error.count, error.problems[0].at.line), (1, 4));
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
        "[\"hunter2\\\"\"]",
        "{\"K\": \"hunter2\\ud800\"}",
        "{\"K\":1,\"K\":\"hunter2\"}",
        "{\"K\": \"hunter2\\u0000\"}",
        "{\"K\": \"hunter2\" x}",
        "K = \"hunter2",
        "K = hunter2",
        "K = [\"hunter2\"]",
        "K = \"hunter2\\q\"",
        "K = \"${hunter2}\"",
        "K = file(\"hunter2\")",
        "K: [hunter2]",
        "K: !hunter2 x",
        "K: &hunter2 x",
        "K: *hunter2",
        "K: \"hunter2",
        "K: 'hunter2'x",
        "K: hunter2: x",
        "K: {hunter2",
        "? [hunter2]\n: x",
        "K: |\n  hunter2\n x",
        "K:\n\thunter2",
        "%hunter2\n---\n",
        "@hunter2",
        "K: `hunter2",
        "K<<hunter2\nhunter",
        "K<<E\nhunter2",
        "set -gx K 'hunter2",
        "set -gx K hunter2",
        "set -gx 'hunter2' 'x'",
        "apiVersion: v1\nkind: Secret\ndata:\n  K: hunter2",
        "apiVersion: v1\nkind: Secret\ndata:\n  K: [hunter2]",
    ];
    for line in lines {
        for format in Format::ALL {
            for strict in [false, true] {
                let options = ReadOptions { strict, expand: true, ..ReadOptions::default() };
                let talk = match read(*format, line.as_bytes(), &options) {
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

/// Reads back what is written; what is refused has to be said by name.
fn round_trip(format: Format, pair: &Pair) -> Result<bool, TestCaseError> {
    let written = match write(format, std::slice::from_ref(pair), &options()) {
        Ok(written) => written,
        Err(error) => {
            prop_assert!(error.to_string().contains(&format!("`{}`", pair.name)), "{format}: {error}");
            return Ok(false);
        }
    };
    let parsed = read(format, &written.bytes, &ReadOptions::default());
    let parsed = parsed.map_err(|error| TestCaseError::fail(format!("{format}: {error}")))?;
    prop_assert_eq!(parsed.pairs, [(pair.name.clone(), pair.value.clone())], "{}", format);
    prop_assert_eq!(parsed.warnings, vec![], "{}", format);
    Ok(true)
}

/// The formats that hold all there is, and those that hold all text.
const BYTES: [&str; 5] = ["dotenv", "compose", "shell", "env0", "k8s-secret"];
const TEXT: [&str; 6] = ["json", "yaml", "toml", "k8s-configmap", "github-env", "github-output"];

proptest! {
    #[test]
    fn what_a_format_holds_comes_back(
        name in names(),
        bytes in values(),
        text in vec(prop_oneof![any::<char>(), proptest::sample::select(
            vec!['\u{85}', '\u{2028}', '\u{feff}', '\u{fffe}', '\r', '\n', '\'', '"', '\\', '$', '%', '{', '\u{7f}']
        )], 0..24),
    ) {
        let text: String = text.into_iter().filter(|c| *c != '\0').collect();
        for format in Format::ALL {
            let held = round_trip(*format, &pair(&name, &bytes))?;
            prop_assert!(held || !BYTES.contains(&format.as_str()), "{format}");
            let held = round_trip(*format, &pair(&name, text.as_bytes()))?;
            prop_assert!(held || !BYTES.contains(&format.as_str()) && !TEXT.contains(&format.as_str()), "{format}");
        }
    }

    #[test]
    fn any_pairs_come_back_in_order(map in btree_map(names(), values(), 0..6)) {
        let pairs: Vec<Pair> = map.iter().map(|(name, value)| pair(name, value)).collect();
        for format in [DOTENV, SHELL, ENV0] {
            let written = write(format, &pairs, &options());
            let bytes = written.map_err(|error| TestCaseError::fail(error.to_string()))?.bytes;
            let parsed = read(format, &bytes, &ReadOptions::default());
            let parsed = parsed.map_err(|error| TestCaseError::fail(error.to_string()))?;
            let expected: Vec<_> = map.clone().into_iter().collect();
            prop_assert_eq!(parsed.pairs, expected);
        }
    }

    #[test]
    fn readers_never_panic(
        bytes in vec(any::<u8>(), 0..64),
        pieces in vec(proptest::sample::select(vec![
            "K", "=", "'", "\"", "\"\"\"", "'''", "`", "\\", "$", "${", "}", "{", "[", "]", ":", ",", "#",
            " ", "\n", "\r\n", "\r", "export ", "\u{feff}", "é", "\0", "1e9", "null", "${:-$}", "$K", "-",
            "set -gx K '", "<<E\n", "E\n", ";", "%{", "$${", "\\u00", "\\U0010ffff", "|\n", "? ", "- ", "&a", "*a",
            "!!", "---\n", "...", "apiVersion: v1\nkind: Secret\n", "data:\n  ", "//", ">", "@", "\t", "[[",
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
                match read(*format, input, &options) {
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
