//! `run` where it stays: `--redact`, `--as-file` and `--watch`, and that nobody can tell that it is there.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use expect_test::expect;

use crate::harness::{HUSH, World};

/// What makes it stay, each alone and all at once.
const STAYING: [&str; 4] =
    ["--redact", "--watch", "--as-file DATABASE_URL", "--redact --watch --as-file URL=DATABASE_URL"];

fn sh(flags: &str, script: &str) -> Vec<OsString> {
    let flags = flags.split_whitespace();
    let words = ["run", "-q", "-e", "staging"].into_iter().chain(flags).chain(["--", "sh", "-c", script]);
    words.map(OsString::from).collect()
}

/// A run that goes on, and its stdout by line.
struct Running {
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Running {
    fn of(mut command: Command) -> Running {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
        let lines = BufReader::new(child.stdout.take().expect("stdout")).lines();
        Running { child, lines }
    }

    fn start(w: &World, flags: &str, script: &str) -> Running {
        Running::of(w.cmd(sh(flags, script)).command())
    }

    fn line(&mut self) -> String {
        self.lines.next().expect("a line").expect("text")
    }

    fn kill(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().expect("kill").success());
    }

    /// What else it said on stdout, what it said on stderr, and its exit code.
    fn end(mut self) -> (Vec<String>, String, i32) {
        let rest = self.lines.map(|line| line.expect("text")).collect();
        let mut talk = String::new();
        self.child.stderr.take().expect("stderr").read_to_string(&mut talk).expect("text");
        let status = self.child.wait().expect("ends");
        (rest, talk, status.code().unwrap_or_else(|| 128 + status.signal().expect("one of both")))
    }
}

#[test]
fn it_ends_as_the_command_ends() {
    let w = World::filled();
    for flags in STAYING {
        for code in [0, 1, 7, 125, 255] {
            let output = w.run(sh(flags, &format!("exit {code}")));
            assert_eq!(output.code(), code, "{output}");
        }
        for (name, number) in [("TERM", 15), ("INT", 2), ("KILL", 9), ("SEGV", 11), ("PIPE", 13)] {
            let output = w.run(sh(flags, &format!("ulimit -c 0; kill -{name} $$")));
            assert_eq!(output.status.signal(), Some(number), "{output}");
        }
    }
}

