//! The files of GitHub Actions: the delimiter holds, whatever a value is made of.

use super::super::WriteOptions;
use super::super::corpus::pair;
use super::super::corpus::read;
use super::super::corpus::written;
use super::ENV;
use super::OUTPUT;

const DELIMITER: &str = "envctl_00000000000000000000000000000000";

#[test]
fn one_line_or_a_delimiter() {
    assert_eq!(written(ENV, "a=b<<c"), "K=a=b<<c\n");
    assert_eq!(written(OUTPUT, ""), "K=\n");
    assert_eq!(written(ENV, "PEM\n"), format!("K<<{DELIMITER}\nPEM\n\n{DELIMITER}\n"));
    assert_eq!(written(ENV, "a\rb"), format!("K<<{DELIMITER}\na\rb\n{DELIMITER}\n"));
}

#[test]
fn a_value_cannot_end_itself() {
    // Whoever knew the random bytes could write the delimiter: even then it is another one.
    let evil = format!("x\n{DELIMITER}\nPATH=/evil\nY<<{DELIMITER}_\n");
    let text = written(ENV, &evil);
    assert!(text.starts_with(&format!("K<<{DELIMITER}__\n")), "{text}");
    assert_eq!(read(ENV, &text), [format!("K={evil}")]);
    let options = WriteOptions { nonce: [0xab; 16], ..WriteOptions::default() };
    let other = super::super::write(ENV, &[pair("K", b"\n")], &options).expect("fine");
    assert!(other.bytes.starts_with(b"K<<envctl_abababab"));
}

#[test]
fn names_of_the_runner_are_refused() {
    for name in ["GITHUB_TOKEN", "RUNNER_TEMP", "NODE_OPTIONS", "PATH"] {
        let error = super::super::write(ENV, &[pair(name, b"x")], &WriteOptions::default());
        let said = format!("GitHub Actions does not let `{name}` be set");
        assert_eq!(error.expect_err("reserved").to_string(), said);
    }
}

#[test]
fn reads_as_the_runner_does() {
    let text = "A=1\n\nB<<EOF\nl1\n\nl2\nEOF\nC<<E=F\nE=F\nD=x<<y\n";
    assert_eq!(read(ENV, text), ["A=1", "B=l1\n\nl2", "C=", "D=x<<y"]);
    assert_eq!(read(ENV, "A<<EOF\nx\n"), ["! 1:1: the quote that opens `A` is never closed"]);
    assert_eq!(read(ENV, "A<<\nx\n\n"), ["! 1:1: the quote that opens `A` is never closed"]);
    assert_eq!(read(ENV, "A\nB=1"), ["! 1:1: no `=`"]);
}
