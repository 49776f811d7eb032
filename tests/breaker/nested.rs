use crate::support::{breaker, builder};
use resilience::{CircuitBreaker, Error, ManualClock, Rejected};

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
