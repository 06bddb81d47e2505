//! Bad input: refused with the right code, in one clear line, with nothing written and nothing of it
//! acting on a terminal.
//!
//! The numbers are the rows of `reference/security.md` 5.1, 5.2 and 5.5; the exit codes are those
//! of `reference/ux.md` 4.8.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::process::Command;

use expect_test::expect;

use crate::harness::{HUSH, Output, World};

fn words(args: &[&str]) -> Vec<OsString> {
    args.iter().map(OsString::from).collect()
}

/// Refused; the first line says it, and holds these words.
#[track_caller]
fn bad(w: &World, code: i32, args: &[&str], says: &[&str]) -> Output {
    let output = w.refused(code, words(args)).silent();
    let first = output.err().lines().find(|l| l.starts_with("error: ")).unwrap_or_default().to_owned();
    assert!(first.chars().count() < 400, "a line of {} characters: {output}", first.len());
    for part in says {
        assert!(first.contains(part), "{part:?} is not in the error: {output}");
    }
    output
}

#[test]
fn names_of_constants() {
    let w = World::filled();
    let grammar = "A-Z, a-z, 0-9 and _";
    let long = format!("{}=x", "A".repeat(256));
    for (pair, says) in [
        ("=x", "empty"),
        ("1ABC=x", grammar),
        ("A-B=x", "did you mean A_B?"),
        ("A B=x", "did you mean A_B?"),
        ("A.B=x", "did you mean A_B?"),
        ("ÄPFEL=x", "U+00C4 (at 1)"),
        ("АPI_KEY=x", "U+0410 (at 1)"),
        ("API\u{200b}KEY=x", "U+200B (at 4)"),
        ("A\nB=x", "A\\nB"),
        ("A\u{1b}[2J=x", "\\u{1b}"),
        ("A\rB=x", "\\r"),
        (long.as_str(), "256 bytes is too long: the limit is 255"),
        ("ENVCTL_TOKEN=hush", "reserved"),
        ("PATH=hush", "PATH"),
        ("LD_PRELOAD=hush", "LD_PRELOAD"),
        ("DYLD_INSERT_LIBRARIES=x", "DYLD"),
        ("NODE_OPTIONS=x", "NODE_OPTIONS"),
        ("BASH_ENV=x", "BASH_ENV"),
        ("GIT_SSH_COMMAND=x", "GIT_SSH_COMMAND"),
        ("IFS=x", "IFS"),
    ] {
        bad(&w, 2, &["set", pair, "-e", "staging", "--plain"], &[says]);
        let name = pair.rsplit_once('=').expect("a pair").0;
        w.cmd(words(&["set", name, "-e", "staging"])).stdin(HUSH).refused(2);
        w.refused(2, words(&["set", "--from-file", &format!("{name}=envctl.toml"), "-e", "staging"]));
    }
    w.cmd(words(&["set", &"A".repeat(255), "-e", "staging"])).stdin("x").ok();
    // A megabyte of a name is not printed back.
    bad(&w, 2, &["set", &format!("{}=x", "B".repeat(100_000)), "-e", "staging"], &["100000 bytes"]);
    for name in ["1A", "A-B", "", "A\u{1b}[2J", "Ä"] {
        for command in ["get", "unset"] {
            bad(&w, 2, &[command, name, "-e", "staging"], &["name"]);
        }
        bad(&w, 2, &["export", "--only", name, "-e", "staging"], &["name"]);
        w.refused(125, words(&["run", "--only", name, "-e", "staging", "--", "true"]));
        w.refused(125, words(&["run", "--set", &format!("{name}=x"), "-e", "staging", "--", "true"]));
        bad(&w, 2, &["apps", "create", "x", "--needs", name], &["name"]);
    }
    w.ok("set PATH=x -e staging --allow-dangerous-name");
    w.refused(2, "set ENVCTL_TOKEN=x -e staging --allow-dangerous-name");
}

