//! What an environment asks of whoever reaches it: a session that is young enough, a one-time code, an
//! address. Policy beside the gate: judged by a server, and never again by an audit.
//!
//! Invariants: a rule that cannot be read lets nobody through; a token has no session, and is held to
//! addresses alone.

use std::net::IpAddr;

use ipnet::IpNet;

use super::freeze;
use crate::model::{Env, EnvName, Policy};

/// Somebody's session, as a server keeps it. Times are in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// When it began.
    pub began: u64,
    /// When it was last used.
    pub used: u64,
    /// Whether a one-time code began it.
    pub code: bool,
    /// When its longest rest began, and how long that was.
    pub rest: (u64, u64),
}

/// Whoever asks, at a time.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    /// The time.
    pub now: u64,
    /// Where they ask from, if that is known.
    pub address: Option<IpAddr>,
    /// Whether it is a token.
    pub is_token: bool,
    /// Their session.
    pub session: Option<Session>,
    /// Whether they have what makes one-time codes.
    pub enrolled: bool,
}

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// There is no session.
    Session,
    /// It is over: since so long, because so much is allowed, as a whole or at rest.
    Ended {
        /// Since how long, in milliseconds.
        ago: u64,
        /// What is allowed, in milliseconds.
        allowed: u64,
        /// Whether it is the rest that was too long.
        rest: bool,
    },
    /// There was no one-time code.
    Code {
        /// Whether there could have been one.
        enrolled: bool,
    },
    /// It is not reached from there.
    Address(Option<IpAddr>),
}

/// What an environment asks for, and whoever asks does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmet {
    /// The environment.
    pub env: EnvName,
    /// What is missing.
    pub lack: Lack,
}

impl Unmet {
    /// Every word that [`Unmet::code`] says.
    pub const CODES: [&str; 5] =
        ["session_required", "session_expired", "mfa_required", "mfa_not_enrolled", "ip_denied"];

    /// The stable word for it.
    pub fn code(&self) -> &'static str {
        match self.lack {
            Lack::Session => "session_required",
            Lack::Ended { .. } => "session_expired",
            Lack::Code { enrolled: true } => "mfa_required",
            Lack::Code { enrolled: false } => "mfa_not_enrolled",
            Lack::Address(_) => "ip_denied",
        }
    }
}

impl std::fmt::Display for Unmet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let env = &self.env;
        match self.lack {
            Lack::Session => write!(f, "{env} asks for a session, and you have none"),
            Lack::Ended { ago, .. } => write!(f, "your session for {env} ended {} ago", freeze::lasting(ago)),
            Lack::Code { enrolled: true } => write!(f, "{env} asks for a one-time code"),
            Lack::Code { enrolled: false } => {
                write!(f, "{env} asks for one-time codes, and you have nothing that makes them")
            }
            Lack::Address(Some(from)) => write!(f, "{env} is not reached from {from}"),
            Lack::Address(None) => write!(f, "{env} is reached from certain addresses only"),
        }
    }
}

/// Whether an environment asks for anything of who reaches it.
pub fn asks(env: &Env) -> bool {
    env.policy.as_ref().is_some_and(|policy| asks_session(policy) || !policy.allow_ips.is_empty())
}

fn asks_session(policy: &Policy) -> bool {
    policy.require_mfa || policy.session.is_some() || policy.session_idle.is_some()
}

/// How long a session counts in an environment, as a whole and at rest; a rule that cannot be read
/// allows nothing.
pub fn lifetimes(env: &Env) -> [Option<u64>; 2] {
    let read = |text: &Option<String>| text.as_ref().map(|text| freeze::duration(text).unwrap_or(0));
    env.policy.as_ref().map_or([None, None], |policy| [read(&policy.session), read(&policy.session_idle)])
}

/// Whether somebody has what an environment asks for.
///
/// # Errors
/// The first thing that they do not.
pub fn check(env: &Env, caller: &Caller) -> Result<(), Unmet> {
    check_session(env, caller)?;
    let Some(policy) = env.policy.as_ref().filter(|policy| !policy.allow_ips.is_empty()) else {
        return Ok(());
    };
    let within = |from: IpAddr| {
        policy.allow_ips.iter().any(|text| network(text).is_ok_and(|net| net.contains(&from.to_canonical())))
    };
    match caller.address {
        Some(from) if within(from) => Ok(()),
        from => Err(Unmet { env: env.name.clone(), lack: Lack::Address(from) }),
    }
}

