// A private PostgreSQL for tests: included by those that need one, of the library and of the program.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use postgres::{Client, NoTls};

/// A server on a socket in a folder of its own. It ends with whoever started it, however that ends: its
/// keeper holds the other end of a pipe.
pub struct Server {
    socket: PathBuf,
    keeper: Child,
    databases: AtomicU32,
}

/// Begins with an empty folder, begins anew at every line that it reads, ends when there is none, and
/// leaves nothing behind.
const KEEPER: &str = r#"
"$1/initdb" -D "$2/data" -U envctl -A trust -N -E UTF8 --locale=C >"$2/log" 2>&1 || exit 1
start() { "$1/postgres" -D "$2/data" -k "$2" -h '' -c max_connections=200 $3 >>"$2/log" 2>&1 & server=$!; }
start "$1" "$2" "$3"
while read line; do
    kill -QUIT $server
    wait $server
    start "$1" "$2" "$3"
done
kill -QUIT $server
wait $server
rm -rf "$2"
"#;

impl Server {
    /// Starts one that does not wait for the disk: the tests end processes, and no machine.
    #[allow(dead_code, reason = "who measures wants it durable")]
    pub fn start() -> Server {
        Server::with("-F")
    }

    /// Starts one that is as durable as it is where it is used.
    #[allow(dead_code, reason = "not everybody who includes this measures it")]
    pub fn start_durable() -> Server {
        Server::with("-cfsync=on")
    }

    fn with(flag: &str) -> Server {
        let folder =
            tempfile::Builder::new().prefix("envctl-pg-").tempdir_in("/tmp").expect("a folder").keep();
        let mut keeper = Command::new("/bin/sh");
        keeper.args(["-c", KEEPER, "keeper"]).arg(programs()).arg(&folder).arg(flag).current_dir("/");
        as_somebody(&mut keeper, &folder);
        let keeper = keeper.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let server = Server { socket: folder, keeper: keeper.expect("sh"), databases: AtomicU32::new(0) };
        server.wait();
        server
    }

    fn wait(&self) {
        let end = Instant::now() + Duration::from_secs(60);
        while Client::connect(&self.url("postgres"), NoTls).is_err() {
            assert!(Instant::now() < end, "PostgreSQL did not begin: {}/log", self.socket.display());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://envctl@{}/{database}", self.socket.display().to_string().replace('/', "%2F"))
    }

    /// The folder of its socket.
    #[allow(dead_code, reason = "a pooler stands in front of it")]
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// The URL of an empty database, of whoever asks alone.
    pub fn database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let mut client = Client::connect(&self.url("postgres"), NoTls).expect("a connection");
        client.batch_execute(&format!("CREATE DATABASE {name}")).expect("a database");
        self.url(&name)
    }

    /// Ends it at once, as a crash would, and has it begin again.
    #[allow(dead_code, reason = "not everybody who includes this restarts it")]
    pub fn crash(&mut self) {
        let pipe = self.keeper.stdin.as_mut().expect("a pipe");
        pipe.write_all(b"again\n").expect("written");
        // Until the one that was told to end has.
        std::thread::sleep(Duration::from_millis(200));
        self.wait();
    }
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
pub fn as_somebody(command: &mut Command, folder: &Path) {
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
