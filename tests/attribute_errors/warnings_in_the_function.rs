//! A guarded function is warned of as it would be without the attribute.
#![deny(warnings)]

use resilience::circuit_breaker;
use std::io;

#[circuit_breaker]
fn unused_argument(id: u32, other: u32) -> io::Result<u32> {
    Ok(id)
}

#[circuit_breaker]
async fn unused_argument_later(id: u32, other: u32) -> io::Result<u32> {
    Ok(id)
}

#[circuit_breaker]
fn needless_mut(mut id: u32) -> io::Result<u32> {
    Ok(id)
}

#[circuit_breaker]
async fn needless_mut_later(mut id: u32) -> io::Result<u32> {
    Ok(id)
}

#[circuit_breaker]
fn unused_local() -> io::Result<u32> {
    let local = 3;
    Ok(1)
}

#[circuit_breaker]
async fn unused_result_later(path: &str) -> io::Result<()> {
    std::fs::remove_file(path);
    Ok(())
}

#[circuit_breaker]
fn unreachable() -> io::Result<u32> {
    return Ok(1);
    Ok(2)
}

#[circuit_breaker]
async fn unreachable_later() -> io::Result<u32> {
    return Ok(1);
    Ok(2)
}

#[circuit_breaker]
fn needless_parentheses() -> io::Result<u32> {
    let id = (3);
    Ok(id)
}

#[circuit_breaker]
fn called() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    let _ = (unused_argument_later(1, 2), needless_mut_later(1), unused_result_later("a"));
    let _ = (unreachable_later(), unused_argument(1, 2), needless_mut(1), unused_local());
    let _ = (unreachable(), needless_parentheses());
    called();
}
