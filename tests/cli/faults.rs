//! What is not a crash: many processes at one store, a disk that is full, read-only or fails, and a
//! store that was cut or has flipped bytes. Nothing of it is passed over in silence.
#![allow(clippy::print_stdout, reason = "figures, for whoever runs it with --nocapture")]

use std::collections::BTreeSet;
use std::process::Stdio;

use crate::harness::World;

/// So many processes, each with so many writes to one store.
fn writers(processes: usize, each: usize) {
    let w = World::shop();
    let rev = w.rev();
    let script = "i=0; while [ $i -lt $2 ]; do i=$((i+1)); \"$E\" set K$1=$i --plain -e staging -o personal/shop || exit; done";
    let children: Vec<_> = (0..processes)
        .map(|n| {
            let mut command =
                w.cmd("").within("sh", &["-c", script, "sh", &n.to_string(), &each.to_string()]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts")
        })
        .collect();
    let mut revs = BTreeSet::new();
    for child in children {
        let output = child.wait_with_output().expect("ends");
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{out}{err}");
        assert!(!err.contains("locked") && !err.contains("busy"), "{err}");
        for line in out.lines() {
            let told = line.split("rev ").nth(1).and_then(|rest| rest.split_whitespace().next());
            let told: i64 =
                told.and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("no revision: {line}"));
            assert!(revs.insert(told), "rev {told} was given twice");
        }
    }
    // Each acknowledged write is a revision of its own, and there are no others.
    let all = i64::try_from(processes * each).expect("a number");
    assert_eq!(revs.into_iter().collect::<Vec<_>>(), (rev + 1..=rev + all).collect::<Vec<_>>());
    for n in 0..processes {
        assert_eq!(w.out(&format!("get K{n} -e staging")), format!("{each}\n"));
    }
    w.ok("audit verify");
}

#[test]
fn two_processes_lose_nothing() {
    writers(2, 8);
}

#[test]
fn eight_processes_lose_nothing() {
    writers(8, 3);
}

#[test]
fn thirty_two_processes_lose_nothing() {
    writers(32, 2);
}

