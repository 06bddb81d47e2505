//! Three servers on one database: whatever ends in between, no acknowledged commit is lost, none is made
//! twice, and everybody reads a prefix of one log.
//!
//! Ignored by name where a machine may lack PostgreSQL; CI installs it and runs `cargo test --test cli
//! real:: -- --include-ignored`, where a missing one fails.

#[path = "../real/postgres.rs"]
mod postgres_server;

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use envctl::client::{Client, ClientError, Folders, Intent, Keys, Pins};
use envctl::crypto::{Identity, Plain};
use envctl::engine::Write;
use envctl::http::Remote;
use envctl::model::{Content, EnvId, Place, Prefix, ProjectName, Scope, Tree, Value};
use envctl::store::{LogQuery, Store as _};

use crate::harness::{HUSH, World};
use postgres_server::Server as Database;

/// A server on a port of its own, which it has again when it is started again.
struct Replica {
    url: String,
    listen: String,
    store: String,
    child: Option<Child>,
}

impl Replica {
    fn new(store: &str) -> Replica {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let listen = listener.local_addr().expect("an address").to_string();
        Replica { url: format!("http://{listen}"), listen, store: store.to_owned(), child: None }
    }

    /// Starts it, and gives back the set-up code that it prints.
    fn start(&mut self, w: &World) -> Option<String> {
        let line = format!("serve --json --listen {} --store {}", self.listen, self.store);
        let mut child = w
            .cmd(&line)
            .command()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let mut said = String::new();
        BufReader::new(child.stdout.take().expect("stdout")).read_line(&mut said).expect("a line");
        self.child = Some(child);
        let said: serde_json::Value = serde_json::from_str(&said).expect("JSON");
        said["setup_code"].as_str().map(str::to_owned)
    }

    /// Ends it at once: SIGKILL.
    fn kill(&mut self) {
        let mut child = self.child.take().expect("it runs");
        child.kill().expect("killed");
        child.wait().expect("ended");
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        if self.child.is_some() {
            self.kill();
        }
    }
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a clock");
    u64::try_from(since.as_millis()).expect("a time")
}

fn counter(env: EnvId) -> Place {
    let p: ProjectName = "shop".parse().expect("a name");
    Place::Value(p, env, Scope::Project, "COUNTER".parse().expect("a name"))
}

fn count(tree: &Tree, env: EnvId) -> u64 {
    let value = tree.get::<Value>(counter(env)).expect("a value");
    let Content::Plain(text) = &value.content else { panic!("a plain value") };
    String::from_utf8_lossy(text).parse().expect("a number")
}

fn client(url: &str, identity: &Identity) -> Client {
    let store = Remote::open(url, identity.clone(), now()).expect("an address");
    let org = store.orgs().expect("organizations").remove(0);
    Client::new(Box::new(store), identity.clone(), (org.id, org.name), Pins::new(None), now())
}

/// What one client saw: revisions with the counter at them, in the order in which it read them, and the
/// revisions that were acknowledged to it.
#[derive(Default)]
struct Seen {
    reads: Vec<(u64, u64)>,
    acknowledged: Vec<u64>,
}

fn increment(client: &Client, env: EnvId, seen: &mut Seen) {
    let reads = [Prefix::all()];
    let intent = Intent { action: "count", message: None, expect: None, dry_run: false };
    let done = client.transact::<(), ClientError>(
        &intent,
        &reads,
        |tree, op| {
            let n = count(tree, env);
            seen.reads.push((tree.head.seq, n));
            let before = tree.get::<Value>(counter(env));
            let next = Plain::new((n + 1).to_string().into_bytes());
            Ok(((), vec![Write::value(op, counter(env), before, next, false)]))
        },
        |(), _, _, _| Ok(()),
    );
    seen.acknowledged.push(done.expect("it is acknowledged").rev);
}

