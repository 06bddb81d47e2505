//! `import` and `export`: what comes in from the files of other tools, and what goes out to them.

use std::os::unix::fs::symlink;

use expect_test::expect;

use crate::harness::{HUSH, World};

const DOTENV: &str = "# from the old days
export API_URL=http://localhost:8080/#top
SMTP_URL='smtp://u:p@host'   # a comment
  GREETING = \"hello \\\"you\\\"\"

PEM=\"-----BEGIN-----
abc
-----END-----
\"
EMPTY=
PRICE=$5
CMD=$(id)
";

#[test]
fn import_dotenv() {
    let w = World::shop();
    w.write(".env", DOTENV);
    w.refused(2, "import .env -e development").shows(expect![[r#"
        $ envctl import .env -e development
        ------- stderr -------
        warning: .env:2:16: `#` in `API_URL` is read as part of the value; node and npm dotenv see a comment
        .env: 7 keys → personal/development
          + 7 new      API_URL, SMTP_URL, GREETING, PEM, EMPTY, PRICE, …
        Plan: 7 to add, 0 to change, 0 to remove.
        error: this asks for confirmation and there is no terminal to ask on
        hint: pass --yes (or look first with --dry-run)
        [exit 2]
    "#]]);
    w.run("import .env -e development --yes --plain").shows(expect![[r#"
        $ envctl import .env -e development --yes --plain
        imported 7 constants · rev 3
        ------- stderr -------
        warning: .env:2:16: `#` in `API_URL` is read as part of the value; node and npm dotenv see a comment
        .env: 7 keys → personal/development
          + 7 new      API_URL, SMTP_URL, GREETING, PEM, EMPTY, PRICE, …
        Plan: 7 to add, 0 to change, 0 to remove.
        hint: .env still holds the values; delete it when you no longer need it
        [exit 0]
    "#]]);
    assert_eq!(w.rev(), 3, "one commit");
    let value = |key: &str| w.out(&format!("get {key} -e development"));
    assert_eq!(value("API_URL"), "http://localhost:8080/#top\n");
    assert_eq!(value("SMTP_URL"), "smtp://u:p@host\n");
    assert_eq!(value("GREETING"), "hello \"you\"\n");
    assert_eq!(value("PEM"), "-----BEGIN-----\nabc\n-----END-----\n\n");
    assert_eq!(
        (value("EMPTY"), value("PRICE"), value("CMD")),
        ("\n".into(), "$5\n".into(), "$(id)\n".into())
    );
    // Again: nothing changes.
    w.run("import .env -e development --yes --plain").shows(expect![[r#"
        $ envctl import .env -e development --yes --plain
        nothing to do
        ------- stderr -------
        warning: .env:2:16: `#` in `API_URL` is read as part of the value; node and npm dotenv see a comment
        [exit 0]
    "#]]);
    assert_eq!(w.rev(), 3);
}

#[test]
fn import_new_ones_are_secret() {
    let w = World::shop();
    w.write(".env", "A=hush-a\nB=hush-b\n");
    w.run("import .env -e staging --yes").shows(expect![[r#"
        $ envctl import .env -e staging --yes
        imported 2 constants · rev 3
        ------- stderr -------
        .env: 2 keys → personal/staging
          + 2 new      A, B
        Plan: 2 to add, 0 to change, 0 to remove.
        hint: .env still holds the values; delete it when you no longer need it
        [exit 0]
    "#]]);
    assert!(w.manifest().contains("[constants.B]\nsecret = true"));
    assert_eq!(w.out("get B -e staging"), "hush-b\n");
    w.run("import .env -e staging --yes --json").shows(expect![[r#"
        $ envctl import .env -e staging --yes --json
        {"schema":"envctl/v1","kind":"ImportResult","changed":false,"rev":3,"dry_run":false,"env":"staging","added":[],"same":["A","B"],"kept":[],"overwritten":[],"pruned":[]}
        [exit 0]
    "#]]);
}

#[test]
fn import_shows_its_plan_and_overwrites_only_when_told() {
    let w = World::filled();
    w.write(".env", "LOG_LEVEL=info\nNEW=1\nDATABASE_URL=postgres://staging:hush@db\n");
    let before = w.state();
    w.run("import .env -e staging --plain -n").shows(expect![[r#"
        $ envctl import .env -e staging --plain -n
        + NEW
        = DATABASE_URL
        · LOG_LEVEL
        dry run: nothing changed
        [exit 0]
    "#]]);
    w.run("import .env -e staging --plain -n --overwrite --prune").shows(expect![[r#"
        $ envctl import .env -e staging --plain -n --overwrite --prune
        + NEW
        ~ LOG_LEVEL
        = DATABASE_URL
        dry run: nothing changed
        [exit 0]
    "#]]);
    assert_eq!(w.state(), before);
    w.run("import .env -e staging --plain --yes").shows(expect![[r#"
        $ envctl import .env -e staging --plain --yes
        imported 1 constant · rev 8
        ------- stderr -------
        .env: 3 keys → personal/staging
          + 1 new      NEW
          = 1 same     DATABASE_URL
          · 1 differ   LOG_LEVEL (kept; --overwrite to replace)
        Plan: 1 to add, 0 to change, 0 to remove.
        hint: .env still holds the values; delete it when you no longer need it
        [exit 0]
    "#]]);
    assert_eq!(w.out("get LOG_LEVEL -e staging"), "debug\n");
    w.ok("import .env -e staging --yes --overwrite");
    assert_eq!(w.out("get LOG_LEVEL -e staging"), "info\n");
}

#[test]
fn import_prunes_when_told() {
    let w = World::filled();
    w.write(".env", "LOG_LEVEL=debug\n");
    w.ok("import .env -e staging --yes").says("nothing to do");
    w.run("import .env -e staging --yes --prune").shows(expect![[r#"
        $ envctl import .env -e staging --yes --prune
        imported 0 constants, removed 1 · rev 8
        ------- stderr -------
        .env: 1 key → personal/staging
          = 1 same     LOG_LEVEL
          - 1 not in it DATABASE_URL
        Plan: 0 to add, 0 to change, 1 to remove.
        hint: .env still holds the values; delete it when you no longer need it
        [exit 0]
    "#]]);
    w.refused(3, "get DATABASE_URL -e staging");
    assert_eq!(w.out("get DATABASE_URL -e production"), "postgres://production:hush@db\n");
}

#[test]
fn import_takes_what_was_asked_for() {
    let w = World::shop();
    w.write(
        "x.json",
        "{\"A\":\"1\",\"N\":12345678901234567890,\"F\":1.10,\"T\":true,\"db\":{\"url\":\"u\"}}",
    );
    w.refused(8, "import x.json -e staging --yes").shows(expect![[r#"
        $ envctl import x.json -e staging --yes
        ------- stderr -------
        error: x.json:1:58: `db` is an object
          nothing was stored
        hint: use --flatten __ to join the names
        [exit 8]
    "#]]);
    w.ok("import x.json -e staging --yes --plain --flatten __");
    let value = |key: &str| w.out(&format!("get {key} -e staging"));
    assert_eq!((value("N"), value("F")), ("12345678901234567890\n".into(), "1.10\n".into()));
    assert_eq!((value("T"), value("db__url")), ("true\n".into(), "u\n".into()));
    w.ok("import x.json -e production --yes --flatten __ --only A,N");
    assert_eq!(w.out("constants list -e production --missing -q"), "F\nT\ndb__url\n");
    w.ok("import x.json -e development --yes --flatten __ --only TRUTH --map T=TRUTH");
    assert_eq!(w.out("get TRUTH -e development"), "true\n");
}

#[test]
fn import_renames_what_could_not_be_a_name() {
    let w = World::shop();
    w.write("y.env", "my-key=1\n");
    w.refused(8, "import y.env -e staging --yes").says("y.env:1:1");
    w.ok("import y.env -e staging --yes --map my-key=MY_KEY");
    w.ok("get MY_KEY -e staging");
}

#[test]
fn import_reads_stdin_and_shell() {
    let w = World::shop();
    w.cmd("import - -e staging --yes").stdin("A=hush\n").ok();
    w.cmd("import - -f json -e staging --yes").stdin("{\"B\":\"hush\"}").ok();
    w.cmd("import - -f shell -e staging --yes").stdin("export C='it'\\''s hush'\n").ok();
    assert_eq!(w.out("get C -e staging"), "it's hush\n");
    // What an interactive answer would need is not taken from the data.
    w.cmd("import - -e staging").stdin("A=2\ny\n").refused(8);
    w.cmd("import - -e staging --overwrite").stdin("A=2\n").refused(2).says("--yes");
}

#[test]
fn import_is_all_or_nothing() {
    let w = World::shop();
    w.write(".env", format!("GOOD=1\nA={HUSH}\nno equals\nB: yaml\nC=\"open {HUSH}\n"));
    w.refused(8, "import .env -e staging --yes").shows(expect![[r#"
        $ envctl import .env -e staging --yes
        ------- stderr -------
        error: .env:3:1: no `=` (and 2 more)
          4:2: `:` where `=` belongs
          5:3: the quote that opens `C` is never closed
          nothing was stored
        hint: to set an empty value write NAME=
        [exit 8]
    "#]]);
    w.refused(8, "import .env -e staging --yes --json").error();
    for (text, words) in [
        ("K=\"a\" b hush", "after the closing quote"),
        ("K='Let\\'s hush!'", "closing quote"),
        ("K=a\rb", "carriage return"),
        ("K=\"hush", "never closed"),
        ("K=a\0b", "NUL"),
        ("{\"A\":\"1\",\"A\":\"2\"}", "twice"),
        ("{\"A\":[1]}", "array"),
        ("{\"A\":null}", "null"),
        ("{\"A\":NaN}", ""),
    ] {
        w.write("bad", text);
        let format = if text.starts_with('{') { "json" } else { "dotenv" };
        let output = w.refused(8, ["import", "bad", "-f", format, "-e", "staging", "--yes"]).says(words);
        assert!(output.err().contains("bad:1:"), "{output}");
    }
    // A duplicate is told, and is an error where that is asked for.
    w.write("twice", "A=1\nA=2\n");
    w.refused(8, "import twice -e staging --yes --strict -f dotenv");
    w.ok("import twice -e staging --yes -f dotenv --plain").says("was set before, on line 1");
    assert_eq!(w.out("get A -e staging"), "2\n");
}

#[test]
fn import_refuses_names_and_files() {
    let w = World::shop();
    for name in ["PATH", "LD_PRELOAD", "ENVCTL_TOKEN"] {
        w.write("x.env", format!("A=1\n{name}=hush\n"));
        w.refused(2, "import x.env -e staging --yes").says(name);
    }
    w.write("x.env", "PATH=/bin\n");
    w.ok("import x.env -e staging --yes --allow-dangerous-name");
    w.refused(3, "import nowhere -e staging --yes").shows(expect![[r#"
        $ envctl import nowhere -e staging --yes
        ------- stderr -------
        error: cannot read nowhere: No such file or directory (os error 2)
        [exit 3]
    "#]]);
    w.refused(2, "import . -e staging --yes").says("not a regular file");
    w.refused(2, "import x.env -e staging --yes -f xml").says("dotenv, shell, fish, json, yaml");
}

#[test]
fn import_asks_for_the_name_of_a_protected_environment() {
    let w = World::guarded();
    w.write(".env", "NEW=hush\n");
    w.refused(6, "import .env -e production --yes").says("--confirm production");
    w.ok("import .env -e production --yes --confirm production");
}

#[test]
fn export_formats() {
    let w = World::filled();
    w.cmd("set QUOTED -e staging --plain").stdin("it's \"x\" $HOME\nline 2").ok();
    w.cmd("export -e staging").reveals().run().shows(expect![[r#"
        $ envctl export -e staging
        DATABASE_URL=postgres://staging:hush@db
        LOG_LEVEL=debug
        QUOTED="it's \"x\" \$HOME
        line 2"
        ------- stderr -------
        warning: `QUOTED` will be read differently by node, npm dotenv, python-dotenv
        [exit 0]
    "#]]);
    w.cmd("export -e staging -f shell").reveals().run().shows(expect![[r#"
        $ envctl export -e staging -f shell
        export DATABASE_URL='postgres://staging:hush@db'
        export LOG_LEVEL='debug'
        export QUOTED='it'\''s "x" $HOME
        line 2'
        [exit 0]
    "#]]);
    w.cmd("export -e staging -f json").reveals().run().shows(expect![[r#"
        $ envctl export -e staging -f json
        {
          "DATABASE_URL": "postgres://staging:hush@db",
          "LOG_LEVEL": "debug",
          "QUOTED": "it's \"x\" $HOME\nline 2"
        }
        [exit 0]
    "#]]);
    w.run("export -e staging --plain-only --only LOG_LEVEL").shows(expect![[r#"
        $ envctl export -e staging --plain-only --only LOG_LEVEL
        LOG_LEVEL=debug
        [exit 0]
    "#]]);
    w.run("export -e staging --plain-only --json --only LOG_LEVEL").shows(expect![[r#"
        $ envctl export -e staging --plain-only --json --only LOG_LEVEL
        {"schema":"envctl/v1","kind":"Export","env":"staging","app":null,"constants":[{"name":"LOG_LEVEL","value":"debug","value_base64":null,"secret":false,"source":"project"}]}
        [exit 0]
    "#]]);
    w.refused(2, "export -e staging -f xml").says("dotenv, shell, fish, json, yaml");
    w.refused(2, "export");
}

#[test]
fn export_survives_eval_and_its_own_import() {
    let w = World::shop();
    let values = [
        "abc",
        "a b",
        "  x  ",
        "a#b",
        "a #b",
        "pa$$w$HOME",
        "x${HOME}y",
        "$(id)`id`",
        "it's",
        "say \"hi\"",
        "a'b\"c",
        "a\\b",
        "a\\nb",
        "abc\\",
        "l1\nl2",
        "-----PEM-----\nabc\n",
        "a\r\nb",
        "a\tb",
        "{\"a\":\"b\"}",
        "a=b==",
        "café—日本🔐",
        "a!b",
        "\u{feff}x",
        "a;b|c&d",
        "x\nOTHER=1",
        "l1\nit's",
        "a\u{1}\u{1b}[0m",
        "a\\'b",
        "yes",
        "~",
    ];
    for (n, value) in values.iter().enumerate() {
        w.cmd(["set", &format!("K{n}"), "-e", "staging", "--raw"]).stdin(value).ok();
    }
    // Every format that holds all of these: the others name what they cannot.
    let formats =
        "dotenv compose shell fish json yaml toml k8s k8s-secret github-env github-output tfvars env0";
    for format in formats.split(' ') {
        let exported = w.cmd(["export", "-e", "staging", "-f", format, "--output", "/dev/stdout"]);
        let exported = exported.reveals().run();
        assert_eq!(exported.code(), 0, "{exported}");
        let again = ["import", "-", "-f", format, "-e", "staging", "--overwrite", "--yes", "--json"];
        let again = w.cmd(again).stdin(&exported.stdout).ok().json();
        assert_eq!(again["changed"], false, "{format}: {again}");
        assert_eq!(again["same"].as_array().map(Vec::len), Some(values.len()), "{format}: {again}");
    }
    let names: Vec<String> = (0..values.len()).map(|n| format!("\"$K{n}\"")).collect();
    let print = format!("eval \"$(\"$E\" export -e staging -f shell)\"; printf '%s\\0' {}", names.join(" "));
    let printed = w.cmd("").reveals().around("sh", &["-c", &print]);
    assert_eq!(printed.out().split_terminator('\0').collect::<Vec<_>>(), values);
}

#[test]
fn export_files_are_private_and_whole() {
    let w = World::filled();
    w.run("export -e staging --output out.env").shows(expect![[r#"
        $ envctl export -e staging --output out.env
        wrote out.env · 2 constants, 1 secret · mode 0600
        [exit 0]
    "#]]);
    assert_eq!(w.mode("out.env"), 0o600);
    let first = w.read("out.env");
    assert!(first.contains("LOG_LEVEL=debug\n"), "{first}");
    w.refused(7, "export -e production --output out.env").shows(expect![[r#"
        $ envctl export -e production --output out.env
        ------- stderr -------
        error: out.env exists
        hint: --force replaces it
        [exit 7]
    "#]]);
    assert_eq!(w.read("out.env"), first);
    w.ok("export -e production --output out.env --force");
    assert!(w.read("out.env").contains("LOG_LEVEL=warn\n"));
    assert_eq!(w.mode("out.env"), 0o600);
    symlink("out.env", w.dir.join("link")).expect("a link");
    w.refused(7, "export -e staging --output link --force").says("symbolic link");
    w.refused(7, "export -e staging --output apps --force").says("directory");
    let nowhere = w.run("export -e staging --output nowhere/x");
    assert_eq!(nowhere.code(), 1, "{nowhere}");
    // Nothing is left of what failed.
    let mut names: Vec<_> =
        std::fs::read_dir(&w.dir).expect("a folder").map(|e| e.expect("it").file_name()).collect();
    names.sort();
    assert_eq!(names, ["apps", "envctl.toml", "link", "out.env", "services"]);
}

#[test]
fn export_to_a_stream() {
    let w = World::filled();
    assert_eq!(w.out("export -e staging --only LOG_LEVEL --output /dev/stdout"), "LOG_LEVEL=debug\n");
}

#[test]
fn export_into_a_repository() {
    let w = World::filled();
    let git = w.cmd("").around("git", &["init", "-q"]);
    assert_eq!(git.code(), 0, "{git}");
    w.refused(6, "export -e staging --output x.env").shows(expect![[r#"
        $ envctl export -e staging --output x.env
        ------- stderr -------
        error: x.env is inside a git work tree and not ignored: it could be committed
        hint: echo x.env >> .gitignore   (or --allow-tracked)
        [exit 6]
    "#]]);
    assert!(!w.dir.join("x.env").exists());
    w.write(".gitignore", "*.env\n");
    w.ok("export -e staging --output x.env");
    w.ok("export -e staging --output y.txt --allow-tracked");
    // What is already tracked is committed with the next `git commit -a`, ignored or not.
    w.write("z.env", "");
    assert_eq!(w.cmd("").around("git", &["add", "-f", "z.env"]).code(), 0);
    w.refused(6, "export -e staging --output z.env --force");
}

#[test]
fn export_is_all_or_nothing() {
    let w = World::filled();
    w.cmd("set BYTES -e staging").stdin(b"\xff\xfe").ok();
    w.refused(8, "export -e staging -f json").shows(expect![[r#"
        $ envctl export -e staging -f json
        ------- stderr -------
        error: value of `BYTES` is not UTF-8
          nothing was written
        hint: json can carry it with --encoding base64
        [exit 8]
    "#]]);
    w.refused(8, "export -e staging -f json --output x.json");
    assert!(!w.dir.join("x.json").exists());
    assert_eq!(
        w.out("export -e staging -f json --encoding base64 --only BYTES"),
        "{\n  \"BYTES\": \"//4=\"\n}\n"
    );
    w.cmd("set LINES -e staging").stdin("a\nhush").ok();
    w.refused(8, "export -e staging --dialect docker").says("LINES");
    w.refused(3, "export -e staging --only NOWHERE").says("NOWHERE");
    // What differs between readers is told.
    w.cmd(["set", "MIXED", "-e", "staging", "--plain"]).stdin("it's \"$x\"").ok();
    w.ok("export -e staging --only MIXED").says("will be read differently");
    w.refused(8, "export -e staging --only MIXED --strict");
}

#[test]
fn export_masks_for_a_runner() {
    let w = World::filled();
    w.cmd("set PEM -e staging").stdin("line one\nabc\nline 100%").ok();
    let ci = |line: &str| w.cmd(line).env("CI", "true").env("GITHUB_ACTIONS", "true").ok().err();
    // Each line of a secret on its own, none shorter than four bytes, nothing of a plain one.
    let masks = "::add-mask::line one\n::add-mask::line 100%25\n";
    let short = "warning: PEM has a line of less than 4 bytes, which is not masked\n";
    assert_eq!(ci("get PEM -e staging"), format!("{masks}{short}"));
    assert_eq!(ci("export -e staging --only PEM,LOG_LEVEL"), format!("{masks}{short}"));
    assert_eq!(ci("export -e staging --only PEM,LOG_LEVEL --no-mask"), "");
    assert_eq!(
        ci("run -q -e staging --only PEM,LOG_LEVEL -- true"),
        "::add-mask::line one\n::add-mask::line 100%25\n"
    );
    assert_eq!(ci("get LOG_LEVEL -e staging"), "");
    assert_eq!(w.cmd("get PEM -e staging").env("CI", "true").ok().err(), "");
}

#[test]
fn export_for_later_steps() {
    let w = World::filled();
    w.cmd("set PEM -e staging").stdin("line one\nline 100%\n").ok();
    let step = |line: &str| w.cmd(line).env("CI", "true").env("GITHUB_ENV", "github.env");
    // What is there stays, and gets the end of its line.
    w.write("github.env", "EARLIER=1");
    step("export -e staging -f github-env --only PEM,LOG_LEVEL").run().shows(expect![[r#"
        $ envctl export -e staging -f github-env --only PEM,LOG_LEVEL
        2 variables for later steps · 1 masked
        ------- stderr -------
        ::add-mask::line one
        ::add-mask::line 100%25
        [exit 0]
    "#]]);
    let text = w.read("github.env");
    let expected = "EARLIER=1\nLOG_LEVEL=debug\nPEM<<envctl_";
    assert!(text.starts_with(expected), "{text}");
    // Each time another delimiter.
    let delimiter =
        |text: &str| text.rsplit("PEM<<").next().and_then(|t| t.lines().next().map(str::to_owned));
    let first = delimiter(&text);
    let again = step("export -e staging -f github-env --no-mask --json").ok().json();
    assert_eq!((&again["constants"], &again["masked"]), (&3.into(), &0.into()), "{again}");
    assert_ne!(delimiter(&w.read("github.env")), first);
    let all = w.ok("import github.env -f github-env -e development --overwrite --yes --json").json();
    assert_eq!((&all["added"][0], &all["added"][1]), (&"EARLIER".into(), &"PEM".into()), "{all}");
    w.refused(2, "export -e staging -f github-env").shows(expect![[r#"
        $ envctl export -e staging -f github-env
        ------- stderr -------
        error: GITHUB_ENV is not set: this is for a step of a workflow
        hint: --output FILE writes to a file, --output /dev/stdout shows it
        [exit 2]
    "#]]);
    // What cannot be written leaves the file as it was.
    let before = w.read("github.env");
    w.cmd("set NODE_OPTIONS=x -e staging --plain --allow-dangerous-name").ok();
    let refused = step("export -e staging -f github-env").run();
    assert_eq!(refused.code(), 8, "{refused}");
    assert!(refused.err().contains("`NODE_OPTIONS`"), "{refused}");
    assert_eq!(w.read("github.env"), before);
}

#[test]
fn export_says_what_a_format_cannot_hold() {
    let w = World::filled();
    w.cmd("set PEM -e staging --plain").stdin("line one\nline two\n").ok();
    w.refused(8, "export -e staging -f gitlab-dotenv").shows(expect![[r#"
        $ envctl export -e staging -f gitlab-dotenv
        ------- stderr -------
        error: `DATABASE_URL` is a secret, and GitLab shows what it is given to everybody who may look
          value of `PEM` has a line break, which GitLab cannot read
          nothing was written
        hint: --plain-only leaves secrets out
        [exit 8]
    "#]]);
    assert_eq!(
        w.out("export -e staging -f gitlab-dotenv --plain-only --only LOG_LEVEL"),
        "LOG_LEVEL=debug\n"
    );
    w.refused(8, "export -e staging -f k8s-configmap").says("`DATABASE_URL` is a secret");
    w.refused(8, "export -e staging -f k8s --name Web").says("name `Web` is not one that Kubernetes takes");
    w.refused(2, "export -e staging -f json --header").shows(expect![[r#"
        $ envctl export -e staging -f json --header
        ------- stderr -------
        error: --header is for dotenv, shell, fish, yaml, toml, docker, compose, k8s, k8s-secret, k8s-configmap, systemd, tfvars, not for json
        [exit 2]
    "#]]);
    w.refused(2, "export -e staging --namespace x").says("--labels is for k8s, k8s-secret, k8s-configmap");
    w.write("x.yaml", "A: 1\n");
    w.refused(2, "import x.yaml -e staging --expand").says("--expand is for dotenv, compose, not for yaml");
}

#[test]
fn export_for_kubernetes() {
    let w = World::filled();
    let line = "export -e staging -f k8s --namespace shop --labels team=a,tier=web --app web";
    w.cmd(line).reveals().run().shows(expect![[r#"
        $ envctl export -e staging -f k8s --namespace shop --labels team=a,tier=web --app web
        apiVersion: v1
        kind: Secret
        metadata:
          name: "web"
          namespace: "shop"
          labels:
            "team": "a"
            "tier": "web"
        type: Opaque
        data:
          DATABASE_URL: "cG9zdGdyZXM6Ly9zdGFnaW5nOmh1c2hAZGI="
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: "web"
          namespace: "shop"
          labels:
            "team": "a"
            "tier": "web"
        data:
          LOG_LEVEL: "debug"
        [exit 0]
    "#]]);
    w.refused(2, "export -e staging -f k8s --labels team").says("--labels team: write KEY=VALUE");
}

#[test]
fn export_keeps_what_others_wrote_into_the_file() {
    let w = World::filled();
    w.write("out.env", "LOG_LEVEL=old\nMINE=it's mine\n");
    w.run("export -e staging --output out.env --force").shows(expect![[r#"
        $ envctl export -e staging --output out.env --force
        wrote out.env · 2 constants, 1 secret · 1 of others kept · mode 0600
        [exit 0]
    "#]]);
    let text = "DATABASE_URL=postgres://staging:hush@db\nLOG_LEVEL=debug\nMINE=\"it's mine\"\n";
    assert_eq!(w.read("out.env"), text);
    w.write("out.env", "what is this\n");
    w.refused(7, "export -e staging --output out.env --force").shows(expect![[r#"
        $ envctl export -e staging --output out.env --force
        ------- stderr -------
        error: out.env:1:1: no `=`: what else is in it cannot be kept
        hint: rm out.env
        [exit 7]
    "#]]);
}

#[test]
fn import_prefixes_and_chooses() {
    let w = World::filled();
    w.write("db.env", "URL=u\nUSER=x\nbad-name=1\n");
    w.refused(8, "import db.env -e staging --prefix DB_ --yes").says("3:1");
    w.run("import db.env -e staging --prefix DB_ --only DB_URL,DB_USER --plain -n").shows(expect![[r#"
        $ envctl import db.env -e staging --prefix DB_ --only DB_URL,DB_USER --plain -n
        + DB_URL
        + DB_USER
        dry run: nothing changed
        [exit 0]
    "#]]);
    w.ok("import db.env -e staging --prefix DB_ --only DB_URL,DB_USER --plain --yes");
    assert_eq!(w.out("get DB_URL -e staging"), "u\n");
    // Only what the file could have set is missed in it.
    w.write("db.env", "URL=u\n");
    let pruned = |only: &str| {
        w.ok(&format!("import db.env -e staging --prefix DB_ {only} --prune -n --json")).json()["pruned"]
            .clone()
    };
    assert_eq!(pruned(""), serde_json::json!(["DB_USER"]));
    assert_eq!(pruned("--only DB_URL"), serde_json::json!([]));
    w.write("environ", "LOG_LEVEL=x\0BASH_FUNC_f%%=() { :; }\0PATH=/bin\0");
    w.ok("import environ -e staging --only LOG_LEVEL --overwrite --yes");
    assert_eq!(w.out("get LOG_LEVEL -e staging"), "x\n");
}

#[test]
fn import_tells_the_format_of_a_file() {
    let w = World::shop();
    for (n, (name, text)) in [
        ("a.yaml", "A: 'it''s'\n"),
        ("a.toml", "A = \"it's\"\n"),
        ("a.fish", "set -gx A 'it\\'s'\n"),
        ("a.tfvars", "A = \"it's\"\n"),
        ("secret.yml", "apiVersion: v1\nkind: Secret\ndata:\n  A: aXQncw==\n"),
        ("environ", "A=it's\0"),
    ]
    .into_iter()
    .enumerate()
    {
        w.write(name, text);
        let added = w.ok(&format!("import {name} -e staging --yes --prefix P{n}_ --plain --json")).json();
        assert_eq!(added["added"][0], format!("P{n}_A"), "{name}");
        assert_eq!(w.out(&format!("get P{n}_A -e staging")), "it's\n", "{name}");
    }
}
