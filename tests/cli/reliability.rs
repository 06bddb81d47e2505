//! Nothing is lost: the program is killed with -9 where it writes, and at random moments, and what
//! it leaves is looked at each time.
//!
//! After every kill: the revision is the one before or the one after, and never before one that was
//! acknowledged; every commit in the log passes the gate again, and what stands is what they make;
//! keys that one command sets have all the old value or all the new one, in the store and in the
//! manifest; an exported file is the old one or the new one; and the next command works.
//!
//! `cargo test` kills a thousand times. `ENVCTL_KILLS=10000 cargo test --test cli reliability -- --ignored
//! --nocapture` is the long run, and prints the figures of `docs/reliability.md`.
#![allow(clippy::print_stdout, reason = "figures, for whoever runs it with --nocapture")]

use std::io::Write as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use envctl::failpoint;

use crate::harness::{HUSH, World};

/// How often `cargo test` kills at random moments, beside the places.
const KILLS: usize = 950;
/// After how many kills a world is left for a new one: its log is read whole after each.
const PER_WORLD: usize = 40;

/// What happened, counted.
#[derive(Debug, Default)]
struct Figures {
    worlds: usize,
    at_places: usize,
    at_random: usize,
    too_late: usize,
    stayed: usize,
    moved: usize,
    acknowledged: usize,
    behind: usize,
    commits: usize,
}

impl Figures {
    fn add(&mut self, other: &Figures) {
        self.worlds += other.worlds;
        self.at_places += other.at_places;
        self.at_random += other.at_random;
        self.too_late += other.too_late;
        self.stayed += other.stayed;
        self.moved += other.moved;
        self.acknowledged += other.acknowledged;
        self.behind += other.behind;
        self.commits += other.commits;
    }

    fn show(&self, took: Duration) {
        let Figures { worlds, at_places, at_random, too_late, stayed, moved, acknowledged, behind, commits } =
            self;
        println!("kills with -9                         {}", at_places + at_random);
        println!("  at a place in the code              {at_places}");
        println!("  at a random microsecond             {at_random}");
        println!("commands that ended before the kill   {too_late}");
        println!("left the revision before              {stayed}");
        println!("left the revision after               {moved}");
        println!("acknowledged changes                  {acknowledged}");
        println!("acknowledged changes lost             0");
        println!("half changes                          0");
        println!("envctl.toml behind, and brought along {behind}");
        println!("commits verified                      {commits}");
        println!("stores                                {worlds}");
        println!("took                                  {} s", took.as_secs());
    }
}

/// When the program is killed.
#[derive(Clone, Debug)]
enum Blow {
    /// As it passes a place for the n-th time.
    Place(&'static str, usize),
    /// After so long.
    After(Duration),
}

/// A generator of numbers that are random enough, and the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }
}

/// The commands that are killed, by number.
const COMMANDS: u64 = 7;

fn command(kind: u64, n: usize) -> (String, Option<String>) {
    match kind {
        0 => (format!("set A={n} B={n} C={n} --plain -e staging"), None),
        1 => (format!("set D={n} --plain -e development,staging,production"), None),
        2 => ("set SECRET -e staging".to_owned(), Some(format!("{HUSH}-{n}"))),
        3 => (format!("publish web --artifact sha256:{n}"), None),
        4 => ("promote web --to staging".to_owned(), None),
        5 => (
            "import - -e staging --format dotenv --plain --overwrite --yes".to_owned(),
            Some(format!("A={n}\nB={n}\nC={n}\n")),
        ),
        _ => ("export -e staging --only A,B,C --output out.env --force".to_owned(), None),
    }
}

/// A world in which commands are killed.
struct Arena {
    w: World,
    n: usize,
    figures: Figures,
    trace: Vec<String>,
}

impl Arena {
    fn new() -> Arena {
        let w = World::published();
        w.ok("set A=0 B=0 C=0 --plain -e staging");
        w.ok("export -e staging --only A,B,C --output out.env");
        Arena { w, trace: Vec::new(), n: 0, figures: Figures { worlds: 1, ..Figures::default() } }
    }

