//! `run`: what the command gets, and that nobody can tell it from what env(1) starts.
//!
//! The letters and numbers are those of `reference/run-export-import.md`. Row P16 is a documented
//! deviation: the command always has the default disposition of SIGPIPE.

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};

use expect_test::expect;

use crate::harness::{HUSH, World, program};

/// The same script with `$RUN` as `envctl run … --`, and as `env K=V`: the same output, and the same
/// exit code. What is said on stderr is each one's own.
#[track_caller]
fn same(w: &World, script: &str) -> String {
    let ours = format!("RUN=\"$E run -q -e staging --no-meta --\"\n{script}");
    let env = format!("RUN='env LOG_LEVEL=debug'\n{script}");
    let run = |script: &str| {
        let output = w.cmd("").around("sh", &["-c", script]);
        (output.out(), output.code())
    };
    let (ours, env) = (run(&ours), run(&env));
    assert_eq!(ours, env, "envctl, and env(1): {script}");
    ours.0
}

fn script(w: &World, name: &str, text: &str, mode: u32) {
    w.write(name, text);
    std::fs::set_permissions(w.dir.join(name), std::fs::Permissions::from_mode(mode)).expect("set");
}

#[test]
fn p1_exit_codes() {
    let w = World::filled();
    for code in [0, 1, 2, 7, 125, 126, 127, 128, 255] {
        let output = w.run(["run", "-e", "staging", "--", "sh", "-c", &format!("exit {code}")]);
        assert_eq!(output.code(), code, "{output}");
        same(&w, &format!("$RUN sh -c 'exit {code}'"));
    }
}

