use resilience::circuit_breaker;

#[circuit_breaker]
const fn fetch(id: u32) -> Result<u32, resilience::Rejected> {
    Ok(id)
}

const ID: Result<u32, resilience::Rejected> = fetch(3);

fn main() {
    let _ = ID;
}
