//! `envs` and `apps`: listing, creating, renaming, colouring, deleting; and the manifest with them.

use expect_test::expect;

use crate::harness::World;

#[test]
fn envs_list_and_show() {
    let w = World::guarded();
    w.run("envs list").shows(expect![[r#"
        $ envctl envs list
        development	1	green	0	1/1	editable
        staging	2	yellow	0	1/1	-
        production	3	red	0	1/1	protected
        [exit 0]
    "#]]);
    w.run("envs show production").shows(expect![[r#"
        $ envctl envs show production
        production (red) · protected · order 3 · created <time>
          apps        api -, web -
          constants   1 of 1 set
          who may     open 1 (ana); edit 0; write 1 (ana); promote 1 (ana); release 1 (ana); manage 1 (ana)
        [exit 0]
    "#]]);
    assert_eq!(w.out("envs -q"), "development\nstaging\nproduction\n");
    assert_eq!(w.out("env ls -q"), "development\nstaging\nproduction\n");
    w.refused(2, "envs show").says("--env");
    w.ok("envs show -e staging").says("staging");
    w.refused(3, "envs show nowhere");
}

#[test]
fn envs_create() {
    let w = World::published();
    w.ok("promote web --to staging");
    w.run("envs create preview-142 --from staging --dry-run").shows(expect![[r#"
        $ envctl envs create preview-142 --from staging --dry-run
        environment preview-142 from staging, cyan
          1 app, 1 plain value copied
          1 secret to set: DATABASE_URL
        dry run: nothing changed
        ------- stderr -------
        hint: envctl constants list --missing --env preview-142
        [exit 0]
    "#]]);
    w.run("envs create preview-142 --from staging").shows(expect![[r#"
        $ envctl envs create preview-142 --from staging
        environment preview-142 from staging, cyan · rev 11
          1 app, 1 plain value copied
          1 secret to set: DATABASE_URL
        ------- stderr -------
        hint: envctl constants list --missing --env preview-142
        [exit 0]
    "#]]);
    assert!(w.manifest().contains("[envs.preview-142]"), "{}", w.manifest());
    assert_eq!(w.out("get LOG_LEVEL -e preview-142"), "debug\n");
    w.refused(3, "get DATABASE_URL -e preview-142");
    w.ok("apps show web").says("preview-142");
    w.ok("status --exit-code");
    // The same again is what was asked for; another of its name is not.
    w.run("envs create preview-142 --from staging").shows(expect![[r#"
        $ envctl envs create preview-142 --from staging
        nothing to do: preview-142 exists
        [exit 0]
    "#]]);
    w.refused(7, "envs create preview-142 --from production").shows(expect![[r#"
        $ envctl envs create preview-142 --from production
        ------- stderr -------
        error: preview-142 exists, and is not like this
        hint: envctl envs show preview-142
        [exit 7]
    "#]]);
    w.refused(7, "envs create staging --color red");
    w.refused(2, "envs create qa --color purple");
    w.refused(2, "envs create qa --order 0");
    w.refused(3, "envs create qa --from nowhere");
    w.ok("envs create qa --order 4 --color blue --description 'UAT and QA'");
    w.ok("status --exit-code");
}

#[test]
fn envs_rename_keeps_values_and_the_old_name() {
    let w = World::filled();
    w.ok("use staging");
    w.run("envs rename staging uat").shows(expect![[r#"
        $ envctl envs rename staging uat
        staging is now called uat · rev 8
          envctl.toml follows: [envs.uat]
          staging stays an alias (--drop-alias ends it)
        [exit 0]
    "#]]);
    assert!(
        w.manifest().contains("[envs.uat]") && !w.manifest().contains("staging = \"debug\""),
        "{}",
        w.manifest()
    );
    assert_eq!(w.out("get LOG_LEVEL -e uat"), "debug\n");
    w.ok("get LOG_LEVEL -e staging").says("debug").says("staging is now called uat");
    w.cmd("get DATABASE_URL").reveals().ok().says("postgres://staging");
    w.ok("status --exit-code");
    w.refused(7, "envs rename uat production").shows(expect![[r#"
        $ envctl envs rename uat production
        ------- stderr -------
        error: there is an environment production already
        [exit 7]
    "#]]);
    w.refused(3, "envs rename nowhere x");
    // The old name is taken as long as it works.
    w.refused(7, "envs create staging");
    w.run("envs rename uat uat --drop-alias").shows(expect![[r#"
        $ envctl envs rename uat uat --drop-alias
        uat is now called uat · rev 9
        [exit 0]
    "#]]);
    w.refused(3, "get LOG_LEVEL -e staging");
}

#[test]
fn envs_color() {
    let w = World::shop();
    w.run("envs color staging blue").shows(expect![[r#"
        $ envctl envs color staging blue
        staging is now blue (was yellow) · rev 3
        [exit 0]
    "#]]);
    assert!(w.manifest().contains("[envs.staging]\norder = 2\ncolor = \"blue\"\n"), "{}", w.manifest());
    w.run("envs color staging blue").shows(expect![[r#"
        $ envctl envs color staging blue
        nothing to do
        [exit 0]
    "#]]);
    w.refused(2, "envs color staging purple").says("green");
}

#[test]
fn envs_delete() {
    let w = World::published();
    w.ok("promote web --to staging");
    w.refused(7, "envs delete staging --confirm staging").says("web v1 is in staging");
    w.refused(6, "envs delete staging --force").shows(expect![[r#"
        $ envctl envs delete staging --force
        ------- stderr -------
        error: staging and what is in it (1 app, 2 values) will be deleted and its name was not confirmed
          1 app, 2 values
        hint: pass --confirm staging   (--yes does not answer this)
        [exit 6]
    "#]]);
    w.refused(6, "envs delete staging --force --yes");
    w.refused(6, "envs delete staging --force --confirm production");
    w.run("envs delete staging --force --confirm staging").shows(expect![[r#"
        $ envctl envs delete staging --force --confirm staging
        environment staging deleted · rev 11
          what it held: envctl constants list --env staging --at 10
          to have it again: envctl backups restore bk-0001 --env staging
        [exit 0]
    "#]]);
    assert!(!w.manifest().contains("staging = "), "{}", w.manifest());
    // It was backed up before, and comes back as the answer says.
    w.ok("backups restore bk-0001 --env staging --yes");
    assert_eq!(w.out("get LOG_LEVEL -e staging"), "debug\n");
    let gone = w.ok("envs delete staging --confirm staging --no-backup --json").json();
    assert_eq!(gone["backup"], serde_json::Value::Null);
    assert_eq!(w.ok("backups list -q").out(), "bk-0001\n");
    w.refused(3, "get LOG_LEVEL -e staging");
    assert_eq!(w.out("get LOG_LEVEL -e staging --at 10"), "debug\n");
    w.ok("status --exit-code");
}

#[test]
fn dry_runs_show_the_plan() {
    let w = World::filled();
    let before = w.state();
    for line in [
        "envs delete staging",
        "envs rename staging uat",
        "envs color staging blue",
        "apps create worker",
        "apps delete web",
    ] {
        let output =
            w.ok(&format!("{line} --dry-run")).says("dry run: nothing changed").omits("nothing to do");
        assert!(
            output.out().contains("staging")
                || output.out().contains("worker")
                || output.out().contains("web"),
            "{output}"
        );
        assert_eq!(w.state(), before);
    }
}

#[test]
fn envs_delete_refuses_what_is_in_use() {
    let w = World::guarded();
    w.refused(6, "envs delete production --confirm production").shows(expect![[r#"
        $ envctl envs delete production --confirm production
        ------- stderr -------
        error: production is protected
        [exit 6]
    "#]]);
    let w = World::published();
    w.ok("promote web --to staging");
    w.ok("promote web --to production");
    w.ok("release web --env production");
    w.refused(7, "envs delete production --confirm production").shows(expect![[r#"
        $ envctl envs delete production --confirm production
        ------- stderr -------
        error: web v1 is released in production
          end users get it from there
        [exit 7]
    "#]]);
    let w = World::empty();
    w.ok("init --project solo --envs live");
    w.refused(7, "envs delete live --confirm live").shows(expect![[r#"
        $ envctl envs delete live --confirm live
        ------- stderr -------
        error: live is the only environment in the promotion order
        [exit 7]
    "#]]);
}

#[test]
fn apps_are_created_and_deleted() {
    let w = World::filled();
    w.run("apps create worker --path services/worker --needs LOG_LEVEL --network jobs").shows(expect![[r#"
        $ envctl apps create worker --path services/worker --needs LOG_LEVEL --network jobs
        app worker created in services/worker · rev 8
        [exit 0]
    "#]]);
    assert!(w.manifest().contains("[apps.worker]\n"), "{}", w.manifest());
    w.run("apps create worker --path services/worker --needs LOG_LEVEL --network jobs").shows(expect![[r#"
        $ envctl apps create worker --path services/worker --needs LOG_LEVEL --network jobs
        nothing to do
        [exit 0]
    "#]]);
    w.refused(7, "apps create worker --path elsewhere").shows(expect![[r#"
        $ envctl apps create worker --path elsewhere
        ------- stderr -------
        error: worker exists, and is not like this
        hint: envctl apps show worker
        [exit 7]
    "#]]);
    w.refused(2, "apps create x --path ../out").shows(expect![[r#"
        $ envctl apps create x --path ../out
        ------- stderr -------
        error: --path ../out: a folder below that of envctl.toml
        [exit 2]
    "#]]);
    w.refused(2, "apps create x --path /etc");
    w.run("apps list").shows(expect![[r#"
        $ envctl apps list
        api	services/api	draft	-	-	default
        web	apps/web	draft	-	-	default
        worker	services/worker	draft	-	-	jobs
        [exit 0]
    "#]]);
    w.run("apps show worker").shows(expect![[r#"
        $ envctl apps show worker
        worker · services/worker · network jobs · not published yet
          development     draft
          staging         -
          production      -
          needs           LOG_LEVEL
        [exit 0]
    "#]]);
    w.refused(2, "apps delete worker").says("--yes");
    w.run("apps delete worker --yes").shows(expect![[r#"
        $ envctl apps delete worker --yes
        app worker deleted · rev 9
        [exit 0]
    "#]]);
    assert!(!w.manifest().contains("worker"), "{}", w.manifest());
    w.refused(3, "apps show worker");
    w.refused(3, "apps delete worker --yes");
    w.ok("status --exit-code");
}

#[test]
fn an_app_that_was_released_is_deleted_by_its_name() {
    let w = World::published();
    w.ok("promote web --to staging");
    w.ok("promote web --to production");
    w.ok("release web --env production");
    w.refused(6, "apps delete web --yes").shows(expect![[r#"
        $ envctl apps delete web --yes
        ------- stderr -------
        error: web was released (v1 in development, v1 in staging, v1 in production) and its name was not confirmed
          v1 in development, v1 in staging, v1 in production
        hint: pass --confirm web   (--yes does not answer this)
        [exit 6]
    "#]]);
    w.ok("apps delete web --confirm web");
    w.ok("audit verify");
}

#[test]
fn orgs() {
    let w = World::shop();
    w.run("orgs create acme --display-name 'Acme Inc'").shows(expect![[r#"
        $ envctl orgs create acme --display-name Acme Inc
        organization acme created · you are its owner
        ! recovery key  <recovery words>
          write it down: shown once; without it and your identity, secrets are gone
        ------- stderr -------
        hint: envctl init --org acme   (starts a project in it)
        [exit 0]
    "#]]);
    w.run("orgs create acme").shows(expect![[r#"
        $ envctl orgs create acme
        organization acme is there, and you are its owner
        [exit 0]
    "#]]);
    w.run("orgs list").shows(expect![[r#"
        $ envctl orgs list
        acme	Acme Inc	owner	-	0	1
        personal	-	owner	-	1	1
        [exit 0]
    "#]]);
    w.run("orgs show acme").shows(expect![[r#"
        $ envctl orgs show acme
        acme · Acme Inc · store file:$HOME/.local/share/envctl/store.db
        id        <id>
        rev       1   head <id>
        members   1   you are owner
        projects  none
        [exit 0]
    "#]]);
    w.refused(3, "orgs show nowhere").shows(expect![[r#"
        $ envctl orgs show nowhere
        ------- stderr -------
        error: you have created or joined no organization "nowhere" in this store
        hint: there are: acme, personal
        [exit 3]
    "#]]);
    let before = w.state();
    w.ok("orgs create other --dry-run").says("dry run");
    assert_eq!(w.state(), before);
    w.run("projects list").shows(expect![[r#"
        $ envctl projects list
        shop	development, staging, production	api, web	0
        [exit 0]
    "#]]);
    w.run("projects show").shows(expect![[r#"
        $ envctl projects show
        personal/shop
          environments  development, staging, production
          apps          api, web
          constants     0
        [exit 0]
    "#]]);
    w.refused(3, "projects show ship").shows(expect![[r#"
        $ envctl projects show ship
        ------- stderr -------
        error: personal has no project "ship"
        hint: did you mean shop? (shop)
        [exit 3]
    "#]]);
    w.run("whoami").shows(expect![[r#"
        $ envctl whoami
        ana · file:$HOME/.local/share/envctl/store.db · owner of acme, owner of personal
        key <id>, kept in $HOME/.config/envctl/keys/default
        fingerprint <fingerprint>
        not authenticated: the file store trusts this machine
        [exit 0]
    "#]]);
}
