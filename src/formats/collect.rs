//! What the readers share: places in a file, and the gathering of pairs, warnings and faults.
//!
//! A reader goes on after a fault, so that all of them are reported at once; the whole file counts
//! as unread as soon as there is one.

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

/// Text that has to be UTF-8, without its byte order mark.
pub(super) fn utf8(bytes: &[u8]) -> Result<&str, ReadError> {
    let bytes = text(bytes)?;
    std::str::from_utf8(bytes)
        .map_err(|error| ReadError::one(Lines::new(bytes).position(error.valid_up_to()), Fault::NotUtf8))
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

/// The lines of a file with their offsets, without their line feeds.
pub(super) fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0;
    bytes.split_inclusive(|byte| *byte == b'\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.strip_suffix(b"\n").unwrap_or(line))
    })
}

/// A name, its value, and the offset of what follows on the line.
pub(super) type Assignment<'a> = (&'a [u8], Vec<u8>, usize);

/// Reads a file of assignments, one a line, whose values may span more of them.
///
/// `assignment` reads one at an offset, or fails with a fault and its offset.
pub(super) fn assignments<'a>(
    bytes: &'a [u8],
    options: &ReadOptions,
    comments: &[&[u8]],
    assignment: impl Fn(&'a [u8], usize) -> Result<Assignment<'a>, (usize, Fault)>,
) -> Result<Parsed, ReadError> {
    let bytes = text(bytes)?;
    let mut found = Found::new(bytes, options);
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let start = at + rest.iter().take_while(|byte| is_blank(byte)).count();
        let line = line_at(bytes, start);
        let mut end = start;
        if !line.is_empty() && !comments.iter().any(|comment| line.starts_with(comment)) {
            let read = assignment(bytes, start).and_then(|(name, value, end)| {
                let rest = bytes[end..].split(|byte| *byte == b'\n').next().unwrap_or_default();
                let blanks = rest.iter().take_while(|byte| is_blank(byte)).count();
                let comment =
                    blanks > 0 && comments.iter().any(|comment| rest[blanks..].starts_with(comment));
                let ends = rest.len() == blanks || comment;
                let after = || (end, Fault::AfterQuote { name: label(name).to_owned() });
                ends.then_some((name, value, end)).ok_or_else(after)
            });
            end = match read {
                Ok((name, value, end)) => {
                    if let Some(name) = found.name(start, name) {
                        found.add(start, name, value);
                    }
                    end
                }
                // What follows an open quote may be value or not: no use in reading it.
                Err((offset, fault @ Fault::Unterminated { .. })) => {
                    found.fault(offset, fault);
                    bytes.len()
                }
                Err((offset, fault)) => {
                    found.fault(offset, fault);
                    offset
                }
            };
        }
        at = end + bytes[end..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1);
    }
    found.finish()
}

/// The rest of the line from an offset, without its end.
pub(super) fn line_at(bytes: &[u8], at: usize) -> &[u8] {
    let line = bytes.get(at..).unwrap_or_default().split(|byte| *byte == b'\n').next().unwrap_or_default();
    line.strip_suffix(b"\r").unwrap_or(line)
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

    /// The offset of a character of a line: the line from 1, the character from 0.
    pub(super) fn offset(&self, line: usize, character: usize) -> usize {
        let start = self.starts.get(line.wrapping_sub(1)).copied().unwrap_or(self.bytes.len());
        let rest = &self.bytes[start..];
        let mut heads = rest.iter().enumerate().filter(|(_, byte)| **byte & 0xc0 != 0x80);
        start + heads.nth(character).map_or(rest.len(), |(offset, _)| offset)
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
    options: &'a ReadOptions,
    pairs: Vec<(String, Vec<u8>)>,
    /// Where each name is in `pairs`, and the line it was last set on.
    seen: HashMap<String, (usize, usize)>,
    warnings: Vec<Warning>,
    problems: Vec<Problem>,
    count: usize,
}

impl<'a> Found<'a> {
    pub(super) fn new(bytes: &'a [u8], options: &'a ReadOptions) -> Self {
        Self {
            lines: Lines::new(bytes),
            options,
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
        if self.options.strict {
            self.fault(offset, warning);
        } else {
            self.warnings.push(warning);
        }
    }

    /// What a name of the file is called here, if it is asked for; a bad one is noted.
    pub(super) fn name(&mut self, offset: usize, text: &[u8]) -> Option<String> {
        let ReadOptions { rename, prefix, only, .. } = self.options;
        let renamed = std::str::from_utf8(text).ok().and_then(|text| rename.get(text));
        let name = match renamed {
            Some(name) => name.as_bytes().to_vec(),
            None => [prefix.as_bytes(), text].concat(),
        };
        let asked = |name: &str| only.as_ref().is_none_or(|only| only.contains(name));
        match name::check(&name) {
            Ok(name) => asked(name).then(|| name.to_owned()),
            Err(fault) => {
                if only.is_none() {
                    self.fault(offset, Fault::Name(fault));
                }
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
