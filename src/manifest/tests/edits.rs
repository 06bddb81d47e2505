//! Edits with the exact text before and after.

use super::*;

/// Applies changes and compares the text.
fn edit(before: &str, changes: &[(&str, Option<Fact>)], after: &str) {
    let changes: Vec<_> = changes.iter().map(|(key, fact)| (path(key), fact.clone())).collect();
    let edited = parse(before).edited(&changes).expect("edit");
    assert_eq!(text(&edited), after, "\n--- got\n{}--- wanted\n{after}", text(&edited));
}

/// The same with `version = 1` and a blank line before both.
fn edit_tables(before: &str, changes: &[(&str, Option<Fact>)], after: &str) {
    edit(&format!("version = 1\n\n{before}"), changes, &format!("version = 1\n\n{after}"));
}

fn names(items: &[&str]) -> Option<Fact> {
    Some(Fact::List(items.iter().map(|item| Fact::Text((*item).to_owned())).collect()))
}

#[test]
fn replacing_a_value_keeps_all_around_it() {
    edit_tables(
        "[envs.dev]\n  color  =   'red' # why\n",
        &[("envs.dev.color", some("blue"))],
        "[envs.dev]\n  color  =   'blue' # why\n",
    );
    edit_tables(
        "[constants.K]\nvalues = { dev = 'a' , prod='b'} # x\n",
        &[("constants.K.values.prod", some("c"))],
        "[constants.K]\nvalues = { dev = 'a' , prod='c'} # x\n",
    );
}

#[test]
fn the_same_value_is_left_as_it_is_written() {
    edit_tables(
        "[constants.K]\nvalues = { dev = 30, prod = 'b' }\n",
        &[("constants.K.values.dev", Some(Fact::Int(30))), ("constants.K.values.prod", some("b"))],
        "[constants.K]\nvalues = { dev = 30, prod = 'b' }\n",
    );
}

#[test]
fn values_are_added_where_the_constant_keeps_them() {
    let add = [("constants.K.values.staging", some("s"))];
    edit_tables(
        "[constants.K]\nvalues  = { dev = \"d\" }  # x\n",
        &add,
        "[constants.K]\nvalues  = { dev = \"d\", staging = \"s\" }  # x\n",
    );
    edit_tables(
        "[constants.K.values]\ndev = \"d\" # d\n\n# next\n[constants.L]\n",
        &add,
        "[constants.K.values]\ndev = \"d\" # d\nstaging = \"s\"\n\n# next\n[constants.L]\n",
    );
    edit_tables(
        "[constants.K]\nvalues.dev = \"d\"\nmerge = \"never\"\n",
        &add,
        "[constants.K]\nvalues.dev = \"d\"\nvalues.staging = \"s\"\nmerge = \"never\"\n",
    );
    edit_tables(
        "[constants.K]\nmerge = \"never\"\n# end\n",
        &add,
        "[constants.K]\nmerge = \"never\"\nvalues = { staging = \"s\" }\n# end\n",
    );
    edit_tables("[constants.K]", &add, "[constants.K]\nvalues = { staging = \"s\" }");
    edit_tables(
        "[constants]\nK = {}\nL = {}\n",
        &add,
        "[constants]\nK = { values.staging = \"s\" }\nL = {}\n",
    );
    edit_tables(
        "[constants]\nK = { values = { dev = \"d\" } }\n",
        &add,
        "[constants]\nK = { values = { dev = \"d\", staging = \"s\" } }\n",
    );
    edit_tables(
        "[constants]\nK = { values.dev = \"d\", merge = \"never\" }\n",
        &add,
        "[constants]\nK = { values.dev = \"d\", values.staging = \"s\", merge = \"never\" }\n",
    );
    edit(
        "version = 1\nconstants.K.required = true\norg = \"a\"\n",
        &add,
        "version = 1\nconstants.K.required = true\nconstants.K.values.staging = \"s\"\norg = \"a\"\n",
    );
    edit_tables("[constants.K]\nvalues = {}\n", &add, "[constants.K]\nvalues = { staging = \"s\" }\n");
}

