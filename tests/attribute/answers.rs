//! What a call returns that `#[bulkhead]` turns away or `#[timeout]` ends.

use resilience::{ConfigError, Rejected, bulkhead, timeout};
use std::future::{Future, pending, ready};
use std::panic::catch_unwind;
use std::pin::Pin;
use std::time::Duration;

#[derive(Debug)]
enum ApiError {
    Full(String),
    Late(Duration),
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
            Rejected::BulkheadFull(error) => Self::Full(error.name().to_owned()),
            Rejected::TimedOut(error) => Self::Late(error.limit()),
            Rejected::Misconfigured(error) => Self::Misconfigured(error),
            other => Self::Other(other),
        }
    }
}

fn nothing() {}

#[bulkhead(max_concurrent = 1, max_wait = 0)]
fn by_from(during: impl FnOnce()) -> Result<u32, ApiError> {
    during();
    Ok(1)
}

#[bulkhead(max_concurrent = 1, max_waiting = 0, map_err = ApiError::of)]
fn by_path(during: impl FnOnce()) -> Result<u32, ApiError> {
    during();
    Ok(1)
}

#[bulkhead(max_concurrent = 1, max_wait = 0, map_err = |rejected| rejected.name().len())]
fn by_closure(during: impl FnOnce()) -> Result<u32, usize> {
    during();
    Ok(1)
}

#[bulkhead(max_concurrent = 1, max_wait = 0, fallback = |_| -number)]
fn of_argument(number: i32, during: impl FnOnce()) -> i32 {
    during();
    number
}

#[test]
fn a_call_that_finds_the_bulkhead_full_answers_in_the_functions_own_words() {
    by_from(|| {
        let Err(ApiError::Other(rejected)) = by_from(nothing) else { panic!("it ran") };
        assert_eq!(rejected.name(), "attribute::answers::by_from");
    })
    .unwrap();
    by_path(|| {
        let Err(ApiError::Full(name)) = by_path(nothing) else { panic!("it ran") };
        assert_eq!(name, "attribute::answers::by_path");
    })
    .unwrap();
    let inner = || assert_eq!(by_closure(nothing), Err("attribute::answers::by_closure".len()));
    assert_eq!(by_closure(inner), Ok(1));
    assert_eq!(of_argument(7, || assert_eq!(of_argument(8, nothing), -8)), 7);
}

/// Forever, whoever waits.
async fn hang<T>() -> T {
    pending().await
}

#[timeout("1ms")]
async fn late_by_from() -> Result<u32, ApiError> {
    hang().await
}

#[timeout(1ms, map_err = ApiError::of)]
fn late_by_path() -> Pin<Box<dyn Future<Output = Result<u32, ApiError>>>> {
    Box::pin(hang())
}

#[timeout(0.001, map_err = |rejected| rejected.to_string())]
fn late_by_closure() -> impl Future<Output = Result<u32, String>> {
    async { hang().await }
}

#[timeout(1ms, fallback = |rejected| number.checked_add(rejected.name().len()))]
async fn late_of_argument(number: usize) -> Option<usize> {
    hang::<()>().await;
    Some(number)
}

#[tokio::test]
async fn a_call_that_takes_too_long_answers_in_the_functions_own_words() {
    let Err(ApiError::Other(Rejected::TimedOut(error))) = late_by_from().await else { panic!() };
    assert_eq!((error.name(), error.limit()), (LATE, Duration::from_millis(1)));
    let Err(ApiError::Late(limit)) = late_by_path().await else { panic!("it ran") };
    assert_eq!(limit, Duration::from_millis(1));
    let text = late_by_closure().await.unwrap_err();
    assert!(text.contains("attribute::answers::late_by_closure") && text.contains("1ms"), "{text}");
    let name = "attribute::answers::late_of_argument";
    assert_eq!(late_of_argument(5).await, Some(5 + name.len()));
}

const LATE: &str = "attribute::answers::late_by_from";

#[timeout(1ms, on_timeout = || number)]
async fn of_the_argument(number: u32) -> u32 {
    hang::<()>().await;
    number + 1
}

#[timeout(1ms, on_timeout = Vec::new)]
fn empty() -> impl Future<Output = Vec<String>> {
    hang()
}

