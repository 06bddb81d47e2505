//! More than one: projects and organizations in one store, processes at one time, and `--expect`.

use std::process::Stdio;

use expect_test::expect;

use crate::harness::World;

#[test]
fn two_projects_in_one_organization() {
    let w = World::filled();
    w.cmd("init --project blog --apps web").cwd("blog").ok().says("in organization");
    let blog = |line: &str| w.cmd(line).cwd("blog");
    blog("set LOG_LEVEL=blog --plain -e staging").ok();
    blog("set DATABASE_URL -e staging").stdin("hush-blog").ok();
    assert_eq!(w.out("get LOG_LEVEL -e staging"), "debug\n");
    assert_eq!(blog("get LOG_LEVEL -e staging").ok().out(), "blog\n");
    assert_eq!(blog("get DATABASE_URL -e staging").reveals().ok().out(), "hush-blog\n");
    assert_eq!(w.out("get LOG_LEVEL -e staging -o personal/blog"), "blog\n");
    blog("publish web").ok();
    w.refused(8, "promote web --to staging").says("draft");
    blog("promote web --to staging").ok();
    w.cmd("get LOG_LEVEL -e staging").env("ENVCTL_CONFIG", "none").refused(2);
    w.cmd("get LOG_LEVEL -e staging")
        .env("ENVCTL_CONFIG", "none")
        .env("ENVCTL_PROJECT", "blog")
        .ok()
        .says("blog");
    assert_eq!(w.out("projects list -q"), "blog\nshop\n");
    // The log of one is not that of the other, and the chain is one.
    let ours = w.ok("log -q").out();
    assert!(ours.lines().count() < 14, "{ours}");
    w.ok("audit verify");
    blog("status --exit-code").ok();
    w.ok("status --exit-code");
}