#[test]
fn p2_to_p4_what_cannot_be_started() {
    let w = World::filled();
    script(&w, "plain", "echo hi\n", 0o644);
    script(&w, "lost", "#!/no/such/interpreter -x\n", 0o755);
    w.run("run -q -e staging -- nosuchcmd").shows(expect![[r#"
        $ envctl run -q -e staging -- nosuchcmd
        ------- stderr -------
        error: envctl: nosuchcmd: command not found
        [exit 127]
    "#]]);
    w.run("run -q -e staging -- ./nosuchcmd").shows(expect![[r#"
        $ envctl run -q -e staging -- ./nosuchcmd
        ------- stderr -------
        error: envctl: ./nosuchcmd: command not found
        [exit 127]
    "#]]);
    w.run("run -q -e staging -- /etc").shows(expect![[r#"
        $ envctl run -q -e staging -- /etc
        ------- stderr -------
        error: envctl: /etc: cannot execute: Permission denied (os error 13)
        [exit 126]
    "#]]);
    w.run("run -q -e staging -- ./plain").shows(expect![[r#"
        $ envctl run -q -e staging -- ./plain
        ------- stderr -------
        error: envctl: ./plain: cannot execute: Permission denied (os error 13)
        [exit 126]
    "#]]);
    w.run("run -q -e staging -- ./lost").shows(expect![[r#"
        $ envctl run -q -e staging -- ./lost
        ------- stderr -------
        error: ./lost: its interpreter /no/such/interpreter was not found
        [exit 127]
    "#]]);
    for command in ["nosuchcmd", "./nosuchcmd", "/etc", "./plain", "./lost", "''", "./plain/x"] {
        same(&w, &format!("$RUN {command}"));
    }
}

#[test]
fn p5_a_script_without_a_first_line() {
    let w = World::filled();
    script(&w, "bare", "echo \"bare $LOG_LEVEL $1\"\n", 0o755);
    assert_eq!(same(&w, "$RUN ./bare x"), "bare debug x\n");
}

#[test]
fn p6_what_fails_before_the_command() {
    let w = World::filled();
    for args in [
        "run -- touch ran",
        "run -e nowhere -- touch ran",
        "run -e staging --only NOWHERE -- touch ran",
        "run -e staging --app ghost -- touch ran",
        "run -e staging --at 99 -- touch ran",
        "run -e staging --set NOEQUALS -- touch ran",
        "run -e staging --profile other -- touch ran",
        "run -e staging --store file:none.db -- touch ran",
        "run -e staging -c none.toml -- touch ran",
        "run -e staging -C none -- touch ran",
        "run -e staging -j -- touch ran",
        "run -e staging",
        "run -e staging --shell 'touch ran' -- touch ran",
        "run -e staging --pristine=most -- touch ran",
    ] {
        w.refused(125, args).silent();
        assert!(!w.dir.join("ran").exists(), "{args} started something");
    }
    w.edit("[apps.api]", "[apps.api");
    w.refused(125, "run -e staging -- touch ran");
    assert!(!w.dir.join("ran").exists());
}

#[test]
fn p6_a_bad_flag_after_a_global_one() {
    let w = World::filled();
    for args in ["-q run --only", "--env staging run --pristine=most -- true", "-C apps run --at x -- true"] {
        w.refused(125, args).silent();
    }
}

#[test]
fn p6_a_flag_that_does_not_exist() {
    let w = World::filled();
    for args in [
        "run -e staging --flag -- touch ran",
        "run --flga touch ran",
        "-q run -e staging --app-verison v2 -- touch ran",
    ] {
        w.refused(125, args).says("--");
        assert!(!w.dir.join("ran").exists(), "{args} started something");
    }
}

#[test]
fn p7_death_by_signal() {
    let w = World::filled();
    for (name, number, code) in [("TERM", 15, 143), ("INT", 2, 130), ("SEGV", 11, 139), ("KILL", 9, 137)] {
        let output =
            w.run(["run", "-e", "staging", "--", "sh", "-c", &format!("ulimit -c 0; kill -{name} $$")]);
        assert_eq!(output.status.signal(), Some(number), "{output}");
        assert_eq!(output.code(), code);
        same(&w, &format!("$RUN sh -c 'ulimit -c 0; kill -{name} $$'"));
    }
}

#[test]
fn p8_the_same_process() {
    let w = World::filled();
    let mut child = w.cmd(["run", "-q", "-e", "staging", "--", "sh", "-c", "echo $$"]).command();
    let child = child.stdout(Stdio::piped()).spawn().expect("starts");
    let pid = child.id();
    let output = child.wait_with_output().expect("ends");
    assert_eq!(String::from_utf8_lossy(&output.stdout), format!("{pid}\n"));
    // Its parent, group, session, mask and directory are those of whoever started it.
    same(&w, "$RUN sh -c 'test $PPID = '$$; echo $?");
    same(
        &w,
        "$RUN sh -c 'cut -d\" \" -f5,6 /proc/$$/stat' > a; cut -d' ' -f5,6 /proc/$$/stat | cmp - a; echo $?",
    );
    let stays = "umask 027; cd apps; sh -c 'echo $$ > ../pid; exec \"$@\"' - $RUN sh -c 'test $$ = $(cat ../pid) && umask && pwd'";
    assert_eq!(same(&w, stays), format!("0027\n{}\n", w.dir.join("apps").display()));
}

#[test]
fn p9_the_command_handles_its_signals_alone() {
    let w = World::filled();
    let trap = "trap 'echo handled; sleep 0.2; exit 5' TERM; echo ready; while :; do sleep 0.05; done";
    let mut child = w
        .cmd(["run", "-q", "-e", "staging", "--", "sh", "-c", trap])
        .command()
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().expect("stdout")));
    assert_eq!(lines.next().expect("a line").expect("text"), "ready");
    let killed = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill");
    assert!(killed.success());
    let rest: Vec<String> = lines.map(|line| line.expect("text")).collect();
    assert_eq!(rest, ["handled"]);
    assert_eq!(child.wait().expect("ends").code(), Some(5));
}

#[test]
fn p15_ignored_signals_stay_ignored() {
    let w = World::filled();
    for signal in ["INT", "HUP", "QUIT", "USR1"] {
        same(&w, &format!("trap '' {signal}; $RUN grep -E 'SigIgn|SigBlk' /proc/self/status"));
    }
    same(&w, "$RUN grep -E 'SigBlk' /proc/self/status");
}

#[test]
fn p16_sigpipe_is_always_default() {
    let w = World::filled();
    let ignored = w
        .cmd("")
        .around("sh", &["-c", "trap '' PIPE; $E run -q -e staging -- grep SigIgn /proc/self/status"]);
    let mask =
        u64::from_str_radix(ignored.out().split_whitespace().last().expect("a mask"), 16).expect("hex");
    assert_eq!(
        mask & (1 << 12),
        0,
        "the documented deviation from env(1) is gone: say so in src/cli/values/run.rs"
    );
}

#[test]
fn p17_closed_pipes_are_quiet() {
    let w = World::filled();
    let sh = |line: &str| w.cmd("").around("bash", &["-c", &format!("set -o pipefail; {line}")]);
    let output = sh("$E run -q -e staging -- sh -c 'yes | head -1'");
    assert_eq!((output.out(), output.err(), output.code()), ("y\n".into(), String::new(), 0));
    for (n, value) in ["x".repeat(100_000), "y".repeat(100_000)].iter().enumerate() {
        w.cmd(["set", &format!("A_LONG_{n}"), "-e", "staging"]).stdin(value).ok();
    }
    let output = sh("$E export -e staging -f shell | head -c 1");
    assert_eq!((output.out(), output.err(), output.code()), ("e".into(), String::new(), 0));
}

#[test]
fn p18_descriptors() {
    let w = World::filled();
    same(&w, "exec 7<envctl.toml; $RUN sh -c 'head -1 <&7'");
    same(&w, "exec 7<envctl.toml; $RUN ls /proc/self/fd");
    same(&w, "$RUN ls /proc/self/fd");
}

#[test]
fn p19_stdin_is_the_commands() {
    let w = World::filled();
    assert_eq!(same(&w, "printf 'x\\ny' | $RUN cat"), "x\ny");
    assert_eq!(same(&w, "printf 'a\\nb\\n' | { $RUN head -c 1; cat; }"), "a\nb\n");
    // Nothing is asked of a pipe.
    let output = w.cmd("run -- cat").stdin("staging\n").run();
    assert_eq!(output.code(), 125, "{output}");
}

#[test]
fn p20_stdout_is_the_commands() {
    let w = World::filled();
    w.run("run -e staging -- echo hi").shows(expect![[r#"
        $ envctl run -e staging -- echo hi
        hi
        ------- stderr -------
        personal/staging · 2 constants (1 secret)
        [exit 0]
    "#]]);
    w.run("run -e development --app web -- echo hi").shows(expect![[r#"
        $ envctl run -e development --app web -- echo hi
        hi
        ------- stderr -------
        personal/development web draft · 2 constants (1 secret)
        [exit 0]
    "#]]);
    let quiet = w.ok("run -q -e staging -- echo hi");
    assert_eq!((quiet.out(), quiet.err()), ("hi\n".into(), String::new()));
}

#[test]
fn p21_arguments_are_the_commands() {
    let w = World::filled();
    let args = |line: Vec<&str>| {
        let words: Vec<OsString> = line.into_iter().map(OsString::from).collect();
        w.cmd(words).ok().out()
    };
    let print = "printf '<%s>' \"$@\"";
    let given =
        ["--env", "x", "-h", "--", "-q", "a'b", "$HOME", "", "a b", "--shell=x", "@file", "{{constants.A}}"];
    let expected: String = given.iter().map(|arg| format!("<{arg}>")).collect();
    let with = |head: &[&'static str]| [head, &["sh", "-c", print, "sh"], &given[..]].concat();
    assert_eq!(args(with(&["run", "-q", "-e", "staging", "--"])), expected);
    // Without `--` too, when the command follows.
    assert_eq!(args(with(&["run", "-q", "-e", "staging"])), expected);
    assert_eq!(args(vec!["run", "-q", "-e", "staging", "echo", "-n", "--help"]), "--help");
    // Bytes that are no text.
    let bytes = OsString::from_vec(b"\xff\xfe".to_vec());
    let words: Vec<OsString> =
        ["run", "-q", "-e", "staging", "--", "printf", "%s"].map(OsString::from).into();
    let output = w.cmd([words, vec![bytes.clone()]].concat()).ok();
    assert_eq!(output.stdout, bytes.as_bytes());
}

#[test]
fn p22_a_line_of_sh() {
    let w = World::filled();
    let shell =
        |line: &str| w.cmd(["run", "-q", "-e", "staging", "--shell", line]).env("SHELL", "/bin/false").run();
    assert_eq!(shell("echo $LOG_LEVEL && exit 3").out(), "debug\n");
    assert_eq!(shell("echo $LOG_LEVEL && exit 3").code(), 3);
    assert_eq!(shell("true && kill -TERM $$").code(), 143);
}

#[test]
fn v1_what_wins() {
    let w = World::filled();
    w.ok("set LOG_LEVEL=app --app web -e development");
    let level = |flags: &str| {
        let line = format!("run -q -e development {flags} -- sh -c 'echo $LOG_LEVEL'");
        w.cmd(&line).env("LOG_LEVEL", "inherited").ok().out()
    };
    assert_eq!(level(""), "debug\n");
    assert_eq!(level("--app web"), "app\n");
    assert_eq!(level("--app web --set LOG_LEVEL=set"), "set\n");
    assert_eq!(level("--preserve-env"), "inherited\n");
    assert_eq!(level("--preserve-env=LOG_LEVEL,OTHER"), "inherited\n");
    assert_eq!(level("--preserve-env=OTHER"), "debug\n");
    assert_eq!(level("--preserve-env --set LOG_LEVEL=a=b"), "a=b\n");
    assert_eq!(level("--only DATABASE_URL"), "inherited\n");
    // Only what was set before can be kept.
    let kept = w.ok("run -q -e development --preserve-env -- sh -c 'echo $LOG_LEVEL'");
    assert_eq!(kept.out(), "debug\n");
}

#[test]
fn v2_v3_the_rest_passes_through() {
    let w = World::filled();
    let printed = w
        .cmd(["run", "-q", "-e", "staging", "--", "sh", "-c", "printf '%s|%s' \"$X\" \"$EMPTY\""])
        .env("X", OsString::from_vec(b"\xff\x01".to_vec()))
        .env("EMPTY", "")
        .ok();
    assert_eq!(printed.stdout, b"\xff\x01|");
    let name = OsString::from_vec(b"N\xc3\x28".to_vec());
    let printed = w.cmd("run -q -e staging -- env").reveals().env(&name, "kept").ok();
    assert!(
        printed.stdout.windows(9).any(|part| part == b"N\xc3\x28=kept\n".get(..9).expect("nine")),
        "{printed}"
    );
    let function = "f() { echo \"from f\"; }; export -f f; $E run -q -e staging -- bash -c f";
    assert_eq!(w.cmd("").around("bash", &["-c", function]).out(), "from f\n");
}

#[test]
fn v4_no_name_twice() {
    let w = World::filled();
    // Only a program that is not a shell can hand on a name twice.
    let twice = "import os, sys\n\
        exe = os.environ['E'].encode()\n\
        env = [b'LOG_LEVEL=one', b'LOG_LEVEL=two', b'TWICE=one', b'TWICE=two', b'HOME=' + os.environb[b'HOME'], b'PATH=' + os.environb[b'PATH'], b'ENVCTL_KEYRING=off']\n\
        import ctypes\n\
        libc = ctypes.CDLL(None)\n\
        args = [exe, b'run', b'-q', b'-e', b'staging', b'--', b'env']\n\
        libc.execve(exe, (ctypes.c_char_p * (len(args) + 1))(*args, None), (ctypes.c_char_p * (len(env) + 1))(*env, None))\n";
    if Command::new("python3").arg("--version").output().is_err() {
        return;
    }
    let printed = w.cmd("").reveals().around("python3", &["-c", twice]).out();
    let count = |name: &str| printed.lines().filter(|line| line.starts_with(name)).count();
    assert_eq!((count("LOG_LEVEL="), count("TWICE=")), (1, 1), "{printed}");
    assert!(printed.contains("LOG_LEVEL=debug\n"), "{printed}");
}

#[test]
fn v5_pristine() {
    let w = World::filled();
    let names = |flags: &str| {
        let line = format!("run -q -e staging --no-meta {flags} -- /usr/bin/env");
        let output = w.cmd(&line).reveals().env("X", "1").env("LC_TIME", "C").env("LD_X", "1").ok().out();
        let mut names: Vec<String> =
            output.lines().filter_map(|l| l.split_once('=')).map(|(n, _)| n.to_owned()).collect();
        names.sort();
        names.join(" ")
    };
    assert_eq!(names("--pristine"), "DATABASE_URL HOME LANG LC_TIME LOG_LEVEL PATH USER");
    assert_eq!(names("--pristine=strict"), "DATABASE_URL LOG_LEVEL");
    assert_eq!(names(""), "DATABASE_URL ENVCTL_KEYRING HOME LANG LC_TIME LD_X LOG_LEVEL PATH USER X");
    w.refused(125, "run -e staging --pristine=most -- true");
}

#[test]
fn v6_secrets_that_are_not_meant_for_it() {
    let w = World::filled();
    let line = "run -q -e staging --only LOG_LEVEL -- sh -c 'echo ${DATABASE_URL-removed} $LOG_LEVEL'";
    assert_eq!(w.cmd(line).env("DATABASE_URL", HUSH).ok().out(), "removed debug\n");
    w.ok("apps create worker --needs LOG_LEVEL");
    let line = "run -q -e development --app worker -- sh -c 'echo ${DATABASE_URL-removed} $LOG_LEVEL'";
    assert_eq!(w.cmd(line).env("DATABASE_URL", HUSH).ok().out(), "removed debug\n");
}

#[test]
fn v8_the_right_to_read_everything_is_not_handed_on() {
    let w = World::filled();
    w.ok("tokens create ci --role tester --output t");
    let run = |flags: &str| {
        let line = format!(
            "run -q -e staging {flags} -- sh -c 'echo ${{ENVCTL_TOKEN-gone}} ${{ENVCTL_TOKEN_FILE-gone}}'"
        );
        w.cmd(&line).env("ENVCTL_TOKEN_FILE", "t").run().out()
    };
    assert_eq!(run(""), "gone gone\n");
    assert_eq!(run("--pristine"), "gone gone\n");
    assert_eq!(run("--pass-auth"), "gone t\n");
}

#[test]
fn v9_what_is_set_besides() {
    let w = World::published();
    w.ok("promote web --to staging");
    let meta = "env | grep '^ENVCTL_[OPEA]' | sort";
    w.run(["run", "-q", "-e", "staging", "--app", "web", "--", "sh", "-c", meta]).shows(expect![[r#"
        $ envctl run -q -e staging --app web -- sh -c env | grep '^ENVCTL_[OPEA]' | sort
        ENVCTL_APP=web
        ENVCTL_APP_VERSION=v1
        ENVCTL_ENV=staging
        ENVCTL_ORG=personal
        ENVCTL_PROJECT=shop
        [exit 0]
    "#]]);
    assert_eq!(
        w.ok(["run", "-q", "-e", "staging", "--", "sh", "-c", meta]).out(),
        "ENVCTL_ENV=staging\nENVCTL_ORG=personal\nENVCTL_PROJECT=shop\n"
    );
    assert_eq!(w.ok(["run", "-q", "-e", "staging", "--no-meta", "--", "sh", "-c", meta]).out(), "");
    // So that envctl within stays where it is.
    let nested = ["run", "-q", "-e", "staging", "--app", "web", "--", program(), "get", "LOG_LEVEL"];
    assert_eq!(w.cmd(nested).cwd("/").ok().out(), "debug\n");
}

#[test]
fn v11_everything_that_is_missing_is_listed() {
    let w = World::filled();
    w.ok("apps create worker --needs QUEUE,LOG_LEVEL,TOPIC,DATABASE_URL");
    w.ok("set QUEUE=q --plain -e production");
    w.ok("unset LOG_LEVEL -e development");
    w.refused(125, "run -e development --app worker -- touch ran").shows(expect![[r#"
        $ envctl run -e development --app worker -- touch ran
        ------- stderr -------
        error: 3 constants have no value in development: LOG_LEVEL, QUEUE, TOPIC
          TOPIC is not declared at all
        hint: envctl set LOG_LEVEL QUEUE TOPIC --env development
        [exit 125]
    "#]]);
    assert!(!w.dir.join("ran").exists());
}

#[test]
fn limits_of_one_value() {
    let w = World::shop();
    w.cmd("set K -e staging").stdin("x".repeat(131_069)).ok();
    assert_eq!(w.ok("run -q -e staging --pristine=strict -- /bin/sh -c 'echo ${#K}'").out(), "131069\n");
    w.cmd("set K -e staging").stdin("x".repeat(131_070)).ok();
    w.refused(125, "run -e staging -- true").shows(expect![[r#"
        $ envctl run -e staging -- true
        ------- stderr -------
        error: K is 131070 bytes, limit 131069
          longer strings are not handed to a process by the operating system
        hint: --as-file K gives the command a file, and its path in K
        [exit 125]
    "#]]);
    w.cmd("set K -e staging").stdin("x".repeat(1024 * 1024)).ok();
    w.cmd("set K -e staging").stdin("x".repeat(1024 * 1024 + 1)).refused(2).says("1048576");
}

#[test]
fn limits_of_all_values() {
    let w = World::shop();
    let line: Vec<String> = (10..40).map(|n| format!("K{n}={}", "x".repeat(100_000 + n))).collect();
    w.write("big.env", line.join("\n"));
    w.ok("import big.env -e staging --yes");
    w.refused(125, "run -e staging -- true").shows(expect![[r#"
        $ envctl run -e staging -- true
        ------- stderr -------
        personal/staging · 30 constants (30 secret)
        error: 3000944 bytes of constants are more than a process can be started with
          K39   100039 bytes
          K38   100038 bytes
          K37   100037 bytes
          K36   100036 bytes
          K35   100035 bytes
        hint: --only KEY,… starts with fewer
        [exit 125]
    "#]]);
    assert_eq!(w.ok("run -q -e staging --only K10 -- sh -c 'echo ${#K10}'").out(), "100010\n");
}

#[test]
fn values_are_exact() {
    let w = World::shop();
    for value in
        ["", " a ", "a\n", "\n", "\t", "é", "e\u{301}", "\u{feff}", "a=b", "$HOME", "'", "\"", "\\n", "%s"]
    {
        w.cmd("set K -e staging --raw --allow-empty").stdin(value).ok();
        let printed = w.ok(["run", "-q", "-e", "staging", "--", "sh", "-c", "printf %s \"$K\""]);
        assert_eq!(printed.stdout, value.as_bytes());
    }
    w.cmd("set K -e staging --raw").stdin(b"\xff\xfe").ok();
    assert_eq!(w.ok(["run", "-q", "-e", "staging", "--", "printenv", "K"]).stdout, b"\xff\xfe\n");
}

#[test]
fn at_a_revision() {
    let w = World::filled();
    w.ok("set LOG_LEVEL=info -e staging");
    let print = "-- sh -c 'echo $LOG_LEVEL'";
    assert_eq!(w.ok(&format!("run -q -e staging {print}")).out(), "info\n");
    assert_eq!(w.ok(&format!("run -q -e staging --at 7 {print}")).out(), "debug\n");
}
