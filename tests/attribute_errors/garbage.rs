use resilience::circuit_breaker;
use std::io;

#[circuit_breaker(3)]
fn number() -> io::Result<u32> {
    Ok(1)
}

#[circuit_breaker("payments")]
fn text() -> io::Result<u32> {
    Ok(2)
}

#[circuit_breaker(= 3)]
fn no_key() -> io::Result<u32> {
    Ok(3)
}

#[circuit_breaker(, max_failures = 3)]
fn no_argument() -> io::Result<u32> {
    Ok(4)
}

#[circuit_breaker = "payments"]
fn not_in_parentheses() -> io::Result<u32> {
    Ok(5)
}

#[circuit_breaker(max_failures = 3 reset_timeout = 30)]
fn no_comma() -> io::Result<u32> {
    Ok(6)
}

#[circuit_breaker(max_failures = 3; reset_timeout = 30)]
fn semicolon() -> io::Result<u32> {
    Ok(7)
}

#[circuit_breaker(max_failures = 3 + , reset_timeout = 30)]
fn half_an_expression() -> io::Result<u32> {
    Ok(8)
}

#[circuit_breaker(ApiError::NotFound)]
fn path() -> io::Result<u32> {
    Ok(8)
}

fn main() {
    let _: io::Result<u32> = number()
        .and(text())
        .and(no_key())
        .and(no_argument())
        .and(not_in_parentheses())
        .and(no_comma())
        .and(semicolon())
        .and(half_an_expression())
        .and(path());
}
