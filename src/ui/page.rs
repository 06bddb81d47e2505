//! What commands hand to the terminal: a report, and the page that it writes itself on.
//!
//! A report is one `Serialize` struct: JSON prints it as it is, text prints what `text` makes of
//! it. The page is a string until it is whole, so a report that fails half-way prints nothing.

use jiff::Timestamp;

use super::line::{Line, Look};
use super::safe::safe_block;
use super::sign::Symbol;
use super::table::Table;

/// The answer of a command.
pub trait Report: serde::Serialize {
    /// What the JSON says it is.
    const KIND: &'static str;

    /// Writes the answer for people.
    fn text(&self, page: &mut Page<'_>);

    /// What `--quiet` leaves: the names of a list, one a line; nothing of a write.
    ///
    /// `None`, which is what other answers want, prints the text nevertheless. A write returns
    /// `Some(Vec::new())`.
    fn names(&self) -> Option<Vec<String>> {
        None
    }
}

/// Where a report writes its text.
#[derive(Debug)]
pub struct Page<'a> {
    look: &'a Look,
    now: Timestamp,
    text: String,
}

impl<'a> Page<'a> {
    pub(super) fn new(look: &'a Look, now: Timestamp) -> Page<'a> {
        Page { look, now, text: String::new() }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    /// Whether a person reads the page.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        self.look.terminal
    }

    /// The instant that relative times count from.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Adds a line.
    pub fn line(&mut self, line: impl Into<Line>) {
        self.text.push_str(&line.into().shown(self.look));
        self.text.push('\n');
    }

    /// Adds what was done, behind a tick; in a pipe without it.
    pub fn ok(&mut self, line: impl Into<Line>) {
        let line = line.into();
        if self.look.terminal {
            self.line(Line::new().symbol(Symbol::Tick).plain(" ").join(line));
        } else {
            self.line(line);
        }
    }

    /// Adds an empty line.
    pub fn blank(&mut self) {
        self.text.push('\n');
    }

    /// Adds a table.
    pub fn table(&mut self, table: Table) {
        self.text.push_str(&table.render(self.look));
    }

    /// Adds text of several lines as it is, but for what would act on the terminal.
    pub fn block(&mut self, text: &str) {
        self.text.push_str(&safe_block(text));
        if !text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// Says when something happened, or will: `2 minutes ago` to people, RFC 3339 to programs.
    #[must_use]
    pub fn time(&self, time: Timestamp) -> String {
        when(time, self.now, self.look.terminal)
    }
}

pub(super) fn when(time: Timestamp, now: Timestamp, terminal: bool) -> String {
    if terminal { relative(time, now) } else { format!("{time:.0}") }
}

fn relative(time: Timestamp, now: Timestamp) -> String {
    let seconds = time.as_second() - now.as_second();
    match apart(seconds.abs()) {
        None => "just now".to_owned(),
        Some(words) if seconds < 0 => format!("{words} ago"),
        Some(words) => format!("in {words}"),
    }
}

/// How long so many seconds are, in the largest unit that fits; nothing where none does.
pub fn apart(seconds: i64) -> Option<String> {
    const UNITS: [(&str, i64); 6] = [
        ("year", 365 * 86_400),
        ("month", 30 * 86_400),
        ("day", 86_400),
        ("hour", 3_600),
        ("minute", 60),
        ("second", 1),
    ];
    let (unit, count) =
        UNITS.into_iter().map(|(unit, length)| (unit, seconds / length)).find(|(_, count)| *count > 0)?;
    let plural = if count == 1 { "" } else { "s" };
    Some(format!("{count} {unit}{plural}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_relative() {
        let now: Timestamp = "2026-03-02T09:16:07Z".parse().expect("a time");
        let table = [
            ("2026-03-02T09:16:07.9Z", "just now"),
            ("2026-03-02T09:15:47Z", "20 seconds ago"),
            ("2026-03-02T09:14:07Z", "2 minutes ago"),
            ("2026-03-02T08:14:07Z", "1 hour ago"),
            ("2026-02-27T08:14:07Z", "3 days ago"),
            ("2025-11-01T00:00:00Z", "4 months ago"),
            ("2020-03-02T00:00:00Z", "6 years ago"),
            ("2026-03-07T09:16:07Z", "in 5 days"),
        ];
        for (time, said) in table {
            assert_eq!(relative(time.parse().expect("a time"), now), said);
        }
    }
}
