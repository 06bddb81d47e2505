//! Several people on one store, each with an identity of their own: what each may, and what ends.

use std::time::Duration;

use crate::harness::{Cmd, HUSH, World};

/// Invites somebody and has them join under a profile of their name.
pub fn join(w: &World, name: &str, how: &str) {
    let invited = w.ok(&format!("invite {name} {how} --json")).json();
    let code = invited["code"].as_str().expect("a code").to_owned();
    w.cmd(&format!("join --profile {name}")).stdin(code).ok().says("joined personal");
}

/// A command as somebody else.
pub fn by<'w>(w: &'w World, name: &str, line: &str) -> Cmd<'w> {
    w.cmd(line).env("ENVCTL_PROFILE", name)
}

#[test]
fn who_joins_waits_for_the_next_who_holds_the_keys() {
    let w = World::filled();
    join(&w, "ben", "--role builder -e development,staging");
    by(&w, "ben", "run -e staging -- true").refused(125).says("DATABASE_URL");
    // Any command of a holder, here one that only reads.
    w.ok("status");
    w.ok("access pending").says("nobody waits");
    by(&w, "ben", "run -e staging -- sh -c 'test -n \"$DATABASE_URL\"'").ok();
    by(&w, "ben", "set LOG_LEVEL=trace -e staging").ok();
    // The key of an environment that was not given to them was not given to them.
    by(&w, "ben", "run -e production -- true").refused(125).says("no grant reaches it");
    by(&w, "ben", "set LOG_LEVEL=trace -e production")
        .refused(5)
        .says("ben may not set values in production");
    by(&w, "ben", "envs create qa").refused(5);
    by(&w, "ben", "invite eve --role viewer").refused(5);
    by(&w, "ben", "access grant ben admin").refused(5);
    w.ok("audit verify");
}

#[test]
fn a_code_works_once_and_for_its_organization() {
    let w = World::filled();
    let code = w.ok("invite ben --role tester --json").json()["code"].as_str().expect("a code").to_owned();
    w.cmd("join x --profile ben").refused(4).says("does not begin with inv_");
    w.cmd(&format!("join {}", &code[..code.len() - 1]))
        .env("ENVCTL_PROFILE", "ben")
        .refused(4)
        .says("checksum");
    w.cmd(&format!("join {code}")).refused(7).says("member of personal already");
    w.cmd(&format!("join {code} --profile ben")).ok().says("fingerprint");
    w.cmd(&format!("join {code} --profile eve")).refused(3).says("used, or withdrawn");
    let code = w.ok("invite eve --role tester --json").json()["code"].as_str().expect("a code").to_owned();
    w.ok("members remove eve --yes").says("the invitation of eve removed");
    w.cmd(&format!("join {code} --profile eve")).refused(3).says("used, or withdrawn");
    w.refused(7, "invite ben --role tester").says("already");
    w.refused(2, "invite dan").says("--role");
    w.refused(2, "invite dan --role boss");
    w.refused(2, "invite \"a b\" --role tester");
    w.refused(2, "invite dan --role tester --expires 0d");
    w.refused(3, "invite dan --role tester -e nowhere");
}

#[test]
fn who_leaves_reads_nothing_that_is_set_afterwards() {
    let w = World::filled();
    join(&w, "ben", "--role builder");
    w.ok("status");
    let before = by(&w, "ben", "get DATABASE_URL -e staging").reveals().ok().out();
    assert!(before.contains(HUSH));
    // One commit removes them and gives every environment that they read a new key.
    let rev = w.rev();
    w.ok("members remove ben --yes").says("a new key: development, staging, production");
    assert_eq!(w.rev(), rev + 1);
    by(&w, "ben", "get DATABASE_URL -e staging").refused(4).says("left personal");
    by(&w, "ben", "set LOG_LEVEL=x -e staging").refused(4);
    w.cmd("set DATABASE_URL -e staging").stdin("hush-after").ok();
    assert_eq!(w.out("get DATABASE_URL -e staging"), "hush-after\n");
    // What was there before the change of keys still opens for who stays.
    assert!(w.out("get DATABASE_URL -e development").contains(HUSH));
    w.refused(3, "members remove ben --yes").says("no member \"ben\"");
    w.refused(7, "members remove ana --yes").says("last owner");
    w.refused(7, "members set-role ana builder").says("last owner");
    w.ok("audit verify");
}

