//! What a call returns that is turned away.

use super::poll;
use resilience::{ConfigError, Error, Rejected, rate_limiter};
use std::panic::catch_unwind;
use std::task::Poll;
use std::time::Duration;

#[derive(Debug)]
enum ApiError {
    Busy(Option<Duration>),
    Misconfigured(ConfigError),
    Other(Rejected),
}

impl From<Rejected> for ApiError {
    fn from(rejected: Rejected) -> Self {
        Self::Other(rejected)
    }
}

impl ApiError {
    fn of(rejected: Rejected) -> Self {
        match rejected {
            Rejected::RateLimitExceeded(error) => Self::Busy(error.retry_after()),
            Rejected::Misconfigured(error) => Self::Misconfigured(error),
            other => Self::Other(other),
        }
    }
}

#[rate_limiter(rate = 1, per = 1h, blocking = false)]
fn by_from(number: u32) -> Result<u32, ApiError> {
    Ok(number)
}

#[rate_limiter(rate = 1, per = 1h, timeout = 1min)]
fn in_both(number: u32) -> Result<u32, Error<String>> {
    Ok(number)
}

#[rate_limiter(rate = 1, per = 1h, timeout = 1min, map_err = ApiError::of)]
async fn by_path(number: u32) -> Result<u32, ApiError> {
    Ok(number)
}

#[rate_limiter(rate = 1, per = 1h, blocking = false, map_err = |rejected| rejected.name().to_owned())]
fn by_closure(number: u32) -> Result<u32, String> {
    Ok(number)
}

#[test]
fn a_rejection_is_an_error_of_the_functions_own_type() {
    by_from(1).unwrap();
    assert!(matches!(by_from(1), Err(ApiError::Other(Rejected::RateLimitExceeded(_)))));
    in_both(1).unwrap();
    assert!(matches!(in_both(1), Err(Error::Rejected(_))));
}

#[test]
fn map_err_makes_the_error() {
    let Poll::Ready(first) = poll(&mut Box::pin(by_path(1))) else { panic!("it waits") };
    assert_eq!(first.unwrap(), 1);
    let Poll::Ready(second) = poll(&mut Box::pin(by_path(2))) else { panic!("it waits") };
    let Err(ApiError::Busy(Some(retry_after))) = second else { panic!("{second:?}") };
    assert!(retry_after > Duration::from_secs(3_500));
    assert_eq!(by_closure(1), Ok(1));
    assert_eq!(by_closure(2).unwrap_err(), "attribute::limiter::answers::by_closure");
}

#[rate_limiter(rate = 1, per = 1h, blocking = false, fallback = |_| -i64::from(number))]
fn of_argument(number: u32) -> i64 {
    number.into()
}

#[rate_limiter(rate = 1, per = 1h, timeout = 1s, fallback = |rejected| Some(rejected.to_string()))]
async fn later() -> Option<String> {
    None
}

#[rate_limiter(rate = 1, per = 1h, timeout = 1s, fallback = ask_again)]
fn by_result(number: u32) -> Result<u32, ApiError> {
    Ok(number)
}

fn ask_again(rejected: Rejected) -> Result<u32, ApiError> {
    match rejected.retry_after() {
        Some(_) => Ok(0),
        None => Err(rejected.into()),
    }
}

#[test]
fn a_fallback_makes_the_whole_value() {
    assert_eq!((of_argument(7), of_argument(8)), (7, -8));
    assert_eq!(poll(&mut Box::pin(later())), Poll::Ready(None));
    let Poll::Ready(Some(text)) = poll(&mut Box::pin(later())) else { panic!("it waits") };
    assert!(text.contains("attribute::limiter::answers::later"), "{text}");
    assert_eq!((by_result(5).unwrap(), by_result(5).unwrap()), (5, 0));
}

const NOUGHT: f64 = 0.0;

#[rate_limiter(rate = NOUGHT, blocking = false)]
fn misconfigured() -> Result<(), Rejected> {
    Ok(())
}

#[rate_limiter(rate = NOUGHT, timeout = 1, map_err = ApiError::of)]
async fn misconfigured_later() -> Result<(), ApiError> {
    Ok(())
}

#[rate_limiter(rate = NOUGHT, key = 1, timeout = 1)]
fn misconfigured_returned() -> impl Future<Output = Result<(), Rejected>> {
    std::future::ready(Ok(()))
}

#[test]
fn a_constant_out_of_range_answers_every_call() {
    for _ in 0..2 {
        let Err(Rejected::Misconfigured(error)) = misconfigured() else { panic!("it ran") };
        assert_eq!(error.problems()[0].field, "rate");
        assert!(error.problems()[0].place.contains("answers.rs:"), "{error}");
        let later = poll(&mut Box::pin(misconfigured_later()));
        let Poll::Ready(Err(ApiError::Misconfigured(error))) = later else { panic!("{later:?}") };
        assert_eq!(error.problems().len(), 1);
        let returned = poll(&mut Box::pin(misconfigured_returned()));
        assert!(matches!(returned, Poll::Ready(Err(Rejected::Misconfigured(_)))));
    }
}

#[rate_limiter(rate = NOUGHT, accessor = hopeless_limiter)]
fn hopeless() -> u32 {
    1
}

#[rate_limiter(rate = NOUGHT)]
async fn hopeless_later() -> u32 {
    1
}

#[test]
fn what_cannot_be_turned_away_panics_with_the_text_of_the_error() {
    let panics = [
        catch_unwind(|| hopeless().to_string()),
        catch_unwind(|| format!("{:?}", poll(&mut Box::pin(hopeless_later())))),
        catch_unwind(|| hopeless_limiter().name().to_owned()),
    ];
    for panic in panics {
        let text = panic.unwrap_err().downcast::<String>().unwrap();
        assert!(text.contains("rate = 0") && text.contains("answers.rs:"), "{text}");
    }
}
