//! The decided examples of rights, through the command line: `tests/cases/permissions.jsonl`, one test a case.
//!
//! A case says who `u` is and what they were given, which version of `web` is where, what `u` does, and what is
//! decided. Access `view` is the right to view; `edit` is the rights to view, open and edit; an environment
//! that is not named is every one. `end-user` is the role `viewer`. Where `role_flags` are, the role is one of
//! the organization's own with exactly these of promote and release.
//!
//! Each is asked twice: `access check` explains it, and the command that does it is run by `u` with an
//! identity of their own. Both must say the same.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::harness::{Cmd, Output, World};

const CASES: &str = include_str!("../cases/permissions.jsonl");

fn case(name: &str) -> Value {
    let cases = CASES.lines().map(|line| serde_json::from_str::<Value>(line).expect("a case"));
    cases.into_iter().find(|case| case["name"] == name).unwrap_or_else(|| panic!("no case {name}"))
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
    case_01_table_development_edit_grant_open: "table/development/edit-grant/open",
    case_02_table_development_edit_grant_run_query: "table/development/edit-grant/run-query",
    case_03_table_development_edit_grant_preview: "table/development/edit-grant/preview",
    case_04_table_development_edit_grant_edit: "table/development/edit-grant/edit",
    case_05_table_development_view_grant_edit: "table/development/view-grant/edit",
    case_06_table_development_edit_grant_other_env_staging: "table/development/edit-grant/other-env-staging",
    case_07_table_development_view_grant_only_that_env: "table/development/view-grant/only-that-env",
    case_08_table_staging_edit_grant_open: "table/staging/edit-grant/open",
    case_09_table_staging_edit_grant_run_query: "table/staging/edit-grant/run-query",
    case_10_table_staging_edit_grant_inspect: "table/staging/edit-grant/inspect",
    case_11_table_staging_edit_grant_edit: "table/staging/edit-grant/edit",
    case_12_table_staging_view_grant_edit: "table/staging/view-grant/edit",
    case_13_table_staging_view_grant_inspect: "table/staging/view-grant/inspect",
    case_14_table_staging_edit_grant_other_env_development: "table/staging/edit-grant/other-env-development",
    case_15_table_staging_view_grant_only_that_env: "table/staging/view-grant/only-that-env",
    case_16_table_production_edit_grant_run_query: "table/production/edit-grant/run-query",
    case_17_table_production_view_grant_run_query: "table/production/view-grant/run-query",
    case_18_table_production_view_grant_inspect: "table/production/view-grant/inspect",
    case_19_table_production_edit_grant_other_env_development: "table/production/edit-grant/other-env-development",
    case_20_table_production_edit_grant_other_env_staging: "table/production/edit-grant/other-env-staging",
    case_21_table_no_environment_edit_grant_open_development: "table/no-environment/edit-grant/open-development",
    case_22_table_no_environment_view_grant_preview_development: "table/no-environment/view-grant/preview-development",
    case_23_table_no_environment_edit_grant_open_staging: "table/no-environment/edit-grant/open-staging",
    case_24_table_no_environment_edit_grant_open_production: "table/no-environment/edit-grant/open-production",
    case_25_table_no_environment_view_grant_preview_production: "table/no-environment/view-grant/preview-production",
    case_26_example1_builder_same_group_view_edit_staging_open_development: "example1/builder-same-group-view+edit-staging/open-development",
    case_27_example2_builder_two_groups_staging_open_staging: "example2/builder-two-groups-staging/open-staging",
    case_28_example2_builder_two_groups_staging_edit_staging: "example2/builder-two-groups-staging/edit-staging",
    case_29_example2_builder_two_groups_staging_open_development: "example2/builder-two-groups-staging/open-development",
    case_30_example2_union_excludes_production: "example2/union-excludes-production",
    case_31_example3_builder_default_role_edit_development: "example3/builder-default-role/edit-development",
    case_32_example3_builder_default_role_open_staging: "example3/builder-default-role/open-staging",
    case_33_example3_builder_default_role_edit_staging: "example3/builder-default-role/edit-staging",
    case_34_example3_builder_default_role_open_production: "example3/builder-default-role/open-production",
    case_35_example4_end_user_default_preview_staging: "example4/end-user-default/preview-staging",
    case_36_example4_end_user_default_preview_production: "example4/end-user-default/preview-production",
    case_37_example4_end_user_default_app_not_released: "example4/end-user-default/app-not-released",
    case_38_example5_end_user_preview_dev_staging_preview_development: "example5/end-user-preview-dev+staging/preview-development",
    case_39_example5_end_user_preview_dev_staging_preview_staging: "example5/end-user-preview-dev+staging/preview-staging",
    case_40_example5_end_user_preview_dev_staging_edit_development: "example5/end-user-preview-dev+staging/edit-development",
    case_41_priority_mixed_specified_and_unspecified_open_production: "priority/mixed-specified-and-unspecified/open-production",
    case_42_priority_edit_in_one_env_view_in_others_same_group_staging_not_assigned: "priority/edit-in-one-env-view-in-others-same-group/staging-not-assigned",
    case_43_priority_view_grant_does_not_demote_builder_edit: "priority/view-grant-does-not-demote-builder-edit",
    case_44_priority_all_apps_grant_and_app_grant_union: "priority/all-apps-grant-and-app-grant-union",
    case_45_priority_all_apps_grant_covers_app_created_later: "priority/all-apps-grant-covers-app-created-later",
    case_46_priority_admin_still_cannot_edit_in_staging: "priority/admin-still-cannot-edit-in-staging",
    case_47_priority_duplicate_identical_grants: "priority/duplicate-identical-grants",
    case_48_priority_env_renamed_grant_follows_id: "priority/env-renamed-grant-follows-id",
    case_49_promote_flag_from_one_of_two_groups: "promote/flag-from-one-of-two-groups",
    case_50_promote_source_env_not_granted: "promote/source-env-not-granted",
    case_51_promote_draft: "promote/draft",
    case_52_promote_to_same_env_is_noop: "promote/to-same-env-is-noop",
    case_53_promote_backwards: "promote/backwards",
    case_54_promote_skips_staging: "promote/skips-staging",
    case_55_promote_skips_staging_with_through: "promote/skips-staging-with-through",
    case_56_promote_stale_expected_env: "promote/stale-expected-env",
    case_57_promote_frozen_target: "promote/frozen-target",
    case_58_promote_five_envs_next_only: "promote/five-envs-next-only",
    case_59_release_from_production: "release/from-production",
    case_60_release_no_flag: "release/no-flag",
    case_61_release_from_staging: "release/from-staging",
    case_62_release_same_version_again_is_noop: "release/same-version-again-is-noop",
    case_63_actions_edit_draft_staging: "actions/edit-draft/staging",
    case_64_actions_edit_published_staging: "actions/edit-published/staging",
    case_65_actions_rename_draft_staging: "actions/rename-draft/staging",
    case_66_actions_delete_staging: "actions/delete/staging",
    case_67_actions_create_staging: "actions/create/staging",
    case_68_actions_rename_draft_production: "actions/rename-draft/production",
    case_69_actions_delete_released: "actions/delete-released",
    case_70_actions_delete_needs_edit: "actions/delete-needs-edit",
    case_71_actions_create_in_staging_lands_in_development: "actions/create-in-staging-lands-in-development",
    case_72_roles_demote_last_admin: "roles/demote-last-admin",
    case_73_roles_reserved_group_name: "roles/reserved-group-name",
    case_74_temporary_grant_before_expiry: "temporary/grant-before-expiry",
    case_75_token_never_exceeds_its_user: "token/never-exceeds-its-user",
    case_76_token_expired: "token/expired",
    case_77_visibility_not_invited_sees_default_env: "visibility/not-invited-sees-default-env",
    case_78_visibility_not_invited_does_not_see_staging: "visibility/not-invited-does-not-see-staging",
    case_79_visibility_invited_sees_it: "visibility/invited-sees-it",
}

