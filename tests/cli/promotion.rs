//! `publish`, `promote`, `release` and `rollback`: which version is where, and what stands in the way.

use expect_test::expect;

use crate::harness::{HUSH, World};

/// web v1, v2 and v3 went through staging, one after the other.
fn three_in_staging() -> World {
    let w = World::published();
    w.ok("promote web --to staging");
    for n in [2, 3] {
        w.ok(&format!("publish web --artifact sha256:{n}"));
        w.ok("promote web --to staging");
    }
    w
}

fn version(w: &World, app: &str, env: &str) -> (String, bool) {
    let show = w.ok(&format!("apps show {app} --json")).json();
    let at = show["envs"].as_array().expect("a list").iter().find(|at| at["env"] == env).expect("it").clone();
    (at["version"].as_str().unwrap_or("-").to_owned(), at["released"] == true)
}

#[test]
fn publish_freezes_the_draft() {
    let w = World::filled();
    w.run("publish web --artifact sha256:7f2c --name \"first shop\" --dry-run").shows(expect![[r#"
        $ envctl publish web --artifact sha256:7f2c --name first shop --dry-run
          + artifact                     "sha256:7f2c"
          + needs.DATABASE_URL           "secret"
          + needs.LOG_LEVEL              "plain"
        web v1 "first shop" would be published
        dry run: nothing changed
        [exit 0]
    "#]]);
    w.run("publish web --artifact sha256:7f2c --name \"first shop\"").shows(expect![[r#"
        $ envctl publish web --artifact sha256:7f2c --name first shop
          + artifact                     "sha256:7f2c"
          + needs.DATABASE_URL           "secret"
          + needs.LOG_LEVEL              "plain"
        web v1 "first shop" published · needs 2 constants · rev 8
        ------- stderr -------
        hint: envctl promote web --to staging
        [exit 0]
    "#]]);
    w.run("publish web").shows(expect![[r#"
        $ envctl publish web
        web has no changes since v1: nothing to do
        [exit 0]
    "#]]);
    w.run("apps versions list web").shows(expect![[r#"
        $ envctl apps versions list web
        v1	first shop	<time>	ana	sha256:7f2c	development
        [exit 0]
    "#]]);
    w.run("apps versions show web@v1").shows(expect![[r#"
        $ envctl apps versions show web@v1
        web v1 "first shop" · published <time> by ana
          artifact      sha256:7f2c
          in            development
          needs         DATABASE_URL, LOG_LEVEL
        [exit 0]
    "#]]);
    w.refused(3, "apps versions show web@v2").says("v2");
    w.refused(2, "publish").says("APP");
    w.refused(3, "publish ghost");
    w.refused(2, "publish web --name ''");
}

#[test]
fn app_is_a_global_flag_everywhere() {
    let w = World::published();
    w.refused(2, "publish web --app api").says("contradicts");
    w.ok("publish --app web --artifact sha256:2").says("web v2");
    w.ok("--app web publish --artifact sha256:3").says("web v3");
    w.cmd("publish --artifact sha256:4").env("ENVCTL_APP", "web").ok().says("web v4");
    w.ok("promote --app web --to staging");
    w.ok("apps versions list --app web");
    w.refused(8, "rollback --app web --env staging").says("no earlier version");
    w.refused(8, "release --app web --env production").says("web is not in production");
}

#[test]
fn from_nothing_to_released() {
    let w = World::published();
    w.run("promote web --to staging").shows(expect![[r#"
        $ envctl promote web --to staging
        web   development → staging
          constants in staging   2 of 2 set
        web v1 is in staging · rev 10
        ------- stderr -------
        personal/staging
        [exit 0]
    "#]]);
    w.run("promote web --to staging").shows(expect![[r#"
        $ envctl promote web --to staging
        web v1 is already in staging
        [exit 0]
    "#]]);
    w.run("promote web --to production").shows(expect![[r#"
        $ envctl promote web --to production
        web   staging → production
          constants in production   2 of 2 set
        web v1 is in production · rev 11
        ------- stderr -------
        personal/production
        [exit 0]
    "#]]);
    w.run("release web --env production").shows(expect![[r#"
        $ envctl release web --env production
        web v1 is its first release
        web v1 is live in production · rev 12
        [exit 0]
    "#]]);
    w.run("release web --env production").shows(expect![[r#"
        $ envctl release web --env production
        web v1 is already live in production
        [exit 0]
    "#]]);
    w.run("status").shows(expect![[r#"
        $ envctl status
        personal/shop · this machine · rev 12

        development	v1	v1	2/2	editable
        staging	-	v1	2/2	-
        production	-	v1 released	2/2	-
        [exit 0]
    "#]]);
    w.ok("publish web --artifact sha256:2");
    w.ok("promote web --to staging -m 'bigger cart'");
    w.run("promote web --to production").shows(expect![[r#"
        $ envctl promote web --to production
        web   staging → production
          ~ artifact                     "sha256:1" → "sha256:2"
          constants in production   2 of 2 set
        web v2 is in production (was v1) · rev 15
        undo: envctl rollback web --env production
        ------- stderr -------
        personal/production
        [exit 0]
    "#]]);
    assert_eq!(version(&w, "web", "production"), ("v2".into(), false));
    w.run("release web --env production").shows(expect![[r#"
        $ envctl release web --env production
        web v2 replaces v1
          ~ artifact                     "sha256:1" → "sha256:2"
        web v2 is live in production · rev 16
        undo: envctl rollback web --env production
        [exit 0]
    "#]]);
}

#[test]
fn preflight_lists_everything_at_once() {
    let w = World::shop();
    w.ok("set LOG_LEVEL=debug PORT=80 --plain -e development");
    w.cmd("set DATABASE_URL -e development").stdin("hush").ok();
    w.ok("publish web");
    w.ok("publish api");
    w.ok("set PORT=80 -e staging");
    w.refused(8, "promote web api --to staging").shows(expect![[r#"
        $ envctl promote web api --to staging
        ------- stderr -------
        error: web v1, api v1 cannot go to staging: 4 needed constants have no value there
          PF2   DATABASE_URL             secret  has no value there   needed by web
          PF2   LOG_LEVEL                plain   has no value there   needed by web
          PF2   DATABASE_URL             secret  has no value there   needed by api
          PF2   LOG_LEVEL                plain   has no value there   needed by api
        hint: envctl set DATABASE_URL LOG_LEVEL --env staging
        [exit 8]
    "#]]);
    w.run("promote web --to staging --dry-run").shows(expect![[r#"
        $ envctl promote web --to staging --dry-run
        web   development → staging
          constants in staging   1 of 3 set
          ! DATABASE_URL             has no value there (web, PF2)
          ! LOG_LEVEL                has no value there (web, PF2)
        plan plan-xxxxxx
        dry run: nothing changed
        [exit 0]
    "#]]);
    let error = w.refused(8, "promote web --to staging --json").error();
    assert_eq!(error["code"], "constants_missing");
    let plan = w.ok("promote web --to staging --dry-run --json").json();
    let ids: Vec<_> =
        plan["findings"].as_array().expect("a list").iter().map(|f| f["subject"].clone()).collect();
    assert_eq!(ids, ["DATABASE_URL", "LOG_LEVEL"]);
    // What an app sets for itself serves it alone.
    w.ok("set LOG_LEVEL=debug -e staging");
    w.cmd("set DATABASE_URL -e staging --app web").stdin("hush").ok();
    w.ok("promote web --to staging");
    w.refused(8, "promote api --to staging").says("DATABASE_URL");
}

#[test]
fn several_apps_are_one_commit() {
    let w = World::published();
    let rev = w.rev();
    w.run("promote web api --to staging").shows(expect![[r#"
        $ envctl promote web api --to staging
        web   development → staging
          constants in staging   2 of 2 set
        api   development → staging
          constants in staging   2 of 2 set
        web v1 is in staging · rev 10
        api v1 is in staging · rev 10
        ------- stderr -------
        personal/staging
        [exit 0]
    "#]]);
    assert_eq!(w.rev(), rev + 1);
    w.refused(2, "promote web web --to staging").says("twice");
    w.refused(2, "promote web --all --to staging");
    w.run("promote --all --to production").shows(expect![[r#"
        $ envctl promote --all --to production
        api   staging → production
          constants in production   2 of 2 set
        web   staging → production
          constants in production   2 of 2 set
        api v1 is in production · rev 11
        web v1 is in production · rev 11
        ------- stderr -------
        personal/production
        [exit 0]
    "#]]);
    assert_eq!(w.rev(), rev + 2);
    // One that cannot go keeps back all.
    w.ok("publish web --artifact sha256:2");
    w.ok("apps create worker --needs LOG_LEVEL,QUEUE");
    w.ok("set QUEUE=q --plain -e development");
    w.ok("publish worker");
    w.refused(8, "promote web worker --to staging").says("QUEUE");
    w.ok("release web api --env production");
    w.refused(2, "release web web --env production");
}

#[test]
fn drafts_stay_unless_they_are_published() {
    let w = World::filled();
    w.refused(8, "promote web --to staging").shows(expect![[r#"
        $ envctl promote web --to staging
        ------- stderr -------
        error: web is a draft: it has no published version
        hint: envctl publish web   (or promote with --publish)
        [exit 8]
    "#]]);
    w.run("promote web --to staging --publish").shows(expect![[r#"
        $ envctl promote web --to staging --publish
        web   development → staging
          published draft as v1
          constants in staging   2 of 2 set
        web v1 is in staging · rev 8
        ------- stderr -------
        personal/staging
        [exit 0]
    "#]]);
    w.ok("set NEW=1 --plain --all-envs");
    w.ok("publish web --artifact sha256:2");
    w.ok("promote web --to staging");
    w.ok("set NEWER=1 --plain --all-envs");
    w.run("promote web --to staging --publish").shows(expect![[r#"
        $ envctl promote web --to staging --publish
        web   development → staging
          published draft as v3
          - artifact                     "sha256:2"
          + needs.NEWER                  "plain"
          constants in staging   4 of 4 set
          · constants                changed since v2 came in: NEWER (web, PF14)
        web v3 is in staging (was v2) · rev 13
        undo: envctl rollback web --env staging
        ------- stderr -------
        personal/staging
        [exit 0]
    "#]]);
    w.run("promote web --to staging --publish").shows(expect![[r#"
        $ envctl promote web --to staging --publish
        web v3 is already in staging
        [exit 0]
    "#]]);
}

#[test]
fn a_draft_that_stays_behind_is_told() {
    let w = World::published();
    w.ok("promote web --to staging");
    w.ok("set NEWER=1 --plain --all-envs");
    w.ok("promote web --to staging").says("the draft of web has 1 change that v1 does not (--publish)");
}

#[test]
fn exact_versions() {
    let w = three_in_staging();
    w.run("promote web@v2 --to production").shows(expect![[r#"
        $ envctl promote web@v2 --to production
        web   staging → production
          constants in production   2 of 2 set
        web v2 is in production · rev 15
        ------- stderr -------
        personal/production
        [exit 0]
    "#]]);
    w.ok("promote web@3 --to production");
    w.refused(8, "promote web@v2 --to production").shows(expect![[r#"
        $ envctl promote web@v2 --to production
        ------- stderr -------
        error: production has web v3, which is newer than v2
        hint: envctl rollback web --env production --to v2
        [exit 8]
    "#]]);
    w.ok("publish api --artifact sha256:2");
    w.ok("publish api --artifact sha256:3");
    w.ok("promote api@v2 --to staging");
    w.ok("promote api@v3 --to staging");
    w.ok("promote api@v3 --to production");
    w.refused(8, "promote api@v2 --to production").shows(expect![[r#"
        $ envctl promote api@v2 --to production
        ------- stderr -------
        error: production has api v3, which is newer than v2
        hint: --allow-downgrade promotes it all the same
        [exit 8]
    "#]]);
    w.ok("promote api@v2 --to production --allow-downgrade");
    w.refused(3, "promote web@v9 --to production").shows(expect![[r#"
        $ envctl promote web@v9 --to production
        ------- stderr -------
        error: web has no version v9
        hint: envctl apps versions list web
        [exit 3]
    "#]]);
    for bad in ["web@", "web@0", "web@v", "web@-1", "web@v1.2", "web@99999999999"] {
        w.refused(2, ["promote", bad, "--to", "staging"]);
    }
}

#[test]
fn only_the_next_environment() {
    let w = World::published();
    w.refused(8, "promote web --to production").shows(expect![[r#"
        $ envctl promote web --to production
        ------- stderr -------
        error: web has no version in staging
        hint: envctl promote web --to staging
        [exit 8]
    "#]]);
    w.refused(8, "promote web --to production --from development").shows(expect![[r#"
        $ envctl promote web --to production --from development
        ------- stderr -------
        error: production is not the next environment after development: staging lies between
        hint: envctl promote APP --to staging
        [exit 8]
    "#]]);
    w.refused(8, "promote web --to development").shows(expect![[r#"
        $ envctl promote web --to development
        ------- stderr -------
        error: development is the first environment: versions get there by being published
        hint: envctl publish APP
        [exit 8]
    "#]]);
    w.ok("promote web --to staging");
    w.refused(8, "promote web --to development --from staging").shows(expect![[r#"
        $ envctl promote web --to development --from staging
        ------- stderr -------
        error: development comes before staging: going back is a rollback, not a promotion
        hint: envctl rollback APP --env ENV
        [exit 8]
    "#]]);
    w.ok("promote web --to production");
    w.refused(8, "promote web --to staging --from production").shows(expect![[r#"
        $ envctl promote web --to staging --from production
        ------- stderr -------
        error: production is the last environment: there is nowhere further to promote to
        hint: to make it live: envctl release APP --env production
        [exit 8]
    "#]]);
    // What never was in staging does not enter production.
    w.ok("publish web --artifact sha256:2");
    w.refused(8, "promote web@v2 --to production").shows(expect![[r#"
        $ envctl promote web@v2 --to production
        ------- stderr -------
        error: web v2 never was in staging, and only what passed there enters production
        hint: envctl promote web@v2 --to staging
        [exit 8]
    "#]]);
    w.refused(3, "promote web --to nowhere");
    w.refused(2, "promote web").shows(expect![[r#"
        $ envctl promote web
        ------- stderr -------
        error: no environment to promote to given and no terminal to ask on
        hint: pass --to staging|production
        [exit 2]
    "#]]);
    w.refused(2, "promote --to staging").says("APP");
}

#[test]
fn plans_are_applied_exactly_or_not_at_all() {
    let w = World::published();
    let plan = |w: &World, line: &str| {
        w.ok(&format!("{line} --dry-run --json")).json()["plan"].as_str().expect("an id").to_owned()
    };
    let id = plan(&w, "promote web --to staging");
    assert_eq!(plan(&w, "promote web --to staging"), id, "the same plan has the same id");
    let before = w.state();
    w.run("promote web --to staging --dry-run").shows(expect![[r#"
        $ envctl promote web --to staging --dry-run
        web   development → staging
          constants in staging   2 of 2 set
        plan plan-xxxxxx
        dry run: nothing changed
        ------- stderr -------
        hint: envctl promote web --to staging --plan plan-xxxxxx
        [exit 0]
    "#]]);
    assert_eq!(w.state(), before);
    // Something else that the plan does not rest on may change.
    w.ok("set OTHER=1 --plain -e production");
    w.ok(&format!("promote web --to staging --plan {id}"));
    let id = plan(&w, "promote web --to production");
    w.ok("set LOG_LEVEL=error -e production");
    w.refused(7, &format!("promote web --to production --plan {id}")).shows(expect![[r#"
        $ envctl promote web --to production --plan plan-xxxxxx
        ------- stderr -------
        error: the plan is not plan-xxxxxx any more: it is plan-xxxxxx
          a version, a value or a placement that it rests on changed since
        hint: run it again with --dry-run
        [exit 7]
    "#]]);
    w.refused(7, "promote web --to production --plan plan-000000000000");
    w.ok("promote web --to production");
    let id = plan(&w, "release web --env production");
    w.ok(&format!("release web --env production --plan {id}"));
    w.ok("publish web --artifact sha256:2");
    w.ok("promote web --to staging");
    let id = plan(&w, "rollback web --env staging");
    w.ok("set LOG_LEVEL=error -e staging");
    w.refused(7, &format!("rollback web --env staging --plan {id}"));
}

#[test]
fn release_is_for_the_last_environment() {
    let w = World::published();
    w.ok("promote web --to staging");
    w.refused(8, "release web --env staging").shows(expect![[r#"
        $ envctl release web --env staging
        ------- stderr -------
        error: staging is not the last environment; end users get what is released in production
        hint: envctl release APP --env production
        [exit 8]
    "#]]);
    w.refused(8, "release web --env production").shows(expect![[r#"
        $ envctl release web --env production
        ------- stderr -------
        error: web is not in production
        hint: envctl promote web --to production
        [exit 8]
    "#]]);
    w.refused(2, "release web").says("--env");
    w.ok("promote web --to production");
    let before = w.state();
    w.run("release web --env production --dry-run").shows(expect![[r#"
        $ envctl release web --env production --dry-run
        web v1 is its first release
        plan plan-xxxxxx
        dry run: nothing changed
        [exit 0]
    "#]]);
    assert_eq!(w.state(), before);
    // Released, and then a constant goes missing: another release is refused, the first stays.
    w.ok("release web --env production");
    assert_eq!(version(&w, "web", "production"), ("v1".into(), true));
}

#[test]
fn rollback_walks_back_and_never_toggles() {
    let w = three_in_staging();
    w.run("rollback web --env staging -m 'checkout broken'").shows(expect![[r#"
        $ envctl rollback web --env staging -m checkout broken
        web   staging   v3 → v2
          ~ artifact                     "sha256:3" → "sha256:2"
        web v2 is back in staging · rev 15
        [exit 0]
    "#]]);
    assert_eq!(version(&w, "web", "staging").0, "v2");
    w.ok("rollback web --env staging");
    assert_eq!(version(&w, "web", "staging").0, "v1");
    w.refused(8, "rollback web --env staging").shows(expect![[r#"
        $ envctl rollback web --env staging
        ------- stderr -------
        error: web has no earlier version in staging to go back to
        hint: envctl apps versions list web
        [exit 8]
    "#]]);
    assert_eq!(version(&w, "web", "staging").0, "v1");
    w.run("envs show staging").shows(expect![[r#"
        $ envctl envs show staging
        staging (yellow) · order 2 · created <time>
          apps        api -, web v1 held
          constants   2 of 2 set
          who may     open 1 (ana); edit 0; write 1 (ana); promote 1 (ana); release 1 (ana); manage 1 (ana)
          held        web (rolled back from v2)
        [exit 0]
    "#]]);
    // It was there once: it can be gone to by name.
    w.run("rollback web --env staging --to v3").shows(expect![[r#"
        $ envctl rollback web --env staging --to v3
        web   staging   v1 → v3
          ~ artifact                     "sha256:1" → "sha256:3"
        web v3 is back in staging · rev 17
        [exit 0]
    "#]]);
    w.run("rollback web --env staging --to v3").shows(expect![[r#"
        $ envctl rollback web --env staging --to v3
        web v3 is already in staging
        [exit 0]
    "#]]);
    w.ok("rollback web --env staging --to 1");
    w.refused(8, "rollback web --env staging --to v9").says("v9");
    w.refused(8, "rollback web --env production").says("not in production");
    w.refused(2, "rollback web").says("--env");
    w.refused(2, "rollback web --env staging --to v1 --steps 2");
    w.refused(2, "rollback web --env staging --steps 0");
}

#[test]
fn rollback_by_steps_and_with_its_release() {
    let w = three_in_staging();
    for n in [1, 2, 3] {
        w.ok(&format!("promote web@v{n} --to production"));
        w.ok("release web --env production");
    }
    let before = w.state();
    w.run("rollback web --env production --dry-run").shows(expect![[r#"
        $ envctl rollback web --env production --dry-run
        web   production   v3 → v2
          ~ artifact                     "sha256:3" → "sha256:2"
        plan plan-xxxxxx
        dry run: nothing changed
        [exit 0]
    "#]]);
    assert_eq!(w.state(), before);
    w.run("rollback web --env production --steps 2 --json").shows(expect![[r#"
        $ envctl rollback web --env production --steps 2 --json
        {"schema":"envctl/v1","kind":"RollbackResult","changed":true,"rev":21,"dry_run":false,"plan":"plan-xxxxxx","env":"production","app":"web","before":"v3","after":"v1","released":true,"changes":[{"op":"change","path":"artifact","before":"sha256:3","after":"sha256:1","secret":false}],"findings":[],"constants_changed":[],"constants_restored":[],"hooks":[],"ran":[]}
        [exit 0]
    "#]]);
    assert_eq!(version(&w, "web", "production"), ("v1".into(), true));
    w.refused(8, "rollback web --env production --steps 2");
    // A promotion afterwards begins anew.
    w.ok("promote web@v2 --to production");
    w.ok("rollback web --env production");
    assert_eq!(version(&w, "web", "production").0, "v1");
}

#[test]
fn rollback_warns_of_what_it_does_not_bring_back() {
    let w = three_in_staging();
    w.ok("set LOG_LEVEL=loud -e staging");
    w.cmd("set DATABASE_URL -e staging").stdin("hush-new").ok();
    w.ok("set OTHER=1 --plain -e staging");
    w.run("rollback web --env staging").shows(expect![[r#"
        $ envctl rollback web --env staging
        web   staging   v3 → v2
          ~ artifact                     "sha256:3" → "sha256:2"
        web v2 is back in staging · rev 18
        ------- stderr -------
        warning: 2 constants changed since v2 was there (kept): DATABASE_URL, LOG_LEVEL
        [exit 0]
    "#]]);
    assert_eq!(w.out("get LOG_LEVEL -e staging"), "loud\n");
}

#[test]
fn rollback_needs_what_the_version_needs() {
    let w = three_in_staging();
    w.ok("unset LOG_LEVEL -e staging");
    w.refused(8, "rollback web --env staging").says("LOG_LEVEL");
}

#[test]
fn protected_environments_are_confirmed() {
    let w = World::guarded();
    w.ok("publish web");
    w.ok("promote web --to staging");
    w.refused(6, "promote web --to production").shows(expect![[r#"
        $ envctl promote web --to production
        ------- stderr -------
        personal/production
        error: production is protected and its name was not confirmed
          promote web to production
        hint: pass --confirm production   (--yes does not answer this)
        [exit 6]
    "#]]);
    w.refused(6, "promote web --to production --yes");
    w.refused(6, "promote web --to production --confirm web").shows(expect![[r#"
        $ envctl promote web --to production --confirm web
        ------- stderr -------
        personal/production
        error: --confirm web is not the name production: nothing changed
        [exit 6]
    "#]]);
    w.ok("promote web --to production --dry-run");
    w.ok("promote web --to production --confirm production");
    // There already: nothing to confirm.
    w.ok("promote web --to production");
    w.refused(6, "release web --env production").says("release web in production");
    w.ok("release web --env production --confirm production");
    w.ok("publish web --artifact sha256:2");
    w.ok("promote web --to staging");
    w.ok("promote web --to production --confirm production");
    w.refused(6, "rollback web --env production").says("roll web back in production");
    w.ok("rollback web --env production --confirm production");
    // The plan comes first: what cannot be done is not asked about.
    w.ok("set NEW=1 --plain -e development,staging");
    w.ok("publish web --artifact sha256:3");
    w.ok("promote web --to staging");
    w.refused(8, "promote web --to production").says("NEW");
}

#[test]
fn promotion_leaves_the_manifest_alone() {
    let w = three_in_staging();
    let manifest = w.manifest();
    w.ok("promote web --to production");
    w.ok("release web --env production");
    w.ok("rollback web --env staging");
    assert_eq!(w.manifest(), manifest);
    // Even where a hand has edited it.
    w.edit("staging = \"debug\"", "staging = \"trace\"");
    w.ok("promote web@v3 --to staging --resume");
}

#[test]
fn run_uses_the_version_that_is_there() {
    let w = World::published();
    w.ok("promote web --to staging");
    w.ok("set NEW=1 --plain --all-envs");
    w.ok("publish web --artifact sha256:2");
    let env = |line: &str| w.out(&format!("{line} -- sh -c 'echo $ENVCTL_APP_VERSION ${{NEW-unset}}'"));
    assert_eq!(env("run -q -e staging --app web"), "v1 unset\n");
    assert_eq!(env("run -q -e staging --app web --app-version v2"), "v2 1\n");
    assert_eq!(env("run -q -e development --app web"), "draft 1\n");
    assert_eq!(env("run -q -e staging"), "1\n");
    w.refused(125, "run -e production --app web -- true").shows(expect![[r#"
        $ envctl run -e production --app web -- true
        ------- stderr -------
        error: web has no version in production
        hint: envctl promote web --to production
        [exit 125]
    "#]]);
    w.refused(125, "run -e staging --app web --app-version v9 -- true").says("v9");
    w.refused(125, "run -e staging --app-version v1 -- true").says("--app");
}

/// What the target lacks is set with the version, in one commit.
#[test]
fn what_is_missing_is_set_in_the_same_commit() {
    let w = World::published();
    w.ok("set NEW=1 --plain -e development");
    w.cmd("set API_KEY -e development").stdin(HUSH).ok();
    w.ok("publish web --artifact sha256:2");
    w.refused(8, "promote web --to staging");
    w.refused(8, "promote web --to staging --set NEW=2").says("API_KEY");
    w.refused(2, "promote web --to staging --set-from-env API_KEY").says("no variable");
    w.refused(3, "promote web --to staging --set NWE=2").says("NEW");
    w.refused(2, "promote web --to staging --set NEW=2 --set-from-env NEW");
    let with = |line: &str| w.cmd(line).env("API_KEY", format!("{HUSH}-2"));
    let plan =
        with("promote web --to staging --set NEW=2 --set-from-env API_KEY --dry-run --json").ok().json();
    assert_eq!((&plan["set"][0], &plan["set"][1]), (&"NEW".into(), &"API_KEY".into()));
    let rev = w.rev();
    let line = format!(
        "promote web --to staging --set NEW=2 --set-from-env API_KEY --plan {}",
        plan["plan"].as_str().expect("an id")
    );
    with(&line).run().shows(expect![[r#"
        $ envctl promote web --to staging --set NEW=2 --set-from-env API_KEY --plan plan-xxxxxx
        web   development → staging
          constants in staging   4 of 4 set
          sets         NEW, API_KEY
        web v2 is in staging · rev 13
        ------- stderr -------
        personal/staging
        [exit 0]
    "#]]);
    assert_eq!(w.rev(), rev + 1);
    assert_eq!(w.out("get NEW -e staging"), "2\n");
    assert_eq!(w.out("get API_KEY -e staging"), format!("{HUSH}-2\n"));
    w.ok("audit verify");
    w.ok("status --exit-code");
    // A value that must differ differs by what is given, not by what is there.
    w.ok("envs edit production --must-differ API_KEY");
    let same = "promote web --to production --set NEW=3 --set API_KEY --confirm production";
    w.cmd(same).stdin(format!("{HUSH}-2")).refused(8).says("PF6");
    w.cmd(same).stdin(format!("{HUSH}-3")).ok();
}