/// Writers that are killed leave nothing in the way of the others.
#[test]
fn the_killed_do_not_stop_the_living() {
    let w = World::shop();
    let spawn = |n: usize| {
        let mut command = w.cmd(&format!("set K{n}=1 --plain -e staging -o personal/shop")).command();
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("starts")
    };
    for round in 0..4 {
        let mut doomed: Vec<_> = (0..4).map(|n| spawn(100 * round + n)).collect();
        let living: Vec<_> = (50..54).map(|n| spawn(100 * round + n)).collect();
        std::thread::sleep(std::time::Duration::from_millis(7 * round as u64 + 5));
        doomed.iter_mut().for_each(|child| child.kill().expect("killed"));
        for child in living.into_iter() {
            let output = child.wait_with_output().expect("ends");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        doomed.iter_mut().for_each(|child| _ = child.wait().expect("ends"));
    }
    w.ok("audit verify");
}

/// Runs a script in which a file system may be mounted that nobody else sees; `$E` is the program.
/// Its lines that begin with `! ` are what went wrong.
fn mounted(w: &World, script: &str) -> String {
    let script = format!("set -u; S=\"$HOME/.local/share/envctl\"; {script}");
    // Root mounts as it is; where it is not, it takes a user namespace, which not every system lets one have.
    let flags = if rustix::process::geteuid().is_root() { "-m" } else { "-rm" };
    let output = w.cmd("").around("unshare", &[flags, "sh", "-c", &script]);
    assert_eq!(output.code(), 0, "{output}");
    let out = output.out();
    assert!(!out.lines().any(|line| line.starts_with("! ")), "{out}\n{output}");
    out
}

/// The store on a file system of 1 MiB of its own.
const SMALL: &str = "cp -a \"$S\" \"$HOME/saved\" && mount -t tmpfs -o size=1m,mode=700 none \"$S\" && cp -a \"$HOME/saved/.\" \"$S/\" || exit 1;";

#[test]
#[ignore = "mounts a file system of its own: needs unshare(1)"]
fn a_full_disk_is_named_and_harms_nothing() {
    let w = World::filled();
    let out = mounted(
        &w,
        &format!(
            "{SMALL}
            n=0
            for free in 0 1 4 16 64 128; do
                cat /dev/zero > \"$S/fill\" 2>/dev/null
                size=$(stat -c %s \"$S/fill\")
                truncate -s $((size - free * 1024)) \"$S/fill\"
                for command in 'set A=NEW B=NEW --plain -e staging -o personal/shop' \
                               'set A=NEW B=NEW --plain -e staging' 'publish web --artifact sha256:NEW'; do
                    n=$((n+1))
                    said=$(\"$E\" $(echo \"$command\" | sed \"s/NEW/$n/g\") 2>&1); code=$?
                    echo \"$free KiB: exit $code: $said\" | head -2
                    case $code in
                        0) ;;
                        1|9) case $said in *panicked*) echo \"! $said\";; *'no space'*|*'No space'*|*full*) ;; *) echo \"! $said\";; esac;;
                        *) echo \"! exit $code: $said\";;
                    esac
                done
                rm \"$S/fill\"
                \"$E\" sync --yes >/dev/null 2>&1 || echo '! sync'
                \"$E\" audit verify >/dev/null 2>&1 || echo '! audit verify'
                \"$E\" set LATER=$free --plain -e staging >/dev/null 2>&1 || echo '! set, with room again'
                a=$(\"$E\" get A -e staging 2>/dev/null); b=$(\"$E\" get B -e staging 2>/dev/null)
                [ \"$a\" = \"$b\" ] || echo \"! half: $a $b\"
            done"
        ),
    );
    assert!(out.contains("0 KiB: exit "), "{out}");
    assert!(
        out.lines().any(|line| line.contains("exit 1") || line.contains("exit 9")),
        "nothing was refused: {out}"
    );
    println!("{out}");
}

#[test]
#[ignore = "mounts a file system of its own: needs unshare(1)"]
fn a_read_only_disk_is_named() {
    let w = World::filled();
    let out = mounted(
        &w,
        &format!(
            "{SMALL}
            mount -o remount,ro \"$S\"
            said=$(\"$E\" set A=1 --plain -e staging 2>&1); code=$?
            echo \"set: exit $code: $said\"
            case \"$code $said\" in [19]*readonly*) ;; *) echo \"! set: exit $code: $said\";; esac
            said=$(\"$E\" get LOG_LEVEL -e staging 2>&1); code=$?
            echo \"get: exit $code: $said\"
            case \"$code $said\" in '0 debug') ;; *) echo \"! get: exit $code: $said\";; esac
            mount -o remount,rw \"$S\"
            \"$E\" set A=1 --plain -e staging >/dev/null || echo '! set'
            \"$E\" audit verify >/dev/null || echo '! audit verify'"
        ),
    );
    println!("{out}");
}

/// The disk fails when what was written is to be made sure of: each time in turn.
#[test]
#[ignore = "needs strace(1), which makes calls of the system fail"]
fn an_error_of_fsync_is_told_and_harms_nothing() {
    let w = World::filled();
    w.ok("set A=0 B=0 --plain -e staging");
    let mut failed = Vec::new();
    for n in 1..=6 {
        let inject = format!("inject=fsync,fdatasync:error=EIO:when={n}");
        let rev = w.rev();
        let args = ["-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", &inject];
        let script = format!("exec strace \"$@\" \"$E\" set A={n} B={n} --plain -e staging");
        let output = w.cmd("").around("sh", &[&["-c", &script, "sh"], &args[..]].concat());
        let now = w.rev();
        assert!(now == rev || now == rev + 1, "{output}");
        match output.code() {
            0 => assert_eq!(now, rev + 1, "{output}"),
            _ => {
                let err = output.err();
                failed.push(if err.contains("cannot write the store") { "store" } else { "manifest" });
                assert!(err.contains("I/O error") || err.contains("Input/output error"), "{output}");
            }
        }
        w.ok("sync --yes");
        let (commits, values) = w.verified(&["A", "B"]);
        assert_eq!((commits, &values[0]), (w.rev(), &values[1]), "{output}");
        println!("fsync {n}: exit {}: {}", output.code(), output.err().lines().next().unwrap_or("done"));
    }
    assert!(failed.contains(&"store") && failed.contains(&"manifest"), "{failed:?}");
}

/// Runs what reads and what verifies on a store that was changed from outside: what comes out is
/// right, or it is refused and the store is named.
fn read_damaged(w: &World, what: &str) -> bool {
    let mut told = false;
    let right = [("get LOG_LEVEL -e staging", "debug\n"), ("get LOG_LEVEL -e production", "warn\n")];
    for (line, right) in right {
        let output = w.run(line);
        match output.code() {
            0 => assert_eq!(output.out(), right, "{what}: {output}"),
            _ => {
                told = true;
                assert!(output.err().starts_with("error: "), "{what}: {output}");
            }
        }
    }
    let verdict = w.run("audit verify");
    if verdict.code() != 0 {
        told = true;
        assert!(verdict.err().contains("error: ") || verdict.code() == 8, "{what}: {verdict}");
    }
    told
}

fn damaged(flips: usize, cuts: usize) -> String {
    let w = World::filled();
    // All of it in one file.
    w.database().pragma_update(None, "journal_mode", "DELETE").expect("one file");
    let whole = std::fs::read(w.store()).expect("the store");
    let put = |bytes: &[u8]| {
        for beside in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{beside}", w.store().display()));
        }
        std::fs::write(w.store(), bytes).expect("written");
    };
    let mut told = (0, 0);
    for n in 0..flips {
        let at = (n * 7919 * 31 + n) % whole.len();
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (n % 8);
        put(&bytes);
        told.0 += usize::from(read_damaged(&w, &format!("bit {} of byte {at}", n % 8)));
    }
    for n in 0..cuts {
        let len = whole.len() * n / cuts;
        put(&whole[..len]);
        told.1 += usize::from(read_damaged(&w, &format!("cut to {len} of {}", whole.len())));
    }
    put(&whole);
    assert!(!read_damaged(&w, "whole again"));
    format!(
        "{flips} flipped bits: {} named, {} in bytes that nothing reads; {cuts} cuts: {} named",
        told.0,
        flips - told.0,
        told.1
    )
}

#[test]
fn a_damaged_store_is_named_and_never_used() {
    println!("{}", damaged(40, 8));
}

#[test]
#[ignore = "the long run: see docs/reliability.md"]
fn a_store_damaged_everywhere_is_named_and_never_used() {
    println!("{}", damaged(4000, 100));
}
