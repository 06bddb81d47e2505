//! A team on a server: everything as on one's own store, and no more than each may see.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant, SystemTime};

use envctl::client::{Folders, Keys};
use envctl::crypto::Identity;
use envctl::http::Remote;
use envctl::model::commit::RawLeaf;
use envctl::model::{Prefix, ProjectName};
use envctl::store::{LogQuery, Store as _, StoreError};

use crate::harness::{Cmd, HUSH, World};

/// A server that ends with the test.
pub struct Server {
    child: Child,
    pub url: String,
    pub code: Option<String>,
}

impl Server {
    pub fn start(w: &World, how: &str) -> Server {
        Server::of(w.cmd(&format!("serve --listen 127.0.0.1:0 --json {how}")))
    }

    pub fn of(cmd: Cmd<'_>) -> Server {
        let mut child = cmd
            .command()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("stdout")).read_line(&mut line).expect("a line");
        let said: serde_json::Value = serde_json::from_str(&line).unwrap_or_else(|e| {
            let mut why = String::new();
            drop(child.stderr.take().expect("stderr").read_to_string(&mut why));
            panic!("{e}: {why}")
        });
        let url = said["url"].as_str().expect("its address").to_owned();
        let code = said["setup_code"].as_str().map(str::to_owned);
        Server { child, url, code }
    }

    /// The set-up code that it printed.
    pub fn code(&self) -> Option<String> {
        self.code.clone()
    }

    /// What is left of one that was there.
    pub fn gone(url: String) -> Server {
        let child = std::process::Command::new("true").spawn().expect("it starts");
        Server { child, url, code: None }
    }

    /// Sends bytes, and gives back what comes until the server hangs up.
    pub fn raw(&self, request: &str) -> String {
        let address = self.url.strip_prefix("http://").expect("an address");
        let mut stream = TcpStream::connect(address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a limit");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        drop(stream.read_to_end(&mut answer));
        String::from_utf8_lossy(&answer).into_owned()
    }

    pub fn get(&self, path: &str) -> String {
        self.raw(&format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n"))
    }

    /// Asks it to end, and gives back its log.
    pub fn stop(mut self) -> String {
        let pid = i32::try_from(self.child.id()).expect("an id");
        let pid = rustix::process::Pid::from_raw(pid).expect("an id");
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("sent");
        let end = Instant::now() + Duration::from_secs(20);
        while self.child.try_wait().expect("a status").is_none() {
            assert!(Instant::now() < end, "the server does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(self.child.wait().expect("a status").code(), Some(0));
        let mut log = String::new();
        self.child.stderr.take().expect("stderr").read_to_string(&mut log).expect("text");
        log
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A command of somebody on a server.
pub fn on<'w>(w: &'w World, server: &Server, who: &str, line: &str) -> Cmd<'w> {
    w.cmd(line).env("ENVCTL_STORE", &server.url).env("ENVCTL_PROFILE", who)
}

/// Organization acme with the project shop, made by ana.
pub fn founded(w: &World) -> Server {
    let server = Server::start(w, "");
    let code = server.code.clone().expect("a set-up code");
    on(w, &server, "ana", "orgs create acme").env("ENVCTL_SETUP_CODE", &code).ok().says("acme created");
    on(w, &server, "ana", "init --org acme --project shop --apps web").ok();
    on(w, &server, "ana", "set LOG_LEVEL=debug --plain --env development,staging,production").ok();
    for env in ["development", "staging", "production"] {
        let set = on(w, &server, "ana", &format!("set DATABASE_URL --env {env} -m {env}-reasons"));
        set.stdin(format!("postgres://{env}:{HUSH}@db")).ok();
    }
    server
}

pub fn join(w: &World, server: &Server, name: &str, how: &str) {
    let invited = on(w, server, "ana", &format!("invite {name} {how} --json")).ok().json();
    let code = invited["code"].as_str().expect("a code").to_owned();
    on(w, server, name, "join").stdin(code).ok().says("joined acme");
}

#[test]
fn a_team_works_as_on_a_store_of_its_own() {
    let w = World::empty();
    let server = founded(&w);
    on(&w, &server, "ana", "publish web").ok();
    on(&w, &server, "ana", "promote web --to staging").ok().says("staging");
    on(&w, &server, "ana", "run -e staging -- sh -c 'test -n \"$DATABASE_URL\"'").ok();
    join(&w, &server, "ben", "--role builder -e development,staging");
    // The next command of a holder gives ben the keys of what he was given.
    on(&w, &server, "ana", "status").ok();
    on(&w, &server, "ben", "run -e staging -- sh -c 'test -n \"$DATABASE_URL\"'").ok();
    on(&w, &server, "ben", "set LOG_LEVEL=trace -e staging").ok();
    on(&w, &server, "ana", "get LOG_LEVEL -e staging").ok().says("trace");
    on(&w, &server, "ana", "log").ok().says("set");
    on(&w, &server, "ana", "audit verify").ok().says("chain intact").omits("may not see");
    on(&w, &server, "ana", "diff development staging").ok();
    on(&w, &server, "ana", "whoami").ok().says("acme").says("every request is signed");
    let mut follower = on(&w, &server, "ana", "log --follow --oneline")
        .command()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let mut lines = BufReader::new(follower.stdout.take().expect("stdout")).lines();
    // What was there comes first, the newest of it last.
    assert!(
        lines.by_ref().map_while(Result::ok).any(|line| line.contains("LOG_LEVEL") && line.contains("ben"))
    );
    on(&w, &server, "ana", "set LATER=1 --plain -e development").ok();
    assert!(lines.by_ref().map_while(Result::ok).any(|line| line.contains("LATER")));
    follower.kill().expect("killed");
    follower.wait().expect("ended");
    let log = server.stop();
    assert!(log.contains("POST /v1/read 200") && log.contains("kid="), "{log}");
    assert!(!log.contains(HUSH) && !log.contains("shop") && !log.contains("acme"), "{log}");
}

#[test]
fn what_somebody_may_not_see_does_not_leave_the_server() {
    let w = World::empty();
    let server = founded(&w);
    join(&w, &server, "ben", "--role builder -e development");
    on(&w, &server, "ana", "status").ok();
    on(&w, &server, "ben", "get DATABASE_URL -e development").reveals().ok().says("development:hush");
    on(&w, &server, "ben", "envs").ok().omits("production");
    on(&w, &server, "ben", "get DATABASE_URL -e production").refused(3);
    on(&w, &server, "ben", "run -e production -- true").refused(125);
    on(&w, &server, "ben", "log").ok().says("development").omits("production");
    on(&w, &server, "ben", "log --json").ok().omits("production-reasons");
    on(&w, &server, "ben", "audit verify").ok().says("chain intact").says("may not see");
    on(&w, &server, "ben", "orgs clone acme --from file:other.db").refused(3);
    let clone = format!("orgs clone acme --from {} --store file:other.db", server.url);
    w.cmd(&clone).env("ENVCTL_PROFILE", "ben").refused(5).says("may not see");
    // Who was shown which secrets is written down; only who manages the organization reads it.
    let list = on(&w, &server, "ana", "audit list --actor ben --action read --json").ok().json();
    assert_eq!(list["items"][0]["what"][0], "DATABASE_URL in development");
    assert_eq!(list["items"][0]["ip"], "127.0.0.1");
    on(&w, &server, "ana", "audit list").ok().says("invite").omits("production-reasons");
    on(&w, &server, "ana", "audit export --format csv --output audit.csv").ok().says("wrote audit.csv");
    assert!(w.read("audit.csv").contains(",ben,"));
    on(&w, &server, "ana", "audit export --output audit.csv").refused(7).says("there already");
    on(&w, &server, "ben", "audit list").refused(5);
    // To strangers there is nothing there.
    w.cmd("init --project other --store file:stranger.db").env("ENVCTL_PROFILE", "eve").cwd("eve").ok();
    on(&w, &server, "eve", "orgs").ok().omits("acme");
    on(&w, &server, "eve", "status --org acme").refused(3);
}

/// Everything that somebody's key gets, by the wire and past every command.
#[test]
fn whoever_crawls_finds_no_more() {
    let w = World::empty();
    let server = founded(&w);
    join(&w, &server, "ben", "--role builder -e development");
    on(&w, &server, "ana", "status").ok();
    on(&w, &server, "ana", "publish web").ok();
    let var = |var: &str| (var == "HOME").then(|| w.home.clone().into());
    let identity = |who: &str| Keys::new(&Folders::of(var), who, false).load().expect("an identity").0;
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a clock");
    let now = u64::try_from(since.as_millis()).expect("a time");
    let open = |who: &str| Remote::open(&server.url, identity(who), now).expect("an address");
    let (ana, ben) = (open("ana"), open("ben"));
    let org = ana.orgs().expect("organizations").remove(0);
    let all = [Prefix::all()];
    let whole = ana.read(&org.id, &all, None).expect("a tree");
    let p: ProjectName = "shop".parse().expect("a name");
    let id = |name: &str| whole.env_named(&p, name).expect("an environment").0.to_string();
    let others = [id("staging"), id("production")];
    let reveals = |path: &str, bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        others.iter().any(|id| path.contains(id)) || text.contains("production") || text.contains("staging")
    };
    assert!(whole.entries().iter().any(|(path, entry)| reveals(path.as_str(), &entry.record.to_vec())));
    for at in std::iter::once(None).chain((1..=org.head.seq).map(Some)) {
        let tree = ben.read(&org.id, &all, at).expect("a tree");
        assert!(!tree.entries().is_empty());
        for (path, entry) in tree.entries() {
            assert!(!reveals(path.as_str(), &entry.record.to_vec()), "{path} at {at:?}");
        }
    }
    for touching in [Vec::new(), vec![Prefix::all()]] {
        let query = LogQuery { touching, ..LogQuery::default() };
        let log = ben.log(&org.id, &query).expect("the log");
        let shown = log.iter().flat_map(|logged| &logged.commit.leaves).filter(|leaf| !leaf.is_withheld());
        assert!(shown.clone().count() > 10);
        for leaf in shown {
            let raw = RawLeaf::read(&leaf.bytes).expect("a leaf");
            assert!(!reveals(raw.path.as_str(), raw.body.unwrap_or_default()), "{}", raw.path);
        }
    }
    // Not that something happened there either, and nothing about an organization to who is nobody.
    for id in &others {
        let there = vec![Prefix::from_wire(&format!("p/shop/value/{id}/"))];
        let query = LogQuery { touching: there, ..LogQuery::default() };
        assert!(ben.log(&org.id, &query).expect("the log").is_empty());
        assert!(!ana.log(&org.id, &query).expect("the log").is_empty());
    }
    let eve = Remote::open(&server.url, Identity::generate(), now).expect("an address");
    assert!(eve.orgs().expect("a list").is_empty());
    assert!(matches!(eve.read(&org.id, &all, None), Err(StoreError::NoOrg(_))));
    assert!(eve.log(&org.id, &LogQuery::default()).expect("nothing").is_empty());
}

#[test]
fn the_first_organization_needs_the_code_of_the_server() {
    let w = World::empty();
    let server = Server::start(&w, "");
    let code = server.code.clone().expect("a set-up code");
    on(&w, &server, "ana", "orgs create acme").refused(4).says("set-up code").says("ENVCTL_SETUP_CODE");
    let wrong = on(&w, &server, "ana", "orgs create acme").env("ENVCTL_SETUP_CODE", "AAAA-BBBB-CCCC-DDDD");
    wrong.refused(4).says("not valid");
    on(&w, &server, "ana", "orgs create acme").env("ENVCTL_SETUP_CODE", &code).ok();
    let used = on(&w, &server, "eve", "orgs create evil").env("ENVCTL_SETUP_CODE", &code);
    used.refused(4).says("not valid");
    // Who owns one makes another; a name is there once.
    on(&w, &server, "ana", "orgs create bolt").ok();
    on(&w, &server, "ana", "orgs").ok().says("acme").says("bolt");
    server.stop();
    let again = Server::start(&w, "");
    assert_eq!(again.code, None);
    on(&w, &again, "ana", "orgs").ok().says("bolt");
}

#[test]
fn an_organization_moves_to_a_server_and_back() {
    let w = World::filled();
    let server = Server::start(&w, "--store file:team.db");
    let code = server.code.clone().expect("a set-up code");
    let push = format!("orgs push personal --to {}", server.url);
    w.cmd(&push).refused(4).says("set-up code");
    w.cmd(&push).env("ENVCTL_SETUP_CODE", &code).ok().says("copied to http://");
    w.cmd(&push).ok().says("has all of personal already");
    let there = || w.cmd("get DATABASE_URL -e staging").env("ENVCTL_STORE", &server.url).reveals();
    there().ok().says("staging:hush");
    w.cmd("audit verify").env("ENVCTL_STORE", &server.url).ok().says("chain intact");
    w.cmd("set LOG_LEVEL=info -e staging").env("ENVCTL_STORE", &server.url).ok();
    // What was pushed before is not sent again; what is new there comes back.
    w.cmd(&push).ok().says("has all of personal already");
    let back = format!("orgs clone personal --from {} --store file:back.db", server.url);
    w.cmd(&back).ok().says("copied to file:");
    w.ok("audit verify --store file:back.db").says("chain intact");
    w.ok("get LOG_LEVEL -e staging --store file:back.db").says("info");
    // Two that went different ways are left as they are.
    w.cmd("set HERE=x --plain -e development --store file:back.db").ok();
    let elsewhere = |line: &str| w.cmd(line).env("ENVCTL_STATE_DIR", w.dir.join("state"));
    elsewhere("set THERE=x --plain -e development").env("ENVCTL_STORE", &server.url).ok();
    elsewhere(&back).refused(7).says("they differ from rev");
}

#[test]
fn a_server_is_not_left_unprotected() {
    let w = World::empty();
    w.refused(2, "serve --listen 0.0.0.0:0").says("--tls-cert");
    w.refused(2, "serve --listen 0.0.0.0:0 --behind-proxy 10.0.0.0/8").says("--host");
    w.refused(2, "serve --listen 0.0.0.0:0 --tls-cert cert.pem").says("--tls-key");
    w.refused(2, "serve --store https://envctl.acme.dev").says("a file or a database");
    w.refused(8, "serve --listen 0.0.0.0:0 --tls-cert no.pem --tls-key no.pem").says("no.pem");
    w.refused(2, "serve --listen nowhere");
    w.refused(2, "status --store http://envctl.acme.dev").says("https://");
    w.refused(2, "status --store https://user:hush@host/").says("https://HOST");
    w.refused(2, "status --store https://host/path").says("https://HOST");
}

#[test]
fn the_routes_are_those_of_the_document() {
    let w = World::empty();
    let server = Server::start(&w, "");
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
    assert!(server.get("/readyz").contains("\r\n\r\nready"));
    assert!(server.get("/nowhere").starts_with("HTTP/1.1 404"));
    let document = server.get("/openapi.json");
    let body = document.split_once("\r\n\r\n").expect("a body").1;
    let document: serde_json::Value = serde_json::from_str(body).expect("JSON");
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for method in methods.as_object().expect("methods").keys() {
            let other = if method == "get" { "DELETE" } else { "GET" };
            let asked = |method: &str| {
                let length = if method == "POST" { "content-length: 0\r\n" } else { "" };
                server.raw(&format!(
                    "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{length}connection: close\r\n\r\n"
                ))
            };
            assert!(!asked(&method.to_uppercase()).starts_with("HTTP/1.1 40[45]"), "{path}");
            assert!(asked(other).starts_with("HTTP/1.1 405"), "{path}");
            if method == "post" {
                assert!(asked("POST").starts_with("HTTP/1.1 415"), "{path}: {}", asked("POST"));
            }
        }
    }
    on(&w, &server, "ana", "orgs create acme").refused(4);
    assert!(server.get("/metrics").contains("envctl_requests_total{route=\"/v1/orgs\",status=\"200\"}"));
}

#[test]
fn requests_that_are_not_signed_are_not_read() {
    let w = World::empty();
    let server = founded(&w);
    let kind = "content-type: application/vnd.envctl.v1+cbor\r\n";
    let ask = |headers: &str, body: &str| {
        let length = body.len();
        server.raw(&format!(
            "POST /v1/orgs HTTP/1.1\r\nhost: 127.0.0.1\r\n{kind}{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
        ))
    };
    assert!(ask("", "").starts_with("HTTP/1.1 401"));
    assert!(ask("authorization: Bearer hush\r\n", "").starts_with("HTTP/1.1 401"));
    let forged = format!(
        "authorization: Envctl key={},ts=1,n=AAAAAAAAAAAAAAAA,sig={}\r\n",
        "A".repeat(43),
        "A".repeat(86)
    );
    assert!(ask(&forged, "").starts_with("HTTP/1.1 401"));
    let large = "x".repeat(1024 * 1024 + 1);
    assert!(ask(&forged, &large).starts_with("HTTP/1.1 413"));
    // Another server's name.
    let elsewhere = server.raw(&format!(
        "POST /v1/orgs HTTP/1.1\r\nhost: evil.example\r\n{kind}{forged}content-length: 0\r\nconnection: close\r\n\r\n"
    ));
    assert!(elsewhere.starts_with("HTTP/1.1 421"), "{elsewhere}");
    assert!(server.raw("nonsense\r\n\r\n").starts_with("HTTP/1.1 400"));
}

#[test]
fn a_server_that_is_not_there_or_not_one() {
    let w = World::empty();
    w.cmd("init --project other --store file:own.db").ok();
    let gone = {
        let server = Server::start(&w, "");
        server.url.clone()
    };
    w.cmd("orgs").env("ENVCTL_STORE", &gone).refused(9).says("nothing answers there");
    // Something else answers: a page, a redirect, nothing at all, more than it says.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let answers = [
        ("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 5\r\n\r\nlogin", "no envctl server"),
        (
            "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n",
            "another address",
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-type: application/vnd.envctl.v1+cbor\r\ncontent-length: 3\r\n\r\n\u{0}\u{0}\u{0}",
            "expected a map",
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-type: application/vnd.envctl.v1+cbor\r\ncontent-length: 999999999\r\n\r\n\u{0}",
            "more than an answer may be",
        ),
    ];
    for (answer, word) in answers {
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let (mut stream, _) = listener.accept().expect("a connection");
                let mut request = [0; 4096];
                let _ = stream.read(&mut request);
                drop(stream.write_all(answer.as_bytes()));
                drop(stream.shutdown(std::net::Shutdown::Write));
                drop(stream.read_to_end(&mut Vec::new()));
            });
            let said = w.cmd("orgs").env("ENVCTL_STORE", &url).env("ENVCTL_TIMEOUT", "20s").run();
            assert!(said.err().contains(word), "{word}: {}", said.err());
            assert!([8, 9].contains(&said.code()), "{word}: {}", said.code());
        });
    }
}

