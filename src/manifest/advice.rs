//! What to say to a person about a key that is not as it should be.
//!
//! Finding such keys is in `check`. Invariant: hints are made of the schema's words, never of values.

use super::schema::Key;
use super::schema::Shape;

/// Says what may stand at a key.
pub(super) fn expected(shape: &Shape) -> String {
    let what = match shape {
        Shape::Text => "a string",
        Shape::Bool => "true or false",
        Shape::Int => "an integer",
        Shape::Count => "an integer, 0 or more",
        Shape::Word(words) => return format!("must be one of {}", words.join(", ")),
        Shape::Name(_) => "a name",
        Shape::InnerPath => "a path within the project: relative, without `..`",
        Shape::Plain => "a string, a number, true or false",
        Shape::List(Shape::Name(_)) => "an array of names",
        Shape::List(Shape::InnerPath) => "an array of paths within the project",
        Shape::List(_) => "an array of strings",
        Shape::OneOrMore(_) => "a string or an array of strings",
        Shape::Records(_) => "an array of inline tables, [{ … }]",
        Shape::Keys(_) | Shape::Thing(_) | Shape::Each(..) | Shape::Free => "a table",
    };
    format!("must be {what}")
}

/// Returns the nearest known key; of keys that other tools have, why there are none here.
pub(super) fn hint_for(name: &str, keys: &'static [Key], top: bool) -> Option<String> {
    let reason = match name {
        "server" => "the store is named by [store] url",
        "command" | "hook" => "commands of a promotion are in [hooks]: pre, deploy, verify, post",
        "include" => "a manifest includes no other file; see [workspace] members",
        _ => return nearest(name, keys.iter().map(|key| key.name)),
    };
    top.then(|| reason.to_owned())
}

/// Asks whether the nearest known word was meant, if there is one near.
pub(super) fn nearest(name: &str, known: impl Iterator<Item = &'static str>) -> Option<String> {
    // Comparing is quadratic in the length, and no near miss is this long.
    if name.len() > 64 {
        return None;
    }
    let name = name.to_lowercase();
    let far = 1 + name.chars().count() / 4;
    known
        .map(|known| (strsim::damerau_levenshtein(&name, known), known))
        .filter(|(distance, _)| *distance <= far)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| format!("did you mean {known}?"))
}
