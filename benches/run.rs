//! How long `envctl run` and `envctl set` take, against what cannot be faster, and against peers
//! where they are installed; ratios within one run, never absolute claims.
//!
//! `cargo bench` builds the stores it needs (with 100,000 commits of history; `BENCH_HISTORY`
//! says otherwise), then times whole processes in turn: A B C A B C …

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use envctl::client::{Client, ClientError, Folders, Intent, Keys, Pins};
use envctl::crypto::Plain;
use envctl::engine::constants::{self, Assignment, Kind};
use envctl::model::{EnvId, Prefix, ProjectName};
use envctl::store::{Gated, Sqlite, Store};

const ROUNDS: usize = 41;
const SIZES: [usize; 3] = [10, 1_000, 5_000];

fn main() {
    let args: Vec<OsString> = std::env::args_os().collect();
    if let Some(at) = args.iter().position(|arg| arg == "--bare-insert") {
        return bare_insert(Path::new(&args[at + 1]));
    }
    let history: u64 = read_number("BENCH_HISTORY", 100_000);
    let rounds = read_number("BENCH_ROUNDS", ROUNDS as u64) as usize;
    say(&format!("whole processes, in turn, {rounds} rounds; a store with {history} commits of history\n"));
    for n in SIZES {
        let world = World::make(n, history);
        runs(&world, n, rounds);
    }
    let flat = [World::make(1_000, 0), World::make(1_000, history)];
    history_is_free(&flat, rounds);
    let world = World::make(1_000, 0);
    sets(&world, rounds);
}

fn read_number(name: &str, default: u64) -> u64 {
    let value = std::env::vars_os().find(|(key, _)| key == name).map(|(_, value)| value);
    value.and_then(|v| v.to_str().and_then(|v| v.parse().ok())).unwrap_or(default)
}

#[allow(clippy::print_stdout, reason = "a benchmark's answer is its table")]
fn say(text: &str) {
    println!("{text}");
}

/// A home, a project, and N constants, half of them secret.
struct World {
    dir: tempfile::TempDir,
    plain: PathBuf,
}

impl World {
    fn make(n: usize, history: u64) -> World {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let (home, project) = (dir.path().join("home"), dir.path().join("project"));
        for folder in [&home, &project] {
            std::fs::create_dir_all(folder).expect("a folder");
        }
        let plain = dir.path().join("all.env");
        let world = World { dir, plain };
        world.envctl(&["init", "--project", "bench", "--apps", "web", "-q"]);
        let line = |kind: &str, i: usize| format!("{kind}_{i:05}=value-number-{i}-of-this-size\n");
        let write = |name: &str, kinds: &[&str]| {
            let text: String = (0..n / 2).flat_map(|i| kinds.iter().map(move |kind| line(kind, i))).collect();
            std::fs::write(world.dir.path().join(name), text).expect("written");
        };
        write("plain.env", &["PLAIN"]);
        write("secret.env", &["SECRET"]);
        write("all.env", &["PLAIN", "SECRET"]);
        world.envctl(&["import", "../plain.env", "--plain", "--env", "development", "--yes", "-q"]);
        world.envctl(&["import", "../secret.env", "--env", "development", "--yes", "-q"]);
        if history > 0 {
            world.age(history);
        }
        world
    }

    fn home(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.dir.path().join("project")).env_clear();
        let path =
            std::env::vars_os().find(|(key, _)| key == "PATH").map(|(_, value)| value).unwrap_or_default();
        command.env("PATH", path).env("HOME", self.home()).env("USER", "bench").env("ENVCTL_KEYRING", "off");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn envctl(&self, args: &[&str]) {
        let status =
            self.command(env!("CARGO_BIN_EXE_envctl")).args(args).env("CI", "1").status().expect("runs");
        assert!(status.success(), "envctl {args:?}");
    }

