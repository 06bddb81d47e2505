//! The manifest that `init` writes.
//!
//! Text only; writing it is `Manifest::prepare`. Invariant: for valid names it is a valid manifest.

use std::fmt::Write as _;

use super::text;

/// Returns the text of a new manifest.
///
/// `envs` are names and colours in promotion order, the first is the one for drafts; `apps` are
/// names and directories; without a `store` it is the one of this machine.
pub fn template(
    project: &str,
    org: &str,
    envs: &[(String, String)],
    apps: &[(String, Option<String>)],
    store: Option<&str>,
) -> String {
    let mut out = String::from("#:schema https://envctl.dev/schema/manifest-v1.json\n");
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "version = 1                     # manifest format\nproject = {}\norg     = {}\n\n[store]\n",
        text::string(project),
        text::string(org),
    );
    let _ = match store {
        Some(url) => writeln!(out, "url = {}", text::string(url)),
        None => {
            writeln!(out, "# url = \"https://envctl.example.com\"   # left out: the store of this machine")
        }
    };
    out.push_str(&rule("environments, in promotion order"));
    for (at, (name, color)) in envs.iter().enumerate() {
        let gap = if at == 0 { "" } else { "\n" };
        let (name, color) = (text::key(name), text::string(color));
        if at == 0 {
            let _ = write!(
                out,
                "{gap}[envs.{name}]\norder    = 1\ncolor    = {color}\n\
                 editable = true                 # the one place where drafts live\n"
            );
        } else {
            let _ = write!(out, "{gap}[envs.{name}]\norder = {}\ncolor = {color}\n", at + 1);
        }
    }
    if let Some((last, _)) = envs.last().filter(|_| envs.len() > 1) {
        let _ = write!(
            out,
            "\n# [envs.{}.policy]              # the table's presence is what \"protected\" means\n\
             # approvals = 1\n",
            text::key(last)
        );
    }
    rest(&mut out, apps);
    out
}

/// Returns the text of a new manifest of a member of a workspace.
pub fn template_of_member(project: &str, apps: &[(String, Option<String>)]) -> String {
    let mut out = String::from("#:schema https://envctl.dev/schema/manifest-v1.json\n");
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "version = 1                     # manifest format\nproject = {}\n\n\
         # The organization, the store and the environments are said by the root of the workspace.\n",
        text::string(project),
    );
    rest(&mut out, apps);
    out
}

fn rule(title: &str) -> String {
    format!("\n# ---- {title} {}\n", "-".repeat(70 - title.len()))
}

/// What every manifest has.
fn rest(out: &mut String, apps: &[(String, Option<String>)]) {
    out.push_str(&rule("apps"));
    for (at, (name, path)) in apps.iter().enumerate() {
        let gap = if at == 0 { "" } else { "\n" };
        let _ = writeln!(out, "{gap}[apps.{}]", text::key(name));
        if let Some(path) = path {
            let path = text::string(path);
            let _ = if at == 0 {
                writeln!(out, "path = {path:<24} # standing here selects the app")
            } else {
                writeln!(out, "path = {path}")
            };
        }
    }
    if apps.is_empty() {
        out.push_str("# [apps.web]\n# path = \"apps/web\"              # standing here selects the app\n");
    }
    out.push_str(&rule("constants: declarations, and the values of plain ones"));
    out.push_str(
        "# [constants.LOG_LEVEL]\n\
         # one_of = [\"debug\", \"info\", \"warn\", \"error\"]\n\
         # values = { development = \"debug\" }\n\
         #\n\
         # [constants.DATABASE_URL]        # values of secrets are only in the store\n\
         # secret   = true\n\
         # required = true\n",
    );
}
