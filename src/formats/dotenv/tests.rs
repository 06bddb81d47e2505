//! The dotenv format: every line of the table of readers, both ways, and what must be refused.

use super::super::Dialect;
use super::super::Fault;
use super::super::NameFault;
use super::super::Pair;
use super::super::ReadError;
use super::super::ReadOptions;
use super::super::Refusal;
use super::super::Tool;
use super::super::Warning;
use super::super::WriteOptions;
use super::super::Written;
use super::super::corpus::corpus;
use super::super::corpus::pair;
use super::super::corpus::pairs;
use super::super::corpus::random;
use super::DOTENV;

const PLAIN: ReadOptions = ReadOptions {
    dialect: Dialect::Posix,
    strict: false,
    expand: false,
    flatten: None,
    rename: std::collections::BTreeMap::new(),
    prefix: String::new(),
    only: None,
};

fn options(dialect: Dialect) -> ReadOptions {
    ReadOptions { dialect, ..PLAIN }
}

fn expand() -> ReadOptions {
    ReadOptions { expand: true, ..PLAIN }
}

/// Reads as text: `K=value` for each pair, and the warnings.
fn read(text: &str, options: &ReadOptions) -> Result<(Vec<String>, Vec<Warning>), ReadError> {
    let parsed = super::super::read(DOTENV, text.as_bytes(), options)?;
    let shown = |(name, value): &(String, Vec<u8>)| {
        format!("{name}={}", String::from_utf8(value.clone()).expect("text"))
    };
    Ok((parsed.pairs.iter().map(shown).collect(), parsed.warnings))
}

#[track_caller]
fn reads_in(dialect: Dialect, text: &str, value: &str) {
    let (pairs, warnings) = read(text, &options(dialect)).expect(text);
    assert_eq!(pairs, [format!("K={value}")], "{text}");
    assert_eq!(warnings, [], "{text}");
}

#[track_caller]
fn reads(text: &str, value: &str) {
    reads_in(Dialect::Posix, text, value);
}

/// Reads with one warning, which `strict` makes an error.
#[track_caller]
fn warns(text: &str, value: &str, warning: &str) {
    let (pairs, warnings) = read(text, &PLAIN).expect(text);
    assert_eq!(pairs, [format!("K={value}")], "{text}");
    assert_eq!(warnings.len(), 1, "{text}");
    assert!(warnings[0].to_string().contains(warning), "{}", warnings[0]);
    let error = read(text, &ReadOptions { strict: true, ..PLAIN }).expect_err(text);
    assert_eq!(error.problems[0].fault, Fault::Strict(warnings[0].clone()));
    assert_eq!(Some(error.problems[0].at), warnings[0].at());
}

/// Fails with these messages, places included.
#[track_caller]
fn fails_in(dialect: Dialect, text: &str, expected: &[&str]) -> ReadError {
    let error = read(text, &options(dialect)).expect_err(text);
    let shown: Vec<String> = error.problems.iter().map(ToString::to_string).collect();
    assert_eq!(shown, expected, "{text}");
    assert_eq!(error.count, expected.len());
    error
}

#[track_caller]
fn fails(text: &str, expected: &str) -> Option<&'static str> {
    fails_in(Dialect::Posix, text, &[expected]).problems[0].fault.hint()
}

#[test]
fn blanks_and_export() {
    reads("K= abc ", "abc");
    reads("K = abc", "abc");
    reads("\t K\t=\tabc\t", "abc");
    reads("export K=abc", "abc");
    reads("export \t K=abc", "abc");
    reads("K=a b", "a b");
    assert_eq!(read("export=1", &PLAIN).expect("a name").0, ["export=1"]);
    reads("\n\n# c\n  # K=2\nK=1\n\n# end", "1");
}

#[test]
fn empty_is_set() {
    for text in ["K=", "K=\"\"", "K=''", "K= ", "K= # c", "K=''  # c"] {
        reads(text, "");
    }
    assert_eq!(read("", &PLAIN).expect("no pairs").0, [""; 0]);
    assert_eq!(read("\u{feff}", &PLAIN).expect("no pairs").0, [""; 0]);
}

#[test]
fn hash() {
    warns("K=a#b", "a#b", "`#` in `K`");
    warns("K=#b", "#b", "`#` in `K`");
    warns("K=a#b # c", "a#b", "`#` in `K`");
    reads("K=a #b", "a");
    reads("K=a\t#b", "a");
    reads("K= #b", "");
    reads("K=\"a #b\"", "a #b");
    reads("K='a' # it's", "a");
}

