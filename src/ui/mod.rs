//! Floor 4, the terminal: the only folder that writes to stdout and stderr, or reads the keyboard.
//!
//! stdout is the answer and nothing else; stderr is the talk: context, progress, questions,
//! warnings, hints, errors. Nothing here knows what an environment or a promotion is. Every word
//! that is shown is made harmless first, so no caller can forget it; JSON and piped payloads stay
//! as they are. The process environment is not read here: it comes as a snapshot.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use jiff::Timestamp;
use serde::Serialize;

mod line;
mod page;
mod pause;
mod problem;
mod prompt;
mod safe;
mod sign;
mod snapshot;
mod spinner;
mod stream;
mod table;

pub use line::Line;
pub use page::{Page, Report, apart};
pub use pause::{Pause, Pauses};
pub use problem::{Problem, nearest};
pub use prompt::PromptError;
pub use safe::{safe, safe_block};
pub use sign::{EnvColor, Sign, Symbol, UnknownColor};
pub use snapshot::{ColorWhen, EnvSnapshot};
pub use spinner::Spinner;
pub use table::{Cell, Column, Row, Table};

use line::Look;
use prompt::Keyboard;
use stream::{Buffer, Stream};

const SCHEMA: &str = "envctl/v1";
const HINTS: u8 = 2;

/// What the user asked of the terminal.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The command, such as `promote`, for annotations in GitHub Actions.
    pub command: String,
    /// The answer as JSON.
    pub json: bool,
    /// Names of lists, and nothing of writes.
    pub quiet: bool,
    /// How the context was found, codes and causes.
    pub verbose: bool,
    /// When to write colours.
    pub color: ColorWhen,
    /// Never to ask.
    pub no_input: bool,
    /// To show hints.
    pub hints: bool,
    /// To take y/N questions as answered.
    pub yes: bool,
    /// What the environment says about terminals.
    pub env: EnvSnapshot,
    /// The instant that relative times count from.
    pub now: Timestamp,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            command: String::new(),
            json: false,
            quiet: false,
            verbose: false,
            color: ColorWhen::Auto,
            no_input: false,
            hints: true,
            yes: false,
            env: EnvSnapshot::default(),
            now: Timestamp::UNIX_EPOCH,
        }
    }
}

/// Which of the three streams are terminals.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terminals {
    /// The keyboard.
    pub stdin: bool,
    /// The answer.
    pub stdout: bool,
    /// The talk.
    pub stderr: bool,
}

/// What a captured `Ui` has written so far.
#[derive(Clone, Debug)]
pub struct Captured {
    out: Buffer,
    err: Buffer,
}

impl Captured {
    /// What went to stdout.
    #[must_use]
    pub fn out(&self) -> String {
        String::from_utf8_lossy(&self.out.bytes()).into_owned()
    }

    /// What went to stderr.
    #[must_use]
    pub fn err(&self) -> String {
        String::from_utf8_lossy(&self.err.bytes()).into_owned()
    }
}

/// The terminal, as a command sees it.
#[derive(Debug)]
pub struct Ui {
    settings: Settings,
    terminals: Terminals,
    out: Stream,
    err: Stream,
    keyboard: Keyboard,
    hints: AtomicU8,
    shown: spinner::Shown,
    pauses: Pauses,
    failed: AtomicBool,
}

impl Ui {
    /// Opens the real streams.
    #[must_use]
    pub fn new(settings: Settings) -> Ui {
        let terminals = Terminals {
            stdin: io::stdin().is_terminal(),
            stdout: io::stdout().is_terminal() || settings.env.forces_terminal(),
            stderr: io::stderr().is_terminal(),
        };
        let width = console::Term::stdout().size_checked().map(|(_, columns)| columns);
        let out = Stream::stdout(look(&settings, terminals.stdout, width));
        let err = Stream::stderr(look(&settings, terminals.stderr, width));
        // dialoguer and indicatif draw with console, which would decide by itself.
        console::set_colors_enabled_stderr(err.look.color);
        Ui::with(settings, terminals, out, err, Keyboard::Terminal)
    }

