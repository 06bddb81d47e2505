//! Reading: facts, heads, and what is refused with which words.

use std::time::Duration;

use super::*;

fn get(manifest: &Manifest, dotted: &str) -> Option<Fact> {
    manifest.facts().get(&path(dotted)).cloned()
}

fn list(items: &[&str]) -> Option<Fact> {
    Some(Fact::List(items.iter().map(|item| Fact::Text((*item).to_owned())).collect()))
}

#[test]
fn the_example_has_its_head() {
    let manifest = parse(EXAMPLE);
    let head = manifest.head();
    assert_eq!(head.project.as_deref(), Some("shop"));
    assert_eq!(head.org.as_deref(), Some("acme"));
    assert_eq!(head.store_url.as_deref(), Some("https://envctl.acme.dev"));
    assert_eq!(head.store_profile, None);
    assert_eq!(
        head.apps,
        [
            ("web".to_owned(), Some("apps/web".to_owned())),
            ("api".to_owned(), Some("services/api".to_owned()))
        ]
    );
    assert!(head.env_orgs.is_empty() && head.workspace_members.is_empty());
}

#[test]
fn the_example_has_its_facts() {
    let manifest = parse(EXAMPLE);
    let get = |dotted| get(&manifest, dotted);
    assert_eq!(get("project"), some("shop"));
    assert_eq!(get("envs.development"), Some(Fact::Table));
    assert_eq!(get("envs.development.order"), Some(Fact::Int(1)));
    assert_eq!(get("envs.development.editable"), Some(Fact::Bool(true)));
    assert_eq!(get("envs.staging.policy"), None);
    assert_eq!(get("envs.production.policy"), Some(Fact::Table));
    assert_eq!(get("envs.production.policy.promote_from"), list(&["staging"]));
    assert_eq!(get("apps.web.settings.replicas"), Some(Fact::Int(2)));
    assert_eq!(get("apps.web.settings"), None);
    assert_eq!(get("apps.api.datasources"), list(&["orders"]));
    assert_eq!(get("constants.LOG_LEVEL.values.staging"), some("debug"));
    assert_eq!(get("constants.STRIPE_KEY.secret"), Some(Fact::Bool(true)));
    assert_eq!(get("constants.API_TIMEOUT.pattern"), some("^[0-9]+(ms|s)$"));
    assert_eq!(get("datasources.orders.fields.url.secret"), Some(Fact::Bool(true)));
    assert_eq!(get("datasources.orders.values.production.pool"), some("20"));
    let Some(Fact::List(map)) = get("directories.shop-dev-users.map") else { panic!("no map") };
    let Fact::Map(first) = &map[0] else { panic!("no table") };
    assert_eq!(first["app"], Fact::Text("web".to_owned()));
    assert_eq!(first["default"], Fact::Bool(true));
    for none in ["version", "store.url", "data.seed.kind", "constants", "envs"] {
        assert_eq!(get(none), None, "{none}");
    }
    assert_eq!(manifest.facts().len(), 78);
}

#[test]
fn a_table_is_there_however_it_is_written() {
    for text in [
        "version = 1\n[constants.K]\n",
        "version = 1\nconstants.K = {}\n",
        "version = 1\nconstants = { K = {} }\n",
        "version = 1\n[constants]\nK.values.dev = \"x\"\n",
        "version = 1\n[constants.K.values]\n",
        "version = 1\n[constants.'K'.apps.web]\n",
    ] {
        assert_eq!(get(&parse(text), "constants.K"), Some(Fact::Table), "{text}");
    }
}

#[test]
fn values_of_constants_are_text() {
    let manifest = parse(
        "version = 1\n[constants.K]\none_of = [1, \"2\"]\ndefault = 0x1F\n\
         values = { a = 1_000, b = true, c = 1.50, d = \"\\u202E\" }\napps.web.a = -0.0\n",
    );
    assert_eq!(get(&manifest, "constants.K.one_of"), list(&["1", "2"]));
    assert_eq!(get(&manifest, "constants.K.default"), some("0x1F"));
    assert_eq!(get(&manifest, "constants.K.values.a"), some("1_000"));
    assert_eq!(get(&manifest, "constants.K.values.b"), some("true"));
    assert_eq!(get(&manifest, "constants.K.values.c"), some("1.50"));
    assert_eq!(get(&manifest, "constants.K.values.d"), some("\u{202e}"));
    assert_eq!(get(&manifest, "constants.K.apps.web.a"), some("-0.0"));
}

#[test]
fn own_keys_are_ignored_everywhere() {
    let manifest = parse(
        "version = 1\nx-a = 1979-05-27 07:32:00\n[[x-list]]\nname = 1\n[envs.dev]\nx-team = \"a\"\n\
         [envs.x-ray]\nwhat = 1\n[x-tool.deep]\nkey = { a = [1, { b = nan }] }\n",
    );
    assert_eq!(manifest.facts().keys().map(ToString::to_string).collect::<Vec<_>>(), ["envs.dev"]);
}

