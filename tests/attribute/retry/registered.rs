//! Retries by name.

use super::NONE;
use resilience::{Backoff, Retry, registry, retry};
use std::cell::Cell;
use std::panic::catch_unwind;

#[retry(backoff = NONE, accessor = own_retry)]
fn own(calls: &Cell<u32>) -> Result<(), ()> {
    calls.set(calls.get() + 1);
    Err(())
}

#[retry(name = "attribute::retry::shared", backoff = NONE)]
fn first(calls: &Cell<u32>) -> Result<(), ()> {
    calls.set(calls.get() + 1);
    Err(())
}

#[retry(name = "attribute::retry::shared", max_attempts = 2)]
fn second(calls: &Cell<u32>) -> Result<(), ()> {
    calls.set(calls.get() + 1);
    Err(())
}

#[test]
fn a_function_and_its_accessor_have_one_retry_which_is_in_the_registry() {
    own(&Cell::new(0)).unwrap_err();
    let found = registry().retry("attribute::retry::registered::own").unwrap();
    assert_eq!((own_retry().retries_left(), found.retries_left()), (Some(8), Some(8)));
}

#[test]
fn a_written_name_is_one_retry_with_one_budget() {
    let calls = Cell::new(0);
    first(&calls).unwrap_err();
    assert_eq!(calls.replace(0), 3);
    // Whoever writes a setting writes it for all.
    second(&calls).unwrap_err();
    first(&calls).unwrap_err();
    assert_eq!(calls.get(), 4);
    let builder = Retry::builder().name("attribute::retry::shared");
    assert_eq!(builder.register().unwrap().retries_left(), Some(6));
}

#[retry(name = "attribute::retry::contested", max_attempts = 2)]
fn two() -> Result<(), ()> {
    Ok(())
}

#[retry(name = "attribute::retry::contested", max_attempts = 3, backoff = Backoff::none())]
fn three() -> Result<(), ()> {
    Ok(())
}

#[test]
fn a_name_that_is_contested_panics_at_the_first_call_with_both_places() {
    two().unwrap();
    let text = catch_unwind(three).unwrap_err().downcast::<String>().unwrap();
    let (ours, theirs) =
        ("max_attempts = 3 (tests/attribute/retry/registered.rs:", "expected 2, as written at");
    assert!(text.contains(ours) && text.contains(theirs), "{text}");
}
