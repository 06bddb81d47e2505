//! Tables: aligned columns for people, tab-separated values for programs.
//!
//! `comfy-table` lays plain words out and styles are painted on afterwards, because it counts
//! escape codes as letters and cuts them in half. At a terminal a table fits the width; in a pipe
//! nothing is ever cut, and one row is one line.

use std::fmt::Display;

use comfy_table::{CellAlignment, presets};
use unicode_width::UnicodeWidthStr;

use super::line::{Line, Look};
use super::safe::safe;

/// Blanks between two columns.
const GAP: usize = 3;

/// A column's head, and what may happen to it.
#[derive(Clone, Debug)]
pub struct Column {
    header: String,
    importance: u8,
    right: bool,
}

/// A table in the making.
#[derive(Clone, Debug)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Row>,
    block: bool,
}

/// A row in the making.
#[derive(Clone, Debug, Default)]
pub struct Row {
    cells: Vec<Cell>,
    under: Option<Line>,
}

/// What stands in one place of a table: for people, and for programs if those get something else.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    shown: Line,
    piped: Option<String>,
}

impl Column {
    /// Begins a column; its header is written as it stands, by custom in capitals.
    #[must_use]
    pub fn new(header: impl Display) -> Column {
        Column { header: safe(&header.to_string()).into_owned(), importance: 5, right: false }
    }

    /// Says how long the column is kept whole: the least important one is cut first.
    ///
    /// Columns have 5; of equals the last is cut first, so names belong to the left.
    #[must_use]
    pub fn importance(mut self, importance: u8) -> Column {
        self.importance = importance;
        self
    }

    /// Puts the column's cells to its right side.
    #[must_use]
    pub fn right(mut self) -> Column {
        self.right = true;
        self
    }
}

impl<T: Display> From<T> for Column {
    fn from(header: T) -> Column {
        Column::new(header)
    }
}

impl Table {
    /// Begins a table with its columns.
    #[must_use]
    pub fn new(columns: impl IntoIterator<Item = impl Into<Column>>) -> Table {
        let columns = columns.into_iter().map(Into::into).collect();
        Table { columns, rows: Vec::new(), block: false }
    }

    /// Begins a block: aligned without a header, indented, never cut, and the same in a pipe.
    ///
    /// For plans and cards, which are read and not parsed.
    #[must_use]
    pub fn block() -> Table {
        Table { columns: Vec::new(), rows: Vec::new(), block: true }
    }

    /// Adds a row.
    pub fn row(&mut self, row: impl Into<Row>) -> &mut Table {
        self.rows.push(row.into());
        self
    }

    /// Whether no row was added; such a table shows nothing, not even its header.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table as lines for a stream, each with its line feed.
    pub(super) fn render(self, look: &Look) -> String {
        if self.rows.is_empty() {
            String::new()
        } else if look.terminal || self.block {
            self.aligned(look)
        } else {
            self.separated(look)
        }
    }

    fn aligned(self, look: &Look) -> String {
        let (indent, gap) = if self.block { ("  ", 2) } else { ("", GAP) };
        let mut rows: Vec<Vec<Line>> = Vec::with_capacity(self.rows.len() + 1);
        if !self.block {
            rows.push(self.columns.iter().map(|column| Line::new().dim(&column.header)).collect());
        }
        let mut unders = vec![None; rows.len()];
        for row in self.rows {
            rows.push(row.cells.into_iter().map(|cell| cell.shown.spoken(look)).collect());
            unders.push(row.under);
        }
        let mut widths = widths(&rows);
        if !self.block {
            fit(&mut widths, &self.columns, look.width);
            for row in &mut rows {
                for (cell, width) in row.iter_mut().zip(&widths) {
                    *cell = std::mem::take(cell).cut(*width, look);
                }
            }
        }
        let right: Vec<bool> = self.columns.iter().map(|column| column.right).collect();
        let second = widths.first().map_or(0, |first| first + gap);
        let mut text = String::new();
        for ((laid, row), under) in lay_out(&rows, &right, gap).iter().zip(&rows).zip(unders) {
            let line = if look.color { paint(laid, row) } else { laid.clone() };
            text.push_str(format!("{indent}{line}").trim_end());
            text.push('\n');
            if let Some(under) = under {
                text.push_str(&format!("{indent}{:second$}{}\n", "", under.shown(look)));
            }
        }
        text
    }