#[test]
fn every_case_is_a_test() {
    let cases = CASES.lines().map(|line| serde_json::from_str::<Value>(line).expect("a case"));
    let names: Vec<String> = cases.map(|case| case["name"].as_str().expect("a name").to_owned()).collect();
    assert_eq!(names, NAMES);
}

/// The code that the program prints for a code of the cases, from `access check` and from the command.
fn code(case: &str) -> (&'static str, &'static str) {
    match case {
        "env-not-granted" => ("env_not_granted", "env_not_granted"),
        "view-only" => ("view_only", "view_only"),
        "env-read-only" => ("env_read_only", "env_read_only"),
        "released-version" => ("released_version", "version_in_use"),
        "not-released" => ("not_released", "not_released"),
        "not-found" => ("not_found", "env_not_found"),
        "no-promote-permission" => ("no_promote_right", "no_promote_right"),
        "no-release-permission" => ("no_release_right", "no_release_right"),
        "not-published" => ("", "not_published"),
        "backwards" => ("", "backwards"),
        "skips-env" => ("", "skips_env"),
        "stale" => ("", "stale"),
        "frozen" => ("", "env_locked"),
        "not-in-last-env" => ("", "not_in_env"),
        "last-admin" => ("", "last_owner"),
        "reserved-name" => ("", "invalid_name"),
        "token-expired" => ("", "token_expired"),
        other => panic!("no code for {other}"),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("text")
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().map(text).collect()
}

struct Case<'c> {
    given: &'c Value,
    when: &'c Value,
    expect: &'c Value,
    envs: Vec<&'c str>,
    world: World,
}

