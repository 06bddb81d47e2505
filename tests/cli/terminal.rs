//! The program in a terminal: questions, and who gets ^C.

use crate::harness::World;

#[test]
fn init_asks() {
    let w = World::empty();
    w.write("apps/web/package.json", "{}");
    let mut t = w.terminal("init");
    t.expect("? Project name (w): ").line("shop");
    t.expect("? Environments, in promotion order (development,staging,production): ").line("dev,prod");
    t.expect("Apps found here").expect("web (apps/web)").line("");
    t.expect("recovery key");
    let (said, code) = t.end();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("✓ wrote envctl.toml") && said.contains("2 environments · 1 app"), "{said}");
    let manifest = w.manifest();
    assert!(manifest.contains("[envs.dev]") && manifest.contains("[envs.prod]"), "{manifest}");
    assert_eq!(w.out("envs -q"), "dev\nprod\n");
}

#[test]
fn init_takes_defaults() {
    let w = World::empty();
    let mut t = w.terminal("init");
    t.expect("Project name").line("").expect("Environments").line("");
    assert_eq!(t.end().1, 0);
    assert_eq!(w.out("envs -q"), "development\nstaging\nproduction\n");
}

#[test]
fn init_asks_nothing_where_nobody_is() {
    let w = World::empty();
    let mut t = w.terminal("init --no-input");
    let (said, code) = t.end();
    assert_eq!(code, 0, "{said}");
    assert!(!said.contains('?'), "{said}");
}

#[test]
fn set_asks_without_showing() {
    let w = World::shop();
    let mut t = w.terminal("set API_KEY -e staging");
    t.expect("? API_KEY (hidden): ").line("hush!! ü");
    t.expect("API_KEY set in staging");
    let (said, code) = t.end();
    assert_eq!(code, 0, "{said}");
    assert!(!said.contains("hush"), "{said}");
    assert_eq!(w.out("get API_KEY -e staging"), "hush!! ü\n");
}

#[test]
fn set_asks_for_several_and_edits_the_line() {
    let w = World::shop();
    let mut t = w.terminal("set A B -e staging");
    t.expect("A (hidden): ").line("hush-x\u{7f}a");
    t.expect("B (hidden): ").line("wrong\u{15}hush-b");
    let (said, code) = t.end();
    assert_eq!(code, 0, "{said}");
    assert_eq!(
        (w.out("get A -e staging"), w.out("get B -e staging")),
        ("hush-a\n".into(), "hush-b\n".into())
    );
}

#[test]
fn set_warns_of_what_the_history_holds() {
    let w = World::shop();
    let (said, code) = w.terminal("set A=hush -e staging").end();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("warning: this value is now in your shell's history"), "{said}");
    assert!(said.contains("hint: envctl set"), "{said}");
    assert!(!said.contains("hush"), "{said}");
    let (said, _) = w.terminal("set B=x --plain -e staging").end();
    assert!(!said.contains("warning"), "{said}");
}

#[test]
fn interrupted_at_a_question() {
    let w = World::filled();
    let before = w.state();
    for line in ["set DATABASE_URL -e staging", "unset LOG_LEVEL --declaration", "get LOG_LEVEL"] {
        let mut t = w.terminal(line);
        t.expect("? ").interrupt();
        let (said, code) = t.end();
        assert_eq!(code, 130, "{line}: {said}");
        assert_eq!(w.state(), before, "{line}");
    }
}

#[test]
fn the_terminal_is_left_as_it_was() {
    let w = World::shop();
    let script =
        "stty -a > before; \"$0\" set A -e staging; stty -a > after; cmp before after && echo as it was";
    let mut t = w.cmd(["", ""]).shell(script);
    t.expect("A (hidden): ").interrupt();
    t.expect("as it was");
    t.end();
    let mut t = w.cmd(["", ""]).shell(script);
    t.expect("A (hidden): ").line("hush");
    t.expect("as it was");
    t.end();
}

#[test]
fn left_with_end_of_file() {
    let w = World::filled();
    for line in ["set DATABASE_URL -e staging", "unset LOG_LEVEL --declaration"] {
        let mut t = w.terminal(line);
        t.expect("? ").keys("\u{4}");
        let (said, code) = t.end();
        assert_eq!(code, 6, "{said}");
        assert!(said.contains("cancelled, nothing changed"), "{said}");
    }
}

#[test]
fn protected_environment_is_typed() {
    let w = World::guarded();
    let before = w.state();
    for wrong in ["staging", "y", "yes", "", "PRODUCTION"] {
        let mut t = w.terminal("set LOG_LEVEL=info -e production");
        t.expect("production is protected. Type its name to").expect(": ").line(wrong);
        let (said, code) = t.end();
        assert_eq!(code, 6, "{said}");
        assert!(said.contains("cancelled, nothing changed"), "{said}");
    }
    // --yes does not answer it.
    let mut t = w.terminal("set LOG_LEVEL=info -e production --yes");
    t.expect("Type its name").line("n");
    assert_eq!(t.end().1, 6);
    assert_eq!(w.state(), before);
    let mut t = w.terminal("set LOG_LEVEL=info -e production");
    t.expect("Type its name").line("production");
    assert_eq!(t.end().1, 0);
    assert_eq!(w.out("get LOG_LEVEL -e production"), "info\n");
}

#[test]
fn yes_or_no() {
    let w = World::filled();
    for (answer, code) in [("", 6), ("n", 6), ("maybe\nno", 6)] {
        let mut t = w.terminal("unset LOG_LEVEL --declaration");
        t.expect("Remove LOG_LEVEL and 3 values? (y/N) ").line(answer);
        assert_eq!(t.end().1, code);
    }
    let mut t = w.terminal("unset LOG_LEVEL --declaration");
    t.expect("(y/N) ").line("y");
    assert_eq!(t.end().1, 0);
    w.refused(3, "get LOG_LEVEL -e staging");
}

