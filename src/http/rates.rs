//! How much one key and one address may ask in a while. Counted in this process: it keeps one caller from
//! being in everybody's way. What guards one-time codes is counted in the store.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::model::Kid;

/// How many times more an address may ask than a key: there may be a whole office behind it.
const ADDRESS: u32 = 4;
/// How many seconds' worth may come at once.
const BURST: u32 = 10;
/// So many callers are remembered before those that have been quiet are forgotten.
const MANY: usize = 10_000;

/// How much may be asked.
pub(super) struct Rates {
    keys: DefaultKeyedRateLimiter<Kid>,
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    clock: DefaultClock,
}

impl Rates {
    /// So many questions a second from one key.
    pub(super) fn new(rate: NonZeroU32) -> Rates {
        let quota = |times: u32| {
            let rate = rate.saturating_mul(NonZeroU32::new(times).unwrap_or(NonZeroU32::MIN));
            let burst = rate.saturating_mul(NonZeroU32::new(BURST).unwrap_or(NonZeroU32::MIN));
            Quota::per_second(rate).allow_burst(burst)
        };
        let (keys, addresses) = (RateLimiter::keyed(quota(1)), RateLimiter::keyed(quota(ADDRESS)));
        Rates { keys, addresses, clock: DefaultClock::default() }
    }

    /// Counts a question of an address.
    ///
    /// # Errors
    /// After how many seconds it may ask again.
    pub(super) fn address(&self, from: IpAddr) -> Result<(), u64> {
        // Whoever has a network of IPv6 has all addresses in it.
        let of = match from.to_canonical() {
            IpAddr::V6(six) => IpAddr::V6((u128::from(six) >> 64 << 64).into()),
            four => four,
        };
        self.count(&self.addresses, &of)
    }

    /// Counts a question of a key, whose signature was checked.
    ///
    /// # Errors
    /// After how many seconds it may ask again.
    pub(super) fn key(&self, kid: Kid) -> Result<(), u64> {
        self.count(&self.keys, &kid)
    }

    fn count<K: Clone + Eq + std::hash::Hash>(
        &self,
        limiter: &DefaultKeyedRateLimiter<K>,
        key: &K,
    ) -> Result<(), u64> {
        if limiter.len() > MANY {
            limiter.retain_recent();
        }
        limiter.check_key(key).map_err(|over| over.wait_time_from(self.clock.now()).as_secs() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_asks_too_much_waits_and_nobody_else() {
        let rates = Rates::new(NonZeroU32::new(1).expect("one"));
        let (one, two) = (Kid([1; 16]), Kid([2; 16]));
        for _ in 0..BURST {
            assert_eq!(rates.key(one), Ok(()));
        }
        assert_eq!(rates.key(one), Err(1));
        assert_eq!(rates.key(two), Ok(()));
        let six = |text: &str| text.parse::<IpAddr>().expect("an address");
        for n in 0..BURST * ADDRESS {
            assert_eq!(rates.address(six(&format!("2001:db8::{n:x}"))), Ok(()));
        }
        assert!(rates.address(six("2001:db8::ffff")).is_err(), "another address of one network");
        assert_eq!(rates.address(six("2001:db8:0:1::1")), Ok(()));
        assert_eq!(rates.address(six("192.0.2.1")), Ok(()));
    }
}