    fn run(&self) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_envctl"));
        command.args(["run", "-q", "--env", "development", "--", "/bin/true"]);
        command
    }

    fn store(&self) -> PathBuf {
        self.home().join(".local/share/envctl/store.db")
    }

    /// Appends commits, each signed and judged. On a memory file system while that lasts, where it
    /// is there: 100,000 waits for a disk are not what is measured.
    fn age(&self, commits: u64) {
        let fast = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a directory");
        let at = fast.path().join("store.db");
        self.compact();
        std::fs::copy(self.store(), &at).expect("copied");
        {
            let home = self.home();
            let folders = Folders::of(|name| (name == "HOME").then(|| home.clone().into_os_string()));
            let identity = Keys::new(&folders, "default", false).load().expect("an identity").0;
            let store = Gated::new(Sqlite::open(&at, false).expect("opens").expect("is there"));
            let org = store.orgs().expect("orgs").remove(0);
            let client = Client::new(Box::new(store), identity, (org.id, org.name), Pins::new(None), now());
            let p: ProjectName = "bench".parse().expect("a name");
            let tree = client.read(&[Prefix::folder(&p, "env")], None).expect("read");
            let envs: Vec<EnvId> = tree.envs(&p).iter().map(|(id, _)| *id).collect();
            for i in 0..commits {
                let value = Plain::new(format!("{i}").into_bytes());
                let assignment = [Assignment { key: "COUNTER".parse().expect("a name"), value }];
                let intent = Intent { action: "set", message: None, expect: None, dry_run: false };
                // In another environment than the one that is run: the history is the store's.
                let reads = [Prefix::folder(&p, "constant"), Prefix::values(&p, envs[1])];
                let reads = if i == 0 { reads.to_vec() } else { counter(&p, envs[1]) };
                let plan = |tree: &envctl::model::Tree, op| {
                    let set = constants::set(tree, &p, &envs[1..2], None, &assignment, Kind::Plain, op);
                    Ok::<_, ClientError>(set.expect("a value"))
                };
                client.transact(&intent, &reads, plan, |_, _, _, _| Ok(())).expect("appended");
            }
        }
        let compact = rusqlite::Connection::open(&at).expect("opens");
        compact.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(())).expect("checkpointed");
        drop(compact);
        std::fs::copy(&at, self.store()).expect("copied back");
    }

    fn compact(&self) {
        let connection = rusqlite::Connection::open(self.store()).expect("opens");
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(())).expect("checkpointed");
    }
}

fn counter(p: &ProjectName, env: EnvId) -> Vec<Prefix> {
    let key: envctl::model::Key = "COUNTER".parse().expect("a name");
    let value = envctl::model::Place::Value(p.clone(), env, envctl::model::Scope::Project, key.clone());
    let constant = envctl::model::Place::Constant(p.clone(), key);
    vec![Prefix::one(&value.path()), Prefix::one(&constant.path())]
}

fn now() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |d| d.as_millis() as u64)
}

/// A command that is timed, under the name that the table shows.
type Contestant<'c> = (String, Box<dyn Fn() -> Command + 'c>);

/// Times commands in turn and prints medians, and ratios to the first of them.
fn race(contestants: &[Contestant<'_>], rounds: usize) -> Vec<Duration> {
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); contestants.len()];
    for round in 0..=rounds {
        for ((name, make), times) in contestants.iter().zip(&mut times) {
            let mut command = make();
            let begin = Instant::now();
            let status = command.status().unwrap_or_else(|e| panic!("{name}: {e}"));
            let took = begin.elapsed();
            assert!(status.success(), "{name} failed");
            // The first round warms caches.
            if round > 0 {
                times.push(took);
            }
        }
    }
    let mut medians = Vec::new();
    let floor = median(&times[0]);
    for ((name, _), times) in contestants.iter().zip(&times) {
        let mid = median(times);
        let (ms, over) = (mid.as_secs_f64() * 1e3, (mid.as_secs_f64() - floor.as_secs_f64()) * 1e3);
        let ratio = mid.as_secs_f64() / floor.as_secs_f64();
        say(&format!("  {name:<44} {ms:>9.2} ms   +{over:>8.2} ms   x {ratio:>7.2}"));
        medians.push(mid);
    }
    medians
}

fn median(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}

