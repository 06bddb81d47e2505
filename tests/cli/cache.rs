//! What a run remembers: the same as it would read, for nobody else, and nothing protected.

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use crate::harness::World;

/// The files of answers that are kept.
fn kept(w: &World) -> Vec<PathBuf> {
    let folder = w.home.join(".cache/envctl/run");
    fs::read_dir(folder).map(|files| files.flatten().map(|file| file.path()).collect()).unwrap_or_default()
}

/// Makes every file that a run reads as old as if nobody had worked here for a while; `ago` keeps
/// two states apart.
fn settle(w: &World, ago: u64) {
    let store = w.store();
    let wal = PathBuf::from(format!("{}-wal", store.display()));
    let key = w.home.join(".config/envctl/keys/default");
    let context = w.home.join(".local/state/envctl/context.toml");
    for path in [store, wal, key, w.dir.join("envctl.toml"), w.dir.join("web/envctl.toml"), context] {
        let time = SystemTime::now() - Duration::from_secs(ago);
        match File::options().write(true).open(&path) {
            Ok(file) => file.set_modified(time).expect("touched"),
            Err(e) => assert_eq!(e.kind(), std::io::ErrorKind::NotFound, "{}", path.display()),
        }
    }
}

const SHOW: &str = "-- env -u PWD";

/// What a run gives, with what is remembered and without.
#[track_caller]
fn same(w: &World, line: &str) -> String {
    let line = format!("run {line} {SHOW}");
    let sorted = |out: String| {
        let mut lines: Vec<&str> = out.lines().filter(|line| !line.starts_with("ENVCTL_CACHE")).collect();
        lines.sort_unstable();
        lines.join("\n")
    };
    let read = sorted(w.cmd(line.as_str()).reveals().env("ENVCTL_CACHE", "off").ok().out());
    let found = sorted(w.cmd(line.as_str()).reveals().ok().out());
    assert_eq!(found, read, "{line}");
    found
}

#[test]
fn a_run_is_found_again_without_the_store() {
    let w = World::filled();
    settle(&w, 60);
    assert!(kept(&w).is_empty());
    let first = same(&w, "-e staging");
    assert_eq!(kept(&w).len(), 1);
    // A store that could not even be read, and looks untouched.
    let (bytes, size) = (fs::read(w.store()).expect("read"), fs::metadata(w.store()).expect("there").len());
    let time = fs::metadata(w.store()).and_then(|meta| meta.modified()).expect("a time");
    fs::write(w.store(), vec![7; size as usize]).expect("written");
    File::options().write(true).open(w.store()).and_then(|f| f.set_modified(time)).expect("touched");
    let found = w.cmd(format!("run -e staging {SHOW}").as_str()).reveals().ok().out();
    let mut found: Vec<&str> = found.lines().collect();
    found.sort_unstable();
    assert_eq!(found.join("\n"), first);
    assert_eq!(w.cmd("run -e staging -- true").env("ENVCTL_CACHE", "off").run().code(), 125);
    fs::write(w.store(), bytes).expect("written");
}

#[test]
fn it_says_the_same_on_stderr() {
    let w = World::filled();
    settle(&w, 60);
    let first = w.ok("run -e staging -- true");
    assert_eq!(kept(&w).len(), 1);
    assert_eq!(w.ok("run -e staging -- true").err(), first.err());
    let masks = || {
        let mut run = w.cmd("run -e staging -- true").env("CI", "1").env("GITHUB_ACTIONS", "true").command();
        String::from_utf8(run.output().expect("runs").stderr).expect("text")
    };
    let first = masks();
    assert!(first.contains("::add-mask::"), "{first}");
    assert_eq!(masks(), first);
}

#[test]
fn what_changes_is_read_anew() {
    let w = World::filled();
    settle(&w, 60);
    same(&w, "-e staging");
    w.ok("set LOG_LEVEL=fresh -e staging");
    assert!(same(&w, "-e staging").contains("LOG_LEVEL=fresh"), "set");
    settle(&w, 50);
    same(&w, "-e staging");
    w.ok("envs rename staging stage");
    settle(&w, 40);
    assert!(same(&w, "-e staging").contains("ENVCTL_ENV=stage"), "renamed");
    w.ok("unset LOG_LEVEL -e stage --yes");
    assert!(!same(&w, "-e stage").contains("LOG_LEVEL="), "unset");
}

