//! `merge` beyond the decided examples: what is printed, what is asked, what is refused; `rollback --at`,
//! `set --merge`, and `envs create --from` as the merge that it is.

use expect_test::expect;

use crate::harness::{HUSH, World};

const MERGE: &str = "merge --from staging --into production";

#[test]
fn a_plan_says_all() {
    let w = World::apart();
    let before = w.state();
    w.run(&format!("{MERGE} --dry-run")).shows(expect![[r#"
        $ envctl merge --from staging --into production --dry-run
        merge staging → production
          ! constants.API_TIMEOUT        both changed
                base "15s"   staging "10s"   production "30s"
          ~ constants.LOG_LEVEL          "info" → "warn"
          + constants.NEW                "1"
          · constants.PUBLIC_URL         stays (merge = "never")
          + constants.SHARED             secret fp xxxxxx
          · TOKEN                        secrets are not carried
        Plan: 2 to add, 1 to change, 0 to remove, 1 conflict.
        plan plan-xxxxxx
        dry run: nothing changed
        [exit 0]
    "#]]);
    assert_eq!(w.state(), before);
    w.refused(7, MERGE).shows(expect![[r#"
        $ envctl merge --from staging --into production
        ------- stderr -------
        error: 1 conflict between staging and production
          constants.API_TIMEOUT   modify/modify: base "15s" · staging "10s" · production "30s"
        hint: envctl merge --from staging --into production --resolve constants.API_TIMEOUT=source   (or =target, =skip, =value:TEXT)
        hint: --prefer source or --prefer target decides all of them
        [exit 7]
    "#]]);
    let error = w.refused(7, &format!("{MERGE} --json")).error();
    assert_eq!(error["code"], "merge_conflict");
    w.run(&format!("{MERGE} --resolve API_TIMEOUT=target -m 'new level'")).shows(expect![[r#"
        $ envctl merge --from staging --into production --resolve API_TIMEOUT=target -m new level
        merge staging → production
          = constants.API_TIMEOUT        keeps "30s"   (conflict: target)
          ~ constants.LOG_LEVEL          "info" → "warn"
          + constants.NEW                "1"
          · constants.PUBLIC_URL         stays (merge = "never")
          + constants.SHARED             secret fp xxxxxx
          · TOKEN                        secrets are not carried
        Plan: 2 to add, 1 to change, 0 to remove.
        merged 3 changes into production · rev 11
        [exit 0]
    "#]]);
    w.run(MERGE).shows(expect![[r#"
        $ envctl merge --from staging --into production
        merge staging → production
          = constants.API_TIMEOUT        keeps "30s"
          · constants.PUBLIC_URL         stays (merge = "never")
          · TOKEN                        secrets are not carried
        nothing to do
        [exit 0]
    "#]]);
    assert_eq!(w.out("get LOG_LEVEL -e production"), "warn\n");
    assert_eq!(w.out("get SHARED -e production"), format!("{HUSH}-2\n"));
    assert_eq!(w.out("get PUBLIC_URL -e production"), "https://shop\n");
    w.refused(3, "get TOKEN -e production");
    assert!(
        w.manifest().contains("NEW]\nvalues = { staging = \"1\", production = \"1\" }"),
        "{}",
        w.manifest()
    );
    w.ok("status --exit-code");
    w.ok("audit verify");
    w.ok("log --limit 1").says("merge").says("production").says("new level");
}

#[test]
fn a_plan_as_json() {
    let w = World::apart();
    let plan = w.ok(&format!("{MERGE} --dry-run --json")).json();
    assert_eq!(plan["kind"], "MergeResult");
    assert_eq!(
        (&plan["outcome"], &plan["changed"], &plan["dry_run"]),
        (&"conflict".into(), &false.into(), &true.into())
    );
    let conflict = &plan["conflicts"][0];
    assert_eq!(conflict["path"], "constants.API_TIMEOUT");
    assert_eq!(
        (&conflict["base"], &conflict["source"], &conflict["target"]),
        (&"15s".into(), &"10s".into(), &"30s".into())
    );
    let added: Vec<&str> =
        plan["changes"].as_array().expect("a list").iter().filter_map(|c| c["path"].as_str()).collect();
    assert_eq!(added, ["constants.LOG_LEVEL", "constants.NEW", "constants.SHARED"]);
    let secret = &plan["changes"][2];
    assert!(secret["before"].is_null() && secret["after"]["fp"].is_string(), "{secret}");
    assert_eq!(plan["skipped"], serde_json::json!(["constants.PUBLIC_URL", "constants.TOKEN"]));
}

#[test]
fn every_way_to_decide() {
    for (flag, value) in [
        ("--resolve API_TIMEOUT=source", "10s"),
        ("--resolve constants.API_TIMEOUT=theirs", "10s"),
        ("--resolve API_TIMEOUT=staging", "10s"),
        ("--resolve API_TIMEOUT=target", "30s"),
        ("--resolve API_TIMEOUT=production", "30s"),
        ("--resolve API_TIMEOUT=value:20s", "20s"),
        ("--resolve API_TIMEOUT=skip", "30s"),
        ("--prefer source", "10s"),
        ("--prefer target", "30s"),
        ("--theirs", "10s"),
        ("--ours", "30s"),
        ("--prefer source --resolve API_TIMEOUT=target", "30s"),
    ] {
        let w = World::apart();
        w.ok(&format!("{MERGE} {flag}"));
        assert_eq!(w.out("get API_TIMEOUT -e production"), format!("{value}\n"), "{flag}");
        if flag.contains("skip") {
            w.refused(7, MERGE);
        } else {
            w.ok(MERGE).says("nothing to do");
        }
    }
    let w = World::apart();
    w.write("timeout", "45s\n");
    w.ok(&format!("{MERGE} --resolve API_TIMEOUT=file:timeout"));
    assert_eq!(w.out("get API_TIMEOUT -e production"), "45s\n");
}

#[test]
fn bad_arguments() {
    let w = World::apart();
    w.refused(2, "merge --from staging --into staging").says("both staging");
    w.refused(2, "merge --into staging").says("--from");
    w.refused(2, "merge --from staging").says("--into");
    w.refused(3, "merge --from stagin --into production").says("did you mean staging?");
    w.refused(3, &format!("{MERGE} --only LOG_LEVLE")).says("did you mean LOG_LEVEL?");
    w.refused(3, &format!("{MERGE} --exclude datasources.orders")).says("orders");
    w.refused(3, &format!("{MERGE} --reapply apps.wev")).says("web");
    w.refused(2, &format!("{MERGE} --only a.b.c.d.e"));
    w.refused(2, &format!("{MERGE} --resolve LOG_LEVEL")).says("PATH=SIDE");
    w.refused(2, &format!("{MERGE} --resolve LOG_LEVEL=left")).says("=source");
    w.refused(2, &format!("{MERGE} --resolve SHARED=value:x")).says("file:PATH");
    w.refused(2, &format!("{MERGE} --resolve LOG_LEVEL=file:nowhere")).says("nowhere");
    w.refused(2, &format!("{MERGE} --prefer both"));
    w.refused(2, &format!("{MERGE} --ours --theirs"));
    w.refused(2, "set LOG_LEVEL --merge sometimes").says("always");
    w.refused(2, "set NOT_YET --merge always").says("--env");
    w.refused(2, "rollback web -e staging --at 3");
    w.refused(2, "rollback -e staging --only LOG_LEVEL");
    w.refused(3, "rollback -e staging --at 9999");
    w.refused(7, &format!("{MERGE} --ours --expect 1"));
}

#[test]
fn a_plan_is_carried_out_as_it_was_shown_or_not_at_all() {
    let w = World::apart();
    let id = |w: &World, flags: &str| {
        w.ok(&format!("{MERGE} --dry-run --json {flags}")).json()["plan"].as_str().expect("an id").to_owned()
    };
    let plan = id(&w, "--ours");
    assert_eq!(plan, id(&w, "--ours"), "the same plan");
    assert_ne!(plan, id(&w, "--theirs"));
    w.refused(7, &format!("{MERGE} --theirs --plan {plan}")).says("not plan-xxxxxx any more");
    w.ok("set LOG_LEVEL=error -e development");
    assert_eq!(plan, id(&w, "--ours"), "another environment is not its business");
    w.ok("set LOG_LEVEL=error -e staging");
    w.refused(7, &format!("{MERGE} --ours --plan {plan}")).says("any more");
    let plan = id(&w, "--ours");
    w.ok(&format!("{MERGE} --ours --plan {plan}"));
}

#[test]
fn a_part_at_a_time() {
    let w = World::apart();
    w.ok(&format!("{MERGE} --only NEW,SHARED"));
    assert_eq!(w.out("get LOG_LEVEL -e production"), "info\n");
    w.ok(&format!("{MERGE} --exclude API_TIMEOUT"));
    assert_eq!(w.out("get LOG_LEVEL -e production"), "warn\n");
    w.refused(7, MERGE).says("API_TIMEOUT");
    w.ok(&format!("{MERGE} --only constants.LOG_LEVEL")).says("nothing to do");
}

#[test]
fn an_apps_own_values() {
    let w = World::shop();
    w.ok("set LOG_LEVEL=info --plain --all-envs");
    w.ok("set LOG_LEVEL=debug -e staging --app web");
    w.ok("set LOG_LEVEL=trace -e staging --app api");
    w.ok(&format!("{MERGE} --only apps.web --dry-run"))
        .says("apps.web.constants.LOG_LEVEL")
        .omits("apps.api");
    w.ok(&format!("{MERGE} --only apps.web"));
    assert_eq!(w.out("get LOG_LEVEL -e production --app web"), "debug\n");
    assert_eq!(w.out("get LOG_LEVEL -e production --app api"), "info\n");
    w.ok(MERGE);
    assert_eq!(w.out("get LOG_LEVEL -e production --app api"), "trace\n");
    w.ok("unset LOG_LEVEL -e staging --app web");
    w.ok(MERGE).says("- apps.web.constants.LOG_LEVEL");
    assert_eq!(w.out("get LOG_LEVEL -e production --app web"), "info\n");
    w.ok("status --exit-code");
}

#[test]
fn a_protected_target_asks_for_its_name() {
    let w = World::guarded();
    w.ok("set LOG_LEVEL=error -e staging");
    let prefer = format!("{MERGE} --theirs");
    w.refused(6, &prefer).says("--confirm production");
    w.refused(6, &format!("{prefer} --yes"));
    w.refused(6, &format!("{prefer} --confirm staging"));
    w.ok(&format!("{prefer} --dry-run"));
    let before = w.rev();
    w.ok(&format!("{prefer} --confirm production"));
    assert_eq!(w.out("get LOG_LEVEL -e production"), "error\n");
    w.refused(6, &format!("rollback -e production --at {before}")).says("--confirm production");
    w.ok(&format!("rollback -e production --at {before} --confirm production"));
    assert_eq!(w.out("get LOG_LEVEL -e production"), "warn\n");
    w.ok("merge --from production --into staging --theirs");
}

#[test]
fn conflicts_are_asked_about() {
    let w = World::apart();
    let mut t = w.terminal(MERGE);
    t.expect("API_TIMEOUT").expect("both changed").expect("both began with \"15s\"");
    t.expect("keep production's \"30s\"").expect("take staging's \"10s\"").expect("another value");
    t.keys("\u{1b}[B").keys("\r");
    let (said, code) = t.end();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("merged 4 changes into production"), "{said}");
    assert_eq!(w.out("get API_TIMEOUT -e production"), "10s\n");

    let w = World::apart();
    let mut t = w.cmd(MERGE).dumb();
    t.expect("API_TIMEOUT, number:").line("3");
    t.expect("API_TIMEOUT:").line("20s");
    assert_eq!(t.end().1, 0);
    assert_eq!(w.out("get API_TIMEOUT -e production"), "20s\n");

    let w = World::apart();
    let mut t = w.cmd(MERGE).dumb();
    t.expect("API_TIMEOUT, number:").line("4");
    let (said, code) = t.end();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("left for a later merge"), "{said}");
    assert_eq!(w.out("get API_TIMEOUT -e production"), "30s\n");

    // Left without an answer, nothing changed; and nothing is asked where nobody is, or for a plan.
    let w = World::apart();
    let before = w.state();
    let mut t = w.cmd(MERGE).dumb();
    t.expect("API_TIMEOUT, number:").keys("\u{4}");
    assert_eq!(t.end().1, 6);
    let mut t = w.terminal(&format!("{MERGE} --no-input"));
    assert_eq!(t.end().1, 7);
    let mut t = w.terminal(&format!("{MERGE} --dry-run"));
    assert_eq!(t.end().1, 0);
    assert_eq!(w.state(), before);
}

#[test]
fn a_datasource_that_was_deleted_is_one_thing() {
    let made = || {
        let w = World::shop();
        w.ok("datasources create pg --type any --field host --field port --field ssl");
        w.ok("datasources set pg host=db port=5432 -e staging,production");
        w.ok("datasources set pg ssl=on -e staging");
        w.ok("datasources set pg --unset host,port -e production");
        w
    };
    let fields = |w: &World| {
        let shown = w.ok("datasources show pg --json -e production").json();
        let set = shown["values"].as_array().expect("a list").iter().filter(|value| value["set"] == true);
        set.filter_map(|value| value["value"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    let w = made();
    w.refused(7, MERGE).shows(expect![[r#"
        $ envctl merge --from staging --into production
        ------- stderr -------
        error: 3 conflicts between staging and production
          datasources.pg.host   modify/delete: staging "db" · production nothing
          datasources.pg.port   modify/delete: staging "5432" · production nothing
          datasources.pg.ssl   modify/delete: staging "on" · production nothing
        hint: envctl merge --from staging --into production --resolve datasources.pg=source   (or =target, =skip, =value:TEXT)
        hint: --prefer source or --prefer target decides all of them
        [exit 7]
    "#]]);
    w.ok(&format!("{MERGE} --resolve datasources.pg=source"));
    assert_eq!(fields(&w), ["db", "5432", "on"]);
    w.ok(MERGE).says("nothing to do");
    w.ok("merge --from production --into staging");
    w.ok(MERGE).says("nothing to do");

    let w = made();
    w.ok(&format!("{MERGE} --resolve pg=target"));
    assert_eq!(fields(&w), [""; 0]);
    w.ok(MERGE).says("nothing to do");
    w.ok("datasources set pg port=6432 -e staging");
    w.refused(7, MERGE).says("datasources.pg");

    // The other way round: the source deleted it, the target has more.
    let back = "merge --from production --into staging";
    let w = made();
    w.refused(7, back).says("--resolve datasources.pg=source");
    w.ok(&format!("{back} --prefer source"));
    let shown = w.ok("datasources show pg --json -e staging").json();
    assert!(shown["values"].as_array().expect("a list").iter().all(|value| value["set"] == false), "{shown}");
    w.ok(back).says("nothing to do");
    let w = made();
    w.ok(&format!("{back} --prefer target"));
    w.ok(back).says("nothing to do");
    w.ok(MERGE);
    assert_eq!(fields(&w), ["db", "5432", "on"]);
}

#[test]
fn what_would_not_hold_together() {
    let w = World::shop();
    w.ok("set HOST=db --plain -e staging");
    w.ok(["set", "URL=http://{{constants.HOST}}/", "--plain", "-e", "staging"]);
    w.refused(8, &format!("{MERGE} --only URL")).shows(expect![[r#"
        $ envctl merge --from staging --into production --only URL
        ------- stderr -------
        error: production would not hold together: nothing was changed
          constants.URL   refers to HOST, which would have no value there
        hint: envctl set HOST --env production   (or merge it along)
        [exit 8]
    "#]]);
    w.ok(MERGE);
    // What stays refers to what goes.
    w.ok("unset URL -e staging");
    w.ok("unset HOST -e staging");
    w.refused(8, &format!("{MERGE} --only HOST")).says("constants.URL   refers to HOST");
    w.ok(MERGE);
    // Each fine by itself, and a circle together.
    w.ok(["set", "A={{constants.B}}", "--plain", "-e", "staging"]);
    w.ok("set B=1 --plain -e staging");
    w.ok("set A=1 -e production");
    w.ok(["set", "B={{constants.A}}", "-e", "production"]);
    w.refused(8, &format!("{MERGE} --resolve A=source --resolve B=target")).says("A -> B -> A");
    w.ok(&format!("{MERGE} --theirs"));
}

#[test]
fn secrets_that_the_caller_cannot_read() {
    let w = World::apart();
    w.colleague("bob", &["production"]);
    let bob = |args: &str| w.cmd(&format!("{args} --profile bob"));
    bob(&format!("{MERGE} --ours")).refused(5).shows(expect![[r#"
        $ envctl merge --from staging --into production --ours --profile bob
        ------- stderr -------
        error: staging has 1 secret to merge that you cannot read: nothing was changed
          constants.SHARED   a secret of staging that you cannot read
        hint: envctl merge --from staging --into production --skip-unreadable   (leaves what you cannot read for somebody else)
        hint: envctl merge --from staging --into production --exclude constants.SHARED
        [exit 5]
    "#]]);
    bob(&format!("{MERGE} --ours --skip-unreadable")).ok().says("left for a later merge");
    w.ok(MERGE).says("+ constants.SHARED");
    // Changed in both, it is a conflict even if it is equal; it may be kept unread.
    for env in ["staging", "production"] {
        w.cmd(format!("set SHARED -e {env}").as_str()).stdin(format!("{HUSH}-3")).ok();
    }
    bob(MERGE).refused(7).says("unreadable");
    bob(&format!("{MERGE} --theirs")).refused(5);
    bob(&format!("{MERGE} --resolve SHARED=target")).ok();
    w.ok(MERGE).says("nothing to do");
    assert_eq!(w.out("get SHARED -e production"), format!("{HUSH}-3\n"));
}

#[test]
fn rollback_of_values() {
    let w = World::apart();
    let before = w.rev();
    w.ok(&format!("{MERGE} --theirs"));
    w.run(&format!("rollback -e production --at {before} --dry-run")).shows(expect![[r#"
        $ envctl rollback -e production --at 10 --dry-run
        values of production as they were at rev 10
          ~ constants.API_TIMEOUT        "10s" → "30s"
          ~ constants.LOG_LEVEL          "warn" → "info"
          - constants.NEW                "1"
          ~ constants.SHARED             secret fp xxxxxx → missing
        plan plan-xxxxxx
        dry run: nothing changed
        ------- stderr -------
        hint: envctl rollback --env production --at 10 --plan plan-xxxxxx   (with the same flags)
        [exit 0]
    "#]]);
    w.run(&format!("rollback -e production --at {before} --only LOG_LEVEL,NEW,SHARED")).shows(expect![[r#"
        $ envctl rollback -e production --at 10 --only LOG_LEVEL,NEW,SHARED
        values of production as they were at rev 10
          ~ constants.LOG_LEVEL          "warn" → "info"
          - constants.NEW                "1"
          ~ constants.SHARED             secret fp xxxxxx → missing
        3 values brought back in production · rev 12
        [exit 0]
    "#]]);
    assert_eq!(w.out("get LOG_LEVEL -e production"), "info\n");
    w.refused(3, "get NEW -e production");
    w.refused(3, "get SHARED -e production");
    assert_eq!(w.out("get API_TIMEOUT -e production"), "10s\n");
    w.ok("status --exit-code");
    w.ok("log --limit 1").says("rollback").says("production");
    w.run(MERGE).shows(expect![[r#"
        $ envctl merge --from staging --into production
        merge staging → production
          · constants.LOG_LEVEL          held: ana rolled it back at rev 12 (--reapply takes it again)
          · constants.NEW                held: ana rolled it back at rev 12 (--reapply takes it again)
          · constants.PUBLIC_URL         stays (merge = "never")
          · constants.SHARED             held: ana rolled it back at rev 12 (--reapply takes it again)
          · TOKEN                        secrets are not carried
        nothing to do
        [exit 0]
    "#]]);
    w.ok(&format!("{MERGE} --reapply LOG_LEVEL,SHARED"));
    assert_eq!(w.out("get LOG_LEVEL -e production"), "warn\n");
    assert_eq!(w.out("get SHARED -e production"), format!("{HUSH}-2\n"));
    // The source moved on: what it has now was never refused.
    w.ok("set NEW=2 -e staging");
    w.ok(MERGE).says("+ constants.NEW").says("past a rollback");
    assert_eq!(w.out("get NEW -e production"), "2\n");
    // A rollback is undone by a rollback.
    let head = w.rev();
    w.ok(&format!("rollback -e production --at {before}"));
    w.ok(&format!("rollback -e production --at {head}"));
    assert_eq!(w.out("get NEW -e production"), "2\n");
    assert_eq!(w.out("get SHARED -e production"), format!("{HUSH}-2\n"));
    w.ok(&format!("rollback -e production --at {head}")).says("nothing to do");
    w.ok("audit verify");
}

#[test]
fn a_new_environment_is_a_merge_into_an_empty_one() {
    let w = World::apart();
    w.ok("datasources create pg --type any --field host --field url:secret");
    w.ok("datasources set pg host=db -e staging");
    w.cmd("datasources set pg url -e staging").stdin(format!("{HUSH}-url")).ok();
    w.run("envs create qa --from staging").shows(expect![[r#"
        $ envctl envs create qa --from staging
        environment qa from staging, cyan · rev 14
          0 apps, 4 plain values, 1 secret copied
          2 secrets to set: TOKEN, pg.url
        ------- stderr -------
        hint: envctl constants list --missing --env qa
        [exit 0]
    "#]]);
    assert_eq!(w.out("get SHARED -e qa"), format!("{HUSH}-2\n"));
    w.ok("merge --from staging --into qa").says("nothing to do");
    w.ok("merge --from qa --into staging").says("nothing to do");
    w.ok("set LOG_LEVEL=error -e qa");
    w.ok("merge --from qa --into staging").says("\"warn\" → \"error\"");
    w.ok("status --exit-code");
    w.ok("audit verify");
}

#[test]
fn a_constant_that_is_gone_and_comes_back() {
    let w = World::apart();
    w.ok(&format!("{MERGE} --ours"));
    w.ok("unset LOG_LEVEL --declaration --yes");
    w.ok(MERGE).omits("LOG_LEVEL");
    w.ok("set LOG_LEVEL=fatal --plain -e staging");
    w.ok(MERGE).says("+ constants.LOG_LEVEL");
}

#[test]
fn diff_and_merge_tell_the_same() {
    let w = World::apart();
    let paths = |list: &serde_json::Value, field: &str| {
        let items = list.as_array().expect("a list").iter();
        let mut paths: Vec<String> =
            items.filter_map(|item| item[field].as_str().map(str::to_owned)).collect();
        paths.sort();
        paths
    };
    let differ = |w: &World| paths(&w.ok("diff staging production --json").json()["changes"], "path");
    let plan = w.ok(&format!("{MERGE} --dry-run --json")).json();
    let told = [&plan["changes"], &plan["conflicts"]].map(|list| paths(list, "path")).concat();
    let mut told: Vec<String> = told.into_iter().chain(paths(&plan["skipped"], "")).collect();
    told.extend(
        plan["skipped"].as_array().expect("a list").iter().filter_map(|p| p.as_str().map(str::to_owned)),
    );
    told.sort();
    assert_eq!(differ(&w), told);
    w.ok(&format!("{MERGE} --theirs"));
    assert_eq!(differ(&w), ["constants.PUBLIC_URL", "constants.TOKEN"]);
}

#[test]
fn states_of_flags() {
    let w = World::shop();
    w.ok("flags set beta on -e staging");
    w.ok("flags set new-checkout 25% -e staging,production");
    w.ok("flags set new-checkout 50% -e staging");
    w.ok(&format!("{MERGE} --only flags.beta")).says("+ flags.beta");
    w.ok("flags show beta -e production").says("on");
    w.refused(3, &format!("{MERGE} --only flags.betta")).says("did you mean beta?");
    w.ok(&format!("{MERGE} --theirs")).says("flags.new-checkout");
    w.ok("flags show new-checkout -e production").says("50%");
    w.ok(MERGE).says("nothing to do");
}

#[test]
fn a_secret_field_that_travels() {
    let w = World::bare();
    w.ok("envs create p -q");
    let fields = "--field url --field token:secret,merge-always --field key:secret";
    w.ok(&format!("datasources create api --type http {fields} -q"));
    w.ok("datasources set api url=http://a -q -e base");
    for field in ["token", "key"] {
        w.cmd(format!("datasources set api {field} -q -e base").as_str())
            .stdin(format!("{HUSH}-{field}"))
            .ok();
    }
    assert!(w.manifest().contains("merge = \"always\""), "{}", w.manifest());
    w.run("merge --from base --into p").shows(expect![[r#"
        $ envctl merge --from base --into p
        merge base → p
          + datasources.api.token        secret fp xxxxxx
          + datasources.api.url          "http://a"
          · datasources.api.key          secrets are not carried
        Plan: 2 to add, 0 to change, 0 to remove.
        merged 2 changes into p · rev 8
        [exit 0]
    "#]]);
    let shown = w.cmd("datasources show api --json --reveal -e p").reveals().ok().json();
    let values = shown["values"].as_array().expect("values").iter();
    let set: Vec<_> =
        values.filter(|value| value["set"] == true).map(|value| value["value"].clone()).collect();
    assert_eq!(set, [format!("{HUSH}-token").as_str(), "http://a"]);
    w.ok("status --exit-code -q");
}

#[test]
fn what_must_differ_in_the_target() {
    let w = World::guarded();
    w.ok("envs edit production --must-differ LOG_LEVEL --confirm production -q");
    w.refused(8, &format!("{MERGE} --prefer source --confirm production")).shows(expect![[r#"
        $ envctl merge --from staging --into production --prefer source --confirm production
        ------- stderr -------
        error: production would not hold together: nothing was changed
          constants.LOG_LEVEL   would be as in staging, and must differ
        hint: envctl merge --from staging --into production --exclude constants.LOG_LEVEL
        [exit 8]
    "#]]);
    w.ok(&format!("{MERGE} --prefer target --confirm production -q"));
    w.ok("set LOG_LEVEL=trace --env staging -q");
    w.refused(8, &format!("{MERGE} --resolve LOG_LEVEL=source --confirm production")).says("must differ");
    w.ok(&format!("{MERGE} --confirm production --exclude LOG_LEVEL"));
}
