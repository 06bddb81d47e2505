//! `apps copy`.

use expect_test::expect;

use crate::harness::World;

#[test]
fn an_app_is_copied_beside_itself() {
    let w = World::published();
    w.ok("apps edit web replicas=3 --needs LOG_LEVEL,DATABASE_URL");
    w.ok("set LOG_LEVEL=warn --app web --env staging");
    w.cmd("set DATABASE_URL --app web --env staging").stdin("postgres://own").ok();
    w.run("apps copy web --as web-next").shows(expect![[r#"
        $ envctl apps copy web --as web-next
        web: personal/shop → personal/shop as web-next
          copied     the draft; 1 plain value
          stripped   1 secret (DATABASE_URL)
        web copied · personal rev 13
        [exit 0]
    "#]]);
    w.ok("apps show web-next").says("DATABASE_URL, LOG_LEVEL");
    assert!(w.manifest().contains("[apps.web-next.settings]\nreplicas = 3"));
    assert_eq!(w.out("get LOG_LEVEL --app web-next --env staging"), "warn\n");
    // What its own value was of is there from the project.
    assert_ne!(w.out("get DATABASE_URL --app web-next --env staging"), "postgres://own\n");
    w.ok("status --exit-code");
    w.refused(7, "apps copy web --as api").says("there is an app api already");
    w.refused(2, "apps copy web").says("--as web-copy");
    w.refused(3, "apps copy nothing --as x");
    w.refused(3, "apps copy web --as x --env staging").says("has no version in staging");
    w.ok("apps copy web --as x --env development").says("v1");
    w.ok("apps copy api --as y -n").says("dry run");
    w.ok("audit verify");
}

#[test]
fn an_app_is_copied_to_another_organization() {
    let w = World::published();
    w.ok("constants edit ADMIN_URL --plain --private on");
    w.ok("set ADMIN_URL=http://admin --env staging,production");
    w.ok("ds create orders --type postgres");
    w.ok("flags set beta on --env staging");
    w.ok("apps edit web replicas=3 --datasources orders --uses api --needs LOG_LEVEL,DATABASE_URL,ADMIN_URL");
    w.cmd("orgs create other").reveals().ok();
    w.refused(3, "apps copy web --to-org other --yes").says("other has no project \"shop\"");
    w.refused(3, "apps copy web --to-org nobody --yes");
    w.ok("init two --org other --project shop --apps blog");
    w.refused(2, "apps copy web --to-org other").says("--yes");
    w.run("apps copy web --to-org other --yes").shows(expect![[r#"
        $ envctl apps copy web --to-org other --yes
        web: personal/shop → other/shop
          copied     the draft; 3 plain values; 3 constants, 1 flag, 1 datasource declared
          stripped   1 secret (DATABASE_URL); 1 private constant (ADMIN_URL); what it builds on (api)
          needs a value in development: ADMIN_URL, DATABASE_URL
          needs a value in staging: ADMIN_URL, DATABASE_URL
          needs a value in production: ADMIN_URL, DATABASE_URL
        web copied · other rev 3
        ------- stderr -------
        hint: envctl set ADMIN_URL DATABASE_URL --env development --org other/shop
        hint: envctl set ADMIN_URL DATABASE_URL --env staging --org other/shop
        [exit 0]
    "#]]);
    let json = w.ok("apps copy web --to-org other --as again --yes -n --json").json();
    assert_eq!(json["kind"], "CopyResult");
    assert_eq!(json["stripped"]["secrets"][0], "DATABASE_URL");
    let there = |args: &str| w.cmd(format!("{args} --org other/shop").as_str()).reveals().ok().out();
    assert_eq!(there("get LOG_LEVEL --env staging"), w.out("get LOG_LEVEL --env staging"));
    assert!(there("apps show web").contains("ADMIN_URL, DATABASE_URL, LOG_LEVEL"));
    assert!(there("datasources list").contains("orders"));
    assert!(there("flags list").contains("beta"));
    w.refused(7, "apps copy web --to-org other --yes").says("--as NAME");
    // Its other project can be named, and the environments.
    w.ok("init three --org other --project blog --envs development,staging --apps web");
    w.ok("apps copy web --to-org other/blog --as shop-web --env development --yes").says("v1");
    w.refused(3, "apps copy web --to-org other/blog --as x --env production --yes");
    // Nothing there becomes something else.
    w.ok("unset LOG_LEVEL --env development --org other/blog");
    w.ok("constants edit LOG_LEVEL --secret --org other/blog");
    w.refused(7, "apps copy api --to-org other/blog --yes").says("LOG_LEVEL is plain here, and a secret");
}
