//! Exactly so many tokens, exactly then.

use crate::support::{NANO, SECOND, TENTH, builder, drain, empty, limiter, retry_after};
use resilience::{ManualClock, RateLimiter, Rejected};
use std::sync::Barrier;
use std::time::Duration;

#[test]
fn a_full_bucket_gives_exactly_its_burst_at_one_instant() {
    let time = ManualClock::new();
    for burst in [1, 2, 5, 1000] {
        let limiter = builder(&time).burst(burst).build().unwrap();
        assert_eq!(drain(&limiter), burst);
    }
}

#[test]
fn denied_until_retry_after_and_admitted_then() {
    let time = ManualClock::new();
    let limiter = limiter(&time);
    drain(&limiter);
    time.advance(Duration::from_millis(37));
    let wait = retry_after(&limiter.try_acquire());
    assert_eq!(wait, Duration::from_millis(63));
    time.advance(wait - NANO);
    assert_eq!(retry_after(&limiter.try_acquire()), NANO);
    time.advance(NANO);
    assert!(limiter.try_acquire().is_ok());
    assert!(limiter.try_acquire().is_err());
}

#[test]
fn a_third_of_a_second_is_exact_to_the_nanosecond() {
    let time = ManualClock::new();
    let limiter = RateLimiter::builder().rate(3.0).burst(1).clock(time.clock()).build().unwrap();
    limiter.try_acquire().unwrap();
    let wait = retry_after(&limiter.try_acquire());
    assert_eq!(wait, Duration::from_nanos(333_333_334)); // rounded up, by less than a nanosecond
    time.advance(wait - NANO);
    assert!(limiter.try_acquire().is_err());
    time.advance(NANO);
    assert!(limiter.try_acquire().is_ok());
}

#[test]
fn the_error_measures_when_it_is_asked() {
    let time = ManualClock::new();
    let limiter = limiter(&time);
    drain(&limiter);
    let rejected = limiter.try_acquire().unwrap_err();
    assert_eq!(rejected.retry_after(), Some(TENTH));
    assert_eq!(rejected.name(), "api");
    assert_eq!(rejected.to_string(), "rate limiter `api` is exhausted, retry in 100ms");
    time.advance(SECOND);
    assert_eq!(rejected.retry_after(), Some(Duration::ZERO));
    assert_eq!(rejected.to_string(), "rate limiter `api` is exhausted, retry now");
}

#[test]
fn tokens_come_evenly_and_not_beyond_the_burst() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    for _ in 0..20 {
        time.advance(TENTH - NANO);
        assert!(limiter.try_acquire().is_err());
        time.advance(NANO);
        assert!(limiter.try_acquire().is_ok());
        assert!(limiter.try_acquire().is_err());
    }
    time.advance(Duration::from_secs(3600));
    assert_eq!(drain(&limiter), 5);
}

#[test]
fn a_rate_below_one_and_a_period_of_any_length_will_do() {
    let time = ManualClock::new();
    // Half a token in a tenth of a second is five a second.
    let builder = RateLimiter::builder().rate(0.5).per(TENTH).clock(time.clock());
    let limiter = builder.build().unwrap();
    assert_eq!(limiter.burst(), 1);
    assert_eq!(drain(&limiter), 1);
    let mut admitted = 0;
    for _ in 0..1000 {
        time.advance(Duration::from_millis(10));
        admitted += drain(&limiter);
    }
    assert_eq!(admitted, 50);
}

#[test]
fn a_bucket_starts_with_its_initial_tokens_and_fractions_of_them() {
    let time = ManualClock::new();
    assert_eq!(drain(&builder(&time).initial(2.0).build().unwrap()), 2);
    let limiter = builder(&time).initial(1.25).build().unwrap();
    assert_eq!(limiter.tokens(), 1.25);
    assert_eq!(drain(&limiter), 1);
    assert_eq!(limiter.time_until_token(), Duration::from_millis(75));
}

#[test]
fn tokens_are_a_whole_number_only_where_so_many_can_be_taken() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    time.advance(TENTH * 3 - NANO);
    assert!(limiter.tokens() < 3.0 && limiter.tokens() > 2.999_999);
    assert!(limiter.n(3).try_acquire().is_err());
    time.advance(NANO);
    assert_eq!(limiter.tokens(), 3.0);
    limiter.n(3).try_acquire().unwrap();
    assert_eq!(limiter.tokens(), 0.0);
    assert_eq!(limiter.time_until_token(), TENTH);
}

