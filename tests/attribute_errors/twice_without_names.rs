use resilience::circuit_breaker;
use std::io;

#[circuit_breaker(max_failures = 3)]
#[circuit_breaker(max_failures = 5)]
fn fetch() -> io::Result<u32> {
    Ok(1)
}

#[circuit_breaker]
#[circuit_breaker]
#[resilience::circuit_breaker]
async fn three_times() -> io::Result<u32> {
    Ok(2)
}

#[circuit_breaker(name = "outer")]
#[circuit_breaker]
#[circuit_breaker]
fn two_of_three() -> io::Result<u32> {
    Ok(3)
}

fn main() {
    let _ = three_times();
    let _: io::Result<u32> = fetch().and(two_of_three());
}
