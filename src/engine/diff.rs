//! What differs between the values of two environments, and between the versions in them.

use std::collections::BTreeMap;

use super::resolve::Open;
use crate::crypto::Plain;
use crate::model::{AppName, Content, EnvId, Key, ProjectName, Scope, Tree};

/// A value on one side.
#[derive(Clone, Debug, PartialEq)]
pub enum Side {
    /// Plain text, or a secret that the caller may open.
    Value {
        /// The value.
        value: Plain,
        /// Whether it is a secret.
        secret: bool,
    },
    /// A secret that did not open: equal to nothing.
    Unreadable,
}

/// One constant that differs.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The constant.
    pub key: Key,
    /// The app, for an app's own value.
    pub app: Option<AppName>,
    /// Its value on the first side.
    pub before: Option<Side>,
    /// Its value on the second side.
    pub after: Option<Side>,
}

/// What differs in the values of two environments, and how many constants are the same. The sides
/// may be one environment at two revisions: each has its own tree.
pub fn values(
    before: (&Tree, EnvId, &Open<'_>),
    after: (&Tree, EnvId, &Open<'_>),
    p: &ProjectName,
) -> (Vec<Difference>, usize) {
    let mut old = side(before, p);
    let mut differences = Vec::new();
    let mut same = 0;
    for (at, new) in side(after, p) {
        let was = old.remove(&at);
        if was.as_ref() == Some(&new) && new != Side::Unreadable {
            same += 1;
        } else {
            differences.push(Difference { key: at.0, app: at.1, before: was, after: Some(new) });
        }
    }
    let gone =
        old.into_iter().map(|((key, app), was)| Difference { key, app, before: Some(was), after: None });
    differences.extend(gone);
    differences.sort_by(|a, b| (&a.key, &a.app).cmp(&(&b.key, &b.app)));
    (differences, same)
}

fn side(
    (tree, env, open): (&Tree, EnvId, &Open<'_>),
    p: &ProjectName,
) -> BTreeMap<(Key, Option<AppName>), Side> {
    let mut side = BTreeMap::new();
    for (key, constant) in tree.constants(p) {
        if let Some(default) =
            constant.default.as_ref().filter(|_| tree.value(p, env, &Scope::Project, &key).is_none())
        {
            let value = Plain::new(default.as_bytes().to_vec());
            side.insert((key, None), Side::Value { value, secret: false });
        }
    }
    let apps = tree.apps(p).into_iter().map(|(app, _)| Some(app));
    for app in std::iter::once(None).chain(apps) {
        for (path, value) in tree.values(p, env, &Scope::of(app.as_ref())) {
            let Ok(key) = path.last().parse() else { continue };
            let found = match &value.content {
                Content::Deleted => continue,
                Content::Plain(bytes) => Side::Value { value: Plain::new(bytes.clone()), secret: false },
                Content::Sealed(sealed) => match open(path, sealed) {
                    Ok(value) => Side::Value { value, secret: true },
                    Err(_) => Side::Unreadable,
                },
            };
            side.insert((key, app.clone()), found);
        }
    }
    side
}
