//! The toml format: strings of every kind, and numbers as they stand.

use super::super::ReadOptions;
use super::super::corpus::read;
use super::super::corpus::read_with;
use super::super::corpus::written;
use super::TOML;

#[test]
fn values_are_basic_strings() {
    assert_eq!(written(TOML, "a\"\\\n\t\u{7f}é"), "K = \"a\\\"\\\\\\n\\t\\u007Fé\"\n");
    assert_eq!(written(TOML, ""), "K = \"\"\n");
}

#[test]
fn scalars_keep_their_text() {
    let text =
        "A = 'x'\nB = \"\"\"l1\nl2\"\"\"\nC = 1\nD = 1.10\nE = true\nF = 2020-01-01\n# c\n\"G\" = ''\n";
    assert_eq!(read(TOML, text), ["A=x", "B=l1\nl2", "C=1", "D=1.10", "E=true", "F=2020-01-01", "G="]);
    assert_eq!(read(TOML, "B = 'x'\nA = 'y'"), ["B=x", "A=y"]);
    for number in ["1_000", "0x10", "1e3", "inf", "nan", "+1"] {
        let expected = "! 1:5: the value of `K` means different things to different readers";
        assert_eq!(read(TOML, &format!("K = {number}")), [expected], "{number}");
    }
}

#[test]
fn tables_are_flattened_when_told() {
    let text = "A = 'x'\n[B]\nC = 1\n[B.D]\nE = 'y'\n";
    assert_eq!(read(TOML, text), ["! 2:1: `B` is an object"]);
    let options = ReadOptions { flatten: Some("__".to_owned()), ..ReadOptions::default() };
    assert_eq!(read_with(TOML, text, &options), ["A=x", "B__C=1", "B__D__E=y"]);
    assert_eq!(read(TOML, "K = [1]"), ["! 1:5: `K` is an array"]);
}

#[test]
fn errors_have_their_place() {
    assert_eq!(read(TOML, "A = 'x'\nB = \"y").len(), 1);
    assert!(read(TOML, "A = 'x'\nB = \"y")[0].starts_with("! 2:"));
    assert_eq!(read(TOML, "A = 1\nA = 2"), ["! 2:1: duplicate key"]);
}