#[test]
fn two_organizations_in_one_store() {
    let w = World::filled();
    w.ok("orgs create acme");
    w.cmd("init --project shop --org acme").cwd("acme").ok();
    let acme = |line: &str| w.cmd(line).cwd("acme");
    acme("set DATABASE_URL -e staging").stdin("hush-acme").ok();
    acme("set LOG_LEVEL=acme --plain -e staging").ok();
    assert_eq!(acme("get DATABASE_URL -e staging").reveals().ok().out(), "hush-acme\n");
    assert_eq!(w.out("get DATABASE_URL -e staging"), "postgres://staging:hush@db\n");
    assert_eq!(w.out("get LOG_LEVEL -e staging -o acme/shop"), "acme\n");
    acme("get LOG_LEVEL -e staging").env("ENVCTL_CONFIG", "none").refused(2).shows(expect![[r#"
        $ envctl get LOG_LEVEL -e staging
        ------- stderr -------
        error: no organization given and no terminal to ask on
        hint: pass --org acme|personal
        [exit 2]
    "#]]);
    w.ok("orgs use acme/ -c none").says("using acme");
    assert_eq!(w.out("get LOG_LEVEL -e staging -c none"), "acme\n");
    acme("audit verify").ok();
    w.ok("audit verify");
    w.ok("whoami").says("owner of acme, owner of personal");
}

#[test]
fn somebody_else_is_no_member() {
    let w = World::filled();
    let key = w.home.join(".config/envctl/keys/default");
    std::fs::rename(&key, key.with_file_name("work")).expect("moved");
    w.refused(4, "get LOG_LEVEL -e staging");
    assert_eq!(w.out("get LOG_LEVEL -e staging --profile work"), "debug\n");
    assert_eq!(w.cmd("get LOG_LEVEL -e staging").env("ENVCTL_PROFILE", "work").ok().out(), "debug\n");
    // Another identity, made for another store, opens nothing here.
    w.cmd("init --project x --store file:x.db").cwd("x").ok();
    w.refused(4, "get LOG_LEVEL -e staging").shows(expect![[r#"
        $ envctl get LOG_LEVEL -e staging
        ------- stderr -------
        error: your key <id> is not that of a member of personal
        hint: envctl whoami   (shows your key and organizations)
        [exit 4]
    "#]]);
    w.refused(4, "set LOG_LEVEL=x -e staging");
    w.refused(4, "status");
    w.refused(125, "run -e staging -- true");
    w.refused(2, "status --profile ../work");
}

#[test]
fn expect_is_compare_and_swap() {
    let w = World::published();
    let rev = w.rev();
    w.refused(7, &format!("set LOG_LEVEL=x -e staging --expect {}", rev - 1)).shows(expect![[r#"
        $ envctl set LOG_LEVEL=x -e staging --expect 8
        ------- stderr -------
        error: the store moved while you were deciding: expected rev 8, it is at rev 9
        hint: look with `envctl log`, then run the command again
        [exit 7]
    "#]]);
    for line in [
        "unset LOG_LEVEL -e staging",
        "publish web --artifact x",
        "promote web --to staging",
        "envs color staging blue",
        "apps create x",
        "envs create qa",
    ] {
        w.refused(7, &format!("{line} --expect {}", rev + 1));
    }
    w.ok(&format!("set LOG_LEVEL=x -e staging --expect {rev}"));
    w.refused(7, &format!("set LOG_LEVEL=y -e staging --expect {rev}"));
    w.refused(2, "set LOG_LEVEL=y -e staging --expect newest");
}

/// Eight at once: every one is in the end in the store and in the log.
#[test]
fn eight_at_once_lose_nothing() {
    let w = World::shop();
    let rev = w.rev();
    let children: Vec<_> = (0..8)
        .map(|n| {
            let line = format!("set K{n}={n} --plain -e staging -o personal/shop");
            let mut command = w.cmd(&line).command();
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("starts")
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().expect("ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(w.rev(), rev + 8);
    for n in 0..8 {
        assert_eq!(w.out(&format!("get K{n} -e staging")), format!("{n}\n"));
    }
    w.ok("audit verify");
}

/// The same with a manifest that all of them edit: what was not written there was refused, and said.
#[test]
fn eight_at_once_with_one_manifest() {
    let w = World::shop();
    let children: Vec<_> = (0..8)
        .map(|n| {
            let mut command = w.cmd(&format!("set K{n}={n} --plain -e staging")).command();
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("starts")
        })
        .collect();
    let mut done = 0;
    for (n, child) in children.into_iter().enumerate() {
        let output = child.wait_with_output().expect("ends");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let in_manifest = w.manifest().contains(&format!("[constants.K{n}]"));
        if output.status.success() {
            assert!(in_manifest, "K{n} succeeded, and envctl.toml does not have it");
            done += 1;
        } else {
            assert!(said.contains("envctl.toml"), "{said}");
        }
    }
    assert!(done > 0);
    w.ok("audit verify");
    w.ok("diff");
}

#[test]
fn eight_first_ones_make_one_store() {
    let w = World::empty();
    let children: Vec<_> = (0..8)
        .map(|n| {
            let mut command = w.cmd(&format!("orgs create org-{n}")).command();
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("starts")
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().expect("ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    // One identity was made, and all organizations know it.
    assert_eq!(w.ok("orgs list -q").out().lines().count(), 8);
}

/// Those that can go, go; the others are what failed.
#[test]
fn what_cannot_go_is_left_out() {
    let w = World::published();
    w.ok("promote web api --to staging");
    w.ok("set NEW=1 --plain -e development --app api");
    w.ok("publish api --artifact sha256:2");
    w.ok("publish web --artifact sha256:2");
    w.refused(8, "promote --all --to staging");
    w.run("promote --all --to staging --keep-going").shows(expect![[r#"
        $ envctl promote --all --to staging --keep-going
        web   development → staging
          ~ artifact                     "sha256:1" → "sha256:2"
          constants in staging   2 of 2 set
        web v2 is in staging (was v1) · rev 14
        undo: envctl rollback web --env staging
        ------- stderr -------
        personal/staging
        error: 1 of 2 apps did not get to staging
          api: api v2 cannot go to staging: 1 needed constant has no value there
        hint: envctl set NEW --env staging
        [exit 8]
    "#]]);
    assert_eq!(w.out("apps versions list web --json").matches("staging").count(), 1);
    w.run("promote --all --to staging --keep-going").shows(expect![[r#"
        $ envctl promote --all --to staging --keep-going
        web v2 is already in staging
        ------- stderr -------
        error: 1 of 2 apps did not get to staging
          api: api v2 cannot go to staging: 1 needed constant has no value there
        hint: envctl set NEW --env staging
        [exit 8]
    "#]]);
    w.ok("set NEW=2 -e staging --app api");
    w.ok("promote --all --to staging --keep-going").says("api v2 is in staging");
}
