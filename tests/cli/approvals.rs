//! Approvals: what takes more than one person, asked for and answered.

use std::time::Duration;

use crate::harness::World;
use crate::people::{by, join};

/// A team: ben builds, eva and tom administrate; two versions' way into staging takes an approval.
fn team() -> World {
    World::like("a team with approvals", || {
        let w = World::published();
        join(&w, "ben", "--role builder -e development,staging");
        join(&w, "eva", "--role admin");
        join(&w, "tom", "--role admin");
        w.ok("status");
        w.ok("envs protect staging --approvals 1").says("1 approval by someone else");
        w
    })
}

/// pat approves in staging, and may do nothing else there.
fn approver(w: &World) {
    join(w, "pat", "--role tester -e development");
    w.ok("access roles create approver --rights view,approve");
    w.ok("access grant pat approver -e staging");
}

/// The number of the request that was filed last.
fn last(w: &World) -> String {
    let list = w.ok("access requests --json").json();
    let items = list["items"].as_array().expect("a list").clone();
    items.last().expect("a request")["id"].to_string()
}

#[test]
fn a_promotion_waits_for_somebody_else() {
    let w = team();
    w.ok("envs show staging --json").says("\"protected\":true");
    let promote = "promote web --to staging --confirm staging";
    by(&w, "ben", "promote web --to staging --dry-run").ok().says("staging takes 1 approval by someone else");
    let waits =
        by(&w, "ben", promote).run().says("staging needs 1 approval").says("can approve: ana, eva, tom");
    assert_eq!(waits.code(), 6, "{waits}");
    let n = last(&w);
    // Asked again it is the same request, and nothing more is written.
    by(&w, "ben", promote).refused(6).says(&format!("request {n} is waiting"));
    w.ok("access requests").says("ben").says("promote web v1 development to staging").says("0 of 1");
    by(&w, "ben", &format!("access approve {n} --confirm staging"))
        .refused(5)
        .says("nobody approves what they");
    w.refused(6, &format!("access approve {n}")).says("--confirm staging");
    w.refused(3, "access approve 9999 --confirm staging");
    // Who may promote there does with the last approval what was asked for, and nothing else.
    let approved = by(&w, "eva", &format!("access approve {n} --confirm staging")).ok();
    let approved = approved.says("approved and done: promote web v1 development to staging");
    assert!(approved.out().contains(&format!("rev {}", w.rev())), "{approved}");
    w.ok("apps versions list web").says("staging");
    by(&w, "ben", promote).ok().says("already in staging");
    by(&w, "eva", &format!("access approve {n} --confirm staging")).refused(7).says("done");
    w.ok("access requests").says("no requests");
    w.ok("access requests --all").says("done");
    w.refused(7, &format!("access approve {n} --confirm staging")).says("done");
    w.ok("audit verify");
}

#[test]
fn who_only_approves_does_not_promote() {
    let w = team();
    approver(&w);
    let promote = "promote web --to staging --confirm staging";
    assert_eq!(by(&w, "ben", promote).run().code(), 6);
    let n = last(&w);
    let approve = format!("access approve {n} --confirm staging");
    by(&w, "pat", &approve).ok().says("approved: ben runs it again, and it goes on");
    by(&w, "pat", &approve).refused(7).says("answered it already");
    w.ok("apps versions list web --json").omits("\"staging\"");
    by(&w, "ben", promote).ok().says("web v1 is in staging");
    // What stands in its way is not gone past: the approval holds, and the promotion waits.
    w.ok("publish web --artifact sha256:2");
    assert_eq!(by(&w, "ben", promote).run().code(), 6);
    w.ok("envs lock staging -m closed --confirm staging");
    let n = last(&w);
    by(&w, "eva", &format!("access approve {n} --confirm staging"))
        .ok()
        .says("closed")
        .says("ben runs it again");
    w.ok("envs unlock staging --confirm staging");
    w.ok("audit verify");
}

#[test]
fn what_somebody_calls_a_commit_lets_nothing_past() {
    // A merge takes an approval, whatever its commit is called: the values say where they come from.
    let w = team();
    w.ok("set LOG_LEVEL=loud -e development");
    let before = w.state();
    let refused = w.taken("set", "LOG_LEVEL", ["development", "staging"]).expect_err("a merge");
    assert!(refused.contains("its environment asks for approval"), "{refused}");
    assert_eq!(w.state(), before);
    // To set a value takes none.
    w.ok("set LOG_LEVEL=loud -e staging --confirm staging");
    w.ok("unset LOG_LEVEL -e staging --confirm staging");
}

