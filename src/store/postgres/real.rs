//! A private PostgreSQL for the tests: one server for the process, one database for each place.
//!
//! Ignored by name where a machine may lack it; CI installs it and runs `cargo test real:: --
//! --include-ignored`, where a missing one fails.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use postgres::{Client, NoTls};

use super::Postgres;

/// A server that ends with this process: its keeper holds the other end of a pipe.
pub(crate) struct Server {
    socket: PathBuf,
    _keeper: Child,
}

static SERVER: OnceLock<Server> = OnceLock::new();
static NEXT: AtomicU32 = AtomicU32::new(0);

/// Begins with an empty folder, ends when its standard input does, and leaves nothing behind.
const KEEPER: &str = r#"
"$1/initdb" -D "$2/data" -U envctl -A trust -N -E UTF8 --locale=C >"$2/log" 2>&1 || exit 1
"$1/postgres" -D "$2/data" -k "$2" -h '' -F -c max_connections=200 >>"$2/log" 2>&1 &
server=$!
read _
kill -QUIT $server
wait $server
rm -rf "$2"
"#;

impl Server {
    fn start() -> Server {
        let folder =
            tempfile::Builder::new().prefix("envctl-pg-").tempdir_in("/tmp").expect("a folder").keep();
        let mut keeper = Command::new("/bin/sh");
        keeper.args(["-c", KEEPER, "keeper"]).arg(programs()).arg(&folder).current_dir("/");
        as_somebody(&mut keeper, &folder);
        let keeper = keeper.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let server = Server { socket: folder, _keeper: keeper.expect("sh") };
        let end = Instant::now() + Duration::from_secs(60);
        while Client::connect(&server.url("postgres"), NoTls).is_err() {
            assert!(Instant::now() < end, "PostgreSQL did not begin: {}/log", server.socket.display());
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://envctl@{}/{database}", self.socket.display().to_string().replace('/', "%2F"))
    }
}

/// The URL of an empty database, of this test alone.
pub(crate) fn database() -> String {
    let server = SERVER.get_or_init(Server::start);
    let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let mut client = Client::connect(&server.url("postgres"), NoTls).expect("a connection");
    client.batch_execute(&format!("CREATE DATABASE {name}")).expect("a database");
    server.url(&name)
}

/// Where the programs of the newest PostgreSQL are.
fn programs() -> PathBuf {
    let installed = std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL must be installed");
    let newest = installed
        .flatten()
        .map(|e| e.path())
        .max_by_key(|path| path.file_name().and_then(|n| n.to_str()).and_then(|n| n.parse::<u32>().ok()));
    newest.expect("a version").join("bin")
}

/// Not as root, which PostgreSQL refuses to be.
fn as_somebody(command: &mut Command, folder: &std::path::Path) {
    use std::os::unix::process::CommandExt as _;
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let passwd = std::fs::read_to_string("/etc/passwd").expect("users");
    let ids = |user: &str| {
        let line = passwd.lines().find(|line| line.starts_with(&format!("{user}:")))?;
        let mut parts = line.split(':').skip(2);
        Some((parts.next()?.parse::<u32>().ok()?, parts.next()?.parse::<u32>().ok()?))
    };
    let (uid, gid) = ids("postgres").or_else(|| ids("nobody")).expect("a user");
    std::os::unix::fs::chown(folder, Some(uid), Some(gid)).expect("owned");
    command.uid(uid).gid(gid);
}

fn create(url: &str) -> Postgres {
    Postgres::open(url, true).expect("a store").expect("it is created")
}

#[test]
#[ignore = "needs PostgreSQL"]
fn absent_until_created() {
    let url = database();
    assert!(Postgres::open(&url, false).expect("no error").is_none());
    create(&url);
    assert!(Postgres::open(&url, false).expect("no error").is_some());
}

#[test]
#[ignore = "needs PostgreSQL"]
fn created_by_many_at_once() {
    let url = database();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| create(&url));
        }
    });
    let mut client = Client::connect(&url, NoTls).expect("a connection");
    let levels: i64 = client.query_one("SELECT count(*) FROM envctl.level", &[]).expect("a count").get(0);
    assert_eq!(levels, 1);
}

#[test]
#[ignore = "needs PostgreSQL"]
fn newer_is_refused() {
    let url = database();
    create(&url);
    let mut client = Client::connect(&url, NoTls).expect("a connection");
    client.batch_execute("UPDATE envctl.level SET level = 99").expect("altered");
    let refused = Postgres::open(&url, true).map(drop).expect_err("a newer store");
    assert!(matches!(refused, crate::store::StoreError::Newer { found: 99, .. }), "{refused}");
}

/// Every connection is ended by the database: the next question is answered all the same.
#[test]
#[ignore = "needs PostgreSQL"]
fn lost_connections_are_replaced() {
    use crate::model::Leaf;
    use crate::store::Store as _;
    use crate::store::suite::{begin, follow, put, value, value_at};
    let url = database();
    let store = create(&url);
    let mut at = begin(&store, "acme");
    let mut client = Client::connect(&url, NoTls).expect("a connection");
    for n in 0..10u32 {
        let ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE datname = current_database() AND pid <> pg_backend_pid()";
        client.query(ended, &[]).expect("ended");
        at = follow(&store, at, &[Leaf::message("why"), put(value_at(1, n), value(n.into(), "text"))]);
    }
    assert_eq!(store.orgs().expect("a list")[0].head.seq, 11);
}

/// Nothing is left on a connection: no prepared statement, no setting, no lock, no transaction.
#[test]
#[ignore = "needs PostgreSQL"]
fn connections_keep_no_state() {
    use crate::store::suite::{begin, follow, put, value, value_at};
    let store = create(&database());
    let at = begin(&store, "acme");
    follow(&store, at, &[put(value_at(1, 1), value(1, "text"))]);
    let left = store.within(|client| {
        let sql = "SELECT (SELECT count(*) FROM pg_prepared_statements WHERE name <> '')
                   + (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')
                   + (SELECT count(*) FROM pg_settings WHERE source = 'session')";
        Ok(client.query_typed(sql, &[])?[0].get::<_, i64>(0))
    });
    assert_eq!(left.expect("a count"), 0);
}
