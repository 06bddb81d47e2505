//! The draft of an app in the user's editor: its table as TOML, read again and compared.
//!
//! Invariant: nothing is taken from a text that is not valid; what is wrong with it is said, and the
//! editor opens again with what was typed.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::Command;

use toml_edit::{Array, DocumentMut, Item, Value};

use super::drafts::of_toml;
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::engine::drafts::Edit;
use crate::model::{App, AppName, NameError, Setting};

/// What the lists and texts of an app are called, in the order that they are shown in.
const TEXTS: [&str; 2] = ["path", "network"];
const LISTS: [&str; 3] = ["needs", "datasources", "uses"];

/// Opens the draft in the editor: what is to be changed of it.
///
/// # Errors
/// When there is no editor, it fails, or nobody mends what is not valid.
pub fn ask(ctx: &Context, name: &AppName, app: &App) -> Result<Edit> {
    let editor = ["VISUAL", "EDITOR"].iter().find_map(|var| ctx.var(var)).unwrap_or("vi");
    let io = |e: std::io::Error| Error::new("io", error::FAILED, format!("cannot edit the draft: {e}"));
    let file = tempfile::Builder::new().prefix("envctl-draft-").suffix(".toml").tempfile().map_err(io)?;
    file.as_file().write_all(text(name, app).as_bytes()).map_err(io)?;
    loop {
        let status = {
            let _pause = ctx.ui.pauses().begin();
            let _held = ctx.interrupts.hold();
            let mut sh = Command::new("/bin/sh");
            sh.arg("-c").arg(format!("{editor} \"$1\"")).arg("sh").arg(file.path()).current_dir(&ctx.cwd);
            for name in crate::cli::values::run::AUTH {
                sh.env_remove(name);
            }
            sh.status().map_err(io)?
        };
        if !status.success() {
            let what = format!("the editor ended with {status}: nothing was changed");
            return Err(
                Error::new("editor_failed", error::FAILED, what).hint("VISUAL or EDITOR names another")
            );
        }
        let typed = std::fs::read_to_string(file.path()).map_err(io)?;
        match compared(&typed, app) {
            Ok(edit) => return Ok(edit),
            Err(e) => {
                ctx.ui.warn(&e.0.message);
                if !ctx.ui.confirm("Edit it again?")? {
                    return Err(Error::new("cancelled", error::BLOCKED, "cancelled, nothing changed"));
                }
            }
        }
    }
}

fn lists(app: &App) -> [Vec<String>; 3] {
    [
        app.needs.iter().map(ToString::to_string).collect(),
        app.datasources.iter().map(ToString::to_string).collect(),
        app.uses.iter().map(ToString::to_string).collect(),
    ]
}

fn texts(app: &App) -> [String; 2] {
    [app.path.clone().unwrap_or_default(), app.network.clone().unwrap_or_default()]
}

/// The draft, to be edited.
fn text(name: &AppName, app: &App) -> String {
    let mut doc = DocumentMut::new();
    for (key, value) in TEXTS.into_iter().zip(texts(app)) {
        doc.insert(key, Item::Value(value.into()));
    }
    for (key, values) in LISTS.into_iter().zip(lists(app)) {
        doc.insert(key, Item::Value(values.into_iter().collect::<Array>().into()));
    }
    let mut settings = toml_edit::Table::new();
    for (key, setting) in &app.settings {
        settings.insert(key, Item::Value(to_toml(setting)));
    }
    doc.insert("settings", Item::Table(settings));
    format!(
        "# The draft of {name}. An empty path, network or list stands for none; with no needs, it needs what\n\
         # it runs with. What is taken out of the settings is gone from the next version.\n\n{doc}"
    )
}

fn to_toml(setting: &Setting) -> Value {
    match setting {
        Setting::Text(text) => text.as_str().into(),
        Setting::Int(n) => (*n).into(),
        Setting::Bool(b) => (*b).into(),
        Setting::Number(text) => text.parse::<f64>().map_or_else(|_| text.as_str().into(), Value::from),
        Setting::List(items) => items.iter().map(to_toml).collect::<Array>().into(),
        Setting::Table(items) => {
            let mut table = toml_edit::InlineTable::new();
            for (key, item) in items {
                table.insert(key, to_toml(item));
            }
            table.into()
        }
    }
}

