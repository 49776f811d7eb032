use resilience::{Rejected, rate_limiter};

#[rate_limiter(calls = 15, period = 900)]
fn python() -> u32 {
    1
}

#[rate_limiter(limit_for_period = 10, limit_refresh_period = 1, timeout_duration = 0)]
fn java() -> u32 {
    2
}

#[rate_limiter(max_calls = 1, interval = 1, capacity = 3, wait = 5)]
fn several() -> u32 {
    3
}

// What follows from the name is no fault of its own.
#[rate_limiter(permits = 3, max_wait = 3, fallback = |_| 4)]
fn turned_away() -> u32 {
    4
}

#[rate_limiter(limit = 3, limiter = LIMITER, window = 1)]
fn given() -> Result<u32, Rejected> {
    Ok(5)
}

fn main() {
    let _: u32 = python() + java() + several() + turned_away();
    let _: Result<u32, Rejected> = given();
}
