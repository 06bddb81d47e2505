//! The decided examples of merging, through the command line: `tests/cases/merge.jsonl`, and more that
//! follow from the same rules, `tests/cases/merge-more.jsonl`. One test a case.
//!
//! A case says what happened (`history`), which merge is run, and what is expected of it: the outcome, what
//! becomes of each key, and what the target has afterwards. Environments are P, S, …; `set` and `del` are
//! of a plain constant, `secret` of one that is declared `merge = "always"`, `opt` of a field of a
//! datasource, `unopt` takes one away, `local` declares `merge = "never"`, `clone` makes an environment from another. Where a case
//! names what is `unreadable`, the merge is run by someone who does not have the source's key.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::harness::{HUSH, World};

const CASES: [&str; 2] = [include_str!("../cases/merge.jsonl"), include_str!("../cases/merge-more.jsonl")];

fn cases() -> impl Iterator<Item = Value> {
    let lines = CASES.iter().flat_map(|cases| cases.lines());
    lines.map(|line| serde_json::from_str::<Value>(line).expect("a case"))
}

fn case(name: &str) -> Value {
    cases().find(|case| case["name"] == name).unwrap_or_else(|| panic!("no case {name}"))
}

macro_rules! cases {
    ($($test:ident: $name:literal,)*) => {
        const NAMES: &[&str] = &[$($name),*];
        $(#[test]
        fn $test() {
            Case::new(&case($name)).run();
        })*
    };
}

