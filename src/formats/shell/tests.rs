//! The shell format: what is written is read back, and commands never are.

use super::super::Fault;
use super::super::ReadOptions;
use super::super::WriteOptions;
use super::super::corpus::corpus;
use super::super::corpus::pair;
use super::super::corpus::pairs;
use super::super::dotenv::DOTENV;
use super::SHELL;

fn read(text: &str) -> Result<Vec<(String, Vec<u8>)>, Vec<String>> {
    match super::read(text.as_bytes(), &ReadOptions::default()) {
        Ok(parsed) => Ok(parsed.pairs),
        Err(error) => Err(error.problems.iter().map(ToString::to_string).collect()),
    }
}

#[test]
fn writes_single_quotes_only() {
    let pairs = [pair("K", b"it's"), pair("E", b""), pair("B", b"a b\n")];
    let options = WriteOptions { header: Some("by\rX='1'".to_owned()), ..WriteOptions::default() };
    let written = super::super::write(SHELL, &pairs, &options).expect("fine");
    let expected = "# by X='1'\nexport B='a b\n'\nexport E=''\nexport K='it'\\''s'\n";
    assert_eq!(String::from_utf8_lossy(&written.bytes), expected);
}

#[test]
fn what_is_written_is_read() {
    let mut pairs = pairs(&corpus());
    let options = WriteOptions { header: Some("a\nb".to_owned()), ..WriteOptions::default() };
    let bytes = super::super::write(SHELL, &pairs, &options).expect("fine").bytes;
    pairs.sort_by(|a, b| a.name.cmp(&b.name));
    let expected: Vec<_> = pairs.into_iter().map(|pair| (pair.name, pair.value)).collect();
    for format in [SHELL, DOTENV] {
        let parsed = super::super::read(format, &bytes, &ReadOptions::default()).expect("our own");
        assert!(parsed.pairs == expected, "{format}");
        assert_eq!(parsed.warnings, []);
    }
}

#[test]
fn reads_with_and_without_export() {
    let pairs = read("# c\n\n  A='1'\t# d\nexport B='l1\nl2'\\'''").expect("assignments");
    assert_eq!(pairs, [("A".into(), b"1".to_vec()), ("B".into(), b"l1\nl2'".to_vec())]);
    assert_eq!(read("").expect("nothing"), []);
}

#[test]
fn is_no_shell() {
    let not = |line: &str| {
        let text = format!("A='1'\n{line}\nB='2'\n");
        let problem = "2:1: not of the form export NAME='value'".to_owned();
        assert_eq!(read(&text), Err(vec![problem]), "{line}");
    };
    for line in [
        "rm -rf /",
        "echo x='y'",
        "K=abc",
        "K=$(id)",
        "K=\"x\"",
        "K=",
        "export K",
        "$X='y'",
        "set -a",
        "`id`='x'",
        "export -p K='x'",
    ] {
        not(line);
    }
    let after = |line: &str, column| {
        let problem = format!("1:{column}: text after the closing quote of `K`");
        assert_eq!(read(line), Err(vec![problem]), "{line}");
    };
    after("K='a'; id", 6);
    after("K='a'$(id)", 6);
    after("K='a' L='b'", 6);
    after("K='a'# c", 6);
    after("K='a'\\'", 6);
    after("K='a'\r\n", 6);
}

#[test]
fn faults_are_collected() {
    let expected = [
        "1:1: the name is not of letters, digits and `_`, starting with no digit (did you mean `A_B`?)",
        "3:4: text after the closing quote of `C`",
        "4:1: the quote that opens `D` is never closed",
    ];
    let text = "A-B='x'\nC='l1\nl2' x\nD='x\nE=1\n";
    assert_eq!(read(text).expect_err("three"), expected);
    let error = super::read(b"K='a\0b'", &ReadOptions::default()).expect_err("NUL");
    assert_eq!(error.problems[0].fault, Fault::Nul { name: "K".to_owned() });
}
