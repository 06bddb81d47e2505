//! What a server takes: commits a second against what cannot be faster (the same rows, put in by bare clients
//! with the same durability) and against etcd where it is installed; `run` over loopback against the
//! store of this machine; a clone of 10,000 commits against git's; the memory of 1,000 organizations.
//!
//! `cargo bench --bench server` prints rates and ratios of one run; only the ratios say something about
//! another machine. `BENCH_SECONDS`, `BENCH_ROUNDS`, `BENCH_COMMITS`, `BENCH_ORGS` and `BENCH_ONLY` (commits, runs,
//! clones, memory) say otherwise.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use envctl::client::{Client, ClientError, Folders, Founding, Intent, Keys, Pins};
use envctl::crypto::{Identity, Plain};
use envctl::engine::constants::{self, Assignment, Kind};
use envctl::engine::{Write, orgs};
use envctl::http::Remote;
use envctl::model::{EnvId, Place, Prefix, ProjectName, Scope, Tree};
use envctl::store::{Gated, Postgres, Sqlite, Store};

#[path = "../tests/real/postgres.rs"]
mod postgres_server;

fn main() {
    let only = text("BENCH_ONLY");
    let wanted = |name: &str| only.as_deref().is_none_or(|only| only.split(',').any(|one| one == name));
    for (name, section) in [
        ("commits", commits as fn()),
        ("runs", runs as fn()),
        ("clones", clones as fn()),
        ("memory", memory as fn()),
    ] {
        if wanted(name) {
            section();
        }
    }
}

fn text(name: &str) -> Option<String> {
    let value = std::env::vars_os().find(|(key, _)| key == name).map(|(_, value)| value);
    value.and_then(|value| value.into_string().ok())
}

fn number(name: &str, default: u64) -> u64 {
    text(name).and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[allow(clippy::print_stdout, reason = "a benchmark's answer is its table")]
fn say(text: &str) {
    println!("{text}");
}

fn named<T: std::str::FromStr>(name: &str) -> T {
    name.parse().unwrap_or_else(|_| panic!("{name} is no name"))
}

fn now() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |d| d.as_millis() as u64)
}

fn shop() -> ProjectName {
    named("bench")
}

const ENV: EnvId = EnvId([1; 8]);

/// Organizations with a project each, and one value in it.
fn found(open: &dyn Fn() -> Box<dyn Store>, owner: &Identity, many: usize) {
    let recovery = Identity::generate();
    for n in 0..many {
        let name = named(&format!("org-{n}"));
        let founding = Founding { name, display: None, owner: "ana", recovery: &recovery };
        let client = Client::found(open(), owner.clone(), founding, Pins::new(None), now()).expect("founded");
        let envs = [(ENV, named("base"))];
        write(&client, |tree| orgs::create_project(tree, &shop(), &envs, &[]).expect("planned"));
        set(&client, "0");
    }
}

fn write(client: &Client, plan: impl Fn(&Tree) -> Vec<Write>) {
    let intent = Intent { action: "bench", message: None, expect: None, dry_run: false };
    let reads = [Prefix::all()];
    let plan = |tree: &Tree, _| Ok::<_, ClientError>(((), plan(tree)));
    client.transact(&intent, &reads, plan, |(), _, _, _| Ok(())).expect("written");
}

const COUNTER: &str = "COUNTER";

fn assignment(text: &str) -> [Assignment; 1] {
    [Assignment { key: named(COUNTER), value: Plain::new(text.as_bytes().to_vec()) }]
}

fn reads() -> Vec<Prefix> {
    let value = Place::Value(shop(), ENV, Scope::Project, named(COUNTER));
    let constant = Place::Constant(shop(), named(COUNTER));
    vec![Prefix::one(&value.path()), Prefix::one(&constant.path()), Prefix::folder(&shop(), "env")]
}

/// One commit, as `set` makes it: what it is planned on is read first.
fn set(client: &Client, text: &str) {
    let intent = Intent { action: "set", message: None, expect: None, dry_run: false };
    let plan = |tree: &Tree, op| {
        let set = constants::set(tree, &shop(), &[ENV], None, &assignment(text), Kind::Plain, op);
        Ok::<_, ClientError>(set.expect("a value"))
    };
    client.transact(&intent, &reads(), plan, |_, _, _, _| Ok(())).expect("appended");
}

