//! What touches thousands of values at once: `merge` of two environments of 10,000 constants that each
//! changed in 100 of them, against `git merge` of the same change, as one file of 10,000 lines and as
//! 10,000 files; `import` of 10,000 constants as one commit, and `export` of them, against the same rows
//! in a bare database; and `sync` of a manifest with 2,000 constants, against `git commit` of it.
//!
//! `cargo bench --bench bulk` times whole processes in turn, the durable commit included, and prints
//! medians and ratios of one run. `BENCH_KEYS`, `BENCH_CHANGES` and `BENCH_ROUNDS` say otherwise.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use envctl::client::{Client, ClientError, Folders, Intent, Keys, Pins};
use envctl::crypto::Plain;
use envctl::engine::constants::{self, Assignment, Kind};
use envctl::model::{EnvId, Prefix, ProjectName};
use envctl::store::{Gated, Sqlite, Store};

fn main() {
    let args: Vec<OsString> = std::env::args_os().collect();
    match args.get(1).and_then(|flag| flag.to_str()) {
        Some("--bare-import") => return bare_import(Path::new(&args[2])),
        Some("--bare-export") => return bare_export(Path::new(&args[2])),
        _ => {}
    }
    let keys = read_number("BENCH_KEYS", 10_000) as usize;
    let changes = read_number("BENCH_CHANGES", 100) as usize;
    let rounds = read_number("BENCH_ROUNDS", 15) as usize;
    say(&format!(
        "merge of {keys} keys, {changes} changed on each side; whole processes, in turn, {rounds} rounds"
    ));
    let world = World::make(keys, changes);
    let mut contestants = vec![
        world.envctl_merge("envctl merge, envctl.toml follows", true),
        world.envctl_merge("envctl merge, no envctl.toml", false),
        world.envctl_plan("envctl merge --dry-run, no envctl.toml"),
    ];
    match Command::new("git").arg("--version").stdout(Stdio::null()).status() {
        Ok(_) => {
            contestants.push(world.git_merge("git merge, one file", &[(0, keys)], changes));
            let files: Vec<(usize, usize)> = (0..keys).map(|n| (n, 1)).collect();
            contestants.push(world.git_merge(&format!("git merge, {keys} files"), &files, changes));
        }
        Err(_) => say("  git is not on the PATH"),
    }
    race(&contestants, rounds);
    imports(keys, rounds.min(11));
    exports(&world, keys, rounds);
    syncs(2_000.min(keys), rounds);
}

fn read_number(name: &str, default: u64) -> u64 {
    let value = std::env::vars_os().find(|(key, _)| key == name).map(|(_, value)| value);
    value.and_then(|v| v.to_str().and_then(|v| v.parse().ok())).unwrap_or(default)
}

#[allow(clippy::print_stdout, reason = "a benchmark's answer is its table")]
fn say(text: &str) {
    println!("{text}");
}

/// What is timed, under the name that the table shows, with what puts its world back before.
struct Contestant<'c> {
    name: String,
    prepare: Box<dyn Fn() + 'c>,
    command: Box<dyn Fn() -> Command + 'c>,
}

/// Times commands in turn and prints medians, and ratios to the first of them.
fn race(contestants: &[Contestant<'_>], rounds: usize) {
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); contestants.len()];
    for round in 0..=rounds {
        for (contestant, times) in contestants.iter().zip(&mut times) {
            (contestant.prepare)();
            let mut command = (contestant.command)();
            let begin = Instant::now();
            let status = command.status().unwrap_or_else(|e| panic!("{}: {e}", contestant.name));
            let took = begin.elapsed();
            assert!(status.success(), "{} failed", contestant.name);
            // The first round warms caches.
            if round > 0 {
                times.push(took);
            }
        }
    }
    let median = |times: &[Duration]| {
        let mut sorted = times.to_vec();
        sorted.sort_unstable();
        sorted[sorted.len() / 2].as_secs_f64() * 1e3
    };
    let first = median(&times[0]);
    for (contestant, times) in contestants.iter().zip(&times) {
        let ms = median(times);
        say(&format!("  {:<44} {ms:>9.2} ms   x {:>7.2}", contestant.name, ms / first));
    }
}

