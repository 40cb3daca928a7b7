//! What is too much: counted per address, per buyer, per key, per login.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use desk::error::Refusal;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use moka::sync::Cache;

use crate::config;

/// How long a failed sign-in counts.
const FAILURES_COUNT_FOR: Duration = Duration::from_secs(15 * 60);

/// Every counter.
pub struct Limits {
    requests: DefaultKeyedRateLimiter<IpAddr>,
    sessions: DefaultKeyedRateLimiter<IpAddr>,
    return_pages: DefaultKeyedRateLimiter<IpAddr>,
    buyer_messages: DefaultKeyedRateLimiter<String>,
    key_messages: DefaultKeyedRateLimiter<String>,
    failed_sign_ins: Cache<String, u32>,
    sign_ins: u32,
    sockets: Arc<Mutex<HashMap<IpAddr, usize>>>,
    sockets_per_address: usize,
}

impl Limits {
    /// Counters with these limits.
    pub fn new(limits: &config::Limits) -> Self {
        let per_second = |n| RateLimiter::keyed(Quota::per_second(at_least_one(n)));
        let per_minute = |n| Quota::per_minute(at_least_one(n));
        Self {
            requests: per_second(limits.requests_per_second),
            sessions: RateLimiter::keyed(per_minute(limits.sessions_per_minute)),
            return_pages: RateLimiter::keyed(per_minute(limits.return_pages_per_minute)),
            buyer_messages: RateLimiter::keyed(per_minute(limits.buyer_messages_per_minute)),
            key_messages: RateLimiter::keyed(Quota::per_second(at_least_one(limits.key_messages_per_second))),
            failed_sign_ins: Cache::builder().time_to_live(FAILURES_COUNT_FOR).max_capacity(100_000).build(),
            sign_ins: limits.failed_sign_ins,
            sockets: Arc::default(),
            sockets_per_address: limits.sockets_per_address,
        }
    }

    /// One request of an address.
    pub fn request(&self, address: IpAddr) -> Result<(), Refusal> {
        check(&self.requests, &address, "too_many_requests")
    }

    /// One new buyer's session of an address.
    pub fn session(&self, address: IpAddr) -> Result<(), Refusal> {
        check(&self.sessions, &address, "too_many_requests")
    }

    /// One request of an address to the page of a return, whose links could otherwise be guessed at.
    pub fn return_page(&self, address: IpAddr) -> Result<(), Refusal> {
        check(&self.return_pages, &address, "too_many_requests")
    }

    /// One message of a buyer.
    pub fn buyer_message(&self, handle: &str) -> Result<(), Refusal> {
        check(&self.buyer_messages, &handle.to_owned(), "too_many_requests")
    }

    /// One message through a key.
    pub fn key_message(&self, key: &str) -> Result<(), Refusal> {
        check(&self.key_messages, &key.to_owned(), "too_many_requests")
    }

    /// One sign-in. It counts as failed until [`signed_in`](Self::signed_in) says otherwise, so that many at once cannot
    /// slip through together. An address, behind which there may be a whole office, may fail five times as often.
    pub fn sign_in(&self, address: IpAddr, login: &str) -> Result<(), Refusal> {
        for (key, allowed) in [(login_key(login), self.sign_ins), (address_key(address), self.sign_ins * 5)] {
            let count = self
                .failed_sign_ins
                .entry(key)
                .and_upsert_with(|known| known.map_or(1, |k| k.into_value() + 1));
            if count.into_value() > allowed {
                return Err(Refusal::too_many("too_many_sign_ins", FAILURES_COUNT_FOR.as_secs()));
            }
        }
        Ok(())
    }

    /// The sign-in was right: it does not count.
    pub fn signed_in(&self, address: IpAddr, login: &str) {
        self.failed_sign_ins.invalidate(&login_key(login));
        let key = address_key(address);
        self.failed_sign_ins
            .entry(key)
            .and_upsert_with(|known| known.map_or(0, |k| k.into_value().saturating_sub(1)));
    }

    /// A place for one more open socket of an address; given back when dropped.
    pub fn socket(&self, address: IpAddr) -> Result<SocketPlace, Refusal> {
        let mut sockets = self.sockets.lock().unwrap_or_else(PoisonError::into_inner);
        let open = sockets.entry(address).or_default();
        if *open >= self.sockets_per_address {
            return Err(Refusal::too_many("too_many_sockets", 60));
        }
        *open += 1;
        Ok(SocketPlace { address, sockets: Arc::clone(&self.sockets) })
    }

    /// Forgets counters that are full again, so that memory does not grow with every address ever seen.
    pub fn sweep(&self) {
        self.requests.retain_recent();
        self.sessions.retain_recent();
        self.return_pages.retain_recent();
        self.buyer_messages.retain_recent();
        self.key_messages.retain_recent();
    }
}

impl std::fmt::Debug for Limits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Limits").finish_non_exhaustive()
    }
}

/// A place among the open sockets of an address.
#[derive(Debug)]
pub struct SocketPlace {
    address: IpAddr,
    sockets: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Drop for SocketPlace {
    fn drop(&mut self) {
        let mut sockets = self.sockets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = sockets.get_mut(&self.address) {
            *open -= 1;
            if *open == 0 {
                sockets.remove(&self.address);
            }
        }
    }
}

fn check<K: std::hash::Hash + Eq + Clone>(
    limiter: &DefaultKeyedRateLimiter<K>,
    key: &K,
    code: &'static str,
) -> Result<(), Refusal> {
    limiter.check_key(key).map_err(|until| {
        let wait = until.wait_time_from(DefaultClock::default().now());
        Refusal::too_many(code, wait.as_secs().max(1))
    })
}

fn login_key(login: &str) -> String {
    format!("login:{}", login.trim().to_lowercase())
}

fn address_key(address: IpAddr) -> String {
    format!("address:{address}")
}

fn at_least_one(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_gives_its_place_back() {
        let config = crate::config::Config::load(
            None,
            [("MIAOHUI_LIMITS__SOCKETS_PER_ADDRESS".to_owned(), "1".to_owned())].into_iter(),
        )
        .expect("settings");
        let limits = Limits::new(&config.limits);
        let address: IpAddr = [127, 0, 0, 1].into();
        let place = limits.socket(address).expect("the first");
        assert!(limits.socket(address).is_err());
        drop(place);
        assert!(limits.socket(address).is_ok());
    }
}
