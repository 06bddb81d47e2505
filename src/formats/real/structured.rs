//! JSON, YAML, TOML and HCL, read by the parsers of other languages.

use super::assert_read;
use super::held;
use super::run;

/// Has a program parse the file and print each value in hexadecimal, sorted by name.
fn restores(format: &str, program: &str, script: &str) {
    let (input, pairs) = held(format);
    let flag = if program == "node" { "-e" } else { "-c" };
    assert_read(&pairs, run(program, &[flag, script], &input));
}

const PRINT: &str = "for (const k of Object.keys(o).sort()) console.log(Buffer.from(o[k]).toString('hex'))";

#[test]
#[ignore = "needs node"]
fn node_reads_json() {
    let script = format!("const o = JSON.parse(require('node:fs').readFileSync(0)); {PRINT}");
    restores("json", "node", &script);
}

#[test]
#[ignore = "needs python3"]
fn python_reads_json() {
    let script = "import json, sys
for _, v in sorted(json.load(sys.stdin).items()): print(v.encode().hex())";
    restores("json", "python3", script);
}

/// YAML 1.1.
#[test]
#[ignore = "needs python3 with PyYAML"]
fn python_reads_yaml() {
    let script = "import sys, yaml
for _, v in sorted(yaml.safe_load(sys.stdin.buffer).items()): print(v.encode().hex())";
    restores("yaml", "python3", script);
}

/// YAML 1.2.
#[test]
#[ignore = "needs node, and the yaml of npm in ENVCTL_NODE_MODULES"]
fn node_reads_yaml() {
    let script = format!(
        "const yaml = require(process.env.ENVCTL_NODE_MODULES + '/yaml');
        const o = yaml.parse(require('node:fs').readFileSync(0, 'utf8')); {PRINT}"
    );
    restores("yaml", "node", &script);
}

#[test]
#[ignore = "needs python3"]
fn python_reads_toml() {
    let script = "import sys, tomllib
for _, v in sorted(tomllib.load(sys.stdin.buffer).items()): print(v.encode().hex())";
    restores("toml", "python3", script);
}

/// HashiCorp's own parser, compiled to WebAssembly. It prints Terraform's JSON, in which a template is
/// escaped again.
#[test]
#[ignore = "needs node, and the @cdktf/hcl2json of npm in ENVCTL_NODE_MODULES"]
fn hcl_reads_tfvars() {
    let script = format!(
        "const hcl = require(process.env.ENVCTL_NODE_MODULES + '/@cdktf/hcl2json');
        hcl.parse('x.tfvars', require('node:fs').readFileSync(0, 'utf8')).then((o) => {{ {PRINT} }})"
    );
    let (input, mut pairs) = held("tfvars");
    for pair in &mut pairs {
        let text = String::from_utf8(pair.value.clone()).expect("HCL is text");
        pair.value = text.replace("${", "$${").replace("%{", "%%{").into_bytes();
    }
    assert_read(&pairs, run("node", &["-e", &script], &input));
}