/// A home and a project, with two environments that went apart.
struct World {
    dir: tempfile::TempDir,
}

impl World {
    fn make(keys: usize, changes: usize) -> World {
        let world = World::empty();
        world.fill(keys, changes);
        let manifest = world.path("project/envctl.toml");
        let mut text = std::fs::read_to_string(&manifest).expect("the manifest");
        for n in 0..keys {
            let [staging, production] = sides(n, changes);
            text.push_str(&format!(
                "\n[constants.{}]\nvalues = {{ staging = \"{staging}\", production = \"{production}\" }}\n",
                key(n)
            ));
        }
        std::fs::write(&manifest, text).expect("written");
        // A user's manifest is one that envctl has seen before.
        world.keep();
        world
    }

    /// A home and a project without constants.
    fn empty() -> World {
        let world = World { dir: tempfile::tempdir().expect("a temporary directory") };
        for folder in ["home", "project", "elsewhere"] {
            std::fs::create_dir_all(world.path(folder)).expect("a folder");
        }
        let init = ["init", "--project", "bench", "--envs", "staging,production", "-q"];
        assert!(world.envctl("project", &init).status().is_ok_and(|status| status.success()), "init");
        world
    }

    /// Lets envctl see the manifest, and remembers what it remembers.
    fn see(&self) {
        let dry = ["set", "NEW=1", "--plain", "--env", "staging", "--dry-run", "-q"];
        assert!(self.envctl("project", &dry).status().is_ok_and(|status| status.success()), "{dry:?}");
        self.compact();
        let status = Command::new("cp").arg("-R").arg(self.state()).arg(self.path("state.kept")).status();
        assert!(status.is_ok_and(|status| status.success()), "cp");
    }

    fn state(&self) -> PathBuf {
        self.path("home/.local/state")
    }

