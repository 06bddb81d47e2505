//! Hooks of promotions and rollbacks: what they run with, what is kept when one fails or is stopped,
//! how to go on; and what follows the newest version, walks through several environments, or waits.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use expect_test::expect;
use serde_json::Value;

use crate::harness::{HUSH, World};

/// web v1 is in staging, v2 is published, and the manifest has these hooks.
fn hooked(hooks: &str) -> World {
    let w = World::published();
    w.ok("promote web --to staging");
    w.ok("publish web --artifact sha256:2");
    with(&w, hooks);
    w
}

fn with(w: &World, hooks: &str) {
    let manifest = w.manifest();
    let before = manifest.split("\n[hooks]").next().expect("a manifest");
    w.write("envctl.toml", format!("{before}\n[hooks]\n{hooks}"));
}

/// How web stands in staging.
fn staging(w: &World) -> Value {
    let status = w.ok("status --json").json();
    let envs = status["environments"].as_array().expect("a list").clone();
    let staging = envs.into_iter().find(|env| env["name"] == "staging").expect("it");
    staging["apps"].as_array().expect("a list").iter().find(|app| app["name"] == "web").expect("it").clone()
}

/// Starts a command and waits until a file is there.
fn started(w: &World, line: &str, file: &str) -> Child {
    let mut command = w.cmd(line).command();
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
    let until = Instant::now() + Duration::from_secs(60);
    while !w.dir.join(file).exists() {
        assert!(Instant::now() < until, "no {file}");
        std::thread::sleep(Duration::from_millis(5));
    }
    child
}

fn tell(child: &Child, signal: &str) {
    let told = std::process::Command::new("kill").args([signal, &child.id().to_string()]).status();
    assert!(told.expect("kill").success());
}

