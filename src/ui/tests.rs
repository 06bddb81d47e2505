//! The terminal as a command sees it: streams, colours, tables, errors, questions.

use serde::Serialize;

use super::*;

const PIPES: Terminals = Terminals { stdin: false, stdout: false, stderr: false };
const TERMINALS: Terminals = Terminals { stdin: true, stdout: true, stderr: true };

fn env(words: &[(&str, &str)]) -> EnvSnapshot {
    let utf8 = ("LANG", "C.UTF-8");
    words.iter().chain([&utf8]).map(|(name, value)| (name.into(), value.into())).collect()
}

fn settings() -> Settings {
    Settings {
        color: ColorWhen::Never,
        env: env(&[]),
        now: "2026-03-02T09:16:07Z".parse().expect("a time"),
        ..Settings::default()
    }
}

/// What a page shows: at a terminal of some width, or in a pipe.
fn shown(width: Option<u16>, settings: Settings, write: impl Fn(&mut Page<'_>)) -> String {
    let look = look(&settings, width.is_some(), width);
    let mut page = Page::new(&look, settings.now);
    write(&mut page);
    page.finish()
}

fn apps(page: &mut Page<'_>) {
    let mut table = Table::new([
        Column::new("APP"),
        Column::new("PATH").importance(1),
        Column::new("ORDER").right(),
        Column::new("STATE"),
    ]);
    let time = page.time("2026-03-02T09:14:07.5Z".parse().expect("a time"));
    let state = Line::new().plain("v7 ").good("released").plain(" ").plain(time);
    table.row(Row::new().cell("api").cell("services/api").cell(1_usize).cell(state));
    table.row(Row::new().cell("web").cell("apps/ウェブ").cell(20_usize).cell(None::<&str>));
    page.table(table);
}

#[test]
fn tables_are_aligned_at_a_terminal() {
    let wide = "\
APP   PATH           ORDER   STATE
api   services/api       1   v7 released 2 minutes ago
web   apps/ウェブ       20   -
";
    assert_eq!(shown(Some(80), settings(), apps), wide);
    assert_eq!(shown(Some(54), settings(), apps), wide);
}

#[test]
fn the_least_important_column_is_cut_first() {
    assert_eq!(
        shown(Some(52), settings(), apps),
        "\
APP   PATH         ORDER   STATE
api   services/…       1   v7 released 2 minutes ago
web   apps/ウェ…      20   -
"
    );
    assert_eq!(
        shown(Some(40), settings(), apps),
        "\
APP   PATH       ORDER   STATE
api   service…       1   v7 released 2 …
web   apps/ウ…      20   -
"
    );
    assert_eq!(
        shown(Some(18), settings(), apps),
        "\
APP   …   ORD…   …
api   …      1   …
web   …     20   -
"
    );
}

#[test]
fn tables_in_a_pipe_are_whole() {
    assert_eq!(
        shown(None, settings(), apps),
        "api\tservices/api\t1\tv7 released 2026-03-02T09:14:07Z\nweb\tapps/ウェブ\t20\t\n"
    );
    let nasty = |page: &mut Page<'_>| {
        let mut table = Table::new(["NAME", "VALUE", "OK"]);
        let tick = Line::new().symbol(Symbol::Tick).plain(" → x");
        table.row([Cell::from("a\tb"), Cell::pair("hidden", "x\ny\r"), tick.into()]);
        page.table(table);
    };
    assert_eq!(shown(None, settings(), nasty), "a\\tb\tx\\ny\\u{d}\tok → x\n");
}

#[test]
fn colours_do_not_move_columns() {
    let colored = shown(Some(80), Settings { color: ColorWhen::Always, ..settings() }, apps);
    let plain = shown(Some(80), settings(), apps);
    assert!(colored.contains("v7 \x1b[32mreleased\x1b[0m 2 minutes ago\n"), "{colored:?}");
    assert_eq!(anstream::adapter::strip_str(&colored).to_string(), plain);
}

#[test]
fn an_empty_table_shows_nothing() {
    assert_eq!(shown(Some(80), settings(), |page| page.table(Table::new(["NAME"]))), "");
}

