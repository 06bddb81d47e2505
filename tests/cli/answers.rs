//! The form of answers: JSON, lists in pipes, quiet, colours, runners; and `quickstart`, which is all
//! of it at once.

use expect_test::expect;
use serde_json::Value;

use crate::harness::World;

/// Asks for JSON, and checks kind and documented fields.
#[track_caller]
fn json(w: &World, line: &str, kind: &str, fields: &str) -> Value {
    let output = w.cmd(&format!("{line} --json")).reveals().ok();
    let answer = output.json();
    assert_eq!(answer["kind"], kind, "{output}");
    has(&answer, fields, &output.to_string());
    answer
}

#[track_caller]
fn has(object: &Value, fields: &str, shown: &str) {
    for field in fields.split_whitespace() {
        assert!(object.get(field).is_some(), "no {field:?} in {object}: {shown}");
    }
}

#[test]
fn every_command_answers_in_json() {
    let w = World::empty();
    json(
        &w,
        "init --project shop --apps web,api",
        "InitResult",
        "manifest org project envs apps store identity",
    );
    json(&w, "set A=1 --plain --all-envs", "SetResult", "changed rev constants");
    json(&w, "set S=hush -e staging", "SetResult", "changed rev constants");
    json(&w, "get A -e staging", "Constant", "name env secret value source rev");
    json(&w, "constants list --compare", "ConstantList", "items next");
    json(&w, "unset S -e staging", "UnsetResult", "changed rev removed");
    json(&w, "unset S --declaration --yes", "UnsetResult", "changed rev removed");
    w.write(".env", "B=2\n");
    json(
        &w,
        "import .env -e staging --plain --yes",
        "ImportResult",
        "changed rev added same kept overwritten pruned",
    );
    json(&w, "export -e staging", "Export", "env app constants");
    json(&w, "export -e staging --output x.env", "ExportFile", "file");
    json(&w, "use staging", "Context", "org env scope previous");
    json(&w, "whoami", "Identity", "user store profile method mfa expires_at orgs token");
    json(&w, "status", "Status", "org project env store unsynced environments");
    json(&w, "envs list", "EnvList", "items next");
    json(
        &w,
        "envs show staging",
        "Env",
        "name order color description org created_from expires_at protected locked track policy apps constants",
    );
    json(
        &w,
        "envs create qa --from staging",
        "EnvCreateResult",
        "changed rev name from copied missing_secrets",
    );
    json(&w, "envs color qa blue", "WriteResult", "changed rev synced dry_run changes");
    json(&w, "envs rename qa uat", "WriteResult", "changed rev synced dry_run changes");
    json(&w, "envs delete uat --confirm uat", "WriteResult", "changed rev synced dry_run changes");
    json(&w, "apps create worker", "WriteResult", "changed rev synced dry_run changes");
    json(&w, "apps list", "AppList", "items next");
    json(&w, "apps show worker", "App", "name path network draft_changes envs needs datasources");
    json(&w, "apps delete worker --yes", "WriteResult", "changed rev synced dry_run changes");
    json(&w, "unset B --declaration --yes", "UnsetResult", "changed");
    json(&w, "publish web --artifact sha256:1", "PublishResult", "changed rev");
    json(&w, "apps versions list web", "VersionList", "items next");
    json(
        &w,
        "apps versions show web@v1",
        "Version",
        "app version name draft saved_at saved_by artifact envs released_in",
    );
    json(
        &w,
        "promote web --to staging --dry-run",
        "PromoteResult",
        "changed rev from to apps approval dry_run plan findings",
    );
    json(&w, "promote web --to staging", "PromoteResult", "changed rev from to apps approval");
    json(&w, "promote web --to production", "PromoteResult", "changed rev from to apps approval");
    json(&w, "release web --env production", "ReleaseResult", "changed rev env apps");
    json(&w, "publish web --artifact sha256:2", "PublishResult", "changed rev");
    json(&w, "promote web --to staging", "PromoteResult", "changed rev from to apps approval");
    json(
        &w,
        "rollback web --env staging",
        "RollbackResult",
        "changed rev env app before after constants_restored",
    );
    json(&w, "log", "EventList", "items next");
    json(&w, "diff staging production", "Diff", "from to changes same");
    json(&w, "diff", "Diff", "from to changes same");
    json(&w, "audit verify", "AuditVerify", "ok events head withheld first_bad");
    json(&w, "orgs list", "OrgList", "items next");
    json(&w, "orgs show", "Org", "name display_name role parent personal projects members");
    json(&w, "orgs create acme", "OrgCreateResult", "changed");
    json(&w, "projects list", "ProjectList", "items next");
    json(&w, "projects show", "Project", "name");
}

