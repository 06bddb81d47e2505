//! Bad input about people: tokens, invitations, identities, recovery words, and what a command line says of
//! them.
//!
//! The numbers are the rows of `reference/security.md` 5.3, and those of 5.1 that concern people; the exit
//! codes are those of `reference/ux.md` 4.8.

use crate::harness::World;
use crate::people::{by, join};

fn code(w: &World, line: &str) -> String {
    w.ok(&format!("{line} --json")).json()["code"].as_str().expect("a code").to_owned()
}

#[test]
fn row_24_times_that_are_none() {
    let w = World::filled();
    join(&w, "ben", "--role tester");
    for bad in ["0", "-1", "9999999999d", "tomorrow", "2001-01-01", "h", ""] {
        for line in [
            format!("access grant ben builder --expires={bad}"),
            format!("invite eve --role tester --expires={bad}"),
            format!("tokens create t --role tester --expires={bad}"),
            format!("access request builder -m why --expires={bad}"),
        ] {
            w.refused(2, &line);
        }
    }
}

#[test]
fn row_27_the_last_owner() {
    let w = World::filled();
    w.refused(7, "members remove ana --yes").says("last owner");
    w.refused(7, "members set-role ana viewer").says("last owner");
    join(&w, "eva", "--role owner");
    // Two who go at once: the second is the last.
    by(&w, "eva", "members remove ana --yes").ok();
    by(&w, "eva", "members remove eva --yes").refused(7).says("last owner");
    by(&w, "eva", "members set-role eva admin").refused(7).says("last owner");
}

#[test]
fn row_31_what_takes_a_name_takes_no_yes() {
    let w = World::filled();
    w.refused(6, "orgs delete personal --with-projects --yes").says("--confirm personal");
    w.ok("envs protect production");
    join(&w, "ben", "--role tester");
    w.ok("status");
    w.refused(6, "envs unprotect production --yes").says("--confirm production");
    w.refused(2, "members remove ben").says("--yes");
}

#[test]
fn row_59_tokens_that_are_none() {
    let w = World::filled();
    let token = w.out("tokens create ci --role tester -e staging");
    let token = token.trim();
    let with = |text: &str| w.cmd("whoami").env("ENVCTL_TOKEN", text);
    with("").ok().says("ana");
    with(&format!(" \t{token}\r\n")).ok().says("token ci");
    let middle = token.len() / 2;
    let flipped = if &token[middle..=middle] == "a" { "b" } else { "a" };
    for bad in [
        format!("\"{token}\""),
        format!("'{token}'"),
        token.replace("envctl_st1_", "ghp_"),
        token[..token.len() - 1].to_owned(),
        token.to_uppercase(),
        format!("{}{flipped}{}", &token[..middle], &token[middle + 1..]),
        "envctl_st1_".to_owned(),
        "Bearer x".to_owned(),
        "\u{202e}".to_owned(),
    ] {
        let refused = with(&bad).refused(4).says("ENVCTL_TOKEN holds no token");
        assert!(bad.len() < 16 || !refused.err().contains(&bad[12..]), "a token is repeated: {refused}");
    }
    with(&token.replacen("st1", "st9", 1)).refused(8);
}

#[test]
fn row_60_a_token_is_no_argument() {
    let w = World::filled();
    let token = w.out("tokens create ci --role tester -e staging");
    let token = token.trim();
    for line in [format!("status --token {token}"), format!("run --token={token} -- true")] {
        let refused = w.run(&line);
        assert_ne!(refused.code(), 0);
        assert!(!refused.err().contains(&token[16..]), "a token is repeated: {refused}");
        refused.says("ENVCTL_TOKEN");
    }
}

#[test]
fn row_61_tokens_of_elsewhere_and_of_before() {
    let w = World::filled();
    let text = |line: &str| w.out(line).trim().to_owned();
    let gone = text("tokens create gone --role tester");
    let late = text("tokens create late --role tester --expires 1s");
    w.ok("orgs create acme");
    let other = text("tokens create other --role admin -o acme");
    // It works from the moment that it is there.
    w.cmd("get LOG_LEVEL -e staging").env("ENVCTL_TOKEN", &gone).ok();
    w.ok("tokens revoke gone --yes");
    std::thread::sleep(std::time::Duration::from_millis(1100));
    // What is due ends with the next command.
    w.ok("status");
    for (token, why) in
        [(&gone, "was revoked"), (&late, "has expired"), (&other, "is not that of a member of personal")]
    {
        w.cmd("status").env("ENVCTL_TOKEN", token).refused(4).says(why);
    }
    w.cmd("status --store file:other.db").env("ENVCTL_TOKEN", &gone).refused(3);
}