#[test]
fn blocks_are_the_same_in_a_pipe() {
    let plan = |page: &mut Page<'_>| {
        let mut plan = Table::block();
        plan.row([Line::new().added("constants.REDIS_URL"), "secret, required".into()]);
        plan.row([Line::new().changed("apps.web"), Line::from("1 → 2")]);
        plan.row([Line::new().sign(Sign::Skip).plain("x")]);
        page.table(plan);
    };
    let text = "  + constants.REDIS_URL  secret, required\n  ~ apps.web             1 → 2\n  · x\n";
    assert_eq!(shown(None, settings(), plan), text);
    assert_eq!(shown(Some(20), settings(), plan), text, "a plan is never cut");
}

#[test]
fn a_row_can_have_a_line_below() {
    let log = |page: &mut Page<'_>| {
        let mut table = Table::new(["REV", "WHAT"]);
        table.row(Row::new().cell("rev 42").cell("promote").under("\"checkout\""));
        table.row(["rev 39", "release"]);
        page.table(table);
    };
    assert_eq!(
        shown(Some(80), settings(), log),
        "REV      WHAT\nrev 42   promote\n         \"checkout\"\nrev 39   release\n"
    );
    assert_eq!(shown(None, settings(), log), "rev 42\tpromote\t\"checkout\"\nrev 39\trelease\t\n");
}

#[test]
fn symbols_have_plain_forms() {
    let write = |page: &mut Page<'_>| {
        page.ok(Line::from("web · v8 → staging"));
        page.line(Line::new().symbol(Symbol::Cross).plain(" ").symbol(Symbol::Bullets));
    };
    let ascii = |mut settings: Settings, name, value| {
        settings.env = env(&[(name, value)]);
        settings
    };
    assert_eq!(shown(Some(80), settings(), write), "✓ web · v8 → staging\n✗ ••••\n");
    assert_eq!(shown(None, settings(), write), "web · v8 → staging\nfailed ••••\n");
    let plain = "ok web - v8 -> staging\nfailed ****\n";
    assert_eq!(shown(Some(80), ascii(settings(), "TERM", "dumb"), write), plain);
    assert_eq!(shown(Some(80), ascii(settings(), "LC_ALL", "C"), write), plain);
    assert_eq!(shown(None, ascii(settings(), "LC_ALL", "C"), write), "web - v8 -> staging\nfailed ****\n");
}

#[test]
fn environments_are_bold_in_their_colour() {
    let write = |page: &mut Page<'_>| {
        page.line(Line::new().env("qa", EnvColor::Cyan, false));
        page.line(Line::new().env("production", EnvColor::Red, true));
    };
    assert_eq!(shown(None, settings(), write), "qa\nproduction (protected)\n");
    let colored = shown(None, Settings { color: ColorWhen::Always, ..settings() }, write);
    assert!(colored.starts_with("\x1b[1m\x1b[36mqa\x1b[0m\n"), "{colored:?}");
    assert_eq!("grey".parse(), Ok(EnvColor::Grey));
    assert_eq!(EnvColor::Magenta.to_string(), "magenta");
    assert_eq!(
        "pink".parse::<EnvColor>().map_err(|error| error.to_string()),
        Err("`pink` is not a colour: green, yellow, red, blue, magenta, cyan, grey, none".into())
    );
}

#[derive(Serialize)]
struct Named {
    name: &'static str,
    rev: Option<u64>,
}

impl Report for Named {
    const KIND: &'static str = "Named";

    fn text(&self, page: &mut Page<'_>) {
        page.ok(Line::new().bold(self.name));
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(vec![self.name.into()])
    }
}

const EVIL: Named = Named { name: "a\u{9b}\u{202e}\u{e0041}\n", rev: None };

#[test]
fn json_is_one_object() {
    let json = Settings { json: true, quiet: true, ..settings() };
    let (ui, captured) = Ui::captured(json.clone(), PIPES, None, &[]);
    ui.show(&EVIL).expect("a buffer takes everything");
    assert_eq!(
        captured.out(),
        "{\"schema\":\"envctl/v1\",\"kind\":\"Named\",\"name\":\"a\u{9b}\u{202e}\u{e0041}\\n\",\"rev\":null}\n"
    );
    let (ui, captured) = Ui::captured(json, TERMINALS, None, &[]);
    ui.show(&EVIL).expect("a buffer takes everything");
    assert_eq!(
        captured.out(),
        r#"{
  "schema": "envctl/v1",
  "kind": "Named",
  "name": "a\u009b\u202e\udb40\udc41\n",
  "rev": null
}
"#
    );
    let read: serde_json::Value = serde_json::from_str(&captured.out()).expect("JSON");
    assert_eq!(read["name"], EVIL.name);
}

