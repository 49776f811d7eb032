//! What a rate limiter costs beside others, as ratios: `cargo bench --bench limiter`.

mod harness;

use governor::Quota;
use harness::{Row, compare, row};
use resilience::RateLimiter;
use std::cell::Cell;
use std::hint::black_box;
use std::num::NonZero;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

/// Enough for all calls of all rounds. At one token a second so many take 63 years to come.
const PLENTY: u32 = 2_000_000_000;
/// So short of full are those that shall not be full: by two hours, at one token a second.
const MISSING: u32 = 7_200;

const KEYS: u64 = 100_000;

type Governor = governor::DefaultDirectRateLimiter;

fn quota(interval: Duration, burst: u32) -> Quota {
    let burst = NonZero::new(burst).expect("at least one token");
    Quota::with_period(interval).expect("not zero").allow_burst(burst)
}

/// Ours and governor's with one token in each interval, full.
fn pair(interval: Duration, burst: u32) -> (RateLimiter, Governor) {
    let ours = RateLimiter::builder().name("bench").rate(1.0).per(interval).burst(burst).build();
    (ours.expect("valid settings"), Governor::direct(quota(interval, burst)))
}

/// A key that is not the one before.
fn another_key() -> u64 {
    thread_local! {
        static LAST: Cell<u64> = const { Cell::new(0) };
    }
    // The factor is coprime to the number of keys: all have their turn.
    LAST.set((LAST.get() + 1) % KEYS);
    LAST.get() * 61_803 % KEYS
}

/// A row that calls `ours`, after one that calls `governor`; how the one compares with the other.
fn beside<'a, R, S>(
    names: [&'static str; 2],
    limit: Option<f64>,
    governor: impl Fn() -> R + Sync + 'a,
    ours: impl Fn() -> S + Sync + 'a,
) -> [Row<'a>; 2] {
    [row(names[0], None, governor), row(names[1], Some((names[0], limit)), ours)]
}

/// Every call finds a token; a caller looks at the result, and so does the row.
fn admits(threads: usize) -> bool {
    let limits = if threads == 1 { [0.5, 1.3] } else { [1.2, 1.4] };
    let (ours, governor) = pair(SECOND, PLENTY);
    ours.n(MISSING).try_acquire().expect("it is full");
    let missing = NonZero::new(MISSING).expect("not zero");
    assert_eq!(governor.check_n(missing), Ok(Ok(())));
    let there = PLENTY - MISSING;
    let leaky = leaky_bucket::RateLimiter::builder()
        .max(PLENTY as usize)
        .initial(there as usize)
        .interval(SECOND)
        .refill(1)
        .build();
    let ratelimit = ratelimit::Ratelimiter::builder(1)
        .max_tokens(PLENTY.into())
        .initial_available(there.into())
        .build()
        .expect("valid settings");
    // A token comes in each nanosecond: whatever a call takes is back before the next one. (And who
    // read the time, and then was kept from running, finds enough of them in the past.)
    let (ours_full, governor_full) = pair(Duration::from_nanos(1), PLENTY);
    let mut rows = Vec::from(beside(
        ["governor 0.10, hours short of full", "try_acquire, hours short of full"],
        Some(limits[0]),
        || assert!(governor.check().is_ok()),
        || assert!(ours.try_acquire().is_ok()),
    ));
    rows.push(row("leaky-bucket 1.1", Some((rows[0].name, None)), || {
        assert!(leaky.try_acquire(1));
    }));
    rows.push(row("ratelimit 2.0", Some((rows[0].name, None)), || {
        assert!(ratelimit.try_wait().is_ok());
    }));
    rows.extend(beside(
        ["governor 0.10, full", "try_acquire, full"],
        Some(limits[1]),
        || assert!(governor_full.check().is_ok()),
        || assert!(ours_full.try_acquire().is_ok()),
    ));
    compare("rate limiter, admits", threads, &rows)
}

/// No call finds a token, but for one in each millisecond where the next one is never further away:
/// fewer than one in ten thousand.
fn rejects(threads: usize) -> bool {
    let (ours_far, governor_far) = pair(3600 * SECOND, 1);
    let (ours_near, governor_near) = pair(Duration::from_millis(1), 1);
    ours_far.try_acquire().expect("it is full");
    assert_eq!(governor_far.check(), Ok(()));
    let mut rows = Vec::from(beside(
        ["governor 0.10, next token within the hour", "try_acquire, next token within the hour"],
        Some(0.6),
        || assert!(governor_far.check().is_err()),
        || assert!(ours_far.try_acquire().is_err()),
    ));
    rows.extend(beside(
        ["governor 0.10, within the millisecond", "try_acquire, within the millisecond"],
        Some(1.9),
        || governor_near.check().is_err(),
        || ours_near.try_acquire().is_err(),
    ));
    compare("rate limiter, rejects", threads, &rows)
}

/// Every call finds a token of its key.
fn keyed(threads: usize) -> bool {
    let limiters = || {
        let ours = RateLimiter::builder().name("bench").rate(1.0).burst(PLENTY).build_keyed();
        let governor = governor::RateLimiter::keyed(quota(SECOND, PLENTY));
        (ours.expect("valid settings"), governor)
    };
    let ((ours, governor), (ours_many, governor_many)) = (limiters(), limiters());
    for key in 0..KEYS {
        ours_many.try_acquire(&key).expect("a new key");
        assert_eq!(governor_many.check_key(&key), Ok(()));
    }
    let mut rows = Vec::from(beside(
        ["governor 0.10, one key", "try_acquire, one key"],
        None,
        || assert!(governor.check_key(&black_box(7)).is_ok()),
        || assert!(ours.try_acquire(&black_box(7_u64)).is_ok()),
    ));
    rows.extend(beside(
        ["governor 0.10, 100,000 keys", "try_acquire, 100,000 keys"],
        None,
        || assert!(governor_many.check_key(&another_key()).is_ok()),
        || assert!(ours_many.try_acquire(&another_key()).is_ok()),
    ));
    compare("keyed rate limiter, admits", threads, &rows)
}

fn main() {
    let mut kept = true;
    for threads in [1, 2] {
        kept &= admits(threads);
        kept &= rejects(threads);
        kept &= keyed(threads);
    }
    println!("\n{}", if kept { "every ratio is kept" } else { "some ratios are missed" });
}
