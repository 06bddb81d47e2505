//! `run` against a server: one question, and a copy for when there is no server.

use crate::harness::{HUSH, World};
use crate::server::{Server, founded, join, on};

/// How many questions a server was asked.
fn asked(server: &Server) -> u64 {
    let metrics = server.get("/metrics");
    let count =
        |line: &str| line.strip_prefix("envctl_requests_total{")?.rsplit_once(' ')?.1.parse::<u64>().ok();
    metrics.lines().filter_map(|line| count(line.trim())).sum()
}

const SHOW: &str = "sh -c 'printf %s \"$DATABASE_URL\"'";

#[test]
fn a_run_asks_a_server_once() {
    let w = World::empty();
    let server = founded(&w);
    on(&w, &server, "ana", "publish web").ok();
    on(&w, &server, "ana", "promote web --to staging").ok();
    let runs = ["", "--app web ", "--only DATABASE_URL ", "--no-meta "];
    for how in runs {
        let before = asked(&server);
        on(&w, &server, "ana", &format!("run -e staging {how}-- {SHOW}")).reveals().ok().says("staging:hush");
        assert_eq!(asked(&server) - before, 1, "run {how}");
    }
    // What was committed by others in between, and a machine that has never seen the server, cost nothing.
    join(&w, &server, "ben", "--role builder");
    let before = asked(&server);
    on(&w, &server, "ana", "run -e staging -- true").ok();
    assert_eq!(asked(&server) - before, 1);
    let fresh = on(&w, &server, "ana", "run -e staging -- true").env("ENVCTL_STATE_DIR", w.dir.join("new"));
    let before = asked(&server);
    fresh.ok();
    assert_eq!(asked(&server) - before, 1);
    // It is written down as every read is.
    let list = on(&w, &server, "ana", "audit list --action read --json").ok().json();
    assert!(list["items"].as_array().expect("a list").len() >= 4);
    // What is wrong is said as it always is.
    on(&w, &server, "ana", "run -e stagin -- true").refused(125).says("did you mean staging");
    on(&w, &server, "ana", "run -e staging --org acme/shp -- true").refused(125).says("shop");
    on(&w, &server, "eve", "run -e staging -- true").refused(125);
}

#[test]
fn without_a_server_the_last_copy_is_used_where_it_is_asked_for() {
    let w = World::empty();
    let server = founded(&w);
    let run = |who: &str, how: &str| on(&w, &server, who, &format!("run {how} -- {SHOW}"));
    run("ana", "-e staging --offline").refused(125).says("no offline copy").says("each run");
    run("ana", "-e staging").reveals().ok();
    let made =
        on(&w, &server, "ana", "tokens create ci --env staging --role tester --json").reveals().ok().json();
    let token = made["token"].as_str().expect("a token").to_owned();
    let bot = |how: &str| run("nobody", how).env("ENVCTL_TOKEN", &token);
    bot("-e staging").reveals().ok();
    let url = server.url.clone();
    drop(server);
    let server = Server::gone(url);
    let run = |who: &str, how: &str| on(&w, &server, who, &format!("run {how} -- {SHOW}"));
    // Never of itself.
    run("ana", "-e staging").refused(125).says("--offline").says("copy from");
    let used = run("ana", "-e staging --offline").reveals().ok();
    used.says("staging:hush").says("offline: the copy from").says("(rev ");
    run("ana", "-q -e staging --offline").reveals().ok().says("offline: the copy from");
    run("ana", "-e staging --offline --only LOG_LEVEL").ok();
    bot_of(&w, &server, &token).reveals().ok().says("staging:hush");
    run("ana", "-e staging --offline --max-age 1ms").refused(125).says("--max-age says 1 ms");
    run("ana", "-e staging --offline --max-age 1d").reveals().ok();
    run("ana", "-e production --offline").refused(125).says("no offline copy");
    run("ben", "-e staging --offline").refused(125);
    run("ana", "-e staging --at 3 --offline").refused(125);
    run("ana", "--max-age 1d -e staging").refused(125);
    // One that was changed or cut is told from one that is not there, and nothing is started.
    let mut copies = Vec::new();
    let mut folders = vec![w.home.join(".cache/envctl/offline")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            if entry.path().is_dir() { folders.push(entry.path()) } else { copies.push(entry.path()) }
        }
    }
    assert_eq!(copies.len(), 2, "{copies:?}");
    for copy in copies {
        let bytes = std::fs::read(&copy).expect("read");
        let holds = |what: &str| bytes.windows(what.len()).any(|part| part == what.as_bytes());
        assert!(!holds(HUSH) && !holds("DATABASE_URL") && !holds("staging"));
        std::fs::write(&copy, &bytes[..bytes.len() - 1]).expect("written");
    }
    run("ana", "-e staging --offline").refused(125).says("changed or cut").says("nothing was started");
}

fn bot_of<'w>(w: &'w World, server: &Server, token: &str) -> crate::harness::Cmd<'w> {
    on(w, server, "nobody", &format!("run -e staging --offline -- {SHOW}")).env("ENVCTL_TOKEN", token)
}

#[test]
fn no_copy_stays_of_what_is_protected_or_was_refused() {
    let w = World::empty();
    let server = founded(&w);
    let run = |who: &str, how: &str| on(&w, &server, who, &format!("run {how} -- {SHOW}"));
    run("ana", "-e production").reveals().ok();
    run("ana", "-e production --offline").reveals().ok();
    on(&w, &server, "ana", "envs protect production --yes --confirm production").ok();
    run("ana", "-e production").reveals().ok();
    run("ana", "-e production --offline").refused(125).says("no offline copy").says("--offline on");
    on(&w, &server, "ana", "envs edit staging --offline on").refused(2).says("not protected");
    on(&w, &server, "ana", "envs edit production --offline on --yes --confirm production").ok();
    on(&w, &server, "ana", "envs show production").ok().says("offline copies");
    run("ana", "-e production").reveals().ok();
    run("ana", "-e production --offline").reveals().ok().says("production:hush");
    // Whoever was refused has none any more.
    join(&w, &server, "ben", "--role builder");
    on(&w, &server, "ana", "status").ok();
    run("ben", "-e staging").reveals().ok();
    run("ben", "-e staging --offline").reveals().ok();
    on(&w, &server, "ana", "members remove ben --yes --confirm ben").ok();
    run("ben", "-e staging --offline").reveals().ok();
    run("ben", "-e staging").refused(125);
    run("ben", "-e staging --offline").refused(125).says("no offline copy");
    // What production asks for says nothing of staging.
    run("ana", "-e staging").reveals().ok();
    on(&w, &server, "ana", "envs protect production --require-mfa --yes --confirm production").ok();
    on(&w, &server, "ana", "login").ok();
    run("ana", "-e production").refused(125).says("one-time codes");
    run("ana", "-e production --offline").refused(125).says("no offline copy");
    run("ana", "-e staging --offline").reveals().ok();
    // Nothing is kept where nothing is to be.
    run("ana", "-e development").env("ENVCTL_CACHE", "off").reveals().ok();
    run("ana", "-e development --offline").refused(125);
}

#[test]
fn a_store_of_this_machine_needs_no_copy() {
    let w = World::filled();
    w.cmd(&format!("run -e staging --offline -- {SHOW}")).reveals().ok().says("staging:hush");
}
