//! What may be written, and the far ends of it.

use crate::support::{NANO, SECOND, builder, drain, retry_after};
use resilience::{ManualClock, RateLimiter, RateLimiterBuilder};
use std::time::Duration;

const YEAR: Duration = Duration::from_secs(31_557_600);

fn problems(builder: RateLimiterBuilder) -> Vec<String> {
    let error = builder.build().unwrap_err();
    assert!(error.to_string().starts_with("rate limiter `unnamed`: "), "{error}");
    error.problems().iter().map(ToString::to_string).collect()
}

#[test]
fn defaults_are_ten_a_second() {
    let limiter = RateLimiter::builder().build().unwrap();
    assert_eq!((limiter.rate(), limiter.per(), limiter.burst()), (10.0, SECOND, 10));
    assert_eq!(limiter.name(), "unnamed");
    assert_eq!(RateLimiter::new(0.1, SECOND).unwrap().burst(), 1);
    assert_eq!(RateLimiter::new(2.5, SECOND).unwrap().burst(), 3);
}

#[test]
fn every_bad_value_is_named_with_its_place() {
    let builder = || RateLimiter::builder();
    for rate in [0.0, -1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let found = problems(builder().rate(rate));
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with(&format!("rate = {rate} (")), "{found:?}");
        assert!(found[0].contains("ranges.rs"), "{found:?}");
        assert!(found[0].ends_with("expected a finite number above 0"), "{found:?}");
    }
    let found = problems(builder().rate(-1.0).per(Duration::ZERO).burst(0).initial(-0.5));
    let fields: Vec<_> = found.iter().map(|text| text.split(' ').next().unwrap()).collect();
    assert_eq!(fields, ["rate", "per", "burst", "initial"]);
    let found = problems(builder().burst(3).initial(3.5));
    assert!(
        found[0].contains("initial = 3.5") && found[0].contains("0 to 3, the burst by what is"),
        "{found:?}"
    );
    let found = problems(builder().max_keys(7));
    assert!(found[0].starts_with("max_keys = 7") && found[0].contains("build_keyed"), "{found:?}");
    let found = problems(builder().rate(1e10).per(SECOND * 60));
    assert!(found[0].starts_with("burst = 10000000000"), "{found:?}");
}

#[test]
fn rates_from_one_in_500_years_to_a_thousand_million_a_second_hold() {
    let builder = |rate, per| RateLimiter::builder().rate(rate).per(per).burst(1);
    for (rate, per) in [
        (1.0, YEAR * 500),
        (1e9, SECOND),
        (1.0, NANO),
        (1e-3, NANO * 10),
        (f64::MIN_POSITIVE * 1e300, Duration::from_nanos(1)),
        (6e11, Duration::MAX / 10_000_000),
    ] {
        let built = builder(rate, per).build();
        let ratio = rate / per.as_secs_f64();
        let holds = (1.0 / (500.0 * YEAR.as_secs_f64())..=1e9).contains(&ratio);
        assert_eq!(built.is_ok(), holds, "{rate} per {per:?}: {built:?}");
    }
    for (rate, per) in
        [(1.0, YEAR * 501), (1.000_001e9, SECOND), (2.0, NANO), (1e300, Duration::MAX)]
    {
        let found = problems(builder(rate, per));
        assert!(found[0].contains("one in 500 years to 1000000000 a second"), "{found:?}");
    }
}

#[test]
fn a_bucket_refills_in_584_years_at_most() {
    let builder = |burst| RateLimiter::builder().rate(1.0).per(YEAR).burst(burst);
    builder(500).build().unwrap();
    builder(584).build().unwrap();
    let found = problems(builder(585));
    assert!(found[0].starts_with("burst = 585") && found[0].contains("at most 584"), "{found:?}");
}