fn runs(world: &World, n: usize, rounds: usize) {
    say(&format!("run -- /bin/true with {n} constants, half of them secret"));
    let vars: Vec<(String, String)> = std::fs::read_to_string(&world.plain)
        .expect("read")
        .lines()
        .filter_map(|line| line.split_once('=').map(|(k, v)| (k.to_owned(), v.to_owned())))
        .collect();
    let mut contestants: Vec<Contestant<'_>> = vec![
        (
            "floor: exec with the variables given".to_owned(),
            Box::new(|| {
                let mut command = world.command("/bin/true");
                command.envs(vars.iter().map(|(k, v)| (k, v)));
                command
            }),
        ),
        ("envctl run, the same as before".to_owned(), Box::new(|| world.run())),
        (
            "envctl run, read from the store".to_owned(),
            Box::new(|| {
                let mut command = world.run();
                command.env("ENVCTL_CACHE", "off");
                command
            }),
        ),
    ];
    contestants.extend(peers(world, n));
    // A run leaves a note for the next one only where all that it reads has been at rest for a while;
    // the first one makes the store's write-ahead log anew.
    assert!(world.run().status().is_ok_and(|status| status.success()));
    std::thread::sleep(Duration::from_secs(3));
    race(&contestants, rounds);
    match peak(world) {
        Some(kib) => say(&format!("  envctl's peak resident memory: {:.1} MiB\n", kib as f64 / 1024.0)),
        None => say("  envctl's peak resident memory: needs /usr/bin/time\n"),
    }
}

/// The peers that are on the PATH and can be set up without an account, each on the same values.
fn peers(world: &World, n: usize) -> Vec<Contestant<'_>> {
    let mut peers: Vec<Contestant<'_>> = Vec::new();
    let has = |name: &str| {
        let tried = Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        let there = tried.is_ok_and(|status| status.success());
        if !there {
            say(&format!("  {name:<44} not on the PATH"));
        }
        there
    };
    let file = world.plain.clone();
    // Minutes a round at 5,000: one size says enough.
    if has("dotenvx") && n <= 1_000 {
        let file = file.clone();
        peers.push((
            "dotenvx run (plain file)".to_owned(),
            Box::new(move || {
                let mut command = world.command("dotenvx");
                command.args(["run", "--quiet", "-f"]).arg(&file).args(["--", "/bin/true"]);
                command
            }),
        ));
    }
    if has("sops") && has("age-keygen") {
        let (key, sealed) = (world.dir.path().join("age.key"), world.dir.path().join("sops.env"));
        let made = Command::new("age-keygen").arg("-o").arg(&key).output().expect("age-keygen runs");
        let public =
            String::from_utf8_lossy(&made.stderr).trim().rsplit(' ').next().unwrap_or_default().to_owned();
        let output = Command::new("sops")
            .args(["encrypt", "--age", &public, "--input-type", "dotenv", "--output-type", "dotenv"])
            .arg(&file)
            .output()
            .expect("sops runs");
        if output.status.success() {
            std::fs::write(&sealed, output.stdout).expect("written");
            peers.push((
                "sops exec-env (dotenv, age)".to_owned(),
                Box::new(move || {
                    let mut command = world.command("sops");
                    command.env("SOPS_AGE_KEY_FILE", &key).arg("exec-env").arg(&sealed).arg("/bin/true");
                    command
                }),
            ));
        }
    }
    if has("envlock") {
        let place = world.dir.path().join("envlock");
        std::fs::create_dir_all(&place).expect("a folder");
        std::fs::copy(&file, place.join(".env")).expect("copied");
        let tried = |args: &[&str]| {
            let mut command = world.command("envlock");
            command.args(args).current_dir(&place).status().is_ok_and(|status| status.success())
        };
        if tried(&["init", "--no-hook"]) && tried(&["encrypt", ".env"]) {
            peers.push((
                "envlock run (age)".to_owned(),
                Box::new(move || {
                    let mut command = world.command("envlock");
                    command.args(["run", "--", "/bin/true"]).current_dir(&place);
                    command
                }),
            ));
        }
    }
    for name in ["fnox", "secretspec"] {
        if has(name) {
            say(&format!("  {name:<44} on the PATH; needs a set-up of its own: not run"));
        }
    }
    peers
}

/// Peak resident memory of `envctl run` up to its exec, in KiB, as GNU time sees it.
fn peak(world: &World) -> Option<u64> {
    let mut command = world.command("/usr/bin/time");
    let run = world.run();
    command.args(["-f", "%M"]).arg(run.get_program()).args(run.get_args()).env("ENVCTL_CACHE", "off");
    let output = command.stderr(Stdio::piped()).output().ok()?;
    String::from_utf8_lossy(&output.stderr).trim().lines().last()?.parse().ok()
}