#[test]
fn names_that_are_no_text() {
    let w = World::filled();
    let bytes = |text: &[u8]| OsString::from_vec(text.to_vec());
    let with = |args: &[&str], last: &[u8]| [words(args), vec![bytes(last)]].concat();
    w.refused(2, with(&["set", "-e", "staging"], b"A\xff=x")).silent();
    w.refused(2, with(&["get", "-e", "staging"], b"A\xff")).silent();
    w.refused(2, with(&["get", "LOG_LEVEL", "-e"], b"stag\xff")).silent();
    w.refused(2, with(&["envs", "create"], b"\xff")).silent();
    w.refused(3, with(&["get", "LOG_LEVEL", "-e", "staging", "-c"], b"\xff")).silent();
    w.refused(2, with(&["set", "A=x", "-e", "staging", "-m"], b"\xff")).silent();
    // A value may be any bytes, from the command line too.
    w.ok(with(&["set", "-e", "staging"], b"BYTES=\xff"));
    w.refused(2, with(&["set", "-e", "staging", "--plain"], b"TEXT=\xff"));
    // Variables that are no text are passed over, or refused, never a panic.
    for name in [
        "ENVCTL_ENV",
        "ENVCTL_ORG",
        "ENVCTL_APP",
        "ENVCTL_STORE",
        "ENVCTL_CONFIG",
        "NO_COLOR",
        "COLUMNS",
        "CI",
        "USER",
    ] {
        let output = w.cmd("get LOG_LEVEL -e staging").env(name, bytes(b"\xff\xfe")).run();
        assert!(output.code() <= 9, "{name}: {output}");
    }
}

#[test]
fn names_of_environments_and_others() {
    let w = World::filled();
    let long = "x".repeat(64);
    for name in [
        "../production",
        ".",
        "con",
        "prod ",
        "PROD",
        "a/b",
        "C:\\x",
        "%2e%2e",
        "-a",
        "@all",
        "*",
        ".git",
        "aux",
        "a\u{200b}",
        "а",
        "a\u{1b}[2J",
        "",
        &long,
    ] {
        bad(&w, 2, &["get", "LOG_LEVEL", &format!("--env={name}")], &[]);
        bad(&w, 2, &["envs", "create", "--", name], &[]);
        bad(&w, 2, &["envs", "rename", "staging", "--", name], &[]);
        bad(&w, 2, &["apps", "create", "--", name], &[]);
        bad(&w, 2, &["apps", "show", "--", name], &[]);
        bad(&w, 2, &["orgs", "create", "--", name], &[]);
        bad(&w, 2, &["promote", "web", &format!("--to={name}")], &[]);
        bad(&w, 2, &["get", "LOG_LEVEL", "-e", "staging", &format!("--app={name}")], &[]);
        bad(&w, 2, &["init", "sub", &format!("--project={name}")], &[]);
        assert!(!w.dir.join("sub").exists());
    }
    bad(&w, 2, &["get", "LOG_LEVEL", "-e", "STAGING"], &["did you mean staging?"]);
    bad(&w, 3, &["get", "LOG_LEVEL", "-e", "prodution"], &["prodution"]).says("did you mean production?");
    for name in ["null", "true", "0", "a"] {
        w.ok(words(&["envs", "create", name]));
    }
    w.ok("status --exit-code");
}

#[test]
fn names_of_organizations_and_profiles() {
    let w = World::filled();
    for name in ["../acme", "Acme", "", "a/b/c", "a\u{1b}[2J", "/", "personal/"] {
        bad(&w, 2, &["status", &format!("--org={name}")], &[]);
    }
    bad(&w, 2, &["status", "--profile", "../../etc/passwd"], &["profile"]);
}

#[test]
fn values() {
    let w = World::filled();
    let set = |value: &[u8], flags: &str| w.cmd(&format!("set K -e staging {flags}")).stdin(value);
    set(b"hush\0hush", "").refused(2).says("NUL byte at offset 4");
    set(b"\xff", "--plain").refused(2).says("UTF-8");
    set(&vec![b'x'; 1024 * 1024 + 1], "").refused(2).says("1048576");
    set(b"", "").refused(2).says("stdin was empty");
    // Endless input is not read to its end.
    let endless = w.cmd("").around("sh", &["-c", "yes hush | $E set K -e staging"]);
    assert_eq!(endless.code(), 2, "{endless}");
    let missing = bad(&w, 2, &["set", "--from-file", "K=no\u{1b}[2Jwhere", "-e", "staging"], &["\\u{1b}"]);
    assert!(missing.err().contains("No such file"), "{missing}");
    assert!(Command::new("mkfifo").arg(w.dir.join("fifo")).status().expect("mkfifo").success());
    bad(&w, 2, &["set", "--from-file", "K=fifo", "-e", "staging"], &["not a regular file"]);
    bad(&w, 2, &["import", "fifo", "-e", "staging", "--yes"], &["not a regular file"]);
    w.refused(3, "get K -e staging");
}

