//! Flags: declared once, on or off or partly on in each environment, and stable for each subject.
//!
//! A state is a value like any other, so it has lineage and merges; `docs/flags.md` says what its
//! text means and how subjects are spread. Invariant: the same flag, state and subject give the same
//! answer everywhere, and a greater percentage takes nobody out.

use std::fmt;

use super::Write;
use crate::crypto::Plain;
use crate::model::{AppName, Content, EnvId, Flag, Hash, Key, OpId, Place, ProjectName, Scope, Tree};

/// Buckets that subjects are spread over: hundredths of a percent.
const BUCKETS: u64 = 10_000;
/// Most rules of one state.
const RULES_MAX: usize = 64;
/// Longest name of a variant or an attribute, in bytes.
const WORD_MAX: usize = 63;

/// Why a flag cannot be changed so, or a state not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FlagError {
    /// Nothing of that name.
    #[error("flag {0} is not declared")]
    Undeclared(AppName),
    /// Neither on, off nor a percentage.
    #[error("\"{0}\" is not a state: on, off, or 0% to 100%")]
    Mode(String),
    /// Not a list of variants with weights.
    #[error("\"{0}\" is not a split: a=50,b=50 gives each variant its weight")]
    Split(String),
    /// Not a rule.
    #[error("\"{0}\" is not a rule: plan=pro, or country!=de,at and beta=yes, then :on, :off or :VARIANT")]
    Rule(String),
    /// Too many.
    #[error("a flag has at most {RULES_MAX} rules and 64 variants")]
    TooMany,
    /// Written by a newer program, or not by this one.
    #[error("the state of {0} cannot be read")]
    Unreadable(AppName),
}

/// The state of a flag in one environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// How many of [`BUCKETS`] it is on for.
    pub share: u16,
    /// The variants that subjects get where it is on, with their weights.
    pub split: Vec<(String, u32)>,
    /// What is asked first, in order.
    pub rules: Vec<Rule>,
}

/// What holds for subjects with certain attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// All of them must hold.
    pub tests: Vec<Test>,
    /// What the flag then is.
    pub outcome: Outcome,
}

/// A test of one attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// The attribute; `key` is the subject itself.
    pub attribute: String,
    /// Whether it must be one of the values, or none of them.
    pub is: bool,
    /// The values.
    pub values: Vec<String>,
}

/// What a rule makes of a flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// On; the split decides on the variant.
    On,
    /// Off.
    Off,
    /// On, with this variant.
    Variant(String),
}

/// What a flag is for a subject, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// Whether it is on.
    pub on: bool,
    /// The variant, where there are any and it is on.
    pub variant: Option<String>,
    /// Why.
    pub reason: Reason,
    /// The subject's bucket, in hundredths of a percent.
    pub bucket: u16,
}

/// Why a flag is what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No state was ever set there.
    Unset,
    /// Off for all.
    Off,
    /// On for all.
    On,
    /// The subject's bucket is, or is not, under the share.
    Rollout,
    /// The rule of this number, from 1.
    Rule(usize),
}

impl Reason {
    /// The word for it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Reason::Unset => "unset",
            Reason::Off => "off",
            Reason::On => "on",
            Reason::Rollout => "rollout",
            Reason::Rule(_) => "rule",
        }
    }
}

/// The share in words: `on`, `off`, `25%`, `0.5%`.
pub fn mode(share: u16) -> String {
    match u64::from(share) {
        0 => "off".to_owned(),
        BUCKETS => "on".to_owned(),
        _ => format!("{}%", percent(share)),
    }
}

/// Hundredths of a percent as a percentage without its sign.
pub fn percent(share: u16) -> String {
    match (share / 100, share % 100) {
        (whole, 0) => whole.to_string(),
        (whole, part) => format!("{whole}.{part:02}").trim_end_matches('0').to_owned(),
    }
}

