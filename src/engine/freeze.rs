//! Freezes: windows of time in which an environment stays as it is, and how long a version has to
//! stay where it is before it goes on.
//!
//! Clock policy, beside the gate: whoever runs the store asks here before it appends, with its own
//! clock; a replay never does. All of it is in UTC unless a window says otherwise.

use jiff::civil;
use jiff::tz::Offset;

use crate::model::{Env, Lock, Policy};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60;
const WEEK: i64 = 7 * DAY;
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A window as it is written: `fri 16:00..mon 08:00`, `22:00..06:00`, `2026-12-20..2027-01-02`, each
/// with an offset from UTC where it is not that (`+02:00`), and with a reason behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    span: Span,
    /// Minutes that its clock is ahead of UTC.
    ahead: i64,
    /// Why.
    pub reason: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Span {
    /// Minutes from the beginning of a day or week, of so many minutes, which come again.
    Again { from: i64, to: i64, every: i64 },
    /// Milliseconds since 1970 by the window's own clock, once.
    Once { from: i64, to: i64 },
}

/// One end of a window.
enum End {
    Clock(i64),
    Weekday(i64),
    Date { from: i64, through: i64 },
}

impl Window {
    /// The window that a text stands for.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Window, String> {
        let wrong = || {
            format!(
                "\"{}\" is no window: write \"fri 16:00..mon 08:00\", \"22:00..06:00\" or \
                 \"2026-12-20..2027-01-02\", with an offset like +02:00 and a reason behind it",
                text.escape_default()
            )
        };
        let (from, rest) = text.trim().split_once("..").ok_or_else(wrong)?;
        let mut words = rest.split_whitespace().peekable();
        let mut to = words.next().ok_or_else(wrong)?.to_owned();
        if DAYS.contains(&to.to_ascii_lowercase().as_str()) {
            to = format!("{to} {}", words.next().ok_or_else(wrong)?);
        }
        let ahead = match words.peek().and_then(|word| offset(word)) {
            Some(ahead) => {
                words.next();
                ahead
            }
            None => 0,
        };
        let reason: Vec<&str> = words.collect();
        let reason = (!reason.is_empty()).then(|| reason.join(" "));
        let span = match (end(from.trim()), end(&to)) {
            (Some(End::Clock(from)), Some(End::Clock(to))) => Span::Again { from, to, every: DAY },
            (Some(End::Weekday(from)), Some(End::Weekday(to))) => Span::Again { from, to, every: WEEK },
            (Some(End::Date { from, .. }), Some(End::Date { through, .. })) => {
                Span::Once { from, to: through }
            }
            _ => return Err(wrong()),
        };
        match span {
            Span::Again { from, to, .. } if from == to => Err(format!("\"{text}\" begins where it ends")),
            Span::Once { from, to } if from >= to => Err(format!("\"{text}\" ends before it begins")),
            span => Ok(Window { span, ahead, reason }),
        }
    }

    /// When the window that `now` is in ends, in milliseconds since 1970.
    pub fn ends(&self, now: u64) -> Option<u64> {
        let here = now as i64 + self.ahead * MINUTE;
        let end = match self.span {
            Span::Once { from, to } => (from..to).contains(&here).then_some(to)?,
            Span::Again { from, to, every } => {
                let length = (to - from).rem_euclid(every);
                let into = (place(here, every) - from * MINUTE).rem_euclid(every * MINUTE);
                (into < length * MINUTE).then_some(here - into + length * MINUTE)?
            }
        };
        u64::try_from(end - self.ahead * MINUTE).ok()
    }

    /// When the window begins next, after `now`.
    pub fn begins(&self, now: u64) -> Option<u64> {
        let here = now as i64 + self.ahead * MINUTE;
        let start = match self.span {
            Span::Once { from, .. } => (from > here).then_some(from)?,
            Span::Again { from, every, .. } => {
                here + (from * MINUTE - place(here, every)).rem_euclid(every * MINUTE)
            }
        };
        u64::try_from(start - self.ahead * MINUTE).ok()
    }
}

