//! The fish format: two escapes, and no commands.

use super::super::corpus::read;
use super::super::corpus::written;
use super::FISH;

#[test]
fn writes_and_reads_single_quotes() {
    assert_eq!(written(FISH, "a\\b it's\n$x"), "set -gx K 'a\\\\b it\\'s\n$x'\n");
    let text = "# c\n\nset -gx A 'a\\\\b it\\'s\n$x' # d\n  set -x B ''\nset -gx C '\\n'\n";
    assert_eq!(read(FISH, text), ["A=a\\b it's\n$x", "B=", "C=\\n"]);
}

#[test]
fn is_no_shell() {
    for line in ["set K 'x'", "set -gx K x", "set -gx K", "echo 'x'", "set -gx K \"x\"", "set -gx (id) 'x'"] {
        assert_eq!(read(FISH, line), ["! 1:1: not of the form set -gx NAME 'value'"], "{line}");
    }
    assert_eq!(read(FISH, "set -gx K 'x'; id"), ["! 1:14: text after the closing quote of `K`"]);
    assert_eq!(read(FISH, "set -gx K 'x'y"), ["! 1:14: text after the closing quote of `K`"]);
    assert_eq!(read(FISH, "set -gx K 'x\nset -gx L 'y'"), ["! 2:12: text after the closing quote of `K`"]);
    assert_eq!(read(FISH, "set -gx K 'x"), ["! 1:1: the quote that opens `K` is never closed"]);
    assert_eq!(
        super::super::write(FISH, &[super::super::corpus::pair("PWD", b"/")], &Default::default())
            .expect_err("fish sets it")
            .to_string(),
        "fish does not let `PWD` be set"
    );
}