#[test]
fn row_62_people_are_managed_by_people() {
    let w = World::filled();
    join(&w, "ben", "--role tester");
    let token = w.out("tokens create ci --role admin");
    let ci = |line: &str| w.cmd(line).env("ENVCTL_TOKEN", token.trim());
    ci("whoami -v").ok().says("ENVCTL_TOKEN").says("token ci");
    for line in [
        "tokens create more --role tester",
        "invite eve --role tester",
        "members set-role ben builder",
        "members remove ben --yes",
        "orgs delete personal --with-projects --confirm personal",
        "access approve 1",
    ] {
        ci(line).refused(4).says("sign in yourself");
    }
    // What a machine does for people is done: a grant, and its end.
    ci("access grant ben builder -e staging").ok();
    ci("access revoke ben builder -e staging").ok();
}

#[test]
fn row_63_codes_that_are_none() {
    let w = World::filled();
    let join = |code: &str| w.cmd("join --profile dan").stdin(code);
    let first = code(&w, "invite dan --role tester");
    let other = if &first[10..11] == "a" { "b" } else { "a" };
    join(&first.replacen(&first[10..11], other, 1)).refused(4);
    join(&first[..first.len() - 6]).refused(4);
    join("inv_").refused(4);
    join(&format!("https://envctl.example/join#{first}")).refused(4);
    w.cmd("join --profile dan --store file:other.db").stdin(&first).refused(3);
    join(&first).ok();
    w.cmd("join --profile eve").stdin(&first).refused(3).says("used, or withdrawn");
    // One into an organization that is gone.
    w.ok("orgs create acme");
    let third = code(&w, "invite eve --role tester -o acme");
    w.ok("orgs delete acme --confirm acme");
    w.cmd("join --profile eve").stdin(&third).refused(3).says("acme was deleted");
    assert!(!w.home.join(".config/envctl/identities/eve").exists());
}

#[test]
fn rows_65_and_66_keys_that_are_somebodys_or_nobodys() {
    let w = World::filled();
    let key = w.ok("login --profile laptop --json").json()["public"].as_str().expect("a key").to_owned();
    w.ok(&format!("whoami add laptop {key} --yes"));
    join(&w, "ben", "--role tester");
    w.ok("status");
    // One key, two people; and twice the same.
    by(&w, "ben", &format!("whoami add mine {key} --yes")).refused(4).says("one key belongs to one member");
    w.refused(4, &format!("whoami add again {key} --yes")).says("laptop");
    w.cmd("join --profile laptop")
        .stdin(code(&w, "invite eve --role tester"))
        .refused(7)
        .says("member of personal");
    for bad in ["", "envctl_pk1_", "x", &key[..key.len() - 2], &key.to_uppercase()] {
        w.refused(2, ["whoami", "add", "bad", bad, "--yes"]);
    }
}

#[test]
fn row_68_words_that_are_not_the_recovery_key() {
    let w = World::empty();
    let words = w.ok("init --project shop --json").json()["recovery_key"].as_str().expect("words").to_owned();
    let list: Vec<&str> = words.split('-').collect();
    let verify = |text: &str| w.cmd("recovery verify").stdin(text);
    verify(&format!("  {}\n", list.join("   "))).ok();
    verify(&list.join(" ").to_uppercase()).ok();
    let with = |n: usize, word: &str| {
        let mut list = list.clone();
        list[n] = word;
        list.join(" ")
    };
    for (bad, says) in [
        (with(4, "apfel"), "word 5"),
        (with(0, "abandonx"), "word 1"),
        (list[1..].join(" "), "24 words"),
        (list.iter().rev().copied().collect::<Vec<_>>().join(" "), ""),
    ] {
        let refused = verify(&bad).refused(4).says(says);
        assert!(
            list.iter().filter(|word| word.len() > 5).all(|word| !refused.err().contains(word)),
            "{refused}"
        );
    }
}