#[test]
fn each_question_has_its_own_answer() {
    let w = World::filled();
    w.ok("set LOG_LEVEL=for-development -e development");
    w.ok("set LOG_LEVEL=for-staging -e staging");
    settle(&w, 60);
    for _ in 0..2 {
        assert!(same(&w, "-e staging").contains("LOG_LEVEL=for-staging"));
        assert!(same(&w, "-e development").contains("LOG_LEVEL=for-development"));
    }
    for (env, level) in [("staging", "for-staging"), ("development", "for-development")] {
        let out = w.cmd(format!("run {SHOW}").as_str()).reveals().env("ENVCTL_ENV", env).ok().out();
        assert!(out.contains(&format!("LOG_LEVEL={level}")), "{out}");
    }
    // Flags that only change what is done with the answer.
    assert!(same(&w, "-e staging --set LOG_LEVEL=mine").contains("LOG_LEVEL=mine"));
    assert!(!same(&w, "-e staging --only LOG_LEVEL").contains("DATABASE_URL="));
    let kept_before = kept(&w).len();
    w.ok("run -e staging --at 3 -- true");
    assert_eq!(kept(&w).len(), kept_before, "an earlier revision is not what is there now");
}

#[test]
fn a_nearer_manifest_comes_first() {
    let w = World::filled();
    settle(&w, 60);
    fs::create_dir_all(w.dir.join("deep/er")).expect("folders");
    w.cmd("run -e staging -- true").cwd("deep/er").ok();
    assert_eq!(kept(&w).len(), 1);
    w.write("deep/envctl.toml", "[project]\nname = \"elsewhere\"\norg = \"nobody\"\n");
    w.cmd("run -e staging -- true").cwd("deep/er").refused(125);
}

#[test]
fn nothing_protected_is_kept() {
    let w = World::guarded();
    settle(&w, 60);
    w.ok("run -e production -- true");
    assert!(kept(&w).is_empty());
    w.ok("run -e staging -- true");
    assert_eq!(kept(&w).len(), 1);
}

#[test]
fn what_is_kept_is_sealed_and_private() {
    let w = World::filled();
    w.cmd("set DATABASE_URL -e staging").stdin("postgres://hunter2@db").ok();
    settle(&w, 60);
    same(&w, "-e staging");
    for file in kept(&w) {
        let bytes = fs::read(&file).expect("read");
        assert!(!bytes.windows(7).any(|part| part == b"hunter2"));
        assert_eq!(
            std::os::unix::fs::MetadataExt::mode(&fs::metadata(&file).expect("there")) & 0o7777,
            0o600
        );
    }
}

#[test]
fn nothing_is_kept_of_a_store_at_work() {
    let w = World::filled();
    w.ok("run -e staging -- true");
    assert!(kept(&w).is_empty());
}

#[test]
fn another_identity_finds_nothing() {
    let w = World::filled();
    settle(&w, 60);
    w.ok("run -e staging -- true");
    let key = w.home.join(".config/envctl/keys/default");
    fs::remove_file(&key).expect("removed");
    w.refused(125, "run -e staging -- true");
}

/// Changes at random, with rest in between or not: what is remembered never shows.
#[test]
fn what_is_remembered_never_shows() {
    let w = World::filled();
    let mut ago = 10_000;
    let mut seed: u64 = 7;
    for round in 0..24 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let env = ["development", "staging"][(seed >> 40) as usize % 2];
        match (seed >> 33) % 4 {
            0 => drop(w.ok(format!("set LOG_LEVEL=r{round} -e {env}").as_str())),
            1 => drop(w.cmd(format!("set DATABASE_URL -e {env}").as_str()).stdin(format!("s{round}")).ok()),
            2 => drop(w.ok(format!("set EXTRA_{round}=x --plain -e {env}").as_str())),
            _ => {}
        }
        if seed >> 50 & 1 == 0 {
            ago -= 100;
            settle(&w, ago);
        }
        same(&w, "-e staging");
        same(&w, "-e development");
    }
    assert!(!kept(&w).is_empty());
}

#[test]
fn what_the_root_of_a_workspace_says_is_read_anew() {
    let w = World::empty();
    let root =
        "version = 1\norg = \"personal\"\n\n[workspace]\nmembers = [\"web\"]\n\n[envs.dev]\norder = 1\n";
    w.write("envctl.toml", root);
    w.ok("init web --project web");
    let run = || w.cmd("run -e dev -- true").cwd("web");
    w.cmd("set A=1 --plain -e dev").cwd("web").ok();
    settle(&w, 60);
    run().ok();
    assert_eq!(kept(&w).len(), 1);
    run().ok();
    w.write("envctl.toml", format!("{root}\n[store]\nurl = \"file:elsewhere.db\"\n"));
    run().refused(125);
    w.write("envctl.toml", root);
    settle(&w, 50);
    run().ok();
    // And a root that comes later is one.
    std::fs::remove_file(w.dir.join("envctl.toml")).expect("removed");
    run().ok();
    settle(&w, 40);
    run().ok();
    w.write("envctl.toml", root.replace("personal", "nobody"));
    run().refused(125);
}