#[test]
fn numbers_and_times() {
    let w = World::filled();
    for rev in ["-1", "1.5", "x", "99999999999999999999", ""] {
        bad(&w, 2, &["get", "LOG_LEVEL", "-e", "staging", &format!("--at={rev}")], &[]);
        bad(&w, 2, &["set", "A=1", "-e", "staging", &format!("--expect={rev}")], &[]);
    }
    for rev in ["0", "9999", "18446744073709551615"] {
        let output = w.refused(3, words(&["get", "LOG_LEVEL", "-e", "staging", &format!("--at={rev}")]));
        assert!(output.err().contains(rev), "{output}");
    }
    for time in ["yesterday", "9999999999d", "-1d", "2026-13-01", ""] {
        bad(&w, 2, &["log", &format!("--since={time}")], &[]);
    }
    for limit in ["-1", "x", "99999999999999999999"] {
        bad(&w, 2, &["log", &format!("--limit={limit}")], &[]);
    }
    w.ok("log --limit 0").silent();
    w.ok("log --limit 18446744073709551615");
    w.ok("log --after 0").silent();
    w.ok("log --after 18446744073709551615");
    bad(&w, 2, &["rollback", "web", "-e", "staging", "--steps=4294967296"], &[]);
    bad(&w, 2, &["envs", "create", "qa", "--order=257"], &[]);
}

#[test]
fn messages_and_texts() {
    let w = World::published();
    let evil = "a\u{1b}[2Jb\rc\u{9b}d\u{202e}e\u{7}f\ng\u{200b}h";
    w.ok(words(&["promote", "web", "--to", "staging", "-m", evil]));
    let log = w.ok("log --limit 1").says("\\u{1b}[2J").says("\\u{202e}").out();
    assert_eq!(log.lines().count(), 2, "{log}");
    assert!(!log.contains(['\u{1b}', '\r', '\u{9b}', '\u{202e}', '\u{7}', '\u{200b}']), "{log:?}");
    assert_eq!(w.ok("log --limit 1 --json").json()["items"][0]["message"], evil);
    w.ok("log --limit 1 --oneline");
    // Every text that is shown again.
    w.ok(words(&["publish", "web", "--artifact", evil, "--name", evil]));
    for line in ["apps versions list web", "apps versions show web@v2", "diff web@v1 web@v2", "log -p"] {
        let shown = w.ok(line).out();
        assert!(
            !shown.contains(['\u{1b}', '\r', '\u{9b}', '\u{202e}', '\u{7}', '\u{200b}']),
            "{line}: {shown:?}"
        );
    }
    w.ok(words(&["envs", "create", "qa", "--description", evil]));
    w.ok("envs show qa").says("\\u{1b}");
    w.ok(words(&["orgs", "create", "acme", "--display-name", evil]));
    w.ok("orgs list").says("\\u{1b}");
    w.ok(words(&["set", &format!("TEXT={evil}"), "--plain", "-e", "staging"])).says("\\u{1b}");
    w.ok("constants list -e staging").says("\\u{1b}");
    w.ok("diff staging production").says("\\u{1b}");
    w.ok("status --exit-code");
    // Too long, or nothing.
    bad(&w, 8, &["set", "A=1", "-e", "staging", "-m", &"x".repeat(5000)], &[]);
    bad(&w, 2, &["publish", "web", "--name", &"x".repeat(2000)], &["1024"]);
    // A tower of accents is cut where it is shown.
    w.ok(words(&["set", "A=1", "--plain", "-e", "staging", "-m", &format!("e{}", "\u{301}".repeat(1000))]));
    assert!(w.ok("log --limit 1").out().chars().count() < 300);
}

#[test]
fn errors_escape_what_they_repeat() {
    let w = World::filled();
    let evil = "no\u{1b}[2Jwhere\r\nx\u{202e}";
    for (code, args) in [
        (3, vec!["-c", evil, "status"]),
        (3, vec!["-C", evil, "status"]),
        (2, vec!["status", "--store", evil]),
        (3, vec!["import", evil, "-e", "staging", "--yes"]),
        (2, vec!["promote", &"web@\u{1b}[2J", "--to", "staging"]),
        (2, vec!["log", "--since", evil]),
        (3, vec!["log", evil]),
        (2, vec!["diff", evil, "staging"]),
        (2, vec![evil]),
        (2, vec!["status", "--\u{1b}[2J"]),
        (2, vec!["completions", evil]),
        (2, vec!["envs", "color", "staging", evil]),
        (2, vec!["export", "-e", "staging", "-f", evil]),
        (2, vec!["apps", "create", "x", "--path", &"../\u{1b}[2J"]),
        (3, vec!["status", "--profile", "x", "--store", "file:\u{1b}[2J"]),
    ] {
        let output = w.run(words(&args));
        assert_eq!(output.code(), code, "{output}");
        assert!(output.stdout.is_empty(), "{output}");
        let json = w.run(words(&[&["--json"], &args[..]].concat()));
        assert!(json.error()["message"].is_string(), "{json}");
        assert!(!json.err().contains('\u{1b}'), "{json}");
    }
    let nowhere = w.run(words(&["run", "-q", "-e", "staging", "--", evil]));
    assert_eq!(nowhere.code(), 127, "{nowhere}");
}

