//! `failure_if`, and what is excluded beside it.

use super::{ApiError, Reply, counts, done, forms};
use resilience::Error::Inner;
use resilience::{CircuitBreaker, CircuitState, Error, Rejected, circuit_breaker};
use std::future::ready;
use std::panic::{catch_unwind, resume_unwind};

#[test]
fn failure_if_judges_a_number() {
    for (call, breaker) in
        forms!([max_failures = 2, failure_if = |number| *number == 0, fallback = |_| 99] u32)
    {
        assert_eq!([1, 0, 1, 0, 0, 1].map(call), [1, 0, 1, 0, 0, 99]);
        assert_eq!(counts(&breaker), [2, 3, 0, 1]);
    }
}

#[test]
fn failure_if_judges_an_option() {
    let forms = forms!([max_failures = 1, failure_if = Option::is_none, fallback = |_| Some('f')] Option<char>);
    for (call, breaker) in forms {
        assert_eq!([Some('a'), None, None].map(call), [Some('a'), None, Some('f')]);
        assert_eq!(counts(&breaker), [1, 1, 0, 1]);
    }
}

#[test]
fn failure_if_judges_a_text() {
    let forms = forms!(
        [max_failures = 1, failure_if = String::is_empty, fallback = |rejected| rejected.to_string()]
        String
    );
    for (call, breaker) in forms {
        assert_eq!(["a", ""].map(|text| call(text.to_owned())), ["a", ""]);
        assert!(call(String::new()).contains(breaker.name()));
        assert_eq!(counts(&breaker), [1, 1, 0, 1]);
    }
}

#[test]
fn failure_if_judges_a_reference_by_its_value() {
    type Text = &'static str;
    for (call, breaker) in forms!([failure_if = |text| text.is_empty(), fallback = |_| "none"] Text)
    {
        assert_eq!(["a", ""].map(call), ["a", ""]);
        assert_eq!(counts(&breaker), [1, 1, 0, 0]);
    }
}

/// What the dependency is, as far as this thread knows.
#[circuit_breaker(max_failures = 1, failure_if = |()| DOWN.get(), fallback = |_| (), accessor = unit_breaker)]
fn unit() {
    DOWN.set(!DOWN.get());
}

#[circuit_breaker(max_failures = 1, failure_if = |()| DOWN.get(), fallback = drop, accessor = unit_later_breaker)]
async fn unit_later() {
    DOWN.set(!ready(DOWN.get()).await);
}

thread_local! {
    static DOWN: std::cell::Cell<bool> = const { std::cell::Cell::new(true) };
}

#[test]
fn failure_if_judges_a_function_that_returns_nothing() {
    (0..3).for_each(|_| unit());
    assert_eq!(counts(&unit_breaker()), [1, 1, 0, 1]);
    DOWN.set(true);
    (0..3).for_each(|_| done(unit_later()));
    assert_eq!(counts(&unit_later_breaker()), [1, 1, 0, 1]);
}

#[circuit_breaker(
    max_failures = 1,
    failure_if = |value| *value == T::default(),
    fallback = |_| spare,
    accessor = generic_breaker
)]
fn generic<T: Default + PartialEq>(value: T, spare: T) -> T {
    value
}