#[test]
fn an_approval_is_void_once_the_plan_changes() {
    let w = team();
    approver(&w);
    let promote = "promote web --to staging --confirm staging";
    assert_eq!(by(&w, "ben", promote).run().code(), 6);
    let first = last(&w);
    by(&w, "pat", &format!("access approve {first} --confirm staging")).ok();
    // What it will meet there is another by now: that was not what eva approved.
    w.ok("set LOG_LEVEL=silent -e staging --confirm staging");
    let again = by(&w, "ben", promote).run();
    assert_eq!(again.code(), 6, "{again}");
    let second = last(&w);
    assert_ne!(first, second);
    // The one before is not asked for any more.
    w.ok("access requests --all").says("withdrawn");
    // Another version comes first: the request is void.
    w.ok("publish web --artifact sha256:2");
    assert_eq!(w.run(promote).code(), 6);
    by(&w, "eva", &format!("access approve {} --confirm staging", last(&w))).ok().says("approved and done");
    w.ok("access requests").says("void");
    by(&w, "eva", &format!("access approve {second} --confirm staging")).refused(7).says("changed since");
    by(&w, "ben", promote).ok().says("already in staging");
    w.ok("audit verify");
}

#[test]
fn who_approved_must_still_be_one_who_may() {
    let w = team();
    approver(&w);
    w.ok("envs protect staging --approvals 2 --confirm staging");
    let promote = "promote web --to staging --confirm staging";
    assert_eq!(by(&w, "ben", promote).run().code(), 6);
    let n = last(&w);
    by(&w, "eva", &format!("access approve {n} --confirm staging")).ok().says("1 of 2");
    by(&w, "ben", promote).refused(6).says("1 so far");
    by(&w, "pat", &format!("access approve {n} --confirm staging")).ok();
    w.ok("access revoke pat approver");
    by(&w, "ben", promote).refused(6).says("1 so far");
    w.ok("members remove eva --yes");
    by(&w, "ben", promote).refused(6).omits("so far");
    // Taking the rule away is seen in the log, and lets it go on.
    w.refused(6, "envs unprotect staging");
    w.ok("envs unprotect staging --confirm staging").says("not protected");
    by(&w, "ben", "promote web --to staging").ok();
    w.ok("log").says("envs.unprotect");
    w.ok("audit verify");
}

#[test]
fn nobody_approves_through_a_token_of_theirs() {
    let w = team();
    let token = by(&w, "eva", "tokens create bot --role admin -e development,staging").reveals().ok().out();
    w.ok("status");
    let bot = |line: &str| w.cmd(line).env("ENVCTL_TOKEN", token.trim());
    let waits = bot("promote web --to staging --confirm staging").run();
    assert_eq!(waits.code(), 6, "{waits}");
    let n = last(&w);
    bot(&format!("access approve {n} --confirm staging")).refused(4).says("answered by people");
    by(&w, "eva", &format!("access approve {n} --confirm staging")).refused(5).says("a token of theirs");
    by(&w, "ben", &format!("access approve {n} --confirm staging")).refused(5).says("may not approve");
    by(&w, "tom", &format!("access deny {n}")).refused(2).says("-m");
    by(&w, "tom", &format!("access deny {n} -m \"use the runbook\"")).ok().says("denied");
    let asked = bot("promote web --to staging --confirm staging").run();
    assert_eq!(asked.code(), 6, "{asked}");
    assert_ne!(last(&w), n, "what was denied is asked for anew");
    w.ok("access requests --all").says("denied");
}

#[test]
fn releases_and_merges_take_approval_too() {
    let w = team();
    w.ok("envs unprotect staging --confirm staging");
    w.ok("promote web --to staging");
    w.ok("promote web --to production");
    w.ok("envs protect production --approvals 1");
    for line in [
        "release web -e production --confirm production",
        "merge --from staging --into production --prefer source --confirm production",
    ] {
        let waits = w.run(line);
        assert_eq!(waits.code(), 6, "{waits}");
        let n = last(&w);
        by(&w, "eva", &format!("access approve {n} --confirm production")).ok();
        w.ok(line);
    }
    assert_eq!(w.out("get LOG_LEVEL -e production"), "debug\n");
    // Back is back, without anybody.
    w.ok("set LOG_LEVEL=error -e production --confirm production");
    w.ok("audit verify");
}