#[test]
fn hooks_run_with_what_the_target_has() {
    let w = hooked(
        "pre = 'env | grep -E \"^(ENVCTL_|LOG_LEVEL)\" | grep -v KEYRING | sort'
deploy = ['echo opened with $DATABASE_URL', 'echo $DATABASE_URL > seen']
verify = 'true'
post = 'echo told the others'
on_failure = 'echo never'
",
    );
    w.run("promote web --to staging --dry-run").shows(expect![[r#"
        $ envctl promote web --to staging --dry-run
        web   development → staging
          ~ artifact                     "sha256:1" → "sha256:2"
          constants in staging   2 of 2 set
          hook pre 1 of 1           env | grep -E "^(ENVCTL_|LOG_LEVEL)" | grep -v KEYRING | sort
          hook deploy 1 of 2        echo opened with $DATABASE_URL
          hook deploy 2 of 2        echo $DATABASE_URL > seen
          hook verify 1 of 1        true
          hook post 1 of 1          echo told the others
          hook on-failure 1 of 1    echo never
        plan plan-xxxxxx
        dry run: nothing changed
        ------- stderr -------
        hint: envctl promote web --to staging --plan plan-xxxxxx
        [exit 0]
    "#]]);
    w.cmd("promote web --to staging").env("ENVCTL_TOKEN_FILE", "").run().shows(expect![[r#"
        $ envctl promote web --to staging
        web   development → staging
          ~ artifact                     "sha256:1" → "sha256:2"
          constants in staging   2 of 2 set
        web v2 is in staging (was v1) · rev 16
        undo: envctl rollback web --env staging
        ------- stderr -------
        personal/staging
        web pre 1 of 1: env | grep -E "^(ENVCTL_|LOG_LEVEL)" | grep -v KEYRING | sort
          | ENVCTL_APP=web
          | ENVCTL_APP_VERSION=v2
          | ENVCTL_ARTIFACT=sha256:2
          | ENVCTL_ENV=staging
          | ENVCTL_FROM_ENV=development
          | ENVCTL_HOOK=pre
          | ENVCTL_ORG=personal
          | ENVCTL_PREVIOUS_VERSION=v1
          | ENVCTL_PROJECT=shop
          | LOG_LEVEL=debug
        web deploy 1 of 2: echo opened with $DATABASE_URL
          | opened with ****
        web deploy 2 of 2: echo $DATABASE_URL > seen
        web verify 1 of 1: true
        web post 1 of 1: echo told the others
          | told the others
        [exit 0]
    "#]]);
    assert_eq!(w.read("seen"), format!("postgres://staging:{HUSH}@db\n"));
    // Verify hooks verify.
    w.run("apps versions show web@v2").says("verified in   staging");
    // Already there: no hook runs, unless it is asked for.
    w.run("promote web --to staging").shows(expect![[r#"
        $ envctl promote web --to staging
        web v2 is already in staging
        [exit 0]
    "#]]);
    w.run("promote web --to staging --redeploy").says("web v2 is deployed again").says("opened with ****");
    w.run("rollback web --env staging").says("ENVCTL_ROLLBACK=1").says("ENVCTL_PREVIOUS_VERSION=v2");
    w.run("promote web --to staging --resume --no-hooks").lacks("told the others");
}

#[test]
fn a_failed_deploy_leaves_the_pointer_and_is_gone_on_with() {
    let w = hooked(
        "pre = 'echo x >> pres'
deploy = ['echo x >> deploys', 'echo no room: $DATABASE_URL >&2; test -e room']
on_failure = 'echo after $ENVCTL_FAILED_STEP; false'
",
    );
    w.run("promote web --to staging").shows(expect![[r#"
        $ envctl promote web --to staging
        ------- stderr -------
        personal/staging
        web pre 1 of 1: echo x >> pres
        web deploy 1 of 2: echo x >> deploys
        web deploy 2 of 2: echo no room: $DATABASE_URL >&2; test -e room
          | no room: ****
        web on-failure 1 of 1: echo after $ENVCTL_FAILED_STEP; false
          | after deploy 2 of 2
        warning: on-failure 1 of 1 failed as well: exit 1
        error: web v2 was not promoted to staging: deploy 2 of 2 failed: exit 1
          echo no room: $DATABASE_URL >&2; test -e room
          staging has v1 of web, as before
          what runs there may be another version: it was being deployed
        hint: envctl promote web@v2 --to staging --retry   (goes on from deploy 2 of 2)
        hint: envctl rollback web --env staging   (deploys v1 again)
        [exit 11]
    "#]]);
    let at = staging(&w);
    assert_eq!((&at["version"], &at["drift"]), (&"v1".into(), &true.into()), "{at}");
    assert_eq!(at["run"], "v2 deploy 2 of 2: exit 1");
    w.run("status").says("v1 drifted");
    // It is its own outcome, also as JSON.
    w.run("promote web --to staging --retry --json").silent().says(r#""code":"hook_failed","exit":11"#);
    // What was done is not done again; from the start it is.
    assert_eq!((w.read("pres"), w.read("deploys")), ("x\n".into(), "x\n".into()));
    w.write("room", "");
    w.run("promote web --to staging --retry").says("deploy 1 of 2: done before").says("web v2 is in staging");
    assert_eq!((w.read("pres"), w.read("deploys")), ("x\n".into(), "x\n".into()));
    assert_eq!(staging(&w)["drift"], false);
    w.refused(8, "promote web@v1 --to staging --allow-downgrade --retry").says("no failed promotion");
    w.run("audit verify").says("chain intact");
}

#[test]
fn what_failed_before_it_deployed_has_changed_nothing() {
    let w = hooked("pre = 'false'\ndeploy = 'true'\n");
    w.run("promote web --to staging").lacks("another version").says("pre 1 of 1 failed: exit 1");
    let at = staging(&w);
    assert_eq!((&at["version"], &at["drift"]), (&"v1".into(), &false.into()), "{at}");
    w.run("status").says("v1 failed");
    // Other hooks are not gone on with; from the start there is nothing to say against.
    with(&w, "pre = 'true'\ndeploy = 'true'\n");
    w.refused(8, "promote web --to staging --retry").says("no failed promotion");
    w.run("promote web --to staging").says("starting from the first step").says("web v2 is in staging");
}

#[test]
fn after_a_failed_deploy_a_rollback_deploys_what_is_placed() {
    let w = hooked("deploy = 'echo $ENVCTL_APP_VERSION >> ran; test $ENVCTL_APP_VERSION = v1'\n");
    assert_eq!(w.run("promote web --to staging").code(), 11);
    // Without hooks nothing is known better.
    w.ok("rollback web --env staging --to v1 --no-hooks");
    assert_eq!(staging(&w)["drift"], true);
    w.run("rollback web --env staging").says("web v1 is deployed again in staging");
    assert_eq!(w.read("ran"), "v2\nv1\n");
    let at = staging(&w);
    assert_eq!((&at["version"], &at["drift"], &at["held"]), (&"v1".into(), &false.into(), &Value::Null));
    // A rollback that fails leaves the pointer as well, and has its own way on.
    with(&w, "deploy = 'test -e go'\n");
    w.write("go", "");
    w.ok("promote web --to staging");
    std::fs::remove_file(w.dir.join("go")).expect("gone");
    w.run("rollback web --env staging").shows(expect![[r#"
        $ envctl rollback web --env staging
        ------- stderr -------
        web deploy 1 of 1: test -e go
        error: web v1 was not rolled back in staging: deploy 1 of 1 failed: exit 1
          test -e go
          staging has v2 of web, as before
          what runs there may be another version: it was being deployed
        hint: envctl rollback web --env staging --to v1 --retry   (goes on from deploy 1 of 1)
        hint: envctl rollback web --env staging   (deploys v2 again)
        [exit 11]
    "#]]);
    assert_eq!(staging(&w)["version"], "v2");
    w.write("go", "");
    w.run("rollback web --env staging --to v1 --retry").says("web v1 is back in staging");
}

#[test]
fn after_a_promotion_a_failing_hook_undoes_nothing() {
    let w = hooked("post = 'exit 3'\n");
    w.run("promote web --to staging").shows(expect![[r#"
        $ envctl promote web --to staging
        web   development → staging
          ~ artifact                     "sha256:1" → "sha256:2"
          constants in staging   2 of 2 set
        web v2 is in staging (was v1) · rev 12
        undo: envctl rollback web --env staging
        ------- stderr -------
        personal/staging
        web post 1 of 1: exit 3
        error: web v2 is in staging, and post 1 of 1 failed: exit 3
          exit 3   (the promotion stands)
        [exit 12]
    "#]]);
    assert_eq!(staging(&w)["version"], "v2");
    assert_eq!(w.run("rollback web --env staging").says("the rollback stands").code(), 12);
}

#[test]
fn a_hook_that_takes_too_long_is_ended() {
    let w = hooked("deploy = 'sleep 60'\ntimeout = '1s'\n");
    let began = Instant::now();
    w.run("promote web --to staging").says("deploy 1 of 1 failed: not done after 1 s");
    assert!(began.elapsed() < Duration::from_secs(30));
    with(&w, "deploy = 'true'\ntimeout = 'soon'\n");
    w.refused(8, "promote web --to staging").says("hooks.timeout");
}

#[test]
fn an_interrupt_is_noted_before_the_end() {
    let w = hooked("deploy = 'echo on; sleep 60'\non_failure = 'echo cleaned > cleaned'\n");
    let mut terminal = w.terminal("promote web --to staging");
    terminal.expect("| on").interrupt();
    let (shown, code) = terminal.end();
    assert_eq!(code, 130, "{shown}");
    assert!(shown.contains("deploy 1 of 1 failed: interrupted"), "{shown}");
    assert_eq!(w.read("cleaned"), "cleaned\n");
    let at = staging(&w);
    assert_eq!((&at["version"], &at["run"]), (&"v1".into(), &"v2 deploy 1 of 1: interrupted".into()));
    // A request to end is one as well.
    with(&w, "deploy = 'touch here; sleep 60'\n");
    let child = started(&w, "promote web --to staging", "here");
    tell(&child, "-TERM");
    let output = child.wait_with_output().expect("ends");
    assert_eq!(output.status.code(), Some(130), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(staging(&w)["run"], "v2 deploy 1 of 1: interrupted");
}

#[test]
fn a_promotion_that_crashed_has_failed_when_its_lease_is_over() {
    let w = hooked("deploy = 'touch here; test -e done || exec sleep 2'\n");
    let mut child = started(&w, "promote web --to staging", "here");
    child.kill().expect("killed");
    child.wait().expect("ends");
    assert_eq!(staging(&w)["run"], "v2 deploy 1 of 1 under way");
    w.run("status").says("v1 deploying");
    // Meanwhile nobody else begins.
    w.refused(9, "promote web --to staging").says("a promotion of v2 is under way (deploy 1 of 1)");
    w.refused(9, "promote web --to staging --wait 1s").says("waiting: ").says("is under way");
    w.later(Duration::from_secs(12 * 60));
    let at = staging(&w);
    let left = (&at["version"], &at["run"], &at["drift"]);
    assert_eq!(left, (&"v1".into(), &"v2 deploy 1 of 1: left off".into(), &true.into()));
    w.write("done", "");
    w.run("promote web --to staging --retry").says("left off").says("web v2 is in staging");
    assert_eq!(staging(&w)["run"], Value::Null);
    w.run("audit verify").says("chain intact");
}

#[test]
fn pf13_hooks_that_cannot_run_are_found_before() {
    let w = hooked("deploy = ['./scripts/deploy.sh now', 'no-such-program-here']\n");
    w.refused(8, "promote web --to staging").shows(expect![[r#"
        $ envctl promote web --to staging
        ------- stderr -------
        error: web v2 cannot go to staging: 2 things in the way
          PF13  deploy 1 of 2            ./scripts/deploy.sh: no such file   (web)
          PF13  deploy 2 of 2            no-such-program-here: no such program   (web)
        [exit 8]
    "#]]);
    w.write("scripts/deploy.sh", "#!/bin/sh\n");
    w.refused(8, "promote web --to staging").says("not executable");
    w.ok("promote web --to staging --no-hooks");
}

#[test]
fn a_plan_rests_on_its_hooks() {
    let w = hooked("deploy = 'true'\n");
    let plan = w.ok("promote web --to staging --dry-run --json").json()["plan"].clone();
    let plan = plan.as_str().expect("an id");
    with(&w, "deploy = 'echo other'\n");
    w.refused(7, &format!("promote web --to staging --plan {plan}")).says("any more");
    with(&w, "deploy = 'true'\n");
    w.ok(&format!("promote web --to staging --plan {plan}"));
}

#[test]
fn several_apps_move_together_or_not_at_all() {
    let w = hooked("deploy = 'echo $ENVCTL_APP >> ran; test $ENVCTL_APP = api || test -e ok'\n");
    let failed = w.run("promote api web --to staging");
    assert_eq!(failed.code(), 11, "{failed}");
    assert_eq!(w.read("ran"), "api\nweb\n");
    let status = w.ok("status --json").json();
    assert_eq!(status["environments"][1]["apps"][0]["version"], Value::Null, "{status}");
    assert_eq!(status["environments"][1]["apps"][0]["run"], "v1 deploy 1 of 1: web v2 failed beside it");
    w.write("ok", "");
    w.ok("promote api web --to staging --retry").says("api v1 is in staging").says("web v2 is in staging");
    assert_eq!(w.read("ran"), "api\nweb\nweb\n");
}

#[test]
fn through_walks_every_environment_with_its_own_checks() {
    let w = World::published();
    w.run("promote web --through --to production --dry-run").shows(expect![[r#"
        $ envctl promote web --through --to production --dry-run
        web   development → staging
          constants in staging   2 of 2 set
        then production, checked when it gets there
        plan plan-xxxxxx
        dry run: nothing changed
        [exit 0]
    "#]]);
    w.run("promote web --through --to production").shows(expect![[r#"
        $ envctl promote web --through --to production
        web   development → staging
          constants in staging   2 of 2 set
        web v1 is in staging · rev 10
        web   staging → production
          constants in production   2 of 2 set
        web v1 is in production · rev 11
        ------- stderr -------
        personal/staging
        personal/production
        [exit 0]
    "#]]);
    // It stops at the first that refuses, and undoes nothing.
    w.ok("publish web --artifact sha256:2");
    w.ok("envs lock production -m 'quarter close'");
    let stopped = w.run("promote web --through --to production");
    assert_eq!(stopped.code(), 6, "{stopped}");
    stopped.says("web v2 is in staging").says("production is locked");
    assert_eq!(staging(&w)["version"], "v2");
    w.refused(2, "promote web --through --skip-stage --reason x --to production");
    w.refused(8, "promote web --through --from production --to staging");
}

#[test]
fn wait_waits_for_what_passes_and_gives_the_outcome() {
    let w = hooked("post = 'true'\n");
    let until = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(3);
    w.ok(&format!("envs lock staging -m soon --until {until}"));
    w.refused(6, "promote web --to staging").says("locked");
    let began = Instant::now();
    w.run("promote web --to staging --wait 1m").says("waiting: ").says("web v2 is in staging");
    assert!(began.elapsed() > Duration::from_secs(1));
    // What does not pass is not waited for.
    w.ok("apps pin web v1 --env staging");
    w.ok("publish web --artifact sha256:3");
    let began = Instant::now();
    w.refused(6, "promote web --to staging --wait 1m").says("pinned");
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[test]
fn summary_is_for_the_page_of_a_workflow() {
    let w = hooked("deploy = 'test ! -e broken'\n");
    let page = w.dir.join("page.md");
    let go = |line: &str| w.cmd(line).env("GITHUB_STEP_SUMMARY", &page).run();
    go("promote web --to staging --summary");
    go("promote web --to staging --summary");
    w.write("broken", "");
    go("promote web --to production --summary");
    go("rollback web --env staging --no-hooks --summary");
    expect![[r#"
        ### envctl promote

        | app | from | to | before | after | revision | undo |
        |---|---|---|---|---|---|---|
        | web | development | staging | v1 | v2 | 14 | `envctl rollback web --env staging` |

        ### envctl promote

        Nothing to do.

        ### envctl promote: not done

        web v2 was not promoted to production: deploy 1 of 1 failed: exit 1

            test ! -e broken
            production has nothing of web, as before
            what runs there may be another version: it was being deployed

        ### envctl rollback

        | app | from | to | before | after | revision | undo |
        |---|---|---|---|---|---|---|
        | web | - | staging | v2 | v1 | 18 | - |

    "#]]
    .assert_eq(&w.read("page.md"));
    w.run("promote web --to staging --resume --no-hooks --summary").says("GITHUB_STEP_SUMMARY is not set");
}

#[test]
fn latest_follows_what_is_published() {
    let w = World::published();
    w.run("apps pin web latest --env staging").shows(expect![[r#"
        $ envctl apps pin web latest --env staging
        web follows latest in staging · rev 10
          · staging follows latest: web v1
        ------- stderr -------
        personal/staging
        [exit 0]
    "#]]);
    w.run("publish web --artifact sha256:2").shows(expect![[r#"
        $ envctl publish web --artifact sha256:2
          ~ artifact                     "sha256:1" → "sha256:2"
        web v2 published · needs 2 constants · rev 12
          · staging follows latest: web v2
        ------- stderr -------
        personal/staging
        [exit 0]
    "#]]);
    // The environment's own word, for every app of it.
    w.ok("envs edit production --track latest").says("production follows latest: web v2");
    assert!(w.manifest().contains("track = \"latest\""), "{}", w.manifest());
    let published = w.ok("publish web --artifact sha256:3 --json").json();
    let followed = published["followed"].as_array().expect("a list");
    let envs: Vec<&str> = followed.iter().map(|f| f["env"].as_str().expect("a name")).collect();
    assert_eq!(envs, ["staging", "production"]);
    // A check that refuses leaves it as it is, and says so.
    w.ok("envs lock staging -m wait");
    w.run("publish web --artifact sha256:4").says("staging follows latest, and keeps v3 of web: ");
    assert_eq!(staging(&w)["version"], "v3");
    w.ok("envs unlock staging --confirm staging");
    // A rollback holds it, until it is resumed.
    w.ok("rollback web --env staging");
    w.run("publish web --artifact sha256:5").lacks("follows");
    assert_eq!(staging(&w)["version"], "v2");
    w.run("apps resume web --env staging").says("staging follows latest: web v5");
    // A version beside the newest, by hand, holds as well.
    w.ok("promote web@v4 --to staging --allow-downgrade");
    w.ok("publish web --artifact sha256:6");
    assert_eq!(staging(&w)["version"], "v4");
    w.ok("promote web --to staging");
    w.ok("publish web --artifact sha256:7");
    assert_eq!(staging(&w)["version"], "v7");
    w.ok("apps pin web none --env staging");
    w.ok("publish web --artifact sha256:8");
    assert_eq!(staging(&w)["version"], "v7");
}

#[test]
fn a_rollback_brings_constants_back_where_asked() {
    let w = World::published();
    w.ok("promote web --to staging");
    w.ok("publish web --artifact sha256:2");
    w.ok("promote web --to staging");
    w.ok("set LOG_LEVEL=trace -e staging");
    w.cmd("set DATABASE_URL -e staging").stdin(format!("postgres://new:{HUSH}@db")).ok();
    w.run("rollback web --env staging --dry-run --with-constants").shows(expect![[r#"
        $ envctl rollback web --env staging --dry-run --with-constants
        web   staging   v2 → v1
          ~ artifact                     "sha256:2" → "sha256:1"
          ~ constants.LOG_LEVEL          "trace" → "debug"
        plan plan-xxxxxx
        dry run: nothing changed
        ------- stderr -------
        warning: 1 constant changed since v1 was there (kept): DATABASE_URL
        [exit 0]
    "#]]);
    with(&w, "deploy = 'echo $LOG_LEVEL > level'\n");
    w.run("rollback web --env staging --with-constants").shows(expect![[r#"
        $ envctl rollback web --env staging --with-constants
        web   staging   v2 → v1
          ~ artifact                     "sha256:2" → "sha256:1"
          ~ constants.LOG_LEVEL          "trace" → "debug"
        web v1 is back in staging · rev 17
        ------- stderr -------
        warning: 1 constant changed since v1 was there (kept): DATABASE_URL
        web deploy 1 of 1: echo $LOG_LEVEL > level
        [exit 0]
    "#]]);
    assert_eq!(w.out("get LOG_LEVEL -e staging"), "debug\n");
    // The hooks met what comes back, and secrets stay.
    assert_eq!(w.read("level"), "debug\n");
    assert_eq!(
        w.cmd("get DATABASE_URL -e staging").reveals().ok().out(),
        format!("postgres://new:{HUSH}@db\n")
    );
    assert!(w.manifest().contains("staging = \"debug\""), "{}", w.manifest());
    w.refused(2, "rollback --env staging --at 3 --with-constants");
}

/// What is set with a version is there for its hooks, whatever becomes of them.
#[test]
fn what_is_set_with_a_version_is_there_for_its_hooks() {
    let w = World::published();
    w.ok("set NEW=1 --plain -e development");
    w.ok("publish web --artifact sha256:2");
    w.write("envctl.toml", w.manifest() + "\n[hooks]\ndeploy = \"echo deploys with $NEW; test -e good\"\n");
    let failed = w.run("promote web --to staging --set NEW=2");
    assert_ne!(failed.code(), 0, "{failed}");
    failed.says("deploys with 2");
    assert_eq!(w.out("get NEW -e staging"), "2\n");
    w.write("good", "");
    w.ok("promote web --to staging --set NEW=3 --retry").says("web v2 is in staging");
    assert_eq!(w.out("get NEW -e staging"), "3\n");
}
