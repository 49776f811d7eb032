use resilience::{Bulkhead, Rejected, bulkhead};

#[bulkhead(bulkhead = pool, max_concurrent = 10, max_wait = 1, max_waiting = 5, name = "pool", accessor = the_pool)]
fn given_and_made(pool: &Bulkhead) -> Result<u32, Rejected> {
    Ok(pool.in_use())
}

#[bulkhead(max_concurrent = 10, max_wait = 1, fallback = |_| Ok(3), map_err = |rejected| rejected)]
fn two_answers() -> Result<u32, Rejected> {
    Ok(3)
}

#[bulkhead(max_concurrent = 1)]
#[bulkhead(max_concurrent = 2)]
fn twice() {}

fn main() {
    twice();
    let _: Result<u32, Rejected> = two_answers();
}