#[test]
fn a_token_alone_is_enough_and_no_more_than_its_grant() {
    let w = World::filled();
    let token = w.out("tokens create ci --role tester -e staging");
    let token = token.trim();
    assert!(token.starts_with("envctl_st1_") && !token.contains(char::is_whitespace));
    // Another home: no identity, nothing but the store.
    let store = format!("file:{}", w.store().display());
    let ci = |line: &str| {
        let cmd = w.cmd(line).env("HOME", w.dir.join("elsewhere")).env("ENVCTL_TOKEN", token);
        cmd.env("ENVCTL_STORE", &store)
    };
    ci("run -e staging -- sh -c 'test -n \"$DATABASE_URL\" && test -z \"$ENVCTL_TOKEN\"'").ok();
    ci("run -e production -- true").refused(125).says("the token was not given that");
    ci("set LOG_LEVEL=x -e staging").refused(5).says("the token was not given that");
    ci("tokens create more --role tester").refused(4);
    ci("whoami").ok().says("token");
    assert!(!w.dir.join("elsewhere/.config").exists(), "a token makes no identity");
    // From a file, with a line end.
    w.write("token", format!("{token}\n"));
    let file =
        w.cmd("run -e staging -- true").env("HOME", w.dir.join("elsewhere")).env("ENVCTL_STORE", &store);
    file.env("ENVCTL_TOKEN_FILE", "token").ok();
    for (bad, code) in [("hush", 4), (&token[..token.len() - 1], 4), (&token.to_uppercase(), 4)] {
        let refused = ci("status").env("ENVCTL_TOKEN", bad).refused(code).says("ENVCTL_TOKEN holds no token");
        assert!(!refused.err().contains(bad), "a token is repeated");
    }
    ci("status").env("ENVCTL_TOKEN", token.replacen("st1", "st9", 1)).refused(8);
    w.refused(2, "status --token x");
    w.refused(7, "tokens create ci --role tester");
    w.refused(2, "tokens create ci2 --role tester --expires 9999999999d");
    w.refused(2, "tokens create ci2 --role tester --expires 400d").says("at most a year");
    w.ok("tokens list").says("ci").says("staging");
    w.ok("tokens revoke ci --yes").says("a new key: staging");
    ci("run -e staging -- true").refused(125).says("was revoked");
    w.refused(3, "tokens revoke ci --yes");
    // Nothing anywhere: an empty variable is no variable.
    w.cmd("status").env("ENVCTL_TOKEN", "").ok();
}

#[test]
fn a_token_of_who_left_is_nobodys() {
    let w = World::filled();
    join(&w, "ben", "--role admin");
    w.ok("status");
    let token = by(&w, "ben", "tokens create bot --role builder").reveals().ok().out();
    w.cmd("get LOG_LEVEL -e staging").env("ENVCTL_TOKEN", token.trim()).ok();
    // It is as good as its maker, and no better.
    w.ok("members set-role ben tester");
    w.cmd("set LOG_LEVEL=x -e staging").env("ENVCTL_TOKEN", token.trim()).refused(5).says("only looks");
    w.ok("members remove ben --yes").says("1 token ended");
    w.cmd("get LOG_LEVEL -e staging").env("ENVCTL_TOKEN", token.trim()).refused(4).says("was revoked");
    // A token of one organization is nothing in another.
    w.ok("orgs create acme");
    let token = w.out("tokens create own --role admin -o acme");
    w.cmd("status").env("ENVCTL_TOKEN", token.trim()).refused(4).says("is not that of a member of personal");
}

#[test]
fn what_is_given_for_a_time_ends_in_the_log() {
    let w = World::filled();
    join(&w, "ben", "--role tester -e development");
    w.ok("status");
    w.ok("access grant ben builder -e staging --expires 1s").says("for 1s");
    by(&w, "ben", "set LOG_LEVEL=x -e staging").ok();
    std::thread::sleep(Duration::from_millis(1100));
    by(&w, "ben", "set LOG_LEVEL=y -e staging").run().says("no grant reaches it");
    w.ok("log").says("grant.expire");
    w.ok("access list --for ben").omits("staging");
    w.ok("audit verify");
    for bad in ["0", "-1", "tomorrow", "9999999999d"] {
        w.refused(2, &format!("access grant ben builder --expires={bad}"));
    }
}

