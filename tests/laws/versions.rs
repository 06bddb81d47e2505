//! Laws of versions: what differs between two of them, and what publishing a draft does.

use std::collections::BTreeMap;

use envctl::engine::Write;
use envctl::engine::apps::{Change, draft_changes, publish, version_diff};
use envctl::model::{App, Entry, Hash, Place, Placement, Record, Setting, Tree, Version};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;

use super::world::{ENVS, begun, constant, env, name, shop, tree_of};

/// A setting as a list of names on the way to each of its values.
fn flat(prefix: &[String], setting: &Setting, out: &mut BTreeMap<Vec<String>, Setting>) {
    match setting {
        Setting::Table(items) => {
            for (name, item) in items {
                flat(&[prefix, std::slice::from_ref(name)].concat(), item, out);
            }
        }
        other => drop(out.insert(prefix.to_vec(), other.clone())),
    }
}

/// What a version is made of: everything that a difference can be in.
fn parts(version: Option<&Version>) -> BTreeMap<Vec<String>, Setting> {
    let mut out = BTreeMap::new();
    let Some(version) = version else { return out };
    for (name, setting) in &version.settings {
        flat(&["settings".to_owned(), name.clone()], setting, &mut out);
    }
    for need in &version.needs {
        let kind = if need.secret { "secret" } else { "plain" };
        out.insert(vec!["needs".to_owned(), need.key.to_string()], Setting::Text(kind.to_owned()));
    }
    for name in &version.datasources {
        out.insert(vec!["datasources".to_owned(), name.to_string()], Setting::Bool(true));
    }
    if let Some(artifact) = &version.artifact {
        out.insert(vec!["artifact".to_owned()], Setting::Text(artifact.clone()));
    }
    out
}

/// Settings without what [`dots_and_empty_tables`] is about: few names, so that versions meet.
fn settings() -> impl Strategy<Value = BTreeMap<String, Setting>> {
    let leaf = prop_oneof![
        (0..3_i64).prop_map(Setting::Int),
        any::<bool>().prop_map(Setting::Bool),
        "[ab]{0,2}".prop_map(Setting::Text),
        vec((0..2_i64).prop_map(Setting::Int), 0..2).prop_map(Setting::List),
    ];
    let table =
        leaf.prop_recursive(2, 8, 3, |inner| btree_map("[a-c]", inner, 1..3).prop_map(Setting::Table));
    btree_map("[a-d]", table, 0..4)
}

fn version() -> impl Strategy<Value = Version> {
    (settings(), btree_map("[A-C]", any::<bool>(), 0..3), btree_set("[x-z]", 0..3), option::of("[ab]"))
        .prop_map(|(settings, needs, datasources, artifact)| Version {
            uses: Vec::new(),
            kinds: BTreeMap::new(),
            name: None,
            settings,
            needs: needs
                .iter()
                .map(|(key, secret)| envctl::model::Need { key: name(key), secret: *secret })
                .collect(),
            datasources: datasources.iter().map(|text| name(text)).collect(),
            artifact,
            parent: None,
            withdrawn: None,
        })
}

fn apply(parts: &mut BTreeMap<String, Setting>, changes: &[Change]) {
    for change in changes {
        assert_eq!(parts.get(&change.path), change.before.as_ref(), "{}", change.path);
        match &change.after {
            Some(after) => drop(parts.insert(change.path.clone(), after.clone())),
            None => drop(parts.remove(&change.path)),
        }
    }
}

fn dotted(parts: BTreeMap<Vec<String>, Setting>) -> BTreeMap<String, Setting> {
    parts.into_iter().map(|(path, setting)| (path.join("."), setting)).collect()
}

