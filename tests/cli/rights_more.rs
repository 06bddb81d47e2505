//! More decided examples of rights: `tests/cases/permissions-more.jsonl`, each with identities of its own on
//! one store.
//!
//! A case says what is `given` by ana, the owner, in commands; who then says what `when`; and how that ends:
//! the exit code, and words of the answer. `join NAME …` invites somebody and has them join; `sleep` is longer
//! than a second; the `token` is the one that was created.

use serde_json::Value;

use crate::harness::World;
use crate::people::{by, join};

const CASES: &str = include_str!("../cases/permissions-more.jsonl");

fn base() -> World {
    World::like("more cases", || {
        let w = World::shop();
        w.ok("set LOG_LEVEL=debug --plain --all-envs");
        w.cmd("set TOKEN --all-envs").stdin("hush").ok();
        w.ok("publish web --artifact sha256:1");
        w.ok("promote web --to staging");
        w
    })
}

fn run(case: &Value) {
    let text = |key: &str| case[key].as_str().unwrap_or_default();
    let w = base();
    for line in case["given"].as_array().expect("a list").iter().filter_map(Value::as_str) {
        match line.split_once(' ').unwrap_or((line, "")) {
            ("sleep", _) => std::thread::sleep(std::time::Duration::from_millis(1100)),
            ("join", rest) => {
                let (name, how) = rest.split_once(' ').expect("a name");
                join(&w, name, how);
            }
            ("init-there", org) => drop(w.ok(&format!("init there --org {org} --project shop"))),
            ("tokens", _) => drop(w.ok(&format!("{line} --output token"))),
            _ => drop(w.ok(line)),
        }
    }
    // Whoever joined gets the keys that they may have.
    w.ok("status");
    let before = w.state();
    let output = match text("as") {
        "ana" => w.cmd(text("when")),
        "token" => w.cmd(text("when")).env("ENVCTL_TOKEN_FILE", "token"),
        who => by(&w, who, text("when")),
    };
    let output = output.reveals().run();
    let exit = case["exit"].as_i64().expect("a code");
    assert_eq!(i64::from(output.code()), exit, "{}: {output}", text("name"));
    let said = format!("{}{}", output.out(), output.err());
    assert!(said.contains(text("says")), "{}: {output}", text("name"));
    if exit != 0 {
        assert_eq!(w.state(), before, "{}: something was changed: {output}", text("name"));
    }
}

/// Every fourth case: four tests, so that they run beside each other.
fn every_fourth(from: usize) {
    for case in CASES.lines().skip(from).step_by(4) {
        run(&serde_json::from_str(case).expect("a case"));
    }
}

#[test]
fn cases_of_the_first_quarter() {
    every_fourth(0);
}

#[test]
fn cases_of_the_second_quarter() {
    every_fourth(1);
}

#[test]
fn cases_of_the_third_quarter() {
    every_fourth(2);
}

#[test]
fn cases_of_the_fourth_quarter() {
    every_fourth(3);
}
