//! Variable files: literals, doubled dollars, and nothing that is evaluated.

use super::super::corpus::read;
use super::super::corpus::written;
use super::TFVARS;

#[test]
fn templates_are_doubled() {
    assert_eq!(written(TFVARS, "a\"$b${c}%{d}\n"), "K = \"a\\\"$b$${c}%%{d}\\n\"\n");
    assert_eq!(
        written(TFVARS, "e\u{301}"),
        "! value of `K` has letters that are not in Unicode's composed form (NFC), which Terraform cannot read"
    );
}

#[test]
fn reads_literals() {
    let text =
        "# c\n// d\nA = \"x$${y}%%{z}\\u00e9\\U0001F600\\\\\" # e\r\nB=\"\"\nC = 1.10\nD = true // f\n";
    assert_eq!(read(TFVARS, text), ["A=x${y}%{z}é😀\\", "B=", "C=1.10", "D=true"]);
    assert_eq!(read(TFVARS, "A = \"$$${x\""), ["A=$${x"]);
}

#[test]
fn nothing_is_evaluated() {
    for text in ["K = \"${x}\"", "K = var.x", "K = [1]", "K = {}", "K = <<E\nx\nE", "K = 0x1", "K = \"%{x}\""]
    {
        assert_eq!(read(TFVARS, text)[0], "! 1:5: the value of `K` is not a literal", "{text}");
    }
    assert_eq!(read(TFVARS, "K = null"), ["! 1:5: `K` is null"]);
    assert_eq!(read(TFVARS, "K = \"a\\q\""), ["! 1:5: the string of `K` has an escape that is no character"]);
    assert_eq!(read(TFVARS, "K = \"a\\ud800\"").len(), 1);
    assert_eq!(read(TFVARS, "K = \"a"), ["! 1:5: the quote that opens `K` is never closed"]);
    assert_eq!(read(TFVARS, "K"), ["! 1:1: not of the form NAME = \"value\""]);
    assert_eq!(read(TFVARS, "K = \"a\" b"), ["! 1:8: text after the closing quote of `K`"]);
}
