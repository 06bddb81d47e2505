//! What an environment asks of a version, by the number of the finding, and what keeps it as it is:
//! verification, soak, pins, holds, locks, freezes, and what is set aside for ever.

use expect_test::expect;
use serde_json::Value;

use crate::harness::World;

/// web and api v1 are in staging, and staging is where production promotes from.
fn staged() -> World {
    let w = World::published();
    w.ok("promote web api --to staging");
    w
}

/// The findings of a dry run: number, subject, level.
fn findings(w: &World, line: &str) -> Vec<(String, String, String)> {
    let plan = w.ok(&format!("{line} --dry-run --json")).json();
    let text = |f: &Value, key: &str| f[key].as_str().expect("text").to_owned();
    let found = plan["findings"].as_array().expect("a list").iter();
    found.map(|f| (text(f, "id"), text(f, "subject"), text(f, "level"))).collect()
}

fn has(w: &World, line: &str, id: &str, subject: &str) -> bool {
    findings(w, line).iter().any(|(i, s, _)| i == id && s == subject)
}

#[test]
fn pf6_values_that_must_differ() {
    let w = staged();
    w.ok("envs edit production --must-differ LOG_LEVEL,DATABASE_URL");
    assert!(findings(&w, "promote web --to production --confirm production").is_empty());
    w.ok("set LOG_LEVEL=debug -e production --confirm production");
    let same = format!("postgres://staging:{}@db", crate::harness::HUSH);
    w.cmd("set DATABASE_URL -e production --confirm production").stdin(same).ok();
    w.refused(8, "promote web --to production --confirm production").shows(expect![[r#"
        $ envctl promote web --to production --confirm production
        ------- stderr -------
        error: web v1 cannot go to production: 2 things in the way
          PF6   DATABASE_URL             has the value that staging has, and must differ   (web)
          PF6   LOG_LEVEL                has the value that staging has, and must differ   (web)
        [exit 8]
    "#]]);
    // Accepting has to be allowed, and names one finding at a time.
    let accept = "promote web --to production --confirm production --accept PF6:LOG_LEVEL --reason same";
    w.refused(8, accept).says("lets nothing be accepted");
    w.ok("envs edit production --accept PF6 --confirm production");
    w.refused(8, accept).says("DATABASE_URL");
    w.ok(&format!("{accept} --accept PF6:DATABASE_URL"));
    w.run("apps versions show web@v1").says("PF6:DATABASE_URL accepted on the way to production: same");
}

#[test]
fn pf7_values_to_look_at_are_a_warning() {
    let w = staged();
    w.ok("envs edit production --review LOG_LEVEL");
    assert!(has(&w, "promote web --to production", "PF7", "LOG_LEVEL"));
    w.run("promote web --to production --confirm production").says("LOG_LEVEL").says("PF7");
    w.ok("publish web --artifact sha256:2");
    w.ok("promote web --to staging");
    w.ok("set LOG_LEVEL=error -e production --confirm production");
    assert!(!has(&w, "promote web --to production", "PF7", "LOG_LEVEL"));
}

#[test]
fn pf8_what_a_version_builds_on_goes_first() {
    let w = World::published();
    w.ok("apps create shop-front --uses api --needs LOG_LEVEL");
    assert!(w.manifest().contains("uses"), "{}", w.manifest());
    w.ok("diff --exit-code");
    w.ok("publish shop-front");
    w.refused(8, "promote shop-front --to staging").shows(expect![[r#"
        $ envctl promote shop-front --to staging
        ------- stderr -------
        error: shop-front v1 cannot go to staging: builds on api v1, and staging has none
          PF8   api                      builds on api v1, and staging has none   (shop-front)
        [exit 8]
    "#]]);
    // In one plan they go together, what is built on first.
    w.run("promote shop-front api --to staging").says("api v1 is in staging");
    w.ok("publish api --artifact sha256:2");
    w.ok("publish shop-front");
    w.refused(8, "promote shop-front --to staging").says("builds on api v2, and staging has v1");
    w.refused(3, "apps create other --uses ghost");
}

#[test]
fn pf15_a_name_that_stands_for_something_else() {
    let w = World::filled();
    w.ok("ds create spare --type redis --field url --app web");
    w.ok("ds set spare url=one -e development");
    w.ok("publish web");
    w.edit("datasources = [\"spare\"]\n", "");
    w.ok("sync --yes");
    w.ok("publish web");
    w.ok("datasources delete spare --yes");
    w.ok("ds create spare --type postgres --field url --app web");
    w.refused(8, "promote web@v1 --to staging").shows(expect![[r#"
        $ envctl promote web@v1 --to staging
        ------- stderr -------
        error: web v1 cannot go to staging: was redis for v1, and is postgres now
          PF15  spare                    was redis for v1, and is postgres now   (web)
        [exit 8]
    "#]]);
    w.ok("publish web");
    w.ok("promote web --to staging");
}

#[test]
fn pf9_verification() {
    let w = staged();
    w.ok("envs edit production --requires-verification on");
    let go = "promote web --to production --confirm production";
    w.refused(8, go).shows(expect![[r#"
        $ envctl promote web --to production --confirm production
        ------- stderr -------
        error: web v1 cannot go to production: v1 was not verified in staging
          PF9   verification             v1 was not verified in staging   (web)
        hint: envctl apps versions verify web@v1 --env staging
        [exit 8]
    "#]]);
    w.refused(8, "apps versions verify web@v1 --env production --confirm production").says("never was");
    w.run("apps versions verify web@v1 --env staging --failed -m slow").shows(expect![[r#"
        $ envctl apps versions verify web@v1 --env staging --failed -m slow
        web v1 failed its verification in staging · rev 12
        [exit 0]
    "#]]);
    w.refused(8, go).says("failed its verification in staging");
    w.ok("apps versions verify web@v1 --env staging");
    w.run("apps versions verify web@v1 --env staging").says("nothing to do");
    w.run("apps versions show web@v1").says("verified in   staging");
    w.ok(go);
}

#[test]
fn pf9_soak() {
    let w = staged();
    w.ok("envs edit production --soak 1s --accept PF9");
    w.ok("publish web --artifact sha256:2");
    w.ok("promote web --to staging");
    w.ok("envs edit production --soak 1h --confirm production");
    let go = "promote web --to production --confirm production";
    w.refused(8, go).says("of 1h; until");
    w.refused(8, "promote web@v1 --to production --confirm production").says("nobody can say how long");
    w.refused(2, "promote web --to production --accept PF9:soak");
    w.ok(&format!("{go} --accept PF9:soak --reason 'hot fix'"));
    w.ok("envs edit production --soak 1s --confirm production");
    w.ok("publish web --artifact sha256:3");
    w.ok("promote web --to staging");
    std::thread::sleep(std::time::Duration::from_millis(1100));
    w.ok(go);
    w.refused(2, "envs edit production --soak soon --confirm production").says("30s, 15m, 4h, 90d");
}

#[test]
fn pf10_pins() {
    let w = staged();
    w.ok("promote web --to production");
    w.run("apps pin web v1 --env production").shows(expect![[r#"
        $ envctl apps pin web v1 --env production
        web is pinned to v1 in production · rev 12
        [exit 0]
    "#]]);
    w.run("apps pin web v1 --env production").says("web is pinned to v1 in production");
    w.ok("publish web --artifact sha256:2");
    w.ok("promote web --to staging");
    w.refused(6, "promote web --to production").shows(expect![[r#"
        $ envctl promote web --to production
        ------- stderr -------
        error: web v2 cannot go to production: web is pinned to v1 in production
          PF10  pin                      web is pinned to v1 in production   (web)
        hint: --unpin, or: envctl apps pin web none --env production
        [exit 6]
    "#]]);
    w.refused(8, "promote web --to production --accept PF10:pin --reason no").says("PF10:pin");
    w.ok("promote web --to production --unpin");
    assert!(w.ok("apps show web --json").json()["envs"][2]["pin"].is_null());
    // A pin holds rollbacks as well; one to another version than is there lets only that one in.
    w.run("apps pin web v1 --env staging").says("only v1 may come in");
    w.ok("publish web --artifact sha256:3");
    w.refused(6, "promote web --to staging").says("pinned");
    w.ok("rollback web --env staging");
    w.refused(6, "rollback web --env staging --to v2").says("pinned to v1");
    w.ok("rollback web --env staging --to v2 --unpin");
    w.run("apps pin web none --env staging").says("web is not pinned in staging");
    w.refused(3, "apps pin web v9 --env staging");
    w.refused(2, "apps pin web newest --env staging");
}

#[test]
fn pf10_holds_are_durable() {
    let w = staged();
    w.ok("publish web --artifact sha256:2");
    w.ok("promote web --to staging");
    w.ok("rollback web --env staging -m 'loses carts'");
    w.refused(6, "promote web --to staging").shows(expect![[r#"
        $ envctl promote web --to staging
        ------- stderr -------
        error: web v2 cannot go to staging: web was rolled back from v2 in staging: "loses carts"
          PF10  hold                     web was rolled back from v2 in staging: "loses carts"   (web)
        hint: --resume brings it in all the same
        [exit 6]
    "#]]);
    w.run("status").says("v1 held");
    // What is older does not lift it; what is newer does.
    w.ok("publish web --artifact sha256:3");
    w.ok("promote web@v3 --to staging");
    assert!(w.ok("status --json").json()["environments"][1]["apps"][1]["held"].is_null());
    w.ok("rollback web --env staging");
    w.run("apps resume web --env staging").shows(expect![[r#"
        $ envctl apps resume web --env staging
        web is held no longer in staging · rev 17
        [exit 0]
    "#]]);
    w.run("apps resume web --env staging").says("is not held");
    w.ok("promote web --to staging");
    w.ok("rollback web --env staging");
    w.ok("promote web --to staging --resume");
}

#[test]
fn pf10_locks() {
    let w = staged();
    w.refused(2, "envs lock production").says("-m TEXT");
    w.refused(2, "envs lock production -m close --until 2020-01-01").says("over already");
    w.run("envs lock production -m 'quarter close' --until 2099-03-05T08:00Z").shows(expect![[r#"
        $ envctl envs lock production -m quarter close --until 2099-03-05T08:00Z
        production locked until 2099-03-05 08:00 UTC by ana: "quarter close" · rev 11
        [exit 0]
    "#]]);
    w.refused(6, "promote web --to production").shows(expect![[r#"
        $ envctl promote web --to production
        ------- stderr -------
        error: web v1 cannot go to production: production is locked until 2099-03-05 08:00 UTC: "quarter close"
          PF10  lock                     production is locked until 2099-03-05 08:00 UTC: "quarter close"   (web)
        hint: envctl envs unlock production
        [exit 6]
    "#]]);
    w.refused(6, "set LOG_LEVEL=info -e production").shows(expect![[r#"
        $ envctl set LOG_LEVEL=info -e production
        ------- stderr -------
        error: production is locked until 2099-03-05 08:00 UTC by ana: "quarter close"
          nothing was changed
        hint: envctl envs unlock production
        [exit 6]
    "#]]);
    w.refused(6, "envs color production blue").says("locked");
    w.run("envs show production").says("locked until 2099-03-05 08:00 UTC by ana: \"quarter close\"");
    w.refused(6, "envs unlock production").says("--confirm production");
    w.run("envs unlock production --confirm production").shows(expect![[r#"
        $ envctl envs unlock production --confirm production
        production unlocked · rev 12
        [exit 0]
    "#]]);
    w.run("envs unlock production").says("is not locked");
    w.ok("promote web --to production");
    // Rollbacks go through, unless the environment says otherwise.
    w.ok("publish web --artifact sha256:2");
    w.ok("promote web --to staging");
    w.ok("envs lock staging -m incident");
    w.ok("rollback web --env staging");
    w.ok("envs unlock staging --confirm staging");
    w.ok("envs edit staging --freeze-rollbacks on");
    w.ok("envs lock staging -m incident");
    w.refused(6, "rollback web --env staging --to v2 --confirm staging").says("locked");
}

#[test]
fn pf10_freezes() {
    let w = staged();
    w.ok("envs edit production --freeze '2000-01-01..2098-12-31 year end'");
    let go = "promote web --to production --confirm production";
    w.refused(6, go).shows(expect![[r#"
        $ envctl promote web --to production --confirm production
        ------- stderr -------
        error: web v1 cannot go to production: production is frozen until 2099-01-01 00:00 UTC (year end)
          PF10  freeze                   production is frozen until 2099-01-01 00:00 UTC (year end)   (web)
        [exit 6]
    "#]]);
    w.run("status").says("protected, frozen");
    // Values are no move.
    w.ok("set LOG_LEVEL=info -e production --confirm production");
    w.ok("envs edit production --accept PF10 --confirm production");
    w.ok(&format!("{go} --accept PF10:freeze --reason 'leak'"));
    w.refused(6, "release web --env production --confirm production").says("frozen");
    w.ok("envs edit production --freeze none --confirm production");
    w.ok("release web --env production --confirm production");
    w.ok("envs edit production --open '2000-01-01..2001-01-01' --confirm production");
    w.ok("publish web --artifact sha256:2");
    w.ok("promote web --to staging");
    w.refused(6, go).says("outside of its open windows");
    w.refused(2, "envs edit production --freeze always --confirm production").says("is no window");
}

#[test]
fn pf11_withdrawn() {
    let w = staged();
    w.refused(2, "apps versions withdraw web@v1");
    w.run("apps versions withdraw web@v1 -m 'loses carts'").shows(expect![[r#"
        $ envctl apps versions withdraw web@v1 -m loses carts
        web v1 is withdrawn: loses carts · rev 11
          it stays in development, staging
        ------- stderr -------
        hint: envctl rollback web --env development
        hint: envctl rollback web --env staging
        [exit 0]
    "#]]);
    w.refused(8, "promote web --to production").says("v1 was withdrawn: loses carts").says("PF11");
    w.refused(8, "promote web --to production --accept PF11:v1 --reason no").says("PF11:v1");
    w.ok("apps versions withdraw web@v1 --undo");
    w.ok("promote web --to production");
    w.refused(3, "apps versions withdraw web@v9 -m x");
}

#[test]
fn pf14_says_what_changed() {
    let w = staged();
    w.ok("set LOG_LEVEL=trace -e staging");
    w.ok("publish web --artifact sha256:2");
    assert!(has(&w, "promote web --to staging", "PF14", "constants"));
    w.ok("promote web --to staging");
    w.ok("publish web --artifact sha256:3");
    assert!(!has(&w, "promote web --to staging", "PF14", "constants"));
}

#[test]
fn a_stage_is_skipped_with_a_reason_that_stays() {
    let w = World::published();
    w.refused(2, "promote web --to production --skip-stage").says("--reason");
    w.run("promote web --to production --skip-stage --reason 'payment outage'").shows(expect![[r#"
        $ envctl promote web --to production --skip-stage --reason payment outage
        web   development → production
          skips staging
          constants in production   2 of 2 set
        web v1 is in production · rev 10
        ------- stderr -------
        personal/production
        [exit 0]
    "#]]);
    w.run("apps versions show web@v1").says("skipped staging on the way to production: payment outage");
    w.run("apps versions list web").says("skipped a stage");
    let shown = w.ok("apps versions show web@v1 --json").json();
    assert_eq!(shown["bypassed"][0]["skipped"][0], "staging");
    // Even after it went the whole way.
    w.ok("promote web --to staging");
    w.ok("publish web --artifact sha256:2");
    w.ok("promote web --to staging");
    w.ok("promote web --to production");
    w.run("apps versions show web@v1").says("payment outage");
    w.run("apps versions show web@v2").lacks("set aside");
    // Nothing is skipped where nothing needs to be.
    w.ok("publish web --artifact sha256:3");
    w.ok("promote web --to staging");
    w.ok("promote web@v3 --to production --skip-stage --reason none");
    w.run("apps versions show web@v3").lacks("set aside");
    w.refused(8, "promote api --to production").says("no version in staging");
}

#[test]
fn optional_environments_may_be_passed_by() {
    let w = World::published();
    w.refused(8, "promote web --from development --to production").says("staging");
    w.ok("envs edit staging --optional on");
    w.ok("promote web --from development --to production");
    w.run("apps versions show web@v1").lacks("set aside");
}

#[test]
fn accepting_is_one_by_one_and_for_ever() {
    let w = World::published();
    w.ok("set NEW=1 --plain -e development");
    w.ok("publish web");
    w.refused(8, "promote web --to staging").says("PF2");
    w.refused(8, "promote web --to staging --accept PF2:OTHER --reason x").says("NEW");
    w.run("promote web --to staging --accept PF2:NEW --reason 'not used yet'").shows(expect![[r#"
        $ envctl promote web --to staging --accept PF2:NEW --reason not used yet
        web   development → staging
          constants in staging   2 of 3 set
          = NEW                      has no value there (web, PF2, accepted)
        web v2 is in staging · rev 12
        ------- stderr -------
        personal/staging
        [exit 0]
    "#]]);
    w.run("apps versions show web@v2").says("PF2:NEW accepted on the way to staging: not used yet");
}

#[test]
fn what_an_environment_asks_for_stands_in_the_manifest() {
    let w = World::published();
    w.run("envs edit production --soak 2h --requires-verification on --accept PF9 --freeze '22:00..06:00'")
        .shows(expect![[r#"
            $ envctl envs edit production --soak 2h --requires-verification on --accept PF9 --freeze 22:00..06:00
            production changed · rev 10
              + envs.production.policy
              + envs.production.policy.accept ["PF9"]
              + envs.production.policy.freeze ["22:00..06:00"]
              + envs.production.policy.requires_verification true
              + envs.production.policy.soak  "2h"
            [exit 0]
        "#]]);
    let manifest = w.manifest();
    for line in ["[envs.production.policy]", "soak = \"2h\"", "requires_verification = true"] {
        assert!(manifest.contains(line), "{manifest}");
    }
    w.ok("envs edit staging --optional on --description 'UAT and QA'");
    assert!(w.manifest().contains("optional = true"));
    w.ok("diff --exit-code");
    w.ok("envs edit staging --optional off --description none");
    assert!(!w.manifest().contains("optional"));
    w.ok("diff --exit-code");
    w.run("envs edit staging --description none").says("nothing to do");
    w.run("envs show production").says("soak 2h").says("verified versions only");
    w.refused(3, "envs edit production --must-differ GHOST --confirm production");
    w.refused(2, "envs edit production --accept PF11 --confirm production");
    w.refused(6, "envs edit production --soak none").says("protected");
    w.ok("envs edit staging --order 4");
    w.run("envs list -q").says("development\nproduction\nstaging");
}
