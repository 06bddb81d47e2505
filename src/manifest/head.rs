//! The head of a manifest: what every command needs to find its way.
//!
//! Also the fast way to it for `run`, past thousands of constants. Invariant: when the whole
//! manifest is valid, both ways give the same head.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;

use toml_edit::Item;
use toml_edit::TableLike;
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use super::check;
use super::excerpt;
use super::guard;
use super::schema;

/// What every command needs to find its way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The project.
    pub project: Option<String>,
    /// The organization.
    pub org: Option<String>,
    /// The store, if not the one of this machine.
    pub store_url: Option<String>,
    /// The saved login to use.
    pub store_profile: Option<String>,
    /// Environments in an organization of their own, with it.
    pub env_orgs: BTreeMap<String, String>,
    /// The apps in the order of the file, with the directory of each.
    pub apps: Vec<(String, Option<String>)>,
    /// Whether it says anything about environments.
    pub has_envs: bool,
    /// The root of the workspace that it is a member of.
    pub root: Option<PathBuf>,
    /// Directories with manifests of their own, `*` allowed.
    pub workspace_members: Vec<String>,
}

impl Head {
    /// Takes the head of a manifest that passed the check.
    pub(super) fn of(top: &dyn TableLike) -> Self {
        let text = |table: Option<&dyn TableLike>, key| {
            table.and_then(|table| table.get(key)).and_then(Item::as_str).map(str::to_owned)
        };
        let table = |key| top.get(key).and_then(Item::as_table_like);
        let named = |key| table(key).into_iter().flat_map(TableLike::iter);
        let members = table("workspace").and_then(|workspace| workspace.get("members"));
        let members = members.and_then(Item::as_array).into_iter().flatten();
        Self {
            project: text(Some(top), "project"),
            org: text(Some(top), "org"),
            store_url: text(table("store"), "url"),
            store_profile: text(table("store"), "profile"),
            env_orgs: named("envs")
                .filter(|(name, _)| !schema::is_own(name))
                .filter_map(|(name, env)| Some((name.to_owned(), text(env.as_table_like(), "org")?)))
                .collect(),
            has_envs: table("envs").is_some_and(|envs| !envs.is_empty()),
            root: None,
            apps: named("apps")
                .filter(|(name, _)| !schema::is_own(name))
                .map(|(name, app)| (name.to_owned(), text(app.as_table_like(), "path")))
                .collect(),
            workspace_members: members.filter_map(toml_edit::Value::as_str).map(str::to_owned).collect(),
        }
    }

    /// Reads the head without reading the constants. Nothing when in doubt: then the whole file
    /// has to be read, which also says what is wrong with it.
    pub(super) fn fast(path: &Path, text: &str) -> Option<Self> {
        if !text.is_ascii() && text.chars().any(guard::is_bidi) {
            return None;
        }
        let body = guard::without_bom(text);
        let text = match excerpt::cut(body) {
            Some(pieces) => {
                pieces.iter().filter(|piece| piece.constant.is_none()).map(|piece| piece.text).collect()
            }
            None => without_constants(body)?,
        };
        let text = if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { text.into() };
        guard::inspect(path, &text).ok()?;
        check::check(path, &text).ok().map(|(head, _)| head)
    }
}

/// Leaves out the tables whose header begins with a bare `constants`. The rest of a valid manifest
/// without them is a valid manifest, because no other table is written in them.
fn without_constants(text: &str) -> Option<String> {
    let mut kept = String::new();
    // Where the part to keep begins; nothing inside a table of constants.
    let mut from = Some(0);
    let mut depth = 0_usize;
    let mut line = Some(0);
    let mut tokens = Source::new(text).lex().peekable();
    while let Some(token) = tokens.next() {
        match token.kind() {
            TokenKind::Newline => {
                line = Some(token.span().end());
                continue;
            }
            TokenKind::Whitespace => continue,
            TokenKind::LeftSquareBracket if depth == 0 && line.is_some() => {
                let name = tokens.peek().map(toml_parser::lexer::Token::span)?;
                let skip = text.get(name.start()..name.end())? == "constants";
                match (from, skip) {
                    (Some(start), true) => {
                        kept.push_str(text.get(start..line?)?);
                        from = None;
                    }
                    (None, false) => from = line,
                    _ => {}
                }
                depth += 1;
            }
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => depth += 1,
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                depth = depth.checked_sub(1)?;
            }
            _ => {}
        }
        line = None;
    }
    kept.push_str(text.get(from.unwrap_or(text.len())..)?);
    (depth == 0).then_some(kept)
}