#[test]
fn the_last_value_takes_values_with_it() {
    let gone = [("constants.K.values.dev", None)];
    edit_tables(
        "[constants.K]\nvalues = { dev = \"d\" } # x\nmerge = \"never\"\n",
        &gone,
        "[constants.K]\nmerge = \"never\"\n",
    );
    edit_tables(
        "[constants.K]\nvalues = { dev = \"d\", prod = \"p\" } # x\n",
        &gone,
        "[constants.K]\nvalues = { prod = \"p\" } # x\n",
    );
    edit_tables(
        "[constants.K]\nvalues = {prod = \"p\", dev = \"d\" } # x\n",
        &gone,
        "[constants.K]\nvalues = {prod = \"p\" } # x\n",
    );
    edit_tables("[constants.K]\nvalues.dev = 1\n", &gone, "[constants.K]\n");
    // The constant itself was not removed.
    edit_tables("[constants]\nK.values.dev = 1\n", &gone, "[constants]\n\n[constants.K]\n");
    edit_tables("[constants]\nK = {values = {dev = 1}}\n", &gone, "[constants]\nK = {}\n");
}

#[test]
fn a_new_table_follows_the_last_of_its_kind() {
    edit_tables(
        "[constants.A]\nrequired = true\n\n[constants.A.values]\ndev = 1\n# about A\n\n# --- flags\n[flags.f]\n",
        &[("constants.B.values.dev", some("x")), ("constants.B", Some(Fact::Table))],
        "[constants.A]\nrequired = true\n\n[constants.A.values]\ndev = 1\n# about A\n\n\
         [constants.B]\nvalues = { dev = \"x\" }\n\n# --- flags\n[flags.f]\n",
    );
    edit_tables(
        "[envs.dev]\n\n# the end",
        &[("apps.web.path", some("web")), ("apps.web.settings.replicas", Some(Fact::Int(2)))],
        "[envs.dev]\n\n# the end\n\n[apps.web]\npath = \"web\"\n\n[apps.web.settings]\nreplicas = 2",
    );
    edit_tables(
        "[envs.a]\n[envs.a.policy]\nsession = \"1h\"\n[envs.b]\n[apps.x]\n",
        &[("envs.a.org", some("o")), ("envs.b.policy", Some(Fact::Table)), ("envs.c", Some(Fact::Table))],
        "[envs.a]\norg = \"o\"\n[envs.a.policy]\nsession = \"1h\"\n[envs.b]\n\n[envs.b.policy]\n\n[envs.c]\n[apps.x]\n",
    );
}

#[test]
fn keys_of_a_new_table_come_in_the_order_of_the_schema() {
    edit(
        "version = 1\n",
        &[
            ("constants.K.values.prod", some("p")),
            ("constants.K.description", some("d")),
            ("constants.K.apps.web.dev", some("w")),
            ("constants.K.values.dev", some("x")),
            ("constants.K.required", Some(Fact::Bool(true))),
            ("envs.dev.policy.session", some("8h")),
            ("envs.dev.color", some("red")),
            ("datasources.d.fields.url.secret", Some(Fact::Bool(true))),
            ("datasources.d.values.dev.pool", Some(Fact::Text("0.5".to_owned()))),
        ],
        "version = 1\n\n[constants.K]\nrequired = true\ndescription = \"d\"\n\
         values = { prod = \"p\", dev = \"x\" }\n\n[constants.K.apps.web]\ndev = \"w\"\n\n\
         [envs.dev]\ncolor = \"red\"\n\n[envs.dev.policy]\nsession = \"8h\"\n\n\
         [datasources.d]\nfields = { url = { secret = true } }\nvalues = { dev = { pool = \"0.5\" } }\n",
    );
}

#[test]
fn a_new_key_lines_up_with_the_others() {
    edit(
        EXAMPLE,
        &[("constants.API_TIMEOUT.merge", some("never")), ("project", some("store"))],
        &EXAMPLE
            .replace("production = \"30s\" }\n", "production = \"30s\" }\nmerge   = \"never\"\n")
            .replace("\"shop\"\norg", "\"store\"\norg"),
    );
}

#[test]
fn removing_the_first_key_keeps_the_comments_above() {
    edit(
        "# the file\n\n# the org\norg = \"acme\"  # gone\nversion = 1\n",
        &[("org", None)],
        "# the file\n\n# the org\nversion = 1\n",
    );
    edit_tables(
        "# head\n[envs.dev]\n# order\norder = 1\n# color\ncolor = \"red\"\n",
        &[("envs.dev.order", None)],
        "# head\n[envs.dev]\n# order\n# color\ncolor = \"red\"\n",
    );
}

