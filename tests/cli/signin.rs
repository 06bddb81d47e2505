//! What an environment asks of who reaches it through a server: sessions, one-time codes, addresses.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use envctl::client::{Client, ClientError, Folders, Intent, Keys, Pins};
use envctl::crypto::Identity;
use envctl::engine::{Write, placement};
use envctl::http::wire::{CONTENT_TYPE, ReadQuestion};
use envctl::http::{Remote, sign};
use envctl::model::cbor::to_vec;
use envctl::model::{Place, Prefix, ProjectName};
use envctl::store::{Store as _, StoreError};
use expect_test::{Expect, expect};
use totp_rs::{Algorithm, Builder};

use crate::harness::{Cmd, Output, World};
use crate::server::{Server, founded, join, on};

/// Of the same organization, in the file itself: nothing is asked there.
fn beside<'w>(w: &'w World, line: &str) -> Cmd<'w> {
    w.cmd(line).env("ENVCTL_PROFILE", "ana").env("ENVCTL_STORE", format!("file:{}", w.store().display()))
}

/// A rule of production, given in the file: whoever gives it need not have what it asks for.
fn protect(w: &World, how: &str) {
    beside(w, &format!("envs protect production --confirm production {how}"))
        .ok()
        .says("only a server enforces");
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs()
}

/// What an authenticator shows so many steps from now.
pub fn code(secret: &str, steps: i64) -> String {
    let secret = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).expect("a secret");
    let totp = Builder::new().with_algorithm(Algorithm::SHA1).with_secret(secret).build().expect("codes");
    totp.generate(now().saturating_add_signed(30 * steps)).to_string()
}

/// What was shown, whatever the server's address was.
#[track_caller]
fn shows(server: &Server, output: Output, expected: Expect) {
    expected.assert_eq(&output.to_string().replace(&server.url, "http://SERVER"));
}

