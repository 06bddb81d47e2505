//! Hand edits of the manifest, what others changed in the store, and both brought together.

use std::fs;

use expect_test::expect;

use crate::harness::{Cmd, HUSH, World};

/// A world whose manifest was looked at once: what was agreed on is remembered.
fn filled() -> World {
    let w = World::filled();
    w.ok("status");
    w
}

/// A clone of the repository in a folder of its own, as it is committed now.
fn clone(w: &World, dir: &str) {
    w.write(&format!("{dir}/envctl.toml"), w.manifest());
}

/// A command in another clone.
fn at<'w>(w: &'w World, dir: &str, args: &str) -> Cmd<'w> {
    w.cmd(args).cwd(dir)
}

fn edit(w: &World, dir: &str, from: &str, to: &str) {
    let path = format!("{dir}/envctl.toml");
    let text = w.read(&path);
    assert!(text.contains(from), "no {from:?} in\n{text}");
    w.write(&path, text.replacen(from, to, 1));
}

fn append(w: &World, text: &str) {
    w.write("envctl.toml", w.manifest() + text);
}

/// What this user's machine remembers of its clones.
fn memory(w: &World) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let files = fs::read_dir(w.home.join(".local/state/envctl/synced")).expect("a folder");
    files
        .map(|file| file.expect("a file").path())
        .map(|path| (path.clone(), fs::read(path).expect("read")))
        .collect()
}

fn forget(w: &World) {
    fs::remove_dir_all(w.home.join(".local/state/envctl/synced")).expect("removed");
}

const REDIS: &str = "\n[constants.REDIS_URL]\nsecret = true\nrequired = true\n";

