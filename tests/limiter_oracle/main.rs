//! Random histories of a rate limiter, against a sequential model of it and against the guarantee
//! itself, in whole numbers of 128 bits.

mod history;
mod model;

use history::{Pair, RATES, step};
use proptest::prelude::*;
use resilience::{ManualClock, RateLimiter, Registry, Rejected};
use std::time::Duration;

proptest! {
    #![proptest_config(ProptestConfig { cases: 384, ..ProptestConfig::default() })]

    #[test]
    fn any_history_is_the_models(
        rate in 0..RATES.len(),
        burst in 5..8_u32,
        steps in prop::collection::vec(step(), 1..120),
        look_closely in any::<bool>(),
        drain_at in prop::option::weighted(0.3, 0..120_usize),
    ) {
        let time = ManualClock::new();
        let (rate, interval, _) = RATES[rate];
        let builder = RateLimiter::builder().rate(rate).burst(burst).clock(time.clock());
        let names = Registry::new();
        let limiter = builder.name("api").register_in(&names).unwrap();
        let mut pair = Pair::new(&time, &limiter, interval);
        for (index, step) in steps.iter().enumerate() {
            if drain_at == Some(index) {
                pair.drain(&names);
            }
            pair.step(step);
            if look_closely {
                pair.compare();
            }
        }
        pair.compare();
    }

    /// Any rate there is, any burst, asked for at random: never more than the guarantee, never
    /// visibly less, and a refusal is right to the nanosecond.
    #[test]
    fn any_rate_keeps_the_guarantee(
        rate in prop_oneof![1e-9..1e-3_f64, 1e-3..10.0_f64, 10.0..1e6_f64, 1e6..1e9_f64],
        period in prop_oneof![Just(1_u64), Just(60), Just(3600)],
        burst in prop_oneof![1..4_u32, 4..1000_u32, 1000..u32::MAX],
        steps in prop::collection::vec((0.0..3.0_f64, 0.0..1.0_f64), 1..60),
    ) {
        // The rate as whole tokens in so many nanoseconds, which is what a f64 is.
        let per = Duration::from_secs(period);
        let time = ManualClock::new();
        let builder = RateLimiter::builder().rate(rate).per(per).burst(burst).clock(time.clock());
        let Ok(limiter) = builder.build() else {
            // Beyond 584 years, or faster than 10⁹ a second.
            let refill = f64::from(burst) * per.as_secs_f64() / rate;
            prop_assert!(refill > 583.0 * 31_557_600.0 || rate / per.as_secs_f64() > 9.99e8);
            return Ok(());
        };
        let exact = Exact::new(rate, per);
        let (mut level, mut granted) = (0_u128, 0_u128);
        for (intervals, share) in steps {
            let wait = Duration::from_secs_f64(intervals * per.as_secs_f64() / rate);
            time.advance(wait);
            level = level.saturating_sub(wait.as_nanos() * exact.tokens);
            let room = (u128::from(burst) * exact.nanos - level) / exact.nanos;
            // Any number up to what there is, as the guarantee sees it.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share")]
            let tokens = ((f64::from(burst) * share) as u32).clamp(1, burst);
            match limiter.n(tokens).try_acquire() {
                Ok(()) => {
                    level += u128::from(tokens) * exact.nanos;
                    granted += u128::from(tokens);
                    prop_assert!(u128::from(tokens) <= room, "more than the guarantee");
                }
                Err(Rejected::RateLimitExceeded(error)) => {
                    let Some(wait) = error.retry_after() else {
                        return Ok(()); // beyond the end of the clock
                    };
                    // It comes as late as the rounding of all intervals so far makes it, at most.
                    let missing = (u128::from(tokens) * exact.nanos + level)
                        .saturating_sub(u128::from(burst) * exact.nanos);
                    let ideal = missing.div_ceil(exact.tokens);
                    let intervals = granted + u128::from(tokens);
                    let most = ideal + intervals * exact.nanos / exact.tokens / 1_000_000 + 62;
                    prop_assert!(wait.as_nanos() >= ideal && wait.as_nanos() <= most);
                    time.advance(wait - Duration::from_nanos(1));
                    prop_assert!(limiter.n(tokens).try_acquire().is_err());
                    time.advance(Duration::from_nanos(1));
                    prop_assert!(limiter.n(tokens).try_acquire().is_ok());
                    level = level.saturating_sub(wait.as_nanos() * exact.tokens)
                        + u128::from(tokens) * exact.nanos;
                    granted += u128::from(tokens);
                }
                other => prop_assert!(false, "{other:?}"),
            }
        }
    }
}

/// A rate as a fraction of whole numbers: `tokens` come in `nanos`.
struct Exact {
    tokens: u128,
    nanos: u128,
}

impl Exact {
    fn new(rate: f64, per: Duration) -> Self {
        let (mut tokens, mut nanos) = (rate, per.as_nanos());
        while tokens.fract() != 0.0 {
            (tokens, nanos) = (tokens * 2.0, nanos * 2);
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole")]
        let tokens = tokens as u128;
        Self { tokens, nanos }
    }
}
