//! Laws that hold for every manifest, on manifests written in all the ways people write them.
//!
//! A manifest is built line by line from a stream of choices; every line carries the path it is
//! about, so that the test knows by itself which lines a change may touch.

use proptest::prelude::*;

use super::*;
use crate::manifest::layout::Layout;

/// A line of the built file: what it is about, its text. A value may span lines.
struct Written {
    about: Vec<String>,
    /// Holds keys below `about`, so a change to one of them may touch it.
    holds: bool,
    text: String,
}

/// A stream of small choices; when it is used up, the first choice is always taken.
struct Choices<'a>(std::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn of<'t>(&mut self, options: &[&'t str]) -> &'t str {
        options[usize::from(*self.0.next().unwrap_or(&0)) % options.len()]
    }

    fn one_in(&mut self, n: u8) -> bool {
        self.0.next().is_some_and(|byte| byte % n == 0)
    }
}

struct Builder<'a> {
    choices: Choices<'a>,
    lines: Vec<Written>,
}

const ENVS: [&str; 3] = ["dev", "qa", "prod"];
const COMMENTS: [&str; 5] = ["", " # why", "\t#", "  # a = \"b\" ]", " # [constants.K0] '''"];

fn names(dotted: &str) -> Vec<String> {
    dotted.split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

impl Builder<'_> {
    fn write(&mut self, about: &str, holds: bool, text: String) {
        self.lines.push(Written { about: names(about), holds, text });
    }

    fn spaces(&mut self, about: &str) {
        for _ in 0..2 {
            match self.choices.of(&["", "\n", "# note", "\n", "  # x = 1"]) {
                "" => {}
                "\n" => self.write("", false, String::new()),
                comment => self.write(about, false, comment.to_owned()),
            }
        }
    }

    /// A header; what stands before it belongs to nobody.
    fn header(&mut self, path: &str) {
        // A blank line first, so that comments below are not taken for the table before.
        self.write("", false, String::new());
        self.spaces("");
        let shape = self.choices.of(&["[P]", "[ P ]", "  [P]", "[Q]"]);
        let quoted = path.split('.').map(|part| format!("'{part}'")).collect::<Vec<_>>().join(" . ");
        let comment = self.choices.of(&COMMENTS);
        let text = shape.replace('P', path).replace('Q', &quoted);
        self.write(path, false, format!("{text}{comment}"));
    }

    /// A key in a table at `table`.
    fn key(&mut self, table: &str, key: &str, value: &str) {
        if self.choices.one_in(6) {
            self.write(table, false, self_comment(key));
        }
        let shape = self.choices.of(&["K = V", "K=V", "  K   =  V", "\tK = V  "]);
        let comment = self.choices.of(&COMMENTS);
        let text = shape.replace('K', "\u{1}").replace('V', "\u{2}");
        let text = text.replace('\u{1}', key).replace('\u{2}', value);
        let about = if table.is_empty() { key.to_owned() } else { format!("{table}.{key}") };
        self.write(&about, true, format!("{text}{comment}"));
    }

    fn scalar(&mut self) -> &'static str {
        self.choices.of(&[
            "\"x\"",
            "'it # is'",
            "30",
            "1.50",
            "true",
            "\"\"\"[constants.K9]\nx = 1 \\\"\"\"\"",
            "'''\n# no\n'''",
            "\"a \\\" } ]\"",
        ])
    }

    /// Values by environment as an inline table.
    fn inline(&mut self) -> String {
        let mut items = Vec::new();
        for env in ENVS {
            if self.choices.one_in(2) {
                items.push(format!("{env} = {}", self.scalar()));
            }
        }
        match self.choices.of(&["{ I }", "{I}", "{\n  I\n}", "{ # c\n  I, # d\n}"]) {
            _ if items.is_empty() => "{}".to_owned(),
            shape @ ("{ I }" | "{I}") => shape.replace('I', &items.join(", ")),
            shape => shape.replace('I', &items.join(", # e\n  ")),
        }
    }

    fn list(&mut self, items: &[&str]) -> String {
        let items: Vec<_> = items.iter().map(|item| format!("\"{item}\"")).collect();
        match self.choices.of(&["[I]", "[ I ]", "[\n  I\n]", "[\n  # first\n  I, # last\n]"]) {
            shape @ ("[I]" | "[ I ]") => shape.replace('I', &items.join(" , ")),
            shape => shape.replace('I', &items.join(", # one\n\n  ")),
        }
    }

    fn root(&mut self) {
        self.spaces("");
        self.key("", "version", "1");
        if self.choices.one_in(2) {
            self.key("", "org", "'acme'");
        }
        if self.choices.one_in(3) {
            self.key("", "x-own", "[1979-05-27 07:32:00, { a = [nan] }]");
        }
        if self.choices.one_in(3) {
            self.key("", "flags.rooted.description", "\"x\"");
        }
        if self.choices.one_in(3) {
            self.header("store");
            self.key("store", "url", "\"u\"");
        }
    }

    fn env(&mut self, name: &str) {
        let table = format!("envs.{name}");
        self.header(&table);
        self.key(&table, "order", "1");
        if self.choices.one_in(2) {
            self.key(&table, "color", "'red'");
        }
        let from = self.list(&["dev", "qa"]);
        match self.choices.of(&["none", "inline", "dotted", "header"]) {
            "inline" => self.key(&table, "policy", &format!("{{ promote_from = {from} }}")),
            "dotted" => self.key(&table, "policy.promote_from", &from),
            "header" => {
                self.header(&format!("{table}.policy"));
                self.key(&format!("{table}.policy"), "promote_from", &from);
            }
            _ => {}
        }
    }

    fn app(&mut self, name: &str) {
        let table = format!("apps.{name}");
        self.header(&table);
        let needs = self.list(&["K0", "K1", "K2"]);
        self.key(&table, "needs", &needs);
        match self.choices.of(&["header", "dotted", "inline", "none"]) {
            "header" => {
                let settings = format!("{table}.settings");
                self.header(&settings);
                self.key(&settings, "replicas", "2");
                self.key(&settings, "deep.a", "[1, 2.5]");
            }
            "dotted" => self.key(&table, "settings.deep.a", "1"),
            "inline" => self.key(&table, "settings", "{ deep = { a = 1 }, replicas = 3 }"),
            _ => {}
        }
    }

    fn constant(&mut self, name: &str) {
        let table = format!("constants.{name}");
        self.header(&table);
        if self.choices.one_in(2) {
            self.key(&table, "required", "true");
        }
        match self.choices.of(&["inline", "dotted", "none", "header"]) {
            "inline" => {
                let values = self.inline();
                self.key(&table, "values", &values);
            }
            "dotted" => {
                let value = self.scalar();
                self.key(&table, "values.dev", value);
                self.key(&table, "merge", "\"never\"");
            }
            "header" => {
                let values = format!("{table}.values");
                self.header(&values);
                let value = self.scalar();
                self.key(&values, "qa", value);
            }
            _ => {}
        }
        if self.choices.one_in(3) {
            let apps = format!("{table}.apps.web");
            self.header(&apps);
            self.key(&apps, "prod", "1");
        }
    }

    fn rest(&mut self) {
        if self.choices.one_in(2) {
            self.header("constants");
            let values = self.inline();
            self.key("constants", "I0", &format!("{{ merge = 'never', values = {values} }}"));
            self.key("constants", "I1.values.dev", "1");
            self.key("constants", "I2", "{}");
        }
        if self.choices.one_in(2) {
            self.header("datasources.d");
            self.key("datasources.d", "fields", "{ url = { secret = true }, pool.default = 1 }");
            if self.choices.one_in(2) {
                self.key("datasources.d", "values", "{ dev = { pool = 1 }, prod.pool = 2 }");
            } else {
                self.header("datasources.d.values.dev");
                self.key("datasources.d.values.dev", "pool", "2.5");
            }
        }
        if self.choices.one_in(2) {
            self.header("directories.users");
            let map = "[ { app = \"web\", env = 'dev' },\n # c\n {app = \"api\", env = \"qa\"}, ]";
            self.key("directories.users", "map", map);
        }
        if self.choices.one_in(3) {
            self.header("data.seed");
            self.key("data.seed", "envs", "[\"dev\", 'qa']");
        }
        if self.choices.one_in(3) {
            self.header("x-own2.ab");
            self.key("x-own2.ab", "dev.\"q\\u0041\"", "{a.b.c = 1,d=[[],{}]}");
        }
        self.write("", false, String::new());
        self.spaces("");
    }
}

