//! `datasources`: declared once, fields per environment, sealed where they are secret.

use expect_test::expect;

use crate::harness::World;

/// `filled`, with a datasource `orders` that `api` uses, set in development.
fn orders() -> World {
    let w = World::filled();
    w.ok("datasources create orders --type postgres --app api");
    w.cmd("datasources set orders url -e development").stdin("postgres://hush@db/orders").ok();
    w
}

#[test]
fn declared_set_and_shown() {
    let w = World::filled();
    w.run("datasources create orders --type postgres --app api --description 'the orders'").shows(expect![[
        r#"
            $ envctl datasources create orders --type postgres --app api --description the orders
            datasource orders: postgres, fields pool, url (secret), used by api · rev 8
            ------- stderr -------
            hint: envctl datasources set orders url --env ENV
            [exit 0]
        "#
    ]]);
    w.cmd("datasources set orders url pool=5 -e staging").stdin("postgres://hush@db/orders\n").run().shows(
        expect![[r#"
            $ envctl datasources set orders url pool=5 -e staging
            orders.pool = "5" in staging · rev 9
            orders.url set in staging · secret · fp xxxxxx
            ------- stderr -------
            url: one final newline was dropped (--raw keeps it)
            [exit 0]
        "#]],
    );
    let manifest = w.manifest();
    let at = manifest.find("[datasources.orders]").expect("declared");
    expect![[r#"
        [datasources.orders]
        type = "postgres"
        description = "the orders"
        fields = { pool = {}, url = { required = true, secret = true } }
        values = { staging = { pool = "5" } }
    "#]]
    .assert_eq(&manifest[at..]);
    assert!(manifest.contains("datasources = [\"orders\"]"), "{manifest}");
    w.run("datasources list").shows(expect![[r#"
        $ envctl datasources list
        orders	postgres	missing url	set	missing url	api
        [exit 0]
    "#]]);
    w.run("ds show orders -e staging").shows(expect![[r#"
        $ envctl ds show orders -e staging
        orders · postgres · staging · used by api
          the orders
          pool  plain             5
          url   secret, required  fp xxxxxx
        [exit 0]
    "#]]);
    w.run("ds show orders").shows(expect![[r#"
        $ envctl ds show orders
        orders · postgres · used by api
          the orders
          pool  plain
          url   secret, required
        [exit 0]
    "#]]);
    w.cmd("ds show orders -e staging --reveal").reveals().ok().says("postgres://hush@db/orders");
    let json = w.ok("ds list --json").json();
    expect![[r#"{"items":[{"apps":["api"],"description":"the orders","envs":{"development":"missing url","production":"missing url","staging":"set"},"fields":[{"default":null,"name":"pool","required":false,"secret":false},{"default":null,"name":"url","required":true,"secret":true}],"name":"orders","type":"postgres"}],"kind":"DatasourceList","next":null,"schema":"envctl/v1"}"#]].assert_eq(&json.to_string());
    let json = w.ok("ds show orders -e staging --json").json();
    expect![[r#"[{"field":"pool","fp":null,"secret":false,"set":true,"value":"5"},{"field":"url","fp":"FP","secret":true,"set":true,"value":null}]"#]]
        .assert_eq(&json["values"].to_string().replace(json["values"][1]["fp"].as_str().expect("fp"), "FP"));
    assert_eq!(w.out("ds -q"), "orders\n");
    w.ok("status --exit-code");
    w.ok("audit verify");
}

#[test]
fn the_same_again_and_what_is_wrong() {
    let w = orders();
    w.ok("datasources create orders --type postgres --app api").says("nothing to do");
    w.refused(7, "datasources create orders --type redis").shows(expect![[r#"
        $ envctl datasources create orders --type redis
        ------- stderr -------
        error: datasource orders exists, and is not like this
        hint: envctl datasources show orders
        [exit 7]
    "#]]);
    w.refused(2, "datasources create other").shows(expect![[r#"
        $ envctl datasources create other
        ------- stderr -------
        error: no type given and no terminal to ask on
        hint: pass --type postgres|mysql|redis|http|tcp
        [exit 2]
    "#]]);
    w.refused(2, "datasources create other --type elastic").shows(expect![[r#"
        $ envctl datasources create other --type elastic
        ------- stderr -------
        error: nothing is known of type elastic: name its fields
        hint: envctl datasources create other --type elastic --field url:secret,required
        [exit 2]
    "#]]);
    w.refused(2, "datasources create other --type tcp --field 'url:hidden'")
        .says("says nothing about a field");
    w.refused(2, "datasources create other --type tcp --field 'url:secret=x'").says("has no default");
    w.refused(2, "datasources create Other --type tcp").says("did you mean other?");
    w.refused(3, "datasources set nothing url=1 -e staging").says("there are: orders");
    w.refused(3, "datasources set orders usl=1 -e staging").shows(expect![[r#"
        $ envctl datasources set orders usl=1 -e staging
        ------- stderr -------
        error: datasource orders has no field usl
        hint: did you mean url? (pool, url)
        [exit 3]
    "#]]);
    w.refused(2, "datasources set orders -e staging").says("no field given");
    w.refused(2, "datasources set orders pool=1");
    w.refused(2, "datasources set orders pool -e staging").says("stdin was empty");
    w.refused(2, "datasources set orders pool=1 --unset pool -e staging").says("both set and unset");
    w.refused(3, "datasources show nothing");
    w.refused(3, "datasources delete nothing");
    w.refused(2, "datasources delete orders").says("--yes");
    // A secret on the command line is taken, with a word about it.
    w.ok(["datasources", "set", "orders", "url=postgres://hush@db", "-e", "staging"])
        .says("asks for the value without showing it");
}

#[test]
fn fields_of_ones_own() {
    let w = World::shop();
    w.ok("datasources create search --type elastic --field host:required --field key:secret --field index=products");
    w.ok("datasources set search host=a --all-envs");
    w.ok("ds show search -e staging").says("products (default)").says("not set");
    w.ok("datasources set search host=b -e staging --dry-run").says("\"a\" → \"b\"");
    w.ok("datasources set search --unset host -e staging").says("search.host removed from staging");
    w.ok("ds list").says("missing host");
    w.ok("datasources set search --unset host -e staging").says("nothing to do");
    w.ok("status --exit-code");
    w.ok("log").says("search.host");
    assert_eq!(w.ok("log datasources.search").out().lines().count(), 3);
    assert_eq!(w.ok("log search").out().lines().count(), 3);
    // A renamed environment takes its fields along, in the manifest too.
    w.ok("envs rename production live");
    assert!(w.manifest().contains("live.host = \"a\""), "{}", w.manifest());
    w.ok("status --exit-code");
    w.ok("envs delete live --confirm live");
    w.ok("status --exit-code");
}

#[test]
fn a_promotion_knows_fields_that_are_missing() {
    let w = orders();
    w.ok("publish api");
    w.run("promote api --to staging").shows(expect![[r#"
        $ envctl promote api --to staging
        ------- stderr -------
        error: api v1 cannot go to staging: 1 thing in the way
          PF4   orders.url               secret  field url has no value there   needed by api
        hint: envctl datasources set orders url --env staging
        [exit 8]
    "#]]);
    w.cmd("ds set orders url -e staging").stdin("postgres://hush@db").ok();
    w.ok("promote api --to staging");
    w.ok("apps show api").says("orders");
}

#[test]
fn deleted_but_not_under_a_version() {
    let w = orders();
    for env in ["staging", "production"] {
        w.cmd(["ds", "set", "orders", "url", "-e", env]).stdin("postgres://hush@db").ok();
    }
    w.ok("publish api");
    w.ok("promote api --to staging");
    w.refused(8, "datasources delete orders --yes").shows(expect![[r#"
        $ envctl datasources delete orders --yes
        ------- stderr -------
        error: orders is used by 2 versions in an environment
          api v1 in development
          api v1 in staging
        [exit 8]
    "#]]);
    w.ok("ds create spare --type redis --app web");
    w.cmd("ds set spare url -e staging").stdin("redis://hush").ok();
    w.run("datasources delete spare --yes").shows(expect![[r#"
        $ envctl datasources delete spare --yes
        datasource spare deleted with 1 value · rev 16
        [exit 0]
    "#]]);
    assert!(!w.manifest().contains("spare"), "{}", w.manifest());
    w.ok("status --exit-code");
    w.ok("audit verify");
    // What it was stays in the log.
    assert_eq!(w.out(&format!("ds list -q --at {}", w.rev() - 1)), "orders\nspare\n");
}

#[test]
fn a_protected_environment_asks() {
    let w = World::guarded();
    w.ok("datasources create queue --type tcp");
    w.refused(6, "datasources set queue address=q:1 -e production").says("production is protected");
    w.ok("datasources set queue address=q:1 -e production --confirm production");
    w.refused(6, "datasources delete queue --yes").says("production is protected");
    w.ok("datasources delete queue --yes --confirm production");
}

#[test]
fn tested_against_what_answers() {
    use std::io::{Read as _, Write as _};
    let w = World::shop();
    // One redis that knows a password, and a port where nobody is.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut said = [0; 512];
            while let Ok(n @ 1..) = stream.read(&mut said) {
                let said = String::from_utf8_lossy(&said[..n]);
                let answer = match () {
                    () if said.contains("INFO") => "$21\r\nredis_version:7.4.1\r\n\r\n",
                    () if said.contains("AUTH") && !said.contains("hush-1") => "-WRONGPASS no\r\n",
                    () => "+OK\r\n",
                };
                if stream.write_all(answer.as_bytes()).is_err() {
                    break;
                }
            }
        }
    });
    let nobody =
        std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("one").port();
    w.ok("ds create cache --type redis");
    w.ok("ds create queue --type tcp");
    w.ok("ds create search --type elastic --field index=products");
    w.cmd("ds set cache url -e development").stdin(format!("redis://:hush-1@127.0.0.1:{port}")).ok();
    w.cmd("ds set cache url -e staging").stdin(format!("redis://:hush-2@127.0.0.1:{port}")).ok();
    w.ok(&format!("ds set queue address=127.0.0.1:{nobody} -e staging"));
    let test = w.run("ds test --env development,staging");
    assert_eq!(test.code(), 8, "{test}");
    let lines: Vec<String> =
        test.out().lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert!(
        lines[0].starts_with("cache development ok") && lines[0].ends_with("ms Redis 7.4.1"),
        "{lines:?}"
    );
    assert_eq!(lines[1], "cache staging failed the user or the password is wrong");
    assert_eq!(lines[2], "queue development failed address has no value");
    assert_eq!(
        lines[3],
        format!("queue staging failed cannot connect to 127.0.0.1:{nobody}: connection refused")
    );
    assert_eq!(lines[4], "search development not tested there is no test for type elastic");
    let json = w.ok("ds test cache --env development --json").json();
    assert_eq!(json["items"][0]["ok"], true);
    assert!(json["items"][0]["ms"].is_u64() && json["kind"] == "DatasourceTest", "{json}");
    w.ok("ds test search -e staging");
    // The gate of a build asks as well, and so does a promotion that is told to.
    let check = w.run("check datasources --env development,staging --json");
    assert_eq!(check.code(), 8, "{check}");
    let check = check.json();
    let names = |level: &str| -> Vec<String> {
        let rows = check[level].as_array().expect("a list").iter();
        rows.map(|row| {
            format!("{} {}", row["subject"].as_str().expect("text"), row["env"].as_str().expect("text"))
        })
        .collect()
    };
    assert_eq!(names("problems"), ["cache staging", "queue staging"]);
    assert_eq!(names("warnings"), ["queue development"]);
    assert_eq!(names("notes"), ["cache development", "search development", "search staging"]);
    w.ok("check constants policy");
    w.ok("apps edit web --datasources cache");
    w.ok("publish web");
    w.run("promote web --to staging --check").shows(expect![[r#"
        $ envctl promote web --to staging --check
        ------- stderr -------
        error: 1 datasource of staging does not let anybody in
          cache          the user or the password is wrong
        hint: envctl datasources test --env staging
        [exit 8]
    "#]]);
    w.cmd("ds set cache url -e staging").stdin(format!("redis://:hush-1@127.0.0.1:{port}")).ok();
    w.ok("promote web --to staging --check").says("web v1 is in staging");
    w.refused(3, "ds test nothing -e staging");
    w.refused(2, "ds test cache");
    w.refused(2, "ds test cache -e staging --wait 0");
}
