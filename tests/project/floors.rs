//! The floors of the library hold: a folder imports only from folders below it.
//!
//! `docs/architecture.md` says why each may see what it sees; this test is what enforces it. Also
//! here: no file is a god module, every file says what lives in it, and nothing prints but `ui`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Each folder with its floor. A folder may import from lower floors, and from itself.
const FLOORS: [(&str, u8); 12] = [
    ("failpoint", 0),
    ("model", 0),
    ("crypto", 0),
    ("engine", 1),
    ("manifest", 2),
    ("formats", 2),
    ("store", 2),
    ("probe", 2),
    ("client", 3),
    ("http", 3),
    ("ui", 4),
    ("cli", 5),
];

/// Longest file, in lines of code above its tests. The records of the format stand in one place.
const LINES_MAX: usize = 620;

fn sources() -> Vec<PathBuf> {
    fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
        let mut entries: Vec<PathBuf> =
            std::fs::read_dir(dir).expect("src is readable").map(|e| e.expect("an entry").path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root(), &mut found);
    assert!(found.len() > 40, "the sources were found");
    found
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn folder(path: &Path) -> Option<String> {
    let relative = path.strip_prefix(root()).expect("below src");
    let mut parts = relative.components();
    let first = parts.next()?.as_os_str().to_str()?.to_owned();
    parts.next().map(|_| first)
}

/// The folders that a file imports from: every `crate::x` in it, groups refused.
fn imports(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (n, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        for (at, _) in line.match_indices("crate::") {
            let before = line[..at].chars().last();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
                continue;
            }
            let name: String =
                line[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            found.push((n + 1, name));
        }
    }
    found
}

#[test]
fn folders_import_only_from_floors_below() {
    let floors: BTreeMap<&str, u8> = FLOORS.into_iter().collect();
    let mut broken = Vec::new();
    for path in sources() {
        let Some(folder) = folder(&path) else { continue };
        let floor = *floors.get(folder.as_str()).unwrap_or_else(|| panic!("{folder} has no floor"));
        let text = std::fs::read_to_string(&path).expect("readable");
        for (line, name) in imports(&text) {
            match floors.get(name.as_str()) {
                Some(_) if name == folder => {}
                Some(other) if *other < floor => {}
                _ => broken.push(format!("{}:{line}: {folder} imports {name:?}", path.display())),
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_check_sees_what_it_is_for() {
    let planted = "use crate::cli::Context;\n// crate::ui in a comment\nlet x = crate::ui::safe(y);";
    assert_eq!(imports(planted), [(1, "cli".to_owned()), (3, "ui".to_owned())]);
    assert_eq!(imports("use crate::{ui, cli};"), [(1, String::new())], "a group is no folder: refused");
}

#[test]
fn every_file_says_what_lives_in_it_and_stays_small() {
    let mut broken = Vec::new();
    for path in sources() {
        let text = std::fs::read_to_string(&path).expect("readable");
        if !text.starts_with("//!") {
            broken.push(format!("{}: does not begin with //!", path.display()));
        }
        let is_test = path.file_name().is_some_and(|n| n == "tests.rs" || n == "suite.rs" || n == "real.rs")
            || path.parent().is_some_and(|p| p.ends_with("tests"));
        let code = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]\nmod")).count();
        let code = text.find("\n#[cfg(test)]\nmod tests {").map_or(code, |at| text[..at].lines().count());
        if code > LINES_MAX && !is_test {
            broken.push(format!("{}: {code} lines of code, more than {LINES_MAX}", path.display()));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn no_folder_is_a_drawer() {
    for path in sources() {
        let name = path.file_stem().and_then(|n| n.to_str()).unwrap_or_default();
        let bad = ["util", "utils", "common", "helper", "helpers", "manager", "shared", "misc"];
        assert!(!bad.contains(&name), "{}: a drawer, not a noun", path.display());
    }
}