cases! {
    case_01_unchanged: "01 unchanged",
    case_02_source_modified: "02 source modified",
    case_03_target_modified: "03 target modified",
    case_05_both_modified_different: "05 both modified, different",
    case_06_source_deleted: "06 source deleted",
    case_07_target_deleted: "07 target deleted",
    case_08_both_deleted: "08 both deleted",
    case_09_source_deleted_target_modified: "09 source deleted, target modified",
    case_11_added_in_source: "11 added in source",
    case_12_added_in_target_only: "12 added in target only",
    case_13_added_in_both_same: "13 added in both, same",
    case_15_added_then_deleted_in_source_before_any_merge: "15 added then deleted in source before any merge",
    case_17_source_changed_and_changed_back: "17 source changed and changed back",
    case_26_different_options_of_one_data_source: "26 different options of one data source",
    case_28_option_added_in_source_data_source_deleted_in_target: "28 option added in source, data source deleted in target",
    case_29_merge_again_with_nothing_new: "29 merge again with nothing new",
    case_31_conflict_resolved_ours_merge_again: "31 conflict resolved 'ours', merge again",
    case_32_conflict_resolved_ours_source_edits_again: "32 conflict resolved 'ours', source edits again",
    case_34_resolution_flows_back: "34 resolution flows back",
    case_35_delete_modify_resolved_ours_keep_merge_again: "35 delete/modify resolved 'ours' (keep), merge again",
    case_36_partial_merge_of_k_then_full_merge: "36 partial merge of k, then full merge",
    case_39_exclude_leaves_it_pending: "39 exclude leaves it pending",
    case_41_hotfix_made_in_production_merged_back_then_forward: "41 hotfix made in production, merged back, then forward",
    case_42_hotfix_in_production_never_merged_back_source_also_changed: "42 hotfix in production never merged back, source also changed",
    case_43_criss_cross_opposite_resolutions: "43 criss-cross, opposite resolutions",
    case_46_criss_cross_on_another_key_does_not_disturb_this_one: "46 criss-cross on another key does not disturb this one",
    case_47_merge_after_rollback_source_unchanged: "47 merge after rollback, source unchanged",
    case_48_merge_after_rollback_reapply_k: "48 merge after rollback, --reapply k",
    case_51_rollback_then_target_edited_by_hand_then_merge: "51 rollback, then target edited by hand, then merge",
    case_52_rollback_of_an_added_key_source_unchanged: "52 rollback of an added key, source unchanged",
    case_54_unreadable_secret_unchanged: "54 unreadable secret, unchanged",
    case_55_unreadable_secret_changed_in_source: "55 unreadable secret, changed in source",
    case_58_unreadable_secret_changed_in_both: "58 unreadable secret, changed in both",
    case_60_unreadable_secret_deleted_in_source: "60 unreadable secret deleted in source",
    case_61_local_key_never_travels: "61 local key never travels",
    case_62_clean_per_key_broken_as_a_whole: "62 clean per key, broken as a whole",
    case_64_partial_merge_that_leaves_a_reference_behind: "64 partial merge that leaves a reference behind",
    case_65_dev_to_staging_to_production_carries_one_write: "65 dev to staging to production carries one write",
    case_67_new_environment_cloned_from_production_merge_back_at_once: "67 new environment cloned from production, merge back at once",
    case_70_merge_into_itself: "70 merge into itself",
    more_the_source_itself_was_rolled_back: "the source itself was rolled back",
    more_the_source_moved_on_past_a_rollback: "the source moved on past a rollback",
    more_taken_again_and_rolled_back_again: "taken again and rolled back again",
    more_a_rolled_back_addition_is_changed_in_the_source: "a rolled back addition is changed in the source",
    more_a_held_key_does_not_stop_the_others: "a held key does not stop the others",
    more_a_rollback_is_brought_back_to_the_source: "a rollback is brought back to the source",
    more_rolled_back_and_forth_again: "rolled back and forth again",
    more_a_ring_of_three_that_is_closed: "a ring of three that is closed",
    more_a_ring_of_three_that_each_changed_something: "a ring of three that each changed something",
    more_a_decision_made_in_a_third_environment: "a decision made in a third environment",
    more_deleted_and_set_again_in_the_source: "deleted and set again in the source",
    more_deleted_and_set_again_as_it_was_changed_in_the_target: "deleted and set again as it was, changed in the target",
    more_deleted_in_both_set_again_in_the_source: "deleted in both, set again in the source",
    more_a_merged_deletion_set_again_in_the_target: "a merged deletion, set again in the target",
    more_a_merged_deletion_set_again_in_both: "a merged deletion, set again in both",
    more_deleted_in_the_target_changed_and_changed_back_in_the_source: "deleted in the target, changed and changed back in the source",
    more_excluded_then_changed_in_the_target_too: "excluded, then changed in the target too",
    more_merged_alone_then_deleted_in_the_source: "merged alone, then deleted in the source",
    more_one_side_preferred_for_a_part: "one side preferred, for a part",
    more_one_conflict_left_for_later: "one conflict left for later",
    more_changed_and_changed_back_in_the_target: "changed and changed back in the target",
    more_converged_then_changed_in_the_source: "converged, then changed in the source",
    more_converged_then_changed_in_both: "converged, then changed in both",
    more_a_value_of_its_own_goes_round: "a value of its own goes round",
    more_a_secret_set_alike_in_both: "a secret set alike in both",
    more_a_secret_changed_in_the_source_deleted_in_the_target: "a secret changed in the source, deleted in the target",
    more_a_secret_that_was_carried_is_the_same_write: "a secret that was carried is the same write",
    more_one_field_deleted_in_the_source_another_changed_in_the_target: "one field deleted in the source, another changed in the target",
    more_a_datasource_deleted_in_the_source_changed_in_the_target: "a datasource deleted in the source, changed in the target",
    more_a_datasource_deleted_in_the_source: "a datasource deleted in the source",
}

#[test]
fn every_case_is_a_test() {
    let names: Vec<String> = cases().map(|case| case["name"].as_str().expect("a name").to_owned()).collect();
    assert_eq!(names, NAMES);
}

/// What a test says of an option or an expectation as text.
fn text(value: &Value) -> &str {
    value.as_str().expect("text")
}

struct Case<'c> {
    case: &'c Value,
    world: World,
    /// Snapshots by name: revisions.
    kept: BTreeMap<String, i64>,
    /// What is declared as a datasource: names of its fields that are set somewhere.
    fields: BTreeMap<String, Vec<String>>,
}

