//! Where a command acts: `init`, finding the manifest, and which organization, project,
//! environment and app are meant.

use expect_test::expect;

use crate::harness::World;

#[test]
fn init_makes_what_is_missing() {
    let w = World::empty();
    w.run("init --project shop --apps web").shows(expect![[r#"
        $ envctl init --project shop --apps web
        wrote envctl.toml       project shop · 3 environments · 1 app
        created organization    personal, in the store of this machine (secrets sealed)
        created your identity   in $HOME/.config/envctl/keys/default (mode 0600)
        ! recovery key            <recovery words>
          write it down: shown once; without it and your identity, secrets are gone
        ------- stderr -------
        hint: envctl set DATABASE_URL --env development
        [exit 0]
    "#]]);
    let (store, key) = (w.store(), w.home.join(".config/envctl/keys/default"));
    let mode = |path: &std::path::Path| {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::metadata(path).expect("made").permissions().mode() & 0o777
    };
    assert_eq!((mode(&store), mode(&key)), (0o600, 0o600));
    assert_eq!(
        (mode(store.parent().expect("a folder")), mode(key.parent().expect("a folder"))),
        (0o700, 0o700)
    );
    w.run("status").shows(expect![[r#"
        $ envctl status
        personal/shop · this machine · rev 2

        development	draft	0/0	editable
        staging	-	0/0	-
        production	-	0/0	-
        [exit 0]
    "#]]);
    w.refused(7, "init").shows(expect![[r#"
        $ envctl init
        ------- stderr -------
        error: $W/envctl.toml exists: init never overwrites
        hint: envctl status   (shows the project that it describes)
        [exit 7]
    "#]]);
}

#[test]
fn init_writes_nothing_but_the_manifest() {
    let w = World::empty();
    w.write(".gitignore", "/target\n");
    w.ok("init --project shop");
    assert_eq!(w.read(".gitignore"), "/target\n");
    let names = std::fs::read_dir(&w.dir).expect("a folder").map(|e| e.expect("an entry").file_name());
    let mut names: Vec<_> = names.collect();
    names.sort();
    assert_eq!(names, [".gitignore", "envctl.toml"]);
}

#[test]
fn init_finds_apps_and_takes_the_name_of_the_directory() {
    let w = World::empty();
    w.write("My_Shop/apps/web/package.json", "{}");
    w.write("My_Shop/services/api/go.mod", "module api");
    w.write("My_Shop/worker/Cargo.toml", "");
    w.write("My_Shop/node_modules/left-pad/package.json", "{}");
    w.write("My_Shop/docs/readme.md", "");
    let init = w.ok("init My_Shop --json").json();
    assert_eq!(init["project"], "my-shop");
    assert_eq!(init["apps"], serde_json::json!(["web", "api", "worker"]));
    assert_eq!(init["envs"], serde_json::json!(["development", "staging", "production"]));
    assert_eq!(init["org"], "personal");
    assert!(w.read("My_Shop/envctl.toml").contains("path = \"services/api\""));
    assert_eq!(w.cmd("apps list -q").cwd("My_Shop").ok().out(), "api\nweb\nworker\n");
}

#[test]
fn init_a_second_project_joins_the_organization() {
    let w = World::shop();
    w.run("init blog --envs live").shows(expect![[r#"
        $ envctl init blog --envs live
        wrote blog/envctl.toml  project blog · 1 environment · 0 apps
        in organization         personal
        ------- stderr -------
        hint: envctl set DATABASE_URL --env live
        [exit 0]
    "#]]);
    assert_eq!(w.out("projects list -q --config none"), "blog\nshop\n");
    // The name is taken, in another directory.
    w.refused(7, "init other --project shop").says("shop");
    assert!(!w.dir.join("other/envctl.toml").exists());
}

#[test]
fn init_refuses_names_before_it_makes_anything() {
    let w = World::empty();
    for args in [
        "init --envs Production",
        "init --envs ''",
        "init --apps web,Web",
        "init --project 'my shop'",
        "init --org ../acme",
    ] {
        w.refused(2, args).silent();
        assert!(!w.home.join(".local").exists() && !w.home.join(".config").exists(), "{args} made something");
    }
}

#[test]
fn init_refuses_a_name_twice_before_it_makes_anything() {
    for args in ["init --envs a,b,a", "init --apps web,web"] {
        let w = World::empty();
        w.refused(2, args).silent();
        assert!(!w.home.join(".local").exists() && !w.home.join(".config").exists(), "{args} made something");
    }
}

#[test]
fn nothing_there_yet() {
    let w = World::empty();
    w.refused(3, "status").shows(expect![[r#"
        $ envctl status
        ------- stderr -------
        error: there is no organization in the store yet
        hint: envctl init   (makes one, with a project)
        [exit 3]
    "#]]);
    w.refused(4, "whoami").shows(expect![[r#"
        $ envctl whoami
        ------- stderr -------
        error: you have no identity on this machine yet
        hint: envctl init   (makes one, with a project)
        [exit 4]
    "#]]);
    w.run("orgs list").shows(expect![[r#"
        $ envctl orgs list
        [exit 0]
    "#]]);
    assert!(!w.home.join(".local").exists(), "reading made a store");
}

#[test]
fn manifest_is_found_by_walking_up() {
    let w = World::filled();
    assert_eq!(w.cmd("get LOG_LEVEL -e staging").cwd("apps/web/src").ok().out(), "debug\n");
    // A repository below is another world: the walk ends at its root.
    let two = World::filled();
    two.ok("init blog --envs live");
    std::fs::create_dir_all(two.dir.join("inner/.git")).expect("made");
    two.cmd("get LOG_LEVEL -e staging").cwd("inner/src").refused(2).says("--org");
}

#[test]
fn manifest_that_is_named() {
    let w = World::filled();
    let get = "get LOG_LEVEL -e staging";
    let elsewhere = || w.cmd(get).cwd("/");
    w.ok("init blog --envs live");
    elsewhere().refused(2);
    for given in ["envctl.toml", "."] {
        w.ok(&format!("{get} --config {given}")).says("debug");
    }
    // Relative to where the command stands, also after -C.
    w.cmd(get).cwd("apps").env("ENVCTL_CONFIG", "..").ok().says("debug");
    w.cmd(&format!("{get} -C apps -c ..")).ok().says("debug");
    w.cmd(&format!("-C apps {get} -c ../envctl.toml")).ok().says("debug");
    // The flag wins over the variable.
    w.cmd(&format!("{get} -c envctl.toml")).env("ENVCTL_CONFIG", "nowhere").ok().says("debug");
    elsewhere().env("ENVCTL_CONFIG", w.dir.join("envctl.toml")).ok().says("debug");
    // A path that does not exist is never passed over.
    w.refused(3, &format!("{get} --config nowhere.toml")).shows(expect![[r#"
        $ envctl get LOG_LEVEL -e staging --config nowhere.toml
        ------- stderr -------
        error: no manifest at $W/nowhere.toml
        hint: envctl init   (writes one here)
        [exit 3]
    "#]]);
    w.cmd(get).env("ENVCTL_CONFIG", "nowhere").refused(3).says("nowhere");
    w.refused(3, &format!("{get} --config apps")).says("apps/envctl.toml");
    // `none` ignores manifests: two projects are there then.
    w.refused(2, &format!("{get} --config none")).shows(expect![[r#"
        $ envctl get LOG_LEVEL -e staging --config none
        ------- stderr -------
        error: no project given and no terminal to ask on
        hint: pass --org personal/blog|personal/shop
        [exit 2]
    "#]]);
    w.ok(&format!("{get} --config none --org personal/shop")).says("debug");
}

#[test]
fn directory_that_is_named() {
    let w = World::filled();
    w.cmd("get LOG_LEVEL -e staging -C w").cwd("..").ok().says("debug");
    w.refused(3, "status -C nowhere").shows(expect![[r#"
        $ envctl status -C nowhere
        ------- stderr -------
        error: -C $W/nowhere: no such directory
        [exit 3]
    "#]]);
    w.write("file", "");
    w.refused(3, "status -C file");
}

#[test]
fn organization_that_contradicts_the_manifest() {
    let w = World::filled();
    w.ok("orgs create acme");
    w.refused(2, "status --org acme").shows(expect![[r#"
        $ envctl status --org acme
        ------- stderr -------
        error: --org acme contradicts envctl.toml, which says personal
        hint: --org acme/PROJECT sets the manifest aside
        [exit 2]
    "#]]);
    w.refused(2, "set A=1 --plain -e staging --org acme").silent();
    // Commands about an organization take any.
    w.ok("orgs show --org acme").says("acme");
    w.ok("projects list --org acme").silent();
    // With its project it is explicit enough, and sets the manifest aside.
    w.refused(3, "status --org acme/shop").says("acme has no project");
    w.ok("status --org personal/shop").says("personal/shop");
    let manifest = w.manifest();
    w.ok("set LOG_LEVEL=info -e staging --org personal/shop");
    assert_eq!(w.manifest(), manifest, "the manifest that was set aside was edited");
    w.refused(3, "status --org nobody").says("nobody");
    w.refused(3, "status --org nobody/shop").says("nobody");
}

#[test]
fn manifest_of_a_cloned_repository_is_not_trusted() {
    let w = World::filled();
    w.edit("org     = \"personal\"", "org     = \"evil\"");
    w.refused(3, "status").shows(expect![[r#"
        $ envctl status
        ------- stderr -------
        error: you have created or joined no organization "evil" in this store
        hint: there are: personal
        [exit 3]
    "#]]);
    w.refused(125, "run -e staging -- touch ran");
    w.refused(3, "set A=1 --plain -e staging");
    w.edit("\"evil\"", "\"personal\"");
    w.edit("project = \"shop\"", "project = \"ship\"");
    w.refused(3, "status").shows(expect![[r#"
        $ envctl status
        ------- stderr -------
        error: personal has no project "ship"
          envctl.toml names it, and this store does not have it
        hint: did you mean shop? (shop)
        [exit 3]
    "#]]);
    assert!(!w.dir.join("ran").exists());
}

#[test]
fn variables_stand_between_flags_and_saved_context() {
    let w = World::filled();
    w.ok("use staging");
    w.cmd("get LOG_LEVEL -v").env("ENVCTL_ENV", "production").ok().says("warn\n").says("ENVCTL_ENV");
    w.cmd("get LOG_LEVEL -v -e development")
        .env("ENVCTL_ENV", "production")
        .ok()
        .says("debug\n")
        .says("--env");
    w.cmd("get LOG_LEVEL").env("ENVCTL_ENV", "").ok().says("debug\n");
    w.cmd("constants list -q").env("ENVCTL_ENV", "nowhere").refused(3);
    w.ok("set LOG_LEVEL=trace -e staging --app web");
    w.cmd("get LOG_LEVEL").env("ENVCTL_APP", "web").ok().says("trace\n");
    w.cmd("get LOG_LEVEL --app api").env("ENVCTL_APP", "web").ok().says("debug\n");
    w.cmd("status").env("ENVCTL_ORG", "nobody").refused(3).says("nobody");
}

#[test]
fn how_the_context_was_found() {
    let w = World::filled();
    w.ok("use staging");
    w.run("get LOG_LEVEL -v").shows(expect![[r#"
        $ envctl get LOG_LEVEL -v
        debug
        ------- stderr -------
        context  org      personal  (envctl.toml)
        context  project  shop  (envctl.toml)
        context  env      staging  (saved by `envctl use`)
        [exit 0]
    "#]]);
}

#[test]
fn saved_context() {
    let w = World::filled();
    w.refused(2, "use").shows(expect![[r#"
        $ envctl use
        ------- stderr -------
        error: no environment given and no terminal to ask on
        hint: pass ENV development|staging|production
        [exit 2]
    "#]]);
    w.refused(3, "use stagng").shows(expect![[r#"
        $ envctl use stagng
        ------- stderr -------
        error: personal/shop has no environment "stagng"
        hint: did you mean staging? (development, staging, production)
        [exit 3]
    "#]]);
    w.refused(2, "get LOG_LEVEL").shows(expect![[r#"
        $ envctl get LOG_LEVEL
        ------- stderr -------
        error: no environment given and no terminal to ask on
          organization personal, project shop
        hint: pass --env development|staging|production
        hint: or set ENVCTL_ENV
        [exit 2]
    "#]]);
    w.run("use staging").shows(expect![[r#"
        $ envctl use staging
        using personal/staging for $W/envctl.toml
        ------- stderr -------
        hint: writes to a protected environment still ask for its name
        [exit 0]
    "#]]);
    w.ok("use production").says("was staging");
    assert_eq!(w.out("get LOG_LEVEL"), "warn\n");
    // For writes too, where nothing is protected.
    w.ok("set LOG_LEVEL=error").says("production");
    // Another clone has its own.
    w.write("clone/envctl.toml", w.manifest());
    w.cmd("get LOG_LEVEL").cwd("clone").refused(2);
    w.run("use --clear").shows(expect![[r#"
        $ envctl use --clear
        nothing is saved any more for $W/envctl.toml (was production)
        [exit 0]
    "#]]);
    w.refused(2, "get LOG_LEVEL");
    w.ok("use personal/staging");
    w.refused(2, "use acme/staging").says("contradicts");
}

#[test]
fn saved_context_is_not_for_ci() {
    let w = World::published();
    w.ok("use staging");
    for ci in ["true", "1", "yes"] {
        w.cmd("get LOG_LEVEL").env("CI", ci).refused(2);
    }
    for no_ci in ["", "0", "false"] {
        w.cmd("get LOG_LEVEL").env("CI", no_ci).ok();
    }
    w.refused(2, "get LOG_LEVEL --no-input");
    w.cmd("get LOG_LEVEL").env("ENVCTL_NO_INPUT", "1").refused(2);
}

#[test]
fn saved_context_is_not_for_rollbacks() {
    let w = World::published();
    w.ok("promote web --to staging");
    w.ok("publish web --artifact sha256:2");
    w.ok("promote web --to staging");
    w.ok("use staging");
    w.refused(2, "rollback web").says("--env");
    w.ok("rollback web --env staging");
}

#[test]
fn saved_context_is_not_for_protected_writes() {
    let w = World::guarded();
    w.ok("use production");
    assert_eq!(w.out("get LOG_LEVEL"), "warn\n");
    w.refused(2, "set LOG_LEVEL=info").says("--env");
    w.refused(2, "set LOG_LEVEL=info --confirm production").says("--env");
    w.refused(2, "unset LOG_LEVEL --confirm production").says("--env");
    w.refused(6, "set LOG_LEVEL=info --env production");
    w.ok("set LOG_LEVEL=info --env production --confirm production");
}

#[test]
fn environment_that_is_given_wrongly() {
    let w = World::filled();
    w.refused(3, "get LOG_LEVEL -e stagng").shows(expect![[r#"
        $ envctl get LOG_LEVEL -e stagng
        ------- stderr -------
        error: personal/shop has no environment "stagng"
        hint: did you mean staging? (development, staging, production)
        [exit 3]
    "#]]);
    w.refused(2, "get LOG_LEVEL -e staging,production").says("one environment");
    w.refused(2, "get LOG_LEVEL -e ''");
    w.refused(2, "get LOG_LEVEL -e staging -e production");
    w.refused(3, "set LOG_LEVEL=a -e staging,nowhere");
}

#[test]
fn app_by_directory() {
    let w = World::filled();
    w.ok("set LOG_LEVEL=web --app web -e development");
    let print = "run -q -e development -- sh -c 'echo $ENVCTL_APP $LOG_LEVEL'";
    assert_eq!(w.cmd(print).cwd("apps/web/src").ok().out(), "web web\n");
    assert_eq!(w.cmd(print).cwd("services").ok().out(), "debug\n");
    assert_eq!(
        w.cmd("run -q --app api -e development -- sh -c 'echo $ENVCTL_APP'").cwd("apps/web").ok().out(),
        "api\n"
    );
    // A folder of another name that begins alike is not inside.
    assert_eq!(w.cmd(print).cwd("apps/web-old").ok().out(), "debug\n");
    w.refused(125, "run -e development --app ghost -- true").shows(expect![[r#"
        $ envctl run -e development --app ghost -- true
        ------- stderr -------
        error: personal/shop has no app "ghost"
        hint: there are: api, web
        [exit 125]
    "#]]);
}

#[test]
fn one_of_everything_needs_no_flags() {
    let w = World::empty();
    w.ok("init --project solo --envs live --apps site");
    w.ok("set A=1 --plain");
    assert_eq!(w.out("get A"), "1\n");
    assert_eq!(w.cmd("get A -v").env("ENVCTL_CONFIG", "none").ok().out(), "1\n");
    w.ok("publish").says("site v1");
}

#[test]
fn store_that_is_named() {
    let w = World::shop();
    w.cmd("init --project other --store file:other.db").cwd("other").ok().says("created organization");
    assert!(w.dir.join("other/other.db").exists());
    // The manifest names it from then on.
    assert_eq!(w.cmd("projects list -q").cwd("other").ok().out(), "other\n");
    w.cmd("status").cwd("other").env("ENVCTL_STORE", "file:nowhere.db").refused(3);
    for url in
        ["https://envctl.example.com/path", "http://envctl.example.com", "ftp://x", "nonsense", "file:"]
    {
        w.refused(2, ["status", "--store", url]).says("--store");
    }
    // A password in a URL is not repeated.
    w.refused(2, "status --store https://ana:hush@host/x");
}

#[test]
fn commands_and_flags_that_do_not_exist() {
    let w = World::shop();
    w.refused(2, "promot web --to staging").shows(expect![[r#"
        $ envctl promot web --to staging
        ------- stderr -------
        error: unrecognized subcommand 'promot'
          Usage: envctl [OPTIONS] <COMMAND>
        hint: did you mean promote?
        hint: --help shows all flags
        [exit 2]
    "#]]);
    w.refused(2, "status --shrot").shows(expect![[r#"
        $ envctl status --shrot
        ------- stderr -------
        error: unexpected argument '--shrot' found
          Usage: envctl status --short
        hint: a similar argument exists: '--short'
        hint: --help shows all flags
        [exit 2]
    "#]]);
    w.refused(2, "set --plain --secret A=1 -e staging").says("cannot be used with");
    w.refused(2, "status --color sometimes").says("auto");
    w.refused(2, "status --json=v2").says("v1");
    // Global flags are accepted before and after the command.
    w.ok("-q status --short");
    w.ok("status --short -q");
    w.ok("--version").says("envctl 0.");
    w.ok("--help").says("promote");
}
