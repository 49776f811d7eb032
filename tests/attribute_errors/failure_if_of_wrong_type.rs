use resilience::circuit_breaker;
use std::io;

fn by_value(reply: io::Result<u32>) -> bool {
    reply.is_err()
}

fn of_the_error(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::TimedOut
}

fn no_verdict(_: &io::Result<u32>) {}

#[circuit_breaker(failure_if = by_value)]
fn takes_the_value() -> io::Result<u32> {
    Ok(1)
}

#[circuit_breaker(failure_if = of_the_error)]
async fn asks_about_the_error() -> io::Result<u32> {
    Ok(2)
}

#[circuit_breaker(failure_if = no_verdict)]
fn gives_no_verdict() -> io::Result<u32> {
    Ok(3)
}

#[circuit_breaker(failure_if = |reply: io::Result<u32>| reply.is_err())]
fn closure_takes_the_value() -> io::Result<u32> {
    Ok(4)
}

#[circuit_breaker(failure_if = |count| count == 0, fallback = |_| 0)]
fn compares_the_reference() -> u32 {
    5
}

#[circuit_breaker(failure_if = |error| error.kind() == io::ErrorKind::TimedOut)]
async fn closure_asks_about_the_error() -> io::Result<u32> {
    Ok(6)
}

#[circuit_breaker(failure_if = || true)]
fn takes_nothing() -> io::Result<u32> {
    Ok(7)
}

fn main() {
    let _ = (takes_the_value(), gives_no_verdict(), closure_takes_the_value(), takes_nothing());
    let _ = (asks_about_the_error(), closure_asks_about_the_error(), compares_the_reference());
}