fn history_is_free(worlds: &[World; 2], rounds: usize) {
    say("the same 1,000 constants without and with the history");
    let names = ["no history", "with the history"];
    let contestants: Vec<Contestant<'_>> = worlds
        .iter()
        .zip(names)
        .map(|(world, name)| {
            let make = || {
                let mut command = world.run();
                command.env("ENVCTL_CACHE", "off");
                command
            };
            (name.to_owned(), Box::new(make) as Box<dyn Fn() -> Command>)
        })
        .collect();
    race(&contestants, rounds);
    say("");
}

fn sets(world: &World, rounds: usize) {
    say("set of one plain value, in a project of 1,000 constants (the manifest follows), and of one secret");
    let bench = std::env::current_exe().expect("a path");
    let bare = world.dir.path().join("bare.db");
    prepare_bare(&bare);
    let round = std::cell::Cell::new(0_u64);
    let next = || {
        round.set(round.get() + 1);
        round.get()
    };
    let contestants: Vec<Contestant<'_>> = vec![
        (
            "floor: a process, the same rows, one commit".to_owned(),
            Box::new(|| {
                let mut command = world.command(&bench.to_string_lossy());
                command.arg("--bare-insert").arg(&bare);
                command
            }),
        ),
        (
            "envctl set, a secret".to_owned(),
            Box::new(|| {
                let mut command = world.command(env!("CARGO_BIN_EXE_envctl"));
                command
                    .args(["set", "-q", "--env", "development"])
                    .arg(format!("SECRET_00001=value-{}", next()));
                command
            }),
        ),
        (
            "envctl set, a plain value".to_owned(),
            Box::new(|| {
                let mut command = world.command(env!("CARGO_BIN_EXE_envctl"));
                command
                    .args(["set", "-q", "--env", "development"])
                    .arg(format!("PLAIN_00001=value-{}", next()));
                command
            }),
        ),
    ];
    let medians = race(&contestants, rounds);
    let share = |with: Duration| 100.0 * (1.0 - medians[0].as_secs_f64() / with.as_secs_f64());
    say(&format!(
        "  share of the time that is not the process and SQLite: secret {:.0} %, plain {:.0} %",
        share(medians[1]),
        share(medians[2])
    ));
}

fn prepare_bare(path: &Path) {
    let connection = bare_connection(path);
    connection
        .execute_batch(
            "CREATE TABLE commits (seq INTEGER PRIMARY KEY, header BLOB, signature BLOB);
             CREATE TABLE leaves (seq INTEGER, idx INTEGER, path TEXT, bytes BLOB, PRIMARY KEY (seq, idx));
             CREATE TABLE records (path TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID;
             CREATE TABLE head (id INTEGER PRIMARY KEY, seq INTEGER);
             INSERT INTO head VALUES (1, 0);",
        )
        .expect("tables");
}

fn bare_connection(path: &Path) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(path).expect("opens");
    connection.pragma_update(None, "journal_mode", "WAL").expect("WAL");
    connection.pragma_update(None, "synchronous", "FULL").expect("FULL");
    connection
}

/// What a `set` costs where nothing is checked, sealed or signed: the rows and the wait for the disk.
fn bare_insert(path: &Path) {
    let mut connection = bare_connection(path);
    let tx = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).expect("begins");
    let seq: i64 = tx.query_row("SELECT seq + 1 FROM head", (), |row| row.get(0)).expect("head");
    tx.execute("INSERT INTO commits VALUES (?1, ?2, ?3)", (seq, [7_u8; 250], [7_u8; 64])).expect("commit");
    tx.execute("INSERT INTO leaves VALUES (?1, 0, 'p/bench/value/x', ?2)", (seq, [7_u8; 250])).expect("leaf");
    tx.execute("INSERT OR REPLACE INTO records VALUES ('p/bench/value/x', ?1)", ([7_u8; 150],))
        .expect("record");
    tx.execute("UPDATE head SET seq = ?1", (seq,)).expect("head");
    tx.commit().expect("commits");
}
