use resilience::{Rejected, rate_limiter};
use std::io;

#[rate_limiter(timeout = 1, map_err = 3)]
fn number() -> io::Result<u32> {
    Ok(1)
}

#[rate_limiter(timeout = 1, map_err = to_io())]
fn call() -> io::Result<u32> {
    Ok(2)
}

#[rate_limiter(timeout = 1, fallback = Vec::new())]
fn value() -> Vec<u32> {
    vec![3]
}

fn to_io(rejected: Rejected) -> io::Error {
    io::Error::other(rejected)
}

fn main() {
    let _ = (number(), call(), value());
    let _ = to_io;
}
