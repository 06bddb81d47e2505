//! Environments that somebody was not given: nothing that the program prints names them, in text or as
//! JSON, with hints or without, where it answers, refuses and suggests.

use crate::harness::{Cmd, World};
use crate::people::join;

/// The name that nobody is to see.
const HIDDEN: &str = "zebra";

/// development, zebra and production, with everything in all of them; people who were not given zebra:
/// ben builds in development, dee deploys in production, vic uses what is released.
fn world() -> World {
    World::like("hidden", || {
        let w = World::empty();
        w.ok(&format!("init --project shop --envs development,{HIDDEN},production"));
        w.ok("apps create web");
        w.ok("apps create api");
        w.ok("set LOG_LEVEL=debug --plain --all-envs");
        for env in ["development", HIDDEN, "production"] {
            w.cmd(&format!("set TOKEN -e {env}")).stdin("hush").ok();
        }
        w.ok("datasources create main --type postgres");
        w.cmd(&format!("datasources set main url -e {HIDDEN}")).stdin("postgres://hush@db/x").ok();
        w.ok("flags set beta on --all-envs");
        w.ok("publish web --artifact sha256:1");
        w.ok(&format!("promote web --to {HIDDEN}"));
        w.ok("promote web --to production");
        w.ok("release web -e production");
        w.ok("publish web --artifact sha256:2");
        w.ok(&format!("promote web --to {HIDDEN}"));
        w.ok(&format!("apps versions verify web@v2 -e {HIDDEN}"));
        w.ok(&format!("envs protect {HIDDEN} --approvals 1 --confirm {HIDDEN}"));
        w.ok(&format!("envs edit production --promote-from {HIDDEN}"));
        w.ok(&format!("envs create qa --from {HIDDEN}"));
        join(&w, "ben", "--role builder -e development");
        join(&w, "dee", "--role deployer -e production");
        join(&w, "vic", "--role viewer");
        join(&w, "tom", &format!("--role tester -e {HIDDEN}"));
        join(&w, "kim", "--role admin");
        w.ok("groups create leads");
        w.ok(&format!("access grant group:leads tester -e {HIDDEN}"));
        w.ok(&format!("tokens create ci --role tester -e {HIDDEN} --output token"));
        w.ok("status");
        w.cmd("publish web --artifact sha256:3").ok();
        let waits = w.run(&format!("promote web --to {HIDDEN} --confirm {HIDDEN}"));
        assert_eq!(waits.code(), 6, "{waits}");
        w.cmd(&format!("access request builder -e {HIDDEN} -m \"I would\""))
            .env("ENVCTL_PROFILE", "tom")
            .ok();
        w.ok(&format!("envs lock {HIDDEN} -m closed"));
        w
    })
}

/// As somebody, without the words of the log or of arguments that name it.
fn by<'w>(w: &'w World, who: &str, line: &str) -> Cmd<'w> {
    w.cmd(line).env("ENVCTL_PROFILE", who).reveals()
}

const LINES: &str = "
    status
    envs list
    envs show development
    envs show production
    envs show zebr
    envs describe development
    envs describe production
    apps list
    apps show web
    apps versions list web
    apps versions show web@v2
    apps versions show web@v3
    constants list
    constants list --compare
    get LOG_LEVEL
    explain LOG_LEVEL -e development
    explain LOG_LEVEL -e production
    log
    log -p
    log web
    log LOG_LEVEL
    log envs.zebr
    audit list
    audit export
    diff development production
    diff development zebr
    diff
    check
    check web -e production
    check --dry-run
    datasources list
    datasources show main
    datasources delete main --dry-run
    datasources set main pool=3 --all-envs
    flags list
    flags show beta
    flags check beta
    flags delete beta --dry-run
    flags set beta off --all-envs
    members list
    groups list
    groups show leads
    access list
    access list --for tom
    access list --for group:leads
    access list --for token:ci
    access check ben promote web
    access check dee promote web -e production
    access pending
    access exposed
    access requests --all
    access review --report
    tokens list
    templates export --from development
    projects list
    projects show shop
    orgs usage
    promote web --to production --dry-run
    promote web@v2 --to production --dry-run
    promote web@v3 --to production --confirm production
    promote web --dry-run
    promote web --to zebr
    promote web --from development --to production --dry-run
    promote web --through --to production --dry-run
    promote web --to production --skip-stage --reason x --dry-run
    release web -e production --dry-run
    release web -e development
    rollback web -e production --dry-run
    merge --from development --into production --dry-run
    merge --from zebr --into development
    merge --into development
    use
    envs delete production --dry-run
    envs color production red
    sync --dry-run
    export -e development
    set LOG_LEVEL=x
    set LOG_LEVEL=x --all-envs
    unset LOG_LEVEL --all-envs
    unset LOG_LEVEL --declaration --dry-run
    run -e zebr -- true
    apps edit web replicas=2 --dry-run
    apps delete web --dry-run
    apps delete web --yes --confirm web
    apps pin web v1 -e production --dry-run
    apps versions delete web@v2 --yes
    apps versions delete web@v3 --yes
    apps versions withdraw web@v1 -m bad --dry-run
    apps versions rename web@v2 two --dry-run
    apps versions create web --from v2 --dry-run
    apps copy web web2 --dry-run
    constants edit TOKEN --plain --dry-run
    constants edit LOG_LEVEL --secret --dry-run
    constants edit LOG_LEVEL --one-of a,b --dry-run
    invite zed --role tester -e zebr
    access check nobody view
";

#[test]
fn what_was_not_given_is_not_named() {
    let w = world();
    let mut told = String::new();
    // As somebody is told who may be given hints, and as a script asks for what is listed and shown.
    let lists = ["list", "show", "log", "audit", "status", "explain", "requests", "review", "usage", "check"];
    for (n, line) in LINES.lines().map(str::trim).filter(|line| !line.is_empty()).enumerate() {
        let listed = lists.iter().any(|word| line.contains(word));
        let asked = [("ben", "0", true), ("dee", "0", true), ("vic", "0", n % 3 == 0), ("ben", "1", listed)];
        for (who, json, _) in asked.into_iter().filter(|(.., asked)| *asked) {
            let output = by(&w, who, line).env("ENVCTL_JSON", json).env("CI", "0").run();
            if format!("{}{}", output.out(), output.err()).contains(HIDDEN) {
                told += &format!("{who}: {line}\n{output}\n");
            }
        }
    }
    assert!(told.is_empty(), "{told}");
    // The owner sees it.
    w.ok("envs list").says(HIDDEN);
    w.ok("audit list").says(HIDDEN);
    w.ok("access requests").says(HIDDEN);
}
