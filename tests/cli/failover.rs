//! What a failover loses comes back from those who hold it; backups of a server, there and back.

use std::path::{Path, PathBuf};

use crate::harness::World;
use crate::server::{Server, founded, join, on};

fn store(w: &World) -> PathBuf {
    w.home.join(".local/share/envctl/store.db")
}

/// The server's file as it is now, all of it in one place.
fn snapshot(w: &World, name: &str) -> PathBuf {
    let copy = w.dir.join(name);
    w.cmd(&format!("backups create --output {} --store file:{}", copy.display(), store(w).display())).ok();
    copy
}

/// The server begins again with an older file: what a standby has that was behind.
fn fail_over(w: &World, server: Server, older: &Path) -> Server {
    let listen = server.url.strip_prefix("http://").expect("an address").to_owned();
    server.stop();
    for end in ["", "-wal", "-shm"] {
        let mut file = store(w).into_os_string();
        file.push(end);
        drop(std::fs::remove_file(file));
    }
    std::fs::copy(older, store(w)).expect("copied");
    Server::of(w.cmd(&format!("serve --json --listen {listen} --store file:{}", store(w).display())))
}

#[test]
fn what_a_failover_lost_comes_back_from_those_who_made_it() {
    let w = World::empty();
    let server = founded(&w);
    join(&w, &server, "ben", "--role builder");
    on(&w, &server, "ana", "status").ok();
    let older = snapshot(&w, "older.db");
    // Each machine has its own state; here each of the two has one.
    let ben_state = w.dir.join("ben");
    let own = |server: &Server, who: &str, line: &str| {
        let cmd = on(&w, server, who, line);
        if who == "ben" { cmd.env("ENVCTL_STATE_DIR", ben_state.display().to_string()) } else { cmd }
    };
    let set = |server: &Server, who: &str, value: &str| {
        own(server, who, &format!("set LOG_LEVEL={value} -e development")).ok();
    };
    set(&server, "ana", "one");
    set(&server, "ben", "two");
    set(&server, "ana", "three");
    let server = fail_over(&w, server, &older);
    let seen = own(&server, "ana", "get LOG_LEVEL -e development").refused(8);
    seen.says("the store went back").says("sync --repair");
    // What ana made first comes back; her last waits for ben's.
    let plan = own(&server, "ana", "sync --repair --dry-run").run();
    assert_eq!(plan.code(), 8);
    plan.says("1 commit would be brought back");
    let half = own(&server, "ana", "sync --repair").run();
    assert_eq!(half.code(), 8);
    half.says("1 commit brought back").says("not held here").says("whoever made them");
    own(&server, "ben", "sync --repair").ok().says("1 commit brought back");
    own(&server, "ana", "sync --repair").ok().says("1 commit brought back");
    own(&server, "ana", "sync --repair").ok().says("the store has all that was seen here");
    own(&server, "ana", "get LOG_LEVEL -e development").ok().says("three");
    own(&server, "ana", "audit verify").ok().says("chain intact");
    own(&server, "ana", "sync --repair --pull").refused(2);
    own(&server, "ana", "sync --accept").refused(2);
}

#[test]
fn where_the_store_went_another_way_nothing_is_sent() {
    let w = World::empty();
    let server = founded(&w);
    join(&w, &server, "ben", "--role builder");
    on(&w, &server, "ana", "status").ok();
    let older = snapshot(&w, "older.db");
    on(&w, &server, "ana", "set DATABASE_URL -e development").stdin("lost").ok();
    let server = fail_over(&w, server, &older);
    // Ben's machine never saw what was lost, and goes on.
    let ben = |line: &str| {
        on(&w, &server, "ben", line).env("ENVCTL_STATE_DIR", w.dir.join("ben").display().to_string())
    };
    ben("set DATABASE_URL -e development").stdin("other").ok();
    on(&w, &server, "ana", "get DATABASE_URL -e development").refused(8).says("the history of acme");
    let parted = on(&w, &server, "ana", "sync --repair").refused(7);
    parted.says("gone different ways").says("held here and not there: rev").says("nothing was sent");
    ben("get DATABASE_URL -e development").reveals().ok().says("other");
    on(&w, &server, "ana", "sync --repair --accept").refused(6).says("--confirm acme");
    on(&w, &server, "ana", "sync --repair --accept --confirm acme")
        .ok()
        .says("goes on from what the store has");
    on(&w, &server, "ana", "get DATABASE_URL -e development").reveals().ok().says("other");
    on(&w, &server, "ana", "set DATABASE_URL -e development").stdin("again").ok();
    on(&w, &server, "ana", "sync --repair").ok().says("the store has all that was seen here");
}

#[test]
fn a_server_is_backed_up_by_who_sees_all_of_it_and_brought_back() {
    let w = World::empty();
    let server = founded(&w);
    join(&w, &server, "ben", "--role builder -e development");
    on(&w, &server, "ana", "status").ok();
    on(&w, &server, "ana", "backups create --output far.db").ok().says("far.db").says("acme rev");
    on(&w, &server, "ana", "backups create --output far.db").refused(7);
    on(&w, &server, "ana", "backups create").ok().says("bk-0001");
    on(&w, &server, "ana", "backups list").ok().says("bk-0001").says("acme rev");
    on(&w, &server, "ana", "backups verify bk-0001").ok().says("verified");
    w.cmd("backups verify far.db").env("ENVCTL_PROFILE", "ana").ok().says("verified");
    on(&w, &server, "ben", "backups create --output bens.db").refused(5).says("may not see");
    assert!(!w.dir.join("bens.db").exists());
    // Single values come back as a new revision.
    on(&w, &server, "ana", "set LOG_LEVEL=wrong -e staging").ok();
    let back = "backups restore bk-0001 --env staging --only constants.LOG_LEVEL --yes";
    on(&w, &server, "ana", back).ok().says("1 value brought back");
    on(&w, &server, "ana", "get LOG_LEVEL -e staging").ok().says("debug");
    // The whole of it comes back to a server that has nothing any more.
    let url = server.url.clone();
    server.stop();
    drop(url);
    let empty = Server::start(&w, &format!("--store file:{}", w.dir.join("new.db").display()));
    let code = empty.code().expect("a set-up code");
    let restore = |dry: &str| {
        on(&w, &empty, "ana", &format!("backups restore far.db --yes{dry}")).env("ENVCTL_SETUP_CODE", &code)
    };
    restore(" --dry-run").ok().says("acme");
    restore("").ok().says("acme");
    // What was done after the backup was taken is held by whoever did it.
    on(&w, &empty, "ana", "status --org acme/shop").refused(8).says("sync --repair");
    on(&w, &empty, "ana", "sync --repair --org acme").ok().says("2 commits brought back");
    on(&w, &empty, "ana", "audit verify --org acme").ok().says("chain intact");
    on(&w, &empty, "ana", "get LOG_LEVEL -e staging").ok().says("debug");
    on(&w, &empty, "ben", "get DATABASE_URL -e development").reveals().ok();
}