#[test]
fn text_after_a_closing_quote() {
    let hint = fails("K=\"a\"#b", "1:6: text after the closing quote of `K`");
    assert!(hint.is_some());
    fails("K=\"a\" b", "1:7: text after the closing quote of `K`");
    fails("K=\"a\"b", "1:6: text after the closing quote of `K`");
    fails("K='a''b'", "1:6: text after the closing quote of `K`");
    fails("K=`a`b", "1:6: text after the closing quote of `K`");
}

#[test]
fn single_quotes() {
    reads("K='a'\\''b'", "a'b");
    reads("K=''\\'''", "'");
    reads("K='a'\\'", "a'");
    reads("K='a\\nb'", "a\\nb");
    reads("K='a$HOME'", "a$HOME");
    reads("K='x${HOME}y'", "x${HOME}y");
    reads("K='l1\nl2'", "l1\nl2");
    reads("K='a\\'", "a\\");
    let hint =
        fails("K='Let\\'s go!'", "1:9: text after the closing quote of `K`, which follows a backslash");
    assert!(hint.is_some_and(|hint| hint.contains("compose")));
    reads_in(Dialect::Compose, "K='Let\\'s go!'", "Let's go!");
    reads_in(Dialect::Python, "K='Let\\'s go!'", "Let's go!");
}

#[test]
fn double_quotes() {
    reads("K=\"say \\\"hi\\\"\"", "say \"hi\"");
    reads("K=\"a\\nb\"", "a\nb");
    reads("K=\"a\\tb\"", "a\tb");
    reads("K=\"a\\rb\"", "a\rb");
    reads("K=\"a\\\\b\"", "a\\b");
    reads("K=\"a\\$b\"", "a$b");
    reads("K=\"a\\`b\"", "a`b");
    reads("K=\"a\\qb\"", "a\\qb");
    reads("K=\"l1\nl2\"", "l1\nl2");
    reads("K=\"a$HOME\"", "a$HOME");
    reads("K=\"$(echo pwn)\"", "$(echo pwn)");
}

#[test]
fn unquoted_is_literal() {
    let values = [
        "a\\nb",
        "a$HOME",
        "$(echo pwn)",
        "a=b==",
        "~/x",
        "{\"a\":\"b c\"}",
        "it's",
        "a\"b",
        "abc\\",
        "$2a$10$TWoviNHS27HJ",
        "a`b`",
    ];
    for value in values {
        reads(&format!("K={value}"), value);
    }
}

#[test]
fn backticks_quote() {
    warns("K=`x`", "x", "backticks of `K`");
    reads_in(Dialect::Node, "K=`it's \"x\\n\"`", "it's \"x\\n\"");
    reads_in(Dialect::Python, "K=`x`", "`x`");
}

#[test]
fn lines_that_set_nothing() {
    assert!(fails("K", "1:1: no `=`").is_some());
    fails("export K", "1:8: no `=`");
    assert_eq!(fails("K: abc", "1:2: `:` where `=` belongs"), Some("looks like YAML"));
    assert_eq!(fails("K: a=b", "1:2: `:` where `=` belongs"), Some("looks like YAML"));
    fails("=x", "1:1: the name is empty");
}

#[test]
fn unterminated_names_the_line_it_opened() {
    assert!(fails("A=1\nK=\"unterminated\nB=2\n", "2:3: the quote that opens `K` is never closed").is_some());
    fails("K='", "1:3: the quote that opens `K` is never closed");
    fails("K='it'\\''s", "1:9: the quote that opens `K` is never closed");
    fails("K=\"\"\"a\"\"", "1:3: the quote that opens `K` is never closed");
    fails("K=\"a\\\"", "1:3: the quote that opens `K` is never closed");
}

#[test]
fn duplicates() {
    warns("K=1\nK=2", "2", "`K` was set before, on line 1");
    let (pairs, warnings) = read("K=1\nA=x\nK=2\nK=3", &PLAIN).expect("last wins");
    assert_eq!(pairs, ["K=3", "A=x"]);
    assert!(matches!(warnings[1], Warning::Duplicate { first: 3, .. }));
}

#[test]
fn line_ends() {
    reads("K=a\r\n", "a");
    reads("K=a\r", "a");
    reads("K='a'\r\n", "a");
    reads("\r\n# c\r\nK=\"l1\r\nl2\"\r\n", "l1\nl2");
    // One line that ends otherwise, and they are what the value holds.
    reads("K=\"l1\r\nl2\"\n", "l1\r\nl2");
    fails("K=a\rB=1\n", "1:3: carriage return in the unquoted value of `K`");
}

