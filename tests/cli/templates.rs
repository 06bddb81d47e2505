//! `templates`, `envs create --template`, `init --template`.

use expect_test::expect;

use crate::harness::World;

/// A project whose staging has something of everything that a template takes.
fn staged() -> World {
    let w = World::filled();
    w.ok("envs edit staging --soak 2h --promote-from development --description UAT --confirm staging");
    w.ok("constants edit ADMIN_URL --plain --private on --description internal");
    w.ok("set ADMIN_URL=http://admin --env staging --confirm staging");
    w.ok("ds create orders --type postgres");
    w.ok("flags set beta on --env staging --confirm staging");
    w
}

#[test]
fn a_template_is_taken_shown_and_deleted() {
    let w = staged();
    w.run("templates list").shows(expect![[r#"
        $ envctl templates list
        preview	built in	preview
        regulated	built in	development, staging, production
        three-stage	built in	development, staging, production
        [exit 0]
    "#]]);
    w.run("templates create shop-stage --from staging --org-wide").shows(expect![[r#"
        $ envctl templates create shop-stage --from staging --org-wide
        template shop-stage saved in personal · staging; 3 constants; 1 datasource; 1 flag · rev 13
          secrets without values: DATABASE_URL, orders.url
          private values left out: ADMIN_URL
        [exit 0]
    "#]]);
    w.ok("templates create shop-stage --from staging --org-wide").says("nothing to do");
    w.run("templates show shop-stage").shows(expect![[r#"
        $ envctl templates show shop-stage
        shop-stage · personal
          staging      yellow · 1 plain value · protected
            promote_from           ["development"]
            soak                   "2h"
          constants    ADMIN_URL, DATABASE_URL (secret), LOG_LEVEL
          datasources  orders (secret)
          flags        beta
        [exit 0]
    "#]]);
    w.run("templates export shop-stage").shows(expect![[r#"
        $ envctl templates export shop-stage
        # A template of envctl: envctl templates create NAME --from-file FILE
        version = 1

        [constants.ADMIN_URL]
        private = true
        description = "internal"

        [constants.DATABASE_URL]
        secret = true

        [constants.LOG_LEVEL]
        values = { staging = "debug" }

        [datasources.orders]
        type = "postgres"
        fields = { pool = {}, url = { required = true, secret = true } }

        [envs.staging]
        color = "yellow"
        description = "UAT"

        [envs.staging.policy]
        promote_from = ["development"]
        soak = "2h"

        [flags.beta]
        [exit 0]
    "#]]);
    w.run("templates show regulated").shows(expect![[r#"
        $ envctl templates show regulated
        regulated · built in · production takes only what was verified in staging, was there for a day, and two people approved; sign-in with a one-time code, for 4 hours
          development  green · order 1
          staging      yellow · order 2
          production   red · order 3 · protected
            approvals              2
            require_mfa            true
            requires_verification  true
            session                "4h"
            soak                   "24h"
        [exit 0]
    "#]]);
    let json = w.ok("templates list --json").json();
    assert_eq!(json["kind"], "TemplateList");
    assert_eq!(json["items"][2]["name"], "shop-stage");
    assert_eq!(json["items"][2]["scope"], "personal");
    // Another of the name in the project comes first; replacing one asks.
    w.ok("templates create shop-stage --from development");
    w.ok("templates show shop-stage").says("personal/shop").says("development");
    w.refused(2, "templates create shop-stage --from staging").says("--yes");
    w.ok("templates create shop-stage --from staging --yes");
    w.refused(2, "templates delete shop-stage");
    w.ok("templates delete shop-stage --yes");
    w.ok("templates show shop-stage").omits("personal/shop");
    w.ok("templates delete shop-stage --yes");
    w.refused(3, "templates show shop-stage").says("there is no template \"shop-stage\"");
    w.refused(7, "templates delete regulated --yes").says("built in");
    w.refused(7, "templates create regulated --from staging");
    w.refused(3, "templates create x --from nowhere");
    w.refused(2, "templates create x");
    w.ok("audit verify");
    w.ok("status --exit-code");
}

#[test]
fn an_environment_is_made_from_a_template() {
    let w = staged();
    w.ok("templates create stage --from staging");
    w.ok("envs create qa --template stage -n").says("dry run");
    w.run("envs create qa --template stage").shows(expect![[r#"
        $ envctl envs create qa --template stage
        environment qa from template stage, yellow · rev 14
          nothing declared, 1 plain value set
          2 secrets to set: DATABASE_URL, orders.url
        ------- stderr -------
        hint: envctl constants list --missing --env qa
        [exit 0]
    "#]]);
    w.ok("envs create qa --template stage").says("nothing to do");
    w.ok("envs show qa").says("protected").says("soak 2h").says("promote from development").says("UAT");
    assert_eq!(w.out("get LOG_LEVEL --env qa"), w.out("get LOG_LEVEL --env staging"));
    w.refused(3, "get ADMIN_URL --env qa");
    w.refused(3, "get DATABASE_URL --env qa");
    w.ok("envs create demo --template three-stage/staging --order 4").says("demo");
    w.refused(3, "envs create other --template three-stage").says("three-stage/development");
    w.refused(3, "envs create other --template nothing");
    w.refused(2, "envs create other --template stage --from staging");
    w.ok("status --exit-code");
    w.ok("audit verify");
    // What is declared here as something else does not become what the template says.
    w.write("plain.toml", "version = 1\n[envs.x]\n[constants.DATABASE_URL]\nvalues = { x = \"1\" }\n");
    w.run("envs create x --template ./plain.toml").shows(expect![[r#"
        $ envctl envs create x --template ./plain.toml
        ------- stderr -------
        error: DATABASE_URL is declared a secret here, and not in the template
        [exit 7]
    "#]]);
    w.write("more.toml", "version = 1\n[envs.x]\n[constants.LOG_LEVEL]\ndescription = \"how much\"\n[constants.NEW]\nrequired = true\n");
    w.run("envs create x --template more.toml").shows(expect![[r#"
        $ envctl envs create x --template more.toml
        environment x from template more.toml, cyan · rev 16
          1 constant declared, 0 plain values set
          declared here otherwise, and stays so: constants.LOG_LEVEL
        [exit 0]
    "#]]);
}

#[test]
fn a_template_goes_to_another_organization_with_its_policy() {
    let w = staged();
    w.ok("templates create stage --from staging --org-wide");
    w.ok("templates export stage --output stage.toml");
    w.refused(7, "templates export stage --output stage.toml").says("exists");
    w.cmd("orgs create other").reveals().ok();
    w.run("templates create stage --from-file stage.toml --org-wide --org other").shows(expect![[r#"
        $ envctl templates create stage --from-file stage.toml --org-wide --org other
        template stage saved in other · staging; 3 constants; 1 datasource; 1 flag · rev 2
        [exit 0]
    "#]]);
    w.refused(7, "init two --org other --template stage").says("takes promotions from development");
    w.edit_file("stage.toml", "promote_from = [\"development\"]\n", "");
    w.ok("templates create stage --from-file stage.toml --org-wide --org other --yes");
    w.run("init two --org other --template stage --apps web").shows(expect![[r#"
        $ envctl init two --org other --template stage --apps web
        wrote two/envctl.toml   project two · 1 environment · 1 app
        in organization         other
        ------- stderr -------
        hint: envctl set DATABASE_URL --env staging
        [exit 0]
    "#]]);
    expect![[r##"
        #:schema https://envctl.dev/schema/manifest-v1.json
        version = 1                     # manifest format
        project = "two"
        org     = "other"

        [store]
        # url = "https://envctl.example.com"   # left out: the store of this machine

        # ---- environments, in promotion order --------------------------------------
        [envs.staging]
        order    = 1
        color    = "yellow"
        editable = true                 # the one place where drafts live
        description = "UAT"

        [envs.staging.policy]
        soak = "2h"

        # ---- apps ------------------------------------------------------------------
        [apps.web]

        # ---- constants: declarations, and the values of plain ones -----------------
        # [constants.LOG_LEVEL]
        # one_of = ["debug", "info", "warn", "error"]
        # values = { development = "debug" }
        #
        # [constants.DATABASE_URL]        # values of secrets are only in the store
        # secret   = true
        # required = true

        [constants.ADMIN_URL]
        private = true
        description = "internal"

        [constants.DATABASE_URL]
        secret = true

        [constants.LOG_LEVEL]
        values = { staging = "debug" }

        [datasources.orders]
        type = "postgres"
        fields = { pool = {}, url = { required = true, secret = true } }

        [flags.beta]
    "##]]
    .assert_eq(&w.read("two/envctl.toml"));
    w.cmd("status --exit-code").cwd("two").ok();
    w.cmd("envs show staging").cwd("two").ok().says("soak 2h");
    w.cmd("get LOG_LEVEL --env staging").cwd("two").reveals().ok();
    w.ok("init three --org other --template regulated --project three");
    w.cmd("envs show production").cwd("three").ok().says("verified versions only");
    w.ok("init four --org other --template ./stage.toml --project four");
    w.refused(3, "init five --org other --template nothing --project five");
    w.refused(2, "init five --org other --template regulated --envs a,b");
    // What is no template is said line by line, and nothing is made.
    w.write("bad.toml", "version = 1\n[apps.web]\n[envs.x]\n");
    w.refused(8, "templates create bad --from-file bad.toml").says("no apps");
    w.write("bad.toml", "version = 1\n[directories.users]\nprovider = \"internal\"\n[envs.x]\n");
    w.refused(8, "templates create bad --from-file bad.toml").says("directories.users");
    w.write("bad.toml", "version = 1\n");
    w.refused(8, "templates create bad --from-file bad.toml").says("at least one environment");
    w.refused(3, "templates create bad --from-file nothing.toml");
}
