use resilience::circuit_breaker;
use std::io;

#[circuit_breaker(max_failurs = 3)]
fn misspelt() -> io::Result<u32> {
    Ok(1)
}

#[circuit_breaker(colour = "red")]
fn unheard_of() -> io::Result<u32> {
    Ok(2)
}

#[circuit_breaker(max_failures = 3, crate = ::resilience, reset_timout = 30)]
fn misspelt_among_others() -> io::Result<u32> {
    Ok(3)
}

fn main() {
    let _: io::Result<u32> = misspelt().and(unheard_of()).and(misspelt_among_others());
}
