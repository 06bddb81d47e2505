//! The readers of the world, run: what we write, they read.
//!
//! `sh` is everywhere and always runs. The others are ignored by name where a machine may lack them;
//! CI installs them and runs `cargo test real:: -- --include-ignored`, where a missing one fails. The
//! dotenv of npm is found in the directory `ENVCTL_NODE_MODULES`.

use std::io::Write as _;
use std::process::Command;
use std::process::Stdio;

use data_encoding::HEXLOWER;

use super::Dialect;
use super::Format;
use super::Pair;
use super::Tool;
use super::Warning;
use super::WriteOptions;
use super::Written;
use super::corpus::corpus;
use super::corpus::pair;
use super::corpus::pairs;
use super::corpus::random;

/// Runs a program on an input, and gives what it printed.
fn run(program: &str, args: &[&str], input: &[u8]) -> Vec<u8> {
    let child = Command::new(program)
        .args(args)
        .env("HOME", "/HOMEDIR")
        .env("PYTHONUTF8", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut child = child.unwrap_or_else(|error| panic!("{program} must be installed: {error}"));
    let mut stdin = child.stdin.take().expect("it is piped");
    let input = input.to_vec();
    let feeding = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("it was started");
    assert!(output.status.success(), "{program} failed: {}", output.status);
    feeding.join().expect("no panic").expect("it reads all its input");
    output.stdout
}

fn written(format: Format, dialect: Dialect, pairs: &[Pair]) -> Written {
    let options = WriteOptions { dialect, ..WriteOptions::default() };
    super::write(format, pairs, &options).expect("every value can be written")
}

/// Has a shell set the constants, and compares all of them.
fn shell_restores(shell: &str, format: Format, set: &str) {
    let values: Vec<Vec<u8>> = corpus().into_iter().chain(random(2000)).collect();
    let pairs = pairs(&values);
    let input = written(format, Dialect::Posix, &pairs).bytes;
    let print: String = pairs.iter().map(|pair| format!("printf '%s\\0' \"${}\"\n", pair.name)).collect();
    let output = run(shell, &["-c", &format!("{set}\n{print}")], &input);
    let restored: Vec<&[u8]> = output.split(|byte| *byte == 0).collect();
    assert_eq!(restored.len(), values.len() + 1);
    for (restored, value) in restored.iter().zip(&values) {
        assert_eq!(restored, value, "{}", String::from_utf8_lossy(value));
    }
}

const SOURCE: &str = ". /dev/stdin";
const EVAL: &str = "eval \"$(cat)\"";

#[test]
fn sh_sources_dotenv() {
    shell_restores("sh", Format::Dotenv, SOURCE);
}

#[test]
fn sh_evals_shell() {
    shell_restores("sh", Format::Shell, EVAL);
}

#[test]
#[ignore = "needs bash"]
fn bash_sources_dotenv() {
    shell_restores("bash", Format::Dotenv, SOURCE);
}

#[test]
#[ignore = "needs bash"]
fn bash_evals_shell() {
    shell_restores("bash", Format::Shell, EVAL);
}

#[test]
#[ignore = "needs dash"]
fn dash_sources_dotenv() {
    shell_restores("dash", Format::Dotenv, SOURCE);
}

#[test]
#[ignore = "needs dash"]
fn dash_evals_shell() {
    shell_restores("dash", Format::Shell, EVAL);
}

/// Reads documents that end in NUL; prints a line for each: `K` and `Z` in hexadecimal, or `!`.
const NODE: &str = r#"
const { parseEnv } = require("node:util");
const npm = process.env.READER === "npm";
const parse = npm ? require(process.env.ENVCTL_NODE_MODULES + "/dotenv").parse : parseEnv;
const hex = (text) => text === undefined ? "!" : Buffer.from(text).toString("hex");
const input = require("node:fs").readFileSync(0);
for (let at = 0; at < input.length; ) {
  const end = input.indexOf(0, at);
  const found = parse(input.subarray(at, end).toString());
  console.log(hex(found.K) + " " + hex(found.Z));
  at = end + 1;
}
"#;

const PYTHON: &str = r#"
import io, logging, sys
from dotenv import dotenv_values
logging.disable()
def read(document):
    try:
        found = dotenv_values(stream=io.TextIOWrapper(io.BytesIO(document), encoding="utf-8"))
        return " ".join(found[name].encode().hex() for name in "KZ")
    except Exception:
        return "! !"
for document in sys.stdin.buffer.read().split(b"\0")[:-1]:
    print(read(document))
"#;

/// Has a reader read each value, with another below it, and compares who differs with the warnings:
/// nobody unnamed may differ, and nobody named without cause.
fn reads_alike(tool: Tool, dialect: Dialect, program: &str, args: &[&str]) {
    let below = pair("Z", b"\nz");
    let values: Vec<Vec<u8>> = corpus().into_iter().chain(random(4000)).collect();
    let mut input = Vec::new();
    let mut named = Vec::new();
    for value in &values {
        let Written { bytes, warnings } =
            written(Format::Dotenv, dialect, &[pair("K", value), below.clone()]);
        input.extend(bytes);
        input.push(0);
        let blames =
            |warning: &Warning| matches!(warning, Warning::Differs { tools, .. } if tools.contains(&tool));
        named.push(warnings.iter().any(blames));
    }
    let output = String::from_utf8(run(program, args, &input)).expect("hexadecimal");
    assert_eq!(output.lines().count(), values.len());
    let mut wrong = Vec::new();
    for ((value, named), line) in values.iter().zip(named).zip(output.lines()) {
        let right = format!("{} {}", HEXLOWER.encode(value), HEXLOWER.encode(&below.value));
        // To npm a backslash at the end depends on the file: a later quote may close the value.
        let depends = tool == Tool::Npm && value.ends_with(b"\\");
        if (line != right) != named && !(named && depends) {
            let verb = if named { "named, but reads" } else { "differs on" };
            wrong.push(format!("{verb} {:?}", String::from_utf8_lossy(value)));
        }
    }
    assert!(wrong.is_empty(), "{tool}, {dialect}, {}: {:#?}", wrong.len(), &wrong[..wrong.len().min(20)]);
}

/// `env` picks the reader of the script: a test may not change the environment of the process.
fn node(tool: Tool, dialect: Dialect) {
    let reader = format!("READER={}", if tool == Tool::Npm { "npm" } else { "node" });
    reads_alike(tool, dialect, "env", &[&reader, "node", "-e", NODE]);
}

#[test]
#[ignore = "needs node"]
fn node_reads_dotenv() {
    node(Tool::Node, Dialect::Posix);
    node(Tool::Node, Dialect::Node);
}

#[test]
#[ignore = "needs node, and the dotenv of npm in ENVCTL_NODE_MODULES"]
fn npm_reads_dotenv() {
    node(Tool::Npm, Dialect::Posix);
    node(Tool::Npm, Dialect::Node);
}

#[test]
#[ignore = "needs python3 with python-dotenv"]
fn python_reads_dotenv() {
    reads_alike(Tool::Python, Dialect::Posix, "python3", &["-c", PYTHON]);
    reads_alike(Tool::Python, Dialect::Python, "python3", &["-c", PYTHON]);
}

/// Has a program parse the JSON and print each value in hexadecimal, sorted by name.
fn json_restores(program: &str, args: &[&str]) {
    let mut pairs = pairs(&corpus());
    pairs.extend(self::pairs(&random(2000)).into_iter().skip(pairs.len()));
    pairs.retain(|pair| std::str::from_utf8(&pair.value).is_ok());
    let input = written(Format::Json, Dialect::Posix, &pairs).bytes;
    let output = String::from_utf8(run(program, args, &input)).expect("hexadecimal");
    pairs.sort_by(|a, b| a.name.cmp(&b.name));
    let expected: Vec<String> = pairs.iter().map(|pair| HEXLOWER.encode(&pair.value)).collect();
    assert_eq!(output.lines().collect::<Vec<_>>(), expected);
}

#[test]
#[ignore = "needs node"]
fn node_reads_json() {
    let script = "const o = JSON.parse(require('node:fs').readFileSync(0));
        for (const k of Object.keys(o).sort()) console.log(Buffer.from(o[k]).toString('hex'))";
    json_restores("node", &["-e", script]);
}

#[test]
#[ignore = "needs python3"]
fn python_reads_json() {
    let script = "import json, sys
for _, v in sorted(json.load(sys.stdin).items()): print(v.encode().hex())";
    json_restores("python3", &["-c", script]);
}