type AnyError = Box<dyn std::error::Error>;

#[timeout(1ms, on_timeout = || Err("late".into()))]
fn error() -> Pin<Box<dyn Future<Output = Result<u32, AnyError>> + Send>> {
    Box::pin(async move {
        hang::<()>().await;
        Ok("7".parse()?)
    })
}

#[timeout(1ms, on_timeout = || ())]
async fn nothing_at_all() {
    hang::<()>().await;
}

#[tokio::test]
async fn on_timeout_makes_the_value_of_any_type() {
    assert_eq!(of_the_argument(7).await, 7);
    assert_eq!(empty().await, Vec::<String>::new());
    assert_eq!(error().await.unwrap_err().to_string(), "late");
    nothing_at_all().await;
}

const NOUGHT: u32 = 0;
const NO_TIME: Duration = Duration::ZERO;

#[bulkhead(max_concurrent = NOUGHT, max_wait = 1)]
fn no_permits() -> Result<(), Rejected> {
    Ok(())
}

#[bulkhead(max_concurrent = NOUGHT, max_wait = 1, map_err = ApiError::of)]
async fn no_permits_later() -> Result<(), ApiError> {
    Ok(())
}

#[timeout(NO_TIME)]
async fn no_time() -> Result<(), Rejected> {
    Ok(())
}

#[timeout(NO_TIME, map_err = ApiError::of)]
fn no_time_returned() -> impl Future<Output = Result<(), ApiError>> {
    ready(Ok(()))
}

#[timeout(NO_TIME, fallback = |rejected| Ok(rejected.to_string()))]
fn no_time_boxed() -> Pin<Box<dyn Future<Output = Result<String, ApiError>>>> {
    Box::pin(async move { Ok(String::new()) })
}

#[tokio::test]
async fn a_constant_out_of_range_answers_every_call() {
    for _ in 0..2 {
        let Err(Rejected::Misconfigured(error)) = no_permits() else { panic!("it ran") };
        assert_eq!(error.problems()[0].field, "max_concurrent");
        assert!(error.problems()[0].place.contains("answers.rs:"), "{error}");
        let Err(ApiError::Misconfigured(error)) = no_permits_later().await else { panic!() };
        assert_eq!(error.problems().len(), 1);
        let Err(Rejected::Misconfigured(error)) = no_time().await else { panic!("it ran") };
        assert_eq!((&*error.problems()[0].field, error.problems().len()), ("limit", 1));
        assert!(error.problems()[0].place.contains("answers.rs:"), "{error}");
        assert!(matches!(no_time_returned().await, Err(ApiError::Misconfigured(_))));
        let text = no_time_boxed().await.unwrap();
        assert!(text.contains("attribute::answers::no_time_boxed"), "{text}");
    }
}

#[bulkhead(max_concurrent = NOUGHT, accessor = hopeless_bulkhead)]
fn hopeless() -> u32 {
    1
}

#[bulkhead(max_concurrent = NOUGHT)]
async fn hopeless_later() -> u32 {
    1
}

#[timeout(NO_TIME, on_timeout = || 2, accessor = hopeless_timeout)]
async fn hopeless_in_time() -> u32 {
    1
}

fn poll_once(future: impl Future<Output = u32>) -> String {
    format!("{:?}", crate::task::Task::new(future).poll())
}

#[test]
fn what_cannot_be_turned_away_panics_with_the_text_of_the_error() {
    let panics = [
        (catch_unwind(|| hopeless().to_string()), "max_concurrent = 0"),
        (catch_unwind(|| poll_once(hopeless_later())), "max_concurrent = 0"),
        (catch_unwind(|| hopeless_bulkhead().name().to_owned()), "max_concurrent = 0"),
        (catch_unwind(|| poll_once(hopeless_in_time())), "limit = 0"),
        (catch_unwind(|| hopeless_timeout().name().to_owned()), "limit = 0"),
    ];
    for (panic, expected) in panics {
        let text = panic.unwrap_err().downcast::<String>().unwrap();
        assert!(text.contains(expected) && text.contains("answers.rs:"), "{text}");
    }
}