#[test]
fn encodings() {
    reads("\u{feff}K=abc", "abc");
    fails("\u{feff}\u{feff}K=abc", "1:1: the name is not of letters, digits and `_`, starting with no digit");
    for bytes in [b"\xff\xfeK\0=\0".as_slice(), b"\xfe\xff\0K\0=", b"K\0=\0a\0", b"\0K\0=\0a"] {
        let error = super::super::read(DOTENV, bytes, &PLAIN).expect_err("UTF-16");
        assert_eq!(error.problems[0].fault, Fault::Utf16);
        assert_eq!(error.to_string(), "1:1: the file is UTF-16: save it as UTF-8");
    }
    let parsed = super::super::read(DOTENV, b"K=\xff\xfe\nL='\xff'", &PLAIN).expect("any bytes");
    assert_eq!(parsed.pairs[0].1, b"\xff\xfe");
    assert_eq!(parsed.pairs[1].1, b"\xff");
    fails("A=1\nK=a\0b", "2:1: NUL byte in the value of `K`");
}

#[test]
fn invisible_blanks_stay() {
    warns("K=\u{a0}a", "\u{a0}a", "invisible blank");
    warns("K=a\u{a0}", "a\u{a0}", "invisible blank");
    reads("K='\u{a0}a'", "\u{a0}a");
    reads("K=a\u{a0}b", "a\u{a0}b");
}

#[test]
fn triple_quotes() {
    reads("K=\"\"\"\nl1 \"x\" it's\nl2\"\"\"", "l1 \"x\" it's\nl2");
    reads("K=\"\"\"a\\nb\"\"\" # c", "a\nb");
    reads("K='''\nl1 'x'\\n\n'''\n", "l1 'x'\\n\n");
    reads("K='''\r\nl1\r\n'''\r\n", "l1\n");
    reads("K=''''''", "");
    fails("K=\"\"\"a\"\"\"\"", "1:10: text after the closing quote of `K`");
}

#[test]
fn bad_names() {
    let fault = |text: &str| match &read(text, &PLAIN).expect_err(text).problems[0].fault {
        Fault::Name(fault) => fault.clone(),
        other => panic!("{other}"),
    };
    let suggests = |text, name: &str| {
        let suggestion = Some(name.to_owned());
        assert_eq!(fault(text), NameFault::Grammar { suggestion }, "{text}");
    };
    suggests("A-B=x", "A_B");
    suggests("a.b = x", "a_b");
    suggests("1X=x", "_1X");
    suggests("A B=x", "A_B");
    // The middle of a key in base64 is not quoted.
    let silent = NameFault::Grammar { suggestion: None };
    assert_eq!(fault("9MIIEvQIBADANBgkqhkiG9w0=="), silent);
    assert_eq!(fault("MII/EV+Q=="), silent);
    assert_eq!(fault("caf\u{e9}=x"), silent);
    assert_eq!(fault(&format!("{}=x", "A".repeat(256))), NameFault::TooLong { len: 256 });
    reads(&format!("K={}", "A".repeat(256)), &"A".repeat(256));
    assert!(read(&format!("{}=x", "A".repeat(255)), &PLAIN).is_ok());
}

#[test]
fn all_faults_are_reported_together() {
    let text = "A=1\nB\nC='x\ny' z\nD: 4\n  A-B=\"a\nb\"\nE=\u{e9}\u{e9} 'x\nF=\"";
    fails_in(
        Dialect::Posix,
        text,
        &[
            "2:1: no `=`",
            "4:4: text after the closing quote of `C`",
            "5:2: `:` where `=` belongs",
            "6:3: the name is not of letters, digits and `_`, starting with no digit (did you mean `A_B`?)",
            "9:3: the quote that opens `F` is never closed",
        ],
    );
    fails("K=\"\u{e9}\u{1f510}\" x", "1:8: text after the closing quote of `K`");
    let error = read(&"B\n".repeat(1000), &PLAIN).expect_err("no `=`");
    assert_eq!((error.problems.len(), error.count), (ReadError::KEPT, 1000));
    assert_eq!(error.to_string(), "1:1: no `=` (and 999 more)");
}

