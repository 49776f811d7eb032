//! `breaker = self.…` in methods with every receiver: the permit holds a handle of its own, and the body
//! can do with `self` as it likes.

use super::{breaker, counts, done};
use resilience::{CircuitBreaker, CircuitState, Rejected, circuit_breaker};
use std::future::{Future, ready};
use std::mem;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

struct Client {
    breaker: CircuitBreaker,
    items: Vec<u32>,
}

impl Client {
    fn new(items: &[u32]) -> Self {
        Self { breaker: breaker(1), items: items.to_vec() }
    }

    #[circuit_breaker(breaker = self.breaker)]
    fn first(&self) -> Result<Option<&u32>, Rejected> {
        Ok(self.items.first())
    }

    #[circuit_breaker(breaker = self.breaker)]
    fn push(&mut self, item: u32) -> Result<&mut u32, Rejected> {
        let items = &mut self.items;
        items.push(item);
        Ok(items.last_mut().expect("it was just pushed"))
    }

    #[circuit_breaker(breaker = &self.breaker)]
    async fn push_later(&mut self, item: u32) -> Result<&mut Self, Rejected> {
        self.items.push(ready(item).await);
        Ok(self)
    }

    #[circuit_breaker(
        breaker = self.breaker,
        failure_if = Option::is_none,
        fallback = |_| None
    )]
    fn last(&mut self) -> Option<&mut u32> {
        self.items.last_mut()
    }

    #[circuit_breaker(breaker = self.breaker, map_err = |_| String::from("open"))]
    fn into_items(self) -> Result<Vec<u32>, String> {
        Ok(self.items)
    }

    #[circuit_breaker(breaker = self.breaker)]
    async fn into_items_later(mut self) -> Result<Vec<u32>, Rejected> {
        self.items.push(ready(4).await);
        Ok(self.items)
    }

    /// The guard that admitted the call judges it, whatever has become of `self`.
    #[circuit_breaker(breaker = self.breaker)]
    fn swap(&mut self, other: CircuitBreaker) -> Result<CircuitBreaker, Rejected> {
        Ok(mem::replace(&mut self.breaker, other))
    }

    #[circuit_breaker(breaker = self.breaker)]
    async fn shared(self: Rc<Self>) -> Result<usize, Rejected> {
        Ok(ready(self.items.len()).await)
    }

    #[circuit_breaker(breaker = self.breaker)]
    fn pinned(self: Pin<&mut Self>) -> Result<usize, Rejected> {
        Ok(self.items.len())
    }
}

#[test]
fn borrows_of_self_are_returned_as_without_a_guard() {
    let mut client = Client::new(&[1]);
    *client.push(2).unwrap() += 10;
    let same = done(client.push_later(3)).unwrap();
    *same.last().unwrap() += 20;
    assert_eq!(client.first().unwrap(), Some(&1));
    assert_eq!(client.items, [1, 12, 23]);
    assert_eq!(Pin::new(&mut client).pinned().unwrap(), 3);
    assert_eq!(counts(&client.breaker), [5, 0, 0, 0]);
    client.items.clear();
    assert_eq!(client.last(), None);
    assert_eq!(client.push(1).unwrap_err().name(), "given");
    assert_eq!(client.last(), None);
    assert!(client.items.is_empty(), "nothing ran");
    assert_eq!(counts(&client.breaker), [5, 1, 0, 2]);
}

#[test]
fn self_may_be_taken() {
    let one = Client::new(&[1, 2]);
    let breaker = one.breaker.clone();
    assert_eq!(one.into_items().unwrap(), [1, 2]);
    let two = Client { breaker: breaker.clone(), ..Client::new(&[3]) };
    assert_eq!(done(two.into_items_later()).unwrap(), [3, 4]);
    let three = Rc::new(Client { breaker: breaker.clone(), ..Client::new(&[]) });
    assert_eq!(done(three.shared()).unwrap(), 0);
    assert_eq!(counts(&breaker), [3, 0, 0, 0]);
    breaker.force_open();
    let four = Client { breaker: breaker.clone(), ..Client::new(&[1]) };
    assert_eq!(four.into_items().unwrap_err(), "open");
}

#[test]
fn the_breaker_that_admitted_a_call_judges_it() {
    let mut client = Client::new(&[]);
    let (first, second) = (client.breaker.clone(), breaker(1));
    drop(client.swap(second.clone()).unwrap());
    assert_eq!((counts(&first), counts(&second)), ([1, 0, 0, 0], [0, 0, 0, 0]));
}

/// A service as tower has it: its futures keep nothing of it.
struct Service(Arc<CircuitBreaker>);

type Answer = Result<String, Rejected>;

impl Service {
    #[circuit_breaker(breaker = self.0)]
    fn call(&mut self, request: String) -> Pin<Box<dyn Future<Output = Answer> + Send>> {
        Box::pin(async move { Ok(request) })
    }

    #[circuit_breaker(breaker = self.0)]
    fn in_two_ways(&mut self, request: String) -> Pin<Box<dyn Future<Output = Answer> + Send>> {
        if request.is_empty() {
            return Box::pin(ready(Ok(request)));
        }
        Box::pin(async move { Ok(request) })
    }

    #[circuit_breaker(breaker = self.0)]
    fn opaque(&self, request: String) -> impl Future<Output = Answer> + Send + use<> {
        ready(Ok(request))
    }

    #[circuit_breaker(breaker = self.0, fallback = |_| format!("no {request}"), failure_if = String::is_empty)]
    fn opaque_block(&self, request: String) -> impl Future<Output = String> + Send + use<> {
        async move { request }
    }
}

#[test]
fn a_returned_future_has_a_handle_of_its_own_and_nothing_of_self() {
    let breaker = breaker(1);
    let mut service = Service(Arc::new(breaker.clone()));
    let request = || String::from("tea");
    let mut futures = [
        service.call(request()),
        service.in_two_ways(request()),
        service.call(request()),
        service.in_two_ways(String::new()),
    ];
    let opaque = [service.opaque(request()), service.opaque(request())];
    let blocks = [service.opaque_block(request()), service.opaque_block(request())];
    drop(service);
    let mut poll = |at: usize| {
        futures[at]
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
            .map(|answer| answer.is_ok())
    };
    assert_eq!([poll(0), poll(1)], [Poll::Ready(true); 2]);
    let [one, two] = opaque;
    let [three, four] = blocks;
    assert_eq!((done(one).unwrap(), done(three)), (request(), request()));
    assert_eq!((breaker.state(), counts(&breaker)), (CircuitState::Closed, [4, 0, 0, 0]));
    breaker.force_open();
    assert_eq!([poll(2), poll(3)], [Poll::Ready(false); 2]);
    assert_eq!((done(two).unwrap_err().name(), &*done(four)), ("given", "no tea"));
    assert_eq!(counts(&breaker), [4, 0, 0, 4]);
}
