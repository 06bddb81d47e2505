//! Every command that writes edits the keys that it is about, and leaves every other byte alone.

use std::collections::BTreeMap;

use crate::harness::World;

/// A manifest as people write them: comments everywhere, columns, quotes, dotted keys, own keys.
const LIVED_IN: &str = r#"# shop: everything about its environments
version = 1   # the format
project = "shop"
org     = "personal"
x-team  = { name = "web",   pager = [ 1,2 ] }   # ours

[envs.development]   # drafts live here
order    = 1
color    = "green"     # go
editable = true

  [envs.staging]
  order       = 2
  'color'     = "yellow"
  description = """UAT \
                 and QA"""   # two lines

# the real thing
[envs.production]
order=3
color="red"

[apps.api]
path = "services/api"   # go

[apps.web]
path = "apps/web"
needs = [
  "LOG_LEVEL",   # how much
  # "TRACE",
]

[apps.web.settings]
start = 'npm run "start"'
limits.cpu = 0.5   # half

[constants.LOG_LEVEL]
one_of = ["debug", "info",   "warn"]   # no trace
values = { development = "debug",   staging = "debug" }   # quiet in production
x-owner = "ana"

[constants.PORT]
description = """
The port
that it listens on"""
values.development = 3000   # dotted
values.staging     = "80"

[constants.TOKEN] # in the store
secret = true

# ---- the end ----
"#;

/// Runs a command; every line that it adds or takes away names one of these.
fn touches(w: &World, command: &str, words: &[&str]) {
    let before = w.manifest();
    w.ok(command);
    let after = w.manifest();
    let mut count: BTreeMap<&str, i32> = BTreeMap::new();
    after.lines().for_each(|line| *count.entry(line).or_default() += 1);
    before.lines().for_each(|line| *count.entry(line).or_default() -= 1);
    for (line, times) in count.into_iter().filter(|(_, times)| *times != 0) {
        let about = line.trim().is_empty() || words.iter().any(|word| line.contains(word));
        assert!(about, "{command}: {times:+} {line:?}\n{after}");
    }
    assert!(after.contains("# ---- the end ----"), "{command}\n{after}");
    assert_eq!(w.run("status --exit-code").code(), 0, "{command}: {}", w.run("diff"));
}

fn through_every_command(newline: &str) {
    let w = World::shop();
    w.write("envctl.toml", LIVED_IN.replace('\n', newline));
    w.ok("push --yes --prefer manifest");
    assert_eq!(w.manifest(), LIVED_IN.replace('\n', newline), "a push changes no byte");
    assert_eq!(w.run("status --exit-code").code(), 0);
    touches(&w, "set LOG_LEVEL=info --env staging", &["values = { development"]);
    touches(&w, "set LOG_LEVEL=warn --env production", &["values = { development"]);
    touches(&w, "set PORT=81 --env staging", &["values.staging "]);
    touches(&w, "set PORT=82 --env production", &["values.production"]);
    touches(&w, "set NEW=1 --plain --env staging", &["[constants.NEW]", "values = { staging"]);
    touches(&w, "set PORT=90 --env staging --app web", &["[constants.PORT.apps.web]", "staging = \"90\""]);
    touches(&w, "unset PORT --env staging --app web", &["PORT.apps", "staging = \"90\""]);
    touches(&w, "unset NEW --declaration --yes", &["[constants.NEW]", "values = { staging"]);
    touches(&w, "unset LOG_LEVEL --env production", &["values = { development"]);
    w.write(".env", "LOG_LEVEL=debug\nFROM_FILE=x\n");
    let import = "import .env --env staging --overwrite --plain --yes";
    touches(&w, import, &["values = { development", "[constants.FROM_FILE]", "values = { staging"]);
    touches(&w, "envs color staging blue", &["'color'"]);
    touches(&w, "envs create qa --order 3", &["[envs.qa]", "order", "color ="]);
    touches(&w, "envs rename qa uat", &["envs.qa", "envs.uat"]);
    touches(&w, "envs rename staging stage", &["envs.sta", "stag"]);
    touches(&w, "envs rename stage staging", &["envs.sta", "stag"]);
    touches(&w, "envs delete uat --confirm uat", &["[envs.uat]", "order", "color ="]);
    touches(&w, "apps create worker --path worker", &["[apps.worker]", "path = \"worker\""]);
    touches(&w, "apps delete worker --yes", &["[apps.worker]", "path = \"worker\""]);
    let create = "datasources create orders --type postgres --app api";
    touches(&w, create, &["[datasources.orders]", "type =", "fields =", "datasources ="]);
    touches(&w, "datasources set orders pool=5 --env staging", &["values = { staging = { pool"]);
    touches(
        &w,
        "datasources delete orders --yes",
        &["orders", "type =", "fields =", "datasources =", "pool"],
    );
    for quiet in [
        "publish web --artifact sha256:1",
        "promote web --to staging",
        "rollback web --env staging",
        "promote web --to staging",
        "use staging",
        "status",
        "log",
        "diff",
        "sync",
        "constants list",
        "audit verify",
    ] {
        let before = w.manifest();
        let _ = w.run(quiet);
        assert_eq!(w.manifest(), before, "{quiet}");
    }
    let kept = |line: &str| line.contains('#') || line.contains("x-");
    for line in LIVED_IN.lines().filter(|line| kept(line) && !line.contains("values")) {
        let words = line.split('#').next_back().unwrap_or_default();
        assert!(w.manifest().contains(words), "{line}\n{}", w.manifest());
    }
    assert_eq!(w.manifest().matches(newline).count(), w.manifest().lines().count());
}

#[test]
fn through_every_command_with_each_line_ending() {
    through_every_command("\n");
    through_every_command("\r\n");
}
