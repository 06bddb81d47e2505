//! How long `envctl merge` takes for two environments of 10,000 constants that each changed in 100 of
//! them, against `git merge` of the same change: as one file of 10,000 lines, and as 10,000 files.
//!
//! `cargo bench --bench merge` times whole processes in turn, the durable commit included, and prints
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
        let world = World { dir: tempfile::tempdir().expect("a temporary directory") };
        for folder in ["home", "project", "elsewhere"] {
            std::fs::create_dir_all(world.path(folder)).expect("a folder");
        }
        let init = ["init", "--project", "bench", "--envs", "staging,production", "-q"];
        assert!(world.envctl("project", &init).status().is_ok_and(|status| status.success()), "init");
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
        for (from, to) in [(world.store(), "store.kept"), (manifest, "manifest.kept")] {
            std::fs::copy(from, world.path(to)).expect("kept");
        }
        world
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
        drop(client);
        let database = rusqlite::Connection::open(self.store()).expect("opens");
        database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(())).expect("checkpointed");
    }

    /// The store and the manifest as they were before a merge.
    fn restore(&self) {
        for log in ["store.db-wal", "store.db-shm"] {
            let _ = std::fs::remove_file(self.store().with_file_name(log));
        }
        let heads = self.path("home/.local/state/envctl/heads");
        let _ = std::fs::remove_dir_all(heads);
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