#[test]
fn under_tls_the_certificate_counts() {
    let w = World::empty();
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
    w.write("cert.pem", made.cert.pem());
    w.write("key.pem", made.signing_key.serialize_pem());
    let server = Server::start(&w, "--store file:team.db --tls-cert cert.pem --tls-key key.pem");
    let port = server.url.rsplit_once(':').expect("a port").1.to_owned();
    let url = format!("https://localhost:{port}");
    let code = server.code.clone().expect("a set-up code");
    let ask = |url: &str| w.cmd("orgs create acme").env("ENVCTL_STORE", url).env("ENVCTL_SETUP_CODE", &code);
    let trusted = w.dir.join("cert.pem");
    ask(&url).env("SSL_CERT_FILE", w.home.join("none")).refused(9).says("trust");
    ask(&server.url).env("SSL_CERT_FILE", &trusted).refused(9).says("another name");
    ask(&url).env("SSL_CERT_FILE", &trusted).ok().says("acme created");
    let plain = format!("http://localhost:{port}");
    ask(&plain).env("ENVCTL_TIMEOUT", "3s").refused(9);
    w.write("other.pem", "no certificate");
    w.refused(8, "serve --listen 127.0.0.1:0 --tls-cert other.pem --tls-key key.pem").says("other.pem");
    let other = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
    w.write("other.pem", other.signing_key.serialize_pem());
    w.refused(8, "serve --listen 127.0.0.1:0 --tls-cert cert.pem --tls-key other.pem").says("not the key");
}

