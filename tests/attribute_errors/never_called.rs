//! What nobody calls is reported, as without the attribute.
#![deny(dead_code)]

use resilience::circuit_breaker;
use std::io;

#[circuit_breaker]
fn free() -> io::Result<u32> {
    Ok(1)
}

#[circuit_breaker]
async fn free_later() -> io::Result<u32> {
    Ok(1)
}

struct Db;

impl Db {
    #[circuit_breaker]
    fn method(&self) -> io::Result<u32> {
        Ok(1)
    }
}

#[circuit_breaker]
fn calls_itself(depth: u32) -> io::Result<u32> {
    if depth == 0 { Ok(0) } else { calls_itself(depth - 1) }
}

#[circuit_breaker(accessor = free_breaker)]
fn called() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    let _ = (called(), Db);
}
