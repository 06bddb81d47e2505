//! Entries of arrays and inline tables: adding, removing, replacing them.
//!
//! Works on pieces of one value and does not know where it stands. Invariant: comments inside a
//! value survive, and a group written over several lines stays so.

use super::check;
use super::fact::Fact;
use super::layout::Entry;
use super::layout::Group;
use super::layout::Piece;
use super::text;

/// Removes an entry with its comma and the comment on its line; comments on lines of their own stay.
pub(super) fn remove(group: &mut Group, at: usize) {
    let removed = group.entries.remove(at);
    if let Some(next) = group.entries.get_mut(at) {
        let after = past_own_comment(&next.before);
        next.before = comments(&removed.before, &after).unwrap_or(removed.before);
        return;
    }
    let after = past_own_comment(if group.comma { &group.tail } else { &removed.after });
    let kept = comments(&removed.before, &after).unwrap_or(after);
    let end = match group.entries.last_mut() {
        Some(last) if !group.comma => &mut last.after,
        _ => &mut group.tail,
    };
    *end = if !group.comma && end.contains('#') { format!("{end}{kept}") } else { kept };
    group.comma &= !group.entries.is_empty();
}

/// Drops the comment on the line of the entry that this stands after.
fn past_own_comment(after: &str) -> String {
    let line = after.split_inclusive('\n').next().unwrap_or("");
    match line.find('#') {
        Some(_) if line.ends_with("\r\n") => after[line.len() - 2..].to_owned(),
        Some(_) => after[line.len() - 1..].to_owned(),
        None => after.to_owned(),
    }
}

/// Joins what stood before and after a removed entry, if there are comments in it to keep.
fn comments(before: &str, after: &str) -> Option<String> {
    if before.contains('#') {
        let lines = before.rfind('\n').map_or("", |end| &before[..=end]);
        let blank = after.split_inclusive('\n').next().filter(|line| line.trim().is_empty());
        let cut = blank.filter(|line| line.ends_with('\n')).map_or(0, str::len);
        return Some(format!("{lines}{}", &after[cut..]));
    }
    after.contains('#').then(|| after.to_owned())
}

/// Adds an entry at the end.
pub(super) fn push(group: &mut Group, entry: Entry, newline: &str) {
    insert(group, group.entries.len(), entry, newline);
}

/// Adds an entry at a place.
pub(super) fn insert(group: &mut Group, at: usize, mut entry: Entry, newline: &str) {
    let Some(pattern) = group.entries.first() else {
        // `{}` or `[ # nothing yet` and so on: keep what is there before the entry.
        entry.before = std::mem::take(&mut group.tail);
        let space = if group.curly { " " } else { "" };
        if entry.before.trim().is_empty() {
            entry.before = space.to_owned();
        }
        entry.after = space.to_owned();
        group.entries.push(entry);
        return;
    };
    let pattern = group.entries.last().unwrap_or(pattern);
    let indent = pattern.before.rfind('\n').map(|end| pattern.before[end + 1..].to_owned());
    entry.before = match &indent {
        Some(indent) => format!("{newline}{indent}"),
        None => " ".to_owned(),
    };
    if at < group.entries.len() {
        group.entries.insert(at, entry);
        return;
    }
    // What stood between the last entry and the bracket: a comment there is about that entry and
    // stays on its line, the rest now follows the new one.
    let end = match group.entries.last_mut() {
        Some(last) if !group.comma => &mut last.after,
        _ => &mut group.tail,
    };
    let mut rest = std::mem::take(end);
    if rest.contains('#') {
        let split = rest.rfind('\n').map_or(rest.len(), |at| at + 1);
        let closing = rest.split_off(split);
        entry.before = format!("{rest}{}", indent.unwrap_or_default());
        rest = format!("{newline}{closing}");
    }
    if group.comma {
        *end = rest;
    } else {
        entry.after = rest;
    }
    group.entries.push(entry);
}

/// Replaces a value. Of an array, items that stay keep their place, comments and line.
pub(super) fn replace(piece: &mut Piece, fact: &Fact, newline: &str) -> Option<()> {
    let quotes = quotes(piece);
    if let (Piece::Group(group), Fact::List(items)) = (&mut *piece, fact)
        && !group.curly
        && !group.entries.is_empty()
        && !items.is_empty()
    {
        let mut wanted = items.iter().peekable();
        let old: Vec<_> = group.entries.iter().map(|entry| read(&entry.value)).collect();
        let mut gone = Vec::new();
        for (at, item) in old.into_iter().enumerate() {
            if wanted.next_if(|wanted| item.as_ref() == Some(wanted)).is_none() {
                gone.push(at);
            }
        }
        if gone.len() < group.entries.len() {
            gone.into_iter().rev().for_each(|at| remove(group, at));
            for item in wanted {
                let value = Piece::parse(&text::value_in(item, quotes, newline))?;
                let (before, equals, after) = Default::default();
                push(group, Entry { before, key: Vec::new(), equals, value, after }, newline);
            }
            return Some(());
        }
    }
    *piece = Piece::parse(&text::value_in(fact, quotes, newline))?;
    Some(())
}

/// The quotes that the strings of a value are written in: those of the first.
fn quotes(piece: &Piece) -> text::Quotes {
    match piece {
        Piece::Scalar(raw) => text::Quotes::of(raw),
        Piece::Group(group) => group.entries.first().map_or(text::Quotes::Quieter, |e| quotes(&e.value)),
    }
}

/// Reads a value of the file.
fn read(piece: &Piece) -> Option<Fact> {
    let mut raw = String::new();
    piece.print(&mut raw);
    let value: toml_edit::Value = raw.replace("\r\n", "\n").parse().ok()?;
    check::of_value(&value)
}