    /// Opens buffers in place of the streams; `answers` are the lines that will be typed.
    #[must_use]
    pub fn captured(
        settings: Settings,
        terminals: Terminals,
        width: Option<u16>,
        answers: &[&str],
    ) -> (Ui, Captured) {
        let (out, out_buffer) = Stream::captured(look(&settings, terminals.stdout, width));
        let (err, err_buffer) = Stream::captured(look(&settings, terminals.stderr, width));
        let ui = Ui::with(settings, terminals, out, err, Keyboard::script(answers));
        (ui, Captured { out: out_buffer, err: err_buffer })
    }

    fn with(settings: Settings, terminals: Terminals, out: Stream, err: Stream, keyboard: Keyboard) -> Ui {
        let hints = AtomicU8::new(0);
        let (shown, pauses, failed) = Default::default();
        Ui { settings, terminals, out, err, keyboard, hints, shown, pauses, failed }
    }

    /// Shows the answer of a command, as JSON or as text.
    ///
    /// A closed pipe is the error `BrokenPipe`; the caller ends quietly then.
    pub fn show<R: Report>(&self, report: &R) -> io::Result<()> {
        if self.settings.json {
            let document = Document { schema: SCHEMA, kind: R::KIND, body: report };
            return self.answer(&json(&document, self.out.look.terminal)?);
        }
        if self.settings.quiet
            && let Some(names) = report.names()
        {
            let lines = names.iter().map(|name| safe(name).into_owned() + "\n");
            return self.answer(&lines.collect::<String>());
        }
        let mut page = Page::new(&self.out.look, self.settings.now);
        report.text(&mut page);
        self.answer(&page.finish())
    }

    /// Writes bytes that are the whole answer: a value, an export, a completion script.
    ///
    /// They are exact in a pipe; a terminal gets them without what would act on it.
    pub fn payload(&self, bytes: &[u8]) -> io::Result<()> {
        if self.out.look.terminal {
            let text = String::from_utf8_lossy(bytes);
            return self.shown.aside(|| self.out.write(safe_block(&text).as_bytes()));
        }
        self.out.write(bytes)
    }

    /// Hands on what a program says on one of its streams, as it is.
    pub fn pass(&self, to_stdout: bool, bytes: &[u8]) -> io::Result<()> {
        if to_stdout { self.out.write(bytes) } else { self.err.write(bytes) }
    }

    fn answer(&self, text: &str) -> io::Result<()> {
        self.shown.aside(|| self.out.write_text(text))
    }

    /// Says a line on stderr, such as the context of a run; not with `--quiet` or `--json`.
    pub fn note(&self, line: impl Into<Line>) {
        if !self.settings.quiet && !self.settings.json {
            self.talk(line.into());
        }
    }

    /// Says a line on stderr with `--verbose`.
    pub fn verbose(&self, line: &str) {
        if self.settings.verbose {
            self.talk(Line::new().dim(line));
        }
    }

    /// Says when something happened, for a line on stderr, as [`Page::time`] does for the answer.
    pub fn ago(&self, time: jiff::Timestamp) -> String {
        page::when(time, self.settings.now, self.terminals.stderr)
    }

    /// Says how long ago something was, whoever reads it.
    pub fn age(&self, time: jiff::Timestamp) -> String {
        page::when(time, self.settings.now, true)
    }

    /// Says what may have gone unnoticed, but does not stop the command.
    pub fn warn(&self, text: &str) {
        self.talk(problem::warning(text));
    }

    /// Says several lines on stderr, such as the help that was not asked for.
    pub fn block(&self, text: &str) {
        self.say(&safe_block(text));
    }

    /// Gives a GitHub runner a command, such as a mask, on stderr: the runner reads both streams.
    pub fn command(&self, line: &str) -> io::Result<()> {
        self.shown.aside(|| self.err.write(format!("{line}\n").as_bytes()))
    }