/// One commit after the tree that the commit before left: nothing is read.
fn set_after(client: &Client, tree: &mut Tree, text: &str) {
    let intent = Intent { action: "set", message: None, expect: None, dry_run: false };
    let plan = |tree: &Tree, op| {
        let set = constants::set(tree, &shop(), &[ENV], None, &assignment(text), Kind::Plain, op);
        Ok::<_, ClientError>(set.expect("a value"))
    };
    let read = |_: &[Prefix]| Ok(tree.clone());
    let done = client.transact_on(&intent, read, plan, |_, _, _, _| Ok(())).expect("appended");
    *tree = done.after;
}

/// A server, for as long as it is needed.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(store: &str, home: &Path) -> Server {
        let mut command = Command::new(env!("CARGO_BIN_EXE_envctl"));
        command.args(["serve", "--json", "--listen", "127.0.0.1:0", "--store", store]);
        command.env("HOME", home).env("ENVCTL_KEYRING", "off").stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::null()).spawn().expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("stdout")).read_line(&mut line).expect("a line");
        let said: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        Server { child, url: said["url"].as_str().expect("a URL").to_owned() }
    }

    fn client(&self, owner: &Identity, n: usize) -> Client {
        let store = Remote::open(&self.url, owner.clone(), now()).expect("an address");
        let name = format!("org-{n}");
        let org = store.orgs().expect("organizations").into_iter().find(|org| org.name.as_str() == name);
        let org = org.expect("it is there");
        Client::new(Box::new(store), owner.clone(), (org.id, org.name), Pins::new(None), now())
    }

    /// Resident memory, and the most that it was, in KiB.
    fn memory(&self) -> (u64, u64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("a status");
        let of = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("a line");
            line.trim().trim_end_matches(" kB").trim().parse().expect("a number")
        };
        (of("VmRSS:"), of("VmHWM:"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// How often a second many clients get something done. Each is prepared before the clock starts.
fn rate<T>(clients: usize, prepare: impl Fn(usize) -> T + Sync, once: impl Fn(&mut T, u64) + Sync) -> f64 {
    let (done, stop) = (AtomicU64::new(0), AtomicBool::new(false));
    let ready = std::sync::Barrier::new(clients + 1);
    let mut took = Duration::ZERO;
    std::thread::scope(|scope| {
        for n in 0..clients {
            let (done, stop, ready, prepare, once) = (&done, &stop, &ready, &prepare, &once);
            scope.spawn(move || {
                let mut client = prepare(n);
                ready.wait();
                for i in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        return;
                    }
                    once(&mut client, i);
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        ready.wait();
        let begin = Instant::now();
        std::thread::sleep(Duration::from_secs(number("BENCH_SECONDS", 3)));
        stop.store(true, Ordering::Relaxed);
        took = begin.elapsed();
    });
    done.into_inner() as f64 / took.as_secs_f64()
}

/// Somebody who commits as often as they can.
type Contestant<'c> = (&'static str, Box<dyn Fn(usize, usize) -> f64 + 'c>);

fn commits() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("store.db");
    let owner = Identity::generate();
    let sqlite = || -> Box<dyn Store> {
        Box::new(Gated::new(Sqlite::open(&file, true).expect("opens").expect("a store")))
    };
    found(&sqlite, &owner, 32);
    // All of it in the one file, to be copied.
    let compact = rusqlite::Connection::open(&file).expect("opens");
    compact.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(())).expect("checkpointed");
    drop(compact);
    let on_file = Server::start(&format!("file:{}", file.display()), folder.path());
    let bare = folder.path().join("bare.db");
    std::fs::copy(&file, &bare).expect("copied");
    drop(Sqlite::open(&bare, true).expect("opens"));

    let database = Path::new("/usr/lib/postgresql").exists().then(postgres_server::Server::start_durable);
    let urls = database.as_ref().map(|database| [database.database(), database.database()]);
    let on_database = urls.as_ref().map(|urls| {
        for url in urls {
            let open = || -> Box<dyn Store> {
                Box::new(Gated::new(Postgres::open(url, true).expect("opens").expect("a store")))
            };
            found(&open, &owner, 32);
        }
        Server::start(&urls[0], folder.path())
    });
    let etcd = Etcd::start();

    let serve = |server: &Server, clients: usize, orgs: usize| match orgs {
        1 => rate(clients, |_| server.client(&owner, 0), |client, i| set(client, &i.to_string())),
        _ => rate(
            clients,
            |n| {
                let client = server.client(&owner, n);
                let tree = client.read(&[Prefix::all()], None).expect("read");
                (client, tree)
            },
            |(client, tree), i| set_after(client, tree, &i.to_string()),
        ),
    };
    let mut contestants: Vec<Contestant<'_>> = vec![
        ("SQLite: bare rows, one fsync each", Box::new(|c, orgs| bare_sqlite(&bare, c, orgs))),
        ("SQLite: envctl serve", Box::new(|c, orgs| serve(&on_file, c, orgs))),
    ];
    if let (Some(urls), Some(server)) = (&urls, &on_database) {
        contestants.push(("PostgreSQL: bare rows", Box::new(|c, orgs| bare_postgres(&urls[1], c, orgs))));
        contestants.push(("PostgreSQL: envctl serve", Box::new(|c, orgs| serve(server, c, orgs))));
    } else {
        say("PostgreSQL is not installed");
    }
    match &etcd {
        Some(etcd) => contestants.push(("etcd: put, over its HTTP gateway", Box::new(|c, _| etcd.rate(c)))),
        None => say("etcd is not installed"),
    }
    for (clients, orgs) in [(1, 1), (8, 1), (32, 1), (1, 32), (8, 32), (32, 32)] {
        let where_to = if orgs == 1 { "one organization" } else { "an organization each" };
        say(&format!("commits a second: {clients} clients, {where_to}"));
        let mut rates: Vec<Vec<f64>> = vec![Vec::new(); contestants.len()];
        for _ in 0..number("BENCH_ROUNDS", 3) {
            for ((_, contestant), rates) in contestants.iter().zip(&mut rates) {
                rates.push(contestant(clients, orgs));
            }
        }
        let medians: Vec<f64> = rates.iter_mut().map(|rates| median(rates)).collect();
        for (n, (name, _)) in contestants.iter().enumerate() {
            let floor = if n % 2 == 1 {
                format!("x {:>5.2} of the bare rows", medians[n] / medians[n - 1])
            } else {
                String::new()
            };
            say(&format!("  {name:<36} {:>9.0}/s   {floor}", medians[n]));
        }
    }
    say("");
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// What a commit writes where nothing is checked, signed or sent: the rows and the wait for the disk.
fn bare_sqlite(path: &Path, clients: usize, orgs: usize) -> f64 {
    let prepare = |n: usize| {
        let connection = rusqlite::Connection::open(path).expect("opens");
        connection.busy_timeout(Duration::from_secs(25)).expect("set");
        connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4096").expect("set");
        (connection, 1 + (n % orgs) as i64)
    };
    rate(clients, prepare, |(connection, org), _| {
        let tx = rusqlite::Transaction::new_unchecked(connection, rusqlite::TransactionBehavior::Immediate)
            .expect("begins");
        let seq: i64 = tx
            .prepare_cached("UPDATE orgs SET seq = seq + 1, head = ?2, time = 1 WHERE id = ?1 RETURNING seq")
            .and_then(|mut s| s.query_row((*org, [7_u8; 32]), |row| row.get(0)))
            .expect("a row");
        let op = envctl::crypto::random::<16>();
        let done = (|| -> rusqlite::Result<()> {
            tx.prepare_cached("INSERT INTO commits VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6)")?.execute((
                *org,
                seq,
                [7_u8; 32],
                op,
                [7_u8; 64],
                [7_u8; 250],
            ))?;
            tx.prepare_cached("INSERT INTO leaves VALUES (?1, ?2, 0, 'p/bench/value/x', ?3, ?4, ?5)")?
                .execute((*org, seq, [7_u8; 32], [7_u8; 16], [7_u8; 150]))?;
            tx.prepare_cached("REPLACE INTO records VALUES (?1, 'p/bench/value/x', 8, ?2, ?3, ?4)")?
                .execute((*org, [7_u8; 32], seq, [7_u8; 80]))?;
            tx.prepare_cached("INSERT INTO lineage VALUES (?1, ?2, 'p/bench/value/x', ?3, ?4)")?
                .execute((*org, op, seq, [7_u8; 16]))?;
            Ok(())
        })();
        done.expect("rows");
        tx.commit().expect("committed");
    })
}

fn bare_postgres(url: &str, clients: usize, orgs: usize) -> f64 {
    let prepare = |n: usize| {
        let mut client = postgres::Client::connect(url, postgres::NoTls).expect("a connection");
        let statements = [
            "UPDATE envctl.orgs SET seq = seq + 1, head = $2, time = 1 WHERE id = $1 RETURNING seq",
            "INSERT INTO envctl.commits (org, seq, hash, op, time, signature, header) VALUES ($1, $2, $3, $4, 1, $5, $6)",
            "INSERT INTO envctl.leaves (org, seq, idx, path, hash, salt, bytes) VALUES ($1, $2, 0, 'p/bench/value/x', $3, $4, $5)",
            "INSERT INTO envctl.records (org, path, kind, leaf, rev, body) VALUES ($1, 'p/bench/value/x', 8, $2, $3, $4)
             ON CONFLICT (org, path) DO UPDATE SET leaf = excluded.leaf, rev = excluded.rev, body = excluded.body",
            "INSERT INTO envctl.lineage (org, write, path, seq, parents) VALUES ($1, $2, 'p/bench/value/x', $3, $4)",
        ];
        let statements = statements.map(|sql| client.prepare(sql).expect("a statement"));
        let ids = client.query("SELECT id FROM envctl.orgs ORDER BY id", &[]).expect("ids");
        let org: i64 = ids[n % orgs].get(0);
        (client, statements, org)
    };
    rate(clients, prepare, |(client, [head, commit, leaf, record, lineage], org), _| {
        let op = envctl::crypto::random::<16>();
        let [hash, signature, header, body] = [32, 64, 250, 80].map(|n| vec![7_u8; n]);
        let mut tx = client.transaction().expect("begins");
        let seq: i64 = tx.query_one(&*head, &[org, &hash]).expect("a row").get(0);
        tx.execute(&*commit, &[org, &seq, &hash, &&op[..], &signature, &header]).expect("a row");
        tx.execute(&*leaf, &[org, &seq, &hash, &&op[..], &header]).expect("a row");
        tx.execute(&*record, &[org, &hash, &seq, &body]).expect("a row");
        tx.execute(&*lineage, &[org, &&op[..], &seq, &&op[..]]).expect("a row");
        tx.commit().expect("committed");
    })
}

/// etcd, alone on its machine, with its data on the same disk.
struct Etcd {
    child: Child,
    url: String,
    _folder: tempfile::TempDir,
}

impl Etcd {
    fn start() -> Option<Etcd> {
        let folder = tempfile::tempdir().expect("a folder");
        let port = || {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
            listener.local_addr().expect("an address").port()
        };
        let (client, peer) = (format!("http://127.0.0.1:{}", port()), format!("http://127.0.0.1:{}", port()));
        let mut command = Command::new("etcd");
        command.arg("--data-dir").arg(folder.path().join("data"));
        command.args(["--listen-client-urls", &client, "--advertise-client-urls", &client]);
        command.args(["--listen-peer-urls", &peer, "--initial-advertise-peer-urls", &peer]);
        command.args(["--initial-cluster", &format!("default={peer}")]);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
        let etcd = Etcd { child, url: client, _folder: folder };
        let end = Instant::now() + Duration::from_secs(20);
        while !etcd.put(&ureq::Agent::new_with_defaults(), 0, 0) {
            if Instant::now() > end {
                return None;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Some(etcd)
    }

    fn put(&self, agent: &ureq::Agent, n: usize, i: u64) -> bool {
        let base64 = |text: String| data_encoding::BASE64.encode(text.as_bytes());
        let body = serde_json::json!({
            "key": base64(format!("bench/{n}")),
            "value": base64(format!("{i:0>600}")),
        });
        let sent = agent.post(format!("{}/v3/kv/put", self.url)).send(body.to_string());
        sent.is_ok_and(|mut answer| answer.body_mut().read_to_vec().is_ok())
    }

    fn rate(&self, clients: usize) -> f64 {
        rate(
            clients,
            |n| (ureq::Agent::new_with_defaults(), n),
            |(agent, n), i| assert!(self.put(agent, *n, i), "etcd puts"),
        )
    }
}

impl Drop for Etcd {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A home with a project of some constants, half of them secret.
struct World {
    dir: tempfile::TempDir,
}

impl World {
    fn make(constants: usize) -> World {
        let world = World { dir: tempfile::tempdir().expect("a folder") };
        for folder in ["home", "project"] {
            std::fs::create_dir_all(world.dir.path().join(folder)).expect("a folder");
        }
        world.ok(&["init", "--project", "bench", "-q"]);
        let line = |kind: &str, i: usize| format!("{kind}_{i:05}=value-number-{i}-of-this-size\n");
        for (kind, flag) in [("PLAIN", Some("--plain")), ("SECRET", None)] {
            let text: String = (0..constants / 2).map(|i| line(kind, i)).collect();
            std::fs::write(world.dir.path().join("all.env"), text).expect("written");
            let mut args = vec!["import", "../all.env", "--env", "development", "--yes", "-q"];
            args.extend(flag);
            world.ok(&args);
        }
        world
    }

    fn home(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.dir.path().join("project")).env_clear();
        let path: OsString =
            std::env::vars_os().find(|(k, _)| k == "PATH").map(|(_, v)| v).unwrap_or_default();
        command.env("PATH", path).env("HOME", self.home()).env("USER", "bench").env("ENVCTL_KEYRING", "off");
        command.env("CI", "1").env("ENVCTL_CACHE", "off");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn ok(&self, args: &[&str]) {
        let status = self.command(env!("CARGO_BIN_EXE_envctl")).args(args).status().expect("runs");
        assert!(status.success(), "envctl {args:?}");
    }

    /// A server that has the organization of this home, for whoever is its owner.
    fn serve(&self) -> Server {
        let store = self.home().join(".local/share/envctl/store.db");
        Server::start(&format!("file:{}", store.display()), &self.home())
    }
}

fn times(rounds: u64, contestants: &[(&str, &dyn Fn() -> Command)]) -> Vec<f64> {
    let mut all: Vec<Vec<f64>> = vec![Vec::new(); contestants.len()];
    for round in 0..=rounds {
        for ((name, make), times) in contestants.iter().zip(&mut all) {
            let mut command = make();
            let begin = Instant::now();
            assert!(command.status().is_ok_and(|status| status.success()), "{name} failed");
            // The first round warms caches.
            if round > 0 {
                times.push(begin.elapsed().as_secs_f64() * 1e3);
            }
        }
    }
    let medians: Vec<f64> = all.iter_mut().map(|times| median(times)).collect();
    for ((name, _), ms) in contestants.iter().zip(&medians) {
        let over = ms - medians[0];
        say(&format!("  {name:<44} {ms:>9.2} ms   {over:>+8.2} ms   x {:>6.2}", ms / medians[0]));
    }
    medians
}

fn runs() {
    for constants in [10, 1000] {
        say(&format!("run -- /bin/true with {constants} constants, half of them secret; nothing remembered"));
        let world = World::make(constants);
        let server = world.serve();
        let run = |store: Option<&str>| {
            let mut command = world.command(env!("CARGO_BIN_EXE_envctl"));
            command.args(["run", "-q", "--env", "development", "--org", "personal/bench", "--", "/bin/true"]);
            command.envs(store.map(|store| ("ENVCTL_STORE", store)));
            command
        };
        times(
            number("BENCH_RUNS", 21),
            &[
                ("envctl run, the store of this machine", &|| run(None)),
                ("envctl run, a server on loopback", &|| run(Some(&server.url))),
            ],
        );
    }
    say("");
}

fn clones() {
    let commits = number("BENCH_COMMITS", 10_000);
    say(&format!("clone of {commits} commits"));
    let world = World::make(2);
    {
        // Nobody waits for the disk while the history is made: on a memory file system, where there is one.
        let fast = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder");
        let (store, at) = (world.home().join(".local/share/envctl/store.db"), fast.path().join("store.db"));
        let compact = |path: &Path| {
            let connection = rusqlite::Connection::open(path).expect("opens");
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(())).expect("checkpointed");
        };
        compact(&store);
        std::fs::copy(&store, &at).expect("copied");
        let home = world.home();
        let folders = Folders::of(|name| (name == "HOME").then(|| home.clone().into_os_string()));
        let identity = Keys::new(&folders, "default", false).load().expect("an identity").0;
        let store_at = Gated::new(Sqlite::open(&at, false).expect("opens").expect("is there"));
        let org = store_at.orgs().expect("orgs").remove(0);
        let client = Client::new(Box::new(store_at), identity, (org.id, org.name), Pins::new(None), now());
        let mut tree = client.read(&[Prefix::all()], None).expect("read");
        let env = tree.envs(&shop())[0].0;
        let begun = tree.head.seq;
        for i in begun..commits {
            let intent = Intent { action: "set", message: None, expect: None, dry_run: false };
            let plan = |tree: &Tree, op| {
                let text = i.to_string();
                let set = constants::set(tree, &shop(), &[env], None, &assignment(&text), Kind::Plain, op);
                Ok::<_, ClientError>(set.expect("a value"))
            };
            let read = |_: &[Prefix]| Ok(tree.clone());
            let done = client.transact_on(&intent, read, plan, |_, _, _, _| Ok(())).expect("appended");
            tree = done.after;
        }
        drop(client);
        compact(&at);
        std::fs::copy(&at, &store).expect("copied back");
    }
    let server = world.serve();
    let git = world.dir.path().join("git");
    let mut script = String::new();
    for i in 0..commits {
        let text = format!("COUNTER={i}\n");
        script.push_str(&format!(
            "commit refs/heads/main\ncommitter ana <ana@acme.dev> {} +0000\ndata 3\nset\nM 100644 inline .env\ndata {}\n{text}\n",
            1_700_000_000 + i,
            text.len()
        ));
    }
    let init = world.command("git").args(["init", "-q", "--bare"]).arg(&git).status();
    let has_git = init.is_ok_and(|status| status.success());
    if has_git {
        let mut import = world.command("git");
        import.arg("-C").arg(&git).args(["fast-import", "--quiet"]).stdin(Stdio::piped());
        let mut child = import.spawn().expect("git runs");
        std::io::Write::write_all(&mut child.stdin.take().expect("stdin"), script.as_bytes())
            .expect("written");
        assert!(child.wait().expect("git ends").success());
    }
    let taken = std::cell::Cell::new(0);
    let next = || {
        taken.set(taken.get() + 1);
        world.dir.path().join(format!("clone-{}", taken.get()))
    };
    let envctl = || {
        let mut command = world.command(env!("CARGO_BIN_EXE_envctl"));
        let to = format!("file:{}", next().display());
        command.args(["orgs", "clone", "personal", "--from", &server.url, "--store", &to]);
        command
    };
    let clone = || {
        let mut command = world.command("git");
        command.args(["clone", "-q"]).arg(format!("file://{}", git.display())).arg(next());
        command
    };
    let rounds = number("BENCH_ROUNDS", 3);
    if has_git {
        times(rounds, &[("git clone", &clone), ("envctl orgs clone, each commit judged", &envctl)]);
    } else {
        say("git is not installed");
        times(rounds, &[("envctl orgs clone, each commit judged", &envctl)]);
    }
    say("");
}

fn memory() {
    let many = number("BENCH_ORGS", 1000) as usize;
    say(&format!("memory of a server in front of {many} organizations"));
    let fast = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder");
    let file = fast.path().join("store.db");
    let owner = Identity::generate();
    let open = || -> Box<dyn Store> {
        Box::new(Gated::new(Sqlite::open(&file, true).expect("opens").expect("a store")))
    };
    found(&open, &owner, many);
    let server = Server::start(&format!("file:{}", file.display()), fast.path());
    let mib = |kib: u64| kib as f64 / 1024.0;
    say(&format!("  started                                      {:>8.1} MiB", mib(server.memory().0)));
    let next = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            let (server, owner, next) = (&server, &owner, &next);
            scope.spawn(move || {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed) as usize;
                    if n >= many {
                        return;
                    }
                    set(&server.client(owner, n), "1");
                }
            });
        }
    });
    let (now, most) = server.memory();
    say(&format!(
        "  after a commit in each of them               {:>8.1} MiB, at most {:.1} MiB",
        mib(now),
        mib(most)
    ));
}
