//! Two clones of one repository, edited by hand and by commands in any order: nobody's change is
//! lost. Histories are random, and the same on every run.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::harness::World;

const KEYS: usize = 3;
const CLONES: [&str; 2] = ["a", "b"];

/// Numbers that look random (Knuth's MMIX constants).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % n) as usize
    }
}

struct Clones {
    w: World,
    next: u32,
    /// What each clone's manifest has ever shown of each key.
    seen: [[BTreeSet<String>; KEYS]; 2],
    /// What the store has ever said of each key.
    said: [BTreeSet<String>; KEYS],
    trail: Vec<String>,
}

impl Clones {
    fn new() -> Clones {
        let w = World::shop();
        for key in 0..KEYS {
            w.ok(&format!("set K{key}=0 --plain --env development"));
        }
        for clone in CLONES {
            w.write(&format!("{clone}/envctl.toml"), w.manifest());
            w.cmd("status --short").cwd(clone).ok();
        }
        fs::remove_file(w.dir.join("envctl.toml")).expect("removed");
        let mut clones =
            Clones { w, next: 1, seen: Default::default(), said: Default::default(), trail: Vec::new() };
        clones.look();
        clones
    }

    fn manifest(&self, clone: usize, key: usize) -> String {
        let text = self.w.read(&format!("{}/envctl.toml", CLONES[clone]));
        let table: toml::Table = text.parse().expect("a manifest");
        let value = &table["constants"][&format!("K{key}")]["values"]["development"];
        value.as_str().expect("text").to_owned()
    }

    fn store(&self, key: usize) -> String {
        let value = self.w.cmd(format!("-c none -o personal/shop get K{key} --env development").as_str());
        value.reveals().ok().out().trim_end().to_owned()
    }

    fn look(&mut self) {
        for key in 0..KEYS {
            for clone in 0..2 {
                let shown = self.manifest(clone, key);
                self.seen[clone][key].insert(shown);
            }
            let said = self.store(key);
            self.said[key].insert(said);
        }
    }

    fn memory(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let files = fs::read_dir(self.w.home.join(".local/state/envctl/synced")).expect("a folder");
        let files = files.map(|file| file.expect("a file").path());
        files.map(|path| (path.clone(), fs::read(path).expect("read"))).collect()
    }

    fn step(&mut self, dice: &mut Dice) {
        let (clone, key) = (dice.below(2), dice.below(KEYS as u64));
        let at = CLONES[clone];
        self.next += 1;
        let value = self.next.to_string();
        match dice.below(8) {
            0..3 => {
                self.trail.push(format!("{at}: K{key} = {value} by hand"));
                let path = format!("{at}/envctl.toml");
                let text = self.w.read(&path);
                let from = text.find(&format!("\n[constants.K{key}]")).expect("declared");
                let old = format!("development = \"{}\"", self.manifest(clone, key));
                let (head, tail) = text.split_at(from);
                let new = tail.replacen(&old, &format!("development = \"{value}\""), 1);
                self.w.write(&path, format!("{head}{new}"));
            }
            3 => {
                self.trail.push(format!("{at}: set K{key}={value}"));
                let out = self.w.cmd(format!("set K{key}={value} --env development").as_str()).cwd(at).run();
                // A hand edit of the same key stops it, and nothing else does.
                assert!([0, 7].contains(&out.code()), "{out}\n{:#?}", self.trail);
            }
            4 => {
                self.trail.push(format!("{at}: set K{key}={value}, and a crash before the manifest"));
                let (memory, text) = (self.memory(), self.w.read(&format!("{at}/envctl.toml")));
                let done = self.w.cmd(format!("set K{key}={value} --env development").as_str()).cwd(at).run();
                if done.code() == 0 {
                    self.w.write(&format!("{at}/envctl.toml"), text);
                    memory.iter().for_each(|(path, bytes)| fs::write(path, bytes).expect("written"));
                }
            }
            kind => self.sync(clone, ["", " --prefer store", " --prefer manifest"][kind - 5]),
        }
        self.look();
    }

    fn sync(&mut self, clone: usize, how: &str) {
        let at = CLONES[clone];
        let plan = self.w.cmd("sync --dry-run --json").cwd(at).run().json();
        self.trail.push(format!("{at}: sync{how}: {plan}"));
        for change in plan["changes"].as_array().expect("changes") {
            let path = change["path"].as_str().expect("a path");
            let key: usize = path["constants.K".len()..][..1].parse().expect("a key");
            let (mine, theirs) = (self.manifest(clone, key), self.store(key));
            if change["to"] == "store" {
                let seen = self.seen[clone][key].contains(&theirs);
                assert!(seen, "{theirs} of {path} was never seen in {at}\n{:#?}", self.trail);
            } else {
                let said = self.said[key].contains(&mine);
                assert!(said, "{mine} of {path} would be lost in {at}\n{:#?}", self.trail);
            }
        }
        let conflicts = plan["conflicts"].as_array().expect("conflicts").len();
        let out = self.w.cmd(format!("sync --yes{how}").as_str()).cwd(at).run();
        let expected = if conflicts > 0 && how.is_empty() { 7 } else { 0 };
        assert_eq!(out.code(), expected, "{out}\n{:#?}", self.trail);
        if expected == 0 {
            for key in 0..KEYS {
                assert_eq!(self.manifest(clone, key), self.store(key), "K{key}\n{:#?}", self.trail);
            }
            self.w.cmd("status --exit-code").cwd(at).ok();
        }
    }
}

#[test]
fn nobody_loses_a_change() {
    for seed in 1..=4 {
        let (mut clones, mut dice) = (Clones::new(), Dice(seed));
        for _ in 0..14 {
            clones.step(&mut dice);
        }
        clones.sync(0, " --prefer store");
        clones.sync(1, " --prefer manifest");
        clones.sync(0, "");
        for key in 0..KEYS {
            assert_eq!(clones.manifest(0, key), clones.manifest(1, key), "{:#?}", clones.trail);
        }
    }
}
