//! The end of an organization: who may, what stops it, and what is said of it afterwards.

use crate::harness::World;
use crate::people::{by, join};

#[test]
fn an_organization_is_deleted_by_its_owner_by_name() {
    let w = World::filled();
    w.ok("orgs create acme-staging");
    w.refused(6, "orgs delete acme-staging").says("--confirm acme-staging");
    w.refused(6, "orgs delete acme-staging --yes").says("--yes does not answer this");
    w.refused(6, "orgs delete acme-staging --confirm acme").says("is not the name");
    w.refused(3, "orgs delete acme-stagin --confirm acme-stagin").says("acme-staging");
    w.refused(2, "orgs delete");
    w.ok("orgs delete acme-staging --dry-run").says("nothing changed");
    w.ok("orgs delete acme-staging --confirm acme-staging").says("acme-staging deleted").says("audit verify");
    w.ok("orgs list").omits("acme-staging").omits("deleted-");
    let gone = "the organization acme-staging was deleted";
    for line in ["orgs show acme-staging", "orgs delete acme-staging", "orgs usage acme-staging"] {
        w.refused(3, line);
    }
    for line in ["members list -o acme-staging", "status -o acme-staging/shop", "log -o acme-staging/shop"] {
        w.refused(3, line).says(gone);
    }
    assert_eq!(w.run("members list -o acme-staging --json").error()["code"], "org_deleted");
    // Its log stays, and holds; nothing is added to it.
    let kept = w.run("members list -o acme-staging --json").error()["facts"][0].to_string();
    let kept = kept.split(' ').next_back().expect("a name").trim_matches('"').to_owned();
    assert!(kept.starts_with("deleted-"), "{kept}");
    w.ok(&format!("audit verify -o {kept}"));
    w.ok(&format!("members list -o {kept}"));
    w.refused(3, &format!("invite zed --role tester -o {kept}")).says("was deleted");
    w.refused(3, &format!("orgs delete {kept} --confirm {kept}"));
    // Its name is free; nobody takes the one of a deleted organization.
    w.ok("orgs create acme-staging");
    w.ok("members list -o acme-staging").says("ana");
    w.refused(8, "orgs create deleted-0123456789");
    w.ok("audit verify");
}

#[test]
fn what_stops_a_deletion() {
    let w = World::filled();
    w.ok("orgs create acme");
    w.ok("orgs create acme-production");
    w.ok("orgs parent acme-production acme");
    w.refused(7, "orgs delete acme --confirm acme").says("orgs parent acme-production --none");
    w.refused(7, "orgs delete personal --confirm personal").says("1 project: shop").says("--with-projects");
    join(&w, "eva", "--role admin");
    by(&w, "eva", "orgs delete personal --with-projects --confirm personal").refused(5);
    by(&w, "eva", "orgs delete acme --confirm acme").refused(4);
    let token = w.out("tokens create ci --role admin");
    let ci = |line: &str| w.cmd(line).env("ENVCTL_TOKEN", token.trim());
    ci("orgs delete personal --with-projects --confirm personal").refused(4).says("sign in yourself");
    let code = w.ok("invite dan --role tester --json").json()["code"].as_str().expect("a code").to_owned();
    w.ok("orgs delete personal --with-projects --confirm personal").says("personal deleted");
    // Whoever had to do with it is told.
    let gone = "the organization personal was deleted";
    w.refused(3, "status").says(gone);
    w.refused(3, "set LOG_LEVEL=x -e staging").says(gone);
    by(&w, "eva", "get LOG_LEVEL -e staging").refused(3).says(gone);
    ci("status").refused(3).says(gone);
    w.cmd("run -e staging -- true").refused(125).says(gone);
    w.cmd("join --profile dan").stdin(code).refused(3).says(gone);
}

#[test]
fn who_knew_the_deleted_one_joins_the_new_one() {
    let w = World::filled();
    w.ok("orgs create acme");
    let invite = || w.ok("invite eva --role admin -o acme --json").json()["code"].to_string();
    // Another machine: a home of its own on the same store.
    let store = format!("file:{}", w.store().display());
    let eva = |line: &str| {
        w.cmd(line).env("HOME", w.dir.join("eva")).env("ENVCTL_STORE", &store).env("ENVCTL_CONFIG", "none")
    };
    eva("join").stdin(invite().trim_matches('"')).ok();
    eva("members list -o acme").ok();
    w.ok("orgs delete acme --confirm acme");
    eva("members list -o acme").refused(3).says("was deleted");
    w.ok("orgs create acme");
    // The name does not stand for another all of a sudden.
    eva("members list -o acme")
        .refused(3)
        .says("was deleted")
        .says("another organization is called acme now");
    eva("join").stdin(invite().trim_matches('"')).ok().says("joined acme");
    eva("members list -o acme").ok().says("eva");
}
