//! A guarded future is `Send` exactly when the plain one is, whatever its arguments bring.

use resilience::{CircuitBreaker, Rejected, circuit_breaker};
use std::cell::RefCell;
use std::future::{Future, ready};
use std::rc::Rc;

struct Client {
    breaker: CircuitBreaker,
}

#[circuit_breaker(breaker = client.breaker, failure_if = Result::is_err)]
async fn sendable(client: &Client) -> Result<bool, Rejected> {
    ready(()).await;
    Ok(client.breaker.is_open())
}

/// What brings the breaker is gone when something is awaited.
#[circuit_breaker(breaker = Rc::new(RefCell::new(client.breaker.clone())).borrow().clone())]
async fn sendable_all_the_same(client: &Client) -> Result<bool, Rejected> {
    ready(()).await;
    Ok(client.breaker.is_open())
}

#[circuit_breaker(breaker = client.breaker, map_err = |rejected| rejected)]
async fn takes_an_rc(client: Rc<Client>) -> Result<bool, Rejected> {
    ready(()).await;
    Ok(client.breaker.is_open())
}

#[circuit_breaker(breaker = client.breaker, fallback = |_| Ok(true))]
async fn holds_an_rc(client: &Client) -> Result<bool, Rejected> {
    let held = Rc::new(client.breaker.is_open());
    ready(()).await;
    Ok(*held)
}

#[circuit_breaker(breaker = client.breaker)]
fn returns_what_holds_an_rc(client: Rc<Client>) -> impl Future<Output = Result<bool, Rejected>> {
    async move { Ok(client.breaker.is_open()) }
}

fn send(_: impl Send) {}

fn main() {
    let client = || Client { breaker: CircuitBreaker::builder().build().unwrap() };
    send(sendable(&client()));
    send(sendable_all_the_same(&client()));
    send(takes_an_rc(Rc::new(client())));
    send(holds_an_rc(&client()));
    send(returns_what_holds_an_rc(Rc::new(client())));
}
