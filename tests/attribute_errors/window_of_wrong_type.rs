use resilience::circuit_breaker;
use std::io;

const RATE: f64 = 0.5;
const WINDOW: f64 = 10.0;

#[circuit_breaker(failure_rate = RATE, window = WINDOW)]
fn wrong() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    let _ = wrong();
}