    /// Suggests a command, after the result; a third hint is one too many and is not shown.
    pub fn hint(&self, text: &str) {
        let Settings { hints, quiet, json, .. } = self.settings;
        if hints && !quiet && !json && !self.is_ci() && self.hints.fetch_add(1, Ordering::Relaxed) < HINTS {
            self.talk(problem::hint(text));
        }
    }

    /// Says why the command failed. A command fails once: what comes after is not said, since ^C
    /// ends a command in two places.
    pub fn fail(&self, problem: &Problem) {
        if self.failed.swap(true, Ordering::Relaxed) {
            return;
        }
        if self.settings.json {
            let document = Document { schema: SCHEMA, kind: "Error", body: Failure { error: problem } };
            // A problem is strings and numbers, which always are JSON.
            let line = json(&document, false).unwrap_or_default();
            let _ = self.shown.aside(|| self.err.write(escaped(&line).as_bytes()));
            return;
        }
        self.say(&problem.text(&self.err.look, self.settings.verbose));
        if self.err.look.github {
            let _ = self.err.write(problem.annotation(&self.settings.command).as_bytes());
        }
    }

    /// Shows that something takes long, until the spinner is dropped.
    ///
    /// Ask no question meanwhile.
    #[must_use]
    pub fn spinner(&self, what: &str) -> Spinner {
        if self.settings.quiet || self.settings.json {
            return Spinner::still();
        }
        let moving = self.terminals.stderr && !self.is_ci() && !self.is_plain();
        Spinner::start(what, moving, self.err.clone(), self.shown.clone())
    }

    /// Says how far what takes long is, if a spinner shows it: so many of so many.
    pub fn at(&self, done: u64, total: u64) {
        self.shown.at(done, total);
    }

    /// Whether stdin is a terminal.
    #[must_use]
    pub fn stdin_is_terminal(&self) -> bool {
        self.terminals.stdin
    }

    /// Whether stdout is a terminal.
    #[must_use]
    pub fn stdout_is_terminal(&self) -> bool {
        self.terminals.stdout
    }

    /// Whether stderr is a terminal.
    #[must_use]
    pub fn stderr_is_terminal(&self) -> bool {
        self.terminals.stderr
    }

    /// Whether nobody sits there: `CI` says so, or `--no-input`.
    #[must_use]
    pub fn is_ci(&self) -> bool {
        self.settings.no_input || self.settings.env.is_ci()
    }

    /// The time that the command has waited for a person, or for a program of theirs.
    #[must_use]
    pub fn pauses(&self) -> &Pauses {
        &self.pauses
    }

    /// The settings that the `Ui` was opened with.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    fn talk(&self, line: Line) {
        self.say(&(line.shown(&self.err.look) + "\n"));
    }

    /// Nobody can be told that stderr is closed, and the answer does not depend on it.
    fn say(&self, text: &str) {
        let _ = self.shown.aside(|| self.err.write_text(text));
    }
}

fn look(settings: &Settings, terminal: bool, width: Option<u16>) -> Look {
    let env = &settings.env;
    Look {
        terminal,
        color: env.color(settings.color, terminal),
        unicode: env.is_unicode(),
        github: env.is_github(),
        width: usize::from(env.columns().or(width).unwrap_or(80)),
    }
}

#[derive(Serialize)]
struct Document<'a, T> {
    schema: &'a str,
    kind: &'a str,
    #[serde(flatten)]
    body: T,
}

#[derive(Serialize)]
struct Failure<'a> {
    error: &'a Problem,
}

/// One object and one line feed; a terminal gets it indented and escaped.
fn json(document: &impl Serialize, terminal: bool) -> io::Result<String> {
    if !terminal {
        return Ok(serde_json::to_string(document)? + "\n");
    }
    Ok(escaped(&serde_json::to_string_pretty(document)?) + "\n")
}

/// The same document with what would act on a terminal as `\u009b`.
fn escaped(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        // Line feeds here are the indentation's: within strings they are escaped already.
        if safe::acts(c) && c != '\n' {
            for unit in c.encode_utf16(&mut [0; 2]) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            escaped.push(c);
        }
    }
    escaped
}

#[cfg(test)]
mod tests;
