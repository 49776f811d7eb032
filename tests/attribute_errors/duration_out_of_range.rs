use resilience::circuit_breaker;
use std::io;

#[circuit_breaker(reset_timeout = 0)]
fn zero() -> io::Result<u32> {
    Ok(1)
}

#[circuit_breaker(reset_timeout = 0ms, probe_timeout = 0.1ns)]
fn zero_with_a_unit() -> io::Result<u32> {
    Ok(2)
}

#[circuit_breaker(reset_timeout = -1, probe_timeout = -0.5)]
fn negative() -> io::Result<u32> {
    Ok(3)
}

#[circuit_breaker(reset_timeout = "-1s")]
fn negative_text() -> io::Result<u32> {
    Ok(4)
}

#[circuit_breaker(reset_timeout = 5parsecs, probe_timeout = "5 light years")]
fn unknown_unit() -> io::Result<u32> {
    Ok(5)
}

#[circuit_breaker(reset_timeout = "")]
fn empty_text() -> io::Result<u32> {
    Ok(6)
}

#[circuit_breaker(reset_timeout = "soon")]
fn no_number() -> io::Result<u32> {
    Ok(7)
}

#[circuit_breaker(reset_timeout = "1m 30")]
fn unit_missing() -> io::Result<u32> {
    Ok(8)
}

#[circuit_breaker(reset_timeout = 1e3, probe_timeout = 30u64)]
fn rust_numbers() -> io::Result<u32> {
    Ok(9)
}

#[circuit_breaker(reset_timeout = 999999999999999999999999d)]
fn too_long() -> io::Result<u32> {
    Ok(10)
}

#[circuit_breaker(reset_timeout = true)]
fn truth() -> io::Result<u32> {
    Ok(11)
}

fn main() {
    let _: io::Result<u32> = zero()
        .and(zero_with_a_unit())
        .and(negative())
        .and(negative_text())
        .and(unknown_unit())
        .and(empty_text())
        .and(no_number())
        .and(unit_missing())
        .and(rust_numbers())
        .and(too_long())
        .and(truth());
}