    /// Runs a command and kills it; how long it took, if it ended before that.
    #[track_caller]
    fn strike(&mut self, kind: u64, blow: &Blow) -> Option<Duration> {
        self.n += 1;
        let (line, stdin) = command(kind, self.n);
        let (rev, manifest) = (self.w.rev(), self.w.manifest());
        let before = self.told();
        let mut command = self.w.cmd(&line).command();
        if let Blow::Place(name, times) = blow {
            command.env("ENVCTL_FAILPOINT", format!("{name}:{times}"));
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("starts");
        let began = Instant::now();
        let mut pipe = child.stdin.take().expect("a pipe");
        let _ = pipe.write_all(stdin.unwrap_or_default().as_bytes());
        drop(pipe);
        if let Blow::After(delay) = blow {
            std::thread::sleep(delay.saturating_sub(began.elapsed()));
            let _ = child.kill();
        }
        let output = child.wait_with_output().expect("ends");
        let took = began.elapsed();
        let killed = output.status.signal() == Some(9);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        self.trace.push(format!("{line} {}", if killed { "(killed)" } else { "" }));
        let told = String::from_utf8_lossy(&output.stderr);
        let what = format!("{} {blow:?}\n{said}{told}", self.trace.join("\n"));
        assert!(killed || output.status.success(), "{what}");
        match (killed, blow) {
            (false, _) => self.figures.too_late += 1,
            (true, Blow::Place(..)) => self.figures.at_places += 1,
            (true, Blow::After(_)) => self.figures.at_random += 1,
        }
        self.holds(&before, rev, &manifest, &said, &what);
        (!killed).then_some(took)
    }

    /// What the manifest says of the keys that are set together.
    fn told(&self) -> [Option<String>; 3] {
        let manifest: toml_edit::DocumentMut = self.w.manifest().parse().expect("TOML, whole");
        ["A", "B", "C"].map(|key| {
            let value = manifest.get("constants")?.get(key)?.get("values")?.get("staging")?;
            value.as_str().map(str::to_owned)
        })
    }

    #[track_caller]
    fn holds(&mut self, before: &[Option<String>; 3], rev: i64, manifest: &str, said: &str, what: &str) {
        let now = self.w.rev();
        assert!(now == rev || now == rev + 1, "from rev {rev} to {now}: {what}");
        match now == rev {
            true => self.figures.stayed += 1,
            false => self.figures.moved += 1,
        }
        // What was acknowledged is there.
        let told = said.split("rev ").nth(1).and_then(|rest| rest.split_whitespace().next());
        if let Some(told) = told {
            assert_eq!(told.parse::<i64>().ok(), Some(now), "{what}");
            self.figures.acknowledged += 1;
        }
        // Every commit passes the gate, and what stands is what they make.
        let (commits, values) = self.w.verified(&["A", "B", "C"]);
        assert_eq!(commits, now, "{what}");
        self.figures.commits += usize::try_from(commits).expect("a number");
        // All or nothing, in the store.
        assert!(values.iter().all(|value| *value == values[0]), "{values:?}: {what}");
        // The manifest is the one before, or says what the store says.
        let after = self.told();
        assert!(after.iter().all(|value| *value == after[0]), "{after:?}: {what}");
        if self.w.manifest() != manifest {
            assert_eq!(now, rev + 1, "the manifest went before the store: {what}");
            assert_eq!(after[0], values[0], "{what}");
        } else {
            assert_eq!(after, *before, "{what}");
        }
        if after[0] != values[0] {
            self.figures.behind += 1;
            self.w.ok("sync --yes");
            assert_eq!(self.told()[0], values[0], "{what}");
        }
        // A file is the old one or the new one.
        let exported = self.w.read("out.env");
        let lines: Vec<&str> =
            exported.lines().filter_map(|line| line.split_once('=')).map(|(_, v)| v).collect();
        assert!(lines.len() == 3 && lines.iter().all(|value| *value == lines[0]), "{exported}: {what}");
    }

    /// At the end of it: no difference, no damage, nothing in the way of the next command.
    fn leave(self) -> Figures {
        self.w.ok("sync --yes");
        self.w.ok("diff --exit-code");
        self.w.ok("audit verify");
        let n = self.n + 1;
        self.w.cmd("set SECRET -e staging").stdin(format!("{HUSH}-{n}")).ok();
        assert_eq!(self.w.cmd("get SECRET -e staging").reveals().ok().out(), format!("{HUSH}-{n}\n"));
        self.figures
    }
}

/// Kills at random moments, in as many threads as there are processors.
fn at_random(kills: usize, seed: u64) -> Figures {
    let (left, sum) = (AtomicUsize::new(kills), Mutex::new(Figures::default()));
    let threads = std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 8);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let (left, sum) = (&left, &sum);
            scope.spawn(move || {
                let mut dice = Dice(seed ^ (thread as u64) << 32);
                // How long a command takes, as things are: what ends before its kill tells.
                let mut usual = 20_000;
                while left.load(Ordering::SeqCst) > 0 {
                    let mut arena = Arena::new();
                    for _ in 0..PER_WORLD {
                        // Most of them late: what there is to lose is written towards the end.
                        let from = if dice.roll(4) == 0 { 0 } else { usual / 2 };
                        let after = Duration::from_micros(from + dice.roll(usual - from));
                        match arena.strike(dice.roll(COMMANDS), &Blow::After(after)) {
                            Some(took) => usual = took.as_micros() as u64 * 9 / 10,
                            None => usual += usual / 16,
                        }
                        if left.load(Ordering::SeqCst) <= arena.figures.at_random {
                            break;
                        }
                    }
                    let figures = arena.leave();
                    left.fetch_sub(figures.at_random.min(left.load(Ordering::SeqCst)), Ordering::SeqCst);
                    sum.lock().expect("whole").add(&figures);
                }
            });
        }
    });
    sum.into_inner().expect("whole")
}

