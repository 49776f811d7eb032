//! A guarded future is `Send` exactly when the plain one is.

use resilience::circuit_breaker;
use std::io;
use std::rc::Rc;

#[circuit_breaker]
async fn sendable(text: &str) -> io::Result<usize> {
    std::future::ready(()).await;
    Ok(text.len())
}

#[circuit_breaker]
async fn holds_an_rc() -> io::Result<u32> {
    let number = Rc::new(3);
    std::future::ready(()).await;
    Ok(*number)
}

#[circuit_breaker]
async fn takes_an_rc(number: Rc<u32>) -> io::Result<u32> {
    Ok(*number)
}

fn send(_: impl Send) {}

fn main() {
    send(sendable("a"));
    send(holds_an_rc());
    send(takes_an_rc(Rc::new(3)));
}