    fn compact(&self) {
        let database = rusqlite::Connection::open(self.store()).expect("opens");
        database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(())).expect("checkpointed");
    }

    /// Keeps the store, the manifest and the memory as they are, for [`World::restore`].
    fn keep(&self) {
        self.see();
        for (from, to) in [(self.store(), "store.kept"), (self.path("project/envctl.toml"), "manifest.kept")]
        {
            std::fs::copy(from, self.path(to)).expect("kept");
        }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn store(&self) -> PathBuf {
        self.path("home/.local/share/envctl/store.db")
    }

    fn command(&self, program: &str, folder: &str) -> Command {
        let mut command = Command::new(program);
        let path =
            std::env::vars_os().find(|(key, _)| key == "PATH").map(|(_, value)| value).unwrap_or_default();
        command.current_dir(self.path(folder)).env_clear();
        for (name, value) in [("HOME", self.path("home").into_os_string()), ("PATH", path)] {
            command.env(name, value);
        }
        for (name, value) in [("USER", "bench"), ("ENVCTL_KEYRING", "off"), ("CI", "1")] {
            command.env(name, value);
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn envctl(&self, folder: &str, args: &[&str]) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_envctl"), folder);
        command.args(args);
        command
    }

    /// Every key in both environments at once, then other keys changed in each.
    fn fill(&self, keys: usize, changes: usize) {
        let home = self.path("home");
        let folders = Folders::of(|name| (name == "HOME").then(|| home.clone().into_os_string()));
        let identity = Keys::new(&folders, "default", false).load().expect("an identity").0;
        let store = Gated::new(Sqlite::open(&self.store(), false).expect("opens").expect("is there"));
        let org = store.orgs().expect("orgs").remove(0);
        let client = Client::new(Box::new(store), identity, (org.id, org.name), Pins::new(None), 0);
        let p: ProjectName = "bench".parse().expect("a name");
        let tree = client.read(&[Prefix::folder(&p, "env")], None).expect("read");
        let envs: Vec<EnvId> = tree.envs(&p).iter().map(|(id, _)| *id).collect();
        let set = |envs: &[EnvId], values: Vec<(usize, String)>| {
            let assignment = |(n, text): (usize, String)| Assignment {
                key: key(n).parse().expect("a name"),
                value: Plain::new(text.into_bytes()),
            };
            let assignments: Vec<Assignment> = values.into_iter().map(assignment).collect();
            let intent = Intent { action: "set", message: None, expect: None, dry_run: false };
            let plan = |tree: &envctl::model::Tree, op| {
                let set = constants::set(tree, &p, envs, None, &assignments, Kind::Plain, op);
                Ok::<_, ClientError>(set.expect("values"))
            };
            client.transact(&intent, &[Prefix::project(&p)], plan, |_, _, _, _| Ok(())).expect("appended");
        };
        let all: Vec<usize> = (0..keys).collect();
        for part in all.chunks(4_000) {
            set(&envs, part.iter().map(|n| (*n, before(*n))).collect());
        }
        for (at, env) in envs.iter().enumerate() {
            let changed = (0..keys).filter(|n| sides(*n, changes)[at] != before(*n));
            set(&[*env], changed.map(|n| (n, sides(n, changes)[at].clone())).collect());
        }
    }

    /// The store and the manifest as they were before a merge.
    fn restore(&self) {
        for log in ["store.db-wal", "store.db-shm"] {
            let _ = std::fs::remove_file(self.store().with_file_name(log));
        }
        let _ = std::fs::remove_dir_all(self.state());
        let status = Command::new("cp").arg("-R").arg(self.path("state.kept")).arg(self.state()).status();
        assert!(status.is_ok_and(|status| status.success()), "cp");
        std::fs::copy(self.path("store.kept"), self.store()).expect("copied");
        std::fs::copy(self.path("manifest.kept"), self.path("project/envctl.toml")).expect("copied");
    }

    fn envctl_merge(&self, name: &str, follows: bool) -> Contestant<'_> {
        self.contestant(name, follows, &[])
    }

    fn envctl_plan(&self, name: &str) -> Contestant<'_> {
        self.contestant(name, false, &["--dry-run"])
    }

    fn contestant(&self, name: &str, follows: bool, more: &'static [&'static str]) -> Contestant<'_> {
        let command = move || {
            let mut args = vec!["merge", "--from", "staging", "--into", "production", "-q"];
            if !follows {
                args.extend(["-o", "personal/bench"]);
            }
            args.extend(more);
            self.envctl(if follows { "project" } else { "elsewhere" }, &args)
        };
        Contestant { name: name.to_owned(), prepare: Box::new(|| self.restore()), command: Box::new(command) }
    }

    fn git(&self, folder: &str, args: &[&str]) -> Command {
        let mut command = self.command("git", folder);
        for (name, value) in [("NAME", "bench"), ("EMAIL", "bench@example.com")] {
            command.env(format!("GIT_AUTHOR_{name}"), value).env(format!("GIT_COMMITTER_{name}"), value);
        }
        command.args(args);
        command
    }

    /// The same change in files that each hold some of the keys.
    fn git_merge(&self, name: &str, files: &[(usize, usize)], changes: usize) -> Contestant<'_> {
        let folder = format!("git-{}", files.len());
        let root = self.path(&folder);
        std::fs::create_dir_all(&root).expect("a folder");
        let run = |args: &[&str]| {
            assert!(self.git(&folder, args).status().expect("git runs").success(), "git {args:?}");
        };
        let write = |value: &dyn Fn(usize) -> String| write_files(&root, files, value);
        run(&["init", "-q", "-b", "base"]);
        // It would begin by itself in the middle of what is timed.
        run(&["config", "gc.auto", "0"]);
        write(&before);
        run(&["add", "-A"]);
        run(&["commit", "-q", "-m", "base"]);
        for (at, branch) in ["staging", "production"].into_iter().enumerate() {
            run(&["checkout", "-q", "-b", branch, "base"]);
            write(&|n| sides(n, changes)[at].clone());
            run(&["commit", "-q", "-a", "-m", branch]);
        }
        run(&["gc", "-q"]);
        let (reset, merge) = (folder.clone(), folder);
        Contestant {
            name: name.to_owned(),
            prepare: Box::new(move || {
                let status =
                    self.git(&reset, &["checkout", "-q", "-f", "-B", "merged", "production"]).status();
                assert!(status.is_ok_and(|status| status.success()), "git checkout");
            }),
            command: Box::new(move || self.git(&merge, &["merge", "-q", "--no-edit", "staging"])),
        }
    }
}