#[test]
fn removing_a_thing_removes_its_subtables() {
    edit_tables(
        "[envs.a]\norder = 1\n\n[envs.b] # b\norder = 2\n# org = \"x\"\n\n[envs.b.policy]\napprovals = 1\n\n# --- apps\n[apps.w]\n",
        &[("envs.b.policy.approvals", None), ("envs.b", None), ("envs.b.order", None), ("envs.zz", None)],
        "[envs.a]\norder = 1\n\n# --- apps\n[apps.w]\n",
    );
    edit_tables(
        "# ---- environments\n[envs.a]\n\n[envs.b]\n",
        &[("envs.a", None)],
        "# ---- environments\n\n[envs.b]\n",
    );
    edit_tables("[envs.a]\n\n[envs.b]\n", &[("envs.b", None)], "[envs.a]\n");
    edit_tables("[envs.a]\n[envs.b]\n[envs.c]\n", &[("envs.b", None)], "[envs.a]\n[envs.c]\n");
    edit_tables(
        "[envs.a]\ncolor = \"red\"\n[envs.a.policy]\nsession = \"1h\"\n",
        &[("envs.a.policy", None)],
        "[envs.a]\ncolor = \"red\"\n",
    );
    edit_tables("[flags]\nf = {}\ng = {}\n", &[("flags.f", None)], "[flags]\ng = {}\n");
    // Removed and set anew in one go.
    edit_tables(
        "[envs.a]\norder = 1\ncolor = \"red\"\n",
        &[("envs.a.order", Some(Fact::Int(7))), ("envs.a", None)],
        "\n[envs.a]\norder = 7\n".trim_start(),
    );
}

#[test]
fn arrays_keep_the_items_that_stay() {
    let before = "[apps.w]\nneeds = [\n    \"A\", # first\n    \"B\", # second\n    \"C\", # third\n]\n";
    edit_tables(
        before,
        &[("apps.w.needs", names(&["A", "C", "D"]))],
        "[apps.w]\nneeds = [\n    \"A\", # first\n    \"C\", # third\n    \"D\",\n]\n",
    );
    edit_tables(
        "[apps.w]\nneeds = [\"A\", \"B\"]\n",
        &[("apps.w.needs", names(&["B", "C"]))],
        "[apps.w]\nneeds = [\"B\", \"C\"]\n",
    );
    edit_tables(
        "[apps.w]\nneeds = [\n  \"A\" # a\n]\n",
        &[("apps.w.needs", names(&["A", "B"]))],
        "[apps.w]\nneeds = [\n  \"A\", # a\n  \"B\"\n]\n",
    );
    edit_tables(
        "[apps.w]\nneeds = [\n  # on A\n  \"A\", # a\n  # on B\n  \"B\", # b\n  # on C\n  \"C\", # c\n  # end\n]\n",
        &[("apps.w.needs", names(&["A"]))],
        "[apps.w]\nneeds = [\n  # on A\n  \"A\", # a\n  # on B\n  # on C\n  # end\n]\n",
    );
    edit_tables(
        "[apps.w]\nneeds = [\n  \"A\", # a\n  \"B\" # b\n]\n",
        &[("apps.w.needs", names(&["A"]))],
        "[apps.w]\nneeds = [\n  \"A\" # a\n]\n",
    );
    edit_tables("[apps.w]\nneeds = []\n", &[("apps.w.needs", names(&["A"]))], "[apps.w]\nneeds = [\"A\"]\n");
    edit_tables("[apps.w]\nneeds = [ 'A' ]\n", &[("apps.w.needs", names(&[]))], "[apps.w]\nneeds = []\n");
}

#[test]
fn line_endings_mark_and_end_survive() {
    edit(
        "\u{feff}version = 1\r\n\r\n[envs.a]\r\norder = 1 # x\r\n[flags.f]",
        &[
            ("envs.a.color", some("red")),
            ("flags.f.description", some("a\r\nb")),
            ("flags.g", Some(Fact::Table)),
        ],
        "\u{feff}version = 1\r\n\r\n[envs.a]\r\norder = 1 # x\r\ncolor = \"red\"\r\n\
         [flags.f]\r\ndescription = \"a\\r\\nb\"\r\n\r\n[flags.g]",
    );
}

#[test]
fn tables_named_only_by_their_subtables() {
    edit_tables(
        "[apps.w.settings.a.b]\nc = 1\n",
        &[("apps.w.settings.a.d", Some(Fact::Int(1))), ("apps.w.path", some("w"))],
        "[apps.w.settings.a.b]\nc = 1\n\n[apps.w.settings.a]\nd = 1\n\n[apps.w]\npath = \"w\"\n",
    );
    edit_tables(
        "[datasources.d.values.dev]\npool = 1\n",
        &[("datasources.d.values.prod.pool", Some(Fact::Text("2".to_owned())))],
        "[datasources.d.values.dev]\npool = 1\n\n[datasources.d.values.prod]\npool = \"2\"\n",
    );
    edit_tables(
        "[apps.w]\nsettings.a.b = 1\n",
        &[("apps.w.settings.a.c", Some(Fact::Int(2)))],
        "[apps.w]\nsettings.a.b = 1\nsettings.a.c = 2\n",
    );
}