#[test]
fn environment_is_picked() {
    let w = World::guarded();
    let mut t = w.terminal("get LOG_LEVEL");
    t.expect("Environment").expect("production (protected)").keys("\u{1b}[B\u{1b}[B\r");
    let (said, code) = t.end();
    assert_eq!(code, 0, "{said}");
    assert!(said.ends_with("warn\n"), "{said:?}");
    // In a plain terminal by number.
    let mut t = w.cmd("get LOG_LEVEL").dumb();
    t.expect("1  development").expect("number:").line("1");
    let (said, code) = t.end();
    assert_eq!(code, 0, "{said}");
    assert!(said.ends_with("debug\n"), "{said:?}");
    // Not in CI, and not where stdin is data.
    let (said, code) = w.cmd("get LOG_LEVEL").env("CI", "1").terminal().end();
    assert_eq!(code, 2, "{said}");
}

#[test]
fn promotion_of_something_protected() {
    let w = World::guarded();
    w.ok("publish web");
    w.ok("promote web --to staging");
    let mut t = w.terminal("promote web --to production");
    t.expect("production is protected. Type its name to promote: ").line("production");
    let (said, code) = t.end();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("✓ web v1 is in production"), "{said}");
}

#[test]
fn secrets_are_dots_on_a_terminal() {
    let w = World::filled();
    let (said, code) = w.terminal("export -e staging").end();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("••••") && !said.contains("hush"), "{said}");
    assert!(said.contains("--reveal"), "{said}");
    let (said, _) = w.terminal("export -e staging --reveal").end();
    assert!(said.contains("hush"), "{said}");
    let (said, _) = w.terminal("constants list -e staging").end();
    assert!(said.contains("NAME") && !said.contains("hush"), "{said}");
}

#[test]
fn values_do_not_act_on_a_terminal() {
    let w = World::shop();
    w.cmd("set A -e staging --plain").stdin("x\u{1b}[2Jy").ok();
    let (said, _) = w.terminal("get A -e staging").end();
    assert_eq!(said, "x\\u{1b}[2Jy\n");
    let (said, _) = w.terminal("get A -e staging --json").end();
    assert!(said.contains("\\u001b[2J"), "{said}");
}

#[test]
fn tables_fit_the_terminal() {
    let w = World::filled();
    w.cmd(["set", &format!("LONG={}", "x".repeat(300)), "--plain", "-e", "staging"]).ok();
    let (said, _) = w.cmd("constants list -e staging").env("COLUMNS", "60").terminal().end();
    assert!(said.lines().all(|line| line.chars().count() <= 60), "{said}");
    assert!(said.contains("NAME") && said.contains("LOG_LEVEL"), "{said}");
}

/// P11 and P13: the command gets one SIGINT, and the prompt comes back when it has ended.
#[test]
fn run_gives_the_command_one_interrupt() {
    let w = World::filled();
    let count = "n=0; trap 'n=$((n+1)); echo caught $n' INT; echo ready; while [ $n -lt 1 ]; do sleep 0.05; done; sleep 0.3; echo total $n; exit 3";
    let mut t = w.terminal(["run", "-q", "-e", "staging", "--", "sh", "-c", count]);
    t.expect("ready").interrupt();
    t.expect("caught 1").expect("total 1");
    assert_eq!(t.end().1, 3);
    let piped =
        format!("trap '' INT; \"$0\" run -q -e staging -- sh -c '{}' | cat", count.replace('\'', "'\\''"));
    let mut t = w.cmd(["", ""]).shell(&piped.replacen("trap '' INT; ", "", 1));
    t.expect("ready").interrupt();
    let (said, _) = t.end();
    assert!(!said.contains("caught 2"), "{said}");
}

#[test]
fn run_dies_of_an_interrupt_as_the_command_does() {
    let w = World::filled();
    let mut t = w.terminal("run -q -e staging -- sh -c 'echo ready; exec sleep 60'");
    t.expect("ready").interrupt();
    assert_eq!(t.end().1, 130);
}

/// P14: stopped and continued as any command of the shell.
#[test]
fn run_stops_and_goes_on() {
    let w = World::filled();
    let script = "set -m; \"$0\" run -q -e staging -- sh -c 'echo ready; kill -STOP $$; echo went on' & wait; jobs; fg; echo shell has it";
    let mut t = w.cmd(["", ""]).shell(script);
    t.expect("ready").expect("went on").expect("shell has it");
    t.end();
}

#[test]
fn set_in_a_locked_environment_asks_for_nothing() {
    let w = World::shop();
    w.ok("envs lock staging -m audit");
    let (said, code) = w.terminal("set API_KEY -e staging").end();
    assert_eq!(code, 6, "{said}");
    assert!(said.contains("staging is locked") && !said.contains("hidden"), "{said}");
}

#[test]
fn promote_and_release_offer_what_can_be() {
    let w = World::shop();
    w.ok("publish web");
    let mut t = w.terminal("promote web");
    t.expect("? Promote to").expect("> staging").expect("production").keys("\r");
    let (said, code) = t.end();
    assert_eq!(code, 0, "{said}");
    assert!(said.lines().all(|line| line.trim() != "development"), "{said}");
    w.ok("promote web --to production");
    let mut t = w.terminal("release web");
    t.expect("? Release in").expect("> production").keys("\r");
    let (said, code) = t.end();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("is live in") && !said.contains("staging"), "{said}");
}
