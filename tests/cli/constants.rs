//! `set`, `get`, `unset` and `constants list`, and the manifest that follows them.

use envctl::model::Constant;
use expect_test::expect;

use crate::harness::{HUSH, World};

/// A declaration, as a synced manifest would make it.
fn declared(secret: bool) -> Constant {
    envctl::engine::constants::declaration(secret)
}

#[test]
fn set_a_secret() {
    let w = World::shop();
    w.cmd("set API_KEY -e staging").stdin(HUSH).run().shows(expect![[r#"
        $ envctl set API_KEY -e staging
        API_KEY set in staging · secret · 4 bytes · fp xxxxxx · rev 3
        [exit 0]
    "#]]);
    assert!(w.manifest().contains("[constants.API_KEY]\nsecret = true\n"), "{}", w.manifest());
    assert!(!w.manifest().contains(HUSH));
    assert_eq!(w.out("get API_KEY -e staging"), "hush\n");
    w.run("get API_KEY -e production").shows(expect![[r#"
        $ envctl get API_KEY -e production
        ------- stderr -------
        error: 1 constant has no value in production: API_KEY
        hint: envctl set API_KEY --env production
        [exit 3]
    "#]]);
    w.run("get APIKEY -e staging").shows(expect![[r#"
        $ envctl get APIKEY -e staging
        ------- stderr -------
        error: APIKEY is not declared in personal/shop
        hint: did you mean API_KEY? (API_KEY)
        [exit 3]
    "#]]);
    // In the store it is sealed.
    let store = w.store();
    for file in [store.clone(), store.with_extension("db-wal")] {
        let bytes = std::fs::read(file).unwrap_or_default();
        assert!(!bytes.windows(HUSH.len()).any(|part| part == HUSH.as_bytes()));
    }
}

#[test]
fn set_plain() {
    let w = World::shop();
    w.run("set LOG_LEVEL=debug --plain -e development,staging").shows(expect![[r#"
        $ envctl set LOG_LEVEL=debug --plain -e development,staging
        envctl.toml: LOG_LEVEL = "debug" in development, staging · rev 3
        [exit 0]
    "#]]);
    assert!(
        w.manifest().contains("values = { development = \"debug\", staging = \"debug\" }"),
        "{}",
        w.manifest()
    );
    w.run("set LOG_LEVEL=info -e staging").shows(expect![[r#"
        $ envctl set LOG_LEVEL=info -e staging
        envctl.toml: LOG_LEVEL = "info" in staging · rev 4
        [exit 0]
    "#]]);
    assert!(
        w.manifest().contains("values = { development = \"debug\", staging = \"info\" }"),
        "{}",
        w.manifest()
    );
    // The same again is no new value.
    w.ok("set LOG_LEVEL=info -e staging -q").silent();
}

#[test]
fn set_several_in_every_environment() {
    let w = World::shop();
    w.run("set A=1 B=2 --plain --all-envs").shows(expect![[r#"
        $ envctl set A=1 B=2 --plain --all-envs
        envctl.toml: A = "1" in development, staging, production · rev 3
        envctl.toml: B = "2" in development, staging, production · rev 3
        [exit 0]
    "#]]);
    assert_eq!(w.rev(), 3, "one commit");
    assert_eq!(w.out("get B -e production"), "2\n");
    w.refused(2, "set A=1 --all-envs -e staging").says("cannot be used with");
}

#[test]
fn set_without_a_kind_is_secret_and_says_what_it_leaves_behind() {
    let w = World::shop();
    w.run("set TOKEN=hush1 -e staging").shows(expect![[r#"
        $ envctl set TOKEN=hush1 -e staging
        TOKEN set in staging · secret · 5 bytes · fp xxxxxx · rev 3
        ------- stderr -------
        hint: envctl set KEY   (asks for the value without showing it)
        [exit 0]
    "#]]);
    w.ok("set TOKEN=hush2 -e staging --secret");
    w.refused(7, "set TOKEN=hush3 -e staging --plain").shows(expect![[r#"
        $ envctl set TOKEN=hush3 -e staging --plain
        ------- stderr -------
        error: TOKEN is declared a secret
        hint: leave out --plain, or `envctl unset TOKEN --declaration` first
        [exit 7]
    "#]]);
    w.ok("set PLAIN=1 -e staging --plain");
    w.refused(7, "set PLAIN=hush -e staging --secret").says("declared plain");
}

#[test]
fn set_takes_stdin_and_drops_one_newline() {
    let w = World::shop();
    let bytes = |stdin: &str, flags: &str| {
        w.cmd(&format!("set K -e staging {flags}")).stdin(stdin).ok();
        w.cmd("get K -e staging").reveals().ok().stdout
    };
    assert_eq!(bytes("a", ""), b"a\n");
    assert_eq!(bytes("a\n", ""), b"a\n");
    assert_eq!(bytes("a\r\n", ""), b"a\n");
    assert_eq!(bytes("a\n\n", ""), b"a\n\n\n");
    assert_eq!(bytes(" a \t", ""), b" a \t\n");
    assert_eq!(bytes("a\n", "--raw"), b"a\n\n");
    assert_eq!(bytes("l1\nl2\n", ""), b"l1\nl2\n\n");
    assert_eq!(bytes("l1\nl2", ""), b"l1\nl2\n");
    assert_eq!(bytes("\u{feff}e\u{301}", ""), "\u{feff}e\u{301}\n".as_bytes());
    assert_eq!(bytes("a=b==", ""), b"a=b==\n");
    assert_eq!(bytes("{{name}} $HOME `id`", ""), b"{{name}} $HOME `id`\n");
    w.cmd("set K -e staging").stdin("hush\n").run().shows(expect![[r#"
        $ envctl set K -e staging
        K set in staging · secret · 4 bytes · fp xxxxxx · rev 14
        ------- stderr -------
        K: one final newline was dropped (--raw keeps it)
        [exit 0]
    "#]]);
    let set = w.cmd("set K -e staging --json").stdin("hush\n").ok().json();
    assert_eq!(set["constants"][0]["trimmed_newline"], true);
    assert_eq!(set["constants"][0]["bytes"], 4);
}

#[test]
fn set_takes_any_bytes_but_nul() {
    let w = World::shop();
    w.cmd("set K -e staging").stdin(b"\xff\xfe").ok();
    assert_eq!(w.cmd("get K -e staging").reveals().ok().stdout, b"\xff\xfe\n");
    let get = w.cmd("get K -e staging --json").reveals().ok().json();
    assert_eq!((&get["value"], &get["value_base64"]), (&serde_json::Value::Null, &"//4=".into()));
    w.cmd("set K -e staging").stdin("a\0b").refused(2).shows(expect![[r#"
        $ envctl set K -e staging
        ------- stderr -------
        error: the value of K has a NUL byte at offset 1: it cannot be an environment variable
        [exit 2]
    "#]]);
    // Plain values stand in a text file.
    w.cmd("set P --plain -e staging").stdin(b"\xff").refused(2).says("UTF-8");
}

#[test]
fn set_refuses_what_is_empty() {
    let w = World::shop();
    w.refused(2, "set K -e staging").shows(expect![[r#"
        $ envctl set K -e staging
        ------- stderr -------
        error: no value for K: stdin was empty
          nothing was stored
        hint: printf %s "$VALUE" | envctl set K --env staging   (--allow-empty to store "")
        [exit 2]
    "#]]);
    w.refused(2, "set K= -e staging").says("--allow-empty");
    w.cmd("set K -e staging").stdin("\n").refused(2);
    w.ok("set K= -e staging --allow-empty");
    assert_eq!(w.out("get K -e staging"), "\n");
    // Empty is not absent.
    assert_eq!(w.out("run -q -e staging -- sh -c 'echo ${K+set}'"), "set\n");
    assert_eq!(w.out("run -q -e production -- sh -c 'echo ${K+set}'"), "\n");
}

#[test]
fn set_takes_files() {
    let w = World::shop();
    w.write("key.pem", "-----BEGIN hush-----\nabc\n-----END hush-----\n");
    w.write("one", "hush\n");
    w.run("set TLS --from-file TLS=key.pem --from-file ONE=one -e staging").shows(expect![[r#"
        $ envctl set TLS --from-file TLS=key.pem --from-file ONE=one -e staging
        TLS set in staging · secret · 44 bytes, 3 lines · fp xxxxxx · rev 3
        ONE set in staging · secret · 4 bytes · fp xxxxxx · rev 3
        ------- stderr -------
        ONE: one final newline was dropped (--raw keeps it)
        [exit 0]
    "#]]);
    assert_eq!(w.out("get TLS -e staging"), "-----BEGIN hush-----\nabc\n-----END hush-----\n\n");
    assert_eq!(w.out("get ONE -e staging"), "hush\n");
    w.ok("set ONE --from-file ONE=one --raw -e staging");
    assert_eq!(w.out("get ONE -e staging"), "hush\n\n");
    w.refused(2, "set --from-file ONE=nowhere -e staging").shows(expect![[r#"
        $ envctl set --from-file ONE=nowhere -e staging
        ------- stderr -------
        error: cannot read nowhere for ONE: No such file or directory (os error 2)
        [exit 2]
    "#]]);
    w.refused(2, "set --from-file ONE=. -e staging").says("not a regular file");
    w.refused(2, "set --from-file ONE=/dev/zero -e staging").says("not a regular file");
    w.refused(2, "set --from-file ONE -e staging").says("KEY=PATH");
    w.refused(2, "set ONE=1 --from-file ONE=one -e staging").says("twice");
    // From where the command stands.
    w.write("apps/x", "1");
    w.cmd("set X --from-file X=x -e staging").cwd("apps").ok();
}

#[test]
fn set_needs_a_value_and_an_environment() {
    let w = World::shop();
    w.refused(2, "set A=1 --plain").shows(expect![[r#"
        $ envctl set A=1 --plain
        ------- stderr -------
        error: no environment given and no terminal to ask on
          organization personal, project shop
        hint: pass --env development|staging|production
        hint: or set ENVCTL_ENV
        [exit 2]
    "#]]);
    w.refused(2, "set -e staging").says("set KEY");
    w.cmd("set A B -e staging").stdin("x").refused(2).shows(expect![[r#"
        $ envctl set A B -e staging
        ------- stderr -------
        error: no value for A: pipe it in, or --from-file A=PATH
          stdin holds one value; several were named
        [exit 2]
    "#]]);
    w.refused(2, "set A=1 A=2 -e staging --plain").says("twice");
    w.refused(2, "set A=1 -e staging --app web,api").says("one app");
    w.refused(3, "set A=1 -e staging --app ghost");
}

#[test]
fn set_shows_its_plan() {
    let w = World::filled();
    let before = w.state();
    w.run("set LOG_LEVEL=info NEW=1 --plain -e staging,production --dry-run").shows(expect![[r#"
        $ envctl set LOG_LEVEL=info NEW=1 --plain -e staging,production --dry-run
        envctl.toml: LOG_LEVEL = "info" in staging, production
        envctl.toml: NEW = "1" in staging, production
        dry run: nothing changed
        [exit 0]
    "#]]);
    w.cmd("set DATABASE_URL -e staging -n").stdin(HUSH).run().shows(expect![[r#"
        $ envctl set DATABASE_URL -e staging -n
        DATABASE_URL set in staging · secret · 4 bytes · fp xxxxxx
        dry run: nothing changed
        [exit 0]
    "#]]);
    assert_eq!(w.state(), before);
}

#[test]
fn set_keeps_to_the_declaration() {
    let w = World::shop();
    w.declare("PORT", Constant { pattern: Some("^[0-9]+$".into()), ..declared(false) });
    w.declare("LEVEL", Constant { one_of: vec!["debug".into(), "info".into()], ..declared(false) });
    w.declare("KEY", Constant { pattern: Some("^sk_".into()), ..declared(true) });
    let aside = |line: &str| format!("{line} -o personal/shop -e staging");
    w.refused(8, &aside("set PORT=http")).shows(expect![[r#"
        $ envctl set PORT=http -o personal/shop -e staging
        ------- stderr -------
        error: the value of PORT does not match its pattern ^[0-9]+$
        [exit 8]
    "#]]);
    w.refused(8, &aside("set LEVEL=loud")).says("debug, info");
    w.cmd(&aside("set KEY")).stdin(HUSH).refused(8).says("pattern");
    // All or nothing.
    w.refused(8, &aside("set LEVEL=info PORT=http"));
    w.ok(&aside("set LEVEL=info PORT=80"));
}

#[test]
fn defaults_and_references() {
    let w = World::shop();
    w.declare("TIMEOUT", Constant { default: Some("30s".into()), ..declared(false) });
    let at = |line: &str| format!("{line} -o personal/shop -e staging");
    assert_eq!(w.out(&at("get TIMEOUT")), "30s\n");
    assert_eq!(w.ok(&at("get TIMEOUT --json")).json()["source"], "default");
    w.ok(&at("set HOST=db PORT=5432 --plain"));
    w.ok(&at("set URL=pg://{{constants.HOST}}:{{constants.PORT}}/x --plain"));
    assert_eq!(w.out(&at("get URL")), "pg://db:5432/x\n");
    // An app's own value is what a reference means for it.
    w.ok(&at("set HOST=webdb --app web"));
    assert_eq!(w.out(&at("get URL --app web")), "pg://webdb:5432/x\n");
    // What holds a secret is one.
    w.cmd(&at("set PASSWORD")).stdin(HUSH).ok();
    w.ok(&at("set DSN=pg://:{{secrets.PASSWORD}}@db --plain"));
    assert_eq!(w.out(&at("get DSN")), "pg://:hush@db\n");
    assert_eq!(w.cmd(&at("get DSN --json")).reveals().ok().json()["secret"], true);
    w.refused(2, &at("set HOST={{constants.HOST}}")).says("refers to itself");
    w.refused(2, &at("set HOST={{constants.PORT}} PORT={{constants.HOST}}")).says("refers to itself");
    w.refused(2, &at("set HOST={{envs.production.constants.HOST}}")).says("never cross environments");
    w.ok(&at("set LOST={{constants.NOWHERE}} --plain"));
    w.refused(8, &at("get LOST")).says("NOWHERE");
    w.refused(125, "run -o personal/shop -e staging -- true").says("LOST");
}

#[test]
fn references_never_make_a_circle() {
    let w = World::filled();
    w.ok("set HOST=db --plain -e staging");
    w.ok("set URL=pg://{{constants.HOST}} --plain -e staging");
    w.refused(2, "set HOST={{constants.URL}} -e staging").says("refers to itself");
}

#[test]
fn app_overrides() {
    let w = World::filled();
    w.run("set LOG_LEVEL=trace --app web -e development").shows(expect![[r#"
        $ envctl set LOG_LEVEL=trace --app web -e development
        envctl.toml: LOG_LEVEL = "trace" in development for web · rev 8
        [exit 0]
    "#]]);
    assert_eq!(w.out("get LOG_LEVEL -e development"), "debug\n");
    assert_eq!(w.out("get LOG_LEVEL -e development --app web"), "trace\n");
    assert_eq!(w.out("get LOG_LEVEL -e development --app api"), "debug\n");
    assert_eq!(w.ok("get LOG_LEVEL -e development --app web --json").json()["source"], "app");
    w.cmd("set DATABASE_URL -e development --app api").stdin("hush-api").ok();
    assert_eq!(w.out("run -q -e development --app api -- sh -c 'echo $DATABASE_URL'"), "hush-api\n");
    w.run("constants list -e development").shows(expect![[r#"
        $ envctl constants list -e development
        DATABASE_URL	secret	fp xxxxxx	all
        DATABASE_URL (api)	secret	fp xxxxxx	api
        LOG_LEVEL	plain	debug	all
        LOG_LEVEL (web)	plain	trace	web
        [exit 0]
    "#]]);
    w.run("unset LOG_LEVEL --app web -e development").shows(expect![[r#"
        $ envctl unset LOG_LEVEL --app web -e development
        LOG_LEVEL removed from development · rev 10 · recover with: envctl get LOG_LEVEL --at 9 --env development --app web
        [exit 0]
    "#]]);
    assert_eq!(w.out("get LOG_LEVEL -e development --app web"), "debug\n");
}

#[test]
fn unset_says_how_to_recover_the_value_of_an_app() {
    let w = World::filled();
    w.ok("set LOG_LEVEL=trace --app web -e development");
    let unset = w.ok("unset LOG_LEVEL --app web -e development").out();
    let recover = unset.trim_end().split_once("recover with: envctl ").expect("a command").1;
    assert_eq!(w.out(recover), "trace\n");
}

#[test]
fn unset_values() {
    let w = World::filled();
    w.run("unset DATABASE_URL -e staging,production").shows(expect![[r#"
        $ envctl unset DATABASE_URL -e staging,production
        DATABASE_URL removed from staging, production · rev 8 · recover with: envctl get DATABASE_URL --at 7 --env staging
        [exit 0]
    "#]]);
    w.refused(3, "get DATABASE_URL -e staging");
    assert_eq!(w.out("get DATABASE_URL -e staging --at 7"), "postgres://staging:hush@db\n");
    w.run("unset DATABASE_URL -e staging").shows(expect![[r#"
        $ envctl unset DATABASE_URL -e staging
        nothing to do
        [exit 0]
    "#]]);
    w.refused(3, "unset NOWHERE -e staging").shows(expect![[r#"
        $ envctl unset NOWHERE -e staging
        ------- stderr -------
        error: NOWHERE is not declared
        [exit 3]
    "#]]);
    w.refused(2, "unset");
    w.ok("unset LOG_LEVEL --all-envs");
    assert!(w.manifest().contains("[constants.LOG_LEVEL]"), "the declaration stays: {}", w.manifest());
    assert!(!w.manifest().contains("\nvalues"), "{}", w.manifest());
}

#[test]
fn unset_declarations() {
    let w = World::filled();
    w.refused(2, "unset LOG_LEVEL --declaration").shows(expect![[r#"
        $ envctl unset LOG_LEVEL --declaration
        ------- stderr -------
        error: this asks for confirmation and there is no terminal to ask on
        hint: pass --yes (or look first with --dry-run)
        [exit 2]
    "#]]);
    w.run("unset LOG_LEVEL --declaration --dry-run").shows(expect![[r#"
        $ envctl unset LOG_LEVEL --declaration --dry-run
        LOG_LEVEL removed
        dry run: nothing changed
        [exit 0]
    "#]]);
    w.run("unset LOG_LEVEL --declaration --yes").shows(expect![[r#"
        $ envctl unset LOG_LEVEL --declaration --yes
        LOG_LEVEL removed · rev 8 · recover with: envctl get LOG_LEVEL --at 7 --env development
        [exit 0]
    "#]]);
    assert!(!w.manifest().contains("\n[constants.LOG_LEVEL]"), "{}", w.manifest());
    w.refused(3, "get LOG_LEVEL -e staging");
    let w = World::published();
    w.ok("promote web --to staging");
    w.refused(8, "unset LOG_LEVEL --declaration --yes").shows(expect![[r#"
        $ envctl unset LOG_LEVEL --declaration --yes
        ------- stderr -------
        error: LOG_LEVEL is needed by 3 versions in an environment
          api v1 in development
          web v1 in development
          web v1 in staging
        [exit 8]
    "#]]);
}

#[test]
fn constants_list() {
    let w = World::filled();
    w.cmd("set STRIPE_KEY -e development,staging").stdin("hush-same").ok();
    w.run("constants list -e staging").shows(expect![[r#"
        $ envctl constants list -e staging
        DATABASE_URL	secret	fp xxxxxx	all
        LOG_LEVEL	plain	debug	all
        STRIPE_KEY	secret	fp xxxxxx	all
        [exit 0]
    "#]]);
    w.run("constants list --compare").shows(expect![[r#"
        $ envctl constants list --compare
        DATABASE_URL	secret	fp xxxxxx	fp xxxxxx	fp xxxxxx	all
        LOG_LEVEL	plain	debug	debug	warn	all
        STRIPE_KEY	secret	fp xxxxxx	fp xxxxxx	missing	all
        ------- stderr -------
        warning: STRIPE_KEY has the same value in development and staging
        [exit 0]
    "#]]);
}

#[test]
fn constants_list_shows_secrets_when_asked() {
    let w = World::filled();
    w.cmd("set STRIPE_KEY -e staging").stdin("hush-same").ok();
    w.cmd("constants list -e staging --reveal").reveals().run().shows(expect![[r#"
        $ envctl constants list -e staging --reveal
        DATABASE_URL	secret	postgres://staging:hush@db	all
        LOG_LEVEL	plain	debug	all
        STRIPE_KEY	secret	hush-same	all
        [exit 0]
    "#]]);
    w.run("constants list --missing -e production").shows(expect![[r#"
        $ envctl constants list --missing -e production
        STRIPE_KEY	secret	missing	all
        [exit 0]
    "#]]);
    assert_eq!(w.out("constants list -q -e staging"), "DATABASE_URL\nLOG_LEVEL\nSTRIPE_KEY\n");
    for alias in ["constants", "const", "secrets ls", "constant list"] {
        w.ok(&format!("{alias} -e staging")).says("LOG_LEVEL");
    }
    w.refused(2, "constants list").says("--env");
}

#[test]
fn aliases_are_the_same_commands() {
    let w = World::shop();
    w.ok("constants set A=1 --plain -e staging");
    assert_eq!(w.out("constants get A -e staging"), "1\n");
    w.ok("constants unset A -e staging");
    w.write(".env", "B=2\n");
    w.ok("constants import .env -e staging --plain --yes");
    assert_eq!(w.out("constants export -e staging"), "B=2\n");
}

#[test]
fn protected_environment_asks_for_its_name() {
    let w = World::guarded();
    w.refused(6, "set LOG_LEVEL=info -e production").shows(expect![[r#"
        $ envctl set LOG_LEVEL=info -e production
        ------- stderr -------
        error: production is protected and its name was not confirmed
          set LOG_LEVEL
        hint: pass --confirm production   (--yes does not answer this)
        [exit 6]
    "#]]);
    w.refused(6, "set LOG_LEVEL=info -e production --yes").says("--confirm production");
    w.refused(6, "set LOG_LEVEL=info -e production --confirm staging").shows(expect![[r#"
        $ envctl set LOG_LEVEL=info -e production --confirm staging
        ------- stderr -------
        error: --confirm staging is not the name production: nothing changed
        [exit 6]
    "#]]);
    // One confirmation is for one environment.
    w.refused(6, "set LOG_LEVEL=info -e staging,production");
    w.refused(6, "set LOG_LEVEL=info --all-envs");
    w.refused(6, "unset LOG_LEVEL -e production");
    w.refused(6, "unset LOG_LEVEL --declaration --yes");
    w.ok("set LOG_LEVEL=info -e production --dry-run");
    w.ok("set LOG_LEVEL=info -e staging,production --confirm production");
    w.ok("unset LOG_LEVEL -e production --confirm production");
}

#[test]
fn manifest_keeps_what_a_person_wrote() {
    let w = World::shop();
    w.ok("set LOG_LEVEL=debug --plain -e development,staging");
    w.edit(
        "[constants.LOG_LEVEL]\nvalues = { development = \"debug\", staging = \"debug\" }\n",
        "# how much is said\n[constants.LOG_LEVEL]   # not too much\n  values = { development='debug',  staging = \"debug\" } # by env\n\n\n# the end\n",
    );
    let before = w.manifest();
    w.ok("set LOG_LEVEL=info -e staging");
    assert_eq!(w.manifest(), before.replace("staging = \"debug\"", "staging = \"info\""));
    w.ok("set NEW=1 --plain -e staging");
    assert!(w.manifest().contains("# how much is said\n[constants.LOG_LEVEL]   # not too much\n"));
    w.ok("unset NEW --declaration --yes");
    w.ok("set LOG_LEVEL=debug -e staging");
    assert_eq!(w.manifest(), before);
}

#[test]
fn manifest_keeps_its_line_ends_and_mode() {
    use std::os::unix::fs::PermissionsExt as _;
    let w = World::shop();
    w.write("envctl.toml", format!("\u{feff}{}", w.manifest().replace('\n', "\r\n")));
    std::fs::set_permissions(w.dir.join("envctl.toml"), std::fs::Permissions::from_mode(0o640)).expect("set");
    w.ok("set A=1 --plain -e staging");
    let text = w.manifest();
    assert!(text.starts_with('\u{feff}') && !text.replace("\r\n", "").contains('\n'), "{text:?}");
    assert_eq!(w.mode("envctl.toml"), 0o640);
}

#[test]
fn hand_edits_are_never_overwritten() {
    let w = World::filled();
    w.edit("staging = \"debug\"", "staging = \"trace\"");
    w.refused(7, "set LOG_LEVEL=info -e staging").shows(expect![[r#"
        $ envctl set LOG_LEVEL=info -e staging
        ------- stderr -------
        error: envctl.toml was edited, and the edit is not in the store yet
          nothing was changed
          constants.LOG_LEVEL@staging   envctl.toml "trace" · store "debug"
        hint: envctl sync   (envctl diff shows all that differs)
        [exit 7]
    "#]]);
    w.refused(7, "set LOG_LEVEL=info --all-envs");
    w.refused(7, "unset LOG_LEVEL -e staging");
    w.refused(7, "unset LOG_LEVEL --declaration --yes");
    // What was not edited can be written.
    w.ok("set LOG_LEVEL=info -e production");
    assert!(w.manifest().contains("staging = \"trace\""));
    // And what the hand wrote is what the command sets: no conflict.
    w.ok("set LOG_LEVEL=trace -e staging");
    w.ok("status --exit-code");
}

#[test]
fn hand_made_declarations_are_not_overwritten() {
    let w = World::shop();
    w.write("envctl.toml", w.manifest() + "\n[constants.PORT]\npattern = \"^[0-9]+$\"\n");
    w.refused(7, "set PORT=http --plain -e staging").says("pattern");
}

#[test]
fn manifest_that_is_not_valid_stops_everything() {
    let w = World::filled();
    w.edit("[apps.api]", "[apps.api]\ndatasource = [\"orders\"]");
    w.refused(8, "set LOG_LEVEL=info -e staging").shows(expect![[r#"
        $ envctl set LOG_LEVEL=info -e staging
        ------- stderr -------
        error: $W/envctl.toml is not valid
          --> $W/envctl.toml:31:1
           |
        31 | datasource = …
           | ^^^^^^^^^^ unknown key in [apps.api]
        hint: did you mean datasources?
        [exit 8]
    "#]]);
    w.refused(8, "publish web");
}

/// The old name goes on to work, for versions that need it, and is not set any more.
#[test]
fn another_name() {
    let w = World::published();
    w.ok("promote web --to staging");
    w.ok("set LOG_LEVEL=trace -e staging --app api");
    w.ok("apps edit api --needs LOG_LEVEL,DATABASE_URL");
    let secret = w.out("get DATABASE_URL -e staging");
    w.refused(7, "constants rename LOG_LEVEL DATABASE_URL").says("declared already");
    w.refused(3, "constants rename NOTHING OTHER");
    w.refused(2, "constants rename LOG_LEVEL PATH");
    w.ok("constants rename LOG_LEVEL LEVEL --dry-run").says("dry run");
    w.run("constants rename LOG_LEVEL LEVEL").shows(expect![[r#"
        $ envctl constants rename LOG_LEVEL LEVEL
        LOG_LEVEL is now LEVEL · rev 13
          the drafts of api need it by its new name
          LOG_LEVEL goes on to work, as another name of it
        ------- stderr -------
        hint: envctl unset LOG_LEVEL --declaration --all-envs   (once nothing needs the old name)
        [exit 0]
    "#]]);
    w.ok("constants rename DATABASE_URL STORE_URL");
    assert_eq!(w.out("get LEVEL -e staging"), "debug\n");
    assert_eq!(w.out("get LEVEL -e staging --app api"), "trace\n");
    assert_eq!(w.out("get STORE_URL -e staging"), secret);
    // By its old name it is the same, now and later.
    w.ok("set LEVEL=error -e staging");
    let both = "run -q -e staging --app web -- sh -c 'echo $LOG_LEVEL $DATABASE_URL'";
    assert_eq!(w.cmd(both).reveals().ok().out(), format!("error {secret}"));
    w.run("set LOG_LEVEL=info -e staging").shows(expect![[r#"
        $ envctl set LOG_LEVEL=info -e staging
        ------- stderr -------
        error: LOG_LEVEL is the old name of LEVEL
        hint: envctl set LEVEL
        [exit 7]
    "#]]);
    w.refused(7, "constants rename LOG_LEVEL OTHER").says("old name of LEVEL");
    assert!(w.manifest().contains("renamed = \"LEVEL\""), "{}", w.manifest());
    w.ok("check web --in staging");
    w.ok("status --exit-code");
    w.ok("audit verify");
    // It is undeclared once nothing needs it.
    assert_ne!(w.run("unset LOG_LEVEL --declaration --all-envs --yes").code(), 0);
    w.ok("apps edit web --needs LEVEL,STORE_URL");
    for app in ["web", "api"] {
        w.ok(&format!("publish {app} --artifact sha256:2"));
    }
    w.ok("promote web --to staging");
    w.ok("unset LOG_LEVEL --declaration --all-envs --yes");
    w.refused(3, "get LOG_LEVEL -e staging");
    assert_eq!(w.out("get LEVEL -e staging"), "error\n");
}