#[test]
fn json_of_lists_and_changes_is_as_documented() {
    let w = World::published();
    let shown = "";
    let item = |line: &str, kind: &str| json(&w, line, kind, "items")["items"][0].clone();
    let constant = item("constants list -e staging", "ConstantList");
    has(&constant, "name secret required apps values", shown);
    has(&constant["values"][0], "env set value fp changed_at changed_by", shown);
    assert_eq!(constant["values"][0]["value"], Value::Null, "a secret");
    has(&item("log", "EventList"), "seq rev time actor via action path env before after message", shown);
    has(&item("envs list", "EnvList"), "name order color apps constants protected policy", shown);
    has(&item("envs list", "EnvList")["constants"], "required set missing", shown);
    has(&item("envs list", "EnvList")["apps"][0], "name version released", shown);
    has(&item("apps list", "AppList"), "name path network draft_changes envs needs datasources", shown);
    has(&item("apps list", "AppList")["envs"][0], "env version pinned released", shown);
    has(
        &item("apps versions list web", "VersionList"),
        "app version name draft saved_at saved_by artifact envs released_in",
        shown,
    );
    has(&item("orgs list", "OrgList"), "name display_name role parent personal projects members", shown);
    let status = json(&w, "status", "Status", "store environments");
    has(&status["store"], "url rev reachable", shown);
    has(&status["environments"][0], "name color protected locked apps constants", shown);
    has(&status["environments"][0]["apps"][0], "name version draft released", shown);
    w.ok("set LOG_LEVEL=info -e staging");
    has(
        &json(&w, "diff staging production", "Diff", "changes")["changes"][0],
        "op path before after secret",
        shown,
    );
    let set = json(&w, "set LOG_LEVEL=debug -e staging", "SetResult", "constants");
    has(&set["constants"][0], "name env secret bytes lines fp trimmed_newline", shown);
    let changed = json(&w, "envs color staging blue", "WriteResult", "changes");
    has(&changed["changes"][0], "op path before after secret", shown);
}

#[test]
fn json_of_promotions_is_as_documented() {
    let w = World::published();
    let promote = json(&w, "promote web --to staging", "PromoteResult", "apps");
    has(&promote["apps"][0], "name before after published_draft", "promote");
    w.ok("promote web --to production");
    has(
        &json(&w, "release web --env production", "ReleaseResult", "apps")["apps"][0],
        "name before after",
        "release",
    );
}

#[test]
fn json_by_variable_and_short() {
    let w = World::filled();
    assert_eq!(w.ok("status -j").json()["kind"], "Status");
    assert_eq!(w.ok("status --json=v1").json()["kind"], "Status");
    assert_eq!(w.ok("-j status").json()["kind"], "Status");
    assert_eq!(w.cmd("status").env("ENVCTL_JSON", "1").ok().json()["kind"], "Status");
    w.cmd("status").env("ENVCTL_JSON", "0").ok().says("personal/shop · ");
}

