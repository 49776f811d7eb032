//! `breaker = …`, wherever that is.

use super::{ApiError, Reply, breaker, counts, done};
use resilience::{CircuitBreaker, Rejected, circuit_breaker, registry};
use std::cell::Cell;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::{Arc, LazyLock, OnceLock};

static SHARED: LazyLock<CircuitBreaker> = LazyLock::new(|| breaker(2));
static ONCE: OnceLock<CircuitBreaker> = OnceLock::new();

#[circuit_breaker(breaker = SHARED)]
fn of_static(reply: Reply) -> Reply {
    reply
}

#[circuit_breaker(breaker = *SHARED)]
async fn of_the_same(reply: Reply) -> Reply {
    ready(reply).await
}

#[circuit_breaker(breaker = &**SHARED_TOO)]
fn of_the_same_again(reply: Reply) -> impl Future<Output = Reply> {
    ready(reply)
}

static SHARED_TOO: LazyLock<Box<CircuitBreaker>> = LazyLock::new(|| Box::new(SHARED.clone()));

#[test]
fn a_static_is_shared_by_all_that_name_it() {
    of_static(Ok(1)).unwrap();
    done(of_the_same(Err(ApiError::NotFound))).unwrap_err();
    done(of_the_same_again(Err(ApiError::NotFound))).unwrap_err();
    let rejected = Err(ApiError::Rejected(String::from("given")));
    assert_eq!(of_static(Ok(1)), rejected);
    assert_eq!(done(of_the_same(Ok(1))), rejected);
    assert_eq!(done(of_the_same_again(Ok(1))), rejected);
    assert_eq!(counts(&SHARED), [1, 2, 0, 3]);
}

#[circuit_breaker(breaker = ONCE.get_or_init(|| breaker(1)))]
fn of_an_expression(reply: Reply) -> Reply {
    reply
}

#[circuit_breaker(breaker = if spare { other } else { ONCE.get().expect("it was called before") })]
fn of_two(spare: bool, other: &CircuitBreaker) -> Reply {
    Ok(counts(other)[0].try_into().unwrap())
}

#[test]
fn any_expression_will_do() {
    of_an_expression(Err(ApiError::NotFound)).unwrap_err();
    of_an_expression(Ok(1)).unwrap_err();
    let other = breaker(1);
    assert_eq!(of_two(true, &other), Ok(0));
    assert_eq!(of_two(true, &other), Ok(1));
    of_two(false, &other).unwrap_err();
}

#[circuit_breaker(breaker = breaker)]
fn of_reference(breaker: &CircuitBreaker) -> Result<(), Rejected> {
    breaker.force_open();
    Ok(())
}

#[circuit_breaker(breaker = breaker)]
fn of_owned(breaker: CircuitBreaker) -> Result<CircuitBreaker, Rejected> {
    Ok(breaker)
}

#[circuit_breaker(breaker = breaker)]
async fn of_arc(breaker: Arc<CircuitBreaker>) -> Result<Arc<CircuitBreaker>, Rejected> {
    ready(Ok(breaker)).await
}

#[circuit_breaker(breaker = breaker)]
fn of_box(breaker: Box<CircuitBreaker>) -> impl Future<Output = Result<String, Rejected>> {
    async move { Ok(breaker.name().to_owned()) }
}

#[circuit_breaker(breaker = breaker)]
fn of_clone(breaker: CircuitBreaker) -> Pin<Box<dyn Future<Output = Result<u64, Rejected>>>> {
    let calls = counts(&breaker)[0];
    Box::pin(ready(Ok(calls)))
}

