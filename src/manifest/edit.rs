//! Setting and removing single keys in a layout.
//!
//! Decides where a key goes; how the file is cut is in `layout`, what a change may be in `schema`.
//! Invariant: only pieces of the keys named are touched. Whether the result says what was meant is
//! for the caller to read back.

use super::fact::Fact;
use super::fact::FactPath;
use super::group;
use super::layout::Entry;
use super::layout::Header;
use super::layout::Layout;
use super::layout::Line;
use super::layout::Part;
use super::layout::Piece;
use super::layout::Section;
use super::layout::may_lead;
use super::schema;
use super::schema::Written;
use super::text;

/// Where an entry is: its section, its line, then the way through inline tables.
#[derive(Clone, Debug)]
struct Spot {
    section: usize,
    line: usize,
    inner: Vec<usize>,
}

/// What the file has at a path.
#[derive(Clone, Debug)]
enum Found {
    /// A key with a value.
    Leaf(Spot),
    /// An inline table.
    Inline(Spot),
    /// A table with a header.
    Header(usize),
    /// A table by dotted keys; the last of them.
    Dotted(Spot),
    /// A table only because headers of its subtables name it.
    Implied,
}

/// Removes the key or table at a path with all that lies in it, wherever it is written.
pub(super) fn remove(layout: &mut Layout, path: &FactPath) {
    let path = path.parts();
    for at in layout.around(path) {
        let section = &mut layout.sections[at];
        if section.lies_in(path) {
            remove_section(layout, at);
            continue;
        }
        if section.leads_to(path) {
            let base = section.path();
            section.lines.retain_mut(|line| match line {
                Line::Trivia(_) => true,
                Line::Entry(entry) => keep(entry, &base, path),
            });
        }
    }
}

/// Takes `path` out of an entry; tells whether the entry itself stays.
fn keep(entry: &mut Entry, base: &[String], path: &[String]) -> bool {
    let own = entry.path(base);
    if own.starts_with(path) {
        return false;
    }
    let Piece::Group(table) = &mut entry.value else {
        return true;
    };
    if !table.curly || !path.starts_with(&own) {
        return true;
    }
    let before = table.entries.len();
    for at in (0..before).rev() {
        if !keep(&mut table.entries[at], &own, path) {
            group::remove(table, at);
        }
    }
    // An emptied `values = { }` goes; an emptied thing stays, it is a fact by itself.
    let emptied = before > 0 && table.entries.is_empty();
    !emptied || schema::is_thing(&own)
}

fn remove_section(layout: &mut Layout, at: usize) {
    let Some((section, next)) = layout.take(at) else { return };
    let last = next.is_none();
    let next = match next {
        Some(next) => &mut layout.sections[next].lead,
        None => &mut layout.tail,
    };
    let mut lead = section.lead;
    let blank = |line: &&str| line.trim().is_empty();
    let roomy = next.lines().next().map_or(last, |line| blank(&line));
    if roomy {
        // One blank line between the neighbours is enough. Comments above the table stay.
        let lines: Vec<_> = lead.split_inclusive('\n').collect();
        let blanks: usize = lines.iter().rev().copied().take_while(blank).map(str::len).sum();
        lead.truncate(lead.len() - blanks);
    }
    next.insert_str(0, &lead);
}

/// Sets the key at a path. Nothing if the file is written in a way that has no place for it.
pub(super) fn set(layout: &mut Layout, path: &FactPath, fact: &Fact) -> Option<()> {
    let path = path.parts();
    let found = find(layout, path);
    match (found, fact) {
        (Some(Found::Leaf(_)), Fact::Table) => None,
        (Some(_), Fact::Table) => Some(()),
        (Some(Found::Leaf(spot) | Found::Inline(spot)), fact) => {
            let newline = layout.newline;
            group::replace(&mut entry_mut(layout, &spot)?.value, fact, newline)
        }
        (Some(_), _) => None,
        (None, fact) => insert(layout, path, fact),
    }
}

