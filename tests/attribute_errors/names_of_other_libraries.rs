use resilience::circuit_breaker;
use std::io;

#[circuit_breaker(failure_threshold = 3, recovery_timeout = 30)]
fn fetch() -> io::Result<u32> {
    Ok(1)
}

#[circuit_breaker(timeout = 5, exclude = [io::ErrorKind::NotFound])]
fn store() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    let _: io::Result<u32> = fetch().and(store());
}
