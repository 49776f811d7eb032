//! What is wrong in the body of a guarded function reads as it would without the attribute.

use resilience::circuit_breaker;
use std::io;

#[circuit_breaker]
fn wrong_value() -> io::Result<u32> {
    Ok("one")
}

#[circuit_breaker]
async fn wrong_value_later() -> io::Result<u32> {
    Ok("one")
}

#[circuit_breaker]
fn wrong_error(text: &str) -> io::Result<u32> {
    Ok(text.parse::<u32>()?)
}

#[circuit_breaker]
async fn wrong_error_later(text: &str) -> io::Result<u32> {
    Ok(text.parse::<u32>()?)
}

#[circuit_breaker]
fn no_value(id: u32) -> io::Result<u32> {
    Ok(id);
}

#[circuit_breaker]
async fn no_value_later(id: u32) -> io::Result<u32> {
    Ok(id);
}

#[circuit_breaker]
fn early_return() -> io::Result<u32> {
    if true {
        return 3;
    }
    Ok(1)
}

#[circuit_breaker]
async fn early_return_later() -> io::Result<u32> {
    if true {
        return 3;
    }
    Ok(1)
}

fn main() {
    let _ = (wrong_value_later(), wrong_error_later("1"), no_value_later(2), early_return_later());
    let _: io::Result<u32> =
        wrong_value().and(wrong_error("3")).and(no_value(4)).and(early_return());
}
