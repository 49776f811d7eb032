use resilience::circuit_breaker;
use std::io;

#[circuit_breaker(failure_rate = 0, slow_call = 2, slow_call_rate = 1.5)]
fn rates_out_of_range() -> io::Result<u32> {
    Ok(1)
}

#[circuit_breaker(failure_rate = -0.5, slow_call = 1s, slow_call_rate = "half")]
fn no_rates() -> io::Result<u32> {
    Ok(3)
}

#[circuit_breaker(failure_rate = 0.5, window = 10.0)]
fn window_that_is_neither() -> io::Result<u32> {
    Ok(4)
}

#[circuit_breaker(failure_rate = 0.5, window = "10")]
fn text_without_a_unit() -> io::Result<u32> {
    Ok(5)
}

#[circuit_breaker(failure_rate = 0.5, window = 0)]
fn no_calls() -> io::Result<u32> {
    Ok(6)
}

#[circuit_breaker(failure_rate = 0.5, window = 65_537)]
fn too_many_calls() -> io::Result<u32> {
    Ok(7)
}

#[circuit_breaker(failure_rate = 0.5, window = -10)]
fn negative() -> io::Result<u32> {
    Ok(8)
}

#[circuit_breaker(failure_rate = 0.5, window = 9ms)]
fn too_short() -> io::Result<u32> {
    Ok(9)
}

#[circuit_breaker(failure_rate = 0.5, window = 10calls)]
fn no_unit_of_time() -> io::Result<u32> {
    Ok(10)
}

#[circuit_breaker(failure_rate = 0.5, minimum_calls = 0, slow_call = 0ms, slow_call_rate = 0.5)]
fn noughts() -> io::Result<u32> {
    Ok(11)
}

#[circuit_breaker(reset_timeout_factor = 0.5, max_reset_timeout = 0)]
fn shrinking() -> io::Result<u32> {
    Ok(12)
}

#[circuit_breaker(failure_rate_threshold = 0.5, sliding_window_size = 10, minimum_throughput = 5)]
fn names_of_other_libraries() -> io::Result<u32> {
    Ok(13)
}

fn main() {
    let _: io::Result<u32> = rates_out_of_range()
        .and(no_rates())
        .and(window_that_is_neither())
        .and(text_without_a_unit())
        .and(no_calls())
        .and(too_many_calls())
        .and(negative())
        .and(too_short())
        .and(no_unit_of_time())
        .and(noughts())
        .and(shrinking())
        .and(names_of_other_libraries());
}