/// A server that is killed at any place of a write: what it acknowledged is there, and what the client
/// sends again, because the answer never came, happens once.
#[cfg(unix)]
#[test]
fn a_server_that_is_killed_loses_nothing_and_does_nothing_twice() {
    let w = World::empty();
    let server = founded(&w);
    let listen = server.url.strip_prefix("http://").expect("an address").to_owned();
    server.stop();
    let store = w.home.join(".local/share/envctl/store.db");
    let again = || w.cmd(&format!("serve --listen {listen} --store file:{} --json", store.display()));
    for (n, place) in
        ["store.begun", "store.head", "store.record", "store.end", "store.ended"].iter().enumerate()
    {
        let mut server = Server::of(again().env("ENVCTL_FAILPOINT", place));
        let mut set = on(&w, &server, "ana", &format!("set LOG_LEVEL=try-{n} --env development"))
            .command()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        // It ends at the place, while the client waits for its answer.
        server.child.wait().expect("it is killed");
        let server = Server::of(again());
        let ended = set.wait().expect("a status");
        let mut said = String::new();
        set.stderr.take().expect("stderr").read_to_string(&mut said).expect("text");
        assert!(ended.success(), "{place}: {said}");
        on(&w, &server, "ana", "get LOG_LEVEL -e development").ok().says(&format!("try-{n}"));
        let log = on(&w, &server, "ana", "log --oneline").ok();
        assert_eq!(log.out().matches("LOG_LEVEL").count(), n + 2, "{place}");
        on(&w, &server, "ana", "audit verify").ok().says("chain intact");
        server.stop();
    }
}