fn history(database: &mut Database, clients: usize, each: usize) {
    let w = World::empty();
    let store = database.database();
    let mut replicas = [0; 3].map(|_| Replica::new(&store));
    let codes: Vec<Option<String>> = replicas.iter_mut().map(|replica| replica.start(&w)).collect();
    // Each that starts on an empty store makes the code before it void.
    let code = codes.into_iter().last().flatten().expect("a code");
    let urls: Vec<String> = replicas.iter().map(|replica| replica.url.clone()).collect();
    let on = |n: usize, line: &str| w.cmd(line).env("ENVCTL_STORE", &urls[n]);
    on(0, "orgs create acme").env("ENVCTL_SETUP_CODE", &code).ok();
    on(1, "init --org acme --project shop --envs base").ok();
    on(2, "set COUNTER=0 --plain").ok();
    let var = |var: &str| (var == "HOME").then(|| w.home.clone().into());
    let identity = Keys::new(&Folders::of(var), "default", false).load().expect("an identity").0;
    let first = client(&urls[0], &identity);
    let p: ProjectName = "shop".parse().expect("a name");
    let env = first.read(&[Prefix::folder(&p, "env")], None).expect("read").envs(&p)[0].0;
    let began = first.read(&[Prefix::all()], None).expect("read").head.seq;

    let all: Mutex<Vec<Seen>> = Mutex::default();
    std::thread::scope(|scope| {
        for n in 0..clients {
            let (urls, identity, all) = (&urls, &identity, &all);
            scope.spawn(move || {
                let client = client(&urls[n % urls.len()], identity);
                let mut seen = Seen::default();
                for _ in 0..each {
                    increment(&client, env, &mut seen);
                }
                all.lock().expect("no panic").push(seen);
            });
        }
        // One server is killed and started again, and then the database.
        std::thread::sleep(Duration::from_millis(300));
        replicas[1].kill();
        std::thread::sleep(Duration::from_millis(300));
        replicas[1].start(&w);
        database.crash();
    });

    let tree = first.read(&[Prefix::all()], None).expect("read");
    let all = all.into_inner().expect("no panic");
    let acknowledged: usize = all.iter().map(|seen| seen.acknowledged.len()).sum();
    assert_eq!(acknowledged, clients * each);
    assert_eq!(count(&tree, env), acknowledged as u64, "the counter is the number of acknowledgements");
    assert_eq!(tree.head.seq, began + acknowledged as u64, "no commit but those that were acknowledged");
    let query = LogQuery { from: began + 1, newest_first: false, ..LogQuery::default() };
    let log = first.store().log(first.org(), &query).expect("the log");
    let revs: Vec<u64> = log.iter().map(|logged| logged.seq).collect();
    assert_eq!(revs, (began + 1..=tree.head.seq).collect::<Vec<_>>());
    let mut acknowledged: Vec<u64> = all.iter().flat_map(|seen| seen.acknowledged.clone()).collect();
    acknowledged.sort_unstable();
    assert_eq!(acknowledged, revs, "every one once, and none of them lost");
    for seen in &all {
        assert!(seen.reads.is_sorted_by(|a, b| a.0 <= b.0), "nobody reads an older log than before");
        assert!(seen.reads.iter().all(|(rev, n)| *n == rev - began), "a read is a prefix of the log");
        assert!(seen.acknowledged.is_sorted());
    }
    on(2, "audit verify").ok().says("chain intact");
}

#[test]
#[ignore = "needs PostgreSQL"]
fn three_servers_are_one() {
    let mut database = Database::start();
    for (clients, each) in [(2, 30), (8, 12), (32, 4)] {
        history(&mut database, clients, each);
    }
}

/// Whoever is signed in on one is on all; a code that one has taken no other takes; and wrong ones are
/// counted together.
#[test]
#[ignore = "needs PostgreSQL"]
fn three_servers_know_the_same_sessions_and_codes() {
    use crate::signin::{code, early_in_a_step};
    let database = Database::start();
    let w = World::empty();
    let store = database.database();
    let mut replicas = [0; 3].map(|_| Replica::new(&store));
    let codes: Vec<Option<String>> = replicas.iter_mut().map(|replica| replica.start(&w)).collect();
    let set_up = codes.into_iter().last().flatten().expect("a code");
    let urls: Vec<String> = replicas.iter().map(|replica| replica.url.clone()).collect();
    let on = |n: usize, line: &str| w.cmd(line).env("ENVCTL_STORE", &urls[n]);
    on(0, "orgs create acme").env("ENVCTL_SETUP_CODE", &set_up).ok();
    on(1, "init --org acme --project shop --envs development,production").ok();
    on(2, "set DATABASE_URL -e production").stdin(format!("postgres://{HUSH}@db")).ok();
    early_in_a_step();
    let begun = on(0, "login --enrol-totp --json").ok().json();
    let secret = begun["secret"].as_str().expect("a secret").to_owned();
    on(1, &format!("login --confirm-totp {}", code(&secret, -1))).ok();
    on(2, "envs protect production --require-mfa --session 8h").ok();
    on(0, "sessions revoke --all").ok();
    let get = |n: usize| on(n, "get DATABASE_URL -e production").reveals();
    (0..3).for_each(|n| drop(get(n).refused(4).says("one-time code")));
    let this = code(&secret, 0);
    on(0, &format!("login --code {this}")).ok();
    (0..3).for_each(|n| drop(get(n).ok()));
    for n in 1..3 {
        on(n, &format!("login --code {this}")).refused(4).says("was used");
    }
    for n in 0..3 {
        on(n, "login --code 000000").refused(4).says("not the one-time code");
    }
    for n in 0..3 {
        on(n, &format!("login --code {}", code(&secret, 1))).refused(4).says("too many");
    }
    // A session is nothing that a process has: it stays when its server is killed, and ends on all.
    replicas[0].kill();
    replicas[0].start(&w);
    (0..3).for_each(|n| drop(get(n).ok()));
    on(1, "sessions revoke --all").ok();
    (0..3).for_each(|n| drop(get(n).refused(4)));
}