impl<'c> Case<'c> {
    fn new(case: &'c Value) -> Case<'c> {
        let world = World::bare();
        Case { case, world, kept: BTreeMap::new(), fields: BTreeMap::new() }
    }

    fn run(mut self) {
        for step in self.case["history"].as_array().expect("a history") {
            self.step(step.as_array().expect("a step"));
        }
        let (merge, expect) = (&self.case["merge"], &self.case["expect"]);
        assert_eq!(
            self.values(text(&merge["into"])),
            self.expected(&self.case["target"]),
            "the target before"
        );
        assert_eq!(
            self.values(text(&merge["from"])),
            self.expected(&self.case["source"]),
            "the source before"
        );
        let mut args = flags(merge, text(&merge["from"]), text(&merge["into"]));
        if merge["from"] == merge["into"] {
            self.world.cmd(words(&args)).refused(2);
            return;
        }
        if merge.get("unreadable").is_some() {
            self.world.colleague("bob", &[&env(text(&merge["into"]))]);
            args.extend(["--profile".to_owned(), "bob".to_owned()]);
        }
        let dry: Vec<String> =
            args.iter().cloned().chain(["--dry-run".to_owned(), "--json".to_owned()]).collect();
        let plan = self.world.cmd(words(&dry)).ok().json();
        assert_eq!(plan["outcome"], expect["outcome"], "{plan}");
        assert_eq!(shown(&plan), expected_plan(&expect["plan"]), "{plan}");
        for pair in expect["dangling"].as_array().into_iter().flatten() {
            let detail = format!("refers to {}, which would have no value there", text(&pair[1]));
            let found = plan["broken"].as_array().expect("a list").iter().any(|broken| {
                text(&broken["path"]).starts_with(&format!("datasources.{}.", text(&pair[0])))
                    && broken["detail"] == *detail
            });
            assert!(found, "{pair}: {plan}");
        }
        let run = self.world.cmd(words(&args));
        match text(&expect["outcome"]) {
            "merged" => {
                let before = self.world.rev();
                run.ok();
                assert_eq!(self.world.rev(), before + 1, "one commit");
            }
            "nothing-to-do" => {
                let before = self.world.state();
                run.ok().says("nothing to do");
                assert_eq!(self.world.state(), before);
            }
            "conflict" => drop(run.refused(7).says("--resolve")),
            "blocked" => drop(run.refused(5).says("--skip-unreadable")),
            "dangling" => drop(run.refused(8)),
            other => panic!("{other}"),
        }
        assert_eq!(
            self.values(text(&merge["into"])),
            self.expected(&expect["result"]),
            "the target afterwards"
        );
        self.world.ok("status --exit-code");
    }

    fn step(&mut self, step: &[Value]) {
        let word = |at: usize| text(&step[at]);
        let w = &self.world;
        match word(0) {
            "env" => drop(w.ok(format!("envs create {} -q", env(word(1))).as_str())),
            "clone" => {
                w.ok(format!("envs create {} --from {} -q", env(word(2)), env(word(1))).as_str());
            }
            "set" => {
                drop(w.ok(format!("set {}={} --plain -q -e {}", word(2), word(3), env(word(1))).as_str()))
            }
            "secret" => {
                let value = format!("{HUSH}-{}", word(3));
                w.cmd(format!("set {} --merge always -q -e {}", word(2), env(word(1))).as_str())
                    .stdin(value)
                    .ok();
            }
            "opt" => {
                let (name, field) = (word(2), word(3));
                if !self.fields.contains_key(name) {
                    let fields = "--field host --field port --field ssl --field password";
                    w.ok(format!("datasources create {name} --type any {fields} -q").as_str());
                }
                w.ok([
                    "datasources",
                    "set",
                    name,
                    &format!("{field}={}", word(4)),
                    "-q",
                    "-e",
                    &env(word(1)),
                ]);
                self.fields.entry(name.to_owned()).or_default().push(field.to_owned());
            }
            "del" => match self.fields.get(word(2)) {
                Some(fields) => {
                    let fields = fields.join(",");
                    w.ok(format!("datasources set {} --unset {fields} -q -e {}", word(2), env(word(1)))
                        .as_str());
                }
                None => drop(w.ok(format!("unset {} -q -e {}", word(2), env(word(1))).as_str())),
            },
            "unopt" => {
                w.ok(["datasources", "set", word(2), "--unset", word(3), "-q", "-e", &env(word(1))]);
            }
            "local" => drop(w.ok(format!("set {} --merge never -q", word(1)).as_str())),
            "snapshot" => drop(self.kept.insert(word(2).to_owned(), w.rev())),
            "rollback" => {
                w.ok(format!("rollback -q -e {} --at {}", env(word(1)), self.kept[word(2)]).as_str());
            }
            "merge" => {
                let options = step.get(3).unwrap_or(&Value::Null);
                w.cmd(words(&flags(options, word(1), word(2)))).ok();
            }
            other => panic!("{other}"),
        }
    }

    /// What an environment has, as the case writes it.
    fn values(&self, name: &str) -> BTreeMap<String, Value> {
        let mut found = BTreeMap::new();
        let list = self
            .world
            .cmd(["constants", "list", "--json", "--reveal", "-e", &env(name)])
            .reveals()
            .ok()
            .json();
        for item in list["items"].as_array().expect("a list") {
            if let Some(value) = item["values"][0]["value"].as_str() {
                let value = value.trim_start_matches(&format!("{HUSH}-"));
                found.insert(text(&item["name"]).to_owned(), value.into());
            }
        }
        for name_of in self.fields.keys() {
            let shown = self.world.ok(["datasources", "show", name_of, "--json", "-e", &env(name)]).json();
            let set = shown["values"].as_array().expect("a list").iter().filter(|value| value["set"] == true);
            let set: serde_json::Map<String, Value> =
                set.map(|value| (format!("opt:{}", text(&value["field"])), value["value"].clone())).collect();
            if !set.is_empty() {
                found.insert(name_of.clone(), set.into());
            }
        }
        found
    }

    fn expected(&self, values: &Value) -> BTreeMap<String, Value> {
        values.as_object().expect("values").clone().into_iter().collect()
    }
}

/// The environment of a case, by a name that an environment may have.
fn env(name: &str) -> String {
    name.to_lowercase()
}

/// A merge with a case's options.
fn flags(options: &Value, from: &str, into: &str) -> Vec<String> {
    let mut args = vec!["merge".to_owned()];
    let mut flag = |name: &str, value: String| args.extend([format!("--{name}"), value]);
    flag("from", env(from));
    flag("into", env(into));
    for name in ["only", "exclude", "reapply"] {
        for key in options[name].as_array().into_iter().flatten() {
            flag(name, text(key).to_owned());
        }
    }
    if let Some(side) = options["prefer"].as_str() {
        flag("prefer", side.to_owned());
    }
    for (key, side) in options["resolve"].as_object().into_iter().flatten() {
        let side = match side.as_str() {
            Some(side) => side.to_owned(),
            None => format!("value:{}", text(&side["value"])),
        };
        flag("resolve", format!("{key}={side}"));
    }
    args
}

fn words(args: &[String]) -> Vec<std::ffi::OsString> {
    args.iter().map(Into::into).collect()
}

/// What becomes of each key; a datasource is what becomes of its fields.
fn shown(plan: &Value) -> BTreeMap<String, String> {
    let mut keys: BTreeMap<String, String> = BTreeMap::new();
    for key in plan["keys"].as_array().expect("a list") {
        let word = match key["conflict"].as_str() {
            Some(conflict) => format!("conflict:{conflict}"),
            None => text(&key["action"]).to_owned(),
        };
        let path: Vec<&str> = text(&key["path"]).split('.').collect();
        let at = keys.entry(path[1].to_owned()).or_default();
        // A conflict of one field is one of the datasource; otherwise what changes counts.
        let weight = |word: &str| match word {
            "" => 0,
            "same" | "keep" => 1,
            "take" => 2,
            _ => 3,
        };
        if weight(&word) > weight(at) {
            *at = word;
        }
    }
    keys
}

fn expected_plan(plan: &Value) -> BTreeMap<String, String> {
    let plan = plan.as_object().expect("a plan");
    plan.iter().map(|(key, word)| (key.clone(), text(word).to_owned())).collect()
}
