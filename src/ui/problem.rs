//! What a command says when it fails: one sentence, the facts, and what to type next.
//!
//! The cause of a failure never decides its words here; the caller has chosen them. Only the form
//! is this file's: at most six facts, at most two hints, nothing in colour that words do not say.

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::line::{Line, Look};
use super::safe::{safe, safe_block};

const FACTS: usize = 6;
const HINTS: usize = 2;

/// Why a command failed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Problem {
    /// The stable name of the reason, such as `env_not_found`.
    pub code: &'static str,
    /// The exit status that goes with it.
    pub exit: u8,
    /// One sentence: the object, its environment and the reason; lower case, no full stop.
    pub message: String,
    /// The flag that would have prevented it.
    pub flag: Option<String>,
    /// What that flag takes.
    pub choices: Vec<String>,
    /// Commands that can be pasted.
    pub hints: Vec<String>,
    /// What else is known, one line each.
    pub facts: Vec<String>,
    /// What the sentence follows from, outermost first; shown with `--verbose`.
    pub causes: Vec<String>,
    /// The place in a file, drawn over several lines.
    pub excerpt: Option<String>,
}

impl Problem {
    /// The form of ux.md 4.10, each line with its line feed.
    pub(super) fn text(&self, look: &Look, verbose: bool) -> String {
        let head = Line::new().styled(AnsiColor::Red.on_default().bold(), "error:");
        let mut text = head.plain(" ").plain(&self.message).shown(look) + "\n";
        if let Some(excerpt) = &self.excerpt {
            text += safe_block(excerpt).trim_end_matches('\n');
            text += "\n";
        }
        let mut line = |line: Line| text += &(line.shown(look) + "\n");
        for fact in self.facts.iter().take(FACTS) {
            line(Line::new().plain("  ").plain(fact));
        }
        if self.facts.len() > FACTS {
            line(Line::from(format!("  … and {} more", self.facts.len() - FACTS)));
        }
        for words in self.hints.iter().take(HINTS) {
            line(hint(words));
        }
        if verbose {
            line(Line::new().dim(format!("  code: {}, exit {}", self.code, self.exit)));
            for cause in &self.causes {
                line(Line::new().dim("  cause: ").dim(cause));
            }
        }
        text
    }

    /// The line that a GitHub runner turns into an annotation.
    pub(super) fn annotation(&self, command: &str) -> String {
        let title = format!("envctl {command}");
        let title = percent(title.trim_end()).replace(':', "%3A").replace(',', "%2C");
        format!("::error title={title}::{}\n", percent(&safe(&self.message)))
    }
}

pub(super) fn hint(words: &str) -> Line {
    Line::new().styled(AnsiColor::Cyan.on_default(), "hint:").plain(" ").plain(words)
}

pub(super) fn warning(words: &str) -> Line {
    let style: Style = AnsiColor::Yellow.on_default().bold();
    Line::new().styled(style, "warning:").plain(" ").plain(words)
}

fn percent(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Finds the known word that was probably meant.
///
/// One slip in three letters is forgiven; what is further away is another word.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let slips = |known: &&str| strsim::damerau_levenshtein(&word, &known.to_lowercase());
    let near = known.into_iter().min_by_key(slips)?;
    (slips(&near) <= word.chars().count().max(3) / 3).then_some(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_misses() {
        let envs = ["development", "staging", "production"];
        assert_eq!(nearest("stagng", envs), Some("staging"));
        assert_eq!(nearest("Stagnig", envs), Some("staging"));
        assert_eq!(nearest("prodction", envs), Some("production"));
        assert_eq!(nearest("prod", envs), None);
        assert_eq!(nearest("qa", envs), None);
        assert_eq!(nearest("we", ["web", "api"]), Some("web"));
        assert_eq!(nearest("x", []), None);
    }

    #[test]
    fn annotations_are_one_line() {
        let problem = Problem { message: "100% of\n::x".into(), ..Problem::default() };
        assert_eq!(problem.annotation("envs,a:b"), "::error title=envctl envs%2Ca%3Ab::100%25 of\\n::x\n");
    }
}
