//! Counting, excluding, rejecting.

use resilience::{CircuitState, Error, Rejected, circuit_breaker, registry};
use std::fmt::Debug;
use std::num::ParseIntError;

#[derive(Debug, thiserror::Error, PartialEq)]
enum ApiError {
    #[error("not found")]
    NotFound,
    #[error("status {0}")]
    Status(u16),
    #[error("{text}")]
    Text { text: &'static str },
    #[error("rejected by {0}")]
    Rejected(String),
}

impl From<Rejected> for ApiError {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected.name().to_owned())
    }
}

type Reply<T = u32> = Result<T, ApiError>;

const LIMIT: u32 = 2;

#[circuit_breaker(max_failures = 3, name = "plain")]
fn plain(reply: Reply) -> Reply {
    reply
}

#[circuit_breaker(max_failures = 3, name = "plain_async")]
async fn plain_async(reply: Reply) -> Reply {
    std::future::ready(()).await;
    reply
}

#[test]
fn a_function_opens_its_breaker_and_is_rejected_then() {
    assert_eq!(plain(Ok(7)), Ok(7));
    for _ in 0..3 {
        assert_eq!(plain(Err(ApiError::NotFound)), Err(ApiError::NotFound));
    }
    assert_eq!(plain(Ok(7)), Err(ApiError::Rejected("plain".into())));
    let stats = registry().circuit_breaker("plain").unwrap().stats();
    assert_eq!((stats.successful_calls, stats.failed_calls, stats.rejected_calls), (1, 3, 1));
}

#[tokio::test]
async fn an_async_function_opens_its_breaker_and_is_rejected_then() {
    assert_eq!(plain_async(Ok(7)).await, Ok(7));
    for _ in 0..3 {
        assert_eq!(plain_async(Err(ApiError::NotFound)).await, Err(ApiError::NotFound));
    }
    assert_eq!(plain_async(Ok(7)).await, Err(ApiError::Rejected("plain_async".into())));
    let stats = registry().circuit_breaker("plain_async").unwrap().stats();
    assert_eq!((stats.successful_calls, stats.failed_calls, stats.rejected_calls), (1, 3, 1));
}

#[circuit_breaker(
    max_failures = LIMIT,
    excluded(ApiError::NotFound, ApiError::Status(400..=499) | ApiError::Text),
    excluded_if = |error| *error == ApiError::Status(503),
    accessor = selective_breaker
)]
fn selective(reply: Reply<()>) -> Reply<()> {
    reply
}

#[test]
fn excluded_errors_count_as_neither() {
    let breaker = selective_breaker();
    let excluded = [
        ApiError::NotFound,
        ApiError::Status(404),
        ApiError::Text { text: "whatever it holds" },
        ApiError::Status(503),
    ];
    for error in excluded {
        selective(Err(ApiError::Status(500))).unwrap_err();
        selective(Err(error)).unwrap_err();
        assert_eq!(breaker.failure_count(), 1);
        selective(Ok(())).unwrap();
    }
    assert_eq!((breaker.stats().ignored_calls, breaker.state()), (4, CircuitState::Closed));
    selective(Err(ApiError::Status(500))).unwrap_err();
    selective(Err(ApiError::Status(502))).unwrap_err();
    assert_eq!(breaker.state(), CircuitState::Open);
}

#[circuit_breaker(max_failures = 1, accessor = early_breaker)]
fn early(text: &str) -> Result<u32, Box<dyn std::error::Error + Send + Sync>> {
    if text.is_empty() {
        return Ok(0);
    }
    let number: u32 = text.parse()?;
    if number == 13 {
        return Err("unlucky".into());
    }
    Ok(number)
}

#[test]
fn question_marks_and_early_returns_leave_through_the_guard() {
    assert_eq!(early("").unwrap(), 0);
    assert_eq!(early("12").unwrap(), 12);
    assert!(early("x").unwrap_err().is::<ParseIntError>());
    assert_eq!(early_breaker().stats().successful_calls, 2);
    assert!(early("12").unwrap_err().is::<Rejected>());
    early_breaker().reset();
    assert_eq!(early("13").unwrap_err().to_string(), "unlucky");
    assert!(early_breaker().is_open());
}