/// Reads `on`, `off` or a percentage with at most two decimals.
///
/// # Errors
/// When it is none of them.
pub fn parse_mode(text: &str) -> Result<u16, FlagError> {
    let error = || FlagError::Mode(text.to_owned());
    match text {
        "on" => return Ok(BUCKETS as u16),
        "off" => return Ok(0),
        _ => {}
    }
    let number = text.strip_suffix('%').ok_or_else(error)?;
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 2 || whole.len() > 3 {
        return Err(error());
    }
    let part = if part.len() == 1 { format!("{part}0") } else { part.to_owned() };
    let share = format!("{whole}{part}").parse::<u64>().map_err(|_| error())?;
    u16::try_from(share).ok().filter(|_| share <= BUCKETS).ok_or_else(error)
}

fn is_word(text: &str) -> bool {
    let ok = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-' || b == b'.';
    !text.is_empty() && text.len() <= WORD_MAX && text.bytes().all(ok)
}

/// Reads `a=50,b=50`.
///
/// # Errors
/// When it is not that, or a variant is named twice, or all weights are 0.
pub fn parse_split(text: &str) -> Result<Vec<(String, u32)>, FlagError> {
    let error = || FlagError::Split(text.to_owned());
    let mut split: Vec<(String, u32)> = Vec::new();
    for part in text.split(',') {
        let (name, weight) = part.trim().split_once('=').ok_or_else(error)?;
        let weight: u32 = weight.parse().ok().filter(|n| *n <= 1_000_000).ok_or_else(error)?;
        let reserved = ["on", "off"].contains(&name);
        if !is_word(name) || reserved || split.iter().any(|(other, _)| other == name) {
            return Err(error());
        }
        split.push((name.to_owned(), weight));
    }
    match split.iter().map(|(_, weight)| weight).sum::<u32>() {
        0 => Err(error()),
        _ if split.len() > 64 => Err(FlagError::TooMany),
        _ => Ok(split),
    }
}

impl std::str::FromStr for Rule {
    type Err = FlagError;

    /// `TEST and TEST…`, then `:on`, `:off` or `:VARIANT`; a test is `ATTRIBUTE=VALUE,VALUE` or `!=`.
    fn from_str(text: &str) -> Result<Rule, FlagError> {
        let error = || FlagError::Rule(text.to_owned());
        if text.chars().any(char::is_control) {
            return Err(error());
        }
        let (tests, outcome) = text.rsplit_once(':').unwrap_or((text, "on"));
        let outcome = match outcome.trim() {
            "on" => Outcome::On,
            "off" => Outcome::Off,
            variant if is_word(variant) => Outcome::Variant(variant.to_owned()),
            _ => return Err(error()),
        };
        let test = |text: &str| {
            let (attribute, values) = text.split_once('=').ok_or_else(error)?;
            let (attribute, is) = match attribute.strip_suffix('!') {
                Some(attribute) => (attribute.trim(), false),
                None => (attribute.trim(), true),
            };
            let values: Vec<String> = values.split(',').map(|value| value.trim().to_owned()).collect();
            if !is_word(attribute) || values.iter().any(|v| v.is_empty() || v.contains([':', '='])) {
                return Err(error());
            }
            Ok(Test { attribute: attribute.to_owned(), is, values })
        };
        Ok(Rule { tests: tests.split(" and ").map(test).collect::<Result<_, _>>()?, outcome })
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, test) in self.tests.iter().enumerate() {
            let and = if n == 0 { "" } else { " and " };
            let equals = if test.is { "=" } else { "!=" };
            write!(f, "{and}{}{equals}{}", test.attribute, test.values.join(","))?;
        }
        match &self.outcome {
            Outcome::On => f.write_str(":on"),
            Outcome::Off => f.write_str(":off"),
            Outcome::Variant(variant) => write!(f, ":{variant}"),
        }
    }
}

/// The split in words: `a=50,b=50`.
pub fn split_text(split: &[(String, u32)], between: &str) -> String {
    split.iter().map(|(name, weight)| format!("{name}={weight}")).collect::<Vec<_>>().join(between)
}

/// The text that is kept.
impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&mode(self.share))?;
        if !self.split.is_empty() {
            write!(f, "\nsplit {}", split_text(&self.split, ","))?;
        }
        self.rules.iter().try_for_each(|rule| write!(f, "\nrule {rule}"))
    }
}

