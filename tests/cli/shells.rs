//! Completion, asked by the real shells; `help`, `man`, `doctor`.
//!
//! bash is everywhere and always run; zsh and fish are ignored by name where a machine may lack them:
//! `cargo test --test cli shells -- --include-ignored` runs them.

use std::path::Path;
use std::process::Command;

use crate::harness::{World, path, program};

/// A project with names of every kind.
fn named() -> World {
    let w = World::published();
    w.ok("templates create stage --from staging");
    w.ok("flags set new-checkout on --env staging");
    w.ok("ds create orders --type redis");
    w
}

/// What a shell prints that runs a script, with the program on its PATH.
fn shell(w: &World, shell: &str, args: &[&str]) -> String {
    let folder = Path::new(program()).parent().expect("a folder");
    let paths =
        std::env::join_paths(std::iter::once(folder.to_owned()).chain(std::env::split_paths(&path())));
    let output = Command::new(shell)
        .args(args)
        .env_clear()
        .env("PATH", paths.expect("a PATH"))
        .env("HOME", &w.home)
        .env("USER", "ana")
        .env("ENVCTL_KEYRING", "off")
        .current_dir(&w.dir)
        .output()
        .unwrap_or_else(|e| panic!("{shell} must be installed: {e}"));
    assert!(output.stderr.is_empty(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// What is typed, and what one of the completions is.
const TABLE: [(&str, &str); 14] = [
    ("envs show st", "staging"),
    ("get LOG", "LOG_LEVEL"),
    ("set DATA", "DATABASE_URL"),
    ("promote we", "web"),
    ("promote web@", "web@v1"),
    ("apps pin web v", "v1"),
    ("status --env prod", "production"),
    ("set A --env development,st", "development,staging"),
    ("whoami --org per", "personal"),
    ("promote web --to st", "staging"),
    ("templates show st", "stage"),
    ("envs create qa --template reg", "regulated"),
    ("datasources show or", "orders"),
    ("rollb", "rollback"),
];

/// What is typed, and nothing goes on from.
const NOTHING: [&str; 3] = ["envs create st", "envs show nothing", "apps show x"];

#[test]
fn bash_completes_names() {
    let w = named();
    w.write("script", w.out("completions bash"));
    let ask = |typed: &str| {
        let words: Vec<&str> = std::iter::once("envctl").chain(typed.split(' ')).collect();
        let (last, before) = (words[words.len() - 1], words[words.len() - 2]);
        let script = format!(
            "source ./script; COMP_WORDS=({}); COMP_CWORD={}; COMP_TYPE=9; \
             _clap_complete_envctl envctl '{last}' '{before}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" "),
            words.len() - 1,
        );
        shell(&w, "bash", &["--norc", "--noprofile", "-c", &script])
    };
    for (typed, completed) in TABLE {
        let shown = ask(typed);
        assert!(shown.lines().any(|line| line == completed), "{typed}: {shown}");
    }
    for typed in NOTHING {
        assert_eq!(ask(typed).trim(), "", "{typed}");
    }
}

#[test]
#[ignore = "needs zsh"]
fn zsh_completes_names() {
    let w = named();
    w.write("script", w.out("completions zsh"));
    for (typed, completed) in TABLE {
        let words: Vec<String> = typed.split(' ').map(|word| format!("'{word}'")).collect();
        // What the completion system would be handed is printed.
        let script = format!(
            "compdef() {{ :; }}; _describe() {{ local all=(${{(@P)@[-1]}}); print -rl -- $all; }}; \
             source ./script; words=(envctl {}); CURRENT={}; _clap_dynamic_completer_envctl",
            words.join(" "),
            words.len() + 1
        );
        let shown = shell(&w, "zsh", &["-f", "-c", &script]);
        let found = shown.lines().any(|line| line.split(':').next() == Some(completed));
        assert!(found, "{typed}: {shown}");
    }
}

#[test]
#[ignore = "needs fish"]
fn fish_completes_names() {
    let w = named();
    w.write("script", w.out("completions fish"));
    for (typed, completed) in TABLE {
        let script = format!("source ./script; complete -C 'envctl {typed}'");
        let shown = shell(&w, "fish", &["--no-config", "-c", &script]);
        let found = shown.lines().any(|line| line.split('\t').next() == Some(completed));
        assert!(found, "{typed}: {shown}");
    }
}

#[test]
fn a_tab_asks_nothing_and_shows_no_error() {
    let ask = |w: &World, words: &str| {
        let words: Vec<&str> = ["--", "envctl"].into_iter().chain(words.split(' ')).collect();
        let index = (words.len() - 2).to_string();
        let cmd = w.cmd(words.join(" ").as_str()).env("ENVCTL_COMPLETE", "bash");
        cmd.env("_CLAP_COMPLETE_INDEX", index).env("_CLAP_IFS", "\n").env("_CLAP_COMPLETE_TYPE", "9").ok()
    };
    // No store, no identity, no manifest.
    let w = World::empty();
    assert_eq!(ask(&w, "envs show st").out().trim(), "");
    // Without an identity names are still there, and nobody is asked for a keyring.
    let w = World::published();
    std::fs::remove_dir_all(w.home.join(".config/envctl")).expect("removed");
    assert!(ask(&w, "envs show st").out().contains("staging"));
    // A store that is none: the manifest has names.
    std::fs::write(w.store(), "not a store").expect("written");
    assert!(ask(&w, "envs show st").out().contains("staging"));
    assert!(ask(&w, "envs show st").err().is_empty());
    // A manifest that is none.
    w.write("envctl.toml", "version = ");
    assert_eq!(ask(&w, "envs show st").out().trim(), "");
}

#[test]
fn help_has_topics_and_every_command() {
    let w = World::empty();
    w.ok("help").says("Topics: context, environment, exit-codes, json");
    for topic in ["context", "environment", "exit-codes", "json"] {
        assert!(w.ok(["help", topic]).out().lines().count() > 10, "{topic}");
    }
    w.ok("help exit-codes").says("  7    conflict");
    w.ok("help apps copy").says("Usage: envctl apps copy");
    w.refused(2, "help promot").says("did you mean promote?");
}

#[test]
fn every_variable_that_is_read_is_in_the_help() {
    let w = World::empty();
    let help = w.out("help environment");
    let mut found = std::collections::BTreeSet::new();
    for file in ["context.rs", "mod.rs"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli").join(file);
        let text = std::fs::read_to_string(path).expect("text");
        for part in text.split("\"ENVCTL_").skip(1) {
            let name: String = part.chars().take_while(|c| c.is_ascii_uppercase() || *c == '_').collect();
            found.insert(format!("ENVCTL_{name}"));
        }
    }
    assert!(found.len() > 8, "{found:?}");
    for name in &found {
        assert!(help.contains(name.as_str()), "{name} is not in `envctl help environment`");
    }
}

#[test]
fn manual_pages_are_made_of_every_command() {
    let w = World::empty();
    assert!(w.out("man").contains(".TH envctl 1"));
    assert!(w.out("man apps copy").contains("envctl\\-apps\\-copy \\- Copy an app"));
    w.ok("man --output pages");
    let pages = std::fs::read_dir(w.dir.join("pages")).expect("a folder").count();
    assert!(pages > 100, "{pages}");
    w.refused(2, "man nothing");
}

#[test]
fn the_doctor_looks_at_each_thing_by_itself() {
    let w = World::published();
    let seen = w.ok("doctor");
    seen.says("manifest").says("context    personal/shop").says("whole; personal rev").says("identity");
    let json = w.ok("doctor --json").json();
    assert_eq!((&json["kind"], &json["ok"]), (&"Doctor".into(), &true.into()));
    // A file that others may read is said, with the remedy.
    use std::os::unix::fs::PermissionsExt as _;
    let keys = w.home.join(".config/envctl/keys");
    std::fs::set_permissions(&keys, std::fs::Permissions::from_mode(0o755)).expect("set");
    w.ok("doctor").says("is open to others (mode 0755)").says("chmod 700").says("1 warning");
    std::fs::set_permissions(keys.join("default"), std::fs::Permissions::from_mode(0o644)).expect("set");
    assert_eq!(w.run("doctor").code(), 8);
    w.run("doctor").says("is open to other users").says("chmod 600");
    // Damage in one place does not keep it from looking at the others.
    w.write("envctl.toml", "version = ");
    std::fs::write(w.store(), "not a store").expect("written");
    let json = w.run("doctor --json").json();
    let failed = json["checks"].as_array().expect("a list").iter().filter(|c| c["level"] == "failed");
    let names: Vec<&str> = failed.map(|c| c["name"].as_str().expect("a name")).collect();
    assert!(names.contains(&"manifest") && names.contains(&"store"), "{names:?}");
    let w = World::empty();
    w.ok("doctor").says("none from here upwards").says("does not exist yet");
}