/// Milliseconds into the day or week; a week begins on Monday, and 1970 began on a Thursday.
fn place(here: i64, every: i64) -> i64 {
    let shift = if every == WEEK { 3 * DAY * MINUTE } else { 0 };
    (here + shift).rem_euclid(every * MINUTE)
}

fn clock(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |text: &str| text.parse::<i64>().ok().filter(|_| text.len() == 2);
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    ((0..24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
}

fn offset(text: &str) -> Option<i64> {
    if text == "UTC" || text == "Z" {
        return Some(0);
    }
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    clock(text.get(1..)?).filter(|minutes| *minutes <= 14 * 60).map(|minutes| sign * minutes)
}

fn end(text: &str) -> Option<End> {
    if let Some((day, time)) = text.split_once(' ') {
        let day = DAYS.iter().position(|name| *name == day.to_ascii_lowercase())?;
        return Some(End::Weekday(day as i64 * DAY + clock(time.trim())?));
    }
    if let Some(minutes) = clock(text) {
        return Some(End::Clock(minutes));
    }
    let ms = |at: civil::DateTime| Some(Offset::UTC.to_timestamp(at).ok()?.as_millisecond());
    if let (Ok(date), false) = (text.parse::<civil::Date>(), text.contains('T')) {
        let from = ms(date.at(0, 0, 0, 0))?;
        // A date as the end of a window is in it.
        return Some(End::Date { from, through: from + DAY * MINUTE });
    }
    let at = ms(text.parse::<civil::DateTime>().ok()?)?;
    Some(End::Date { from: at, through: at })
}

/// Why nothing moves, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// The reason that the window gives.
    pub reason: Option<String>,
    /// When it is over, in milliseconds since 1970; none: nobody knows.
    pub until: Option<u64>,
}

/// Whether the windows of a policy keep things as they are. A freeze wins over an opening.
pub fn frozen(policy: &Policy, now: u64) -> Option<Frozen> {
    let windows = |texts: &[String]| -> Vec<Window> {
        texts.iter().filter_map(|text| Window::parse(text).ok()).collect()
    };
    let freezes = windows(&policy.freeze);
    let mut over: Option<Frozen> = None;
    for window in &freezes {
        if let Some(until) = window.ends(now)
            && over.as_ref().is_none_or(|other| other.until < Some(until))
        {
            over = Some(Frozen { reason: window.reason.clone(), until: Some(until) });
        }
    }
    if over.is_some() || policy.open.is_empty() {
        return over;
    }
    let openings = windows(&policy.open);
    if openings.iter().any(|window| window.ends(now).is_some()) {
        return None;
    }
    let until = openings.iter().filter_map(|window| window.begins(now)).min();
    Some(Frozen { reason: Some("outside of its open windows".to_owned()), until })
}

/// The lock of an environment, if there is one and it is not over at `time`.
pub fn lock(env: &Env, time: u64) -> Option<&Lock> {
    env.lock.as_deref().filter(|lock| lock.until.is_none_or(|until| time < until))
}

/// A point in time as people read it: in UTC, to the minute.
pub fn shown(ms: u64) -> String {
    let at = i64::try_from(ms).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    at.map_or_else(|| ms.to_string(), |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string())
}

/// A duration as it is written (`30m`, `2h`, `1d`), in milliseconds; a day is 24 hours.
///
/// # Errors
/// In words, when it is none, or none that is longer than nothing.
pub fn duration(text: &str) -> Result<u64, String> {
    let wrong = || "a number with a unit: 30s, 15m, 4h, 90d".to_owned();
    let span: jiff::Span = text.parse().map_err(|_| wrong())?;
    let long = jiff::SignedDuration::try_from(span)
        .or_else(|_| span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()))
        .map_err(|_| "months and years have no fixed length: say it in days".to_owned())?;
    match u64::try_from(long.as_millis()) {
        Ok(ms) if ms > 0 => Ok(ms),
        _ => Err("longer than nothing, please".to_owned()),
    }
}