impl State {
    /// Reads the text that is kept.
    ///
    /// # Errors
    /// The first part that is not one.
    pub fn read(text: &str) -> Result<State, FlagError> {
        let mut lines = text.split('\n');
        let mut state = State { share: parse_mode(lines.next().unwrap_or_default())?, ..State::default() };
        for line in lines {
            match line.split_once(' ') {
                Some(("split", split)) if state.split.is_empty() && state.rules.is_empty() => {
                    state.split = parse_split(split)?;
                }
                Some(("rule", rule)) => state.rules.push(rule.parse()?),
                _ => return Err(FlagError::Rule(line.to_owned())),
            }
        }
        if state.rules.len() > RULES_MAX { Err(FlagError::TooMany) } else { Ok(state) }
    }

    /// Every variant that it names.
    fn variants(&self) -> impl Iterator<Item = &String> {
        let of_rule = |rule: &'_ Rule| matches!(rule.outcome, Outcome::Variant(_));
        let named = self.rules.iter().filter(move |rule| of_rule(rule)).filter_map(|rule| {
            if let Outcome::Variant(variant) = &rule.outcome { Some(variant) } else { None }
        });
        self.split.iter().map(|(name, _)| name).chain(named)
    }

    /// What the flag is for a subject with these attributes.
    pub fn evaluate(&self, flag: &AppName, subject: &str, attributes: &[(String, String)]) -> Evaluation {
        let bucket = bucket("rollout", flag, subject);
        let holds = |test: &Test| {
            let value = match test.attribute.as_str() {
                "key" => Some(subject),
                name => attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str()),
            };
            // An attribute that the subject does not have is none of the values.
            test.is == value.is_some_and(|value| test.values.iter().any(|v| v == value))
        };
        let rule = self.rules.iter().enumerate().find(|(_, rule)| rule.tests.iter().all(holds));
        let (on, forced, reason) = match rule.map(|(n, rule)| (n + 1, &rule.outcome)) {
            Some((n, Outcome::On)) => (true, None, Reason::Rule(n)),
            Some((n, Outcome::Off)) => (false, None, Reason::Rule(n)),
            Some((n, Outcome::Variant(variant))) => (true, Some(variant.clone()), Reason::Rule(n)),
            None => match u64::from(self.share) {
                0 => (false, None, Reason::Off),
                BUCKETS => (true, None, Reason::On),
                _ => (bucket < self.share, None, Reason::Rollout),
            },
        };
        let variant = if on { forced.or_else(|| self.variant(flag, subject)) } else { None };
        Evaluation { on, variant, reason, bucket }
    }

    /// The variant of a subject: its own bucket, so that the share does not move it.
    fn variant(&self, flag: &AppName, subject: &str) -> Option<String> {
        let total: u64 = self.split.iter().map(|(_, weight)| u64::from(*weight)).sum();
        let at = u64::from(bucket("split", flag, subject)) * total / BUCKETS;
        let mut end = 0;
        let found = self.split.iter().find(|(_, weight)| {
            end += u64::from(*weight);
            at < end
        });
        found.map(|(name, _)| name.clone())
    }
}

/// Where a subject falls: the same in every environment, and for another flag elsewhere.
fn bucket(purpose: &str, flag: &AppName, subject: &str) -> u16 {
    let parts = [purpose.as_bytes(), &[0], flag.as_str().as_bytes(), &[0], subject.as_bytes()];
    let hash = Hash::of("envctl/flag/v1", &parts).0;
    let first = hash[..8].iter().fold(0_u64, |n, byte| n << 8 | u64::from(*byte));
    (first % BUCKETS) as u16
}

/// The state of a flag in an environment; none where none was set.
///
/// # Errors
/// When it cannot be read.
pub fn state(tree: &Tree, p: &ProjectName, env: EnvId, name: &AppName) -> Result<Option<State>, FlagError> {
    let Some(value) = tree.value(p, env, &Scope::Flag(name.clone()), &Key::state()) else { return Ok(None) };
    let unreadable = || FlagError::Unreadable(name.clone());
    let Content::Plain(bytes) = &value.content else { return Err(unreadable()) };
    let text = std::str::from_utf8(bytes).map_err(|_| unreadable())?;
    State::read(text).map(Some).map_err(|_| unreadable())
}

