use resilience::circuit_breaker;
use std::io;

#[circuit_breaker(excluded_if = is_harmles)]
fn callable() -> io::Result<u32> {
    Ok(1)
}

#[circuit_breaker(name = payments)]
fn text_without_quotes() -> io::Result<u32> {
    Ok(2)
}

#[circuit_breaker(max_failures = LIMIT)]
async fn constant() -> io::Result<u32> {
    Ok(3)
}

#[circuit_breaker(crate = nowhere)]
fn no_such_crate() -> io::Result<u32> {
    Ok(4)
}

fn is_harmless(_: &io::Error) -> bool {
    true
}

fn main() {
    let _ = constant();
    let _: io::Result<u32> = callable().and(text_without_quotes()).and(no_such_crate());
}
