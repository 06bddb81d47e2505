//! Several manifests of one repository: a root, its members, and the commands that take all of them;
//! and a manifest that is started from a project that a store has.

use expect_test::expect;

use crate::harness::World;

const ROOT: &str = "\
version = 1
org = \"personal\"

[workspace]
members = [\"services/*\", \"web\"]

# the environments of all
[envs.development]
order = 1
color = \"green\"

[envs.production]
order = 2
color = \"magenta\"
description = \"live\"
";

/// A root without a project, and two members: `web`, and `api` in services/api.
fn workspace() -> World {
    let w = World::empty();
    w.write("envctl.toml", ROOT);
    w.ok("init web --project web --apps site");
    w.write("services/api/go.mod", "module api\n");
    w.cmd("init --project api").cwd("services/api").ok();
    w
}

#[test]
fn a_member_is_made_in_its_folder() {
    let w = World::empty();
    w.write("envctl.toml", ROOT);
    w.run("init web --project web --apps site").shows(expect![[r#"
        $ envctl init web --project web --apps site
        wrote web/envctl.toml   project web · 2 environments · 1 app
        created organization    personal, in the store of this machine (secrets sealed)
        created your identity   in $HOME/.config/envctl/keys/default (mode 0600)
        ! recovery key            <recovery words>
          write it down: shown once; without it and your identity, secrets are gone
        ------- stderr -------
        hint: envctl set DATABASE_URL --env development
        [exit 0]
    "#]]);
    expect![[r##"
        #:schema https://envctl.dev/schema/manifest-v1.json
        version = 1                     # manifest format
        project = "web"

        # The organization, the store and the environments are said by the root of the workspace.

        # ---- apps ------------------------------------------------------------------
        [apps.site]

        # ---- constants: declarations, and the values of plain ones -----------------
        # [constants.LOG_LEVEL]
        # one_of = ["debug", "info", "warn", "error"]
        # values = { development = "debug" }
        #
        # [constants.DATABASE_URL]        # values of secrets are only in the store
        # secret   = true
        # required = true
    "##]]
    .assert_eq(&w.read("web/envctl.toml"));
    assert_eq!(w.read("envctl.toml"), ROOT);
    // Its environments are the root's, colours and all, and nothing is left to sync.
    w.cmd("status").cwd("web").run().shows(expect![[r#"
        $ envctl status
        personal/web · this machine · rev 3

        development	draft	0/0	editable
        production	-	0/0	-
        [exit 0]
    "#]]);
    w.cmd("envs list").cwd("web").run().shows(expect![[r#"
        $ envctl envs list
        development	1	green	0	0/0	editable
        production	2	magenta	0	0/0	-
        [exit 0]
    "#]]);
    w.refused(2, "init services/x --envs a,b").shows(expect![[r#"
        $ envctl init services/x --envs a,b
        ------- stderr -------
        error: the environments of a workspace are said by its root: leave --envs out
        [exit 2]
    "#]]);
    assert!(!w.dir.join("services/x").exists());
    // What no pattern names is a project of its own.
    w.ok("init tools/x --project tool --envs one");
    assert!(w.read("tools/x/envctl.toml").contains("[envs.one]"));
}

#[test]
fn a_member_may_not_say_what_the_root_says() {
    let w = workspace();
    let own = w.read("web/envctl.toml");
    w.write("web/envctl.toml", format!("{own}\n[envs.qa]\norder = 3\n\n[store]\nurl = \"file:x\"\n"));
    w.cmd("status").cwd("web").refused(8).shows(expect![[r#"
        $ envctl status
        ------- stderr -------
        error: $W/web/envctl.toml is not valid
          --> $W/web/envctl.toml:19:1 the environments of a workspace are said by its root
          --> $W/web/envctl.toml:22:1 the store of a workspace is said by its root
        hint: it stands in $W/envctl.toml: take it out here
        hint: it stands in $W/envctl.toml: take it out here
        [exit 8]
    "#]]);
    w.cmd("set A=1 --plain --env development").cwd("web").refused(8);
    w.write("web/envctl.toml", own.replace("project = \"web\"", "project = \"web\"\norg = \"personal\""));
    w.cmd("get A --env development").cwd("web").refused(8).shows(expect![[r#"
        $ envctl get A --env development
        ------- stderr -------
        error: $W/web/envctl.toml is not valid
         --> $W/web/envctl.toml:4:1 the organization of a workspace is said by its root
        hint: it stands in $W/envctl.toml: take it out here
        [exit 8]
    "#]]);
}

#[test]
fn each_fact_is_written_where_it_stands() {
    let w = workspace();
    let api = w.read("services/api/envctl.toml");
    w.cmd("set LEVEL=debug --plain --env development").cwd("web").ok();
    assert!(
        w.read("web/envctl.toml").contains("values = { development = \"debug\" }"),
        "{}",
        w.read("web/envctl.toml")
    );
    assert_eq!((w.read("envctl.toml").as_str(), w.read("services/api/envctl.toml")), (ROOT, api.clone()));
    // What is the environments' own goes to the root, and comes to the others from there.
    w.cmd("envs color production red").cwd("web").ok();
    assert_eq!(w.read("envctl.toml"), ROOT.replace("magenta", "red"));
    assert_eq!(w.read("services/api/envctl.toml"), api);
    w.cmd("status").cwd("services/api").run().shows(expect![[r#"
        $ envctl status
        personal/api · this machine · rev 7 · 1 change not synced

        development	draft	0/0	editable
        production	-	0/0	-

        Not synced (envctl.toml → store)
          ~ envs.production.color        "magenta" → "red"
        ------- stderr -------
        hint: `envctl diff` shows both in full, `envctl sync` brings them together
        [exit 0]
    "#]]);
    w.cmd("sync --yes").cwd("services/api").ok();
    assert_eq!(w.cmd("status --exit-code -q").cwd("services/api").ok().code(), 0);
    // A renamed environment is renamed in both files.
    w.cmd("envs rename production live").cwd("web").ok();
    assert_eq!(
        w.read("envctl.toml"),
        ROOT.replace("magenta", "red").replace("[envs.production]", "[envs.live]")
    );
    w.cmd("set LEVEL=info --env live").cwd("web").ok();
    assert!(w.read("web/envctl.toml").contains("live = \"info\""));
    w.cmd("status --exit-code -q").cwd("web").ok();
}

#[test]
fn all_members_at_once() {
    let w = workspace();
    for (file, level) in [("web/envctl.toml", "debug"), ("services/api/envctl.toml", "trace")] {
        let text = w.read(file);
        w.write(file, format!("{text}\n[constants.LEVEL]\nvalues = {{ development = \"{level}\" }}\n"));
    }
    w.run("status --all").shows(expect![[r#"
        $ envctl status --all
        personal/api · this machine · rev 5 · 1 change not synced

        development	draft	0/0	editable
        production	-	0/0	-

        Not synced (envctl.toml → store)
          + constants.LEVEL              values { development "trace" }

        personal/web · this machine · rev 5 · 1 change not synced

        development	draft	0/0	editable
        production	-	0/0	-

        Not synced (envctl.toml → store)
          + constants.LEVEL              values { development "debug" }
        [exit 0]
    "#]]);
    w.run("diff --all --exit-code").shows(expect![[r#"
        $ envctl diff --all --exit-code
        services/api/envctl.toml → store   1 differ, 10 same
          + constants.LEVEL              values { development "trace" }
        web/envctl.toml → store   1 differ, 9 same
          + constants.LEVEL              values { development "debug" }
        [exit 10]
    "#]]);
    w.cmd("diff --all --name-only").cwd("web").run().shows(expect![[r#"
        $ envctl diff --all --name-only
        constants.LEVEL
        constants.LEVEL
        [exit 0]
    "#]]);
    let rev = w.cmd("status --json").cwd("web").ok().json()["store"]["rev"].clone();
    w.run("sync --all --dry-run").shows(expect![[r#"
        $ envctl sync --all --dry-run
        services/api/envctl.toml
        Plan for personal/api   base rev 5 · manifest 1 change · store 0 changes (rev 5)
          manifest → store
          + constants.LEVEL              values { development "trace" }
        Plan: 1 to add, 0 to change, 0 to remove.
        web/envctl.toml
        Plan for personal/web   base rev 3 · manifest 1 change · store 0 changes (rev 5)
          manifest → store
          + constants.LEVEL              values { development "debug" }
        Plan: 1 to add, 0 to change, 0 to remove.
        dry run: nothing changed
        [exit 0]
    "#]]);
    w.refused(2, "sync --all").shows(expect![[r#"
        $ envctl sync --all
        ------- stderr -------
        services/api/envctl.toml
        Plan for personal/api   base rev 5 · manifest 1 change · store 0 changes (rev 5)
          manifest → store
          + constants.LEVEL              values { development "trace" }
        Plan: 1 to add, 0 to change, 0 to remove.
        web/envctl.toml
        Plan for personal/web   base rev 3 · manifest 1 change · store 0 changes (rev 5)
          manifest → store
          + constants.LEVEL              values { development "debug" }
        Plan: 1 to add, 0 to change, 0 to remove.
        error: this asks for confirmation and there is no terminal to ask on
        hint: pass --yes (or look first with --dry-run)
        [exit 2]
    "#]]);
    assert_eq!(w.cmd("status --json").cwd("web").ok().json()["store"]["rev"], rev);
    w.run("sync --all --yes").shows(expect![[r#"
        $ envctl sync --all --yes
        services/api/envctl.toml: synced · rev 6
        web/envctl.toml: synced · rev 7
        ------- stderr -------
        services/api/envctl.toml
        Plan for personal/api   base rev 5 · manifest 1 change · store 0 changes (rev 5)
          manifest → store
          + constants.LEVEL              values { development "trace" }
        Plan: 1 to add, 0 to change, 0 to remove.
        web/envctl.toml
        Plan for personal/web   base rev 3 · manifest 1 change · store 0 changes (rev 5)
          manifest → store
          + constants.LEVEL              values { development "debug" }
        Plan: 1 to add, 0 to change, 0 to remove.
        [exit 0]
    "#]]);
    w.run("sync --all --yes").shows(expect![[r#"
        $ envctl sync --all --yes
        services/api/envctl.toml: nothing to do
        web/envctl.toml: nothing to do
        [exit 0]
    "#]]);
    w.ok("status --all --exit-code -q");
    assert_eq!(w.cmd("get LEVEL --env development").cwd("services/api").ok().out(), "trace\n");
    let list = w.ok("status --all --json").json();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(2));
    assert_eq!(list["items"][1]["project"], "web");
}

#[test]
fn one_that_cannot_be_read_does_not_hide_the_others() {
    let w = workspace();
    w.write("services/api/envctl.toml", "version = 1\nproject = \"api\"\nnonsense = 1\n");
    w.run("status --all --exit-code").shows(expect![[r#"
        $ envctl status --all --exit-code
        personal/web · this machine · rev 5

        development	draft	0/0	editable
        production	-	0/0	-
        ------- stderr -------
        error: $W/services/api/envctl.toml is not valid
         --> $W/services/api/envctl.toml:3:1
          |
        3 | nonsense = …
          | ^^^^^^^^ unknown key at the top level
        [exit 8]
    "#]]);
    // A plan for all is a plan for all.
    w.refused(8, "sync --all --yes");
    w.write("envctl.toml", ROOT.replace("\"web\"]", "\"web\", \"gone\"]"));
    w.refused(3, "status --all").shows(expect![[r#"
        $ envctl status --all
        ------- stderr -------
        error: no manifest at $W/gone/envctl.toml
        hint: envctl init   (writes one here)
        [exit 3]
    "#]]);
}

#[test]
fn without_a_workspace_all_is_the_one() {
    let w = World::filled();
    w.ok("diff --all --exit-code");
    w.write("elsewhere/x", "");
    w.cmd("status --all --config none").refused(3);
}

#[test]
fn a_member_that_is_named() {
    let w = workspace();
    w.ok("set LEVEL=debug --plain --env development -c web");
    assert_eq!(w.out("get LEVEL --env development --config web/envctl.toml"), "debug\n");
    assert_eq!(w.out("-C web get LEVEL --env development"), "debug\n");
    assert_eq!(w.cmd("get LEVEL --env development").env("ENVCTL_CONFIG", "web").ok().out(), "debug\n");
    // Deep inside a member the member is meant, and its app.
    w.write("services/api/src/x", "");
    assert_eq!(w.cmd("projects list -q").cwd("services/api/src").ok().out(), "api\nweb\n");
    let status = w.cmd("status --json").cwd("services/api/src").ok().json();
    assert_eq!((&status["project"], &status["org"]), (&"api".into(), &"personal".into()));
    // A repository of its own is no member of what lies around it.
    w.write("services/own/.git/HEAD", "");
    w.ok("init services/own --project own --envs solo");
    assert!(w.read("services/own/envctl.toml").contains("[envs.solo]"));
}

#[test]
fn a_manifest_is_started_from_a_project_of_the_store() {
    let w = World::filled();
    w.run("init copy --from personal/shop").shows(expect![[r#"
        $ envctl init copy --from personal/shop
        wrote copy/envctl.toml  project shop · 3 environments · 2 apps
        in organization         personal
        [exit 0]
    "#]]);
    assert!(w.read("copy/envctl.toml").contains("[constants.LOG_LEVEL]"));
    w.cmd("status --exit-code -q").cwd("copy").ok();
    let store = w.store();
    let from = format!("file:{}", store.display());
    w.cmd(["init", "other", "--from", &from, "--org", "personal/shop"]).ok();
    assert_eq!(w.read("other/envctl.toml"), w.read("copy/envctl.toml"));
    w.refused(7, "init copy --from personal/shop");
    w.refused(3, "init x --from personal/shp").shows(expect![[r#"
        $ envctl init x --from personal/shp
        ------- stderr -------
        error: personal has no project "shp"
        hint: did you mean shop? (shop)
        [exit 3]
    "#]]);
    w.refused(2, "init x --from https://u:hushhush@envctl.example.com/a").shows(expect![[r#"
        $ envctl init x --from https://u:hushhush@envctl.example.com/a
        ------- stderr -------
        error: --from envctl.example.com/a: that is no project that this envctl can start from
        hint: --from ORG/PROJECT, or --from file:PATH --org ORG/PROJECT
        [exit 2]
    "#]]);
    w.refused(2, "init x --from personal/shop --envs a").silent();
    assert!(!w.dir.join("x").exists());
}