/// What a `set` changes; what is left out stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    /// The share.
    pub share: Option<u16>,
    /// The split; empty takes it away.
    pub split: Option<Vec<(String, u32)>>,
    /// The rules; empty takes them away.
    pub rules: Option<Vec<Rule>>,
    /// What the flag is.
    pub description: Option<String>,
}

/// A state before and after, in one environment.
pub type Moved = (EnvId, Option<State>, State);

/// Plans a flag's state in environments, declaring it where it is new.
///
/// # Errors
/// When a state that is there cannot be read.
pub fn set(
    tree: &Tree,
    p: &ProjectName,
    envs: &[EnvId],
    name: &AppName,
    setting: &Setting,
    op: OpId,
) -> Result<(Vec<Moved>, Vec<Write>), FlagError> {
    let old = tree.flag(p, name);
    let mut flag = old.cloned().unwrap_or(Flag { description: None, variants: Vec::new() });
    if setting.description.is_some() {
        flag.description.clone_from(&setting.description);
    }
    let (mut moved, mut values) = (Vec::new(), Vec::new());
    for env in envs {
        let before = state(tree, p, *env, name)?;
        let mut after = before.clone().unwrap_or_default();
        after.share = setting.share.unwrap_or(after.share);
        if let Some(split) = &setting.split {
            after.split.clone_from(split);
        }
        if let Some(rules) = &setting.rules {
            after.rules.clone_from(rules);
        }
        for variant in after.variants() {
            if !flag.variants.contains(variant) {
                flag.variants.push(variant.clone());
            }
        }
        if before.as_ref() != Some(&after) {
            let place = Place::Value(p.clone(), *env, Scope::Flag(name.clone()), Key::state());
            let written = tree.written(p, *env, &Scope::Flag(name.clone()), &Key::state());
            let text = Plain::new(after.to_string().into_bytes());
            values.push(Write::value(op, place, written, text, false));
        }
        moved.push((*env, before, after));
    }
    if flag.variants.len() > 64 {
        return Err(FlagError::TooMany);
    }
    let mut writes = Vec::new();
    if old != Some(&flag) {
        writes.push(Write::put(Place::Flag(p.clone(), name.clone()), flag));
    }
    writes.extend(values);
    Ok((moved, writes))
}

