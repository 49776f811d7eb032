//! The memory of a limiter with keys: bounded by the keys of one refill time, and given back as calls
//! go by. Nobody calls a clean-up; there is none.

#[path = "support/counting.rs"]
mod counting;

use counting::counts;
use resilience::{KeyedRateLimiter, ManualClock, RateLimiter};
use std::time::Duration;

/// The time that a bucket of which one token was taken needs to be full again.
const REFILL: Duration = Duration::from_millis(100);

fn limiter(time: &ManualClock) -> KeyedRateLimiter {
    RateLimiter::builder().rate(10.0).burst(5).clock(time.clock()).build_keyed().unwrap()
}

/// The bytes that are there beyond those at the start.
fn bytes_since(start: isize) -> usize {
    usize::try_from(counts().live_bytes - start).unwrap_or(0)
}

/// What a key may take: it is about 100 bytes, as the documentation says, and more where a table has
/// just grown to twice its size.
const BYTES_PER_KEY: usize = 160;

/// What may stay when all keys are forgotten: tables too small to be worth giving back, of up to 64
/// entries, in as many shards as there may be.
const BYTES_LEFT: usize = 256 * 64 * 100;

#[test]
fn a_million_keys_seen_once_each_take_the_memory_of_those_of_one_refill_time() {
    const AT_ONCE: usize = 10_000;
    let time = ManualClock::new();
    let limiter = limiter(&time);
    let (start, mut most) = (counts().live_bytes, 0);
    for key in 0..1_000_000_usize {
        limiter.try_acquire(&key).unwrap();
        most = most.max(bytes_since(start));
        if (key + 1).is_multiple_of(AT_ONCE) {
            time.advance(REFILL);
        }
    }
    // Those whose buckets are not full, and as many that are and are on their way out. All million
    // would take 100 MB.
    assert!(most < 2 * AT_ONCE * BYTES_PER_KEY, "{most} bytes");
    (0..AT_ONCE).for_each(|_| drop(limiter.try_acquire("one")));
    assert!(bytes_since(start) < BYTES_LEFT, "{} bytes", bytes_since(start));
}

#[test]
fn the_memory_of_a_flood_of_keys_is_given_back_as_calls_of_one_tenant_go_by() {
    const FLOOD: usize = 100_000;
    let time = ManualClock::new();
    let limiter = limiter(&time);
    let (start, mut most) = (counts().live_bytes, 0);
    for key in 0..FLOOD {
        limiter.try_acquire(&key).unwrap();
        most = most.max(bytes_since(start));
    }
    assert_eq!(limiter.keys(), FLOOD);
    assert!(most < FLOOD * BYTES_PER_KEY, "{most} bytes");
    assert!(most > 5 * BYTES_LEFT, "{most} bytes, too few to tell");
    // As long as no bucket is full, no call gives any back.
    time.advance(REFILL - Duration::from_nanos(1));
    (0..FLOOD / 10).for_each(|_| drop(limiter.try_acquire("one")));
    assert_eq!(limiter.keys(), FLOOD + 1);
    time.advance(REFILL);
    (0..FLOOD).for_each(|_| drop(limiter.try_acquire("one")));
    assert!(bytes_since(start) < BYTES_LEFT, "{} bytes", bytes_since(start));
}
