use resilience::circuit_breaker;
use std::io;

#[circuit_breaker(max_failures)]
fn bare() -> io::Result<u32> {
    Ok(1)
}

#[circuit_breaker(max_failures =)]
fn nothing_after() -> io::Result<u32> {
    Ok(2)
}

#[circuit_breaker(reset_timeout, name = , excluded, excluded_if, accessor =, crate)]
fn all_of_them() -> io::Result<u32> {
    Ok(3)
}

#[circuit_breaker(max_failures(3))]
fn in_parentheses() -> io::Result<u32> {
    Ok(4)
}

#[circuit_breaker(max_failures: 3)]
fn after_a_colon() -> io::Result<u32> {
    Ok(5)
}

#[circuit_breaker(max_failures == 3)]
fn after_two_equals_signs() -> io::Result<u32> {
    Ok(5)
}

fn main() {
    let _: io::Result<u32> = bare()
        .and(nothing_after())
        .and(all_of_them())
        .and(in_parentheses())
        .and(after_a_colon())
        .and(after_two_equals_signs());
}
