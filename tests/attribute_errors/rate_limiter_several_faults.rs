use resilience::{Rejected, rate_limiter};

#[rate_limiter(rat = 3, per = 0, burst = 0, name = "", timeout, blocking = maybe, map_err = 3, key =)]
pub const fn fetch(id: u32) -> Option<u32> {
    Some(id)
}

struct Db;

impl Db {
    #[rate_limiter(rate = 3 per = 30, 17, timeout = -1, timeout = 1, fallback = |_| Ok(3))]
    async fn get(&self, id: u32) -> Result<u32, Rejected> {
        Ok(id)
    }
}

fn main() {
    // Callers get no errors of their own.
    let number: Option<u32> = fetch(3);
    let later = async { Db.get(4).await.map(|id| id + 1) };
    drop((number, later));
}
