use resilience::circuit_breaker;
use std::{fmt, io};

fn of_another_type(error: &fmt::Error) -> bool {
    error.to_string().is_empty()
}

fn by_value(error: io::Error) -> bool {
    error.kind() == io::ErrorKind::NotFound
}

fn no_verdict(_: &io::Error) {}

#[circuit_breaker(excluded_if = of_another_type)]
fn asks_about_another_type() -> io::Result<u32> {
    Ok(1)
}

#[circuit_breaker(excluded_if = by_value)]
fn takes_the_error() -> io::Result<u32> {
    Ok(2)
}

#[circuit_breaker(excluded_if = no_verdict)]
async fn gives_no_verdict() -> io::Result<u32> {
    Ok(3)
}

#[circuit_breaker(excluded_if = |error| error.is_harmless())]
fn closure_calls_nothing() -> io::Result<u32> {
    Ok(4)
}

#[circuit_breaker(excluded_if = true)]
fn no_callable() -> io::Result<u32> {
    Ok(5)
}

#[circuit_breaker(excluded_if = is_harmless(3))]
fn a_call() -> io::Result<u32> {
    Ok(5)
}

fn main() {
    let _ = gives_no_verdict();
    let _: io::Result<u32> = asks_about_another_type()
        .and(takes_the_error())
        .and(closure_calls_nothing())
        .and(no_callable())
        .and(a_call());
}
