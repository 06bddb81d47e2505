//! A reader is removed while another process sets a secret: each is stopped at every step of its write
//! while the other goes on. Whatever comes first, nothing that is written after the removal is sealed under
//! a key that the removed reader holds.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use envctl::failpoint;
use envctl::model::{Content, Place, Prefix, Record};
use rustix::process::{Pid, Signal, kill_process};

use crate::harness::World;
use crate::people::join;

/// What two people share: ben holds every key.
fn world() -> World {
    World::like("somebody to remove", || {
        let w = World::filled();
        join(&w, "ben", "--role builder");
        join(&w, "eva", "--role admin");
        w.ok("status");
        w.cmd("get DATABASE_URL -e staging").env("ENVCTL_PROFILE", "ben").reveals().ok();
        w
    })
}

fn begin(w: &World, line: &str, profile: &str, stop: Option<&str>) -> Child {
    let mut cmd = w.cmd(line).env("ENVCTL_PROFILE", profile);
    if let Some(place) = stop {
        cmd = cmd.env("ENVCTL_FAILPOINT", format!("{place}:1:stop"));
    }
    w.write("value", "hush-newer\n");
    let value = std::fs::File::open(w.dir.join("value")).expect("a file");
    let mut command = cmd.command();
    command.stdin(Stdio::from(value)).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("begun")
}

/// Waits until a process is stopped, or has ended; false: neither, for so long.
fn rests(child: &mut Child, long: Duration) -> bool {
    let began = Instant::now();
    while began.elapsed() < long {
        let state = std::fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap_or_default();
        let state = state.rsplit(") ").next().unwrap_or_default().chars().next();
        if matches!(state, Some('T' | 'Z') | None) {
            return true;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    false
}

fn ends(child: Child, what: &str) {
    let output = child.wait_with_output().expect("ended");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{what}: {}\n{out}{err}", output.status);
}

/// Stops the first at a place, lets the second go, and then the first go on.
fn race(place: &str, first: (&str, &str), second: (&str, &str)) {
    let w = world();
    let mut one = begin(&w, first.0, first.1, Some(place));
    assert!(rests(&mut one, Duration::from_secs(20)), "{place}: {} never gets there", first.0);
    let mut two = begin(&w, second.0, second.1, None);
    // Where the first holds the store, the second waits for it; else it comes first.
    rests(&mut two, Duration::from_millis(400));
    let pid = Pid::from_raw(one.id().cast_signed()).expect("a process");
    let _ = kill_process(pid, Signal::CONT);
    ends(one, &format!("{place}: {}", first.0));
    ends(two, &format!("{place}: {}", second.0));
    sealed_for_who_stays(&w, place);
    assert_eq!(w.out("get DATABASE_URL -e staging"), "hush-newer\n", "{place}");
    w.ok("audit verify");
}

fn sealed_for_who_stays(w: &World, place: &str) {
    w.with_client(|client| {
        let tree = client.read(&[Prefix::all()], None).expect("read");
        let (ben, left) = tree.everyone().find(|(_, m)| m.name == "ben").expect("ben was one");
        assert!(left.left, "{place}: ben was removed");
        let kids: Vec<_> = left.devices.iter().map(envctl::model::Device::kid).collect();
        let removed = tree.entry(&Place::Member(ben).path()).expect("a record").rev;
        for (path, entry) in tree.entries() {
            let (Place::Value(p, env, ..), Record::Value(value)) = (path.place(), &entry.record) else {
                continue;
            };
            let Content::Sealed(sealed) = &value.content else { continue };
            let epoch = Place::Epoch(p.clone(), env, sealed.epoch).path();
            let Some(Record::Epoch(epoch)) = tree.entry(&epoch).map(|entry| &entry.record) else {
                panic!("{path} is sealed under no key");
            };
            let holds = epoch.wraps.iter().any(|wrap| kids.contains(&wrap.kid));
            assert!(entry.rev < removed || !holds, "{place}: {path} of rev {} is ben's to read", entry.rev);
        }
    });
}

const SET: (&str, &str) = ("set DATABASE_URL -e staging", "eva");
const REMOVE: (&str, &str) = ("members remove ben --yes", "default");

fn places() -> impl Iterator<Item = &'static str> {
    failpoint::ALL.into_iter().filter(|place| place.starts_with("store."))
}

#[test]
#[cfg_attr(not(all(debug_assertions, target_os = "linux")), ignore = "processes are stopped at failpoints")]
fn a_secret_is_set_while_a_reader_is_removed() {
    for place in places().filter(|place| *place != "store.lineage") {
        race(place, REMOVE, SET);
    }
}

#[test]
#[cfg_attr(not(all(debug_assertions, target_os = "linux")), ignore = "processes are stopped at failpoints")]
fn a_reader_is_removed_while_a_secret_is_set() {
    for place in places() {
        race(place, SET, REMOVE);
    }
}