#[test]
fn groups_and_roles_of_ones_own() {
    let w = World::published();
    join(&w, "ben", "--role tester");
    w.ok("groups create leads -m \"who may promote\"");
    w.ok("groups add leads ben").says("1 added");
    w.ok("access roles create mover --rights view,promote").says("mover");
    w.ok("access grant group:leads mover").says("on all apps in all environments");
    w.ok("groups show leads").says("ben").says("mover on all apps");
    w.ok("access check ben promote web -e staging").says("yes");
    by(&w, "ben", "promote web --to staging").run().omits("may not");
    w.run("access check ben write web -e staging")
        .says("no    ben may not write web in staging")
        .says("rule    denied");
    w.refused(7, "access roles delete mover --yes").says("still granted to group:leads");
    w.ok("groups remove leads ben");
    let no = w.run("access check ben promote web -e staging");
    assert_eq!(no.code(), 5, "{no}");
    w.ok("groups delete leads --yes").says("1 grant ended");
    w.ok("access roles delete mover --yes");
    w.refused(2, "groups create Builder").says("reserved");
    w.refused(2, "groups create admin").says("reserved");
    w.refused(3, "groups add leads ben");
    w.refused(8, "access roles create boss --rights manage").says("who manages opens");
    w.refused(2, "access roles create boss --rights everything");
    w.refused(3, "access check eve promote web -e staging");
    w.refused(2, "access check ben fly web -e staging");
    w.refused(3, "access grant ben nobody").says("no role");
    w.refused(3, "access revoke ben deployer");
    w.ok("access mode").says("combined");
    w.ok("access mode per-env").says("were combined");
    w.ok("audit verify");
}

#[test]
fn a_viewer_never_gets_more_than_a_look() {
    let w = World::published();
    join(&w, "vic", "--role viewer");
    by(&w, "vic", "get LOG_LEVEL -e development").refused(5);
    w.refused(7, "access grant vic builder -e development").says("set-role vic builder");
    w.ok("access grant vic viewer -e development,staging --app web");
    by(&w, "vic", "get LOG_LEVEL -e development --app web").ok();
    by(&w, "vic", "run -e development --app web -- true").refused(125).says("only looks");
    let check = |line: &str| w.run(&format!("access check vic {line}"));
    assert_eq!(check("view web -e staging").code(), 0);
    assert_eq!(check("view web -e production").code(), 5);
    assert_eq!(check("list -e staging").code(), 0);
    check("edit web -e development").says("view_only");
    check("use web").says("not_released");
}

#[test]
fn nobody_gives_more_than_they_hold() {
    let w = World::filled();
    join(&w, "eva", "--role builder -e development,staging");
    w.ok("access grant eva admin -e staging");
    w.ok("status");
    // An environment's administrator gives what there is there, and nothing elsewhere.
    join(&w, "tom", "--role tester -e development");
    by(&w, "eva", "access grant tom builder -e staging").ok();
    w.ok("status");
    by(&w, "eva", "access grant tom builder -e production").refused(5);
    by(&w, "eva", "access grant tom builder").refused(5);
    by(&w, "eva", "members set-role tom admin").refused(5);
    by(&w, "eva", "members remove tom --yes").refused(5);
    by(&w, "eva", "access revoke tom builder -e staging").ok();
    by(&w, "eva", "envs color production blue").refused(5);
    by(&w, "eva", "envs color staging blue").ok();
    w.ok("audit verify");
}

#[test]
fn an_environment_that_was_not_given_is_not_shown() {
    let w = World::published();
    join(&w, "ben", "--role builder -e development");
    join(&w, "vic", "--role viewer");
    w.ok("promote web --to staging");
    w.ok("set LOG_LEVEL=silent -e staging");
    // Everywhere but in the name of the last one, where released apps are.
    for line in [
        "envs list",
        "status",
        "apps list",
        "apps show web --json",
        "log",
        "log -p",
        "constants list --compare",
    ] {
        by(&w, "ben", line).ok().omits("staging");
    }
    by(&w, "ben", "envs list -q").ok().says("production");
    by(&w, "ben", "envs show staging").refused(3).says("no environment \"staging\"").omits("silent");
    // A slip is not helped on to what is hidden, and what is asked for is not listed.
    by(&w, "ben", "get LOG_LEVEL -e stagin").refused(3).omits("staging?").omits("staging,");
    by(&w, "ben", "get LOG_LEVEL").refused(2).omits("staging");
    by(&w, "ben", "get LOG_LEVEL -e staging").refused(5).says("no grant reaches it");
    by(&w, "ben", "diff development staging").refused(5);
    by(&w, "ben", "merge --from staging --into development").refused(5);
    assert_eq!(by(&w, "vic", "envs list -q").ok().out(), "production\n");
    by(&w, "vic", "status").ok().omits("staging").omits("development");
    // The owner sees them all.
    w.ok("envs list").says("staging");
}