impl<'c> Case<'c> {
    fn new(case: &'c Value) -> Case<'c> {
        let (given, when, expect) = (&case["given"], &case["when"], &case["expect"]);
        let named = texts(&given["envs"]);
        let envs = if named.is_empty() { vec!["development", "staging", "production"] } else { named };
        let world = World::like(&format!("{given} {}", when["app"]), || {
            let world = versions(given, &envs);
            people(&world, given);
            if when["app"] == "new-app" {
                // Made after everything was given.
                world.ok("apps create new-app");
                world.ok("publish new-app");
                world.ok("promote new-app --to staging");
            }
            world
        });
        Case { given, when, expect, envs, world }
    }

    fn run(self) {
        let allowed = self.expect["decision"] == "allow";
        let code = self.expect["code"].as_str().filter(|_| !allowed).map(code);
        if let Some(check) = self.check() {
            let answer: Value = serde_json::from_str(&check.out()).expect("JSON");
            assert_eq!(answer["allowed"], allowed, "{check}");
            assert_eq!(check.code(), if allowed { 0 } else { 5 }, "{check}");
            if let Some((rule, _)) = code {
                assert_eq!(answer["rule"], rule, "{check}");
            }
        }
        let Some(cmd) = self.command() else { return };
        let before = self.world.state();
        let json = if self.is_run() { "0" } else { "1" };
        let output = cmd.env("ENVCTL_JSON", json).reveals().run();
        if allowed {
            assert_eq!(output.code(), 0, "{output}");
            if self.expect["code"] == "noop" {
                assert_eq!(output.json()["changed"], false, "{output}");
                assert_eq!(self.world.state(), before);
            }
            return;
        }
        let (_, code) = code.expect("a code");
        if self.is_run() {
            // It has one exit code for all that it does not start, and its stdout belongs to the command.
            assert_eq!(output.code(), 125, "{output}");
            assert!(output.err().contains(&format!("code: {code}, exit 125")), "{output}");
        } else {
            assert_eq!(output.error()["code"], code, "{output}");
        }
        assert_eq!(self.world.state(), before, "something was changed: {output}");
    }

    fn is_run(&self) -> bool {
        ["open", "run-query", "inspect"].contains(&text(&self.when["action"]))
    }

    /// Where something is asked about: named, or for a promotion the one after where the version is.
    fn target(&self) -> &str {
        let at = |key: &str| self.when[key].as_str();
        let next = || {
            let here = self.envs.iter().position(|env| *env == self.given["version"]["env"]);
            self.envs[(here.unwrap_or_default() + 1).min(self.envs.len() - 1)]
        };
        at("to").or(at("env")).unwrap_or_else(next)
    }

    /// `access check`, asked by the owner, for what is decided by rights alone.
    fn check(&self) -> Option<Output> {
        let (action, env) = (text(&self.when["action"]), self.target());
        let app = self.when["app"].as_str().unwrap_or_default();
        let by_rights = |code: &str| !code.is_empty();
        if self.expect["code"].as_str().is_some_and(|c| c != "noop" && !by_rights(code(c).0)) {
            return None;
        }
        let who = if self.given["token"].is_null() { "u" } else { "token:t" };
        let line = match action {
            "open" => format!("{who} open {app} -e {env}"),
            "run-query" => format!("{who} run {app} -e {env}"),
            "inspect" => format!("{who} inspect {app} -e {env}"),
            "preview" => format!("{who} preview {app} -e {env}"),
            "edit" => format!("{who} edit {app} -e {env}"),
            "version-create" => format!("{who} create {app} -e {env}"),
            "version-rename" => format!("{who} rename {app} -e {env}"),
            "version-delete" => format!("{who} delete {app}@v1 -e {env}"),
            "promote" => format!("{who} promote {app} -e {env}"),
            "release" => format!("{who} release {app} -e {}", self.envs[self.envs.len() - 1]),
            "open-released" => format!("{who} use {app}"),
            "env-list" => format!("{who} list -e {env}"),
            _ => return None,
        };
        Some(self.world.run(&format!("access check {line} --json")))
    }

    /// The command that does it, as `u`; none where nothing but the question can be asked.
    fn command(&self) -> Option<Cmd<'_>> {
        let (action, env) = (text(&self.when["action"]), self.target());
        let app = self.when["app"].as_str().unwrap_or_default();
        let first = self.envs[0];
        let line = match action {
            "open" | "run-query" | "inspect" => format!("run -v -a {app} -e {env} -- true"),
            "preview" => format!("get LOG_LEVEL -a {app} -e {env}"),
            // A draft is in the first environment: elsewhere there is nothing to edit.
            "edit" if env == first => format!("apps edit {app} replicas=3"),
            "version-create" => format!("apps versions create {app} --from v1"),
            // What is in an environment is not deleted, whoever asks: only the question is about rights.
            "version-delete" if self.expect["decision"] == "allow" => return None,
            "version-delete" => format!("apps versions delete {app}@v1 --yes"),
            "promote" if !self.when["expect_env"].is_null() => {
                let plan = self.world.ok(&format!("promote {app} --to {env} --dry-run --json"));
                let plan = text(&plan.json()["plan"]).to_owned();
                self.world.ok(&format!("set LOG_LEVEL=trace -e {env}"));
                format!("promote {app} --to {env} --plan {plan}")
            }
            "promote" if self.when["through"] == true => {
                // Through: one after another, each with its own checks.
                self.by("promote web --to staging").ok();
                format!("promote {app} --to {env}")
            }
            "promote" if env != self.given["version"]["env"] => {
                format!("promote {app} --from {} --to {env}", text(&self.given["version"]["env"]))
            }
            "promote" => format!("promote {app} --to {env}"),
            "release" => format!("release {app} -e {}", self.envs[self.envs.len() - 1]),
            "env-list" => format!("envs show {env}"),
            "role-set" => "members set-role ana builder".to_owned(),
            "group-create" => format!("groups create {}", text(&self.when["name"])),
            _ => return None,
        };
        Some(match action {
            // The last who may everything is the owner.
            "role-set" => self.world.cmd(&line),
            _ => self.by(&line),
        })
    }

