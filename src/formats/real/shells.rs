//! Shells: what they source, or eval, and what `env` hands on.

use super::super::Pair;
use super::super::corpus::pair;
use super::super::write;
use super::held;
use super::options;
use super::run;

/// Has a shell set the constants and print all of them, a NUL after each.
fn restores(shell: &[&str], format: &str, set: &str) {
    let (input, pairs) = held(format);
    let print: String = pairs.iter().map(|pair| format!("printf '%s\\0' \"${}\"\n", pair.name)).collect();
    let script = format!("{set}\n{print}");
    let args = [&shell[1..], &["-c", &script]].concat();
    assert_printed(&pairs, &run(shell[0], &args, &input));
}

fn assert_printed(pairs: &[Pair], output: &[u8]) {
    let restored: Vec<&[u8]> = output.split(|byte| *byte == 0).collect();
    assert_eq!(restored.len(), pairs.len() + 1);
    for (restored, pair) in restored.iter().zip(pairs) {
        assert_eq!(*restored, pair.value, "{:?}", String::from_utf8_lossy(&pair.value));
    }
}

/// Asks a shell which variables cannot be set by our line; exactly those are refused.
fn keeps(shell: &str, format: &str, names: &[&str]) {
    let format: super::super::Format = format.parse().expect("a format");
    for name in names {
        let refused = write(format, &[pair(name, b"a b")], &options()).is_err();
        let plain = write(format, &[pair("K", b"a b")], &options()).expect("fine").bytes;
        let set = String::from_utf8(plain).expect("text").replace('K', name);
        let script = format!("{}\nprintf '%s' \"${name}\"; exit 0", set.trim());
        let output = std::process::Command::new(shell).args(["-c", &script]).output().expect("it runs");
        assert!(refused || output.stdout == b"a b", "{shell} keeps {name} to itself");
    }
}

const SOURCE: &str = ". /dev/stdin";
const EVAL: &str = "eval \"$(cat)\"";

#[test]
fn sh_sources_dotenv() {
    restores(&["sh"], "dotenv", SOURCE);
}

#[test]
fn sh_evals_shell() {
    restores(&["sh"], "shell", EVAL);
}

#[test]
#[ignore = "needs bash"]
fn bash_sources_dotenv() {
    restores(&["bash"], "dotenv", SOURCE);
}

#[test]
#[ignore = "needs bash"]
fn bash_evals_shell() {
    restores(&["bash"], "shell", EVAL);
}

#[test]
#[ignore = "needs bash"]
fn what_bash_keeps_is_refused() {
    let names: Vec<&str> = "UID EUID PPID BASHOPTS SHELLOPTS BASH_VERSINFO GROUPS DIRSTACK FUNCNAME SECONDS \
        RANDOM LINENO BASHPID SRANDOM EPOCHSECONDS HISTCMD OPTIND _ BASH_COMMAND BASH_ARGC BASH_SUBSHELL \
        EPOCHREALTIME TERM COLUMNS LINES USER SHELL IFS PATH PWD OLDPWD HOME LANG TZ PS4 ENV"
        .split_whitespace()
        .collect();
    keeps("bash", "shell", &names);
    keeps("dash", "shell", &names);
}

#[test]
#[ignore = "needs dash"]
fn dash_sources_dotenv() {
    restores(&["dash"], "dotenv", SOURCE);
}

#[test]
#[ignore = "needs dash"]
fn dash_evals_shell() {
    restores(&["dash"], "shell", EVAL);
}

#[test]
#[ignore = "needs zsh"]
fn zsh_evals_shell() {
    restores(&["zsh", "-f"], "shell", EVAL);
}

#[test]
#[ignore = "needs fish"]
fn fish_sources_fish() {
    restores(&["fish", "--no-config"], "fish", "source -");
}

#[test]
#[ignore = "needs fish"]
fn what_fish_keeps_is_refused() {
    let names: Vec<&str> = "status version hostname PWD SHLVL _ history pipestatus FISH_VERSION fish_pid umask \
        fish_kill_signal fish_history status_generation fish_killring argv HOME TERM COLUMNS LINES USER SHELL \
        IFS LANG CMD_DURATION random"
        .split_whitespace()
        .collect();
    keeps("fish", "fish", &names);
}

#[test]
fn env_hands_on_what_xargs_reads() {
    let (_, mut pairs) = held("env0");
    // An argument is at most 128 KiB, with the name.
    pairs.retain(|pair| pair.value.len() < 131_000);
    let input = write("env0".parse().expect("a format"), &pairs, &options()).expect("held").bytes;
    let script = "/usr/bin/env -i \"$@\" /usr/bin/env -0";
    let output = run("xargs", &["-0", "-s", "1900000", "sh", "-c", script, "sh"], &input);
    assert!(output == input, "{} bytes of {}", output.len(), input.len());
}
