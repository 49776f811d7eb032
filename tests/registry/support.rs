//! What the tests of names share.

use resilience::{ConfigError, ManualClock, RateLimiter, RateLimiterBuilder, Rejected, Settings};
use std::fmt::Debug;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const TENTH: Duration = Duration::from_millis(100);

/// Named `a`, all else at its default: ten a second, a full bucket of ten.
pub(crate) fn named(time: &ManualClock) -> RateLimiterBuilder {
    RateLimiter::builder().name("a").clock(time.clock())
}

/// How often `take` is admitted until it is refused.
pub(crate) fn count(take: impl Fn() -> Result<(), Rejected>) -> usize {
    (0..usize::MAX).take_while(|_| take().is_ok()).count()
}

/// Every value in force, as text.
pub(crate) fn values(settings: &Settings) -> Vec<&str> {
    settings.values.iter().map(|value| &*value.value).collect()
}

/// The settings that an error is about.
pub(crate) fn fields<P: Debug>(refused: Result<P, ConfigError>) -> Vec<String> {
    refused.unwrap_err().problems().iter().map(|problem| problem.field.to_string()).collect()
}

/// One way to write a setting.
pub(crate) type Write = fn(RateLimiterBuilder) -> RateLimiterBuilder;

/// The builder after those of `writes` whose bit is set.
pub(crate) fn write(
    builder: RateLimiterBuilder,
    writes: &[Write],
    bits: u32,
) -> RateLimiterBuilder {
    let chosen = writes.iter().enumerate().filter(|(bit, _)| bits >> bit & 1 == 1);
    chosen.fold(builder, |builder, (_, write)| write(builder))
}

pub(crate) fn poll<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    std::pin::Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
}
