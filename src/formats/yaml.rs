//! YAML: one flat mapping, every value a string in double quotes.
//!
//! Written plainly, most awkward values are something else to some reader: `yes`, `0123`, `12:30`.
//! The reader takes a plain scalar only if every version of YAML reads it as the text that it is;
//! anchors, aliases and tags are refused, so nothing is ever constructed or multiplied.

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use regex_lite::Regex;
use saphyr_parser::Event;
use saphyr_parser::Parser;
use saphyr_parser::ScalarStyle;
use saphyr_parser::ScanError;
use saphyr_parser::Span;
use saphyr_parser::StrInput;

use super::Format;
use super::Pair;
use super::Parsed;
use super::ReadOptions;
use super::Row;
use super::Setting;
use super::WriteOptions;
use super::Written;
use super::collect;
use super::collect::Lines;
use super::error::Fault;
use super::error::ReadError;
use super::error::WriteError;
use super::nested;
use super::nested::DEPTH_MAX;
use super::nested::Member;
use super::nested::Members;
use super::nested::Node;
use super::pieces;
use super::quote;

/// `yaml`.
pub(super) const YAML: Format = Format(&Row {
    name: "yaml",
    about: "one flat mapping of strings",
    suffixes: &[".yaml", ".yml"],
    settings: &[Setting::Header, Setting::Flatten],
    appended_to: None,
    write,
    read,
});

/// A plain scalar that some version of YAML takes for a number, a truth value, a time, or a sign.
static TYPED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let number = r"[-+]?(?:[0-9][0-9_]*(?::[0-5]?[0-9])*(?:\.[0-9_]*)?|\.[0-9_]+)(?:[eE][-+]?[0-9]+)?";
    let other =
        r"[-+]?0[box][0-9a-fA-F_]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|[0-9]{4}-[0-9]{1,2}-[0-9].*|=";
    let truth = "[yYnN]|[yY]es|YES|[nN]o|NO|[tT]rue|TRUE|[fF]alse|FALSE|[oO]n|ON|[oO]ff|OFF";
    Regex::new(&format!("^(?:{number}|{other}|{truth})$")).ok()
});

/// Whether a plain scalar may be something else than its text.
fn is_ambiguous(text: &str) -> bool {
    !quote::is_plain_scalar(text) && TYPED.as_ref().is_none_or(|typed| typed.is_match(text))
}

/// Whether a plain scalar is null.
fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

fn write(pairs: &[&Pair], options: &WriteOptions) -> Result<Written, WriteError> {
    let mut written = pieces(pairs, options.header.as_deref(), |bytes, pair| {
        bytes.extend(format!("{}: {}\n", key(&pair.name), quote::double(pair.text()?)).into_bytes());
        Ok(())
    })?;
    if pairs.is_empty() {
        written.bytes.extend(b"{}\n");
    }
    Ok(written)
}

/// A key, in quotes if it could be taken for something else.
pub(super) fn key(name: &str) -> String {
    if is_null(name) || TYPED.as_ref().is_none_or(|typed| typed.is_match(name)) {
        quote::double(name)
    } else {
        name.to_owned()
    }
}

fn read(bytes: &[u8], options: &ReadOptions) -> Result<Parsed, ReadError> {
    let text = collect::utf8(bytes)?;
    let lines = Lines::new(text.as_bytes());
    let mut documents = documents(text, &lines)?;
    if let Some((at, _)) = documents.get(1) {
        return Err(ReadError::one(lines.position(*at), Fault::SecondDocument));
    }
    match documents.pop() {
        Some((_, Node::Object(members))) => nested::flat(text.as_bytes(), members, options),
        Some((at, _)) => Err(ReadError::one(lines.position(at), Fault::NotObject)),
        None => Err(ReadError::one(lines.position(0), Fault::NotObject)),
    }
}

