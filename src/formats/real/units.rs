//! systemd: the parser of `EnvironmentFile=` is also that of environment.d, whose generator prints
//! what it read. It expands what the parser gives, so a dollar is doubled for it.

use std::process::Command;

use super::super::write;
use super::held;
use super::options;

const GENERATOR: &str = "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator";

#[test]
#[ignore = "needs systemd"]
fn systemd_reads_its_environment_file() {
    let (_, pairs) = held("systemd");
    let mut doubled = pairs.clone();
    for pair in &mut doubled {
        pair.value = String::from_utf8_lossy(&pair.value).replace('$', "$$").into_bytes();
    }
    let written = write("systemd".parse().expect("a format"), &doubled, &options()).expect("held");
    let folder = tempfile::tempdir().expect("a directory");
    std::fs::create_dir(folder.path().join("environment.d")).expect("a directory");
    std::fs::write(folder.path().join("environment.d/all.conf"), written.bytes).expect("written");
    let output = Command::new(GENERATOR)
        .env_clear()
        .env("XDG_CONFIG_HOME", folder.path())
        .output()
        .expect("systemd must be installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines: Vec<&[u8]> = output.stdout.split(|byte| *byte == b'\n').collect();
    // To environment.d nothing is no value; EnvironmentFile= sets it to nothing.
    for pair in pairs.iter().filter(|pair| !pair.value.is_empty()) {
        let start = format!("{}=", pair.name);
        let mut found = lines.iter().filter_map(|line| line.strip_prefix(start.as_bytes()));
        let read = unquoted(found.next().unwrap_or_else(|| panic!("{} is not there", pair.name)));
        assert_eq!(String::from_utf8_lossy(&read), String::from_utf8_lossy(&pair.value));
    }
}

/// Takes back what the generator does to a value to print it on a line.
fn unquoted(text: &[u8]) -> Vec<u8> {
    let inner = text.strip_prefix(b"\"").and_then(|text| text.strip_suffix(b"\""));
    let mut bytes = inner.unwrap_or(text).iter();
    let mut value = Vec::new();
    while let Some(byte) = bytes.next() {
        value.push(match (*byte, byte) {
            (b'\\', _) => match bytes.next() {
                Some(b'n') => b'\n',
                Some(b't') => b'\t',
                Some(other) => *other,
                None => b'\\',
            },
            (_, byte) => *byte,
        });
    }
    value
}
