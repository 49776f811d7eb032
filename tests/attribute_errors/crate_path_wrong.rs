use resilience::circuit_breaker;
use std::io;

#[circuit_breaker(crate = "resilience")]
async fn text() -> io::Result<u32> {
    Ok(2)
}

fn main() {
    let _ = text();
}