/// [`check`], wherever they ask from.
///
/// # Errors
/// The first thing that they do not have.
pub fn check_session(env: &Env, caller: &Caller) -> Result<(), Unmet> {
    let unmet = |lack| Err(Unmet { env: env.name.clone(), lack });
    let Some(policy) = env.policy.as_ref().filter(|policy| asks_session(policy) && !caller.is_token) else {
        return Ok(());
    };
    let no_code = Lack::Code { enrolled: caller.enrolled };
    let Some(session) = caller.session else {
        return unmet(if policy.require_mfa { no_code } else { Lack::Session });
    };
    if let Some((end, allowed, rest)) = end(env, &session, caller.now).filter(|(end, ..)| *end <= caller.now)
    {
        return unmet(Lack::Ended { ago: caller.now - end, allowed, rest });
    }
    if policy.require_mfa && !session.code { unmet(no_code) } else { Ok(()) }
}

/// When a session stops to count in an environment, if it is left alone from `now`: the time, what is
/// allowed, and whether for its rest.
pub fn end(env: &Env, session: &Session, now: u64) -> Option<(u64, u64, bool)> {
    let [whole, idle] = lifetimes(env);
    let whole = whole.map(|allowed| (session.began.saturating_add(allowed), allowed, false));
    let idle = idle.map(|allowed| {
        let resting = (session.used, now.saturating_sub(session.used));
        let rest = if session.rest.1 > allowed { session.rest } else { resting };
        (rest.0.saturating_add(allowed), allowed, true)
    });
    whole.into_iter().chain(idle).min()
}

/// A network as it is written: `10.0.0.0/8`, `2001:db8::/32`, or one address.
///
/// # Errors
/// In words, when it is none, or everywhere.
pub fn network(text: &str) -> Result<IpNet, String> {
    let net: IpNet = match text.parse::<IpAddr>() {
        Ok(one) => one.to_canonical().into(),
        Err(_) => {
            text.parse().map_err(|_| format!("\"{text}\" is no network: 10.0.0.0/8, or one address"))?
        }
    };
    // An IPv4 address that is written as IPv6 is the IPv4 address, and so is its network.
    let net = match net {
        IpNet::V6(net) if net.prefix_len() >= 96 => match net.addr().to_ipv4_mapped() {
            Some(addr) => ipnet::Ipv4Net::new(addr, net.prefix_len() - 96).map_or(net.into(), IpNet::V4),
            None => net.into(),
        },
        net => net,
    };
    match net.prefix_len() {
        0 => Err(format!("{text} is every address: leave it out")),
        _ => Ok(net.trunc()),
    }
}