#[test]
fn manifests_that_are_no_files() {
    let w = World::filled();
    let manifest = w.dir.join("envctl.toml");
    let text = w.manifest();
    let status = |says: &str| {
        let output = w.run("status");
        assert_eq!(output.code(), 8, "{output}");
        assert!(output.stdout.is_empty() && output.err().contains(says), "{says}: {output}");
    };
    std::fs::remove_file(&manifest).expect("gone");
    symlink("/etc/passwd", &manifest).expect("a link");
    status("is refused");
    assert!(!w.run("status").err().contains("root:"), "the content of another file is shown");
    std::fs::remove_file(&manifest).expect("gone");
    assert!(Command::new("mkfifo").arg(&manifest).status().expect("mkfifo").success());
    status("envctl.toml");
    std::fs::remove_file(&manifest).expect("gone");
    std::fs::create_dir(&manifest).expect("made");
    status("envctl.toml");
    std::fs::remove_dir(&manifest).expect("gone");
    w.write("envctl.toml", "x".repeat(10 * 1024 * 1024));
    status("envctl.toml");
    w.write("envctl.toml", "");
    status("envctl.toml");
    w.write("envctl.toml", &text);
    std::fs::set_permissions(&manifest, std::fs::Permissions::from_mode(0o666)).expect("set");
    status("everyone may write to it");
    std::fs::set_permissions(&manifest, std::fs::Permissions::from_mode(0o644)).expect("set");
    w.ok("status");
}

/// `docs/security.md`: no link is followed, also not one that stays in its folder.
#[test]
fn manifests_that_are_links_within_their_folder() {
    let w = World::filled();
    w.write("config/envctl.toml", w.manifest());
    std::fs::remove_file(w.dir.join("envctl.toml")).expect("gone");
    symlink("config/envctl.toml", w.dir.join("envctl.toml")).expect("a link");
    w.refused(8, "status").says("symbolic link");
}

#[test]
fn manifests_that_are_not_valid() {
    let w = World::filled();
    let text = w.manifest();
    let head = "version = 1\nproject = \"shop\"\norg = \"personal\"\n";
    let deep = format!("{head}x = {}{}\n", "[".repeat(2000), "]".repeat(2000));
    let dots = format!("{head}{} = 1\n", vec!["a"; 5000].join("."));
    let digits = format!("{head}x-a = {}\n", "9".repeat(60_000));
    for (name, bad_text) in [
        ("deep", deep.into_bytes()),
        ("dots", dots.into_bytes()),
        ("digits", digits.into_bytes()),
        ("twice", format!("{head}org = \"personal\"\n").into_bytes()),
        ("utf16", b"\xff\xfev\0e\0".to_vec()),
        ("bytes", b"version = 1\n# \xff\n".to_vec()),
        ("nul", b"version = 1\n\0\n".to_vec()),
        ("bidi", format!("{head}[apps.web]\ndescription = \"a\u{202e}b\"\n").into_bytes()),
        ("markers", format!("{head}<<<<<<< HEAD\n").into_bytes()),
        ("half", format!("{head}[envs.").into_bytes()),
        ("server", format!("{head}server = \"https://evil\"\n").into_bytes()),
        ("command", format!("{head}command = \"rm\"\n").into_bytes()),
        ("include", format!("{head}include = \"../x\"\n").into_bytes()),
        ("name", format!("{head}[envs.\"../prod\"]\norder = 1\n").into_bytes()),
        ("key", format!("{head}[constants.PATH-X]\n").into_bytes()),
        ("version", b"version = 99\nproject = \"shop\"\n".to_vec()),
        ("project", b"version = 1\nproject = \"../shop\"\n".to_vec()),
        (
            "secret",
            format!(
                "{head}[envs.staging]\n[constants.A]\nsecret = true\nvalues = {{ staging = \"hush\" }}\n"
            )
            .into_bytes(),
        ),
    ] {
        w.write("envctl.toml", &bad_text);
        for line in ["status", "diff", "set LOG_LEVEL=x -e staging"] {
            let output = w.cmd(line).run();
            assert_eq!(output.code(), 8, "{name}: {output}");
            assert!(output.err().lines().count() < 40 && output.err().len() < 4000, "{name}: {output}");
            assert!(output.stdout.is_empty(), "{name}: {output}");
        }
        assert_eq!(std::fs::read(w.dir.join("envctl.toml")).expect("there"), bad_text);
    }
    // A byte order mark and other line ends are a person's own.
    w.write("envctl.toml", format!("\u{feff}{}", text.replace('\n', "\r\n")));
    w.ok("status --exit-code");
}