/// The commands that pass a place.
fn passing(place: &str) -> &'static [u64] {
    match place {
        "key.written" | "key.renamed" => &[],
        "export.written" | "export.renamed" => &[6],
        "store.lineage" => &[0, 2, 5],
        "state.written" | "manifest.written" | "manifest.renamed" | "manifest.synced" => &[0, 5],
        _ => &[0, 2, 3],
    }
}

/// Kills at every place that a command passes, the first, second and third time.
fn at_places(rounds: usize) -> Figures {
    let mut sum = Figures::default();
    for _ in 0..rounds {
        let mut arena = Arena::new();
        for place in failpoint::ALL {
            for kind in passing(place) {
                for times in 1..=3 {
                    let ended = arena.strike(*kind, &Blow::Place(place, times)).is_some();
                    assert!(!ended || times > 1, "command {kind} does not pass {place}");
                    if ended {
                        break;
                    }
                }
            }
            if arena.n > PER_WORLD {
                sum.add(&std::mem::replace(&mut arena, Arena::new()).leave());
            }
        }
        sum.add(&arena.leave());
    }
    sum
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "a release has no failpoints")]
fn killed_at_every_place_nothing_is_lost() {
    let began = Instant::now();
    at_places(1).show(began.elapsed());
}

#[test]
fn killed_at_random_moments_nothing_is_lost() {
    let began = Instant::now();
    let figures = at_random(KILLS, 7);
    figures.show(began.elapsed());
    assert!(figures.at_random >= KILLS, "{figures:?}");
    assert!(figures.moved > 0 && figures.stayed > 0, "{figures:?}");
}

#[test]
#[ignore = "the long run: see docs/reliability.md"]
fn killed_many_times_nothing_is_lost() {
    #[allow(clippy::disallowed_methods, reason = "a test's own setting")]
    let kills: usize =
        std::env::var("ENVCTL_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(10_000);
    let seed = std::time::UNIX_EPOCH.elapsed().expect("a clock").as_nanos() as u64;
    println!("seed {seed}");
    let began = Instant::now();
    let mut figures = at_places(3);
    let placed = figures.at_places;
    figures.add(&at_random(kills.saturating_sub(placed), seed));
    figures.show(began.elapsed());
}

/// An identity is there or not, never a part; what begins again succeeds.
#[test]
#[cfg_attr(not(debug_assertions), ignore = "a release has no failpoints")]
fn killed_at_the_beginning_it_begins_again() {
    let mut killed = 0;
    for place in failpoint::ALL {
        for times in 1..=3 {
            let w = World::empty();
            let line = "init --project shop --envs development,staging --apps web";
            let output = w.cmd(line).env("ENVCTL_FAILPOINT", format!("{place}:{times}")).run();
            if output.status.signal() != Some(9) {
                continue;
            }
            killed += 1;
            // A project that is in the store already is written from there.
            if !w.dir.join("envctl.toml").exists() && w.run(line).code() != 0 {
                w.ok("pull -o personal/shop");
            }
            w.ok("sync --yes");
            w.cmd("set SECRET -e staging").stdin(HUSH).ok();
            assert_eq!(
                w.cmd("get SECRET -e staging").reveals().ok().out(),
                format!("{HUSH}\n"),
                "{place}:{times}"
            );
            w.ok("audit verify");
        }
    }
    assert!(killed > 10, "{killed}");
}
