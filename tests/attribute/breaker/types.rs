//! `excluded_types`: errors that can hold any other.

use super::{ApiError, counts, forms};
use anyhow::Context;
use resilience::Error::Inner;
use resilience::{CircuitBreaker, Error};
use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::num::ParseIntError;
use std::sync::Arc;

type Boxed = Box<dyn StdError>;
type Sendable = Box<dyn StdError + Send + Sync>;

#[derive(Debug)]
struct Generic<T>(T);

impl<T> fmt::Display for Generic<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("generic")
    }
}

impl<T: fmt::Debug> StdError for Generic<T> {}

fn not_found() -> io::Error {
    io::ErrorKind::NotFound.into()
}

fn no_number() -> ParseIntError {
    "x".parse::<u32>().unwrap_err()
}

type Call<E> = fn(Result<(), E>) -> Result<(), E>;

/// Calls with an error of a type that is excluded, and then with one that is not.
fn check<E>(
    (call, breaker): (Call<E>, CircuitBreaker),
    excluded: impl IntoIterator<Item = E>,
    failure: E,
) {
    let mut ignored = 0;
    for error in excluded {
        assert!(call(Err(error)).is_err());
        ignored += 1;
        assert_eq!(counts(&breaker), [0, 0, ignored, 0]);
    }
    assert!(call(Err(failure)).is_err());
    assert!(call(Ok(())).is_ok());
    assert_eq!(counts(&breaker), [1, 1, ignored, 0]);
}

#[test]
fn anyhow_tells_what_it_holds() {
    for form in forms!([excluded_types(io::Error, ApiError)] anyhow::Result<()>) {
        let excluded = [
            not_found().into(),
            ApiError::NotFound.into(),
            anyhow::Error::from(not_found()).context("while reading"),
            Err::<(), _>(not_found()).context("one").context("two").unwrap_err(),
            // A context can be asked for as well.
            anyhow::Error::from(no_number()).context(ApiError::Status(404)),
        ];
        check(form, excluded, anyhow::Error::from(no_number()).context("no number"));
    }
}

#[test]
fn a_boxed_error_tells_what_it_holds() {
    for form in forms!([
        map_err = |rejected| Box::new(rejected),
        excluded_types(io::Error, Generic<u8>)
    ] Result<(), Boxed>)
    {
        let excluded: [Boxed; 2] = [not_found().into(), Generic(1_u8).into()];
        check(form, excluded, Generic(1_u16).into());
    }
    for form in forms!([excluded_types(io::Error, Generic<u8>)] Result<(), Sendable>) {
        let excluded: [Sendable; 2] = [not_found().into(), Generic(1_u8).into()];
        check(form, excluded, "a text".into());
    }
}

#[test]
fn a_shared_error_tells_what_it_holds() {
    type Shared = Arc<dyn StdError + Send + Sync>;
    for form in forms!([
        map_err = |rejected| Arc::new(rejected),
        excluded_types(io::Error)
    ] Result<(), Shared>)
    {
        let excluded: Shared = Arc::new(not_found());
        check(form, [excluded], Arc::new(no_number()));
    }
}

#[test]
fn an_error_beside_a_rejection_tells_what_it_holds() {
    for form in forms!([excluded_types(io::Error)] Result<(), Error<Sendable>>) {
        let inner = super::breaker(1);
        inner.force_open();
        let excluded = [Inner(not_found().into()), inner.try_acquire().unwrap_err().into()];
        check(form, excluded, Inner(no_number().into()));
    }
}

#[test]
fn excluded_types_stand_beside_what_else_is_excluded() {
    for form in forms!([
        excluded_types(io::Error),
        excluded_if = |error| error.to_string() == "weather"
    ] anyhow::Result<()>)
    {
        check(form, [not_found().into(), anyhow::anyhow!("weather")], anyhow::anyhow!("moon"));
    }
    for (call, breaker) in forms!([
        excluded_if = |error| error.rejected().is_some(),
        failure_if = |reply| reply.as_ref().is_err_and(|error| error.to_string() != "moon"),
        excluded_types(io::Error, ParseIntError),
        excluded(Error::Rejected)
    ] Result<(), Error<Sendable>>)
    {
        let inner = super::breaker(1);
        inner.force_open();
        let excluded = [
            Inner(not_found().into()),
            Inner(no_number().into()),
            inner.try_acquire().unwrap_err().into(),
        ];
        check((call, breaker.clone()), excluded, Inner("weather".into()));
        call(Err(Inner("moon".into()))).unwrap_err();
        assert_eq!(counts(&breaker), [2, 1, 3, 0]);
    }
}
