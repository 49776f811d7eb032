use resilience::circuit_breaker;
use std::io;

trait Source {
    #[circuit_breaker]
    fn get(&self, id: u32) -> io::Result<u32>;

    #[circuit_breaker(max_failures = 3)]
    async fn get_later(&self, id: u32) -> io::Result<u32>;
}

struct Db;

impl Source for Db {
    fn get(&self, id: u32) -> io::Result<u32> {
        Ok(id)
    }

    async fn get_later(&self, id: u32) -> io::Result<u32> {
        Ok(id)
    }
}

fn main() {
    let _ = (Db.get(3), Db.get_later(3));
}