#[test]
fn quiet_leaves_names() {
    let (ui, captured) = Ui::captured(Settings { quiet: true, ..settings() }, PIPES, None, &[]);
    ui.show(&EVIL).expect("a buffer takes everything");
    assert_eq!(captured.out(), "a\\u{9b}\\u{202e}\\u{e0041}\\n\n");
    ui.note("nothing");
    ui.hint("nothing");
    ui.warn("something");
    assert_eq!(captured.err(), "warning: something\n");
}

#[test]
fn payloads_are_exact_in_a_pipe() {
    let (ui, captured) = Ui::captured(settings(), PIPES, None, &[]);
    ui.payload(b"a\x1b[2J\r\n").expect("a buffer takes everything");
    assert_eq!(captured.out(), "a\x1b[2J\r\n");
    let (ui, captured) = Ui::captured(settings(), TERMINALS, None, &[]);
    ui.payload(b"a\t\x1b[2J\n").expect("a buffer takes everything");
    assert_eq!(captured.out(), "a\t\\u{1b}[2J\n");
}

#[test]
fn hints_are_two_and_not_in_ci() {
    let (ui, captured) = Ui::captured(settings(), PIPES, None, &[]);
    for hint in ["one", "two", "three"] {
        ui.hint(hint);
    }
    assert_eq!(captured.err(), "hint: one\nhint: two\n");
    let silent = [
        Settings { hints: false, ..settings() },
        Settings { json: true, ..settings() },
        Settings { no_input: true, ..settings() },
        Settings { env: env(&[("CI", "1")]), ..settings() },
    ];
    for settings in silent {
        let (ui, captured) = Ui::captured(settings, PIPES, None, &[]);
        ui.hint("one");
        assert_eq!(captured.err(), "");
    }
}

fn problem() -> Problem {
    Problem {
        code: "env_not_found",
        exit: 3,
        message: "acme/shop has no environment \"stag\x1bng\"".into(),
        flag: Some("--env".into()),
        choices: vec!["staging".into()],
        hints: vec!["did you mean staging?".into()],
        facts: (1..=8).map(|n| format!("fact {n}")).collect(),
        causes: vec!["the tree has no such place".into()],
        excerpt: None,
    }
}

#[test]
fn errors_have_their_form() {
    let (ui, captured) = Ui::captured(settings(), PIPES, None, &[]);
    ui.fail(&problem());
    let text = "\
error: acme/shop has no environment \"stag\\u{1b}ng\"
  fact 1
  fact 2
  fact 3
  fact 4
  fact 5
  fact 6
  … and 2 more
hint: did you mean staging?
";
    assert_eq!(captured.err(), text);
    let github = env(&[("CI", "true"), ("GITHUB_ACTIONS", "true")]);
    let talkative = Settings { verbose: true, env: github, command: "promote".into(), ..settings() };
    let (ui, captured) = Ui::captured(talkative, PIPES, None, &[]);
    ui.fail(&problem());
    let rest = captured.err().strip_prefix(text).map(str::to_owned);
    assert_eq!(
        rest.as_deref(),
        Some(
            "  code: env_not_found, exit 3\n  cause: the tree has no such place\n\
             ::error title=envctl promote::acme/shop has no environment \"stag\\u{1b}ng\"\n"
        )
    );
}

#[test]
fn errors_show_the_place_in_the_file() {
    let (ui, captured) = Ui::captured(settings(), PIPES, None, &[]);
    ui.fail(&Problem {
        message: "envctl.toml is not valid".into(),
        excerpt: Some("  --> envctl.toml:31:1\n   |\n31 | a\x07 = 1\n   | ^ unknown key\n".into()),
        hints: vec!["did you mean b?".into()],
        ..Problem::default()
    });
    assert_eq!(
        captured.err(),
        "error: envctl.toml is not valid\n  --> envctl.toml:31:1\n   |\n\
         31 | a\\u{7} = 1\n   | ^ unknown key\nhint: did you mean b?\n"
    );
}