fn self_comment(key: &str) -> String {
    format!("# about {key}")
}

/// A built file: its text, and its lines.
struct Built {
    text: String,
    newline: &'static str,
    lines: Vec<Written>,
}

fn build(choices: &[u8]) -> Built {
    let mut builder = Builder { choices: Choices(choices.iter()), lines: Vec::new() };
    let newline = builder.choices.of(&["\n", "\r\n"]);
    let bom = builder.choices.of(&["", "\u{feff}"]);
    let end = builder.choices.of(&["\n", ""]);
    builder.root();
    let mut things: Vec<_> = ["env dev", "env qa", "env prod", "app web", "app api"].into();
    things.extend(["constant K0", "constant K1", "constant K2", "rest"]);
    while !things.is_empty() {
        // Mostly in this order, sometimes not.
        let at = if builder.choices.one_in(4) { things.len() / 2 } else { 0 };
        match things.remove(at).split_once(' ') {
            Some(_) if builder.choices.one_in(5) => {}
            Some(("env", name)) => builder.env(name),
            Some(("app", name)) => builder.app(name),
            Some((_, name)) => builder.constant(name),
            None => builder.rest(),
        }
    }
    for line in &mut builder.lines {
        line.text = line.text.replace('\n', newline);
    }
    let lines: Vec<_> = builder.lines.iter().map(|line| line.text.as_str()).collect();
    let end = end.replace('\n', newline);
    let text = format!("{bom}{}{end}", lines.join(newline));
    Built { text, newline, lines: builder.lines }
}