fn insert(layout: &mut Layout, path: &[String], fact: &Fact) -> Option<()> {
    let (known, found) =
        (0..path.len()).rev().find_map(|known| Some((known, find(layout, &path[..known])?)))?;
    let newline = layout.newline;
    match found {
        Found::Leaf(_) => None,
        Found::Inline(spot) => {
            let entry = entry(&path[known..], &text::value(fact))?;
            let Piece::Group(table) = &mut entry_mut(layout, &spot)?.value else {
                return None;
            };
            group::push(table, entry, newline);
            Some(())
        }
        Found::Dotted(spot) => insert_after(layout, &spot, path, fact),
        Found::Header(_) | Found::Implied => {
            // The table itself is what a change to `Table` names; a leaf lies in its parent.
            let end = if *fact == Fact::Table { path.len() } else { path.len() - 1 };
            let headed =
                (known + 1..=end).rev().find(|len| schema::written(&path[..*len]) == Written::Header);
            match (found, headed) {
                (Found::Header(at), None) => append(layout, at, path, known, fact),
                (_, headed) => {
                    let len = headed.unwrap_or(end);
                    let at = new_section(layout, &path[..len]);
                    if *fact == Fact::Table { Some(()) } else { append(layout, at, path, len, fact) }
                }
            }
        }
    }
}

/// Appends a key to the table of a section whose header has the first `known` parts of the path.
fn append(layout: &mut Layout, at: usize, path: &[String], known: usize, fact: &Fact) -> Option<()> {
    let newline = layout.newline;
    let section = layout.sections.get_mut(at)?;
    let mut entry = nested_entry(path, known, fact)?;
    entry.before = indent(section);
    entry.equals = equals(section, &entry);
    entry.after = newline.to_owned();
    let last = section.lines.iter().rposition(|line| matches!(line, Line::Entry(_)));
    let end = if section.header.is_some() { 0 } else { section.lines.len() };
    section.lines.insert(last.map_or(end, |last| last + 1), Line::Entry(entry));
    Some(())
}

/// Writes a key beside another with which it shares a dotted table.
fn insert_after(layout: &mut Layout, spot: &Spot, path: &[String], fact: &Fact) -> Option<()> {
    let newline = layout.newline;
    let section = layout.sections.get_mut(spot.section)?;
    let mut base = section.path();
    let Some((last, way)) = spot.inner.split_last() else {
        let mut entry = entry(&path[base.len()..], &text::value(fact))?;
        entry.before = indent(section);
        entry.after = newline.to_owned();
        section.lines.insert(spot.line + 1, Line::Entry(entry));
        return Some(());
    };
    let Line::Entry(mut outer) = section.lines.get(spot.line)?.clone() else {
        return None;
    };
    base = outer.path(&base);
    for at in way {
        outer = outer.value.table()?.entries.get(*at)?.clone();
        base = outer.path(&base);
    }
    let entry = entry(&path[base.len()..], &text::value(fact))?;
    let parent = Spot { inner: way.to_vec(), ..spot.clone() };
    let Piece::Group(table) = &mut entry_mut(layout, &parent)?.value else {
        return None;
    };
    group::insert(table, last + 1, entry, newline);
    Some(())
}

fn entry(key: &[String], value: &str) -> Option<Entry> {
    Some(Entry {
        before: String::new(),
        key: parts(key),
        equals: " = ".to_owned(),
        value: Piece::parse(value)?,
        after: String::new(),
    })
}

/// Makes the entry for a path in a table with a header of its first `known` parts. Tables between
/// that are new are written inline or dotted, as the schema says.
fn nested_entry(path: &[String], known: usize, fact: &Fact) -> Option<Entry> {
    let mut value = text::value(fact);
    let mut end = path.len();
    for len in (known + 1..path.len()).rev() {
        if schema::written(&path[..len]) == Written::Inline {
            value = format!("{{ {} = {value} }}", text::dotted(&path[len..end]));
            end = len;
        }
    }
    entry(&path[known..end], &value)
}

fn parts(names: &[String]) -> Vec<Part> {
    let part = |(at, name): (usize, &String)| Part {
        before: if at == 0 { "" } else { "." }.to_owned(),
        raw: text::key(name).into_owned(),
        name: name.clone(),
    };
    names.iter().enumerate().map(part).collect()
}