    fn separated(self, look: &Look) -> String {
        let unders = self.rows.iter().any(|row| row.under.is_some());
        let mut text = String::new();
        for row in self.rows {
            let mut cells: Vec<String> = row.cells.into_iter().map(|cell| cell.separated(look)).collect();
            if unders {
                cells.push(row.under.map(|line| line.text()).unwrap_or_default());
            }
            text.push_str(&cells.join("\t"));
            text.push('\n');
        }
        text
    }
}

impl Row {
    /// Begins an empty row.
    #[must_use]
    pub fn new() -> Row {
        Row::default()
    }

    /// Adds a cell.
    #[must_use]
    pub fn cell(mut self, cell: impl Into<Cell>) -> Row {
        self.cells.push(cell.into());
        self
    }

    /// Adds a line below the row, from its second column on; in a pipe it is one more cell.
    #[must_use]
    pub fn under(mut self, line: impl Into<Line>) -> Row {
        self.under = Some(line.into());
        self
    }
}

impl<C: Into<Cell>, const N: usize> From<[C; N]> for Row {
    fn from(cells: [C; N]) -> Row {
        Row { cells: cells.into_iter().map(Into::into).collect(), under: None }
    }
}

impl<C: Into<Cell>> From<Vec<C>> for Row {
    fn from(cells: Vec<C>) -> Row {
        Row { cells: cells.into_iter().map(Into::into).collect(), under: None }
    }
}

impl Cell {
    /// Shows a line to people and gives programs another text.
    #[must_use]
    pub fn pair(shown: impl Into<Line>, piped: impl Display) -> Cell {
        // Escaped like the rest: a tab or a line feed would make a column or a row of its own.
        let piped = safe(&piped.to_string()).into_owned();
        Cell { shown: shown.into(), piped: Some(piped) }
    }

    fn separated(self, look: &Look) -> String {
        // Symbols become words, but the data stays as it is whatever the locale says.
        let look = Look { unicode: true, ..*look };
        self.piped.unwrap_or_else(|| self.shown.spoken(&look).text())
    }
}

impl From<Line> for Cell {
    fn from(shown: Line) -> Cell {
        Cell { shown, piped: None }
    }
}

macro_rules! from_words {
    ($($words:ty),*) => {$(
        impl From<$words> for Cell {
            fn from(words: $words) -> Cell {
                Line::new().plain(words).into()
            }
        }
    )*};
}

from_words!(&str, &String, String, u32, u64, usize);

/// Nothing is a dash to people, and an empty cell to programs.
impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or_else(|| Cell::pair(Line::new().dim("-"), ""), Into::into)
    }
}

fn widths(rows: &[Vec<Line>]) -> Vec<usize> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |row: &Vec<Line>, at| row.get(at).map_or(0, |cell: &Line| cell.text().width());
    (0..columns).map(|at| rows.iter().map(|row| width(row, at)).max().unwrap_or(0)).collect()
}

/// Takes from the least important columns until the rest fits: first down to something that can
/// be read, then, in a very narrow terminal, to the mark of the cut.
fn fit(widths: &mut [usize], columns: &[Column], room: usize) {
    let mut order: Vec<usize> = (0..widths.len()).collect();
    order.sort_by_key(|&at| (columns.get(at).map_or(0, |column| column.importance), usize::MAX - at));
    for least in [8, 1] {
        for &at in &order {
            let total = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
            let spare = widths[at].saturating_sub(least);
            widths[at] -= spare.min(total.saturating_sub(room));
        }
    }
}

fn lay_out(rows: &[Vec<Line>], right: &[bool], gap: usize) -> Vec<String> {
    let mut table = comfy_table::Table::new();
    table.load_style(presets::NOTHING);
    table.add_rows(rows.iter().map(|row| row.iter().map(Line::text)));
    for (at, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, u16::try_from(gap).unwrap_or(0)));
        if right.get(at) == Some(&true) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect()
}

/// Finds each cell's words in the laid out line, and puts their styled form in their place.
fn paint(laid: &str, cells: &[Line]) -> String {
    let mut painted = String::new();
    let mut rest = laid;
    for cell in cells {
        let words = cell.text();
        // Only blanks stand before a cell, so the first find is the cell itself.
        let Some(at) = rest.find(words.trim_end()).filter(|_| !words.is_empty()) else {
            continue;
        };
        painted.push_str(&rest[..at]);
        painted.push_str(&cell.painted());
        rest = &rest[at + words.trim_end().len()..];
    }
    painted + rest
}
