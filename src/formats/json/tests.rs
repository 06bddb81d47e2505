//! The json format: what a flat object of strings is, and what is refused.

use super::super::Fault;
use super::super::ReadOptions;
use super::super::WriteOptions;
use super::super::corpus::corpus;
use super::super::corpus::pair;
use super::super::corpus::pairs;
use super::JSON;

fn read_with(text: &str, flatten: Option<&str>) -> Result<Vec<String>, Vec<String>> {
    let options = ReadOptions { flatten: flatten.map(str::to_owned), ..ReadOptions::default() };
    match super::read(text.as_bytes(), &options) {
        Ok(parsed) => {
            let shown = |(name, value): &(String, Vec<u8>)| {
                format!("{name}={}", String::from_utf8(value.clone()).expect("text"))
            };
            Ok(parsed.pairs.iter().map(shown).collect())
        }
        Err(error) => Err(error.problems.iter().map(ToString::to_string).collect()),
    }
}

fn read(text: &str) -> Result<Vec<String>, Vec<String>> {
    read_with(text, None)
}

#[track_caller]
fn fails(text: &str, expected: &str) {
    assert_eq!(read(text), Err(vec![expected.to_owned()]), "{text}");
}

#[test]
fn scalars_keep_their_text() {
    let text = r#"{"A": "x", "B": 1e400, "C": 9007199254740993, "D": true, "E": -0.10, "F": ""}"#;
    let expected = ["A=x", "B=1e400", "C=9007199254740993", "D=true", "E=-0.10", "F="];
    assert_eq!(read(text).expect("scalars"), expected);
    assert_eq!(read("{}").expect("empty"), [""; 0]);
    assert_eq!(read("\u{feff}{\"K\":\"\\u00e9\\n\"}\n").expect("a mark"), ["K=é\n"]);
    assert_eq!(read("{\"__proto__\":\"x\"}").expect("a name"), ["__proto__=x"]);
    assert_eq!(read("{\"B\":\"1\",\"A\":\"2\"}").expect("in order"), ["B=1", "A=2"]);
}

#[test]
fn no_guesses() {
    fails("{\"K\": null}", "1:7: `K` is null");
    fails("{\"K\": [1]}", "1:7: `K` is an array");
    fails("{\"K\": {\"a\": 1}}", "1:7: `K` is an object");
    fails("{\"K\": 1,\n \"K\": 2}", "2:7: `K` appears twice");
    fails("{\"K\": \"\\ud800\"}", "1:7: the string of `K` has an escape that is no character");
    fails("{\"K\": \"a\\u0000b\"}", "1:7: NUL byte in the value of `K`");
    fails(
        "{\"a-b\": \"x\"}",
        "1:9: the name is not of letters, digits and `_`, starting with no digit (did you mean `a_b`?)",
    );
    fails("{\"\": \"x\"}", "1:6: the name is empty");
    let both = read("{\"é\": 1,\n\"K\": null}").expect_err("both");
    assert_eq!(both.len(), 2);
    assert_eq!(both[1], "2:6: `K` is null");
}

#[test]
fn what_is_not_json() {
    for text in ["[]", "\"secret\"", "12", "null", " true"] {
        let error = read(text).expect_err(text);
        assert!(error[0].ends_with(": not an object"), "{error:?}");
    }
    for text in
        ["", "{", "{\"K\": 0123}", "{\"K\": NaN}", "{\"K\": 'x'}", "{\"K\": 1,}", "{} x", "{\"K\": secret}"]
    {
        let error = read(text).expect_err(text);
        assert!(!error[0].contains("secret") && !error[0].contains("at line"), "{error:?}");
    }
    fails("{\n \"é\": \"x\" 1}", "2:11: expected `,` or `}`");
    let error = super::read(b"{\"K\": \"\xff\"}", &ReadOptions::default()).expect_err("no UTF-8");
    assert_eq!(error.to_string(), "1:8: not UTF-8");
    let error = super::read(b"{\0\"\0K\0", &ReadOptions::default()).expect_err("UTF-16");
    assert_eq!(error.problems[0].fault, Fault::Utf16);
}

#[test]
fn flatten_joins_names() {
    let flat = |text| read_with(text, Some("__"));
    let text = r#"{"A": {"B": "1", "C": {"D": 2}}, "E": "3", "F": {}}"#;
    assert_eq!(flat(text).expect("nested"), ["A__B=1", "A__C__D=2", "E=3"]);
    assert_eq!(
        flat("{\"A\": {\"B\": 1},\n\"A__B\": 2, \"A\": {\"C\": null, \"D\": [1]}}").expect_err("three"),
        ["2:9: `A__B` appears twice", "2:23: `A__C` is null", "2:34: `A__D` is an array"]
    );
    assert_eq!(flat("{\"A\": {\"B\": 1, \"B\": 2}}").expect_err("twice"), ["1:21: `A__B` appears twice"]);
}

#[test]
fn depth_is_limited() {
    let deep = |depth: usize| format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
    assert!(read_with(&deep(32), Some("_")).is_ok());
    assert!(read_with(&deep(33), Some("_")).expect_err("too deep")[0].contains("too deeply"));
    assert!(read_with(&deep(100_000), Some("_")).expect_err("too deep")[0].contains("too deeply"));
    assert!(read(&deep(100_000)).expect_err("nested")[0].contains("is an object"));
    let arrays = format!("{{\"K\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    fails(&arrays, "1:7: `K` is an array");
}

fn write(pairs: &[super::Pair], base64: bool) -> Result<String, String> {
    let options = WriteOptions { base64, ..WriteOptions::default() };
    let written = super::super::write(JSON, pairs, &options);
    let written = written.map_err(|error| error.to_string())?;
    Ok(String::from_utf8(written.bytes).expect("JSON"))
}

#[test]
fn writes_one_sorted_object() {
    let pairs = [pair("B", "é\u{2028}\u{1}\u{7f}\n\"\\/".as_bytes()), pair("A", b"yes"), pair("a", b"")];
    let expected =
        "{\n  \"A\": \"yes\",\n  \"B\": \"é\u{2028}\\u0001\u{7f}\\n\\\"\\\\/\",\n  \"a\": \"\"\n}\n";
    assert_eq!(write(&pairs, false).expect("text"), expected);
    assert_eq!(write(&[], false).expect("nothing"), "{}\n");
}

#[test]
fn other_bytes_need_base64() {
    let pairs = [pair("A", b"a"), pair("B", b"\xff\xfe"), pair("C", b"\xff")];
    let error = write(&pairs, false).expect_err("two of three");
    assert_eq!(error, "value of `B` is not UTF-8; value of `C` is not UTF-8");
    let expected = "{\n  \"A\": \"YQ==\",\n  \"B\": \"//4=\",\n  \"C\": \"/w==\"\n}\n";
    assert_eq!(write(&pairs, true).expect("base64"), expected);
}

#[test]
fn what_is_written_is_read() {
    let mut pairs = pairs(&corpus());
    pairs.retain(|pair| std::str::from_utf8(&pair.value).is_ok());
    let text = write(&pairs, false).expect("text");
    pairs.sort_by(|a, b| a.name.cmp(&b.name));
    let parsed = super::read(text.as_bytes(), &ReadOptions::default()).expect("our own");
    let expected: Vec<_> = pairs.into_iter().map(|pair| (pair.name, pair.value)).collect();
    assert!(parsed.pairs == expected);
}
