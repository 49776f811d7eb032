use resilience::circuit_breaker;
use std::io;

#[circuit_breaker(name = "")]
fn empty() -> io::Result<u32> {
    Ok(1)
}

#[circuit_breaker(name = 3)]
fn number() -> io::Result<u32> {
    Ok(2)
}

fn main() {
    let _: io::Result<u32> = empty().and(number());
}
