//! The log and what is made of it: `log`, `diff`, `--at`, `audit verify`; and stores that are not
//! what was signed.

use expect_test::expect;
use rusqlite::Connection;

use crate::harness::World;

/// A world with some of everything in its log.
fn eventful() -> World {
    let w = World::published();
    w.ok("promote web --to staging -m 'checkout redesign'");
    w.ok("set LOG_LEVEL=info -e staging");
    w.ok("publish web --artifact sha256:2");
    w.ok("promote web api --to staging");
    w.ok("rollback web --env staging -m broken");
    w.ok("unset DATABASE_URL -e staging");
    w
}

#[test]
fn log_in_lines() {
    let w = eventful();
    w.run("log").shows(expect![[r#"
        $ envctl log
        rev 15   unset        DATABASE_URL   staging   ana  <time>
        rev 14   rollback     web v1   staging (was v2)   ana  <time>
                 "broken"
        rev 13   promote      web v2   development → staging, api v1   development → staging   ana  <time>
        rev 12   publish      web v2   ana  <time>
        rev 11   set          LOG_LEVEL   staging   ana  <time>
        rev 10   promote      web v1   development → staging   ana  <time>
                 "checkout redesign"
        rev 9    publish      api v1   ana  <time>
        rev 8    publish      web v1   ana  <time>
        rev 7    set          DATABASE_URL   production   ana  <time>
        rev 6    set          DATABASE_URL   staging   ana  <time>
        rev 5    set          DATABASE_URL   development   ana  <time>
        rev 4    set          LOG_LEVEL   production   ana  <time>
        rev 3    set          LOG_LEVEL   development, staging   ana  <time>
        rev 2    init         project shop   ana  <time>
        rev 1    orgs.create  org   ana  <time>
        [exit 0]
    "#]]);
    w.run("log --oneline --limit 3").shows(expect![[r#"
        $ envctl log --oneline --limit 3
        rev 15   unset     DATABASE_URL   staging   ana  <time>
        rev 14   rollback  web v1   staging (was v2)   ana  <time>  "broken"
        rev 13   promote   web v2   development → staging, api v1   development → staging   ana  <time>
        [exit 0]
    "#]]);
    w.run("log web -p").shows(expect![[r#"
        $ envctl log web -p
        rev 14   rollback  web v1   staging (was v2)   ana  <time>
                 "broken"
                 ~ apps.web@staging             "v2" → "v1"
        rev 13   promote   web v2   development → staging, api v1   development → staging   ana  <time>
                 ~ apps.web@staging             "v1" → "v2"
                 + apps.api@staging             "v1"
        rev 12   publish   web v2   ana  <time>
                 ~ apps.web                    
                 + apps.web.v2                 
                 ~ apps.web@development         "v1" → "v2"
        rev 10   promote   web v1   development → staging   ana  <time>
                 "checkout redesign"
                 + apps.web@staging             "v1"
        rev 8    publish   web v1   ana  <time>
                 ~ apps.web                    
                 + apps.web.v1                 
                 + apps.web@development         "v1"
        rev 2    init      project shop   ana  <time>
                 + projects.shop               
                 + envs.development             "development"
                 + envs.staging                 "staging"
                 + envs.production              "production"
                 + apps.web                    
                 + apps.api                    
        [exit 0]
    "#]]);
    assert_eq!(w.out("log -q --limit 2"), "15\n14\n");
}

#[test]
fn log_of_one_thing() {
    let w = eventful();
    let revs = |line: &str| w.out(&format!("log -q {line}")).lines().collect::<Vec<_>>().join(" ");
    assert_eq!(revs("constants.LOG_LEVEL"), "11 4 3");
    assert_eq!(revs("LOG_LEVEL"), "11 4 3");
    assert_eq!(revs("constants.LOG_LEVEL@staging"), "11 3");
    assert_eq!(revs("web"), "14 13 12 10 8 2");
    assert_eq!(revs("apps.api"), "13 9 2");
    assert_eq!(revs("envs.production"), "7 4 2");
    assert_eq!(revs("--action promote"), "13 10");
    assert_eq!(revs("--author ana --limit 1"), "15");
    assert_eq!(revs("--author ben"), "");
    assert_eq!(revs("--since 1h --until 2000-01-01"), "");
    assert_eq!(revs("--since 2000-01-01T00:00Z --limit 2"), "15 14");
    assert_eq!(revs("--at 5 --limit 2"), "5 4");
    w.refused(3, "log no-where").shows(expect![[r#"
        $ envctl log no-where
        ------- stderr -------
        error: "no-where" is no app, environment or constant of shop
        hint: envctl log web, envctl log envs.staging, envctl log constants.KEY
        [exit 3]
    "#]]);
    w.refused(2, "log --since yesterday").says("2026-03-05");
    w.refused(2, "log --limit many");
    w.refused(3, "log --at 99").shows(expect![[r#"
        $ envctl log --at 99
        ------- stderr -------
        error: there is no revision 99: the newest is 15
        [exit 3]
    "#]]);
}

#[test]
fn log_of_a_constant_that_never_was() {
    let w = eventful();
    w.refused(3, "log constants.LOGLEVEL");
    w.refused(3, "log stagng");
    // One that was is history.
    w.ok("unset LOG_LEVEL --all-envs");
    w.ok("log constants.LOG_LEVEL").says("unset");
}

#[test]
fn log_goes_on_where_it_ended() {
    let w = eventful();
    let mut revs = Vec::new();
    let mut after = String::new();
    loop {
        let page = w.ok(&format!("log --json --limit 4 {after}")).json();
        revs.extend(
            page["items"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|item| item["rev"].as_u64().expect("a number")),
        );
        match page["next"].as_str() {
            Some(cursor) => after = format!("--after {cursor}"),
            None => break,
        }
    }
    assert_eq!(revs, (1..=15).rev().collect::<Vec<_>>());
}

#[test]
fn log_never_holds_a_secret() {
    let w = World::filled();
    w.cmd("set DATABASE_URL -e staging").stdin("hush-two").ok();
    // Checked for every run: here with everything that can be asked for.
    w.ok("log -p");
    w.ok("log -p --json");
    w.run("log DATABASE_URL -p --limit 1").shows(expect![[r#"
        $ envctl log DATABASE_URL -p --limit 1
        rev 8    set  DATABASE_URL   staging   ana  <time>
                 ~ constants.DATABASE_URL@staging
        [exit 0]
    "#]]);
}

#[test]
fn diff_of_environments() {
    let w = eventful();
    w.ok("set NEW=1 --plain -e development");
    w.run("diff development staging").shows(expect![[r#"
        $ envctl diff development staging
        development → staging   3 differ, 0 same
          ~ constants.DATABASE_URL       secret fp xxxxxx → missing
          ~ constants.LOG_LEVEL          "debug" → "info"
          - constants.NEW                "1"
        apps
          = api        v1 → v1
          ~ web        v2 → v1
        [exit 0]
    "#]]);
    w.run("diff staging production --stat").shows(expect![[r#"
        $ envctl diff staging production --stat
        staging → production   2 differ, 0 same
        [exit 0]
    "#]]);
    w.run("diff development staging --name-only --only constants.LOG_LEVEL").shows(expect![[r#"
        $ envctl diff development staging --name-only --only constants.LOG_LEVEL
        constants.LOG_LEVEL
        [exit 0]
    "#]]);
    let differs = w.run("diff development staging --exit-code");
    assert_eq!(differs.code(), 10, "{differs}");
    let same = w.run("diff staging staging --exit-code");
    assert_eq!(same.code(), 0, "{same}");
    w.run("diff staging staging --at 10").shows(expect![[r#"
        $ envctl diff staging staging --at 10
        staging at rev 10 → staging   2 differ, 0 same
          ~ constants.DATABASE_URL       secret fp xxxxxx → missing
          ~ constants.LOG_LEVEL          "debug" → "info"
        apps
          ~ api        nothing → v1
          = web        v1 → v1
        [exit 0]
    "#]]);
    w.run("diff staging production --json").shows(expect![[r#"
        $ envctl diff staging production --json
        {"schema":"envctl/v1","kind":"Diff","from":"staging","to":"production","changes":[{"op":"add","path":"constants.DATABASE_URL","before":null,"after":{"fp":"xxxxxx"},"secret":true},{"op":"change","path":"constants.LOG_LEVEL","before":"info","after":"warn","secret":false}],"same":0,"apps":[{"app":"api","before":"v1","after":null},{"app":"web","before":"v1","after":null}]}
        [exit 0]
    "#]]);
    w.refused(3, "diff staging nowhere");
    w.refused(2, "diff staging").says("two sides");
}

#[test]
fn diff_of_versions() {
    let w = eventful();
    w.run("diff web@v1 web@v2").shows(expect![[r#"
        $ envctl diff web@v1 web@v2
        web@v1 → web@v2   1 differ, 0 same
          ~ artifact                     "sha256:1" → "sha256:2"
        [exit 0]
    "#]]);
    w.ok("diff web@v1 v2");
    w.refused(2, "diff web@v1 api@v1").says("two apps");
    w.refused(3, "diff web@v1 web@v9");
}

#[test]
fn diff_of_manifest_and_store() {
    let w = World::filled();
    w.run("diff").shows(expect![[r#"
        $ envctl diff
        envctl.toml → store   0 differ, 22 same
        [exit 0]
    "#]]);
    assert_eq!(w.run("diff --exit-code").code(), 0);
    w.edit("staging = \"debug\"", "staging = \"trace\"");
    w.edit("[apps.api]", "[apps.worker]\npath = \"worker\"\n\n[apps.api]");
    w.write("envctl.toml", w.manifest() + "\n[constants.REDIS_URL]\nsecret = true\nrequired = true\n");
    w.run("diff").shows(expect![[r#"
        $ envctl diff
        envctl.toml → store   3 differ, 21 same
          + apps.worker                  path "worker"
          ~ constants.LOG_LEVEL@staging  "debug" → "trace"
          + constants.REDIS_URL          required, secret
        [exit 0]
    "#]]);
    assert_eq!(w.run("diff --exit-code").code(), 10);
    assert_eq!(w.run("status --exit-code").code(), 10);
    w.ok("status").says("3 changes not synced").says("~ constants.LOG_LEVEL@staging  \"debug\" → \"trace\"");
    w.cmd("diff").env("ENVCTL_CONFIG", "none").refused(3).says("no envctl.toml");
}

#[test]
fn status_shows_what_diff_shows() {
    let w = World::filled();
    w.edit("[apps.api]", "[apps.worker]\npath = \"worker\"\n\n[apps.api]");
    w.ok("status").says("apps.worker").omits("{}");
}

#[test]
fn reading_at_a_revision() {
    let w = eventful();
    assert_eq!(w.out("get LOG_LEVEL -e staging --at 10"), "debug\n");
    assert_eq!(w.out("get LOG_LEVEL -e staging --at 11"), "info\n");
    assert_eq!(w.out("get DATABASE_URL -e staging --at 14"), "postgres://staging:hush@db\n");
    w.refused(3, "get LOG_LEVEL -e staging --at 2").says("not declared");
    w.refused(3, "get LOG_LEVEL -e staging --at 99").says("the newest is 15");
    assert_eq!(w.out("constants list -q -e staging --at 4"), "LOG_LEVEL\n");
    assert_eq!(w.out("export -e staging --at 10 --plain-only"), "LOG_LEVEL=debug\n");
    w.ok("status --at 10").says("rev 10");
    w.ok("apps list --at 10");
    w.ok("apps versions list web --at 10").omits("v2");
    w.ok("envs list --at 2");
    w.ok("projects list --at 2");
    // What was deleted or renamed since is there as it was.
    w.ok("envs rename staging uat");
    w.ok("apps delete api --yes");
    assert_eq!(w.out("get LOG_LEVEL -e staging --at 10"), "debug\n");
    w.ok("apps show api --at 10");
}

#[test]
fn audit_of_a_good_log() {
    let w = eventful();
    w.run("audit verify").shows(expect![[r#"
        $ envctl audit verify
        15 commits, chain intact, head <id>
        [exit 0]
    "#]]);
    assert_eq!(w.ok("audit verify --json").json()["first_bad"], serde_json::Value::Null);
}

/// Damages the store; `audit verify` must name the commit, and nothing may take it for good.
#[track_caller]
fn damaged(first_bad: u64, damage: impl FnOnce(&Connection)) -> String {
    let w = eventful();
    damage(&w.database());
    let verdict = w.run("audit verify --json");
    assert_eq!(verdict.code(), 8, "{verdict}");
    let json = verdict.json();
    assert_eq!((&json["ok"], &json["first_bad"]), (&false.into(), &first_bad.into()), "{verdict}");
    let shown = w.run("audit verify");
    assert_eq!(shown.code(), 8, "{shown}");
    json["reason"].as_str().expect("a reason").to_owned()
}

fn flip(database: &Connection, table: &str, column: &str, which: &str) {
    let select =
        format!("SELECT rowid_, b FROM (SELECT {column} AS b, 0 AS rowid_ FROM {table} WHERE {which})");
    let mut bytes: Vec<u8> = database.query_row(&select, (), |row| row.get(1)).expect("a row");
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    let update = format!("UPDATE {table} SET {column} = ?1 WHERE {which}");
    assert_eq!(database.execute(&update, [bytes]).expect("changed"), 1);
}

#[test]
fn audit_names_a_flipped_byte() {
    damaged(7, |db| flip(db, "commits", "header", "seq = 7"));
    damaged(7, |db| flip(db, "commits", "signature", "seq = 7"));
    damaged(7, |db| flip(db, "commits", "hash", "seq = 7"));
    damaged(7, |db| flip(db, "leaves", "bytes", "seq = 7 AND idx = 0"));
    damaged(7, |db| flip(db, "leaves", "salt", "seq = 7 AND idx = 0"));
    // The newest, and the first.
    damaged(15, |db| flip(db, "commits", "signature", "seq = 15"));
    damaged(1, |db| flip(db, "commits", "signature", "seq = 1"));
}

#[test]
fn audit_names_a_commit_that_is_gone() {
    let reason = damaged(7, |db| {
        drop(db.execute_batch("DELETE FROM commits WHERE seq = 7; DELETE FROM leaves WHERE seq = 7"))
    });
    assert!(reason.contains("missing"), "{reason}");
    damaged(7, |db| drop(db.execute_batch("DELETE FROM leaves WHERE seq = 7")));
    damaged(7, |db| drop(db.execute_batch("DELETE FROM leaves WHERE seq = 7 AND idx = 0")));
}

#[test]
fn audit_names_a_log_that_was_cut_off() {
    // The end cut off, and the head moved to match: what this machine has seen says so.
    damaged(15, |db| {
        let cut = "DELETE FROM commits WHERE seq = 15; DELETE FROM leaves WHERE seq = 15;
             UPDATE orgs SET seq = 14, head = (SELECT hash FROM commits WHERE seq = 14)";
        db.execute_batch(cut).expect("cut");
    });
}

#[test]
fn audit_names_commits_that_changed_places() {
    damaged(10, |db| {
        let swap = "UPDATE commits SET seq = 100 WHERE seq = 10; UPDATE leaves SET seq = 100 WHERE seq = 10;
             UPDATE commits SET seq = 10 WHERE seq = 11; UPDATE leaves SET seq = 10 WHERE seq = 11;
             UPDATE commits SET seq = 11 WHERE seq = 100; UPDATE leaves SET seq = 11 WHERE seq = 100";
        db.execute_batch(swap).expect("swapped");
    });
}

/// Gives the record of a path the body of another, as whoever can write the file could.
fn forge(w: &World) {
    // The placement of web in staging says v1; that of api is moved to the same version by hand.
    let sql = "UPDATE records SET body = (SELECT body FROM records WHERE path LIKE '%placement%' AND path LIKE '%api'
               ORDER BY path LIMIT 1) WHERE path LIKE '%placement%' AND path LIKE '%web'";
    assert!(w.database().execute(sql, ()).expect("forged") > 0);
}

#[test]
fn audit_names_a_forged_record() {
    let w = eventful();
    forge(&w);
    let verdict = w.run("audit verify");
    assert_eq!(verdict.code(), 8, "{verdict}");
    verdict.says("is not what was written there");
    // A record that no commit made, and one that is gone.
    let w = eventful();
    let sql = "INSERT INTO records SELECT org, path || 'x', kind, leaf, rev, salt, prev, body FROM records WHERE path LIKE '%constant%' LIMIT 1";
    w.database().execute(sql, ()).expect("forged");
    assert_eq!(w.run("audit verify").code(), 8);
    let w = eventful();
    let sql = "DELETE FROM records WHERE path LIKE '%constant%LOG_LEVEL'";
    assert_eq!(w.database().execute(sql, ()).expect("forged"), 1);
    assert_eq!(w.run("audit verify").code(), 8);
}

#[test]
fn a_secret_that_was_moved_is_not_used() {
    let w = World::filled();
    // The sealed value of staging, in production's place.
    let sql = "UPDATE records SET body = (SELECT r.body FROM records r WHERE r.path LIKE '%DATABASE_URL' AND r.path LIKE '%value%' AND r.rev = 6)
               WHERE path LIKE '%DATABASE_URL' AND path LIKE '%value%' AND rev = 7";
    assert_eq!(w.database().execute(sql, ()).expect("moved"), 1);
    w.refused(8, "get DATABASE_URL -e production").shows(expect![[r#"
        $ envctl get DATABASE_URL -e production
        ------- stderr -------
        error: the store $HOME/.local/share/envctl/store.db is damaged: p/shop/value/<id>/_/DATABASE_URL is not what was written there
        hint: envctl audit verify   (says what is not as it was signed)
        [exit 8]
    "#]]);
    w.refused(125, "run -e production -- touch ran").says("DATABASE_URL");
    w.refused(8, "export -e production");
    assert!(!w.dir.join("ran").exists());
    w.refused(8, "get LOG_LEVEL -e production");
    assert_eq!(w.out("get LOG_LEVEL -e staging"), "debug\n");
}

#[test]
fn a_store_that_went_back_is_noticed() {
    let w = World::filled();
    let copy = w.home.join("copy.db");
    w.database().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").expect("one file");
    std::fs::copy(w.store(), &copy).expect("copied");
    w.ok("set LOG_LEVEL=info -e staging");
    for file in ["store.db-wal", "store.db-shm"] {
        let _ = std::fs::remove_file(w.store().with_file_name(file));
    }
    std::fs::copy(&copy, w.store()).expect("put back");
    w.refused(8, "get LOG_LEVEL -e staging").shows(expect![[r#"
        $ envctl get LOG_LEVEL -e staging
        ------- stderr -------
        error: the store went back: it is at rev 7, and this machine has already seen rev 8 of personal
          an older copy was put in its place, or commits were taken away
        hint: envctl audit verify
        hint: envctl sync --repair   (brings back what this machine holds, after a failover)
        [exit 8]
    "#]]);
    w.refused(8, "set LOG_LEVEL=error -e staging");
    w.refused(125, "run -e staging -- true");
}

#[test]
fn files_that_are_no_store() {
    for bytes in
        [b"".to_vec(), b"not a database at all, but long enough to be looked at".to_vec(), vec![0; 8192]]
    {
        let w = World::filled();
        for file in ["store.db-wal", "store.db-shm"] {
            let _ = std::fs::remove_file(w.store().with_file_name(file));
        }
        std::fs::write(w.store(), &bytes).expect("written");
        let output = w.run("get LOG_LEVEL -e staging");
        assert!([3, 8].contains(&output.code()), "{output}");
        assert_eq!(std::fs::read(w.store()).expect("there"), bytes, "it was written to: {output}");
    }
    let w = World::filled();
    w.database()
        .execute_batch("CREATE TRIGGER evil AFTER INSERT ON commits BEGIN DELETE FROM leaves; END")
        .expect("made");
    w.run("get LOG_LEVEL -e staging").says("its tables are not those of a store");
    let w = World::filled();
    w.database().pragma_update(None, "user_version", 99).expect("set");
    let output = w.run("set LOG_LEVEL=info -e staging");
    assert_eq!(output.code(), 8, "{output}");
    output.says("schema 99");
}

#[test]
fn files_that_others_may_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let open = |path: &std::path::Path| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644)).expect("set")
    };
    let w = World::filled();
    open(&w.store());
    w.refused(5, "get LOG_LEVEL -e staging").shows(expect![[r#"
        $ envctl get LOG_LEVEL -e staging
        ------- stderr -------
        error: the store $HOME/.local/share/envctl/store.db is open to other users (mode 0644)
        hint: chmod 600 $HOME/.local/share/envctl/store.db
        [exit 5]
    "#]]);
    let w = World::filled();
    let key = w.home.join(".config/envctl/keys/default");
    open(&key);
    w.refused(4, "get LOG_LEVEL -e staging").shows(expect![[r#"
        $ envctl get LOG_LEVEL -e staging
        ------- stderr -------
        error: the key file $HOME/.config/envctl/keys/default is open to other users (mode 0644)
        hint: chmod 600 $HOME/.config/envctl/keys/default
        [exit 4]
    "#]]);
    std::fs::remove_file(&key).expect("gone");
    std::os::unix::fs::symlink("/etc/hostname", &key).expect("a link");
    w.refused(4, "get LOG_LEVEL -e staging").says("symbolic link");
    for text in ["", "envctl", "\n\n", "x\u{1b}[2J"] {
        std::fs::remove_file(&key).expect("gone");
        std::fs::write(&key, text).expect("written");
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).expect("set");
        w.refused(4, "get LOG_LEVEL -e staging");
    }
}
