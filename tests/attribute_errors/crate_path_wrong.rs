use resilience::circuit_breaker;
use std::io;

#[circuit_breaker(crate = nowhere)]
fn no_such_crate() -> io::Result<u32> {
    Ok(1)
}

#[circuit_breaker(crate = "resilience")]
async fn text() -> io::Result<u32> {
    Ok(2)
}

fn main() {
    let _ = text();
    let _: io::Result<u32> = no_such_crate();
}