fn put(tree: &mut Tree, writes: &[Write]) {
    for write in writes {
        let Write::Put(path, record) = write else { panic!("publishing puts") };
        let leaf = Hash::of("envctl/test-leaf/v1", &[&record.to_vec()]);
        tree.apply(path.clone(), Some(Entry { leaf, rev: 2, record: record.clone() }));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn a_difference_is_what_leads_from_one_to_the_other(a in option::of(version()), b in option::of(version())) {
        let (a, b) = (a.as_ref(), b.as_ref());
        prop_assert!(version_diff(a, a).is_empty());
        let there = version_diff(a, b);
        let mut changed = dotted(parts(a));
        apply(&mut changed, &there);
        prop_assert_eq!(&changed, &dotted(parts(b)));
        prop_assert!(there.iter().all(|c| c.before != c.after) && there.is_sorted_by(|a, b| a.path < b.path));
        prop_assert_eq!(there.is_empty(), parts(a) == parts(b));
        let back: Vec<Change> = version_diff(b, a)
            .into_iter()
            .map(|c| Change { path: c.path, before: c.after, after: c.before })
            .collect();
        prop_assert_eq!(there, back);
    }

    #[test]
    fn publishing_empties_the_draft(drafts in vec(settings(), 1..5), artifact in option::of("[ab]")) {
        let p = shop();
        let web: envctl::model::AppName = name("web");
        let (mut tree, _) = begun();
        let mut published: u32 = 0;
        let mut last: Option<BTreeMap<String, Setting>> = None;
        for settings in drafts {
            let old = tree.app(&p, &web).cloned();
            let (base, number) = old.map_or((None, None), |old| (old.base, old.last));
            let app = App {
                uses: Vec::new(),
                path: None, network: None, needs: Vec::new(), datasources: Vec::new(),
                settings: settings.clone(), base, last: number,
            };
            put(&mut tree, &[Write::put(Place::App(p.clone(), web.clone()), app.clone())]);
            let pending = draft_changes(&tree, &p, &web, &app);
            let result = publish(&tree, &p, &web, &app, artifact.as_deref(), None, 0);
            // An artifact counts as a change only where it is another than the version's.
            let same = last.as_ref() == Some(&settings);
            prop_assert_eq!(result.changed, !same);
            prop_assert_eq!(last.is_some() && pending.is_empty(), same);
            prop_assert_eq!(result.writes.is_empty(), !result.changed);
            if result.changed {
                published += 1;
                prop_assert_eq!(&result.version.artifact, &artifact);
            }
            prop_assert_eq!(result.number, published);
            put(&mut tree, &result.writes);
            let app = tree.app(&p, &web).expect("the app").clone();
            prop_assert!(draft_changes(&tree, &p, &web, &app).is_empty());
            prop_assert!(!publish(&tree, &p, &web, &app, None, None, 0).changed);
            prop_assert_eq!((app.base, app.last), (Some(published), Some(published)));
            let placed: &Placement = tree.placement(&p, ENVS[0], &web).expect("it is in the first environment");
            prop_assert_eq!(placed.version, published);
            prop_assert_eq!(&placed.been, &(1..=published).collect::<Vec<u32>>());
            let versions: Vec<u32> = tree.versions(&p, &web).iter().map(|(n, _)| *n).collect();
            prop_assert_eq!(versions, (1..=published).collect::<Vec<u32>>());
            last = Some(settings);
        }
    }
}

pub fn with(settings: BTreeMap<String, Setting>) -> Version {
    Version {
        uses: Vec::new(),
        kinds: BTreeMap::new(),
        name: None,
        settings,
        needs: Vec::new(),
        datasources: Vec::new(),
        artifact: None,
        parent: None,
        withdrawn: None,
    }
}

fn table(items: &[(&str, Setting)]) -> BTreeMap<String, Setting> {
    items.iter().map(|(name, setting)| ((*name).to_owned(), setting.clone())).collect()
}

#[test]
fn dots_and_empty_tables() {
    let one = || Setting::Int(1);
    let pairs = [
        (table(&[]), table(&[("a", Setting::Table(table(&[])))])),
        (table(&[("a.b", one())]), table(&[("a", Setting::Table(table(&[("b", one())])))])),
    ];
    for (a, b) in pairs {
        assert!(!version_diff(Some(&with(a.clone())), Some(&with(b.clone()))).is_empty(), "{a:?} {b:?}");
    }
}

/// What a version needs is taken from the first environment, and only from it.
#[test]
fn needs_are_those_of_the_first_environment() {
    let p = shop();
    let web: envctl::model::AppName = name("web");
    let app = App {
        uses: Vec::new(),
        path: None,
        network: None,
        needs: Vec::new(),
        datasources: Vec::new(),
        settings: table(&[("url", Setting::Text("x{{secrets.REF}}".to_owned()))]),
        base: None,
        last: None,
    };
    let mut required = constant(true);
    required.required = true;
    let set = |env, key| {
        (super::world::at(env, key), super::world::value(1, envctl::model::Content::Plain(vec![])))
    };
    let (here, there) = (set(ENVS[0], "HERE"), set(ENVS[1], "THERE"));
    let records: Vec<(Place, Record)> = vec![
        (Place::Env(p.clone(), ENVS[0]), env("development", Some(1)).into()),
        (Place::Env(p.clone(), ENVS[1]), env("staging", Some(2)).into()),
        (Place::Constant(p.clone(), name("HERE")), constant(false).into()),
        (Place::Constant(p.clone(), name("THERE")), constant(false).into()),
        (Place::Constant(p.clone(), name("REF")), constant(true).into()),
        (Place::Constant(p.clone(), name("MUST")), required.into()),
        (here.0, here.1.into()),
        (there.0, there.1.into()),
        (Place::App(p.clone(), web.clone()), app.clone().into()),
    ];
    let version = publish(&tree_of(records), &p, &web, &app, None, None, 0).version;
    let needs: Vec<(&str, bool)> = version.needs.iter().map(|n| (n.key.as_str(), n.secret)).collect();
    assert_eq!(needs, [("HERE", false), ("MUST", true), ("REF", true)]);
}
