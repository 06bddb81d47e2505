//! The files of systemd: its tokenizer, case by case.

use super::super::corpus::read;
use super::super::corpus::written;
use super::SYSTEMD;

#[test]
fn four_characters_are_escaped() {
    assert_eq!(written(SYSTEMD, "a\"b\\c`d$e'\nf\tg%h"), "K=\"a\\\"b\\\\c\\`d\\$e'\nf\tg%h\"\n");
    for value in ["a\rb", "a\u{1b}b", "a\u{7f}"] {
        assert_eq!(
            written(SYSTEMD, value),
            "! value of `K` has a control character, which systemd cannot read"
        );
    }
}

#[test]
fn reads_as_systemd_does() {
    for (text, value) in [
        ("K=a b ", "a b"),
        ("K =  a", "a"),
        ("K=", ""),
        ("K=\"a\" 'b'\"c\"", "abc"),
        ("K='a\\n$x'", "a\\n$x"),
        ("K=\"a\\nb\\$c\"", "a\\nb$c"),
        ("K=\"l1\nl2\"", "l1\nl2"),
        ("K=\"l1\\\nl2\"", "l1l2"),
        ("K=a\\ b\\\nc", "a bc"),
        ("K=a'b'", "a'b'"),
        ("K=\"a\"b'c'", "ab'c'"),
        ("K=a # b", "a # b"),
        ("K=a\\  ", "a "),
        ("K=a\r\n", "a"),
    ] {
        assert_eq!(read(SYSTEMD, text), [format!("K={value}")], "{text}");
    }
    assert_eq!(read(SYSTEMD, "# c\n; d\n\nA=1\n  B=2\n"), ["A=1", "B=2"]);
    assert_eq!(read(SYSTEMD, "export K=1").len(), 1);
    assert_eq!(read(SYSTEMD, "K"), ["! 1:1: no `=`"]);
    assert_eq!(read(SYSTEMD, "K=x\nL='y"), ["! 2:3: the quote that opens `L` is never closed"]);
}
