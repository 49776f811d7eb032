use resilience::circuit_breaker;
use std::io;

#[circuit_breaker(accessor = "fetch_breaker")]
fn text() -> io::Result<u32> {
    Ok(1)
}

#[circuit_breaker(accessor = breakers::fetch)]
fn path() -> io::Result<u32> {
    Ok(2)
}

#[circuit_breaker(accessor = fn)]
fn keyword() -> io::Result<u32> {
    Ok(3)
}

#[circuit_breaker(accessor = fetch_breaker())]
fn call() -> io::Result<u32> {
    Ok(4)
}

#[circuit_breaker(accessor = taken)]
fn taken() -> io::Result<u32> {
    Ok(5)
}

trait Source {
    fn get(&self) -> io::Result<u32>;
}

impl Source for u32 {
    #[circuit_breaker(accessor = get_breaker)]
    fn get(&self) -> io::Result<u32> {
        Ok(*self)
    }
}

fn main() {
    let _: io::Result<u32> = text().and(path()).and(keyword()).and(call()).and(3_u32.get());
}
