//! `backups create|list|verify|restore|delete`.

use expect_test::expect;

use crate::harness::World;

#[test]
fn what_was_lost_comes_back_as_a_new_revision() {
    let w = World::published();
    let before = w.out("get DATABASE_URL --env staging");
    w.ok("backups create").says("bk-0001").says("personal rev 9");
    assert_eq!(w.ok("backups list -q").out(), "bk-0001\n");
    w.ok("backups verify bk-0001").says("verified");
    w.ok("set LOG_LEVEL=lost --env staging");
    w.ok("constants rotate DATABASE_URL --generate uuid --env staging");
    w.ok("set NEW=1 --plain --env staging");
    w.run("backups restore bk-0001 -n").shows(expect![[r#"
        $ envctl backups restore bk-0001 -n
          ~ constants.DATABASE_URL@staging secret fp xxxxxx → secret fp xxxxxx
          ~ constants.LOG_LEVEL@staging  "lost" → "debug"
        dry run: nothing changed
        [exit 0]
    "#]]);
    w.refused(2, "backups restore bk-0001").says("--yes");
    w.ok("backups restore bk-0001 --only constants.LOG_LEVEL --yes").says("1 value brought back");
    assert_eq!(w.out("get LOG_LEVEL --env staging"), "debug\n");
    assert_ne!(w.out("get DATABASE_URL --env staging"), before);
    w.ok("backups restore bk-0001 --env staging --yes");
    assert_eq!(w.out("get DATABASE_URL --env staging"), before);
    // What came since stays.
    assert_eq!(w.out("get NEW --env staging"), "1\n");
    w.ok("backups restore bk-0001 --yes").says("nothing to do");
    w.ok("audit verify");
    w.ok("status --exit-code");
    w.ok("log --oneline --limit 1").says("backups.restore");
}

#[test]
fn what_was_deleted_is_made_again() {
    let w = World::filled();
    w.ok("envs create qa --from staging --color cyan --description 'UAT'");
    w.ok("envs edit qa --soak 1h");
    w.cmd("set DATABASE_URL --env qa --confirm qa").stdin("postgres://qa").ok();
    w.ok("backups create");
    w.ok("envs unprotect qa --confirm qa");
    w.ok("envs delete qa --confirm qa");
    w.ok("unset LOG_LEVEL --declaration --all-envs --yes --confirm development,staging,production");
    w.ok("backups restore bk-0001 --env qa --only constants.DATABASE_URL --into again --yes")
        .says("environment again");
    assert_eq!(w.out("get DATABASE_URL --env again"), "postgres://qa\n");
    w.ok("backups restore bk-0001 --env qa --yes").says("constants.LOG_LEVEL");
    assert_eq!(w.out("get DATABASE_URL --env qa"), "postgres://qa\n");
    w.ok("envs show qa").says("soak 1h").says("UAT").says("cyan");
    assert_eq!(w.out("get LOG_LEVEL --env qa"), "debug\n");
    w.ok("audit verify");
    w.ok("status --exit-code");
}

#[test]
fn a_store_that_is_gone_is_put_back() {
    let w = World::filled();
    let before = w.out("get DATABASE_URL --env staging");
    w.ok("backups create --output copy.db");
    assert_eq!(w.mode("copy.db"), 0o600);
    w.refused(7, "backups create --output copy.db").says("never overwrites");
    for name in ["store.db", "store.db-wal", "store.db-shm"] {
        let _ = std::fs::remove_file(w.store().with_file_name(name));
    }
    assert_eq!(w.run("backups restore copy.db").code(), 2);
    w.ok("backups restore copy.db --yes").says("the store is there again");
    assert_eq!(w.out("get DATABASE_URL --env staging"), before);
    w.ok("audit verify");
}

#[test]
fn a_damaged_backup_is_named_and_nothing_is_written() {
    let w = World::filled();
    w.ok("backups create");
    let file = w.store().with_file_name("backups").join("bk-0001.db");
    let whole = std::fs::read(&file).expect("a backup");
    let rev = w.rev();
    for cut in [0, 100, whole.len() / 2, whole.len() - 4096] {
        std::fs::write(&file, &whole[..cut]).expect("written");
        assert_ne!(w.run("backups verify bk-0001").code(), 0, "{cut}");
        assert_ne!(w.run("backups restore bk-0001 --yes").code(), 0, "{cut}");
    }
    let text = b"debug";
    let at = whole.windows(text.len()).rposition(|part| part == text).expect("a plain value");
    let mut other = whole.clone();
    other[at] ^= 1;
    std::fs::write(&file, &other).expect("written");
    assert_eq!(w.run("backups verify bk-0001").code(), 8);
    assert_eq!(w.rev(), rev);
    w.refused(3, "backups verify bk-0009").says("bk-0001");
    w.refused(3, "backups restore nothing.db --yes");
    w.refused(2, "backups delete bk-0001");
    w.ok("backups delete bk-0001 --yes");
    assert_eq!(w.ok("backups list -q").out(), "");
}
