//! Those who come when it has been told.

use crate::task::Task;
use crate::{TOLD, assert_shut_out};
use resilience::{
    CircuitState, Error, Rejected, bulkhead, circuit_breaker, fallback, rate_limiter, registry,
    retry,
};
use std::cell::Cell;
use std::future::ready;
use std::io;
use std::sync::LazyLock;
use std::task::Poll;

type Answer = Result<u32, Rejected>;

#[circuit_breaker(name = "breaker")]
fn guarded() -> Answer {
    unreachable!("it was turned away")
}

#[circuit_breaker(name = "breaker")]
async fn guarded_in_a_task() -> Answer {
    ready(guarded()).await
}

#[circuit_breaker(accessor = first_called_breaker)]
fn first_called() -> Result<u32, Error<io::Error>> {
    unreachable!("it was turned away")
}

#[rate_limiter(name = "waits", timeout = 1s)]
fn limited() -> Answer {
    unreachable!("it was turned away")
}

#[rate_limiter(name = "leaves", blocking = false)]
async fn limited_in_a_task() -> Answer {
    ready(limited()).await
}

#[rate_limiter(name = "keys", blocking = false, key = key)]
fn limited_by(key: u32) -> Answer {
    Ok(key)
}

#[bulkhead(name = "permits", max_concurrent = 1, max_wait = 1s)]
fn permitted() -> Answer {
    unreachable!("it was turned away")
}

#[bulkhead(name = "permits", max_concurrent = 1, max_wait = 1s)]
async fn permitted_in_a_task() -> Answer {
    ready(permitted()).await
}

fn done<T>(future: impl Future<Output = T>) -> T {
    let Poll::Ready(value) = Task::new(future).poll() else { panic!("it waits") };
    value
}

#[test]
fn each_function_answers_so() {
    LazyLock::force(&TOLD);
    assert_shut_out("breaker", guarded());
    assert_shut_out("breaker", done(guarded_in_a_task()));
    assert_shut_out("waits", limited());
    assert_shut_out("leaves", done(limited_in_a_task()));
    assert_shut_out("keys", limited_by(7));
    assert_shut_out("permits", permitted());
    assert_shut_out("permits", done(permitted_in_a_task()));
}

#[test]
fn so_does_one_without_a_written_name_that_nobody_has_called_before() {
    LazyLock::force(&TOLD);
    let Err(Error::Rejected(rejected)) = first_called() else { panic!() };
    assert!(matches!(rejected, Rejected::ShuttingDown(_)));
    let breaker = first_called_breaker();
    assert_eq!((breaker.state(), breaker.stats().state_changes), (CircuitState::ForcedOpen, 1));
    assert!(registry().circuit_breaker(breaker.name()).is_some());
}

#[rate_limiter(timeout = 1s, fallback = |rejected: Rejected| rejected.to_string())]
fn with_a_value_instead() -> String {
    unreachable!("it was turned away")
}

#[fallback(|error: Rejected| if matches!(error, Rejected::ShuttingDown(_)) { Ok(0) } else { Err(error) })]
#[rate_limiter(timeout = 1s)]
fn with_an_answer_instead() -> Answer {
    unreachable!("it was turned away")
}

#[derive(Debug, thiserror::Error)]
enum Own {
    #[error("away: {0}")]
    Away(Rejected),
}

#[bulkhead(max_concurrent = 1, max_wait = 1s, map_err = Own::Away)]
fn with_an_error_of_its_own() -> Result<(), Own> {
    unreachable!("it was turned away")
}

#[test]
fn what_is_made_of_a_rejection_is_made_of_this_one() {
    LazyLock::force(&TOLD);
    assert!(with_a_value_instead().ends_with("takes no more calls: the process is shutting down"));
    assert_eq!(with_an_answer_instead().unwrap(), 0);
    let own = with_an_error_of_its_own().unwrap_err();
    assert!(own.to_string().starts_with("away: bulkhead `"), "{own}");
}

#[retry(max_attempts = 5)]
fn tried_again(attempts: &Cell<u32>) -> Answer {
    attempts.set(attempts.get() + 1);
    guarded()
}

#[test]
fn a_retry_ends_with_it() {
    LazyLock::force(&TOLD);
    let attempts = Cell::new(0);
    assert_shut_out("breaker", tried_again(&attempts));
    assert_eq!(attempts.get(), 1);
}