type Change = (FactPath, Option<Fact>);

/// A value that the schema allows there.
fn value_for(path: &FactPath, seed: &str) -> Fact {
    let text = |text: &str| Fact::Text(text.to_owned());
    match path.as_strs()[..] {
        ["envs", _, "order"] => Fact::Int(seed.len() as i64),
        ["envs", _, "color"] => text("blue"),
        ["envs", _, "policy", "promote_from"] => Fact::List(vec![text("qa"), text("x")]),
        ["apps", _, "needs"] => Fact::List(vec![text("K1"), text("NEW")]),
        ["apps", _, "settings", .., "a"] => Fact::List(vec![Fact::Int(1), text(seed)]),
        ["apps", _, "settings", ..] => Fact::Float(0.25),
        [.., "required" | "secret"] => Fact::Bool(false),
        ["constants", _, "merge"] => text("always"),
        ["datasources", _, "values" | "fields", ..] => text("7"),
        ["directories", ..] => {
            let pair = |env: &str| {
                let pairs = [("app".to_owned(), text("web")), ("env".to_owned(), text(env))];
                Fact::Map(pairs.into())
            };
            Fact::List(vec![pair("dev"), pair("prod")])
        }
        ["org"] => text("other"),
        _ => text(seed),
    }
}

/// Paths that may or may not be in the file.
const POOL: &[&str] = &[
    "org",
    "project",
    "envs.dev",
    "envs.new",
    "envs.new.color",
    "envs.dev.color",
    "envs.qa.policy",
    "envs.qa.policy.session",
    "envs.prod.policy.promote_from",
    "apps.web",
    "apps.new.path",
    "apps.web.settings.start",
    "apps.api.settings.deep.b",
    "apps.web.needs",
    "apps.api.settings.other.x.y",
    "constants.K0",
    "constants.K0.values.dev",
    "constants.K0.values.new",
    "constants.K1.values.qa",
    "constants.K1.apps.web.dev",
    "constants.K2.default",
    "constants.I0.values.new",
    "constants.I0.merge",
    "constants.I0",
    "constants.I1.values.qa",
    "constants.I1.values.dev",
    "constants.I2.values.dev",
    "constants.I2.description",
    "constants.N0.values.dev",
    "constants.N0.required",
    "constants.N1.default",
    "constants.N1",
    "datasources.d.values.dev.pool",
    "datasources.d.values.qa.pool",
    "datasources.d.fields.user.required",
    "datasources.e.type",
    "datasources.d",
    "directories.users.map",
    "directories.users",
    "flags.rooted",
    "flags.rooted.variants",
    "flags.f",
    "flags.f.description",
];

