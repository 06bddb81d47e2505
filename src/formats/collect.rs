//! What the readers share: places in a file, and the gathering of pairs, warnings and faults.
//!
//! A reader goes on after a fault, so that all of them are reported at once; the whole file counts
//! as unread as soon as there is one.

use std::collections::BTreeMap;
use std::collections::HashMap;

use super::Parsed;
use super::ReadOptions;
use super::error::Fault;
use super::error::Position;
use super::error::Problem;
use super::error::ReadError;
use super::error::Warning;
use super::name;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Stands in messages for a name that is none, and was a fault of its own.
pub(super) const NAMELESS: &str = "?";

/// The bytes behind a byte order mark, if there is one.
pub(super) fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(BOM).unwrap_or(bytes)
}

/// Refuses UTF-16, and takes a byte order mark off the rest.
pub(super) fn text(bytes: &[u8]) -> Result<&[u8], ReadError> {
    let start = Position { line: 1, column: 1 };
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Err(ReadError::one(start, Fault::Utf16)),
        [0, a, 0, b, ..] | [a, 0, b, 0, ..] if *a != 0 && *b != 0 => Err(ReadError::one(start, Fault::Utf16)),
        _ => Ok(without_bom(bytes)),
    }
}

/// Space and tab; no other blank separates anything.
pub(super) fn is_blank(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// Takes the blanks off both ends.
pub(super) fn trim(mut text: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = text
        && is_blank(first)
    {
        text = rest;
    }
    while let [rest @ .., last] = text
        && is_blank(last)
    {
        text = rest;
    }
    text
}

/// A name as it may stand in a message.
pub(super) fn label(name: &[u8]) -> &str {
    name::check(name).unwrap_or(NAMELESS)
}

/// The lines of a file, to turn offsets into places.
pub(super) struct Lines<'a> {
    bytes: &'a [u8],
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let breaks = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        let starts = std::iter::once(0).chain(breaks.map(|(offset, _)| offset + 1)).collect();
        Self { bytes, starts }
    }

    /// The line of an offset.
    fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    /// The place of an offset. A column counts characters: bytes that do not continue one.
    pub(super) fn position(&self, offset: usize) -> Position {
        let line = self.line(offset);
        let start = self.starts.get(line.wrapping_sub(1)).copied().unwrap_or(0);
        let before = self.bytes.get(start..offset).unwrap_or_default();
        let column = 1 + before.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
        Position { line, column }
    }
}

/// What a reader has found so far.
pub(super) struct Found<'a> {
    lines: Lines<'a>,
    strict: bool,
    rename: BTreeMap<String, String>,
    pairs: Vec<(String, Vec<u8>)>,
    /// Where each name is in `pairs`, and the line it was last set on.
    seen: HashMap<String, (usize, usize)>,
    warnings: Vec<Warning>,
    problems: Vec<Problem>,
    count: usize,
}

impl<'a> Found<'a> {
    pub(super) fn new(bytes: &'a [u8], options: &ReadOptions) -> Self {
        Self {
            lines: Lines::new(bytes),
            strict: options.strict,
            rename: options.rename.clone(),
            pairs: Vec::new(),
            seen: HashMap::new(),
            warnings: Vec::new(),
            problems: Vec::new(),
            count: 0,
        }
    }

    /// Notes a fault.
    pub(super) fn fault(&mut self, offset: usize, fault: impl Into<Fault>) {
        self.count += 1;
        if self.problems.len() < ReadError::KEPT {
            let at = self.lines.position(offset);
            self.problems.push(Problem { at, fault: fault.into() });
        }
    }

    /// Notes a warning; under `strict`, a fault.
    pub(super) fn warn(&mut self, offset: usize, warning: impl FnOnce(Position) -> Warning) {
        let warning = warning(self.lines.position(offset));
        if self.strict {
            self.fault(offset, warning);
        } else {
            self.warnings.push(warning);
        }
    }

    /// Checks a name; a bad one is noted.
    pub(super) fn name(&mut self, offset: usize, text: &[u8]) -> Option<String> {
        let renamed = std::str::from_utf8(text).ok().and_then(|text| self.rename.get(text));
        match name::check(renamed.map_or(text, |name| name.as_bytes())) {
            Ok(text) => Some(text.to_owned()),
            Err(fault) => {
                self.fault(offset, Fault::Name(fault));
                None
            }
        }
    }

    /// The value of a name set above.
    pub(super) fn value(&self, name: &str) -> Option<&[u8]> {
        let (index, _) = self.seen.get(name)?;
        self.pairs.get(*index).map(|(_, value)| value.as_slice())
    }

    /// Adds a pair. A name keeps its first place and its last value.
    pub(super) fn add(&mut self, offset: usize, name: String, value: Vec<u8>) {
        if value.contains(&0) {
            return self.fault(offset, Fault::Nul { name });
        }
        let line = self.lines.line(offset);
        if let Some((index, first)) = self.seen.get_mut(&name) {
            let first = std::mem::replace(first, line);
            self.pairs[*index].1 = value;
            self.warn(offset, |at| Warning::Duplicate { at, name, first });
        } else {
            self.seen.insert(name.clone(), (self.pairs.len(), line));
            self.pairs.push((name, value));
        }
    }

    /// Hands over what was found, unless anything was wrong.
    pub(super) fn finish(self) -> Result<Parsed, ReadError> {
        if self.count == 0 {
            Ok(Parsed { pairs: self.pairs, warnings: self.warnings })
        } else {
            Err(ReadError { problems: self.problems, count: self.count })
        }
    }
}
