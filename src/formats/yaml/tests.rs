//! The yaml format: what is plain enough to be read, and what is refused.

use super::super::ReadOptions;
use super::super::corpus::read;
use super::super::corpus::read_with;
use super::super::corpus::written;
use super::YAML;
use super::is_ambiguous;

#[test]
fn values_are_always_quoted_and_keys_where_they_must() {
    assert_eq!(written(YAML, "yes"), "K: \"yes\"\n");
    assert_eq!(written(YAML, "a\"\\\n\u{2028}é"), "K: \"a\\\"\\\\\\n\\u2028é\"\n");
    let pairs = ["NO", "null", "y", "A"].map(|name| super::super::corpus::pair(name, b"1"));
    let written = super::super::write(YAML, &pairs, &Default::default()).expect("fine");
    assert_eq!(
        String::from_utf8_lossy(&written.bytes),
        "A: \"1\"\n\"NO\": \"1\"\n\"null\": \"1\"\n\"y\": \"1\"\n"
    );
    let none = super::super::write(YAML, &[], &Default::default()).expect("fine");
    assert_eq!(none.bytes, b"{}\n");
    assert_eq!(read(YAML, "{}\n"), [""; 0]);
}

#[test]
fn every_style_of_string() {
    let text = "A: a b\nB: 'it''s'\nC: \"l1\\nl2\"\nD: |\n  l1\n  l2\nE: >-\n  a\n  b\nF: \"\"\n";
    assert_eq!(read(YAML, text), ["A=a b", "B=it's", "C=l1\nl2", "D=l1\nl2\n", "E=a b", "F="]);
    assert_eq!(read(YAML, "{A: x, \"B\": 'y'}"), ["A=x", "B=y"]);
    assert_eq!(read(YAML, "\u{feff}# c\n---\nA: x # c\n...\n"), ["A=x"]);
    assert_eq!(read(YAML, "{\"A\": 1, \"B\": \"\\u00e9\"}"), ["A=1", "B=é"]);
}

#[test]
fn plain_scalars_keep_their_text_or_are_refused() {
    for text in ["5432", "-1", "0", "1.10", "true", "false", "a", "v1.2.3", "10.0.0.1", "a:b", "1 2", "x=1"] {
        assert_eq!(read(YAML, &format!("K: {text}")), [format!("K={text}")]);
    }
    for text in [
        "yes",
        "No",
        "on",
        "OFF",
        "y",
        "True",
        "0123",
        "1_000",
        "0x10",
        "0o7",
        "0b1",
        "1e3",
        "1.",
        ".5",
        "+1",
        "12:30:45",
        "12:30",
        ".inf",
        "-.INF",
        ".nan",
        "2020-01-01",
        "2020-1-1T00:00:00Z",
        "=",
        "1.5e+3",
    ] {
        assert!(is_ambiguous(text), "{text}");
        let expected = "! 1:4: the value of `K` means different things to different readers";
        assert_eq!(read(YAML, &format!("K: {text}")), [expected], "{text}");
        assert_eq!(read(YAML, &format!("K: \"{text}\"")), [format!("K={text}")]);
    }
    for text in ["", "~", "null", "NULL"] {
        assert!(read(YAML, &format!("K: {text}"))[0].ends_with("`K` is null"), "{text}");
    }
}

#[test]
fn nothing_is_followed_or_guessed() {
    let indirect = "an anchor, alias or tag, which are not followed";
    for text in [
        "A: &a x",
        "A: !!str x",
        "A: !x {}",
        "A: *a",
        "A: &a [1]",
        "? [x]\n: y",
        "A: !!python/object:os.system {}",
    ] {
        let read = read(YAML, text);
        let known = read[0].ends_with(indirect) || (text.contains("*a") && read[0].contains("anchor"));
        assert!(known, "{text}: {read:?}");
    }
    assert_eq!(read(YAML, "A: x\nA: y"), ["! 2:4: `A` appears twice"]);
    assert_eq!(read(YAML, "A: [x]\nB:\n  C: x"), ["! 1:4: `A` is an array", "! 3:3: `B` is an object"]);
    assert_eq!(read(YAML, "A: x\n---\nB: y"), ["! 3:1: a second document"]);
    assert_eq!(read(YAML, "- x"), ["! 1:1: not an object"]);
    assert_eq!(read(YAML, ""), ["! 1:1: not an object"]);
    assert_eq!(read(YAML, "é: x\na-b: x").len(), 2);
    assert!(read(YAML, "A: \"x")[0].starts_with("! "));
    // The bomb: every line doubles the one before, if aliases are followed.
    let bomb: String = (1..40).map(|n| format!("K{n}: &a{n} [*a{}, *a{}]\n", n - 1, n - 1)).collect();
    assert!(read(YAML, &format!("K0: &a0 x\n{bomb}")).iter().all(|line| line.ends_with(indirect)));
}

#[test]
fn objects_are_flattened_when_told() {
    let options = ReadOptions { flatten: Some("__".to_owned()), ..ReadOptions::default() };
    let text = "A:\n  B: '1'\n  C:\n    D: 2\nE: x\nF: {}\n";
    assert_eq!(read_with(YAML, text, &options), ["A__B=1", "A__C__D=2", "E=x"]);
    let deep: String = (0..100).map(|n| format!("{}a:\n", " ".repeat(n))).collect();
    assert!(read_with(YAML, &deep, &options)[0].ends_with("is nested too deeply"));
    assert!(read(YAML, &deep)[0].ends_with("`a` is an object"));
    let flow = format!("a: {}", "[".repeat(100_000));
    assert!(read(YAML, &flow)[0].starts_with("! "));
}