/// What differs between a text and the draft.
fn compared(typed: &str, app: &App) -> Result<Edit> {
    let doc: DocumentMut = typed
        .parse()
        .map_err(|e: toml_edit::TomlError| Error::usage(format!("this is no TOML: {}", e.message())))?;
    if let Some((key, _)) =
        doc.iter().find(|(key, _)| !TEXTS.contains(key) && !LISTS.contains(key) && *key != "settings")
    {
        return Err(Error::usage(format!("an app has no \"{key}\": settings are under [settings]")));
    }
    let text = |key: &str| match doc.get(key) {
        None => Ok(String::new()),
        Some(item) => {
            item.as_str().map(str::to_owned).ok_or_else(|| Error::usage(format!("{key} is a text")))
        }
    };
    let list = |key: &str| -> Result<Vec<String>> {
        let wrong = || Error::usage(format!("{key} is a list of names"));
        let Some(item) = doc.get(key) else { return Ok(Vec::new()) };
        let items = item.as_array().ok_or_else(wrong)?.iter();
        items.map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
    };
    let mut edit = Edit::default();
    let [path, network] = texts(app);
    let differs = |was: String, is: String| (was != is).then(|| Some(is).filter(|is| !is.is_empty()));
    edit.path = differs(path, text("path")?);
    edit.network = differs(network, text("network")?);
    let [needs, datasources, uses] = lists(app);
    edit.needs = names(needs, list("needs")?)?;
    edit.datasources = names(datasources, list("datasources")?)?;
    edit.uses = names(uses, list("uses")?)?;
    let mut settings: BTreeMap<String, Setting> = BTreeMap::new();
    match doc.get("settings") {
        None => {}
        Some(item) => {
            let table = item.as_table_like().ok_or_else(|| Error::usage("settings is a table"))?;
            for (key, item) in table.iter() {
                let value = item.clone().into_value();
                let value = value.map_err(|_| Error::usage(format!("settings.{key} is not a value")))?;
                settings.insert(key.to_owned(), of_toml(&value));
            }
        }
    }
    edit.unset = app.settings.keys().filter(|key| !settings.contains_key(*key)).cloned().collect();
    edit.set = settings.into_iter().filter(|(key, value)| app.settings.get(key) != Some(value)).collect();
    Ok(edit)
}

/// A list of names, where it is another than before.
fn names<T: std::str::FromStr<Err = NameError>>(was: Vec<String>, is: Vec<String>) -> Result<Option<Vec<T>>> {
    if was == is {
        return Ok(None);
    }
    Ok(Some(is.iter().map(|name| Ok(name.parse()?)).collect::<Result<_>>()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app() -> App {
        let inner = BTreeMap::from([("region".to_owned(), Setting::Text("fra".into()))]);
        App {
            path: Some("apps/web".into()),
            network: None,
            needs: vec!["LOG_LEVEL".parse().expect("a name")],
            datasources: Vec::new(),
            settings: BTreeMap::from([
                ("replicas".to_owned(), Setting::Int(2)),
                ("ratio".to_owned(), Setting::Number("0.5".into())),
                ("deploy".to_owned(), Setting::Table(inner)),
                ("on".to_owned(), Setting::List(vec![Setting::Bool(true)])),
            ]),
            base: None,
            last: None,
            uses: Vec::new(),
        }
    }

    #[test]
    fn what_is_left_alone_is_the_same() {
        let app = app();
        let typed = text(&"web".parse().expect("a name"), &app);
        let edit = compared(&typed, &app).expect("valid");
        assert!(edit.set.is_empty() && edit.unset.is_empty(), "{typed}");
        assert!(edit.path.is_none() && edit.network.is_none() && edit.needs.is_none());
    }

    #[test]
    fn what_was_typed_is_what_changes() {
        let typed = "path = \"\"\nneeds = [\"A\", \"B\"]\n[settings]\nreplicas = 3\nratio = 0.5\non = [true]\n[settings.deploy]\nregion = \"ams\"\n";
        let edit = compared(typed, &app()).expect("valid");
        let set: Vec<&str> = edit.set.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(set, ["deploy", "replicas"]);
        assert_eq!((edit.path, edit.network), (Some(None), None));
        assert_eq!(edit.needs.map(|needs| needs.len()), Some(2));
        let edit = compared("[settings]\nreplicas = 2\n", &app()).expect("valid");
        assert_eq!(edit.unset, ["deploy", "on", "ratio"]);
        for wrong in ["path = 3", "needs = \"A\"", "replicas = 3", "[settings", "needs = [\"a b\"]"] {
            assert!(compared(wrong, &app()).is_err(), "{wrong}");
        }
    }
}