/// Every key as one commit, into an empty project, with its declaration.
fn imports(keys: usize, rounds: usize) {
    say(&format!("import of {keys} keys as one commit, into an empty project"));
    let world = World::empty();
    let file: String = (0..keys).map(|n| format!("{}={}\n", key(n), before(n))).collect();
    std::fs::write(world.path("all.env"), file).expect("written");
    world.keep();
    let bench = std::env::current_exe().expect("a path");
    let here = &world;
    let import = |name: &str, folder: &'static str, args: &'static [&'static str]| {
        let command = move || {
            let mut command = here.envctl(folder, &["import", "../all.env", "--env", "staging", "-y", "-q"]);
            command.args(args);
            command
        };
        Contestant {
            name: name.to_owned(),
            prepare: Box::new(move || here.restore()),
            command: Box::new(command),
        }
    };
    let floor = Contestant {
        name: "floor: a process, the same rows in one transaction".to_owned(),
        prepare: Box::new(|| {
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(world.path(&format!("bare.db{end}")));
            }
        }),
        command: Box::new(|| {
            let mut command = world.command(&bench.to_string_lossy(), "project");
            command.arg("--bare-import").arg(world.path("bare.db"));
            command
        }),
    };
    race(
        &[
            floor,
            import("envctl import, secrets", "elsewhere", &["-o", "personal/bench"]),
            import("envctl import --plain", "elsewhere", &["-o", "personal/bench", "--plain"]),
            import("envctl import --plain, envctl.toml follows", "project", &["--plain"]),
        ],
        rounds,
    );
}

/// Every key out again.
fn exports(world: &World, keys: usize, rounds: usize) {
    say(&format!("export of {keys} keys"));
    world.restore();
    let bench = std::env::current_exe().expect("a path");
    let floor = Contestant {
        name: "floor: a process, the rows of one environment".to_owned(),
        prepare: Box::new(|| {}),
        command: Box::new(|| {
            let mut command = world.command(&bench.to_string_lossy(), "project");
            command.arg("--bare-export").arg(world.store());
            command
        }),
    };
    let export = |format: &'static str| Contestant {
        name: format!("envctl export --format {format}"),
        prepare: Box::new(|| {}),
        command: Box::new(move || {
            world.envctl("project", &["export", "--env", "staging", "--format", format, "--reveal"])
        }),
    };
    race(&[floor, export("dotenv"), export("shell"), export("json"), export("yaml")], rounds);
}

/// A manifest of so many constants, in which a hundred values were edited by hand.
fn syncs(constants: usize, rounds: usize) {
    say(&format!("sync of a manifest with {constants} constants, 100 values edited by hand"));
    let world = World::empty();
    let manifest = world.path("project/envctl.toml");
    let begun = std::fs::read_to_string(&manifest).expect("the manifest");
    let text = |edited: bool| {
        let every = constants / 100;
        let constant = |n: usize| {
            let staging =
                if edited && n.is_multiple_of(every.max(1)) { "edited by hand" } else { "as it was" };
            let values = format!("values = {{ staging = \"{staging}\", production = \"{}\" }}", before(n));
            format!("\n[constants.{}]\n{values}\n", key(n))
        };
        begun.clone() + &(0..constants).map(constant).collect::<String>()
    };
    std::fs::write(&manifest, text(false)).expect("written");
    assert!(world.envctl("project", &["push", "-y", "-q"]).status().is_ok_and(|status| status.success()));
    world.keep();
    std::fs::create_dir_all(world.path("git")).expect("a folder");
    let git =
        |args: &[&str]| assert!(world.git("git", args).status().expect("git runs").success(), "{args:?}");
    let envctl = |name: &str, args: &'static [&'static str]| Contestant {
        name: name.to_owned(),
        prepare: Box::new(|| {
            world.restore();
            std::fs::write(&manifest, text(true)).expect("written");
        }),
        command: Box::new(|| world.envctl("project", args)),
    };
    let mut contestants = vec![
        envctl("envctl sync", &["sync", "-y", "-q"]),
        envctl("envctl sync --dry-run", &["sync", "-n", "-q"]),
        envctl("envctl status", &["status", "-q"]),
    ];
    if Command::new("git").arg("--version").stdout(Stdio::null()).status().is_ok() {
        git(&["init", "-q"]);
        git(&["config", "gc.auto", "0"]);
        std::fs::write(world.path("git/envctl.toml"), text(false)).expect("written");
        git(&["add", "-A"]);
        git(&["commit", "-q", "-m", "base"]);
        git(&["tag", "base"]);
        contestants.push(Contestant {
            name: "git commit of the same file".to_owned(),
            prepare: Box::new(|| {
                git(&["reset", "-q", "--hard", "base"]);
                std::fs::write(world.path("git/envctl.toml"), text(true)).expect("written");
            }),
            command: Box::new(|| world.git("git", &["commit", "-q", "-a", "-m", "edited"])),
        });
    }
    race(&contestants, rounds);
}

