//! Values that some writer or reader somewhere gets wrong, and a source of more of them.

use super::Format;
use super::Pair;
use super::ReadOptions;
use super::WriteOptions;

/// The awkward values; the last one is not UTF-8.
pub(super) fn corpus() -> Vec<Vec<u8>> {
    let text = [
        "abc",
        "",
        "a b",
        "  x  ",
        "a#b",
        "a #b",
        "#",
        "pa$$w$HOME",
        "$2a$10$TWoviNHS27HJ",
        "x${HOME}y",
        "${:-$}{",
        "a${b",
        "a${b}\\",
        "$(id)`id`",
        "`",
        "it's",
        "'",
        "''",
        "'''",
        "'''a'''",
        "say \"hi\"",
        "\"\"\"",
        "a'b\"c",
        "a'b\"c`d",
        "'b\"c`d",
        "a\\b",
        "a\\\\b",
        "a\\nb",
        "abc\\",
        "abc\\\\",
        "it's\\",
        "it's\n\\",
        "l1\nl2",
        "\nl2",
        "\n",
        "-----BEGIN KEY-----\nMIIE/+==\n-----END KEY-----\n",
        "a\r\nb",
        "a\rb",
        "a\r",
        "it's\r\n",
        "a\tb",
        "\t",
        "{\"a\":\"b\",\"c\":\"$d\"}",
        "a=b==",
        "café—日本🔐",
        "a!b",
        "\u{feff}x",
        "a;b|c&d",
        "x\nOTHER=1",
        "it's \"\nOTHER=1",
        "x\n# y",
        "l1\nit's",
        "a\u{a0}b",
        "\u{a0}",
        "a\u{2028}b",
        "it's\u{2028}`\"\\",
        "a\u{1}\u{1b}[0m",
        "a$b'c",
        "a\\'b",
        "Let\\'s go!",
        "yes",
        "0123",
        "null",
        "~",
        "~/x",
        "2020-01-01",
        "- a",
        "-n",
        "@a",
        "export K=1",
    ];
    let mut values: Vec<Vec<u8>> = text.iter().map(|text| text.as_bytes().to_vec()).collect();
    values.push(vec![b'a'; 131_069]);
    values.push(b"\xff\xfe".to_vec());
    values
}

/// Pseudorandom values of awkward pieces, the same in every run.
pub(super) fn random(count: usize) -> Vec<Vec<u8>> {
    let pieces: [&str; 25] = [
        "a", "b", "n", "K", "'", "\"", "`", "\\", "$", "{", "}", "${", "#", " ", "\n", "\r", "\t", "=", ":",
        "-", "é", "\u{a0}", "\u{2028}", "}", "!",
    ];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below).expect("below a small number")
    };
    let value = |next: &mut dyn FnMut(u64) -> usize| -> Vec<u8> {
        let length = 1 + next(7);
        (0..length).flat_map(|_| pieces[next(25)].bytes()).collect()
    };
    (0..count).map(|_| value(&mut next)).collect()
}

/// One pair for each value: `K0`, `K1`, …
pub(super) fn pairs(values: &[Vec<u8>]) -> Vec<Pair> {
    let named = values.iter().enumerate();
    named.map(|(index, value)| pair(&format!("K{index}"), value)).collect()
}

/// A pair that is no secret.
pub(super) fn pair(name: &str, value: &[u8]) -> Pair {
    Pair { name: name.to_owned(), value: value.to_vec(), secret: false }
}

/// What a format makes of a value, under the name `K`.
#[track_caller]
pub(super) fn written(format: Format, value: &str) -> String {
    let object = super::Object { name: "web".to_owned(), ..super::Object::default() };
    let options = WriteOptions { object, ..WriteOptions::default() };
    match super::write(format, &[pair("K", value.as_bytes())], &options) {
        Ok(written) => String::from_utf8(written.bytes).expect("text"),
        Err(error) => format!("! {error}"),
    }
}

/// What a format reads, as `NAME=value` each, or as problems with their places.
pub(super) fn read(format: Format, text: &str) -> Vec<String> {
    read_with(format, text, &ReadOptions::default())
}

/// The same, with options.
pub(super) fn read_with(format: Format, text: &str, options: &ReadOptions) -> Vec<String> {
    match super::read(format, text.as_bytes(), options) {
        Ok(parsed) => {
            let shown = parsed.pairs.iter();
            shown.map(|(name, value)| format!("{name}={}", String::from_utf8_lossy(value))).collect()
        }
        Err(error) => error.problems.iter().map(|problem| format!("! {problem}")).collect(),
    }
}