#[test]
fn one_a_year_with_a_burst_of_500_is_exact() {
    for uptime in [Duration::ZERO, YEAR * 3] {
        let time = ManualClock::new();
        time.advance(uptime);
        let builder = RateLimiter::builder().rate(1.0).per(YEAR).burst(500).clock(time.clock());
        let limiter = builder.build().unwrap();
        assert_eq!(drain(&limiter), 500);
        assert_eq!(retry_after(&limiter.try_acquire()), YEAR);
        time.advance(YEAR - NANO);
        assert_eq!(retry_after(&limiter.try_acquire()), NANO);
        time.advance(NANO);
        assert_eq!(drain(&limiter), 1);
        time.advance(YEAR * 30);
        assert_eq!(drain(&limiter), 30);
        assert!(limiter.tokens() < 1.0);
    }
}

#[test]
fn a_thousand_million_a_second_is_exact() {
    let time = ManualClock::new();
    let builder = RateLimiter::builder().rate(1e9).burst(100).clock(time.clock());
    let limiter = builder.build().unwrap();
    assert_eq!(drain(&limiter), 100);
    for _ in 0..1000 {
        time.advance(NANO * 7);
        assert_eq!(drain(&limiter), 7);
    }
    // For hours and days, with nobody coming in between or somebody all the time.
    for pause in [SECOND * 3600, SECOND * 86_400 * 400, SECOND] {
        time.advance(pause);
        assert_eq!(drain(&limiter), 100);
        time.advance(NANO);
        assert_eq!(drain(&limiter), 1);
    }
}

#[test]
fn seven_hundred_million_a_second_grants_as_many_and_never_more() {
    let time = ManualClock::new();
    let builder = RateLimiter::builder().rate(7e8).burst(1000).initial(0.0).clock(time.clock());
    let limiter = builder.build().unwrap();
    let mut granted = 0_u64;
    for _ in 0..10_000 {
        time.advance(Duration::from_nanos(1000));
        granted += u64::from(drain(&limiter));
    }
    assert!(granted <= 7_000_000, "{granted}");
    assert!(granted >= 6_999_990, "{granted}");
}

#[test]
fn the_end_of_the_clock_is_no_end() {
    let time = ManualClock::new();
    let limiter = RateLimiter::builder().rate(1.0).burst(3).clock(time.clock()).build().unwrap();
    time.advance(Duration::MAX);
    assert_eq!(drain(&limiter), 3);
    assert!(limiter.try_acquire().is_err());
    assert_eq!(limiter.time_until_token(), Duration::MAX);
    let late = RateLimiter::builder().clock(time.clock()).build().unwrap();
    assert_eq!(drain(&late), 10);
}

#[test]
fn the_largest_burst_can_be_taken_at_once() {
    let time = ManualClock::new();
    for (rate, per) in [(1e9, SECOND), (1.0, SECOND), (7.0, SECOND * 11)] {
        let builder =
            RateLimiter::builder().rate(rate).per(per).burst(u32::MAX).clock(time.clock());
        let limiter = builder.build().unwrap();
        assert_eq!(limiter.tokens(), f64::from(u32::MAX));
        limiter.n(u32::MAX).try_acquire().unwrap();
        assert!(limiter.try_acquire().is_err());
    }
}

#[test]
fn at_the_end_of_the_clock_a_bucket_has_its_burst_and_no_more() {
    let time = ManualClock::new();
    let limiter = builder(&time).build().unwrap();
    let keyed = builder(&time).build_keyed().unwrap();
    time.advance(Duration::MAX);
    assert_eq!((0..100).filter(|_| limiter.acquire_timeout(Duration::ZERO).is_ok()).count(), 5);
    assert_eq!((0..100).filter(|_| limiter.acquire_timeout(SECOND).is_ok()).count(), 0);
    assert_eq!((0..100).filter(|_| keyed.try_acquire("a").is_ok()).count(), 5);
}

#[test]
fn a_bucket_is_full_after_any_time() {
    let time = ManualClock::new();
    let fast = RateLimiter::builder().rate(1e9).burst(100);
    let limiter = fast.clock(time.clock()).build().unwrap();
    for hours in 1..200 {
        assert_eq!(drain(&limiter), 100);
        time.advance(SECOND * 1801 * hours);
        assert_eq!(limiter.tokens(), 100.0);
    }
}
