//! `explain`, `constants edit`, `constants rotate`, `envs show` and `envs describe`.

use expect_test::expect;

use crate::harness::World;

#[test]
fn a_value_is_explained() {
    let w = World::published();
    w.ok("constants edit LOG_LEVEL --default info --description \"how much\"");
    w.ok("set LOG_LEVEL=warn --app web --env staging");
    w.run("explain LOG_LEVEL --env staging --app web").shows(expect![[r#"
        $ envctl explain LOG_LEVEL --env staging --app web
        LOG_LEVEL · staging · web · plain
          * app          "warn" · rev 11 · ana · <time>
            project      "debug" · rev 3 · ana · <time> · the app's own value comes first
            default      "info" · a value that is set comes first
            your shell   -
          needed by    api v1 in development, web v1 in development
        [exit 0]
    "#]]);
    w.cmd("explain LOG_LEVEL --env staging")
        .env("LOG_LEVEL", "mine")
        .ok()
        .says("run replaces it")
        .omits("mine");
    w.run("explain DATABASE_URL --env production").shows(expect![[r#"
        $ envctl explain DATABASE_URL --env production
        DATABASE_URL · production · secret
          * project      fp xxxxxx · rev 7 · ana · <time>
            default      -
            your shell   -
          needed by    api v1 in development, web v1 in development
        [exit 0]
    "#]]);
    w.ok("constants edit MAYBE --plain");
    w.run("explain MAYBE --env staging").shows(expect![[r#"
        $ envctl explain MAYBE --env staging
        MAYBE · staging · plain
            project      -
            default      -
            your shell   -
          MAYBE has no value in staging
        ------- stderr -------
        hint: envctl set MAYBE --env staging
        [exit 0]
    "#]]);
    w.ok("constants edit MAYBE --default yes");
    let json = w.ok("explain MAYBE --env staging --json").json();
    assert_eq!(json["winner"], "default");
    w.refused(3, "explain LOG_LEVELS --env staging").says("LOG_LEVEL");
    w.refused(2, "explain LOG_LEVEL");
    w.ok("set A='{{constants.LOG_LEVEL}}' --plain --env staging");
    w.ok("explain A --env staging").says("refers to    LOG_LEVEL");
}

#[test]
fn rules_of_a_constant() {
    let w = World::filled();
    w.run("constants edit API_TIMEOUT --plain --pattern ^[0-9]+(ms|s)$ --default 30s --required on").shows(
        expect![[r#"
            $ envctl constants edit API_TIMEOUT --plain --pattern ^[0-9]+(ms|s)$ --default 30s --required on
            API_TIMEOUT declared · rev 8
              + constants.API_TIMEOUT
              + constants.API_TIMEOUT.default "30s"
              + constants.API_TIMEOUT.pattern "^[0-9]+(ms|s)$"
              + constants.API_TIMEOUT.required true
            [exit 0]
        "#]],
    );
    w.refused(8, "set API_TIMEOUT=30 --env staging").says("does not match");
    w.ok("set API_TIMEOUT=10s --env staging");
    w.ok("constants edit API_TIMEOUT --default 30s").says("nothing to do");
    w.run("constants edit API_TIMEOUT --pattern none --one-of 10s,20s --default none --merge never").shows(
        expect![[r#"
            $ envctl constants edit API_TIMEOUT --pattern none --one-of 10s,20s --default none --merge never
            API_TIMEOUT changed · rev 10
              - constants.API_TIMEOUT.default "30s"
              + constants.API_TIMEOUT.merge  "never"
              + constants.API_TIMEOUT.one_of ["10s", "20s"]
              - constants.API_TIMEOUT.pattern "^[0-9]+(ms|s)$"
            [exit 0]
        "#]],
    );
    w.run("constants edit API_TIMEOUT --one-of 20s,40s").shows(expect![[r#"
        $ envctl constants edit API_TIMEOUT --one-of 20s,40s
        ------- stderr -------
        error: API_TIMEOUT has a value that would not match: staging
        [exit 7]
    "#]]);
    w.refused(7, "constants edit API_TIMEOUT --secret").says("unset them first");
    w.refused(8, "constants edit DATABASE_URL --default x").says("a secret has no default");
    w.refused(8, "constants edit DATABASE_URL --pattern [").says("not a regular expression");
    w.refused(2, "constants edit DATABASE_URL --rotate soon");
    w.ok("constants edit DATABASE_URL --rotate 90d --private on --description \"orders\"");
    w.refused(2, "constants edit PATH --plain");
    w.refused(2, "constants edit a-b");
    let manifest = w.manifest();
    let at = manifest.find("\n[constants.DATABASE_URL]").expect("declared");
    expect![[r#"
        [constants.DATABASE_URL]
        secret = true
        private = true
        rotate = "90d"
        description = "orders""#]]
    .assert_eq(manifest[at + 1..].split("\n\n").next().expect("a table"));
    w.ok("status --exit-code");
    w.ok("audit verify");
}

#[test]
fn a_secret_gets_a_new_value() {
    let w = World::filled();
    let before = w.out("get DATABASE_URL --env staging");
    w.run("constants rotate DATABASE_URL --generate hex:32 --keep-old --env staging -n").says("dry run");
    w.run("constants rotate DATABASE_URL --generate hex:32 --keep-old --env staging")
        .says("DATABASE_URL_PREVIOUS has the value before");
    assert_eq!(w.out("get DATABASE_URL --env staging").trim().len(), 64);
    assert_eq!(w.out("get DATABASE_URL_PREVIOUS --env staging"), before);
    w.ok("constants rotate DATABASE_URL --exec 'echo made here' --env staging").omits("made here");
    assert_eq!(w.out("get DATABASE_URL --env staging"), "made here\n");
    let json = w.ok("constants rotate DATABASE_URL --generate uuid --env staging --json").json();
    assert_eq!(json["kind"], "RotateResult");
    assert_ne!(json["before"]["fp"], json["after"]["fp"]);
    w.refused(1, "constants rotate DATABASE_URL --exec 'exit 3' --env staging").says("nothing was changed");
    w.refused(1, "constants rotate DATABASE_URL --exec true --env staging").says("printed nothing");
    w.refused(2, "constants rotate DATABASE_URL --env staging");
    w.refused(2, "constants rotate DATABASE_URL --generate hex:0 --env staging");
    w.refused(7, "constants rotate LOG_LEVEL --generate uuid --env staging").says("is plain");
    w.refused(3, "constants rotate NOTHING --generate uuid --env staging");
    w.ok("constants edit DATABASE_URL --pattern ^postgres");
    w.refused(8, "constants rotate DATABASE_URL --generate uuid --env staging");
    // Nothing runs before the name of a protected environment was said.
    let w = World::guarded();
    w.cmd("set DATABASE_URL --env production --confirm production").stdin("x").ok();
    w.refused(6, "constants rotate DATABASE_URL --exec 'touch ran' --env production");
    assert!(!w.dir.join("ran").exists());
}

#[test]
fn an_environment_is_described() {
    let w = World::published();
    w.ok("envs edit production --soak 2h --requires-verification on --confirm production");
    w.ok("constants edit LOG_LEVEL --description 'a | b' --required on");
    w.run("envs show production").shows(expect![[r#"
        $ envctl envs show production
        production (red) · protected · order 3 · created <time>
          apps        api -, web -
          constants   2 of 2 set
          policy      soak 2h; verified versions only
          who may     open 1 (ana); edit 0; write 1 (ana); promote 1 (ana); release 1 (ana); manage 1 (ana)
        [exit 0]
    "#]]);
    let text = w.out("envs describe production");
    // The day on which it was made is today.
    let text: Vec<&str> = text.lines().filter(|line| !line.starts_with("Environment of")).collect();
    expect![[r#"
        <!-- Written by envctl envs describe. -->

        # production


        ## Apps

        | App | Version | Since |
        | --- | --- | --- |
        | api | - |  |
        | web | - |  |

        ## Constants

        | Constant | Kind |  | Here | What it is |
        | --- | --- | --- | --- | --- |
        | DATABASE_URL | secret |  | set |  |
        | LOG_LEVEL | plain | required | set | a \| b |

        ## Datasources

        No datasources.

        ## Flags

        No flags.

        ## Policy

        | Rule | Value |
        | --- | --- |
        | requires_verification | true |
        | soak | "2h" |

        ## Who may

        | Right | Who |
        | --- | --- |
        | open | ana |
        | edit | nobody |
        | write | ana |
        | promote | ana |
        | release | ana |
        | manage | ana |"#]]
    .assert_eq(&text.join("\n"));
    w.ok("envs describe production --output prod.md");
    w.ok("envs describe production --output prod.md");
    w.write("mine.md", "# mine\n");
    w.refused(7, "envs describe production --output mine.md").says("exists");
    assert_eq!(w.read("mine.md"), "# mine\n");
    assert_eq!(w.ok("envs describe production --json").json()["kind"], "EnvDescription");
    w.refused(3, "envs describe nothing");
}
