//! What a call returns that is turned away.

use super::{ApiError, Reply, done, forms};
use resilience::{ConfigError, Error, Rejected, circuit_breaker};
use std::error::Error as StdError;
use std::fmt;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

fn to_text(rejected: impl fmt::Display) -> String {
    format!("rejected: {rejected}")
}

#[test]
fn map_err_makes_the_error_by_the_path_of_a_function() {
    for (call, breaker) in forms!([map_err = to_text] Result<u32, String>) {
        assert_eq!(call(Ok(1)), Ok(1));
        assert_eq!(call(Err(String::from("own"))), Err(String::from("own")), "nothing is mapped");
        breaker.force_open();
        let text = call(Ok(1)).unwrap_err();
        assert!(text.starts_with("rejected: ") && text.contains(breaker.name()), "{text}");
    }
}

#[test]
fn map_err_makes_the_error_by_a_closure() {
    let forms = forms!([map_err = |rejected| ApiError::Rejected(rejected.to_string())] Reply);
    for (call, breaker) in forms {
        assert_eq!(call(Ok(1)), Ok(1));
        assert_eq!(call(Err(ApiError::NotFound)), Err(ApiError::NotFound));
        breaker.force_open();
        let rejected = breaker.try_acquire().unwrap_err();
        assert_eq!(call(Ok(1)), Err(ApiError::Rejected(rejected.to_string())));
    }
}

#[test]
fn map_err_may_be_a_variant() {
    for (call, breaker) in forms!([map_err = Error::Rejected] Result<(), Error<u8>>) {
        breaker.force_open();
        assert_eq!(call(Ok(())).unwrap_err().rejected().unwrap().name(), breaker.name());
    }
}

#[test]
fn map_err_may_make_what_becomes_a_trait_object() {
    for (call, breaker) in
        forms!([map_err = |rejected| Box::new(rejected)] Result<(), Box<dyn StdError>>)
    {
        breaker.force_open();
        assert!(call(Ok(())).unwrap_err().is::<Rejected>());
    }
    for (call, breaker) in
        forms!([map_err = |rejected| Arc::new(rejected)] Result<(), Arc<dyn StdError>>)
    {
        breaker.force_open();
        assert!(call(Ok(())).unwrap_err().is::<Rejected>());
    }
}

/// An error that tells one rejection from another, and is not `From<Rejected>`.
#[derive(Debug)]
enum Told {
    Open,
    Misconfigured(ConfigError),
}

impl Told {
    fn of(rejected: Rejected) -> Self {
        match rejected {
            Rejected::Misconfigured(error) => Self::Misconfigured(error),
            _ => Self::Open,
        }
    }
}

const NONE: u32 = 0;

#[circuit_breaker(max_failures = NONE, map_err = Told::of)]
fn misconfigured() -> Result<(), Told> {
    unreachable!("it has no guard")
}

#[circuit_breaker(max_failures = NONE, map_err = Told::of)]
async fn misconfigured_later() -> Result<(), Told> {
    unreachable!("it has no guard")
}

#[circuit_breaker(max_failures = NONE, map_err = Told::of)]
fn misconfigured_returned() -> impl Future<Output = Result<(), Told>> {
    ready(Err(Told::Open))
}

#[circuit_breaker(max_failures = NONE, map_err = Told::of)]
fn misconfigured_boxed() -> Pin<Box<dyn Future<Output = Result<(), Told>>>> {
    Box::pin(async move { Err(Told::Open) })
}

#[test]
fn map_err_is_asked_if_there_is_no_guard() {
    for _ in 0..2 {
        let answers = [
            misconfigured(),
            done(misconfigured_later()),
            done(misconfigured_returned()),
            done(misconfigured_boxed()),
        ];
        for answer in answers {
            let Err(Told::Misconfigured(error)) = answer else { panic!("it ran") };
            assert_eq!(error.problems()[0].field, "max_failures");
            assert!(error.problems()[0].place.contains("answers.rs:"), "{error}");
        }
    }
}

