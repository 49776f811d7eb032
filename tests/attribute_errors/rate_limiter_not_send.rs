//! A guarded future is `Send` exactly when the plain one is.

use resilience::{Rejected, rate_limiter};
use std::rc::Rc;

#[rate_limiter(key = Rc::new(text), timeout = 1)]
async fn sendable(text: &'static str) -> Result<usize, Rejected> {
    std::future::ready(()).await;
    Ok(text.len())
}

#[rate_limiter]
async fn holds_an_rc() -> u32 {
    let number = Rc::new(3);
    std::future::ready(()).await;
    *number
}

#[rate_limiter]
async fn takes_an_rc(number: Rc<u32>) -> u32 {
    *number
}

fn send(_: impl Send) {}

fn main() {
    send(sendable("a"));
    send(holds_an_rc());
    send(takes_an_rc(Rc::new(3)));
}
