//! The two streams, and the buffers that stand in for them in tests.
//!
//! The only place that writes. Colours were decided before the text comes here; `anstream` is
//! left the one thing it is needed for, consoles of Windows that do not know escape codes.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use super::line::Look;

/// Where a stream goes, and how it wants its text.
#[derive(Clone, Debug)]
pub(super) struct Stream {
    pub(super) look: Look,
    sink: Sink,
}

#[derive(Clone, Debug)]
enum Sink {
    Stdout,
    Stderr,
    Buffer(Buffer),
}

/// What a stream would have been given.
#[derive(Clone, Debug, Default)]
pub(super) struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Stream {
    pub(super) fn stdout(look: Look) -> Stream {
        Stream { look, sink: Sink::Stdout }
    }

    pub(super) fn stderr(look: Look) -> Stream {
        Stream { look, sink: Sink::Stderr }
    }

    pub(super) fn captured(look: Look) -> (Stream, Buffer) {
        let buffer = Buffer::default();
        (Stream { look, sink: Sink::Buffer(buffer.clone()) }, buffer)
    }

    /// Writes text that was made safe; what it says cannot command a GitHub runner either.
    pub(super) fn write_text(&self, text: &str) -> io::Result<()> {
        let text = if self.look.github { defused(text) } else { Cow::Borrowed(text) };
        self.write(text.as_bytes())
    }

    /// Writes bytes as they are.
    pub(super) fn write(&self, bytes: &[u8]) -> io::Result<()> {
        match &self.sink {
            Sink::Stdout if self.look.color => send(anstream::AutoStream::always(io::stdout().lock()), bytes),
            Sink::Stdout => send(io::stdout().lock(), bytes),
            Sink::Stderr if self.look.color => send(anstream::AutoStream::always(io::stderr().lock()), bytes),
            Sink::Stderr => send(io::stderr().lock(), bytes),
            Sink::Buffer(buffer) => {
                buffer.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
                Ok(())
            }
        }
    }
}

impl Buffer {
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn send(mut to: impl Write, bytes: &[u8]) -> io::Result<()> {
    to.write_all(bytes)?;
    to.flush()
}

/// A line that begins with `::`, or holds `##[`, is a command to the runner: a commit message in
/// a log could set the outputs of a step.
fn defused(text: &str) -> Cow<'_, str> {
    if !text.contains("::") && !text.contains("##[") {
        return Cow::Borrowed(text);
    }
    let defuse = |line: &str| {
        let line = line.replace("##[", "##\\u{5b}");
        if line.trim_start().starts_with("::") { line.replacen(':', "\\u{3a}", 1) } else { line }
    };
    Cow::Owned(text.split_inclusive('\n').map(defuse).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runner_commands_are_defused() {
        assert_eq!(
            defused("a::b\n  ::set-output name=x::y\n##[group]\n"),
            "a::b\n  \\u{3a}:set-output name=x::y\n##\\u{5b}group]\n"
        );
    }
}