    /// A command by `u`, or with the token that is theirs.
    fn by(&self, line: &str) -> Cmd<'_> {
        let cmd = self.world.cmd(line);
        if self.given["token"].is_null() {
            return cmd.env("ENVCTL_PROFILE", "u");
        }
        cmd.env("ENVCTL_TOKEN_FILE", "token")
    }
}

/// The project, with versions of `web` where the case has them.
fn versions(given: &Value, envs: &[&str]) -> World {
    let key = format!("{envs:?} {} {} {}", given["version"], given["app"], given["frozen"]);
    World::like(&key, || {
        let w = World::empty();
        w.ok(&format!("init --project shop --envs {}", envs.join(",")));
        w.ok("apps create web");
        w.ok("set LOG_LEVEL=debug --plain --all-envs");
        w.cmd(&format!("set TOKEN -e {}", envs.join(","))).stdin("hush").ok();
        if given["version"]["status"] == "published" {
            w.ok("publish web --artifact sha256:1");
            let upto = envs.iter().position(|env| *env == given["version"]["env"]).expect("an environment");
            for env in &envs[1..=upto] {
                w.ok(&format!("promote web --to {env}"));
            }
        }
        if given["app"]["version_count"] == 2 {
            w.ok("publish web --artifact sha256:2");
        }
        if given["app"]["released"] == "v1" {
            w.ok(&format!("release web -e {}", envs[envs.len() - 1]));
        }
        for env in texts(&given["frozen"]) {
            w.ok(&format!("envs lock {env} -m closed"));
        }
        w
    })
}

