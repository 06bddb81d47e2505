//! The readers of the world, run: what we write, they read.
//!
//! `sh` and `env` are everywhere and always run. The others are ignored by name where a machine may
//! lack them; CI installs them and runs `cargo test formats::real -- --include-ignored`, where a
//! missing one fails. Packages of npm are found in the directory `ENVCTL_NODE_MODULES`.

mod containers;
mod dotenv;
mod shells;
mod structured;
mod units;

use std::io::Write as _;
use std::process::Command;
use std::process::Stdio;

use data_encoding::HEXLOWER;

use super::Format;
use super::Object;
use super::Pair;
use super::WriteOptions;
use super::corpus::corpus;
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

/// How values are written here.
fn options() -> WriteOptions {
    let object = Object { name: "web".to_owned(), ..Object::default() };
    WriteOptions { object, reveal: true, ..WriteOptions::default() }
}

/// The file of all values that a format holds, each asked on its own, and the values by name.
fn held(format: &str) -> (Vec<u8>, Vec<Pair>) {
    let format: Format = format.parse().expect("a format");
    let values: Vec<Vec<u8>> = corpus().into_iter().chain(random(2000)).collect();
    let mut pairs = pairs(&values);
    pairs.retain(|pair| super::write(format, std::slice::from_ref(pair), &options()).is_ok());
    assert!(pairs.len() > 1000, "{format} holds {} of {}", pairs.len(), values.len());
    pairs.sort_by(|a, b| a.name.cmp(&b.name));
    (super::write(format, &pairs, &options()).expect("all of them").bytes, pairs)
}

/// Compares what a program printed, a value a line in hexadecimal, sorted by name.
fn assert_read(pairs: &[Pair], output: Vec<u8>) {
    let output = String::from_utf8(output).expect("hexadecimal");
    assert_eq!(output.lines().count(), pairs.len());
    for (line, pair) in output.lines().zip(pairs) {
        assert_eq!(line, HEXLOWER.encode(&pair.value), "{:?}", String::from_utf8_lossy(&pair.value));
    }
}
