//! `breaker = …`: one that the user made.

use crate::Reply;
use resilience::{CircuitBreaker, circuit_breaker};
use std::future::{Future, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, LazyLock, OnceLock};

static BREAKER: LazyLock<CircuitBreaker> = LazyLock::new(made);
static ONCE: OnceLock<CircuitBreaker> = OnceLock::new();

fn made() -> CircuitBreaker {
    CircuitBreaker::builder().max_failures(7).build().expect("it is in range")
}

#[circuit_breaker(breaker = BREAKER)]
fn of_static() -> Reply<u32> {
    Ok(1)
}

#[circuit_breaker(breaker = ONCE.get_or_init(made))]
async fn of_call() -> Reply<u32> {
    ready(Ok(1)).await
}

#[circuit_breaker(breaker = made())]
fn of_owned() -> Reply<u32> {
    Ok(1)
}

#[circuit_breaker(breaker = breaker)]
fn of_argument<'a>(breaker: &CircuitBreaker, text: &'a str) -> Reply<&'a str> {
    breaker.record_success();
    Ok(text)
}

#[circuit_breaker(breaker = breaker)]
async fn of_arc(breaker: Arc<CircuitBreaker>) -> Reply<bool> {
    ready(()).await;
    Ok(breaker.is_open())
}

#[circuit_breaker(breaker = if spare { other } else { &BREAKER })]
fn of_two(spare: bool, other: &CircuitBreaker) -> Reply<bool> {
    Ok(other.is_open())
}

#[circuit_breaker(breaker = breakers.0)]
fn of_pattern(breakers: (CircuitBreaker, CircuitBreaker)) -> Reply<CircuitBreaker> {
    let (first, _) = breakers;
    Ok(first)
}

#[circuit_breaker(breaker = breaker)]
async fn of_generic<B: AsRef<str>>(breaker: &CircuitBreaker, text: B) -> Reply<usize> {
    ready(()).await;
    Ok(text.as_ref().len() + breaker.name().len())
}

struct Client {
    breaker: CircuitBreaker,
    shared: Arc<CircuitBreaker>,
    items: Vec<u32>,
}

impl Client {
    #[circuit_breaker(breaker = self.breaker)]
    fn get(&self) -> Reply<&[u32]> {
        Ok(&self.items)
    }

    #[circuit_breaker(breaker = self.breaker)]
    fn get_mut(&mut self, item: u32) -> Reply<&mut u32> {
        self.items.push(item);
        let at = self.items.len() - 1;
        Ok(&mut self.items[at])
    }

    #[circuit_breaker(breaker = self.shared, map_err = crate::ApiError::Rejected)]
    async fn get_mut_later(&mut self, item: u32) -> Reply<&mut Self> {
        self.items.push(ready(item).await);
        Ok(self)
    }

    #[circuit_breaker(breaker = self.breaker())]
    fn take(mut self) -> Reply<Self> {
        self.items.clear();
        Ok(self)
    }

    #[circuit_breaker(breaker = self.breaker)]
    async fn take_later(self) -> Reply<Vec<u32>> {
        ready(Ok(self.items)).await
    }

    #[circuit_breaker(breaker = self.breaker)]
    fn take_shared(self: Rc<Self>) -> Reply<usize> {
        Ok(self.items.len())
    }

    fn breaker(&self) -> &CircuitBreaker {
        &self.breaker
    }

    #[circuit_breaker(breaker = self.breaker)]
    fn opaque(&self) -> impl Future<Output = Reply<u32>> + Send + use<> {
        ready(Ok(1))
    }

    /// A future that keeps nothing of the receiver, as tower wants it.
    #[circuit_breaker(breaker = self.breaker)]
    fn call(&mut self, text: String) -> Pin<Box<dyn Future<Output = Reply<String>> + Send>> {
        Box::pin(async move { Ok(text) })
    }

    #[circuit_breaker(breaker = self.shared, fallback = |_| Ok(String::new()))]
    fn call_in_two_ways(
        &mut self,
        text: String,
    ) -> Pin<Box<dyn Future<Output = Reply<String>> + Send>> {
        if text.is_empty() {
            return Box::pin(ready(Ok(text)));
        }
        Box::pin(async move { Ok(text) })
    }
}

trait Source {
    fn breaker(&self) -> &CircuitBreaker;

    #[circuit_breaker(breaker = self.breaker())]
    fn fetch(&self, number: u32) -> Reply<u32> {
        Ok(number + u32::from(self.breaker().is_open()))
    }

    async fn fetch_later(&self, number: u32) -> Reply<u32>;
}

impl Source for Client {
    fn breaker(&self) -> &CircuitBreaker {
        &self.breaker
    }

    #[circuit_breaker(breaker = self.breaker)]
    async fn fetch_later(&self, number: u32) -> Reply<u32> {
        self.fetch(number)
    }
}

#[circuit_breaker(breaker = BREAKER)]
#[circuit_breaker(breaker = BREAKER)]
#[circuit_breaker]
fn three_times() -> Reply<u32> {
    Ok(1)
}

macro_rules! of_field {
    ($name:ident $breaker:expr) => {
        #[circuit_breaker(breaker = $breaker)]
        fn $name() -> Reply<u32> {
            Ok(1)
        }
    };
}

of_field!(of_a_macro & *BREAKER);

fn send(_: impl Send) {}

pub(crate) fn all() {
    let client = || Client { breaker: made(), shared: Arc::new(made()), items: vec![1] };
    let mut one = client();
    drop((of_static(), of_owned(), of_argument(&made(), "a"), of_two(true, &made())));
    drop((of_pattern((made(), made())), three_times(), of_a_macro(), one.get(), one.fetch(1)));
    drop(one.get_mut(2));
    send((of_call(), of_arc(Arc::new(made())), one.opaque(), of_generic(&made(), "a")));
    send((one.call(String::new()), one.call_in_two_ways(String::new())));
    send((one.fetch_later(1), client().take_later()));
    send(one.get_mut_later(3));
    drop((one.take(), Rc::new(client()).take_shared()));
}