/// Plans the deletion of a flag and its states. Returns the environments where it is on.
///
/// # Errors
/// When there is none of the name.
pub fn delete(
    tree: &Tree,
    p: &ProjectName,
    name: &AppName,
    op: OpId,
) -> Result<(Vec<EnvId>, Vec<Write>), FlagError> {
    if tree.flag(p, name).is_none() {
        return Err(FlagError::Undeclared(name.clone()));
    }
    let (mut on, mut writes) = (Vec::new(), Vec::new());
    let scope = Scope::Flag(name.clone());
    for (env, _) in tree.envs(p) {
        if let Some(value) = tree.value(p, env, &scope, &Key::state()) {
            // What cannot be read may be on.
            let off =
                state(tree, p, env, name).is_ok_and(|s| s.is_none_or(|s| s.share == 0 && s.rules.is_empty()));
            on.extend((!off).then_some(env));
            writes.push(Write::unset(op, Place::Value(p.clone(), env, scope.clone(), Key::state()), value));
        }
    }
    writes.push(Write::Delete(Place::Flag(p.clone(), name.clone()).path()));
    Ok((on, writes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> AppName {
        text.parse().expect("a name")
    }

    /// The vectors of `docs/flags.md`.
    #[test]
    fn buckets_are_those_of_the_document() {
        let document = include_str!("../../docs/flags.md");
        let rows: Vec<Vec<&str>> = document
            .lines()
            .filter(|line| line.starts_with("| `"))
            .map(|line| line.split('|').map(|cell| cell.trim().trim_matches('`')).collect())
            .collect();
        assert!(rows.len() >= 5, "{rows:?}");
        for row in rows {
            let [_, flag, subject, rollout, split, _] = row.as_slice() else { panic!("{row:?}") };
            assert_eq!(bucket("rollout", &name(flag), subject).to_string(), *rollout, "{row:?}");
            assert_eq!(bucket("split", &name(flag), subject).to_string(), *split, "{row:?}");
        }
    }

    #[test]
    fn a_state_reads_back_as_it_was_written() {
        let texts = [
            "off",
            "on",
            "25%",
            "0.5%",
            "99.99%",
            "on\nsplit a=50,b=50",
            "12.34%\nsplit a=1,b=0,c=7\nrule plan=pro:on\nrule country!=de,at and beta=yes:b",
            "off\nrule key=ana:off",
        ];
        for text in texts {
            assert_eq!(State::read(text).map(|state| state.to_string()).as_deref(), Ok(text));
        }
        for bad in
            ["", "On", "101%", "1.234%", "-1%", "%", "1", "on\n", "on\nsplit ", "on\nrule x", "on\nx y"]
        {
            assert!(State::read(bad).is_err(), "{bad:?}");
        }
        for bad in ["a=1,a=1", "a", "a=-1", "on=1", "a=0", "=1"] {
            assert!(parse_split(bad).is_err(), "{bad:?}");
        }
        for bad in ["plan", "=x", "plan=", "plan=a\nb", "plan=pro:", "a=b and c"] {
            assert!(bad.parse::<Rule>().is_err(), "{bad:?}");
        }
        assert_eq!(parse_mode("0.01%"), Ok(1));
        assert_eq!(parse_mode("100%"), parse_mode("on"));
    }

    #[test]
    fn a_greater_share_takes_nobody_out_and_is_about_as_great_as_it_says() {
        let flag = name("new-checkout");
        let on = |share: u16, n: u32| {
            State { share, ..State::default() }.evaluate(&flag, &format!("user-{n}"), &[]).on
        };
        for share in [100, 2500, 5000, 9000] {
            let count = (0..10_000).filter(|n| on(share, *n)).count() as i64;
            assert!((count - i64::from(share)).abs() < 200, "{count} of 10000 at {share}");
            assert!((0..10_000).all(|n| !on(share, n) || on(share + 500, n)));
        }
    }

    #[test]
    fn variants_follow_their_weights_and_stay() {
        let flag = name("price-test");
        let split = parse_split("a=50,b=30,c=20,d=0").expect("a split");
        let of = |share: u16, n: u32| {
            let state = State { share, split: split.clone(), ..State::default() };
            state.evaluate(&flag, &format!("user-{n}"), &[]).variant
        };
        for (variant, share) in [("a", 5000), ("b", 3000), ("c", 2000), ("d", 0)] {
            let count = (0..10_000).filter(|n| of(10_000, *n).as_deref() == Some(variant)).count() as i64;
            assert!((count - share).abs() < 200, "{count} of 10000 get {variant}");
        }
        assert!((0..1000).all(|n| of(2000, n).is_none_or(|v| Some(v) == of(10_000, n))));
    }

    #[test]
    fn rules_come_first_and_in_order() {
        let state = State::read(
            "off\nsplit a=1,b=1\nrule plan=pro and country!=de:b\nrule key=ana:on\nrule plan=pro:off",
        )
        .expect("a state");
        let flag = name("x");
        let ask = |subject: &str, attributes: &[(&str, &str)]| {
            let attributes: Vec<_> =
                attributes.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
            let found = state.evaluate(&flag, subject, &attributes);
            (found.on, found.variant, found.reason)
        };
        assert_eq!(ask("bob", &[]), (false, None, Reason::Off));
        assert_eq!(ask("bob", &[("plan", "pro")]), (true, Some("b".to_owned()), Reason::Rule(1)));
        assert_eq!(ask("bob", &[("plan", "pro"), ("country", "de")]), (false, None, Reason::Rule(3)));
        let (on, variant, reason) = ask("ana", &[("plan", "pro"), ("country", "de")]);
        assert!(on && variant.is_some() && reason == Reason::Rule(2));
    }
}
