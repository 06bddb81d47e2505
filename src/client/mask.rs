//! Taking secrets out of what a program says: whole, and each of their lines.
//!
//! A secret is found across the borders of reads. A few bytes that may be the beginning of one are held
//! back for a moment only, so that a prompt appears; when the rest comes, the rest is hidden. More than a
//! few are held until it is known what they are. What a program makes of a secret (in base64, with
//! escapes) is not known here, and short ones would blot out words.

use std::sync::Arc;

use zeroize::Zeroizing;

/// Shortest secret that is taken out, in bytes.
const SECRET_MIN: usize = 4;
/// What stands for a secret.
const MASK: &[u8] = b"****";

/// What is not to be seen.
#[derive(Clone)]
pub struct Mask {
    /// The longest first: one may hold another.
    parts: Arc<[Zeroizing<Vec<u8>>]>,
    starts: [bool; 256],
}

impl Mask {
    /// Hides these, and each of their lines.
    pub fn new<'s>(secrets: impl IntoIterator<Item = &'s [u8]>) -> Mask {
        let lines = secrets.into_iter().flat_map(|secret| {
            let several = secret.contains(&b'\n');
            // How a text is indented is no secret, and it is shown with another end of line.
            secret.split(|b| *b == b'\n').map(move |line| if several { line.trim_ascii() } else { line })
        });
        let mut parts: Vec<Zeroizing<Vec<u8>>> =
            lines.filter(|line| line.len() >= SECRET_MIN).map(|line| Zeroizing::new(line.to_vec())).collect();
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        let mut starts = [false; 256];
        for part in &parts {
            starts[usize::from(part[0])] = true;
        }
        Mask { parts: parts.into(), starts }
    }

    fn is_in(&self, text: &[u8]) -> bool {
        self.parts.iter().any(|part| text.windows(part.len()).any(|window| window == part.as_slice()))
    }

    /// A text that has come to its end, with every secret taken out.
    pub fn whole(&self, text: &[u8]) -> Vec<u8> {
        let mut stream = Masked::new(self.clone());
        let mut shown = stream.push(text);
        shown.extend(stream.end());
        shown
    }
}

/// What a program says, as it comes.
pub struct Masked {
    mask: Mask,
    /// What may be the beginning of a secret.
    held: Zeroizing<Vec<u8>>,
    /// How much of it was shown already.
    shown: usize,
}

impl Masked {
    /// A stream that has said nothing yet.
    pub fn new(mask: Mask) -> Masked {
        Masked { mask, held: Zeroizing::default(), shown: 0 }
    }

    /// Whether something is held back that is not to wait for long.
    pub fn waits(&self) -> bool {
        self.shown < self.held.len() && self.held.len() < SECRET_MIN
    }

    /// What can be shown now that this has come.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.held.extend_from_slice(bytes);
        self.take(0)
    }

    /// What is not to wait any longer: no more came for a moment.
    pub fn settle(&mut self) -> Vec<u8> {
        self.take(SECRET_MIN - 1)
    }

    /// What was held back: no more will come.
    pub fn end(&mut self) -> Vec<u8> {
        self.take(usize::MAX)
    }

    /// What can be shown, with beginnings of secrets of up to so many bytes.
    fn take(&mut self, most: usize) -> Vec<u8> {
        let (held, mask) = (&self.held, &self.mask);
        let mut out = Vec::with_capacity(held.len());
        let mut at = 0;
        let mut shown = self.shown;
        while let Some(first) = held.get(at) {
            let rest = &held[at..];
            let parts = if mask.starts[usize::from(*first)] { &mask.parts[..] } else { &[] };
            let begun = parts.iter().find(|part| part.len() > rest.len() && part.starts_with(rest));
            let whole = parts.iter().find(|part| rest.starts_with(part));
            match (begun, whole) {
                (Some(_), None) if rest.len() <= most && !mask.is_in(rest) => {
                    out.extend_from_slice(&held[shown.max(at)..]);
                    shown = held.len();
                    break;
                }
                // One, or a longer one, may be coming.
                (Some(_), _) if rest.len() > most => break,
                (_, Some(part)) => {
                    if at + part.len() > shown {
                        out.extend_from_slice(MASK);
                    }
                    at += part.len();
                }
                (_, None) => {
                    if at >= shown {
                        out.push(*first);
                    }
                    at += 1;
                }
            }
        }
        self.held = Zeroizing::new(self.held[at..].to_vec());
        self.shown = shown.saturating_sub(at);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(secrets: &[&str]) -> Mask {
        Mask::new(secrets.iter().map(|secret| secret.as_bytes()))
    }

    fn text(bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn secrets_are_taken_out_whole_and_by_line() {
        let mask = mask(&["hunter2-hunter", "hunter2", "one\n  two-line\r\n}\n", "abc"]);
        let whole = |said: &str| text(mask.whole(said.as_bytes()));
        assert_eq!(whole("a hunter2 b"), "a **** b");
        assert_eq!(whole("xhunter2-hunterx"), "x****x");
        assert_eq!(whole("hunter2-hunt"), "****-hunt");
        assert_eq!(whole("one two-line abc } huntehunter2"), "one **** abc } hunte****");
        assert_eq!(whole("hunter2hunter2"), "********");
        assert_eq!(text(Mask::new([&b"x-hunter2-y"[..], b"hunter2"]).whole(b"x-hunter2-")), "x-****-");
    }

    #[test]
    fn a_secret_is_found_wherever_it_is_cut() {
        let said = b"say hunter2-hunter, hunter2 and hunter3\n";
        for cut in 0..said.len() {
            for second in cut..said.len() {
                let mut stream = Masked::new(mask(&["hunter2-hunter", "hunter2"]));
                let mut shown = stream.push(&said[..cut]);
                shown.extend(stream.push(&said[cut..second]));
                shown.extend(stream.push(&said[second..]));
                assert!(!stream.waits());
                assert_eq!(text(shown), "say ****, **** and hunter3\n", "cut at {cut} and {second}");
            }
        }
    }

    #[test]
    fn what_waits_is_shown_after_a_moment_and_the_rest_is_hidden() {
        let mut stream = Masked::new(mask(&["hunter2"]));
        assert_eq!(text(stream.push(b"name of the h")), "name of the ");
        assert!(stream.waits());
        assert_eq!(text(stream.settle()), "h");
        assert!(!stream.waits());
        assert_eq!(text(stream.push(b"unt")), "");
        assert_eq!(text(stream.push(b"er2!")), "****!");
        assert_eq!(text(stream.push(b"h")), "");
        assert_eq!(text(stream.settle()), "h");
        assert_eq!(text(stream.push(b"at? hunt")), "at? ");
        assert!(!stream.waits());
        assert_eq!(text(stream.settle()), "", "this much of one is not shown");
        assert_eq!(text(stream.push(b"ing")), "hunting");
        assert_eq!(text(stream.push(b" hunter")), " ");
        assert_eq!(text(stream.end()), "hunter");
    }

    #[test]
    fn nothing_is_lost_where_nothing_is_secret() {
        let said: Vec<u8> = (0..=255).cycle().take(4096).collect();
        assert_eq!(mask(&[]).whole(&said), said);
        assert_eq!(mask(&["abc"]).whole(&said), said, "too short to hide");
    }
}
