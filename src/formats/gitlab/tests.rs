//! The report of GitLab: what its parser would change is refused.

use super::super::Pair;
use super::super::WriteOptions;
use super::super::corpus::pair;
use super::super::corpus::read;
use super::super::corpus::written;
use super::GITLAB;

#[test]
fn lines_without_quotes() {
    assert_eq!(written(GITLAB, "a 'b' \"c\" # d"), "K=a 'b' \"c\" # d\n");
    assert_eq!(read(GITLAB, "K = a=b \r\n\nL=\n"), ["K=a=b", "L="]);
    assert_eq!(read(GITLAB, "K"), ["! 1:1: no `=`"]);
}

#[test]
fn what_would_be_changed_is_refused() {
    for (value, why) in [
        ("a\nb", "a line break"),
        ("a\rb", "a line break"),
        (" a", "a blank at its beginning or end"),
        ("a\u{b}", "a blank at its beginning or end"),
    ] {
        assert_eq!(written(GITLAB, value), format!("! value of `K` has {why}, which GitLab cannot read"));
    }
    let long = written(GITLAB, &"a".repeat(5118));
    assert_eq!(long, "! 5121 bytes in all: GitLab takes at most 5120 (`K` is the largest)");
    assert_eq!(written(GITLAB, &"a".repeat(5117)).len(), 5120);
}

#[test]
fn secrets_are_for_those_who_insist() {
    let secret = [Pair { secret: true, ..pair("K", b"x") }];
    let error = super::super::write(GITLAB, &secret, &WriteOptions::default()).expect_err("a secret");
    assert_eq!(
        error.to_string(),
        "`K` is a secret, and GitLab shows what it is given to everybody who may look"
    );
    let options = WriteOptions { reveal: true, ..WriteOptions::default() };
    assert_eq!(super::super::write(GITLAB, &secret, &options).expect("told").bytes, b"K=x\n");
}

#[test]
fn a_dollar_is_told() {
    let options = WriteOptions { strict: true, ..WriteOptions::default() };
    let said = "`$` in `K` may be expanded by GitLab where the variable is used";
    let dollar = [pair("K", b"a$b")];
    let written = super::super::write(GITLAB, &dollar, &WriteOptions::default()).expect("a warning");
    assert_eq!(written.warnings[0].to_string(), said);
    let error = super::super::write(GITLAB, &dollar, &options).expect_err("strict");
    assert_eq!(error.to_string(), said);
}