#[test]
fn errors_are_one_line_of_json() {
    let (ui, captured) = Ui::captured(Settings { json: true, ..settings() }, PIPES, None, &[]);
    ui.fail(&Problem { facts: vec![], causes: vec![], ..problem() });
    assert_eq!(
        captured.err(),
        "{\"schema\":\"envctl/v1\",\"kind\":\"Error\",\"error\":{\"code\":\"env_not_found\",\
         \"exit\":3,\"message\":\"acme/shop has no environment \\\"stag\\u001bng\\\"\",\
         \"flag\":\"--env\",\"choices\":[\"staging\"],\"hints\":[\"did you mean staging?\"],\
         \"facts\":[],\"causes\":[],\"excerpt\":null}}\n"
    );
    assert_eq!(captured.out(), "");
}

#[test]
fn questions_need_somebody() {
    let nobody = [
        (PIPES, settings()),
        (Terminals { stdin: false, ..TERMINALS }, settings()),
        (Terminals { stderr: false, ..TERMINALS }, settings()),
        (TERMINALS, Settings { no_input: true, ..settings() }),
        (TERMINALS, Settings { env: env(&[("CI", "true")]), ..settings() }),
    ];
    let items = ["a".to_owned()];
    for (terminals, settings) in nobody {
        let (ui, captured) = Ui::captured(settings, terminals, None, &["y"]);
        assert!(!ui.can_prompt());
        assert!(matches!(ui.confirm("Apply?"), Err(PromptError::NoTerminal)));
        assert!(matches!(ui.secret("KEY"), Err(PromptError::NoTerminal)));
        assert!(matches!(ui.select("App", &items), Err(PromptError::NoTerminal)));
        assert!(matches!(ui.multi_select("Apps", &items, &[]), Err(PromptError::NoTerminal)));
        assert_eq!(captured.err(), "");
    }
    let (ui, _) = Ui::captured(Settings { yes: true, ..settings() }, PIPES, None, &[]);
    assert!(ui.confirm("Apply?").expect("answered by --yes"));
    assert!(matches!(ui.type_name("Type it", "x"), Err(PromptError::NoTerminal)));
}

#[test]
fn questions_have_their_form() {
    let answers = ["maybe", "Y", "", "production ", "prod", "", "s3cret", "9", "2", "1, 2"];
    let terminals = Terminals { stdout: false, ..TERMINALS };
    let (ui, captured) = Ui::captured(settings(), terminals, None, &answers);
    let items = ["web".to_owned(), "api".to_owned()];
    assert!(ui.confirm("Apply?").expect("a yes"));
    assert!(!ui.confirm("Apply?").expect("a no"));
    assert!(ui.type_name("Type its name to release", "production").expect("a name"));
    assert!(!ui.type_name("Type its name to release", "production").expect("a name"));
    assert_eq!(ui.input("Project name", Some("shop")).expect("a line"), "shop");
    assert_eq!(*ui.secret("KEY").expect("a secret"), "s3cret");
    assert_eq!(ui.select("App", &items).expect("an item"), 1);
    assert_eq!(ui.multi_select("Apps", &items, &[]).expect("items"), [0, 1]);
    assert!(matches!(ui.input("More", None), Err(PromptError::Cancelled)));
    assert_eq!(
        captured.err(),
        "? Apply? (y/N) \n? Apply? (y/N) \n? Apply? (y/N) \n\
         ? Type its name to release: \n? Type its name to release: \n\
         ? Project name (shop): \n? KEY (hidden): \n\
         \x20 1  web\n  2  api\n? App, number: \n? App, number: \n\
         \x20 1  web\n  2  api\n? Apps, numbers: \n? More: \n"
    );
}

#[test]
fn a_spinner_says_nothing_when_it_is_fast() {
    let (ui, captured) = Ui::captured(settings(), PIPES, None, &[]);
    let spinner = ui.spinner("waiting");
    spinner.now("still waiting");
    drop(spinner);
    assert_eq!(captured.err(), "");
}