/// Indents as the last key of the section, or as its header.
fn indent(section: &Section) -> String {
    let entries = section.lines.iter().rev().find_map(|line| match line {
        Line::Entry(entry) => Some(entry.before.clone()),
        Line::Trivia(_) => None,
    });
    let header = section.header.as_ref();
    entries.or_else(|| header.map(|header| header.before.replace('[', ""))).unwrap_or_default()
}

/// Lines up the `=` where all keys of the table have theirs in one column.
fn equals(section: &Section, new: &Entry) -> String {
    let width =
        |entry: &Entry| -> usize { entry.key.iter().map(|part| part.before.len() + part.raw.len()).sum() };
    let columns: Vec<usize> = section
        .lines
        .iter()
        .filter_map(|line| match line {
            Line::Entry(entry) => Some(width(entry) + entry.equals.find('=')?),
            Line::Trivia(_) => None,
        })
        .collect();
    match columns.first() {
        Some(first) if columns.len() > 1 && columns.iter().all(|column| column == first) => {
            format!("{:pad$}= ", "", pad = first.saturating_sub(width(new)).max(1))
        }
        _ => " = ".to_owned(),
    }
}

/// Adds a section after the last of its kind, with a blank line before; returns where it is.
fn new_section(layout: &mut Layout, path: &[String]) -> usize {
    let newline = layout.newline;
    let header = Header { before: "[".to_owned(), key: parts(path), after: format!("]{newline}") };
    let mut section = Section { lead: newline.to_owned(), header: Some(header), lines: Vec::new() };
    let kin = (1..path.len()).rev().find_map(|len| layout.last_in(&path[..len]));
    match kin {
        Some(kin) => layout.push_after(kin, section),
        None => {
            // At the end of the file, so after the comments that end it.
            let tail = std::mem::take(&mut layout.tail);
            let blank = tail.lines().last().is_some_and(|line| line.trim().is_empty());
            section.lead = if blank { tail } else { tail + newline };
            layout.push(section)
        }
    }
}

/// Looks a path up. The root is the header-less first section.
fn find(layout: &Layout, path: &[String]) -> Option<Found> {
    if path.is_empty() {
        return Some(Found::Header(0));
    }
    let mut best = None;
    for at in layout.near(path) {
        let section = &layout.sections[at];
        match (section.lies_in(path), section.leads_to(path)) {
            (true, true) => return Some(Found::Header(at)),
            (true, false) => best = best.or(Some(Found::Implied)),
            (false, _) => {}
        }
        if !section.leads_to(path) {
            continue;
        }
        let base = section.path();
        let inner = &path[base.len()..];
        for (line, item) in section.lines.iter().enumerate() {
            let Line::Entry(entry) = item else { continue };
            if !may_lead(&entry.key, inner) {
                continue;
            }
            let spot = Spot { section: at, line, inner: Vec::new() };
            match find_in(entry, &base, path, spot) {
                Some(dotted @ Found::Dotted(_)) => best = Some(dotted),
                Some(found) => return Some(found),
                None => {}
            }
        }
    }
    best
}

fn find_in(entry: &Entry, base: &[String], path: &[String], spot: Spot) -> Option<Found> {
    let own = entry.path(base);
    if own == path {
        let inline = entry.value.table().is_some();
        return Some(if inline { Found::Inline(spot) } else { Found::Leaf(spot) });
    }
    if own.starts_with(path) {
        return Some(Found::Dotted(spot));
    }
    if !path.starts_with(&own) {
        return None;
    }
    let mut best = None;
    for (at, inner) in entry.value.table()?.entries.iter().enumerate() {
        let mut spot = spot.clone();
        spot.inner.push(at);
        match find_in(inner, &own, path, spot) {
            Some(dotted @ Found::Dotted(_)) => best = Some(dotted),
            Some(found) => return Some(found),
            None => {}
        }
    }
    best
}

fn entry_mut<'l>(layout: &'l mut Layout, spot: &Spot) -> Option<&'l mut Entry> {
    let line = layout.sections.get_mut(spot.section)?.lines.get_mut(spot.line)?;
    let mut entry = match line {
        Line::Entry(entry) => entry,
        Line::Trivia(_) => return None,
    };
    for at in &spot.inner {
        let Piece::Group(group) = &mut entry.value else {
            return None;
        };
        entry = group.entries.get_mut(*at)?;
    }
    Some(entry)
}