#[test]
fn organizations_side_by_side() {
    let w = World::filled();
    for org in ["acme", "acme-staging", "acme-production"] {
        w.ok(&format!("orgs create {org}"));
    }
    w.ok("orgs parent acme-staging acme").says("acme-staging is below acme");
    w.ok("orgs parent acme-production acme-staging");
    w.ok("orgs parent acme-staging").says("above acme-staging is acme");
    w.refused(8, "orgs parent acme acme-production").says("is below acme already");
    w.refused(8, "orgs parent acme acme").says("is below acme already");
    w.refused(3, "orgs parent acme nowhere").says("no organization");
    w.ok("orgs list").says("acme-staging\t-\towner\tacme\t");
    w.ok("orgs usage acme --rollup").says("acme-production").says("total");
    w.ok("orgs usage acme").omits("acme-production");
    w.ok("orgs usage personal").says("personal");
    let json = w.ok("orgs usage personal --json").json();
    assert_eq!((&json["items"][0]["envs"], &json["items"][0]["apps"]), (&3.into(), &2.into()));
    w.ok("orgs parent acme-production --none").says("was acme-staging");
    w.ok("orgs usage acme --rollup").omits("acme-production");
    // A parent gives nobody anything: a member of one is nobody in the other.
    let invited = w.ok("invite ben --role admin -o acme --json").json();
    let code = invited["code"].as_str().expect("a code").to_owned();
    w.cmd("join --profile ben").stdin(code).ok();
    by(&w, "ben", "members list -o acme").ok();
    by(&w, "ben", "members list -o acme-staging").refused(4);
    by(&w, "ben", "orgs usage acme-staging").refused(4);
    by(&w, "ben", "orgs usage acme --rollup").ok().says("acme-staging");
    by(&w, "ben", "orgs parent acme --none").run().omits("rev 4");
    by(&w, "ben", "orgs parent acme personal").refused(5);
    let list = by(&w, "ben", "orgs list -q").ok().out();
    assert_eq!(list, "acme\n");
    // Outside of a project, with several, it has to be said which.
    let none = |line: &str| w.cmd(line).env("ENVCTL_CONFIG", "none");
    none("members list").refused(2).says("--org").says("acme-staging");
    none("members list -o acme").ok();
    // A token of one is nothing in another.
    let token = w.out("tokens create ci --role admin -o acme");
    let ci = |line: &str| none(line).env("ENVCTL_TOKEN", token.trim());
    ci("orgs list").ok();
    for org in ["acme-staging", "personal"] {
        ci(&format!("members list -o {org}")).refused(4);
        ci(&format!("status -o {org}/shop")).refused(4);
    }
    let mut terminal = none("members list").terminal();
    terminal.expect("Organization").expect("acme-staging");
    terminal.keys("\r");
    let (shown, code) = terminal.end();
    assert_eq!(code, 0, "{shown}");
}

#[test]
fn what_is_no_token_and_no_code() {
    let w = World::filled();
    let token = w.out("tokens create ci --role tester -e staging");
    let token = token.trim();
    // Both a token and an identity: the token is in force, and -v says so.
    w.cmd("whoami -v").env("ENVCTL_TOKEN", token).ok().says("a token").says("ENVCTL_TOKEN").says("token ci");
    w.cmd("whoami").env("ENVCTL_TOKEN", format!(" \t{token}\n")).ok().says("token ci");
    for bad in [format!("\"{token}\""), token.replace("envctl_st1_", "ghp_"), format!("{token}{token}")] {
        let refused = w.cmd("status").env("ENVCTL_TOKEN", &bad).refused(4);
        assert!(!refused.err().contains(&bad[12..]), "a token is repeated");
    }
    w.cmd("tokens create more --role tester").env("ENVCTL_TOKEN", token).refused(4).says("sign in yourself");
    w.cmd("status").env("ENVCTL_TOKEN_FILE", "nowhere").refused(4).says("nowhere");
    w.write("empty", "");
    w.cmd("status").env("ENVCTL_TOKEN_FILE", "empty").refused(4).says("it is empty");
    // Codes: of nothing, changed, in another store.
    let code = w.ok("invite dan --role tester --json").json()["code"].as_str().expect("a code").to_owned();
    let join = |code: &str| w.cmd("join --profile dan").stdin(code);
    join("").refused(4);
    join(&code.to_uppercase()).refused(4);
    join(&format!("{code}a")).refused(4).says("checksum");
    join(&code.replacen(&code[10..11], if &code[10..11] == "a" { "b" } else { "a" }, 1)).refused(4);
    w.cmd("join --profile dan --store file:other.db").stdin(&code).refused(3);
    w.cmd("join --profile dan").stdin(&code).env("ENVCTL_TOKEN", token).refused(2);
    join(&format!("  {code}\n")).ok();
    w.refused(2, ["invite", "", "--role", "tester"]);
}
