use resilience::circuit_breaker;
use std::io;

type Boxed = Box<dyn std::error::Error + Send + Sync>;

#[circuit_breaker(excluded_types(io::Eror))]
async fn misspelt() -> Result<u32, Boxed> {
    Ok(1)
}

#[circuit_breaker(excluded_types(HyperError))]
fn not_imported() -> anyhow::Result<u32> {
    Ok(2)
}

fn main() {
    let _ = (misspelt(), not_imported());
}