#[test]
fn expansion_is_asked_for_and_knows_only_the_file() {
    let text = "A=1\nB=x$A-${A}\nC=\"y$A\\$A\"\nD='$A'\nE=$5$$ $(A) $ ${\n";
    let (pairs, warnings) = read(text, &expand()).expect("all known");
    assert_eq!(pairs, ["A=1", "B=x1-1", "C=y1$A", "D=$A", "E=$5$$ $(A) $ ${"]);
    assert_eq!(warnings, []);
    for value in ["$HOME", "${HOME}", "${A:-x}", "$HOME$USER", "$B"] {
        let (pairs, warnings) = read(&format!("A=1\nK={value}\nB=2"), &expand()).expect("literal");
        assert_eq!(pairs[1], format!("K={value}"));
        assert!(matches!(&warnings[..], [Warning::NotExpanded { name, .. }] if name == "K"), "{value}");
    }
    assert_eq!(read("A=1\nA=$A$A\nA=$A$A", &expand()).expect("itself, above").0, ["A=1111"]);
}

#[test]
fn expansion_has_an_end() {
    let mut text = "A=aaaaaaaaaaaaaaaa\n".to_owned();
    text.push_str(&"A=$A$A$A$A$A$A$A$A\n".repeat(1000));
    let error = read(&text, &expand()).expect_err("8 to the 1000");
    assert_eq!(error.problems[0].fault, Fault::ExpandsTooFar { name: "A".to_owned() });
}

#[test]
fn dialects_read_as_their_readers_do() {
    reads_in(Dialect::Node, "K=a#b", "a");
    reads_in(Dialect::Node, "K='a'#b", "a");
    reads_in(Dialect::Node, "K=\"a\\\\b\\$\\tc\"", "a\\\\b\\$\\tc");
    reads_in(Dialect::Python, "K=\"a\\$b\"", "a\\$b");
    reads_in(Dialect::Python, "K='a\\\\b'", "a\\b");
    reads_in(Dialect::Python, "K='${:-$}{HOME}'", "${HOME}");
    reads_in(Dialect::Compose, "K='a\\\\'", "a\\\\");
    reads_in(Dialect::Compose, "K=\"a\\$b\\a\"", "a$b\u{7}");
    reads_in(Dialect::Docker, "K=\"q\" # c ", "\"q\" # c ");
    reads_in(Dialect::Docker, "\t# c\n  K= x\r\n", " x");
    fails_in(Dialect::Docker, "K", &["1:1: no `=`"]);
    fails_in(
        Dialect::Docker,
        "export K=1",
        &["1:1: the name is not of letters, digits and `_`, starting with no digit"],
    );
}

fn write(pairs: &[Pair], dialect: Dialect) -> Written {
    let options = WriteOptions { dialect, ..WriteOptions::default() };
    super::super::write(DOTENV, pairs, &options).expect("it can be written")
}

/// The line a value is written as, and who differs.
#[track_caller]
fn writes(dialect: Dialect, value: &str, expected: &str, differ: &[Tool]) {
    let Written { bytes, warnings } = write(&[pair("K", value.as_bytes())], dialect);
    assert_eq!(String::from_utf8_lossy(&bytes), format!("K={expected}\n"));
    let tools: &[Tool] = match &warnings[..] {
        [Warning::Differs { tools, .. }] => tools,
        _ => &[],
    };
    assert_eq!(tools, differ, "{value}");
}

#[test]
fn posix_writes_the_plainest_form() {
    use Tool::Dotenvy;
    use Tool::Node;
    use Tool::Npm;
    use Tool::Python;
    let posix = |value, expected, tools: &[Tool]| writes(Dialect::Posix, value, expected, tools);
    // 1: bare.
    posix("aZ09_./:@%+,=-", "aZ09_./:@%+,=-", &[]);
    posix("", "''", &[]);
    // 2: single quotes.
    posix("a b", "'a b'", &[]);
    posix("~/x", "'~/x'", &[]);
    posix("l1\nl2\n", "'l1\nl2\n'", &[]);
    posix("pa$$w$HOME", "'pa$$w$HOME'", &[]);
    posix("a${b", "'a${b'", &[]);
    posix("a\\nb", "'a\\nb'", &[]);
    posix("a\\\\b", "'a\\\\b'", &[Python]);
    // 3: double quotes.
    posix("it's", "\"it's\"", &[]);
    posix("l1\nit's", "\"l1\nit's\"", &[]);
    // 4: no encoding is read alike.
    posix("x${HOME}y", "\"x\\${HOME}y\"", &[Node, Npm, Python]);
    posix("abc\\", "\"abc\\\\\"", &[Node, Npm]);
    posix("a'b\"c", "\"a'b\\\"c\"", &[Node, Npm]);
    posix("a$b'c", "\"a\\$b'c\"", &[Node, Npm, Python]);
    posix("`'", "\"\\`'\"", &[Node, Npm, Python, Dotenvy]);
    // 5: a carriage return.
    posix("a\r\nb", "'a\r\nb'", &[Node, Npm, Python]);
}