#[test]
fn what_cannot_be_started() {
    let w = World::filled();
    w.write("plain", "echo hi\n");
    w.write("bare", "echo \"bare $LOG_LEVEL\"\n");
    w.write("lost", "#!/no/such/interpreter\n");
    let sh = |line: &str| w.cmd("").around("sh", &["-c", line]);
    assert_eq!(sh("chmod +x bare lost").code(), 0);
    w.run("run -q -e staging --redact -- nosuchcmd").shows(expect![[r#"
        $ envctl run -q -e staging --redact -- nosuchcmd
        ------- stderr -------
        error: envctl: nosuchcmd: command not found
        [exit 127]
    "#]]);
    for (command, code) in [("./plain", 126), ("/etc", 126), ("./lost", 127), ("''", 127)] {
        let output = sh(&format!("$E run -q -e staging --watch -- {command}"));
        assert_eq!(output.code(), code, "{command}");
    }
    // As env(1) does: a text without a first line is a script of the shell.
    assert_eq!(w.ok("run -q -e staging --as-file DATABASE_URL -- ./bare").out(), "bare debug\n");
    for args in ["--grace 1s -- touch ran", "--signal HUP -- touch ran", "--watch --at 3 -- touch ran"] {
        w.refused(125, &format!("run -e staging {args}"));
    }
    w.refused(125, "run -e staging --watch --as-file DATABASE_URL --signal SIGNOT -- touch ran").shows(
        expect![[r#"
            $ envctl run -e staging --watch --as-file DATABASE_URL --signal SIGNOT -- touch ran
            ------- stderr -------
            error: --signal SIGNOT: no signal of that name
            hint: HUP, INT, QUIT, TERM, USR1, USR2, WINCH
            [exit 125]
        "#]],
    );
    w.refused(125, "run -e staging --as-file DATABASE_ULR -- touch ran").shows(expect![[r#"
        $ envctl run -e staging --as-file DATABASE_ULR -- touch ran
        ------- stderr -------
        error: --as-file DATABASE_ULR: the command is not given DATABASE_ULR
        hint: did you mean DATABASE_URL? (DATABASE_URL, LOG_LEVEL)
        [exit 125]
    "#]]);
    assert!(!w.dir.join("ran").exists());
}

#[test]
fn secrets_are_hidden() {
    let w = World::filled();
    w.cmd("set PEM -e staging").stdin("-----BEGIN-----\n  first-line\n}\n-----END-----\n").ok();
    w.run(["run", "-e", "staging", "--redact", "--", "sh", "-c", "echo \"url=$DATABASE_URL $LOG_LEVEL\"; echo \"$PEM\"; echo \"of $DATABASE_URL\" >&2"])
        .shows(expect![[r#"
            $ envctl run -e staging --redact -- sh -c echo "url=$DATABASE_URL $LOG_LEVEL"; echo "$PEM"; echo "of $DATABASE_URL" >&2
            url=**** debug
            ****
              ****
            }
            ****

            ------- stderr -------
            personal/staging · 3 constants (2 secret)
            of ****
            [exit 0]
        "#]]);
    // In pieces, and without an end of line.
    let pieces = "printf %s \"$DATABASE_URL\" | { dd bs=1 count=15 2>/dev/null; sleep 0.03; cat; }";
    assert_eq!(w.ok(sh("--redact", pieces)).out(), "****");
    // What only looks like the beginning of one is shown all the same.
    assert_eq!(w.ok(sh("--redact", "printf 'postgres://stag'")).out(), "postgres://stag");
    let all = "head -c 3000000 /dev/zero | tr '\\0' p";
    assert_eq!(w.ok(sh("--redact", all)).stdout, vec![b'p'; 3_000_000]);
    let output = w.cmd("").around("bash", &["-c", "$E run -q -e staging --redact -- yes | head -1"]);
    assert_eq!((output.out(), output.err(), output.code()), ("y\n".into(), String::new(), 0));
    assert_eq!(w.cmd(sh("--redact", "cat")).stdin("x\ny").ok().out(), "x\ny");
}

#[test]
fn a_prompt_is_not_held_back() {
    let w = World::filled();
    let mut t =
        w.terminal(sh("--redact", "stty size >&2; printf 'name of p'; read x; echo \"hi $x $DATABASE_URL\""));
    t.expect("name of p").line("ana").expect("hi ana ****");
    let (said, code) = t.end();
    assert_eq!(code, 0, "{said}");
    assert!(!said.contains(HUSH), "{said}");
}

/// What is left in the folders that files of values may lie in, of a run with this HOME.
fn private(w: &World) -> (PathBuf, impl Fn() -> usize) {
    let place = w.home.join("runtime");
    std::fs::create_dir_all(&place).expect("made");
    let count = {
        let place = place.clone();
        move || std::fs::read_dir(&place).expect("a folder").count()
    };
    (place, count)
}

#[test]
fn files_are_private_and_gone_afterwards() {
    let w = World::filled();
    let (place, left) = private(&w);
    let look =
        "stat -c '%a %F' \"$DATABASE_URL\" \"$(dirname \"$DATABASE_URL\")\"; cat \"$DATABASE_URL\" | wc -c";
    let run = |args: Vec<OsString>| w.cmd(args).env("XDG_RUNTIME_DIR", &place).run();
    let output = run(sh("--as-file DATABASE_URL", look));
    assert_eq!(
        output.out(),
        format!("600 regular file\n700 directory\n{}\n", format!("postgres://staging:{HUSH}@db").len())
    );
    assert_eq!(left(), 0);
    // Under another name, and then the value is nowhere else.
    let named = run(sh(
        "--as-file URL_FILE=DATABASE_URL",
        "env | grep -c DATABASE_URL=; test -s $URL_FILE && exit 3",
    ));
    assert_eq!((named.out(), named.code()), ("0\n".into(), 3));
    assert_eq!(run(sh("--as-file DATABASE_URL", "kill -TERM $$")).code(), 143);
    assert_eq!(run(sh("--as-file DATABASE_URL", "exec nosuchcmd")).code(), 127);
    assert_eq!(left(), 0);
    for signal in ["-TERM", "-HUP", "-INT", "-QUIT"] {
        let script = "echo ready; exec sleep 60";
        let command = w.cmd(sh("--as-file DATABASE_URL", script)).env("XDG_RUNTIME_DIR", &place).command();
        let mut running = Running::of(command);
        running.line();
        assert_eq!(left(), 1);
        running.kill(signal);
        assert!(running.end().2 > 128, "{signal}");
        assert_eq!(left(), 0, "{signal}");
    }
    // Longer than what a process can be given.
    w.cmd("set LONG -e staging").stdin("x".repeat(200_000)).ok();
    assert_eq!(run(sh("--as-file LONG", "wc -c < $LONG")).out(), "200000\n");
}

#[test]
fn signals_reach_the_command_once() {
    let w = World::filled();
    for flags in STAYING {
        let trap = "trap 'echo handled; sleep 0.1; exit 5' TERM; echo ready; while :; do sleep 0.05; done";
        let mut running = Running::start(&w, flags, trap);
        assert_eq!(running.line(), "ready");
        running.kill("-TERM");
        assert_eq!(running.end(), (vec!["handled".to_owned()], String::new(), 5), "{flags}");
    }
    let trap = "trap 'echo usr' USR1; trap 'exit 4' USR2; echo ready; while :; do sleep 0.05; done";
    let mut running = Running::start(&w, "--redact", trap);
    running.line();
    running.kill("-USR1");
    assert_eq!(running.line(), "usr");
    running.kill("-USR2");
    assert_eq!(running.end().2, 4);
}

#[test]
fn ignored_signals_stay_ignored() {
    let w = World::filled();
    for signal in ["INT", "HUP", "QUIT", "USR1"] {
        let mask = |line: &str| {
            let script = format!("trap '' {signal}; {line} grep -E 'SigIgn|SigBlk' /proc/self/status");
            let said = w.cmd("").around("sh", &["-c", &script]).out();
            // What libc keeps for itself, above 31, is as it is after any posix_spawn.
            let masks = said.lines().map(|line| line.split_once(":\t").expect("a mask").1);
            let masks = masks.map(|mask| u64::from_str_radix(mask, 16).expect("hex") & 0x7fff_ffff);
            masks.collect::<Vec<u64>>()
        };
        assert_eq!(mask("$E run -q -e staging --as-file DATABASE_URL --"), mask("env"), "{signal}");
    }
}

#[test]
fn descriptors_are_not_handed_on() {
    let w = World::filled();
    let open = |line: &str| {
        w.cmd("").around("sh", &["-c", &format!("exec 7<envctl.toml; {line} ls /proc/self/fd")]).out()
    };
    for flags in ["--as-file DATABASE_URL", "--watch", "--redact"] {
        assert_eq!(open(&format!("$E run -q -e staging {flags} --")), open("env"), "{flags}");
    }
}

fn is_alive(pid: &str) -> bool {
    let status = std::fs::read_to_string(Path::new("/proc").join(pid).join("status")).unwrap_or_default();
    status.lines().any(|line| line.starts_with("State:") && !line.contains('Z'))
}

fn wait_for(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(60), "never: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn the_command_does_not_outlive_it() {
    let w = World::filled();
    let mut running = Running::start(&w, "--as-file DATABASE_URL", "echo $$; exec sleep 600");
    let pid = running.line();
    assert!(is_alive(&pid));
    running.kill("-KILL");
    assert_eq!(running.end().2, 137);
    wait_for("the command's end", || !is_alive(&pid));
}

#[test]
fn the_command_is_started_again_when_its_values_change() {
    let w = World::filled();
    let script = "echo \"$LOG_LEVEL $$\"; trap 'echo told; exit 9' TERM; while test ! -e over; do sleep 0.05; done; exit 3";
    let args = ["run", "-e", "staging", "--watch", "--", "sh", "-c", script];
    let mut running = Running::of(w.cmd(args).command());
    let first = running.line();
    assert!(first.starts_with("debug "), "{first}");
    // What is not for this command does not matter.
    w.ok("set LOG_LEVEL=error -e production");
    w.ok("set LOG_LEVEL=debug -e staging");
    w.ok("set LOG_LEVEL=info -e staging");
    assert_eq!(running.line(), "told");
    let second = running.line();
    assert!(second.starts_with("info "), "{second}");
    assert!(!is_alive(first.split(' ').nth(1).expect("a pid")));
    w.write("over", "");
    let (rest, talk, code) = running.end();
    assert_eq!((rest, code), (Vec::new(), 3), "it ended by itself");
    // The shell, of what it was waiting for.
    let talk = talk.replace("Terminated\n", "");
    assert_eq!(
        talk,
        "personal/staging · 2 constants (1 secret)\nchanged: LOG_LEVEL; the command is started again\npersonal/staging · 2 constants (1 secret)\n"
    );
}

#[test]
fn what_cannot_be_resolved_starts_nothing_again() {
    let w = World::filled();
    w.ok("apps edit web --needs LOG_LEVEL,DATABASE_URL");
    let script = "echo \"$LOG_LEVEL\"; while test ! -e over; do sleep 0.05; done";
    let mut running = Running::of(
        w.cmd(["run", "-e", "development", "--app", "web", "--watch", "--", "sh", "-c", script]).command(),
    );
    assert_eq!(running.line(), "debug");
    w.ok("unset LOG_LEVEL -e development");
    let mut talk =
        BufReader::new(running.child.stderr.take().expect("stderr")).lines().map(|line| line.expect("text"));
    assert_eq!(talk.next().as_deref(), Some("personal/development web draft · 2 constants (1 secret)"));
    assert_eq!(
        talk.next().as_deref(),
        Some(
            "warning: the command goes on with what it has: 1 constant has no value in development: LOG_LEVEL"
        )
    );
    w.ok("set LOG_LEVEL=again -e development");
    assert_eq!(running.line(), "again");
    w.write("over", "");
    assert_eq!(running.child.wait().expect("ends").code(), Some(0));
}

#[test]
fn a_command_that_does_not_end_is_killed_with_what_it_has_started() {
    let w = World::filled();
    let script = "trap '' TERM; sleep 600 & echo \"$LOG_LEVEL $!\"; test $LOG_LEVEL = info && exit 0; while :; do sleep 0.05; done";
    let mut running = Running::start(&w, "--watch --grace 300ms", script);
    let first = running.line();
    w.ok("set LOG_LEVEL=info -e staging");
    let second = running.line();
    assert!(second.starts_with("info "), "{second}");
    let sleeping = |line: &str| line.split(' ').nth(1).expect("a pid").to_owned();
    assert!(!is_alive(&sleeping(&first)));
    assert_eq!(running.child.wait().expect("ends").code(), Some(0));
    // What a command that ends by itself leaves running is its own business, as with env(1).
    let left = sleeping(&second);
    assert!(is_alive(&left));
    assert!(Command::new("kill").args(["-9", &left]).status().expect("kill").success());
}

#[test]
fn an_end_that_was_asked_for_is_one() {
    let w = World::filled();
    let script = "echo \"$LOG_LEVEL\"; trap 'sleep 1; exit 6' TERM; while :; do sleep 0.05; done";
    let mut running = Running::start(&w, "--watch", script);
    running.line();
    w.ok("set LOG_LEVEL=info -e staging");
    std::thread::sleep(Duration::from_millis(700));
    running.kill("-TERM");
    let (rest, _, code) = running.end();
    assert_eq!((rest, code), (Vec::new(), 6), "it was not started again");
}

#[test]
fn files_that_changed_are_a_signal() {
    let w = World::filled();
    let script = "trap 'echo \"new $(cat $LEVEL)\"' HUP; echo \"$(cat $LEVEL)\"; while test ! -e over; do sleep 0.05; done";
    let mut running = Running::start(&w, "--watch --as-file LEVEL=LOG_LEVEL --signal sighup", script);
    assert_eq!(running.line(), "debug");
    w.ok("set LOG_LEVEL=info -e staging");
    assert_eq!(running.line(), "new info");
    // What stands in the environment cannot be changed from outside.
    w.cmd("set DATABASE_URL -e staging").stdin("another").ok();
    assert_eq!(running.line(), "info");
    w.write("over", "");
    assert_eq!(running.end().2, 0);
}

/// The keys ^C and ^Z, at a prompt of a shell with jobs, however it stays.
#[test]
fn keys_do_what_they_do() {
    let w = World::filled();
    for flags in STAYING {
        let bash = "exec bash --norc --noprofile -i 2>&1";
        let mut t = w.cmd(["", ""]).env("PS1", "% ").env("E", crate::harness::program()).shell(bash);
        let trap = "trap \"echo handled; exit 5\" INT; echo re\"\"ady; while :; do sleep 0.05; done";
        t.expect("% ").line(&format!("$E run -q -e staging {flags} -- sh -c '{trap}'"));
        t.expect("ready").interrupt().expect("handled").expect("% ").line("echo code=$?").expect("code=5");
        t.expect("% ").line(&format!("$E run -q -e staging {flags} -- sleep 600"));
        // A sign that it runs.
        std::thread::sleep(Duration::from_millis(300));
        t.interrupt().expect("% ").line("echo code=$?").expect("code=130").expect("% ");
        if !flags.contains("--redact") {
            let script = "echo re\"\"ady; read x; echo \"went on with $x\"";
            t.line(&format!("$E run -q -e staging {flags} -- sh -c '{script}'"));
            t.expect("ready").keys("\u{1a}").expect("Stopped").expect("% ").line("fg").line("a word");
            t.expect("went on with a word").expect("% ");
        }
        t.line("exit 0");
        let (said, code) = t.end();
        assert_eq!(code, 0, "{flags}: {said}");
        assert_eq!(said.matches("handled\n").count(), 1, "{flags}: {said}");
    }
}
