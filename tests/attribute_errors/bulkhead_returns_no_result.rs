use resilience::{Bulkhead, bulkhead};

type Answer = u32;

#[bulkhead(max_concurrent = 10, max_wait = 1)]
fn nothing() {}

#[bulkhead(max_concurrent = 10, max_waiting = 5)]
async fn number() -> u32 {
    1
}

#[bulkhead(bulkhead = pool)]
fn given(pool: &Bulkhead) -> Option<u32> {
    Some(pool.in_use())
}

#[bulkhead(max_concurrent = 10, max_wait = 1)]
fn never() -> ! {
    panic!()
}

#[bulkhead(max_concurrent = 10, max_wait = 1)]
fn alias() -> Answer {
    1
}

#[bulkhead(max_concurrent = 10, max_wait = 1)]
fn takes_no_rejection() -> Result<u32, std::fmt::Error> {
    Ok(1)
}

fn main() {}
