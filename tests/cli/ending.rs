//! Commands that end before they are done: their deadline, and ^C.

use std::time::Duration;

use crate::harness::World;

#[test]
fn a_command_ends_when_its_time_is_up() {
    let w = World::shop();
    let (before, other) = (w.rev(), w.database());
    other.execute_batch("BEGIN IMMEDIATE").expect("another writer");
    let said = w.refused(9, "set PORT=80 --plain -e staging --timeout 300ms");
    said.says("not done after 300 ms while a revision was being written: it may be there")
        .says("hint: envctl log")
        .says("hint: --timeout 2m allows more");
    let said = w.cmd("set PORT=80 --plain -e staging").env("ENVCTL_TIMEOUT", "300ms").refused(9);
    assert_eq!(said.says("not done after 300 ms").code(), 9);
    other.execute_batch("ROLLBACK").expect("done");
    assert_eq!(w.rev(), before);
}

#[test]
fn json_says_it_too() {
    let w = World::shop();
    let other = w.database();
    other.execute_batch("BEGIN IMMEDIATE").expect("another writer");
    let said = w.refused(9, "set PORT=80 --plain -e staging --timeout 300ms --json").error();
    assert_eq!((said["code"].as_str(), said["exit"].as_u64()), (Some("timeout"), Some(9)));
}

#[test]
fn what_is_no_duration_is_refused() {
    let w = World::shop();
    w.refused(2, "status --timeout 30").says("500ms, 30s, 2m");
    w.refused(2, "status --timeout 0s").says("longer than nothing");
    w.cmd("status").env("ENVCTL_TIMEOUT", "soon").refused(2).says("ENVCTL_TIMEOUT \"soon\" is no duration");
    w.cmd("status").env("ENVCTL_TIMEOUT", "").ok();
}

#[test]
fn run_has_no_deadline() {
    let w = World::shop();
    w.ok("--timeout 100ms run -e staging -- sleep 0.3");
    w.cmd("run -e staging -- sleep 0.3").env("ENVCTL_TIMEOUT", "100ms").ok();
}

#[test]
fn the_time_that_a_person_takes_does_not_count() {
    let w = World::shop();
    let mut t = w.terminal("set API_KEY -e staging --timeout 2s");
    t.expect("API_KEY (hidden): ");
    std::thread::sleep(Duration::from_millis(2500));
    t.line("hush");
    let (said, code) = t.end();
    assert_eq!(code, 0, "{said}");
}

#[test]
fn interrupted_while_it_waits() {
    let w = World::shop();
    let (before, other) = (w.rev(), w.database());
    other.execute_batch("BEGIN IMMEDIATE").expect("another writer");
    let mut t = w.terminal("set PORT=80 --plain -e staging");
    // It says nothing while it waits: on a busy machine it takes a while to get there.
    std::thread::sleep(Duration::from_secs(2));
    let (said, code) = t.interrupt().end();
    assert_eq!(code, 130, "{said}");
    assert!(said.contains("interrupted while a revision was being written: it may be there"), "{said}");
    other.execute_batch("ROLLBACK").expect("done");
    assert_eq!(w.rev(), before);
}

#[test]
fn interrupted_at_a_line_of_text() {
    let w = World::empty();
    let mut t = w.terminal("init");
    t.expect("? Project name").interrupt();
    let (said, code) = t.end();
    assert_eq!(code, 130, "{said}");
    assert!(said.contains("error: interrupted, nothing changed"), "{said}");
}
