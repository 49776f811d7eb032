use resilience::circuit_breaker;
use std::future::Future;
use std::io;
use std::pin::Pin;

#[circuit_breaker]
fn future_of_a_number() -> impl Future<Output = u32> {
    async { 3 }
}

#[circuit_breaker]
fn boxed_future_of_a_number() -> Pin<Box<dyn Future<Output = u32>>> {
    Box::pin(async { 3 })
}

trait Stream {
    type Item;
}

struct Numbers;

impl Stream for Numbers {
    type Item = io::Result<u32>;
}

#[circuit_breaker]
fn stream() -> impl Stream<Item = io::Result<u32>> {
    Numbers
}

fn main() {
    let _ = (future_of_a_number(), boxed_future_of_a_number(), stream());
}
