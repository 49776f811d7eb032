use resilience::circuit_breaker;
use std::io;

const COUNT: usize = 3;
const SECONDS: u64 = 30;
const NAME: u8 = 1;

#[circuit_breaker(max_failures = COUNT)]
fn count() -> io::Result<u32> {
    Ok(1)
}

#[circuit_breaker(reset_timeout = SECONDS)]
async fn duration() -> io::Result<u32> {
    Ok(2)
}

#[circuit_breaker(name = NAME)]
fn name() -> io::Result<u32> {
    Ok(3)
}

#[circuit_breaker(max_failures = limit)]
fn argument(limit: u32) -> io::Result<u32> {
    Ok(limit)
}

struct Db {
    limit: u32,
}

impl Db {
    #[circuit_breaker(max_failures = self.limit)]
    fn field(&self) -> io::Result<u32> {
        Ok(self.limit)
    }
}

fn main() {
    let _ = duration();
    let _: io::Result<u32> = count().and(name()).and(argument(3)).and(Db { limit: 3 }.field());
}