fn changes(manifest: &Manifest, picks: &[(u8, u8, String)]) -> Vec<Change> {
    let there: Vec<_> = manifest.facts().keys().collect();
    let mut changes: Vec<Change> = Vec::new();
    for (pick, how, seed) in picks {
        let path = match how % 2 {
            0 if !there.is_empty() => there[usize::from(*pick) % there.len()].clone(),
            _ => path(POOL[usize::from(*pick) % POOL.len()]),
        };
        let parts = path.parts().len();
        let table =
            matches!(path.as_strs()[..], [_, _] | ["envs", _, "policy"] | ["datasources", _, "fields", _]);
        let fact = match how % 3 {
            0 => None,
            _ if table => Some(Fact::Table),
            _ if path.as_strs()[parts - 1] == "variants" => Some(Fact::List(Vec::new())),
            _ if path.as_strs()[parts - 1] == "path" => Some(Fact::Text("a/b".to_owned())),
            _ if matches!(path.as_strs()[..], ["project"]) => Some(Fact::Text("p".to_owned())),
            _ => Some(value_for(&path, seed)),
        };
        let gone: Vec<_> = changes.iter().filter(|(_, fact)| fact.is_none()).collect();
        // One meaning only: not both removed and set.
        if fact.is_some() && gone.iter().any(|(gone, _)| path.starts_with(gone)) {
            continue;
        }
        changes.retain(|(other, fact_of)| {
            *other != path && !(fact.is_none() && fact_of.is_some() && other.starts_with(&path))
        });
        changes.push((path, fact));
    }
    changes
}

/// What the facts should be, worked out without the code under test.
fn expected(facts: &Facts, changes: &[Change]) -> Facts {
    let mut out = facts.clone();
    for (path, fact) in changes {
        if fact.is_none() {
            let table = out.get(path) == Some(&Fact::Table);
            out.retain(|key, _| key != path && !(table && key.starts_with(path)));
        }
    }
    for (path, fact) in changes {
        let Some(fact) = fact else { continue };
        let parts = path.parts();
        if parts.len() > 2 {
            out.insert(FactPath::new(&parts[..2]), Fact::Table);
        }
        if parts.len() > 3 && parts[2] == "policy" {
            out.insert(FactPath::new(&parts[..3]), Fact::Table);
        }
        if parts.len() > 4 && parts[2] == "fields" {
            out.insert(FactPath::new(&parts[..4]), Fact::Table);
        }
        out.insert(path.clone(), fact.clone());
    }
    out
}

/// Lines that no change is about. Blank ones come and go with tables.
fn untouched<'b>(built: &'b Built, changes: &[Change]) -> Vec<&'b str> {
    let touched = |line: &Written| {
        changes.iter().any(|(path, _)| {
            let path = path.parts();
            (line.about.starts_with(path)) || (line.holds && path.starts_with(&line.about))
        })
    };
    let kept = built.lines.iter().filter(|line| !touched(line) && !line.text.trim().is_empty());
    kept.map(|line| line.text.as_str()).collect()
}

fn bytes(range: std::ops::Range<usize>) -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), range)
}

