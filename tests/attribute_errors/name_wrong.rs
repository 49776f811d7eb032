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

#[circuit_breaker(name = payments)]
fn not_quoted() -> io::Result<u32> {
    Ok(3)
}

fn main() {
    let _: io::Result<u32> = empty().and(number()).and(not_quoted());
}