#[test]
fn several_at_once_are_there_or_not() {
    let time = ManualClock::new();
    let limiter = limiter(&time);
    limiter.n(3).try_acquire().unwrap();
    assert_eq!(retry_after(&limiter.n(4).try_acquire()), TENTH * 2);
    limiter.n(2).try_acquire().unwrap();
    assert_eq!(retry_after(&limiter.n(5).try_acquire()), TENTH * 5);
    time.advance(TENTH * 5);
    limiter.n(5).try_acquire().unwrap();
}

#[test]
fn none_at_once_is_free() {
    let time = ManualClock::new();
    let limiter = limiter(&time);
    drain(&limiter);
    limiter.n(0).try_acquire().unwrap();
    limiter.n(0).acquire().unwrap();
    limiter.n(0).acquire_timeout(Duration::ZERO).unwrap();
    assert_eq!(limiter.stats().total_acquired, 5);
}

#[test]
fn more_than_the_capacity_is_refused_at_once() {
    let time = ManualClock::new();
    let limiter = limiter(&time);
    let refused = [
        limiter.n(6).try_acquire(),
        limiter.n(6).acquire(),
        limiter.n(u32::MAX).acquire_timeout(Duration::MAX),
    ];
    for (refused, requested) in refused.into_iter().zip([6, 6, u32::MAX]) {
        let rejected = refused.unwrap_err();
        assert_eq!(rejected.retry_after(), None);
        let Rejected::CapacityExceeded(error) = rejected else { panic!("{rejected:?}") };
        assert_eq!((error.name(), error.requested(), error.capacity()), ("api", requested, 5));
        let text = format!("never has {requested} tokens at once, ask for 5 at most");
        assert!(error.to_string().contains(&text), "{error}");
    }
    assert_eq!(drain(&limiter), 5);
}

#[test]
fn a_clock_that_steps_back_creates_no_tokens() {
    let time = ManualClock::new();
    let limiter = limiter(&time);
    assert_eq!(drain(&limiter), 5);
    for back in [NANO, TENTH, SECOND, Duration::from_secs(3600), Duration::MAX] {
        let before = time.elapsed();
        time.rewind(back);
        assert_eq!(drain(&limiter), 0);
        assert_eq!(limiter.tokens(), 0.0);
        time.advance(before - time.elapsed().min(before));
        if time.elapsed() == before {
            assert_eq!(drain(&limiter), 0);
        }
    }
}

#[test]
fn a_step_back_and_forth_grants_nothing_twice() {
    let time = ManualClock::new();
    let limiter = limiter(&time);
    let mut granted = drain(&limiter);
    for _ in 0..50 {
        time.advance(SECOND);
        granted += drain(&limiter);
        time.rewind(SECOND - TENTH);
        granted += drain(&limiter);
    }
    // The latest time that was ever seen is 50 tenths and nine more after the start.
    assert!(granted <= 5 + 59, "{granted}");
}

#[test]
fn two_hundred_threads_against_a_bucket_of_a_hundred_get_exactly_a_hundred() {
    let time = ManualClock::new();
    let limiter = builder(&time).burst(100).build().unwrap();
    let start = Barrier::new(200);
    let admitted: usize = std::thread::scope(|scope| {
        let threads = [(); 200].map(|()| {
            scope.spawn(|| {
                start.wait();
                usize::from(limiter.try_acquire().is_ok())
            })
        });
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(admitted, 100);
    let stats = limiter.stats();
    assert_eq!((stats.total_acquired, stats.total_rejected), (100, 100));
}

#[test]
fn a_call_takes_a_token_and_gives_back_the_value() {
    let time = ManualClock::new();
    let limiter = limiter(&time);
    assert_eq!(limiter.call(|| 7).unwrap(), 7);
    assert_eq!(drain(&limiter), 4);
}

#[test]
fn clones_share_one_bucket() {
    let time = ManualClock::new();
    let limiter = limiter(&time);
    let clone = limiter.clone();
    limiter.n(3).try_acquire().unwrap();
    assert_eq!(drain(&clone), 2);
}