fn seeds() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{0,8}", "[\\PC\u{0}-\u{1f}\u{202e}\u{e0041}'\"\\\\]{0,6}"]
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(600))]

    #[test]
    fn an_edit_says_what_was_asked_and_touches_nothing_else(
        choices in bytes(0..300),
        picks in proptest::collection::vec((any::<u8>(), any::<u8>(), seeds()), 1..8),
    ) {
        let built = build(&choices);
        let manifest = parse(&built.text);
        let changes = changes(&manifest, &picks);
        let edited = manifest.edited(&changes);
        prop_assert!(edited.is_ok(), "{:?}\n{:?}\n{}", edited, changes, built.text);
        let edited = edited.expect("checked");
        prop_assert_eq!(edited.facts(), &expected(manifest.facts(), &changes));

        let after = text(&edited);
        prop_assert_eq!(after.starts_with('\u{feff}'), built.text.starts_with('\u{feff}'));
        prop_assert_eq!(after.ends_with('\n'), built.text.ends_with('\n'), "{:?}", after);
        let (dos, all) = (after.matches("\r\n").count(), after.matches('\n').count());
        prop_assert_eq!(dos, if built.newline == "\n" { 0 } else { all }, "{:?}\n{:?}", &changes, after);

        let mut rest = after;
        for line in untouched(&built, &changes) {
            let at = rest.find(line);
            prop_assert!(at.is_some(), "lost {line:?}\n{changes:?}\n{}\n---\n{after}", built.text);
            rest = &rest[at.unwrap_or(0) + line.len()..];
        }

        let back: Vec<Change> = changes.iter()
            .map(|(path, _)| (path.clone(), manifest.facts().get(path).cloned()))
            .collect();
        let again = edited.edited(&changes).expect("again");
        prop_assert_eq!(text(&again), after, "the same changes twice");
        let restored = edited.edited(&back).expect("back");
        for (path, _) in &changes {
            prop_assert_eq!(restored.facts().get(path), manifest.facts().get(path));
        }
    }

    #[test]
    fn an_edit_of_a_part_is_the_edit_of_the_whole(
        choices in bytes(0..300),
        picks in proptest::collection::vec((any::<u8>(), any::<u8>(), seeds()), 1..8),
    ) {
        let whole = parse(&build(&choices).text);
        let changes = changes(&whole, &picks);
        let constants = changes.iter().filter(|(path, _)| path.parts()[0] == "constants");
        let constants = constants.map(|(path, _)| path.parts()[1].clone()).collect();
        let part = Manifest::part(whole.path(), whole.digest_bytes(), &constants).expect("valid");
        prop_assert_eq!(part.head(), whole.head());
        for (path, _) in &changes {
            prop_assert_eq!(part.facts().get(path), whole.facts().get(path));
        }
        let (part, whole) = (part.edited(&changes).expect("part"), whole.edited(&changes).expect("whole"));
        prop_assert_eq!(text(&part), text(&whole));
    }

    #[test]
    fn a_value_changed_and_changed_back_is_the_same_file(
        choices in bytes(0..300),
        pick in any::<u8>(),
        seed in seeds(),
    ) {
        let manifest = parse(&build(&choices).text);
        let there: Vec<_> = manifest.facts().iter().filter(|(_, fact)| **fact != Fact::Table).collect();
        if there.is_empty() {
            return Ok(());
        }
        let (path, _) = there[usize::from(pick) % there.len()];
        let set = |manifest: &Manifest, fact| manifest.edited(&[(path.clone(), Some(fact))]).expect("edit");
        let one = set(&manifest, value_for(path, "one"));
        let two = match value_for(path, "two") {
            Fact::Text(_) if path.parts().len() > 3 => Fact::Text(seed.clone()),
            Fact::Int(_) => Fact::Int(-1),
            other => other,
        };
        let back = set(&set(&one, two), value_for(path, "one"));
        let (back, one) = (text(&back), text(&one));
        // Quotes that cannot hold the value in between are not found again.
        if seed.contains('\'') || seed.chars().any(|c| c.is_control() || !c.is_ascii()) {
            let bare = |text: &str| text.replace(['\'', '"', '\r', '\n'], "");
            prop_assert_eq!(bare(back), bare(one));
        } else {
            prop_assert_eq!(back, one);
        }
    }

    #[test]
    fn a_value_added_and_removed_leaves_no_trace(choices in bytes(0..300), pick in any::<u8>()) {
        let manifest = parse(&build(&choices).text);
        let valued: Vec<_> = manifest.facts().keys().map(FactPath::as_strs)
            .filter(|path| matches!(path[..], ["constants", _, "values", _]))
            .collect();
        if valued.is_empty() {
            return Ok(());
        }
        let beside = &valued[usize::from(pick) % valued.len()];
        let new = FactPath::new([beside[0], beside[1], "values", "extra"]);
        let added = manifest.edited(&[(new.clone(), some("x"))]).expect("add");
        let removed = added.edited(&[(new, None)]).expect("remove");
        prop_assert_eq!(text(&removed), text(&manifest));
    }

    #[test]
    fn an_environment_renamed_and_back_is_the_same_file(choices in bytes(0..300), pick in 0..3_usize) {
        let manifest = parse(&build(&choices).text);
        let Ok(renamed) = manifest.renamed_env(ENVS[pick], "fresh") else {
            prop_assert!(!manifest.facts().contains_key(&FactPath::from(["envs", ENVS[pick]])));
            return Ok(());
        };
        let back = renamed.renamed_env("fresh", ENVS[pick]).expect("back");
        prop_assert_eq!(text(&back), text(&manifest));
    }

    #[test]
    fn both_ways_to_the_head_agree(choices in bytes(0..300)) {
        let built = build(&choices);
        let fast = Head::fast(Path::new("envctl.toml"), &built.text);
        let manifest = parse(&built.text);
        prop_assert_eq!(fast.as_ref(), Some(manifest.head()));
    }
}

