//! Probes against the real servers, where they are installed: a private one, on a socket and a port
//! of loopback, for as long as the test runs.
//!
//! Ignored by name where a machine may lack them; CI installs them and runs `cargo test real:: --
//! --include-ignored`, where a missing one fails.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::probe;

/// A server, ended with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

fn ask(kind: &str, url: &str) -> Result<String, String> {
    let fields = BTreeMap::from([("url".to_owned(), url.to_owned())]);
    probe(kind, &fields, Duration::from_secs(10)).map_err(|e| e.to_string())
}

/// Asks until there is an answer, as a server takes a moment to begin.
fn wait(kind: &str, url: &str) -> Result<String, String> {
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        let found = ask(kind, url);
        let begins = |e: &String| e.contains("connect") || e.contains("starting") || e.contains("closed");
        if !found.as_ref().is_err_and(begins) || Instant::now() > end {
            return found;
        }
        std::thread::sleep(Duration::from_millis(50));
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

/// A command that is not run as root, which PostgreSQL refuses to be.
#[cfg(unix)]
fn as_somebody(program: &Path, folder: &Path) -> Command {
    use std::os::unix::process::CommandExt as _;
    let mut command = Command::new(program);
    if rustix::process::geteuid().is_root() {
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
    command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[cfg(unix)]
#[test]
#[ignore = "needs PostgreSQL"]
fn postgresql_asks_for_a_password() {
    let folder = tempfile::Builder::new().prefix("envctl-pg-").tempdir_in("/tmp").expect("a folder");
    let (data, password) = (folder.path().join("data"), folder.path().join("password"));
    std::fs::write(&password, "pass hush 1%").expect("written");
    let mut permissions = std::fs::metadata(&password).expect("there").permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o644);
    std::fs::set_permissions(&password, permissions).expect("readable");
    for (how, port) in [("scram-sha-256", free_port()), ("md5", free_port())] {
        let bin = programs();
        let mut init = as_somebody(&bin.join("initdb"), folder.path());
        let data = data.with_extension(how);
        init.arg("-D").arg(&data).args(["-U", "ana", "-A", how, "-N", "--pwfile"]).arg(&password);
        assert!(init.status().expect("initdb").success(), "initdb failed");
        let mut server = as_somebody(&bin.join("postgres"), folder.path());
        server.arg("-D").arg(&data).arg("-k").arg(folder.path());
        server.args(["-h", "127.0.0.1", "-F", "-c", &format!("password_encryption={how}")]);
        let _running = Running(server.args(["-p", &port.to_string()]).spawn().expect("starts"));
        let url = |login: &str, db: &str| format!("postgres://{login}@127.0.0.1:{port}/{db}");
        let found = wait("postgres", &url("ana:pass%20hush%201%25", "postgres"));
        assert!(found.as_ref().is_ok_and(|found| found.starts_with("PostgreSQL 1")), "{how}: {found:?}");
        let socket = folder.path().display().to_string().replace('/', "%2F");
        let over = format!("postgres://ana:pass%20hush%201%25@{socket}:{port}/postgres");
        assert!(ask("postgres", &over).is_ok(), "{how}: {:?}", ask("postgres", &over));
        let wrong = ask("postgres", &url("ana:hush", "postgres"));
        assert_eq!(wrong.expect_err("refused"), "the user or the password is wrong", "{how}");
        let nowhere = ask("postgres", &url("ana:pass%20hush%201%25", "nowhere"));
        assert_eq!(nowhere.expect_err("refused"), "there is no such database", "{how}");
    }
}

#[test]
#[ignore = "needs redis-server"]
fn redis_asks_for_a_password() {
    let port = free_port();
    let server = Command::new("redis-server")
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--requirepass", "hush"])
        .stdout(Stdio::null())
        .spawn();
    let _running = Running(server.expect("redis-server must be installed"));
    let found = wait("redis", &format!("redis://:hush@127.0.0.1:{port}/1"));
    assert!(found.as_ref().is_ok_and(|found| found.starts_with("Redis ")), "{found:?}");
    let wrong = ask("redis", &format!("redis://:no@127.0.0.1:{port}"));
    assert_eq!(wrong.expect_err("refused"), "the user or the password is wrong");
}