#[circuit_breaker(max_failures = 1, accessor = anyhow_breaker)]
async fn with_anyhow(fail: bool) -> anyhow::Result<()> {
    anyhow::ensure!(!fail, "down");
    Ok(())
}

#[circuit_breaker(max_failures = 1, accessor = io_breaker)]
fn with_io(fail: bool) -> std::io::Result<()> {
    if fail { Err(std::io::ErrorKind::ConnectionReset.into()) } else { Ok(()) }
}

#[circuit_breaker(max_failures = 1)]
fn with_both(fail: bool) -> Result<(), Error<&'static str>> {
    if fail { Err(Error::Inner("down")) } else { Ok(()) }
}

#[tokio::test]
async fn common_error_types_take_rejections_as_they_are() {
    assert_eq!(with_anyhow(true).await.unwrap_err().to_string(), "down");
    let rejected = with_anyhow(false).await.unwrap_err();
    assert_eq!(rejected.downcast_ref::<Rejected>().unwrap().name(), anyhow_breaker().name());
    with_io(true).unwrap_err();
    let rejected = with_io(false).unwrap_err();
    assert!(rejected.get_ref().unwrap().is::<Rejected>());
    assert_eq!(rejected.to_string(), io_breaker().try_acquire().unwrap_err().to_string());
    with_both(true).unwrap_err();
    assert!(matches!(with_both(false), Err(Error::Rejected(_))));
}

struct Db {
    calls: Vec<u32>,
}

impl Db {
    #[circuit_breaker(max_failures = 1, accessor = get_breaker)]
    fn get(&self, at: usize) -> Reply<&u32> {
        self.calls.get(at).ok_or(ApiError::NotFound)
    }

    #[circuit_breaker(max_failures = 1)]
    fn last(&mut self) -> Reply<&mut u32> {
        let last = &mut *self;
        last.calls.last_mut().ok_or(ApiError::NotFound)
    }

    #[circuit_breaker]
    async fn push(&mut self, mut call: u32) -> Reply<&mut Self> {
        call += 1;
        self.calls.push(call);
        Ok(self)
    }

    #[circuit_breaker]
    async fn into_calls(self) -> Reply<Vec<u32>> {
        Ok(self.calls)
    }
}

#[tokio::test]
async fn methods_are_guarded_with_every_receiver() {
    let mut db = Db { calls: Vec::new() };
    db.push(1).await.unwrap().push(2).await.unwrap();
    *db.last().unwrap() += 10;
    assert_eq!(db.get(1), Ok(&13));
    db.get(2).unwrap_err();
    assert!(Db::get_breaker().is_open());
    assert_eq!(db.into_calls().await.unwrap(), [2, 13]);
}

#[circuit_breaker(max_failures = 2, accessor = shown_breaker)]
fn shown<T, const N: usize>(values: [T; N]) -> Result<String, ApiError>
where
    T: Debug,
{
    if values.is_empty() { Err(ApiError::NotFound) } else { Ok(format!("{values:?}")) }
}

#[test]
fn a_generic_function_shares_one_guard() {
    assert_eq!(shown([1, 2]).unwrap(), "[1, 2]");
    shown::<u8, 0>([]).unwrap_err();
    shown::<&str, 0>([]).unwrap_err();
    assert!(shown_breaker().is_open());
}

#[circuit_breaker(name = "one of 64")]
fn fresh() -> Reply {
    Ok(1)
}

#[test]
fn sixty_four_threads_on_a_fresh_static_make_one_guard() {
    let start = std::sync::Barrier::new(64);
    std::thread::scope(|scope| {
        for _ in 0..64 {
            scope.spawn(|| {
                start.wait();
                fresh().unwrap();
            });
        }
    });
    let one = registry().circuit_breaker("one of 64").unwrap();
    assert_eq!(one.stats().successful_calls, 64);
}

#[circuit_breaker(max_failures = LIMIT - 2)]
fn misconfigured() -> Result<(), Rejected> {
    Ok(())
}

#[test]
fn a_constant_out_of_range_answers_every_call() {
    for _ in 0..2 {
        let Err(Rejected::Misconfigured(error)) = misconfigured() else { panic!("it ran") };
        assert_eq!(error.problems()[0].field, "max_failures");
        assert!(error.problems()[0].place.contains("behaviour.rs:"), "{error}");
    }
}