#[test]
fn each_dialect_writes_for_its_reader() {
    use Tool::Node;
    use Tool::Npm;
    writes(Dialect::Node, "it's", "\"it's\"", &[]);
    writes(Dialect::Node, "it's \"x\"", "`it's \"x\"`", &[]);
    writes(Dialect::Node, "it's\\n", "`it's\\n`", &[]);
    writes(Dialect::Node, "x${HOME}y", "'x${HOME}y'", &[]);
    writes(Dialect::Node, "abc\\", "abc\\", &[]);
    writes(Dialect::Node, "a'b\"c`d", "a'b\"c`d", &[]);
    writes(Dialect::Node, "'b\"c`d", "\"'b\\\"c\\`d\"", &[Node, Npm]);
    writes(Dialect::Node, "a b\\", "a b\\", &[]);
    writes(Dialect::Node, "a #\\", "'a #\\'", &[Npm]);
    writes(Dialect::Python, "x${HOME}y", "\"x${:-$}{HOME}y\"", &[]);
    writes(Dialect::Python, "a'b\"c\\\r", "\"a'b\\\"c\\\\\\r\"", &[]);
    writes(Dialect::Compose, "it's", "'it\\'s'", &[]);
    writes(Dialect::Compose, "a\\'b$", "\"a\\\\'b\\$\"", &[]);
    writes(Dialect::Compose, "abc\\", "\"abc\\\\\"", &[]);
    writes(Dialect::Compose, "a\rb", "\"a\\rb\"", &[]);
    writes(Dialect::Docker, "  \"q\" # c ", "  \"q\" # c ", &[]);
    writes(Dialect::Docker, "", "", &[]);
}

#[test]
fn docker_refuses_what_it_cannot_carry() {
    let options = WriteOptions { dialect: Dialect::Docker, ..WriteOptions::default() };
    let long = vec![b'a'; 65_534];
    let pairs = [
        pair("A", b"l1\nl2"),
        pair("B", b"a\r"),
        pair("C", b"\xff"),
        pair("D", &long),
        pair("E", &long[1..]),
    ];
    let error = super::super::write(DOTENV, &pairs, &options).expect_err("four of five");
    assert!(matches!(
        &error.refused[..],
        [
            Refusal::Unfit { .. },
            Refusal::Unfit { .. },
            Refusal::NotUtf8 { .. },
            Refusal::LineTooLong { len: 65_536, .. }
        ]
    ));
    assert!(error.to_string().starts_with("value of `A` has a line break, which docker cannot read; "));
}

#[test]
fn strict_refuses_what_differs() {
    let options = WriteOptions { strict: true, ..WriteOptions::default() };
    let pairs = [pair("B", b"a\r"), pair("A", b"'$"), pair("C", b"\xff"), pair("D", b"fine")];
    let error = super::super::write(DOTENV, &pairs, &options).expect_err("three of four");
    assert_eq!(
        error.to_string(),
        "`A` will be read differently by node, npm dotenv, python-dotenv; \
         `B` will be read differently by node, npm dotenv, python-dotenv; \
         `C` will be read differently by node, npm dotenv, python-dotenv, dotenvy"
    );
    assert!(super::super::write(DOTENV, &pairs[3..], &options).is_ok());
}

#[test]
fn what_is_written_is_read() {
    let values: Vec<Vec<u8>> = corpus().into_iter().chain(random(4000)).collect();
    for dialect in Dialect::ALL {
        let mut pairs = pairs(&values);
        if dialect == Dialect::Docker {
            let line = |value: &[u8]| !value.iter().any(|byte| b"\r\n".contains(byte));
            pairs.retain(|pair| line(&pair.value) && std::str::from_utf8(&pair.value).is_ok());
            pairs.retain(|pair| pair.value.len() < 65_000);
        }
        // What the reader of the dialect cannot be told, neither can ours.
        let told = |pair: &Pair| {
            let warnings = write(std::slice::from_ref(pair), dialect).warnings;
            dialect == Dialect::Posix || warnings.is_empty()
        };
        pairs.retain(told);
        pairs.sort_by(|a, b| a.name.cmp(&b.name));
        let parsed =
            super::super::read(DOTENV, &write(&pairs, dialect).bytes, &options(dialect)).expect("our own");
        assert_eq!(parsed.warnings, []);
        assert_eq!(parsed.pairs.len(), pairs.len());
        for ((name, value), pair) in parsed.pairs.iter().zip(&pairs) {
            assert_eq!((name, value), (&pair.name, &pair.value), "{dialect}");
        }
    }
}