/// Waits until a step of time has begun that lasts a while.
pub fn early_in_a_step() {
    while now() % 30 > 15 {
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// Enrols somebody without a terminal; the step before this one is used up by it.
fn enrol(w: &World, server: &Server, who: &str) -> (String, Vec<String>) {
    early_in_a_step();
    let begun = on(w, server, who, "login --enrol-totp --json").ok().json();
    let secret = begun["secret"].as_str().expect("a secret").to_owned();
    assert!(begun["uri"].as_str().expect("an address").starts_with("otpauth://totp/envctl%20acme:"));
    on(w, server, who, "login --confirm-totp 000000").refused(4).says("not the one-time code");
    let confirm = format!("login --confirm-totp {} --json", code(&secret, -1));
    let done = on(w, server, who, &confirm).ok().json();
    let codes = done["recovery_codes"].as_array().expect("codes").iter();
    (secret, codes.map(|code| code.as_str().expect("text").to_owned()).collect())
}

#[test]
fn a_session_is_asked_for_and_ends() {
    let w = World::empty();
    let server = founded(&w);
    join(&w, &server, "ben", "--role admin");
    let get = |who: &str| on(&w, &server, who, "get DATABASE_URL -e production").reveals();
    get("ana").ok();
    protect(&w, "--session 8h --session-idle 30m");
    on(&w, &server, "ana", "envs show production")
        .ok()
        .says("sessions end after 8h; sessions at rest end after 30m");
    // Whoever founded the organization here was signed in by that; nobody else is.
    get("ana").ok();
    shows(
        &server,
        get("ben").refused(4),
        expect![[r#"
            $ envctl get DATABASE_URL -e production
            ------- stderr -------
            error: production asks for a session, and you have none
            hint: envctl login http://SERVER   (in CI: set ENVCTL_TOKEN)
            [exit 4]
        "#]],
    );
    // What is not production is as it was, and of production what is no secret.
    on(&w, &server, "ben", "get DATABASE_URL -e staging").reveals().ok();
    on(&w, &server, "ben", "constants list -e production").ok().says("DATABASE_URL");
    on(&w, &server, "ben", "diff staging production").ok();
    on(&w, &server, "ben", "set LOG_LEVEL=warn -e production --confirm production").refused(4);
    on(&w, &server, "ben", "envs unprotect production --confirm production").refused(4);
    on(&w, &server, "ben", "login").ok().says("signed in to").says("session until");
    on(&w, &server, "ben", "whoami").ok().says("session until");
    get("ben").run().omits("session");
    on(&w, &server, "ana", "sessions").ok().says("ana").says("ben");
    let mine = on(&w, &server, "ben", "sessions --json").ok().json();
    assert_eq!(mine["items"].as_array().expect("sessions").len(), 2, "an admin sees everybody's");
    // Three hours after its end.
    let back = |what: &str| {
        let sql = format!("UPDATE sessions SET {what}");
        w.database().execute(&sql, ()).expect("changed");
    };
    back("began = began - 39600000");
    shows(
        &server,
        get("ana").refused(4),
        expect![[r#"
            $ envctl get DATABASE_URL -e production
            ------- stderr -------
            error: your session for http://SERVER ended 3 hours ago
              production allows sessions of 8 h
            hint: envctl login http://SERVER   (in CI: set ENVCTL_TOKEN)
            [exit 4]
        "#]],
    );
    get("ana").env("CI", "1").refused(4);
    on(&w, &server, "ana", "run -e production -- true").refused(125).says("ended 3 hours ago");
    on(&w, &server, "ana", "login").ok();
    get("ana").ok();
    // At rest for an hour: what comes after that does not make it good.
    back("used = used - 3600000");
    on(&w, &server, "ana", "status").ok();
    get("ana").refused(4).says("ended 30 minutes ago").says("sessions at rest for 30 min");
    let error = get("ana").run();
    assert_eq!(error.code(), 4);
    on(&w, &server, "ana", "login").ok();
    get("ana").ok();
    on(&w, &server, "ana", "logout").ok().says("signed out of");
    get("ana").refused(4);
    // What was refused is in the log, and counted.
    on(&w, &server, "ana", "login").ok();
    let list = on(&w, &server, "ana", "audit list --denied --json").ok().json();
    let rules: Vec<&str> =
        list["items"].as_array().expect("items").iter().filter_map(|item| item["rule"].as_str()).collect();
    assert!(rules.contains(&"session_required") && rules.contains(&"session_expired"), "{rules:?}");
    assert!(server.get("/metrics").contains("envctl_refusals_total{code=\"session_expired\"}"));
}

#[test]
fn sessions_end_with_the_key_and_the_member() {
    let w = World::empty();
    let server = founded(&w);
    for who in ["ben", "cy"] {
        join(&w, &server, who, "--role builder");
        on(&w, &server, who, "login").ok();
    }
    let there = |who: &str| on(&w, &server, "ana", "sessions").ok().out().contains(who);
    assert!(there("ben") && there("cy"));
    // Nobody sees or ends another's without a right to.
    on(&w, &server, "ben", "sessions").ok().says("ben").omits("cy");
    on(&w, &server, "ben", "sessions revoke cy").refused(3);
    on(&w, &server, "ana", "sessions revoke cy").ok().says("1 session ended");
    assert!(there("ben") && !there("cy"));
    on(&w, &server, "ana", "sessions revoke nobody").refused(3).says("nobody called nobody");
    on(&w, &server, "ana", "members remove ben --yes").ok();
    assert!(!there("ben"));
    on(&w, &server, "ben", "sessions").refused(4);
    // A token has no session.
    let token = on(&w, &server, "ana", "tokens create ci --role builder").ok().out();
    on(&w, &server, "ana", "login").env("ENVCTL_TOKEN", token.trim()).refused(2).says("a token");
    on(&w, &server, "ana", "sessions").env("ENVCTL_TOKEN", token.trim()).refused(4).says("only members");
    beside(&w, "sessions").refused(2).says("--store https://HOST");
}

#[test]
fn what_was_given_for_a_time_ends_by_the_servers_clock() {
    let w = World::empty();
    let server = founded(&w);
    let token = on(&w, &server, "ana", "tokens create ci --role builder --expires 1s").ok().out();
    std::thread::sleep(Duration::from_millis(1500));
    on(&w, &server, "ana", "status").env("ENVCTL_TOKEN", token.trim()).refused(4).says("expired");
    let list = on(&w, &server, "ana", "audit list --denied --json").ok().json();
    let rules: Vec<&str> =
        list["items"].as_array().expect("items").iter().filter_map(|item| item["rule"].as_str()).collect();
    assert!(rules.contains(&"token_expired"), "{rules:?}");
}

#[test]
fn a_server_is_remembered_for_the_profile() {
    let w = World::empty();
    let server = founded(&w);
    join(&w, &server, "ben", "--role builder");
    // Outside of the project: its manifest names the server.
    std::fs::create_dir(w.dir.join("elsewhere")).expect("a folder");
    let by = |who: &str, line: &str| w.cmd(line).env("ENVCTL_PROFILE", who).cwd("elsewhere");
    let by = |who: &str, line: &str| by(who, line).env("ENVCTL_CONFIG", "none");
    let ben = |line: &str| by("ben", line);
    ben("whoami").ok().says("file:");
    ben(&format!("login {}", server.url)).ok().says("signed in to");
    ben("whoami").ok().says(&server.url);
    ben("set LOG_LEVEL=trace -e development --org acme/shop").ok();
    // Another profile has its own, a flag comes before it, and a server serves no server.
    by("ana", "whoami").ok().says("file:");
    ben("whoami --store file:other.db").ok().says("file:");
    ben("logout").ok().says("signed out of");
    ben("whoami").ok().says("file:");
    ben("login file:other.db").refused(2).says("login https://HOST");
    ben("login https://nobody.invalid").refused(9);
    ben("whoami").ok().says("file:");
}

#[test]
fn codes_are_asked_for_once_each() {
    let w = World::empty();
    let server = founded(&w);
    join(&w, &server, "ben", "--role admin");
    let get = |who: &str, how: &str| {
        on(&w, &server, who, &format!("get DATABASE_URL -e production {how}")).reveals()
    };
    on(&w, &server, "ben", "login --code 123456").refused(4).says("--enrol-totp");
    // Nobody shuts themselves out.
    on(&w, &server, "ben", "envs protect production --require-mfa").refused(4).says("--enrol-totp");
    let (secret, recovery) = enrol(&w, &server, "ben");
    assert_eq!(recovery.len(), 10);
    on(&w, &server, "ben", "whoami").ok().says("one-time code");
    on(&w, &server, "ben", "envs protect production --require-mfa").ok().says("one-time code");
    get("ben", "").run().omits("one-time");
    on(&w, &server, "ben", "sessions revoke ben").ok();
    shows(
        &server,
        get("ben", "").refused(4),
        expect![[r#"
            $ envctl get DATABASE_URL -e production
            ------- stderr -------
            error: production asks for a one-time code
            hint: pass --code CODE, from your authenticator   (in CI: set ENVCTL_TOKEN)
            [exit 4]
        "#]],
    );
    let error = on(&w, &server, "ben", "get DATABASE_URL -e production --json").refused(4).error();
    assert_eq!((&error["code"], &error["flag"]), (&"mfa_required".into(), &"--code".into()));
    on(&w, &server, "ben", "login").refused(4).says("--code");
    // A code serves once, however it is spelled; one that was confirmed was used as well.
    early_in_a_step();
    let this = code(&secret, 0);
    get("ben", &format!("--code {this}")).run().omits("one-time");
    on(&w, &server, "ben", "whoami").ok().says("one-time code");
    let wide: String = this.chars().map(|c| char::from_u32(c as u32 + 0xfee0).expect("a digit")).collect();
    let spaced = format!("{} {}", &this[..3], &this[3..]);
    for again in [this.as_str(), &spaced, &wide] {
        on(&w, &server, "ben", &format!("login --code '{again}'")).refused(4).says("was used");
    }
    on(&w, &server, "ben", &format!("login --code {}", code(&secret, -2)))
        .refused(4)
        .says("not the one-time");
    on(&w, &server, "ben", &format!("login --code {}", code(&secret, 1))).ok();
    // What serves where the authenticator is lost serves once too.
    on(&w, &server, "ben", &format!("login --code {}", recovery[0].to_lowercase())).ok();
    on(&w, &server, "ben", &format!("login --code {}", recovery[0])).refused(4);
    // With the key alone nobody puts another authenticator in place of the one that is there.
    on(&w, &server, "ben", "login --enrol-totp").refused(4);
    // Five wrong ones, and no more for a while, right or wrong: also on another server of the store.
    for _ in 0..4 {
        on(&w, &server, "ben", "login --code 12345").refused(4).says("not the one-time code");
    }
    let other = Server::start(&w, &format!("--store file:{}", w.store().display()));
    let many = on(&w, &other, "ben", &format!("login --code {}", recovery[1])).refused(4);
    many.says("too many one-time codes").says("seconds");
    let list = on(&w, &server, "ana", "audit list --denied --json").ok().json();
    let rules: Vec<&str> =
        list["items"].as_array().expect("items").iter().filter_map(|item| item["rule"].as_str()).collect();
    for rule in ["mfa_required", "code_wrong", "code_used", "too_many_codes", "mfa_not_enrolled"] {
        assert!(rules.contains(&rule), "{rule}: {rules:?}");
    }
    // Who manages the organization takes them away; then the key alone is asked to enrol.
    on(&w, &server, "ana", "sessions revoke ana").ok();
    on(&w, &server, "ana", "members reset-mfa ben --yes").refused(4).says("--enrol-totp");
    beside(&w, "members reset-mfa ben --yes").ok().says("sessions closed");
    get("ben", "").refused(4).says("--enrol-totp");
    on(&w, &server, "ben", &format!("login --code {}", recovery[1])).refused(4);
    let log = server.stop();
    assert!(!log.contains(&secret) && !log.contains(&this), "{log}");
}

#[test]
fn a_terminal_is_asked_for_the_code() {
    let w = World::empty();
    let server = founded(&w);
    early_in_a_step();
    let mut t = on(&w, &server, "ana", "login --enrol-totp").terminal();
    t.expect("Add this to your authenticator app").expect("secret   ");
    t.expect("First code that the app shows: ");
    let said = t.shown();
    let secret = said.rsplit("secret   ").next().and_then(|rest| rest.split_whitespace().next());
    let secret = secret.expect("a secret").to_owned();
    assert!(said.contains('\u{2588}') || said.contains('\u{2580}'), "a square to scan: {said}");
    t.line("000000").expect("that is not the one-time code");
    t.expect("First code that the app shows: ").line(&code(&secret, -1));
    t.expect("Recovery codes");
    assert_eq!(t.end().1, 0);
    on(&w, &server, "ana", "envs protect production --require-mfa").ok();
    on(&w, &server, "ana", "sessions revoke ana").ok();
    early_in_a_step();
    let mut t = on(&w, &server, "ana", "get LOG_LEVEL -e production").terminal();
    t.expect("? One-time code for production: ").line("123").expect("not the one-time code");
    t.expect("? One-time code for production: ").line(&code(&secret, 0)).expect("debug");
    assert_eq!(t.end().1, 0);
    on(&w, &server, "ana", "logout").ok();
    let mut t = on(&w, &server, "ana", &format!("login {}", server.url)).terminal();
    t.expect("? One-time code for acme: ").line(&code(&secret, 1));
    t.expect("signed in to").expect("one-time code");
    assert_eq!(t.end().1, 0);
    // Nobody is asked where nobody is.
    on(&w, &server, "ana", "logout").ok();
    let (said, exit) = on(&w, &server, "ana", "get LOG_LEVEL -e production --no-input").terminal().end();
    assert_eq!(exit, 4, "{said}");
    let ci = on(&w, &server, "ana", "get LOG_LEVEL -e production").env("CI", "1").terminal().end();
    assert_eq!(ci.1, 4, "{}", ci.0);
}

#[test]
fn an_environment_is_reached_from_its_networks() {
    let w = World::empty();
    let server = founded(&w);
    let get = || on(&w, &server, "ana", "get DATABASE_URL -e production").reveals();
    // Nobody shuts themselves out.
    let out = on(&w, &server, "ana", "envs protect production --allow-ip 10.0.0.0/8");
    out.refused(5).says("production is not reached from 127.0.0.1").says("nothing was changed");
    on(&w, &server, "ana", "envs protect production --allow-ip 127.0.0.1,10.1.2.3/8").ok().says("10.0.0.0/8");
    get().ok();
    protect(&w, "--allow-ip 10.0.0.0/8,192.0.2.0/24");
    shows(
        &server,
        get().refused(5),
        expect![[r#"
            $ envctl get DATABASE_URL -e production
            ------- stderr -------
            error: production is not reached from 127.0.0.1
              who manages it says from where: envctl envs show
            [exit 5]
        "#]],
    );
    let token = beside(&w, "tokens create ci --role admin --env production").ok().out();
    get().env("ENVCTL_TOKEN", token.trim()).refused(5);
    on(&w, &server, "ana", "get DATABASE_URL -e staging").reveals().ok();
    // What whoever asks says of their address is not believed, but what a proxy of ours does.
    for (line, exit) in [("0.0.0.0/0", 2), ("10.0.0.1/33", 2), ("office.acme.dev", 2), ("::/0", 2)] {
        on(&w, &server, "ana", &format!("envs protect staging --allow-ip {line}")).refused(exit);
    }
    let list = beside(&w, "audit list --denied --json").ok().json();
    assert_eq!(list["items"][0]["rule"], "ip_denied");
}

#[test]
fn who_asks_too_much_is_told_when_to_come_back() {
    let w = World::empty();
    let server = Server::start(&w, "--rate-limit 1");
    let code = server.code.clone().expect("a set-up code");
    on(&w, &server, "ana", "orgs create acme").env("ENVCTL_SETUP_CODE", &code).ok();
    let limited = (0..30).map(|_| on(&w, &server, "ana", "--timeout 500ms orgs").run());
    let limited = limited.into_iter().find(|output| output.code() != 0).expect("a limit");
    assert_eq!(limited.code(), 9, "{}", limited.err());
    assert!(server.get("/metrics").contains("envctl_refusals_total{code=\"rate_limited\"}"));
    // Who is nobody is counted by their address, and told when to come back.
    let ask = "POST /v1/orgs HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    let turned = (0..100).map(|_| server.raw(ask)).find(|answer| !answer.contains(" 415 "));
    let turned = turned.expect("a limit");
    assert!(turned.starts_with("HTTP/1.1 429 ") && turned.contains("retry-after: 1"), "{turned}");
    w.refused(2, "serve --rate-limit 0").says("--rate-limit");
}

#[test]
fn a_freeze_counts_by_the_servers_clock() {
    let w = World::empty();
    let server = founded(&w);
    on(&w, &server, "ana", "publish web").ok();
    on(&w, &server, "ana", "envs edit staging --freeze '2020-01-01..2099-01-01 for ever'").ok();
    on(&w, &server, "ana", "promote web --to staging --confirm staging").refused(6).says("frozen until");
    // A program that does not look is told by the server.
    let var = |var: &str| (var == "HOME").then(|| w.home.clone().into());
    let identity = Keys::new(&Folders::of(var), "ana", false).load().expect("an identity").0;
    let store = Remote::open(&server.url, identity.clone(), now() * 1000).expect("an address");
    let org = store.orgs().expect("organizations").remove(0);
    let client = Client::new(Box::new(store), identity, (org.id, org.name), Pins::new(None), now() * 1000);
    let p: ProjectName = "shop".parse().expect("a name");
    let intent = Intent { action: "promote", message: None, expect: None, dry_run: false };
    let done = client.transact::<(), ClientError>(
        &intent,
        &[Prefix::all()],
        |tree, _| {
            let (id, _) = tree.env_named(&p, "staging").expect("an environment");
            let place = Place::Placement(p.clone(), id, "web".parse().expect("a name"));
            let came = placement::moved(None, 1, Some(placement::next(tree, now() * 1000)));
            Ok(((), vec![Write::put(place, came)]))
        },
        |(), _, _, _| Ok(()),
    );
    let Err(ClientError::Store(StoreError::Answered { code, message })) = done else { panic!("{done:?}") };
    assert_eq!(code, "env_frozen");
    assert!(message.contains("staging is frozen until 2099") && message.contains("for ever"), "{message}");
    let list = on(&w, &server, "ana", "audit list --denied --json").ok().json();
    assert_eq!(list["items"][0]["rule"], "env_frozen");
}

#[test]
fn rules_of_signing_in_are_in_the_manifest() {
    let w = World::filled();
    w.ok("envs protect production --require-mfa --allow-ip 10.1.0.0/8 --session 8h --session-idle 30m")
        .says("warning: only a server enforces one-time codes, the list of addresses")
        .says("sign-in     one-time code, from 10.0.0.0/8, sessions end after 8h, at rest after 30m");
    let manifest = w.manifest();
    for line in
        ["require_mfa = true", "allow_ips = [\"10.0.0.0/8\"]", "session = \"8h\"", "session_idle = \"30m\""]
    {
        assert!(manifest.contains(line), "{line} in {manifest}");
    }
    w.ok("envs describe production").says("| require_mfa | true |").says("| session | \"8h\" |");
    w.edit("session = \"8h\"", "session = \"4h\"");
    w.ok("push --yes --confirm production");
    let shown = w.ok("envs show production --json").json();
    let policy = &shown["policy"];
    assert_eq!((&policy["session"], &policy["require_mfa"]), (&"4h".into(), &true.into()));
    w.edit("allow_ips = [\"10.0.0.0/8\"]", "allow_ips = [\"the office\"]");
    w.refused(8, "push --yes --confirm production").says("allow_ips").omits("the office");
    w.edit("allow_ips = [\"the office\"]", "allow_ips = [\"10.0.0.0/8\"]");
    for bad in ["--session 0s", "--session soon", "--session-idle 1mo", "--allow-ip 300.1.1.1"] {
        w.refused(2, &format!("envs protect production --confirm production {bad}"));
    }
    for bad in ["--allow-ip ::/0", "--allow-ip 10.0.0.1/33"] {
        w.refused(2, &format!("envs protect production --confirm production {bad}"));
    }
    let off = "--require-mfa=off --allow-ip none --session none --session-idle none";
    w.ok(&format!("envs protect production --confirm production {off}"));
    assert!(!w.manifest().contains("require_mfa"));
    w.ok("envs unprotect production --confirm production");
}

/// The status of a question for the keys of production, with this said of its way there.
fn status(listen: &str, identity: &Identity, body: &[u8], forwarded: Option<&str>) -> String {
    let request = sign::Request { method: "POST", host: listen, path: "/v1/read", body };
    let signature = sign::sign(identity, &request, now() * 1000);
    let forwarded = forwarded.map(|hops| format!("x-forwarded-for: {hops}\r\n")).unwrap_or_default();
    let head = format!(
        "POST /v1/read HTTP/1.1\r\nhost: {listen}\r\nconnection: close\r\ncontent-type: {CONTENT_TYPE}\r\n\
         authorization: {signature}\r\n{forwarded}content-length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(listen).expect("a connection");
    stream.write_all(&[head.as_bytes(), body].concat()).expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    String::from_utf8_lossy(&answer).split(' ').nth(1).expect("a status").to_owned()
}

#[test]
fn an_address_is_the_last_that_a_proxy_of_ours_says() {
    let w = World::empty();
    let server = founded(&w);
    let var = |var: &str| (var == "HOME").then(|| w.home.clone().into());
    let identity = Keys::new(&Folders::of(var), "ana", false).load().expect("an identity").0;
    let store = Remote::open(&server.url, identity.clone(), now() * 1000).expect("an address");
    let org = store.orgs().expect("organizations").remove(0).id;
    let tree = store.read(&org, &[Prefix::all()], None).expect("a tree");
    let p: ProjectName = "shop".parse().expect("a name");
    let id = tree.env_named(&p, "production").expect("an environment").0;
    let prefixes = vec![Prefix::epochs(&p, id).as_str().to_owned()];
    let body = to_vec(&ReadQuestion { org, prefixes, at: None, after: None });
    protect(&w, "--allow-ip 192.0.2.0/24");
    // Nobody but a proxy that is named is believed.
    let direct = server.url.strip_prefix("http://").expect("an address");
    for forwarded in [None, Some("192.0.2.7")] {
        assert_eq!(status(direct, &identity, &body, forwarded), "403", "{forwarded:?}");
    }
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let how = format!("--listen {port} --behind-proxy 127.0.0.1/32,10.0.0.0/8 --host 127.0.0.1");
    let line = format!("serve --json --store file:{} {how}", w.store().display());
    let _behind = Server::of(w.cmd(&line));
    for (forwarded, expected) in [
        (Some("192.0.2.7"), "200"),
        (Some("192.0.2.7, 10.1.2.3"), "200"),
        (Some("::ffff:192.0.2.7"), "200"),
        (Some("198.51.100.9, 192.0.2.7"), "200"),
        // What whoever asks put there themselves stands before what the proxy saw.
        (Some("192.0.2.7, 198.51.100.9"), "403"),
        (Some("192.0.2.7, nonsense"), "403"),
        (Some("192.0.2.7, 198.51.100.9, 10.1.2.3"), "403"),
        (None, "403"),
    ] {
        assert_eq!(status(&port.to_string(), &identity, &body, forwarded), expected, "{forwarded:?}");
    }
}
