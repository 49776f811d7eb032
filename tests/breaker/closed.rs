use crate::support::{breaker, builder, fail, succeed};
use resilience::{CircuitState, Error, ManualClock, Outcome};

#[test]
fn results_come_back_untouched() {
    let breaker = breaker(&ManualClock::new());
    assert_eq!(breaker.call(|| Ok::<_, ()>("value")).unwrap(), "value");
    let error = breaker.call(|| Err::<(), _>(String::from("own"))).unwrap_err();
    assert!(matches!(error, Error::Inner(own) if own == "own"));
}

#[test]
fn the_streak_reaching_max_failures_opens() {
    let breaker = breaker(&ManualClock::new());
    for failures in 1..=3 {
        assert_eq!(breaker.state(), CircuitState::Closed);
        fail(&breaker).unwrap_err();
        assert_eq!(breaker.failure_count(), failures);
    }
    assert_eq!(breaker.state(), CircuitState::Open);
}

#[test]
fn one_failure_is_enough_where_one_is_the_maximum() {
    let breaker = builder(&ManualClock::new()).max_failures(1).build().unwrap();
    fail(&breaker).unwrap_err();
    assert!(breaker.is_open());
}

#[test]
fn a_success_clears_the_streak() {
    let breaker = breaker(&ManualClock::new());
    for _ in 0..10 {
        fail(&breaker).unwrap_err();
        fail(&breaker).unwrap_err();
        succeed(&breaker).unwrap();
        assert_eq!(breaker.failure_count(), 0);
    }
    assert_eq!(breaker.state(), CircuitState::Closed);
}

#[test]
fn an_ignored_result_neither_adds_nor_clears() {
    let breaker = breaker(&ManualClock::new());
    fail(&breaker).unwrap_err();
    fail(&breaker).unwrap_err();
    breaker.call_with(|| (), |()| Outcome::Ignored).unwrap();
    drop(breaker.try_acquire().unwrap());
    assert_eq!(breaker.failure_count(), 2);
    fail(&breaker).unwrap_err();
    assert!(breaker.is_open());
}

#[test]
fn the_judge_decides_what_any_value_means() {
    let breaker = breaker(&ManualClock::new());
    let judge = |status: &u16| if *status >= 500 { Outcome::Failure } else { Outcome::Success };
    for status in [500, 503, 599] {
        assert_eq!(breaker.call_with(|| status, judge).unwrap(), status);
    }
    assert!(breaker.is_open());
    assert_eq!(breaker.call_with(|| 200, judge).unwrap_err().name(), "b");
}

#[tokio::test]
async fn async_calls_count_like_sync_ones() {
    let breaker = breaker(&ManualClock::new());
    assert_eq!(breaker.call_async(|| async { Ok::<_, ()>(7) }).await.unwrap(), 7);
    for _ in 0..2 {
        let error = breaker.call_async(|| async { Err::<(), _>("down") }).await.unwrap_err();
        assert!(matches!(error, Error::Inner("down")));
    }
    let judged = breaker.call_async_with(|| async { 500 }, |_| Outcome::Failure).await;
    assert_eq!(judged.unwrap(), 500);
    assert_eq!((breaker.state(), breaker.failure_count()), (CircuitState::Open, 3));
    assert!(breaker.call_async(|| async { Ok::<_, ()>(7) }).await.is_err());
}

#[test]
fn clones_share_one_state() {
    let breaker = breaker(&ManualClock::new());
    let clone = breaker.clone();
    breaker.force_open();
    assert!(clone.is_open());
}
