//! Durations as people type them: `500ms`, `30s`, `2m`, `1h30m`, `90d`, `2w`.

use std::time::Duration;

use jiff::{SignedDuration, Span, SpanRelativeTo};

/// The duration that the text stands for; a day is 24 hours.
///
/// # Errors
/// In words, when it is none, or none that is longer than nothing.
pub fn parse(text: &str) -> Result<Duration, String> {
    let span: Span = text.parse().map_err(|_| "a number with a unit: 500ms, 30s, 2m, 4h, 90d".to_owned())?;
    let long = SignedDuration::try_from(span)
        .or_else(|_| span.to_duration(SpanRelativeTo::days_are_24_hours()))
        .map_err(|_| "months and years have no fixed length: say it in days".to_owned())?;
    match Duration::try_from(long) {
        Ok(long) if !long.is_zero() => Ok(long),
        _ => Err("longer than nothing, please".to_owned()),
    }
}

/// The duration in words, to the unit that it was most likely given in.
pub fn shown(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match duration.subsec_millis() {
        0 if seconds.is_multiple_of(60) && seconds > 60 => format!("{} min", seconds / 60),
        0 => format!("{seconds} s"),
        _ => format!("{} ms", duration.as_millis()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_taken_and_numbers_alone_are_not() {
        let seconds = |text| parse(text).map(|d| d.as_secs_f64());
        assert_eq!(seconds("500ms"), Ok(0.5));
        assert_eq!(seconds("30s"), Ok(30.0));
        assert_eq!(seconds("2m"), Ok(120.0));
        assert_eq!(seconds("1h30m"), Ok(5400.0));
        assert_eq!(seconds("90d"), Ok(90.0 * 86400.0));
        assert_eq!(seconds("2w"), Ok(14.0 * 86400.0));
        for bad in ["", "30", "s", "0s", "-5s", "1mo", "1y", "5 parsecs", "99999999999999999h"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn words_name_the_unit() {
        let words = |ms| shown(Duration::from_millis(ms));
        assert_eq!(
            (words(250), words(5_000), words(120_000)),
            ("250 ms".into(), "5 s".into(), "2 min".into())
        );
    }
}
