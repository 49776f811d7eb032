//! What nobody calls is reported, as without the attribute.
#![deny(dead_code)]

use resilience::rate_limiter;

#[rate_limiter]
fn free() {}

#[rate_limiter]
async fn free_later() -> u32 {
    1
}

struct Db;

impl Db {
    #[rate_limiter]
    fn method(&self) {}
}

#[rate_limiter]
fn calls_itself(depth: u32) -> u32 {
    if depth == 0 { 0 } else { calls_itself(depth - 1) }
}

#[rate_limiter(accessor = free_limiter)]
fn called() {}

fn main() {
    let _ = (called(), Db);
}