/// Pieces of TOML that come out valid now and then, and close to it often.
fn soup() -> impl Strategy<Value = String> {
    let pieces = vec![
        "[constants.K]\n",
        "[constants",
        "]",
        "[",
        "{",
        "}",
        "\"",
        "'",
        "\"\"\"",
        "'''",
        "\n",
        "\r\n",
        "#",
        "=",
        ",",
        ".",
        " ",
        "\\",
        "constants",
        "[envs.dev]\n",
        "[apps.web]\npath = 'x'\n",
        "x-a",
        "x-b = ",
        "default = ",
        "values = { dev = 1 }",
        "description = ",
        "1",
        "\"s\"",
        "x-c.d = [\n",
        "\"\"\"\n[apps.no]\n\"\"\"",
        "'''[envs.no]'''",
        "# [apps.no]\n",
        "[[x-l]]\n",
        "\u{202e}",
        "é",
    ];
    proptest::collection::vec(proptest::sample::select(pieces), 0..24)
        .prop_map(|pieces| format!("version = 1\n{}", pieces.concat()))
}

proptest! {
    #![proptest_config(config(3000))]

    #[test]
    fn no_bytes_make_it_panic(bytes in bytes(0..120)) {
        let _ = Manifest::parse(Path::new("envctl.toml"), &bytes);
        if let Ok(text) = std::str::from_utf8(&bytes) {
            let _ = Head::fast(Path::new("envctl.toml"), text);
            let _ = Layout::parse(text);
        }
    }

    #[test]
    fn what_is_valid_is_cut_without_loss_and_has_one_head(text in soup()) {
        let fast = Head::fast(Path::new("envctl.toml"), &text);
        let layout = Layout::parse(&text);
        match Manifest::parse(Path::new("envctl.toml"), text.as_bytes()) {
            Ok(manifest) => {
                prop_assert_eq!(layout.map(|layout| layout.print()), Some(text));
                if let Some(fast) = fast {
                    prop_assert_eq!(&fast, manifest.head());
                }
            }
            Err(error) => prop_assert!(!error.problems().is_empty()),
        }
    }
}