#[test]
fn a_setting_may_become_a_table_and_back() {
    edit_tables(
        "[apps.w.settings]\na = { b = 1, c = 2 }\n",
        &[
            ("apps.w.settings.a", Some(Fact::Int(3))),
            ("apps.w.settings.a.b", None),
            ("apps.w.settings.a.c", None),
        ],
        "[apps.w.settings]\na = 3\n",
    );
    edit_tables(
        "[apps.w.settings]\na = 3\n",
        &[("apps.w.settings.a.b", Some(Fact::Int(1))), ("apps.w.settings.a", None)],
        "[apps.w.settings]\na.b = 1\n",
    );
}

#[test]
fn some_things_cannot_be_set() {
    let manifest = parse(EXAMPLE);
    for key in [
        "version",
        "store.url",
        "x-a",
        "envs.x-ray.color",
        "envs.dev.colour",
        "constants.K.values",
        "apps.web.settings",
        "data.seed.kind",
        "envs",
        "envs.dev.color.red",
    ] {
        let error = manifest.edited(&[(path(key), some("x"))]).expect_err(key);
        assert!(matches!(error, ManifestError::NotAFact { .. }), "{key}: {error}");
    }
    let error = manifest.edited(&[(path("envs.staging.color"), some("gren"))]).expect_err("color");
    assert_eq!(error.problems().len(), 1);
    let error = manifest.edited(&[(path("constants.STRIPE_KEY.default"), some("sk"))]);
    assert!(matches!(error, Err(ManifestError::Invalid { .. })));
}

#[test]
fn an_environment_is_renamed_wherever_it_is_named() {
    let before = "version = 1\n\n[envs . qa] # qa\norder = 1\n\n[envs.\"qa\".policy]\npromote_from = ['qa', \"dev\"]\n\n\
        [envs.prod]\ntrack = \"qa\"\ndescription = \"qa\"\npolicy = { promote_from = [\"qa\"] }\n\n\
        [constants.qa]\nvalues = { qa = \"qa\", dev = 1 }\n[constants.K]\nvalues.qa = 1\n[constants.L.values]\nqa = 1\n\
        [constants.M.apps.qa]\nqa = 2\n\n[apps.qa]\n\n[datasources.qa.values]\nqa = { qa = \"qa\" }\n\n\
        [directories.d]\nmap = [{ app = \"qa\", env = \"qa\", group = \"qa\" }]\n\n\
        [data.x]\nkind = \"qa\"\nenvs = [\"dev\", \"qa\"]\nfrom = 'qa'\n\n[x-qa]\nqa = \"qa\"\n";
    let after = "version = 1\n\n[envs . uat] # qa\norder = 1\n\n[envs.\"uat\".policy]\npromote_from = ['uat', \"dev\"]\n\n\
        [envs.prod]\ntrack = \"uat\"\ndescription = \"qa\"\npolicy = { promote_from = [\"uat\"] }\n\n\
        [constants.qa]\nvalues = { uat = \"qa\", dev = 1 }\n[constants.K]\nvalues.uat = 1\n[constants.L.values]\nuat = 1\n\
        [constants.M.apps.qa]\nuat = 2\n\n[apps.qa]\n\n[datasources.qa.values]\nuat = { qa = \"qa\" }\n\n\
        [directories.d]\nmap = [{ app = \"qa\", env = \"uat\", group = \"qa\" }]\n\n\
        [data.x]\nkind = \"qa\"\nenvs = [\"dev\", \"uat\"]\nfrom = 'uat'\n\n[x-qa]\nqa = \"qa\"\n";
    let manifest = parse(before);
    let renamed = manifest.renamed_env("qa", "uat").expect("rename");
    assert_eq!(text(&renamed), after);
    assert_eq!(text(&renamed.renamed_env("uat", "qa").expect("back")), before);
    assert!(matches!(manifest.renamed_env("zz", "a"), Err(ManifestError::Missing { .. })));
    assert!(matches!(manifest.renamed_env("qa", "dev"), Err(ManifestError::Taken { .. })));
    assert!(matches!(manifest.renamed_env("qa", "prod"), Err(ManifestError::Taken { .. })));
    assert!(matches!(manifest.renamed_env("qa", "Q A"), Err(ManifestError::NotAFact { .. })));
}
