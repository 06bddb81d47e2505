//! Every answer that a test sees as JSON, held against the schema of its kind.
//!
//! `UPDATE_SCHEMAS=1 cargo test --test cli` adds to `docs/schemas.json` what is new. What is there only
//! widens by that: a field that is retyped or gone has to be taken out by hand, and should not be.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use serde_json::{Map, Value, json};

use crate::harness::World;

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schemas.json")
}

fn schemas() -> &'static Mutex<Map<String, Value>> {
    static SCHEMAS: OnceLock<Mutex<Map<String, Value>>> = OnceLock::new();
    SCHEMAS.get_or_init(|| {
        let text = std::fs::read_to_string(file()).expect("docs/schemas.json");
        Mutex::new(serde_json::from_str(&text).expect("schemas"))
    })
}

/// Holds an answer against the schema of its kind; a kind that is new is not known yet.
pub fn hold(answer: &Value) {
    let kind = answer["kind"].as_str().expect("a kind").to_owned();
    let mut schemas = schemas().lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if std::env::vars_os().any(|(name, _)| name == "UPDATE_SCHEMAS") {
        let new = infer(answer);
        let wider = schemas.get(&kind).map_or(new.clone(), |old| merge(old, &new));
        if schemas.get(&kind) != Some(&wider) {
            schemas.insert(kind, wider);
            let text = serde_json::to_string_pretty(&*schemas).expect("JSON");
            std::fs::write(file(), text + "\n").expect("written");
        }
    } else if let Some(schema) = schemas.get(&kind)
        && let Err(why) = check(schema, answer, &kind)
    {
        panic!("{why}\nin {answer}");
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The narrowest schema that a value fits.
fn infer(value: &Value) -> Value {
    let mut schema = json!({ "type": [type_of(value)] });
    match value {
        Value::Array(items) => {
            if let Some(items) = items.iter().map(infer).reduce(|a, b| merge(&a, &b)) {
                schema["items"] = items;
            }
        }
        Value::Object(fields) => {
            let inner: Map<String, Value> = fields.iter().map(|(k, v)| (k.clone(), infer(v))).collect();
            schema["required"] = fields.keys().cloned().collect::<BTreeSet<_>>().into_iter().collect();
            schema["properties"] = inner.into();
        }
        _ => {}
    }
    schema
}

fn words(schema: &Value, key: &str) -> BTreeSet<String> {
    let items = schema[key].as_array().into_iter().flatten();
    items.filter_map(|word| word.as_str().map(str::to_owned)).collect()
}

/// The narrowest schema that what fits either fits.
fn merge(a: &Value, b: &Value) -> Value {
    let types: BTreeSet<String> = words(a, "type").union(&words(b, "type")).cloned().collect();
    let mut schema = json!({ "type": types });
    schema["items"] = match (a.get("items"), b.get("items")) {
        (Some(a), Some(b)) => merge(a, b),
        (one, other) => one.or(other).cloned().unwrap_or_default(),
    };
    if schema["items"].is_null() {
        schema.as_object_mut().expect("an object").remove("items");
    }
    let fields = |schema: &Value| schema.get("properties").and_then(Value::as_object).cloned();
    let (first, second) = (fields(a), fields(b));
    if first.is_some() || second.is_some() {
        // What one of them always has, and the other has not, may be missing.
        let required = match (&first, &second) {
            (Some(_), Some(_)) => words(a, "required").intersection(&words(b, "required")).cloned().collect(),
            (Some(_), None) => words(a, "required"),
            _ => words(b, "required"),
        };
        let mut all = first.unwrap_or_default();
        for (name, inner) in second.unwrap_or_default() {
            let wider = all.get(&name).map_or(inner.clone(), |old| merge(old, &inner));
            all.insert(name, wider);
        }
        schema["required"] = required.into_iter().collect();
        schema["properties"] = all.into();
    }
    schema
}

fn check(schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let (is, may) = (type_of(value), words(schema, "type"));
    // A field that was only ever seen as null may turn out to hold something.
    let unknown = may.len() == 1 && may.contains("null");
    let fits = unknown || is == "null" || may.contains(is) || (is == "integer" && may.contains("number"));
    if !fits {
        return Err(format!("{at} is {is}, and was {may:?}"));
    }
    match value {
        Value::Array(items) => {
            if let Some(each) = schema.get("items") {
                for (n, item) in items.iter().enumerate() {
                    check(each, item, &format!("{at}[{n}]"))?;
                }
            }
        }
        Value::Object(fields) => {
            if let Some(missing) = words(schema, "required").into_iter().find(|key| !fields.contains_key(key))
            {
                return Err(format!("{at} has no {missing} any more"));
            }
            for (name, inner) in fields {
                if let Some(known) = schema["properties"].get(name) {
                    check(known, inner, &format!("{at}.{name}"))?;
                }
            }
        }
        _ => {}
    }
    Ok(())
}

#[test]
fn a_retyped_or_missing_field_is_found() {
    let schema = infer(&json!({ "a": 1, "b": null, "c": [{ "d": "x" }] }));
    let ok = [
        json!({ "a": 2, "b": "new", "c": [], "e": 1 }),
        json!({ "a": null, "b": null, "c": [{ "d": "y", "f": 1 }] }),
    ];
    for value in ok {
        assert_eq!(check(&schema, &value, "v"), Ok(()), "{value}");
    }
    let bad = [
        json!({ "a": "1", "b": null, "c": [] }),
        json!({ "b": null, "c": [] }),
        json!({ "a": 1, "b": null, "c": {} }),
        json!({ "a": 1, "b": null, "c": [{ "d": 1 }] }),
        json!({ "a": 1, "b": null, "c": [{}] }),
    ];
    for value in bad {
        assert!(check(&schema, &value, "v").is_err(), "{value}");
    }
    let wider = merge(&schema, &infer(&json!({ "a": "x", "c": [{}] })));
    assert_eq!(check(&wider, &json!({ "a": "x", "c": [{ "d": "y" }, {}] }), "v"), Ok(()));
}

#[test]
fn schemas_are_printed() {
    let w = World::empty();
    let manifest: Value = serde_json::from_str(&w.out("schema")).expect("JSON");
    assert_eq!(
        manifest["properties"]["envs"]["additionalProperties"]["properties"]["order"]["type"],
        "integer"
    );
    assert_eq!(manifest["properties"]["constants"]["additionalProperties"]["additionalProperties"], false);
    let kinds = w.out("schema --list");
    for kind in ["WriteResult", "Status", "EnvList", "PromoteResult", "Error"] {
        assert!(kinds.lines().any(|line| line == kind), "{kind}");
        let schema: Value = serde_json::from_str(&w.out(["schema", kind])).expect("JSON");
        assert_eq!(
            (&schema["title"], &schema["properties"]["kind"]["type"][0]),
            (&kind.into(), &"string".into())
        );
    }
    w.refused(3, "schema Nothing").says("there is no kind of answer");
}

/// Answers of commands that no other test looks at as JSON.
#[test]
fn answers_of_every_kind() {
    let w = World::published();
    w.ok("promote web --to staging");
    let lines = [
        "status",
        "diff",
        "diff staging production",
        "log",
        "log web",
        "constants list --compare",
        "envs list",
        "envs show staging",
        "apps list",
        "apps show web",
        "apps versions list web",
        "apps versions show web@v1",
        "orgs list",
        "orgs show",
        "projects list",
        "projects show",
        "templates list",
        "templates show regulated",
        "templates create stage --from staging",
        "datasources create db --type redis",
        "datasources list",
        "datasources show db",
        "flags set beta on --env staging",
        "flags list",
        "flags show beta",
        "flags check beta --for u1 --env staging",
        "members list",
        "groups create g-x",
        "groups list",
        "groups show g-x",
        "access list",
        "access roles",
        "access check ana promote web --env staging",
        "tokens list",
        "whoami",
        "doctor",
        "backups create",
        "backups list",
        "backups verify bk-0001",
        "backups restore bk-0001 -n",
        "explain LOG_LEVEL --env staging",
        "get LOG_LEVEL --env staging",
        "set LOG_LEVEL=x --env staging",
        "unset LOG_LEVEL --env staging",
        "constants edit NEW --plain",
        "constants rotate DATABASE_URL --generate uuid --env staging",
        "apps copy web --as w2",
        "apps edit web a=1",
        "publish web",
        "promote web --to staging -n",
        "rollback web --env development",
        "merge --from development --into staging -n",
        "sync -n",
        "audit verify",
        "use staging",
        "export --env staging",
        "envs describe staging",
        "envs create qa --from staging",
        "rollback --env staging --at 3 -n",
        "apps pin web v1 --env staging",
        "status --short",
        "envs lock staging -m why",
        "envs unlock staging --confirm staging",
    ];
    for line in lines {
        let output = w.cmd(format!("{line} --json").as_str()).reveals().run();
        assert_eq!(output.code(), 0, "{output}");
        output.json();
    }
    w.run("envs show nothing --json").error();
}
