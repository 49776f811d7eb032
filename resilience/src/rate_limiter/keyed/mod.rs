//! A rate limiter for each key.

mod core;
mod key;
mod room;
mod shard;
#[cfg(feature = "tokio")]
mod tasks;

pub(crate) use self::core::{KeyedCore, KeyedSettings};
#[cfg(feature = "tokio")]
pub use self::tasks::KeyedAcquire;
use super::stats::RateLimiterStats;
use super::wait::Turn;
use crate::error::Rejected;
use crate::events::{Event, Listener};
use crate::settings::Settings;
use crate::waiting::{Patience, Wakers, on_thread};
use std::fmt;
use std::hash::Hash;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::time::Duration;

/// A [`RateLimiter`](crate::RateLimiter) for each key: each tenant, user or address.
///
/// # Problem
///
/// One noisy tenant must not use up the limit of all others, and nobody knows the tenants beforehand.
///
/// # Model
///
/// One bucket per key, all of the same rate and burst. A key that was never seen has the tokens it
/// would have had it been there when the limiter was made: a full bucket, unless
/// [`initial`](crate::RateLimiterBuilder::initial) says otherwise and not enough time has passed.
///
/// The key itself is not kept: only 128 bits of a hash with random keys, so that nobody can make
/// tenants collide on purpose.
///
/// A bucket that is full again tells nothing and is forgotten as calls go by, a few at each call, so
/// memory is bounded by the keys of one refill time (`burst · per / rate`), and by `max_keys`. A new
/// key beyond that is refused with the time at which the first bucket is full; none is evicted
/// before that, as an evicted key could start over.
///
/// | setting | default | range |
/// | --- | --- | --- |
/// | `rate`, `per`, `burst`, `initial` | as of [`RateLimiter`](crate::RateLimiter) | |
/// | `max_keys` | 1,048,576 | 1 or more |
///
/// # Choosing values
///
/// A key takes about 100 bytes. Choose `max_keys` above the keys that are active within one refill
/// time, and as low as memory asks for.
///
/// # Pitfalls
///
/// Whoever can choose their own key has no limit: take the tenant from where it was authenticated.
///
/// ```
/// use resilience::RateLimiter;
/// use std::time::Duration;
///
/// let limiter = RateLimiter::builder()
///     .name("per tenant")
///     .rate(100.0)
///     .per(Duration::from_secs(60))
///     .burst(2)
///     .build_keyed()?;
/// assert!(limiter.try_acquire("acme").is_ok());
/// assert!(limiter.try_acquire("acme").is_ok());
/// assert!(limiter.try_acquire("acme").is_err());
/// assert!(limiter.try_acquire("globex").is_ok());
/// assert!(limiter.try_acquire(&("initech", 7)).is_ok()); // whatever can be hashed
/// # Ok::<(), resilience::ConfigError>(())
/// ```
#[derive(Clone)]
pub struct KeyedRateLimiter(Arc<KeyedCore>);

impl KeyedRateLimiter {
    pub(crate) const KIND: &'static str = "keyed rate limiter";

    pub(super) fn from_core(core: KeyedCore) -> Self {
        Self(Arc::new(core))
    }

    pub(super) fn core(&self) -> &KeyedCore {
        &self.0
    }

    /// Takes a token of this key, if there is one and nobody waits for it.
    ///
    /// # Errors
    ///
    /// [`Rejected::RateLimitExceeded`] if not, or if there is no room for a new key.
    /// [`Rejected::ShuttingDown`] once its [registry drains](crate::Registry::drain).
    pub fn try_acquire<K: Hash + ?Sized>(&self, key: &K) -> Result<(), Rejected> {
        self.core().turn(key, Patience::None).at_once()
    }

    /// Takes a token of this key, waiting on this thread for as long as it takes.
    ///
    /// # Errors
    ///
    /// [`Rejected::RateLimitExceeded`] if there is no room for a new key.
    /// [`Rejected::ShuttingDown`] once its [registry drains](crate::Registry::drain).
    pub fn acquire<K: Hash + ?Sized>(&self, key: &K) -> Result<(), Rejected> {
        on_thread(self.core().turn(key, Patience::Endless))
    }

    /// Takes a token of this key, waiting on this thread for at most `timeout`; zero does not wait.
    ///
    /// # Errors
    ///
    /// [`Rejected::RateLimitExceeded`], at once, if it would take longer, or if there is no room for
    /// a new key.
    /// [`Rejected::ShuttingDown`] once its [registry drains](crate::Registry::drain).
    pub fn acquire_timeout<K: Hash + ?Sized>(
        &self,
        key: &K,
        timeout: Duration,
    ) -> Result<(), Rejected> {
        on_thread(self.core().turn(key, Patience::For(timeout)))
    }

    /// Waits on this thread for room for the key, and for a token of it.
    pub(crate) fn wait<K: Hash + ?Sized>(&self, key: &K) {
        let answer = on_thread(Turn::for_room(self.core().desk(key)));
        answer.expect("whoever waits for everything gets it in the end");
    }

    /// How many tokens a newcomer with this key could take now, and the part of the next one that
    /// has come: 0 while anybody waits for one, and once its registry drains.
    pub fn tokens<K: Hash + ?Sized>(&self, key: &K) -> f64 {
        self.core().desk(key).tokens()
    }

    /// How many keys are kept: those whose buckets are not full, and those that were not forgotten
    /// yet.
    #[must_use]
    pub fn keys(&self) -> usize {
        self.core().keys()
    }

    /// What the limiter has seen so far, all keys together.
    #[must_use]
    pub fn stats(&self) -> RateLimiterStats {
        self.core().counters.sums().into()
    }

    /// Refuses whoever comes and whoever waits from now on, but for those who cannot be turned away. For
    /// good.
    pub(crate) fn shut(&self, wakers: &mut Wakers) {
        self.core().shut(wakers);
    }

    /// Adds a listener to one that is there already: that of an annotated function, or one from the
    /// registry. It hears every [event](Event) from now on; see [`on_event`](crate::on_event).
    pub fn on_event(&self, listener: impl Fn(&Event) + Send + Sync + 'static) {
        self.core().outlet.add(vec![Listener::of_all(listener)]);
    }

    /// The name; `unnamed` if none was given.
    #[must_use]
    pub fn name(&self) -> &str {
        self.core().name.as_str()
    }

    /// Every setting in force and where it was written.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let values = self.core().settings().shown();
        Settings { kind: Self::KIND, name: String::from(self.name()), values }
    }
}

// No panic, a key's own hashing included, leaves it in a state that it should not be in.
impl UnwindSafe for KeyedRateLimiter {}
impl RefUnwindSafe for KeyedRateLimiter {}

impl fmt::Debug for KeyedRateLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyedRateLimiter")
            .field("name", &self.name())
            .field("keys", &self.keys())
            .finish_non_exhaustive()
    }
}
