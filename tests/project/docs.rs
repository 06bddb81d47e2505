//! The generated documents are what the program generates, and the others name nothing that is
//! gone. `UPDATE_DOCS=1 cargo test --test project` writes them anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Compares a document with what it should be, or writes it where that is asked for.
fn current(path: &str, expected: &[u8]) {
    let at = root().join(path);
    if std::env::vars_os().any(|(name, _)| name == "UPDATE_DOCS") {
        std::fs::create_dir_all(at.parent().expect("a folder")).expect("made");
        std::fs::write(&at, expected).expect("written");
    }
    let there = std::fs::read(&at).unwrap_or_default();
    assert!(there == expected, "{path} is not current: UPDATE_DOCS=1 cargo test --test project");
}

#[test]
fn cli_reference_is_current() {
    let mut text = String::from(
        "# Command-line reference\n\nGenerated from the program's own help; `tests/project/docs.rs` keeps it current.\n\
         Every command also takes the [global options](#global-options). Exit codes are in the README.\n",
    );
    let mut root = envctl::cli::command();
    root.build();
    text.push_str("\n## Global options\n\n");
    options(&root, &mut text, true);
    for command in root.get_subcommands() {
        section(command, "envctl", &mut text);
    }
    current("docs/cli.md", text.as_bytes());
}

fn section(command: &clap::Command, above: &str, text: &mut String) {
    let name = format!("{above} {}", command.get_name());
    let level = if above.contains(' ') { "###" } else { "##" };
    let _ = write!(text, "\n{level} {name}\n\n");
    let about = command.get_long_about().or(command.get_about()).map(ToString::to_string).unwrap_or_default();
    let _ = writeln!(text, "{about}\n");
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    let _ = writeln!(text, "```\n{usage}\n```");
    let aliases: Vec<&str> = command.get_visible_aliases().collect();
    if !aliases.is_empty() {
        let _ = writeln!(text, "\nAlso: `{}`", aliases.join("`, `"));
    }
    let mut own = String::new();
    options(command, &mut own, false);
    if !own.is_empty() {
        let _ = write!(text, "\n{own}");
    }
    if let Some(after) = command.get_after_help() {
        let after = after.to_string();
        let (title, examples) = after.split_once('\n').unwrap_or(("", &after));
        let (examples, rest) = examples.split_once("\n\n").unwrap_or((examples, ""));
        let lines: Vec<&str> = examples.lines().map(|l| l.strip_prefix("  ").unwrap_or(l)).collect();
        let _ = write!(text, "\n{title}\n\n```console\n{}\n```\n", lines.join("\n"));
        if !rest.is_empty() {
            let _ = write!(text, "\n{rest}\n");
        }
    }
    for below in command.get_subcommands().filter(|c| c.get_name() != "help") {
        section(below, &name, text);
    }
}

fn options(command: &clap::Command, text: &mut String, global: bool) {
    for arg in command.get_arguments() {
        if arg.is_global_set() != global || ["help", "version"].contains(&arg.get_id().as_str()) {
            continue;
        }
        let value = arg
            .get_value_names()
            .map(|names| names.iter().map(|n| n.to_string()).collect::<Vec<_>>().join(" "));
        let takes = arg.get_action().takes_values();
        let mut names = Vec::new();
        if let Some(short) = arg.get_short() {
            names.push(format!("-{short}"));
        }
        if let Some(long) = arg.get_long() {
            names.push(format!("--{long}"));
        }
        let mut shown = names.join(", ");
        match (value, names.is_empty()) {
            (Some(value), true) => shown = value,
            (Some(value), false) if takes => shown = format!("{shown} {value}"),
            _ => {}
        }
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let values: Vec<_> = arg.get_possible_values().iter().map(|v| v.get_name().to_owned()).collect();
        let listed =
            if takes && !values.is_empty() { format!(" ({})", values.join(", ")) } else { String::new() };
        let _ = writeln!(text, "- `{shown}`: {help}{listed}");
    }
}

#[test]
fn completions_are_current() {
    let shells = [
        ("bash", "envctl.bash"),
        ("zsh", "_envctl"),
        ("fish", "envctl.fish"),
        ("powershell", "_envctl.ps1"),
        ("elvish", "envctl.elv"),
    ];
    for (shell, file) in shells {
        let output =
            Command::new(env!("CARGO_BIN_EXE_envctl")).args(["completions", shell]).output().expect("runs");
        assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
        current(&format!("completions/{file}"), &output.stdout);
    }
}

/// Every `src/…`, `tests/…` and `docs/…` path that a document names exists.
#[test]
fn documents_name_what_is_there() {
    let mut documents: Vec<PathBuf> = std::fs::read_dir(root().join("docs"))
        .expect("docs")
        .map(|e| e.expect("an entry").path())
        .filter(|p| p.extension().is_some_and(|e| e == "md"))
        .collect();
    documents.extend(["README.md", "CONTRIBUTING.md"].map(|name| root().join(name)));
    let mut gone = Vec::new();
    let mut named = 0;
    for document in documents {
        let text = std::fs::read_to_string(&document).expect("readable");
        for word in text.split(|c: char| c.is_whitespace() || "`()[]<>\"',;:*|".contains(c)) {
            let word = word.trim_end_matches(['.', '/']);
            let word = word.split('#').next().unwrap_or(word);
            let is_path =
                ["src/", "tests/", "docs/", "benches/", "completions/"].iter().any(|p| word.starts_with(p));
            if !is_path || word.contains(['…', '{', '}', '$', '=']) {
                continue;
            }
            named += 1;
            if !root().join(word).exists() {
                gone.push(format!("{}: {word}", document.display()));
            }
        }
    }
    assert!(named > 10, "paths were found in the documents");
    assert!(gone.is_empty(), "{}", gone.join("\n"));
}

/// `docs/formats.md` has a row for every format, and for nothing else.
#[test]
fn every_format_is_documented() {
    let text = std::fs::read_to_string(root().join("docs/formats.md")).expect("readable");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let named: Vec<&str> = rows.map(|(name, _)| name).filter(|name| !name.starts_with("--")).collect();
    let formats: Vec<&str> = envctl::formats::Format::ALL.iter().map(|format| format.as_str()).collect();
    assert_eq!(named, formats);
}
