use resilience::circuit_breaker;
use std::io;

#[circuit_breaker(max_failures = 0)]
fn zero() -> io::Result<u32> {
    Ok(1)
}

#[circuit_breaker(max_failures = -1)]
fn negative() -> io::Result<u32> {
    Ok(2)
}

#[circuit_breaker(max_failures = 2.5)]
fn fraction() -> io::Result<u32> {
    Ok(3)
}

#[circuit_breaker(max_failures = 4294967296)]
fn too_large() -> io::Result<u32> {
    Ok(4)
}

#[circuit_breaker(half_open_max_calls = 65_536, success_threshold = 100000000000000000000)]
fn too_large_for_probes() -> io::Result<u32> {
    Ok(5)
}

#[circuit_breaker(max_failures = "3")]
fn text() -> io::Result<u32> {
    Ok(6)
}

#[circuit_breaker(max_failures = 3_u64)]
fn suffixed() -> io::Result<u32> {
    Ok(7)
}

#[circuit_breaker(max_failures = 5s)]
fn with_a_unit() -> io::Result<u32> {
    Ok(7)
}

fn main() {
    let _: io::Result<u32> = zero()
        .and(negative())
        .and(fraction())
        .and(too_large())
        .and(too_large_for_probes())
        .and(text())
        .and(suffixed())
        .and(with_a_unit());
}
