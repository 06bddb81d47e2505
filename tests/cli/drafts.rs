//! `apps edit` and `apps versions create|rename|delete`.

use expect_test::expect;

use crate::harness::World;

#[test]
fn an_edit_changes_the_draft_and_the_manifest() {
    let w = World::published();
    w.run("apps edit web replicas=3 deploy.region=fra ratio=0.5 'tags=[\"a\", \"b\"]' debug=true").shows(
        expect![[r#"
            $ envctl apps edit web replicas=3 deploy.region=fra ratio=0.5 tags=["a", "b"] debug=true
            the draft of web is edited · rev 10
              + settings.debug               true
              + settings.deploy.region       "fra"
              + settings.ratio               0.5
              + settings.replicas            3
              + settings.tags                ["a", "b"]
            ------- stderr -------
            hint: envctl publish web
            [exit 0]
        "#]],
    );
    let manifest = w.manifest();
    let at = manifest.find("[apps.web.settings]").expect("settings");
    expect![[r#"
        [apps.web.settings]
        debug = true
        deploy.region = "fra"
        ratio = 0.5
        replicas = 3
        tags = ["a", "b"]"#]]
    .assert_eq(manifest[at..].split("\n\n").next().expect("a table"));
    w.run("apps edit web replicas=4 --unset deploy.region -n").shows(expect![[r#"
        $ envctl apps edit web replicas=4 --unset deploy.region -n
        the draft of web is edited
          - apps.web.settings.deploy.region "fra"
          ~ apps.web.settings.replicas   3 → 4
        dry run: nothing changed
        [exit 0]
    "#]]);
    w.ok("apps edit web --unset deploy.region --unset tags");
    w.ok("apps edit web replicas=3").says("nothing to do");
    w.ok("apps edit web --needs LOG_LEVEL --network jobs --path apps/shop");
    w.run("apps show web").shows(expect![[r#"
        $ envctl apps show web
        web · apps/shop · network jobs · draft has 4 changes since v1
          development     v1 + draft
          staging         -
          production      -
          needs           LOG_LEVEL
          - needs.DATABASE_URL           "secret"
          + settings.debug               true
          + settings.ratio               0.5
          + settings.replicas            3
        [exit 0]
    "#]]);
    w.ok("apps edit web --network none --needs none");
    w.ok("ds create orders --type redis");
    w.ok("apps edit web --datasources orders");
    w.ok("apps edit web --uses api").says("uses");
    w.ok("apps edit web --uses none");
    w.ok("apps show web").says("orders").says("network default");
    w.ok("status --exit-code");
    w.ok("publish web").says("settings.replicas");
    // What is published stays what it is.
    w.ok("apps edit web replicas=9");
    w.ok("apps versions show web@v2").says("settings.replicas = 3");
    w.ok("audit verify");
}

#[test]
fn an_edit_that_cannot_be() {
    let w = World::published();
    w.refused(2, "apps edit web").shows(expect![[r#"
        $ envctl apps edit web
        ------- stderr -------
        error: nothing to edit was given
        hint: envctl apps edit web KEY=VALUE
        [exit 2]
    "#]]);
    w.refused(2, "apps edit web replicas");
    w.refused(2, "apps edit web a..b=1");
    w.refused(2, "apps edit web a.b.c.d.e.f.g=1");
    w.refused(3, "apps edit web --unset nothing").says("there is no setting nothing");
    w.refused(3, "apps edit nothing a=1");
    w.refused(3, "apps edit web --datasources nothing");
    w.refused(3, "apps edit web --uses web").says("cannot build on web");
    w.refused(2, "apps edit web --path ../x");
    w.refused(2, "apps edit web --needs a-b");
    w.ok("apps edit web a=1");
    w.refused(8, "apps edit web a.b=1").says("settings.a.b is not a table");
}

#[test]
fn versions_are_named_begun_from_and_deleted() {
    let w = World::published();
    w.ok("apps edit web replicas=2");
    w.run("apps versions create web --name 'bigger cart'").says("web v2 \"bigger cart\" published");
    w.run("apps versions rename web@v2 'cart resize'").shows(expect![[r#"
        $ envctl apps versions rename web@v2 cart resize
        web v2 is now "cart resize" · rev 12
        [exit 0]
    "#]]);
    w.ok("apps versions list web").says("cart resize");
    w.ok("apps versions rename web@v2 'cart resize'").says("nothing to do");
    w.ok("promote web --to staging");
    w.run("apps versions rename web@v2 other").shows(expect![[r#"
        $ envctl apps versions rename web@v2 other
        ------- stderr -------
        error: web v2 is in staging: what others know it by does not change
        [exit 7]
    "#]]);
    w.ok("apps versions rename web@v1 'the first'");
    // A new draft from an old version.
    w.run("apps versions create web --from v1").shows(expect![[r#"
        $ envctl apps versions create web --from v1
        the draft of web begins from v1 · rev 15
        [exit 0]
    "#]]);
    w.ok("apps show web").omits("replicas");
    w.ok("apps edit web replicas=5");
    w.refused(2, "apps versions create web --from v2").says("--yes");
    w.ok("apps versions create web --from v2 --yes");
    w.ok("status --exit-code");
    // Only what is nowhere goes.
    w.run("apps versions delete web@v2 --yes").shows(expect![[r#"
        $ envctl apps versions delete web@v2 --yes
        ------- stderr -------
        error: web v2 is in development
        [exit 7]
    "#]]);
    w.refused(2, "apps versions delete web@v1");
    w.run("apps versions delete web@v1 --yes").shows(expect![[r#"
        $ envctl apps versions delete web@v1 --yes
        web v1 deleted · rev 18
        [exit 0]
    "#]]);
    w.refused(3, "apps versions show web@v1");
    w.refused(7, "apps versions delete api@v1 --yes");
    w.refused(3, "apps versions delete web@v9 --yes");
    w.refused(2, "apps versions delete web --yes");
    // Its number is not given again.
    w.ok("apps edit web replicas=7");
    w.ok("publish web").says("web v3 published");
    w.ok("audit verify");
    w.ok("status --exit-code");
}

/// Without anything to edit, at a terminal, the draft opens in the editor; what is not valid opens again.
#[test]
fn the_draft_in_an_editor() {
    let w = World::shop();
    w.ok("apps edit web replicas=2 deploy.region=fra");
    w.refused(2, "apps edit web").says("apps edit web KEY=VALUE");
    let edit = |script: &str| {
        w.write("editor", format!("#!/bin/sh\n{script}\n"));
        let chmod = w.cmd("").around("chmod", &["+x", "editor"]);
        assert_eq!(chmod.code(), 0);
        w.cmd("apps edit web").env("EDITOR", w.dir.join("editor")).terminal()
    };
    let (said, code) =
        edit("sed -i 's/replicas = 2/replicas = 5/; s/^network = .*/network = \"jobs\"/' \"$1\"").end();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("settings.replicas") && said.contains("the draft of web is edited"), "{said}");
    assert_eq!(w.ok("apps show web --json").json()["network"], "jobs");
    let (said, code) = edit("true").end();
    assert!(code == 0 && said.contains("nothing to do"), "{said}");
    let mut t =
        edit("grep -q nonsense \"$1\" && sed -i 's/^nonsense.*//' \"$1\" || sed -i '1i nonsense = 1' \"$1\"");
    t.expect("an app has no \"nonsense\"").expect("Edit it again?").line("y");
    let (said, code) = t.end();
    assert!(code == 0 && said.contains("nothing to do"), "{said}");
    let (said, code) = edit("exit 3").end();
    assert!(code == 1 && said.contains("nothing was changed"), "{said}");
    let mut t = edit("echo '[' >> \"$1\"");
    t.expect("Edit it again?").line("n");
    assert_eq!(t.end().1, 6);
}