/// The documents of a stream, with their offsets.
pub(super) fn documents<'a>(text: &'a str, lines: &Lines<'_>) -> Result<Vec<(usize, Node<'a>)>, ReadError> {
    let mut reader = Reader { events: Parser::new_from_str(text), lines };
    let mut documents = Vec::new();
    loop {
        let (event, at) = reader.next()?;
        match event {
            Event::StreamEnd => return Ok(documents),
            Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing => {}
            event => {
                let node = reader.node(event, 1)?;
                documents.push((at, node));
            }
        }
    }
}

struct Reader<'a, 'l> {
    events: Parser<'a, StrInput<'a>>,
    lines: &'l Lines<'l>,
}

impl<'a> Reader<'a, '_> {
    /// The next event and its offset; after the last one, the end again.
    fn next(&mut self) -> Result<(Event<'a>, usize), ReadError> {
        match self.events.next_event() {
            Some(Ok((event, span))) => Ok((event, self.offset(&span))),
            Some(Err(error)) => Err(self.fault(&error)),
            None => Ok((Event::StreamEnd, 0)),
        }
    }

    fn offset(&self, span: &Span) -> usize {
        self.lines.offset(span.start.line(), span.start.col())
    }

    /// What the parser says is kept up to where it could quote the file.
    fn fault(&self, error: &ScanError) -> ReadError {
        let at = self.lines.offset(error.marker().line(), error.marker().col());
        let message = error.info().split([':', '`']).next().unwrap_or_default().trim().to_lowercase();
        ReadError::one(self.lines.position(at), Fault::Syntax { message })
    }

    fn node(&mut self, event: Event<'a>, depth: usize) -> Result<Node<'a>, ReadError> {
        let indirect = matches!(
            &event,
            Event::Alias(_)
                | Event::Scalar(_, _, 1.., _)
                | Event::Scalar(_, _, _, Some(_))
                | Event::SequenceStart(1.., _)
                | Event::SequenceStart(_, Some(_))
                | Event::MappingStart(1.., _)
                | Event::MappingStart(_, Some(_))
        );
        let node = match event {
            Event::Scalar(text, ScalarStyle::Plain, ..) if is_null(&text) => Node::null(),
            Event::Scalar(text, ScalarStyle::Plain, ..) if is_ambiguous(&text) => Node::ambiguous(),
            Event::Scalar(text, ..) => Node::Text(text),
            Event::MappingStart(..) | Event::SequenceStart(..) if depth > DEPTH_MAX => self.skip()?,
            Event::MappingStart(..) => self.mapping(depth)?,
            Event::SequenceStart(..) => self.sequence(depth)?,
            _ => Node::Broken(Fault::Indirect),
        };
        Ok(if indirect { Node::Broken(Fault::Indirect) } else { node })
    }

    fn mapping(&mut self, depth: usize) -> Result<Node<'a>, ReadError> {
        let mut members = Members::new();
        loop {
            let (event, at) = self.next()?;
            let key = match event {
                Event::MappingEnd | Event::StreamEnd => return Ok(Node::Object(members)),
                Event::Scalar(text, _, 0, None) => Some(text),
                event => {
                    self.node(event, depth + 1)?;
                    None
                }
            };
            let (event, value_at) = self.next()?;
            let value = self.node(event, depth + 1)?;
            members.push(match key {
                Some(key) => Member { at: value_at, key, value },
                None => Member { at, key: "".into(), value: Node::Broken(Fault::Indirect) },
            });
        }
    }

    fn sequence(&mut self, depth: usize) -> Result<Node<'a>, ReadError> {
        let mut items = Vec::new();
        loop {
            match self.next()?.0 {
                Event::SequenceEnd | Event::StreamEnd => return Ok(Node::Array(items)),
                event => items.push(self.node(event, depth + 1)?),
            }
        }
    }

    /// Passes over what is too deep.
    fn skip(&mut self) -> Result<Node<'a>, ReadError> {
        let mut open = 1_usize;
        while open > 0 {
            match self.next()?.0 {
                Event::MappingStart(..) | Event::SequenceStart(..) => open += 1,
                Event::MappingEnd | Event::SequenceEnd => open -= 1,
                Event::StreamEnd => break,
                _ => {}
            }
        }
        Ok(Node::Deep)
    }
}
