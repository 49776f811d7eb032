//! What comes after a failed attempt. The same for threads, tasks and pipelines.

use super::backoff::Backoff;
use super::core::Core;
use crate::clock::{Clock, Instant};
use crate::error::Rejected;
use crate::events::{Event, RetryEnd, Topic};
use fastrand::Rng;
use std::time::Duration;

/// The attempts of one call.
#[derive(Debug)]
pub(crate) struct Schedule<'a> {
    retry: &'a Core,
    so_far: Progress,
}

/// How far the attempts of one call have come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Progress {
    /// Attempts that were made.
    made: u32,
    /// The last wait.
    waited: Duration,
}

impl<'a> Schedule<'a> {
    pub(super) fn new(retry: &'a Core) -> Self {
        retry.balance().pay_in();
        Self::resumed(retry, Progress { made: 1, waited: Duration::ZERO })
    }

    pub(super) fn resumed(retry: &'a Core, so_far: Progress) -> Self {
        Self { retry, so_far }
    }

    /// For somebody who has the retry at hand, and resumes them.
    pub(crate) fn progress(&self) -> Progress {
        self.so_far
    }

    /// After an attempt that failed by the dependency's own fault or by `rejection`: until when to wait
    /// before the next attempt, `None` if that was the last.
    pub(crate) fn next(&mut self, rejection: Option<&Rejected>) -> Option<Instant> {
        let settings = self.retry.settings.load();
        let backoff = settings.backoff();
        let asked_for = match rejection {
            // The dependency was asked, and took too long.
            None | Some(Rejected::TimedOut(_)) => None,
            Some(Rejected::RateLimitExceeded(error)) => {
                Some(error.retry_after().filter(|wait| *wait <= backoff.longest())?)
            }
            Some(_) => return None,
        };
        if self.so_far.made >= settings.max_attempts() {
            return self.exhausted(RetryEnd::Attempts);
        }
        let wait = asked_for.unwrap_or_else(|| self.wait(&backoff));
        if !self.retry.balance().take_out() {
            return self.exhausted(RetryEnd::Budget);
        }
        self.so_far.made += 1;
        self.so_far.waited = wait;
        let attempt = self.so_far.made;
        // Read first: what listeners take is not added to the wait.
        let instant = self.retry.clock.now().after(wait);
        let event = |name| Event::RetryScheduled { name, attempt, wait };
        self.retry.outlet.tell(Topic::Retried, event);
        Some(instant)
    }

    fn exhausted(&self, end: RetryEnd) -> Option<Instant> {
        let attempts = self.so_far.made;
        let event = |name| Event::RetryExhausted { name, attempts, end };
        self.retry.outlet.tell(Topic::Retried, event);
        None
    }

    /// What the instants are of.
    pub(crate) fn clock(&self) -> &'a Clock {
        &self.retry.clock
    }

    fn wait(&self, backoff: &Backoff) -> Duration {
        let retries = self.so_far.made - 1;
        // Nothing is kept between two waits: futures have room for it whether they ever wait or not.
        let mut rng = match self.retry.seed {
            Some(seed) => Rng::with_seed(seed ^ u64::from(retries) << 32),
            None => Rng::new(),
        };
        backoff.wait(retries, self.so_far.waited, &mut rng)
    }
}
