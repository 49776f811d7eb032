use resilience::{Rejected, circuit_breaker};
use std::io;

#[circuit_breaker(map_err = 3)]
fn number() -> io::Result<u32> {
    Ok(1)
}

#[circuit_breaker(map_err = to_io())]
fn call() -> io::Result<u32> {
    Ok(2)
}

#[circuit_breaker(fallback = Ok(Vec::new()))]
fn value() -> io::Result<Vec<u32>> {
    Ok(vec![3])
}

#[circuit_breaker(failure_if = true)]
fn truth() -> io::Result<u32> {
    Ok(4)
}

#[circuit_breaker(failure_if = matches!(value, Ok(0)))]
fn macro_call() -> io::Result<u32> {
    Ok(5)
}

fn to_io(rejected: Rejected) -> io::Error {
    io::Error::other(rejected)
}

fn main() {
    let _: io::Result<u32> = number().and(call()).and(truth()).and(macro_call());
    let _: io::Result<Vec<u32>> = value();
    let _ = to_io;
}