#[test]
fn byte_order_mark_and_crlf_are_accepted() {
    let plain = parse(EXAMPLE);
    let dos = parse(&format!("\u{feff}{}", EXAMPLE.replace('\n', "\r\n")));
    assert_eq!(plain.facts(), dos.facts());
    let two_lines = "version = 1\r\n[constants.K]\r\ndefault = \"\"\"\r\na\r\nb\\r\\n\"\"\"\r\n";
    assert_eq!(get(&parse(two_lines), "constants.K.default"), some("a\nb\r\n"));
}

#[test]
fn an_unknown_key_is_shown_without_its_value() {
    let error = refusal("version = 1\n\n[apps.api]\npath = \"a\"\ndatasource = [\"orders\"]\n");
    assert_eq!(error.to_string(), "envctl.toml is not valid");
    assert_eq!(
        problems(&error),
        " --> envctl.toml:5:1\n  |\n5 | datasource = …\n  | ^^^^^^^^^^ unknown key in [apps.api]\n\
         hint: did you mean datasources?"
    );
}

#[test]
fn all_problems_are_reported_together() {
    let error = refusal(
        "version = 1\norgs = \"acme\"\n[envs.Prod]\n[envs.dev]\ncolor = \"gren\"\n\
         policy.aprovals = 1\n[constants.9K]\n[constants.K]\nsecret = true\n\
         values = { dev = \"hunter2\" }\nmerge = \"sometimes\"\n[apps.web]\npath = \"../x\"\n",
    );
    let lines: Vec<_> = error.problems().iter().map(|p| (p.line, p.message.as_str())).collect();
    assert_eq!(
        lines,
        [
            (2, "unknown key at the top level"),
            (3, "not a name"),
            (5, "must be one of green, yellow, red, blue, magenta, cyan, grey, none"),
            (6, "unknown key in [envs.dev.policy]"),
            (7, "not a name"),
            (10, "a secret has no value in the manifest, only in the store"),
            (11, "must be one of always, never"),
            (13, "must be a path within the project: relative, without `..`"),
        ]
    );
    let shown = problems(&error);
    assert!(!shown.contains("hunter2") && shown.contains("did you mean green?"), "{shown}");
    assert!(shown.contains("10 | values = …\n   | ^^^^^^ a secret"), "{shown}");
    assert!(shown.contains("3 | [envs.Prod]\n  |       ^^^^ not a name"), "{shown}");
    assert!(shown.contains("6 | policy.aprovals = …\n  |        ^^^^^^^^ unknown"), "{shown}");
}

