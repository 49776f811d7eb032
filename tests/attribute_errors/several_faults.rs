use resilience::circuit_breaker;
use std::io;

#[circuit_breaker(max_failurs = 3, reset_timeout = 0, name = "", probe_timeout, excluded())]
pub const fn fetch(id: u32) -> Option<u32> {
    Some(id)
}

struct Db;

impl Db {
    #[circuit_breaker(max_failures = 3 reset_timeout = 30, 17, probe_timeout = -1)]
    async fn get(&self, id: u32) -> io::Result<u32> {
        Ok(id)
    }
}

fn main() {
    // Callers get no errors of their own.
    let number: Option<u32> = fetch(3);
    let later = async { Db.get(4).await.map(|id| id + 1) };
    drop((number, later));
}