#[test]
fn a_hand_edit_goes_to_the_store() {
    let w = filled();
    w.edit("staging = \"debug\"", "staging = \"trace\"  ");
    append(&w, REDIS);
    append(&w, "\n[apps.web.settings]\nreplicas = 2\nlimits = { cpu = 0.5, hosts = [\"a\", \"b\"] }\n");
    w.run("status").shows(expect![[r#"
        $ envctl status
        personal/shop · this machine · rev 7 · 5 changes not synced

        development	draft	draft	2/2	editable
        staging	-	-	2/2	-
        production	-	-	2/2	-

        Not synced (envctl.toml → store)
          + apps.web.settings.limits.cpu 0.5
          + apps.web.settings.limits.hosts ["a", "b"]
          + apps.web.settings.replicas   2
          ~ constants.LOG_LEVEL@staging  "debug" → "trace"
          + constants.REDIS_URL          required, secret
        ------- stderr -------
        hint: `envctl diff` shows both in full, `envctl sync` brings them together
        [exit 0]
    "#]]);
    w.run("sync --dry-run").shows(expect![[r#"
        $ envctl sync --dry-run
        Plan for personal/shop   base rev 7 · manifest 5 changes · store 0 changes (rev 7)
          manifest → store
          + apps.web.settings.limits.cpu 0.5
          + apps.web.settings.limits.hosts ["a", "b"]
          + apps.web.settings.replicas   2
          ~ constants.LOG_LEVEL@staging  "debug" → "trace"
          + constants.REDIS_URL          required, secret
        Plan: 4 to add, 1 to change, 0 to remove.
        dry run: nothing changed
        [exit 0]
    "#]]);
    // Nobody said yes.
    w.refused(2, "sync");
    let manifest = w.manifest();
    w.run("sync --yes -m \"by hand\"").shows(expect![[r#"
        $ envctl sync --yes -m by hand
        synced · rev 8
        ------- stderr -------
        Plan for personal/shop   base rev 7 · manifest 5 changes · store 0 changes (rev 7)
          manifest → store
          + apps.web.settings.limits.cpu 0.5
          + apps.web.settings.limits.hosts ["a", "b"]
          + apps.web.settings.replicas   2
          ~ constants.LOG_LEVEL@staging  "debug" → "trace"
          + constants.REDIS_URL          required, secret
        Plan: 4 to add, 1 to change, 0 to remove.
        warning: REDIS_URL has no value yet in development, staging, production
        hint: envctl set REDIS_URL --env development
        [exit 0]
    "#]]);
    assert_eq!(w.manifest(), manifest, "the manifest said it already");
    assert_eq!(w.out("get LOG_LEVEL --env staging"), "trace\n");
    w.run("log --limit 1").says("sync").says("\"by hand\"");
    w.run("sync").shows(expect![[r#"
        $ envctl sync
        nothing to do
        [exit 0]
    "#]]);
    assert_eq!(w.run("status --exit-code").code(), 0);
}

#[test]
fn the_answer_as_json() {
    let w = filled();
    append(&w, REDIS);
    w.edit("staging = \"debug\"", "staging = \"trace\"");
    let answer = w.run("sync --yes --json").json();
    assert_eq!(answer["kind"], "SyncResult");
    assert_eq!((&answer["pushed"], &answer["pulled"]), (&2.into(), &0.into()));
    assert_eq!(answer["changes"][1]["path"], "constants.REDIS_URL");
    assert_eq!(answer["changes"][1]["after"], serde_json::json!({ "required": true, "secret": true }));
    assert_eq!(answer["conflicts"], serde_json::json!([]));
    let again = w.run("sync --json").json();
    assert_eq!((&again["changed"], &again["rev"]), (&false.into(), &answer["rev"]));
}

#[test]
fn what_others_changed_comes_into_the_manifest() {
    let w = filled();
    clone(&w, "b");
    at(&w, "b", "status").ok();
    edit(
        &w,
        "b",
        "\n[constants.LOG_LEVEL]",
        "\n# how much is said\n[constants.LOG_LEVEL]   # plain\nx-owner = \"ana\"",
    );
    w.ok("set LOG_LEVEL=info --env staging");
    w.ok("set PORT=80 --plain --env production");
    w.ok("envs rename staging stage");
    w.ok("apps create worker");
    at(&w, "b", "status").run().shows(expect![[r#"
        $ envctl status
        personal/shop · this machine · rev 11 · 3 changes not synced

        development	draft	draft	draft	2/2	editable
        stage	-	-	-	2/2	-
        production	-	-	-	3/3	-

        Behind (store → envctl.toml)
          + apps.worker
          ~ constants.LOG_LEVEL@stage    "debug" → "info"
          + constants.PORT               values { production "80" }
        ------- stderr -------
        hint: `envctl diff` shows both in full, `envctl sync` brings them together
        [exit 0]
    "#]]);
    at(&w, "b", "sync --dry-run").run().shows(expect![[r#"
        $ envctl sync --dry-run
        Plan for personal/shop   base rev 7 · manifest 0 changes · store 4 changes (rev 11)
          store → manifest
          ~ envs.staging                 "staging" → "stage"
          + apps.worker   ana, <time>
          ~ constants.LOG_LEVEL@stage    "debug" → "info"   ana, <time>
          + constants.PORT               values { production "80" }   ana, <time>
        Plan: 0 to add, 0 to change, 0 to remove; 4 to pull; 0 conflicts left.
        dry run: nothing changed
        [exit 0]
    "#]]);
    let before = w.read("b/envctl.toml");
    at(&w, "b", "pull --yes").run().shows(expect![[r#"
        $ envctl pull --yes
        synced · rev 11 · envctl.toml: 4 keys updated
        ------- stderr -------
        Plan for personal/shop   base rev 7 · manifest 0 changes · store 4 changes (rev 11)
          store → manifest
          ~ envs.staging                 "staging" → "stage"
          + apps.worker   ana, <time>
          ~ constants.LOG_LEVEL@stage    "debug" → "info"   ana, <time>
          + constants.PORT               values { production "80" }   ana, <time>
        Plan: 0 to add, 0 to change, 0 to remove; 4 to pull; 0 conflicts left.
        [exit 0]
    "#]]);
    let after = w.read("b/envctl.toml");
    assert!(before != after && after.contains("[envs.stage]") && after.contains("[constants.PORT]"));
    assert_eq!(at(&w, "b", "status --exit-code").run().code(), 0);
    at(&w, "b", "sync").run().says("nothing to do");
    // And the clone in which it was done has nothing to do either.
    w.run("sync").says("nothing to do");
}

#[test]
fn two_clones_that_both_edit_lose_nothing() {
    let w = filled();
    clone(&w, "b");
    at(&w, "b", "status").ok();
    w.edit("staging = \"debug\"", "staging = \"trace\"");
    edit(&w, "b", "staging = \"debug\"", "staging = \"info\"");
    edit(&w, "b", "development = \"debug\", ", "development = \"trace\", ");
    w.ok("sync --yes -m \"look closer\"");
    at(&w, "b", "sync --yes").refused(7);
    at(&w, "b", "sync --yes").run().shows(expect![[r#"
        $ envctl sync --yes
        ------- stderr -------
        error: 1 conflict between envctl.toml and the store (rev 8)
          constants.LOG_LEVEL@staging   manifest "info" · store "trace" (ana, <time>, "look closer")
        hint: pass --resolve constants.LOG_LEVEL@staging=manifest (or =store), or --prefer manifest|store
        [exit 7]
    "#]]);
    at(&w, "b", "sync --dry-run").run().shows(expect![[r#"
        $ envctl sync --dry-run
        Plan for personal/shop   base rev 7 · manifest 1 change · store 0 changes (rev 8)
          manifest → store
          ~ constants.LOG_LEVEL@development "debug" → "trace"
          conflicts
          ! constants.LOG_LEVEL@staging base "debug"
                manifest  "info"   edited here
                store     "trace"   ana, <time>, "look closer"
        Plan: 0 to add, 1 to change, 0 to remove; 0 to pull; 1 conflict left.
        dry run: nothing changed
        [exit 0]
    "#]]);
    let error = at(&w, "b", "sync --yes --json").run().error();
    assert_eq!(error["code"], "sync_conflict");
    at(&w, "b", "sync --yes --resolve constants.NOPE=store").refused(2).says("no such conflict");
    at(&w, "b", "sync --yes --resolve constants.LOG_LEVEL@staging").refused(2);
    at(&w, "b", "sync --yes --resolve constants.LOG_LEVEL@staging=store").ok();
    assert_eq!(w.out("get LOG_LEVEL --env staging"), "trace\n");
    assert_eq!(w.out("get LOG_LEVEL --env development"), "trace\n");
    assert!(w.read("b/envctl.toml").contains("staging = \"trace\""));
    w.ok("sync --yes");
    assert_eq!(w.manifest(), w.read("b/envctl.toml"));
}

#[test]
fn a_side_may_be_preferred() {
    for (side, value) in [("manifest", "info"), ("store", "trace")] {
        let w = filled();
        clone(&w, "b");
        at(&w, "b", "status").ok();
        w.ok("set LOG_LEVEL=trace --env staging");
        edit(&w, "b", "staging = \"debug\"", "staging = \"info\"");
        at(&w, "b", &format!("sync --yes --prefer {side}")).ok();
        assert_eq!(w.out("get LOG_LEVEL --env staging"), format!("{value}\n"));
        assert!(w.read("b/envctl.toml").contains(&format!("staging = \"{value}\"")));
        assert_eq!(at(&w, "b", "status --exit-code").run().code(), 0);
    }
}

#[test]
fn only_one_way() {
    let w = filled();
    clone(&w, "b");
    at(&w, "b", "status").ok();
    w.ok("set LOG_LEVEL=trace --env staging");
    edit(&w, "b", "development = \"debug\", ", "development = \"info\", ");
    at(&w, "b", "push --yes").ok();
    assert_eq!(w.out("get LOG_LEVEL --env development"), "info\n");
    assert!(w.read("b/envctl.toml").contains("staging = \"debug\""), "that was not asked for");
    at(&w, "b", "status").run().says("Behind").omits("Not synced");
    // What was pushed is agreed on: changed back elsewhere, it is behind and no edit.
    w.ok("set LOG_LEVEL=debug --env development");
    at(&w, "b", "sync --yes").ok();
    assert_eq!(w.out("get LOG_LEVEL --env development"), "debug\n");
    edit(&w, "b", "development = \"debug\", ", "development = \"warn\", ");
    w.ok("set LOG_LEVEL=warn --env staging");
    at(&w, "b", "pull --yes").ok();
    assert!(w.read("b/envctl.toml").contains("staging = \"warn\""));
    assert_eq!(w.out("get LOG_LEVEL --env development"), "debug\n");
    at(&w, "b", "status").run().says("Not synced").omits("Behind");
}

#[test]
fn conflicts_are_asked_about() {
    let w = filled();
    clone(&w, "b");
    at(&w, "b", "status").ok();
    w.ok("set LOG_LEVEL=trace --env staging,production,development");
    let text = w.read("b/envctl.toml").replace("debug", "info").replace("warn", "error");
    w.write("b/envctl.toml", text);
    let mut t = at(&w, "b", "sync").dumb();
    t.expect("constants.LOG_LEVEL@development").expect("manifest \"info\"").expect("edit").line("3");
    t.expect("constants.LOG_LEVEL@development:").line("all");
    t.expect("constants.LOG_LEVEL@production").line("2");
    t.expect("constants.LOG_LEVEL@staging").line("1");
    t.expect("Apply?").line("y");
    assert_eq!(t.end().1, 0);
    for (env, value) in [("development", "all"), ("production", "trace"), ("staging", "info")] {
        assert_eq!(w.out(&format!("get LOG_LEVEL --env {env}")), format!("{value}\n"));
        assert!(w.read("b/envctl.toml").contains(&format!("{env} = \"{value}\"")));
    }
}

#[test]
fn what_is_removed_by_hand_asks() {
    let w = filled();
    w.ok("set OLD_KEY=1 --plain --env development,staging");
    let text = w.manifest();
    let cut = text.find("\n[constants.OLD_KEY]").expect("declared");
    w.write("envctl.toml", &text[..cut]);
    w.run("sync --dry-run").shows(expect![[r#"
        $ envctl sync --dry-run
        Plan for personal/shop   base rev 8 · manifest 1 change · store 0 changes (rev 8)
          manifest → store
          - constants.OLD_KEY            2 values in the store will be deleted
        Plan: 0 to add, 0 to change, 1 to remove.
        dry run: nothing changed
        [exit 0]
    "#]]);
    w.ok("sync --yes");
    assert_eq!(w.run("get OLD_KEY --env staging").code(), 3);
    // A constant with secrets asks for its name, and so does an environment.
    let text = w.manifest().replace("\n[constants.DATABASE_URL]\nsecret = true\n", "");
    w.write("envctl.toml", text);
    w.run("sync --yes").shows(expect![[r#"
        $ envctl sync --yes
        ------- stderr -------
        Plan for personal/shop   base rev 9 · manifest 1 change · store 0 changes (rev 9)
          manifest → store
          - constants.DATABASE_URL       3 values (3 secret) in the store will be deleted
        Plan: 0 to add, 0 to change, 1 to remove.
        error: DATABASE_URL will be deleted with 3 values (3 secret) and its name was not confirmed
          sync shop
        hint: pass --confirm DATABASE_URL   (--yes does not answer this)
        [exit 6]
    "#]]);
    w.refused(6, "sync --yes --confirm LOG_LEVEL");
    w.ok("sync --yes --confirm DATABASE_URL");
    assert!(!w.out("constants list --compare").contains("DATABASE_URL"));
    let mut text = w.manifest().replace(", staging = \"debug\"", "");
    let (from, to) =
        (text.find("[envs.staging]").expect("there"), text.find("[envs.production]").expect("there"));
    text.replace_range(from..to, "");
    w.write("envctl.toml", text);
    w.run("sync --yes").says("staging will be deleted with 1 value").says("--confirm staging");
    w.ok("sync --yes --confirm staging");
    assert_eq!(w.run("envs show staging").code(), 3);
    assert_eq!(w.run("status --exit-code").code(), 0);
}

#[test]
fn what_is_removed_here_and_changed_there_is_a_conflict() {
    let w = filled();
    clone(&w, "b");
    at(&w, "b", "status").ok();
    let text = w.read("b/envctl.toml").replace("\n[constants.DATABASE_URL]\nsecret = true\n", "");
    w.write("b/envctl.toml", text);
    w.cmd("set DATABASE_URL --env production").stdin(format!("{HUSH} new")).ok();
    at(&w, "b", "sync --yes --confirm DATABASE_URL").refused(7).says("constants.DATABASE_URL");
    at(&w, "b", "sync --yes --prefer store").ok();
    assert!(w.read("b/envctl.toml").contains("[constants.DATABASE_URL]"));
}

#[test]
fn a_protected_environment_asks_for_its_name() {
    let w = World::guarded();
    w.ok("status");
    w.edit("production = \"warn\"", "production = \"info\"");
    w.run("sync --yes").shows(expect![[r#"
        $ envctl sync --yes
        ------- stderr -------
        Plan for personal/shop   base rev 5 · manifest 1 change · store 0 changes (rev 5)
          manifest → store
          ~ constants.LOG_LEVEL@production "warn" → "info"
        Plan: 0 to add, 1 to change, 0 to remove.
        error: production is protected and its name was not confirmed
          sync shop
        hint: pass --confirm production   (--yes does not answer this)
        [exit 6]
    "#]]);
    let mut t = w.terminal("sync");
    t.expect("Type its name to apply").line("production");
    assert_eq!(t.end().1, 0);
    assert_eq!(w.out("get LOG_LEVEL --env production"), "info\n");
}

#[test]
fn a_fresh_clone_finds_what_it_is_a_copy_of() {
    let w = filled();
    clone(&w, "old");
    w.ok("set LOG_LEVEL=info --env staging");
    w.ok("unset LOG_LEVEL --env development");
    // As it was two revisions ago: behind, and nothing else.
    at(&w, "old", "sync --dry-run").run().shows(expect![[r#"
        $ envctl sync --dry-run
        Plan for personal/shop   base rev 7 · manifest 0 changes · store 2 changes (rev 9)
          store → manifest
          - constants.LOG_LEVEL@development "debug"   ana, <time>
          ~ constants.LOG_LEVEL@staging  "debug" → "info"   ana, <time>
        Plan: 0 to add, 0 to change, 0 to remove; 2 to pull; 0 conflicts left.
        dry run: nothing changed
        [exit 0]
    "#]]);
    at(&w, "old", "sync --yes").ok();
    assert_eq!(w.manifest(), w.read("old/envctl.toml"));
    // Edited before anybody looked: what it was before is not known.
    w.write("new/envctl.toml", w.manifest().replace("\"info\"", "\"trace\"") + REDIS);
    at(&w, "new", "sync --yes").refused(7);
    at(&w, "new", "sync --yes").run().shows(expect![[r#"
        $ envctl sync --yes
        ------- stderr -------
        error: 1 conflict between envctl.toml and the store (rev 9)
          constants.LOG_LEVEL@staging   manifest "trace" · store "info" (ana, <time>)
        hint: pass --resolve constants.LOG_LEVEL@staging=manifest (or =store), or --prefer manifest|store
        [exit 7]
    "#]]);
    at(&w, "new", "push --yes --prefer manifest").ok();
    assert_eq!(w.out("get LOG_LEVEL --env staging"), "trace\n");
}

#[test]
fn a_crash_between_commit_and_manifest_is_healed() {
    let w = filled();
    let (manifest, remembered) = (w.manifest(), memory(&w));
    w.ok("set LOG_LEVEL=info --env staging");
    w.ok("set NEW=1 --plain --env staging");
    w.write("envctl.toml", &manifest);
    remembered.iter().for_each(|(path, bytes)| fs::write(path, bytes).expect("written"));
    w.run("status").says("Behind (store → envctl.toml)").omits("Not synced");
    // A command goes on: what is behind is no hand edit.
    w.ok("set LOG_LEVEL=trace --env staging");
    assert!(w.manifest().contains("staging = \"trace\""));
    w.ok("sync --yes");
    assert!(w.manifest().contains("[constants.NEW]"));
    assert_eq!(w.run("status --exit-code").code(), 0);
    // Nothing is remembered at all: the log knows.
    w.ok("set LOG_LEVEL=warn --env staging");
    w.write("envctl.toml", &manifest);
    forget(&w);
    w.ok("set LOG_LEVEL=info --env staging");
    w.ok("sync --yes");
    assert_eq!(w.out("get LOG_LEVEL --env staging"), "info\n");
    assert_eq!(w.run("status --exit-code").code(), 0);
}

#[test]
fn what_cannot_be_is_refused_as_a_whole() {
    let w = filled();
    append(
        &w,
        "\n[constants.LD_PRELOAD]\ndefault = \"x\"\n\n[constants.A]\npattern = \"(\"\n\n[constants.B]\none_of = [\"x\"]\nvalues = { staging = \"y\", nowhere = \"z\" }\n\n[constants.C.apps.ghost]\nstaging = \"1\"\n\n[envs.qa]\norder = 2\neditable = true\n\n[constants.D]\nvalues = { staging = \"{{constants.E}}\" }\n[constants.E]\nvalues = { staging = \"{{constants.D}}\" }\n",
    );
    w.run("sync --yes").shows(expect![[r#"
        $ envctl sync --yes
        ------- stderr -------
        error: what envctl.toml says cannot be, with what the store has
          constants.B@nowhere: there is no environment nowhere
          envs.qa.editable: is for the first environment of the promotion order
          nothing was changed
        [exit 8]
    "#]]);
    w.edit("nowhere = \"z\"", "production = \"x\"");
    w.edit("editable = true\n\n[constants.D]", "\n[constants.D]");
    w.refused(8, "sync --yes");
    w.run("sync --yes").shows(expect![[r#"
        $ envctl sync --yes
        ------- stderr -------
        error: what envctl.toml says cannot be, with what the store has
          constants.A: the pattern of A is not a regular expression: found open group without closing ')'
          constants.B@staging: the value of B does not match its one_of x
          constants.C@staging (app ghost): there is no app ghost
          constants.LD_PRELOAD: LD_PRELOAD is a name that a shell, loader or runtime acts upon: setting it runs code in every consumer
          envs.staging: qa has the same place in the order
          envs.staging: the value of D refers to itself: D -> E -> D
          … and 1 more
        [exit 8]
    "#]]);
    let w = filled();
    w.edit("[constants.DATABASE_URL]\nsecret = true", "[constants.DATABASE_URL]");
    w.refused(8, "sync --yes");
    w.run("sync --yes").says("unset it first");
    // A plain one becomes a secret: its values go, because they are readable.
    let w = filled();
    let text = w.manifest();
    let line = text.lines().find(|line| line.starts_with("values = ")).expect("a line");
    w.write("envctl.toml", text.replace(line, "secret = true"));
    w.ok("sync --yes");
    assert_eq!(w.run("get LOG_LEVEL --env staging").code(), 3);
}

#[test]
fn what_no_record_is_made_of_stays_in_the_file() {
    let w = World::shop();
    w.ok("status");
    append(&w, "\n[directories.users]\nprovider = \"internal\"\n");
    assert_eq!(w.run("status --exit-code").code(), 0);
    w.run("sync").shows(expect![[r#"
        $ envctl sync
        nothing to do
        ------- stderr -------
        warning: directories.users stays in envctl.toml: this envctl keeps no such thing in the store, and nothing acts on it
        warning: directories.users.provider stays in envctl.toml: this envctl keeps no such thing in the store, and nothing acts on it
        [exit 0]
    "#]]);
}

#[test]
fn the_store_may_not_move_meanwhile() {
    let w = filled();
    append(&w, REDIS);
    w.refused(7, "sync --yes --expect 2");
    let rev = w.rev();
    w.ok(&format!("sync --yes --expect {rev}"));
}

#[test]
fn another_first_environment() {
    let w = World::shop();
    w.ok("status");
    clone(&w, "b");
    at(&w, "b", "status").ok();
    w.edit("order    = 1", "order    = 9");
    w.edit("editable = true", "# editable = true");
    w.ok("sync --yes");
    at(&w, "b", "sync --yes").ok();
    let text = w.read("b/envctl.toml");
    assert!(!text.contains("[envs.development]\norder    = 9\ncolor    = \"green\"\neditable"), "{text}");
    assert!(text.contains("editable = true"), "{text}");
    at(&w, "b", "sync").run().says("nothing to do");
}

#[test]
fn a_manifest_is_written_where_there_is_none() {
    let w = filled();
    w.ok("set PORT=80 --plain --env staging --app web");
    w.ok("envs create preview");
    w.ok("datasources create orders --type postgres --app api");
    at(&w, "../elsewhere", "pull -o personal/shop --dry-run").ok();
    at(&w, "../elsewhere", "pull -o personal/shop").ok();
    let made = w.read("../elsewhere/envctl.toml");
    assert!(made.contains("[constants.PORT.apps.web]") && made.contains("[datasources.orders]"), "{made}");
    at(&w, "../elsewhere", "status --exit-code").ok();
    at(&w, "../elsewhere", "sync").run().says("nothing to do");
    at(&w, "../third", "push -o personal/shop").run().says("there is no envctl.toml here");
}
