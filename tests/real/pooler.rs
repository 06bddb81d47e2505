// A private PgBouncer for tests: every transaction may get another connection of the database.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use postgres::{Client, NoTls};

/// A pooler on a socket in a folder of its own, in front of a database server's socket. It ends with whoever
/// started it: its keeper holds the other end of a pipe.
pub struct Pooler {
    socket: PathBuf,
    _keeper: Child,
}

const KEEPER: &str = r#"
"$1" "$2/pooler.ini" >"$2/log" 2>&1 & pooler=$!
while read line; do :; done
kill -TERM $pooler
wait $pooler
rm -rf "$2"
"#;

impl Pooler {
    /// Starts one; two connections to the database are all that it opens.
    pub fn start(database: &std::path::Path) -> Pooler {
        let program = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"];
        let program = program.into_iter().find(|path| std::path::Path::new(path).exists());
        let program = program.expect("PgBouncer must be installed");
        let folder =
            tempfile::Builder::new().prefix("envctl-pool-").tempdir_in("/tmp").expect("a folder").keep();
        let (socket, behind) = (folder.display(), database.display());
        let settings = format!(
            "[databases]\n* = host={behind} user=envctl\n\
             [pgbouncer]\nlisten_addr =\nlisten_port = 6432\nunix_socket_dir = {socket}\nauth_type = any\n\
             pool_mode = transaction\ndefault_pool_size = 2\nmax_client_conn = 500\n"
        );
        std::fs::write(folder.join("pooler.ini"), settings).expect("written");
        let mut keeper = Command::new("/bin/sh");
        keeper.args(["-c", KEEPER, "keeper", program]).arg(&folder).current_dir("/");
        super::private::as_somebody(&mut keeper, &folder);
        let keeper = keeper.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let pooler = Pooler { socket: folder, _keeper: keeper.expect("sh") };
        let end = Instant::now() + Duration::from_secs(30);
        while Client::connect(&pooler.url("postgres"), NoTls).is_err() {
            assert!(Instant::now() < end, "PgBouncer did not begin: {}/log", pooler.socket.display());
            std::thread::sleep(Duration::from_millis(50));
        }
        pooler
    }

    /// The URL of a database behind it.
    pub fn url(&self, database: &str) -> String {
        let socket = self.socket.display().to_string().replace('/', "%2F");
        format!("postgres://envctl@{socket}:6432/{database}")
    }
}
