use resilience::circuit_breaker;
use std::io;

#[circuit_breaker(max_failures = 3, reset_timeout = 30, max_failures = 4)]
fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    let _: io::Result<u32> = fetch();
}
