//! The three-way rule: what became of one thing on two sides that began alike.
//!
//! Knows neither environments nor manifests; whoever compares brings the three values. Absent is a
//! value like any other, so a removal is a change.

/// Which side a thing is to be taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Both sides say the same: nothing to do.
    Same,
    /// Only the first side changed it.
    First,
    /// Only the second side changed it.
    Second,
    /// Both changed it, differently.
    Conflict,
}

/// Compares two sides with what both began from.
pub fn three_way<T: PartialEq + ?Sized>(base: Option<&T>, first: Option<&T>, second: Option<&T>) -> Verdict {
    match (first == second, first == base, second == base) {
        (true, ..) => Verdict::Same,
        (_, true, _) => Verdict::Second,
        (.., true) => Verdict::First,
        _ => Verdict::Conflict,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case() {
        use Verdict::{Conflict, First, Same, Second};
        let (a, b, c) = (Some(&1), Some(&2), Some(&3));
        for (base, first, second, verdict) in [
            (a, a, a, Same),
            (a, b, b, Same),
            (None, b, b, Same),
            (a, None, None, Same),
            (a, b, a, First),
            (a, None, a, First),
            (None, b, None, First),
            (a, a, b, Second),
            (a, a, None, Second),
            (None, None, b, Second),
            (a, b, c, Conflict),
            (None, b, c, Conflict),
            (a, None, b, Conflict),
            (a, b, None, Conflict),
        ] {
            assert_eq!(three_way(base, first, second), verdict, "{base:?} {first:?} {second:?}");
        }
    }
}
