//! A guarded function is warned of as it would be without the attribute.
#![deny(warnings)]

use resilience::{Rejected, rate_limiter};

#[rate_limiter]
fn unused_argument(id: u32, other: u32) -> u32 {
    id
}

#[rate_limiter(timeout = 1)]
async fn unused_argument_later(id: u32, other: u32) -> Result<u32, Rejected> {
    Ok(id)
}

#[rate_limiter(key = key)]
fn used_as_key(key: u32) {}

#[rate_limiter]
fn needless_mut(mut id: u32) -> u32 {
    id
}

#[rate_limiter]
async fn unused_local_later() -> u32 {
    let local = 3;
    1
}

#[rate_limiter]
fn unused_result(path: &str) {
    std::fs::remove_file(path);
}

#[rate_limiter(blocking = false)]
fn unreachable() -> Result<u32, Rejected> {
    return Ok(1);
    Ok(2)
}

#[rate_limiter]
fn needless_parentheses() -> u32 {
    let id = (3);
    id
}

#[rate_limiter]
fn called() -> Result<u32, Rejected> {
    Ok(1)
}

fn main() {
    let _ = (unused_argument_later(1, 2), unused_local_later(), unreachable());
    let _ = (unused_argument(1, 2), needless_mut(1), needless_parentheses());
    (unused_result("a"), used_as_key(1));
    called();
}