#[test]
fn a_fallback_makes_the_whole_result() {
    let forms = forms!([max_failures = 1, fallback = |rejected| ask_the_cache(&rejected)] Reply);
    for (call, breaker) in forms {
        assert_eq!(call(Ok(1)), Ok(1));
        assert_eq!(
            call(Err(ApiError::NotFound)),
            Err(ApiError::NotFound),
            "an error is no rejection"
        );
        assert_eq!(call(Ok(1)), Ok(99));
        assert_eq!(super::counts(&breaker), [1, 1, 0, 1]);
    }
}

fn ask_the_cache(rejected: &Rejected) -> Reply {
    match rejected {
        Rejected::CircuitOpen(_) => Ok(99),
        _ => Err(ApiError::NotFound),
    }
}

/// A result whose error cannot hold a rejection: nobody asks it to.
#[circuit_breaker(fallback = |_| Err(fmt::Error), accessor = own_error_breaker)]
fn own_error(fail: bool) -> fmt::Result {
    if fail { Err(fmt::Error) } else { Ok(()) }
}

#[circuit_breaker(max_failures = NONE, fallback = |rejected| Ok(rejected.to_string()))]
async fn text_of_a_misconfigured() -> Reply<String> {
    unreachable!("it has no guard")
}

#[test]
fn a_fallback_is_asked_whatever_the_rejection() {
    own_error(false).unwrap();
    own_error_breaker().force_open();
    own_error(false).unwrap_err();
    let text = done(text_of_a_misconfigured()).unwrap();
    assert!(text.contains("max_failures = 0"), "{text}");
}

#[circuit_breaker(map_err = |_| format!("no {what}"), accessor = of_error_breaker)]
fn of_error(what: &str, times: usize) -> Result<String, String> {
    Ok(what.repeat(times))
}

#[circuit_breaker(fallback = |_| Ok(default), accessor = of_value_breaker)]
async fn of_value(items: Vec<String>, default: String) -> Reply<String> {
    ready(items.into_iter().next().ok_or(ApiError::NotFound)).await
}

#[circuit_breaker(fallback = |_| Ok(items.len()), accessor = of_block_breaker)]
fn of_block(items: Vec<u8>) -> Pin<Box<dyn Future<Output = Reply<usize>>>> {
    Box::pin(async move { Ok(items.capacity()) })
}

struct Client {
    code: u16,
}

impl Client {
    #[circuit_breaker(map_err = |_| ApiError::Status(self.code), accessor = get_breaker)]
    fn get(&mut self) -> Reply<&mut u16> {
        Ok(&mut self.code)
    }

    #[circuit_breaker(fallback = |_| Ok(self), accessor = take_breaker)]
    async fn take(mut self) -> Reply<Self> {
        self.code += 1;
        Ok(self)
    }
}

#[test]
fn what_makes_the_answer_may_use_the_arguments() {
    assert_eq!(of_error("tea", 2).unwrap(), "teatea");
    of_error_breaker().force_open();
    assert_eq!(of_error("tea", 2).unwrap_err(), "no tea");
    let items = vec![String::from("tea")];
    assert_eq!(done(of_value(items.clone(), String::from("none"))).unwrap(), "tea");
    of_value_breaker().force_open();
    assert_eq!(done(of_value(items, String::from("none"))).unwrap(), "none");
    of_block_breaker().force_open();
    assert_eq!(done(of_block(vec![1, 2])).unwrap(), 2);
    let mut client = Client { code: 500 };
    *client.get().unwrap() += 3;
    Client::get_breaker().force_open();
    assert_eq!(client.get().unwrap_err(), ApiError::Status(503));
    let client = done(client.take()).unwrap();
    Client::take_breaker().force_open();
    assert_eq!(done(client.take()).unwrap().code, 504);
}

#[test]
fn an_answer_that_panics_is_no_failure_of_the_call() {
    let forms = forms!([fallback = |_| std::panic::resume_unwind(Box::new("no answer"))] Reply);
    for (call, breaker) in forms {
        breaker.force_open();
        let payload = std::panic::catch_unwind(|| call(Ok(1))).unwrap_err();
        assert_eq!(*payload.downcast::<&str>().unwrap(), "no answer");
        assert_eq!(super::counts(&breaker), [0, 0, 0, 1]);
    }
}