#[test]
fn homes_that_are_not_there() {
    let w = World::filled();
    w.cmd("get LOG_LEVEL -e staging").without("USER").without("LANG").ok();
    // A relative XDG path is passed over, as the specification says.
    w.cmd("get LOG_LEVEL -e staging").env("XDG_DATA_HOME", "data").env("XDG_CONFIG_HOME", "").ok();
    let fresh = World::empty();
    let nowhere = fresh.cmd("init --project x").env("HOME", "/dev/null/nowhere").run();
    assert!([1, 9].contains(&nowhere.code()), "{nowhere}");
    assert!(!fresh.dir.join("envctl.toml").exists());
    fresh.cmd("init --project x").env("XDG_DATA_HOME", fresh.dir.join("data")).ok();
    assert!(fresh.dir.join("data/envctl/store.db").exists());
    // The mask of the user does not open what is private.
    let fresh = World::empty();
    let made = fresh.cmd("").around("sh", &["-c", "umask 000; $E init --project x"]);
    assert_eq!(made.code(), 0, "{made}");
    for private in [
        ".local/share/envctl/store.db",
        ".config/envctl/keys/default",
        ".local/share/envctl",
        ".config/envctl/keys",
    ] {
        let mode = std::fs::metadata(fresh.home.join(private)).expect("made").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{private}");
    }
}

#[test]
fn an_open_mask_makes_a_manifest_that_is_read() {
    let w = World::empty();
    let script = "umask 000; $E init --project x && printf hush | $E set A -e staging && $E export -e staging --output x.env";
    let made = w.cmd("").around("sh", &["-c", script]);
    assert_eq!(made.code(), 0, "{made}");
    assert_eq!(w.mode("x.env"), 0o600);
}

#[test]
fn planted_files_are_not_opened() {
    let w = World::filled();
    let evil = World::shop();
    for name in [".envctl/store.db", ".envctl/replica.db", "store.db", "envctl.lock", ".env"] {
        w.write(name, std::fs::read(evil.store()).expect("a store"));
    }
    w.ok("status").says("rev 7");
    assert_eq!(w.out("get LOG_LEVEL -e staging"), "debug\n");
}

#[test]
fn many_arguments() {
    let w = World::shop();
    let pairs: Vec<String> = (0..300).map(|n| format!("K{n}={n}")).collect();
    let args: Vec<OsString> = words(&["set", "-e", "staging", "--plain", "-q"])
        .into_iter()
        .chain(pairs.iter().map(OsString::from))
        .collect();
    w.ok(args);
    assert_eq!(w.rev(), 3);
    w.ok("set AT=@file --plain -e staging");
    assert_eq!(w.out("get AT -e staging"), "@file\n");
    let many: Vec<OsString> = words(&["run", "-q", "-e", "staging", "--", "sh", "-c", "echo $#", "sh"])
        .into_iter()
        .chain((0..10_000).map(|n| OsString::from(n.to_string())))
        .collect();
    assert_eq!(w.cmd(many).ok().out(), "10000\n");
}

#[test]
fn a_wrong_environment_is_never_made() {
    let w = World::filled();
    w.refused(3, "set A=1 -e prodution --plain").shows(expect![[r#"
        $ envctl set A=1 -e prodution --plain
        ------- stderr -------
        error: personal/shop has no environment "prodution"
        hint: did you mean production? (development, staging, production)
        [exit 3]
    "#]]);
    assert_eq!(w.out("envs -q"), "development\nstaging\nproduction\n");
}

#[cfg(unix)]
#[test]
fn a_file_of_something_else_is_no_store_and_nobody_is_told_to_close_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let w = World::shop();
    let file = w.dir.join("hosts");
    std::fs::write(&file, "127.0.0.1 localhost\n").expect("written");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).expect("set");
    let run = w.run("status --store file:hosts");
    assert_eq!(run.code(), 8, "{run}");
    let run = run.says("file is not a database");
    assert!(!run.err().contains("chmod"), "{run}");
    assert_eq!(std::fs::read_to_string(&file).expect("read"), "127.0.0.1 localhost\n");
}
