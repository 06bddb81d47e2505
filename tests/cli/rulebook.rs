//! Rules of promotion that no other file walks through: `check`, downgrades, releasing at once, what is
//! not deleted under a version, old names, and a project of one environment.

use expect_test::expect;

use envctl::model::Constant;

use crate::harness::World;

/// web v1 and v2 went to staging, v1 to production as well.
fn two() -> World {
    let w = World::published();
    w.ok("promote web --to staging");
    w.ok("promote web --to production");
    w.ok("publish web --artifact sha256:2");
    w.ok("promote web --to staging");
    w
}

#[test]
fn check_gives_the_list_of_the_preflight() {
    let w = two();
    w.ok("set NEW=1 --plain -e development");
    w.ok("publish web --artifact sha256:3");
    w.ok("envs lock staging -m busy");
    w.run("check web --in staging").shows(expect![[r#"
        $ envctl check web --in staging
        web v3 in staging
          ! NEW                      has no value there (web, PF2)
          ! lock                     staging is locked: "busy" (web, PF10)
        2 problems, 0 warnings
        ------- stderr -------
        hint: envctl set NEW --env staging
        [exit 8]
    "#]]);
    // The same findings, the same words.
    let check = w.run("check web --in staging --json");
    assert_eq!(check.code(), 8, "{check}");
    let found = |document: &serde_json::Value, list: &str| -> Vec<(String, String)> {
        let text = |f: &serde_json::Value, key: &str| f[key].as_str().expect("text").to_owned();
        let items = document[list].as_array().expect("a list").iter();
        items.map(|f| (text(f, "id"), text(f, "detail"))).collect()
    };
    let plan = w.ok("promote web --to staging --dry-run --json").json();
    assert_eq!(found(&check.json(), "problems"), found(&plan, "findings"));
    // Versions that are named, and those that are there already.
    w.ok("envs unlock staging --confirm staging");
    w.run("check web@v2 --in staging").shows(expect![[r#"
        $ envctl check web@v2 --in staging
        web v2 in staging: nothing is in the way
        [exit 0]
    "#]]);
    w.ok("check web@v2 --in production");
    w.refused(8, "check web@v3 --in production").says("never was in staging");
    w.refused(2, "check web");
    w.refused(3, "check web --in nowhere");
}

#[test]
fn check_looks_at_everything_where_it_stands() {
    let w = two();
    w.run("check").shows(expect![[r#"
        $ envctl check
        development: nothing is in the way
        staging: nothing is in the way
        production: nothing is in the way
        [exit 0]
    "#]]);
    w.ok("unset LOG_LEVEL -e staging");
    let required = Constant { required: true, ..envctl::engine::constants::declaration(false) };
    w.declare("LOG_LEVEL", required);
    w.declare(
        "DATABASE_URL",
        Constant { pattern: Some("^mysql://".into()), ..envctl::engine::constants::declaration(true) },
    );
    let check = w.run("check");
    assert_eq!(check.code(), 8, "{check}");
    check.shows(expect![[r#"
        $ envctl check
        development
          ~ DATABASE_URL             the value of DATABASE_URL does not match its pattern ^mysql://
        staging
          ! LOG_LEVEL                has no value there (web, PF2)
          ~ DATABASE_URL             the value of DATABASE_URL does not match its pattern ^mysql://
        production
          ~ DATABASE_URL             the value of DATABASE_URL does not match its pattern ^mysql://
        1 problem, 3 warnings
        ------- stderr -------
        hint: envctl set LOG_LEVEL --env staging
        [exit 8]
    "#]]);
    w.ok("check --env production");
    assert_eq!(w.run("check --env production --strict").code(), 8);
    w.write("envctl.toml", "version = 1\nproject = \"shop\"\nnonsense = 1\n");
    w.refused(8, "check").says("nonsense");
}

/// A value that is older than its declaration lets it grow, by the log's own times.
#[test]
fn check_says_what_is_too_old() {
    let w = World::filled();
    w.ok("constants edit DATABASE_URL --rotate 90d");
    w.ok("constants edit LOG_LEVEL --rotate 1ms");
    w.ok("constants rotate DATABASE_URL --generate uuid -e production");
    let output = w.run("check policy --strict");
    assert_eq!(output.code(), 8, "{output}");
    output.says("a new value is due every 1ms").says("3 warnings").omits("DATABASE_URL");
    w.ok("check policy");
    w.ok("check constants --strict");
    w.ok("constants edit DATABASE_URL --rotate 1ms");
    let json = w.run("check policy --env staging --json").json();
    let old = json["warnings"].as_array().expect("a list");
    assert_eq!(old.iter().map(|row| &row["subject"]).collect::<Vec<_>>(), ["DATABASE_URL", "LOG_LEVEL"]);
    assert!(old.iter().all(|row| row["code"] == "age"), "{json}");
    w.run("check policy --env staging").says("hint: envctl constants rotate DATABASE_URL");
}

#[test]
fn what_check_is_asked() {
    let w = World::published();
    w.run("check web").shows(expect![[r#"
        $ envctl check web
        ------- stderr -------
        error: check web: constants, datasources, policy or all
        hint: envctl check web --in ENV
        [exit 2]
    "#]]);
    w.refused(2, "check nonsense");
    w.refused(2, "check --all --env staging").says("--all is every environment");
    w.refused(2, "check --in staging").says("api");
    w.refused(2, "check web --in staging --all");
    w.run("check --all --in staging").shows(expect![[r#"
        $ envctl check --all --in staging
        api v1, web v1 in staging: nothing is in the way
        [exit 0]
    "#]]);
    let all = w.cmd("check all --all --json").env("ENVCTL_ENV", "staging").ok().json();
    assert_eq!(all["envs"].as_array().map(Vec::len), Some(3));
    assert_eq!(w.cmd("check --json").env("ENVCTL_ENV", "staging").ok().json()["envs"][0], "staging");
}

#[test]
fn a_downgrade_is_refused_and_points_at_the_rollback() {
    let w = two();
    w.refused(8, "promote web@v1 --to staging").shows(expect![[r#"
        $ envctl promote web@v1 --to staging
        ------- stderr -------
        error: staging has web v2, which is newer than v1
        hint: envctl rollback web --env staging --to v1
        [exit 8]
    "#]]);
    w.ok("promote web@v1 --to staging --allow-downgrade");
}

#[test]
fn a_failed_promotion_neither_puts_nor_lifts_a_hold() {
    let w = two();
    w.ok("rollback web --env staging");
    w.refused(6, "promote web@v2 --to staging");
    w.ok("publish web --artifact sha256:3");
    w.write("envctl.toml", w.manifest() + "\n[hooks]\ndeploy = 'false'\n");
    assert_eq!(w.run("promote web --to staging").code(), 11);
    w.run("apps show web --json").says("rolled back from v2");
    w.ok("promote web --to staging --no-hooks");
    w.run("apps show web --json").lacks("rolled back from v2");
}

#[test]
fn rollbacks_skip_what_failed_its_verification() {
    let w = two();
    w.ok("publish web --artifact sha256:3");
    w.ok("apps versions verify web@v2 --failed --env staging");
    w.ok("promote web --to staging");
    w.ok("rollback web --env staging").says("v3 → v1");
}

#[test]
fn promoted_and_released_at_once_are_two_records() {
    let w = two();
    w.refused(8, "promote web --to staging --release").says("staging is not the last environment");
    w.run("promote web --to production --release").shows(expect![[r#"
        $ envctl promote web --to production --release
        web   staging → production
          ~ artifact                     "sha256:1" → "sha256:2"
          constants in production   2 of 2 set
        web v2 is in production (was v1) · rev 14
        undo: envctl rollback web --env production
        web v2 is its first release
        web v2 is live in production · rev 15
        ------- stderr -------
        personal/production
        [exit 0]
    "#]]);
    let log = w.out("log --limit 2");
    assert!(log.contains("release") && log.contains("promote"), "{log}");
    // Already there, and live.
    w.run("promote web --to production --release").shows(expect![[r#"
        $ envctl promote web --to production --release
        web v2 is already in production
        web v2 is already live in production
        [exit 0]
    "#]]);
}

#[test]
fn nothing_is_deleted_under_a_version() {
    let w = two();
    w.refused(7, "envs delete staging --confirm staging").shows(expect![[r#"
        $ envctl envs delete staging --confirm staging
        ------- stderr -------
        error: web v2 is in staging: nothing is deleted under what runs there
        hint: envctl envs delete staging --force
        [exit 7]
    "#]]);
    // What promoted from it promotes from the one before.
    w.ok("envs edit production --promote-from staging");
    w.ok("envs delete staging --force --confirm staging");
    assert!(!w.manifest().contains("promote_from"), "{}", w.manifest());
    w.ok("status --exit-code");
    w.ok("promote web@v2 --to production --confirm production");
    w.refused(8, "unset LOG_LEVEL --declaration --yes").says("web v2 in production");
    w.ok("audit verify");
}

#[test]
fn an_old_name_of_an_environment_works_with_a_hint() {
    let w = two();
    w.ok("envs rename staging uat");
    w.run("promote web --from staging --to production")
        .says("staging is now called uat; the old name still works")
        .says("web v2 is in production");
    w.ok("rollback web --env staging").says("uat");
    w.ok("envs rename uat qa --drop-alias");
    w.refused(3, "promote web --from uat --to production").says("no environment \"uat\"");
}

#[test]
fn one_environment_is_enough() {
    let w = World::bare();
    w.ok("apps create web");
    w.ok("set LOG_LEVEL=info --plain");
    w.ok("publish web --artifact sha256:1");
    w.refused(8, "promote web --to base").says("envctl release APP --env base");
    w.ok("release web --env base");
    w.ok("publish web --artifact sha256:2");
    w.ok("release web --env base");
    w.ok("rollback web --env base").says("web v1 is live in base");
    w.ok("check");
}