/// A duration in words.
pub fn lasting(ms: u64) -> String {
    let minutes = ms.div_ceil(60_000);
    match (minutes / 1440, minutes / 60, minutes) {
        (0, 0, n) => format!("{n} min"),
        (0, h, n) if n % 60 == 0 => format!("{h} h"),
        (0, h, n) => format!("{h} h {} min", n % 60),
        (d, h, _) if h % 24 == 0 => format!("{d} d"),
        (d, h, _) => format!("{d} d {} h", h % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> u64 {
        text.parse::<jiff::Timestamp>().expect("a time").as_millisecond() as u64
    }

    fn ends(window: &str, now: &str) -> Option<String> {
        let window = Window::parse(window).unwrap_or_else(|e| panic!("{e}"));
        window.ends(at(now)).map(shown)
    }

    #[test]
    fn windows_hold_what_is_in_them() {
        let weekend = "fri 16:00..mon 08:00 weekend";
        // 2026-03-06 is a Friday.
        assert_eq!(ends(weekend, "2026-03-06T15:59:59Z"), None);
        assert_eq!(ends(weekend, "2026-03-06T16:00:00Z").as_deref(), Some("2026-03-09 08:00 UTC"));
        assert_eq!(ends(weekend, "2026-03-08T23:00:00Z").as_deref(), Some("2026-03-09 08:00 UTC"));
        assert_eq!(ends(weekend, "2026-03-09T08:00:00Z"), None);
        let night = "22:00..06:00 +02:00";
        assert_eq!(ends(night, "2026-03-06T19:59:00Z"), None);
        assert_eq!(ends(night, "2026-03-06T20:00:00Z").as_deref(), Some("2026-03-07 04:00 UTC"));
        assert_eq!(ends(night, "2026-03-07T03:59:00Z").as_deref(), Some("2026-03-07 04:00 UTC"));
        assert_eq!(ends(night, "2026-03-07T04:00:00Z"), None);
        let close = "2026-12-20..2027-01-02 year end";
        assert_eq!(ends(close, "2026-12-19T23:59:59Z"), None);
        assert_eq!(ends(close, "2027-01-02T12:00:00Z").as_deref(), Some("2027-01-03 00:00 UTC"));
        assert_eq!(ends(close, "2027-01-03T00:00:00Z"), None);
        assert_eq!(
            ends("2026-03-01T10:00..2026-03-01T12:00", "2026-03-01T11:00:00Z").as_deref(),
            Some("2026-03-01 12:00 UTC")
        );
        assert_eq!(Window::parse(weekend).expect("a window").reason.as_deref(), Some("weekend"));
        assert_eq!(Window::parse(night).expect("a window").reason, None);
    }

    #[test]
    fn what_is_no_window_is_refused() {
        let bad = [
            "",
            "always",
            "fri..mon",
            "fri 16:00..08:00",
            "25:00..06:00",
            "10:00..10:00",
            "2027-01-02..2026-12-20",
            "fri 16:00-mon 08:00",
            "2026-02-30..2026-03-01",
        ];
        for text in bad {
            assert!(Window::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_freeze_wins_over_an_opening() {
        let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let mut policy = Policy { open: list(&["mon 09:00..fri 16:00"]), ..Policy::default() };
        let (monday, saturday) = (at("2026-03-09T10:00:00Z"), at("2026-03-07T10:00:00Z"));
        assert_eq!(frozen(&policy, monday), None);
        let closed = frozen(&policy, saturday).expect("closed");
        assert_eq!(closed.until.map(shown).as_deref(), Some("2026-03-09 09:00 UTC"));
        policy.freeze = list(&["2026-03-01..2026-03-31 audit", "2026-03-09..2026-03-10"]);
        let over = frozen(&policy, monday).expect("frozen");
        assert_eq!(over.reason.as_deref(), Some("audit"));
        assert_eq!(over.until.map(shown).as_deref(), Some("2026-04-01 00:00 UTC"));
    }

    #[test]
    fn durations() {
        assert_eq!(duration("1h30m"), Ok(5_400_000));
        assert_eq!(duration("2d"), Ok(172_800_000));
        for bad in ["", "30", "0s", "-1h", "1mo"] {
            assert!(duration(bad).is_err(), "{bad}");
        }
        assert_eq!(
            (lasting(1), lasting(7_200_000), lasting(93_600_000)),
            ("1 min".into(), "2 h".into(), "1 d 2 h".into())
        );
    }
}