/// `u`, with an identity of their own, and what they were given.
fn people(w: &World, given: &Value) {
    let flags = given["role_flags"]["builder"].as_array();
    w.ok("access roles create editing --rights view,open,edit");
    let role = match text(&given["user"]["role"]) {
        "end-user" => "viewer",
        // The role of the organization's own is granted, on top of one that only looks.
        _ if flags.is_some() => "tester",
        role => role,
    };
    let code = text(&w.ok(&format!("invite u --role {role} --json")).json()["code"]).to_owned();
    w.cmd("join --profile u").stdin(code).ok();
    if let Some(flags) = flags {
        let rights: Vec<&str> =
            ["view", "open", "edit", "write"].into_iter().chain(flags.iter().map(text)).collect();
        w.ok(&format!("access roles create developing --rights {}", rights.join(",")));
        w.ok("access grant u developing");
    }
    let mut apps = BTreeSet::from(["web"]);
    for name in texts(&given["user"]["groups"]) {
        w.ok(&format!("groups create {name}"));
        w.ok(&format!("groups add {name} u"));
        let group = &given["groups"][name];
        for grant in group["grants"].as_array().into_iter().flatten() {
            let role = if grant["access"] == "view" { "viewer" } else { "editing" };
            let mut line = format!("access grant group:{name} {role}");
            for app in texts(&grant["apps"]) {
                if apps.insert(app) {
                    w.ok(&format!("apps create {app}"));
                }
                line += &format!(" -a {app}");
            }
            let envs = texts(&grant["envs"]);
            if !envs.is_empty() {
                line += &format!(" -e {}", envs.join(","));
            }
            if !grant["expires"].is_null() {
                line += " --expires 1h";
            }
            w.ok(&line);
        }
        for flag in texts(&group["flags"]) {
            w.ok(&format!("access roles create {flag}er --rights {flag}"));
            w.ok(&format!("access grant group:{name} {flag}er"));
        }
    }
    if !given["token"].is_null() {
        let expires = if given["token"]["expires"].is_null() { "1d" } else { "1s" };
        let apps = texts(&given["token"]["apps"]).join(",");
        let line = format!("tokens create t --role admin -a {apps} --expires {expires} --output token");
        // Who makes tokens manages: a maker of less was given less afterwards.
        let role = w.cmd("whoami --json").env("ENVCTL_PROFILE", "u").ok().json()["orgs"][0]["role"].clone();
        w.ok("members set-role u admin");
        w.cmd(&line).env("ENVCTL_PROFILE", "u").ok();
        w.ok(&format!("members set-role u {}", text(&role)));
        if expires == "1s" {
            std::thread::sleep(std::time::Duration::from_millis(1100));
        }
    }
    // Whoever joined gets the keys that they may have.
    w.ok("status");
}
