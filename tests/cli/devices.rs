//! One person on several machines, the recovery key, and the identities of one machine.

use crate::harness::World;
use crate::people::{by, join};

/// The public key that `login` shows for a profile.
fn public(w: &World, profile: &str) -> String {
    w.ok(&format!("login --profile {profile} --json")).json()["public"].as_str().expect("a key").to_owned()
}

#[test]
fn a_second_device_is_the_same_person_until_it_is_revoked() {
    let w = World::guarded();
    w.cmd("set TOKEN --all-envs --confirm production").stdin("hush-1").ok();
    let key = public(&w, "laptop");
    assert!(key.starts_with("envctl_pk1_"));
    assert_eq!(public(&w, "laptop"), key, "the identity is made once");
    by(&w, "laptop", "get LOG_LEVEL -e staging").refused(4).says("not that of a member");
    w.refused(2, &format!("whoami add laptop {key}")).says("--yes");
    w.refused(2, &format!("whoami add laptop {}", &key[..key.len() - 1])).says("checksum");
    w.ok(&format!("whoami add laptop {key} --yes")).says("fingerprint").says("laptop is yours");
    // Its fingerprint was compared: a protected environment waits for nothing more.
    assert_eq!(by(&w, "laptop", "get TOKEN -e production").reveals().ok().out(), "hush-1\n");
    w.ok("whoami --devices").says("this one").says("laptop");
    w.refused(4, &format!("whoami add other {key} --yes")).says("laptop of ana");
    // One key is one person's.
    join(&w, "ben", "--role tester");
    by(&w, "ben", &format!("whoami add mine {key} --yes")).refused(4).says("one key belongs to one member");
    // Lost: what it could open gets new keys, in the same commit.
    w.ok("status");
    let rev = w.rev();
    w.ok("whoami revoke laptop --yes").says("new key: development, staging, production");
    assert_eq!(w.rev(), rev + 1);
    by(&w, "laptop", "get TOKEN -e production").refused(4);
    by(&w, "laptop", "set LOG_LEVEL=x -e staging").refused(4);
    w.ok("whoami --devices").says("revoked");
    w.refused(3, "whoami revoke laptop --yes");
    w.refused(7, "whoami revoke \"this machine\" --yes").says("no other key");
    // Nor does it come back under another name.
    w.refused(4, &format!("whoami add again {key} --yes")).says("which was revoked");
    w.ok("audit verify");
}

#[test]
fn an_owner_comes_back_with_the_recovery_key() {
    let w = World::empty();
    let words = w.ok("init --project shop --json").json()["recovery_key"].as_str().expect("words").to_owned();
    w.cmd("set TOKEN --all-envs").stdin("hush-1").ok();
    w.ok("envs protect production");
    let verify = |words: &str| w.cmd("recovery verify").stdin(words);
    verify(&words).ok().says("recovery key of personal").says("3 of 3");
    verify(&words.replace('-', "  ").to_uppercase()).ok();
    let list: Vec<&str> = words.split('-').collect();
    let mut swapped = list.clone();
    swapped.swap(3, 9);
    verify(&swapped.join(" ")).refused(4).omits(list[3]);
    let mut foreign = list.clone();
    foreign[6] = "apfelkuchen";
    verify(&foreign.join(" ")).refused(4).says("word 7").omits("apfelkuchen");
    verify(&list[..23].join(" ")).refused(4).says("24 words, not 23");
    verify("").refused(2);
    let other = w.ok("orgs create acme --json").json()["recovery_key"].as_str().expect("words").to_owned();
    verify(&other).refused(4).says("no recovery key of personal");
    // The machine is lost: another one, with the same store.
    w.refused(6, "logout").says("your only key in").says("--confirm default");
    w.ok("logout --confirm default").says("forgotten");
    w.run("whoami").says("no identity");
    w.cmd("recovery restore nobody --yes").stdin(&words).refused(3);
    w.cmd("recovery restore --yes").stdin(&words).ok().says("owner of personal");
    assert_eq!(w.out("get TOKEN -e production"), "hush-1\n");
    w.ok("members list").says("owner");
    w.ok("whoami revoke \"this machine\" --yes").says("new key: development, staging, production");
    w.ok("log").says("recovery.restore");
    verify(&words).ok().says("3 of 3");
    // It lets an owner in, and does nothing else.
    w.cmd("recovery restore --yes").stdin(&words).refused(7).says("a member's already");
    w.ok("audit verify");
}

#[test]
fn identities_side_by_side() {
    let w = World::filled();
    join(&w, "ben", "--role builder");
    w.ok("whoami --all").says("ben").says("default").says("in force");
    assert_eq!(w.out("whoami --all -q"), "ben\ndefault\n");
    by(&w, "ben", "whoami").ok().says("builder of personal");
    w.refused(2, "whoami --profile ../default");
    w.ok("login --profile spare");
    w.refused(2, "logout --profile spare").says("--yes");
    w.ok("logout --profile spare --dry-run").says("would be forgotten");
    w.ok("logout --profile spare --yes");
    w.cmd("logout --profile spare --yes").refused(4).says("no identity");
    let token = w.out("tokens create ci --role tester");
    w.cmd("login").env("ENVCTL_TOKEN", token.trim()).refused(2);
    w.cmd("logout --yes").env("ENVCTL_TOKEN", token.trim()).refused(2);
    w.cmd("whoami --devices").env("ENVCTL_TOKEN", token.trim()).refused(4);
    w.ok("whoami").says("owner of personal");
}

/// Words that were lost, or never seen because the command that made them was killed.
#[test]
fn another_recovery_key_takes_the_place_of_the_first() {
    let w = World::empty();
    let first = w.ok("init --project shop --json").json()["recovery_key"].as_str().expect("words").to_owned();
    w.cmd("set TOKEN -e staging").stdin("hush").ok();
    w.refused(2, "recovery replace").says("--yes");
    w.ok("recovery replace --dry-run --yes").says("dry run");
    let made = w.cmd("recovery replace --yes --json").reveals().ok().json();
    assert_eq!(made["kind"], "RecoveryReplace");
    let second = made["recovery_key"].as_str().expect("words").to_owned();
    assert_ne!(first, second);
    w.cmd("recovery verify").stdin(&first).refused(4).says("no recovery key of personal");
    w.cmd("recovery verify").stdin(&second).ok().says("3 of 3");
    w.cmd("set LATER -e staging").stdin("hush").ok();
    w.ok("audit verify");
    w.ok("recovery replace --yes --message lost").says("shown once");
    w.cmd("recovery verify").stdin(&second).refused(4);
    w.ok("log --oneline --limit 1").says("recovery.replace");
}
