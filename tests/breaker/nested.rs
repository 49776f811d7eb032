use crate::support::{breaker, builder};
use resilience::{CircuitBreaker, Error, ManualClock, Outcome, RateLimiter, Rejected};

fn open() -> CircuitBreaker {
    let breaker = builder(&ManualClock::new()).name("inner").build().unwrap();
    breaker.force_open();
    breaker
}

fn assert_ignored(breaker: &CircuitBreaker) {
    let stats = breaker.stats();
    assert_eq!((stats.ignored_calls, stats.failed_calls, stats.successful_calls), (1, 0, 0));
}

#[test]
fn a_rejection_inside_is_ignored() {
    let (outer, inner) = (breaker(&ManualClock::new()), open());
    let error = outer.call(|| inner.call(|| Ok::<_, &str>(()))).unwrap_err();
    assert!(matches!(error, Error::Inner(Error::Rejected(rejected)) if rejected.name() == "inner"));
    assert_ignored(&outer);
}

#[test]
fn a_bare_rejection_inside_is_ignored() {
    let (outer, inner) = (breaker(&ManualClock::new()), open());
    let error = outer.call(|| inner.try_acquire().map(drop)).unwrap_err();
    assert!(matches!(error, Error::Inner(Rejected::CircuitOpen(_))));
    assert_ignored(&outer);
}

#[test]
fn a_rejection_of_a_limiter_inside_is_ignored() {
    let outer = breaker(&ManualClock::new());
    let limiter = RateLimiter::builder().name("inner").initial(0.0).build().unwrap();
    let error = outer.call(|| limiter.try_acquire()).unwrap_err();
    assert!(matches!(error, Error::Inner(Rejected::RateLimitExceeded(_))));
    let call = || -> Result<(), Error<&str>> { Ok(limiter.n(99).try_acquire()?) };
    outer.call(call).unwrap_err();
    assert_eq!((outer.stats().ignored_calls, outer.stats().failed_calls), (2, 0));
}

#[test]
fn an_error_type_of_ones_own_hides_a_rejection_unless_its_judge_looks_there() {
    #[derive(Debug, thiserror::Error)]
    enum ApiError {
        #[error(transparent)]
        Rejected(#[from] Rejected),
    }
    let inner = open();
    let outer = builder(&ManualClock::new()).max_failures(9).build().unwrap();
    let own = || -> Result<(), ApiError> {
        inner.try_acquire()?.success();
        Ok(())
    };
    // Not by its type, and not by its sources either.
    outer.call(own).unwrap_err();
    outer.call(|| own().map_err(Box::<dyn std::error::Error>::from)).unwrap_err();
    outer.call(|| own().map_err(anyhow::Error::from)).unwrap_err();
    assert_eq!((outer.stats().failed_calls, outer.stats().ignored_calls), (3, 0));
    let judge = |result: &Result<(), ApiError>| match result {
        Ok(()) => Outcome::Success,
        Err(ApiError::Rejected(_)) => Outcome::Ignored,
    };
    outer.call_with(own, judge).unwrap().unwrap_err();
    assert_eq!((outer.stats().failed_calls, outer.stats().ignored_calls), (3, 1));
}

#[test]
fn a_rejection_two_layers_down_is_ignored_by_both() {
    let (outer, middle, inner) =
        (breaker(&ManualClock::new()), breaker(&ManualClock::new()), open());
    let call = || inner.call(|| Ok::<_, String>(()));
    outer.call(|| middle.call(call)).unwrap_err();
    assert_ignored(&outer);
    assert_ignored(&middle);
}

#[test]
fn a_rejection_is_seen_in_errors_that_borrow() {
    let text = String::from("borrowed");
    let (outer, inner) = (breaker(&ManualClock::new()), open());
    outer.call(|| inner.call(|| Err::<(), &str>(text.as_str()))).unwrap_err();
    assert_ignored(&outer);
}

#[test]
fn a_rejection_that_was_converted_with_from_is_seen() {
    let (outer, inner) = (breaker(&ManualClock::new()), open());
    let by_hand = || -> Result<(), Error<Vec<u8>>> {
        inner.try_acquire()?.success();
        Ok(())
    };
    outer.call(by_hand).unwrap_err();
    assert_ignored(&outer);
}

#[tokio::test]
async fn a_rejection_inside_an_async_call_is_ignored() {
    let (outer, inner) = (breaker(&ManualClock::new()), open());
    let call = || inner.call_async(|| async { Ok::<_, u8>(()) });
    outer.call_async(call).await.unwrap_err();
    assert_ignored(&outer);
}

#[test]
fn the_inner_error_of_a_call_that_ran_counts() {
    let (outer, inner) = (breaker(&ManualClock::new()), breaker(&ManualClock::new()));
    outer.call(|| inner.call(|| Err::<(), _>("down"))).unwrap_err();
    assert_eq!((outer.failure_count(), inner.failure_count()), (1, 1));
}

#[test]
fn a_rejection_that_map_inner_kept_is_seen() {
    struct Own;
    let (outer, inner) = (breaker(&ManualClock::new()), open());
    let convert = || inner.call(|| Err::<(), _>("x")).map_err(|error| error.map_inner(|_| Own));
    assert!(matches!(outer.call(convert), Err(Error::Inner(Error::Rejected(_)))));
    assert_ignored(&outer);
    assert!(matches!(Error::Inner(7).map_inner(|seven| seven + 1), Error::Inner(8)));
}
