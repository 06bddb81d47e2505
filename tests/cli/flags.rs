//! `flags`: a state per environment, stable for each subject, and kept out of the manifest.

use expect_test::expect;

use crate::harness::World;

fn flagged() -> World {
    let w = World::shop();
    w.ok("flags set new-checkout 25% -e staging --description 'one-page checkout'");
    w.ok("flags set new-checkout on -e development");
    w.ok("flags set price-test on --split a=50,b=50 -e staging");
    w
}

#[test]
fn set_list_show() {
    let w = World::shop();
    w.run("flags set new-checkout 25% -e staging --description 'one-page checkout'").shows(expect![[r#"
        $ envctl flags set new-checkout 25% -e staging --description one-page checkout
        new-checkout is on for 25% in staging (was off) · rev 3
        [exit 0]
    "#]]);
    w.run("flags set new-checkout 50% -e staging").shows(expect![[r#"
        $ envctl flags set new-checkout 50% -e staging
        new-checkout is on for 50% in staging (was 25%) · rev 4
        [exit 0]
    "#]]);
    w.run("flags set price-test on --split a=50,b=50 -e staging").shows(expect![[r#"
        $ envctl flags set price-test on --split a=50,b=50 -e staging
        price-test is on in staging, split a=50 b=50 (was off) · rev 5
        [exit 0]
    "#]]);
    w.run("flags set price-test --rule plan=pro:b --rule 'country!=de,at and beta=yes' -e staging -n").shows(
        expect![[r#"
            $ envctl flags set price-test --rule plan=pro:b --rule country!=de,at and beta=yes -e staging -n
            price-test is on in staging, split a=50 b=50, 2 rules
              ~ flags.price-test@staging     "a/b" → "a/b +2 rules"
            dry run: nothing changed
            [exit 0]
        "#]],
    );
    w.ok("flags set price-test --rule plan=pro:b --rule 'country!=de,at and beta=yes' -e staging");
    w.run("flags").shows(expect![[r#"
        $ envctl flags
        new-checkout	off	50%	off
        price-test	off	a/b +2 rules	off
        [exit 0]
    "#]]);
    w.run("flags show price-test").shows(expect![[r#"
        $ envctl flags show price-test
        price-test
          development   off   not set
          staging       on   split a=50 b=50   rev 6, <time> by ana
                        rule 1  plan=pro:b
                        rule 2  country!=de,at and beta=yes:on
          production    off   not set
        [exit 0]
    "#]]);
    let json = w.ok("flags list -j").json();
    expect![[r#"{"items":[{"description":"one-page checkout","envs":{"development":null,"production":null,"staging":{"percent":50.0,"rules":[],"split":null,"state":"on"}},"name":"new-checkout","variants":[]},{"description":null,"envs":{"development":null,"production":null,"staging":{"percent":100.0,"rules":["plan=pro:b","country!=de,at and beta=yes:on"],"split":[{"variant":"a","weight":50},{"variant":"b","weight":50}],"state":"on"}},"name":"price-test","variants":["a","b"]}],"kind":"FlagList","next":null,"schema":"envctl/v1"}"#]].assert_eq(&json.to_string());
    let manifest = w.manifest();
    let at = manifest.find("[flags.").expect("declared");
    expect![[r#"
        [flags.new-checkout]
        description = "one-page checkout"

        [flags.price-test]
        variants = ["a", "b"]
    "#]]
    .assert_eq(&manifest[at..]);
    w.ok("status --exit-code");
    w.ok("audit verify");
    w.ok("flags set price-test off --split none --rule none -e staging")
        .says("price-test is off in staging (was on)");
    w.ok("flags set price-test off -e staging").says("nothing to do");
    w.ok("flags list --at 5").says("a/b").omits("rule");
    w.ok("log price-test").says("flags.set  price-test");
}

#[test]
fn the_same_subject_gets_the_same_answer() {
    let w = flagged();
    w.run("flags check new-checkout --for user-42 -e staging").shows(expect![[r#"
        $ envctl flags check new-checkout --for user-42 -e staging
        on    bucket 22.41 of 100 is under 25%
        [exit 0]
    "#]]);
    w.run("flags check new-checkout --for user-43 -e staging").shows(expect![[r#"
        $ envctl flags check new-checkout --for user-43 -e staging
        off    bucket 56.71 of 100 is not under 25%
        [exit 0]
    "#]]);
    w.ok("flags check new-checkout --for user-42 -e production").says("off    not set in production");
    w.ok("flags check new-checkout --for user-42 -e development").says("on    on in development");
    let json = w.ok("flags check price-test --for user-42 -e staging -j").json();
    expect![[r#"{"bucket":37.74,"env":"staging","flag":"price-test","key":"user-42","kind":"FlagEvaluation","reason":"on","rule":null,"schema":"envctl/v1","value":true,"variant":"b"}"#]].assert_eq(&json.to_string());
    let variant = w.out("flags check price-test --for user-42 -e staging -q");
    assert_eq!(variant.trim(), json["variant"].as_str().expect("a variant"));
    // Another share moves nobody to another variant.
    w.ok("flags set price-test 99.99% -e staging");
    assert_eq!(w.out("flags check price-test --for user-42 -e staging -q"), variant);
    w.ok("flags set new-checkout off --rule plan=pro --rule key=ana:off -e staging");
    w.ok("flags check new-checkout --for bob --attr plan=pro -e staging").says("on    rule 1: plan=pro:on");
    w.ok("flags check new-checkout --for ana -e staging").says("off    rule 2: key=ana:off");
    w.ok("flags check new-checkout --for bob --attr plan=free -e staging").says("off    off in staging");
}

#[test]
fn what_is_wrong() {
    let w = flagged();
    for (code, line) in [
        (2, "flags set x maybe -e staging"),
        (2, "flags set x 101% -e staging"),
        (2, "flags set x on --split a -e staging"),
        (2, "flags set x on --split a=0 -e staging"),
        (2, "flags set x on --rule plan -e staging"),
        (2, "flags set x -e staging"),
        (2, "flags set X on -e staging"),
        (2, "flags set x on"),
        (3, "flags set x on -e nowhere"),
        (2, "flags check new-checkout -e staging"),
        (2, "flags check new-checkout --for a --attr b -e staging"),
        (2, "flags delete new-checkout"),
        (3, "flags show nothing"),
        (3, "flags delete nothing --yes"),
    ] {
        w.refused(code, line);
    }
    w.refused(3, "flags check new-check --for a -e staging").shows(expect![[r#"
        $ envctl flags check new-check --for a -e staging
        ------- stderr -------
        error: personal/shop has no flag "new-check"
        hint: did you mean new-checkout? (new-checkout, price-test)
        [exit 3]
    "#]]);
    let guarded = World::guarded();
    guarded.refused(6, "flags set x on -e production").says("x would be on");
    guarded.ok("flags set x on -e production --confirm production");
    guarded.refused(6, "flags delete x --yes");
}

#[test]
fn copied_with_an_environment_and_deleted_everywhere() {
    let w = flagged();
    w.ok("envs create preview --from staging").says("2 flags copied");
    assert!(w.ok("flags list -j").json()["items"][0]["envs"]["preview"]["percent"] == 25.0);
    w.run("flags delete new-checkout --yes").shows(expect![[r#"
        $ envctl flags delete new-checkout --yes
        flag new-checkout deleted · rev 7
        [exit 0]
    "#]]);
    assert_eq!(w.out("flags -q"), "price-test\n");
    assert!(!w.manifest().contains("new-checkout"), "{}", w.manifest());
    w.ok("envs delete preview --confirm preview");
    w.ok("flags set new-checkout on --all-envs");
    w.ok("status --exit-code");
    w.ok("audit verify");
}