#[test]
fn no_error_repeats_a_value() {
    for text in [
        "version = 1\n[constants.K]\nvalues = { dev = \"hunter2\", Prod = \"hunter2\" }\n",
        "version = 1\n[constants.K]\nsecret = true\ndefault = \"hunter2\"\n",
        "version = 1\n[envs.dev]\ncolor = \"hunter2\"\ntrack = \"hunter2!\"\n",
        "version = 1\n[envs.dev]\ncolor = \"hunter2\n",
        "version = 1\n[constants.K]\ndefault = hunter2\n",
        "version = 1\n[constants.K]\ndefault = \"\"\"\nhunter2==\n",
        "version = 1\n-----BEGIN hunter2-----\n",
        "version = 1\nhunter2==\n",
        "version = 1\nhunter2=\n",
        "version = 1\n[constants.K]\ndefault = [\n  \"hunter2\", { b = 1, hunter = \"hunter2\" }]\n",
        "version = 1\n[datasources.d]\nfields = { url = { secret = true } }\nvalues = { a = { url = \"hunter2\" } }\n",
        "version = 1\n[data.x]\nrun = { a = \"hunter2\", \"b\" = 1 }\n",
    ] {
        let error = refusal(text);
        assert!(!error.problems().is_empty(), "{text}");
        let shown = format!("{error}{error:?}{}", problems(&error));
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}

#[test]
fn versions() {
    let newer = refusal("version = 2\n[new.things]\n");
    assert_eq!(newer.problems().len(), 1);
    assert_eq!(
        newer.problems()[0].message,
        "format 2 needs an envctl that reads it; this one reads format 1"
    );
    assert_eq!(refusal("version = 0\n").problems()[0].message, "must be 1");
    assert_eq!(refusal("version = \"1\"\n").problems()[0].message, "must be an integer");
    assert_eq!(refusal("").problems()[0].message, "`version` is missing");
}

#[test]
fn bytes_that_are_no_text() {
    let at = |bytes: &[u8]| {
        let error = refusal(bytes);
        let problem = &error.problems()[0];
        (problem.line, problem.column, problem.message.clone())
    };
    assert_eq!(at(b"\xFF\xFEv\0"), (1, 1, "the file is UTF-16".to_owned()));
    assert_eq!(at(b"version = 1\n# \xC3\xA9 \xED\xA0\x80"), (2, 5, "this is not UTF-8 text".to_owned()));
    assert_eq!(at(b"version = 1\n\0"), (2, 1, "the file holds a NUL character".to_owned()));
}

#[test]
fn characters_that_reorder_text_are_for_comments_only() {
    parse("version = 1 # \u{202e}\u{e0041}\n");
    let error = refusal("version = 1\n[envs.dev]\ndescription = \"a\u{202e}b\"\n");
    let problem = &error.problems()[0];
    assert_eq!((problem.line, problem.column), (3, 17));
    assert_eq!(problem.excerpt, None);
}

/// The processor time that this thread has used: what a bomb costs, however busy the machine is.
#[cfg(unix)]
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

#[cfg(not(unix))]
fn cpu_time() -> Duration {
    use std::time::{SystemTime, UNIX_EPOCH};
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

#[test]
fn bombs_are_refused_quickly() {
    let dotted: String = (0..100_000).map(|at| format!("a{at}.b.c.d = 1\n")).collect();
    for (name, text) in [
        ("arrays", format!("version = 1\nx-a = {}", "[".repeat(65_536))),
        ("tables", format!("version = 1\nx-a = {}", "{a=".repeat(20_000))),
        ("key", format!("version = 1\nx-a{} = 1\n", ".a".repeat(100_000))),
        ("header", format!("version = 1\n[x-a{}]\n", ".a".repeat(100_000))),
        ("mixed", "version = 1\n[x-a.b.c.d.e.f]\na.b.c.d.e.f = { a.b.c.d.e.f = 1 }\n".to_owned()),
        ("keys", format!("version = 1\n{dotted}")),
        ("digits", format!("version = 1\n[envs.a]\norder = {}\n", "9".repeat(60_000))),
        ("twice", "version = 1\nversion = 1\n".to_owned()),
        ("names", format!("version = 1\n{} = 1\n", "a".repeat(1 << 20))),
    ] {
        let start = cpu_time();
        let error = refusal(text);
        assert!(!error.problems().is_empty() && error.problems().len() <= 50, "{name}");
        // Generous: an unoptimised build, on a machine that does other things. What is quadratic takes hours.
        let took = cpu_time() - start;
        assert!(took < Duration::from_secs(60), "{name} took {took:?}");
    }
    let deep = format!("version = 1\nx-a = {}1.5{}\n", "[".repeat(14), "]".repeat(14));
    parse(&deep);
}

#[test]
fn paths_stay_in_the_project() {
    for bad in ["/etc", "../x", "a/../..", "C:\\x", "a\\..\\b", "~/x", "", "a\\u0000b"] {
        let text = format!(
            "version = 1\n[apps.a]\npath = \"{}\"\n",
            bad.replace("\\.", "\\\\.").replace("\\x", "\\\\x")
        );
        assert!(!refusal(text).problems().is_empty(), "{bad}");
    }
    for good in [".", "apps/web", "a..b/c", "services/*"] {
        parse(&format!("version = 1\n[apps.a]\npath = \"{good}\"\n"));
    }
}

#[test]
fn names_follow_their_grammar() {
    let long = "a".repeat(64);
    for bad in ["../../etc", "a/b", "C:x", "%2e", long.as_str(), "a\u{200b}", "-a", "a-", "A", ""] {
        let text = format!("version = 1\n[apps.\"{bad}\"]\n");
        assert_eq!(refusal(text).problems()[0].message, "not a name", "{bad}");
    }
    parse("version = 1\n[apps.0-a]\n[apps.a]\n[constants._a9]\n");
}

#[test]
fn keys_of_other_tools_are_refused_with_a_reason() {
    for key in ["server", "command", "hook", "include"] {
        let error = refusal(format!("version = 1\n{key} = \"x\"\n"));
        assert!(error.problems()[0].hint.is_some(), "{key}");
    }
}

#[test]
fn the_template_is_a_manifest() {
    let envs = [("development", "green"), ("staging", "yellow"), ("production", "red")];
    let envs: Vec<_> = envs.iter().map(|(n, c)| (n.to_string(), c.to_string())).collect();
    let apps = [("web".to_owned(), Some("apps/web".to_owned())), ("api".to_owned(), None)];
    let manifest = parse(&template("shop", "acme", &envs, &apps, Some("https://envctl.acme.dev")));
    assert_eq!(get(&manifest, "envs.development.editable"), Some(Fact::Bool(true)));
    assert_eq!(get(&manifest, "envs.staging.editable"), None);
    assert_eq!(get(&manifest, "envs.production.order"), Some(Fact::Int(3)));
    assert_eq!(manifest.head().store_url.as_deref(), Some("https://envctl.acme.dev"));
    assert_eq!(manifest.head().apps.len(), 2);
    assert_eq!(parse(&template("p", "o", &[], &[], None)).head().store_url, None);
}