/// What an import costs where nothing is checked, sealed, hashed or signed.
fn bare_import(path: &Path) {
    let mut database = rusqlite::Connection::open(path).expect("opens");
    database
        .execute_batch("PRAGMA journal_mode = wal; PRAGMA synchronous = FULL")
        .and_then(|()| database.execute_batch(include_str!("../src/store/schema/0001.sql")))
        .expect("tables");
    let tx = database.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).expect("begins");
    {
        let mut leaf = tx.prepare("INSERT INTO leaves VALUES (1, 2, ?1, ?2, ?3, ?4, ?5)").expect("leaves");
        let mut record = tx.prepare("INSERT INTO records VALUES (1, ?1, 1, ?2, 2, ?3)").expect("records");
        let mut lineage = tx.prepare("INSERT INTO lineage VALUES (1, ?1, ?2, 2, x'')").expect("lineage");
        for n in 0..read_number("BENCH_KEYS", 10_000) as usize {
            for (i, (kind, size)) in [("constant", 12), ("value", 70)].into_iter().enumerate() {
                let at = format!("p/bench/{kind}/00000000/{}", key(n));
                let (body, bytes) = (vec![7_u8; size], vec![7_u8; size + at.len() + 10]);
                let id = i64::try_from(2 * n + i).expect("small");
                leaf.execute((id, &at, [7_u8; 32], [7_u8; 16], bytes)).expect("a leaf");
                record.execute((&at, [7_u8; 32], body)).expect("a record");
                if i == 1 {
                    lineage.execute((id.to_be_bytes(), &at)).expect("a write");
                }
            }
        }
    }
    tx.commit().expect("commits");
}

/// What an export costs where nothing is resolved or written.
fn bare_export(path: &Path) {
    let database = rusqlite::Connection::open(path).expect("opens");
    let sql =
        "SELECT path, body FROM records WHERE path LIKE 'p/bench/constant/%' OR path LIKE 'p/bench/value/%'";
    let mut rows = database.prepare(sql).expect("rows");
    let bodies = rows.query_map((), |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)));
    let bodies: Vec<_> = bodies.expect("rows").collect::<Result<_, _>>().expect("rows");
    assert!(!bodies.is_empty());
}

fn write_files(root: &Path, files: &[(usize, usize)], value: &dyn Fn(usize) -> String) {
    for (first, count) in files {
        let text: String = (*first..first + count).map(|n| format!("{}={}\n", key(n), value(n))).collect();
        let path: OsString = key(*first).into();
        let path = root.join(path);
        // What did not change is not written: git would have to look at it.
        if std::fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            std::fs::write(path, text).expect("written");
        }
    }
}

fn key(n: usize) -> String {
    format!("CONSTANT_{n:05}")
}

fn before(n: usize) -> String {
    format!("value-number-{n}-of-this-size")
}

/// What staging and production say: each changed others, spread over all.
fn sides(n: usize, changes: usize) -> [String; 2] {
    let every = |offset: usize| changes > 0 && n % 100 == offset && n / 100 < changes;
    let changed = |side: &str| format!("value-number-{n}-changed-in-{side}");
    match (every(10), every(60)) {
        (true, _) => [changed("staging"), before(n)],
        (_, true) => [before(n), changed("production")],
        _ => [before(n), before(n)],
    }
}
