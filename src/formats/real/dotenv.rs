//! dotenv, read by node, by the dotenv package of npm, by python-dotenv and by docker compose: each
//! value on its own, and who differs has to be named.

use std::process::Command;

use data_encoding::HEXLOWER;

use super::super::Dialect;
use super::super::Pair;
use super::super::Tool;
use super::super::Warning;
use super::super::WriteOptions;
use super::super::Written;
use super::super::corpus::corpus;
use super::super::corpus::pair;
use super::super::corpus::random;
use super::super::dotenv::DOTENV;
use super::held;
use super::run;

fn written_in(dialect: Dialect, pairs: &[Pair]) -> Written {
    let options = WriteOptions { dialect, ..WriteOptions::default() };
    super::super::write(DOTENV, pairs, &options).expect("every value can be written")
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
        let Written { bytes, warnings } = written_in(dialect, &[pair("K", value), below.clone()]);
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

/// Compose reads the file of a service and prints what it understood, with every `$` doubled.
#[test]
#[ignore = "needs docker compose 2"]
fn compose_reads_its_dialect() {
    let folder = tempfile::tempdir().expect("a directory");
    let (bytes, mut pairs) = held("compose");
    // YAML, and so the answer of compose, has no other bytes than text.
    pairs.retain(|pair| std::str::from_utf8(&pair.value).is_ok());
    assert!(!bytes.is_empty());
    let options = WriteOptions::default();
    let written = super::super::write("compose".parse().expect("it is one"), &pairs, &options).expect("held");
    std::fs::write(folder.path().join("all.env"), written.bytes).expect("written");
    let service = "services: {web: {image: x, env_file: [all.env]}}";
    std::fs::write(folder.path().join("compose.yaml"), service).expect("written");
    let output = Command::new("docker")
        .args(["compose", "config", "--format", "json"])
        .current_dir(folder.path())
        .output()
        .expect("docker must be installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let config: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let env = &config["services"]["web"]["environment"];
    for pair in &pairs {
        let read = env[&pair.name].as_str().unwrap_or_default().replace("$$", "$");
        assert_eq!(read.as_bytes(), pair.value, "{}", pair.name);
    }
}