/// A lifetime of sessions as it is written.
///
/// # Errors
/// In words, when it is none that a session can have.
pub fn lifetime(text: &str) -> Result<u64, String> {
    freeze::duration(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Color;

    fn env(policy: Policy) -> Env {
        Env {
            name: "production".parse().expect("a name"),
            order: None,
            color: Color::None,
            description: None,
            aliases: Vec::new(),
            policy: Some(Box::new(policy)),
            created_from: None,
            lock: None,
            optional: false,
            latest: false,
        }
    }

    const HOUR: u64 = 3_600_000;

    fn caller(session: Option<Session>, now: u64) -> Caller {
        Caller { now, address: None, is_token: false, session, enrolled: true }
    }

    fn session(began: u64, used: u64) -> Option<Session> {
        Some(Session { began, used, code: false, rest: (began, 0) })
    }

    fn lack(env: &Env, caller: &Caller) -> Option<Lack> {
        check(env, caller).err().map(|unmet| unmet.lack)
    }

    #[test]
    fn a_session_ends_as_a_whole_and_at_rest() {
        let text = |text: &str| Some(text.to_owned());
        let env = env(Policy { session: text("8h"), session_idle: text("1h"), ..Policy::default() });
        let at = |used, now| lack(&env, &caller(session(0, used), now));
        assert_eq!(lack(&env, &caller(None, 0)), Some(Lack::Session));
        assert_eq!(at(0, HOUR - 1), None);
        assert_eq!(at(0, HOUR), Some(Lack::Ended { ago: 0, allowed: HOUR, rest: true }));
        assert_eq!(at(7 * HOUR, 8 * HOUR - 1), None);
        assert_eq!(
            at(8 * HOUR, 11 * HOUR),
            Some(Lack::Ended { ago: 3 * HOUR, allowed: 8 * HOUR, rest: false })
        );
        // A rest that was too long is not made good by what comes after it.
        let rested = Session { rest: (HOUR, 2 * HOUR), ..session(0, 4 * HOUR).expect("one") };
        let ended = lack(&env, &caller(Some(rested), 4 * HOUR));
        assert_eq!(ended, Some(Lack::Ended { ago: 2 * HOUR, allowed: HOUR, rest: true }));
        // A token has none, and needs none.
        assert_eq!(lack(&env, &Caller { is_token: true, ..caller(None, 0) }), None);
    }

    #[test]
    fn a_code_is_asked_for_where_there_was_none() {
        let env = env(Policy { require_mfa: true, ..Policy::default() });
        assert_eq!(lack(&env, &caller(session(0, 0), 1)), Some(Lack::Code { enrolled: true }));
        assert_eq!(
            lack(&env, &Caller { enrolled: false, ..caller(None, 1) }),
            Some(Lack::Code { enrolled: false })
        );
        let with = session(0, 0).map(|session| Session { code: true, ..session });
        assert_eq!(lack(&env, &caller(with, 1)), None);
    }

    #[test]
    fn addresses_are_of_their_networks() {
        let env = env(Policy {
            allow_ips: ["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"].map(str::to_owned).to_vec(),
            ..Policy::default()
        });
        let from = |text: &str| {
            let address = Some(text.parse().expect("an address"));
            lack(&env, &Caller { address, ..caller(None, 0) }).is_none()
        };
        for inside in ["10.255.0.1", "192.0.2.7", "::ffff:10.1.2.3", "2001:db8:1::1"] {
            assert!(from(inside), "{inside}");
        }
        for outside in ["11.0.0.1", "192.0.2.8", "::ffff:11.0.0.1", "2001:db9::1", "::1"] {
            assert!(!from(outside), "{outside}");
        }
        // Who cannot be placed is nowhere.
        assert_eq!(lack(&env, &caller(None, 0)), Some(Lack::Address(None)));
    }

    #[test]
    fn what_cannot_be_read_lets_nobody_through() {
        let list = self::env(Policy { allow_ips: vec!["office".to_owned()], ..Policy::default() });
        let here = Caller { address: Some([127, 0, 0, 1].into()), ..caller(session(0, 0), 0) };
        assert!(lack(&list, &here).is_some());
        let long = self::env(Policy { session: Some("for ever".to_owned()), ..Policy::default() });
        assert!(matches!(lack(&long, &here), Some(Lack::Ended { .. })));
    }

    #[test]
    fn networks_have_one_spelling() {
        let spelled = |text: &str| network(text).map(|net| net.to_string());
        assert_eq!(spelled("10.1.2.3/8").as_deref(), Ok("10.0.0.0/8"));
        assert_eq!(spelled("192.0.2.7").as_deref(), Ok("192.0.2.7/32"));
        assert_eq!(spelled("::ffff:10.0.0.1").as_deref(), Ok("10.0.0.1/32"));
        assert_eq!(spelled("::ffff:10.0.0.0/104").as_deref(), Ok("10.0.0.0/8"));
        assert_eq!(spelled("2001:DB8::1/32").as_deref(), Ok("2001:db8::/32"));
        for bad in ["0.0.0.0/0", "::/0", "10.0.0.1/33", "10.0.0", "office.acme.dev", "", "10.0.0.0/-1"] {
            assert!(network(bad).is_err(), "{bad}");
        }
    }
}
