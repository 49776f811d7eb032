//! The end of the process: nobody comes in any more, and whoever is in comes out.

use super::Registry;
use crate::bulkhead::{Bulkhead, Watch};
use crate::circuit_breaker::CircuitBreaker;
use crate::clock::{Clock, Instant};
use crate::rate_limiter::{KeyedRateLimiter, RateLimiter};
use crate::retry::Retry;
use crate::waiting::{Step, Wait, Wakers, on_thread, wake};
use std::task::Waker;
use std::time::Duration;

/// A policy that can stop for good.
pub trait Drain: Clone {
    /// Refuses whoever comes and whoever waits from now on, but for those who cannot be turned away.
    /// Nobody else's code runs.
    fn shut(&self, wakers: &mut Wakers);

    /// Tells those who listen, once no lock is held.
    fn tell(&self) {}
}

impl Drain for CircuitBreaker {
    fn shut(&self, _: &mut Wakers) {
        self.core().shut();
    }

    fn tell(&self) {
        self.core().tell();
    }
}

impl Drain for RateLimiter {
    fn shut(&self, wakers: &mut Wakers) {
        self.shut(wakers);
    }
}

impl Drain for KeyedRateLimiter {
    fn shut(&self, wakers: &mut Wakers) {
        self.shut(wakers);
    }
}

impl Drain for Bulkhead {
    fn shut(&self, wakers: &mut Wakers) {
        self.shut(wakers);
    }
}

impl Drain for Retry {
    /// It admits nobody: what it retries is turned away.
    fn shut(&self, _: &mut Wakers) {}
}

impl Registry {
    /// Makes every policy that is registered, and every one that will be, refuse new calls and those
    /// who wait with [`Rejected::ShuttingDown`](crate::Rejected::ShuttingDown). There is no way back:
    /// it is for a process that ends.
    ///
    /// When it returns, no policy admits anybody any more. Calls that were admitted go on, and their
    /// permits come back and count as ever; [`wait_until_idle`](Self::wait_until_idle) waits for those
    /// of bulkheads. A breaker shows as [forced open](crate::CircuitState::ForcedOpen), which its
    /// listeners hear, and neither `reset` nor anything else leads out of it; the results of its calls
    /// in flight are counted as what they are, not as late ones (but those of probes that have lost
    /// their slots). A limiter and a bulkhead have nothing left for a newcomer.
    ///
    /// Functions that cannot be turned away (a `#[rate_limiter]` that waits without a `timeout`, a
    /// `#[bulkhead]` that waits without a bound) go on as before, in order. Timeouts go on, too; a
    /// retry ends with its next attempt that is turned away.
    ///
    /// Listeners, and wakers of those who waited, run on this thread, after all policies were told.
    ///
    /// ```
    /// use resilience::{Bulkhead, Registry, Rejected};
    ///
    /// let names = Registry::new();
    /// let pool = Bulkhead::builder().name("pool").max_concurrent(2).register_in(&names)?;
    /// let permit = pool.try_acquire()?;
    /// names.drain();
    /// assert!(matches!(pool.try_acquire(), Err(Rejected::ShuttingDown(_))));
    /// drop(permit);
    /// assert!(names.wait_until_idle(None));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn drain(&self) {
        let mut wakers = Wakers::new();
        let breakers = self.circuit_breakers.shut(&mut wakers);
        self.rate_limiters.shut(&mut wakers);
        self.keyed_rate_limiters.shut(&mut wakers);
        self.bulkheads.shut(&mut wakers);
        // Only now, for all of this is code of others.
        wake(wakers);
        breakers.iter().for_each(Drain::tell);
    }

    /// Whether [`drain`](Self::drain) was called.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        // The first that it tells.
        self.circuit_breakers.is_draining()
    }

    /// Waits on this thread until no registered bulkhead has a permit in use or somebody in line, for
    /// `timeout` of the system's time at most, if there is one. Whether it came to that.
    ///
    /// It looks at one bulkhead after another. After [`drain`](Self::drain) only functions that cannot
    /// be turned away can come back to one that was empty; without it anybody can.
    #[must_use = "it may be that calls are still running"]
    pub fn wait_until_idle(&self, timeout: Option<Duration>) -> bool {
        on_thread(UntilIdle::new(self, timeout))
    }
}

/// Somebody who waits until all bulkheads are empty.
#[derive(Debug)]
pub(super) struct UntilIdle<'a> {
    registry: &'a Registry,
    clock: Clock,
    deadline: Instant,
    /// At the first that is not.
    watch: Option<Watch>,
}

impl<'a> UntilIdle<'a> {
    pub(super) fn new(registry: &'a Registry, timeout: Option<Duration>) -> Self {
        let clock = Clock::system();
        let deadline = timeout.map_or(Instant::NEVER, |timeout| clock.now().after(timeout));
        Self { registry, clock, deadline, watch: None }
    }
}

impl Wait for UntilIdle<'_> {
    /// Whether they are.
    type Answer = bool;
    type End = bool;

    fn step(&mut self, waker: &Waker) -> Step<bool> {
        self.watch = self.registry.bulkheads().iter().find_map(|bulkhead| bulkhead.watch(waker));
        if self.watch.is_none() {
            Step::Done(true)
        } else if self.clock.is_before(self.deadline) {
            Step::SleepUntil(self.deadline)
        } else {
            Step::Done(false)
        }
    }

    fn end(&self, idle: bool) -> bool {
        idle
    }

    fn clock(&self) -> &Clock {
        &self.clock
    }
}
