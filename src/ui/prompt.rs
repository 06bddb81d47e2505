//! Questions, on stderr and from the keyboard, and only where somebody can answer.
//!
//! Lines are read the plain way, which a terminal edits best; lists are dialoguer's. Its `Password`
//! is not used: killed by ^C it leaves a terminal that no longer echoes. Nothing reads stdin unless
//! it asks, and no question hides the cursor, so there is nothing to put back when ^C ends us.

use std::collections::VecDeque;
use std::io::{self, BufRead};
use std::sync::{Mutex, PoisonError};

use anstyle::AnsiColor;
use console::{Key, Term};
use dialoguer::{MultiSelect, Select};
use zeroize::Zeroizing;

use super::line::Line;
use super::{Pause, Ui};

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum PromptError {
    /// Nobody can be asked: no terminal, `CI`, or `--no-input`.
    #[error("no terminal to ask on")]
    NoTerminal,
    /// The question was left: ^D, Escape.
    #[error("cancelled")]
    Cancelled,
    /// ^C, where it did not end the program by itself: exit with 130.
    #[error("interrupted")]
    Interrupted,
    /// The terminal failed.
    #[error("the terminal cannot be read")]
    Io(#[source] io::Error),
}

/// Where answers come from.
#[derive(Debug)]
pub(super) enum Keyboard {
    Terminal,
    Script(Mutex<VecDeque<String>>),
}

impl Keyboard {
    pub(super) fn script(answers: &[&str]) -> Keyboard {
        Keyboard::Script(Mutex::new(answers.iter().map(ToString::to_string).collect()))
    }
}

impl From<io::Error> for PromptError {
    fn from(error: io::Error) -> PromptError {
        match error.kind() {
            io::ErrorKind::Interrupted => PromptError::Interrupted,
            io::ErrorKind::UnexpectedEof => PromptError::Cancelled,
            _ => PromptError::Io(error),
        }
    }
}

impl From<dialoguer::Error> for PromptError {
    fn from(dialoguer::Error::IO(error): dialoguer::Error) -> PromptError {
        error.into()
    }
}

impl Ui {
    /// Whether a question would be answered: stdin and stderr are terminals, and somebody is there.
    #[must_use]
    pub fn can_prompt(&self) -> bool {
        self.terminals.stdin && self.terminals.stderr && !self.is_ci()
    }

    /// Asks for a yes; `--yes` has given it.
    pub fn confirm(&self, question: &str) -> Result<bool, PromptError> {
        if self.settings.yes {
            return Ok(true);
        }
        loop {
            let answer = self.ask(&format!("{question} (y/N)"))?;
            match answer.trim().to_ascii_lowercase().as_str() {
                "y" | "yes" => return Ok(true),
                "" | "n" | "no" => return Ok(false),
                _ => {}
            }
        }
    }

    /// Asks for a name to be typed, which `--yes` does not answer; false if it was another.
    pub fn type_name(&self, question: &str, name: &str) -> Result<bool, PromptError> {
        Ok(self.ask(&format!("{question}:"))?.trim() == name)
    }

    /// Asks for a line; an empty one stands for the default.
    pub fn input(&self, label: &str, default: Option<&str>) -> Result<String, PromptError> {
        let answer = match default {
            Some(default) => self.ask(&format!("{label} ({default}):"))?,
            None => self.ask(&format!("{label}:"))?,
        };
        let answer = answer.trim();
        Ok(if answer.is_empty() { default.unwrap_or_default() } else { answer }.to_owned())
    }

    /// Asks for a secret, which is not shown.
    pub fn secret(&self, label: &str) -> Result<Zeroizing<String>, PromptError> {
        let label = format!("{label} (hidden):");
        if let Keyboard::Script(_) = self.keyboard {
            return self.ask(&label).map(Zeroizing::new);
        }
        let _pause = self.guard()?;
        let hidden = Hidden::new()?;
        self.say(&(self.question(&label) + " "));
        let typed = type_hidden();
        self.say("\n");
        drop(hidden);
        typed
    }

    /// Asks for one item of a list.
    pub fn select(&self, label: &str, items: &[String]) -> Result<usize, PromptError> {
        let _pause = self.guard()?;
        if self.is_plain() {
            let picked = self.numbers(&format!("{label}, number:"), items, 1)?;
            return picked.first().copied().ok_or(PromptError::Cancelled);
        }
        let list =
            Select::new().with_prompt(self.question(label)).items(self.items(items)).default(0).report(true);
        list.interact_on_opt(&list_terminal())?.ok_or(PromptError::Cancelled)
    }

    /// Asks for any items of a list; `checked` are on from the start.
    pub fn multi_select(
        &self,
        label: &str,
        items: &[String],
        checked: &[bool],
    ) -> Result<Vec<usize>, PromptError> {
        let _pause = self.guard()?;
        if self.is_plain() {
            return self.numbers(&format!("{label}, numbers:"), items, items.len());
        }
        let list = MultiSelect::new()
            .with_prompt(self.question(label))
            .items(self.items(items))
            .defaults(checked)
            .report(true);
        list.interact_on_opt(&list_terminal())?.ok_or(PromptError::Cancelled)
    }

    /// Whether somebody can be asked; the time that they take is not the command's.
    fn guard(&self) -> Result<Pause, PromptError> {
        if self.can_prompt() { Ok(self.pauses.begin()) } else { Err(PromptError::NoTerminal) }
    }

    fn ask(&self, question: &str) -> Result<String, PromptError> {
        let _pause = self.guard()?;
        self.say(&(self.question(question) + " "));
        let line = match &self.keyboard {
            Keyboard::Script(lines) => {
                let next = lines.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                next.map(|line| line + "\n").unwrap_or_default()
            }
            Keyboard::Terminal => {
                let mut line = String::new();
                io::stdin().lock().read_line(&mut line)?;
                line
            }
        };
        if !line.ends_with('\n') || matches!(self.keyboard, Keyboard::Script(_)) {
            self.say("\n");
        }
        if line.is_empty() { Err(PromptError::Cancelled) } else { Ok(line.trim_end().to_owned()) }
    }

    fn question(&self, question: &str) -> String {
        let mark = Line::new().styled(AnsiColor::Cyan.on_default().bold(), "?");
        mark.plain(" ").plain(question).shown(&self.err.look)
    }

    /// Whether nothing can be drawn over: lists are numbered lines then, and nothing moves.
    pub(super) fn is_plain(&self) -> bool {
        self.settings.env.is_dumb() || matches!(self.keyboard, Keyboard::Script(_))
    }

    /// A list is drawn over with every key, which goes wrong for items that wrap.
    fn items(&self, items: &[String]) -> Vec<String> {
        let room = self.err.look.width.saturating_sub(8);
        let short = |item: &String| Line::from(item.as_str()).cut(room, &self.err.look).text();
        items.iter().map(short).collect()
    }

    fn numbers(&self, question: &str, items: &[String], most: usize) -> Result<Vec<usize>, PromptError> {
        for (at, item) in items.iter().enumerate() {
            self.talk(Line::new().plain(format!("  {}  ", at + 1)).plain(item));
        }
        loop {
            let answer = self.ask(question)?;
            let words = answer.split([',', ' ']).filter(|word| !word.is_empty());
            let index = |word: &str| word.parse::<usize>().ok()?.checked_sub(1);
            let picked: Option<Vec<usize>> =
                words.map(|word| index(word).filter(|at| *at < items.len())).collect();
            match picked {
                Some(picked) if picked.len() <= most => return Ok(picked),
                _ => {}
            }
        }
    }
}

/// Reads keys up to Enter without showing them.
fn type_hidden() -> Result<Zeroizing<String>, PromptError> {
    let term = Term::stderr();
    // Room for most secrets: growing would leave copies behind that nobody wipes.
    let mut typed = Zeroizing::new(String::with_capacity(64 * 1024));
    loop {
        match term.read_key_raw()? {
            Key::Enter => return Ok(typed),
            Key::CtrlC => return Err(PromptError::Interrupted),
            Key::Char('\u{4}') if typed.is_empty() => return Err(PromptError::Cancelled),
            Key::Char('\u{15}') => typed.clear(),
            Key::Backspace => drop(typed.pop()),
            Key::Tab => typed.push('\t'),
            Key::Char(c) if !c.is_control() => typed.push(c),
            // No text: a secret that lacks a letter must not be taken for the one that was meant.
            Key::Unknown => return Err(PromptError::Io(io::ErrorKind::InvalidData.into())),
            _ => {}
        }
    }
}

/// Keeps a terminal from showing what is typed, also between two keys.
///
/// `console` turns the echo off for one key at a time; a pasted secret would show through the gaps.
#[cfg(unix)]
struct Hidden(rustix::termios::Termios);

#[cfg(unix)]
impl Hidden {
    fn new() -> io::Result<Hidden> {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let before = tcgetattr(io::stdin())?;
        let mut hidden = before.clone();
        hidden.local_modes -= LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
        tcsetattr(io::stdin(), OptionalActions::Drain, &hidden)?;
        Ok(Hidden(before))
    }
}

#[cfg(unix)]
impl Drop for Hidden {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        // What was pasted after the first line is thrown away, not left for the shell to run.
        let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &self.0);
    }
}

/// A console that reads keys does not show them.
#[cfg(not(unix))]
struct Hidden;

#[cfg(not(unix))]
impl Hidden {
    fn new() -> io::Result<Hidden> {
        Ok(Hidden)
    }
}

/// The terminal for lists: dialoguer hides the cursor and dies of ^C with the cursor hidden, so
/// the request to hide it never arrives.
#[cfg(unix)]
fn list_terminal() -> Term {
    Term::read_write_pair(io::stdin(), visible::Cursor)
}

#[cfg(not(unix))]
fn list_terminal() -> Term {
    Term::stderr()
}

#[cfg(unix)]
mod visible {
    use std::io::{self, Write};
    use std::os::fd::{AsRawFd, RawFd};

    const HIDE: &[u8] = b"\x1b[?25l";

    #[derive(Debug)]
    pub(super) struct Cursor;

    impl Write for Cursor {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            // console writes a command of its own with each call.
            if bytes != HIDE {
                io::stderr().write_all(bytes)?;
            }
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            io::stderr().flush()
        }
    }

    impl AsRawFd for Cursor {
        fn as_raw_fd(&self) -> RawFd {
            io::stderr().as_raw_fd()
        }
    }
}