#[test]
fn a_role_is_asked_for_and_ends_by_itself() {
    let w = team();
    by(&w, "ben", "access request deployer -e production --expires 1s").refused(2).says("-m");
    by(&w, "ben", "access request nothing -e production -m x").refused(3);
    by(&w, "ben", "access request deployer -e nowhere -m x").refused(3);
    by(&w, "ben", "access request deployer -e production --expires 1s -m \"hotfix #812\"")
        .ok()
        .says("nothing changes until someone approves: ana, eva, tom");
    let n = last(&w);
    w.ok("access requests").says("deployer on all apps of shop in production for 1 s").says("hotfix #812");
    w.run("access check ben release web -e production").says("no ");
    by(&w, "ben", &format!("access approve {n}")).refused(5);
    by(&w, "eva", &format!("access approve {n}")).ok().says("ben is deployer");
    w.run("access check ben release web -e production").says("yes");
    std::thread::sleep(Duration::from_millis(1100));
    w.ok("status");
    w.run("access check ben release web -e production").says("no ");
    w.ok("log").says("grant.expire");
    // One's own is withdrawn without a reason, once.
    by(&w, "ben", "access request admin -m please").ok();
    let n = last(&w);
    by(&w, "ben", &format!("access deny {n}")).ok().says("withdrawn");
    by(&w, "ben", &format!("access deny {n}")).refused(7);
    by(&w, "eva", &format!("access approve {n}")).refused(7).says("withdrawn");
    // Nobody approves what they could not give.
    by(&w, "ben", "access request tester -e production -m please").ok();
    join(&w, "pia", "--role builder");
    by(&w, "pia", &format!("access approve {}", last(&w))).refused(5);
    w.ok("audit verify");
}

#[test]
fn what_who_left_could_read_is_exposed_until_it_changes() {
    let w = World::filled();
    join(&w, "ben", "--role builder -e development,staging");
    w.ok("status");
    w.ok("access exposed").says("nothing is exposed");
    w.ok("members remove ben --yes");
    w.ok("access exposed").says("DATABASE_URL").says("staging").says("ben").omits("production");
    assert_eq!(w.out("access exposed ben -q"), "DATABASE_URL@development\nDATABASE_URL@staging\n");
    w.refused(3, "access exposed dan").says("nobody was ever called");
    assert_eq!(w.out("access exposed ana -q"), "");
    // Set anew, it is known to nobody who left; what is set later never was.
    w.cmd("set DATABASE_URL -e staging").stdin("hush-new").ok();
    w.cmd("set OTHER --all-envs").stdin("hush-other").ok();
    assert_eq!(w.out("access exposed -q"), "DATABASE_URL@development\n");
    w.refused(2, "access waive DATABASE_URL -e development").says("-m");
    w.refused(3, "access waive OTHER -e development -m x").says("is not exposed there");
    w.ok("access waive DATABASE_URL -e development -m \"a sandbox\"").says("1 exposed secret waived");
    w.ok("access exposed").says("nothing is exposed");
    // A waiver is of one value: of the next to leave nothing is waived.
    join(&w, "eva", "--role tester");
    w.ok("status");
    w.cmd("set DATABASE_URL -e development").stdin("hush-newer").ok();
    w.ok("members remove eva --yes");
    w.ok("access exposed eva").says("DATABASE_URL").says("OTHER").says("production");
    // A token that is revoked has read as well.
    w.out("tokens create ci --role tester -e production");
    w.ok("status");
    w.ok("tokens revoke ci --yes");
    w.ok("access exposed token:ci").says("production").omits("staging");
    w.ok("audit verify");
}

#[test]
fn a_review_goes_through_what_was_given() {
    let w = team();
    w.refused(2, "access review").says("--report");
    w.ok("access review --report").says("ben").says("builder on all apps of shop in development, staging");
    w.ok("access review --report --older-than 1d").says("nothing to review");
    w.refused(2, "access review --older-than tomorrow --report");
    let mut terminal = w.terminal("access review");
    terminal.expect("ben: builder on all apps of shop in development, staging");
    terminal.keys("\u{1b}[B").keys("\r");
    let (shown, code) = terminal.end();
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("reviewed 1 grant: 0 kept, 1 ended"), "{shown}");
    w.ok("access list --for ben").omits("development, staging");
    w.ok("log").says("access.review");
    w.ok("access review --report").says("last reviewed").says("by ana: 0 grants kept, 1 ended");
    // One that only confirms is one too.
    w.ok("access grant ben tester -e staging");
    let rev = w.rev();
    let mut terminal = w.terminal("access review");
    terminal.expect("ben: tester on all apps of shop in staging");
    terminal.keys("\r");
    let (shown, code) = terminal.end();
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("reviewed 1 grant: 1 kept, 0 ended"), "{shown}");
    assert_eq!(w.rev(), rev + 1);
    let report = w.ok("access review --report --json").json();
    assert_eq!((&report["last"]["by"], &report["last"]["kept"]), (&"ana".into(), &1.into()));
    by(&w, "ben", "access review --report").ok().says("by ana: 1 grant kept, 0 ended");
    w.ok("audit verify");
}