#[test]
fn an_argument_will_do_and_the_body_has_it_still() {
    let breaker = breaker(3);
    of_reference(&breaker).unwrap();
    of_reference(&breaker).unwrap_err();
    assert_eq!(breaker.stats().late_results, 1);
    breaker.reset();
    assert_eq!(counts(&of_owned(breaker.clone()).unwrap())[0], 1);
    assert_eq!(counts(&done(of_arc(Arc::new(breaker.clone()))).unwrap())[0], 2);
    assert_eq!(done(of_box(Box::new(breaker.clone()))).unwrap(), "given");
    assert_eq!(done(of_clone(breaker.clone())).unwrap(), 3);
    assert_eq!(counts(&breaker)[0], 4);
}

struct Client {
    breaker: CircuitBreaker,
    asked: Cell<u32>,
}

impl Client {
    fn new() -> Self {
        Self { breaker: breaker(1), asked: Cell::new(0) }
    }

    fn breaker(&self) -> CircuitBreaker {
        self.asked.set(self.asked.get() + 1);
        self.breaker.clone()
    }

    #[circuit_breaker(breaker = self.breaker())]
    fn get(&self, reply: Reply) -> Reply {
        reply
    }

    #[circuit_breaker(breaker = self.breaker(), excluded(ApiError::NotFound))]
    async fn get_later(&self, reply: Reply) -> Reply {
        ready(reply).await
    }

    #[circuit_breaker(breaker = self.breaker(), map_err = ApiError::from)]
    fn get_returned(&self, reply: Reply) -> impl Future<Output = Reply> {
        ready(reply)
    }

    #[circuit_breaker(breaker = self.breaker(), fallback = |_| Ok(99), failure_if = Result::is_err)]
    fn get_boxed(&self, reply: Reply) -> Pin<Box<dyn Future<Output = Reply>>> {
        Box::pin(async move { reply })
    }
}

#[test]
fn it_is_asked_for_once_for_each_call() {
    let client = Client::new();
    let mut asked = 0;
    for force_open in [false, true] {
        if force_open {
            client.breaker.force_open();
        }
        let calls: [fn(&Client) -> Reply; 4] = [
            |client| client.get(Ok(1)),
            |client| done(client.get_later(Ok(1))),
            |client| done(client.get_returned(Ok(1))),
            |client| done(client.get_boxed(Ok(1))),
        ];
        for call in calls {
            let _ = call(&client);
            asked += 1;
            assert_eq!(client.asked.get(), asked);
        }
    }
    assert_eq!(counts(&client.breaker), [4, 0, 0, 4]);
}

#[test]
fn an_async_function_asks_when_it_is_polled_and_one_that_returns_a_future_when_it_is_called() {
    let client = Client::new();
    drop(client.get_later(Ok(1)));
    assert_eq!(client.asked.get(), 0);
    drop(client.get_returned(Ok(1)));
    drop(client.get_boxed(Ok(1)));
    assert_eq!(client.asked.get(), 2);
    assert_eq!(client.breaker.stats().abandoned_calls, 0, "nobody was admitted");
}

#[test]
fn every_instance_has_its_own() {
    let (one, two) = (Client::new(), Client::new());
    one.get(Err(ApiError::Status(500))).unwrap_err();
    assert_eq!(one.get(Ok(1)), Err(ApiError::Rejected(String::from("given"))));
    assert_eq!(done(one.get_boxed(Ok(1))), Ok(99));
    assert_eq!(two.get(Ok(1)), Ok(1));
    done(two.get_later(Err(ApiError::NotFound))).unwrap_err();
    done(two.get_returned(Err(ApiError::NotFound))).unwrap_err();
    assert_eq!(done(two.get_later(Ok(1))), Err(ApiError::Rejected(String::from("given"))));
    assert_eq!((counts(&one.breaker), counts(&two.breaker)), ([0, 1, 0, 2], [1, 1, 1, 1]));
}

#[test]
fn a_given_breaker_is_not_registered() {
    let client = Client::new();
    client.get(Ok(1)).unwrap();
    let own = "attribute::breaker::given::Client::get";
    assert!(registry().circuit_breaker(own).is_none());
    assert!(registry().circuit_breaker("given").is_none());
}