#[test]
fn failures_in_json() {
    let w = World::guarded();
    let code = |exit: i32, line: &str| {
        w.refused(exit, &format!("{line} --json")).error()["code"].as_str().expect("text").to_owned()
    };
    assert_eq!(code(2, "get LOG_LEVEL"), "input_required");
    assert_eq!(code(3, "get LOG_LEVEL -e stagng"), "env_not_found");
    assert_eq!(code(3, "get NOWHERE -e staging"), "constant_not_found");
    assert_eq!(code(6, "set LOG_LEVEL=x -e production"), "confirmation_required");
    assert_eq!(code(7, "set LOG_LEVEL=x -e staging --expect 1"), "stale_revision");
    assert_eq!(code(2, "status --nonsense"), "usage");
    assert_eq!(code(2, "nonsense"), "usage");
    assert_eq!(code(2, "set 1A=x -e staging"), "invalid_name");
    assert_eq!(code(125, "run -e staging"), "usage");
    let error = w.refused(2, "get LOG_LEVEL --json").error();
    assert_eq!((&error["flag"], &error["choices"][1]), (&"--env".into(), &"staging".into()));
    w.edit("[apps.api]", "[apps.api]\nwrong = 1");
    assert_eq!(code(8, "status"), "manifest_invalid");
    w.run("status --json").shows(expect![[r#"
        $ envctl status --json
        ------- stderr -------
        {"schema":"envctl/v1","kind":"Error","error":{"code":"manifest_invalid","exit":8,"message":"$W/envctl.toml is not valid","flag":null,"choices":[],"hints":[],"facts":[],"causes":[],"excerpt":"  --> $W/envctl.toml:32:1\n   |\n32 | wrong = …\n   | ^^^^^ unknown key in [apps.api]"}}
        [exit 8]
    "#]]);
    w.run("status -v").shows(expect![[r#"
        $ envctl status -v
        ------- stderr -------
        error: $W/envctl.toml is not valid
          --> $W/envctl.toml:32:1
           |
        32 | wrong = …
           | ^^^^^ unknown key in [apps.api]
          code: manifest_invalid, exit 8
        [exit 8]
    "#]]);
}

#[test]
fn missing_commands_in_json() {
    let w = World::shop();
    w.refused(2, "audit --json").error();
    w.refused(2, "--json").error();
}

#[test]
fn lists_in_pipes_are_for_programs() {
    let w = World::filled();
    for line in ["constants list --compare", "envs list", "apps list", "orgs list", "projects list"] {
        let output = w.ok(line).out();
        assert!(output.lines().all(|l| l.contains('\t') && l == l.trim_end_matches(' ')), "{output}");
        assert!(!output.contains("NAME") && !output.contains("ENVIRONMENT"), "{output}");
    }
    w.ok("set A=1 --plain -e staging -q").silent();
    w.ok("publish web -q").silent();
    w.ok("promote web --to staging -q").silent();
    assert_eq!(w.out("envs -q"), "development\nstaging\nproduction\n");
    assert_eq!(w.out("orgs list -q"), "personal\n");
}

#[test]
fn colour_only_when_it_is_asked_for() {
    let w = World::filled();
    let coloured = |flags: &str, name: &str, value: &str| {
        w.cmd(&format!("status {flags}")).reveals().env(name, value).ok().out().contains('\u{1b}')
    };
    assert!(!coloured("", "X", "1"));
    assert!(coloured("--color always", "NO_COLOR", "1"));
    assert!(coloured("", "CLICOLOR_FORCE", "1"));
    assert!(coloured("", "FORCE_COLOR", "1"));
    assert!(!coloured("", "FORCE_COLOR", "0"));
    assert!(!coloured("--color never", "FORCE_COLOR", "1"));
    // No terminal tricks beyond colour, whatever the locale.
    w.cmd("status").env("LANG", "C").ok().says("personal/shop - this machine").omits("·");
}

#[test]
fn closed_pipes_are_quiet() {
    let w = World::filled();
    let lines: String = (0..600).map(|n| format!("KEY_{n}=value {n}\n")).collect();
    w.write("many.env", lines);
    w.ok("import many.env -e staging --yes --plain");
    for line in [
        "constants list -e staging",
        "constants list -e staging --json",
        "export -e staging",
        "completions zsh",
        "diff staging production",
        "log -p",
        "--help",
    ] {
        let piped = format!("set -o pipefail; $E {line} | head -1 > /dev/null");
        let output = w.cmd("").around("bash", &["-c", &piped]);
        assert_eq!((output.code(), output.err()), (0, String::new()), "{line}: {output}");
    }
    let full = w.cmd("").around("sh", &["-c", "$E constants list -e staging > /dev/full"]);
    assert_eq!(full.code(), 1, "{full}");
    assert!(full.err().starts_with("error: cannot write the answer"), "{full}");
    let closed = w.cmd("").around("sh", &["-c", "$E status >&-"]);
    assert!([0, 1].contains(&closed.code()), "{closed}");
}

#[test]
fn runners_of_github_see_the_error() {
    let w = World::filled();
    w.cmd("promote web --to staging").env("CI", "true").env("GITHUB_ACTIONS", "true").run().shows(expect![[
        r#"
        $ envctl promote web --to staging
        ------- stderr -------
        error: web is a draft: it has no published version
        hint: envctl publish web   (or promote with --publish)
        ::error title=envctl promote::web is a draft: it has no published version
        [exit 8]
    "#
    ]]);
    // No hints after a success in CI.
    w.cmd("set LOG_LEVEL=hush -e staging --secret").env("CI", "true").run().omits("hint: envctl set KEY");
    w.cmd("publish web").env("CI", "true").ok().omits("hint:");
    w.cmd("publish api").env("ENVCTL_HINTS", "0").ok().omits("hint:");
}

#[test]
fn doctor_asks_nobody() {
    let w = World::filled();
    let checks = |line: &str| -> Vec<String> {
        let json = w.run(line).json();
        let checks = json["checks"].as_array().expect("a list").iter();
        checks
            .map(|check| {
                format!(
                    "{} {}",
                    check["name"].as_str().expect("text"),
                    check["level"].as_str().expect("text")
                )
            })
            .collect()
    };
    assert_eq!(checks("doctor --offline --json"), checks("doctor --json"), "a file is asked all the same");
    let there = checks("doctor --offline --json --store https://127.0.0.1:1");
    assert!(there.contains(&"store ok".to_owned()), "{there:?}");
    w.ok("doctor --offline --store https://127.0.0.1:1").says("not asked (--offline)");
    let asked = checks("doctor --json --store https://127.0.0.1:1");
    assert!(!asked.contains(&"store ok".to_owned()), "{asked:?}");
}

#[test]
fn completions_for_every_shell() {
    let w = World::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        w.ok(&format!("completions {shell}")).says("envctl").says("ENVCTL_COMPLETE");
    }
    w.refused(2, "completions tcsh").says("bash");
}

#[test]
fn quickstart() {
    let w = World::empty();
    let output = w.cmd("quickstart tour").reveals().ok();
    let said = output.says("that was envctl").says("web v1 is live in production").says("chain intact");
    assert!(w.dir.join("tour").exists());
    assert!(!w.home.join(".local").exists() && !w.home.join(".config").exists(), "{said}");
    w.refused(7, "quickstart tour").says("exists");
}
