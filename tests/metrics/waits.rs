//! The histogram of waits.

use crate::page::{Page, Series, Value, series};
use crate::task::Task;
use crate::world::SECOND;
use metrics::with_local_recorder;
use resilience::{Bulkhead, ManualClock, RateLimiter, publish_metrics, registry};
use std::collections::BTreeMap;

const METRIC: &str = "resilience_wait_seconds";

/// What a page has of waits while `code` runs, which is after somebody has asked for metrics.
fn waits(code: impl FnOnce()) -> BTreeMap<Series, Value> {
    let page = Page::default();
    with_local_recorder(&page, || {
        publish_metrics();
        code();
    });
    let mut values = page.values();
    values.retain(|(name, _), _| name == METRIC);
    values
}

/// One wait of each kind that there is, and of each end.
pub(crate) fn one_of_each(name: &'static str) -> BTreeMap<Series, Value> {
    waits(|| {
        let time = ManualClock::new();
        let pool = Bulkhead::builder().name(name).max_concurrent(1).max_wait(SECOND * 4);
        let pool = pool.clock(time.clock()).register().unwrap();
        let limiter = RateLimiter::builder().name(name).rate(1.0).clock(time.clock());
        let keyed = limiter.clone().keyed().register().unwrap();
        let limiter = limiter.register().unwrap();
        let _permit = (pool.try_acquire().unwrap(), limiter.try_acquire(), keyed.try_acquire("k"));
        let mut late = Task::started(pool.acquire_async());
        let given_up = Task::started(pool.acquire_async());
        let mut tokens =
            [Task::started(limiter.acquire_async()), Task::started(limiter.acquire_async())];
        let mut token_of_key = Task::started(keyed.acquire_async("k"));
        time.advance(SECOND / 2);
        drop(given_up);
        time.advance(SECOND / 2);
        assert!(tokens[0].is_done() && token_of_key.is_done());
        time.advance(SECOND);
        assert!(tokens[1].is_done());
        time.advance(SECOND * 2);
        assert!(late.is_done());
        assert!(registry().remove_bulkhead(name) && registry().remove_rate_limiter(name));
        assert!(registry().remove_keyed_rate_limiter(name));
    })
}

#[test]
fn every_wait_is_counted_once_by_how_it_ended() {
    let name = "waits of each kind";
    let of =
        |kind, outcome| series(METRIC, &[("kind", kind), ("outcome", outcome), ("policy", name)]);
    let expected = BTreeMap::from([
        (of("bulkhead", "cancelled"), Value::Histogram(1, 0.5)),
        (of("bulkhead", "rejected"), Value::Histogram(1, 4.0)),
        (of("rate_limiter", "admitted"), Value::Histogram(2, 3.0)),
        (of("keyed_rate_limiter", "admitted"), Value::Histogram(1, 1.0)),
    ]);
    assert_eq!(one_of_each(name), expected);
}

#[test]
fn who_need_not_wait_is_in_none() {
    let waits = waits(|| {
        let pool = Bulkhead::builder().name("no waits").max_concurrent(1).register().unwrap();
        pool.call(|| ()).unwrap();
        assert!(registry().remove_bulkhead("no waits"));
    });
    assert!(waits.is_empty(), "{waits:?}");
}

#[test]
fn a_policy_that_nobody_can_look_up_makes_no_series() {
    let waits = waits(|| {
        let time = ManualClock::new();
        let limiter = RateLimiter::builder().name("for one request").clock(time.clock());
        let limiter = limiter.rate(1.0).build().unwrap();
        limiter.try_acquire().unwrap();
        let mut wait = Task::started(limiter.acquire_async());
        time.advance(SECOND);
        assert!(wait.is_done());
    });
    assert!(waits.is_empty(), "{waits:?}");
}