#[circuit_breaker(
    max_failures = 1,
    failure_if = is_default,
    fallback = |_| spare,
    accessor = generic_later_breaker
)]
async fn generic_later<T: Default + PartialEq>(value: T, spare: T) -> T {
    ready(value).await
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[test]
fn failure_if_judges_a_generic_value() {
    assert_eq!((generic(1, 9), generic("a", "z"), generic(0, 9), generic(1, 9)), (1, "a", 0, 9));
    assert_eq!(counts(&generic_breaker()), [2, 1, 0, 1]);
    let later = [(1, 9), (0, 9), (1, 9)].map(|(value, spare)| done(generic_later(value, spare)));
    assert_eq!((later, done(generic_later("a", "z"))), ([1, 0, 9], "z"));
    assert_eq!(counts(&generic_later_breaker()), [1, 1, 0, 2]);
}

#[test]
fn an_error_that_is_not_called_a_failure_is_a_success_and_an_ok_may_be_a_failure() {
    let forms = forms!([
        max_failures = 2,
        failure_if = |reply| matches!(reply, Ok(0) | Err(ApiError::Status(500..)))
    ] Reply);
    for (call, breaker) in forms {
        assert_eq!(call(Ok(0)), Ok(0));
        assert_eq!(call(Err(ApiError::NotFound)), Err(ApiError::NotFound));
        assert_eq!((breaker.failure_count(), counts(&breaker)), (0, [1, 1, 0, 0]));
        call(Err(ApiError::Status(503))).unwrap_err();
        assert_eq!(call(Ok(0)), Ok(0));
        assert_eq!(call(Ok(1)), Err(ApiError::Rejected(breaker.name().to_owned())));
    }
}

fn is_failure(reply: &Result<u32, Error<ApiError>>) -> bool {
    assert!(!matches!(reply, Err(Inner(ApiError::NotFound))), "excluded ones are not judged");
    reply.is_err()
}

#[test]
fn what_is_excluded_is_asked_first() {
    type Both = Result<u32, Error<ApiError>>;
    fn check(call: fn(Both) -> Both, breaker: &CircuitBreaker) {
        call(Err(Inner(ApiError::Status(500)))).unwrap_err();
        for _ in 0..2 {
            call(Err(Inner(ApiError::NotFound))).unwrap_err();
            assert_eq!((breaker.failure_count(), counts(breaker)[0]), (1, 0));
        }
        call(Ok(1)).unwrap();
        assert_eq!(counts(breaker), [1, 1, 2, 0]);
    }
    for (call, breaker) in
        forms!([failure_if = is_failure, excluded(Inner(ApiError::NotFound))] Both)
    {
        check(call, &breaker);
    }
    for (call, breaker) in forms!([
        excluded_if = |error| matches!(error, Inner(ApiError::NotFound)),
        failure_if = |reply| reply.is_err() && is_failure(reply)
    ] Both)
    {
        check(call, &breaker);
    }
    for (call, breaker) in forms!([
        excluded(Inner(ApiError::Status(404)), Inner(ApiError::Status(410))),
        failure_if = is_failure,
        excluded_if = |error| matches!(error, Inner(ApiError::NotFound))
    ] Both)
    {
        check(call, &breaker);
        call(Err(Inner(ApiError::Status(410)))).unwrap_err();
        assert_eq!(counts(&breaker), [1, 1, 3, 0]);
    }
}

#[test]
fn a_rejection_inside_is_ignored_where_it_can_be_seen() {
    type Both = Result<(), Error<&'static str>>;
    let rejected = || {
        let inner = super::breaker(1);
        inner.force_open();
        inner.try_acquire().unwrap_err()
    };
    for (call, breaker) in forms!([max_failures = 1, failure_if = |_| true] Result<(), Rejected>) {
        call(Err(rejected())).unwrap_err();
        assert_eq!((counts(&breaker), breaker.state()), ([0, 0, 1, 0], CircuitState::Closed));
        call(Ok(())).unwrap();
        assert!(breaker.is_open());
    }
    for (call, breaker) in forms!([max_failures = 1, failure_if = Result::is_err] Both) {
        call(Err(rejected().into())).unwrap_err();
        assert_eq!((counts(&breaker), breaker.state()), ([0, 0, 1, 0], CircuitState::Closed));
        call(Err(Inner("down"))).unwrap_err();
        assert!(breaker.is_open());
    }
    // In an error type of one's own nobody sees it.
    for (call, breaker) in forms!([max_failures = 1, failure_if = Result::is_err] Reply) {
        call(Err(rejected().into())).unwrap_err();
        assert_eq!(counts(&breaker), [0, 1, 0, 0]);
    }
}

#[circuit_breaker(failure_if = Result::is_err, accessor = generic_error_breaker)]
fn generic_error<E: From<Rejected>>(error: E) -> Result<(), E> {
    Err(error)
}

#[test]
fn it_is_seen_in_a_generic_error_too() {
    let inner = super::breaker(1);
    inner.force_open();
    generic_error(inner.try_acquire().unwrap_err()).unwrap_err();
    generic_error(Error::<u8>::from(inner.try_acquire().unwrap_err())).unwrap_err();
    assert_eq!(counts(&generic_error_breaker()), [0, 0, 2, 0]);
    generic_error(Inner(3)).unwrap_err();
    assert_eq!(counts(&generic_error_breaker()), [0, 1, 2, 0]);
}

fn assert_that_a_panic_is_a_failure<R>(call: fn(R) -> R, value: R, breaker: &CircuitBreaker)
where
    R: std::panic::UnwindSafe,
{
    let unwound = catch_unwind(move || drop(call(value))).unwrap_err();
    assert_eq!(*unwound.downcast::<&str>().unwrap(), "judge");
    assert_eq!((counts(breaker), breaker.is_open()), ([0, 1, 0, 0], true));
}

#[test]
fn a_judge_that_panics_counts_a_failure_and_goes_on_unwinding() {
    for (call, breaker) in
        forms!([max_failures = 1, failure_if = |_| resume_unwind(Box::new("judge"))] Reply)
    {
        assert_that_a_panic_is_a_failure(call, Ok(1), &breaker);
    }
    for (call, breaker) in forms!([
        max_failures = 1,
        failure_if = Result::is_err,
        excluded_if = |_| resume_unwind(Box::new("judge"))
    ] Reply)
    {
        assert_that_a_panic_is_a_failure(call, Err(ApiError::NotFound), &breaker);
    }
    for (call, breaker) in
        forms!([max_failures = 1, excluded_if = |_| resume_unwind(Box::new("judge"))] Reply)
    {
        assert_that_a_panic_is_a_failure(call, Err(ApiError::NotFound), &breaker);
    }
}

#[circuit_breaker(failure_if = |length| *length > most, fallback = |_| most, accessor = measured_breaker)]
fn measured(text: &str, most: usize) -> usize {
    text.len()
}

#[test]
fn a_judge_may_use_the_arguments() {
    assert_eq!((measured("abc", 3), measured("abc", 2)), (3, 3));
    assert_eq!(counts(&measured_breaker()), [1, 1, 0, 0]);
    measured_breaker().force_open();
    assert_eq!(measured("abc", 2), 2);
}
